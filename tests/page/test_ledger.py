"""The figures of the opening view, beside those at the height, and what is behind "More"."""

import geopandas as gpd
import pytest
import shapely
from reader import compare
from tables import control, square

import geo

pytestmark = pytest.mark.browser


@pytest.fixture
def fallen():
    """Held and claimed land, at its largest on two dates, of which little is left."""
    table = control(
        (("IS", "held"), "2014-01-01", "2015-01-01", square(40, 34)),
        (("IS", "held"), "2015-01-01", "2016-01-01", square(40, 34, size=2)),
        (("IS", "held"), "2016-01-01", None, square(40, 34, size=0.5)),
        (("IS", "claimed"), "2014-01-01", "2015-01-01", square(40, 37, size=3)),
        (("IS", "claimed"), "2015-01-01", None, square(40, 37, size=0.25)),
    )
    table.attrs["about"] = {"title": "From much to little"}
    return table


def in_headline(km2):
    """An area of 10,000 km2 and more in four digits."""
    return f"{float(f'{km2:.4g}') if km2 >= 1e4 else km2:,.0f} km²"


def column(reader, name, part="figure"):
    cells = reader.page.locator(f".ledger td.{name} .{part}")
    return cells.all_text_contents()


def test_each_status_is_beside_its_own_height(opened, fallen):
    reader = opened(fallen)
    areas = geo.areas(fallen).pivot(index="date", columns="status", values="area_km2")
    assert reader.text("th.then") == "At its height"
    assert reader.text(".ledger .date") == "1 January 2016"
    most = [in_headline(areas[status].max()) for status in ("held", "claimed")]
    assert column(reader, "then") == most
    assert column(reader, "then", "at") == ["1 January 2015", "1 January 2014"]
    last = areas.ffill().iloc[-1]
    assert column(reader, "shown") == [
        in_headline(last[status]) for status in ("held", "claimed")
    ]
    names = reader.page.locator(".ledger .what").all_text_contents()
    assert names == ["IS, held", "claimed"], "the title does not say whose it is"
    assert reader.errors == []


def test_on_the_date_of_the_height_it_is_beside_the_first(opened, fallen):
    reader = opened(fallen, "#date=2015-01-01")
    assert reader.text("th.then") == "1 January 2014"
    then, shown = column(reader, "then")[0], column(reader, "shown")[0]
    assert then != shown and column(reader, "then", "at") == ["", ""]
    reader.page.locator(".previous").click()
    assert reader.text("th.then") == "At its height"


def test_a_comparison_is_between_the_two_columns(opened, fallen):
    reader = opened(fallen)
    compare(reader.page, "last")
    assert reader.text("th.then") == "1 January 2015"
    then = column(reader, "then")
    reader.page.locator(".compare").click()
    assert reader.text("th.then") == "At its height"
    reader.page.locator(".previous").click()
    assert column(reader, "shown") == then


def test_a_first_press_compares_with_the_height_or_on_its_date_with_the_last(
    opened, fallen
):
    reader = opened(fallen)
    button = reader.page.locator(".compare")
    button.click()
    assert reader.text("th.then") == "1 January 2015"
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    reader.page.locator(".previous").click()
    button.click()
    assert reader.text("th.then") == "1 January 2016"
    assert reader.errors == []


def test_millions_have_three_digits(opened):
    vast = shapely.box(20, -20, 60, 20)
    reader = opened(control(("Red", "2014-01-01", None, vast)))
    area = geo.areas(control(("Red", "2014-01-01", None, vast)))["area_km2"].iloc[0]
    assert column(reader, "shown") == [f"{area / 1e6:.1f}\u00a0million km²"]
    reader.page.locator("details.table summary").click()
    assert f"{area:,.0f} km²" in reader.page.locator(".table tbody").text_content()


def changes(reader):
    return reader.page.locator(".changes p").all_text_contents()


