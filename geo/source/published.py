"""A published series of areas, read from a CSV file."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from geo.base import ReadError, list_columns, sanitize_value
from geo.columns import (
    ACTORS,
    DATES,
    SOURCES,
    STATUSES,
    DateReading,
    cell_names,
    date_texts,
    find_column,
    find_date_columns,
)
from geo.dates import read_date
from geo.files import existing_file
from geo.formats import Columns, read_table
from geo.source.project_values import PEAK
from geo.table import ACTOR, DATE, DATE_TEXT, SOURCE, STATUS

LOW, HIGH = "area_km2_low", "area_km2_high"

PRECISION = "date_precision"

# Square kilometres in each unit. The international mile is 1,609.344 m, the acre 4,840 square
# yards of 0.9144 m (the yard and pound agreement of 1959).
UNITS_KM2 = {
    "km2": 1.0,
    "sq_mi": 1.609344**2,
    "ha": 0.01,
    "acres": 4840 * 0.9144**2 / 1e6,
}

_UNIT = {
    "km2": re.compile(r"km ?[2²]|sq\.? ?km|sqkm|square kilomet(er|re)s?"),
    "sq_mi": re.compile(r"mi ?[2²]|sq\.? ?mi(les?)?|sqmi|square miles?"),
    "ha": re.compile(r"\bha\b|hectares?"),
    "acres": re.compile(r"\bacres?\b"),
}

_LOWEST = re.compile(r"\b(low|lower|lowest|min|minimum)\b")

_HIGHEST = re.compile(r"\b(high|higher|highest|upper|max|maximum)\b")

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")

_LONGEST = 40  # characters of a number: one of several hundred digits would be infinite


def read_published(path: str | Path) -> pd.DataFrame:
    """A published series of areas from a table of text (CSV), one row for each of its rows.

    It has a column of dates, and a column of areas with the unit in its name: square kilometres
    (`km2`), square miles (`sq_mi`), hectares (`ha`) or acres; or two, with `low` and `high` in
    their names. Columns of the actor, the status and the source (or `publisher`) are optional,
    with the names in `geo/columns/conventions.py`. A figure without a date of its own, "at its
    height", has `peak` for a date or in a column `date_precision`.

    Returns
    -------
    DataFrame
        `date` (datetime64[s]; NaT for `peak`), `date_text`, `actor` and `status` (empty if not
        given), `area_km2_low` and `area_km2_high` (equal for one figure, missing if there is
        none), `source`, and `row` in the file, as a spreadsheet counts it.

    Raises
    ------
    CallError
        If there is no such file.
    ReadError
        If it has no date or no unit, or a value is not a date or number.
    """
    path = existing_file(path, "--against")
    table = read_table(path, path.name)
    row_numbers = table.numbers
    columns: Columns = {
        name: pd.Series(values, dtype=object)
        for name, values in sanitize_value(table.columns).items()
    }
    columns, are_peaks = _take_peaks(columns)
    date_columns = find_date_columns(columns, path.name)
    if not date_columns and not all(are_peaks):
        raise ReadError(
            f"{path.name}: no column of dates ({list_columns(columns)}); name one date"
        )
    dates = DateReading(row_numbers)
    texts: list[str | None] = [PEAK] * len(are_peaks)
    if date_columns:
        read = date_texts(columns, date_columns, path.name, reading=dates)
        texts = [PEAK if peak else text for peak, text in zip(are_peaks, read)]
    low, high = _read_areas(columns, path.name, row_numbers)
    return pd.DataFrame(
        {
            DATE: _read_days(texts, path.name, dates),
            DATE_TEXT: texts,
            ACTOR: _read_names(columns, ACTORS),
            STATUS: _read_names(columns, STATUSES),
            LOW: low,
            HIGH: high,
            SOURCE: _read_names(columns, (*SOURCES, "publisher")),
            "row": row_numbers,
        }
    )


def _take_peaks(columns: Columns) -> tuple[Columns, list[bool]]:
    """The columns without the dates of rows about the peak, and which rows these are."""
    date_columns = [
        column
        for name in (PRECISION, *DATES)
        if (column := find_column(columns, [name])) is not None
    ]
    words = [cell_names(columns[column]) for column in date_columns]
    are_peaks = [
        any(str(word).strip().casefold() == PEAK for word in row) for row in zip(*words)
    ]
    if not any(are_peaks):
        return columns, [False] * len(next(iter(columns.values()), ()))
    undated = {
        column: columns[column].mask(pd.Series(are_peaks)) for column in date_columns
    }
    return {**columns, **undated}, are_peaks


def _read_areas(
    columns: Columns, name: str, row_numbers: list[int]
) -> tuple[list[float], list[float]]:
    """Lowest and highest area of each row, in km2."""
    area_columns: dict[str, tuple[str, float]] = {}
    for column in columns:
        plain = column.casefold().replace("_", " ").replace("-", " ")
        unit = next((unit for unit, mark in _UNIT.items() if mark.search(plain)), None)
        if unit is None:
            continue
        role = "area"
        if _LOWEST.search(plain):
            role = "low"
        elif _HIGHEST.search(plain):
            role = "high"
        if role in area_columns:
            raise ReadError(
                f"{name}: two columns of areas ({area_columns[role][0]}, {column}); keep one"
            )
        area_columns[role] = column, UNITS_KM2[unit]
    if not area_columns:
        raise ReadError(
            f"{name}: no column with a unit in its name ({list_columns(columns)}); name the areas "
            "area_km2, area_sq_mi, area_ha or area_acres"
        )
    areas = {
        role: _read_numbers(columns, column, km2, name, row_numbers)
        for role, (column, km2) in area_columns.items()
    }
    area = areas.get("area", [np.nan] * len(row_numbers))
    low, high = areas.get("low", area), areas.get("high", area)
    return (
        [figure if np.isnan(end) else end for figure, end in zip(area, low)],
        [figure if np.isnan(end) else end for figure, end in zip(area, high)],
    )


def _read_numbers(
    columns: Columns, column: str, km2: float, name: str, row_numbers: list[int]
) -> list[float]:
    """Numbers of a column times `km2`, NaN for an empty cell."""
    numbers = []
    for row, text in zip(row_numbers, cell_names(columns[column])):
        if text is None:
            numbers.append(np.nan)
            continue
        match = _NUMBER.fullmatch(text.strip())
        if match is None or len(text) > _LONGEST:
            value = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
            raise ReadError(
                f"{name}, row {row}: {column} is {value!r}; write a number as 91000 or 91,000.5"
            )
        numbers.append(float(text.replace(",", "")) * km2)
    return numbers


def _read_days(
    texts: list[str | None], name: str, dates: DateReading
) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    days: list[np.datetime64] = []
    for row, text in zip(dates.numbers, texts):
        if text is None:
            raise ReadError(f"{name}, row {row}: no date; write one as YYYY-MM-DD")
        if text == PEAK:
            days.append(np.datetime64("NaT"))
            continue
        try:
            days.append(read_date(text))
        except ReadError as error:
            problem = dates.quote(text, str(error))
            raise ReadError(f"{name}, row {row}: {problem}") from error
    return np.array(days, dtype="datetime64[s]")


def _read_names(columns: Columns, names: tuple[str, ...]) -> list[str]:
    column = find_column(columns, names)
    if column is None:
        return [""] * len(next(iter(columns.values())))
    return [value or "" for value in cell_names(columns[column])]
