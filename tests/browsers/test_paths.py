"""A reader's path through each page in Firefox and WebKit, as `tests/page` has it in Chromium."""

import time

import pytest

pytestmark = pytest.mark.engines

READY = """const root = document.querySelector(".controlmap");
  return root && !root.matches(".unstarted") && !root.querySelector(".opening") &&
    root.querySelector(".legend li") ? 1 : 0"""
NOW = "return Number(document.querySelector('.chart').getAttribute('aria-valuenow'))"
MAP = "document.querySelector('.folium-map').leaflet"
MIDDLE = """const { x, y, width, height } =
  document.querySelector(arguments[0]).getBoundingClientRect();
  return [x + width / 2, y + height / 2]"""
SELECTED = "return String(getSelection())"
LEFT, CTRL = "\ue012", "\ue009"
FRAME = (
    '<iframe src="{page}" {more} title="x" sandbox="allow-scripts" '
    'style="width: 100%; height: 720px; border: 0"></iframe>'
)
ARTICLE = """<!doctype html><body style="margin: 0 auto; max-width: 640px">
<header style="position: sticky; top: 0; height: 40px">News</header>
<p style="height: 200px">Before</p>{frame}<p style="height: 3000px">After</p>"""


@pytest.fixture
def article(browser_window, kit, host):
    """A function that opens an article with a page of the kit in a frame."""

    def open_article(page="map.html", more="", body=ARTICLE, after=""):
        frame = FRAME.format(page=kit.address + page, more=more)
        host.files["article.html"] = (body.format(frame=frame) + after).encode()
        browser_window.resize(800, 900)
        browser_window.open(f"{host.address}article.html")
        return browser_window

    return open_article


def open_page(window, kit, page, width=1280, height=800):
    window.resize(width, height)
    window.open(kit.address + page)
    window.until(READY)


def click(window, selector):
    window.run("document.querySelector(arguments[0]).click()", selector)


def test_dates_are_stepped_dragged_compared_and_swiped(browser_window, kit):
    window = browser_window
    open_page(window, kit, "map.html")
    begun = window.run(NOW)
    window.run("document.querySelector('.chart').focus()")
    window.press(LEFT, LEFT)
    assert window.run(NOW) == begun - 2
    x, y = window.run(MIDDLE, ".chart")
    window.drag([(x, y), (x - 60, y), (x - 120, y + 5)])
    assert window.run(NOW) < begun - 2
    assert window.run(SELECTED) == "", "a drag selects no text"
    click(window, ".compare")
    click(window, ".swipe")
    x, y = window.run(MIDDLE, ".divider")
    share = "return document.querySelector('.divider').getAttribute('aria-valuenow')"
    assert window.run(share) == "50"
    window.drag([(x, y + 60), (x + 40, y + 60), (x + 90, y + 70)])
    assert int(window.run(share)) > 55
    assert window.run(SELECTED) == ""
    window.until("return document.querySelector('.spoken').textContent")


def test_the_chart_alone_and_the_story_open(browser_window, kit):
    window = browser_window
    open_page(window, kit, "timeline.html", 640, 600)
    begun = window.run(NOW)
    window.run("document.querySelector('.chart').focus()")
    window.press(LEFT)
    assert window.run(NOW) == begun - 1
    open_page(window, kit, "story.html")
    window.run("scrollTo(0, innerHeight * 1.5)")
    window.until("return document.querySelector('[aria-current]').id !== 'scene-1'")


@pytest.mark.parametrize("page", ["map.html", "story.html"])
def test_the_wheel_over_a_page_scrolls_it(browser_window, kit, page):
    window = browser_window
    open_page(window, kit, page)
    time.sleep(0.3)
    zoom = window.run(f"return {MAP}.getZoom()")
    window.run("window.low = innerHeight")
    if page == "map.html":  # there must be something to scroll
        window.run("document.querySelector('.extras').hidden = false")
    window.wheel(*window.run(MIDDLE, ".folium-map"), 300)
    window.until("return scrollY > 100")
    assert window.run(f"return {MAP}.getZoom()") == zoom


