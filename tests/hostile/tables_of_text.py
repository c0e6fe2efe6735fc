"""CSV: damaged tables, invalid shapes, lists of places, published figures."""

import struct
from collections.abc import Callable
from pathlib import Path

from hostile.case import Case, Content, Kind, Make, file
from hostile.texts import WHOLE, nested, ring

SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"
HEAD = "date;actor;wkt"
DEEP = 100_000


def table(*shapes: str) -> str:
    return "\n".join([HEAD, *(f"2014;red;{shape}" for shape in shapes), ""])


def wkb(*fields: tuple[str, tuple[float, ...]]) -> str:
    return b"".join(struct.pack("<" + form, *values) for form, values in fields).hex()


def csv(name: str, content: Content, says: str, **how: object) -> Case:
    return Case(name, file("front.csv", content), says, **how)  # type: ignore[arg-type]


DAMAGED: dict[str, tuple[Content, str]] = {
    "nothing": ("", "front.csv: "),
    "blanks": ("\n \n\n", "front.csv: "),
    "zeros": (bytes(1000), "zeros in its text"),
    "a zero in a value": (table(SQUARE).replace("red", "r\0d"), "zeros in its text"),
    "UTF-16 without a mark": (table(SQUARE).encode("utf-16-le"), "zeros in its text"),
    "UTF-16 cut in half of a letter": (
        table(SQUARE).encode("utf-16")[:-1],
        "not UTF-8 text",
    ),
    "Latin-1": (
        table(SQUARE).replace("red", "räd").encode("latin-1"),
        "not UTF-8 text",
    ),
    "half of a letter": (
        table(SQUARE).encode().replace(b"red", b"r\xe2\x82"),
        "not UTF-8 text",
    ),
    "a quote that does not end": (
        table(SQUARE, '"POLYGON ((0 0'),
        "line 3: not readable as CSV|row 3",
    ),
    "a quote within a quote": (
        table(SQUARE, f'"{SQUARE}"x'),
        "line 3: not readable as CSV",
    ),
    "too few values": (f"{table(SQUARE)}2015;red\n", "row 3: 2 values for 3 columns"),
    "too many values": (
        f"{table(SQUARE)}2015;red;{SQUARE};blue\n",
        "row 3: 4 values for 3 columns",
    ),
    "a million columns": (
        lambda: ",".join(f"a{number}" for number in range(1_000_000)),
        "row 1: more than 16,384 columns, the most of a spreadsheet",
    ),
    "a million values in one row": (
        lambda: f"{table(SQUARE)}{';' * 1_000_000}\n",
        "row 3: more than 16,384 columns",
    ),
    "a web page": (
        "<!DOCTYPE html>\n<html><p>POLYGON</p></html>\n",
        "front.csv: content is an HTML page, not CSV",
    ),
    "a map of JSON": (WHOLE, "front.csv: no column place"),
    "a map of XML": ("<kml><Polygon/></kml>", "front.csv: "),
}

SHAPES: dict[str, str] = {
    "cut off": "POLYGON ((0 0, 1 0",
    "words": "POLYGON ((north east, south west))",
    "one number": "POLYGON ((0, 1, 2, 0))",
    "two positions, each twice": "POLYGON ((0 0, 1 1, 0 0, 1 1))",
    "two positions": "POLYGON ((0 0, 1 1))",
    "NaN": "POLYGON ((0 0, nan 0, 1 1, 0 0))",
    "infinity": "POLYGON ((0 0, inf 0, 1 1, 0 0))",
    "beyond all bounds": "POLYGON ((0 0, 1e400 0, 1 1, 0 0))",
    "10,000 digits": f"POLYGON ((0 0, {'1' * 10_000} 0, 1 1, 0 0))",
    "far beyond the globe": "POLYGON ((0 0, 1e308 0, 1 1, 0 0))",
    "an unknown shape": "BLOB ((0 0, 1 0, 1 1, 0 0))",
    "a curve": "CURVEPOLYGON ((0 0, 1 0, 1 1, 0 0))",
    "a script": "<script>alert(1)</script>",
    "a formula": '=cmd|"/c calc"!A1',
    "GeoJSON cut off": '{"type": "Polygon", "coordinates": [[[0, 0], [1',
    "GeoJSON with NaN": '{"type": "Polygon", "coordinates": [[[0,0],[NaN,0],[1,1],[0,0]]]}',
    "GeoJSON beyond all bounds": (
        '{"type": "Polygon", "coordinates": [[[0,0],[1e400,0],[1,1],[0,0]]]}'
    ),
    "GeoJSON with texts": '{"type": "Polygon", "coordinates": [[["0","0"],["1","0"]]]}',
    "WKB of an odd number of digits": wkb(("BII", (1, 3, 0)))[:-1],
    "WKB cut off": wkb(("BIII", (1, 3, 1, 4)), ("dd", (0, 0))),
    "WKB of 200 million vertices": wkb(
        ("BIII", (1, 3, 1, 200_000_000)), ("dd", (0, 0))
    ),
    "WKB of 200 million rings": wkb(("BII", (1, 3, 200_000_000)), ("dd", (0, 0))),
    "WKB of 4 billion polygons": wkb(("BII", (1, 6, 2**32 - 1)), ("dd", (0, 0))),
    "WKB of an unknown kind": wkb(("BII", (1, 99, 0)), ("dd", (0, 0))),
    "WKB of another order of bytes": wkb(("BIII", (7, 3, 1, 4)), ("dd", (0, 0))),
    "WKB with NaN": wkb(
        ("BIII", (1, 3, 1, 4)), ("8d", (0, 0, float("nan"), 0, 1, 1, 0, 0))
    ),
}

