"""Invalid shapes of every kind.

A shape is a list of polygons, a polygon a list of rings, the shell first, and a ring a closed list
of longitude and latitude: as formats write them, before any library has had a look.

Shapes are read from a tape of bytes, which hypothesis draws whole: that takes a hundredth of the
time of drawing number after number, and shrinks as well, since a tape at its end reads 0 for ever
and the first of everything is the simplest.
"""

import math
from collections.abc import Sequence
from typing import Any

import shapely
from hypothesis import strategies as st

# Where territory lies, and how large a step of its grid is, in degrees.
PLACES = (
    (0.0, 0.0),
    (37.123456789, 47.9),
    (-0.0, -1e-300),
    (-180.0, -16.5),
    (179.25, 65.0),
    (186.0, 10.0),
    (359.0, -30.0),
    (0.0, 90.0),
    (100.1, -90.0),
)
STEPS = (1.0, 0.25, 1 / 3, 1e-3, 1e-6, 1e-9, 1e-12, 7.0, 20.0)

# Rings round the globe, round a pole and across its seam, right and wrong.
WIDE = (
    ((178, -20), (182, -20), (182, -15), (178, -15)),
    ((-180, -90), (180, -90), (180, 90), (-180, 90)),
    ((-180, 0), (0, 0), (180, 0), (180, 90), (-180, 90)),
    ((-90, -90), (90, -90), (90, 90), (-90, 90)),
    ((-180, 70), (180, 70), (180, 71), (-180, 71)),
    ((0, -60), (360, -60), (360, -50), (0, -50)),
    ((-180, 60), (-60, 75), (60, 72), (180, 60), (180, 90), (-180, 90)),
    ((-180, -60), (-60, -75), (60, -72), (180, -60)),
    ((-170, 80), (-60, 75), (60, 72), (170, 80)),
    ((177, -20), (-178, -20), (-178, -15), (177, -15)),
    ((170, 0), (-170, 0), (170, 10), (-170, 10)),
    ((-182, -20), (-178, -20), (-178, -15), (-182, -15)),
    ((-200, 0), (200, 0), (200, 10), (-200, 10)),
    ((-360, -90), (360, -90), (360, 90), (-360, 90)),
    ((0, 89), (90, 90), (180, 89), (270, 90), (360, 89), (180, 90)),
)

Corner = tuple[float, float]
Ring = list[Corner]
Polygon = list[Ring]
Shape = list[Polygon]


class Tape:
    """Bytes as choices, one after the other."""

    def __init__(self, written: bytes) -> None:
        self._rest = iter(written)

    def number(self, below: int) -> int:
        """A whole number from 0 up to, without, `below`, which is 256 at most."""
        return next(self._rest, 0) % below

    def one(self, choices: Sequence[Any]) -> Any:
        return choices[self.number(len(choices))]

    def share(self) -> float:
        """A number from 0 to 1 with many digits."""
        return sum(next(self._rest, 0) / 256**place for place in (1, 2, 3, 4, 5))


tapes = st.binary(min_size=40, max_size=240).map(Tape)


def duplicate(ring, at, number):
    return ring[: at + 1] + [ring[at]] * (1 + number) + ring[at + 1 :]


def spike(ring, at, number):
    x, y = ring[at]
    return ring[: at + 1] + [(x + number - 3, y + 1), ring[at]] + ring[at + 1 :]


def between(ring, at, number):
    """A corner on the edge, as near as rounding lets it."""
    share = (number + 1) / 8
    ends = zip(ring[at], ring[(at + 1) % len(ring)])
    return (
        ring[: at + 1] + [tuple(a + share * (b - a) for a, b in ends)] + ring[at + 1 :]
    )


def there_and_back(ring, at, number):
    return ring + ring[::-1]


def twice_round(ring, at, number):
    return ring + ring


def reverse(ring, at, number):
    return ring[::-1]


def beside(ring, at, number):
    """A corner again, its last digit one more."""
    point = tuple(math.nextafter(axis, 10) for axis in ring[at])
    return ring[: at + 1] + [point] + ring[at + 1 :]


def shaken(ring, at, number):
    off = 10.0 ** -(9 + number)
    return [(x + off * (i % 3 - 1), y) for i, (x, y) in enumerate(ring)]


def flat(ring, at, number):
    return [(x, float(number)) for x, _ in ring]


def still(ring, at, number):
    return [ring[at]] * len(ring)


