"""GeoPackage, FlatGeobuf, shapefile and GeoParquet: checked, and left as they are."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import warnings
from contextlib import closing

import changed_bytes
import geopandas as gpd
import numpy as np
import pyarrow
import pyogrio
import pyproj
import pyproj.network
import pytest
import shapely
from hostile import _binary as b

import geo
from geo.formats.gdal import local_name
from geo.formats.wkb import WkbError, vertices
from geo.source.read import read_control


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    return changed_bytes.originals(tmp_path_factory.mktemp("originals"))


def frame(rows):
    shapes = [shapely.Point(row % 90, row % 45).buffer(0.5) for row in range(rows)]
    columns = {"actor": ["red"] * rows, "people": np.arange(rows)}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def vertices_of(whole):
    return int(shapely.get_num_coordinates(whole.geometry).sum())


# Shapes in WKB

SHAPES = [
    "POINT (1 2)",
    "POINT EMPTY",
    "LINESTRING (0 0, 1 1, 2 0)",
    "POLYGON ((0 0, 1 0, 1 1, 0 0))",
    "POLYGON EMPTY",
    "POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))",
    "POLYGON ((0 0, 9 0, 9 9, 0 0), (2 1, 3 1, 3 2, 2 1))",
    "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((2 2, 3 2, 3 3, 2 2)))",
    "GEOMETRYCOLLECTION (POINT (0 0), GEOMETRYCOLLECTION (POLYGON ((0 0, 1 0, 1 1, 0 0))))",
]


@pytest.mark.parametrize("text", SHAPES)
@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("flavor", ["extended", "iso"])
def test_vertices_are_those_of_the_shape(text, order, flavor):
    shape = shapely.set_srid(shapely.from_wkt(text), 4326)
    srid = flavor == "extended"
    wkb = shapely.to_wkb(shape, byte_order=order, include_srid=srid, flavor=flavor)
    # an empty point is one of no numbers
    expected = shapely.get_num_coordinates(shape) or int("POINT" in text)
    assert vertices(wkb, 100) == expected
    assert vertices(b"head" + wkb, 100, 4) == expected
    for length in range(len(wkb)):
        with pytest.raises(WkbError):
            vertices(wkb[:length], 100)


def test_shapes_within_each_other_have_an_end():
    assert vertices(b.nested(99), 100) == 5
    with pytest.raises(WkbError, match="more than 100 shapes within each other"):
        vertices(b.nested(100), 100)


# What files announce


@pytest.mark.parametrize("index", ["YES", "NO"])
@pytest.mark.parametrize("rows", [1, 2, 16, 17, 257])
def test_rows_of_flatgeobuf_are_counted_behind_its_index(tmp_path, rows, index):
    path = tmp_path / "2014.fgb"
    options = {"SPATIAL_INDEX": index, "geometry_type": "Polygon"}
    pyogrio.write_dataframe(frame(rows), path, **options)
    assert len(geo.read_control(path)) == rows


@pytest.mark.parametrize(
    "options",
    [
        {"compression": "snappy"},
        {"compression": "zstd", "row_group_size": 7},
        {"compression": "gzip", "data_page_version": "2.0"},
        {"compression": "brotli", "use_dictionary": False},
        {"compression": None, "geometry_encoding": "geoarrow"},
        {"compression": "lz4", "write_covering_bbox": True},
        {"compression": None, "data_page_size": 64, "write_page_index": True},
    ],
)
def test_parquet_is_passed_by_its_vertices_however_it_is_packed(tmp_path, options):
    path, whole = tmp_path / "2014.parquet", frame(20)
    whole.to_parquet(path, **options)
    number = vertices_of(whole)
    # WKB is a little longer than its coordinates
    assert len(geo.read_control(path, limits={"vertices": number + 40})) == 20
    with pytest.raises(geo.ReadError, match="vertices; at most"):
        geo.read_control(path, limits={"vertices": number - 1})
    with pytest.raises(geo.ReadError, match="20 rows; at most 19"):
        geo.read_control(path, limits={"rows": 19})


def test_one_long_text_in_many_rows_is_counted_in_each(tmp_path):
    path = tmp_path / "2014.parquet"
    whole = frame(50)
    whole["note"] = ["x" * 100_000] * 49 + ["y"]
    whole.to_parquet(path)
    assert path.stat().st_size < 50_000
    assert len(geo.read_control(path, limits={"size": 5_500_000})) == 50
    with pytest.raises(geo.ReadError, match="becomes a table of"):
        geo.read_control(path, limits={"size": 4_900_000})


def test_pages_of_zeros_are_refused_by_the_size_that_they_announce(tmp_path):
    zeros = pyarrow.Codec("zstd").compress(bytes(10**8 + 4), asbytes=True)
    page = b.page(zeros, 1, unpacked=10**8 + 4)
    (tmp_path / "2014.parquet").write_bytes(b.parquet(page, 1, codec=6))
    with pytest.raises(geo.ReadError, match="6,250,000 vertices; at most 1,000,000"):
        geo.read_control(tmp_path / "2014.parquet", limits={"vertices": 10**6})


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".fgb"])
def test_rows_and_vertices_have_limits(tmp_path, suffix):
    path, whole = tmp_path / f"2014{suffix}", frame(20)
    pyogrio.write_dataframe(whole, path)
    number = vertices_of(whole)
    assert len(geo.read_control(path, limits={"rows": 20, "vertices": number})) == 20
    with pytest.raises(geo.ReadError, match="rows; at most 19 are read"):
        geo.read_control(path, limits={"rows": 19})
    with pytest.raises(geo.ReadError, match="vertices; at most"):
        geo.read_control(path, limits={"vertices": number - 1})


def test_shapes_that_cannot_be_read_are_not_dropped_among_others(tmp_path):
    make = b.geopackage(b.wkb(b.SQUARE), b.wkb(b.SQUARE)[:40], b.wkb(b.SQUARE))
    with pytest.raises(geo.ReadError, match="2014.gpkg, row 2: its shape cannot be"):
        geo.read_control(tmp_path / make(tmp_path))
    (tmp_path / "shp").mkdir()
    one = b.record(b.SQUARE)
    make = b.shapefile(one, b.record(b.SQUARE, kind=99), one)
    with pytest.raises(geo.ReadError, match="2014.shp, row 2: its shape cannot be"):
        geo.read_control(tmp_path / "shp" / make(tmp_path / "shp"))


def test_layers_that_nobody_asks_for_may_be_damaged(tmp_path):
    path = tmp_path / "2014.gpkg"
    for layer in ("one", "two", "three"):
        pyogrio.write_dataframe(frame(2), path, layer=layer, append=path.exists())
    with closing(sqlite3.connect(path)) as database:
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("UPDATE two SET geom = 'text' WHERE fid = 2")
        database.commit()
    assert len(geo.read_control(path, layer="three")) == 2
    with pytest.raises(geo.CallError, match="no layer four .layers: one, two, three."):
        geo.read_control(path, layer="four")
    with pytest.raises(geo.ReadError, match=r"2014.gpkg \(two\), row 2: its shape"):
        geo.read_control(path)


# Left as they are


@pytest.mark.parametrize("kind", ["gpkg", "fgb", "shp", "parquet"])
def test_what_is_read_stays_as_it_was_and_alone(originals, tmp_path, kind):
    for path in originals[kind].parent.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    path = tmp_path / originals[kind].name
    if kind == "gpkg":  # a mode in which whoever opens it makes files beside it
        with closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA journal_mode = WAL")
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    layer = "one" if kind == "gpkg" else None
    assert len(geo.read_control(path, layer=layer)) == 4
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["a!b", "a;b", "a b?c=d", "a'b\"c", "ä#%20"])
@pytest.mark.parametrize("kind", ["gpkg", "fgb", "shp", "parquet"])
def test_names_that_readers_cut_are_names(originals, tmp_path, kind, name):
    folder = tmp_path / name
    folder.mkdir()
    for path in originals[kind].parent.iterdir():
        (folder / f"{name} 2014{path.suffix}").write_bytes(path.read_bytes())
    layer = "one" if kind == "gpkg" else None
    path = folder / f"{name} 2014{originals[kind].suffix}"
    # not the one that counts rows by GDAL, which takes these names for others
    assert len(read_control(path, layer=layer)) == 4


def test_a_name_of_its_own_is_left_to_a_file_where_it_can_be(tmp_path):
    for name, own in (("a b-2014.gpkg", True), ("a!b.gpkg", False)):
        path = tmp_path / name
        path.write_text("here")
        with local_name(path) as found:
            assert (found == path) == own
            assert found.read_text() == "here"
        assert own or not found.exists()


# The network


@pytest.fixture
def host(tmp_path):
    """A server on this machine: its address, and the file in which it notes who asks for what.

    In a process of its own, for PROJ may hold the interpreter while it waits for an answer.
    """
    notes = tmp_path / "notes.txt"
    (empty := tmp_path / "served").mkdir()
    serve = [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"]
    with open(notes, "w") as to:
        server = subprocess.Popen(
            serve, cwd=empty, stdout=subprocess.PIPE, stderr=to, text=True
        )
    with server:
        port = re.search(r"port (\d+)", server.stdout.readline())[1]
        yield f"http://127.0.0.1:{port}", notes
        server.terminate()


@pytest.fixture
def networked():
    """PROJ may ask the network, as the environment can tell it to."""
    before = pyproj.network.is_network_enabled()
    pyproj.network.set_network_enabled(active=True)
    yield
    pyproj.network.set_network_enabled(active=before)


def test_a_grid_on_the_network_is_not_asked_for(tmp_path, host, networked):
    place, notes = host
    make = b.shapefile(
        b.record(b.SQUARE),
        more={".prj": b.grids(f"{place}/ours.gsb").encode()},
    )
    with pytest.raises(geo.ReadError, match="cannot be converted from"):
        geo.read_control(tmp_path / make(tmp_path))
    assert not notes.read_text()
    # the door is a real one: outside of reading, whoever switched it on has it
    assert pyproj.network.is_network_enabled()
    theirs = f"+proj=longlat +ellps=GRS80 +nadgrids={place}/theirs.gsb +type=crs"
    pyproj.Transformer.from_crs(theirs, "EPSG:4326").transform(1, 1)
    assert "/theirs.gsb" in notes.read_text()


def test_options_of_the_reader_are_given_back(tmp_path, originals):
    name = "CPL_VSIL_CURL_ALLOWED_EXTENSIONS"
    pyogrio.set_gdal_config_options({name: ".theirs"})
    try:
        geo.read_control(originals["fgb"])
        assert pyogrio.get_gdal_config_option(name) == ".theirs"
    finally:
        pyogrio.set_gdal_config_options({name: None})


# Changed at random

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs to fork")
KINDS = ("gpkg", "fgb", "fgb with index", "shp")
KINDS += ("parquet", "parquet, zstd", "parquet, geoarrow")


def _failures(originals, kind, numbers):
    with warnings.catch_warnings():
        # from Python 3.12 on it warns of forks beside threads, which have no work here
        warnings.simplefilter("ignore", DeprecationWarning)
        return list(changed_bytes.failures(kind, originals[kind], numbers))


@forks
@pytest.mark.parametrize("kind", KINDS)
def test_changed_files_are_read_or_refused_in_one_sentence(originals, kind):
    assert _failures(originals, kind, range(30)) == []


@forks
@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_many_changed_files_are_read_or_refused_in_one_sentence(originals, kind):
    assert _failures(originals, kind, range(30, 5_000)) == []


@forks
def test_a_reader_that_fails_is_noticed(originals, monkeypatch):
    def dies(path):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(geo, "read_control", dies)
    found = _failures(originals, "fgb", range(3))
    assert [one.problem for one in found] == ["SIGKILL"] * 3
    monkeypatch.setattr(geo, "read_control", lambda path: [][0])
    first, *_ = _failures(originals, "fgb", range(3))
    assert first.problem.startswith("IndexError")
