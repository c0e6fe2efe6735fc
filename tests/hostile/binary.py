"""GeoPackage, FlatGeobuf, shapefile and GeoParquet: wrong numbers, programs, addresses."""

import json
import math
import sqlite3
import struct
from pathlib import Path

from hostile import _binary as b
from hostile._binary import MANY, SQUARE
from hostile.case import Case, Kind, Make, file, no_file
from hostile.listener import address

DAMAGED = "it may be cut off or damaged"

# Two hundred million vertices


def _claim(width: int = 16) -> bytes:
    """A polygon in WKB that says how many vertices follow, and has four of them."""
    return struct.pack("<BIII", 1, 3, 1, MANY) + bytes(4 * width)


def _sparse(start: bytes, size: int) -> Make:
    """A file that begins so and is as long as it says, with nothing in it and on no disk."""

    def make(folder: Path) -> str:
        with (folder / "2014.fgb").open("wb") as stream:
            stream.write(start)
            stream.truncate(size)
        return "2014.fgb"

    return make


def _long_row() -> Make:
    whole = b.flatgeobuf(b.shape(says=MANY))
    missing = 16 * (MANY - len(SQUARE))
    at = len(b.flatgeobuf())
    (length,) = struct.unpack_from("<I", whole, at)
    # the row is the last thing in the file, and its coordinates are in the middle of it
    row = struct.pack("<I", length + missing) + whole[at + 4 :]
    return _sparse(b.flatgeobuf(says=1) + row, at + 4 + length + missing)


def _long_shape(folder: Path) -> str:
    points = (2**31 - 200) // 16
    size = 44 + 4 + 16 * points
    b.shapefile(b.record(SQUARE, says=(1, points)), entries=[(100, size)])(folder)
    with (folder / "2014.shp").open("r+b") as stream:
        stream.truncate(108 + size)
    return "2014.shp"


CLAIMS = [
    Case(
        "WKB in a GeoPackage", b.geopackage(_claim()), "row 1: its shape cannot be read"
    ),
    Case(
        "WKB in a GeoPackage, the second row",
        b.geopackage(b.wkb(SQUARE), _claim()),
        "row 2: its shape cannot be read",
    ),
    Case(
        "parts in a GeoPackage",
        b.geopackage(struct.pack("<BII", 1, 6, MANY) + bytes(64)),
        "row 1: its shape cannot be read",
    ),
    Case(
        "rings in a GeoPackage",
        b.geopackage(struct.pack("<BII", 1, 3, MANY) + bytes(64)),
        "row 1: its shape cannot be read",
    ),
    Case(
        "WKB in GeoParquet",
        file("2014.parquet", lambda: b.of_shapes(b.wkb(SQUARE), _claim())),
        "row 2: .* 200,000,000 vertices",
    ),
    Case(
        "parts in GeoParquet",
        file(
            "2014.parquet",
            lambda: b.of_shapes(struct.pack("<BII", 1, 6, MANY) + bytes(64)),
        ),
        "200,000,000 parts",
    ),
    Case(
        "FlatGeobuf",
        file("2014.fgb", lambda: b.flatgeobuf(b.shape(says=MANY))),
        DAMAGED,
    ),
    Case(
        "FlatGeobuf as long as it says",
        _long_row(),
        "at least 100,000,002 vertices; .* pass --limit vertices=",
    ),
    Case(
        "a shapefile",
        b.shapefile(b.record(SQUARE, says=(1, MANY))),
        "row 1: its shape cannot be read",
    ),
    Case(
        "parts in a shapefile",
        b.shapefile(b.record(SQUARE, says=(MANY, 5))),
        "row 1: a shape of 200,000,000 rings; .* pass --limit rings=",
    ),
    Case(
        "a shapefile as long as it says",
        _long_shape,
        "at least 67,108,859 vertices; .* pass --limit vertices=",
    ),
]

# GeoPackage

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
DROP = "DROP TABLE front"


def _view(query: str) -> Make:
    return b.geopackage(
        statements=(DROP, f"CREATE VIEW front AS {query}"),
    )


def _instead(name: str, query: str) -> Make:
    """A GeoPackage in which a view has taken the place of one of its own tables."""
    return b.geopackage(
        statements=(
            f"ALTER TABLE {name} RENAME TO kept",
            f"CREATE VIEW {name} AS {query}",
        )
    )


def _patched(change: object) -> object:
    def after(path: Path) -> None:
        data = bytearray(path.read_bytes())
        change(path, data)  # type: ignore[operator]
        path.write_bytes(data)

    return after


