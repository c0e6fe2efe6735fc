"""Read tables as text (CSV), and shapes in one of their columns: WKT, GeoJSON or hexadecimal WKB.

The column of shapes is known by its values, because each program names it differently: WKT is
written by QGIS and BigQuery, WKB by PostGIS. Shapes are counted before a library builds them: GEOS
crashes on those that are nested some ten thousand deep. GDAL reads a row with too few values
without a message.

Libraries that build shapes take a second to load, and a table without shapes does not need them.
"""

import csv
import io
import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from geo.base import (
    LimitError,
    Limits,
    NoShapes,
    ReadError,
    list_columns,
    number_duplicates,
)
from geo.files import START, File, require_no_answer
from geo.formats.binary import wkb
from geo.formats.text.json_limits import depth

if TYPE_CHECKING:
    import pyproj
    import shapely

    from geo.formats.layer import Layer, Shapes

# Names of a column of shapes, for a table without rows.
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
_NO_AREA = re.compile("POINT|LINESTRING", re.I)
_POLYGON = re.compile(rb"polygon|\"coordinates", re.I)
_SEPARATORS = ",;\t|"
_BRACKETS = re.compile(r"[()]")
_MOST_COLUMNS = 16_384  # of Excel and LibreOffice


class TextTable(NamedTuple):
    """Columns of texts, and the numbers of their rows in the file, where the header is row 1."""

    columns: dict[str, list[str]]
    numbers: list[int]


def read(file: File, layer: str | None, crs: str | None) -> "list[Layer]":
    """A table with shapes as a layer.

    Values are separated by commas, semicolons, tabs or bars, in UTF-8 or UTF-16. `crs` is that of
    the coordinates; without it the one that EWKT or EWKB names, else they are taken for degrees.
    Rows are counted as a spreadsheet does; blank ones are not rows.

    Raises
    ------
    NoShapes
        If no column has shapes.
    ReadError
        If the table or one of its shapes cannot be read, or a row has more or fewer values than
        there are columns.
    """
    import numpy as np
    import pyproj
    import shapely

    from geo.formats.crs import to_degrees
    from geo.formats.layer import Layer, wanted_layers
    from geo.formats.text import values
    from geo.table import CRS

    table = read_table(file.path, file.label, file.limits)
    name = shape_column(table)
    if name is None:
        raise NoShapes(
            f"{file.label}: no column of shapes ({list_columns(table.columns)}); expected one of "
            "WKT, such as POLYGON ((30 10, 40 40, 20 40, 30 10)), or of GeoJSON"
        )
    messages = [f"shapes from column {name}"]
    unclosed: list[int] = []
    with np.errstate(all="ignore"):  # NaN is refused later, with its row
        shapes = _shapes(table, name, file, unclosed)
        own = _named_crs(shapes, table.columns[name], file.label)
        if own is None and crs is None:
            messages[0] += ", taken for longitude and latitude (or pass --crs)"
            own = pyproj.CRS(CRS)
        shapes = shapely.set_srid(shapes, 0)
        shapes = to_degrees(shapes, own, file.label, crs, messages)
    columns = {
        other: values.column(values.parse_texts(texts))
        for other, texts in table.columns.items()
        if other != name
    }
    numbers = tuple(table.numbers)
    made = Layer(
        file,
        file.path.stem,
        False,
        shapes,
        columns,
        messages,
        row_numbers=numbers,
        unclosed=unclosed,
    )
    return wanted_layers(file, layer, [made])


def has_shapes(path: Path, limits: Limits = Limits()) -> bool:
    """Whether a table has polygons, or seems to have some where it cannot be read.

    Raises LimitError if it is larger than `limits` allow.
    """
    try:
        table = read_table(path, path.name, limits)
        return shape_column(table, only_polygons=True) is not None
    except LimitError:
        raise
    except ReadError:
        return _POLYGON.search(path.read_bytes()) is not None


def read_table(
    path: Path, label: str, limits: Limits = Limits(), *, fill: bool = False
) -> TextTable:
    """All values of a table as texts, without blanks around them.

    With `fill` a row may end before its last columns, which are then empty.

    Raises
    ------
    ReadError
        If it is not a table of text, has rows of another length than its header, or is larger
        than `limits` allow.
    """
    try:
        limits.require("size", path.stat().st_size, label)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{label}: cannot be opened ({error.strerror})") from error
    require_no_answer(data[:START], label, "CSV")
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_utf16 and b"\0" in data:
        raise ReadError(f"{label}: zeros in its text; save it as CSV UTF-8")
    try:
        records = _records(data, "utf-16" if is_utf16 else "utf-8-sig", label, limits)
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text; save it as CSV UTF-8") from error
    if not records:
        raise ReadError(f"{label}: the file is empty")
    _, header = records.pop(0)
    for number, record in records:
        if fill:
            record += [""] * (len(header) - len(record))
        if len(record) != len(header):
            raise ReadError(
                f"{label}, row {number}: {len(record)} values for {len(header)} columns; correct "
                "the row, or the file may be cut off"
            )
    names = number_duplicates(
        [name or f"column {at}" for at, name in enumerate(header, 1)]
    )
    columns = {
        name: [record[at] for _, record in records] for at, name in enumerate(names)
    }
    return TextTable(columns, [number for number, _ in records])


