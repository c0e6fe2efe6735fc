"""How much of a source is read, and why no more: what it costs is seen before it is paid.

Files come from strangers, and a few bytes can say that they are billions. Each limit lies far
above what maps of control need, and can be raised by whoever knows the file. The documentation has
its table of limits from here.
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
    """A source is larger than what is read; the sentence says what to pass to have it read."""


class _Told(NamedTuple):
    """What a limit counts, how a source beyond it is told, what is done with one, and the reason.

    `found` has the number in it, `bounded` the limit.
    """

    counts: str
    found: str
    bounded: str
    why: str
    bytes: bool = False


def _limit(default: int, told: _Told) -> Any:
    return field(default=default, metadata={"told": told})


@dataclass(frozen=True)
class Limits:
    """The largest source that is read. Every file carries the limits that it is read by."""

    files: int = _limit(
        100_000,
        _Told(
            "files in an archive, with those of the archives in it",
            "{} files in it",
            "at most {} are unpacked",
            "ten a day for twenty-seven years; each costs a name on the disk, though it be empty",
        ),
    )
    unpacked: int = _limit(
        20 * 10**9,
        _Told(
            "bytes of an archive when it is unpacked, with the archives in it",
            "unpacks to {}",
            "at most {} are unpacked",
            "what takes minutes to write; whatever is passed here, never more than half of what "
            "is free on the disk",
            bytes=True,
        ),
    )
    ratio: int = _limit(
        200,
        _Told(
            "times its size that an archive unpacks to, from 50 MB on",
            "unpacks to {} times its size",
            "at most {} times are unpacked",
            "polygons as text pack to a third of their size; zeros pack to a thousandth, which "
            "is the most that zip and gzip can do",
        ),
    )
    archives: int = _limit(
        5,
        _Told(
            "archives within each other",
            "{} archives within each other",
            "at most {} are opened",
            "a day in gzip in a tar in a zip are three; an archive can hold itself",
        ),
    )
    size: int = _limit(
        2 * 10**9,
        _Told(
            "bytes of a file that is read as one text: GeoJSON, TopoJSON, KML, CSV",
            "{} of text in one file",
            "at most {} are read at once",
            "as objects it takes several times as much memory; a GeoPackage takes less",
            bytes=True,
        ),
    )
    rows: int = _limit(
        5_000_000,
        _Told(
            "rows of a file",
            "{} rows",
            "at most {} are read",
            "the world in admin-2 units for a century of years; each row costs about 1 kB",
        ),
    )
    vertices: int = _limit(
        50_000_000,
        _Told(
            "vertices of the shapes of a file",
            "{} vertices",
            "at most {} are read",
            "each costs 16 bytes, and several times as much while it is measured; a megabyte of "
            "GeoJSON has some 30,000",
        ),
    )
    rings: int = _limit(
        20_000,
        _Told(
            "rings of one shape of a shapefile",
            "a shape of {} rings",
            "at most {} are read",
            "which of them lie in which is found by comparing all with all: 10,000 within each "
            "other take seconds, 50,000 a minute",
        ),
    )
    nesting: int = _limit(
        100,
        _Told(
            "levels of JSON or XML within each other",
            "{} levels within each other",
            "at most {} are read",
            "a polygon of GeoJSON needs 8, a folder of KML 2; thousands exhaust a parser",
        ),
    )

    def require(self, name: str, found: float, label: str, what: str = "") -> None:
        """Raise LimitError if `found` in the file `label` is more than the limit `name` allows.

        `what` tells of what was found, where the limit has no better words for it.
        """
        limit = getattr(self, name)
        if found > limit:
            raise LimitError(
                self._sentence(name, label, what or _told(name, found), found)
            )

    def exceeded(self, name: str, label: str, what: str = "") -> LimitError:
        """What to raise where counting stopped at the limit, and nobody knows how much follows."""
        limit = getattr(self, name)
        what = what or _told(name, limit, "more than ")
        return LimitError(self._sentence(name, label, what, limit + 1))

    def _sentence(self, name: str, label: str, what: str, found: float) -> str:
        told, limit = _TOLD[name], getattr(self, name)
        bounded = told.bounded.format(shown(limit, told))
        # what is passed next should do for what was found, and not for anything
        enough = _above(max(found, 1.5 * limit))
        return (
            f"{label}: {what}; {bounded}; pass --limit {name}={enough} if you trust it"
        )

    def with_(self, given: Mapping[str, Any], whose: str = "limits") -> "Limits":
        """These limits with those `given` by name, as numbers or as texts such as `200M`.

        Raises
        ------
        CallError
            If there is no such limit, or one is no number; it begins with `whose`.
        """
        numbers = {}
        for name, value in given.items():
            if name not in _TOLD:
                near = difflib.get_close_matches(name, _TOLD, 1)
                hint = f"did you mean {near[0]}?" if near else "known are "
                known = "" if near else ", ".join(_TOLD)
                raise CallError(f"{whose}: no limit {name}; {hint}{known}")
            try:
                numbers[name] = number(value)
            except ValueError as error:
                raise CallError(f"{whose}: {name}: {error}") from error
        return replace(self, **numbers)


_TOLD: dict[str, _Told] = {one.name: one.metadata["told"] for one in fields(Limits)}


def number(value: Any) -> int:
    """A whole number above 0, also as text with k, M, G or T behind it; else ValueError."""
    found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        value = round(float(found[1].replace("_", "")) * _UNITS[found[2]])
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(
            f"{str(value)[:40]!r} is no whole number above 0; write it as 200000 or 200M"
        )
    return value


def _told(name: str, number: float, more: str = "") -> str:
    told = _TOLD[name]
    return told.found.format(more + shown(number, told))


def shown(number: float, told: _Told) -> str:
    """A number of bytes or of other things, for a message."""
    return in_bytes(number) if told.bytes else f"{number:,.0f}"


def _above(number: float) -> str:
    """The next number of one digit above `number` (1, 2 or 5), as it is passed."""
    power = 10 ** (len(str(int(number))) - 1)
    value = next(one * power for one in (1, 2, 5, 10) if one * power >= number)
    for letter, size in reversed(_UNITS.items()):
        if size >= 10**6 and value % size == 0:
            return f"{value // size}{letter}"
    return str(value)
