"""Shapes brought to longitude and latitude (EPSG:4326) in two dimensions."""

import geopandas as gpd
import numpy as np
import pyproj
import pyproj.exceptions
import shapely

from geo.base import CallError, ReadError
from geo.formats.text.geojson_fast import Shapes
from geo.table import CRS


def in_degrees(
    shapes: Shapes,
    own: pyproj.CRS | None,
    label: str,
    crs: str | None,
    noticed: list[str],
) -> Shapes:
    """`shapes` in EPSG:4326 and two dimensions.

    `own` is the CRS that the layer says it is in, `crs` that of the caller, whatever the layer
    says. What was done goes to `noticed`, in words that follow the name of the layer.

    Raises
    ------
    CallError
        If `crs` is no CRS.
    ReadError
        If neither the layer nor the caller tells a CRS, or coordinates lie outside it.
    """
    with np.errstate(invalid="ignore"):  # what is no number is refused by its row later
        flat: Shapes = shapely.force_2d(shapes)
    own = None if own is None else own.to_2d()
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
    if own.equals(pyproj.CRS(CRS), ignore_axis_order=True) or own.equals(
        pyproj.CRS("OGC:CRS84")
    ):
        return flat
    try:
        turned = np.asarray(gpd.GeoSeries(flat, crs=own).to_crs(CRS))
    except pyproj.exceptions.ProjError as error:
        raise ReadError(
            f"{label}: cannot be brought from {own.name} to {CRS}"
        ) from error
    noticed.append(f"brought from {own.name} to longitude and latitude")
    return turned
