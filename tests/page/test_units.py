"""A reader who asks for another unit finds every area of the page told in it."""

import csv
import re

import pytest
from reader import until
from tables import control, square

import geo

pytestmark = pytest.mark.browser

KM2_PER_SQUARE_MILE = 1.609344**2


def miles(km2):
    """As the page tells three significant figures in square miles."""
    return f"{float(f'{km2 / KM2_PER_SQUARE_MILE:.3g}'):,.0f} square miles"


@pytest.fixture
def front():
    """Ground of two actors over three dates, the larger one's told in three digits."""
    table = control(
        (("IS", "held"), "2014-06-01", "2015-05-25", square(40, 33, size=2)),
        (("IS", "held"), "2015-05-25", "2017-07-10", square(40, 33, size=3)),
        (("IS", "held"), "2017-07-10", None, square(40, 33, size=0.5)),
        (("SDF", "held"), "2017-07-10", None, square(43, 33)),
    )
    claim = {"date": "2017-07-10", "area_km2_low": 2500, "area_km2_high": 2500}
    table.attrs["about"] = {
        "significant": 3,
        "claims": [{**claim, "publisher": "A ministry"}],
    }
    return table


def test_all_areas_are_in_the_unit_that_the_reader_chose(opened, front):
    reader = opened(front, "#date=2017-07-10")
    page = reader.page
    page.get_by_text("All figures as a table").click()
    cells = page.locator("details.table td:last-child")
    cells.first.wait_for()  # it is filled once it is open
    before = [cell.split() for cell in cells.all_text_contents()]
    assert {unit for _, unit in before} == {"km²"}
    ticks = page.locator(".chart .grid text").all_text_contents()

    page.get_by_label("Units").select_option(label="square miles")
    areas = geo.areas(front)
    _, peak, ours = areas[areas["actor"] == "IS"]["area_km2"]
    assert reader.shown() == miles(ours).replace("square miles", "sq mi")
    assert reader.value_text() == f"10 July 2017, {miles(ours)}, IS"
    assert reader.text(".change") == f"{miles(peak - ours)} less than on 25 May 2015"
    row = page.locator(".legend button", has_text="IS").locator(".km2")
    assert row.text_content() == miles(ours).replace("square miles", "sq mi")
    assert reader.text(".chart .unit") == "sq mi"
    now = page.locator(".chart .grid text").all_text_contents()
    assert now != ticks
    assert all(re.fullmatch(r"(\d{1,3}(,?000)*|[\d.,]+[05])", tick) for tick in now)
    texts = cells.all_text_contents()
    assert texts == [
        miles(km2) if km2 else "0 square miles"
        for km2 in areas[areas["area_km2"] > 0]["area_km2"]
    ]
    page.get_by_role("button", name="A ministry").first.focus()
    assert reader.text(".card strong") == f"2,500 km² ({miles(2500)})"
    page.get_by_text("Sources and method").click()
    assert "square miles" in reader.text("[data-km2]")
    spoken = page.locator(".spoken")
    page.wait_for_timeout(1100)
    assert spoken.text_content() == reader.value_text()

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the figures").click()
    with open(download.value.path(), encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    total = sum(float(row["area_km2"]) for row in rows)
    assert total == pytest.approx(areas["area_km2"].sum(), rel=1e-9)
    page.get_by_label("Units").select_option(label="km²")
    assert page.locator(".chart .grid text").all_text_contents() == ticks
    assert reader.errors == []


def test_a_date_can_be_written(opened, front):
    reader = opened(front)
    field = reader.page.get_by_role("textbox", name="Date")
    status = reader.page.locator(".tool", has=field).get_by_role("status")
    assert field.input_value() == "2017-07-10"
    for written, shown, words in (
        ("2015-05-25", "25 May 2015", ""),
        ("2016", "25 May 2015", "In force then: 25 May 2015"),
        ("-0322", "1 June 2014", "The data begin with 1 June 2014"),
        ("2031-01", "10 July 2017", "The data end with 10 July 2017"),
        ("yesterday", "10 July 2017", "Not a date; write it as 2017-07-10, 2017-07"),
    ):
        field.fill(written)
        field.press("Enter")
        assert reader.text(".date") == shown
        assert status.text_content().startswith(words), written
        assert bool(status.text_content()) == bool(words)
    assert field.get_attribute("aria-invalid") == "true"
    reader.page.get_by_role("button", name="Previous date").click()
    status.filter(has_not_text="Not a date").wait_for(state="attached")
    assert field.input_value() == "2015-05-25" and status.text_content() == ""


def test_the_reader_chooses_how_fast_it_plays(opened):
    days = [f"2017-{month:02}-{day:02}" for month in range(1, 9) for day in (1, 11, 21)]
    rows = [
        ("red", day, after, square(40, 34, size=1 + n / 30))
        for n, (day, after) in enumerate(zip(days, [*days[1:], None], strict=True))
    ]
    reader = opened(control(*rows), f"#date={days[0]}")
    speed = reader.page.get_by_label("Speed")
    # Browsers tell a page of what the reader prefers some time after it is opened or changed.
    for preference, value in (("no-preference", "normal"), ("reduce", "slow")):
        reader.page.emulate_media(reduced_motion=preference)
        until(
            reader.page,
            "value => document.querySelector('.speed').value === value",
            value,
        )
    reader.page.clock.install(time=0)
    reader.page.clock.pause_at(1000)
    speed.select_option("normal")
    reader.page.get_by_role("button", name="Play").click()
    reader.page.clock.run_for(4050)
    assert reader.now() == 9, "ten seconds in all"
    speed.select_option("fast")
    reader.page.clock.run_for(450)
    assert reader.now() == 12, "three times as fast, from now on"
    speed.select_option("slow")
    reader.page.clock.run_for(2450)
    assert reader.now() == 14
