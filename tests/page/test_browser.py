"""A reader's path through the page, from disk, with every outside request refused."""

import csv
import io

import folium
import pytest
import shapely
from reader import compare, rest_long, until
from tables import control, square

import geo
import geo.base
import geo.table
from layers.content import ACCENT, GAINED, LOST, channels

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=alert(1)>`${1}`'\"&"


@pytest.fixture
def nested():
    """Held and claimed territory of one actor, lost in three steps."""
    days = ["2014-06-01", "2015-01-01", "2016-06-01", "2019-03-23"]
    rows = []
    for step, (start, end) in enumerate(zip(days, days[1:], strict=False)):
        size = 3 / (step + 1)
        rows.append((("IS", "claimed"), start, end, square(40, 33, size=size)))
        rows.append((("IS", "held"), start, end, square(40, 33, size=size / 2)))
    return control(*rows)


def walk(reader, table):
    """What every page must do: see, move by key, hear, link, download."""
    dates = geo.table.timeline(table)
    last = len(dates) - 1
    assert reader.slider.get_attribute("aria-valuemin") == "0"
    assert reader.slider.get_attribute("aria-valuemax") == str(last)
    assert reader.ink(), "polygons must be drawn"

    reader.slider.focus()
    reader.page.keyboard.press("Home")
    assert reader.now() == 0
    seen = [reader.value_text()]
    for _ in range(min(last, 5)):
        reader.page.keyboard.press("ArrowRight")
        seen.append(reader.value_text())
    labels = [geo.label(text) for text in dates["date_text"]]
    for label, value_text in zip(labels, seen, strict=False):
        assert value_text.startswith(f"{label}, ") and "km²" in value_text
    reader.page.keyboard.press("ArrowLeft")
    assert reader.now() == max(min(last, 5) - 1, 0)
    reader.page.keyboard.press("End")
    assert reader.now() == last
    assert reader.text(".date") == labels[-1]
    text = dates["date_text"].iloc[-1]
    until(reader.page, f"location.hash === '#date={text}'")

    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download the figures").click()
    raw = download.value.path().read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(raw)))
    measured = geo.areas(table, all_dates=True)
    assert len(rows) == len(measured)
    total = sum(float(row["area_km2"]) for row in rows)
    assert total == pytest.approx(measured["area_km2"].sum(), rel=1e-9)

    assert reader.asked == []
    assert reader.errors == []


def test_every_status_is_compared_with_a_size_of_its_own(opened, nested):
    reader = opened(nested, "#date=2015-01-01")
    names = reader.page.locator(".ledger .what").all_text_contents()
    assert [reader.shown(), names] == ["5,805 km²", ["held", "claimed"]]
    assert reader.shown("size") == "Between Luxembourg and Cyprus in size"
    assert reader.shown(row=1) == "23,120 km²", "four digits"
    assert reader.shown("size", 1) == "Somewhat larger than Wales"
    reader.slider.press("End")
    assert [reader.shown(row=1), reader.shown("size", 1)] == ["0 km²", ""]


def test_a_reader_walks_through_nested_territories(opened, nested):
    reader = opened(nested)
    assert (
        "km² held" in reader.value_text() and "km² claimed, IS" in reader.value_text()
    )
    walk(reader, nested)
    grey = reader.ink(0.5, 0.5)
    assert grey == [[220, 218, 214, 255]], "after the last end nothing is held"
    assert "0 km²" in reader.value_text()


def test_a_reader_walks_through_the_built_in_story(opened, story, story_page):
    walk(opened(story_page), story)


def test_a_reader_walks_through_two_months_of_a_front(opened, daily_front):
    reader = opened(daily_front)
    assert reader.value_text() == "9 September 2024, 109,946 km², territory"
    walk(reader, daily_front)


@pytest.mark.long
def test_a_reader_walks_through_the_history_of_the_world(opened, samples):
    table = geo.read_control(samples / "world-history")
    with pytest.warns(geo.base.RepairWarning):
        reader = opened(table, "#date=1815")
        walk(reader, table)
    reader.page.get_by_role("button", name="Spain").click()
    reader.page.keyboard.press("Tab")
    assert reader.text(".who") == "Spain"


def test_the_address_opens_at_the_date_in_force(opened, nested):
    assert opened(nested, "#date=2015-07-10").text(".date") == "1 January 2015"


def test_the_address_can_change_under_the_reader(opened, nested):
    reader = opened(nested)
    reader.page.evaluate("location.hash = '#date=2016-06'")
    until(reader.page, "document.querySelector('.date').textContent === '1 June 2016'")


def test_territory_that_is_all_lost_opens_on_its_last_date(opened, nested):
    assert opened(nested).text(".date") == "1 June 2016"


