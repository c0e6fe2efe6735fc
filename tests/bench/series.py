"""Daily maps of a front that nobody fought over: as many as asked for, the same for a seed.

The archive that the benchmarks want cannot be shipped with them (60 MB, and not ours), so this
draws one like it. What makes an archive of daily maps quick or slow to handle is how little of it
is new from one day to the next, and that is taken from a real one of 769 days: 18,337 distinct
vertices of 2.26 million, 0.6 % new edges on a median day, nothing new on 113 of 768 days.

Ground is drawn in a frame of its own: `along` the front and `across` it. There the border and the
front are graphs, one height for each place along, so neither can cross itself, and the border lies
below the front. Three shears and a turn carry the frame to longitudes and latitudes; each maps the
plane one to one, so rings stay rings but gain overhangs, as fronts have. A push replaces a run of
vertices by a bump; all others keep their coordinates to the last digit, as daily archives do.

    python tests/bench/series.py FOLDER --days 7690 --facts
"""

import argparse
import json
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import shapely

FIRST_DAY = date(2022, 2, 24)
DAYS, VERTICES = 769, 3000
QUIET = 113 / 768

# Degrees of latitude, the unit of the frame.
_LENGTH = 10.0
_DEPTH = 1.9
_CENTRE = (36.2, 48.0)
_TURN = np.radians(40)
# How far from a hot spot a push falls, along the front.
_NEAR = 0.35


