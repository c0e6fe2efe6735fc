import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.base
import geo.measure
import geo.table
from geo.measure import area_table


def km2(*shapes):
    return geo.measure.area_km2([shapely.union_all(shapes)])[0]


def listed(areas):
    """Year, actor and whether it holds anything, of each row."""
    years = areas["date"].dt.year
    return list(zip(years, areas["actor"], areas["area_km2"] > 0))


def test_of_intervals_an_actor_is_listed_where_its_own_territory_changes():
    table = control(
        ("red", "2020", "2021", square(0)),
        ("blue", "2019", None, square(5)),
        ("red", "2023", "2024", square(0)),
        ("green", "2022", None, square(9)),
    )
    assert listed(geo.areas(table)) == [
        (2019, "blue", True),
        (2020, "red", True),
        (2021, "red", False),
        (2022, "green", True),
        (2023, "red", True),
        (2024, "red", False),
    ]


def test_on_request_each_date_lists_each_actor():
    table = control(
        ("red", "2020", "2021", square(0)), ("blue", "2020", "2022", square(5))
    )
    assert listed(geo.areas(table, all_dates=True)) == [
        (2020, "blue", True),
        (2020, "red", True),
        (2021, "blue", True),
        (2021, "red", False),
        (2022, "blue", False),
        (2022, "red", False),
    ]


def test_of_a_series_of_snapshots_each_date_lists_each_actor(tmp_path):
    """Also of some of its rows; written as a table, the same rows are intervals."""
    for year, actors in ((2020, ["red", "blue"]), (2021, ["red"]), (2022, ["red"])):
        shapes = [square(5 * len(actor)) for actor in actors]
        snapshot = gpd.GeoDataFrame({"actor": actors}, geometry=shapes, crs=4326)
        snapshot.to_file(tmp_path / f"{year}.geojson")
    table = geo.read_control(tmp_path)
    assert listed(geo.areas(table)) == [
        (2020, "blue", True),
        (2020, "red", True),
        (2021, "blue", False),
        (2021, "red", True),
        (2022, "blue", False),
        (2022, "red", True),
    ]
    assert len(geo.areas(table[table["actor"] == "blue"])) == 2
    assert len(geo.areas(table[table["start"] < "2021"])) == 4
    path = tmp_path / "intervals.gpkg"
    table[["actor", "start", "end", "geometry"]].to_file(path)
    intervals = geo.read_control(path, ends="exclusive")
    assert len(geo.areas(intervals)) == 5
    assert listed(geo.areas(intervals, all_dates=True)) == listed(geo.areas(table))


def test_the_list_grows_with_the_rows_and_not_with_actors_times_dates():
    days = np.datetime_as_string(np.datetime64("2000-01-01") + np.arange(2001))
    rows = [
        (f"{n:04}", day, after, square(0))
        for n, (day, after) in enumerate(zip(days, days[1:]))
    ]
    found = geo.areas(control(*rows))
    assert len(found) == 2 * 2000
    assert found["area_km2"].tolist()[:4] == [km2(square(0)), 0, km2(square(0)), 0]


def test_territory_is_held_from_its_start_until_the_day_before_its_end():
    table = control(("red", "2020", "2021", square(0)))
    assert geo.areas(table)["area_km2"].tolist() == [km2(square(0)), 0]
    assert geo.table.in_force(table, "2020-12-31").all()
    assert not geo.table.in_force(table, "2021-01-01").any()


@pytest.mark.parametrize(
    "shapes",
    [
        [square(0), square(1)],
        [square(0), square(3)],
        [square(0), shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1, 0.5)])],
        [square(0), square(0.5, 0.5)],
        [square(0, size=3), square(1, 1)],
        [square(0, size=1e6), square(1e3, 1e3)],
        [square(0), square(0)],
        [square(0), square(0), square(0)],
        [square(0, size=1e5), square(2e5), square(2e5)],
        [square(0), square(1), square(0, size=2)],
    ],
)
def test_a_union_is_the_same_whether_or_not_edges_match(shapes):
    union = geo.measure.union(np.array(shapes, dtype=object))
    assert shapely.is_valid(union)
    assert shapely.equals(union, shapely.union_all(shapes))


def test_overlapping_rows_of_one_actor_count_once():
    half = shapely.box(0.5, 0, 1.5, 1)
    table = control(("red", "2020", None, square(0)), ("red", "2020", None, half))
    assert geo.areas(table)["area_km2"].tolist() == [
        pytest.approx(km2(square(0), half))
    ]


def test_actors_that_overlap_each_count_in_full():
    table = control(("red", "2020", None, square(0)), ("blue", "2020", None, square(0)))
    assert geo.areas(table)["area_km2"].tolist() == [km2(square(0))] * 2


def test_an_actor_that_left_holds_nothing():
    table = control(
        ("red", "2020", "2021", square(0)), ("blue", "2021", None, square(3))
    )
    found = geo.areas(table).set_index(["date", "actor"])["area_km2"]
    assert found[pd.Timestamp("2021-01-01"), "red"] == 0


def test_an_invalid_ring_is_repaired_and_reported():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    table = control(("red", "2020", None, bow_tie))
    with pytest.warns(
        geo.base.RepairWarning, match="red .*self-intersection at 1 1; repaired:"
    ):
        found = geo.areas(table)
    left = shapely.Polygon([(0, 0), (1, 1), (0, 2)])
    right = shapely.Polygon([(2, 0), (1, 1), (2, 2)])
    assert found["area_km2"].tolist() == [pytest.approx(km2(left) + km2(right))]


