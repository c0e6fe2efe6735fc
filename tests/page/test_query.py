"""What the address asks of the page: a shorter span, a theme, a still map, an actor."""

import pytest
from reader import until
from tables import control, square

import layers

pytestmark = pytest.mark.browser

DAYS = ["2014-06-01", "2015-01-01", "2016-06-01", "2017-02-01", "2019-03-23"]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """Red shrinks from date to date, blue grows beside it; made once for all tests."""
    rows = []
    for step, (start, end) in enumerate(zip(DAYS, [*DAYS[1:], None], strict=True)):
        rows.append(("red", start, end, square(40, 33, size=5 - step)))
        rows.append(("blue", start, end, square(46, 33, size=1 + step / 2)))
    path = tmp_path_factory.mktemp("query") / "map.html"
    layers.save(layers.control_map(control(*rows), outlines=False), path)
    return path


@pytest.mark.parametrize("mark", ["?", "#"])
def test_a_shorter_span_of_the_series(opened, page, mark):
    reader = opened(page, f"{mark}from=2015-02&to=2017&actor=blue&date=2016-12")
    assert reader.text(".date") == "1 June 2016"
    assert reader.text(".who") == "blue"
    slider = reader.slider
    ends = [slider.get_attribute(f"aria-value{name}") for name in ("min", "now", "max")]
    assert ends == ["1", "2", "3"]
    slider.focus()
    for key, date in [("End", "1 February 2017"), ("ArrowRight", "1 February 2017")]:
        reader.page.keyboard.press(key)
        assert reader.text(".date") == date
    assert reader.page.locator(".next").is_disabled()
    reader.page.keyboard.press("Home")
    assert reader.text(".date") == "1 January 2015"
    assert reader.page.locator(".previous").is_disabled()
    # The axis begins and ends with the span, and a pointer means no date beyond it.
    years = set("".join(reader.page.locator(".tick text").all_text_contents()).split())
    assert "2014" not in years and "2019" not in years
    box = reader.page.locator(".chart").bounding_box()
    middle = box["y"] + box["height"] / 2
    reader.page.mouse.click(box["x"] + box["width"] - 2, middle)
    assert reader.text(".date") == "1 February 2017"
    reader.page.mouse.click(box["x"] + 2, middle)
    assert reader.text(".date") == "1 January 2015"
    assert (reader.asked, reader.errors) == ([], [])


PAPER = "getComputedStyle(document.querySelector('.controlmap')).backgroundColor"


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_is_that_of_the_address_else_of_the_system(opened, page, system):
    seen = {}
    for theme in ("dark", "light", "auto"):
        reader = opened(page, f"?theme={theme}", color_scheme=system)
        seen[theme] = reader.page.evaluate(PAPER)
        tone = reader.page.evaluate(
            "getComputedStyle(document.querySelector('.tone')).getPropertyValue('--c')"
        )
        seen[theme, "tone"] = tone.strip()
        assert reader.errors == []
    assert seen["dark"] != seen["light"]
    assert seen["dark", "tone"] != seen["light", "tone"]
    assert seen["auto"] == seen[system]
    assert seen["auto", "tone"] == seen[system, "tone"]


def test_a_still_map_has_nothing_to_press_and_all_to_read(opened, page):
    reader = opened(page, "?static=1&date=2016-06-01")
    assert reader.text(".date") == "1 June 2016"
    pressed = ":is(button, input, select):enabled, summary, a, [tabindex='0']"
    shown = reader.page.locator(pressed).evaluate_all("""(all) => all
          .filter((element) => element.checkVisibility() && !element.closest("[inert]"))
          .map((element) => element.outerHTML)""")
    assert shown == []
    assert "red" in reader.page.locator(".legend").inner_text()
    picture = reader.page.get_by_role("img", name="1 June 2016, ")
    assert picture.count() == 1
    view = "document.querySelector('.folium-map').leaflet.getCenter().toString()"
    before = reader.page.evaluate(view)
    box = reader.page.locator(".folium-map").bounding_box()
    reader.page.mouse.move(box["x"] + 200, box["y"] + 200)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + 60, box["y"] + 90, steps=4)
    reader.page.mouse.up()
    reader.page.mouse.wheel(0, 300)
    assert reader.page.evaluate(view) == before
    box = reader.page.locator(".chart").bounding_box()
    reader.page.mouse.click(box["x"] + box["width"] - 20, box["y"] + 60)
    assert reader.text(".date") == "1 June 2016"
    assert reader.ink() is not None
    assert (reader.asked, reader.errors) == ([], [])


def test_a_page_without_its_chart_keeps_the_date(opened, page):
    reader = opened(page, "?chart=0&date=2017")
    assert not reader.page.locator(".plot").is_visible()
    assert reader.text(".date") == "1 June 2016"
    assert reader.page.locator(".folium-map").is_visible()
    assert reader.errors == []


def test_what_cannot_be_read_changes_nothing(opened, page):
    plain = opened(page)
    strange = opened(page, "?theme=blue&from=soon&actor=nobody&static=2&date=%00")
    assert strange.text(".now") == plain.text(".now")
    assert strange.page.evaluate(PAPER) == plain.page.evaluate(PAPER)
    assert strange.page.locator(".tools").is_visible()
    assert (strange.asked, strange.errors) == ([], [])


def test_another_language_lies_in_a_page_beside(opened, tmp_path):
    table = control(("red", DAYS[0], DAYS[1], square(40, 33)))
    elsewhere = {"en": "map.html", "uk": "map.uk.html"}
    for language, name in elsewhere.items():
        m = layers.control_map(table, outlines=False, language=language)
        layers.save(m, tmp_path / name, elsewhere=elsewhere)
    reader = opened(tmp_path / "map.html", "?lang=uk&theme=dark#date=2014-06-01")
    reader.page.wait_for_url("**/map.uk.html?lang=uk&theme=dark#date=2014-06-01")
    until(reader.page, "document.documentElement.lang === 'uk'")
    assert reader.text(".date") == "1 червня 2014 р."
    reader = opened(tmp_path / "map.uk.html", "?lang=en")
    reader.page.wait_for_url("**/map.html?lang=en")
    reader = opened(tmp_path / "map.html", "?lang=fr")  # there is none
    assert reader.text(".date") == "1 June 2014"
    assert (reader.asked, reader.errors) == ([], [])
