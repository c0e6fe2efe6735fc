"""Layers of a file, read as they are and brought to longitude and latitude; no meaning yet.

Each binary format is looked through by a room of its own before a library opens it: what the file
says of itself has to be in it, and to be no more than its limits allow. Then fiona opens it by the
one driver of its format, and pyogrio reads it. GDAL drops what it does not understand without a
word, so rows are counted against those that stand in the file.
"""

import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path

import fiona
import fiona.errors
import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyogrio
import pyogrio.errors
import pyogrio.raw
import pyproj
import pyproj.exceptions
import shapely
import shapely.errors

from geo.base import CallError, ReadError, sanitize_text
from geo.files import (
    DELIMITED,
    FLATGEOBUF,
    GEOJSON,
    GEOPACKAGE,
    KML,
    LINES,
    PARQUET,
    SHAPEFILE,
    TOPOJSON,
    File,
    content,
)
from geo.formats import signatures
from geo.formats.binary import flatgeobuf, geopackage, geoparquet, shapefile
from geo.formats.crs import in_degrees
from geo.formats.gdal import named, offline
from geo.formats.layer import Layer
from geo.formats.text import csv_shapes
from geo.formats.text.geojson import features, wrapped
from geo.formats.text.geojson_fast import plain
from geo.formats.text.json_limits import require_bounded
from geo.formats.text.kml import placemarks
from geo.formats.text.topojson import topology
from geo.table import CRS

# What libraries say to those who call them, and to nobody else.
_JARGON = re.compile(
    r"[<>{}]|0x[0-9a-f]|\w+(Exception|Error|Type)\b|\b(None|thrift|flatbuffers?|base64|object|"
    r"attribute|argument|index|dtype|arrow|gdal|ogr|sqlite\w*|layer id|errno)\b|\w+::\w+|\w+\(",
    re.I,
)
# How GDAL is to open a file: a GeoPackage without a file of its own beside it, and none of its
# tables but those that it lists.
_HOW = {GEOPACKAGE: {"IMMUTABLE": "YES", "LIST_ALL_TABLES": "NO"}}
# What GDAL, fiona, Arrow and PROJ raise on files that are damaged. Some of it is theirs to mend:
# pyogrio raises NameError on a .prj that is not UTF-8, pandas TypeError, AttributeError and
# RecursionError on a spoilt schema.
UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FieldError,
    fiona.errors.FionaError,
    pyproj.exceptions.CRSError,
    *geoparquet.UNREADABLE,
)


def layers(
    file: File, *, layer: str | None = None, crs: str | None = None
) -> list[Layer]:
    """Each layer of a file with its rows in EPSG:4326, two-dimensional.

    Raises
    ------
    NoShapes
        If the file is whole, and no map: a table without shapes, JSON of another kind.
    ReadError
        If the file is empty, cut off, of another format than its suffix says, without a CRS (and
        none is given), or if GDAL sees fewer rows than the file has.
    """
    signatures.require_whole(file)
    with offline():
        return _layers(file, layer, crs)


