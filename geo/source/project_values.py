"""Checks of the values in a project file.

Each check takes a value and returns it, perhaps as another type, or raises ValueProblem.
"""

import datetime
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from geo.base import ReadError, read_number, sanitize_text
from geo.dates import normalize_day, read_date, words_to_iso

# Date, or precision of the date, of a figure for the time of the largest area: "at its height".
PEAK = "peak"

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LARGEST_LON = 360.0  # a view may cross the antimeridian

Check = Callable[[Any], Any]


class ValueProblem(Exception):
    """A value that is not valid for its key; the message has the value and what to write."""


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueProblem(f"{_quote(value)}: write some text in quotes")
    return sanitize_text(value.strip())


def path(value: Any) -> str:
    """The name of a file or of a CRS, unchanged."""
    text(value)
    return str(value).strip()


def texts(value: Any) -> list[str]:
    return [text(item) for item in list_of_values(value)]


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueProblem(f"{_quote(value)}: write true or false")
    return value


def one_of(*words: str) -> Check:
    def check(value: Any) -> str:
        if value not in words:
            raise ValueProblem(f"{_quote(value)}: write one of {', '.join(words)}")
        return str(value)

    return check


def digits(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 15:
        raise ValueProblem(f"{_quote(value)}: write a number of digits, as 3")
    return value


def km2(value: Any) -> float:
    is_number = not isinstance(value, bool) and isinstance(value, (int, float))
    if not is_number or not math.isfinite(value) or value < 0:
        raise ValueProblem(f"{_quote(value)}: write square kilometres, as 91000")
    return float(value)


def km(value: Any) -> float:
    is_number = not isinstance(value, bool) and isinstance(value, (int, float))
    if not is_number or not math.isfinite(value) or value <= 0:
        raise ValueProblem(f"{_quote(value)}: write kilometres, as 1")
    return float(value)


def limit(value: Any) -> int:
    try:
        return read_number(value)
    except ValueError as error:
        raise ValueProblem(str(error)) from error


def date(value: Any) -> str:
    if isinstance(value, datetime.date):  # covers date-times
        value = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:05d}" if value < 0 else f"{value:04d}"
    date_text = words_to_iso(normalize_day(text(value)))
    try:
        read_date(date_text)
    except ReadError as error:
        raise ValueProblem(str(error)) from error
    return date_text


def date_or(word: str) -> Check:
    """A check for a date or a word in place of one."""
    return lambda value: word if value == word else date(value)


def colour(value: Any) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueProblem(f"{_quote(value)}: write a colour as #b5485c")
    return value


def language(value: Any) -> str:
    """The code of a language."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise ValueProblem(f"{_quote(value)}: write the code of a language, as uk")
    return value


def view(value: Any) -> list[float]:
    numbers = list_of_values(value)
    are_numbers = all(
        isinstance(number, (int, float)) and not isinstance(number, bool)
        for number in numbers
    )
    if are_numbers and len(numbers) == 4:
        west, south, east, north = map(float, numbers)
        if west < east and -90 <= south < north <= 90:
            if max(abs(west), abs(east)) <= _LARGEST_LON:
                return [west, south, east, north]
    raise ValueProblem(
        f"{_quote(value)}: write west, south, east and north in degrees, as [38, 33, 45, 38]"
    )


def list_of_values(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueProblem(f"{_quote(value)}: write a list in brackets")
    return value


def text_table(value: Any) -> dict[str, str]:
    """A table of any keys with text."""
    return {
        sanitize_text(key): check_key(key, text, item)
        for key, item in keys_and_values(value).items()
    }


def by_language(value: Any) -> dict[str, str]:
    return {
        language(key): check_key(key, text, item)
        for key, item in keys_and_values(value).items()
    }


def name(value: Any) -> str | dict[str, str]:
    """A name, or names by language."""
    return by_language(value) if isinstance(value, dict) else text(value)


def names(value: Any) -> dict[str, str | dict[str, str]]:
    return {
        sanitize_text(key): check_key(key, name, item)
        for key, item in keys_and_values(value).items()
    }


def keys_and_values(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueProblem(f"{_quote(value)}: write a table of keys and values")
    return value


def table(known: Mapping[str, Check], required: Iterable[str] = ()) -> Check:
    """A check for a table with these keys."""

    def check(value: Any) -> dict[str, Any]:
        content = keys_and_values(value)
        for key in content:
            if key not in known:
                raise ValueProblem(f"unknown key {key}; {_nearest(key, known)}")
        for key in required:
            if key not in content:
                raise ValueProblem(f"no {key}; every entry has one")
        return {key: check_key(key, known[key], item) for key, item in content.items()}

    return check


def rows(known: Mapping[str, Check], *required: str) -> Check:
    """A check for a list of tables with these keys."""
    check_row = table(known, required)

    def check(value: Any) -> list[dict[str, Any]]:
        return [
            check_key(f"entry {number}", check_row, row)
            for number, row in enumerate(list_of_values(value), 1)
        ]

    return check


def check_key(key: str, check: Check, value: Any) -> Any:
    """The result of `check`; `key` is put in front of its message."""
    try:
        return check(value)
    except ValueProblem as error:
        raise ValueProblem(f"{key}: {error}") from error


def _nearest(key: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(key, names, 1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"


def _quote(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
