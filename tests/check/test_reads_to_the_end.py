"""`check` reads to the end, whatever is wrong, and says the same things as `map`."""

import json
import shutil

import pytest
import shapely
from click.testing import CliRunner
from tables import square

import geo
from layers.cli.commands import main

BOW_TIE = shapely.Polygon([(0, 5), (2, 7), (2, 5), (0, 7)])
FAR = square(412_000, 5_200_000)
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:X::1"}}


def rows(*pairs, **members):
    """A collection of rows with an actor, a date and a shape."""
    features = [
        {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": shape and shapely.geometry.mapping(shape),
        }
        for properties, shape in pairs
    ]
    return {"type": "FeatureCollection", "features": features, **members}


def on(date, **more):
    return {"actor": "red", "date": date, **more}


def day(shape=square(0), **members):
    return rows(({}, shape), **members)


# The files of a source, options, the sentence of `map`, and a second fault of the same source.
FAULTY = {
    "two bad dates": (
        {"a.json": rows((on("2020-13-01"), square(0)), (on("no day"), square(0)))},
        [],
        "2020-13-01: not a date",
        "no day: not a date",
    ),
    "a bad date and a bow-tie": (
        {"a.json": rows((on("2020-13-01"), square(0)), (on("2020"), BOW_TIE))},
        [],
        "2020-13-01: not a date",
        "self-intersection",
    ),
    "only bad dates, one of them with a bow-tie": (
        {"a.json": rows((on("2020-13-01"), BOW_TIE), (on("2020-13-02"), square(0)))},
        [],
        "2020-13-01: not a date",
        "2020-13-02: not a date",
    ),
    "a row without a date and one off the globe": (
        {"a.json": rows((on(None), square(0)), (on("2020"), FAR))},
        [],
        "no date in column date",
        "is not on the globe",
    ),
    "an end before its start, twice": (
        {
            "a.json": rows(
                ({"start": "2020", "end": "2017"}, square(0)),
                ({"start": "2021", "end": "2018"}, square(0)),
            )
        },
        ["--start", "start", "--end", "end"],
        "it ends (2017) before it starts (2020)",
        "it ends (2018) before it starts (2021)",
    ),
    "intervals in one column": (
        {
            "a.json": rows(
                (on("../2020"), square(0)), (on("2020/2019-13"), square(1, size=2))
            )
        },
        [],
        "an interval without a start",
        "2019-13: not a date",
    ),
    "days of another calendar": (
        {"a.json": rows((on("1500-02-31"), square(0)), (on("1500-04-31"), square(0)))},
        ["--calendar", "julian"],
        "1500-02-31",
        "1500-04-31",
    ),
    "no date at all, and a bow-tie": (
        {"a.json": rows(({"actor": "red"}, BOW_TIE))},
        [],
        "no date found",
        "self-intersection",
    ),
    "no column of that name in one file": (
        {"2019.json": rows(({"holder": "red"}, BOW_TIE)), "2020.json": day()},
        ["--actor", "holder"],
        "holder",
        "self-intersection",
    ),
    "no column of that name, and a bad date": (
        {"a.json": rows((on("no day"), square(0))), "b.json": rows((on("x"), FAR))},
        ["--actor", "holder"],
        "holder",
        "no day: not a date",
    ),
    "an unknown CRS in one file": (
        {"2019.json": day(crs=CRS), "2020.json": day(BOW_TIE)},
        [],
        "unknown CRS",
        "self-intersection",
    ),
    "days or months first": (
        {"a.json": rows((on("08/07/2024"), BOW_TIE))},
        [],
        "day or month first?",
        "self-intersection",
    ),
    "days and months first": (
        {
            "a.json": rows((on("13/07/2024"), BOW_TIE)),
            "b.json": rows((on("07/13/2024"), square(0))),
        },
        [],
        "is day first and",
        "self-intersection",
    ),
    "days or months first in names": (
        {"a_08-07-2024.json": day(BOW_TIE)},
        [],
        "day or month first?",
        "self-intersection",
    ),
    "two maps of one day": (
        {
            "north_2024-07-08.json": day(),
            "south_2024-07-08.json": day(BOW_TIE),
        },
        [],
        "both show 8 July 2024",
        "self-intersection",
    ),
    "two undated files": (
        {"a.json": day(), "latest.json": day(BOW_TIE)},
        [],
        "a.json: no date found",
        "self-intersection",
    ),
    "two times of a day": (
        {
            "a.json": rows(
                (on("2020-01-01T10:00"), square(0)), (on("2020-01-01T20:00"), BOW_TIE)
            )
        },
        [],
        "different territory of one actor on one date",
        "self-intersection",
    ),
    "a file cut off": (
        {"2019.json": '{"type": "Feature', "2020.json": day(BOW_TIE)},
        [],
        "2019.json: not readable as JSON",
        "self-intersection",
    ),
    "two files cut off": (
        {"2019.json": '{"type": "Feature', "2020.json": ""},
        [],
        "2019.json: not readable as JSON",
        "the file is empty",
    ),
    "a download cut off": (
        {"2019.json": day(BOW_TIE, exceededTransferLimit=True)},
        [],
        "2019.json: incomplete: the server left features out",
        "self-intersection",
    ),
    "a day that failed": (
        {"2019.json": day(BOW_TIE), "2020.json": {"id": 1}},
        [],
        "no other file shows 2020",
        "self-intersection",
    ),
    "lines in one file": (
        {
            "2019.json": day(shapely.LineString([(0, 0), (1, 1)])),
            "2020.json": day(BOW_TIE),
        },
        [],
        "a LineString where a polygon was expected",
        "self-intersection",
    ),
}


