"""What would change if ends that nobody documents meant the last day held."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import counted
from geo.dates import next_date
from geo.measure import AREA, areas, repair_table
from geo.source import reading
from geo.table import ACTOR, DATE, END, END_TEXT, FILE, FILE_ROW, STATUS


class AssumedEnds(NamedTuple):
    """Ends of one layer that were taken as the first day no longer held.

    `file` and `file_row` are where the first such interval stands, `intervals` how many there are
    and `dates` on how many dates an area would be another one; `what` and `remedy` say so in
    words.
    """

    file: str
    file_row: int
    intervals: int
    dates: int
    what: str
    remedy: str


def assumed_ends(table: gpd.GeoDataFrame) -> list[AssumedEnds]:
    """The layers of a table that was read in which nobody says whether an end is still held.

    None where the ends of a known source, or the caller, settled it. Areas are those of the
    repaired polygons (`geo.measure.repair_table`).
    """
    counts = reading(table)
    labels, within_day = counts.get("assumed", []), counts.get("within_day", {})
    if not labels:
        return []
    sound = repair_table(table)
    before = _steps(sound)
    found = []
    for label in labels:
        settled = sound[FILE_ROW].isin(within_day.get(label, []))
        rows = ((sound[FILE] == label) & sound[END].notna() & ~settled).to_numpy()
        if not rows.any():
            continue
        later = sound.assign(**{END: _later(sound, rows)})
        dates = _different(before, _steps(later))
        intervals = int(rows.sum())
        what = (
            "not documented whether the last day of an interval is still held: read as not held; "
            f"otherwise {counted(intervals, 'interval')} would end later, and areas would "
            f"differ on {counted(dates, 'date')}"
        )
        remedy = "pass --ends inclusive if it is held, --ends exclusive if it is not (as read)"
        first = int(table[FILE_ROW].to_numpy()[rows][0])
        found.append(AssumedEnds(label, first, intervals, dates, what, remedy))
    return found


def _later(
    table: gpd.GeoDataFrame, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    """Ends of the table, those of `rows` after the day, month or year that their text names."""
    ends = table[END].to_numpy().copy()
    texts = table[END_TEXT].to_numpy()
    for row in np.flatnonzero(rows):
        ends[row] = next_date(texts[row])
    return ends


def _steps(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Area of each actor and status (columns) on each date of the table (rows)."""
    found = areas(table).pivot(index=DATE, columns=[ACTOR, STATUS], values=AREA)
    return found.sort_index()


def _different(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """On how many dates of either an area differs."""
    dates = one.index.union(other.index)
    both = [frame.reindex(dates).ffill().fillna(0.0) for frame in (one, other)]
    apart = ~np.isclose(both[0].to_numpy(), both[1].to_numpy(), rtol=1e-12, atol=1e-9)
    return int(apart.any(axis=1).sum())
