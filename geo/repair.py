"""Mends invalid polygons and says what it mended."""

import functools
import warnings
import weakref

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.area import area_km2, polygon_parts
from geo.errors import RepairWarning
from geo.table import ACTOR, SOURCE, START_TEXT, STATUS, require_columns

# A mend that changes an area by less is told only by its number.
_SHOWN_KM2 = 0.001

# Shapes that were found valid, by the number Python knows them by, as long as they live. Shapes do
# not change, so what was valid stays so; every step of a run asks again, and asking GEOS about an
# archive takes longer than its areas and changes together.
_VALID: "dict[int, weakref.ref[BaseGeometry]]" = {}


def repaired(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The table with every polygon valid; each mend is told by a `RepairWarning`.

    A ring that crosses itself is split where it does, holes are taken out of shells, a hole that
    lies outside its shell becomes ground, and parts without area fall away (GEOS make-valid,
    method "structure"). The warning names the source, the actor and the date, what was wrong and
    where, and the area as drawn and as mended; the largest difference comes first, and mends that
    change an area by less than 0.001 km2 are counted in one. A table without invalid polygons is
    returned as it is.
    """
    require_columns(table)
    shapes = table.geometry.to_numpy()
    bad = np.flatnonzero(~valid(shapes) & ~shapely.is_missing(shapes))
    if not len(bad):
        return table
    mended = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    mended = np.array([_polygonal(shape) for shape in mended], dtype=object)
    reasons = shapely.is_valid_reason(shapes[bad])
    before, after = area_km2(shapes[bad]), area_km2(mended)
    rows = table.iloc[bad]
    change = np.abs(after - before)
    for i in np.argsort(-change, kind="stable")[: int((change >= _SHOWN_KM2).sum())]:
        source, actor, status, date = rows[[SOURCE, ACTOR, STATUS, START_TEXT]].iloc[i]
        warnings.warn(
            f"{source}: {actor} ({status}, {date}): {fault(reasons[i])}; mended, "
            f"{before[i]:,.3f} km2 as drawn, {after[i]:,.3f} km2 as mended",
            RepairWarning,
            stacklevel=2,
        )
    if (change < _SHOWN_KM2).any():
        number = int((change < _SHOWN_KM2).sum())
        polygons = (
            "1 invalid polygon" if number == 1 else f"{number:,} invalid polygons"
        )
        warnings.warn(
            f"{polygons} mended without a change of {_SHOWN_KM2} km2",
            RepairWarning,
            stacklevel=2,
        )
    shapes = shapes.copy()
    shapes[bad] = mended
    return table.set_geometry(gpd.GeoSeries(shapes, index=table.index, crs=table.crs))


def valid(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """True for the shapes that are valid; asks GEOS about those it has not been asked about."""
    sound = np.array(
        [(known := _VALID.get(id(s))) is not None and known() is s for s in shapes],
        dtype=bool,
    )
    new = np.flatnonzero(~sound)
    sound[new] = shapely.is_valid(shapes[new])
    for shape in shapes[new[sound[new]]]:
        forget = functools.partial(_forget, id(shape))
        _VALID[id(shape)] = weakref.ref(shape, forget)
    return sound


def fault(reason: str) -> str:
    """GEOS's reason in our words: `Self-intersection[3 4]` is self-intersection at 3 4."""
    what, _, where = reason.partition("[")
    return f"{what.lower()} at {where.rstrip(']')}" if where else what.lower()


def _polygonal(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of `shape`, without the lines and points that make-valid may leave."""
    if shape.geom_type in ("Polygon", "MultiPolygon") and shape.is_valid:
        return shape
    parts, _ = polygon_parts(np.array([shape], dtype=object))
    return shapely.union_all(parts)  # make-valid may leave parts that share an edge


def _forget(number: int, _: "weakref.ref[BaseGeometry]") -> None:
    """Called when a shape is no more: its number may be given to another."""
    _VALID.pop(number, None)
