"""The text of pictures: rows of a legend, the headline of a date, what changed between two."""

from collections.abc import Mapping

import numpy as np

import geo.measure
from layers.content import DASHED, NEUTRAL, SOLID, Series, Summary
from layers.language import since_label, when_label
from layers.pictures.canvas import Canvas
from layers.pictures.looks import (
    GAINED_LOOK,
    GHOST,
    LOST_LOOK,
    Look,
    Pair,
    colour_looks,
    kept_look,
)
from layers.pictures.text import isolate

Row = tuple[Look, str]

_LARGER = 1.05  # than on the peak of the leading series: worth a sentence


def territory_rows(
    summary: Summary, *, uncounted: bool = True, estimate: bool = True
) -> list[Row]:
    """Rows without figures; none where there is only one kind of territory, and a title for it.

    Without `uncounted`, which a chart does not show, they are of territory alone; without
    `estimate`, none says that it is one.
    """
    if not summary.several:
        looks = colour_looks(summary)
        rows = [
            (looks[series.actor, series.status], series_name(summary, series, estimate))
            for series in (summary.times.drawn if uncounted else summary.times.series)
        ]
        return rows if len(rows) > 1 or summary.untitled_holder else []
    rows = [
        (Look(SOLID, actor.colour.light), isolate(actor.name))
        for actor in summary.named
    ]
    if summary.others:
        rows.append((Look(SOLID, NEUTRAL.light), others_label(summary)))
    return rows + [
        (Look(status.pattern, NEUTRAL.light), isolate(status.name))
        for status in summary.statuses.values()
        if not status.firm and (status.counted or uncounted)
    ]


def series_name(summary: Summary, series: Series, estimate: bool = True) -> str:
    """What a series of the only actor is called beside its others: "held (estimate)".

    The first is called by its actor, too, where the title does not name it.
    """
    phrase, name = summary.language.phrase, summary.statuses[series.status].name
    if series == summary.leading and summary.names_holder:
        name = phrase("{actor}, {status}", actor=isolate(summary.holder), status=name)
    if estimate and is_estimate(summary, series):
        name = phrase("{name} (estimate)", name=name)
    return isolate(name)


def is_estimate(summary: Summary, series: Series) -> bool:
    """True where a range says how far the areas of a series are known."""
    return any(summary.ranges.get((series.actor, series.status), ()))


def held_series(summary: Summary, index: int) -> list[Series]:
    """The series that have territory on a date, and are counted."""
    return [series for series in summary.times.series if series.km2[index] > 0]


def held_rows(summary: Summary, index: int) -> list[Row]:
    """Rows with what each holds on a date; the largest first where there are several actors.

    Of one actor the leading area is left out: it stands in the headline. What is drawn and not
    counted comes last, without a figure.
    """
    return [*_counted_rows(summary, index), *_uncounted_rows(summary, index)]


def _uncounted_rows(summary: Summary, index: int) -> list[Row]:
    """A row for each status that is drawn on a date and not counted."""
    looks = colour_looks(summary)
    rows = {}
    for series in summary.times.uncounted:
        if series.km2[index] > 0 and series.status not in rows:
            look = (
                Look(DASHED, NEUTRAL.light)
                if summary.several
                else looks[series.actor, series.status]
            )
            rows[series.status] = look, isolate(summary.statuses[series.status].name)
    return list(rows.values())


def _counted_rows(summary: Summary, index: int) -> list[Row]:
    looks = colour_looks(summary)
    held = held_series(summary, index)
    if not summary.several:
        rows = [
            (
                looks[series.actor, series.status],
                (
                    series_name(summary, series)
                    if series == summary.leading
                    else _area_of(summary, series, index)
                ),
            )
            for series in held
        ]
        several = len(summary.times.drawn) > 1
        return rows if several or summary.untitled_holder else []
    named = {actor.key for actor in summary.named}
    firm = [
        series
        for series in held
        if series.actor in named and summary.statuses[series.status].firm
    ]
    return [
        (
            looks[series.actor, series.status],
            # The figure first: of a line that is too long the end is cut.
            summary.language.phrase(
                "{area}, {name}",
                area=summary.area(series.km2[index]),
                name=isolate(summary.actor_name(series.actor)),
            ),
        )
        for series in sorted(firm, key=lambda series: -series.km2[index])
    ]


def area_rows(
    summary: Summary, index: int, looks: Mapping[Pair, Look], most: int
) -> list[Row]:
    """Rows with the area of each actor and status on a date, the largest actors first."""
    held = [series for series in summary.times.drawn if series.km2[index] > 0]
    if summary.several:
        uncounted = summary.times.uncounted
        held.sort(key=lambda series: (series in uncounted, -series.km2[index]))
    return [
        (
            looks[series.actor, series.status],
            summary.language.phrase(
                "{name}: {what}",
                name=isolate(summary.label(series)),
                what=summary.area(series.km2[index]),
            ),
        )
        for series in held[:most]
    ]


