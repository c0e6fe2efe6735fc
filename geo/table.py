"""The control table: the one shape of data that every step takes or returns.

A GeoDataFrame in EPSG:4326 with one row per actor, status and interval. `start` is the first day
the territory is held, `end` the first day it no longer is; NaT means that it is held to the end of
the data. Dates are `datetime64[s]`, which reaches far before year 1 (proleptic Gregorian,
astronomical year numbering: year 0 is 1 BCE).
"""

import os
from collections.abc import Iterable
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.base import CheckError, ReadError, list_columns
from geo.dates import ONE_DAY, period

ACTOR = "actor"
STATUS = "status"
START = "start"
END = "end"
START_TEXT = "start_text"
END_TEXT = "end_text"
SOURCE = "source"
COLUMNS = (ACTOR, STATUS, START, END, START_TEXT, END_TEXT, SOURCE)

# Where a row was read from: the file and the layer in it, as in messages, and the number of the
# row in it, from 1; in a CSV file the row of a spreadsheet, in which the header is row 1. Tables
# that were not read from a file need not have these columns.
FILE = "file"
FILE_ROW = "file_row"
PROVENANCE = (FILE, FILE_ROW)

# A column that a table may have: INDICATIVE for a row of which only the area is known.
SHAPE = "shape"
INDICATIVE = "indicative"

DATE = "date"
DATE_TEXT = "date_text"

CRS = "EPSG:4326"
TERRITORY = "territory"  # the actor in a source without names of actors
UNNAMED = "unnamed"  # the actor of a row without a name in a source that names others
CONTROL = "control"  # the status in a source without classes of control
ROAMED = "roamed"  # the status of land where armed groups move but hold nothing

# Statuses of no possession: measured, drawn and listed, but in no total, peak, share, comparison
# or finding on who holds what. Others are in the texts of a table, under UNCOUNTED.
_UNCOUNTED = frozenset({ROAMED})
UNCOUNTED = "uncounted"

# Keys in `attrs` of a table: ABOUT has texts for the page (`title`, `standfirst`, `credits`) and
# facts, as `breaks` in the way of counting (`geo/measure/break_dates.py`);
# READING has sentences on how the source was read; INPUT has the `sha256` of the source
# (`geo/files/hashes.py`) and its number of `files`; SNAPSHOTS is True for a series of snapshots.
ABOUT = "about"
READING = "reading"
INPUT = "input"
SNAPSHOTS = "snapshots"

# In messages: how to make a control table of a frame.
_READ_FRAME = "geo.read_control(frame, date=..., actor=...)"


def require_columns(table: object) -> None:
    """Raise CheckError unless `table` has the shape of a control table."""
    if not isinstance(table, gpd.GeoDataFrame):
        raise CheckError(f"not a control table {_other_than_a_frame(table)}")
    names = list(table.columns)
    problems = (
        [f"no column {', '.join(missing)}"] if (missing := _absent(names)) else []
    )
    if table.active_geometry_name not in names:
        problems.append("no column of shapes")
    if problems:
        raise CheckError(
            f"not a control table: {' and '.join(problems)} ({list_columns(map(str, names))}); "
            f"make one with {_READ_FRAME}"
        )
    for name in (ACTOR, STATUS):
        if table[name].isna().any():
            row = int(table[name].isna().to_numpy().argmax())
            raise CheckError(f"row {row + 1}: no {name}; give every row one")
    for name in (START, END):
        if table[name].to_numpy().dtype.kind != "M":
            raise CheckError(
                f"not a control table: column {name} has no dates ({table[name].dtype}); "
                "make one with geo.read_control(table)"
            )
    if table.crs is None:
        raise CheckError(
            f"not a control table: no CRS, expected {CRS}; name it with table.set_crs(...)"
        )
    if table.crs.to_epsg() != 4326:
        raise CheckError(
            f"not a control table: its CRS is {table.crs}, expected {CRS}; "
            f'convert it with table.to_crs("{CRS}")'
        )


def empty_table() -> gpd.GeoDataFrame:
    """A control table without rows."""
    dates = np.array([], "datetime64[s]")
    table = pd.DataFrame(
        {name: np.array([], object) for name in (*COLUMNS, *PROVENANCE)}
    )
    table = table.assign(**{name: dates for name in (START, END)})
    return gpd.GeoDataFrame(table, geometry=[], crs=CRS)


def _absent(names: Iterable[object]) -> list[str]:
    """The columns of a control table that are not among `names`."""
    return [name for name in COLUMNS if name not in set(names)]


