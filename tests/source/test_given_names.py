"""Names of the actor and the source that the caller gives, where the source has none."""

import json

import geopandas as gpd
import pytest
import shapely
from tables import square

import geo

LINK = "DeepState, https://deepstatemap.live"


@pytest.fixture
def daily(tmp_path):
    """A function that writes two daily files, each of rows with `properties`."""

    def write(*properties, folder="daily"):
        for day in (8, 9):
            features = [
                {
                    "type": "Feature",
                    "properties": row,
                    "geometry": shapely.geometry.mapping(square(30 + 2 * place, 50)),
                }
                for place, row in enumerate(properties)
            ]
            path = tmp_path / folder / f"2024070{day}.geojson"
            path.parent.mkdir(exist_ok=True)
            document = {"type": "FeatureCollection", "features": features}
            path.write_text(json.dumps(document), encoding="utf-8")
        return tmp_path / folder

    return write


def test_the_actor_and_the_source_have_the_names_given(daily):
    table = geo.read_control(daily({}), actor_name=" Russia ", source_name=LINK)
    assert set(table["actor"]) == {"Russia"} and set(table["source"]) == {LINK}
    assert table["file"].tolist() == ["20240708.geojson", "20240709.geojson"]
    assert set(geo.areas(table)["actor"]) == {"Russia"}
    (summary,) = geo.reading(table)["sentences"][:1]
    assert "one actor (none named: called “Russia”)" in summary
    origins = geo.source.origins(table).set_index("what")["found"]
    assert origins["actor"] == "none: called “Russia”" and origins["source"] == LINK


def test_a_column_without_any_name_names_no_actor(daily):
    table = geo.read_control(daily({"actor": None}, {"actor": ""}), actor_name="Russia")
    assert set(table["actor"]) == {"Russia"}
    assert not [each for each in geo.reading(table)["sentences"] if "unnamed" in each]


def test_a_name_for_the_actor_is_refused_where_a_row_has_one(daily):
    folder = daily({"actor": "Red"}, {"actor": None}, {"actor": "Blue"})
    with pytest.raises(geo.base.CallError) as error:
        geo.read_control(folder, actor_name="Russia")
    assert str(error.value) == (
        f"{folder}: column actor names actors (“Blue” and others); leave --actor-name out, or "
        "give a name to show by [[actors]] in controlmap.toml"
    )


def test_a_name_for_the_actor_is_refused_where_a_layer_stands_for_one(tmp_path):
    path = tmp_path / "AssessedRussianControl_20240708.geojson"
    gpd.GeoDataFrame(geometry=[square(30, 50)], crs=4326).to_file(path)
    assert set(geo.read_control(path)["actor"]) == {"Russia"}
    with pytest.raises(
        geo.base.CallError, match="stands for “Russia”; leave --actor-name out"
    ):
        geo.read_control(path, actor_name="Moscow")


def test_the_name_of_the_source_is_for_rows_without_one(daily):
    table = geo.read_control(
        daily({"source": "A paper"}, {"source": ""}), source_name=LINK
    )
    assert sorted(set(table["source"])) == ["A paper", LINK]
    full = daily({"source": "A paper"}, folder="full")
    with pytest.raises(geo.base.CallError) as error:
        geo.read_control(full, source_name=LINK)
    assert str(error.value) == (
        f"{full}: every row names its source in a column; leave --source out"
    )


def test_a_name_has_to_be_one(daily):
    with pytest.raises(geo.base.CallError, match="--source: no name in it"):
        geo.read_control(daily({}), source_name=" ")
    table = geo.read_control(daily({}), actor_name="Red\n\x1bArmy")
    assert set(table["actor"]) == {"Red ␛Army"}


def test_names_of_the_project_hold_unless_the_call_has_others(daily):
    folder = daily({"wer": "Reds"})
    reading = f'[reading]\nactor_name = "Russia"\nsource_name = "{LINK}"\n'
    (folder / "controlmap.toml").write_text(reading, encoding="utf-8")

    def names(**options):
        table = geo.read_control(folder, **options)
        return {*table["actor"]} | {*table["source"]}

    assert names() == {"Russia", LINK}
    assert names(actor_name="Moscow", source_name="A paper") == {"Moscow", "A paper"}
    assert names(actor="wer") == {"Reds", LINK}, "a column has the names of actors"
    assert names(source_column="wer") == {"Russia", "Reds"}


def test_a_frame_and_a_list_of_places_have_the_names_given(tmp_path):
    frame = gpd.GeoDataFrame({"date": ["2024"]}, geometry=[square(30, 50)], crs=4326)
    table = geo.read_control(frame, actor_name="Russia", source_name=LINK)
    assert table[["actor", "source"]].values.tolist() == [["Russia", LINK]]
    with pytest.raises(geo.base.CallError, match="leave actor_name= out"):
        geo.read_control(frame.assign(actor="Red"), actor_name="Russia")
    with pytest.raises(geo.base.CallError, match="leave source_name= out"):
        geo.read_control(frame.assign(source="A paper"), source_name=LINK)
    towns = tmp_path / "towns.csv"
    towns.write_text("place,lat,lon,held_from,held_to\nA,50,30,2014,\nB,50,31,,\n")
    options = {"frame": "Ukraine", "actor_name": "Russia", "source_name": LINK}
    table = geo.read_control(towns, **options)
    assert set(table["actor"]) == {"Russia"} and set(table["source"]) == {LINK}
    towns.write_text("place,lat,lon,held_from,held_to,actor\nA,50,30,2014,,Red\n")
    with pytest.raises(geo.base.CallError, match="column actor names actors"):
        geo.read_control(towns, **options)
