"""The words beside pictures: rows of a legend, headlines of a date, what changed between two.

Every sentence that a reader of a picture meets is made here.
"""

import numpy as np

from geo.measure import changes
from layers.content import NEUTRAL, SOLID, Summary
from layers.language import since as since_when
from layers.language import when
from layers.pictures.canvas import Sheet, isolated

Row = tuple[str, str, str]  # pattern, colour, words


def scales_note(subject: Summary) -> str:
    return subject.words.phrase(
        "All maps are of one scale, on a projection that keeps areas."
    )


def ellipsoid_note(subject: Summary) -> str:
    return subject.words.phrase("Areas on the WGS 84 ellipsoid.")


def claims_note(subject: Summary) -> str:
    return subject.words.phrase("Dots, bars and arrows: published figures.")


def kinds_of_ground(subject: Summary) -> list[Row]:
    """Rows without figures; none where there is only one kind of ground."""
    if not subject.several:
        rows = [
            (
                subject.statuses[one.status].pattern,
                subject.colour(one.actor),
                isolated(subject.label(one)),
            )
            for one in subject.times.series
        ]
        return rows if len(rows) > 1 else []
    rows = [(SOLID, one.colour.light, isolated(one.name)) for one in subject.named]
    if subject.others:
        rows.append((SOLID, NEUTRAL.light, others(subject)))
    loose = [one for one in subject.statuses.values() if not one.firm]
    return rows + [(one.pattern, NEUTRAL.light, isolated(one.name)) for one in loose]


def held(subject: Summary, index: int) -> list[Row]:
    """Rows with what each holds on a date; the largest first where there are several actors.

    Of one actor the leading area is left out: it stands in the headline.
    """
    if not subject.several:
        rows = [
            (
                subject.statuses[one.status].pattern,
                subject.colour(one.actor),
                (
                    isolated(subject.label(one))
                    if one == subject.leading
                    else _of_status(subject, one.km2[index], subject.label(one))
                ),
            )
            for one in subject.times.series
            if one.km2[index] > 0
        ]
        return rows if len(subject.times.series) > 1 else []
    named = {one.key for one in subject.named}
    found = [
        one
        for one in subject.times.series
        if one.actor in named
        and one.km2[index] > 0
        and subject.statuses[one.status].firm
    ]
    found.sort(key=lambda one: -one.km2[index])
    return [
        (
            SOLID,
            subject.colour(one.actor),
            # The figure first: of a line that is too long the end is cut.
            subject.words.phrase(
                "{area}, {name}",
                area=subject.area(one.km2[index]),
                name=isolated(subject.actors[one.actor].name),
            ),
        )
        for one in found
    ]


def headline(subject: Summary, index: int) -> str:
    """ "94,400 km² held"; of several actors, the largest of the date."""
    if subject.several:
        rows = [words for _, _, words in held(subject, index)]
        return rows[0] if rows else ""
    some = [one for one in subject.times.series if one.km2[index] > 0]
    one = (some or [subject.leading])[0]
    if len(subject.times.series) == 1:
        return subject.area(one.km2[index])
    return _of_status(subject, one.km2[index], subject.statuses[one.status].name)


def _of_status(subject: Summary, km2: float, status: str) -> str:
    return subject.words.phrase(
        "{area} {status}", area=subject.area(km2), status=isolated(status)
    )


def others(subject: Summary) -> str:
    return subject.words.plural("{n} other", "{n} others", subject.others)


def thin_lines(subject: Summary) -> str:
    return subject.words.phrase("Thin lines: {others}.", others=others(subject))


def ghost_note(subject: Summary, index: int) -> str:
    then = on(subject, index)
    if len(subject.times.series) > 1:
        return subject.words.phrase("Grey: held or claimed {when}.", when=then)
    return subject.words.phrase("Grey: held {when}.", when=then)


def since(subject: Summary) -> str:
    """How the leading area has moved: since the first date, or down to the last."""
    km2, last = subject.leading.km2, subject.last
    phrase = subject.words.phrase
    if last == 0:
        return ""
    if subject.fallen:
        area = subject.area(km2[last])
        return phrase("{area} {when}", area=area, when=on(subject, last))
    moved, then = km2[last] - km2[0], on(subject, 0)
    if moved == 0:
        return phrase("As much as {then}", then=then)
    area = subject.area(abs(moved))
    if moved > 0:
        return phrase("{area} more than {then}", area=area, then=then)
    return phrase("{area} less than {then}", area=area, then=then)


