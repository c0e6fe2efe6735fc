"""A published series of areas beside the measured one, date by date."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import ReadError
from geo.dates import label
from geo.measure import AREA, areas
from geo.source import HIGH, LOW
from geo.table import ACTOR, DATE, DATE_TEXT, SOURCE, STATUS, timeline

MEASURED, MEASURED_AS = "measured_km2", "measured_as"
DIFFERENCE, RATIO, NOTE = "difference_km2", "ratio", "note"

BEFORE = "before the first date of the data"
AFTER = "after the last date of the data"

_LISTED = 5


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
        As `geo.read_published` gives it.

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
        return f"no territory of {what} in the data", np.nan
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
