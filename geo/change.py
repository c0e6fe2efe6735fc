"""Ground gained, lost and held between two dates."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.area import area_km2
from geo.errors import CallError
from geo.measure import areas_on, union
from geo.repair import repaired
from geo.table import (
    ACTOR,
    CRS,
    DATE,
    STATUS,
    in_force,
    in_seconds,
    pairs,
    require_columns,
    timeline,
)

Date = np.datetime64 | pd.Timestamp | str
Shapes = npt.NDArray[np.object_]

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
)


def changes(
    table: gpd.GeoDataFrame, *, between: Iterable[tuple[Date, Date]] | None = None
) -> pd.DataFrame:
    """Ground that each actor gained, lost and held from one date to the next.

    Areas are of real geometry on the WGS 84 ellipsoid (see `geo.area`): gained is the ground held
    on `date_to` and not on `date_from`, lost the reverse, held the ground held on both, and
    gained - lost = net. Invalid polygons are mended first, each with a `RepairWarning`.

    Parameters
    ----------
    between
        Pairs of dates to compare instead of each date of `geo.timeline` with the next.

    Returns
    -------
    DataFrame
        One row per pair of dates, actor and status: `date_from`, `date_to`, `actor`, `status`,
        `gained_km2`, `lost_km2`, `held_km2`, `net_km2` and `days`, the days from the first date
        to the second.

    Raises
    ------
    CheckError
        If `table` is not a control table.
    CallError
        If `between` holds what is no date.
    """
    require_columns(table)
    sound = repaired(table)
    if between is None:
        dates = timeline(sound)[DATE].to_numpy()
        steps = np.column_stack([dates[:-1], dates[1:]])
    else:
        steps = np.array(
            [[_second(a), _second(b)] for a, b in between], dtype="datetime64[s]"
        )
        steps = steps.reshape(-1, 2)
    blocks = [
        _steps(_rows(sound, *pair), steps).assign(
            **dict(zip((ACTOR, STATUS), pair, strict=True))
        )
        for pair in pairs(sound)
    ]
    if not blocks:
        return pd.DataFrame({name: [] for name in COLUMNS})
    order = ["date_from", "date_to", ACTOR, STATUS]
    return pd.concat(blocks).sort_values(order, ignore_index=True, kind="stable")[
        list(COLUMNS)
    ]


def gained(table: gpd.GeoDataFrame, *, before: Date, after: Date) -> gpd.GeoDataFrame:
    """Ground of each actor and status held on `after` and not on `before`, EPSG:4326.

    Columns `actor`, `status`, `geometry`; an empty polygon where nothing was gained. Expects valid
    polygons (`geo.repaired`).
    """
    found = [
        (*pair, _gained(_rows(table, *pair), _second(before), _second(after)))
        for pair in pairs(table)
    ]
    data = pd.DataFrame(found, columns=[ACTOR, STATUS, "geometry"])
    return gpd.GeoDataFrame(data, geometry="geometry", crs=CRS)


def lost(table: gpd.GeoDataFrame, *, before: Date, after: Date) -> gpd.GeoDataFrame:
    """Ground of each actor and status held on `before` and not on `after`, EPSG:4326."""
    return gained(table, before=after, after=before)


def _steps(rows: gpd.GeoDataFrame, steps: npt.NDArray[np.datetime64]) -> pd.DataFrame:
    """The changes of one actor and status over `steps`, an array of dates of shape (n, 2)."""
    was, now = areas_on(rows, steps[:, 0]), areas_on(rows, steps[:, 1])
    won = area_km2([_gained(rows, before, after) for before, after in steps])
    gone = area_km2([_gained(rows, after, before) for before, after in steps])
    return pd.DataFrame(
        {
            "date_from": steps[:, 0],
            "date_to": steps[:, 1],
            "gained_km2": won,
            "lost_km2": gone,
            "held_km2": was - gone,
            "net_km2": now - was,
            "days": (steps[:, 1] - steps[:, 0]) // np.timedelta64(1, "D"),
        }
    )


def _gained(
    rows: gpd.GeoDataFrame, before: np.datetime64, after: np.datetime64
) -> shapely.Geometry:
    """Ground of `rows` held on `after` and not on `before`.

    Rows in force on both dates gain nothing, so only those that began in between are united, and
    only rows that overlap them are taken away.
    """
    then, now = in_force(rows, before).to_numpy(), in_force(rows, after).to_numpy()
    shapes = rows.geometry.to_numpy()
    fresh, old = shapes[now & ~then], shapes[then]
    if not len(fresh):
        return shapely.Polygon()
    ground = union(fresh)
    met = old[shapely.intersects(ground, old)]
    met = met[shapely.relate_pattern(ground, met, "T********")]
    return shapely.difference(ground, union(met)) if len(met) else ground


def _rows(table: gpd.GeoDataFrame, actor: str, status: str) -> gpd.GeoDataFrame:
    return table[(table[ACTOR] == actor) & (table[STATUS] == status)]


def _second(date: Date) -> np.datetime64:
    """`date` in whole seconds, the resolution of the control table."""
    try:
        second = in_seconds(date)
    except ValueError as error:
        raise CallError(f"{date}: not a date; write it as YYYY-MM-DD") from error
    if np.isnat(second):
        raise CallError("a date to compare is missing; give both")
    return second
