"""A GeoJSON file written anew in every format that can be read."""

import bz2
import gzip
import json
import lzma
import tarfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from geo.formats import READABLE


def properties(frame: gpd.GeoDataFrame) -> list[dict]:
    """What each row says; nothing of each where there are no columns, of which pandas 2.2 makes
    no rows."""
    return frame.drop(columns="geometry").to_dict("records") or [{}] * len(frame)


def topology(frame: gpd.GeoDataFrame, name: str = "ground") -> dict:
    """`frame` as TopoJSON: each ring cut into two arcs, the second one drawn backwards."""
    arcs: list[list[list[float]]] = []

    def cut(ring):
        corners = [[x, y] for x, y in ring.coords]
        middle = len(corners) // 2
        arcs.append(corners[: middle + 1])
        arcs.append(corners[middle:][::-1])
        return [len(arcs) - 2, ~(len(arcs) - 1)]

    def polygon(shape):
        return [cut(ring) for ring in (shape.exterior, *shape.interiors)]

    geometries = []
    for row, shape in zip(properties(frame), frame.geometry):
        own = {name: None if pd.isna(value) else value for name, value in row.items()}
        if shape is None:
            geometries.append({"type": None, "properties": own})
            continue
        parts = [polygon(part) for part in shapely.get_parts(shape)]
        if shape.geom_type == "Polygon":
            geometries.append({"type": "Polygon", "arcs": parts[0], "properties": own})
        else:
            geometries.append(
                {"type": "MultiPolygon", "arcs": parts, "properties": own}
            )
    objects = {name: {"type": "GeometryCollection", "geometries": geometries}}
    return {"type": "Topology", "arcs": arcs, "objects": objects}


def _geojson(frame, path):
    whole = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {n: None if pd.isna(v) else v for n, v in row.items()},
                "geometry": shape and shapely.geometry.mapping(shape),
            }
            for row, shape in zip(properties(frame), frame.geometry)
        ],
    }
    if READABLE[path.suffix] == "GeoJSON lines":
        path.write_text("\n".join(map(json.dumps, whole["features"])), encoding="utf-8")
    else:
        path.write_text(json.dumps(whole), encoding="utf-8")


def _umap(frame, path):
    _geojson(frame, path)
    layer = json.loads(path.read_text(encoding="utf-8"))
    layers = [layer | {"_umap_options": {"name": "Front"}}]
    whole = {"type": "umap", "properties": {"name": "Front"}, "layers": layers}
    path.write_text(json.dumps(whole), encoding="utf-8")


def _script(frame, path):
    _geojson(frame, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(f"/* made by hand */\nvar front_1 = {text};\n", encoding="utf-8")


def _esri_json(frame, path):
    """By hand: GDAL reads it, and does not write it."""

    def rings(shape):
        return [
            [list(position) for position in ring.coords[:: -1 if clockwise else 1]]
            for part in shapely.get_parts(shape)
            for number, ring in enumerate((part.exterior, *part.interiors))
            for clockwise in [ring.is_ccw == (number == 0)]
        ]

    rows = zip(properties(frame), frame.geometry)
    whole = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 4326},
        "fields": [
            {
                "name": name,
                "type": (
                    "esriFieldTypeInteger"
                    if pd.api.types.is_integer_dtype(frame[name])
                    else "esriFieldTypeString"
                ),
            }
            for name in frame.columns.drop("geometry")
        ],
        "features": [
            {
                "attributes": {n: None if pd.isna(v) else v for n, v in row.items()},
                "geometry": shape and {"rings": rings(shape)},
            }
            for row, shape in rows
        ],
    }
    path.write_text(json.dumps(whole), encoding="utf-8")


def _topojson(frame, path):
    path.write_text(json.dumps(topology(frame)), encoding="utf-8")


def _kml(frame, path):
    """By hand: GDAL refuses to write rings that are folded onto themselves."""

    def ring(side, line):
        tuples = " ".join(f"{x!r},{y!r},0" for x, y in line.coords)
        return f"<{side}><LinearRing><coordinates>{tuples}</coordinates></LinearRing></{side}>"

    def polygon(shape):
        inner = "".join(ring("innerBoundaryIs", line) for line in shape.interiors)
        return f"<Polygon>{ring('outerBoundaryIs', shape.exterior)}{inner}</Polygon>"

    marks = []
    for row, shape in zip(properties(frame), frame.geometry):
        data = "".join(
            f"<Data name={quoteattr(name)}><value>{escape(str(value))}</value></Data>"
            for name, value in row.items()
            if not pd.isna(value)
        )
        parts = "".join(map(polygon, shapely.get_parts([shape])))
        if shape and shape.geom_type != "Polygon":
            parts = f"<MultiGeometry>{parts}</MultiGeometry>"
        marks.append(
            f"<Placemark><ExtendedData>{data}</ExtendedData>{parts}</Placemark>"
        )
    text = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{''.join(marks)}</Document></kml>"
    )
    if path.suffix == ".kml":
        path.write_text(text, encoding="utf-8")
        return
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", text)


def _parquet(frame, path):
    frame.to_parquet(path)


def _gdal(driver, **options):
    def write(frame, path):
        pyogrio.write_dataframe(frame, path, driver=driver, **options)

    return write


