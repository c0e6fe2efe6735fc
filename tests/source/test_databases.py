"""Frames from databases give the tables that files of the same rows give."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from tables import square

import geo

ROWS = [
    ("2024-07-08", "Red", "control", square(30, 50)),
    ("2024-07-08", "Blue", "claimed", square(31, 50)),
    ("2024-07-09", "Red", "control", shapely.box(30, 50, 31.5, 51)),
    ("2024-07-09", None, "control", shapely.box(31.5, 50, 32, 51)),
    ("2024-07-10", "Red", "control", None),
]


def write_geojson(path):
    features = [
        {
            "type": "Feature",
            "properties": {"held_on": day, "party": party, "kind": kind},
            "geometry": shape and shapely.geometry.mapping(shape),
        }
        for day, party, kind, shape in ROWS
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def read(source):
    return geo.read_control(source, date="held_on", actor="party", status="kind")


def assert_same(table, expected, name):
    """All of two tables but the name of their source."""
    columns = ["actor", "status", "start", "end", "start_text", "end_text", "file_row"]
    pd.testing.assert_frame_equal(
        pd.DataFrame(table[columns]), pd.DataFrame(expected[columns])
    )
    assert shapely.equals_identical(
        shapely.normalize(table.geometry.array),
        shapely.normalize(expected.geometry.array),
    ).all()
    sentences = [
        text.replace(name, "table").replace("1 file,", "1 table,")
        for text in expected.attrs["reading"]
    ]
    assert table.attrs["reading"] == sentences
    pd.testing.assert_frame_equal(geo.areas(table), geo.areas(expected))
    kinds = geo.findings(table)[["kind", "row", "date"]]
    pd.testing.assert_frame_equal(
        kinds, geo.findings(expected)[["kind", "row", "date"]]
    )


def test_a_table_of_sqlite_with_shapes_in_wkb(tmp_path):
    with sqlite3.connect(tmp_path / "front.sqlite") as connection:
        connection.execute("create table front (held_on, party, kind, geom)")
        connection.executemany(
            "insert into front values (?, ?, ?, ?)",
            [(*row[:3], row[3] and row[3].wkb) for row in ROWS],
        )
        rows = pd.read_sql("select * from front", connection)
    connection.close()
    shapes = gpd.GeoSeries.from_wkb(rows.pop("geom"), crs="EPSG:4326")
    table = read(gpd.GeoDataFrame(rows, geometry=shapes))
    path = write_geojson(tmp_path / "front.geojson")
    assert_same(table, read(path), "front.geojson")


def test_a_geopackage_that_geopandas_opened(tmp_path):
    path = tmp_path / "front.gpkg"
    frame = gpd.read_file(write_geojson(tmp_path / "front.geojson"))
    frame["held_on"] = pd.to_datetime(frame["held_on"])
    frame.to_crs(32636).to_file(path)
    opened = gpd.read_file(path)
    assert opened["held_on"].dtype.kind == "M"
    assert_same(read(opened), read(path), "front.gpkg")


def programs():
    """The folder of the programs of PostgreSQL, if it has PostGIS; else the test is skipped."""
    if os.name != "posix":
        pytest.skip("a server is started on Linux and macOS only")
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt").glob("pg*/bin"),
    ]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    for folder in sorted(folders, reverse=True):
        config = folder / "pg_config"
        if not (config.exists() and (folder / "initdb").exists()):
            continue
        share = subprocess.check_output([config, "--sharedir"], text=True).strip()
        if Path(share, "extension", "postgis.control").exists():
            return folder
    pytest.skip("no PostgreSQL with PostGIS; on Debian: apt install postgresql postgis")


@pytest.fixture(scope="module")
def postgis():
    """A PostGIS server of its own, in a temporary folder, which listens on no port."""
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="for geopandas.read_postgis")
    pytest.importorskip("psycopg", reason="for PostgreSQL")
    folder = programs()
    home = Path(tempfile.mkdtemp(prefix="postgis-"))
    # PostgreSQL refuses to be run by root
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(home, user)
    run = {"user": user, "cwd": home, "stdout": subprocess.DEVNULL}
    create = ["--username=tester", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    try:
        subprocess.run(
            [folder / "initdb", "--no-sync", "-D", home / "data", *create],
            check=True,
            **run,
        )
        quick = ["-c", "fsync=off", "-c", "listen_addresses=", "-k", str(home)]
        server = subprocess.Popen(
            [folder / "postgres", "-D", home / "data", *quick],
            stderr=subprocess.DEVNULL,
            **run,
        )
        engine = sqlalchemy.create_engine(
            f"postgresql+psycopg://tester@/postgres?host={home}"
        )
        try:
            wait_for(folder, home)
            with engine.begin() as connection:
                connection.exec_driver_sql("create extension postgis")
                fill(connection)
            yield engine
        finally:
            engine.dispose()
            server.terminate()
            server.wait(timeout=60)
    finally:
        shutil.rmtree(home)


def wait_for(folder, home, seconds=60):
    until = time.monotonic() + seconds
    while subprocess.run([folder / "pg_isready", "-q", "-h", home]).returncode:
        assert time.monotonic() < until, "the server does not start"
        time.sleep(0.1)


def fill(connection):
    connection.exec_driver_sql("""
        create table front (
            id serial, held_on date, at timestamptz, year numeric, party text, kind varchar(9),
            geom geometry(Polygon, 4326), utm geometry(Polygon, 32636)
        )
        """)
    insert = (
        "insert into front (held_on, party, kind, geom) "
        "values (%s, %s, %s, ST_GeomFromText(%s, 4326))"
    )
    for *texts, shape in ROWS:
        connection.exec_driver_sql(insert, (*texts, shape and shape.wkt))
    connection.exec_driver_sql("""
        update front set
            at = held_on::timestamp at time zone 'UTC', year = extract(year from held_on),
            utm = ST_Transform(geom, 32636)
        """)


def select(postgis, columns, geom="geom"):
    query = f"select {columns} from front order by id"
    return gpd.read_postgis(query, postgis, geom_col=geom)


@pytest.mark.long
def test_a_table_of_postgis_and_the_geojson_that_it_writes(postgis, tmp_path):
    frame = select(postgis, "held_on, party, kind, geom")
    assert frame.crs == "EPSG:4326"
    query = """
        select json_build_object('type', 'FeatureCollection', 'features', json_agg(feature))::text
        from (
            select ST_AsGeoJSON(rows.*)::json as feature
            from (select held_on, party, kind, geom from front order by id) as rows
        ) as features
        """
    with postgis.connect() as connection:
        text = connection.exec_driver_sql(query).scalar()
    path = tmp_path / "front.geojson"
    path.write_text(text, encoding="utf-8")
    assert_same(read(frame), read(path), "front.geojson")
    hand_written = write_geojson(tmp_path / "written.geojson")
    assert_same(read(frame), read(hand_written), "written.geojson")


@pytest.mark.long
def test_shapes_of_postgis_in_another_crs(postgis):
    table = read(select(postgis, "held_on, party, kind, utm", geom="utm"))
    assert "converted from WGS 84 / UTM zone 36N" in "\n".join(table.attrs["reading"])
    expected = geo.areas(read(select(postgis, "held_on, party, kind, geom")))
    np.testing.assert_allclose(
        geo.areas(table)["area_km2"], expected["area_km2"], rtol=1e-9
    )


@pytest.mark.long
@pytest.mark.parametrize(
    "column, texts",
    [
        ("held_on", ["2024-07-08", "2024-07-08", "2024-07-09", "2024-07-09"]),
        ("at", ["2024-07-08", "2024-07-08", "2024-07-09", "2024-07-09"]),
        ("at at time zone 'UTC'", ["2024-07-08"] * 2 + ["2024-07-09"] * 2),
        ("to_char(held_on, 'YYYY-MM')", ["2024-07"] * 4),
        ("year", ["2024"] * 4),
        ("extract(year from held_on)::int", ["2024"] * 4),
    ],
)
def test_dates_of_postgis_of_every_type(postgis, column, texts):
    with postgis.connect() as connection:
        connection.exec_driver_sql("set time zone 'UTC'")
        query = f"select {column} as day, geom, party from front order by id"
        frame = gpd.read_postgis(query, connection)
    table = geo.read_control(frame, date="day", actor="party")
    assert table["start_text"].tolist() == texts


@pytest.mark.long
def test_a_table_with_both_columns_of_shapes(postgis):
    frame = select(postgis, "held_on, party, kind, geom, utm")
    table = read(frame)
    assert "utm" not in table or isinstance(table["utm"].iloc[0], str)
    expected = read(select(postgis, "held_on, party, kind, geom"))
    assert geo.areas(table).equals(geo.areas(expected))


@pytest.mark.long
def test_districts_and_their_holders_in_two_tables(postgis):
    districts = gpd.read_postgis(
        "select distinct on (geom) id as code, geom from front where geom is not null",
        postgis,
    )
    with postgis.connect() as connection:
        holders = pd.read_sql(
            "select id as code, held_on, party from front where geom is not null",
            connection,
        )
    table = geo.read_control(
        holders, units=districts, key="code", date="held_on", actor="party"
    )
    assert len(table) == len(holders) == 4
