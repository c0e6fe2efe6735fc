"""Colours of actors: neighbours stay apart for every reader, and realms have one hue."""

import itertools
import re
from pathlib import Path

import pytest
from content.colour_difference import VIEWS, ciede2000, difference
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo
from layers.content import colour_difference
from layers.content.colour_choice import colours, tint_of
from layers.content.style import (
    ACCENT,
    DARK_LAND,
    GAINED,
    LAND,
    LOST,
    NEUTRAL,
    PALETTE,
    Colour,
    mix,
)
from layers.content.summary import summarize
from layers.content.territory import neighbours

# CIEDE2000 from which on neighbours are apart in each view; 2 to 3 are just seen side by side.
APART = {"normal": 20, "deuteranopia": 10, "protanopia": 10, "grey": 6}
# Of tints, which have half the range of lightness.
TINTS_APART = {"normal": 10, "deuteranopia": 9, "protanopia": 9, "grey": 4}
STYLES = Path(__file__).parents[2] / "layers/assets/styles/page.css"


def summary_hues(table):
    return {key: actor.colour for key, actor in summarize(table).actors.items()}


def grid(width, height):
    """Neighbours on a board, also across corners."""
    places = list(itertools.product(range(width), range(height)))
    return {
        f"{x}-{y}": {f"{a}-{b}" for a, b in places if max(abs(a - x), abs(b - y)) == 1}
        for x, y in places
    }


def nearest(hue_of, near, sovereigns=None):
    """The least difference of neighbours in each view, over both themes."""
    realm = sovereigns or {}
    pairs = {
        (hue_of[one], hue_of[other])
        for one, others in near.items()
        for other in others
        if realm.get(one, one) != realm.get(other, other)
        and NEUTRAL not in (hue_of[one], hue_of[other])
    }
    return {
        view: min(
            min(
                difference(one.light, other.light, view),
                difference(one.dark, other.dark, view),
            )
            for one, other in pairs
        )
        for view in VIEWS
    }


def too_near(least, limits):
    return {view: least[view] for view in limits if least[view] < limits[view]}


@pytest.mark.parametrize(
    "one, other, expected",
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_of_colours_is_the_published_one(one, other, expected):
    assert ciede2000(one, other) == pytest.approx(expected, abs=5e-5)
    assert ciede2000(other, one) == pytest.approx(expected, abs=5e-5)
    assert colour_difference.ciede2000(one, other) == pytest.approx(expected, abs=5e-5)
    assert colour_difference.ciede2000(other, one) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("size", [(5, 6), (6, 5), (2, 15), (7, 8)])
def test_neighbours_on_a_board_are_apart_for_every_reader(size):
    near = grid(*size)
    assert not too_near(nearest(colours(list(near), near), near), APART)


@pytest.mark.filterwarnings("ignore:.*invalid polygons? repaired")
@pytest.mark.parametrize("year", ["bc323", "bc1", "1815", "1914"])
def test_neighbours_in_the_world_are_apart_for_every_reader(samples, year):
    table = geo.read_control(samples / "world-history" / f"world_{year}.geojson")
    summary = summarize(table)
    near = neighbours(summary.territory, summary.times.pairs)
    actors, realms = summary.times.actors, summary.sovereigns
    hue_of = colours(actors, near, {}, realms)
    assert not too_near(nearest(hue_of, near, realms), TINTS_APART)
    assert not too_near(nearest(colours(actors, near), near), APART)
    if year == "1914":
        assert realms["Algeria"] == realms["French West Africa"] == "France"
        assert hue_of["Algeria"] == tint_of(hue_of["France"])


def test_the_palette_keeps_apart_from_land_and_from_lost_and_gained():
    for theme in ("light", "dark"):
        hues = [getattr(colour, theme) for colour in PALETTE]
        land = LAND if theme == "light" else DARK_LAND
        for one, other in itertools.combinations(hues, 2):
            assert difference(one, other) > 20
        for part in (LOST, GAINED):
            others = [*hues, getattr(ACCENT, theme), getattr(NEUTRAL, theme), land]
            assert all(difference(getattr(part, theme), hue) > 12 for hue in others)
        for hue in hues:
            assert difference(hue, land) > 12
            tint = getattr(tint_of(PALETTE[hues.index(hue)]), theme)
            assert difference(tint, land) > 8


def test_lost_and_gained_weigh_alike_and_differ_for_every_reader():
    """Lost land is in stripes of its colour, and of a mix of it with the land between them."""
    for theme, land in (("light", LAND), ("dark", DARK_LAND)):
        lost, gained = getattr(LOST, theme), getattr(GAINED, theme)
        striped = mix(lost, mix(lost, land, 0.5), 0.7)
        for view in VIEWS:
            assert difference(striped, gained, view) > 7
        weights = [difference(part, land, "grey") for part in (striped, gained)]
        assert 0.6 < weights[0] / weights[1] < 1.6


def test_the_page_has_the_same_colours_of_land_and_of_changes():
    light, dark = (
        dict(re.findall(r"--(\w+): (#\w{6});", rules))
        for rules in STYLES.read_text("utf-8").split("prefers-color-scheme: dark")[:2]
    )
    for theme, names in (("light", light), ("dark", dark)):
        assert names["land"] == (LAND if theme == "light" else DARK_LAND)
        assert names["lost"] == getattr(LOST, theme)
        assert names["gained"] == getattr(GAINED, theme)


def test_one_actor_takes_the_accent_and_nameless_territory_no_hue():
    assert colours(["red"], {}) == {"red": ACCENT}
    assert colours(["red", "unnamed"], {}) == {"red": ACCENT, "unnamed": NEUTRAL}


@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=14))
def test_neighbours_have_different_colours(pairs):
    near = {}
    for first, other in pairs:
        if first != other:
            near.setdefault(str(first), set()).add(str(other))
            near.setdefault(str(other), set()).add(str(first))
    hue_of = colours([str(n) for n in range(10)], near)
    assert all(hue_of[one] != hue_of[other] for one in near for other in near[one])
    assert hue_of == colours([str(n) for n in range(10)], near)


