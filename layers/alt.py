"""What the chart shows, in three sentences, for those who cannot see it.

All sentences are made here, from the figures.
"""

from collections.abc import Callable

import numpy as np

from layers.legend import on
from layers.sheet import isolated
from layers.subject import Subject
from layers.timeline import Series

_UNNAMED = ("territory",)  # what ground is called whose source names nobody
_HALF, _TENTH = 0.5, 0.1
_LARGEST = 3  # actors that are told
_LEAST = 1e-4  # of an area: what changed less stayed the same


def alt_text(subject: Subject) -> str:
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


def _peak(subject: Subject) -> str:
    one, at = subject.leading, subject.peak
    first = ""
    if at > 0:
        first = f", up from {subject.area(one.km2[0])} {on(subject, 0)}"
    return (
        f"{_who(subject)} measured at most {subject.area(one.km2[at])}, "
        f"{_size(one, at)}{on(subject, at)}{first}{_beside(subject, at)}."
    )


def _fall(subject: Subject) -> str:
    km2 = np.array(subject.leading.km2)
    peak = subject.peak

    def under(share: float) -> int | None:
        """The first date from which no more than a share of the peak was ever held again."""
        more = np.flatnonzero(km2 > share * km2[peak])
        return int(more[-1]) + 1 if more[-1] < subject.last else None

    half, tenth = under(_HALF), under(_TENTH)
    if half is None:
        return ""
    text = f"From {_since(subject, half)} on it was less than half of that"
    if tenth is not None and tenth != half:
        text += f", from {_since(subject, tenth)} on less than a tenth"
    return f"{text}."


def _end(subject: Subject) -> str:
    km2, last = subject.leading.km2, subject.last
    some = np.flatnonzero(np.array(km2) > 0)
    if km2[last] > 0:
        left = km2[last] / km2[subject.peak]
        return (
            f"On the last date, {subject.times.labels[last]}, {subject.area(km2[last])} "
            f"were left, {_percent(left)} of the peak."
        )
    final = int(some[-1])
    return (
        f"The last ground, {subject.area(km2[final])}, is counted {on(subject, final)}; "
        f"{on(subject, last)} none was left."
    )


def _now(subject: Subject) -> str:
    one, last = subject.leading, subject.last
    return (
        f"{_who(subject)} measured {subject.area(one.km2[last])}, {_size(one, last)}"
        f"{on(subject, last)}, the last date{_beside(subject, last)}."
    )


def _moved(subject: Subject) -> str:
    km2, last = subject.leading.km2, subject.last
    count = f"the first of {len(km2):,} dates"
    change = km2[last] - km2[0]
    if abs(change) <= _LEAST * max(km2):
        return f"That is as much as {on(subject, 0)}, {count}."
    more = "more" if change > 0 else "less"
    share = f" ({_percent(abs(change) / km2[0])})" if km2[0] > 0 else ""
    peak = ""
    if km2[subject.peak] > km2[last]:
        peak = f"; the most was {subject.area(km2[subject.peak])} {on(subject, subject.peak)}"
    return (
        f"That is {subject.area(abs(change))}{share} {more} than {on(subject, 0)}, "
        f"{count}{peak}."
    )


def _steps(subject: Subject) -> str:
    km2 = np.array(subject.leading.km2)
    if len(km2) < 3:
        return ""
    steps = np.diff(km2)
    up, down = int(steps.argmax()), int(steps.argmin())
    found = []
    if steps[up] > 0:
        found.append(
            f"The largest gain from one date to the next was {subject.area(steps[up])}, "
            f"up to {subject.times.labels[up + 1]}"
        )
    if steps[down] < 0:
        lead = "the" if found else "The"
        found.append(
            f"{lead} largest loss {subject.area(-steps[down])}, up to "
            f"{subject.times.labels[down + 1]}"
        )
    return "; ".join(found) + "." if found else ""


def _only(subject: Subject) -> str:
    one = subject.leading
    return (
        f"{_who(subject)} measured {subject.area(one.km2[0])}, {_size(one, 0)}"
        f"{on(subject, 0)}, the only date."
    )


def _others_of(subject: Subject, index: int) -> str:
    rest = [
        f"{subject.area(one.km2[index])} {isolated(subject.statuses[one.status].name)}"
        for one in subject.times.series[1:]
        if one.km2[index] > 0
    ]
    return f"Beside it the map shows {_listed(rest)}." if rest else ""


def _largest(subject: Subject) -> str:
    last = subject.last
    named = _ranked(subject, lambda one: one.km2[last])
    rows = [_told(subject, one, one.km2[last]) for one in named if one.km2[last] > 0]
    when = on(subject, last)
    if not rows:
        return f"{when[0].upper()}{when[1:]}, the last date, nobody held any ground."
    alone = (
        "the largest area was that of" if len(rows) == 1 else "the largest areas were"
    )
    return f"{when[0].upper()}{when[1:]} {alone} {_listed(rows)}."


def _ever(subject: Subject) -> str:
    if subject.last == 0:
        return ""
    one = _ranked(subject, lambda one: max(one.km2))[0]
    at = int(np.argmax(one.km2))
    return (
        f"The largest of all dates was {_told(subject, one, one.km2[at])}, "
        f"{_size(one, at)}{on(subject, at)}."
    )


def _number(subject: Subject) -> str:
    def holders(index: int) -> int:
        return len(
            {
                one.actor
                for one in subject.times.series
                if one.km2[index] > 0 and not subject.actors[one.actor].nameless
            }
        )

    last = subject.last
    actors = sum(not one.nameless for one in subject.actors.values())
    if last == 0:
        return f"The map has {actors:,} actors."
    return (
        f"Of {actors:,} actors {holders(0):,} held ground {on(subject, 0)} and "
        f"{holders(last):,} {on(subject, last)}."
    )


def _ranked(subject: Subject, km2: Callable[[Series], float]) -> list[Series]:
    """The firm series of actors with a name, the largest first."""
    named = [
        one
        for one in subject.times.series
        if not subject.actors[one.actor].nameless and subject.statuses[one.status].firm
    ]
    return sorted(named, key=km2, reverse=True)[:_LARGEST]


def _told(subject: Subject, one: Series, km2: float) -> str:
    return f"{isolated(subject.actors[one.actor].name)} with {subject.area(km2)}"


def _who(subject: Subject) -> str:
    """ "The ground held by X"; without a name, only what kind of ground it is."""
    one = subject.leading
    status = subject.statuses[one.status].name
    ground = status if status.startswith("ground") else f"ground {status}"
    actor = subject.actors[one.actor]
    who = (
        "" if actor.nameless or actor.key in _UNNAMED else f" by {isolated(actor.name)}"
    )
    return f"The {ground}{who}"


def _beside(subject: Subject, index: int) -> str:
    rest = [
        f"{isolated(subject.statuses[one.status].name)}: {subject.area(one.km2[index])}"
        for one in subject.times.series[1:]
        if one.km2[index] > 0
    ]
    return f" ({_listed(rest)})" if rest else ""


def _size(one: Series, index: int) -> str:
    return f"{one.sizes[index]}, " if one.sizes[index] else ""


def _since(subject: Subject, index: int) -> str:
    return subject.times.labels[index]


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %" if share < 0.995 else f"{100 * share:,.0f} %"


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
