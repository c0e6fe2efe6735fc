"""Maps in notebooks: the page in a frame, above a picture for viewers without scripts.

Some viewers of stored notebooks remove frames or run no scripts. They show the picture below the
frame instead: the map of the date that the page opens at.
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
    """Wrap `build` so that its maps have a picture for notebooks."""

    @wraps(build)
    def build_with_picture(*args: P.args, **kwargs: P.kwargs) -> ControlMap:
        m = build(*args, **kwargs)
        m.picture = picture
        return m

    return build_with_picture


control_map = with_picture(page.control_map)


def picture(summary: Summary) -> Picture:
    """Picture of the map on the date that the page opens at."""
    # Matplotlib takes half a second to load, and a map that is only saved does not need it.
    from layers.pictures import (
        area_rows,
        colour_looks,
        default_settings,
        make_maps,
        single_map,
    )

    index = summary.opening
    looks = colour_looks(summary, all_actors=True)
    rows = area_rows(summary, index, looks, ROWS)
    phrase = summary.language.phrase
    alt = phrase(
        "Map. {title}, {date}: {what}",
        title=summary.title,
        date=summary.times.labels[index],
        what=phrase("; ").join(text for _, text in rows),
    )
    with default_settings():
        canvas = single_map(make_maps(summary, looks), index, rows)
        return Picture("image/png", canvas.png(), alt)
