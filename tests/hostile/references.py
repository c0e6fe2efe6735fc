"""Coordinate systems in GeoJSON that point elsewhere: to an address, or to a file."""

import json
from collections.abc import Callable
from typing import Any

from hostile.case import Case, Kind, file
from hostile.listener import address
from hostile.texts import document, feature

UNKNOWN = "2014.geojson: unknown CRS .*; pass --crs"
READ = "1 file, [12] rows?, "


def link(kind: str = "link") -> dict[str, Any]:
    where = f"http://{address()}/crs"
    return {"type": kind, "properties": {"href": where, "url": where, "type": "ogcwkt"}}


def named(name: Any) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


def inside(crs: Any, **members: Any) -> Any:
    """A feature whose geometry has a CRS."""
    one = feature(**members)
    one["geometry"]["crs"] = crs
    return one


ADDRESSES: dict[str, Callable[[], str]] = {
    "a link": lambda: document(feature(), crs=link()),
    "a URL": lambda: document(feature(), crs=link("URL")),
    "a link with an escape in its name": lambda: document(
        feature(), crs=link()
    ).replace('"crs"', '"c\\u0072s"'),
    "a link behind a name": lambda: document(feature(), crs=named("EPSG:4326")).replace(
        '"features"', f'"crs": {json.dumps(link())}, "features"'
    ),
    "a link behind another type": lambda: document(
        feature(), crs={"TYPE": "name", **link()}
    ),
    "a link of a feature by itself": lambda: json.dumps({**feature(), "crs": link()}),
    "a link of a geometry by itself": lambda: json.dumps(inside(link())["geometry"]),
    "a link without a type": lambda: document(feature(), crs={"properties": link()}),
}
# Of a row, or of a member that is replaced by a later one or not named crs.
IGNORED: dict[str, Callable[[], str]] = {
    "a link in capitals": lambda: document(feature(), CRS=link("LINK")),
    "a link before a name": lambda: document(feature(), crs=link()).replace(
        '"features"', f'"crs": {json.dumps(named("EPSG:4326"))}, "features"'
    ),
    "a link of one geometry": lambda: document(feature(), inside(link())),
    "a link of one geometry in a collection": lambda: document(
        {
            "type": "Feature",
            "properties": {},
            "geometry": {
                "type": "GeometryCollection",
                "geometries": [inside(link())["geometry"]],
            },
        }
    ),
    "a link of one feature": lambda: document({**feature(), "crs": link()}),
    "a link of one geometry, beside a property that is not plain": lambda: document(
        inside(link(), a={"b": 1})
    ),
}

NAMES = {
    "an address": "http://example.org/crs",
    "a file": "/etc/passwd",
    "a file of another system": r"C:\Windows\win.ini",
    "a file above": "../../secret.prj",
    "a grid of this machine": "+proj=longlat +nadgrids=/dev/zero +type=crs",
    "a grid in another folder": "+proj=longlat +geoidgrids=../grid.gtx +type=crs",
    "a list of definitions": "+init=/tmp/mine:1",
    "a chain of steps": "+proj=pipeline +step +proj=hgridshift +grids=/dev/zero",
    "nothing": "",
    "a number": 4326.5,
    "null": None,
    "a list": ["EPSG:4326"],
    "an object": {"type": "GeographicCRS"},
    "a million letters": "E" * 1_000_000,
    "control characters": "\x1b[2J\u202eEPSG",
    "an unknown number": "EPSG:999999",
    "a number below nothing": "EPSG:-1",
    "a number of 400 digits": "EPSG:" + "4" * 400,
}

KINDS = [
    Kind(
        "Coordinate systems that point to an address",
        "refused, unless `--crs` names another; ignored in a row; no request is made",
        [
            Case(name, file("2014.geojson", made), UNKNOWN)
            for name, made in ADDRESSES.items()
        ]
        + [
            Case(name, file("2014.geojson", made), READ, code=0)
            for name, made in IGNORED.items()
        ]
        + [
            Case(
                "a link, and the coordinate system told by option",
                file("2014.geojson", ADDRESSES["a link"]),
                READ,
                code=0,
                options=("--crs", "EPSG:4326"),
            ),
            Case(
                "a link in one of several lines",
                file(
                    "2014.geojsonl",
                    lambda: f"{json.dumps(feature())}\n{json.dumps(inside(link()))}\n",
                ),
                READ,
                code=0,
            ),
        ],
    ),
    Kind(
        "Coordinate systems that are unknown, or need a file",
        "refused; `--crs` names another",
        [
            Case(
                f"the name is {what}",
                file("2014.geojson", document(feature(), crs=named(name))),
                "2014.geojson: unknown CRS .*; pass --crs",
            )
            for what, name in NAMES.items()
        ]
        + [
            Case(
                f"it is {what}",
                file("2014.geojson", document(feature(), crs=crs)),
                "2014.geojson: unknown CRS .*; pass --crs",
            )
            for what, crs in {
                "a text": "EPSG:4326",
                "a number": 4326,
                "a list": ["EPSG:4326"],
                "an object of nothing": {"type": "name"},
                "a name that is a list": {"type": "name", "properties": []},
            }.items()
        ],
    ),
]
