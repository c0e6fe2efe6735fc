"""Whether the values of a column are dates, and which of two columns has the better ones."""

import datetime
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo.base import ReadError
from geo.columns.matching import cell_names, cell_texts, date_texts, has_values
from geo.columns.open_ends import is_open
from geo.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR,
    Period,
    period,
    year_first,
)
from geo.formats import Array, Columns

Periods = list[Period | None]

# Rows that are looked at: enough for a share, and little beside reading them all.
_SAMPLE = 1000
_YEAR = re.compile(r"Y?-?\d{1,6}", re.ASCII)
_FAR_YEAR, _NO_YEAR = 2100, 9999


def sample(columns: Columns, names: Sequence[str]) -> Columns:
    """Some rows of these columns, from the whole of the layer."""
    step = max(1, len(columns[names[0]]) // _SAMPLE) if names else 1
    return {name: columns[name][::step] for name in names}


def has_small_numbers(values: Array) -> bool:
    """Whether a column has numbers that may be days of a month or of a year, or steps."""
    is_number = values.dtype.kind in "iuf"
    return is_number and bool(pd.Series(values).dropna().between(0, 366).all())


def date_share(columns: Columns, name: str, *, open_ends: bool = False) -> float:
    """The share of dates among the values of a column; 1 if it is empty.

    Years, too, are dates, but not the small numbers of a series. With `open_ends`, so is a word
    for what still holds.
    """
    values = sample(columns, [name])[name]
    if values.dtype.kind == "M":
        return 1.0
    if values.dtype.kind == "b":
        return 0.0
    texts = _texts({name: values}, [name])
    filled = [text for text in texts if text is not None]
    if not filled:
        return 1.0 if not has_values(values) else 0.0
    dates = [
        read_period(text) is not None or (open_ends and is_open(text))
        for text in filled
    ]
    return sum(dates) / len(dates)


def has_digits(columns: Columns, name: str) -> bool:
    """Whether most values of a column have a digit, as any date has."""
    values = [value for value in cell_names(sample(columns, [name])[name]) if value]
    return 2 * sum(bool(re.search(r"\d", value)) for value in values) > len(values)


def read_periods(columns: Columns, names: Sequence[str], bce: bool = False) -> Periods:
    """The dates of some rows, from one column or those of year, month and day; None if none."""
    texts = _texts(sample(columns, names), names, bce)
    return [None if text is None else read_period(text) for text in texts]


def _texts(columns: Columns, names: Sequence[str], bce: bool = False) -> Sequence[Any]:
    try:
        return date_texts(columns, names, "", bce=bce)
    except ReadError:
        return cell_texts(columns[names[0]][:0])


def read_period(text: str) -> Period | None:
    """The period that a text names, in either order of day and month; None if it names none."""
    for order in (DAY_FIRST, MONTH_FIRST):
        try:
            return period(year_first(text, order))
        except (ReadError, OverflowError):
            continue
    return None


def agree(columns: Columns, names: Sequence[str], others: Sequence[str]) -> int | None:
    """The first row, of some, in which two columns have different dates; None if they agree.

    A month agrees with each day in it.
    """
    pairs = zip(read_periods(columns, names), read_periods(columns, others))
    for row, (one, other) in enumerate(pairs):
        if one is None or other is None:
            continue
        inside = one.first <= other.first and other.after <= one.after
        if not inside and not (other.first <= one.first and one.after <= other.after):
            return row
    return None


def fineness(columns: Columns, names: Sequence[str]) -> tuple[int, float]:
    """How many rows have a date, and how short a time these name; the more the better."""
    periods = [each for each in read_periods(columns, names) if each is not None]
    days = sum((each.after - each.first) / np.timedelta64(1, "D") for each in periods)
    return len(periods), -float(days)


def may_be_end(columns: Columns, name: str, starts: Periods) -> bool:
    """Whether a column of any name has dates that may be the ends of rows with these starts.

    They are not before them, and some are after them. Years, which any number may be, only beside
    starts that are years, and not far from now.
    """
    values = sample(columns, [name])[name]
    if values.dtype.kind not in "MOifu":
        return False
    rows = [
        (text, read_period(text), start)
        for text, start in zip(cell_texts(values), starts)
        if text is not None and start is not None
    ]
    is_exact = any(end and not _YEAR.fullmatch(text) for text, end, _ in rows)
    ends = later = 0
    for text, end, start in rows:
        if is_open(text):
            ends += 1
        elif end is not None and (is_exact or _is_year(text, start)):
            ends += bool(end.after > start.first)
            later += bool(end.first > start.first)
    return ends >= 0.95 * len(rows) and later > 0


def _is_year(text: str, start: Period) -> bool:
    """Whether a number may be the year in which something ends that has this start."""
    last = max(datetime.date.today().year, _FAR_YEAR)
    year = int(text.removeprefix("Y"))
    return start.precision == YEAR and (year <= last or year == _NO_YEAR)
