"""Dates in the names of files and folders."""

import re
from collections.abc import Sequence

from geo.base import ReadError
from geo.dates.day_order import DAY_FIRST, ordered, require_order_in_name
from geo.dates.formatting import MONTHS, read_date, written, year_text


def in_name(stem: str, order: str | None = None) -> str | None:
    """Date text found in a file name without its suffix; None if there is none.

    `front_20240708`, `2024-07-08`, `2024_07` and `8_July_2024` are days and months, `world_1815`
    is a year, `bc323` and `323bce` are `-0322`. A time of day after a day is left out. `order` is
    that of day and month in `08-07-2024`; see `geo.dates.day_order`.

    Raises
    ------
    ReadError
        If a number looks like a date and is none (20241399), or if the name holds two dates.
    OpenOrderError
        If day or month may come first, and `order` is not given.
    """
    texts = {_named(found, order) for found in _NAME.finditer(stem.lower())}
    texts = {
        one for one in texts if not any(o != one and o.startswith(one) for o in texts)
    }
    if len(texts) > 1:
        raise ReadError(f"more than one date in the name ({', '.join(sorted(texts))})")
    return texts.pop() if texts else None


def in_folders(names: Sequence[str]) -> str | None:
    """Date text that folders and a file tell together, as `2024/07/08`; None if they tell none.

    `names` are those of the file without its suffix and of the folders around it, the file first.
    A file without a digit in its name leaves the date to its folders; folders may be called
    `year=2024` and so on.

    Raises
    ------
    ReadError
        If they tell a day that the calendar does not have.
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
        if len(parts) >= count and (found := _PATH.fullmatch(path)):
            return in_name("-".join(part.zfill(2) for part in found.groups() if part))
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


def _named(found: re.Match[str], order: str | None) -> str:
    """Date text of one match of _NAME; ReadError if it is no date."""
    if text := found["day"]:
        parts = re.split(r"[-_. ]", text)
        text = "-".join(part.zfill(2) for part in parts)
        return written(read_date(text))
    if text := found["swapped"]:
        return _swapped(text, order)
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


def _swapped(text: str, order: str | None) -> str:
    """Date text of a day or, where an order is told, of a month that ends in its year."""
    parts = re.split(r"[-_.]", text)
    day = "-".join(parts)
    if order is None:
        require_order_in_name(day)
        if len(parts) < 3:
            raise ReadError(f"{text}: day, month or year? Write dates as YYYY-MM-DD")
    iso = ordered(day, order or DAY_FIRST) if len(parts) == 3 else "-".join(parts[::-1])
    read_date(iso)
    return iso


def _in_words(text: str) -> str:
    """Date text of a day or month written with an English month name."""
    month = next(i for i, name in enumerate(MONTHS, 1) if name[:3].lower() in text)
    numbers = sorted(re.findall(r"\d+", text), key=len)
    iso = "-".join(
        [numbers[-1], f"{month:02d}", *(one.zfill(2) for one in numbers[:-1])]
    )
    read_date(iso)
    return iso
