"""Decide between several snapshots of one date, and on files without a date.

Equal territory is a repeat. Different territory of one actor is never joined where the source
dates it more finely, by a time of day or by a copy: it is refused with the options that decide.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cmp_to_key
from itertools import combinations
from typing import Any

import numpy as np
import shapely

from geo.base import ReadError, counted
from geo.columns import LayerRows
from geo.dates import NameDate, label, seconds_between
from geo.files import File
from geo.table import ACTOR, START, START_TEXT, STATUS

FIRST, LAST, ALL = "first", "last", "all"
KEEP = (FIRST, LAST, ALL)  # values of the option `keep`

_REPEATED = "that repeat another file of their date"
_REPEATED_UNDATED = "of a file without a date that repeats one with a date"
_LEFT_OUT = {
    FIRST: "of a later snapshot of their date",
    LAST: "of an earlier snapshot of their date",
}
# Reasons of rows that are left out because others have their territory, or as requested.
REPLACED = (_REPEATED, _REPEATED_UNDATED, *_LEFT_OUT.values())
# Two files of one date that overlap by more of the smaller one are versions, otherwise parts.
_OVERLAP = 0.01
# Two drawings of one territory in different formats differ by less of it.
_EQUAL = 1e-9

_PROBED = 3  # dates of which the files are read first

# Two files with dates in a column are compared on this number of dates: they may be regions, each
# with all dates.
_MOST_COMPARED = 10

Compared = Counter[tuple[str, str]]
Holder = tuple[str, str]  # actor and status
Shapes = list[Any]
Held = dict[Holder, Shapes]
Refuse = Callable[[str, ReadError], None]  # called with a label and the error


def require_one_snapshot(
    files: Sequence[File],
    date_of: Callable[[File], NameDate | None],
    read: Callable[[File], list[LayerRows]],
) -> None:
    """Raise ReadError early if names show that dates have several snapshots, and they differ.

    Reads the files of a few such dates only; all of them are decided on by `settle`.
    """
    groups: dict[tuple[str, str, str], list[File]] = defaultdict(list)
    for file in files:
        with suppress(ReadError):
            date = date_of(file)
            if date is not None and date.kind == "file":
                folder = file.label.rpartition("/")[0]
                groups[date.text, folder, date.key].append(file)
    several = {key: group for key, group in groups.items() if len(group) > 1}
    for key in sorted(several)[:_PROBED]:
        layer_rows: list[LayerRows] = []
        with suppress(ReadError):  # is raised when the whole source is read
            for file in several[key][:2]:
                layer_rows += read(file)
        for snapshots in several_snapshots(layer_rows).values():
            for group in _compare(snapshots, Counter())[1]:
                days = len({text for text, _, _ in several})
                raise ReadError(conflict_message(days, group))


@dataclass
class Snapshot:
    """All rows of one date from one file, layer or folder, and of one time of day.

    Attributes
    ----------
    unit, series
        See `LayerRows`.
    text
        The date with its time of day.
    named
        Whether the date is that of a name.
    rows
        Layers, and the positions of the rows in them.
    """

    unit: str
    series: tuple[str, str]
    text: str
    named: bool
    rows: list[tuple[LayerRows, list[int]]] = field(default_factory=list)

    @property
    def time(self) -> str:
        """The time of day as written; empty if there is none."""
        return self.text.replace(" ", "T").partition("T")[2]

    @property
    def label(self) -> str:
        """The snapshot in messages: its file, and its time of day if that is in a column."""
        return (
            f"{self.unit} ({self.time})" if self.time and not self.named else self.unit
        )

    @property
    def anonymous(self) -> bool:
        """Whether no actor is named."""
        return all(
            rows.actor_column is None and rows.layer_actor is None
            for rows, _ in self.rows
        )

    def held(self) -> Held:
        """The shapes of each actor and status."""
        held: Held = defaultdict(list)
        for rows, positions in self.rows:
            for i in positions:
                holder = rows.columns[ACTOR][i], rows.columns[STATUS][i]
                held[holder].append(rows.shapes[i])
        return held


def settle(
    layer_rows: Sequence[LayerRows], keep: str | None, refuse: Refuse | None = None
) -> list[str]:
    """Remove repeats of a date, and by `keep` all snapshots of a date but one; report them.

    Without `keep`, dates with several snapshots that differ are passed to `refuse`, and their
    last snapshots are kept.

    Raises
    ------
    ReadError
        If a date has several snapshots that differ, and neither `keep` nor `refuse` is given.
    """
    compared: Compared = Counter()
    repeats: list[Snapshot] = []
    conflicts: list[tuple[np.datetime64, list[Snapshot]]] = []
    for day, snapshots in sorted(several_snapshots(layer_rows).items()):
        equal, groups = _compare(snapshots, compared)
        repeats += equal
        conflicts += [(day, group) for group in groups]
    days = len({day for day, _ in conflicts})
    why = "as requested"
    if conflicts and keep is None:
        error = ReadError(conflict_message(days, conflicts[0][1]))
        if refuse is None:
            raise error
        refuse(conflicts[0][1][0].unit, error)
        keep, why = LAST, "for the other checks"
    reasons: dict[int, dict[int, str]] = defaultdict(dict)
    for snapshot in repeats:
        _mark(reasons, snapshot, _REPEATED)
    others: list[Snapshot] = []
    for _, group in conflicts if keep in _LEFT_OUT else []:
        if refuse is None:
            _require_times(group)
        ordered = _in_order(group)
        kept = ordered[0 if keep == FIRST else -1]
        others += [snapshot for snapshot in ordered if snapshot is not kept]
    for snapshot in others:
        _mark(reasons, snapshot, _LEFT_OUT[keep or LAST])
    for rows in layer_rows:
        rows.leave_out(reasons.get(id(rows), {}))
    return _sentences(repeats, days, len(others), keep, why)


def _require_times(group: Sequence[Snapshot]) -> None:
    """Raise ReadError if names of one date have a time of day, and others have none."""
    named = [snapshot for snapshot in group if snapshot.named]
    timed = next((each for each in named if each.time), None)
    other = next((each for each in named if not each.time), None)
    if timed is not None and other is not None:
        raise ReadError(
            f"{other.label}: no time of day, and {timed.label} of the same date has one; add it "
            "to the name"
        )


def _mark(reasons: dict[int, dict[int, str]], snapshot: Snapshot, reason: str) -> None:
    """Give all rows of `snapshot` a reason; the first one of a row counts."""
    for rows, positions in snapshot.rows:
        for i in positions:
            reasons[id(rows)].setdefault(i, reason)


def _sentences(
    repeats: list[Snapshot], days: int, others: int, keep: str | None, why: str
) -> list[str]:
    sentences = []
    if repeats:
        more = f" and {len(repeats) - 1:,d} more" if repeats[1:] else ""
        verb = "repeat" if repeats[1:] else "repeats"
        sentences.append(
            f"{repeats[0].label}{more} {verb} another file of the same date: read as one"
        )
    if days and keep == ALL:
        sentences.append(
            f"{counted(days, 'date')} with several snapshots: joined, {why}"
        )
    elif days:
        sentences.append(
            f"{counted(days, 'date')} with several snapshots: the {keep} one is kept, {why}; "
            f"{counted(others, 'other')} left out"
        )
    return sentences


def conflict_message(days: int, snapshots: Sequence[Snapshot]) -> str:
    """The message on dates with several snapshots; `snapshots` are those of the first."""
    ordered = sorted(snapshots, key=lambda each: natural(each.label))
    labels = [snapshot.label for snapshot in ordered]
    names = " and ".join(labels[:2]) + (
        f" and {len(labels) - 2} more" if labels[2:] else ""
    )
    date = label(ordered[0].text)
    more = f" (in all {days:,d} dates have several snapshots)" if days > 1 else ""
    return (
        f"{names}: different territory of one actor on one date, {date}{more}; pass --keep last "
        "or --keep first, or --keep all if they are parts of one map"
    )


def several_snapshots(
    layer_rows: Sequence[LayerRows],
) -> dict[np.datetime64, list[Snapshot]]:
    """The snapshots of each date that has several."""
    days: dict[np.datetime64, dict[tuple[str, str], Snapshot]] = defaultdict(dict)
    layers = [rows for rows in layer_rows if rows.snapshots]
    for rows in layers:
        time = rows.name_date.time if rows.from_name and rows.name_date else ""
        positions: dict[tuple[np.datetime64, str], list[int]] = defaultdict(list)
        for day, text in rows.dates.items():
            if not len(rows):
                positions[day, f"{text}T{time}" if time else text] = []
        if len(rows):
            texts = rows.moments or rows.columns[START_TEXT]
            for i, (day, text) in enumerate(zip(rows.columns[START], texts)):
                with_time = f"{text}T{time}" if time else text
                positions[day, with_time].append(i)
        for (day, text), numbers in positions.items():
            timed = text if ":" in text else ""
            snapshot = days[day].setdefault(
                (rows.unit, timed),
                Snapshot(rows.unit, rows.series, text, rows.from_name),
            )
            snapshot.rows.append((rows, numbers))
    return {
        day: list(snapshots.values())
        for day, snapshots in days.items()
        if len(snapshots) > 1
    }


def _compare(
    snapshots: Sequence[Snapshot], compared: Compared
) -> tuple[list[Snapshot], list[list[Snapshot]]]:
    """Of the snapshots of a date, those that repeat another, and groups of those that differ.

    `compared` counts the dates on which two files were compared.
    """
    ordered = _in_order(snapshots)
    held = [snapshot.held() for snapshot in ordered]
    repeats: set[int] = set()
    group_of = list(range(len(ordered)))
    for i, j in combinations(range(len(ordered)), 2):
        if i in repeats or j in repeats:
            continue
        outcome = _relation(ordered[i], ordered[j], held[i], held[j], compared)
        if outcome == "repeat":
            repeats.add(j)
        elif outcome == "conflict":
            old = group_of[j]
            group_of = [group_of[i] if each == old else each for each in group_of]
    groups: dict[int, list[Snapshot]] = defaultdict(list)
    for i, snapshot in enumerate(ordered):
        if i not in repeats:
            groups[group_of[i]].append(snapshot)
    return [ordered[i] for i in sorted(repeats)], [
        group for group in groups.values() if len(group) > 1
    ]


def _relation(
    one: Snapshot, other: Snapshot, held: Held, others: Held, compared: Compared
) -> str:
    """Whether `other` is a repeat of `one`, in conflict with it, or has other territory."""
    shared = [holder for holder in held if holder in others]
    timed = one.time != other.time
    version = one.series == other.series
    if not shared:
        absent = not held or not others
        if version and absent and not held and not others:
            return "repeat"
        return "conflict" if version and (absent or (timed and one.named)) else "other"
    equal = all(same_territory(held[holder], others[holder]) for holder in shared)
    if equal and len(shared) == len(others) and (version or not one.anonymous):
        if len(held) == len(others) or not (version or timed):
            return "repeat"
    if version or timed:
        return "conflict"
    if one.anonymous and other.anonymous:
        return "other"  # refused, as they may be of different actors
    files = one.unit, other.unit
    if not one.named and compared[files] >= _MOST_COMPARED:
        return "other"
    compared[files] += 1
    if any(_overlap(held[holder], others[holder]) for holder in shared):
        return "conflict"
    return "other"


def same_territory(shapes: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether two lists of shapes cover the same territory."""
    # equal shapes are the same object, see `read_rows`
    if {id(shape) for shape in shapes} == {id(shape) for shape in others}:
        return True
    bounds = shapely.total_bounds(shapes), shapely.total_bounds(others)
    if not np.allclose(*bounds, rtol=0, atol=1e-6):
        return False
    one, other = _union(shapes), _union(others)
    try:
        difference = shapely.area(shapely.symmetric_difference(one, other))
    except shapely.errors.GEOSException:
        return False
    return bool(difference <= _EQUAL * shapely.area(one))


