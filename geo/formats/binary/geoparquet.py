"""What a GeoParquet file says of itself, and what it would be as a table.

Columns of Parquet are packed: a kilobyte can stand for two billion rows, or for one text of a
megabyte two million times. How long each page becomes, and of how many values, stands before it;
all of it is added up here before Arrow unpacks a page.

Source: apache/parquet-format, README.md, Encodings.md and parquet.thrift; GeoParquet 1.1.
"""

import json
import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
import pyarrow.parquet
import shapely
import shapely.errors

from geo.base import ReadError
from geo.files import File
from geo.formats.binary.thrift import Struct, ThriftError, struct
from geo.formats.binary.wkb import WkbError, vertices

_MAGIC = b"PAR1"
# A description of the file longer than this takes seconds to read; that of a gigabyte of polygons
# has some hundred kilobytes.
_LONGEST_FOOTER = 8 * 2**20
# Columns within each other: GeoArrow has five.
_DEEPEST = 32
# Fields of FileMetaData, SchemaElement, RowGroup, ColumnChunk and ColumnMetaData.
_SCHEMA, _ROWS, _GROUPS, _KEYS = 2, 3, 4, 5
_TYPE, _WIDTH, _NAME, _CHILDREN = 1, 2, 4, 5
_CHUNKS, _GROUP_ROWS = 1, 3
_ABOUT = 3
_VALUES, _DATA, _DICTIONARY = 5, 9, 11
# Fields of PageHeader, and within it of the heads of the kinds of pages.
_KIND, _UNPACKED, _PACKED, _HEAD, _HEAD_2 = 1, 2, 3, 5, 8
_VALUES_OF_PAGE, _ENCODING, _ENCODING_2 = 1, 2, 4
# Kinds of pages and of values, and an encoding in which each text repeats the start of the last.
_DICTIONARY_PAGE, _TEXTS, _FIXED, _FRONT_CODED = 2, 6, 7, 7
_USUAL_WIDTH = 8
# The head of a page holds its least and its greatest value, which may be shapes.
_USUAL_HEAD, _LONGEST_HEAD = 1024, 16 * 2**20
_WKB, _BYTES_OF_CORNER = "WKB", 16


# What Arrow, and Python under it, raise on files that are damaged.
UNREADABLE = (
    pyarrow.ArrowException,
    AttributeError,
    RecursionError,
    LookupError,
    NameError,
    OSError,
    TypeError,
    ValueError,
)


class _Wrong(ValueError):
    """A file that contradicts itself, in words that follow its name."""


@dataclass
class _Leaf:
    """A column of values, by its path from the column of the table that it is in."""

    path: tuple[str, ...]
    type: int
    width: int
    values: int = 0
    unpacked: int = 0  # bytes of its pages
    most: int = 0  # bytes that its values can be at most, where pages do not tell


def require(file: File) -> None:
    """Raise if a file has not what it says, or would be too large as a table.

    Raises
    ------
    ReadError
        If it is cut off or damaged, has no column of shapes that can be read, or shapes that do
        not stand whole in their bytes.
    LimitError
        If it has more rows, vertices or bytes than its limits allow.
    """
    try:
        with file.path.open("rb") as stream:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
                footer = _footer(whole)
                leaves = _leaves(footer)
                _add_pages(file, whole, footer, leaves)
        _require_room(file, leaves)
        _require_shapes(file, _encodings(file, footer), leaves)
    except (ThriftError, _Wrong) as error:
        raise ReadError(
            f"{file.label}: not readable as GeoParquet ({error}); it may be cut off or damaged"
        ) from error
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ReadError(
            f"{file.label}: not readable as GeoParquet; it may be cut off or damaged"
        ) from error


def _footer(whole: mmap.mmap) -> Struct:
    if len(whole) < 12 or whole[-4:] != _MAGIC:
        raise _Wrong("its end is missing")
    length = int.from_bytes(whole[-8:-4], "little")
    if length > min(len(whole) - 12, _LONGEST_FOOTER):
        raise _Wrong(f"its description is to be {length:,} bytes long")
    return struct(whole[-8 - length : -8])[0]


