"""Where a map opens: on a war, and not on all that its parties hold on a continent."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
import layers
from layers.content.view import opening_bounds

FRONT = shapely.box(32, 46, 38, 50)
KURILS = shapely.box(145, 43, 148, 45)
TRANSNISTRIA = shapely.box(29, 46.5, 30, 48)


def series(*days):
    """A control table of days, each with its shapes."""
    dates = pd.date_range("2024-07-01", periods=len(days)).strftime("%Y-%m-%d")
    rows = [(date, shape) for date, shapes in zip(dates, days) for shape in shapes]
    frame = pd.DataFrame({"date": [day for day, _ in rows], "actor": "Red"})
    shapes = [shape for _, shape in rows]
    return geo.read_control(gpd.GeoDataFrame(frame, geometry=shapes, crs="EPSG:4326"))


def moved(day):
    return shapely.box(32, 46, 38 - 0.1 * day, 50)


def test_a_map_opens_on_the_war_and_not_on_islands_that_never_change():
    table = series(*([moved(day), KURILS, TRANSNISTRIA] for day in range(20)))
    west, south, east, north = opening_bounds(table)
    assert (south, north) == (46, 50) and east == 38
    assert west == 29, "what lies beside the front is in the view"
    as_one = series(
        *([shapely.MultiPolygon([moved(day), KURILS])] for day in range(20))
    )
    assert opening_bounds(as_one)[2] == 38
    assert layers.control_map(table).summary.bounds[2] == 38


def test_one_redrawing_of_the_islands_is_not_the_war():
    days = [
        [moved(day), KURILS if day < 10 else KURILS.buffer(0.01)] for day in range(60)
    ]
    assert opening_bounds(series(*days))[2] == 38


def test_a_map_without_changes_or_with_changes_all_over_opens_on_all():
    for table in (
        series([FRONT, KURILS]),
        series(*([FRONT, KURILS] for _ in range(5))),
        series(
            *(
                [moved(day), shapely.box(145, 43, 148 - 0.1 * day, 45)]
                for day in range(9)
            )
        ),
        series([FRONT], [KURILS]),
    ):
        assert opening_bounds(table) == pytest.approx(tuple(table.total_bounds))


def test_a_war_that_is_most_of_the_map_opens_on_all():
    near = shapely.box(41, 46, 42, 47)
    table = series(*([moved(day), near] for day in range(20)))
    assert opening_bounds(table) == pytest.approx(tuple(table.total_bounds))
    assert np.isfinite(opening_bounds(table)).all()
