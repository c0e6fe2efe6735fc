"""Many shapes in few bytes: vertices that two dates share are written once.

Coordinates are rounded to a grid, and every distinct vertex gets a number when it is first used.
A shape is a *text*: the numbers of its vertices, ring after ring (or line after line), a 0 after
each. Rings are turned so that each begins at its oldest vertex and goes on to the older of its
neighbours, and stand in order of their oldest vertices. So a ring that a source begins elsewhere,
or draws the other way round, is still the same text.

Most of a front stays where it was. Each text is therefore written as an *edit script*: which
runs of the text before it to copy, and which vertices to put between them. The stream is one list
of integers, `assets/data/unpack.mjs` reads it:

    head:    number of vertices, number of shapes, length of the longest text
    x, y:    of each vertex, in order of number, less those of the vertex before it in the text
             that brought it (less those of the last vertex before, for the first of a text)
    edits:   4 * count + kind, and for all kinds but NEW one more number
             COPY     from the text before: where, less where the last copy ended
             NEW      vertices that were not used before
             ALONG    vertices in order of number: the first, less the number before it
             AGAINST  the same against the order
             or without a count
             REST     copy to the end of the text before: where, as for COPY; the shape ends
             PART_ENDS, COARSE, FINE   a ring or line ends; the grid from here on

The integers are zigzagged (small ones of either sign stay small), and their first bytes stand
before all second bytes and so on, since like bytes pack best; then gzip, then base64.

A small territory can be drawn on a grid of one more decimal place; the rest then stays on every
tenth line of that grid, and is written as cheaply as before.

The idea is that of the diffs of versions (Hunt and McIlroy, An Algorithm for Differential File
Comparison, 1976), made simple by vertices that nearly always occur once in a shape: where a
number stands in the text before needs no search.
"""

import base64
import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

METRES_PER_DEGREE = (
    111_320.0  # along the equator; an upper bound to a metre in a thousand
)
SPHERE_KM = 6_371.0072  # radius of the sphere of the same surface (WGS 84)
DIGITS = range(0, 7)  # more would not fit the 32 bits of the script's integers
AT_ONCE = 500_000  # vertices, more or less, that are worked on together: some 100 MB
_SPAN = np.int64(
    2**31
)  # more than any rounded coordinate, so that x * _SPAN + y is unique

COPY, NEW, ALONG, AGAINST = range(4)
REST, PART_ENDS, COARSE, FINE = range(4)


@dataclass(frozen=True)
class Packed:
    """Shapes as the page contains them."""

    digits: int  # decimal places of a degree, of the finer grid where there are two
    data: str  # base64 of the gzipped stream
    index: tuple[int, ...]  # for each shape given, its place in the stream
    error_m: float  # farthest that rounding moved a vertex
    error_km2: float  # most that rounding changed the area of a shape
    lost: int  # rings too small for the grid, left out


def pack(
    shapes: Sequence[shapely.Geometry], *, digits: int, finer: Bools | None = None
) -> Packed:
    """`shapes` (polygons or lines) on a grid of `digits` decimal places of a degree.

    Those for which `finer` is true get one place more. Equal shapes are stored once; like shapes
    should stand one after the other. Rings with fewer than three different vertices on the grid
    are left out and counted.
    """
    places = digits + int(finer is not None and bool(finer.any()))
    if places not in DIGITS:
        raise ValueError(
            f"{places} decimal places: expected {DIGITS[0]} to {DIGITS[-1]}"
        )
    coarse = np.full(len(shapes), 10 ** (places - digits))
    if finer is not None:
        coarse[finer] = 1
    script = _Script()
    index: list[int] = []
    error_m = error_km2 = 0.0
    lost = 0
    for batch in _batches(shapes):
        walks = _walks(shapes[batch], places, coarse[batch])
        error_m = max(error_m, walks.error_m)
        error_km2 = max(error_km2, walks.error_km2)
        lost += walks.lost
        for text, step in zip(script.texts(walks), coarse[batch], strict=True):
            index.append(script.add(text, step))
    return Packed(places, script.data(), tuple(index), error_m, error_km2, lost)


