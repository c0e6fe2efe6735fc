"""Scenes on a projector, and without scripts; the chart alone."""

import pytest
from reader import data_in, rest_long, scripts_in, until
from tables import control, square

import geo
import geo.table
import layers

pytestmark = pytest.mark.browser

# The date shown comes at the end of a short way, of dates between two scenes.
ARRIVED = """([date, caption]) =>
  document.querySelector(".now .date").textContent === date &&
  document.querySelector(".scene .caption").textContent.includes(caption)"""


def table():
    """Five dates and three scenes, one of them between two of the dates."""
    days = ["2014-06-01", "2015-01-01", "2016-06-01", "2017-02-01", "2019-03-23"]
    rows = []
    for step, (start, end) in enumerate(zip(days, [*days[1:], None], strict=True)):
        rows.append(("red", start, end, square(40, 33, size=5 - step)))
    table = control(*rows)
    less = {"date": "2016-12-24", "caption": "<b>Less</b>", "view": [40, 33, 41, 34]}
    table.attrs[geo.table.ABOUT] = {
        "scenes": [
            {"date": "2014-06-01", "caption": "It begins.", "source": "A book"},
            less,
            {"date": "2019-03-23", "caption": "The end."},
        ]
    }
    return table


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Its pages, made once."""
    m = layers.control_map(table(), outlines=False)
    folder = tmp_path_factory.mktemp("pages")
    for kind in ("map", "timeline", "story"):
        layers.save(m, folder / f"{kind}.html", kind=kind)
    return folder


def test_scenes_follow_each_other_by_key_and_escape_leaves(opened, pages):
    reader = opened(pages / "map.html", "?present=1&theme=light#date=2014-06-01")
    page = reader.page
    assert page.locator(".presenting").count() == 1
    until(page, ARRIVED, ["1 June 2014", "It begins."])
    assert reader.text(".scene .source") == "A book"
    assert reader.text(".count") == "1 of 3"
    assert page.locator(".scenewalk button").first.is_disabled()
    for hidden in (".tools", ".find", ".share", ".about", ".controls", ".follow"):
        assert not page.locator(hidden).is_visible(), hidden
    centre = "document.querySelector('.folium-map').leaflet.getCenter().lng"
    whole = page.evaluate(centre)
    # Wherever the focus is: the map and the slider have uses of their own for these keys.
    page.locator(".chart").focus()
    page.keyboard.press("PageDown")
    until(page, ARRIVED, ["1 June 2016", "<b>Less</b>"])
    assert reader.text(".scene .caption strong") == "24 December 2016"
    until(page, f"Math.abs({centre} - 40.5) < 0.1 && {whole} > 41")
    page.locator(".folium-map").focus()
    page.keyboard.press("Space")
    until(page, ARRIVED, ["23 March 2019", "The end."])
    page.keyboard.press("ArrowRight")
    assert reader.text(".count") == "3 of 3"
    page.keyboard.press("b")
    assert page.locator(".black").count() == 1
    page.keyboard.press("PageUp")
    until(page, ARRIVED, ["1 June 2016", "Less"])
    assert page.locator(".black").count() == 0
    page.keyboard.press("Escape")
    assert page.locator(".presenting, .scene").count() == 0
    assert page.locator(".tools").is_visible()
    assert reader.text(".now .date") == "1 June 2016", "the talk left it there"
    until(page, "!location.href.includes('present')")
    assert "theme=light" in page.url and "date=2016-06-01" in page.url
    # The button begins again, with the scene of the date shown.
    page.locator(".share .present").click()
    assert reader.text(".count") == "2 of 3"
    page.locator(".scenewalk button").last.click()
    assert page.locator(".presenting").count() == 0
    assert (reader.asked, reader.errors) == ([], [])


@pytest.mark.parametrize(
    ("width", "height"), [(360, 740), *rest_long((1920, 1080), (1280, 720))]
)
def test_a_talk_fills_the_screen_and_nothing_is_cut(opened, story_page, width, height):
    how = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
    reader = opened(story_page, "?present=1#date=2015-10-09", **how)
    page = reader.page
    for number in range(1, 11):
        assert reader.text(".count") == f"{number} of 10"
        fits = page.evaluate("""() => {
              const { scrollWidth, scrollHeight } = document.documentElement;
              const words = document.querySelector(".scene .words");
              const source = words.querySelector(".source").getBoundingClientRect();
              const walk = document.querySelector(".scenewalk").getBoundingClientRect();
              return [scrollWidth <= innerWidth, scrollHeight <= innerHeight,
                words.scrollHeight <= words.clientHeight + 1, source.bottom <= walk.top];
            }""")
        assert all(fits), (number, fits)
        page.keyboard.press("PageDown")
    small = page.evaluate("""() => Math.min(...[...document.querySelectorAll(
          ".now :is(th, td), .scene p, .count, .chart text, .legend .name, .head h1")]
          .filter((element) => element.checkVisibility() && element.textContent)
          .map((element) => parseFloat(getComputedStyle(element).fontSize)))""")
    if width > 1000:
        assert small >= height / 40, "type that is read from the back of a room"
    assert (reader.asked, reader.errors) == ([], [])


def test_the_story_reads_without_scripts_and_on_paper(browser, pages, story_page):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / "story.html").as_uri())
    text = page.locator("main").inner_text()
    order = (
        "Territory held by red",
        "This page needs JavaScript",
        "It begins.",
        "Less",
        "The end.",
    )
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "24 December 2016" in text and "A book" in text
    page.emulate_media(media="print")
    assert page.locator("#scene-3").is_visible()
    context.close()


def test_the_chart_alone_runs_without_a_map(opened, pages):
    text = (pages / "timeline.html").read_text("utf-8")
    data, scripts = data_in(text), scripts_in(text)
    assert data["territory"] is None and data["plan"] is None
    assert scripts["leaflet"] == ""
    whole = scripts_in((pages / "map.html").read_text("utf-8"))
    assert scripts["ours"] == whole["ours"], "the same script"
    assert len(text) < len((pages / "map.html").read_text("utf-8")) - 60_000
    reader = opened(pages / "timeline.html", "?to=2017")
    page = reader.page
    assert reader.text(".now .date") == "1 February 2017"
    assert page.evaluate(
        "window.L === undefined && !performance.getEntriesByName"
        "('controlmap:ground').length"
    )
    reader.slider.focus()
    page.keyboard.press("Home")
    largest = geo.areas(table()).area_km2.max()
    assert reader.shown() == f"{round(largest, -2):,.0f} km²"
    page.locator(".areas").select_option("mi2")
    assert "sq mi" in reader.shown()
    page.locator("details.table summary").click()
    until(page, "document.querySelectorAll('details.table tbody tr').length === 5")
    page.keyboard.press("End")
    page.evaluate("location.hash = '#date=2015-06'")
    until(page, "document.querySelector('.now .date').textContent === '1 January 2015'")
    page.locator(".share .present").click()
    page.keyboard.press("End")
    until(page, "document.querySelector('.scene .caption').textContent === 'The end.'")
    assert (reader.asked, reader.errors) == ([], [])


@pytest.mark.parametrize(("width", "height"), rest_long((320, 640), (1920, 1080)))
def test_the_chart_alone_fits_a_column_and_a_slide(opened, pages, width, height):
    how = {"viewport": {"width": width, "height": height}}
    reader = opened(pages / "timeline.html", **how)
    page = reader.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    chart = page.locator(".chart").bounding_box()
    assert chart["height"] >= min(180, height / 2)
    assert chart["y"] + chart["height"] <= height, "in the first screen"
    assert (reader.asked, reader.errors) == ([], [])


def test_a_kind_of_page_that_there_is_not_is_refused(tmp_path):
    m = layers.control_map(control(("red", "2014-06-01", None, square(0))))
    with pytest.raises(geo.CallError, match="'film'.; use one of map, timeline"):
        layers.save(m, tmp_path / "page.html", kind="film")
