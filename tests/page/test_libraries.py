"""Layers of Folium's that need files beside Leaflet: carried, refused, or linked with a hash."""

import importlib.metadata
import json
import re
from pathlib import Path

import folium
import folium.plugins
import pytest
from reader import VIOLATED, scripts_in
from tables import control, square

import geo
import layers
from layers.data.build_links import FILES, hashed
from layers.page import libraries

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
TABLE = json.loads(
    (Path(layers.__file__).parent / "data" / "links.json").read_text("utf-8")
)
SPOTS = [[33.5, 40.5], [33.5, 40.5001], [33.5, 40.5002]]
UNKNOWN = "https://example.org/layer.js"


@pytest.fixture
def m():
    rows = (
        ("red", "2014-01-01", "2014-02-01", square(40, 33)),
        ("red", "2014-02-01", None, square(40, 33, size=0.5)),
    )
    return layers.control_map(control(*rows), outlines=False)


@pytest.fixture
def npm():
    """Where npm has put the packages that the tests need."""
    if not (MODULES / "leaflet.markercluster").is_dir():
        pytest.skip("no node_modules: run npm install")
    return MODULES


def saved(m, tmp_path, **how):
    layers.save(m, tmp_path / "map.html", **how)
    return (tmp_path / "map.html").read_text(encoding="utf-8")


def file_of(src):
    """The file in node_modules that stands behind a pinned address."""
    package, file = re.fullmatch(
        r".*/npm/((?:@[^/]+/)?[^/@]+)@[^/]+/(.*)", src
    ).groups()
    return MODULES / package / file


def test_every_pinned_file_has_one_version_and_a_hash():
    assert TABLE.keys() == FILES.keys()
    for pinned in TABLE.values():
        assert re.fullmatch(
            r"https://[\w.]+/npm/(@[\w-]+/)?[\w.-]+@\d+\.\d+\.\d+/[\w./-]+\.(js|css)",
            pinned["src"],
        )
        assert re.fullmatch(r"sha384-[\w+/]{64}", pinned["integrity"])


def test_hashes_are_those_of_the_files_on_npm(npm):
    known = {pinned["src"]: pinned["integrity"] for pinned in TABLE.values()}
    mine = [src for src in known if "cluster@" in src or "fullscreen@" in src]
    assert len(mine) == 5
    for src in mine:
        assert hashed(file_of(src).read_bytes()) == known[src]


def test_files_of_folium_itself_are_in_the_page(m, tmp_path):
    folium.plugins.HeatMap(SPOTS).add_to(m)
    page = saved(m, tmp_path)
    (library,) = scripts_in(page)["more"]
    assert "L.heatLayer=" in library["text"]
    assert "://cdn." not in page


def test_a_file_of_no_package_is_refused_by_layer_and_address(m, tmp_path):
    folium.plugins.MarkerCluster(SPOTS).add_to(m)
    folium.plugins.Fullscreen().add_to(m)
    with pytest.raises(geo.ControlError) as error:
        saved(m, tmp_path)
    message = str(error.value)
    assert re.match(
        r"MarkerCluster needs https://\S+/leaflet.markercluster.js and https://\S+\.css and "
        r"https://\S+\.css, Fullscreen needs https://\S+ and https://\S+: in no",
        message,
    )
    assert 'layers.save(m, path, assets="cdn")' in message
    assert list(tmp_path.iterdir()) == []


def test_an_address_without_a_pinned_copy_is_refused_either_way(m, tmp_path):
    m.add_js_link("layer", UNKNOWN)
    for assets in ("inline", "cdn"):
        with pytest.raises(geo.ControlError, match=f"{UNKNOWN}: in no"):
            saved(m, tmp_path, assets=assets)
    with pytest.raises(geo.CallError, match="assets: unknown value"):
        saved(m, tmp_path, assets="host")


@pytest.mark.parametrize("prefix, more", [("fa", 3), ("glyphicon", 3), ("mine", 2)])
def test_an_icon_needs_its_marker_and_the_font_of_its_sign(m, tmp_path, prefix, more):
    folium.Marker(SPOTS[0], icon=folium.Icon(prefix=prefix)).add_to(m)
    with pytest.raises(geo.ControlError, match=r"^folium\.Icon needs"):
        saved(m, tmp_path)
    page = saved(m, tmp_path, assets="cdn")
    linked = re.findall(r"<link [^>]*>", page)
    assert len(linked) + len(scripts_in(page)["more"]) == more
    for link in linked:
        assert "integrity=" in link and 'crossorigin="anonymous"' in link


