"""Read a layer by GDAL, offline, and turn errors of libraries into messages.

GDAL and PROJ fetch what a file name, a CRS or the environment names: of 70 files and names with an
address in them, 33 made a network request. All of that is switched off while a source is read.
GDAL also drops rows and shapes that it cannot read, without an error; these are counted.
"""

import logging
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from contextvars import ContextVar
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import fiona
import fiona.errors
import geopandas as gpd
import numpy as np
import pyarrow
import pyogrio
import pyogrio.errors
import pyogrio.raw
import pyproj.exceptions
import shapely
import shapely.errors

# pyproj documents these, but does not export them to type checkers
from pyproj.network import (  # type: ignore[attr-defined]
    is_network_enabled,
    set_network_enabled,
)

from geo.base import ReadError
from geo.files import File
from geo.formats.crs import to_degrees
from geo.formats.layer import Layer, layer_label
from geo.formats.table_columns import frame_columns
from geo.formats.unclosed import from_wkb, shapes_from_wkb

# Endings of files on the network that GDAL may open (no file ends so), and what SQLite may load
# and run before it reads, both also set by the environment.
_OFFLINE = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_PRAGMA": "",
}
_IS_OFFLINE = ContextVar("is_offline", default=False)
# Names that pyogrio, fiona and GDAL take as they are. They cut others at "!", ";" and line ends,
# and open the rest of the name: another file, or an address.
_PLAIN_NAME = re.compile(r"(?:[A-Za-z]:)?[\\/](?![\\/]|vsi)[\w \\/.,+@=()~-]*")
# Words in messages of libraries that only their users understand.
_JARGON = re.compile(
    r"[<>{}]|0x[0-9a-f]|\w+(Exception|Error|Type)\b|\b(None|thrift|flatbuffers?|base64|object|"
    r"attribute|argument|index|dtype|arrow|gdal|ogr|sqlite\w*|layer id|errno)\b|\w+::\w+|\w+\(",
    re.I,
)
_LONGEST_REASON = 120
# Mistakes of libraries on damaged files: pyogrio raises NameError on a .prj that is not UTF-8,
# pandas TypeError, AttributeError and RecursionError on a damaged schema.
_MISTAKES = (AttributeError, RecursionError, LookupError, NameError, TypeError)
# Raised on damaged files by GDAL, fiona, Arrow and PROJ.
_UNREADABLE = (
    *_MISTAKES,
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FieldError,
    fiona.errors.FionaError,
    pyproj.exceptions.CRSError,
    pyarrow.ArrowException,
    OSError,
    ValueError,
)
# In the warning of GDAL on a ring that is closed here.
_NOT_CLOSED = "Non closed ring"
# No vertex takes fewer bytes in a binary format; those with height and measure take twice as many.
_VERTEX_BYTES = 16


@contextmanager
def offline() -> Iterator[None]:
    """Keep GDAL and PROJ from making network requests, whatever the environment says.

    It takes time for each file: of many, around all of them, they are read a fifteenth sooner.
    """
    if _IS_OFFLINE.get():
        yield
        return
    token = _IS_OFFLINE.set(True)
    enabled = is_network_enabled()
    options = {name: pyogrio.get_gdal_config_option(name) for name in _OFFLINE}
    set_network_enabled(active=False)
    pyogrio.set_gdal_config_options(_OFFLINE)
    try:
        with fiona.Env(**_OFFLINE):
            yield
    finally:
        pyogrio.set_gdal_config_options(options)
        set_network_enabled(active=enabled)
        _IS_OFFLINE.reset(token)


@contextmanager
def local_name(path: Path, parts: dict[str, Path] | None = None) -> Iterator[Path]:
    """Give a file a name that every library takes for that of a local file.

    Where its own name, or that of a folder, could be taken for something else, the name is that of
    a link. `parts` are files that must lie beside it, by the endings of their names.
    """
    path = Path(os.path.abspath(path))
    if _PLAIN_NAME.fullmatch(str(path)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="controlmap-") as folder:
        stem = re.sub(r"[^\w .-]", "_", path.stem)
        for suffix, part in {path.suffix: path, **(parts or {})}.items():
            link(Path(os.path.abspath(part)), Path(folder, stem + suffix))
        yield Path(folder, stem + path.suffix)


