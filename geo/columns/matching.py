"""Find the columns of a layer by the conventions of `conventions.py`, and read their texts."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo.base import CallError, ReadError, join_spaces, list_columns
from geo.columns import conventions
from geo.columns.number_dates import may_count_days, read_numbers
from geo.dates import (
    has_unknown_parts,
    iso_text,
    normalize_day,
    read_date,
    require_months,
    shorten,
    with_full_years,
    words_to_iso,
    year_text,
)
from geo.formats import Array, Columns

# A month as YYYYMM looks like a year in the far future; the second pattern is such a month.
_SIX_DIGITS = re.compile(r"\d{6}", re.ASCII)
_UNKNOWN_PARTS = "00 and 99 as unknown months and days"
_LAST_YEAR = 9_999  # a larger number is no year, but a count of days or seconds
_MONTH = re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])", re.ASCII)


def _column_names(role: str) -> tuple[str, ...]:
    return tuple(
        name.lower()
        for convention in conventions.with_role(role)
        for name in convention.names
    )


# In order of preference, compared without regard to case.
DATES = _column_names(conventions.DATE)
ACTORS = _column_names(conventions.ACTOR)
STATUSES = _column_names(conventions.STATUS)
SOURCES = _column_names(conventions.SOURCE)


class Origin(NamedTuple):
    """Where a layer has one thing (`topic`): the value, its place, and its documentation."""

    topic: str
    value: str
    where: str
    documented: str = ""


@dataclass
class DateReading:
    """How the texts of the date columns of a layer were read.

    Attributes
    ----------
    numbers
        Numbers of the rows, for messages.
    notes
        Rules by which a column was read, for the report.
    written
        Texts as they stand in the source, by the texts that were made of them.
    counted
        Whether a column has numbers that count days or seconds.
    inferred
        Rules that may not be those of the source, with the columns.
    """

    numbers: Sequence[int] = ()
    notes: list[str] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    counted: bool = False
    inferred: list[str] = field(default_factory=list)

    def add(
        self,
        note: str,
        written: Mapping[str | None, str | None],
        counted: bool = False,
    ) -> None:
        """Add texts of a column, and how they are written in the source."""
        if note and note not in self.notes:
            self.notes.append(note)
        self.counted |= counted
        for text, original in written.items():
            if text != original and text is not None and original is not None:
                original = self.written.get(original, original)
                self.written.setdefault(text, original)

    def quote(self, text: str, message: str) -> str:
        """`message`, which begins with `text`, with the text as it stands in the source."""
        original = self.written.get(text)
        if original is None:
            return message
        return f"{shorten(original)}{message.removeprefix(shorten(text))}"


@dataclass(frozen=True)
class IntervalColumns:
    """Columns with the start and the end of an interval.

    One column each, or three for year, month and day; `precise` are columns with the same two
    dates in a more precise form, in some rows. `inclusive` is whether the end is inclusive; None
    if undocumented. `unmistakable` is whether the columns are those of `source` and no other, so
    that this counts; else the ends of the data themselves show it. `bce` marks years that count
    BCE as negative numbers without a year 0 (-1 is 1 BCE), unlike ISO 8601; `day_first` dates in
    that order.
    """

    source: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    inclusive: bool | None
    bce: bool = False
    day_first: bool = False
    precise: tuple[str, ...] = ()
    documented: str = conventions.UNDOCUMENTED
    unmistakable: bool = False


KNOWN_INTERVALS = tuple(
    IntervalColumns(
        convention.source,
        convention.names,
        convention.end_names,
        convention.inclusive,
        convention.bce,
        convention.day_first,
        convention.precise_names,
        convention.documented,
    )
    for convention in conventions.with_role(conventions.INTERVAL)
)


def find_column(columns: Columns, names: Sequence[str]) -> str | None:
    """The first of `names` that is a column with a value in some row."""
    for name in names:
        column = _column_like(columns, name)
        if column is not None and has_values(columns[column]):
            return column
    return None


def has_values(values: Array) -> bool:
    """Whether a column has a value in some row."""
    return any(_name(value) for value in values.tolist())


def require_column(columns: Columns, name: str, option: str, label: str) -> str:
    """The column `name` of a layer, given as `option`; CallError if there is none."""
    column = _column_like(columns, name)
    if column is None:
        raise CallError(
            f"{label}: no column {name} for --{option} ({list_columns(columns)})"
        )
    return column


def find_change_column(columns: Columns) -> tuple[str, str] | None:
    """The column with parts of a day's territory, and its value for territory no longer held.

    None if no column has such values and no others.
    """
    for name in conventions.CHANGE_COLUMNS:
        column = _column_like(columns, name)
        if column is None:
            continue
        values = {value for value in cell_names(columns[column]) if value is not None}
        lost_value = conventions.lost_value(values)
        if lost_value is not None:
            return column, lost_value
    return None


def start_and_end_texts(
    columns: Columns,
    interval: IntervalColumns,
    label: str,
    reading: DateReading | None = None,
) -> tuple[list[str | None], list[str | None]]:
    """Date texts of the start and the end of each row; None for an empty cell.

    `reading` gets how they were read.
    """
    starts = date_texts(
        columns, interval.start, label, bce=interval.bce, times=True, reading=reading
    )
    ends: list[str | None] = [None] * len(starts)
    if interval.end:
        ends = date_texts(
            columns, interval.end, label, bce=interval.bce, times=True, reading=reading
        )
    precise = [_column_like(columns, name) for name in interval.precise]
    for texts, column in zip((starts, ends), precise):
        if column is not None:
            texts[:] = [
                old if new is None or not _is_one_date(new) else new
                for old, new in zip(texts, cell_texts(columns[column]))
            ]
    return starts, ends


def _is_one_date(text: str) -> bool:
    """Whether a date text is one date; of several, the less precise column has the likely one."""
    try:
        read_date(text)
    except ReadError:
        return False
    return not any(mark in text for mark in "/[{")


def date_texts(
    columns: Columns,
    names: Sequence[str],
    label: str,
    *,
    bce: bool = False,
    times: bool = False,
    reading: DateReading | None = None,
) -> list[str | None]:
    """Date texts of one column, or of columns for year, month and day, of the layer `label`.

    `reading` gets how they were read.

    Raises
    ------
    ReadError
        If a column has numbers of six digits, and not all of it are months as YYYYMM; if some of
        its numbers count days or seconds, and others do not; or if its years have two digits, and
        cannot be told.
    """
    reading = DateReading() if reading is None else reading
    column = columns[names[0]]
    years = cell_texts(column, bce=bce, times=times)
    for text in years:
        if text is not None and _SIX_DIGITS.fullmatch(text):
            raise ReadError(
                f"{label}: column {names[0]} has {text}; six digits are a month, as 201406, "
                "only if all of a column are; write its dates as YYYY-MM-DD"
            )
    if len(names) == 1:
        return _column_texts(column, years, names[0], label, times, reading)
    rest = zip(*(cell_names(columns[name]) for name in names[1:]))
    joined = [
        None if year is None else "-".join([year, *(p.zfill(2) for p in parts if p)])
        for year, parts in zip(years, rest)
    ]
    if any(text is not None and has_unknown_parts(text) for text in joined):
        reading.add(_UNKNOWN_PARTS, {})
    return [None if text is None else words_to_iso(text) for text in joined]


def _column_texts(
    column: Array,
    texts: list[str | None],
    name: str,
    label: str,
    times: bool,
    reading: DateReading,
) -> list[str | None]:
    """Date texts of one column: what only the whole of it settles is read here."""
    if column.dtype.kind == "M":
        return texts
    if may_count_days(next((text for text in texts if text is not None), None)):
        written = cell_names(column)
        if dates := read_numbers(written, label, name, reading.numbers, times=times):
            reading.add(dates.note, dict(zip(dates.texts, written)), counted=True)
            if dates.doubtful:
                reading.inferred.append(f"column {name}: {dates.note}")
            return dates.texts
    originals: dict[str | None, str | None] = {
        text: _name(value)
        for text, value in dict(zip(texts, column.tolist())).items()
        if text is not None and not (type(value) is str and value == text)
    }
    note = ""
    if any(original and has_unknown_parts(original) for original in originals.values()):
        note = _UNKNOWN_PARTS
    reading.add(note, originals)
    try:
        require_months([originals.get(text) for text in originals], name)
        if (short := with_full_years(texts, name)) is None:
            return texts
    except ReadError as error:
        raise ReadError(f"{label}: {error}") from error
    full = [text and words_to_iso(text) for text in short.texts]
    reading.add(short.note, dict(zip(full, texts)))
    reading.inferred.append(f"column {name}: {short.note}")
    return full


def cell_texts(
    values: Array, *, bce: bool = False, times: bool = False
) -> list[str | None]:
    """Each value as the text of a date or a name; None for an empty cell.

    Whole numbers are years, days as YYYYMMDD or, if all of a column are, months as YYYYMM; a
    date-time is its day in its own time zone, with its time of day if `times`. Numbers that count
    days or seconds stay as they are; see `date_texts`.
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.tz_localize(None)
    if values.dtype.kind == "M":
        moments = values.to_numpy().astype("datetime64[s]")
        return [None if np.isnat(one) else _moment(one, times) for one in moments]
    texts = [_text(value, bce, times) for value in values.tolist()]
    if all(text is None or _MONTH.fullmatch(text) for text in texts):
        return [None if text is None else f"{text[:4]}-{text[4:]}" for text in texts]
    return texts


