"""The outlines that come with the package, and the script that makes them."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo.measure
from layers.data import build_names

DATA = Path(__file__).parents[2] / "layers" / "data"
FILES = sorted(path.name for path in DATA.glob("*.fgb"))
KERCH = shapely.box(36.3, 45.0, 36.9, 45.6)
PEREKOP = shapely.box(33.4, 45.9, 35.2, 46.3)

spec = importlib.util.spec_from_file_location("build_outlines", DATA / "build.py")
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)


@pytest.mark.parametrize("name", FILES)
def test_outlines_are_valid_and_on_the_globe(name: str) -> None:
    table = gpd.read_file(DATA / name)
    west, south, east, north = table.total_bounds
    assert table.crs == "EPSG:4326"
    assert table.is_valid.all() and not table.is_empty.any()
    assert -180 <= west < east <= 180 and -90 <= south < north <= 90


@pytest.mark.parametrize("name", ["borders.fgb", "borders_world.fgb"])
@pytest.mark.parametrize("place", [PEREKOP, KERCH], ids=["Perekop", "Kerch"])
def test_the_line_round_crimea_is_disputed(name: str, place: shapely.Polygon) -> None:
    borders = gpd.read_file(DATA / name)
    there = borders[borders.intersects(place)]
    assert len(there) and there["disputed"].all()


def test_no_border_is_drawn_twice() -> None:
    borders = gpd.read_file(DATA / "borders.fgb").geometry
    first, second = borders.sindex.query(borders, predicate="intersects")
    pairs = [(i, j) for i, j in zip(first, second, strict=True) if i < j]
    doubled = [borders[i].intersection(borders[j]).length for i, j in pairs]
    assert max(doubled) < 0.01


def test_names_are_decoded() -> None:
    cities = gpd.read_file(DATA / "cities.fgb")
    assert {"Malmö", "Düsseldorf", "Panevežys", "Kyiv"} <= set(cities["name"])
    assert not cities["name"].str.contains("\ufffd|Ã").any()


def test_cities_have_the_spellings_of_the_table() -> None:
    cities = set(gpd.read_file(DATA / "cities.fgb")["name"])
    table = pd.read_csv(DATA / "spellings.csv")
    assert set(table["name"]) <= cities
    # A town of that name elsewhere keeps it.
    elsewhere = {"Al Hillah", "Odessa", "Saida"}
    others = table[table["name"] != table["natural_earth"]]
    assert not set(others["natural_earth"]) & (cities - elsewhere)
    assert table["source"].notna().all()
    assert not table.duplicated(["country", "natural_earth"]).any()


def test_names_of_cities_are_in_the_script_of_their_language() -> None:
    cities = gpd.read_file(DATA / "cities.fgb")
    spots = zip(
        cities["name"],
        cities.geometry.y.round(3),
        cities.geometry.x.round(3),
        strict=True,
    )
    names = pd.read_csv(DATA / "city_names.csv", keep_default_na=False)
    assert set(zip(names["name"], names["lat"], names["lon"], strict=True)) <= {*spots}
    assert not names["ar"].str.contains("[A-Za-z\u064e-\u0650]").any()
    assert not names["uk"].str.contains("[A-Za-zґҐ]").any()
    assert not (names[["de", "es", "fr"]].eq(names["name"], axis=0)).any(axis=None)
    paris = names[(names["name"] == "Paris") & (names["uk"] == "Париж")].iloc[0]
    assert (paris["ar"], paris["es"], paris["fr"]) == ("باريس", "París", "")


@pytest.mark.parametrize(
    "name, code, english, rank, used",
    [
        ("طَرَابُلُس", "ar", "Tripoli", 6, "طرابلس"),
        ("كولومبيا، قرطاجنة", "ar", "Elsewhere", 6, "كولومبيا"),
        ("Dūmā", "ar", "Douma", 8, ""),
        ("Ґазіантеп", "uk", "Gaziantep", 6, "Газіантеп"),
        ("Siquem", "es", "Nablus", 7, ""),
        ("Pékin", "fr", "Beijing", 0, "Pékin"),
        ("Kermānschāh", "de", "Kermanshah", 6, ""),
        ("Muş", "de", "Mus", 7, "Muş"),
    ],
)
def test_a_name_of_geonames_is_used_if_a_map_would_write_it(
    name: str, code: str, english: str, rank: int, used: str
) -> None:
    assert build_names.usable(name, code, english, rank) == used


def test_each_familiar_outline_is_that_of_the_area_named() -> None:
    table = gpd.read_file(DATA / "familiar.fgb").set_index("name").geometry
    known = geo.measure.reference_areas().set_index("name")["area_km2"]
    measured = geo.measure.area_km2(table.to_numpy())
    ratio = measured / known[table.index].to_numpy()
    assert set(script.ISLANDS) | set(script.REGIONS) | set(script.STATES) == set(
        table.index
    )
    assert 0.8 < ratio.min() < ratio.max() < 1.1
    assert shapely.get_num_coordinates(table.to_numpy()).max() <= 140


def write_inputs(folder: Path) -> None:
    """A continent with a lake, an island in the lake, and one of each of the other things."""
    island = shapely.box(34, 44, 35, 45)
    land = shapely.box(30, 40, 50, 50).difference(shapely.box(33, 43, 36, 46))
    isles = [shapely.Point(at).buffer(0.1) for at in script.ISLANDS.values()]
    for name, more in (("ne_10m_land.shp", isles), ("ne_50m_land.shp", [])):
        table = gpd.GeoDataFrame(geometry=[land, island, *more], crs=4326)
        table.to_file(folder / name)
    gpd.GeoDataFrame(
        {"featurecla": ["International boundary (verify)", "Disputed (please verify)"]},
        geometry=[
            shapely.LineString([(40, 40), (40, 50)]),
            shapely.LineString([(45, 40), (45, 50)]),
        ],
        crs=4326,
    ).to_file(folder / "ne_10m_admin_0_boundary_lines_land.shp")
    claims = [
        shapely.LineString([(45, 42), (45, 48)]),  # along a line that is there
        shapely.LineString([(40, 42), (45, 42)]),
    ]
    table = gpd.GeoDataFrame(geometry=claims, crs=4326)
    table.to_file(folder / "world_map.gpkg", layer="disputed_borders")
    # A state of two islands, one far smaller than the other, and a lake.
    land = shapely.box(10, 50, 12, 52).difference(shapely.box(11, 51, 11.1, 51.1))
    state = shapely.MultiPolygon([land, shapely.box(13, 50, 13.1, 50.1)])
    states = {"NAME": script.STATES}
    regions = dict.fromkeys(["gu_a3", "fips", "gn_name"], "")
    parts = [{**regions, column: value} for column, value in script.REGIONS.values()]
    for layer, columns in (("countries", states), ("states_provinces", parts)):
        table = gpd.GeoDataFrame(columns)
        table = table.set_geometry([state] * len(table), crs=4326)
        table.to_file(folder / "world_map.gpkg", layer=layer)
    gpd.GeoDataFrame(
        {"scalerank": [3.0, 9.0]},
        geometry=[
            shapely.LineString([(31, 44.5), (37, 44.5)]),
            shapely.LineString([(31, 42), (37, 42)]),
        ],
        crs=4326,
    ).to_file(folder / "ne_10m_rivers_lake_centerlines.shp")
    gpd.GeoDataFrame(
        {
            "name": ["Malmö", "Kiev", "Jerusalem"],
            "adm0_a3": ["SWE", "UKR", "ISR"],
            "scalerank": [4, 1, 3],
            "adm0cap": [0.0, 1.0, 1.0],
        },
        geometry=gpd.points_from_xy([31, 32, 33], [41, 41, 41]),
        crs=4326,
    ).to_file(folder / "ne_10m_populated_places_simple.shp", encoding="windows-1252")
    (folder / "ne_10m_populated_places_simple.cpg").unlink()
    countries = {
        "Ukraine": shapely.box(33, 46, 35, 48),
        "Russia": shapely.box(33, 44, 35, 46),
    }
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": shapely.geometry.mapping(box),
        }
        for name, box in countries.items()
    ]
    collection = {
        "type": "FeatureCollection",
        "name": "countries",
        "features": features,
    }
    (folder / "countries-10m.json").write_text(json.dumps(collection))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script makes of the small inputs."""
    folder = tmp_path_factory.mktemp("made")
    write_inputs(folder)
    build(folder)
    return folder


