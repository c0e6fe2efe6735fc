"""What was gained, lost and held between any two dates, as the page says it."""

import itertools
import json
import zlib

import numpy as np
import pytest
import shapely
from reader import rest_long, until
from tables import control, square

import geo
import geo.measure
import geo.table
from layers.content.series import timeline
from layers.page.pairs import BYTES, ERROR_KM2, pack_pieces

BETWEEN = """pairs => {
  const { controlmap } = document.querySelector(".folium-map").leaflet;
  return pairs.map(([a, b]) => controlmap.between(a, b));
}"""
FIGURES = ["gained_km2", "lost_km2", "held_km2"]
WITHIN = "within_km2"  # 0 where the figures come from pieces


def on_page(reader, table, asked):
    """What the page tells of pairs of dates, given by their places, by pair, actor and status."""
    dates = geo.table.timeline(table)["date"].tolist()
    return {
        (dates[a], dates[b], row["actor"], row["status"]): [
            row[name] for name in [*FIGURES, WITHIN]
        ]
        for (a, b), figures in zip(asked, reader.page.evaluate(BETWEEN, asked))
        for row in figures
    }


def check(reader, table, asked):
    """Every figure within 0.01 % or 0.01 km2, and gained less lost exactly the net."""
    dates = geo.table.timeline(table)["date"].to_numpy()
    on_the_page = on_page(reader, table, asked)
    measured = geo.changes(table, between=[(dates[a], dates[b]) for a, b in asked])
    measured = measured[~measured["status"].isin(geo.table.uncounted_statuses(table))]
    assert len(measured) == len(asked) * len(timeline(table).series)
    for row in measured.itertuples():
        *figures, within = on_the_page[
            row.date_from, row.date_to, row.actor, row.status
        ]
        exact = [getattr(row, figure) for figure in FIGURES]
        if row.reason:
            assert figures == [None] * 3
            continue
        assert figures == pytest.approx(exact, rel=1e-4, abs=0.01)
        if within:
            assert figures == pytest.approx(exact, rel=0, abs=within)
        assert figures[0] - figures[1] == pytest.approx(row.net_km2, rel=1e-9, abs=1e-6)


def some(table, number):
    count = len(geo.table.timeline(table))
    return np.random.default_rng(1).choice(count, (number, 2)).tolist()


many = pytest.mark.parametrize(
    "number", [40, pytest.param(200, marks=pytest.mark.long)]
)


@pytest.mark.browser
@many
def test_pairs_of_the_story_are_what_changes_measures(
    opened, story, story_page, number
):
    check(opened(story_page), story, some(story, number))


@pytest.mark.browser
@pytest.mark.parametrize("limit", rest_long(BYTES, 0))
@many
def test_pairs_of_a_front_are_what_changes_measures(
    opened, daily_front, monkeypatch, limit, number
):
    """From pieces in the page, and without them from what the map draws."""
    monkeypatch.setattr("layers.page.pairs.BYTES", limit)
    assert (pack_pieces(daily_front, timeline(daily_front)) == [None]) == (limit == 0)
    check(opened(daily_front), daily_front, some(daily_front, number))


@pytest.mark.browser
def test_fronts_that_cross_aslant_are_measured_as_the_map_draws_them(
    opened, monkeypatch
):
    monkeypatch.setattr("layers.page.pairs.BYTES", 0)
    random = np.random.default_rng(4)
    days = [f"2014-01-{day:02}" for day in range(1, 9)]
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rows = []
    for start, end in itertools.pairwise(days):
        corners = (
            random.uniform(0.2, 1, 24)[:, None] * np.c_[np.cos(angles), np.sin(angles)]
        )
        holed = shapely.Polygon(corners + [30, 50]) - square(29.95, 49.95, size=0.1)
        rows += [("red", start, end, holed), ("red", start, end, square(30.9, 50.9))]
    table = control(*rows)
    check(opened(table), table, list(itertools.permutations(range(7), 2)))


def test_pieces_are_written_as_steps_and_areas_as_whole_numbers():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(0.5)),
    )
    (packed,) = pack_pieces(table, timeline(table))
    assert packed["turns"] == [2, 0, 1, 1, 0, 1, 1]
    half = geo.measure.area_km2([square(0)])[0] / 2
    assert np.array(packed["km2"]) * packed["unit"] == pytest.approx(
        [half] * 3, abs=ERROR_KM2
    )
    assert packed["unit"] * len(packed["km2"]) == pytest.approx(2 * ERROR_KM2)


