"""Ends and starts that are no dates: still held, unknown, the end of the data."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from tables import data_findings

import geo
import geo.check
from geo.columns.open_ends import is_open

WEST, EAST, FAR = (shapely.box(a, 0, a + 1, 1) for a in (0, 1, 50))


def write(path, *rows, names=("from", "to"), **more):
    """GeoJSON of rows of shape, actor, start and end."""
    features = [
        {
            "type": "Feature",
            "properties": {"holder": actor, names[0]: start, names[1]: end, **more},
            "geometry": shapely.geometry.mapping(shape),
        }
        for shape, actor, start, end in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def days(values):
    return ["" if pd.isna(day) else str(day)[:10] for day in values]


def reading(table):
    return "\n".join(table.attrs["reading"])


@pytest.mark.parametrize(
    "end",
    [
        *("9999-12-31", "9999-01-01", "9999", 9999, "2999-12-31", "2100", "2099-12-31"),
        *("99991231", "9999-12-31T23:59:59", "2038-01-19", "2262-04-11"),
        *("NA", "N/A", "n/a", "null", "None", "nan", "NaT", "-", "--", "–", "?", "(?)"),
        *("unknown", "present", "Now", "today", "ongoing", "current", "to date"),
        *("heute", "aujourd'hui", "actualidad", "сьогодні", "сейчас", "حتى الآن"),
        *("0000-00-00", "00000000", 0, "0000", -9999, -1),
    ],
)
def test_an_end_that_is_none_is_open_and_counted(tmp_path, end):
    rows = (WEST, "red", "2014-06-10", "2014-08-31"), (EAST, "blue", "2014-06-10", end)
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert days(table["end"]) == ["2014-08-31", ""]
    assert list(table["end_text"]) == ["2014-08-31", ""]
    assert "a.geojson: 1 row with the end “" in reading(table)
    assert "”: read as held to the end of the data" in reading(table)


@pytest.mark.parametrize("end", [None, "", "  ", ".."])
def test_an_empty_end_is_open(tmp_path, end):
    table = geo.read_control(write(tmp_path / "a.geojson", (WEST, "red", "2014", end)))
    assert days(table["end"]) == [""]


@pytest.mark.parametrize("end", ["soon", "nowhere", "2014-13"])
def test_an_end_that_is_neither_date_nor_known_word_is_refused(tmp_path, end):
    rows = (EAST, "red", "2014", "2016"), (WEST, "red", "2014", end)
    path = write(tmp_path / "a.geojson", *rows)
    with pytest.raises(geo.ReadError, match=f"row 2: {end}: not a date"):
        geo.read_control(path)


def test_years_before_1_and_dates_to_come_are_ends(tmp_path):
    rows = (WEST, "Rome", -500, -1), (EAST, "Rome", -20, 0), (FAR, "China", 1997, 2047)
    table = geo.read_control(write(tmp_path / "a.geojson", *rows), last_end="lost")
    assert list(table["end_text"]) == ["-0001", "0000", "2047"]
    future = write(tmp_path / "b.geojson", (WEST, "red", "2150", "2200"))
    assert list(geo.read_control(future)["end_text"]) == ["2200"]


def test_an_edtf_interval_may_end_now(tmp_path):
    features = [
        {
            "type": "Feature",
            "properties": {"date": date},
            "geometry": shapely.geometry.mapping(WEST),
        }
        for date in ("2014/now", "2014/9999", "unknown/2012", "2014/2016")
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(geo.ReadError, match="row 3: unknown/2012: an interval without"):
        geo.read_control(path)
    table = geo.read_control(path, unknown_start="2010")
    assert days(table["start"])[2] == "2010-01-01"
    assert days(table["end"]) == ["", "", "2013-01-01", "2017-01-01"]


@pytest.mark.parametrize("suffix", ["gpkg", "fgb", "parquet"])
def test_far_dates_in_columns_of_dates_are_open(tmp_path, suffix):
    frame = gpd.GeoDataFrame(
        {
            "holder": ["red", "red"],
            "start": ["2014-06-10", "2014-09-01"],
            "end": ["2014-09-01", "2999-12-31"],
        },
        geometry=[WEST, WEST],
        crs=4326,
    )
    for name in ("start", "end"):
        frame[name] = frame[name].to_numpy().astype("datetime64[s]")
    path = tmp_path / f"a.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.astype({"start": "datetime64[ms]", "end": "datetime64[ms]"}).to_file(path)
    table = geo.read_control(path)
    assert days(table["end"]) == ["2014-09-01", ""]


def test_rows_without_a_start_are_refused_by_number_or_hold_from_a_date(tmp_path):
    starts = ["1900", None, "NA", "?", "1910"]
    rows = [
        (shapely.box(i, 0, i + 1, 1), f"u{i}", s, "1950") for i, s in enumerate(starts)
    ]
    path = write(tmp_path / "a.geojson", *rows)
    with pytest.raises(geo.ReadError) as error:
        geo.read_control(path)
    assert str(error.value) == (
        "a.geojson, row 2: no date in column from, nor in 2 rows below; fill it in, or pass "
        "--unknown-start with the date from which such rows hold"
    )
    refused = []
    assert len(geo.read_control(path, refused=refused)) == 2
    assert [finding.row for finding in refused] == [2, 3, 4]
    table = geo.read_control(path, unknown_start="1890-05")
    assert days(table["start"])[1:4] == ["1890-05-01"] * 3
    assert list(table["start_text"])[1] == "1890-05"
    assert (
        "a.geojson: 3 rows without a date in column from: held from May 1890, as requested"
        in reading(table)
    )
    with pytest.raises(geo.CallError, match="--unknown-start soon: not a date"):
        geo.read_control(path, unknown_start="soon")
    with pytest.raises(geo.ReadError, match="row 2: it ends"):
        geo.read_control(path, unknown_start="1960")


SHARED = (WEST, "red", "1991", "2014"), (EAST, "blue", "1991", "2014")


def test_a_last_end_that_actors_share_is_the_end_of_the_data(tmp_path):
    path = write(tmp_path / "a.geojson", *SHARED)
    table = geo.read_control(path)
    assert days(table["end"]) == ["", ""]
    assert (
        "2 rows of 2 actors end with 2014, and nothing later: read as the end of the data, not "
        "as a loss; --last-end lost reads it as a loss"
    ) in reading(table)
    assert geo.changes(table).empty or not geo.changes(table)["lost_km2"].any()
    assert "ends are" not in reading(table)  # none is left
    assert data_findings(table).empty
    lost = geo.read_control(path, last_end="lost")
    assert days(lost["end"]) == ["2014-01-01"] * 2
    assert "end of the data" not in reading(lost)


def test_it_is_found_across_files_and_inclusive_ends(tmp_path):
    rows = [
        (WEST, "red", "1991-01-01", "2000-12-31"),
        (WEST, "red", "2001-01-01", "2014-12-31"),
        (EAST, "blue", "1991-01-01", "2014-12-31"),
    ]
    folder = tmp_path / "in"
    folder.mkdir()
    for number, row in enumerate(rows):
        write(folder / f"{number}.geojson", row)
    table = geo.read_control(folder)
    assert days(table["end"]) == ["2001-01-01", "", ""]
    assert "2 rows of 2 actors end with 31 December 2014" in reading(table)


@pytest.mark.parametrize(
    "rows",
    [
        # some row is open: an end is meant
        [*SHARED, (FAR, "green", "1991", None)],
        [*SHARED, (FAR, "green", "1991", "9999")],
        # one actor loses all, in the middle of a year
        [
            (WEST, "red", "2014-06-10", "2019-03-23"),
            (EAST, "red", "2014", "2019-03-23"),
        ],
    ],
)
def test_other_last_ends_are_meant(tmp_path, rows):
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert table["end"][:2].notna().all()
    assert "end of the data, not" not in reading(table)
    assert "last-end" not in geo.findings(table)["kind"].tolist()


@pytest.mark.parametrize(
    "rows",
    [
        [(WEST, "red", "1991", "2014"), (EAST, "red", "1991", "2014")],
        # what two actors have left of much
        [
            *(
                (shapely.box(i, 5, i + 1, 6), "red", "1991", "2001-05")
                for i in range(9)
            ),
            (WEST, "red", "1991", "2014-05"),
            (EAST, "blue", "1991", "2014-05"),
        ],
    ],
)
def test_a_last_end_in_doubt_is_a_finding_and_a_sentence(tmp_path, rows):
    path = write(tmp_path / "a.geojson", *rows)
    table = geo.read_control(path)
    assert table["end"].notna().all()
    assert "read as a loss; pass --last-end open if the data ends there" in reading(
        table
    )
    (doubt,) = geo.findings(table).query("kind == 'last-end'").itertuples()
    assert (doubt.severity, doubt.file, doubt.row) == (
        "doubt",
        "a.geojson",
        len(rows) - 1,
    )
    opened = geo.read_control(path, last_end="open")
    assert opened["end"].isna().sum() == 2
    assert "the end of the data as requested" in reading(opened)
    for option in ("open", "lost"):
        found = geo.findings(geo.read_control(path, last_end=option))
        assert "last-end" not in found["kind"].tolist()


def test_the_options_are_checked(tmp_path):
    path = write(tmp_path / "a.geojson", *SHARED)
    with pytest.raises(geo.CallError, match="--last-end gone: write open or lost"):
        geo.read_control(path, last_end="gone")
    snapshot = write(tmp_path / "b_20240708.geojson", (WEST, "red", 1, 1), names="ab")
    for option in ({"last_end": "lost"}, {"unknown_start": "2014"}):
        name = next(iter(option)).replace("_", "-")
        with pytest.raises(geo.CallError, match=f"--{name} does not apply to snaps"):
            geo.read_control(snapshot, **option)


def test_a_project_file_has_the_options(tmp_path):
    write(tmp_path / "a.geojson", *SHARED, (FAR, "green", None, "2014"))
    text = 'source = "a.geojson"\n[reading]\nlast_end = "lost"\nunknown_start = 2000-01-02\n'
    (tmp_path / "controlmap.toml").write_text(text)
    table = geo.read_control(tmp_path)
    assert days(table["start"])[2] == "2000-01-02"
    assert days(table["end"]) == ["2014-01-01"] * 3


def test_the_built_in_story_ends_with_a_loss():
    table = geo.read_control()
    counted = table[~table["status"].isin(geo.table.uncounted_statuses(table))]
    assert counted["end"].notna().all()
    assert str(counted["end"].max())[:10] == "2019-03-23"


def test_words_are_compared_whole():
    assert is_open("To  Date") and is_open("[unknown]")
    assert not is_open("known") and not is_open("2014")
