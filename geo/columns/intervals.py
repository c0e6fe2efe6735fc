"""Rows that say themselves from when to when they hold, and what their ends mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from geo.base import RowError, counted
from geo.columns import matching
from geo.columns.matching import Columns, Trait
from geo.columns.row_dates import (
    NAT,
    Dated,
    Days,
    Texts,
    Told,
    in_order,
    moments,
    read_row,
    read_texts,
    required_texts,
)
from geo.dates import (
    DAY,
    DAY_FIRST,
    MONTH,
    OPEN,
    YEAR,
    interval,
    next_date,
    next_text,
    precision,
    read_date,
    seconds_between,
)
from geo.table import END, END_TEXT, START, START_TEXT


def intervals(found: Dated, texts: list[str], told: Told) -> None:
    """Spells of rows that tell in one column from when to when they hold, as `2014/2016`.

    EDTF counts the last day of an interval, open ends reach to the end of the data, and a row
    with a single date holds for the time that it names.
    """
    starts: Days = []
    ends: Days = []
    start_texts: list[str] = []
    end_texts: Texts = []
    within_day = []
    for row, text in enumerate(texts):
        first, last = interval(text) or (text, text)
        first, last = first.strip(), last.strip()
        if first in OPEN:
            what = f"{text}: since when is not told; write a date there"
            raise RowError(found.label, found.numbers[row], what)
        starts.append(read_row(found, row, first))
        start_texts.append(first)
        if last in OPEN:
            ends.append(NAT)
            end_texts.append(None)
            continue
        exclusive_end = read_row(found, row, last)
        whole = told.inclusive is not False or first == last
        if starts[row] == exclusive_end and _is_within_day(found, row, first, last):
            within_day.append(row)
            whole = True
        ends.append(next_date(last) if whole else read_date(last))
        end_texts.append(next_text(last) if whole else last)
    _require_forward(found, starts, ends, start_texts, end_texts)
    if within_day and told.inclusive is False:
        _report_within_day(found, len(within_day), texts[within_day[0]])
    inclusive = "the first day no longer held, as told"
    if told.inclusive is not False:
        inclusive = "the last day or year held, as EDTF has intervals"
    found.how += ", from and to in one"
    found.ends = f"ends are {inclusive}"
    found.traits.append(Trait("ends", inclusive, "EDTF", "EDTF, level 0: interval"))
    found.rows = {
        START: moments(starts),
        END: moments(ends),
        START_TEXT: start_texts,
        END_TEXT: [text or "" for text in end_texts],
    }


def spells(
    found: Dated,
    given: Columns,
    span: matching.Span,
    told: Told,
    actors: Sequence[str],
) -> None:
    """Columns of rows that say themselves from when to when they hold.

    `actors` are those of the rows; they tell only what would change if ends meant something else.
    """
    found.used |= {*span.start, *span.end}
    firsts, lasts = matching.begins_and_ends(given, span, found.label)
    if span.day_first and told.order is None:
        told = replace(told, order=DAY_FIRST, because=f"as in {span.source}")
    where = " and ".join(
        f"column {'/'.join(one)}" for one in (span.start, span.end) if one
    )
    (firsts, lasts), order = in_order(found, [firsts, lasts], where, told)
    lasts = [None if text in OPEN else text for text in lasts]
    start_texts = required_texts(found, firsts, span.start[0])
    starts, ends = read_texts(found, start_texts), read_texts(found, lasts)
    within_day = [
        row
        for row, (first, last) in enumerate(zip(starts, ends))
        if first == last and _is_within_day(found, row, start_texts[row], lasts[row])
    ]
    inclusive = span.inclusive if told.inclusive is None else told.inclusive
    if inclusive is None:
        found.within_day = {found.numbers[row] for row in within_day}
        in_doubt = lasts.copy()
        for row in within_day:
            in_doubt[row] = None
        found.assumed = _assumed(actors, starts, ends, in_doubt)
    if within_day and not inclusive:
        example = f"{start_texts[within_day[0]]} to {lasts[within_day[0]]}"
        _report_within_day(found, len(within_day), example)
    whole = range(len(lasts)) if inclusive else within_day
    for row in whole:
        text = lasts[row]
        if text is not None:
            ends[row], lasts[row] = next_date(text), next_text(text)
    _require_forward(found, starts, ends, start_texts, lasts)
    if empty := sum(first == last for first, last in zip(starts, ends)):
        found.said.append(
            f"{counted(empty, 'row')} with zero duration (start and end on the same day)"
        )
    _tell_spells(found, span, told, order)
    found.rows = {
        START: moments(starts),
        END: moments(ends),
        START_TEXT: _shown(found, given, span.start, START_TEXT, start_texts, starts),
        END_TEXT: _shown(
            found, given, span.end, END_TEXT, [text or "" for text in lasts], ends
        ),
    }


def _is_within_day(found: Dated, row: int, start: str, end: str | None) -> bool:
    """Whether a row that starts and ends on one day ends at a later time of that day.

    Raises
    ------
    RowError
        If it ends at an earlier time.
    """
    seconds = seconds_between(start, end or "")
    if seconds < 0:
        _raise_backwards(found, row, start, end)
    return seconds > 0


def _report_within_day(found: Dated, number: int, example: str) -> None:
    found.said.append(
        f"{counted(number, 'row')} with start and end within one day ({example}); read as that "
        "whole day"
    )


def _raise_backwards(found: Dated, row: int, start: str, end: str | None) -> NoReturn:
    what = f"it ends ({end}) before it starts ({start}); correct one of the two"
    raise RowError(found.label, found.numbers[row], what)


def _require_forward(
    found: Dated, starts: Days, ends: Days, start_texts: list[str], end_texts: Texts
) -> None:
    for row, (first, last) in enumerate(zip(starts, ends)):
        if last < first:
            _raise_backwards(found, row, start_texts[row], end_texts[row])


def _assumed(
    actors: Sequence[str], starts: Days, ends: Days, lasts: Texts
) -> Counter[str]:
    """What would change if ends were still held: see `Dated.assumed`."""
    begins = {(actor, day) for actor, day in zip(actors, starts)}
    found: Counter[str] = Counter()
    for actor, end, text in zip(actors, ends, lasts):
        if text is not None:
            exactness = precision(text)
            found[exactness if exactness in (DAY, MONTH) else YEAR] += 1
            found["meet"] += (actor, next_date(text)) in begins
            found["overlap"] += (actor, end) in begins
    return found


def _tell_spells(found: Dated, span: matching.Span, told: Told, order: str) -> None:
    """Say in `found` where the dates of spells come from, and what their ends mean."""
    first = f"column {'/'.join(span.start)}"
    named = told.start is not None or told.end is not None
    documented = "" if named and not span.source else span.documented
    counting = "negative years are BCE (-1 is 1 BCE)" if span.bce else ""
    if not span.end:
        found.how = (
            f"starts from {first}{order}{counting and f', {counting}'}, no column of "
            "ends: all hold to the end of the data"
        )
        found.traits.append(Trait("dates", "starts of spells", first, documented))
        return
    where = f"columns {'/'.join(span.start)} and {'/'.join(span.end)}{order}"
    found.how = f"dates from {where}"
    meaning = {
        True: "the last day or year held",
        False: "the first day no longer held",
        None: "taken as the first day no longer held",
    }
    inclusive = span.inclusive
    how = f", as in {span.source}" if inclusive is not None else ""
    if told.inclusive is not None:
        inclusive, how = told.inclusive, ", as told"
        if span.inclusive not in (None, inclusive):
            how += f"; {span.source} means {meaning[span.inclusive]}"
    found.ends = "; ".join(
        part for part in (f"ends are {meaning[inclusive]}{how}", counting) if part
    )
    found.traits += [
        Trait("dates", "starts and ends of spells", where, documented),
        Trait(
            "ends",
            meaning[inclusive],
            how.removeprefix(", ") or "assumed",
            "" if told.inclusive is not None else span.documented,
        ),
    ]


def _shown(
    found: Dated,
    given: Columns,
    used: Sequence[str],
    own_text: str,
    texts: list[str],
    dates: Days,
) -> list[str]:
    """Texts to show for dates: those of a control table's own text column where it has one.

    A text that names another date than the row has is left out, and that is told.
    """
    if tuple(used) != (own_text.removesuffix("_text"),) or own_text not in given:
        return texts
    found.used.add(own_text)
    shown, others = list(texts), 0
    for row, text in enumerate(matching.texts(given[own_text])):
        if text is None:
            continue
        if read_row(found, row, text) == dates[row]:
            shown[row] = text
        else:
            others += 1
    if others:
        found.said.append(
            f"{counted(others, 'row')} with another date in {own_text} than in {used[0]}, "
            "which counts"
        )
    return shown