ENDLESS: dict[str, Callable[[], str]] = {
    "WKT": lambda: nested(DEEP, "GEOMETRYCOLLECTION (", ")", "POINT (0 0)"),
    "WKT that nobody closes": lambda: "GEOMETRYCOLLECTION (" * DEEP,
    "WKB": lambda: wkb(*[("BII", (1, 7, 1))] * DEEP),
    "GeoJSON": lambda: nested(
        DEEP, '{"type":"GeometryCollection","geometries":[', "]}"
    ),
    "coordinates of GeoJSON": lambda: f'{{"type":"Polygon","coordinates":{nested(DEEP)}}}',
}

PLACES = "place,lat,lon,held_from,held_to"
TOWN = "A,35,40,2014-01-01,2015-01-01"
LISTS: dict[str, tuple[Content, str]] = {
    "no rows": (PLACES, "no place was ever held|no row"),
    "no column of places": ("lat,lon\n35,40\n", "no column place"),
    "too many values": (f"{PLACES}\n{TOWN},more\n", "row 2: 6 values for 5 columns"),
    "a latitude in words": (
        f"{PLACES}\n{TOWN.replace('35', 'north')}\n",
        "row 2: lat is",
    ),
    "a latitude of NaN": (f"{PLACES}\n{TOWN.replace('35', 'nan')}\n", "row 2: lat is"),
    "a latitude without end": (
        f"{PLACES}\n{TOWN.replace('35', 'inf')}\n",
        "row 2: lat is",
    ),
    "a latitude beyond all": (
        f"{PLACES}\n{TOWN.replace('35', '1e400')}\n",
        "row 2: lat is",
    ),
    "a latitude beyond the pole": (
        f"{PLACES}\n{TOWN.replace('35', '91')}\n",
        "row 2: lat is",
    ),
    "a latitude in hexadecimal": (
        f"{PLACES}\n{TOWN.replace('35', '0x10')}\n",
        "row 2: lat is",
    ),
    "a latitude with an underscore": (
        f"{PLACES}\n{TOWN.replace('35', '3_5')}\n",
        "row 2: lat is",
    ),
    "a latitude in Arabic digits": (
        f"{PLACES}\n{TOWN.replace('35', '٣٥')}\n",
        "row 2: lat is",
    ),
    "a longitude of 10,000 digits": (
        f"{PLACES}\n{TOWN.replace('40', '4' * 10_000)}\n",
        "row 2: lon is",
    ),
    "a day that is none": (
        f"{PLACES}\n{TOWN.replace('2014-01', '2014-13')}\n",
        "not a date",
    ),
    "a day of 10,000 digits": (
        f"{PLACES}\n{TOWN.replace('2014-01-01', '1' * 10_000)}\n",
        "not a date",
    ),
    "an end before the start": (
        f"{PLACES}\n{TOWN.replace('2015', '2013')}\n",
        "before it is taken",
    ),
    "an end without a start": (
        f"{PLACES}\n{TOWN.replace('2014-01-01', '')}\n",
        "never taken",
    ),
    "an unknown kind": (f"{PLACES},kind\n{TOWN},moon\n", "kind 'moon'; write one of"),
    "a place in the sea": (
        f"{PLACES}\n{TOWN.replace('35,40', '0,-30')}\n",
        "no place lies in",
    ),
}

FRONT = f"{HEAD}\n2014;red;{SQUARE}\n"
FIGURES: dict[str, tuple[Content, str]] = {
    "nothing": ("", "published.csv: the file is empty"),
    "zeros": (bytes(100), "published.csv: zeros in its text"),
    "a web page": ("<html>", "published.csv: content is an HTML page, not CSV"),
    "no unit": ("date,area\n2014,5\n", "no column with a unit in its name"),
    "NaN": ("date,area_km2\n2014,nan\n", "row 2: area_km2 is 'nan'"),
    "infinity": ("date,area_km2\n2014,inf\n", "row 2: area_km2 is 'inf'"),
    "below nothing": ("date,area_km2\n2014,-5\n", "row 2: area_km2 is '-5'"),
    "a number of words": ("date,area_km2\n2014,many\n", "row 2: area_km2 is 'many'"),
    "beyond all bounds": ("date,area_km2\n2014,1e400\n", "row 2: area_km2 is '1e400'"),
    "400 digits": (f"date,area_km2\n2014,{'9' * 400}\n", "row 2: area_km2 is"),
    "a formula": ("date,area_km2\n2014,=1+1\n", "row 2: area_km2 is '=1.1'"),
    "no day": ("date,area_km2\n2014-13-01,5\n", "row 2: 2014-13-01: not a date"),
}


