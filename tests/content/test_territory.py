import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.measure
from layers.content.basemap import AREAL, KINDS, basemap_shapes, towns_near
from layers.content.series import timeline
from layers.content.style import firmest_first, patterns
from layers.content.summary import summarize
from layers.content.territory import _by_series, neighbours, territory
from layers.page.shapes import pack_basemap, pack_territory


def drawn(table):
    return pack_territory(summarize(table))


def test_each_date_draws_what_is_held_on_it():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(5)),
        ("blue", "2014-02-01", "2014-03-01", square(7)),
    )
    territory = drawn(table)
    assert timeline(table).texts == ("2014-01-01", "2014-02-01", "2014-03-01")
    pairs = timeline(table).pairs
    held = [
        {pair[0] for pair, shape in zip(pairs, frame, strict=True) if shape >= 0}
        for frame in zip(*territory.shapes, strict=True)
    ]
    assert held == [{"red"}, {"red", "blue"}, {"red"}]


def test_territory_that_did_not_change_is_drawn_from_the_same_shape():
    table = control(
        ("red", "2014-01-01", None, square(0)),
        ("blue", "2014-02-01", None, square(5)),
    )
    shapes = dict(zip(timeline(table).pairs, drawn(table).shapes, strict=True))
    red, blue = shapes["red", "control"], shapes["blue", "control"]
    assert red[0] == red[1] >= 0
    assert blue[0] == -1 and blue[1] >= 0


def test_territory_of_each_date_is_the_union_of_its_rows():
    shapes = [square(x) for x in (0, 1, 4, 1, 0, 1, 0, 1)] + [square(0.5, 0.5)]
    table = control(
        *(("red", f"2014-0{i + 1}-01", "2015-01-01", s) for i, s in enumerate(shapes)),
    )
    times = timeline(table)
    (series,) = _by_series(table, times.dates, times.pairs)
    for place, date in zip(series.held, times.dates, strict=True):
        whole = geo.territory_on(table, date).geometry
        assert len(whole) == (place >= 0)
        assert all(series.shapes[place].equals(shape) for shape in whole)


interval = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 3))


@settings(max_examples=12)  # a table takes its time
@given(st.lists(interval, min_size=1, max_size=12))
def test_territory_of_any_intervals_is_that_of_territory_on(intervals):
    days = [f"2014-01-0{day + 1}" for day in range(8)]
    table = control(
        *(
            ("red", days[min(a, b)], days[max(a, b) + 1], square(x * 0.5))
            for a, b, x in intervals
        )
    )
    times = timeline(table)
    (series,) = _by_series(table, times.dates, times.pairs)
    for place, date in zip(series.held, times.dates, strict=True):
        whole = geo.territory_on(table, date).geometry
        assert len(whole) == (place >= 0)
        assert all(series.shapes[place].equals(shape) for shape in whole)


def test_rows_that_stay_for_many_dates_are_not_united_again_on_each(monkeypatch):
    days = np.datetime_as_string(np.datetime64("2014-01-01") + np.arange(64))
    table = control(
        *(("red", day, None, square(x)) for x, day in enumerate(days.tolist()))
    )
    united, union = [], geo.measure.union

    def counted(shapes):
        united.append(len(shapes))
        return union(shapes)

    monkeypatch.setattr(geo.measure, "union", counted)
    times = timeline(table)
    (series,) = _by_series(table, times.dates, times.pairs)
    assert shapely.area(series.shapes).tolist() == list(range(1, 65))
    assert sum(united) < 64 * 8  # date by date these would be 2,079


def test_bounds_are_those_of_all_dates():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(5, 3)),
    )
    assert summarize(table).bounds == (0, 0, 6, 4)


def test_a_pocket_is_drawn_on_a_finer_grid():
    small = control(("red", "2014-01-01", None, square(0, size=0.005)))
    large = control(("red", "2014-01-01", None, square(0)))
    assert (drawn(small).packed.digits, drawn(large).packed.digits) == (6, 5)


def test_the_rest_of_a_large_territory_is_drawn_on_the_finer_grid_alone():
    coast = np.random.default_rng(1).random((500, 2)) * 0.1
    large = shapely.convex_hull(shapely.MultiPoint(coast)).union(square(0.05, 0.05))
    table = control(
        ("red", "2014-01-01", "2014-02-01", large),
        ("red", "2014-02-01", None, square(0.0000123, size=0.02)),
    )
    alone = drawn(table.iloc[[0]]).packed
    both = drawn(table).packed
    assert both.digits == alone.digits + 1
    assert len(both.data) < len(alone.data) + 100
    assert both.error_m == alone.error_m > 0.3


def test_a_table_without_territory_is_refused():
    empty = control(("red", "2014-01-01", None, shapely.Polygon()))
    with pytest.raises(geo.ControlError, match="nothing to draw"):
        summarize(empty)


