"""Reading: every format gives the same table, series become spells, nothing is lost unsaid."""

import json
import logging
import os
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo
import geo.table
from geo.table import COLUMNS, PROVENANCE

SQUARE = shapely.box(0, 0, 1, 1)
NORTH = shapely.box(0, 1, 1, 2)
EAST = shapely.box(1, 0, 2, 1)
NAT = np.datetime64("NaT", "s")


def write_geojson(path, *rows, **members):
    """A FeatureCollection of (shape, properties), written by hand."""
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for shape, properties in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"type": "FeatureCollection", **members, "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def spells(table):
    """Actor, start and end of each row, as short texts."""
    days = table[["start", "end"]].to_numpy().astype("datetime64[D]").astype(str)
    return [(actor, *row) for actor, row in zip(table["actor"], days)]


def assert_same_ground(found, expected):
    assert (shapely.area(shapely.symmetric_difference(found, expected)) < 1e-9).all()


def reading(table):
    return "\n".join(table.attrs["reading"])


@pytest.fixture
def frame():
    """Two actors with spells, one of them open, as any program would hold them."""
    return gpd.GeoDataFrame(
        {
            "party": ["red", "blue"],
            "status": ["held", "claimed"],
            "start": ["2014-06", "2014-06-10"],
            "end": ["2015-01-01", None],
            "note": ["first", "second"],
        },
        geometry=[SQUARE, shapely.MultiPolygon([NORTH, EAST])],
        crs="EPSG:4326",
    )


