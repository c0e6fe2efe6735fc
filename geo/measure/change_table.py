"""Areas gained, lost and held from one date to the next, for each actor and status."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.measure.area_table import own_dates
from geo.measure.break_dates import Break, breaks, reasons
from geo.measure.change import Date, Dates, Floats, Ints, Rows, exchange, second
from geo.measure.repair import repair_table
from geo.table import (
    ACTOR,
    END,
    SNAPSHOTS,
    START,
    STATUS,
    pairs,
    require_columns,
    rows_of_pairs,
)

COLUMNS = (
    "date_from",
    "date_to",
    ACTOR,
    STATUS,
    "gained_km2",
    "lost_km2",
    "held_km2",
    "net_km2",
    "days",
    "reason",
)


def changes(
    table: gpd.GeoDataFrame,
    *,
    between: Iterable[tuple[Date, Date]] | None = None,
    all_dates: bool = False,
) -> pd.DataFrame:
    """Territory that each actor gained, lost and held from one date to the next.

    Areas are of real geometry on the WGS 84 ellipsoid (see `area.py`): gained is the territory
    held on `date_to` and not on `date_from`, lost the reverse, held the territory held on both,
    and gained - lost = net. Invalid polygons are repaired first, each with a `RepairWarning`.

    An actor and status is listed from one date of `geo.timeline` to the next if one of its own
    rows begins or ends on the second: from any other date to the next, its territory stays the
    same. A table that was read from a series of snapshots lists every actor and status from every
    date to the next.

    Across a break, a date on which the way of counting changes (see `break_dates.py`), there is no
    change: every actor and status that it concerns is listed, its areas are missing, and `reason`
    says why.

    Parameters
    ----------
    between
        Pairs of dates to compare instead of each date with the next, for every actor and status.
    all_dates
        List every actor and status from every date to the next, also where its territory stays
        the same: this takes time and memory for each actor times each date. Areas are the same.

    Returns
    -------
    DataFrame
        One row per pair of dates, actor and status: `date_from`, `date_to`, `actor`, `status`,
        `gained_km2`, `lost_km2`, `held_km2`, `net_km2`, `days`, the days from the first date to
        the second, and `reason`, why there is no change; empty where there is one.

    Raises
    ------
    CheckError
        If `table` is not a control table.
    CallError
        If `between` has a value that is not a date.
    """
    require_columns(table)
    few = between is None and not (all_dates or table.attrs.get(SNAPSHOTS))
    known = breaks(table)
    repaired = repair_table(table)
    rows = Rows(
        repaired.geometry.to_numpy(),
        repaired[START].to_numpy(),
        repaired[END].to_numpy(),
    )
    dates = own_dates(rows.starts, rows.ends)
    if between is None:
        steps = np.column_stack([dates[:-1], dates[1:]])
    else:
        steps = _steps(between)
    parts = []
    for pair, places in rows_of_pairs(repaired).items():
        own = rows.of(places)
        recounted = [one for one in known if one.concerns(*pair)]
        listed = _own_steps(dates, own, recounted) if few else np.arange(len(steps))
        why = reasons(recounted, *pair, steps[listed])
        measured = np.full((len(listed), 4), np.nan)
        measured[why == ""] = exchange(own, steps[listed[why == ""]])
        parts.append(_Part(listed, measured, why))
    return _frame(steps, list(pairs(repaired)), parts)


@dataclass(frozen=True)
class _Part:
    """The rows of `changes` of one actor and status: steps by position, what was gained, lost,
    held before, and the net change, and why there is none."""

    steps: Ints
    measured: Floats
    why: npt.NDArray[np.object_]


def _frame(
    steps: Dates, names: list[tuple[str, str]], parts: list[_Part]
) -> pd.DataFrame:
    """The rows of `changes` in order of dates, then of names, of which each has a part."""
    if not parts:
        return pd.DataFrame({name: [] for name in COLUMNS})
    step = np.concatenate([part.steps for part in parts])
    pair = np.repeat(np.arange(len(parts)), [len(part.steps) for part in parts])
    order = np.argsort(step, kind="stable")
    step, pair = step[order], pair[order]
    actors, statuses = (np.array(column, dtype=object) for column in zip(*names))
    measured = np.concatenate([part.measured for part in parts])[order]
    gain, loss, was, net = measured.T
    return pd.DataFrame(
        {
            "date_from": steps[step, 0],
            "date_to": steps[step, 1],
            ACTOR: actors[pair],
            STATUS: statuses[pair],
            "gained_km2": gain,
            "lost_km2": loss,
            "held_km2": was - loss,
            "net_km2": net,
            "days": ((steps[:, 1] - steps[:, 0]) // np.timedelta64(1, "D"))[step],
            "reason": np.concatenate([part.why for part in parts])[order],
        }
    )


def _own_steps(dates: Dates, rows: Rows, known: list[Break]) -> Ints:
    """Positions of the steps between `dates` on which `rows` begin or end, or a break lies."""
    turns = own_dates(rows.starts, rows.ends)
    turns = np.append(turns, np.array([one.date for one in known], turns.dtype))
    steps = np.unique(np.searchsorted(dates, turns)) - 1
    return steps[(steps >= 0) & (steps < len(dates) - 1)]


def _steps(between: Iterable[tuple[Date, Date]]) -> Dates:
    """Pairs of dates in order, shape (n, 2)."""
    # Pairs of a long series repeat each date; each is parsed once.
    read = functools.cache(second)
    given = [(read(a), read(b)) for a, b in between]
    steps = np.array(given, dtype="datetime64[s]").reshape(-1, 2)
    return steps[np.lexsort([steps[:, 1], steps[:, 0]])]
