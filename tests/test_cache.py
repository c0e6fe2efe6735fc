"""What is kept of a source: the same table in less time, and nothing that is not what it says."""

import json
import os
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

import geo
from geo.files import temporary
from geo.formats import reader
from geo.source import cache
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

    monkeypatch.setattr(reader, "layers", noted)
    return names


def write(path, shape=SQUARE, crs=4326, **properties):
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {name: [value] for name, value in properties.items()}
    gpd.GeoDataFrame(columns, geometry=[shape], crs=crs).to_file(path)


@pytest.fixture
def days(tmp_path):
    folder = tmp_path / "days"
    for day in range(1, 6):
        write(
            folder / f"2014-06-0{day}.geojson", shapely.box(0, 0, day, 1), actor="red"
        )
    return folder


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
    "name", ["a.geojson", "a.gpkg", "a.shp", "a.fgb", "a.parquet", "a.kml"]
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
    write(days / "2014-06-06.gpkg", actor="blue", note="x")
    frame = gpd.GeoDataFrame({"actor": ["red"]}, geometry=[SQUARE], crs=4326)
    for layer in ("d20140607", "d20140608"):
        frame.to_file(days / "two.gpkg", layer=layer)
    write(days / "2014-06-09.geojson")
    plain = geo.read_control(days)
    geo.read_control(days, cache=True)
    del reads[:]
    assert_same(plain, geo.read_control(days, cache=True))
    assert reads == []


def test_the_next_day_costs_one_day(days, reads):
    geo.read_control(days, cache=True)
    write(days / "2014-06-06.geojson", shapely.box(0, 0, 9, 1), actor="red")
    del reads[:]
    table = geo.read_control(days, cache=True)
    assert reads == ["2014-06-06.geojson"]
    assert_same(table, geo.read_control(days))
    assert len(geo.read_control(days, cache=True)) == 6
    assert reads.count("2014-06-06.geojson") == 2  # once above, once without the cache


def test_a_day_that_changed_or_went_is_noticed(days, reads):
    geo.read_control(days, cache=True)
    write(days / "2014-06-02.geojson", shapely.box(0, 0, 7, 7), actor="blue")
    (days / "2014-06-03.geojson").unlink()
    del reads[:]
    table = geo.read_control(days, cache=True)
    assert reads == ["2014-06-02.geojson"]
    assert_same(table, geo.read_control(days))
    assert list(table["actor"]) == ["red", "blue", "red", "red"]


def test_a_part_of_a_shapefile_that_changed_is_noticed(tmp_path, reads):
    write(tmp_path / "a.shp", actor="red", date="2014")
    geo.read_control(tmp_path / "a.shp", cache=True)
    table = tmp_path / "a.dbf"
    table.write_bytes(table.read_bytes().replace(b"red", b"RED"))
    assert list(geo.read_control(tmp_path / "a.shp", cache=True)["actor"]) == ["RED"]


def test_a_file_of_another_name_says_its_own_name_and_date(days, reads):
    geo.read_control(days, cache=True)
    (days / "2014-06-05.geojson").rename(days / "2014-06-25.geojson")
    assert_same(geo.read_control(days, cache=True), geo.read_control(days))


def test_how_to_read_is_part_of_what_is_kept(tmp_path, reads):
    write(tmp_path / "a.gpkg", date="2014")
    told = [{}, {"crs": "EPSG:4258"}, {"layer": "a"}, {"date": "2015"}]
    plain = [geo.read_control(tmp_path / "a.gpkg", **how) for how in told]
    for _ in range(2):
        del reads[:]
        for how, expected in zip(told, plain):
            assert_same(
                geo.read_control(tmp_path / "a.gpkg", cache=True, **how), expected
            )
    assert reads == []


def flipped(content):
    return content[:-400] + bytes([content[-400] ^ 1]) + content[-399:]