def _layers(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    kind = file.format
    text = b""
    if kind in (GEOJSON, LINES):
        text = content(file)
        require_bounded(text, file)
    if kind == GEOJSON and layer is None:
        if (found := plain(text)) is not None:
            return [_given(Layer(file, file.path.stem, False, *found), crs)]
        name, inner = wrapped(text)
        if name and (found := plain(inner)) is not None:
            said = [f"the map is the member “{name}” of it"]
            return [_given(Layer(file, file.path.stem, False, *found, said), crs)]
    if kind == DELIMITED:
        with np.errstate(all="ignore"):  # what is no number is refused as no degrees
            own = csv_shapes.rows(file, crs)
        return _asked([own], file, layer)
    if kind in (GEOJSON, LINES):
        kind, count = features(file, text, crs)
        text = b""  # GDAL reads the file itself
    if kind in (KML, TOPOJSON):
        with np.errstate(all="ignore"):
            inside = placemarks(file) if kind == KML else topology(file)
        return [_given(one, crs) for one in _asked(inside, file, layer)]
    rows: dict[str, int | None] = {file.path.stem: None}
    beside = None
    if kind in (GEOJSON, LINES):
        rows = {file.path.stem: count}
    elif kind == GEOPACKAGE:
        rows = dict(geopackage.rows(file, partial(signatures.is_asked, layer)))
    elif kind == FLATGEOBUF:
        rows = {file.path.stem: flatgeobuf.rows(file)}
    elif kind == SHAPEFILE:
        rows = {file.path.stem: shapefile.rows(file)}
        beside = shapefile.together(file.path)
    else:
        with _told(file.label, []):
            geoparquet.require(file)
    with named(file.path, beside) as path:
        if kind in (FLATGEOBUF, SHAPEFILE):
            rows = {_layer_name(file, path): count for count in rows.values()}
        if layer is not None:
            _require_layer(file, layer, rows)
        return [
            _read(file, path, kind, name, rows[name], crs, len(rows) > 1)
            for name in rows
            if signatures.is_asked(layer, name)
        ]


def _layer_name(file: File, path: Path) -> str:
    """What the one layer of a file is called that is read from `path`."""
    with _told(file.label, [], path):
        found = str(pyogrio.list_layers(path)[0, 0])
    return file.path.stem if found == path.stem else found


def _asked(own: list[Layer], file: File, layer: str | None) -> list[Layer]:
    """The one layer that the caller named, or all."""
    if layer is None:
        return own
    _require_layer(file, layer, [one.name for one in own])
    return [one for one in own if signatures.is_asked(layer, one.name)]


def _require_layer(file: File, layer: str, names: Iterable[str]) -> None:
    """Raise CallError if a file has no such layer."""
    if sanitize_text(layer) not in map(sanitize_text, names):
        raise CallError(f"{file.label}: no layer {layer} (layers: {', '.join(names)})")


def _given(found: Layer, crs: str | None) -> Layer:
    """A layer of a format that has but one CRS, in degrees whatever the caller says they are."""
    if crs is None:
        return found
    noticed = list(found.noticed)
    shapes = in_degrees(found.shapes, pyproj.CRS(CRS), found.label, crs, noticed)
    return replace(found, shapes=shapes, noticed=noticed)


def _read(
    file: File,
    path: Path,
    kind: str,
    layer: str,
    count: int | None,
    crs: str | None,
    several: bool,
) -> Layer:
    """One layer, read from `path` and brought to EPSG:4326."""
    label = f"{file.label} ({layer})" if several else file.label
    noticed: list[str] = []
    # of files with one layer GDAL makes up its name, or finds it in them
    inside = layer if kind == GEOPACKAGE else None
    how = _HOW.get(kind, {})
    source = f"{kind}:{path}" if kind in (GEOJSON, LINES) else path
    # GDAL itself would look for other programs that read GeoParquet, and load them
    unbuilt = partial(geoparquet.unbuilt, path)
    if kind != PARQUET:
        unbuilt = partial(_unbuilt, source, inside, how)
    with _told(label, noticed, path, unbuilt):
        if kind == PARQUET:
            frame = gpd.read_parquet(path)
            _require_texts(label, frame)
        elif kind in (GEOJSON, LINES):
            # texts stay as they are written: GDAL would guess which are dates
            frame = pyogrio.read_dataframe(
                source, datetime_as_string=True, DATE_AS_STRING="YES"
            )
        else:
            _require_driver(label, path, kind, inside)
            spelt = (
                shapefile.encoding(file.path, noticed) if kind == SHAPEFILE else None
            )
            frame = pyogrio.read_dataframe(
                path, layer=inside, datetime_as_string=True, encoding=spelt, **how
            )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReadError(
            f"{label}: only a table of {len(frame)} rows, no polygons in it"
        )
    if count is not None and len(frame) != count:
        raise ReadError(f"{label}: only {len(frame)} of its {count} rows can be read")
    drawn = np.asarray(frame.geometry)
    shapes = in_degrees(drawn, frame.crs, label, crs, noticed)
    others = pd.DataFrame(frame.drop(columns=frame.active_geometry_name))
    return Layer(file, layer, several, shapes, others, noticed)


def _require_texts(label: str, frame: pd.DataFrame) -> None:
    """Raise ReadError if texts are not UTF-8: Arrow keeps the bytes as they are, till asked."""
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.StringDtype):
            try:
                frame[name].to_numpy(object)
            except (pyarrow.ArrowException, UnicodeDecodeError) as error:
                raise ReadError(
                    f"{label}: text in column {name} is not UTF-8; save it as UTF-8"
                ) from error