def link(target: Path, name: Path) -> None:
    """Give a file or a folder another name."""
    try:
        name.symlink_to(target)
    except OSError:  # Windows allows it to few
        copy = shutil.copytree if target.is_dir() else shutil.copyfile
        copy(target, name)


def require_bytes(file: File, number: int) -> None:
    """Raise LimitError if shapes of so many bytes have too many vertices, however written.

    A file that is sparse on the disk can say that it has any number of bytes.
    """
    least = number // (2 * _VERTEX_BYTES)
    file.limits.require("vertices", least, file.label, f"at least {least:,} vertices")


def layer_name(file: File, path: Path) -> str:
    """The name of the one layer of a file, which is read from `path`."""
    with library_errors(file.label, [], path):
        name = str(pyogrio.list_layers(path)[0, 0])
    return file.path.stem if name == path.stem else name


def read_layer(
    file: File,
    path: Path,
    driver: str,
    name: str,
    has_shape: "np.ndarray[Any, np.dtype[np.bool_]]",
    crs: str | None,
    *,
    several: bool = False,
    inside: str | None = None,
    encoding: str | None = None,
    messages: list[str] | None = None,
    options: Mapping[str, str] = {},
) -> Layer:
    """A layer read by one driver of GDAL, in EPSG:4326.

    `has_shape` says which rows have a shape, as counted in the file itself. `inside` is the name
    of the layer in the file, for drivers that do not make it up from the name of the file;
    `options` are those of the driver.

    Raises
    ------
    ReadError
        If another driver opens the file, or not all of its rows and shapes can be read.
    """
    label = layer_label(file, name, several)
    messages = [] if messages is None else messages
    unclosed: list[int] = []
    find_row = partial(_broken_row, path, inside, options)
    with library_errors(label, messages, path, find_row):
        # pyogrio first: fiona crashes on some damaged files
        if pyogrio.read_info(path, layer=inside, **options)["driver"] != driver:
            raise ReadError(f"{label}: content is not {driver}; correct its name")
        with fiona.open(
            path, layer=inside, enabled_drivers=[driver], **options
        ) as opened:
            if opened.schema["geometry"] == "None":
                raise ReadError(f"{label}: no layer with shapes in it")
        try:
            frame = _read_frame(path, inside, encoding, options)
        except shapely.errors.GEOSException:
            frame, unclosed = _read_closed(path, inside, encoding, options)
    if unclosed:
        messages[:] = [text for text in messages if _NOT_CLOSED not in text]
    if not isinstance(frame, gpd.GeoDataFrame):
        raise ReadError(f"{label}: a table of {len(frame)} rows without polygons")
    if len(frame) != len(has_shape):
        raise ReadError(
            f"{label}: only {len(frame)} of its {len(has_shape)} rows can be read; it may be "
            "damaged"
        )
    lost = has_shape & shapely.is_missing(np.asarray(frame.geometry))
    if lost.any():
        raise ReadError(
            f"{label}, row {lost.argmax() + 1}: its shape cannot be read; repair or remove it"
        )
    return frame_layer(
        file,
        name,
        frame,
        crs,
        several=several,
        messages=messages,
        unclosed=unclosed,
    )


def _read_frame(
    path: Path,
    inside: str | None,
    encoding: str | None,
    options: Mapping[str, str],
    *,
    on_invalid: str = "raise",
) -> gpd.GeoDataFrame:
    frame: gpd.GeoDataFrame = pyogrio.read_dataframe(
        path,
        layer=inside,
        datetime_as_string=True,
        encoding=encoding,
        on_invalid=on_invalid,
        **options,
    )
    return frame