def test_data_can_name_the_date_to_open_with(opened, nested):
    nested.attrs["about"] = {"opening": "2015-03"}
    assert opened(nested).text(".date") == "1 January 2015"
    assert opened(nested, "#date=2016-06-01").text(".date") == "1 June 2016"


def test_firm_territory_lies_over_what_is_claimed(opened, nested):
    reader = opened(nested, "#date=2014-06-01")
    held = reader.ink(0.25, 0.75)
    assert len(held) == 1 and held[0][3] == 255, "solid"
    claimed = reader.ink(0.75, 0.25)
    assert len(claimed) > 1, "hatched"
    assert max(alpha for *_, alpha in claimed) < 255, "the map shows through"


def test_a_tap_on_the_chart_goes_to_the_date_in_force_there(opened, nested):
    reader = opened(nested)
    box = reader.slider.bounding_box()
    y = box["y"] + box["height"] / 2
    reader.page.mouse.click(box["x"] + box["width"] - 15, y)
    assert reader.now() >= 2
    reader.page.mouse.move(box["x"] + box["width"] - 15, y)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + 75, y, steps=5)
    reader.page.mouse.up()
    assert reader.now() == 0


def test_a_pointer_over_the_chart_reads_a_date_out_without_choosing_it(opened, nested):
    reader = opened(nested)
    before = reader.now()
    box = reader.page.locator(".chart").bounding_box()
    middle = box["y"] + box["height"] / 2
    reader.page.mouse.move(box["x"] + box["width"] - 3, middle)
    last = reader.page.locator(".reading").inner_text()
    assert "km²" in last
    reader.page.mouse.move(box["x"] + box["width"] / 2, middle)
    assert reader.page.locator(".reading").inner_text() != last
    assert reader.now() == before
    reader.page.mouse.move(5, 5)
    assert reader.page.locator(".reading").is_hidden()
    reader.slider.press("End")
    assert reader.value_text().startswith(last)


def test_buttons_step_and_stop_at_the_ends(opened, nested):
    reader = opened(nested, "#date=2014-06-01")
    before, after = (
        reader.page.get_by_role("button", name=name)
        for name in ("Previous date", "Next date")
    )
    assert before.is_disabled()
    for _ in range(3):
        after.click()
    assert after.is_disabled() and reader.now() == 3
    before.click()
    assert reader.now() == 2


def test_nothing_moves_until_play_is_pressed(opened, nested):
    reader = opened(nested, "#date=2014-06-01")
    clock = reader.page.clock
    clock.install()
    clock.run_for(1500)
    assert reader.now() == 0
    reader.page.get_by_role("button", name="Play").click()
    clock.run_for(8000)
    assert reader.now() == 3
    reader.page.get_by_role("button", name="Play").wait_for()
    assert reader.page.locator(".spoken").text_content() == reader.value_text()


def test_escape_stops_playing_wherever_the_focus_is(opened, nested):
    reader = opened(nested)
    reader.page.clock.install()
    play = reader.page.get_by_role("button", name="Play")
    for focus in ("document.activeElement.blur()", "undefined"):
        play.click()
        reader.page.evaluate(focus)
        reader.page.keyboard.press("Escape")
        assert play.is_visible(), "it says Play again"
        shown = reader.now()
        reader.page.clock.run_for(1300)
        assert reader.now() == shown


def test_without_a_script_the_page_shows_its_opening_view(opened, nested):
    title = f"</noscript></svg>{HOSTILE}"
    nested.attrs["about"] = {"title": title, "standfirst": "Lost."}
    nested["source"] = [f"report {number}" for number in range(len(nested))]
    page = opened(nested).page
    assert page.locator(".controls").is_visible()
    context = page.context.browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(page.url)
    assert bare.locator("h1").text_content() == title
    assert bare.get_by_text("This page needs JavaScript").is_visible()
    picture = bare.get_by_role("img", name="Map of 1 June 2016")
    assert picture.locator(".held, .ghost").count() == 3
    assert picture.bounding_box()["width"] == 1280
    ledger = bare.locator(".ledger").inner_text()
    assert "1 June 2016" in ledger and "km²" in ledger
    for element in bare.locator("button, input, [role=slider], .csv").all():
        assert not element.is_visible()
    summaries = [
        summary.text_content() for summary in bare.locator("summary:visible").all()
    ]
    assert summaries == ["Sources and method"]
    assert bare.get_by_text("Lost.").is_visible()
    assert bare.locator("main img").count() == 0
    context.close()


def test_the_log_scale_shows_zero_as_zero(opened, nested):
    reader = opened(nested)
    button = reader.page.get_by_role("button", name="Log scale")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "0" in reader.page.locator(".chart .grid.zero text").all_text_contents()


