"""What a GeoPackage holds, looked at before GDAL opens it.

A GeoPackage is a database, and SQLite runs what the file says: a view that never ends, a column
that is computed and has a gigabyte, a table whose rows lead back to the first. Here it is opened
without a change to it and without trust in it, and in bounded steps: what GDAL is to read has to
be a table of rows that stand in the file.

Source: OGC 12-128r18, GeoPackage Encoding Standard 1.3, 2.1.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from struct import Struct
from urllib.parse import quote

from geo.base import ReadError
from geo.files import File
from geo.formats.binary.wkb import WkbError, vertices

# Left by a program that has the file open, or did not come to close it: what is newest is in them.
_UNFINISHED = ("-wal", "-journal")
# The database engine may take so many steps for each byte of the file, and so many for none.
_STEPS_A_BYTE, _STEPS = 10, 10_000_000
_EVERY = 100_000
_SQL_LENGTH = 1_000_000
_TABLES = 10_000
_COLUMNS = 2_000
_GENERATED = (2, 3)
# GDAL asks the tables of these names for what the file means.
_OWN = ("gpkg_", "gpkgext_", "ogr_", "layer_styles", "sqlite_")
# Head of a shape: "GP", version, flags, SRID; then an envelope of so many bytes, by its code.
_HEAD = Struct("2sBB4x")
_ENVELOPES = (0, 32, 48, 48, 64)
_EMPTY, _EXTENDED = 0x10, 0x20
_BYTES_OF_CORNER = 16


def rows(file: File, wanted: Callable[[str], bool]) -> dict[str, int]:
    """Layers with shapes, in the order of the file, and how many rows each has.

    Only layers whose names are `wanted` are looked through; the others are said to have none.

    Raises
    ------
    ReadError
        If the file is damaged, in use, or has in place of rows what would have to be run; if a
        shape does not stand whole in its bytes.
    LimitError
        If it has more rows or vertices than its limits allow.
    """
    for end in _UNFINISHED:
        beside = file.path.with_name(file.path.name + end)
        if beside.exists() and beside.stat().st_size:
            raise ReadError(
                f"{file.label}: still open in another program, or never closed there "
                f"({beside.name} lies beside it); close it there first"
            )
    with _opened(file) as database:
        tables = _tables(file, database)
        layers = _layers(file, database, tables)
        found: dict[str, int] = {}
        corners = 0
        for name, column in layers:
            found[name] = 0
            if not wanted(name):
                continue
            _require_stored(file, database, name)
            _require_sound(file, database, name)
            found[name], corners = _counted(
                file, database, name, column, sum(found.values()), corners
            )
    if not found:
        raise ReadError(f"{file.label}: no layer with shapes in it")
    return found


@contextmanager
def _opened(file: File) -> Iterator[sqlite3.Connection]:
    """The database, to be read in bounded steps and without a file of its own beside it."""
    address = f"file:{quote(str(file.path.absolute()))}?mode=ro&immutable=1"
    left = [(_STEPS + _STEPS_A_BYTE * file.path.stat().st_size) // _EVERY]

    def step() -> bool:
        left[0] -= 1
        return left[0] < 0

    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            database.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _SQL_LENGTH)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute("PRAGMA cell_size_check = ON")
            database.execute("PRAGMA mmap_size = 0")
            database.set_progress_handler(step, _EVERY)
            yield database
    # what it says of a damaged file may itself be no text
    except (sqlite3.Error, UnicodeError, MemoryError, OverflowError) as error:
        if left[0] < 0:
            raise ReadError(
                f"{file.label}: takes more steps to be read than its size explains; it may be "
                "made to never end"
            ) from error
        raise ReadError(
            f"{file.label}: cannot be read as a database; it may be cut off or damaged"
        ) from error


def _tables(file: File, database: sqlite3.Connection) -> dict[str, str]:
    """What each table, view or index of the file is, by its name in small letters."""
    found: dict[str, str] = {}
    query = f"SELECT type, name, sql FROM sqlite_master LIMIT {_TABLES + 1}"
    for number, (kind, name, sql) in enumerate(database.execute(query)):
        if number == _TABLES:
            raise ReadError(
                f"{file.label}: more than {_TABLES:,} tables and indexes in it; save the layers "
                "that you need in a file of their own"
            )
        if kind in ("table", "view"):
            virtual = str(sql).upper().lstrip().startswith("CREATE VIRTUAL")
            found[str(name).lower()] = "virtual table" if virtual else kind
    for name, kind in found.items():
        if name.startswith(_OWN) and kind != "table":
            raise ReadError(
                f"{file.label}: {name} is a {kind} in it, and has to be a table; save the layers "
                "anew"
            )
    for name in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
        if name not in found:
            raise ReadError(
                f"{file.label}: no {name} in it, so it is a database and no GeoPackage"
            )
    return found


def _layers(
    file: File, database: sqlite3.Connection, tables: dict[str, str]
) -> list[tuple[str, str]]:
    """Names of the tables with shapes, and of the column that these are in."""
    found = []
    query = (
        "SELECT c.table_name, g.column_name FROM gpkg_contents c JOIN gpkg_geometry_columns g "
        "ON lower(c.table_name) = lower(g.table_name) WHERE c.data_type = 'features' "
        f"ORDER BY c.rowid LIMIT {_TABLES}"
    )
    for name, column in database.execute(query):
        if not isinstance(name, str) or not isinstance(column, str):
            raise ReadError(f"{file.label}: the list of its layers is damaged")
        kind = tables.get(name.lower())
        if kind is None:
            raise ReadError(f"{file.label}: no table {name}, though it lists one")
        if kind != "table":
            raise ReadError(
                f"{file.label}: its layer {name} is a {kind} and not a table; save it as a layer "
                "of its own"
            )
        found.append((name, column))
    return found


def _require_stored(file: File, database: sqlite3.Connection, name: str) -> None:
    """Raise ReadError if columns of a table are not stored but computed."""
    columns = database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [name])
    for number, (column, hidden) in enumerate(columns):
        if hidden in _GENERATED:
            raise ReadError(
                f"{file.label}: column {column} of {name} is computed and not stored; save the "
                "layer anew"
            )
        if number == _COLUMNS:
            raise ReadError(f"{file.label}: more than {_COLUMNS:,} columns in {name}")


def _require_sound(file: File, database: sqlite3.Connection, name: str) -> None:
    """Raise ReadError if a part of the file is used twice: its rows may have no end."""
    (told,) = database.execute(f"PRAGMA quick_check({_quoted(name)})").fetchone()
    if told != "ok":
        raise ReadError(
            f"{file.label}: the table {name} in it is damaged; copy the file anew, or save it "
            "anew where it was made"
        )


def _counted(
    file: File,
    database: sqlite3.Connection,
    name: str,
    column: str,
    before: int,
    corners: int,
) -> tuple[int, int]:
    """Rows of a table, and vertices up to its last; the tables before have `before` rows."""
    limits, row = file.limits, 0
    most = _BYTES_OF_CORNER * limits.vertices
    # how long a shape is stands before it: one that is too long is not read
    cell = _quoted(column)
    query = (
        f"SELECT length({cell}), CASE WHEN length({cell}) < {most} THEN {cell} END "
        f"FROM {_quoted(name)}"
    )
    for row, (length, shape) in enumerate(database.execute(query), 1):
        limits.require("rows", before + row, file.label)
        limits.require("vertices", (length or 0) // _BYTES_OF_CORNER, file.label)
        if shape is None:
            continue
        try:
            corners += _vertices(shape, limits.nesting)
        except WkbError as error:
            raise ReadError(f"{file.label} ({name}), row {row}: {error}") from error
        limits.require("vertices", corners, file.label)
    return row, corners


def _vertices(shape: object, nesting: int) -> int:
    if not isinstance(shape, bytes):
        raise WkbError("no shape in its column of shapes; mend or remove it")
    if len(shape) < _HEAD.size:
        raise WkbError("its shape is cut off; mend or remove it")
    magic, version, flags = _HEAD.unpack_from(shape)
    code = flags >> 1 & 7
    if magic != b"GP" or version > 0 or code >= len(_ENVELOPES):
        raise WkbError(
            "its shape is not written as in a GeoPackage; save the layer anew"
        )
    if flags & _EXTENDED:
        raise WkbError(
            "a shape of a kind that only one program knows; mend or remove it"
        )
    start = _HEAD.size + _ENVELOPES[code]
    if flags & _EMPTY and start >= len(shape):
        return 0
    return vertices(shape, nesting, start)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