def build(folder: Path) -> None:
    for name in ("build.py", "spellings.csv"):
        shutil.copy(DATA / name, folder)
    subprocess.run([sys.executable, folder / "build.py", folder], check=True)


def test_lakes_are_taken_out_of_the_land(made: Path) -> None:
    land, *isles = sorted(
        gpd.read_file(made / "land.fgb").geometry, key=lambda g: -g.area
    )
    assert len(isles) == len(script.ISLANDS)
    (lake,) = gpd.read_file(made / "lakes.fgb").geometry
    assert land.equals(shapely.box(30, 40, 50, 50))
    assert lake.equals(
        shapely.box(33, 43, 36, 46).difference(shapely.box(34, 44, 35, 45))
    )


def test_great_lakes_stay_in_the_land_of_the_world(made: Path) -> None:
    land = gpd.read_file(made / "land_world.fgb").geometry
    assert land.union_all().area == pytest.approx(200 - 9 + 1)


def test_a_claim_along_a_border_is_not_drawn_again(made: Path) -> None:
    borders = gpd.read_file(made / "borders.fgb")
    borders = borders[borders.bounds["minx"] >= 40]  # the rest lies round Crimea
    lengths = shapely.length(borders.geometry)
    assert lengths[borders["disputed"]].sum() == pytest.approx(10 + 5)
    assert lengths[~borders["disputed"]].sum() == pytest.approx(10)


def test_rivers_end_at_the_lake_and_small_ones_are_left_out(made: Path) -> None:
    rivers = gpd.read_file(made / "rivers.fgb")
    assert (
        rivers["rank"].tolist() == [3] * 3
    )  # before the lake, on the island, behind the lake
    assert shapely.length(rivers.geometry).sum() == pytest.approx(2 + 1 + 1)


def test_cities_come_in_order_of_rank(made: Path) -> None:
    cities = gpd.read_file(made / "cities.fgb")
    assert cities["name"].tolist() == ["Kyiv", "Jerusalem", "Malmö"]
    assert cities["capital"].tolist() == [True, False, False]


def test_familiar_outlines_are_without_small_islands_and_lakes(made: Path) -> None:
    table = gpd.read_file(made / "familiar.fgb").set_index("name").geometry
    whole = geo.measure.area_km2([shapely.box(10, 50, 12, 52)])
    assert geo.measure.area_km2([table["Wales"]]) == pytest.approx(whole, rel=0.001)
    assert table["Jersey"].contains(shapely.Point(script.ISLANDS["Jersey"]))


def test_equal_inputs_give_equal_outlines(made: Path, tmp_path: Path) -> None:
    write_inputs(tmp_path)
    build(tmp_path)
    assert FILES
    for name in FILES:
        assert (made / name).read_bytes() == (tmp_path / name).read_bytes()
