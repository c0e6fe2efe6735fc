"""Repair invalid polygons and report each repair."""

import functools
import warnings
import weakref

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import RepairWarning, counted
from geo.measure.antimeridian import beyond, within_one_turn
from geo.measure.area import area_km2
from geo.measure.faces import enclosed_polygon
from geo.table import (
    ACTOR,
    SOURCE,
    START_TEXT,
    STATUS,
    require_columns,
)

# Repairs that change an area by less are only counted.
_SHOWN_KM2 = 0.001

Positions = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]

# Shapes known to be valid, by `id`, while they exist. Shapes are immutable, and validating those
# of an archive again in every step would take longer than its areas and changes together.
_VALID: "dict[int, weakref.ref[BaseGeometry]]" = {}
# Repaired shapes, by `id` of the invalid ones while those exist: every step repairs the table.
_REPAIRED: "dict[int, tuple[weakref.ref[BaseGeometry], BaseGeometry]]" = {}


def repair_table(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table with every polygon valid; each repair is reported by a `RepairWarning`.

    See `repair_polygons` for the rules. The warning names the source, the actor
    and the date, what was wrong and where, and the area as drawn and after repair; the largest
    difference comes first, and repairs that change an area by less than 0.001 km2 are counted in
    one. Where longitudes of a table take more than one turn, territory past 180 degrees is brought
    to -180 to 180 (see `geo.measure.antimeridian`). A table with nothing to repair is returned as
    it is.
    """
    require_columns(table)
    return _within_one_turn(_repair_rows(table))


def _repair_rows(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`table` with its invalid polygons repaired, each reported."""
    shapes = table.geometry.to_numpy()
    bad = np.flatnonzero(~valid(shapes) & ~shapely.is_missing(shapes))
    if not len(bad):
        return table
    repaired = repair_polygons(shapes[bad])
    reasons = shapely.is_valid_reason(shapes[bad])
    with np.errstate(invalid="ignore"):  # vertices that are not finite enclose nothing
        before = np.nan_to_num(area_km2(shapes[bad]), posinf=0, neginf=0)
    after = area_km2(repaired)
    rows = table.iloc[bad]
    change = np.abs(after - before)
    for i in np.argsort(-change, kind="stable")[: int((change >= _SHOWN_KM2).sum())]:
        source, actor, status, date = rows[[SOURCE, ACTOR, STATUS, START_TEXT]].iloc[i]
        warnings.warn(
            f"{source}: {actor} ({status}, {date}): {fault(reasons[i])}; repaired: "
            f"{before[i]:,.3f} km2 as drawn, {after[i]:,.3f} km2 after repair",
            RepairWarning,
            stacklevel=3,
        )
    if (change < _SHOWN_KM2).any():
        number = int((change < _SHOWN_KM2).sum())
        polygons = (
            "1 invalid polygon" if number == 1 else f"{number:,} invalid polygons"
        )
        warnings.warn(
            f"{polygons} repaired, each changing its area by less than {_SHOWN_KM2} km2",
            RepairWarning,
            stacklevel=3,
        )
    return _with(table, bad, repaired)


def _within_one_turn(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`table` with longitudes within one turn, so that no territory counts twice."""
    shapes = table.geometry.to_numpy()
    far = beyond(shapes)
    if not len(far):
        return table
    rows = counted(len(far), "row")
    warnings.warn(
        f"longitudes span more than 360 degrees: territory past 180 ({rows}) moved to -180 "
        "to 180, so that it counts once",
        RepairWarning,
        stacklevel=3,
    )
    return _with(table, far, within_one_turn(shapes[far]))


def _with(table: gpd.GeoDataFrame, rows: Positions, shapes: Shapes) -> gpd.GeoDataFrame:
    """`table` with other shapes in some of its rows."""
    every = table.geometry.to_numpy().copy()
    every[rows] = shapes
    return table.set_geometry(gpd.GeoSeries(every, index=table.index, crs=table.crs))


def repair_polygons(shapes: Shapes) -> Shapes:
    """Valid polygons with the territory that the rings of invalid ones enclose.

    A ring that crosses itself encloses all points with a winding number other than 0. Holes are
    subtracted from their shell; a hole that shares no territory with it becomes territory itself,
    whether it is disjoint or touches it. Overlapping parts are merged, and parts without area are
    dropped (see `geo.measure.faces`).
    """
    repaired = np.empty(len(shapes), dtype=object)
    for row, shape in enumerate(shapes):
        known = _REPAIRED.get(id(shape))
        if known is None or known[0]() is not shape:
            forget = functools.partial(_forget, id(shape))
            known = weakref.ref(shape, forget), enclosed_polygon(shape)
            _REPAIRED[id(shape)] = known
        repaired[row] = known[1]
    return repaired


def valid(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """True for the shapes that are valid; GEOS validates each shape once."""
    repaired = np.array(
        [(known := _VALID.get(id(s))) is not None and known() is s for s in shapes],
        dtype=bool,
    )
    new = np.flatnonzero(~repaired)
    repaired[new] = shapely.is_valid(shapes[new])
    for shape in shapes[new[repaired[new]]]:
        forget = functools.partial(_forget, id(shape))
        _VALID[id(shape)] = weakref.ref(shape, forget)
    return repaired


def fault(reason: str) -> str:
    """Rephrase a reason of GEOS: `Self-intersection[3 4]` is self-intersection at 3 4."""
    what, _, where = reason.partition("[")
    return f"{what.lower()} at {where.rstrip(']')}" if where else what.lower()


def _forget(number: int, _: "weakref.ref[BaseGeometry]") -> None:
    """Forget a deleted shape, because its `id` may be reused."""
    _VALID.pop(number, None)
    _REPAIRED.pop(number, None)
