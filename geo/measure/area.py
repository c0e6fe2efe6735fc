"""Square kilometres of polygons on the WGS 84 ellipsoid.

An edge is straight in longitude and latitude, as GeoJSON defines it (RFC 7946, 3.1.1), so a
border along a parallel stays there and the areas of parts add up to the area of the whole. An
edge that crosses the antimeridian or a pole has to be cut there first, as RFC 7946, 3.1.9 asks.

By Green's theorem the area of a ring is the integral of longitude over the authalic ordinate,
A = oint lam dF(phi), where f = dF/dphi = M(phi) N(phi) cos(phi) is the ellipsoid's area per radian
of latitude and of longitude (M, N: radii of curvature in the meridian and the prime vertical;
Snyder, Map Projections: A Working Manual, 1987, chapters 3 and 4). Longitudes are taken from the
ring's own first vertex, so a small ring far from Greenwich loses no digits. Along an edge from
a to b longitude is linear in latitude; f is worked out once at each vertex, and the trapezoid
rule with its end correction (Euler and Maclaurin; Abramowitz and Stegun, 1964, 25.4.7) gives

    d_phi ((lam_a + lam_b) / 2 ((f_a + f_b) / 2 - d_phi^2 (f''_a + f''_b) / 24)
           + d_lam (f_b - f_a) / 12)

to 1e-12 of the area beside an edge of a twentieth of a degree of latitude. Longer ones are
summed by Gauss's rule instead (25.4.30), with three points to every two degrees.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

# WGS 84: semi-major axis in metres, flattening (NGA.STND.0036)
_A = 6_378_137.0
_F = 1 / 298.257223563
_E2 = _F * (2 - _F)

_RADIAN = np.pi / 180

# Degrees of latitude: the longest edge for the trapezoid rule, whose error is d_phi^3 / 720 of the
# area beside it, and the longest piece for Gauss's rule, whose error is 3e-6 d_phi^5.
_LONGEST = 0.05
_PIECE = 2.0
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)

# Vertices per block of edges and per batch of shapes, so that their arrays fit in the processor's
# cache. Half as many take a tenth longer. With all at once, and often with 16,384, memory is
# returned to the system and allocated again, which takes three times as long.
_BLOCK = 8_192
_BATCH = 12_288

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def area_km2(
    geometries: gpd.GeoSeries | Sequence[shapely.Geometry] | npt.NDArray[np.object_],
) -> Floats:
    """Area of each geometry in km2 without its holes; 0 for points, lines and missing ones.

    Coordinates are longitude and latitude in degrees (EPSG:4326). Rings may run either way round.
    A ring that crosses itself has no meaningful area: repair it first
    (`geo.measure.repair_table`). Memory use does not grow with the number of geometries,
    except for the result.
    """
    shapes = np.asarray(geometries, dtype=object)
    block = np.cumsum(shapely.get_num_coordinates(shapes)) // _BATCH
    ends = [*(np.flatnonzero(np.diff(block)) + 1), len(shapes)]
    total = np.zeros(len(shapes))
    start = 0
    for end in ends:
        total[start:end] = _shape_m2(shapes[start:end])
        start = end
    total /= 1e6
    return total


def signed_area_km2(rings: Shapes) -> Floats:
    """Signed area of each ring in km2, counter-clockwise positive.

    This is the sum of the faces between its edges, each times its winding number.
    """
    return _ring_m2(rings) / 1e6


def polygon_parts(shapes: Shapes) -> tuple[Shapes, npt.NDArray[np.intp]]:
    """The single polygons of `shapes`, and the position of the shape of each."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while ((kind := shapely.get_type_id(parts)) > 3).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    polygonal = kind == 3
    return (parts, owner) if polygonal.all() else (parts[polygonal], owner[polygonal])


def _shape_m2(shapes: Shapes) -> Floats:
    """Area of each shape in square metres, without its holes."""
    polygons, owner = polygon_parts(shapes)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    size = np.abs(_ring_m2(rings))
    hole = polygon[1:] == polygon[:-1]  # all rings of a polygon but its first
    size[1:][hole] *= -1
    total = np.bincount(owner[polygon], weights=size, minlength=len(shapes))
    return np.asarray(total, dtype=np.float64)


def _ring_m2(rings: Shapes) -> Floats:
    """Signed area of each ring in square metres, counter-clockwise positive."""
    if not len(rings):
        return np.zeros(0)
    vertices = shapely.get_num_coordinates(rings)
    start = np.cumsum(vertices) - vertices
    lon, lat = shapely.get_coordinates(rings).T
    lam = lon - np.repeat(lon[start], vertices)
    edge = np.zeros(len(lat))
    for i in range(0, len(lat) - 1, _BLOCK):
        part = slice(i, i + _BLOCK + 1)
        weighed = _edges(lam[part], lat[part].copy())
        edge[i : i + len(weighed)] = weighed
    d_lat = np.diff(lat)
    d_lat[start[1:] - 1] = 0  # from the end of a ring to the next one is no edge
    edge[:-1] *= d_lat
    long = np.flatnonzero(np.abs(d_lat) > _LONGEST)
    if len(long):
        edge[long] = _long_edges(lam, lat, long)
    edge *= _A**2 * (1 - _E2) * _RADIAN**2
    return np.asarray(np.add.reduceat(edge, start), dtype=np.float64)


def _edges(lam: Floats, lat: Floats) -> Floats:
    """The mean of lam f along each edge of a line, f being the area relative to the equator.

    With w = 1 - e^2 sin^2(phi), f is cos(phi) / w^2, and two derivations give
    f'' = f (-9 + (32 - 20 e^2) / w - 24 (1 - e^2) / w^2).
    """
    f = np.cos(lat * _RADIAN)
    inverse = 1 / (f * f * _E2 + (1 - _E2))
    bend = (inverse * (24 * _E2 - 24) + (32 - 20 * _E2)) * inverse - 9
    f *= inverse * inverse
    bend *= f
    d_lat = lat[1:] - lat[:-1]
    mean = (bend[1:] + bend[:-1]) * d_lat * d_lat
    mean *= -(_RADIAN**2) / 12
    mean += f[1:] + f[:-1]
    mean *= lam[1:] + lam[:-1]
    mean += (lam[1:] - lam[:-1]) * (f[1:] - f[:-1]) * (1 / 3)
    mean *= 0.25
    return mean


def _long_edges(lam: Floats, lat: Floats, start: npt.NDArray[np.intp]) -> Floats:
    """The integral of lam f along the edges that leave the vertices `start`, by Gauss's rule."""
    d_lam, d_lat = lam[start + 1] - lam[start], lat[start + 1] - lat[start]
    pieces = np.ceil(np.abs(d_lat) / _PIECE).astype(np.intp)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (nth + (1 + _NODES[:, None]) / 2) / pieces[edge]
    f = np.cos((lat[start][edge] + share * d_lat[edge]) * _RADIAN)
    f /= (f * f * _E2 + (1 - _E2)) ** 2
    f *= lam[start][edge] + share * d_lam[edge]
    return np.bincount(edge, weights=_WEIGHTS / 2 @ f) * (d_lat / pieces)
