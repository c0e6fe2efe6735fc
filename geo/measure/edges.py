"""Differences of territory from directed edges, without the edges that two dates share.

The boundary of a territory is a chain of directed edges with the territory on the left: shells run
counter-clockwise, holes clockwise. Chains can be added and subtracted: shared edges cancel, and so
does the border between neighbours, which has both directions. The chain of one date minus that of
another consists of closed loops around the territory that changed. The winding number of these
loops about a point is 1 where it was gained, -1 where it was lost, and 0 elsewhere.

The loops are cut where they cross (noded), the faces between them are built (polygonized), and the
winding number of one point of each face is computed. On a front of 3,000 vertices that moved in
three places these are a few dozen edges. The method requires that rows of a date do not overlap:
then the sum of their chains is the chain of their union.

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

# Pairs of a point and an edge per portion: some 40 MB of intermediate results.
_PAIRS = 1_000_000

# Distance of a point from the edge of its face, relative to the size of the face, below which a
# better point is searched: far above rounding errors, far below visible sizes.
_SPIKE = 1e-6

# Share of the area of all faces that may lie too near an edge for a reliable winding number.
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
        """Edges of one shape and their directions."""
        part = slice(self.start[shape], self.start[shape + 1])
        return self.edge[part], self.sign[part]


@dataclass(frozen=True)
class Rest:
    """Difference of two chains: numbers of edges, multiplicity of each, and their share.

    `share` is the number of remaining edges, relative to all edges of both chains.
    """

    edge: Ints
    times: Times
    share: float


def chains(shapes: Shapes) -> Chains:
    """Boundaries of valid polygons as chains; vertices are equal if all bits are."""
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
    # Hashing finds equal vertices in a quarter of the time of sorting.
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
    """Differences of chains, with one array for all of them."""

    def __init__(self, chains: Chains) -> None:
        self._chains = chains
        self._times = np.zeros(len(chains.ends), dtype=np.int16)

    def rest(self, after: Ints, before: Ints) -> Rest:
        """The chains of the shapes `after` minus those of `before`."""
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

    `group` is 0, 1, 2, ... without gaps and in order. Faces with winding number 0 are left out.
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
    """Every face between all boundaries of a series, and the number of shapes that hold it.

    From date `date[i]` on, face `face[i]` is held by `count[i]` shapes; before its first entry by
    none. In order of date.
    """

    km2: Floats
    face: Ints
    date: Ints
    count: Ints


def face_turns(
    drawn: Chains, held: Sequence[Ints], *, most: int | None = None
) -> Turns | None:
    """Faces of a series; `held` has the shapes in force on each date.

    Shapes may overlap. None if there are more than `most` faces, which is known early, or if faces
    have negative counts; slivers of less than 1e-12 of the whole, whose points lie too near an
    edge, are tolerated.
    """
    polygons, _ = between(drawn.ends, np.zeros(len(drawn.ends), dtype=np.intp))
    if most is not None and len(polygons) > most:
        return None
    points = points_within(polygons)
    # From south to north, so that faces near changed edges are adjacent.
    order = np.argsort(points[:, 1])
    points, km2 = points[order], area_km2(polygons[order])
    x, y = points.T
    doubtful = np.zeros(len(polygons), dtype=bool)
    ledger = Ledger(drawn)
    now = np.zeros(len(polygons), dtype=np.intp)
    before = none = np.zeros(0, dtype=np.intp)
    turned = [(none, none, none)]
    for date, after in enumerate(held):
        rest = ledger.rest(
            np.setdiff1d(after, before, assume_unique=True),
            np.setdiff1d(before, after, assume_unique=True),
        )
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
    """Area in km2 of every face between all boundaries of a series, and its dates.

    `held` has the shapes in force on each date. The second array is of faces by dates, 1 where
    the face is held. None if shapes overlap, so that faces are held twice on one date, except for
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

    With `grid`, ends are moved to multiples of that many degrees.
    """
    lines, net = _lines(ends, group)
    # Merging into long lines first halves the time of the following steps.
    merged = shapely.line_merge(shapely.multilinestrings(lines, indices=net))
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


def _lines(ends: Floats, group: Ints) -> tuple[Shapes, Ints]:
    """Lines of edges that follow each other with no other edge between, and their groups.

    GEOS takes ten times as long to merge edges one by one.
    """
    vertex, places = pd.factorize(ends.reshape(-1, 2).view(np.complex128).ravel())
    a, b = vertex.reshape(-1, 2).T
    meet = (a[:-1] == a[1:]) | (a[:-1] == b[1:])
    shared = np.where(meet, a[:-1], b[:-1])
    linked = meet | (b[:-1] == a[1:]) | (b[:-1] == b[1:])
    linked &= (group[:-1] == group[1:]) & (np.bincount(vertex)[shared] == 2)
    before, after = np.append(False, linked), np.append(linked, False)
    come, go = np.append(0, shared), np.append(shared, 0)
    start = np.where(before, come, np.where(after, a + b - go, a))
    end = np.where(after, go, np.where(before, a + b - come, b))
    first = np.flatnonzero(~before)
    walk = places[np.insert(end, first, start[first])].view(np.float64).reshape(-1, 2)
    edges = np.diff(first, append=len(end))
    number = np.repeat(np.arange(len(first)), edges + 1)
    return np.asarray(shapely.linestrings(walk, indices=number)), group[first]


def points_within(polygons: Shapes) -> Floats:
    """A point well within each polygon: longitude and latitude, shape (n, 2).

    The first, quick point may lie in a spike without width, where rounding decides what is inside.
    """
    points = shapely.point_on_surface(polygons)
    with np.errstate(all="ignore"):  # underflow of numbers near 0
        clearance = shapely.distance(points, shapely.boundary(polygons))
    west, south, east, north = shapely.bounds(polygons).T
    spike = np.flatnonzero(clearance < _SPIKE * np.maximum(east - west, north - south))
    for face in spike:
        try:
            triangles = shapely.constrained_delaunay_triangles(polygons[face]).geoms
        except shapely.GEOSException:  # the whole face has no width
            continue
        if len(triangles):
            widest = max(triangles, key=lambda triangle: triangle.area)
            points[face] = widest.centroid
    return shapely.get_coordinates(points)


def _slices(cuts: Ints) -> list[slice]:
    return [slice(a, b) for a, b in itertools.pairwise(cuts)]


def winding(points: Floats, ends: Floats, times: Times) -> Ints:
    """Winding number of edges, each with multiplicity `times`, about each point.

    Counts the edges that a ray to the east of the point crosses: those that run north, minus those
    that run south. Only edges that reach the latitude of a point are tested.
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
