"""Territory gained, lost and held between two dates."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import CallError
from geo.measure.area import area_km2
from geo.measure.area_table import (
    areas_on,
    overlapping_pairs,
    own_dates,
    spans_between,
    union,
    union_areas,
)
from geo.measure.break_dates import breaks, reasons
from geo.measure.edges import Ledger, chains, faces, faces_by_dates
from geo.table import (
    ACTOR,
    CRS,
    STATUS,
    in_force,
    in_seconds,
    pairs,
    require_columns,
)

Date = np.datetime64 | pd.Timestamp | str
Bools = npt.NDArray[np.bool_]
Dates = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]

# Allowed difference between gains minus losses and the net change, relative to the area.
_ROUNDING = 1e-12
# The same for set operations, and the grid, in degrees, on which they are repeated beyond it.
_LOST, _FINE = 1e-9, 1e-12
# Share of different edges of two dates up to which faces are used. Faces take some 7 microseconds
# per different edge, a difference of polygons 1.5 per edge of both dates: on fronts of 3,000
# vertices, 5 to 300 days apart, they took the same time at a share of 0.2.
_REDRAWN = 0.15
# Vertices whose edges are numbered at once: four times as many take twice as long per vertex,
# because they do not fit in the processor's cache.
_WINDOW = 131_072
# All pairs are computed at once from this number of pairs per date, and up to these numbers of
# dates, vertices, edges times dates (a byte each) and faces in one product: under some 600 MB.
_MANY = 4
_DATES = 4_000
_VERTICES = 4_000_000
_CELLS = 200_000_000
_FACES = 4_096


def gained(table: gpd.GeoDataFrame, *, before: Date, after: Date) -> gpd.GeoDataFrame:
    """Territory of each actor and status held on `after` and not on `before`, EPSG:4326.

    Columns `actor`, `status`, `reason`, `geometry`; an empty polygon where nothing was gained.
    Their areas are those of `changes`: across a break there is no polygon, and `reason` says why.
    Expects valid polygons (`geo.measure.repair_table`).
    """
    require_columns(table)
    step = np.array([(second(before), second(after))])
    known = breaks(table)
    rows = []
    for pair in pairs(table):
        (why,) = reasons(known, *pair, step)
        shape = None if why else _gained(_rows(table, *pair), *step[0])
        rows.append((*pair, why, shape))
    data = pd.DataFrame(rows, columns=[ACTOR, STATUS, "reason", "geometry"])
    return gpd.GeoDataFrame(data, geometry="geometry", crs=CRS)


def lost(table: gpd.GeoDataFrame, *, before: Date, after: Date) -> gpd.GeoDataFrame:
    """Territory of each actor and status held on `before` and not on `after`, EPSG:4326."""
    return gained(table, before=after, after=before)


@dataclass(frozen=True)
class Rows:
    """Shapes of rows with their first dates and the first on which they no longer hold."""

    shapes: Shapes
    starts: Dates
    ends: Dates

    def of(self, places: Ints) -> "Rows":
        """The rows at some positions."""
        return Rows(self.shapes[places], self.starts[places], self.ends[places])


def exchange(rows: Rows, steps: Dates) -> Floats:
    """Areas gained and lost over `steps` by rows of one actor, before them, and the net change.

    Of shape (n, 4). Dates between which none of the rows begins or ends are one date.
    """
    own = own_dates(rows.starts, rows.ends)
    since = np.append(own[:1] - 1, own)  # the first date stands for all before the rows
    place = np.searchsorted(own, steps, side="right")
    days, place = np.unique(since[place], return_inverse=True)
    place = place.reshape(-1, 2)
    first, last = spans_between(rows.starts, rows.ends, days)
    met = overlapping_pairs(rows.shapes, first, last)
    sizes = union_areas(rows.shapes, first, last, met, len(days))
    series = _Series(rows.shapes, first, last, met, sizes)
    moved = place[:, 0] != place[:, 1]
    gain, loss = np.zeros((2, len(place)))
    gain[moved], loss[moved] = _every_pair(series, place[moved]) or _one_by_one(
        series, place[moved]
    )
    before, after = sizes[place].T
    return np.column_stack([gain, loss, before, after - before])


@dataclass(frozen=True)
class _Series:
    """Rows of one actor and status, and their area on each of some dates in order.

    Row `i` is in force on dates `first[i]` up to, not including, `last[i]`; `met` are pairs of
    simultaneous rows that overlap.
    """

    shapes: Shapes
    first: Ints
    last: Ints
    met: Ints
    sizes: Floats

    def in_force(self, date: int) -> Bools:
        """True for the rows in force on a date, given by its position."""
        return (self.first <= date) & (date < self.last)


@dataclass(frozen=True)
class _Step:
    """One pair of dates: its position, and the rows in force on only one of the two."""

    number: int
    before: Ints
    after: Ints


def _every_pair(series: _Series, place: Ints) -> tuple[Floats, Floats] | None:
    """Gained and lost areas of many pairs of few dates, from the faces between all boundaries.

    None if pairs are few, rows overlap, the table of faces by dates would be too large, or the
    faces do not add up to the areas of the dates.
    """
    count = len(series.sizes)
    vertices = int(shapely.get_num_coordinates(series.shapes).sum())
    if len(place) <= _MANY * count or len(series.met) or count > _DATES:
        return None
    if vertices > _VERTICES:
        return None
    drawn = chains(series.shapes)
    if len(drawn.ends) * count > _CELLS:
        return None
    held = [np.flatnonzero(series.in_force(date)) for date in range(count)]
    faces_held = faces_by_dates(drawn, held)
    if faces_held is None:
        return None
    sizes, table = faces_held
    if (np.abs(sizes @ table - series.sizes) > _ROUNDING * series.sizes.max()).any():
        return None
    gained = np.zeros((count, count))
    for i in range(0, len(sizes), _FACES):
        now = table[i : i + _FACES].astype(np.float64)
        gained += (1 - now).T @ (now * sizes[i : i + _FACES, None])
    before, after = place.T
    return gained[before, after], gained[after, before]


def _one_by_one(series: _Series, place: Ints) -> tuple[Floats, Floats]:
    """Gained and lost areas of pairs of dates, from the edges that the two dates do not share.

    If rows overlap, much of the boundary changed, or the result does not add up to the difference
    of the two areas, the difference of the polygons is used instead; if that does not add up
    either, it is computed on a grid, which is robust.
    """
    gain, loss = np.zeros(len(place)), np.zeros(len(place))
    net = np.diff(series.sizes[place], axis=1).ravel()
    dust = _ROUNDING * series.sizes[place].max(axis=1, initial=0)
    redrawn: list[_Step] = []
    window: list[_Step] = []
    rows: set[int] = set()
    vertices = shapely.get_num_coordinates(series.shapes)
    for number, (before, after) in enumerate(place):
        then, now = series.in_force(before), series.in_force(after)
        step = _Step(number, np.flatnonzero(then & ~now), np.flatnonzero(now & ~then))
        if not len(step.before):
            gain[number] = net[number]
        elif not len(step.after):
            loss[number] = -net[number]
        elif _overlap(series.met, then, now):
            redrawn.append(step)
        else:
            window.append(step)
            rows.update(step.before.tolist(), step.after.tolist())
            if vertices[list(rows)].sum() > _WINDOW:
                redrawn += _by_edges(series.shapes, window, (gain, loss), net, dust)
                window, rows = [], set()
    redrawn += _by_edges(series.shapes, window, (gain, loss), net, dust)
    for step in redrawn:
        n = step.number
        then, now = (series.in_force(date) for date in place[n])
        was, size = series.sizes[place[n]]
        fresh, _ = _exchanged(series.shapes, then, now, was, size)
        gain[n] = area_km2([fresh])[0]
        loss[n] = gain[n] - net[n]
        if loss[n] <= dust[n]:
            loss[n] = 0
    return gain, loss


def _overlap(met: Ints, then: Bools, now: Bools) -> bool:
    """Whether rows overlap on one of two dates, other than those that do on both."""
    return bool((then[met].all(axis=1) != now[met].all(axis=1)).any())


def _by_edges(
    shapes: Shapes,
    steps: list[_Step],
    result: tuple[Floats, Floats],
    net: Floats,
    dust: Floats,
) -> list[_Step]:
    """Solve `steps` by the edges of their rows into `result`; return those left unsolved."""
    if not steps:
        return []
    rows = np.unique(np.concatenate([[*s.before, *s.after] for s in steps]))
    drawn = chains(shapes[rows])
    ledger = Ledger(drawn)
    rests = [
        ledger.rest(np.searchsorted(rows, s.after), np.searchsorted(rows, s.before))
        for s in steps
    ]
    unsolved = [s for s, rest in zip(steps, rests) if rest.share > _REDRAWN]
    few = [(s, rest) for s, rest in zip(steps, rests) if 0 < rest.share <= _REDRAWN]
    if not few:
        return unsolved
    edge = np.concatenate([rest.edge for _, rest in few])
    times = np.concatenate([rest.times for _, rest in few])
    group = np.repeat(np.arange(len(few)), [len(rest.edge) for _, rest in few])
    polygons, owner, turns = faces(drawn.ends[edge], times, group)
    size = area_km2(polygons)
    gain, loss, twice = (
        np.bincount(owner, weights=np.where(which, size, 0), minlength=len(few))
        for which in (turns == 1, turns == -1, np.abs(turns) > 1)
    )
    number = np.array([s.number for s, _ in few])
    exact = np.abs(gain - loss - net[number]) <= dust[number]
    exact &= twice <= dust[number]
    result[0][number[exact]], result[1][number[exact]] = gain[exact], loss[exact]
    return unsolved + [s for (s, _), sure in zip(few, exact) if not sure]


def _gained(
    rows: gpd.GeoDataFrame, before: np.datetime64, after: np.datetime64
) -> BaseGeometry:
    """Territory of `rows` held on `after` and not on `before`, which adds up to their areas."""
    then, now = in_force(rows, before).to_numpy(), in_force(rows, after).to_numpy()
    held = then | now
    rows, then, now = rows[held], then[held], now[held]
    was, size = areas_on(rows, np.array([before, after]))
    shapes = rows.geometry.to_numpy()
    return _exchanged(shapes, then, now, was, size)[0]


def _exchanged(
    shapes: Shapes, then: Bools, now: Bools, was: float, size: float
) -> tuple[BaseGeometry, BaseGeometry]:
    """Territory of `shapes` held `now` and not `then`, and the reverse; `size` and `was` in km2.

    In floating point, set operations may lose territory between edges that almost touch, the same
    on both sides, so that the sum does not show it; on a grid they do not. Shapes held on both
    dates gain and lose nothing, so only the others are united.
    """
    net, largest = size - was, max(was, size)
    if not (then.any() and now.any()):
        return _less(shapes[now], shapes[then]), _less(shapes[then], shapes[now])
    for grid in (_FINE, None):  # None: territory smaller than the grid
        fresh = _less(shapes[now & ~then], shapes[then], grid)
        stale = _less(shapes[then & ~now], shapes[now], grid)
        both = union(shapes[then]), union(shapes[now])
        shared = shapely.intersection(*both, grid_size=grid)
        gain, loss, held = area_km2([fresh, stale, shared])
        off = max(abs(gain - loss - net), abs(held + gain - size))
        if off <= _LOST * largest:
            break
    return fresh, stale


def _less(fresh: Shapes, old: Shapes, grid: float | None = None) -> BaseGeometry:
    """The union of `fresh` minus that of `old`, of which only overlapping shapes are used.

    With `grid`, vertices are moved to multiples of that many degrees.
    """
    if not len(fresh):
        return shapely.Polygon()
    territory = union(fresh)
    met = old[shapely.intersects(territory, old)]
    if len(met) > 1:  # for one shape, a difference is as quick as the test
        met = met[shapely.relate_pattern(territory, met, "T********")]
    if not len(met):
        return territory
    return shapely.difference(territory, union(met), grid_size=grid)


def _rows(table: gpd.GeoDataFrame, actor: str, status: str) -> gpd.GeoDataFrame:
    return table[(table[ACTOR] == actor) & (table[STATUS] == status)]


def second(date: Date) -> np.datetime64:
    """`date` in whole seconds, the resolution of the control table."""
    try:
        second = in_seconds(date)
    except ValueError as error:
        raise CallError(f"{date}: not a date; write it as YYYY-MM-DD") from error
    if np.isnat(second):
        raise CallError("a date to compare is missing; give both")
    return second
