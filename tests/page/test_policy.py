"""The Content-Security-Policy of a page allows what is in the page, and nothing else."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import folium
import folium.plugins
import pytest
from folium.raster_layers import ImageOverlay
from reader import Reader, scripts_in, until
from tables import control, square

import geo
import layers
from layers.page.embed import embed_page

DAYS = ["2014-01-01", "2014-06-01"]
CLOSED = {"default-src": ["'none'"], "base-uri": ["'none'"], "form-action": ["'none'"]}


@pytest.fixture
def m():
    table = control(
        ("red", *DAYS, square(40, 33)), ("red", DAYS[1], None, square(40, 33, size=0.5))
    )
    scenes = [{"date": DAYS[0], "caption": "It begins."}]
    table.attrs["about"] = {"scenes": scenes}
    return layers.control_map(table, outlines=False)


def saved(m, tmp_path, **how):
    layers.save(m, tmp_path / "map.html", **how)
    return (tmp_path / "map.html").read_text(encoding="utf-8")


class Parts(HTMLParser):
    """Elements of a page in their order, and the text of its scripts and styles."""

    CDATA_CONTENT_ELEMENTS = ("script", "style")

    def __init__(self, page):
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in self.CDATA_CONTENT_ELEMENTS:
            self.texts.append((tag, dict(attrs).get("type", ""), []))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.cdata_elem:
            self.texts[-1][2].append(data)


def rules(page):
    """The policy of a page: its sources by directive. It stands before all that it governs."""
    elements = Parts(page).elements
    place, (_, meta) = next(
        (place, element)
        for place, element in enumerate(elements)
        if element[1].get("http-equiv") == "Content-Security-Policy"
    )
    assert [name for name, _ in elements[:place]] == ["html", "head", "meta"]
    directives = [directive.split() for directive in meta["content"].split("; ")]
    assert len({directive[0] for directive in directives}) == len(directives)
    return {name: sources for name, *sources in directives}


def hashed(text):
    content = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(content).decode()}'"


def runs_in(page):
    """Hashes of the scripts and of the styles that stand in a page or are put there."""
    texts_of = {"script": [], "style": []}
    for name, kind, text in Parts(page).texts:
        laid_by = 'class="scripts"' in page and kind == "text/plain"
        if name == "style" or kind in ("", "module"):
            texts_of[name].append("".join(text))
        elif laid_by and text[0].startswith("(function"):
            texts_of[name].append("".join(text))  # layers of Folium's
    if 'class="scripts"' in page:
        zipped = scripts_in(page)
        more = [library.get("text") for library in zipped["more"]]
        texts_of["script"] += filter(None, [zipped["leaflet"], *more, zipped["ours"]])
        texts_of["style"] += filter(None, [zipped["styles"]])
    return {name: sorted(map(hashed, texts)) for name, texts in texts_of.items()}


@pytest.mark.parametrize("kind", ["map", "timeline", "story"])
def test_a_page_allows_its_own_scripts_and_nothing_else(m, tmp_path, kind):
    page = saved(m, tmp_path, kind=kind)
    allowed, runs = rules(page), runs_in(page)
    assert len(runs["script"]) == (2 if kind == "timeline" else 4)
    assert len(runs["style"]) == (1 if kind == "timeline" else 2)
    expected = {"script-src": runs["script"], "style-src": runs["style"], **CLOSED}
    if kind != "timeline":
        expected["img-src"] = ["blob:"]  # of pictures that it makes
    assert {name: sorted(sources) for name, sources in allowed.items()} == expected
    assert ("meta", {"name": "referrer", "content": "no-referrer"}) in Parts(
        page
    ).elements


def test_embed_pages_and_worksheets_allow_nothing_else_either(m):
    page = embed_page("The <front>", "Red held.", DAYS[0])
    runs = runs_in(page)
    assert rules(page) == {
        "script-src": runs["script"],
        "style-src": runs["style"],
        "frame-src": ["'self'", "file:"],
        **CLOSED,
    }
    sheet = layers.worksheet(m.summary.table)
    for answers in (False, True):
        page = sheet.html(answers=answers)
        assert rules(page) == {"style-src": runs_in(page)["style"], **CLOSED}


def test_no_page_has_what_its_policy_forbids(m, tmp_path):
    """Styles and handlers in attributes; a browser would say so only where it comes by."""
    pages = [saved(m, tmp_path, kind=kind) for kind in ("map", "timeline", "story")]
    pages.append(embed_page("The front", "Red held.", DAYS[0]))
    pages.append(layers.worksheet(m.summary.table).html())
    for page in pages:
        for name, attributes in Parts(page).elements:
            assert not [
                attribute for attribute in attributes if attribute.startswith("on")
            ], name
            assert "style" not in attributes, name


def test_ends_of_lines_are_hashed_as_browsers_read_them(m, tmp_path):
    m.get_root().script.add_child(folium.Element("// one\r\n// two\r// three\0\n"))
    m.get_root().header.add_child(folium.Element("<style>p {\r\n}</style>"))
    page = saved(m, tmp_path)
    assert "\r" not in page and "\0" not in page
    allowed, runs = rules(page), runs_in(page)
    assert sorted(allowed["script-src"]) == runs["script"]
    assert sorted(allowed["style-src"]) == runs["style"] and len(runs["style"]) == 3


def test_tiles_allow_only_their_host(m, tmp_path):
    address = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"
    folium.TileLayer(address, attr="Tiles").add_to(m)
    page = saved(m, tmp_path)
    assert rules(page)["img-src"] == ["data:", "blob:", "https://*.tiles.example.org"]
    assert not {"connect-src", "style-src-attr", "font-src"} & rules(page).keys()
    assert "no-referrer" not in page, "hosts of tiles want to know whose page asks"
    assert "img-src" not in rules(saved(m, tmp_path, kind="timeline"))


def test_files_that_browsers_fetch_are_allowed_one_by_one(m, tmp_path):
    folium.plugins.Fullscreen().add_to(m)
    allowed = rules(saved(m, tmp_path, assets="cdn"))
    package = r"https://cdn\.jsdelivr\.net/npm/leaflet\.fullscreen@[\d.]+/"
    (script,) = (
        source for source in allowed["script-src"] if not source.startswith("'")
    )
    (style,) = (source for source in allowed["style-src"] if not source.startswith("'"))
    assert re.fullmatch(package + r".*\.js", script)
    assert re.fullmatch(package + r".*\.css", style)
    for name in ("img-src", "font-src"):
        (source,) = set(allowed[name]) - {"data:", "blob:"}
        assert re.fullmatch(package, source)


def test_own_layers_allow_what_they_fetch(m, tmp_path):
    icon = folium.CustomIcon("https://icons.example.org/a.png")
    bounds = [[33, 40], [34, 41]]
    folium.Marker([33.5, 40.5], icon=icon, popup="<img src='//evil.example'>").add_to(m)
    ImageOverlay("http://maps.example.org:8080/x.png", bounds).add_to(m)
    folium.WmsTileLayer("https://wms.example.org/wms", layers="a").add_to(m)
    folium.plugins.FloatImage("https://logos.example.org/a.png").add_to(m)
    page = saved(m, tmp_path, hosts=["https://pictures.example.org/2024/"])
    allowed = rules(page)
    assert set(allowed["img-src"]) == {
        "data:",
        "blob:",
        "https://icons.example.org",
        "http://maps.example.org:8080",
        "https://wms.example.org",
        "https://logos.example.org",
        "https://pictures.example.org",
    }
    assert allowed["connect-src"] == ["https://pictures.example.org"]
    assert allowed["style-src-attr"] == ["'unsafe-inline'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & {
        *allowed["script-src"],
        *allowed["style-src"],
    }
    with pytest.raises(geo.CallError, match="example.org x: not the address of a host"):
        saved(m, tmp_path, hosts=["example.org x"])


def test_code_in_markup_is_refused_because_it_would_not_run(m, tmp_path):
    m.get_root().html.add_child(folium.Element("<p style='color: red'>A note</p>"))
    page = saved(m, tmp_path)
    assert "A note" in page and "style-src-attr" in rules(page)
    folium.plugins.ScrollZoomToggler().add_to(m)
    with pytest.raises(
        geo.ControlError, match="^scroll_zoom_toggler: code in its markup"
    ):
        saved(m, tmp_path)
    saved(m, tmp_path, kind="timeline")


def test_scripts_in_markup_are_refused_too(m, tmp_path):
    m.get_root().script.add_child(folium.Element("window.mine = true;"))
    saved(m, tmp_path)
    m.get_root().html.add_child(folium.Element("<script>mine = 1</script>"))
    with pytest.raises(geo.ControlError, match="^element: code in its markup"):
        saved(m, tmp_path)


HOLE = """<script>ran.push("script")</script><img src="x" onerror="ran.push('handler')">
<svg onload="ran.push('svg')"></svg><a id="a" href="javascript:ran.push('address')">a</a>
<style>h1 { display: none }</style><iframe srcdoc="<script>top.ran.push(1)</script>"></iframe>
<base href="https://evil.example/"><form id="f" action="https://evil.example/"></form>
<link rel="stylesheet" href="https://evil.example/x.css"><object data="//evil.example/"></object>
<video src="https://evil.example/v"></video><meta http-equiv="refresh" content="0;data:,x">"""


@pytest.mark.browser
def test_injected_markup_does_not_run(browser, m, tmp_path):
    page = saved(m, tmp_path)
    heading = re.search(r"<h1>(.*?)</h1>", page)
    torn = page.replace(heading[0], f"<h1>{heading[1]}{HOLE}</h1>", 1)
    torn = torn.replace("<head>", "<head><script>var ran = [];</script>", 1)
    path = tmp_path / "torn.html"
    path.write_text(torn.replace("0;data:,x", "9999"), encoding="utf-8")
    reader = Reader(browser, path)
    reader.page.evaluate("document.getElementById('a').click()")
    reader.slider.focus()
    reader.page.keyboard.press("End")
    assert reader.text(".date") == "1 June 2014", "the page lives"
    assert reader.page.locator("h1").is_visible()
    assert reader.page.evaluate("document.baseURI").startswith("file:")
    assert reader.page.evaluate("ran") == []
    reader.page.evaluate("document.getElementById('f').submit()")
    reader.page.wait_for_timeout(200)
    assert reader.asked == []
    violations = {
        error.split()[1] for error in reader.errors if error.startswith("policy: ")
    }
    assert violations >= {
        "script-src-elem",
        "script-src-attr",
        "img-src",
        "style-src-elem",
        "base-uri",
        "form-action",
        "object-src",
        "media-src",
    }
    reader.context.close()


@pytest.mark.browser
def test_popups_are_the_callers_own_markup_and_run_nothing(opened):
    mark = (
        "<img src=x onerror=\"ran.push('handler')\"><script>ran.push('script')</script>"
    )
    text = f"<b style='color: rgb(1, 2, 3)'>town</b>{mark}</script><!--<script>"
    table = control(("red", DAYS[0], None, square(40, 33)))
    spot = folium.Marker([33.5, 40.5], popup=text, tooltip=text)
    shape = {"type": "Point", "coordinates": [40.2, 33.2]}
    feature = {"type": "Feature", "properties": {"name": text}, "geometry": shape}
    data = {"type": "FeatureCollection", "features": [feature]}
    layer = folium.GeoJson(data, popup=folium.GeoJsonPopup(["name"]))
    reader = opened(table, layers_on_top=[spot, layer, folium.LayerControl()])
    page = reader.page
    page.evaluate("window.ran = []")
    for place in range(2):
        page.locator(".leaflet-marker-icon").nth(place).dispatch_event("click")
        until(page, "document.querySelectorAll('.leaflet-popup b').length === 1")
        town = page.locator(".leaflet-popup b")
        colour = town.evaluate("(element) => getComputedStyle(element).color")
        assert colour == "rgb(1, 2, 3)", "what the caller made looks as it was made"
        page.wait_for_timeout(100)
    assert page.evaluate("ran") == []
    assert reader.asked == []
