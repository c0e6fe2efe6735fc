"""A published series beside measured areas: same date, same actor, nothing dropped."""

import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tables import control

import geo
import geo.check
import geo.measure
from geo.source.published import UNITS_KM2
from layers.cli.commands import main

SQUARE = shapely.box(0, 0, 1, 1)  # 12,308.778 km2
HALF = shapely.box(0, 0, 0.5, 1)


@pytest.fixture
def table():
    return control(
        (("red", "control"), "2024-07-01", "2024-07-11", SQUARE),
        (("red", "control"), "2024-07-11", None, HALF),
    )


def write(tmp_path, text):
    path = tmp_path / "published.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_each_figure_stands_beside_the_area_in_force(table, tmp_path):
    path = write(tmp_path, "date,area_km2\n2024-07-05,12000\n2024-07-11,7000\n")
    found = geo.against(table, geo.read_published(path))
    whole, half = geo.measure.area_km2([SQUARE, HALF])
    assert list(found["measured_km2"]) == pytest.approx([whole, half])
    assert list(found["difference_km2"]) == pytest.approx([12000 - whole, 7000 - half])
    assert list(found["ratio"]) == pytest.approx([12000 / whole, 7000 / half])
    assert list(found["measured_as"]) == ["control", "control"]
    assert list(found["note"]) == ["", ""]
    assert geo.check.largest_differences(found, 1) == [
        f"11 July 2024: 7,000 km2 published, {half:,.6g} km2 measured (1.14 times)"
    ]


def test_a_figure_is_compared_with_what_is_roamed_only_if_it_says_so(table, tmp_path):
    roamed = control((("bands", "roamed"), "2024-07-01", None, SQUARE))
    table = gpd.GeoDataFrame(pd.concat([table, roamed], ignore_index=True))
    path = write(tmp_path, "date,area_km2\n2024-07-05,12000\n")
    found = geo.against(table, geo.read_published(path))
    assert found["actor"].tolist() == ["red"], "the only actor that holds anything"
    table["actor"] = "red"
    found = geo.against(table, geo.read_published(path))
    assert found["measured_as"].tolist() == ["control"]
    path = write(tmp_path, "date,status,area_km2\n2024-07-05,roamed,12000\n")
    found = geo.against(table, geo.read_published(path))
    assert found["measured_as"].tolist() == ["roamed"]


@pytest.mark.parametrize(
    "text",
    [
        "date,area_km2\n2024-07-11,7000\npeak,13000\n",
        "date,area_km2,date_precision\n2024-07-11,7000,day\n2024-07-11,13000,Peak\n",
        "date,area_km2\npeak,13000\n",
    ],
)
def test_a_figure_of_the_peak_is_set_beside_the_largest_area(table, tmp_path, text):
    series = geo.read_published(write(tmp_path, text))
    found = geo.against(table, series).iloc[-1]
    (whole,) = geo.measure.area_km2([SQUARE])
    assert pd.isna(found["date"]) and found["date_text"] == "peak"
    assert found["measured_km2"] == pytest.approx(whole)
    assert found["measured_date"] == pd.Timestamp("2024-07-01")
    assert found["ratio"] == pytest.approx(13000 / whole)
    sentences = geo.check.largest_differences(geo.against(table, series))
    assert any(text.startswith("at its height: 13,000 km2") for text in sentences)


def test_figures_outside_the_data_are_reported(table, tmp_path):
    path = write(tmp_path, "date,area_km2\n2024-06-30,1\n2024-07-12,\n2024-07-13,2\n")
    found = geo.against(table, geo.read_published(path))
    assert list(found["note"]) == [
        "before the first date of the data",
        "after the last date of the data; no figure",
        "after the last date of the data",
    ]
    assert found["measured_km2"].isna().all() and found["ratio"].isna().all()


UNITS = {
    "area_km2": 1,
    "Area (km²)": 1,
    "sq km": 1,
    "square kilometres": 1,
    "Area, sq. mi.": 1.609344**2,
    "area_sq_mi": 1.609344**2,
    "Square miles": 1.609344**2,
    "hectares": 0.01,
    "area_ha": 0.01,
    "Acres": 0.0040468564224,
}


@pytest.mark.parametrize("name", UNITS)
def test_the_unit_stands_in_the_name_of_the_column(tmp_path, name):
    path = write(tmp_path, f'date,"{name}"\n2024-07-05,"1,250.5"\n')
    series = geo.read_published(path)
    expected = pytest.approx(1250.5 * UNITS[name], rel=1e-12)
    assert series["area_km2_low"].item() == expected
    assert series["area_km2_high"].item() == expected


def test_a_range_has_two_columns(table, tmp_path):
    path = write(tmp_path, "date,low_km2,High_km2\n2024-07-05,11000,13000\n")
    found = geo.against(table, geo.read_published(path))
    assert (found["area_km2_low"].item(), found["area_km2_high"].item()) == (
        11000,
        13000,
    )
    assert found["ratio"].item() == pytest.approx(
        12000 / geo.measure.area_km2([SQUARE])[0]
    )


