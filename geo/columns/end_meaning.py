"""Decide for all layers together whether ends are inclusive, and where the data itself ends."""

from collections import Counter
from itertools import compress
from typing import NamedTuple, NoReturn

import numpy as np

from geo.base import ReadError, RowError, counted
from geo.columns.end_evidence import Evidence, find_evidence
from geo.columns.intervals import displayed_texts, is_inclusive, report_within_day
from geo.columns.last_ends import LastEnds, open_last_ends
from geo.columns.matching import Origin
from geo.columns.rejections import Rejections
from geo.columns.row_dates import NAT, DateOptions, LayerEnds, Texts, date_array
from geo.columns.rows import REFUSED, LayerRows
from geo.dates import DAY, MONTH, YEAR, next_date, next_text, precision, read_date
from geo.table import ACTOR, END, END_TEXT, FILE_ROW, START, START_TEXT, STATUS

# Evidence is clear if at most one end in 20 shows the opposite: a slip of the pen, or another
# actor that begins on the day by accident. In HistoGIS, 2 of 920 do.
CLEAR = 20

_MEANING = {
    True: "the last day or year held",
    False: "the first day no longer held",
}


class Meaning(NamedTuple):
    """Whether ends are inclusive, how this was decided, and whether it was `assumed`."""

    inclusive: bool
    reason: str
    documented: str = ""
    assumed: bool = False


def settle_ends(
    layer_rows: list[LayerRows], options: DateOptions, rejections: Rejections | None
) -> LastEnds:
    """Put ends and their meaning into the rows of all layers of a source.

    Layers with the same columns of starts and ends are one group, as a source may have each
    interval in a file of its own.

    Raises
    ------
    ReadError
        If their meaning is in doubt, or an interval ends before it starts; with `rejections`,
        this is added there, and the rows are left out.
    """
    groups: dict[tuple[str, ...], list[LayerRows]] = {}
    for rows in layer_rows:
        if rows.ends is not None and rows.ends.source.end and len(rows):
            source = rows.ends.source
            key = *source.start, "", *source.end, str(source.inclusive)
            groups.setdefault(tuple(name.casefold() for name in key), []).append(rows)
    meanings: list[tuple[LayerRows, Meaning]] = []
    for group in groups.values():
        try:
            meaning = _meaning(group, options)
        except ReadError as error:
            if rejections is None:
                raise
            for number, rows in enumerate(group):
                if number == 0:
                    rejections.add_layer(rows.label, error)
                rows.clear()
            continue
        for rows in group:
            _apply(rows, meaning, rejections)
            meanings.append((rows, meaning))
    last_ends = open_last_ends(layer_rows, options.last_end)
    for rows, meaning in meanings:
        _describe(rows, meaning)
    return last_ends


def _meaning(group: list[LayerRows], options: DateOptions) -> Meaning:
    """The meaning of the ends of a group of layers."""
    ends = [rows.ends for rows in group if rows.ends is not None]
    source = next((each.source for each in ends if each.source.unmistakable), None)
    source = source or ends[0].source
    evidence = _evidence(group, ends)
    counts = count_evidence(evidence, [text for each in ends for text in each.texts])
    shown = shows_inclusive(evidence)
    requested = is_inclusive(source, options)
    if options.inclusive is not None:
        reason = ", as requested"
        if source.inclusive not in (None, options.inclusive):
            reason += f"; {source.source} means {_MEANING[not options.inclusive]}"
        if shown is not None and shown != options.inclusive:
            reason += f"; the data shows the opposite: {counts}"
        return Meaning(options.inclusive, reason)
    if requested is not None:
        same, _ = _by_accident(evidence)
        against, agreeing = same if requested else same[::-1]
        if against > agreeing:
            problem = f"{source.source} documents {_MEANING[requested]}, but {counts}"
            _refuse(group, evidence, problem)
        return Meaning(requested, f", as in {source.source}", source.documented)
    if shown is not None:
        return Meaning(shown, f": {counts}")
    if any(map(any, _by_accident(evidence))):
        _refuse(group, evidence, counts)
    known = f", as {source.source} documents it" if source.inclusive is not None else ""
    return Meaning(
        False, f"{known}; nothing in the data shows it", source.documented, True
    )


def _evidence(group: list[LayerRows], ends: list[LayerEnds]) -> Evidence:
    """What the ends of a group of layers show."""
    texts: Texts = [
        None if within_day else text
        for each in ends
        for text, within_day in zip(each.texts, each.within_day, strict=True)
    ]
    starts = np.concatenate([date_array(rows.columns[START]) for rows in group])
    shapes = np.concatenate([rows.shapes for rows in group])
    holders = [
        holder
        for rows in group
        for holder in zip(rows.columns[ACTOR], rows.columns[STATUS])
    ]
    return find_evidence(starts, texts, shapes, holders)


def shows_inclusive(evidence: Evidence) -> bool | None:
    """Whether the evidence shows that ends are inclusive; None if it shows nothing clearly.

    Where the intervals of different actors show something else, those of one actor and status
    count, if they are as many: others begin on the same day by accident.
    """
    same, others = _by_accident(evidence)
    both = same[0] + others[0], same[1] + others[1]
    for exclusive, inclusive in (both, same if sum(same) >= sum(others) else both):
        total = exclusive + inclusive
        if total and CLEAR * min(exclusive, inclusive) <= total:
            return inclusive > exclusive
    return None


def _by_accident(evidence: Evidence) -> tuple[tuple[int, int], tuple[int, int]]:
    """How many ends are exclusive and inclusive, for one actor and for several.

    Without as many as meet a start by accident, give or take two standard deviations.
    """

    def beyond(number: int, accidents: int) -> int:
        return number - accidents if number > accidents + 2 * accidents**0.5 else 0

    early = len(evidence.same_early)
    whole = len(evidence.whole)
    same = (
        beyond(len(evidence.same_on_day), early),
        beyond(len(evidence.same_later), early) + whole,
    )
    early = len(evidence.early)
    others = beyond(len(evidence.on_day), early), beyond(len(evidence.later), early)
    return same, others


