"""Territory and base map of a summary, packed for the page's script."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.content import (
    AREAL,
    LINEAR,
    WORLD_DEGREES,
    Summary,
    basemap_shapes,
)
from layers.page.pack import Packed, pack

# Decimal places of a degree: steps of 1.1 m; where there is little territory, one more.
TERRITORY_DIGITS = 5
# Square degrees, about 10 km2: seen from near, steps of a metre would show.
SMALL = 1e-3
COARSE, FINE = 3, 4  # decimal places of the base map
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
    packed = pack([*drawn, *united], digits=TERRITORY_DIGITS, finer=fine)
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
        summary.bounds, since=summary.begins, pocket=summary.territory.pocket
    )
    return PackedBasemap(
        areas=pack(
            [drawn[kind] for kind in AREAL],
            digits=FINE if span < FINE_DEGREES else COARSE,
        ),
        lines=pack(
            [drawn[kind] for kind in LINEAR],
            digits=COARSE if span > WORLD_DEGREES else FINE,
        ),
    )


def _small(summary: Summary) -> NDArray[np.bool_]:
    """True for shapes that are all the counted territory of some date and yet little."""
    territory = summary.territory
    held = territory.held[: len(summary.times.series)]
    sizes = np.append(shapely.area(territory.shapes), 0.0)  # the last for none: -1
    little = sizes[held].sum(axis=0) < SMALL
    small = np.zeros(len(sizes), dtype=bool)
    small[held[:, little]] = True
    return small[:-1]
