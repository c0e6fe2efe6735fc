"""A second opinion on areas: territory measured along parallels, without GEOS and our own code.

Every ring is a closed line on the plane of longitude and latitude, and goes round each point so
and so often. Along a parallel these numbers change only where the line crosses it, so that a
territory made of rings by any rule (gone round at all, and not in a hole, then but not now) is a
row of intervals, and the sum of their lengths, times the ellipsoid's area per degree, integrated
over latitude, is the area. Between two neighbouring latitudes at which an edge ends or two edges
cross, the intervals begin and end on the same edges, so their length is linear in latitude;
Gauss's rule takes the rest. A latitude that is off by rounding moves the bounds of a strip and not
what is measured in it, which is why slivers, folds and points on points do no harm here: nothing
is decided, all is counted.
"""

from collections.abc import Callable, Sequence

import numpy as np

A, F = 6_378_137.0, 1 / 298.257223563
E2 = F * (2 - F)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(5)
STRIP = 4.0  # degrees of latitude at most, where five points err by less than 1e-14
ENOUGH = 400_000  # crossings looked at in one go

EARTH_KM2 = 510_065_621.724_089


def per_degree(lat):
    """Square kilometres of a degree by a degree at a latitude; Snyder's radii multiplied."""
    phi = np.radians(lat)
    w2 = 1 - E2 * np.sin(phi) ** 2
    meridian, vertical = A * (1 - E2) / w2**1.5, A / np.sqrt(w2)
    return meridian * vertical * np.cos(phi) * np.radians(1) ** 2 / 1e6


def _edges(rings):
    """Edges as x0, y0, x1, y1, way (1 north, -1 south), ring; those along a parallel left out."""
    edges = []
    for number, ring in enumerate(rings):
        ends = np.hstack([ring[:-1], ring[1:]])
        ends = ends[ends[:, 1] != ends[:, 3]]
        way = np.where(ends[:, 3] > ends[:, 1], 1.0, -1.0)
        ends = np.where((way > 0)[:, None], ends, ends[:, [2, 3, 0, 1]])
        ring_of = np.full(len(ends), float(number))
        edges.append(np.column_stack([ends, way, ring_of]))
    return np.concatenate(edges).T


def _crossings(x0, y0, x1, y1):
    """Latitudes at which two edges cross, as near as rounding tells."""
    first, other = np.triu_indices(len(x0), 1)
    low, high = np.maximum(y0[first], y0[other]), np.minimum(y1[first], y1[other])
    with np.errstate(all="ignore"):
        # Distance along the parallel on both ends of the latitudes that they share.
        south, north = (
            _along(at, *(end[first] for end in (x0, y0, x1, y1)))
            - _along(at, *(end[other] for end in (x0, y0, x1, y1)))
            for at in (low, high)
        )
        share = south / (south - north)
        met = (low < high) & (share > 0) & (share < 1)
        return low[met] + share[met] * (high - low)[met]


def _along(lat, x0, y0, x1, y1):
    """Longitude at which edges meet a parallel; they may be as low as numbers can tell."""
    return x0 + (lat - y0) / (y1 - y0) * (x1 - x0)


