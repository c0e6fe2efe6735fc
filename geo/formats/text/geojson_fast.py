"""Plain GeoJSON straight from its bytes to arrays of coordinates, without GDAL.

Most archives of control are collections of polygons with a few properties, and in such a file
nearly every byte is a coordinate. A parser of JSON that works on many bytes at once (G. Langdale
and D. Lemire, "Parsing gigabytes of JSON per second", VLDB Journal 28, 2019) gives all numbers of
a geometry in one row, and tells how long each list of positions is; shapely builds all polygons
of a file from these two at once.

Numbers in one row no longer tell which of them stood together, and a position might have had
three numbers, or one. So the brackets are counted too: without its digits and blanks a pair of
numbers reads `[,]`. If every list of the file that is not known by name is such a pair, and a
geometry has twice as many numbers as its rings have members, then every member of a ring is a
pair: each member is a number or holds at least one pair, and a lone number would leave the count
short.

Whatever is not plain beyond doubt is left to GDAL: `plain` declines by returning None. What it
does read is, to the last bit, what GDAL reads, and types of columns are those GDAL settles on.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

try:
    import simdjson
except ImportError:  # not built for this Python: GDAL reads every file, in more time
    simdjson = None  # type: ignore[assignment]

Shapes = np.ndarray[Any, Any]

# Longitude before latitude, as people write it and GDAL reads it.
_DEGREES = ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326")
# The last is what `control.geojson` of a kit says of itself.
_COLLECTION = {"type", "name", "crs", "features", "provenance"}
_FEATURE = {"type", "properties", "geometry"}
_NUMBERED = _FEATURE | {"id"}
_GEOMETRY = {"type", "coordinates"}
_KINDS = {
    "Polygon": shapely.GeometryType.POLYGON,
    "MultiPolygon": shapely.GeometryType.MULTIPOLYGON,
}
# Whole numbers up to here are the same as floating-point numbers.
_EXACT = 2**53
# What is nearer to 0 than this may have been written in a way that GDAL refuses, as it does with
# numbers that floating point cannot hold to the last digit (they take an exponent of three digits,
# or of two and very many zeros), or reads as another 0 (-0).
_TINY = 1e-99
_ODD = re.compile(rb"-0[\s,\]}]|[eE]-\d{3}|0{200}")
# Letters written as two escapes, of which json-c reads some as a sign for what it cannot read.
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


class Plain(NamedTuple):
    """Shapes of a file (None where a row has none) and the columns beside them."""

    shapes: Shapes
    frame: pd.DataFrame


class _Unsure(Exception):
    """Something that GDAL may read in its own way."""


# What a document that is not plain comes to in between: the parser raises RuntimeError where it is
# nested too deep or a number has too many digits.
_UNSURE = (
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


def plain(data: bytes) -> Plain | None:
    """The polygons and properties of a GeoJSON document in longitude and latitude.

    Returns None for anything but a FeatureCollection of polygons, multipolygons and rows without
    a shape, in two dimensions and CRS84, whose properties are texts, numbers and truth values
    under the same names in every row; and for all that is damaged, so that GDAL (and the words
    in which its refusals are told) has the last word on it.
    """
    if simdjson is None:
        return None
    try:
        # a parser for each file: what one has parsed ends when it parses the next
        return _read(simdjson.Parser().parse(data), data)
    except _UNSURE:
        return None


def _read(whole: Any, data: bytes) -> Plain:
    _require_members(whole, _COLLECTION, {"type", "features"})
    _require(whole["type"] == "FeatureCollection")
    _require(b"\\u" not in data or _HALF.search(data) is None)
    _require(isinstance(whole.get("name", ""), str))
    _require_degrees(whole.get("crs"))
    features = whole["features"]
    _require(isinstance(features, simdjson.Array) and len(features) > 0)
    found = {name: _Ragged() for name in _KINDS}
    properties: list[dict[str, Any]] = []
    ids: list[Any] = []
    lists = 1  # those that are known by their place: here, `features`
    for row, feature in enumerate(features):
        _require_members(feature, _NUMBERED, _FEATURE)
        _require(feature["type"] == "Feature")
        ids.append(feature.get("id"))
        properties.append(_properties(feature["properties"]))
        geometry = feature["geometry"]
        if geometry is None:
            continue
        _require_members(geometry, _GEOMETRY, _GEOMETRY)
        kind = geometry["type"]
        _require(isinstance(kind, str) and kind in _KINDS)
        lists += _collect(found[kind], row, geometry["coordinates"], kind)
    _require_numbers(ids, properties)
    _require_pairs(data, lists, sum(sum(one.rings) for one in found.values()))
    shapes = np.full(len(properties), None, object)
    for kind, ragged in found.items():
        if ragged.rows:
            shapes[ragged.rows] = _built(ragged, kind, data)
    numbers = (value for row in properties for value in row.values())
    if any(isinstance(value, (int, float)) and abs(value) < _TINY for value in numbers):
        _require(_ODD.search(data) is None)
    return Plain(shapes, _frame(properties))


def _collect(found: _Ragged, row: int, coordinates: Any, kind: str) -> int:
    """Take in the coordinates of one shape; the number of its lists that hold no numbers."""
    polygons = [coordinates] if kind == "Polygon" else list(coordinates)
    rings = [[len(ring) for ring in polygon] for polygon in polygons]
    _require(bool(rings) and all(rings))
    numbers = np.frombuffer(coordinates.as_buffer(of_type="d"))
    lengths = [length for polygon in rings for length in polygon]
    _require(len(numbers) == 2 * sum(lengths) and min(lengths) >= 4)
    found.rows.append(row)
    found.numbers.append(numbers)
    found.rings += lengths
    found.polygons += map(len, rings)
    found.parts.append(len(rings))
    return len(lengths) + len(rings) + (kind != "Polygon")


def _require_pairs(data: bytes, lists: int, positions: int) -> None:
    """Decline unless all lists but `lists` of them are pairs, as many as there are positions."""
    bare = data.translate(None, b"0123456789+-.eE \t\r\n")
    _require(bare.count(b"[,]") == positions and bare.count(b"[") == lists + positions)


def _built(ragged: _Ragged, kind: str, data: bytes) -> Shapes:
    corners = np.concatenate(ragged.numbers).reshape(-1, 2)
    sizes = np.abs(corners)
    _require(sizes.max() < _EXACT)
    if sizes.min() < _TINY:
        _require(_ODD.search(data) is None)
    rings, polygons, parts = map(
        _offsets, (ragged.rings, ragged.polygons, ragged.parts)
    )
    _require(np.array_equal(corners[rings[:-1]], corners[rings[1:] - 1]))
    offsets = (rings, polygons) if kind == "Polygon" else (rings, polygons, parts)
    shapes: Shapes = shapely.from_ragged_array(_KINDS[kind], corners, offsets)
    return shapes


def _offsets(lengths: list[int]) -> np.ndarray[Any, Any]:
    """Where each of things with these lengths begins, and where the last one ends."""
    return np.fromiter(accumulate(lengths, initial=0), np.int64)


def _properties(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    _require_members(found)
    names = list(found)
    # GDAL leaves out a property called geometry, and what follows a zero byte
    _require("geometry" not in names and not any("\0" in name for name in names))
    return {name: found[name] for name in names}


def _require_numbers(ids: list[Any], properties: list[dict[str, Any]]) -> None:
    """Decline unless features have no ids, or each its own number, which GDAL leaves out."""
    if ids.count(None) < len(ids):
        _require(all(type(one) is int and 0 <= one < 2**31 for one in ids))
        _require(len(set(ids)) == len(ids))
        _require(not any("id" in map(str.lower, row) for row in properties))


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Properties as columns; declines where rows have others, or in another order."""
    names = list(rows[0])
    _require(all(list(row) == names for row in rows))
    if not names:
        return _no_columns(len(rows))
    columns = {name: _column([row[name] for row in rows]) for name in names}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(rows)))


