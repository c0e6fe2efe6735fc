"""Errors of reading are one message: file, row, problem, what to do."""

import json
import re
import zipfile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo

SQUARE = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
EAST = shapely.geometry.mapping(shapely.box(1, 0, 2, 1))


def feature(shape=SQUARE, **properties):
    return {"type": "Feature", "properties": properties, "geometry": shape}


def document(*features, **members):
    return json.dumps(
        {"type": "FeatureCollection", **members, "features": list(features)}
    )


def crs(name):
    return {"type": "name", "properties": {"name": name}}


WHOLE = document(feature(), feature(), feature())
METRES = [
    [500_000, 4_100_000],
    [600_000, 4_100_000],
    [600_000, 4_200_000],
    [500_000, 4_100_000],
]
SWAPPED = [[33, 120], [34, 120], [34, 121], [33, 120]]

FILES = {
    "empty": ("2014.geojson", "", "the file is empty"),
    "no shapes": ("2014.geojson", document(feature(None)), "no row with a shape"),
    "a line cut off": (
        "2014.geojsonl",
        f"{json.dumps(feature())}\n{json.dumps(feature())[:40]}",
        "line 2: not readable as JSON",
    ),
    "metres": (
        "2014.geojson",
        document(feature({"type": "Polygon", "coordinates": [METRES]})),
        "row 1: 500000 4.1e.06 is not on the globe; pass the CRS of the coordinates as --crs",
    ),
    "latitude first": (
        "2014.geojson",
        document(feature({"type": "Polygon", "coordinates": [SWAPPED]})),
        "row 1: 33 120 is not on the globe; .* longitude before latitude",
    ),
    "unknown CRS": (
        "2014.geojson",
        document(feature(), crs=crs("nonsense")),
        "unknown CRS nonsense; pass --crs",
    ),
    "no date": (
        "front.geojson",
        document(feature(name="a", area=1)),
        "no date found .columns: name, area; pass --date or --start, or put the date in the "
        "file name.",
    ),
    "no columns": (
        "front.geojson",
        document(feature()),
        "no date found .it has no columns;",
    ),
    "only a day of the month": ("f.geojson", document(feature(day=8)), "no date found"),
    "impossible date": (
        "a.geojson",
        document(feature(date="2022-03-01"), feature(date="2022-13-01")),
        "row 2: 2022-13-01: not a date: there is no month 13",
    ),
    "no leap year": (
        "a.geojson",
        document(feature(date="2023-02-29")),
        "2023-02-29: not a date",
    ),
    "day first": (
        "a.geojson",
        document(feature(date="08.07.2024")),
        "row 1: 08.07.2024: day or month first",
    ),
    "half a year": (
        "a.geojson",
        document(feature(date=1815.5)),
        "row 1: 1815.5: not a date",
    ),
    "a date of no text": (
        "a.geojson",
        document(feature(date={"a": 1})),
        'row 1: {"a": 1}: ',
    ),
    "a month in words": (
        "a.geojson",
        document(feature(year=2014, month="Brumaire")),
        "row 1: 2014-Brumaire: not a date",
    ),
    "missing date": (
        "a.geojson",
        document(feature(date="2014"), feature(date=None)),
        "row 2: no date in column date",
    ),
    "missing start": (
        "a.geojson",
        document(feature(start="2014", end="2015"), feature(end="2015")),
        "row 2: no date in column start",
    ),
    "end before start": (
        "a.geojson",
        document(feature(start="2014", end="2013")),
        "row 1: it ends .2013. before it starts .2014.; correct one of the two",
    ),
    "a bad text to show": (
        "a.geojson",
        document(feature(start="2014", end="2015", start_text="soon")),
        "row 1: soon: not a date",
    ),
    "two times a day": (
        "a.geojson",
        document(
            feature(date="2014-06-09T06:00"), feature(EAST, date="2014-06-09T18:00")
        ),
        r"a.geojson \(06:00\) and a.geojson \(18:00\): different territory of one actor on one",
    ),
    "a number in the name": (
        "f_20241399.geojson",
        WHOLE,
        "20241399: not a date: there is no month 13",
    ),
    "two dates in the name": (
        "2014_2016.geojson",
        WHOLE,
        "more than one date in the name",
    ),
    "not KML": (
        "2014.kml",
        "<OGRVRTDataSource/>",
        "not KML .begins with <OGRVRTDataSource>",
    ),
    "half KML": ("2014.kml", "<kml><Document>", "not readable as KML"),
    "not KMZ": ("2014.kmz", "PK", "not readable as KMZ; the file may be cut off"),
    "not a zip": ("2014.zip", "PK", "not readable as a zip archive"),
    "not a shapefile": (
        "2014.shp",
        "text",
        "content is not Shapefile; correct the ending of its name",
    ),
    "not a GeoPackage": (
        "2014.gpkg",
        WHOLE,
        "content is not GeoPackage; correct the ending",
    ),
    "not FlatGeobuf": (
        "2014.fgb",
        WHOLE,
        "content is not FlatGeobuf; correct the ending",
    ),
    "not GeoParquet": (
        "2014.parquet",
        WHOLE,
        "content is not GeoParquet; correct the ending",
    ),
    "a format of another kind": (
        "2014.docx",
        "x",
        "not a format that can be read .expected Geo",
    ),
}


