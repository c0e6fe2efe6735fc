"""The pages of a kit in other people's: of another origin, in a sandbox, under a strict CSP."""

import html
import io
import re
from html.parser import HTMLParser

import pytest
from reader import rest_long, until
from tables import control, square

import geo
import layers
from layers.output.templates import asset
from layers.page.embed import card, embed_page, folder_url, listener, snippets

KIT, HOST = "https://maps.example/kit/", "https://news.example/"
TITLE = 'The "front" & <more> {page}'
ALT = "Red held 100 km².\nThen less, and now none; {map}."
# What a newsroom's server may ask of its pages: scripts of its own alone.
CSP = (
    f"default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; "
    f"frame-src {KIT}; img-src {KIT}"
)
WIDTHS = [(320, 640), (768, 1024), (1200, 800)]


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """Files of a kit by name; small, and made once."""
    from PIL import Image

    days = ["2014-06-01", "2015-01-01", "2016-06-01", "2019-03-23"]
    intervals = zip(days, [*days[1:], None], (4, 5, 2, 1), strict=True)
    table = control(
        *(
            ("red", start, end, square(40, 33, size=size))
            for start, end, size in intervals
        )
    )
    m = layers.control_map(table, outlines=False, title=TITLE)
    folder = tmp_path_factory.mktemp("kit")
    for kind in ("map", "timeline", "story"):
        words = card(TITLE, "What is shown", ALT, KIT) if kind == "map" else ""
        layers.save(m, folder / f"{kind}.html", kind=kind, card=words)
    picture = io.BytesIO()
    Image.new("L", (1200, 630), 128).save(picture, "PNG")
    texts = {path.name: path.read_bytes() for path in folder.iterdir()}
    page = embed_page(TITLE, ALT, "2014-06-01", KIT).encode()
    return {
        **texts,
        "embed.html": page,
        "embed.js": asset("app/embed.js").encode(),
        "poster.png": picture.getvalue(),
    }


TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript",
    "png": "image/png",
}


class Newsroom:
    """A page of another origin; keeps what was asked for and what browsers complained of."""

    def __init__(self, browser, kit, body, csp=CSP, **how):
        self.kit, self.body, self.csp = kit, body, csp
        self.context = browser.new_context(**how)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.asked, self.messages = [], []
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.context.route("**/*", self._serve)
        self.page.goto(f"{HOST}article.html")

    def _serve(self, route):
        address = re.split(r"[?#]", route.request.url)[0]
        name = address.rpartition("/")[2]
        if address == f"{HOST}article.html":
            text = (
                f"<!doctype html><title>News</title><body style='margin: 0'>{self.body}"
            )
            headers = {"Content-Security-Policy": self.csp} if self.csp else {}
            route.fulfill(body=text, content_type=TYPES["html"], headers=headers)
        elif (
            address.startswith(KIT) or address == f"{HOST}embed.js"
        ) and name in self.kit:
            self.asked.append(address)
            route.fulfill(
                body=self.kit[name], content_type=TYPES[name.rpartition(".")[2]]
            )
        else:
            self.asked.append(address)
            route.abort()

    @property
    def inside(self):
        """The frame, once its page works."""
        frame = self.page.frames[1]
        frame.wait_for_selector(".legend li", state="attached")
        return frame

    def height(self):
        return self.page.locator("iframe").bounding_box()["height"]

    def settled(self):
        """The height of a frame that holds just the page; it fails if it never comes to that."""
        inside = self.inside
        until(
            inside,
            """() => innerHeight > 300 && Math.abs(innerHeight -
              document.documentElement.getBoundingClientRect().height) <= 1""",
        )
        height = self.height()
        self.page.wait_for_timeout(150)
        assert self.height() == height, "it stays so"
        assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
        return height


@pytest.fixture
def newsroom(browser, kit):
    newsrooms = []

    def open_article(body, **how):
        newsrooms.append(Newsroom(browser, kit, body, **how))
        return newsrooms[-1]

    yield open_article
    for newsroom_page in newsrooms:
        newsroom_page.context.close()


