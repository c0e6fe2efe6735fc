"""What notebooks and other viewers show of a map, with scripts and without."""

import base64
import html
import re
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec

import folium
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.measure
import layers
from layers.content.series import timeline
from layers.content.summary import summarize
from layers.notebook import draw, opening
from layers.pictures import svg_map

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>alert(1)</script>"&'


@pytest.fixture
def table():
    return control(
        (("red", "held"), "2014-01-01", "2015-01-01", square(40, 34)),
        (("red", "claimed"), "2014-01-01", "2015-01-01", square(40, 34, size=2)),
        (("red", "held"), "2015-01-01", "2016-01-01", square(40, 34, size=0.5)),
    )


def test_a_map_comes_as_page_as_picture_and_as_words(table):
    data, metadata = layers.control_map(table, outlines=False)._repr_mimebundle_()
    kind = "image/png" if find_spec("typst") else "image/svg+xml"
    assert set(data) == {"text/html", kind, "text/plain"}
    assert data["text/plain"] == metadata[kind]["alt"]
    areas = geo.areas(table)
    claimed, held = areas[areas["date"] == np.datetime64("2014-01-01")]["area_km2"]
    assert (
        f"1 January 2014: held: {held:,.0f} km²; claimed: {claimed:,.0f} km²"
        in data["text/plain"]
    )


def test_the_frame_holds_the_very_page_that_is_saved(table, tmp_path):
    m = layers.control_map(table, outlines=False)
    shown = m._repr_html_()
    (page,) = re.findall(r'srcdoc="([^"]*)"', shown)
    layers.save(m, tmp_path / "map.html")
    assert html.unescape(page) == (tmp_path / "map.html").read_bytes().decode()


def test_a_map_put_into_a_figure_of_the_callers_is_shown_as_folium_shows_it(table):
    m = layers.control_map(table, outlines=False)
    m._parent = None
    folium.Figure().add_child(m)
    data, _ = m._repr_mimebundle_()
    assert set(data) == {"text/html"}


def test_the_picture_without_typst_is_an_svg(table, monkeypatch):
    monkeypatch.setattr("layers.notebook.installed", lambda: False)
    data, _ = layers.control_map(table, outlines=False)._repr_mimebundle_()
    assert ElementTree.fromstring(data["image/svg+xml"]).tag == f"{SVG}svg"


def test_the_picture_is_the_same_each_time(table):
    one, other = (
        layers.control_map(table, outlines=False)._repr_mimebundle_()[0]
        for _ in range(2)
    )
    assert one == other


def test_words_of_the_table_stay_words(table):
    drawn, alt = draw(summarize(table.assign(status=HOSTILE), title=HOSTILE))
    assert HOSTILE in alt
    root = ElementTree.fromstring(drawn)
    assert root.get("aria-label") == alt
    assert not root.findall(f".//{SVG}script")


def test_no_name_is_used_twice_in_a_picture(table):
    drawn, _ = draw(summarize(table, title="two squares"))
    names = re.findall(r' id="([^"]*)"', drawn)
    assert sorted(names) == sorted(set(names))
    assert set(re.findall(r"url\(#([^)]*)\)", drawn)) <= set(names)


def test_the_legend_of_many_names_the_largest(table):
    many = control(
        *((f"actor {n:02}", "2014-01-01", None, square(40 + n, 34, size=0.05 * n + 0.1))
          for n in range(12))
    )  # fmt: skip
    _, alt = draw(summarize(many, title="twelve"))
    named = re.findall(r"actor \d\d", alt)
    assert named == [f"actor {n:02}" for n in (11, 10, 9, 8, 7, 6)]


@pytest.mark.parametrize("last, date", [("2016-01-01", "2014"), (None, "2015")])
def test_it_opens_as_the_page_does(last, date):
    table = control(
        ("red", "2014-01-01", "2015-01-01", square(40, 34)),
        ("red", "2015-01-01", last, square(40, 34, size=0.5)),
    )
    times = timeline(table)
    assert times.texts[opening(times)].startswith(date)


