"""Files beside the maps: harmless, or a day that is missing because its download failed."""

import json

import pytest
import shapely
from tables import square

import geo

OTHER = {"id": 7, "rows": []}  # JSON, and not a map


def day(text, folder, name="front_{}.geojson"):
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": shapely.geometry.mapping(square(30, 48)),
    }
    path = folder / name.format(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(feature), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    for text in ("2024-07-08", "2024-07-09"):
        day(text, tmp_path)
    return tmp_path


HARMLESS = {
    "README.md": "about",
    "style.css": "a {}",
    "package.json": json.dumps({"name": "front", "version": "1.0.0"}),
    "settings.json": json.dumps({"error": None, "interval": 3}),
    "population.csv": "district,people\na,3\n",
    "report_2024-07-10.txt": "nothing new",
    "front_2024-07-10.png": "no picture",
    # the day is shown by a map
    "numbers_2024-07-09.json": json.dumps(OTHER),
    "front_2024-07-09.geojson.part": "{",
    # no map is a table
    "losses_2024-07-10.csv": "district,people\na,3\n",
}


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_beside_the_maps_is_a_note(folder, name):
    (folder / name).write_text(HARMLESS[name], encoding="utf-8")
    table = geo.read_control(folder)
    assert f"1 other file not read: {name}" in table.attrs["reading"]
    assert geo.findings(table)["kind"].tolist()[0] == "other"


FAILED = {
    "front_2024-07-10.geojson": (json.dumps(OTHER), "no other file shows 10 July 2024"),
    "front_2024-07-10.json": ("{}", "no other file shows 10 July 2024"),
    "front_2024-07-11.geojson": ("null", "no other file shows 11 July 2024"),
    "front_2024-07-12.geojson": ('{"error": "busy"}', "a server's error"),
    "front_2024-07-13.geojson": ("<html>", "an HTML page"),
    "front_2024-07-14.geojson.crdownload": ("{", "an unfinished download"),
    "front_2024-07-15.zip.part": ("PK", "an unfinished download"),
}


@pytest.mark.parametrize("name", FAILED)
def test_a_day_that_failed_is_refused_and_an_error_of_check(folder, name):
    text, message = FAILED[name]
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(geo.ReadError, match=f"^{name}: .*{message}"):
        geo.read_control(folder)
    refused = []
    table = geo.read_control(folder, refused=refused)
    found = geo.findings(table, refused=refused)
    errors = found[found["severity"] == "error"]
    assert errors[["kind", "file"]].to_numpy().tolist() == [["refused", name]]
    assert "other" not in set(found["kind"])
    assert not any("not read" in line for line in table.attrs["reading"])
    (folder / name).unlink()  # as the message says
    assert len(geo.read_control(folder)) == 2


def test_all_days_that_failed_are_errors_of_check(folder):
    for name, (text, _) in FAILED.items():
        (folder / name).write_text(text, encoding="utf-8")
    refused = []
    geo.read_control(folder, refused=refused)
    # two have the date of one day
    assert {finding.file for finding in refused} == set(FAILED)


def test_a_day_of_nested_folders_that_failed_is_refused(tmp_path):
    day("08", tmp_path, "2024/07/{}/front.geojson")
    day("09", tmp_path, "2024/07/{}/front.geojson")
    failed = tmp_path / "2024/07/10/front.geojson"
    failed.parent.mkdir()
    failed.write_text(json.dumps(OTHER), encoding="utf-8")
    with pytest.raises(geo.ReadError, match="no other file shows 10 July 2024"):
        geo.read_control(tmp_path)
