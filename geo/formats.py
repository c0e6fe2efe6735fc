"""Layers of a file, read as they are and brought to longitude and latitude; no meaning yet.

fiona tells what is inside a file where its build knows the format, pyogrio reads it. GDAL drops
what it does not understand without a word, so rows are counted against what the file itself says.
"""

import glob
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field, replace
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

from geo.errors import CallError, ReadError
from geo.files import (
    FLATGEOBUF,
    GEOJSON,
    GEOPACKAGE,
    KML,
    LINES,
    PARQUET,
    SHAPEFILE,
    File,
    Name,
)
from geo.geojson import features
from geo.kml import TIMES, Mark, placemarks
from geo.plain import Plain, Shapes, plain
from geo.table import CRS

# How files of a format begin. GDAL goes by the content whatever the name: without this a name
# could open any of its drivers, some of which follow addresses on the network.
STARTS = {
    GEOPACKAGE: b"SQLite format 3",
    FLATGEOBUF: b"fgb",
    SHAPEFILE: b"\x00\x00\x27\x0a",
    PARQUET: b"PAR1",
}
# What GDAL, fiona, Arrow and PROJ raise on files that are damaged. Some of it is theirs to mend:
# pyogrio raises NameError on a .prj that is not UTF-8, pandas TypeError on a spoilt schema.
UNREADABLE = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FieldError,
    fiona.errors.FionaError,
    pyarrow.ArrowException,
    pyproj.exceptions.CRSError,
    LookupError,
    NameError,
    OSError,
    TypeError,
    ValueError,
)
# What LIBKML adds to every placemark: how to draw it.
DRAWING = ["altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"]


