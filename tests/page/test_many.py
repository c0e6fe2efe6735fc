"""Many dates and many actors: a page that is still of use."""

import datetime

import pytest
from reader import rest_long
from tables import control, square

from layers.content import PALETTE

pytestmark = pytest.mark.browser

DATES, ACTORS = 1641, 50


def test_many_dates_of_one_actor(opened, width=360):
    first = datetime.date(2020, 1, 1)
    days = [str(first + datetime.timedelta(days=day)) for day in range(DATES)]
    rows = [
        ("red", day, end, square(40, 34, size=1 + number % 97 / 97))
        for number, (day, end) in enumerate(zip(days, [*days[1:], None], strict=True))
    ]
    reader = opened(control(*rows), viewport={"width": width, "height": 740})
    page = reader.page
    reader.slider.focus()
    seen = [reader.now()]
    for key in ("Home", "ArrowRight", "PageUp", "ArrowLeft", "End"):
        page.keyboard.press(key)
        seen.append(reader.now())
    assert seen == [DATES - 1, 0, 1, 165, 164, DATES - 1]
    assert (
        page.locator(".chart path.line").get_attribute("d").count("V") < 3 * 2 * width
    )
    # Every date can be pointed at within the reach of a step or two by key.
    box = reader.slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    assert abs(reader.now() - DATES / 2) < DATES / 8
    page.locator("details.table summary").click()
    page.locator("details.table tbody tr").nth(DATES - 1).wait_for(state="attached")
    assert page.locator("details.table tbody tr").count() == DATES
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.errors == []


@pytest.mark.parametrize("width", rest_long(360, 1280))
def test_many_actors(opened, width):
    rows = []
    for number in range(ACTORS):
        at = (number % 10 * 2, 30 + number // 10 * 2)
        size = 0.5 + number / ACTORS
        name = f"actor {number:02}"
        rows.append((name, "2020-01-01", "2021-01-01", square(*at, size=size)))
        rows.append((name, "2021-01-01", None, square(*at, size=1.6 - size)))
    reader = opened(
        control(*rows), "#date=2020", viewport={"width": width, "height": 740}
    )
    page = reader.page
    names = page.locator(".legend .name")
    assert names.count() == ACTORS and names.first.text_content() == "actor 49"
    scrolls = "({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 200"
    assert page.locator(".legend ul").evaluate(scrolls), "the list scrolls in its room"
    assert page.locator(".legend ul").bounding_box()["height"] <= 24 * 16
    assert page.locator(".chart path.line").count() == 1, "that of the actor followed"
    hues = page.locator(".legend .tone").evaluate_all(
        "(all) => new Set(all.map((element) => element.style.getPropertyValue('--light'))).size"
    )
    assert hues == len(PALETTE)

    last = page.locator(".legend button").last
    last.focus()
    page.keyboard.press("Enter")
    assert page.locator(".who").text_content() == "actor 00"
    box = last.bounding_box()
    assert box["height"] >= 24 and 0 <= box["x"] and box["x"] + box["width"] <= width
    page.get_by_role("button", name="Next date").click()
    assert names.first.text_content() == "actor 00", "the largest first, on each date"
    assert page.locator(".who").text_content() == "actor 00"
    colours = reader.ink(0.02, 0.98)
    assert len(colours) >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.errors == []
