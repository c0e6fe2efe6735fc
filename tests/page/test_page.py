import importlib
import itertools
import re
import shutil
import subprocess
from pathlib import Path

import folium
import folium.plugins
import pytest
import shapely
from reader import data_in, scripts_in
from rjsmin import jsmin
from tables import control, square

import geo
import layers
from layers.content.summary import summarize
from layers.page import bundle
from layers.page.bundle import script
from layers.page.libraries import leaflet_css, leaflet_js
from layers.page.pack import METRES_PER_DEGREE
from layers.page.shapes import pack_territory

ASSETS = Path(layers.__file__).parent / "assets"
MODULES = Path(__file__).resolve().parents[2] / "node_modules"
HOSTILE = "</script><img src=x onerror=alert(1)>`${1}`'\"&\u202e"


@pytest.fixture
def table():
    return control(
        ("red", "2014-01-01", "2014-02-01", square(40, 34)),
        ("red", "2014-02-01", None, square(40, 34, size=0.5)),
    )


def saved(m, tmp_path, name="map.html"):
    layers.save(m, tmp_path / name)
    return (tmp_path / name).read_text(encoding="utf-8")


def test_the_map_is_a_folium_map(table):
    assert isinstance(layers.control_map(table), folium.Map)


@pytest.mark.parametrize("off", [1e-6, 1.82e-6, 3.7e-6, 4.6e-6])
def test_the_error_that_a_page_admits_is_never_less_than_it_is(off):
    """Vertices lie on a grid of 1e-5 degrees, so that these move by `off`, in latitude."""
    table = control(("red", "2014", None, square(40, 34 + off, size=2)))
    exact = pack_territory(summarize(table)).packed
    assert exact.error_m == pytest.approx(off * METRES_PER_DEGREE, rel=1e-6)
    words = layers.control_map(table).get_root().words
    metres, (km2, text) = float(words["error_m"]), words["error_km2"]
    assert exact.error_m <= metres < exact.error_m + 0.1
    assert 0 < exact.error_km2 <= km2 < exact.error_km2 + 0.01
    assert text.split("\u00a0") == [f"{km2:.4g}", "km²"]


def test_a_page_whose_vertices_lie_on_the_grid_admits_no_error(table):
    words = layers.control_map(table).get_root().words
    assert (words["error_m"], words["error_km2"][0]) == ("0", 0)


def test_the_page_names_no_host(table, tmp_path):
    page = saved(layers.control_map(table), tmp_path)
    assert leaflet_js() in scripts_in(page)["leaflet"]
    loads = re.findall(r'(?:src|href)\s*=\s*["\']?(?!#)([^"\'\s>]*)', page)
    assert not [address for address in loads if "//" in address]
    assert "@import" not in page
    assert not re.findall(r"url\((?![#\"']?(?:data:|#))[^)]+\)", leaflet_css())
    assert "sourceMappingURL" not in page


def test_readers_may_zoom_the_page(table, tmp_path):
    page = saved(layers.control_map(table), tmp_path)
    (viewport,) = re.findall(r'<meta name="viewport" content="([^"]*)"', page)
    assert viewport == "width=device-width, initial-scale=1"


def test_the_same_table_and_layers_write_the_same_bytes(table, tmp_path):
    def page(name):
        m = layers.control_map(table)
        folium.Marker([34, 40], popup="a town", tooltip="town").add_to(m)
        folium.GeoJson(shapely.geometry.mapping(square(41, 34))).add_to(m)
        return saved(m, tmp_path, name)

    assert page("one.html") == page("two.html")


def test_saving_twice_writes_the_same_page(table, tmp_path):
    m = layers.control_map(table)
    folium.Marker([34, 40], popup="a town").add_to(m)
    assert saved(m, tmp_path) == saved(m, tmp_path)


def test_figures_on_the_page_are_those_of_the_polygons(table, tmp_path):
    data = data_in(saved(layers.control_map(table), tmp_path))
    assert data["seconds"] == [16_071 * 86_400, 31 * 86_400]
    assert (
        data["texts"] is data["labels"] is None
    ), "the script tells them from the days"
    measured = geo.areas(table)["area_km2"].to_list()
    assert data["series"][0]["km2"] == pytest.approx(measured, abs=1e-6)


def test_dates_that_are_not_days_are_shown_as_their_source_wrote_them(tmp_path):
    for start, label in (("-0322", "323 BCE"), ("2014-06", "June 2014")):
        data = data_in(
            saved(layers.control_map(control(("a", start, None, square(0)))), tmp_path)
        )
        assert (data["texts"], data["labels"]) == ([start], [label])


def test_only_a_page_in_another_language_than_english_has_a_catalogue(table, tmp_path):
    pages = {
        language: data_in(saved(layers.control_map(table, language=language), tmp_path))
        for language in ("en", "de")
    }
    assert "language" not in pages["en"] and pages["de"]["language"]