def headline(summary: Summary, index: int) -> str:
    """ "95,700 km² held"; of several actors, the largest of the date."""
    if summary.several:
        rows = [text for _, text in _counted_rows(summary, index)]
        return rows[0] if rows else ""
    series = (held_series(summary, index) or [summary.leading])[0]
    if len(summary.times.series) == 1 and not summary.untitled_holder:
        return summary.area(series.km2[index])
    return _area_of(summary, series, index)


def omitted(summary: Summary, index: int) -> str:
    """ "23 March 2019: No territory held or claimed. Not counted: 2,260 km² roamed, not held."

    Empty on dates with territory.
    """
    what = summary.omitted(index)
    name = summary.times.labels[index]
    return what and summary.language.phrase("{name}: {what}", name=name, what=what)


def others_label(summary: Summary) -> str:
    return summary.language.plural("{n} other", "{n} others", summary.others)


def figures(summary: Summary, index: int) -> str:
    """ "95,700 km² held; 190,000 km² claimed"; of several actors, the largest of the date."""
    series = [] if summary.several else summary.times.series
    if len(series) < 2:
        return headline(summary, index)
    texts = [_area_of(summary, one, index) for one in series]
    return summary.language.phrase("; ").join(texts)


def ghost_rows(summary: Summary, index: int | None = None) -> list[Row]:
    """The row of the largest extent, or that of a date, where a map shows it below others."""
    phrase, at = summary.language.phrase, summary.peak if index is None else index
    date = summary.times.labels[at]
    text = (
        phrase("largest extent, {date}", date=date)
        if at == summary.peak
        else ghost_note(summary, at).rstrip(".")
    )
    return [(Look(SOLID, GHOST), text)]


def ghost_note(summary: Summary, index: int) -> str:
    then = on_date(summary, index)
    if len(summary.times.series) > 1:
        return summary.language.phrase("Grey: held or claimed {when}.", when=then)
    return summary.language.phrase("Grey: held {when}.", when=then)


def net_change(summary: Summary) -> str:
    """How the leading area has moved: since the first date, or down to the last."""
    km2, last = summary.leading.km2, summary.last
    phrase = summary.language.phrase
    if last == 0:
        return ""
    if summary.fallen:
        area = summary.area(km2[last])
        return phrase("{area} {when}", area=area, when=on_date(summary, last))
    if why := summary.breaks.not_compared(summary.leading, 0, last):
        return capitalize(why)
    return moved_since_first(summary, last)


def moved_since_first(summary: Summary, index: int) -> str:
    """ "584 km² more than on 8 July 2024", of the leading area."""
    phrase, km2 = summary.language.phrase, summary.leading.km2
    moved, then = km2[index] - km2[0], on_date(summary, 0)
    if moved == 0:
        return phrase("As much as {then}", then=then)
    area = summary.area(abs(moved))
    if moved > 0:
        return phrase("{area} more than {then}", area=area, then=then)
    return phrase("{area} less than {then}", area=area, then=then)


def change_sentences(summary: Summary, before: int, after: int) -> list[str]:
    """What each named actor gained and lost between two dates, and holds on both, or why not."""
    dates, labels = summary.times.dates, summary.times.labels
    phrase = summary.language.phrase
    firm = {status.key for status in summary.statuses.values() if status.firm}
    named = [actor.key for actor in summary.named]
    if not summary.several:
        firm = {summary.leading.status}
    rows = summary.table[
        summary.table["actor"].isin(named) & summary.table["status"].isin(firm)
    ]
    changes = geo.measure.changes(rows, between=[(dates[before], dates[after])])
    changes["place"] = changes["actor"].map(named.index)
    columns = ["gained_km2", "lost_km2", "held_km2"]
    sentences = []
    series_of = {(one.actor, one.status): one for one in summary.times.series}
    for _, change in changes.sort_values("place", kind="stable").iterrows():
        series = series_of[change["actor"], change["status"]]
        if summary.several and not (series.km2[before] or series.km2[after]):
            continue
        name = (
            isolate(summary.actor_name(change["actor"]))
            if summary.several
            else phrase("{first} to {last}", first=labels[before], last=labels[after])
        )
        ended = summary.times.no_entry(series.actor, after)
        why = summary.breaks.not_compared(series, before, after)
        if why and not summary.several:
            sentences.append(capitalize(why))
            continue
        if ended:
            text = ended
        elif why:
            text = summary.breaks.counted_differently(series, before, after)
        else:
            gained, lost, held = (summary.area(float(change[n])) for n in columns)
            text = phrase(
                "gained {gained}, lost {lost}, held on both dates {kept}",
                gained=gained,
                lost=lost,
                kept=held,
            )
        sentences.append(phrase("{name}: {what}", name=name, what=text))
    return sentences


def changed_areas(
    summary: Summary, before: int, after: int
) -> tuple[float, float] | None:
    """What the leading series gained and lost between two dates in km2; None if not comparable."""
    series, dates = summary.leading, summary.times.dates
    if summary.breaks.between(series, before, after):
        return None
    rows = summary.table[
        (summary.table["actor"] == series.actor)
        & (summary.table["status"] == series.status)
    ]
    changes = geo.measure.changes(rows, between=[(dates[before], dates[after])])
    return float(changes["gained_km2"].iloc[0]), float(changes["lost_km2"].iloc[0])


