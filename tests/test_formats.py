"""One ground in every format: the same areas, whatever it was packed in."""

import json
import shutil
import warnings

import numpy as np
import pytest
from converted import FORMATS, convert

import geo


def measured(source):
    """Rows, and areas by date, actor and status."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", geo.RepairWarning)
        table = geo.read_control(source)
        areas = geo.areas(geo.repaired(table))
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


@pytest.mark.parametrize("ending", FORMATS)
def test_areas_are_the_same_in_every_format(few, expected, tmp_path, ending):
    for path in few:
        convert(path, ending, tmp_path)
    assert_same(measured(tmp_path), expected)


@pytest.mark.long
@pytest.mark.parametrize("archive", ["ukraine-daily", "world-history"])
@pytest.mark.parametrize("ending", FORMATS)
def test_areas_of_whole_archives_are_the_same_in_every_format(
    samples, tmp_path, ending, archive
):
    for path in (samples / archive).glob("*.geojson"):
        convert(path, ending, tmp_path)
    assert_same(measured(tmp_path), measured(samples / archive))


def test_a_folder_may_mix_formats(samples, tmp_path):
    days = sorted((samples / "ukraine-daily").glob("*.geojson"))[: len(FORMATS)]
    (tmp_path / "before").mkdir()
    for ending, path in zip(FORMATS, days, strict=True):
        shutil.copy(path, tmp_path / "before")
        convert(path, ending, tmp_path / "after")
    assert_same(measured(tmp_path / "after"), measured(tmp_path / "before"))
    said = geo.read_control(tmp_path / "after").attrs["reading"]
    assert said[0].startswith(f"{len(FORMATS)} files, {len(FORMATS)} rows, dates from")