def test_territory_is_one_shape_for_each_actor_and_status():
    table = control(
        ("red", "2020", None, square(0)),
        ("red", "2020", None, square(1)),
        ("blue", "2021", None, square(5)),
    )
    found = geo.territory_on(table, "2020-06-01")
    assert found["actor"].tolist() == ["red"]
    assert found.geometry.iloc[0].equals(shapely.box(0, 0, 2, 1))


def test_areas_of_rows_are_reported_row_by_row():
    table = control(("red", "2020", None, square(0)), ("red", "2020", None, square(0)))
    assert geo.measure.row_areas(table)["area_km2"].tolist() == [km2(square(0))] * 2


def test_an_empty_table_has_no_areas():
    table = control(("red", "2020", None, square(0))).iloc[:0]
    assert len(geo.areas(table)) == 0


boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h),
    st.integers(0, 6),
    st.integers(40, 46),
    st.integers(1, 4),
    st.integers(1, 4),
)
intervals = st.tuples(boxes, st.integers(2000, 2009), st.integers(1, 10))


@given(
    st.lists(st.tuples(intervals, st.sampled_from("ab")), min_size=1, max_size=8),
)
def test_the_list_is_the_grid_without_what_repeats(rows):
    """Without the dates on which no row of an actor begins or ends; the numbers are equal."""
    table = control(
        *(
            (actor, str(y), str(y + n) if n < 10 else None, box)
            for (box, y, n), actor in rows
        )
    )
    grid = geo.areas(table, all_dates=True)
    own = {
        (date, row.actor)
        for row in table.itertuples()
        for date in (row.start, row.end)
        if not pd.isna(date)
    }
    kept = [place in own for place in zip(grid["date"], grid["actor"])]
    found = geo.areas(table)
    pd.testing.assert_frame_equal(
        found, grid[kept].reset_index(drop=True), check_exact=True
    )
    filled = found.pivot(index="date", columns="actor", values="area_km2")
    filled = filled.reindex(grid["date"].unique()).ffill().fillna(0)
    assert filled.stack().tolist() == grid["area_km2"].tolist()


@given(st.lists(intervals, min_size=1, max_size=8), st.randoms())
def test_the_quick_way_agrees_with_the_union_of_each_date(intervals, random):
    """Rows that do not overlap add; those that do are united: as if all were united each time."""
    rows = [
        ("red", str(y), str(y + n) if n < 10 else None, box) for box, y, n in intervals
    ]
    found = geo.areas(control(*rows)).set_index("date")["area_km2"]
    for date, area in found.items():
        active = [
            shape
            for _, start, end, shape in rows
            if pd.Timestamp(start) <= date and (end is None or date < pd.Timestamp(end))
        ]
        assert area == pytest.approx(km2(*active) if active else 0, rel=1e-12, abs=1e-9)
    random.shuffle(rows)
    shuffled = geo.areas(control(*rows)).set_index("date")["area_km2"]
    assert np.allclose(found, shuffled, rtol=1e-13)


@pytest.mark.parametrize("few", [0, 10**6], ids=["index of boxes", "by time"])
@given(intervals=st.lists(intervals, max_size=12))
def test_overlaps_are_found_among_boxes_or_among_rows_of_one_time(few, intervals):
    shapes = np.array([box for box, _, _ in intervals] + [None], dtype=object)[:-1]
    first = np.array([y for _, y, _ in intervals], dtype=np.intp)
    last = first + np.array([n - 1 for _, _, n in intervals], dtype=np.intp)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(area_table, "_FEW", few)
        patch.setattr(area_table, "_PORTION", 3)
        found = area_table.overlapping_pairs(shapes, first, last)
    assert found.tolist() == [
        [a, b]
        for a in range(len(shapes))
        for b in range(a + 1, len(shapes))
        if max(first[a], first[b]) < min(last[a], last[b])
        and shapes[a].intersection(shapes[b]).area > 0
    ]


def test_a_series_longer_than_what_is_added_up_at_once(monkeypatch):
    """Rows that stay and rows of a day, added up in several runs: the same to the last digit."""
    days = np.datetime_as_string(
        np.datetime64("2020-01-01") + np.arange(60).astype("timedelta64[D]")
    ).tolist()
    rows = [("red", days[n], days[n + 1], square(n)) for n in range(59)]
    rows += [("red", days[n], days[59 - n], square(n, 5)) for n in range(20)]
    whole = geo.areas(control(*rows))
    assert whole["area_km2"].iloc[-1] == 0
    monkeypatch.setattr(area_table, "_ENTRIES", 50)
    found = geo.areas(control(*rows))
    assert found["area_km2"].tolist() == pytest.approx(whole["area_km2"], rel=1e-14)
    assert found["area_km2"].iloc[30] == pytest.approx(
        km2(square(30), *(square(n, 5) for n in range(20)))
    )


def test_years_before_one_and_an_empire_in_two_rows(samples):
    """Spain in 1815 is two rows, the peninsula and the Caribbean; its territory is their union."""
    table = geo.read_control(samples / "world-history")
    assert geo.table.timeline(table)["date_text"].tolist() == [
        "-0322",
        "0000",
        "1815",
        "1914",
    ]
    spain = table[(table["actor"] == "Spain") & (table["start_text"] == "1815")]
    rows = geo.measure.row_areas(spain)["area_km2"].tolist()
    assert sorted(rows) == pytest.approx([153_327.52, 486_148.28], abs=0.005)
    areas = geo.areas(spain)["area_km2"]
    assert areas.max() == pytest.approx(sum(rows), rel=1e-9)