def largest_others(summary: Summary) -> list[str]:
    """ "claimed, at its largest: 218,000 km², about the size of ..., on 9 October 2015"

    Of each counted status of the only actor that is larger on another date than on the peak.
    """
    phrase, texts = summary.language.phrase, []
    for series in () if summary.several else summary.times.series[1:]:
        at = int(np.argmax(series.km2))
        if series.km2[at] > series.km2[summary.peak] * _LARGER:
            area, size = summary.area(series.km2[at]), series.sizes[at]
            texts.append(
                phrase(
                    "{name}, at its largest: {extent}, {when}",
                    name=isolate(summary.statuses[series.status].name),
                    extent=(
                        phrase("{area}, {size}", area=area, size=size) if size else area
                    ),
                    when=on_date(summary, at),
                )
            )
    return texts


def front_rows(summary: Summary, before: int, *, whole: bool = True) -> list[Row]:
    """The legend of a front since a date: what was held on it, kept, gained and lost.

    Without a map of the `whole`, what was held is nowhere in its own colour.
    """
    leading = summary.leading
    look = colour_looks(summary)[leading.actor, leading.status]
    kept = kept_look(look.colour), summary.language.phrase("held on both dates")
    held = territory_rows(summary) or [(look, series_name(summary, leading))]
    return [*(held if whole else ()), kept, *change_rows(summary, before)]


def change_rows(summary: Summary, before: int) -> list[Row]:
    """The legend of territory gained and lost since a date."""
    times, phrase = summary.times, summary.language.phrase
    then = since_label(times.texts[before], times.labels[before], times.language)
    return [
        (GAINED_LOOK, phrase("gained {since}", since=then)),
        (LOST_LOOK, phrase("lost {since}", since=then)),
    ]


def on_date(summary: Summary, index: int) -> str:
    """ "on 8 July 2024" """
    times = summary.times
    return when_label(times.texts[index], times.labels[index], times.language)


def capitalize(text: str) -> str:
    """`text` with a capital at its start, and the rest as it is."""
    return text[:1].upper() + text[1:]


def draw_legend(
    canvas: Canvas,
    left: float,
    top: float,
    right: float,
    rows: list[Row],
    size: float,
    step: float = 1.5,
) -> float:
    """Rows beside each other from `top`; returns where what comes next begins.

    `step` is from line to line, in sizes.
    """
    if not rows:
        return top + size * 0.3
    y = top + size
    for place, line in enumerate(legend_lines(canvas, rows, size, right - left)):
        y += size * step if place else 0
        used = 0.0
        for look, text, width in line:
            x = right - used - width if canvas.right else left + used
            canvas.draw_legend_row(x, y, text, size, width, look)
            used += width + size
    return y + size


def legend_lines(
    canvas: Canvas, rows: list[Row], size: float, width: float
) -> list[list[tuple[Look, str, float]]]:
    """Rows as they fit beside each other, each with its text and its width."""
    lines: list[list[tuple[Look, str, float]]] = [[]]
    used = 0.0
    for look, text in rows:
        (line,) = canvas.wrap_text(text, size, width / 2, most=1)
        wide = size * 1.75 + canvas.text_width(line, size)
        if used and used + wide > width:
            used = 0.0
            lines.append([])
        lines[-1].append((look, line, wide))
        used += wide + size
    return lines


def choose_dates(summary: Summary, most: int, ratio: bool) -> list[int]:
    """At most so many dates that show the course: the first, the peak, the last, some between.

    Each next one is the date farthest from those chosen, by its place in time and by how much is
    held on it, both as shares of the whole; with `ratio`, by the logarithm of that too.
    """
    days = np.array(summary.times.days)
    if len(days) <= most:
        return list(range(len(days)))
    named = {actor.key for actor in summary.named}
    km2 = np.array(
        [series.km2 for series in summary.times.series if series.actor in named]
    ).T
    measures = [km2]
    if ratio:
        measures.append(np.log10(np.maximum(km2, km2[km2 > 0].min() / 10)))
    shares = [
        (measure - measure.min(axis=0))
        / np.maximum(np.ptp(measure, axis=0), 1e-12)
        / np.sqrt(km2.shape[1])
        for measure in measures
    ]
    time = (days - days[0]) / (days[-1] - days[0])
    points = np.column_stack([time, *shares])
    chosen = list(dict.fromkeys([0, summary.peak, summary.last]))
    while len(chosen) < most:
        distance = np.min(
            [np.hypot.reduce(points - points[one], axis=1) for one in chosen], axis=0
        )
        chosen.append(int(distance.argmax()))
    return sorted(chosen)


def _area_of(summary: Summary, series: Series, index: int) -> str:
    """ "95,700 km² held" """
    status = summary.statuses[series.status].name
    return summary.language.phrase(
        "{area} {status}",
        area=summary.area(series.km2[index]),
        status=isolate(summary.label(series) if summary.several else status),
    )
