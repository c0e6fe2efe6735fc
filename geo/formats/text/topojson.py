"""TopoJSON: shapes made of arcs that neighbours share, each object a layer.

Read after the TopoJSON Format Specification (M. Bostock and C. Metcalf, 2013). GDAL reads it too,
but leaves out rows it does not understand, and does not say that a file holds rounded coordinates.
"""

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError, counted
from geo.files import File, content
from geo.formats.layer import Layer, called
from geo.formats.text import values
from geo.formats.text.json_limits import parsed, require_bounded
from geo.formats.text.rings import Positions, joined, polygon

# Length of a degree of latitude, on average (WGS 84, rounded).
_DEGREE_M = 111_132

# What a file that is not as the specification says makes of lists, numbers and names.
_ODD = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


def topology(file: File) -> list[Layer]:
    """The rows of each object of a TopoJSON file, in longitude and latitude.

    A geometry's `id` and properties are columns. Coordinates are exact where the file has them
    so; those of a quantized file lie on a grid, and the layer says how wide it is.

    Raises
    ------
    ReadError
        If the file is not TopoJSON, or a shape refers to an arc that is not there.
    """
    whole = _whole(file)
    arcs, grid = _arcs(file, whole)
    objects: dict[str, Any] = whole["objects"]
    several = len(objects) > 1
    found = []
    for name, one in objects.items():
        label = called(file, name, several)
        rows = _rows(one)
        shapes = np.empty(len(rows), object)
        flat = 0
        for row, geometry in enumerate(rows):
            shape = _Shapes(arcs, whole.get("transform"), f"{label}, row {row + 1}")
            try:
                shapes[row] = shape.of(geometry)
            except _ODD as error:
                raise ReadError(
                    f"{label}, row {row + 1}: not a TopoJSON geometry ({_said(error)})"
                ) from error
            flat += shape.flat
        frame = values.columns([_properties(one) for one in rows])
        noticed = [grid] if grid else []
        if flat:
            noticed.append(f"{counted(flat, 'ring')} as narrow as the grid left out")
        found.append(Layer(file, name, several, shapes, frame, noticed))
    return found


def _whole(file: File) -> dict[str, Any]:
    found = content(file)
    require_bounded(found, file)
    try:
        whole = parsed(found, file, "TopoJSON")
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{file.label}: not TopoJSON (something follows its end)"
        ) from error
    if not isinstance(whole, dict) or whole.get("type") != "Topology":
        raise ReadError(f"{file.label}: not TopoJSON (expected a Topology)")
    for name, kind in (("arcs", list), ("objects", dict)):
        if not isinstance(whole.get(name), kind):
            raise ReadError(f"{file.label}: a Topology without {name}")
    if not whole["objects"]:
        raise ReadError(f"{file.label}: no objects in it")
    return whole


def _arcs(file: File, whole: dict[str, Any]) -> tuple[list[Positions], str]:
    """Arcs in longitude and latitude, and in words the grid that they lie on, if any."""
    found = []
    number = 0
    try:
        transform = whole.get("transform")
        for number, arc in enumerate(whole["arcs"], 1):
            positions = np.array(arc, float)[:, :2]
            if transform is not None:
                positions = _placed(np.cumsum(positions, axis=0), transform)
            found.append(positions)
        if transform is None:
            return found, ""
        step = max(abs(float(size)) for size in transform["scale"])
    except _ODD as error:
        raise ReadError(
            f"{file.label}, arc {number}: not as TopoJSON has it ({_said(error)})"
        ) from error
    return found, (
        f"quantized: its coordinates lie on a grid of {step:.3g} degrees "
        f"(up to {step * _DEGREE_M:,.3g} m)"
    )


def _placed(positions: Positions, transform: dict[str, Any]) -> Positions:
    placed: Positions = positions * np.array(transform["scale"], float)
    placed += np.array(transform["translate"], float)
    return placed


class _Shapes:
    """Builds shapes out of arcs; `where` is what a refusal begins with.

    `flat` counts rings without ground: what is smaller than the grid of a quantized file keeps
    two or three positions of its ring, or none.
    """

    def __init__(
        self, arcs: list[Positions], transform: dict[str, Any] | None, where: str
    ) -> None:
        self._arcs, self._transform, self._where = arcs, transform, where
        self.flat = 0

    def of(self, geometry: dict[str, Any]) -> BaseGeometry | None:
        """The shape of a geometry object; None where its type is null."""
        match geometry.get("type"):
            case None:
                return None
            case "Polygon":
                return self._polygon(geometry["arcs"])
            case "MultiPolygon":
                return joined([self._polygon(rings) for rings in geometry["arcs"]])
            case "LineString":
                return shapely.LineString(self._line(geometry["arcs"]))
            case "MultiLineString":
                return shapely.MultiLineString(
                    [self._line(line) for line in geometry["arcs"]]
                )
            case "Point":
                return shapely.Point(self._points([geometry["coordinates"]])[0])
            case "MultiPoint":
                return shapely.MultiPoint(self._points(geometry["coordinates"]))
            case "GeometryCollection":
                return joined([self.of(one) for one in geometry["geometries"]])
        raise ValueError(f"type {geometry['type']}")

    def _polygon(self, rings: Sequence[Sequence[int]]) -> BaseGeometry | None:
        lines = [self._line(ring) for ring in rings]
        if self._transform is not None:
            drawn = [line for line in lines if len(line) > 3]
            self.flat += len(lines) - len(drawn)
            # without its outer ring a polygon has no ground, nor have its holes
            lines = drawn if lines and len(lines[0]) > 3 else []
        return polygon(lines, self._where)

    def _line(self, arcs: Sequence[int]) -> Positions:
        """Arcs end to end: each begins where the one before it ends."""
        parts = [self._arc(number) for number in arcs]
        for before, after in pairwise(parts):
            if not np.array_equal(before[-1], after[0]):
                raise ValueError("arcs that do not meet")
        return np.concatenate([part[min(i, 1) :] for i, part in enumerate(parts)])

    def _arc(self, number: int) -> Positions:
        """An arc by its number; of one's complement, backwards."""
        own = number if number >= 0 else ~number
        if own >= len(self._arcs):
            raise ReadError(
                f"{self._where}: refers to arc {own}, and the last one is {len(self._arcs) - 1}"
            )
        return self._arcs[own] if number >= 0 else self._arcs[own][::-1]

    def _points(self, coordinates: Sequence[Sequence[float]]) -> Positions:
        found = np.array([one[:2] for one in coordinates], float).reshape(-1, 2)
        return found if self._transform is None else _placed(found, self._transform)


def _rows(one: Any) -> list[dict[str, Any]]:
    """The geometries of an object: those of a collection, or the one that it is."""
    if isinstance(one, dict) and one.get("type") == "GeometryCollection":
        rows = one.get("geometries")
        return rows if isinstance(rows, list) else []
    return [one]


def _properties(geometry: dict[str, Any]) -> dict[str, Any]:
    own = geometry.get("properties")
    named = {"id": geometry["id"]} if geometry.get("id") is not None else {}
    return named | (own if isinstance(own, dict) else {})


def _said(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"no {error.args[0]}"
    return str(error).splitlines()[0][:80] or type(error).__name__
