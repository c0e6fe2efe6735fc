"""A published series of areas beside the measured one, date by date."""

import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import ReadError, list_columns, words
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
from geo.dates import label, read_date
from geo.files import source_path
from geo.formats import text_table
from geo.measure import AREA, areas
from geo.table import ACTOR, DATE, DATE_TEXT, SOURCE, STATUS, timeline

LOW, HIGH = "area_km2_low", "area_km2_high"
MEASURED, MEASURED_AS = "measured_km2", "measured_as"
DIFFERENCE, RATIO, NOTE = "difference_km2", "ratio", "note"

BEFORE = "before the first date of the data"
AFTER = "after the last date of the data"

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
_LISTED = 5
_LONGEST = 40  # letters of a number: with a few hundred it would be infinite


def published(path: str | Path) -> pd.DataFrame:
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
    ReadError
        If there is no such file, no date or no unit in it, or a value is no date or number.
    """
    path = source_path(path)
    if not path.is_file():
        raise ReadError(f"{path}: no such file to set beside ours")
    found = text_table(path, path.name)
    at = found.numbers
    given = {
        name: pd.Series(values, dtype=object)
        for name, values in words(found.columns).items()
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


def against(table: gpd.GeoDataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Each figure of a published series beside the area in force on its date.

    A figure that names no actor is set beside the only one of the table; one that names no status
    beside each status of its actor, a row each. A month or a year is set beside what was held on
    its first day. Figures that nothing of ours answers keep their row, and `note` says why.

    Parameters
    ----------
    table
        Control table.
    series
        As `published` gives it.

    Returns
    -------
    DataFrame
        `date`, `actor`, `area_km2_low`, `area_km2_high`, `source` as published; `measured_as` (the
        status that was measured), `measured_km2`, `difference_km2` (published less measured; of a
        range, its middle), `ratio` (published over measured) and `note`.

    Raises
    ------
    ReadError
        If a figure names no actor, and the table has several.
    """
    measured = areas(table)
    held = {
        (str(actor), str(status)): rows
        for (actor, status), rows in measured.groupby([ACTOR, STATUS])
    }
    dates = timeline(table)[DATE].to_numpy()
    actors = list(dict.fromkeys(actor for actor, _ in held))
    if len(actors) > 1 and (series[ACTOR] == "").any():
        shown = ", ".join(actors[:_LISTED]) + (", ..." if actors[_LISTED:] else "")
        row = series["row"][series[ACTOR] == ""].iloc[0]
        raise ReadError(
            f"row {row} of the published series: whose area? Name the actor in a column (actors: "
            f"{shown})"
        )
    found: list[dict[str, Any]] = []
    for said in series.to_dict("records"):
        actor = str(said[ACTOR] or actors[0])
        statuses = [status for one, status in held if one == actor]
        if said[STATUS]:
            statuses = [status for status in statuses if status == said[STATUS]]
        for status in statuses or [str(said[STATUS])]:
            known = held.get((actor, status))
            note, km2 = _measured(known, said[DATE], dates, actor, status, actors)
            found.append(_beside(said, actor, status, km2, note))
    names = [
        DATE,
        DATE_TEXT,
        ACTOR,
        MEASURED_AS,
        LOW,
        HIGH,
        MEASURED,
        DIFFERENCE,
        RATIO,
    ]
    return pd.DataFrame(found, columns=[*names, SOURCE, NOTE])


def _measured(
    known: pd.DataFrame | None,
    date: pd.Timestamp,
    dates: "np.ndarray[tuple[int], np.dtype[np.datetime64]]",
    actor: str,
    status: str,
    actors: list[str],
) -> tuple[str, float]:
    """Why nothing of ours answers a figure, or nothing; and the area that does, in km2."""
    day = date.to_datetime64()
    if known is None:
        what = f"“{actor}”" if actor not in actors else f"“{actor}”, {status}"
        return f"no ground of {what} in the data", np.nan
    if day < dates[0]:
        return BEFORE, np.nan
    if day > dates[-1]:
        return AFTER, np.nan
    at = int(np.searchsorted(known[DATE].to_numpy(), day, side="right")) - 1
    return "", float(known[AREA].iloc[at])


def _beside(
    said: dict[Any, Any], actor: str, status: str, km2: float, note: str
) -> dict[str, Any]:
    middle = float(np.mean([said[LOW], said[HIGH]]))
    if np.isnan(middle):
        note = f"{note}; no figure" if note else "no figure"
    return {
        **{name: said[name] for name in (DATE, DATE_TEXT, LOW, HIGH, SOURCE)},
        ACTOR: actor,
        MEASURED_AS: status,
        MEASURED: km2,
        DIFFERENCE: middle - km2,
        RATIO: middle / km2 if km2 else np.nan,
        NOTE: note,
    }


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


def farthest_apart(beside: pd.DataFrame, number: int = 3) -> list[str]:
    """The dates on which published and measured areas are farthest apart, in sentences."""
    known = beside[beside[RATIO].gt(0)]
    apart = np.abs(np.log(known[RATIO].to_numpy()))
    places = np.argsort(-apart, kind="stable")[:number]
    return [
        f"{label(row[DATE_TEXT])}: {(row[LOW] + row[HIGH]) / 2:,.6g} km2 published, "
        f"{row[MEASURED]:,.6g} km2 measured ({row[RATIO]:.2f} times)"
        for _, row in known.iloc[places].iterrows()
    ]
