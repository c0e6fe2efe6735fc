"""Land, lakes, rivers, borders and towns round the ground, from our Natural Earth extracts."""

import datetime
from dataclasses import dataclass
from importlib.resources import as_file, files

import geopandas as gpd
import numpy as np
import shapely

from layers.pack import Packed, pack
from layers.territory import Bounds

# Lines and names of today mislead under a map of another order of states.
MODERN = np.datetime64(datetime.date(1946, 1, 1))

WORLD_DEGREES = 60.0  # ground wider than this is drawn on the coarse outlines alone
MARGIN = 1.1  # detail reaches this many spans of the ground beyond it
OVERLAP_DEGREES = 0.02  # coarse land reaches under the detail, so that no seam shows
STEPS = 4_000.0  # a span of the ground is drawn in at most so many steps
WORLD_STEP = 0.05  # degrees
TOWNS = 160  # names handed to the page, which shows those that find room
DETAIL_DIGITS, WORLD_DIGITS = 4, 3

KINDS = ("land", "lakes", "rivers", "borders", "disputed")


@dataclass(frozen=True)
class Town:
    """A place to find one's way by."""

    name: str
    lat: float
    lon: float
    rank: int  # the smaller the more important
    capital: bool = False


@dataclass(frozen=True)
class Outlines:
    """The ground plan: one shape of `drawn` for each of KINDS."""

    drawn: Packed
    towns: tuple[Town, ...]


def outlines(bounds: Bounds, *, since: np.datetime64) -> Outlines:
    """What lies under and around the ground: detailed near it, coarse in the rest of the world.

    Borders and towns are those of today and appear only where the story begins (`since`) in
    today's order of states, 1946 or later.
    """
    modern = bool(since >= MODERN)
    span = max(bounds[2] - bounds[0], (bounds[3] - bounds[1]) * 1.4, 0.05)
    if span > WORLD_DEGREES:
        drawn = _world(modern)
        near, digits = (-180.0, -85.0, 180.0, 85.0), WORLD_DIGITS
    else:
        near = _round(bounds, span * MARGIN)
        drawn = _near(near, span, modern)
        digits = DETAIL_DIGITS
    packed = pack([drawn[kind] for kind in KINDS], digits=digits)
    return Outlines(packed, tuple(_towns(near, span)) if modern else ())


def _round(bounds: Bounds, margin: float) -> Bounds:
    west, south, east, north = bounds
    return (
        max(west - margin, -180.0),
        max(south - margin, -85.0),
        min(east + margin, 180.0),
        min(north + margin, 85.0),
    )


def _world(modern: bool) -> dict[str, shapely.Geometry]:
    drawn = {kind: shapely.GeometryCollection() for kind in KINDS}
    drawn["land"] = _thinned(_read("land_world").geometry, WORLD_STEP)
    if modern:
        borders = _read("borders_world")
        drawn["borders"] = _thinned(borders.geometry[~borders["disputed"]], WORLD_STEP)
        drawn["disputed"] = _thinned(borders.geometry[borders["disputed"]], WORLD_STEP)
    return drawn


def _near(near: Bounds, span: float, modern: bool) -> dict[str, shapely.Geometry]:
    step = span / STEPS
    box = shapely.box(*near)
    beyond = _world(modern)
    rivers = _read("rivers", near)
    rivers = rivers[rivers["rank"] <= _river_rank(span)]
    borders = _read("borders", near)
    drawn = {
        "land": _cut(_read("land", near).geometry, near, step),
        "lakes": _cut(_read("lakes", near).geometry, near, step),
        "rivers": _cut(rivers.geometry, near, step),
        "borders": _cut(borders.geometry[~borders["disputed"]], near, step),
        "disputed": _cut(borders.geometry[borders["disputed"]], near, step),
    }
    if not modern:
        drawn["borders"] = drawn["disputed"] = shapely.GeometryCollection()
    inner = box.buffer(-OVERLAP_DEGREES, join_style="mitre")
    for kind in ("land", "borders", "disputed"):
        rest = beyond[kind].difference(inner if kind == "land" else box)
        drawn[kind] = _collected([drawn[kind], rest])
    return drawn


def _river_rank(span: float) -> int:
    """Great rivers only on a map of a continent, small ones on a map of a province."""
    return int(np.interp(span, [2, 8, 20, 60], [6, 5, 4, 2]))


def _towns(near: Bounds, span: float) -> list[Town]:
    found = _read("cities", near).sort_values(["rank", "name"], kind="stable")
    if span > WORLD_DEGREES:
        found = found[found["capital"]]
    return [
        Town(row.name, round(row.geometry.y, 3), round(row.geometry.x, 3), int(row.rank), row.cap)
        for row in found.rename(columns={"capital": "cap"}).head(TOWNS).itertuples(index=False)
    ]


def _read(name: str, bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    with as_file(files("layers") / "data" / f"{name}.fgb") as path:
        return gpd.read_file(path, bbox=bounds)


def _cut(shapes: gpd.GeoSeries, near: Bounds, step: float) -> shapely.Geometry:
    return _thinned(gpd.GeoSeries(shapely.clip_by_rect(shapes.to_numpy(), *near)), step)


def _thinned(shapes: gpd.GeoSeries, step: float) -> shapely.Geometry:
    return _collected(list(shapely.simplify(shapes.to_numpy(), step)))


def _collected(shapes: list[shapely.Geometry]) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(np.asarray(shapes, dtype=object)))
    return shapely.GeometryCollection([part for part in parts if not part.is_empty])
