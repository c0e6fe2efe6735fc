"""Polygons that lie wrong on the globe: outside it, across its seam, around a pole, or swapped."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geo.base import counted
from geo.finding import Finding, Place, RowNames
from geo.measure import area_km2, polygon_parts
from geo.source import countries

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]

# Sources write some coordinates as far as a turn away; farther ones are no degrees.
_TURN = 360.0
_HAIR = 1e-6

# The share of its territory on land up to which something lies in the sea, and from which on land.
_SEA = 0.1
_LAND = 0.9
# Parts of a file's territory whose places are looked up: the largest.
_LOOKED_UP = 50

# Of a series, so many rows of an actor at least, and this share of them in one place.
_SERIES = 4
_TOGETHER = 0.8

_GEOJSON = re.compile(r"\.((geo)?json(l|s|seq)?|ndjson)\b", re.IGNORECASE)


class Seam(NamedTuple):
    """A polygon with an edge that goes the long way round: what it would be otherwise."""

    at: Place
    to: Place
    around: int  # how often its rings go around a pole
    km2: float


def outside(shapes: Shapes) -> Bools:
    """True for shapes with a vertex that is on no globe, counting one turn more as on it."""
    west, south, east, north = shapely.bounds(shapes).T
    off: Bools = (west < -_TURN) | (east > _TURN)
    off |= (south < -90 - _HAIR) | (north > 90 + _HAIR)
    return off


def misplaced(shapes: Shapes, named: RowNames) -> Iterator[Finding]:
    """Vertices outside the globe, and territory written beyond 180 degrees."""
    west, south, east, north = shapely.bounds(shapes).T
    off = outside(shapes)
    beyond = ~off & ((west < -180 - _HAIR) | (east > 180 + _HAIR))
    for row in np.flatnonzero(off).tolist():
        x = west[row] if west[row] < -180 else east[row]
        y = south[row] if south[row] < -90 else north[row]
        hint = ""
        if max(-south[row], north[row]) <= 180 and max(-west[row], east[row]) <= 90:
            hint = "; swapped they are on it"
        elif max(abs(x), abs(y)) > 2 * _TURN:
            hint = "; these look like metres"
        yield named.finding(
            "outside", row, f"coordinates outside the globe: {x:.6g} {y:.6g}{hint}"
        )
    for row in np.flatnonzero(beyond).tolist():
        x = west[row] if west[row] < -180 else east[row]
        yield named.finding(
            "beyond", row, f"its longitudes reach {x:.6g}", place=_middle(shapes[row])
        )


def across(shapes: Shapes, named: RowNames) -> Iterator[Finding]:
    """Polygons across the antimeridian or around a pole whose rings jump over the globe."""
    west, _, east, _ = shapely.bounds(shapes).T
    for row in np.flatnonzero(east - west > 180).tolist():
        seam = _seam(shapes[row])
        if seam is None:
            continue
        drawn = area_km2([shapes[row]])[0]
        edge = f"the edge from {_spot(seam.at)} to {_spot(seam.to)}"
        if seam.around:
            pole = "North Pole" if seam.at[1] > 0 else "South Pole"
            what = f"{edge} closes a ring around the {pole} without it: "
            other = "with the pole"
        else:
            what = f"{edge} goes round the globe, not across 180 degrees: "
            other = "the short way"
        what += f"{drawn:,.0f} km2 as drawn, {seam.km2:,.0f} km2 {other}"
        kind = "pole" if seam.around else "antimeridian"
        yield named.finding(kind, row, what, place=seam.at, km2=abs(drawn - seam.km2))


def swapped(shapes: Shapes, named: RowNames) -> Iterator[Finding]:
    """Files whose territory is in the sea and on land if swapped, and rows that lie so in a
    series.

    Expects valid polygons. Land is that of Natural Earth's countries (1:10m).
    """
    told: set[int] = set()
    files: dict[str, list[int]] = defaultdict(list)
    for row, file in enumerate(named.file):
        files[file].append(row)
    at_sea = _at_sea(shapes)
    for rows in files.values():
        # first by a point of each row, which is soon known
        off = at_sea[rows].mean() >= 1 - _SEA
        where = _swapped_to(_distinct(shapes[rows])) if off else None
        if where is not None:
            told.update(rows)
            what = "lies in the sea; with its coordinates swapped it lies on land"
            number = "" if len(rows) == 1 else f"{counted(len(rows), 'row')}: "
            yield named.finding(
                "swapped",
                rows[0],
                f"{number}{what} ({where})",
                place=_middle(shapes[rows[0]]),
            )
    actors: dict[str, list[int]] = defaultdict(list)
    for row, actor in enumerate(named.actor):
        if row not in told:
            actors[actor].append(row)
    for rows in actors.values():
        for row in _astray(shapes, rows):
            yield named.finding(
                "swapped",
                row,
                "lies far from all other territory of its series, and swapped among it",
                place=_middle(shapes[row]),
            )


def turned(shapes: Shapes, named: RowNames) -> Iterator[Finding]:
    """Rings of GeoJSON that do not run as the format asks, all of them in one finding.

    Of other formats some ask for the other way round and some for none.
    """
    asked = np.flatnonzero([bool(_GEOJSON.search(file)) for file in named.file])
    parts, owner = polygon_parts(shapes[asked])
    wrong = ~shapely.is_ccw(shapely.get_exterior_ring(parts))
    many = np.flatnonzero(shapely.get_num_interior_rings(parts))
    for part in many:
        holes = shapely.get_rings(parts[part])[1:]
        wrong[part] |= bool(shapely.is_ccw(holes).any())
    rows = asked[np.unique(owner[wrong])]
    if not len(rows):
        return
    files = len({named.file[row] for row in rows})
    what = f"rings of {int(wrong.sum()):,d} of {counted(len(wrong), 'polygon')} run the wrong way"
    if len(rows) > 1:
        what += f", in {counted(len(rows), 'row')} of {counted(files, 'file')}, first in this one"
    yield named.finding("rings", int(rows[0]), what)


def _seam(shape: Any) -> Seam | None:
    """Where a ring of `shape` jumps over the globe; None if none does.

    An edge is straight in longitude and latitude, so one of more than 180 degrees is meant to
    cross the antimeridian, unless `_as_drawn` finds that the ring needs it as it is.
    """
    total, around = 0.0, 0
    first: tuple[Place, Place] | None = None
    parts, _ = polygon_parts(np.array([shape], dtype=object))
    for part in parts:
        for number, ring in enumerate(shapely.get_rings(part)):
            vertices = shapely.get_coordinates(ring)
            step = np.diff(vertices[:, 0])
            at_pole = np.abs(vertices[:, 1]) > 90 - _HAIR
            polar = at_pole[:-1] & at_pole[1:]
            long = (np.abs(step) > 180) & ~polar
            long &= ~_as_drawn(step, long, polar)
            if long.any():
                at = int(np.flatnonzero(long)[0])
                first = first or (_corner(vertices[at]), _corner(vertices[at + 1]))
                step = np.where(long, step - _TURN * np.sign(step), step)
                if polar.any():  # a pole has all longitudes: the ring closes there
                    step[np.flatnonzero(polar)[0]] -= step.sum()
                vertices, turns = _unwrapped(vertices, step)
                around += turns
            size = area_km2([shapely.Polygon(vertices)])[0]
            total += size if number == 0 else -size
    return None if first is None else Seam(*first, around, total)


def _as_drawn(step: Floats, long: Bools, polar: Bools) -> Bools:
    """Edges among the `long` ones that do go the long way round, by the other edges of their ring.

    Edges of a full turn do if another leads back, as in a frame around the globe, or if the ring
    goes back along a pole (`polar` edges), as a polar cap does. So does a shorter one that is the
    only long edge of such a cap: across the antimeridian, it would leave the ring open.
    """
    full = long & (np.abs(step) > _TURN - _HAIR)
    back = -step[polar].sum() / _TURN
    around = round(back) if abs(back - round(back)) < _HAIR else 0
    turns = np.sign(step[full]).sum()
    drawn = full if turns in (0, around) else np.zeros_like(long)
    rest = long & ~drawn
    if turns == 0 and rest.sum() == 1 and np.sign(step[rest]).sum() == around:
        drawn = long
    return drawn


def _unwrapped(vertices: Floats, step: Floats) -> tuple[Floats, int]:
    """A ring with these steps of longitude, closed by way of the pole if it goes around one."""
    lon = vertices[0, 0] + np.concatenate([[0.0], np.cumsum(step)])
    ring = np.column_stack([lon, vertices[:, 1]])
    if abs(lon[-1] - lon[0]) < 180:
        return ring, 0
    pole = 90.0 if vertices[:, 1].mean() > 0 else -90.0
    return np.vstack([ring, [lon[-1], pole], [lon[0], pole], ring[:1]]), 1


def _at_sea(shapes: Shapes) -> Bools:
    """True for the shapes of which a point within lies in no country."""
    distinct = _distinct(shapes)
    which = {id(shape): number for number, shape in enumerate(distinct)}
    points = shapely.point_on_surface(distinct)
    spots = np.full((len(points), 2), np.nan)  # mending may have left nothing
    drawn = ~shapely.is_empty(points)
    spots[drawn] = shapely.get_coordinates(points[drawn])
    territory = np.asarray(countries().geometry)
    inside = np.zeros(len(distinct), dtype=bool)
    west, south, east, north = shapely.bounds(territory).T
    for number, country in enumerate(territory):
        near = (spots[:, 0] >= west[number]) & (spots[:, 0] <= east[number]) & ~inside
        near &= (spots[:, 1] >= south[number]) & (spots[:, 1] <= north[number])
        if near.any():
            shapely.prepare(country)
            inside[near] = shapely.contains_xy(country, spots[near])
    return ~inside[[which[id(shape)] for shape in shapes]]


def _swapped_to(shapes: Shapes) -> str | None:
    """The country in which territory in the sea lies with its coordinates swapped, or None."""
    parts, _ = polygon_parts(shapes)
    size = area_km2(parts)
    parts = parts[np.argsort(-size, kind="stable")[:_LOOKED_UP]]
    flipped = _flipped(parts)
    if outside(flipped).any():
        return None
    if _on_land(parts)[0] > _SEA:
        return None
    share, name = _on_land(flipped)
    return name if share >= _LAND else None


def _on_land(shapes: Shapes) -> tuple[float, str]:
    """The share of the territory of `shapes` that is in countries, and which has most of it."""
    land = countries()
    territory = np.asarray(land.geometry)
    which, country = shapely.STRtree(territory).query(shapes, predicate="intersects")
    if not len(which):
        return 0.0, ""
    parts = area_km2(shapely.intersection(shapes[which], territory[country]))
    most = int(np.bincount(country, weights=parts).argmax())
    whole = float(area_km2(shapes).sum())
    return (float(parts.sum()) / whole if whole else 0.0), str(land["name"].iloc[most])


def _astray(shapes: Shapes, rows: list[int]) -> Iterable[int]:
    """Those of `rows`, a series, that lie apart from the others and among them if swapped."""
    if len(rows) < _SERIES:
        return []
    boxes = shapely.bounds(shapes[rows])
    usual = np.median(boxes, axis=0)
    here = _meet(boxes, usual)
    if here.mean() < _TOGETHER:
        return []
    there = _meet(boxes[:, [1, 0, 3, 2]], usual)
    return [rows[number] for number in np.flatnonzero(~here & there)]


def _meet(boxes: Floats, other: Floats) -> Bools:
    west, south, east, north = boxes.T
    met: Bools = (west <= other[2]) & (other[0] <= east)
    met &= (south <= other[3]) & (other[1] <= north)
    return met


def _flipped(shapes: Shapes) -> Shapes:
    flipped: Shapes = shapely.transform(shapes, lambda vertices: vertices[:, ::-1])
    return flipped


def _distinct(shapes: Shapes) -> Shapes:
    """Each shape once: a series that shares its shapes is looked at as quickly as one date."""
    first = {id(shape): shape for shape in shapes}
    kept = np.empty(len(first), dtype=object)
    kept[:] = list(first.values())
    return kept


def _middle(shape: Any) -> Place:
    west, south, east, north = shape.bounds
    return (west + east) / 2, (south + north) / 2


def _corner(vertex: Floats) -> Place:
    return float(vertex[0]), float(vertex[1])


def _spot(place: Place) -> str:
    return f"{place[0]:.6g} {place[1]:.6g}"
