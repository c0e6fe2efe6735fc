"""The page for everyone: with any eyes, hands and settings, and on paper."""

import csv
import io
import os
import re
from pathlib import Path

import pandas as pd
import pytest
from reader import compare, rest_long, until
from tables import control, square

import geo

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """async (rules) => {
  const results = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""
STATE, TOWN = "دولة الإسلام", "الرقة"
TITLE = "من سيطر على ماذا، ومتى"


@pytest.fixture(scope="session")
def axe():
    """axe-core's script; without it the tests fail on CI and are skipped elsewhere."""
    if AXE.is_file():
        return AXE.read_text(encoding="utf-8")
    message = "no axe-core: run npm install beside package.json, or make browsers"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def story(actor="IS", town="Raqqa"):
    """A year in six steps, with all that a page can tell: events, figures, places, sources."""
    days = [f"2014-{month:02}-01" for month in range(1, 13, 2)]
    rows = []
    for step, (start, end) in enumerate(zip(days, [*days[1:], None], strict=True)):
        size = 3 / (step + 1)
        rows.append(((actor, "claimed"), start, end, square(40, 33, size=size)))
        rows.append(((actor, "held"), start, end, square(40, 33, size=size / 2)))
    table = control(*rows)
    table["place"] = town
    km2 = geo.areas(table)["area_km2"].max()
    claim = {"publisher": "IHS", "title": "A report", "definition": "control"}
    table.attrs["about"] = {
        "title": "Ground lost",
        "standfirst": "Held, and claimed.",
        "credits": ["Drawn by hand."],
        "places": [{"name": town, "lat": 33.2, "lon": 40.2, "rank": 1}],
        "claims": [
            {"date": date, "area_km2_low": low, "area_km2_high": low, **claim}
            for date, low in (("2014-02-01", km2 / 3), ("2014-06-01", 9 * km2))
        ],
        "events": [
            {"date": date, "title": f"{date} lost", "sentence": "A town is lost."}
            for date in ("2014-03-01", "2014-08-28", "2014-09-01")
        ],
        "breaks": [
            {"date": "2014-11-01", "reason": "Villages count too.", "status": "held"}
        ],
    }
    return table


@pytest.mark.parametrize(
    "width, scheme, other",
    rest_long((360, "dark", "light"), (1280, "light", "dark")),
)
def test_axe_finds_nothing_in_any_state(opened, axe, width, scheme, other):
    size = {"width": width, "height": 740}
    reader = opened(story(), "#date=2014-03-01", viewport=size, color_scheme=scheme)
    page = reader.page
    page.evaluate(axe)
    results = {}

    def judge(state):
        results[state] = page.evaluate(JUDGE, RULES)

    judge("opening")
    if width > 700:  # on a phone there is no space for flags
        page.get_by_role("toolbar", name="Events").get_by_role("button").first.click()
        assert page.get_by_role("note").is_visible()
    judge("card")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="counted differently").click()
    assert "Villages count too." in reader.text(".card")
    judge("card of a break")
    page.keyboard.press("Escape")
    for words in ("Sources and method", "What others reported", "All figures"):
        page.locator("summary", has_text=words).click()
    page.locator(".table tbody tr").first.wait_for()
    field = page.get_by_role("combobox", name="Find a place")
    field.fill("Raqqa")
    field.press("Enter")
    assert page.get_by_role("region", name="The spot chosen").is_visible()
    compare(page, "last")
    judge("panels, table, spot and comparison")
    page.get_by_role("button", name="Swipe").click()
    page.locator("select.familiar").select_option(index=1)
    judge("swipe, with an area laid over")
    compare(page, "")
    page.locator("select.shade").select_option("held")
    page.get_by_label("Units").select_option("pitch")
    judge("shaded, in other units")
    page.emulate_media(color_scheme=other)
    judge(other)
    assert results == {state: [] for state in results}
    assert reader.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ink_of_every_kind_stands_out_from_what_it_lies_on(opened, scheme):
    """Names on the map and figures on the chart are drawings, of which axe says nothing."""
    reader = opened(story(), color_scheme=scheme)
    colours = reader.page.evaluate("""() => {
        const style = getComputedStyle(document.querySelector(".controlmap"));
        const names = ["ink", "quiet", "paper", "land", "water", "halo", "focus"];
        const pairs = names.map((name) => [name, style.getPropertyValue(`--${name}`)]);
        return Object.fromEntries(pairs);
        }""")

    def light(name):
        parts = [
            int(part, 16) / 255 for part in re.findall("[0-9a-f]{2}", colours[name])
        ]
        linear = [
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        ]
        return sum(
            weight * p
            for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )

    def contrast(first, other):
        low, high = sorted([light(first), light(other)])
        return (high + 0.05) / (low + 0.05)

    assert all(contrast("ink", on) > 7 for on in ("paper", "land", "water", "halo"))
    assert contrast("quiet", "paper") > 4.5
    assert contrast("focus", "paper") > 3 and contrast("focus", "land") > 3