def write(folder, files):
    folder.mkdir()
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text, encoding="utf-8")


def plain(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", FAULTY)
def test_check_lists_the_sentence_of_map_and_goes_on(tmp_path, monkeypatch, name):
    files, options, message, second = FAULTY[name]
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in", files)
    mapped = CliRunner().invoke(main, ["map", "-o", "map.html", *options, "in"])
    assert mapped.exit_code != 0
    sentence = mapped.stderr.splitlines()[-1].removeprefix("Error: ")
    assert message in sentence
    checked = CliRunner().invoke(main, ["check", "--json", *options, "in"])
    assert checked.exit_code == 1, checked.stderr
    found = json.loads(checked.stdout)["findings"]
    errors = [one for one in found if one["severity"] == "error"]
    said = [
        f"{one['file']}{'' if one['row'] is None else ', row ' + str(one['row'])}: "
        f"{one['finding']}"
        for one in errors
    ]
    assert sentence in said or sentence in {one["finding"] for one in errors}
    assert any(second in text for text in said if not text.endswith(sentence))
    # as text, the same
    listed = CliRunner().invoke(main, ["check", *options, "in"])
    assert listed.exit_code == 1
    assert f"{len(errors)} errors" in listed.stderr
    shutil.rmtree("in")


def test_every_row_that_cannot_be_read_is_listed(tmp_path):
    dates = [f"year {number}" for number in range(300)]
    document = rows(*((on(date), square(0)) for date in dates), (on("2020"), square(0)))
    write(tmp_path / "in", {"a.json": document})
    refused = []
    table = geo.read_control(tmp_path / "in", refused=refused)
    assert len(table) == 1
    assert [finding.row for finding in refused] == list(range(1, 301))


@pytest.mark.parametrize("number", ["NaN", "1e3", "1e400"])
def test_a_polygon_that_is_nowhere_is_one_error(tmp_path, monkeypatch, number):
    monkeypatch.chdir(tmp_path)
    text = json.dumps(rows((on("2020"), square(0)))).replace("1.0", number)
    write(tmp_path / "in", {"a.json": text})
    answer = CliRunner().invoke(main, ["check", "in"])
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Error: a.json, row 1: ")


def test_one_error_alone_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in", {"a.json": rows((on("no day"), square(0)))})
    for command in ("check", "areas"):
        answer = CliRunner().invoke(main, [command, "in"])
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert answer.stderr.startswith("Error: a.json, row 1: no day: not a date")


def test_one_error_alone_is_json_and_a_file_all_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in", {"a.json": rows((on("no day"), square(0)))})
    answer = CliRunner().invoke(main, ["check", "--json", "in"])
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["errors"] == 1
    answer = CliRunner().invoke(main, ["check", "-o", "found.csv", "in"])
    assert answer.exit_code == 1
    assert "no day: not a date" in (tmp_path / "found.csv").read_text(encoding="utf-8")


def test_a_call_at_fault_is_a_call_at_fault(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "in", {"2019.json": day(), "2020.json": day()})
    for options in (["--calendar", "julian"], ["--crs", "EPSG:0"], ["--layer", "x"]):
        answer = CliRunner().invoke(main, ["check", *options, "in"])
        assert answer.exit_code == 2, answer.stderr


def test_what_map_prints_beside_its_result_check_prints_as_well(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    document = rows(
        (on("2020", holder="x"), square(0)),
        (on("2021"), shapely.Point(0, 0)),
        (on("2021"), None),
        (on("2022"), BOW_TIE),
    )
    write(tmp_path / "in", {"a.json": document, "README.md": "about"})
    mapped = CliRunner().invoke(main, ["areas", "-o", "areas.csv", "in"])
    checked = CliRunner().invoke(main, ["check", "in"])
    assert mapped.exit_code == 0
    reading = geo.read_control(tmp_path / "in").attrs["reading"]
    for sentence in reading:
        assert sentence in mapped.stderr and sentence in checked.stderr
    assert "self-intersection" in mapped.stderr
    assert "self-intersection" in plain(checked.stdout)
