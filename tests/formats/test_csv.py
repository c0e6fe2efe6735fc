"""Tables with shapes: WKT, GeoJSON and WKB, as programs and people write them."""

import csv
import unicodedata

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import geo

SQUARE, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
HEAD = "actor,date,people,area"
WAYS = {
    "WKT": shapely.to_wkt,
    "WKT in small letters": lambda shape: shapely.to_wkt(shape).lower(),
    "EWKT": lambda shape: f"SRID=4326;{shapely.to_wkt(shape)}",
    "GeoJSON": shapely.to_geojson,
    "WKB": lambda shape: shapely.to_wkb(shape, hex=True),
    "EWKB": lambda shape: shapely.to_wkb(
        shapely.set_srid(shape, 4326), hex=True, include_srid=True
    ),
}


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture
def read(tmp_path):
    def read_lines(*lines, name="front.csv", encoding="utf-8", **options):
        (tmp_path / name).write_bytes("\n".join(lines).encode(encoding))
        return geo.read_control(tmp_path / name, **options)

    return read_lines


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_shapes_are_found_by_what_stands_in_the_column(read, way, separator):
    cells = [
        (name, "2014-06", people, quoted(WAYS[way](shape)))
        for name, people, shape in (("räd", "3", SQUARE), ("blue", "", EAST))
    ]
    lines = [HEAD.replace(",", separator), *(separator.join(row) for row in cells)]
    table = read(*lines)
    assert list(table["actor"]) == ["räd", "blue"]
    assert list(table["start_text"]) == ["2014-06", "2014-06"]
    np.testing.assert_array_equal(table["people"], [3, np.nan])
    assert shapely.equals_identical(table.geometry.array, [SQUARE, EAST]).all()
    assert "area" not in table.columns


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_text_as_spreadsheets_write_it(read, encoding):
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    lines = [f"{mark}{HEAD}", f"räd,2014,1,{quoted(shapely.to_wkt(SQUARE))}", ""]
    assert list(read(*lines, encoding=encoding)["actor"]) == ["räd"]


def test_degrees_are_taken_for_granted_and_said_so(read):
    row = quoted(shapely.to_wkt(SQUARE))
    said = read("date,where", f"2014,{row}").attrs["reading"]
    assert (
        "front.csv: shapes from column where, taken for longitude and latitude (or pass "
        "--crs)" in said
    )
    said = read("date,where", f"2014,{quoted(WAYS['GeoJSON'](SQUARE))}").attrs[
        "reading"
    ]
    assert "front.csv: shapes from column where" in said


@pytest.mark.parametrize("own", ["SRID=32637;", ""])
def test_coordinates_in_metres(read, own):
    metres = shapely.box(500_000, 4_000_000, 600_000, 4_100_000)
    text = quoted(own + shapely.to_wkt(metres))
    table = read("date,wkt", f"2014,{text}", crs=None if own else "EPSG:32637")
    assert table.geometry[0].bounds == pytest.approx(
        (39, 36.14, 40.12, 37.05), abs=0.01
    )
    assert any(
        "converted from WGS 84 / UTM zone 37N" in one for one in table.attrs["reading"]
    )


def test_a_column_of_polygons_is_preferred_to_one_of_points(read):
    table = read(
        "date,centre,ground",
        f"2014,POINT (5 5),{quoted(shapely.to_wkt(SQUARE))}",
    )
    assert table.geometry[0].equals(SQUARE)
    assert list(table["centre"]) == ["POINT (5 5)"]


def test_numbers_stay_as_they_are_written_where_they_are_codes(read):
    wkt = quoted(shapely.to_wkt(SQUARE))
    table = read(
        "date,code,share,mixed,wkt", f"0815,007,1.5,1,{wkt}", f"0816,1,2,x,{wkt}"
    )
    assert list(table["start_text"]) == ["0815", "0816"]
    assert list(table["code"]) == ["007", "1"]
    assert list(table["share"]) == [1.5, 2.0]
    assert list(table["mixed"]) == ["1", "x"]


def test_rows_without_a_shape_are_left_out_and_reported(read):
    wkt = quoted(shapely.to_wkt(SQUARE))
    table = read("date,wkt", f"2014,{wkt}", "2015,", "2016,POINT (1 1)")
    assert len(table) == 1
    said = table.attrs["reading"]
    assert said[0].startswith("1 file, 3 rows (2 left out)")
    assert any(
        "without a readable shape left out (first: row 3)" in one for one in said
    )
    assert any("points or lines left out (first: row 4" in one for one in said)


def test_rows_are_counted_as_a_spreadsheet_does(read):
    wkt = quoted(shapely.to_wkt(SQUARE))
    table = read("date,wkt", f"2014,{wkt}", ",", "", f"2015,{wkt}", "")
    assert list(table["file_row"]) == [2, 5]
    with pytest.raises(geo.ReadError, match="^front.csv, row 5: soon: not a date"):
        read("date,wkt", f"2014,{wkt}", "", "", f"soon,{wkt}")


