"""Compare a published series of areas with the measured one, date by date."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import ReadError
from geo.dates import label
from geo.measure import OwnAreas, own_areas, repair_table
from geo.source import HIGH, LOW, PEAK
from geo.table import (
    ACTOR,
    DATE,
    DATE_TEXT,
    SOURCE,
    STATUS,
    require_columns,
    timeline,
    uncounted_statuses,
)

MEASURED, MEASURED_AS = "measured_km2", "measured_as"
MEASURED_DATE = "measured_date"
DIFFERENCE, RATIO, NOTE = "difference_km2", "ratio", "note"

BEFORE = "before the first date of the data"
AFTER = "after the last date of the data"

_LISTED = 5


def against(table: gpd.GeoDataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Compare each figure of a published series with the area in force on its date.

    A figure without an actor is compared with the only actor of the table; one without a status
    with each status of its actor that counts as possession, a row each. A month or a year is
    compared with the territory held on its first day, a figure for the time of the largest area
    (`peak`) with the largest of all dates. Figures without a measured area keep their row, with a
    reason in `note`.

    Parameters
    ----------
    table
        Control table.
    series
        As returned by `geo.read_published`.

    Returns
    -------
    DataFrame
        `date`, `actor`, `area_km2_low`, `area_km2_high`, `source` as published; `measured_as` (the
        status that was measured), `measured_km2`, `measured_date`, `difference_km2` (published
        minus measured; of a range, its middle), `ratio` (published over measured) and `note`.

    Raises
    ------
    ReadError
        If a figure has no actor and the table has several.
    """
    require_columns(table)
    held = own_areas(repair_table(table))
    dates = timeline(table)[DATE].to_numpy()
    uncounted = uncounted_statuses(table)
    counted = [pair for pair in held if pair[1] not in uncounted]
    actors = list(dict.fromkeys(actor for actor, _ in counted or held))
    if len(actors) > 1 and (series[ACTOR] == "").any():
        listed = ", ".join(actors[:_LISTED]) + (", ..." if actors[_LISTED:] else "")
        row = series["row"][series[ACTOR] == ""].iloc[0]
        raise ReadError(
            f"published series, row {row}: no actor, and the data have several ({listed}); "
            "add a column with the actor"
        )
    rows: list[dict[str, Any]] = []
    for figure in series.to_dict("records"):
        actor = str(figure[ACTOR] or actors[0])
        pairs = held if figure[STATUS] else counted
        statuses = [status for name, status in pairs if name == actor]
        if figure[STATUS]:
            statuses = [status for status in statuses if status == figure[STATUS]]
        for status in statuses or [str(figure[STATUS])]:
            areas_of = held.get((actor, status))
            note, km2, date = _area_on(
                areas_of, figure[DATE], dates, actor, status, actors
            )
            rows.append(_row(figure, actor, status, km2, date, note))
    names = [
        DATE,
        DATE_TEXT,
        ACTOR,
        MEASURED_AS,
        LOW,
        HIGH,
        MEASURED,
        MEASURED_DATE,
        DIFFERENCE,
        RATIO,
    ]
    return pd.DataFrame(rows, columns=[*names, SOURCE, NOTE])


def _area_on(
    areas_of: OwnAreas | None,
    date: pd.Timestamp,
    dates: "np.ndarray[tuple[int], np.dtype[np.datetime64]]",
    actor: str,
    status: str,
    actors: list[str],
) -> tuple[str, float, np.datetime64]:
    """A note why there is no area on a date, or an empty text; the area in km2; and its date.

    Without a date, the largest area and the first date on which it was held.
    """
    day = date.to_datetime64()
    nowhere = np.datetime64("NaT")
    if areas_of is None:
        name = f"“{actor}”" if actor not in actors else f"“{actor}”, {status}"
        return f"no territory of {name} in the data", np.nan, nowhere
    if np.isnat(day):
        place = int(np.argmax(areas_of.km2))
        return "", float(areas_of.km2[place]), areas_of.dates[place]
    if day < dates[0]:
        return BEFORE, np.nan, nowhere
    if day > dates[-1]:
        return AFTER, np.nan, nowhere
    return "", float(areas_of.on(day)), day


def _row(
    figure: dict[Any, Any],
    actor: str,
    status: str,
    km2: float,
    date: np.datetime64,
    note: str,
) -> dict[str, Any]:
    middle = float(np.mean([figure[LOW], figure[HIGH]]))
    if np.isnan(middle):
        note = f"{note}; no figure" if note else "no figure"
    return {
        **{name: figure[name] for name in (DATE, DATE_TEXT, LOW, HIGH, SOURCE)},
        ACTOR: actor,
        MEASURED_AS: status,
        MEASURED: km2,
        MEASURED_DATE: date,
        DIFFERENCE: middle - km2,
        RATIO: middle / km2 if km2 else np.nan,
        NOTE: note,
    }


def largest_differences(compared: pd.DataFrame, number: int = 3) -> list[str]:
    """Sentences on the dates on which published and measured areas differ most."""
    measured = compared[compared[RATIO].gt(0)]
    distance = np.abs(np.log(measured[RATIO].to_numpy()))
    places = np.argsort(-distance, kind="stable")[:number]
    return [
        f"{_date_words(row[DATE_TEXT])}: {(row[LOW] + row[HIGH]) / 2:,.6g} km2 published, "
        f"{row[MEASURED]:,.6g} km2 measured ({row[RATIO]:.2f} times)"
        for _, row in measured.iloc[places].iterrows()
    ]


def _date_words(text: str) -> str:
    return "at its height" if text == PEAK else label(text)
