"""Distinguish tables of changes from tables of snapshots, and give each row of a unit its end.

In a table of changes, a unit has a row where its holder changes, which holds until the next row of
the unit. In one of snapshots, it has a row for each date, and a date without one is unknown: the
row before lasts until the next one of the unit, and the dates are reported. In a list of what is
held, a unit that is not listed is not held any more. The rows themselves show which it is.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.base import CallError, counted
from geo.columns import NAT
from geo.dates import label
from geo.table import ACTOR, END, END_TEXT, FILE, FILE_ROW, START, START_TEXT, STATUS
from geo.units.polygons import UnitPolygons

# Values of the option `missing`: what holds where a unit has no row on a date.
SAME, UNKNOWN, LOST = "same", "unknown", "lost"
MISSING = (SAME, UNKNOWN, LOST)

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.intp]
Exists = Callable[[Any, Days], npt.NDArray[np.bool_]]


class Holding(NamedTuple):
    """What a table is, by `kind` (one of MISSING; empty if nothing is missing), and its ends.

    `ends` are the dates of the next rows of the same units, NaT where there is none. `sentence` is
    for the report; `unknown` are the dates of units of which nothing is known, in words, and
    `before` is the position of the row before the first of them. `findings` have kind, file, row
    and description.
    """

    kind: str = ""
    ends: Days = np.zeros(0, "datetime64[s]")
    sentence: str = ""
    unknown: str = ""
    before: int = 0
    findings: Sequence[tuple[str, str, int, str]] = ()


def hold(
    units_of: Callable[[gpd.GeoDataFrame], Sequence[Any]],
    missing: str | None,
    polygons: UnitPolygons | None,
    rows: gpd.GeoDataFrame,
    *,
    snapshots: bool,
) -> tuple[gpd.GeoDataFrame, Holding]:
    """`rows` with the ends that its units show, and what it is.

    `units_of` has the units of such rows. Without `polygons`, they are shapes, which are no units
    by name: then only a table of changes is recognized. `snapshots` is whether the rows are
    snapshots; those of intervals have an end, or all of them end with the next row of their unit.

    Raises
    ------
    CallError
        If `missing` is given for intervals.
    """
    if not snapshots:
        if missing is not None:
            raise CallError(
                f"--missing {missing}: for tables of dates, and this one has intervals; leave it "
                "out"
            )
        if polygons is None or rows[END].notna().any():
            return rows, Holding()
        missing = SAME
    holding = find_holding(
        units_of(rows),
        rows[START].to_numpy(),
        rows[START_TEXT].tolist(),
        list(zip(rows[ACTOR], rows[STATUS])),
        missing,
        None if polygons is None else polygons.exists,
        certain=polygons is not None,
    )
    if holding.kind in (SAME, UNKNOWN):
        texts = dict(zip(rows[START].to_numpy(), rows[START_TEXT]))
        end_texts = [texts.get(day, "") for day in holding.ends]
        rows = rows.copy()
        rows[END], rows[END_TEXT] = holding.ends, end_texts
    if holding.unknown:
        row = rows.iloc[holding.before]
        finding = ("unknown", str(row[FILE]), int(row[FILE_ROW]), holding.unknown)
        holding = holding._replace(findings=[finding])
    return rows, holding


class _Cells(NamedTuple):
    """Units and dates with rows, in the order of units and dates within them.

    `row` is the first row of each; `unit` and `day` are their numbers, `repeats` is whether the
    holders are those of the cell before, of the same unit.
    """

    row: Ints
    unit: Ints
    day: Ints
    repeats: npt.NDArray[np.bool_]
    of_row: Ints


def find_holding(
    units: Sequence[Any],
    starts: Days,
    texts: Sequence[str],
    holders: Sequence[tuple[str, str]],
    missing: str | None = None,
    exists: Exists | None = None,
    *,
    certain: bool = True,
) -> Holding:
    """What the rows of `units` on the dates `starts` are, by their `holders`; see `Holding`.

    `missing` is the option of the caller, `texts` are the dates as written. `exists` says on which
    dates there is a unit. Without `certain`, as with polygons that are no units by name, only a
    table of changes is recognized.
    """
    days, day_of = np.unique(starts, return_inverse=True)
    unit_of, names = pd.factorize(np.array([*units], object), sort=False)
    holder_of, _ = pd.factorize(pd.MultiIndex.from_tuples(list(holders)))
    cells = _cells(unit_of, day_of, holder_of)
    absent = np.ones((len(names), len(days)), bool)
    if exists is not None:
        for unit, name in enumerate(names):
            absent[unit] = exists(name, days)
    absent[cells.unit, cells.day] = False
    number = int(absent.sum())
    if len(days) < 2 or (not number and missing is None):
        return Holding()
    kind = missing or _kind(cells, {actor for actor, _ in holders}, len(names), certain)
    if not kind:
        return Holding()
    gaps = _gaps(cells, absent)
    before = int(gaps[0]) if len(gaps) else 0
    first = ""
    if len(gaps):
        first = f" (first: {names[unit_of[before]]} after {label(texts[before])})"
    absences = counted(number, "unit-date")
    return Holding(
        kind,
        _ends(cells, days),
        _sentence(kind, absences, first, len(days), len(names)),
        f"{absences} without a row{first}" if kind == UNKNOWN else "",
        before,
    )


def _cells(unit_of: Ints, day_of: Ints, holder_of: Ints) -> _Cells:
    order = np.lexsort((holder_of, day_of, unit_of))
    unit, day, holder = unit_of[order], day_of[order], holder_of[order]
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(unit) != 0) | (np.diff(day) != 0)
    number = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    lengths = np.diff([*starts, len(order)])
    # cells of one holder are compared, of several only all of them together
    held = [tuple(holder[at : at + size]) for at, size in zip(starts, lengths)]
    repeats = np.array(
        [
            at > 0
            and unit[starts[at]] == unit[starts[at - 1]]
            and held[at] == held[at - 1]
            for at in range(len(starts))
        ],
        bool,
    )
    of_row = np.empty(len(order), np.intp)
    of_row[order] = number
    return _Cells(order[starts], unit[starts], day[starts], repeats, of_row)


def _kind(cells: _Cells, actors: set[str], units: int, certain: bool) -> str:
    """What the cells of a table show: SAME, UNKNOWN, LOST, or nothing."""
    changes = len(cells.row) - units - int(cells.repeats.sum())
    if not cells.repeats.any():
        return SAME if certain or changes else ""
    if not certain:
        return ""
    return UNKNOWN if len(actors) > 1 else LOST


def _ends(cells: _Cells, days: Days) -> Days:
    """The date of the next cell of the unit of each row."""
    after = np.full(len(cells.row), NAT)
    same = cells.unit[1:] == cells.unit[:-1]
    after[:-1][same] = days[cells.day[1:][same]]
    return np.asarray(after[cells.of_row], "datetime64[s]")


def _gaps(cells: _Cells, absent: npt.NDArray[np.bool_]) -> Ints:
    """Rows of units without a row on the next date."""
    following = np.minimum(cells.day + 1, absent.shape[1] - 1)
    found: Ints = cells.row[absent[cells.unit, following] & (following > cells.day)]
    return found


def _sentence(kind: str, absences: str, first: str, dates: int, units: int) -> str:
    """How a table is read, and the option for the other reading."""
    if kind == SAME:
        return (
            f"a table of changes ({counted(units, 'district')}, {counted(dates, 'date')}): each "
            f"row holds until the next one of its district; --missing {LOST} if what has no row "
            "on a date is no longer held"
        )
    if kind == LOST:
        return (
            f"a list of what is held on each of {counted(dates, 'date')}: a district without a "
            f"row is no longer held ({absences}); --missing {UNKNOWN} if it is not known who "
            "holds it"
        )
    return (
        f"a table of snapshots: {absences} of {units * dates:,d} have no row{first}; unknown, the "
        f"holder before is kept until the next row of the district; --missing {LOST} if it is no "
        "longer held"
    )
