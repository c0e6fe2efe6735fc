"""One ground in every format: the same areas, whatever it was packed in."""

import json
import re
import shutil
import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from all_formats import ENDINGS, convert

import geo
import geo.base
import geo.measure
from geo.files import ARCHIVES
from geo.formats import FORMATS

README = Path(geo.__file__).parent / "README.md"
MARK = "<!-- formats, from geo/formats/registry.py -->\n"


def endings_by_name():
    """Endings of the formats and archives that can be read, by their names."""
    endings = {each.name: list(each.endings) for each in FORMATS}
    for ending, kind in ARCHIVES.items():
        endings.setdefault(kind, []).append(ending)
    return endings


DOCUMENTED = [
    (name, ending) for name, endings in endings_by_name().items() for ending in endings
]


def measured(source):
    """Rows, and areas by date, actor and status."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.base.RepairWarning)
        table = geo.read_control(source)
        areas = geo.areas(geo.measure.repair_table(table))
    return len(table), areas.set_index(["date", "actor", "status"])["area_km2"]


def assert_same(found, expected):
    assert found[0] == expected[0] > 0
    assert found[1].index.equals(expected[1].index)
    np.testing.assert_allclose(found[1], expected[1], rtol=1e-9, atol=0)


@pytest.fixture(scope="module")
def few(samples, tmp_path_factory):
    """A day of a front, and a part of a map of the world, with names and without."""
    world = samples / "world-history" / "world_bc323.geojson"
    part = json.loads(world.read_text(encoding="utf-8"))
    part["features"] = part["features"][:40]
    path = tmp_path_factory.mktemp("world") / world.name
    path.write_text(json.dumps(part), encoding="utf-8")
    return [samples / "ukraine-daily" / "deepstatemap_data_20240708.geojson", path]


@pytest.fixture(scope="module")
def expected(few, tmp_path_factory):
    folder = tmp_path_factory.mktemp("few")
    for path in few:
        shutil.copy(path, folder)
    return measured(folder)


@pytest.mark.parametrize("ending", ENDINGS)
def test_areas_are_the_same_in_every_format(few, expected, tmp_path, ending):
    for path in few:
        convert(path, ending, tmp_path)
    assert_same(measured(tmp_path), expected)


@pytest.fixture(scope="module", params=["ukraine-daily", "world-history"])
def archive(samples, request):
    """A whole archive, and what is measured of it."""
    return samples / request.param, measured(samples / request.param)


@pytest.mark.long
@pytest.mark.parametrize("ending", ENDINGS)
def test_areas_of_whole_archives_are_the_same_in_every_format(
    archive, tmp_path, ending
):
    folder, expected = archive
    for path in folder.glob("*.geojson"):
        convert(path, ending, tmp_path)
    assert_same(measured(tmp_path), expected)


def test_a_folder_may_mix_formats(samples, tmp_path):
    days = sorted((samples / "ukraine-daily").glob("*.geojson"))[: len(ENDINGS)]
    (tmp_path / "before").mkdir()
    for ending, path in zip(ENDINGS, days, strict=True):
        shutil.copy(path, tmp_path / "before")
        convert(path, ending, tmp_path / "after")
    assert_same(measured(tmp_path / "after"), measured(tmp_path / "before"))
    said = geo.read_control(tmp_path / "after").attrs["reading"]
    assert said[0].startswith(f"{len(ENDINGS)} files, {len(ENDINGS)} rows, dates from")


@pytest.fixture
def rows(tmp_path):
    """Rows with and without a name, a shape, a date of their own."""
    shapes = [shapely.box(x, 0, x + 1, 1) for x in range(5)]
    rows = zip(
        ["red", "räd", None, "red", "blue"],
        ["2014", "2015-06", "2015-06", "2016~", "2016~"],
        [shapes[0], shapely.MultiPolygon(shapes[1:3]), shapes[3], None, shapes[4]],
    )
    features = [
        {
            "type": "Feature",
            "properties": {"actor": actor, "date": date, "people": number},
            "geometry": shape and shapely.geometry.mapping(shape),
        }
        for number, (actor, date, shape) in enumerate(rows)
    ]
    path = tmp_path / "front.geojson"
    whole = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_rows_in_are_rows_used_and_rows_reported_in_every_format(
    rows, tmp_path, ending
):
    table = geo.read_control(convert(rows, ending, tmp_path / "after"))
    found = geo.reading(table)
    assert (found["rows"], found["used"]) == (5, 4)
    (left_out,) = found["left_out"]
    assert left_out["rows"] == 1 and "shape" in left_out["reason"]
    assert list(table["actor"]) == ["red", "räd", "unnamed", "blue"]
    assert list(table["start_text"]) == ["2014", "2015-06", "2015-06", "2016~"]
    assert list(table["people"]) == [0, 1, 2, 4]
    first = (
        2 if any(e in ending for e in (".csv", ".tsv", ".xlsx")) else 1
    )  # below the head
    assert [row - first for row in table["file_row"]] == [0, 1, 2, 4]


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_kept_of_every_format_is_read_as_it_was(
    rows, tmp_path, ending, monkeypatch
):
    path = convert(rows, ending, tmp_path / "after")
    monkeypatch.setattr("geo.source.cache.SLOW_S", -1)
    monkeypatch.setattr("geo.source.cache._QUICK", set())  # every format is kept
    first = geo.read_control(path, cache=True)
    monkeypatch.setattr(
        "geo.formats.registry.import_module", lambda _: pytest.fail("read again")
    )
    again = geo.read_control(path, cache=True)
    pd.testing.assert_frame_equal(pd.DataFrame(first), pd.DataFrame(again))
    assert first.attrs == again.attrs


# They round coordinates, or have no columns: see test_drivers.py.
ELSEWHERE = {".gdb", ".tab", ".dxf"}


@pytest.mark.parametrize(
    "name, suffix", [each for each in DOCUMENTED if each[1] not in ELSEWHERE]
)
def test_every_format_of_the_documentation_is_read(rows, tmp_path, name, suffix):
    endings = [ending for ending in ENDINGS if ending.endswith(suffix)]
    assert (
        endings
    ), f"nothing writes {name} for the tests: add {suffix} to all_formats.py"
    table = geo.read_control(convert(rows, endings[0], tmp_path / "after"))
    assert list(table["start_text"]) == ["2014", "2015-06", "2015-06", "2016~"]


def test_the_documentation_lists_the_formats_and_their_endings():
    text = README.read_text(encoding="utf-8").partition(MARK)[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in text.splitlines()[2:]]
    documented = {row[0]: re.findall(r"`([^`]+)`", row[1]) for row in rows}
    assert documented == endings_by_name()
    assert all(len(row) == 4 and all(row) for row in rows)


def test_endings_are_those_of_one_format_each_with_a_reader():
    endings = [ending for each in FORMATS for ending in each.endings]
    assert len(endings) == len({*endings, *ARCHIVES}) - len(ARCHIVES)
    for each in FORMATS:
        assert callable(each.read)


def test_a_shapefile_has_ten_letters_of_a_name_and_takes_the_rest_as_reported(tmp_path):
    frame = gpd.GeoDataFrame(
        {"controlled_by": ["red"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame, tmp_path / "2014.shp")
    assert list(geo.read_control(tmp_path / "2014.shp")["actor"]) == ["territory"]
    table = geo.read_control(tmp_path / "2014.shp", actor="controlled")
    assert list(table["actor"]) == ["red"]


def test_tables_without_shapes_in_a_geopackage_are_not_read(tmp_path):
    frame = gpd.GeoDataFrame(
        {"actor": ["red"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    )
    path = tmp_path / "2014.gpkg"
    pyogrio.write_dataframe(frame, path, layer="front")
    notes = pd.DataFrame({"actor": ["blue"], "date": ["2015"]})
    pyogrio.write_dataframe(notes, path, layer="notes", append=True)
    assert geo.reading(geo.read_control(path))["rows"] == 1