def _mif(frame, path):
    # GDAL writes no header without columns
    some = frame if len(frame.columns) > 1 else frame.assign(number=range(len(frame)))
    _gdal("MapInfo File", ENCODING="UTF-8")(some, path)


def _shapefile(frame, path):
    # the names of its columns have ten letters
    short = {name: name[:10] for name in frame.columns}
    pyogrio.write_dataframe(frame.rename(columns=short), path, driver="ESRI Shapefile")


def _table(texts, separator=","):
    def write(frame, path):
        table = pd.DataFrame(frame.drop(columns="geometry"))
        table["shape of it"] = texts(frame.geometry.array)
        table.to_csv(path, index=False, sep=separator)

    return write


def _xlsx(frame, path):
    """By hand: openpyxl cuts texts at 32,767 characters, the most of Excel."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    table["shape of it"] = _wkt(frame.geometry.array)

    def cell(value):
        if value is None or pd.isna(value):
            return "<c/>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    rows = [table.columns, *table.itertuples(index=False)]
    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{related}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{related}"><sheets>'
        f'<sheet name="{escape(path.stem)[:31]}" sheetId="1" r:id="s"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="s" Type="{related}/worksheet" Target="sheet.xml"/></Relationships>',
        "xl/sheet.xml": f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _wkt(shapes):
    return shapely.to_wkt(shapes, rounding_precision=-1)


def _ewkb(shapes):
    return shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)


def _packed(suffix, pack):
    """Written as files of another format, which then are put into an archive and removed."""

    def write(frame, path):
        inner = path.parent / f"{path.name.partition('.')[0]}{suffix}"
        WRITERS[suffix](frame, inner)
        beside = [file for file in path.parent.iterdir() if file.stem == inner.stem]
        pack(path, beside)
        for file in beside:
            file.unlink()

    return write


def _zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)


def _tar(path, files):
    mode = {
        ".tar": "w",
        ".xz": "w:xz",
        ".txz": "w:xz",
        ".bz2": "w:bz2",
        ".tbz2": "w:bz2",
    }
    with tarfile.open(path, mode.get(path.suffix, "w:gz")) as archive:
        for file in files:
            archive.add(file, f"inside/{file.name}")


def _compressed(compress):
    def pack(path, files):
        (file,) = files
        path.write_bytes(compress(file.read_bytes()))

    return pack


_gzip = _compressed(gzip.compress)


def _plain(frame):
    table = pd.DataFrame(frame.drop(columns="geometry"))
    return table.assign(geom=shapely.to_wkb(frame.geometry.array))


WRITERS = {
    ".geojson": _geojson,
    ".json": _geojson,
    ".umap": _umap,
    ".esrijson": _esri_json,
    ".js": _script,
    ".txt": _geojson,
    ".geojsonl": _geojson,
    ".geojsons": _geojson,
    ".ndjson": _geojson,
    ".jsonl": _geojson,
    ".topojson": _topojson,
    ".gpkg": _gdal("GPKG"),
    ".shp": _shapefile,
    ".fgb": _gdal("FlatGeobuf", SPATIAL_INDEX="NO"),
    ".sqlite": _gdal("SQLite", SPATIALITE="NO"),
    ".sqlite3": _gdal("SQLite", SPATIALITE="NO", GEOMETRY_NAME="shape"),
    ".spatialite": _gdal("SQLite", SPATIALITE="NO"),
    ".mif": _mif,
    ".gml": _gdal("GML"),
    ".kml": _kml,
    ".kmz": _kml,
    ".parquet": _parquet,
    ".geoparquet": _parquet,
    ".csv": _table(_wkt),
    ".tsv": _table(shapely.to_geojson, "\t"),
    ".xlsx": _xlsx,
    ".feather": lambda frame, path: frame.to_feather(path),
    ".arrow": lambda frame, path: frame.to_feather(path, compression="uncompressed"),
    ".geojson.gz": _packed(".geojson", _gzip),
    ".csv.gz": _packed(".csv", _gzip),
    ".shp.zip": _packed(".shp", _zip),
    ".shz": _packed(".shp", _zip),
    ".kml.zip": _packed(".kml", _zip),
    ".tar": _packed(".geojson", _tar),
    ".tar.gz": _packed(".geojson", _tar),
    ".tgz": _packed(".geojson", _tar),
    ".geojson.xz": _packed(".geojson", _compressed(lzma.compress)),
    ".geojson.bz2": _packed(".geojson", _compressed(bz2.compress)),
    ".txz": _packed(".geojson", _tar),
    ".tbz2": _packed(".geojson", _tar),
}
# As PostGIS writes a table, and as topojson calls its files.
WRITERS["_ewkb.csv"] = _table(_ewkb, ";")
WRITERS["_topology.json"] = _topojson
# As DuckDB and other programs write a table, without GeoParquet metadata.
WRITERS["_wkb.parquet"] = lambda frame, path: _plain(frame).to_parquet(path)
WRITERS["_wkb.feather"] = lambda frame, path: _plain(frame).to_feather(path)
ENDINGS = tuple(WRITERS)


def convert(path: Path, ending: str, folder: Path) -> Path:
    """The GeoJSON file `path` as a file in `folder` that ends in `ending`, one of ENDINGS."""
    frame = pyogrio.read_dataframe(path)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.stem}{ending}"
    WRITERS[ending](frame, target)
    return target
