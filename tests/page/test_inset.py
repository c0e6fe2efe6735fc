"""The small map in a corner: a pocket from near, or the whole around a view."""

import pytest
import shapely
from reader import compare, rest_long, until
from tables import control

pytestmark = pytest.mark.browser

BOXES = """() => Object.fromEntries(
  [".inset", ".legend", ".follow", ".leaflet-control-scale", ".leaflet-control-zoom"]
    .map((each) => [each, document.querySelector(each).getBoundingClientRect().toJSON()]))"""
NEAR = "document.querySelector('.inset.near:not([hidden])') !== null"


@pytest.fixture
def table():
    """Much land, then a pocket of some 4 km2, then none; a town is beside the pocket."""
    table = control(
        (("IS", "held"), "2014-01-01", "2018-01-01", shapely.box(40, 33, 44, 36)),
        (
            ("IS", "held"),
            "2018-01-01",
            "2019-01-01",
            shapely.box(42, 34.4, 42.02, 34.42),
        ),
    )
    table.attrs["about"] = {
        "places": [{"name": "Baghuz", "lat": 34.425, "lon": 42.001, "rank": 1}]
    }
    return table


def leader(page):
    return page.locator(".leader path").get_attribute("d")


@pytest.mark.parametrize("width", rest_long(360, 1280))
def test_a_pocket_is_shown_from_near(opened, table, width):
    height = 740 if width < 500 else 900
    how = {"viewport": {"width": width, "height": height}}
    reader = opened(table, "#date=2014-01-01", **how)
    page = reader.page
    inset = page.locator(".inset")
    assert inset.is_hidden() and not leader(page)
    page.locator(".next").click()
    assert inset.is_visible() and leader(page)
    assert (
        inset.get_attribute("aria-label")
        == "Small map: the land that is left, from near"
    )
    pocket = page.locator(".inset .territory").bounding_box()
    assert 20 < pocket["width"] < inset.bounding_box()["width"] / 2
    names = page.locator(".inset text").all_text_contents()
    assert names == ["Baghuz", "2 km"]
    boxes = page.evaluate(BOXES)
    own = boxes.pop(".inset")
    for name, box in boxes.items():
        apart = (
            box["right"] <= own["left"]
            or own["right"] <= box["left"]
            or box["bottom"] <= own["top"]
            or own["bottom"] <= box["top"]
        )
        assert apart, name
    page.locator(".next").click()
    assert inset.is_hidden() and not leader(page), "nothing is left"
    assert reader.errors == []


def test_from_near_it_shows_the_whole_with_the_largest_extent(opened, table):
    reader = opened(table, "#date=2018-01-01")
    page = reader.page
    page.locator(".follow").click()
    until(page, "document.querySelector('.inset .view') !== null")
    assert (
        page.locator(".inset").get_attribute("aria-label")
        == "Small map: where this view lies"
    )
    whole = page.locator(".inset").bounding_box()
    ghost = page.locator(".inset .ghost").bounding_box()
    assert ghost["width"] > whole["width"] / 2
    assert page.locator(".inset .view").bounding_box()["width"] < 20
    assert not leader(page)
    page.locator(".follow").click()
    until(page, NEAR)
    assert reader.errors == []


def test_comparisons_do_without_it(opened, table):
    reader = opened(table, "#date=2018-01-01")
    page = reader.page
    until(page, NEAR)
    compare(page, "peak")
    assert page.locator(".inset").is_hidden() and not leader(page)


def test_names_of_towns_make_way(opened, table):
    """Towns that the inset would cover are named on the other date."""
    table.attrs["about"]["places"] += [
        {"name": f"Town {x} {y}", "lat": 33 + y / 4, "lon": 38 + x, "rank": 1}
        for x in range(8)
        for y in range(14)
    ]
    page = opened(table, "#date=2018-01-01").page
    until(page, NEAR)
    own = page.locator(".inset").bounding_box()
    texts = page.locator(".leaflet-controlmap-names-pane text").all()
    assert len(texts) > 5
    for text in texts:
        box = text.bounding_box()
        across = min(box["x"] + box["width"], own["x"] + own["width"]) - max(
            box["x"], own["x"]
        )
        down = min(box["y"] + box["height"], own["y"] + own["height"]) - max(
            box["y"], own["y"]
        )
        assert across <= 0 or down <= 0, text.text_content()
