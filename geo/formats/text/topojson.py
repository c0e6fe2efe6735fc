"""Read TopoJSON: shapes made of arcs that neighbours share; each object is a layer.

GDAL leaves out rows that it does not understand without a message, and does not report that
coordinates are rounded.

Source: M. Bostock and C. Metcalf, The TopoJSON Format Specification, 2013.
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
from geo.formats.crs import from_degrees
from geo.formats.layer import Layer, layer_label, wanted_layers
from geo.formats.text import values
from geo.formats.text.json_limits import parse, require_bounded
from geo.formats.text.members import read_members
from geo.formats.text.rings import Positions, join, polygon

TOPOLOGY = "Topology"

# Length of a degree of latitude, on average (WGS 84, rounded).
_DEGREE_M = 111_132

# Raised by lists, numbers and names that are not as the specification says.
_INVALID = (
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    TypeError,
    ValueError,
)


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """Each object of a TopoJSON file as a layer.

    A geometry's `id` and properties are columns. Coordinates of a quantized file lie on a grid,
    and the layer reports its width.

    Raises
    ------
    ReadError
        If the file is not TopoJSON, or a shape refers to a missing arc.
    """
    data = content(file)
    require_bounded(data, file)
    try:
        document = parse(data, file, "TopoJSON")
    except json.JSONDecodeError as error:
        raise ReadError(
            f"{file.label}: not TopoJSON (something follows its end)"
        ) from error
    if not isinstance(document, dict) or document.get("type") != TOPOLOGY:
        raise ReadError(f"{file.label}: not TopoJSON (expected a {TOPOLOGY})")
    return read_document(document, file, layer, crs)


def read_document(
    document: dict[str, Any], file: File, layer: str | None, crs: str | None
) -> list[Layer]:
    """Each object of a topology that was parsed as a layer."""
    for name, kind in (("arcs", list), ("objects", dict)):
        if not isinstance(document.get(name), kind):
            raise ReadError(f"{file.label}: a {TOPOLOGY} without {name}")
    objects: dict[str, Any] = document["objects"]
    if not objects:
        raise ReadError(f"{file.label}: no objects in it")
    arcs, grid = _arcs(file, document)
    several = len(objects) > 1
    members = read_members(document)
    layers = []
    for name, own in objects.items():
        label = layer_label(file, name, several)
        rows = _rows(own)
        shapes = np.empty(len(rows), object)
        narrow = 0
        unclosed: list[int] = []
        for row, geometry in enumerate(rows):
            where = f"{label}, row {row + 1}"
            builder = _Builder(arcs, document.get("transform"), where)
            try:
                shapes[row] = builder.shape(geometry)
            except _INVALID as error:
                raise ReadError(
                    f"{where}: not a TopoJSON geometry ({_reason(error)})"
                ) from error
            narrow += builder.narrow
            if builder.unclosed:
                unclosed.append(row + 1)
        columns = values.columns([_properties(geometry) for geometry in rows])
        messages = [grid] if grid else []
        if narrow:
            text = f"{counted(narrow, 'ring')} as narrow as the grid left out"
            messages.append(text)
        shapes = from_degrees(shapes, label, crs, messages)
        layers.append(
            Layer(
                file,
                name,
                several,
                shapes,
                columns,
                messages,
                unclosed=unclosed,
                members=members,
            )
        )
    return wanted_layers(file, layer, layers)


def _arcs(file: File, document: dict[str, Any]) -> tuple[list[Positions], str]:
    """Arcs in longitude and latitude, and a message on the grid that they lie on, if any."""
    arcs = []
    number = 0
    try:
        transform = document.get("transform")
        for number, arc in enumerate(document["arcs"], 1):
            positions = np.array(arc, float)[:, :2]
            if transform is not None:
                positions = _transform(np.cumsum(positions, axis=0), transform)
            arcs.append(positions)
        if transform is None:
            return arcs, ""
        step = max(abs(float(size)) for size in transform["scale"])
    except _INVALID as error:
        raise ReadError(
            f"{file.label}, arc {number}: not a TopoJSON arc ({_reason(error)})"
        ) from error
    return arcs, (
        f"quantized: its coordinates lie on a grid of {step:.3g} degrees "
        f"(up to {step * _DEGREE_M:,.3g} m)"
    )


def _transform(positions: Positions, transform: dict[str, Any]) -> Positions:
    degrees: Positions = positions * np.array(transform["scale"], float)
    degrees += np.array(transform["translate"], float)
    return degrees


class _Builder:
    """Builds a shape from arcs; errors begin with `where`.

    `narrow` counts rings without an area: a ring smaller than the grid of a quantized file keeps
    two or three of its positions, or none.
    """

    def __init__(
        self, arcs: list[Positions], transform: dict[str, Any] | None, where: str
    ) -> None:
        self._arcs, self._transform, self._where = arcs, transform, where
        self.narrow = 0
        self.unclosed: set[str] = set()

    def shape(self, geometry: dict[str, Any]) -> BaseGeometry | None:
        """The shape of a geometry object; None where its type is null."""
        match geometry.get("type"):
            case None:
                return None
            case "Polygon":
                return self._polygon(geometry["arcs"])
            case "MultiPolygon":
                return join([self._polygon(rings) for rings in geometry["arcs"]])
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
                return join([self.shape(part) for part in geometry["geometries"]])
        raise ValueError(f"type {geometry['type']}")

    def _polygon(self, rings: Sequence[Sequence[int]]) -> BaseGeometry | None:
        lines = [self._line(ring) for ring in rings]
        if self._transform is not None:
            wide = [line for line in lines if _is_wide(line)]
            self.narrow += len(lines) - len(wide)
            # holes without their outer ring have no area either
            lines = wide if lines and _is_wide(lines[0]) else []
        return polygon(lines, self._where, self.unclosed)

    def _line(self, arcs: Sequence[int]) -> Positions:
        """Arcs joined: each begins where the one before it ends."""
        parts = [self._arc(number) for number in arcs]
        for before, after in pairwise(parts):
            if not np.array_equal(before[-1], after[0]):
                raise ValueError("arcs that do not meet")
        return np.concatenate([part[min(i, 1) :] for i, part in enumerate(parts)])

    def _arc(self, number: int) -> Positions:
        """An arc by its number; backwards for the complement of its number (~number)."""
        index = number if number >= 0 else ~number
        if index >= len(self._arcs):
            raise ReadError(
                f"{self._where}: refers to arc {index}, and the last one is {len(self._arcs) - 1}"
            )
        return self._arcs[index] if number >= 0 else self._arcs[index][::-1]

    def _points(self, coordinates: Sequence[Sequence[float]]) -> Positions:
        pairs = [position[:2] for position in coordinates]
        points = np.array(pairs, float).reshape(-1, 2)
        return (
            points if self._transform is None else _transform(points, self._transform)
        )


def _is_wide(ring: Positions) -> bool:
    """Whether a ring keeps three positions or more, closed or not."""
    return len(ring) > 3 or (len(ring) == 3 and not np.array_equal(ring[0], ring[-1]))


def _rows(own: Any) -> list[dict[str, Any]]:
    """The geometries of an object: those of a collection, or the object itself."""
    if isinstance(own, dict) and own.get("type") == "GeometryCollection":
        rows = own.get("geometries")
        return rows if isinstance(rows, list) else []
    return [own]


def _properties(geometry: dict[str, Any]) -> dict[str, Any]:
    own = geometry.get("properties")
    row = {"id": geometry["id"]} if geometry.get("id") is not None else {}
    return row | (own if isinstance(own, dict) else {})


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"no {error.args[0]}"
    return str(error).splitlines()[0][:80] or type(error).__name__