@dataclass(frozen=True)
class Layer:
    """Rows of one layer of a file as the file has them, and what was noticed.

    `shapes` are in EPSG:4326 and two dimensions, one for each row of `frame`, which has the
    columns beside them; None where a row has no shape. `several` tells whether the file has
    other layers with shapes.
    """

    file: File
    name: str
    several: bool
    shapes: Shapes
    frame: pd.DataFrame
    noticed: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What to call the layer."""
        return f"{self.file.label} ({self.name})" if self.several else self.file.label

    @property
    def names(self) -> tuple[Name, ...]:
        """The names in which its date may stand, the most telling first."""
        own = ("layer", self.name)
        if self.several:
            return (own, *self.file.names)
        return (self.file.names[0], own, *self.file.names[1:])


def layers(
    file: File, *, layer: str | None = None, crs: str | None = None
) -> list[Layer]:
    """Each layer of a file with its rows in EPSG:4326, two-dimensional.

    Raises
    ------
    ReadError
        If the file is empty, cut off, of another format than its suffix says, without a CRS (and
        none is given), or if GDAL sees fewer rows than the file has.
    """
    _require_whole(file)
    kind = file.format
    if kind == GEOJSON and layer is None:
        if (found := plain(file.path.read_bytes())) is not None:
            return [_plain(file, found, crs)]
    rows: dict[str, int | None] = {file.path.stem: None}
    if kind in (GEOJSON, LINES):
        kind, count = features(file, crs)
        rows = {file.path.stem: count}
    elif kind == KML:
        times = placemarks(file.path, file.label)
        with _told(file.label, []):
            rows = {str(name): None for name, _ in pyogrio.list_layers(file.path)}
    elif kind != PARQUET:
        rows = _fiona_rows(file)
    if layer is not None and layer not in rows:
        raise CallError(f"{file.label}: no layer {layer} (layers: {', '.join(rows)})")
    wanted = list(rows) if layer is None or kind == KML else [layer]
    read = [_read(file, kind, name, rows[name], crs, len(rows) > 1) for name in wanted]
    if kind == KML:
        read = _with_times(read, times, file.label)
        read = [one for one, name in zip(read, wanted) if layer in (None, name)]
    return read


def _require_whole(file: File) -> None:
    """Raise ReadError if a file is empty, lacks its companions or begins like another format."""
    try:
        with file.path.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise ReadError(f"{file.label}: cannot be opened ({error.strerror})") from error
    if not head:
        raise ReadError(f"{file.label}: the file is empty")
    start = STARTS.get(file.format, b"")
    if not head.startswith(start):
        raise ReadError(
            f"{file.label}: not {file.format} inside, though its name says so"
        )
    if file.format == SHAPEFILE:
        _require_companions(file, head)


def _require_companions(file: File, head: bytes) -> None:
    """Raise ReadError if a shapefile lacks a part, or is shorter than its own header says."""
    beside = file.path.parent.glob(f"{glob.escape(file.path.stem)}.*")
    suffixes = {path.suffix.lower() for path in beside}
    for suffix in (".dbf", ".shx"):
        if suffix not in suffixes:
            raise ReadError(
                f"{file.label}: its {suffix} file is missing; a shapefile is .shp, .shx, .dbf "
                "and .prj together"
            )
    # GDAL reads what is there of a shapefile that was cut off, and no more
    if file.path.stat().st_size < 2 * int.from_bytes(head[24:28], "big"):
        raise ReadError(f"{file.label}: shorter than it says; the file may be cut off")


def _fiona_rows(file: File) -> dict[str, int | None]:
    """Layers with shapes in a file, and how many rows each has."""
    rows: dict[str, int | None] = {}
    with _told(file.label, [], file.path):
        # pyogrio opens the file first: on a damaged one fiona may take Python down with it
        for name in map(str, pyogrio.list_layers(file.path)[:, 0]):
            with fiona.open(file.path, layer=name) as inside:
                if inside.schema["geometry"] != "None":
                    rows[name] = len(inside)
    if not rows:
        raise ReadError(
            f"{file.label}: no layer with shapes in it; the file may be cut off"
        )
    return rows


def _plain(file: File, found: Plain, crs: str | None) -> Layer:
    """The one layer of a GeoJSON file, in degrees unless the caller says otherwise."""
    noticed: list[str] = []
    shapes, frame = found
    if crs is not None:
        table = gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)
        shapes = np.asarray(_in_degrees(table, file.label, crs, noticed).geometry)
    return Layer(file, file.path.stem, False, shapes, frame, noticed)


def _read(
    file: File, kind: str, layer: str, count: int | None, crs: str | None, several: bool
) -> Layer:
    """One layer, read and brought to EPSG:4326."""
    label = f"{file.label} ({layer})" if several else file.label
    noticed: list[str] = []
    # GDAL calls the one layer of a GeoJSON file after its file, or by a name in it
    inside = None if kind in (GEOJSON, LINES) else layer
    with _told(label, noticed, None if kind == PARQUET else file.path, inside):
        if kind == PARQUET:
            frame = gpd.read_parquet(file.path)
        elif kind in (GEOJSON, LINES):
            # texts stay as they are written: GDAL would guess which are dates
            frame = pyogrio.read_dataframe(
                f"{kind}:{file.path}", datetime_as_string=True, DATE_AS_STRING="YES"
            )
        else:
            frame = pyogrio.read_dataframe(
                file.path, layer=layer, datetime_as_string=True
            )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReadError(
            f"{label}: only a table of {len(frame)} rows, no polygons in it"
        )
    if count is not None and len(frame) != count:
        raise ReadError(f"{label}: only {len(frame)} of its {count} rows can be read")
    if frame.active_geometry_name != "geometry":
        frame = frame.rename_geometry("geometry")
    frame = _in_degrees(frame, label, crs, noticed)
    others = pd.DataFrame(frame.drop(columns="geometry"))
    return Layer(file, layer, several, np.asarray(frame.geometry), others, noticed)


def _in_degrees(
    frame: gpd.GeoDataFrame, label: str, crs: str | None, noticed: list[str]
) -> gpd.GeoDataFrame:
    """`frame` in EPSG:4326 and two dimensions."""
    with np.errstate(invalid="ignore"):  # what is no number is refused by its row later
        flat = shapely.force_2d(np.asarray(frame.geometry))
    frame = frame.set_geometry(flat, crs=frame.crs)
    own = None if frame.crs is None else frame.crs.to_2d()
    if crs is not None:
        try:
            told = pyproj.CRS.from_user_input(crs)
        except pyproj.exceptions.CRSError as error:
            raise CallError(f"--crs {crs}: not a CRS; write it as EPSG:4326") from error
        if own is not None and not own.equals(told, ignore_axis_order=True):
            noticed.append(f"says {own.name}, read as {told.name} as told")
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
    noticed.append(f"brought from {own.name} to longitude and latitude")
    return frame


def _with_times(read: list[Layer], marks: list[Mark], label: str) -> list[Layer]:
    """`read` with the times that KML placemarks write in place of those GDAL understood.

    GDAL gives the placemarks of a folder before or after those beside it: they are known by their
    names or, where a name has several times, by their order if it is the same.
    """
    names = [[_named(name) for name in _names(one.frame)] for one in read]
    in_order = [name for layer in names for name in layer] == [
        mark.name for mark in marks
    ]
    times = {mark.name: mark.times for mark in marks}
    by_name = all(times[mark.name] == mark.times for mark in marks)
    if not in_order and not by_name:
        raise ReadError(
            f"{label}: placemarks of one name have several times and cannot be told apart; give "
            "each its own name, or save the file as a GeoPackage"
        )
    rest = iter(marks)
    timed = []
    for one, own in zip(read, names):
        found = [times.get(name, {}) if by_name else next(rest).times for name in own]
        frame = one.frame.drop(columns=DRAWING, errors="ignore")
        for time in TIMES:
            frame[time] = [mark.get(time) for mark in found]
        own_to_kml = frame.columns.intersection([*TIMES, "description"])
        empty = [name for name in own_to_kml if frame[name].isna().all()]
        timed.append(replace(one, frame=frame.drop(columns=empty)))
    return timed


def _names(frame: pd.DataFrame) -> list[object]:
    return list(frame["Name"]) if "Name" in frame.columns else [None] * len(frame)


def _named(name: object) -> str | None:
    return (name.strip() or None) if isinstance(name, str) else None


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
        where = "" if path is None else _broken(path, layer)
        raise ReadError(
            f"{label}{where}: not a polygon ({_short(error, path)})"
        ) from error
    except UNREADABLE as error:
        raise ReadError(
            f"{label}: cannot be read ({_short(error, path)}); it may be cut off or damaged"
        ) from error
    finally:
        fionas.setLevel(level)
        sys.unraisablehook = hook
    for warning in {str(one.message): one for one in warned}.values():
        if issubclass(warning.category, (RuntimeWarning, UserWarning)):
            noticed.append(_short(warning.message, path))


def _nothing(_: "sys.UnraisableHookArgs") -> None:
    """Say nothing."""


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


def _short(problem: Warning | Exception | str, path: Path | None) -> str:
    """First sentence of what a library says, without its name for the error and the path."""
    text = re.split(r"; |\n|\. ", str(problem) or "no reason given")[0]
    if path is not None:
        text = text.replace(str(path), path.name)
    return text.removeprefix("IllegalArgumentException: ").rstrip(".")
