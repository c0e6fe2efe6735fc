"""Close rings that do not end where they begin, as many programs write them.

A ring is closed by a straight edge from its last position to its first one, if it has at least
three different positions. Whoever closes rings reports the rows: a ring may also be open because
its end is missing.
"""

import numpy as np
import shapely
import shapely.errors

from geo.formats.layer import Shapes

_DAMAGED = (ValueError, NotImplementedError, shapely.errors.ShapelyError)
_FEWEST = 3  # different positions of a ring


def from_wkt(text: str) -> shapely.Geometry | None:
    """The shape of a text in WKT with its rings closed; None if it is damaged otherwise."""
    try:
        return _checked(shapely.from_wkt(text, on_invalid="fix"))
    except _DAMAGED:
        return None


def from_wkb(wkb: bytes | str) -> shapely.Geometry | None:
    """The shape of WKB with its rings closed; None if it is damaged otherwise."""
    try:
        return _checked(shapely.from_wkb(wkb, on_invalid="fix"))
    except _DAMAGED:
        return None


def shapes_from_wkb(wkb: Shapes) -> tuple[Shapes, list[int]]:
    """Shapes with their rings closed, and the numbers of the rows with a ring that was not.

    Raises GEOSException for a shape that is damaged otherwise.
    """
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    numbers = []
    for row in np.flatnonzero(shapely.is_missing(shapes)).tolist():
        if wkb[row] is not None:
            shapes[row] = from_wkb(wkb[row])
            if shapes[row] is None:
                shapely.from_wkb(wkb[row])  # raises
            numbers.append(row + 1)
    return shapes, numbers


def has_three_positions(ring: Shapes) -> bool:
    """Whether a ring has so many different positions that it can be closed."""
    return len(np.unique(ring, axis=0)) >= _FEWEST


def _checked(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """`shape`, or None if one of its rings has too few positions."""
    polygons = shapely.get_parts(shape)
    while (shapely.get_type_id(polygons) > shapely.GeometryType.POLYGON).any():
        polygons = shapely.get_parts(polygons)
    rings = shapely.get_rings(polygons)
    if all(has_three_positions(shapely.get_coordinates(ring)) for ring in rings):
        return shape
    return None
