"""Parse JSON within limits: rows, vertices and nesting are counted before.

Parsed, a document takes ten to twenty times the memory of its text, and GEOS crashes on shapes
nested some ten thousand deep. Bytes are counted, piece by piece, which takes a small part of the
time that parsing does.
"""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from geo.base import ReadError
from geo.files import File, utf8

_PIECE_BYTES = 2**24  # counted at a time
# The shortest vertex is `[0,0],` and the shortest row `{"type":"Feature"},`: a file with fewer
# bytes than that times its limit cannot exceed it.
_VERTEX_BYTES = 6
_ROW_BYTES = 19
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_NUMBERS = b"0123456789+-.eE \t\r\n"
_DIGITS = 4300  # of a whole number: Python reads no more, because that takes long


def require_bounded(content: bytes, file: File) -> None:
    """Raise LimitError if a document has more rows or vertices than the limits of its file.

    A vertex is a list of two or three numbers, a row has the word that every feature has. So many
    other values are refused as well: they take as much memory.
    """
    limits, label = file.limits, file.label
    if len(content) > limits.rows * _ROW_BYTES:
        limits.require("rows", content.count(b'"Feature"'), label)
    if len(content) <= limits.vertices * _VERTEX_BYTES:
        return
    commas = content.count(b",")
    # a vertex has a comma within, and one behind it except the last of a ring of four
    if 4 * commas <= 7 * limits.vertices:
        return
    vertices = 0
    for text in _outside_strings(content):
        lists = text.translate(None, _NUMBERS)
        vertices += lists.count(b"[,]") + lists.count(b"[,,]")
    limits.require("vertices", vertices, label)
    limits.require("vertices", commas // 4, label, f"{commas:,} values in one document")


def require_shallow(content: bytes, file: File) -> None:
    """Raise LimitError if lists and objects are nested deeper than the limit of the file."""
    if content.count(b"[") + content.count(b"{") > file.limits.nesting:
        file.limits.require("nesting", depth(content), file.label)


def depth(content: bytes) -> int:
    """How deep lists and objects of a JSON text are nested."""
    deepest = level = 0
    for text in _outside_strings(content, _NO_BRACKETS):
        brackets = np.frombuffer(text, np.uint8)
        steps = np.where((brackets == ord("[")) | (brackets == ord("{")), 1, -1)
        levels = level + np.cumsum(steps, dtype=np.int64)
        if len(levels):
            deepest, level = max(deepest, int(levels.max())), int(levels[-1])
    return deepest


def _outside_strings(content: bytes, delete: bytes = b"") -> Iterator[bytes]:
    """The text outside of quotes, piece by piece, without the bytes of `delete`."""
    end, quoted = 0, False
    while end < len(content):
        start, end = end, end + _PIECE_BYTES
        while content[end - 1 : end] == b"\\":  # it escapes the next byte
            end += 1
        piece = content[start:end].replace(rb"\\", b"").replace(rb"\"", b"")
        characters = np.frombuffer(piece.translate(None, delete), np.uint8)
        quotes = characters == ord('"')
        inside = np.logical_xor.accumulate(quotes) ^ quoted
        if len(inside):
            quoted = bool(inside[-1])
        yield characters[~inside & ~quotes].tobytes()


def parse(content: bytes, file: File, kind: str) -> Any:
    """The value of a JSON document; `kind` names the format in messages.

    Raises
    ------
    ReadError
        If it is not JSON, not UTF-8, or nested too deep, or a number has too many digits.
    JSONDecodeError
        If another value follows the first, as in files of one feature a line.
    """
    require_shallow(content, file)
    try:
        return json.loads(utf8(content, file.label, kind))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data":
            raise
        raise ReadError(
            f"{file.label}: not readable as JSON at line {error.lineno}, column {error.colno} "
            f"({error.msg}); the file may be cut off"
        ) from error
    except RecursionError as error:
        raise ReadError(f"{file.label}: nested too deeply") from error
    except ValueError as error:
        raise ReadError(
            f"{file.label}: a whole number of more than {_DIGITS:,} digits; correct it"
        ) from error
