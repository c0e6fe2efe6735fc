"""Tables as text (CSV) with shapes in a column: WKT, GeoJSON, or WKB in hexadecimal digits.

Programs write shapes into tables in these three ways: as WKT (QGIS, BigQuery), as GeoJSON, and as
WKB (PostGIS). The column is known by what stands in it, since no two programs call it the same.
"""

import csv
import io
import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions
import shapely
import shapely.errors

from geo import cells, columns, wkb
from geo.degrees import in_degrees
from geo.errors import NoShapes, ReadError
from geo.files import File
from geo.jsontext import depth
from geo.layer import Layer, told_apart
from geo.limits import LimitError, Limits
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
    rf"(?:SRID=(\d{{1,9}});)?\s*(?:MULTI)?{_KINDS}\s*(?:Z|M|ZM)?\s*(?:\(|EMPTY)", re.I
)
_GEOJSON = re.compile(r'\{.*"(?:coordinates|geometries)"\s*:', re.S)
_WKB = re.compile(r"0[01][0-9A-F]{16,}", re.I)
_THIN = re.compile("POINT|LINESTRING", re.I)
_MENTIONED = re.compile(rb"polygon|\"coordinates", re.I)
_SEPARATORS = ",;\t|"
_BRACKETS = re.compile(r"[()]")
_MOST_COLUMNS = 16_384  # of Excel and LibreOffice


class TooDeepError(ValueError):
    """A shape in which others lie within each other, more than are read."""


class TextTable(NamedTuple):
    """Columns of texts, and which rows of the file they are, the head being row 1."""

    columns: dict[str, list[str]]
    numbers: list[int]


def has_shapes(path: Path, limits: Limits = Limits()) -> bool:
    """Whether a table holds polygons, or seems to where it cannot be read.

    Raises LimitError if it is larger than `limits` allow.
    """
    try:
        table = text_table(path, path.name, limits)
        return _column(table, only_polygons=True) is not None
    except LimitError:
        raise
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
    table = text_table(file.path, file.label, file.limits)
    name = _column(table)
    if name is None:
        raise NoShapes(
            f"{file.label}: no column of shapes ({columns.listed(table.columns)}); expected "
            "one of WKT, such as POLYGON ((30 10, 40 40, 20 40, 30 10)), or of GeoJSON"
        )
    noticed = [f"shapes from column {name}"]
    shapes = _shapes(table, name, file)
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


def text_table(
    path: Path, label: str, limits: Limits = Limits(), *, fill: bool = False
) -> TextTable:
    """All values as texts without blanks around them.

    With `fill` a row may end before its last columns, which are then empty.

    Raises
    ------
    ReadError
        If it is no table of text, has rows of another length than its head, or is larger than
        `limits` allow.
    """
    try:
        limits.require("size", path.stat().st_size, label)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{label}: cannot be opened ({error.strerror})") from error
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\0" in data:
        raise ReadError(f"{label}: zeros in its text; save it as CSV UTF-8")
    try:
        found = _records(data, "utf-16" if wide else "utf-8-sig", label, limits)
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text; save it as CSV UTF-8") from error
    if not found:
        raise ReadError(f"{label}: the file is empty")
    _, head = found[0]
    records = []
    for number, record in found[1:]:
        if fill:
            record += [""] * (len(head) - len(record))
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


def _records(
    data: bytes, encoding: str, label: str, limits: Limits
) -> list[tuple[int, list[str]]]:
    """Values of each row that is not blank, and its number, the first one being row 1.

    All at once: the limit that is raised meanwhile is that of the whole program.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator = _separator(lines.readline())
    lines.seek(0)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    read: list[list[str]] = []
    longest = csv.field_size_limit(len(data) + 1)  # a polygon may be long
    try:
        for record in reader:
            if len(record) > _MOST_COLUMNS:
                raise ReadError(
                    f"{label}, row {len(read) + 1}: more than {_MOST_COLUMNS:,} columns, which no "
                    "spreadsheet has; mend the row"
                )
            if len(read) > limits.rows:
                raise limits.exceeded("rows", label)
            read.append([value.strip() for value in record])
    except csv.Error as error:
        raise ReadError(
            f"{label}, line {reader.line_num}: not readable as CSV ({error}); it may be cut off"
        ) from error
    finally:
        csv.field_size_limit(longest)
    return [(number, values) for number, values in enumerate(read, 1) if any(values)]


def _separator(head: str) -> str:
    """What stands between the names of the columns; a comma where there is but one."""
    return max(_SEPARATORS, key=head.count)


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


def _shapes(table: TextTable, name: str, file: File) -> Shapes:
    found = np.empty(len(table.numbers), object)
    vertices = 0
    for row, text in enumerate(table.columns[name]):
        if not text:
            continue
        try:
            vertices += _vertices(text, file.limits.nesting)
            file.limits.require("vertices", vertices, file.label)
            with np.errstate(
                all="ignore"
            ):  # what is no number is refused by its row later
                found[row] = _shape(text)
        except (ValueError, NotImplementedError, shapely.errors.ShapelyError) as error:
            why = str(error).splitlines()[0].partition("Exception: ")
            said = (why[2] or why[0])[:80].rstrip(" :;,")
            if text.startswith("{"):  # of which GEOS speaks in words of its own
                said = "no geometry of GeoJSON"
            if isinstance(error, TooDeepError):
                said = str(error)
            raise ReadError(
                f"{file.label}, row {table.numbers[row]}: not a shape in column {name} ({said})"
            ) from error
    return found


def _vertices(text: str, nesting: int) -> int:
    """How many vertices a shape has at the least, told from its text.

    Raises
    ------
    ValueError
        If more than `nesting` shapes lie within each other: GEOS calls itself for each of them,
        until Python is gone.
    """
    if _WKB.fullmatch(text):
        if len(text) % 2:
            raise ValueError("WKB of an odd number of digits")
        return wkb.vertices(bytes.fromhex(text), nesting)
    commas = text.count(",")
    if text.startswith("{"):
        deep = text.count("[") + text.count("{") > nesting and depth(text.encode())
        vertices = commas // 3  # two of each vertex with a height, and one behind it
    else:
        steps = (1 if one == "(" else -1 for one in _BRACKETS.findall(text))
        deep = text.count("(") > nesting and max(accumulate(steps))
        vertices = commas + 1  # whatever stands between two commas has one at least
    if deep > nesting:
        raise TooDeepError(
            f"more than {nesting} shapes within each other; mend or remove it"
        )
    return vertices


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
