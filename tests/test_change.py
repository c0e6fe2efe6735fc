import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo


def test_gained_lost_held_and_net():
    """Red moves one degree east of two: it leaves a square, keeps one and takes one."""
    table = control(
        ("red", "2020-01-01", "2020-01-31", shapely.box(0, 0, 2, 1)),
        ("red", "2020-01-31", None, shapely.box(1, 0, 3, 1)),
    )
    (row,) = geo.changes(table).to_dict("records")
    one = geo.area_km2([square(0)])[0]
    assert row["gained_km2"] == pytest.approx(one)
    assert row["lost_km2"] == pytest.approx(one)
    assert row["held_km2"] == pytest.approx(one)
    assert row["net_km2"] == pytest.approx(0, abs=1e-9)
    assert row["days"] == 30


def test_nothing_changes_where_rows_stay():
    table = control(("red", "2020", None, square(0)), ("blue", "2021", None, square(5)))
    found = geo.changes(table).set_index("actor")
    assert found.loc["red", ["gained_km2", "lost_km2", "net_km2"]].tolist() == [0, 0, 0]
    assert found.loc["blue", "gained_km2"] == geo.area_km2([square(5)])[0]


def test_two_chosen_dates():
    table = control(
        ("red", "2020", "2021", square(0)), ("red", "2022", None, square(1))
    )
    found = geo.changes(
        table, between=[("2020-05-01", "2023-01-01"), ("2021-06-01", "2021-07-01")]
    )
    assert found["days"].tolist() == [975, 30]
    assert found["held_km2"].tolist() == [0, 0]
    assert found["gained_km2"].tolist() == [geo.area_km2([square(1)])[0], 0]


@pytest.mark.parametrize(
    ("date", "sentence"), [("foo", "foo: not a date"), ("NaT", "missing")]
)
def test_a_date_to_compare_that_is_none_is_refused(date, sentence):
    with pytest.raises(geo.CallError, match=sentence):
        geo.changes(control(("red", "2020", None, square(0))), between=[("2020", date)])


def test_lost_is_gained_the_other_way_round():
    table = control(
        ("red", "2020", "2021", square(0)), ("red", "2021", None, square(0.5))
    )
    (gone,) = geo.lost(table, before="2020", after="2021").geometry
    assert gone.equals(shapely.box(0, 0, 0.5, 1))


def test_years_before_one():
    table = control(
        ("Rome", "-0322", "0000", square(0)), ("Rome", "0000", None, square(0, size=2))
    )
    leap_years = 80 - 3  # -320 to -4, without -300, -200 and -100
    assert geo.changes(table)["days"].tolist() == [322 * 365 + leap_years]


rings = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    min_size=3,
    max_size=9,
    unique=True,
).map(
    lambda points: shapely.MultiPoint(
        [(x / 8, 45 + y / 8) for x, y in points]
    ).convex_hull
)
hulls = rings.filter(lambda hull: hull.geom_type == "Polygon")


@given(
    st.lists(hulls, min_size=1, max_size=3),
    st.lists(hulls, min_size=1, max_size=3),
    hulls,
)
def test_gained_less_lost_is_net_and_held_with_gained_is_the_area_after(
    old, new, stays
):
    rows = [("red", "2020", "2021", shape) for shape in old]
    rows += [("red", "2021", "2022", shape) for shape in new]
    rows += [("red", "2020", "2022", stays)]
    table = control(*rows)
    step = geo.changes(table).iloc[0]
    areas = geo.areas(table)["area_km2"]
    assert step["net_km2"] == areas[1] - areas[0]
    assert step["gained_km2"] - step["lost_km2"] == pytest.approx(
        step["net_km2"], abs=1e-6
    )
    assert step["held_km2"] + step["gained_km2"] == pytest.approx(areas[1], abs=1e-6)
    before, after = (shapely.union_all([*shapes, stays]) for shapes in (old, new))
    both = geo.area_km2([shapely.intersection(before, after)])[0]
    assert step["held_km2"] == pytest.approx(both, abs=1e-6)


def test_each_day_of_a_real_series_adds_up(samples):
    table = geo.read_control(samples / "ukraine-daily")
    net = geo.areas(table)["area_km2"].diff().dropna().to_numpy()
    found = geo.changes(table)
    assert len(found) == len(net) == 61
    assert (found["gained_km2"] - found["lost_km2"]).to_numpy() == pytest.approx(
        net, abs=1e-6
    )
