"""Tables as text (CSV) with shapes in a column: WKT, GeoJSON, or WKB in hexadecimal digits."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions
import shapely
import shapely.errors

from geo.base import NoShapes, ReadError, list_columns
from geo.files import File
from geo.formats.crs import in_degrees
from geo.formats.layer import Layer
from geo.formats.text import values
from geo.formats.text.csv import (
    WKB,
    WKT,
    TextTable,
    no_shape,
    require_bounded,
    shape_column,
    text_table,
)
from geo.formats.text.geojson_fast import Shapes
from geo.table import CRS


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
    name = shape_column(table)
    if name is None:
        raise NoShapes(
            f"{file.label}: no column of shapes ({list_columns(table.columns)}); expected "
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
        one: values.column(values.typed(texts))
        for one, texts in table.columns.items()
        if one != name
    }
    frame = pd.DataFrame(others, index=pd.RangeIndex(len(shapes)))
    counted = tuple(table.numbers)
    return Layer(file, file.path.stem, False, shapes, frame, noticed, counted=counted)


def _shapes(table: TextTable, name: str, file: File) -> Shapes:
    require_bounded(table, name, file)
    found = np.empty(len(table.numbers), object)
    for row, text in enumerate(table.columns[name]):
        if not text:
            continue
        try:
            # what is no number is refused by its row later
            with np.errstate(all="ignore"):
                found[row] = _shape(text)
        except (ValueError, NotImplementedError, shapely.errors.ShapelyError) as error:
            why = str(error).splitlines()[0].partition("Exception: ")
            said = (why[2] or why[0])[:80].rstrip(" :;,")
            if text.startswith("{"):  # of which GEOS speaks in words of its own
                said = "no geometry of GeoJSON"
            raise no_shape(table, name, row, file, said) from error
    return found


def _shape(text: str) -> shapely.Geometry:
    if WKB.fullmatch(text):
        return shapely.from_wkb(text)
    if text.startswith("{"):
        return shapely.from_geojson(text)
    return shapely.from_wkt(text.partition(";")[2] if _srid(text) else text)


def _srid(text: str) -> int:
    """The CRS that EWKT names, as an EPSG code; 0 where it names none."""
    found = WKT.match(text)
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
