"""Differences between a page or table and the older version that it replaces."""

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.base import ControlError, counted
from geo.dates import iso_text, label, read_date

# By date: the sum of a hash of actor, status and figures of each area above zero, since a page of
# thousands of actors and dates has millions of them. Zeros are left out, because an actor that
# first appears on a later date has them on all dates before.
Figures = Mapping[str, int]

_DATA = re.compile(r'<script type="application/json" class="data">(.*?)</script>', re.S)
_DECIMALS = 6  # of a square kilometre; formats differ in the seventh
_MAX_LISTED = 3
# Raised by files of other kinds, and by files that were edited or truncated.
_UNREADABLE = (
    ArithmeticError,
    LookupError,
    OSError,
    EOFError,
    ImportError,
    TypeError,
    ValueError,
    binascii.Error,
    zlib.error,
    ControlError,
)


@contextmanager
def compare_versions(path: Path) -> Iterator[list[str]]:
    """A list that gets sentences on the differences once the block has rewritten `path`.

    It stays empty if there was no file before, or one without figures by date.
    """
    before, version = read_figures(path), _file_version(path)
    differences: list[str] = []
    yield differences
    if version is not None and version == _file_version(path):
        differences.append("unchanged; the file is left as it was")
    elif before:
        differences += _differences(before, read_figures(path))


def read_figures(path: Path) -> Figures:
    """Areas by date of a page, or of a table of areas or changes, that this program wrote.

    Empty if there is no such file, or if it is anything else.
    """
    try:
        match path.suffix.lower():
            case ".html" | ".htm":
                return _page_figures(path.read_text(encoding="utf-8"))
            case ".csv":
                dates = {"date": str, "date_to": str}
                return _table_figures(pd.read_csv(path, dtype=dates))
            case ".json":
                document = json.loads(path.read_text(encoding="utf-8"))
                rows = document["rows"] if isinstance(document, dict) else document
                return _table_figures(pd.DataFrame(rows))
            case ".parquet":
                return _table_figures(pd.read_parquet(path))
            case ".xlsx":
                return _table_figures(pd.read_excel(path, dtype={"date": str}))
    except _UNREADABLE:
        pass
    return {}


def _page_figures(text: str) -> Figures:
    data = _DATA.search(text)
    if data is None:
        return {}
    packed = json.loads(data[1])["words"]
    words = json.loads(gzip.decompress(base64.b64decode(packed)))
    seconds = np.array(list(accumulate(words["seconds"])), "datetime64[s]")
    dates = words["texts"] or [iso_text(moment) for moment in seconds]
    actors = [actor["key"] for actor in words["actors"]]
    statuses = [status["key"] for status in words["statuses"]]
    hashes = np.zeros(len(dates), np.uint64)
    for series in (*words["series"], *words.get("uncounted", [])):
        key = actors[series["actor"]], statuses[series["status"]]
        hashes += _hashes(key, np.array(series["km2"], float)[:, np.newaxis])
    return _by_date(dates, hashes)


def _table_figures(table: pd.DataFrame) -> Figures:
    date = "date" if "date" in table.columns else "date_to"
    areas = [name for name in table.columns if str(name).endswith("_km2")]
    if not areas:
        return {}
    dates, place = np.unique(table[date].astype(str), return_inverse=True)
    hashes = np.zeros(len(dates), np.uint64)
    keys = [table["actor"].astype(str), table["status"].astype(str)]
    values = table[areas].to_numpy(float)
    groups: Mapping[Any, Any] = table.groupby(keys, sort=False).indices
    for key, rows in groups.items():
        np.add.at(hashes, place[rows], _hashes(key, values[rows]))
    return _by_date(dates.tolist(), hashes)


def _hashes(key: tuple[str, str], areas: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Of each row of `areas`, a hash of it and `key`; 0 if it has no area above zero."""
    of_key = pd.util.hash_array(np.array(["\0".join(key)], dtype=object))
    rounded = areas.round(_DECIMALS) + 0.0  # -0.0 is 0
    of_areas = pd.util.hash_pandas_object(pd.DataFrame(rounded), index=False)
    # A product, because a sum would stay the same if two actors exchanged their areas.
    mixed = of_areas.to_numpy() * (of_key | np.uint64(1))
    return np.where((rounded != 0).any(axis=1), mixed, np.uint64(0))


def _by_date(dates: list[str], hashes: NDArray[np.uint64]) -> Figures:
    for date in dates:
        read_date(date)  # a table with other dates was not written by this program
    return dict(zip(dates, hashes.tolist(), strict=True))


def _differences(before: Figures, after: Figures) -> list[str]:
    dates_by_change = {
        "added": [date for date in after if date not in before],
        "changed": [
            date for date in after if date in before and after[date] != before[date]
        ],
        "removed": [date for date in before if date not in after],
    }
    sentences = [
        f"{change} since the last version: {_date_list(dates)}"
        for change, dates in dates_by_change.items()
        if dates
    ]
    return sentences or ["no date added, changed or removed since the last version"]


def _date_list(dates: list[str]) -> str:
    """The dates in order, or their number with the first and the last."""
    labels = [label(date) for date in sorted(dates, key=read_date)]
    if len(labels) <= _MAX_LISTED:
        return ", ".join(labels)
    return f"{counted(len(labels), 'date')}, {labels[0]} to {labels[-1]}"


def _file_version(path: Path) -> tuple[int, int] | None:
    """Values that differ between a file and one written in its place; None if there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns
