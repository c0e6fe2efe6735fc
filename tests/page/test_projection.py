"""Sizes on the map can be compared by eye: pixels count square kilometres."""

import json
import os

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from reader import rest_long, until
from tables import control, square

import geo
import geo.measure
from layers.content import choose_projection

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("CONTROLMAP_MERCATOR" in os.environ, reason="not equal-area"),
]

LEAFLET = "document.querySelector('.folium-map').leaflet"
SQUARE_KM = 2 * np.pi * 6378.137
# Pixels of the most frequent colours of the territory's canvas, and how many of them make one of
# the page.
PIXELS = """(most) => {
  const canvas = document.querySelector("canvas.controlmap-territory");
  const { width, height, style } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const full = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 255) continue;
    const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
    full.set(key, (full.get(key) ?? 0) + 1);
  }
  const colours = [...full].sort((a, b) => b[1] - a[1]).slice(0, most).map(([key]) => key);
  const counts = colours.map(() => 0);
  // A pixel on an edge is covered in part, and counts for the colour nearest to its own.
  for (let i = 0; i < data.length; i += 4) {
    if (!data[i + 3]) continue;
    const far = colours.map((key) => Math.abs((key >> 16) - data[i])
      + Math.abs(((key >> 8) & 255) - data[i + 1]) + Math.abs((key & 255) - data[i + 2]));
    counts[far.indexOf(Math.min(...far))] += data[i + 3] / 255;
  }
  return { counts, ratio: width / parseFloat(style.width) };
}"""
NO_EDGES = (
    ".controlmap .territory { stroke: none !important; fill-opacity: 1 !important }"
)


def drawn_km2(reader, most=1):
    """Area of the most frequent colours on the map, from pixels and zoom, the largest first."""
    reader.page.add_style_tag(content=NO_EDGES)
    for scheme in ("dark", "light"):  # each takes the styles again
        reader.page.emulate_media(color_scheme=scheme)
        reader.page.evaluate(FRAMES)
    until(reader.page, f"!{LEAFLET}._animatingZoom")
    result = reader.page.evaluate(PIXELS, most)
    zoom = reader.page.evaluate(f"{LEAFLET}.getZoom()")
    km = SQUARE_KM / 256 / 2**zoom / result["ratio"]
    return sorted((count * km**2 for count in result["counts"]), reverse=True)


FRAMES = (
    "new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))"
)
HOW = {"device_scale_factor": 3, "viewport": {"width": 1280, "height": 900}}


def one_by_one(table):
    """Each actor of a table in a table of its own with the same bounds, and its area."""
    for actor in sorted(set(table["actor"])):
        own = table[table["actor"] == actor]
        yield own, geo.measure.area_km2([own.geometry.union_all()])[0]


@pytest.fixture
def empires():
    """Boxes as large as Greenland, Brazil and Russia, far apart on one map of the world."""
    return control(
        ("Greenland", "1914-01-01", None, shapely.box(-55, 62, -25, 82)),
        ("Brazil", "1914-01-01", None, shapely.box(-65, -25, -42, 2)),
        ("Russia", "1914-01-01", None, shapely.box(40, 50, 150, 70)),
    )


def shares(reader, table):
    drawn = drawn_km2(reader, most=3)
    exact = sorted((km2 for _, km2 in one_by_one(table)), reverse=True)
    return [a / b for a, b in zip(drawn, exact)]


def test_pixels_of_a_map_of_the_world_count_areas(opened, empires):
    found = shares(opened(empires, bypass_csp=True, **HOW), empires)
    assert found == pytest.approx([1, 1, 1], rel=0.01)


def test_pixels_of_the_world_of_1914_count_areas(opened, samples):
    """Denmark is mostly Greenland."""
    table = geo.read_control(samples / "world-history" / "world_1914.geojson")
    chosen = ["Brazil", "Denmark", "Russian Empire"]
    then = table[table["actor"].isin(chosen) & table["start_text"].eq("1914")]
    assert sorted(set(then["actor"])) == chosen
    reader = opened(then, bypass_csp=True, **HOW)
    assert shares(reader, then) == pytest.approx([1, 1, 1], rel=0.01)


