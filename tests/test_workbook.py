"""Tables that a spreadsheet opens as what they are, and never runs."""

import csv
import datetime

import openpyxl
import pandas as pd
import pyogrio
import pytest
from tables import control, square

import geo
from layers.shapes import write_geojson, write_geopackage
from layers.workbook import guarded, write_csv, write_workbook

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]
PLAIN = ["-0322", "-12.5", "+41", "Rome", "a=b", ""]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_runs_as_a_formula_is_quoted(tmp_path, text):
    frame = pd.DataFrame({"actor": [text], "area_km2": [-1.5]})
    write_csv(frame, tmp_path / "areas.csv")
    with (tmp_path / "areas.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    told = text.replace("\r", "\n")  # a return would end the row
    assert rows[1] == [f"'{told}", "-1.5"]
    write_workbook({"Areas": frame}, [("Note", text)], tmp_path / "areas.xlsx")
    book = openpyxl.load_workbook(tmp_path / "areas.xlsx")
    for cell in (book["Areas"]["A2"], book["Notes"]["B1"]):
        assert cell.data_type == "s" and cell.quotePrefix


@pytest.mark.parametrize("text", PLAIN)
def test_dates_numbers_and_names_stay_as_they_are(text):
    assert guarded(pd.DataFrame({"date": [text]}))["date"].tolist() == [text]


def test_a_column_head_is_guarded_too():
    assert list(guarded(pd.DataFrame({"=x": [1]}))) == ["'=x"]


@pytest.mark.parametrize(
    "dates, kind",
    [
        (["2014-06-10", "1900-03-01"], datetime.datetime),
        (["2014-06-10", "1900-02-28"], str),
        (["-0322", "1815"], str),
        (["2014-06", "2014-07-01"], str),
    ],
)
def test_days_that_excel_knows_are_dates_and_others_text(tmp_path, dates, kind):
    frame = pd.DataFrame({"date": dates, "area_km2": [1.0, 2.0]})
    write_workbook({"Areas": frame}, [], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Areas"]
    values = [sheet["A2"].value, sheet["A3"].value]
    assert all(isinstance(value, kind) for value in values)
    if kind is str:
        assert values == dates
    assert [sheet["B2"].value, sheet["B3"].value] == [1.0, 2.0]
    assert sheet["B1"].value == "area (km²)"


def test_cells_without_a_value_are_empty(tmp_path):
    frame = pd.DataFrame({"low_km2": [1.0, None], "who": ["a", None]})
    write_workbook({"Claims": frame}, [], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Claims"]
    assert [cell.value for cell in sheet[3]] == [None, None]


def test_polygons_of_years_before_one_come_back(tmp_path):
    table = control(
        ("Rome", "-0322", "0000", square(0)), ("Rome", "0000", None, square(1, 0.5))
    )
    for name, write in (("a.gpkg", write_geopackage), ("a.geojson", write_geojson)):
        write(table, tmp_path / name)
        again = geo.read_control(tmp_path / name)
        assert geo.areas(again).equals(geo.areas(table)), name
        assert again["start_text"].tolist() == ["-0322", "0000"], name


def test_columns_that_differ_only_in_case_are_kept(tmp_path):
    table = control(("Rome", "2014-06-10", None, square(0)))
    table["Name"], table["NAME"], table["fid"], table["geom"] = "a", "b", 7, "c"
    write_geopackage(table, tmp_path / "a.gpkg")
    back = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    kept = {"Name": "a", "NAME_2": "b", "fid": 7, "geom_2": "c"}
    assert back.iloc[0][list(kept)].to_dict() == kept
    assert back["area_km2"].iloc[0] == pytest.approx(12_308.46, rel=1e-6)
