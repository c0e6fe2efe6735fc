"""Names on the map: actors on their land, countries within borders, and the place of a pocket."""

import pytest
import shapely
from reader import until
from tables import control, square

pytestmark = pytest.mark.browser

# Each name of a kind: its lines, its size, and its box in pixels of the page.
NAMES = """(kind) => [...document.querySelectorAll(`.folium-map text${kind}`)].map((element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const lines = [...element.querySelectorAll("tspan")].map((line) => line.textContent);
  return { name: element.textContent, lines, size: parseFloat(getComputedStyle(element).fontSize),
    left, right, top, bottom };
})"""
# Longitude and latitude of a point of the page.
DEGREES = """([x, y]) => {
  const map = document.querySelector(".folium-map").leaflet;
  const { left, top } = map.getContainer().getBoundingClientRect();
  const { lat, lng } = map.containerPointToLatLng([x - left, y - top]);
  return [lng, lat];
}"""
BOXES = """() => [...document.querySelectorAll(
  ".folium-map .leaflet-control, .controlmap .follow, .controlmap .legend")]
  .map((element) => element.getBoundingClientRect())
  .map(({ left, right, top, bottom }) => ({ left, right, top, bottom }))"""
ZOOM = """(levels) => {
  const map = document.querySelector(".folium-map").leaflet;
  map.setZoom(map.getZoom() + levels, { animate: false });
}"""

INNER = shapely.box(18, 4, 22, 6)
WEST = "Western Kingdom of the Lakes"


@pytest.fixture
def realms():
    """A wide realm whose west half another takes, one too small for its name, and an enclave."""
    return control(
        ("Realm", "1910-01-01", "1920-01-01", shapely.box(10, 0, 30, 10)),
        ("Realm", "1920-01-01", None, shapely.box(20, 0, 30, 10)),
        (WEST, "1920-01-01", None, shapely.box(10, 0, 20, 10)),
        ("Tiny", "1910-01-01", None, square(31, 1, size=0.2)),
        ("Inner", "1910-01-01", "1920-01-01", INNER),
    )


def names(reader, kind=".actorname"):
    """What is written on the map once it has been placed, by name."""
    reader.page.wait_for_timeout(150)  # names come after the territory
    return {name["name"]: name for name in reader.page.evaluate(NAMES, kind)}


def middle(reader, name):
    return shapely.Point(
        reader.page.evaluate(
            DEGREES,
            [(name["left"] + name["right"]) / 2, (name["top"] + name["bottom"]) / 2],
        )
    )


def collisions(boxes):
    return [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if one["left"] < other["right"]
        and other["left"] < one["right"]
        and one["top"] < other["bottom"]
        and other["top"] < one["bottom"]
    ]


def test_actors_are_named_on_the_land_that_they_hold_on_the_date(opened, realms):
    reader = opened(realms, "#date=1910-01-01")
    before = names(reader)
    assert set(before) == {"Realm", "Inner"}
    assert shapely.box(10, 0, 30, 10).contains(middle(reader, before["Realm"]))
    assert not INNER.contains(middle(reader, before["Realm"])), "it lies above"
    assert before["Realm"]["size"] > before["Inner"]["size"] >= 11
    reader.page.evaluate("location.hash = '#date=1920-01-01'")
    until(reader.page, "document.querySelectorAll('text.actorname').length === 2")
    until(reader.page, "document.querySelector('text.actorname tspan + tspan')")
    after = names(reader)
    assert shapely.box(20, 0, 30, 10).contains(middle(reader, after["Realm"]))
    west = next(name for name in after.values() if len(name["lines"]) == 2)
    assert " ".join(west["lines"]) == WEST, "a long name has two lines"
    assert shapely.box(10, 0, 20, 10).contains(middle(reader, west))
    assert collisions(list(after.values())) == []
    assert reader.errors == []


def test_on_a_phone_the_largest_actors_of_the_world_have_small_names(opened):
    """Where hardly a name fits, those of the largest reach beyond their land."""
    far = shapely.box(-170, 20, -165, 25)  # so that the map is one of the world
    table = control(
        ("Realm of the Steppe", "1914-01-01", None, shapely.box(60, 35, 120, 65)),
        ("Long Name of an Isle", "1914-01-01", None, shapely.box(20, -30, 30, -20)),
        ("Far", "1914-01-01", None, far),
    )
    reader = opened(table, viewport={"width": 360, "height": 640})
    (name,) = names(reader).values()
    assert (name["lines"], name["size"]) == (["Realm of", "the Steppe"], 10)
    assert shapely.box(75, 40, 105, 62).contains(middle(reader, name))
    assert collisions([name, *reader.page.evaluate(BOXES)]) == []