@pytest.mark.parametrize(
    "spoil",
    [
        flipped,
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"PAR1",
        lambda content: content + b"PAR1",
    ],
)
def test_what_is_damaged_is_read_again_and_written_again(
    days, reads, cache_folder, spoil
):
    geo.read_control(days, cache=True)
    (path,) = kept(cache_folder)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    del reads[:]
    table = geo.read_control(days, cache=True)
    assert len(reads) == 5
    assert_same(table, geo.read_control(days))
    assert path.read_bytes() == whole


def test_what_is_damaged_between_finding_and_reading_is_read_again(
    days, reads, monkeypatch
):
    geo.read_control(days, cache=True)
    content = cache._content
    calls = []

    def later(path):
        calls.append(path)
        if len(calls) > 1:
            raise ValueError
        return content(path)

    monkeypatch.setattr(cache, "_content", later)
    del reads[:]
    assert len(geo.read_control(days, cache=True)) == 5
    assert len(reads) == 5


def test_a_file_of_another_that_carries_its_own_hash_is_not_believed(
    days, cache_folder
):
    geo.read_control(days, cache=True)
    (path,) = kept(cache_folder)
    other = gpd.GeoDataFrame(geometry=[SQUARE], crs=4326)
    other.to_parquet(cache_folder / "other.parquet")
    content = (cache_folder / "other.parquet").read_bytes()
    mark = cache.sha256(content).hexdigest()
    path.rename(cache_folder / f"{path.name[:16]}-{mark}.parquet").write_bytes(content)
    assert_same(geo.read_control(days, cache=True), geo.read_control(days))
    assert kept(cache_folder) == sorted([path, cache_folder / "other.parquet"])


def test_rows_that_do_not_add_up_are_not_believed(days, cache_folder, reads):
    geo.read_control(days, cache=True)
    (path,) = kept(cache_folder)
    table = cache.pyarrow.parquet.read_table(path)
    fewer = table.slice(0, 3)
    cache.pyarrow.parquet.write_table(fewer, path)
    mark = cache.sha256(path.read_bytes()).hexdigest()
    path.rename(cache_folder / f"{path.name[:16]}-{mark}.parquet")
    del reads[:]
    assert len(geo.read_control(days, cache=True)) == 5
    assert len(reads) == 5


def test_another_version_of_the_reader_reads_anew(days, reads, monkeypatch):
    geo.read_control(days, cache=True)
    monkeypatch.setattr(cache, "_PROGRAMS", ("another",))
    del reads[:]
    geo.read_control(days, cache=True)
    assert len(reads) == 5


def test_what_nobody_asks_for_any_more_goes(days, cache_folder):
    geo.read_control(days, cache=True)
    old = kept(cache_folder)
    for path in days.iterdir():
        write(path, shapely.box(5, 5, 6, 6), actor="blue")
    geo.read_control(days, cache=True)
    assert len(kept(cache_folder)) == 1
    assert kept(cache_folder) != old


def test_the_folder_stays_small_and_loses_the_oldest(
    days, tmp_path, cache_folder, monkeypatch
):
    geo.read_control(days, cache=True)
    (old,) = kept(cache_folder)
    os.utime(old, (1, 1))
    write(tmp_path / "b.geojson", date="2014")
    geo.read_control(tmp_path / "b.geojson", cache=True)
    (new,) = {*kept(cache_folder)} - {old}
    monkeypatch.setattr(cache, "LARGEST_BYTES", new.stat().st_size)
    geo.read_control(tmp_path / "b.geojson", cache=True)
    assert kept(cache_folder) == [new]


def test_what_was_used_last_is_kept_longest(days, cache_folder):
    geo.read_control(days, cache=True)
    (path,) = kept(cache_folder)
    os.utime(path, (1, 1))
    geo.read_control(days, cache=True)
    assert time.time() - path.stat().st_mtime < 600


