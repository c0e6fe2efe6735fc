"""Territory and its area in km2 for each date, actor and status."""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.measure.area import area_km2
from geo.measure.repair import repair_table
from geo.table import (
    ACTOR,
    CRS,
    DATE,
    END,
    SNAPSHOTS,
    SOURCE,
    START,
    STATUS,
    in_force,
    require_columns,
    rows_of_pairs,
    timeline,
)

AREA = "area_km2"

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]

# Number of simultaneous pairs per row up to which all pairs are tested without an index.
_FEW = 32
# Sizes of portions, so that memory does not grow with the series: rows in a query of the index,
# and pairs of a row and a date.
_PORTION = 1_000
_ENTRIES = 4_000_000


def areas(table: gpd.GeoDataFrame, *, all_dates: bool = False) -> pd.DataFrame:
    """Area of each actor's territory on the dates on which it changes, on the WGS 84 ellipsoid.

    Edges are straight in longitude and latitude (RFC 7946), so areas of parts add up to the area
    of the whole (see `area.py`). Overlapping rows of one actor and status count once; actors
    that overlap each count in full. Invalid polygons are repaired first, each with a
    `RepairWarning`.

    An actor and status is listed on the dates on which one of its own rows begins or ends: each
    area holds until the next one listed, and is 0 where nothing is held from then on. A table that
    was read from a series of snapshots lists every actor and status on every date of the series.
    Pass `all_dates` to add up or pivot areas by date.

    Parameters
    ----------
    all_dates
        List every actor and status on every date of `geo.timeline`, also where its territory stays
        the same and before its first row: this takes time and memory for each actor times each
        date. Areas are the same.

    Returns
    -------
    DataFrame
        `date`, `actor`, `status`, `area_km2`, in this order; 0 where an actor holds nothing.

    Raises
    ------
    CheckError
        If `table` is not a control table.
    """
    require_columns(table)
    repaired = repair_table(table)
    return list_areas(repaired, own_areas(repaired), all_dates=all_dates)


def list_areas(
    rows: gpd.GeoDataFrame,
    known: "Mapping[tuple[str, str], OwnAreas]",
    *,
    all_dates: bool = False,
) -> pd.DataFrame:
    """The result of `areas` for the rows of a table whose `own_areas` are known."""
    names, measured = list(known), list(known.values())
    actors = np.array([actor for actor, _ in names], dtype=object)
    statuses = np.array([status for _, status in names], dtype=object)
    if all_dates or rows.attrs.get(SNAPSHOTS):
        dates = timeline(rows)[DATE].to_numpy()
        pair = np.tile(np.arange(len(names)), len(dates))
        date = np.repeat(dates, len(names))
        grid = np.zeros((len(dates), len(names)))
        for place, own in enumerate(measured):
            grid[:, place] = own.on(dates)
        km2 = grid.ravel()
    else:
        none = np.zeros(0, "datetime64[s]")
        pair = np.repeat(np.arange(len(names)), [len(own.dates) for own in measured])
        date = np.concatenate([none, *(own.dates for own in measured)])
        km2 = np.concatenate([np.zeros(0), *(own.km2 for own in measured)])
        order = np.lexsort([pair, date])
        pair, date, km2 = pair[order], date[order], km2[order]
    return pd.DataFrame(
        {DATE: date, ACTOR: actors[pair], STATUS: statuses[pair], AREA: km2}
    )


@dataclass(frozen=True)
class OwnAreas:
    """Areas in km2 of one actor and status from each date on which a row of it begins or ends."""

    dates: npt.NDArray[np.datetime64]
    km2: Floats

    def on(self, dates: npt.NDArray[np.datetime64] | np.datetime64) -> Floats:
        """The area on each of `dates`, 0 before the first of its own."""
        place = np.searchsorted(self.dates, dates, side="right")
        return np.asarray(np.append(0.0, self.km2)[place], dtype=np.float64)


def own_areas(table: gpd.GeoDataFrame) -> dict[tuple[str, str], OwnAreas]:
    """Areas of each actor and status, in order of name, on its own dates.

    Time and memory grow with the rows, not with the dates of the table. Expects valid polygons
    (`geo.measure.repair_table`).
    """
    require_columns(table)
    shapes = table.geometry.to_numpy()
    starts = table[START].to_numpy(dtype="datetime64[s]")
    ends = table[END].to_numpy(dtype="datetime64[s]")
    result = {}
    for pair, rows in rows_of_pairs(table).items():
        days = own_dates(starts[rows], ends[rows])
        first, last = spans_between(starts[rows], ends[rows], days)
        met = overlapping_pairs(shapes[rows], first, last)
        km2 = union_areas(shapes[rows], first, last, met, len(days))
        result[pair] = OwnAreas(days, km2)
    return result


