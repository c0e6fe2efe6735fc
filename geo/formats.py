"""Layers of a file, read as they are and brought to longitude and latitude; no meaning yet.

fiona tells what is inside a file where its build knows the format, pyogrio reads it. GDAL drops
what it does not understand without a word, so rows are counted against what the file itself says.
"""

import glob
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import fiona
import fiona.errors
import geopandas as gpd
import pyarrow
import pyogrio
import pyogrio.errors
import pyogrio.raw
import pyproj
import pyproj.exceptions
import shapely
import shapely.errors

from geo.errors import ReadError
from geo.files import (
    FLATGEOBUF,
    GEOJSON,
    GEOPACKAGE,
    KML,
    LINES,
    PARQUET,
    SHAPEFILE,
    File,
)
from geo.geojson import features
from geo.kml import TIMES, placemarks
from geo.table import CRS

# What LIBKML adds to every placemark: how to draw it.
DRAWING = ["altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"]


@dataclass(frozen=True)
class Layer:
    """Rows of one layer of a file as the file has them, in EPSG:4326, and what was noticed."""

    label: str
    names: tuple[str, ...]
    frame: gpd.GeoDataFrame
    noticed: list[str] = field(default_factory=list)


def layers(
    file: File, *, layer: str | None = None, crs: str | None = None
) -> Iterator[Layer]:
    """Each layer of a file with its rows in EPSG:4326, two-dimensional.

    Raises
    ------
    ReadError
        If the file is empty, cut off, of another format than its suffix says, without a CRS (and
        none is given), or if GDAL sees fewer rows than the file has.
    """
    kind = file.format
    _require_whole(file, kind)
    marks: list[dict[str, str | None]] = []
    rows: dict[str | None, int]
    if kind in (GEOJSON, LINES):
        kind, count = features(file)
        rows = {None: count}
        if layer is not None and layer != file.path.stem:
            raise ReadError(
                f"{file.label}: no layer {layer} (a GeoJSON file has one layer only)"
            )
    elif kind == PARQUET:
        rows = {None: -1}
    elif kind == KML:
        marks = placemarks(file.path, file.label)
        with _told(file.label, []):
            rows = {str(name): -1 for name, _ in pyogrio.list_layers(file.path)}
    else:
        rows = _fiona_rows(file)
    if layer is not None and None not in rows:
        if layer not in rows:
            raise ReadError(
                f"{file.label}: no layer {layer} (layers: {', '.join(map(str, rows))})"
            )
        marks = marks if len(rows) == 1 else []
        rows = {layer: rows[layer]}
    read = [
        _read(file, kind, name, count, crs, len(rows) > 1)
        for name, count in rows.items()
    ]
    if kind == KML:
        _set_times(read, marks, file.label)
    yield from read


def _require_whole(file: File, kind: str) -> None:
    """Raise ReadError if a file is empty, lacks its companions or begins like another format."""
    try:
        with file.path.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise ReadError(f"{file.label}: cannot be opened ({error.strerror})") from error
    if not head:
        raise ReadError(f"{file.label}: the file is empty")
    starts = {
        GEOPACKAGE: b"SQLite format 3",
        FLATGEOBUF: b"fgb",
        SHAPEFILE: b"\x00\x00\x27\x0a",
        PARQUET: b"PAR1",
    }
    if kind in starts and not head.startswith(starts[kind]):
        raise ReadError(f"{file.label}: not a {kind} file, though its name says so")
    if kind == SHAPEFILE:
        beside = {
            path.suffix.lower() for path in file.path.parent.glob(f"{_plain(file)}.*")
        }
        for suffix in (".dbf", ".shx"):
            if suffix not in beside:
                raise ReadError(
                    f"{file.label}: its {suffix} file is missing; a shapefile is .shp, .shx, "
                    ".dbf and .prj together"
                )


def _plain(file: File) -> str:
    return glob.escape(file.path.stem)


def _fiona_rows(file: File) -> dict[str | None, int]:
    """Layers with shapes in a file, and how many rows each has."""
    rows: dict[str | None, int] = {}
    with _told(file.label, []):
        for name in fiona.listlayers(file.path):
            with fiona.open(file.path, layer=name) as inside:
                if inside.schema["geometry"] != "None":
                    rows[name] = len(inside)
    if not rows:
        raise ReadError(f"{file.label}: no layer with polygons in it")
    return rows


