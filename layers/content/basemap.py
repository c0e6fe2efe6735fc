"""Land, lakes, rivers, borders and towns around a territory, from Natural Earth."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.content.territory import Bounds
from layers.language import ENGLISH

# Borders and names of today mislead on a map of another order of states.
MODERN = np.datetime64(datetime.date(1946, 1, 1))

WORLD_DEGREES = 60.0  # a wider territory is drawn on the coarse outlines alone
MARGIN = 0.7  # detail reaches this many spans of the territory beyond it
OVERLAP_DEGREES = 0.02  # coarse land reaches under the detail, so that no seam shows
STEPS = 4_000.0  # a span of the territory is drawn in at most so many steps
WORLD_STEP = 0.05  # degrees
COURSE_STEP = 0.0003  # degree: 30 m, less than its river is wide
COURSE_DEGREES = 0.04  # by which a river of Natural Earth may be off
POCKET_MARGIN = 1.0  # spans of a pocket around it that are drawn in full
TOWNS = 160  # names handed to the page, which shows those that fit
WORLD = (-180.0, -85.0, 180.0, 85.0)

Shapes = NDArray[np.object_]
BasemapShapes = dict[str, shapely.Geometry]

AREAL = ("land", "lakes")
LINEAR = ("rivers", "borders", "disputed")
KINDS = (*AREAL, *LINEAR)


@dataclass(frozen=True)
class Town:
    """A town by which readers find their way."""

    name: str
    lat: float
    lon: float
    rank: int  # the smaller the more important
    capital: bool = False
    local: str = ""  # its name in the language of the page, where that is another


def towns_near(
    bounds: Bounds, *, since: np.datetime64, code: str = ENGLISH
) -> tuple[Town, ...]:
    """Towns in and around `bounds`, the most important first; none before 1946.

    `code` is that of the language in which they have their `local` names.
    """
    if since < MODERN:
        return ()
    return tuple(_towns(*basemap_box(bounds), code))


def basemap_box(bounds: Bounds) -> tuple[Bounds, float]:
    """The box in which a map of `bounds` is detailed, and the span of the territory."""
    span = _span(bounds)
    return WORLD if span > WORLD_DEGREES else _round(bounds, span * MARGIN), span


@lru_cache(maxsize=4)
def basemap_shapes(
    bounds: Bounds,
    *,
    since: np.datetime64,
    pocket: Bounds | None = None,
    course: shapely.LineString | None = None,
) -> tuple[BasemapShapes, Bounds, float]:
    """Shapes of each of KINDS under and around a territory: detailed near it, coarse elsewhere.

    Borders are those of today and appear only where the story begins (`since`) in today's order
    of states, 1946 or later. In and around a `pocket`, at which readers look from near, rivers and
    borders keep all their bends. A `course` of a river, which is more exact, is drawn in place of
    what Natural Earth has along it. With the shapes come the box in which they are detailed, and
    the span of the territory, in degrees.
    """
    modern = bool(since >= MODERN)
    near, span = basemap_box(bounds)
    if span > WORLD_DEGREES:
        return _world(modern), WORLD, span
    return _near(near, span, modern, pocket, course), near, span


def _span(bounds: Bounds) -> float:
    """Degrees that a map of `bounds` is wide, at least."""
    return max(bounds[2] - bounds[0], (bounds[3] - bounds[1]) * 1.4, 0.05)


def _round(bounds: Bounds, margin: float) -> Bounds:
    west, south, east, north = bounds
    return (
        max(west - margin, -180.0),
        max(south - margin, -85.0),
        min(east + margin, 180.0),
        min(north + margin, 85.0),
    )


@lru_cache(maxsize=2)
def _world(modern: bool) -> BasemapShapes:
    """The coarse outlines, the same for every map; callers leave them unchanged."""
    drawn: BasemapShapes = {kind: shapely.GeometryCollection() for kind in KINDS}
    drawn["land"] = _simplify(_shapes(_read("land_world")), WORLD_STEP)
    if modern:
        ordinary, disputed = _borders(_read("borders_world"))
        drawn["borders"] = _simplify(ordinary, WORLD_STEP)
        drawn["disputed"] = _simplify(disputed, WORLD_STEP)
    return drawn


def _detail(near: Bounds, span: float, modern: bool) -> dict[str, Shapes]:
    """What the fine extracts have `near`."""
    rivers = _read("rivers", near)
    great = rivers["rank"].to_numpy() <= _river_rank(span)
    detail = {
        "land": _shapes(_read("land", near)),
        "lakes": _shapes(_read("lakes", near)),
        "rivers": _shapes(rivers)[great],
    }
    if modern:
        detail["borders"], detail["disputed"] = _borders(_read("borders", near))
    return detail


def _near(
    near: Bounds,
    span: float,
    modern: bool,
    pocket: Bounds | None,
    course: shapely.LineString | None,
) -> BasemapShapes:
    detail = _detail(near, span, modern)
    if course is not None:
        others = shapely.difference(detail["rivers"], course.buffer(COURSE_DEGREES))
        detail["rivers"] = np.array(
            [*others, course.simplify(COURSE_STEP)], dtype=object
        )
    box = shapely.box(*near)
    inner = box.buffer(-OVERLAP_DEGREES, join_style="mitre")
    world = _world(modern)
    drawn = {**world}
    for kind, shapes in detail.items():
        cut = _cut(shapes, near, span / STEPS, None if kind in AREAL else pocket)
        beyond = _beyond(world[kind], inner if kind == "land" else box)
        drawn[kind] = _collect([cut, *beyond])
    return drawn


def _beyond(shape: shapely.Geometry, box: shapely.Geometry) -> Shapes:
    """The parts of `shape` outside `box`."""
    # Most parts do not touch it: to take it from all took longer than the rest of a small page.
    parts = shapely.get_parts(shape)
    touched = shapely.intersects(parts, box)
    parts[touched] = shapely.difference(parts[touched], box)
    return np.asarray(parts, dtype=object)


def _cut(
    shapes: Shapes, near: Bounds, step: float, pocket: Bounds | None
) -> shapely.Geometry:
    """`shapes` clipped to `near` and simplified by `step`, except around the `pocket`."""
    inside = shapely.clip_by_rect(shapes, *near)
    if pocket is None:
        return _simplify(inside, step)
    west, south, east, north = pocket
    around = _round(pocket, POCKET_MARGIN * max(east - west, north - south))
    bends = shapely.clip_by_rect(inside, *around)
    rest = shapely.difference(inside, shapely.box(*around))
    return _collect([_simplify(rest, step), *bends])


def _river_rank(span: float) -> int:
    """Great rivers only on a map of a continent, small ones on a map of a province."""
    return int(np.interp(span, [2, 8, 20, 60], [6, 5, 4, 2]))


def _towns(near: Bounds, span: float, code: str) -> list[Town]:
    cities = _read("cities", near).sort_values(["rank", "name"], kind="stable")
    if span > WORLD_DEGREES:
        cities = cities[cities["capital"]]
    cities = cities.head(TOWNS)
    lat, lon = cities.geometry.y.round(3), cities.geometry.x.round(3)
    columns = cities["name"], lat, lon, cities["rank"], cities["capital"]
    local = {} if code == ENGLISH else _local_names(code)
    return [
        Town(
            *(str(name), float(y), float(x), int(rank), bool(capital)),
            local.get((name, y, x), ""),
        )
        for name, y, x, rank, capital in zip(*columns, strict=True)
    ]


@lru_cache(maxsize=2)
def _local_names(code: str) -> Mapping[tuple[str, float, float], str]:
    """Names of towns in a language, by English name, latitude and longitude."""
    with as_file(files("layers") / "data" / "city_names.csv") as path:
        names = pd.read_csv(path, usecols=["name", "lat", "lon", code])
    named = names[names[code].notna()]
    keys = zip(named["name"], named["lat"], named["lon"], strict=True)
    return dict(zip(keys, named[code], strict=True))


def _read(name: str, bounds: Bounds | None = None) -> gpd.GeoDataFrame:
    with as_file(files("layers") / "data" / f"{name}.fgb") as path:
        return gpd.read_file(path, bbox=bounds)


def _shapes(rows: gpd.GeoDataFrame) -> Shapes:
    return np.asarray(rows.geometry.to_numpy(), dtype=object)


def _borders(rows: gpd.GeoDataFrame) -> tuple[Shapes, Shapes]:
    """Ordinary borders, and those that somebody disputes."""
    disputed = rows["disputed"].to_numpy(dtype=bool)
    return _shapes(rows)[~disputed], _shapes(rows)[disputed]


def _simplify(shapes: Shapes, step: float) -> shapely.Geometry:
    return _collect(list(shapely.simplify(shapes, step)))


def _collect(shapes: list[shapely.Geometry]) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.get_parts(np.asarray(shapes, dtype=object)))
    return shapely.GeometryCollection([part for part in parts if not part.is_empty])
