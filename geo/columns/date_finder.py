"""Find the columns of a layer with dates: of starts and ends, or of snapshots.

Sources of `conventions.py` come first, then columns whose names say what they are in other words
(`date_words`). Both must have dates in their rows (`date_values`).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from geo.base import CallError, ReadError, list_columns
from geo.columns import conventions, date_values, date_words
from geo.columns.date_values import has_small_numbers
from geo.columns.date_words import (
    DATE,
    DAY,
    EDITED,
    EITHER,
    END,
    MONTH,
    START,
    YEAR,
    read_name,
)
from geo.columns.matching import (
    DATES,
    KNOWN_INTERVALS,
    IntervalColumns,
    all_columns,
    find_column,
    has_values,
    require_column,
)
from geo.formats import Columns
from geo.table import END_TEXT, START_TEXT

Names = tuple[str, ...]

_PRECISE = {name.lower() for each in KNOWN_INTERVALS for name in each.precise}
# The value of the option `end` where no column has the ends.
NO_END = "none"
_DOCUMENTED_DATES = {
    name.lower()
    for convention in conventions.with_role(conventions.DATE)
    for name in convention.names
    if convention.documented != conventions.UNDOCUMENTED
}


def find_interval_columns(
    columns: Columns, label: str, start: str | None = None, end: str | None = None
) -> IntervalColumns | None:
    """The columns of a layer with the start and end of intervals; None if it has none.

    `start` and `end` are columns given by the caller; `end` may be NO_END. Without a column of
    ends intervals last to the end of the data.

    Raises
    ------
    ReadError
        If several columns have starts or ends, with different dates, or if a column that no
        convention knows may have the ends.
    CallError
        If a column given by the caller does not exist, or there is no start for its end.
    """
    first: Names | None = None
    last: Names | None = None
    if start is not None:
        first = (require_column(columns, start, "start", label),)
    if end is not None:
        without_ends = end == NO_END and find_column(columns, [end]) is None
        last = () if without_ends else (require_column(columns, end, "end", label),)
    if (known := _find_documented(columns, first, last)) is not None:
        return _with_year_count(known, columns)
    first = first or _find_starts(columns, label)
    if not first:
        return _find_dates_with_ends(columns, label, last)
    if last is None:
        last = _find_ends(columns, label, first)
        if not last:
            _require_no_ends(columns, label, first)
    # A known source writes its starts alike without its ends; the meaning of its ends is open.
    source = next(
        (known for known, starts, _ in _documented(columns) if starts == first),
        IntervalColumns("", (), (), None),
    )
    combined = replace(source, start=first, end=last, inclusive=None)
    if last:
        combined = replace(combined, source="", documented=conventions.UNDOCUMENTED)
    return _with_year_count(combined, columns)


def _find_dates_with_ends(
    columns: Columns, label: str, last: Names | None
) -> IntervalColumns | None:
    """A column of dates that are starts, as another has ends: `last`, or one after them."""
    if last == ():
        return None
    dates = find_date_columns(columns, label)
    dates = dates or find_taking_columns(columns, label, alone=False)
    if last and (not dates or {*dates} & {*last}):
        raise CallError(
            f"{label}: --end {last[0]} without a start; pass --start ({list_columns(columns)})"
        )
    if not dates:
        return None
    ends = last or _find_ends(columns, label, dates)
    if ends and (last or _follow(columns, dates, ends)):
        return IntervalColumns("", dates, ends, None)
    return None


def find_date_columns(columns: Columns, label: str) -> Names:
    """The column of a layer with dates, or those of year, month and day; empty if none.

    A column of small numbers does not count: a day of a month, a step in a series.

    Raises
    ------
    ReadError
        If several columns have different dates.
    """
    for name in DATES:
        column = find_column(columns, [name])
        if column is None:
            continue
        if name == "year" and _is_dated(columns, column):
            parts = (find_column(columns, [part]) for part in (MONTH, DAY))
            return tuple(part for part in (column, *parts) if part)
        if name != "year" and not has_small_numbers(columns[column]):
            if _is_dated(columns, column):
                return (column,)
    candidates = [*_candidates(columns, DATE)]
    return _only(columns, label, candidates, "date") if candidates else ()


def find_taking_columns(columns: Columns, label: str, *, alone: bool = True) -> Names:
    """The column with the dates on which territory was taken (`acquired`); empty if none.

    Raises
    ------
    ReadError
        If it is `alone`, without ends, and there are several dates, which may be those of
        snapshots or of starts.
    """
    candidates = [*_candidates(columns, EITHER)]
    if not candidates:
        return ()
    names = _only(columns, label, candidates, "date")
    periods = {each for each in date_values.read_periods(columns, names) if each}
    if alone and len(periods) > 1:
        raise ReadError(
            f"{label}: column {names[0]} has dates: of maps, each of all that is held then, or of "
            f"the start of each row, which holds from then on? Pass --date {names[0]} or --start "
            f"{names[0]}"
        )
    return names


def named_columns(columns: Columns) -> Iterator[tuple[str, str]]:
    """Columns whose names are those of starts or dates, though few of their values are dates."""
    known = {name.lower() for each in KNOWN_INTERVALS for name in each.start}
    for column in columns:
        name = read_name(column)
        listed = column.lower() in known or column.lower() in DATES
        if (name.role in (START, DATE) and not name.vague) or listed:
            values = columns[column]
            if has_values(values) and not has_small_numbers(values):
                yield column, START if column.lower() in known else name.role or DATE


def edited_column(columns: Columns) -> str | None:
    """A column with the dates on which rows were edited; None if there is none."""
    for column in columns:
        if read_name(column).role == EDITED and has_values(columns[column]):
            if date_values.date_share(columns, column) >= 0.5:
                return column
    return None


def _documented(columns: Columns) -> list[tuple[IntervalColumns, Names, Names]]:
    """Documented sources, and their columns of starts and ends in a layer, if it has starts."""
    found = [
        (known, all_columns(columns, known.start), all_columns(columns, known.end))
        for known in KNOWN_INTERVALS
        if known.documented != conventions.UNDOCUMENTED
    ]
    return [
        (known, starts, ends)
        for known, starts, ends in found
        if find_column(columns, starts[:1]) and _is_dated(columns, starts[0])
    ]


def _find_documented(
    columns: Columns, first: Names | None, last: Names | None
) -> IntervalColumns | None:
    """The documented source whose columns of starts and ends a layer has."""
    for known, starts, ends in _documented(columns):
        if (
            starts == (first or starts)
            and ends
            and ends == (ends if last is None else last)
        ):
            if last or _is_dated(columns, ends[0], END):
                return replace(
                    known,
                    start=starts,
                    end=ends,
                    unmistakable=_is_proven(known, columns),
                )
    return None


def _is_proven(known: IntervalColumns, columns: Columns) -> bool:
    """Whether a layer with the columns of a known source is of that source."""
    if known.inclusive is None:
        return False
    for convention in conventions.with_role(conventions.INTERVAL):
        if (convention.names, convention.end_names) == (known.start, known.end):
            return convention.proof is None or any(
                all_columns(columns, [name]) for name in convention.proof
            )
    return False


def _find_starts(columns: Columns, label: str) -> Names:
    """The column of starts in a layer, or those of year, month and day; empty if none."""
    documented = [starts for _, starts, _ in _documented(columns)]
    candidates = [*documented[:1]]
    for names in _candidates(columns, START):
        if names not in candidates and names[0].lower() not in _PRECISE:
            candidates.append(names)
    if documented and not read_name(documented[0][0]).role:
        return documented[0]  # in words of its source, beside which others do not count
    return _only(columns, label, candidates, "start") if candidates else ()


def _find_ends(columns: Columns, label: str, starts: Names) -> Names:
    """The column of ends that belongs to `starts`; empty if there is none."""
    candidates = [
        names
        for names in _candidates(columns, END)
        if names[0].lower() not in _PRECISE and not {*names} & {*starts}
    ]
    filled = [each for each in candidates if has_values(columns[each[0]])]
    candidates = filled or candidates[:1]
    others = read_name(starts[0]).others
    same = [names for names in candidates if read_name(names[0]).others == others]
    if not candidates:
        return ()
    return _only(columns, label, same or candidates, "end")


def _candidates(columns: Columns, role: str) -> Iterator[Names]:
    """Columns with dates whose names have this role; those of year, month and day together."""
    for column in columns:
        name = read_name(column)
        if name.role != role or not _is_dated(columns, column, role):
            continue
        if name.part == YEAR:
            yield column, *_parts(columns, name, role)
        elif not (name.part and has_small_numbers(columns[column])):
            yield (column,)


def _parts(columns: Columns, year: date_words.DateName, role: str) -> Iterator[str]:
    """The columns of month and day that belong to one of years."""
    for part in (MONTH, DAY):
        column = next(
            (
                column
                for column in columns
                if read_name(column)[:3] == (role, part, year.others)
                and has_small_numbers(columns[column])
                and has_values(columns[column])
            ),
            None,
        )
        if column is None:
            return
        yield column


def _is_dated(columns: Columns, column: str, role: str = "") -> bool:
    """Whether a column that has dates by its name has them in its values.

    Under a name that says so beyond doubt, dates that cannot be read are errors; under any other,
    most values must be dates.
    """
    name = read_name(column)
    if role not in (END,) and not has_values(columns[column]):
        return False
    documented = column.lower() in _DOCUMENTED
    small = has_small_numbers(columns[column])
    if small and has_values(columns[column]):
        return documented or name.part == YEAR
    share = date_values.date_share(columns, column, open_ends=role == END)
    if documented or (name.role in (START, END) and not name.vague):
        if role == END and columns[column].dtype.kind not in "biuf":
            return True  # words in it are errors: they may be ends
        return share > 0 or date_values.has_digits(columns, column)
    if role == DATE and name.vague:
        periods = date_values.read_periods(columns, [column])
        if any(each is not None and each.precision == YEAR for each in periods):
            return False
    return share >= 0.5


_DOCUMENTED = _DOCUMENTED_DATES | {
    name.lower()
    for known in KNOWN_INTERVALS
    if known.documented != conventions.UNDOCUMENTED
    for name in (*known.start, *known.end)
}


def _only(
    columns: Columns, label: str, candidates: Sequence[Names], option: str
) -> Names:
    """The finest of columns with the same dates; ReadError if their dates differ."""
    if len(candidates) == 1:
        return candidates[0]
    chosen = max(candidates, key=lambda names: date_values.fineness(columns, names))
    for names in candidates:
        if names != chosen and date_values.agree(columns, chosen, names) is not None:
            first, other = sorted((names, chosen), key=candidates.index)
            shown = f"{'/'.join(first)} and {'/'.join(other)}"
            raise ReadError(
                f"{label}: columns {shown} may both be the {option}, and have different dates; "
                f"pass --{option} {first[0]} or --{option} {other[0]}"
            )
    return chosen


def _follow(columns: Columns, dates: Names, ends: Names) -> bool:
    """Whether ends are after the dates in the same rows, in nearly all of them."""
    pairs = [
        (start, end)
        for start, end in zip(
            *(date_values.read_periods(columns, names) for names in (dates, ends))
        )
        if start is not None and end is not None
    ]
    later = sum(bool(end.after > start.first) for start, end in pairs)
    return bool(pairs) and later >= 0.95 * len(pairs)


def _require_no_ends(columns: Columns, label: str, starts: Names) -> None:
    """Raise ReadError if a column that no convention knows may have the ends of these starts.

    A column of dates beside them may make the rows snapshots, even if its dates are the same.
    """
    used = {*starts, START_TEXT, END_TEXT}
    periods = date_values.read_periods(columns, starts)
    shown = "/".join(starts)
    for column in columns:
        role = read_name(column).role
        if column in used or role in (START, EDITED):
            continue
        if role == DATE and len({*periods} - {None}) > 1:
            dates = date_values.read_periods(columns, [column])
            if sum(each is not None for each in dates) and dates == periods:
                raise ReadError(
                    f"{label}: columns {shown} and {column} have the same dates: pass --date "
                    f"{column} if each is that of a map of all that is held then, or --end "
                    f"{NO_END} if every row holds to the end of the data"
                )
        if date_values.may_be_end(columns, column, periods):
            snapshot = f", --date {column} if each is that of a map" * (role == DATE)
            raise ReadError(
                f"{label}: column {shown} has starts, and no column of ends is known, but "
                f"{column} has dates after them; pass --end {column} if they are the ends"
                f"{snapshot}, or --end {NO_END} if every row holds to the end of the data"
            )


def unread_ends(columns: Columns, used: Collection[str]) -> Iterator[str]:
    """Columns with ends by their names that are not `used`."""
    for column in columns:
        if column not in used and read_name(column).role == END:
            if has_values(columns[column]) and column.lower() not in _PRECISE:
                yield column


def dated_column(columns: Columns) -> str | None:
    """A column of days or months under a name that says nothing of dates; None if none."""
    for column in columns:
        values = columns[column]
        if read_name(column).role or values.dtype.kind not in "MO":
            continue
        periods = date_values.read_periods(columns, [column])
        days = [each for each in periods if each is not None and each.precision != YEAR]
        if days and len(days) >= 0.9 * len(periods):
            return column
    return None


def _with_year_count(interval: IntervalColumns, columns: Columns) -> IntervalColumns:
    """`interval`, without `bce` where a year 0 shows that years are those of ISO 8601."""
    if not interval.bce:
        return interval
    years = [columns[name] for name in (*interval.start[:1], *interval.end[:1])]
    return replace(interval, bce=not any((year == 0).any() for year in years))