def cell_names(values: Array) -> list[str | None]:
    """Each value as a name; None for an empty cell. A code 365.0 is 365."""
    return [_name(value) for value in values.tolist()]


def _moment(moment: np.datetime64, times: bool) -> str:
    """A date-time as text: its day, and with `times` its time of day unless that is midnight."""
    time = str(moment).partition("T")[2]
    return iso_text(moment) + (f"T{time}" if times and time != "00:00:00" else "")


def _text(value: Any, bce: bool, times: bool) -> str | None:
    name = _name(value)
    if name is None or isinstance(value, bool):
        return name
    if isinstance(value, str):
        return words_to_iso(normalize_day(name))
    if isinstance(value, datetime.datetime):
        return _moment(np.datetime64(value.replace(tzinfo=None), "s"), times)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if _SIX_DIGITS.fullmatch(name):
        return name
    if name.lstrip("-").isdigit() and -1_000_000 < int(name) <= _LAST_YEAR:
        year = int(name)
        return year_text(year + 1 if bce and year < 0 else year)
    return words_to_iso(normalize_day(name))


def _name(value: Any) -> str | None:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return None
        # pandas stores whole numbers as floats in a column with empty cells
        if value == value // 1:
            value = int(value)
    return join_spaces(str(value)) or None


def _column_like(columns: Columns, name: str) -> str | None:
    """The column called `name`, in this spelling or else in another case."""
    return name if name in columns else _spellings(tuple(columns)).get(name.lower())


@lru_cache(maxsize=64)
def _spellings(names: tuple[str, ...]) -> dict[str, str]:
    """The first of `names` in each spelling, by its lower case: once for files of one form."""
    return {name.lower(): name for name in reversed(names)}


def all_columns(columns: Columns, names: Sequence[str]) -> tuple[str, ...]:
    """The columns of a layer with these names, or none unless all are there."""
    if len(columns) < len(names):
        return ()
    matches = [_column_like(columns, name) for name in names]
    return tuple(name for name in matches if name) if all(matches) else ()
