"""Territory by its directed edges: what of a boundary is left when another is taken from it.

Walk round territory with the territory on your left: shells run counter-clockwise, holes
clockwise. The edges walked are a chain, and chains can be added and taken from each other: an edge
that two of them share cancels, and so does the border between neighbours, which is walked both
ways. Take the chain of one date from that of another, and all that stayed is gone; what is left
are closed loops round the territory that changed. A point that they go round once
counter-clockwise was gained, once clockwise lost: their winding number about it is what the point
counts on the second date less what it counted on the first.

So the loops are cut where they cross (noded), the faces between them are built (polygonized), and
each face is asked for the winding number of one of its points. On a front of 3,000 vertices that
moved in three places that is work for a few dozen edges. It holds while the rows of a date do not
overlap, for then the sum of their chains is the chain of their union.

Chains with integer coefficients: Preparata and Shamos, Computational Geometry, 1985, section 1.3;
winding numbers by crossings of a ray: Hormann and Agathos, The point in polygon problem for
arbitrary polygons, Computational Geometry 20 (2001), 131-144.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.measure.area import area_km2, polygon_parts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]
Times = npt.NDArray[np.int16]

# Pairs of a point and an edge that are looked at in one go: some 40 MB of intermediate results.
_PAIRS = 1_000_000

# Distance of a point from the edge of its face, by the size of the face, that calls for a better
# point: far above rounding, far below what is seen.
_SPIKE = 1e-6

# By the area of all faces: how much of them may lie too near an edge to tell who holds them.
_DUST = 1e-12


@dataclass(frozen=True)
class Chains:
    """Boundaries of shapes as numbered edges; equal edges have equal numbers.

    Edge `k` runs from the first vertex in `ends[k]` to the second (longitude, latitude, longitude,
    latitude). Shape `i` walks `edge[start[i]:start[i + 1]]`, forwards where `sign` is 1
    and backwards where it is -1.
    """

    ends: Floats
    edge: Ints
    sign: Times
    start: Ints

    def of(self, shape: int) -> tuple[Ints, Times]:
        """Edges of one shape and the way it walks them."""
        part = slice(self.start[shape], self.start[shape + 1])
        return self.edge[part], self.sign[part]


@dataclass(frozen=True)
class Rest:
    """What is left of two chains: numbers of edges, how often each is walked, and its share.

    `share` is the number of edges left, by that of all edges of both chains.
    """

    edge: Ints
    times: Times
    share: float


def chains(shapes: Shapes) -> Chains:
    """The boundaries of valid polygons, edge by edge; coordinates are equal to the last bit."""
    polygons, owner = polygon_parts(shapes)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    vertices = shapely.get_coordinates(rings)
    if not len(vertices):
        none = np.zeros(0, dtype=np.intp)
        start = np.zeros(len(shapes) + 1, dtype=np.intp)
        return Chains(np.zeros((0, 4)), none, none.astype(np.int16), start)
    count = shapely.get_num_coordinates(rings)
    hole = np.zeros(len(rings), dtype=bool)
    hole[1:] = polygon[1:] == polygon[:-1]
    left = np.where(shapely.is_ccw(rings) != hole, 1, -1).astype(np.int16)
    # A table of hashes tells equal vertices at a quarter of the time that sorting takes.
    vertex, places = pd.factorize(vertices.view(np.complex128).ravel())
    here, there = vertex[:-1], vertex[1:]
    real = here != there
    real[np.cumsum(count)[:-1] - 1] = False  # from the end of a ring to the next one
    low, high = np.minimum(here, there), np.maximum(here, there)
    edge, pairs = pd.factorize((low * len(places) + high)[real])
    sign = np.repeat(left, count)[:-1]
    sign = np.where(here < there, sign, -sign)[real]
    shape = np.repeat(owner[polygon], count)[:-1][real]
    low, high = np.divmod(pairs, len(places))
    ends = np.column_stack([places[low], places[high]]).view(np.float64)
    return Chains(ends, edge, sign, np.searchsorted(shape, np.arange(len(shapes) + 1)))


class Ledger:
    """Takes chains from each other, many times over."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains
        self._times = np.zeros(len(chains.ends), dtype=np.int16)

    def rest(self, after: Ints, before: Ints) -> Rest:
        """What is left of the chains of the shapes `after`, less those of `before`."""
        times = self._times
        touched = []
        for shapes, way in ((after, 1), (before, -1)):
            for shape in shapes:
                edge, sign = self._chains.of(shape)
                np.add.at(times, edge, way * sign)
                touched.append(edge)
        if not touched:
            return Rest(np.zeros(0, dtype=np.intp), times[:0], 0.0)
        every = np.concatenate(touched)
        left = np.unique(every[times[every] != 0])
        often = times[left]
        times[every] = 0
        return Rest(left, often, len(left) / max(len(every), 1))


