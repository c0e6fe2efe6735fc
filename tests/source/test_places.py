import shutil

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
import geo.measure
import geo.table
from geo.source.place_cells import REACH, circles, coverage

FRAME = shapely.box(38, 34, 40, 36)

LIST = """place,lat,lon,kind,held_from,held_to,actor,source
West,35,38.5,town,2014-01-01,2016-01-01,red,A newspaper
East,35,39.5,town,2015-01-01,,blue,Another
North,35.8,39,city,,,,Nobody held it
"""


def listed(tmp_path, text=LIST):
    path = tmp_path / "towns.csv"
    path.write_text(text, encoding="utf-8")
    return geo.read_places(path)


def test_each_place_speaks_for_the_ground_nearest_to_it(tmp_path):
    table = geo.territory(listed(tmp_path), FRAME)
    claimed = table[table["status"] == "claimed"].set_index("place")
    assert claimed.geometry["West"].contains(shapely.Point(38.1, 34.2))
    assert claimed.geometry["East"].contains(shapely.Point(39.9, 34.2))
    assert "North" not in claimed.index
    assert claimed.loc["West", ["actor", "source"]].tolist() == ["red", "A newspaper"]


def test_held_ground_is_the_part_within_reach(tmp_path):
    table = geo.territory(listed(tmp_path), FRAME, town_reach_km=10)
    west = table[table["place"] == "West"].set_index("status")
    assert west.geometry["claimed"].covers(west.geometry["held"])
    # A circle of 10 km, drawn as a polygon of 120 corners: 0.05 % less than pi r^2.
    assert geo.measure.area_km2([west.geometry["held"]])[0] == pytest.approx(
        np.pi * 100, rel=1e-3
    )


def test_every_change_in_the_list_is_a_date(tmp_path):
    table = geo.territory(listed(tmp_path), FRAME)
    assert geo.table.timeline(table)["date_text"].tolist() == [
        "2014-01-01",
        "2015-01-01",
        "2016-01-01",
    ]


def test_contested_places_are_claimed_and_not_held(tmp_path):
    text = LIST.replace("source\n", "source,status\n").replace(
        "newspaper\n", "paper,contested\n"
    )
    table = geo.territory(listed(tmp_path, text), FRAME)
    assert table.loc[table["place"] == "West", "status"].tolist() == ["claimed"]


def test_the_whole_cell_of_a_roamed_place_is_neither_claimed_nor_held(tmp_path):
    text = LIST.replace("source\n", "source,status\n").replace(
        "Another\n", "Another,roamed\n"
    )
    table = geo.territory(listed(tmp_path, text), FRAME)
    assert table.loc[table["place"] == "East", "status"].tolist() == ["roamed"]
    whole = geo.territory(listed(tmp_path), FRAME)
    claimed = whole[(whole["place"] == "East") & (whole["status"] == "claimed")]
    roamed = table[table["place"] == "East"]
    assert roamed.geometry.iloc[0].equals(claimed.geometry.iloc[0])
    assert roamed["end"].isna().all()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("lat,", "northing,", "towns.csv: no column lat "),
        ("35,38.5", "north,38.5", "towns.csv, row 2: lat is 'north'; write degrees"),
        ("35,38.5", "135,38.5", "towns.csv, row 2: lat is '135'; write degrees"),
        ("2014-01-01", "2014-13-01", "towns.csv, row 2: 2014-13-01: not a date"),
        (
            "2016-01-01",
            "2013-01-01",
            "towns.csv, row 2: West is lost on 2013-01-01, before",
        ),
    ],
)
def test_a_faulty_list_is_refused_in_one_sentence(tmp_path, old, new, sentence):
    with pytest.raises(geo.ReadError) as refused:
        listed(tmp_path, LIST.replace(old, new, 1))
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)


def test_a_kind_without_reach_is_refused(tmp_path):
    with pytest.raises(
        geo.ReadError, match="towns.csv, row 4: kind 'castle'; write one of air"
    ):
        listed(tmp_path, LIST.replace("city", "castle"))
    places = listed(tmp_path).assign(kind="castle")
    with pytest.raises(geo.ReadError, match="kind castle: unknown, without a reach"):
        geo.territory(places, FRAME)