def _read_closed(
    path: Path, inside: str | None, encoding: str | None, options: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[int]]:
    """A layer with its rings closed, and the numbers of the rows with one that was not.

    Raises GEOSException for a shape that is damaged otherwise.
    """
    _, _, wkb, _ = pyogrio.raw.read(path, layer=inside, columns=[], **options)
    shapes, numbers = shapes_from_wkb(wkb)
    frame = _read_frame(path, inside, encoding, options, on_invalid="ignore")
    return frame.set_geometry(gpd.GeoSeries(shapes, frame.index, frame.crs)), numbers


def frame_layer(
    file: File,
    name: str,
    frame: gpd.GeoDataFrame,
    crs: str | None,
    *,
    several: bool = False,
    messages: list[str],
    unclosed: Sequence[int] = (),
) -> Layer:
    """A frame that a library has read as a layer, in EPSG:4326.

    Raises LimitError if it has more vertices than the limits of the file allow.
    """
    label = layer_label(file, name, several)
    shapes = np.asarray(frame.geometry)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    file.limits.require("vertices", vertices, file.label)
    shapes = to_degrees(shapes, frame.crs, label, crs, messages)
    columns = frame_columns(frame.drop(columns=frame.active_geometry_name))
    return Layer(file, name, several, shapes, columns, messages, unclosed=unclosed)


@contextmanager
def library_errors(
    label: str,
    messages: list[str],
    path: Path | None = None,
    find_row: Callable[[], int] | None = None,
) -> Iterator[None]:
    """Turn errors of GDAL, GEOS and Arrow into one ReadError, and warnings into `messages`.

    Nothing that they print reaches the terminal. `find_row` returns the number of the row whose
    shape cannot be built.
    """
    logger = logging.getLogger("fiona")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    # fiona fails on messages of GDAL that are not UTF-8, and prints that it did
    hook, sys.unraisablehook = sys.unraisablehook, _ignore
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with redirect_stderr(StringIO()):
                yield
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: its text is not UTF-8; save it as UTF-8") from error
    except shapely.errors.GEOSException as error:
        row = find_row() if find_row else 0
        where = f"{label}, row {row}" if row else label
        raise ReadError(f"{where}: not a polygon{_reason(error, path)}") from error
    except _UNREADABLE as error:
        raise ReadError(
            f"{label}: cannot be read{_reason(error, path)}; it may be cut off or damaged"
        ) from error
    finally:
        logger.setLevel(level)
        sys.unraisablehook = hook
    for warning in {str(each.message): each for each in caught}.values():
        if issubclass(warning.category, (RuntimeWarning, UserWarning)):
            messages.append(_first_sentence(warning.message, path))


def _ignore(_: "sys.UnraisableHookArgs") -> None:
    """Print nothing."""


def _broken_row(path: Path, inside: str | None, options: Mapping[str, str]) -> int:
    """Number of the first row whose shape cannot be built; 0 if there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, _, shapes, _ = pyogrio.raw.read(path, layer=inside, columns=[], **options)
        for number, shape in enumerate(shapes, 1):
            if shape is not None and from_wkb(shape) is None:
                return number
    return 0


def _reason(error: Exception, path: Path | None) -> str:
    """The message of a library in brackets; nothing if it is long, jargon or that of a mistake."""
    if isinstance(error, _MISTAKES):
        return ""
    text = _first_sentence(error, path)
    return "" if _JARGON.search(text) or len(text) > _LONGEST_REASON else f" ({text})"


def _first_sentence(problem: Warning | Exception | str, path: Path | None) -> str:
    """The first sentence of a library's message, without the path and the kind of error."""
    text = re.split(r"; |\n|\. ", str(problem) or "no reason given")[0]
    if path is not None:
        # GDAL names files beside it too, and fiona leaves line ends out of names
        text = text.replace(f"{path.parent}{os.sep}", "")
    return text.removeprefix("IllegalArgumentException: ").rstrip(".")
