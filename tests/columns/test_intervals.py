"""Intervals that start and end on one day: what the times of day say of it."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from tables import data_findings

import geo
import geo.check
import geo.measure

SQUARE = shapely.box(0, 0, 1, 1)
DAY = [pd.Timestamp("2024-07-08"), pd.Timestamp("2024-07-09")]


@pytest.fixture
def read(tmp_path):
    """Reads GeoJSON whose rows have these properties."""

    def read_rows(*rows, **options):
        shape = shapely.geometry.mapping(SQUARE)
        features = [
            {"type": "Feature", "properties": row, "geometry": shape} for row in rows
        ]
        path = tmp_path / "front.geojson"
        collection = {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(collection), encoding="utf-8")
        return geo.read_control(path, **options)

    return read_rows


def reports(table, word):
    return [sentence for sentence in table.attrs["reading"] if word in sentence]


@pytest.mark.parametrize(
    "start, end",
    [
        ("2024-07-08T10:00", "2024-07-08T20:00"),
        ("2024-07-08T00:00:00", "2024-07-08T20:00:00"),
        ("2024-07-08", "2024-07-08T00:00:01"),
        ("2024-07-08 10:00:00.25Z", "2024-07-08 10:00:00,5Z"),
        ("20240708T1000", "20240708T2000"),
        ("2024-07-08T20:00+05:00", "2024-07-08T16:00Z"),  # 15:00 to 16:00 UTC
        ("2024-07-08T20:00+05", "2024-07-08T12:00-0400"),
    ],
)
@pytest.mark.parametrize("ends", [None, "exclusive", "inclusive"])
def test_times_of_one_day_are_read_as_that_day(read, start, end, ends):
    table = read({"start": start, "end": end}, ends=ends)
    assert table["start"].tolist() + table["end"].tolist() == DAY
    assert table["end_text"].tolist() == ["2024-07-09"]
    assert data_findings(table).empty
    assert geo.areas(table)["area_km2"].iloc[0] == geo.measure.area_km2([SQUARE])[0]


def test_an_interval_within_a_day_is_reported_with_an_example(read):
    table = read(
        {"actor": "a", "start": "2024-07-01", "end": "2024-07-05"},
        {"actor": "b", "start": "2024-07-08T10:00", "end": "2024-07-08T20:00"},
        {"actor": "c", "start": "2024-07-08T09:00", "end": "2024-07-08T11:00"},
    )
    assert reports(table, "within one day") == [
        "front.geojson: 2 rows with start and end within one day "
        "(2024-07-08T10:00 to 2024-07-08T20:00); read as that whole day"
    ]
    assert not reports(table, "zero duration")


@pytest.mark.parametrize(
    "start, end",
    [
        ("2024-07-08", "2024-07-08"),
        ("2024-07-08T10:00", "2024-07-08T10:00"),
        ("2024-07-08T10:00", "2024-07-08"),
        ("2024-07-08T15:00+05:00", "2024-07-08T10:00Z"),
        ("2024-07", "2024-07"),
    ],
)
def test_equal_starts_and_ends_have_no_duration_as_requested(read, start, end):
    table = read({"start": start, "end": end}, ends="exclusive")
    assert reports(table, "zero duration") == [
        "front.geojson: 1 row with zero duration (start and end on the same day)"
    ]
    assert data_findings(table)["kind"].tolist() == ["backwards"]


@pytest.mark.parametrize("ends", ["exclusive", "inclusive"])
def test_an_end_earlier_on_the_day_of_its_start_is_refused(read, ends):
    with pytest.raises(geo.ReadError) as error:
        read({"start": "2024-07-08T20:00", "end": "2024-07-08T10:00"}, ends=ends)
    assert str(error.value) == (
        "front.geojson, row 1: it ends (2024-07-08T10:00) before it starts "
        "(2024-07-08T20:00); correct one of the two"
    )


def test_an_edtf_interval_within_a_day_is_that_day(read):
    text = "2024-07-08T10:00/2024-07-08T20:00"
    for ends in ("exclusive", "inclusive"):
        table = read({"date": text}, ends=ends)
        assert table["start"].tolist() + table["end"].tolist() == DAY
    assert reports(read({"date": text}, ends="exclusive"), "within one day") == [
        f"front.geojson: 1 row with start and end within one day ({text}); read as that whole day"
    ]


@pytest.mark.parametrize("zone", [None, "Asia/Tashkent"])
@pytest.mark.parametrize("suffix", ["parquet", "gpkg"])
def test_columns_of_date_times_keep_their_times(tmp_path, suffix, zone):
    starts = pd.Series(pd.to_datetime(["2024-07-08T10:00", "2024-07-08T10:00"]))
    ends = pd.Series(pd.to_datetime(["2024-07-08T20:00", "2024-07-10T00:00"]))
    frame = gpd.GeoDataFrame(
        {"start": starts.dt.tz_localize(zone), "end": ends.dt.tz_localize(zone)},
        geometry=[SQUARE, SQUARE],
        crs=4326,
    )
    path = tmp_path / f"front.{suffix}"
    write = frame.to_parquet if suffix == "parquet" else frame.to_file
    write(path)
    table = geo.read_control(path)
    assert [table["start"][0], table["end"][0]] == DAY
    assert table["end"][1] == pd.Timestamp("2024-07-10")
    assert len(reports(table, "1 row with start and end within one day")) == 1


def test_an_end_in_doubt_is_none_within_a_day(read):
    """Inclusive or exclusive: a row within one day holds on that day."""
    rows = [
        {"begin": "2024-07-08", "finish": "2024-07-08T20:00"},
        {"begin": "2024-07-10", "finish": "2024-07-12"},
    ]
    doubt = geo.check.assumed_ends(read(*rows, start="begin", end="finish"))
    assert doubt.intervals == 1
    assert geo.check.assumed_ends(read(rows[0], start="begin", end="finish")) is None


def test_a_place_held_within_a_day_holds_that_day(tmp_path):
    path = tmp_path / "towns.csv"
    head = "place,lat,lon,held_from,held_to\n"
    others = "B,36,38,2024-07-01,2024-07-20\nC,36,39,2024-07-01,2024-07-20\n"
    path.write_text(f"{head}A,35,38,2024-07-08T10:00,2024-07-08T20:00\n{others}")
    table = geo.read_control(path)
    rows = table[table["place"] == "A"]
    assert {*rows["start"], *rows["end"]} == {*DAY}
    assert {*rows["end_text"]} == {"2024-07-09"}
    assert reports(table, "within one day") == [
        "1 row taken and lost within one day (2024-07-08T10:00 to 2024-07-08T20:00); "
        "read as held that whole day"
    ]
    path.write_text(f"{head}A,35,38,2024-07-08T20:00,2024-07-08T10:00\n{others}")
    with pytest.raises(geo.ReadError, match="A is lost on 2024-07-08T10:00, before"):
        geo.read_control(path)