def around_zero(ring, at, number):
    return [(-x, -y) for x, y in ring]


SICK = (
    duplicate,
    spike,
    between,
    there_and_back,
    twice_round,
    reverse,
    beside,
    shaken,
    flat,
    still,
    around_zero,
)


def spoilt(tape: Tape, ring: Ring, times: int = 2) -> Ring:
    """A ring (not closed) with up to `times` sicknesses."""
    for _ in range(tape.number(times + 1)):
        ring = tape.one(SICK)(ring, tape.number(len(ring)), tape.number(7))
    return ring


def ring(tape: Tape) -> Ring:
    """Corners on a grid of seven by seven or off it, in any order or in order round a middle."""
    count, loose, ordered = 3 + tape.number(6), tape.number(3) == 2, tape.number(2)
    drawn: Ring = [
        (
            (6 * tape.share(), 6 * tape.share())
            if loose
            else (float(tape.number(7)), float(tape.number(7)))
        )
        for _ in range(count)
    ]
    if ordered:  # so that it does not cross itself
        x, y = (sum(axis) / count for axis in zip(*drawn))
        drawn.sort(key=lambda at: math.atan2(at[1] - y, at[0] - x))
    return spoilt(tape, drawn)


def hole(tape: Tape, shell: Ring) -> Ring:
    """Any ring, or the shell: itself, moved so that the two may touch, or smaller."""
    kind, right, up = tape.number(5), tape.number(7), tape.number(7)
    if kind < 2:
        return ring(tape)
    if kind == 2:
        return shell[::-1]
    if kind == 3:
        return [(x + right, y + up) for x, y in shell]
    return [((x + right) / 4, (y + up) / 4) for x, y in shell]


def placed(ring: Ring, place: Corner, step: float) -> Ring:
    """A ring of grid corners on the globe, closed; latitudes end at the poles."""
    lon, lat = place
    drawn = [
        (lon + step * (x - 3), min(90.0, max(-90.0, lat + step * (y - 3))))
        for x, y in ring
    ]
    return drawn + drawn[:1]


def polygon(tape: Tape, place: Corner, step: float) -> Polygon:
    """A polygon with up to three holes, one in twelve of those that go far round the globe."""
    if tape.number(12) == 11:
        wide = [(float(x), float(y)) for x, y in tape.one(WIDE)]
        if tape.number(2):
            sick = tape.one(SICK[:6])
            wide = sick(wide, tape.number(len(wide)), tape.number(7))
        wide = [(x, min(90.0, y)) for x, y in wide]
        return [wide + wide[:1]]
    shell = ring(tape)
    holes = [hole(tape, shell) for _ in range(tape.one((0, 0, 0, 1, 1, 2, 3)))]
    return [placed(ring, place, step) for ring in (shell, *holes)]


def frame(tape: Tape) -> tuple[Corner, float]:
    return tape.one(PLACES), tape.one(STEPS)


def shape(tape: Tape, place: Corner, step: float) -> Shape:
    """One to three polygons, which may overlap, or be the same."""
    polygons = [polygon(tape, place, step) for _ in range(tape.one((1, 1, 1, 2, 3)))]
    return polygons + polygons[:1] if tape.number(8) == 7 else polygons


def built(shape: Shape) -> shapely.Geometry:
    """A drawn shape for shapely."""
    made = [shapely.Polygon(shell, holes) for shell, *holes in shape]
    return made[0] if len(made) == 1 else shapely.MultiPolygon(made)


def turned(shape: Shape, by: int, back: bool) -> Shape:
    """The same rings, begun elsewhere; `back`: run the other way, and last things first."""
    parts = []
    for shell, *holes in shape:
        rings = []
        for ring in (shell, *holes[:: -1 if back else 1]):
            at = by % (len(ring) - 1)
            ring = ring[at:-1] + ring[: at + 1]
            rings.append(ring[::-1] if back else ring)
        parts.append(rings)
    return parts[::-1] if back else parts


shapes = tapes.map(lambda tape: shape(tape, *frame(tape)))


def days(tape: Tape) -> tuple[list[Shape], list[tuple[int, int]]]:
    """Shapes in one frame, and the days on which each is held: the first, the second, or both."""
    place, step = frame(tape)
    parts = [shape(tape, place, step) for _ in range(2 + tape.number(3))]
    return parts, [tape.one(((0, 1), (1, 2), (0, 2))) for _ in parts]
