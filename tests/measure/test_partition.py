import itertools
import sys

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.measure
import geo.table

DAYS = [f"2014-01-0{day + 1}" for day in range(4)]


def between(pieces, before, after):
    """Gained, lost and held of a pair of dates, as sums of pieces."""
    before, after = np.datetime64(before), np.datetime64(after)

    def on(date):
        here = (pieces["start"] <= date) & ~(pieces["end"] <= date)
        return set(pieces.loc[here, "piece"])

    km2 = pieces.drop_duplicates("piece").set_index("piece")["area_km2"]
    was, now = on(before), on(after)
    return [
        float(km2[list(which)].sum()) for which in (now - was, was - now, now & was)
    ]


def test_a_square_that_moves_by_half_comes_apart_in_three():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(0.5)),
    )
    found = geo.measure.pieces(table)
    west, middle, east = geo.measure.area_km2(
        [shapely.box(x, 0, x + 0.5, 1) for x in (0, 0.5, 1)]
    )
    assert found["piece"].tolist() == [0, 1, 2]
    assert found["area_km2"].tolist() == pytest.approx([west, middle, east])
    assert found["start"].astype(str).tolist() == [
        "2014-01-01",
        "2014-01-01",
        "2014-02-01",
    ]
    assert found["end"].isna().tolist() == [False, True, True]
    assert set(zip(found["actor"], found["status"])) == {("red", "control")}


def test_territory_that_comes_back_is_one_piece_with_two_intervals():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-03-01", None, square(0)),
        ("red", "2014-01-01", "2014-02-01", square(7)),
        ("red", "2014-03-01", None, square(7)),
    )
    found = geo.measure.pieces(table)
    assert found["piece"].tolist() == [0, 0]
    assert found["area_km2"].tolist() == pytest.approx(
        [2 * geo.measure.area_km2([square(0)])[0]] * 2
    )
    assert found["start"].astype(str).tolist() == ["2014-01-01", "2014-03-01"]
    assert found["end"].isna().tolist() == [False, True]
    assert str(found["end"].iloc[0]).startswith("2014-02-01")


def test_territory_that_hardly_anything_divides_is_left_out_on_request():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(0.5)),
        ("blue", "2014-01-01", None, square(5)),
    )
    assert set(geo.measure.pieces(table, most=2)["actor"]) == {"blue"}
    assert set(geo.measure.pieces(table, most=3)["actor"]) == {"blue", "red"}


def test_a_table_without_territory_has_no_pieces():
    empty = geo.measure.pieces(control(("red", "2014-01-01", None, shapely.Polygon())))
    assert empty.empty and list(empty) == list(
        geo.measure.pieces(control(("red", "2014", None, square(0))))
    )
    assert geo.measure.pieces(control()).empty


def test_pieces_that_do_not_add_up_are_not_reported(monkeypatch):
    table = control(
        ("red", "2014-01-01", None, square(0)), ("red", "2014-02-01", None, square(1))
    )
    assert len(geo.measure.pieces(table)) == 2
    room = sys.modules["geo.measure.partition"]  # the function has its name
    monkeypatch.setattr(room, "union_areas", lambda *rest: np.array([12_000.0, 24_000]))
    assert geo.measure.pieces(table).empty


def test_rows_that_are_held_together_are_one_piece_that_needs_no_faces(monkeypatch):
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-01-01", "2014-02-01", square(0.5)),
        ("blue", "2014-02-01", None, square(9)),
        ("blue", "2014-02-01", None, square(12)),
        ("none", "2014-02-01", None, shapely.Polygon()),
    )
    monkeypatch.setattr(sys.modules["geo.measure.partition"], "face_turns", None)
    found = geo.measure.pieces(table)
    assert found["actor"].tolist() == ["blue", "red"]
    one = geo.measure.area_km2([square(0)])[0]
    assert found["area_km2"].tolist() == pytest.approx([2 * one, 1.5 * one])
    assert found["start"].dt.month.tolist() == [2, 1]
    assert found["end"].isna().tolist() == [True, False]
    assert found["end"].iloc[1].month == 2


interval = st.tuples(
    st.integers(0, 3),
    st.integers(0, 3),
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.sampled_from([1, 1.5, 2.25])),
    st.sampled_from(["red", "blue"]),
)


@settings(max_examples=12)  # a table takes its time
@given(st.lists(interval, min_size=1, max_size=8), st.sampled_from([0, 30]))
def test_pieces_of_any_intervals_are_what_changes_measures(intervals, turn):
    """Rows that overlap, territory that comes back, fronts that cross aslant."""
    table = control(
        *(
            (
                actor,
                DAYS[min(a, b)],
                DAYS[max(a, b)] if a != b else None,
                square(*place),
            )
            for a, b, place, actor in intervals
        )
    )
    table = table.set_geometry(table.geometry.rotate(turn, origin=(2, 2)))
    found = geo.measure.pieces(table)
    every = list(itertools.permutations(DAYS, 2))
    for row in geo.changes(table, between=every).itertuples():
        mine = found[found["actor"] == row.actor]
        assert between(mine, row.date_from, row.date_to) == pytest.approx(
            [row.gained_km2, row.lost_km2, row.held_km2], rel=1e-8, abs=1e-5
        )
    parts = found.drop_duplicates(["actor", "piece"])
    assert len(parts) == len(found.groupby(["actor", "piece"]))
    shared = found.groupby("actor")["piece"].agg(["min", "max", "nunique"])
    assert (shared["max"] + 1 == shared["nunique"]).all()


def test_pieces_of_two_months_of_a_front_are_what_changes_measures(daily_front):
    found = geo.measure.pieces(daily_front)
    dates = geo.table.timeline(daily_front)["date"].to_numpy()
    pairs = np.random.default_rng(7).choice(dates, (20, 2))
    for row in geo.changes(daily_front, between=map(tuple, pairs)).itertuples():
        assert between(found, row.date_from, row.date_to) == pytest.approx(
            [row.gained_km2, row.lost_km2, row.held_km2], rel=1e-8, abs=1e-5
        )
