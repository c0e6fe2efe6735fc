"""Dates in digits that ISO 8601 and EDTF write in another way, or not at all.

Each form is one pattern and a function that makes EDTF of it. A week is a set, as EDTF has no
weeks: some day from its Monday to its Sunday.
"""

import datetime
import re
from collections.abc import Callable, Iterable
from functools import cache

from geo.base import ReadError
from geo.dates.month_names import roman_month

Match = re.Match[str]

# Months and days that inventories write for unknown ones.
_UNKNOWN = (0, 99)
_DAY = r"\d{4}-\d\d-\d\d"


def digits_to_iso(text: str) -> str | None:
    """`text` in ISO 8601 or EDTF if it has one of the forms below; None if it has not.

    `2024-W28` becomes `[2024-07-08..2024-07-14]`, `2024-Q3` becomes `2024-35`, `1914-1918` becomes
    `1914/1918`, `2018/05` and `05/2018` become `2018-05`, `1821:08:23` becomes `1821-08-23`,
    `19999999` becomes `1999`. The result may be a day that the calendar does not have.

    Raises
    ------
    ReadError
        If the form is known, but has no such week, month or day of the year. Its message is the
        problem and what to do, without the text.
    """
    for pattern, convert in _forms():
        if match := pattern.fullmatch(text):
            return convert(match)
    return None


def has_unknown_parts(text: str) -> bool:
    """Whether `text` has 00 or 99 in place of an unknown month or day."""
    match = _COMPACT_DAY.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    parts = match.group("month", "day") if match else ()
    return any(int(part) in _UNKNOWN for part in parts)


def require_months(texts: Iterable[str | None], column: str) -> None:
    """Raise ReadError if all months of `column` as YYYY/MM may be years, 2004/05 and 2005/06.

    `texts` are those of the column.
    """
    matches = [
        match for text in texts if text and (match := _SLASHED_MONTH.fullmatch(text))
    ]
    years = [(int(match["year"]) + 1) % 100 == int(match["month"]) for match in matches]
    if matches and all(years):
        first, year = matches[0][0], matches[0]["year"]
        month = first.replace("/", "-")
        raise ReadError(
            f"column {column} has {first}: a month or two years? Write {month} or "
            f"{year}/{int(year) + 1}"
        )


def _year_first(match: Match) -> str:
    """A day or a month with its year first; `99` and `00` stand for unknown months and days."""
    year, month, day = match["year"], match["month"], match["day"]
    if int(month) in _UNKNOWN:
        if year == "0000":
            raise ReadError(
                "an empty date, as databases write it; leave the cell empty"
            )
        if day is not None and int(day) not in _UNKNOWN:
            raise ReadError(
                "a day of an unknown month; write the year alone, or its month"
            )
        return year
    if day is None or int(day) in _UNKNOWN:
        return f"{year}-{_month(month)}"
    return f"{year}-{month:0>2}-{day:0>2}"


def _month(digits: str) -> str:
    if not 1 <= int(digits) <= 12:
        raise ReadError(f"there is no month {digits}; correct it")
    return f"{digits:0>2}"


def _slashed_month(match: Match) -> str:
    """A month as YYYY/MM: months only, as two years would be YYYY/YYYY."""
    year, digits = match["year"], match["month"]
    if int(digits) in _UNKNOWN:
        return year
    if int(digits) > 12:
        raise _no_month(year, digits)
    return f"{year}-{digits:0>2}"


def _no_month(year: str, digits: str) -> ReadError:
    """The problem of a number behind a year that is no month, and may be another year."""
    advice = "correct it"
    if int(digits) > int(year[2:]):
        advice = f"if these are two years, write {year}/{year[:2]}{digits}"
    return ReadError(f"there is no month {digits}; {advice}")


def _month_first(match: Match) -> str:
    if match["month"] == "00":
        return match["year"]
    return f"{match['year']}-{_month(match['month'])}"


def _roman(match: Match) -> str | None:
    month = roman_month(match["month"])
    if month is None:
        return None
    day = f"-{match['day']:0>2}" if match["day"] else ""
    return f"{match['year']}-{month:02d}{day}"


def _week(match: Match) -> str:
    year, week = int(match["year"]), int(match["week"])
    try:
        days = [datetime.date.fromisocalendar(year, week, day) for day in (1, 7)]
        if match["day"]:
            return str(datetime.date.fromisocalendar(year, week, int(match["day"])))
    except ValueError as error:
        raise ReadError(f"{match['year']} has no week {week}; correct it") from error
    return f"[{days[0]}..{days[1]}]"


