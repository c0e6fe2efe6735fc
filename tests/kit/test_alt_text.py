"""The three sentences on areas, for every kind of series."""

import pytest
from tables import control, square

import geo.table
from layers.content.summary import summarize
from layers.kit.alt_text import alt_text


def sentences(*rows, about=None):
    table = control(*rows)
    if about:
        table.attrs[geo.table.ABOUT] = about
    return alt_text(summarize(table)).strip()


def test_a_fall_has_its_peak_its_halves_and_its_end():
    sizes = [1, 2, 1.6, 1.2, 0.8, 0.4]  # of a side: 64, 36, 16 and 4 % of the peak
    days = ["2014-01", "2015-01", "2015-07", "2016-01", "2016-07", "2017-01", "2018-01"]
    dates = [f"{day}-01" for day in days]
    text = sentences(
        *(
            ("Rome", start, end, square(30, 0, size=size))
            for start, end, size in zip(dates, dates[1:], sizes, strict=False)
        )
    )
    first, second, third = text.split(". ")
    assert first.startswith("Territory held by Rome measured at most 49,2")
    assert "on 1 January 2015, up from 12,310 km² on 1 January 2014" in first
    assert second == (
        "It fell below half of that for good on 1 January 2016, "
        "below a tenth on 1 January 2017"
    )
    assert third.endswith(
        "is counted on 1 January 2017; on 1 January 2018 none was left."
    )


def test_a_last_area_is_a_share_of_the_peak():
    text = sentences(
        ("Rome", "2014-01-01", "2015-01-01", square(30, 0, size=2)),
        ("Rome", "2015-01-01", None, square(30, 0, size=1)),
    )
    assert text.endswith("12,310 km² were left, 25 % of the peak.")


def test_a_front_has_its_last_date_and_its_largest_steps():
    text = sentences(
        ("territory", "2024-07-08", "2024-07-09", square(30, 0)),
        ("territory", "2024-07-09", "2024-07-10", square(30, 0, size=1.02)),
        ("territory", "2024-07-10", None, square(30, 0, size=1.01)),
    )
    first, second, third = text.split(". ")
    assert first.startswith("Territory held measured 12,5")
    assert "on 10 July 2024, the last date" in first
    assert "more than on 8 July 2024, the first of 3 dates; the most was" in second
    assert "largest gain" in third and "up to 9 July 2024; the largest loss" in third


def test_an_area_without_change_is_as_much_as_before():
    text = sentences(
        ("Rome", "2024-07-08", "2024-07-09", square(30, 0)),
        ("Rome", "2024-07-09", None, square(30, 0)),
    )
    assert "That is as much as on 8 July 2024, the first of 2 dates." in text


def test_one_date_is_one_date():
    text = sentences(
        (("Rome", "held"), "-0322", None, square(30, 0)),
        (("Rome", "claimed"), "-0322", None, square(30, 0, size=2)),
    )
    assert text.startswith("Territory held by Rome measured 12,310 km²")
    assert "in 323 BCE, the only date. Beside it the map shows 49,2" in text
    assert text.endswith("km² claimed, somewhat larger than Denmark.")


def test_each_status_has_a_comparison_of_its_own():
    text = sentences(
        (("Rome", "held"), "2014", "2015", square(30, 0)),
        (("Rome", "claimed"), "2014", "2015", square(30, 0, size=2)),
        (("Rome", "held"), "2015", None, square(30, 0, size=0.1)),
    )
    first = text.partition(". ")[0]
    assert "at most 12,310 km², somewhat larger than Qatar, in 2014" in first
    assert first.endswith("(claimed: 49,230 km², somewhat larger than Denmark)")


def test_many_actors_have_the_largest_and_their_number():
    text = sentences(
        ("Rome", "-0300", "-0200", square(30, 0)),
        ("Rome", "-0200", None, square(30, 0, size=2)),
        ("Carthage", "-0300", "-0200", square(10, 0, size=3)),
        (geo.table.UNNAMED, "-0300", None, square(50, 0, size=4)),
    )
    assert text.startswith("In 201 BCE the largest area was that of Rome with 49,2")
    assert "The largest of all dates was Carthage with 110,7" in text
    assert text.endswith("Of 2 actors 2 held territory in 301 BCE and 1 in 201 BCE.")


@pytest.mark.parametrize("name", ["الرقة", "Київ"])
def test_names_have_the_direction_of_their_script(name):
    text = sentences((name, "2024-07-08", None, square(30, 0)))
    isolated = f"\u2068{name}\u2069" if name == "الرقة" else name
    assert f"Territory held by {isolated} measured" in text


def test_days_of_an_archive_have_the_area_that_they_add(samples):
    table = geo.read_control(samples / "ukraine-daily" / "*[89].geojson")
    km2 = geo.areas(table)["area_km2"].to_numpy()
    added = km2[-1] - km2[0]
    text = alt_text(summarize(table))
    assert text.startswith(f"Territory held measured {round(km2[-1], -2):,.0f} km²")
    assert f"{added:,.0f} km² ({100 * added / km2[0]:.2f} %) more than on" in text
    assert f"8 July 2024, the first of {len(km2)} dates" in text


def test_each_status_has_its_height_and_its_end():
    text = sentences(
        (("Rome", "held"), "2014", "2015", square(30, 0, size=2)),
        (("Rome", "claimed"), "2014", "2015", square(30, 0, size=2.2)),
        (("Rome", "held"), "2015", None, square(30, 0, size=0.5)),
        (("Rome", "claimed"), "2015", "2016", square(30, 0, size=3)),
        (("Rome", "claimed"), "2016", None, square(30, 0, size=0.6)),
    )
    first, *rest = text.split(". ")
    assert "at most 49,230 km²" in first and "(claimed: 59,5" in first
    assert "On the last date, in 2016, 3,0" in text.replace(
        "date, 2016", "date, in 2016"
    )
    assert "Beside it the map shows 4,4" in text, "what is claimed on the last date"
    assert "Claimed, at its largest: 110,7" in text and text.count(", in 2015.") == 1
