"""Read plain GeoJSON from its bytes to arrays of coordinates, 18 to 24 times as fast as GDAL.

Most archives of control are collections of polygons with a few properties, and in such a file
nearly every byte is a coordinate. simdjson (G. Langdale and D. Lemire, "Parsing gigabytes of JSON
per second", VLDB Journal 28, 2019) gives all numbers of a geometry in one row, and the length of
each list of positions; shapely builds all polygons of a file from these two at once.

Numbers in one row do not show which of them stood together: a position may have had three numbers,
or one. So brackets are counted too. Without digits and blanks a pair of numbers reads `[,]`. If
every list of the file that is not known by name is such a pair, and a geometry has twice as many
numbers as its rings have members, then every member of a ring is a pair: each member is a number
or holds at least one pair, and a lone number would leave the count short.

All that is not plain beyond doubt is left to `geojson`: `read_fast` returns None.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import shapely

try:
    import simdjson
except (
    ImportError
):  # no build for this Python: `geojson` reads every file, in more time
    simdjson = None  # type: ignore[assignment]

from geo.formats.layer import Shapes
from geo.formats.table_columns import Columns
from geo.formats.text import values
from geo.formats.text.members import Member, read_members
from geo.formats.text.when import MEMBERS, with_dates

# Longitude before latitude, as GeoJSON has them under either name.
_DEGREES = ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326")
# The last is what `control.geojson` of a kit says of itself.
_COLLECTION = {"type", "name", "crs", "features", "provenance"}
# Those that may be texts or numbers beside the features.
_PLAIN = {"date", "datetime", "timestamp", "title", "description", "generator"}
_PLAIN |= {"name", "copyright", "version"}
_FEATURE = {"type", "properties", "geometry"}
_NUMBERED = _FEATURE | {"id"}
# In a feature that is a file of its own, these would count.
_COLLECTION_ONLY = {"crs", "features", "geometryType"}
_GEOMETRY = {"type", "coordinates"}
_NUMBERS = b"0123456789+-.eE \t\r\n"
_DEEPEST = 4  # lists and objects in a property; positions of a multipolygon are as deep
_KINDS = {
    "Polygon": shapely.GeometryType.POLYGON,
    "MultiPolygon": shapely.GeometryType.MULTIPOLYGON,
}
# A whole number that simdjson reads as -0.0, and Python as 0.
_MINUS_ZERO = re.compile(rb"-0[\s,\]}]")


class Fast(NamedTuple):
    """Shapes of a file (None where a row has none), its other columns, and the name of the member
    that they stood in, where the file is an object around a collection; members beside them.
    """

    shapes: Shapes
    columns: Columns
    member: str = ""
    members: tuple[Member, ...] = ()


class _Unsure(Exception):
    """The document is not plain."""


# Raised on a document that is not plain; simdjson raises RuntimeError where it is nested too deep
# or a number has too many digits.
_NOT_PLAIN = (
    _Unsure,
    AttributeError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
    shapely.errors.ShapelyError,
)


@dataclass
class _Ragged:
    """Shapes of one type: coordinates in one row, and the lengths of what they make up."""

    rows: list[int] = field(default_factory=list)
    numbers: list[Any] = field(default_factory=list)
    rings: list[int] = field(default_factory=list)  # positions of each ring
    polygons: list[int] = field(default_factory=list)  # rings of each polygon
    parts: list[int] = field(default_factory=list)  # polygons of each shape


def read_fast(data: bytes) -> Fast | None:
    """Polygons and properties of a GeoJSON document in longitude and latitude.

    Returns None for anything but a FeatureCollection of polygons, multipolygons and rows without a
    shape, in two dimensions and CRS84, or one such feature, and for all that is damaged. The
    FeatureCollection may be the only member of an object.
    """
    if simdjson is None:
        return None
    try:
        # a parser for each file: its values end when it parses the next
        document: Any = simdjson.Parser().parse(data)
        names = list(document)
        if len(names) == 1:
            fast = _read(document[names[0]], data)
            members = [(f"{names[0]}.{path}", value) for path, value in fast.members]
            return fast._replace(member=names[0], members=tuple(members))
        if "type" in names and document["type"] == "Feature":
            return _read_features([document], 0, data)
        return _read(document, data)
    except _NOT_PLAIN:
        return None


def _read(collection: Any, data: bytes) -> Fast:
    _require_members(collection, _COLLECTION | _PLAIN, {"type", "features"})
    beside = {name: collection[name] for name in collection if name in _PLAIN}
    plain = (str, int, float, bool, type(None))
    _require(all(type(value) in plain for value in beside.values()))
    _require(collection["type"] == "FeatureCollection")
    _require_degrees(collection.get("crs"))
    features = collection["features"]
    _require(isinstance(features, simdjson.Array) and len(features) > 0)
    fast = _read_features(features, 1, data)
    return fast._replace(members=read_members(beside))


def _read_features(features: Iterable[Any], lists: int, data: bytes) -> Fast:
    """The features of a document that has so many `lists` around them."""
    ragged = {kind: _Ragged() for kind in _KINDS}
    properties: list[dict[str, Any]] = []
    for row, feature in enumerate(features):
        _require_members(feature, needed=_FEATURE)
        _require(feature["type"] == "Feature" and not _COLLECTION_ONLY & {*feature})
        _require(type(feature.get("id")) in (int, type(None)))
        own, within = _properties(feature["properties"])
        beside = {name: _plain(feature[name])[0] for name in MEMBERS & {*feature}}
        properties.append(with_dates(own, beside))
        lists += within
        for name in {*feature} - _NUMBERED:  # counted, and not all are read
            lists += _plain(feature[name])[1]
        geometry = feature["geometry"]
        if geometry is None:
            continue
        _require_members(geometry, _GEOMETRY, _GEOMETRY)
        kind = geometry["type"]
        _require(isinstance(kind, str) and kind in _KINDS)
        lists += _collect(ragged[kind], row, geometry["coordinates"], kind)
    _require_pairs(data, lists, sum(sum(each.rings) for each in ragged.values()))
    shapes = np.full(len(properties), None, object)
    for kind, each in ragged.items():
        if each.rows:
            shapes[each.rows] = _build(each, kind, data)
    return Fast(shapes, values.columns(properties))


def _collect(ragged: _Ragged, row: int, coordinates: Any, kind: str) -> int:
    """Add the coordinates of one shape; return the number of its lists that hold no numbers."""
    polygons = [coordinates] if kind == "Polygon" else list(coordinates)
    rings = [[len(ring) for ring in polygon] for polygon in polygons]
    _require(bool(rings) and all(rings))
    numbers = np.frombuffer(coordinates.as_buffer(of_type="d"))
    lengths = [length for polygon in rings for length in polygon]
    _require(len(numbers) == 2 * sum(lengths) and min(lengths) >= 4)
    ragged.rows.append(row)
    ragged.numbers.append(numbers)
    ragged.rings += lengths
    ragged.polygons += map(len, rings)
    ragged.parts.append(len(rings))
    return len(lengths) + len(rings) + (kind != "Polygon")


def _require_pairs(data: bytes, lists: int, positions: int) -> None:
    """Require that all lists but `lists` of them are pairs, as many as there are positions."""
    bare = data.translate(None, _NUMBERS)
    _require(bare.count(b"[,]") == positions and bare.count(b"[") == lists + positions)


def _build(ragged: _Ragged, kind: str, data: bytes) -> Shapes:
    vertices = np.concatenate(ragged.numbers).reshape(-1, 2)
    if not vertices.all():
        _require(_MINUS_ZERO.search(data) is None)
    rings, polygons, parts = map(
        _offsets, (ragged.rings, ragged.polygons, ragged.parts)
    )
    _require(np.array_equal(vertices[rings[:-1]], vertices[rings[1:] - 1]))
    offsets = (rings, polygons) if kind == "Polygon" else (rings, polygons, parts)
    shapes: Shapes = shapely.from_ragged_array(_KINDS[kind], vertices, offsets)
    return shapes


def _offsets(lengths: list[int]) -> np.ndarray[Any, Any]:
    """Where each item of these lengths begins, and where the last one ends."""
    return np.fromiter(accumulate(lengths, initial=0), np.int64)


def _properties(properties: Any) -> tuple[dict[str, Any], int]:
    """Properties of a feature, and the number of lists in them."""
    if properties is None:
        return {}, 0
    _require_members(properties)
    row = {name: _plain(properties[name]) for name in properties}
    _require("geometry" not in row)
    lists = sum(within for _, within in row.values())
    return {name: value for name, (value, _) in row.items()}, lists


def _plain(value: Any) -> tuple[Any, int]:
    """A value of JSON as one of Python, and the number of lists in it."""
    if not isinstance(value, simdjson.Array | simdjson.Object):
        _require(type(value) in (str, int, float, bool, type(None)))
        return value, 0
    text: Any = value.mini  # bytes, which its stub calls a text
    _require(b"[,]" not in text.translate(None, _NUMBERS))  # it would be a position
    plain = json.loads(text)
    return plain, _count_lists(plain, _DEEPEST)


def _count_lists(value: Any, deepest: int) -> int:
    """The number of lists in a value, which may be nested so deep."""
    if not isinstance(value, list | dict):
        return 0
    _require(deepest > 0)
    inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
    count = sum(_count_lists(each, deepest - 1) for each in inner)
    return count + isinstance(value, list)


def _require_degrees(crs: Any) -> None:
    """Require that a member `crs` is missing, or names longitude and latitude."""
    if crs is not None:
        _require_members(crs, {"type", "properties"}, {"type", "properties"})
        _require(crs["type"] == "name")
        _require_members(crs["properties"], {"name"}, {"name"})
        _require(crs["properties"]["name"] in _DEGREES)


def _require_members(
    value: Any, known: Iterable[str] | None = None, needed: Iterable[str] = ()
) -> None:
    """Require that `value` is an object with these members, each of them once."""
    _require(isinstance(value, simdjson.Object))
    names = list(value)
    _require(len(names) == len(set(names)) and set(needed) <= set(names))
    _require(known is None or set(names) <= set(known))


def _require(true: bool) -> None:
    if not true:
        raise _Unsure
