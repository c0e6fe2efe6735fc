"""Read GeoParquet files, after the size of their table was computed.

Arrow refuses damaged footers itself. But columns of Parquet are packed: a kilobyte can stand for
two billion rows, 30 kB for a page of a gigabyte of zeros, and one text of a megabyte for two
million rows. Sizes that pages announce are added up, texts are read as dictionaries first, and
shapes are counted before they are built, because GEOS crashes on deeply nested ones.

Source: apache/parquet-format, README.md and parquet.thrift; Apache Thrift, "Thrift Compact
protocol encoding"; GeoParquet 1.1.
"""

import json
import mmap
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.compute
import pyarrow.parquet
import shapely
import shapely.errors
from pyarrow.parquet import ParquetFile

from geo.base import ReadError, in_bytes
from geo.files import File
from geo.formats.binary import arrow
from geo.formats.gdal import frame_layer, library_errors, local_name
from geo.formats.layer import Layer, require_layer
from geo.formats.table_columns import Columns
from geo.formats.unclosed import from_wkb, shapes_from_wkb

_VALUE_BYTES = 8  # of a number; a text takes as many for its place
_VERTEX_BYTES = 16
_WKB = "WKB"
# Fields of a page's header, and of the headers of its kinds within; see parquet.thrift.
_TYPE, _UNPACKED, _PACKED, _DATA, _DATA_V2 = 1, 2, 3, 5, 8
_NUMBER, _ENCODING, _ENCODING_V2 = 1, 2, 4
# Type of a page of texts to which others refer; encoding of texts that repeat their predecessors.
_DICTIONARY, _DELTA = 2, 7


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a GeoParquet file.

    Raises
    ------
    ReadError
        If it is cut off or damaged, has no column of shapes, or a shape that cannot be read.
    LimitError
        If it has more rows, vertices or bytes than its limits allow.
    """
    name, messages = file.path.stem, list[str]()
    require_layer(file, layer, [name])
    with local_name(file.path) as path:
        with library_errors(file.label, messages, path, partial(_broken_row, path)):
            with ParquetFile(path) as parquet:
                file.limits.require("rows", parquet.metadata.num_rows, file.label)
                encodings = _shape_encodings(file.label, parquet)
                _require_small(file, path, parquet, encodings)
                _check_shapes(file, parquet, encodings)
                if not encodings:
                    table = _read_table(file, parquet)
                    return [arrow.plain_layer(file, table, crs, messages)]
            unclosed: list[int] = []
            try:
                frame = gpd.read_parquet(path)
            except shapely.errors.GEOSException:
                frame, unclosed = _read_closed(path, encodings)
            _require_utf8(file.label, frame)
        return [
            frame_layer(file, name, frame, crs, messages=messages, unclosed=unclosed)
        ]


def read_columns(file: File) -> Columns:
    """The columns of a file without shapes.

    Raises
    ------
    ReadError
        If it cannot be read, or has shapes.
    """
    with local_name(file.path) as path, library_errors(file.label, [], path):
        with ParquetFile(path) as parquet:
            file.limits.require("rows", parquet.metadata.num_rows, file.label)
            if _shape_encodings(file.label, parquet):
                raise ReadError(
                    f"{file.label}: shapes of its own; pass it without --units"
                )
            _require_small(file, path, parquet, {})
            return arrow.columns(_read_table(file, parquet))


def _read_table(file: File, parquet: ParquetFile) -> pyarrow.Table:
    table = parquet.read()
    _require_utf8(file.label, table.to_pandas(ignore_metadata=True))
    return table


def _read_closed(
    path: Path, encodings: dict[str, str]
) -> tuple[gpd.GeoDataFrame, list[int]]:
    """A table with its rings closed, and the numbers of the rows with one that was not.

    Raises GEOSException for a shape that is damaged otherwise.
    """
    table = pyarrow.parquet.read_table(path)
    numbers: set[int] = set()
    for name, encoding in encodings.items():
        if encoding == _WKB and name in table.column_names:
            shapes, unclosed = shapes_from_wkb(table[name].to_numpy())
            numbers.update(unclosed)
            wkb = pyarrow.array(shapely.to_wkb(shapes), pyarrow.binary())
            table = table.set_column(table.column_names.index(name), name, wkb)
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    frame = gpd.read_parquet(pyarrow.BufferReader(sink.getvalue()))
    return frame, sorted(numbers)


def _require_small(
    file: File, path: Path, parquet: ParquetFile, encodings: dict[str, str]
) -> None:
    """Raise LimitError if the table would take too many bytes, or its shapes too many vertices."""
    metadata, schema = parquet.metadata, parquet.schema
    total = of_shapes = 0
    texts: dict[int, int] = {}  # bytes of texts at most, by column
    with path.open("rb") as stream:
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            for group in range(metadata.num_row_groups):
                for column in range(metadata.num_columns):
                    chunk = metadata.row_group(group).column(column)
                    width = max(_VALUE_BYTES, schema.column(column).length or 0)
                    values, unpacked, longest = chunk.num_values * width, 0, 0
                    for page in _pages(data, chunk):
                        unpacked += page[_UNPACKED]
                        _require_size(file, total + unpacked)
                        if page[_TYPE] == _DICTIONARY or _DELTA in _encodings(page):
                            longest = max(longest, page[_UNPACKED])
                    total += values + unpacked
                    encoding = encodings.get(chunk.path_in_schema.partition(".")[0])
                    if encoding is not None:
                        of_shapes += unpacked if encoding == _WKB else values
                        vertices = of_shapes // _VERTEX_BYTES
                        file.limits.require("vertices", vertices, file.label)
                    # no value is longer than the page that it is in, or was begun in
                    if longest and chunk.physical_type == "BYTE_ARRAY":
                        before = texts.get(column, 0)
                        texts[column] = before + chunk.num_values * longest
    if total + sum(texts.values()) <= file.limits.size:
        return
    for column, most in texts.items():
        # Arrow reads only columns that are not within others as dictionaries
        name = schema.column(column).path
        is_top = name in parquet.schema_arrow.names
        total += _text_bytes(path, name) if is_top else most
        _require_size(file, total)


def _require_size(file: File, total: int) -> None:
    text = f"becomes a table of {in_bytes(total)}"
    file.limits.require("size", total, file.label, text)


def _pages(data: mmap.mmap, chunk: Any) -> Iterator[dict[int, Any]]:
    """Headers of the pages of a column in a group of rows."""
    at = chunk.data_page_offset
    if chunk.has_dictionary_page:
        at = min(at, chunk.dictionary_page_offset or at)
    left = chunk.num_values
    while left > 0:
        page, at = _header(data, at)
        if page[_PACKED] < 0 or page[_UNPACKED] < 0:
            raise ValueError("a page of negative length")
        at += page[_PACKED]
        kind = page.get(_DATA) or page.get(_DATA_V2) or {}
        left -= kind.get(_NUMBER, 0)
        yield page


def _encodings(page: dict[int, Any]) -> tuple[int | None, int | None]:
    first, second = page.get(_DATA, {}), page.get(_DATA_V2, {})
    return first.get(_ENCODING), second.get(_ENCODING_V2)


def _header(data: mmap.mmap, at: int) -> tuple[dict[int, Any], int]:
    """Fields of a structure of Thrift by their numbers, and where it ends; texts are left out."""
    fields: dict[int, Any] = {}
    number = 0
    while byte := data[at]:
        at += 1
        number += byte >> 4
        kind = byte & 15
        if kind in (1, 2):
            fields[number] = kind == 1
        elif kind in (4, 5, 6):
            value, at = _varint(data, at)
            fields[number] = value >> 1 ^ -(value & 1)  # the sign is the last bit
        elif kind == 8:
            length, at = _varint(data, at)
            at += length
        elif kind == 12:
            fields[number], at = _header(data, at)
        else:
            raise ValueError("a field of an unknown kind")
    return fields, at + 1


def _varint(data: mmap.mmap, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        value |= (data[at + shift // 7] & 127) << shift
        if data[at + shift // 7] < 128:
            return value, at + shift // 7 + 1
    raise ValueError("a number without end")


def _text_bytes(path: Path, name: str) -> int:
    """Bytes of all texts of a column, each of which is in memory only once."""
    total = 0
    with ParquetFile(path, read_dictionary=[name]) as parquet:
        for group in range(parquet.num_row_groups):
            for chunk in parquet.read_row_group(group, [name], False)[0].chunks:
                if not pyarrow.types.is_dictionary(chunk.type):
                    total += chunk.nbytes
                    continue
                lengths = pyarrow.compute.binary_length(chunk.dictionary)
                counts = pyarrow.compute.value_counts(chunk.indices.drop_null())
                used = np.asarray(lengths)[np.asarray(counts.field("values"))]
                total += int((used * np.asarray(counts.field("counts"))).sum())
    return total


def _shape_encodings(label: str, parquet: ParquetFile) -> dict[str, str]:
    """Encodings of the columns with shapes; none if there are no GeoParquet metadata."""
    metadata = parquet.schema_arrow.metadata or {}
    if b"geo" not in metadata:
        return {}
    try:
        columns = json.loads(metadata[b"geo"])["columns"]
        return {name: column["encoding"] for name, column in columns.items()}
    except (
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise ReadError(
            f"{label}: its GeoParquet metadata are damaged; save it again"
        ) from error


def _check_shapes(file: File, parquet: ParquetFile, encodings: dict[str, str]) -> None:
    """Raise if shapes are nested too deep or cut off, or have too many vertices."""
    total = 0
    for name, encoding in encodings.items():
        if encoding != _WKB or name not in parquet.schema_arrow.names:
            continue
        for row, shape in _shapes(parquet, name):
            if not isinstance(shape, bytes):
                raise ReadError(
                    f"{file.label}: no shapes in column {name}; save it again"
                )
            total = arrow.check_shapes(file, row, shape, total)


def _shapes(parquet: ParquetFile, name: str) -> Iterator[tuple[int, Any]]:
    """Numbers and values of the rows of a column that are not empty."""
    row = 0
    for group in range(parquet.num_row_groups):
        for chunk in parquet.read_row_group(group, [name], False)[0].chunks:
            for shape in chunk:
                row += 1
                if (value := shape.as_py()) is not None:
                    yield row, value


def _broken_row(path: Path) -> int:
    """Number of the first row whose shape cannot be built; 0 if there is none."""
    with ParquetFile(path) as parquet:
        for name, encoding in _shape_encodings("", parquet).items():
            if encoding == _WKB and name in parquet.schema_arrow.names:
                for row, shape in _shapes(parquet, name):
                    if from_wkb(shape) is None:
                        return row
    return 0


def _require_utf8(label: str, frame: gpd.GeoDataFrame) -> None:
    """Raise ReadError if texts are not UTF-8: Arrow reads their bytes without a check."""
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.StringDtype):
            try:
                frame[name].to_numpy(object)
            except (pyarrow.ArrowException, UnicodeDecodeError) as error:
                raise ReadError(
                    f"{label}: text in column {name} is not UTF-8; save it as UTF-8"
                ) from error
