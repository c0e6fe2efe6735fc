"""Rings that are not closed: closed and reported in every format."""

import json
import sqlite3
import struct
from contextlib import closing

import geopandas as gpd
import pyarrow
import pyarrow.parquet
import pytest
import shapely

import geo

OUTER = [(30.0, 48.0), (31.5, 48.0), (31.2, 49.0), (30.1, 49.3)]
HOLE = [(30.5, 48.2), (30.5, 48.6), (30.9, 48.6)]
OTHER = shapely.box(40, 48, 41, 49)


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [[list(p) for p in r] for r in rings]}


def wkb(*rings):
    """A polygon as WKB, its rings as they are."""
    parts = [struct.pack("<BII", 1, 3, len(rings))]
    for ring in rings:
        parts.append(struct.pack("<I", len(ring)))
        parts += [struct.pack("<2d", *position) for position in ring]
    return b"".join(parts)


def wkt(*rings):
    texts = (", ".join(f"{x!r} {y!r}" for x, y in ring) for ring in rings)
    return f"POLYGON (({'), ('.join(texts)}))"


def _geojson(path, rings, lines=False):
    features = [
        {
            "type": "Feature",
            "properties": {"actor": name, "date": "2014"},
            "geometry": shape,
        }
        for name, shape in (
            ("other", shapely.geometry.mapping(OTHER)),
            ("red", polygon(*rings)),
        )
    ]
    whole = {"type": "FeatureCollection", "features": features}
    text = "\n".join(map(json.dumps, features)) if lines else json.dumps(whole)
    path.write_text(text, encoding="utf-8")


def _topojson(path, rings):
    shapes = [[OTHER.exterior.coords], rings]
    arcs = [list(map(list, ring)) for rings in shapes for ring in rings]
    places = iter(range(len(arcs)))
    rows = [
        {
            "type": "Polygon",
            "arcs": [[next(places)] for _ in own],
            "properties": {"actor": name, "date": "2014"},
        }
        for name, own in zip(("other", "red"), shapes)
    ]
    objects = {"front": {"type": "GeometryCollection", "geometries": rows}}
    document = {"type": "Topology", "arcs": arcs, "objects": objects}
    path.write_text(json.dumps(document), encoding="utf-8")


def _kml(path, rings):
    marks = []
    for name, (outer, *inner) in (("other", [OTHER.exterior.coords]), ("red", rings)):
        sides = [("outer", outer), *(("inner", ring) for ring in inner)]
        drawn = "".join(
            f"<{side}BoundaryIs><LinearRing><coordinates>"
            f"{' '.join(f'{x!r},{y!r},0' for x, y in ring)}"
            f"</coordinates></LinearRing></{side}BoundaryIs>"
            for side, ring in sides
        )
        data = (
            f'<ExtendedData><Data name="actor"><value>{name}</value></Data>'
            '<Data name="date"><value>2014</value></Data></ExtendedData>'
        )
        marks.append(f"<Placemark>{data}<Polygon>{drawn}</Polygon></Placemark>")
    path.write_text(f"<kml><Document>{''.join(marks)}</Document></kml>", "utf-8")


def _csv(path, text, other):
    quoted = text.replace('"', '""')
    path.write_text(
        f'actor,date,shape\nother,2014,"{other}"\nred,2014,"{quoted}"\n', "utf-8"
    )


def _table():
    """Columns and a shape, in the place of which the rings are then written."""
    columns = {"actor": ["other", "red"], "date": ["2014", "2014"]}
    return gpd.GeoDataFrame(columns, geometry=[OTHER, OTHER], crs=4326)


def _parquet(path, rings):
    _table().to_parquet(path)
    table = pyarrow.parquet.read_table(path)
    place = table.column_names.index("geometry")
    shapes = pyarrow.array([OTHER.wkb, wkb(*rings)], pyarrow.binary())
    pyarrow.parquet.write_table(table.set_column(place, "geometry", shapes), path)


