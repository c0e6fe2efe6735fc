"""Slides: one scale, chosen dates, the largest actors."""

import pytest
from drawings import bare, inked, pixels_of, shrinking, summary_of
from tables import square

from layers.pictures.layouts import small_multiples
from layers.pictures.legend import choose_dates
from layers.pictures.map_shapes import make_maps


def test_small_multiples_are_of_one_scale():
    one = shrinking()
    pixels = pixels_of(small_multiples(bare(make_maps(one))))
    # Five maps, three in a row; on the last date nothing is held.
    sizes = [
        inked(pixels, (column * 610, row * 560, column * 610 + 610, row * 560 + 560))
        for row in (0, 1)
        for column in (0, 1, 2)
    ]
    assert sizes[4:] == [0, 0]
    for larger, smaller in zip(sizes[:4], sizes[1:4], strict=False):
        assert larger / smaller == pytest.approx(4, rel=0.05)


def test_chosen_dates_have_the_first_the_peak_and_the_last():
    days = [f"2014-{month:02d}-01" for month in range(1, 13)]
    sizes = [0.5, 2, 3, 2.9, 2.8, 2.7, 2.6, 2.5, 1, 0.1, 0.01]
    one = summary_of(
        *(
            ("x", start, end, square(30, 10, size=size))
            for start, end, size in zip(days, days[1:], sizes, strict=False)
        )
    )
    chosen = choose_dates(one, 8, ratio=True)
    assert len(set(chosen)) == 8 and chosen == sorted(chosen)
    assert {0, one.peak, one.last} <= set(chosen) and one.peak == 2
    assert {9, 10} & set(chosen), "by ratio the last pocket is far from all others"
    assert choose_dates(one, 20, ratio=True) == list(range(12))


def test_many_actors_are_the_largest_and_others():
    rows = [
        (f"actor {number}", "2014-01-01", None, square(number * 2, 0, 1 + number / 20))
        for number in range(20)
    ]
    one = summary_of(*rows)
    assert [actor.key for actor in one.named] == [
        f"actor {n}" for n in range(19, 11, -1)
    ]
    assert one.others == 12
    assert one.colour("actor 0") != one.colour("actor 19")
