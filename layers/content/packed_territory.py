"""Ground of every date as shapes for the map, and a colour for each actor."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.base import CheckError
from geo.measure import repaired, union
from geo.table import ABOUT, ACTOR, END, START, STATUS
from layers.content.pack import Packed, pack
from layers.content.style import Colour, colours, own_colours

Shapes = NDArray[np.object_]
Places = NDArray[np.int64]
Bounds = tuple[float, float, float, float]  # west, south, east, north

FINE = (
    5  # decimal places of a degree: steps of 1.1 m; little ground is drawn on one more
)
SMALL = (
    1e-3  # square degrees, about 10 km2: seen from near, steps of a metre would show
)
MANY = 4  # rows that serve so many sets of rows each are worth a look beforehand
POCKET = 1 / 16  # of the widest span: ground smaller than this is looked at from near
NEIGHBOUR_DEGREES = 0.05  # ground this near needs another colour, touching or not


@dataclass(frozen=True)
class Territory:
    """What the map draws on each date of a timeline, and the rows that it follows from."""

    ground: Packed
    shapes: tuple[
        tuple[int, ...], ...
    ]  # per series and date: shape of `ground`, -1: none
    rows: tuple[int, ...]  # per row of the table: its own shape of `ground`
    colours: dict[str, Colour]
    bounds: Bounds  # of the ground of all dates
    pocket: Bounds | None  # of the firmest ground on dates when little of it is left


@dataclass(frozen=True)
class _Grounds:
    """The distinct ground of one actor and status, and which of it is held on each date."""

    shapes: Shapes
    held: Places  # per date, -1: none


def territory(
    table: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> Territory:
    """The union of the rows of each actor and status of `pairs` on each date, for the page.

    Actors choose their colours in the order of `pairs`.
    """
    actors = list(dict.fromkeys(actor for actor, _ in pairs))
    sound = repaired(table)
    own = np.asarray(sound.geometry.to_numpy(), dtype=object)
    grounds = _grounds(sound, dates, pairs)
    drawn = np.concatenate([ground.shapes for ground in grounds] or [own[:0]])
    if not len(drawn):
        raise CheckError("no ground on any date: there is nothing to draw")
    offsets = np.cumsum([0, *(len(ground.shapes) for ground in grounds)])
    held = np.array(
        [
            np.where(ground.held < 0, -1, ground.held + offset)
            for ground, offset in zip(grounds, offsets)
        ]
    )
    known = {id(shape): place for place, shape in enumerate(drawn)}
    more = [shape for shape in own if id(shape) not in known]  # rows united with others
    fine = np.concatenate([_small(drawn, held), np.zeros(len(more), dtype=bool)])
    ground = pack([*drawn, *more], digits=FINE, finer=fine)
    index = np.array([*ground.index, -1])  # none stays none
    rest = iter(ground.index[len(drawn) :])
    rows = [index[known[id(one)]] if id(one) in known else next(rest) for one in own]
    return Territory(
        ground=ground,
        shapes=tuple(tuple(index[one].tolist()) for one in held),
        rows=tuple(int(row) for row in rows),
        colours=colours(
            actors,
            _neighbours(drawn, held, pairs) if actors[1:] else {},
            own_colours(table.attrs.get(ABOUT, {})),
        ),
        bounds=_bounds(drawn),
        pocket=_pocket(grounds[0].shapes) if len(grounds[0].shapes) else None,
    )


def _grounds(
    sound: gpd.GeoDataFrame,
    dates: Sequence[np.datetime64],
    pairs: Sequence[tuple[str, str]],
) -> list[_Grounds]:
    """The ground of each pair; each set of rows that is in force at once is united once."""
    shapes = np.asarray(sound.geometry.to_numpy(), dtype=object)
    days = np.array(dates, dtype="datetime64[s]")
    starts, ends = (
        sound[name].to_numpy(dtype="datetime64[s]") for name in (START, END)
    )
    first = np.searchsorted(days, starts)
    last = np.where(np.isnat(ends), len(days), np.searchsorted(days, ends))
    place = {pair: number for number, pair in enumerate(pairs)}
    mine: list[list[int]] = [[] for _ in pairs]
    for row, pair in enumerate(zip(sound[ACTOR], sound[STATUS], strict=True)):
        if pair in place and first[row] < last[row]:
            mine[place[pair]].append(row)
    found = []
    for rows in mine:
        here: list[list[int]] = [[] for _ in days]
        for row in rows:
            for date in range(first[row], last[row]):
                here[date].append(row)
        sets: dict[tuple[int, ...], int] = {}
        held = np.array([sets.setdefault(tuple(one), len(sets)) for one in here])
        united = np.array([*_unions(shapes, list(sets)), None], dtype=object)[:-1]
        some = ~shapely.is_empty(united)
        number = np.where(some, np.cumsum(some) - 1, -1)
        found.append(_Grounds(united[some], number[held]))
    return found


def _unions(shapes: Shapes, sets: Sequence[tuple[int, ...]]) -> list[shapely.Geometry]:
    """The union of each of `sets` of positions in `shapes`.

    Where rows serve many sets, what they share is asked once: rows whose edges match those of all
    others are united the quick way in every set, and the rest is added to that.
    """
    used = sorted(set().union(*sets))
    odd = np.ones(len(shapes), dtype=bool)
    if used and sum(map(len, sets)) >= MANY * len(used):
        wkb, same = np.unique(shapely.to_wkb(shapes[used]), return_inverse=True)
        matched = shapely.is_empty(
            shapely.coverage_invalid_edges(shapely.from_wkb(wkb))
        )
        odd[used] = ~matched[same.ravel()]
    found: list[shapely.Geometry] = []
    for rows in sets:
        held = np.array(rows, dtype=np.int64)
        parts = list(shapes[held[odd[held]]])
        even = shapes[held[~odd[held]]]
        if len(even):
            parts.append(
                shapely.coverage_union_all(
                    shapely.from_wkb(np.unique(shapely.to_wkb(even)))
                )
            )
        whole = union(np.array(parts, dtype=object)) if parts else shapely.Polygon()
        found.append(whole)
    return found


def _small(drawn: Shapes, held: Places) -> NDArray[np.bool_]:
    """True for shapes that are all the ground of some date and yet little."""
    sizes = np.append(shapely.area(drawn), 0.0)  # the last for none: -1
    little = sizes[held].sum(axis=0) < SMALL
    small = np.zeros(len(drawn) + 1, dtype=bool)
    small[held[:, little]] = True
    return small[:-1]


def _neighbours(
    drawn: Shapes, held: Places, pairs: Sequence[tuple[str, str]]
) -> dict[str, set[str]]:
    """Which actors hold ground next to whose, on any date."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    coarse = shapely.simplify(drawn, NEIGHBOUR_DEGREES / 2)
    for frame in np.unique(held, axis=1).T:
        here = np.flatnonzero(frame >= 0)
        shapes = coarse[frame[here]]
        tree = shapely.STRtree(shapes)
        near_by = tree.query(shapes, predicate="dwithin", distance=NEIGHBOUR_DEGREES)
        for one, other in here[near_by].T:
            if pairs[one][0] != pairs[other][0]:
                near[pairs[one][0]].add(pairs[other][0])
    return near


def _bounds(shapes: Shapes) -> Bounds:
    west, south, east, north = shapely.total_bounds(shapes)
    return float(west), float(south), float(east), float(north)


def _pocket(shapes: Shapes) -> Bounds | None:
    """Bounds of those of `shapes` that are small beside all of them together."""
    corners = shapely.bounds(shapes)
    spans = (corners[:, 2:] - corners[:, :2]).max(axis=1)
    whole = (corners[:, 2:].max(axis=0) - corners[:, :2].min(axis=0)).max()
    small = spans < whole * POCKET
    return _bounds(shapes[small]) if small.any() else None
