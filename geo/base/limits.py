"""Limits on the size of a source, checked before it takes memory or disk.

Files come from unknown people, and a few bytes can announce billions. Each limit is far above what
maps of control need, and can be raised for a trusted file. The table of limits in the
documentation is made from this module.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from geo.base.errors import CallError, ReadError
from geo.base.wording import in_bytes

_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_NUMBER = re.compile(r"(\d[\d_]{,20}(?:\.\d{1,9})?) ?([kMGT]?)")


class LimitError(ReadError):
    """A source exceeds a limit; the message has the option that raises it."""


class LimitTexts(NamedTuple):
    """What a limit counts, templates for a message, and the reason for the default.

    `excess` is formatted with the number that exceeds the limit, `bound` with the limit.
    """

    counts: str
    excess: str
    bound: str
    reason: str
    bytes: bool = False


def _limit(default: int, texts: LimitTexts) -> Any:
    return field(default=default, metadata={"texts": texts})


@dataclass(frozen=True)
class Limits:
    """Limits on a source. Every file has those with which it is read."""

    files: int = _limit(
        100_000,
        LimitTexts(
            "files in an archive, with those of the archives in it",
            "{} files in it",
            "at most {} are unpacked",
            "ten a day for twenty-seven years; an empty file takes a directory entry, too",
        ),
    )
    unpacked: int = _limit(
        20 * 10**9,
        LimitTexts(
            "bytes of an unpacked archive, with the archives in it",
            "unpacks to {}",
            "at most {} are unpacked",
            "writing it takes minutes; with any limit, at most half of the free space on the "
            "disk is used",
            bytes=True,
        ),
    )
    ratio: int = _limit(
        200,
        LimitTexts(
            "ratio of unpacked to packed size of an archive, above 50 MB",
            "unpacks to {} times its size",
            "at most {} times are unpacked",
            "polygons as text pack to a third of their size; zeros to a thousandth, the best "
            "ratio of zip and gzip",
        ),
    )
    archives: int = _limit(
        5,
        LimitTexts(
            "levels of nested archives",
            "{} archives within each other",
            "at most {} are opened",
            "a day in gzip in a tar in a zip has three; an archive can contain itself",
        ),
    )
    size: int = _limit(
        2 * 10**9,
        LimitTexts(
            "bytes of a text file: GeoJSON, TopoJSON, KML, CSV",
            "{} of text in one file",
            "at most {} are read at once",
            "as objects it takes several times as much memory; a GeoPackage takes less",
            bytes=True,
        ),
    )
    rows: int = _limit(
        5_000_000,
        LimitTexts(
            "rows of a file",
            "{} rows",
            "at most {} are read",
            "a century of yearly maps of the world's admin-2 units; a row takes about 1 kB",
        ),
    )
    vertices: int = _limit(
        50_000_000,
        LimitTexts(
            "vertices of the shapes of a file",
            "{} vertices",
            "at most {} are read",
            "each takes 16 bytes, and several times as much while it is measured; a megabyte of "
            "GeoJSON has some 30,000",
        ),
    )
    rings: int = _limit(
        20_000,
        LimitTexts(
            "rings of one shape of a shapefile",
            "a shape of {} rings",
            "at most {} are read",
            "all pairs are compared to find holes: 10,000 nested rings take seconds, 50,000 a "
            "minute",
        ),
    )
    nesting: int = _limit(
        100,
        LimitTexts(
            "levels of nested JSON or XML",
            "{} levels within each other",
            "at most {} are read",
            "a polygon of GeoJSON needs 8, a folder of KML 2; thousands exhaust a parser",
        ),
    )

    def require(
        self, name: str, number: float, label: str, description: str = ""
    ) -> None:
        """Raise LimitError if `number` in the file `label` exceeds the limit `name`.

        `description` replaces the limit's own text for the number.
        """
        limit = getattr(self, name)
        if number > limit:
            raise LimitError(
                self._message(name, label, description or _excess(name, number), number)
            )

    def exceeded(self, name: str, label: str, description: str = "") -> LimitError:
        """The error to raise if counting stopped at the limit `name`."""
        limit = getattr(self, name)
        description = description or _excess(name, limit, "more than ")
        return LimitError(self._message(name, label, description, limit + 1))

    def _message(self, name: str, label: str, description: str, number: float) -> str:
        texts, limit = _TEXTS[name], getattr(self, name)
        bound = texts.bound.format(format_count(limit, texts))
        # enough for this source, and not for any
        enough = _round_up(max(number, 1.5 * limit))
        return f"{label}: {description}; {bound}; pass --limit {name}={enough} if you trust it"

    def with_(self, changes: Mapping[str, Any], origin: str = "limits") -> "Limits":
        """These limits with `changes` by name, as numbers or as texts such as `200M`.

        Raises
        ------
        CallError
            If there is no such limit, or a value is invalid; the message begins with `origin`.
        """
        numbers = {}
        for name, value in changes.items():
            if name not in _TEXTS:
                near = difflib.get_close_matches(name, _TEXTS, 1)
                hint = f"did you mean {near[0]}?" if near else "known are "
                known = "" if near else ", ".join(_TEXTS)
                raise CallError(f"{origin}: no limit {name}; {hint}{known}")
            try:
                numbers[name] = read_number(value)
            except ValueError as error:
                raise CallError(f"{origin}: {name}: {error}") from error
        return replace(self, **numbers)


_TEXTS: dict[str, LimitTexts] = {
    limit.name: limit.metadata["texts"] for limit in fields(Limits)
}


def read_number(value: Any) -> int:
    """A positive integer, also from text with k, M, G or T at its end; else ValueError."""
    match = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if match:
        value = round(float(match[1].replace("_", "")) * _UNITS[match[2]])
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(
            f"{str(value)[:40]!r} is not a positive integer; write it as 200000 or 200M"
        )
    return value


def _excess(name: str, number: float, prefix: str = "") -> str:
    texts = _TEXTS[name]
    return texts.excess.format(prefix + format_count(number, texts))


def format_count(number: float, texts: LimitTexts) -> str:
    """A number of bytes, or of what else the limit counts, for a message."""
    return in_bytes(number) if texts.bytes else f"{number:,.0f}"


def _round_up(number: float) -> str:
    """The next number of one digit above `number` (1, 2 or 5), as text for the option."""
    power = 10 ** (len(str(int(number))) - 1)
    value = next(digit * power for digit in (1, 2, 5, 10) if digit * power >= number)
    for letter, size in reversed(_UNITS.items()):
        if size >= 10**6 and value % size == 0:
            return f"{value // size}{letter}"
    return str(value)
