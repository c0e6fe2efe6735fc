"""The page in other people's pages: pasted, in frames, and driven by messages."""

import html
import re

import folium
import pytest
from reader import rest_long, until
from tables import control, square

import layers

pytestmark = pytest.mark.browser

DAYS = ["2014-06-01", "2015-01-01", "2016-06-01", "2019-03-23"]


def table_of(actor, west, loose="claimed"):
    """Held and claimed territory of one actor on four dates, the last without any."""
    rows = []
    for step, (start, end) in enumerate(zip(DAYS, DAYS[1:], strict=False)):
        size = 3 / (step + 1)
        rows.append(((actor, loose), start, end, square(west, 33, size=size)))
        rows.append(((actor, "held"), start, end, square(west, 33, size=size / 2)))
    return control(*rows)


def page_of(table, tmp_path, *more, name="map.html"):
    m = layers.control_map(table, outlines=False)
    for layer in more:
        layer.add_to(m)
    layers.save(m, tmp_path / name)
    return (tmp_path / name).read_text(encoding="utf-8")


class Host:
    """A page of somebody's, opened from disk with every outside request refused."""

    def __init__(self, browser, path, **how):
        self.context = browser.new_context(**how)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.messages = []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.context.route(
            "**/*",
            lambda route: (
                route.continue_()
                if route.request.url.startswith(("file:", "about:"))
                else route.abort()
            ),
        )
        self.page.goto(path.as_uri())


@pytest.fixture
def hosted(browser, tmp_path):
    hosts = []

    def open_host(text, **how):
        (tmp_path / "host.html").write_text(text, encoding="utf-8")
        hosts.append(Host(browser, tmp_path / "host.html", **how))
        return hosts[-1]

    yield open_host
    for host in hosts:
        host.context.close()


def inner(page):
    """What a content management system keeps of a pasted document: all but its frame.

    The policy of a page is for that page; where it is pasted too, browsers ignore it and say so.
    """
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    parts = re.findall(r"<(head|body)[^>]*>(.*?)</\1>", page, re.DOTALL)
    return "\n".join(text for _, text in parts)


INK = """(main) => {
  const canvas = main.querySelector("canvas.controlmap-territory");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((one) => one > 0);
}"""


def test_pages_pasted_into_one_document_do_not_disturb_each_other(hosted, tmp_path):
    marker = folium.Marker([34, 41], popup="a town")
    red = page_of(table_of("red", 40), tmp_path, marker, folium.LayerControl())
    blue = page_of(table_of("blue", 10, loose="support"), tmp_path)
    body = f"<p>Before.</p>{inner(red)}<p>Between.</p>{inner(blue)}{inner(red)}"
    theirs = "<script>window.L = {version: '0.7', theirs: true};</script>"
    text = f"<!doctype html><title>Host</title><body style='margin:20px'>{theirs}{body}"
    host = hosted(text, viewport={"width": 1280, "height": 800})
    page = host.page
    mains = page.locator(".controlmap")
    for place in range(3):
        mains.nth(place).locator(".legend li").first.wait_for(state="attached")
        page.wait_for_timeout(50)
        assert mains.nth(place).evaluate(INK), f"map {place} is drawn"

    twice = page.evaluate("""() => {
          const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
          return ids.filter((id, i) => ids.indexOf(id) !== i);
        }""")
    assert twice == []
    lists = page.evaluate(
        """() => [...document.querySelectorAll("input[list]")].map((field) =>
          field.list.closest(".controlmap") === field.closest(".controlmap"))"""
    )
    assert lists == [True] * 3
    assert mains.nth(2).locator(".leaflet-marker-icon").count() == 1
    assert mains.nth(1).locator(".leaflet-marker-icon").count() == 0

    # Each has its own date, and its own word for it in the address.
    sliders = [mains.nth(place).get_by_role("slider") for place in range(3)]
    for place, keys in enumerate(["Home ArrowRight", "End", "End"]):
        sliders[place].focus()
        for key in keys.split():
            page.keyboard.press(key)
    assert [slider.get_attribute("aria-valuenow") for slider in sliders] == [
        "1",
        "3",
        "3",
    ]
    until(page, "location.hash === '#date=2015-01-01&date2=2019-03-23'")

    # Escape stops the one that has the focus.
    plays = [mains.nth(place).locator(".play") for place in range(3)]
    plays[0].click()
    plays[2].click()
    page.keyboard.press("Escape")
    names = [play.get_attribute("aria-label") for play in plays]
    assert names == ["Pause", "Play", "Play"]
    plays[0].click()

    assert page.evaluate("L.theirs"), "the document keeps the Leaflet that it had"
    assert page.evaluate("getComputedStyle(document.body).marginLeft") == "20px"
    page.wait_for_timeout(600)  # a step is written into the address some time later
    page.evaluate("location.hash = '#date=2015-01-01&date2=2019-03-23'")
    page.reload()
    mains.nth(2).locator(".legend li").first.wait_for(state="attached")
    positions = [slider.get_attribute("aria-valuenow") for slider in sliders]
    assert positions == [
        "1",
        "3",
        "1",
    ], "without a word of its own it follows the first"
    assert host.messages == []


HOST = """<!doctype html>
<title>Host</title>
<iframe src="map.html" sandbox="{sandbox}" style="width: 100%; border: 0"></iframe>
<script>
  const frame = document.querySelector("iframe");
  const heard = [];
  window.addEventListener("message", (event) => {{
    if (event.source !== frame.contentWindow) return;
    heard.push(event.data);
    if (event.data.height) frame.style.height = `${{event.data.height}}px`;
  }});
  const ask = (message) => frame.contentWindow.postMessage(message, "*");
  const dates = () => heard.filter((one) => one.controlmap === "date");
</script>"""