def _geopackage(path, rings):
    _table().to_file(path, layer="front", SPATIAL_INDEX="NO")
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        for (name,) in names.fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        query = "SELECT geom FROM front WHERE actor = 'red'"
        (blob,) = database.execute(query).fetchone()
        header = blob[: 8 + 32]  # with an envelope of four numbers
        query = "UPDATE front SET geom = ? WHERE actor = 'red'"
        database.execute(query, [header + wkb(*rings)])
        database.commit()


WRITERS = {
    "front.geojson": _geojson,
    "front.geojsonl": lambda path, rings: _geojson(path, rings, lines=True),
    "front.topojson": _topojson,
    "front.kml": _kml,
    "wkt.csv": lambda path, rings: _csv(path, wkt(*rings), OTHER.wkt),
    "wkb.csv": lambda path, rings: _csv(path, wkb(*rings).hex(), OTHER.wkb_hex),
    "json.csv": lambda path, rings: _csv(path, json.dumps(polygon(*rings)), OTHER.wkt),
    "front.parquet": _parquet,
    "front.gpkg": _geopackage,
}


def closed(rings):
    return [[*ring, ring[0]] for ring in rings]


def said(table):
    return [line for line in table.attrs["reading"] if "closed" in line]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("rings", [[OUTER], [OUTER, HOLE], [OUTER[:3]]])
def test_a_ring_that_is_not_closed_has_the_area_of_the_closed_one(
    tmp_path, name, rings
):
    read = []
    for folder, own in (("open", rings), ("closed", closed(rings))):
        path = tmp_path / folder / name
        path.parent.mkdir()
        WRITERS[name](path, own)
        read.append(geo.read_control(path))
    opened, whole = read
    assert geo.areas(opened).equals(geo.areas(whole))
    row = 3 if name.endswith(".csv") else 2
    assert said(opened) == [
        f"1 row with a ring that is not closed (first: {name}, row {row}); closed by a "
        "straight edge"
    ]
    assert not said(whole)
    found = geo.findings(opened)
    errors = found[found["severity"] == "error"]
    assert errors[["kind", "file", "row", "actor"]].to_numpy().tolist() == [
        ["invalid", name, row, "red"]
    ]
    assert "a ring is not closed" in errors["finding"].iloc[0]
    assert "invalid" not in set(geo.findings(whole)["kind"])


def test_open_rings_of_a_shapefile_are_closed(tmp_path):
    path = tmp_path / "front.shp"
    ring = [*OUTER, OUTER[0]]
    gpd.GeoDataFrame(
        {"date": ["2014"]}, geometry=[shapely.Polygon(ring[::-1])], crs=4326
    ).to_file(path)
    data = bytearray(path.read_bytes())
    last = len(data) - 16  # the file ends with the last vertex of its only ring
    struct.pack_into("<2d", data, last, 29.5, 48.5)
    path.write_bytes(data)
    table = geo.read_control(path)
    (shape,) = table.geometry
    drawn = struct.unpack_from("<10d", data, len(data) - 80)
    corners = list(zip(drawn[::2], drawn[1::2]))
    assert list(shape.exterior.coords) == [*corners, corners[0]]
    assert len(said(table)) == 1


@pytest.mark.parametrize("ring", [OUTER[:1], OUTER[:2], OUTER[:2] * 2])
@pytest.mark.parametrize("name", WRITERS)
def test_a_ring_of_fewer_than_three_corners_is_refused_with_its_row(
    tmp_path, name, ring
):
    path = tmp_path / name
    WRITERS[name](path, [ring])
    with pytest.raises(geo.ReadError, match="(row|line) [23]: not a "):
        geo.read_control(path)


def test_rows_of_many_files_are_counted_in_one_sentence(tmp_path):
    for day in range(1, 4):
        feature = {"type": "Feature", "properties": {}, "geometry": polygon(OUTER)}
        path = tmp_path / f"front_2024-07-0{day}.geojson"
        path.write_text(json.dumps(feature), encoding="utf-8")
    table = geo.read_control(tmp_path)
    assert said(table) == [
        "3 rows with a ring that is not closed (first: front_2024-07-01.geojson, row 1); "
        "closed by a straight edge"
    ]
    assert geo.reading(table)["unclosed"] == {
        f"front_2024-07-0{day}.geojson": [1] for day in range(1, 4)
    }
