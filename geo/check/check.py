"""What is wrong or doubtful in a control table; changes nothing."""

import warnings
from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.base import CheckError, RepairWarning, counted
from geo.check import coordinates, overlaps, spelling, time_series
from geo.check.end_dates import assumed_ends
from geo.columns import REFUSED
from geo.finding import KINDS, Finding, Place, RowNames, findings_table, point_inside
from geo.measure import area_km2, fault, repair_polygons, repair_table, spans, valid
from geo.source import LETTERS, reading
from geo.table import (
    ACTOR,
    DATE,
    DATE_TEXT,
    END,
    START,
    STATUS,
    require_columns,
    timeline,
)

# A repair that changes an area by less is told without the areas.
_SHOWN_KM2 = 0.001


def findings(
    table: gpd.GeoDataFrame, *, jump: float = 0.5, refused: Sequence[Finding] = ()
) -> pd.DataFrame:
    """All that is wrong or doubtful in `table`, a row each, the worst first.

    Errors are rows from which no number can be taken, or a wrong one: a missing start, an end not
    after the start, an invalid or empty polygon, coordinates outside the globe, rings that jump
    over the globe at 180 degrees or around a pole. Doubts are what a careful reader would ask
    about: rows that were left out while reading, and ends of which nobody says whether they are
    held; territory that two actors hold on the same date, or one actor by two rows; rows told
    twice; names that differ by form or by one letter; coordinates that may be swapped; dates
    missing from a regular series; an actor that holds nothing for a time; an area that jumps.
    Notes do no harm here, and may elsewhere: rings that run the wrong way round, longitudes beyond
    180, dates that repeat the one before.

    What lasts over several dates is one finding, from `date` to `until`.

    Parameters
    ----------
    jump
        Share of the larger area by which territory may change from one date to the next before it
        is told; 0.5 tells of a loss of half, or of a doubling.
    refused
        What was found while reading, of files that are not in the table; see `read_control`.

    Returns
    -------
    DataFrame
        `severity` (`error`, `doubt` or `note`), `kind`, `file`, `row` (in its file, from 1; in a
        CSV file as a spreadsheet counts), `date`, `until` (the first date on which it is so no
        longer, empty if there is none), `actor`, `status`, `lon`, `lat` (degrees), `km2` (the
        territory it is about), `finding`, `remedy`; empty where nothing was found.
    """
    require_columns(table)
    return findings_table(
        [*refused, *_faults(table), *_reading(table), *_doubts(table, jump)]
    )


def require(table: gpd.GeoDataFrame) -> None:
    """Raise CheckError with the first error of `findings`, and how many there are."""
    require_columns(table)
    errors = _faults(table)
    if errors:
        first = errors[0]
        row = "" if first.row is None else f", row {first.row}"
        more = (
            f" ({len(errors)} errors in all; see controlmap check)"
            if len(errors) > 1
            else ""
        )
        raise CheckError(
            f"{first.file}{row}: {first.date}, {first.actor}: {first.description}; "
            f"{KINDS[first.kind].remedy}{more}"
        )


def unrepairable(table: gpd.GeoDataFrame) -> list[str]:
    """Sentences on territory whose area is wrong as drawn, and which no repair may guess.

    A ring that jumps over the globe at 180 degrees or around a pole: the first of each kind, and
    how many there are. `findings` tells them all.
    """
    shapes = table.geometry.to_numpy()
    drawn = _drawn(shapes)
    placed = table[drawn] if not drawn.all() else table
    found = list(coordinates.across(placed.geometry.to_numpy(), RowNames(placed)))
    sentences = []
    for kind in dict.fromkeys(one.kind for one in found):
        alike = [one for one in found if one.kind == kind]
        first = alike[0]
        row = "" if first.row is None else f", row {first.row}"
        more = "" if len(alike) == 1 else f" ({counted(len(alike), 'row')} in all)"
        sentences.append(
            f"{first.file}{row}: {first.description}; {KINDS[kind].remedy}{more}"
        )
    return sentences


def _faults(table: gpd.GeoDataFrame) -> list[Finding]:
    """Errors: of dates, of shapes, of places."""
    named = RowNames(table)
    shapes = table.geometry.to_numpy()
    drawn = _drawn(shapes)
    placed = table[drawn]
    return [
        *_dates(table, named),
        *_bare(drawn, named),
        *_invalid(shapes, drawn, named),
        *coordinates.misplaced(placed.geometry.to_numpy(), RowNames(placed)),
        *coordinates.across(placed.geometry.to_numpy(), RowNames(placed)),
    ]


