"""Keyword arguments of `read_control` as options of `geo.columns`, checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from geo.base import CallError, ReadError
from geo.columns import (
    FROM_NAMES,
    LOST,
    OPEN_END,
    DateOptions,
    NameOptions,
    ReadOptions,
    read_condition,
)
from geo.dates import (
    CALENDARS,
    DAY_FIRST,
    MONTH_FIRST,
    NAME_FORMS,
    SourceNames,
    normalize_day,
    read_date,
)
from geo.files import File
from geo.source import snapshots
from geo.source.options import is_inclusive
from geo.units import MISSING


def read_options(options: Mapping[str, Any], files: Sequence[File] = ()) -> ReadOptions:
    """Keyword arguments of `read_control` as options of `geo.columns`."""
    calendar, date = options["calendar"], options["date"]
    keep = options["keep"]
    if keep not in (None, *snapshots.KEEP):
        raise CallError(f"--keep {keep}: write one of {', '.join(snapshots.KEEP)}")
    if calendar not in (None, *CALENDARS):
        raise CallError(f"--calendar {calendar}: write one of {', '.join(CALENDARS)}")
    last_end = options["last_end"]
    if last_end not in (None, OPEN_END, LOST):
        raise CallError(f"--last-end {last_end}: write {OPEN_END} or {LOST}")
    order = {None: None, True: DAY_FIRST, False: MONTH_FIRST}[options["day_first"]]
    from_names = date in FROM_NAMES
    dates = DateOptions(
        None if from_names else date,
        options["start"],
        options["end"],
        inclusive=is_inclusive(options["ends"]),
        order=order,
        calendar=calendar,
        names=SourceNames(
            dict.fromkeys(name for file in files for name in file.names),
            date if date in NAME_FORMS else None,
        ),
        from_names=from_names,
        skip_undated=bool(options["skip_undated"]),
        unknown_start=_unknown_start(options["unknown_start"]),
        last_end=last_end,
    )
    names = NameOptions(
        options["actor"],
        options["status"],
        options["source_column"],
        dict(options["statuses"] or {}),
        options["actor_name"],
        options["source_name"],
    )
    missing = options["missing"]
    if missing not in (None, *MISSING):
        raise CallError(f"--missing {missing}: write one of {', '.join(MISSING)}")
    where = tuple(read_condition(text) for text in options["where"] or ())
    return ReadOptions(dates, names, where)


def _unknown_start(date: str | None) -> str | None:
    """The date of the option `unknown_start`, which is a date text."""
    if date is None:
        return None
    text = normalize_day(date)
    try:
        read_date(text)
    except ReadError as error:
        raise CallError(f"--unknown-start {error}") from error
    return text
