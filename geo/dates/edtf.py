"""The period of time that a date text names: ISO 8601 and EDTF, in any year.

Years are astronomical (0000 is 1 BCE, -0322 is 323 BCE) in the proleptic Gregorian calendar. EDTF
is read as the Library of Congress specifies it (https://www.loc.gov/standards/datetime/), levels
0 to 2, with the older forms `2014?~` and `-12000` beside it. Intervals (`1906/1908`) and sets of
which one member is meant (`[1906..1908]`) are the time between their first and their last date.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

from geo.base import ReadError

DAY, MONTH, SEASON, YEAR, DECADE, SPAN = (
    "day",
    "month",
    "season",
    "year",
    "decade",
    "span",
)
ONE_DAY = np.timedelta64(1, "D")
LONGEST_YEAR = 999_999  # far beyond any map, and safe in datetime64[s]

# First month and length in months of the EDTF seasons (level 1 and 2). Seasons without a
# hemisphere are those of the north; winter begins in the December of its year.
SEASONS = {
    21: (3, 3),
    22: (6, 3),
    23: (9, 3),
    24: (12, 3),
    25: (3, 3),
    26: (6, 3),
    27: (9, 3),
    28: (12, 3),
    29: (9, 3),
    30: (12, 3),
    31: (3, 3),
    32: (6, 3),
    33: (1, 3),
    34: (4, 3),
    35: (7, 3),
    36: (10, 3),
    37: (1, 4),
    38: (5, 4),
    39: (9, 4),
    40: (1, 6),
    41: (7, 6),
}

OPEN = ("", "..")  # the end of an interval or a set that has none

_LEFT, _RIGHT = r"[?~%]?", r"(?:[?~%]|\?~|~\?)?"
_DATE = re.compile(
    rf"""
    {_LEFT}(?P<year>
        [Yy][+-]?\d{{5,}} | [Yy][+-]?\d+E\d+ | \+\d{{5,6}} | -\d{{5,6}} | -?[\dX]{{4}}
    )(?:S(?P<figures>\d+))?{_RIGHT}
    (?:-{_LEFT}(?P<month>[\dX]{{2}}){_RIGHT}(?:-{_LEFT}(?P<day>[\dX]{{2}}){_RIGHT})?)?
    """,
    re.VERBOSE | re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)")
# An end of an interval: a date, or none. The name of a time zone has a slash too.
_END = re.compile(r"\s*(?:\.\.|[-+?~%]*[\dXYy][^/A-WZa-wz]*|[\dT:.,Z+-]*)\s*")
_FULL = re.compile(r"[+-]?\d{4,6}-\d\d-\d\d")
_TIME = re.compile(
    r"[T ]([01]\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d(?:[.,]\d+)?))?"
    r"\s*(Z|[+-]\d\d(?::?\d\d)?)?$"
)


class Period(NamedTuple):
    """The time that a date text names: from `first` up to, not including, `after`.

    `mark` is `?` (uncertain), `~` (approximate), `%` (both) or nothing. `season` is the EDTF
    number of a season. If the text means some time between two dates, `between` holds them.
    """

    first: np.datetime64
    after: np.datetime64
    precision: str
    mark: str = ""
    season: int = 0
    between: "tuple[Period, Period] | None" = None


class NotADateError(ReadError):
    """A text is not a date; `geo.dates.refusals` has the reason."""


def parse_period(text: str) -> Period:
    """The period named by `text`; see `geo.dates.periods` for messages with a reason.

    Raises
    ------
    NotADateError
        If `text` is not a date, or names a day that the calendar does not have.
    ReadError
        If it has an open end, or a year out of range.
    """
    plain = text.strip()
    if not plain.isascii():  # ISO 8601 has no digits of other scripts
        raise _not_a_date(text)
    if slashed := _SLASHED.fullmatch(plain):
        plain = "-".join(slashed.groups())
    if plain == "{}" or '"' in plain or "'" in plain:  # a list or record of a program
        raise _not_a_date(text)
    if ends := interval(plain):
        return _between(list(ends), text, "an interval")
    if plain.startswith("[") and plain.endswith("]"):
        return _between(_members(plain[1:-1]), text, "a set")
    if plain.startswith("{") and plain.endswith("}"):
        raise ReadError(f"{shorten(text)}: several dates; give each a row of its own")
    return _single(plain, text)


def interval(text: str) -> tuple[str, str] | None:
    """Both ends of an EDTF interval, as written; None if `text` is not an interval."""
    if text.count("/") != 1:
        return None
    first, last = text.strip().split("/")
    return (first, last) if _END.fullmatch(first) and _END.fullmatch(last) else None


def seconds_between(start: str, end: str) -> float:
    """Seconds from `start` to `end`, two date texts of one day; 0 if `end` has no time of day.

    Times of which only one has a time zone are compared as they are written.
    """
    times = _TIME.search(start.strip()), _TIME.search(end.strip())
    if times[1] is None:
        return 0.0
    first, last = (_seconds(time) if time else (0.0, None) for time in times)
    elapsed = last[0] - first[0]
    if first[1] is not None and last[1] is not None:
        elapsed += first[1] - last[1]
    return elapsed


def _seconds(time: "re.Match[str]") -> tuple[float, int | None]:
    """Seconds since midnight, and the offset of the time zone in seconds where there is one."""
    hour, minute, second, zone = time.groups()
    seconds = (
        int(hour) * 3600 + int(minute) * 60 + float((second or "0").replace(",", "."))
    )
    if zone is None:
        return seconds, None
    digits = zone[1:].replace(":", "").ljust(4, "0")
    offset = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return seconds, -offset if zone[0] == "-" else offset


def _members(plain: str) -> list[str]:
    """Dates of a set; a range of them is its two ends."""
    return [
        end
        for member in plain.split(",")
        for end in (member.split("..") if ".." in member else [member])
    ]


def _between(ends: list[str], text: str, kind: str) -> Period:
    """The time from the earliest to the latest of these dates."""
    is_open = [end.strip() in OPEN for end in ends]
    if all(is_open):
        raise _not_a_date(text)
    if any(is_open):
        raise ReadError(f"{shorten(text)}: {kind} with an open end; write a date there")
    periods = [_single(end.strip(), text) for end in ends]
    if len(periods) == 1:
        return periods[0]
    if kind == "an interval":
        if periods[0].first >= periods[1].after:
            raise ReadError(
                f"{shorten(text)}: an interval that ends before it begins; swap its dates"
            )
        return _span(periods[0], periods[1])
    lower = min(periods, key=lambda each: each.first)
    upper = max(periods, key=lambda each: each.after)
    return _span(lower, upper)


def _span(lower: Period, upper: Period, mark: str = "") -> Period:
    return Period(lower.first, upper.after, SPAN, mark, between=(lower, upper))


def _single(plain: str, text: str) -> Period:
    """The period of a single date; `text` is the whole text, for messages."""
    if time := _TIME.search(plain):
        plain = plain[: time.start()]
        if not _FULL.fullmatch(plain) and not _COMPACT.fullmatch(plain):
            raise _not_a_date(text)
    if compact := _COMPACT.fullmatch(plain):
        plain = "-".join(compact.groups())
    match = _DATE.fullmatch(plain)
    if not match or plain.startswith("-0000"):
        raise _not_a_date(text)
    year, month, day = match.group("year", "month", "day")
    if month and year[0] in "Yy":
        raise _not_a_date(text)
    mark = _mark(plain)
    if figures := match["figures"]:
        # "some year, estimated to be this one": https://www.loc.gov/standards/datetime/
        if month or "X" in year or not 1 <= int(figures) <= len(year.lstrip("Yy+-")):
            raise _not_a_date(text)
        mark = "%" if "?" in mark or "%" in mark else "~"
    if "X" in plain:
        dates = _unspecified(year, month, day)
    else:
        dates = _specified(_number(year, text), month, day)
    if dates is None:
        raise _not_a_date(text)
    return dates._replace(mark=mark)


def _mark(plain: str) -> str:
    marks = {letter for letter in plain if letter in "?~%"}
    return marks.pop() if len(marks) == 1 else "%" if marks else ""


def _number(year: str, text: str) -> int:
    """An astronomical year; ReadError if it is out of range."""
    digits, _, power = year.lstrip("Yy").partition("E")
    if len(digits) + int(power or 0) < 12:  # a larger number could exhaust the memory
        number: int = int(digits) * 10 ** int(power or 0)
        # the year after it has to be valid too
        if -LONGEST_YEAR <= number < LONGEST_YEAR:
            return number
    raise ReadError(
        f"{shorten(text)}: not a date; years reach from -{LONGEST_YEAR} to {LONGEST_YEAR - 1}"
    )


def _specified(year: int, month: str | None, day: str | None) -> Period | None:
    """The period of a year, month or day in digits; None if the calendar does not have it."""
    if month is None:
        return _months(year, 1, 12, YEAR)
    if day is None:
        if season := SEASONS.get(int(month)):
            return _months(year, *season, SEASON)._replace(season=int(month))
        return _months(year, int(month), 1, MONTH) if 1 <= int(month) <= 12 else None
    first = day_of(year, int(month), int(day))
    if first is None:
        return None
    return Period(first, in_seconds(in_days(first) + ONE_DAY), DAY)


def _unspecified(year: str, month: str | None, day: str | None) -> Period | None:
    """The period in which a date with unspecified digits (`201X`, `2014-XX-03`) must lie.

    None if the calendar has no such day, or if no digit of the year is specified.
    """
    if year.lstrip("-") == "XXXX":
        return None
    if day == "XX":
        day = None
    if month == "XX" and day is None:
        month = None
    years = sorted(map(int, _filled(year)))
    months = [
        int(digits)
        for digits in _filled("XX" if month is None else month)
        if 1 <= int(digits) <= 12
    ]
    if month is None or day is None:
        fine = YEAR if month is None else MONTH
        if not months:
            return None
        if fine == YEAR:
            lower = _months(years[0], 1, 12, YEAR)
            upper = _months(years[-1], 1, 12, YEAR)
        else:
            lower = _months(years[0], months[0], 1, MONTH)
            upper = _months(years[-1], months[-1], 1, MONTH)
        if lower == upper:
            return lower
        whole = fine == YEAR and "X" not in year[:-1]
        return _span(lower, upper)._replace(precision=DECADE if whole else SPAN)
    earliest = next(_days_like(years, months, day), None)
    latest = next(_days_like(years[::-1], months[::-1], day, latest=True), None)
    if earliest is None or latest is None:
        return None
    return earliest if earliest == latest else _span(earliest, latest)


def _filled(pattern: str) -> list[str]:
    """All digits that a pattern with unspecified digits stands for, in order."""
    choices = ("0123456789" if letter == "X" else letter for letter in pattern)
    return ["".join(letters) for letters in product(*choices)]


def _days_like(
    years: list[int], months: list[int], day: str, *, latest: bool = False
) -> Iterator[Period]:
    """Days of these years and months, in this order, whose number matches the pattern `day`."""
    days = _filled(day)[:: -1 if latest else 1]
    for year, month, number in product(years, months, days):
        if time := _specified(year, f"{month:02d}", number):
            yield time


def _not_a_date(text: str) -> ReadError:
    return NotADateError(f"{shorten(text)}: not a date; write it as YYYY-MM-DD")


def shorten(text: str) -> str:
    """`text` as messages quote it."""
    return (text if len(text) <= 60 else text[:57] + "...") or "(empty)"


def month_of(year: int, month: int) -> np.datetime64:
    """The month of an astronomical year, as datetime64[M]."""
    return np.datetime64((year - 1970) * 12 + month - 1, "M")


def day_of(year: int, month: int, day: int) -> np.datetime64 | None:
    """Midnight of a day, as datetime64[s]; None if the calendar does not have it."""
    if not 1 <= month <= 12 or day < 1:
        return None
    date = in_days(month_of(year, month)) + np.timedelta64(day - 1, "D")
    if date.astype("datetime64[M]") != month_of(year, month):
        return None
    return in_seconds(date)


def in_days(date: np.datetime64) -> np.datetime64:
    """`date` as datetime64[D]."""
    return np.datetime64(date.astype("datetime64[D]"))


def in_seconds(date: np.datetime64) -> np.datetime64:
    """`date` as datetime64[s], the resolution of the control table."""
    return np.datetime64(date.astype("datetime64[s]"))


def civil(date: np.datetime64) -> tuple[int, int, int]:
    """Astronomical year, month and day of a date."""
    month = date.astype("datetime64[M]")
    months = int(month.astype(int))
    day = int((in_days(date) - in_days(month)).astype(int)) + 1
    return 1970 + months // 12, months % 12 + 1, day


def _months(year: int, month: int, count: int, precision: str) -> Period:
    first = month_of(year, month)
    after = first + np.timedelta64(count, "M")
    return Period(in_seconds(first), in_seconds(after), precision)
