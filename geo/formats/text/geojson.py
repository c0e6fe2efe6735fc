"""Read GeoJSON: a FeatureCollection, one feature or one geometry (RFC 7946).

Plain polygons are read by `geojson_fast`, all others here. GDAL leaves out members that are not
features without a message, takes longitude and latitude for a CRS that it does not know, and asks
the network for a CRS that is an address.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyproj
import pyproj.exceptions

from geo.base import NoShapes, ReadError
from geo.files import File, content
from geo.formats.crs import from_degrees, to_degrees
from geo.formats.layer import Layer, Shapes, layer_label, wanted_layers
from geo.formats.table_columns import Columns
from geo.formats.text import esri_json, topojson
from geo.formats.text.features import build
from geo.formats.text.geojson_fast import read_fast
from geo.formats.text.geojson_lines import read_lines
from geo.formats.text.json_limits import parse, require_bounded
from geo.formats.text.members import Member, read_members
from geo.formats.text.server_answers import (
    collections_within,
    error_text,
    missing_features,
    several_maps,
)

# The name of a CRS that needs no file of corrections, which could be any file of this machine.
_CRS_NAME = re.compile(r"(?!.*(grids|file|init=|pipeline)).{1,4000}", re.I | re.S)
# As of a script that a page loads: var front = {...};
_ASSIGNMENT = re.compile(
    rb"(?:\s++|/\*(?>.{0,2000}?\*/)|//[^\n]*+\n)*+"  # comments
    rb"(?:(?:var|let|const)\s++)?[\w$.\[\]\"']{1,200}+\s*+=\s*+(?=\{)",
    re.S,
)
_NAMED = ("name", "epsg", "ogc")  # types of a CRS that are not an address
_GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a GeoJSON file; TopoJSON may be named so as well.

    An object around a FeatureCollection, as servers return, is read as that. A file of which a
    server left features out has a fault.

    Raises
    ------
    NoShapes
        If it is JSON of another kind.
    ReadError
        If it is damaged, a server's error or an object around several maps, or its CRS is unknown.
    """
    data = _without_assignment(content(file))
    require_bounded(data, file)
    if (fast := read_fast(data)) is not None:
        return _layers(
            file, layer, fast.shapes, fast.columns, None, crs, fast.member, fast.members
        )
    try:
        document = parse(data, file, "GeoJSON")
    except json.JSONDecodeError:
        # one feature a line, though its name ends in .json
        return read_lines(data, file, layer, crs)
    if not isinstance(document, dict):
        document = {}
    envelope = document
    if document.get("type") == topojson.TOPOLOGY:
        return topojson.read_document(document, file, layer, crs)
    if {"features", "geometryType"} <= set(document):
        return esri_json.read_document(document, file, layer, crs)
    if maps := several_maps(document):
        return _read_maps(file, maps, layer, crs)
    document, member = _unwrap(file, document)
    features = _features(file, document)
    own = _named_crs(file, document.get("crs"), crs)
    shapes, columns, unclosed = build(
        (f"{file.label}, row {number}", feature)
        for number, feature in enumerate(features, 1)
    )
    beside: tuple[Member, ...] = ()
    fault = ""
    if "features" in document:
        beside = read_members(document if document is envelope else envelope)
        fault = missing_features(document, features, envelope)
    layers = _layers(file, layer, shapes, columns, own, crs, member, beside, unclosed)
    return [replace(each, faults=(fault,)) if fault else each for each in layers]


def _layers(
    file: File,
    layer: str | None,
    shapes: Shapes,
    columns: Columns,
    own: pyproj.CRS | None,
    crs: str | None,
    member: str,
    beside: tuple[Member, ...],
    unclosed: Sequence[int] = (),
) -> list[Layer]:
    messages = [f"the map is the member “{member}” of it"] if member else []
    if own is None:
        shapes = from_degrees(shapes, file.label, crs, messages)
    else:
        shapes = to_degrees(shapes, own, file.label, crs, messages)
    made = Layer(
        file,
        file.path.stem,
        False,
        shapes,
        columns,
        messages,
        members=beside,
        unclosed=unclosed,
    )
    return wanted_layers(file, layer, [made])


def _without_assignment(data: bytes) -> bytes:
    """The JSON of a script that gives it a name."""
    match = _ASSIGNMENT.match(data)
    return data[match.end() :].rstrip(b"; \t\r\n") if match else data


def _read_maps(
    file: File, maps: dict[str, dict[str, Any]], layer: str | None, crs: str | None
) -> list[Layer]:
    """Each of several FeatureCollections in an object as a layer."""
    layers = []
    for name, document in maps.items():
        label = layer_label(file, name, True)
        shapes, columns, unclosed = build(
            (f"{label}, row {number}", feature)
            for number, feature in enumerate(_features(file, document), 1)
        )
        messages: list[str] = []
        own = _named_crs(file, document.get("crs"), crs)
        if own is None:
            shapes = from_degrees(shapes, label, crs, messages)
        else:
            shapes = to_degrees(shapes, own, label, crs, messages)
        layers.append(
            Layer(
                file,
                name,
                True,
                shapes,
                columns,
                messages,
                members=read_members(document),
                unclosed=unclosed,
            )
        )
    return wanted_layers(file, layer, layers)


def _unwrap(file: File, document: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The only FeatureCollection within an object, and the path of its name."""
    if document.get("type") in ("Feature", "FeatureCollection", *_GEOMETRIES):
        return document, ""
    if within := list(collections_within(document)):
        name, inner = within[0]
        return inner, name
    if (text := error_text(document)) is not None:
        raise ReadError(
            f"{file.label}: a server's error, not a map ({text}); download it again, or delete it"
        )
    return document, ""


def _features(file: File, document: dict[str, Any]) -> list[Any]:
    """The features of a document."""
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": None, "geometry": document}]
    if kind != "FeatureCollection":
        raise NoShapes(f"{file.label}: not GeoJSON (expected a FeatureCollection)")
    features = document.get("features")
    if not isinstance(features, list):
        raise ReadError(f"{file.label}: a FeatureCollection without features")
    return features


def _named_crs(file: File, member: Any, crs: str | None) -> pyproj.CRS | None:
    """The CRS that the member `crs` names; None for degrees.

    Raises ReadError if it is unknown, a file or an address, and the caller's `crs` does not
    replace it. No address is ever requested.
    """
    if member is None:
        return None
    name = None
    is_address = False
    if isinstance(member, dict):
        is_address = str(member.get("type", "name")).lower() not in _NAMED
        properties = member.get("properties")
        if isinstance(properties, dict) and not is_address:
            name = properties.get("name", properties.get("code"))
    try:
        if isinstance(name, str | int) and _CRS_NAME.fullmatch(str(name)):
            return pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        pass
    if crs is not None:
        return None
    shown = "(an address, which is not requested)" if is_address else name or member
    if not (isinstance(shown, str) and shown.isascii() and shown.isprintable()):
        shown = json.dumps(shown)
    raise ReadError(f"{file.label}: unknown CRS {shown[:60]}; pass --crs")
