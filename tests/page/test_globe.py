"""The edge of the globe: land is not drawn inside out, and readers stay on it."""

import pytest
from tables import control, square

pytestmark = pytest.mark.browser

MAP = "document.querySelector('.folium-map').leaflet"
FILLED = """([lat, lon]) => {
  const map = document.querySelector(".folium-map");
  const { x, y } = map.leaflet.latLngToLayerPoint([lat, lon]);
  return document.querySelector("path.land").isPointInFill(new DOMPoint(x, y));
}"""


@pytest.fixture
def new_zealand():
    """A square in New Zealand; the opposite of its centre lies in Spain."""
    return control(("Kea", "2020-01-01", None, square(171.5, -42.5)))


def test_land_is_not_inside_out(opened, new_zealand):
    reader = opened(new_zealand)
    page = reader.page
    page.evaluate(f"{MAP}.setZoom({MAP}.getMinZoom(), {{ animate: false }})")
    land = {"Australia": (-25, 134), "Chile": (-30, -70), "Manchuria": (45, 125)}
    sea = {"the Pacific": (-20, -150), "the Tasman Sea": (-38, 160)}
    for name, place in land.items():
        assert page.evaluate(FILLED, place), name
    for name, place in sea.items():
        assert not page.evaluate(FILLED, place), name
    assert reader.errors == []


def view(page):
    """Whether all of the globe is in view, and whether all of the view is on the globe."""
    return page.evaluate(f"""() => {{
      const map = {MAP};
      const {{ min, max }} = map.getPixelBounds();
      const side = 256 * 2 ** map.getZoom();
      const most = (2 * 6371.0 * Math.sin((55 * Math.PI) / 180) / 40075.017) * side;
      const [low, high] = [side / 2 - most, side / 2 + most];
      return [["x", "y"].every((way) => min[way] <= low + 3 && max[way] >= high - 3),
        ["x", "y"].every((way) => min[way] >= low - 3 && max[way] <= high + 3)];
    }}""")


def test_no_zoom_shows_more_than_a_step_beyond_all_and_no_drag_leaves_the_globe(opened):
    table = control(("Kea", "2020-01-01", None, square(171.5, -42.5, size=8)))
    reader = opened(table, reduced_motion="reduce")
    page = reader.page
    whole = page.evaluate(f"{MAP}.getZoom()")
    page.evaluate(f"{MAP}.setZoom(0, {{ animate: false }})")
    assert page.evaluate(f"{MAP}.getZoom()") == whole - 1
    page.evaluate(f"{MAP}.setZoom(5, {{ animate: false }})")
    for way in ([90_000, 0], [-90_000, 0], [0, 90_000], [0, -90_000]):
        page.evaluate(f"(way) => {MAP}.panBy(way, {{ animate: false }})", way)
        page.wait_for_timeout(300)
        assert view(page)[1], way
    assert reader.errors == []


def test_a_wider_window_has_another_least_zoom(opened, new_zealand):
    page = opened(new_zealand).page
    wide = page.evaluate(f"{MAP}.getMinZoom()")
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(300)
    assert page.evaluate(f"{MAP}.getMinZoom()") < wide


def test_of_land_around_the_globe_no_zoom_shows_less_than_the_globe(opened):
    wide = [square(171.5, -42.5), square(80, 30), square(-100, 20), square(0, 0)]
    table = control(*(("Kea", "2020-01-01", None, part) for part in wide))
    page = opened(table, reduced_motion="reduce").page
    page.evaluate(f"{MAP}.setZoom(0, {{ animate: false }})")
    share = page.evaluate(f"""() => {{
      const map = {MAP};
      const [west, east] = [[0, -179.9], [0, 179.9]].map((at) => map.latLngToContainerPoint(at));
      return (east.x - west.x) / map.getSize().x;
    }}""")
    assert 2**-0.25 < share <= 1.01, "of the map's width, and no smaller"