def measured(
    rings: Sequence[np.ndarray],
    rules: Callable[[np.ndarray], Sequence[np.ndarray]],
) -> list[float]:
    """Areas in km2 of what `rules` makes of rings (closed, longitude and latitude in degrees).

    `rules` is given how often each ring goes round: an array whose last axis has the rings; and
    gives for each area the truth of being in it, an array without that axis.
    """
    rings = [np.asarray(ring, dtype=float).reshape(-1, 2) for ring in rings]
    count = len(rules(np.zeros((1, 1, len(rings)), dtype=int)))
    rings_drawn = [ring for ring in rings if len(ring)]
    if not rings_drawn:
        return [0.0] * count
    # Small things far from 0 keep their digits: neighbours differ without rounding.
    x, y = rings_drawn[0][0]
    x0, y0, x1, y1, way, ring_of = _edges([ring - [x, y] for ring in rings])
    if not len(x0):
        return [0.0] * count
    turns = np.unique(np.concatenate([y0, y1, _crossings(x0, y0, x1, y1)]))
    pieces = np.maximum(np.ceil(np.diff(turns) / STRIP).astype(int), 1)
    low = np.repeat(turns[:-1], pieces)
    height = np.repeat(np.diff(turns) / pieces, pieces)
    low = low + height * (
        np.arange(len(low)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    )
    lat = (low[:, None] + height[:, None] * (1 + NODES) / 2).ravel()
    weight = (height[:, None] * WEIGHTS / 2).ravel() * per_degree(lat + y)
    total = np.zeros(count)
    portion = max(1, ENOUGH // (len(x0) * len(rings)))
    for start in range(0, len(lat), portion):
        at = lat[start : start + portion, None]
        here = (y0 <= at) & (at < y1)
        cross = np.where(here, _along(at, x0, y0, x1, y1), np.inf)
        order = np.argsort(cross, axis=1)
        cross = np.take_along_axis(cross, order, axis=1)
        most = int(here.sum(axis=1).max())  # none is met beyond these
        order, cross = order[:, :most], cross[:, :most]
        step = np.where(np.isfinite(cross), -way[order], 0)
        own = ring_of[order][:, :, None] == np.arange(len(rings))
        often = np.cumsum(step[:, :, None] * own, axis=1).astype(int)
        length = np.diff(np.where(np.isfinite(cross), cross, 0), axis=1)
        length = np.where(np.isfinite(cross[:, 1:]), length, 0)
        for number, truth in enumerate(rules(often)):
            along = (length * truth[:, :-1]).sum(axis=1)
            total[number] += along @ weight[start : start + portion]
    return total.tolist()


# The share of a hole within its shell up to which it only touches it. Within ten times of that,
# rounding decides.
TOUCHING = 1e-6


class Meant:
    """The territory that drawn shapes are meant to be, which is what a repair gives.

    A ring holds all that it goes round, however often and whichever way. A hole is taken out of
    its shell; one that shares no area with it is territory. What several parts hold counts once.

    `rings` are those of all shapes; `doubtful` is whether a hole all but touches its shell.
    """

    def __init__(self, shapes):
        self.rings, self._shapes = [], []
        for shape in shapes:
            polygons = []
            for polygon in shape:
                start = len(self.rings)
                self.rings += [np.array(ring, dtype=float) for ring in polygon]
                polygons.append((start, range(start + 1, len(self.rings))))
            self._shapes.append(polygons)
        holes = [
            (shell, hole)
            for polygons in self._shapes
            for shell, holes in polygons
            for hole in holes
        ]
        self._stray, self.doubtful = set(), False
        if not holes:
            return

        def shared(often):
            on = often != 0
            both = [on[..., shell] & on[..., hole] for shell, hole in holes]
            return [*both, *(on[..., hole] for _, hole in holes)]

        areas = measured(self.rings, shared)
        for (_, hole), met, size in zip(holes, areas, areas[len(holes) :]):
            if size and met <= TOUCHING * size:
                self._stray.add(hole)
            self.doubtful |= 0.1 < met / (TOUCHING * size or 1) < 10

    def on(self, often):
        """For each shape, where it is territory; `often` as for the rules of `measured`."""
        on = often != 0
        inside = []
        for polygons in self._shapes:
            covered = np.zeros(on.shape[:-1], dtype=bool)
            for shell, holes in polygons:
                own = on[..., shell].copy()
                for hole in holes:
                    if hole not in self._stray:
                        own &= ~on[..., hole]
                for hole in self._stray.intersection(holes):
                    own |= on[..., hole]
                covered |= own
            inside.append(covered)
        return inside

    def areas(self, rules=list):
        """Areas in km2; `rules` makes of the grounds of all shapes those that are asked for."""
        return measured(self.rings, lambda often: rules(self.on(often)))

    def rounding_km2(self):
        """How far areas may be off.

        A corner where edges cross is rounded, or snapped to one beside it: by 1e-12 of a degree,
        or of the largest coordinate (OverlayNG). That moves an area as large as edges are long.
        And an area is good to 1e-12 of the territory between an edge and the first corner.
        """
        farthest, length, swept = 1.0, 0.0, 0.0
        for ring in self.rings:
            if len(ring):
                west, south = ring.min(axis=0)
                east, north = ring.max(axis=0)
                farthest = max(farthest, -west, east, -south, north)
                length += np.abs(np.diff(ring, axis=0)).sum()
                swept += (east - west) * (north - south) * len(ring)
        return 12_400 * 1e-12 * (length * farthest + swept)
