"""Tables as text (CSV) with shapes in a column: WKT, GeoJSON, or WKB in hexadecimal digits.

Programs write shapes into tables in these three ways: as WKT (QGIS, BigQuery), as GeoJSON, and as
WKB (PostGIS). The column is known by what stands in it, since no two programs call it the same.
"""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions
import shapely
import shapely.errors

from geo import cells
from geo.degrees import in_degrees
from geo.errors import NoShapes, ReadError
from geo.files import File
from geo.layer import Layer, told_apart
from geo.plain import Shapes
from geo.table import CRS

# Names of a column of shapes, for a table without rows, in which nothing stands.
_NAMES = {
    "wkt",
    "wkb",
    "geom",
    "geometry",
    "the_geom",
    "geojson",
    "shape",
    "wkt_geom",
    "_wkt",
}
_KINDS = "(?:POINT|LINESTRING|LINEARRING|POLYGON|GEOMETRYCOLLECTION)"
_WKT = re.compile(
    rf"(?:SRID=(\d+);)?\s*(?:MULTI)?{_KINDS}\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.I
)
_GEOJSON = re.compile(r'\{.*"(?:coordinates|geometries)"\s*:', re.S)
_WKB = re.compile(r"0[01](?:[0-9A-F]{2}){8,}", re.I)
_THIN = re.compile("POINT|LINESTRING", re.I)
_MENTIONED = re.compile(rb"polygon|\"coordinates", re.I)
_SEPARATORS = ",;\t|"


class TextTable(NamedTuple):
    """Columns of texts, and which rows of the file they are, the head being row 1."""

    columns: dict[str, list[str]]
    numbers: list[int]


def has_shapes(path: Path) -> bool:
    """Whether a table holds polygons, or seems to where it cannot be read."""
    try:
        return _column(text_table(path, path.name), only_polygons=True) is not None
    except ReadError:
        return _MENTIONED.search(path.read_bytes()) is not None


def rows(file: File, crs: str | None = None) -> Layer:
    """The rows of a table with shapes, in longitude and latitude.

    Values between commas, semicolons, tabs or bars, in UTF-8 or UTF-16. `crs` is that of the
    coordinates; without it the one that EWKT or EWKB names, else they are taken for degrees.
    Rows are counted as a spreadsheet does; blank ones are no rows.

    Raises
    ------
    NoShapes
        If no column holds shapes.
    ReadError
        If the table or one of its shapes cannot be read, or a row has more or fewer values than
        there are columns.
    """
    table = text_table(file.path, file.label)
    name = _column(table)
    if name is None:
        raise NoShapes(
            f"{file.label}: no column of shapes (columns: {', '.join(table.columns)}); expected "
            "one of WKT, such as POLYGON ((30 10, 40 40, 20 40, 30 10)), or of GeoJSON"
        )
    noticed = [f"shapes from column {name}"]
    shapes = _shapes(table, name, file.label)
    own = _own_crs(shapes, table.columns[name], file.label)
    if own is None and crs is None:
        noticed = [
            f"shapes from column {name}, taken for longitude and latitude (--crs says otherwise)"
        ]
        own = pyproj.CRS(CRS)
    shapes = in_degrees(shapely.set_srid(shapes, 0), own, file.label, crs, noticed)
    others = {
        one: cells.column(cells.typed(texts))
        for one, texts in table.columns.items()
        if one != name
    }
    frame = pd.DataFrame(others, index=pd.RangeIndex(len(shapes)))
    counted = tuple(table.numbers)
    return Layer(file, file.path.stem, False, shapes, frame, noticed, counted=counted)


