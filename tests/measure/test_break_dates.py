"""Across a date on which the way of counting changes there is no change, only a reason."""

import numpy as np
import pandas as pd
import pytest
from tables import control, square

import geo
import geo.measure

FIGURES = ["gained_km2", "lost_km2", "held_km2", "net_km2"]


def broken(*breaks):
    """Three dates of red, held and claimed, with breaks."""
    table = control(
        (("red", "held"), "2020-01-01", "2020-02-01", square(0, size=2)),
        (("red", "held"), "2020-02-01", "2020-03-01", square(0)),
        (("red", "held"), "2020-03-01", None, square(0.5)),
        (("red", "claimed"), "2020-01-01", None, square(0, size=3)),
    )
    table.attrs["about"] = {"breaks": list(breaks)}
    return table


def reasons(table, **options):
    """The reasons by date and status, where there is one."""
    found = geo.changes(table, **options)
    missing = found[FIGURES].isna()
    assert missing.all(axis=1).tolist() == (found["reason"] != "").tolist()
    assert missing.any(axis=1).equals(missing.all(axis=1))
    rows = found[found["reason"] != ""]
    return {
        (str(row.date_from.date()), str(row.date_to.date()), row.status): row.reason
        for row in rows.itertuples()
    }


FEBRUARY = {"date": "2020-02-01", "reason": "Only villages."}


def test_across_a_break_there_is_no_change_and_beside_it_nothing_else_differs():
    table = broken({**FEBRUARY, "actor": "red", "status": "held"})
    assert reasons(table) == {("2020-01-01", "2020-02-01", "held"): "Only villages."}
    found, plain = (geo.changes(t, all_dates=True) for t in (table, broken()))
    kept = found["reason"] == ""
    pd.testing.assert_frame_equal(found[kept], plain[kept])
    assert found["days"].tolist() == plain["days"].tolist() == [31, 31, 29, 29]
    assert found.columns[-1] == "reason" and set(plain["reason"]) == {""}


def test_across_a_break_who_does_not_change_is_listed_with_the_reason():
    def listed(*breaks):
        found = geo.changes(broken(*breaks))
        return list(zip(found["date_to"].dt.month, found["status"], found["reason"]))

    own = [(2, "held", ""), (3, "held", "")]
    assert listed() == listed({**FEBRUARY, "actor": "blue"}) == own
    reason = FEBRUARY["reason"]
    assert listed({**FEBRUARY, "date": "2020-01-15", "status": "claimed"}) == [
        (2, "claimed", reason),
        *own,
    ]
    assert listed({**FEBRUARY, "date": "2020-03-01"}) == [
        (2, "held", ""),
        (3, "claimed", reason),
        (3, "held", reason),
    ]
    outside = ({**FEBRUARY, "date": date} for date in ("2020-01-01", "2021"))
    assert listed(*outside) == own


def test_a_break_without_actor_and_status_is_one_of_all_and_another_actor_s_of_none():
    assert set(reasons(broken(FEBRUARY))) == {
        ("2020-01-01", "2020-02-01", "held"),
        ("2020-01-01", "2020-02-01", "claimed"),
    }
    assert reasons(broken({**FEBRUARY, "actor": "blue"})) == {}


@pytest.mark.parametrize(
    ("date", "pairs"),
    [
        ("2020-01-01", []),  # the first day: nothing before it is counted otherwise
        ("2020-01-15", [("2020-01-01", "2020-02-01")]),
        ("2020-02-01", [("2020-01-01", "2020-02-01")]),
        ("2020-02-02", [("2020-02-01", "2020-03-01")]),
        ("2020-03", [("2020-02-01", "2020-03-01")]),
        (np.datetime64("2020-03-01"), [("2020-02-01", "2020-03-01")]),
        ("2020-03-02", []),
    ],
)
def test_a_break_is_between_the_last_date_before_it_and_the_first_one_on_it(
    date, pairs
):
    table = broken({"date": date, "reason": "Recounted.", "status": "held"})
    assert list(reasons(table)) == [(*pair, "held") for pair in pairs]


def test_dates_given_in_either_order_have_the_reasons_of_all_breaks_between_them():
    table = broken(
        {"date": "2020-03-01", "reason": "Villages too.", "status": "held"},
        {"date": "2020-02-01", "reason": "No desert", "status": "held"},
    )
    first, last = "2020-01-15", "2020-03-15"
    forth, back = (
        {(a, b, "held"): "No desert; Villages too."}
        for a, b in ((first, last), (last, first))
    )
    assert reasons(table, between=[(first, last)]) == forth
    assert reasons(table, between=[(last, first)]) == back
    assert reasons(table, between=[("2020-03-01", "2020-03-15")]) == {}


def test_breaks_of_a_frame_with_missing_values_are_read_alike():
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-02-01"]),
            "reason": ["Only villages."],
            "actor": [np.nan],
            "status": ["held"],
        }
    )
    table = broken()
    table.attrs["about"] = {"breaks": rows}
    assert list(reasons(table)) == [("2020-01-01", "2020-02-01", "held")]


def test_no_shape_of_gained_or_lost_territory_is_drawn_across_a_break():
    table = broken({**FEBRUARY, "status": "held"})
    for measure in (geo.gained, geo.lost):
        shapes = measure(table, before="2020-01-01", after="2020-03-01")
        shapes = shapes.set_index("status")
        assert shapes.loc["held", "geometry"] is None
        assert shapes.loc["held", "reason"] == "Only villages."
        assert shapes.loc["claimed", "geometry"].is_empty
        assert shapes.loc["claimed", "reason"] == ""
        later = measure(table, before="2020-02-01", after="2020-03-01")
        assert not later.geometry.isna().any() and set(later["reason"]) == {""}


def test_an_area_does_not_jump_where_it_is_counted_in_another_way():
    kinds = set(geo.findings(broken(), jump=0.3)["kind"])
    assert "jump" in kinds
    found = geo.findings(broken({**FEBRUARY, "status": "held"}), jump=0.3)
    assert "jump" not in set(found["kind"])
    late = broken({"date": "2020-03-01", "reason": "Only villages."})
    assert "jump" in set(geo.findings(late, jump=0.3)["kind"])


def test_a_break_of_names_that_no_row_has_is_a_doubt():
    for names in (
        {"actor": "rde"},
        {"status": "hedl"},
        {"actor": "red", "status": "x"},
    ):
        found = geo.findings(broken({**FEBRUARY, **names}))
        (row,) = found[found["kind"] == "break"].to_dict("records")
        assert (row["severity"], row["date"]) == ("doubt", "2020-02-01")
        assert {name: row[name] for name in names} == names
    for names in ({}, {"actor": "red"}, {"actor": "red", "status": "held"}):
        assert "break" not in set(geo.findings(broken({**FEBRUARY, **names}))["kind"])


def test_the_story_has_no_change_on_the_days_on_which_its_definition_changes(story):
    found = geo.changes(story)
    rows = found[found["reason"] != ""]
    breaks = geo.source.breaks()
    assert rows["date_to"].tolist() == breaks["date"].tolist()
    assert rows["reason"].tolist() == breaks["reason"].tolist()
    assert set(rows["status"]) == {"held"}
    assert rows[FIGURES].isna().all(axis=None)
