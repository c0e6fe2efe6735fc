"""Read and format dates: ISO 8601, EDTF, years before 1.

A date text names a period: a day, a month, a season, a year, a decade (see `geo.dates.edtf`).
`read_date` gives the first instant of that period, `next_date` the first instant after it. Years
are astronomical (0000 is 1 BCE, -0322 is 323 BCE) in the proleptic Gregorian calendar.
"""

import re

import numpy as np

from geo.dates.edtf import DAY, DECADE, MONTH, SEASON, SPAN, YEAR, Period, civil
from geo.dates.iso import MONTHS, iso_text
from geo.dates.periods import period

SEASONS = {
    21: "spring",
    22: "summer",
    23: "autumn",
    24: "winter",
    25: "spring",
    26: "summer",
    27: "autumn",
    28: "winter",
    29: "southern spring",
    30: "southern summer",
    31: "southern autumn",
    32: "southern winter",
    33: "first quarter of",
    34: "second quarter of",
    35: "third quarter of",
    36: "last quarter of",
    37: "first third of",
    38: "second third of",
    39: "last third of",
    40: "first half of",
    41: "second half of",
}

MARKS = {"?": "possibly ", "~": "about ", "%": "possibly about ", "": ""}

# Other numbers of eight digits are no days, and stay as they are for messages.
_COMPACT = re.compile(r"(\d{4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)
_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)", re.ASCII)
_MIDNIGHT = re.compile(r"(?<=\d\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?$")


def read_date(text: str) -> np.datetime64:
    """First instant of the period that `text` names, as datetime64[s].

    Reads ISO 8601 days, months and years, date-times (the day as written; the time of day is
    ignored) and EDTF: `-0322`, `2014?`, `1200~`, `2014-21` (spring), `201X`, `Y-12000`. A time
    between two dates (`1906/1908`, `[1906..1908]`) starts at the earlier.

    Raises
    ------
    ReadError
        If `text` is anything else, or names a day that the calendar does not have.
    """
    return period(text).first


def next_date(text: str) -> np.datetime64:
    """First instant after the period that `text` names: 1 July 2014 for `2014-06`."""
    return period(text).after


def precision(text: str) -> str:
    """The precision of a date text: day, month, season, year, decade or span."""
    return period(text).precision


def next_text(text: str) -> str:
    """Date text of `next_date`, with the precision and marks of `text`: `1816~` for `1815~`.

    It turns an inclusive end into an exclusive one.
    """
    return _next_text(period(text))


def _next_text(time: Period) -> str:
    if time.between is not None and time.precision == SPAN:
        return _next_text(time.between[1])
    precision = {SEASON: MONTH, DECADE: YEAR}.get(time.precision, time.precision)
    return iso_text(time.after, precision) + time.mark


def normalize_day(text: str) -> str:
    """`text` with YYYYMMDD and YYYY/MM/DD as YYYY-MM-DD, and without a time of midnight.

    Formats that only have date-times store a day as its midnight.
    """
    text = _MIDNIGHT.sub("", text.strip())
    match = _SLASHED.fullmatch(text) or _COMPACT.fullmatch(text)
    return "-".join(match.groups()) if match else text


def label(text: str) -> str:
    """A date text in English, for readers: "8 July 2024", "323 BCE", "about 1200"."""
    time = period(text)
    return MARKS[time.mark] + _words(time)


def _words(time: Period) -> str:
    year, month, day = civil(time.first)
    if time.precision == DECADE and year >= 1000:
        return f"{year}s"
    if time.between is not None:
        return _between(*time.between)
    if time.precision == DAY:
        return f"{day} {MONTHS[month - 1]} {_year_words(year)}"
    if time.precision == MONTH:
        return f"{MONTHS[month - 1]} {_year_words(year)}"
    if time.precision == SEASON:
        return f"{SEASONS[time.season]} {_year_words(year)}"
    return _year_words(year)


def _between(lower: Period, upper: Period) -> str:
    """Two dates in words; a year or era that both share is written once."""
    ends = [MARKS[end.mark] + _words(end) for end in (lower, upper)]
    years = [_year_words(civil(end.first)[0]) for end in (lower, upper)]
    if None is lower.between is upper.between:
        if years[0] == years[1] and YEAR not in (lower.precision, upper.precision):
            ends[0] = ends[0].removesuffix(f" {years[0]}")
        elif years[0].endswith(" BCE") and years[1].endswith(" BCE"):
            ends[0] = ends[0].removesuffix(" BCE")
    return f"between {ends[0]} and {ends[1]}"


def _year_words(year: int) -> str:
    number = year if year > 0 else 1 - year
    digits = f"{number:,d}" if number > 9999 else f"{number:d}"
    if year <= 0:
        return f"{digits} BCE"
    return f"{digits} CE" if year < 1000 else digits
