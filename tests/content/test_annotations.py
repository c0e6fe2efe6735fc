"""Published figures, events and ranges: as the page takes them, and as a reader meets them."""

import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from reader import data_in
from tables import control, square

import geo.measure
import layers
from geo.table import ABOUT
from layers.content import summarize
from layers.content.annotations import claim_marks, events, measure_claims, ranges
from layers.content.series import timeline

HOSTILE = "</script><img src=x onerror=alert(1)>`${1}`'\"&\u202e"
SHOWN = HOSTILE.replace("\u202e", "‹U+202E›")


@pytest.fixture
def shrinking() -> gpd.GeoDataFrame:
    """Ground of some 12,300 and then 3,080 km2, lost in 2016."""
    return control(
        (("IS", "held"), "2014-01-01", "2015-01-01", square(40, 0)),
        (("IS", "held"), "2015-01-01", "2016-01-01", square(40, 0, size=0.5)),
    )


def claims(about, table):
    return claim_marks(measure_claims(table, about), timeline(table))


def statement(date, low, high, **more):
    return {"date": date, "area_km2_low": low, "area_km2_high": high, **more}


def test_a_claim_reaches_over_the_days_that_its_date_leaves_open(shrinking):
    about = {
        "claims": [
            statement("2014-08-01", 9.0, 9.0, date_precision="year"),
            statement("2014-06-01", 9.0, None, date_precision="month"),
            statement("2014-06-10", 9.0, 9.5),
        ]
    }
    marks = claims(about, shrinking)
    assert [mark["label"] for mark in marks] == ["June 2014", "10 June 2014", "2014"]
    assert [mark["days"] for mark in marks] == [30, 0, 365]


def test_a_claim_about_the_peak_has_no_day_and_comes_first(across):
    counted = {"scope": "Syria+Iraq", "definition": "control"}
    about = {
        "claims": [
            statement("1944-06-10", 9.0, 9.5),
            statement(None, 9.0, 9.0, date_precision="peak", **counted),
        ]
    }
    mark = claims(about, across)[0]
    assert (mark["day"], mark["days"], mark["label"]) == (None, 0, "At its height")
    assert mark["measured_on"] == "1 January 2014"
    assert "measured_on" not in claims(about, across)[1]


def test_dates_before_year_one_are_shown_as_exactly_as_they_are_known(shrinking):
    about = {
        "claims": [
            statement("-0322-05-01", 9.0, 9.0, date_precision="month"),
            statement("-0322-01-01", 9.0, 9.0, date_precision="year"),
            statement("-0322", 9.0, 9.0, date_precision="month"),
        ],
        "events": [{"date": "-0322-06-10", "title": "Death"}],
        "ranges": [{"date": "-0322", "actor": "IS", "status": "held"}],
    }
    times = timeline(shrinking)
    labels = sorted(mark["label"] for mark in claims(about, shrinking))
    assert labels == ["323 BCE", "323 BCE", "May 323 BCE"]
    assert [mark["label"] for mark in events(about, times)] == ["10 June 323 BCE"]
    assert ranges(about, times) == {("IS", "held"): [None, None, None]}


def test_what_a_frame_is_missing_is_missing_on_the_page(shrinking, tmp_path):
    frame = pd.DataFrame(
        {
            "date": np.array(["2014-06-01", "-0322-05-01"], dtype="datetime64[s]"),
            "date_precision": ["month", "month"],
            "area_km2_low": [float("nan"), 9.0],
            "area_km2_high": [float("inf"), float("nan")],
            "note": [float("nan"), "said"],
            "plotted": [float("nan"), None],
        }
    )
    rows = frame.to_dict("records")
    event = {"date": "2014-01-01", "title": "First", "place": float("nan")}
    band = {"date": "2014-01-01", "actor": "IS", "status": "held"}
    band |= {"low_km2": float("nan"), "high_km2": 9.0}
    about = {"claims": rows, "events": [event], "ranges": [band]}
    shrinking.attrs["about"] = about
    layers.save(layers.control_map(shrinking), tmp_path / "map.html")
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    data = data_in(page)
    assert not re.search(r"\b(NaN|Infinity)\b", json.dumps(data))
    early, late = data["claims"]
    assert early["label"] == "May 323 BCE" and late["label"] == "June 2014"
    assert (early["low"], early["high"]) == (9.0, None) and early["plotted"]
    assert (late["low"], late["high"]) == (None, None) and "note" not in late
    assert data["events"][0]["place"] == ""


