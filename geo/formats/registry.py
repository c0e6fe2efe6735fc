"""All file formats that can be read: name endings, signature and reader of each.

To add a format, write a module with a function `read(file, layer, crs)` and add a line to FORMATS.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from geo.files import File
    from geo.formats.layer import Layer

    Reader = Callable[[File, str | None, str | None], list[Layer]]


class Format(NamedTuple):
    """A file format.

    `name` is that in messages, `endings` are those of file names. `module` has the reader: it is
    imported when the first file is read, because libraries behind it take a second to load. Files
    of the format begin with `signature`, files that must lie beside it have the endings `parts`.
    """

    name: str
    endings: tuple[str, ...]
    module: str
    signature: bytes = b""
    parts: tuple[str, ...] = ()

    @property
    def read(self) -> "Reader":
        """The function that returns the layers of a file of the format."""
        module = import_module(f"geo.formats.{self.module}")
        return cast("Reader", module.read)


FORMATS = (
    Format(
        "GeoJSON",
        (".geojson", ".json", ".umap", ".esrijson", ".js", ".txt"),
        "text.geojson",
    ),
    Format(
        "GeoJSON lines",
        (".geojsonl", ".geojsons", ".ndjson", ".jsonl"),
        "text.geojson_lines",
    ),
    Format("TopoJSON", (".topojson",), "text.topojson"),
    Format("GeoPackage", (".gpkg",), "binary.geopackage", b"SQLite format 3"),
    Format(
        "Shapefile", (".shp",), "binary.shapefile", b"\0\0\x27\x0a", (".dbf", ".shx")
    ),
    Format("FlatGeobuf", (".fgb",), "binary.flatgeobuf", b"fgb"),
    Format("GeoParquet", (".parquet", ".geoparquet"), "binary.geoparquet", b"PAR1"),
    Format("File Geodatabase", (".gdb",), "binary.geodatabase"),
    Format(
        "SpatiaLite",
        (".sqlite", ".sqlite3", ".spatialite"),
        "binary.spatialite",
        b"SQLite format 3",
    ),
    Format("MapInfo", (".tab", ".mif"), "binary.mapinfo"),
    Format("GML", (".gml",), "text.gml"),
    Format("DXF", (".dxf",), "text.dxf"),
    Format("KML", (".kml", ".kmz"), "text.kml"),
    Format("CSV with shapes", (".csv", ".tsv"), "text.csv"),
    Format("Excel with shapes", (".xlsx",), "text.xlsx", b"PK\3\4"),
    Format("Feather", (".feather", ".arrow"), "binary.feather", b"ARROW1"),
)

_BY_ENDING = {ending: each for each in FORMATS for ending in each.endings}
# Names of formats by the endings of file names.
READABLE = {ending: each.name for ending, each in _BY_ENDING.items()}


def format_of(path: Path) -> Format:
    """The format of a file by the ending of its name."""
    return _BY_ENDING[path.suffix.lower()]


# Endings of tables that may have no shapes, as those of districts and their holders.
TABLES = (".csv", ".tsv", ".xlsx", ".parquet", ".feather", ".arrow")