def _batches(shapes: Sequence[shapely.Geometry]) -> list[slice]:
    """Runs of shapes with some `AT_ONCE` vertices each; one that has more stands alone."""
    counts = shapely.get_num_coordinates(np.asarray(shapes, dtype=object))
    batch = np.cumsum(counts) // AT_ONCE
    ends = [*(np.flatnonzero(np.diff(batch)) + 1), len(shapes)]
    return [slice(*run) for run in pairwise([0, *ends]) if len(shapes)]


@dataclass(frozen=True)
class _Walks:
    """Different rings and lines of some shapes, one after the other, without repeats."""

    grid: Integers  # (vertices, 2)
    sizes: Integers  # vertices of each ring or line
    closed: Bools  # per ring or line
    ring: Integers  # of each part of the shapes
    shape: Integers  # of each part
    count: int  # shapes
    error_m: float
    error_km2: float
    lost: int


def _walks(shapes: Sequence[shapely.Geometry], places: int, coarse: Integers) -> _Walks:
    """Rings and lines of `shapes` on the grid, and how far rounding moved them."""
    parts, shape, sign = _parts(shapes)
    closed = sign != 0
    # Most rings of a date are those of the date before.
    alike, _ = pd.factorize(shapely.to_wkb(parts))
    ring, _ = pd.factorize((alike * 10 + coarse[shape]) * 2 + closed)
    first = np.unique(ring, return_index=True)[1]
    parts, closed = parts[first], closed[first]
    exact, part = shapely.get_coordinates(parts, return_index=True)
    step = coarse[shape[first]][part][:, None]
    grid = np.rint(exact * 10**places / step).astype(np.int64) * step
    rounded = grid / 10**places
    changed = _signed_km2(exact, part, len(parts)), _signed_km2(
        rounded, part, len(parts)
    )
    shrunk = np.abs(changed[0]) - np.abs(changed[1])
    shrunk = np.bincount(shape, shrunk[ring] * sign, len(shapes))

    moves = np.ones(len(grid), dtype=bool)
    moves[1:] = (grid[1:] != grid[:-1]).any(axis=1) | (part[1:] != part[:-1])
    grid, part = grid[moves], part[moves]
    sizes = np.bincount(part, minlength=len(parts))
    last = np.cumsum(sizes)[sizes > 0] - 1
    kept = sizes >= np.where(closed, 4, 2)
    stays = kept[part]
    stays[last[closed[sizes > 0]]] = False  # the end of a ring is its beginning again
    return _Walks(
        grid[stays],
        (sizes - closed)[kept],
        closed[kept],
        (np.cumsum(kept) - 1)[ring[kept[ring]]],
        shape[kept[ring]],
        len(shapes),
        _error_m(exact, rounded),
        float(np.abs(shrunk).max(initial=0.0)),
        int((~kept[ring]).sum()),
    )


def _parts(
    shapes: Sequence[shapely.Geometry],
) -> tuple[NDArray[np.object_], Integers, Integers]:
    """Rings and lines, the shape of each, and 1 for a shell, -1 for a hole, 0 for a line."""
    simple, owner = shapely.get_parts(
        np.asarray(shapes, dtype=object), return_index=True
    )
    areal = shapely.get_dimensions(simple) == 2
    rings, polygon = shapely.get_rings(simple[areal], return_index=True)
    parts = np.concatenate([rings, simple[~areal]])
    owners = np.concatenate([owner[areal][polygon], owner[~areal]])
    sign = np.zeros(len(parts), dtype=np.int64)
    sign[: len(rings)] = np.where(np.diff(polygon, prepend=-1) != 0, 1, -1)
    order = np.argsort(owners, kind="stable")
    return parts[order], owners[order], sign[order]


def _signed_km2(degrees: Floats, part: Integers, count: int) -> Floats:
    """Area to the left of each part on the sphere, to a part in a hundred of its change."""
    x = np.radians(degrees[:, 0])
    sine = np.sin(np.radians(degrees[:, 1]))
    edge = (x[1:] + x[:-1]) * (sine[1:] - sine[:-1]) * (part[1:] == part[:-1])
    km2 = np.bincount(part[1:], edge, count) * (SPHERE_KM**2 / 2)
    return np.asarray(km2, dtype=np.float64)


