"""Maps in notebooks and other viewers, with scripts and without."""

import base64
import html
import io
import re

import folium
import numpy as np
import pytest
from PIL import Image
from tables import control, square

import geo
import geo.measure
import layers
from layers.content.summary import summarize
from layers.notebook import picture

HOSTILE = '</title><script>alert(1)</script>"&'


@pytest.fixture
def table():
    table = control(
        (("red", "held"), "2014-01-01", "2015-01-01", square(40, 34)),
        (("red", "claimed"), "2014-01-01", "2015-01-01", square(40, 34, size=2)),
        (("red", "held"), "2015-01-01", "2016-01-01", square(40, 34, size=0.5)),
    )
    table.attrs["about"] = {"opening": "2014-01-01"}
    return table


def test_a_map_has_a_page_a_picture_and_a_text(table):
    data, metadata = layers.control_map(table, outlines=False)._repr_mimebundle_()
    assert set(data) == {"text/html", "image/png", "text/plain"}
    assert data["text/plain"] == metadata["image/png"]["alt"]
    areas = geo.areas(table)
    claimed, held = areas[areas["date"] == np.datetime64("2014-01-01")]["area_km2"]
    assert (
        f"1 January 2014: held: {round(held, -1):,.0f} km²; "
        f"claimed: {round(claimed, -1):,.0f} km²" in data["text/plain"]
    )


def test_the_page_in_the_frame_equals_the_saved_one(table, tmp_path):
    m = layers.control_map(table, outlines=False)
    frame_html = m._repr_html_()
    (page,) = re.findall(r'srcdoc="([^"]*)"', frame_html)
    layers.save(m, tmp_path / "map.html")
    assert html.unescape(page) == (tmp_path / "map.html").read_bytes().decode()


def test_a_map_in_a_figure_of_the_caller_is_shown_by_folium(table):
    m = layers.control_map(table, outlines=False)
    m._parent = None
    folium.Figure().add_child(m)
    data, _ = m._repr_mimebundle_()
    assert set(data) == {"text/html"}


def test_equal_tables_give_equal_pictures(table):
    first, second = (
        layers.control_map(table, outlines=False)._repr_mimebundle_()[0]
        for _ in range(2)
    )
    assert first == second


def test_markup_in_the_table_stays_text(table):
    hostile = table.assign(status=HOSTILE)
    data, _ = layers.control_map(hostile, outlines=False)._repr_mimebundle_()
    assert HOSTILE in data["text/plain"] and HOSTILE not in data["text/html"]


def test_the_text_names_the_six_largest_actors(table):
    many = control(
        *((f"actor {n:02}", "2014-01-01", None, square(40 + n, 34, size=0.05 * n + 0.1))
          for n in range(12))
    )  # fmt: skip
    named = re.findall(r"actor \d\d", picture(summarize(many)).alt)
    assert named == [f"actor {n:02}" for n in (11, 10, 9, 8, 7, 6)]


@pytest.mark.parametrize("last, date", [("2016-01-01", "2015"), (None, "2015")])
def test_the_picture_has_the_date_that_the_page_opens_at(last, date):
    table = control(
        ("red", "2014-01-01", "2015-01-01", square(40, 34)),
        ("red", "2015-01-01", last, square(40, 34, size=0.5)),
    )
    summary = summarize(table)
    assert summary.times.texts[summary.opening].startswith(date)


@pytest.mark.browser
def test_in_a_notebook_the_page_hides_the_picture_and_makes_no_requests(
    table, browser, tmp_path
):
    frame_html = layers.control_map(table, outlines=False)._repr_html_()
    path = tmp_path / "notebook.html"
    path.write_text(
        f"<!doctype html><div style='width:900px'>{frame_html}</div>", "utf-8"
    )
    page = browser.new_page(viewport={"width": 940, "height": 1000})
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator(".controlmap .date", has_text="1 January 2014").wait_for()
    local = ("file:", "about:", "data:")
    assert [address for address in requests if not address.startswith(local)] == []
    assert not errors
    outer = page.locator("iframe").bounding_box()
    assert page.locator("img").bounding_box()["height"] <= outer["height"]
    assert frame.locator(".folium-map").bounding_box()["height"] > 300
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("removed", ["scripts", "frames"])
def test_without_scripts_or_frames_the_picture_is_seen(
    table, browser, tmp_path, removed
):
    frame_html = layers.control_map(table, outlines=False)._repr_html_()
    if removed == "frames":
        frame_html = re.sub(r"<iframe.*</iframe>", "", frame_html, flags=re.DOTALL)
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html>{frame_html}", "utf-8")
    context = browser.new_context(java_script_enabled=removed == "frames")
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("img").is_visible()
    assert not page.locator("iframe").is_visible()
    if removed == "frames":
        assert page.evaluate("document.querySelector('img').naturalWidth") > 900
    context.close()


def test_the_picture_has_its_width_its_provenance_and_a_legend(table):
    data, _ = layers.control_map(table, outlines=False)._repr_mimebundle_()
    with Image.open(io.BytesIO(base64.b64decode(data["image/png"]))) as png:
        assert png.size[0] == 1080 and png.size[1] > 500
        assert "SHA-256" in png.text["Comment"]
        colours = {png.convert("RGB").getpixel((12, y)) for y in range(png.size[1])}
    assert len(colours) > 3, "swatches of a legend"