def _doubts(table: gpd.GeoDataFrame, jump: float) -> Iterator[Finding]:
    """Doubts and notes, of the rows that have a time and a place."""
    sound = table[_measurable(table)]
    yield from coordinates.turned(sound.geometry.to_numpy(), RowNames(sound))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RepairWarning)  # told above, a row each
        sound = repair_table(sound)
    if sound.empty:
        return
    named, shapes = RowNames(sound), sound.geometry.to_numpy()
    yield from coordinates.swapped(shapes, named)
    dates = timeline(sound)
    days, texts = dates[DATE].to_numpy(), dates[DATE_TEXT].tolist()
    first, last = spans(sound, days)
    told, again = overlaps.duplicates(shapes, first, last, named)
    yield from told
    once = np.flatnonzero(~again)
    yield from overlaps.overlaps(
        shapes[once], first[once], last[once], texts, RowNames(sound.iloc[once])
    )
    for column, names in ((ACTOR, named.actor), (STATUS, named.status)):
        yield from spelling.alike(names, first, last, named, column)
        yield from spelling.two_alphabets(names, named, column)
    if np.mean(last - first <= 1) > 0.5:  # what holds long has no dates to miss
        yield from time_series.gaps(days, texts)
    yield from time_series.leaps(shapes, first, last, days, texts, jump, named)
    yield from time_series.repeats(shapes, first, last, texts, named)


def _reading(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """What was left out while reading, and what was assumed."""
    read = reading(table)
    for one in read.get("left_out", []):
        if one["reason"] == REFUSED:
            continue  # told row by row
        what = f"{counted(one['rows'], 'row')} {one['reason']} left out"
        if one["layers"] > 1:
            what += f", in {one['where']}, first in this one"
        yield Finding("left-out", what, *one["first"])
    for name in read.get("unread", []):
        yield Finding("other", "not a source of polygons", file=name)
    for one in read.get(LETTERS, {}).get("found", []):
        yield Finding("letters", one["what"], one["file"], one["row"])
    for end in assumed_ends(table):
        yield Finding("assumed", end.what, end.file, end.file_row)


def _dates(table: gpd.GeoDataFrame, named: RowNames) -> Iterator[Finding]:
    start, end = table[START], table[END]
    for row in np.flatnonzero(start.isna()).tolist():
        yield named.finding("undated", row, "no start date")
    for row in np.flatnonzero(end <= start).tolist():
        until = named.end[row]
        yield named.finding(
            "backwards", row, f"its end, {until}, is not after its start"
        )


def _bare(drawn: coordinates.Bools, named: RowNames) -> Iterator[Finding]:
    for row in np.flatnonzero(~drawn).tolist():
        yield named.finding("empty", row, "no territory: the polygon is empty")


def _invalid(
    shapes: coordinates.Shapes, drawn: coordinates.Bools, named: RowNames
) -> Iterator[Finding]:
    bad = np.flatnonzero(~valid(shapes) & drawn)
    if not len(bad):
        return
    reasons = shapely.is_valid_reason(shapes[bad])
    before, after = area_km2(shapes[bad]), area_km2(repair_polygons(shapes[bad]))
    for row, reason, old, new in zip(bad.tolist(), reasons, before, after, strict=True):
        what = fault(reason)
        if abs(new - old) >= _SHOWN_KM2:
            what += f": {old:,.3f} km2 as drawn, {new:,.3f} km2 after repair"
        place = _where(reason) or point_inside(shapely.envelope(shapes[row]))
        yield named.finding("invalid", row, what, place=place, km2=abs(new - old))


def _where(reason: str) -> Place | None:
    """Where GEOS says that a polygon is wrong: `Self-intersection[3 4]`."""
    try:
        lon, lat = (float(axis) for axis in reason.partition("[")[2][:-1].split())
    except ValueError:
        return None
    return lon, lat


def _drawn(shapes: coordinates.Shapes) -> coordinates.Bools:
    drawn: coordinates.Bools = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return drawn


def _measurable(table: gpd.GeoDataFrame) -> "pd.Series[bool]":
    """Rows that have a date, a place in time and a polygon on the globe."""
    shapes = table.geometry.to_numpy()
    timed = table[START].notna() & ~(table[END] <= table[START])
    placed = _drawn(shapes) & ~coordinates.outside(shapes)
    return pd.Series(timed.to_numpy() & placed, index=table.index)
