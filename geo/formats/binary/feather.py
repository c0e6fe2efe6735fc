"""Read Feather files (Arrow IPC), after the sizes of their unpacked columns were added up.

Buffers of a column are packed by LZ4 or Zstandard, and a kilobyte of the latter can stand for
gigabytes; each begins with its unpacked size. Arrow trusts offsets of texts: they are checked.

Source: apache/arrow, docs/source/format/Columnar.rst and format/Message.fbs.
"""

import json
from collections.abc import Iterator
from struct import Struct

import geopandas as gpd
import pyarrow
import pyarrow.ipc

from geo.base import ReadError, in_bytes
from geo.files import File
from geo.formats.binary import arrow
from geo.formats.gdal import frame_layer, library_errors, local_name
from geo.formats.layer import Layer, require_layer
from geo.formats.table_columns import Columns

_MAGIC = 8  # bytes of ARROW1 and what fills them up, before the first message
_DICTIONARY, _BATCH = 2, 3  # kinds of messages with a body
_U16, _I32 = Struct("<H").unpack_from, Struct("<i").unpack_from
_I64 = Struct("<q").unpack_from


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a Feather file.

    Raises
    ------
    ReadError
        If it is cut off or damaged, has no column of shapes, or a shape that cannot be read.
    LimitError
        If it has more rows, vertices or bytes than its limits allow.
    """
    name, messages = file.path.stem, list[str]()
    require_layer(file, layer, [name])
    with library_errors(file.label, messages):
        table = _read_table(file)
        if b"geo" not in (table.schema.metadata or {}):
            return [arrow.plain_layer(file, table, crs, messages)]
        total = 0
        for shape_column in json.loads(table.schema.metadata[b"geo"])["columns"]:
            for row, shape in enumerate(table[shape_column].to_pylist(), 1):
                if shape is not None:
                    total = arrow.check_shapes(file, row, shape, total)
        frame = gpd.GeoDataFrame.from_arrow(table)
        return [frame_layer(file, name, frame, crs, messages=messages)]


def read_columns(file: File) -> Columns:
    """The columns of a file without shapes; ReadError if it cannot be read."""
    with library_errors(file.label, []):
        return arrow.columns(_read_table(file))


def _read_table(file: File) -> pyarrow.Table:
    with local_name(file.path) as path, pyarrow.memory_map(str(path)) as source:
        rows = size = 0
        for batch_rows, batch_size in _batches(source):
            rows, size = rows + batch_rows, size + batch_size
            file.limits.require("rows", rows, file.label)
            text = f"becomes a table of {in_bytes(size)}"
            file.limits.require("size", size, file.label, text)
        source.seek(0)
        table = pyarrow.ipc.open_file(source).read_all()
        table.validate(full=True)
        return table


def _batches(source: pyarrow.MemoryMappedFile) -> Iterator[tuple[int, int]]:
    """Rows and unpacked bytes of each message with a body; the metadata are FlatBuffers."""
    source.seek(_MAGIC)
    for message in pyarrow.ipc.MessageReader.open_stream(source):
        data = memoryview(message.metadata)
        at = _I32(data, 0)[0]
        kind = data[_field(data, at, 1)]
        if kind not in (_DICTIONARY, _BATCH):
            continue
        batch = _table_at(data, _field(data, at, 2))
        if kind == _DICTIONARY:
            batch = _table_at(data, _field(data, batch, 1))
        body = memoryview(message.body)
        packed = _field(data, batch, 3, required=False)
        buffers = _table_at(data, _field(data, batch, 2))
        size = 0
        for number in range(_I32(data, buffers)[0]):
            at = buffers + 4 + 16 * number
            (start,), (length,) = _I64(data, at), _I64(data, at + 8)
            if not 0 <= start <= start + length <= len(body):
                raise ReadError("a buffer outside of its message")
            unpacked = _I64(body, start)[0] if packed and length else -1
            size += length if unpacked < 0 else unpacked
        yield (_I64(data, _field(data, batch, 0))[0], size)


def _table_at(data: memoryview, at: int) -> int:
    return at + int(_I32(data, at)[0])


def _field(data: memoryview, table: int, number: int, required: bool = True) -> int:
    """Where a field of a table begins; 0 if it is absent."""
    fields = table - _I32(data, table)[0]
    place = 4 + 2 * number
    offset = _U16(data, fields + place)[0] if place < _U16(data, fields)[0] else 0
    if not offset and required:
        raise ValueError("a message without a field")
    return table + offset if offset else 0
