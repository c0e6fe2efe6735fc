"""The area chart on a canvas, as the page draws it: steps over real time, claims as marks.

Snapshots far apart are points, joined by a dashed line: nobody knows what happened between. For
paper it has finer lines over the areas, from which figures can be read off.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from layers.content import LAND, NEUTRAL, Series, Summary, mix
from layers.pictures.axis import CLOSE, LINEAR, LOG, make_axis, time_ticks
from layers.pictures.break_rules import draw_breaks
from layers.pictures.canvas import Canvas, patch
from layers.pictures.chart_labels import draw_events, events_height
from layers.pictures.legend import series_name
from layers.pictures.looks import (
    INK,
    PAPER,
    POINT,
    QUIET,
    RULE,
    Look,
    Pair,
    colour_looks,
)

DECADES = 3  # a range of more powers of ten needs a logarithmic axis to be read
_CLOSE = 0.7  # of the largest area: if none is less, changes cannot be seen from zero
# An axis from zero grows this much for published figures; what is more lies on its edge.
_MOST_CLAIMED = 1.2
_GAP = (
    2.0  # pixels on each side of a date from which on areas are counted in another way
)
_LAST = 0.03  # of the width: the step of the last date at the right
_COLUMNS = 4  # of figures without a date beside the time axis, at most
_APART = 0.8  # of the size of letters: between two of these columns

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


def axis_kinds(summary: Summary) -> list[str]:
    """The axes on which the areas of a summary are to be drawn: one or two."""
    areas = [km2 for series in own_series(summary) for km2 in series.km2]
    positive = [km2 for km2 in areas if km2 > 0]
    if not positive:
        return [LINEAR]
    if len(set(areas)) > 1 and min(areas) > _CLOSE * max(areas):
        return [CLOSE]
    wide = max(positive) / min(positive) > 10**DECADES and not summary.several
    return [LINEAR, LOG] if wide else [LINEAR]


def changed_little(summary: Summary) -> bool:
    """True where one actor's territory is nearly the same on all dates: only its edges move.

    Not so if it is not counted alike on all: no change is then to be seen.
    """
    if summary.several or summary.last == 0 or summary.break_sentences:
        return False
    return axis_kinds(summary) == [CLOSE]


def own_series(summary: Summary) -> list[Series]:
    """The series with a line of their own."""
    named = {actor.key for actor in summary.named}
    return [series for series in summary.times.series if series.actor in named]


def other_series(summary: Summary) -> list[Series]:
    """The series drawn thinly, all alike; territory without a name is nobody's."""
    own = own_series(summary)
    return [
        series
        for series in summary.times.series
        if series not in own and not summary.actors[series.actor].nameless
    ]


