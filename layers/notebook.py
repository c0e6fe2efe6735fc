"""Maps as notebooks show them: the page in a frame, over a picture for where no script runs.

Viewers of stored notebooks drop frames, or run no script. Under the frame lies a picture of the
date that the page opens at; where the frame is gone, the picture is what is seen.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from markupsafe import escape

from layers import page
from layers.content import Summary, Timeline
from layers.output import installed, png
from layers.page import ControlMap, Picture
from layers.pictures import TYPE, Pair, defs, in_colour, paint, svg, view

P = ParamSpec("P")

WIDTH = 960.0  # of the picture
LINE = 24.0  # of its words
MOST = 6  # lines of its legend


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
    """The date that the page opens at: a PNG where Typst is installed, else an SVG."""
    drawn, alt = draw(summary)
    if installed():
        return Picture("image/png", png(drawn), alt)
    return Picture("image/svg+xml", drawn.encode("utf-8"), alt)


def draw(summary: Summary) -> tuple[str, str]:
    """An SVG of the date that the page opens at, and its text alternative."""
    times, title = summary.times, summary.title
    index = opening(times)
    rows = _legend(summary, index)
    alt = times.words.phrase(
        "Map. {title}, {date}: {what}",
        title=title,
        date=times.labels[index],
        what=times.words.phrase("; ").join(line for _, line in rows),
    )
    on = view(summary.bounds, WIDTH)
    looks = in_colour(times.pairs)
    ground = svg(
        summary.table, times.dates[index], on, looks, alt=alt, key="still", size=13
    )
    top = 2.75 * LINE
    foot = top + on.height + LINE
    height = foot + (len(rows) - 0.4) * LINE
    parts = [
        f'<path d="M0 0H{WIDTH:g}V{height:g}H0Z" fill="#fff"/>',
        _text(0, 22, title, 'font-size="22" font-weight="bold"'),
        _text(0, 50, times.labels[index], 'font-size="18"'),
        ground.replace("<svg ", f'<svg y="{top:g}" ', 1),
    ]
    for place, (look, line) in enumerate((looks[pair], said) for pair, said in rows):
        y = foot + place * LINE
        fill = paint(look, "legend")
        parts.append(
            f'<path d="M.5 {y - 14:g}h24v16h-24Z" fill="{fill}" stroke="{look.ink}"/>'
            + _text(34, y, line, 'font-size="16"')
        )
    drawn = defs({looks[pair] for pair, _ in rows}, "legend")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:g}"'
        f' width="{WIDTH:g}" height="{height:g}" role="img" aria-label="{escape(alt)}"'
        f' font-family="{TYPE}"><defs>{drawn}</defs>{"".join(parts)}</svg>\n'
    ), alt


def opening(times: Timeline) -> int:
    """Position of the date that the page opens at: the last, if ground is held; else the peak."""
    km2 = times.series[0].km2
    return len(km2) - 1 if km2[-1] > 0 else km2.index(max(km2))


def _legend(summary: Summary, index: int) -> list[tuple[Pair, str]]:
    """The largest territories of a date, by actor and status, and what is written of each."""
    held = [one for one in summary.times.series if one.km2[index]]
    if summary.several:
        held.sort(key=lambda one: one.km2[index], reverse=True)
    else:
        held.sort(key=lambda one: one.km2[index])
    return [
        (
            (one.actor, one.status),
            summary.words.phrase(
                "{name}: {what}",
                name=summary.label(one),
                what=summary.area(one.km2[index]),
            ),
        )
        for one in held[:MOST]
    ]


def _text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="#16181a" {style}>{escape(words)}</text>'
