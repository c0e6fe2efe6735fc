"""Formats that GDAL reads: they round coordinates, have no columns, or are folders."""

import json
import shutil
import zipfile

import geopandas as gpd
import pyogrio
import pytest
import shapely
from tables import square

import geo
from geo.base import CallError

FRONT = gpd.GeoDataFrame(
    {
        "actor": ["Red", "Blue", "Red"],
        "date": ["2024-07-08", "2024-07-08", "2024-07-15"],
    },
    geometry=[square(30, 48), square(31, 48), square(30, 48, size=0.5)],
    crs="EPSG:4326",
)


@pytest.fixture
def expected(tmp_path):
    FRONT.to_file(tmp_path / "expected.geojson")
    return geo.areas(geo.read_control(tmp_path / "expected.geojson"))


def assert_areas(source, expected, **options):
    areas = geo.areas(geo.read_control(source, **options))
    keys = ["date", "actor", "status"]
    assert areas[keys].equals(expected[keys])
    assert areas["area_km2"].tolist() == pytest.approx(
        expected["area_km2"].tolist(), rel=1e-6
    )


def zip_folder(folder, path):
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{folder.name}/{file.name}")
    return path


def test_a_file_geodatabase_is_a_folder_or_a_zip_of_one(tmp_path, expected):
    days = tmp_path / "days"
    days.mkdir()
    path = days / "front.gdb"
    pyogrio.write_dataframe(FRONT, path, driver="OpenFileGDB", layer="front")
    packed = zip_folder(path, tmp_path / "front.gdb.zip")
    for source in (path, days, packed, str(days / "*.gdb")):
        assert_areas(source, expected)
    (path / "a00000004.gdbtable").unlink()
    with pytest.raises(
        geo.ReadError, match="front.gdb: no a00000004.gdbtable in this folder"
    ):
        geo.read_control(path)


def test_layers_of_a_geodatabase_may_be_of_a_date_each(tmp_path, expected):
    path = tmp_path / "front.gdb"
    for day, rows in FRONT.groupby("date"):
        name = f"front_{day.replace('-', '_')}"
        how = {"append": True} if path.exists() else {}
        pyogrio.write_dataframe(
            rows.drop(columns="date"), path, driver="OpenFileGDB", layer=name, **how
        )
    assert_areas(path, expected)


def test_a_tab_file_is_read_with_its_parts(tmp_path, expected):
    path = tmp_path / "front.tab"
    pyogrio.write_dataframe(FRONT, path, driver="MapInfo File")
    assert_areas(path, expected)
    before = sorted(tmp_path.iterdir())
    table = path.read_text(encoding="latin-1").replace("NATIVE", "LINKED")
    path.write_text(table, encoding="latin-1")
    with pytest.raises(geo.ReadError, match="front.tab: not a table of its own"):
        geo.read_control(path)
    (tmp_path / "front.map").unlink()
    with pytest.raises(geo.ReadError, match="its .map file is missing"):
        geo.read_control(path)
    assert [file for file in before if file.exists()] == sorted(tmp_path.iterdir())


def test_closed_lines_of_a_drawing_are_polygons_and_others_are_left_out(tmp_path):
    path = tmp_path / "front_2024-07-08.dxf"
    drawn = FRONT[:1][["geometry"]].to_crs(32636)
    line = shapely.LineString(drawn.geometry.iloc[0].exterior.coords[:3])
    shapes = gpd.GeoSeries([*drawn.geometry, line], crs=32636)
    pyogrio.write_dataframe(gpd.GeoDataFrame(geometry=shapes), path, driver="DXF")
    with pytest.raises(geo.ReadError, match="no CRS; pass --crs"):
        geo.read_control(path)
    table = geo.read_control(path, crs="EPSG:32636")
    (area,) = geo.areas(table)["area_km2"]
    assert area == pytest.approx(8217.7, rel=1e-3)
    (left_out,) = geo.reading(table)["left_out"]
    assert left_out["reason"] == "of points or lines"


def test_gml_of_a_server_has_its_axes_in_the_order_of_its_system(tmp_path, expected):
    path = tmp_path / "front.gml"
    pyogrio.write_dataframe(FRONT, path, driver="GML", FORMAT="GML3.2")
    assert "48 31" in path.read_text(encoding="utf-8")
    assert_areas(path, expected)
    path.with_suffix(".xsd").write_text("<nothing/>", encoding="utf-8")
    assert_areas(path, expected)
    assert sorted(file.suffix for file in tmp_path.glob("front.*")) == [".gml", ".xsd"]


