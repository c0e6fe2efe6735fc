import json

import openpyxl
import pandas as pd
import pytest
from tables import control, square

import geo
from layers.files import replacing
from layers.tables import as_written, to_csv, write_table


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
    assert as_written(geo.row_areas(series), series)["end"].tolist() == ["0000", ""]


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


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    path = tmp_path / "areas.csv"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(RuntimeError), replacing(path) as draft:
        draft.write_text("half", encoding="utf-8")
        raise RuntimeError
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_told_in_one_sentence(tmp_path):
    (tmp_path / "outputs").write_text("", encoding="utf-8")
    with pytest.raises(geo.ControlError, match="areas.csv: cannot be written"):
        write_table(pd.DataFrame({"a": [1]}), tmp_path / "outputs" / "areas.csv")