def test_under_tiles_the_same_map_is_web_mercator_and_says_so(opened, empires):
    layer = folium.TileLayer("https://tiles.invalid/{z}/{x}/{y}.png", attr="tiles")
    reader = opened(empires, layers_on_top=[layer], bypass_csp=True, **HOW)
    assert (
        "Web Mercator"
        in reader.page.locator(".leaflet-control-attribution").inner_text()
    )
    assert max(shares(reader, empires)) > 3


@pytest.mark.parametrize("date", rest_long("2015-05-25", "2017-01-01"))
def test_pixels_of_the_story_count_what_was_held(opened, story, date):
    day = pd.Timestamp(date)
    rows = story[(story["status"] == "held") & (story["start"] <= day)]
    rows = rows[rows["end"] > day]
    table = rows.assign(start=day, end=pd.Timestamp("2019-03-23"))
    table.attrs = {}  # scenes name the status that is left out
    reader = opened(table, bypass_csp=True, **HOW)
    km2, *_ = drawn_km2(reader)
    exact = geo.measure.area_km2([table.geometry.union_all()])[0]
    assert km2 == pytest.approx(exact, rel=0.01)


def test_pixels_of_a_front_count_it(opened, daily_front):
    reader = opened(daily_front, bypass_csp=True, **HOW)
    last = geo.areas(daily_front)["area_km2"].iloc[-1]
    assert drawn_km2(reader)[0] == pytest.approx(last, rel=0.01)


def test_places_lie_where_proj_has_them(opened, empires):
    """To a centimetre, and to 1e-7 degrees back."""
    for table in (empires, control(("red", "2020-01-01", None, square(40, 34, 4)))):
        plane = choose_projection(tuple(table.total_bounds))
        random = np.random.default_rng(3)
        lon = np.clip(plane.lon + random.uniform(-40, 40, 200), -180, 180)
        lat = np.clip(plane.lat + random.uniform(-40, 40, 200), -85, 85)
        reader = opened(table)
        points = [{"lat": y, "lng": x} for x, y in zip(lon.tolist(), lat.tolist())]
        on_page = reader.page.evaluate(
            f"""(points) => points.map((point) => {{
              const {{ projection }} = {LEAFLET}.options.crs;
              const {{ x, y }} = projection.project(point);
              const back = projection.unproject({{ x, y }});
              return [x, y, back.lng, back.lat];
            }})""",
            points,
        )
        x, y, back_lon, back_lat = np.array(on_page).T
        east, north = plane.project_points(lon, lat)
        metres = SQUARE_KM * 1e3
        assert (x - 0.5) * metres == pytest.approx(east, abs=0.01)
        assert (0.5 - y) * metres == pytest.approx(north, abs=0.01)
        assert back_lon == pytest.approx(lon, abs=1e-7)
        assert back_lat == pytest.approx(lat, abs=1e-7)


def test_layers_of_the_callers_lie_on_the_land(opened):
    """A marker, and a polygon of GeoJSON along the territory's edge."""
    table = control(("red", "2020-01-01", None, square(40, 34, 4)))
    marker = folium.CircleMarker([36, 42], radius=3)
    outline = folium.GeoJson(json.loads(gpd.GeoSeries([square(40, 34, 4)]).to_json()))
    reader = opened(table, layers_on_top=[marker, outline])
    found = reader.page.evaluate(f"""() => {{
      const map = {LEAFLET};
      const dot = map.latLngToContainerPoint([36, 42]);
      const box = document.querySelector(".folium-map").getBoundingClientRect();
      const circle = Object.values(map._layers).find((layer) => layer._radius === 3);
      const shape = circle.getElement().getBoundingClientRect();
      return [dot.x + box.left, dot.y + box.top,
        shape.left + shape.width / 2, shape.top + shape.height / 2];
    }}""")
    assert found[:2] == pytest.approx(found[2:], abs=1)
    assert reader.errors == []


def test_an_arrow_shows_the_north_where_it_is_not_up(opened):
    reader = opened(control(("red", "2020-01-01", None, shapely.box(0, 40, 80, 75))))
    arrow = reader.page.locator(".north")
    assert arrow.is_hidden()
    reader.page.evaluate(f"{LEAFLET}.setView([70, 90], 4, {{ animate: false }})")
    assert arrow.is_visible()
    assert reader.errors == []
