"""Slides: one scale, chosen dates, the largest actors."""

import pytest
from drawings import bare, inked, pixels_of, shrinking, summary_of
from tables import square

from layers.content import summarize
from layers.pictures.layouts import areas_chart, before_after, small_multiples
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


def test_small_multiples_begin_where_their_language_does():
    one = shrinking()
    arabic = summarize(one.given, language="ar")
    pixels = pixels_of(small_multiples(bare(make_maps(arabic))))
    sizes = [
        inked(pixels, (column * 610, row * 560, column * 610 + 610, row * 560 + 560))
        for row in (0, 1)
        for column in (2, 1, 0)
    ]
    assert sizes[4:] == [0, 0] and sizes[:4] == sorted(sizes[:4], reverse=True)


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


def test_the_story_has_both_figures_and_what_lies_around(story, panels):
    canvas = before_after(make_maps(summarize(story)))
    before, locator, after = panels
    assert before.view == after.view
    assert (locator.view[2] - locator.view[0]) > 3 * (before.view[2] - before.view[0])
    texts = [text.get_text() for text in canvas.page.texts]
    assert "95,700 km² held; 190,000 km² claimed, desert included" in texts
    assert "0 km² held; 0 km² claimed, desert included" in texts
    assert {"Islamic State, held (estimate)", "largest extent, 30 October 2014"} <= {
        *texts
    }
    assert "Source: news reports and Wikipedia, compiled for this project" in texts


def test_a_front_has_the_same_part_on_both_dates_and_where_it_lies(panels):
    rows = [
        ("Reds", "2024-07-08", "2024-07-09", square(30, 10)),
        ("Reds", "2024-07-09", None, square(30, 10, size=1.01)),
    ]
    before_after(bare(make_maps(summary_of(*rows))))
    before, locator, after = panels
    assert before.view == after.view
    whole = locator.view[2] - locator.view[0]
    assert whole > 4 * (before.view[2] - before.view[0])
    assert locator.view[0] < before.view[0] and before.view[2] < locator.view[2]


def test_what_is_left_on_the_last_date_is_shown_from_near(panels):
    rows = [
        ("Reds", "2014", "2015", square(30, 10, size=2)),
        ("Reds", "2015", None, square(31, 11, size=0.05)),
    ]
    before_after(bare(make_maps(summary_of(*rows))))
    *_, after, near = panels
    assert near.metres_per_pixel < after.metres_per_pixel / 3
    assert after.box[0] < near.box[0] and near.box[2] < after.box[2]


FRONT = (
    ("Reds", "2024-07-08", "2024-07-09", square(30, 10, size=3)),
    ("Reds", "2024-07-09", "2024-07-10", square(30, 10, size=3.02)),
    ("Reds", "2024-07-10", None, square(30, 10, size=3.01)),
)


def test_maps_of_a_front_say_what_it_moved():
    front = summary_of(*FRONT)
    canvas = small_multiples(bare(make_maps(front)))
    texts = {text.get_text() for text in canvas.page.texts}
    km2 = front.leading.km2
    moved = [front.area(km2[at] - km2[0]) for at in (1, 2)]
    assert {f"{area} more than on 8 July 2024" for area in moved} <= texts
    assert "held on both dates" in texts


def test_figures_on_an_axis_that_does_not_begin_at_zero_have_all_digits():
    front = summary_of(*FRONT)
    texts = {text.get_text() for text in areas_chart(front).page.texts}
    exact = {f"{km2:,.0f} km²" for km2 in front.leading.km2}
    assert front.leading.km2[0] > 10_000 and exact <= texts