def test_sentences_of_the_reading_begin_with_a_capital(table, tmp_path):
    table.attrs["reading"] = ["dates from file names", "2 rows left out"]
    page = saved(layers.control_map(table), tmp_path)
    for sentence in ("Dates from file names", "2 rows left out"):
        assert re.search(rf">\s*{sentence}\s*<", page)


def test_names_in_the_data_never_become_markup(tmp_path):
    table = control(
        ((HOSTILE, HOSTILE), "2014-01-01", None, square(40, 34)),
        ("blue", "2014-01-01", None, square(41, 34)),
    )
    table["source"] = HOSTILE
    table.attrs["about"] = {
        "title": HOSTILE,
        "standfirst": HOSTILE,
        "credits": [HOSTILE],
        "places": [{"name": HOSTILE, "lat": 34, "lon": 40, "rank": 1}],
    }
    table.attrs["reading"] = [HOSTILE]
    page = saved(layers.control_map(table), tmp_path)
    assert "<img" not in page
    assert HOSTILE.replace("\u202e", "‹U+202E›") in [
        actor["key"] for actor in data_in(page)["actors"]
    ]


def test_title_and_standfirst_come_from_the_call_the_table_or_the_dates(
    table, tmp_path
):
    def headline(**words):
        page = saved(layers.control_map(table, **words), tmp_path)
        return re.search(r"<h1>(.*?)</h1>", page)[1]

    assert headline() == "Territory held by red, 1 January to 1 February 2014"
    table.attrs["about"] = {"title": "From the table"}
    assert headline() == "From the table"
    assert headline(title="From the call") == "From the call"


def test_a_place_without_a_rank_comes_after_those_that_have_one(table, tmp_path):
    spot = {"lat": 34.0, "lon": 40.0}
    ranks = {"Unranked": {}, "Unknown": {"rank": float("nan")}, "First": {"rank": 1}}
    table.attrs["about"] = {
        "places": [{"name": name, **spot, **rank} for name, rank in ranks.items()]
    }
    towns = data_in(saved(layers.control_map(table), tmp_path))["towns"]
    assert [town[0] for town in towns[:3]] == ["First", "Unranked", "Unknown"]
    assert [town[4] for town in towns[:3]] == [0, 0, 0], "written at every zoom"


@pytest.mark.parametrize("more, zoom", [(0, 0), (20, 8)])
def test_a_few_towns_of_a_list_are_named_at_every_zoom_and_once(tmp_path, more, zoom):
    source = tmp_path / "towns.csv"
    rows = ["Mosul,36.34,43.13,2014-06-10,2017-07-10", "Raqqa,35.95,39.01,2014-01-13,"]
    rows += [f"Place {number},{34 + number / 10},41,," for number in range(more)]
    source.write_text("\n".join(["place,lat,lon,held_from,held_to", *rows]), "utf-8")
    table = geo.read_control(source, frame="Syria,Iraq")
    towns = data_in(saved(layers.control_map(table), tmp_path))["towns"]
    own = towns[: 2 + more]
    assert {"Mosul", "Raqqa"} <= {name for name, *_ in own}
    assert {town[4] for town in own} == {zoom}
    names = [town[0] for town in towns if town[4] == 0]
    assert names.count("Mosul") == 1
    assert names.count("Baghdad") == 1, "others show one's way"


def test_few_sources_are_listed_and_many_are_counted(table, tmp_path):
    assert "<li>drawn 0</li>" in saved(layers.control_map(table), tmp_path)
    rows = [("red", f"2014-01-{d:02}", None, square(40, 34)) for d in range(1, 29)]
    many = control(*rows)
    many["source"] = [f"day{d:02}.geojson" for d in range(1, 29)]
    page = saved(layers.control_map(many), tmp_path)
    assert "28 files, in order of name from “day01.geojson” to “day28.geojson”" in page
    rows = data_in(page)["rows"]
    places = itertools.accumulate(rows["source"])
    assert sorted({rows["words"][place] for place in places}) == sorted(many["source"])


def test_markers_and_shapes_of_folium_stay_without_requests(table, tmp_path):
    m = layers.control_map(table)
    folium.Marker([34, 40], popup="a", icon=folium.DivIcon(html="b")).add_to(m)
    folium.Circle([34, 40], radius=9).add_to(m)
    group = folium.FeatureGroup(name="more").add_to(m)
    folium.PolyLine([[34, 40], [35, 41]]).add_to(group)
    folium.LayerControl().add_to(m)
    page = saved(m, tmp_path)
    assert "L.marker(" in page and "L.polyline(" in page
    assert "cdn." not in page


def test_a_map_from_elsewhere_is_refused(tmp_path):
    with pytest.raises(geo.ControlError, match="layers.control_map"):
        layers.save(folium.Map(), tmp_path / "map.html")


