"""GeoJSON and its kin: cut off, of another kind, and without end."""

import json
from typing import Any

from hostile.case import Case, Kind, file

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]


def feature(coordinates: Any = SQUARE, kind: str = "Polygon", **properties: Any) -> Any:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def document(*features: Any, **members: Any) -> str:
    """A FeatureCollection; what is no number is written as `json` writes it."""
    return json.dumps(
        {"type": "FeatureCollection", **members, "features": list(features)}
    )


WHOLE = document(feature(actor="red"), feature(actor="blue"))

KINDS = [
    Kind(
        "JSON cut off",
        "refused with line and column",
        [
            Case(
                f"{share} percent of a map",
                file("2014.geojson", WHOLE[: len(WHOLE) * share // 100]),
                r"2014.geojson: not readable as JSON at line 1, column \d+ \(.*\); the file may "
                "be cut off",
            )
            for share in range(5, 100, 10)
        ],
    ),
]
