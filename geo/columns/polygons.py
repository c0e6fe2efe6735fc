"""Select the rows of a layer that are polygons on the globe, and report the others."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from geo.base import ReadError, RowError, counted, raise_row_errors
from geo.formats import Shapes

# Largest longitude and latitude of a source: a full turn, for polygons across the antimeridian,
# and slightly more than a pole, for rounding.
_GLOBE = (360.0, 90.000001)


# Nearer to 0, products of coordinates underflow, and GEOS errs on which edges cross.
_TINY = 1e-30


class Polygons(NamedTuple):
    """Polygons of a layer, which of its rows they are, and messages on the other rows."""

    shapes: Shapes
    kept: np.ndarray[Any, np.dtype[np.bool_]]
    left_out: int
    messages: list[str]


def read_polygons(shapes: Shapes, label: str, numbers: Sequence[int]) -> Polygons:
    """The polygons among `shapes`, in degrees; a collection becomes the polygons in it.

    Rows without a shape are left out and counted, as are points and lines beside polygons.
    `label` is the name of the layer in messages, `numbers` are those of its rows.

    Raises
    ------
    ReadError
        If there are shapes and none is a polygon, or if coordinates are not degrees.
    """
    messages: list[str] = []
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    mixed = ~missing & (kinds == shapely.GeometryType.GEOMETRYCOLLECTION)
    if mixed.any():
        shapes = shapes.copy()
        with np.errstate(invalid="ignore"):  # NaN is refused below
            shapes[mixed] = [_polygons_within(shape) for shape in shapes[mixed]]
        kinds = shapely.get_type_id(shapes)
    is_polygon = (kinds == shapely.GeometryType.POLYGON) | (
        kinds == shapely.GeometryType.MULTIPOLYGON
    )
    wrong = ~missing & ~is_polygon
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        problem = f"a {shapes[row].geom_type} where a polygon was expected"
        if (wrong | missing).all():
            raise ReadError(
                f"{label}, row {numbers[row]}: {problem}; {_advice(shapes[wrong])}"
            )
        messages.append(
            f"{counted(int(wrong.sum()), 'row')} of points or lines left out "
            f"(first: row {numbers[row]}, {problem})"
        )
    if mixed.any():
        number = counted(int(mixed.sum()), "row")
        messages.append(f"{number} of mixed shapes, read for their polygons")
    _require_on_globe(shapes, label, numbers)
    shapes = zero_tiny_coordinates(shapes)
    if missing.any():
        first = numbers[int(np.flatnonzero(missing)[0])]
        messages.append(
            f"{counted(int(missing.sum()), 'row')} without a readable shape left out "
            f"(first: row {first})"
        )
    kept = ~(missing | wrong)
    return Polygons(
        shapes if kept.all() else shapes[kept], kept, int((~kept).sum()), messages
    )


def _advice(shapes: Shapes) -> str:
    """What to do with a layer of shapes that are not polygons."""
    advice = "keep only polygons, or pass --layer"
    lines = shapely.get_parts(shapes)
    is_line = (shapely.get_type_id(shapes) % 4) == shapely.GeometryType.LINESTRING
    if is_line.all() and shapely.is_closed(lines).all():
        return (
            f"{advice}; its lines are closed: save them as polygons (in QGIS: Vector, Geometry "
            "Tools, Lines to Polygons)"
        )
    return advice


def zero_tiny_coordinates(shapes: Shapes) -> Shapes:
    """`shapes` with coordinates set to 0 that are too near to it for exact predicates."""
    sizes = np.abs(shapely.get_coordinates(shapes))
    if not ((sizes > 0) & (sizes < _TINY)).any():
        return shapes
    rounded: Shapes = shapely.transform(
        shapes, lambda vertices: np.where(np.abs(vertices) < _TINY, 0.0, vertices)
    )
    return rounded


def has_polygons(shapes: Shapes) -> bool:
    """Whether there is a polygon among `shapes`, or in a collection."""
    kinds = {part.geom_type for part in shapely.get_parts(shapes)}
    return not kinds <= {"Point", "LineString", "LinearRing"}


def _require_on_globe(shapes: Shapes, label: str, numbers: Sequence[int]) -> None:
    """Raise ReadError unless all coordinates are degrees of longitude and latitude."""
    vertices = shapely.get_coordinates(shapes)
    lon, lat = (np.abs(vertices[:, axis]).max(initial=0) for axis in (0, 1))
    if lon <= _GLOBE[0] and lat <= _GLOBE[1]:  # false for NaN
        return
    vertices, of_row = shapely.get_coordinates(shapes, return_index=True)
    not_finite = of_row[~np.isfinite(vertices).all(axis=1)]
    problem = (
        "coordinates that are not finite numbers; correct them, or pass the right --crs"
    )
    raise_row_errors(
        RowError(label, numbers[row], problem) for row in dict.fromkeys(not_finite)
    )
    outside = np.flatnonzero((np.abs(vertices) > _GLOBE).any(axis=1))
    first_of_row = dict(zip(of_row[outside][::-1].tolist(), outside[::-1].tolist()))
    raise_row_errors(
        RowError(
            label,
            numbers[row],
            f"{vertices[vertex][0]:.6g} {vertices[vertex][1]:.6g} is not on the globe; pass the "
            "CRS of the coordinates as --crs, and longitude before latitude",
        )
        for row, vertex in sorted(first_of_row.items())
    )


def _polygons_within(shape: Any) -> Any:
    """The polygons of a collection as one shape; the collection itself if it has none."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) > 3).any():
        parts = shapely.get_parts(parts)
    polygons = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
    return shapely.multipolygons(polygons) if len(polygons) else shape
