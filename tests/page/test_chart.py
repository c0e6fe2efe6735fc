"""The chart: names on areas and events, a magnifier for its end, and many statements at once."""

import re

import pytest
from reader import until
from tables import control, square

import layers

pytestmark = pytest.mark.browser

BOX = "element => element.getBoundingClientRect().toJSON()"
BOXES = "all => all.filter((one) => one.checkVisibility()).map((one) => {" + (
    "const { left, right, top, bottom } = one.getBoundingClientRect();"
    "return { left, right, top, bottom, text: one.textContent }; })"
)
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 360, "height": 640}


def meet(box, other):
    return (
        box["left"] < other["right"] - 1
        and other["left"] < box["right"] - 1
        and box["top"] < other["bottom"] - 1
        and other["top"] < box["bottom"] - 1
    )


def apart(boxes):
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
    return [(a["text"], b["text"]) for a, b in pairs if meet(a, b)] == []


def falling(**about):
    """Land that falls from the size of a country to that of a village, and ends."""
    days = ["2014-01-01", "2015-01-01", "2018-01-01", "2018-12-20", "2019-02-01"]
    days += ["2019-03-01", "2019-03-23", "2019-03-31"]
    sizes = [3, 2.9, 1, 0.06, 0.04, 0.02, 0.01]
    rows = zip(days, days[1:], sizes, strict=False)
    table = control(
        *((("IS", "held"), *ends, square(40, 34, size=size)) for *ends, size in rows),
        (("IS", "claimed"), days[0], days[3], square(40, 30, size=4)),
    )
    table.attrs["about"] = about
    return table


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_names_stand_on_their_areas_and_on_no_mark(opened, story_page, scheme):
    page = opened(story_page, viewport=WIDE, color_scheme=scheme).page
    names = page.locator(".chart .body ~ .label")
    boxes = [box for box in names.evaluate_all(BOXES) if "days" not in box["text"]]
    assert {box["text"].split(" (")[0] for box in boxes} == {
        "held",
        "claimed, desert included",
    }
    marks = page.locator(".claim svg, .flag svg").evaluate_all(BOXES)
    assert len(marks) > 60
    for box in boxes:
        assert not any(meet(box, mark) for mark in marks)
    inside = names.evaluate_all("""all => all.slice(-2).map((name) => {
        const { x, y, width, height } = name.getBBox();
        const shape = [...document.querySelectorAll(".chart .body")]
          .find((one) => one.classList.contains("firm") === name.textContent.startsWith("held"));
        const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]];
        const inner = corners.map(([left, top]) => new DOMPoint(left, top));
        return inner.filter((point) => shape.isPointInFill(point)).length;
        })""")
    assert inside == [4, 4]


def test_a_line_that_is_not_filled_has_its_name_above_it(opened, daily_front):
    page = opened(daily_front, viewport=WIDE).page
    (name,) = page.locator(".chart .label").evaluate_all(BOXES)
    assert name["text"] == "held"
    above = page.evaluate("""() => {
        const name = document.querySelector(".chart .label");
        const line = document.querySelector(".chart .line");
        const { x, y, width, height } = name.getBBox();
        const points = [...Array(200).keys()].map((i) =>
          line.getPointAtLength((line.getTotalLength() * i) / 200));
        const below = points.filter((point) => point.x >= x && point.x <= x + width);
        return below.map((point) => point.y - y - height);
        }""")
    assert above and min(above) > -5, "of the halo"
    assert max(above) < 20


def test_five_events_are_named_on_the_chart_and_the_rest_on_demand(opened, story_page):
    page = opened(story_page, viewport=WIDE).page
    names = page.locator(".flag span").evaluate_all(BOXES)
    assert [name["text"] for name in names] == [
        "Mosul captured",
        "Palmyra taken",
        "Victory proclaimed in Mosul",
        "Raqqa captured by the SDF",
        "Last land at Baghouz taken",
    ]
    others = page.locator(".key, .chart .unit").evaluate_all(BOXES)
    assert apart([*names, *others])
    assert page.locator(".flag").count() == 44
    page.locator(".flag span", has_text="Raqqa captured").click()
    assert page.locator(".date").text_content() == "17 October 2017"
    card = page.get_by_role("note")
    card.get_by_role("button", name="Later").click()
    assert "Deir ez-Zor city and al-Qaim retaken" in card.text_content()