def beside(content: Content) -> Make:
    """A map of one row, and a published series beside it."""

    def made(folder: Path) -> str:
        file("published.csv", content)(folder)
        return file("front.csv", FRONT)(folder)

    return made


KINDS = [
    Kind(
        "Tables of text that are damaged",
        "refused with row or line",
        [csv(name, content, says) for name, (content, says) in DAMAGED.items()],
    ),
    Kind(
        "Shapes in tables of text that cannot be built",
        "refused with the row",
        [
            csv(
                name,
                table(SQUARE, shape),
                "not a shape in column wkt|not finite numbers|not on the globe",
            )
            for name, shape in SHAPES.items()
        ],
    ),
    Kind(
        "Shapes in tables of text that are nested too deeply",
        "refused with the row, before a library builds them",
        [
            csv(
                name,
                lambda make=make: table(make()),
                r"front.csv, row 2: not a shape in column wkt \(more than 100 shapes within",
            )
            for name, make in ENDLESS.items()
        ],
    ),
    Kind(
        "Lists of places that are invalid",
        "refused with the row",
        [
            Case(name, file("towns.csv", content), f"^(towns.csv.*)?{says}|{says}")
            for name, (content, says) in LISTS.items()
        ],
    ),
    Kind(
        "Tables of text beyond the limits",
        "refused before it is read into memory; `--limit` allows for more",
        [
            csv(
                "a million rows",
                lambda: table(*["POINT (0 0)"] * 1_000_000),
                "front.csv: more than 10,000 rows; at most 10,000 are read",
                options=("--limit", "rows=10k"),
            ),
            csv(
                "a million vertices in WKT",
                lambda: table(f"POLYGON (({'0 0, ' * 1_000_000}0 0))"),
                r"front.csv: [\d,]+ vertices; at most 100,000 are read",
                options=("--limit", "vertices=100k"),
            ),
            csv(
                "a hundred thousand vertices in WKB",
                lambda: table(
                    wkb(("BIII", (1, 3, 1, 100_000)), *[("dd", (0, 0))] * 100_000)
                ),
                "front.csv: 100,000 vertices; at most 10,000 are read",
                options=("--limit", "vertices=10k"),
            ),
            csv(
                "a value of ten million letters",
                lambda: table("a" * 10_000_000),
                "front.csv: 10.* MB of text in one file; at most 1 MB are read at once",
                options=("--limit", "size=1M"),
            ),
            Case(
                "a list of a million places",
                file("towns.csv", lambda: f"{PLACES}\n" + f"{TOWN}\n" * 1_000_000),
                "towns.csv: more than 10,000 rows",
                options=("--limit", "rows=10k"),
            ),
            Case(
                "GeoJSON of a million vertices",
                file("2014.geojson", lambda: ring("[0,0]," * 1_000_000 + "[0,0]")),
                "2014.geojson: 1,000,001 vertices; at most 100,000 are read",
                options=("--limit", "vertices=100k"),
            ),
            Case(
                "GeoJSON of a million numbers that are no vertices",
                file(
                    "2014.geojson",
                    lambda: WHOLE[:-1] + ', "a": [' + "0," * 1_000_000 + "0]}",
                ),
                r"2014.geojson: 1,000,\d+ values in one document",
                options=("--limit", "vertices=100k"),
            ),
            Case(
                "GeoJSON of a million rows",
                file(
                    "2014.geojson",
                    lambda: '{"type":"FeatureCollection","features":['
                    + '{"type":"Feature","geometry":null},' * 300_000
                    + '{"type":"Feature","geometry":null}]}',
                ),
                "2014.geojson: 300,001 rows; at most 100,000 are read",
                options=("--limit", "rows=100k"),
            ),
            Case(
                "GeoJSON of a line a row, of a million vertices",
                file(
                    "2014.geojsonl",
                    lambda: '{"type":"Feature","properties":{},"geometry":{"type":"Polygon",'
                    f'"coordinates":[[{"[0,0]," * 1_000_000}[0,0]]]}}}}\n',
                ),
                "2014.geojsonl: 1,000,001 vertices; at most 100,000 are read",
                options=("--limit", "vertices=100k"),
            ),
        ],
    ),
    Kind(
        "Published figures that are invalid",
        "refused with the row",
        [
            Case(
                name,
                beside(content),
                says,
                checked=0,
                own=("--against", "published.csv"),
            )
            for name, (content, says) in FIGURES.items()
        ],
    ),
]
