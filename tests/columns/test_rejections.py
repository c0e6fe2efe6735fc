import json

import pytest
import shapely
from tables import data_findings, square

import geo

FAR = square(412_000, 5_200_000)  # metres


def feature(date, shape, **properties):
    return {
        "type": "Feature",
        "properties": {"date": date, "actor": "red", **properties},
        "geometry": shapely.geometry.mapping(shape),
    }


def write(path, *features):
    text = json.dumps({"type": "FeatureCollection", "features": list(features)})
    path.write_text(text, encoding="utf-8")


def told(refused):
    return [(one.file, one.row, one.description) for one in refused]


def test_each_row_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path):
    path = tmp_path / "front.geojson"
    write(
        path,
        feature("2020-01-01", square(0)),
        feature("2020-13-01", square(0)),
        feature("2020-02-01", FAR),
        feature(None, square(0)),
        feature("2020-03-01", square(0, size=1.1)),
    )
    with pytest.raises(geo.ReadError):
        geo.read_control(path)
    refused = []
    table = geo.read_control(path, refused=refused)
    assert [(file, row) for file, row, _ in told(refused)] == [
        ("front.geojson", 2),
        ("front.geojson", 3),
        ("front.geojson", 4),
    ]
    words = ("2020-13-01: not a date", "is not on the globe", "no date in column date")
    for one, found in zip(refused, words, strict=True):
        assert found in one.description
        assert "row" not in one.description
    # the numbers of the rows are those of the file
    assert table["file_row"].tolist() == [1, 5]
    assert table["start_text"].tolist() == ["2020-01-01", "2020-03-01"]
    read = geo.reading(table)
    assert (read["rows"], read["used"]) == (5, 2)
    assert sum(one["rows"] for one in read["left_out"]) == len(refused) == 3


def test_what_is_refused_is_found_as_errors_and_told_once(tmp_path):
    path = tmp_path / "front.geojson"
    write(path, feature("2020-01-01", square(0)), feature("2020-13-01", square(0)))
    refused = []
    table = geo.read_control(path, refused=refused)
    found = data_findings(table, refused=refused)
    assert found[["severity", "kind", "row"]].to_numpy().tolist() == [
        ["error", "refused", 2]
    ]


def test_files_that_cannot_be_read_are_told_one_by_one(tmp_path):
    write(tmp_path / "a.geojson", feature("2020-01-01", square(0)))
    (tmp_path / "b.geojson").write_text("", encoding="utf-8")
    (tmp_path / "c.geojson").write_text('{"type": "Feat', encoding="utf-8")
    write(tmp_path / "d.geojson", feature("2020-02-01", square(0, size=1.1)))
    refused = []
    table = geo.read_control(tmp_path, refused=refused)
    assert table["file"].tolist() == ["a.geojson", "d.geojson"]
    assert [one.file for one in refused] == ["b.geojson", "c.geojson"]
    assert refused[0].description.startswith("the file is empty; ")
    assert all(one.row is None for one in refused)


@pytest.mark.parametrize("good", [0, 3])
def test_every_row_of_a_file_that_cannot_be_read_is_told(tmp_path, good):
    rows = [feature("2020-02-01", FAR)] * 30 + [
        feature("2020-02-01", square(3 * i)) for i in range(good)
    ]
    write(tmp_path / "a.geojson", *rows)
    write(tmp_path / "b.geojson", feature("2020-01-01", square(0)))
    refused = []
    table = geo.read_control(tmp_path, refused=refused)
    assert table["file"].tolist() == ["a.geojson"] * good + ["b.geojson"]
    assert [(one.file, one.row) for one in refused] == [
        ("a.geojson", number) for number in range(1, 31)
    ]
    assert all("is not on the globe" in one.description for one in refused)


def test_the_sentence_is_the_same_where_nothing_can_be_read(tmp_path):
    path = tmp_path / "front.geojson"
    write(path, feature("2020-13-01", square(0)), feature("2020-14-01", square(0)))
    with pytest.raises(geo.ReadError) as plain:
        geo.read_control(path)
    with pytest.raises(geo.ReadError) as gathered:
        geo.read_control(path, refused=[])
    assert str(gathered.value) == str(plain.value)
    assert str(plain.value).startswith("front.geojson, row 1: 2020-13-01: not a date")


def test_days_whose_order_is_open_are_still_read_in_that_which_all_admit(tmp_path):
    write(
        tmp_path / "a.geojson",
        feature("05/03/2020", square(0)),
        feature("no day", square(0)),
    )
    write(tmp_path / "b.geojson", feature("25/03/2020", square(0, size=1.1)))
    refused = []
    table = geo.read_control(tmp_path, refused=refused)
    assert table["start_text"].tolist() == ["2020-03-05", "2020-03-25"]
    assert [(one.file, one.row) for one in refused] == [("a.geojson", 2)]


def test_a_call_that_asks_for_what_is_not_there_is_refused_as_ever(tmp_path):
    path = tmp_path / "front.geojson"
    write(path, feature("2020-01-01", square(0)))
    with pytest.raises(geo.CallError):
        geo.read_control(path, actor="holder", refused=[])


def test_rows_after_one_that_is_refused_keep_their_numbers_in_every_sentence(tmp_path):
    write(
        tmp_path / "a.geojson",
        feature("2020-13-01", square(0)),
        feature("2020-01-01", square(0)),
        feature("2020-01-01", shapely.Point(3, 3)),
    )
    refused = []
    table = geo.read_control(tmp_path, refused=refused)
    (said,) = [one for one in geo.reading(table)["sentences"] if "first: row" in one]
    assert "first: row 3, a Point" in said
    found = data_findings(table, refused=refused)
    assert found[["kind", "row"]].to_numpy().tolist() == [
        ["refused", 1],
        ["left-out", 3],
    ]


def test_the_summary_names_the_dates_of_the_layers_that_are_read(tmp_path):
    for name, shape in (("07-08", square(0)), ("07-15", square(0)), ("07-22", FAR)):
        row = feature(None, shape)
        del row["properties"]["date"]
        write(tmp_path / f"front_2024-{name}.geojson", row)
    refused = []
    table = geo.read_control(tmp_path, refused=refused)
    assert [finding.file for finding in refused] == ["front_2024-07-22.geojson"]
    assert table.attrs["reading"][0] == (
        "3 files, 3 rows (1 left out), dates from the file name as YYYY-MM-DD, 8 July 2024 to "
        "15 July 2024, one actor from column actor, 1 repeat of the day before"
    )


def test_closed_lines_are_refused_with_the_way_to_polygons(tmp_path):
    line = shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 0)])
    write(tmp_path / "a.geojson", feature("2020-01-01", line))
    with pytest.raises(geo.ReadError, match="its lines are closed: save them as poly"):
        geo.read_control(tmp_path / "a.geojson")
    open_line = shapely.LineString([(0, 0), (1, 0), (1, 1)])
    write(
        tmp_path / "a.geojson",
        feature("2020-01-01", line),
        feature("2021-01-01", open_line),
    )
    with pytest.raises(geo.ReadError, match="or pass --layer$"):
        geo.read_control(tmp_path / "a.geojson")
