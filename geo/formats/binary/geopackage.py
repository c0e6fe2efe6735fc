"""Read GeoPackages, opened as databases first, without trust and in bounded steps.

SQLite runs what a file contains, and GDAL lets it: views that never end took more than 29 s of
processor, a computed column 2.8 GB. What GDAL is to read has to be a table of rows that are stored
in the file. GDAL reads shapes that it cannot build as empty; these are counted.

Source: OGC 12-128r18, GeoPackage Encoding Standard 1.3, 2.1.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import quote

import numpy as np

from geo.base import ReadError
from geo.files import File
from geo.formats.gdal import local_name, read_layer, require_bytes
from geo.formats.layer import Layer, is_wanted, layer_label, require_layer

# Left by a program that has the file open or crashed; they hold the newest changes.
_UNFINISHED = ("-wal", "-journal")
# Steps that the database engine may take for each byte of the file, and for none.
_STEPS_A_BYTE, _STEPS = 10, 10_000_000
_STEPS_A_CHECK = 100_000
_SQL_LENGTH = 1_000_000
_MOST_TABLES = 10_000
_MOST_COLUMNS = 2_000
_GENERATED = (2, 3)
# Tables of these names describe the file to GDAL.
_OWN_TABLES = ("gpkg_", "gpkgext_", "ogr_", "layer_styles", "sqlite_")
_REQUIRED = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
# How GDAL opens the file: without a file of its own beside it, and no other tables.
_OPTIONS = {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"}
# A shape begins with "GP", version, flags and SRID, then an envelope by the code in its flags.
_HEADER, _ENVELOPES = 8, (0, 32, 48, 48, 64)
_START = _HEADER + max(_ENVELOPES) + 5  # up to the kind of the shape
_LAST_STRAIGHT = 7  # kinds beyond are curves and surfaces of triangles


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """Each layer with shapes, or the one asked for.

    Raises
    ------
    ReadError
        If the file is damaged, in use, or has views, computed columns or curves; or if a shape
        cannot be read.
    LimitError
        If it has more rows or vertices than its limits allow.
    """
    with open_database(file) as database:
        kinds = list_tables(file, database)
        for name in _REQUIRED:
            if name not in kinds:
                raise ReadError(
                    f"{file.label}: a SQLite database but not a GeoPackage (no {name} in it)"
                )
        columns = _shape_columns(file, database, kinds)
        require_layer(file, layer, columns)
        several = len(columns) > 1
        has_shape = {
            name: check_table(file, database, name, column, several)
            for name, column in columns.items()
            if is_wanted(layer, name)
        }
    rows = sum(map(len, has_shape.values()))
    file.limits.require("rows", rows, file.label)
    with local_name(file.path) as path:
        return [
            read_layer(
                file,
                path,
                "GPKG",
                name,
                np.array(flags, bool),
                crs,
                several=several,
                inside=name,
                options=_OPTIONS,
            )
            for name, flags in has_shape.items()
        ]


@contextmanager
def open_database(file: File) -> Iterator[sqlite3.Connection]:
    """The database, opened without a file beside it; it raises ReadError after too many steps."""
    for ending in _UNFINISHED:
        beside = file.path.with_name(file.path.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise ReadError(
                f"{file.label}: still open in another program, or not closed properly "
                f"({beside.name} lies beside it); open and close it there"
            )
    address = f"file:{quote(str(file.path.absolute()))}?mode=ro&immutable=1"
    left = (_STEPS + _STEPS_A_BYTE * file.path.stat().st_size) // _STEPS_A_CHECK

    def is_spent() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _SQL_LENGTH)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute("PRAGMA cell_size_check = ON")
            database.execute("PRAGMA mmap_size = 0")
            database.set_progress_handler(is_spent, _STEPS_A_CHECK)
            yield database
    # its message on a damaged file may itself not be text
    except (sqlite3.Error, UnicodeError, MemoryError, OverflowError) as error:
        if left < 0:
            raise ReadError(
                f"{file.label}: reading it takes too long for its size; it may never end"
            ) from error
        raise ReadError(
            f"{file.label}: cannot be read as a database; it may be cut off or damaged"
        ) from error


def list_tables(file: File, database: sqlite3.Connection) -> dict[str, str]:
    """Kinds of the tables and views of the file, by their names in lower case."""
    kinds: dict[str, str] = {}
    query = f"SELECT type, name, sql FROM sqlite_master LIMIT {_MOST_TABLES + 1}"
    for number, (kind, name, sql) in enumerate(database.execute(query)):
        if number == _MOST_TABLES:
            raise ReadError(
                f"{file.label}: more than {_MOST_TABLES:,} tables and indexes in it; save the "
                "layers that you need in a file of their own"
            )
        if kind in ("table", "view"):
            is_virtual = str(sql).upper().lstrip().startswith("CREATE VIRTUAL")
            kinds[str(name).lower()] = "virtual table" if is_virtual else kind
    for name, kind in kinds.items():
        if name.startswith(_OWN_TABLES) and kind != "table":
            raise ReadError(
                f"{file.label}: {name} in it is a {kind}, not a table; save the layers again"
            )
    return kinds


def _shape_columns(
    file: File, database: sqlite3.Connection, kinds: dict[str, str]
) -> dict[str, str]:
    """Columns of shapes by the names of their tables, in the order of the file."""
    columns = {}
    query = (
        "SELECT c.table_name, g.column_name FROM gpkg_contents c JOIN gpkg_geometry_columns g "
        "ON lower(c.table_name) = lower(g.table_name) WHERE c.data_type = 'features' "
        f"ORDER BY c.rowid LIMIT {_MOST_TABLES}"
    )
    for name, column in database.execute(query):
        if not isinstance(name, str) or not isinstance(column, str):
            raise ReadError(f"{file.label}: the list of its layers is damaged")
        kind = kinds.get(name.lower())
        if kind is None:
            raise ReadError(f"{file.label}: no table {name}, although it lists one")
        if kind != "table":
            raise ReadError(
                f"{file.label}: its layer {name} is a {kind}, not a table; save it as a table"
            )
        columns[name] = column
    if not columns:
        raise ReadError(f"{file.label}: no layer with shapes in it")
    return columns


def check_table(
    file: File,
    database: sqlite3.Connection,
    name: str,
    column: str,
    several: bool,
    kind: Callable[[bytes], int] | None = None,
) -> list[bool]:
    """Which rows of a table have a shape, whose `kind` its first bytes show.

    Raises ReadError if its columns are not stored, its pages damaged, or its shapes not straight.
    """
    details = database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [name])
    for number, (other, hidden) in enumerate(details):
        if hidden in _GENERATED:
            raise ReadError(
                f"{file.label}: column {other} of {name} is computed, not stored; save the layer "
                "again"
            )
        if number == _MOST_COLUMNS:
            raise ReadError(
                f"{file.label}: more than {_MOST_COLUMNS:,} columns in {name}; save those that "
                "you need"
            )
    # pages that lead back to an earlier one have rows without end
    (result,) = database.execute(f"PRAGMA quick_check({_quote(name)})").fetchone()
    if result != "ok":
        raise ReadError(
            f"{file.label}: its table {name} is damaged; copy the file again, or save it again "
            "where it was made"
        )
    cell = _quote(column)
    query = f"SELECT length({cell}), substr({cell}, 1, {_START}) FROM {_quote(name)}"
    has_shape: list[bool] = []
    total = 0
    for row, (length, start) in enumerate(database.execute(query), 1):
        file.limits.require("rows", row, file.label)
        total += length or 0
        require_bytes(file, total)
        has_shape.append(start is not None)
        if isinstance(start, bytes) and (kind or _kind)(start) > _LAST_STRAIGHT:
            raise ReadError(
                f"{layer_label(file, name, several)}, row {row}: curves or triangles, or an "
                "unknown kind of shape; save it as polygons with straight edges"
            )
    return has_shape


def _kind(start: bytes) -> int:
    """The kind of a shape by its first bytes; 0 if there is none."""
    code = start[3] >> 1 & 7 if len(start) > 3 else len(_ENVELOPES)
    at = _HEADER + _ENVELOPES[code] if code < len(_ENVELOPES) else _START
    number = start[at + 1 : at + 5]
    # the first bits, and thousands, are those of heights and measures
    kind = int.from_bytes(number, "little" if start[at : at + 1] == b"\1" else "big")
    return (kind & 0x0FFFFFFF) % 1000 if len(number) == 4 else 0


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