def test_neighbours_on_the_map_get_different_colours():
    count = len(PALETTE)
    rows = []
    for number in range(2 * count):
        x = 5 * (number % count)
        touching = square(x if number < count else x + 1, size=1 - number / 1000)
        rows.append((f"a{number}", "1815", None, touching))
    table = control(*rows)
    summary = summarize(table)
    near = neighbours(summary.territory, summary.times.pairs)
    assert len(near) == 2 * count
    hue_of = summary_hues(table)
    assert not too_near(nearest(hue_of, near), APART)
    assert len(set(hue_of.values())) == count


def test_a_colour_is_used_again_only_after_all_others():
    actors = [f"a{n}" for n in range(len(PALETTE))]
    assert len(set(colours(actors, {}).values())) == len(PALETTE)


def test_an_actor_has_its_colour_on_another_map_too():
    assert colours(["b", "x"], {})["b"] == colours(["b", "c", "d"], {})["b"]
    assert len({colours([name, "x"], {})[name] for name in "abcdefgh"}) > 1


@pytest.mark.parametrize("name", "abcdef")
def test_neighbours_keep_away_from_colours_that_a_project_sets(name):
    for colour in PALETTE:
        near = {"big": {name}, name: {"big"}}
        hue_of = colours(["big", name], near, {"big": colour})
        assert hue_of["big"] == colour
        assert not too_near(nearest(hue_of, near), APART)


def test_a_dependency_has_a_tint_of_its_sovereign():
    rows = [
        ("France", "1914", None, square(0, size=4)),
        ("Algeria", "1914", None, square(10, size=2)),
        ("Tunis", "1914", None, square(12, size=1.9)),
        ("Spain", "1914", None, square(20, size=1.8)),
    ]
    table = control(*rows).assign(SUBJECTO=["France", "France", "France", "Spain"])
    hue_of = summary_hues(table)
    assert hue_of["Algeria"] == hue_of["Tunis"] == tint_of(hue_of["France"])
    assert hue_of["France"] in PALETTE and hue_of["Spain"] in PALETTE
    assert hue_of["France"] != hue_of["Spain"]


def test_dependencies_of_a_sovereign_without_territory_share_its_hue():
    rows = [("Raj", "1914", None, square(0)), ("Burma", "1914", None, square(1))]
    table = control(*rows).assign(SOVEREIGNT="United Kingdom")
    hue_of = summary_hues(table)
    assert hue_of["Raj"] == hue_of["Burma"] and hue_of["Raj"] in PALETTE


def test_the_project_names_sovereigns_before_the_columns_do():
    names = ["Britain", "Raj", "Nepal"]
    rows = [(name, "1914", None, square(3 * n)) for n, name in enumerate(names)]
    table = control(*rows).assign(SUBJECTO=["Britain", "United Kingdom", None])
    about = {"sovereign": {"Raj": "Britain", "Nepal": "Raj", "Nowhere": "Raj"}}
    table.attrs["about"] = about
    summary = summarize(table)
    assert summary.sovereigns == {"Raj": "Britain", "Nepal": "Britain"}
    hue_of = {key: actor.colour for key, actor in summary.actors.items()}
    assert hue_of["Raj"] == hue_of["Nepal"] == tint_of(hue_of["Britain"])


def test_a_dependency_takes_a_tint_of_the_colour_that_its_sovereign_was_given():
    own = {"Britain": Colour("#123456", "#89abcd")}
    actors = ["Britain", "Raj", "France"]
    hue_of = colours(actors, {}, own, {"Raj": "Britain"})
    assert hue_of["Raj"] == tint_of(own["Britain"])


def test_sovereigns_in_a_circle_end():
    table = control(("a", "1914", None, square(0)), ("b", "1914", None, square(3)))
    assert len(summary_hues(table.assign(SUBJECTO=["b", "a"]))) == 2
