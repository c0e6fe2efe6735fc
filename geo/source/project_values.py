"""What the values in a project file may be.

Each check takes a value and gives it back, perhaps in another shape, or raises WrongError.
"""

import datetime
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from geo.base import ReadError, number, sanitize_text
from geo.dates import read_date

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FURTHEST_LON = 360.0  # a view may lie across the antimeridian

Check = Callable[[Any], Any]


class WrongError(Exception):
    """A value that its key does not take; the words say what was found and what to write."""


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise WrongError(f"{_shown(value)}: write some text in quotes")
    return sanitize_text(value.strip())


def path(value: Any) -> str:
    """The name of a file or a system, letter for letter as it is."""
    text(value)
    return str(value).strip()


def texts(value: Any) -> list[str]:
    return [text(one) for one in listed(value)]


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise WrongError(f"{_shown(value)}: write true or false")
    return value


def one_of(*words: str) -> Check:
    def check(value: Any) -> str:
        if value not in words:
            raise WrongError(f"{_shown(value)}: write one of {', '.join(words)}")
        return str(value)

    return check


def digits(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 15:
        raise WrongError(f"{_shown(value)}: write a number of digits, as 3")
    return value


def km2(value: Any) -> float:
    number = not isinstance(value, bool) and isinstance(value, (int, float))
    if not number or not math.isfinite(value) or value < 0:
        raise WrongError(f"{_shown(value)}: write square kilometres, as 91000")
    return float(value)


def limit(value: Any) -> int:
    try:
        return number(value)
    except ValueError as error:
        raise WrongError(str(error)) from error


def date(value: Any) -> str:
    if isinstance(value, datetime.date):  # covers date-times
        value = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:05d}" if value < 0 else f"{value:04d}"
    said = text(value)
    try:
        read_date(said)
    except ReadError as error:
        raise WrongError(str(error)) from error
    return said


def colour(value: Any) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise WrongError(f"{_shown(value)}: write a colour as #b5485c")
    return value


def language(value: Any) -> str:
    """A code of a language."""
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise WrongError(f"{_shown(value)}: write the code of a language, as uk")
    return value


def view(value: Any) -> list[float]:
    numbers = listed(value)
    plain = all(
        isinstance(one, (int, float)) and not isinstance(one, bool) for one in numbers
    )
    if plain and len(numbers) == 4:
        west, south, east, north = map(float, numbers)
        if west < east and -90 <= south < north <= 90:
            if max(abs(west), abs(east)) <= _FURTHEST_LON:
                return [west, south, east, north]
    raise WrongError(
        f"{_shown(value)}: write west, south, east and north in degrees, as [38, 33, 45, 38]"
    )


def listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise WrongError(f"{_shown(value)}: write a list in brackets")
    return value


def words(value: Any) -> dict[str, str]:
    """A table of any keys with text."""
    return {
        sanitize_text(key): under(key, text, one) for key, one in keyed(value).items()
    }


def by_language(value: Any) -> dict[str, str]:
    return {language(key): under(key, text, one) for key, one in keyed(value).items()}


def name(value: Any) -> str | dict[str, str]:
    """A name, or names by language."""
    return by_language(value) if isinstance(value, dict) else text(value)


def names(value: Any) -> dict[str, str | dict[str, str]]:
    return {
        sanitize_text(key): under(key, name, one) for key, one in keyed(value).items()
    }


def keyed(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise WrongError(f"{_shown(value)}: write a table of keys and values")
    return value


def table(known: Mapping[str, Check], needed: Iterable[str] = ()) -> Check:
    """A check for a table with these keys."""

    def check(value: Any) -> dict[str, Any]:
        given = keyed(value)
        for key in given:
            if key not in known:
                raise WrongError(f"unknown key {key}; {_nearest(key, known)}")
        for key in needed:
            if key not in given:
                raise WrongError(f"no {key}; every entry has one")
        return {key: under(key, known[key], one) for key, one in given.items()}

    return check


def rows(known: Mapping[str, Check], *needed: str) -> Check:
    """A check for a list of tables with these keys."""
    one = table(known, needed)

    def check(value: Any) -> list[dict[str, Any]]:
        return [
            under(f"entry {number}", one, row)
            for number, row in enumerate(listed(value), 1)
        ]

    return check


def under(key: str, check: Check, value: Any) -> Any:
    """What `check` gives; what it finds wrong is told with `key` before it."""
    try:
        return check(value)
    except WrongError as error:
        raise WrongError(f"{key}: {error}") from error


def _nearest(key: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(key, names, 1)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