def test_ctrl_and_the_wheel_zoom(browser_window, kit):
    window = browser_window
    open_page(window, kit, "map.html")
    time.sleep(0.3)
    zoom = window.run(f"return {MAP}.getZoom()")
    if window.name == "webkit":  # its driver holds no key while the wheel turns
        window.run(
            """const turn = { deltaY: -240, ctrlKey: true, bubbles: true };
          document.querySelector(".folium-map").dispatchEvent(new WheelEvent("wheel", turn))"""
        )
    else:
        window.wheel(*window.run(MIDDLE, ".folium-map"), -240, CTRL)
    window.until(f"return {MAP}.getZoom() > {zoom}")


def test_the_wheel_over_a_framed_map_scrolls_the_article(article):
    window = article()
    window.choose_frame("iframe")
    window.until(READY)
    x, y = window.run(MIDDLE, ".folium-map")
    window.choose_frame(None)
    top = window.run(
        "return document.querySelector('iframe').getBoundingClientRect().top"
    )
    left = window.run(
        "return document.querySelector('iframe').getBoundingClientRect().left"
    )
    # First to the end of what the frame itself scrolls.
    for _ in range(30):
        window.wheel(left + x, top + y, 400)
        time.sleep(0.05)
        if window.run("return scrollY > 50"):
            return
    raise AssertionError("the article stands still")


def test_a_map_in_a_tab_shown_later_opens_as_one_that_is_shown(article):
    window = article()
    window.choose_frame("iframe")
    window.until(READY)
    usual = window.run(f"return [{MAP}.getZoom(), {MAP}.getCenter().lat]")
    window = article(
        body='<body style="margin: 0 auto; max-width: 640px"><div hidden>{frame}</div>'
    )
    time.sleep(1)
    window.run("document.querySelector('div').hidden = false")
    window.choose_frame("iframe")
    window.until(f"return {MAP} && {MAP}.getSize().x > 500")
    window.until(READY)
    time.sleep(0.5)
    shown = window.run(f"return [{MAP}.getZoom(), {MAP}.getCenter().lat]")
    assert shown == pytest.approx(usual, abs=0.02)
    assert window.run("return document.querySelector('canvas').width") > 0


def test_after_a_new_size_of_the_window_all_is_in_view(browser_window, kit):
    window = browser_window
    open_page(window, kit, "map.html", 1280, 800)
    for width, height in ((500, 800), (900, 500), (1280, 800)):
        window.resize(width, height)
        time.sleep(0.4)
        # The story's land from the west to the east, and the first view.
        assert window.run(f"""const box = {MAP}.getBounds();
          return box.contains([33.4, 38]) && box.contains([36.5, 43.5])"""), width


@pytest.mark.parametrize("page", ["map.html", "timeline.html", "story.html"])
def test_a_frame_as_high_as_its_page_settles(article, kit, page):
    script = f'<script src="{kit.address}embed.js"></script>'
    window = article(page, "data-controlmap", after=script)
    height = "return document.querySelector('iframe').getBoundingClientRect().height"
    window.until("return document.querySelector('iframe').style.height !== '720px'")
    time.sleep(1.5)
    settled = window.run(height)
    assert 400 < settled < 12_000
    time.sleep(0.7)
    assert window.run(height) == settled
    window.choose_frame("iframe")
    inside = "return document.documentElement.scrollHeight - innerHeight"
    assert abs(window.run(inside)) <= 1, "nothing is left to scroll"


def test_where_a_policy_forbids_scripts_the_opening_view_stays(browser_window, kit):
    window = browser_window
    policy = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
    page = kit.files["map.html"].decode()
    kit.files["still.html"] = page.replace("<head>", f"<head>{policy}", 1).encode()
    window.resize(800, 900)
    window.open(f"{kit.address}still.html")
    shown = "const box = document.querySelector('.opening').getBoundingClientRect(); "
    assert window.until(f"{shown} return box.width > 700 && box.height > 200")
    note = "return getComputedStyle(document.querySelector('.late')).visibility"
    window.until(f"{note} === 'visible'")
    assert "4 km" in window.run("return document.querySelector('.ledger').innerText")


def test_a_page_is_printed(browser_window, kit):
    window = browser_window
    if window.name == "webkit":
        pytest.skip("its driver prints nothing")
    open_page(window, kit, "map.html")
    assert window.print().startswith(b"%PDF")
