"""Longitudes that differ by 360 degrees: 182 and -178 are the same meridian.

If the longitudes of a table span at most 360 degrees, each place has one longitude and geometries
can be compared as they are. Otherwise they are moved to one turn first, or territory with both
longitudes would count twice.
"""

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Positions = npt.NDArray[np.intp]

_HALF, _TURN = 180.0, 360.0
_BEYOND_POLES = 91.0  # coordinates may be rounded past a pole


def beyond(shapes: Shapes) -> Positions:
    """Positions of shapes past 180 degrees, if the shapes together span more than one turn."""
    west, _, east, _ = shapely.bounds(shapes).T
    drawn = ~np.isnan(west)
    if not drawn.any() or east[drawn].max() - west[drawn].min() <= _TURN:
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero((west < -_HALF) | (east > _HALF))


def within_one_turn(shapes: Shapes) -> Shapes:
    """Polygons moved to -180 to 180 degrees, cut there; wider ones count once."""
    cut = shapes.copy()
    for number, shape in enumerate(shapes):
        west, _, east, _ = shape.bounds
        parts = []
        first, last = (int(np.floor((lon + _HALF) / _TURN)) for lon in (west, east))
        for turn in range(first, last + 1):
            middle = turn * _TURN
            strip = shapely.box(
                middle - _HALF, -_BEYOND_POLES, middle + _HALF, _BEYOND_POLES
            )
            part = shapely.intersection(shape, strip)
            parts.append(shapely.transform(part, lambda at: at - [middle, 0]))
        cut[number] = shapely.union_all(parts)
    return cut
