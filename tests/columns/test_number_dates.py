"""Numbers that are dates: what a column of them is read as, and what is refused."""

import datetime
import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.columns.number_dates import read_numbers

EPOCH = datetime.date(1970, 1, 1)
SPREADSHEET = datetime.date(1899, 12, 30)
PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def write(path, *rows):
    shape = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    features = [
        {"type": "Feature", "properties": row, "geometry": shape} for row in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.fixture
def read(tmp_path):
    """Reads GeoJSON whose rows have these dates, or these properties."""

    def read_rows(*rows, **options):
        rows = [row if isinstance(row, dict) else {"date": row} for row in rows]
        return geo.read_control(write(tmp_path / "a.geojson", *rows), **options)

    return read_rows


def serial(day):
    return (day - SPREADSHEET).days


@pytest.mark.parametrize(
    "numbers, said",
    [
        ([45481, 45488], "spreadsheet serial numbers, read as days"),
        ([45481.0, 45488.75], "spreadsheet serial numbers, read as days"),
        (["45481", "45488.75"], "spreadsheet serial numbers, read as days"),
        ([1720396800, 1721001600], "Unix seconds, read as UTC days"),
        (["1720396800", "1721001600"], "Unix seconds, read as UTC days"),
        ([1720396800000, 1721087999999], "Unix milliseconds, read as UTC days"),
        (["1720396800000", "1721001600000"], "Unix milliseconds, read as UTC days"),
        ([1720396800000000, 1721001600000000], "Unix microseconds, read as UTC days"),
        (["1720396800000000000", "1721001600000000000"], "Unix nanoseconds, read as"),
        ([20240708120000, 20240715235959], "date-times in digits, read as days"),
    ],
)
def test_a_column_of_numbers_is_read_as_days_and_reported(read, numbers, said):
    table = read(*numbers)
    assert list(table["start_text"]) == ["2024-07-08", "2024-07-15"]
    assert f"dates from column date ({said}" in table.attrs["reading"][0]


@settings(max_examples=20)
@given(
    st.lists(
        st.dates(datetime.date(1927, 5, 18), datetime.date(2026, 1, 1)), min_size=1
    )
)
def test_serial_numbers_are_the_days_that_they_count(days):
    names = [str(serial(day)) for day in days]
    read = read_numbers(names, "a", "date", range(len(names)))
    assert read.texts == [str(day) for day in days]


@settings(max_examples=20)
@given(
    st.lists(
        st.datetimes(datetime.datetime(1975, 1, 1), datetime.datetime(2026, 1, 1)),
        min_size=1,
    ),
    st.sampled_from(list(PER_SECOND)),
)
def test_counts_since_1970_are_the_days_that_they_count(moments, unit):
    moments = [moment.replace(microsecond=0) for moment in moments]
    seconds = [
        int(moment.replace(tzinfo=datetime.UTC).timestamp()) for moment in moments
    ]
    names = [str(count * PER_SECOND[unit]) for count in seconds]
    read = read_numbers(names, "a", "date", range(len(names)))
    assert read.texts == [str(moment.date()) for moment in moments]


def test_days_before_1970_are_negative_counts(read):
    table = read(-1735689600000, 1720396800000)
    assert list(table["start_text"]) == ["1915-01-01", "2024-07-08"]


@pytest.mark.parametrize(
    "numbers, texts",
    [
        ([1914, 1918], ["1914", "1918"]),
        (["1914", "1918"], ["1914", "1918"]),
        ([9999], ["9999"]),
        ([20240708, 20240715], ["2024-07-08", "2024-07-15"]),
        ([202406, 202407], ["2024-06", "2024-07"]),
        ([-10000, 1914], ["Y-10000", "1914"]),
    ],
)
def test_years_months_and_days_in_digits_are_no_counts(read, numbers, texts):
    assert list(read(*numbers)["start_text"]) == texts


@pytest.mark.parametrize(
    "numbers, row, problem",
    [
        (
            [45481, 45488, 1914],
            3,
            "1914: among spreadsheet serial numbers in column date; write the date as YYYY-MM-DD",
        ),
        (
            [1914, 1915, 45481],
            3,
            "45481: not a date; write a day as YYYY-MM-DD (a spreadsheet counts days so), and the "
            "year as Y45481",
        ),
        (
            [45481, "2024-07-08", "2024-07-15"],
            1,
            "45481: among dates and years in column date; write 2024-07-08 if it is one of "
            "spreadsheet serial numbers",
        ),
        (
            [1720396800000, 1721001600000, 0],
            3,
            "0: among Unix milliseconds in column date; write the date as YYYY-MM-DD",
        ),
        (
            [1720396800000, 1721001600000, 1720396800],
            3,
            "1720396800: among Unix milliseconds in column date; write 2024-07-08 if it is one of "
            "Unix seconds",
        ),
        (
            [1720396800, 1721001600, 20240708],
            3,
            "20240708: among Unix seconds in column date; write the date as YYYY-MM-DD",
        ),
        (
            [45481, 45488, 99999],
            3,
            "99999: among spreadsheet serial numbers in column date; write the date as YYYY-MM-DD",
        ),
        (
            [99999],
            1,
            "99999: not a date; write a day as YYYY-MM-DD (a spreadsheet counts days so), and the "
            "year as Y99999",
        ),
    ],
)
def test_a_mixed_column_is_refused_by_a_row(read, numbers, row, problem):
    with pytest.raises(geo.ReadError) as error:
        read(*numbers)
    assert str(error.value) == f"a.geojson, row {row}: {problem}"


def test_starts_and_ends_are_counts_each_and_an_empty_end_is_open(read):
    table = read(
        {"start": 45481, "end": 45488},
        {"start": 45488, "end": None},
        {"start": 45488.5, "end": 45488.75},
    )
    assert list(table["start_text"]) == [
        *("2024-07-08", "2024-07-15", "2024-07-15T12:00:00")
    ]
    assert list(table["end_text"]) == ["2024-07-15", "", "2024-07-16"]
    assert "(spreadsheet serial numbers, read as days)" in table.attrs["reading"][0]
    table = read({"start": 1720396800000, "end": 1721001600000})
    assert list(table["start_text"]) == ["2024-07-08"]
    assert list(table["end_text"]) == ["2024-07-15"]


@pytest.mark.parametrize(
    "start, never",
    [
        (45481, 2958465),
        (1720396800, 253402300799),
        (1720396800000, 253402214400000),
        (1720396800000, 253402300799999),
    ],
)
def test_the_last_day_of_9999_is_read_as_such(start, never):
    read = read_numbers([str(start), str(never)], "a", "end", [1, 2], times=True)
    assert read.texts == ["2024-07-08", "9999-12-31"]


def test_numbers_that_two_counts_may_mean_are_refused():
    # 8 July 1991, 12:30, or the milliseconds until 1 February 1976
    with pytest.raises(geo.ReadError, match="date-times in digits or Unix millisec"):
        read_numbers(["199107081230"], "a", "date", [1])


@pytest.mark.parametrize(
    "hours, said",
    [
        ([22, 22], ", all at 22:00 UTC: where that is midnight, it is another day"),
        ([22, 23], ", all at 22:00 or 23:00 UTC: where that is midnight"),
        ([0, 22], "read as UTC days)"),
        ([12, 12], "read as UTC days)"),
        ([9, 17], "read as UTC days)"),
    ],
)
def test_a_time_that_may_be_midnight_elsewhere_is_reported(read, hours, said):
    first = int(np.datetime64("2024-07-08", "s").astype(int))
    counts = [first + hour * 3600 + 86_400 * day for day, hour in enumerate(hours)]
    assert said in read(*(count * 1000 for count in counts)).attrs["reading"][0]


def test_another_calendar_is_not_for_counts(read):
    with pytest.raises(
        geo.CallError, match="--calendar julian is for dates that are w"
    ):
        read(45481, calendar="julian")


def test_a_spreadsheet_of_towns_may_have_serial_numbers(tmp_path):
    path = tmp_path / "towns.csv"
    towns = "A,35.9,39.0,45481,45488\nB,36,38,45481,\nC,36,39,45481,\n"
    path.write_text(f"place,lat,lon,held_from,held_to\n{towns}")
    table = geo.read_control(path)
    assert set(table["start_text"]) == {"2024-07-08"}
    assert set(table["end_text"]) == {"2024-07-15", ""}
    assert any("spreadsheet serial numbers" in line for line in table.attrs["reading"])


def test_published_figures_may_have_serial_numbers(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("date,area_km2\n45481,100\n45488,90\n")
    published = geo.source.read_published(path)
    assert list(published["date_text"]) == ["2024-07-08", "2024-07-15"]
