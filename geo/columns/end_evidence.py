"""What intervals themselves show of their ends: inclusive or exclusive.

An end meets the start of a later interval on the same territory either on the day itself (the
end is exclusive) or a day, month or year later, by the precision of its text (inclusive).
Territory passes from one actor to another, so that interval may be anyone's; that of the same
actor and status says more, as others may begin on the day by accident.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.columns.row_dates import NAT, Texts
from geo.dates import next_date, read_date

Dates = npt.NDArray[np.datetime64]
Positions = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]
Pair = tuple[int, int]

# Two polygons are of one territory if they share this part of the smaller one. Borders of
# neighbours that were drawn twice overlap by less.
_SHARED = 0.1
# Up to this number of pairs on one date are compared without an index.
_FEW = 16
# Intersections are only computed up to these numbers of pairs and vertices; beyond, polygons are
# of one territory if a point well inside one lies in the other, which misses few.
_MOST_PAIRS = 2_000
_MOST_VERTICES = 2_000_000


@dataclass(frozen=True)
class Evidence:
    """Positions of rows by what their ends show; `same_` with a row of their actor and status.

    Attributes
    ----------
    on_day, same_on_day
        The end meets a start on the day itself: it is exclusive.
    later, same_later
        It meets a start a day, month or year later: it is inclusive.
    whole
        It is inclusive, or the interval would be empty: 1914 to 1914.
    early, same_early
        It meets a start a day, month or year before, as intervals that overlap do by accident; as
        many meet a start on the day and later by accident.
    """

    on_day: tuple[int, ...] = ()
    later: tuple[int, ...] = ()
    same_on_day: tuple[int, ...] = ()
    same_later: tuple[int, ...] = ()
    whole: tuple[int, ...] = ()
    early: tuple[int, ...] = ()
    same_early: tuple[int, ...] = ()

    @property
    def exclusive(self) -> tuple[int, ...]:
        """All rows that show that ends are exclusive."""
        return *self.same_on_day, *self.on_day

    @property
    def inclusive(self) -> tuple[int, ...]:
        """All rows that show that ends are inclusive."""
        return *self.same_later, *self.later, *self.whole


def find_evidence(
    starts: Dates, end_texts: Texts, shapes: Shapes, holders: Sequence[Any]
) -> Evidence:
    """What the ends of intervals show; `holders` are the actor and status of each row.

    An end without a text is open. A row whose end meets a start on the day and another one later
    shows that it is exclusive, as in a chain of days, if the first is of its actor and status;
    with other actors, it shows nothing.
    """
    on_day, after = (
        np.array([NAT if not text else read(text) for text in end_texts], starts.dtype)
        for read in (read_date, next_date)
    )
    whole = np.flatnonzero((on_day <= starts) & (after > starts)).tolist()
    rows_from = _rows_by_date(starts)
    candidates = [
        _candidates(starts, ends, rows_from, shapes)
        for ends in (on_day, after, _before(on_day, after))
    ]
    same = _same_territory({pair for pairs in candidates for pair in pairs}, shapes)
    on, later, early = (_others(pairs, same) for pairs in candidates)

    def has_own(row: int, others: dict[int, list[int]]) -> bool:
        return any(holders[other] == holders[row] for other in others.get(row, ()))

    rows: dict[str, list[int]] = defaultdict(list)
    for row in sorted({*on, *later, *early} - {*whole}):
        if row in early:
            rows["same_early" if has_own(row, early) else "early"].append(row)
        if has_own(row, on):
            rows["same_on_day"].append(row)
        elif row in later and row not in on:
            rows["same_later" if has_own(row, later) else "later"].append(row)
        elif row in on and row not in later:
            rows["on_day"].append(row)
    return Evidence(
        **{name: tuple(values) for name, values in rows.items()}, whole=tuple(whole)
    )


def _before(on_day: Dates, after: Dates) -> Dates:
    """The first day of the day, month or year before that of each end."""
    months = on_day.astype("datetime64[M]")
    length = after.astype("datetime64[M]") - months
    before: Dates = np.where(
        length > np.timedelta64(0, "M"),
        (months - length).astype(on_day.dtype),
        on_day - (after - on_day),
    )
    return before


def _others(pairs: list[Pair], same: set[Pair]) -> dict[int, list[int]]:
    """Rows, each with the others that it makes a pair of one territory with."""
    others: dict[int, list[int]] = defaultdict(list)
    for row, other in pairs:
        if (row, other) in same:
            others[row].append(other)
    return others


def _rows_by_date(dates: Dates) -> dict[Any, Positions]:
    """Positions of the rows of each date, in seconds."""
    order = np.argsort(dates, kind="stable")
    seconds = dates[order].astype("datetime64[s]").astype(np.int64)
    days, first = np.unique(seconds, return_index=True)
    return dict(zip(days.tolist(), np.split(order, first[1:])))


def _candidates(
    starts: Dates, ends: Dates, rows_from: dict[Any, Positions], shapes: Shapes
) -> list[Pair]:
    """Rows that end, each with one that starts then, later than itself, in its bounding box."""
    pairs: list[Pair] = []
    closed = np.flatnonzero(~np.isnat(ends))
    for second, positions in _rows_by_date(ends[closed]).items():
        beginning = rows_from.get(second)
        if beginning is None:
            continue
        ending = closed[positions]
        if len(ending) * len(beginning) <= _FEW:
            pairs += [(i, j) for i in ending.tolist() for j in beginning.tolist()]
            continue
        tree = shapely.STRtree(shapes[beginning])
        found = tree.query(shapes[ending])
        pairs += zip(ending[found[0]].tolist(), beginning[found[1]].tolist())
    return [(i, j) for i, j in pairs if starts[j] > starts[i]]


def _same_territory(pairs: set[Pair], shapes: Shapes) -> set[Pair]:
    """The pairs of rows whose polygons are of one territory."""
    if not pairs:
        return set()
    ordered = np.array(sorted(pairs), np.intp)
    first, second = ordered.T
    boxes = shapely.bounds(shapes)
    near = (
        (boxes[first, 0] <= boxes[second, 2])
        & (boxes[second, 0] <= boxes[first, 2])
        & (boxes[first, 1] <= boxes[second, 3])
        & (boxes[second, 1] <= boxes[first, 3])
    )
    ordered, first, second = ordered[near], first[near], second[near]
    involved = np.unique(ordered)
    inner = np.full(len(shapes), None, dtype=object)
    inner[involved] = shapely.point_on_surface(shapes[involved])
    shapely.prepare(shapes[involved])
    same = shapely.intersects(shapes[first], inner[second])
    same |= shapely.intersects(shapes[second], inner[first])
    has_one = {*first[same].tolist()}
    open_pairs = [
        pair
        for pair, known in zip(ordered.tolist(), same.tolist())
        if not known and pair[0] not in has_one
    ]
    found = {(i, j) for i, j in ordered[same].tolist()}
    return found | _overlapping(open_pairs[:_MOST_PAIRS], shapes)


def _overlapping(pairs: list[list[int]], shapes: Shapes) -> set[Pair]:
    """The pairs of rows whose polygons share a part of the smaller one."""
    found: set[Pair] = set()
    vertices = 0
    valid: dict[int, Any] = {}
    for i, j in pairs:
        vertices += int(shapely.get_num_coordinates(shapes[[i, j]]).sum())
        if vertices > _MOST_VERTICES:
            break
        a, b = (valid.setdefault(row, _valid(shapes[row])) for row in (i, j))
        smaller = min(shapely.area(a), shapely.area(b))
        if smaller and shapely.area(shapely.intersection(a, b)) >= _SHARED * smaller:
            found.add((i, j))
    return found


def _valid(shape: Any) -> Any:
    return shape if shapely.is_valid(shape) else shapely.make_valid(shape)