def own_dates(
    starts: npt.NDArray[np.datetime64], ends: npt.NDArray[np.datetime64]
) -> npt.NDArray[np.datetime64]:
    """The dates, in order and each once, on which one of some rows begins or ends."""
    days = np.concatenate([starts, ends])
    return np.unique(days[~np.isnat(days)])


def row_areas(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Area of each row of `table` by itself, in its order, on the WGS 84 ellipsoid.

    Columns `start`, `end`, `actor`, `status`, `source`, `area_km2`. Rows of one actor that
    overlap each count in full here, unlike in `areas`. Invalid polygons are repaired first, each
    with a `RepairWarning`.
    """
    require_columns(table)
    repaired = repair_table(table)
    rows = pd.DataFrame(repaired[[START, END, ACTOR, STATUS, SOURCE]])
    return rows.assign(**{AREA: area_km2(repaired.geometry)}).reset_index(drop=True)


def territory_on(
    table: gpd.GeoDataFrame, date: np.datetime64 | pd.Timestamp | str
) -> gpd.GeoDataFrame:
    """Territory of each actor and status on `date`: the union of its rows in force, EPSG:4326.

    Columns `actor`, `status`, `geometry`; an actor and status that hold nothing have no row.
    Expects valid polygons (`geo.measure.repair_table`).
    """
    require_columns(table)
    rows = table[in_force(table, date)]
    rows_on_date = [
        (actor, status, union(group.geometry.to_numpy()))
        for (actor, status), group in rows.groupby([ACTOR, STATUS], sort=True)
    ]
    actors, statuses, shapes = (
        zip(*rows_on_date, strict=True) if rows_on_date else ((), (), ())
    )
    data = {ACTOR: list(actors), STATUS: list(statuses)}
    return gpd.GeoDataFrame(data, geometry=list(shapes), crs=CRS)


def union(shapes: Shapes) -> BaseGeometry:
    """The union of polygons; quicker if they share edges without overlapping."""
    if len(shapes) == 1:
        only: BaseGeometry = shapes[0]
        return only
    try:
        whole = shapely.coverage_union_all(shapes)
    except shapely.GEOSException:  # they overlap
        return shapely.union_all(shapes)
    # To check the result takes a fifth of the time that `coverage_is_valid` takes beforehand.
    total = shapely.area(shapes).sum()
    if shapely.is_valid(whole) and math.isclose(
        shapely.area(whole), total, rel_tol=1e-12
    ):
        return whole
    return shapely.union_all(shapes)


def overlapping_pairs(
    shapes: Shapes,
    first: Positions,
    last: Positions,
    related: Callable[[Positions, Positions], Bools] | None = None,
) -> Positions:
    """Pairs of positions, a < b, of simultaneous shapes whose interiors intersect; shape (n, 2).

    Shape `i` holds on dates `first[i]` up to, not including, `last[i]` (see `spans`). `related`
    takes two arrays of positions and returns a mask of the pairs to test.
    """
    none = np.zeros((0, 2), dtype=np.intp)
    blocks = [none]
    for a, b in simultaneous_pairs(shapes, first, last):
        if related is not None:
            keep = related(a, b)
            a, b = a[keep], b[keep]
        meet = shapely.relate_pattern(shapes[a], shapes[b], "T********")
        blocks.append(np.column_stack([a[meet], b[meet]]))
    pairs_met = np.concatenate(blocks)
    if not len(pairs_met):
        return none
    return pairs_met[np.lexsort(pairs_met.T[::-1])]


def spans(
    rows: gpd.GeoDataFrame, days: npt.NDArray[np.datetime64]
) -> tuple[Positions, Positions]:
    """First and last position in the sorted `days` at which each row is in force.

    A row holds on `days[first:last]`; `first == last` if it holds on none of them.
    """
    return spans_between(rows[START].to_numpy(), rows[END].to_numpy(), days)


def spans_between(
    starts: npt.NDArray[np.datetime64],
    ends: npt.NDArray[np.datetime64],
    days: npt.NDArray[np.datetime64],
) -> tuple[Positions, Positions]:
    """As `spans`, of rows with these `starts` and `ends`."""
    first = np.searchsorted(days, starts)
    # NaT sorts after every date, and means that the row still holds.
    last = np.searchsorted(days, ends)
    return first, np.maximum(first, last)


def areas_on(rows: gpd.GeoDataFrame, dates: npt.NDArray[np.datetime64]) -> Floats:
    """Area in km2 of the union of `rows` on each of `dates`.

    Rows that overlap no simultaneous row are added. Others are grouped with those they overlap,
    and the union of each group is computed once for every set of its rows in force.
    """
    days, which = np.unique(dates, return_inverse=True)
    first, last = spans(rows, days)
    shapes = rows.geometry.to_numpy()
    met = overlapping_pairs(shapes, first, last)
    return union_areas(shapes, first, last, met, len(days))[which.ravel()]


def union_areas(
    shapes: Shapes,
    first: Positions,
    last: Positions,
    met: Positions,
    count: int,
) -> Floats:
    """Area in km2 of the union of `shapes` on each of `count` dates, from known overlaps.

    `first` and `last` are as in `spans`, `met` as from `overlapping_pairs`.
    """
    single = area_km2(shapes)
    if not len(met):
        return _sums(single, first, last, count)
    group = _components(len(shapes), met)
    alone = np.bincount(group, minlength=1)[group] == 1
    total = _sums(single[alone], first[alone], last[alone], count)
    for number in np.unique(group[~alone]):
        members = np.flatnonzero(group == number)
        total += _united(shapes[members], first[members], last[members], count)
    return total


def simultaneous_pairs(
    shapes: Shapes, first: Positions, last: Positions
) -> Iterator[tuple[Positions, Positions]]:
    """Pairs of positions a < b of simultaneous shapes whose boxes intersect, in portions.

    A long series of snapshots has few simultaneous pairs, a map of many rows few pairs of boxes
    that intersect: the shorter list is used. A query of the index for a series of one place would
    return each day with each.
    """
    held = np.flatnonzero(first < last)
    order = held[np.argsort(first[held], kind="stable")]
    if (last[order[:-1]] <= first[order[1:]]).all():
        return  # one after the other
    # Rows that begin after a row, in this order, and before it ends, are simultaneous.
    until = np.searchsorted(first[order], last[order])
    later = until - np.arange(len(order)) - 1
    if later.sum() <= _FEW * len(shapes):
        a = np.repeat(np.arange(len(order)), later)
        b = a + 1 + _nth(later)
        a, b = order[a], order[b]
        a, b = np.minimum(a, b), np.maximum(a, b)
        west, south, east, north = shapely.bounds(shapes).T
        meet = (west[a] <= east[b]) & (west[b] <= east[a])
        meet &= (south[a] <= north[b]) & (south[b] <= north[a])
        yield a[meet], b[meet]
        return
    tree = shapely.STRtree(shapes)
    for start in range(0, len(held), _PORTION):
        asked = held[start : start + _PORTION]
        nth, b = tree.query(shapes[asked])
        a = asked[nth]
        keep = (a < b) & (np.maximum(first[a], first[b]) < np.minimum(last[a], last[b]))
        yield a[keep], b[keep]


def _nth(counts: Positions) -> Positions:
    """0, 1, 2, ... restarted for each of `counts`."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def _sums(values: Floats, first: Positions, last: Positions, count: int) -> Floats:
    """Sum of the values of the rows in force on each of `count` dates.

    Added up date by date: differences of cumulative sums have rounding errors, such as 1e-11
    instead of 0.
    """
    total = np.zeros(count)
    dates = last - first
    portion = np.cumsum(dates) // _ENTRIES
    for rows in np.split(np.arange(len(values)), np.flatnonzero(np.diff(portion)) + 1):
        date = np.repeat(first[rows], dates[rows]) + _nth(dates[rows])
        weights = np.repeat(values[rows], dates[rows])
        total += np.bincount(date, weights=weights, minlength=count)
    return total


def _united(shapes: Shapes, first: Positions, last: Positions, count: int) -> Floats:
    """Area of the union of the shapes in force on each of `count` dates."""
    total = np.zeros(count)
    known: dict[bytes, float] = {}
    turns = np.unique(np.concatenate([first, last, [count]]))
    for start, end in itertools.pairwise(turns):
        held = (first <= start) & (start < last)
        key = np.packbits(held).tobytes()
        if key not in known:
            known[key] = area_km2([shapely.union_all(shapes[held])])[0]
        total[start:end] = known[key]
    return total


def _components(count: int, edges: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Number of the connected component of each of `count` nodes."""
    label = np.arange(count)
    if not len(edges):
        return label
    while True:
        lowest = label.copy()
        np.minimum.at(lowest, edges[:, 0], label[edges[:, 1]])
        np.minimum.at(lowest, edges[:, 1], label[edges[:, 0]])
        lowest = lowest[lowest]
        if (lowest == label).all():
            return label
        label = lowest
