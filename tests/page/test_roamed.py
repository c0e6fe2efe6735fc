"""Land where armed groups move and hold nothing: drawn, named, and counted nowhere."""

import numpy as np
import pytest
import shapely
from reader import pixels, point, until
from tables import control

import geo.measure
import layers

pytestmark = pytest.mark.browser

HELD = shapely.box(40, 34, 41, 35)
ROAMED = shapely.box(43, 34, 44, 36)


@pytest.fixture
def table():
    """A square held in 2014 and 2015, and twice as much roamed from 2015 to the end."""
    return control(
        (("IS", "held"), "2014-01-01", "2016-01-01", HELD),
        (("IS", "roamed"), "2015-01-01", None, ROAMED),
    )


def names(page):
    return page.locator(".legend .name").all_text_contents()


def test_zero_says_what_it_leaves_out(opened, table):
    reader = opened(table, "#date=2016-01-01")
    page = reader.page
    km2 = round(float(geo.measure.area_km2([ROAMED])[0]))
    sentence = (
        f"No territory held or claimed. Not counted: {km2:,} km² roamed, not held."
    )
    assert reader.shown() == "0 km²"
    assert page.locator(".omitted").text_content() == sentence
    assert sentence in reader.value_text()
    assert reader.page.locator(".ledger tbody tr").count() == 1, "no figure beside"
    page.locator("select.areas").select_option("mi2")
    assert f"{round(km2 / 2.589988):,} sq" in reader.text(".omitted")
    page.locator(".previous").click()
    assert reader.text(".omitted") == ""
    assert "roamed" not in reader.value_text()
    assert reader.errors == []


def test_the_page_opens_on_territory_and_the_chart_has_nothing_else(opened, table):
    reader = opened(table)
    assert reader.text(".date") == "1 January 2015", "the last that is held"
    ticks = reader.page.locator(".chart text").all_text_contents()
    numbers = [int(text.replace(",", "")) for text in ticks if text[0].isdigit()]
    assert 5_000 <= max(each for each in numbers if each > 2016) < 15_000
    assert "roamed" not in reader.text(".now")


def test_the_legend_names_it_with_its_source_while_it_is_drawn(opened, table):
    reader = opened(table, "#date=2014-01-01")
    assert names(reader.page) == ["held"]
    reader.page.locator(".next").click()
    assert names(reader.page) == ["held", "roamed, not held; Source: drawn 1"]
    swatch = reader.page.locator(".legend .uncounted rect")
    style = swatch.evaluate("""(box) => {
          const { fill, strokeDasharray } = getComputedStyle(box);
          return [fill, strokeDasharray];
        }""")
    assert style == ["none", "4px, 3px"]


def test_a_chart_alone_has_no_row_for_it_and_says_what_zero_leaves_out(
    opened, table, tmp_path
):
    path = tmp_path / "timeline.html"
    layers.save(layers.control_map(table), path, kind="timeline")
    reader = opened(path, "#date=2016-01-01")
    assert names(reader.page) == ["held"]
    assert reader.text(".omitted").startswith("No territory held or claimed.")
    assert reader.errors == []


def test_it_is_a_dashed_outline_below_all_territory(opened, table):
    reader = opened(table, "#date=2016-01-01")
    west, _ = point(reader.page, 42.5, 35)
    edge = reader.page.evaluate(DASHES, west)
    assert not edge["inside"], "no fill"
    assert 0.3 < edge["share"] < 0.8, "dashes with gaps between them"
    assert edge["turns"] > 20


# Along the western edge of all ink: the share of pixels with ink, and how often that changes.
DASHES = """(west) => {
  const canvas = document.querySelector("canvas.controlmap-territory");
  const { width, height } = canvas;
  const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  const from = Math.round(west - canvas.getBoundingClientRect().left);
  const rows = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width - from }, (_, x) => pixels[4 * (y * width + from + x) + 3] > 0));
  const inked = rows.map((row, y) => (row.some(Boolean) ? y : -1)).filter((y) => y >= 0);
  const left = Math.min(...inked.map((y) => rows[y].indexOf(true)).filter((x) => x >= 0));
  const inside = rows[inked[inked.length >> 1]][left + 50];
  // The western edge leans on an equal-area map.
  const edge = rows.slice(inked[0] + 20, inked.at(-1) - 20)
    .map((row) => row.slice(left, left + 20).some(Boolean));
  const turns = edge.filter((ink, y) => y && ink !== edge[y - 1]).length;
  return { share: edge.filter(Boolean).length / edge.length, turns, inside };
}"""


def test_steps_draw_the_same_dashes_as_a_fresh_page(opened):
    disc = shapely.Point(43.5, 35).buffer(0.5)
    table = control(
        (("IS", "held"), "2015-01-01", "2016-01-01", shapely.box(42.8, 34.8, 43.3, 35)),
        (("IS", "held"), "2015-01-01", None, HELD),
        (("IS", "roamed"), "2015-01-01", None, disc),
    )
    reader = opened(table, "#date=2015-01-01")
    reader.page.locator(".next").click()
    stepped = pixels(reader)
    fresh = pixels(opened(table, "#date=2016-01-01"))
    # A step rounds some pixels otherwise; other dashes differ in dozens.
    assert (np.abs(stepped - fresh).sum(axis=2) > 60).sum() <= 4


def test_a_pointer_and_a_tap_name_it(opened, table):
    reader = opened(table, "#date=2016-01-01")
    page = reader.page
    page.mouse.move(*point(page, 43.5, 35))
    assert "roamed, not held" in page.locator(".hint").text_content()
    page.mouse.click(*point(page, 43.5, 35))
    spot = page.locator(".spot").text_content()
    assert "Roamed, not held" in spot
    assert "1 January 2015 until the end of the data" in spot
    assert reader.errors == []


def test_follow_goes_to_what_is_held(opened, table):
    reader = opened(table, "#date=2015-01-01")
    page = reader.page
    page.locator(".follow").click()
    bounds = "document.querySelector('.folium-map').leaflet.getBounds()"
    until(page, f"{bounds}.contains([34.5, 40.5])")
    until(page, f"!{bounds}.contains([35, 43.9])")


def test_a_comparison_leaves_it_out(opened, table):
    reader = opened(table, "#date=2015-01-01&with=peak")
    ink = reader.ink()
    edge = point(reader.page, 41, 34.5)[0]
    assert ink["x"] + ink["width"] == pytest.approx(edge, abs=2)
    assert not any("roamed" in name for name in names(reader.page))


def test_an_actor_that_only_roams_is_named_and_not_followed(opened, table):
    table.loc[1, "actor"] = "bands"
    reader = opened(table, "#date=2015-01-01&actor=bands")
    page = reader.page
    assert reader.text(".who") == "IS"
    assert page.locator(".legend button").count() == 1
    assert names(page)[-1].startswith("roamed, not held")
    page.mouse.click(*point(page, 43.5, 35))
    assert reader.text(".who") == "IS"
    assert "bands, roamed, not held" in page.locator(".spot").text_content().lower()
    assert reader.errors == []


def test_the_table_lists_it_and_the_table_on_paper_does_not(opened, table):
    page = opened(table, "#date=2016-01-01").page
    page.get_by_text("All figures as a table", exact=True).click()
    page.locator("details.table td", has_text="roamed, not held").first.wait_for()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert "roamed" not in page.locator(".printed").text_content()
