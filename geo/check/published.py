"""Compare a published series of areas with the measured one, date by date."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import ReadError
from geo.dates import label
from geo.measure import OwnAreas, own_areas, repair_table
from geo.source import HIGH, LOW
from geo.table import ACTOR, DATE, DATE_TEXT, SOURCE, STATUS, require_columns, timeline

MEASURED, MEASURED_AS = "measured_km2", "measured_as"
DIFFERENCE, RATIO, NOTE = "difference_km2", "ratio", "note"

BEFORE = "before the first date of the data"
AFTER = "after the last date of the data"

_LISTED = 5


def against(table: gpd.GeoDataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Compare each figure of a published series with the area in force on its date.

    A figure without an actor is compared with the only actor of the table; one without a status
    with each status of its actor, a row each. A month or a year is compared with the territory
    held on its first day. Figures without a measured area keep their row, with a reason in `note`.

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
        status that was measured), `measured_km2`, `difference_km2` (published minus measured; of a
        range, its middle), `ratio` (published over measured) and `note`.

    Raises
    ------
    ReadError
        If a figure has no actor and the table has several.
    """
    require_columns(table)
    held = own_areas(repair_table(table))
    dates = timeline(table)[DATE].to_numpy()
    actors = list(dict.fromkeys(actor for actor, _ in held))
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
        statuses = [status for name, status in held if name == actor]
        if figure[STATUS]:
            statuses = [status for status in statuses if status == figure[STATUS]]
        for status in statuses or [str(figure[STATUS])]:
            areas_of = held.get((actor, status))
            note, km2 = _area_on(areas_of, figure[DATE], dates, actor, status, actors)
            rows.append(_row(figure, actor, status, km2, note))
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
    return pd.DataFrame(rows, columns=[*names, SOURCE, NOTE])


def _area_on(
    areas_of: OwnAreas | None,
    date: pd.Timestamp,
    dates: "np.ndarray[tuple[int], np.dtype[np.datetime64]]",
    actor: str,
    status: str,
    actors: list[str],
) -> tuple[str, float]:
    """A note why there is no area on a date, or an empty text; and the area in km2."""
    day = date.to_datetime64()
    if areas_of is None:
        name = f"“{actor}”" if actor not in actors else f"“{actor}”, {status}"
        return f"no territory of {name} in the data", np.nan
    if day < dates[0]:
        return BEFORE, np.nan
    if day > dates[-1]:
        return AFTER, np.nan
    return "", float(areas_of.on(day))


def _row(
    figure: dict[Any, Any], actor: str, status: str, km2: float, note: str
) -> dict[str, Any]:
    middle = float(np.mean([figure[LOW], figure[HIGH]]))
    if np.isnan(middle):
        note = f"{note}; no figure" if note else "no figure"
    return {
        **{name: figure[name] for name in (DATE, DATE_TEXT, LOW, HIGH, SOURCE)},
        ACTOR: actor,
        MEASURED_AS: status,
        MEASURED: km2,
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
        f"{label(row[DATE_TEXT])}: {(row[LOW] + row[HIGH]) / 2:,.6g} km2 published, "
        f"{row[MEASURED]:,.6g} km2 measured ({row[RATIO]:.2f} times)"
        for _, row in measured.iloc[places].iterrows()
    ]
