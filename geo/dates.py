"""Dates as sources write them, and back: ISO 8601, EDTF, years before 1, dates in file names.

A date text names a period: a day, a month, a season, a year, a decade. `read_date` gives the
first instant of that period, `next_date` the first instant after it. Years are astronomical
(0000 is 1 BCE, -0322 is 323 BCE) in the proleptic Gregorian calendar. The `edtf` package says
what is EDTF; the arithmetic is done here, where it reaches every year and ends February right.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import edtf
import numpy as np

from geo.errors import ReadError

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

MONTHS = (
    "January February March April May June July August September October November December"
).split()

# First month, length in months and name of the EDTF seasons (level 1 and 2). Seasons without a
# hemisphere are those of the north; winter begins in the December of its year.
SEASONS = {
    21: (3, 3, "spring"),
    22: (6, 3, "summer"),
    23: (9, 3, "autumn"),
    24: (12, 3, "winter"),
    25: (3, 3, "spring"),
    26: (6, 3, "summer"),
    27: (9, 3, "autumn"),
    28: (12, 3, "winter"),
    29: (9, 3, "southern spring"),
    30: (12, 3, "southern summer"),
    31: (3, 3, "southern autumn"),
    32: (6, 3, "southern winter"),
    33: (1, 3, "first quarter of"),
    34: (4, 3, "second quarter of"),
    35: (7, 3, "third quarter of"),
    36: (10, 3, "last quarter of"),
    37: (1, 4, "first third of"),
    38: (5, 4, "second third of"),
    39: (9, 4, "last third of"),
    40: (1, 6, "first half of"),
    41: (7, 6, "second half of"),
}

MARKS = {"?": "possibly ", "~": "about ", "%": "possibly about ", "": ""}

_YEAR = (
    r"(?P<year>\d{4}|-\d{4,6}|\+\d{5,6}|[Yy][+-]?\d{5,6}|-?(?=\d[\dX]{3})\d{1,3}X{1,3})"
)
_ISO = re.compile(rf"{_YEAR}(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SLASHED = re.compile(r"(\d{4})/(\d\d)/(\d\d)")
_MIDNIGHT = re.compile(r"(?<=\d\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
_TIME = re.compile(
    r"[T ](?:[01]\d|2[0-3]):?[0-5]\d(?::?[0-5]\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d(?::?\d\d)?)?"
)


class Period(NamedTuple):
    """The time that a date text names: from `first` up to, not including, `after`."""

    first: np.datetime64
    after: np.datetime64
    precision: str
    mark: str = ""
    season: int = 0


def read_date(text: str) -> np.datetime64:
    """First instant of the period that `text` names, as datetime64[s].

    Reads ISO 8601 days, months and years, date-times (the day as written; the time of day is
    left out) and EDTF: `-0322`, `2014?`, `1200~`, `2014-21` (spring), `201X`, `Y-12000`.

    Raises
    ------
    ReadError
        If `text` is anything else, or names a day that the calendar does not have.
    """
    return _period(text).first


def next_date(text: str) -> np.datetime64:
    """First instant after the period that `text` names: 1 July 2014 for `2014-06`."""
    return _period(text).after


def precision(text: str) -> str:
    """How exactly `text` tells a date: day, month, season, year, decade or span."""
    return _period(text).precision


def next_text(text: str) -> str:
    """Date text of `next_date`, as exact and as certain as `text`: `1816~` for `1815~`.

    An end that a source gives as the last day it counts becomes, so written, the first day it
    does not.
    """
    found = _period(text)
    exactness = {SEASON: MONTH, DECADE: YEAR, SPAN: DAY}.get(
        found.precision, found.precision
    )
    if found.precision == SPAN and _parts(found.after)[1:] == (1, 1):
        exactness = YEAR
    return written(found.after, exactness) + found.mark


def written(date: np.datetime64, precision: str = DAY) -> str:
    """ISO text of a date: `2024-07-08`, `2024-07`, `-0322`; `Y-12000` as EDTF has long years."""
    year, month, of_month = _parts(date)
    text = f"{year:05d}" if year < 0 else f"{year:04d}"
    if abs(year) > 9999:
        if precision == YEAR:
            return f"Y{year}"
        text = f"{year:+d}"
    if precision == MONTH:
        return f"{text}-{month:02d}"
    return f"{text}-{month:02d}-{of_month:02d}" if precision == DAY else text


def year_text(year: int) -> str:
    """Date text of an astronomical year: `0815`, `-0322`, `Y-12000`."""
    if abs(year) > LONGEST_YEAR:
        raise ReadError(f"{year}: not a year; write dates as YYYY-MM-DD")
    return written(_month(year, 1).astype("datetime64[D]"), YEAR)


def tidy(text: str) -> str:
    """`text` with a day as YYYY-MM-DD where it is YYYYMMDD or YYYY/MM/DD, and without midnight.

    Formats that only know date-times store a day as its midnight.
    """
    text = _MIDNIGHT.sub("", text.strip())
    found = _SLASHED.fullmatch(text) or _COMPACT.fullmatch(text)
    return "-".join(found.groups()) if found else text


def label(text: str) -> str:
    """What a reader is shown for a date text: "8 July 2024", "323 BCE", "about 1200"."""
    found = _period(text)
    return MARKS[found.mark] + _words(found)


def in_name(stem: str) -> str | None:
    """Date text found in a file name without its suffix; None if there is none.

    `front_20240708`, `2024-07-08`, `2024_07` and `8_July_2024` are days and months, `world_1815`
    is a year, `bc323` and `323bce` are `-0322`. A time of day after a day is left out.

    Raises
    ------
    ReadError
        If a number looks like a date and is none (20241399), if day or month may come first, or
        if the name holds two dates.
    """
    texts = {_named(found) for found in _NAME.finditer(stem.lower())}
    texts = {
        one for one in texts if not any(o != one and o.startswith(one) for o in texts)
    }
    if len(texts) > 1:
        raise ReadError(f"more than one date in the name ({', '.join(sorted(texts))})")
    return texts.pop() if texts else None


_MONTH_WORD = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in map(str.lower, MONTHS))
_MONTH_WORD = rf"(?<![a-z])(?:{_MONTH_WORD}|sept)(?![a-z])"
_NAME = re.compile(
    rf"""
    (?<!\d)(?P<day>\d{{4}}(?:\d{{4}}|(?P<sep>[-_. ])\d\d?(?P=sep)\d\d?))
        (?:[t_ .-]?(?:[01]\d|2[0-3])[-_.h]?[0-5]\d(?:[-_.]?[0-5]\d)?z?)?(?!\d)
    | (?<!\d)(?P<swapped>\d\d?[-_.]\d\d?[-_.]\d{{4}} | (?:0[1-9]|1[0-2])[-_.]\d{{4}})
        (?![-_.]?\d)
    | (?<!\d)(?P<month>\d{{4}}[-_.]\d\d)(?!\d)
    | (?<!\d)(?P<words>
        (?:\d\d?[-_ ]?)?{_MONTH_WORD}[-_ ]?\d{{4}}
        | \d{{4}}[-_ ]?{_MONTH_WORD}(?:[-_ ]?\d\d?)?
        | {_MONTH_WORD}[-_ ]?\d\d?,?[-_ ]\d{{4}}
      )(?!\d)
    | (?<![a-z])(?P<era>bce?|ad|ce)[-_ ]?(?P<year>\d{{1,6}})(?![\da-z])
    | (?<!\d)(?P<year_>\d{{1,6}})[-_ ]?(?P<era_>bce?|ad|ce)(?![a-z])
    | (?:^|(?<=[_ ]))(?P<iso>-\d{{4,6}}(?:-\d\d(?:-\d\d)?)?)(?!\d)
    | (?<![a-z\d])(?P<long>y-?\d{{5,6}})(?!\d)
    | (?<![\dx])(?<!epsg)(?<!epsg[-_: ])(?P<plain>0\d{{3}}|1\d{{3}}|20\d\d)(?![\da-z])
    """,
    re.VERBOSE | re.ASCII,
)


def _named(found: re.Match[str]) -> str:
    """Date text of one match of _NAME; ReadError if it is no date."""
    if text := found["day"]:
        parts = re.split(r"[-_. ]", text)
        text = "-".join(part.zfill(2) for part in parts)
        return written(read_date(text))
    if text := found["swapped"]:
        raise ReadError(f"{text}: day, month or year? Write dates as YYYY-MM-DD")
    if text := found["words"]:
        return _in_words(text)
    if number := found["year"] or found["year_"]:
        if int(number) == 0:
            raise ReadError(f"{found[0]}: no such year; 1 BCE is followed by 1 CE")
        before = (found["era"] or found["era_"]).startswith("bc")
        return year_text(1 - int(number) if before else int(number))
    text = (found["month"] or found["iso"] or found["long"] or found["plain"]).upper()
    text = text.replace("_", "-").replace(".", "-")
    read_date(text)
    return text


def _in_words(text: str) -> str:
    """Date text of a day or month written with an English month name."""
    month = next(i for i, name in enumerate(MONTHS, 1) if name[:3].lower() in text)
    numbers = sorted(re.findall(r"\d+", text), key=len)
    iso = "-".join(
        [numbers[-1], f"{month:02d}", *(one.zfill(2) for one in numbers[:-1])]
    )
    read_date(iso)
    return iso


def _words(found: Period) -> str:
    year, month, day = _parts(found.first)
    if found.precision == DAY:
        return f"{day} {MONTHS[month - 1]} {_year_words(year)}"
    if found.precision == MONTH:
        return f"{MONTHS[month - 1]} {_year_words(year)}"
    if found.precision == SEASON:
        return f"{SEASONS[found.season][2]} {_year_words(year)}"
    if found.precision == YEAR:
        return _year_words(year)
    if found.precision == DECADE and year >= 1000:
        return f"{year}s"
    last = _parts(found.after - ONE_DAY)
    if found.precision == SPAN and (month, day, last[1], last[2]) != (1, 1, 12, 31):
        ends = [
            f"{d} {MONTHS[m - 1]} {_year_words(y)}"
            for y, m, d in ((year, month, day), last)
        ]
    else:
        ends = [_year_words(year), _year_words(last[0])]
    if ends[0].endswith(" BCE") and ends[1].endswith(" BCE"):
        ends[0] = ends[0].removesuffix(" BCE")
    return f"between {ends[0]} and {ends[1]}"


def _year_words(year: int) -> str:
    number = year if year > 0 else 1 - year
    digits = f"{number:,d}" if number > 9999 else f"{number:d}"
    if year <= 0:
        return f"{digits} BCE"
    return f"{digits} CE" if year < 1000 else digits


@lru_cache(maxsize=100_000)
def _period(text: str) -> Period:
    """The period named by `text`; ReadError if it names none."""
    plain = text.strip()
    if not plain.isascii():  # digits of other scripts are no part of ISO 8601
        raise _no_date(text)
    if time := _TIME.search(plain):
        if time.end() != len(plain) or _day_of(plain[: time.start()]) is None:
            raise _no_date(text)
        plain = plain[: time.start()]
    if swapped := _SLASHED.fullmatch(plain) or _COMPACT.fullmatch(plain):
        plain = "-".join(swapped.groups())
    marks = "".join(sorted({letter for letter in plain if letter in MARKS}))
    bare = plain.translate({ord(letter): None for letter in marks})
    found = _ISO.fullmatch(bare)
    if not found or bare.startswith("-0000"):
        raise _no_date(text)
    year, month, day = found.group("year", "month", "day")
    unspecified = "X" in bare
    if marks or unspecified:
        _require_edtf(plain, text)
    period = (_unspecified if unspecified else _specified)(year, month, day)
    if period is None:
        raise _no_date(text)
    return period._replace(mark=marks if len(marks) < 2 else "%")


def _specified(year: str, month: str | None, day: str | None) -> Period | None:
    """The period of a year, month or day in digits; None if the calendar does not have it."""
    number = int(year.lstrip("Yy"))
    if month is None:
        return _months(number, 1, 12, YEAR)
    if year[0] in "Yy":
        return None
    if day is None:
        if season := SEASONS.get(int(month)):
            found = _months(number, season[0], season[1], SEASON)
            return found._replace(season=int(month))
        return _months(number, int(month), 1, MONTH) if 1 <= int(month) <= 12 else None
    first = _day(number, int(month), int(day))
    return (
        None if first is None else Period(first, _seconds(_days(first) + ONE_DAY), DAY)
    )


def _unspecified(year: str, month: str | None, day: str | None) -> Period | None:
    """The period in which a date with unspecified digits (`201X`, `2014-XX-03`) must lie."""
    years = sorted(int(year.replace("X", digit)) for digit in "09")
    months = [1, 12] if month in (None, "XX") else [int(month or 1)] * 2
    if not 1 <= months[0] <= 12:
        return None
    if day in (None, "XX"):
        first, last = _month(years[0], months[0]), _month(years[1], months[1])
        exactness = YEAR if month in (None, "XX") else MONTH
        if years[0] != years[1]:
            exactness = (
                SPAN if month not in (None, "XX") or years[1] - years[0] > 9 else DECADE
            )
        after = last + np.timedelta64(1, "M")
        return Period(_seconds(first), _seconds(after), exactness)
    days = [
        found
        for one_year in range(years[0], years[1] + 1)
        for one_month in sorted({*range(months[0], months[1] + 1)})
        if (found := _day(one_year, one_month, int(day or 1))) is not None
    ]
    if not days:
        return None
    return Period(days[0], _seconds(_days(days[-1]) + ONE_DAY), SPAN)


def _require_edtf(plain: str, text: str) -> None:
    """Raise ReadError unless the edtf package reads `plain` as one date.

    Only texts in the shape of a date come this far: on others its parser may print.
    """
    try:
        edtf.parse_edtf(plain)
    except edtf.EDTFParseException as error:
        raise _no_date(text) from error


def _no_date(text: str) -> ReadError:
    shown = (text if len(text) <= 60 else text[:57] + "...") or "(empty)"
    if re.fullmatch(r"\s*-?\d{1,3}\s*", text):
        return ReadError(
            f"{shown}: not a date; write a year with four digits, as 0815 or -0322"
        )
    return ReadError(f"{shown}: not a date; write it as YYYY-MM-DD")


def _day_of(plain: str) -> np.datetime64 | None:
    """The day that `plain` writes out in full; None where it is no full day."""
    if found := re.fullmatch(
        r"([+-]?\d{4,6})-(\d\d)-(\d\d)", plain
    ) or _COMPACT.fullmatch(plain):
        return _day(*(int(part) for part in found.groups()))
    return _day_of(plain.replace("/", "-")) if _SLASHED.fullmatch(plain) else None


def _month(year: int, month: int) -> np.datetime64:
    return np.datetime64((year - 1970) * 12 + month - 1, "M")


def _day(year: int, month: int, day: int) -> np.datetime64 | None:
    """Midnight of a day; None if the calendar does not have it."""
    if not 1 <= month <= 12 or day < 1:
        return None
    found = _days(_month(year, month)) + np.timedelta64(day - 1, "D")
    return (
        _seconds(found)
        if found.astype("datetime64[M]") == _month(year, month)
        else None
    )


def _months(year: int, month: int, count: int, precision: str) -> Period:
    first = _month(year, month)
    after = first + np.timedelta64(count, "M")
    return Period(_seconds(first), _seconds(after), precision)


def _days(date: np.datetime64) -> np.datetime64:
    return np.datetime64(date.astype("datetime64[D]"))


def _seconds(date: np.datetime64) -> np.datetime64:
    return np.datetime64(date.astype("datetime64[s]"))


def _parts(date: np.datetime64) -> tuple[int, int, int]:
    """Year, month and day of a date."""
    month = date.astype("datetime64[M]")
    months = int(month.astype(int))
    day = int((_days(date) - _days(month)).astype(int)) + 1
    return 1970 + months // 12, months % 12 + 1, day
