"""Where a map opens: on all of its territory, or on where it changes, if that is far smaller.

A map of a war may hold islands and provinces on the other side of a continent that never change;
it opens on the war, and a reader can drag to the rest.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.table import ACTOR, END, START, STATUS

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees

# Of the whole width or height: what is nearer to each other is one area.
_NEAR = 0.04
# A view is narrower than all by this, or it is all.
_SHARE = 1 / 3
# Areas with fewer changes than this share of those of the liveliest are left out, if they have no
# more than this share of all changes together.
_FEW, _FEW_TOGETHER = 0.05, 0.1
# Beside the view, of its own size: an area that near is in it though it does not change.
_MARGIN = 0.25


def opening_bounds(table: gpd.GeoDataFrame) -> Bounds:
    """The bounds of the territory that a map shows first.

    That is all of it, unless nearly all changes of a much larger map are in one place.
    """
    whole = table.total_bounds
    size = max(whole[2] - whole[0], whole[3] - whole[1])
    parts, of_row = shapely.get_parts(table.geometry.to_numpy(), return_index=True)
    if not np.isfinite(size) or len(table) < 2:
        return _floats(whole)
    boxes = shapely.bounds(parts)
    area = _areas(boxes, size * _NEAR)
    changes = np.bincount(area, weights=_changes(table, parts, of_row))
    most = changes.max()
    lively = changes >= max(_FEW * most, 1)
    if not most or changes[~lively].sum() > _FEW_TOGETHER * changes.sum():
        return _floats(whole)
    view = _union(boxes[lively[area]])
    margin = _MARGIN * max(view[2] - view[0], view[3] - view[1])
    west, south, east, north = view + np.array([-1, -1, 1, 1]) * margin
    near = (
        (boxes[:, 0] <= east)
        & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north)
        & (boxes[:, 3] >= south)
    )
    view = _union(boxes[near])
    is_small = max(view[2] - view[0], view[3] - view[1]) <= _SHARE * size
    return _floats(view if is_small else whole)


def _changes(
    table: gpd.GeoDataFrame, parts: npt.NDArray[Any], of_row: npt.NDArray[np.intp]
) -> npt.NDArray[np.float64]:
    """For each polygon of the table 1 if it begins or ends between two dates, else 0.

    One that is the same on the next date, whose rows are others, does neither.
    """
    starts, ends = table[START].to_numpy()[of_row], table[END].to_numpy()[of_row]
    holders = (table[ACTOR] + "\n" + table[STATUS]).to_numpy()[of_row]
    held = list(zip(holders, shapely.to_wkb(parts)))
    held_from, held_to = set(zip(held, starts)), set(zip(held, ends))
    first = starts.min()
    return np.array(
        [
            float(
                (start > first and (shape, start) not in held_to)
                or (not np.isnat(end) and (shape, end) not in held_from)
            )
            for shape, start, end in zip(held, starts, ends)
        ]
    )


def _areas(boxes: npt.NDArray[np.float64], near: float) -> npt.NDArray[np.intp]:
    """The number of the area of each box; boxes nearer than `near` are in one."""
    grown = np.unique(boxes, axis=0) + np.array([-1, -1, 1, 1]) * near / 2
    union = shapely.get_parts(shapely.union_all(shapely.box(*grown.T)))
    centres = shapely.points((boxes[:, :2] + boxes[:, 2:]) / 2)
    return np.asarray(shapely.STRtree(union).nearest(centres), np.intp)


def _union(boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.array([*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)])


def _floats(bounds: npt.NDArray[np.float64]) -> Bounds:
    west, south, east, north = map(float, bounds)
    return west, south, east, north
