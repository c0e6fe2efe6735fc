"""Dates of the rows of one layer: from its columns or, where it has none, from its names.

A row of a snapshot is dated by one date; a spell says itself from when to when it holds.
"""

import re
from collections.abc import Sequence

from geo.base import CallError, ReadError, list_columns
from geo.columns import conventions, matching
from geo.columns.intervals import intervals, spells
from geo.columns.matching import Columns, Trait
from geo.columns.row_dates import (
    Dated,
    Told,
    in_order,
    moments,
    read_texts,
    required_texts,
)
from geo.dates import (
    OpenOrderError,
    date_in_folders,
    date_in_name,
    interval,
    precision,
    read_date,
    to_gregorian,
    year_first,
)
from geo.files import Name
from geo.table import START, START_TEXT


def dated(
    label: str,
    given: Columns,
    numbers: Sequence[int],
    names: Sequence[Name],
    told: Told,
    actors: Sequence[str],
) -> Dated:
    """Dates of the rows of a layer, from columns of the source or else from its name.

    `numbers` are those by which messages call the rows. `actors` are those of the rows; they tell
    only what else there is to say.

    Raises
    ------
    ReadError
        If a row has no date or an impossible one.
    OpenOrderError
        If day or month may come first, and nobody told.
    """
    found = Dated(label, numbers)
    if told.date is not None:
        if told.start is not None or told.end is not None:
            raise CallError("--date and --start or --end exclude each other; pass one")
        _asked_date(found, given, told.date, told)
        return found
    span = matching.span(given, label, told.start, told.end)
    if span is not None:
        spells(found, given, span, told, actors)
    elif own := matching.dated(given):
        _column_of_dates(found, given, own, told)
    elif not _named(found, names, told):
        raise ReadError(
            f"{label}: no date found ({list_columns(given)}; pass --date or --start, or put "
            "the date in the file name)"
        )
    return found


def without_rows(label: str, names: Sequence[Name], told: Told) -> Dated | None:
    """The date in the names of a layer that has no rows: on it nobody holds anything.

    None if there is none.
    """
    found = Dated(label)
    return found if _named(found, names, told) else None


def _named(found: Dated, names: Sequence[Name], told: Told) -> str | None:
    """Read the date in the names of a layer, and give it; None if there is none."""
    try:
        nested = date_in_folders(
            [name for kind, name in names if kind in ("file", "folder")]
        )
    except ReadError as error:
        raise ReadError(f"{found.label}: {error}") from error
    if nested is not None:
        _require_gregorian(found, nested, told)
        found.how = "dates from the names of folders and files"
        where = "names of folders and files"
        found.traits.append(Trait("dates", "dates of snapshots", where))
        return _snapshots(found, [nested] * len(found.numbers), nested)
    for kind, name in names:
        try:
            text = date_in_name(name, told.order)
        except OpenOrderError as error:
            raise OpenOrderError(
                f"{found.label}: {error}", error.where, error.only
            ) from error
        except ReadError as error:
            raise ReadError(f"{found.label}: {error}") from error
        if text is not None:
            _require_gregorian(found, text, told)
            pattern = _pattern(name, text, told)
            found.how = f"dates from the {kind} name {pattern}"
            known = conventions.of_layer([name])
            documented = known.documented if known else ""
            where = f"the name of the {kind}, {pattern}"
            found.traits.append(Trait("dates", "dates of snapshots", where, documented))
            return _snapshots(found, [text] * len(found.numbers), text)
    return None


def _require_gregorian(found: Dated, text: str, told: Told) -> None:
    """Raise CallError where a name tells a date, and another calendar was asked for."""
    if told.calendar is not None:
        raise CallError(
            f"{found.label}: --calendar {told.calendar} is for dates in columns, and {text} is "
            "part of a name"
        )


def _pattern(name: str, text: str, told: Told) -> str:
    """How a name writes its date, in the letters people use for it: "as YYYYMMDD"."""
    if precision(text) not in ("day", "month"):
        return f"as a {precision(text)}"
    letters = "YYYY-MM-DD"[: len(text)]
    for mark in ("", "-", "_", "."):
        if text.replace("-", mark) in name:
            return f"as {letters.replace('-', mark)}"
    if told.order is not None and re.search(r"\d[-_.]\d\d?[-_.]\d{4}", name):
        return f"({told.order}, {told.because})"
    return f"as a {precision(text)} in other words"


def _asked_date(found: Dated, given: Columns, date: str, told: Told) -> None:
    """Dates from the column called `date`, or `date` itself if it is one."""
    if date in given:
        _column_of_dates(found, given, (date,), told)
        return
    text = year_first(date, told.order) if told.order else date
    try:
        text = to_gregorian(text, told.calendar) if told.calendar else text
        read_date(text)
    except ReadError:
        column = matching.asked(given, date, "date", found.label)
        _column_of_dates(found, given, (column,), told)
    else:
        found.how = "date as told"
        found.traits.append(Trait("dates", text, "as told"))
        _snapshots(found, [text] * len(found.numbers), text)


def _column_of_dates(
    found: Dated, given: Columns, own: Sequence[str], told: Told
) -> None:
    """Dates of the rows from a column, or from those of their year, month and day."""
    found.used |= {*own}
    name = "/".join(own)
    texts = matching.joined(given, own, found.label)
    (texts,), order = in_order(found, [texts], f"column {name}", told)
    dates = required_texts(found, texts, own[0])
    found.how = f"dates from column {name}{order}"
    where, documented = f"column {name}{order}", conventions.documented(own[0])
    found.traits.append(Trait("dates", "dates of snapshots", where, documented))
    if any(interval(text) for text in dates):
        intervals(found, dates, told)
    else:
        _snapshots(found, dates)


def _snapshots(found: Dated, texts: list[str], named: str | None = None) -> str | None:
    """Columns of snapshots with these dates; `named` is the date of a layer without rows."""
    found.snapshots = True
    starts = read_texts(found, texts)
    found.dates = dict(zip(starts, texts))
    if named is not None:
        found.dates = {read_date(named): named}
    found.rows = {START: moments(starts), START_TEXT: texts}
    return named
