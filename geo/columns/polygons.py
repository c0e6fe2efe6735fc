"""Which rows of a layer are polygons on the globe, and what there is to say of the others."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from geo.base import ReadError, RowError, counted
from geo.formats import Shapes

# Farthest longitude and latitude that a source may write: a full turn, for ground drawn across the
# antimeridian, and a hair more than a pole, for rounding.
_GLOBE = (360.0, 90.000001)


# Nearer to 0, products of coordinates are no numbers any more, and GEOS errs on which edges cross.
_TRACE = 1e-30


class Polygons(NamedTuple):
    """Polygons of a layer, which of its rows they are, and what was noticed of the rest."""

    shapes: Shapes
    kept: np.ndarray[Any, np.dtype[np.bool_]]
    left_out: int
    said: list[str]


def polygons(shapes: Shapes, label: str, numbers: Sequence[int]) -> Polygons:
    """The polygons among `shapes`, in degrees; a collection becomes the polygons in it.

    Rows without any shape are left out and counted, as are points and lines beside polygons.
    `label` is what the layer is called in a refusal, `numbers` what its rows are.

    Raises
    ------
    ReadError
        If there are shapes and none is a polygon, or if coordinates are no degrees.
    """
    said: list[str] = []
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    mixed = ~missing & (kinds == shapely.GeometryType.GEOMETRYCOLLECTION)
    if mixed.any():
        shapes = shapes.copy()
        with np.errstate(invalid="ignore"):  # what is no number is refused below
            shapes[mixed] = [_gathered(shape) for shape in shapes[mixed]]
        kinds = shapely.get_type_id(shapes)
    drawn = (kinds == shapely.GeometryType.POLYGON) | (
        kinds == shapely.GeometryType.MULTIPOLYGON
    )
    wrong = ~missing & ~drawn
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        what = f"a {shapes[row].geom_type} where a polygon was expected"
        if (wrong | missing).all():
            raise ReadError(
                f"{label}, row {numbers[row]}: {what}; keep only polygons, or pass --layer"
            )
        said.append(
            f"{counted(int(wrong.sum()), 'row')} of points or lines left out "
            f"(first: row {numbers[row]}, {what})"
        )
    if mixed.any():
        number = counted(int(mixed.sum()), "row")
        said.append(f"{number} of mixed shapes, read for their polygons")
    _require_on_globe(shapes, label, numbers)
    shapes = without_traces(shapes)
    if missing.any():
        first = numbers[int(np.flatnonzero(missing)[0])]
        said.append(
            f"{counted(int(missing.sum()), 'row')} without a readable shape left out "
            f"(first: row {first})"
        )
    kept = ~(missing | wrong)
    return Polygons(
        shapes if kept.all() else shapes[kept], kept, int((~kept).sum()), said
    )


def without_traces(shapes: Shapes) -> Shapes:
    """`shapes`, their coordinates 0 where they are nearer to it than any ground is wide."""
    sizes = np.abs(shapely.get_coordinates(shapes))
    if not ((sizes > 0) & (sizes < _TRACE)).any():
        return shapes
    settled: Shapes = shapely.transform(
        shapes, lambda corners: np.where(np.abs(corners) < _TRACE, 0.0, corners)
    )
    return settled


def has_polygons(shapes: Shapes) -> bool:
    """Whether there is a polygon among `shapes`, or in a collection."""
    kinds = {one.geom_type for one in shapely.get_parts(shapes)}
    return not kinds <= {"Point", "LineString", "LinearRing"}


def _require_on_globe(shapes: Shapes, label: str, numbers: Sequence[int]) -> None:
    """Raise ReadError unless all coordinates are degrees of longitude and latitude."""
    corners = shapely.get_coordinates(shapes)
    lon, lat = (np.abs(corners[:, axis]).max(initial=0) for axis in (0, 1))
    if lon <= _GLOBE[0] and lat <= _GLOBE[1]:  # neither holds of what is no number
        return
    corners, of_row = shapely.get_coordinates(shapes, return_index=True)
    endless = of_row[~np.isfinite(corners).all(axis=1)]
    if len(endless):
        raise RowError(
            label,
            numbers[endless[0]],
            "coordinates that are no longitude and latitude; mend them, or pass the right --crs",
        )
    off = np.flatnonzero((np.abs(corners) > _GLOBE).any(axis=1))
    lon, lat = corners[off[0]]
    raise RowError(
        label,
        numbers[of_row[off[0]]],
        f"{lon:.6g} {lat:.6g} is not on the globe; "
        "pass the CRS of the coordinates as --crs, and longitude before latitude",
    )


def _gathered(shape: Any) -> Any:
    """The polygons of a collection as one shape; the collection itself if it has none."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.multipolygons(polygons) if len(polygons) else shape
