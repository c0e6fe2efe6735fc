import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from tables import control, square

import geo
import geo.check
import geo.measure
from geo.finding import COLUMNS, KINDS
from geo.table import START


def reported(table, severity):
    found = geo.findings(table)
    return found.loc[found["severity"] == severity, "finding"].tolist()


def test_nothing_to_say_about_a_sound_table():
    table = control(
        ("red", "2020", "2021", square(0)), ("red", "2021", None, square(0.2))
    )
    found = geo.findings(table)
    assert found.empty
    assert tuple(found.columns) == COLUMNS
    geo.check.require(table)


def test_a_missing_date_and_an_end_before_the_start():
    table = control(
        ("red", "2020", "2019", square(0)), ("blue", "2020", None, square(3))
    )
    table[START] = table[START].where(table["actor"] != "blue")
    assert reported(table, "error") == [
        "no start date",
        "the end (2019) is not after the start",
    ]


def test_an_interval_that_ends_as_it_starts_is_an_error_and_holds_nothing():
    table = control(
        ("red", "2020-06", "2020-06", square(0)), ("blue", "2020", "2021", square(0))
    )
    found = geo.findings(table)
    assert found[["kind", "actor", "finding"]].to_numpy().tolist() == [
        ["backwards", "red", "the end (2020-06) is not after the start"]
    ]


def test_an_invalid_polygon_with_the_place_and_what_mending_it_changes():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    table = control(("red", "2022-03-04", None, bow_tie))
    triangles = [[(0, 0), (1, 1), (0, 2)], [(2, 2), (1, 1), (2, 0)]]
    size = geo.measure.area_km2(
        [shapely.Polygon(corners) for corners in triangles]
    ).sum()
    found = geo.findings(table).iloc[0]
    assert found["finding"] == (
        f"self-intersection at 1 1: 0.000 km2 as drawn, {size:,.3f} km2 after repair"
    )
    assert (found["lon"], found["lat"]) == (1, 1)
    assert found["km2"] == pytest.approx(size)
    with pytest.raises(
        geo.CheckError, match="drawn 0: 2022-03-04, red: self-intersection"
    ):
        geo.check.require(table)


def test_empty_territory_and_territory_outside_the_globe():
    table = control(
        ("red", "2020", None, shapely.Polygon()),
        ("red", "2020", None, square(400, 80)),
        ("red", "2020", None, square(10, 89.5)),
        ("red", "2020", None, square(37, 120)),
        ("red", "2020", None, square(412_000, 5_200_000, size=900)),
    )
    assert reported(table, "error") == [
        "no territory: the polygon is empty",
        "coordinates outside the globe (401 81)",
        "coordinates outside the globe (11 90.5; valid if swapped)",
        "coordinates outside the globe (38 121; valid if swapped)",
        "coordinates outside the globe (412900 5.2009e+06; probably metres)",
    ]
    with pytest.raises(geo.CheckError, match="5 errors in all"):
        geo.check.require(table)


def test_findings_name_the_file_and_the_row_they_were_read_from(tmp_path):
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    rows = {
        "name": ["red", "red", "blue"],
        "source": "a map",
        "geometry": [square(5), bow_tie, square(9)],
    }
    gpd.GeoDataFrame(rows, crs=4326).to_file(tmp_path / "front_20240708.gpkg")
    found = geo.findings(geo.read_control(tmp_path))
    assert found[["file", "row", "date"]].to_numpy().tolist() == [
        ["front_20240708.gpkg", 2, "2024-07-08"]
    ]


def test_a_row_without_a_file_is_reported_by_its_source():
    table = control(("red", "2020", None, shapely.Polygon()))
    found = geo.findings(table)
    assert found["file"].tolist() == ["drawn 0"]
    assert found["row"].isna().all()


