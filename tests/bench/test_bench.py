"""What the benchmarks compare: the known ways give the same answers, and lines tell what holds."""

import numpy as np
import pytest
import shapely
from bench import machine, peers
from bench.lines import Line, faster, figure, side_by_side, table
from bench.series import write_series

import geo
import geo.measure


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    return write_series(tmp_path_factory.mktemp("days"), days=5, seed=3, vertices=600)


@pytest.fixture(scope="module")
def known(days):
    return peers.read(days)


@pytest.fixture(scope="module")
def control(days):
    return geo.read_control(days[0].parent)


def test_both_engines_read_the_same_polygons(days, known):
    again = peers.read(days, "fiona")
    same = shapely.equals_exact(again.geometry.to_numpy(), known.geometry.to_numpy())
    assert same.all()
    assert (again["date"] == known["date"]).all()


def test_the_known_ways_measure_what_we_measure(known):
    ours = geo.measure.area_km2(known.geometry)
    assert peers.by_projection(known).to_numpy() == pytest.approx(ours, rel=1e-4)
    assert peers.by_geod(known).to_numpy() == pytest.approx(ours, rel=1e-3)


def test_overlays_find_the_changes_that_we_find(control, known):
    ours = geo.changes(control).set_index("date_to")
    theirs = peers.changes(known).set_index("date").loc[ours.index]
    columns = ["gained_km2", "lost_km2", "held_km2"]
    assert (ours["gained_km2"] > 0).any()
    assert np.allclose(ours[columns], theirs[columns], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("name", peers.PAGES)
def test_each_known_page_has_every_day(known, name, tmp_path):
    peers.PAGES[name](known).save(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    for shape in known.geometry:
        lon, lat = shapely.get_coordinates(shape)[0]
        assert f"{lon}, {lat}" in text


def test_a_line_holds_only_within_what_is_asked_for():
    assert faster("quick", 10.0, 1.0, least=10).holds
    assert not faster("slow", 9.9, 1.0, least=10).holds
    assert not Line("page", 301, "kB", most=300).holds
    assert not Line("broken", float("nan"), "kB", most=300).holds
    assert Line("told", 5, "kB").holds


def test_a_table_shows_value_ratio_and_verdict():
    _, _, row, bad = table(
        [faster("quick", 10.0, 1.0, least=10), Line("page", 301, "kB", most=300)]
    ).splitlines()
    assert [cell.strip() for cell in row.split("|")[1:-1]] == [
        "quick",
        "10 times",
        "10 / 1 s",
        "at least 10",
        "yes",
    ]
    assert "**no**" in bad


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "0"), (0.01234, "0.0123"), (2.5, "2.5"), (99.96, "100"), (56_123.4, "56,123")],
)
def test_figures_have_three_digits_or_all_before_the_point(number, written):
    assert figure(number) == written


def test_ways_take_turns():
    turns = []
    ways = {name: lambda name=name: turns.append(name) for name in ("one", "two")}
    took = side_by_side(ways, repeats=3)
    assert turns == ["one", "two"] * 3
    assert set(took) == {"one", "two"} and min(took.values()) >= 0


def test_the_table_of_the_last_run_replaces_the_one_before(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text(
        "before\n<!-- last run -->\nold\n<!-- end of last run -->\nafter\n"
    )
    machine.write_table(readme, "| new |")
    text = readme.read_text()
    assert "old" not in text and "| new |" in text
    assert text.startswith("before\n") and text.endswith("after\n")
    machine.write_table(readme, "| newer |")
    assert "| new |" not in readme.read_text()