def write_series(
    folder: Path, *, days: int = DAYS, seed: int = 1, vertices: int = VERTICES
) -> list[Path]:
    """Write one GeoJSON file a day into `folder`, and give their paths in order of date.

    Each file is a FeatureCollection of one MultiPolygon of some `vertices` vertices in longitude
    and latitude (CRS84), valid, with six decimals. Its name is the date, `20220224.geojson` and
    the days after it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, text in enumerate(_days(days, np.random.default_rng(seed), vertices)):
        day = FIRST_DAY + timedelta(days=number)
        paths.append(folder / f"{day:%Y%m%d}.geojson")
        paths[-1].write_text(_collection(text), encoding="utf-8")
    return paths


@dataclass
class _Line:
    """A line of the frame, where its vertices lie on the globe, and how a file spells them."""

    along: np.ndarray
    across: np.ndarray
    places: np.ndarray = field(init=False)
    texts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.places, self.texts = _on_globe(self.along, self.across)

    def with_run(self, start: int, stop: int, along, across) -> "_Line":
        """This line with the vertices from `start` up to `stop` replaced; the rest untouched."""
        new = _Line(along, across)
        for name in ("along", "across", "places"):
            old = getattr(self, name)
            parts = (old[:start], getattr(new, name), old[stop:])
            setattr(new, name, np.concatenate(parts))
        new.texts = [*self.texts[:start], *new.texts, *self.texts[stop:]]
        return new


@dataclass
class _Pocket:
    """Ground apart from the front: a hole behind it, or an island beyond it."""

    centre: tuple[float, float]
    angles: np.ndarray
    radii: np.ndarray
    days_left: float
    line: _Line = field(init=False)
    shape: shapely.Polygon = field(init=False)

    def __post_init__(self) -> None:
        self._draw(self._run(slice(None)))

    def reshaped(self, run: slice, factor: float) -> "_Pocket":
        """This pocket with some vertices moved towards its centre; the rest untouched."""
        new = copy(self)
        new.radii = self.radii.copy()
        new.radii[run] *= factor
        moved = new._run(run)
        line = self.line.with_run(run.start, run.stop, moved.along, moved.across)
        new._draw(line)
        return new

    def _run(self, run: slice) -> _Line:
        (x, y), radii, angles = self.centre, self.radii[run], self.angles[run]
        return _Line(x + radii * np.cos(angles), y + radii * np.sin(angles))

    def _draw(self, line: _Line) -> None:
        self.line, self.shape = line, shapely.Polygon(line.places)


@dataclass
class _Front:
    """The ground of one day, and what moves it to the next."""

    rng: np.random.Generator
    border: _Line
    line: _Line
    home: np.ndarray
    holes: list[_Pocket] = field(default_factory=list)
    islands: list[_Pocket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.size = len(self.line.along)
        self.scale = (self.size + len(self.border.along)) / VERTICES
        self.hot = self.rng.uniform(0.1, 0.9, 4) * _LENGTH
        self.tide = 0.0  # who is on the offensive, for months on end
        self.ground = self._ring(self.line)
        for _ in range(4):
            self._appear(self.islands, lasting=True)

    def text(self) -> str:
        """The coordinates of the day as a GeoJSON MultiPolygon writes them."""
        shell = [*self.line.texts, *self.border.texts]
        first = [shell, *(hole.line.texts for hole in self.holes)]
        polygons = [first, *([island.line.texts] for island in self.islands)]
        written = (
            ", ".join(f"[ {', '.join([*ring, ring[0]])} ]" for ring in polygon)
            for polygon in polygons
        )
        return ", ".join(f"[ {rings} ]" for rings in written)

    def move(self) -> None:
        """One day in which something happens."""
        self.hot += self.rng.uniform(-0.03, 0.03, len(self.hot))
        self.hot = np.clip(self.hot, 0.1, _LENGTH - 0.1)
        self.tide = 0.98 * self.tide + self.rng.uniform(-0.1, 0.1)
        sizes = 3 + self.rng.integers(0, 8, 1 + self.rng.poisson(2.1 * self.scale))
        if self.rng.random() < 0.04:  # a town falls, a bridgehead is given up
            large = self.rng.integers(60, 240, max(1, round(self.scale)))
            sizes = np.append(sizes, np.minimum(large, self.size // 4))
        plan = [(size, self._where()) for size in sizes]
        line = self.line
        for size, place in plan:
            line = self._pushed(line, int(size), place)
        if not self._hold(line):
            for size, place in plan:
                self._hold(self._pushed(self.line, int(size), place))
        self._pockets()

    def _where(self) -> float:
        """Where along the front a push falls: mostly near a hot spot."""
        if self.rng.random() < 0.3:
            return float(self.rng.random() * _LENGTH)
        return float(self.rng.choice(self.hot) + self.rng.normal() * _NEAR)

    def _pushed(self, line: _Line, size: int, place: float) -> _Line:
        """`line` with `size` vertices at `place` replaced by a bump to either side."""
        rng, last = self.rng, len(line.along) - 1
        start = int(np.searchsorted(line.along, place)) - size // 2
        start = min(max(start, 1), last - size)
        stop = start + size
        old = slice(start - 1, stop + 1)
        low, high = line.along[start - 1], line.along[stop]
        more = int(rng.integers(-1, 2)) + int(np.sign(self.size - last))
        count = max(size + more, 2)
        part = (np.arange(1, count + 1) + rng.uniform(-0.3, 0.3, count)) / (count + 1)
        along = low + part * (high - low)
        base = np.interp(along, line.along[old], line.across[old])
        lead = np.mean(base - np.interp(place, *self.home))
        forward = rng.random() < 0.5 + self.tide - 0.5 * np.tanh(2 * lead)
        height = (high - low) * rng.uniform(0.1, 0.6) * (1 if forward else -1)
        bump = np.sin(np.pi * part) ** 2 + rng.uniform(-0.15, 0.15, count)
        return line.with_run(start, stop, along, base + height * bump)

    def _hold(self, line: _Line) -> bool:
        """Make `line` the front, unless the ground would be no polygon any more.

        Holes that the front reaches are open, islands that it reaches are taken in.
        """
        ground = self._ring(line)
        if not ground.is_valid:
            return False
        self.line, self.ground = line, ground
        shapely.prepare(ground)
        self.holes = [one for one in self.holes if ground.contains_properly(one.shape)]
        self.islands = [one for one in self.islands if ground.disjoint(one.shape)]
        return True

    def _ring(self, line: _Line) -> shapely.Polygon:
        return shapely.Polygon(np.concatenate([line.places, self.border.places]))

    def _pockets(self) -> None:
        """Pockets age, vanish, change shape and appear."""
        for pockets in (self.holes, self.islands):
            for pocket in pockets:
                pocket.days_left -= 1
            pockets[:] = [one for one in pockets if one.days_left > 0]
            if pockets and self.rng.random() < 0.04:
                which = int(self.rng.integers(len(pockets)))
                start = int(self.rng.integers(0, 6))
                run = slice(start, start + int(self.rng.integers(2, 4)))
                new = pockets[which].reshaped(run, self.rng.uniform(0.6, 0.95))
                if self._room(new, pockets, but=pockets[which]):
                    pockets[which] = new
            if self.rng.random() < 0.03 and len(pockets) < 8:
                self._appear(pockets)

    def _appear(self, pockets: list[_Pocket], *, lasting: bool = False) -> None:
        """A new hole or island near the front, where there is room for it."""
        rng = self.rng
        along = self._where() if not lasting else rng.uniform(0.05, 0.95) * _LENGTH
        behind = pockets is self.holes
        count = int(rng.integers(9, 28))
        radius = rng.uniform(0.01, 0.06)
        front = np.interp(along, self.line.along, self.line.across)
        gap = radius * rng.uniform(1.5, 4) + (0.3 if lasting else 0)
        angles = (np.arange(count) + rng.uniform(-0.3, 0.3, count)) * 2 * np.pi / count
        pocket = _Pocket(
            (along, front - gap if behind else front + gap),
            angles,
            radius * rng.uniform(0.7, 1.3, count),
            np.inf if lasting else rng.exponential(60) + 1,
        )
        if self._room(pocket, pockets):
            pockets.append(pocket)

    def _room(self, pocket, pockets, *, but=None) -> bool:
        """Whether `pocket` is a polygon and meets neither the front nor another pocket."""
        others = [one for one in (*self.holes, *self.islands) if one is not but]
        behind = pockets is self.holes
        test = self.ground.contains_properly if behind else self.ground.disjoint
        apart = all(pocket.shape.disjoint(other.shape) for other in others)
        return pocket.shape.is_valid and apart and test(pocket.shape)


def _days(days: int, rng: np.random.Generator, vertices: int) -> Iterator[str]:
    front = _begun(rng, vertices)
    text = front.text()
    for day in range(days):
        if day and rng.random() > QUIET:
            front.move()
            text = front.text()
        yield text


def _begun(rng: np.random.Generator, vertices: int) -> _Front:
    """The first day: some 45 % of the vertices are border, which never moves."""
    fixed = int(vertices * 0.45)
    moving = vertices - fixed
    roughness = 0.32
    while True:
        border_at = np.linspace(_LENGTH, 0, fixed)
        border = _Line(border_at, _fractal(rng, fixed, roughness) - _DEPTH)
        along = np.linspace(0, _LENGTH, moving)
        across = _fractal(rng, moving, roughness)
        ring = np.concatenate([_on_globe(along, across)[0], border.places])
        if shapely.Polygon(ring).is_valid:
            sparse = np.linspace(0, moving - 1, 40).astype(int)
            home = np.array([along[sparse], across[sparse]])
            return _Front(rng, border, _Line(along, across), home)
        roughness *= 0.9  # chords of few vertices cannot follow so rough a line


def _fractal(rng: np.random.Generator, count: int, roughness: float) -> np.ndarray:
    """Heights of a fractal line: midpoint displacement, each halving 0.56 as high."""
    line = np.zeros(2)
    while len(line) < count:
        finer = np.empty(2 * len(line) - 1)
        finer[::2] = line
        middle = (line[1:] + line[:-1]) / 2
        finer[1::2] = middle + roughness * rng.uniform(-1, 1, len(middle))
        line, roughness = finer, roughness * 0.56
    return np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(line)), line)


def _on_globe(along: np.ndarray, across: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """Longitude and latitude in degrees, to six decimals, as numbers and as a file has them."""
    x, y = along - _LENGTH / 2, across
    x = x + 0.09 * np.sin(9 * y) + 0.03 * np.sin(37 * y + 1)
    y = y + 0.35 * np.sin(0.7 * x) + 0.05 * np.sin(8 * x)
    x = x + 0.02 * np.sin(61 * y + 2)
    east = x * np.cos(_TURN) - y * np.sin(_TURN)
    north = x * np.sin(_TURN) + y * np.cos(_TURN)
    lon = _CENTRE[0] + east / np.cos(np.radians(_CENTRE[1]))
    places = np.round(np.column_stack([lon, _CENTRE[1] + north]), 6)
    return places, [f"[ {lon}, {lat} ]" for lon, lat in places.tolist()]


def _collection(coordinates: str) -> str:
    return (
        '{\n"type": "FeatureCollection",\n'
        '"crs": { "type": "name", "properties": '
        '{ "name": "urn:ogc:def:crs:OGC:1.3:CRS84" } },\n'
        '"features": [\n{ "type": "Feature", "properties": { }, "geometry": '
        f'{{ "type": "MultiPolygon", "coordinates": [ {coordinates} ] }} }}\n]\n}}\n'
    )


def facts(paths: list[Path]) -> dict[str, float]:
    """What makes a series of days quick or slow to handle, counted in its files.

    `changed` is the share of a day's edges that the day before did not have: its median over all
    days but the first, and `quiet_days` are those where nothing at all differs.
    """
    vertices, days, shares = 0, 0, []
    seen: set[complex] = set()
    before, quiet = None, 0
    for path in paths:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        places, edges = _edges([one["geometry"]["coordinates"] for one in features])
        vertices, days = vertices + len(places), days + 1
        seen.update(places)
        if before is not None:
            shares.append(len(edges - before) / len(edges))
            quiet += edges == before
        before = edges
    return {
        "days": days,
        "bytes": sum(path.stat().st_size for path in paths),
        "vertices": vertices,
        "distinct_vertices": len(seen),
        "changed": float(np.median(shares)) if shares else 0.0,
        "quiet_days": quiet,
    }


def _edges(nested: list) -> tuple[list[complex], set[tuple[complex, complex]]]:
    """Vertices within lists of coordinates, closing ones included, and the edges of rings."""
    if isinstance(nested[0][0], float | int):
        places = [complex(*place[:2]) for place in nested]
        return places, set(zip(places, places[1:]))
    found = [_edges(part) for part in nested]
    return sum((one for one, _ in found), []), set().union(*(two for _, two in found))


def main() -> None:
    """Write a series; with --facts also count what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--vertices", type=int, default=VERTICES)
    parser.add_argument("--facts", action="store_true")
    call = parser.parse_args()
    paths = write_series(
        call.folder, days=call.days, seed=call.seed, vertices=call.vertices
    )
    if call.facts:
        for name, value in facts(paths).items():
            print(f"{name:18} {value:,.4f}".rstrip("0").rstrip("."))


if __name__ == "__main__":
    main()
