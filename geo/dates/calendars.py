"""Dates of other calendars as dates of the Gregorian one.

- `julian`: Russia before 1918, Britain before 1752, all of Europe before 1582; years are
  astronomical (0000 is 1 BCE), as everywhere here.
- `islamic`: the tabular Hijri calendar, of 30 years with 11 leap years, from 16 July 622 (Julian).
  Months that begin with a sighted moon differ from it by a day or two, and no arithmetic tells
  which.
- `persian`: the solar Hijri calendar of Iran and Afghanistan, with leap years in a cycle of 33. It
  is official in Iran since 1304 (1925 CE); from 1502 on the cycle leaves the astronomical years.
"""

import re
from collections.abc import Callable

import numpy as np

from geo.base import ReadError
from geo.dates.edtf import LONGEST_YEAR
from geo.dates.formatting import written

JULIAN, ISLAMIC, PERSIAN = "julian", "islamic", "persian"

_DATE = re.compile(
    r"(?P<year>-?\d{4,6}|Y-?\d{5,6})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?P<mark>[?~%]?)(?P<time>[T ]\d.*)?",
    re.ASCII,
)
_EPOCH = 2_440_588  # the Julian day number of 1 January 1970
_LAST_ISLAMIC = 9_999
_PERSIAN = range(1304, 1502)


def gregorian(text: str, calendar: str) -> str:
    """Date text of the Gregorian calendar for one of `calendar`, in digits.

    A day becomes a day. A month or a year, which begins and ends within others, becomes an EDTF
    set of one of its days, `[2013-11-05..2014-10-24]`; a Julian year stays the year of that
    number, which is some days off.

    Raises
    ------
    ReadError
        If `text` is no day, month or year of the calendar in digits.
    """
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ReadError(f"{text}: not a date of the {calendar} calendar in digits")
    year = int(found["year"].lstrip("Y"))
    month, day, mark = found["month"], found["day"], found["mark"]
    if day is not None:
        number = _number(text, calendar, year, int(month), int(day))
        return _written(number) + mark + (found["time"] or "")
    if month is None and calendar == JULIAN:
        return f"{found['year']}{mark}"
    first, last = int(month or 1), int(month or 12)
    begins = _number(text, calendar, year, first, 1)
    following = (year, last + 1) if last < 12 else (year + 1, 1)
    ends = _DAYS[calendar](*following, 1) - 1
    return f"[{_written(begins)}{mark}..{_written(ends)}{mark}]"


def _number(text: str, calendar: str, year: int, month: int, day: int) -> int:
    """Days since 1970-01-01; ReadError if the calendar does not have such a day."""
    days_of = _DAYS[calendar]
    years = {
        JULIAN: range(-LONGEST_YEAR, LONGEST_YEAR),
        ISLAMIC: range(1, _LAST_ISLAMIC + 1),
        PERSIAN: _PERSIAN,
    }[calendar]
    if year not in years:
        raise ReadError(
            f"{text}: years of the {calendar} calendar are read from {years[0]} to {years[-1]}"
        )
    following = (year, month + 1) if month < 12 else (year + 1, 1)
    if 1 <= month <= 12 and day >= 1:
        found = days_of(year, month, day)
        if found < days_of(*following, 1):
            return found
    raise ReadError(f"{text}: no day of the {calendar} calendar")


def _written(number: int) -> str:
    return written(np.datetime64(number, "D"))


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