def test_the_worst_come_first_and_each_kind_has_one_remedy():
    half = shapely.box(0.5, 0, 1.5, 1)
    table = control(
        ("red", "2020", "2022", square(0)),
        ("blue", "2020", None, half),
        ("blue", "2022", "2021", square(3)),
        ("grey", "2020", None, square(181, 60)),
    )
    found = geo.findings(table)
    assert found["severity"].tolist() == ["error", "doubt", "note"]
    assert found["kind"].tolist() == ["backwards", "rivals", "beyond"]
    assert found["remedy"].tolist() == [KINDS[kind].remedy for kind in found["kind"]]


def test_a_repair_that_changes_no_area_names_none_and_the_place_of_the_fault():
    spike = shapely.Polygon([(0, 0), (4, 0), (4, 4), (2, 4), (2, 5), (2, 4), (0, 4)])
    (finding,) = geo.findings(control(("red", "2020", None, spike))).itertuples()
    assert finding.kind == "invalid" and "km2" not in finding.finding
    assert (finding.lat, finding.lon) == (5, 2)


def test_jumps_of_two_kinds_are_one_sentence_each_with_their_number():
    fiji = shapely.Polygon([(177, -20), (-178, -20), (-178, -15), (177, -15)])
    cap = shapely.Polygon([(lon, 70) for lon in range(-170, 190, 20)])
    rows = [("red", f"20{n}", f"20{n + 1}", fiji) for n in (20, 21, 22)]
    sentences = geo.check.unrepairable(control(*rows, ("blue", "2020", None, cap)))
    assert ["(3 rows in all)" in sentence for sentence in sentences] == [True, False]


def test_a_date_with_an_invalid_polygon_is_still_looked_at():
    """The repaired territory counts: no false jump, and the overlap of that date is reported."""
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    table = control(("red", "2020", None, bow_tie), ("blue", "2020", None, square(0)))
    (overlap,) = reported(table, "doubt")
    assert "km2 are also held by red" in overlap


def test_rows_that_cannot_be_measured_hide_no_other_finding():
    table = control(
        ("red", "2020", "2021", square(0)),
        ("red", "2021", None, square(0, size=3)),
        ("red", "2020", None, square(10, 89.5)),
        ("red", "2020", None, shapely.Polygon()),
        ("red", "2021", "2020", square(50)),
    )
    kinds = geo.findings(table)["kind"].tolist()
    assert kinds == ["backwards", "empty", "outside", "jump"]


def test_the_order_of_rows_does_not_matter():
    bow_tie = shapely.Polygon([(5, 0), (6, 1), (6, 0), (5, 1)])
    table = control(
        ("red", "2020", "2021", square(0)),
        ("red", "2021", "2022", square(0, size=3)),
        ("Red", "2022", None, square(0, size=3)),
        ("blue", "2020", None, bow_tie),
        ("grey", "2021", None, square(1)),
        ("green", "2020", "2022", square(1.5, size=0.2)),
    )
    reported_of = ["kind", "date", "actor", "finding"]
    expected = sorted(geo.findings(table)[reported_of].to_numpy().tolist())
    assert len({kind for kind, *_ in expected}) > 3
    for seed in range(5):
        mixed = table.sample(frac=1, random_state=seed)
        assert sorted(geo.findings(mixed)[reported_of].to_numpy().tolist()) == expected


def test_the_table_is_left_as_it_was():
    table = control(
        ("red", "2020", None, shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]))
    )
    before = table.copy(deep=True)
    geo.findings(table)
    assert table.equals(before)
    assert np.array_equal(
        shapely.to_wkb(table.geometry), shapely.to_wkb(before.geometry)
    )


