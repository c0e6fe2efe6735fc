"""The film of a series."""

import numpy as np
import pytest
from drawings import bare, inked, shrinking, summary_of
from PIL import Image
from tables import square

from layers.content import channels, summarize
from layers.pictures.animation import choose_shots, draw_frames, write_film
from layers.pictures.film_files import SIZE
from layers.pictures.film_frame import FilmFrame
from layers.pictures.looks import GHOST, POINT
from layers.pictures.map_shapes import make_maps


def test_a_film_shows_each_date_of_a_few_and_rests_on_the_last(tmp_path):
    one = shrinking()
    assert [shot.index for shot in choose_shots(one)] == list(range(5))
    assert choose_shots(one)[-1].ms > choose_shots(one)[0].ms
    write_film(make_maps(one), tmp_path / "film.gif", None)
    with Image.open(tmp_path / "film.gif") as found:
        assert found.n_frames == 5 and found.info["loop"] == 0
        seen = []
        for place in range(5):
            found.seek(place)
            seen.append(inked(np.asarray(found.convert("RGB"))))
    assert seen[0] > seen[1] > seen[2]
    assert not (tmp_path / "film.mp4").exists()


def test_the_largest_extent_stays_below_later_dates():
    grey = []
    for _, pixels in draw_frames(make_maps(shrinking())):
        grey.append(int((pixels[..., :3] == channels(GHOST)).all(axis=2).sum()))
    legend = grey[0]
    assert 0 < legend < 2_000, "its own date covers it on the map, not in the legend"
    lost = [count - legend for count in grey]
    assert lost[1] > 10_000 and lost == sorted(
        lost
    ), "the more is lost, the more is seen"


def test_half_of_the_film_of_the_story_is_of_the_time_when_little_was_left(story):
    summary = summarize(story)
    shots = choose_shots(summary)
    lengths = np.array([shot.ms for shot in shots])
    dates = np.array([summary.times.dates[shot.index] for shot in shots])
    late = dates >= np.datetime64("2017-11-01")
    assert late.mean() >= 0.5 and lengths[late].sum() > lengths.sum() / 2
    assert 8_000 <= lengths.sum() <= 12_500
    assert summary.peak in [shot.index for shot in shots]
    assert shots[-1].index == summary.last


def test_scenes_hold_with_their_title_until_the_next(story):
    summary = summarize(story)
    shown = {}
    for shot in choose_shots(summary):
        shown.setdefault(shot.caption, 0)
        shown[shot.caption] += shot.ms
    titles = {
        scene["title"] for scene in sorted(summary.scenes, key=lambda one: one["index"])
    }
    assert [*shown][0] == "" and {*shown} - {""} <= titles
    assert [*shown][1:3] == ["Mosul falls", "The most it held"]
    assert [*shown][-2:] == ["Four square kilometres", "Zero, and what it leaves out"]
    shown.pop("")
    assert len(shown) == 9, "two scenes are of one date"
    four = [shot for shot in choose_shots(summary) if shot.caption.startswith("Four")]
    held = [summary.leading.km2[shot.index] for shot in four]
    assert max(held) == held[0] and min(held) >= 2, "no title beside another figure"
    assert min(shown.values()) >= 900, "milliseconds to read each"


def test_a_caption_of_the_data_stands_on_its_date_alone():
    rows = choose_shots(shrinking(steps=14))
    captions = [shot.caption for shot in rows if shot.caption]
    assert captions and len(captions) == len({*captions})


@pytest.mark.parametrize("steps", [2, 4, 11, 14, 30])
def test_a_film_is_some_ten_seconds_long(steps):
    length = sum(shot.ms for shot in choose_shots(shrinking(steps)))
    assert 8_000 <= length <= 12_500


def test_captions_and_figures_are_read_on_a_telephone(story):
    summary = summarize(story)
    index = summary.opening
    frame = FilmFrame(make_maps(summary), [index])
    caption = "From here we count differently"
    sizes = {
        text.get_text(): text.get_size() / POINT * 360 / SIZE[0]
        for text in [*frame._write(index, caption), *frame.canvas.page.texts]
        if hasattr(text, "get_text")
    }
    assert sizes["From here we count"] >= 10 and sizes["28 January 2019"] >= 10
    assert sizes["4 km²"] >= 10 and sizes["23.3 km²"] >= 9
    assert sizes["Islamic State, held (estimate)"] >= 7
    assert "Source: news reports and Wikipedia, compiled for this project" in sizes


def test_what_is_left_is_shown_from_near():
    summary = shrinking(steps=8)  # at last 1/128 of the first side
    maps = bare(make_maps(summary))
    small = FilmFrame(maps, [7])
    assert small.corner is not None
    assert inked(small.draw(7, "")) > inked(small.draw(8, "")) + 2_000
    assert FilmFrame(maps, [0, 1]).corner is None, "where nothing is, there is no inset"


def test_the_last_date_says_what_zero_leaves_out(story):
    summary = summarize(story)
    frame = FilmFrame(make_maps(summary), [summary.last])
    drawn = frame._write(summary.last, "Zero, and what it leaves out")
    text = " ".join(one.get_text() for one in drawn if hasattr(one, "get_text"))
    assert "Not counted: 23,300 km² roamed, not held." in text


def test_the_film_of_a_front_says_what_it_moved():
    front = summary_of(
        ("Reds", "2024-07-08", "2024-07-09", square(30, 10)),
        ("Reds", "2024-07-09", None, square(30, 10, size=1.01)),
    )
    assert {shot.caption for shot in choose_shots(front)} == {""}
    frame = FilmFrame(bare(make_maps(front)), [0, 1])
    drawn = [one for one in frame._write(1, "") if hasattr(one, "get_text")]
    text = " ".join(one.get_text() for one in drawn)
    assert "243 km² more than on 8\u00a0July\u00a02024" in text, "the date on one line"
