"""What is wrong or doubtful in a control table; changes nothing."""

import warnings
from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.area import area_km2
from geo.dates import label
from geo.errors import CheckError, RepairWarning
from geo.measure import AREA, areas, overlapping, spans
from geo.repair import fault, repaired, valid
from geo.table import (
    ACTOR,
    DATE,
    DATE_TEXT,
    END,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    require_columns,
    timeline,
)

ERROR = "error"
DOUBT = "doubt"

COLUMNS = ("severity", "date", ACTOR, STATUS, SOURCE, "finding", "remedy")

# A series of at least so many steps counts as regular when this share of them are alike.
_SERIES = 5
_REGULAR = 0.8

# Overlaps smaller than this (100 m2) are the rounding of coordinates, not a claim.
_OVERLAP_KM2 = 1e-4

Finding = tuple[str, str, str, str, str, str, str]


def findings(table: gpd.GeoDataFrame, *, jump: float = 0.5) -> pd.DataFrame:
    """All that is wrong or doubtful in `table`, a row each.

    Errors are rows that no number can be taken from: a missing start, an end not after the
    start, an invalid or empty polygon, coordinates outside the globe. Doubts are what a careful
    reader would ask about: ground that two actors hold on the same date, dates missing from a
    regular series, a date that repeats the one before, and an area that jumps.

    Parameters
    ----------
    jump
        Share of the larger area by which ground may change from one date to the next before it
        is told; 0.5 tells of a loss of half, or of a doubling.

    Returns
    -------
    DataFrame
        `severity` (`error` or `doubt`), `date`, `actor`, `status`, `source`, `finding`,
        `remedy`; empty where nothing was found.
    """
    require_columns(table)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RepairWarning)  # told below, a row each
        sound = repaired(table[_measurable(table)])
    rows = [
        *_dates(table),
        *_shapes(table),
        *_places(table),
        *_overlaps(sound),
        *_gaps(sound),
        *_repeats(sound),
        *_jumps(sound, jump),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def require(table: gpd.GeoDataFrame) -> None:
    """Raise CheckError with the first error of `findings`, and how many there are."""
    rows = [*_dates(table), *_shapes(table), *_places(table)]
    if rows:
        _, date, actor, _, source, what, remedy = rows[0]
        more = (
            f" ({len(rows)} errors in all; see controlmap check)"
            if len(rows) > 1
            else ""
        )
        raise CheckError(f"{source}: {date}, {actor}: {what}; {remedy}{more}")


def _dates(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    start, end = table[START], table[END]
    for row in _named(table[start.isna()]):
        yield (ERROR, *row, "no start date", "give the row a date")
    for row in _named(table[end <= start]):
        yield (
            ERROR,
            *row,
            "its end is not after its start",
            "correct one of the two dates",
        )


def _shapes(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    shapes = table.geometry.to_numpy()
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for row in _named(table[bare]):
        yield (
            ERROR,
            *row,
            "no ground: the polygon is empty",
            "draw it or remove the row",
        )
    bad = ~valid(shapes) & ~bare
    reasons = shapely.is_valid_reason(shapes[bad])
    for row, reason in zip(_named(table[bad]), reasons, strict=True):
        yield (ERROR, *row, fault(reason), "areas are taken from the polygon as mended")


def _places(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    west, south, east, north = shapely.bounds(table.geometry.to_numpy()).T
    off = (west < -180) | (east > 180) | (south < -90) | (north > 90)
    remedy = "give longitude, latitude in degrees, longitude first"
    for row, x, y in zip(
        _named(table[off]),
        np.where(west < -180, west, east)[off],
        np.where(south < -90, south, north)[off],
        strict=True,
    ):
        yield (ERROR, *row, f"coordinates outside the globe: {x:.6g} {y:.6g}", remedy)


def _overlaps(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Ground that two actors hold at the same time, once for every such pair of rows."""
    shapes = table.geometry.to_numpy()
    actor = table[ACTOR].to_numpy()
    start = table[START].to_numpy()
    first, last = spans(table, timeline(table)[DATE].to_numpy())
    rivals = overlapping(shapes, first, last, lambda a, b: actor[a] != actor[b])
    for a, b in rivals:
        shared = shapely.intersection(shapes[a], shapes[b])
        size = area_km2([shared])[0]
        if size < _OVERLAP_KM2:
            continue
        later = a if start[a] >= start[b] else b
        row = next(_named(table.iloc[[later]]))
        where = shared.representative_point()
        other = b if later == a else a
        what = (
            f"{size:,.3f} km2 are also held by {actor[other]} "
            f"(near {where.x:.3f} {where.y:.3f})"
        )
        yield (DOUBT, *row, what, "areas count this ground for both")


def _gaps(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Dates missing from a series whose steps are otherwise alike."""
    dates = timeline(table)
    steps = np.diff(dates[DATE].to_numpy().astype("datetime64[D]")).astype(int)
    if len(steps) < _SERIES:
        return
    usual = int(np.median(steps))
    if usual == 0 or (steps == usual).mean() < _REGULAR:
        return
    missing = steps // usual - 1
    texts = dates[DATE_TEXT]
    for i in np.flatnonzero(missing > 0):
        dates_missing = "1 date is" if missing[i] == 1 else f"{missing[i]} dates are"
        what = f"{dates_missing} missing before this one"
        remedy = f"the ground of {label(texts[i])} is taken to hold until then"
        yield (DOUBT, texts[i + 1], "", "", "", what, remedy)


def _repeats(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Dates whose ground is, to the last digit, that of the date before."""
    dates = timeline(table)
    first, last = spans(table, dates[DATE].to_numpy())
    shapes = table.geometry.to_numpy()
    actors, statuses = table[ACTOR].to_numpy(), table[STATUS].to_numpy()
    before = None
    for number, text in enumerate(dates[DATE_TEXT]):
        rows = np.flatnonzero((first <= number) & (number < last))
        drawn = shapely.to_wkb(shapes[rows])
        ground = sorted(zip(actors[rows], statuses[rows], drawn, strict=True))
        if ground and ground == before:
            source = str(table[SOURCE].iloc[rows[0]])
            what = "the same ground as on the date before"
            yield (
                DOUBT,
                text,
                "",
                "",
                source,
                what,
                "make sure the source was updated",
            )
        before = ground


def _jumps(table: gpd.GeoDataFrame, jump: float) -> Iterator[Finding]:
    """Areas that leap from one date to the next, and ground that vanishes and returns."""
    texts = timeline(table).set_index(DATE)[DATE_TEXT]
    for (actor, status), series in areas(table).groupby([ACTOR, STATUS]):
        who = str(actor), str(status), ""
        dates = [texts[date] for date in series[DATE]]
        size = series[AREA].to_numpy()
        held = np.flatnonzero(size)
        for i in range(1, len(size)):
            old, new = size[i - 1], size[i]
            if old > 0 and new > 0 and abs(new - old) > jump * max(old, new):
                what = f"the area jumps from {old:,.3f} to {new:,.3f} km2"
                yield (DOUBT, dates[i], *who, what, "make sure both dates are right")
            elif old > 0 and new == 0 and i < held[-1]:
                what = "holds nothing on this date, and ground again later"
                yield (DOUBT, dates[i], *who, what, "make sure that none is missing")


def _named(rows: gpd.GeoDataFrame) -> Iterator[tuple[str, str, str, str]]:
    """date, actor, status and source of each row, as text."""
    for values in rows[[START_TEXT, ACTOR, STATUS, SOURCE]].itertuples(
        index=False, name=None
    ):
        date, actor, status, source = (
            "" if pd.isna(value) else str(value) for value in values
        )
        yield date, actor, status, source


def _measurable(table: gpd.GeoDataFrame) -> pd.Series:
    """Rows that have a date, a place in time and a polygon."""
    shapes = table.geometry.to_numpy()
    drawn = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    timed = table[START].notna() & ~(table[END] <= table[START])
    return pd.Series(timed.to_numpy() & drawn, index=table.index)