def test_on_a_phone_events_are_ticks_of_which_one_at_least_is_named(opened, story_page):
    page = opened(story_page, viewport=PHONE, has_touch=True).page
    names = page.locator(".flag span").evaluate_all(BOXES)
    others = page.locator(".chart .unit, .chart .glass").evaluate_all(BOXES)
    assert names and apart([*names, *others])
    ticks = page.locator(".flag svg path:first-child").evaluate_all(BOXES)
    assert len(ticks) == 44
    assert all(8 <= tick["left"] and tick["right"] <= 352 for tick in ticks)
    page.get_by_role("toolbar", name="Events").get_by_role("button").last.tap()
    assert "Last land at Baghouz taken" in page.get_by_role("note").text_content()
    assert page.locator(".date").text_content() == "23 March 2019"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_end_that_cannot_be_read_is_magnified_with_an_axis_of_its_own(opened, size):
    reader = opened(falling(), "#date=2014-01-01", viewport=size)
    page = reader.page
    words = page.locator(".chart .label").all_text_contents()
    assert any(text.startswith("Last 100 days") for text in words)
    assert any("km²" in text for text in words)
    glass = page.locator(".glass").evaluate(BOX)
    chart = page.locator(".chart").evaluate(BOX)
    assert glass["right"] <= chart["right"] + 1 and glass["bottom"] <= chart["bottom"]
    axes = page.locator(".chart .grid text").all_text_contents()
    numbers = [int(text.replace(",", "")) for text in axes]
    assert max(numbers) >= 50_000, "of the whole"
    assert 0 < min(numbers[numbers.index(max(numbers)) + 2 :]) <= 50, "of the end"
    marker = page.locator(".chart .marker").last
    assert not marker.is_visible()
    middle = chart["top"] + chart["height"] * 0.6
    page.mouse.click(glass["right"] - glass["width"] * 0.35, middle)
    assert page.locator(".date").text_content() in ("1 February 2019", "1 March 2019")
    assert marker.is_visible()
    line = marker.locator("path").evaluate(BOX)
    assert glass["left"] < line["left"] < glass["right"]
    reader.slider.press("End")
    assert marker.locator("path").evaluate(BOX)["left"] > line["left"]
    reader.slider.press("Home")
    assert not marker.is_visible()
    assert reader.errors == []


@pytest.mark.parametrize("language", ["fr", "uk"])
def test_its_name_fits_in_it_where_words_are_long(opened, tmp_path, language):
    path = tmp_path / "page.html"
    layers.save(layers.control_map(falling(), language=language), path)
    page = opened(path, viewport=PHONE).page
    glass = page.locator(".glass").evaluate(BOX)
    name = page.locator(".chart .label", has_text="100").evaluate(BOX)
    assert glass["left"] < name["left"] and name["right"] < glass["right"]


def test_a_magnifier_is_printed_and_stands_right_where_letters_run_left(opened):
    page = opened(falling(), viewport=WIDE).page
    chart = page.locator(".chart").evaluate(BOX)
    page.evaluate("document.documentElement.dir = 'rtl'")
    glass = page.locator(".glass").evaluate(BOX)
    assert glass["right"] == pytest.approx(chart["right"], abs=2), "time runs right"
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    until(page, "document.querySelector('.glass') !== null")
    chart = page.locator(".chart").evaluate(BOX)
    glass = page.locator(".glass").evaluate(BOX)
    assert glass["right"] == pytest.approx(chart["right"], abs=2)
    assert glass["bottom"] <= chart["bottom"] + 1
    names = page.locator(".chart .label").all_text_contents()
    assert any(text.startswith("Last 100 days") for text in names)


def test_the_story_is_printed_on_one_page_with_its_table(opened, story_page):
    page = opened(story_page, viewport=WIDE).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    head, table = (page.locator(part).evaluate(BOX) for part in (".head", ".printed"))
    paper_cm, margins_cm, pixels = 29.7, 3, 96 / 2.54
    assert table["bottom"] - head["top"] <= (paper_cm - margins_cm) * pixels
    assert page.locator(".printed tbody tr").count() == 24


def test_an_end_that_can_be_read_is_not_magnified(opened, daily_front):
    page = opened(daily_front, viewport=WIDE).page
    assert page.locator(".glass").count() == 0
    page = opened(falling(), viewport=WIDE).page
    page.get_by_role("button", name="Log scale").click()
    assert page.locator(".glass").count() == 0, "lines of ratios show it"
    fills = page.locator(".chart .body").count()
    assert fills == 0, "an area on a scale of ratios has no size"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_twenty_statements_of_one_month_can_be_told_apart(opened, size):
    said = [
        {
            "date": f"2019-02-{1 + i % 10:02}",
            "area_km2_low": 40.0 + i % 3,
            "area_km2_high": 40.0 + i % 3,
            "publisher": f"Paper {i}",
            "definition": "control",
        }
        for i in range(20)
    ]
    reader = opened(falling(claims=said), viewport=size)
    page = reader.page
    bar = page.get_by_role("toolbar", name="Published figures")
    dots = page.locator(".claim .line").evaluate_all(BOXES)
    assert len(dots) == 20
    middles = [
        ((box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2)
        for box in dots
    ]
    for i, (x, y) in enumerate(middles):
        for other in middles[i + 1 :]:
            assert max(abs(x - other[0]), abs(y - other[1])) >= 5.5
    glass = page.locator(".glass").evaluate(BOX)
    assert all(glass["left"] < x < glass["right"] for x, _ in middles)
    bar.get_by_role("button").first.focus()
    seen = set()
    for _ in range(20):
        seen.add(re.search(r"Paper \d+", page.get_by_role("note").text_content())[0])
        page.keyboard.press("ArrowRight")
    assert len(seen) == 20, "each has the focus once"
    assert reader.errors == []
