"""Territory and base map of a summary, packed for the page's script."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.content import (
    AREAL,
    LINEAR,
    WORLD_DEGREES,
    Summary,
    basemap_shapes,
    choose_projection,
)
from layers.page.pack import Packed, pack

# Decimal places of a degree: steps of 1.1 m; where there is little territory, one more.
TERRITORY_DIGITS = 5
# Square degrees, about 10 km2: seen from near, steps of a metre would show.
SMALL = 1e-3
COARSE, FINE = 3, 4  # decimal places of the base map
# Degrees that an edge is drawn straight: it is off by 0.15 km at most; of a wide territory in this
# share of its span.
_STRAIGHT = 1.0
# The same of the base map: by half a kilometre, less than coarse land reaches under fine land.
_BASE_STRAIGHT = 2.0
_PIECES = 60.0
FINE_DEGREES = 2.0  # of a narrower territory the coasts are drawn finely too


@dataclass(frozen=True)
class PackedTerritory:
    """What the map draws on each date of a timeline, and the rows that it follows from."""

    packed: Packed
    shapes: tuple[tuple[int, ...], ...]  # per series and date: shape, -1: none
    rows: tuple[int, ...]  # per row of the table: its own shape


@dataclass(frozen=True)
class PackedBasemap:
    """One shape of `areas` and `lines` for each of AREAL and LINEAR."""

    areas: Packed
    lines: Packed


def pack_territory(summary: Summary) -> PackedTerritory:
    """The territory of every date, and the shapes of rows that were united with others."""
    drawn, held = summary.territory.shapes, summary.territory.held
    own = np.asarray(summary.table.geometry.to_numpy(), dtype=object)
    known = {id(shape): place for place, shape in enumerate(drawn)}
    united = [shape for shape in own if id(shape) not in known]
    fine = np.concatenate([_small(summary), np.zeros(len(united), bool)])
    bent = _bend([*drawn, *united], summary)
    packed = pack(bent, digits=TERRITORY_DIGITS, finer=fine)
    index = np.array([*packed.index, -1])  # none stays none
    rest = iter(packed.index[len(drawn) :])
    rows = [
        index[known[id(shape)]] if id(shape) in known else next(rest) for shape in own
    ]
    return PackedTerritory(
        packed,
        shapes=tuple(tuple(index[places].tolist()) for places in held),
        rows=tuple(int(row) for row in rows),
    )


def pack_basemap(summary: Summary) -> PackedBasemap:
    """Land, lakes, rivers and borders under and around the territory."""
    drawn, _, span = basemap_shapes(
        summary.bounds,
        since=summary.begins,
        pocket=summary.territory.pocket,
        course=summary.course,
    )
    return PackedBasemap(
        areas=pack(
            _bend([drawn[kind] for kind in AREAL], summary, _BASE_STRAIGHT),
            digits=FINE if span < FINE_DEGREES else COARSE,
        ),
        lines=pack(
            _bend([drawn[kind] for kind in LINEAR], summary, _BASE_STRAIGHT),
            digits=COARSE if span > WORLD_DEGREES else FINE,
        ),
    )


def _bend(
    shapes: Sequence[shapely.Geometry], summary: Summary, straight: float = _STRAIGHT
) -> list[Any]:
    """`shapes` with vertices on long edges, straight in degrees, which bend on the map."""
    longest = max(straight, choose_projection(summary.bounds).span / _PIECES)
    return list(shapely.segmentize(np.asarray(shapes, dtype=object), longest))


def _small(summary: Summary) -> NDArray[np.bool_]:
    """True for shapes that are all the counted territory of some date and yet little."""
    territory = summary.territory
    held = territory.held[: len(summary.times.series)]
    sizes = np.append(shapely.area(territory.shapes), 0.0)  # the last for none: -1
    little = sizes[held].sum(axis=0) < SMALL
    small = np.zeros(len(sizes), dtype=bool)
    small[held[:, little]] = True
    return small[:-1]