def _overlap(shapes: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether two lists of shapes share more than a border."""
    (west, south, east, north), box = (
        shapely.total_bounds(each) for each in (shapes, others)
    )
    if west >= box[2] or box[0] >= east or south >= box[3] or box[1] >= north:
        return False
    one, other = _union(shapes), _union(others)
    try:
        shared = shapely.area(shapely.intersection(one, other))
    except shapely.errors.GEOSException:
        return True
    return bool(shared > _OVERLAP * min(shapely.area(one), shapely.area(other)))


def _union(shapes: Sequence[Any]) -> Any:
    valid = [
        shape if shapely.is_valid(shape) else shapely.make_valid(shape)
        for shape in shapes
    ]
    return shapely.union_all(valid) if len(valid) > 1 else valid[0]


def _in_order(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Snapshots of a date in order of their times of day, and then of their names."""

    def compare(one: Snapshot, other: Snapshot) -> int:
        if one.time and other.time:
            if elapsed := seconds_between(one.text, other.text):
                return -1 if elapsed > 0 else 1
        elif one.time or other.time:
            return 1 if one.time else -1  # midnight has no time of day
        names = natural(one.unit), natural(other.unit)
        return (names[0] > names[1]) - (names[0] < names[1])

    return sorted(snapshots, key=cmp_to_key(compare))


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which names are in the order of the numbers in them, shorter names first."""
    stem, dot, suffix = name.rpartition(".")
    parts = re.findall(r"\d+|\D+", stem if dot else suffix)
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in parts
    )


def same_rows(rows: LayerRows, others: LayerRows) -> bool:
    """Whether two layers have the same territory of the same actors."""
    held, other = (
        Snapshot("", ("", ""), "", False, [(each, list(range(len(each))))]).held()
        for each in (rows, others)
    )
    return held.keys() == other.keys() and all(
        same_territory(held[holder], other[holder]) for holder in held
    )


def settle_undated(layer_rows: Sequence[LayerRows], refuse: Refuse | None) -> list[str]:
    """Leave out layers without a date where others have one, and report which they repeat.

    If no layer has a date, their errors are passed to `refuse`, or the first is raised.
    """
    undated = [rows for rows in layer_rows if rows.undated is not None]
    if not undated:
        return []
    dated = [rows for rows in layer_rows if rows.snapshots]
    has_dates = any(len(rows) for rows in layer_rows if rows.undated is None)
    sentences = []
    for rows in undated:
        if not has_dates:
            assert rows.undated is not None
            if refuse is None:
                raise rows.undated
            refuse(rows.label, rows.undated)
        repeated = max(
            (each for each in dated if len(each.dates) == 1 and same_rows(each, rows)),
            key=lambda each: next(iter(each.dates)),
            default=None,
        )
        reason = "without a date"
        if repeated is not None:
            reason = _REPEATED_UNDATED
            sentences.append(
                f"{rows.label}: no date, the same as {repeated.label}; read as one"
            )
        elif has_dates:
            sentences.append(f"{rows.label}: no date in it or in its name; left out")
        rows.leave_out(dict.fromkeys(range(len(rows)), reason))
    return sentences