FORMATS = {
    "a.geojson": "GeoJSON",
    "a.json": "GeoJSON",
    "a.geojsonl": "GeoJSONSeq",
    "a.gpkg": "GPKG",
    "a.shp": "ESRI Shapefile",
    "a.fgb": "FlatGeobuf",
    "a.kml": "LIBKML",
    "a.kmz": "LIBKML",
    "a.parquet": None,
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_table(frame, tmp_path, name):
    path = tmp_path / name
    if FORMATS[name] is None:
        frame.to_parquet(path)
    else:
        options = {"SPATIAL_INDEX": "NO"} if FORMATS[name] == "FlatGeobuf" else {}
        pyogrio.write_dataframe(frame, path, driver=FORMATS[name], **options)
    table = geo.read_control(path)
    assert spells(table) == [
        ("red", "2014-06-01", "2015-01-01"),
        ("blue", "2014-06-10", "NaT"),
    ]
    assert list(table["status"]) == ["held", "claimed"]
    assert list(table["start_text"]) == ["2014-06", "2014-06-10"]
    assert list(table["end_text"]) == ["2015-01-01", ""]
    assert list(table["source"]) == [name, name]
    assert list(table["note"]) == ["first", "second"]
    assert shapely.equals(table.geometry.array, frame.geometry.array).all()
    assert not shapely.has_z(table.geometry.array).any()


def test_the_table_has_the_shape_that_every_step_relies_on(frame, tmp_path):
    frame.to_file(tmp_path / "a.gpkg")
    table = geo.read_control(tmp_path / "a.gpkg")
    assert tuple(table.columns) == (*COLUMNS, *PROVENANCE, "note", "geometry")
    assert table["start"].dtype == table["end"].dtype == "datetime64[s]"
    assert table.crs == "EPSG:4326"
    assert list(table.index) == [0, 1]
    geo.table.timeline(table)


def test_a_table_written_and_read_again_is_the_same(tmp_path):
    path = write_geojson(
        tmp_path / "a.geojson",
        (
            SQUARE,
            {"actor": "Rome", "start": "-0322", "end": "1815~", "source": "an atlas"},
        ),
        (
            NORTH,
            {
                "actor": "Rome",
                "start": "-0322-06-01",
                "end": None,
                "source": "an atlas",
            },
        ),
    )
    first = geo.read_control(path)
    first.to_parquet(tmp_path / "b.parquet")
    again = geo.read_control(tmp_path / "b.parquet")
    assert list(again["source"]) == ["an atlas", "an atlas"]
    both = [pd.DataFrame(one)[list(first.columns)] for one in (first, again)]
    pd.testing.assert_frame_equal(*(one.drop(columns="file") for one in both))
    assert set(again["file"]) == {"b.parquet"}
    assert set(again["file_in_source"]) == set(first["file"])


def test_every_row_tells_its_file_layer_and_row(tmp_path):
    write_geojson(tmp_path / "2014.geojson", (SQUARE, {}), (None, {}), (EAST, {}))
    path = tmp_path / "2015.gpkg"
    for layer, shapes in {"north": [NORTH], "rest": [SQUARE, EAST]}.items():
        rows = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326").assign(actor=layer)
        pyogrio.write_dataframe(rows, path, layer=layer)
    table = geo.read_control(tmp_path)
    assert list(zip(table["file"], table["file_row"])) == [
        ("2014.geojson", 1),
        ("2014.geojson", 3),
        ("2015.gpkg (north)", 1),
        ("2015.gpkg (rest)", 1),
        ("2015.gpkg (rest)", 2),
    ]


def test_columns_called_like_where_a_row_was_read_are_kept_aside(tmp_path):
    names = {"file": "a", "file_in_source": "b", "file_row": 7}
    write_geojson(tmp_path / "2014.geojson", (SQUARE, names))
    table = geo.read_control(tmp_path / "2014.geojson")
    assert table["file"].item() == "2014.geojson" and table["file_row"].item() == 1
    assert table["file_in_source"].item() == "b"
    assert table["file_in_source_in_source"].item() == "a"
    assert table["file_row_in_source"].item() == 7
    assert "column file_row kept as file_row_in_source" in reading(table)


def test_daily_files_hold_until_the_next_and_keep_every_date(tmp_path):
    for day, shape in [("01", SQUARE), ("02", SQUARE), ("03", SQUARE), ("05", NORTH)]:
        write_geojson(tmp_path / f"front_202401{day}.geojson", (shape, {}))
    table = geo.read_control(tmp_path)
    assert spells(table) == [
        ("territory", "2024-01-01", "2024-01-02"),
        ("territory", "2024-01-02", "2024-01-03"),
        ("territory", "2024-01-03", "2024-01-05"),
        ("territory", "2024-01-05", "NaT"),
    ]
    assert list(geo.table.timeline(table)["date_text"]) == list(table["start_text"])
    assert table.attrs["reading"] == [
        "4 files, 4 rows, dates from the file name as YYYYMMDD, 1 January 2024 to "
        "5 January 2024, one actor (none named: called “territory”), 1 day missing, "
        "2 repeats of the day before",
    ]


def test_a_spell_that_ends_as_it_starts_is_kept_and_said(tmp_path):
    row = (SQUARE, {"start": "2014", "end": "2014"})
    path = write_geojson(tmp_path / "a.geojson", row)
    table = geo.read_control(path, ends="exclusive")
    assert spells(table) == [("territory", "2014-01-01", "2014-01-01")]
    assert (
        "a.geojson: 1 row with zero duration (start and end on the same day)"
        in reading(table)
    )


def test_longitude_and_latitude_by_another_name_are_left_as_they_are(frame, tmp_path):
    frame.set_crs("OGC:CRS84", allow_override=True).to_parquet(tmp_path / "a.parquet")
    table = geo.read_control(tmp_path / "a.parquet")
    assert table.crs == "EPSG:4326"
    assert "converted from" not in reading(table)
    assert shapely.equals_exact(
        table.geometry.array, frame.geometry.array, tolerance=0
    ).all()


def test_an_actor_absent_from_a_date_ends_there(tmp_path):
    both = [(SQUARE, {"actor": "red"}), (EAST, {"actor": "blue"})]
    write_geojson(tmp_path / "2014.geojson", *both)
    write_geojson(tmp_path / "2015.geojson", both[0])
    write_geojson(tmp_path / "2016.geojson", *both)
    table = geo.read_control(tmp_path)
    assert spells(table[table["actor"] == "blue"]) == [
        ("blue", "2014-01-01", "2015-01-01"),
        ("blue", "2016-01-01", "NaT"),
    ]
    assert (
        "some actors have no polygon on 1 of 3 dates; treated as holding no territory"
        in reading(table)
    )


def test_a_day_without_features_is_a_day_on_which_nothing_is_held(tmp_path):
    write_geojson(tmp_path / "2019-03-22.geojson", (SQUARE, {}))
    write_geojson(tmp_path / "2019-03-23.geojson")
    table = geo.read_control(tmp_path)
    assert spells(table) == [("territory", "2019-03-22", "2019-03-23")]
    assert "nothing held on 23 March 2019" in reading(table)


def test_a_row_without_a_shape_still_gives_its_date(tmp_path):
    rows = [(SQUARE, {"date": "2019-03-22"}), (None, {"date": "2019-03-23"})]
    table = geo.read_control(write_geojson(tmp_path / "a.geojson", *rows))
    assert spells(table) == [("territory", "2019-03-22", "2019-03-23")]
    assert (
        "a.geojson: 1 row without a readable shape left out (first: row 2)"
        in reading(table)
    )


def test_order_of_files_and_rows_does_not_matter(tmp_path):
    rows = [
        (SQUARE, {"date": "2014"}),
        (NORTH, {"date": "2015"}),
        (EAST, {"date": "2016"}),
    ]
    forth = geo.read_control(write_geojson(tmp_path / "a.geojson", *rows))
    back = geo.read_control(write_geojson(tmp_path / "b.geojson", *reversed(rows)))
    assert sorted(spells(forth)) == sorted(spells(back))


def test_world_maps_before_year_one_are_in_order(tmp_path):
    for name in ("world_bc323", "world_bc1", "world_1815"):
        write_geojson(
            tmp_path / f"{name}.geojson",
            (SQUARE, {"NAME": "Rome"}),
            (EAST, {"NAME": None}),
        )
    table = geo.read_control(tmp_path)
    assert list(geo.table.timeline(table)["date_text"]) == ["-0322", "0000", "1815"]
    assert "323 BCE to 1815" in reading(table)
    assert "actors from column NAME" in reading(table)
    assert "3 rows without NAME: kept as “unnamed”" in reading(table)
    assert sorted(set(table["actor"])) == ["Rome", "unnamed"]


def test_the_date_may_stand_in_the_name_of_a_folder_an_archive_or_a_layer(tmp_path):
    write_geojson(tmp_path / "in" / "20140601" / "front.geojson", (SQUARE, {}))
    with zipfile.ZipFile(tmp_path / "in" / "front_20140701.zip", "w") as archive:
        archive.write(tmp_path / "in" / "20140601" / "front.geojson", "front.geojson")
    frame = gpd.GeoDataFrame(geometry=[NORTH], crs=4326)
    frame.to_file(tmp_path / "in" / "front.gpkg", layer="d20140801")
    table = geo.read_control(tmp_path / "in")
    assert spells(table) == [
        ("territory", "2014-06-01", "2014-07-01"),
        ("territory", "2014-08-01", "NaT"),
        ("territory", "2014-07-01", "2014-08-01"),
    ]
    assert list(table["source"]) == [
        "20140601/front.geojson",
        "front.gpkg",
        "front_20140701.zip/front.geojson",
    ]
    for kind in ("folder", "layer", "archive"):
        assert f"dates from the {kind} name as YYYYMMDD" in reading(table)


def test_a_zipped_shapefile_a_folder_and_a_glob_give_the_same(frame, tmp_path):
    days = tmp_path / "days"
    days.mkdir()
    plain = frame.drop(columns=["start", "end"])
    for day in ("2014-06-01", "2014-06-02"):
        plain.to_file(days / f"{day}.shp")
    with zipfile.ZipFile(tmp_path / "days.zip", "w") as archive:
        for path in sorted(days.iterdir()):
            archive.write(path, f"inner/{path.name}")
    expected = spells(geo.read_control(days))
    assert len(expected) == 4
    assert spells(geo.read_control(tmp_path / "days.zip")) == expected
    assert spells(geo.read_control(str(days / "*.shp"))) == expected
    assert spells(geo.read_control(str(tmp_path / "da*s"))) == expected
    assert spells(geo.read_control(f"{days}/**")) == expected


def test_files_that_cannot_be_read_are_named_and_hidden_ones_are_not(tmp_path):
    write_geojson(tmp_path / "2014.geojson", (SQUARE, {}))
    for name in ("README.md", ".DS_Store", "__MACOSX/x.geojson"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("no")
    table = geo.read_control(tmp_path)
    assert table.attrs["reading"][-1] == "1 other file not read: README.md"
    assert reading(table).count("not read") == 1


def test_a_folder_may_mix_formats_and_reference_systems(frame, tmp_path):
    plain = frame.drop(columns=["start", "end"])
    plain.to_file(tmp_path / "2014.gpkg")
    plain.to_crs(3857).to_file(tmp_path / "2015.shp")
    plain.to_crs(32631).to_parquet(tmp_path / "2016.parquet")
    table = geo.read_control(tmp_path)
    assert table.crs == "EPSG:4326"
    for date in ("2014", "2015", "2016"):
        shapes = table.geometry[table["start_text"] == date].array
        assert_same_ground(shapes, frame.geometry.array)
    assert (
        "2015.shp: converted from WGS 84 / Pseudo-Mercator to longitude and latitude"
        in reading(table)
    )


def test_geojson_may_name_another_reference_system(tmp_path):
    metres = gpd.GeoSeries([SQUARE], crs=4326).to_crs(32631).iloc[0]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32631"}}
    table = geo.read_control(
        write_geojson(tmp_path / "2014.geojson", (metres, {}), crs=crs)
    )
    assert_same_ground(table.geometry.iloc[0], SQUARE)


def test_the_caller_may_say_which_reference_system_it_is(frame, tmp_path):
    frame.to_crs(32631).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    table = geo.read_control(tmp_path / "a.shp", crs="EPSG:32631")
    assert_same_ground(table.geometry.array, frame.geometry.array)
    frame.to_file(tmp_path / "b.gpkg")
    told = geo.read_control(tmp_path / "b.gpkg", crs="EPSG:4258")
    assert "b.gpkg: its CRS is WGS 84, read as ETRS89 (--crs)" in reading(told)


def test_heights_are_left_out(tmp_path):
    high = shapely.force_3d(SQUARE, 200)
    table = geo.read_control(write_geojson(tmp_path / "2014.geojson", (high, {})))
    assert shapely.get_coordinate_dimension(table.geometry.iloc[0]) == 2
    assert table.geometry.iloc[0].equals(SQUARE)


def test_polygons_are_taken_out_of_collections(tmp_path):
    inner = shapely.GeometryCollection([EAST, shapely.Point(5, 5)])
    mixed = shapely.GeometryCollection(
        [SQUARE, inner, shapely.LineString([(0, 0), (1, 1)])]
    )
    table = geo.read_control(write_geojson(tmp_path / "2014.geojson", (mixed, {})))
    assert table.geometry.iloc[0].equals(shapely.MultiPolygon([SQUARE, EAST]))
    assert "2014.geojson: 1 row of mixed shapes, read for their polygons" in reading(
        table
    )


@pytest.mark.parametrize(
    "properties, spell, said",
    [
        (
            {"Name": "Rome", "FromYear": -322, "ToYear": -1},
            ("Rome", "-321-01-01", "0001-01-01"),
            "the last day or year held, as in Cliopatria; negative years are BCE",
        ),
        (
            {"Name": "Rome", "FromYear": 1, "ToYear": 1815},
            ("Rome", "0001-01-01", "1816-01-01"),
            "as in Cliopatria",
        ),
        (
            {
                **{"cntry_name": "Rome", "gwsyear": 1886, "gwsmonth": 1, "gwsday": 1},
                **{
                    "gweyear": 1945,
                    "gwemonth": 8,
                    "gweday": 31,
                    "gwsdate": "01.01.1886",
                },
            },
            ("Rome", "1886-01-01", "1945-09-01"),
            "dates from columns gwsyear/gwsmonth/gwsday and gweyear/gwemonth/gweday",
        ),
        (
            {"name": "Rome", "start_date": "-0322", "end_date": "1815-06"},
            ("Rome", "-322-01-01", "1815-06-01"),
            "the first day no longer held, as OpenHistoricalMap documents it",
        ),
        (
            {"holder": "Rome", "held_from": "2014-06-10", "held_to": "2014-07-10"},
            ("Rome", "2014-06-10", "2014-07-10"),
            "the first day no longer held, as a chronology of places documents it",
        ),
        (
            {"country": "Rome", "from": 1815, "to": 1914},
            ("Rome", "1815-01-01", "1914-01-01"),
            "dates from columns from and to",
        ),
        (
            {"actor": "Rome", "start": "1815", "end_date": "1914"},
            ("Rome", "1815-01-01", "1914-01-01"),
            "dates from columns start and end_date",
        ),
        (
            {"actor": "Rome", "start_date": "1815"},
            ("Rome", "1815-01-01", "NaT"),
            "starts from column start_date, no column of ends: all intervals last to the end of "
            "the data",
        ),
        (
            {"actor": "Rome", "year": -322},
            ("Rome", "-322-01-01", "NaT"),
            "dates from column year",
        ),
        (
            {"actor": "Rome", "year": 1815, "month": 6, "day": 9},
            ("Rome", "1815-06-09", "NaT"),
            "dates from column year/month/day",
        ),
        (
            {"actor": "Rome", "date": -322},
            ("Rome", "-322-01-01", "NaT"),
            "dates from column date",
        ),
        (
            {"actor": "Rome", "date": 20240708},
            ("Rome", "2024-07-08", "NaT"),
            "dates from column date",
        ),
        (
            {"actor": "Rome", "DATUM": "2024-07-08T00:00:00Z"},
            ("Rome", "2024-07-08", "NaT"),
            "dates from column DATUM",
        ),
    ],
)
def test_columns_are_found_by_the_names_that_sources_use(
    tmp_path, properties, spell, said
):
    table = geo.read_control(
        write_geojson(tmp_path / "a.geojson", (SQUARE, properties))
    )
    assert spells(table) == [spell]
    assert said in reading(table)


def test_years_with_a_year_zero_are_counted_as_iso_does(tmp_path):
    rows = [
        (SQUARE, {"Name": "Rome", "FromYear": year, "ToYear": year}) for year in (-1, 0)
    ]
    table = geo.read_control(write_geojson(tmp_path / "a.geojson", *rows))
    assert list(table["start_text"]) == ["-0001", "0000"]
    assert "BCE (-1" not in reading(table)


def test_the_text_of_an_inclusive_end_is_the_date_it_ends(tmp_path):
    row = (SQUARE, {"Name": "Rome", "FromYear": 1814, "ToYear": 1815})
    table = geo.read_control(write_geojson(tmp_path / "a.geojson", row))
    assert list(table["end_text"]) == ["1816"]


def test_columns_that_the_caller_names_come_before_all_others(tmp_path):
    properties = {
        "actor": "x",
        "side": "red",
        "kind": "held",
        "date": "2014",
        "asof": "2015",
    }
    path = write_geojson(tmp_path / "a.geojson", (SQUARE, properties))
    table = geo.read_control(path, date="ASOF", actor="side", status="kind")
    assert spells(table) == [("red", "2015-01-01", "NaT")]
    assert list(table["status"]) == ["held"]
    assert list(table["actor_in_source"]) == ["x"]
    assert list(table["date"]) == ["2014"]
    assert "a.geojson: column actor kept as actor_in_source" in reading(table)


def test_each_file_keeps_the_columns_that_were_not_read_in_it(tmp_path):
    first = {"actor": "red", "date": "2014", "note": "x"}
    second = {"date": "2015", "source": "her", "size": 7, "file": "b.pdf"}
    third = {"actor": "red", "date": "2016", "note": "y", "size": 8}
    for name, properties in zip("abc", (first, second, third)):
        write_geojson(tmp_path / f"{name}.geojson", (SQUARE, properties))
    table = geo.read_control(tmp_path)
    assert table["source"].tolist()[1] == "her"
    kept = ["note", "size", "file_in_source"]
    assert table.columns.drop([*COLUMNS, *PROVENANCE, "geometry"]).tolist() == kept
    rows = [
        {name: value for name, value in row.items() if not pd.isna(value)}
        for row in table[kept].to_dict("records")
    ]
    assert rows == [
        {"note": "x"},
        {"size": 7, "file_in_source": "b.pdf"},
        {"note": "y", "size": 8},
    ]


def test_start_and_end_may_be_named_too(tmp_path):
    properties = {"held_since": "2014", "lost_in": "2015", "date": "1900"}
    path = write_geojson(tmp_path / "a.geojson", (SQUARE, properties))
    table = geo.read_control(path, start="held_since", end="lost_in")
    assert spells(table) == [("territory", "2014-01-01", "2015-01-01")]


def test_a_documented_convention_holds_for_columns_named_by_the_caller(tmp_path):
    path = write_geojson(
        tmp_path / "a.geojson", (SQUARE, {"FromYear": 1814, "ToYear": 1815})
    )
    assert spells(geo.read_control(path, start="fromyear", end="ToYear")) == [
        ("territory", "1814-01-01", "1816-01-01")
    ]


def test_a_date_may_be_given_for_a_file_that_tells_none(tmp_path):
    path = write_geojson(tmp_path / "front.geojson", (SQUARE, {}))
    table = geo.read_control(path, date="2014-06")
    assert spells(table) == [("territory", "2014-06-01", "NaT")]
    assert list(table["start_text"]) == ["2014-06"]


def test_codes_of_actors_stay_codes(tmp_path):
    rows = [
        (SQUARE, {"actor": 365, "date": "2014"}),
        (EAST, {"actor": None, "date": "2014"}),
    ]
    table = geo.read_control(write_geojson(tmp_path / "a.geojson", *rows))
    assert list(table["actor"]) == ["365", "unnamed"]


def test_an_empty_column_is_no_column(tmp_path):
    path = write_geojson(
        tmp_path / "2014.geojson",
        (SQUARE, {"actor": None, "start": "", "date": None, "name": "a"}),
    )
    assert spells(geo.read_control(path)) == [("a", "2014-01-01", "NaT")]


@pytest.mark.parametrize("zone", [None, "Europe/Kyiv"])
@pytest.mark.parametrize("name", ["a.gpkg", "a.parquet"])
def test_times_are_read_as_the_day_they_write(tmp_path, name, zone):
    days = pd.to_datetime(["2024-07-08", "2024-07-09"]).tz_localize(zone)
    frame = gpd.GeoDataFrame({"date": days}, geometry=[SQUARE, EAST], crs=4326)
    if name == "a.gpkg":
        frame.to_file(tmp_path / name)
    else:
        frame.to_parquet(tmp_path / name)
    table = geo.read_control(tmp_path / name)
    assert list(table["start_text"]) == ["2024-07-08", "2024-07-09"]
    assert spells(table)[0] == ("territory", "2024-07-08", "2024-07-09")


def test_dates_of_columns_that_hold_days(tmp_path):
    days = pd.to_datetime(["2024-07-08", "2024-07-09"]).date
    frame = gpd.GeoDataFrame({"date": days}, geometry=[SQUARE, EAST], crs=4326)
    frame.to_parquet(tmp_path / "a.parquet")
    assert list(geo.read_control(tmp_path / "a.parquet")["start_text"]) == [
        "2024-07-08",
        "2024-07-09",
    ]


KML = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    "<Document>{}</Document></kml>"
)
RING = "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 1,0 1,1 0,1 0,0</coordinates></LinearRing></outerBoundaryIs></Polygon>"  # noqa: E501


def placemark(name, time):
    return f"<Placemark><name>{name}</name>{time}{RING}</Placemark>"


def test_kml_years_and_months_are_read_which_gdal_leaves_out(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(
        KML.format(
            placemark(
                "red", "<TimeSpan><begin>2014</begin><end>2015-06</end></TimeSpan>"
            )
            + placemark(
                "blue", "<TimeSpan><begin>2014-06-10T00:00:00Z</begin></TimeSpan>"
            )
        )
    )
    assert spells(geo.read_control(path)) == [
        ("red", "2014-01-01", "2015-06-01"),
        ("blue", "2014-06-10", "NaT"),
    ]


def test_kml_times_find_their_placemarks_in_folders(tmp_path):
    stamp = "<TimeStamp><when>{}</when></TimeStamp>".format
    inner = f"<Folder><name>deep</name>{placemark('c', stamp('2016'))}</Folder>"
    folder = f"<Folder><name>Red</name>{placemark('a', stamp('2014'))}{inner}</Folder>"
    path = tmp_path / "a.kml"
    path.write_text(KML.format(folder + placemark("b", stamp("2015"))))
    table = geo.read_control(path)
    assert sorted(zip(table["actor"], table["start_text"])) == [
        ("a", "2014"),
        ("b", "2015"),
        ("c", "2016"),
    ]


def test_one_layer_may_be_asked_for(tmp_path):
    frame = gpd.GeoDataFrame({"actor": ["red"]}, geometry=[SQUARE], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer="d2014")
    frame.to_file(tmp_path / "a.gpkg", layer="d2015")
    both = geo.read_control(tmp_path / "a.gpkg")
    assert list(both["source"]) == ["a.gpkg (d2014)", "a.gpkg (d2015)"]
    one = geo.read_control(tmp_path / "a.gpkg", layer="d2015")
    assert spells(one) == [("red", "2015-01-01", "NaT")]


def test_tables_without_shapes_in_a_geopackage_are_not_layers(frame, tmp_path):
    frame.to_file(tmp_path / "a.gpkg", layer="front")
    styles = pd.DataFrame({"style": ["x"]})
    pyogrio.write_dataframe(styles, tmp_path / "a.gpkg", layer="styles", append=True)
    assert len(geo.read_control(tmp_path / "a.gpkg")) == 2


def test_the_source_column_is_shown_where_there_is_one(tmp_path):
    rows = [
        (SQUARE, {"date": "2014", "source": "IHS"}),
        (EAST, {"date": "2014", "source": None}),
    ]
    table = geo.read_control(write_geojson(tmp_path / "a.geojson", *rows))
    assert list(table["source"]) == ["IHS", "a.geojson"]


def test_what_is_said_is_also_logged(tmp_path, caplog):
    path = write_geojson(tmp_path / "2014.geojson", (SQUARE, {}))
    with caplog.at_level(logging.INFO, logger="geo.source.read"):
        table = geo.read_control(path)
    assert [record.getMessage() for record in caplog.records] == table.attrs["reading"]


def test_progress_sees_every_file(tmp_path):
    for year in (2014, 2015, 2016):
        write_geojson(tmp_path / f"{year}.geojson", (SQUARE, {}))
    seen = []

    def watched(files):
        for file in files:
            seen.append(file.label)
            yield file

    geo.read_control(tmp_path, progress=watched)
    assert seen == ["2014.geojson", "2015.geojson", "2016.geojson"]


def test_the_built_in_story_is_read_like_any_file():
    table = geo.read_control()
    assert sorted(set(table["status"])) == ["claimed", "held", "roamed"]
    assert str(table["end"].max())[:10] == "2019-03-23"
    assert set(table[table["end"].isna()]["status"]) == {"roamed"}
    assert table.attrs["about"]["title"]


def test_reading_twice_gives_the_same(tmp_path):
    for year in (2014, 2015):
        write_geojson(
            tmp_path / f"{year}.geojson",
            (SQUARE, {"actor": "a"}),
            (EAST, {"actor": "b"}),
        )
    first, second = geo.read_control(tmp_path), geo.read_control(tmp_path)
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(second))
    assert first.attrs == second.attrs


shapes = st.sampled_from([SQUARE, NORTH, EAST, None, shapely.Polygon()])
rows = st.tuples(
    shapes,
    st.sampled_from(["red", "blue", None]),
    st.sampled_from(["2014", "2015-06", "2016~"]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows, min_size=1, max_size=8))
def test_rows_in_are_rows_used_and_rows_reported(tmp_path, found):
    path = write_geojson(
        tmp_path / "a.geojson",
        *((shape, {"actor": actor, "date": date}) for shape, actor, date in found),
    )
    with_ground = [row for row in found if row[0] is not None and not row[0].is_empty]
    if not with_ground:
        with pytest.raises(geo.ReadError, match="no row with a shape"):
            geo.read_control(path)
        return
    table = geo.read_control(path)
    told = re.search(r"(\d+) rows?(?: \((\d+) left out\))?", table.attrs["reading"][0])
    assert int(told[1]) == len(found)
    assert int(told[1]) == len(table) + int(told[2] or 0)
    assert len(table) == len(with_ground)
    assert (table["end"].isna() | (table["end"] > table["start"])).all()
    assert set(table["end"].dropna()) <= set(
        pd.Series([geo.dates.formatting.read_date(date) for _, _, date in found])
    )


def test_the_sample_of_62_days(samples):
    table = geo.read_control(samples / "ukraine-daily")
    assert len(table) == len(geo.table.timeline(table)) == 62
    assert table.attrs["reading"] == [
        "62 files, 62 rows, dates from the file name as YYYYMMDD, "
        "8 July 2024 to 9 September 2024, one actor (none named: called “territory”), "
        "2 days missing, 2 repeats of the day before",
    ]


def test_the_sample_of_world_maps(samples):
    table = geo.read_control(samples / "world-history")
    assert list(geo.table.timeline(table)["date_text"]) == [
        "-0322",
        "0000",
        "1815",
        "1914",
    ]
    assert len(table) == 436 + 442 + 149 + 177
    assert "Spain" in set(table.loc[table["start_text"] == "1815", "actor"])
    # one name in 1815 is made of blanks
    assert f"{109 + 362 + 74 + 33} rows without NAME: kept as “unnamed”" in reading(
        table
    )


def test_a_relative_path_and_a_home_folder_are_understood(tmp_path, monkeypatch):
    write_geojson(tmp_path / "2014.geojson", (SQUARE, {}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    monkeypatch.setenv("USERPROFILE", os.fspath(tmp_path))
    for source in (
        "2014.geojson",
        Path("2014.geojson"),
        "~/2014.geojson",
        "./*.geojson",
        ".",
    ):
        assert len(geo.read_control(source)) == 1


def test_a_pin_beside_polygons_is_left_out_and_said(tmp_path):
    point = {"type": "Point", "coordinates": [0, 0]}
    pin = {"type": "Feature", "properties": {}, "geometry": point}
    polygon = {**pin, "geometry": shapely.geometry.mapping(shapely.box(0, 0, 1, 1))}
    path = tmp_path / "2014.geojson"
    rows = {"type": "FeatureCollection", "features": [polygon, pin]}
    path.write_text(json.dumps(rows), encoding="utf-8")
    table = geo.read_control(path)
    assert len(table) == 1
    assert table.attrs["reading"][0].startswith("1 file, 2 rows")
    said = "1 row of points or lines left out (first: row 2, a Point where a polygon was expected)"
    assert f"2014.geojson: {said}" in table.attrs["reading"]


def test_columns_that_could_name_an_actor_are_listed(tmp_path):
    path = tmp_path / "2014.geojson"
    data = {"type": "Feature", "properties": {"Wer": "Nord"}}
    data["geometry"] = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [data]}))
    said = geo.read_control(path).attrs["reading"]
    assert "no actor named (columns: Wer; pass --actor): called “territory”" in said
