"""Problems and doubts in a control table, which stays unchanged."""

import warnings
from collections.abc import Iterator, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.base import CheckError, RepairWarning, counted
from geo.check import coordinates, overlaps, spelling, time_series
from geo.check.end_dates import assumed_ends, gaps
from geo.check.far_dates import far_dates
from geo.check.missing_names import missing_names
from geo.columns import REFUSED, UNMET
from geo.finding import KINDS, Finding, Place, RowNames, findings_table, point_inside
from geo.measure import (
    area_km2,
    breaks,
    fault,
    repair_polygons,
    repair_table,
    spans,
    valid,
)
from geo.source import (
    LAST_END,
    LETTERS,
    REPLACED,
    SPARSE,
    UNITS,
    UNUSED_ALIASES,
    reading,
)
from geo.table import (
    ACTOR,
    CRS,
    DATE,
    DATE_TEXT,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    pairs,
    require_columns,
    timeline,
    uncounted_statuses,
)

# A repair that changes an area by less is reported without the areas.
_SHOWN_KM2 = 0.001
_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


def findings(
    table: gpd.GeoDataFrame, *, jump: float = 0.5, refused: Sequence[Finding] = ()
) -> pd.DataFrame:
    """Problems and doubts in `table`, one row each, the worst first.

    Errors are rows from which no number can be taken, or a wrong one: a missing start, an end not
    after the start, ends a day before the next start, an invalid or empty polygon, coordinates
    outside the globe, rings that jump over the globe at 180 degrees or around a pole. Doubts are
    what a careful reader would ask about: rows left out while reading; dates in the future, and
    such as were read by a rule that may not be that of the source; end dates that may be inclusive
    or exclusive; a last end that may be that of the data; territory
    that two actors hold on the same date, or one actor by two rows; duplicate rows; names that
    differ by form or by one letter; coordinates that may be swapped; dates missing from a regular
    series; an actor that holds nothing for a time; an area that jumps; a break of an actor or
    status that no row has. Notes do no harm to areas, and may elsewhere: reversed rings,
    longitudes beyond 180, dates that repeat the one before, and names that readers will miss: the
    actor, the title and the source of a table that was read without them.

    Statuses that stand for no possession, as `roamed`, contradict nobody: they may overlap others,
    jump and vanish.

    A problem that lasts over several dates is one finding, from `date` to `until`.

    Parameters
    ----------
    jump
        Share of the larger area by which territory may change from one date to the next before it
        is reported; 0.5 reports a loss of half, or a doubling.
    refused
        Findings on files that could not be read; see `read_control`.

    Returns
    -------
    DataFrame
        `severity` (`error`, `doubt` or `note`), `kind`, `file`, `row` (in its file, from 1; in a
        CSV file as a spreadsheet counts), `date`, `until` (the first date without the
        problem, empty if there is none), `actor`, `status`, `lon`, `lat` (degrees), `km2` (the
        territory concerned), `finding`, `remedy`; empty if there are no findings.
    """
    require_columns(table)
    return findings_table(
        [
            *refused,
            *_of_refused(refused),
            *_faults(table),
            *_reading(table),
            *_idle_breaks(table),
            *_doubts(table, jump),
        ]
    )


def require(table: gpd.GeoDataFrame) -> None:
    """Raise CheckError with the first error of `findings` and the number of errors."""
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
    """Messages on polygons whose area is wrong as drawn and cannot be repaired.

    These have a ring that jumps over the globe at 180 degrees or around a pole: the first row of
    each kind, and the number of rows. `findings` lists them all.
    """
    require_columns(table)
    shapes = table.geometry.to_numpy()
    drawn = _drawn(shapes)
    placed = table[drawn] if not drawn.all() else table
    jumps = list(coordinates.ring_jumps(placed.geometry.to_numpy(), RowNames(placed)))
    sentences = []
    for kind in dict.fromkeys(finding.kind for finding in jumps):
        of_kind = [finding for finding in jumps if finding.kind == kind]
        first = of_kind[0]
        row = "" if first.row is None else f", row {first.row}"
        more = "" if len(of_kind) == 1 else f" ({counted(len(of_kind), 'row')} in all)"
        sentences.append(
            f"{first.file}{row}: {first.description}; {KINDS[kind].remedy}{more}"
        )
    return sentences


def name_doubts(table: gpd.GeoDataFrame) -> list[str]:
    """Sentences on actors and statuses that are measured apart, and may be one.

    `findings` lists them all, with names that differ in a letter.
    """
    require_columns(table)
    return [
        sentence
        for column in (ACTOR, STATUS)
        for sentence in spelling.forms_of_one_name(table[column].tolist(), column)
    ]


