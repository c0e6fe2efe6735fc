"""What a GeoJSON file says of itself, which GDAL does not repeat."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyproj
import pyproj.exceptions

from geo.base import NoShapes, ReadError, RowError
from geo.files import GEOJSON, LINES, TOPOJSON, File, utf8
from geo.formats.text.json_limits import (
    VAST,
    depth,
    first_vast,
    members,
    parsed,
    require_shallow,
    value,
)

# A member of this name, or one that may be, written with escapes.
_CRS = re.compile(rb'"crs"|\\u00[4-7]', re.I)
# Types of a CRS for which nothing is to be asked of anybody; others of GDAL are URL and LINK.
_NAMED = {"name", "epsg", "ogc"}
# The name of a CRS that needs no file of corrections, which might be any file of this machine.
_NAME = re.compile(r"(?!.*(grids|file|init=|pipeline)).{1,4000}", re.I | re.S)
TOPOLOGY = "Topology"
SHAPES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}


# Newsrooms keep answers of servers as they come: `{"value": {"type": "FeatureCollection", ...}}`.
_WRAPPED = re.compile(
    rb'\s*\{\s*"(\w+)"\s*:\s*(?=\{\s*"type"\s*:\s*"FeatureCollection")'
)


def wrapped(content: bytes) -> tuple[str, bytes]:
    """Name and text of a FeatureCollection that is the one member of an object; else empty.

    The text may be none that JSON allows, where the object has other members.
    """
    found = _WRAPPED.match(content)
    whole = content.rstrip()
    if found is None or not whole.endswith(b"}"):
        return "", b""
    return found[1].decode(), whole[found.end() : -1]


def features(file: File, found: bytes, crs: str | None = None) -> tuple[str, int]:
    """Format and number of features of a GeoJSON file with these bytes, by its own account.

    What is called GeoJSON may be one feature a line, or TopoJSON, which has no features.

    GDAL leaves out, without a word, members that are not features and lines that are cut off,
    and takes longitude and latitude for a CRS it does not know (which `crs` may replace).
    """
    if file.format == LINES:
        return LINES, _line_rows(file, found)
    try:
        whole = parsed(found, file, GEOJSON)
    except json.JSONDecodeError:
        # one feature a line is no JSON document, though people call such files .json
        return LINES, _line_rows(file, found)
    kinds = whole.get("type") if isinstance(whole, dict) else None
    if kinds == TOPOLOGY:
        return TOPOJSON, 0
    if isinstance(whole, dict) and {"features", "geometryType"} <= set(whole):
        raise ReadError(
            f"{file.label}: Esri JSON and not GeoJSON; ask the server for f=geojson"
        )
    if kinds not in ("FeatureCollection", "Feature", *SHAPES):
        raise NoShapes(f"{file.label}: not GeoJSON (expected a FeatureCollection)")
    _require_no_address(file, found)
    if crs is None:
        _require_known_crs(file, whole)
    if kinds != "FeatureCollection":
        _require_finite(file, found, [whole])
        return GEOJSON, 1
    features = whole.get("features")
    if not isinstance(features, list):
        raise ReadError(f"{file.label}: a FeatureCollection without features")
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ReadError(f"{file.label}, row {number}: not a GeoJSON Feature")
    _require_finite(file, found, features)
    return GEOJSON, len(features)


def _line_rows(file: File, found: bytes) -> int:
    """Number of features in newline GeoJSON, or in records set apart by RS (RFC 8142)."""
    deep = depth(found) > file.limits.nesting
    count = 0
    records = found.split(b"\x1e" if b"\x1e" in found else b"\n")
    for number, record in enumerate(records, 1):
        if not record.strip():
            continue
        count += 1
        line = replace(file, label=f"{file.label}, line {number}")
        if deep:
            require_shallow(record, line)
        try:
            feature = value(utf8(record, line.label, GEOJSON), line.label)
        except json.JSONDecodeError as error:
            raise ReadError(
                f"{line.label}: not readable as JSON ({error.msg}); the file may be cut off"
            ) from error
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ReadError(f"{line.label}: not a GeoJSON Feature")
        if first_vast(record, [feature]):
            raise ReadError(f"{line.label}: {VAST}")
        _require_no_address(line, record)
    return count


def _require_finite(file: File, found: bytes, rows: Sequence[Any]) -> None:
    if (row := first_vast(found, rows)) is not None:
        raise RowError(file.label, row, VAST)


def _require_no_address(file: File, found: bytes) -> None:
    """Raise ReadError if there is a CRS in a document that is told by where to ask for it.

    GDAL would ask, and does so for the CRS of a collection and for that of any geometry.
    """
    if _CRS.search(found) is None:
        return
    for crs in members(found, "crs"):
        if isinstance(crs, dict) and not _types(crs) <= _NAMED:
            raise ReadError(
                f"{file.label}: tells its CRS by an address, which is not asked; put its name "
                'there ("type": "name"), or take out the member crs and pass --crs'
            )


def _require_known_crs(file: File, whole: dict[str, Any]) -> None:
    """Raise ReadError if a GeoJSON file names a CRS that nobody knows, or one with a file."""
    crs = whole.get("crs")
    if crs is None:
        return
    said = crs.get("properties") if isinstance(crs, dict) else None
    name = said.get("name", said.get("code")) if isinstance(said, dict) else None
    try:
        if isinstance(name, str | int) and _NAME.fullmatch(str(name)):
            pyproj.CRS.from_user_input(name)
            return
    except pyproj.exceptions.CRSError:
        pass
    told = name or crs
    if not (isinstance(told, str) and told.isascii() and told.isprintable()):
        told = json.dumps(told)
    raise ReadError(f"{file.label}: unknown CRS {told[:60]}; pass --crs")


def _types(crs: dict[str, Any]) -> set[str]:
    """All that may be taken for the type of a CRS: GDAL looks for it in any case of letters."""
    return {str(crs[key]).lower() for key in crs if key.lower() == "type"} or {""}