def test_a_name_stays_where_its_land_leaves_it_the_room(opened):
    table = control(
        ("A", "2014-01-01", "2014-02-01", shapely.box(40, 34, 43, 36)),
        ("A", "2014-02-01", "2014-03-01", shapely.box(40, 34, 43.5, 36)),
        ("A", "2014-03-01", None, shapely.box(42, 34, 44, 36)),
        ("B", "2014-01-01", None, shapely.box(37, 34, 40, 36)),
    )
    reader = opened(table, "#date=2014-01-01", viewport={"width": 1400, "height": 800})
    places = []
    for date in ("2014-01-01", "2014-02-01", "2014-03-01"):
        reader.page.evaluate("(date) => (location.hash = `#date=${date}`)", date)
        places.append(middle(reader, names(reader)["A"]))
    assert places[0].distance(places[1]) < 0.01
    assert shapely.box(42, 34, 44, 36).contains(places[2])
    assert places[2].distance(places[1]) > 0.5


def test_names_stay_in_view_as_the_map_is_zoomed(opened, realms):
    reader = opened(realms, "#date=1910-01-01")
    assert "Tiny" not in names(reader)
    reader.page.evaluate(
        "document.querySelector('.folium-map').leaflet.setView([1.1, 31.1], 11,"
        " { animate: false })"
    )
    assert set(names(reader)) == {"Tiny"}
    reader.page.evaluate(
        "document.querySelector('.folium-map').leaflet.setView([2, 29.9], 9,"
        " { animate: false })"
    )
    near = names(reader)["Realm"]
    assert shapely.box(10, 0, 30, 10).contains(middle(reader, near))
    edge = reader.page.locator(".folium-map").bounding_box()
    assert near["left"] > edge["x"] and near["right"] < edge["x"] + edge["width"]


def test_a_comparison_and_one_actor_need_no_names_on_the_land(opened, realms):
    reader = opened(realms, "#date=1920-01-01&with=1910-01-01")
    assert names(reader) == {}
    alone = opened(realms[realms["actor"] == "Realm"])
    assert names(alone) == {}


def test_names_are_text_and_keep_off_each_other_and_the_controls(opened):
    hostile = "<img src=x onerror=alert(1)>"
    table = control(
        (hostile, "2014-01-01", None, shapely.box(36, 32, 42, 36)),
        ("East", "2014-01-01", None, shapely.box(42, 32, 47, 36)),
    )
    for width in (360, 768, 1280):
        reader = opened(table, viewport={"width": width, "height": 800})
        written = list(names(reader, "").values())
        joined = {name["name"].replace(" ", "") for name in written}
        assert {hostile.replace(" ", ""), "East"} <= joined
        countries = names(reader, ".country")
        assert countries
        land = shapely.box(36, 32, 47, 36)  # a country there would look like an actor
        assert not [
            name for name in countries.values() if land.contains(middle(reader, name))
        ]
        boxes = [*written, *reader.page.evaluate(BOXES)]
        for box in written:  # of the letters alone
            box["top"], box["bottom"] = box["top"] + 3, box["bottom"] - 3
        assert collisions(written) == []
        controls = boxes[len(written) :]
        assert not [pair for pair in collisions(boxes) if pair[1] not in controls]
        assert reader.errors == []


def test_countries_are_named_within_their_borders(opened, story_page):
    reader = opened(story_page)
    written = names(reader, ".country")
    assert {"Syria", "Iraq", "Turkey"} <= set(written)
    syria = shapely.from_wkt(SYRIA)
    assert syria.contains(middle(reader, written["Syria"]))
    towns = names(reader, ":not(.country):not(.actorname)")
    assert {"Raqqa", "Mosul", "Palmyra", "Baghouz", "Baghdad"} <= set(towns)
    letters = [
        {**name, "top": name["top"] + 3, "bottom": name["bottom"] - 3}
        for name in (*written.values(), *towns.values())
    ]
    assert collisions(letters) == []


SYRIA = """POLYGON ((35.9 35.9, 36.6 36.5, 38 36.8, 41.2 37, 41.2 34.5, 38.8 33.4, 36 32.5,
  35.9 35.9))"""


def test_the_ring_around_a_pocket_has_the_name_of_its_place(opened):
    table = control(
        ("IS", "2014-01-01", "2019-01-01", square(38, 33, size=4)),
        ("IS", "2019-01-01", None, square(40.9, 34.4, size=0.05)),
    )
    places = [
        ("Far", 34.9, 40.5, 0),
        ("Next", 34.43, 40.93, 10),
        ("Baghouz", 34.40, 41.0, 0),
    ]
    keys = ("name", "lat", "lon", "rank")
    table.attrs["about"] = {"places": [dict(zip(keys, one)) for one in places]}
    reader = opened(table, "#date=2014-01-01")
    assert names(reader, ".pocketname") == {}
    reader.page.evaluate("location.hash = '#date=2019-01-01'")
    until(reader.page, "document.querySelector('text.pocketname')")
    assert set(names(reader, ".pocketname")) == {"Baghouz"}
    reader.page.evaluate(
        ZOOM, 6
    )  # the pocket is seen, and its places have their own names
    assert names(reader, ".pocketname") == {}
    assert reader.errors == []
