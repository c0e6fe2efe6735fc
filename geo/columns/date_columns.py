"""Dates of the rows of one layer: from its columns or, if it has none, from its names.

A row of a snapshot has one date; an interval has a start and an end.
"""

import re
from collections.abc import Sequence

from geo.base import CallError, ReadError, list_columns
from geo.columns import conventions, date_finder, matching
from geo.columns.date_words import START as START_ROLE
from geo.columns.intervals import read_edtf_intervals, read_interval_columns
from geo.columns.matching import Columns, IntervalColumns, Origin
from geo.columns.member_dates import Members, editing_member, member_date, same_date
from geo.columns.row_dates import (
    DateOptions,
    LayerDates,
    date_array,
    normalize_texts,
    read_texts,
    require_texts,
)
from geo.dates import (
    OpenOrderError,
    date_in_folders,
    date_in_name,
    interval,
    normalize_day,
    precision,
    read_date,
    to_gregorian,
    words_to_iso,
    year_first,
)
from geo.files import Name
from geo.table import START, START_TEXT


def read_dates(
    label: str,
    columns: Columns,
    numbers: Sequence[int],
    names: Sequence[Name],
    options: DateOptions,
    actors: Sequence[str],
    members: Members = (),
) -> LayerDates:
    """Dates of the rows of a layer, from columns of the source or else from its name.

    `numbers` are those of the rows in messages. `actors` are those of the rows, for the report on
    undocumented ends. `members` are beside the rows, and date them if nothing else does.

    Raises
    ------
    ReadError
        If a row has no date or an invalid one.
    OpenOrderError
        If the order of day and month is ambiguous, and there is no option for it.
    """
    dates = LayerDates(label, numbers)
    if options.date is not None:
        if options.start is not None or options.end is not None:
            raise CallError("--date and --start or --end exclude each other; pass one")
        _read_requested_date(dates, columns, options.date, options)
        return dates
    interval_columns = date_finder.find_interval_columns(
        columns, label, options.start, options.end
    )
    if interval_columns is not None:
        read_interval_columns(dates, columns, interval_columns, options, actors)
    elif date_columns := date_finder.find_date_columns(columns, label):
        _read_date_columns(dates, columns, date_columns, options)
    elif _read_names_or_members(dates, names, members, options):
        for column, _ in date_finder.named_columns(columns):
            dates.messages.append(
                f"column {column} is not read: most of its values are no dates"
            )
    elif taking := date_finder.find_taking_columns(columns, label):
        _read_date_columns(dates, columns, taking, options)
    else:
        _read_undated_column(dates, columns, options, actors, members)
    return dates


