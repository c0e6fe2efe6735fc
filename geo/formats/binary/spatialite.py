"""Read SQLite databases with shapes, as SpatiaLite and GDAL write them; see `geopackage.py`."""

from geo.base import ReadError
from geo.files import File
from geo.formats.binary.geopackage import check_table, list_tables, open_database
from geo.formats.drivers import read_by_driver
from geo.formats.gdal import local_name
from geo.formats.layer import Layer, is_wanted, require_layer

_COLUMNS = "geometry_columns"
_SETTINGS = {"SQLITE_LIST_ALL_TABLES": "NO"}
_QUERY = f"SELECT f_table_name, f_geometry_column FROM {_COLUMNS} LIMIT 10000"
# A shape of SpatiaLite begins with 0, byte order, SRID and bounds, then 7C and its kind.
_MARK, _KIND = 38, slice(39, 43)


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """Each table with shapes, or the one asked for.

    Raises
    ------
    ReadError
        If the file is damaged or in use, or a table with shapes is a view, or has computed columns
        or curves.
    LimitError
        If it has more rows or vertices than its limits allow.
    """
    with open_database(file) as database:
        kinds = list_tables(file, database)
        if kinds.get(_COLUMNS) != "table":
            raise ReadError(
                f"{file.label}: no table {_COLUMNS} in it, and so no shapes"
            )
        columns = {
            str(name): str(column)
            for name, column in database.execute(_QUERY)
            if kinds.get(str(name).lower()) == "table"
        }
        require_layer(file, layer, columns)
        rows = {
            name: len(
                check_table(file, database, name, column, len(columns) > 1, _kind)
            )
            for name, column in columns.items()
            if is_wanted(layer, name)
        }
    if not rows:
        raise ReadError(f"{file.label}: no layer with shapes in it")
    file.limits.require("rows", sum(rows.values()), file.label)
    with local_name(file.path) as path:
        return read_by_driver(
            file,
            path,
            "SQLite",
            layer,
            crs,
            rows=rows,
            settings=_SETTINGS,
            layers=(*rows,),
        )


def _kind(start: bytes) -> int:
    """The kind of a shape by its first bytes: of SpatiaLite, or WKB."""
    at, order = (
        (_KIND, start[1:2]) if start[_MARK : _MARK + 1] == b"|" else (None, start[:1])
    )
    number = start[at] if at else start[1:5]
    kind = int.from_bytes(number, "little" if order == b"\1" else "big")
    return (kind & 0x0FFFFFFF) % 1000 if len(number) == 4 else 0
