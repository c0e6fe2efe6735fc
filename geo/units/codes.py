"""Codes of units: as texts, and the nearest ones of those that match nothing."""

import difflib
import re
from collections.abc import Collection, Iterable

from geo.base import CallError, list_columns, sanitize_text, without_marks
from geo.columns import cell_names
from geo.formats import Array

_PLAIN = re.compile(r"[\W_]+|(?<!\d)0+(?=\d)")
_LIKE = 0.6  # of difflib: the share of letters that two codes have in common


def codes_of(column: Array) -> list[str | None]:
    """The code of each row as text, None where it is empty."""
    texts = {
        code: code and sanitize_text(code) for code in dict.fromkeys(cell_names(column))
    }
    return [texts[code] for code in cell_names(column)]


def key_column(columns: Iterable[str], key: str, label: str) -> str:
    """The column `key`, in this spelling or else in another case."""
    names = [str(name) for name in columns]
    for spelling in (str, str.casefold):
        for name in names:
            if spelling(sanitize_text(name)) == spelling(key):
                return name
    raise CallError(f"{label}: no column {key} for --key ({list_columns(names)})")


class Nearest:
    """Finds the code of `codes` that is the nearest to another one."""

    def __init__(self, codes: Collection[str]) -> None:
        self._codes = sorted(codes)
        self._plain: dict[str, list[str]] = {}
        for code in self._codes:
            self._plain.setdefault(_plain(code), []).append(code)

    def hint(self, code: str) -> str:
        """The nearest code in words that follow a problem; empty if none is near."""
        same = self._plain.get(_plain(code), [])
        if len(same) == 1:
            return f"; the nearest is “{same[0]}”, which differs in its form only"
        near = difflib.get_close_matches(code, self._codes, 1, _LIKE)
        return f"; the nearest is “{near[0]}”" if near else ""


def _plain(code: str) -> str:
    """A code without case, marks and leading zeros, which spreadsheets remove."""
    return _PLAIN.sub("", without_marks(code).casefold())
