"""Slides: one scale, dates that show the course, figures with the digits they bear."""

import pytest
from drawings import bare, inked, pixels_of, shrinking, summary_of
from tables import square

from layers.language.catalogue import language
from layers.language.dates import when
from layers.language.numbers import area, figure, percent_less
from layers.pictures.layouts import small_multiples
from layers.pictures.legend import choose_dates
from layers.pictures.map import make_maps


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


@pytest.mark.parametrize(
    "km2, text",
    [
        (0, "0"),
        (109_361.407, "109,361"),
        (51.84, "51.8"),
        (51.0, "51.0"),
        (4.02, "4.02"),
        (0.00701, "0.007"),
    ],
)
def test_figures_have_the_digits_that_their_size_bears(km2, text):
    assert figure(km2) == text


def test_words_of_figures():
    assert area(94_412, significant=3) == "94,400 km²"
    assert area(4.0249, significant=3) == "4.02 km²"
    assert when("2024-07-08", "8 July 2024", language()) == "on 8 July 2024"
    assert when("-0322", "323 BCE", language()) == "in 323 BCE"
    assert when("-0322-05-01", "1 May 323 BCE", language()) == "on 1 May 323 BCE"
    assert when("2014-06", "June 2014", language()) == "in June 2014"
    assert percent_less(2, 100) == "98 %"
    assert percent_less(0.004, 100) == "99.996 %"