def faces(ends: Floats, times: Times, group: Ints) -> tuple[Shapes, Ints, Ints]:
    """Faces between the loops of each group of edges: polygon, group and winding number.

    `group` counts 0, 1, 2, ... without a gap and in order. Faces that no loop goes round are left
    out.
    """
    polygons, owner = between(ends, group)
    points = points_within(polygons)
    first = np.searchsorted(group, np.arange(group[-1] + 2))
    cuts = np.searchsorted(owner, np.arange(group[-1] + 2))
    turns = np.zeros(len(polygons), dtype=np.intp)
    for edges, here in zip(_slices(first), _slices(cuts), strict=True):
        turns[here] = winding(points[here], ends[edges], times[edges])
    kept = turns != 0
    return polygons[kept], owner[kept], turns[kept]


@dataclass(frozen=True)
class Turns:
    """Every face between all boundaries of a series, and how often it is held, where that changes.

    From date `date[i]` on, face `face[i]` is held by `count[i]` shapes; before its first turn by
    none. In order of date.
    """

    km2: Floats
    face: Ints
    date: Ints
    count: Ints


def face_turns(
    drawn: Chains, held: Sequence[Ints], *, most: int | None = None
) -> Turns | None:
    """The faces of a series of which `held` has the shapes in force on each date.

    Shapes may overlap. None where there are more than `most` faces, which is known before most of
    the work is done, or where faces seem held less than not at all; slivers of less than 1e-12 of
    the whole, whose points lie too near an edge to tell, do not matter.
    """
    polygons, _ = between(drawn.ends, np.zeros(len(drawn.ends), dtype=np.intp))
    if most is not None and len(polygons) > most:
        return None
    points = points_within(polygons)
    # From south to north, so that those near what moved stand together.
    order = np.argsort(points[:, 1])
    points, km2 = points[order], area_km2(polygons[order])
    x, y = points.T
    doubtful = np.zeros(len(polygons), dtype=bool)
    ledger = Ledger(drawn)
    now = np.zeros(len(polygons), dtype=np.intp)
    before = none = np.zeros(0, dtype=np.intp)
    turned = [(none, none, none)]
    for date, after in enumerate(held):
        rest = ledger.rest(np.setdiff1d(after, before), np.setdiff1d(before, after))
        before = after
        if not len(rest.edge):
            continue
        ends = drawn.ends[rest.edge]
        low = ends.reshape(-1, 2).min(axis=0)
        high = ends.reshape(-1, 2).max(axis=0)
        south, north = np.searchsorted(y, [low[1], high[1]])
        beside = x[south:north]
        near = south + np.flatnonzero((low[0] <= beside) & (beside <= high[0]))
        more = winding(points[near], ends, rest.times)
        near, more = near[more != 0], more[more != 0]
        now[near] += more
        doubtful[near] |= now[near] < 0
        turned.append((near, np.full(len(near), date), now[near]))
    if km2[doubtful].sum() > _DUST * km2.sum():
        return None
    return Turns(km2, *(np.concatenate(column) for column in zip(*turned)))