def count_evidence(evidence: Evidence, texts: Texts) -> str:
    """What the evidence is, in numbers: `116 meet the next start a day later, 0 on the day`."""
    rows = (*evidence.inclusive, *evidence.exclusive)
    units = Counter(_unit(texts[row] or "") for row in rows)
    unit = units.most_common(1)[0][0] if units else DAY
    later = len(evidence.later) + len(evidence.same_later)
    on_day = len(evidence.exclusive)
    times = {
        f"a {unit} later": later,
        "on the day" if unit == DAY else f"in the same {unit}": on_day,
    }
    parts = []
    if later or on_day or not evidence.whole:
        (often, most), (seldom, fewest) = Counter(times).most_common()
        verb = "meets" if most == 1 else "meet"
        parts.append(f"{most:,d} {verb} the next start {often}, {fewest:,d} {seldom}")
    if whole := len(evidence.whole):
        start = "starts and ends" if whole == 1 else "start and end"
        parts.append(f"{whole:,d} {start} in the same {unit}")
    return ", ".join(parts)


def _unit(text: str) -> str:
    exactness = precision(text)
    return exactness if exactness in (DAY, MONTH) else YEAR


def _refuse(group: list[LayerRows], evidence: Evidence, problem: str) -> NoReturn:
    """Raise ReadError: it is in doubt whether ends are inclusive."""
    labels = [label for rows in group for label in [rows.label] * len(rows)]
    numbers = [number for rows in group for number in rows.columns[FILE_ROW]]
    texts = [text for rows in group for text in rows.columns[END_TEXT]]
    examples = [
        f"{labels[row]}, row {numbers[row]} ({texts[row]}) as {meaning}"
        for rows, meaning in (
            (evidence.inclusive, "inclusive"),
            (evidence.exclusive, "exclusive"),
        )
        for row in rows[:1]
    ]
    source = group[0].label if len(group) == 1 else f"{len(group):,d} layers"
    raise ReadError(
        f"{source}: ends may be inclusive or exclusive: {problem} ({'; '.join(examples)}); pass "
        "--ends inclusive if the last day or year is still held, or --ends exclusive"
    )


def _apply(rows: LayerRows, meaning: Meaning, rejections: Rejections | None) -> None:
    """Put the ends of a layer, and their meaning, into `rows`."""
    _require_forward(rows, meaning, rejections)
    ends = rows.ends
    if ends is None or not len(rows):
        return
    days, texts = [], []
    for text, within_day in zip(ends.texts, ends.within_day, strict=True):
        whole = meaning.inclusive or within_day
        days.append(
            NAT if text is None else next_date(text) if whole else read_date(text)
        )
        texts.append("" if text is None else next_text(text) if whole else text)
    starts = rows.columns[START]
    within_days = np.flatnonzero(ends.within_day).tolist()
    if within_days and not meaning.inclusive:
        first = within_days[0]
        example = f"{rows.columns[START_TEXT][first]} to {ends.texts[first]}"
        rows.messages.append(report_within_day(len(within_days), example))
    if empty := sum(bool(start == end) for start, end in zip(starts, days)):
        rows.messages.append(
            f"{counted(empty, 'row')} with zero duration (start and end on the same day)"
        )
    rows.columns[END] = date_array(days)
    rows.columns[END_TEXT] = displayed_texts(
        texts, days, ends.labels, END_TEXT, rows.messages
    )


def _describe(rows: LayerRows, meaning: Meaning) -> None:
    """Put the meaning of ends into words, and count the rows for which it was assumed."""
    ends = rows.ends
    if ends is None or not len(rows):
        return
    if meaning.assumed:
        numbers = rows.columns[FILE_ROW]
        rows.within_day = {number for number in compress(numbers, ends.within_day)}
        rows.undocumented_ends = Counter(
            _unit(text)
            for text, within_day in zip(ends.texts, ends.within_day)
            if text is not None and not within_day
        )
        if not any(ends.texts):
            return
    taken = "taken as " if meaning.assumed else ""
    value = f"{taken}{_MEANING[meaning.inclusive]}"
    counting = "negative years are BCE (-1 is 1 BCE)" if ends.source.bce else ""
    parts = (f"ends are {value}{meaning.reason}", counting)
    rows.end_meaning = "; ".join(part for part in parts if part)
    where = "assumed" if meaning.assumed else meaning.reason.lstrip(",: ")
    rows.origins.append(Origin("ends", value, where, meaning.documented))


def _require_forward(
    rows: LayerRows, meaning: Meaning, rejections: Rejections | None
) -> None:
    """Refuse rows that end before they start, now that the meaning of ends is known."""
    if rows.ends is None or meaning.inclusive:
        return  # compared when they were read
    backwards = [
        text is not None and not within_day and bool(read_date(text) < start)
        for text, within_day, start in zip(
            rows.ends.texts, rows.ends.within_day, rows.columns[START]
        )
    ]
    errors = [
        RowError(
            rows.label,
            rows.columns[FILE_ROW][row],
            f"it ends ({rows.ends.texts[row]}) before it starts "
            f"({rows.columns[START_TEXT][row]}); correct one of the two",
        )
        for row in np.flatnonzero(backwards).tolist()
    ]
    if errors and rejections is None:
        raise errors[0]
    if errors and rejections is not None:
        rejections.add_rows(rows.label, errors)
        rows.leave_out({row: REFUSED for row in np.flatnonzero(backwards).tolist()})
