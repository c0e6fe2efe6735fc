"""Several snapshots of one date, two dates of one file, files without a date: never guessed."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo

SQUARE = shapely.box(0, 0, 1, 1)
LARGE = shapely.box(0, 0, 2, 1)
EAST = shapely.box(1, 0, 2, 1)


def write(path, *rows, **members):
    """A FeatureCollection of (shape, properties), with members beside its features."""
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shapely.geometry.mapping(shape),
        }
        for shape, properties in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"type": "FeatureCollection", **members, "features": features}
    path.write_text(json.dumps(document))


def red(shape, **properties):
    return shape, {"actor": "Red", **properties}


def write_files(folder, files):
    for path, shape in files.items():
        write(folder / f"{path}.geojson", *([] if shape is None else [red(shape)]))


def reading(table):
    return "\n".join(table.attrs["reading"])


def held(table):
    """Start and area in square degrees of each row."""
    days = table["start"].to_numpy().astype("datetime64[D]").astype(str)
    return sorted(zip(days.tolist(), shapely.area(table.geometry.array).tolist()))


SEVERAL = {
    "times in file names": ("f_2024-07-08_06-00", "f_2024-07-08_18-00"),
    "times without separators": ("f_20240708_0600", "f_20240708_1800"),
    "times with am and pm": ("f_2024-07-08_6am", "f_2024-07-08_6pm"),
    "times in file names in folders": ("2024/07/08/0600", "2024/07/08/1800"),
    "times in folders": ("2024-07-08_0600/f", "2024-07-08_1800/f"),
    "times in files of a dated folder": ("2024-07-08/06-00", "2024-07-08/18-00"),
    "Unix time": ("1720418400", "1720461600"),
    "a copy": ("f_2024-07-08", "f_2024-07-08 (1)"),
    "versions": ("f_2024-07-08_v9", "f_2024-07-08_v10"),
    "other words": ("f_2024-07-08", "f_2024-07-08_zweiter_stand"),
    "two folders": ("a/f_2024-07-08", "b/f_2024-07-08"),
    "days of a month in words": ("f 8 липня 2024 06-00", "f 8 липня 2024 18-00"),
}


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_two_snapshots_of_a_date_that_differ_are_refused(tmp_path, names):
    write_files(tmp_path, dict(zip(names, (SQUARE, LARGE))))
    with pytest.raises(
        geo.ReadError, match="on one date, 8 July 2024; pass --keep last"
    ):
        geo.read_control(tmp_path)
    first = geo.read_control(tmp_path, keep="first")
    assert held(first) == [("2024-07-08", 1.0)]
    last = geo.read_control(tmp_path, keep="last")
    assert held(last) == [("2024-07-08", 2.0)]
    assert "1 date with several snapshots: the last one is kept, as requested" in (
        reading(last)
    )
    both = geo.read_control(tmp_path, keep="all")
    assert held(both) == [("2024-07-08", 1.0), ("2024-07-08", 2.0)]
    assert "joined, as requested" in reading(both)


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_two_snapshots_of_a_date_that_are_equal_are_read_as_one(tmp_path, names):
    write_files(tmp_path, dict.fromkeys(names, SQUARE))
    table = geo.read_control(tmp_path)
    assert held(table) == [("2024-07-08", 1.0)]
    assert "repeats another file of the same date: read as one" in reading(table)
    counts = geo.reading(table)
    assert counts["rows"] == counts["used"] + sum(
        each["rows"] for each in counts["left_out"]
    )


@pytest.mark.parametrize("names", SEVERAL.values(), ids=SEVERAL)
def test_snapshots_without_an_actor_are_refused_as_well(tmp_path, names):
    for name, shape in zip(names, (SQUARE, LARGE)):
        write(tmp_path / f"{name}.geojson", (shape, {}))
    with pytest.raises(
        geo.ReadError, match="pass --keep|name no actor; keep one of them"
    ):
        geo.read_control(tmp_path)


@pytest.mark.parametrize(
    "copy", [" (1)", " 2", " - Copy", " copy", "_v2", " - Kopie (2)"]
)
def test_a_copy_of_a_file_without_an_actor_is_read_once(tmp_path, copy):
    for name in ("f_2024-07-08", f"f_2024-07-08{copy}"):
        write(tmp_path / f"{name}.geojson", (SQUARE, {}))
    assert held(geo.read_control(tmp_path)) == [("2024-07-08", 1.0)]
    write(tmp_path / f"f_2024-07-08{copy}.geojson", (EAST, {}))
    with pytest.raises(geo.ReadError, match="pass --keep last"):
        geo.read_control(tmp_path)


def test_an_actor_that_the_last_snapshot_lacks_holds_nothing(tmp_path):
    write(tmp_path / "f_2024-07-08_0600.geojson", red(SQUARE))
    write(tmp_path / "f_2024-07-08_1800.geojson", (EAST, {"actor": "Blue"}))
    with pytest.raises(geo.ReadError, match="pass --keep last"):
        geo.read_control(tmp_path)
    assert set(geo.read_control(tmp_path, keep="last")["actor"]) == {"Blue"}


def test_an_empty_snapshot_is_a_snapshot(tmp_path):
    names = "f_2024-07-08_0600", "f_2024-07-08_1800", "f_2024-07-07"
    write_files(tmp_path, dict(zip(names, (SQUARE, None, SQUARE))))
    with pytest.raises(geo.ReadError, match="pass --keep last"):
        geo.read_control(tmp_path)
    table = geo.read_control(tmp_path, keep="last")
    assert held(table) == [("2024-07-07", 1.0)]
    assert list(table["end_text"]) == ["2024-07-08"]


def test_files_of_different_actors_are_joined_as_before(tmp_path):
    write(tmp_path / "red_2024-07-08.geojson", red(SQUARE))
    write(tmp_path / "blue_2024-07-08.geojson", (LARGE, {"actor": "Blue"}))
    table = geo.read_control(tmp_path)
    assert sorted(table["actor"]) == ["Blue", "Red"]


def test_parts_of_one_date_that_do_not_overlap_are_joined(tmp_path):
    write_files(tmp_path, {"west_2024-07-08": SQUARE, "east_2024-07-08": EAST})
    table = geo.read_control(tmp_path)
    assert held(table) == [("2024-07-08", 1.0), ("2024-07-08", 1.0)]
    assert "1 date in more than one layer: polygons of one actor are joined" in (
        reading(table)
    )


@pytest.mark.parametrize("overlap, joined", [(0.005, True), (0.02, False)])
def test_parts_may_overlap_by_a_hundredth_of_the_smaller_one(tmp_path, overlap, joined):
    parts = shapely.box(30, 48, 31, 49), shapely.box(31 - overlap, 48, 32 - overlap, 49)
    names = ("f_2024-07-08_west", "f_2024-07-08_east")
    write_files(tmp_path, dict(zip(names, parts)))
    if joined:
        assert len(geo.read_control(tmp_path)) == 2
    else:
        with pytest.raises(geo.ReadError, match="different territory of one actor"):
            geo.read_control(tmp_path)


def test_parts_in_the_folder_of_a_date_are_one_snapshot(tmp_path):
    write_files(tmp_path, {"2024-07-08/north": SQUARE, "2024-07-08/south": LARGE})
    assert len(geo.read_control(tmp_path)) == 2


def test_layers_with_times_are_refused_as_files_are(tmp_path):
    for layer, shape in {"f_20240708_0600": SQUARE, "f_20240708_1800": LARGE}.items():
        frame = gpd.GeoDataFrame({"actor": ["Red"]}, geometry=[shape], crs=4326)
        frame.to_file(tmp_path / "a.gpkg", layer=layer)
    with pytest.raises(geo.ReadError, match="f_20240708_0600.*pass --keep last"):
        geo.read_control(tmp_path / "a.gpkg")
    table = geo.read_control(tmp_path / "a.gpkg", keep="last")
    assert held(table) == [("2024-07-08", 2.0)]


def test_times_in_a_column_are_refused_in_one_file_and_in_two(tmp_path):
    rows = [
        red(SQUARE, date="2024-07-08T06:00"),
        red(LARGE, date="2024-07-08T18:00"),
        red(EAST, date="2024-07-09"),
    ]
    write(tmp_path / "one" / "a.geojson", *rows)
    write(tmp_path / "two" / "a.geojson", *rows[:1])
    write(tmp_path / "two" / "b.geojson", *rows[1:])
    for folder in ("one", "two"):
        with pytest.raises(
            geo.ReadError, match=r"\(06:00\) and .*\(18:00\): different"
        ):
            geo.read_control(tmp_path / folder)
        table = geo.read_control(tmp_path / folder, keep="last")
        assert held(table) == [("2024-07-08", 2.0), ("2024-07-09", 1.0)]
        table = geo.read_control(tmp_path / folder, keep="first")
        assert held(table) == [("2024-07-08", 1.0), ("2024-07-09", 1.0)]


def test_files_with_one_date_in_a_column_are_compared_as_well(tmp_path):
    write(tmp_path / "a.geojson", red(SQUARE, date="2024-07-08"))
    write(tmp_path / "b.geojson", red(EAST, date="2024-07-08"))
    assert len(geo.read_control(tmp_path)) == 2
    write(tmp_path / "b.geojson", red(SQUARE, date="2024-07-08"))
    assert held(geo.read_control(tmp_path)) == [("2024-07-08", 1.0)]
    write(tmp_path / "b.geojson", red(LARGE, date="2024-07-08"))
    with pytest.raises(
        geo.ReadError, match="^a.geojson and b.geojson: different territory"
    ):
        geo.read_control(tmp_path)
    assert len(geo.read_control(tmp_path, keep="all")) == 2


@pytest.mark.parametrize("zone", [None, "Asia/Baghdad"])
@pytest.mark.parametrize("suffix", ["gpkg", "parquet", "frame"])
def test_date_times_are_refused_as_texts_are(tmp_path, suffix, zone):
    times = pd.to_datetime(["2024-07-08 06:00", "2024-07-08 18:00", "2024-07-09 00:00"])
    frame = gpd.GeoDataFrame(
        {"date": times.tz_localize(zone), "actor": "Red"},
        geometry=[SQUARE, LARGE, EAST],
        crs=4326,
    )
    source = tmp_path / f"a.{suffix}"
    if suffix == "gpkg":
        frame.to_file(source)
    elif suffix == "parquet":
        frame.to_parquet(source)
    else:
        source = frame
    with pytest.raises(
        geo.ReadError, match="different territory of one actor on one date"
    ):
        geo.read_control(source)
    table = geo.read_control(source, keep="last")
    assert held(table) == [("2024-07-08", 2.0), ("2024-07-09", 1.0)]


def test_times_of_zones_are_in_their_order(tmp_path):
    write(
        tmp_path / "a.geojson",
        red(SQUARE, date="2024-07-08T20:00+06:00"),
        red(LARGE, date="2024-07-08T18:00+00:00"),
    )
    table = geo.read_control(tmp_path / "a.geojson", keep="last")
    assert held(table) == [("2024-07-08", 2.0)]


def test_the_number_of_dates_is_in_one_message_before_all_files_are_read(tmp_path):
    names = [f"f_2024-07-{day:02d}_{h}-00" for day in range(1, 9) for h in ("06", "18")]
    write_files(
        tmp_path, {name: shapely.box(0, 0, 1, i + 1) for i, name in enumerate(names)}
    )
    (tmp_path / "f_2024-07-20.geojson").write_text("is never read")
    with pytest.raises(geo.ReadError) as error:
        geo.read_control(tmp_path)
    message = str(error.value)
    assert message.startswith(
        "f_2024-07-01_06-00.geojson and f_2024-07-01_18-00.geojson"
    )
    assert "1 July 2024 (in all 8 dates have several snapshots)" in message


def test_check_reports_dates_with_several_snapshots_and_goes_on(tmp_path):
    write_files(tmp_path, {"f_2024-07-08_0600": SQUARE, "f_2024-07-08_1800": LARGE})
    refused = []
    table = geo.read_control(tmp_path, refused=refused)
    assert held(table) == [("2024-07-08", 2.0)]
    (finding,) = refused
    assert "pass --keep last or --keep first" in finding.description


def test_keep_is_for_snapshots_and_has_three_values(tmp_path):
    write(tmp_path / "a.geojson", red(SQUARE, start="2014", end="2015"))
    with pytest.raises(geo.CallError, match="--keep applies only to snapshots"):
        geo.read_control(tmp_path, keep="last")
    with pytest.raises(
        geo.CallError, match="--keep some: write one of first, last, all"
    ):
        geo.read_control(tmp_path, keep="some")


def test_a_file_in_two_formats_is_read_once(tmp_path):
    write_files(tmp_path, {"f_2024-07-08": SQUARE})
    turned = shapely.box(0, 0, 1, 1, ccw=False)
    frame = gpd.GeoDataFrame({"actor": ["Red"]}, geometry=[turned], crs=4326)
    frame.to_file(tmp_path / "f_2024-07-08.gpkg", layer="f")
    assert held(geo.read_control(tmp_path)) == [("2024-07-08", 1.0)]


def test_the_latest_file_is_a_repeat_or_left_out(tmp_path):
    days = {"f_2024-07-08": SQUARE, "f_2024-07-15": LARGE}
    write_files(tmp_path, {**days, "latest": LARGE})
    table = geo.read_control(tmp_path)
    assert held(table) == [("2024-07-08", 1.0), ("2024-07-15", 2.0)]
    assert "latest.geojson: no date, the same as f_2024-07-15.geojson; read as one" in (
        reading(table)
    )
    write_files(tmp_path, {"latest": EAST})
    table = geo.read_control(tmp_path)
    assert held(table) == [("2024-07-08", 1.0), ("2024-07-15", 2.0)]
    assert "latest.geojson: no date in it or in its name; left out" in reading(table)
    assert [each["rows"] for each in geo.reading(table)["left_out"]] == [1]


def test_a_file_without_a_date_names_the_option_that_leaves_it_out(tmp_path):
    write_files(tmp_path, {"f_2024-07-08": SQUARE, "map": LARGE})
    with pytest.raises(
        geo.ReadError, match="^map.geojson: no date found.*--skip-undated"
    ):
        geo.read_control(tmp_path)
    table = geo.read_control(tmp_path, skip_undated=True)
    assert held(table) == [("2024-07-08", 1.0)]


def test_a_file_without_a_date_beside_intervals_may_be_left_out(tmp_path):
    write(tmp_path / "a.geojson", red(SQUARE, start="2014", end="2015"))
    write(tmp_path / "current.geojson", red(LARGE))
    table = geo.read_control(tmp_path)
    assert held(table) == [("2014-01-01", 1.0)]
    assert "current.geojson: no date in it or in its name; left out" in reading(table)


def test_a_source_without_any_date_is_refused_whatever_its_name(tmp_path):
    write_files(tmp_path, {"latest": SQUARE})
    for options in ({}, {"skip_undated": True}):
        with pytest.raises(geo.ReadError, match="^latest.geojson: no date found"):
            geo.read_control(tmp_path, **options)
    refused = []
    with pytest.raises(geo.ReadError):
        geo.read_control(tmp_path, refused=refused)


def test_a_quiet_day_with_the_date_of_the_day_before_is_a_repeat(tmp_path):
    write(tmp_path / "f_2024-07-08.geojson", red(SQUARE, date="2024-07-08"))
    write(tmp_path / "f_2024-07-09.geojson", red(SQUARE, date="2024-07-08"))
    write(tmp_path / "f_2024-07-10.geojson", red(SQUARE, date="2024-07-08"))
    write(tmp_path / "f_2024-07-11.geojson", red(LARGE, date="2024-07-11"))
    table = geo.read_control(tmp_path)
    assert held(table) == [
        *(("2024-07-08", 1.0), ("2024-07-09", 1.0), ("2024-07-10", 1.0)),
        ("2024-07-11", 2.0),
    ]
    assert "2 files with the territory and the date of the file before" in reading(
        table
    )
    assert "2 repeats of the day before" in reading(table)


def test_other_territory_with_another_date_inside_is_refused_once(tmp_path):
    for day in range(8, 12):
        shape = shapely.box(0, 0, day, 1)
        inside = f"2024-07-{day - 1:02d}"
        write(tmp_path / f"f_2024-07-{day:02d}.geojson", red(shape, date=inside))
    with pytest.raises(geo.ReadError) as error:
        geo.read_control(tmp_path)
    assert str(error.value) == (
        "f_2024-07-08.geojson: 7 July 2024 in column date, 8 July 2024 in its name (4 of 4 "
        "files have two dates); pass --date file-name or --date date"
    )
    by_name = geo.read_control(tmp_path, date="file-name")
    assert held(by_name)[0] == ("2024-07-08", 8.0)
    by_column = geo.read_control(tmp_path, date="date")
    assert held(by_column)[0] == ("2024-07-07", 8.0)


def test_a_date_in_a_member_is_compared_with_names_as_that_in_a_column_is(tmp_path):
    write(tmp_path / "f_2024-07-08.geojson", red(SQUARE), date="2024-07-08")
    write(tmp_path / "f_2024-07-09.geojson", red(SQUARE), date="2024-07-08")
    assert held(geo.read_control(tmp_path)) == [
        ("2024-07-08", 1.0),
        ("2024-07-09", 1.0),
    ]
    write(tmp_path / "f_2024-07-10.geojson", red(LARGE), date="2024-07-08")
    with pytest.raises(geo.ReadError) as error:
        geo.read_control(tmp_path)
    assert str(error.value) == (
        "f_2024-07-10.geojson: 8 July 2024 in its member date, 10 July 2024 in its name; pass "
        "--date file-name"
    )
    table = geo.read_control(tmp_path, date="file-name")
    assert held(table)[-1] == ("2024-07-10", 2.0)


def test_a_year_inside_does_not_join_the_days_in_names(tmp_path):
    write(tmp_path / "f_2024-07-08.geojson", red(SQUARE, year=2024))
    write(tmp_path / "f_2024-07-09.geojson", red(LARGE, year=2024))
    table = geo.read_control(tmp_path)
    assert held(table) == [("2024-07-08", 1.0), ("2024-07-09", 2.0)]
    assert "2 files with a less precise date in year" in reading(table)


def test_a_day_in_the_name_beside_a_year_inside_is_a_finding(tmp_path):
    write(tmp_path / "f_2024-07-08.geojson", red(SQUARE, year=2024))
    write(tmp_path / "f_2023-07-09.geojson", red(LARGE, year=2023))
    table = geo.read_control(tmp_path)
    assert held(table) == [("2023-01-01", 2.0), ("2024-01-01", 1.0)]
    findings = geo.findings(table)
    (finding,) = findings[findings["kind"] == "unused-date"]["finding"]
    assert finding == (
        "2023-07-09 in the name of the file is not used as a date, and so in 1 other file"
    )


def test_dates_that_say_the_same_inside_and_in_the_name_agree(tmp_path):
    for day in ("2024-07-08", "2024-07-09"):
        inside = f"{day}T06:00" if day.endswith("8") else f"{day}?"
        write(tmp_path / f"f_{day}.geojson", red(SQUARE, date=inside))
    assert len(geo.read_control(tmp_path)) == 2


def test_times_in_some_names_only_give_no_order(tmp_path):
    write_files(tmp_path, {"f_2024-07-08": SQUARE, "f_2024-07-08_1800": LARGE})
    with pytest.raises(
        geo.ReadError, match="^f_2024-07-08.geojson: no time of day, and f_"
    ):
        geo.read_control(tmp_path, keep="last")


def test_the_date_of_an_export_is_a_finding_and_no_more(tmp_path):
    write(
        tmp_path / "export_2024-11-30.geojson",
        red(SQUARE, date="2024-07-08"),
        red(LARGE, date="2024-07-09"),
    )
    table = geo.read_control(tmp_path)
    assert held(table) == [("2024-07-08", 1.0), ("2024-07-09", 2.0)]
    findings = geo.findings(table)
    (finding,) = findings[findings["kind"] == "unused-date"]["finding"]
    assert finding == "2024-11-30 in the name of the file is not used as a date"


def test_dates_of_names_only_refuse_a_file_without_one(tmp_path):
    write(tmp_path / "f_2024-07-08.geojson", red(SQUARE, date="2024-07-01"))
    write(tmp_path / "map.geojson", red(LARGE, date="2024-07-02"))
    with pytest.raises(geo.ReadError, match="^map.geojson: no date in its name"):
        geo.read_control(tmp_path, date="file-name")
    table = geo.read_control(tmp_path, date="file-name", skip_undated=True)
    assert held(table) == [("2024-07-08", 1.0)]


def test_numbers_in_names_are_read_in_the_form_requested(tmp_path):
    write_files(tmp_path, {"240708_f": SQUARE, "240715_f": LARGE})
    with pytest.raises(geo.ReadError, match="--date YYMMDD or --date DDMMYY"):
        geo.read_control(tmp_path)
    table = geo.read_control(tmp_path, date="YYMMDD")
    assert held(table) == [("2024-07-08", 1.0), ("2024-07-15", 2.0)]
    assert "as YYMMDD, as requested" in reading(table)


def test_ranges_of_years_in_names_are_intervals(tmp_path):
    write_files(tmp_path, {"f_1914-1918": SQUARE, "f_1919-1937": LARGE})
    table = geo.read_control(tmp_path)
    assert list(table["end_text"]) == ["1919", "1938"]
    assert "ends in names are the last year held, as people write" in reading(table)
    exclusive = geo.read_control(tmp_path, ends="exclusive")
    assert list(exclusive["end_text"]) == ["1918", "1937"]


def test_a_range_that_meets_the_next_one_ends_where_that_begins(tmp_path):
    write_files(tmp_path, {"f_1914-1918": SQUARE, "f_1918-1937": LARGE})
    table = geo.read_control(tmp_path)
    assert list(table["end_text"]) == ["1918", "1937"]
    assert "as one range ends where another begins" in reading(table)


def test_options_of_a_project_decide_as_those_of_a_call_do(tmp_path):
    write_files(tmp_path, {"f_2024-07-08_0600": SQUARE, "f_2024-07-08_1800": LARGE})
    write_files(tmp_path, {"map": EAST})
    options = '[reading]\nkeep = "last"\nskip_undated = true\n'
    (tmp_path / "controlmap.toml").write_text(options)
    assert held(geo.read_control(tmp_path)) == [("2024-07-08", 2.0)]
    assert held(geo.read_control(tmp_path, keep="first")) == [("2024-07-08", 1.0)]


def test_all_world_maps_of_an_archive_are_read(tmp_path):
    years = {
        "bc123000": -122999,
        "bc1": 0,
        "100": 100,
        "900": 900,
        "1000": 1000,
        "2010": 2010,
    }
    write_files(tmp_path, {f"world_{name}": SQUARE for name in years})
    table = geo.read_control(tmp_path)
    starts = table["start"].to_numpy().astype("datetime64[Y]").astype(int) + 1970
    assert sorted(starts.tolist()) == sorted(years.values())


def test_dates_of_changes_are_not_a_daily_series_with_gaps(tmp_path):
    days = "1789-03-04 1789-08-07 1789-08-08 1790-05-29 1802-11-30".split()
    write_files(
        tmp_path, {day: shapely.box(0, 0, 1, i + 1) for i, day in enumerate(days)}
    )
    table = geo.read_control(tmp_path)
    assert "missing" not in reading(table)
    assert geo.reading(table)["missing"] == 0