def test_only_addresses_of_web_pages_become_links(shrinking):
    addresses = [
        "https://a.example/b",
        "javascript:alert(1)",
        "javascript://a.example/%0aalert(1)",
        "//host/x",
        "https://[",
        "",
    ]
    about = {
        "claims": [statement("2014-06-01", 1.0, 1.0, url=url) for url in addresses]
    }
    links = [mark.get("url", "") for mark in claims(about, shrinking)]
    assert links == ["https://a.example/b", *[""] * 5]


def test_a_statement_without_a_figure_is_never_plotted(shrinking):
    about = {"claims": [statement("2014-06-01", None, None, plotted=True)]}
    assert not any("plotted" in mark for mark in claims(about, shrinking))


def test_an_event_belongs_to_the_first_date_on_or_after_it(shrinking):
    days = ["2013-05-01", "2014-01-01", "2014-01-02", "2016-01-02"]
    about = {"events": [{"date": day, "title": day} for day in days]}
    positions = [mark["index"] for mark in events(about, timeline(shrinking))]
    assert positions == [0, 0, 1, None]


def named(days, times):
    """The days of events that are named on the chart; those with a star are marked to be."""
    about = {
        "events": [
            {"date": day.strip("*"), "title": day, "named": day.startswith("*")}
            for day in days
        ]
    }
    return [mark["title"] for mark in events(about, times) if mark.get("named")]


def test_five_events_are_named_on_the_chart(shrinking):
    times = timeline(shrinking)
    days = [f"2014-0{month}-01" for month in range(1, 8)]
    assert named(days[:5], times) == days[:5], "all of five"
    chosen = [f"*{day}" for day in days]
    assert named([days[0], *chosen[1:3], days[4]], times) == chosen[1:3]
    assert named(chosen, times) == chosen[:5], "the first that the data mark"


def test_of_many_events_those_at_the_largest_changes_are_named():
    sizes = [1, 1.1, 3, 3.1, 2, 2.05, 2.5, 2.5]
    days = [f"2014-0{month}-01" for month in range(1, 9)]
    rows = zip(days, [*days[1:], None], sizes, strict=True)
    times = timeline(
        control(*(("A", *ends, square(40, 33, size)) for *ends, size in rows))
    )
    between = "2014-02-15"  # of the same date of the table as the first of March, and before it
    expected = ["2014-02-01", between, "2014-04-01", "2014-05-01", "2014-07-01"]
    assert named([*days, between], times) == expected


def test_a_range_holds_until_the_next_of_its_status(shrinking):
    known = {"actor": "IS", "status": "held"}
    about = {
        "ranges": [
            {**known, "date": "2015-12-01", "low_km2": None, "high_km2": None},
            {**known, "date": "2014-01-01", "low_km2": 11.0, "high_km2": 13.0},
        ]
    }
    by_date = ranges(about, timeline(shrinking))
    assert by_date == {("IS", "held"): [(11.0, 13.0), (11.0, 13.0), None]}


@pytest.fixture
def across() -> gpd.GeoDataFrame:
    """Ground on both sides of the border of Syria and Iraq: half is held, all is claimed."""
    return control(
        (("IS", "held"), "2014-01-01", "2016-01-01", square(40.5, 33.5)),
        (("IS", "claimed"), "2014-01-01", "2016-01-01", square(40.5, 33.5, size=2)),
    )


def test_a_claim_is_measured_by_its_own_scope_and_definition(across):
    whole = {"scope": "Syria+Iraq", "definition": "control"}
    about = {
        "claims": [
            statement("2014-03-01", 9.0, 9.0, **whole),
            statement("2014-03-01", 9.0, 9.0, **{**whole, "scope": "Iraq"}),
            statement(
                "2014-03-01", 9.0, 9.0, **{**whole, "definition": "incl. desert"}
            ),
            statement("2014-03-01", 9.0, 9.0, **{**whole, "scope": "Libya"}),
            statement("2014-03", 9.0, 9.0, **whole, actor="IS"),
            statement("2014-03", 9.0, 9.0, **whole, actor="Nobody known"),
            statement("2014-03-01", 9.0, 9.0),
        ]
    }
    measured = [
        (claim["measured_km2"], claim["measured_as"])
        for claim in measure_claims(across, about)
    ]
    held, claimed = geo.measure.row_areas(across)["area_km2"]
    assert measured[0] == (pytest.approx(held, rel=1e-5), "held") == measured[4]
    assert measured[1][1] == "held" and 0 < measured[1][0] < held
    assert measured[2] == (pytest.approx(claimed, rel=1e-5), "claimed")
    assert measured[3] == measured[5] == measured[6] == (None, None)
    known = claims(about, across)
    assert [claim["measured_as"] for claim in known] == [0, 0, 1, None, 0, None, None]


