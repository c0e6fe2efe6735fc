import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.measure
import geo.table


def findings(table, *kinds):
    found = geo.findings(table)
    return found[found["kind"].isin(kinds)]


def test_territory_that_two_actors_hold_at_the_same_time():
    half = shapely.box(0.5, 0, 1.5, 1)
    table = control(
        ("red", "2020", "2022", square(0)),
        ("blue", "2021", None, half),
        ("green", "2022", None, square(0)),
        ("grey", "2020", None, square(-1)),
    )
    shared = geo.measure.area_km2([shapely.box(0.5, 0, 1, 1)])[0]
    found = geo.findings(table)
    assert found[["actor", "date", "until", "finding"]].to_numpy().tolist() == [
        ["blue", "2021", "2022", f"{shared:,.3f} km2 are also held by red"],
        ["green", "2022", "", f"{shared:,.3f} km2 are also held by blue"],
    ]
    assert found[["lon", "lat"]].to_numpy().tolist() == [[0.75, 0.5], [0.75, 0.5]]
    assert found["km2"].tolist() == pytest.approx([shared, shared])


def test_roamed_land_contradicts_nobody():
    table = control(
        ("red", "2020", None, square(0)),
        (("blue", "roamed"), "2020", None, square(0.5)),
        (("green", "patrolled"), "2020", None, square(0.8)),
    )
    assert findings(table, "rivals")["actor"].tolist() == ["green"]
    table.attrs[geo.table.ABOUT] = {"uncounted": ["patrolled"]}
    assert findings(table, "rivals", "double").empty


def test_an_overlap_of_many_days_is_one_finding_with_the_day_on_which_it_is_most():
    days = [f"2024-07-{day:02}" for day in range(1, 8)]
    rows = []
    for i, (day, end) in enumerate(zip(days, [*days[1:], None])):
        east = (0.2, 0.3, 0.4, 0.3, 0, 0.1, 0.1)[i]
        rows += [("red", day, end, square(0)), ("blue", day, end, square(1 - east))]
    found = findings(control(*rows), "rivals")
    most, again = (
        geo.measure.area_km2([shapely.box(1 - x, 0, 1, 1)])[0] for x in (0.4, 0.1)
    )
    assert found[["date", "until", "finding"]].to_numpy().tolist() == [
        [
            "2024-07-01",
            "2024-07-05",
            f"at most {most:,.3f} km2 (on 2024-07-03) are also held by red",
        ],
        ["2024-07-06", "", f"{again:,.3f} km2 are also held by red"],
    ]
    assert found["km2"].tolist() == pytest.approx([most, again])


def test_pieces_of_one_overlap_count_once_where_they_lie_on_each_other():
    table = control(
        ("red", "2020", None, square(0)),
        ("red", "2020", None, shapely.box(0.5, 0, 1.5, 1)),
        ("blue", "2020", None, shapely.box(0.4, 0, 1.2, 1)),
    )
    size = geo.measure.area_km2([shapely.box(0.4, 0, 1.2, 1)])[0]
    (finding,) = findings(table, "rivals").itertuples()
    assert finding.finding == (
        f"{size:,.3f} km2 are also held by red (2 pieces of territory)"
    )


def test_one_actor_that_holds_territory_by_two_rows_of_one_time():
    table = control(
        ("red", "2020", "2023", square(0)), ("red", "2022", None, square(0.5))
    )
    size = geo.measure.area_km2([shapely.box(0.5, 0, 1, 1)])[0]
    (finding,) = findings(table, "double", "rivals").itertuples()
    assert finding.kind == "double"
    assert finding.finding == f"{size:,.3f} km2 are also in drawn 0"
    assert (finding.date, finding.until, finding.file) == ("2022", "2023", "drawn 1")


@pytest.mark.parametrize(
    "other",
    [
        ("red", "2022", None, square(0.5)),  # after it
        (("red", "claimed"), "2020", None, square(0.5)),  # another class of control
        ("blue", "2020", None, square(1)),  # beside it
        ("blue", "2020", None, shapely.box(0.999999999, 0, 2, 1)),  # rounding
    ],
)
def test_what_is_no_overlap(other):
    table = control(("red", "2020", "2022", square(0)), other)
    assert findings(table, "rivals", "double").empty


def test_overlaps_are_reported_from_100_square_metres_on():
    """Of boxes at the equator: 0.0001 degrees are 11 m, 0.00008 some 9 m."""
    for side, least, most in ((0.0001, 100e-6, 130e-6), (0.00008, 70e-6, 100e-6)):
        corner = shapely.box(1 - side, 1 - side, 2, 2)
        size = geo.measure.area_km2([shapely.box(1 - side, 1 - side, 1, 1)])[0]
        assert least < size < most
        table = control(
            ("red", "2020", None, square(0)), ("blue", "2020", None, corner)
        )
        found = findings(table, "rivals")["km2"].tolist()
        expected = [size] if size > 100e-6 else []
        assert found == pytest.approx(expected, rel=1e-3)


def test_the_same_row_twice_wherever_its_ring_begins():
    corners = shapely.get_coordinates(square(0))[:-1]
    rolled = shapely.Polygon(np.roll(corners, 2, axis=0)[::-1])
    table = control(
        ("red", "2020", "2021", square(0)),
        ("red", "2020", "2021", rolled),
        ("red", "2020", "2021", square(0)),
        ("red", "2021", None, square(0, size=1.1)),
    )
    found = findings(table, "duplicate", "double")
    assert found[["kind", "file", "finding"]].to_numpy().tolist() == [
        ["duplicate", "drawn 1", "the same as drawn 0, 3 times in all"]
    ]
    assert found["km2"].tolist() == pytest.approx(geo.measure.area_km2([square(0)]))


@pytest.mark.parametrize(
    "other",
    [
        ("blue", "2020", "2021", square(0)),
        (("red", "claimed"), "2020", "2021", square(0)),
        ("red", "2021", None, square(0)),
        ("red", "2020", None, square(0)),
        ("red", "2020", "2021", shapely.box(0, 0, 1, 1.0001)),
    ],
)
def test_what_is_no_duplicate(other):
    table = control(("red", "2020", "2021", square(0)), other)
    assert findings(table, "duplicate").empty


boxes = st.builds(
    lambda x, y, size: square(x / 4, y / 4, size / 4),
    st.integers(0, 8),
    st.integers(0, 8),
    st.integers(1, 4),
)
intervals = st.tuples(
    st.sampled_from(["red", "blue"]), st.integers(2000, 2004), st.integers(1, 4), boxes
)


@settings(max_examples=12)
@given(st.lists(intervals, min_size=2, max_size=6))
def test_the_most_that_two_share_is_that_of_their_territories_on_the_worst_date(rows):
    """The slow way: the union of each on each date, and what the two have in common."""
    table = control(
        *((who, str(start), str(start + long), box) for who, start, long, box in rows)
    )
    worst = 0.0
    for date in geo.table.timeline(table)["date"]:
        territory = geo.territory_on(table, date).set_index("actor").geometry
        if {"red", "blue"} <= set(territory.index):
            shared = territory["red"].intersection(territory["blue"])
            worst = max(worst, geo.measure.area_km2([shared])[0])
    found = findings(table, "rivals")["km2"]
    assert (found.max() if len(found) else 0) == pytest.approx(worst, abs=1e-3)
