"""Pieces of territory by which the page compares any two dates."""

import json
import zlib
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo.measure
from geo.table import ACTOR, END, START, STATUS
from layers.content import Timeline

# Rounding the pieces changes a figure of two dates by no more than this.
ERROR_KM2 = 0.005
# At most so many bytes of a page, zipped; base64 makes 4 of 3.
BYTES = 22_000
# Nor is more tried: vertices of all rows (fronts of 3,000 on 400 dates, which come apart into
# 5,000 pieces, have 1.2 million), and faces between the boundaries of one series.
CORNERS = 1_500_000
FACES = 12_000

SYNC = zlib.Z_SYNC_FLUSH


def pack_pieces(
    table: gpd.GeoDataFrame, times: Timeline
) -> list[dict[str, Any] | None]:
    """Pieces of each series of `times` (see `geo.pieces`), as `assets/data/pairs.mjs` reads them.

    `km2` are areas in whole numbers of a `unit`; `turns` are dates on which a piece is taken or
    given up, by their positions: how many there are, then the first, less the first of the piece
    before, then each less the one before it; piece after piece. None for a series whose pieces
    are too many for the page, which measures what it draws instead; the largest series come first.
    """
    if shapely.get_num_coordinates(table.geometry.to_numpy()).sum() > CORNERS:
        return [None] * len(times.series)
    counted = ~table[STATUS].isin(times.uncounted_statuses)
    pieces = geo.measure.pieces(table[counted], most=FACES)
    rows_of = dict(iter(pieces.groupby([ACTOR, STATUS], sort=False)))
    zipped, left = zlib.compressobj(), BYTES
    packed: list[dict[str, Any] | None] = []
    for series in times.series:
        pair = series.actor, series.status
        own = _pack_series(rows_of[pair], times) if pair in rows_of else None
        if not any(series.km2):
            own = {"unit": 1, "km2": [], "turns": []}
        trial = zipped.copy()  # with those before, as they are in the page
        size = len(trial.compress(json.dumps(own).encode()) + trial.flush(SYNC))
        packed.append(own if size <= left else None)
        if size <= left:
            zipped, left = trial, left - size
    return packed


def _pack_series(rows: pd.DataFrame, times: Timeline) -> dict[str, Any]:
    """The pieces of one series in few whole numbers."""
    days = np.array(times.dates, dtype="datetime64[s]")
    start = np.searchsorted(days, rows[START].to_numpy())
    end = np.searchsorted(days, rows[END].to_numpy())  # NaT comes after all days
    piece = rows["piece"].to_numpy()
    km2 = rows["area_km2"].to_numpy()[np.diff(piece, prepend=-1) > 0]
    unit = 2 * ERROR_KM2 / len(km2)
    turns: list[list[int]] = [[] for _ in km2]
    for number, *interval in zip(piece.tolist(), start.tolist(), end.tolist()):
        turns[number] += [day for day in interval if day < len(days)]
    sizes = np.rint(km2 / unit).astype(int).tolist()
    kept = [(size, dates) for size, dates in zip(sizes, turns) if size]
    return {
        "unit": unit,
        "km2": [size for size, _ in kept],
        "turns": list(_steps([dates for _, dates in kept])),
    }


def _steps(turns: list[list[int]]) -> Iterator[int]:
    first = 0
    for dates in turns:
        yield len(dates)
        yield dates[0] - first
        yield from (after - before for before, after in pairwise(dates))
        first = dates[0]
