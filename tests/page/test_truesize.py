"""A familiar area over the map: true to size wherever a reader lays it."""

import os

import numpy as np
import pytest
import shapely
from reader import until
from tables import control, square

import geo
import geo.measure

pytestmark = pytest.mark.browser

LEAFLET = "document.querySelector('.folium-map').leaflet"
# What is laid over the map, in degrees, as Leaflet has it.
LAID = f"""Object.values({LEAFLET}._layers)
  .find(one => one.options.className === "laid")
  ?.getLatLngs().map(part => part[0].map(({{ lat, lng }}) => [lng, lat])) ?? null"""
VIEW = f"[{LEAFLET}.getCenter().lat, {LEAFLET}.getCenter().lng, {LEAFLET}.getZoom()]"


@pytest.fixture
def territory():
    """A great square, then a small one."""
    return control(
        (("IS", "held"), "2014-06-01", "2019-01-28", square(38, 33, size=4)),
        (("IS", "held"), "2019-01-28", "2019-03-23", square(40.96, 34.45, size=0.02)),
    )


class Laid:
    """The area that lies over a reader's map."""

    def __init__(self, reader):
        self.page = reader.page
        self.field = self.page.get_by_label("Compare with a place")
        self.tag = self.page.locator(".laidname")

    def choose(self, name):
        options = self.field.locator("option").all_text_contents()
        (label,) = (option for option in options if option.startswith(name))
        self.field.select_option(label=label)

    def shape(self):
        rings = self.page.evaluate(LAID)
        return rings and shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])

    def km2(self):
        return float(geo.measure.area_km2([self.shape()])[0])

    def middle(self):
        return np.array(self.shape().centroid.coords[0])

    def box(self):
        return self.page.locator(".laid:not(.halo)").bounding_box()

    def settle(self):
        until(self.page, f"!{LEAFLET}._animatingZoom")