def missing(table: gpd.GeoDataFrame) -> list[str]:
    """Sentences on the names that readers of `table` miss, and the options for them."""
    require_columns(table)
    return [
        f"{finding.description}; {KINDS[finding.kind].remedy}"
        for finding in missing_names(table)
    ]


def _faults(table: gpd.GeoDataFrame) -> list[Finding]:
    """Errors in dates, polygons and coordinates."""
    row_names = RowNames(table)
    shapes = table.geometry.to_numpy()
    drawn = _drawn(shapes)
    placed = table[drawn]
    return [
        *_dates(table, row_names),
        *_empty(drawn, row_names),
        *_invalid(shapes, drawn, row_names),
        *coordinates.outside_globe(placed.geometry.to_numpy(), RowNames(placed)),
        *coordinates.ring_jumps(placed.geometry.to_numpy(), RowNames(placed)),
    ]


def _of_refused(refused: Sequence[Finding]) -> Iterator[Finding]:
    """Errors in the polygons of layers that were refused for their dates or names."""
    for file, shapes, numbers, unclosed in getattr(refused, "layers", ()):
        kinds = shapely.get_type_id(shapes)
        # those outside of the globe are refused already
        vertices, of_row = shapely.get_coordinates(shapes, return_index=True)
        placed = ~coordinates.outside(shapes)
        placed[of_row[~np.isfinite(vertices).all(axis=1)]] = False
        areal = np.isin(kinds, _AREAL) & _drawn(shapes) & placed
        kept = np.flatnonzero(areal)
        rows = [numbers[position] for position in kept]
        table = pd.DataFrame({FILE: file, FILE_ROW: rows}, index=range(len(rows)))
        for name in (ACTOR, STATUS, START_TEXT, END_TEXT, SOURCE):
            table[name] = ""
        frame = gpd.GeoDataFrame(table, geometry=shapes[kept], crs=CRS)
        row_names = RowNames(frame)
        yield from _unclosed(frame, {file: sorted(unclosed)})
        yield from _invalid(shapes[kept], np.ones(len(kept), bool), row_names)
        yield from coordinates.ring_jumps(shapes[kept], row_names)


def _doubts(table: gpd.GeoDataFrame, jump: float) -> Iterator[Finding]:
    """Doubts and notes on the rows that have a date and a polygon on the globe."""
    usable = table[_measurable(table)]
    yield from far_dates(usable, RowNames(usable))
    yield from coordinates.reversed_rings(usable.geometry.to_numpy(), RowNames(usable))
    with warnings.catch_warnings():
        # `_faults` has a finding for each
        warnings.simplefilter("ignore", RepairWarning)
        usable = repair_table(usable)
    if usable.empty:
        return
    row_names, shapes = RowNames(usable), usable.geometry.to_numpy()
    yield from gaps(usable)
    yield from coordinates.swapped_coordinates(shapes, row_names)
    dates = timeline(usable)
    days, texts = dates[DATE].to_numpy(), dates[DATE_TEXT].tolist()
    first, last = spans(usable, days)
    duplicates, repeated = overlaps.duplicates(shapes, first, last, row_names)
    yield from duplicates
    counted_rows = ~usable[STATUS].isin(uncounted_statuses(table)).to_numpy()
    once = np.flatnonzero(~repeated & counted_rows)
    yield from overlaps.overlaps(
        shapes[once], first[once], last[once], texts, RowNames(usable.iloc[once])
    )
    for column, names in ((ACTOR, row_names.actor), (STATUS, row_names.status)):
        yield from spelling.similar_names(names, first, last, row_names, column)
        yield from spelling.two_alphabets(names, row_names, column)
    if np.mean(last - first <= 1) > 0.5:  # intervals have no dates to miss
        yield from time_series.missing_dates(days, texts)
    rows = np.flatnonzero(counted_rows)
    held = shapes[rows], first[rows], last[rows]
    yield from time_series.area_jumps(
        *held, days, texts, jump, RowNames(usable.iloc[rows]), breaks(table)
    )
    yield from time_series.repeated_dates(shapes, first, last, texts, row_names)


