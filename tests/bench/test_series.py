"""The daily series that the benchmarks draw: what makes them worth measuring on."""

import json
from datetime import date, timedelta

import pytest
import shapely
from bench.series import facts, write_series

DAYS = 120


@pytest.fixture(scope="module", params=[1, pytest.param(7, marks=pytest.mark.long)])
def drawn(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    return write_series(folder, days=DAYS, seed=request.param)


@pytest.fixture(scope="module")
def shapes(drawn):
    return [polygons(path) for path in drawn]


def polygons(path):
    (feature,) = json.loads(path.read_text(encoding="utf-8"))["features"]
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_each_day_has_a_file_named_after_it(drawn):
    days = [date(2022, 2, 24) + timedelta(days=number) for number in range(DAYS)]
    assert [path.name for path in drawn] == [f"{day:%Y%m%d}.geojson" for day in days]


def test_every_day_is_a_valid_multipolygon(shapes):
    for shape in shapes:
        assert shape.geom_type == "MultiPolygon"
        assert shapely.is_valid(shape), shapely.is_valid_reason(shape)


def test_days_differ_as_little_as_those_of_a_real_archive(drawn):
    measured = facts(drawn)
    assert measured["days"] == DAYS
    assert measured["vertices"] / DAYS == pytest.approx(3000, rel=0.1)
    assert measured["bytes"] / measured["vertices"] == pytest.approx(26, rel=0.05)
    assert 0.003 < measured["changed"] < 0.012
    assert 0.06 < measured["quiet_days"] / (DAYS - 1) < 0.25
    new = (measured["distinct_vertices"] - 3000) / (DAYS - 1)
    assert 8 < new < 40, "vertices that no day before had, a day"


def test_pockets_come_and_go(shapes):
    assert len({len(shape.geoms) for shape in shapes}) > 1
    holes = {sum(len(part.interiors) for part in shape.geoms) for shape in shapes}
    assert len(holes) > 1


def test_territory_is_gained_and_lost(shapes):
    few = shapes[:30]  # differences take their time
    won = shapely.area(shapely.difference(few[1:], few[:-1])) > 0
    gone = shapely.area(shapely.difference(few[:-1], few[1:])) > 0
    assert won.any() and gone.any() and (won & gone).any()


def test_coordinates_have_the_six_decimals_of_a_source(drawn):
    text = drawn[-1].read_text(encoding="utf-8")
    decimals = [
        len(number.split(".")[1])
        for number in text.split()
        if number.strip("-0123456789") == "."
    ]
    assert max(decimals) == 6 and decimals.count(6) / len(decimals) > 0.85


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(tmp_path):
    paths = [
        write_series(tmp_path / name, days=12, seed=seed, vertices=400)
        for name, seed in (("one", 5), ("two", 5), ("other", 6))
    ]
    first, second, other = ([path.read_bytes() for path in folder] for folder in paths)
    assert first == second
    assert first != other


def test_a_longer_series_begins_with_the_shorter_one(tmp_path):
    short = write_series(tmp_path / "short", days=6, vertices=400)
    long = write_series(tmp_path / "long", days=12, vertices=400)
    assert [path.read_bytes() for path in short] == [
        path.read_bytes() for path in long[:6]
    ]


def test_large_days_are_drawn_as_well(tmp_path):
    for path in write_series(tmp_path, days=4, vertices=20_000):
        shape = polygons(path)
        assert shapely.is_valid(shape)
        assert shapely.get_num_coordinates(shape) == pytest.approx(20_000, rel=0.1)
