"""Shapes and columns of GeoJSON features, once these are parsed."""

import json
from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np
import shapely.errors
import shapely.geometry
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError
from geo.formats.layer import Shapes
from geo.formats.table_columns import Columns
from geo.formats.text import values
from geo.formats.text.rings import Positions, join, polygon
from geo.formats.text.when import with_dates

# Members of a feature that are not properties, in files that have these beside each other.
_MEMBERS = {"type", "id", "geometry", "properties", "bbox", "crs"}
# What PostGIS writes for a row without a shape.
_NO_SHAPE = {"type": None}
_WITHOUT_AREA = ("Point", "MultiPoint", "LineString", "MultiLineString")
_INVALID = (
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    shapely.errors.ShapelyError,
)


def build(
    features: Iterable[tuple[str, Any]],
) -> tuple[Shapes, Columns, list[int]]:
    """Shapes and properties of features, each after the words for it in messages.

    At last the numbers of the features with a ring that was not closed.

    Raises ReadError if one is not a feature, or its geometry cannot be built.
    """
    shapes: list[BaseGeometry | None] = []
    rows: list[dict[str, Any]] = []
    ids: list[Any] = []
    unclosed: set[str] = set()
    numbers: list[int] = []
    for where, feature in features:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ReadError(f"{where}: not a GeoJSON Feature; correct or remove it")
        geometry = feature.get("geometry")
        if geometry == _NO_SHAPE:
            geometry = None
        try:
            shapes.append(
                None if geometry is None else shape(geometry, where, unclosed)
            )
        except OverflowError as error:
            raise ReadError(f"{where}: a number is too large; correct it") from error
        except _INVALID as error:
            raise ReadError(
                f"{where}: not a GeoJSON geometry{_reason(error)}; correct or remove it"
            ) from error
        if where in unclosed:
            numbers.append(len(shapes))
        rows.append(_properties(feature))
        ids.append(feature.get("id"))
    array = np.empty(len(shapes), object)
    array[:] = shapes
    # whole numbers only count the features
    if any(type(each) is not int for each in ids if each is not None):
        if not any("id" in row for row in rows):
            rows = [{"id": each, **row} for each, row in zip(ids, rows)]
    return array, values.columns(rows), numbers


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    """Properties of a feature; its other members if it has no `properties`."""
    properties = feature.get("properties", feature)
    if not isinstance(properties, dict):
        return {}
    # "geometry" is the column of shapes
    without = _MEMBERS if properties is feature else {"geometry"}
    row = {name: value for name, value in properties.items() if name not in without}
    return with_dates(row, feature)


def shape(
    geometry: dict[str, Any], where: str, unclosed: set[str]
) -> BaseGeometry | None:
    """The shape of a geometry; `where` is added to `unclosed` if a ring is not closed."""
    kind = geometry["type"]
    if kind == "GeometryCollection":
        return join([shape(part, where, unclosed) for part in geometry["geometries"]])
    coordinates = geometry["coordinates"]
    if not isinstance(coordinates, list):
        raise ValueError("coordinates are not a list")
    if kind == "Polygon":
        return _polygon(coordinates, where, unclosed)
    if kind == "MultiPolygon":
        return join([_polygon(rings, where, unclosed) for rings in coordinates])
    if kind in _WITHOUT_AREA:
        return shapely.geometry.shape(geometry)
    raise ValueError(f"unknown type {str(kind or 'null')[:20]}")


def closed_shape(text: str) -> BaseGeometry | None:
    """The shape of a geometry as text with its rings closed; None if it is damaged otherwise."""
    unclosed: set[str] = set()
    try:
        closed = shape(json.loads(text), "", unclosed)
        return closed if unclosed else None
    except (*_INVALID, OverflowError, RecursionError, ReadError):
        return None


def _polygon(rings: list[Any], where: str, unclosed: set[str]) -> BaseGeometry | None:
    if not rings or not rings[0]:
        return None  # holes without an outer ring
    return polygon([_padded(_positions(ring)) for ring in rings], where, unclosed)


def _padded(ring: Positions) -> Positions:
    """A closed ring of three positions with four; simplified data has such rings without area."""
    if len(ring) == 3 and np.array_equal(ring[0], ring[-1]):
        return np.concatenate([ring, ring[-1:]])
    return ring


def _positions(positions: list[Any]) -> Positions:
    """Longitude and latitude of positions; heights are left out."""
    if not positions:
        return np.empty((0, 2))
    # numpy would read texts and truth values as numbers, too
    if not {*map(type, chain.from_iterable(positions))} <= {int, float}:
        raise ValueError("a position of something else than numbers")
    try:
        numbers = np.array(positions, float)
    except ValueError:  # only some have heights
        numbers = np.array([position[:2] for position in positions], float)
    if numbers.shape[1] < 2:
        raise ValueError("a position of one number")
    return numbers[:, :2]


def _reason(error: Exception) -> str:
    """The reason in brackets; nothing if it is one of a library."""
    if isinstance(error, KeyError):
        return f" (no {error.args[0]})"
    is_own = type(error) is ValueError and "array" not in str(error)
    return f" ({error})" if is_own else ""
