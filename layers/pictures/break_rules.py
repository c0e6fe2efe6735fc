"""Rules on a chart where the way of counting changes, with words beside them."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import shapely
from matplotlib.axes import Axes

from layers.content import Series, Summary
from layers.pictures.canvas import Canvas, patch
from layers.pictures.looks import QUIET

_SINCE = ("since", "month")  # texts of the date of one break, and of several


class Chart(Protocol):
    """What is used of a chart: its place on a canvas, in pixels, its scales and its lines."""

    canvas: Canvas
    summary: Summary
    series: Sequence[Series]
    size: float  # of letters
    fine: int
    axes: Axes
    left: float
    right: float
    top: float
    floor: float

    def x(self, day: float) -> float: ...

    def y(self, km2: float) -> float: ...

    def draw_line(
        self,
        xs: list[float],
        ys: list[float],
        ink: str,
        width: float,
        order: int,
        **properties: Any,
    ) -> None: ...


def draw_breaks(chart: Chart) -> None:
    """Dashed rules where the way of counting changes; one text stands for several near."""
    drawn = {(one.actor, one.status) for one in chart.series}
    marks = {mark["index"]: mark for mark in chart.summary.breaks.marks(drawn)}
    words = chart.summary.language.phrase("counted differently")
    texts = [words, *(mark[key] for mark in marks.values() for key in _SINCE)]
    widest = max(chart.canvas.text_width(text, chart.size) for text in texts)
    groups: list[list[int]] = []
    last = -np.inf
    for index in sorted(marks):
        x = chart.x(chart.summary.times.days[index])
        ends = [chart.top, chart.floor]
        chart.draw_line([x, x], ends, QUIET, 0.7, 5, linestyle=(0, (3, 3)))
        if x - last < 2 * widest + chart.size:
            groups[-1].append(index)
        else:
            groups.append([index])
        last = x
    for group in groups:
        since = marks[group[0]][_SINCE[len(group) > 1]]
        ends = [chart.x(chart.summary.times.days[i]) for i in (group[0], group[-1])]
        _draw_label(chart, ends, [words, since])


def _draw_label(chart: Chart, ends: list[float], lines: list[str]) -> None:
    """Lines of text left of the first of two `ends`, or right of the last, where space is.

    They stand at the top of the chart, or at its floor where areas reach up to them.
    """
    west = ends[0] > (chart.left + chart.right) / 2
    away = chart.size * 0.4
    x = ends[0] - away if west else ends[-1] + away
    width = max(chart.canvas.text_width(text, chart.size) for text in lines)
    left = x - width if west else x
    high = chart.size * 1.25 * len(lines)
    days = chart.summary.times.days
    first = max(int(np.searchsorted([chart.x(day) for day in days], left)) - 1, 0)
    below = [
        chart.y(one.km2[at])
        for one in chart.series
        for at in range(first, len(days))
        if chart.x(days[at]) < left + width
    ]
    top = chart.top if min(below) > chart.top + high else chart.floor - high
    halo = 0 if chart.fine else 3
    if chart.fine:  # among so many lines letters need a ground of their own
        ground = np.array([shapely.box(left, top, left + width, top + high)])
        if drawn := patch(ground, zorder=7, facecolor="#ffffff", linewidth=0):
            chart.axes.add_artist(drawn)
    for place, text in enumerate(lines):
        y = top + chart.size * (0.9 + 1.25 * place)
        align = "right" if west else "left"
        chart.canvas.draw_text(
            x, y, text, chart.size, ink=QUIET, align=align, halo=halo
        )
