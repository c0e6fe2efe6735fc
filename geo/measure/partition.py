"""Pieces of territory that are held as a whole or not at all on every date of a series.

The boundaries of all dates together form faces. Faces that were held on the same dates are one
piece, wherever they are. The gain between any two dates is then a sum: the pieces held on the
second date and not on the first. A series of hundreds of dates has tens of thousands of pairs, but
few pieces, because most of a front does not move.
"""

import itertools
import math
from collections import defaultdict

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measure.area_table import overlapping_pairs, spans, union_areas
from geo.measure.edges import Turns, chains, face_turns
from geo.measure.repair import repair_table
from geo.table import ACTOR, DATE, END, START, STATUS, require_columns, timeline

PAIR = (ACTOR, STATUS)
COLUMNS = (*PAIR, "piece", "area_km2", START, END)

# Allowed difference between pieces and the area of a date, relative to the largest area.
_ROUNDING = 1e-9

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Shapes = npt.NDArray[np.object_]
Intervals = list[tuple[int, int]]


def pieces(table: gpd.GeoDataFrame, *, most: int | None = None) -> pd.DataFrame:
    """Pieces of each actor's territory that were held as a whole, with their intervals.

    The territory gained from one date to another is made of the pieces held on the second date and
    not on the first; the territory lost of those held on the first only, and the territory held of
    those held on both. For every pair of dates their areas add up to what `geo.changes` gives,
    from one table that is far smaller than that of all pairs.

    A piece is all territory of one actor and status that was held on the same dates of
    `geo.timeline`; it need not lie in one place. Rows that overlap count once, as everywhere.
    Areas are true areas on the WGS 84 ellipsoid (see `area.py`). Invalid polygons are repaired
    first, each with a `RepairWarning`.

    Parameters
    ----------
    most
        Leave out an actor and status whose boundaries form more faces than this. The number of
        faces determines the time; the number of pieces is known only at the end.

    Returns
    -------
    DataFrame
        One row per piece and interval: `actor`, `status`, `piece` (numbered from 0 for each actor
        and status, in order of their intervals), `area_km2` of the piece, `start`, and `end`, the
        first date on which it is no longer held, NaT where it is held at the end of the data. An
        actor and status has no rows where it holds nothing, where `most` leaves it out, and where
        boundaries run so close to each other that their pieces do not add up to `geo.areas`.

    Raises
    ------
    CheckError
        If `table` is not a control table.
    """
    require_columns(table)
    repaired = repair_table(table)
    days = timeline(repaired)[DATE].to_numpy()
    shapes = repaired.geometry.to_numpy()
    first, last = spans(repaired, days)
    places = pd.Series(range(len(repaired)))
    records = []
    for pair, rows in places.groupby([repaired[name].to_numpy() for name in PAIR]):
        here = rows.to_numpy()
        km2, intervals = _pieces(shapes[here], first[here], last[here], len(days), most)
        for piece, (size, times) in enumerate(zip(km2, intervals, strict=True)):
            records += [(*pair, piece, size, *interval) for interval in times]
    table_of_pieces = pd.DataFrame(records, columns=list(COLUMNS))
    until = np.append(days, np.datetime64("NaT", "s"))
    start, end = (
        table_of_pieces[name].to_numpy(dtype=np.intp) for name in (START, END)
    )
    return table_of_pieces.assign(**{START: days[start], END: until[end]})


def _pieces(
    shapes: Shapes, first: Ints, last: Ints, count: int, most: int | None
) -> tuple[list[float], list[Intervals]]:
    """Areas and intervals of the pieces of one actor and status, on `count` dates.

    Shape `i` is in force on dates `first[i]` up to, not including, `last[i]`.
    """
    own = np.unique(np.concatenate([first, last]))
    own = own[own < count]  # between them nothing changes
    first, last = np.searchsorted(own, first), np.searchsorted(own, last)
    met = overlapping_pairs(shapes, first, last)
    sizes = union_areas(shapes, first, last, met, len(own))
    date = [*own.tolist(), count]
    if (first == first[0]).all() and (last == last[0]).all():  # all is one piece
        whole = sizes[sizes > 0].tolist()
        return whole, [[(date[0], date[last[0]])] for _ in whole]
    drawn = chains(shapes)
    held = [np.flatnonzero((first <= day) & (day < last)) for day in range(len(own))]
    some = len(own) and len(drawn.ends)
    turns = face_turns(drawn, held, most=most) if some else None
    if turns is None:
        return [], []
    km2, intervals = _merged(turns, len(own))
    off = np.abs(_on_dates(km2, intervals, len(own)) - sizes)
    if off.max() > _ROUNDING * sizes.max():
        return [], []
    return km2, [[(date[a], date[b]) for a, b in times] for times in intervals]


def _on_dates(km2: list[float], intervals: list[Intervals], count: int) -> Floats:
    """The area of all pieces held on each of `count` dates."""
    size = np.repeat(km2, [len(times) for times in intervals])
    times = np.array(
        [interval for times in intervals for interval in times], dtype=np.intp
    )
    start, end = times.reshape(-1, 2).T
    begun, ended = (np.bincount(at, size, count + 1) for at in (start, end))
    return np.asarray(np.cumsum(begun - ended)[:-1])


def _merged(turns: Turns, count: int) -> tuple[list[float], list[Intervals]]:
    """Areas and intervals of the pieces of faces on `count` dates, in order of intervals.

    An interval is its first date, and the first on which the piece is no longer held.
    """
    order = np.lexsort([turns.date, turns.face])
    face, date, some = turns.face[order], turns.date[order], turns.count[order] > 0
    was = np.r_[False, some[:-1]] & (face == np.r_[-1, face[:-1]])
    face, date = face[some != was], date[some != was]
    cuts = np.flatnonzero(np.diff(face, prepend=-1, append=-1))
    known: defaultdict[tuple[tuple[int, int], ...], list[float]] = defaultdict(list)
    for here, until in itertools.pairwise(cuts):
        dates = date[here:until].tolist()
        # The interval of a piece held at the end of the data has no end date: position `count`.
        intervals = tuple(zip(dates[::2], [*dates[1::2], count]))
        known[intervals].append(turns.km2[face[here]])
    pieces = sorted(known)
    return [math.fsum(known[times]) for times in pieces], [
        list(times) for times in pieces
    ]
