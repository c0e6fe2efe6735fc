"""Questions about numbers: read a chart, estimate areas, convert units.

Answers are computed from the table; a part is left out if the table cannot answer it. Every
sentence is one message of the catalogues.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
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
from layers.pictures import capitalize, round_up

MILE_KM = 1.609344  # exactly, since 1959
_TO_EDITORS = "Do not map: "
MILES = 20  # side of the square in a question
SQUARES = 45  # of the grid that the territory covers at its peak, at most
WIDEST_DEGREES = 40.0  # of a map on which squares look square
LOOKS_FULL = 0.9  # of the peak: larger areas look the same on a small map
UNREADABLE = 0.01  # of the peak: smaller areas cannot be read off the chart
DAYS_BY_YEAR = 2.5 * 365  # in longer series, losses are compared by year
FAR_FACTOR = 2.5  # between the right familiar area and each of the wrong ones


def chart_part(facts: Facts) -> Part | None:
    """Questions on a chart: peak, largest loss, half of the peak, an area too small to see."""
    phrase, km2 = facts.language.phrase, facts.main.km2
    if len(set(km2)) < 2:
        return None
    alt = phrase(
        "Chart of the area on every date from {first} to {last}, to be read by eye.",
        first=facts.date(0),
        last=facts.date(facts.last),
    )
    chart = facts.chart(alt)
    top, fine = km2[facts.peak], chart.fine_km2
    first = Question(
        phrase(
            "When was the dark area largest, and how large was it then? Read both off the chart."
        ),
        phrase(
            "{date}: {area}. Readings from {low} to {high} are good.",
            date=facts.date(facts.peak),
            area=facts.area(top),
            low=facts.language.area(_round_to(top - fine, fine / 2)),
            high=facts.language.area(_round_to(top + fine, fine / 2)),
        ),
    )
    lead = phrase(
        "The chart shows the area on every date from {first} to {last}. From one numbered line to the next it is {step}, from one thin line to the next {fine}.",
        first=facts.date(0),
        last=facts.date(facts.last),
        step=facts.language.area(chart.step_km2),
        fine=facts.language.area(chart.fine_km2),
    )
    questions = [
        first,
        *_loss_question(facts, chart),
        *_half_question(facts),
        *_break_question(facts),
        *_remainder_question(facts, chart),
    ]
    figure = Figure(chart.svg, alt, legend=facts.legend("seen", IN_CHART))
    return Part(phrase("Reading the chart"), [lead], questions, [figure])


def _loss_question(facts: Facts, chart: ChartFigure) -> Iterator[Question]:
    if facts.times.sparse:  # nobody knows when between two dates it was lost
        return
    phrase, km2 = facts.language.phrase, facts.main.km2
    years = np.array(facts.times.dates).astype("datetime64[Y]").astype(np.int64) + 1970
    # The last date of each year, and how much less was held then than a year earlier.
    ends = [int(np.flatnonzero(years <= year)[-1]) for year in np.unique(years)]
    loss = np.array(
        [
            (
                0
                if facts.summary.breaks.between(facts.main, *step)
                or facts.no_entry(step[1])
                else km2[step[0]] - km2[step[1]]
            )
            for step in pairwise(ends)
        ]
    )
    if (
        facts.times.days[-1] - facts.times.days[0] > DAYS_BY_YEAR
        and len(loss) > 1
        and loss.max() > 0
    ):
        year = int(np.unique(years)[1:][loss.argmax()])
        yield Question(
            phrase("In which year was most of the dark area lost? How much was it?"),
            phrase(
                "In {year}: {area}.",
                year=facts.language.digits(str(year)),
                area=facts.area(float(loss.max())),
            ),
        )
    elif facts.summary.breaks.between(facts.main, 0, facts.last):
        return
    elif facts.no_entry(facts.last):
        return
    elif abs(change := km2[-1] - km2[0]) < chart.fine_km2 and change:
        yield Question(
            phrase(
                "Did the area grow or shrink from {first} to {last}? Why is that hard to see here?",
                first=facts.date(0),
                last=facts.date(facts.last),
            ),
            phrase(
                "From {before} to {after}. On paper the difference is {mm} mm high.",
                before=facts.language.area(km2[0]),
                after=facts.language.area(km2[-1]),
                mm=facts.language.number(
                    float(f"{abs(change) / chart.km2_per_mm:.2g}")
                ),
            ),
            2,
        )


def _half_question(facts: Facts) -> Iterator[Question]:
    half = facts.first_below(1 / 2)
    if half is None or facts.times.sparse:
        return
    phrase = facts.language.phrase
    days = facts.times.days[half] - facts.times.days[facts.peak]
    yield Question(
        phrase("How long after its peak had the dark area fallen to less than half?"),
        phrase(
            "{date}, {days} after {peak}.",
            date=facts.date(half),
            days=facts.language.plural("{n} day", "{n} days", round(days)),
            peak=facts.date(facts.peak),
        ),
    )


def _break_question(facts: Facts) -> Iterator[Question]:
    """Why two dates are not compared, between which the way of counting changed last."""
    breaks = facts.summary.breaks.between(facts.main, 0, facts.last)
    if not breaks:
        return
    phrase, km2 = facts.language.phrase, facts.main.km2
    index = int(np.searchsorted(np.array(facts.times.dates), breaks[-1].date))
    yield Question(
        phrase(
            "The dark area of {first} is {before}, that of {last} {after}. A newspaper writes how much was gained or lost in between. Why is it wrong?",
            first=facts.date(index - 1),
            last=facts.date(index),
            before=facts.area(km2[index - 1]),
            after=facts.area(km2[index]),
        ),
        facts.isolate(facts.text(breaks[-1].reason)),
        2,
    )


def _remainder_question(facts: Facts, chart: ChartFigure) -> Iterator[Question]:
    phrase, km2 = facts.language.phrase, facts.main.km2
    left = km2[facts.last_held]
    if left >= UNREADABLE * km2[facts.peak]:
        return
    yield Question(
        phrase(
            "{date}: some of the dark area was left. Why can you not read off how much? How could it be drawn?",
            date=facts.date(facts.last_held),
        ),
        phrase(
            "It was {area}, which is {mm} mm high on this paper. A chart of the end alone shows it, or a scale on which each step is ten times the last; but such a scale has no zero.",
            area=facts.area(left),
            mm=facts.language.number(float(f"{left / chart.km2_per_mm:.2g}"), most=9),
        ),
        2,
    )


def estimates_part(facts: Facts) -> Part:
    """Questions on maps: squares of a grid, shares and sizes by eye, a familiar area."""
    phrase, area = facts.language.phrase, facts.language.area
    peak, date = facts.main.km2[facts.peak], facts.date(facts.peak)
    side = grid_km(peak)
    number = count_squares(facts.territory(facts.peak), facts.view, side)
    alt = phrase("Map of {date} under a grid of squares.", date=date)
    drawn = facts.map(facts.peak, alt, grid_km=side)
    figures = [
        Figure(drawn, alt, "", MAP_MM, facts.legend("counted", ON_MAP, facts.peak))
    ]
    questions = [
        Question(
            phrase(
                "Count the squares that are more than half dark, and leave out all others. How many are there?"
            ),
            phrase(
                "{n} by this rule. Those who count by eye differ by some squares.",
                n=facts.language.number(number),
            ),
        ),
        Question(
            phrase("How many km² is one square? How many are all that you counted?"),
            phrase(
                "{one} and {all}. Measured on the polygons: {area}, so the count is {percent} off.",
                one=area(side**2),
                all=area(number * side**2),
                area=facts.area(peak),
                percent=facts.percent(abs(number * side**2 / peak - 1)),
            ),
        ),
        *_small_maps_question(facts, figures),
        *_ranking_question(facts),
        *_familiar_area_question(facts),
    ]
    return Part(
        phrase("Estimating"), [_scale_sentence(facts, side)], questions, figures
    )


def _scale_sentence(facts: Facts, side: float) -> str:
    phrase, date = facts.language.phrase, facts.date(facts.peak)
    west, _, east, _ = facts.summary.bounds
    if east - west > WIDEST_DEGREES:
        return phrase(
            "The map shows {date}. Each square stands for {area}, wherever it lies.",
            date=date,
            area=facts.language.area(side**2),
        )
    return phrase(
        "The map shows {date}. Each square is {km} km wide and {km} km high.",
        date=date,
        km=facts.language.number(side),
    )


def _small_maps_question(facts: Facts, figures: list[Figure]) -> Iterator[Question]:
    """The share left of the peak, on small maps, which are added to `figures`."""
    phrase, km2 = facts.language.phrase, facts.main.km2
    dates = facts.key_dates
    if len(dates) < 2 or km2[dates[-1]] > LOOKS_FULL * km2[facts.peak]:
        return
    for index in dates:
        date = facts.date(index)
        alt = phrase("Map of {date}.", date=date)
        figures.append(Figure(facts.map(index, alt), alt, date, SMALL_MM))
    if any(map(facts.has_ghost, dates)):
        legend = [*figures[0].legend, *facts.ghost_legend()]
        figures[0] = replace(figures[0], legend=legend)
    before, after = dates[0], dates[1]
    if facts.summary.breaks.between(facts.main, before, after):
        return
    yield Question(
        phrase(
            "The small maps are of one scale. By eye: which share of the dark area of {before} is left on {after}?",
            before=facts.date(before),
            after=facts.date(after),
        ),
        phrase(
            "{percent}: {after} of {before}.",
            percent=facts.percent(km2[after] / km2[before]),
            after=facts.area(km2[after]),
            before=facts.area(km2[before]),
        ),
    )


def _ranking_question(facts: Facts) -> Iterator[Question]:
    phrase = facts.language.phrase
    areas: dict[str, float] = {}
    for series in facts.times.series[:ON_MAP]:
        actor = facts.actor(series)
        areas[actor] = max(areas.get(actor, 0), series.km2[facts.peak])
    ranked = sorted(areas, key=lambda actor: -areas[actor])
    if len(ranked) < 2 or not areas[ranked[1]]:
        return
    yield Question(
        phrase("Judge by eye: who holds most on this map, and who comes next?"),
        phrase(
            "{first} with {area}, then {second} with {less}.",
            first=ranked[0],
            area=facts.area(areas[ranked[0]]),
            second=ranked[1],
            less=facts.area(areas[ranked[1]]),
        ),
    )


def _familiar_area_question(facts: Facts) -> Iterator[Question]:
    phrase, top = facts.language.phrase, facts.main.km2[facts.peak]
    areas = reference_areas()
    areas = areas[(areas["verified"] != "no") & (areas["kind"] == "country")]
    size = areas["area_km2"]
    near = areas.iloc[int(np.argmin(np.abs(size / top - 1)))]
    if abs(near["area_km2"] / top - 1) > 0.15:
        return
    larger, smaller = areas[size > FAR_FACTOR * top], areas[size < top / FAR_FACTOR]
    if larger.empty or smaller.empty:
        return
    right = phrase(str(near["name"]))
    wrong = [phrase(str(larger.iloc[-1]["name"])), phrase(str(smaller.iloc[0]["name"]))]
    yield Question(
        phrase(
            "Which of these is about as large as the dark area of {date}: {names}?",
            date=facts.date(facts.peak),
            names=phrase(", ").join(sorted([right, *wrong])),
        ),
        phrase(
            "{name}: {what}",
            name=right,
            what=facts.language.area(float(near["area_km2"])),
        ),
    )


def grid_km(km2: float) -> float:
    """Side of the squares of a grid: 1, 2, 5, 10, ...; an area covers SQUARES at most."""
    return round_up(math.sqrt(km2 / SQUARES), (1, 2, 5, 10))


def count_squares(territory: shapely.Geometry, view: Bounds, side_km: float) -> int:
    """Number of squares of the grid on a `view` that `territory` covers by more than half.

    Coordinates are metres on the plane of the map.
    """
    west, south, east, north = view
    side = side_km * 1e3
    x, y = np.mgrid[west:east:side, -north:-south:side].reshape(2, -1)
    squares = shapely.box(x, -y - side, x + side, -y)
    shapely.prepare(territory)
    shares = shapely.area(shapely.intersection(territory, squares)) / side**2
    return int((shares > 0.5).sum())


def units_part(facts: Facts) -> Part:
    """Questions on square kilometres, square miles, and miles squared."""
    phrase, number = facts.language.phrase, facts.language.number
    top = facts.main.km2[facts.peak]
    rounded = float(f"{top:.3g}")
    mile = MILE_KM**2
    questions = [
        Question(
            phrase("How many km² is one square mile?"),
            phrase(
                "{mile} km × {mile} km = {area}.",
                mile=number(MILE_KM, most=3),
                area=facts.language.area(mile),
            ),
        ),
        Question(
            phrase(
                "{date}: the dark area was {area}. How many square miles is that?",
                date=facts.date(facts.peak),
                area=facts.language.area(rounded, 3),
            ),
            phrase(
                "{area} : {mile} = {n} square miles.",
                area=facts.language.area(rounded, 3),
                mile=number(mile, most=2),
                n=number(float(f"{rounded / mile:.3g}")),
            ),
        ),
        Question(
            phrase("If that area were a square, how long would each of its sides be?"),
            phrase(
                "{n} km, the square root.", n=number(float(f"{math.sqrt(rounded):.3g}"))
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
        *_slip_question(facts),
    ]
    lead = phrase(
        "1 mile is {mile} km. 1 km is {m} m.",
        mile=number(MILE_KM, most=3),
        m=number(1000),
    )
    return Part(phrase("Converting units"), [lead], questions)


def _slip_question(facts: Facts) -> Iterator[Question]:
    """The published figure with the largest slip of units."""
    phrase = facts.language.phrase
    slips = [
        claim
        for claim in facts.summary.published
        if claim.get("slip") and claim.get("date") and _log_ratio(claim) > 0
    ]
    if not slips:
        return
    claim = max(slips, key=_log_ratio)
    yield Question(
        phrase(
            "{date}: a report had “{stated}”. Our map has {area} for that day. What may have gone wrong?",
            date=facts.claim_date(claim),
            stated=facts.text(claim["as_stated"]),
            area=facts.area(claim["measured_km2"]),
        ),
        phrase(
            "As printed it is {said}; our area is larger by a factor of {n}. {note}",
            said=facts.language.area(claim["area_km2_low"]),
            n=facts.language.number(float(f"{math.exp(_log_ratio(claim)):.2g}")),
            note=_note(facts, claim),
        ),
        2,
    )


def _log_ratio(claim: Mapping[str, Any]) -> float:
    """Logarithm of the ratio of measured to published area; 0 if one is unknown."""
    published, measured = claim.get("area_km2_low"), claim.get("measured_km2")
    single = published and published == claim.get("area_km2_high")
    return math.log(measured / published) if single and measured else 0.0


def _round_to(km2: float, step: float) -> float:
    """`km2` rounded to a multiple of `step`; never less than 0."""
    return max(0.0, round(km2 / step) * step)


def _note(facts: Facts, claim: Mapping[str, Any]) -> str:
    """The note on a statement, without the instruction to editors at its start."""
    note = str(claim.get("note") or "")
    text = facts.text(note)
    return capitalize(text.partition(": ")[2]) if note.startswith(_TO_EDITORS) else text
