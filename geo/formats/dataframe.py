"""Read a GeoDataFrame, or a DataFrame with shapes in one column, as a layer.

Its columns become those that a file with the same values has: numbers, texts and dates. So a frame
from a notebook or a database is read by the rules of files, whatever types its columns have.
"""

import datetime
import json
import math
import re
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyproj
import pyproj.exceptions
import shapely
from geopandas.array import GeometryDtype

from geo.base import CallError, ReadError, list_columns, number_duplicates
from geo.dates import year_text
from geo.files import File
from geo.formats.crs import to_degrees
from geo.formats.gdal import offline
from geo.formats.layer import Layer, Shapes
from geo.formats.table_columns import frame_columns
from geo.formats.text import values

_WKT = re.compile(r"\s*(?:MULTI)?POLYGON", re.I)
TABLE = "table"  # the label of a frame in messages


class FrameLayer(NamedTuple):
    """A layer, and the SHA-256 of the columns and shapes that it was made of."""

    layer: Layer
    sha256: str


class _ShapeColumn(NamedTuple):
    """The column of shapes: its position, the shapes, and the CRS that the frame names."""

    position: int
    shapes: Shapes
    crs: pyproj.CRS | None


def dataframe_layer(
    frame: pd.DataFrame, label: str, crs: str | None = None
) -> FrameLayer:
    """The rows of `frame` as a layer called `label`, in EPSG:4326.

    Rows are numbered from 1 by their place; the index does not count. Shapes are those of the
    active geometry column, or of the only column that has some; further columns of shapes are left
    out and reported. Where the frame has no CRS, it is that of the shapes' SRID. `frame` stays
    unchanged.

    Raises
    ------
    ReadError
        If there are no rows, if no column has shapes, or if neither the frame nor the caller
        names a CRS.
    CallError
        If several columns have shapes and none is the active one, or `crs` is not a CRS.
    """
    _require_rows(frame, label)
    column = _shape_column(frame, label)
    own = column.crs or _named_crs(column.shapes, label, crs)
    others = [at for at in range(frame.shape[1]) if at != column.position]
    extra = {at for at in others if _has_shapes(frame.iloc[:, at])}
    names = _column_names(frame)
    messages = [f"column {names[at]} of other shapes left out" for at in sorted(extra)]
    with offline():
        shapes = shapely.set_srid(column.shapes, 0)
        degrees = to_degrees(shapes, own, label, crs, messages)
    columns = {
        names[at]: _plain_column(frame.iloc[:, at]) for at in others if at not in extra
    }
    rows = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))
    digest = _content_hash(rows, shapes, own)
    return FrameLayer(memory_layer(label, degrees, rows, messages), digest)


def plain_columns(frame: pd.DataFrame, label: str) -> tuple[pd.DataFrame, str]:
    """The columns of a table without shapes, as a file has them, and their SHA-256.

    Raises
    ------
    ReadError
        If there are no rows.
    CallError
        If it has shapes.
    """
    _require_rows(frame, label)
    names = _column_names(frame)
    for at, name in enumerate(names):
        if _has_shapes(frame.iloc[:, at]):
            raise CallError(
                f"{label}: shapes of its own (column {name}) and --units; leave out one of the two"
            )
    columns = {name: _plain_column(frame.iloc[:, at]) for at, name in enumerate(names)}
    rows = pd.DataFrame(columns, index=pd.RangeIndex(len(frame)))
    return rows, _content_hash(rows, np.empty(0, object), None)


def memory_layer(
    label: str,
    shapes: Shapes,
    rows: pd.DataFrame,
    messages: list[str],
    row_numbers: tuple[int, ...] = (),
) -> Layer:
    """A layer of `shapes` in EPSG:4326 that is in no file."""
    # without a name that could have a date or a class of control in it
    file = File(Path(label), label, (("table", ""),))
    columns = frame_columns(rows)
    return Layer(file, "", False, shapes, columns, messages, row_numbers=row_numbers)


def join_hashes(*hashes: str) -> str:
    """SHA-256 of several."""
    return sha256("\n".join(hashes).encode()).hexdigest()


def _require_rows(frame: pd.DataFrame, label: str) -> None:
    if not len(frame):
        raise ReadError(f"{label}: no rows in it")


def _has_shapes(column: "pd.Series[Any]") -> bool:
    """Whether a column is of the type of shapes, or its first value is a shape."""
    if isinstance(column.dtype, GeometryDtype):
        return True
    if column.dtype != object:
        return False
    first = next((value for value in column.array if not _is_missing(value)), None)
    return isinstance(first, shapely.Geometry)


def _is_missing(value: Any) -> bool:
    return (
        value is None
        or value is pd.NA
        or value is pd.NaT
        or (isinstance(value, float | np.floating) and math.isnan(value))
    )


def _shape_column(frame: pd.DataFrame, label: str) -> _ShapeColumn:
    """The active column of shapes of `frame`, or else the only one."""
    names = _column_names(frame)
    found = [at for at in range(frame.shape[1]) if _has_shapes(frame.iloc[:, at])]
    active = getattr(frame, "active_geometry_name", None)
    found = [at for at in found if frame.columns[at] == active] or found
    if not found:
        raise ReadError(
            f"{label}: no column of shapes ({list_columns(names)}); {_advice(frame)}"
        )
    if len(found) > 1:
        several = ", ".join(names[at] for at in found)
        raise CallError(
            f"{label}: several columns of shapes ({several}); choose one by "
            "frame.set_geometry"
        )
    column = frame.iloc[:, found[0]]
    shapes = np.empty(len(column), object)
    shapes[:] = [None if _is_missing(shape) else shape for shape in column.array]
    if not shapely.is_geometry(shapes[~shapely.is_missing(shapes)]).all():
        row = next(
            row
            for row, shape in enumerate(shapes, 1)
            if not isinstance(shape, shapely.Geometry | None)
        )
        raise ReadError(f"{label}, row {row}: not a shape in column {names[found[0]]}")
    return _ShapeColumn(found[0], shapes, getattr(column.array, "crs", None))


