import pytest
import shapely
from tables import control, square

import geo
from geo.table import END, START


def told(table, severity):
    found = geo.findings(table)
    return found.loc[found["severity"] == severity, "finding"].tolist()


def test_nothing_to_say_about_a_sound_table():
    table = control(
        ("red", "2020", "2021", square(0)), ("red", "2021", None, square(0.2))
    )
    assert geo.findings(table).empty
    geo.require(table)


def test_a_missing_date_and_an_end_before_the_start():
    table = control(
        ("red", "2020", "2019", square(0)), ("blue", "2020", None, square(3))
    )
    table[START] = table[START].where(table["actor"] != "blue")
    assert told(table, "error") == ["no start date", "its end is not after its start"]


def test_an_invalid_polygon_with_the_place_where():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    table = control(("red", "2022-03-04", None, bow_tie))
    assert told(table, "error") == ["self-intersection at 1 1"]
    with pytest.raises(
        geo.CheckError, match="drawn 0: 2022-03-04, red: self-intersection"
    ):
        geo.require(table)


def test_empty_ground_and_ground_outside_the_globe():
    table = control(
        ("red", "2020", None, shapely.Polygon()),
        ("red", "2020", None, square(200, 80)),
        ("red", "2020", None, square(10, 89.5)),
    )
    assert told(table, "error") == [
        "no ground: the polygon is empty",
        "coordinates outside the globe: 201 81",
        "coordinates outside the globe: 11 90.5",
    ]


def test_ground_that_two_actors_hold_at_the_same_time():
    half = shapely.box(0.5, 0, 1.5, 1)
    table = control(
        ("red", "2020", "2022", square(0)),
        ("blue", "2021", None, half),
        ("green", "2022", None, square(0)),
        ("grey", "2020", None, square(-1)),
    )
    shared = geo.area_km2([shapely.box(0.5, 0, 1, 1)])[0]
    found = geo.findings(table)
    assert found["actor"].tolist() == ["blue", "green"]
    assert found["finding"].tolist() == [
        f"{shared:,.3f} km2 are also held by red (near 0.750 0.500)",
        f"{shared:,.3f} km2 are also held by blue (near 0.750 0.500)",
    ]


def test_dates_missing_from_a_daily_series_and_repeats():
    days = [f"2024-07-{day:02}" for day in (1, 2, 3, 4, 5, 6, 9, 10)]
    ends = [*days[1:], None]
    shapes = [square(0, size=1 + i / 100) for i in range(7)]
    rows = zip(["red"] * 8, days, ends, [*shapes, shapes[-1]], strict=True)
    found = geo.findings(control(*rows))
    assert found[["date", "finding"]].to_numpy().tolist() == [
        ["2024-07-09", "2 dates are missing before this one"],
        ["2024-07-10", "the same ground as on the date before"],
    ]


def test_irregular_dates_miss_nothing():
    years = ["1815", "1880", "1914", "1920", "1938", "1945", "2000"]
    ends = [*years[1:], None]
    shapes = [square(0, size=1 + i / 100) for i in range(7)]
    assert geo.findings(
        control(*zip(["red"] * 7, years, ends, shapes, strict=True))
    ).empty


def test_an_area_that_jumps():
    table = control(
        ("red", "2020", "2021", square(0)), ("red", "2021", None, square(0, size=3))
    )
    (finding,) = told(table, "doubt")
    assert finding.startswith("the area jumps from 12,308.464 to 110,")
    assert geo.findings(table, jump=0.95).empty


def test_ends_are_not_mistaken_for_jumps():
    table = control(
        ("red", "2020", "2021", square(0)), ("blue", "2020", None, square(3))
    )
    assert table[END].notna().any()
    assert geo.findings(table).empty


def test_a_date_with_an_invalid_polygon_is_still_looked_at():
    """The mended ground counts: no false jump, and the overlap of that date is told."""
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    table = control(("red", "2020", None, bow_tie), ("blue", "2020", None, square(0)))
    (overlap,) = told(table, "doubt")
    assert "km2 are also held by blue" in overlap


def test_ground_that_vanishes_and_returns():
    table = control(
        ("red", "2020", "2021", square(0)),
        ("blue", "2020", None, square(3)),
        ("red", "2022", None, square(0)),
    )
    assert told(table, "doubt") == [
        "holds nothing on this date, and ground again later"
    ]
