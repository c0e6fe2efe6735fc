"""What a FlatGeobuf file says of itself, and whether it has it.

Numbers in it say where other parts of the file begin and how long they are. A part may be named
twice: a hundred bytes can be read as a million shapes that are one. So all of it is added up here
before GDAL reads it: what stands in the file once can be no more than its bytes.

Source: the FlatGeobuf specification 3.0 and its schemas header.fbs and feature.fbs; FlatBuffers,
"FlatBuffer Internals".
"""

import mmap
import re
from collections.abc import Iterator
from struct import Struct
from struct import error as StructError

from geo.base import ReadError
from geo.files import File

_MAGIC = 8
_U16, _U32, _I32, _U64 = (Struct(one).unpack_from for one in ("<H", "<I", "<i", "<Q"))
# Places of fields in the tables of the schema.
_KIND, _COLUMNS, _COUNT, _NODE, _CRS = 2, 7, 8, 9, 10
# Kinds of shapes beyond this one are curves, and surfaces of triangles.
_LAST_PLAIN = 7
_CURVED = "curves or triangles; save it as polygons with straight edges"
_ORG, _GEOMETRY, _XY, _KIND_OF_SHAPE, _PARTS = 0, 0, 1, 6, 7
_USUAL_NODE = 16
_BYTES_OF_NODE = 40
# GDAL reads no longer head, and names of authorities have letters alone: it would fetch another.
_LONGEST_HEAD = 10 * 2**20
_MOST_COLUMNS = 32_767
_AUTHORITY = re.compile(rb"[A-Za-z0-9_.-]{0,40}")
_BYTES_OF_CORNER = 16
_OUTSIDE = "a part of it lies outside of it"

Bytes = bytes | memoryview


class _Wrong(ValueError):
    """A part that lies outside of what it is a part of, or stands for several."""


def rows(file: File) -> int:
    """Number of rows of a file, each of which stands whole in it.

    Raises
    ------
    ReadError
        If the file is cut off or damaged, or has more or fewer rows than it says.
    LimitError
        If it has more rows or vertices than its limits allow.
    """
    try:
        with file.path.open("rb") as stream:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                return _rows(file, whole)
    except (StructError, IndexError, OverflowError, _Wrong) as error:
        said = f" ({error})" if isinstance(error, _Wrong) else ""
        raise ReadError(
            f"{file.label}: not readable as FlatGeobuf{said}; it may be cut off or damaged"
        ) from error


def _rows(file: File, whole: mmap.mmap) -> int:
    size = len(whole)
    (length,) = _U32(whole, _MAGIC)
    start = _MAGIC + 4 + length
    if length > min(_LONGEST_HEAD, size - _MAGIC - 4):
        raise _Wrong("its head is longer than it may be")
    head = whole[_MAGIC + 4 : start]
    table = _root(head)
    said = _number(_U64, head, table, _COUNT, 0)
    _require_head(head, table)
    if said > size:
        raise _Wrong(f"it says that it has {said:,} rows, and is {size:,} bytes long")
    file.limits.require("rows", said, file.label)
    node = _number(_U16, head, table, _NODE, _USUAL_NODE)
    start += _index(said, node)
    found, corners = 0, 0
    while start < size:
        (length,) = _U32(whole, start)
        end = start + 4 + length
        if end > size:
            raise _Wrong(f"row {found + 1} is longer than what is left of the file")
        found += 1
        # a row can be as long as the file, and is not copied: only the numbers in it are read
        row = memoryview(whole)[start + 4 : end]
        try:
            corners += _corners(row, file.limits.nesting)
        except _Wrong as error:
            raise ReadError(
                f"{file.label}, row {found}: its shape cannot be read ({error})"
            ) from error
        finally:
            row.release()
        file.limits.require("rows", found, file.label)
        file.limits.require("vertices", corners, file.label)
        start = end
    if said not in (0, found):
        raise ReadError(
            f"{file.label}: says that it has {said:,} rows, and has {found:,}; it may be cut off "
            "or damaged"
        )
    return found


