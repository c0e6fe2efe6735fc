"""Dates of the Julian, the Islamic and the Persian calendar, beside another implementation."""

import json

import numpy as np
import pytest
import shapely
from convertdate import islamic, julian, persian
from hypothesis import given
from hypothesis import strategies as st

import geo
import geo.dates
from geo.dates.calendars import to_gregorian

THEIRS = {"julian": julian, "islamic": islamic, "persian": persian}
YEARS = {"julian": (1, 9_998), "islamic": (1, 9_998), "persian": (1304, 1500)}


@pytest.mark.parametrize(
    "text, calendar, found",
    [
        ("1917-10-25", "julian", "1917-11-07"),  # the October Revolution
        ("1582-10-05", "julian", "1582-10-15"),  # the day after 4 October
        ("-0043-03-15", "julian", "-0043-03-13"),  # the Ides of March
        ("-4712-01-01", "julian", "-4713-11-24"),  # day 0 of the Julian day numbers
        ("1200", "julian", "1200"),
        ("1500-02~", "julian", "[1500-02-10~..1500-03-10~]"),
        ("1435-08-29", "islamic", "2014-06-28"),
        ("1435", "islamic", "[2013-11-05..2014-10-24]"),
        ("1435-09", "islamic", "[2014-06-29..2014-07-28]"),
        ("0001-01-01", "islamic", "0622-07-19"),  # 16 July in the Julian calendar
        ("1357-11-22", "persian", "1979-02-11"),  # the Iranian Revolution
        ("1403", "persian", "[2024-03-20..2025-03-20]"),
        ("1403-12-30", "persian", "2025-03-20"),
        ("1357-11-22T12:00", "persian", "1979-02-11T12:00"),
        ("1357-11-22?", "persian", "1979-02-11?"),
    ],
)
def test_a_date_of_another_calendar_is_one_of_ours(text, calendar, found):
    assert to_gregorian(text, calendar) == found
    assert geo.dates.read_date(found) == geo.dates.read_date(
        to_gregorian(text, calendar)
    )


@pytest.mark.parametrize("calendar", sorted(THEIRS))
@given(number=st.integers(0, 3_649_999))
def test_days_are_those_of_another_implementation(calendar, number):
    first, last = YEARS[calendar]
    days = np.datetime64(to_gregorian(f"{first:04d}-01-01", calendar), "D")
    until = np.datetime64(to_gregorian(f"{last + 1:04d}-01-01", calendar), "D")
    day = days + np.timedelta64(number % int((until - days).astype(int)), "D")
    year, month, of_month = THEIRS[calendar].from_jd(day.astype(int) + 2_440_587.5)
    text = f"{year:04d}-{month:02d}-{of_month:02d}"
    assert to_gregorian(text, calendar) == geo.dates.iso_text(day)


@pytest.mark.parametrize(
    "text, calendar, found",
    [
        ("1435-02-30", "islamic", "not a day of the islamic calendar"),
        ("1435-13-01", "islamic", "not a day of the islamic calendar"),
        ("1435-00", "islamic", "not a day of the islamic calendar"),
        ("1402-12-30", "persian", "not a day of the persian calendar"),
        ("1900-02-30", "julian", "not a day of the julian calendar"),
        ("1250-01-01", "persian", "has years 1304 to 1501"),
        ("0000", "islamic", "has years 1 to 9999"),
        ("143X", "islamic", "not a date of the islamic calendar in digits"),
        ("Rajab 1435", "islamic", "not a date of the islamic calendar in digits"),
    ],
)
def test_what_the_calendar_does_not_have_is_refused(text, calendar, found):
    with pytest.raises(geo.ReadError, match=f"{text}: .*{found}"):
        to_gregorian(text, calendar)


def test_the_last_day_of_february_is_one_in_every_fourth_julian_year():
    assert to_gregorian("1900-02-29", "julian") == "1900-03-13"
    with pytest.raises(geo.ReadError):
        to_gregorian("1901-02-29", "julian")


def write(path, *rows):
    shape = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    features = [
        {"type": "Feature", "properties": row, "geometry": shape} for row in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_columns_of_another_calendar_are_read_as_told(tmp_path):
    rows = {"from": "1435-08-29", "to": "1436"}, {"from": "01/09/1435", "to": ""}
    source = write(tmp_path / "a.geojson", *rows)
    table = geo.read_control(
        source, calendar="islamic", ends="inclusive", day_first=True
    )
    assert table["start_text"].tolist() == ["2014-06-28", "2014-06-29"]
    assert table["end_text"].tolist() == ["2015-10-15", ""]
    assert "islamic calendar, as requested" in table.attrs["reading"][0]
    assert "day first, as requested" in table.attrs["reading"][0]


def test_a_row_that_is_no_date_of_the_calendar_is_named(tmp_path):
    source = write(tmp_path / "a.geojson", {"date": "1435-01"}, {"date": "1435-02-30"})
    with pytest.raises(
        geo.ReadError, match="a.geojson, row 2: 1435-02-30: not a day of"
    ):
        geo.read_control(source, calendar="islamic")


def test_a_calendar_is_for_columns_and_one_that_is_known(tmp_path):
    source = write(tmp_path / "a_20140628.geojson", {})
    with pytest.raises(geo.CallError, match="--calendar islamic is for dates in colum"):
        geo.read_control(source, calendar="islamic")
    with pytest.raises(geo.CallError, match="--calendar mayan: write one of julian"):
        geo.read_control(source, calendar="mayan")
    told = geo.read_control(source, calendar="islamic", date="1435-08-29")
    assert told["start_text"].tolist() == ["2014-06-28"]
