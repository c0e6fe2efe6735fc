"""Draw the last pocket on the left bank of the Euphrates, from the steps of `pocket.csv`.

Each step is a band along the bank between the villages still held, as wide as gives the published
area; it ends at the cells of other villages. Without a published area the width stays. A step lies
within the one before, unless a source reports that land was regained or the way of counting
changes (`breaks.csv`): the shape is indicative, the area is published, and no land is gained by a
change of the drawing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo.measure import area_km2, polygon_parts
from geo.source import CLAIMED, HELD
from geo.source.place_cells import BANK, LEFT
from geo.table import (
    ACTOR,
    CRS,
    END,
    END_TEXT,
    INDICATIVE,
    SHAPE,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    in_force,
)

# Vertices far to the left of the course in `euphrates.csv`, which enclose the left bank with it.
LEFT_BANK = ((42.2, 34.6), (42.2, 35.9), (39.95, 35.9))
WIDEST_KM = 30.0
GRID = 1e-8  # degree: a millimetre, as in `story.geojson`
_STEP_KM = 1e-4


def left_bank(facts: Path) -> shapely.Polygon:
    """The land left of the lower Euphrates, in longitude and latitude."""
    course = pd.read_csv(facts / "euphrates.csv")[["lon", "lat"]].to_numpy()
    return shapely.Polygon([*map(tuple, course), *LEFT_BANK])


class Strip:
    """The cells and points of the villages on the left bank, in a local equal-area projection."""

    def __init__(self, model: gpd.GeoDataFrame, facts: Path, syria: BaseGeometry):
        self._project = pyproj.Proj(proj="laea", lat_0=34.55, lon_0=40.9, ellps="WGS84")
        rows = model[(model[STATUS] == CLAIMED) & (model[BANK] == LEFT)]
        course = pd.read_csv(facts / "euphrates.csv")[["lon", "lat"]]
        self._river = self.flat(shapely.LineString(course))
        points = self.flat(shapely.points(rows["lon"], rows["lat"]))
        along = shapely.line_locate_point(self._river, points)
        cells = self.flat(shapely.intersection(rows.geometry.to_numpy(), syria))
        self._rows = rows.assign(cell=cells, along=along)
        self._order = np.unique(along)

    def held(self, date: str, left_out: tuple[str, ...]) -> pd.DataFrame:
        """The rows of villages held on a date, but those whose names begin with `left_out`."""
        rows = self._rows[in_force(self._rows, np.datetime64(date, "s"))]
        return rows[~rows["place"].map(lambda place: place.startswith(left_out))]

    def bank(self, villages: pd.DataFrame) -> BaseGeometry:
        """The stretches of the river between villages that are neighbours along it."""
        along = np.sort(villages["along"])
        runs = np.split(
            along, np.flatnonzero(np.diff(np.searchsorted(self._order, along)) > 1) + 1
        )
        return shapely.union_all(
            [substring(self._river, run[0], run[-1]) for run in runs]
        )

    def flat(self, shapes: Any) -> Any:
        return shapely.transform(
            shapes, lambda xy: np.column_stack(self._project(xy[:, 0], xy[:, 1]))
        )

    def degrees(self, shape: BaseGeometry) -> BaseGeometry:
        """The polygons of a projected shape, in longitude and latitude."""
        degrees = shapely.transform(
            shape,
            lambda xy: np.column_stack(self._project(xy[:, 0], xy[:, 1], inverse=True)),
        )
        rounded = shapely.set_precision(degrees, GRID)
        parts, _ = polygon_parts(np.array([rounded], dtype=object))
        return shapely.MultiPolygon(list(parts))


def shapes(strip: Strip, steps: pd.DataFrame, breaks: set[str]) -> list[BaseGeometry]:
    """The territory of each step but the last, in longitude and latitude.

    Raises ValueError if the published area of a step is larger than the step before.
    """
    drawn: list[BaseGeometry] = []
    before: BaseGeometry | None = None
    width_km = 0.0
    for step in steps.iloc[:-1].to_dict("records"):
        if step["shape"] == "unchanged":
            drawn.append(drawn[-1])
            continue
        if step[START_TEXT] in breaks or step["shape"] == "regained":
            before = None
        left_out = tuple(filter(None, step["without"].split(";")))
        villages = strip.held(step[START_TEXT], left_out)
        cells = shapely.union_all(villages["cell"].to_numpy())
        bank = strip.bank(villages)

        def band(km: float) -> BaseGeometry:
            area = strip.degrees(cells.intersection(bank.buffer(1e3 * km)))
            return area if before is None else _clipped(area, before)

        if step["published_km2"]:
            width_km = _width_km(band, float(step["published_km2"]))
        drawn.append(band(width_km))
        before = drawn[-1]
    return drawn


def _clipped(area: BaseGeometry, before: BaseGeometry) -> BaseGeometry:
    parts, _ = polygon_parts(np.array([area.intersection(before)], dtype=object))
    return shapely.MultiPolygon(list(parts))


def _width_km(band: Callable[[float], BaseGeometry], published_km2: float) -> float:
    """The width at which the band has the published area, to a decimetre."""

    def difference(km: float) -> float:
        return float(area_km2([band(km)])[0]) - published_km2

    low, high = 0.0, WIDEST_KM
    if difference(high) < 0:
        raise ValueError(
            f"{published_km2:g} km2 do not fit within the step before ({difference(high):+.3f})"
        )
    while high - low > _STEP_KM / 4:
        middle = (low + high) / 2
        low, high = (low, middle) if difference(middle) > 0 else (middle, high)
    return round(high / _STEP_KM) * _STEP_KM


def drawn(
    strip: Strip, steps: pd.DataFrame, breaks: set[str], actor: str
) -> gpd.GeoDataFrame:
    """The last pocket, one row per step except the last, which has no territory."""
    rows = []
    for step, area in zip(
        steps.iloc[:-1].to_dict("records"),
        shapes(strip, steps, breaks),
        strict=True,
    ):
        publisher = f"; {step['claimed_by']}" if step["claimed_by"] else ""
        source = (
            f"Drawn along the Euphrates: {step['follows_from']} (places.csv); "
            f"counted: {step['counted']}{publisher}"
        )
        rows.append({SOURCE: source, "geometry": area})
    table = gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)
    table[START_TEXT] = steps[START_TEXT].to_numpy()[:-1]
    table[END_TEXT] = steps[START_TEXT].to_numpy()[1:]
    for text, moment in ((START_TEXT, START), (END_TEXT, END)):
        table[moment] = table[text].to_numpy(dtype="datetime64[s]")
    table[ACTOR], table[STATUS] = actor, HELD
    return table.assign(
        **{SHAPE: INDICATIVE},
        place="Hajin to Baghouz, left bank",
        country="SYR",
        kind="drawn",
        from_precision="day",
        to_precision="day",
        coord_source="drawn along the river",
        verified="partial",
    )
