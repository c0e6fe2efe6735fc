"""The area chart on a sheet, as the page draws it: steps over real time, claims as marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from geo.dates import iso_text
from layers.content import NEUTRAL, Series, Summary
from layers.language import Language, language, short_label, year_label
from layers.pictures.canvas import (
    INK,
    LAND,
    QUIET,
    RULE,
    Sheet,
    fill,
    isolated,
    mixed,
    patch,
    rounded_up,
)

LINEAR, LOG, CLOSE = "linear", "log", "close"
DECADES = 3  # a range of more powers of ten needs a scale of ratios to be read
_CLOSE = 0.7  # of the largest area: if none is less, changes cannot be seen from zero
_CLAIMS_ROOM = (
    1.2  # an axis from zero grows this much for claims; what is more lies on its edge
)
_LAST = 0.03  # of the width: the last date's own step at the right
_IN_MILLIONS = 5e6
_LOG_GAP = 0.12  # of a scale of ratios between zero and its smallest power of ten

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


@dataclass(frozen=True)
class Axis:
    """Areas as heights from 0 to 1, and the round areas that are written beside them."""

    kind: str
    low: float
    high: float
    ticks: tuple[float, ...]

    def height(self, km2: float) -> float:
        if self.kind != LOG:
            span = self.high - self.low
            return (km2 - self.low) / span if span > 0 else 0.0
        if km2 <= 0:
            return 0.0
        low = np.floor(np.log10(self.low))
        share = (np.log10(km2) - low) / max(np.log10(self.high) - low, 1e-9)
        return float(_LOG_GAP + (1 - _LOG_GAP) * share)


def kinds(subject: Summary) -> list[str]:
    """The scales on which the areas of a subject are to be drawn: one or two."""
    mine = [
        km2 for one in drawn_series(subject) for km2 in one.km2 if one.km2
    ]  # zero included
    some = [km2 for km2 in mine if km2 > 0]
    if not some:
        return [LINEAR]
    if len(set(mine)) > 1 and min(mine) > _CLOSE * max(mine):
        return [CLOSE]
    wide = max(some) / min(some) > 10**DECADES and not subject.several
    return [LINEAR, LOG] if wide else [LINEAR]


def changed_little(subject: Summary) -> bool:
    """True where one actor's ground is nearly the same on all dates: only its edges move."""
    return not subject.several and subject.last > 0 and kinds(subject) == [CLOSE]


def drawn_series(subject: Summary) -> list[Series]:
    """The series with a line of their own."""
    named = {one.key for one in subject.named}
    return [one for one in subject.times.series if one.actor in named]


def other_series(subject: Summary) -> list[Series]:
    """The series drawn thinly, all alike; ground without a name is nobody's."""
    own = drawn_series(subject)
    return [
        one
        for one in subject.times.series
        if one not in own and not subject.actors[one.actor].nameless
    ]