def test_dates_of_esri_json_count_milliseconds(tmp_path, expected):
    days = {"2024-07-08": 1720396800000, "2024-07-15": 1721001600000}
    rings = [[list(p) for p in shape.exterior.coords[::-1]] for shape in FRONT.geometry]
    rows = zip(FRONT["actor"], FRONT["date"], rings)
    answer = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 102100, "latestWkid": 4326},
        "fields": [
            {"name": "actor", "type": "esriFieldTypeString"},
            {"name": "date", "type": "esriFieldTypeDate"},
        ],
        "features": [
            {
                "attributes": {"actor": actor, "date": days[day]},
                "geometry": {"rings": [ring]},
            }
            for actor, day, ring in rows
        ],
    }
    path = tmp_path / "front.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    assert_areas(path, expected)
    path.write_text(
        json.dumps(answer | {"exceededTransferLimit": True}), encoding="utf-8"
    )
    with pytest.raises(geo.ReadError, match="incomplete: the server left features out"):
        geo.read_control(path)


def test_tables_of_a_database_without_shapes_are_left_out(tmp_path, expected):
    path = tmp_path / "front.sqlite"
    pyogrio.write_dataframe(
        FRONT, path, driver="SQLite", layer="front", SPATIALITE="NO"
    )
    plain = FRONT.drop(columns="geometry")
    pyogrio.write_dataframe(plain, path, driver="SQLite", layer="notes", append=True)
    assert_areas(path, expected)
    with pytest.raises(CallError, match="no layer notes"):
        geo.read_control(path, layer="notes")


@pytest.mark.parametrize(
    "name, text",
    [("readme.txt", "A map of the front."), ("leaflet.js", "var L = {map: 1};")],
)
def test_texts_and_scripts_that_are_no_maps_are_left_out(tmp_path, name, text):
    FRONT.to_file(tmp_path / "front.geojson")
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert geo.reading(geo.read_control(tmp_path))["unread"] == [name]
    with pytest.raises(geo.ReadError, match="not a format that can be read"):
        geo.read_control(tmp_path / name)


WHEN = {
    "a text": ({"when": "2024-07-08"}, {"when": "2024-07-15"}),
    "a record": ({"when": {"start": "2024-07-08"}}, {"when": {"start": "2024-07-15"}}),
}


@pytest.mark.parametrize("form", WHEN)
def test_the_record_when_is_a_date_or_an_interval(tmp_path, form):
    features = [
        {
            "type": "Feature",
            "properties": {"actor": "Red", **when},
            "geometry": shapely.geometry.mapping(shape),
        }
        for when, shape in zip(WHEN[form], (square(30, 48), square(31, 48)))
    ]
    path = tmp_path / "front.geojson"
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert geo.read_control(path)["start_text"].tolist() == ["2024-07-08", "2024-07-15"]


@pytest.mark.parametrize("place", ["properties", "feature"])
def test_timespans_and_dates_beside_the_properties_are_read(tmp_path, place):
    spans = [("1914", "1918"), ("1919", "1920")]
    features = []
    for (start, end), shape in zip(spans, (square(30, 48), square(31, 48))):
        when = {"when": {"timespans": [{"start": {"in": start}, "end": {"in": end}}]}}
        feature = {"type": "Feature", "properties": {"actor": "Red"}}
        feature["geometry"] = shapely.geometry.mapping(shape)
        (feature["properties"] if place == "properties" else feature).update(when)
        features.append(feature)
    path = tmp_path / "front.geojson"
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole), encoding="utf-8")
    table = geo.read_control(path, ends="inclusive")
    assert table["start_text"].tolist() == ["1914", "1919"]
    assert table["end_text"].tolist() == ["1919", "1921"]


def test_several_maps_in_one_file_are_layers_by_their_names(tmp_path, expected):
    maps = {
        day: json.loads(rows.drop(columns="date").to_json())
        for day, rows in FRONT.groupby("date")
    }
    by_option = [
        whole | {"_umap_options": {"name": day}} for day, whole in maps.items()
    ]
    for whole in (maps, {"type": "umap", "layers": by_option}):
        (tmp_path / "front.json").write_text(json.dumps(whole), encoding="utf-8")
        assert_areas(tmp_path / "front.json", expected)


def test_an_archive_may_be_of_several_streams(tmp_path, expected):
    import bz2
    import lzma

    text = (tmp_path / "expected.geojson").read_bytes()
    for ending, compress in ((".xz", lzma.compress), (".bz2", bz2.compress)):
        path = tmp_path / f"front.geojson{ending}"
        path.write_bytes(compress(text[:100]) + compress(text[100:]))
        assert_areas(path, expected)
        path.write_bytes(path.read_bytes()[:-8])
        with pytest.raises(geo.ReadError, match="cut off before its end|not readable"):
            geo.read_control(path)
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
