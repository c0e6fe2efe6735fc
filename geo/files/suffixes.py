"""What can be read, by the ends of names: each format, where its dates stand, and what it loses.

The documentation has its table of formats from here.
"""

from typing import NamedTuple

GEOJSON, LINES, GEOPACKAGE, SHAPEFILE = (
    "GeoJSON",
    "GeoJSONSeq",
    "GPKG",
    "ESRI Shapefile",
)
FLATGEOBUF, KML, PARQUET = "FlatGeobuf", "KML", "GeoParquet"
TOPOJSON, DELIMITED = "TopoJSON", "CSV"
ZIP, GZIP, TAR = "zip", "gzip", "tar"


class Format(NamedTuple):
    """A format as readers know it: `name`, the ends of names by which it is known, its `kind`.

    `dates` are places for dates beside the names of the file and of the folders and archives
    around it; `lost` is what the format or the reading of it leaves out, and what is said of it.
    """

    name: str
    suffixes: tuple[str, ...]
    kind: str
    dates: str
    lost: str


_NOTHING = "nothing known"

LAYERS = (
    Format(
        "GeoJSON",
        (".geojson", ".json"),
        GEOJSON,
        "columns, read as they are written",
        "an answer of a server with the map as one of its members is opened, and told; Esri JSON "
        "is refused",
    ),
    Format(
        "GeoJSON, one feature a line",
        (".geojsonl", ".geojsons", ".ndjson", ".jsonl"),
        LINES,
        "columns, read as they are written",
        "a line that is cut off is refused with its number",
    ),
    Format(
        "TopoJSON",
        (".topojson",),
        TOPOJSON,
        "columns, names of objects",
        "most files have their corners moved to a grid when they are made: its width is told, and "
        "how many rings as narrow as the grid are left out; also read where the name ends in "
        "`.json`",
    ),
    Format(
        "GeoPackage",
        (".gpkg",),
        GEOPACKAGE,
        "columns, names of layers",
        "tables without shapes in it are not read, and not told",
    ),
    Format(
        "Shapefile",
        (".shp",),
        SHAPEFILE,
        "columns",
        "names of columns end after 10 letters, so `controlled_by` is `controlled` and has to be "
        "told (`--actor controlled`); `.shx` and `.dbf` must lie beside it; where nothing names "
        "the encoding of its text, it is read as UTF-8 or else ISO-8859-1, and which one is told",
    ),
    Format("FlatGeobuf", (".fgb",), FLATGEOBUF, "columns", _NOTHING),
    Format("GeoParquet", (".parquet", ".geoparquet"), PARQUET, "columns", _NOTHING),
    Format(
        "KML and KMZ",
        (".kml", ".kmz"),
        KML,
        "`TimeStamp` and `TimeSpan` of the placemark or of a folder around it, also a year alone; "
        "ExtendedData; names of folders in it",
        "links to other files are not followed and pictures not read: both are counted; a `.kmz` "
        "is read with all documents in it",
    ),
    Format(
        "CSV with shapes",
        (".csv", ".tsv"),
        DELIMITED,
        "columns",
        "one column has the shapes, as WKT, GeoJSON or WKB: which one is told, and if nothing "
        "names their coordinate system they are degrees; a row with too few or too many values is "
        "refused",
    ),
)
# .shz is what GDAL calls a shapefile in a zip, .tgz a tar in gzip by its short name.
PACKED = (
    Format(
        "zip",
        (".zip", ".shz"),
        ZIP,
        "names of the archive, and of the folders and files in it",
        "locked ones are refused, those packed by another method than deflate or bzip2, and two "
        "files of one name; links, devices, names that lead elsewhere, and bytes before or behind "
        "the archive are left out and told",
    ),
    Format(
        "tar",
        (".tar",),
        TAR,
        "names of the archive, and of the folders and files in it",
        "as a zip; a hard link to a file before it in the archive is that file",
    ),
    Format(
        "gzip",
        (".gz", ".tgz"),
        GZIP,
        "the name without its `.gz`",
        "holds one file, or a tar if its name says so (`.tar.gz`, `.tgz`)",
    ),
)

FORMATS = {suffix: one.kind for one in LAYERS for suffix in one.suffixes}
ARCHIVES = {suffix: one.kind for one in PACKED for suffix in one.suffixes}


def table() -> str:
    """The formats as a Markdown table, as the documentation has them."""
    head = (
        "format",
        "name ends in",
        "dates beside those in names",
        "lost, left out or told",
    )
    lines = [f"| {' | '.join(head)} |", "| --- " * len(head) + "|"]
    for one in (*LAYERS, *PACKED):
        ends = ", ".join(f"`{suffix}`" for suffix in one.suffixes)
        lines.append(f"| {one.name} | {ends} | {one.dates} | {one.lost} |")
    return "\n".join(lines) + "\n"