def axis(kind: str, values: Sequence[float], count: int) -> Axis:
    some = [one for one in values if one > 0] or [1.0]
    top = max(some)
    if kind == LOG:
        bottom = min(some)
        low, high = int(np.floor(np.log10(bottom))), int(np.floor(np.log10(top)))
        stride = max(1, -(-(high - low + 1) // count))
        powers = range(high, low - 1, -stride)
        return Axis(LOG, bottom, top, (0.0, *sorted(10.0**one for one in powers)))
    least = min(values) if kind == CLOSE else 0.0
    size = rounded_up(max(top - least, top * 1e-6) / count)
    first, last = int(np.floor(least / size)), int(np.ceil(top / size - 1e-9))
    # The steps are whole numbers until here, so that 0.3 is not 0.30000000000000004.
    ticks = tuple(float(f"{one * size:.12g}") for one in range(first, last + 1))
    if kind == CLOSE:
        return Axis(CLOSE, ticks[0], ticks[-1], ticks)
    return Axis(LINEAR, 0.0, max(top, ticks[-1]), ticks)


class Curve:
    """An area chart in a part of a sheet."""

    def __init__(
        self,
        sheet: Sheet,
        subject: Summary,
        box: Box,
        size: float,
        kind: str,
        *,
        claims: bool = False,
        ticks: int | None = None,
        unit: bool = True,
    ) -> None:
        self.sheet, self.subject, self.size = sheet, subject, size
        left, top, right, bottom = box
        series = drawn_series(subject)
        said = _plotted(subject) if claims and kind != CLOSE else []
        values = [km2 for one in [*series, *other_series(subject)] for km2 in one.km2]
        most = max(values, default=0.0)
        stated = [
            end
            for one in said
            for end in (one["low"], one["high"])
            if end is not None and end > 0
        ]
        values += [one for one in stated if kind == LOG or one <= most * _CLAIMS_ROOM]
        head = size * (1.6 if unit else 0.4)
        count = ticks or max(
            2, int((bottom - top) // (size * (1.9 if kind == LOG else 3.2)))
        )
        self.axis = axis(kind, values, count)
        words, name = _axis_words(self.axis, subject.words)
        loose = [one for one in series if not subject.statuses[one.status].firm]
        if kind != LINEAR and loose and not subject.several:
            named = [isolated(subject.label(one)) for one in loose]
            name = subject.words.phrase(
                "{unit}; dashed: {names}",
                unit=name,
                names=subject.words.phrase(", ").join(named),
            )
        margin = max(sheet.measure(one, size) for one in words) + size * 0.6
        self.left, self.right = left + margin, right
        self.top, self.floor = top + head, bottom - size * 1.7
        days = subject.times.days
        self._first, self._last_day = days[0], days[-1]
        room = self.right - self.left
        own = min(room / len(days), room * _LAST) if len(days) > 1 else room
        self._room = room - own
        self.axes: Axes = sheet.room(0, 0, sheet.width, sheet.height)
        self.axes.set_xlim(0, sheet.width)
        self.axes.set_ylim(sheet.height, 0)
        self._scale = size / 13  # pixels of the picture to one of the page
        if unit:
            sheet.write(left, top + size * 0.8, name, size, ink=QUIET)
        for tick, word in zip(self.axis.ticks, words, strict=True):
            y = self.y(tick)
            ink = QUIET if tick == 0 else RULE
            self._rule([self.left, self.right], [y, y], ink, 1.0)
            sheet.write(
                self.left - size * 0.4,
                y + size * 0.35,
                word,
                size,
                ink=QUIET,
                align="right",
            )
        self._time_axis()
        self._draw(series, kind)
        self._marks(said)

    def x(self, day: float) -> float:
        span = self._last_day - self._first
        return self.left + ((day - self._first) / span * self._room if span else 0.0)

    def y(self, km2: float) -> float:
        return self.floor - self.axis.height(km2) * (self.floor - self.top)

    def _rule(self, xs: list[float], ys: list[float], ink: str, width: float) -> None:
        self.axes.plot(
            xs, ys, color=ink, linewidth=width * self._scale * 0.72, zorder=1
        )

    def _steps(self, one: Series) -> tuple[list[float], list[float]]:
        """Corners of the line: each area holds until the next date."""
        at = [*(self.x(day) for day in self.subject.times.days), self.right]
        heights = [self.y(km2) for km2 in one.km2]
        xs = [x for pair in pairwise(at) for x in pair]
        return xs, [y for height in heights for y in (height, height)]

    def _draw(self, series: list[Series], kind: str) -> None:
        subject = self.subject
        for one in other_series(subject):
            xs, ys = self._steps(one)
            self._line(xs, ys, mixed(NEUTRAL.light, LAND, 0.5), 0.6, 2)
        for one in reversed(series):  # the firmest, and the largest actor, on top
            xs, ys = self._steps(one)
            status = subject.statuses[one.status]
            colour = subject.colour(one.actor)
            # On a scale of ratios the size of a surface would mean nothing.
            if kind == LINEAR and not subject.several:
                body = shapely.Polygon(
                    [
                        (xs[0], self.floor),
                        *zip(xs, ys, strict=True),
                        (xs[-1], self.floor),
                    ]
                )
                how = fill(status.pattern, colour, self._scale * 0.8) | {"linewidth": 0}
                if drawn := patch(np.array([body]), zorder=3, **how):
                    self.axes.add_artist(drawn)
            plain = status.firm or (kind == LINEAR and not subject.several)
            dashes: Any = "solid" if plain else (0, (3, 1.2))
            self._line(xs, ys, colour, 2.0, 4, linestyle=dashes)

    def _line(
        self,
        xs: list[float],
        ys: list[float],
        ink: str,
        width: float,
        order: int,
        **how: Any,
    ) -> None:
        self.axes.plot(
            xs,
            ys,
            color=ink,
            linewidth=width * self._scale * 0.72,
            solid_joinstyle="miter",
            solid_capstyle="butt",
            zorder=order,
            **how,
        )

    def _time_axis(self) -> None:
        size = self.size
        free = -np.inf
        most = max(2.0, (self.right - self.left) / (size * 7))
        for day, word in time_ticks(
            self._first, self._last_day, most, self.subject.words
        ):
            wide = self.sheet.measure(word, size)
            at = self.x(day)
            middle = min(max(at, wide / 2), self.sheet.width - wide / 2)
            if middle - wide / 2 < free:
                continue
            free = middle + wide / 2 + size * 0.7
            self._rule([at, at], [self.floor, self.floor + size * 0.35], QUIET, 1.0)
            self.sheet.write(
                middle, self.floor + size * 1.45, word, size, ink=QUIET, align="center"
            )

    def _marks(self, said: Sequence[Mapping[str, Any]]) -> None:
        """Published figures: a dot, a bar from low to high, an arrow where only one end was said.

        What is beyond the axis lies on its edge, pointing up, with its number where it has room.
        """
        edge = self.top - self.size * 0.5
        dot = self.size * 0.27 * 0.72 * 2
        beyond: list[tuple[float, float]] = []
        for one in said:
            ends = [end for end in (one["low"], one["high"]) if end is not None]
            if max(ends) <= 0:
                continue
            x = self.x(one["day"])
            if self.axis.height(min(ends)) > 1 + 1e-9:
                beyond.append((x, min(ends)))
                continue
            low, high = self.y(min(ends)), self.y(min(max(ends), self.axis.high))
            marker = "o"
            if one["low"] is None or one["high"] is None:
                marker = "v" if one["low"] is None else "^"
            if low - high > 3 * self._scale:
                self._line([x, x], [low, high], INK, 2.0, 8)
            for y in {low, high}:
                self.axes.plot(
                    [x],
                    [y],
                    marker=marker,
                    markersize=dot,
                    color=INK,
                    markeredgecolor="#ffffff",
                    markeredgewidth=0.8 * self._scale,
                    zorder=9,
                )
        beyond.sort()
        free = -np.inf
        for place, (x, km2) in enumerate(beyond):
            self.axes.plot([x], [edge], marker="^", markersize=dot, color=INK, zorder=9)
            word = self.subject.words.number(km2, most=0)
            wide = self.sheet.measure(word, self.size)
            at = x + self.size * 0.5
            following = beyond[place + 1][0] if place + 1 < len(beyond) else np.inf
            if at > free and at + wide < min(following, self.right):
                self.sheet.write(at, edge + self.size * 0.35, word, self.size, halo=3)
                free = at + wide

    def cursor(self, index: int) -> list[Artist]:
        """A line on a date and a dot on each series; gives what was drawn."""
        x = self.x(self.subject.times.days[index])
        wide = 1.5 * self._scale * 0.72
        found: list[Artist] = [
            *self.axes.plot(
                [x, x],
                [self.top - self.size * 0.4, self.floor],
                color=INK,
                linewidth=wide,
                zorder=10,
            )
        ]
        for one in drawn_series(self.subject):
            found += self.axes.plot(
                [x],
                [self.y(one.km2[index])],
                marker="o",
                markersize=self.size * 0.5,
                color=self.subject.colour(one.actor),
                markeredgecolor=INK,
                markeredgewidth=wide,
                zorder=11,
            )
        return found

    def point(self, one: Series, index: int) -> tuple[float, float]:
        """Where a series stands on a date, in pixels of the sheet."""
        return self.x(self.subject.times.days[index]), self.y(one.km2[index])


def _plotted(subject: Summary) -> list[Mapping[str, Any]]:
    first, last = subject.times.days[0], subject.times.days[-1]
    return [
        one
        for one in subject.claims
        if one.get("plotted") and first <= one["day"] <= last
    ]


def _axis_words(axis: Axis, words: Language) -> tuple[list[str], str]:
    """Labels of the ticks, and what they count."""
    size = 1e6 if axis.kind != LOG and axis.ticks[-1] >= _IN_MILLIONS else 1.0
    numbers = [words.number(round(tick / size, 6)) for tick in axis.ticks]
    unit = words.phrase("km²")
    if size > 1:
        unit = words.phrase("million {unit}", unit=unit)
    if axis.kind == CLOSE:
        unit = words.phrase("{unit}, not from zero", unit=unit)
    if axis.kind == LOG and len(axis.ticks) > 2:
        times = words.number(round(axis.ticks[2] / axis.ticks[1]))
        unit = words.phrase(
            "{unit}, each line {times} times the one below", unit=unit, times=times
        )
    return numbers, unit


def time_ticks(
    first: float, last: float, most: float, words: Language | None = None
) -> list[tuple[float, str]]:
    """Day and label of round dates from day `first` to `last`, at most some `most` of them.

    Told in the language of `words`, without which in English.
    """
    words = words or language()
    days = max(last - first, 1.0)
    for step in (1, 2, 7, 14):
        if days / step <= most:
            return _day_ticks(first, last, step, words)
    for step in (1, 2, 3, 6):
        if days / (30.44 * step) <= most:
            return _month_ticks(first, last, step, words)
    power = 1
    while True:
        for one in (power, 2 * power, 5 * power):
            if days / (365.2425 * one) <= most:
                return _year_ticks(first, last, one, words)
        power *= 10


def _day_ticks(
    first: float, last: float, step: int, words: Language
) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    before = ""
    for day in range(int(np.ceil(first)), int(last) + 1, step):
        text = _text(day)
        month = text[:-3]
        short = words.number(int(text[-2:])) if month == before else ""
        found.append((float(day), short or short_label(text, words, year=False)))
        before = month
    return found


def _month_ticks(
    first: float, last: float, step: int, words: Language
) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    labelled = ""
    month = np.datetime64(int(np.floor(first)), "D").astype("datetime64[M]").astype(int)
    for one in range(int(month) // step * step, int(month) + 2_000, step):
        day = float(np.datetime64(one, "M").astype("datetime64[D]").astype(int))
        if day > last:
            break
        if day < first:
            continue
        text = _text(day)[:-3]
        year = text[:-3]
        found.append((day, short_label(text, words, year=year != labelled)))
        labelled = year
    return found


def _year_ticks(
    first: float, last: float, step: int, words: Language
) -> list[tuple[float, str]]:
    """Round years as people count them: ... 200 BCE, 100 BCE, 1 CE, 100, 200 ..."""
    found: list[tuple[float, str]] = []
    year = int(
        np.datetime64(int(np.floor(first)), "D").astype("datetime64[Y]").astype(int)
    )
    since = year + 1970
    count = since // step * step
    while True:
        # `count` counts round years; there is no year 0, and n BCE is the year 1 - n.
        shown = count if step == 1 else 1 + count if count < 0 else max(count, 1)
        day = float(
            np.datetime64(shown - 1970, "Y").astype("datetime64[D]").astype(int)
        )
        if day > last:
            return found
        if day >= first:
            found.append((day, year_label(shown, words, era=since < 1)))
        count += step


def _text(day: float) -> str:
    return iso_text(np.datetime64(int(day), "D"))
