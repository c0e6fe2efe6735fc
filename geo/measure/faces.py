"""The territory that the rings of an invalid polygon enclose.

Rings that cross themselves or each other are cut where they cross (noded). Each ring has one
winding number about each face between the pieces, and so a face is territory or not by the meaning
of shells and holes. The territory of a shape is the union of its faces, which share exact edges.
No difference of shapes is computed, which can lose territory between edges that almost touch.

The result is verified: the signed area of a ring, which needs no faces (`area.py`), is the sum of
the faces, each times its winding number. If that fails for a ring, ends of edges are moved to a
grid and the computation is repeated.

GEOS's buffers and its make-valid "structure" use winding numbers too; but make-valid uses a buffer
of width 0, which loses territory where a ring folds back on itself.
"""

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.measure.area import area_km2, polygon_parts, signed_area_km2
from geo.measure.edges import between, points_within, winding

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]

# Share of a hole within its shell up to which it is outside: they touch, within rounding.
_TOUCHING = 1e-6

# Grids, in degrees, on which rings are cut if the areas do not add up without one; and the
# distance, in degrees, that an edge may move: 1e-12 of the largest number, where GEOS has to snap.
_GRIDS = (None, 1e-12, 1e-10, 1e-8)
_MOVED = 4e-10
_DEGREE_KM2 = 12_400.0  # a square degree at most
# Nearer to 0, products of coordinates underflow, and GEOS gets crossings wrong.
_NOTHING = 1e-30


def enclosed_polygon(shape: BaseGeometry) -> BaseGeometry:
    """Territory of a polygon or multipolygon as a valid one, empty if there is none.

    A ring encloses all points with a winding number other than 0. Holes are subtracted from their
    shell; a hole that shares no territory with it is territory itself, whether it is disjoint or
    touches it. Overlaps of parts count once. Parts with vertices that are not finite are ignored.
    """
    parts, _ = polygon_parts(np.array([shape], dtype=object))
    parts = parts[
        [bool(np.isfinite(shapely.get_coordinates(part)).all()) for part in parts]
    ]
    rings, owner = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        return shapely.Polygon()
    ends = [_edges(ring) for ring in rings]
    signed = signed_area_km2(rings)
    rounding = _rounding(ends)
    best: tuple[float, BaseGeometry] | None = None
    for grid in _GRIDS:
        faces, turns = _faces(ends, grid)
        km2 = area_km2(faces)
        held = _held(turns != 0, owner, km2)
        whole = _joined(faces[held])
        off = float((np.abs(turns @ km2 - signed) - rounding).max())
        joint = abs(float(area_km2([whole])[0] - km2[held].sum())) - rounding.sum()
        off = max(off, joint, np.inf if not whole.is_valid else 0)
        if best is None or off < best[0]:
            best = off, whole
        if off <= 0:
            break
    assert best is not None
    return best[1]


def _edges(ring: BaseGeometry) -> Floats:
    """Edges of a ring, each as longitude and latitude of its two ends."""
    vertices = shapely.get_coordinates(ring)
    vertices[np.abs(vertices) < _NOTHING] = 0.0
    ends = np.hstack([vertices[:-1], vertices[1:]])
    return np.asarray(ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)])


def _faces(ends: list[Floats], grid: float | None) -> tuple[Shapes, Ints]:
    """Faces between edges of rings, and the winding numbers of rings by faces."""
    every = np.concatenate(ends)
    turns = np.zeros((len(ends), 0), dtype=np.intp)
    if not len(every):
        return np.zeros(0, dtype=object), turns
    faces, _ = between(every, np.zeros(len(every), dtype=np.intp), grid)
    if not len(faces):
        return faces, turns
    points = points_within(faces)
    once = (np.ones(len(edges), dtype=np.int16) for edges in ends)
    return faces, np.array([winding(points, *ring) for ring in zip(ends, once)])


def _held(inside: Bools, owner: Ints, km2: Floats) -> Bools:
    """True for the faces that are territory; `inside` is of rings by faces, shells first."""
    territory = np.zeros(inside.shape[1], dtype=bool)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    for part in np.split(np.arange(len(owner)), first[1:]):
        shell, holes = inside[part[0]], inside[part[1:]]
        shared, size = (holes & shell) @ km2, holes @ km2
        stray = shared <= _TOUCHING * size
        territory |= shell & ~holes[~stray].any(axis=0)
        territory |= holes[stray].any(axis=0)
    return territory


def _rounding(ends: list[Floats]) -> Floats:
    """Maximum error of the area of each ring from moved edges."""
    length = [np.abs(edges[:, :2] - edges[:, 2:]).sum() for edges in ends]
    return _DEGREE_KM2 * _MOVED * np.array(length)


def _joined(faces: Shapes) -> BaseGeometry:
    """The union of faces, which share their edges."""
    if not len(faces):
        return shapely.Polygon()
    try:
        whole: BaseGeometry = shapely.coverage_union_all(faces)
    except shapely.GEOSException:  # faces overlap if an edge was rounded across another
        whole = shapely.union_all(faces)
    parts, _ = polygon_parts(np.array([whole], dtype=object))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(list(parts))