def filled(id, page="map.html"):
    (snippet,) = (snippet for snippet in snippets(TITLE, ALT) if snippet.id == id)
    return snippet.fill(KIT).replace("kit/map.html", f"kit/{page}", 1)


def turned(newsroom, width, height):
    newsroom.page.set_viewport_size({"width": width, "height": height})
    newsroom.page.wait_for_timeout(100)


@pytest.mark.browser
@pytest.mark.parametrize("page", ["map.html", "timeline.html"])
def test_a_frame_that_listens_is_as_high_as_its_page(newsroom, page):
    """Under a CSP of script-src 'self', with the listener as a file of the host's own."""
    article = newsroom(filled("file", page), viewport={"width": 320, "height": 640})
    heights = []
    for width, height in [*WIDTHS, (800, 1200)]:
        turned(article, width, height)
        heights.append(article.settled())
    assert heights[0] >= heights[2], "a narrow page is higher, if it is a map"
    assert page != "map.html" or heights[0] > heights[2]
    mark = ".folium-map canvas" if page == "map.html" else ".chart .line"
    assert (
        article.inside.locator(mark).first.bounding_box()["height"] > 20
    ), "it is drawn"
    article.inside.locator(".open-more").click()
    article.inside.locator("details.table summary").click()
    article.page.wait_for_timeout(300)  # the host's policy lets nothing wait in it
    assert article.settled() > heights[-1]
    assert article.asked == [f"{HOST}embed.js", f"{KIT}{page}"] or article.asked == [
        f"{KIT}{page}",
        f"{HOST}embed.js",
    ]
    assert article.messages == []


@pytest.mark.browser
def test_the_listener_may_stand_in_the_article_itself(newsroom):
    article = newsroom(
        filled("growing"), csp="", viewport={"width": 768, "height": 1024}
    )
    upright = article.settled()
    turned(article, 360, 768)
    assert article.settled() != upright
    assert article.asked == [f"{KIT}map.html"] and article.messages == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), rest_long(*WIDTHS))
def test_a_frame_that_nobody_listens_to_is_filled(newsroom, width, height):
    how = {"viewport": {"width": width, "height": height}}
    article = newsroom(filled("frame"), **how)
    inside = article.inside
    article.page.wait_for_timeout(150)
    assert article.height() == 720
    fits = """() => document.documentElement.scrollWidth <= innerWidth &&
      document.querySelector(".controls").getBoundingClientRect().bottom <= innerHeight"""
    assert inside.evaluate(fits), "the map and the chart stand in the frame"
    turned(article, height, width)
    assert inside.evaluate(fits)
    assert article.asked == [f"{KIT}map.html"] and article.messages == []


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), rest_long(*WIDTHS))
def test_the_picture_keeps_its_shape_and_leads_to_the_map(newsroom, width, height):
    article = newsroom(filled("picture"), viewport={"width": width, "height": height})
    picture = article.page.get_by_role("img")
    until(article.page, "document.querySelector('img').complete")
    box = picture.bounding_box()
    assert box["width"] == min(width, 1200)
    assert box["height"] == pytest.approx(box["width"] * 630 / 1200, abs=1)
    assert picture.get_attribute("alt") == " ".join(ALT.split())
    assert article.page.locator("a").get_attribute("href") == f"{KIT}map.html"
    assert article.asked == [f"{KIT}poster.png"] and article.messages == []


# What systems of newsrooms do with what a frame says, in a line each.
SYSTEMS = {
    "datawrapper": "for (const one of Object.values(data['datawrapper-height'] ?? {})) set(one);",
    "amp": "if (data.sentinel === 'amp' && data.type === 'embed-size') set(data.height);",
    "medium": """try { const said = JSON.parse(data);
      if (said.context === 'iframe.resize' && said.src === frame.src) set(said.height);
    } catch {}""",
    "pym": """const told = /^pymxPYMxmap-1xPYMx(\\S+)xPYMx(.*)$/.exec(data);
      if (told?.[1] === "height") set(told[2]);""",
}