EXPECTED = [["blue", "held", "B"], ["green", "", "C"], ["blue", "claimed", "D"]]


def test_a_series_may_name_actors_statuses_and_sources(tmp_path):
    table = control(
        (("red", "held"), "2024-07-01", None, HALF),
        (("red", "claimed"), "2024-07-01", None, SQUARE),
        (("blue", "held"), "2024-07-01", "2024-08-01", SQUARE),
    )
    path = write(
        tmp_path,
        "date,party,status,km2,source\n2024-07-05,red,,9000,A\n2024-07-05,blue,held,1,B\n"
        "2024-07-05,green,,1,C\n2024-07-05,blue,claimed,1,D\n",
    )
    found = geo.against(table, geo.read_published(path))
    assert list(zip(found["actor"], found["measured_as"], found["source"])) == [
        *[("red", status, "A") for status in ("claimed", "held")],
        *map(tuple, EXPECTED),
    ]
    assert list(found["note"][3:]) == [
        "no territory of “green” in the data",
        "no territory of “blue”, claimed in the data",
    ]
    text = "date,party,km2\n2024-07-05,red,1\n2024-07-05,,1\n2024-07-06,,1\n"
    unnamed = geo.read_published(write(tmp_path, text))
    with pytest.raises(geo.ReadError, match=r"row 3: no actor.*blue, red"):
        geo.against(table, unnamed)


def test_months_years_and_dates_before_our_era_are_read(tmp_path):
    table = control(
        (("Rome", "control"), "-0322", "1815", SQUARE),
        (("Rome", "control"), "1815", None, HALF),
    )
    path = write(tmp_path, "year,km2\n-0322,1\n0001,1\n1815,1\n")
    found = geo.against(table, geo.read_published(path))
    whole, half = geo.measure.area_km2([SQUARE, HALF])
    assert list(found["measured_km2"]) == pytest.approx([whole, whole, half])


WRONG = {
    "place,km2\n2024,1\n": "no column of dates (columns: place, km2)",
    "date,area\n2024-07-05,1\n": "no column with a unit in its name (columns: date, area); name",
    "date,km2,sq_mi\n2024-07-05,1,2\n": "two columns of areas (km2, sq_mi)",
    "date,km2\n2024-07-05,about 9\n": "row 2: km2 is 'about 9'; write a number",
    "date,km2\n2024-07-05,1\n2024-13-05,1\n": "row 3: 2024-13-05: not a date",
    "": "the file is empty",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_series_that_cannot_be_read_is_refused(tmp_path, text):
    with pytest.raises(geo.ReadError) as error:
        geo.read_published(write(tmp_path, text))
    assert str(error.value).startswith("published.csv")
    assert WRONG[text] in str(error.value)


near = st.dates(datetime.date(2024, 6, 1), datetime.date(2024, 8, 1))


@given(st.lists(near, min_size=1))
def test_every_figure_has_its_row(dates):
    table = control(
        (("red", "control"), "2024-07-01", "2024-07-11", SQUARE),
        (("red", "control"), "2024-07-11", None, HALF),
    )
    series = pd.DataFrame(
        {
            "date": np.array(dates, "datetime64[s]"),
            "date_text": [str(date) for date in dates],
            "actor": "",
            "status": "",
            "area_km2_low": 1.0,
            "area_km2_high": 1.0,
            "source": "",
            "row": 2,
        }
    )
    found = geo.against(table, series)
    assert list(found["date_text"]) == [str(date) for date in dates]
    inside = found["date"].between("2024-07-01", "2024-07-11")
    assert (found["measured_km2"].notna() == inside).all()
    assert ((found["note"] == "") == inside).all()


def test_the_command_sets_both_side_by_side(tmp_path):
    published = write(
        tmp_path, "date,area_sq_mi\n2015-01-05,35000\n2019-12-01,1\n2010-01-01,2\n"
    )
    done = run("areas", "--against", published)
    assert done.exit_code == 0
    header, *rows = done.stdout.splitlines()
    assert header.split(",") == [
        "date",
        "actor",
        "measured_as",
        "area_km2_low",
        "area_km2_high",
        "measured_km2",
        "measured_date",
        "difference_km2",
        "ratio",
        "source",
        "note",
    ]
    assert len(rows) == 6 and rows[0].startswith("2015-01-05,Islamic State,claimed,906")
    assert "Islamic State, held: 1 figure compared; published / measured" in done.stderr
    assert "  5 January 2015: 90,649.6 km2 published, " in done.stderr
    assert "2 figures not compared: after the last date of the data" in done.stderr
    assert run("areas", "--against", published, "--rows").exit_code == 2
    assert run("areas", "--against", tmp_path / "none.csv").exit_code == 2


def test_units_are_those_of_the_definitions():
    assert UNITS_KM2["sq_mi"] == pytest.approx(2.589988110336, rel=1e-15)
    assert UNITS_KM2["acres"] * 640 == pytest.approx(UNITS_KM2["sq_mi"], rel=1e-15)
