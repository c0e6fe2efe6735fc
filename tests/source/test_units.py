"""A table of districts and their holders, and the polygons of the districts."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from tables import square
from unit_tables import FORMS

import geo
from geo.finding import Finding
from layers.cli.commands import main

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


def areas_of(table):
    """Areas by date and actor, in districts."""
    one = geo.areas(read(HOLDERS[:1]))["area_km2"].iloc[0]
    areas = geo.areas(table).set_index(["date", "actor"])["area_km2"] / one
    return {
        (str(date)[:10], actor): round(value, 3)
        for (date, actor), value in areas.items()
        if value
    }


def test_a_table_of_changes_holds_until_the_next_change():
    complete = HOLDERS
    changes = HOLDERS.drop(index=2)  # nothing new of district 1
    assert areas_of(read(changes)) == areas_of(read(complete))
    (sentence,) = [
        text for text in read(changes).attrs["reading"] if "a table of" in text
    ]
    assert sentence == (
        "a table of changes (2 districts, 2 dates): each row holds until the next one of its "
        "district; --missing lost if what has no row on a date is no longer held"
    )
    assert areas_of(read(changes, missing="lost"))[("2020-02-01", "Red")] == 1
    assert "unknown" not in set(geo.findings(read(changes))["kind"])


def test_a_district_without_a_row_in_a_table_of_snapshots_is_unknown_and_not_lost():
    rows = [
        ("2020-01", 1, "Red"), ("2020-01", 2, "Blue"), ("2020-01", 3, "Red"),
        ("2020-02", 1, "Red"), ("2020-02", 2, "Red"),
        ("2020-03", 1, "Red"), ("2020-03", 2, "Red"), ("2020-03", 3, "Blue"),
    ]  # fmt: skip
    table = read(pd.DataFrame(rows, columns=["date", "code", "holder"]))
    assert areas_of(table)[("2020-02-01", "Red")] == 3
    assert areas_of(table)[("2020-03-01", "Blue")] == 1
    changes = geo.changes(table).set_index(["date_to", "actor"])["lost_km2"]
    assert changes[(pd.Timestamp("2020-02-01"), "Red")] == 0, "unknown is not lost"
    found = geo.findings(table).set_index("kind").loc["unknown"]
    assert found["row"] == 3
    assert found["finding"] == "1 unit-date without a row (first: 3 after January 2020)"


def test_a_list_of_what_one_actor_holds_says_by_leaving_out_what_is_lost():
    rows = [("2020-01", 1), ("2020-01", 2), ("2020-02", 1)]
    table = pd.DataFrame(rows, columns=["date", "code"]).assign(holder="Red")
    assert areas_of(read(table)) == {("2020-01-01", "Red"): 2, ("2020-02-01", "Red"): 1}
    assert any(
        "a list of what is held" in text for text in read(table).attrs["reading"]
    )
    assert areas_of(read(table, missing="unknown"))[("2020-02-01", "Red")] == 2


def test_starts_without_ends_last_until_the_next_row_of_the_district():
    table = HOLDERS.rename(columns={"date": "start"})
    assert areas_of(read(table)) == areas_of(read(HOLDERS))
    with pytest.raises(geo.CallError, match="missing="):
        read(table.assign(end=["2020-02", "2020-02", None, None]), missing="lost")


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


def test_a_key_without_units_is_refused(tmp_path):
    HOLDERS.to_csv(tmp_path / "holders.csv")
    for source in (tmp_path / "holders.csv", DISTRICTS.assign(date="2020")):
        with pytest.raises(
            geo.CallError, match="key=? goes with --?units|key= goes with"
        ):
            geo.read_control(source, key="code")


def test_the_hash_is_that_of_both():
    first = read(HOLDERS).attrs["input"]["sha256"]
    moved = DISTRICTS.set_geometry(DISTRICTS.translate(1))
    other = [read(HOLDERS, moved), read(HOLDERS.assign(holder="Red"))]
    assert len({first, *(each.attrs["input"]["sha256"] for each in other)}) == 3
    assert read(HOLDERS.copy()).attrs["input"]["sha256"] == first


FILES = {
    ".csv": lambda table, path: table.to_csv(path, index=False),
    ".tsv": lambda table, path: table.to_csv(path, index=False, sep="\t"),
    ".xlsx": lambda table, path: table.to_excel(path, index=False),
    ".parquet": lambda table, path: table.to_parquet(path, index=False),
    ".feather": lambda table, path: table.to_feather(path),
    ".csv.gz": lambda table, path: table.to_csv(path, index=False),
}


@pytest.mark.parametrize("ending", FILES)
def test_the_table_may_be_a_file(tmp_path, ending):
    path = tmp_path / f"holders{ending}"
    FILES[ending](HOLDERS, path)
    DISTRICTS.to_file(tmp_path / "districts.gpkg")
    table = geo.read_control(path, units=tmp_path / "districts.gpkg", key="code")
    assert geo.areas(table).equals(geo.areas(read(HOLDERS)))
    assert table["file"].unique().tolist() == [path.name]
    first = 2 if "csv" in ending or ending in (".tsv", ".xlsx") else 1
    assert table["file_row"].tolist() == [*range(first, first + 4)]


def test_sheets_and_files_may_be_of_a_date_each(tmp_path):
    days = {"2020-01": HOLDERS[:2], "2020-02": HOLDERS[2:]}
    with pd.ExcelWriter(tmp_path / "holders.xlsx") as book:
        for day, rows in days.items():
            rows.drop(columns="date").to_excel(book, sheet_name=day, index=False)
    (tmp_path / "csv").mkdir()
    for day, rows in days.items():
        rows.drop(columns="date").to_csv(tmp_path / "csv" / f"{day}.csv", index=False)
    for source in (tmp_path / "holders.xlsx", tmp_path / "csv"):
        table = geo.read_control(source, units=DISTRICTS, key="code")
        assert areas_of(table) == areas_of(read(HOLDERS))


def test_the_code_may_have_two_names():
    units = DISTRICTS.rename(columns={"code": "ADM2_CODE"})
    assert areas_of(read(HOLDERS, units, "code=ADM2_CODE")) == areas_of(read(HOLDERS))


def test_a_name_of_the_district_is_not_its_holder():
    table = HOLDERS.assign(name=["Asch", "Bude", "Asch", "Bude"])
    assert set(geo.read_control(table, units=DISTRICTS, key="code")["actor"]) == {
        "Red",
        "Blue",
    }
    without = table.drop(columns="holder")
    assert set(geo.read_control(without, units=DISTRICTS, key="name")["actor"]) == {
        "territory"
    }


def test_a_column_for_each_date_is_read_as_rows(tmp_path):
    wide = pd.DataFrame({"code": [1, 2, 3], "2020-01": ["Red", "Blue", None],
                         "2020-02": ["Red", "Red", "NA"]})  # fmt: skip
    table = geo.read_control(wide, units=DISTRICTS, key="code")
    assert areas_of(table) == areas_of(read(HOLDERS))
    reading = geo.reading(table)
    assert (reading["rows"], reading["used"]) == (3, 2)
    for names in (("X2014", "X2015"), ("holder_2014", "holder_2015"), (2014, 2015)):
        renamed = wide.rename(columns=dict(zip(("2020-01", "2020-02"), names)))
        table = geo.read_control(renamed, units=DISTRICTS, key="code")
        assert set(table["start_text"]) == {"2014", "2015"}


def test_columns_of_dates_that_name_no_holders_are_no_rows():
    counts = DISTRICTS.assign(**{"2014": [1.5, 2.5, 3.5], "2015": [1, 2, 3]})
    with pytest.raises(geo.ReadError, match="no date found"):
        geo.read_control(counts)


VERSIONS = gpd.GeoDataFrame(
    {
        "code": ["1", "1", "2"],
        "start": ["2010", "2020-02-01", "2010"],
        "end": ["2020-02-01", None, None],
    },
    geometry=[square(30, 50), square(30, 50, size=0.5), square(31, 50)],
    crs="EPSG:4326",
)


def test_a_district_that_changes_its_boundary_has_a_start_and_an_end():
    rows = [("2020-01", 1, "Red"), ("2020-01", 2, "Blue"), ("2020-03", 1, "Blue")]
    changes = pd.DataFrame(rows, columns=["date", "code", "holder"])
    areas = areas_of(read(changes, VERSIONS))
    assert areas[("2020-01-01", "Red")] == 1
    assert areas[("2020-02-01", "Red")] == pytest.approx(0.25, abs=0.01)
    assert areas[("2020-03-01", "Blue")] == pytest.approx(1.25, abs=0.01)
    early = pd.concat(
        [changes, pd.DataFrame({"date": ["2000"], "code": [2], "holder": "Red"})]
    )
    late = VERSIONS.assign(end=["2020-02-01", "2020-03-01", None])
    table = read(early, late)
    assert geo.reading(table)["left_out"][0]["reason"].startswith(
        "of districts that have no"
    )


def test_the_nearest_code_is_named_on_either_side():
    units = DISTRICTS.assign(code=["UA-01", "UA-02", "UA-33"])
    table = HOLDERS.assign(code=["UA-01", "ua02", "UA-3", "UA-02"])
    text = message(table, units=units)
    assert text.startswith(
        "table, row 2: “ua02” of column code is not in units; the nearest is “UA-02”, which "
        "differs in its form only"
    )
    assert "1 other code as well (UA-3)" in text
    refused: list[Finding] = []
    table = read(table, units, refused=refused)
    assert [finding.row for finding in refused] == [2, 3]
    found = geo.findings(table, refused=refused)
    (unmatched,) = found[found["kind"] == "unmatched"]["finding"]
    assert "(UA-33, the nearest is “UA-3”)" in unmatched


def test_codes_of_which_none_is_known_are_of_another_column():
    text = message(HOLDERS.assign(code=["a", "b", "c", "d"]))
    assert text.startswith(
        "table: none of the codes in column code (first: “a”) is in units"
    )


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.has)
def test_every_form_of_the_documentation_is_read(form):
    table = geo.read_control(form.table, units=DISTRICTS, key="code")
    held = areas_of(table)
    found = {(date[:4], actor): units for (date, actor), units in held.items()}
    for key, units in form.held.items():
        assert found[key] == pytest.approx(units, abs=0.02)


def test_the_documentation_lists_these_forms():
    text = (Path(geo.__file__).parent / "README.md").read_text(encoding="utf-8")
    mark, end = "<!-- units, from tests/unit_tables.py -->\n", "<!-- end of units -->"
    lines = text.partition(mark)[2].partition(end)[0].splitlines()[2:]
    assert lines == [f"| {form.has} | {form.read_as} |" for form in FORMS]


def test_a_project_file_has_units_and_conditions(tmp_path):
    DISTRICTS.to_file(tmp_path / "districts.gpkg")
    HOLDERS.to_csv(tmp_path / "control.csv", index=False)
    (tmp_path / "controlmap.toml").write_text(
        'source = "control.csv"\n[reading]\nunits = "districts.gpkg"\nkey = "code"\n'
        'missing = "same"\nwhere = ["holder != blue"]\n',
        encoding="utf-8",
    )
    table = geo.read_control(tmp_path)
    assert areas_of(table) == {("2020-01-01", "Red"): 1, ("2020-02-01", "Red"): 2}
    (left_out,) = geo.reading(table)["left_out"]
    assert left_out["reason"] == "left out by the condition holder != blue"


def test_the_command_line_has_the_same_options(tmp_path):
    DISTRICTS.to_file(tmp_path / "districts.gpkg")
    HOLDERS.to_csv(tmp_path / "control.csv", index=False)
    call = [str(tmp_path / "control.csv"), "--units", str(tmp_path / "districts.gpkg")]
    options = ["--key", "code", "--where", "holder != blue", "--alias", "red=Reds"]
    answer = CliRunner().invoke(main, ["areas", *call, *options, "--explain"])
    assert answer.exit_code == 0
    assert {line.split(",")[1] for line in answer.stdout.splitlines()[1:]} == {"Reds"}
    assert "left out by the condition holder != blue" in answer.stderr


def test_a_folder_of_undated_polygons_and_a_table_says_what_to_pass(tmp_path):
    DISTRICTS.to_file(tmp_path / "units.geojson")
    HOLDERS.to_csv(tmp_path / "control.csv", index=False)
    with pytest.raises(
        geo.ReadError, match="if control.csv names the holders of its polygons"
    ):
        geo.read_control(tmp_path)


def test_polygons_that_were_joined_to_a_table_of_changes_hold_until_the_next_change():
    changes = HOLDERS.drop(index=2)
    joined = DISTRICTS.merge(changes, on="code").drop(columns="name")
    assert areas_of(geo.read_control(joined)) == areas_of(read(HOLDERS))
    fronts = joined.assign(geometry=joined.scale(0.9))
    fronts.loc[2, "geometry"] = fronts.geometry[2].buffer(0.1)
    assert areas_of(geo.read_control(fronts))[("2020-02-01", "Red")] < 1.5, "no units"


def test_polygons_with_a_column_for_each_date_are_read(tmp_path):
    wide = DISTRICTS.assign(
        **{"1914": ["Red", "Blue", None], "1918": ["Red", "Red", "Red"]}
    )
    wide.drop(columns="name").to_file(tmp_path / "units.geojson")
    areas = areas_of(geo.read_control(tmp_path / "units.geojson"))
    assert areas[("1914-01-01", "Red")] == 1 and areas[("1918-01-01", "Red")] == 3
