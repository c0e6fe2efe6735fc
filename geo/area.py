"""Square kilometres of polygons on the WGS 84 ellipsoid.

An edge is straight in longitude and latitude, as GeoJSON defines it (RFC 7946, 3.1.1), so a
border along a parallel stays there and the areas of parts add up to the area of the whole. An
edge that crosses the antimeridian or a pole has to be cut there first, as RFC 7946, 3.1.9 asks.

By Green's theorem the area of a ring is the integral of longitude over the authalic ordinate:
A = oint lam dF(phi), where dF/dphi = M(phi) N(phi) cos(phi) is the ellipsoid's area per radian
of latitude and of longitude (M, N: radii of curvature in the meridian and the prime vertical;
Snyder, Map Projections: A Working Manual, 1987, chapters 3 and 4). Longitudes are taken from the
ring's own first vertex, so a small ring far from Greenwich loses no digits. Along an edge the
integrand is smooth, and Gauss-Legendre quadrature with three points on at most two degrees of
latitude leaves a relative error below 1e-14.
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

_LONGEST = np.radians(2.0)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(3)

Floats = npt.NDArray[np.float64]


def area_km2(
    geometries: gpd.GeoSeries | Sequence[shapely.Geometry] | npt.NDArray[np.object_],
) -> Floats:
    """Area of each geometry in km2, holes taken out; points, lines and missing ones count 0.

    Coordinates are longitude and latitude in degrees (EPSG:4326). Rings may run either way
    round. A ring that crosses itself has no meaningful area: mend it first (`geo.repaired`).
    """
    shapes = np.asarray(geometries, dtype=object)
    polygons, owner = polygon_parts(shapes)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    signed = np.abs(_ring_m2(rings))
    first = np.ones(len(rings), dtype=bool)
    first[1:] = polygon[1:] != polygon[:-1]
    signed[~first] *= -1  # all rings of a polygon but its first are holes
    total = np.bincount(owner[polygon], weights=signed, minlength=len(shapes))
    return np.asarray(total / 1e6, dtype=np.float64)


def polygon_parts(
    shapes: npt.NDArray[np.object_],
) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.intp]]:
    """The single polygons within `shapes`, and the position of the shape each is part of."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > 3).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    polygonal = shapely.get_type_id(parts) == 3
    return parts[polygonal], owner[polygonal]


def _ring_m2(rings: npt.NDArray[np.object_]) -> Floats:
    """Signed area of each ring in square metres, counter-clockwise positive."""
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(degrees):
        return np.zeros(len(rings))
    start = np.searchsorted(ring, np.arange(len(rings)))
    lam = np.radians(degrees[:, 0] - degrees[start[ring], 0])
    phi = np.radians(degrees[:, 1])
    same = ring[1:] == ring[:-1]
    lam_0, phi_0, owner = lam[:-1][same], phi[:-1][same], ring[:-1][same]
    d_lam, d_phi = lam[1:][same] - lam_0, phi[1:][same] - phi_0

    pieces = np.maximum(np.ceil(np.abs(d_phi) / _LONGEST), 1).astype(np.intp)
    if (pieces > 1).any():
        nth = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        d_lam, d_phi = np.repeat(d_lam / pieces, pieces), np.repeat(
            d_phi / pieces, pieces
        )
        lam_0 = np.repeat(lam_0, pieces) + nth * d_lam
        phi_0 = np.repeat(phi_0, pieces) + nth * d_phi
        owner = np.repeat(owner, pieces)

    edge = np.zeros(len(d_lam))
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        along = (node + 1) / 2
        edge += (
            weight / 2 * (lam_0 + along * d_lam) * _per_radian(phi_0 + along * d_phi)
        )
    return np.asarray(
        np.bincount(owner, weights=edge * d_phi, minlength=len(rings)), dtype=float
    )


def _per_radian(phi: Floats) -> Floats:
    """M(phi) N(phi) cos(phi): square metres per radian of latitude and of longitude."""
    sine = np.sin(phi)
    return np.asarray(_A**2 * (1 - _E2) * np.cos(phi) / (1 - _E2 * sine**2) ** 2)
