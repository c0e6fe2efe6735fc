"""Formats that GDAL or Arrow read whole: disguised, damaged, or larger than they look."""

import bz2
import io
import json
import lzma
import os
import struct
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.feather
import pyogrio
import shapely
from hostile.case import Case, Content, Kind, Make, file
from hostile.listener import address

FRONT = gpd.GeoDataFrame(
    {"actor": ["red"], "date": ["2014"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
)
GML = (
    '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
    'xmlns:gml="http://www.opengis.net/gml" xmlns="http://example.org/front">'
    "<gml:featureMember><front><date>2014</date><geometry>{}</geometry></front>"
    "</gml:featureMember></wfs:FeatureCollection>"
)
SQUARE = (
    '<gml:Polygon srsName="EPSG:4326"><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>'
    "0,0 1,0 1,1 0,1 0,0</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon>"
)
MIF = (
    'Version 300\nCharset "Neutral"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 1\n'
    "  date Char(10)\nData\n\n{}\n"
)
REGION = "Region 1\n  5\n0 0\n1 0\n1 1\n0 1\n0 0\n"
ESRI = {"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4326}}


@cache
def written(ending: str, driver: str, **options: str) -> dict[str, bytes]:
    """The files that GDAL writes of FRONT, by their names."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"2014{ending}")
        layer = None if driver == "MapInfo File" else "front"
        pyogrio.write_dataframe(FRONT, path, driver=driver, layer=layer, **options)
        return {
            str(each.relative_to(folder)): each.read_bytes()
            for each in sorted(Path(folder).rglob("*"))
            if each.is_file()
        }


def files(
    ending: str,
    driver: str,
    change: Callable[[dict[str, bytes]], object],
    **options: str,
) -> Make:
    """Makes the files of a driver, changed."""

    def make(folder: Path) -> str:
        parts = dict(written(ending, driver, **options))
        change(parts)
        for name, content in parts.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        return f"2014{ending}"

    return make


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def cut(name: str, size: int) -> Callable[[dict[str, bytes]], object]:
    return lambda parts: parts.update({name: parts[name][:size]})


def vrt() -> str:
    source = f"/vsicurl/http://{address()}/a.geojson"
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )


def gml(shape: str = SQUARE, before: str = "") -> str:
    return before + GML.format(shape)


def laughs() -> str:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
    )
    return gml("&l9;", f"<!DOCTYPE x [{entities}]>")


def blocks(levels: int) -> str:
    """A drawing of blocks of ten blocks each, and so on."""
    text = [
        "0",
        "SECTION",
        "2",
        "HEADER",
        "9",
        "$ACADVER",
        "1",
        "AC1018",
        "0",
        "ENDSEC",
    ]
    text += ["0", "SECTION", "2", "BLOCKS"]
    for level in range(levels):
        text += ["0", "BLOCK", "2", f"b{level}", "10", "0", "20", "0"]
        inner = ["0", "INSERT", "2", f"b{level - 1}", "10", "0", "20", "0"]
        line = ["0", "LINE", "10", "0", "20", "0", "11", "1", "21", "1"]
        text += inner * 10 if level else line
        text += ["0", "ENDBLK"]
    text += ["0", "ENDSEC", "0", "SECTION", "2", "ENTITIES"]
    text += ["0", "INSERT", "2", f"b{levels - 1}", "10", "0", "20", "0"]
    return "\n".join([*text, "0", "ENDSEC", "0", "EOF", ""])


@cache
def sheet(body: str, doctype: str = "") -> bytes:
    """A workbook of one sheet with this body."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with io.BytesIO() as buffer:
        pd.DataFrame({"date": ["2014"]}).to_excel(buffer, index=False)
        packed = io.BytesIO(buffer.getvalue())
    made = io.BytesIO()
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(
        made, "w", zipfile.ZIP_DEFLATED
    ) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = f"<worksheet xmlns='{main}'><sheetData>{body}</sheetData></worksheet>"
                content = (doctype + text).encode()
            new.writestr(name, content)
    return made.getvalue()


def row(number: int, column: str = "A", text: str = "date") -> str:
    cell = f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<row r="{number}">{cell}</row>'


@cache
def feather(zeros: int = 0) -> bytes:
    """FRONT as Feather, or a column of so many zeros."""
    buffer = io.BytesIO()
    if zeros:
        column = pyarrow.array(np.zeros(zeros, np.int64))
        table = pyarrow.table({"date": column})
        pyarrow.feather.write_feather(table, buffer, "zstd", chunksize=zeros)
    else:
        FRONT.to_feather(buffer)
    return buffer.getvalue()


def announced(size: int) -> bytes:
    """Feather whose first packed buffer announces so many bytes."""
    table = pyarrow.table({"date": ["x" * 5000]})
    buffer = io.BytesIO()
    pyarrow.feather.write_feather(table, buffer, "zstd")
    content = buffer.getvalue()
    frame = b"\x28\xb5\x2f\xfd"  # of Zstandard, behind the size
    old = struct.pack("<q", 5000) + frame
    assert old in content
    return content.replace(old, struct.pack("<q", size) + frame, 1)


def xz_of_memory() -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 2**30}]
    return lzma.compress(b"{}", lzma.FORMAT_XZ, filters=filters)


def xz_zeros() -> bytes:
    """Four streams of 250 MB of zeros each."""
    one = lzma.compress(bytes(10**6), preset=0)
    return one * 1_000


def geodatabase(change: Callable[[Path], object]) -> Make:
    def make(folder: Path) -> str:
        name = files(".gdb", "OpenFileGDB", lambda parts: None)(folder)
        change(folder / name)
        return name

    return make


def _link_out(path: Path) -> None:
    (path / "a00000009.gdbtable").unlink(missing_ok=True)
    (path / "a00000009.gdbtable").symlink_to("/etc/hostname")


def _garbage(path: Path) -> None:
    for table in path.glob("*.gdbtable"):
        content = bytearray(table.read_bytes())
        content[4:8] = b"\xff\xff\xff\x7f"
        content[40:] = os.urandom(1) * (len(content) - 40)
        table.write_bytes(bytes(content))


def _emptied(path: Path) -> None:
    for table in path.glob("*"):
        table.unlink()


def spatialite(statement: str) -> Make:
    def make(folder: Path) -> str:
        import sqlite3

        name = files(".sqlite", "SQLite", lambda parts: None, SPATIALITE="NO")(folder)
        with sqlite3.connect(folder / name) as database:
            database.executescript(statement)
        database.close()
        return name

    return make


ENDLESS = (
    "ALTER TABLE front RENAME TO other; CREATE VIEW front AS WITH RECURSIVE n(i) AS "
    "(SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ogc_fid, NULL AS GEOMETRY FROM n;"
)


def esri(**members: object) -> str:
    return json.dumps({**ESRI, **members})


def curve() -> dict[str, object]:
    return {
        "attributes": {"date": "2014"},
        "geometry": {"curveRings": [[[0, 0], {"c": []}]]},
    }


def case(name: str, ending: str, content: Content, says: str, **how: object) -> Case:
    return Case(name, file(f"2014{ending}", content), says, **how)  # type: ignore[arg-type]


DISGUISED = Kind(
    "texts that ask GDAL for another file or an address",
    "refused, or read without it; no request is made",
    (
        *(
            case(f"a VRT named {ending}", ending, vrt, "2014[.]")
            for ending in (
                ".gml",
                ".mif",
                ".dxf",
                ".esrijson",
                ".sqlite",
                ".xlsx",
                ".feather",
            )
        ),
        case(
            "a VRT in a comment of GML",
            ".gml",
            lambda: gml(before=f"<!--{vrt()}-->"),
            "refers to other files",
        ),
        case(
            "GML with a shape at an address",
            ".gml",
            lambda: gml(f'<gml:Polygon xlink:href="http://{address()}/a.gml#b"/>'),
            "2014.gml: ",
        ),
        case(
            "GML with its schema at an address",
            ".gml",
            lambda: gml().replace(
                " xmlns:wfs",
                f' xsi:schemaLocation="a http://{address()}/a.xsd" xmlns:wfs',
                1,
            ),
            "1 file, 1 row, ",
            code=0,
        ),
        Case(
            "a TAB file that names a table elsewhere",
            files(".tab", "MapInfo File", replaced("2014.tab", b"NATIVE", b"LINKED")),
            "2014.tab: not a table of its own",
        ),
        Case(
            "a TAB file that names many tables",
            files(
                ".tab",
                "MapInfo File",
                replaced("2014.tab", b"Type NATIVE", b"Seamless"),
            ),
            "2014.tab: not a table of its own",
        ),
        Case(
            "a geodatabase with a link to another file",
            geodatabase(_link_out),
            "2014.gdb: links to other files in it",
        ),
    ),
)

BOMBS = Kind(
    "workbooks, Feather, xz and bzip2 that are larger than they look",
    "refused before they are unpacked, or at the limit",
    (
        case(
            "a workbook of zeros",
            ".xlsx",
            lambda: sheet(" " * 60 * 10**6),
            "2014.xlsx: (no rows|unpacks|no column)",
        ),
        case(
            "a workbook with a document type",
            ".xlsx",
            lambda: sheet(row(1), '<!DOCTYPE x [<!ENTITY a "b">]>'),
            "2014.xlsx: has a document type",
        ),
        case(
            "a workbook with a cell in the last row and column",
            ".xlsx",
            lambda: sheet(row(1) + row(1_048_576, "XFD", "2014")),
            "2014.xlsx: ",
        ),
        case(
            "a workbook that counts two billion rows",
            ".xlsx",
            lambda: sheet(row(1) + row(2_000_000_000)),
            "2014.xlsx: ",
            options=("--limit", "rows=10000"),
        ),
        case(
            "a zip named as a workbook",
            ".xlsx",
            b"PK\3\4" + bytes(100),
            "2014.xlsx: not readable",
        ),
        case(
            "a workbook that is cut off",
            ".xlsx",
            lambda: sheet(row(1))[:900],
            "2014.xlsx: not readable",
        ),
        case(
            "Feather of a billion zeros",
            ".feather",
            lambda: feather(2_000_000),
            "2014.feather: more than 10,000 rows|2,000,000 rows; at most 10,000",
            options=("--limit", "rows=10000"),
        ),
        case(
            "Feather that announces a text of 10 GB",
            ".feather",
            lambda: announced(10**10),
            "2014.feather: becomes a table of 10 GB",
        ),
        case(
            "Feather that announces less than it has",
            ".feather",
            lambda: announced(5),
            "2014.feather: ",
        ),
        case(
            "Feather that is cut off",
            ".feather",
            lambda: feather()[:-200],
            "2014.feather: ",
        ),
        case(
            "Feather without a footer",
            ".feather",
            lambda: feather()[:400],
            "2014.feather: ",
        ),
        case(
            "xz of a gigabyte of zeros",
            ".geojson.xz",
            xz_zeros,
            "2014.geojson.xz: unpacks to more than .* times its size",
        ),
        case(
            "xz that asks for a gigabyte of memory",
            ".geojson.xz",
            xz_of_memory,
            "2014.geojson.xz: not readable as a xz archive",
        ),
        case("xz in name only", ".geojson.xz", b"{}" * 10, "not a xz archive; correct"),
        case(
            "xz that is cut off",
            ".geojson.xz",
            lambda: lzma.compress(b"{}" * 99)[:-20],
            "2014.geojson.xz: ",
        ),
        case(
            "bzip2 of a gigabyte of zeros",
            ".geojson.bz2",
            lambda: bz2.compress(bytes(10**7)) * 100,
            "2014.geojson.bz2: unpacks to more than .* times its size",
        ),
        case(
            "bzip2 with something behind it",
            ".geojson.bz2",
            lambda: bz2.compress(b"{}") + b"trailer",
            "2014.geojson.bz2: not readable",
        ),
    ),
)

DAMAGED = Kind(
    "files of GDAL's drivers that are damaged, or announce what they do not have",
    "refused in bounded time and memory, or read as far as they are whole",
    (
        case("GML of billion laughs", ".gml", laughs, "2014.gml: has a document type"),
        case(
            "GML that is cut off",
            ".gml",
            lambda: gml()[:-40],
            "2014.gml: not readable as GML",
        ),
        case("XML of another kind", ".gml", "<a><b/></a>", "2014.gml: not GML"),
        case(
            "GML that is nested deep",
            ".gml",
            lambda: gml("<a>" * 5000 + "</a>" * 5000),
            "2014.gml: more than 100 levels",
        ),
        case(
            "GML with coordinates of letters",
            ".gml",
            lambda: gml(SQUARE.replace("1,1", "a,b")),
            "2014.gml",
        ),
        case(
            "GML of an arc",
            ".gml",
            lambda: gml(SQUARE.replace("LinearRing", "Arc")),
            "2014.gml",
        ),
        case(
            "MIF of a region of 200 million vertices",
            ".mif",
            MIF.format("Region 1\n  200000000\n0 0\n1 1\n"),
            "2014.mif",
        ),
        case(
            "MIF of 200 million regions",
            ".mif",
            MIF.format("Region 200000000\n  5\n0 0\n1 1\n"),
            "2014.mif",
        ),
        case("MIF that is cut off", ".mif", MIF.format(REGION)[:-8], "2014.mif"),
        case("MIF without its data", ".mif", MIF[:60], "2014.mif: not MIF"),
        case("MIF of bytes", ".mif", bytes(range(256)) * 20, "2014.mif: not MIF"),
        Case(
            "TAB with a table that is cut off",
            files(".tab", "MapInfo File", cut("2014.dat", 20)),
            "2014.tab",
        ),
        Case(
            "TAB with a map that is cut off",
            files(".tab", "MapInfo File", cut("2014.map", 700)),
            "2014.tab",
        ),
        Case(
            "TAB with places outside of its map",
            files(
                ".tab",
                "MapInfo File",
                lambda parts: parts.update({"2014.id": b"\xf0" * 4}),
            ),
            "2014.tab",
        ),
        Case(
            "TAB of two billion rows",
            files(
                ".tab",
                "MapInfo File",
                lambda parts: parts.update(
                    {
                        "2014.dat": parts["2014.dat"][:4]
                        + b"\xff\xff\xff\x7f"
                        + parts["2014.dat"][8:]
                    }
                ),
            ),
            "2014.tab: 2,147,483,647 rows",
        ),
        case(
            "DXF of blocks in blocks",
            ".dxf",
            blocks(12),
            "2014.dxf",
            options=("--crs", "EPSG:4326"),
        ),
        case(
            "DXF that is binary",
            ".dxf",
            b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(99),
            "2014.dxf: not DXF as text",
        ),
        case(
            "DXF that is cut off",
            ".dxf",
            blocks(2)[:60],
            "2014.dxf: ",
            options=("--crs", "EPSG:4326"),
        ),
        Case("a geodatabase of damaged tables", geodatabase(_garbage), "2014.gdb: "),
        Case(
            "a geodatabase without tables", geodatabase(_emptied), "2014.gdb: no a0000"
        ),
        Case("a view without an end", spatialite(ENDLESS), "2014.sqlite: "),
        Case(
            "a database without a list of shapes",
            spatialite("DROP TABLE geometry_columns"),
            "2014.sqlite: no table geometry_columns",
        ),
        Case(
            "a list of shapes that is a view",
            spatialite(
                "ALTER TABLE geometry_columns RENAME TO g; "
                "CREATE VIEW geometry_columns AS SELECT * FROM g"
            ),
            "2014.sqlite: no table geometry_columns",
        ),
        Case(
            "a database that is cut off",
            files(".sqlite", "SQLite", cut("2014.sqlite", 5000), SPATIALITE="NO"),
            "2014.sqlite: ",
        ),
        case(
            "Esri JSON of curves",
            ".json",
            lambda: esri(features=[curve()]),
            "2014.json, row 1: a polygon with curves",
        ),
        case(
            "Esri JSON of points",
            ".json",
            esri(features=[]).replace("Polygon", "Point"),
            "2014.json: shapes of type",
        ),
        case(
            "Esri JSON of something else",
            ".json",
            esri(features=[1, None, "a"]),
            "2014.json",
        ),
        case(
            "Esri JSON with features of numbers",
            ".json",
            esri(features=5),
            "2014.json: an answer without features",
        ),
        case(
            "a script of 100,000 comments",
            ".js",
            lambda: "/**/" * 250 + 'var a = {"type": 1}' + "/**/" * 100_000,
            "2014.js",
        ),
        case(
            "a script that is no map",
            ".js",
            'a = {"type": "module"}; evil()',
            "2014.js",
        ),
    ),
)

CONDITIONS = Kind(
    "conditions that are code",
    "compared as text, never evaluated; exit code 2 if there is no such column",
    tuple(
        case(
            f"a condition: {text}",
            ".geojson",
            FRONT.to_json(),
            "no column|write a column, a comparison",
            code=2,
            checked=2,
            options=("--where", text),
        )
        for text in (
            "__import__('os').system('id') == 0",
            "1 == 1",
            "actor",
            "(lambda: open('/etc/passwd'))() != 1",
        )
    ),
)

KINDS = (DISGUISED, BOMBS, DAMAGED, CONDITIONS)
