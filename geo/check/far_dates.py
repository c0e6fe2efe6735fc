"""Dates after the present, which often are numbers that mean something else."""

import datetime
from collections.abc import Iterator

import geopandas as gpd
import numpy as np

from geo.base import counted
from geo.dates import label
from geo.finding import Finding, RowNames
from geo.table import END, START


def far_dates(table: gpd.GeoDataFrame, row_names: RowNames) -> Iterator[Finding]:
    """Starts and ends later than the year after the present one, each date of a file once."""
    limit = np.datetime64(f"{datetime.date.today().year + 2}-01-01", "s")
    for column, texts, verb in (
        (START, row_names.start, "starts"),
        (END, row_names.end, "ends"),
    ):
        positions: dict[tuple[str, str], list[int]] = {}
        for row in np.flatnonzero((table[column] >= limit).to_numpy()).tolist():
            positions.setdefault((row_names.file[row], texts[row]), []).append(row)
        for (_, text), rows in positions.items():
            more = "" if len(rows) == 1 else f" ({counted(len(rows), 'row')})"
            description = f"{verb} in the future: {label(text)}{more}"
            yield row_names.finding("future", rows[0], description, date=text)
