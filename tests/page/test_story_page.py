"""The story: a page that scrolls, and a map that shows the scene being read."""

import re

import numpy as np
import pytest
from page.test_access import JUDGE, RULES, axe  # noqa: F401 - a fixture
from reader import rest_long, until
from tables import control, square

import geo
import geo.table
import layers

pytestmark = pytest.mark.browser

PIXEL = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
LEAFLET = "document.querySelector('.folium-map').leaflet"
VIEW = (
    f"() => [{LEAFLET}.getZoom(), {LEAFLET}.getCenter().lat, {LEAFLET}.getCenter().lng]"
)
SIZES = [(360, 640), (768, 1024), (1280, 800)]
STILL = {"reduced_motion": "reduce"}


def table():
    """Five dates of land held within land claimed, and scenes of every kind."""
    days = ["2014-06-01", "2015-01-01", "2016-06-01", "2017-02-01", "2019-03-23", None]
    rows = []
    for step, (start, end) in enumerate(zip(days, days[1:], strict=False)):
        if step < 4:
            size = 4 - step
            rows.append((("red", "claimed"), start, end, square(40, 33, size=size)))
        small = 0.02 if step == 3 else size / 2
        if step < 4:
            rows.append((("red", "held"), start, end, square(40, 33, size=small)))
    table = control(*rows)
    near = {"view": [39.98, 32.98, 40.05, 33.05], "grid_km": 1}
    plain = {"date": "2014-06-01", "place": "Here", "source": "A book"}
    table.attrs[geo.table.ABOUT] = {
        "scenes": [
            {**plain, "title": "Beside", "caption": "A.", "beside": "Great Britain"},
            {**plain, "title": "Held", "caption": "B.", "statuses": ["held"]},
            {**plain, "title": "All", "caption": "C.", "figure": "claimed"},
            {"date": "2016-12-24", "caption": "<b>Less</b>"},
            {"date": "2017-02-01", "title": "Grid", "caption": "E.", **near},
        ]
    }
    return table


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Its story, with a picture for each scene and a way to the map."""
    path = tmp_path_factory.mktemp("pages") / "story.html"
    m = layers.control_map(table(), outlines=False)
    layers.save(m, path, kind="story", explore="map.html", pictures=[PIXEL] * 5)
    return path


@pytest.fixture(scope="module")
def built_in(story, tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "story.html"
    layers.save(layers.control_map(story), path, kind="story")
    return path


def read(page, number):
    """Scroll until a caption is where it is read."""
    page.evaluate(
        """(number) => {
          const item = document.getElementById(`scene-${number}`);
          scrollTo(0, scrollY + item.getBoundingClientRect().top - innerHeight * 0.55);
        }""",
        number,
    )
    until(page, f"document.querySelector('[aria-current]')?.id === 'scene-{number}'")


def over_the_map(page):
    """Put the mouse on the map, once it stands still in the window; its place."""
    read(page, 2)
    box = page.locator(".folium-map").bounding_box()
    x, y = box["x"] + box["width"] / 2, page.viewport_size["height"] * 0.4
    assert page.evaluate(
        "([x, y]) => !!document.elementFromPoint(x, y).closest('.folium-map')", [x, y]
    )
    page.mouse.move(x, y)
    return x, y


@pytest.mark.parametrize(("width", "height"), rest_long(*SIZES))
def test_a_wheel_over_the_map_scrolls_the_page(opened, built_in, width, height):
    size = {"width": width, "height": height}
    reader = opened(built_in, viewport=size, **STILL)
    page = reader.page
    over_the_map(page)
    top, view = page.evaluate("scrollY"), page.evaluate(VIEW)
    page.mouse.wheel(0, 120)
    until(page, f"scrollY >= {top} + 100")
    assert page.evaluate(VIEW) == view, "the map neither zooms nor moves"
    page.mouse.wheel(0, -400)
    until(page, f"scrollY < {top}")
    assert reader.errors == []


def test_a_drag_over_the_map_leaves_the_map_where_it_is(opened, built_in):
    page = opened(built_in, **STILL).page
    x, y = over_the_map(page)
    view = page.evaluate(VIEW)
    page.mouse.down()
    page.mouse.move(x + 80, y + 40, steps=4)
    page.mouse.up()
    page.mouse.dblclick(x, y)
    page.wait_for_timeout(400)
    assert page.evaluate(VIEW) == view


def test_a_finger_over_the_map_scrolls_the_page(opened, built_in):
    how = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
    page = opened(built_in, is_mobile=True, **how, **STILL).page
    x, y = over_the_map(page)
    top, view = page.evaluate("scrollY"), page.evaluate(VIEW)
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (x, y))
    for step in range(1, 16):
        touch("touchMove", (x, y - 10 * step))
        page.wait_for_timeout(16)
    touch("touchEnd")
    until(page, f"scrollY >= {top} + 100")
    assert page.evaluate(VIEW) == view, "the page moved below the map, not the map"


@pytest.mark.parametrize(("width", "height"), rest_long(*SIZES[::-1]))
def test_each_scene_of_the_story_is_read_beside_its_map(
    opened, built_in, width, height
):
    size = {"width": width, "height": height}
    reader = opened(built_in, viewport=size, **STILL)
    page = reader.page
    assert page.locator(".captions > li").count() == 10
    for number in range(1, 11):
        read(page, number)
        step = page.locator(f"#scene-{number} .step")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box, stage = step.bounding_box(), page.locator(".stage").bounding_box()
        assert box["width"] <= width and box["height"] < 0.85 * height
        assert number == 1 or stage["y"] == pytest.approx(0, abs=1)
        assert stage["height"] == pytest.approx(height, abs=1)
        item = page.locator(f"#scene-{number}").bounding_box()
        assert item["height"] >= 0.84 * height * (number < 10)
        if width >= 704:
            assert box["x"] >= stage["x"] + stage["width"] - 1, "beside the map"
        else:
            assert box["y"] > 0.3 * height, "the map is seen above it"
        for words in (".where", "h2", ".when", ".amount", ".passage", ".source"):
            assert step.locator(words).is_visible()
    near = page.locator(".inset")
    for number in (2, 5, 6, 7, 8, 9):
        read(page, number)
        until(page, "!document.querySelector('.inset').hasAttribute('hidden')")
        assert near.locator(".ghost").count(), "the largest extent in grey"
    assert (reader.asked, reader.errors) == ([], [])


def test_it_begins_with_its_first_scene_and_travels_from_no_other_date(
    opened, built_in
):
    reader = opened(built_in)
    assert reader.value_text().startswith("9 October 2015, ")
    assert reader.errors == []


def test_the_date_asked_for_is_told_with_the_one_since_which_nothing_changed(
    opened, made
):
    page = opened(made, **STILL).page
    assert page.locator("#scene-4 h2").inner_text() == (
        "24 December 2016, unchanged since 1 June 2016"
    )
    assert page.locator("#scene-2 .when").inner_text() == "1 June 2014"
    assert "<b>Less</b>" in page.locator("#scene-4").inner_text(), "never markup"
    areas = geo.areas(table()).set_index(["date", "status"])["area_km2"]
    for number, status in ((2, "held"), (3, "claimed")):
        amount = page.locator(f"#scene-{number} .amount").inner_text()
        figure = float(re.match(r"[\d,]+", amount)[0].replace(",", ""))
        assert figure == pytest.approx(areas["2014-06-01", status], rel=0.01)
        assert amount.endswith(status)


def test_what_a_scene_adds_on_the_same_date_fades_in(opened, made):
    reader = opened(made)
    page = reader.page
    read(page, 2)
    until(page, "document.querySelectorAll('.legend .swatch').length === 1")
    held = reader.ink()
    page.evaluate("""() => {
      window.faded = [];
      new MutationObserver((changes) => changes.forEach(({ addedNodes }) => {
        for (const node of addedNodes) {
          if (node.matches?.(".fading")) faded.push(getComputedStyle(node).animationName);
        }
      })).observe(document.querySelector(".leaflet-map-pane"), { childList: true, subtree: true });
    }""")
    read(page, 3)
    until(page, "document.querySelectorAll('.legend .swatch').length === 2")
    until(page, "`${window.faded}` === 'controlmap-fade'")
    both = reader.ink()
    assert both["width"] > 1.5 * held["width"], "all that is claimed"
    until(page, "!document.querySelector('.fading')")
    page.emulate_media(reduced_motion="reduce")
    read(page, 2)
    until(page, "document.querySelectorAll('.legend .swatch').length === 1")
    assert not page.locator(".fading").is_visible(), "at once"


@pytest.mark.parametrize(("width", "height"), rest_long(*SIZES))
def test_an_outline_lies_beside_the_territory_at_its_true_size(
    opened, made, width, height
):
    reader = opened(made, viewport={"width": width, "height": height}, **STILL)
    page = reader.page
    read(page, 1)
    assert "Great Britain" in page.locator(".besidename").inner_text()
    outline = page.locator("path.beside").bounding_box()
    stage = page.locator(".folium-map").bounding_box()
    land = reader.ink()
    right, bottom = land["x"] + land["width"], land["y"] + land["height"]
    assert outline["x"] >= right or outline["y"] >= bottom, "not over it"
    # A square, as this page has no outlines: its side beside four degrees of latitude.
    share = outline["height"] / land["height"]
    assert share == pytest.approx(209_331**0.5 / 444, rel=0.06)
    assert outline["x"] + outline["width"] <= stage["x"] + stage["width"] + 1
    assert outline["y"] + outline["height"] <= stage["y"] + stage["height"] + 1
    read(page, 2)
    assert page.locator("path.beside").count() == 0


def test_squares_of_a_grid_are_a_kilometre_wide(opened, made):
    page = opened(made, **STILL).page
    read(page, 5)
    assert page.locator(".besidename").inner_text() == "squares of 1 km"
    lines = page.evaluate(f"""() => {{
      const found = [];
      {LEAFLET}.eachLayer((layer) => {{
        if (layer.options.className === "kmgrid") found.push(...layer.getLatLngs());
      }});
      return found.map((line) => line.map(({{ lat, lng }}) => [lat, lng]));
    }}""")
    starts = np.array([line[0] for line in lines])
    upright = [place for place, line in enumerate(lines) if line[-1][0] > line[0][0]]
    steps = np.diff(starts[upright], axis=0)
    km = np.hypot(steps[:, 0] * 110.9, steps[:, 1] * 111.32 * np.cos(np.radians(33)))
    assert len(km) >= 3 and km == pytest.approx(np.ones(len(km)), rel=0.005)
    read(page, 4)
    assert page.locator(".kmgrid").count() == 0


def test_keys_scroll_the_page_and_reach_each_way_to_the_map(opened, made):
    page = opened(made, **STILL).page
    page.keyboard.press("Tab")
    for number in range(1, 6):
        link = page.locator(f"#scene-{number} a")
        assert link.evaluate("(element) => element === document.activeElement")
        dates = ["2014-06-01"] * 3 + ["2016-06-01", "2017-02-01"]
        assert link.get_attribute("href") == f"map.html#date={dates[number - 1]}"
        page.keyboard.press("Tab")
    page.keyboard.press("Home")
    until(page, "scrollY === 0")
    until(page, "document.querySelector('[aria-current]').id === 'scene-1'")
    for _ in range(20):
        page.keyboard.press("PageDown")
    until(page, "document.querySelector('[aria-current]').id === 'scene-5'")
    assert not page.evaluate(
        "document.querySelector('.folium-map').hasAttribute('tabindex')"
    )


def test_a_talk_begins_and_ends_where_the_story_is(opened, made):
    page = opened(made, **STILL).page
    read(page, 4)
    page.evaluate("document.querySelector('.share .present').click()")
    assert page.locator(".scene .count").inner_text() == "4 of 5"
    date = page.locator(".now .date")
    page.wait_for_timeout(300)
    assert date.inner_text() == "1 June 2016", "what is hidden is not read"
    page.keyboard.press("PageDown")
    assert page.locator(".scene .caption strong").inner_text() == "Grid"
    assert page.locator(".kmgrid").count()
    page.keyboard.press("Escape")
    until(page, "document.querySelector('[aria-current]')")
    for number, lines in ((5, 2), (1, 0)):
        read(page, number)
        until(page, f"document.querySelectorAll('.kmgrid').length === {lines}")


def test_a_frame_that_grows_with_the_story_comes_to_an_end(opened, made):
    reader = opened(made, viewport={"width": 700, "height": 600}, **STILL)
    page = reader.page
    page.evaluate(
        "document.querySelector('.controlmap').style.setProperty('--screen', '42rem')"
    )
    high = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": 700, "height": high})
    assert page.evaluate("document.documentElement.scrollHeight") == high


def test_the_story_stays_small(built_in):
    assert len(built_in.read_bytes()) < 470_000, "without its pictures"


def test_nothing_flies_for_readers_who_want_it_still(opened, made):
    page = opened(made, **STILL).page
    page.evaluate(f"""() => {{
      window.flown = 0;
      {LEAFLET}.on("zoomanim", () => (window.flown += 1));
    }}""")
    for number in (4, 5, 1):
        read(page, number)
    page.wait_for_timeout(300)
    assert page.evaluate("window.flown") == 0


def test_the_story_reads_without_scripts_scene_after_scene(browser, made):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(made.as_uri())
    last = 0
    for number in range(1, 6):
        item = page.locator(f"#scene-{number}")
        assert item.locator(".passage").is_visible()
        assert "Each scene has its picture" in page.locator("noscript").inner_text()
        picture = item.locator("img")
        assert picture.is_visible() and picture.get_attribute("alt")
        assert item.bounding_box()["y"] > last
        last = item.bounding_box()["y"]
    assert page.locator("img").first.evaluate("(image) => image.naturalWidth") == 1
    context.close()


def test_the_story_is_printed_scene_after_scene(opened, made):
    page = opened(made, **STILL).page
    assert not page.locator("#scene-1 img").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".stage").is_visible()
    for number in range(1, 6):
        item = page.locator(f"#scene-{number}")
        assert (
            item.locator("img").is_visible() and item.locator(".passage").is_visible()
        )
        assert not item.locator("a").is_visible()
        assert item.bounding_box()["height"] < 700, "two to a sheet at least"


@pytest.mark.parametrize(("width", "scheme"), rest_long((360, "dark"), (1280, "light")))
def test_axe_finds_nothing_in_any_scene(opened, made, axe, width, scheme):  # noqa: F811
    size = {"width": width, "height": 740}
    reader = opened(made, viewport=size, color_scheme=scheme, **STILL)
    page = reader.page
    page.evaluate(axe)
    for number in range(1, 6):
        read(page, number)
        assert page.evaluate(JUDGE, RULES) == [], number
    assert reader.errors == []


def test_in_a_frame_as_high_as_the_page_each_scene_has_its_picture(opened, made):
    page = opened(made, viewport={"width": 800, "height": 720}).page
    page.evaluate("document.querySelector('.controlmap').classList.add('grown')")
    assert page.locator(".still").count() == 5
    for still in page.locator(".still").all():
        assert still.is_visible()
    assert page.locator(".folium-map").is_hidden(), "it cannot stay in view"
