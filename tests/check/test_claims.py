import pandas as pd
import pytest
from tables import control, square

import geo
import geo.measure


@pytest.fixture(scope="module")
def beside(story):
    return geo.compared(story)


def statement(**given):
    row = {"date": "2014-08-01", "scope": "Syria+Iraq", "definition": "control"}
    row |= {"area_km2_low": 100.0, "area_km2_high": 100.0} | given
    return pd.DataFrame([row]).astype({"date": "datetime64[s]"})


def test_every_statement_stays_as_it_was_published(beside):
    statements = geo.claims()
    pd.testing.assert_frame_equal(beside[statements.columns], statements)


def test_desert_is_measured_only_where_it_was_counted():
    table = control(
        (("group", "held"), "2014", None, square(40, 34)),
        (("group", "claimed"), "2014", None, square(40, 34, size=2)),
    )
    held, claimed = geo.measure.row_areas(table)["area_km2"]
    for words, km2 in [
        ("control", held),
        ("control (IHS: territorial dominance, empty desert left out)", held),
        ("control incl. desert", claimed),
        ("control, Euphrates region only", held),
    ]:
        found = geo.compared(table, statement(definition=words)).iloc[0]
        assert found["measured_km2"] == pytest.approx(km2)
        assert found["ratio"] == pytest.approx(100 / km2)


def test_a_figure_of_what_is_held_no_more_has_no_ratio():
    """A square in Iraq: of Syria nothing is held, and after its end nothing at all."""
    table = control(
        (("group", "held"), "2014", "2016", square(43, 34)),
        (("group", "claimed"), "2014", "2017", square(43, 34)),
        (("group", "claimed"), "2017", None, square(44, 34)),
    )
    for given in ({"scope": "Syria"}, {"date": "2016-08-01"}):
        found = geo.compared(table, statement(**given)).iloc[0]
        assert found["measured_km2"] == 0
        assert pd.isna(found["ratio"])


def test_a_statement_about_the_peak_is_compared_with_the_largest_area_of_its_scope():
    """Most is held in Iraq in 2014, in Syria in 2015; the desert is claimed later still."""
    table = control(
        (("group", "held"), "2014", "2015", square(43, 34, size=1.5)),
        (("group", "held"), "2015", "2016", square(38, 34)),
        (("group", "claimed"), "2014", "2016", square(43, 34)),
        (("group", "claimed"), "2016", "2017", square(43, 34, size=2)),
    )
    areas = geo.measure.row_areas(table)["area_km2"]
    peak = {"date": None, "date_precision": "peak"}
    for given, row in [
        ({}, 0),
        ({"scope": "Syria"}, 1),
        ({"definition": "control incl. desert"}, 3),
    ]:
        found = geo.compared(table, statement(**peak, **given)).iloc[0]
        assert found["measured_km2"] == pytest.approx(areas[row])
        assert found["measured_date"] == table["start"][row]
    for given in ({"scope": "Baghouz"}, {"definition": "area lost"}):
        found = geo.compared(table, statement(**peak, **given)).iloc[0]
        assert pd.isna(found["measured_km2"]) and pd.isna(found["measured_date"])


def test_a_country_is_measured_within_its_border():
    across = square(40.5, 33.5, size=2)  # over the border between Syria and Iraq
    table = control(
        (("group", "held"), "2014", None, across),
        (("group", "claimed"), "2014", None, across),
    )
    whole, syria, iraq = (
        geo.compared(table, statement(scope=scope))["measured_km2"].iloc[0]
        for scope in ("Syria+Iraq", "Syria", "Iraq")
    )
    assert 0 < syria < whole and 0 < iraq < whole
    assert syria + iraq == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize(
    "given",
    [
        {"definition": "area liberated since 2014"},
        {"definition": "rate of advance (not an area)"},
        {"scope": "Syria (central desert)"},
        {"scope": "Baghouz"},
        {"date": "2020-01-01"},
        {"date": "2010-01-01"},
    ],
)
def test_what_is_not_territory_held_on_the_day_is_not_compared(story, given):
    found = geo.compared(story, statement(**given)).iloc[0]
    assert pd.isna(found["measured_km2"]) and pd.isna(found["ratio"])


def test_the_last_pocket_has_the_areas_that_were_published(beside):
    pocket = beside[
        beside["scope"].isin(["Baghouz", "Hajin pocket (Middle Euphrates Valley)"])
    ]
    drawn = {"2018-12-09": 51.8, "2019-01-23": 10, "2019-01-28": 4, "2019-02-12": 1}
    drawn |= {"2019-02-06": 3.41, "2019-02-16": 0.49}
    for date, km2 in drawn.items():
        measured = pocket.loc[pocket["date"] == pd.Timestamp(date), "measured_km2"]
        assert measured.to_numpy() == pytest.approx(km2, rel=0.03)
    end = beside.loc[beside["date"] == pd.Timestamp("2019-03-23"), "measured_km2"]
    assert len(end) and end.eq(0).all()


def test_territory_of_another_kind_is_not_compared():
    with pytest.raises(geo.CheckError, match="published areas need held and claimed"):
        geo.compared(control(("red", "2020", None, square(0))))


def test_territory_that_two_actors_claim_counts_for_each():
    table = control(
        (("red", "held"), "2014", None, square(40, 34)),
        (("red", "held"), "2014", None, square(40.5, 34)),
        (("blue", "held"), "2014", None, square(40, 34)),
        (("blue", "claimed"), "2014", None, square(40, 34)),
    )
    own = geo.areas(table)
    found = geo.compared(table, statement()).iloc[0]
    assert found["measured_km2"] == pytest.approx(
        own[own["status"] == "held"]["area_km2"].sum()
    )