@pytest.fixture
def refused(capfd):
    """Reads a source that cannot be read: the message, with nothing else on the terminal."""

    def message(source, **options):
        with pytest.raises(geo.ReadError) as error:
            geo.read_control(source, **options)
        assert capfd.readouterr() == ("", "")
        text = str(error.value)
        assert "\n" not in text and len(text) < 300
        return text

    return message


@pytest.mark.parametrize("name, text, found", FILES.values(), ids=FILES.keys())
def test_the_message_has_the_file_and_the_problem(tmp_path, refused, name, text, found):
    (tmp_path / name).write_text(text, encoding="utf-8")
    message = refused(tmp_path / name)
    assert message.startswith(name) or message.startswith(str(tmp_path / name))
    assert re.search(found, message), message


def test_a_source_that_is_not_there(tmp_path, refused):
    assert (
        refused(tmp_path / "no.gpkg") == f"{tmp_path}/no.gpkg: no such file or folder"
    )
    assert refused(f"{tmp_path}/*.gpkg") == f"{tmp_path}/*.gpkg: no file matches"


def test_a_folder_with_nothing_to_read(tmp_path, refused):
    (tmp_path / "notes.txt").write_text("no polygons")
    assert "no file in it can be read (expected GeoJSON, GeoJSON lines, " in refused(
        tmp_path
    )


def test_a_file_in_a_folder_is_named(tmp_path, refused):
    (tmp_path / "2014.geojson").write_text(WHOLE)
    (tmp_path / "2015.geojson").write_text(WHOLE[:-20])
    assert refused(tmp_path).startswith("2015.geojson: not readable as JSON")


@pytest.fixture
def frame():
    shapes = [shapely.box(x, 0, x + 1, 1) for x in range(200)]
    return gpd.GeoDataFrame({"date": ["2014"] * 200}, geometry=shapes, crs=4326)


@pytest.mark.parametrize("suffix", [".dbf", ".shx"])
def test_a_shapefile_without_one_of_its_files(tmp_path, refused, frame, suffix):
    frame.to_file(tmp_path / "front.shp")
    (tmp_path / f"front{suffix}").unlink()
    assert refused(tmp_path / "front.shp") == (
        f"front.shp: its {suffix} file is missing; put .dbf, .shx beside it"
    )


def test_a_shapefile_without_a_reference_system(tmp_path, refused, frame):
    frame.to_file(tmp_path / "front.shp")
    (tmp_path / "front.prj").unlink()
    assert refused(tmp_path / "front.shp") == (
        "front.shp: no CRS; pass --crs, for example --crs EPSG:4326"
    )
    with zipfile.ZipFile(tmp_path / "front.zip", "w") as archive:
        for suffix in (".shp", ".shx", ".dbf"):
            archive.write(tmp_path / f"front{suffix}", f"front{suffix}")
    assert refused(tmp_path / "front.zip").startswith(
        "front.zip/front.shp: no CRS; pass --crs"
    )


def test_an_unknown_reference_system(tmp_path, refused, frame):
    frame.to_file(tmp_path / "a.gpkg")
    assert refused(tmp_path / "a.gpkg", crs="mercator-ish") == (
        "--crs mercator-ish: not a CRS; write it as EPSG:4326"
    )


