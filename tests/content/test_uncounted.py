"""Land that nobody holds is measured, drawn and named, and counts for nothing."""

import numpy as np
import pytest
import shapely
from tables import control, square

import geo
import geo.measure
import layers
from geo.base import CheckError
from layers.cli.update import read_figures
from layers.content.style import firmest_first, patterns
from layers.content.summary import summarize
from layers.kit.alt_text import alt_text
from layers.kit.credits import credits
from layers.lesson.facts import Facts
from layers.pictures import colour_looks, legend
from layers.pictures.canvas import Canvas
from layers.pictures.looks import grey_looks
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import make_maps

ROAMED = square(42, 34, size=3)


def km2(shape):
    return float(geo.measure.area_km2([shape])[0])


@pytest.fixture
def table():
    """Little that is held, then nothing; and much that is roamed, to the end and after it."""
    return control(
        (("red", "held"), "2014", "2016", square(40, 34)),
        (("red", "claimed"), "2014", "2016", square(40, 34, size=1.5)),
        (("red", "roamed"), "2015", None, ROAMED),
    )


def test_what_is_roamed_is_in_no_series_and_drawn_last(table):
    summary = summarize(table)
    times = summary.times
    assert [series.status for series in times.series] == ["held", "claimed"]
    assert times.pairs[-1] == ("red", "roamed")
    assert times.uncounted[0].km2[-1] == pytest.approx(km2(ROAMED))
    assert not any(times.uncounted[0].sizes), "compared with nothing"
    assert times.labels[-1] == "2016", "the last date is one of the data"
    assert (summary.peak, summary.fallen) == (0, True)
    assert list(summary.statuses) == ["held", "claimed", "roamed"]
    roamed = summary.statuses["roamed"]
    assert (roamed.pattern, roamed.firm, roamed.counted) == ("dashed", False, False)
    assert roamed.name == "roamed, not held"


def test_roamed_land_makes_no_actor_the_largest():
    table = control(
        (("bands", "roamed"), "2014", None, ROAMED),
        (("red", "held"), "2014", None, square(40, 34)),
        (("blue", "held"), "2014", None, square(50, 34, size=0.5)),
        (("blue", "roamed"), "2014", None, square(50, 35, size=2)),
    )
    summary = summarize(table)
    assert summary.times.actors == ["red", "blue", "bands"]
    assert "The map has 2 actors." in alt_text(summary)
    assert summary.label(summary.times.uncounted[-1]) == "bands, roamed, not held"


def test_a_table_names_more_statuses_that_are_not_counted(table):
    table["status"] = table["status"].replace("claimed", "patrolled")
    assert len(summarize(table).times.series) == 2
    table.attrs["about"] = {"uncounted": ["patrolled"]}
    summary = summarize(table)
    assert [series.status for series in summary.times.series] == ["held"]
    assert list(summary.statuses) == ["held", "patrolled", "roamed"]


def test_a_map_needs_territory_that_is_counted(table):
    with pytest.raises(CheckError, match="only land of status roamed"):
        summarize(table[table["status"] == "roamed"])


def test_statuses_that_are_not_counted_are_last_and_dashed():
    statuses = {"roamed", "held", "odd"}
    assert firmest_first(statuses, {"odd", "roamed"}) == ["held", "odd", "roamed"]
    assert patterns(["odd", "roamed"], {"roamed"}) == {
        "odd": "solid",
        "roamed": "dashed",
    }


def test_a_date_without_territory_says_what_zero_leaves_out(table):
    summary = summarize(table)
    left_out = f"{summary.area(km2(ROAMED))} roamed, not held"
    sentence = f"No territory held or claimed. Not counted: {left_out}."
    assert [summary.omitted(index) for index in range(3)] == ["", "", sentence]
    assert alt_text(summary).endswith(f"none was left. {sentence}\n")
    table.loc[2, "end"] = np.datetime64("2016", "s")
    assert summarize(table).omitted(2) == ""


def test_areas_and_changes_list_what_is_roamed(table):
    areas = geo.areas(table, all_dates=True)
    assert areas["area_km2"].iloc[-1] == pytest.approx(km2(ROAMED))
    changes = geo.changes(table, all_dates=True)
    gained = changes.loc[changes["status"] == "roamed", "gained_km2"].tolist()
    assert gained == [pytest.approx(km2(ROAMED)), 0]


def test_a_page_has_the_figures_of_the_table(table, tmp_path):
    areas = geo.areas(table, all_dates=True)
    years = areas.assign(date=areas["date"].astype(str).str[:4])
    years.to_csv(tmp_path / "areas.csv", index=False)
    layers.save(layers.control_map(table, outlines=False), tmp_path / "map.html")
    page = read_figures(tmp_path / "map.html")
    assert page == read_figures(tmp_path / "areas.csv")
    assert list(page) == ["2014", "2015", "2016"] and all(page.values())


def test_the_credits_of_a_kit_say_what_is_not_counted(table):
    def methods(table):
        summary = summarize(table)
        rows = credits(summary, make_maps(summary).projection, None)
        return [text for heading, text in rows if heading == "Method"]

    assert "Land of status roamed is held by nobody." in methods(table)[-1]
    assert len(methods(table[:2])) == 1


def test_a_map_has_a_row_for_roamed_land_and_a_chart_has_none(table):
    summary = summarize(table)
    names = [text for _, text in legend.territory_rows(summary)]
    assert names == ["held", "claimed", "roamed, not held"]
    rows = legend.territory_rows(summary, uncounted=False)
    assert [text for _, text in rows] == ["held", "claimed"]
    assert [text for _, text in legend.held_rows(summary, 2)] == ["roamed, not held"]
    assert legend.headline(summary, 2) == "0 km² held"
    assert (
        "roamed, not held: "
        in legend.area_rows(summary, 1, colour_looks(summary), 9)[-1][1]
    )


def test_roamed_land_has_an_outline_alone_and_is_no_ghost(table):
    summary = summarize(table)
    for looks in (
        colour_looks(summary),
        grey_looks(summary.times.pairs, summary.times.uncounted_statuses),
    ):
        fill = looks["red", "roamed"].fill(1)
        assert fill["facecolor"] == "none" and "linestyle" in fill
    maps = make_maps(summary)
    panel = MapPanel(Canvas(200, 200), maps, (0, 0, 200, 200), 1)
    panel.draw_ghost(1)
    ghost = panel.axes.get_children()[0].get_path().get_extents()
    held = shapely.bounds(maps.projection.project(np.array([square(40, 34, size=1.5)])))
    assert ghost.x1 == pytest.approx(held[0][2], rel=1e-3)


def test_the_answers_of_the_worksheet_say_what_zero_leaves_out(table):
    worksheet = layers.worksheet(table)
    sentence = "No territory held or claimed. Not counted: "
    assert sentence in worksheet.html(answers=True)
    assert sentence not in worksheet.html()
    assert sentence not in layers.worksheet(table[:2]).html(answers=True)


def test_a_map_of_the_worksheet_names_what_is_roamed(table):
    facts = Facts(summarize(table))
    assert [name for _, name in facts.legend("a", 9, 0)] == ["held", "claimed"]
    assert facts.legend("a", 9, 1)[-1][1] == "roamed, not held"
    assert len(facts.legend("a", 9)) == 2
    table.loc[2, ["start", "start_text"]] = np.datetime64("2014", "s"), "2014"
    assert "roamed, not held" in layers.worksheet(table).html()