def focused(page):
    """What has the focus, and whether it can be seen that it has."""
    return page.evaluate("""() => {
        const one = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        const seen = one.checkVisibility() && outlineStyle !== "none";
        const name = one.getAttribute("aria-label") || one.labels?.[0]?.textContent.trim();
        return [name || one.textContent.trim(), seen && parseFloat(outlineWidth) >= 2];
        }""")


def test_with_the_keyboard_alone_from_the_first_tab_to_the_figures(opened):
    table = story()
    reader = opened(table)
    page, key = reader.page, reader.page.keyboard
    walked = []

    def tab_to(name):
        for _ in range(40):
            key.press("Tab")
            label, seen = focused(page)
            assert seen, f"the focus on {label!r} cannot be seen"
            walked.append(label)
            if label.startswith(name):
                return
        raise AssertionError(f"no way to {name!r}: {walked}")

    until(page, "document.querySelector('.folium-map').ariaLabel")
    tab_to("Date")
    assert walked[0].startswith("Map") and any(
        "Zoom to what is left" in label for label in walked
    )
    last = reader.now()
    for press, to in (("Home", 0), ("ArrowRight", 1), ("PageUp", 3), ("PageDown", 1)):
        key.press(press)
        assert reader.now() == to
    key.press("End")
    assert reader.now() == last
    key.press("ArrowLeft")
    assert reader.value_text().startswith("1 September 2014, ")
    until(page, "location.hash.startsWith('#date=2014-09-01')")

    tab_to("1 March 2014: ")
    key.press("End")
    assert "A town is lost" in page.get_by_role("note").text_content()
    tab_to("Earlier")
    key.press("Enter")
    assert "2014-08-28" in page.get_by_role("note").text_content()
    tab_to("1 February 2014")
    assert "IHS" in page.get_by_role("note").text_content()
    key.press("Escape")
    assert not page.get_by_role("note").is_visible()
    tab_to("Previous date")
    tab_to("Play")
    before = reader.now()
    key.press("Enter")
    until(page, f"document.querySelector('[role=slider]').ariaValueNow !== '{before}'")
    key.press("Escape")
    assert page.get_by_role("button", name="Play").is_visible()

    tab_to("Compare dates")
    key.press("Enter")
    until(page, "document.querySelectorAll('.legend li').length >= 3")
    assert "held on both dates" in page.locator(".legend").text_content()
    tab_to("Find a place")
    key.type("Raqqa")
    key.press("Enter")
    spot = page.get_by_role("region", name="The spot chosen")
    assert spot.get_by_role("heading").text_content() == "Raqqa"

    tab_to("Download the figures")
    with page.expect_download() as download:
        key.press("Enter")
    tab_to("All figures as a table")
    key.press("Enter")
    page.locator(".table tbody tr").first.wait_for()
    tab_to("All figures")  # the table scrolls by key
    raw = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(raw)))
    assert len(rows) == len(geo.areas(table))
    assert reader.asked == [] and reader.errors == []


DIRECTIONS = {"date": "ltr", "who": "rtl", "figure": "ltr", "change": "ltr"}
RUNS = """(selector) => {
  const element = document.querySelector(selector);
  const text = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode();
  const at = (from) => {
    const range = document.createRange();
    range.setStart(text, from);
    range.setEnd(text, from + 1);
    return range.getBoundingClientRect().left;
  };
  const seen = [...text.data.matchAll(/[\\p{L}\\d]/gu)].map((match) => match.index);
  return at(seen[0]) < at(seen.at(-1)) ? "ltr" : "rtl";
}"""


