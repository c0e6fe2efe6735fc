"""Square kilometres of polygons on the WGS 84 ellipsoid.

An edge is straight in longitude and latitude, as GeoJSON defines it (RFC 7946, 3.1.1), so a
border along a parallel stays there and the areas of parts add up to the area of the whole. An
edge that crosses the antimeridian or a pole has to be cut there first, as RFC 7946, 3.1.9 asks.

By Green's theorem the area of a ring is the integral of longitude over the authalic ordinate,
A = oint lam dF(phi), where f = dF/dphi = M(phi) N(phi) cos(phi) is the ellipsoid's area per radian
of latitude and of longitude (M, N: radii of curvature in the meridian and the prime vertical;
Snyder, Map Projections: A Working Manual, 1987, chapters 3 and 4). Longitudes are taken from the
ring's own first vertex, so a small ring far from Greenwich loses no digits. Along an edge from
its middle (lam, phi) longitude is linear in latitude, and Taylor's series of f there gives

    lam (f d_phi + f'' d_phi^3 / 24) + d_lam d_phi^2 f' / 12

to 1e-11 of the ground beside an edge of a tenth of a degree of latitude; longer ones are split.
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

_LONGEST = np.radians(0.1)

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
    if not len(rings):
        return np.zeros(0)
    lon, lat = shapely.get_coordinates(rings).T
    corners = shapely.get_num_coordinates(rings)
    start = np.cumsum(corners) - corners
    lam = np.radians(lon - np.repeat(lon[start], corners))
    phi = np.radians(lat)
    d_lam, d_phi = np.diff(lam), np.diff(phi)
    d_phi[start[1:] - 1] = 0  # from the end of a ring to the next one is no edge
    mid_lam, mid_phi = lam[:-1] + d_lam / 2, phi[:-1] + d_phi / 2
    edge = _edge_m2(mid_lam, mid_phi, d_lam, d_phi)
    long = np.flatnonzero(np.abs(d_phi) > _LONGEST)
    if len(long):
        edge[long] = _split_m2(lam[long], phi[long], d_lam[long], d_phi[long])
    return np.asarray(np.add.reduceat(np.append(edge, 0.0), start), dtype=np.float64)


def _split_m2(lam: Floats, phi: Floats, d_lam: Floats, d_phi: Floats) -> Floats:
    """The integral along edges from (lam, phi), in pieces that are short enough."""
    pieces = np.ceil(np.abs(d_phi) / _LONGEST).astype(np.intp)
    edge = np.repeat(np.arange(len(pieces)), pieces)
    nth = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    d_lam, d_phi = (d_lam / pieces)[edge], (d_phi / pieces)[edge]
    mid_lam, mid_phi = lam[edge] + (nth + 0.5) * d_lam, phi[edge] + (nth + 0.5) * d_phi
    weights = _edge_m2(mid_lam, mid_phi, d_lam, d_phi)
    return np.asarray(np.bincount(edge, weights=weights), dtype=np.float64)


def _edge_m2(lam: Floats, phi: Floats, d_lam: Floats, d_phi: Floats) -> Floats:
    """The integral of lam dF along short edges whose middle is (lam, phi), in square metres."""
    sine, cosine = np.sin(phi), np.cos(phi)
    square = sine * sine
    inverse = 1 / (1 - _E2 * square)
    # f = K cos / w^2 with w = 1 - e^2 sin^2; its slope is K sin g, from which the second follows.
    g = (4 * _E2 - 1 - 3 * _E2 * square) * inverse**3
    f = cosine * inverse**2
    slope = sine * g
    bend = cosine * (
        g + 6 * _E2 * square * (4 * _E2 - 2 - 2 * _E2 * square) * inverse**4
    )
    across = d_phi * d_phi
    whole = d_phi * (lam * (f + bend * across / 24) + d_lam * d_phi * slope / 12)
    return np.asarray(_A**2 * (1 - _E2) * whole)
