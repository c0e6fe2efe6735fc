"""Axes of a chart: round areas, round dates, and their labels."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.dates import iso_text
from layers.language import Language, language, short_label, year_label

LINEAR, LOG, CLOSE = "linear", "log", "close"
_IN_MILLIONS = 5e6
_LOG_GAP = 0.12  # of a logarithmic axis, between zero and its smallest power of ten


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

    def labels(self, words: Language) -> tuple[list[str], str]:
        """Labels of the ticks, and their unit."""
        million = self.kind != LOG and self.ticks[-1] >= _IN_MILLIONS
        size = 1e6 if million else 1.0
        numbers = [words.number(round(tick / size, 6)) for tick in self.ticks]
        unit = words.phrase("km²")
        if million:
            unit = words.phrase("million {unit}", unit=unit)
        if self.kind == CLOSE:
            unit = words.phrase("{unit}, not from zero", unit=unit)
        if self.kind == LOG and len(self.ticks) > 2:
            times = words.number(round(self.ticks[2] / self.ticks[1]))
            unit = words.phrase(
                "{unit}, each line {times} times the one below", unit=unit, times=times
            )
        return numbers, unit


def make_axis(kind: str, values: Sequence[float], count: int) -> Axis:
    """An axis for `values` with about `count` ticks."""
    positive = [value for value in values if value > 0] or [1.0]
    top = max(positive)
    if kind == LOG:
        bottom = min(positive)
        low, high = int(np.floor(np.log10(bottom))), int(np.floor(np.log10(top)))
        stride = max(1, -(-(high - low + 1) // count))
        powers = range(high, low - 1, -stride)
        return Axis(LOG, bottom, top, (0.0, *sorted(10.0**power for power in powers)))
    least = min(values) if kind == CLOSE else 0.0
    size = round_up(max(top - least, top * 1e-6) / count)
    first, last = int(np.floor(least / size)), int(np.ceil(top / size - 1e-9))
    # The steps are whole numbers until here, so that 0.3 is not 0.30000000000000004.
    ticks = tuple(float(f"{step * size:.12g}") for step in range(first, last + 1))
    if kind == CLOSE:
        return Axis(CLOSE, ticks[0], ticks[-1], ticks)
    return Axis(LINEAR, 0.0, max(top, ticks[-1]), ticks)


def round_up(number: float, steps: Sequence[float] = (1, 2, 2.5, 5, 10)) -> float:
    """The smallest of `steps` times a power of ten that is not below `number`."""
    power = 10.0 ** math.floor(math.log10(number))
    return float(
        f"{next(step * power for step in steps if step * power >= number * (1 - 1e-9)):.3g}"
    )


def time_ticks(
    first: float, last: float, most: float, words: Language | None = None
) -> list[tuple[float, str]]:
    """Day and label of round dates from day `first` to `last`, at most some `most` of them.

    In the language of `words`, by default English.
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
        for step in (power, 2 * power, 5 * power):
            if days / (365.2425 * step) <= most:
                return _year_ticks(first, last, step, words)
        power *= 10


def _day_ticks(
    first: float, last: float, step: int, words: Language
) -> list[tuple[float, str]]:
    ticks: list[tuple[float, str]] = []
    month_before = ""
    for day in range(int(np.ceil(first)), int(last) + 1, step):
        text = _iso_date(day)
        month = text[:-3]
        short = words.number(int(text[-2:])) if month == month_before else ""
        ticks.append((float(day), short or short_label(text, words, year=False)))
        month_before = month
    return ticks


def _month_ticks(
    first: float, last: float, step: int, words: Language
) -> list[tuple[float, str]]:
    ticks: list[tuple[float, str]] = []
    labelled_year = ""
    start = int(
        np.datetime64(int(np.floor(first)), "D").astype("datetime64[M]").astype(int)
    )
    for month in range(start // step * step, start + 2_000, step):
        day = float(np.datetime64(month, "M").astype("datetime64[D]").astype(int))
        if day > last:
            break
        if day < first:
            continue
        text = _iso_date(day)[:-3]
        year = text[:-3]
        ticks.append((day, short_label(text, words, year=year != labelled_year)))
        labelled_year = year
    return ticks


def _year_ticks(
    first: float, last: float, step: int, words: Language
) -> list[tuple[float, str]]:
    """Round years as people count them: ... 200 BCE, 100 BCE, 1 CE, 100, 200 ..."""
    ticks: list[tuple[float, str]] = []
    start = 1970 + int(
        np.datetime64(int(np.floor(first)), "D").astype("datetime64[Y]").astype(int)
    )
    count = start // step * step
    while True:
        # `count` counts round years; there is no year 0, and n BCE is the year 1 - n.
        year = count if step == 1 else 1 + count if count < 0 else max(count, 1)
        day = float(np.datetime64(year - 1970, "Y").astype("datetime64[D]").astype(int))
        if day > last:
            return ticks
        if day >= first:
            ticks.append((day, year_label(year, words, era=start < 1)))
        count += step


def _iso_date(day: float) -> str:
    return iso_text(np.datetime64(int(day), "D"))
