"""Text alternative of the chart of areas: three sentences, computed from the figures."""

from collections.abc import Callable

import numpy as np

from layers.content import DEFAULT_NAMES, HELD_BY, Series, Summary
from layers.language import STATUS
from layers.pictures import capitalize, isolate, largest_others, on_date

_HALF, _TENTH = 0.5, 0.1
_MOST_ACTORS = 3  # listed by name
_SAME_SHARE = 1e-4  # of the largest area: a smaller change is none


def alt_text(summary: Summary) -> str:
    """Three sentences on the areas: the peak, the changes, and the last date; and the source.

    Each status that is counted has its area at the peak and on the last date, and its own largest,
    and the definitions follow. Areas that are not counted alike are not compared; a sentence says
    so. Where nothing is left, another says what zero leaves out.
    """
    if summary.several:
        sentences = [
            _largest_sentence(summary),
            _all_time_sentence(summary),
            _actors_sentence(summary),
        ]
    elif summary.last == 0:
        sentences = [_only_date_sentence(summary), _other_statuses_sentence(summary, 0)]
    elif summary.fallen:
        sentences = [
            _peak_sentence(summary),
            _fall_sentence(summary),
            _end_sentence(summary),
        ]
    else:
        sentences = [
            _now_sentence(summary),
            _change_sentence(summary),
            _steps_sentence(summary),
        ]
    if summary.fallen and summary.leading.km2[summary.last] > 0:
        sentences.append(_other_statuses_sentence(summary, summary.last))
    sentences.append(summary.omitted(summary.last))
    phrase = summary.language.phrase
    sentences += [
        phrase("{sentence}.", sentence=capitalize(text))
        for text in largest_others(summary)
    ]
    sentences.append(summary.definitions)
    sentences += [capitalize(sentence) for sentence in summary.break_sentences]
    sentences.append(summary.source_line)
    return " ".join(sentence for sentence in sentences if sentence) + "\n"


def _peak_sentence(summary: Summary) -> str:
    series, at = summary.leading, summary.peak
    phrase = summary.language.phrase
    who, extent, when = (
        _territory_phrase(summary),
        _extent(summary, series, at),
        on_date(summary, at),
    )
    if at > 0 and not summary.breaks.between(series, 0, at):
        text = phrase(
            "{who} measured at most {extent}, {when}, up from {area} {then}",
            who=who,
            extent=extent,
            when=when,
            area=summary.area(series.km2[0]),
            then=on_date(summary, 0),
        )
    else:
        text = phrase(
            "{who} measured at most {extent}, {when}", who=who, extent=extent, when=when
        )
    return _with_other_statuses(summary, text, at)


def _fall_sentence(summary: Summary) -> str:
    peak = summary.peak
    phrase = summary.language.phrase
    alike = summary.breaks.counted_alike(summary.leading, peak)
    km2 = np.array(summary.leading.km2)[: alike.stop]

    def below_for_good(share: float) -> int | None:
        """Position of the date from which the area stays below a share of the peak."""
        above = np.flatnonzero(km2 > share * km2[peak])
        return int(above[-1]) + 1 if above[-1] < alike[-1] else None

    half, tenth = below_for_good(_HALF), below_for_good(_TENTH)
    if half is None:
        return ""
    when = on_date(summary, half)
    if alike[-1] < summary.last:
        return phrase("It fell below half of that {when}.", when=when)
    if tenth is None or tenth == half:
        return phrase("It fell below half of that for good {when}.", when=when)
    return phrase(
        "It fell below half of that for good {when}, below a tenth {then}.",
        when=when,
        then=on_date(summary, tenth),
    )


def _end_sentence(summary: Summary) -> str:
    km2, last = summary.leading.km2, summary.last
    phrase = summary.language.phrase
    date = summary.times.labels[last]
    if km2[last] > 0 and summary.breaks.between(summary.leading, summary.peak, last):
        text = phrase("{name}: {what}", name=date, what=summary.area(km2[last]))
        return phrase("{sentence}.", sentence=text)
    if km2[last] > 0:
        return phrase(
            "On the last date, {date}, {area} were left, {share} of the peak.",
            date=date,
            area=summary.area(km2[last]),
            share=_percent(summary, km2[last] / km2[summary.peak]),
        )
    final = int(np.flatnonzero(np.array(km2) > 0)[-1])
    return phrase(
        "The last territory, {area}, is counted {when}; {then} none was left.",
        area=summary.area(km2[final]),
        when=on_date(summary, final),
        then=on_date(summary, last),
    )


