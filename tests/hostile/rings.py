"""Invalid polygons of every kind: repaired and reported, or measured as drawn."""

import json
from typing import Any

import hostile._binary as b
from hostile.case import Case, Kind, file

Ring = list[tuple[float, float]]

UNIT: Ring = [(0, 0), (1, 0), (1, 1), (0, 1)]


def closed(ring: Ring) -> Ring:
    return [*ring, ring[0]]


def moved(ring: Ring, x: float, y: float = 0.0, size: float = 1.0) -> Ring:
    return [(size * lon + x, size * lat + y) for lon, lat in ring]


def drawn(*polygons: list[Ring]) -> dict[str, Any]:
    rings = [[closed(ring) for ring in polygon] for polygon in polygons]
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings[0]}
    return {"type": "MultiPolygon", "coordinates": rings}


def open_ring(ring: Ring) -> dict[str, Any]:
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {}, "geometry": shape}


def case(name: str, says: str, *polygons: list[Ring], checked: int = 1) -> Case:
    """A file that is read, and whose polygon `check` calls wrong."""
    feature = {"type": "Feature", "properties": {}, "geometry": drawn(*polygons)}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return Case(name, file("2014.geojson", text), says, code=0, checked=checked)


CROSSED = "self-intersection"
BOW_TIE: Ring = [(0, 0), (2, 2), (2, 0), (0, 2)]
STAR: Ring = [(3, 0), (-2.4, 1.8), (0.9, -2.9), (0.9, 2.9), (-2.4, -1.8)]
SPIKE: Ring = [(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)]
EIGHT: Ring = [(0, 0), (1, 1), (2, 2), (2, 1), (1, 1), (0, 2)]
FOLDED: Ring = [(2, -2), (3, -3), (-1, 1), (-3, -3), (-1, 2), (3, -3)]
NEARLY: Ring = [(0, 0), (1, 0), (1, 1), (1.0000000000000002, 1), (0.5, -1e-12), (0, 1)]
SMALL = "repaired, each changing"
MENDED = "|".join([CROSSED, SMALL, "no territory", "invalid polygon"])
KML = (
    "<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,1"
    "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>"
)
FLAT = "Empty polygon|too few points|repaired"

ACROSS = "the long way round|not across 180 degrees"
POLE = "around the (North|South) Pole without the pole"
FIJI: Ring = [(177, -20), (-178, -20), (-178, -15), (177, -15)]
FIVE = moved(UNIT, 5)
CAP: Ring = [(lon, 70.0 + lon % 7) for lon in range(-170, 180, 20)]

OPEN = "with a ring that is not closed|a ring is not closed"
OPEN_CASES = [
    Case(f"an open ring, {name}", make, OPEN, code=0, checked=1)
    for name, make in (
        ("in GeoJSON", file("2014.geojson", json.dumps(open_ring(UNIT)))),
        (
            "of three corners, in GeoJSON",
            file("2014.json", json.dumps(open_ring(UNIT[1:]))),
        ),
        ("in KML", file("2014.kml", KML)),
        ("as WKT", file("a.csv", 'date,wkt\n2014,"POLYGON ((0 0, 1 0, 1 1, 0 1))"\n')),
        ("as WKB", file("a.csv", f"date,wkb\n2014,{b.wkb(UNIT).hex()}\n")),
        ("in a GeoPackage", b.geopackage(b.wkb(UNIT))),
        ("in GeoParquet", file("2014.parquet", lambda: b.of_shapes(b.wkb(UNIT)))),
        ("in a shapefile", b.shapefile(b.record(UNIT))),
    )
]

