"""Tables that a spreadsheet opens as what they are."""

import datetime

import openpyxl
import pandas as pd
import pyogrio
import pytest
from tables import control, square

import geo
from layers.output.gis_files import write_geojson, write_geopackage
from layers.output.workbook import write_workbook


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


def test_names_that_are_code_for_a_database_survive(tmp_path):
    table = control(('R"); DROP TABLE "control"; --', "2014-06-10", None, square(0)))
    names = ['a"b', "a]b;c", "d'e", "x`y", '"; DROP TABLE control; --', "{z}", "%s"]
    for name in names:
        table[name] = name
    for file, write in (("a.gpkg", write_geopackage), ("a.geojson", write_geojson)):
        write(table, tmp_path / file)
        again = geo.read_control(tmp_path / file)
        assert again["actor"].tolist() == table["actor"].tolist(), file
        assert again.iloc[0][names].tolist() == names, file