def _now_sentence(summary: Summary) -> str:
    series, last = summary.leading, summary.last
    text = summary.language.phrase(
        "{who} measured {extent}, {when}, the last date",
        who=_territory_phrase(summary),
        extent=_extent(summary, series, last),
        when=on_date(summary, last),
    )
    return _with_other_statuses(summary, text, last)


def _change_sentence(summary: Summary) -> str:
    km2, last = summary.leading.km2, summary.last
    phrase = summary.language.phrase
    first = on_date(summary, 0)
    count = summary.language.plural(
        "the first of {n} date", "the first of {n} dates", len(km2)
    )
    change = km2[last] - km2[0]
    if summary.breaks.between(summary.leading, 0, last):
        return ""
    if abs(change) <= _SAME_SHARE * max(km2):
        return phrase("That is as much as {when}, {count}.", when=first, count=count)
    area = summary.area(abs(change))
    if km2[0] > 0:
        share = _percent(summary, abs(change) / km2[0])
        area = phrase("{area} ({other})", area=area, other=share)
    values: dict[str, object] = {"area": area, "when": first, "count": count}
    if km2[summary.peak] <= km2[last]:
        return phrase("That is {area} more than {when}, {count}.", "", **values)
    values |= {
        "most": summary.area(km2[summary.peak]),
        "then": on_date(summary, summary.peak),
    }
    if change > 0:
        return phrase(
            "That is {area} more than {when}, {count}; the most was {most} {then}.",
            "",
            **values,
        )
    return phrase(
        "That is {area} less than {when}, {count}; the most was {most} {then}.",
        "",
        **values,
    )


def _steps_sentence(summary: Summary) -> str:
    km2 = np.array(summary.leading.km2)
    if len(km2) < 3:
        return ""
    phrase, labels = summary.language.phrase, summary.times.labels
    steps = np.diff(km2)
    for at in range(len(steps)):
        if summary.breaks.between(summary.leading, at, at + 1):
            steps[at] = 0
    up, down = int(steps.argmax()), int(steps.argmin())
    gain = {"gain": summary.area(steps[up]), "date": labels[up + 1]}
    loss = {"loss": summary.area(-steps[down]), "then": labels[down + 1]}
    if steps[up] > 0 > steps[down]:
        return phrase(
            "The largest gain from one date to the next was {gain}, up to {date}; "
            "the largest loss {loss}, up to {then}.",
            **gain,
            **loss,
        )
    if steps[up] > 0:
        return phrase(
            "The largest gain from one date to the next was {gain}, up to {date}.",
            **gain,
        )
    if steps[down] < 0:
        return phrase(
            "The largest loss from one date to the next was {loss}, up to {then}.",
            **loss,
        )
    return ""


def _only_date_sentence(summary: Summary) -> str:
    return summary.language.phrase(
        "{who} measured {extent}, {when}, the only date.",
        who=_territory_phrase(summary),
        extent=_extent(summary, summary.leading, 0),
        when=on_date(summary, 0),
    )


def _other_statuses_sentence(summary: Summary, index: int) -> str:
    words = summary.language
    rest = [
        _with_size(
            summary,
            words.phrase(
                "{area} {status}",
                area=summary.area(series.km2[index]),
                status=isolate(summary.statuses[series.status].name),
            ),
            series.sizes[index],
        )
        for series in summary.times.series[1:]
        if series.km2[index] > 0
    ]
    if not rest:
        return ""
    return words.phrase("Beside it the map shows {list}.", list=words.join_list(rest))


def _largest_sentence(summary: Summary) -> str:
    last = summary.last
    words, when = summary.language, on_date(summary, last)
    named = _rank_series(summary, lambda series: series.km2[last])
    rows = [
        words.phrase(
            "{actor} with {area}",
            actor=_actor_name(summary, series),
            area=summary.area(series.km2[last]),
        )
        for series in named
        if series.km2[last] > 0
    ]
    if not rows:
        text = words.phrase(
            "{when}, the last date, nobody held any territory.", when=when
        )
    elif len(rows) == 1:
        text = words.phrase(
            "{when} the largest area was that of {list}.", when=when, list=rows[0]
        )
    else:
        text = words.phrase(
            "{when} the largest areas were {list}.",
            when=when,
            list=words.join_list(rows),
        )
    return capitalize(text)