def test_series_are_ranked_by_size_and_within_an_actor_by_firmness():
    table = control(
        (("red", "claimed"), "2014-01-01", None, square(0, size=3)),
        (("red", "held"), "2014-01-01", None, square(0)),
        (("unnamed", "held"), "2014-01-01", None, square(20, size=9)),
        (("blue", "held"), "2014-01-01", None, square(10, size=5)),
    )
    assert timeline(table).pairs == [
        ("blue", "held"),
        ("red", "held"),
        ("red", "claimed"),
        ("unnamed", "held"),
    ]


def test_dates_before_year_1_are_labelled_as_people_say_them():
    table = control(("Rome", "-0322", "0000", square(0)))
    times = timeline(table)
    assert times.labels == ("323 BCE", "1 BCE")
    assert times.days[0] == (
        np.datetime64("-0322-01-01") - np.datetime64(0, "D")
    ).astype(int)


def test_firm_territory_is_solid_and_claims_are_hatched():
    assert patterns(["claimed", "held"]) == {"held": "solid", "claimed": "hatch"}
    assert patterns(["claimed"]) == {"claimed": "solid"}
    assert firmest_first(["zeal", "claimed", "control"]) == [
        "control",
        "claimed",
        "zeal",
    ]


NEAR_EAST = (36.0, 33.0, 44.0, 37.0)
TODAY = np.datetime64("2014-01-01")


def base(bounds=NEAR_EAST, **how):
    shapes, _, _ = basemap_shapes(bounds, **{"since": TODAY, **how})
    return shapes


def test_borders_and_towns_of_today_stay_away_from_older_maps():
    long_ago = np.datetime64("-0322")
    assert towns_near(NEAR_EAST, since=TODAY)
    assert not towns_near(NEAR_EAST, since=long_ago)
    assert not base()["borders"].is_empty
    assert base(since=long_ago)["borders"].is_empty


def test_outlines_come_in_every_kind_for_a_province_and_for_the_world():
    for west, south, size in ((36.0, 33.0, 8.0), (-180.0, -90.0, 174.0)):
        table = control(("red", "2014", None, square(west, south, size=size)))
        packed = pack_basemap(summarize(table))
        assert len(packed.areas.index) == len(AREAL)
        assert len(packed.areas.index) + len(packed.lines.index) == len(KINDS)
        assert len(packed.areas.data) + len(packed.lines.data) < 250_000


def test_lines_keep_their_bends_around_a_pocket():
    whole, near = base(), base(pocket=(40.7, 34.4, 41.1, 34.8))
    assert all(near[kind].equals_exact(whole[kind], 0) for kind in AREAL)
    count = shapely.get_num_coordinates
    assert count(whole["rivers"]) < count(near["rivers"]) < 1.3 * count(whole["rivers"])


def test_territory_that_shrinks_to_a_pocket_is_shown_from_near():
    shrunk = control(
        ("red", "2014-01-01", "2014-02-01", square(0, size=9)),
        ("red", "2014-02-01", None, square(3, 3, size=0.2)),
    )
    assert summarize(shrunk).territory.pocket == pytest.approx((3, 3, 3.2, 3.2))
    whole = summarize(control(("red", "2014-01-01", None, square(0))))
    assert whole.territory.pocket is None


ACTOR_ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.integers(0, 12),
        st.integers(0, 8),
        st.integers(1, 4),
    ),
    min_size=2,
    max_size=10,
)


@given(ACTOR_ROWS)
def test_neighbours_are_those_that_touch_on_some_date(rows):
    """As if the territory of every date were compared; rows of an actor may overlap and pause."""
    table = control(
        *(
            (actor, str(2000 + start), str(2000 + start + years), square(x / 2))
            for actor, x, start, years in rows
        )
    )
    times = timeline(table)
    found = territory(table, times.dates, times.pairs)
    near = {actor: set() for actor in times.actors}
    for index, date in enumerate(times.dates):
        on_date = geo.territory_on(table, date).set_index("actor").geometry
        drawn = {
            pair[0]: found.shapes[shape]
            for pair, shape in zip(times.pairs, found.held[:, index])
            if shape >= 0
        }
        assert sorted(drawn) == sorted(on_date.index)
        for actor, other in itertools.permutations(drawn, 2):
            assert drawn[actor].equals(on_date[actor])
            if drawn[actor].distance(drawn[other]) < 0.05:
                near[actor].add(other)
    assert {actor: neighbours(found, times.pairs)[actor] for actor in near} == near


def test_an_exact_course_of_a_river_takes_the_place_of_the_one_along_it():
    """The Euphrates at Abu Kamal, moved by a kilometre, stays the only river there."""
    course = shapely.LineString([(40.7, 34.69), (40.95, 34.6), (40.92, 34.45)])
    there = shapely.box(40.75, 34.47, 40.93, 34.68)
    rivers = base(course=course)["rivers"]
    assert shapely.distance(rivers, course.interpolate(0.5, normalized=True)) < 0.005
    beside = shapely.intersection(rivers, there).difference(course.buffer(0.01))
    before = shapely.intersection(base()["rivers"], there).difference(
        course.buffer(0.01)
    )
    assert before.length > 0.05 and beside.length < before.length / 3
