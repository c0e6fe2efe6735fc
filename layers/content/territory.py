"""The territory of each actor and status on every date, and who is whose neighbour."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

import geo.measure
from geo.table import ACTOR, END, START, STATUS

Shapes = NDArray[np.object_]
Places = NDArray[np.int64]
Bounds = tuple[float, float, float, float]  # west, south, east, north

EMPTY = shapely.Polygon()
POCKET = 1 / 16  # of the widest span: readers look at a smaller territory from near
NEIGHBOUR_DEGREES = 0.05  # territory this near needs another colour, touching or not


@dataclass(frozen=True)
class Territory:
    """The distinct shapes of a table's territory, and which of them is held on each date."""

    shapes: Shapes
    held: Places  # per series and date: position in `shapes`, -1: none
    pocket: Bounds | None  # of the firmest territory on dates when little of it is left


@dataclass(frozen=True)
class _SeriesTerritory:
    """The distinct shapes of one series, and which of them is held on each date."""

    shapes: Shapes
    held: Places  # per date, -1: none


def territory(
    table: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> Territory:
    """The union of the rows of each actor and status of `pairs` on each date.

    Expects valid polygons (`geo.measure.repair_table`).
    """
    every = _by_series(table, dates, pairs)
    offsets = np.cumsum([0, *(len(series.shapes) for series in every)])
    return Territory(
        shapes=np.concatenate([series.shapes for series in every]),
        held=np.array(
            [
                np.where(series.held < 0, -1, series.held + offset)
                for series, offset in zip(every, offsets)
            ]
        ),
        pocket=_pocket(every[0].shapes),
    )


def _by_series(
    table: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> list[_SeriesTerritory]:
    """The territory of each pair; each set of rows that is in force at once is united once."""
    shapes = np.asarray(table.geometry.to_numpy(), dtype=object)
    days = np.array(dates, dtype="datetime64[s]")
    starts, ends = (
        table[name].to_numpy(dtype="datetime64[s]") for name in (START, END)
    )
    first = np.searchsorted(days, starts)
    last = np.where(np.isnat(ends), len(days), np.searchsorted(days, ends))
    # rows of one shape, as those of a district on each date, stand for each other
    same = {id(shape): row for row, shape in enumerate(shapes)}
    place = {pair: number for number, pair in enumerate(pairs)}
    rows_of_pair: list[list[int]] = [[] for _ in pairs]
    for row, pair in enumerate(zip(table[ACTOR], table[STATUS], strict=True)):
        if pair in place and first[row] < last[row]:
            rows_of_pair[place[pair]].append(row)
    every = []
    for rows in rows_of_pair:
        # Between the dates of its own rows nothing changes.
        own = np.unique(np.concatenate([first[rows], last[rows]]))
        own = own[own < len(days)]
        start, stop = np.searchsorted(own, first[rows]), np.searchsorted(
            own, last[rows]
        )
        rows_on_date: list[list[int]] = [[] for _ in own]
        for row, begun, ended in zip(rows, start.tolist(), stop.tolist(), strict=True):
            for date in range(begun, ended):
                rows_on_date[date].append(same[id(shapes[row])])
        if not len(own) or own[0] > 0:  # nothing is held before
            own, rows_on_date = np.append(0, own), [[], *rows_on_date]
        sets: dict[tuple[int, ...], int] = {}
        number_of_set = [
            sets.setdefault(tuple(rows), len(sets)) for rows in rows_on_date
        ]
        set_on_date = np.repeat(number_of_set, np.diff(own, append=len(days)))
        united = np.array([*_unions(shapes, list(sets)), None], dtype=object)[:-1]
        some = ~shapely.is_empty(united)
        number = np.where(some, np.cumsum(some) - 1, -1)
        every.append(_SeriesTerritory(united[some], number[set_on_date]))
    return every


def _unions(shapes: Shapes, sets: Sequence[tuple[int, ...]]) -> list[shapely.Geometry]:
    """The union of each of `sets` of positions in `shapes`; one row stays the object it is."""
    several = [frozenset(rows) for rows in sets if len(rows) > 1]
    united = iter(_by_halves(shapes, several, shapes[:0]))
    return [
        next(united) if len(rows) > 1 else shapes[rows[0]] if rows else EMPTY
        for rows in sets
    ]


def _by_halves(
    shapes: Shapes, sets: Sequence[frozenset[int]], parts: Shapes
) -> list[shapely.Geometry]:
    """The union of `parts` with each of `sets`, of which those in a row are much alike.

    Rows of all sets are united first, then those of all sets of each half, and so on: the many
    rows that stay from one date to the next are not united again for each.
    """
    common = frozenset.intersection(*sets) if sets else frozenset()
    if common:
        parts = _united(parts, shapes[sorted(common)])
        sets = [rows - common for rows in sets]
    if len(sets) < 2:
        whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts.tolist())
        return [whole] * len(sets)
    half = len(sets) // 2
    return [
        *_by_halves(shapes, sets[:half], parts),
        *_by_halves(shapes, sets[half:], parts),
    ]


def _united(parts: Shapes, rows: Shapes) -> Shapes:
    """The polygons of the union of `parts`, which are apart, and `rows`; most stay as they are."""
    met = np.unique(shapely.STRtree(parts).query(rows, predicate="intersects")[1])
    union = geo.measure.union(np.concatenate([rows, parts[met]]))
    polygons, _ = geo.measure.polygon_parts(np.array([union], dtype=object))
    return np.concatenate([np.delete(parts, met), polygons])


def neighbours(
    territory: Territory, pairs: Sequence[tuple[str, str]]
) -> dict[str, set[str]]:
    """Which actors hold territory next to whose, on any date."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    actors = np.array([actor for actor, _ in pairs], dtype=object)
    series, first, last, times = _times_held(territory)
    coarse = shapely.simplify(territory.shapes, NEIGHBOUR_DEGREES / 2)
    west, south, east, north = shapely.bounds(coarse).T
    reach = NEIGHBOUR_DEGREES * 0.51  # half of the distance each, and some for rounding
    boxes = shapely.box(west - reach, south - reach, east + reach, north + reach)
    shapely.prepare(coarse)
    met: list[tuple[int, int]] = []
    for a, b in geo.measure.simultaneous_pairs(boxes, first, last):
        others = actors[series[a]] != actors[series[b]]
        a, b = a[others], b[others]
        close = shapely.dwithin(coarse[a], coarse[b], NEIGHBOUR_DEGREES)
        met += zip(a[close].tolist(), b[close].tolist())
    whole = times == last - first  # held without a pause
    held = territory.held
    for i, j in met:
        one, other = actors[series[i]], actors[series[j]]
        if other in near[one]:
            continue
        if (
            whole[i]
            and whole[j]
            or ((held[series[i]] == i) & (held[series[j]] == j)).any()
        ):
            near[one].add(other)
            near[other].add(one)
    return near


def _times_held(territory: Territory) -> tuple[Places, Places, Places, Places]:
    """Of each shape: its series, its first date, the one after its last, and their number."""
    count = len(territory.shapes)
    series, first, last, times = (np.zeros(count, dtype=np.int64) for _ in range(4))
    for number, held in enumerate(territory.held):
        turns = np.flatnonzero(np.diff(held, prepend=-2))
        for shape, start, stop in zip(
            held[turns].tolist(), turns.tolist(), [*turns[1:].tolist(), len(held)]
        ):
            if shape < 0:
                continue
            if not times[shape]:
                series[shape], first[shape] = number, start
            last[shape] = stop
            times[shape] += stop - start
    return series, first, last, times


def _pocket(shapes: Shapes) -> Bounds | None:
    """Bounds of those of `shapes` that are small beside all of them together."""
    if not len(shapes):
        return None
    corners = shapely.bounds(shapes)
    spans = (corners[:, 2:] - corners[:, :2]).max(axis=1)
    whole = (corners[:, 2:].max(axis=0) - corners[:, :2].min(axis=0)).max()
    small = spans < whole * POCKET
    if not small.any():
        return None
    west, south, east, north = map(float, shapely.total_bounds(shapes[small]))
    return west, south, east, north