def _reading(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Rows and files left out while reading, and assumptions made."""
    read = reading(table)
    for group in read.get("left_out", []):
        if group["reason"] in (REFUSED, *REPLACED) or UNMET in group["reason"]:
            continue  # each row has its own finding, or another in its place
        description = f"{counted(group['rows'], 'row')} {group['reason']} left out"
        if group["layers"] > 1:
            description += f", in {group['where']}, this one first"
        yield Finding("left-out", description, *group["first"])
    for name in read.get("unread", []):
        yield Finding("other", "not a source of polygons", file=name)
    for text in read.get(LETTERS, {}).get("found", []):
        yield Finding("letters", text["what"], text["file"], text["row"])
    yield from _unclosed(table, read.get("unclosed", {}))
    for file, part, number in read.get("unused_dates", []):
        more = f", and so in {counted(number - 1, 'other file')}" if number > 1 else ""
        yield Finding("unused-date", f"{part} is not used as a date{more}", file)
    for doubt in read.get("inferred", []):
        yield Finding("inferred", doubt["what"], doubt["file"])
    if (ends := assumed_ends(table)) is not None:
        yield Finding("assumed", ends.description, ends.file, ends.file_row)
    for name in read.get(UNUSED_ALIASES, []):
        yield Finding("alias", "no row has this name", actor=name)
    for kind, name in (("last-end", LAST_END), ("sparse", SPARSE)):
        if doubt := read.get(name):
            file, row, description = doubt
            yield Finding(kind, description, file, row)
    for kind, file, row, description in read.get(UNITS, []):
        yield Finding(kind, description, file, row)
    if read:
        yield from missing_names(table)


def _idle_breaks(table: gpd.GeoDataFrame) -> Iterator[Finding]:
    """Breaks of an actor or status that no row has, as if their names were misspelt."""
    held = list(pairs(table))
    for one in breaks(table):
        if not any(one.concerns(*pair) for pair in held):
            yield Finding(
                "break",
                "no territory of this actor and status is counted in another way",
                date=one.date_text,
                actor=one.actor,
                status=one.status,
            )


def _unclosed(
    table: gpd.GeoDataFrame, numbers: Mapping[str, Sequence[int]]
) -> Iterator[Finding]:
    """Rows whose rings were closed; `numbers` are theirs, by the name of their layer."""
    if not numbers:
        return
    row_names, shapes = RowNames(table), table.geometry.to_numpy()
    rows_of = {file: set(rows) for file, rows in numbers.items()}
    for position, (file, row) in enumerate(zip(row_names.file, row_names.row)):
        if row in rows_of.get(file, ()):
            yield row_names.finding(
                "invalid",
                position,
                "a ring is not closed; closed by a straight edge to its first vertex",
                place=point_inside(shapely.envelope(shapes[position])),
            )


def _dates(table: gpd.GeoDataFrame, row_names: RowNames) -> Iterator[Finding]:
    start, end = table[START], table[END]
    for row in np.flatnonzero(start.isna()).tolist():
        yield row_names.finding("undated", row, "no start date")
    for row in np.flatnonzero(end <= start).tolist():
        until = row_names.end[row]
        yield row_names.finding(
            "backwards", row, f"the end ({until}) is not after the start"
        )


def _empty(drawn: coordinates.Bools, row_names: RowNames) -> Iterator[Finding]:
    for row in np.flatnonzero(~drawn).tolist():
        yield row_names.finding("empty", row, "no territory: the polygon is empty")


def _invalid(
    shapes: coordinates.Shapes, drawn: coordinates.Bools, row_names: RowNames
) -> Iterator[Finding]:
    bad = np.flatnonzero(~valid(shapes) & drawn)
    if not len(bad):
        return
    reasons = shapely.is_valid_reason(shapes[bad])
    before, after = area_km2(shapes[bad]), area_km2(repair_polygons(shapes[bad]))
    for row, reason, old, new in zip(bad.tolist(), reasons, before, after, strict=True):
        description = fault(reason)
        if abs(new - old) >= _SHOWN_KM2:
            description += f": {old:,.3f} km2 as drawn, {new:,.3f} km2 after repair"
        place = _fault_location(reason) or point_inside(shapely.envelope(shapes[row]))
        yield row_names.finding(
            "invalid", row, description, place=place, km2=abs(new - old)
        )


def _fault_location(reason: str) -> Place | None:
    """The location in a reason of GEOS: 3 4 of `Self-intersection[3 4]`."""
    try:
        lon, lat = (float(axis) for axis in reason.partition("[")[2][:-1].split())
    except ValueError:
        return None
    return lon, lat


def _drawn(shapes: coordinates.Shapes) -> coordinates.Bools:
    drawn: coordinates.Bools = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    return drawn


def _measurable(table: gpd.GeoDataFrame) -> "pd.Series[bool]":
    """True for rows with a start, an end after it, and a polygon on the globe."""
    shapes = table.geometry.to_numpy()
    timed = table[START].notna() & ~(table[END] <= table[START])
    placed = _drawn(shapes) & ~coordinates.outside(shapes)
    return pd.Series(timed.to_numpy() & placed, index=table.index)