def _leaves(footer: Struct) -> list[_Leaf]:
    """The columns that have values, in the order of the file."""
    found: list[_Leaf] = []
    open_groups: list[tuple[tuple[str, ...], int]] = []
    for place, element in enumerate(footer[_SCHEMA]):
        while open_groups and not open_groups[-1][1]:
            open_groups.pop()
        path: tuple[str, ...] = ()
        if place:
            if not open_groups:
                raise _Wrong("columns that belong to none")
            above, left = open_groups[-1]
            open_groups[-1] = above, left - 1
            path = (*above, element[_NAME].decode("utf-8", "replace"))
        children = element.get(_CHILDREN, 0)
        if children < 0 or len(path) > _DEEPEST:
            raise _Wrong(f"more than {_DEEPEST} columns within each other")
        if children or not place:
            open_groups.append((path, children))
        else:
            found.append(_Leaf(path, element[_TYPE], element.get(_WIDTH, 0)))
    if any(left for _, left in open_groups):
        raise _Wrong("fewer columns than it says")
    return found


def _add_pages(
    file: File, whole: mmap.mmap, footer: Struct, leaves: list[_Leaf]
) -> None:
    """Add to each column what its pages say, group by group."""
    groups = footer[_GROUPS]
    rows = footer[_ROWS]
    if rows != sum(group[_GROUP_ROWS] for group in groups) or rows < 0:
        raise _Wrong("its groups have more or fewer rows than it says")
    file.limits.require("rows", rows, file.label)
    for group in groups:
        if group[_GROUP_ROWS] < 0 or len(group[_CHUNKS]) != len(leaves):
            raise _Wrong("a group of rows with other columns than it says")
        for leaf, chunk in zip(leaves, group[_CHUNKS]):
            about = chunk[_ABOUT]
            if about[_VALUES] < 0:
                raise _Wrong("fewer than no values")
            leaf.values += about[_VALUES]
            name = ".".join(leaf.path)
            file.limits.require(
                "vertices",
                leaf.values,
                file.label,
                f"{leaf.values:,} values in column {name}",
            )
            dictionary, front_coded = 0, 0
            for page in _pages(whole, about):
                leaf.unpacked += page[_UNPACKED]
                if page[_KIND] == _DICTIONARY_PAGE:
                    dictionary = max(dictionary, page[_UNPACKED])
                elif _FRONT_CODED in _encoding(page):
                    front_coded = max(front_coded, page[_UNPACKED])
            # no value is longer than the page that it is in, or was begun in
            leaf.most += about[_VALUES] * max(dictionary, front_coded)


def _pages(whole: mmap.mmap, about: Struct) -> Iterator[Struct]:
    """Heads of the pages of a column in a group, all of which stand in the file."""
    at = min(about[_DATA], about.get(_DICTIONARY) or about[_DATA])
    left = about[_VALUES]
    while left > 0:
        if not len(_MAGIC) <= at < len(whole):
            raise _Wrong("a page that lies outside of it")
        try:
            page, length = struct(whole[at : at + _USUAL_HEAD])
        except ThriftError:
            page, length = struct(whole[at : at + _LONGEST_HEAD])
        at += length + page[_PACKED]
        if page[_PACKED] < 0 or page[_UNPACKED] < 0 or at > len(whole):
            raise _Wrong("a page that lies outside of it")
        head = page.get(_HEAD) or page.get(_HEAD_2)
        if head is not None:
            if head[_VALUES_OF_PAGE] < 0:
                raise _Wrong("fewer than no values")
            left -= head[_VALUES_OF_PAGE]
        yield page
    if left:
        raise _Wrong("more values than it says")


def _encoding(page: Struct) -> tuple[int, ...]:
    first, second = page.get(_HEAD, {}), page.get(_HEAD_2, {})
    return first.get(_ENCODING, 0), second.get(_ENCODING_2, 0)


def _require_room(file: File, leaves: list[_Leaf]) -> None:
    """Raise LimitError if the table would take more memory than a file may have."""
    total = sum(leaf.unpacked + leaf.values * _USUAL_WIDTH for leaf in leaves)
    total += sum(leaf.values * leaf.width for leaf in leaves if leaf.type == _FIXED)
    _require_size(file, total)
    texts = [one for one in leaves if one.type == _TEXTS and one.most > one.unpacked]
    if total + sum(leaf.most for leaf in texts) <= file.limits.size:
        return
    for leaf in texts:
        # Arrow counts a text once only in columns that lie in no others
        total += leaf.most if len(leaf.path) > 1 else _size(file, leaf.path[0])
        _require_size(file, total)


