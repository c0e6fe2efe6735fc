"""Who held a spot, when, and what that follows from."""

import pytest
from reader import rest_long
from tables import control, square

import layers
from layers.content.summary import summarize
from layers.page.shapes import pack_territory
from layers.page.spots import spots

HOSTILE = "</script><img src=x onerror=alert(1)>`${1}`'\"&\u202e"
SHOWN = HOSTILE.replace("\u202e", "‹U+202E›")


@pytest.fixture
def towns():
    """Two towns: one held twice, with its facts; one lost, whose name is markup."""
    table = control(
        (("IS", "held"), "2014-01-01", "2015-01-01", square(40, 34)),
        (("IS", "held"), "2016-01-01", "2017-01-01", square(40, 34)),
        (("IS", "held"), "2014-01-01", "2017-01-01", square(42, 34)),
    )
    return table.assign(
        place=["Palmyra (first spell)", "Palmyra (second spell)", HOSTILE],
        row=[96, 97, float("nan")],
        from_precision=["day", "month", None],
        to_precision=["day", "month", None],
        coord_source=["approximate", "approximate", HOSTILE],
        verified=["yes", "no", "yes"],
        source=["one report", "another report", HOSTILE],
    )


def packed(table):
    summary = summarize(table)
    territory = pack_territory(summary)
    return summary.times, territory, spots(table, summary.times, territory.rows)


def test_every_row_keeps_its_polygon_its_dates_and_its_source(towns):
    times, territory, rows = packed(towns)
    assert len(rows["shape"]) == len(towns)
    assert rows["shape"][0] == rows["shape"][1] != rows["shape"][2]
    assert [times.texts[place] for place in rows["from"]] == list(towns["start_text"])
    assert [times.texts[place] for place in rows["to"]] == list(towns["end_text"])
    assert [rows["words"][place] for place in rows["source"]] == list(towns["source"])
    assert rows["row"] == [96, 97, -1]
    begun = [rows["words"][place] if place >= 0 else None for place in rows["begun"]]
    assert begun == ["day", "month", None]
    assert rows["ended"] == rows["begun"]


@pytest.mark.parametrize("second", ["Palmyra (second spell)", "Palmyra (roamed)"])
def test_intervals_of_one_place_have_one_name_inside_its_territory(towns, second):
    towns.loc[1, "place"] = second
    *_, rows = packed(towns)
    names = [name for name, *_ in rows["places"]]
    assert sorted(names) == sorted(["Palmyra", HOSTILE])
    lat, lon = next(place[1:] for place in rows["places"] if place[0] == "Palmyra")
    assert 34 < lat < 35 and 40 < lon < 41


def test_a_table_without_further_columns_has_rows_all_the_same():
    table = control(("red", "2014-01-01", None, square(0)))
    *_, rows = packed(table)
    assert rows["to"] == [-1] and rows["places"] == [] and "place" not in rows


def test_every_polygon_of_the_story_names_its_rows_and_every_row_its_source(story):
    *_, rows = packed(story)
    assert len(rows["shape"]) == len(story)
    assert min(rows["source"]) >= 0 and min(rows["place"]) >= 0


@pytest.mark.browser
def test_a_place_looked_up_shows_its_intervals_and_their_sources(opened, towns):
    towns.attrs["about"] = {"list": "places.csv"}
    reader = opened(towns)
    field = reader.page.get_by_role("combobox", name="Find a place")
    field.fill("al-PÁLM")
    field.press("Enter")
    panel = reader.page.get_by_role("region", name="The spot chosen")
    assert panel.get_by_role("heading").text_content() == "Palmyra"
    first, second = panel.get_by_role("listitem").all_text_contents()
    assert "1 January 2014 to 1 January 2015" in first
    assert "Follows from one report." in first and "places.csv" not in first
    assert "Dates exact to the day; coordinates: approximate." in first
    assert "another report" in second and "not verified" in second
    panel.get_by_role("button", name="Close").click()
    assert not panel.is_visible()
    assert reader.errors == []


@pytest.mark.browser
@pytest.mark.parametrize("typed", rest_long("تدم", "التدمر", "palm"))
def test_a_place_is_found_by_its_name_on_the_page_and_in_the_data(
    opened, towns, tmp_path, typed
):
    places = [{"name": "Palmyra", "lat": 34.5, "lon": 40.5}]
    names = {"Palmyra": {"ar": "تدمر", "de": "Palmira"}}
    towns.attrs["about"] = {"places": places, "place_names": names}
    path = tmp_path / "ar.html"
    layers.save(layers.control_map(towns, language="ar"), path)
    reader = opened(path)
    field = reader.page.locator(".find input")
    field.fill(typed)
    field.press("Enter")
    panel = reader.page.locator(".spot")
    assert "تدمر" in panel.get_by_role("heading").text_content()
    # The intervals are those of the place itself, not of some land around it.
    assert "تدمر" not in panel.locator(".intervals").text_content()
    assert panel.get_by_role("listitem").count() == 2
    assert reader.page.get_by_text("GeoNames").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("width", rest_long(360, 1280))
def test_a_spot_on_the_map_shows_who_held_it(opened, towns, width):
    reader = opened(towns, viewport={"width": width, "height": 740})
    box = reader.ink()
    middle = box["y"] + box["height"] / 2
    reader.page.mouse.click(box["x"] + box["width"] * 0.9, middle)
    panel = reader.page.get_by_role("region", name="The spot chosen")
    assert SHOWN in panel.get_by_role("heading").text_content()
    assert SHOWN in panel.get_by_role("listitem").text_content()
    assert reader.page.locator("main img").count() == 0
    assert panel.bounding_box()["y"] < 740
    assert reader.page.evaluate("document.documentElement.scrollWidth") == width
    reader.page.mouse.click(box["x"] + box["width"] * 0.5, middle)
    assert "Not held by anyone" in panel.text_content()


@pytest.mark.browser
def test_snapshots_are_shown_as_one_interval(opened):
    days = [f"2024-07-{day:02}" for day in range(1, 6)]
    ends = [*days[1:], None]
    rows = [
        ("red", start, end, square(40, 34))
        for start, end in zip(days, ends, strict=True)
    ]
    reader = opened(control(*rows))
    box = reader.ink()
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = reader.page.get_by_role("region", name="The spot chosen")
    assert "on all 5 dates" in panel.text_content()
    assert "5 sources, drawn 0 to drawn 4" in panel.text_content()