def _error_m(exact: Floats, rounded: Floats) -> float:
    """The farthest that rounding moved a vertex, in metres."""
    if len(exact) == 0:
        return 0.0
    moved = (rounded - exact) * METRES_PER_DEGREE
    moved[:, 0] *= np.cos(np.radians(exact[:, 1]))
    return float(np.hypot(moved[:, 0], moved[:, 1]).max())


@dataclass
class _Script:
    """Texts as edit scripts, each of the one before."""

    known: dict[int, int] = field(default_factory=dict)  # x * _SPAN + y: name of vertex
    shapes: dict[bytes, int] = field(default_factory=dict)  # text: place in the stream
    grid: Integers = field(default_factory=lambda: np.zeros((1, 2), dtype=np.int64))
    number: Integers = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    stands: Integers = field(default_factory=lambda: np.full(1, -1))
    before: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    placed: list[Integers] = field(default_factory=list)  # new vertices, less the last
    edits: list[Integers] = field(default_factory=list)
    written: int = 0  # vertices
    last: int = 0  # name of the last vertex of the text before
    step: int = 1
    longest: int = 0  # text

    def texts(self, walks: _Walks) -> list[Integers]:
        """The text of each shape of `walks`, of names of vertices.

        A vertex is named when it is first met, so older vertices have smaller names.
        """
        names = self._names(walks.grid)
        begins = np.cumsum(walks.sizes) - walks.sizes
        part = np.repeat(np.arange(len(walks.sizes)), walks.sizes)
        if not len(part):
            return [np.zeros(0, dtype=np.int64)] * walks.count
        # Each ring from its oldest vertex, towards the older of that one's neighbours.
        oldest = np.minimum.reduceat(names, begins)
        at = np.flatnonzero(names == oldest[part])
        at = at[np.unique(part[at], return_index=True)[1]] - begins
        size = walks.sizes
        after = names[begins + (at + 1) % size]
        ahead = np.where(after <= names[begins + (at - 1) % size], 1, -1)
        at, ahead = np.where(walks.closed, at, 0), np.where(walks.closed, ahead, 1)
        place = np.arange(len(part)) - begins[part]
        turned = names[begins[part] + (at[part] + ahead[part] * place) % size[part]]
        ended = np.insert(turned, begins + size, 0)  # a 0 after each ring
        begins += np.arange(len(size))
        # Rings of each shape in order of age.
        ring = walks.ring[np.lexsort([oldest[walks.ring], walks.shape])]
        ends = np.cumsum(size[ring] + 1)
        shift = np.repeat(begins[ring] - ends + size[ring] + 1, size[ring] + 1)
        text = ended[shift + np.arange(ends[-1])]
        lengths = np.bincount(walks.shape, size[walks.ring] + 1, minlength=walks.count)
        return np.split(text, np.cumsum(lengths).astype(np.int64)[:-1])

    def _names(self, grid: Integers) -> Integers:
        codes, keys = pd.factorize(grid[:, 0] * _SPAN + grid[:, 1])
        fresh = [key for key in keys.tolist() if key not in self.known]
        self.known.update(
            zip(fresh, range(len(self.grid), len(self.grid) + len(fresh)))
        )
        new = np.array(fresh, dtype=np.int64)
        x = (new + _SPAN // 2) // _SPAN
        self.grid = np.concatenate([self.grid, np.column_stack([x, new - x * _SPAN])])
        names = np.array([self.known[key] for key in keys.tolist()], dtype=np.int64)
        more = np.full(len(fresh), -1)
        self.number = np.concatenate([self.number, more])
        self.stands = np.concatenate([self.stands, more])
        return np.asarray(names[codes])

    def add(self, text: Integers, step: int) -> int:
        """The place of `text` in the stream, at the end of which it is written if it is new."""
        name = hashlib.blake2b(text.tobytes(), digest_size=16).digest()
        if name in self.shapes:
            return self.shapes[name]
        if step != self.step:
            self.edits.append(np.array([FINE if step == 1 else COARSE]))
            self.step = step
        new = self._place(text, step)
        self.edits.append(self._edits(text, new))
        self.stands[self.before] = -1
        self.stands[text] = np.arange(len(text))
        self.stands[0] = -1  # the end of a ring stands in many places
        self.before = text
        self.longest = max(self.longest, len(text))
        self.last = int(text[-2]) if len(text) else self.last
        return self.shapes.setdefault(name, len(self.shapes))

    def _place(self, text: Integers, step: int) -> Bools:
        """True for each vertex of `text` that is used for the first time; gives it a number."""
        new = self.number[text] < 0
        if not new.any():
            return new
        at = np.flatnonzero(new)
        first = np.unique(text[at], return_index=True)[1]
        if len(first) < len(at):
            new[np.delete(at, first)] = False
            at = np.sort(at[first])
        self.number[text[at]] = self.written + 1 + np.arange(len(at))
        self.written += len(at)
        back = text[at - 1]
        back = np.where(back == 0, text[at - 2], back)
        if at[0] == 0:
            back[0] = self.last
        self.placed.append(self.grid[text[at]] // step - self.grid[back] // step)
        return new

    def _edits(self, text: Integers, new: Bools) -> Integers:
        """The edits that make `text` of the text before it."""
        if not len(text):
            return np.array([REST, len(self.before)])
        numbers = self.number[text]
        end = text == 0
        source = self.stands[text]
        follows = np.r_[-1, source[:-1]] + 1
        inside = (follows > 0) & (follows < len(self.before))
        inside[inside] = self.before[follows[inside]] == 0
        source[end] = np.where(inside, follows, -1)[end]
        copied = source >= 0

        # Runs: of one kind, and each step of a run like the one before it.
        ahead = np.diff(numbers, prepend=0)
        kind = np.where(copied, COPY, np.where(new, NEW, ALONG))
        kind[end & ~copied] = -1
        starts = np.ones(len(text), dtype=bool)
        starts[1:] = (kind[1:] != kind[:-1]) | (kind[1:] == -1)
        broken = copied & (np.diff(source, prepend=-1) != 1)
        old = kind == ALONG
        broken |= old & (np.abs(ahead) != 1)
        broken[1:] |= old[1:] & (np.abs(ahead[:-1]) == 1) & (ahead[1:] != ahead[:-1])
        begins = np.flatnonzero(starts | broken)
        counts = np.diff(begins, append=len(text))
        kind = kind[begins]
        second = ahead[np.minimum(begins + 1, len(text) - 1)]
        kind[(kind == ALONG) & (counts > 1) & (second < 0)] = AGAINST

        copy = kind == COPY
        came = source[begins]  # and until where each copy before had come
        done = np.where(copy, came + counts, 0)
        latest = np.maximum.accumulate(np.where(copy, np.arange(len(copy)), -1))
        done = np.r_[0, np.where(latest < 0, 0, done[latest])]
        back = np.where(begins > 0, numbers[begins - 1], 0)
        argument = np.where(copy, came - done[:-1], numbers[begins] - back)
        head = np.where(kind < 0, PART_ENDS, 4 * counts + kind)
        edits = np.column_stack([head, argument])
        written = np.column_stack(
            [np.ones(len(copy), bool), (kind != NEW) & (kind >= 0)]
        )
        if copy[-1] and done[-1] == len(self.before):
            edits[-1, 0] = REST
            return np.asarray(edits[written])
        rest = [REST, len(self.before) - done[-1]]
        return np.concatenate([edits[written], rest])

    def data(self) -> str:
        placed = np.concatenate([np.zeros((0, 2), np.int64), *self.placed])
        edits = np.concatenate([np.zeros(0, np.int64), *self.edits])
        head = [self.written, len(self.shapes), self.longest]
        return _encode(np.concatenate([head, placed[:, 0], placed[:, 1], edits]))


def _encode(stream: Integers) -> str:
    zigzag = ((stream << 1) ^ (stream >> 63)).astype("<u4")
    raw = zigzag.view(np.uint8).reshape(-1, 4).T.tobytes()
    return base64.b64encode(gzip.compress(raw, 9, mtime=0)).decode("ascii")
