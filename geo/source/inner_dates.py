"""Decide between a date inside a file, in a column or a member, and another one in its name.

Newsrooms repeat the file of the day before, with its date inside, on a day without news.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from geo.base import ReadError, counted
from geo.columns import LayerRows
from geo.dates import label, next_date, read_date
from geo.source.snapshots import Refuse, natural, same_rows
from geo.table import START, START_TEXT


def settle_inner_dates(
    layer_rows: Sequence[LayerRows], refuse: Refuse | None = None
) -> list[str]:
    """Decide between the date inside a file and another one in its name; report the decision.

    Where a file has the territory of the file before, with the date of that inside, the date of
    its name counts. Where several files have one date inside and finer ones in their names, these
    count.

    Raises
    ------
    ReadError
        If another file has two dates, and `refuse` is not given.
    """
    series: dict[tuple[str, str], list[LayerRows]] = defaultdict(list)
    for rows in layer_rows:
        if rows.snapshots and rows.name_date is not None and len(rows.dates) == 1:
            if rows.from_name or rows.date_column:
                series[rows.series].append(rows)
    several = [
        files
        for files in series.values()
        if len({rows.unit for rows in files}) > 1
        and not all(rows.from_name for rows in files)
    ]
    groups: dict[str, list[LayerRows]] = {_REPEAT: [], _FINER: [], _CONFLICT: []}
    for files in several:
        for kind, rows in _compare(files):
            groups[kind].append(rows)
    if conflicts := groups[_CONFLICT]:
        error = _two_dates(conflicts, sum(map(len, several)))
        if refuse is None:
            raise error
        refuse(conflicts[0].label, error)
    repeats, finer = groups[_REPEAT], groups[_FINER]
    for rows in (*repeats, *finer):
        _date_by_name(rows)
    sentences = []
    if repeats:
        sentences.append(
            f"{counted(len(repeats), 'file')} with the territory and the date of the file before: "
            "the date of the name counts"
        )
    if finer:
        sentences.append(
            f"{counted(len(finer), 'file')} with a less precise date in {finer[0].date_column}: "
            "the date of the name counts"
        )
    return sentences


_REPEAT, _FINER, _CONFLICT = "repeat", "finer", "conflict"


def _compare(files: Sequence[LayerRows]) -> Iterator[tuple[str, LayerRows]]:
    """The files of a series whose date inside is not that of their name, and how they differ."""
    ordered = sorted(files, key=lambda rows: (_name_start(rows), natural(rows.unit)))
    names: dict[np.datetime64, set[np.datetime64]] = defaultdict(set)
    for rows in ordered:
        names[_inside(rows)[0]].add(_name_start(rows))
    for before, rows in zip([None, *ordered], ordered):
        day, text = _inside(rows)
        if rows.from_name or rows.name_date is None:
            continue
        if is_within(text, rows.name_date.text):
            continue
        if is_within(rows.name_date.text, text):
            if len(names[day]) > 1:
                yield _FINER, rows
        elif (
            before is not None and _inside(before)[0] == day and same_rows(before, rows)
        ):
            yield _REPEAT, rows
        else:
            yield _CONFLICT, rows


def _two_dates(conflicts: Sequence[LayerRows], total: int) -> ReadError:
    """The error on files with two dates, of `total` files."""
    rows = conflicts[0]
    more = ""
    if len(conflicts) > 1:
        more = f" ({len(conflicts):,d} of {total:,d} files have two dates)"
    place, options = "its member", "--date file-name"
    if rows.date_column in rows.used_columns:
        place, options = "column", f"{options} or --date {rows.date_column}"
    name = label(rows.name_date.text) if rows.name_date else ""
    return ReadError(
        f"{rows.label}: {label(_inside(rows)[1])} in {place} {rows.date_column}, {name} in its "
        f"name{more}; pass {options}"
    )


def is_within(text: str, other: str) -> bool:
    """Whether the time that a date text names lies within that of another."""
    starts, after = read_date(other), next_date(other)
    return bool(starts <= read_date(text) and next_date(text) <= after)


def _inside(rows: LayerRows) -> tuple[np.datetime64, str]:
    """The one date inside a file."""
    return next(iter(rows.dates.items()))


def _name_start(rows: LayerRows) -> np.datetime64:
    assert rows.name_date is not None
    return read_date(rows.name_date.text)


def _date_by_name(rows: LayerRows) -> None:
    """Give all rows of a layer the date of its name."""
    assert rows.name_date is not None
    text = rows.name_date.text
    start = read_date(text)
    rows.columns[START] = [start] * len(rows)
    rows.columns[START_TEXT] = [text] * len(rows)
    rows.dates, rows.moments = {start: text}, []
    rows.from_name = True