def _require_head(head: bytes, table: int) -> None:
    """Raise _Wrong if the head has more columns than bytes, or an authority that is an address."""
    if (at := _field(head, table, _KIND)) and head[at] > _LAST_PLAIN:
        raise _Wrong(_CURVED)
    spent = 0
    for number, column in enumerate(_tables(head, table, _COLUMNS), 1):
        spent += sum(len(_text(head, column, place)) for place in (0, 2, 3, 10))
        if number > _MOST_COLUMNS or spent > len(head):
            raise _Wrong("one column stands for many in its head")
    if at := _field(head, table, _CRS):
        org = _text(head, _step(head, at), _ORG)
        if not _AUTHORITY.fullmatch(org):
            raise _Wrong("its CRS names no authority but an address")


def _index(rows: int, node: int) -> int:
    """Bytes of the index of so many rows, `node` of them in a node; 0 says that there is none."""
    if not rows or not node:
        return 0
    nodes, level, width = rows, rows, max(node, 2)
    while level > 1:
        level = -(-level // width)
        nodes += level
    # the root stands by itself, though there be but one row
    return (nodes + (rows == 1)) * _BYTES_OF_NODE


def _corners(row: Bytes, nesting: int) -> int:
    """Number of vertices of the shape of a row."""
    table = _root(row)
    at = _field(row, table, _GEOMETRY)
    if not at:
        return 0
    total, seen = 0, 0
    todo = [(_step(row, at), 1)]
    while todo:
        shape, depth = todo.pop()
        seen += 1
        if (at := _field(row, shape, _KIND_OF_SHAPE)) and row[at] > _LAST_PLAIN:
            raise _Wrong(_CURVED)
        if at := _field(row, shape, _XY):
            total += _vector(row, at, 8)[1] // 2
        if total * _BYTES_OF_CORNER > len(row) or seen > len(row):
            raise _Wrong("one part stands for many")
        if depth > nesting:
            raise _Wrong(f"more than {nesting} shapes within each other")
        if _field(row, shape, _PARTS):
            todo += [(part, depth + 1) for part in _tables(row, shape, _PARTS)]
    return total


def _root(data: Bytes) -> int:
    return _step(data, 0)


def _field(data: Bytes, table: int, place: int) -> int:
    """Where a field of a table stands; 0 if it has none."""
    fields = table - _I32(data, table)[0]
    if fields < 0:
        raise _Wrong(_OUTSIDE)
    entry = 4 + 2 * place
    if entry >= _U16(data, fields)[0]:
        return 0
    offset: int = _U16(data, fields + entry)[0]
    return table + offset if offset else 0


def _step(data: Bytes, at: int) -> int:
    """What an offset at this place leads to."""
    found: int = at + _U32(data, at)[0]
    if found >= len(data):
        raise _Wrong(_OUTSIDE)
    return found


def _vector(data: Bytes, at: int, width: int) -> tuple[int, int]:
    """Where the members of a vector begin, and how many of `width` bytes there are."""
    start = _step(data, at)
    (number,) = _U32(data, start)
    if start + 4 + number * width > len(data):
        raise _Wrong(f"says that {number:,} numbers follow, and is cut off before")
    return start + 4, number


def _tables(data: Bytes, table: int, place: int) -> Iterator[int]:
    """The tables that a field lists."""
    if at := _field(data, table, place):
        start, number = _vector(data, at, 4)
        for entry in range(start, start + 4 * number, 4):
            yield _step(data, entry)


def _text(data: bytes, table: int, place: int) -> bytes:
    at = _field(data, table, place)
    if not at:
        return b""
    start, length = _vector(data, at, 1)
    return data[start : start + length]


def _number(read: object, data: Bytes, table: int, place: int, usual: int) -> int:
    at = _field(data, table, place)
    return read(data, at)[0] if at else usual  # type: ignore[operator]
