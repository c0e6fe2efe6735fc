"""An actor of snapshots whose name ends: it may be renamed, and is not down to 0 km²."""

import pytest
from tables import control, snapshots, square

import layers
from layers.cli.results import print_summary
from layers.content.summary import summarize
from layers.kit.alt_text import alt_text
from layers.pictures.legend import change_sentences

LARGE, SMALL = square(5, 50, size=4), square(20, 50)
NAMES_END = snapshots(
    (1700, {"Prussia": LARGE, "Spain": SMALL}),
    (1800, {"Prussia": LARGE, "Spain": SMALL}),
    (1900, {"Germany": LARGE, "Spain": SMALL}),
    (2000, {"Germany": LARGE, "Spain": SMALL}),
)
ENDED = "no entry under this name after 1800"


def alone():
    table = snapshots(
        (1700, {"Prussia": LARGE}), (1800, {"Prussia": SMALL}), (1900, {})
    )
    return summarize(table[table["actor"] == "Prussia"])


def test_a_name_ends_with_the_last_snapshot_that_has_it():
    times = summarize(NAMES_END).times
    assert times.last_entries == {"Prussia": 1}
    assert [times.no_entry("Prussia", index) for index in range(4)] == [
        *("", ""),
        *(ENDED, ENDED),
    ]
    assert times.no_entry("Spain", 3) == "", "it is on the last map"
    assert times.no_entry("Germany", 0) == "", "it has not begun"
    german = summarize(NAMES_END, language="de").times
    assert german.no_entry("Prussia", 2) == "letzter Eintrag unter diesem Namen: 1800"


def test_the_end_of_one_actor_or_of_an_interval_is_a_loss():
    one = alone()
    assert one.times.snapshots and not one.times.last_entries and one.fallen
    assert "in 1900 none was left" in alt_text(one)
    intervals = summarize(
        control(
            ("red", "2014-01-01", "2015-01-01", LARGE),
            ("blue", "2014-01-01", None, SMALL),
        )
    )
    assert not intervals.times.last_entries and intervals.fallen


def test_rows_without_a_name_do_not_end():
    table = NAMES_END.assign(actor=NAMES_END["actor"].replace("Prussia", "unnamed"))
    assert not summarize(table).times.last_entries


def test_texts_report_the_end_of_the_name_in_place_of_a_loss(capsys):
    table = NAMES_END[NAMES_END["actor"] != "Germany"]
    summary = summarize(table)
    assert summary.leading.actor == "Prussia" and not summary.fallen
    assert "N" + ENDED[1:] + "." in alt_text(summary)
    assert change_sentences(summary, 0, 3)[0] == f"Prussia: {ENDED}"
    captions = [scene["caption"] for scene in summary.scenes]
    assert captions[-1] == "N" + ENDED[1:] + "."
    assert not any("lost" in caption or "held" in caption for caption in captions)
    print_summary(table, summary.areas)
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith(f"(1700), {ENDED}")
    assert second.startswith("Spain: ") and second.endswith("km2 (2000)")


@pytest.mark.parametrize("ends", [True, False])
def test_a_worksheet_asks_what_an_ended_name_means(ends):
    table = NAMES_END[NAMES_END["actor"] != "Germany"]
    table.attrs["snapshots"] = ends
    sheet = layers.worksheet(table).html()
    asks = "The map of 1800 still shows"
    assert (asks in sheet) == ends and (f"Prussia: {ENDED}" in sheet) == ends
    losses = (
        "the area is 0",
        "fallen to less than half",
        "is left on",
        "most of the dark area lost",
    )
    assert [loss in sheet for loss in losses] == [not ends] * 4


def test_areas_are_points_where_snapshots_are_more_than_a_generation_apart():
    def sparse(*years):
        maps = [(year, {"red": LARGE, "blue": SMALL}) for year in years]
        # a map that changes, so that each date counts
        maps = [(year, held | {f"y{year}": square(40, 10)}) for year, held in maps]
        return summarize(snapshots(*maps)).times.sparse

    assert sparse(1700, 1800, 1810, 1900)
    assert not sparse(1900, 1910, 1920, 2000)
    assert not sparse(1900)
    steps = NAMES_END.copy()
    steps.attrs["snapshots"] = False
    assert not summarize(steps).times.sparse, "intervals say what was between"


@pytest.mark.parametrize("years", [(1700, 1800, 1900), (1900, 1910, 1920)])
def test_a_worksheet_asks_for_no_dates_between_snapshots_far_apart(years):
    sides = zip(years, (4, 1.5, 1))
    table = snapshots(*((year, {"Rome": square(5, 50, side)}) for year, side in sides))
    sheet = layers.worksheet(table).html()
    losses = ("fallen to less than half", "most of the dark area lost")
    assert [loss in sheet for loss in losses] == [years[0] == 1900] * 2
