"""Polygons built from rings of positions, for formats that are read here and not by GDAL."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
import shapely.errors
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError, counted

Positions = np.ndarray[Any, np.dtype[np.float64]]  # one row of x and y each


def polygon(rings: Sequence[Positions], where: str) -> BaseGeometry | None:
    """The polygon of an outer ring and its holes; None where there is no outer ring.

    Raises
    ------
    ReadError
        If a ring is too short or not closed. The sentence begins with `where`.
    """
    drawn = [ring for ring in rings if len(ring)]
    if not drawn:
        return None
    for ring in drawn:
        if len(ring) < 4:
            raise ReadError(
                f"{where}: not a polygon (a ring of {counted(len(ring), 'position')}; the least "
                "is 4)"
            )
        if not np.array_equal(ring[0], ring[-1]) and np.isfinite(ring).all():
            x, y = ring[-1]
            raise ReadError(
                f"{where}: not a polygon (a ring is not closed: it ends at {x:.6g} {y:.6g})"
            )
    try:
        with np.errstate(
            invalid="ignore"
        ):  # what is no number is refused by its row later
            return shapely.Polygon(drawn[0], drawn[1:])
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise ReadError(f"{where}: not a polygon ({str(error).rstrip('.')})") from error


def joined(parts: Sequence[BaseGeometry | None]) -> BaseGeometry | None:
    """Parts as one shape: a multipolygon if they are polygons, else a collection of them."""
    drawn = [part for part in parts if part is not None]
    if not drawn:
        return None
    kinds = {part.geom_type for part in drawn}
    if kinds <= {"Polygon", "MultiPolygon"}:
        return shapely.MultiPolygon(list(shapely.get_parts(drawn)))
    return shapely.GeometryCollection(drawn)