def test_what_was_left_out_and_assumed_while_reading_is_found(tmp_path):
    """Rows that were there are rows in the table and rows that are reported."""
    rows = {
        "name": ["red", "blue", "grey"],
        "begin": "2020-01-01",
        "end": "2020-02-01",
        "geometry": [square(0), None, shapely.Point(3, 3)],
    }
    gpd.GeoDataFrame(rows, crs=4326).to_file(tmp_path / "map.geojson")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    table = geo.read_control(tmp_path)
    found = geo.findings(table)
    assert found[["kind", "file", "row", "finding"]].to_numpy().tolist()[:2] == [
        ["left-out", "map.geojson", 2, "1 row without a readable shape left out"],
        ["left-out", "map.geojson", 3, "1 row of points or lines left out"],
    ]
    assert len(table) + 2 == 3
    assert dict(zip(found["kind"], found["file"]))["other"] == "notes.txt"
    (assumed,) = found[found["kind"] == "assumed"].itertuples()
    assert (assumed.file, assumed.row) == ("map.geojson", 1)
    assert "1 interval would end later" in assumed.finding
    reported = geo.findings(geo.read_control(tmp_path, ends="inclusive"))
    assert "assumed" not in reported["kind"].tolist()


@pytest.mark.parametrize(
    "number, more", [(1, ""), (2, "1 other file"), (3, "2 other files")]
)
def test_a_number_that_may_be_part_of_a_date_is_found_once_for_all_files(
    tmp_path, number, more
):
    frame = gpd.GeoDataFrame({"actor": ["red"]}, geometry=[square(0)], crs=4326)
    for year in range(2020, 2020 + number):
        frame.to_file(tmp_path / f"sector_2_{year}.geojson")
    found = geo.findings(geo.read_control(tmp_path))
    (sentence,) = found[found["kind"] == "unused-date"]["finding"]
    so_in = f", and so in {more}" if more else ""
    assert sentence == f"2 beside 2020 is not used as a date{so_in}"


def test_a_polygon_of_which_mending_leaves_nothing_hides_no_other_finding():
    needle = shapely.Polygon([(5, 5), (6, 6), (5, 5)])
    table = control(
        ("red", "2020", "2021", needle),
        ("red", "2020", "2021", square(0)),
        ("red", "2021", None, square(0, size=3)),
    )
    found = geo.findings(table)
    assert found["kind"].tolist() == ["invalid", "jump"]
    assert found["km2"].iloc[0] == pytest.approx(0, abs=1e-9)


def test_every_kind_of_finding_stands_in_the_documentation():
    text = (Path(geo.__file__).parent / "README.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("<!-- findings, from geo/finding.py -->\n")
    table, _, _ = rest.partition("<!-- end of findings -->")
    expected = ["| kind | how bad | found | what to do |", "| --- | --- | --- | --- |"]
    expected += [
        f"| `{name}` | {kind.severity} | {kind.title} | {kind.remedy} |"
        for name, kind in KINDS.items()
    ]
    assert table.splitlines() == expected


def test_dates_in_the_future_are_doubted_each_once(tmp_path):
    shape = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    ends = ("2045", "2045", "2020", None)
    features = [
        {
            "type": "Feature",
            "properties": {"actor": str(row), "start": "2014", "end": end},
            "geometry": shape,
        }
        for row, end in enumerate(ends)
    ]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = geo.findings(geo.read_control(path))
    found = found[found["kind"] == "future"]
    assert found["finding"].tolist() == ["ends in the future: 2045 (2 rows)"]
    assert (found["row"].tolist(), found["severity"].tolist()) == ([1], ["doubt"])


def test_years_of_two_digits_are_doubted_once_for_all_files(tmp_path):
    shape = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    for day in (14, 15):
        feature = {
            "type": "Feature",
            "properties": {"date": f"{day}.07.24"},
            "geometry": shape,
        }
        path = tmp_path / f"{day}a.geojson"
        path.write_text(
            json.dumps({"type": "FeatureCollection", "features": [feature]})
        )
    found = geo.findings(geo.read_control(tmp_path))
    found = found[found["kind"] == "inferred"]
    assert found["finding"].tolist() == [
        "column date: years of two digits, read as 2024, year last (2 layers)"
    ]
