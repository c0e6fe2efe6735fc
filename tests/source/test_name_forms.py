"""Names that differ only in what cannot be seen are one; that is reported."""

import json

import pytest
import shapely
from click.testing import CliRunner
from tables import square

import geo
from layers.cli.commands import main

PLAIN = "Occupied area"


def write(path, *names, column="name"):
    features = [
        {
            "type": "Feature",
            "properties": {column: name, "date": "2020"},
            "geometry": shapely.geometry.mapping(square(30 + 2 * number, 48)),
        }
        for number, name in enumerate(names)
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "other",
    [
        "Occupied\u00a0area",
        "Occupied\u202farea",
        "Occupied  area",
        "Occupied\tarea",
        "Occupied area\u00a0",
        " Occupied area",
    ],
)
@pytest.mark.parametrize("column", ["actor", "status"])
def test_white_space_of_any_kind_is_a_blank_in_a_name(tmp_path, other, column):
    path = write(tmp_path / "a.geojson", PLAIN, other, column=column)
    table = geo.read_control(path)
    assert table[column].tolist() == [PLAIN, PLAIN]
    assert f"“{PLAIN}” has several forms (spaces or Unicode), read as one" in (
        table.attrs["reading"]
    )
    assert "spelling" not in set(geo.findings(table)["kind"])


@pytest.mark.parametrize("mark", ["\u200b", "\u200e", "\u200d", "\u00ad"])
@pytest.mark.parametrize("column", ["actor", "status"])
def test_names_that_differ_in_invisible_marks_only_are_one(tmp_path, mark, column):
    other = f"Occupied{mark} area"
    for names, expected in (
        ([PLAIN, other, PLAIN], PLAIN),
        ([other, PLAIN, other], other),  # the form of most rows
    ):
        path = write(tmp_path / "a.geojson", *names, column=column)
        table = geo.read_control(path)
        assert set(table[column]) == {expected}
        assert any("read as one" in line for line in table.attrs["reading"])


def test_a_mark_that_no_other_name_lacks_stays(tmp_path):
    names = ["می\u200cخواهم", "قوات\u200f", PLAIN]
    table = geo.read_control(write(tmp_path / "a.geojson", *names))
    assert table["actor"].tolist() == names
    assert not any("read as one" in line for line in table.attrs["reading"])


def test_forms_in_two_files_are_one(tmp_path):
    write(tmp_path / "a.geojson", PLAIN)
    write(tmp_path / "b.geojson", "Occupied\u00a0area")
    table = geo.read_control(tmp_path)
    assert set(table["actor"]) == {PLAIN}
    assert any("several forms" in line for line in table.attrs["reading"])


def test_names_that_differ_in_capitals_are_one_in_the_form_of_most_rows(tmp_path):
    path = write(tmp_path / "a.geojson", "occupied AREA", PLAIN, PLAIN)
    table = geo.read_control(path)
    assert set(table["actor"]) == {PLAIN}
    assert (
        f"actor “{PLAIN}”: forms that differ only in case or in characters that cannot be seen, "
        "read as one"
    ) in table.attrs["reading"]


def test_wide_letters_and_ligatures_are_no_other_names(tmp_path):
    path = write(
        tmp_path / "a.geojson", "Officers", "O\ufb03cers", "Ｏfficers", "Officers"
    )
    assert set(geo.read_control(path)["actor"]) == {"Officers"}


def test_names_that_differ_in_accents_are_apart_and_reported(tmp_path):
    path = write(tmp_path / "a.geojson", PLAIN, "Occupiéd area")
    sentence = (
        "actor “Occupied area” and “Occupiéd area” differ in case, accents, spaces or marks "
        "only; areas are separate"
    )
    for command in (["areas"], ["map", "-o", str(tmp_path / "map.html")]):
        answer = CliRunner().invoke(main, [*command, str(path)])
        assert answer.exit_code == 0 and sentence in answer.stderr
    checked = CliRunner().invoke(main, ["check", str(path)])
    assert "differ in case" in " ".join(checked.stdout.split())


def test_many_such_names_are_counted(tmp_path):
    names = [form for n in "abcdefgh" for form in (f"name {n}x", f"namé {n}x")]
    path = write(tmp_path / "a.geojson", *names)
    answer = CliRunner().invoke(main, ["areas", str(path)])
    assert answer.stderr.count("differ in case") == 5
    assert "and 3 more such names; controlmap check lists them" in answer.stderr
