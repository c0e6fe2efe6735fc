import csv
import json

import openpyxl
import pandas as pd
import pytest
from tables import control, square

import geo
import geo.measure
from layers.output.tables import as_written, to_csv, write_csv, write_table
from layers.output.workbook import write_workbook

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "-1-1",
    "-A1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
]
PLAIN = ["-0322", "-0322-06~", "-12.5", "+41", "-", "Rome", "a=b", ""]


def rows(path, sheet=None):
    """Cells of a CSV file or of a sheet, as a program reads them; formulas as None."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    book = openpyxl.load_workbook(path)
    found = book[sheet] if sheet else book.active
    return [[None if c.data_type == "f" else c.value for c in row] for row in found]


@pytest.fixture
def series():
    return control(
        ("Rome", "-0322", "0000", square(0)), ("Rome", "0000", None, square(1))
    )


def test_dates_are_written_as_the_source_wrote_them(series):
    text = to_csv(as_written(geo.areas(series), series))
    assert text.splitlines()[0] == "date,actor,status,area_km2"
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["-0322", "0000"]


def test_a_date_between_those_of_the_source_is_written_as_a_day(series):
    found = geo.changes(series, between=[("-0100-06-01", "0000-01-01")])
    assert as_written(found, series)["date_from"].tolist() == ["-0100-06-01"]


def test_a_row_that_still_holds_has_no_end(series):
    assert as_written(geo.measure.row_areas(series), series)["end"].tolist() == [
        "0000",
        "",
    ]


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx", ".parquet"])
def test_each_format_holds_the_same_numbers(tmp_path, series, ending):
    frame = as_written(geo.areas(series), series)
    path = tmp_path / f"areas{ending}"
    write_table(frame, path)
    match ending:
        case ".csv":
            back = pd.read_csv(path, dtype={"date": str})
        case ".json":
            back = pd.DataFrame(json.loads(path.read_text(encoding="utf-8")))
        case ".xlsx":
            head, *rows = openpyxl.load_workbook(path).active.iter_rows(
                values_only=True
            )
            back = pd.DataFrame(rows, columns=head)
        case _:
            back = pd.read_parquet(path)
    assert back.to_numpy().tolist() == frame.to_numpy().tolist()


def test_an_unknown_ending_is_refused(tmp_path, series):
    with pytest.raises(
        geo.ControlError, match="areas.doc: unknown ending; write one of .csv"
    ):
        write_table(geo.areas(series), tmp_path / "areas.doc")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_reported(tmp_path):
    (tmp_path / "outputs").write_text("", encoding="utf-8")
    with pytest.raises(geo.ControlError, match="areas.csv: cannot be written"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "outputs" / "areas.csv")


def in_sheet(frame, path):
    write_workbook({"Areas": frame}, [("Note", frame["actor"].iloc[0])], path)


@pytest.mark.parametrize(
    "name, write",
    [
        ("a.csv", write_csv),
        ("a.csv", write_table),
        ("a.xlsx", write_table),
        ("a.xlsx", in_sheet),
    ],
)
@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_runs_as_a_formula(tmp_path, name, write, text):
    frame = pd.DataFrame({"actor": [text], text: ["x"], "km": [-1.5]})
    write(frame, tmp_path / name)
    head, first = rows(tmp_path / name)
    told = text.replace("\r", "\n")  # a return would end the row of a CSV
    if name.endswith(".csv"):
        assert [head[1], *first] == [f"'{told}", f"'{told}", "x", "-1.5"]
        return
    assert [one.replace("\r", "\n") for one in (head[1], first[0])] == [told, told]
    assert first[2] == -1.5
    book = openpyxl.load_workbook(tmp_path / name)
    guarded = [book.worksheets[0]["A2"], book.worksheets[0]["B1"]]
    guarded += [sheet["B1"] for sheet in book.worksheets[1:]]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in guarded)


@pytest.mark.parametrize("text", PLAIN)
def test_dates_numbers_and_names_stay_as_they_are(tmp_path, text):
    for name in ("a.csv", "a.xlsx"):
        write_table(pd.DataFrame({"date": [text], "n": [1]}), tmp_path / name)
        assert rows(tmp_path / name)[1][0] == (text or (None if "x" in name else ""))


def test_characters_that_no_workbook_may_hold_are_left_out(tmp_path):
    write_table(
        pd.DataFrame({"actor": ["R\x01ed", "\x01=1", None], "n": [1, 2, 3]}),
        tmp_path / "a.xlsx",
    )
    assert rows(tmp_path / "a.xlsx")[1:] == [["Red", 1], ["=1", 2], [None, 3]]


def test_values_that_cannot_be_compared_are_written_too(tmp_path):
    frame = pd.DataFrame({"names": [["=a"], ["=a"], None, "=a"]})
    assert to_csv(frame).splitlines() == ["names", "['=a']", "['=a']", '""', "'=a"]