@pytest.mark.parametrize("width", rest_long(360, 1280))
def test_a_page_that_runs_to_the_left_stays_whole(opened, width):
    table = story(actor=STATE, town=TOWN)
    other = table.iloc[:1].assign(actor="Other", geometry=[square(44, 33)])
    table = pd.concat([table, other], ignore_index=True)
    table.attrs["about"] |= {"title": TITLE}
    size = {"width": width, "height": 900 if width == 360 else 740}
    reader = opened(table, "#date=2014-03-01", viewport=size)
    page = reader.page
    marks = "all => all.map((element) => element.getBoundingClientRect().left)"
    chart = page.eval_on_selector_all(".notes button, .controls button", marks)
    assert page.evaluate(RUNS, "h1") == "rtl", "a title in Arabic"
    page.evaluate("document.documentElement.lang = 'ar'")
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.wait_for_timeout(100)
    runs = {name: page.evaluate(RUNS, f".{name}") for name in DIRECTIONS}
    assert runs == DIRECTIONS
    names = page.locator(".folium-map text")
    assert any(TOWN in text for text in names.all_text_contents())
    assert page.eval_on_selector_all(".notes button, .controls button", marks) == chart
    previous, following = (
        page.get_by_role("button", name=name).bounding_box()
        for name in ("Previous date", "Next date")
    )
    assert previous["x"] < following["x"], "time runs to the right"
    figure = page.locator(".shown .figure").first.bounding_box()
    assert figure["x"] + figure["width"] / 2 > page.locator(".now").bounding_box()["x"]
    reader.slider.focus()
    page.keyboard.press("ArrowRight")
    assert reader.value_text().startswith("1 May 2014")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("window.scrollX") == 0
    assert reader.errors == []


@pytest.mark.parametrize("size, font", rest_long(((320, 256), 16), ((640, 512), 32)))
def test_nothing_is_lost_at_four_times_the_size_and_twice_the_text(opened, size, font):
    width, height = size
    reader = opened(story(), viewport={"width": width, "height": height})
    page = reader.page
    page.evaluate(
        "(font) => (document.documentElement.style.fontSize = font)", f"{font}px"
    )
    for words in ("Sources and method", "All figures"):
        page.locator("summary", has_text=words).click()
    compare(page, "peak")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    beyond = page.evaluate(
        """(width) => [...document.querySelectorAll("h1, p, button, select, input, summary")]
        .filter((element) => element.checkVisibility())
        .filter((element) => !element.closest(".scroll, .notes, .spoken"))
        .filter((element) => element.getBoundingClientRect().right > width + 0.5)
        .map((element) => element.outerHTML)""",
        width,
    )
    assert beyond == []
    for name in ("Previous date", "Next date", "Log scale", "Show"):
        button = page.get_by_role("button", name=name, exact=True)
        button.click(trial=name == "Next date")


def test_flags_can_be_hit_and_cards_lead_to_those_that_crowd(opened):
    reader = opened(story(), viewport={"width": 720, "height": 740}, has_touch=True)
    bar = reader.page.get_by_role("toolbar", name="Events")
    boxes = [button.bounding_box() for button in bar.get_by_role("button").all()]
    assert all(box["height"] >= 24 for box in boxes)
    assert boxes[0]["width"] >= 24, "nothing else stands there"
    for left, other in zip(boxes, boxes[1:], strict=False):
        assert left["x"] + left["width"] <= other["x"] + 0.1
    bar.get_by_role("button").last.tap()
    card = reader.page.get_by_role("note")
    earlier, later = (card.get_by_role("button", name=n) for n in ("Earlier", "Later"))
    assert later.is_disabled() and earlier.bounding_box()["height"] >= 44
    for title in ("2014-08-28 lost", "2014-03-01 lost"):
        earlier.tap()
        assert title in card.text_content()
    assert earlier.is_disabled() and reader.value_text().startswith("1 March 2014")


def test_a_reader_who_wants_no_motion_gets_none(opened):
    def motions(**how):
        """Classes by which Leaflet moves its panes, seen after a key for each of its moves."""
        page = opened(story(), **how).page
        page.evaluate("""() => {
            const map = document.querySelector(".folium-map").leaflet;
            window.seen = new Set();
            const look = () => map.getPane("mapPane").classList.forEach((one) => seen.add(one));
            new MutationObserver(look).observe(map.getPane("mapPane"), { attributes: true });
            map.getContainer().focus();
            }""")
        before = page.evaluate(
            "String(document.querySelector('.folium-map').leaflet.getBounds().toBBoxString())"
        )
        page.keyboard.press("ArrowRight")
        page.keyboard.press("+")
        page.wait_for_timeout(400)
        after = page.evaluate(
            "String(document.querySelector('.folium-map').leaflet.getBounds().toBBoxString())"
        )
        assert before != after, "the map goes there all the same"
        return {name for name in page.evaluate("[...seen]") if "anim" in name}

    assert motions(reduced_motion="no-preference") != set()
    assert motions(reduced_motion="reduce") == set()


