"""JSON: what a text holds is counted before any of it is taken into memory.

As objects, a document takes ten to twenty times the memory of its text, and the parsers that read
one here each have a depth of their own at which they give up. What is counted are bytes, piece by
piece, so counting takes a small part of the time that parsing does.
"""

import json
import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from geo.base import ReadError
from geo.files import File, utf8

_PIECE = 2**24  # bytes that are counted at a time
# The shortest vertex is `[0,0],` and the shortest row `{"type":"Feature"},`: a file of fewer bytes
# than so many times its limit cannot be beyond it.
_VERTEX_BYTES = 6
_ROW_BYTES = 19
_NO_BRACKETS = bytes(one for one in range(256) if one not in b'[]{}"')
_NUMBERS = b"0123456789+-.eE \t\r\n"
# A number with such an exponent, or so many digits, may be larger than any that floating point
# holds: Python reads it as infinite, and GDAL refuses the whole file without a reason.
_VAST = re.compile(rb"[eE]\+?\d{3}|\d{300}")
_VAST_BITS = 1024
VAST = "a number beyond 1.8e308, the largest there is; mend it"
_DIGITS = 4300  # of a whole number: Python reads no more, since it would take long


def require_bounded(found: bytes, file: File) -> None:
    """Raise LimitError if a document has more rows or vertices than the limits of its file allow.

    A vertex is a list of two numbers or three, a row what has the word that every feature has. A
    document of other values in such numbers is refused as well: they take as much memory.
    """
    limits, label = file.limits, file.label
    if len(found) > limits.rows * _ROW_BYTES:
        limits.require("rows", found.count(b'"Feature"'), label)
    if len(found) <= limits.vertices * _VERTEX_BYTES:
        return
    commas = found.count(b",")
    # a vertex has a comma within, and one behind it but for the last of a ring of four
    if 4 * commas <= 7 * limits.vertices:
        return
    vertices = 0
    for outside in _outside_texts(found):
        bare = outside.translate(None, _NUMBERS)
        vertices += bare.count(b"[,]") + bare.count(b"[,,]")
    limits.require("vertices", vertices, label)
    limits.require("vertices", commas // 4, label, f"{commas:,} values in one document")


def require_shallow(found: bytes, file: File) -> None:
    """Raise LimitError if lists and objects lie deeper in each other than the limits allow."""
    if found.count(b"[") + found.count(b"{") > file.limits.nesting:
        file.limits.require("nesting", depth(found), file.label)


def depth(found: bytes) -> int:
    """How many lists and objects of a JSON text lie within each other, at most."""
    deepest = now = 0
    for outside in _outside_texts(found, _NO_BRACKETS):
        marks = np.frombuffer(outside, np.uint8)
        steps = np.where((marks == ord("[")) | (marks == ord("{")), 1, -1)
        levels = now + np.cumsum(steps, dtype=np.int64)
        if len(levels):
            deepest, now = max(deepest, int(levels.max())), int(levels[-1])
    return deepest


def _outside_texts(found: bytes, without: bytes = b"") -> Iterator[bytes]:
    """What stands outside of quotes, piece by piece, and without these bytes."""
    end, inside = 0, False
    while end < len(found):
        start, end = end, end + _PIECE
        while (
            found[end - 1 : end] == b"\\"
        ):  # what it escapes belongs to the same piece
            end += 1
        piece = found[start:end].replace(rb"\\", b"").replace(rb"\"", b"")
        letters = np.frombuffer(piece.translate(None, without), np.uint8)
        quotes = letters == ord('"')
        within = np.logical_xor.accumulate(quotes) ^ inside
        if len(within):
            inside = bool(within[-1])
        yield letters[~within & ~quotes].tobytes()


def parsed(found: bytes, file: File, kind: str) -> Any:
    """The value of a JSON document of this kind.

    Raises
    ------
    ReadError
        If it is no JSON, not UTF-8, nested too deep, or a number in it has too many digits.
    JSONDecodeError
        If another value follows the first, as in files of one feature a line.
    """
    require_shallow(found, file)
    try:
        return value(utf8(found, file.label, kind), file.label)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise
        raise ReadError(
            f"{file.label}: not readable as JSON at line {error.lineno}, column {error.colno} "
            f"({error.msg}); the file may be cut off"
        ) from error


def value(text: str, where: str) -> Any:
    """The value that a JSON text says; a refusal begins with `where`.

    Raises
    ------
    ReadError
        If it is nested deeper than Python reads, or a number in it has too many digits.
    JSONDecodeError
        If it is no JSON.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise ReadError(f"{where}: lists within lists without end") from error
    except ValueError as error:
        raise ReadError(
            f"{where}: a whole number of more than {_DIGITS:,} digits; mend it"
        ) from error


def members(found: bytes, name: str) -> Iterator[Any]:
    """The values of all members of this name, in any case of letters, wherever they stand.

    Members that are there twice count twice: which of the two is heeded depends on the parser.
    """
    seen: list[Any] = []

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        seen.extend(value for key, value in members if key.lower() == name)
        return dict(members)

    json.loads(found.decode("utf-8-sig"), object_pairs_hook=pairs)
    return iter(seen)


def first_vast(found: bytes, rows: Sequence[Any]) -> int | None:
    """Number of the first row (from 1) in which a number is larger than floating point holds.

    What is written as NaN or Infinity is another matter: that is read, and told where it stands.
    """
    if _VAST.search(found) is None:
        return None
    return next((number for number, row in enumerate(rows, 1) if _vast(row)), None)


def _vast(value: Any) -> bool:
    """Whether there is an infinite number in a value, or one that would be; without recursion."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += one.values()
        elif isinstance(one, list):
            left += one
        elif isinstance(one, float) and math.isinf(one):
            return True
        elif isinstance(one, int) and one.bit_length() > _VAST_BITS:
            return True
    return False