def _require_driver(label: str, path: Path, kind: str, layer: str | None) -> None:
    """Raise ReadError if another driver than that of its format opens a file, or none does."""
    how = _HOW.get(kind, {})
    # pyogrio opens the file first: on a damaged one fiona may take Python down with it
    if pyogrio.read_info(path, layer=layer, **how)["driver"] != kind:
        raise ReadError(f"{label}: not {kind} inside, though its name says so")
    with fiona.open(path, layer=layer, enabled_drivers=[kind], **how) as inside:
        if inside.schema["geometry"] == "None":
            raise ReadError(f"{label}: no layer with shapes in it")


@contextmanager
def _told(
    label: str,
    noticed: list[str],
    path: Path | None = None,
    unbuilt: Callable[[], int] | None = None,
) -> Iterator[None]:
    """Turn what GDAL, GEOS and Arrow raise into one ReadError and what they warn of into words.

    Nothing of theirs reaches the terminal. `unbuilt` gives the number of the row that cannot be
    built as a shape.
    """
    fionas = logging.getLogger("fiona")
    level = fionas.level
    fionas.setLevel(logging.CRITICAL + 1)
    # fiona stumbles over messages of GDAL that are not UTF-8, and prints so
    hook, sys.unraisablehook = sys.unraisablehook, _nothing
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            with redirect_stderr(StringIO()):
                yield
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: its text is not UTF-8; save it as UTF-8") from error
    except shapely.errors.GEOSException as error:
        row = unbuilt() if unbuilt else 0
        where = f", row {row}" if row else ""
        raise ReadError(
            f"{label}{where}: not a polygon{_because(error, path)}"
        ) from error
    except UNREADABLE as error:
        raise ReadError(
            f"{label}: cannot be read{_because(error, path)}; it may be cut off or damaged"
        ) from error
    finally:
        fionas.setLevel(level)
        sys.unraisablehook = hook
    for warning in {str(one.message): one for one in warned}.values():
        if issubclass(warning.category, (RuntimeWarning, UserWarning)):
            noticed.append(_short(warning.message, path))


def _nothing(_: "sys.UnraisableHookArgs") -> None:
    """Say nothing."""


def _unbuilt(source: str | Path, layer: str | None, how: Mapping[str, str]) -> int:
    """Number of the first row whose shape cannot be built; 0 if that is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, _, shapes, _ = pyogrio.raw.read(source, layer=layer, columns=[], **how)
        for number, shape in enumerate(shapes, 1):
            try:
                shapely.from_wkb(shape)
            except shapely.errors.GEOSException:
                return number
    return 0


def _because(problem: Exception, path: Path | None) -> str:
    """What a library says, in brackets; nothing if that takes a programmer to understand."""
    said = _short(problem, path)
    return "" if _JARGON.search(said) or len(said) > 120 else f" ({said})"


def _short(problem: Warning | Exception | str, path: Path | None) -> str:
    """First sentence of what a library says, without its name for the error and the path."""
    text = re.split(r"; |\n|\. ", str(problem) or "no reason given")[0]
    if path is not None:
        # GDAL names companions too, and fiona leaves line ends out of names
        text = text.replace(f"{path.parent}{os.sep}", "")
    return text.removeprefix("IllegalArgumentException: ").rstrip(".")
