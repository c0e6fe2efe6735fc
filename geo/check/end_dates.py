"""Doubts about end dates: assumed to be exclusive, or a day before the next start."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.base import ReadError, counted
from geo.columns import Evidence, find_evidence
from geo.dates import DAY, iso_text, label, next_date, next_text, precision, read_date
from geo.finding import Finding, RowNames
from geo.measure import OwnAreas, own_areas, own_dates, repair_table
from geo.source import reading
from geo.table import (
    ACTOR,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    START,
    STATUS,
)

# Up to this number of gaps are findings of their own; more are one finding.
_MOST_GAPS = 20


class AssumedEnds(NamedTuple):
    """End dates that were assumed to be exclusive.

    `file` and `file_row` locate the first such interval, `intervals` is their number and `dates`
    the number of dates on which an area would differ; `description` and `remedy` are messages.
    """

    file: str
    file_row: int
    intervals: int
    dates: int
    description: str
    remedy: str


def assumed_ends(table: gpd.GeoDataFrame) -> AssumedEnds | None:
    """The end dates of which nothing documents or shows whether they are inclusive.

    None if the data, a known source or the caller settled it, and for tables not read from files.
    Areas are those of the repaired polygons (`geo.measure.repair_table`).
    """
    counts = reading(table)
    labels, within_day = counts.get("assumed", []), counts.get("within_day", {})
    if not labels:
        return None
    repaired = repair_table(table)
    rows = (repaired[FILE].isin(labels) & repaired[END].notna()).to_numpy()
    for name, numbers in within_day.items():
        settled = (repaired[FILE] == name) & repaired[FILE_ROW].isin(numbers)
        rows = rows & ~settled.to_numpy()
    if not rows.any():
        return None
    inclusive = repaired.assign(**{END: _later_ends(repaired, rows)})
    dates = _count_different(own_areas(repaired), repaired, inclusive, rows)
    intervals = int(rows.sum())
    files = table[FILE][rows].nunique()
    description = (
        "not documented whether end dates are inclusive: read as exclusive; "
        f"if inclusive, {counted(intervals, 'interval')} would end later, and areas would "
        f"differ on {counted(dates, 'date')}"
    )
    if files > 1:
        description += f" (in {files:,d} layers, this one first)"
    remedy = "pass --ends inclusive, or --ends exclusive (as read)"
    file, row = table[FILE].to_numpy()[rows][0], int(
        table[FILE_ROW].to_numpy()[rows][0]
    )
    return AssumedEnds(file, row, intervals, dates, description, remedy)


def gaps(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Territory that nobody holds for one day, month or year, in an otherwise unbroken cover.

    So it looks if ends are inclusive and were read as exclusive. Cover is unbroken otherwise if
    most ends meet a start on the day, or after such a gap. Gaps of a month or a year may be real
    where they are few. Snapshots do not count, as their ends are those of the series. The
    polygons of `table` are valid.
    """
    snapshots = reading(table).get("snapshots", [])
    if FILE in table.columns:
        table = table[~table[FILE].isin(snapshots)]
    starts, ends = table[START].to_numpy(), table[END].to_numpy()
    if np.isnat(ends).all():
        return
    texts = [_date_text(*each) for each in zip(table[END_TEXT], ends)]
    holders = list(zip(table[ACTOR], table[STATUS]))
    shapes = table.geometry.to_numpy()
    evidence = find_evidence(starts, texts, shapes, holders)
    units = [precision(text) if text else "" for text in texts]
    found = _not_held(table, evidence)
    if len(found) <= len(evidence.exclusive):
        found = [row for row in found if units[row] == DAY]
    inner = int((ends < starts.max()).sum())
    if not found or 2 * (len(evidence.exclusive) + len(found)) < inner:
        return
    names = RowNames(table)
    found.sort(key=names.sort_key)
    for row in found if len(found) <= _MOST_GAPS else found[:1]:
        text, unit = texts[row] or "", units[row]
        description = (
            f"ends ({label(text)}) one {unit} before the next start on its territory, which "
            f"nobody holds {'on' if unit == DAY else 'in'} that {unit}"
        )
        if len(found) > _MOST_GAPS:
            description += f"; so do {counted(len(found) - 1, 'other row')}"
        yield names.finding("ends", row, description, date=text, until=next_text(text))


def _not_held(table: gpd.GeoDataFrame, evidence: Evidence) -> list[int]:
    """Rows that end before the next start, whose territory no other row holds in between."""
    found = np.array([*evidence.same_later, *evidence.later], np.intp)
    shapes = table.geometry.to_numpy()
    if not len(found):
        return []
    points = shapely.point_on_surface(shapes[found])
    ending, others = shapely.STRtree(shapes).query(points, predicate="intersects")
    starts, ends = table[START].to_numpy(), table[END].to_numpy()
    day = ends[found][ending]
    in_force = (starts[others] <= day) & ~(ends[others] <= day)
    held = {*found[ending[in_force]].tolist()}
    return [row for row in found.tolist() if row not in held]


def _date_text(text: Any, end: np.datetime64) -> str | None:
    """The text of an end, which a table made by hand may lack; None if it is open."""
    if np.isnat(end):
        return None
    try:
        if read_date(str(text)) == end:
            return str(text)
    except ReadError:
        pass
    return iso_text(end)


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
