"""Names that try to run as script, wherever a name can stand: there they are text.

The policy of a page would stop them too (test_csp.py); here nothing is left for it to stop.
"""

import html
import json
import re
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from payloads import AWAY, PAYLOADS, torn
from reader import VIOLATED, rest_long, until
from tables import control, square

import geo
import layers
from layers.content.summary import summarize
from layers.kit.kit import MAKERS
from layers.kit.maker import Kit
from layers.lesson.facts import Facts
from layers.page.embed import card, embed_page, snippets
from layers.pictures import default_settings
from layers.pictures.layouts import areas_chart

pytestmark = pytest.mark.browser

DAYS = ("2014-01-01", "2014-06-01", "2015-01-01")
COUNT = """window.ran = (number) => {
  try { (top.__ran ??= []).push(number); } catch { console.error(`ran ${number}`); }
};"""
# What no page of ours has, and markup in a name would make.
FOREIGN = """(own) => {
  const made = document.querySelectorAll(
    "img, iframe, object, embed, base, math, animate, textarea:not(.offer > *), b, " +
    "form:not(.find), body meta, " +
    "body link, body style, body title, svg script, [srcdoc], [formaction]");
  const scripts = document.querySelectorAll("script:not(.controlmap > script)");
  const links = [...document.querySelectorAll("a")].filter((link) =>
    link.hasAttribute("href") && !/^(https?:\\/\\/|#|blob:)/.test(link.getAttribute("href")));
  const handled = [...document.querySelectorAll("*")].filter((element) =>
    [...element.attributes].some(({ name }) => name.startsWith("on")));
  const elements = [...made, ...scripts, ...links, ...handled];
  const foreign = elements.filter((element) => !own || !element.matches(own));
  return foreign.map((element) => element.outerHTML.slice(0, 200));
}"""
# A reader who opens, follows, chooses and looks up all there is.
WALK = """async () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rest = () => new Promise((done) => setTimeout(done));
  all("details").forEach((details) => (details.open = true));
  await rest();
  for (const one of all(".notes button")) one.click();
  for (const one of all(".legend button, .card .close")) one.click();
  await rest();
  const find = document.querySelector(".find");
  const field = find?.querySelector("input");
  for (const name of find ? all(".find option").map((one) => one.value) : []) {
    field.value = name;
    find.querySelector("button").click();
  }
  await rest();
  for (const one of all(".tools select")) {
    for (const option of [...one.options].slice(0, 6)) {
      one.value = option.value;
      one.dispatchEvent(new Event("change", { bubbles: true }));
      await rest();
    }
  }
  for (const one of all(".controls .next, .controls .previous, .share .copy")) one.click();
  document.querySelector("a.csv").dispatchEvent(new MouseEvent("click", { cancelable: true }));
  dispatchEvent(new Event("beforeprint"));
  await rest();
  dispatchEvent(new Event("afterprint"));
}"""

# A reader who points at what is there.
TOUCH = """() => {
  for (const { contentDocument } of document.querySelectorAll("iframe")) {
    for (const one of contentDocument?.querySelectorAll("p, a, input") ?? []) {
      one.dispatchEvent(new MouseEvent("mouseover"));
      one.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      one.focus();
    }
  }
}"""


def toml(words):
    """A value of TOML, whose texts are those of JSON but for one letter."""
    if isinstance(words, dict):
        inside = ", ".join(
            f"{toml(key)} = {toml(value)}" for key, value in words.items()
        )
        return f"{{{inside}}}"
    if isinstance(words, list):
        return f"[{', '.join(map(toml, words))}]"
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def file_name(text):
    """`text` as a system takes it for the name of a file."""
    name = re.sub(r"[/\0]", "∕", text).encode()[:180].decode(errors="ignore")
    return name.strip(". ") or "x"


