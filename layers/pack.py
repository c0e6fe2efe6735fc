"""Many shapes in few bytes: borders that several shapes share are stored once.

Coordinates are rounded to a grid. A vertex where paths part (more than two different neighbours
over all shapes) is a *node*; the path between two nodes is an *arc*, and a shape is a list of
rings, each a list of arcs walked forwards or backwards. A front that moves in one place adds a
few arcs and uses the rest again, and neighbours that share a border share its very numbers.

The stream is one list of integers, zigzag LEB128, gzip, base64; `assets/unpack.mjs` reads it:

    arcs:    count; per arc: number of steps, then x, y of each vertex less the vertex before
             it in the stream (of the previous arc, for the first)
    shapes:  count; per shape: number of parts; per part: number of arcs, then for each arc
             2 * index (+ 1 where walked backwards) less the number before it in the stream
"""

import base64
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

Integers = NDArray[np.int64]

METRES_PER_DEGREE = (
    111_320.0  # along the equator; an upper bound to a metre in a thousand
)
DIGITS = range(0, 7)  # more would not fit the 32 bits of the script's integers
_SPAN = np.int64(
    2**31
)  # more than any rounded coordinate, so that x * _SPAN + y is unique


@dataclass(frozen=True)
class Packed:
    """Shapes as the page carries them."""

    digits: int  # decimal places of a degree
    data: str  # base64 of the gzipped stream
    index: tuple[int, ...]  # for each shape given, its place in the stream
    error_m: float  # farthest that rounding moved a vertex
    lost: int  # rings too small for the grid, left out