def test_territory_of_one_status_answers_no_claim(shrinking):
    about = {"claims": [statement("2014-03-01", 9.0, 9.0, scope="Syria+Iraq")]}
    (claim,) = measure_claims(shrinking, about)
    assert claim["measured_km2"] is None


@pytest.mark.browser
def test_a_claim_about_a_part_is_shown_beside_that_part(opened, across):
    expect = pytest.importorskip("playwright.sync_api").expect
    whole = {"scope": "Syria+Iraq", "definition": "control", "publisher": HOSTILE}
    across.attrs["about"] = {
        "significant": 2,
        "claims": [
            statement("2014-03-01", 9_000.0, 9_000.0, **whole),
            statement("2014-06-01", 8_000.0, 8_000.0, **{**whole, "scope": "Iraq"}),
            statement("2014-09-01", 7_000.0, 7_000.0, **{**whole, "scope": "Libya"}),
        ],
    }
    km2 = [
        claim["measured_km2"] for claim in measure_claims(across, across.attrs["about"])
    ][:2]
    expected = [
        f"{round(area, -2 if area < 10_000 else -3):,.0f} km² held" for area in km2
    ]
    expected = [f"{expected[0]}, Syria+Iraq", f"{expected[1]}, Iraq only", "–"]
    reader = opened(across)
    reader.page.get_by_text("What others reported").click()
    cells = reader.page.locator(".published tbody td:nth-child(5)")
    expect(cells).to_have_text(expected)
    bar = reader.page.get_by_role("toolbar", name="Published figures")
    card = reader.page.get_by_role("note")
    for button, words in zip(bar.get_by_role("button").all(), expected, strict=True):
        button.click()
        assert f"Our figure, same definition: {words}" in card.text_content()
    assert reader.errors == []


@pytest.fixture
def disputed(shrinking):
    more = {"publisher": HOSTILE, "definition": "control", "note": HOSTILE}
    shrinking.attrs["about"] = {
        "claims": [
            statement(
                "2014-03-01", 12_000.0, 12_000.0, url="https://a.example/b", **more
            ),
            statement("2014-08-01", 9_000.0, None, publisher="Second"),
            statement("2015-03-01", 40_000.0, 40_000.0, publisher="Third"),
            statement(
                "2015-06-01", 4.0, 4.0, publisher="Slip", slip=True, plotted=False
            ),
        ],
        "events": [
            {"date": "2014-01-01", "title": "First", "sentence": HOSTILE},
            {"date": "2014-12-20", "title": "Town lost", "sentence": "It is lost."},
        ],
    }
    return shrinking


@pytest.mark.browser
def test_a_published_figure_shows_who_published_it_and_where(opened, disputed):
    reader = opened(disputed, "#date=2014-01-01")
    bar = reader.page.get_by_role("toolbar", name="Published figures")
    dots = bar.get_by_role("button")
    assert dots.count() == 3, "what is a slip of units is only listed"
    card = reader.page.get_by_role("note")
    assert not card.is_visible()
    dots.first.hover()
    assert card.is_visible()
    dots.first.click()
    assert SHOWN in card.text_content() and "12,000 km²" in card.text_content()
    link = card.get_by_role("link")
    assert link.get_attribute("href") == "https://a.example/b"
    assert link.get_attribute("target") == "_blank"
    assert "noopener" in link.get_attribute("rel")
    assert reader.now() == 0, "a figure is read without moving the date"
    reader.page.keyboard.press("Escape")
    assert not card.is_visible()
    assert reader.page.locator("main img").count() == 0
    assert reader.asked == [] and reader.errors == []


@pytest.mark.browser
def test_published_figures_are_one_tab_stop_with_arrows_between_them(opened, disputed):
    reader = opened(disputed)
    bar = reader.page.get_by_role("toolbar", name="Published figures")
    assert bar.locator("[tabindex='0']").count() == 1
    bar.locator("[tabindex='0']").focus()
    reader.page.keyboard.press("Tab")
    card = reader.page.get_by_role("note")
    reader.page.keyboard.press("Tab")
    assert card.get_by_role("link").evaluate("one => one === document.activeElement")
    bar.locator("[tabindex='0']").focus()
    reader.page.keyboard.press("ArrowRight")
    assert "more than 9,000 km²" in card.text_content()
    reader.page.keyboard.press("End")
    assert "Third" in card.text_content()
    assert bar.locator("[tabindex='0']").count() == 1


