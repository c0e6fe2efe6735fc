"""A published series of areas, read from a CSV file."""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from geo.base import ReadError, list_columns, sanitize_value
from geo.columns import (
    ACTORS,
    SOURCES,
    STATUSES,
    Columns,
    cell_names,
    dated,
    find_column,
    joined,
)
from geo.dates import read_date
from geo.files import existing_file
from geo.formats import read_table
from geo.table import ACTOR, DATE, DATE_TEXT, SOURCE, STATUS

LOW, HIGH = "area_km2_low", "area_km2_high"

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

_LONGEST = 40  # letters of a number: with a few hundred it would be infinite


def read_published(path: str | Path) -> pd.DataFrame:
    """A published series of areas from a table of text (CSV), one row for each of its rows.

    It has a column of dates, and a column of areas whose name says the unit: square kilometres
    (`km2`), square miles (`sq_mi`), hectares (`ha`) or acres; or two, with `low` and `high` in
    their names. Columns of the actor, the status and the source (or `publisher`) may be there, by
    the names that `geo/columns/conventions.py` knows.

    Returns
    -------
    DataFrame
        `date` (datetime64[s]), `date_text`, `actor` and `status` (empty where not told),
        `area_km2_low` and `area_km2_high` (equal for one figure, missing where none is given),
        `source`, and `row` in the file, as a spreadsheet counts it.

    Raises
    ------
    CallError
        If there is no such file.
    ReadError
        If it has no date or no unit, or a value is no date or number.
    """
    path = existing_file(path, "--against")
    found = read_table(path, path.name)
    at = found.numbers
    given = {
        name: pd.Series(values, dtype=object)
        for name, values in sanitize_value(found.columns).items()
    }
    dates = dated(given)
    if not dates:
        raise ReadError(f"{path.name}: no column of dates ({list_columns(given)})")
    texts = joined(given, dates, path.name)
    low, high = _areas(given, path.name, at)
    return pd.DataFrame(
        {
            DATE: _days(texts, path.name, at),
            DATE_TEXT: texts,
            ACTOR: _known(given, ACTORS),
            STATUS: _known(given, STATUSES),
            LOW: low,
            HIGH: high,
            SOURCE: _known(given, (*SOURCES, "publisher")),
            "row": at,
        }
    )


def _areas(given: Columns, name: str, at: list[int]) -> tuple[list[float], list[float]]:
    """Lowest and highest area of each row, in km2; `at` are their rows in the file."""
    found: dict[str, tuple[str, float]] = {}
    for column in given:
        plain = column.casefold().replace("_", " ").replace("-", " ")
        unit = next((one for one, mark in _UNIT.items() if mark.search(plain)), None)
        if unit is None:
            continue
        role = "area"
        if _LOWEST.search(plain):
            role = "low"
        elif _HIGHEST.search(plain):
            role = "high"
        if role in found:
            raise ReadError(
                f"{name}: columns {found[role][0]} and {column} both tell areas; keep one"
            )
        found[role] = column, UNITS_KM2[unit]
    if not found:
        raise ReadError(
            f"{name}: no column says its unit ({list_columns(given)}); call the areas area_km2, "
            "area_sq_mi, area_ha or area_acres"
        )
    told = {role: _numbers(given, *found[role], name, at) for role in found}
    area = told.get("area", [np.nan] * len(next(iter(told.values()))))
    low, high = told.get("low", area), told.get("high", area)
    return (
        [one if np.isnan(end) else end for one, end in zip(area, low)],
        [one if np.isnan(end) else end for one, end in zip(area, high)],
    )


def _numbers(
    given: Columns, column: str, km2: float, name: str, at: list[int]
) -> list[float]:
    found = []
    for row, text in zip(at, cell_names(given[column])):
        if text is None:
            found.append(np.nan)
            continue
        number = _NUMBER.fullmatch(text.strip())
        if number is None or len(text) > _LONGEST:
            shown = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
            raise ReadError(
                f"{name}, row {row}: {column} is {shown!r}; write a number as 91000 or 91,000.5"
            )
        found.append(float(text.replace(",", "")) * km2)
    return found


def _days(
    texts: list[str | None], name: str, at: list[int]
) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    found = []
    for row, text in zip(at, texts):
        if text is None:
            raise ReadError(f"{name}, row {row}: no date")
        try:
            found.append(read_date(text))
        except ReadError as error:
            raise ReadError(f"{name}, row {row}: {error}") from error
    return np.array(found, dtype="datetime64[s]")


def _known(given: Columns, known: tuple[str, ...]) -> list[str]:
    column = find_column(given, known)
    number = len(next(iter(given.values())))
    if column is None:
        return [""] * number
    return [value or "" for value in cell_names(given[column])]
