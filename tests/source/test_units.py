"""A table of districts and their holders, and the polygons of the districts."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from tables import square

import geo
from geo.finding import Finding

DISTRICTS = gpd.GeoDataFrame(
    {"code": [1, 2, 3], "name": ["Asch", "Bude", "Celle"]},
    geometry=[square(30, 50), square(31, 50), square(32, 50)],
    crs="EPSG:4326",
)
HOLDERS = pd.DataFrame(
    {
        "date": ["2020-01", "2020-01", "2020-02", "2020-02"],
        "code": [1, 2, 1, 2],
        "holder": ["Red", "Blue", "Red", "Red"],
    }
)


def read(table, units=DISTRICTS, key="code", **options):
    before = table.copy(deep=True)
    result = geo.read_control(table, units=units, key=key, actor="holder", **options)
    pd.testing.assert_frame_equal(table, before)
    return result


def message(table, **options):
    with pytest.raises(geo.ControlError) as caught:
        read(table, **options)
    return str(caught.value)


def test_each_row_has_the_polygon_of_its_district():
    table = read(HOLDERS)
    for code, shape in zip(table["code"], table.geometry):
        district = DISTRICTS.geometry[DISTRICTS["code"] == code].iloc[0]
        assert shapely.equals(shape, district)
    assert set(table["actor"]) == {"Red", "Blue"}
    assert "name" not in table, "a name of a district is no actor"
    areas = geo.areas(table).set_index(["date", "actor"])["area_km2"]
    one = geo.areas(read(HOLDERS[:1]))["area_km2"].iloc[0]
    assert areas[("2020-02-01", "Red")] == pytest.approx(2 * one)
    assert areas[("2020-02-01", "Blue")] == 0


def test_the_districts_may_be_a_file(tmp_path):
    DISTRICTS.to_file(tmp_path / "districts.gpkg")
    expected = read(HOLDERS)
    for path in (tmp_path / "districts.gpkg", str(tmp_path / "districts.gpkg")):
        table = read(HOLDERS, path)
        assert geo.areas(table).equals(geo.areas(expected))
    assert "polygons of 3 districts from districts.gpkg" in table.attrs["reading"][2]


def test_districts_in_no_row_are_reported():
    sentences = read(HOLDERS).attrs["reading"]
    assert "table: polygons of 3 districts from units, by code" in sentences
    assert "table: 1 of 3 districts in units are in no row (3)" in sentences


def test_a_date_without_some_districts_is_reported():
    assert not [text for text in read(HOLDERS).attrs["reading"] if "without a" in text]
    changes_only = HOLDERS.drop(index=2)
    assert read(changes_only).attrs["reading"][-1] == (
        "1 date of 2 without a row for some districts (first: February 2020, 1 of 2); there no "
        "territory is held then"
    )
    intervals = changes_only.rename(columns={"date": "start"})
    assert "without a row" not in read(intervals).attrs["reading"][-1]


def test_codes_are_compared_as_texts():
    as_floats = HOLDERS.assign(code=[1.0, 2.0, 1.0, 2.0])
    as_texts = HOLDERS.assign(code=["1", "2", "1", "2"])
    nullable = HOLDERS.astype({"code": "Int64"})
    for table in (as_floats, as_texts, nullable, HOLDERS.astype({"code": "category"})):
        assert geo.areas(read(table)).equals(geo.areas(read(HOLDERS)))
    assert "row 1: “01” of column code is not in units" in message(
        HOLDERS.assign(code=["01", "2", "1", "2"])
    )


def test_two_unicode_forms_of_a_code_are_the_same():
    composed, decomposed = "Zürich", "Zu\u0308rich"
    table = pd.DataFrame({"Cöde": [composed], "date": ["2020"], "holder": ["Red"]})
    units = gpd.GeoDataFrame(
        {"Co\u0308de": [decomposed]}, geometry=[square(30, 50)], crs="EPSG:4326"
    )
    assert len(read(table, units, "Cöde")) == 1
    assert len(read(table, units, "Co\u0308de")) == 1


def test_districts_in_another_crs_are_converted_and_it_is_reported():
    table = read(HOLDERS, DISTRICTS.to_crs(3857))
    assert (
        "table: units: converted from WGS 84 / Pseudo-Mercator to longitude and latitude"
        in (table.attrs["reading"])
    )
    assert geo.areas(table)["area_km2"].tolist() == pytest.approx(
        geo.areas(read(HOLDERS))["area_km2"].tolist()
    )


def test_a_row_of_no_known_district_is_refused():
    text = message(HOLDERS.assign(code=[1, 7, 7, 2]))
    assert text == (
        "table, row 2: “7” of column code is not in units; correct one of the two (so in 2 rows)"
    )
    text = message(HOLDERS.assign(code=[1, 2, None, 2]))
    assert text == "table, row 3: no code in column code; fill it in"


def test_rows_of_no_known_district_are_listed_on_request():
    refused: list[Finding] = []
    table = read(HOLDERS.assign(code=[1, 7, None, 2]), refused=refused)
    assert [(finding.row, finding.description[:6]) for finding in refused] == [
        (2, "“7” of"),
        (3, "no cod"),
    ]
    assert table["file_row"].tolist() == [1, 4]
    assert {"refused", "left-out"} <= set(geo.findings(table, refused=refused)["kind"])


@pytest.mark.parametrize(
    "options, problem",
    [
        (
            {"key": None},
            "table: units= without key=; pass the column that both have (columns: date",
        ),
        (
            {"key": "kode"},
            "table: no column kode for key= (columns: date, code, holder)",
        ),
        (
            {"units": DISTRICTS.rename(columns={"code": "id"})},
            "units: no column code for key= (columns: id, name)",
        ),
        (
            {"units": pd.concat([DISTRICTS, DISTRICTS])},
            "units, row 4: “1” of column code again, after units, row 1; keep one row of each, "
            'for example by units.dissolve("code", as_index=False)',
        ),
        ({"units": DISTRICTS[:0]}, "units: no rows in it"),
        ({"units": pd.DataFrame({"code": [1]})}, "units: no column of shapes"),
        ({"units": [1]}, "units=: a value of type list; pass a GeoDataFrame or a path"),
        ({"units": "none.gpkg"}, "none.gpkg: no such file or folder"),
        (
            {"units": DISTRICTS.set_crs(None, allow_override=True)},
            "units: no CRS; pass crs=",
        ),
    ],
    ids=str,
)
def test_a_table_and_districts_that_do_not_go_together_are_refused(options, problem):
    assert message(HOLDERS, **options).startswith(problem)


def test_a_frame_with_shapes_needs_no_districts():
    text = message(DISTRICTS.assign(date="2020", holder="Red"))
    assert text == (
        "table: shapes of its own (column geometry) and units=; leave out one of the two"
    )


def test_districts_go_with_a_table_in_memory_only(tmp_path):
    HOLDERS.to_csv(tmp_path / "holders.csv")
    with pytest.raises(geo.CallError, match="units goes with a table in memory"):
        geo.read_control(tmp_path / "holders.csv", units=DISTRICTS, key="code")
    with pytest.raises(geo.CallError, match="table: key= goes with units=; pass both"):
        geo.read_control(DISTRICTS.assign(date="2020"), key="code")


def test_the_hash_is_that_of_both():
    first = read(HOLDERS).attrs["input"]["sha256"]
    moved = DISTRICTS.set_geometry(DISTRICTS.translate(1))
    other = [read(HOLDERS, moved), read(HOLDERS.assign(holder="Red"))]
    assert len({first, *(each.attrs["input"]["sha256"] for each in other)}) == 3
    assert read(HOLDERS.copy()).attrs["input"]["sha256"] == first