class Chart:
    """An area chart in a part of a canvas; `size` is that of its letters.

    With `events`, the titles of a few stand above it. With `fine`, the areas are filled, and under
    lines: so many from one tick to the next. `series` and `looks` are those of the summary unless
    given.
    """

    def __init__(
        self,
        canvas: Canvas,
        summary: Summary,
        box: Box,
        size: float,
        kind: str,
        *,
        claims: bool = False,
        ticks: int | None = None,
        unit: bool = True,
        fine: int = 0,
        events: bool = False,
        series: Sequence[Series] | None = None,
        looks: Mapping[Pair, Look] | None = None,
    ) -> None:
        self.canvas, self.summary, self.size, self.fine = canvas, summary, size, fine
        self.looks = looks or colour_looks(summary)
        self.series = own_series(summary) if series is None else series
        others = other_series(summary) if series is None else []
        self._scale = size / 13  # pixels of the picture to one of the page
        self._sparse = summary.times.sparse
        self.filled = kind == LINEAR and (bool(fine) or not summary.several)
        self.filled &= not self._sparse
        marks = _plotted(summary) if claims and kind != CLOSE else []
        left, top, right, bottom = box
        count = ticks or max(
            2, int((bottom - top) // (size * (1.9 if kind == LOG else 3.2)))
        )
        self.axis = make_axis(
            kind, _values(kind, [*self.series, *others], marks), count
        )
        labels, unit_label = self.axis.labels(summary.language)
        margin = max(canvas.text_width(label, size) for label in labels) + size * 0.6
        self.right = right
        self._axis_left = left + margin  # of the lines of the area axis
        undated = sum(claim["day"] is None for claim in marks)
        strip = min(undated, _COLUMNS) + 1 if undated else 0
        self.left = self._axis_left + strip * _APART * size  # of the time axis
        self.taken: list[Box] = []
        heading = events_height(summary, size) if events else 0.0
        self.top = top + size * (1.6 if unit else 0.4) + heading
        self.floor = bottom - size * 1.7
        self._first, self._last = summary.times.days[0], summary.times.days[-1]
        width, dates = self.right - self.left, len(summary.times.days)
        self._width = width - min(width / dates, width * _LAST) if dates > 1 else 0.0
        self.axes: Axes = canvas.add_axes(0, 0, canvas.width, canvas.height)
        self.axes.set_xlim(0, canvas.width)
        self.axes.set_ylim(canvas.height, 0)
        if unit:
            text = self._with_dashed(unit_label)
            at = self.top - size * 0.8
            canvas.draw_text(left, at, text, size, ink=QUIET)
        self._draw_area_axis(labels)
        self._draw_time_axis()
        for one in others:
            ink = mix(NEUTRAL.light, LAND, 0.5)
            if self._sparse:
                self._draw_points(one, ink, 2.5, 2)
                continue
            for xs, ys in self._steps(one):
                self.draw_line(xs, ys, ink, 0.6, 2)
        for one in reversed(self.series):  # the firmest, and the largest actor, on top
            self._draw_series(one)
        draw_breaks(self)
        if events:
            draw_events(self, top)
        self._draw_marks(marks)

    def x(self, day: float) -> float:
        span = self._last - self._first
        return self.left + ((day - self._first) / span * self._width if span else 0.0)

    def y(self, km2: float) -> float:
        return self.floor - self.axis.height(km2) * (self.floor - self.top)

    def point(self, series: Series, index: int) -> tuple[float, float]:
        """Where a series stands on a date, in pixels of the canvas."""
        return self.x(self.summary.times.days[index]), self.y(series.km2[index])

    def draw_cursor(self, index: int) -> list[Artist]:
        """A line on a date and a dot on each series; returns what was drawn."""
        x = self.x(self.summary.times.days[index])
        width = 1.5 * self._scale * POINT
        top = self.top - self.size * 0.4
        line = self._add_line(
            [x, x], [top, self.floor], color=INK, linewidth=width, zorder=10
        )
        dots = [
            self._add_line(
                [x],
                [self.y(series.km2[index])],
                marker="o",
                markersize=self.size * 0.5,
                color=self.look(series).colour,
                markeredgecolor=INK,
                markeredgewidth=width,
                zorder=11,
            )
            for series in self.series
            if self.summary.times.has_entry(series, index)
        ]
        return [line, *dots]

    def look(self, series: Series) -> Look:
        return self.looks[series.actor, series.status]

    def _dashed(self, series: Series) -> bool:
        return not (self.filled or self._sparse or self.look(series).solid)

    def _with_dashed(self, unit: str) -> str:
        """The label of the axis, with the names of the lines that are dashed for one actor."""
        dashed = [series for series in self.series if self._dashed(series)]
        if not dashed or self.summary.several:
            return unit
        names = [series_name(self.summary, series, False) for series in dashed]
        phrase = self.summary.language.phrase
        return phrase(
            "{unit}; dashed: {names}", unit=unit, names=phrase(", ").join(names)
        )

    def _draw_area_axis(self, labels: Sequence[str]) -> None:
        ticks = self.axis.ticks
        for lower, upper in pairwise(ticks) if self.fine else ():
            for part in range(1, self.fine):
                y = self.y(lower + (upper - lower) * part / self.fine)
                self._draw_rule([self._axis_left, self.right], [y, y], QUIET, 0.35)
        for tick, label in zip(ticks, labels, strict=True):
            y = self.y(tick)
            ink = INK if self.fine else QUIET if tick == 0 else RULE
            self._draw_rule([self._axis_left, self.right], [y, y], ink, 1.0)
            self.canvas.draw_text(
                self._axis_left - self.size * 0.4,
                y + self.size * 0.35,
                label,
                self.size,
                ink=QUIET,
                align="right",
            )

    def _draw_time_axis(self) -> None:
        size = self.size
        free = self._draw_strip()  # left of which no label may begin
        most = max(2.0, (self.right - self.left) / (size * 7))
        for day, label in time_ticks(
            self._first, self._last, most, self.summary.language
        ):
            width = self.canvas.text_width(label, size)
            x = self.x(day)
            middle = min(max(x, width / 2), self.canvas.width - width / 2)
            if middle - width / 2 < free:
                continue
            free = middle + width / 2 + size * 0.7
            top = self.top if self.fine else self.floor
            self._draw_rule([x, x], [top, self.floor + size * 0.35], QUIET, 1.0)
            self.canvas.draw_text(
                middle, self.floor + size * 1.45, label, size, ink=QUIET, align="center"
            )

    def _draw_strip(self) -> float:
        """The edge of the strip for figures without a date, and its label; where that ends."""
        if self.left == self._axis_left:
            return -np.inf
        size, label = self.size, self.summary.language.phrase("at its height")
        width = self.canvas.text_width(label, size)
        middle = max((self._axis_left + self.left) / 2, width / 2)
        ys = [self.top, self.floor + size * 0.35]
        self.draw_line([self.left] * 2, ys, QUIET, 1.0, 1, linestyle=":")
        self.canvas.draw_text(
            middle, self.floor + size * 1.45, label, size, ink=QUIET, align="center"
        )
        return middle + width / 2 + size * 0.7

    def _draw_rule(
        self, xs: list[float], ys: list[float], ink: str, width: float
    ) -> None:
        """A line of an axis: below the areas, or above them where they are to be read off."""
        if self.fine:  # within a light line a dark one is seen on every tone of grey
            self.draw_line(xs, ys, PAPER, width + 1.0, 5)
        self.draw_line(xs, ys, ink, width, 6 if self.fine else 1)

    def _steps(self, series: Series) -> Iterator[tuple[list[float], list[float]]]:
        """Vertices of the line: each area holds until the next date.

        It has a gap, and so a part for each, where the way of counting changes.
        """
        at = [*(self.x(day) for day in self.summary.times.days), self.right]
        for run in self._runs(series):
            heights = [self.y(series.km2[index]) for index in run]
            xs = [x for pair in pairwise(at[run.start : run.stop + 1]) for x in pair]
            gap = min(_GAP * self._scale, (xs[-1] - xs[0]) / 4)
            first = xs[0] + gap if run.start > 0 else xs[0]
            last = xs[-1] - gap if run.stop < len(series.km2) else xs[-1]
            xs = [min(max(x, first), last) for x in xs]
            yield xs, [y for height in heights for y in (height, height)]

    def _runs(self, series: Series) -> Iterator[range]:
        """Dates on which a series is counted in one way, up to the last entry of its actor."""
        end = self.summary.times.last_entries.get(series.actor, len(series.km2) - 1) + 1
        for run in self.summary.breaks.runs(series):
            if run.start < end:
                yield range(run.start, min(run.stop, end))

    def _draw_points(
        self, series: Series, ink: str, size: float, order: int, *, hollow: bool = False
    ) -> None:
        """A point on each date, and a dashed line from one to the next."""
        times = self.summary.times
        for run in self._runs(series):
            xs = [self.x(times.days[index]) for index in run]
            ys = [
                self.y(series.km2[index]) if times.has_entry(series, index) else np.nan
                for index in run
            ]
            self.draw_line(xs, ys, ink, size / 6, order, linestyle=(0, (3, 3)))
            self._add_line(
                xs,
                ys,
                linestyle="none",
                marker="o",
                markersize=size * self._scale * POINT,
                color=ink,
                markerfacecolor=PAPER if hollow else ink,
                markeredgewidth=size / 5 * self._scale * POINT,
                zorder=order,
            )

    def _draw_series(self, series: Series) -> None:
        if self._sparse:
            look = self.look(series)
            self._draw_points(series, look.colour, 6.0, 4, hollow=not look.solid)
            return
        for xs, ys in self._steps(series):
            self._draw_run(series, xs, ys)

    def _draw_run(self, series: Series, xs: list[float], ys: list[float]) -> None:
        look = self.look(series)
        # On a logarithmic axis the size of a surface would mean nothing.
        if self.filled:
            corners = [(xs[0], self.floor), *zip(xs, ys), (xs[-1], self.floor)]
            area = np.array([shapely.Polygon(corners)])
            fill = look.fill(self._scale * 0.8) | {"linewidth": 0}
            if drawn := patch(area, zorder=3, **fill):
                self.axes.add_artist(drawn)
        dashes: Any = (0, (3, 1.2)) if self._dashed(series) else "solid"
        self.draw_line(xs, ys, look.colour, 2.0, 4, linestyle=dashes)

    def draw_line(
        self,
        xs: list[float],
        ys: list[float],
        ink: str,
        width: float,
        order: int,
        **properties: Any,
    ) -> None:
        self._add_line(
            xs,
            ys,
            color=ink,
            linewidth=width * self._scale * POINT,
            solid_joinstyle="miter",
            solid_capstyle="butt",
            zorder=order,
            **properties,
        )

    def _add_line(self, xs: list[float], ys: list[float], **properties: Any) -> Artist:
        return self.axes.add_artist(Line2D(xs, ys, **properties))

    def _draw_marks(self, claims: Sequence[Mapping[str, Any]]) -> None:
        """Published figures: a dot, a bar from low to high, an arrow where one end is unknown.

        What is beyond the axis lies on its edge, pointing up, with its number where that fits in.
        """
        beyond: list[tuple[float, float]] = []
        columns: list[list[float]] = []  # heights taken in each column of the strip
        for claim in claims:
            ends = _ends(claim)
            is_beyond = self.axis.height(min(ends)) > 1 + 1e-9
            if claim["day"] is None:
                y = self._edge if is_beyond else self.y(sum(ends) / len(ends))
                x = self._axis_left + self._take_column(columns, y)
            else:
                x = self.x(claim["day"])
            if is_beyond:
                beyond.append((x, min(ends)))
                continue
            low, high = self.y(min(ends)), self.y(min(max(ends), self.axis.high))
            marker = "o"
            if len(ends) < 2:
                marker = "v" if claim["low"] is None else "^"
            if low - high > 3 * self._scale:
                self.draw_line([x, x], [low, high], INK, 2.0, 8)
            for y in sorted({low, high}):
                self._draw_marker(
                    x,
                    y,
                    marker,
                    markeredgecolor="#ffffff",
                    markeredgewidth=0.8 * self._scale,
                )
        self._draw_beyond(sorted(beyond))

    @property
    def _edge(self) -> float:
        """Where the figures beyond the axis lie."""
        return self.top - self.size * 0.5

    def _take_column(self, columns: list[list[float]], y: float) -> float:
        """Offset of the first column of the strip in which the height `y` is free."""
        apart = _APART * self.size
        free = (
            place
            for place, taken in enumerate(columns)
            if all(abs(y - other) >= apart for other in taken)
        )
        place = next(free, min(len(columns), _COLUMNS - 1))
        if place == len(columns):
            columns.append([])
        columns[place].append(y)
        return (place + 1) * apart

    def _draw_beyond(self, figures: Sequence[tuple[float, float]]) -> None:
        edge = self._edge
        free = -np.inf
        for place, (x, km2) in enumerate(figures):
            self._draw_marker(x, edge, "^")
            label = self.summary.language.number(km2, most=0)
            width = self.canvas.text_width(label, self.size)
            start = x + self.size * 0.5
            following = figures[place + 1][0] if place + 1 < len(figures) else np.inf
            if start > free and start + width < min(following, self.right):
                y = edge + self.size * 0.35
                self.canvas.draw_text(start, y, label, self.size, halo=3)
                free = start + width

    def _draw_marker(self, x: float, y: float, marker: str, **properties: Any) -> None:
        size = self.size * 0.27 * 2 * POINT
        self._add_line(
            [x], [y], marker=marker, markersize=size, color=INK, zorder=9, **properties
        )


def _values(
    kind: str, series: Sequence[Series], claims: Sequence[Mapping[str, Any]]
) -> list[float]:
    """What an axis has to hold: all areas, and the published figures not far beyond them."""
    areas = [km2 for one in series for km2 in one.km2]
    most = np.inf if kind == LOG else max(areas, default=0.0) * _MOST_CLAIMED
    ends = [end for claim in claims for end in _ends(claim)]
    return areas + [end for end in ends if 0 < end <= most]


def _ends(claim: Mapping[str, Any]) -> list[float]:
    return [end for end in (claim["low"], claim["high"]) if end is not None]


def _plotted(summary: Summary) -> list[Mapping[str, Any]]:
    """The published figures above zero within the dates of the chart."""
    first, last = summary.times.days[0], summary.times.days[-1]
    return [
        claim
        for claim in summary.claims
        if claim.get("plotted")
        and (claim["day"] is None or first <= claim["day"] <= last)
        and max(_ends(claim)) > 0
    ]
