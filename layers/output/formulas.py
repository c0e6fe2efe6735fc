"""Texts that a spreadsheet would run as a formula."""

import re
from typing import Any

from geo.base import ControlError
from geo.dates import read_date

_START = re.compile(r"[=@\t\r\n]")
_SIGN = re.compile(r"[+-](?![\d.,]*$)")  # before anything but a number


def is_formula(value: Any) -> bool:
    """Return whether a spreadsheet would take `value` for a formula."""
    if not isinstance(value, str):
        return False
    return bool(_START.match(value) or _SIGN.match(value) and not _is_date(value))


def _is_date(text: str) -> bool:
    """Return whether `text` is a date: before the year 0 they begin with a sign."""
    try:
        read_date(text)
    except ControlError:
        return False
    return True
