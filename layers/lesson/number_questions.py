"""Questions about numbers: reading, estimating, converting; each answer computed from the table.

A part is asked only where the table can answer it. Every sentence is one message of the catalogues.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from geo.measure import reference_areas
from layers.content import Bounds
from layers.lesson.facts import (
    IN_CHART,
    MAP_MM,
    ON_MAP,
    SMALL_MM,
    ChartFigure,
    Facts,
    Figure,
    Part,
    Question,
)
from layers.pictures import round_up

MILE_KM = 1.609344  # exactly, since 1959
MILES = 20  # of a square
SQUARES = 45  # that the ground covers at its largest, at most
WIDEST_DEGREES = (
    40.0  # of a map on which squares are as wide as they are high, to the eye
)
SEEN = 0.9  # of the largest area: what is left of more looks the same on a small map
LITTLE = 0.01  # of the largest area cannot be read off a chart of it
YEARS = 2.5 * 365  # days of a series from which losses are asked by year
FAR = 2.5  # times as large, or as small, are the two wrong ones of three familiar areas


def reading(known: Facts) -> Part | None:
    """The largest area, the year of the greatest loss, the half, and what is too little to see."""
    phrase, km2 = known.words.phrase, known.main.km2
    if len(set(km2)) < 2:
        return None
    alt = phrase(
        "Chart of the area on every date from {first} to {last}, to be read by eye.",
        first=known.date(0),
        last=known.date(known.last),
    )
    chart = known.chart(alt)
    top, fine = km2[known.peak], chart.fine_km2
    first = Question(
        phrase(
            "When was the dark area largest, and how large was it then? Read both off the chart."
        ),
        phrase(
            "{date}: {area}. Readings from {low} to {high} are good.",
            date=known.date(known.peak),
            area=known.area(top),
            low=known.words.area(_to(top - fine, fine / 2)),
            high=known.words.area(_to(top + fine, fine / 2)),
        ),
    )
    lead = phrase(
        "The chart shows the area on every date from {first} to {last}. From one numbered line to the next it is {step}, from one thin line to the next {fine}.",
        first=known.date(0),
        last=known.date(known.last),
        step=known.words.area(chart.step_km2),
        fine=known.words.area(chart.fine_km2),
    )
    questions = [first, *_losses(known, chart), *_halved(known), *_unread(known, chart)]
    figure = Figure(chart.svg, alt, legend=known.legend("seen", IN_CHART))
    return Part(phrase("Reading the chart"), [lead], questions, [figure])


def _losses(known: Facts, chart: ChartFigure) -> Iterator[Question]:
    phrase, km2 = known.words.phrase, known.main.km2
    years = np.array(known.times.dates).astype("datetime64[Y]").astype(np.int64) + 1970
    # What was held at the end of each year, from the one before the first on.
    ends = [km2[np.flatnonzero(years <= year)[-1]] for year in np.unique(years)]
    loss = -np.diff(ends)
    if (
        known.times.days[-1] - known.times.days[0] > YEARS
        and len(loss) > 1
        and loss.max() > 0
    ):
        year = int(np.unique(years)[1:][loss.argmax()])
        yield Question(
            phrase("In which year was most of the dark area lost? How much was it?"),
            phrase(
                "In {year}: {area}.",
                year=known.words.digits(str(year)),
                area=known.area(float(loss.max())),
            ),
        )
    elif abs(change := km2[-1] - km2[0]) < chart.fine_km2 and change:
        yield Question(
            phrase(
                "Did the area grow or shrink from {first} to {last}? Why is that hard to see here?",
                first=known.date(0),
                last=known.date(known.last),
            ),
            phrase(
                "From {before} to {after}. On paper the difference is {mm} mm high.",
                before=known.words.area(km2[0]),
                after=known.words.area(km2[-1]),
                mm=known.words.number(float(f"{abs(change) / chart.km2_per_mm:.2g}")),
            ),
            2,
        )


def _halved(known: Facts) -> Iterator[Question]:
    half = known.fallen(1 / 2)
    if half is None:
        return
    phrase = known.words.phrase
    days = known.times.days[half] - known.times.days[known.peak]
    yield Question(
        phrase("How long after its peak had the dark area fallen to less than half?"),
        phrase(
            "{date}, {days} after {peak}.",
            date=known.date(half),
            days=known.words.plural("{n} day", "{n} days", round(days)),
            peak=known.date(known.peak),
        ),
    )


def _unread(known: Facts, chart: ChartFigure) -> Iterator[Question]:
    phrase, km2 = known.words.phrase, known.main.km2
    left = km2[known.remnant]
    if left >= LITTLE * km2[known.peak]:
        return
    yield Question(
        phrase(
            "{date}: some of the dark area was left. Why can you not read off how much? How could it be drawn?",
            date=known.date(known.remnant),
        ),
        phrase(
            "It was {area}, which is {mm} mm high on this paper. A chart of the end alone shows it, or a scale on which each step is ten times the last; but such a scale has no zero.",
            area=known.area(left),
            mm=known.words.number(float(f"{left / chart.km2_per_mm:.2g}"), most=9),
        ),
        2,
    )


def estimating(known: Facts) -> Part:
    """Squares to count on a grid, shares and sizes to judge by eye, and a familiar area."""
    phrase, area = known.words.phrase, known.words.area
    peak, date = known.main.km2[known.peak], known.date(known.peak)
    side = grid_km(peak)
    number = covered(known.ground(known.peak), known.view, side)
    alt = phrase("Map of {date} under a grid of squares.", date=date)
    drawn = known.map(known.peak, alt, grid_km=side)
    figures = [Figure(drawn, alt, "", MAP_MM, known.legend("counted", ON_MAP))]
    questions = [
        Question(
            phrase(
                "Count the squares that are more than half dark, and leave out all others. How many are there?"
            ),
            phrase(
                "{n} by this rule. Those who count by eye differ by some squares.",
                n=known.words.number(number),
            ),
        ),
        Question(
            phrase("How many km² is one square? How many are all that you counted?"),
            phrase(
                "{one} and {all}. Measured on the polygons: {area}, so the count is {percent} off.",
                one=area(side**2),
                all=area(number * side**2),
                area=known.area(peak),
                percent=known.percent(abs(number * side**2 / peak - 1)),
            ),
        ),
        *_shrunk(known, figures),
        *_next_largest(known),
        *_familiar(known),
    ]
    return Part(phrase("Estimating"), [_scale(known, side)], questions, figures)


def _scale(known: Facts, side: float) -> str:
    phrase, date = known.words.phrase, known.date(known.peak)
    west, _, east, _ = known.summary.bounds
    if east - west > WIDEST_DEGREES:
        return phrase(
            "The map shows {date}. Each square stands for {area}, wherever it lies.",
            date=date,
            area=known.words.area(side**2),
        )
    return phrase(
        "The map shows {date}. Each square is {km} km wide and {km} km high.",
        date=date,
        km=known.words.number(side),
    )


def _shrunk(known: Facts, figures: list[Figure]) -> Iterator[Question]:
    """What is left of the peak, on small maps, which are added to `figures`."""
    phrase, km2 = known.words.phrase, known.main.km2
    dates = known.telling
    if len(dates) < 2 or km2[dates[-1]] > SEEN * km2[known.peak]:
        return
    for one in dates:
        alt = phrase("Map of {date}.", date=known.date(one))
        figures.append(Figure(known.map(one, alt), alt, known.date(one), SMALL_MM))
    before, after = dates[0], dates[1]
    yield Question(
        phrase(
            "The small maps are of one scale. By eye: which share of the dark area of {before} is left on {after}?",
            before=known.date(before),
            after=known.date(after),
        ),
        phrase(
            "{percent}: {after} of {before}.",
            percent=known.percent(km2[after] / km2[before]),
            after=known.area(km2[after]),
            before=known.area(km2[before]),
        ),
    )


def _next_largest(known: Facts) -> Iterator[Question]:
    phrase = known.words.phrase
    held: dict[str, float] = {}
    for one in known.times.series[:ON_MAP]:
        held[known.actor(one)] = max(held.get(known.actor(one), 0), one.km2[known.peak])
    ranked = sorted(held, key=lambda name: -held[name])
    if len(ranked) < 2 or not held[ranked[1]]:
        return
    yield Question(
        phrase(
            "Judge by eye: whose ground is the largest on this map, and whose comes next?"
        ),
        phrase(
            "{first} with {area}, then {second} with {less}.",
            first=ranked[0],
            area=known.area(held[ranked[0]]),
            second=ranked[1],
            less=known.area(held[ranked[1]]),
        ),
    )


def _familiar(known: Facts) -> Iterator[Question]:
    phrase, top = known.words.phrase, known.main.km2[known.peak]
    areas = reference_areas()
    areas = areas[(areas["verified"] != "no") & (areas["kind"] == "country")]
    size = areas["area_km2"]
    near = areas.iloc[int(np.argmin(np.abs(size / top - 1)))]
    if abs(near["area_km2"] / top - 1) > 0.15:
        return
    larger, smaller = areas[size > FAR * top], areas[size < top / FAR]
    if larger.empty or smaller.empty:
        return
    right = phrase(str(near["name"]))
    wrong = [phrase(str(larger.iloc[-1]["name"])), phrase(str(smaller.iloc[0]["name"]))]
    yield Question(
        phrase(
            "Which of these is about as large as the dark area of {date}: {names}?",
            date=known.date(known.peak),
            names=phrase(", ").join(sorted([right, *wrong])),
        ),
        phrase(
            "{name}: {what}",
            name=right,
            what=known.words.area(float(near["area_km2"])),
        ),
    )


def grid_km(km2: float) -> float:
    """The side of squares of which the ground covers at most SQUARES: 1, 2, 5, 10, 20, ..."""
    return round_up(math.sqrt(km2 / SQUARES), (1, 2, 5, 10))


def covered(ground: shapely.Geometry, view: Bounds, side_km: float) -> int:
    """How many squares of the grid on a `view` are more than half covered by `ground`.

    All in metres on the plane of the map.
    """
    west, south, east, north = view
    side = side_km * 1e3
    x, y = np.mgrid[west:east:side, -north:-south:side].reshape(2, -1)
    squares = shapely.box(x, -y - side, x + side, -y)
    shapely.prepare(ground)
    shares = shapely.area(shapely.intersection(ground, squares)) / side**2
    return int((shares > 0.5).sum())


def converting(known: Facts) -> Part:
    """Square kilometres, square miles, and miles squared."""
    phrase, number = known.words.phrase, known.words.number
    top = known.main.km2[known.peak]
    told = float(f"{top:.3g}")
    mile = MILE_KM**2
    questions = [
        Question(
            phrase("How many km² is one square mile?"),
            phrase(
                "{mile} km × {mile} km = {area}.",
                mile=number(MILE_KM, most=3),
                area=known.words.area(mile),
            ),
        ),
        Question(
            phrase(
                "{date}: the dark area was {area}. How many square miles is that?",
                date=known.date(known.peak),
                area=known.words.area(told, 3),
            ),
            phrase(
                "{area} : {mile} = {n} square miles.",
                area=known.words.area(told, 3),
                mile=number(mile, most=2),
                n=number(float(f"{told / mile:.3g}")),
            ),
        ),
        Question(
            phrase("If that area were a square, how long would each of its sides be?"),
            phrase(
                "{n} km, the square root.", n=number(float(f"{math.sqrt(told):.3g}"))
            ),
        ),
        Question(
            phrase(
                "“{n} square miles” is an area. “{n} miles squared” may mean a square with sides of {n} miles. How many square miles is that?",
                n=number(MILES),
            ),
            phrase(
                "{n} × {n} = {all} square miles, {n} times as much.",
                n=number(MILES),
                all=number(MILES**2),
            ),
        ),
        *_slip(known),
    ]
    lead = phrase(
        "1 mile is {mile} km. 1 km is {m} m.",
        mile=number(MILE_KM, most=3),
        m=number(1000),
    )
    return Part(phrase("Converting units"), [lead], questions)


def _slip(known: Facts) -> Iterator[Question]:
    """A published slip of units, the farthest off."""
    phrase = known.words.phrase
    found = [
        one for one in known.summary.published if one.get("slip") and _apart(one) > 0
    ]
    if not found:
        return
    one = max(found, key=_apart)
    yield Question(
        phrase(
            "{date}: a report had “{stated}”. Our map has {area} for that day. What may have gone wrong?",
            date=known.day(one),
            stated=one["as_stated"],
            area=known.area(one["measured_km2"]),
        ),
        phrase(
            "As printed it is {said}; our area is larger by a factor of {n}. {note}",
            said=known.words.area(one["area_km2_low"]),
            n=known.words.number(float(f"{math.exp(_apart(one)):.2g}")),
            note=phrase(str(one.get("note") or "")).removeprefix("Do not map: "),
        ),
        2,
    )


def _apart(claim: Mapping[str, Any]) -> float:
    """How far the measured area is above a published one, as a ratio's logarithm; 0: unknown."""
    said, measured = claim.get("area_km2_low"), claim.get("measured_km2")
    single = said and said == claim.get("area_km2_high")
    return math.log(measured / said) if single and measured else 0.0


def _to(km2: float, step: float) -> float:
    """`km2`, no less than 0, to the next multiple of `step`."""
    return max(0.0, round(km2 / step) * step)