def test_lists_as_spreadsheets_write_them(tmp_path):
    text = (
        LIST.replace(",", ";").replace("place;lat;lon", "Town; Latitude ;LNG")
        + ";;;;;;;\n"
    )
    path = tmp_path / "towns.csv"
    path.write_text(text, encoding="utf-8-sig")
    pd.testing.assert_frame_equal(geo.read_places(path), listed(tmp_path))


def test_a_place_lost_that_was_never_taken_is_refused(tmp_path):
    with pytest.raises(
        geo.ReadError, match="row 2: West is lost but never taken; fill in held_f"
    ):
        listed(tmp_path, LIST.replace("2014-01-01", ""))


def test_places_on_two_sides_of_the_world_are_refused(tmp_path):
    with pytest.raises(
        geo.ReadError, match="too far apart for one projection; pass a smaller --frame"
    ):
        geo.territory(listed(tmp_path), shapely.box(-90, -40, 90, 40))


points = st.tuples(st.integers(0, 40), st.integers(0, 40))


@settings(max_examples=12)
@given(st.lists(points, min_size=2, max_size=12, unique=True), st.floats(0, 80))
def test_cells_fill_the_frame_without_gap_or_overlap(grid, reach_km):
    lon, lat = (
        np.array(axis, dtype=float) / 18 + start
        for axis, start in zip(zip(*grid), (38, 34))
    )
    cells, within = coverage(
        lon, lat, circles(lon, lat, np.full(len(lon), reach_km)), FRAME
    )
    assert shapely.coverage_is_valid(cells)
    assert geo.measure.area_km2(cells).sum() == pytest.approx(
        geo.measure.area_km2([FRAME])[0], rel=1e-9
    )
    assert (
        geo.measure.area_km2(within) <= geo.measure.area_km2(cells) * (1 + 1e-12)
    ).all()


def test_the_story_covers_its_frame_and_nothing_twice():
    """Union of all cells equals the frame to 1e-9; no two cells overlap by more than 1 m2."""
    from importlib.resources import files

    import geopandas as gpd

    data = files("geo") / "data"
    frame = shapely.union_all(gpd.read_file(data / "frame.geojson").geometry)
    places = geo.read_places(data / "places.csv").drop_duplicates(["lat", "lon"])
    reach_km = 33 * places["kind"].map(REACH).to_numpy()
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    cells, _ = coverage(lon, lat, circles(lon, lat, reach_km), frame)
    assert shapely.coverage_is_valid(cells)
    missing = shapely.symmetric_difference(shapely.coverage_union_all(cells), frame)
    assert geo.measure.area_km2([missing])[0] / geo.measure.area_km2([frame])[0] < 1e-9


def test_the_list_may_be_in_any_order(tmp_path):
    places = listed(tmp_path)
    one = geo.areas(geo.territory(places, FRAME))
    two = geo.areas(geo.territory(places.iloc[::-1].reset_index(drop=True), FRAME))
    pd.testing.assert_frame_equal(one, two)


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path):
    head, first, *rest = LIST.splitlines()
    path = tmp_path / "towns.csv"
    path.write_text("\n".join([head, first, "", *rest]), encoding="utf-8")
    expected = [2, *range(4, 4 + len(rest))]
    assert geo.read_places(path)["file_row"].tolist() == expected


TOWNS = "place,lat,lon,held_from,held_to\nA,48,31,2020-01-01,\nB,48.5,31,,\n"


@pytest.mark.parametrize("pack", [False, True])
def test_a_folder_or_archive_with_one_list_of_places_is_read_as_the_list(
    tmp_path, pack
):
    path = tmp_path / "towns" / "towns.csv"
    path.parent.mkdir()
    path.write_text(TOWNS, encoding="utf-8")
    (path.parent / "README.md").write_text("about", encoding="utf-8")
    source = path.parent
    if pack:
        source = shutil.make_archive(str(tmp_path / "towns"), "zip", path.parent)
    table, alone = geo.read_control(source), geo.read_control(path)
    assert geo.areas(table).equals(geo.areas(alone))
    (unread,) = geo.reading(table)["unread"]
    assert unread.endswith("README.md")
    left_out = f"1 other file not read: {unread}"
    assert [*alone.attrs["reading"], left_out] == table.attrs["reading"]
    with pytest.raises(geo.CallError, match="does not go with a list of places"):
        geo.read_control(source, calendar="julian")
    clipped = geo.read_control(source, frame="Ukraine")
    assert geo.areas(clipped).equals(geo.areas(table))