def test_coordinates_outside_their_reference_system(tmp_path, refused):
    far = shapely.box(1e30, 1e30, 2e30, 2e30)
    frame = gpd.GeoDataFrame({"date": ["2014"]}, geometry=[far], crs=32637)
    frame.to_file(tmp_path / "a.gpkg")
    assert refused(tmp_path / "a.gpkg").startswith(
        "a.gpkg, row 1: coordinates that are not finite"
    )


@pytest.mark.parametrize(
    "name", ["a.gpkg", "a.fgb", "a.shp", "a.parquet", "a.kml", "a.kmz"]
)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_an_error_in_every_format(
    tmp_path, refused, frame, name, share
):
    path = tmp_path / name
    if name == "a.parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="LIBKML" if ".km" in name else None)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert refused(path).startswith(name)


def test_a_row_that_the_reader_loses_is_an_error(tmp_path, refused, frame, monkeypatch):
    frame.to_file(tmp_path / "a.gpkg")
    read = pyogrio.read_dataframe
    monkeypatch.setattr(
        pyogrio, "read_dataframe", lambda *a, **k: read(*a, **k).iloc[:-1]
    )
    assert (
        refused(tmp_path / "a.gpkg")
        == "a.gpkg: only 199 of its 200 rows can be read; it may be damaged"
    )


def test_a_table_without_shapes(tmp_path, refused):
    pd.DataFrame({"date": ["2014"]}).to_parquet(tmp_path / "a.parquet")
    assert refused(tmp_path / "a.parquet") == (
        "a.parquet: a table without shapes (columns: date); a table of districts and their "
        "holders needs --units and --key"
    )


@pytest.mark.parametrize(
    "options, found",
    [
        ({"date": "when"}, "no column when for --date (columns: date, name)"),
        ({"start": "since"}, "no column since for --start (columns: date, name)"),
        ({"end": "until"}, "no column until for --end (columns: date, name)"),
        (
            {"end": "date"},
            "--end date without a start; pass --start (columns: date, name)",
        ),
        ({"actor": "who"}, "no column who for --actor (columns: date, name)"),
        ({"status": "what"}, "no column what for --status (columns: date, name)"),
        ({"layer": "x"}, "no layer x (layers: a)"),
    ],
)
def test_a_column_or_layer_that_is_not_there(tmp_path, refused, options, found):
    (tmp_path / "a.geojson").write_text(document(feature(date="2014", name="red")))
    assert refused(tmp_path / "a.geojson", **options) == f"a.geojson: {found}"


def test_a_date_and_a_start_exclude_each_other(tmp_path, refused):
    (tmp_path / "a.geojson").write_text(document(feature(date="2014")))
    assert refused(tmp_path / "a.geojson", date="date", start="date") == (
        "--date and --start or --end exclude each other; pass one"
    )


def test_a_layer_of_points_asked_for_by_name(tmp_path, refused, frame):
    frame.to_file(tmp_path / "a.gpkg", layer="front")
    points = gpd.GeoDataFrame(
        {"date": ["2014"]}, geometry=[shapely.Point(0, 0)], crs=4326
    )
    points.to_file(tmp_path / "a.gpkg", layer="towns")
    message = refused(tmp_path / "a.gpkg", layer="towns")
    assert message.endswith("a.gpkg: no row with a polygon")


def test_two_files_of_one_date_that_name_no_actor(tmp_path, refused):
    for name in ("red_2014.geojson", "blue_2014.geojson"):
        (tmp_path / name).write_text(WHOLE)
    assert refused(tmp_path) == (
        "blue_2014.geojson and red_2014.geojson both show 2014 and name no actor; keep one of "
        "them, or name the actor in a column, or pass --actor file-name, layer-name or folder-name"
    )


STARTS = {
    ".gpkg": b"SQLite format 3\0",
    ".fgb": b"fgb\3fgb\0",
    ".shp": b"\0\0\x27\x0a",
    ".parquet": b"PAR1",
    ".kml": b"<kml>",
    ".json": b"{",
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(sorted(STARTS)), st.booleans())
def test_any_bytes_give_one_message(tmp_path, refused, content, suffix, disguised):
    path = tmp_path / f"2014{suffix}"
    path.write_bytes(STARTS[suffix] + content if disguised else content)
    assert refused(path).startswith(f"2014{suffix}")
