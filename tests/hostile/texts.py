"""GeoJSON: cut off, of another kind, nested too deeply, or with invalid numbers."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from hostile.case import Case, Content, Kind, file

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def feature(coordinates: Any = SQUARE, kind: str = "Polygon", **properties: Any) -> Any:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def document(*features: Any, **members: Any) -> str:
    """A FeatureCollection; NaN is written as `json` writes it."""
    return json.dumps(
        {"type": "FeatureCollection", **members, "features": list(features)}
    )


def drawn(shape: str) -> str:
    """A FeatureCollection around the text of a geometry."""
    return (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
        f'"geometry": {shape}}}]}}'
    )


def ring(text: str) -> str:
    """A FeatureCollection around the text of positions."""
    return drawn(f'{{"type": "Polygon", "coordinates": [[{text}]]}}')


def nested(depth: int, opened: str = "[", closed: str = "]", inner: str = "") -> str:
    return opened * depth + inner + closed * depth


def json_case(name: str, content: Content, says: str, **how: Any) -> Case:
    return Case(name, file("2014.geojson", content), says, **how)


WHOLE = document(feature(actor="red"), feature(actor="blue"))
NOT_JSON = "2014.geojson: not readable as JSON at line 1, column"

PLACED = ring("[0, 0], [?, 0], [1, 1], [0, 0]")
NAMED = '{"name": "front", "about": {}, ' + ring("[0, 0], [1, ?], [1, 1], [0, 0]")[1:]

ENCODINGS = {
    "UTF-16, with a mark of its order": WHOLE.encode("utf-16"),
    "UTF-16, without one": WHOLE.encode("utf-16-be"),
    "UTF-32": WHOLE.encode("utf-32"),
    "Latin-1": document(feature(actor="?")).encode().replace(b"?", b"\xe9"),
    "EBCDIC": WHOLE.encode("cp500"),
    "two marks of its order": b"\xef\xbb\xbf\xef\xbb\xbf" + WHOLE.encode(),
    "half of a letter": document(feature(actor="?"))
    .encode()
    .replace(b"?", b"\xe2\x82"),
    "a letter in more bytes than it needs": WHOLE.encode().replace(b"red", b"\xc0\xaf"),
    "a lone surrogate as bytes": WHOLE.encode().replace(b"red", b"\xed\xa0\x80"),
}

FAR = r"2014.geojson, row 1: \S+ \S+ is not on the globe"
NO_DEGREES = (
    "2014.geojson, row 1: coordinates that are not finite numbers; correct them"
)
LARGE = "2014.geojson, row 1: a number is too large; correct it"
DIGITS = "2014.geojson: a whole number of more than 4,300 digits; correct it"
NUMBERS = {
    "NaN": ("NaN", NO_DEGREES),
    "Infinity": ("Infinity", NO_DEGREES),
    "-Infinity": ("-Infinity", NO_DEGREES),
    "1e400": ("1e400", NO_DEGREES),
    "-1e400": ("-1e400", NO_DEGREES),
    "1e308": ("1e308", FAR),
    "-1e308": ("-1e308", FAR),
    "a billion": ("1000000000", FAR),
    "2 to the power of 64": (str(2**64), FAR),
    "400 digits": ("1" * 400, LARGE),
    "10,000 digits": ("1" * 10_000, DIGITS),
    "a million digits": ("9" * 1_000_000, DIGITS),
    "10,000 digits after the point, and an exponent": (
        f"0.{'1' * 10_000}e4000",
        NO_DEGREES,
    ),
    "an exponent of a thousand digits": ("1e" + "9" * 1000, NO_DEGREES),
    "nan, as Python writes it": ("nan", NOT_JSON),
    "hexadecimal": ("0x10", NOT_JSON),
    "with an underscore": ("1_0", NOT_JSON),
    "with a plus": ("+1", NOT_JSON),
    "without a digit before the point": (".5", NOT_JSON),
    "without a digit after the point": ("5.", NOT_JSON),
    "with a zero before it": ("010", NOT_JSON),
    "of Arabic digits": ("\u0661", NOT_JSON),
    "with two signs": ("--1", NOT_JSON),
}

OTHER = {
    "a web page": "<html><body>404</body></html>",
    "nothing but blanks": " \n\t" * 10,
    "zeros": bytes(1000),
    "a number": "12",
    "a text": '"map"',
    "null": "null",
    "true": "true",
    "an empty list": "[]",
    "an empty object": "{}",
    "a list of features": json.dumps([feature()]),
    "an error of a server": '{"error": {"code": 498, "message": "Invalid Token"}}',
    "Esri JSON": '{"geometryType": "esriGeometryPolygon", "features": []}',
    "a collection without features": '{"type": "FeatureCollection"}',
    "features that are an object": '{"type": "FeatureCollection", "features": {"0": {}}}',
    "features that are a text": '{"type": "FeatureCollection", "features": "all"}',
    "features that are null": '{"type": "FeatureCollection", "features": null}',
    "a type that is a list": '{"type": ["FeatureCollection"], "features": []}',
    "a type that is a number": '{"type": 7, "features": []}',
    "another case of its type": '{"type": "featurecollection", "features": []}',
    "no feature": document(),
    "two documents one behind the other": WHOLE + WHOLE,
    "a document and half of another": WHOLE + WHOLE[:50],
    "comments": f"/* map */ {WHOLE}",
    "a call around it (JSONP)": f"callback({WHOLE});",
    "a comma behind the last": WHOLE[:-2] + ",]}",
    "single quotes": WHOLE.replace('"', "'"),
    "a TopoJSON without arcs": '{"type": "Topology", "objects": {}}',
}

FEATURES = {
    "a number": 7,
    "a text": "Polygon",
    "null": None,
    "a list": [],
    "a geometry": {"type": "Polygon", "coordinates": SQUARE},
    "a collection": {"type": "FeatureCollection", "features": []},
    "an object without a type": {
        "geometry": {"type": "Polygon", "coordinates": SQUARE}
    },
    "a type that is a list": {"type": ["Feature"]},
}

ROWS = {
    "a geometry that is a text": '"POLYGON ((0 0, 1 0, 1 1, 0 0))"',
    "a geometry that is a list": "[[0, 0], [1, 0], [1, 1], [0, 0]]",
    "a geometry that is a number": "1",
    "a geometry that is true": "true",
    "a geometry without a type": f'{{"coordinates": {SQUARE}}}',
    "a geometry of an unknown type": f'{{"type": "Blob", "coordinates": {SQUARE}}}',
    "a type that is null": f'{{"type": null, "coordinates": {SQUARE}}}',
    "a type that is an object": f'{{"type": {{}}, "coordinates": {SQUARE}}}',
    "no coordinates": '{"type": "Polygon"}',
    "coordinates that are null": '{"type": "Polygon", "coordinates": null}',
    "coordinates that are a text": '{"type": "Polygon", "coordinates": "0,0 1,0 1,1"}',
    "coordinates that are a number": '{"type": "Polygon", "coordinates": 5}',
    "coordinates that are an object": '{"type": "Polygon", "coordinates": {"x": 1}}',
    "a ring that is null": '{"type": "Polygon", "coordinates": [null]}',
    "a ring that is a text": '{"type": "Polygon", "coordinates": ["ring"]}',
    "a position that is null": ring("[0, 0], null, [1, 1], [0, 0]"),
    "a position that is a number": ring("[0, 0], 1, [1, 1], [0, 0]"),
    "a position of texts": ring('["0", "0"], ["1", "0"], ["1", "1"], ["0", "0"]'),
    "a position of one number": ring("[0, 0], [1], [1, 1], [0, 0]"),
    "a position without numbers": ring("[0, 0], [], [1, 1], [0, 0]"),
    "a position of nulls": ring("[0, 0], [null, null], [1, 1], [0, 0]"),
    "a position of truth values": ring("[0, 0], [true, false], [1, 1], [0, 0]"),
    "a position of lists": ring("[[0], [0]], [[1], [0]], [[1], [1]], [[0], [0]]"),
    "a position of objects": ring('[0, 0], {"x": 1, "y": 0}, [1, 1], [0, 0]'),
    "a ring of two positions": ring("[0, 0], [1, 0]"),
    "a ring of one position": ring("[0, 0]"),
    "a ring of two positions, each twice": ring("[0, 0], [1, 0], [0, 0], [1, 0]"),
    "a ring one level too deep": ring("[[0, 0], [1, 0], [1, 1], [0, 0]]"),
    "a ring one level too high": (
        '{"type": "Polygon", "coordinates": [[0, 0], [1, 0], [1, 1], [0, 0]]}'
    ),
    "a point that is called a polygon": '{"type": "Polygon", "coordinates": [0, 0]}',
    "no ring": '{"type": "Polygon", "coordinates": []}',
    "an empty ring": '{"type": "Polygon", "coordinates": [[]]}',
    "a hole without an outer ring": (
        '{"type": "Polygon", "coordinates": [[], [[0, 0], [1, 0], [1, 1], [0, 0]]]}'
    ),
    "a point": '{"type": "Point", "coordinates": [0, 0]}',
    "a line": '{"type": "LineString", "coordinates": [[0, 0], [1, 1]]}',
    "a collection of points": (
        '{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}]}'
    ),
    "a collection that is a number": '{"type": "GeometryCollection", "geometries": 7}',
    "an empty collection": '{"type": "GeometryCollection", "geometries": []}',
    "a collection of nulls": '{"type": "GeometryCollection", "geometries": [null]}',
}

COLLECTION = '{"type": "GeometryCollection", "geometries": ['
PROPERTY = document(feature(a="?"))

DEEP: dict[str, Callable[[int], str]] = {
    "lists": nested,
    "lists that nobody closes": lambda depth: "[" * depth,
    "objects": lambda depth: nested(depth, '{"a":', "}", "1"),
    "a property": lambda depth: PROPERTY.replace('"?"', nested(depth)),
    "coordinates": lambda depth: drawn(
        f'{{"type": "Polygon", "coordinates": {nested(depth)}}}'
    ),
    "collections": lambda depth: drawn(nested(depth, COLLECTION, "]}")),
    "a member beside the features": lambda depth: f'{{"a": {nested(depth)}, {WHOLE[1:]}',
}

KINDS = [
    Kind(
        "JSON cut off",
        "refused with line and column",
        [
            json_case(
                f"{share} percent of a map",
                WHOLE[: len(WHOLE) * share // 100],
                NOT_JSON + r" \d+ \(.*\); the file may be cut off",
            )
            for share in range(5, 100, 10)
        ],
    ),
    Kind(
        "JSON that is not a map",
        "refused; a part that is not a feature, with its row",
        [json_case(name, content, "^2014.geojson") for name, content in OTHER.items()]
        + [
            json_case(
                f"a feature that is {name}",
                document(feature(), one),
                "2014.geojson, row 2: not a GeoJSON Feature",
            )
            for name, one in FEATURES.items()
        ],
    ),
    Kind(
        "Text in another encoding than UTF-8",
        "refused",
        [
            json_case(name, content, "2014.geojson: .*UTF-8")
            for name, content in ENCODINGS.items()
        ],
    ),
    Kind(
        "Numbers that are invalid or too large",
        "refused, with the row if the file is JSON",
        [
            json_case(f"a longitude: {name}", PLACED.replace("?", text), says)
            for name, (text, says) in NUMBERS.items()
        ]
        + [
            # a document with foreign members is read by another parser
            json_case(f"a latitude: {name}", NAMED.replace("?", text), says)
            for name, (text, says) in NUMBERS.items()
            if says != NOT_JSON
        ],
    ),
    Kind(
        "Shapes of JSON that cannot be built",
        "refused with the row",
        [
            json_case(
                name,
                text if text.startswith('{"type": "FeatureC') else drawn(text),
                "^2014.geojson",
            )
            for name, text in ROWS.items()
        ],
    ),
    Kind(
        "JSON nested too deeply",
        "refused; `--limit nesting=200` allows for more",
        [
            json_case(
                f"{name}, {depth:,} deep",
                partial(make, depth),
                r"2014.geojson: [\d,]+ levels within each other; at most 100 are read",
            )
            for depth in (101, 1000, 200_000)
            for name, make in DEEP.items()
        ]
        + [
            json_case(
                f"{name}, 5,000 deep, however deep the caller allows",
                partial(make, 5000),
                "2014.geojson",
                options=("--limit", "nesting=10000"),
            )
            for name, make in DEEP.items()
        ],
    ),
]
