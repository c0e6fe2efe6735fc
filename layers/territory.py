"""Ground of every date as shapes for the map, and a colour for each actor."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

import geo
from geo.table import ACTOR, STATUS
from layers.pack import Packed, pack
from layers.style import Colour, colours

Bounds = tuple[float, float, float, float]  # west, south, east, north

FINE, FINEST = 5, 6  # decimal places of a degree: steps of 1.1 m and 0.11 m
SMALL = 1e-4  # square degrees, about 1 km2: below it the steps of the coarser grid would show
NEIGHBOUR_DEGREES = 0.05  # ground this near needs another colour, touching or not


@dataclass(frozen=True)
class Territory:
    """What the map draws on each date of a timeline."""

    ground: Packed
    frames: tuple[
        tuple[tuple[int, int], ...], ...
    ]  # per date: series, shape of `ground`
    colours: dict[str, Colour]
    bounds: Bounds  # of the ground of all dates


def territory(
    table: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> Territory:
    """The union of the rows of each actor and status of `pairs` on each date, for the page.

    Actors choose their colours in the order of `pairs`.
    """
    number = {pair: place for place, pair in enumerate(pairs)}
    actors = list(dict.fromkeys(actor for actor, _ in pairs))
    sound = geo.repaired(table)
    shapes: list[shapely.Geometry] = []
    frames: list[list[tuple[int, int]]] = []
    near: defaultdict[str, set[str]] = defaultdict(set)
    smallest = np.inf
    for date in dates:
        held = geo.ground(sound, date)
        held = held[~held.geometry.is_empty]
        found = zip(held[ACTOR], held[STATUS], strict=True)
        frames.append([(number[pair], len(shapes) + i) for i, pair in enumerate(found)])
        shapes.extend(held.geometry)
        if len(held):
            smallest = min(
                smallest, float(shapely.area(held.geometry.to_numpy()).sum())
            )
        if len(actors) > 1:
            _add_neighbours(near, held)
    packed = pack(shapes, digits=FINEST if smallest < SMALL else FINE)
    return Territory(
        ground=packed,
        frames=tuple(
            tuple((one, packed.index[shape]) for one, shape in row) for row in frames
        ),
        colours=colours(actors, near),
        bounds=_bounds(shapes),
    )


def _add_neighbours(near: defaultdict[str, set[str]], held: gpd.GeoDataFrame) -> None:
    """Note which actors' ground lies next to whose, in `near`."""
    coarse = shapely.simplify(held.geometry.to_numpy(), NEIGHBOUR_DEGREES / 2)
    actors = held[ACTOR].to_numpy()
    tree = shapely.STRtree(coarse)
    one, other = tree.query(coarse, predicate="dwithin", distance=NEIGHBOUR_DEGREES)
    for a, b in zip(actors[one], actors[other], strict=True):
        if a != b:
            near[a].add(b)


def _bounds(shapes: list[shapely.Geometry]) -> Bounds:
    if not shapes:
        raise geo.CheckError("no ground on any date: there is nothing to draw")
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    return float(west), float(south), float(east), float(north)