def _other_than_a_frame(value: object) -> str:
    """What `value` is, if it is no GeoDataFrame, and how to make a control table of it."""
    if isinstance(value, pd.DataFrame):
        columns = list_columns(map(str, value.columns))
        return (
            f"but a DataFrame without shapes ({columns}); make one with "
            "geo.read_control(frame, units=..., key=...), or make it a GeoDataFrame first"
        )
    if isinstance(value, str | os.PathLike):
        text = os.fspath(value)
        return f"but a path ({text!r}); make one with geo.read_control({text!r})"
    if isinstance(value, gpd.GeoSeries):
        return "but a GeoSeries; make one with geo.read_control(series.to_frame(), date=...)"
    kind = "None" if value is None else f"a value of type {type(value).__name__}"
    return f"but {kind}; make one with geo.read_control(source)"


def timeline(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every date on which a row begins or ends, in order.

    Returns
    -------
    DataFrame
        `date` (datetime64[s]) and `date_text`, the date as the source wrote it: `-0322` for a
        map of 323 BCE, `2014-06` if only the month is known. If rows write one date
        differently, the text of the shortest period is used, and of several such the most
        certain.
    """
    require_columns(table)
    starts = table[[START, START_TEXT]].set_axis([DATE, DATE_TEXT], axis=1)
    ends = table[[END, END_TEXT]].set_axis([DATE, DATE_TEXT], axis=1)
    dates = pd.concat([pd.DataFrame(starts), pd.DataFrame(ends)]).dropna(subset=[DATE])
    dates = dates.drop_duplicates()
    ranks = {text: _vagueness(str(text)) for text in dates[DATE_TEXT].unique()}
    dates = dates.assign(
        length=[ranks[text][0] for text in dates[DATE_TEXT]],
        doubt=[ranks[text][1] for text in dates[DATE_TEXT]],
    )
    dates = dates.sort_values([DATE, "length", "doubt", DATE_TEXT])
    return dates.drop_duplicates(DATE)[[DATE, DATE_TEXT]].reset_index(drop=True)


@lru_cache(maxsize=100_000)
def _vagueness(text: str) -> tuple[float, str]:
    """Days in the period of a date text, and its mark of uncertainty, for sorting."""
    try:
        time = period(text)
    except ReadError:  # a table made by hand may have any text, or none
        return np.inf, text
    return float((time.after - time.first) / ONE_DAY), time.mark


def in_force(
    table: gpd.GeoDataFrame, date: np.datetime64 | pd.Timestamp | str
) -> "pd.Series[bool]":
    """True for the rows with `date` in their interval: start <= date < end."""
    day = in_seconds(date)
    start, end = table[START].to_numpy(), table[END].to_numpy()
    return pd.Series((start <= day) & (np.isnat(end) | (end > day)), index=table.index)


def indicative_rows(table: gpd.GeoDataFrame) -> "pd.Series[bool]":
    """True for the rows whose column `shape` is `indicative`: only their area is known."""
    rows = pd.Series(False, index=table.index)
    for name in table.columns:
        if str(name).casefold() == SHAPE:
            rows |= table[name].map(_is_indicative).astype(bool)
    return rows


def _is_indicative(value: object) -> bool:
    return isinstance(value, str) and value.strip().casefold() == INDICATIVE


def in_seconds(date: np.datetime64 | pd.Timestamp | str) -> np.datetime64:
    """`date` in whole seconds, the resolution of the table; ValueError if it is not a date."""
    if isinstance(date, str):
        return np.datetime64(date, "s")
    moment = date.to_datetime64() if isinstance(date, pd.Timestamp) else date
    second: np.datetime64 = moment.astype("datetime64[s]")
    return second


def uncounted_statuses(table: gpd.GeoDataFrame) -> frozenset[str]:
    """The statuses of `table` that stand for no possession: `roamed`, and those it names."""
    return _UNCOUNTED.union(table.attrs.get(ABOUT, {}).get(UNCOUNTED, ()))


def pairs(table: gpd.GeoDataFrame) -> Iterable[tuple[str, str]]:
    """Each actor and status of the table, in order of name."""
    names = table[[ACTOR, STATUS]].drop_duplicates().sort_values([ACTOR, STATUS])
    return names.itertuples(index=False, name=None)


def rows_of_pairs(
    table: gpd.GeoDataFrame,
) -> dict[tuple[str, str], npt.NDArray[np.intp]]:
    """Positions of the rows of each actor and status, in order of name."""
    names = pd.DataFrame(table[[ACTOR, STATUS]])
    rows = names.groupby([ACTOR, STATUS], sort=False, observed=True).indices
    return {pair: np.asarray(rows[pair], dtype=np.intp) for pair in pairs(table)}
