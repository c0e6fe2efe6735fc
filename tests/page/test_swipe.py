"""Two dates chosen, side by side under a divider, and territory shaded by time."""

import pytest
import shapely
from reader import compare, until
from tables import control

pytestmark = pytest.mark.browser

SHADE = 'document.querySelector(".folium-map").getAttribute("aria-busy") !== "true"'


@pytest.fixture
def moving():
    """Ground two degrees wide that moves east by one each year, and then stays."""
    years = ["2014-01-01", "2015-01-01", "2016-01-01", None]
    intervals = zip(years, years[1:], strict=False)
    rows = [
        ("IS", start, end, shapely.box(40 + step, 34, 42 + step, 36))
        for step, (start, end) in enumerate(intervals)
    ]
    return control(*rows)


def alpha(reader, share, middle=0.5):
    """How much of the territory there is in the pixels at a share of its width."""
    colours = reader.ink(share, middle)
    return sum(colour[3] for colour in colours) / len(colours) / 255


def tab_to(page, selector):
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_a_pair_of_dates_is_chosen_with_the_keyboard_alone(opened, moving):
    reader = opened(moving, "#date=2016-01-01&with=peak")
    page = reader.page
    field = page.locator("select.against")
    choice = field.locator(":checked")
    legend = page.locator(".legend li")
    assert choice.text_content() == "the peak, 1 January 2014", "as the address says"
    assert legend.count() == 3
    mark = page.locator(".against-mark")
    at_peak = mark.get_attribute("transform")

    tab_to(page, "select.against")
    page.keyboard.press("ArrowDown")
    assert choice.text_content() == "a year earlier, 1 January 2015"
    until(page, "location.hash === '#date=2016-01-01&with=year'")
    assert mark.get_attribute("transform") != at_peak
    page.locator(".previous").press("Enter")
    assert choice.text_content() == "a year earlier, 1 January 2014", "it moves too"
    assert mark.get_attribute("transform") == at_peak
    assert "lost since 1 January 2014" in legend.locator(".name").all_text_contents()
    page.locator(".previous").press("Enter")
    assert choice.text_content() == "a year earlier, no data"
    assert legend.count() == 1 and mark.get_attribute("hidden") is not None

    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert choice.text_content() == "1 January 2014", "the date shown stays"
    page.locator(".next").press("Enter")
    assert choice.text_content() == "1 January 2014"
    field.focus()
    page.keyboard.press("ArrowDown")
    assert choice.text_content() == "another date…"
    page.keyboard.press("Tab")
    page.keyboard.type("soon")
    page.keyboard.press("Enter")
    assert "Not a date" in reader.text(".comparing .message")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("2016-05")
    page.keyboard.press("Enter")
    assert reader.text(".comparing .message") == "The data end with 1 January 2016"
    assert "1 January 2016" in reader.text(".change")
    until(page, "location.hash === '#date=2015-01-01&with=2016-01-01'")
    page.evaluate("location.hash = '#date=2015-01-01&with=last'")
    until(page, "document.querySelector('.against').value === 'last'")
    field.press("Escape")
    assert choice.text_content() == "nothing" and legend.count() == 1
    until(page, "location.hash === '#date=2015-01-01'")
    assert reader.errors == []


