"""Rows of one layer in the columns of the control table: who, what, from when, until when.

Snapshots (rows of one date) do not know yet how long they hold: that takes the whole series.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from geo import columns
from geo.columns import Columns
from geo.datenames import in_name
from geo.dates import next_date, next_text, precision, read_date
from geo.errors import CallError, ReadError
from geo.files import Name
from geo.formats import Layer
from geo.plain import Shapes
from geo.polygons import polygons
from geo.table import (
    ACTOR,
    COLUMNS,
    CONTROL,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    PROVENANCE,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    TERRITORY,
    UNNAMED,
    counted,
)

NAT = np.datetime64("NaT", "s")


@dataclass(frozen=True)
class Asked:
    """The columns that the caller named."""

    date: str | None = None
    start: str | None = None
    end: str | None = None
    actor: str | None = None
    status: str | None = None


@dataclass
class Part:
    """Rows of one layer in the columns of the table, and what there is to say about them.

    `own` are the columns that every table has (without END where the rows are snapshots),
    `others` those that pass through; both have one entry for each of `shapes`. `dates` are those
    of a layer of snapshots, whether or not a row has ground on them; spells have none. `nameless`
    counts rows without an actor under the column that should name one.
    """

    label: str
    shapes: Shapes
    others: pd.DataFrame
    own: dict[str, Any] = field(default_factory=dict)
    how: str = ""
    snapshots: bool = False
    dates: dict[np.datetime64, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    actor: str | None = None
    nameless: int = 0
    left_out: int = 0

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.shapes)


def part(layer: Layer, asked: Asked) -> Part:
    """The rows of `layer` as rows of a control table, without END where they are snapshots.

    Raises
    ------
    ReadError
        If a row is no polygon, or has no date or an impossible one.
    """
    found = Part(layer.label, layer.shapes, layer.frame, said=list(layer.noticed))
    if not len(found):
        _named(found, layer.names)
        return found
    given = {str(name): layer.frame[name] for name in layer.frame.columns}
    own: dict[str, Any] = {
        ACTOR: _actors(found, given, asked),
        STATUS: _statuses(found, given, asked),
        **_dates(found, given, layer.names, asked),
        SOURCE: _sources(found, given),
        FILE: [found.label] * len(found),
        FILE_ROW: range(1, len(found) + 1),
    }
    if found.snapshots:
        _require_one_time(found, own)
    drawn = polygons(layer.shapes, layer.label)
    found.shapes, found.left_out, kept = drawn.shapes, drawn.left_out, drawn.kept
    found.said += drawn.said
    others = layer.frame
    if found.used:
        others = others.drop(columns=list(found.used))
    others = others.rename(columns=_aside(found, list(others.columns)))
    if not kept.all():
        others = others[kept]
        own = {
            name: [value for value, keep in zip(values, kept) if keep]
            for name, values in own.items()
        }
    found.own, found.others = own, others
    return found


def _aside(found: Part, names: list[str]) -> dict[str, str]:
    """New names for columns of the source that are called like columns of ours."""
    aside: dict[str, str] = {}
    for name in names:
        if name in (*COLUMNS, *PROVENANCE):
            new = f"{name}_in_source"
            while new in names:  # a table that was written and read again, twice
                new += "_in_source"
            aside[name] = new
            found.said.append(f"column {name} kept as {new}")
    return aside


def _actors(found: Part, given: Columns, asked: Asked) -> list[str]:
    if asked.actor is not None:
        found.actor = columns.asked(given, asked.actor, "actor", found.label)
    else:
        found.actor = columns.known(given, columns.ACTORS)
    if found.actor is None:
        return [TERRITORY] * len(found)
    found.used.add(found.actor)
    actors = columns.names(given[found.actor])
    found.nameless = actors.count(None)
    return [actor or UNNAMED for actor in actors]


def _statuses(found: Part, given: Columns, asked: Asked) -> list[str]:
    if asked.status is not None:
        column = columns.asked(given, asked.status, "status", found.label)
    else:
        column = (
            columns.known(given, [n for n in columns.STATUSES if n != found.actor])
            or ""
        )
    if not column:
        return [CONTROL] * len(found)
    found.used.add(column)
    statuses = columns.names(given[column])
    if without := statuses.count(None):
        found.said.append(
            f"{counted(without, 'row')} without {column}: kept as “{CONTROL}”"
        )
    return [status or CONTROL for status in statuses]


def _sources(found: Part, given: Columns) -> list[str]:
    column = columns.known(given, columns.SOURCES)
    if column is None or column in found.used:
        return [found.label] * len(found)
    found.used.add(column)
    return [source or found.label for source in columns.names(given[column])]


def _dates(
    found: Part, given: Columns, names: Sequence[Name], asked: Asked
) -> dict[str, Any]:
    """Columns of dates: from columns of the source or, where it has none, from its name."""
    if asked.date is not None:
        if asked.start is not None or asked.end is not None:
            raise CallError("--date and --start or --end exclude each other; pass one")
        return _asked_date(found, given, asked.date)
    span = columns.span(given, found.label, asked.start, asked.end)
    if span is not None:
        return _spells(found, given, span)
    if own := columns.dated(given):
        return _snapshots(found, given, own)
    if texts := _named(found, names):
        return texts
    raise ReadError(
        f"{found.label}: no date found ({columns.listed(given)}; pass --date or --start, or put "
        "the date in the file name)"
    )


def _named(found: Part, names: Sequence[Name]) -> dict[str, Any]:
    """Columns of dates from the first name that has one; empty if none has."""
    for kind, name in names:
        try:
            text = in_name(name)
        except ReadError as error:
            raise ReadError(f"{found.label}: {error}") from error
        if text is not None:
            found.how = f"dates from the {kind} name ({_pattern(name, text)})"
            return _dated(found, [text] * len(found), text)
    if not len(found):
        raise ReadError(f"{found.label}: no features in it")
    return {}


def _pattern(name: str, text: str) -> str:
    """How a name writes its date, in the letters people use for it."""
    if precision(text) not in ("day", "month"):
        return precision(text)
    letters = "YYYY-MM-DD"[: len(text)]
    for mark in ("", "-", "_", "."):
        if text.replace("-", mark) in name:
            return letters.replace("-", mark)
    return f"a {precision(text)} in other words"


def _asked_date(found: Part, given: Columns, date: str) -> dict[str, Any]:
    """Dates from the column called `date`, or `date` itself if it is one."""
    if date not in given:
        try:
            read_date(date)
        except ReadError:
            date = columns.asked(given, date, "date", found.label)
        else:
            found.how = "date as told"
            return _dated(found, [date] * len(found), date)
    return _snapshots(found, given, (date,))


def _snapshots(found: Part, given: Columns, own: Sequence[str]) -> dict[str, Any]:
    found.used |= {*own}
    found.how = f"dates from column {'/'.join(own)}"
    return _dated(found, _required(found, columns.joined(given, own), own[0]))


def _require_one_time(found: Part, rows: dict[str, Any]) -> None:
    """Raise ReadError if one actor has ground of two times of one day: neither is the day's."""
    seen: dict[tuple[str, ...], str] = {}
    for actor, status, day, text in zip(
        rows[ACTOR], rows[STATUS], rows[START], rows[START_TEXT]
    ):
        first = seen.setdefault((actor, status, str(day)), text)
        if ":" in text + first and text != first:
            raise ReadError(
                f"{found.label}: {actor} has ground of {first} and of {text}, one day; keep one "
                "time a day"
            )


