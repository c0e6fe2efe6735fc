"""Dates of other calendars as dates of the Gregorian one.

- `julian`: Russia before 1918, Britain before 1752, all of Europe before 1582; years are
  astronomical (0000 is 1 BCE), as everywhere here.
- `islamic`: the tabular Hijri calendar, of 30 years with 11 leap years, from 16 July 622 (Julian).
  Months that begin with a sighted moon differ from it by a day or two, which cannot be computed.
- `persian`: the solar Hijri calendar of Iran and Afghanistan, with leap years in a cycle of 33. It
  is official in Iran since 1304 (1925 CE); from 1502 on the cycle leaves the astronomical years.
"""

import re
from collections.abc import Callable

import numpy as np

from geo.base import ReadError
from geo.dates.edtf import LONGEST_YEAR
from geo.dates.iso import iso_text

JULIAN, ISLAMIC, PERSIAN = "julian", "islamic", "persian"

_DATE = re.compile(
    r"(?P<year>-?\d{4,6}|Y-?\d{5,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?P<mark>[?~%]?)(?P<time>[T ]\d.*)?",
    re.ASCII,
)
_EPOCH = 2_440_588  # the Julian day number of 1 January 1970
_LAST_ISLAMIC = 9_999
_PERSIAN = range(1304, 1502)


def to_gregorian(text: str, calendar: str) -> str:
    """Convert a date text of `calendar`, in digits, to the Gregorian calendar.

    A day becomes a day. A month or a year, which begins and ends within others, becomes an EDTF
    set of one of its days, `[2013-11-05..2014-10-24]`; a Julian year stays the year of that
    number, which is some days off.

    Raises
    ------
    ReadError
        If `text` is not a day, month or year of the calendar in digits.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ReadError(
            f"{text}: not a date of the {calendar} calendar in digits; write it as YYYY-MM-DD"
        )
    year = int(match["year"].lstrip("Y"))
    month, day, mark = match["month"], match["day"], match["mark"]
    if day is not None:
        number = _day_number(text, calendar, year, int(month), int(day))
        return _iso_text(number) + mark + (match["time"] or "")
    if month is None and calendar == JULIAN:
        return f"{match['year']}{mark}"
    first, last = int(month or 1), int(month or 12)
    first_day = _day_number(text, calendar, year, first, 1)
    following = (year, last + 1) if last < 12 else (year + 1, 1)
    last_day = _DAYS[calendar](*following, 1) - 1
    return f"[{_iso_text(first_day)}{mark}..{_iso_text(last_day)}{mark}]"


def _day_number(text: str, calendar: str, year: int, month: int, day: int) -> int:
    """Days since 1970-01-01; ReadError if the calendar does not have such a day."""
    days_of = _DAYS[calendar]
    years = {
        JULIAN: range(-LONGEST_YEAR, LONGEST_YEAR),
        ISLAMIC: range(1, _LAST_ISLAMIC + 1),
        PERSIAN: _PERSIAN,
    }[calendar]
    if year not in years:
        raise ReadError(
            f"{text}: year out of range; the {calendar} calendar has years {years[0]} to "
            f"{years[-1]}"
        )
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    if 1 <= month <= 12 and day >= 1:
        number = days_of(year, month, day)
        if number < days_of(*following, 1):
            return number
    raise ReadError(f"{text}: not a day of the {calendar} calendar; correct it")


def _iso_text(number: int) -> str:
    return iso_text(np.datetime64(number, "D"))


def _julian(year: int, month: int, day: int) -> int:
    """The usual count of days from March, with a leap year every fourth."""
    early = month < 3
    years, months = year - early, month + 12 * early - 3
    days = (153 * months + 2) // 5 + 365 * years + years // 4
    return day + days + 1_721_117 - _EPOCH


def _islamic(year: int, month: int, day: int) -> int:
    """Months of 30 and 29 days in turn; a day is added in 11 years of each 30."""
    days = (59 * (month - 1) + 1) // 2 + 354 * (year - 1) + (11 * year + 3) // 30
    return day + days + 1_948_439 - _EPOCH


def _persian(year: int, month: int, day: int) -> int:
    """Six months of 31 days, then of 30; eight leap years in each 33."""
    days = 31 * (month - 1) - max(month - 7, 0)
    days += 365 * (year - 1) + (8 * year + 21) // 33
    return day + days + 1_948_319 - _EPOCH


_DAYS: dict[str, Callable[[int, int, int], int]] = {
    JULIAN: _julian,
    ISLAMIC: _islamic,
    PERSIAN: _persian,
}
CALENDARS = tuple(_DAYS)
