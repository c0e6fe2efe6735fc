"""Rows with a start and an end, and the meaning of their ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from geo.base import MOST_ROW_ERRORS, RowError, counted, raise_row_errors
from geo.columns import matching
from geo.columns.matching import Columns, IntervalColumns, Origin
from geo.columns.row_dates import (
    NAT,
    DateOptions,
    Days,
    LayerDates,
    Texts,
    date_array,
    normalize_texts,
    read_text,
    read_texts,
    require_texts,
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


def read_edtf_intervals(
    dates: LayerDates, texts: list[str], options: DateOptions
) -> None:
    """Read intervals from one column of EDTF, as `2014/2016`, into `dates`.

    The last day of an EDTF interval is inclusive, open ends reach to the end of the data, and a
    row with a single date lasts for the period that it names.
    """
    starts: Days = []
    ends: Days = []
    start_texts: list[str] = []
    end_texts: Texts = []
    within_day = []
    errors: list[RowError] = []
    for row, text in enumerate(texts):
        try:
            first, last = interval(text) or (text, text)
            first, last = first.strip(), last.strip()
            if first in OPEN:
                problem = f"{text}: an interval without a start; write a date there"
                raise RowError(dates.label, dates.numbers[row], problem)
            starts.append(read_text(dates, row, first))
            start_texts.append(first)
            if last in OPEN:
                ends.append(NAT)
                end_texts.append(None)
                continue
            exclusive_end = read_text(dates, row, last)
            whole = options.inclusive is not False or first == last
            if starts[-1] == exclusive_end and _is_within_day(dates, row, first, last):
                within_day.append(row)
                whole = True
            ends.append(next_date(last) if whole else read_date(last))
            end_texts.append(next_text(last) if whole else last)
        except RowError as error:
            errors.append(error)
            if len(errors) == MOST_ROW_ERRORS:
                break
    raise_row_errors(errors)
    _require_forward(dates, starts, ends, start_texts, end_texts)
    if within_day and options.inclusive is False:
        _report_within_day(dates, len(within_day), texts[within_day[0]])
    meaning = "the first day no longer held, as requested"
    if options.inclusive is not False:
        meaning = "the last day or year held, as in EDTF intervals"
    dates.date_source += ", start and end in one"
    dates.end_meaning = f"ends are {meaning}"
    dates.origins.append(Origin("ends", meaning, "EDTF", "EDTF, level 0: interval"))
    dates.columns = {
        START: date_array(starts),
        END: date_array(ends),
        START_TEXT: start_texts,
        END_TEXT: [text or "" for text in end_texts],
    }


def read_interval_columns(
    dates: LayerDates,
    columns: Columns,
    source: IntervalColumns,
    options: DateOptions,
    actors: Sequence[str],
) -> None:
    """Read intervals from columns of starts and ends into `dates`.

    `actors` are those of the rows, for the report on undocumented ends.
    """
    dates.used_columns |= {*source.start, *source.end}
    firsts, lasts = matching.start_and_end_texts(
        columns, source, dates.label, dates.reading
    )
    if source.day_first and options.order is None:
        reason = f"as in {source.source}"
        options = replace(options, order=DAY_FIRST, order_reason=reason)
    where = " and ".join(
        f"column {'/'.join(names)}" for names in (source.start, source.end) if names
    )
    (firsts, lasts), order = normalize_texts(dates, [firsts, lasts], where, options)
    lasts = [None if text in OPEN else text for text in lasts]
    start_texts = require_texts(dates, firsts, source.start[0])
    starts, ends = read_texts(dates, start_texts), read_texts(dates, lasts)
    within_day, errors = list[int](), list[RowError]()
    for row, (first, last) in enumerate(zip(starts, ends)):
        try:
            if first == last and _is_within_day(
                dates, row, start_texts[row], lasts[row]
            ):
                within_day.append(row)
        except RowError as error:
            errors.append(error)
    raise_row_errors(errors)
    inclusive = source.inclusive if options.inclusive is None else options.inclusive
    if inclusive is None:
        dates.within_day = {dates.numbers[row] for row in within_day}
        in_doubt = lasts.copy()
        for row in within_day:
            in_doubt[row] = None
        dates.undocumented_ends = _effect_of_inclusive_ends(
            actors, starts, ends, in_doubt
        )
    if within_day and not inclusive:
        example = f"{start_texts[within_day[0]]} to {lasts[within_day[0]]}"
        _report_within_day(dates, len(within_day), example)
    whole = range(len(lasts)) if inclusive else within_day
    for row in whole:
        text = lasts[row]
        if text is not None:
            ends[row], lasts[row] = next_date(text), next_text(text)
    _require_forward(dates, starts, ends, start_texts, lasts)
    if empty := sum(first == last for first, last in zip(starts, ends)):
        dates.messages.append(
            f"{counted(empty, 'row')} with zero duration (start and end on the same day)"
        )
    _describe_columns(dates, source, options, order)
    end_texts = [text or "" for text in lasts]
    dates.columns = {
        START: date_array(starts),
        END: date_array(ends),
        START_TEXT: _display_texts(
            dates, columns, source.start, START_TEXT, start_texts, starts
        ),
        END_TEXT: _display_texts(dates, columns, source.end, END_TEXT, end_texts, ends),
    }


def _is_within_day(dates: LayerDates, row: int, start: str, end: str | None) -> bool:
    """Whether a row that starts and ends on one day ends at a later time of that day.

    Raises
    ------
    RowError
        If it ends at an earlier time.
    """
    seconds = seconds_between(start, end or "")
    if seconds < 0:
        raise _backwards(dates, row, start, end)
    return seconds > 0


def _report_within_day(dates: LayerDates, number: int, example: str) -> None:
    dates.messages.append(
        f"{counted(number, 'row')} with start and end within one day ({example}); read as that "
        "whole day"
    )


def _backwards(dates: LayerDates, row: int, start: str, end: str | None) -> RowError:
    problem = f"it ends ({end}) before it starts ({start}); correct one of the two"
    return RowError(dates.label, dates.numbers[row], problem)


def _require_forward(
    dates: LayerDates,
    starts: Days,
    ends: Days,
    start_texts: list[str],
    end_texts: Texts,
) -> None:
    raise_row_errors(
        _backwards(dates, row, start_texts[row], end_texts[row])
        for row, (first, last) in enumerate(zip(starts, ends))
        if last < first
    )


def _effect_of_inclusive_ends(
    actors: Sequence[str], starts: Days, ends: Days, lasts: Texts
) -> Counter[str]:
    """What would change if ends were inclusive: see `LayerDates.undocumented_ends`."""
    begins = {(actor, day) for actor, day in zip(actors, starts)}
    counts: Counter[str] = Counter()
    for actor, end, text in zip(actors, ends, lasts):
        if text is not None:
            exactness = precision(text)
            counts[exactness if exactness in (DAY, MONTH) else YEAR] += 1
            counts["meet"] += (actor, next_date(text)) in begins
            counts["overlap"] += (actor, end) in begins
    return counts


def _describe_columns(
    dates: LayerDates, source: IntervalColumns, options: DateOptions, order: str
) -> None:
    """Put into `dates` where the dates of intervals come from, and the meaning of their ends."""
    first = f"column {'/'.join(source.start)}"
    requested = options.start is not None or options.end is not None
    documented = "" if requested and not source.source else source.documented
    counting = "negative years are BCE (-1 is 1 BCE)" if source.bce else ""
    if not source.end:
        no_ends = "no column of ends" + (", as requested" if options.end else "")
        dates.date_source = (
            f"starts from {first}{order}{counting and f', {counting}'}, {no_ends}: all intervals "
            "last to the end of the data"
        )
        dates.origins.append(Origin("dates", "starts of intervals", first, documented))
        return
    where = f"columns {'/'.join(source.start)} and {'/'.join(source.end)}{order}"
    dates.date_source = f"dates from {where}"
    meaning = {
        True: "the last day or year held",
        False: "the first day no longer held",
        None: "taken as the first day no longer held",
    }
    inclusive = source.inclusive
    reason = f", as in {source.source}" if inclusive is not None else ""
    if options.inclusive is not None:
        inclusive, reason = options.inclusive, ", as requested"
        if source.inclusive not in (None, inclusive):
            reason += f"; {source.source} means {meaning[source.inclusive]}"
    parts = (f"ends are {meaning[inclusive]}{reason}", counting)
    dates.end_meaning = "; ".join(part for part in parts if part)
    dates.origins += [
        Origin("dates", "starts and ends of intervals", where, documented),
        Origin(
            "ends",
            meaning[inclusive],
            reason.removeprefix(", ") or "assumed",
            "" if options.inclusive is not None else source.documented,
        ),
    ]


def _display_texts(
    dates: LayerDates,
    columns: Columns,
    used: Sequence[str],
    text_column: str,
    texts: list[str],
    days: Days,
) -> list[str]:
    """Texts to display for dates: those of a control table's own text column if it has one.

    A text with another date than that of the row is ignored and reported.
    """
    if tuple(used) != (text_column.removesuffix("_text"),):
        return texts
    if text_column not in columns:
        return texts
    dates.used_columns.add(text_column)
    displayed, different = list(texts), 0
    for row, text in enumerate(matching.cell_texts(columns[text_column])):
        if text is None:
            continue
        if read_text(dates, row, text) == days[row]:
            displayed[row] = text
        else:
            different += 1
    if different:
        dates.messages.append(
            f"{counted(different, 'row')} with another date in {text_column} than in {used[0]}, "
            "which counts"
        )
    return displayed