def test_the_largest_changes_have_dates_figures_and_events(opened):
    days = [f"2024-03-{day:02}" for day in range(1, 9)]
    sizes = [2, 2.1, 2.4, 2.43, 2.3, 2.301, 2.6, 2.7]
    table = control(
        *(
            ("A", start, end, square(40, 34, size=size))
            for start, end, size in zip(days, [*days[1:], None], sizes, strict=True)
        )
    )
    fall = {"date": "2024-03-05", "title": "A bridge is lost", "sentence": "It burns."}
    counting = {"date": "2024-03-07", "reason": "Villages count too."}
    table.attrs["about"] = {"events": [fall], "breaks": [counting]}
    table["source"] = "A ministry"
    reader = opened(table, viewport={"width": 1280, "height": 720})
    km2 = geo.areas(table)["area_km2"]
    gain, loss = km2[2] - km2[1], km2[3] - km2[4]
    first, second, *others = changes(reader)
    assert first.startswith(f"3 March 2024 {in_headline(gain)} more than on 2 March")
    assert second.startswith("5 March 2024 A bridge is lost; ")
    assert second.endswith(f"{in_headline(loss)} less than on 4 March 2024")
    dates = [line[: len("2 March 2024")] for line in others]
    expected = ["8 March 2024", "2 March 2024", "4 March 2024"]
    assert dates == expected, "none of a break, and none of little"
    assert reader.text(".by") == "Source: A ministry"
    reader.page.locator("select.areas").select_option("ha")
    assert "million ha more than on 2 March" in changes(reader)[0]


def test_a_column_without_space_for_a_line_has_none_of_the_list(opened, story_page):
    for height, few, many in ((720, 0, 0), (1080, 5, 12)):
        size = {"width": 1280, "height": height}
        page = opened(story_page, viewport=size).page
        box = page.locator(".changes").bounding_box()
        lines = [line.bounding_box() for line in page.locator(".changes > *").all()]
        seen = [line for line in lines if line["x"] < box["x"] + box["width"]]
        assert few <= len(seen) <= many
        for line in seen:
            assert line["y"] + line["height"] <= box["y"] + box["height"] + 0.5
        assert page.evaluate("""() => {
            const { scrollHeight, clientHeight } = document.querySelector(".since");
            return scrollHeight <= clientHeight + 1;
            }""")


def test_two_large_areas_in_few_digits_differ_by_an_exact_figure(opened, daily_front):
    reader = opened(daily_front, viewport={"width": 1280, "height": 720})
    figures = [column(reader, name)[0] for name in ("then", "shown")]
    assert figures == ["109,400 km²", "109,900 km²"]
    km2 = geo.areas(daily_front)["area_km2"]
    net = km2.iloc[-1] - km2.iloc[0]
    assert reader.text(".peak") == f"{net:.0f} km² more than on 8 July 2024"
    for figure in reader.page.locator(".ledger tr:first-child .figure").all():
        number, unit = (part.bounding_box() for part in figure.locator("> *").all())
        assert unit["y"] + unit["height"] <= number["y"] + number["height"], "one line"


def test_one_date_alone_is_beside_nothing(opened):
    snapshot = gpd.GeoDataFrame(control(("Red", "2014-01-01", None, square(40, 34))))
    reader = opened(snapshot)
    assert reader.page.locator(".ledger .then, .compare").count() == 0
    assert len(column(reader, "shown")) == 1


def test_what_is_rarely_needed_is_behind_one_button(opened, fallen):
    page = opened(fallen, more=False).page
    button = page.get_by_role("button", name="More", exact=True)
    for behind in (".tools", ".find", ".share", ".about"):
        assert not page.locator(behind).is_visible(), behind
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    for behind in (".tools", ".find", ".share", ".about"):
        assert page.locator(behind).is_visible(), behind
    button.press("Enter")
    assert button.get_attribute("aria-expanded") == "false"
    assert not page.locator(".about").is_visible()
    page.emulate_media(media="print")
    assert page.locator(".about").is_visible(), "sources are printed"


@pytest.mark.parametrize("size", [(360, 640), (640, 720)])
def test_all_of_the_opening_is_seen_without_scrolling(opened, story_page, size):
    width, height = size
    page = opened(story_page, viewport={"width": width, "height": height}).page
    for part in ("h1", ".folium-map", ".ledger", ".chart", ".controls"):
        box = page.locator(part).bounding_box()
        assert 0 <= box["y"] and box["y"] + box["height"] <= height, part
    assert page.locator(".date").text_content() == "28 January 2019"
    assert page.locator(".inset").is_visible()
    names = page.locator(".folium-map text").all_text_contents()
    assert any("Baghouz" in name for name in names)