def test_files_of_an_installed_package_are_in_the_page(m, tmp_path, npm, monkeypatch):
    """A package installed for the test, with one file of another version beside the right ones."""
    folium.plugins.MarkerCluster(SPOTS).add_to(m)
    folium.plugins.Fullscreen().add_to(m)
    site = tmp_path / "site"
    names = []
    for src in (entry["src"] for entry in TABLE.values()):
        if "cluster@" in src or "fullscreen@" in src:
            file = file_of(src)
            (site / "lib").mkdir(parents=True, exist_ok=True)
            (site / "lib" / file.name).write_bytes(file.read_bytes())
            names.append(f"lib/{file.name}")
    picture = site / "lib" / "icon-fullscreen.svg"
    picture.write_bytes((MODULES / "leaflet.fullscreen" / picture.name).read_bytes())
    about = site / "other_js-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: other-js\nVersion: 1\n"
    )
    (about / "RECORD").write_text("".join(f"{name},,\n" for name in names))
    monkeypatch.syspath_prepend(str(site))
    libraries._linked_file.cache_clear()
    page = saved(m, tmp_path)
    assert [list(library) for library in scripts_in(page)["more"]] == [
        ["text"],
        ["text"],
    ]
    assert "<link" not in page and "data:image/svg+xml;base64," in page

    changed = site / "lib" / "leaflet.markercluster.js"
    changed.write_text(changed.read_text("utf-8") + "//", "utf-8")
    libraries._linked_file.cache_clear()
    with pytest.raises(geo.ControlError, match="^MarkerCluster needs"):
        saved(m, tmp_path)
    libraries._linked_file.cache_clear()
    assert importlib.metadata.version("other-js") == "1"


def test_every_picture_of_a_stylesheet_is_in_it(tmp_path):
    (tmp_path / "img").mkdir()
    (tmp_path / "a.png").write_bytes(b"small")
    (tmp_path / "img" / "a.png").write_bytes(b"large")
    css = "url(data:image/png;base64,AAAA) url(#clip) url('a.png') url(img/a.png?v=1)"
    (tmp_path / "a.css").write_text(css, encoding="utf-8")
    data = "data:image/png;base64,"
    assert libraries._with_pictures(tmp_path / "a.css") == (
        f"url({data}AAAA) url(#clip) url('{data}c21hbGw=') url({data}bGFyZ2U=)"
    )


@pytest.mark.browser
@pytest.mark.parametrize("true", [True, False])
def test_browsers_run_what_has_the_hash_and_nothing_else(
    m, tmp_path, npm, browser, true
):
    folium.plugins.MarkerCluster(SPOTS).add_to(m)
    folium.plugins.Fullscreen().add_to(m)
    folium.Marker([33.7, 40.7], popup="a town").add_to(m)
    folium.LayerControl().add_to(m)
    saved(m, tmp_path, assets="cdn")
    asked = []

    def serve(route):
        if route.request.url.startswith("file:"):
            return route.continue_()
        asked.append(route.request.url)
        content = file_of(route.request.url).read_bytes()
        kind = "text/css" if route.request.url.endswith(".css") else "text/javascript"
        route.fulfill(
            body=content if true else content + b"\n",
            headers={"Access-Control-Allow-Origin": "*", "Content-Type": kind},
        )

    context = browser.new_context()
    context.route("**/*", serve)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(VIOLATED)
    forbidden = []
    page.on("console", lambda message: forbidden.append(message.text))
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector(".legend li", state="attached")
    pinned = {entry["src"] for entry in TABLE.values()}
    own = [address for address in asked if not address.endswith(".svg")]
    assert len(own) == 5 and set(own) <= pinned
    assert (page.locator(".marker-cluster").count() > 0) is true
    assert (page.locator(".leaflet-control-zoom-fullscreen").count() == 1) is true
    assert bool(errors) is not true, "a layer that did not come is told in the console"
    assert not [text for text in forbidden if text.startswith("policy: ")]
    # The page lives without it.
    page.get_by_role("button", name="Previous date").click()
    assert page.locator(".date").text_content() == "1 January 2014"
    context.close()


@pytest.mark.browser
def test_a_tile_layer_asks_its_host_and_nobody_else(opened):
    rows = [("red", "2014-01-01", "2015-01-01", square(40, 33))]
    rows.append(("red", "2015-01-01", None, square(40, 33, size=0.5)))
    tiles = folium.TileLayer("https://tiles.example.org/{z}/{x}/{y}.png", attr="Tiles")
    shape = folium.GeoJson({"type": "Point", "coordinates": [40.5, 33.5]})
    reader = opened(control(*rows), layers_on_top=[tiles, shape, folium.LayerControl()])
    reader.page.wait_for_selector(".leaflet-tile", state="attached")
    assert reader.page.locator(".leaflet-marker-icon").count() == 1
    reader.slider.focus()
    reader.page.keyboard.press("Home")
    assert reader.text(".date") == "1 January 2014"
    assert {re.match(r"\w+://[^/]+/", address)[0] for address in reader.asked} == {
        "https://tiles.example.org/"
    }
    assert "loads nothing from elsewhere" not in reader.page.content()
    assert not [error for error in reader.errors if "policy" in error.lower()]
