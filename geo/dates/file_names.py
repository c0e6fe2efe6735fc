"""Dates in the names of files and folders."""

import re
from collections.abc import Sequence

from geo.base import ReadError
from geo.dates.day_order import DAY_FIRST, require_order_in_name, year_first
from geo.dates.formatting import read_date
from geo.dates.iso import MONTHS, iso_text, year_text


def date_in_name(stem: str, order: str | None = None) -> str | None:
    """Date text in a file name without its suffix; None if there is none.

    `front_20240708`, `2024-07-08`, `2024_07` and `8_July_2024` are days and months, `world_1815`
    is a year, `bc323` and `323bce` are `-0322`. A time of day after a day is ignored. `order` is
    that of day and month in `08-07-2024`; see `geo.dates.day_order`.

    Raises
    ------
    ReadError
        If a number looks like a date but is invalid (20241399), or if there are two dates.
    OpenOrderError
        If the order of day and month is ambiguous, and `order` is not given.
    """
    texts = {_date_text(match, order) for match in _NAME.finditer(stem.lower())}
    precise = {
        text
        for text in texts
        if not any(other != text and other.startswith(text) for other in texts)
    }
    if len(precise) > 1:
        raise ReadError(
            f"more than one date in the name ({', '.join(sorted(precise))}); keep one"
        )
    return precise.pop() if precise else None


def date_in_folders(names: Sequence[str]) -> str | None:
    """Date text in the names of nested folders and a file, as `2024/07/08`; None if none.

    `names` are those of the file without its suffix and of the folders around it, the file first.
    The name of a file without a digit is ignored; folders may be called `year=2024` and so on.

    Raises
    ------
    ReadError
        If the calendar does not have that day.
    """
    parts = [_KEY.sub("", name.lower()) for name in names]
    if (
        parts
        and not re.search(r"\d", parts[0])
        and not _MONTH_ALONE.fullmatch(parts[0])
    ):
        parts = parts[1:]
    for count in (3, 2):
        path = "/".join(reversed(parts[:count]))
        if len(parts) >= count and (match := _PATH.fullmatch(path)):
            digits = [part.zfill(2) for part in match.groups() if part]
            return date_in_name("-".join(digits))
    return None


_MONTH_WORD = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in map(str.lower, MONTHS))
_MONTH_WORD = rf"(?<![a-z])(?:{_MONTH_WORD}|sept)(?![a-z])"
_MONTH_ALONE = re.compile(_MONTH_WORD)
_KEY = re.compile(r"^(?:year|month|day)=")
_PATH = re.compile(rf"(\d{{4}})[/-](\d\d?|{_MONTH_WORD})(?:[/-](\d\d?))?", re.ASCII)
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


def _date_text(match: re.Match[str], order: str | None) -> str:
    """Date text of a match of _NAME; ReadError if it is not a date."""
    if text := match["day"]:
        parts = re.split(r"[-_. ]", text)
        text = "-".join(part.zfill(2) for part in parts)
        return iso_text(read_date(text))
    if text := match["swapped"]:
        return _year_last(text, order)
    if text := match["words"]:
        return _month_name(text)
    if number := match["year"] or match["year_"]:
        if int(number) == 0:
            raise ReadError(f"{match[0]}: no such year; 1 BCE is followed by 1 CE")
        before = (match["era"] or match["era_"]).startswith("bc")
        return year_text(1 - int(number) if before else int(number))
    text = (match["month"] or match["iso"] or match["long"] or match["plain"]).upper()
    text = text.replace("_", "-").replace(".", "-")
    read_date(text)
    return text


def _year_last(text: str, order: str | None) -> str:
    """Date text of a day, or if `order` is given of a month, that ends in its year."""
    parts = re.split(r"[-_.]", text)
    day = "-".join(parts)
    if order is None:
        require_order_in_name(day)
        if len(parts) < 3:
            raise ReadError(f"{text}: ambiguous date; write it as YYYY-MM-DD")
    if len(parts) == 3:
        iso = year_first(day, order or DAY_FIRST)
    else:
        iso = "-".join(parts[::-1])
    read_date(iso)
    return iso


def _month_name(text: str) -> str:
    """Date text of a day or month written with an English month name."""
    month = next(i for i, name in enumerate(MONTHS, 1) if name[:3].lower() in text)
    numbers = sorted(re.findall(r"\d+", text), key=len)
    iso = "-".join(
        [numbers[-1], f"{month:02d}", *(day.zfill(2) for day in numbers[:-1])]
    )
    read_date(iso)
    return iso