def text_table(path: Path, label: str) -> TextTable:
    """All values as texts without blanks around them."""
    try:
        data = path.read_bytes()
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except OSError as error:
        raise ReadError(f"{label}: cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text; save it as CSV UTF-8") from error
    found = _records(text, label)
    if not found:
        raise ReadError(f"{label}: the file is empty")
    _, head = found[0]
    records = []
    for number, record in found[1:]:
        if len(record) != len(head):
            raise ReadError(
                f"{label}, row {number}: {len(record)} values for {len(head)} columns; mend the "
                "row, or the file may be cut off"
            )
        records.append((number, record))
    names = told_apart([name or f"column {at}" for at, name in enumerate(head, 1)])
    columns = {
        name: [record[at] for _, record in records] for at, name in enumerate(names)
    }
    return TextTable(columns, [number for number, _ in records])


def _records(text: str, label: str) -> list[tuple[int, list[str]]]:
    """Values of each row that is not blank, and its number, the first one being row 1.

    All at once: the limit that is raised meanwhile is that of the whole program.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_separator(text), strict=True)
    longest = csv.field_size_limit(len(text) + 1)  # a polygon may be long
    try:
        read = [[value.strip() for value in record] for record in reader]
    except csv.Error as error:
        raise ReadError(
            f"{label}, line {reader.line_num}: not readable as CSV ({error}); it may be cut off"
        ) from error
    finally:
        csv.field_size_limit(longest)
    return [(number, values) for number, values in enumerate(read, 1) if any(values)]


def _separator(text: str) -> str:
    """What stands between the names of the columns; a comma where there is but one."""
    head = next(iter(text.splitlines()), "")
    return max(_SEPARATORS, key=lambda mark: len(head.split(mark)))


def _column(table: TextTable, *, only_polygons: bool = False) -> str | None:
    """The column of shapes: the first of polygons, else the first of any shapes."""
    if not table.numbers:
        return next((name for name in table.columns if name.lower() in _NAMES), None)
    found = {}
    for name, texts in table.columns.items():
        first = next((text for text in texts if text), "")
        if _WKB.fullmatch(first):
            found[name] = True
        elif _WKT.match(first) or _GEOJSON.match(first):
            found[name] = not _THIN.search(first[:200])
    named = [name for name in found if found[name] or not only_polygons]
    return max(named, key=lambda name: found[name], default=None)


def _shapes(table: TextTable, name: str, label: str) -> Shapes:
    found = np.empty(len(table.numbers), object)
    for row, text in enumerate(table.columns[name]):
        if not text:
            continue
        try:
            found[row] = _shape(text)
        except (ValueError, shapely.errors.ShapelyError) as error:
            why = str(error).splitlines()[0].partition("Exception: ")
            raise ReadError(
                f"{label}, row {table.numbers[row]}: not a shape in column {name} "
                f"({(why[2] or why[0])[:80]})"
            ) from error
    return found


def _shape(text: str) -> shapely.Geometry:
    if _WKB.fullmatch(text):
        return shapely.from_wkb(text)
    if text.startswith("{"):
        return shapely.from_geojson(text)
    return shapely.from_wkt(text.partition(";")[2] if _srid(text) else text)


def _srid(text: str) -> int:
    """The CRS that EWKT names, as an EPSG code; 0 where it names none."""
    found = _WKT.match(text)
    return int(found[1]) if found and found[1] else 0


def _own_crs(shapes: Shapes, texts: Sequence[str], label: str) -> pyproj.CRS | None:
    """The CRS that the shapes name; GeoJSON is in degrees."""
    codes = {
        _srid(text) or int(shapely.get_srid(shape)) or 4326 * text.startswith("{")
        for shape, text in zip(shapes, texts)
        if shape is not None
    } - {0}
    if len(codes) > 1:
        listed = " and ".join(map(str, sorted(codes)))
        raise ReadError(f"{label}: shapes of several CRS (SRID {listed}); keep to one")
    try:
        return pyproj.CRS.from_epsg(codes.pop()) if codes else None
    except pyproj.exceptions.CRSError as error:
        raise ReadError(f"{label}: unknown SRID in it; pass --crs") from error