def _all_time_sentence(summary: Summary) -> str:
    if summary.last == 0 or summary.break_sentences:
        return ""
    series = _rank_series(summary, lambda series: max(series.km2))[0]
    at = int(np.argmax(series.km2))
    phrase = summary.language.phrase
    sentence = phrase(
        "The largest of all dates was {actor} with {extent}, {when}.",
        actor=_actor_name(summary, series),
        extent=_extent(summary, series, at),
        when=on_date(summary, at),
    )
    ended = summary.times.no_entry(series.actor, summary.last)
    if not ended:
        return sentence
    return f"{sentence} " + phrase("{sentence}.", sentence=capitalize(ended))


def _actors_sentence(summary: Summary) -> str:
    def number_on(index: int) -> str:
        actors = {
            series.actor
            for series in summary.times.series
            if series.km2[index] > 0 and not summary.actors[series.actor].nameless
        }
        return summary.language.number(len(actors))

    last = summary.last
    holders = {series.actor for series in summary.times.series}
    actors = sum(not summary.actors[holder].nameless for holder in holders)
    if last == 0:
        return summary.language.plural(
            "The map has {n} actor.", "The map has {n} actors.", actors
        )
    return summary.language.plural(
        "Of {n} actor {held} held territory {when} and {left} {then}.",
        "Of {n} actors {held} held territory {when} and {left} {then}.",
        actors,
        held=number_on(0),
        when=on_date(summary, 0),
        left=number_on(last),
        then=on_date(summary, last),
    )


def _rank_series(summary: Summary, km2: Callable[[Series], float]) -> list[Series]:
    """The series of named actors with a firm status, the largest first."""
    named = [
        series
        for series in summary.times.series
        if not summary.actors[series.actor].nameless
        and summary.statuses[series.status].firm
    ]
    return sorted(named, key=km2, reverse=True)[:_MOST_ACTORS]


def _actor_name(summary: Summary, series: Series) -> str:
    return isolate(summary.actors[series.actor].name)


def _extent(summary: Summary, series: Series, index: int) -> str:
    """An area, with the comparison of its size if there is one."""
    return _with_size(summary, summary.area(series.km2[index]), series.sizes[index])


def _with_size(summary: Summary, area: str, size: str) -> str:
    return (
        summary.language.phrase("{area}, {size}", area=area, size=size)
        if size
        else area
    )


def _territory_phrase(summary: Summary) -> str:
    """Subject of a sentence: "Territory held by X", or "Territory held" without a name."""
    series, words = summary.leading, summary.language
    status = summary.statuses[series.status].name
    held_names = {
        words.name(name, STATUS) for name in ("held", *DEFAULT_NAMES.values())
    }
    held_names.add(words.phrase(HELD_BY, actor=summary.holder))
    is_noun = status.startswith("ground")
    if not summary.holder:
        if status in held_names:
            return words.phrase("Territory held")
        if is_noun:
            return words.phrase("The {status}", status=status)
        return words.phrase("Territory {status}", status=status)
    by = isolate(summary.holder)
    if status in held_names:
        return words.phrase("Territory held by {actor}", actor=by)
    if is_noun:
        return words.phrase("The {status} by {actor}", status=status, actor=by)
    return words.phrase("Territory {status} by {actor}", status=status, actor=by)


def _with_other_statuses(summary: Summary, text: str, index: int) -> str:
    """`text` as a sentence, with the areas of the other statuses in brackets."""
    words = summary.language
    rest = [
        words.phrase(
            "{name}: {what}",
            name=isolate(summary.statuses[series.status].name),
            what=_extent(summary, series, index),
        )
        for series in summary.times.series[1:]
        if series.km2[index] > 0
    ]
    if rest:
        return words.phrase(
            "{sentence} ({others}).", sentence=text, others=words.join_list(rest)
        )
    return words.phrase("{sentence}.", sentence=text)


def _percent(summary: Summary, share: float) -> str:
    percent = 100 * share
    rounded = float(f"{percent:.2g}") if share < 0.995 else round(percent)
    if summary.language.english:
        return f"{rounded:,.10g} %"
    return summary.language.phrase("{n} %", n=summary.language.number(rounded))
