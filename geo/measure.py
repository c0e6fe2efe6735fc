"""Ground and square kilometres per date, actor and status."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.area import area_km2
from geo.repair import repaired
from geo.table import (
    ACTOR,
    CRS,
    DATE,
    END,
    SOURCE,
    START,
    STATUS,
    in_force,
    pairs,
    require_columns,
    timeline,
)

AREA = "area_km2"

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.intp]


def areas(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Area of each actor's ground on each date, on the WGS 84 ellipsoid.

    Edges are straight in longitude and latitude (RFC 7946), so areas of parts add up to the area
    of the whole (see `geo.area`). Overlapping rows of one actor and status count once; actors
    that overlap each count in full. Invalid polygons are mended first, each with a
    `RepairWarning`.

    Returns
    -------
    DataFrame
        One row per date, actor and status: `date`, `actor`, `status`, `area_km2`; 0 where an
        actor that appears in the series holds nothing. The dates are all those of
        `geo.timeline`.

    Raises
    ------
    CheckError
        If `table` is not a control table.
    """
    require_columns(table)
    sound = repaired(table)
    dates = timeline(sound)[DATE].to_numpy()
    blocks = []
    for actor, status in pairs(sound):
        rows = sound[(sound[ACTOR] == actor) & (sound[STATUS] == status)]
        block = pd.DataFrame({DATE: dates, ACTOR: actor, STATUS: status})
        blocks.append(block.assign(**{AREA: areas_on(rows, dates)}))
    if not blocks:
        return pd.DataFrame({DATE: dates, ACTOR: [], STATUS: [], AREA: []})
    return pd.concat(blocks).sort_values([DATE, ACTOR, STATUS], ignore_index=True)


def row_areas(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Area of each row of `table` by itself, in its order, on the WGS 84 ellipsoid.

    Columns `start`, `end`, `actor`, `status`, `source`, `area_km2`. Rows of one actor that
    overlap each count in full here, unlike in `areas`. Invalid polygons are mended first, each
    with a `RepairWarning`.
    """
    require_columns(table)
    sound = repaired(table)
    rows = pd.DataFrame(sound[[START, END, ACTOR, STATUS, SOURCE]])
    return rows.assign(**{AREA: area_km2(sound.geometry)}).reset_index(drop=True)


def ground(
    table: gpd.GeoDataFrame, date: np.datetime64 | pd.Timestamp | str
) -> gpd.GeoDataFrame:
    """Ground of each actor and status on `date`: the union of its rows in force, EPSG:4326.

    Columns `actor`, `status`, `geometry`; an actor and status that hold nothing have no row.
    Expects valid polygons (`geo.repaired`).
    """
    rows = table[in_force(table, date)]
    found = [
        (actor, status, union(group.geometry.to_numpy()))
        for (actor, status), group in rows.groupby([ACTOR, STATUS], sort=True)
    ]
    actors, statuses, shapes = zip(*found, strict=True) if found else ((), (), ())
    data = {ACTOR: list(actors), STATUS: list(statuses)}
    return gpd.GeoDataFrame(data, geometry=list(shapes), crs=CRS)


def union(shapes: npt.NDArray[np.object_]) -> BaseGeometry:
    """The union of polygons; the quick way where they share edges without overlapping."""
    if len(shapes) == 1:
        only: BaseGeometry = shapes[0]
        return only
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def overlapping(
    shapes: npt.NDArray[np.object_], related: Callable[[Positions, Positions], Bools]
) -> npt.NDArray[np.intp]:
    """Pairs of positions, first < second, of shapes whose interiors meet; shape (n, 2).

    `related` says of two arrays of positions which pairs are worth a look: those in force at the
    same time, for instance.
    """
    first, second = shapely.STRtree(shapes).query(shapes)
    keep = first < second
    first, second = first[keep], second[keep]
    keep = related(first, second)
    first, second = first[keep], second[keep]
    meet = shapely.relate_pattern(shapes[first], shapes[second], "T********")
    return np.column_stack([first[meet], second[meet]])


def areas_on(rows: gpd.GeoDataFrame, dates: npt.NDArray[np.datetime64]) -> Floats:
    """Area in km2 of the union of `rows` on each of `dates`.

    Rows that overlap no other row of their time simply add. Rows that do are grouped with those
    they overlap, and each group is united, once for every set of its rows that is in force.
    """
    shapes = rows.geometry.to_numpy()
    active = _active(rows, dates)
    single = area_km2(shapes)
    if active.sum(axis=1).max(initial=0) < 2:
        return np.asarray(active @ single)
    together = (active.T.astype(np.float32) @ active.astype(np.float32)) > 0
    met = overlapping(shapes, lambda first, second: together[first, second])
    group = _components(len(shapes), met)
    alone = np.bincount(group)[group] == 1
    total = np.asarray(active[:, alone] @ single[alone])
    for members in (np.flatnonzero(group == g) for g in np.unique(group[~alone])):
        sets, which = np.unique(active[:, members], axis=0, return_inverse=True)
        sizes = area_km2([shapely.union_all(shapes[members[held]]) for held in sets])
        total += sizes[which.ravel()]
    return total


def _active(rows: gpd.GeoDataFrame, dates: npt.NDArray[np.datetime64]) -> Bools:
    """Matrix of dates by rows: true where the row is in force on the date."""
    start, end = rows[START].to_numpy(), rows[END].to_numpy()
    day = dates[:, None]
    return np.asarray((start <= day) & (np.isnat(end) | (end > day)))


def _components(count: int, edges: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Number of the connected component of each of `count` nodes."""
    label = np.arange(count)
    if not len(edges):
        return label
    while True:
        lowest = label.copy()
        np.minimum.at(lowest, edges[:, 0], label[edges[:, 1]])
        np.minimum.at(lowest, edges[:, 1], label[edges[:, 0]])
        lowest = lowest[lowest]
        if (lowest == label).all():
            return label
        label = lowest
