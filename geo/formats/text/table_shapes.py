"""Shapes in a column of a table of texts: WKT, GeoJSON or hexadecimal WKB.

The column of shapes is known by its values, because each program names it differently: WKT is
written by QGIS and BigQuery, WKB by PostGIS. Shapes are counted before a library builds them: GEOS
crashes on those that are nested some ten thousand deep.

Libraries that build shapes take a second to load, and a table without shapes does not need them.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from geo.base import NoShapes, ReadError, list_columns
from geo.files import File
from geo.formats import wkb
from geo.formats.text.json_limits import depth

if TYPE_CHECKING:
    import pyproj
    import shapely

    from geo.formats.layer import Layer, Shapes
    from geo.formats.table_columns import Columns

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
_BRACKETS = re.compile(r"[()]")


class TextTable(NamedTuple):
    """Columns of texts, and the numbers of their rows in the file, where the header is row 1."""

    columns: dict[str, list[str]]
    numbers: list[int]


def table_layer(
    file: File, name: str, several: bool, table: TextTable, crs: str | None
) -> "Layer":
    """A table with shapes as the layer `name` of `file`.

    `crs` is that of the coordinates; without it the one that EWKT or EWKB names, else they are
    taken for degrees.

    Raises
    ------
    NoShapes
        If no column has shapes.
    ReadError
        If one of its shapes cannot be read.
    """
    import numpy as np
    import pyproj
    import shapely

    from geo.formats.crs import to_degrees
    from geo.formats.layer import Layer, layer_label
    from geo.table import CRS

    label = layer_label(file, name, several)
    column = shape_column(table)
    if column is None:
        raise NoShapes(
            f"{label}: no column of shapes ({list_columns(table.columns)}); expected one of "
            "WKT, such as POLYGON ((30 10, 40 40, 20 40, 30 10)), or of GeoJSON; a table of "
            "districts and their holders needs --units and --key"
        )
    messages = [f"shapes from column {column}"]
    unclosed: list[int] = []
    with np.errstate(all="ignore"):  # NaN is refused later, with its row
        shapes = read_shapes(table, column, label, file, unclosed)
        own = _named_crs(shapes, table.columns[column], label)
        if own is None and crs is None:
            messages[0] += ", taken for longitude and latitude (or pass --crs)"
            own = pyproj.CRS(CRS)
        shapes = shapely.set_srid(shapes, 0)
        shapes = to_degrees(shapes, own, label, crs, messages)
    return Layer(
        file,
        name,
        several,
        shapes,
        typed_columns(table, without=column),
        messages,
        row_numbers=tuple(table.numbers),
        unclosed=unclosed,
    )


def typed_columns(table: TextTable, without: str | None = None) -> "Columns":
    """The columns of `table` with a type each, but the one of shapes."""
    from geo.formats.text import values

    return {
        name: values.column(values.parse_texts(texts))
        for name, texts in table.columns.items()
        if name != without
    }


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


def read_shapes(
    table: TextTable, name: str, label: str, file: File, unclosed: list[int]
) -> "Shapes":
    """The shapes of a column; None where it is empty.

    The numbers of rows with a ring that is not closed are added to `unclosed`.
    """
    import numpy as np
    import shapely.errors

    _require_bounded(table, name, label, file)
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
            raise _shape_error(table, name, row, label, reason) from error
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


def _require_bounded(table: TextTable, name: str, label: str, file: File) -> None:
    """Raise ReadError if shapes in column `name` are nested too deep or have too many vertices."""
    vertices = 0
    for row, text in enumerate(table.columns[name]):
        try:
            vertices += _vertices(text, file.limits.nesting) if text else 0
        except ValueError as error:
            raise _shape_error(table, name, row, label, str(error)) from error
        file.limits.require("vertices", vertices, label)


def _shape_error(
    table: TextTable, name: str, row: int, label: str, reason: str
) -> ReadError:
    where = f"{label}, row {table.numbers[row]}"
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