@lru_cache(maxsize=64)
def _no_columns(rows: int) -> pd.DataFrame:
    # a table takes longer to make than a polygon, and most archives have nothing to put in it
    return pd.DataFrame(index=pd.RangeIndex(rows))


def _column(values: list[Any]) -> np.ndarray[Any, Any]:
    """Values of one property in the type that GDAL gives its column."""
    kinds = {type(value) for value in values}
    told = kinds - {type(None)}
    if not told <= {int, float} or not told:
        _require(kinds == {bool} or told <= {str})
        _require(not any("\0" in value for value in values if isinstance(value, str)))
        return np.array(values, bool if kinds == {bool} else object)
    _require(all(abs(value) < _EXACT for value in values if type(value) is int))
    if kinds == {int}:
        small = all(-(2**31) <= value < 2**31 for value in values)
        return np.array(values, np.int32 if small else np.int64)
    return np.array([np.nan if value is None else value for value in values], float)


def _require_degrees(crs: Any) -> None:
    """Decline unless a `crs` member is missing, or names longitude and latitude."""
    if crs is not None:
        _require_members(crs, {"type", "properties"}, {"type", "properties"})
        _require(crs["type"] == "name")
        _require_members(crs["properties"], {"name"}, {"name"})
        _require(crs["properties"]["name"] in _DEGREES)


def _require_members(
    found: Any, known: Iterable[str] | None = None, needed: Iterable[str] = ()
) -> None:
    """Decline unless `found` is an object with these members, each of them once."""
    _require(isinstance(found, simdjson.Object))
    names = list(found)
    _require(len(names) == len(set(names)) and set(needed) <= set(names))
    _require(known is None or set(names) <= set(known))


def _require(true: bool) -> None:
    if not true:
        raise _Unsure
