"""Names on a chart: of areas, where they are read without a legend, and of a few events."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from layers.content import Series, Summary, channels
from layers.pictures.canvas import LINE_HEIGHT, Canvas
from layers.pictures.legend import series_name
from layers.pictures.looks import INK, PAPER, QUIET, Look
from layers.pictures.map import Box, overlap

_PLACES = 240  # along the time axis at which a name is tried
_ROOM = 1.3  # of the size of letters, that a name needs
_DARK = 140  # of 255: on a darker area a name is white
_ROWS = 3  # of titles of events
_APART = 0.6  # of the size of letters, between two texts

Floats = NDArray[np.float64]


class Chart(Protocol):
    """What is used of a chart: its place on a canvas, in pixels, its scales and its lines."""

    canvas: Canvas
    summary: Summary
    series: Sequence[Series]
    size: float  # of letters
    axes: Axes
    left: float
    right: float
    top: float
    floor: float
    filled: bool
    taken: list[Box]  # where no name may stand

    def x(self, day: float) -> float: ...

    def y(self, km2: float) -> float: ...

    def look(self, series: Series) -> Look: ...

    def draw_line(
        self, xs: list[float], ys: list[float], ink: str, width: float, order: int
    ) -> None: ...


def label_areas(chart: Chart) -> bool:
    """Write the name of each series of the only actor on its area, or above its line.

    Nothing is written, and False returned, where one of them finds no place, even without saying
    that it is an estimate.
    """
    names = _place_names(chart, True) or _place_names(chart, False)
    for x, y, name, look in names:
        is_dark = (
            look is not None and look.solid and np.mean(channels(look.colour)) < _DARK
        )
        ink, halo = (PAPER, 0.0) if is_dark else (INK, chart.size * 0.16)
        chart.canvas.draw_text(x, y, name, chart.size, bold=True, ink=ink, halo=halo)
    return bool(names)


def _place_names(
    chart: Chart, estimate: bool
) -> list[tuple[float, float, str, Look | None]]:
    """Left, baseline, text and look of the area of each name; none if one has no place."""
    xs = np.linspace(chart.left, chart.right, _PLACES)
    below = np.full(_PLACES, chart.floor)
    taken = len(chart.taken)
    found: list[tuple[float, float, str, Look | None]] = []
    for series in chart.series:  # the firmest, which is in front, first
        line = _heights(chart, series, xs)
        name = series_name(chart.summary, series, estimate)
        width = chart.canvas.text_width(name, chart.size, True)
        place = _free_place(chart, xs, line, below, width) if chart.filled else None
        look = chart.look(series) if place else None
        if place is None and len(chart.series) == 1:
            place = _above_line(chart, xs, line, width)
        if place is None:
            del chart.taken[taken:]
            return []
        x, y = place
        chart.taken.append((x, y - chart.size, x + width, y + chart.size * 0.3))
        found.append((x, y, name, look))
        below = np.minimum(below, line)
    return found


def _heights(chart: Chart, series: Series, xs: Floats) -> Floats:
    """Where the line of a series stands at each of `xs`, in pixels."""
    starts = np.array([chart.x(day) for day in chart.summary.times.days])
    at = np.clip(np.searchsorted(starts, xs, side="right") - 1, 0, None)
    return np.array([chart.y(series.km2[index]) for index in at])


def _free_place(
    chart: Chart, xs: Floats, above: Floats, below: Floats, width: float
) -> tuple[float, float] | None:
    """Where between two lines there is most room for a name: its left and its baseline."""
    span = int(np.ceil(width / (xs[1] - xs[0]))) + 1
    best, most = None, _ROOM * chart.size
    for start in range(_PLACES - span):
        top = float(above[start : start + span].max())
        floor = float(below[start : start + span].min())
        y = (top + floor) / 2 + chart.size * 0.35
        x = float(xs[start])
        if floor - top > most and _is_free(chart, x, y, width):
            best, most = (x, y), floor - top
    return best


def _above_line(
    chart: Chart, xs: Floats, line: Floats, width: float
) -> tuple[float, float] | None:
    """Where a name stands nearest to a line, above it: its left and its baseline."""
    span = int(np.ceil(width / (xs[1] - xs[0]))) + 1
    best, least = None, np.inf
    for start in range(_PLACES - span):
        part = line[start : start + span]
        x, y = float(xs[start]), float(part.min()) - chart.size * 0.5
        if y - chart.size < chart.top or not _is_free(chart, x, y, width):
            continue
        # Along a line that is level, and rather in the middle of the chart than at its ends.
        away = float(np.ptp(part)) + abs(start + span / 2 - _PLACES / 2) / _PLACES
        if away < least:
            best, least = (x, y), away
    return best


def _is_free(chart: Chart, x: float, y: float, width: float) -> bool:
    gap = chart.size * _APART
    box = (x - gap, y - chart.size, x + width + gap, y + chart.size * 0.3)
    return not any(overlap(box, other) for other in chart.taken)


def events_height(summary: Summary, size: float) -> float:
    """Pixels above a chart that the titles of its events take."""
    return _ROWS * size * LINE_HEIGHT if _named(summary) else 0.0


def draw_events(chart: Chart, top: float) -> None:
    """The titles of the named events, above the chart from `top`, each with a line to its date."""
    ends = [-np.inf] * _ROWS
    for event in _named(chart.summary):
        x = chart.x(event["day"])
        width = chart.canvas.text_width(event["title"], chart.size)
        left = min(x + chart.size * 0.25, chart.right - width)
        row = next((row for row, end in enumerate(ends) if left > end), None)
        if row is None or left < chart.left:
            continue
        ends[row] = left + width + _APART * chart.size
        y = top + (row + 0.8) * chart.size * LINE_HEIGHT
        halo = chart.size * 0.16
        chart.canvas.draw_text(
            left, y, event["title"], chart.size, ink=QUIET, halo=halo
        )
        start = y + chart.size * 0.3 if left < x else y - chart.size * 0.8
        chart.draw_line([x, x], [start, chart.floor], QUIET, 0.7, 5)


def _named(summary: Summary) -> list[dict[str, Any]]:
    days = summary.times.days
    return [
        event
        for event in summary.events
        if event.get("named") and days[0] <= event["day"] <= days[-1]
    ]
