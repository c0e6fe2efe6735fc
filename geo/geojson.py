"""What a GeoJSON file says of itself, which GDAL does not repeat."""

import json
import re
from typing import Any

import pyproj
import pyproj.exceptions

from geo.errors import NoShapes, ReadError
from geo.files import File
from geo.suffixes import GEOJSON, LINES, TOPOJSON

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


# A member of this name and its value, an object, anywhere in a text; letters may be escaped.
_CRS = re.compile(
    r'"(?:c|\\u00[46]3)(?:r|\\u00[57]2)(?:s|\\u00[57]3)"[ \t\r\n]*:[ \t\r\n]*(?=\{)',
    re.I,
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


def features(file: File, crs: str | None = None) -> tuple[str, int]:
    """Format and number of features of a GeoJSON file, by its own account.

    What is called GeoJSON may be one feature a line, or TopoJSON, which has no features.

    GDAL leaves out, without a word, members that are not features and lines that are cut off,
    and takes longitude and latitude for a CRS it does not know (which `crs` may replace).
    """
    try:
        text = file.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{file.label}: not UTF-8 text, which GeoJSON must be"
        ) from error
    try:
        whole = json.loads(text) if file.format == GEOJSON else None
    except json.JSONDecodeError as error:
        # one feature a line is no JSON document, though people call such files .json
        if error.msg != "Extra data":
            raise ReadError(
                f"{file.label}: not readable as JSON at line {error.lineno}, column "
                f"{error.colno} ({error.msg}); the file may be cut off"
            ) from error
        whole = None
    except RecursionError as error:
        raise ReadError(
            f"{file.label}: not GeoJSON (lists within lists without end)"
        ) from error
    _require_no_address(file, text)
    if whole is None:
        return LINES, _line_rows(file, text)
    kinds = whole.get("type") if isinstance(whole, dict) else None
    if kinds == TOPOLOGY:
        return TOPOJSON, 0
    if isinstance(whole, dict) and {"features", "geometryType"} <= set(whole):
        raise ReadError(
            f"{file.label}: Esri JSON and not GeoJSON; ask the server for f=geojson"
        )
    if kinds not in ("FeatureCollection", "Feature", *SHAPES):
        raise NoShapes(f"{file.label}: not GeoJSON (expected a FeatureCollection)")
    if crs is None:
        _require_json_crs(file, whole)
    if kinds != "FeatureCollection":
        return GEOJSON, 1
    features = whole.get("features")
    if not isinstance(features, list):
        raise ReadError(f"{file.label}: a FeatureCollection without features")
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ReadError(f"{file.label}, row {number}: not a GeoJSON Feature")
    return GEOJSON, len(features)


def _line_rows(file: File, text: str) -> int:
    """Number of features in newline GeoJSON, or in records set apart by RS (RFC 8142)."""
    records = text.split("\x1e") if "\x1e" in text else text.split("\n")
    count = 0
    for number, record in enumerate(records, 1):
        if not record.strip():
            continue
        count += 1
        try:
            feature = json.loads(record)
        except json.JSONDecodeError as error:
            raise ReadError(
                f"{file.label}, line {number}: not readable as JSON ({error.msg}); the file may "
                "be cut off"
            ) from error
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ReadError(f"{file.label}, line {number}: not a GeoJSON Feature")
    return count


def _require_no_address(file: File, text: str) -> None:
    """Raise ReadError if a CRS in a GeoJSON text is told by its address: GDAL would fetch it."""
    members = json.JSONDecoder(object_pairs_hook=_members)
    for found in _CRS.finditer(text):
        try:
            crs, _ = members.raw_decode(text, found.end())
        except json.JSONDecodeError:
            continue  # a line that is cut off is refused as such
        kinds = [value for name, value in crs if name.lower() == "type"]
        if set(map(str, kinds)) - {"name", "EPSG"}:
            raise ReadError(
                f"{file.label}: tells its CRS by an address, which is not asked; put its name "
                'there ("type": "name"), or take out the member crs and pass --crs'
            )


def _members(found: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """All members of an object, also those of one name."""
    return found


def _require_json_crs(file: File, whole: dict[str, Any]) -> None:
    """Raise ReadError if a GeoJSON file names a CRS that nobody knows."""
    crs = whole.get("crs")
    if crs is None:
        return
    name = (crs.get("properties") or {}).get("name") if isinstance(crs, dict) else None
    try:
        pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError as error:
        raise ReadError(f"{file.label}: unknown CRS {name}; pass --crs") from error