@pytest.mark.browser
@pytest.mark.parametrize("system", SYSTEMS)
def test_systems_of_newsrooms_receive_the_height(newsroom, system):
    query = "?initialWidth=768&childId=map-1" if system == "pym" else ""
    frame = filled("frame").replace("map.html", f"map.html{query}", 1)
    script = f"""<script>
      const frame = document.querySelector("iframe");
      const set = (height) => (frame.style.height = `${{height}}px`);
      addEventListener("message", ({{ source, data }}) => {{
        if (source !== frame.contentWindow) return;
        {SYSTEMS[system]}
      }});
    </script>"""
    how = {"viewport": {"width": 768, "height": 1024}}
    article = newsroom(f"{frame}{script}", csp="", **how)
    upright = article.settled()
    turned(article, 320, 640)
    assert article.settled() > upright
    assert article.messages == []


@pytest.mark.browser
def test_the_page_to_embed_from(browser, kit, tmp_path):
    for name, content in kit.items():
        (tmp_path / name).write_bytes(content)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    asked, messages = [], []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto((tmp_path / "embed.html").as_uri())
    for frame in page.frames[1:]:
        frame.wait_for_selector(".legend li", state="attached")
    assert sorted(asked) == ["embed.html", "map.html", "timeline.html"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for snippet in snippets(TITLE, ALT):
        assert page.locator(f"#{snippet.id}").text_content() == snippet.fill(KIT)
    page.locator("select[name=page]").select_option("timeline.html")
    page.get_by_label("Address of the folder").fill("example.org/a&b")
    page.get_by_label("Date").fill("2015")
    # By key: right after a page has scrolled, a click may still go to the frame that lay there.
    page.get_by_label("No controls").press("Space")
    address = "https://example.org/a&b/timeline.html?date=2015&static=1"
    code = page.locator("#frame").text_content()
    assert html.unescape(re.search(r'src="([^"]*)"', code)[1]) == address
    until(
        page,
        "document.querySelector('iframe').src.endsWith('map.html?date=2015&static=1')",
    )
    page.get_by_role("button", name="Copy").first.press("Enter")
    until(page, "document.querySelector('[role=status]').textContent")
    assert messages == []
    context.close()


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_snippets_hold_words_of_any_kind():
    for snippet in snippets(TITLE, ALT):
        (_, frame), *_ = (tag for tag in Tags(snippet.fill(KIT)).found if tag[0] != "a")
        assert frame["src"] in (f"{KIT}map.html", f"{KIT}poster.png")
        if snippet.id == "picture":
            assert frame["alt"] == " ".join(ALT.split())
            assert (frame["width"], frame["height"]) == ("1200", "630")
        else:
            assert frame["title"] == TITLE
            assert frame["sandbox"] == "allow-scripts allow-downloads allow-popups"


def test_the_listener_of_the_snippet_is_that_of_the_file():
    assert listener() in asset("app/embed.js")
    assert listener().startswith("(() => {")


def test_the_head_describes_the_page_to_other_sites(kit):
    head = kit["map.html"].decode().partition("</head>")[0]
    tags = Tags(head).found
    properties = {
        attributes["property"]: attributes["content"]
        for name, attributes in tags
        if name == "meta" and "property" in attributes
    }
    assert (
        properties["og:title"] == TITLE
        and properties["og:description"] == "What is shown"
    )
    assert (
        properties["og:image"] == f"{KIT}poster.png"
        and properties["og:url"] == f"{KIT}map.html"
    )
    assert properties["og:image:alt"] == " ".join(ALT.split())
    (link,) = (attributes for name, attributes in tags if name == "link")
    assert link["href"] == f"{KIT}oembed.json"
    assert link["type"] == "application/json+oembed"
    bare = Tags(card(TITLE, "What", ALT)).found
    assert not [
        attributes for _, attributes in bare if attributes.get("property") == "og:url"
    ]
    assert "https" not in card(TITLE, "What", ALT)


@pytest.mark.parametrize(
    "address", ["maps", "ftp://a.org/", "https://", "https://a.org/?x=1", "http://[/"]
)
def test_a_text_that_is_no_address_is_refused(address):
    with pytest.raises(geo.CallError, match="address"):
        folder_url(address)


def test_the_address_of_a_folder_ends_in_a_slash():
    assert folder_url(None) == folder_url(" ") == ""
    assert folder_url("https://a.org/maps") == "https://a.org/maps/"
