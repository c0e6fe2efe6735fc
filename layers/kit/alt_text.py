"""What the chart shows, in three sentences, for those who cannot see it.

All sentences are made here, from the figures, in the language of the subject.
"""

from collections.abc import Callable

import numpy as np

from layers.content import PLAIN, Series, Summary
from layers.language import STATUS
from layers.pictures import capitalize, isolate, on_date

_UNNAMED = ("territory",)  # what ground is called whose source names nobody
_HALF, _TENTH = 0.5, 0.1
_LARGEST = 3  # actors that are told
_LEAST = 1e-4  # of an area: what changed less stayed the same


def alt_text(subject: Summary) -> str:
    """Three sentences on the curve: its peak, how it moved, and where it ends."""
    if subject.several:
        sentences = [_largest(subject), _ever(subject), _number(subject)]
    elif subject.last == 0:
        sentences = [_only(subject), _others_of(subject, 0)]
    elif subject.fallen:
        sentences = [_peak(subject), _fall(subject), _end(subject)]
    else:
        sentences = [_now(subject), _moved(subject), _steps(subject)]
    return " ".join(one for one in sentences if one) + "\n"


def _peak(subject: Summary) -> str:
    one, at = subject.leading, subject.peak
    phrase = subject.words.phrase
    who, extent, when = _who(subject), _extent(subject, one, at), on_date(subject, at)
    if at > 0:
        text = phrase(
            "{who} measured at most {extent}, {when}, up from {area} {then}",
            who=who,
            extent=extent,
            when=when,
            area=subject.area(one.km2[0]),
            then=on_date(subject, 0),
        )
    else:
        text = phrase(
            "{who} measured at most {extent}, {when}", who=who, extent=extent, when=when
        )
    return _ended(subject, text, at)


def _fall(subject: Summary) -> str:
    km2 = np.array(subject.leading.km2)
    peak = subject.peak
    phrase = subject.words.phrase

    def under(share: float) -> int | None:
        """The first date from which no more than a share of the peak was ever held again."""
        more = np.flatnonzero(km2 > share * km2[peak])
        return int(more[-1]) + 1 if more[-1] < subject.last else None

    half, tenth = under(_HALF), under(_TENTH)
    if half is None:
        return ""
    when = on_date(subject, half)
    if tenth is None or tenth == half:
        return phrase("It fell below half of that for good {when}.", when=when)
    return phrase(
        "It fell below half of that for good {when}, below a tenth {then}.",
        when=when,
        then=on_date(subject, tenth),
    )


def _end(subject: Summary) -> str:
    km2, last = subject.leading.km2, subject.last
    phrase = subject.words.phrase
    if km2[last] > 0:
        return phrase(
            "On the last date, {date}, {area} were left, {share} of the peak.",
            date=subject.times.labels[last],
            area=subject.area(km2[last]),
            share=_percent(subject, km2[last] / km2[subject.peak]),
        )
    final = int(np.flatnonzero(np.array(km2) > 0)[-1])
    return phrase(
        "The last ground, {area}, is counted {when}; {then} none was left.",
        area=subject.area(km2[final]),
        when=on_date(subject, final),
        then=on_date(subject, last),
    )


def _now(subject: Summary) -> str:
    one, last = subject.leading, subject.last
    text = subject.words.phrase(
        "{who} measured {extent}, {when}, the last date",
        who=_who(subject),
        extent=_extent(subject, one, last),
        when=on_date(subject, last),
    )
    return _ended(subject, text, last)


def _moved(subject: Summary) -> str:
    km2, last = subject.leading.km2, subject.last
    phrase = subject.words.phrase
    first = on_date(subject, 0)
    count = subject.words.plural(
        "the first of {n} date", "the first of {n} dates", len(km2)
    )
    change = km2[last] - km2[0]
    if abs(change) <= _LEAST * max(km2):
        return phrase("That is as much as {when}, {count}.", when=first, count=count)
    area = subject.area(abs(change))
    if km2[0] > 0:
        share = _percent(subject, abs(change) / km2[0])
        area = phrase("{area} ({other})", area=area, other=share)
    how: dict[str, object] = {"area": area, "when": first, "count": count}
    if km2[subject.peak] <= km2[last]:
        return phrase("That is {area} more than {when}, {count}.", "", **how)
    how |= {
        "most": subject.area(km2[subject.peak]),
        "then": on_date(subject, subject.peak),
    }
    if change > 0:
        return phrase(
            "That is {area} more than {when}, {count}; the most was {most} {then}.",
            "",
            **how,
        )
    return phrase(
        "That is {area} less than {when}, {count}; the most was {most} {then}.",
        "",
        **how,
    )


def _steps(subject: Summary) -> str:
    km2 = np.array(subject.leading.km2)
    if len(km2) < 3:
        return ""
    phrase, labels = subject.words.phrase, subject.times.labels
    steps = np.diff(km2)
    up, down = int(steps.argmax()), int(steps.argmin())
    gain = {"gain": subject.area(steps[up]), "date": labels[up + 1]}
    loss = {"loss": subject.area(-steps[down]), "then": labels[down + 1]}
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


