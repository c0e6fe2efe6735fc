"""Differences between a page or table and the older version that it replaces."""

import base64
import binascii
import gzip
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.base import ControlError, counted
from geo.dates import iso_text, label, read_date

# By date: actor, status and figures of each area above zero. Zeros are left out, because an actor
# that first appears on a later date has them on all dates before.
Figures = Mapping[str, frozenset[tuple[Any, ...]]]

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
    return _by_date(
        (date, (actors[series["actor"]], statuses[series["status"]]), (km2,))
        for series in (*words["series"], *words.get("uncounted", []))
        for date, km2 in zip(dates, series["km2"], strict=True)
    )


def _table_figures(table: pd.DataFrame) -> Figures:
    date = "date" if "date" in table.columns else "date_to"
    areas = [name for name in table.columns if str(name).endswith("_km2")]
    if not areas:
        return {}
    return _by_date(
        (
            str(row[date]),
            (str(row["actor"]), str(row["status"])),
            [row[name] for name in areas],
        )
        for row in table.to_dict("records")
    )


def _by_date(
    rows: Iterable[tuple[str, tuple[str, ...], Iterable[float]]],
) -> Figures:
    figures: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for date, key, areas in rows:
        rounded = tuple(round(float(area), _DECIMALS) for area in areas)
        figures[date] |= {(*key, *rounded)} if any(rounded) else set()
    for date in figures:
        read_date(date)  # a table with other dates was not written by this program
    return {date: frozenset(rows) for date, rows in figures.items()}


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