@pytest.mark.parametrize("width", rest_long(360, 1280))
def test_a_page_in_the_narrowest_sandbox_is_driven_by_messages(hosted, tmp_path, width):
    table = table_of("red", 40)
    table["place"] = "Raqqa"
    page_of(table, tmp_path)
    how = {"viewport": {"width": width, "height": 740}}
    host = hosted(HOST.format(sandbox="allow-scripts"), **how)
    page = host.page
    until(page, "heard.some((one) => one.controlmap === 'date')")
    ready, first = page.evaluate("[heard[0], dates()[0]]")
    assert ready["controlmap"] == "ready"
    assert (ready["dates"], ready["actors"]) == (DAYS, ["red"])
    assert first["date"] == "2016-06-01" and first["label"] == "1 June 2016"
    assert {area["status"] for area in first["areas"]} == {"held", "claimed"}

    # The frame grows to the page, and stops growing there.
    page.evaluate("ask({ controlmap: 'grow' })")
    frame = page.frames[1]
    until(page, "heard.some((one) => one.controlmap === 'height')")
    # Nothing is left to scroll.
    until(frame, "document.documentElement.scrollHeight <= window.innerHeight")
    height = page.locator("iframe").bounding_box()["height"]
    page.wait_for_timeout(300)
    assert page.locator("iframe").bounding_box()["height"] == height
    assert height < 1600
    frame.locator(".open-more").click()
    frame.locator(".table summary").click()
    until(page, f"document.querySelector('iframe').clientHeight > {height}")

    page.evaluate("ask({ controlmap: 'go', date: '2015-07-10' })")
    until(page, "dates().at(-1).date === '2015-01-01'")
    assert frame.locator(".date").text_content() == "1 January 2015"
    page.evaluate("ask({ controlmap: 'compare', date: '2014-06-01' })")
    until(frame, "document.querySelector('.against').value === 'other'")
    many = len(page.evaluate("dates()"))
    for strange in (
        "'go'",
        "null",
        "{controlmap: 'go', date: '<b>'}",
        "[{}]",
        "new Map()",
    ):
        page.evaluate(f"ask({strange})")
    begun = page.evaluate("""() => {
          const begun = performance.now();
          for (let i = 0; i < 60; i++) ask({ controlmap: "go", date: `${2014 + (i % 3)}-06` });
          ask({ controlmap: "go", date: "2019-03-23" });
          return begun;
        }""")
    until(page, "dates().at(-1).date === '2019-03-23'")
    took = page.evaluate("performance.now()") - begun
    assert len(page.evaluate("dates()")) - many <= took / 16 + 1, "one word a frame"
    assert page.evaluate("dates().at(-1).areas") == []

    # What a sandbox forbids is left undone; the rest of the page lives.
    frame.get_by_role("slider").focus()
    page.keyboard.press("Home")
    until(page, "dates().at(-1).date === '2014-06-01'")
    page.wait_for_timeout(400)
    frame.locator(".csv").click()
    assert frame.locator(".offer textarea").input_value().startswith("date,")
    frame.get_by_role("button", name="Save image").click()
    until(frame, "document.querySelector('.offer img')?.naturalWidth > 300")
    frame.locator(".find input").fill("raqqa")
    page.keyboard.press("Enter")
    frame.get_by_role("heading", name="Raqqa").wait_for()
    frame.get_by_role("button", name="Next date").click()
    assert frame.locator(".date").text_content() == "1 January 2015"
    assert [
        message for message in host.messages if "allow-downloads" not in message
    ] == []


def test_a_page_listens_to_the_page_around_it_only(hosted, tmp_path):
    page_of(table_of("red", 40), tmp_path)
    host = hosted(HOST.format(sandbox="allow-scripts allow-same-origin"))
    page = host.page
    until(page, "dates().length === 1")
    # A message from another frame, to which `parent` is the same.
    page.evaluate("""() => {
          const other = document.createElement("iframe");
          other.sandbox = "allow-scripts allow-same-origin";
          other.srcdoc = `<script>parent.frames[0].postMessage(
            { controlmap: "go", date: "2016-06-01" }, "*")<` + `/script>`;
          document.body.append(other);
        }""")
    page.wait_for_timeout(300)
    assert page.evaluate("dates().length") == 1
    page.evaluate("ask({ controlmap: 'hello' })")
    until(page, "dates().length === 2")
    assert page.evaluate("dates().at(-1).date") == "2016-06-01"


def test_two_maps_in_frames_as_notebooks_show_them(hosted, tmp_path):
    m = layers.control_map(table_of("red", 40), outlines=False)
    shown = m._repr_html_()
    srcdoc = html.escape(page_of(table_of("blue", 10), tmp_path))
    host = hosted(f'<!doctype html>{shown}{shown}<iframe srcdoc="{srcdoc}"></iframe>')
    page = host.page
    page.wait_for_timeout(300)
    frames = page.frames[1:]
    assert len(frames) == 3
    for place, frame in enumerate(frames):
        frame.wait_for_selector(".legend li", state="attached")
        slider = frame.get_by_role("slider")
        slider.focus()
        page.keyboard.press("Home")
        for _ in range(place + 1):
            page.keyboard.press("ArrowRight")
    positions = [
        frame.get_by_role("slider").get_attribute("aria-valuenow") for frame in frames
    ]
    assert positions == ["1", "2", "3"]
    page.wait_for_timeout(400)
    assert host.messages == []
