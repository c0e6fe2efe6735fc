"""Axes: round areas and dates, and what they hold."""

import pytest

import geo.dates
import geo.measure
from layers.pictures.axis import CLOSE, LINEAR, LOG, make_axis, round_up, time_ticks


@pytest.mark.parametrize("kind", [LINEAR, LOG, CLOSE])
@pytest.mark.parametrize("top", [0.07, 4.0, 214_000.0, 5.4e7])
def test_axes_hold_all_values_in_order(kind, top):
    values = [top / 1.2, top] if kind == CLOSE else [0.0, top / 5e3, top]
    found = make_axis(kind, values, 5)
    heights = [found.height(value) for value in values]
    assert heights == sorted(heights)
    assert 0 <= heights[0] and heights[-1] <= 1 + 1e-9
    assert 2 <= len(found.ticks) <= 8
    assert found.ticks == tuple(sorted(found.ticks))
    assert (found.ticks[0] == 0) == (kind != CLOSE)
    if kind != CLOSE:
        assert found.height(0) == 0


def days(text):
    return float(geo.dates.read_date(text).astype("datetime64[D]").astype(int))


def test_dates_of_the_axis_are_round_and_know_no_year_zero():
    labels = [label for _, label in time_ticks(days("-0322"), days("1914"), 6)]
    assert labels == ["1 CE", "500 CE", "1000", "1500"]
    labels = [label for _, label in time_ticks(days("-0300"), days("-0001"), 5)]
    assert labels == ["300 BCE", "200 BCE", "100 BCE"]
    ticks = time_ticks(days("2024-07-08"), days("2024-09-09"), 5)
    assert ticks[0] == (days("2024-07-08"), "8 Jul")
    assert [
        label for _, label in time_ticks(days("2014-01-01"), days("2015-02-01"), 5)
    ] == [
        "Jan 2014",
        "Apr",
        "Jul",
        "Oct",
        "Jan 2015",
    ]


@pytest.mark.parametrize(
    "number, up", [(1, 1), (1.1, 2), (2.1, 2.5), (26, 50), (0.06, 0.1)]
)
def test_round_numbers_are_not_below(number, up):
    assert round_up(number) == up
    assert round_up(2.1, (1, 2, 5, 10)) == 5