def faces_by_dates(
    drawn: Chains, held: Sequence[Ints]
) -> tuple[Floats, npt.NDArray[np.int8]] | None:
    """Every face between all boundaries of a series, in km2, and on which dates it is held.

    `held` has the shapes in force on each date. The second array is of faces by dates, 1 where
    the face is held. None where faces seem held twice on one date because shapes overlap, but for
    slivers as in `face_turns`.
    """
    turns = face_turns(drawn, held)
    if turns is None:
        return None
    twice = np.unique(turns.face[turns.count > 1])
    if turns.km2[twice].sum() > _DUST * turns.km2.sum():
        return None
    table = np.zeros((len(held), len(turns.km2)), dtype=np.int8)
    now = np.zeros(len(turns.km2), dtype=np.int8)
    cuts = np.searchsorted(turns.date, np.arange(len(held) + 1))
    for date, here in enumerate(_slices(cuts)):
        now[turns.face[here]] = turns.count[here].clip(0, 1)
        table[date] = now
    return turns.km2, table.T


def between(
    ends: Floats, group: Ints, grid: float | None = None
) -> tuple[Shapes, Ints]:
    """Polygons between the edges of each group, and their group, in order.

    With `grid`, ends are moved to multiples of so many degrees.
    """
    lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)))
    # Merged into long lines first, which halves the time of all that follows.
    merged = shapely.line_merge(shapely.multilinestrings(lines, indices=group))
    nets = np.asarray(merged, dtype=object)
    crossed = ~shapely.is_simple(nets)
    nets[crossed] = shapely.union_all(nets[crossed][:, None], grid_size=grid, axis=1)
    pieces, of = shapely.get_parts(nets, return_index=True)
    cuts = np.searchsorted(of, np.arange(len(nets) + 1))
    built = [shapely.polygonize(pieces[a:b]) for a, b in itertools.pairwise(cuts)]
    polygons, owner = shapely.get_parts(
        np.array(built, dtype=object), return_index=True
    )
    return polygons, owner


def points_within(polygons: Shapes) -> Floats:
    """A point well within each polygon: longitude and latitude, shape (n, 2).

    The quick point may lie in a spike without width, where no sum can tell inside from outside.
    """
    points = shapely.point_on_surface(polygons)
    with np.errstate(
        all="ignore"
    ):  # of numbers nearer to 0 than floating point can tell
        clearance = shapely.distance(points, shapely.boundary(polygons))
    west, south, east, north = shapely.bounds(polygons).T
    spike = np.flatnonzero(clearance < _SPIKE * np.maximum(east - west, north - south))
    for face in spike:
        try:
            triangles = shapely.constrained_delaunay_triangles(polygons[face]).geoms
        except shapely.GEOSException:  # all of the face is without width
            continue
        if len(triangles):
            widest = max(triangles, key=lambda triangle: triangle.area)
            points[face] = widest.centroid
    return shapely.get_coordinates(points)


def _slices(cuts: Ints) -> list[slice]:
    return [slice(a, b) for a, b in itertools.pairwise(cuts)]


def winding(points: Floats, ends: Floats, times: Times) -> Ints:
    """How often edges, each walked `times` times, go round each point, counter-clockwise.

    Counts the edges that a ray to the east of the point meets: those that run north, less those
    that run south. Only edges that reach the latitude of a point are asked about it.
    """
    x0, y0, x1, y1 = ends.T
    order = np.argsort(points[:, 1], kind="stable")  # quick where they are in order
    x, y = points[order].T
    first = np.searchsorted(y, np.minimum(y0, y1))
    count = np.searchsorted(y, np.maximum(y0, y1)) - first
    way = np.where(y1 > y0, times, -times)  # an edge along a parallel reaches no point
    turns = np.zeros(len(points))
    portion = np.cumsum(count) // _PAIRS
    for part in np.split(np.arange(len(ends)), np.flatnonzero(np.diff(portion)) + 1):
        edge = np.repeat(part, count[part])
        begin = np.cumsum(count[part]) - count[part]
        at = np.arange(len(edge)) + np.repeat(first[part] - begin, count[part])
        rise, run = (y1 - y0)[edge], (x1 - x0)[edge]
        east = run * (y[at] - y0[edge]) - (x[at] - x0[edge]) * rise
        met = east * rise > 0
        turns += np.bincount(at[met], weights=way[edge[met]], minlength=len(points))
    numbers = np.empty(len(points), dtype=np.intp)
    numbers[order] = np.rint(turns)
    return numbers
