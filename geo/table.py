"""The control table: the one shape of data that every step takes or returns.

A GeoDataFrame in EPSG:4326 with one row per actor, status and spell. `start` is the first day
the ground is held, `end` the first day it no longer is; NaT means it is still held when the data
end. Dates are `datetime64[s]`, which reaches far before year 1 (proleptic Gregorian, astronomical
year numbering: year 0 is 1 BCE).
"""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import CheckError, ReadError
from geo.dates import ONE_DAY, period

ACTOR = "actor"
STATUS = "status"
START = "start"
END = "end"
START_TEXT = "start_text"
END_TEXT = "end_text"
SOURCE = "source"
COLUMNS = (ACTOR, STATUS, START, END, START_TEXT, END_TEXT, SOURCE)

# Where a row was read from: the file, and the layer in it, as messages call it, and the number of
# the row in it, from 1; in a CSV file the row of a spreadsheet, in which the head is row 1. Tables
# that were made and not read need not have them.
FILE = "file"
FILE_ROW = "file_row"
PROVENANCE = (FILE, FILE_ROW)

DATE = "date"
DATE_TEXT = "date_text"

CRS = "EPSG:4326"
TERRITORY = "territory"  # the actor of ground whose source names nobody
UNNAMED = "unnamed"  # the actor of a row without a name in a source that names others
CONTROL = "control"  # the status of ground whose source names no class of control

# `attrs` of a table carry what belongs to no row: under ABOUT, words for the page (`title`,
# `standfirst`, `credits`); under READING, sentences on how the source was read; under
# INPUT, which source that was: its `sha256` (`geo/files/hashes.py`), and how many `files` it had.
ABOUT = "about"
READING = "reading"
INPUT = "input"


def require_columns(table: gpd.GeoDataFrame) -> None:
    """Raise CheckError unless `table` has the shape of a control table."""
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise CheckError(
            f"not a control table: no column {', '.join(missing)} "
            f"(found {', '.join(map(str, table.columns))}; see geo.read_control)"
        )
    for name in (ACTOR, STATUS):
        if table[name].isna().any():
            row = int(table[name].isna().to_numpy().argmax())
            raise CheckError(f"row {row + 1}: no {name}; give every row one")
    if table.crs is None or table.crs.to_epsg() != 4326:
        raise CheckError(f"not a control table: its CRS is {table.crs}, expected {CRS}")


def timeline(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Every date on which a row begins or ends, in order.

    Returns
    -------
    DataFrame
        `date` (datetime64[s]) and `date_text`, the date as the source wrote it: `-0322` for a
        map of 323 BCE, `2014-06` where only the month is known. Where rows write one date
        differently, the text that names the shortest time is given, and of several such the one
        that is most certain.
    """
    starts = table[[START, START_TEXT]].set_axis([DATE, DATE_TEXT], axis=1)
    ends = table[[END, END_TEXT]].set_axis([DATE, DATE_TEXT], axis=1)
    both = pd.concat([pd.DataFrame(starts), pd.DataFrame(ends)]).dropna(subset=[DATE])
    both = both.drop_duplicates()
    ranks = {text: _vagueness(str(text)) for text in both[DATE_TEXT].unique()}
    both = both.assign(
        length=[ranks[text][0] for text in both[DATE_TEXT]],
        doubt=[ranks[text][1] for text in both[DATE_TEXT]],
    )
    both = both.sort_values([DATE, "length", "doubt", DATE_TEXT])
    return both.drop_duplicates(DATE)[[DATE, DATE_TEXT]].reset_index(drop=True)


def _vagueness(text: str) -> tuple[float, str]:
    """How many days a date text names, and how uncertain it is; the more, the vaguer."""
    try:
        found = period(text)
    except ReadError:  # a table made by hand may have any text, or none
        return np.inf, text
    return float((found.after - found.first) / ONE_DAY), found.mark


def in_force(
    table: gpd.GeoDataFrame, date: np.datetime64 | pd.Timestamp | str
) -> "pd.Series[bool]":
    """True for the rows that hold on `date`: start <= date < end."""
    day = in_seconds(date)
    start, end = table[START].to_numpy(), table[END].to_numpy()
    return pd.Series((start <= day) & (np.isnat(end) | (end > day)), index=table.index)


def in_seconds(date: np.datetime64 | pd.Timestamp | str) -> np.datetime64:
    """`date` in whole seconds, the resolution of the table; ValueError if it is no date."""
    if isinstance(date, str):
        return np.datetime64(date, "s")
    moment = date.to_datetime64() if isinstance(date, pd.Timestamp) else date
    second: np.datetime64 = moment.astype("datetime64[s]")
    return second


def pairs(table: gpd.GeoDataFrame) -> Iterable[tuple[str, str]]:
    """Each actor and status of the table, in order of name."""
    found = table[[ACTOR, STATUS]].drop_duplicates().sort_values([ACTOR, STATUS])
    return found.itertuples(index=False, name=None)
