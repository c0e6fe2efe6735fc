import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo
import geo.base
import geo.measure
from geo.base.limits import LimitError
from geo.source.frames import countries, read_frame

TOWNS = """place,lat,lon,held_from,held_to,actor
Kharkiv,49.99,36.23,2022-02-24,,blue
Kupiansk,49.71,37.61,2022-02-27,2022-09-10,red
Kupiansk,49.71,37.61,2022-09-10,,blue
"""


@pytest.fixture
def towns(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(TOWNS, encoding="utf-8")
    return path


def points(*places):
    return pd.DataFrame(places, columns=["lat", "lon"])


def test_without_a_frame_it_is_the_countries_of_the_places():
    ground, name = read_frame(None, points((33.5, 36.3), (33.3, 44.4)))
    assert name == "Iraq and Syria (borders of Natural Earth), where the places lie"
    # Within half a percent of the areas that both publish: outlines are 1:50m.
    assert geo.measure.area_km2([ground])[0] == pytest.approx(
        185_180 + 438_317, rel=5e-3
    )


@pytest.mark.parametrize("given", ["Syria,Iraq", "SYR, irq", "syria,IRAQ"])
def test_countries_by_name_or_code(given):
    assert read_frame(given, points())[1] == "Syria and Iraq (borders of Natural Earth)"


def test_a_file_of_polygons_in_any_crs(tmp_path):
    path = tmp_path / "frame.gpkg"
    box = gpd.GeoSeries([shapely.box(36, 49, 38, 50)], crs=4326)
    box.to_crs(3857).to_file(path)
    assert read_frame(path, points())[0].equals_exact(box.iloc[0], 1e-9, normalize=True)


def test_an_unknown_country_is_refused_with_a_hint():
    with pytest.raises(
        geo.CallError, match="--frame Syrai: no such .*; did you mean Syria?"
    ):
        read_frame("Syrai", points())


def test_places_at_sea_need_a_frame():
    with pytest.raises(geo.ReadError, match="no place lies in a country; pass --frame"):
        read_frame(None, points((0, -30)))


def test_lines_are_no_frame(tmp_path):
    path = tmp_path / "line.geojson"
    gpd.GeoSeries([shapely.LineString([(0, 0), (1, 1)])], crs=4326).to_file(path)
    with pytest.raises(geo.ReadError, match="line.geojson: no polygons"):
        read_frame(path, points())


def test_a_list_of_towns_is_a_source(towns):
    table = geo.read_control(towns)
    assert table.attrs["reading"][:2] == [
        "3 rows of places, 3 of them held at some time",
        "clipped to Ukraine (borders of Natural Earth), where the places lie; "
        "--frame chooses another area",
    ]
    assert table["row"].tolist() == [2, 3, 4, 2, 3, 4]  # lines of the file
    assert table["file_row"].tolist() == table["row"].tolist()
    assert set(table["file"]) == {"towns.csv"}
    about = table.attrs["about"]
    assert about["list"] == "towns.csv"
    assert [place["name"] for place in about["places"]] == ["Kharkiv", "Kupiansk"]
    found = geo.areas(table, all_dates=True).pivot(
        index="date", columns=["status", "actor"], values="area_km2"
    )
    whole = geo.measure.area_km2([read_frame("Ukraine", points())[0]])[0]
    both = found["claimed"].sum(axis=1)
    assert both[pd.Timestamp("2022-02-27") :].to_numpy() == pytest.approx(
        whole, rel=1e-9
    )
    assert geo.changes(table)["net_km2"].abs().max() > 1000


def test_a_list_that_nobody_held_and_a_list_outside_its_frame_are_refused(towns):
    with pytest.raises(
        geo.ReadError, match="towns.csv: none of its places lies in Portugal"
    ):
        geo.read_control(towns, frame="Portugal")
    text = TOWNS.replace("2022-02-27", "").replace("2022-02-24", "")
    towns.write_text(text.replace("2022-09-10", ""), encoding="utf-8")
    with pytest.raises(geo.ReadError, match="towns.csv: no place was ever held"):
        geo.read_control(towns)
    with pytest.raises(geo.CallError, match="no such file"):
        geo.read_control(towns.with_name("town.csv"))


def test_ground_that_states_dispute_is_a_frame_of_its_own():
    simferopol, kherson = (44.95, 34.10), (46.64, 32.61)
    assert read_frame(None, points(kherson))[1].startswith("Ukraine (")
    assert read_frame(None, points(simferopol, kherson))[1].startswith(
        "Ukraine and Crimea (borders"
    )


def test_a_place_outside_the_frame_is_named(towns):
    said = geo.read_control(towns, frame="Ukraine").attrs["reading"]
    assert not [sentence for sentence in said if "outside" in sentence]
    towns.write_text(TOWNS + "Belgorod,50.6,36.6,2022-03-01,,red\n", encoding="utf-8")
    said = geo.read_control(towns, frame="Ukraine").attrs["reading"]
    assert "outside, with only the part of their territory inside: Belgorod" in said


def test_a_frame_that_crosses_itself_is_mended(tmp_path):
    path = tmp_path / "frame.geojson"
    bow_tie = shapely.Polygon([(36, 49), (38, 51), (38, 49), (36, 51)])
    gpd.GeoSeries([bow_tie, shapely.box(36, 49, 37, 50)], crs=4326).to_file(path)
    assert read_frame(path, points())[0].is_valid


@pytest.mark.parametrize(
    ("name", "km2"), [("Russia", 17.1e6), ("Fiji", 18_270), ("Antarctica", 12.3e6)]
)
def test_countries_that_reach_across_180_degrees_are_as_large_as_they_are(name, km2):
    """As statistics have them (Antarctica without ice shelves), to what 1:50 million tells."""
    shape = countries().set_index("name").geometry[name]
    assert geo.measure.area_km2([shape])[0] == pytest.approx(km2, rel=0.01)


def test_the_limits_of_a_call_are_those_of_the_list_and_of_its_frame(towns, tmp_path):
    path = tmp_path / "frame.geojson"
    gpd.GeoSeries([shapely.box(22, 44, 41, 53)], crs=4326).to_file(path)
    assert len(geo.read_control(towns, frame=path, limits={"vertices": 5}))
    with pytest.raises(LimitError, match="^frame.geojson: 5 vertices; at most 4 are"):
        geo.read_control(towns, frame=path, limits={"vertices": 4})
    rows = TOWNS.count("\n") - 1
    assert len(geo.read_places(towns, limits=geo.base.Limits(rows=rows))) == rows
    with pytest.raises(LimitError, match=f"^towns.csv: more than {rows - 1} rows"):
        geo.read_places(towns, limits=geo.base.Limits(rows=rows - 1))
