"""Snapshots of several actors: a name that ends is no loss, and centuries are no steps."""

import pytest
from reader import compare
from tables import snapshots, square

pytestmark = pytest.mark.browser

LARGE, SMALL = square(5, 50, size=4), square(20, 50)
YEARS = (1700, 1800, 1900, 2000)
ENDED = "no entry under this name after 1800"


def renamed(years=YEARS):
    """Prussia is called Germany from the third date on."""
    names = ("Prussia", "Prussia", "Germany", "Germany")
    maps = zip(years, names)
    return snapshots(*((year, {name: LARGE, "Spain": SMALL}) for year, name in maps))


def follow(page, name):
    page.locator(".legend button", has_text=name).click()


def test_an_actor_whose_name_ends_is_not_down_to_nothing(opened):
    reader = opened(renamed(), "#date=1800")
    page = reader.page
    follow(page, "Prussia")
    assert "km²" in reader.shown() and "Prussia" in reader.value_text()
    page.locator(".next").click()
    assert reader.shown() == "N" + ENDED[1:]
    assert reader.text(".peak") == reader.text(".change") == ""
    assert reader.value_text() == f"1900, Prussia, {ENDED}"
    assert not any(
        word in reader.text(".since") for word in ("0 km²", "left", "%", "less")
    )
    # under the pointer on the chart, and compared with an earlier date and from one
    box = page.locator(".chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    assert reader.text(".reading") == f"2000, Prussia, {ENDED}"
    compare(page, "peak")
    assert reader.text(".change") == ""
    compare(page, "")

    page.locator("details.table summary").click()
    page.locator("details.table tbody tr").first.wait_for()
    rows = page.locator("details.table tbody tr").all_inner_texts()
    ended = [row.split("\t") for row in rows if ENDED in row]
    assert [(date, name) for date, name, _, _ in ended] == [("1900", "Prussia")]
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = page.locator(".printed tbody td").all_text_contents()
    assert [text == ENDED for text in printed] == [False, False, True, True]
    assert reader.errors == []


def test_a_date_without_an_entry_is_no_area_to_compare_with(opened):
    reader = opened(renamed(), "#date=1800&with=1900")
    follow(reader.page, "Prussia")
    assert reader.text(".change") == "N" + ENDED[1:]
    assert "km²" in reader.shown()


def chart_paths(page):
    """What is drawn of the series followed: by class, the path."""
    lines = page.locator(".chart path:is(.line, .body):not(.beside)").all()
    return {
        line.get_attribute("class").removesuffix(" tone"): line.get_attribute("d")
        for line in lines
    }


def test_snapshots_far_apart_are_points_joined_by_dashes(opened):
    reader = opened(renamed(), "#date=1700")
    page = reader.page
    follow(page, "Spain")
    paths = chart_paths(page)
    assert set(paths) == {"line between", "line dots"}, "no filled steps"
    assert paths["line dots"].count("M") == 4 and paths["line between"].count("L") == 3
    assert "H" not in paths["line between"]
    follow(page, "Prussia")
    assert chart_paths(page)["line dots"].count("M") == 2, "no point at 0"
    dot = page.locator(".chart .marker circle")
    assert dot.is_visible()
    reader.slider.press("End")
    assert not dot.is_visible()

    follow(page, "Germany")
    assert reader.shown().endswith("km²")
    assert chart_paths(page)["line dots"].count("M") == 2, "nor before its first entry"
    assert reader.errors == []


def test_snapshots_a_few_years_apart_are_steps_up_to_the_last_entry(opened):
    reader = opened(renamed((1900, 1905, 1910, 1915)), "#date=1900")
    follow(reader.page, "Prussia")
    paths = chart_paths(reader.page)
    assert set(paths) == {"body firm", "line"}
    floor = max(
        float(part) for part in paths["body firm"].split("V")[-1].split("H")[:1]
    )
    heights = [part.split("V")[1] for part in paths["line"].split("H") if "V" in part]
    assert all(float(height) < floor - 1 for height in heights), "not down to 0"
