"""Years of two digits, which only a whole column can settle: 08.07.24, Jul-24.

All years of a column are taken from the latest hundred years, and must lie in one century: 24 is
2024 and, in a column of its own, 45 is 1945.
"""

import datetime
import re
from collections.abc import Sequence
from typing import NamedTuple

from geo.base import ReadError
from geo.dates.clock import split_time
from geo.dates.month_names import month_number, roman_month

_NUMERIC = re.compile(
    r"(?P<first>\d\d?)(?P<mark>[-/]|\.\s?)(?P<second>\d\d?)(?P=mark)['’]?(?P<last>\d\d)\.?",
    re.ASCII,
)
_NAMED = re.compile(
    r"(?:(?P<day>\d\d?)[-/.\s]\s?(?P<of_day>[^\W\d_]+)\.?[-/.\s]\s?"
    r"|(?P<month>[^\W\d_]+)\.?(?:-|\s?(?=['’])))['’]?(?P<last>\d\d)"
)
_FULL_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_YEAR_FIRST, _YEAR_LAST = "year first", "year last"


class ShortYears(NamedTuple):
    """Texts with years of four digits, and how they were read, for the report."""

    texts: list[str | None]
    note: str


def with_full_years(
    texts: Sequence[str | None], column: str, present: int | None = None
) -> ShortYears | None:
    """`texts` of `column` with years of four digits; None if no year has two digits.

    `present` is the present year.

    Raises
    ------
    ReadError
        If the century or the place of the year cannot be told from the column.
    """
    distinct = [text for text in dict.fromkeys(texts) if text is not None]
    short = {text: match for text in distinct if (match := _match(text))}
    if not short:
        return None
    some = next(iter(short))
    for text in distinct:
        if text not in short and _FULL_YEAR.search(text):
            raise ReadError(
                f"column {column} has years of two digits ({some}) and of four ({text}); write "
                "all with four"
            )
    place = _place_of_year(short, column)
    digits = {
        text: int(match["first" if place == _YEAR_FIRST else "last"])
        for text, match in short.items()
    }
    now = present or datetime.date.today().year
    century = now // 100 * 100
    late = [text for text in digits if century + digits[text] > now]
    if late and len(late) < len(digits):
        early = next(text for text in digits if text not in late)
        raise ReadError(
            f"column {column} has years of two digits in two centuries ({early}, {late[0]}); "
            "write all with four"
        )
    century -= 100 if late else 0
    full: dict[str | None, str] = {
        text: _expand(text, match, place, century + digits[text])
        for text, match in short.items()
    }
    years = [
        century + number for number in (min(digits.values()), max(digits.values()))
    ]
    span = " to ".join(str(year) for year in dict.fromkeys(years))
    note = f"years of two digits, read as {span}, {place}"
    return ShortYears([full.get(text, text) for text in texts], note)


def _match(text: str) -> "re.Match[str] | None":
    """The match of a date whose year has two digits; None if `text` is something else."""
    if text[:4].isdecimal():  # most dates, which begin with their years
        return None
    date = text.strip()
    if not 5 < len(date) < 40:
        return None
    if ":" in date and (parts := split_time(date)):
        date = parts[0]
    if match := _NUMERIC.fullmatch(date):
        return match if _places(match) else None
    match = _NAMED.fullmatch(date)
    if match is None or int(match["day"] or 1) > 31:
        return None
    name = match["of_day"] or match["month"]
    return match if month_number(name) or roman_month(name) else None


def _places(match: "re.Match[str]") -> set[str]:
    """Where the year may stand in a date of three numbers."""
    first, second, last = (int(match[name]) for name in ("first", "second", "last"))
    places = set()
    if 1 <= min(first, second) <= 12 and max(first, second) <= 31:
        places.add(_YEAR_LAST)
    if len(match["first"]) == 2 and 1 <= second <= 12 and 1 <= last <= 31:
        places.add(_YEAR_FIRST)
    return places


def _place_of_year(short: "dict[str, re.Match[str]]", column: str) -> str:
    """Where the year stands in all dates of a column.

    With full stops or slashes it is last if it can be; with hyphens it may be first, as in
    ISO 8601 of 1988.
    """
    numeric = {text: match for text, match in short.items() if match.re is _NUMERIC}
    places = {_YEAR_FIRST, _YEAR_LAST}.intersection(*map(_places, numeric.values()))
    if len(numeric) < len(short):
        places &= {_YEAR_LAST}
    hyphens = all(match["mark"] == "-" for match in numeric.values())
    if places == {_YEAR_FIRST}:
        return _YEAR_FIRST
    if not places or (numeric and hyphens and len(places) > 1):
        some = next(iter(numeric))
        raise ReadError(
            f"column {column}: is the year first or last in {some}? Write all dates as YYYY-MM-DD"
        )
    return _YEAR_LAST


def _expand(text: str, match: "re.Match[str]", place: str, year: int) -> str:
    """`text` with this year of four digits."""
    tail = text.strip()[match.end() :]
    if place == _YEAR_FIRST:
        return f"{year}-{match['second']:0>2}-{match['last']:0>2}{tail}"
    return f"{match.string[: match.start('last')].rstrip('’' + chr(39))}{year}{tail}"
