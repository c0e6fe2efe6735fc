"""Read a list of places with dates, actors and kinds, of which `place_cells` makes polygons."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.base import (
    Limits,
    ReadError,
    RowError,
    counted,
    join_spaces,
    list_columns,
    raise_row_errors,
)
from geo.columns import DateReading, date_texts
from geo.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    ONE_DAY,
    OpenOrderError,
    common_order,
    next_text,
    read_date,
    require_order,
    seconds_between,
    year_first,
)
from geo.source import place_ends
from geo.source.given_names import require_unnamed
from geo.source.place_cells import HELD, REACH
from geo.source.place_columns import COLUMN_OPTIONS, DATED, read_listed
from geo.source.place_holding import hold_places
from geo.source.sanitize_table import Sanitizer
from geo.table import (
    ACTOR,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    PROVENANCE,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    TERRITORY,
)

# The key in `attrs` of a list for the order of day and month, if its dates are ambiguous.
ORDER = "order"
# The key for rows whose start and end are times of one day.
WITHIN_DAY = "within_day"
# The same for rules by which dates of a column were read.
NOTES = "date_notes"
# The key for control characters in its texts, see `Sanitizer.report`.
LETTERS = "letters"

# The key for the number of rows of the file, and for what was done to read them.
ROWS = "rows"
COLUMN_NOTES = "column_notes"

REQUIRED = ("place", "lat", "lon", "held_from", "held_to")
_LONGEST_LIST = 220  # characters of the names of columns, beside what to do
FEW = 12  # places whose names fit on a phone
_NUMBERED_INTERVAL = r" \((?:(?:first|second|third|fourth) spell|roamed)\)$"


class NoColumnError(ReadError):
    """A table lacks a column of a list of places, and may be another table."""


def read_places(
    path: Path,
    *,
    actor: str | None = None,
    source: str | None = None,
    day_first: bool | None = None,
    ends: str | None = None,
    limits: Limits = Limits(),
    without: Collection[int] = (),
    columns: Mapping[str, str | None] = {},
    where: Sequence[str] = (),
    missing: str | None = None,
) -> pd.DataFrame:
    """The list of places in a file, for `territory`.

    Columns `place`, `lat`, `lon`, `held_from`, `held_to`, or others of the same meaning, see
    `place_columns`; `columns` has those that the caller names. Where a row has a date and no end,
    it holds until the next row of its place, see `geo.units`, for which is `missing`. Rows have to
    satisfy the conditions `where`. Optional columns are `kind` (default `town`), `actor` (default
    `actor`, or “territory”), `status` (default `held`) and `source` (default
    `source`, or the name of the file). A row without `held_from` is a place that no actor of
    interest held. Other columns are kept. Dates
    may be in words (8 July 2014); the order of day and month in 08/07/2014 is that of `day_first`,
    or else the only one in which all dates of the list are valid, which `attrs["order"]` then
    reports. A place is no longer held on the day of `held_to`, unless `ends` is `inclusive`, or
    the next interval of the place shows it, which begins a day later; `attrs["ends"]` then reports
    it. Rows with the numbers `without` are left out.

    Raises
    ------
    ReadError
        If a column is missing, a coordinate is not a number or outside the globe, a date cannot
        be read, or a place is lost before it was taken. The message names the file and the row,
        as a spreadsheet counts it; so do the columns `file` and `file_row`.
    LimitError
        If the list exceeds one of `limits`.
    """
    rows = _read_rows(path, limits, columns, where)
    number = len(rows)
    rows = rows[~rows[FILE_ROW].isin(list(without))].reset_index(drop=True)
    row_numbers = rows[FILE_ROW]

    def require(valid: Any, problem: Callable[[int], str]) -> None:
        raise_row_errors(
            RowError(path.name, int(row_numbers[row]), problem(row))
            for row in np.flatnonzero(~np.asarray(valid, bool)).tolist()
        )

    for name, limit in (("lat", 90), ("lon", 180)):
        degrees = pd.to_numeric(rows[name], errors="coerce")
        values = rows[name].astype(str).str[:40].tolist()
        require(
            degrees.abs() <= limit,
            lambda row: f"{name} is {values[row]!r}; write degrees",
        )
        rows[name] = degrees
    dates = DateReading(row_numbers.tolist())
    for name, text in (("held_from", START_TEXT), ("held_to", END_TEXT)):
        texts = date_texts(
            {name: rows[name]}, [name], path.name, times=True, reading=dates
        )
        rows[text] = [date or "" for date in texts]
    if dates.notes:
        rows.attrs[NOTES] = f"dates: {'; '.join(dates.notes)}"
    opened = place_ends.open_words(rows)
    rows = _with_year_first(path, rows, day_first, dates)
    rows[START] = _read_dates(path, rows[START_TEXT], dates)
    place_ends.open_sentinels(rows, opened)
    rows[END] = _read_dates(path, rows[END_TEXT], dates)
    require(
        rows[START].notna() | rows[END].isna(),
        lambda row: f"{rows['place'].iloc[row]} is lost but never taken; fill in held_from",
    )
    same_day = zip(rows[START_TEXT], rows[END_TEXT], rows[START] == rows[END])
    seconds = [seconds_between(*texts) if same else 0 for *texts, same in same_day]
    within_day = [each > 0 for each in seconds]
    if any(within_day):
        first = rows[within_day].iloc[0]
        rows.attrs[WITHIN_DAY] = (
            f"{counted(sum(within_day), 'row')} taken and lost within one day "
            f"({first[START_TEXT]} to {first[END_TEXT]}); read as held that whole day"
        )
        rows.loc[within_day, END] += ONE_DAY
        rows.loc[within_day, END_TEXT] = rows.loc[within_day, END_TEXT].map(next_text)
    for name in (ACTOR, STATUS):
        if name in rows.columns:
            rows[name] = rows[name].map(join_spaces)

    def backwards(row: int) -> str:
        place, to = rows["place"].iloc[row], rows["held_to"].iloc[row]
        return (
            f"{place} is lost on {to}, before it is taken; correct one of the two dates"
        )

    require(~(rows[END] < rows[START]) & (np.array(seconds) >= 0), backwards)
    if not rows.attrs[DATED]:
        place_ends.settle_ends(path, rows, within_day, ends)
    require(~(rows[END] <= rows[START]), backwards)
    rows = hold_places(rows, missing)
    rows.attrs[ROWS] = number
    if actor is not None and ACTOR in rows.columns:
        require_unnamed(path.name, rows[ACTOR], ACTOR)
    defaults = {
        "kind": "town",
        ACTOR: actor or TERRITORY,
        STATUS: HELD,
        SOURCE: source or path.name,
    }
    for name, value in defaults.items():
        given = rows[name] if name in rows.columns else pd.Series("", index=rows.index)
        rows[name] = given.mask(given == "", value)
    known = ", ".join(sorted(REACH))
    require(
        rows["kind"].isin(list(REACH)),
        lambda row: f"kind {rows['kind'].iloc[row]!r}; write one of {known}",
    )
    return rows


def place_labels(listed: pd.DataFrame) -> list[dict[str, Any]]:
    """Names for the map: each place of the list once, deserts left out.

    `name`, `lat`, `lon` and `rank`, the zoom from which a name is shown: towns before villages
    and fields, and a few places at every zoom. The number of an interval, in brackets behind a
    name, is removed.
    """
    places = listed[listed["kind"] != "desert"]
    names = places["place"].str.replace(_NUMBERED_INTERVAL, "", regex=True)
    ranks = places["kind"].map({"city": 8, "town": 8}).fillna(10).astype(int)
    labels = places.assign(name=names, rank=ranks)[["name", "lat", "lon", "rank"]]
    once = labels.drop_duplicates("name")
    if len(once) <= FEW:
        once = once.assign(rank=0)
    rows = once.to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _read_rows(
    path: Path,
    limits: Limits,
    columns: Mapping[str, str | None],
    where: Sequence[str],
) -> pd.DataFrame:
    """The rows of a list as text, with the column names used here."""
    named = {name: columns.get(name) for name in COLUMN_OPTIONS}
    rows, numbers, notes = read_listed(path, named, where, limits)
    found, dated = list(map(str, rows.columns)), rows.attrs[DATED]
    rows = rows.rename(columns={name: f"{name}_in_source" for name in PROVENANCE})
    sanitizer = Sanitizer()
    rows = sanitizer.sanitize_frame(rows, path.name, numbers)
    actors = rows[ACTOR].unique().tolist() if ACTOR in rows.columns else []
    rows.attrs[LETTERS] = sanitizer.report(actors)
    rows[FILE], rows[FILE_ROW] = path.name, numbers
    rows.attrs[DATED], rows.attrs[COLUMN_NOTES] = dated, notes
    missing = [name for name in REQUIRED if name not in rows.columns]
    if missing:
        option = {"place": "--place", "held_from": "--date or --start"}.get(
            missing[0], "--coordinates"
        )
        columns_text = list_columns(found)
        if len(columns_text) > _LONGEST_LIST:
            columns_text = f"{columns_text[:_LONGEST_LIST]}..."
        raise NoColumnError(
            f"{path.name}: no column {missing[0]} ({columns_text}); name it by {option}, or pass "
            "--units for a table of districts; shares or counts are no territory"
        )
    return rows


def _with_year_first(
    path: Path, rows: pd.DataFrame, day_first: bool | None, read: DateReading
) -> pd.DataFrame:
    """`rows` with the year first in every date that ends in it."""
    order = None if day_first is None else DAY_FIRST if day_first else MONTH_FIRST
    if order is None:
        names = [START_TEXT, END_TEXT]
        dates = pd.concat([rows[name].set_axis(rows[FILE_ROW]) for name in names])
        try:
            require_order(
                dates.items(), path.name, "held_from and held_to", read.written
            )
        except OpenOrderError as error:
            order, date = common_order([error])
            rows.attrs[ORDER] = f"dates read {order}, as {date} is only valid that way"
        else:
            order = DAY_FIRST  # no date is ambiguous, or its day and month are equal
    ordered = {
        name: [year_first(date, order) for date in rows[name]]
        for name in (START_TEXT, END_TEXT)
    }
    for name, texts in ordered.items():
        read.add("", dict(zip(texts, rows[name])))
    return rows.assign(**ordered)


def _read_dates(path: Path, texts: pd.Series, read: DateReading) -> pd.Series:
    """`texts` as datetime64[s]; NaT if empty. `read` has the numbers of rows in the file."""
    dates = np.full(len(texts), np.datetime64("NaT", "s"))
    errors = []
    for row, text in enumerate(texts):
        if not text:
            continue
        try:
            dates[row] = read_date(text)
        except ReadError as error:
            problem = read.quote(text, str(error))
            errors.append(RowError(path.name, read.numbers[row], problem))
    raise_row_errors(errors)
    return pd.Series(dates, index=texts.index)