def _advice(frame: pd.DataFrame) -> str:
    """How to pass a table without shapes, which may have them as WKT or WKB."""
    for name in frame.columns:
        first = next((each for each in frame[name].array if not _is_missing(each)), "")
        values_of = f"frame[{name!r}]"
        if isinstance(
            first, bytearray
        ):  # as DuckDB returns WKB, and GeoPandas refuses it
            values_of += ".map(bytes)"
        form = "wkb" if isinstance(first, bytes | bytearray) else "wkt"
        if form == "wkb" or _WKT.match(str(first)):
            return (
                "pass geopandas.GeoDataFrame(frame, "
                f"geometry=geopandas.GeoSeries.from_{form}({values_of}), crs=...)"
            )
    return "pass a GeoDataFrame, or --units with the polygons of its districts"


def _named_crs(shapes: Shapes, label: str, crs: str | None) -> pyproj.CRS | None:
    """The CRS that shapes name, as those of EWKB do, or None; for a frame without one."""
    codes = set(shapely.get_srid(shapes[~shapely.is_missing(shapes)]).tolist()) - {0}
    if crs is not None or not codes:
        return None
    if len(codes) > 1:
        text = " and ".join(map(str, sorted(codes)))
        raise ReadError(f"{label}: shapes of several CRS (SRID {text}); keep only one")
    try:
        return pyproj.CRS.from_epsg(codes.pop())
    except pyproj.exceptions.CRSError as error:
        raise ReadError(f"{label}: unknown SRID in it; pass --crs") from error


def _column_names(frame: pd.DataFrame) -> list[str]:
    """Names of the columns as texts, each once; those of several levels in one."""
    names = [column_name(name) for name in frame.columns]
    return number_duplicates(
        [name or f"column {at}" for at, name in enumerate(names, 1)]
    )


def column_name(name: Any) -> str:
    """The name of a column as text: `2014` for a number, `holder 2014` for two levels."""
    if isinstance(name, tuple):
        return " ".join(str(part) for part in name if str(part))
    return str(name)


def _plain_column(column: "pd.Series[Any]") -> Any:
    """Numbers, truth values and date-times as they are, other values as in text formats."""
    dtype = column.dtype
    if isinstance(dtype, pd.ArrowDtype) and dtype.kind == "M":
        column = column.array.__arrow_array__().to_pandas()
        dtype = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        return column.array
    if isinstance(dtype, np.dtype) and dtype.kind in "biuf":
        return column.to_numpy()
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        return column.to_numpy().astype("datetime64[s]")
    return values.column([_plain_value(value) for value in column.astype(object)])


def _plain_value(value: Any) -> Any:
    """A number, a truth value, a text or None for a value of any type."""
    if _is_missing(value):
        return None
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value.astype("datetime64[s]"))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, Decimal) and value.is_finite():
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime.datetime):  # also that of pandas
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, pd.Period):
        return _period_text(value)
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value if isinstance(value, bool | int | float) else str(value)


def _period_text(value: pd.Period) -> str:
    """A period in EDTF: a year, a month, a day or a time, else its first and last day."""
    unit, _, anchor = value.freqstr.partition("-")
    if unit in ("A", "Y", "YE") and anchor == "DEC":
        return year_text(value.year)
    if unit in ("M", "ME"):
        return f"{year_text(value.year)}-{value.month:02d}"
    if unit in ("D", "B"):
        return f"{year_text(value.year)}-{value.month:02d}-{value.day:02d}"
    first, last = value.start_time, value.end_time
    if first.date() == last.date():
        return first.isoformat(timespec="seconds")
    return f"[{first.date()}..{last.date()}]"


def _content_hash(rows: pd.DataFrame, shapes: Shapes, crs: pyproj.CRS | None) -> str:
    """SHA-256 of names, values and shapes, in their order; of the index nothing."""
    digest = sha256()
    for name in rows.columns:
        digest.update(json.dumps([name, _hashable(rows[name])]).encode())
    digest.update(json.dumps([len(shapes), crs and crs.to_string()]).encode())
    for shape in shapely.to_wkb(shapes, byte_order=1):
        digest.update(len(shape or b"").to_bytes(8, "little") + (shape or b""))
    return digest.hexdigest()


def _hashable(column: "pd.Series[Any]") -> list[Any]:
    """Values of a plain column for JSON: the same for whole numbers, and for days, of any type."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return ["" if pd.isna(moment) else moment.isoformat() for moment in column]
    if column.dtype.kind == "M":
        moments = column.to_numpy().astype("datetime64[s]")
        days = moments.astype("datetime64[D]")
        whole = bool((days == moments)[~np.isnat(moments)].all())
        texts = (days if whole else moments).astype(str).tolist()
        return [None if text == "NaT" else text for text in texts]
    if column.dtype.kind == "f":
        return [
            int(number) if number.is_integer() else number for number in column.tolist()
        ]
    return column.tolist()
