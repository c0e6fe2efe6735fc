"""Date texts of the rows of one layer, normalized and read as the caller's options say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import numpy as np

from geo.base import (
    MOST_ROW_ERRORS,
    CallError,
    ReadError,
    RowError,
    counted,
    raise_row_errors,
)
from geo.columns.matching import DateReading, IntervalColumns, Origin
from geo.dates import (
    DAY_FIRST,
    OPEN,
    NameDate,
    SourceNames,
    label,
    read_date,
    require_order,
    to_gregorian,
    year_first,
)

NAT = np.datetime64("NaT", "s")
OPEN_END, LOST = "open", "lost"  # values of the option `last_end`

Texts = list[str | None]
Days = list[np.datetime64]


@dataclass(frozen=True)
class DateOptions:
    """Options for dates: names of columns, and how to read their texts.

    `date` may be a date itself. `inclusive` is whether ends are inclusive. `order` is the order of
    day and month in ambiguous dates, `order_reason` why, for messages, and `calendar` one of
    `geo.dates.calendars` instead of the Gregorian. `names` are all names of the source; with
    `from_names` dates are those of names, even if columns have others. With `skip_undated` layers
    without a date are left out. `unknown_start` is the date from which rows without a start hold,
    and `last_end` whether the last end of all is the end of the data (`OPEN_END`) or a loss
    (`LOST`).
    """

    date: str | None = None
    start: str | None = None
    end: str | None = None
    inclusive: bool | None = None
    order: str | None = None
    order_reason: str = "as requested"
    calendar: str | None = None
    names: SourceNames = SourceNames()
    from_names: bool = False
    skip_undated: bool = False
    unknown_start: str | None = None
    last_end: str | None = None


class NoDateError(ReadError):
    """A layer has no date, neither in its columns nor in its names."""


@dataclass
class LayerEnds:
    """Ends of the intervals of a layer, for each row; all layers together show their meaning.

    Attributes
    ----------
    source
        The columns that they were read from.
    texts
        The ends as written, None for an open one.
    within_day
        Whether start and end are times of one day, which is held whatever ends mean.
    labels
        Texts of the ends to display instead, with their dates.
    """

    source: IntervalColumns
    texts: Texts
    within_day: list[bool]
    labels: list[tuple[str, np.datetime64] | None]

    def select(self, kept: Iterable[Any]) -> "LayerEnds":
        """The ends of the rows that are `kept`."""
        mask = list(kept)
        return LayerEnds(
            self.source,
            list(compress(self.texts, mask)),
            list(compress(self.within_day, mask)),
            list(compress(self.labels, mask)),
        )


@dataclass
class LayerDates:
    """Dates of the rows of a layer, and how they were read.

    Attributes
    ----------
    label
        Name of the layer, for messages.
    numbers
        Numbers of the rows, for messages.
    columns
        Columns of the control table; snapshots have no END yet.
    date_source, end_meaning
        Where the dates come from, and the meaning of ends, in words.
    snapshots, dates
        Whether rows are snapshots, and all their dates, also of those without a polygon.
    messages
        Notes on the rows.
    used_columns
        Columns that were read.
    ends
        Ends in a column of their own, whose meaning is still open.
    origins
        `date_source` and `end_meaning` as rows of a table.
    reading
        How texts of columns were read.
    moments
        Dates of snapshots with their times of day, if the column has date-times.
    name_date
        The date in the names of the layer, used or not; None if there is none.
    from_name, date_column
        Whether the dates are that of the names; or else the column of the dates of snapshots, if
        the caller did not ask for it.
    """

    label: str
    numbers: Sequence[int] = ()
    columns: dict[str, Any] = field(default_factory=dict)
    date_source: str = ""
    end_meaning: str = ""
    snapshots: bool = False
    dates: dict[np.datetime64, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    used_columns: set[str] = field(default_factory=set)
    ends: LayerEnds | None = None
    origins: list[Origin] = field(default_factory=list)
    reading: DateReading = field(default_factory=DateReading)
    moments: list[str] = field(default_factory=list)
    name_date: NameDate | None = None
    from_name: bool = False
    date_column: str = ""

    def __post_init__(self) -> None:
        """Let messages on the texts of columns name their rows."""
        self.reading.numbers = self.numbers


def normalize_texts(
    dates: LayerDates, texts: Sequence[Texts], where: str, options: DateOptions
) -> tuple[list[Texts], str]:
    """Columns of `texts` in ISO 8601 and EDTF, and a description of the conversion."""
    if options.order is None:
        rows = [row for column in texts for row in zip(dates.numbers, column)]
        require_order(rows, dates.label, where, dates.reading.written)
    # without an order, no date is ambiguous, or its day and month are equal
    order = options.order or DAY_FIRST
    normalized = [
        [None if text is None else year_first(text, order) for text in column]
        for column in texts
    ]
    for column, converted in zip(texts, normalized):
        dates.reading.add("", dict(zip(converted, column)))
    notes = list(dates.reading.notes)
    if normalized != texts and options.order:
        notes.append(f"{order}, {options.order_reason}")
    if options.calendar is not None:
        if dates.reading.counted:
            raise CallError(
                f"{dates.label}: --calendar {options.calendar} is for dates that are written out, "
                f"and {where} counts days or seconds; leave it out"
            )
        normalized = [
            _convert_calendar(dates, column, options.calendar) for column in normalized
        ]
        notes.append(f"{options.calendar} calendar, as requested")
    return normalized, f" ({'; '.join(notes)})" if notes else ""


def _convert_calendar(dates: LayerDates, texts: Texts, calendar: str) -> Texts:
    """`texts` of another calendar as texts of the Gregorian one."""
    converted: Texts = []
    errors = []
    for number, text in zip(dates.numbers, texts):
        try:
            converted.append(
                text if text in (None, *OPEN) else to_gregorian(text, calendar)
            )
        except ReadError as error:
            problem = dates.reading.quote(text or "", str(error))
            errors.append(RowError(dates.label, number, problem))
            if len(errors) == MOST_ROW_ERRORS:
                break
    raise_row_errors(errors)
    return converted


def require_texts(dates: LayerDates, texts: Texts, column: str) -> list[str]:
    """`texts` of a column, all of which are given; RowError for the first row without one."""
    problem = f"no date in column {column}; fill it in"
    raise_row_errors(
        RowError(dates.label, number, problem)
        for number, text in zip(dates.numbers, texts, strict=True)
        if text is None
    )
    return [text for text in texts if text is not None]


def known_starts(
    dates: LayerDates, texts: Texts, column: str, options: DateOptions
) -> list[str]:
    """`texts` of starts, with that of the caller for rows without one.

    Raises
    ------
    RowError
        For the first row without a start, if the caller has none for it.
    """
    missing = [row for row, text in enumerate(texts) if text is None]
    if not missing:
        return [text for text in texts if text is not None]
    if options.unknown_start is None:
        below = counted(len(missing) - 1, "row")
        more = f", nor in {below} below" if len(missing) > 1 else ""
        advice = "fill it in, or pass --unknown-start with the date from which such rows hold"
        problems = [f"no date in column {column}{more}; {advice}"]
        problems += [f"no date in column {column}; {advice}"] * (len(missing) - 1)
        raise_row_errors(
            RowError(dates.label, dates.numbers[row], problem)
            for row, problem in zip(missing, problems)
        )
        return []
    dates.messages.append(
        f"{counted(len(missing), 'row')} without a date in column {column}: held from "
        f"{label(options.unknown_start)}, as requested"
    )
    return [options.unknown_start if text is None else text for text in texts]


def read_texts(dates: LayerDates, texts: Sequence[str | None]) -> Days:
    """The date of each row, NaT for an empty cell; RowError for the first invalid text."""
    days: Days = []
    errors = []
    for row, text in enumerate(texts):
        try:
            days.append(NAT if text is None else read_text(dates, row, text))
        except RowError as error:
            errors.append(error)
            if len(errors) == MOST_ROW_ERRORS:
                break
    raise_row_errors(errors)
    return days


def date_array(dates: Days) -> np.ndarray[Any, Any]:
    """`dates` as a column of the control table."""
    # in seconds, as pandas would choose a unit that does not reach before 1678
    return np.array(dates, dtype="datetime64[s]")


def read_text(dates: LayerDates, row: int, text: str) -> np.datetime64:
    """The date of a text; RowError with the number of the row if it is invalid."""
    try:
        return read_date(text)
    except ReadError as error:
        problem = dates.reading.quote(text, str(error))
        raise RowError(dates.label, dates.numbers[row], problem) from error