def centre(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_reader_lays_an_area_over_the_map_and_moves_it(opened, territory):
    start = "#date=2014-06-01"
    reader = opened(territory, start, viewport={"width": 1280, "height": 800})
    page, laid = reader.page, Laid(reader)
    offered = laid.field.locator("option").all_text_contents()
    assert offered[0] == "nothing" and len(offered) == 13
    assert "Central Park, 3.41 km² (as a square)" in offered
    assert "Great Britain, 209,331 km²" in offered

    laid.choose("Wales")
    held = geo.areas(territory)["area_km2"].iloc[0]
    assert laid.tag.inner_text().split("\n") == [
        "Wales, 20,766 km²",
        "true size here",
        f"Held: {held / 20_779:.2g} times as much",
    ]
    assert laid.middle() == pytest.approx([40, 35], abs=0.1), "over the territory"
    assert laid.km2() == pytest.approx(20_779, rel=0.001)

    view = page.evaluate(VIEW)
    page.mouse.move(*centre(laid.box()))
    page.mouse.down()
    page.mouse.move(centre(laid.box())[0] + 90, centre(laid.box())[1] - 70, steps=4)
    page.mouse.up()
    assert page.evaluate(VIEW) == view, "the map stays where it is"
    east, north = laid.middle()
    assert east > 40.3 and north > 35.3
    assert page.locator(".spot").is_hidden(), "a drag chooses no spot"
    assert laid.km2() == pytest.approx(20_779, rel=0.001)

    laid.tag.focus()
    for key in ("ArrowLeft", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert laid.middle()[0] < east and laid.middle()[1] > north
    assert page.evaluate(VIEW) == view and reader.now() == 0
    until(
        page,
        "document.querySelector('.spoken').textContent.startsWith("
        "'Wales, 20,766 km², centred on 3')",
    )

    # Without dragging: pressed, then where it should lie; at every latitude.
    for lat in (0, 34, 55, 70, -45):
        page.evaluate(f"{LEAFLET}.setView([{lat}, 10], 5, {{ animate: false }})")
        laid.tag.press("Enter")
        # The browser scrolls to what has the focus, and Leaflet back.
        until(page, "document.querySelector('.folium-map').scrollTop === 0")
        assert laid.tag.get_attribute("aria-pressed") == "true"
        page.mouse.click(*centre(page.locator(".folium-map").bounding_box()))
        assert laid.tag.get_attribute("aria-pressed") == "false"
        assert laid.middle() == pytest.approx([10, lat], abs=0.2)
        assert laid.km2() == pytest.approx(20_779, rel=0.003)
    assert page.locator(".spot").is_hidden()

    drawn = laid.shape()
    page.get_by_role("button", name="Next date").click()
    assert "% as much" in laid.tag.inner_text()
    assert laid.shape().equals(drawn), "it stays from date to date"
    page.get_by_role("button", name="Next date").click()
    assert laid.tag.inner_text().endswith("Held: none")
    page.get_by_label("Units").select_option("mi2")
    assert "Wales, 8,018 square miles" in laid.tag.inner_text()
    laid.choose("nothing")
    assert laid.shape() is None and laid.tag.count() == 0
    assert reader.errors == []


@pytest.mark.skipif(
    "CONTROLMAP_MERCATOR" in os.environ, reason="the line on Mercator takes the room"
)
def test_an_area_goes_with_the_territory_that_is_followed(opened, territory):
    reader = opened(territory, viewport={"width": 768, "height": 1024})
    laid = Laid(reader)
    page = reader.page
    page.get_by_role("button", name="Zoom to what is left").click()
    laid.choose("Manhattan")
    page.get_by_role("button", name="Next date").click()
    laid.settle()
    until(page, f"{LEAFLET}.getZoom() > 9")
    assert laid.middle() == pytest.approx([40.97, 34.46], abs=0.1)
    frame, box = page.locator(".folium-map").bounding_box(), laid.box()
    assert frame["y"] <= box["y"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    assert box["height"] > frame["height"] / 4
    page.set_viewport_size({"width": 768, "height": 500})
    until(
        page,
        "document.querySelector('.laid').getBoundingClientRect().bottom <= "
        "document.querySelector('.folium-map').getBoundingClientRect().bottom",
    )
    laid.choose("Central Park")
    assert "as a square, true size here" in laid.tag.inner_text()
    (corners,) = page.evaluate(LAID)
    assert len(corners) == 4 and laid.km2() == pytest.approx(3.41, rel=1e-4)


def test_a_finger_drags_the_area_and_not_the_map(opened):
    table = control(
        *(
            ((name, "held"), "2014-06-01", None, square(x, 33))
            for name, x in (("b", 38), (" ".join(["along"] * 2000), 40))
        )
    )
    reader = opened(table, viewport={"width": 360, "height": 640}, has_touch=True)
    laid, page = Laid(reader), reader.page
    laid.choose("Wales")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    frame, tag = page.locator(".folium-map").bounding_box(), laid.tag.bounding_box()
    assert min(tag["width"], tag["height"]) >= 44
    assert frame["x"] <= tag["x"] and tag["x"] + tag["width"] <= 360
    assert tag["height"] < 100, "the longest name takes no more than two lines"
    laid.tag.scroll_into_view_if_needed()
    view, before = page.evaluate(VIEW), laid.middle()
    finger = page.context.new_cdp_session(page)
    for where, way in ((laid.tag.bounding_box, 40), (laid.box, -30)):
        x, y = centre(where())
        for kind, at in (("Start", 0), ("Move", way / 2), ("Move", way), ("End", None)):
            points = [] if at is None else [{"x": x + at, "y": y}]
            event = {"type": f"touch{kind}", "touchPoints": points}
            finger.send("Input.dispatchTouchEvent", event)
        moved, before = before, laid.middle()
        assert (before[0] - moved[0]) * way > 1
    assert page.evaluate(VIEW) == view
    assert reader.errors == []


def test_a_step_during_the_animation_of_a_zoom_is_followed(opened, territory):
    reader = opened(territory, viewport={"width": 768, "height": 1024})
    page = reader.page
    page.get_by_role("button", name="Zoom to what is left").click()
    until(page, f"!{LEAFLET}._animatingZoom")
    animating = page.evaluate(f"""async () => {{
      {LEAFLET}.zoomIn();
      await new Promise(requestAnimationFrame);
      const animating = {LEAFLET}._animatingZoom;
      document.querySelector("button.next").click();
      return animating;
    }}""")
    assert animating
    until(page, f"{LEAFLET}.getZoom() > 9")
    assert reader.errors == []
