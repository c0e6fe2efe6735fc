"""Areas over time as a still chart: an SVG for paper, from which figures can be read off.

The page's own chart is a slider; here lines for every reading lie across it, and nothing moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from markupsafe import escape

from geo.dates import iso_text
from layers.content import SECONDS_PER_DAY, Timeline
from layers.language import Language, date_label
from layers.pictures.svg_map import TYPE, Look, Pair, defs, paint

LINES = 8  # across the chart, at most; between two of them FINE steps
FINE = 5
YEARS, MONTHS = (
    2.5 * 365,
    75,
)  # days of a series from which its axis has years, or months
WORDS = 6  # dates written under the chart, at most; of years twice as many
EPOCH = 1970  # the year from which numpy counts
LEFT, BOTTOM, TOP, RIGHT = 58.0, 24.0, 18.0, 6.0  # room for what is written, in pixels


@dataclass(frozen=True)
class Graph:
    """The SVG of a chart, and what a reader can take from it."""

    svg: str
    step_km2: float  # between two lines that are numbered
    km2_per_mm: float  # of height, on paper where the chart is `width_mm` wide
    years: bool  # whether its axis has years


def graph(
    times: Timeline,
    shown: Sequence[int],
    looks: Mapping[Pair, Look],
    words: Language,
    *,
    width: float,
    height: float,
    width_mm: float,
    alt: str,
    key: str,
) -> Graph:
    """A chart of the series `shown` (positions in `times.series`), each in its look.

    What comes first is drawn last, on top. `alt` is read out in its place. `key` begins the names
    of its patterns, of which a document has each only once.
    """
    most = max(max(times.series[one].km2) for one in shown)
    step = nice(most / LINES)
    top = step * int(np.ceil(most / step - 1e-9))
    first, last = times.days[0], times.days[-1]
    # The last date is a step as well, though no other follows that would end it.
    span = (last - first) * 1.015 or 1.0
    across, up = width - LEFT - RIGHT, height - TOP - BOTTOM

    def x(day: float) -> float:
        return LEFT + (day - first) / span * across

    def y(km2: float) -> float:
        return TOP + up * (1 - km2 / top)

    floor, right = y(0), width - RIGHT
    ticks = _ticks(first, last, words)
    fine = [step / FINE * n for n in range(1, round(top / step) * FINE) if n % FINE]
    lines = range(1, round(top / step) + 1)
    parts = []
    for one in reversed(shown):
        series = times.series[one]
        look = looks[series.actor, series.status]
        xs, ys = [x(day) for day in times.days], [y(km2) for km2 in series.km2]
        edge = _steps(xs, ys, right)
        ground = f"{edge}L{right:.1f} {floor:.1f}L{x(first):.1f} {floor:.1f}Z"
        parts += [
            f'<path d="{ground}" fill="#fff"/>',
            f'<path d="{ground}" fill="{paint(look, key)}" fill-opacity=".55"/>',
            f'<path d="{edge}" fill="none" stroke="#111" stroke-width="1.3"/>',
        ]
    # Over the tones, or nothing could be read off within them.
    parts += [_rule(LEFT, right, y(km2), "#777", 0.2) for km2 in fine]
    parts += [_rule(LEFT, right, y(step * n), "#222", 0.7) for n in lines]
    parts += [_post(x(day), TOP, floor) for day, _ in ticks]
    parts.append(_rule(LEFT, right, floor, "#111", 1.2))
    for n in range(round(top / step) + 1):
        number = words.number(step * n)
        parts.append(_text(LEFT - 6, y(step * n) + 4, number, "end"))
    unit = words.phrase("{n} km²", n="").strip()
    parts.append(_text(LEFT - 6, 10, unit, "end"))
    for day, label in ticks:
        near = x(day) > right - 30
        at, anchor = (right, "end") if near else (x(day), "middle")
        parts.append(_text(at, floor + 17, label, anchor))
    used = {looks[times.series[one].actor, times.series[one].status] for one in shown}
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" role="img" aria-label="{escape(alt)}"'
        f' font-family="{TYPE}" font-size="12" fill="#111"><defs>{defs(used, key)}</defs>'
        f"{''.join(parts)}</svg>\n"
    )
    return Graph(svg, step, top / (up * width_mm / width), last - first > YEARS)


def nice(size: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is no less than `size`."""
    power = 10.0 ** np.floor(np.log10(size))
    found = next(times for times in (1, 2, 5, 10) if times * power >= size * (1 - 1e-9))
    return float(f"{found * power:.3g}")


def _ticks(first: float, last: float, words: Language) -> list[tuple[float, str]]:
    """Days at which a year, a month or a day is written under the chart, and its words."""
    exactness, stride = _rhythm(last - first)
    begin, end = _date(first), _date(last)
    if exactness == "day":
        step = np.timedelta64(stride, "D")
        days = np.arange(begin, end + np.timedelta64(1, "D"), step)
    else:
        # So that every fifth year is 2015 and 2020, and every third month January and April.
        month = np.timedelta64(1, "M")
        first_month, last_month = (day.astype("datetime64[M]") for day in (begin, end))
        months = np.arange(first_month, last_month + month, month)
        number = months.astype(np.int64) + 12 * EPOCH
        days = months[number % stride == 0].astype("datetime64[D]")
        days = days[days >= begin]
    found = []
    for day in days:
        year = int(day.astype("datetime64[Y]").astype(np.int64)) + EPOCH
        text = iso_text(day.astype("datetime64[s]"), exactness)
        plain = exactness == "year" and year > 0
        label = words.digits(str(year)) if plain else date_label(text, words)
        found.append((float(day.astype(np.int64)), label))
    return found


def _rhythm(days: float) -> tuple[str, int]:
    """What is written under the chart, and every how many months, or days, it is."""
    if days > YEARS:
        return "year", 12 * int(max(1, nice(days / 365.25 / (2 * WORDS))))
    if days > MONTHS:
        months = days / 30.4
        return "month", next(n for n in (1, 2, 3, 6) if months / n <= WORDS or n == 6)
    return "day", max(1, int(np.ceil(days / WORDS)))


def _date(day: float) -> np.datetime64:
    second = np.datetime64(round(day * SECONDS_PER_DAY), "s")
    date: np.datetime64 = second.astype("datetime64[D]")
    return date


def _steps(xs: Sequence[float], ys: Sequence[float], right: float) -> str:
    """What is held on a date is held until the next."""
    points = [f"{xs[0]:.1f} {ys[0]:.1f}"]
    for (_, y), (x_next, y_next) in pairwise(zip(xs, ys, strict=True)):
        points += [f"{x_next:.1f} {y:.1f}", f"{x_next:.1f} {y_next:.1f}"]
    points.append(f"{right:.1f} {ys[-1]:.1f}")
    return "M" + "L".join(dict.fromkeys(points))


def _rule(left: float, right: float, y: float, ink: str, wide: float) -> str:
    return f'<path d="M{left:.1f} {y:.1f}H{right:.1f}" stroke="{ink}" stroke-width="{wide:g}"/>'


def _post(x: float, top: float, floor: float) -> str:
    return f'<path d="M{x:.1f} {top:.1f}V{floor + 4:.1f}" stroke="#555" stroke-width=".4"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
    )