@given(
    st.floats(-170, 150), st.floats(-75, 58), st.floats(0.001, 25), st.floats(0.3, 3)
)
def test_areas_on_the_sheet_are_those_on_the_ground(west, south, size, ratio):
    """The plane is equal-area: so many pixels to a square kilometre, everywhere on the sheet."""
    box = square(west, south, size)
    box = svg_map.shapely.segmentize(box, size / 200)
    on = svg_map.view(box.bounds, 700, 700 * ratio)
    (placed,) = on.placed(box)
    assert placed.area * on.km_per_pixel**2 == pytest.approx(
        float(geo.measure.area_km2([box])[0]), rel=2e-3
    )


def test_all_ground_lies_on_the_sheet():
    table = control(
        ("red", "2014-01-01", None, square(-120, -30)),
        ("red", "2014-01-01", None, square(120, 60)),
    )
    on = svg_map.view(tuple(table.total_bounds), 800)
    for placed in on.placed(table.geometry.to_numpy()):
        west, north, east, south = placed.bounds
        assert 0 < west < east < on.width and 0 < north < south < on.height


def test_ground_of_no_width_is_still_a_mark():
    table = control(
        ("red", "2014-01-01", None, square(40, 34, size=0.00001)),
        ("blue", "2014-01-01", None, square(30, 30, size=9)),
    )
    times = timeline(table)
    on = svg_map.view(tuple(table.total_bounds), 800)
    looks = svg_map.in_grey(times.pairs)
    drawn = svg_map.svg(table, times.dates[0], on, looks, alt="", key="k", towns=False)
    (path,) = re.findall(r'<path fill="url\(#k-hatch[^>]* d="([^"]*)"', drawn)
    assert path.endswith("h.1")


def test_the_grid_is_of_squares_of_so_many_kilometres(table):
    times = timeline(table)
    on = svg_map.view(tuple(table.total_bounds), 500)
    looks = svg_map.in_grey(times.pairs)
    drawn = svg_map.svg(
        table, times.dates[0], on, looks, alt="", key="k", grid_km=25, towns=False
    )
    lines = re.findall(r"M([\d.]+) 0V", drawn)
    steps = np.diff(np.array(lines[: len(lines) // 2], dtype=float))
    assert steps * on.km_per_pixel == pytest.approx(25, abs=0.1 * on.km_per_pixel + 0.1)


@pytest.mark.browser
def test_in_a_notebook_the_page_hides_the_picture_and_asks_nobody(
    table, browser, tmp_path
):
    shown = layers.control_map(table, outlines=False)._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><div style='width:900px'>{shown}</div>", "utf-8")
    page = browser.new_page(viewport={"width": 940, "height": 1000})
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".controlmap .date", has_text="1 January 2014").wait_for()
    assert [
        one for one in asked if not one.startswith(("file:", "about:", "data:"))
    ] == []
    assert not wrong
    whole = page.locator("iframe").bounding_box()
    assert page.locator("img").bounding_box()["height"] <= whole["height"]
    assert frame.locator(".folium-map").bounding_box()["height"] > 300
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("gone", ["scripts", "frames"])
def test_without_scripts_or_frames_the_picture_is_seen(table, browser, tmp_path, gone):
    shown = layers.control_map(table, outlines=False)._repr_html_()
    if gone == "frames":
        shown = re.sub(r"<iframe.*</iframe>", "", shown, flags=re.DOTALL)
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html>{shown}", "utf-8")
    context = browser.new_context(java_script_enabled=gone == "frames")
    page = context.new_page()
    page.goto(path.as_uri())
    middle = page.evaluate if gone == "frames" else None
    assert page.locator("img").is_visible()
    assert not page.locator("iframe").is_visible()
    if middle:
        assert middle("document.querySelector('img').naturalWidth") > 900
    context.close()


def test_the_png_is_the_picture(table):
    pytest.importorskip("typst")
    data, _ = layers.control_map(table, outlines=False)._repr_mimebundle_()
    content = base64.b64decode(data["image/png"])
    assert content.startswith(b"\x89PNG\r\n")
    width = int.from_bytes(content[16:20], "big")
    assert width == 960 * 108 / 96