def _read(
    file: File, kind: str, layer: str | None, count: int, crs: str | None, several: bool
) -> Layer:
    """One layer, read and brought to EPSG:4326."""
    label = f"{file.label} ({layer})" if several else file.label
    names = (str(layer), *file.names) if several else file.names
    noticed: list[str] = []
    with _told(label, noticed, path=file.path, layer=layer):
        if kind == PARQUET:
            frame = gpd.read_parquet(file.path)
        else:
            # texts of dates stay as written: GDAL would guess their meaning
            options = {"DATE_AS_STRING": "YES"} if kind in (GEOJSON, LINES) else {}
            prefix = "GeoJSONSeq:" if kind == LINES else ""
            frame = pyogrio.read_dataframe(
                f"{prefix}{file.path}" if prefix else file.path,
                layer=layer,
                datetime_as_string=True,
                **options,
            )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReadError(f"{label}: no polygons in it, only a table ({len(frame)} rows)")
    if count >= 0 and len(frame) != count:
        raise ReadError(f"{label}: only {len(frame)} of its {count} rows can be read")
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    return Layer(label, names, _in_degrees(frame, label, crs, noticed), noticed)


def _in_degrees(
    frame: gpd.GeoDataFrame, label: str, crs: str | None, noticed: list[str]
) -> gpd.GeoDataFrame:
    """`frame` in EPSG:4326 and two dimensions."""
    frame = frame.set_geometry(shapely.force_2d(frame.geometry.array), crs=frame.crs)
    own = None if frame.crs is None else frame.crs.to_2d()
    if crs is not None:
        try:
            told = pyproj.CRS.from_user_input(crs)
        except pyproj.exceptions.CRSError as error:
            raise ReadError(f"--crs {crs}: not a CRS; write it as EPSG:4326") from error
        if own is not None and not own.equals(told, ignore_axis_order=True):
            noticed.append(f"{label} says {own.name}: read as {told.name}, as told")
        own = told
    if own is None:
        raise ReadError(f"{label}: no CRS; pass --crs, for example --crs {CRS}")
    frame = frame.set_crs(own, allow_override=True)
    if own.equals(pyproj.CRS(CRS), ignore_axis_order=True) or own.equals(
        pyproj.CRS("OGC:CRS84")
    ):
        return frame.set_crs(CRS, allow_override=True)
    try:
        frame = frame.to_crs(CRS)
    except pyproj.exceptions.ProjError as error:
        raise ReadError(
            f"{label}: cannot be brought from {own.name} to {CRS}"
        ) from error
    noticed.append(f"{label} brought from {own.name} to longitude and latitude")
    return frame


def _set_times(
    read: list[Layer], marks: list[dict[str, str | None]], label: str
) -> None:
    """Put the times that KML placemarks write in place of those GDAL understood."""
    rows = [
        (layer, row, name)
        for layer in read
        for row, name in enumerate(layer.frame.get("Name", [None] * len(layer.frame)))
    ]
    for layer in read:
        layer.frame.drop(columns=DRAWING, errors="ignore", inplace=True)
    if not any(mark[time] for mark in marks for time in TIMES):
        return
    named = [name if isinstance(name, str) else None for _, _, name in rows]
    if named != [mark["Name"] for mark in marks]:
        raise ReadError(
            f"{label}: the times of its placemarks cannot be told apart; save it as a GeoPackage"
        )
    for layer in read:
        own = [mark for (where, _, _), mark in zip(rows, marks) if where is layer]
        for time in TIMES:
            layer.frame[time] = [mark[time] for mark in own]


@contextmanager
def _told(
    label: str, noticed: list[str], path: Path | None = None, layer: str | None = None
) -> Iterator[None]:
    """Turn what GDAL, GEOS and Arrow raise into one ReadError and what they warn of into words.

    Nothing of theirs reaches the terminal.
    """
    fionas = logging.getLogger("fiona")
    level = fionas.level
    fionas.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: its text is not UTF-8; save it as UTF-8") from error
    except shapely.errors.GEOSException as error:
        where = "" if path is None else _broken(path, layer)
        raise ReadError(f"{label}{where}: not a polygon ({_short(error)})") from error
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError,
        pyogrio.errors.FieldError,
        fiona.errors.FionaError,
        pyarrow.ArrowException,
        ValueError,
        OSError,
    ) as error:
        raise ReadError(
            f"{label}: cannot be read ({_short(error)}); the file may be cut off"
        ) from error
    finally:
        fionas.setLevel(level)
    for warning in {str(one.message): one for one in warned}.values():
        if issubclass(warning.category, (RuntimeWarning, UserWarning)):
            noticed.append(f"{label}: {_short(warning.message)}")


def _broken(path: Path, layer: str | None) -> str:
    """Where the first shape stands that cannot be built, as ", row 3"."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, _, shapes, _ = pyogrio.raw.read(path, layer=layer, columns=[])
        for number, shape in enumerate(shapes, 1):
            try:
                shapely.from_wkb(shape)
            except shapely.errors.GEOSException:
                return f", row {number}"
    return ""


def _short(problem: Warning | Exception | str) -> str:
    """First sentence of what a library says, without its own name for the error."""
    text = (
        str(problem).split("; ")[0].splitlines()[0]
        if str(problem)
        else "no reason given"
    )
    return text.removeprefix("IllegalArgumentException: ").rstrip(".")
