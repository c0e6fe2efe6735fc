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

MANY = 4  # rows that are in so many sets on average are compared once, beforehand
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
    place = {pair: number for number, pair in enumerate(pairs)}
    rows_of_pair: list[list[int]] = [[] for _ in pairs]
    for row, pair in enumerate(zip(table[ACTOR], table[STATUS], strict=True)):
        if pair in place and first[row] < last[row]:
            rows_of_pair[place[pair]].append(row)
    every = []
    for rows in rows_of_pair:
        rows_on_date: list[list[int]] = [[] for _ in days]
        for row in rows:
            for date in range(first[row], last[row]):
                rows_on_date[date].append(row)
        sets: dict[tuple[int, ...], int] = {}
        set_on_date = np.array(
            [sets.setdefault(tuple(rows), len(sets)) for rows in rows_on_date]
        )
        united = np.array([*_unions(shapes, list(sets)), None], dtype=object)[:-1]
        some = ~shapely.is_empty(united)
        number = np.where(some, np.cumsum(some) - 1, -1)
        every.append(_SeriesTerritory(united[some], number[set_on_date]))
    return every


def _unions(shapes: Shapes, sets: Sequence[tuple[int, ...]]) -> list[shapely.Geometry]:
    """The union of each of `sets` of positions in `shapes`.

    Where rows are in many sets, they are compared once: rows whose edges match those of all others
    are united as a coverage, which is quick, in every set, and the rest is added to that.
    """
    used = sorted(set().union(*sets))
    odd = np.ones(len(shapes), dtype=bool)
    if used and sum(map(len, sets)) >= MANY * len(used):
        wkb, same = np.unique(shapely.to_wkb(shapes[used]), return_inverse=True)
        matched = shapely.is_empty(
            shapely.coverage_invalid_edges(shapely.from_wkb(wkb))
        )
        odd[used] = ~matched[same.ravel()]
    unions: list[shapely.Geometry] = []
    for rows in sets:
        held = np.array(rows, dtype=np.int64)
        parts = list(shapes[held[odd[held]]])
        even = shapes[held[~odd[held]]]
        if len(even):
            parts.append(
                shapely.coverage_union_all(
                    shapely.from_wkb(np.unique(shapely.to_wkb(even)))
                )
            )
        union = (
            geo.measure.union(np.array(parts, dtype=object))
            if parts
            else shapely.Polygon()
        )
        unions.append(union)
    return unions


def neighbours(
    territory: Territory, pairs: Sequence[tuple[str, str]]
) -> dict[str, set[str]]:
    """Which actors hold territory next to whose, on any date."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    coarse = shapely.simplify(territory.shapes, NEIGHBOUR_DEGREES / 2)
    for frame in np.unique(territory.held, axis=1).T:
        here = np.flatnonzero(frame >= 0)
        shapes = coarse[frame[here]]
        tree = shapely.STRtree(shapes)
        near_by = tree.query(shapes, predicate="dwithin", distance=NEIGHBOUR_DEGREES)
        for first, second in here[near_by].T:
            actor, neighbour = pairs[first][0], pairs[second][0]
            if actor != neighbour:
                near[actor].add(neighbour)
    return near


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
