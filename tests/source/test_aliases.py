"""Names joined by `aliases`: one actor under several names, which follow one another."""

import geopandas as gpd
import pytest
import shapely

import geo

SQUARE = shapely.box(0, 45, 1, 46)
EAST = shapely.box(1, 45, 2, 46)
ALIASES = {"Kingdom of France": "France"}


def frame(*rows):
    years, names, shapes = zip(*rows)
    return gpd.GeoDataFrame(
        {"year": years, "name": names}, geometry=list(shapes), crs="EPSG:4326"
    )


RENAMED = frame(
    (1700, "Kingdom of France", SQUARE),
    (1700, "Savoy", EAST),
    (1800, "France", SQUARE),
    (1800, "Savoy", EAST),
)


def test_names_joined_are_one_actor_and_the_report_counts_their_rows(tmp_path):
    RENAMED.to_file(tmp_path / "years.geojson")
    (tmp_path / "controlmap.toml").write_text(
        '[aliases]\n"Kingdom of France" = "France"\n"Kingdom of Frence" = "France"\n',
        encoding="utf-8",
    )
    by_project = geo.read_control(tmp_path)
    assert set(by_project["actor"]) == {"France", "Savoy"}
    areas = geo.areas(by_project).set_index(["actor"])["area_km2"]
    assert areas["France"].nunique() == 1, "no end and no start in 1800"
    sentences = geo.reading(by_project)["sentences"]
    assert "1 row of “Kingdom of France” read as of “France”, by aliases" in sentences
    unused = "aliases: no row is “Kingdom of Frence”, which was to be read as “France”"
    assert unused in sentences
    doubts = geo.findings(by_project)
    (name,) = doubts[doubts["kind"] == "alias"]["actor"]
    assert name == "Kingdom of Frence"

    by_argument = geo.read_control(RENAMED, aliases=ALIASES)
    assert list(by_argument["actor"]) == list(by_project["actor"])
    plain = geo.read_control(RENAMED)
    assert "Kingdom of France" in set(plain["actor"])
    assert "alias" not in set(geo.findings(plain)["kind"])


def test_names_that_hold_the_same_land_on_one_date_are_refused():
    both = frame(
        (1700, "Kingdom of France", SQUARE),
        (1700, "France", shapely.box(0.5, 45, 1.5, 46)),
        (1700, "Savoy", EAST),
    )
    with pytest.raises(geo.ReadError, match="both hold 4,343 km2 on 1700") as error:
        geo.read_control(both, aliases=ALIASES)
    assert "join only names of one actor that follow one another" in str(error.value)
    refused = []
    table = geo.read_control(both, aliases=ALIASES, refused=refused)
    assert "both hold" in refused[0].description
    assert "Kingdom of France" in set(table["actor"]), "not joined"
    # names of another actor may lie over them, one of its own beside it, rows of one name anywhere
    beside = frame(
        (1700, "Kingdom of France", SQUARE),
        (1700, "France", shapely.box(0.9999, 45, 1.5, 46)),
        (1700, "France", shapely.box(1.2, 45, 1.7, 46)),
        (1700, "Duchy of Savoy", SQUARE),
    )
    joined = geo.read_control(beside, aliases=ALIASES | {"Duchy of Savoy": "Savoy"})
    assert set(joined["actor"]) == {"France", "Savoy"}


def test_a_ring_that_crosses_itself_is_compared_too():
    bow = shapely.Polygon([(0, 45), (1, 46), (1, 45), (0, 46)])
    rows = ((1700, "Kingdom of France", bow), (1700, "France", SQUARE))
    with pytest.raises(geo.ReadError, match="both hold"):
        geo.read_control(frame(*rows), aliases=ALIASES)


def test_an_alias_of_an_alias_is_refused():
    aliases = ALIASES | {"France": "French Republic"}
    with pytest.raises(geo.ReadError, match="write “French Republic” for both"):
        geo.read_control(RENAMED, aliases=aliases)