def _root(path: Path) -> tuple[int, int]:
    """Where the page of the table of shapes begins, and how long pages are."""
    database = sqlite3.connect(path)
    (page,) = database.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = 'front'"
    ).fetchone()
    (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    return (page - 1) * size, size


def _circle(path: Path, data: bytearray) -> None:
    """Let all rows lead to the first page of them, over and over."""
    start, _ = _root(path)
    assert data[start] == 5  # a page that leads to others
    (cells,) = struct.unpack_from(">H", data, start + 3)
    (child,) = struct.unpack_from(">I", data, start + 8)
    for cell in range(cells):
        (at,) = struct.unpack_from(">H", data, start + 12 + 2 * cell)
        struct.pack_into(">I", data, start + at, child)


def _to_itself(path: Path, data: bytearray) -> None:
    start, size = _root(path)
    (cells,) = struct.unpack_from(">H", data, start + 3)
    for cell in range(cells):
        (at,) = struct.unpack_from(">H", data, start + 12 + 2 * cell)
        struct.pack_into(">I", data, start + at, start // size + 1)


def _beside(end: str) -> object:
    return lambda path: path.with_name(path.name + end).write_bytes(bytes(4096))


MANY_ROWS = (
    "INSERT INTO front (geom, actor) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL "
    "SELECT x + 1 FROM c WHERE x < 600) SELECT geom, actor FROM front, c",
)
# Written into the list of what there is: to create each of them takes seconds in all.
MANY_VIEWS = (
    "PRAGMA writable_schema = ON",
    "INSERT INTO sqlite_master WITH RECURSIVE c(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM c "
    "WHERE x < 10000) SELECT 'view', 'v' || x, 'v' || x, 0, "
    "'CREATE VIEW v' || x || ' AS SELECT 1' FROM c",
)
GEOM = "(SELECT geom FROM kept)"
PROGRAMS = [
    Case(
        "a view without end",
        _view(f"{ENDLESS} SELECT x AS fid, NULL AS geom, 'red' AS actor FROM c"),
        "its layer front is a view",
    ),
    Case("a view that waits", _view(f"{ENDLESS} SELECT max(x) AS geom FROM c"), "view"),
    Case(
        "a view of a view of a view",
        b.geopackage(
            statements=(
                "ALTER TABLE front RENAME TO v0",
                *(
                    f"CREATE VIEW v{n} AS SELECT a.* FROM v{n - 1} a, v{n - 1} b"
                    for n in range(1, 30)
                ),
                "CREATE VIEW front AS SELECT * FROM v29",
            )
        ),
        "its layer front is a view",
    ),
    Case(
        "a list of layers without end",
        _instead("gpkg_contents", f"{ENDLESS} SELECT kept.* FROM kept, c"),
        "gpkg_contents in it is a view",
    ),
    Case(
        "a list of columns without end",
        _instead("gpkg_geometry_columns", f"{ENDLESS} SELECT kept.* FROM kept, c"),
        "gpkg_geometry_columns in it is a view",
    ),
    Case(
        "coordinate systems without end",
        _instead("gpkg_spatial_ref_sys", f"{ENDLESS} SELECT kept.* FROM kept, c"),
        "gpkg_spatial_ref_sys in it is a view",
    ),
    Case(
        "extensions without end",
        b.geopackage(
            statements=(
                "DROP TABLE IF EXISTS gpkg_extensions",
                f"CREATE VIEW gpkg_extensions AS {ENDLESS} SELECT 'front' AS table_name, 'a' AS "
                "column_name, 'b' AS extension_name, 'c' AS definition, 'read-write' AS scope "
                "FROM c",
            )
        ),
        "gpkg_extensions in it is a view",
    ),
    Case(
        "a column that is computed",
        b.geopackage(
            statements=(
                "ALTER TABLE front ADD COLUMN big BLOB GENERATED ALWAYS AS "
                "(zeroblob(1000000000)) VIRTUAL",
            )
        ),
        "column big of front is computed, not stored",
    ),
    Case(
        "shapes that are computed",
        b.geopackage(
            statements=(
                DROP,
                "CREATE TABLE front (fid INTEGER PRIMARY KEY, actor TEXT, geom BLOB GENERATED "
                "ALWAYS AS (zeroblob(1000000000)))",
                "INSERT INTO front (actor) VALUES ('red')",
            )
        ),
        "column geom of front is computed, not stored",
    ),
    Case(
        "a virtual table",
        b.geopackage(
            statements=(DROP, "CREATE VIRTUAL TABLE front USING fts4(geom, actor)")
        ),
        "its layer front is a virtual table",
    ),
    Case(
        "a virtual table of a module that nobody has",
        b.geopackage(
            statements=(
                DROP,
                "PRAGMA writable_schema = ON",
                "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES "
                "('table', 'front', 'front', 0, 'CREATE VIRTUAL TABLE front USING VirtualOGR("
                "''/vsicurl/http://127.0.0.1:1/a.geojson'')')",
            )
        ),
        "its layer front is a virtual table",
    ),
    Case(
        "a layer that is not there",
        b.geopackage(statements=(DROP,)),
        "no table front, although it lists one",
    ),
    Case(
        "another database",
        file("2014.gpkg", lambda: _database("CREATE TABLE a (b)")),
        "a SQLite database but not a GeoPackage",
    ),
    Case(
        "ten thousand views",
        b.geopackage(statements=MANY_VIEWS),
        "more than 10,000 tables and indexes",
    ),
    Case(
        "rows that lead to each other",
        b.geopackage(statements=MANY_ROWS, after=_patched(_circle)),
        "its table front is damaged",
    ),
    Case(
        "rows that lead to themselves",
        b.geopackage(statements=MANY_ROWS, after=_patched(_to_itself)),
        "damaged",
    ),
    Case(
        "what another program has not written yet",
        b.geopackage(after=_beside("-wal")),
        "still open in another program, .* .2014.gpkg-wal lies beside it.; open and close it",
    ),
    Case(
        "what another program has not finished",
        b.geopackage(after=_beside("-journal")),
        "2014.gpkg-journal lies beside it",
    ),
    Case(
        "text for a shape",
        b.geopackage("POLYGON((0 0,1 0,1 1,0 0))"),
        "row 1: its shape cannot be read",
    ),
    Case("a number for a shape", b.geopackage(7), "row 1: its shape cannot be read"),
    Case(
        "a shape of another format",
        b.geopackage(
            "x", statements=("UPDATE front SET geom = x'0102030405060708090a'",)
        ),
        "row 1: its shape cannot be read",
    ),
    Case(
        "a shape without end",
        b.geopackage(b.wkb(SQUARE)[:40]),
        "row 1: its shape cannot be read",
    ),
    Case("no bytes for a shape", b.geopackage(b""), "row 1: its shape cannot be read"),
    Case(
        "an envelope that is none",
        b.geopackage(
            "x", statements=(f"UPDATE front SET geom = x'{b.blob(b'', 11).hex()}'",)
        ),
        "row 1: its shape cannot be read",
    ),
    Case(
        "collections within each other",
        b.geopackage(b.nested(100_000)),
        "row 1: its shape cannot be read",
    ),
    Case(
        "multipolygons within each other",
        b.geopackage(b.nested(100_000, 6)),
        "row 1: its shape cannot be read",
    ),
    Case(
        "a number of rows that is not so",
        b.geopackage(
            b.wkb(SQUARE),
            b.wkb(SQUARE),
            statements=(
                "CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count "
                "INTEGER)",
                "INSERT INTO gpkg_ogr_contents VALUES ('front', 1)",
            ),
        ),
        "only 1 of its 2 rows can be read",
    ),
    Case(
        "columns with quotes and line ends in their names",
        b.geopackage(
            statements=(
                'ALTER TABLE front ADD COLUMN "a""; DROP TABLE front; --" TEXT',
                'ALTER TABLE front ADD COLUMN "b\n\'c" TEXT',
                "ALTER TABLE front ADD COLUMN [\u202ed] TEXT",
            )
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "a layer with quotes in its name",
        b.geopackage(
            statements=(
                'ALTER TABLE front RENAME TO "a""b\'c; DROP"',
                "UPDATE gpkg_contents SET table_name = 'a\"b''c; DROP'",
                "UPDATE gpkg_geometry_columns SET table_name = 'a\"b''c; DROP'",
            )
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "triggers that wait for somebody to write",
        b.geopackage(
            statements=(
                "CREATE TRIGGER t AFTER INSERT ON front BEGIN DELETE FROM front; END",
                f"CREATE VIEW aside AS {ENDLESS} SELECT x FROM c",
            )
        ),
        "1 file, 1 row",
        code=0,
    ),
]


def _database(*statements: str) -> bytes:
    database = sqlite3.connect(":memory:")
    for statement in statements:
        database.execute(statement)
    data = database.serialize()
    database.close()
    return data


# FlatGeobuf

_HEAD = len(b"fgb\3fgb\0")


def _fgb(content: object) -> Make:
    return file("2014.fgb", content)  # type: ignore[arg-type]


def _shared(levels: int) -> b.Flat:
    """A shape of two that are the same, each of two that are the same, and so on."""
    one = b.shape()
    for _ in range(levels):
        one = b.Flat({6: b"\7", 7: [one, one]})
    return one


COLUMN = b.Flat({0: (b.text("c" * 1000),), 1: b"\x0b"})
INDEXED = {9: struct.pack("<H", 16)}
FLATGEOBUF = [
    Case(
        "more rows than it has",
        _fgb(lambda: b.flatgeobuf(b.shape(), says=3)),
        "announces 3 rows, but has 1",
    ),
    Case(
        "fewer rows than it has",
        _fgb(lambda: b.flatgeobuf(b.shape(), b.shape(), b.shape(), says=1)),
        "announces 1 row, but has 3",
    ),
    Case(
        "2^63 rows",
        _fgb(lambda: b.flatgeobuf(b.shape(), says=2**63)),
        "announces 9,223,372,036,854,775,808 rows",
    ),
    Case(
        "an index longer than the file",
        _fgb(lambda: b.flatgeobuf(b.shape(), says=1_000_000, head=INDEXED)),
        "announces 1,000,000 rows in",
    ),
    Case(
        "a head of four gigabytes",
        _fgb(b"fgb\3fgb\0" + struct.pack("<I", 2**32 - 1) + bytes(100)),
        "its header is too long",
    ),
    Case("no head", _fgb(b"fgb\3fgb\0"), "not readable as FlatGeobuf"),
    Case(
        "a head of zeros",
        _fgb(b"fgb\3fgb\0" + struct.pack("<I", 100) + bytes(100)),
        "2014.fgb: ",
    ),
    Case(
        "a row longer than the file",
        _fgb(
            lambda: b.flatgeobuf(b.shape(), rows=(struct.pack("<I", 2**31) + bytes(9),))
        ),
        "row 2 is longer than the rest",
    ),
    Case(
        "a row of zeros",
        _fgb(
            lambda: b.flatgeobuf(b.shape(), rows=(struct.pack("<I", 64) + bytes(64),))
        ),
        "2014.fgb",
    ),
    Case(
        "a row without bytes",
        _fgb(lambda: b.flatgeobuf(b.shape(), rows=(bytes(4),))),
        "2014.fgb",
    ),
    Case(
        "one part that is a million",
        _fgb(lambda: b.flatgeobuf(_shared(20), kind=7)),
        DAMAGED,
    ),
    Case(
        "one part that is more than there are numbers for",
        _fgb(lambda: b.flatgeobuf(_shared(60), kind=7)),
        DAMAGED,
    ),
    Case(
        "one part, listed a million times",
        _fgb(
            lambda: b.flatgeobuf(
                b.Flat({6: b"\7", 7: [b.shape([(0, 0)] * 1000)] * 1_000_000}), kind=7
            )
        ),
        DAMAGED,
    ),
    Case(
        "collections within each other",
        _fgb(lambda: b.flatgeobuf(_chain(400), kind=7)),
        DAMAGED,
    ),
    Case(
        "one column that is a hundred thousand",
        _fgb(lambda: b.flatgeobuf(b.shape(), head={7: [COLUMN] * 100_000})),
        "one column in its header is used for many",
    ),
    Case(
        "a coordinate system of an address",
        _fgb(
            lambda: b.flatgeobuf(
                b.shape(),
                head={
                    10: b.Flat({0: (b.text(f"http://{address()}/"),), 1: b"\1\0\0\0"})
                },
            )
        ),
        "its CRS is an address",
    ),
    Case(
        "a coordinate system that nobody knows",
        _fgb(lambda: b.flatgeobuf(b.shape(), head={10: b.Flat({4: (b.text("?"),)})})),
        "no CRS; pass --crs",
    ),
]


def _chain(levels: int) -> b.Flat:
    one = b.shape()
    for _ in range(levels):
        one = b.Flat({6: b"\7", 7: [one]})
    return one


# Shapefile

ONE = b.record(SQUARE)
SHAPEFILE = [
    Case(
        "an index into the void",
        b.shapefile(ONE, entries=[(1_000_000, len(ONE))]),
        "row 1: its .shx file points outside of the .shp file",
    ),
    Case(
        "an index before the beginning",
        b.shapefile(ONE, entries=[(-200, len(ONE))]),
        "row 1: its .shx file points",
    ),
    Case(
        "a shape of negative length",
        b.shapefile(ONE, entries=[(100, -2)]),
        "row 1: its .shx file points",
    ),
    Case(
        "one shape, named a million times",
        b.shapefile(ONE, entries=[(100, len(ONE))] * 1_000_000),
        "its .shx file points to one shape several times",
    ),
    Case(
        "six million rows",
        b.shapefile(ONE, entries=[(100, len(ONE))] * 6_000_000, table=b.dbf(1, 1)),
        "6,000,000 rows; at most 5,000,000 are read; pass --limit rows=",
    ),
    Case(
        "a table of four billion rows",
        b.shapefile(ONE, rows=2**32 - 1),
        "its .dbf file has 4,294,967,295 rows, but its .shx file 1 shapes",
    ),
    Case("a table without rows", b.shapefile(ONE, rows=0), "its .dbf file has 0 rows"),
    Case(
        "a table that is cut off",
        b.shapefile(ONE, ONE, table=b.dbf(2, 1)),
        "its .dbf file is shorter than it announces",
    ),
    Case(
        "a table of one letter",
        b.shapefile(ONE, table=b"\3"),
        "its .dbf file is cut off",
    ),
    Case(
        "five hundred columns",
        b.shapefile(ONE, table=b.dbf(1, 1, 1, 500)),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "negative numbers of vertices",
        b.shapefile(b.record(SQUARE, says=(1, -5))),
        "row 1: its shape cannot be read",
    ),
    Case(
        "negative numbers of rings",
        b.shapefile(b.record(SQUARE, says=(-1, 5))),
        "row 1: its shape cannot be read",
    ),
    Case(
        "a kind of shape that is none",
        b.shapefile(b.record(SQUARE, kind=99)),
        "row 1: its shape cannot be read",
    ),
    Case("no index", b.shapefile(ONE, more={".shx": b""}), "its .shx file is cut off"),
    Case(
        "a coordinate system of a megabyte",
        b.shapefile(ONE, more={".prj": b"G" * 10**6}),
        "its .prj file is not a line of text",
    ),
    Case(
        "an encoding of a megabyte",
        b.shapefile(ONE, more={".cpg": b"U" * 10**6}),
        "its .cpg file is not a line of text",
    ),
    Case(
        "an encoding that nobody knows",
        b.shapefile(ONE, more={".cpg": b"../../etc/passwd"}),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "a coordinate system that is no text",
        b.shapefile(ONE, more={".prj": bytes(range(256))}),
        "2014.shp: ",
    ),
    Case(
        "rings without vertices",
        b.shapefile(b.record(says=(0, 0))),
        "2014.shp: no row with a shape",
    ),
]

# GeoParquet

PARQUET = [
    Case(
        "six million rows in a kilobyte",
        file("2014.parquet", lambda: b.parquet(b.page(b"", 0), 6_000_000)),
        "6,000,000 rows; at most",
    ),
    Case(
        "two billion rows in groups",
        file("2014.parquet", lambda: b.parquet(b"", 2_000_000, groups=1000)),
        "2,000,000,000 rows; at most",
    ),
    Case(
        "a page of two billion values",
        file(
            "2014.parquet",
            lambda: b.parquet(
                b.page(b.plain(b.wkb(SQUARE)), 1, dictionary=True)
                + b.page(b"\1" + b.varint(2**32 - 2) + b"\0", 2**31 - 1, encoding=8),
                1,
                dictionary=True,
                first=0,
            ),
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "one text, two million times",
        file("2014.parquet", lambda: _repeated(2_000_000, 1_000_000)),
        "becomes a table of 2 TB; at most 2 GB",
    ),
    Case(
        "a page that says it is two gigabytes",
        file(
            "2014.parquet",
            lambda: b.parquet(b.page(b"", 1, unpacked=2**31 - 1, packed=0), 1, codec=1),
        ),
        "becomes a table of 2.15 GB",
    ),
    Case(
        "a page of a gigabyte of zeros",
        file("2014.parquet", lambda: _zeros()),
        "vertices; at most 50,000,000 are read",
    ),
    Case(
        "a page longer than the file",
        file("2014.parquet", lambda: b.parquet(b.page(b"", 1, packed=2**31 - 1), 1)),
        DAMAGED,
    ),
    Case(
        "a page of negative length",
        file("2014.parquet", lambda: b.parquet(b.page(b"", 1, packed=-9), 1)),
        DAMAGED,
    ),
    Case(
        "a column that lies before the file",
        file("2014.parquet", lambda: b.parquet(b.page(b"", 1), 1, first=-5)),
        DAMAGED,
    ),
    Case(
        "columns within each other",
        file(
            "2014.parquet",
            lambda: b.parquet(
                b"",
                0,
                schema=[{4: b"s", 5: 1}] * 50_000 + [{1: 6, 3: 0, 4: b"geometry"}],
            ),
        ),
        DAMAGED,
    ),
    Case(
        "more columns than it lists",
        file(
            "2014.parquet",
            lambda: b.parquet(b"", 0, schema=[{4: b"s", 5: 2**31 - 1}]),
        ),
        DAMAGED,
    ),
    Case(
        "a description of a gigabyte",
        file("2014.parquet", b"PAR1" + bytes(99) + struct.pack("<I", 2**30) + b"PAR1"),
        DAMAGED,
    ),
    Case(
        "structures within each other",
        file(
            "2014.parquet",
            b"PAR1" + b"\x1c" * 90_000 + struct.pack("<I", 90_000) + b"PAR1",
        ),
        DAMAGED,
    ),
    Case(
        "a list of two billion columns",
        file(
            "2014.parquet",
            b"PAR1\x29\xfc"
            + b.varint(2**31 - 1)
            + bytes(20)
            + struct.pack("<I", 27)
            + b"PAR1",
        ),
        DAMAGED,
    ),
    Case(
        "without its end",
        file("2014.parquet", lambda: b.of_shapes(b.wkb(SQUARE))[:-1]),
        DAMAGED,
    ),
    Case(
        "locked",
        file("2014.parquet", lambda: b.of_shapes(b.wkb(SQUARE))[:-4] + b"PARE"),
        DAMAGED,
    ),
    Case(
        "no word of shapes",
        file("2014.parquet", lambda: b.parquet(b.page(b"", 0), 0, geo=None)),
        "a table without shapes",
    ),
    *(
        Case(name, file("2014.parquet", lambda geo=geo: _described(geo)), says)
        for name, geo, says in (
            (
                "rubbish about its shapes",
                b"\xff\xfe{",
                "its GeoParquet metadata are damaged",
            ),
            (
                "lists without end about its shapes",
                b"[" * 200_000,
                "metadata are damaged",
            ),
            ("a list about its shapes", b"[1, 2]", "metadata are damaged"),
            ("nothing about its shapes", b"{}", "metadata are damaged"),
            (
                "shapes in a column that is not there",
                b'{"version": "1.0.0", "primary_column": "x", "columns": {"geometry": '
                b'{"encoding": "WKB"}}}',
                DAMAGED,
            ),
            (
                "shapes in a way that nobody knows",
                b.GEO.replace(b"WKB", b"pickle"),
                "2014.parquet: cannot be read",
            ),
            (
                "points that are none",
                b.GEO.replace(b"WKB", b"point"),
                "2014.parquet: cannot be read",
            ),
            (
                "a coordinate system of another kind",
                b.GEO.replace(b'"encoding"', b'"crs": [1, {"a": 2}], "encoding"'),
                "2014.parquet: cannot be read",
            ),
        )
    ),
    Case(
        "numbers for shapes",
        file(
            "2014.parquet",
            lambda: b.parquet(b.page(struct.pack("<q", 7), 1), 1, type=2),
        ),
        "no shapes in column geometry",
    ),
    Case(
        "collections within each other",
        file("2014.parquet", lambda: b.of_shapes(b.nested(100_000))),
        "row 1: more than 100 shapes within each other",
    ),
    Case(
        "polygons of polygons within each other",
        file("2014.parquet", lambda: b.of_shapes(b.wkb(SQUARE), b.nested(100_000, 6))),
        "row 2: more than 100 shapes within each other",
    ),
    Case(
        "no bytes for a shape",
        file("2014.parquet", lambda: b.of_shapes(b"")),
        "row 1: its shape is cut off",
    ),
    Case(
        "rubbish for a shape",
        file("2014.parquet", lambda: b.of_shapes(b"not a shape at all")),
        "row 1: its shape is cut off, or not WKB",
    ),
]


def _described(geo: bytes) -> bytes:
    square = b.wkb(SQUARE)
    return b.parquet(b.page(b.plain(square), 1), 1, geo=geo)


def _repeated(rows: int, length: int) -> bytes:
    """A column with one long text again and again: its number stands once, for all rows."""
    pages = b.page(b.plain(bytes(length)), 1, dictionary=True)
    runs = b"\1" + b.varint(rows << 1) + b"\0"
    whole = pages + b.page(runs, rows, encoding=8)
    return b.parquet(whole, rows, dictionary=True, first=4 + len(pages))


def _zeros() -> bytes:
    import pyarrow

    zeros = pyarrow.Codec("zstd").compress(bytes(10**9 + 4), asbytes=True)
    return b.parquet(b.page(zeros, 1, unpacked=10**9 + 4), 1, codec=6)


# Other formats under these names

BEGINNINGS = {
    ".gpkg": b"SQLite format 3\0",
    ".fgb": b"fgb\3fgb\0",
    ".shp": b"\0\0\x27\x0a",
    ".parquet": b"PAR1",
}


def _others() -> dict[str, str]:
    place = f"http://{address()}/x"
    return {
        "a VRT": f'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/vsicurl/{place}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "GML with a schema": '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a '
        f'{place}.xsd"/>',
        "the address of a map server": f"<OGRWFSDataSource><URL>{place}</URL></OGRWFSDataSource>",
        "Esri JSON": '{"geometryType": "esriGeometryPolygon", "features": []}',
        "MapInfo": "!table\n!version 300\nDefinition Table\n  Type NATIVE\n",
        "a list of commands": json.dumps(
            {"type": "gdal_streamed_alg", "command_line": f"gdal vector read {place}"}
        ),
    }


OTHERS = [
    Case(
        f"{name} called {suffix}",
        (
            lambda name=name, suffix=suffix: file(
                f"2014{suffix}", lambda: _others()[name]
            )
        )(),
        "correct the ending of its name",
    )
    for name in (
        "a VRT",
        "GML with a schema",
        "the address of a map server",
        "Esri JSON",
        "MapInfo",
        "a list of commands",
    )
    for suffix in BEGINNINGS
] + [
    Case(
        f"{name} behind the first letters of {suffix}",
        (
            lambda name=name, suffix=suffix: file(
                f"2014{suffix}", lambda: BEGINNINGS[suffix] + _others()[name].encode()
            )
        )(),
        f"2014{suffix}: ",
    )
    for name in ("a VRT", "the address of a map server")
    for suffix in BEGINNINGS
]

# Addresses


def _geojson(place: str, crs: dict[str, object]) -> str:
    shape: dict[str, object] = {"type": "Polygon", "coordinates": [SQUARE]}
    row: dict[str, object] = {"type": "Feature", "properties": {}, "geometry": shape}
    whole: dict[str, object] = {"type": "FeatureCollection", "features": [row]}
    {"the map": whole, "a row": row, "a shape": shape}[place]["crs"] = crs
    return json.dumps(whole if place == "the map" else row if "l" in place else whole)


def _crs(kind: str) -> dict[str, object]:
    name = {"url": "url", "link": "href"}[kind]
    there = f"http://{address()}/crs"
    return {"type": kind, "properties": {name: there, "name": "EPSG:4326"}}


def _vrt_beside(folder: Path) -> str:
    (folder / "2014").write_text(_others()["a VRT"])
    return b.geopackage(name="2014;.gpkg")(folder)


ADDRESSES = [
    *(
        Case(
            f"the CRS of {place} by its {kind}, {'told' if options else 'not told'}",
            (
                lambda place=place, kind=kind: file(
                    "2014.geojson", lambda: _geojson(place, _crs(kind))
                )
            )(),
            "unknown CRS" if refused else "1 file, 1 row",
            code=int(refused),
            options=options,
        )
        for place in ("the map", "a row", "a shape")
        for kind in ("url", "link")
        for options in ((), ("--crs", "EPSG:4326"))
        for refused in (place == "the map" and not options,)
    ),
    Case(
        "the CRS of a shape by its address, in escapes",
        file(
            "2014.geojson",
            lambda: _geojson("a shape", _crs("url")).replace(
                '"crs"', '"\\u0063r\\u0053"'
            ),
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "the CRS of a line by its address",
        file(
            "2014.geojsonl",
            lambda: json.dumps(
                json.loads(_geojson("a shape", _crs("url")))["features"][0]
            ),
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "a folder called like an address",
        lambda folder: b.geopackage(name=f"x!/vsicurl/http:/{address()}/2014.gpkg")(
            folder
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case("a name that GDAL cuts short", _vrt_beside, "1 file, 1 row", code=0),
    Case("an address", no_file(f"http://{address()}/2014.geojson"), "no such file", 2),
    Case(
        "an address for GDAL",
        no_file(f"/vsicurl/http://{address()}/2014.gpkg"),
        "no such file",
        2,
    ),
    Case(
        "an archive at an address",
        no_file(f"/vsizip//vsicurl/http://{address()}/a.zip/2014.shp"),
        "no such file",
        2,
    ),
    Case(
        "a table in a file, for GDAL",
        no_file("GPKG:2014.gpkg:front"),
        "no such file",
        2,
    ),
    Case(
        "a coordinate system in a GeoPackage by its address",
        b.geopackage(
            statements=(
                "UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', "
                f"organization_coordsys_id = 7, definition = 'http://{address()}/d' "
                "WHERE srs_id = 4326",
            )
        ),
        "no CRS; pass --crs",
    ),
    Case(
        "a grid of datums at an address, in a shapefile",
        b.shapefile(ONE, more={".prj": b.grids(f"http://{address()}/a.gsb").encode()}),
        "2014.shp: ",
    ),
]

# Shapes that are none

NAN, FAR = math.nan, math.inf
ODD_SHAPES = {
    "no number in it": (b.wkb([(0, 0), (NAN, 0), (1, 1), (0, 0)]), "row 1"),
    "infinite": (b.wkb([(0, 0), (FAR, 0), (1, 1), (0, 0)]), "row 1"),
    "all of it no number": (b.wkb([(NAN, NAN)] * 4), "2014"),
    "an open ring of two": (
        b.wkb([(0, 0), (1, 1), (0, 0), (1, 1)]),
        "row 1: not a polygon",
    ),
    "a ring of two": (b.wkb([(0, 0), (0, 0)]), "row 1"),
    "a kind that is none": (b.wkb(SQUARE, kind=99), "row 1: .*unknown kind"),
    "another order of bytes": (
        b"\2" + b.wkb(SQUARE)[1:],
        "row 1: (its shape is cut off, or not WKB|curves or triangles)",
    ),
    "a TIN": (
        b.parts(16, b.wkb([(0, 0), (1, 0), (1, 1), (0, 0)], kind=17)),
        "row 1: (a surface of triangles|curves or triangles).*; save it as polygons",
    ),
    "a polygon with arcs": (
        b.parts(
            10,
            b"\1\x08\0\0\0" + struct.pack("<I10d", 5, 0, 0, 1, 1, 2, 0, 1, -1, 0, 0),
        ),
        "row 1: (a polygon with arcs|a curve|curves or triangles).*; save it",
    ),
    "a point": (struct.pack("<BIdd", 1, 1, 0, 0), "row 1: a Point where a polygon"),
}
NONE = [
    case
    for name, (shape, says) in ODD_SHAPES.items()
    for case in (
        Case(f"{name}, in a GeoPackage", b.geopackage(shape), says),
        Case(
            f"{name}, in GeoParquet",
            file("2014.parquet", (lambda shape=shape: lambda: b.of_shapes(shape))()),
            says,
        ),
    )
] + [
    Case(
        f"{name}, in {form}",
        made,
        says,
    )
    for name, ring, says in (
        ("no number in it", [(0, 0), (NAN, 0), (1, 1), (0, 0)], "row 1"),
        ("infinite", [(0, 0), (FAR, 0), (1, 1), (0, 0)], "row 1"),
    )
    for form, made in (
        ("FlatGeobuf", _fgb((lambda ring=ring: lambda: b.flatgeobuf(b.shape(ring)))())),
        ("a shapefile", b.shapefile(b.record(ring))),
    )
]

NONE += [
    Case(
        "curves, in FlatGeobuf",
        _fgb(lambda: b.flatgeobuf(b.shape(), kind=10)),
        "curves or triangles; save it as polygons with straight edges",
    ),
    Case(
        "a curve among others, in FlatGeobuf",
        _fgb(lambda: b.flatgeobuf(b.shape(), b.shape(kind=10), kind=0)),
        "row 2: curves or triangles",
    ),
    Case(
        "a row without a shape, in FlatGeobuf",
        _fgb(lambda: b.flatgeobuf(b.shape(), None)),
        "2 rows .1 left out.",
        code=0,
    ),
    Case(
        "heights that are no number, in GeoParquet",
        file(
            "2014.parquet",
            lambda: b.of_shapes(
                b.wkb([(x, y, NAN) for x, y in SQUARE], kind=1003, width=3)
            ),
        ),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "measures, in a GeoPackage",
        b.geopackage(b.wkb([(x, y, 1, 2) for x, y in SQUARE], kind=3003, width=4)),
        "1 file, 1 row",
        code=0,
    ),
    Case(
        "an empty polygon, in a GeoPackage",
        b.geopackage(b.wkb(), b.wkb(SQUARE)),
        "2 rows .1 left out.",
        code=0,
    ),
    Case(
        "only empty polygons, in GeoParquet",
        file("2014.parquet", lambda: b.of_shapes(b.wkb(), b.wkb())),
        "no row with a shape",
    ),
]

KINDS = [
    Kind(
        "shapes with a header of 200 million vertices",
        "refused in bounded memory, with the row where the reader knows it",
        CLAIMS,
    ),
    Kind(
        "GeoPackages with programs or wrong numbers in them",
        "opened as untrusted and in bounded steps; anything but a stored table is refused",
        PROGRAMS,
    ),
    Kind(
        "FlatGeobuf with wrong numbers",
        "refused: header and rows are compared with the bytes of the file",
        FLATGEOBUF,
    ),
    Kind(
        "shapefiles whose parts contradict each other",
        "refused with the part or the row; harmless faults are read",
        SHAPEFILE,
    ),
    Kind(
        "GeoParquet that is larger than it looks, or damaged",
        "refused; sizes of pages are added up before one is unpacked",
        PARQUET,
    ),
    Kind(
        "another format than the name says",
        "refused by their first bytes, or by the driver that opens them",
        OTHERS,
    ),
    Kind(
        "addresses on the network",
        "never requested; refused, or read without them",
        ADDRESSES,
    ),
    Kind(
        "shapes that are not polygons, in binary formats",
        "refused with the row",
        NONE,
    ),
]
