"""Turn a table with a column for each date into one with a row for each of its cells.

Such columns are named by dates, alone (`1914`, `X2014`) or beside a word that all of them have
(`holder_2024-07-08`), and name the holder of each row on that date.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from itertools import chain

import numpy as np

from geo.base import ReadError, counted
from geo.columns.date_finder import find_date_columns, find_interval_columns
from geo.columns.matching import cell_names
from geo.columns.open_ends import is_missing
from geo.columns.row_dates import DateOptions
from geo.dates import SourceNames, label, words_to_iso
from geo.formats import Columns, Layer
from geo.table import ACTOR, DATE

NO_HOLDER = "without a holder in the column of a date"

# R puts a letter before a name that begins with a digit.
_R_PREFIX = re.compile(r"X(?=\d)")
# Notes and sources by date differ from row to row, holders do not.
_FEW, _SHARE = 12, 0.5


def unpivot(layer: Layer, options: DateOptions = DateOptions()) -> Layer:
    """`layer` with a row for each date and row, if it has a column of holders for each date.

    A row has the number of the row that it was made of. Empty cells are left out, and counted.
    """
    if (options.date or options.start or options.end) is not None:
        return layer
    names = dated_columns(layer.columns)
    if not names or _has_dates(layer.columns, layer.label):
        return layer
    holders = {name: cell_names(layer.columns[name]) for name in names}
    cells = list(chain.from_iterable(holders.values()))
    held = np.array([not is_missing(cell) if cell else False for cell in cells], bool)
    rows = np.tile(np.arange(len(layer.shapes)), len(names))
    columns = {
        name: values[rows[held]]
        for name, values in layer.columns.items()
        if name not in names
    }
    columns[DATE] = np.repeat(np.array([*names.values()], object), len(layer.shapes))[
        held
    ]
    columns[ACTOR] = np.array(cells, object)[held]
    numbers = np.array(layer.numbers)[rows]
    excluded = layer.excluded
    if not held.all():
        first = int(numbers[~held].min())
        excluded += ((NO_HOLDER, int((~held).sum()), first),)
    first_date, *_, last_date = sorted(names.values())
    message = (
        f"a column for each of {counted(len(names), 'date')} ({label(first_date)} to "
        f"{label(last_date)}): each of their cells is read as a row"
    )
    return replace(
        layer,
        shapes=layer.shapes[rows[held]],
        columns=columns,
        row_numbers=tuple(numbers[held].tolist()),
        messages=[*layer.messages, message],
        excluded=excluded,
    )


def dated_columns(columns: Columns) -> dict[str, str]:
    """The columns of holders by date, each with its date; empty if there are not several."""
    dates = _dates_of(tuple(columns))
    if not dates or ACTOR in columns or DATE in columns:
        return {}
    texts: set[str | None] = set()
    number = 0
    for name in dates:
        values = columns[name]
        if values.dtype.kind in "biufM":
            return {}
        names = cell_names(values)
        number += len(names)
        texts.update(names)
    texts.discard(None)
    if not texts or len(texts) > max(_FEW, _SHARE * number):
        return {}
    return dict(dates)


@lru_cache(maxsize=64)
def _dates_of(columns: Sequence[str]) -> dict[str, str]:
    """Names of columns that are dates and differ in nothing else, each with its date."""
    plain = {
        name: _R_PREFIX.sub("", name) for name in columns if re.search(r"\d", name)
    }
    names = SourceNames([("file", name) for name in plain.values()])
    by_key: dict[str, dict[str, str]] = defaultdict(dict)
    for name, text in plain.items():
        with suppress(ReadError):
            date = names.date([("file", text)])
            if date is not None and not date.time and not date.unused:
                by_key[date.key][name] = words_to_iso(date.text)
    several = [
        dates for dates in by_key.values() if 1 < len(dates) == len({*dates.values()})
    ]
    return several[0] if len(several) == 1 else {}


def _has_dates(columns: Columns, where: str) -> bool:
    """Whether a layer has another column of dates."""
    try:
        return bool(
            find_interval_columns(columns, where) or find_date_columns(columns, where)
        )
    except ReadError:
        return True
