"""The cache: the same table in less time, and nothing damaged or outdated."""

import os
import shutil
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

import geo
from geo.files import temporary
from geo.formats import reader
from geo.source import build, cache
from layers.cli.commands import main

SQUARE = shapely.box(0, 0, 1, 1)


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Everything is slow enough to be kept."""
    monkeypatch.setattr(cache, "SLOW_S", -1.0)


@pytest.fixture
def reads(monkeypatch):
    """Names of the files that are read anew."""
    names = []
    layers = reader.layers

    def noted(file, **options):
        names.append(file.label)
        return layers(file, **options)

    monkeypatch.setattr(cache, "read_layers", noted)
    monkeypatch.setattr(build, "layers", noted)
    return names


def write(path, shape=SQUARE, crs=4326, **properties):
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: [value] for name, value in properties.items()}
    gpd.GeoDataFrame(columns, geometry=[shape], crs=crs).to_file(path)


@pytest.fixture(scope="module")
def five(tmp_path_factory):
    folder = tmp_path_factory.mktemp("five") / "days"
    for day in range(1, 6):
        write(folder / f"2014-06-0{day}.gpkg", shapely.box(0, 0, day, 1), actor="red")
    return folder


@pytest.fixture
def days(five, tmp_path):
    return shutil.copytree(five, tmp_path / "days")


def kept(folder):
    return sorted(folder.glob("*")) if folder.is_dir() else []


def assert_same(one, other):
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.drop(columns="geometry")),
        pd.DataFrame(other.drop(columns="geometry")),
    )
    assert shapely.equals_identical(one.geometry.array, other.geometry.array).all()
    assert one.attrs == other.attrs
    assert one.crs == other.crs


def test_a_second_run_reads_nothing_and_gives_the_same(days, reads):
    plain = geo.read_control(days)
    del reads[:]
    first = geo.read_control(days, cache=True)
    assert len(reads) == 5
    second = geo.read_control(days, cache=True)
    assert len(reads) == 5
    assert_same(plain, first)
    assert_same(plain, second)


@pytest.fixture
def every_kind():
    """Columns of each kind, with and without gaps."""
    times = pd.to_datetime(["2024-07-08T06:00", None])
    return gpd.GeoDataFrame(
        {
            "party": ["red", "blue"],
            "date": ["2014", "2015"],
            "note": ["å \N{SNOWMAN} x", None],
            "empty": [None, None],
            "whole": [1, 2],
            "gaps": [1.5, None],
            "true": [True, False],
            "when": times,
            "there": times.tz_localize("Europe/Kyiv"),
        },
        geometry=[shapely.MultiPolygon([SQUARE, shapely.box(2, 0, 3, 1)]), None],
        crs="EPSG:32637",
    )


@pytest.mark.parametrize(
    "name", ["a.geojsonl", "a.gpkg", "a.shp", "a.fgb", "a.parquet", "a.kml"]
)
def test_what_is_kept_of_each_format_is_what_was_read(
    every_kind, tmp_path, reads, name
):
    every_kind["geometry"] = every_kind.geometry.translate(500_000, 4_000_000)
    if name == "a.parquet":
        every_kind.to_parquet(tmp_path / name)
    elif name == "a.kml":
        every_kind = every_kind.drop(columns=["when", "there"]).iloc[:1].to_crs(4326)
        every_kind.to_file(tmp_path / name, driver="LIBKML")
    elif name == "a.shp":
        every_kind = every_kind.drop(columns=["when", "there"])
        every_kind.to_file(tmp_path / name)
    else:
        options = {"SPATIAL_INDEX": "NO"} if name == "a.fgb" else {}
        every_kind.to_file(tmp_path / name, **options)
    plain = geo.read_control(tmp_path / name)
    assert_same(plain, geo.read_control(tmp_path / name, cache=True))
    del reads[:]
    assert_same(plain, geo.read_control(tmp_path / name, cache=True))
    assert reads == []


def test_files_of_several_forms_are_kept_side_by_side(days, reads):
    write(days / "2014-06-06.fgb", actor="blue", note="x")
    frame = gpd.GeoDataFrame({"actor": ["red"]}, geometry=[SQUARE], crs=4326)
    for layer in ("d20140607", "d20140608"):
        frame.to_file(days / "two.gpkg", layer=layer)
    write(days / "2014-06-09.gpkg")
    plain = geo.read_control(days)
    geo.read_control(days, cache=True)
    del reads[:]
    assert_same(plain, geo.read_control(days, cache=True))
    assert reads == []


def test_geojson_which_is_read_as_quickly_is_not_kept(tmp_path, reads, cache_folder):
    write(tmp_path / "2014.geojson", actor="red")
    for _ in range(2):
        geo.read_control(tmp_path, cache=True)
    assert len(reads) == 2
    assert kept(cache_folder) == []


def test_the_next_day_costs_one_day(days, reads):
    geo.read_control(days, cache=True)
    write(days / "2014-06-06.gpkg", shapely.box(0, 0, 9, 1), actor="red")
    del reads[:]
    table = geo.read_control(days, cache=True)
    assert reads == ["2014-06-06.gpkg"]
    assert_same(table, geo.read_control(days))
    assert len(geo.read_control(days, cache=True)) == 6
    assert reads.count("2014-06-06.gpkg") == 2  # once above, once without the cache


def test_a_day_that_changed_or_went_is_noticed(days, reads):
    geo.read_control(days, cache=True)
    write(days / "2014-06-02.gpkg", shapely.box(0, 0, 7, 7), actor="blue")
    (days / "2014-06-03.gpkg").unlink()
    del reads[:]
    table = geo.read_control(days, cache=True)
    assert reads == ["2014-06-02.gpkg"]
    assert_same(table, geo.read_control(days))
    assert list(table["actor"]) == ["red", "blue", "red", "red"]


def test_a_part_of_a_shapefile_that_changed_is_noticed(tmp_path):
    write(tmp_path / "a.shp", actor="red", date="2014")
    geo.read_control(tmp_path / "a.shp", cache=True)
    table = tmp_path / "a.dbf"
    table.write_bytes(table.read_bytes().replace(b"red", b"RED"))
    assert list(geo.read_control(tmp_path / "a.shp", cache=True)["actor"]) == ["RED"]


def test_a_renamed_file_has_its_new_name_and_date(days):
    geo.read_control(days, cache=True)
    (days / "2014-06-05.gpkg").rename(days / "2014-06-25.gpkg")
    assert_same(geo.read_control(days, cache=True), geo.read_control(days))


def test_options_are_part_of_the_key(tmp_path, reads):
    write(tmp_path / "a.gpkg", date="2014")
    calls = [{}, {"crs": "EPSG:4258"}, {"layer": "a"}, {"date": "2015"}]
    plain = [geo.read_control(tmp_path / "a.gpkg", **options) for options in calls]
    for _ in range(2):
        del reads[:]
        for options, expected in zip(calls, plain):
            table = geo.read_control(tmp_path / "a.gpkg", cache=True, **options)
            assert_same(table, expected)
    assert reads == []


def flipped(content):
    return content[:-400] + bytes([content[-400] ^ 1]) + content[-399:]


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"PAR1",
        lambda content: content + b"PAR1",
    ],
)
def test_a_damaged_file_is_read_and_written_again(days, reads, cache_folder, damage):
    geo.read_control(days, cache=True)
    path = kept(cache_folder)[0]
    sound = path.read_bytes()
    path.write_bytes(damage(sound))
    del reads[:]
    table = geo.read_control(days, cache=True)
    assert len(reads) == 1
    assert_same(table, geo.read_control(days))
    assert path.read_bytes() == sound


def test_a_file_of_which_one_layer_is_lost_is_read_again(tmp_path, reads, cache_folder):
    frame = gpd.GeoDataFrame({"actor": ["red"]}, geometry=[SQUARE], crs=4326)
    for layer in ("d20140607", "d20140608"):
        frame.to_file(tmp_path / "two.gpkg", layer=layer)
    for lost in (0, 1):
        plain = geo.read_control(tmp_path / "two.gpkg", cache=True)
        kept(cache_folder)[lost].unlink()
        del reads[:]
        assert_same(plain, geo.read_control(tmp_path / "two.gpkg", cache=True))
        assert reads == ["two.gpkg"]


def renamed(path, content):
    """`content` in place of a file in the cache, under a name with its hash."""
    path.unlink()
    name = f"{path.name.rpartition('-')[0]}-{sha256(content).hexdigest()}.parquet"
    path.with_name(name).write_bytes(content)


def test_a_file_of_another_program_with_its_own_hash_is_not_used(
    days, tmp_path, cache_folder
):
    geo.read_control(days, cache=True)
    before = kept(cache_folder)
    other = gpd.GeoDataFrame(geometry=[SQUARE], crs=4326)
    other.to_parquet(tmp_path / "other.parquet")
    renamed(before[0], (tmp_path / "other.parquet").read_bytes())
    assert_same(geo.read_control(days, cache=True), geo.read_control(days))
    assert kept(cache_folder) == before


def test_another_version_of_a_library_reads_anew(days, reads, monkeypatch):
    geo.read_control(days, cache=True)
    monkeypatch.setattr(cache, "_VERSIONS", ("another",))
    del reads[:]
    geo.read_control(days, cache=True)
    assert len(reads) == 5


def test_the_folder_stays_small_and_loses_what_was_used_longest_ago(
    days, tmp_path, cache_folder, monkeypatch
):
    geo.read_control(days, cache=True)
    old = kept(cache_folder)
    for path in old:
        os.utime(path, (1, 1))
    write(tmp_path / "2014-06-01.gpkg", actor="red")
    geo.read_control(tmp_path / "2014-06-01.gpkg", cache=True)
    (new,) = {*kept(cache_folder)} - {*old}
    monkeypatch.setattr(cache, "LARGEST_BYTES", new.stat().st_size)
    geo.read_control(tmp_path / "2014-06-01.gpkg", cache=True)
    assert kept(cache_folder) == [new]


def test_a_file_that_is_used_counts_as_new(days, cache_folder):
    geo.read_control(days, cache=True)
    for path in kept(cache_folder):
        os.utime(path, (1, 1))
    geo.read_control(days, cache=True)
    assert all(time.time() - path.stat().st_mtime < 600 for path in kept(cache_folder))


def test_other_files_in_the_folder_are_left_alone(days, cache_folder, monkeypatch):
    cache_folder.mkdir(parents=True)
    mine = [
        cache_folder / name for name in ("notes.txt", "a.parquet", ".kept.controlmap")
    ]
    killed = cache_folder / ".kept.controlmap-0123abcd"
    for path in (*mine, killed):
        path.write_text("mine")
    monkeypatch.setattr(cache, "LARGEST_BYTES", 0)
    with temporary.draft(cache_folder / "kept") as (alive, _):
        geo.read_control(days, cache=True)
        assert kept(cache_folder) == sorted([*mine, alive])


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")
def test_files_of_another_user_are_not_read(days, reads, monkeypatch):
    geo.read_control(days, cache=True)
    del reads[:]
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    geo.read_control(days, cache=True)
    assert len(reads) == 5


@pytest.mark.parametrize(
    "home", [RuntimeError("no home directory"), Path("~/.cache/controlmap")]
)
def test_a_user_without_a_home_keeps_nothing(days, tmp_path, monkeypatch, capfd, home):
    def path(*_, **__):
        if isinstance(home, Path):
            return home
        raise home

    monkeypatch.delenv("CONTROLMAP_CACHE")
    monkeypatch.setattr(cache.platformdirs, "user_cache_path", path)
    monkeypatch.chdir(tmp_path)
    assert len(geo.read_control(days, cache=True)) == 5
    assert kept(tmp_path) == [days]
    assert capfd.readouterr() == ("", "")


def test_a_folder_that_cannot_be_written_to_fails_nothing(
    days, tmp_path, monkeypatch, capfd
):
    (tmp_path / "file").write_text("no folder")
    plain = geo.read_control(days)
    for place in (tmp_path / "file", tmp_path / "file" / "below", "/proc/none"):
        monkeypatch.setenv("CONTROLMAP_CACHE", str(place))
        assert_same(geo.read_control(days, cache=True), plain)
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_fails_nothing_and_leaves_nothing(days, cache_folder, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.os, "replace", full)
    assert len(geo.read_control(days, cache=True)) == 5
    assert kept(cache_folder) == []


def test_a_source_that_is_read_quickly_is_not_kept(days, cache_folder, monkeypatch):
    monkeypatch.setattr(cache, "SLOW_S", 1000.0)
    geo.read_control(days, cache=True)
    assert kept(cache_folder) == []


def test_values_that_parquet_would_change_are_read_anew(tmp_path, reads, monkeypatch):
    layers = cache.read_layers

    def mixed(file, **options):
        (layer,) = layers(file, **options)
        more = np.array([1, 1.5], dtype=object)
        return [replace(layer, columns={**layer.columns, "more": more})]

    monkeypatch.setattr(cache, "read_layers", mixed)
    path = tmp_path / "2014.fgb"
    gpd.GeoDataFrame({"actor": ["a", "b"]}, geometry=[SQUARE] * 2, crs=4326).to_file(
        path
    )
    geo.read_control(path, cache=True)
    del reads[:]
    geo.read_control(path, cache=True)
    assert reads == ["2014.fgb"]


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    days, cache_folder, monkeypatch
):
    layers = reader.layers

    def meanwhile(file, **options):
        read = layers(file, **options)
        file.path.write_bytes(file.path.read_bytes() + b" ")
        return read

    with monkeypatch.context() as patch:
        patch.setattr(cache, "read_layers", meanwhile)
        with pytest.raises(geo.ReadError, match="changed while it was read"):
            geo.read_control(days, cache=True)
    assert kept(cache_folder) == []


def test_an_error_is_the_same_with_and_without_the_cache(days):
    geo.read_control(days, cache=True)
    path = days / "2014-06-03.gpkg"
    path.write_bytes(path.read_bytes()[:-5000])
    messages = []
    for cached in (True, False):
        with pytest.raises(geo.ReadError) as error:
            geo.read_control(days, cache=cached)
        messages.append(str(error.value))
    assert messages[0] == messages[1]
    assert messages[0].startswith("2014-06-03.gpkg: ")


def test_the_files_in_the_cache_are_geoparquet(days, cache_folder):
    geo.read_control(days, cache=True)
    frames = [gpd.read_parquet(path) for path in kept(cache_folder)]
    assert [list(frame["actor"]) for frame in frames] == [["red"]] * 5
    widths = sorted(frame.geometry.iloc[0].bounds[2] for frame in frames)
    assert widths == [1, 2, 3, 4, 5]


def test_commands_use_the_cache_unless_an_option_forbids_it(days, cache_folder):
    def areas(*options):
        done = CliRunner().invoke(main, ["areas", str(days), *options])
        assert done.exit_code == 0
        return done.stdout, done.stderr

    output = areas("--no-cache")
    assert kept(cache_folder) == []
    assert areas() == output
    assert len(kept(cache_folder)) == 5
    assert areas() == output


def test_the_library_uses_no_cache_by_default(days, cache_folder):
    geo.read_control(days)
    assert kept(cache_folder) == []
    assert cache.folder() == cache_folder


def test_the_default_folder_is_that_of_the_user(monkeypatch, tmp_path):
    monkeypatch.delenv("CONTROLMAP_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "controlmap" in str(cache.folder())
