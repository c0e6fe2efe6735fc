"""Rows with a start and an end: their dates as they are written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geo.base import MOST_ROW_ERRORS, RowError, counted, raise_row_errors
from geo.columns import matching, open_ends
from geo.columns.matching import IntervalColumns, Origin
from geo.columns.row_dates import (
    NAT,
    DateOptions,
    Days,
    LayerDates,
    LayerEnds,
    Texts,
    date_array,
    known_starts,
    normalize_texts,
    read_text,
    read_texts,
)
from geo.dates import (
    DAY_FIRST,
    OPEN,
    label,
    next_date,
    next_text,
    read_date,
    seconds_between,
)
from geo.formats import Columns
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
    opened: Counter[str] = Counter()
    for row, text in enumerate(texts):
        try:
            first, last = open_ends.interval_ends(text) or (text, text)
            first, last = first.strip(), last.strip()
            if first in OPEN or open_ends.is_unknown(first):
                first = _start_of_open_interval(dates, row, text, options)
            starts.append(read_text(dates, row, first))
            start_texts.append(first)
            (known,) = open_ends.without_words([last], opened)
            if known is not None:
                (known,) = open_ends.without_sentinels([last], starts[-1:], opened)
            if known is None:
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
    require_forward(dates, starts, ends, start_texts, end_texts)
    dates.messages += open_ends.report_open(opened)
    if within_day and options.inclusive is False:
        dates.messages.append(report_within_day(len(within_day), texts[within_day[0]]))
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


def _start_of_open_interval(
    dates: LayerDates, row: int, text: str, options: DateOptions
) -> str:
    """The start that the caller gives an interval without one; RowError if there is none."""
    if options.unknown_start is None:
        problem = (
            f"{text}: an interval without a start; write a date there, or pass "
            "--unknown-start with the date from which such rows hold"
        )
        raise RowError(dates.label, dates.numbers[row], problem)
    message = (
        f"intervals without a start: held from {label(options.unknown_start)}, as "
        "requested"
    )
    if message not in dates.messages:
        dates.messages.append(message)
    return options.unknown_start


def read_interval_columns(
    dates: LayerDates, columns: Columns, source: IntervalColumns, options: DateOptions
) -> None:
    """Read intervals from columns of starts and ends into `dates`, ends as they are written.

    Whether ends are inclusive is decided for all layers together (`end_meaning.py`).
    """
    dates.used_columns |= {*source.start, *source.end}
    firsts, lasts = matching.start_and_end_texts(
        columns, source, dates.label, dates.reading
    )
    firsts = [
        None if text is None or open_ends.is_unknown(text) else text for text in firsts
    ]
    opened: Counter[str] = Counter()
    lasts = open_ends.without_words(lasts, opened)
    if source.day_first and options.order is None:
        reason = f"as in {source.source}"
        options = replace(options, order=DAY_FIRST, order_reason=reason)
    where = " and ".join(
        f"column {'/'.join(names)}" for names in (source.start, source.end) if names
    )
    (firsts, lasts), order = normalize_texts(dates, [firsts, lasts], where, options)
    start_texts = known_starts(dates, firsts, source.start[0], options)
    starts = read_texts(dates, start_texts)
    lasts = open_ends.without_sentinels(lasts, starts, opened)
    dates.messages += open_ends.report_open(opened)
    ends = read_texts(dates, lasts)
    within_day = _within_day(dates, starts, ends, start_texts, lasts)
    latest = ends
    if is_inclusive(source, options) is not False:
        # an end in the period of its start is not before it: 8 July 2024 to 2024
        latest = [
            NAT if text is None or next_date(text) > start else end
            for text, start, end in zip(lasts, starts, ends)
        ]
    require_forward(dates, starts, latest, start_texts, lasts)
    _describe_dates(dates, source, options, order)
    start_labels = _labels(dates, columns, source.start, START_TEXT)
    dates.ends = LayerEnds(
        source, lasts, within_day, _labels(dates, columns, source.end, END_TEXT)
    )
    dates.columns = {
        START: date_array(starts),
        END: date_array(ends),
        START_TEXT: displayed_texts(
            start_texts, starts, start_labels, START_TEXT, dates.messages
        ),
        END_TEXT: [text or "" for text in lasts],
    }


def _within_day(
    dates: LayerDates, starts: Days, ends: Days, start_texts: list[str], lasts: Texts
) -> list[bool]:
    """Whether each row starts and ends at times of one day."""
    within_day, errors = list[bool](), list[RowError]()
    for row, (first, last) in enumerate(zip(starts, ends)):
        try:
            within_day.append(
                bool(first == last)
                and _is_within_day(dates, row, start_texts[row], lasts[row])
            )
        except RowError as error:
            errors.append(error)
    raise_row_errors(errors)
    return within_day


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


def report_within_day(number: int, example: str) -> str:
    """A sentence on rows that start and end within one day."""
    return (
        f"{counted(number, 'row')} with start and end within one day ({example}); read as that "
        "whole day"
    )


def _backwards(dates: LayerDates, row: int, start: str, end: str | None) -> RowError:
    problem = f"it ends ({end}) before it starts ({start}); correct one of the two"
    return RowError(dates.label, dates.numbers[row], problem)


def require_forward(
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


def _describe_dates(
    dates: LayerDates, source: IntervalColumns, options: DateOptions, order: str
) -> None:
    """Put into `dates` where the dates of intervals come from."""
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
    dates.origins.append(
        Origin("dates", "starts and ends of intervals", where, documented)
    )


def is_inclusive(source: IntervalColumns, options: DateOptions) -> bool | None:
    """Whether ends are inclusive, by the caller or an unmistakable source; None if it is open."""
    if options.inclusive is not None:
        return options.inclusive
    return source.inclusive if source.unmistakable else None


def _labels(
    dates: LayerDates, columns: Columns, used: Sequence[str], text_column: str
) -> list[tuple[str, np.datetime64] | None]:
    """Texts to display for dates, with their dates: those of a control table's own text column."""
    if tuple(used) != (text_column.removesuffix("_text"),):
        return [None] * len(dates.numbers)
    if text_column not in columns:
        return [None] * len(dates.numbers)
    dates.used_columns.add(text_column)
    return [
        (
            None
            if text is None or open_ends.is_open(text)
            else (text, read_text(dates, row, text))
        )
        for row, text in enumerate(matching.cell_texts(columns[text_column]))
    ]


def displayed_texts(
    texts: list[str],
    days: Days,
    labels: Sequence[tuple[str, np.datetime64] | None],
    text_column: str,
    messages: list[str],
) -> list[str]:
    """`texts` of `days`, or the `labels` of the same dates.

    A label with another date than that of the row is ignored, which is added to `messages`.
    """
    displayed, different = list(texts), 0
    for row, label_and_day in enumerate(labels):
        if label_and_day is None:
            continue
        if label_and_day[1] == days[row]:
            displayed[row] = label_and_day[0]
        else:
            different += 1
    if different:
        messages.append(
            f"{counted(different, 'row')} with another date in {text_column} than in "
            f"{text_column.removesuffix('_text')}, which counts"
        )
    return displayed
