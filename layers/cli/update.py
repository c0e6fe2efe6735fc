"""What is new in a page or table that takes the place of an older one."""

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
from geo.dates import label, read_date, written

# What a file says of a date: whose ground of which status, and its figures. Nothing held is not
# told, for an actor that comes later holds nothing on all dates before.
Figures = Mapping[str, frozenset[tuple[Any, ...]]]

_DATA = re.compile(r'<script type="application/json" class="data">(.*?)</script>', re.S)
# Of a square kilometre: what formats make of the seventh is their own.
_DECIMALS = 6
_LISTED = 3
# What reading a file of another kind, or one that was changed or cut off, may raise.
_UNFIT = (
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
def updating(path: Path) -> Iterator[list[str]]:
    """Sentences on what changed in `path`, filled when the block has written it.

    None where there was no file before, or one that does not tell figures by date.
    """
    before, stamp = figures(path), _stamp(path)
    news: list[str] = []
    yield news
    if stamp is not None and stamp == _stamp(path):
        news.append("nothing changed: left as it was")
    elif before:
        news += _news(before, figures(path))


def figures(path: Path) -> Figures:
    """What a page of ours, or a table of areas or of changes, says of each date.

    Empty where there is no such file, or where it is no such page or table.
    """
    try:
        match path.suffix.lower():
            case ".html" | ".htm":
                return _of_page(path.read_text(encoding="utf-8"))
            case ".csv":
                return _of_table(pd.read_csv(path, dtype={"date": str, "date_to": str}))
            case ".json":
                found = json.loads(path.read_text(encoding="utf-8"))
                rows = found["rows"] if isinstance(found, dict) else found
                return _of_table(pd.DataFrame(rows))
            case ".parquet":
                return _of_table(pd.read_parquet(path))
            case ".xlsx":
                return _of_table(pd.read_excel(path, dtype={"date": str}))
    except _UNFIT:
        pass
    return {}


def _of_page(text: str) -> Figures:
    found = _DATA.search(text)
    if found is None:
        return {}
    packed = json.loads(found[1])["words"]
    words = json.loads(gzip.decompress(base64.b64decode(packed)))
    seconds = np.array(list(accumulate(words["seconds"])), "datetime64[s]")
    dates = words["texts"] or [written(moment) for moment in seconds]
    actors = [one["key"] for one in words["actors"]]
    statuses = [one["key"] for one in words["statuses"]]
    return _by_date(
        (date, (actors[one["actor"]], statuses[one["status"]]), (km2,))
        for one in words["series"]
        for date, km2 in zip(dates, one["km2"], strict=True)
    )


def _of_table(table: pd.DataFrame) -> Figures:
    date = "date" if "date" in table.columns else "date_to"
    sizes = [name for name in table.columns if str(name).endswith("_km2")]
    if not sizes:
        return {}
    return _by_date(
        (
            str(row[date]),
            (str(row["actor"]), str(row["status"])),
            [row[n] for n in sizes],
        )
        for row in table.to_dict("records")
    )


def _by_date(
    rows: Iterable[tuple[str, tuple[str, ...], Iterable[float]]],
) -> Figures:
    found: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for date, whose, sizes in rows:
        rounded = tuple(round(float(size), _DECIMALS) for size in sizes)
        found[date] |= {(*whose, *rounded)} if any(rounded) else set()
    for date in found:
        read_date(date)  # a table of other dates is none of ours
    return {date: frozenset(told) for date, told in found.items()}


def _news(before: Figures, after: Figures) -> list[str]:
    new = [date for date in after if date not in before]
    gone = [date for date in before if date not in after]
    other = [date for date in after if date in before and after[date] != before[date]]
    told = {
        "new since the one before": new,
        "changed since then": other,
        "no longer in it": gone,
    }
    news = [f"{what}: {_listed(dates)}" for what, dates in told.items() if dates]
    return news or ["no date is new or changed"]


def _listed(dates: list[str]) -> str:
    """The dates in order, or how many they are and how far they reach."""
    labels = [label(date) for date in sorted(dates, key=read_date)]
    if len(labels) <= _LISTED:
        return ", ".join(labels)
    return f"{counted(len(labels), 'date')}, {labels[0]} to {labels[-1]}"


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells a file from one written in its place."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns
