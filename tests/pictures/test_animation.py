"""The film of a series."""

import numpy as np
from drawings import inked, shrinking
from PIL import Image

from layers.content import channels, summarize
from layers.pictures.animation import choose_shots, draw_frames, write_film
from layers.pictures.looks import GHOST
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
