"""How areas would change if undocumented end dates were inclusive."""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import counted
from geo.dates import next_date
from geo.measure import OwnAreas, own_areas, own_dates, repair_table
from geo.source import reading
from geo.table import ACTOR, END, END_TEXT, FILE, FILE_ROW, START, STATUS


class AssumedEnds(NamedTuple):
    """End dates of one layer that were assumed to be exclusive.

    `file` and `file_row` locate the first such interval, `intervals` is their number and `dates`
    the number of dates on which an area would differ; `description` and `remedy` are messages.
    """

    file: str
    file_row: int
    intervals: int
    dates: int
    description: str
    remedy: str


def assumed_ends(table: gpd.GeoDataFrame) -> list[AssumedEnds]:
    """Layers in which nothing documents whether end dates are inclusive.

    Empty if a known source, or the caller, settled it, and for tables not read from files. Areas
    are those of the repaired polygons (`geo.measure.repair_table`).
    """
    counts = reading(table)
    labels, within_day = counts.get("assumed", []), counts.get("within_day", {})
    if not labels:
        return []
    repaired = repair_table(table)
    as_read = own_areas(repaired)
    assumed = []
    for label in labels:
        settled = repaired[FILE_ROW].isin(within_day.get(label, []))
        rows = ((repaired[FILE] == label) & repaired[END].notna() & ~settled).to_numpy()
        if not rows.any():
            continue
        inclusive = repaired.assign(**{END: _later_ends(repaired, rows)})
        dates = _count_different(as_read, repaired, inclusive, rows)
        intervals = int(rows.sum())
        description = (
            "not documented whether end dates are inclusive: read as exclusive; "
            f"if inclusive, {counted(intervals, 'interval')} would end later, and areas would "
            f"differ on {counted(dates, 'date')}"
        )
        remedy = "pass --ends inclusive, or --ends exclusive (as read)"
        first = int(table[FILE_ROW].to_numpy()[rows][0])
        assumed.append(AssumedEnds(label, first, intervals, dates, description, remedy))
    return assumed


def _later_ends(
    table: gpd.GeoDataFrame, rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> "np.ndarray[tuple[int], np.dtype[np.datetime64]]":
    """Ends of the table, those of `rows` after the day, month or year that their text names."""
    ends = table[END].to_numpy().copy()
    texts = table[END_TEXT].to_numpy()
    for row in np.flatnonzero(rows):
        ends[row] = next_date(texts[row])
    return ends


def _count_different(
    as_read: dict[tuple[str, str], OwnAreas],
    table: gpd.GeoDataFrame,
    later: gpd.GeoDataFrame,
    rows: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
) -> int:
    """Number of dates of `table` or `later`, whose `rows` end later, on which an area differs."""
    columns = [
        frame[name].to_numpy() for frame in (table, later) for name in (START, END)
    ]
    dates = own_dates(np.concatenate(columns[::2]), np.concatenate(columns[1::2]))
    names = pd.MultiIndex.from_frame(pd.DataFrame(later[[ACTOR, STATUS]]))
    moved = later[names.isin(names[rows])]
    differ = np.zeros(len(dates), dtype=bool)
    for pair, areas in own_areas(moved).items():
        a, b = as_read[pair].on(dates), areas.on(dates)
        differ |= ~np.isclose(a, b, rtol=1e-12, atol=1e-9)
    return int(differ.sum())