def test_slivers_that_no_figure_shows_are_left_out():
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(0.5)),
        ("red", "2014-01-01", None, square(9, size=1e-6)),
    )
    (packed,) = pack_pieces(table, timeline(table))
    assert len(packed["km2"]) == 3 and 0 not in packed["km2"]


def test_series_have_their_pieces_in_order_of_size_until_the_limit(monkeypatch):
    table = control(
        *(
            (
                actor,
                f"2014-01-{day:02}",
                f"2014-01-{day + 1:02}",
                square(x, day / 9, size),
            )
            for actor, x, size in (("small", 0, 1), ("large", 9, 3))
            for day in range(1, 20)
        )
    )
    times = timeline(table)
    assert [series.actor for series in times.series] == ["large", "small"]
    assert None not in pack_pieces(table, times)
    large = 10 + len(zlib.compress(json.dumps(pack_pieces(table, times)[0]).encode()))
    monkeypatch.setattr("layers.page.pairs.BYTES", large)
    assert [pieces is None for pieces in pack_pieces(table, times)] == [False, True]
    monkeypatch.setattr("layers.page.pairs.BYTES", 3)
    assert pack_pieces(table, times) == [None, None]


def test_what_has_too_many_vertices_is_not_tried(monkeypatch):
    table = control(("red", "2014-01-01", None, square(0)))
    monkeypatch.setattr("layers.page.pairs.CORNERS", 4)
    monkeypatch.setattr("geo.measure.pieces", None)
    assert pack_pieces(table, timeline(table)) == [None]


@pytest.mark.browser
def test_a_reader_compares_dates_and_reads_what_was_gained_and_lost(opened):
    """Rows that overlap, a date without territory, and a date compared with a later one."""
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-01-01", "2014-02-01", square(0.5)),
        ("red", "2014-02-01", "2014-03-01", square(1)),
        ("red", "2014-04-01", None, square(0, size=0.01)),
    )
    reader = opened(table, "#date=2014-02-01&with=2014-01-01")
    whole = geo.measure.area_km2([square(0)])[0]
    half = f"{whole / 2:,.0f} km²"
    assert reader.text(".change") == (
        f"{half} less than on 1 January 2014: "
        f"{half} gained, {whole:,.0f} km² lost, {half} kept"
    )
    rows = reader.page.locator(".legend li").all_inner_texts()
    assert [row.replace("\n", " ").strip() for row in rows] == [
        f"taken since 1 January 2014 {half}",
        f"held on both dates {half}",
        f"lost since 1 January 2014 {whole:,.0f} km²",
    ]
    reader.slider.focus()
    reader.page.keyboard.press("ArrowRight")  # to nothing
    assert f"0 km² gained, {whole * 1.5:,.0f} km² lost, 0 km² kept" in reader.text(
        ".change"
    )
    reader.page.locator(".areas").select_option("ha")
    assert "0 hectares gained" in reader.text(".change")
    reader.page.evaluate("location.hash = '#date=2014-01-01&with=2014-04-01'")
    until(
        reader.page,
        "document.querySelector('.change').textContent.includes('by then 0 hectares gained')",
    )
    assert reader.errors == []


@pytest.mark.browser
def test_a_page_without_pieces_measures_when_a_date_rests(opened, monkeypatch):
    monkeypatch.setattr("layers.page.pairs.BYTES", 0)
    table = control(
        ("red", "2014-01-01", "2014-02-01", square(0)),
        ("red", "2014-02-01", None, square(0.5)),
    )
    reader = opened(table, "#date=2014-02-01&with=2014-01-01")
    half = f"about {geo.measure.area_km2([square(0)])[0] / 2:,.0f} km²"
    sentence = f"As much as on 1 January 2014: {half} gained, {half} lost, {half} kept"
    until(
        reader.page,
        "said => document.querySelector('.change').textContent === said",
        arg=sentence,
    )
    assert reader.page.locator(".legend .km2").all_inner_texts() == [half] * 3
    assert "controlmap changes" in reader.text(".about")