def _only(subject: Summary) -> str:
    return subject.words.phrase(
        "{who} measured {extent}, {when}, the only date.",
        who=_who(subject),
        extent=_extent(subject, subject.leading, 0),
        when=on_date(subject, 0),
    )


def _others_of(subject: Summary, index: int) -> str:
    words = subject.words
    rest = [
        words.phrase(
            "{area} {status}",
            area=subject.area(one.km2[index]),
            status=isolate(subject.statuses[one.status].name),
        )
        for one in subject.times.series[1:]
        if one.km2[index] > 0
    ]
    if not rest:
        return ""
    return words.phrase("Beside it the map shows {list}.", list=words.join_list(rest))


def _largest(subject: Summary) -> str:
    last = subject.last
    words, when = subject.words, on_date(subject, last)
    named = _ranked(subject, lambda one: one.km2[last])
    rows = [
        words.phrase(
            "{actor} with {area}",
            actor=_named(subject, one),
            area=subject.area(one.km2[last]),
        )
        for one in named
        if one.km2[last] > 0
    ]
    if not rows:
        text = words.phrase("{when}, the last date, nobody held any ground.", when=when)
    elif len(rows) == 1:
        text = words.phrase(
            "{when} the largest area was that of {list}.", when=when, list=rows[0]
        )
    else:
        text = words.phrase(
            "{when} the largest areas were {list}.", when=when, list=words.join_list(rows)
        )
    return capitalize(text)


def _ever(subject: Summary) -> str:
    if subject.last == 0:
        return ""
    one = _ranked(subject, lambda one: max(one.km2))[0]
    at = int(np.argmax(one.km2))
    return subject.words.phrase(
        "The largest of all dates was {actor} with {extent}, {when}.",
        actor=_named(subject, one),
        extent=_extent(subject, one, at),
        when=on_date(subject, at),
    )


def _number(subject: Summary) -> str:
    def holders(index: int) -> str:
        found = {
            one.actor
            for one in subject.times.series
            if one.km2[index] > 0 and not subject.actors[one.actor].nameless
        }
        return subject.words.number(len(found))

    last = subject.last
    actors = sum(not one.nameless for one in subject.actors.values())
    if last == 0:
        return subject.words.plural(
            "The map has {n} actor.", "The map has {n} actors.", actors
        )
    return subject.words.plural(
        "Of {n} actor {held} held ground {when} and {left} {then}.",
        "Of {n} actors {held} held ground {when} and {left} {then}.",
        actors,
        held=holders(0),
        when=on_date(subject, 0),
        left=holders(last),
        then=on_date(subject, last),
    )


def _ranked(subject: Summary, km2: Callable[[Series], float]) -> list[Series]:
    """The firm series of actors with a name, the largest first."""
    named = [
        one
        for one in subject.times.series
        if not subject.actors[one.actor].nameless and subject.statuses[one.status].firm
    ]
    return sorted(named, key=km2, reverse=True)[:_LARGEST]


def _named(subject: Summary, one: Series) -> str:
    return isolate(subject.actors[one.actor].name)


def _extent(subject: Summary, one: Series, index: int) -> str:
    """An area, with what is about as large where something is."""
    area = subject.area(one.km2[index])
    if not one.sizes[index]:
        return area
    return subject.words.phrase("{area}, {size}", area=area, size=one.sizes[index])


def _who(subject: Summary) -> str:
    """ "The ground held by X"; without a name, only what kind of ground it is."""
    one, words = subject.leading, subject.words
    status = subject.statuses[one.status].name
    held = {words.name(name, STATUS) for name in ("held", *PLAIN.values())}
    noun = status.startswith("ground")
    actor = subject.actors[one.actor]
    if actor.nameless or actor.key in _UNNAMED:
        if status in held:
            return words.phrase("The ground held")
        if noun:
            return words.phrase("The {status}", status=status)
        return words.phrase("The ground {status}", status=status)
    by = isolate(actor.name)
    if status in held:
        return words.phrase("The ground held by {actor}", actor=by)
    if noun:
        return words.phrase("The {status} by {actor}", status=status, actor=by)
    return words.phrase("The ground {status} by {actor}", status=status, actor=by)


def _ended(subject: Summary, text: str, index: int) -> str:
    """A sentence of the leading ground, with what else there is beside it."""
    words = subject.words
    rest = [
        words.phrase(
            "{name}: {what}",
            name=isolate(subject.statuses[one.status].name),
            what=subject.area(one.km2[index]),
        )
        for one in subject.times.series[1:]
        if one.km2[index] > 0
    ]
    if rest:
        return words.phrase(
            "{sentence} ({others}).", sentence=text, others=words.join_list(rest)
        )
    return words.phrase("{sentence}.", sentence=text)


def _percent(subject: Summary, share: float) -> str:
    percent = 100 * share
    told = float(f"{percent:.2g}") if share < 0.995 else round(percent)
    if subject.words.english:
        return f"{told:,.10g} %"
    return subject.words.phrase("{n} %", n=subject.words.number(told))