def _ordinal(match: Match) -> str:
    first = datetime.date(int(match["year"]), 1, 1)
    day = first + datetime.timedelta(int(match["number"]) - 1)
    if day.year != first.year:
        raise ReadError(f"{first.year} has no day {match['number']}; correct it")
    return str(day)


def _part_of_year(match: Match) -> str:
    """A quarter or a half, by the numbers that EDTF has for them."""
    first = {"q": 33, "h": 40}[match["kind"].lower()]
    return f"{match['year']}-{first + int(match['number']) - 1}"


def _years(match: Match) -> str:
    return f"{match['first']}/{match['last']}"


def _short_years(match: Match) -> str:
    """`1914–18`, with a dash, which no month has."""
    first, last = match["first"], match["last"]
    if int(last) <= int(first[2:]):
        raise ReadError(
            "not two years of one century; write both with four digits, as 1899/1902"
        )
    return f"{first}/{first[:2]}{last}"


def _hyphenated_years(match: Match) -> str | None:
    """`1914-18`, with a hyphen, as months have it; it is neither a month nor a season."""
    year, number = match["first"], int(match["last"])
    if 1 <= number <= 12 or 21 <= number <= 41:
        return None
    if number in _UNKNOWN:
        return year
    raise _no_month(year, match["last"])


def _shortened(match: Match) -> str:
    """An interval whose end is shortened, as ISO 8601 allows it: `1914-07/08`."""
    start, last = match["start"], match["last"]
    return f"{start}/{start[:-len(last)]}{last}"


_COMPACT_DAY = re.compile(r"(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/:]|\.\s?)(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)\.?",
    re.ASCII,
)
_SLASHED_MONTH = re.compile(r"(?P<year>\d{4})/(?P<month>\d\d?)", re.ASCII)


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[[Match], str | None]], ...]:
    """Patterns, and what makes EDTF of a match; compiled when they are first needed."""
    return tuple(
        (re.compile(pattern, re.ASCII | re.IGNORECASE), convert)
        for pattern, convert in (
            (_COMPACT_DAY.pattern, _year_first),
            (_YEAR_FIRST.pattern, _year_first),
            (r"(?P<year>\d{4})-(?P<month>\d)(?P<day>(?!))?", _year_first),
            (_SLASHED_MONTH.pattern, _slashed_month),
            (r"(?P<month>\d\d?)[-/.](?P<year>\d{4})", _month_first),
            (
                r"(?:(?P<day>\d\d?)[-/.\s]\s?)?(?P<month>[ivx]+)[-/.\s]\s?(?P<year>\d{4})",
                _roman,
            ),
            (r"(?P<year>\d{4})-?W(?P<week>\d\d)(?:-?(?P<day>[1-7]))?", _week),
            (r"(?P<year>\d{4})-(?P<number>\d{3})", _ordinal),
            (
                r"(?P<year>\d{4})[-/\s]?(?P<kind>Q(?=[1-4])|H(?=[12]))(?P<number>\d)",
                _part_of_year,
            ),
            (
                r"(?P<kind>Q(?=[1-4])|H(?=[12]))(?P<number>\d)[-/,\s]*(?P<year>\d{4})",
                _part_of_year,
            ),
            (r"(?P<first>\d{4})\s?[-\u2013\u2014]\s?(?P<last>\d{4})", _years),
            (r"(?P<first>\d{4})\s?[\u2013\u2014]\s?(?P<last>\d\d)", _short_years),
            (r"(?P<first>\d{4})-(?P<last>\d\d)", _hyphenated_years),
            (
                rf"(?P<first>{_DAY})(?:\s?[\u2013\u2014]\s?|\s-\s)(?P<last>{_DAY})",
                _years,
            ),
            (r"(?P<start>\d{4}-\d\d)/(?P<last>\d\d)", _shortened),
            (r"(?P<start>\d{4}-\d\d-\d\d)/(?P<last>\d\d(?:-\d\d)?)", _shortened),
            (
                rf"(?P<day>{_DAY})(?:Z|[+-]\d\d:?\d\d)|(?P<month>\d{{4}}-\d\d)Z",
                lambda match: match["day"] or match["month"],
            ),
        )
    )
