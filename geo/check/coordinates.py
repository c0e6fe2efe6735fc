"""Coordinates outside the globe or swapped; rings across the antimeridian or around a pole."""

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

# Some sources write longitudes up to one turn away; larger numbers are not degrees.
_TURN = 360.0
_TOLERANCE = 1e-6

# Share of a territory on land up to which it lies in the sea, and from which it lies on land.
_SEA = 0.1
_LAND = 0.9
# Number of parts of a file's territory that are looked up, the largest first.
_LOOKED_UP = 50

# A series has at least this many rows of an actor, and this share of them in one area.
_SERIES = 4
_TOGETHER = 0.8

_GEOJSON = re.compile(r"\.((geo)?json(l|s|seq)?|ndjson)\b", re.IGNORECASE)


class RingJump(NamedTuple):
    """The first edge of a polygon that jumps over the globe, and the area without such edges."""

    start: Place
    end: Place
    turns: int  # how often its rings go around a pole
    km2: float


def outside(shapes: Shapes) -> Bools:
    """True for shapes with a vertex outside the globe; longitudes may be one turn away."""
    west, south, east, north = shapely.bounds(shapes).T
    off: Bools = (west < -_TURN) | (east > _TURN)
    off |= (south < -90 - _TOLERANCE) | (north > 90 + _TOLERANCE)
    return off


def outside_globe(shapes: Shapes, row_names: RowNames) -> Iterator[Finding]:
    """Vertices outside the globe, and territory written beyond 180 degrees."""
    west, south, east, north = shapely.bounds(shapes).T
    off = outside(shapes)
    beyond = ~off & ((west < -180 - _TOLERANCE) | (east > 180 + _TOLERANCE))
    for row in np.flatnonzero(off).tolist():
        x = west[row] if west[row] < -180 else east[row]
        y = south[row] if south[row] < -90 else north[row]
        hint = ""
        if max(-south[row], north[row]) <= 180 and max(-west[row], east[row]) <= 90:
            hint = "; valid if swapped"
        elif max(abs(x), abs(y)) > 2 * _TURN:
            hint = "; probably metres"
        yield row_names.finding(
            "outside", row, f"coordinates outside the globe ({x:.6g} {y:.6g}{hint})"
        )
    for row in np.flatnonzero(beyond).tolist():
        x = west[row] if west[row] < -180 else east[row]
        yield row_names.finding(
            "beyond", row, f"longitude beyond 180 ({x:.6g})", place=_middle(shapes[row])
        )


def ring_jumps(shapes: Shapes, row_names: RowNames) -> Iterator[Finding]:
    """Polygons across the antimeridian or around a pole whose rings jump over the globe."""
    west, _, east, _ = shapely.bounds(shapes).T
    for row in np.flatnonzero(east - west > 180).tolist():
        jump = _ring_jump(shapes[row])
        if jump is None:
            continue
        drawn = area_km2([shapes[row]])[0]
        edge = f"the edge from {_format_place(jump.start)} to {_format_place(jump.end)}"
        if jump.turns:
            pole = "North Pole" if jump.start[1] > 0 else "South Pole"
            description = f"{edge} closes a ring around the {pole} without the pole: "
            other = "with the pole"
        else:
            description = f"{edge} goes around the globe, not across 180 degrees: "
            other = "the short way"
        description += f"{drawn:,.0f} km2 as drawn, {jump.km2:,.0f} km2 {other}"
        kind = "pole" if jump.turns else "antimeridian"
        yield row_names.finding(
            kind, row, description, place=jump.start, km2=abs(drawn - jump.km2)
        )


def swapped_coordinates(shapes: Shapes, row_names: RowNames) -> Iterator[Finding]:
    """Files whose territory is in the sea and would be on land if swapped; rows of a series too.

    A row of a series is reported if it lies apart from the other rows, and among them if swapped.
    Expects valid polygons. Land is that of Natural Earth's countries (1:10m).
    """
    reported: set[int] = set()
    files: dict[str, list[int]] = defaultdict(list)
    for row, file in enumerate(row_names.file):
        files[file].append(row)
    at_sea = _at_sea(shapes)
    for rows in files.values():
        # a point of each row first, which is quick
        off = at_sea[rows].mean() >= 1 - _SEA
        country = _swapped_to(_distinct(shapes[rows])) if off else None
        if country is not None:
            reported.update(rows)
            number = "" if len(rows) == 1 else f"{counted(len(rows), 'row')}: "
            yield row_names.finding(
                "swapped",
                rows[0],
                f"{number}lies in the sea; on land if swapped ({country})",
                place=_middle(shapes[rows[0]]),
            )
    actors: dict[str, list[int]] = defaultdict(list)
    for row, actor in enumerate(row_names.actor):
        if row not in reported:
            actors[actor].append(row)
    for rows in actors.values():
        for row in _misplaced_rows(shapes, rows):
            yield row_names.finding(
                "swapped",
                row,
                "lies far from all other territory of its series; among it if swapped",
                place=_middle(shapes[row]),
            )


