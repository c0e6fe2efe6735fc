"""The poster: which dates it shows, at which scale, and whether it is read when it is small."""

import numpy as np
import pytest
from drawings import bare, inked, pixels_of, shrinking, summary_of
from tables import square

from layers.content import summarize
from layers.pictures.looks import GAINED_LOOK, GHOST, POINT
from layers.pictures.map_shapes import make_maps
from layers.pictures.poster import Part, choose_parts
from layers.pictures.social_card import SIZE, draw_social_card

LEAST = 26  # pixels of letters, of 1,200: 6.5 where the poster is 300 wide


def parts_of(*sides, ends=True):
    """What a poster shows of squares of some sides, one a year, that end or stay."""
    rows = [
        ("Rome", f"{2014 + step}-01-01", f"{2015 + step}-01-01", square(30, 10, side))
        for step, side in enumerate(sides)
    ]
    if not ends:
        rows[-1] = (*rows[-1][:2], None, rows[-1][3])
    return choose_parts(make_maps(summary_of(*rows)))


def test_a_fall_has_its_height_what_was_left_last_and_the_end():
    assert parts_of(2, 1, 0.1) == [Part(0), Part(2, near=True), Part(3)]
    assert parts_of(2, 1) == [Part(0), Part(1), Part(2)], "no point on the map"
    assert parts_of(1, 2) == [Part(1), Part(2)], "nothing between height and end"
    assert parts_of(2, 1, 0.1, ends=False) == [Part(0), Part(2, near=True)]


def test_the_story_shows_the_date_that_it_opens_on(story):
    summary = summarize(story)
    height, pocket, end = choose_parts(make_maps(summary))
    dates = [summary.times.texts[part.index] for part in (height, pocket, end)]
    assert dates == ["2014-10-30", "2019-01-28", "2019-03-23"]
    assert pocket.near and not height.near and not end.near


def test_growth_has_its_ends_and_a_front_the_part_that_moved():
    assert parts_of(1, 1.5, 2, ends=False) == [Part(0), Part(2)]
    assert parts_of(1, 2, 1.5, ends=False) == [Part(0), Part(1), Part(2)]
    assert parts_of(1, 1.01, ends=False) == [Part(1), Part(1, near=True, since=0)]


def test_one_date_and_several_actors_have_one_map():
    assert parts_of(1, ends=False) == []
    rows = [(name, "2014", "2015", square(at, 10)) for name, at in (("A", 1), ("B", 4))]
    later = ("A", "2015", "2016", square(1, 10, 0.1))
    assert choose_parts(make_maps(summary_of(*rows, later))) == []


def test_maps_but_those_from_near_are_of_one_scale_and_later_ones_have_the_ghost():
    pixels = pixels_of(draw_social_card(bare(make_maps(shrinking(steps=2)))))
    below = 260  # of the figures and their swatches
    thirds = [
        (SIZE[0] * at // 3, below, SIZE[0] * (at + 1) // 3, 560) for at in range(3)
    ]
    whole, half, none = (inked(pixels, box) for box in thirds)
    assert whole / half == pytest.approx(4, rel=0.05) and none == 0
    grey = np.abs(pixels.astype(int) - channels_of(GHOST)).sum(axis=2) < 20
    first, second, third = (
        int(grey[t:b, left:right].sum()) for left, t, right, b in thirds
    )
    assert first < 2_000 < 10_000 < second < third


def channels_of(colour):
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def test_a_pocket_has_a_scale_of_its_own_and_a_mark_where_it_lies(story, panels):
    maps = make_maps(summarize(story))
    canvas = draw_social_card(maps)
    height, pocket, end = panels
    assert height.metres_per_pixel == end.metres_per_pixel
    texts = [text.get_text() for text in canvas.page.texts]
    times = height.metres_per_pixel / pocket.metres_per_pixel
    assert f"enlarged {times:.2g} times" in texts
    assert [text for text in texts if text.endswith(" km")] == [
        "2 km",
        "100 km",
        "100 km",
    ]
    x, y = height.middle(pocket.view)
    boxes = [
        patch.get_bbox() for patch in canvas.page.patches if hasattr(patch, "get_bbox")
    ]
    marks = [box for box in boxes if 10 < box.width < 60 and box.contains(x, y)]
    assert marks and "Baghouz" in texts


def test_title_dates_figures_and_legend_are_read_when_the_poster_is_small(story):
    canvas = draw_social_card(make_maps(summarize(story)))
    sizes = {text.get_text(): text.get_size() / POINT for text in canvas.page.texts}
    read = [
        *["From the size of Britain to four square kilometres", "Islamic State, held"],
        *["claimed, desert included", "largest extent, 30 October 2014"],
        *["30 October 2014", "28 January 2019", "23 March 2019"],
        *["95,700 km²", "190,000 km²", "4 km²", "23.3 km²", "0 km²"],
    ]
    assert {text: sizes[text] for text in read if sizes[text] < LEAST} == {}
    note = " ".join(text for text, size in sizes.items() if size < 20)
    assert "218,000 km², about the size of the island of Great Britain" in note
    assert "Source: news reports and Wikipedia" in note


def test_a_front_has_what_was_gained_with_its_area():
    front = summary_of(
        ("Reds", "2024-07-08", "2024-07-09", square(30, 10)),
        ("Reds", "2024-07-09", None, square(30, 10, size=1.01)),
    )
    canvas = draw_social_card(bare(make_maps(front)))
    orange = channels_of(GAINED_LOOK.colour)
    pixels = pixels_of(canvas)[300:, SIZE[0] // 2 :].astype(int)
    assert (np.abs(pixels - orange).sum(axis=2) < 30).sum() > 1_000
    texts = [text.get_text() for text in canvas.page.texts]
    gained = front.leading.km2[1] - front.leading.km2[0]
    assert front.area(gained) in texts and front.span in texts
    assert {"held by Reds", "held on both dates", "gained since 8 July 2024"} <= {
        *texts
    }
