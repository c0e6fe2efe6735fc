"""Shapes brought to longitude and latitude (EPSG:4326), in two dimensions."""

import geopandas as gpd
import numpy as np
import pyproj
import pyproj.exceptions
import shapely

from geo.base import CallError, ReadError
from geo.formats.layer import Shapes
from geo.table import CRS


def from_degrees(
    shapes: Shapes, label: str, crs: str | None, messages: list[str]
) -> Shapes:
    """Two-dimensional `shapes` of a format in degrees; from `crs` if the caller names one."""
    if crs is None:
        return shapes
    return to_degrees(shapes, pyproj.CRS(CRS), label, crs, messages)


def to_degrees(
    shapes: Shapes,
    own: pyproj.CRS | None,
    label: str,
    crs: str | None,
    messages: list[str],
) -> Shapes:
    """`shapes` in EPSG:4326 and two dimensions.

    `own` is the CRS that the layer names; `crs`, from the caller, replaces it. Conversions are
    added to `messages`, which follow the name of the layer.

    Raises
    ------
    CallError
        If `crs` is not a CRS.
    ReadError
        If neither the layer nor the caller names a CRS, or coordinates lie outside of it.
    """
    with np.errstate(invalid="ignore"):  # NaN is refused later, with its row
        flat: Shapes = shapely.force_2d(shapes)
    own = None if own is None else own.to_2d()
    if crs is not None:
        try:
            given = pyproj.CRS.from_user_input(crs)
        except pyproj.exceptions.CRSError as error:
            raise CallError(f"--crs {crs}: not a CRS; write it as EPSG:4326") from error
        if own is not None and not own.equals(given, ignore_axis_order=True):
            messages.append(f"its CRS is {own.name}, read as {given.name} (--crs)")
        own = given
    if own is None:
        raise ReadError(f"{label}: no CRS; pass --crs, for example --crs {CRS}")
    if own.equals(pyproj.CRS(CRS), ignore_axis_order=True) or own.equals(
        pyproj.CRS("OGC:CRS84")
    ):
        return flat
    try:
        degrees = np.asarray(gpd.GeoSeries(flat, crs=own).to_crs(CRS))
    except pyproj.exceptions.ProjError as error:
        raise ReadError(
            f"{label}: cannot be converted from {own.name} to {CRS}; pass --crs"
        ) from error
    messages.append(f"converted from {own.name} to longitude and latitude")
    return degrees