KINDS = [
    Kind(
        "rings that are not closed",
        "closed and reported; `check` exits with 1",
        OPEN_CASES,
    ),
    Kind(
        "rings that cross or fold",
        "repaired and reported; `check` exits with 1",
        [
            case("a bow-tie", CROSSED, [BOW_TIE]),
            case("a bow-tie the other way round", CROSSED, [BOW_TIE[::-1]]),
            case("a star of five points", CROSSED, [STAR]),
            case("a figure eight through one corner", MENDED, [EIGHT]),
            case("a ring that folds back on itself", "repaired", [FOLDED]),
            case("a spike", MENDED, [SPIKE]),
            case("a ring gone round twice", MENDED, [UNIT + UNIT]),
            case("a ring there and back", MENDED, [UNIT + UNIT[::-1]]),
            case("a corner moved by one digit", MENDED, [NEARLY]),
            case("a bow-tie of a hair", MENDED, [moved(BOW_TIE, 30, 50, 1e-9)]),
            case("a bow-tie around the globe", CROSSED, [moved(BOW_TIE, -90, -45, 60)]),
            case("all corners in one place", FLAT, [[(1, 1)] * 4], [UNIT]),
            case("all corners on one line", FLAT, [[(0, 0), (1, 1), (2, 2)]], [UNIT]),
        ],
    ),
    Kind(
        "holes and parts in the wrong place",
        "repaired and reported; `check` exits with 1",
        [
            case("a hole outside", "hole lies outside", [UNIT, moved(UNIT, 5)]),
            case(
                "a hole that touches from outside", "repaired", [UNIT, moved(UNIT, 1)]
            ),
            case(
                "a hole as large as its shell", "repaired", [UNIT, UNIT[::-1]], [FIVE]
            ),
            case("a hole across its shell", CROSSED, [UNIT, moved(UNIT, 0.5, 0.5)]),
            case(
                "a hole round its shell",
                "repaired",
                [UNIT, moved(UNIT, -1, -1, 3)],
                [FIVE],
            ),
            case(
                "holes within holes",
                "nested",
                [moved(UNIT, 0, 0, 9), moved(UNIT, 1, 1, 5), moved(UNIT, 2, 2)],
            ),
            case(
                "holes that overlap",
                "repaired|" + CROSSED,
                [moved(UNIT, 0, 0, 9), moved(UNIT, 1, 1, 3), moved(UNIT, 2, 2, 3)],
            ),
            case(
                "the same hole twice",
                "repaired|" + CROSSED,
                [moved(UNIT, 0, 0, 9), moved(UNIT, 1, 1, 3), moved(UNIT, 1, 1, 3)],
            ),
            case("the same part twice", MENDED, [UNIT], [UNIT]),
            case("parts that overlap", MENDED, [UNIT], [moved(UNIT, 0.5, 0.5)]),
            case(
                "a part within another",
                "nested",
                [moved(UNIT, 0, 0, 9)],
                [moved(UNIT, 2, 2)],
            ),
            case(
                "a part in a hole that it fills",
                MENDED,
                [moved(UNIT, 0, 0, 9), moved(UNIT, 2, 2)],
                [moved(UNIT, 2, 2)],
                checked=1,
            ),
            case("a bow-tie among sound parts", CROSSED, [BOW_TIE], [moved(UNIT, 5)]),
        ],
    ),
    Kind(
        "rings across 180 degrees and around poles",
        "measured as drawn and reported; `check` exits with 1",
        [
            case("across 180 degrees", ACROSS, [FIJI]),
            case("across 180 degrees, the other way round", ACROSS, [FIJI[::-1]]),
            case(
                "across 180 degrees with a hole",
                ACROSS,
                [FIJI, [(178, -18), (-179, -18), (-179, -17), (178, -17)]],
            ),
            case("across 180 degrees in one part", ACROSS, [UNIT], [FIJI]),
            case("round the North Pole", POLE, [CAP]),
            case("round the South Pole", POLE, [[(lon, -lat) for lon, lat in CAP]]),
            case("round the North Pole, the other way", POLE, [CAP[::-1]]),
            case(
                "from -180 to 180 without the pole",
                POLE,
                [[(-180, 70), (-60, 75), (60, 72), (180, 70)]],
            ),
            case(
                "wider than the globe",
                "moved to -180 to 180|longitude beyond 180",
                [moved(UNIT, -200, 0, 400)[:2] + [(200, 10), (-200, 10)]],
                checked=0,
            ),
            case(
                "twice round the globe",
                "moved to -180 to 180|longitude beyond 180",
                [[(-360, -90), (360, -90), (360, 90), (-360, 90)]],
                checked=0,
            ),
        ],
    ),
]
