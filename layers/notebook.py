"""Maps as notebooks show them: the page in a frame, over a picture for where no script runs.

Viewers of stored notebooks drop frames, or run no script. Under the frame lies a picture of the
date that the page opens at; where the frame is gone, the picture is what is seen.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from layers import page
from layers.content import Summary
from layers.page import ControlMap, Picture

P = ParamSpec("P")

ROWS = 6  # of the legend of the picture, at most


def with_picture(build: Callable[P, ControlMap]) -> Callable[P, ControlMap]:
    """`build`, whose maps have a picture for notebooks."""

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> ControlMap:
        m = build(*args, **kwargs)
        m.picture = picture
        return m

    return built


control_map = with_picture(page.control_map)


def picture(summary: Summary) -> Picture:
    """The map of the date that the page opens at, for where no script runs."""
    # Matplotlib takes half a second to load, which a map that is only saved does not need.
    from layers.pictures import (
        area_rows,
        colour_looks,
        default_settings,
        make_maps,
        single_map,
    )

    index = opening_date(summary)
    looks = colour_looks(summary, all_actors=True)
    rows = area_rows(summary, index, looks, ROWS)
    phrase = summary.words.phrase
    alt = phrase(
        "Map. {title}, {date}: {what}",
        title=summary.title,
        date=summary.times.labels[index],
        what=phrase("; ").join(text for _, text in rows),
    )
    with default_settings():
        canvas = single_map(make_maps(summary, looks), index, rows)
        return Picture("image/png", canvas.png(), alt)


def opening_date(summary: Summary) -> int:
    """Position of the date that the page opens at: the last if anything is held, else the peak."""
    return summary.last if summary.leading.km2[summary.last] > 0 else summary.peak