def gained_and_lost(subject: Summary, before: int, after: int) -> list[str]:
    """What each actor named gained and lost between two dates, and holds on both."""
    dates, labels = subject.times.dates, subject.times.labels
    phrase = subject.words.phrase
    firm = {one.key for one in subject.statuses.values() if one.firm}
    named = [one.key for one in subject.named]
    if not subject.several:
        firm = {subject.leading.status}
    rows = subject.table[
        subject.table["actor"].isin(named) & subject.table["status"].isin(firm)
    ]
    found = changes(rows, between=[(dates[before], dates[after])])
    found["place"] = found["actor"].map(named.index)
    lines = []
    for _, one in found.sort_values("place", kind="stable").iterrows():
        if subject.several and not one[["gained_km2", "lost_km2", "held_km2"]].any():
            continue  # held nothing on either date
        gained, lost, kept = (
            subject.area(float(one[name]))
            for name in ("gained_km2", "lost_km2", "held_km2")
        )
        who = (
            isolated(subject.actors[one["actor"]].name)
            if subject.several
            else phrase("{first} to {last}", first=labels[before], last=labels[after])
        )
        told = phrase(
            "gained {gained}, lost {lost}, held on both dates {kept}",
            gained=gained,
            lost=lost,
            kept=kept,
        )
        lines.append(phrase("{name}: {what}", name=who, what=told))
    return lines


def changed_rows(subject: Summary, before: int) -> list[Row]:
    """The legend of ground gained and lost since a date."""
    colour = subject.colour(subject.leading.actor)
    times, phrase = subject.times, subject.words.phrase
    then = since_when(times.texts[before], times.labels[before], times.words)
    return [
        (SOLID, colour, phrase("gained {since}", since=then)),
        ("hatch", colour, phrase("lost {since}", since=then)),
    ]


def on(subject: Summary, index: int) -> str:
    times = subject.times
    return when(times.texts[index], times.labels[index], times.words)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def legend(
    sheet: Sheet, left: float, top: float, right: float, rows: list[Row], size: float
) -> float:
    """Rows beside each other from `top`; gives where what comes next begins."""
    if not rows:
        return top + size * 0.3
    used, y = 0.0, top + size
    for pattern, colour, words in rows:
        line = sheet.lines(words, size, (right - left) / 2, most=1)[0]
        wide = size * 1.75 + sheet.measure(line, size)
        if used and left + used + wide > right:
            used, y = 0.0, y + size * 1.5
        at = right - used - wide if sheet.right else left + used
        sheet.row(at, y, line, size, wide, pattern, colour)
        used += wide + size
    return y + size


def moments(subject: Summary, most: int, ratio: bool) -> list[int]:
    """At most so many dates that tell the story: the first, the peak, the last and between them.

    Each next one is the date farthest from those chosen, by its place in time and by how much is
    held on it, both as shares of the whole; with `ratio`, by the logarithm of that too.
    """
    days = np.array(subject.times.days)
    if len(days) <= most:
        return list(range(len(days)))
    named = {one.key for one in subject.named}
    km2 = np.array([one.km2 for one in subject.times.series if one.actor in named]).T
    measures = [km2]
    if ratio:
        measures.append(np.log10(np.maximum(km2, km2[km2 > 0].min() / 10)))
    shares = [
        (one - one.min(axis=0))
        / np.maximum(np.ptp(one, axis=0), 1e-12)
        / np.sqrt(km2.shape[1])
        for one in measures
    ]
    time = (days - days[0]) / (days[-1] - days[0])
    spread = np.column_stack([time, *shares])
    chosen = list(dict.fromkeys([0, subject.peak, subject.last]))
    while len(chosen) < most:
        away = np.min(
            [np.hypot.reduce(spread - spread[one], axis=1) for one in chosen], axis=0
        )
        chosen.append(int(away.argmax()))
    return sorted(chosen)