def _records(
    data: bytes, encoding: str, label: str, limits: Limits
) -> list[tuple[int, list[str]]]:
    """Numbers and values of the rows that are not blank; the first of the file is row 1.

    All are read at once, because the limit of the csv module is that of the whole program.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator = _separator(lines.readline())
    lines.seek(0)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = []
    longest = csv.field_size_limit(len(data) + 1)  # a polygon may be long
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                raise ReadError(
                    f"{label}, row {len(rows) + 1}: more than {_MOST_COLUMNS:,} columns, the most "
                    "of a spreadsheet; correct the row"
                )
            if len(rows) > limits.rows:
                raise limits.exceeded("rows", label)
            rows.append([value.strip() for value in row])
    except csv.Error as error:
        raise ReadError(
            f"{label}, line {reader.line_num}: not readable as CSV ({error}); it may be cut off"
        ) from error
    finally:
        csv.field_size_limit(longest)
    return [(number, values) for number, values in enumerate(rows, 1) if any(values)]


def _separator(header: str) -> str:
    """The separator between the names of the columns; a comma if there is only one name."""
    return max(_SEPARATORS, key=header.count)


def shape_column(table: TextTable, *, only_polygons: bool = False) -> str | None:
    """The column of shapes: the first of polygons, else the first of any shapes."""
    if not table.numbers:
        return next((name for name in table.columns if name.lower() in _NAMES), None)
    has_area = {}
    for name, texts in table.columns.items():
        first = next((text for text in texts if text), "")
        if _WKB.fullmatch(first):
            has_area[name] = True
        elif _WKT.match(first) or _GEOJSON.match(first):
            has_area[name] = not _NO_AREA.search(first[:200])
    names = [name for name in has_area if has_area[name] or not only_polygons]
    return max(names, key=lambda name: has_area[name], default=None)


def _shapes(table: TextTable, name: str, file: File, unclosed: list[int]) -> "Shapes":
    """The shapes of a column; None where it is empty.

    The numbers of rows with a ring that is not closed are added to `unclosed`.
    """
    import numpy as np
    import shapely.errors

    _require_bounded(table, name, file)
    shapes = np.empty(len(table.numbers), object)
    for row, text in enumerate(table.columns[name]):
        try:
            shapes[row] = _shape(text) if text else None
        except (ValueError, NotImplementedError, shapely.errors.ShapelyError) as error:
            if (shape := _closed_shape(text)) is not None:
                shapes[row] = shape
                unclosed.append(table.numbers[row])
                continue
            parts = str(error).splitlines()[0].partition("Exception: ")
            reason = (parts[2] or parts[0])[:80].rstrip(" :;,")
            if text.startswith("{"):  # for which GEOS has jargon
                reason = "not a GeoJSON geometry"
            raise _shape_error(table, name, row, file, reason) from error
    return shapes


def _shape(text: str) -> "shapely.Geometry":
    import shapely

    if _WKB.fullmatch(text):
        return shapely.from_wkb(text)
    if text.startswith("{"):
        return shapely.from_geojson(text)
    return shapely.from_wkt(text.partition(";")[2] if _srid(text) else text)


def _closed_shape(text: str) -> "shapely.Geometry | None":
    """The shape of a text with its rings closed; None if it is damaged otherwise."""
    from geo.formats import unclosed
    from geo.formats.text.features import closed_shape

    if _WKB.fullmatch(text):
        return unclosed.from_wkb(text)
    if text.startswith("{"):
        return closed_shape(text)
    return unclosed.from_wkt(text.partition(";")[2] if _srid(text) else text)


def _srid(text: str) -> int:
    """The CRS that EWKT names, as an EPSG code; 0 if it names none."""
    match = _WKT.match(text)
    return int(match[1]) if match and match[1] else 0


def _named_crs(
    shapes: "Shapes", texts: Sequence[str], label: str
) -> "pyproj.CRS | None":
    """The CRS that the shapes name; GeoJSON is in degrees."""
    import pyproj
    import pyproj.exceptions
    import shapely

    codes = {
        _srid(text) or int(shapely.get_srid(shape)) or 4326 * text.startswith("{")
        for shape, text in zip(shapes, texts)
        if shape is not None
    } - {0}
    if len(codes) > 1:
        text = " and ".join(map(str, sorted(codes)))
        raise ReadError(f"{label}: shapes of several CRS (SRID {text}); keep only one")
    try:
        return pyproj.CRS.from_epsg(codes.pop()) if codes else None
    except pyproj.exceptions.CRSError as error:
        raise ReadError(f"{label}: unknown SRID in it; pass --crs") from error


def _require_bounded(table: TextTable, name: str, file: File) -> None:
    """Raise ReadError if shapes in column `name` are nested too deep or have too many vertices."""
    vertices = 0
    for row, text in enumerate(table.columns[name]):
        try:
            vertices += _vertices(text, file.limits.nesting) if text else 0
        except ValueError as error:
            raise _shape_error(table, name, row, file, str(error)) from error
        file.limits.require("vertices", vertices, file.label)


def _shape_error(
    table: TextTable, name: str, row: int, file: File, reason: str
) -> ReadError:
    where = f"{file.label}, row {table.numbers[row]}"
    return ReadError(f"{where}: not a shape in column {name} ({reason})")


def _vertices(text: str, nesting: int) -> int:
    """At least how many vertices a shape has, from its text; ValueError if nested too deep."""
    if _WKB.fullmatch(text):
        if len(text) % 2:
            raise ValueError("WKB with an odd number of digits")
        return wkb.vertices(bytes.fromhex(text), nesting)
    commas = text.count(",")
    if text.startswith("{"):
        deep = text.count("[") + text.count("{") > nesting and depth(text.encode())
        vertices = commas // 3  # two within a vertex with height, and one behind it
    else:
        steps = (1 if bracket == "(" else -1 for bracket in _BRACKETS.findall(text))
        deep = text.count("(") > nesting and max(accumulate(steps))
        vertices = commas + 1  # at least one between two commas
    if deep > nesting:
        raise ValueError(
            f"more than {nesting} shapes within each other; repair or remove it"
        )
    return vertices
