"""The last end of all: territory that is lost, or only the end of the data."""

from dataclasses import dataclass
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from geo.base import counted
from geo.columns.row_dates import LOST, NAT, OPEN_END, date_array
from geo.columns.rows import LayerRows
from geo.dates import civil, label
from geo.table import ACTOR, END, END_TEXT, FILE_ROW, START

Bools = npt.NDArray[np.bool_]

_OPTIONS = (
    "--last-end open if the data ends there, or --last-end lost if the territory does"
)


@dataclass(frozen=True)
class LastEnds:
    """How the last ends were read: a sentence, and the layer, row and description of a doubt."""

    sentence: str = ""
    doubt: tuple[str, int, str] | None = None


class _Interval(NamedTuple):
    """A layer with intervals, and which of its rows have the last end of all."""

    rows: LayerRows
    last: Bools


def open_last_ends(layer_rows: list[LayerRows], option: str | None) -> LastEnds:
    """Open the ends with which the data ends, so that nothing is lost with it.

    Where no row is open, and two actors or more, with at least half as many rows as there ever
    were at one time, end together as the last, the data ends: CShapes in 2019, GeoEPR in 2014.
    One actor may have lost all its territory; this is in doubt if it ends with a year. In a
    control table as this package writes it, and wherever some rows are open, an end is meant.
    `option` (`OPEN_END`, `LOST`) decides over everything.
    """
    layers = [rows for rows in layer_rows if len(rows) and END in rows.columns]
    if not layers or option == LOST:
        return LastEnds()
    ends = np.concatenate([date_array(rows.columns[END]) for rows in layers])
    if np.isnat(ends).all():
        return LastEnds()
    intervals = [
        _Interval(rows, date_array(rows.columns[END]) == np.nanmax(ends))
        for rows in layers
    ]
    last = [interval for interval in intervals if interval.last.any()]
    number = sum(int(interval.last.sum()) for interval in last)
    actors = {
        actor
        for rows, is_last in last
        for actor in compress(rows.columns[ACTOR], is_last)
    }
    text = _last_text(last[0])
    together = f"{counted(number, 'row')} of {counted(len(actors), 'actor')}"
    verb = "ends" if number == 1 else "end"
    if option == OPEN_END:
        _open(last)
        return LastEnds(
            f"{together} {verb} with {text}, the end of the data as requested"
        )
    has_open = bool(np.isnat(ends).any()) or any(rows.snapshots for rows in layer_rows)
    if has_open or all(_is_control_table(rows) for rows, _ in last):
        return LastEnds()
    starts = np.concatenate([date_array(rows.columns[START]) for rows in layers])
    if len(actors) > 1 and 2 * number >= _most_at_once(starts, ends):
        _open(last)
        return LastEnds(
            f"{together} {verb} with {text}, and nothing later: read as the end of the data, "
            "not as a loss; --last-end lost reads it as a loss"
        )
    if len(actors) > 1 or _ends_a_year(np.nanmax(ends)):
        rows, is_last = last[0]
        row = int(np.array(rows.columns[FILE_ROW])[is_last][0])
        problem = f"{together} {verb} with {text}, and nothing later: read as a loss"
        return LastEnds(f"{problem}; pass {_OPTIONS}", (rows.label, row, problem))
    return LastEnds()


def _most_at_once(starts: Any, ends: Any) -> int:
    """The largest number of rows in force on one date."""
    begun = np.arange(1, len(starts) + 1)
    days = np.sort(starts)
    return int((begun - np.searchsorted(np.sort(ends), days, side="right")).max())


def _is_control_table(rows: LayerRows) -> bool:
    """Whether rows were written by this package, which leaves ends empty where data ends."""
    if rows.ends is None or not rows.ends.source.unmistakable:
        return False
    return rows.ends.source.start == (START,)


def _ends_a_year(end: np.datetime64) -> bool:
    return civil(end)[1:] in ((1, 1), (12, 31))


def _last_text(interval: _Interval) -> str:
    """The last end in words, as the source has it."""
    row = int(np.flatnonzero(interval.last)[0])
    ends = interval.rows.ends
    text = ends.texts[row] if ends is not None else None
    return label(text or interval.rows.columns[END_TEXT][row])


def _open(intervals: list[_Interval]) -> None:
    for rows, is_last in intervals:
        for row in np.flatnonzero(is_last).tolist():
            rows.columns[END][row] = NAT
            rows.columns[END_TEXT][row] = ""
            if rows.ends is not None:
                rows.ends.texts[row] = None
