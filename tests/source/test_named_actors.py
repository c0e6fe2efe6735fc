"""Actors by the names of files, layers or folders: read where nothing else can be meant."""

import json

import geopandas as gpd
import pytest
import shapely

import geo
from geo.measure import area_km2

WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
LARGE = shapely.box(0, 0, 2, 1)
DATES = ("2016-01", "2016-02")
SIDES = {"government": WEST, "rebels": EAST}
PATHS = {
    "file": "{date}_{actor}.geojson",
    "folder": "{actor}/{date}.geojson",
}


def write(path, shape):
    path.parent.mkdir(parents=True, exist_ok=True)
    gpd.GeoDataFrame(geometry=[shape], crs=4326).to_file(path, driver="GeoJSON")


def write_all(folder, form, sides=SIDES, dates=DATES):
    for actor, shape in sides.items():
        for date in dates:
            write(folder / form.format(actor=actor, date=date), shape)


def write_layers(path):
    for actor, shape in SIDES.items():
        rows = gpd.GeoDataFrame({"date": DATES}, geometry=[shape] * 2, crs=4326)
        rows.to_file(path, layer=actor, driver="GPKG")
    return path


def km2_of(table):
    areas = geo.areas(table)
    return {(row.actor, str(row.date)[:7]): row.area_km2 for row in areas.itertuples()}


RIGHT = {
    (actor, date): float(area_km2([shape])[0])
    for actor, shape in SIDES.items()
    for date in DATES
}


@pytest.mark.parametrize("kind", PATHS)
def test_names_that_share_every_date_are_actors(tmp_path, kind):
    write_all(tmp_path, PATHS[kind])
    table = geo.read_control(tmp_path)
    assert km2_of(table) == pytest.approx(RIGHT)
    sentences = geo.reading(table)["sentences"]
    assert any(f"actors by the names of {kind}s" in sentence for sentence in sentences)
    named = geo.read_control(tmp_path, actor=f"{kind}-name")
    assert km2_of(named) == pytest.approx(RIGHT)


def test_layers_that_share_every_date_are_actors(tmp_path):
    path = write_layers(tmp_path / "control.gpkg")
    assert km2_of(geo.read_control(path)) == pytest.approx(RIGHT)
    named = geo.read_control(path, actor="layer-name")
    assert km2_of(named) == pytest.approx(RIGHT)


def test_parts_of_a_map_and_classes_of_control_are_not_taken_for_actors(tmp_path):
    write_all(tmp_path, "{date}_{actor}.geojson", {"north": WEST, "south": EAST})
    with pytest.raises(geo.ReadError, match="name no actor; .* pass --actor file-name"):
        geo.read_control(tmp_path)


def test_two_maps_of_the_same_land_are_versions_and_not_two_actors(tmp_path):
    write_all(tmp_path, PATHS["file"], {"anna": WEST, "boris": LARGE})
    with pytest.raises(geo.ReadError, match="name no actor"):
        geo.read_control(tmp_path)


def test_a_date_with_one_of_them_alone_leaves_the_question_open(tmp_path):
    write_all(tmp_path, PATHS["file"])
    (tmp_path / "2016-02_rebels.geojson").unlink()
    with pytest.raises(geo.ReadError, match="name no actor"):
        geo.read_control(tmp_path)
    table = geo.read_control(tmp_path, actor="file-name")
    assert geo.areas(table)["actor"].nunique() == 2


def test_a_column_with_actors_stays_what_names_them(tmp_path):
    for date in DATES:
        for name, shape in SIDES.items():
            document = shapely.geometry.mapping(shape)
            row = {"type": "Feature", "properties": {"actor": f"{name} army"}}
            features = [{**row, "geometry": document}]
            text = json.dumps({"type": "FeatureCollection", "features": features})
            (tmp_path / f"{date}_{name}.geojson").write_text(text, encoding="utf-8")
    table = geo.read_control(tmp_path)
    assert set(table["actor"]) == {"government army", "rebels army"}
