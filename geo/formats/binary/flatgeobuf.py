"""Read FlatGeobuf files, after their header and the lengths of their rows were checked.

GDAL reads a file whose header announces fewer rows than it has without a message, and reads
100,000 columns that are one. Shapes are left to GDAL, which verifies the offsets in each row.

Source: the FlatGeobuf specification 3.0 and its schemas header.fbs and feature.fbs; FlatBuffers,
"FlatBuffer Internals".
"""

import mmap
import re
from collections.abc import Iterator
from struct import Struct
from struct import error as StructError

import numpy as np

from geo.base import ReadError, counted
from geo.files import File
from geo.formats.gdal import layer_name, local_name, read_layer, require_bytes
from geo.formats.layer import Layer, require_layer

_MAGIC = 8
_U16, _U32, _I32, _U64 = (Struct(form).unpack_from for form in ("<H", "<I", "<i", "<Q"))
# Numbers of fields in the tables of the schemas.
_TYPE, _COLUMNS, _COUNT, _NODE_SIZE, _CRS = 2, 7, 8, 9, 10
_ORG, _GEOMETRY, _GEOMETRY_TYPE = 0, 0, 6
_COLUMN_TEXTS = (0, 2, 3, 10)
_LAST_STRAIGHT = 7  # types beyond are curves and surfaces of triangles
_CURVED = "curves or triangles; save it as polygons with straight edges"
_DEFAULT_NODE_SIZE = 16
_NODE_BYTES = 40
_LONGEST_HEADER = 10 * 2**20  # that GDAL reads
_MOST_COLUMNS = 32_767
# GDAL requests any other name of an authority as an address.
_AUTHORITY = re.compile(rb"[A-Za-z0-9_.-]{0,40}")

Bytes = bytes | memoryview


class _Damaged(ValueError):
    """A part that lies outside of the file, or is used for several."""


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a FlatGeobuf file.

    Raises
    ------
    ReadError
        If the file is cut off or damaged, has more or fewer rows than it announces, or curves.
    LimitError
        If it has more rows or vertices than its limits allow.
    """
    try:
        with file.path.open("rb") as stream:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
                has_shape = _check(file, data)
    except (StructError, IndexError, OverflowError, _Damaged) as error:
        reason = f" ({error})" if isinstance(error, _Damaged) else ""
        raise ReadError(
            f"{file.label}: not readable as FlatGeobuf{reason}; it may be cut off or damaged"
        ) from error
    with local_name(file.path) as path:
        name = layer_name(file, path)
        require_layer(file, layer, [name])
        flags = np.array(has_shape, bool)
        return [read_layer(file, path, "FlatGeobuf", name, flags, crs)]


def _check(file: File, data: mmap.mmap) -> list[bool]:
    """Which rows have a shape; raise if the header and the rows do not agree."""
    size = len(data)
    (length,) = _U32(data, _MAGIC)
    start = _MAGIC + 4 + length
    if length > min(_LONGEST_HEADER, size - _MAGIC - 4):
        raise _Damaged("its header is too long")
    header = data[_MAGIC + 4 : start]
    table = _follow(header, 0)
    at = _field(header, table, _COUNT)
    announced = _U64(header, at)[0] if at else 0
    _check_header(header, table)
    if announced > size:
        raise _Damaged(f"it announces {announced:,} rows in {size:,} bytes")
    file.limits.require("rows", announced, file.label)
    at = _field(header, table, _NODE_SIZE)
    start += _index_bytes(announced, _U16(header, at)[0] if at else _DEFAULT_NODE_SIZE)
    require_bytes(file, size - start)
    has_shape: list[bool] = []
    while start < size:
        number = len(has_shape) + 1
        (length,) = _U32(data, start)
        end = start + 4 + length
        if end > size:
            raise _Damaged(f"row {number} is longer than the rest of the file")
        row = memoryview(data)[start + 4 : end]  # a copy could be as long as the file
        try:
            has_shape.append(_has_shape(row))
        except _Damaged as error:
            raise ReadError(f"{file.label}, row {number}: {error}") from error
        finally:
            row.release()
        file.limits.require("rows", number, file.label)
        start = end
    if announced not in (0, len(has_shape)):
        raise ReadError(
            f"{file.label}: announces {counted(announced, 'row')}, but has {len(has_shape):,}; it "
            "may be cut off or damaged"
        )
    return has_shape


def _check_header(header: bytes, table: int) -> None:
    """Raise _Damaged if columns take more bytes than the header has, or the CRS is an address."""
    if (at := _field(header, table, _TYPE)) and header[at] > _LAST_STRAIGHT:
        raise _Damaged(_CURVED)
    total = 0
    for number, column in enumerate(_tables(header, table, _COLUMNS), 1):
        total += sum(len(_text(header, column, field)) for field in _COLUMN_TEXTS)
        if number > _MOST_COLUMNS or total > len(header):
            raise _Damaged("one column in its header is used for many")
    if at := _field(header, table, _CRS):
        if not _AUTHORITY.fullmatch(_text(header, _follow(header, at), _ORG)):
            raise _Damaged("its CRS is an address")


def _index_bytes(rows: int, node_size: int) -> int:
    """Bytes of the index of so many rows; a node size of 0 means that there is none."""
    if not rows or not node_size:
        return 0
    nodes, level, width = rows, rows, max(node_size, 2)
    while level > 1:
        level = -(-level // width)
        nodes += level
    # there is a root above one row, too
    return (nodes + (rows == 1)) * _NODE_BYTES


def _has_shape(row: Bytes) -> bool:
    """Whether a row has a shape; raise _Damaged if that is not straight."""
    table = _follow(row, 0)
    at = _field(row, table, _GEOMETRY)
    if not at:
        return False
    shape = _follow(row, at)
    if (at := _field(row, shape, _GEOMETRY_TYPE)) and row[at] > _LAST_STRAIGHT:
        raise _Damaged(_CURVED)
    return True


def _field(data: Bytes, table: int, number: int) -> int:
    """Where a field of a table stands; 0 if the table has none."""
    fields = table - _I32(data, table)[0]
    if fields < 0:
        raise _Damaged("a part of it lies outside of it")
    entry = 4 + 2 * number
    if entry >= _U16(data, fields)[0]:
        return 0
    offset: int = _U16(data, fields + entry)[0]
    return table + offset if offset else 0


def _follow(data: Bytes, at: int) -> int:
    """The place that the offset at `at` leads to."""
    place: int = at + _U32(data, at)[0]
    if place >= len(data):
        raise _Damaged("a part of it lies outside of it")
    return place


def _vector(data: Bytes, at: int, width: int) -> tuple[int, int]:
    """Where the members of a vector begin, and how many of `width` bytes there are."""
    start = _follow(data, at)
    (number,) = _U32(data, start)
    if start + 4 + number * width > len(data):
        raise _Damaged(f"it announces {number:,} values, but is cut off before them")
    return start + 4, number


def _tables(data: Bytes, table: int, number: int) -> Iterator[int]:
    """The tables that a field lists."""
    if at := _field(data, table, number):
        start, length = _vector(data, at, 4)
        for entry in range(start, start + 4 * length, 4):
            yield _follow(data, entry)


def _text(data: bytes, table: int, number: int) -> bytes:
    at = _field(data, table, number)
    if not at:
        return b""
    start, length = _vector(data, at, 1)
    return data[start : start + length]