def _read_undated_column(
    dates: LayerDates,
    columns: Columns,
    options: DateOptions,
    actors: Sequence[str],
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
            read_interval_columns(dates, columns, starts, options, actors)
        else:
            _read_date_columns(dates, columns, (column,), options)
        return
    hint = ""
    if made := editing_member(members):
        hint = f"; {made[0]} ({made[1]}) is when it was made"
    elif edited := date_finder.edited_column(columns):
        hint = f"; {edited} is when rows were edited"
    raise ReadError(
        f"{dates.label}: no date found ({list_columns(columns)}{hint}; pass --date or --start, "
        "or put the date in the file name)"
    )


def read_date_of_empty_layer(
    label: str, names: Sequence[Name], options: DateOptions, members: Members = ()
) -> LayerDates | None:
    """The date in the names of a layer without rows: on it nothing is held. None if none."""
    dates = LayerDates(label)
    return dates if _read_names_or_members(dates, names, members, options) else None


def _read_names_or_members(
    dates: LayerDates, names: Sequence[Name], members: Members, options: DateOptions
) -> str | None:
    """Read the date in the names of a layer, or else beside its rows, and return it.

    Raises
    ------
    ReadError
        If both have one, and they differ.
    """
    beside = member_date(members, dates.label, options.order)
    text = _read_names(dates, names, options)
    if text is not None:
        if beside and beside.sure and not same_date(text, beside.text):
            raise ReadError(
                f"{dates.label}: its name has the date {text}, its member {beside.path} has "
                f"{beside.text}; correct one of the two, or pass --date"
            )
        return text
    if beside is None:
        return None
    _require_gregorian(dates, beside.text, options)
    where = f"the member {beside.path} beside the features"
    dates.date_source = f"dates from {where}"
    dates.origins.append(Origin("dates", "dates of snapshots", where))
    return _add_snapshots(dates, [beside.text] * len(dates.numbers), beside.text)


def _read_names(
    dates: LayerDates, names: Sequence[Name], options: DateOptions
) -> str | None:
    """Read the date in the names of a layer, and return it; None if there is none."""
    try:
        nested = date_in_folders(
            [name for kind, name in names if kind in ("file", "folder")]
        )
    except ReadError as error:
        raise ReadError(f"{dates.label}: {error}") from error
    if nested is not None:
        _require_gregorian(dates, nested, options)
        dates.date_source = "dates from the names of folders and files"
        where = "names of folders and files"
        dates.origins.append(Origin("dates", "dates of snapshots", where))
        return _add_snapshots(dates, [nested] * len(dates.numbers), nested)
    for kind, name in names:
        try:
            text = date_in_name(name, options.order)
        except OpenOrderError as error:
            raise OpenOrderError(
                f"{dates.label}: {error}", error.where, error.only
            ) from error
        except ReadError as error:
            raise ReadError(f"{dates.label}: {error}") from error
        if text is not None:
            _require_gregorian(dates, text, options)
            pattern = _pattern(name, text, options)
            dates.date_source = f"dates from the {kind} name {pattern}"
            convention = conventions.layer_convention([name])
            documented = convention.documented if convention else ""
            where = f"the name of the {kind}, {pattern}"
            dates.origins.append(
                Origin("dates", "dates of snapshots", where, documented)
            )
            return _add_snapshots(dates, [text] * len(dates.numbers), text)
    return None


def _require_gregorian(dates: LayerDates, text: str, options: DateOptions) -> None:
    """Raise CallError if another calendar was requested, but the date is in a name."""
    if options.calendar is not None:
        raise CallError(
            f"{dates.label}: --calendar {options.calendar} is for dates in columns, and {text} "
            "is part of a name; leave it out"
        )


def _pattern(name: str, text: str, options: DateOptions) -> str:
    """The form of the date in a name, as people write it: "as YYYYMMDD"."""
    if precision(text) not in ("day", "month"):
        return f"as a {precision(text)}"
    letters = "YYYY-MM-DD"[: len(text)]
    for mark in ("", "-", "_", "."):
        if text.replace("-", mark) in name:
            return f"as {letters.replace('-', mark)}"
    if options.order is not None and re.search(r"\d[-_.]\d\d?[-_.]\d{4}", name):
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
    (texts,), order = normalize_texts(dates, [texts], f"column {name}", options)
    row_texts = require_texts(dates, texts, names[0])
    dates.date_source = f"dates from column {name}{order}"
    documented = conventions.documentation(names[0])
    dates.origins.append(
        Origin("dates", "dates of snapshots", f"column {name}{order}", documented)
    )
    if any(interval(text) for text in row_texts):
        read_edtf_intervals(dates, row_texts, options)
    else:
        _add_snapshots(dates, row_texts)


def _add_snapshots(
    dates: LayerDates, texts: list[str], name_date: str | None = None
) -> str | None:
    """Put snapshots of these dates into `dates`; `name_date` is that of a layer without rows."""
    dates.snapshots = True
    starts = read_texts(dates, texts)
    dates.dates = dict(zip(starts, texts))
    if name_date is not None:
        dates.dates = {read_date(name_date): name_date}
    dates.columns = {START: date_array(starts), START_TEXT: texts}
    return name_date
