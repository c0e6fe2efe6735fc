"""Polygons from rings of positions, for formats that are not read by GDAL."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
import shapely.errors
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError, counted
from geo.formats.unclosed import has_three_positions

Positions = np.ndarray[Any, np.dtype[np.float64]]  # one row of x and y each


def polygon(
    rings: Sequence[Positions], where: str, unclosed: set[str]
) -> BaseGeometry | None:
    """The polygon of an outer ring and its holes; None without an outer ring.

    A ring that is not closed is closed, and `where` added to `unclosed`. Raises ReadError, which
    begins with `where`, if a ring is too short.
    """
    rings = [_closed(ring, where, unclosed) for ring in rings if len(ring)]
    if not rings:
        return None
    for ring in rings:
        if len(ring) < 4:
            raise ReadError(
                f"{where}: not a polygon (a ring of {counted(len(ring), 'position')}, at least "
                "4 expected)"
            )
    try:
        with np.errstate(invalid="ignore"):  # NaN is refused later, with its row
            return shapely.Polygon(rings[0], rings[1:])
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise ReadError(f"{where}: not a polygon ({str(error).rstrip('.')})") from error


def _closed(ring: Positions, where: str, unclosed: set[str]) -> Positions:
    """A ring that ends where it begins, if it has enough positions for that."""
    if np.array_equal(ring[0], ring[-1]) or not np.isfinite(ring).all():
        return ring
    if not has_three_positions(ring):
        if len(ring) < 4:
            return ring
        x, y = ring[-1]
        raise ReadError(
            f"{where}: not a polygon (a ring is not closed: it ends at {x:.6g} {y:.6g})"
        )
    unclosed.add(where)
    return np.concatenate([ring, ring[:1]])


def join(parts: Sequence[BaseGeometry | None]) -> BaseGeometry | None:
    """Parts as one shape: a multipolygon if all are polygons, else a collection."""
    shapes = [part for part in parts if part is not None]
    if not shapes:
        return None
    kinds = {shape.geom_type for shape in shapes}
    if kinds <= {"Polygon", "MultiPolygon"}:
        return shapely.MultiPolygon(list(shapely.get_parts(shapes)))
    return shapely.GeometryCollection(shapes)