def pack(shapes: Sequence[shapely.Geometry], *, digits: int) -> Packed:
    """`shapes` (polygons or lines) on a grid of `digits` decimal places of a degree.

    Equal shapes are stored once. Rings with fewer than three different vertices on the grid
    are left out and counted.
    """
    if digits not in DIGITS:
        raise ValueError(
            f"{digits} decimal places: expected {DIGITS[0]} to {DIGITS[-1]}"
        )
    exact, part_of_vertex, shape_of_part, closed = _parts(shapes)
    grid = np.rint(exact * 10**digits).astype(np.int64)
    error_m = _error_m(exact, grid / 10**digits)

    vertices, vertex = np.unique(grid[:, 0] * _SPAN + grid[:, 1], return_inverse=True)
    places = np.column_stack([(vertices + _SPAN // 2) // _SPAN, vertices])
    places[:, 1] -= places[:, 0] * _SPAN

    walks, kept, lost = _walks(vertex, part_of_vertex, closed)
    arcs, references = _arcs(
        walks, [bool(closed[part]) for part in kept], len(vertices)
    )

    parts: list[list[Integers]] = [[] for _ in shapes]
    for part, used in zip(kept, references, strict=True):
        parts[shape_of_part[part]].append(used)
    drawings, index = _distinct(parts)
    stream = np.concatenate([_arc_stream(arcs, places), _shape_stream(drawings)])
    return Packed(digits, _encode(stream), index, error_m, lost)


def _parts(
    shapes: Sequence[shapely.Geometry],
) -> tuple[NDArray[np.float64], Integers, Integers, NDArray[np.bool_]]:
    """Coordinates, the part of each, the shape of each part, and whether a part is a ring."""
    simple, owner = shapely.get_parts(
        np.asarray(shapes, dtype=object), return_index=True
    )
    areal = shapely.get_dimensions(simple) == 2
    rings, of_simple = shapely.get_rings(simple[areal], return_index=True)
    parts = np.concatenate([rings, simple[~areal]])
    owners = np.concatenate([owner[areal][of_simple], owner[~areal]])
    closed = np.arange(len(parts)) < len(rings)
    order = np.argsort(owners, kind="stable")
    exact, part = shapely.get_coordinates(parts[order], return_index=True)
    return exact, part, owners[order], closed[order]


def _error_m(exact: NDArray[np.float64], rounded: NDArray[np.float64]) -> float:
    """The farthest that rounding moved a vertex, in metres."""
    if len(exact) == 0:
        return 0.0
    moved = (rounded - exact) * METRES_PER_DEGREE
    moved[:, 0] *= np.cos(np.radians(exact[:, 1]))
    return float(np.hypot(moved[:, 0], moved[:, 1]).max())


def _walks(
    vertex: Integers, part: Integers, closed: NDArray[np.bool_]
) -> tuple[list[Integers], list[int], int]:
    """Each part as a walk over vertices without repeats, which parts remain, how many do not."""
    moves = np.ones(len(vertex), dtype=bool)
    moves[1:] = (vertex[1:] != vertex[:-1]) | (part[1:] != part[:-1])
    vertex, part = vertex[moves], part[moves]
    heads = np.flatnonzero(np.diff(part, prepend=-1))
    walks, kept = [], []
    for head, end in pairwise([*heads, len(vertex)]):
        walk, number = vertex[head:end], int(part[head])
        if len(walk) >= (4 if closed[number] else 2):
            walks.append(walk)
            kept.append(number)
    return walks, kept, len(closed) - len(kept)


def _arcs(
    walks: list[Integers], rings: list[bool], count: int
) -> tuple[list[Integers], list[Integers]]:
    """The distinct arcs of `walks`, and for each walk the arcs it takes (2 * index + backwards).

    Between two nodes every vertex has exactly two neighbours, so an arc is known by its first
    step: a walk that takes this step takes the whole arc.
    """
    if not walks:
        return [], []
    node = _nodes(walks, rings, count)
    turned = [
        _from_node(walk, node) if ring else walk for walk, ring in zip(walks, rings)
    ]
    trail = np.concatenate(turned)
    ends = np.cumsum([len(walk) for walk in turned]) - 1
    starts = np.r_[0, ends[:-1] + 1]
    stop = node[trail]
    stop[starts] = stop[ends] = True
    stops = np.flatnonzero(stop)
    inside = ~np.isin(stops[:-1], ends)
    first, last = stops[:-1][inside], stops[1:][inside]

    forwards = trail[first] * count + trail[first + 1]
    backwards = trail[last] * count + trail[last - 1]
    key = np.minimum(forwards, backwards)
    _, seen, same = np.unique(key, return_index=True, return_inverse=True)
    rank = np.empty(len(seen), dtype=np.int64)
    rank[np.argsort(seen)] = np.arange(len(seen))  # arcs in order of first use
    flipped = backwards < forwards
    reference = 2 * rank[same] + flipped

    arcs = []
    for use in np.sort(seen):
        arc = trail[first[use] : last[use] + 1]
        arcs.append(arc[::-1] if flipped[use] else arc)
    return arcs, np.split(reference, np.searchsorted(first, starts[1:]))


def _nodes(walks: list[Integers], rings: list[bool], count: int) -> NDArray[np.bool_]:
    """True for each vertex at which an arc begins or ends."""
    steps = np.concatenate([np.column_stack([walk[:-1], walk[1:]]) for walk in walks])
    both = np.unique(steps.min(axis=1) * count + steps.max(axis=1))
    ends = np.concatenate([both // count, both % count])
    node: NDArray[np.bool_] = np.bincount(ends, minlength=count) != 2
    for walk, ring in zip(walks, rings, strict=True):
        around = np.r_[walk, walk[1]] if ring else walk
        node[around[1:-1][around[:-2] == around[2:]]] = (
            True  # there the walk turns back
        )
        if not ring:
            node[walk[[0, -1]]] = True
    for walk, ring in zip(walks, rings, strict=True):
        if ring and not node[walk].any():
            node[walk.min()] = True  # an island: any vertex will do, the same for all
    return node


def _from_node(ring: Integers, node: NDArray[np.bool_]) -> Integers:
    """`ring` turned so that it begins and ends at a node."""
    start = int(np.argmax(node[ring]))
    return np.concatenate([ring[start:-1], ring[:start], ring[start : start + 1]])


def _distinct(
    parts: list[list[Integers]],
) -> tuple[list[list[Integers]], tuple[int, ...]]:
    """Each drawing once, and which of them each shape is."""
    known: dict[bytes, int] = {}
    drawings: list[list[Integers]] = []
    index: list[int] = []
    for part in parts:
        name = b"".join(np.r_[len(used), used].tobytes() for used in part)
        if name not in known:
            known[name] = len(drawings)
            drawings.append(part)
        index.append(known[name])
    return drawings, tuple(index)


def _arc_stream(arcs: list[Integers], places: Integers) -> Integers:
    lengths = np.array([len(arc) for arc in arcs], dtype=np.int64)
    if not len(lengths):
        return np.zeros(1, dtype=np.int64)
    steps = np.diff(places[np.concatenate(arcs)], axis=0, prepend=[[0, 0]])
    heads = np.r_[0, np.cumsum(lengths)[:-1]]
    return np.insert(np.insert(steps.ravel(), 2 * heads, lengths), 0, len(arcs))


def _shape_stream(drawings: list[list[Integers]]) -> Integers:
    stream = [len(drawings)]
    before = 0
    for parts in drawings:
        stream.append(len(parts))
        for used in parts:
            stream.append(len(used))
            stream.extend(np.diff(used, prepend=before).tolist())
            before = int(used[-1])
    return np.array(stream, dtype=np.int64)


def _encode(stream: Integers) -> str:
    """Zigzag (small numbers of either sign stay small), seven bits a byte, gzip, base64."""
    left = ((stream << 1) ^ (stream >> 63)).astype(np.uint64)
    columns: list[NDArray[np.uint8]] = []
    while left.any() or not columns:
        columns.append((left & np.uint64(127)).astype(np.uint8))
        left = left >> np.uint64(7)
    table = np.column_stack(columns)
    size = table.shape[1] - np.argmax(table[:, ::-1] != 0, axis=1)
    size[~table.any(axis=1)] = 1
    place = np.arange(table.shape[1])
    table[place < size[:, None] - 1] |= 128  # more bytes follow
    raw = table[place < size[:, None]].tobytes()
    return base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode("ascii")
