"""Dates on which the way of counting changes: the page compares nothing across them."""

import re

import pytest
from reader import compare, rest_long, until
from tables import control, square

pytestmark = pytest.mark.browser

DATES = ["2014-01-01", "2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01"]
SIZES = [2.0, 1.9, 0.9, 0.8]
REASON = "From 2016 on only villages count."


def shrinking(*breaks):
    """Land that shrinks from year to year."""
    intervals = zip(DATES, DATES[1:], SIZES, strict=False)
    rows = [
        ("IS", start, end, square(40, 34, size=size)) for start, end, size in intervals
    ]
    table = control(*rows)
    table.attrs["about"] = {"breaks": list(breaks)}
    return table


def broken():
    return shrinking({"date": "2016-01-01", "reason": REASON, "source": "A ministry"})


def line_parts(page):
    """The parts of the line of the chart, each as its first and last x."""
    (path,) = [
        line.get_attribute("d") for line in page.locator(".chart path.line").all()
    ]
    parts = [
        [float(x) for x in re.findall(r"[MH]([\d.]+)", part)]
        for part in path.split("M")[1:]
        for part in [f"M{part}"]
    ]
    return [(xs[0], xs[-1]) for xs in parts]


def test_before_a_break_areas_are_compared_and_across_it_words_say_why_not(opened):
    reader = opened(broken(), "#date=2015-01-01")
    page = reader.page
    assert reader.text(".change").endswith("less than on 1 January 2014")
    assert page.locator("td.then .at").first.text_content() == "1 January 2014"
    assert reader.text(".peak") == ""
    page.locator(".next").click()
    assert reader.text(".change") == (
        "Not compared: counted differently since 1 January 2016"
    )
    assert reader.text(".happened") == REASON
    assert "counted differently since 1 January 2016; " + REASON in reader.value_text()
    page.locator(".next").click()
    assert reader.text(".change").endswith(
        "less than on 1 January 2016"
    ), "counted alike"
    assert reader.text(".happened") == "" and REASON not in reader.value_text()
    assert reader.text(".peak") == (
        "Not compared with its peak on 1 January 2014: counted differently then"
    )
    assert "%" not in reader.text(".now") + reader.text(".since")
    assert reader.errors == []


def test_two_dates_across_a_break_are_drawn_and_not_parted_into_gained_and_lost(opened):
    reader = opened(broken(), "#date=2017-01-01&with=2015-01-01")
    page = reader.page
    models = (
        '[...document.querySelectorAll("svg.models path")]'
        ".map((path) => path.className.baseVal)"
    )
    until(page, f'({models}).includes("extent")')
    assert page.locator(".legend .name").all_text_contents() == [
        "held on 1 January 2017",
        "held on 1 January 2015",
    ]
    areas = page.locator(".legend .km2").all_text_contents()
    assert [round(float(text.split()[0].replace(",", ""))) > 0 for text in areas] == [
        True,
        True,
    ]
    assert reader.text(".change").startswith("Not compared: ")
    assert reader.text(".happened") == REASON
    drawn = " ".join(page.evaluate(models))
    assert not re.search("gained|lost|kept", drawn)
    outside, inside = reader.ink(0.7, 0.3), reader.ink(0.2, 0.8)
    assert [colour[3] for colour in inside] == [255]
    assert [colour[3] for colour in outside] == [0]

    compare(page, "the date before")
    legend = page.locator(".legend .name").all_text_contents()
    assert legend == [
        "taken since 1 January 2016",
        "held on both dates",
        "lost since 1 January 2016",
    ]
    until(page, f"({models}).some((name) => /lost/.test(name))")
    leaflet = "document.querySelector('.folium-map').leaflet.controlmap"
    (across,) = page.evaluate(f"{leaflet}.between(1, 2)")
    (within,) = page.evaluate(f"{leaflet}.between(2, 3)")
    figures = ["gained_km2", "lost_km2", "held_km2"]
    assert [across[name] for name in figures] == [None] * 3
    assert across["reason"] == REASON and within["reason"] == ""
    assert within["lost_km2"] > 0
    assert reader.errors == []


def test_the_line_of_the_chart_has_a_gap_at_a_break_and_elsewhere_none(opened):
    page = opened(broken()).page
    (_, stop), (start, _) = line_parts(page)
    assert 1 < start - stop < 6
    (rule,) = page.locator(".chart .break").all()
    x = float(re.match(r"M([\d.]+)", rule.get_attribute("d"))[1])
    assert stop < x < start
    plain = opened(shrinking()).page
    assert len(line_parts(plain)) == 1
    assert plain.locator(".chart .break, .counting").count() == 0