def test_an_older_page_survives_a_failed_save(table, tmp_path):
    page = saved(layers.control_map(table), tmp_path)
    m = layers.control_map(table)
    folium.plugins.Fullscreen().add_to(m)
    with pytest.raises(geo.ControlError):
        layers.save(m, tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == page
    assert len(list(tmp_path.iterdir())) == 1


def test_tiles_come_only_when_asked_for(table, tmp_path):
    assert "L.tileLayer" not in saved(layers.control_map(table), tmp_path)
    page = saved(layers.control_map(table, tiles="OpenStreetMap"), tmp_path)
    assert "L.tileLayer" in page
    assert data_in(page)["plan"] is None
    policies = [
        re.search(r"img-src [^;]*", each)[0]
        for each in (saved(layers.control_map(table), tmp_path), page)
    ]
    assert ["https://" in policy for policy in policies] == [False, True]


def test_a_page_without_outlines_is_the_same_but_for_them(table, tmp_path):
    data = data_in(saved(layers.control_map(table, outlines=False), tmp_path))
    whole = data_in(saved(layers.control_map(table), tmp_path))
    assert data["plan"] is None and data["towns"] == data["countries"] == []
    assert whole["plan"]["areas"]["index"] and whole["plan"]["lines"]["index"]
    squares = [{**area, "rings": []} for area in whole["familiar"]]
    assert data["familiar"] == squares != whole["familiar"]
    same = {name: whole[name] for name in ("plan", "towns", "countries", "familiar")}
    assert {**data, **same} == whole


def test_folium_itself_is_left_as_it_was(table):
    before = list(folium.Map.default_js)
    layers.control_map(table)
    assert folium.Map.default_js == before


def test_a_notebook_shows_the_same_page(table):
    shown = layers.control_map(table)._repr_html_()
    assert "controlmap" in shown and "srcdoc" in shown


@pytest.mark.parametrize(
    "entry", ["app/load.mjs", "app/app.mjs", "app/embed_snippets.mjs"]
)
def test_modules_join_without_clashing_names(entry, monkeypatch):
    monkeypatch.setattr(bundle, "jsmin", str)  # blanks tell the top level
    joined = script(entry)
    assert not re.search(r"^(import|export)\b", joined, re.MULTILINE)
    names = re.findall(
        r"^(?:async )?(?:function|const|let|class) (\w+)", joined, re.MULTILINE
    )
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)
    begin = {
        "app/load.mjs": "load",
        "app/app.mjs": "start",
        "app/embed_snippets.mjs": "startSnippets",
    }
    assert begin[entry] in names


def test_the_page_carries_the_very_scripts_that_the_tests_run(table, tmp_path):
    """Every module, minified, without its imports and `export`."""
    ours = scripts_in(saved(layers.control_map(table), tmp_path))["ours"]
    for path in ASSETS.rglob("*.mjs"):
        if path.name in ("load.mjs", "embed_snippets.mjs"):  # of their own
            continue
        text = re.sub(r"^import [^;]*;\n", "", path.read_text("utf-8"), flags=re.M)
        assert jsmin(re.sub(r"^export ", "", text, flags=re.M)) in ours, path.name


TREES = """
import { readFileSync } from "node:fs";
import { parse } from "acorn";
const bare = (key, value) => (["start", "end", "raw"].includes(key) ? undefined : value);
for (const path of process.argv.slice(1)) {
  const text = readFileSync(path, "utf8");
  const tree = parse(text, { ecmaVersion: 2022, sourceType: "module" });
  console.log(JSON.stringify(tree, bare));
}
"""


def test_a_minified_script_says_the_same(monkeypatch, tmp_path):
    """Both are parsed to the same tree, but for places and the way numbers are written."""
    if shutil.which("node") is None or not (MODULES / "acorn").is_dir():
        pytest.skip("no node, or no node_modules: run npm install")
    (tmp_path / "minified.mjs").write_text(script(), encoding="utf-8")
    monkeypatch.setattr(bundle, "jsmin", str)
    (tmp_path / "whole.mjs").write_text(script(), encoding="utf-8")
    command = ["node", "--input-type=module", "--eval", TREES]
    files = [str(tmp_path / name) for name in ("minified.mjs", "whole.mjs")]
    trees = subprocess.check_output(
        [*command, *files], cwd=MODULES.parent, encoding="utf-8"
    )
    minified, whole = trees.splitlines()
    assert minified == whole and len(whole) > 100_000


def test_a_page_of_a_small_table_is_small(table, tmp_path):
    assert len(saved(layers.control_map(table), tmp_path).encode()) < 400_000


def test_the_page_of_the_story_is_small_and_names_whom_it_owes(story_page):
    page = story_page.read_text("utf-8")
    assert len(page.encode()) < 450_000
    credits = page[page.index("<h3>Credits</h3>") :]
    assert "GeoNames" in credits and "Wikipedia" in credits


def test_no_module_stands_in_the_place_of_a_function():
    """Names of the front door are functions, whatever was loaded before."""
    for name in layers.__all__:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"layers.{name}")
        assert callable(getattr(layers, name)) and callable(getattr(layers, name))
