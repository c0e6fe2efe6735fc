"""Tables as text (CSV) with shapes in a column: WKT, GeoJSON, or WKB in hexadecimal digits.

Programs write shapes into tables in these three ways: as WKT (QGIS, BigQuery), as GeoJSON, and as
WKB (PostGIS). The column is known by what stands in it, since no two programs call it the same.
"""

import csv
import io
import re
import warnings
from collections.abc import Sequence
from pathlib import Path

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
from geo.layer import Layer
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
_SEPARATORS = ",;\t|"


def has_shapes(path: Path) -> bool:
    """Whether a column of the table holds polygons; False too where it cannot be read."""
    try:
        return _column(_table(path, path.name), only_polygons=True) is not None
    except ReadError:
        return False


def rows(file: File, crs: str | None = None) -> Layer:
    """The rows of a table with shapes, in longitude and latitude.

    Values between commas, semicolons, tabs or bars, in UTF-8 or UTF-16. `crs` is that of the
    coordinates; without it the one that EWKT or EWKB names, else they are taken for degrees.

    Raises
    ------
    NoShapes
        If no column holds shapes.
    ReadError
        If the table or one of its shapes cannot be read, or a row has fewer values than others.
    """
    frame = _table(file.path, file.label)
    name = _column(frame)
    if name is None:
        listed = ", ".join(map(str, frame.columns)) or "none"
        raise NoShapes(
            f"{file.label}: no column of shapes (columns: {listed}); expected one of WKT, such as "
            "POLYGON ((30 10, 40 40, 20 40, 30 10)), or of GeoJSON"
        )
    noticed: list[str] = []
    texts = [text.strip() for text in frame[name]]
    shapes = _shapes(texts, name, file.label)
    own = _own_crs(shapes, texts, file.label)
    if own is None and crs is None:
        noticed.append(
            f"shapes from column {name}, taken for longitude and latitude (--crs says otherwise)"
        )
        own = pyproj.CRS(CRS)
    else:
        noticed.append(f"shapes from column {name}")
    shapes = in_degrees(shapely.set_srid(shapes, 0), own, file.label, crs, noticed)
    others = {
        str(one): cells.column(cells.typed([text.strip() for text in frame[one]]))
        for one in frame.columns
        if one != name
    }
    columns = pd.DataFrame(others, index=pd.RangeIndex(len(frame)))
    return Layer(file, file.path.stem, False, shapes, columns, noticed)


def _table(path: Path, label: str) -> pd.DataFrame:
    """All values as texts."""
    try:
        data = path.read_bytes()
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except OSError as error:
        raise ReadError(f"{label}: cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text; save it as CSV UTF-8") from error
    if not text.strip():
        raise ReadError(f"{label}: the file is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            frame = pd.read_csv(
                io.StringIO(text),
                sep=_separator(text),
                dtype=str,
                keep_default_na=False,
                index_col=False,
            )
    except (ValueError, pd.errors.ParserError, pd.errors.ParserWarning) as error:
        why = str(error).splitlines()[0].removeprefix("Error tokenizing data. ")
        raise ReadError(
            f"{label}: not readable as CSV ({why}); it may be cut off"
        ) from error
    # what a row lacks at its end is no text
    short = frame.isna().any(axis=1)
    if short.any():
        row = int(short.to_numpy().argmax()) + 1
        raise ReadError(
            f"{label}, row {row}: fewer values than there are columns; the file may be cut off"
        )
    return frame


def _separator(text: str) -> str:
    """What stands between the names of the columns; a comma where there is but one."""
    head = text.splitlines()[0]
    counts = {mark: _fields(head, mark) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: counts[mark])


def _fields(head: str, mark: str) -> int:
    return len(next(csv.reader([head], delimiter=mark), []))


def _column(frame: pd.DataFrame, *, only_polygons: bool = False) -> str | None:
    """The column of shapes: the first of polygons, else the first of any shapes."""
    if not len(frame):
        names = (str(name) for name in frame.columns)
        return next((name for name in names if name.strip().lower() in _NAMES), None)
    found = {}
    for name in map(str, frame.columns):
        first = next((text.strip() for text in frame[name] if text.strip()), "")
        if _WKB.fullmatch(first):
            found[name] = True
        elif _WKT.match(first) or _GEOJSON.match(first):
            found[name] = not _THIN.search(first[:200])
    named = [name for name in found if found[name] or not only_polygons]
    return max(named, key=lambda name: found[name], default=None)


def _shapes(texts: Sequence[str], column: str, label: str) -> Shapes:
    found = np.empty(len(texts), object)
    for row, text in enumerate(texts):
        if not text:
            continue
        try:
            found[row] = _shape(text)
        except (ValueError, shapely.errors.ShapelyError) as error:
            why = str(error).splitlines()[0][:80]
            raise ReadError(
                f"{label}, row {row + 1}: not a shape in column {column} ({why})"
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