def test_shapes_of_any_size(read):
    corners = shapely.Point(0, 0).buffer(1, quad_segs=20_000)
    text = shapely.to_wkt(corners, rounding_precision=-1)
    assert len(text) > 2**20
    (found,) = read("date,wkt", f"2014,{quoted(text)}").geometry
    assert shapely.equals_exact(found, corners, tolerance=1e-15)


def test_a_day_without_rows_is_a_day_on_which_nothing_is_held(tmp_path):
    wkt = quoted(shapely.to_wkt(SQUARE))
    (tmp_path / "2019-03-22.csv").write_text(f"wkt\n{wkt}\n")
    (tmp_path / "2019-03-23.csv").write_text("wkt\n")
    table = geo.read_control(tmp_path)
    assert str(table["end"].iloc[0])[:10] == "2019-03-23"


def test_tables_of_numbers_beside_tables_of_shapes_are_left_out_and_reported(tmp_path):
    wkt = quoted(shapely.to_wkt(SQUARE))
    (tmp_path / "2014.csv").write_text(f"wkt\n{wkt}\n")
    (tmp_path / "published.csv").write_text("date,area_km2\n2014,3\n")
    (tmp_path / "settings.json").write_text('{"title": "Front"}')
    (tmp_path / "broken.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(geo.ReadError, match="^broken.csv: not UTF-8 text"):
        geo.read_control(tmp_path)
    (tmp_path / "broken.csv").unlink()
    table = geo.read_control(tmp_path)
    assert len(table) == 1
    said = table.attrs["reading"]
    assert said[0].startswith("1 file, 1 row")
    assert "2 other files not read: published.csv, settings.json" in said


def test_a_folder_without_any_map(tmp_path):
    (tmp_path / "published.csv").write_text("date,area_km2\n2014,3\n")
    (tmp_path / "settings.json").write_text("{}")
    with pytest.raises(
        geo.ReadError, match=r"no map in it \(not read: published.csv, s"
    ):
        geo.read_control(tmp_path)


def test_a_list_of_places_is_still_one(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(
        "place,lat,lon,held_from,held_to\nMosul,36.3,43.1,2014-06,2017-07\n"
    )
    assert set(geo.read_control(path)["status"]) == {"held", "claimed"}


WKT = quoted(shapely.to_wkt(SQUARE))


@pytest.mark.parametrize(
    "lines, found",
    [
        (["date,wkt", "2014,POLYGON ((0 0))"], ", row 2: not a shape in column wkt"),
        (
            ["date,wkt", f"2014,{WKT}", "2015,none"],
            ", row 3: not a shape in column wkt",
        ),
        (["date,wkt", f"2014,{WKT}", "2015"], ", row 3: 1 values for 2 columns"),
        (["date,wkt", f"2014,{WKT},x"], ", row 2: 3 values for 2 columns"),
        (
            ["date,wkt", f"2014,{WKT}", f"2015,{WKT[:20]}"],
            ", line 3: not readable as CSV",
        ),
        (
            ["date,wkt", f'2014,"SRID=99999;{WKT[1:]}'],
            ": unknown SRID in it; pass --crs",
        ),
        (["wkt", WKT], ": no date found"),
    ],
)
def test_what_is_wrong_is_named(read, lines, found):
    with pytest.raises(geo.ReadError, match=f"^front.csv{found}") as refusal:
        read(*lines)
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 300


def test_shapes_of_several_reference_systems_are_refused(read):
    rows = [f'2014,"SRID={code};{WKT[1:]}' for code in (4326, 3857)]
    with pytest.raises(
        geo.ReadError, match="several CRS .SRID 3857 and 4326.; keep only one"
    ):
        read("date,wkt", *rows)


cells = st.text(
    st.characters(exclude_categories=("C", "Z")), max_size=5
) | st.integers().map(str)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(cells, min_size=1, max_size=6))
@example(["\U0002f800"])  # a letter of Unicode that composes to another
def test_any_text_beside_shapes_comes_back(tmp_path, texts):
    frame = pd.DataFrame({"note": texts, "date": "2014", "wkt": shapely.to_wkt(SQUARE)})
    frame.to_csv(tmp_path / "front.csv", index=False)
    table = geo.read_control(tmp_path / "front.csv")
    back = ["" if pd.isna(value) else value for value in table["note"]]
    for text, value in zip(texts, back, strict=True):
        # composed: one way to write a letter
        assert unicodedata.normalize("NFC", text) == value or float(text) == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_sentence(tmp_path, content):
    path = tmp_path / "2014.tsv"
    path.write_bytes(b"wkt\t" + content)
    try:
        geo.read_control(path)
    except geo.ReadError as error:
        assert str(error).startswith(("2014.tsv", str(path)))


def test_a_table_that_is_refused_leaves_other_readers_of_csv_as_they_were(read):
    longest = csv.field_size_limit()
    with pytest.raises(geo.ReadError, match="3 values for 2 columns") as refused:
        read("date,wkt", f"2024-07-08,{quoted(SQUARE.wkt)},x")
    assert csv.field_size_limit() == longest, refused  # kept, with all that it holds
