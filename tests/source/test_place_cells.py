"""Cells of places: where people live, and on one bank of a river."""

import pandas as pd
import pytest
import shapely

import geo
from geo.measure import area_km2
from geo.source import territory

FRAME = shapely.box(40, 34, 42, 35)
DAY = pd.Timestamp("2020-01-01")


def places(*rows):
    """A list of places from `(name, lon, lat, status, bank)`, held from one day on."""
    table = pd.DataFrame(rows, columns=["place", "lon", "lat", "status", "bank"])
    dates = {"start": DAY, "end": pd.NaT, "start_text": "2020-01-01", "end_text": ""}
    table = table.assign(kind="town", actor="A", source="test", **dates)
    table.loc[table["status"] == "never", "start"] = pd.NaT
    return table


def shape(table, status, place):
    rows = table[(table["status"] == status) & (table["place"] == place)]
    return rows.geometry.iloc[0] if len(rows) else shapely.Polygon()


def test_the_part_of_a_cell_where_people_live_is_held():
    listed = places(("West", 40.5, 34.5, "held", ""), ("East", 41.5, 34.5, "never", ""))
    inhabited = shapely.box(40.2, 34.2, 41.2, 34.4)
    table = territory(listed, FRAME, inhabited=inhabited)
    cell, held = shape(table, "claimed", "West"), shape(table, "held", "West")
    assert cell.bounds == pytest.approx((40, 34, 41, 35), abs=1e-6)
    assert held.symmetric_difference(cell.intersection(inhabited)).area < 1e-9
    assert area_km2([held]) < area_km2([cell]) / 5


def test_a_cell_where_nobody_lives_is_claimed_and_not_held():
    listed = places(("West", 40.5, 34.5, "held", ""))
    table = territory(listed, FRAME, inhabited=shapely.box(50, 50, 51, 51))
    assert table["status"].tolist() == ["claimed"]


def test_contested_and_roamed_places_hold_nothing_where_people_live():
    listed = places(
        ("West", 40.5, 34.5, "contested", ""), ("East", 41.5, 34.5, "roamed", "")
    )
    table = territory(listed, FRAME, inhabited=FRAME)
    assert table["status"].tolist() == ["claimed", "roamed"]


RIVER = shapely.box(40, 34.5, 42, 36)  # its lower edge is the river


def test_a_cell_ends_at_the_river_that_its_place_lies_on():
    listed = places(
        ("North", 41, 34.6, "held", "left"), ("South", 41, 34.45, "never", "right")
    )
    free = territory(listed.assign(bank=""), FRAME)
    assert shape(free, "claimed", "North").area > 1.01  # some of it beyond the river
    table = territory(listed, FRAME, left_bank=RIVER)
    cell = shape(table, "claimed", "North")
    assert cell.symmetric_difference(shapely.box(40, 34.5, 42, 35)).area < 1e-9


def test_other_places_may_hold_land_on_both_banks():
    listed = places(
        ("North", 41, 34.9, "never", "left"), ("Bridge", 41, 34.51, "held", "")
    )
    cell = shape(territory(listed, FRAME, left_bank=RIVER), "claimed", "Bridge")
    assert cell.bounds[1] == 34 and cell.bounds[3] > 34.6


def test_cells_on_both_banks_are_one_coverage():
    listed = places(
        ("a", 40.4, 34.55, "held", "left"),
        ("b", 41.6, 34.8, "held", ""),
        ("c", 41, 34.45, "held", "right"),
    )
    table = territory(listed, FRAME, left_bank=RIVER)
    cells = table[table["status"] == "claimed"].geometry
    assert shapely.coverage_is_valid(cells.to_numpy())
    assert area_km2(cells).sum() == pytest.approx(area_km2([FRAME])[0], rel=1e-9)


def test_a_point_on_both_banks_is_refused():
    listed = places(("a", 41, 34.6, "held", "left"), ("a", 41, 34.6, "held", "right"))
    with pytest.raises(geo.base.ReadError, match="a: listed with two banks"):
        territory(listed, FRAME, left_bank=RIVER)