def reversed_rings(shapes: Shapes, row_names: RowNames) -> Iterator[Finding]:
    """Rings of GeoJSON with reversed orientation, all of them in one finding.

    Of other formats some require the opposite orientation and some none.
    """
    geojson = np.flatnonzero([bool(_GEOJSON.search(file)) for file in row_names.file])
    parts, owner = polygon_parts(shapes[geojson])
    wrong = ~shapely.is_ccw(shapely.get_exterior_ring(parts))
    for part in np.flatnonzero(shapely.get_num_interior_rings(parts)):
        holes = shapely.get_rings(parts[part])[1:]
        wrong[part] |= bool(shapely.is_ccw(holes).any())
    rows = geojson[np.unique(owner[wrong])]
    if not len(rows):
        return
    files = len({row_names.file[row] for row in rows})
    polygons = f"{int(wrong.sum()):,d} of {counted(len(wrong), 'polygon')}"
    description = f"reversed rings in {polygons}"
    if len(rows) > 1:
        rows_of_files = f"{counted(len(rows), 'row')} of {counted(files, 'file')}"
        description += f", in {rows_of_files}, this one first"
    yield row_names.finding("rings", int(rows[0]), description)


def _ring_jump(shape: Any) -> RingJump | None:
    """The first edge of `shape` that jumps over the globe; None if there is none.

    An edge is straight in longitude and latitude, so one of more than 180 degrees is taken
    to cross the antimeridian, unless `_as_drawn` finds that the ring needs it as it is.
    """
    total, around_pole = 0.0, 0
    first: tuple[Place, Place] | None = None
    parts, _ = polygon_parts(np.array([shape], dtype=object))
    for part in parts:
        for number, ring in enumerate(shapely.get_rings(part)):
            vertices = shapely.get_coordinates(ring)
            step = np.diff(vertices[:, 0])
            at_pole = np.abs(vertices[:, 1]) > 90 - _TOLERANCE
            polar = at_pole[:-1] & at_pole[1:]
            long = (np.abs(step) > 180) & ~polar
            long &= ~_as_drawn(step, long, polar)
            if long.any():
                at = int(np.flatnonzero(long)[0])
                first = first or (_place(vertices[at]), _place(vertices[at + 1]))
                step = np.where(long, step - _TURN * np.sign(step), step)
                if polar.any():  # a pole has all longitudes: the ring closes there
                    step[np.flatnonzero(polar)[0]] -= step.sum()
                vertices, turns = _unwrapped(vertices, step)
                around_pole += turns
            size = area_km2([shapely.Polygon(vertices)])[0]
            total += size if number == 0 else -size
    return None if first is None else RingJump(*first, around_pole, total)


def _as_drawn(step: Floats, long: Bools, polar: Bools) -> Bools:
    """Edges among the `long` ones that do go the long way round, by the other edges of their ring.

    Edges of a full turn do if another leads back, as in a frame around the globe, or if the ring
    goes back along a pole (`polar` edges), as a polar cap does. So does a shorter one that is the
    only long edge of such a cap: across the antimeridian, it would leave the ring open.
    """
    full = long & (np.abs(step) > _TURN - _TOLERANCE)
    back = -step[polar].sum() / _TURN
    around = round(back) if abs(back - round(back)) < _TOLERANCE else 0
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
    """True for shapes of which a point inside lies in no country."""
    distinct = _distinct(shapes)
    which = {id(shape): number for number, shape in enumerate(distinct)}
    points = shapely.point_on_surface(distinct)
    lonlat = np.full((len(points), 2), np.nan)  # a repaired polygon may be empty
    drawn = ~shapely.is_empty(points)
    lonlat[drawn] = shapely.get_coordinates(points[drawn])
    territory = np.asarray(countries().geometry)
    inside = np.zeros(len(distinct), dtype=bool)
    west, south, east, north = shapely.bounds(territory).T
    for number, country in enumerate(territory):
        near = (lonlat[:, 0] >= west[number]) & (lonlat[:, 0] <= east[number]) & ~inside
        near &= (lonlat[:, 1] >= south[number]) & (lonlat[:, 1] <= north[number])
        if near.any():
            shapely.prepare(country)
            inside[near] = shapely.contains_xy(country, lonlat[near])
    return ~inside[[which[id(shape)] for shape in shapes]]


def _swapped_to(shapes: Shapes) -> str | None:
    """The country in which territory in the sea would lie if swapped, or None."""
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
    """Share of the territory of `shapes` that is in countries, and the one with most of it."""
    land = countries()
    territory = np.asarray(land.geometry)
    which, country = shapely.STRtree(territory).query(shapes, predicate="intersects")
    if not len(which):
        return 0.0, ""
    parts = area_km2(shapely.intersection(shapes[which], territory[country]))
    most = int(np.bincount(country, weights=parts).argmax())
    whole = float(area_km2(shapes).sum())
    return (float(parts.sum()) / whole if whole else 0.0), str(land["name"].iloc[most])


def _misplaced_rows(shapes: Shapes, rows: list[int]) -> Iterable[int]:
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
    """Each shape once, so that a series that shares its shapes is as quick as one date."""
    first = {id(shape): shape for shape in shapes}
    kept = np.empty(len(first), dtype=object)
    kept[:] = list(first.values())
    return kept


def _middle(shape: Any) -> Place:
    west, south, east, north = shape.bounds
    return (west + east) / 2, (south + north) / 2


def _place(vertex: Floats) -> Place:
    return float(vertex[0]), float(vertex[1])


def _format_place(place: Place) -> str:
    return f"{place[0]:.6g} {place[1]:.6g}"