def test_names_in_the_data_are_shown_as_text(opened):
    table = control(
        ((HOSTILE, HOSTILE), "2014-01-01", None, square(40, 34, size=2)),
        (("long " * 2000, "held"), "2014-01-01", None, square(43, 34)),
    )
    table["source"] = HOSTILE
    town = "<i onclick=x>`&"
    place = {"name": town, "lat": 35, "lon": 41, "rank": 1}
    table.attrs["about"] = {"title": HOSTILE, "places": [place]}
    reader = opened(table, viewport={"width": 360, "height": 740})
    assert reader.text("h1") == HOSTILE
    assert reader.text(".who") == HOSTILE
    assert HOSTILE in reader.page.locator(".legend .name").first.text_content()
    assert town in reader.page.locator(".folium-map text").all_text_contents()
    territory = reader.ink()
    reader.page.mouse.move(
        territory["x"] + territory["width"] / 4,
        territory["y"] + territory["height"] / 2,
    )
    assert reader.text(".hint strong") == HOSTILE
    assert reader.page.locator("main img").count() == 0
    reader.page.locator(".legend button").nth(1).click()
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 360
    assert reader.asked == [] and reader.errors == []


def test_layers_of_folium_lie_on_the_map_without_requests(opened, nested):
    marker = folium.Marker([34, 41], popup="<b>Raqqa</b>", tooltip="a town")
    shape = folium.GeoJson(
        {"type": "Point", "coordinates": [42, 34]}, tooltip=folium.Tooltip("b")
    )
    reader = opened(nested, layers_on_top=[marker, shape, folium.LayerControl()])
    reader.page.locator(".leaflet-marker-icon").first.click(force=True)
    assert reader.text(".leaflet-popup-content") == "Raqqa"
    assert reader.asked == [] and reader.errors == []


