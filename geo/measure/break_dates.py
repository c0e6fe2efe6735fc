"""Breaks: dates on which the way of counting changes, so that areas before and after differ by it.

A break comes with a table, in `attrs` under `about`: a dict of `date` (the first day counted the
new way), `reason` (a sentence for readers) and, where they are known, `actor`, `status` (without
them the break is one of all) and `source`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.dates import iso_text, read_date
from geo.table import ABOUT, in_seconds, require_columns

BREAKS = "breaks"  # the key in the texts and facts of a table


@dataclass(frozen=True)
class Break:
    """A date from which on areas are counted in another way; no actor or status: of all."""

    date: np.datetime64
    date_text: str  # the date as its source wrote it
    reason: str
    actor: str = ""
    status: str = ""
    source: str = ""

    def concerns(self, actor: str, status: str) -> bool:
        """True if areas of this actor and status are counted in another way from its date on."""
        return self.actor in ("", actor) and self.status in ("", status)


def breaks(table: gpd.GeoDataFrame) -> list[Break]:
    """The breaks that came with a table, in order of date.

    Raises
    ------
    ReadError
        If one has no date or one that cannot be read.
    """
    require_columns(table)
    given = table.attrs.get(ABOUT, {}).get(BREAKS, [])
    rows = given.to_dict("records") if isinstance(given, pd.DataFrame) else given
    return sorted((_break(row) for row in rows), key=lambda one: one.date)


def breaks_between(
    known: Iterable[Break],
    actor: str,
    status: str,
    before: np.datetime64,
    after: np.datetime64,
) -> list[Break]:
    """The breaks after the earlier of two dates, up to and on the later one.

    `actor` and `status` are those whose areas are to be compared.
    """
    first, last = min(before, after), max(before, after)
    return [
        one for one in known if one.concerns(actor, status) and first < one.date <= last
    ]


def reasons(
    known: Iterable[Break],
    actor: str,
    status: str,
    steps: npt.NDArray[np.datetime64],
) -> npt.NDArray[np.object_]:
    """Why there is no change over each of `steps`, pairs of dates; empty text where there is one.

    Several breaks have all their reasons, in order of date.
    """
    texts = np.full(len(steps), "", dtype=object)
    earlier, later = steps.min(axis=1), steps.max(axis=1)
    for one in known:
        if one.concerns(actor, status):
            between = (earlier < one.date) & (one.date <= later)
            texts[between] = [_joined(text, one.reason) for text in texts[between]]
    return texts


def _joined(text: str, reason: str) -> str:
    """Both texts, of which the first may be empty, or a sentence with its full stop."""
    if not text:
        return reason
    return f"{text} {reason}" if text.endswith(".") else f"{text}; {reason}"


def _break(row: Mapping[Any, Any]) -> Break:
    """A row of the breaks of a table; missing values may be None or NaN."""
    known = {name: value for name, value in row.items() if not pd.isna(value)}
    date = known.get("date", "")
    texts = {
        name: str(known.get(name, ""))
        for name in ("reason", "actor", "status", "source")
    }
    if not isinstance(date, str):
        date = iso_text(in_seconds(pd.Timestamp(date)))
    return Break(in_seconds(read_date(date)), date_text=date, **texts)