def test_files_of_others_in_the_folder_are_left_alone(days, cache_folder, monkeypatch):
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
def test_what_another_user_wrote_is_not_read(days, cache_folder, reads, monkeypatch):
    geo.read_control(days, cache=True)
    del reads[:]
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    geo.read_control(days, cache=True)
    assert len(reads) == 5


@pytest.mark.parametrize(
    "found", [RuntimeError("no home directory"), Path("~/.cache/controlmap")]
)
def test_a_user_without_a_home_keeps_nothing(days, tmp_path, monkeypatch, capfd, found):
    def path(*_, **__):
        if isinstance(found, Path):
            return found
        raise found

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


def test_what_takes_no_time_is_not_kept(days, cache_folder, monkeypatch):
    monkeypatch.setattr(cache, "SLOW_S", 1000.0)
    geo.read_control(days, cache=True)
    assert kept(cache_folder) == []


def test_values_that_parquet_would_change_are_read_anew(days, reads, cache_folder):
    path = days / "2014-06-01.geojson"
    document = json.loads(path.read_text())
    document["features"][0]["properties"] = {
        "actor": "red",
        "more": {"a": [1, None], "b": {}},
    }
    path.write_text(json.dumps(document))
    plain = geo.read_control(days)
    geo.read_control(days, cache=True)
    del reads[:]
    again = geo.read_control(days, cache=True)
    assert reads == ["2014-06-01.geojson"]
    assert list(again["more"])[:1] == list(plain["more"])[:1]


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    days, reads, cache_folder, monkeypatch
):
    layers = reader.layers

    def meanwhile(file, **options):
        read = layers(file, **options)
        file.path.write_bytes(file.path.read_bytes() + b" ")
        return read

    with monkeypatch.context() as patch:
        patch.setattr(reader, "layers", meanwhile)
        with pytest.raises(geo.ReadError, match="changed while it was read"):
            geo.read_control(days, cache=True)
    assert kept(cache_folder) == []


def test_an_archive_is_written_in_parts(days, reads, cache_folder, monkeypatch):
    monkeypatch.setattr(cache, "PART_BYTES", 100)
    first = geo.read_control(days, cache=True)
    assert len(kept(cache_folder)) == 3  # of two squares, five corners of 16 bytes each
    del reads[:]
    assert_same(geo.read_control(days, cache=True), first)
    assert reads == []


def test_a_refusal_is_the_same_with_and_without_what_is_kept(days, cache_folder):
    geo.read_control(days, cache=True)
    path = days / "2014-06-03.geojson"
    path.write_text(path.read_text()[:-20])
    sentences = []
    for how in (True, False):
        with pytest.raises(geo.ReadError) as refusal:
            geo.read_control(days, cache=how)
        sentences.append(str(refusal.value))
    assert sentences[0] == sentences[1]
    assert sentences[0].startswith("2014-06-03.geojson: not readable as JSON")


def test_what_is_kept_is_geoparquet(days, cache_folder):
    geo.read_control(days, cache=True)
    (path,) = kept(cache_folder)
    frame = gpd.read_parquet(path)
    assert list(frame["actor"]) == ["red"] * 5
    assert frame.geometry.iloc[2].equals(shapely.box(0, 0, 3, 1))


def test_commands_keep_what_they_read_unless_told_not_to(days, cache_folder):
    def areas(*options):
        done = CliRunner().invoke(main, ["areas", str(days), *options])
        assert done.exit_code == 0
        return done.stdout, done.stderr

    told = areas("--no-cache")
    assert kept(cache_folder) == []
    assert areas() == told
    assert len(kept(cache_folder)) == 1
    assert areas() == told


def test_the_library_keeps_nothing_unasked(days, cache_folder):
    geo.read_control(days)
    assert kept(cache_folder) == []
    assert cache.folder() == cache_folder


def test_without_a_word_the_folder_is_that_of_the_user(monkeypatch, tmp_path):
    monkeypatch.delenv("CONTROLMAP_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert "controlmap" in str(cache.folder())
