"""Which columns of a layer tell what, by the conventions of `conventions.py`, and their texts."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo.base import CallError, ReadError, join_lines, list_columns
from geo.columns import conventions
from geo.dates import iso_text, normalize_day, read_date, words_to_iso, year_text

Columns = Mapping[str, "pd.Series[Any]"]  # of a layer, by name, without its shapes

# A month as YYYYMM looks like a year far from now; the second is what such a month looks like.
_SIX_DIGITS = re.compile(r"\d{6}", re.ASCII)
_MONTH = re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])", re.ASCII)


def _called(role: str) -> tuple[str, ...]:
    return tuple(name.lower() for one in conventions.of(role) for name in one.called)


# In order of preference, compared without regard to case.
DATES = _called(conventions.DATE)
ACTORS = _called(conventions.ACTOR)
STATUSES = _called(conventions.STATUS)
SOURCES = _called(conventions.SOURCE)


class Trait(NamedTuple):
    """How one thing is told by a layer: what was found, where, and where that is documented."""

    what: str
    found: str
    where: str
    documented: str = ""


@dataclass(frozen=True)
class Span:
    """Columns that tell when a row's ground begins and ends to be held.

    One column each, or three for year, month and day; `better` are columns that tell the same two
    dates more exactly in some rows. `inclusive` tells whether the end is still held; None where
    nobody documents it. `bce` marks years that count BCE as negative numbers without a year 0 (-1
    is 1 BCE), unlike ISO 8601; `day_first` dates that are written so.
    """

    source: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    inclusive: bool | None
    bce: bool = False
    day_first: bool = False
    better: tuple[str, ...] = ()
    documented: str = conventions.UNDOCUMENTED


SPANS = tuple(
    Span(
        one.source,
        one.called,
        one.until,
        one.inclusive,
        one.bce,
        one.day_first,
        one.better,
        one.documented,
    )
    for one in conventions.of(conventions.SPELL)
)


def find_column(given: Columns, names: Sequence[str]) -> str | None:
    """The first of `names` that is a column with a value somewhere."""
    for name in names:
        column = _like(given, name)
        if column is not None and any(_name(value) for value in given[column]):
            return column
    return None


def asked(given: Columns, name: str, option: str, label: str) -> str:
    """The column of a layer that the caller asked for; CallError if it is not there."""
    column = _like(given, name)
    if column is None:
        raise CallError(
            f"{label}: no column {name} for --{option} ({list_columns(given)})"
        )
    return column


def span(
    given: Columns, label: str, start: str | None = None, end: str | None = None
) -> Span | None:
    """The columns of a layer that begin and end its spells; None if it has none.

    `start` and `end` are columns the caller asked for. A span whose `end` is empty has no column
    of ends: such ground is held to the end of the data.
    """
    first: tuple[str, ...] | None = None
    last: tuple[str, ...] | None = None
    if start is not None:
        first = (asked(given, start, "start", label),)
    if end is not None:
        last = (asked(given, end, "end", label),)
    pairs = [(one, _all(given, one.start), _all(given, one.end)) for one in SPANS]
    pairs = [pair for pair in pairs if find_column(given, pair[1][:1])]
    for convention, begins, ends in pairs:
        if begins == (first or begins) and ends and ends == (last or ends):
            return _counted(replace(convention, start=begins, end=ends), given)
    first = first or next((begins for _, begins, _ in pairs), None)
    if first is None and last is None:
        return None
    if first is None:
        raise CallError(
            f"{label}: --end {end} without a start; pass --start ({list_columns(given)})"
        )
    if last is None:
        last = next((ends for one in SPANS if (ends := _all(given, one.end))), ())
    # How a source writes its starts holds without its ends too; what its ends mean does not.
    source = next(
        (one for one, begins, _ in pairs if begins == first), Span("", (), (), None)
    )
    alone = replace(source, start=first, end=last, inclusive=None)
    if last:
        alone = replace(alone, source="", documented=conventions.UNDOCUMENTED)
    return _counted(alone, given)


def _counted(found: Span, given: Columns) -> Span:
    """`found`, but with ISO years where a year 0 shows that they are counted so."""
    years = [given[column] for column in (*found.start[:1], *found.end[:1])]
    return replace(
        found, bce=found.bce and not any((year == 0).any() for year in years)
    )


def dated(given: Columns) -> tuple[str, ...]:
    """The column of a layer that dates its rows, or its year, month and day; empty if none does.

    A column of small numbers is none: a day of a month, a step in a series.
    """
    for name in DATES:
        column = find_column(given, [name])
        if column is not None and name == "year":
            parts = (column, find_column(given, ["month"]), find_column(given, ["day"]))
            return tuple(part for part in parts if part)
        if column is not None and not _small(given[column]):
            return (column,)
    return ()


def _small(values: "pd.Series[Any]") -> bool:
    return pd.api.types.is_numeric_dtype(values) and bool(
        values.dropna().between(0, 366).all()
    )


def change(given: Columns) -> tuple[str, str] | None:
    """The column that says which part of a day's ground a row is, and its word for ground lost.

    None where no column holds such words and no others.
    """
    for name in conventions.CHANGE_COLUMNS:
        column = _like(given, name)
        if column is None:
            continue
        values = {value for value in cell_names(given[column]) if value is not None}
        word = conventions.lost(values)
        if word is not None:
            return column, word
    return None


def begins_and_ends(
    given: Columns, span: Span, label: str
) -> tuple[list[str | None], list[str | None]]:
    """Date texts of the start and the end of each row; None where nothing is written."""
    starts = joined(given, span.start, label, bce=span.bce, times=True)
    ends: list[str | None] = [None] * len(starts)
    if span.end:
        ends = joined(given, span.end, label, bce=span.bce, times=True)
    better = [_like(given, name) for name in span.better]
    for told, column in zip((starts, ends), better):
        if column is not None:
            told[:] = [
                old if new is None or not _one_date(new) else new
                for old, new in zip(told, texts(given[column]))
            ]
    return starts, ends


def _one_date(text: str) -> bool:
    """Whether a date text names one date; of a choice, the plain column has the likely one."""
    try:
        read_date(text)
    except ReadError:
        return False
    return not any(mark in text for mark in "/[{")


def joined(
    given: Columns,
    columns: Sequence[str],
    label: str,
    *,
    bce: bool = False,
    times: bool = False,
) -> list[str | None]:
    """Date texts of one column, or of columns for year, month and day, of the layer `label`.

    Raises
    ------
    ReadError
        If a column has numbers of six digits, and not all of it are months as YYYYMM.
    """
    years = texts(given[columns[0]], bce=bce, times=times)
    for text in years:
        if text is not None and _SIX_DIGITS.fullmatch(text):
            raise ReadError(
                f"{label}: column {columns[0]} has {text}; six digits are a month, as 201406, "
                "only where all of a column are so written; write its dates as YYYY-MM-DD"
            )
    if len(columns) == 1:
        return years
    rest = zip(*(cell_names(given[column]) for column in columns[1:]))
    return [
        (
            None
            if year is None
            else words_to_iso("-".join([year, *(p.zfill(2) for p in parts if p)]))
        )
        for year, parts in zip(years, rest)
    ]


def texts(
    values: "pd.Series[Any]", *, bce: bool = False, times: bool = False
) -> list[str | None]:
    """Each value as the text of a date or a name; None where nothing is written.

    Whole numbers are years, days as YYYYMMDD or, where all of a column are so written, months as
    YYYYMM; a date-time is the day it writes, in its own time zone, and with its time of day if
    `times`.
    """
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_localize(None)
    if values.dtype.kind == "M":
        moments = values.to_numpy().astype("datetime64[s]")
        return [None if np.isnat(one) else _moment(one, times) for one in moments]
    found = [_text(value, bce, times) for value in values]
    if all(text is None or _MONTH.fullmatch(text) for text in found):
        return [None if text is None else f"{text[:4]}-{text[4:]}" for text in found]
    return found


def cell_names(values: "pd.Series[Any]") -> list[str | None]:
    """Each value as a name; None where nothing is written. A code 365.0 is 365."""
    return [_name(value) for value in values]


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
    if name.lstrip("-").isdigit() and abs(int(name)) < 1_000_000:
        year = int(name)
        return year_text(year + 1 if bce and year < 0 else year)
    return words_to_iso(normalize_day(name))


def _name(value: Any) -> str | None:
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return None
        if value == value // 1:
            value = int(
                value
            )  # a column of whole numbers with gaps in it is one of floats
    return join_lines(str(value)).strip() or None


def _like(given: Columns, name: str) -> str | None:
    """The column called `name`, in this spelling or else in another case."""
    if name in given:
        return name
    return next((column for column in given if column.lower() == name.lower()), None)


def _all(given: Columns, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of a layer with these names, or none unless all are there."""
    if len(given) < len(columns):
        return ()
    found = [_like(given, name) for name in columns]
    return tuple(name for name in found if name) if all(found) else ()