def _dated(found: Part, texts: list[str], named: str | None = None) -> dict[str, Any]:
    """Columns of snapshots with these dates; `named` is the date of a layer without rows."""
    found.snapshots = True
    starts = _read(found, texts)
    found.dates = dict(zip(starts, texts))
    if named is not None:
        found.dates = {read_date(named): named}
    return {START: _column(starts), START_TEXT: texts}


def _spells(found: Part, given: Columns, span: columns.Span) -> dict[str, Any]:
    """Columns of rows that say themselves from when to when they hold."""
    found.used |= {*span.start, *span.end}
    firsts = columns.joined(given, span.start, bce=span.bce)
    lasts = (
        columns.joined(given, span.end, bce=span.bce)
        if span.end
        else [None] * len(found)
    )
    lasts = [None if text == ".." else text for text in lasts]
    start_texts = _required(found, firsts, span.start[0])
    starts, ends = _read(found, start_texts), _read(found, lasts)
    if span.inclusive:
        ends = [NAT if text is None else next_date(text) for text in lasts]
        lasts = [None if text is None else next_text(text) for text in lasts]
    for row, (first, last) in enumerate(zip(starts, ends), 1):
        if last < first:
            raise ReadError(
                f"{found.label}, row {row}: it ends ({lasts[row - 1]}) before it starts "
                f"({start_texts[row - 1]}); mend one of the two"
            )
    if briefly := sum(first == last for first, last in zip(starts, ends)):
        found.said.append(
            f"{counted(briefly, 'row')} of no time at all (same start and end)"
        )
    found.how = _how(span)
    return {
        START: _column(starts),
        END: _column(ends),
        START_TEXT: _shown(found, given, span.start, START, START_TEXT, start_texts),
        END_TEXT: _shown(
            found, given, span.end, END, END_TEXT, [text or "" for text in lasts]
        ),
    }


def _how(span: columns.Span) -> str:
    """Where the dates of spells come from and what their ends mean."""
    first = "/".join(span.start)
    if not span.end:
        return f"starts from column {first}, no column of ends: all hold to the end of the data"
    meaning = {
        True: "the last day or year held",
        False: "the first day no longer held",
        None: "taken as the first day no longer held",
    }[span.inclusive]
    known = f", as in {span.source}" if span.source else ""
    counting = ", negative years are BCE (-1 is 1 BCE)" if span.bce else ""
    last = "/".join(span.end)
    return f"dates from columns {first} and {last} (ends: {meaning}{known}{counting})"


def _shown(
    found: Part,
    given: Columns,
    used: Sequence[str],
    own: str,
    own_text: str,
    texts: list[str],
) -> list[str]:
    """Texts to show for dates: those of a control table's own text column where it has one."""
    if tuple(used) != (own,) or own_text not in given:
        return texts
    found.used.add(own_text)
    better = columns.texts(given[own_text])
    for row, text in enumerate(better):
        if text is not None:
            _checked(found, row, text)
    return [text if new is None else new for text, new in zip(texts, better)]


def _required(found: Part, texts: list[str | None], column: str) -> list[str]:
    for row, text in enumerate(texts, 1):
        if text is None:
            raise ReadError(f"{found.label}, row {row}: no date in column {column}")
    return [text for text in texts if text is not None]


def _read(found: Part, texts: Sequence[str | None]) -> list[np.datetime64]:
    return [
        NAT if t is None else _checked(found, row, t) for row, t in enumerate(texts)
    ]


def _column(dates: list[np.datetime64]) -> np.ndarray[Any, Any]:
    # in so many seconds, or pandas chooses a unit that does not reach before 1678
    return np.array(dates, dtype="datetime64[s]")


def _checked(found: Part, row: int, text: str) -> np.datetime64:
    try:
        return read_date(text)
    except ReadError as error:
        raise ReadError(f"{found.label}, row {row + 1}: {error}") from error