@pytest.mark.browser
def test_a_figure_far_above_the_measured_ones_stands_on_the_edge_with_its_number(
    opened, disputed
):
    reader = opened(disputed)
    edge = reader.page.locator(".claim.beyond")
    assert edge.all_text_contents() == ["40,000"]
    top = reader.page.locator(".chart .grid text").last.text_content()
    assert top == "10,000", "the axis is not stretched for it"
    reader.page.get_by_role("button", name="Log scale").click()
    assert reader.page.locator(".claim.beyond").count() == 0


@pytest.mark.browser
def test_everything_published_is_listed(opened, disputed):
    expect = pytest.importorskip("playwright.sync_api").expect
    reader = opened(disputed)
    reader.page.get_by_text("What others reported").click()
    rows = reader.page.locator(".published tbody tr")
    expect(rows).to_have_count(4)
    assert SHOWN in rows.first.text_content()
    assert rows.first.locator("td").nth(3).text_content() == "–", "of no known scope"
    assert "slip of units" in rows.last.text_content()


@pytest.mark.browser
def test_an_event_is_shown_with_its_date_and_leads_there(opened, disputed):
    reader = opened(disputed, "#date=2015-01-01")
    assert reader.text(".happened") == "20 December 2014: Town lost It is lost."
    flags = reader.page.get_by_role("toolbar", name="Events").get_by_role("button")
    assert flags.last.get_attribute("aria-label") == "20 December 2014: Town lost"
    flags.first.click()
    assert reader.now() == 0
    assert reader.text(".happened").startswith("First ")
    assert SHOWN in reader.text(".happened")
    assert SHOWN in reader.page.get_by_role("note").text_content()
    assert reader.page.locator("main img").count() == 0


@pytest.mark.browser
def test_how_far_an_area_could_be_off_is_drawn_and_written(opened, shrinking):
    known = {"actor": "IS", "status": "held"}
    first = {"date": "2014-01-01", "low_km2": 12_000.0, "high_km2": 14_000.0}
    then = {"date": "2015-01-01", "low_km2": None, "high_km2": None}
    shrinking.attrs["about"] = {"ranges": [known | first, known | then]}
    reader = opened(shrinking, "#date=2014-01-01")
    assert reader.shown("range") == "Estimate, 12,000 to 14,000 km²"
    (band,) = reader.page.eval_on_selector_all(
        ".band", "all => all.map(one => one.getAttribute('d'))"
    )
    assert band.count("Z") == 1
    reader.page.get_by_role("button", name="Next date").click()
    assert reader.shown("range") == ""


@pytest.mark.browser
def test_words_of_any_length_leave_the_page_its_shape(opened, shrinking):
    long = "x" * 10_000
    shrinking["place"] = long
    shrinking.attrs["about"] = {
        "claims": [
            statement("2014-03-01", 9.0, 9.0, publisher=long, note=long, scope=long)
        ],
        "events": [{"date": "2014-01-01", "title": long, "sentence": long}],
    }
    reader = opened(
        shrinking, "#date=2014-01-01", viewport={"width": 360, "height": 740}
    )
    bar = reader.page.get_by_role("toolbar", name="Published figures")
    bar.get_by_role("button").first.click()
    spot = reader.ink()
    reader.page.mouse.click(
        spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 3
    )
    reader.page.get_by_text("What others reported").click()
    reader.page.locator(".published tbody tr").first.wait_for()
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 360
    chart = reader.slider.bounding_box()
    top = reader.page.evaluate("window.scrollY")
    assert chart["y"] + top + chart["height"] < 740
    assert reader.errors == []


def test_a_claim_about_a_part_of_a_region_of_others_is_marked_as_one():
    rows = control(("A", "2014-01-01", None, square(40, 34)))
    rows.attrs[ABOUT] = {
        "claims": [
            {"date": "2014-01-01", "area_km2_low": 1.0, "scope": scope}
            for scope in ("Syria+Iraq", "Iraq", "Libya", "")
        ]
    }
    parts = {claim.get("scope"): "part" in claim for claim in summarize(rows).claims}
    assert parts == {"Syria+Iraq": False, "Iraq": True, "Libya": False, None: False}
