"""Texts of dates of the rows of one layer, as told to read them, and what is found of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.base import ReadError, RowError
from geo.columns.matching import Trait
from geo.dates import (
    DAY_FIRST,
    OPEN,
    read_date,
    require_order,
    to_gregorian,
    year_first,
)

NAT = np.datetime64("NaT", "s")

Texts = list[str | None]
Days = list[np.datetime64]


@dataclass(frozen=True)
class Told:
    """What the caller told of the dates: names of columns, and how to read what is in them.

    `date` may be a date itself. `inclusive` says whether an end is still held. `order` is the
    order of day and month in dates that leave it open, `because` where that is known from, and
    `calendar` one of `geo.dates.calendars` in place of the Gregorian.
    """

    date: str | None = None
    start: str | None = None
    end: str | None = None
    inclusive: bool | None = None
    order: str | None = None
    because: str = "as told"
    calendar: str | None = None


@dataclass
class Dated:
    """Dates of a layer: `rows` are columns of the control table, without END for snapshots.

    `dates` are those of a layer of snapshots, whether or not a row has ground on them. `how` says
    where they come from, `ends` what ends mean, `traits` both as rows of a table, `said` what else
    there is to say, `used` which columns were read.
    `assumed` counts, where nobody says whether ends are still held, what would change if they
    were: "day", "month" or "year" longer, and how many rows would then `meet` or `overlap` the
    next of their actor; `within_day` are numbers of rows that would not, as start and end are
    times of one day. `numbers` are those of the rows, for messages.
    """

    label: str
    numbers: Sequence[int] = ()
    rows: dict[str, Any] = field(default_factory=dict)
    how: str = ""
    ends: str = ""
    snapshots: bool = False
    dates: dict[np.datetime64, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    assumed: Counter[str] = field(default_factory=Counter)
    within_day: set[int] = field(default_factory=set)
    traits: list[Trait] = field(default_factory=list)


def in_order(
    found: Dated, texts: Sequence[Texts], where: str, told: Told
) -> tuple[list[Texts], str]:
    """Columns of `texts` in ISO 8601 and EDTF, and words on how they were read."""
    if told.order is None:
        rows = [row for column in texts for row in zip(found.numbers, column)]
        require_order(rows, found.label, where)
    # where none is told, no date is open, or its day and month are one number
    order = told.order or DAY_FIRST
    better = [
        [None if text is None else year_first(text, order) for text in column]
        for column in texts
    ]
    words = [f"{order}, {told.because}"] if better != texts and told.order else []
    if told.calendar is not None:
        better = [_of_calendar(found, column, told.calendar) for column in better]
        words.append(f"{told.calendar} calendar, as told")
    return better, f" ({'; '.join(words)})" if words else ""


def _of_calendar(found: Dated, texts: Texts, calendar: str) -> Texts:
    """`texts` of another calendar as texts of the Gregorian one."""
    better: Texts = []
    for number, text in zip(found.numbers, texts):
        try:
            better.append(
                text if text in (None, *OPEN) else to_gregorian(text, calendar)
            )
        except ReadError as error:
            raise RowError(found.label, number, str(error)) from error
    return better


def required_texts(found: Dated, texts: Texts, column: str) -> list[str]:
    """`texts` of a column in which every row has one; RowError for the first that has none."""
    for number, text in zip(found.numbers, texts, strict=True):
        if text is None:
            raise RowError(found.label, number, f"no date in column {column}")
    return [text for text in texts if text is not None]


def read_texts(found: Dated, texts: Sequence[str | None]) -> Days:
    """The date of each row, NaT where nothing is written; RowError for the first that is none."""
    return [
        NAT if t is None else read_row(found, row, t) for row, t in enumerate(texts)
    ]


def moments(dates: Days) -> np.ndarray[Any, Any]:
    """`dates` as a column of the control table."""
    # in so many seconds, or pandas chooses a unit that does not reach before 1678
    return np.array(dates, dtype="datetime64[s]")


def read_row(found: Dated, row: int, text: str) -> np.datetime64:
    """The date that `text` names; RowError, with the number of the row, if it names none."""
    try:
        return read_date(text)
    except ReadError as error:
        raise RowError(found.label, found.numbers[row], str(error)) from error