@pytest.mark.parametrize("width", [320, *rest_long(1280, 360, 768)])
def test_the_page_fits_its_window(opened, nested, width):
    reader = opened(nested, viewport={"width": width, "height": 740})
    assert reader.page.evaluate("document.documentElement.scrollWidth") == width
    chart = reader.slider.bounding_box()
    assert chart["y"] + chart["height"] < 740, "the chart is on the first screen"
    for button in reader.page.locator(".controls button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


@pytest.mark.parametrize("width", [360, *rest_long(959, 625, 640)])
def test_every_button_can_be_pressed_in_a_low_window(opened, story_page, width):
    """1280 x 800 at 200 %: 640 x 400, less a scroll bar."""
    reader = opened(story_page, viewport={"width": width, "height": 400})
    for name in ("Next date", "Previous date", "Log scale", "Play"):
        reader.page.get_by_role("button", name=name).first.click()
    reader.page.get_by_role("button", name="Pause").click()
    time = reader.page.locator("section.time").bounding_box()
    find = reader.page.locator("form.find").bounding_box()
    assert time["y"] + time["height"] <= find["y"] + 0.5


@pytest.mark.parametrize("width", [360, *rest_long(1280, 640)])
def test_no_mark_of_the_story_lies_on_a_number(opened, story_page, width):
    reader = opened(story_page, viewport={"width": width, "height": 740})
    boxes = "all => all.map(element => element.getBoundingClientRect().toJSON())"
    marks = reader.page.eval_on_selector_all(".claim.beyond svg", boxes)
    numbers = reader.page.eval_on_selector_all(".claim.beyond span", boxes)
    assert numbers and marks
    for number in numbers:
        assert number["right"] <= width
        for mark in marks:
            assert (
                mark["right"] <= number["left"] + 1 or mark["left"] >= number["right"]
            )


def test_the_page_leaves_no_names_behind(opened, nested):
    reader = opened(nested)
    names = reader.page.evaluate(
        "Object.keys(window).filter(name => /map_|geo_json|^start$|^data$/.test(name))"
    )
    assert names == []


def test_colours_follow_a_dark_screen(opened, nested):
    paper = "getComputedStyle(document.querySelector('.controlmap')).backgroundColor"
    dark = opened(nested, color_scheme="dark").page.evaluate(paper)
    light = opened(nested, color_scheme="light").page.evaluate(paper)
    assert dark != light == "rgb(255, 255, 255)"


def test_a_view_that_follows_the_territory_shows_where_it_lies(opened):
    table = control(
        (("IS", "held"), "2014-06-01", "2019-01-28", square(38, 33, size=6)),
        (("IS", "held"), "2019-01-28", "2019-03-23", square(40.96, 34.45, size=0.02)),
    )
    village = {"name": "Baghouz", "lat": 34.452, "lon": 40.962, "rank": 10}
    table.attrs["about"] = {"places": [village]}
    reader = opened(table, "#date=2019-01-28")
    small = reader.page.get_by_role("img", name="where this view lies")
    assert not small.is_visible()
    assert reader.page.locator("text.pocketname").all_text_contents() == ["Baghouz"]
    reader.page.get_by_role("button", name="Zoom to what is left").click()
    small.wait_for()
    until(
        reader.page,
        "[...document.querySelectorAll('.folium-map text:not(.pocketname)')]"
        ".some(element => element.textContent === 'Baghouz')",
    )
    view = reader.page.locator(".inset .view")
    assert 0 < float(view.get_attribute("x")) < 120
    assert reader.ink()["width"] > 100, "the territory fills the view"
    reader.page.get_by_role("button", name="Zoom to what is left").click()
    until(
        reader.page,
        "document.querySelector('.inset.near:not([hidden])') !== null"
        " && document.querySelector('.inset .view') === null",
    )
    assert reader.errors == []


def test_two_dates_are_compared_by_what_is_held_on_one_on_both_and_on_the_other(opened):
    table = control(
        ("IS", "2014-06-01", "2014-07-01", square(40, 34, size=2)),
        ("IS", "2014-07-01", "2014-08-01", shapely.box(41, 34, 43, 36)),
        ("IS", "2014-08-01", None, square(50, 34)),
    )
    reader = opened(table, "#date=2014-06-01")
    compare(reader.page, "the date shown now")
    field = reader.page.locator("select.against")
    assert field.locator(":checked").text_content() == "1 June 2014"
    reader.page.get_by_role("button", name="Next date").click()
    lost, held, gained = (reader.ink(share, 0.5) for share in (1 / 6, 0.5, 5 / 6))
    assert len(lost) > 1, "striped"
    assert [round(alpha / 255, 1) for *_, alpha in held] == [0.3]
    assert [tuple(colour) for colour in gained] == [(*channels(GAINED.light), 255)]
    assert [*channels(LOST.light), 255] in [list(colour) for colour in lost]
    # The legend has the colours of the map: of a fill, or of the marks of a pattern.
    swatches = reader.page.evaluate("""() =>
        [...document.querySelectorAll(".legend .part rect")].map((box) => {
            const { fill } = getComputedStyle(box);
            const id = /#([^")]+)/.exec(fill)?.[1];
            const mark = id && document.getElementById(id).querySelector(".mark");
            return mark ? getComputedStyle(mark).fill : fill;
        })""")
    expected = [GAINED.light, ACCENT.light, LOST.light]
    assert swatches == ["rgb({}, {}, {})".format(*channels(hue)) for hue in expected]
    legend = reader.page.locator(".legend .name").all_text_contents()
    assert legend == [
        "taken since 1 June 2014",
        "held on both dates",
        "lost since 1 June 2014",
    ]
    assert reader.text(".change").startswith(
        "As much as on 1 June 2014: 20,254 km² gained"
    )
    reader.page.get_by_role("button", name="Next date").click()
    assert reader.ink(0.5, 0.5) is not None and "1 June 2014" in reader.text(".change")
    field.select_option("nothing")
    assert "1 July 2014" in reader.text(".change")
    leaflet = "document.querySelector('.folium-map').leaflet"
    reader.page.evaluate(f"{leaflet}.controlmap.compare(1, 0)")
    assert len(reader.ink(5 / 6, 0.5)) > 1, "what is held on the first date alone"
    assert reader.errors == []


def test_many_sources_are_listed_behind_their_number(opened):
    rows = [("red", f"2014-01-{day:02}", None, square(40, 34)) for day in range(1, 15)]
    table = control(*rows)
    table["source"] = [HOSTILE, *(f"report {n:02}" for n in range(1, 14))]
    reader = opened(table)
    reader.page.get_by_text("Sources and method").click()
    reader.page.get_by_text("14 sources, in order of name").click()
    listed = reader.page.locator(".many li")
    listed.first.wait_for()
    assert sorted(listed.all_text_contents()) == sorted(table["source"])
    assert reader.page.locator("main img").count() == 0


def test_territory_without_a_name_is_quieter_than_territory_with_one(opened):
    table = control(
        ("red", "2014-01-01", None, square(40, 34)),
        ("unnamed", "2014-01-01", None, square(42, 34)),
    )
    reader = opened(table)
    named, nameless = reader.ink(1 / 6, 0.5), reader.ink(5 / 6, 0.5)
    assert [alpha for *_, alpha in named] == [255]
    assert [alpha for *_, alpha in nameless] == [102]
