"""Dates of the rows of one layer: from its columns or, where it has none, from its names.

A row of a snapshot is dated by one date; a spell says itself from when to when it holds.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from geo import columns, conventions
from geo.calendars import gregorian
from geo.columns import Columns, Trait
from geo.datenames import in_folders, in_name
from geo.dates import next_date, next_text, precision, read_date
from geo.dayorder import DAY_FIRST, OpenOrderError, ordered, require_order
from geo.errors import CallError, ReadError, RowError
from geo.files import Name
from geo.periods import DAY, MONTH, OPEN, YEAR, interval
from geo.table import END, END_TEXT, START, START_TEXT, counted

NAT = np.datetime64("NaT", "s")

Texts = list[str | None]
Days = list[np.datetime64]


@dataclass(frozen=True)
class Told:
    """What the caller told of the dates: names of columns, and how to read what is in them.

    `date` may be a date itself. `inclusive` says whether an end is still held. `order` is the
    order of day and month in dates that leave it open, `because` where that is known from, and
    `calendar` one of `geo.calendars` in place of the Gregorian.
    """

    date: str | None = None
    start: str | None = None
    end: str | None = None
    inclusive: bool | None = None
    order: str | None = None
    because: str = "as told"
    calendar: str | None = None


@dataclass
class Dated:
    """Dates of a layer: `rows` are columns of the control table, without END for snapshots.

    `dates` are those of a layer of snapshots, whether or not a row has ground on them. `how` says
    where they come from, `ends` what ends mean, `traits` both as rows of a table, `said` what else
    there is to say, `used` which columns were read.
    `assumed` counts, where nobody says whether ends are still held, what would change if they
    were: "day", "month" or "year" longer, and how many rows would then `meet` or `overlap` the
    next of their actor. `numbers` are those of the rows, for messages.
    """

    label: str
    numbers: Sequence[int] = ()
    rows: dict[str, Any] = field(default_factory=dict)
    how: str = ""
    ends: str = ""
    snapshots: bool = False
    dates: dict[np.datetime64, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    assumed: Counter[str] = field(default_factory=Counter)
    traits: list[Trait] = field(default_factory=list)


def dated(
    label: str,
    given: Columns,
    numbers: Sequence[int],
    names: Sequence[Name],
    told: Told,
    actors: Sequence[str],
) -> Dated:
    """Dates of the rows of a layer, from columns of the source or else from its name.

    `numbers` are those by which messages call the rows. `actors` are those of the rows; they tell
    only what else there is to say.

    Raises
    ------
    ReadError
        If a row has no date or an impossible one.
    OpenOrderError
        If day or month may come first, and nobody told.
    """
    found = Dated(label, numbers)
    if told.date is not None:
        if told.start is not None or told.end is not None:
            raise CallError("--date and --start or --end exclude each other; pass one")
        _asked_date(found, given, told.date, told)
        return found
    span = columns.span(given, label, told.start, told.end)
    if span is not None:
        _spells(found, given, span, told, actors)
    elif own := columns.dated(given):
        _column_of_dates(found, given, own, told)
    elif not _named(found, names, told):
        raise ReadError(
            f"{label}: no date found ({columns.listed(given)}; pass --date or --start, or put "
            "the date in the file name)"
        )
    return found


def without_rows(label: str, names: Sequence[Name], told: Told) -> Dated | None:
    """The date in the names of a layer that has no rows: on it nobody holds anything.

    None if there is none.
    """
    found = Dated(label)
    return found if _named(found, names, told) else None


def _named(found: Dated, names: Sequence[Name], told: Told) -> str | None:
    """Read the date in the names of a layer, and give it; None if there is none."""
    try:
        nested = in_folders(
            [name for kind, name in names if kind in ("file", "folder")]
        )
    except ReadError as error:
        raise ReadError(f"{found.label}: {error}") from error
    if nested is not None:
        _require_gregorian(found, nested, told)
        found.how = "dates from the names of folders and files"
        where = "names of folders and files"
        found.traits.append(Trait("dates", "dates of snapshots", where))
        return _snapshots(found, [nested] * len(found.numbers), nested)
    for kind, name in names:
        try:
            text = in_name(name, told.order)
        except OpenOrderError as error:
            raise OpenOrderError(
                f"{found.label}: {error}", error.where, error.only
            ) from error
        except ReadError as error:
            raise ReadError(f"{found.label}: {error}") from error
        if text is not None:
            _require_gregorian(found, text, told)
            pattern = _pattern(name, text, told)
            found.how = f"dates from the {kind} name {pattern}"
            known = conventions.of_layer([name])
            documented = known.documented if known else ""
            where = f"the name of the {kind}, {pattern}"
            found.traits.append(Trait("dates", "dates of snapshots", where, documented))
            return _snapshots(found, [text] * len(found.numbers), text)
    return None


def _require_gregorian(found: Dated, text: str, told: Told) -> None:
    """Raise CallError where a name tells a date, and another calendar was asked for."""
    if told.calendar is not None:
        raise CallError(
            f"{found.label}: --calendar {told.calendar} is for dates in columns, and {text} is "
            "part of a name"
        )


def _pattern(name: str, text: str, told: Told) -> str:
    """How a name writes its date, in the letters people use for it: "as YYYYMMDD"."""
    if precision(text) not in ("day", "month"):
        return f"as a {precision(text)}"
    letters = "YYYY-MM-DD"[: len(text)]
    for mark in ("", "-", "_", "."):
        if text.replace("-", mark) in name:
            return f"as {letters.replace('-', mark)}"
    if told.order is not None and re.search(r"\d[-_.]\d\d?[-_.]\d{4}", name):
        return f"({told.order}, {told.because})"
    return f"as a {precision(text)} in other words"


def _asked_date(found: Dated, given: Columns, date: str, told: Told) -> None:
    """Dates from the column called `date`, or `date` itself if it is one."""
    if date in given:
        _column_of_dates(found, given, (date,), told)
        return
    text = ordered(date, told.order) if told.order else date
    try:
        text = gregorian(text, told.calendar) if told.calendar else text
        read_date(text)
    except ReadError:
        column = columns.asked(given, date, "date", found.label)
        _column_of_dates(found, given, (column,), told)
    else:
        found.how = "date as told"
        found.traits.append(Trait("dates", text, "as told"))
        _snapshots(found, [text] * len(found.numbers), text)


def _column_of_dates(
    found: Dated, given: Columns, own: Sequence[str], told: Told
) -> None:
    """Dates of the rows from a column, or from those of their year, month and day."""
    found.used |= {*own}
    name = "/".join(own)
    texts = columns.joined(given, own)
    (texts,), order = _in_order(found, [texts], f"column {name}", told)
    dates = _required(found, texts, own[0])
    found.how = f"dates from column {name}{order}"
    where, documented = f"column {name}{order}", conventions.documented(own[0])
    found.traits.append(Trait("dates", "dates of snapshots", where, documented))
    if any(interval(text) for text in dates):
        _intervals(found, dates, told)
    else:
        _snapshots(found, dates)


def _in_order(
    found: Dated, texts: Sequence[Texts], where: str, told: Told
) -> tuple[list[Texts], str]:
    """Columns of `texts` in ISO 8601 and EDTF, and words on how they were read."""
    if told.order is None:
        rows = [row for column in texts for row in zip(found.numbers, column)]
        require_order(rows, found.label, where)
    # where none is told, no date is open, or its day and month are one number
    order = told.order or DAY_FIRST
    better = [
        [None if text is None else ordered(text, order) for text in column]
        for column in texts
    ]
    words = [f"{order}, {told.because}"] if better != texts and told.order else []
    if told.calendar is not None:
        better = [_of_calendar(found, column, told.calendar) for column in better]
        words.append(f"{told.calendar} calendar, as told")
    return better, f" ({'; '.join(words)})" if words else ""


def _of_calendar(found: Dated, texts: Texts, calendar: str) -> Texts:
    """`texts` of another calendar as texts of the Gregorian one."""
    better: Texts = []
    for number, text in zip(found.numbers, texts):
        try:
            better.append(text if text in (None, *OPEN) else gregorian(text, calendar))
        except ReadError as error:
            raise RowError(found.label, number, str(error)) from error
    return better


def _snapshots(found: Dated, texts: list[str], named: str | None = None) -> str | None:
    """Columns of snapshots with these dates; `named` is the date of a layer without rows."""
    found.snapshots = True
    starts = _read(found, texts)
    found.dates = dict(zip(starts, texts))
    if named is not None:
        found.dates = {read_date(named): named}
    found.rows = {START: _column(starts), START_TEXT: texts}
    return named


def _intervals(found: Dated, texts: list[str], told: Told) -> None:
    """Spells of rows that tell in one column from when to when they hold, as `2014/2016`.

    EDTF counts the last day of an interval, open ends reach to the end of the data, and a row
    with a single date holds for the time that it names.
    """
    starts: Days = []
    ends: Days = []
    start_texts: list[str] = []
    end_texts: Texts = []
    for row, text in enumerate(texts):
        first, last = interval(text) or (text, text)
        first, last = first.strip(), last.strip()
        if first in OPEN:
            what = f"{text}: since when is not told; write a date there"
            raise RowError(found.label, found.numbers[row], what)
        starts.append(_checked(found, row, first))
        start_texts.append(first)
        if last in OPEN:
            ends.append(NAT)
            end_texts.append(None)
            continue
        _checked(found, row, last)
        whole = told.inclusive is not False or first == last
        ends.append(next_date(last) if whole else read_date(last))
        end_texts.append(next_text(last) if whole else last)
    _require_forward(found, starts, ends, start_texts, end_texts)
    inclusive = "the first day no longer held, as told"
    if told.inclusive is not False:
        inclusive = "the last day or year held, as EDTF has intervals"
    found.how += ", from and to in one"
    found.ends = f"ends are {inclusive}"
    found.traits.append(Trait("ends", inclusive, "EDTF", "EDTF, level 0: interval"))
    found.rows = {
        START: _column(starts),
        END: _column(ends),
        START_TEXT: start_texts,
        END_TEXT: [text or "" for text in end_texts],
    }


def _spells(
    found: Dated,
    given: Columns,
    span: columns.Span,
    told: Told,
    actors: Sequence[str],
) -> None:
    """Columns of rows that say themselves from when to when they hold."""
    found.used |= {*span.start, *span.end}
    firsts, lasts = columns.begins_and_ends(given, span)
    if span.day_first and told.order is None:
        told = replace(told, order=DAY_FIRST, because=f"as in {span.source}")
    where = " and ".join(
        f"column {'/'.join(one)}" for one in (span.start, span.end) if one
    )
    (firsts, lasts), order = _in_order(found, [firsts, lasts], where, told)
    lasts = [None if text in OPEN else text for text in lasts]
    start_texts = _required(found, firsts, span.start[0])
    starts, ends = _read(found, start_texts), _read(found, lasts)
    inclusive = span.inclusive if told.inclusive is None else told.inclusive
    if inclusive is None:
        found.assumed = _assumed(actors, starts, ends, lasts)
    if inclusive:
        ends = [NAT if text is None else next_date(text) for text in lasts]
        lasts = [None if text is None else next_text(text) for text in lasts]
    _require_forward(found, starts, ends, start_texts, lasts)
    if briefly := sum(first == last for first, last in zip(starts, ends)):
        found.said.append(
            f"{counted(briefly, 'row')} of no time at all (same start and end)"
        )
    _tell_spells(found, span, told, order)
    found.rows = {
        START: _column(starts),
        END: _column(ends),
        START_TEXT: _shown(found, given, span.start, START_TEXT, start_texts, starts),
        END_TEXT: _shown(
            found, given, span.end, END_TEXT, [text or "" for text in lasts], ends
        ),
    }


def _require_forward(
    found: Dated, starts: Days, ends: Days, start_texts: list[str], end_texts: Texts
) -> None:
    for row, (first, last) in enumerate(zip(starts, ends)):
        if last < first:
            what = f"it ends ({end_texts[row]}) before it starts ({start_texts[row]})"
            raise RowError(
                found.label, found.numbers[row], f"{what}; mend one of the two"
            )


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


def _tell_spells(found: Dated, span: columns.Span, told: Told, order: str) -> None:
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
    for row, text in enumerate(columns.texts(given[own_text])):
        if text is None:
            continue
        if _checked(found, row, text) == dates[row]:
            shown[row] = text
        else:
            others += 1
    if others:
        found.said.append(
            f"{counted(others, 'row')} with another date in {own_text} than in {used[0]}, "
            "which counts"
        )
    return shown


def _required(found: Dated, texts: Texts, column: str) -> list[str]:
    for number, text in zip(found.numbers, texts, strict=True):
        if text is None:
            raise RowError(found.label, number, f"no date in column {column}")
    return [text for text in texts if text is not None]


def _read(found: Dated, texts: Sequence[str | None]) -> Days:
    return [
        NAT if t is None else _checked(found, row, t) for row, t in enumerate(texts)
    ]


def _column(dates: Days) -> np.ndarray[Any, Any]:
    # in so many seconds, or pandas chooses a unit that does not reach before 1678
    return np.array(dates, dtype="datetime64[s]")


def _checked(found: Dated, row: int, text: str) -> np.datetime64:
    try:
        return read_date(text)
    except ReadError as error:
        raise RowError(found.label, found.numbers[row], str(error)) from error
