"""Wheel, fingers and sizes: the map takes nothing from the page around it, and fits any frame."""

import pytest
from reader import until
from tables import control, square

pytestmark = pytest.mark.browser

MAP = "document.querySelector('.folium-map').leaflet"
ZOOM = f"{MAP}.getZoom()"
VIEW = f"[{MAP}.getZoom(), {MAP}.getCenter().lat, {MAP}.getCenter().lng]"
STILL = {"reduced_motion": "reduce"}
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True}


@pytest.fixture
def table():
    """A square that halves on each of five dates, so that its dates differ."""
    days = [f"201{year}-01-01" for year in range(5)]
    steps = enumerate(zip(days, [*days[1:], None], strict=True))
    return control(
        *(
            ("red", start, end, square(40, 33, size=4 / 2**step))
            for step, (start, end) in steps
        )
    )


def middle(page, selector=".folium-map"):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def fingers(page):
    """A function that puts fingers at places of the window, or moves them; none lifts all."""
    session = page.context.new_cdp_session(page)
    down = 0

    def put(*places):
        nonlocal down
        points = [
            {"x": x, "y": y, "id": number} for number, (x, y) in enumerate(places)
        ]
        kind = "touchMove" if len(points) == down else "touchStart"
        kind = kind if points else "touchEnd"
        down = len(points)
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)

    return put


def test_the_wheel_scrolls_the_page_and_with_ctrl_it_zooms(opened, table):
    page = opened(table, **STILL).page
    view = page.evaluate(VIEW)
    hint = page.locator(".gesture")
    page.mouse.move(*middle(page))
    assert hint.is_hidden()
    page.mouse.wheel(0, 120)
    until(page, "scrollY > 100")
    assert page.evaluate(VIEW) == view
    assert hint.text_content() == "Use Ctrl and the wheel to zoom"
    page.wait_for_timeout(1700)
    assert hint.is_hidden(), "it does not stay"
    page.keyboard.down("Control")
    page.mouse.wheel(0, -120)
    page.keyboard.up("Control")
    until(page, f"{ZOOM} > {view[0]}")
    assert hint.is_hidden()


def test_a_wheel_that_passes_over_the_map_gets_no_hint(opened, table):
    page = opened(table, **STILL).page
    page.mouse.move(*middle(page, "h1"))
    page.mouse.wheel(0, 5)
    page.mouse.move(*middle(page))
    page.mouse.wheel(0, 5)
    page.wait_for_timeout(100)
    assert page.locator(".gesture").is_hidden()


def test_no_reader_zooms_out_further_than_a_step_beyond_all(opened, table):
    page = opened(table, **STILL).page
    whole = page.evaluate(ZOOM)
    button = page.get_by_role("button", name="Zoom out")
    for _ in range(3):
        if button.get_attribute("aria-disabled") != "true":
            button.click()
    assert page.evaluate(ZOOM) == whole - 1
    page.mouse.move(*middle(page))
    page.keyboard.down("Control")
    page.mouse.wheel(0, 2000)
    page.keyboard.up("Control")
    page.wait_for_timeout(200)
    assert page.evaluate(ZOOM) == whole - 1


def test_one_finger_scrolls_the_page_and_two_move_and_zoom_the_map(opened, table):
    page = opened(table, is_mobile=True, **PHONE, **STILL).page
    put = fingers(page)
    x, y = middle(page)
    view = page.evaluate(VIEW)
    for step in range(12):
        put((x, y - 12 * step))
    page.wait_for_timeout(150)  # or the page would go on scrolling
    put()
    until(page, "scrollY > 80")
    assert page.evaluate(VIEW) == view
    assert page.locator(".gesture").text_content() == "Use two fingers to move the map"

    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(100)
    put((x - 30, y))
    for step in range(12):
        put((x - 30, y - 3 * step), (x + 30, y - 3 * step))
    put()
    until(page, f"{MAP}.getCenter().lat < {view[1]} - 0.1")
    assert page.evaluate("scrollY") == 0
    page.wait_for_timeout(400)  # the map comes to rest on a step of its zoom
    put((x - 30, y))
    for step in range(12):
        put((x - 30 - 5 * step, y), (x + 30 + 5 * step, y))
    put()
    until(page, f"{ZOOM} > {view[0]} + 0.5")


def test_a_finger_on_the_chart_scrolls_or_chooses_but_not_both(opened, table):
    reader = opened(table, is_mobile=True, **PHONE, **STILL)
    page = reader.page
    put = fingers(page)
    begun = reader.now()
    x, y = middle(page, ".chart")
    left = page.locator(".chart").bounding_box()["x"] + 60
    for step in range(12):
        put((left, y - 12 * step))
    page.wait_for_timeout(150)
    put()
    until(page, "scrollY > 80")
    assert reader.now() == begun, "a finger that scrolls chooses no date"
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(100)
    for step in range(12):
        put((x - 8 * step, y + step))
    put()
    assert reader.now() < begun, "one that moves sideways does"
    page.touchscreen.tap(left, y)
    assert reader.now() == 0, "and one that taps"


def test_a_map_in_a_tab_shown_later_is_fitted_and_drawn(opened, table):
    reader = opened(table, **STILL)
    usual = reader.page.evaluate(VIEW)
    page = reader.page
    page.evaluate("document.body.style.display = 'none'")
    page.wait_for_timeout(100)
    page.set_viewport_size({"width": 700, "height": 900})
    page.evaluate("document.body.style.display = ''")
    until(page, f"{MAP}.getSize().x > 500")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_timeout(200)
    assert page.evaluate(VIEW) == pytest.approx(usual, abs=0.01)


def test_a_frame_that_is_shown_later_opens_as_one_that_is_shown(
    opened, table, tmp_path
):
    page = opened(table, viewport={"width": 640, "height": 720}, **STILL).page
    usual = page.evaluate(VIEW)
    address = page.url.split("#")[0]
    size = "width: 640px; height: 720px; border: 0"
    host = tmp_path / "host.html"
    host.write_text(
        f'<div hidden><iframe src="{address}" style="{size}"></iframe></div>'
    )
    page.context.unroute("**/*")
    page.goto(host.as_uri())
    frame = page.frames[1]
    until(frame, "document.querySelector('.legend li')")
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('div').hidden = false")
    until(frame, f"{MAP}.getSize().x > 500")
    page.wait_for_timeout(300)
    assert frame.evaluate(VIEW) == pytest.approx(usual, abs=0.01)
    assert (
        frame.evaluate("document.querySelector('canvas.controlmap-territory').width")
        > 0
    )


def test_after_a_new_size_of_the_window_all_is_in_view_again(opened, table):
    page = opened(table, **STILL).page
    seen = f"[[33, 40], [37, 44]].every((corner) => {MAP}.getBounds().contains(corner))"
    for width, height in ((360, 740), (900, 500), (740, 360), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(250)
        assert page.evaluate(seen), (width, height)
        fitted = page.evaluate(VIEW)
        page.evaluate("dispatchEvent(new Event('resize'))")
        page.wait_for_timeout(50)
        assert page.evaluate(VIEW) == fitted
