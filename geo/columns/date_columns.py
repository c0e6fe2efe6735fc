"""Dates of the rows of one layer: from its columns or, if it has none, from its names.

A row of a snapshot has one date; an interval has a start and an end.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from geo.base import CallError, ReadError, list_columns
from geo.columns import conventions, date_finder, matching
from geo.columns.date_words import START as START_ROLE
from geo.columns.intervals import read_edtf_intervals, read_interval_columns
from geo.columns.matching import DateReading, IntervalColumns, Origin
from geo.columns.member_dates import Members, editing_member, member_date, same_date
from geo.columns.open_ends import interval_ends
from geo.columns.row_dates import (
    DateOptions,
    LayerDates,
    NoDateError,
    date_array,
    normalize_texts,
    read_texts,
    require_texts,
)
from geo.dates import (
    NAME_FORMS,
    NameDate,
    OpenOrderError,
    normalize_day,
    precision,
    read_date,
    to_gregorian,
    words_to_iso,
    year_first,
)
from geo.files import Name
from geo.formats import Columns
from geo.table import START, START_TEXT

# The values of the option `date` for which dates are those of names: any form, or this one.
FILE_NAME = "file-name"
FROM_NAMES = (FILE_NAME, *NAME_FORMS)


def read_dates(
    label: str,
    columns: Columns,
    numbers: Sequence[int],
    names: Sequence[Name],
    options: DateOptions,
    members: Members = (),
    siblings: Sequence[str] = (),
) -> LayerDates:
    """Dates of the rows of a layer, from columns of the source or else from its name.

    `numbers` are those of the rows in messages. `members` are beside the rows, and date them if
    nothing else does; `siblings` are the names of the layers of the file.

    Raises
    ------
    ReadError
        If a row has no date or an invalid one; NoDateError if no row has.
    OpenOrderError
        If the order of day and month is ambiguous, and there is no option for it.
    """
    dates = LayerDates(label, numbers)
    if options.date is not None or options.from_names:
        if options.start is not None or options.end is not None:
            raise CallError("--date and --start or --end exclude each other; pass one")
    if options.date is not None:
        _read_requested_date(dates, columns, options.date, options)
        return dates
    if options.from_names:
        if not _read_names(dates, names, options, siblings):
            raise NoDateError(
                f"{label}: no date in its name; put one there, or pass --skip-undated"
            )
        return dates
    interval_columns = date_finder.find_interval_columns(
        columns, label, options.start, options.end
    )
    if interval_columns is not None:
        read_interval_columns(dates, columns, interval_columns, options)
        _require_starts(dates, interval_columns, names, options, siblings)
        _report_unread_ends(dates, columns, options)
    elif date_columns := date_finder.find_date_columns(columns, label):
        _read_date_columns(dates, columns, date_columns, options)
        _report_unread_ends(dates, columns, options)
        if dates.snapshots:
            dates.name_date = _other_date(names, options, siblings)
            dates.date_column = date_columns[0]
    elif _read_names_or_members(dates, names, members, options, siblings):
        for column, _ in date_finder.named_columns(columns):
            dates.messages.append(
                f"column {column} is not read: most of its values are no dates"
            )
    elif taking := date_finder.find_taking_columns(columns, label):
        _read_date_columns(dates, columns, taking, options)
    else:
        _read_undated_column(dates, columns, options, members)
    return dates


def _require_starts(
    dates: LayerDates,
    found: IntervalColumns,
    names: Sequence[Name],
    options: DateOptions,
    siblings: Sequence[str],
) -> None:
    """Raise ReadError if rows with starts alone may be snapshots of the date in a name."""
    if found.end or (options.start, options.end) != (None, None):
        return
    if (named := _other_date(names, options, siblings)) is not None:
        raise ReadError(
            f"{dates.label}: column {'/'.join(found.start)} has starts, and the name of the "
            f"{named.kind} has the date {named.text}; pass --date {FILE_NAME} if all rows "
            f"are held on that date, or --end {date_finder.NO_END} if every row holds from its "
            "start to the end of the data"
        )


def _report_unread_ends(
    dates: LayerDates, columns: Columns, options: DateOptions
) -> None:
    """Report columns of ends by their names that are not read, if the caller names none."""
    if options.end is None:
        for column in date_finder.unread_ends(columns, dates.used_columns):
            dates.messages.append(f"column {column} is not read as ends")


def _read_undated_column(
    dates: LayerDates,
    columns: Columns,
    options: DateOptions,
    members: Members,
) -> None:
    """Read a column that has dates by its name, for the error on its values.

    Raises
    ------
    ReadError
        If there is no such column, or its values cannot be read.
    """
    for column, role in date_finder.named_columns(columns):
        if role == START_ROLE:
            starts = IntervalColumns("", (column,), (), None)
            read_interval_columns(dates, columns, starts, options)
        else:
            _read_date_columns(dates, columns, (column,), options)
        return
    hint = ""
    if made := editing_member(members):
        hint = f"; {made[0]} ({made[1]}) is when it was made"
    elif edited := date_finder.edited_column(columns):
        hint = f"; {edited} is when rows were edited"
    elif dated := date_finder.dated_column(columns):
        hint = f"; {dated} has dates"
    undated = "; --skip-undated leaves it out" if options.names.several else ""
    raise NoDateError(
        f"{dates.label}: no date found ({list_columns(columns)}{hint}; pass --date or --start, "
        f"or put the date in the file name{undated})"
    )


def read_date_of_empty_layer(
    label: str,
    names: Sequence[Name],
    options: DateOptions,
    members: Members = (),
    siblings: Sequence[str] = (),
) -> LayerDates | None:
    """The date in the names of a layer without rows: on it nothing is held. None if none."""
    dates = LayerDates(label)
    if options.from_names:
        return dates if _read_names(dates, names, options, siblings) else None
    if _read_names_or_members(dates, names, members, options, siblings):
        return dates
    return None


def _read_names_or_members(
    dates: LayerDates,
    names: Sequence[Name],
    members: Members,
    options: DateOptions,
    siblings: Sequence[str],
) -> bool:
    """Read the date in the names of a layer, or else beside its rows; whether there is one.

    Where both have one, and they differ, that of the member is read; of several files, all are
    compared when they are read.

    Raises
    ------
    ReadError
        If they differ in the only file.
    """
    beside = member_date(members, dates.label, options.order)
    named = _read_names(dates, names, options, siblings)
    if named and dates.name_date is not None:
        text = dates.name_date.text
        if not beside or not beside.sure or same_date(text, beside.text):
            return True
        if not options.names.several or not dates.snapshots:
            raise ReadError(
                f"{dates.label}: its name has the date {text}, its member {beside.path} has "
                f"{beside.text}; correct one of the two, or pass --date"
            )
        dates.from_name, dates.date_column = False, beside.path
        dates.origins.pop()
    if beside is None:
        return False
    _require_gregorian(dates, beside.text, options)
    where = f"the member {beside.path} beside the features"
    dates.date_source = f"dates from {where}"
    dates.origins.append(Origin("dates", "dates of snapshots", where))
    _add_snapshots(dates, [beside.text] * len(dates.numbers), beside.text)
    return True


def _other_date(
    names: Sequence[Name], options: DateOptions, siblings: Sequence[str]
) -> NameDate | None:
    """The date in the names of a layer whose dates are in a column; None if it is not clear."""
    try:
        return options.names.date(names, options.order, siblings)
    except ReadError:
        return None


def _read_names(
    dates: LayerDates,
    names: Sequence[Name],
    options: DateOptions,
    siblings: Sequence[str],
) -> bool:
    """Read the date in the names of a layer; whether there is one."""
    try:
        found = options.names.date(names, options.order, siblings)
    except OpenOrderError as error:
        message = f"{dates.label}: {error}"
        raise OpenOrderError(message, error.where, error.only) from error
    except ReadError as error:
        raise ReadError(f"{dates.label}: {error}") from error
    if found is None:
        return False
    text, kind = found.text, found.kind
    _require_gregorian(dates, text, options)
    dates.name_date, dates.from_name = found, True
    if found.folders:
        where = pattern = "the names of folders and files"
        documented = ""
    else:
        name = names[found.position][1]
        pattern = _pattern(name, found, options)
        where = f"the name of the {kind}, {pattern}"
        pattern = f"the {kind} name {pattern}"
        convention = conventions.layer_convention([name])
        documented = convention.documented if convention else ""
    dates.date_source = f"dates from {pattern}"
    where = where.removeprefix("the ") if found.folders else where
    dates.origins.append(Origin("dates", "dates of snapshots", where, documented))
    texts = [text] * len(dates.numbers)
    if interval_ends(text):
        _read_name_interval(dates, texts, options)
    else:
        _add_snapshots(dates, texts, text)
    return True


def _read_name_interval(
    dates: LayerDates, texts: list[str], options: DateOptions
) -> None:
    """Read a range of years in a name into `dates`; the names together say how ranges end."""
    inclusive = options.inclusive
    if inclusive is None:
        try:
            inclusive = not options.names.ranges_meet
        except ReadError as error:
            raise ReadError(f"{dates.label}: {error}") from error
    read_edtf_intervals(dates, texts, replace(options, inclusive=inclusive))
    meaning = "the last year held"
    if not inclusive:
        meaning = "the first year no longer held"
    reason = "as requested"
    if options.inclusive is None:
        reason = "as one range ends where another begins"
        if inclusive:
            reason = "as people write ranges of years"
    dates.end_meaning = f"ends in names are {meaning}, {reason}"
    dates.origins[-1] = Origin("ends", meaning, "the name", "")


def _require_gregorian(dates: LayerDates, text: str, options: DateOptions) -> None:
    """Raise CallError if another calendar was requested, but the date is in a name."""
    if options.calendar is not None:
        raise CallError(
            f"{dates.label}: --calendar {options.calendar} is for dates in columns, and {text} "
            "is part of a name; leave it out"
        )


def _pattern(name: str, date: NameDate, options: DateOptions) -> str:
    """The form of the date in a name, as people write it: "as YYYYMMDD"."""
    text = date.text
    if date.form:
        return date.form
    if precision(text) not in ("day", "month"):
        return f"as a {precision(text)}"
    letters = "YYYY-MM-DD"[: len(text)]
    for mark in ("", "-", "_", "."):
        if text.replace("-", mark) in name:
            return f"as {letters.replace('-', mark)}"
    if options.order is not None and re.search(r"\d[-_.]\d\d?[-_.]\d{4}|\d{8}", name):
        return f"({options.order}, {options.order_reason})"
    return f"as a {precision(text)} in other words"


def _read_requested_date(
    dates: LayerDates, columns: Columns, date: str, options: DateOptions
) -> None:
    """Dates from the column called `date`, or `date` itself if it is one."""
    if date in columns:
        _read_date_columns(dates, columns, (date,), options)
        return
    text = words_to_iso(normalize_day(date))
    text = year_first(text, options.order) if options.order else text
    try:
        text = to_gregorian(text, options.calendar) if options.calendar else text
        read_date(text)
    except ReadError:
        column = matching.require_column(columns, date, "date", dates.label)
        _read_date_columns(dates, columns, (column,), options)
    else:
        dates.date_source = "date as requested"
        dates.origins.append(Origin("dates", text, "as requested"))
        _add_snapshots(dates, [text] * len(dates.numbers), text)


def _read_date_columns(
    dates: LayerDates, columns: Columns, names: Sequence[str], options: DateOptions
) -> None:
    """Dates of the rows from a column, or from those of year, month and day."""
    dates.used_columns |= {*names}
    name = "/".join(names)
    texts = matching.date_texts(columns, names, dates.label, reading=dates.reading)
    dates.moments = _moments(dates, columns, names)
    (texts,), order = normalize_texts(dates, [texts], f"column {name}", options)
    row_texts = require_texts(dates, texts, names[0])
    dates.date_source = f"dates from column {name}{order}"
    documented = conventions.documentation(names[0])
    dates.origins.append(
        Origin("dates", "dates of snapshots", f"column {name}{order}", documented)
    )
    if any(interval_ends(text) for text in row_texts):
        read_edtf_intervals(dates, row_texts, options)
    else:
        _add_snapshots(dates, row_texts)


def _moments(dates: LayerDates, columns: Columns, names: Sequence[str]) -> list[str]:
    """Date texts with times of day of a column of date-times or numbers; empty for any other."""
    if len(names) > 1 or pd.api.types.is_string_dtype(pd.Series(columns[names[0]])):
        return []
    reading = DateReading()
    reading.numbers = dates.numbers
    try:
        texts = matching.date_texts(
            columns, names, dates.label, times=True, reading=reading
        )
    except ReadError:
        return []
    return (
        [text or "" for text in texts] if any(":" in (t or "") for t in texts) else []
    )


def _add_snapshots(
    dates: LayerDates, texts: list[str], name_date: str | None = None
) -> None:
    """Put snapshots of these dates into `dates`; `name_date` is that of a layer without rows."""
    dates.snapshots = True
    starts = read_texts(dates, texts)
    dates.dates = dict(zip(starts, texts))
    if name_date is not None:
        dates.dates = {read_date(name_date): name_date}
    dates.columns = {START: date_array(starts), START_TEXT: texts}
