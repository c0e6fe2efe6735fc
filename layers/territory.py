"""Ground of every date as shapes for the map, and a colour for each actor."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

import geo
from layers.pack import Packed, pack
from layers.style import Colour, colours

Shapes = NDArray[np.object_]
Bounds = tuple[float, float, float, float]  # west, south, east, north

FINE, FINEST = 5, 6  # decimal places of a degree: steps of 1.1 m and 0.11 m
SMALL = 1e-4  # square degrees, about 1 km2: below it the steps of the coarser grid would show
MANY = 4  # rows that serve so many sets of rows each are worth a look beforehand
POCKET = 1 / 16  # of the widest span: ground smaller than this is looked at from near
NEIGHBOUR_DEGREES = 0.05  # ground this near needs another colour, touching or not


@dataclass(frozen=True)
class Territory:
    """What the map draws on each date of a timeline, and the rows that it follows from."""

    ground: Packed
    frames: tuple[
        tuple[tuple[int, int], ...], ...
    ]  # per date: series, shape of `ground`
    rows: tuple[int, ...]  # per row of the table: its own shape of `ground`
    colours: dict[str, Colour]
    bounds: Bounds  # of the ground of all dates
    pocket: Bounds | None  # of the firmest ground on dates when little of it is left


def territory(
    table: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> Territory:
    """The union of the rows of each actor and status of `pairs` on each date, for the page.

    Actors choose their colours in the order of `pairs`.
    """
    actors = list(dict.fromkeys(actor for actor, _ in pairs))
    sound = geo.repaired(table)
    own = sound.geometry.to_numpy()
    grounds = _grounds(sound, dates, pairs)
    near: defaultdict[str, set[str]] = defaultdict(set)
    if len(actors) > 1:
        for held in grounds:
            _add_neighbours(near, [pairs[one][0] for one, _ in held], held)
    drawn = [shape for held in grounds for _, shape in held]
    if not drawn:
        raise geo.CheckError("no ground on any date: there is nothing to draw")
    smallest = min(sum(shape.area for _, shape in held) for held in grounds if held)
    packed = pack([*drawn, *own], digits=FINEST if smallest < SMALL else FINE)
    places = iter(packed.index)
    return Territory(
        ground=packed,
        frames=tuple(tuple((one, next(places)) for one, _ in held) for held in grounds),
        rows=tuple(places),
        colours=colours(actors, near),
        bounds=_bounds(drawn),
        pocket=_pocket([shape for held in grounds for one, shape in held if one == 0]),
    )


def _grounds(
    sound: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> list[list[tuple[int, BaseGeometry]]]:
    """Per date, the ground of each pair that holds some; each set of rows is united once."""
    shapes = sound.geometry.to_numpy()
    active = np.array([geo.in_force(sound, date) for date in dates]).reshape(
        len(dates), len(sound)
    )
    found: list[list[tuple[int, BaseGeometry]]] = [[] for _ in dates]
    for number, (actor, status) in enumerate(pairs):
        rows = np.flatnonzero(
            (sound[geo.ACTOR] == actor) & (sound[geo.STATUS] == status)
        )
        sets, which = np.unique(active[:, rows], axis=0, return_inverse=True)
        united = _unions(shapes[rows], sets)
        for held, place in zip(found, which.ravel(), strict=True):
            if not united[place].is_empty:
                held.append((number, united[place]))
    return found


def _unions(shapes: Shapes, sets: NDArray[np.bool_]) -> list[BaseGeometry]:
    """The union of each of `sets` of `shapes`.

    Where rows serve many dates, what they share is asked once: rows whose edges match those of
    all others are united the quick way on every date, and the rest is added to that.
    """
    wkb, same = np.unique(shapely.to_wkb(shapes), return_inverse=True)
    distinct = shapely.from_wkb(wkb)
    odd = np.ones(len(distinct), dtype=bool)
    if sets.sum() >= MANY * len(shapes):
        odd = ~shapely.is_empty(shapely.coverage_invalid_edges(distinct))
    found = []
    for held in sets:
        mine = np.zeros(len(distinct), dtype=bool)
        mine[same.ravel()[held]] = True
        parts = list(distinct[mine & odd])
        if (mine & ~odd).any():
            parts.append(shapely.coverage_union_all(distinct[mine & ~odd]))
        whole = geo.union(np.array(parts, dtype=object)) if parts else shapely.Polygon()
        found.append(whole)
    return found


def _add_neighbours(
    near: defaultdict[str, set[str]],
    actors: Sequence[str],
    held: Sequence[tuple[int, BaseGeometry]],
) -> None:
    """Note which of `actors` hold ground next to whose, in `near`."""
    coarse = shapely.simplify([shape for _, shape in held], NEIGHBOUR_DEGREES / 2)
    tree = shapely.STRtree(coarse)
    pairs = tree.query(coarse, predicate="dwithin", distance=NEIGHBOUR_DEGREES)
    for a, b in pairs.T:
        if actors[a] != actors[b]:
            near[actors[a]].add(actors[b])


def _bounds(shapes: list[BaseGeometry]) -> Bounds:
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    return float(west), float(south), float(east), float(north)


def _pocket(shapes: list[BaseGeometry]) -> Bounds | None:
    """Bounds of those of `shapes` that are small beside all of them together."""
    corners = shapely.bounds(shapes)
    spans = (corners[:, 2:] - corners[:, :2]).max(axis=1)
    whole = (corners[:, 2:].max(axis=0) - corners[:, :2].min(axis=0)).max()
    small = spans < whole * POCKET
    return _bounds(list(np.asarray(shapes)[small])) if small.any() else None