def test_the_words_beside_a_break_open_its_reason_by_key_and_by_pointer(opened):
    reader = opened(broken())
    page = reader.page
    assert "".join(page.locator(".counted").all_text_contents()) == (
        "counted differentlysince 1 January 2016"
    )
    button = page.get_by_role(
        "button", name="counted differently since 1 January 2016", exact=True
    )
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    button.focus()
    assert REASON in reader.text(".card") and "A ministry" in reader.text(".card")
    page.keyboard.press("Escape")
    assert page.locator(".card").is_hidden()
    page.locator("h1").hover()
    button.hover()
    assert REASON in reader.text(".card")
    assert page.locator(".card").is_visible()
    assert reader.errors == []


@pytest.mark.parametrize("width", rest_long(360, 1280))
def test_breaks_near_each_other_share_their_words_and_those_apart_have_their_own(
    opened, width
):
    near = [
        {"date": f"2014-0{month}-01", "reason": f"Reason {month}."} for month in (2, 3)
    ]
    days = ["2010-01-01", "2014-02-01", "2014-03-01", "2014-04-01", "2020-01-01"]
    rows = zip(days, days[1:], SIZES, strict=False)
    table = control(*(("IS", *ends, square(40, 34, size)) for *ends, size in rows))
    table.attrs["about"] = {"breaks": near}
    page = opened(table, viewport={"width": width, "height": 800}).page
    (button,) = page.locator(".counting").all()
    assert button.get_attribute("aria-label") == (
        "counted differently since February 2014"
    )
    assert page.locator(".chart .break").count() == 2
    button.focus()
    text = page.locator(".card").text_content()
    assert "Reason 2." in text and "Reason 3." in text
    edge = page.locator(".chart").bounding_box()
    for words in page.locator(".counted").all():
        box = words.bounding_box()
        assert edge["x"] <= box["x"]
        assert box["x"] + box["width"] <= edge["x"] + edge["width"]


def test_a_break_of_another_actor_or_status_leaves_the_rest_as_it_is(opened):
    rows = [
        (pair, start, end, square(x, 34, size=size))
        for pair, x in ((("IS", "held"), 40), (("YPG", "held"), 45))
        for start, end, size in zip(DATES, DATES[1:], SIZES, strict=False)
    ]
    table = control(*rows)
    table.attrs["about"] = {
        "breaks": [{"date": "2016-01-01", "reason": REASON, "actor": "YPG"}]
    }
    reader = opened(table, "#date=2016-01-01")
    assert "less than on 1 January 2015" in reader.text(".change")
    assert reader.page.locator(".chart .break").count() == 0
    reader.page.locator(".legend button").nth(1).click()
    assert reader.text(".who") == "YPG"
    assert reader.text(".change").startswith("Not compared: ")
    assert reader.page.locator(".chart .break").count() == 1


@pytest.mark.parametrize("width", rest_long(1280, 360))
def test_words_beside_a_break_cover_no_area(opened, width):
    """Where areas reach up to the top, the chart leaves a row above them."""
    table = shrinking({"date": "2015-01-01", "reason": REASON})
    page = opened(table, viewport={"width": width, "height": 800}).page
    (line,) = page.locator(".chart path.line").all()
    words = [text.bounding_box() for text in page.locator(".counted").all()]
    assert 1 <= len(words) <= 2
    assert (
        words[-1]["y"] + words[-1]["height"] <= line.bounding_box()["y"] + 5
    )  # of the halo


def test_words_beside_a_break_leave_figures_beyond_the_axis_in_their_row(opened):
    table = shrinking({"date": "2015-01-01", "reason": REASON})
    claim = {"date": "2015-06-01", "publisher": "IHS", "definition": "control"}
    ends = {"area_km2_low": 400_000, "area_km2_high": 400_000}
    table.attrs["about"]["claims"] = [{**claim, **ends}]
    page = opened(table, viewport={"width": 360, "height": 800}).page
    number = page.locator(".claim span").bounding_box()
    words = page.locator(".counted").first.bounding_box()
    assert page.locator(".claim span").text_content() == "400,000"
    assert number["y"] + number["height"] <= words["y"] + 5