def written(folder):
    """A folder of a file for each payload, and a controlmap.toml full of them."""
    folder.mkdir()
    for place, text in enumerate(PAYLOADS):
        polygon = square(20 + place % 10, 30 + place // 10, size=0.8)
        words = {"actor": text, "status": text, "place": text}
        if place % 6 == 0:
            words[text] = text  # the name of a column
        features = [
            {
                "type": "Feature",
                "properties": {**words, "start": start, "end": end},
                "geometry": polygon.buffer(-share).__geo_interface__,
            }
            for start, end, share in zip(DAYS, DAYS[1:], (0.0, 0.1), strict=False)
        ]
        made = json.dumps({"type": "FeatureCollection", "features": features})
        (folder / f"{file_name(text)} {place}.geojson").write_text(made, "utf-8")
    day = [f"2014-{1 + place % 12:02}-{1 + place // 12:02}" for place in range(60)]
    notes = ("as_stated", "publisher", "title", "url", "definition", "scope", "note")
    claims = [
        {"date": day[place], "km2": 4000.0 + place, "actor": text, "basis": text}
        | {"verified": text, **dict.fromkeys(notes, text)}
        for place, text in enumerate(PAYLOADS)
    ]
    events = [
        {"date": day[place], "verified": text}
        | dict.fromkeys(("title", "sentence", "place", "source"), text)
        for place, text in enumerate(PAYLOADS)
    ]
    about = {
        "title": " ".join(PAYLOADS),
        "standfirst": " ".join(reversed(PAYLOADS)),
        "credits": list(PAYLOADS),
        "status_names": {text: f"{text} held" for text in PAYLOADS[::2]},
        "actors": [
            {"key": text, "name": f"{text} named", "names": {"uk": f"{text} названо"}}
            for text in PAYLOADS[::2]
        ],
        "claims": claims,
        "events": events,
        "breaks": [
            {"date": DAYS[1], "reason": text, "source": text} for text in PAYLOADS
        ],
        "scenes": [
            {"date": DAYS[place % 2], "caption": text, "source": text}
            for place, text in enumerate(PAYLOADS)
        ],
    }
    lines = (f"{key} = {toml(value)}\n" for key, value in about.items())
    (folder / "controlmap.toml").write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A folder with every page that is written, and one that shows a map as notebooks do."""
    made = tmp_path_factory.mktemp("pages")
    root = tmp_path_factory.mktemp("sources")
    table = geo.read_control(written(root / file_name(PAYLOADS[0])))
    table.attrs["about"]["list"] = " ".join(PAYLOADS)
    table.attrs["about"]["places"] = [
        {"name": text, "lat": 30 + place / 10, "lon": 25, "rank": place % 9}
        for place, text in enumerate(PAYLOADS)
    ]
    m = layers.control_map(table, outlines=False)
    title = table.attrs["about"]["title"]
    for kind in ("map", "timeline", "story"):
        words = (
            card(title, title, title, "https://maps.example/") if kind == "map" else ""
        )
        layers.save(m, made / f"{kind}.html", kind=kind, card=words)
    named = table.assign(source=table["actor"])
    m = layers.control_map(named, outlines=False, language="uk")
    shown = m._repr_html_()
    (made / "notebook.html").write_text(f"<!doctype html>{shown}", "utf-8")
    page = embed_page(title, title, DAYS[0], "https://maps.example/")
    (made / "embed.html").write_text(page, "utf-8")
    sheet = layers.worksheet(table)
    sheet.save(made / "worksheet.html")
    sheet.save(made / "worksheet-answers.html", answers=True)
    return made


class Visit:
    """A page opened from disk, with pages beside it; keeps what it asked for and complained of."""

    def __init__(self, browser, path, address="", own="", **how):
        self.own = own  # elements that this page has, and others have not
        self.context = browser.new_context(accept_downloads=True, **how)
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.page.add_init_script(COUNT)
        self.page.add_init_script(VIOLATED)
        self.asked, self.messages = [], []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        self.context.route("**/*", self._judge)
        self.page.goto(path.as_uri() + address)

    def _judge(self, route):
        address = re.split(r"[?#]", route.request.url)[0]
        if re.fullmatch(r"file:.*/(map|timeline)\.html|about:srcdoc", address):
            return route.continue_()
        if address.startswith("file:") and route.request.is_navigation_request():
            return route.continue_()
        self.asked.append(route.request.url)
        route.abort()

    def started(self, frame=None):
        (frame or self.page).wait_for_selector(".legend li", state="attached")
        return frame or self.page

    def check(self):
        """Nothing ran, asked, or was forbidden; no element stands there that is none of ours."""
        self.page.wait_for_timeout(100)
        assert self.page.evaluate("window.__ran ?? []") == []
        for frame in self.page.frames:
            own = self.own if frame is self.page.main_frame else ""
            until(frame, "document.readyState === 'complete'")
            assert frame.evaluate(FOREIGN, own) == []
        assert (self.asked, self.messages) == ([], [])
        self.context.close()


def test_where_markup_is_not_escaped_the_payloads_run(browser, tmp_path):
    """So they are worth the trouble: each runs, or asks, in a hole of its own."""
    documents = dict(torn())
    frames = (
        f'<iframe srcdoc="{html.escape(document)}"></iframe>'
        for document in documents.values()
    )
    path = tmp_path / "holes.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{''.join(frames)}", "utf-8")
    visit = Visit(browser, path)
    visit.page.evaluate(TOUCH)
    visit.page.wait_for_timeout(300)
    live = set(visit.page.evaluate("window.__ran"))
    live |= {
        int(address[len(AWAY) :]) for address in visit.asked if address.startswith(AWAY)
    }
    dead = [text for place, text in documents.items() if place not in live]
    assert dead == []
    assert len(live) >= 50
    visit.context.close()


@pytest.mark.parametrize("name", ["map", "timeline", "story"])
def test_a_page_that_is_opened_everywhere_runs_nothing(browser, pages, name):
    size = {"width": 1280, "height": 900}
    visit = Visit(browser, pages / f"{name}.html", viewport=size)
    page = visit.started()
    assert page.locator(".legend li").count() >= len(PAYLOADS)
    assert PAYLOADS[10] in page.title()
    page.evaluate("document.querySelector('.extras').hidden = false")
    page.evaluate(WALK)
    if name != "timeline":
        page.locator(".map").scroll_into_view_if_needed()
        box = page.locator(".map").bounding_box()
        for share in (0.3, 0.45, 0.6, 0.75):
            x, y = box["x"] + box["width"] * share, box["y"] + box["height"] * share
            page.mouse.click(x, y)
        page.get_by_role("button", name=re.compile("Save image")).first.press("Enter")
        page.wait_for_timeout(300)
    page.locator(".share .present").press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    visit.check()


def test_pages_that_are_read_run_nothing(browser, pages):
    for name in ("worksheet", "worksheet-answers"):
        visit = Visit(browser, pages / f"{name}.html")
        assert PAYLOADS[10] in visit.page.title()
        visit.check()


@pytest.mark.parametrize(
    "texts",
    rest_long([*PAYLOADS[20:50:29]], [*PAYLOADS[20:30:3], *PAYLOADS[40:50:3]]),
    ids=["two", "many"],
)
def test_a_page_that_is_copied_from_runs_nothing(browser, pages, texts):
    visit = Visit(
        browser, pages / "embed.html", own="iframe[sandbox], form, body > script"
    )
    for frame in visit.page.frames[1:]:
        visit.started(frame)
    form = visit.page.locator("form")
    for text in (*texts, "2014-06"):
        form.get_by_label("Address of the folder").fill(text)
        form.get_by_label("Date").fill(text)
        form.get_by_label("Date").press("Tab")
    for button in visit.page.locator("button.copy").all():
        button.press("Enter")
    for frame in visit.page.frames[1:]:
        until(frame, "location.search.includes('2014-06')")  # what was written last
        visit.started(frame)
    visit.check()


def test_a_notebook_that_shows_a_map_runs_nothing(browser, pages):
    own = "body > div > img, iframe.controlmap-frame, body > div style"
    visit = Visit(browser, pages / "notebook.html", own=own)
    frame = visit.started(visit.page.frames[1])
    frame.evaluate(WALK)
    visit.check()


def test_words_of_an_address_run_nothing(browser, pages):
    """Each payload as six words of six addresses, in its query and after the #."""
    words = "date from to actor theme with static present lang childId".split()
    for start in range(0, len(PAYLOADS), 20):
        texts = PAYLOADS[start : start + 20]
        query = "&".join(
            f"{word}={quote(text[:180])}" for word, text in zip(words, texts)
        )
        rest = "&".join(
            f"{word}={quote(text[:180])}" for word, text in zip(words, texts[10:])
        )
        visit = Visit(browser, pages / "timeline.html", f"?{query}#{rest}")
        page = visit.started()
        page.evaluate(
            """async (texts) => {
              for (const text of texts)
                for (const word of ["date", "with"]) {
                  location.hash = `#${word}=${encodeURIComponent(text)}`;
                  location.hash = `#${word}=${text}`;
                  await new Promise((done) => setTimeout(done));
                }
            }""",
            texts,
        )
        visit.check()


def test_messages_run_nothing(browser, pages, tmp_path):
    host = tmp_path / "host.html"
    frame = f'<iframe src="{(pages / "map.html").as_uri()}" sandbox="allow-scripts">'
    host.write_text(f"<!doctype html>{frame}</iframe>", "utf-8")
    visit = Visit(browser, host, own="iframe")
    visit.started(visit.page.frames[1])
    visit.page.evaluate(
        """(texts) => {
          const say = (message) => frames[0].postMessage(message, "*");
          for (const text of texts) {
            say(text);
            say({ controlmap: text });
            say(JSON.parse(`{"controlmap": "go", "__proto__": {"date": "2014"}}`));
            for (const controlmap of ["go", "compare", "actor", "grow", "hello"])
              say({ controlmap, date: text, actor: text, theme: text, height: text });
            say({ controlmap: "go", date: { toString: () => text } + "" });
          }
        }""",
        PAYLOADS,
    )
    visit.page.wait_for_timeout(500)
    inside = visit.page.frames[1]
    assert inside.get_by_role("slider").get_attribute("aria-valuetext")
    visit.check()


class Tags(HTMLParser):
    """Elements of a text with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def kit():
    """A kit of six actors, who share the payloads as names."""
    rows = [
        (" ".join(PAYLOADS[place::6]), DAYS[0], None, square(40 + place, 33))
        for place in range(6)
    ]
    table = control(*rows)
    table.attrs["about"] = {"title": " ".join(PAYLOADS)}
    return Kit(summarize(table), " ".join(PAYLOADS), "https://maps.example/")


def test_drawings_are_drawings_alone(kit):
    """Browsers open an SVG as a page, which has no policy: it must have no place for code."""
    slide = areas_chart(kit.summary).svg(kit.summary.title, kit.alt)
    with default_settings():
        figure = Facts(kit.summary).map(0, kit.alt, grid_km=50)
    for text in (slide, figure):
        for element in ElementTree.fromstring(text).iter():
            name = element.tag.rpartition("}")[2]
            assert name not in ("script", "foreignObject", "a", "image", "animate")
            for word, value in element.attrib.items():
                assert not word.rpartition("}")[2].startswith("on")
                if word.endswith("href"):
                    assert value.startswith("#"), name


def test_the_oembed_response_has_the_title_in_its_place(kit, tmp_path):
    (maker,) = (maker for maker in MAKERS if "oembed.json" in maker.files)
    maker.write(kit, tmp_path)
    response = json.loads((tmp_path / "oembed.json").read_text("utf-8"))
    ((name, frame),) = Tags(response["html"]).found
    assert (name, frame["title"]) == ("iframe", kit.summary.title)
    assert sorted(frame) == ["height", "sandbox", "src", "style", "title", "width"]
    for snippet in snippets(kit.summary.title, kit.alt):
        tags = [tag for tag, _ in Tags(snippet.fill(kit.url)).found]
        assert set(tags) <= {"iframe", "script", "a", "img"} and len(tags) <= 2
