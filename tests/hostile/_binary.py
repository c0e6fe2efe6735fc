"""Makers of binary files, honest but for what they are told: bytes and not libraries."""

import sqlite3
import struct
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from hostile.case import Make

SQUARE = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
MANY = 200_000_000


def grids(place: str) -> str:
    """A coordinate system that is brought to others by the numbers in a file at `place`."""
    return (
        'GEOGCS["a",DATUM["b",SPHEROID["c",6378137,298.257]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433],EXTENSION["PROJ4","+proj=longlat +ellps=GRS80 '
        f'+nadgrids={place} +no_defs"]]'
    )


# Well-known binary


def wkb(*rings: Any, kind: int = 3, width: int = 2) -> bytes:
    """A polygon, or another shape of rings of the `kind`, each a list of positions."""
    found = struct.pack("<BII", 1, kind, len(rings))
    for ring in rings:
        numbers = [number for position in ring for number in position]
        found += struct.pack(f"<I{len(numbers)}d", len(numbers) // width, *numbers)
    return found


def parts(kind: int, *inner: bytes) -> bytes:
    """A shape that is made of others: a collection, a multipolygon, a TIN."""
    return struct.pack("<BII", 1, kind, len(inner)) + b"".join(inner)


def nested(levels: int, kind: int = 7) -> bytes:
    return struct.pack("<BII", 1, kind, 1) * levels + wkb(SQUARE)


# GeoPackage


@cache
def _geopackage() -> bytes:
    import geopandas as gpd
    import pyogrio
    import shapely

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        frame = gpd.GeoDataFrame(
            {"actor": ["red"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
        )
        pyogrio.write_dataframe(frame, path, layer="front", SPATIAL_INDEX="NO")
        with closing(sqlite3.connect(path)) as database:
            database.execute("DELETE FROM front")
            database.execute("DROP TABLE gpkg_ogr_contents")
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            database.commit()
            database.execute("VACUUM")
        return path.read_bytes()


def blob(shape: bytes, flags: int = 1) -> bytes:
    return b"GP\0" + bytes([flags]) + struct.pack("<i", 4326) + shape


def geopackage(
    *shapes: Any,
    statements: tuple[str, ...] = (),
    after: Callable[[Path], None] | None = None,
    name: str = "2014.gpkg",
) -> Make:
    """Makes a GeoPackage with a row for each of `shapes`, and runs `statements` in it."""

    def make(folder: Path) -> str:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_geopackage())
        with closing(sqlite3.connect(path)) as database:
            # nobody needs these files after a power cut, and some have ten thousand tables
            database.execute("PRAGMA synchronous = OFF")
            database.execute("PRAGMA journal_mode = MEMORY")
            for shape in shapes or (wkb(SQUARE),):
                cell = blob(shape) if isinstance(shape, bytes) else shape
                database.execute(
                    "INSERT INTO front (geom, actor) VALUES (?, 'red')", [cell]
                )
            database.commit()
            for statement in statements:
                database.execute(statement)
            database.commit()
        if after:
            after(path)
        return name

    return make


# FlatGeobuf: tables of FlatBuffers, each with its fields where they are told to be


def vector(form: str, *values: Any, says: int | None = None) -> bytes:
    """A vector of numbers; it begins at 4 after a multiple of 8, so that numbers stand at one."""
    number = len(values) if says is None else says
    return struct.pack(f"<I{len(values)}{form}", number, *values)


def text(words: str) -> bytes:
    data = words.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


class Flat:
    """A table: numbers as bytes, and what offsets lead to: vectors, tables, lists of tables."""

    def __init__(self, fields: Mapping[int, Any]) -> None:
        self.fields = fields


def flat(table: Flat) -> bytes:
    """A FlatBuffer with `table` as its root."""
    data = bytearray(4)
    struct.pack_into("<I", data, 0, _lay(table, data))
    return bytes(data)


def _pad(data: bytearray, to: int) -> None:
    while len(data) % 8 != to:
        data.append(0)


def _lay(table: Flat, data: bytearray) -> int:
    """Append a table and all in it; where it stands."""
    most = max(table.fields, default=-1) + 1
    _pad(data, 0)
    fields = len(data)
    data += bytes(4 + 2 * most)
    _pad(data, 4)
    start = len(data)
    data += bytes(4)
    offsets: list[tuple[int, Any]] = []
    for place, value in sorted(table.fields.items()):
        if isinstance(value, bytes) and len(value) in (1, 2, 4, 8):
            while len(data) % len(value):
                data.append(0)
            struct.pack_into("<H", data, fields + 4 + 2 * place, len(data) - start)
            data += value
        else:
            while len(data) % 4:
                data.append(0)
            struct.pack_into("<H", data, fields + 4 + 2 * place, len(data) - start)
            offsets.append((len(data), value))
            data += bytes(4)
    struct.pack_into("<HH", data, fields, 4 + 2 * most, len(data) - start)
    struct.pack_into("<i", data, start, start - fields)
    for at, value in offsets:
        to = _place(value, data)
        struct.pack_into("<I", data, at, to - at)
    return start


def _place(value: Any, data: bytearray) -> int:
    if isinstance(value, Flat):
        return _lay(value, data)
    if isinstance(value, list):
        _pad(data, 4)
        start = len(data)
        data += struct.pack("<I", len(value)) + bytes(4 * len(value))
        seen: dict[int, int] = {}  # one table that is listed twice stands there once
        for number, one in enumerate(value):
            at = start + 4 + 4 * number
            if id(one) not in seen:
                seen[id(one)] = _lay(one, data)
            struct.pack_into("<I", data, at, seen[id(one)] - at)
        return start
    _pad(data, 4)
    start = len(data)
    data += value[0]
    return start


def shape(ring: Any = SQUARE, says: int | None = None, kind: int = 3) -> Flat:
    numbers = [number for position in ring for number in position]
    xy = vector("d", *numbers, says=None if says is None else 2 * says)
    return Flat({1: (xy,), 6: bytes([kind])})


def flatgeobuf(
    *shapes: Flat | None,
    head: Mapping[int, Any] | None = None,
    says: int | None = None,
    kind: int = 3,
    rows: tuple[bytes, ...] = (),
) -> bytes:
    """A FlatGeobuf file without an index: a row for each of `shapes`, then `rows` as they are."""
    count = len(shapes) + len(rows) if says is None else says
    fields: dict[int, Any] = {
        0: (text("front"),),
        2: bytes([kind]),
        8: struct.pack("<Q", count),
        9: struct.pack("<H", 0),
        10: Flat({0: (text("EPSG"),), 1: struct.pack("<i", 4326)}),
    }
    found = b"fgb\3fgb\0"
    made = [flat(Flat({**fields, **(head or {})}))]
    made += [flat(Flat({} if one is None else {0: one})) for one in shapes]
    for one in made:
        found += struct.pack("<I", len(one)) + one
    return found + b"".join(rows)


# Shapefile


def record(*rings: Any, says: tuple[int, int] | None = None, kind: int = 5) -> bytes:
    """A polygon of a shapefile; `says` are the numbers of parts and of points that it tells."""
    points = [position for ring in rings for position in ring]
    starts = [sum(map(len, rings[:number])) for number in range(len(rings))]
    xs, ys = zip(*((one[0], one[1]) for one in points)) if points else ((0,), (0,))
    found = struct.pack("<i4d", kind, min(xs), min(ys), max(xs), max(ys))
    found += struct.pack("<ii", *(says or (len(rings), len(points))))
    found += struct.pack(f"<{len(starts)}i", *starts)
    flat_points = [number for one in points for number in one[:2]]
    return found + struct.pack(f"<{len(flat_points)}d", *flat_points)


def _head(size: int, kind: int) -> bytes:
    return struct.pack(">i20xi", 9994, size // 2) + struct.pack(
        "<ii4d32x", 1000, kind, 0, 0, 1, 1
    )


def shapefile(
    *records: bytes,
    kind: int = 5,
    entries: list[tuple[int, int]] | None = None,
    table: bytes | None = None,
    rows: int | None = None,
    more: Mapping[str, bytes | None] | None = None,
) -> Make:
    """Makes a shapefile; `entries` of its index are (offset, length) in bytes, `more` parts."""

    def make(folder: Path) -> str:
        data, own = b"", []
        for number, one in enumerate(records, 1):
            own.append((100 + len(data), len(one)))
            data += struct.pack(">ii", number, len(one) // 2) + one
        index = own if entries is None else entries
        found: dict[str, bytes | None] = {
            ".shp": _head(100 + len(data), kind) + data,
            ".shx": _head(100 + 8 * len(index), kind)
            + b"".join(struct.pack(">ii", at // 2, size // 2) for at, size in index),
            ".dbf": (
                dbf(len(index) if rows is None else rows, len(index))
                if table is None
                else table
            ),
            ".prj": WGS84.encode(),
            **(more or {}),
        }
        for suffix, content in found.items():
            if content is not None:
                (folder / f"2014{suffix}").write_bytes(content)
        return "2014.shp"

    return make


def dbf(says: int, rows: int, width: int = 10, columns: int = 1) -> bytes:
    """A table of texts that says that it has so many rows."""
    head = 33 + 32 * columns
    found = struct.pack("<B3BIHH20x", 3, 114, 1, 1, says, head, 1 + width * columns)
    for number in range(columns):
        name = f"c{number}" if number else "actor"
        found += struct.pack("<11sc4xBB14x", name.encode(), b"C", width, 0)
    return found + b"\r" + (b" " + b"red".ljust(width) * columns) * rows + b"\x1a"


# Parquet: structures of Thrift's compact protocol, each value with its kind


def varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def _zigzag(number: int) -> bytes:
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _value(value: Any) -> tuple[int, bytes]:
    if isinstance(value, dict):
        return 12, thrift(value)
    if isinstance(value, list):
        kind = _value(value[0])[0] if value else 12
        inner = b"".join(_value(one)[1] for one in value)
        return 9, bytes([0xF0 | kind]) + varint(len(value)) + inner
    if isinstance(value, bytes):
        return 8, varint(len(value)) + value
    kind, number = value if isinstance(value, tuple) else (5, value)
    return kind, _zigzag(number)


def thrift(fields: Mapping[int, Any]) -> bytes:
    """A structure: whole numbers are i32, (6, number) is i64; bytes, lists, structures."""
    found, last = b"", 0
    for place, value in sorted(fields.items()):
        kind, data = _value(value)
        found += bytes([(place - last) << 4 | kind]) + data
        last = place
    return found + b"\0"


GEO = (
    b'{"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": '
    b'{"encoding": "WKB", "geometry_types": []}}}'
)


def page(
    data: bytes,
    values: int,
    encoding: int = 0,
    unpacked: int | None = None,
    dictionary: bool = False,
    packed: int | None = None,
) -> bytes:
    head: dict[int, Any] = {
        1: 2 if dictionary else 0,
        2: len(data) if unpacked is None else unpacked,
        3: len(data) if packed is None else packed,
        7 if dictionary else 5: {1: values, 2: encoding}
        | ({} if dictionary else {3: 3, 4: 3}),
    }
    return thrift(head) + data


def parquet(
    data: bytes,
    rows: int,
    *,
    values: int | None = None,
    codec: int = 0,
    dictionary: bool = False,
    first: int | None = None,
    geo: bytes | None = GEO,
    schema: list[dict[int, Any]] | None = None,
    type: int = 6,
    groups: int = 1,
    more: bytes = b"",
) -> bytes:
    """A Parquet file with one column whose pages are `data`: a dictionary first, or values."""
    at = 4 + len(data) if dictionary and first is None else first or 4
    about: dict[int, Any] = {
        1: type,
        2: [0, 3],
        3: [b"geometry"],
        4: codec,
        5: (6, rows if values is None else values),
        6: (6, len(data)),
        7: (6, len(data)),
        9: (6, at),
    }
    if dictionary:
        about[11] = (6, 4)
    group = {1: [{2: (6, 4), 3: about}], 2: (6, len(data)), 3: (6, rows)}
    fields: dict[int, Any] = {
        1: 1,
        2: schema or [{4: b"schema", 5: 1}, {1: type, 3: 0, 4: b"geometry"}],
        3: (6, rows * groups),
        4: [group] * groups,
    }
    if geo is not None:
        fields[5] = [{1: b"geo", 2: geo}]
    footer = thrift(fields) + more
    return b"PAR1" + data + footer + struct.pack("<I", len(footer)) + b"PAR1"


def plain(*shapes: bytes) -> bytes:
    """Texts of Parquet one after the other, each with its length."""
    return b"".join(struct.pack("<I", len(one)) + one for one in shapes)


def of_shapes(*shapes: bytes) -> bytes:
    """A GeoParquet file with these shapes in WKB."""
    return parquet(page(plain(*shapes), len(shapes)), len(shapes))