def test_a_divider_parts_two_dates(opened, moving):
    reader = opened(
        moving,
        "#date=2016-01-01&with=2014-01-01",
        viewport={"width": 360, "height": 640},
        has_touch=True,
    )
    page = reader.page
    button = page.get_by_role("button", name="Swipe")
    button.tap()
    divider = page.get_by_role("slider", name="Divider between two dates")
    assert divider.get_attribute("aria-valuetext") == "1 January 2014 left of 50 %"
    assert divider.locator("span").all_text_contents() == [
        "1 January 2014",
        "1 January 2016",
    ]
    assert divider.bounding_box()["width"] >= 44
    assert page.locator(".legend li").count() == 1, "no parts of two dates"
    both = reader.ink()

    divider.focus()
    page.keyboard.press("Home")
    assert divider.get_attribute("aria-valuetext") == "1 January 2014 left of 0 %"
    right = reader.ink()
    page.mouse.move(both["x"] + both["width"] / 4, right["y"] + right["height"] / 3)
    assert not page.locator(".hint").is_visible(), "held on the first date alone"
    divider.press("End")
    left = reader.ink()
    page.mouse.move(left["x"] + left["width"] / 3, left["y"] + left["height"] / 3)
    assert "40,508 km²" in reader.text(".hint")
    assert left["x"] == pytest.approx(both["x"], abs=1)
    assert left["width"] == right["width"] == pytest.approx(both["width"] / 2, abs=2)
    assert right["x"] == pytest.approx(both["x"] + both["width"] / 2, abs=2)

    # A finger; and east stays at the right where a page is read from the right.
    page.evaluate("document.documentElement.dir = 'rtl'")
    box = page.locator(".folium-map").bounding_box()
    middle = box["y"] + box["height"] / 2
    # The left third of the territory is that of the first date; the middle is held on neither.
    thirds = [both["x"] + both["width"] * share for share in (0.25, 0.75)]
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", (box["x"] + box["width"] - 5, middle))
    send("touchMove", (thirds[1], middle))
    send("touchMove", (thirds[0], middle))
    send("touchEnd")
    share = (thirds[0] - box["x"]) / box["width"]
    assert int(divider.get_attribute("aria-valuenow")) == pytest.approx(
        100 * share, abs=1
    )
    cut = reader.ink()
    assert cut["x"] == pytest.approx(both["x"], abs=1)
    assert cut["width"] == pytest.approx(both["width"], abs=2)
    box = divider.bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(thirds[0], abs=1)

    divider.press("Escape")
    assert not divider.is_visible()
    assert page.evaluate("document.activeElement.className") == "swipe"
    button.press("Enter")
    divider.wait_for()
    compare(page, "nothing")
    assert not divider.is_visible() and not button.is_visible()
    assert reader.errors == []


def test_territory_is_shaded_by_how_long_it_was_held_and_since_when(opened, moving):
    reader = opened(moving, "#date=2014-01-01&with=peak", color_scheme="dark")
    page = reader.page
    field = page.get_by_label("Colour")
    names = page.locator(".legend li .name")

    field.select_option("how long held")
    until(page, SHADE)
    assert page.locator("select.against").input_value() == "", "one thing at a time"
    # Only what there can be on a date: nothing was held for longer than a day.
    assert names.all_text_contents() == ["1 day", "held on 1 January 2014"]
    assert reader.text(".legend h2") == "Days held up to 1 January 2014"
    assert alpha(reader, 0.5) == 1, "the longest time of all on this date"

    reader.slider.press("End")
    until(page, SHADE)
    assert names.all_text_contents() == [
        "24 months or longer",
        "12 to 18 months",
        "less than 6 months",
        "held on 1 January 2016",
    ], "only classes that have land"
    # Four degrees: held for 1 year, for 2, for 1 and since this day.
    one_year, two_years, again, now = (
        alpha(reader, share / 8) for share in (1, 3, 5, 7)
    )
    assert two_years == 1 and one_year == pytest.approx(again, abs=0.1)
    assert now < one_year < two_years
    edge = reader.ink(0.5, 0.5)
    assert len(edge) > 1, "an outline where the territory of the date begins"

    field.select_option("when taken")
    until(page, SHADE)
    assert names.all_text_contents()[:3] == [
        "already on 1 January 2014",
        "1 January 2015",
        "1 January 2016",
    ]
    tones = [alpha(reader, share / 8) for share in (1, 3, 5, 7)]
    assert tones[0] == tones[1] == 1 and 1 > tones[2] > tones[3]

    # Back to an earlier date, and at another zoom: what came later is not there.
    reader.slider.press("ArrowLeft")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(500)
    until(page, SHADE)
    tones = [alpha(reader, share / 6) for share in (1, 3, 5)]
    assert tones[0] == tones[1] == 1 > tones[2]
    assert names.all_text_contents()[:2] == [
        "already on 1 January 2014",
        "1 January 2015",
    ]
    assert names.count() == 3, "nothing was first gained later"

    page.emulate_media(media="print", color_scheme="light")
    assert alpha(reader, 1 / 6) == 1, "drawn at once on paper"
    page.emulate_media(media="screen")
    field.select_option("now")
    assert alpha(reader, 0.5) == 1 and names.count() == 1
    assert reader.errors == []