def test_colours_of_the_readers_own_leave_the_territory_its_hue(opened):
    reader = opened(story(), "#date=2014-01-01", forced_colors="active")
    page = reader.page
    colours = reader.ink(0.25, 0.75)
    assert len(colours) == 1 and colours[0][0] > colours[0][1] + 40, "still red"
    button = page.get_by_role("button", name="Next date")
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert focused(page)[1]
    path = page.locator(".next path").evaluate(
        "element => getComputedStyle(element).stroke"
    )
    paper = button.evaluate("element => getComputedStyle(element).backgroundColor")
    assert path != paper, "the arrow is seen"


def pages_of(raw):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", raw))


@pytest.mark.parametrize("width", rest_long(1280, 360))
def test_map_chart_and_table_are_printed_on_one_page(opened, width):
    size = {"width": width, "height": 740}
    reader = opened(story(), "#date=2014-01-01", viewport=size)
    page = reader.page
    margin = dict.fromkeys(("top", "right", "bottom", "left"), "1.5cm")
    page.evaluate("document.querySelector('.about').style.display = 'none'")
    assert pages_of(page.pdf(format="A4", margin=margin)) == 1
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    printed = page.locator(".printed tbody tr")
    assert printed.count() == 6
    tables = page.locator(".printed table")
    for table in tables.all():
        heads = table.locator("th[scope=col]").all_text_contents()
        assert heads == ["Date", "held", "claimed"]
    sides = [table.bounding_box() for table in tables.all()]
    assert len({side["y"] for side in sides}) == 1, "side by side"
    for left, right in zip(sides, sides[1:], strict=False):
        assert left["x"] + left["width"] < right["x"]
    boxes = [
        page.locator(selector).bounding_box()
        for selector in (".folium-map", ".chart", ".printed")
    ]
    for above, below in zip(boxes, boxes[1:], strict=False):
        assert above["y"] + above["height"] <= below["y"] + 1
    territory = reader.ink()
    assert territory["x"] + territory["width"] <= boxes[0]["x"] + boxes[0]["width"]
    assert territory["height"] > 100, "as large as the paper's map"
    drawn = page.locator(".chart svg").first.evaluate(
        "element => element.viewBox.baseVal.width"
    )
    assert drawn == pytest.approx(
        boxes[1]["width"], abs=2
    ), "the chart is not stretched"
    assert not page.locator(".controls").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    until(page, "!document.querySelector('.controlmap.printing')")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_printed_table_of_a_long_series_has_a_part_of_it_and_says_so(opened):
    days = [
        f"2014-{month:02}-{day:02}" for month in range(1, 4) for day in range(1, 29)
    ]
    rows = [
        ("red", start, end, square(40, 33, size=1 + step / 100))
        for step, (start, end) in enumerate(zip(days, [*days[1:], None], strict=True))
    ]
    reader = opened(control(*rows), "#date=2014-02-10")
    reader.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    reader.page.emulate_media(media="print")
    assert "24 of 84 dates" in reader.text(".printed p")
    assert reader.page.locator(".printed tbody tr").count() == 24
    assert reader.text(".printed .shown th") == "10 February 2014"


@pytest.mark.parametrize("width", rest_long(720, 1280))
def test_territory_that_is_followed_does_not_hide_under_the_legend(opened, width):
    size = {"width": width, "height": 740}
    reader = opened(story(), "#date=2014-11-01", viewport=size)
    reader.page.locator(".follow").click()
    reader.page.wait_for_timeout(600)
    territory = reader.ink()
    drawn = reader.page.locator(".folium-map").bounding_box()
    legend = reader.page.locator(".map .legend").bounding_box()
    assert territory["width"] > 100
    assert territory["x"] >= drawn["x"] and territory["y"] >= drawn["y"] - 1
    under = territory["y"] + territory["height"] > legend["y"] + 1
    assert not under or territory["x"] + territory["width"] <= legend["x"]
    assert reader.errors == []