def _require_size(file: File, total: int) -> None:
    size = f"{total / 1e9:,.1f} GB" if total >= 1e9 else f"{total / 1e6:,.1f} MB"
    file.limits.require("size", total, file.label, f"becomes a table of {size}")


def _size(file: File, name: str) -> int:
    """Bytes of all texts of a column, each of them kept but once while they are counted."""
    total = 0
    inside = pyarrow.parquet.ParquetFile(file.path, read_dictionary=[name])
    with inside:
        for group in range(inside.num_row_groups):
            for chunk in inside.read_row_group(group, [name], False)[0].chunks:
                if not pyarrow.types.is_dictionary(chunk.type):
                    total += chunk.nbytes
                    continue
                lengths = pyarrow.compute.binary_length(chunk.dictionary)
                used = pyarrow.compute.value_counts(chunk.indices.drop_null())
                each = np.asarray(lengths)[np.asarray(used.field("values"))]
                total += int((each * np.asarray(used.field("counts"))).sum())
    return total


def _encodings(file: File, footer: Struct) -> dict[str, str]:
    """Columns that have shapes, and how these are written."""
    told = [one[2] for one in footer.get(_KEYS, []) if one[1] == b"geo"]
    if not told:
        raise ReadError(
            f"{file.label}: a table without shapes (GeoParquet says in which column they are)"
        )
    try:
        (about,) = map(json.loads, told)
        found = {
            str(name): str(column["encoding"])
            for name, column in about["columns"].items()
        }
    except (ValueError, RecursionError) as error:
        raise _Wrong("what it says of its shapes is no JSON") from error
    if about["primary_column"] not in found:
        raise _Wrong("not a word of the column that its shapes are in")
    return found


def _require_shapes(file: File, encodings: dict[str, str], leaves: list[_Leaf]) -> None:
    """Raise if shapes do not stand whole in their bytes, or have too many vertices."""
    corners = 0
    with pyarrow.parquet.ParquetFile(file.path) as inside:
        for name, encoding in encodings.items():
            if name not in inside.schema_arrow.names:
                continue
            if encoding != _WKB:
                corners += max(one.values for one in leaves if one.path[0] == name)
                file.limits.require("vertices", corners, file.label)
                continue
            # shapes are not unpacked before it is known what they could be at most
            bytes_of_shapes = sum(one.unpacked for one in leaves if one.path[0] == name)
            file.limits.require(
                "vertices", bytes_of_shapes // _BYTES_OF_CORNER, file.label
            )
            for row, shape in _shapes(inside, name):
                if not isinstance(shape, bytes):
                    raise _Wrong(f"no shapes in column {name}")
                try:
                    corners += vertices(shape, file.limits.nesting, plain=True)
                except WkbError as error:
                    raise ReadError(f"{file.label}, row {row}: {error}") from error
                file.limits.require("vertices", corners, file.label)


def _shapes(
    inside: pyarrow.parquet.ParquetFile, name: str
) -> Iterator[tuple[int, Any]]:
    """Numbers of the rows of a column that are not empty, and what is in these."""
    row = 0
    for group in range(inside.num_row_groups):
        for chunk in inside.read_row_group(group, [name], False)[0].chunks:
            for shape in chunk.to_pylist():  # an array of them would load pandas first
                row += 1
                if shape is not None:
                    yield row, shape


def unbuilt(path: Path) -> int:
    """Number of the first row whose shape cannot be built; 0 if that is none."""
    with pyarrow.parquet.ParquetFile(path) as inside:
        about = json.loads(inside.schema_arrow.metadata[b"geo"])
        for name, column in about["columns"].items():
            if column["encoding"] == _WKB and name in inside.schema_arrow.names:
                for row, shape in _shapes(inside, name):
                    try:
                        shapely.from_wkb(shape)
                    except shapely.errors.GEOSException:
                        return row
    return 0