def test_all_rows_of_a_list_that_cannot_be_read_are_listed(tmp_path):
    path = tmp_path / "towns.csv"
    rows = ["C,99,31,2020,", "D,48,31,2020-13-01,", "E,x,31,,", "F,48.2,31,soon,"]
    path.write_text(TOWNS + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(geo.ReadError, match="towns.csv, row 4: lat is '99'"):
        geo.read_control(path)
    refused = []
    table = geo.read_control(path, refused=refused)
    assert sorted(finding.row for finding in refused) == [4, 5, 6, 7]
    assert set(table["place"]) == {"A"}


HELD_TOWNS = "place,lat,lon,held_from,held_to,actor\n"


def days(values):
    return ["" if pd.isna(day) else str(day)[:10] for day in values]


def test_words_and_far_dates_are_no_ends(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(
        f"{HELD_TOWNS}A,48.5,30.5,2024-07-08,NA,Red\nB,48.5,31.5,2024-07-08,9999-12-31,Red\n"
        "C,49.5,30.5,NA,NA,NA\nD,49.5,31.5,2024-07-08,now,Red\n"
        "E,49.5,32.5,2024-07-08,2024-07-15,Red\n",
        encoding="utf-8",
    )
    places = geo.read_places(path)
    assert days(places["end"]) == ["", "", "", "", "2024-07-15"]
    assert days(places["start"])[2] == ""
    reading = "\n".join(geo.read_control(path).attrs["reading"])
    for end in ("NA", "9999-12-31", "now"):
        assert f"1 row with the end “{end}”: read as held to the end of" in reading
    path.write_text(f"{HELD_TOWNS}A,48.5,30.5,unknown,NA,Red\n", encoding="utf-8")
    with pytest.raises(geo.ReadError, match="row 2: unknown: not a date"):
        geo.read_places(path)


def test_the_next_interval_of_a_place_shows_that_ends_are_inclusive(tmp_path):
    path = tmp_path / "towns.csv"
    rows = [
        "A,48.5,30.5,2014-06-10,2014-08-31,Red",
        "A,48.5,30.5,2014-09-01,2014-12-30,Blue",
        "B,48.5,31.5,2014-06-10,2014-08-31,Red",
        "C,49.5,31.5,2014-09-01,,Red",
    ]
    path.write_text(HELD_TOWNS + "\n".join(rows), encoding="utf-8")
    assert days(geo.read_places(path)["end"]) == [
        *("2014-09-01", "2014-12-31", "2014-09-01", "")
    ]
    table = geo.read_control(path)
    assert (
        "ends are the last day held: 1 meets the next start a day later, 0 on the day"
        in (table.attrs["reading"])
    )
    areas = geo.areas(table)
    assert (
        areas[areas["date"] < "2014-12-31"].groupby("date")["area_km2"].sum() > 0
    ).all()
    exclusive = geo.read_control(path, ends="exclusive")
    assert days(exclusive["end"])[0] == "2014-08-31"
    assert "ends" in geo.findings(exclusive)["kind"].tolist()
    rows[0] = "A,48.5,30.5,2014-06-10,2014-09-01,Red"
    path.write_text(HELD_TOWNS + "\n".join(rows), encoding="utf-8")
    assert days(geo.read_places(path)["end"])[:2] == ["2014-09-01", "2014-12-30"]
    rows += ["B,48.5,31.5,2014-09-01,,Blue"]
    path.write_text(HELD_TOWNS + "\n".join(rows), encoding="utf-8")
    with pytest.raises(geo.ReadError, match="ends may be inclusive or exclusive: 1 m"):
        geo.read_places(path)
    assert days(geo.read_places(path, ends="inclusive")["end"])[2] == "2014-09-01"
