"""Findings on a control table: their kinds, with severity and remedy, and a table of them.

A finding has its place (file, row, coordinates, date), a description and the area concerned; its
kind has the rest, the same for all findings of that kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.table import (
    ACTOR,
    END_TEXT,
    FILE,
    FILE_ROW,
    SOURCE,
    START_TEXT,
    STATUS,
)

ERROR = "error"
DOUBT = "doubt"
NOTE = "note"
SEVERITIES = (ERROR, DOUBT, NOTE)

Place = tuple[float, float]  # longitude and latitude


class Kind(NamedTuple):
    """Severity and title of findings of a kind, and what to do about them."""

    severity: str
    title: str
    remedy: str


# In the order of the report. Errors are rows whose areas would be wrong or missing.
KINDS: Mapping[str, Kind] = {
    "refused": Kind(
        ERROR, "Cannot be read", "correct the file; until then no area includes it"
    ),
    "incomplete": Kind(
        ERROR,
        "Incomplete download",
        "download all of it; areas would lack what is missing",
    ),
    "undated": Kind(ERROR, "No start date", "give the row a date"),
    "backwards": Kind(ERROR, "End not after the start", "correct one of the two dates"),
    "empty": Kind(ERROR, "Empty polygon", "draw the polygon or remove the row"),
    "outside": Kind(
        ERROR,
        "Coordinates outside the globe",
        "write degrees, longitude first; or pass the CRS of the coordinates",
    ),
    "invalid": Kind(
        ERROR, "Invalid polygon", "areas are those of the repaired polygon"
    ),
    "antimeridian": Kind(
        ERROR,
        "An edge the long way round the globe",
        "cut the polygon at 180 degrees; if the edge is intended, add a vertex in between",
    ),
    "pole": Kind(
        ERROR,
        "Polygon around a pole",
        "close the ring along the antimeridian and the pole",
    ),
    "ends": Kind(
        ERROR,
        "A gap of one day, month or year before the next start",
        "pass --ends inclusive if the last day is still held; or correct the dates",
    ),
    "swapped": Kind(
        DOUBT,
        "Longitude and latitude may be swapped",
        "write longitude first, latitude second",
    ),
    "left-out": Kind(
        DOUBT,
        "Rows left out",
        "correct them if they are territory; as read no area includes them",
    ),
    "letters": Kind(
        DOUBT,
        "Control or invisible Unicode characters",
        "remove them; they are shown as codes and have no effect",
    ),
    "assumed": Kind(
        DOUBT,
        "Undocumented end dates: inclusive or exclusive?",
        "pass --ends inclusive, or --ends exclusive (as read)",
    ),
    "unused-date": Kind(
        DOUBT,
        "Part of a name that looks like a date",
        "rename the file if it is part of the date; as read it does not count",
    ),
    "last-end": Kind(
        DOUBT,
        "Does the territory end, or the data?",
        "pass --last-end open if the data ends there, or --last-end lost (as read)",
    ),
    "sparse": Kind(
        DOUBT,
        "Too few places for the frame",
        "list the places around it, also those never held; or pass a smaller --frame",
    ),
    "inferred": Kind(
        DOUBT,
        "Dates whose reading may be another",
        "if it is wrong, write all dates as YYYY-MM-DD",
    ),
    "future": Kind(
        DOUBT,
        "Dates in the future",
        "correct them; an end that is open stays empty",
    ),
    "duplicate": Kind(
        DOUBT, "Duplicate row", "remove one; areas include the polygon once"
    ),
    "double": Kind(
        DOUBT,
        "Overlapping polygons of one actor",
        "correct one of the rows; areas include the overlap once",
    ),
    "rivals": Kind(
        DOUBT,
        "Overlapping polygons of two actors",
        "correct one of the rows; areas of both include the overlap",
    ),
    "spelling": Kind(
        DOUBT,
        "Similar names",
        "write one name if one actor is meant; areas are separate",
    ),
    "alphabets": Kind(
        DOUBT,
        "Letters of two alphabets in one word",
        "write the word in one alphabet; its area is separate from that of the similar name",
    ),
    "gap": Kind(
        DOUBT,
        "Dates missing from the series",
        "add them; until then the snapshot before lasts until the next date",
    ),
    "vanished": Kind(
        DOUBT, "No territory on some dates in between", "add polygons that are missing"
    ),
    "jump": Kind(DOUBT, "The area jumps", "check the polygons of both dates"),
    "break": Kind(
        DOUBT,
        "A break in counting that is of no territory here",
        "write actor and status as in the data; areas are compared across it",
    ),
    "alias": Kind(
        DOUBT,
        "A name in `aliases` that no row has",
        "write it as in the data, or take it out",
    ),
    "unmatched": Kind(
        DOUBT,
        "Districts without a row, or rows without a district",
        "write one code in both; as read nobody holds these districts",
    ),
    "unknown": Kind(
        DOUBT,
        "Districts without a row on some dates",
        "add the rows; until then the holder before is kept",
    ),
    "beyond": Kind(
        NOTE,
        "Polygon beyond 180 degrees",
        "areas are right; cut it at 180 degrees for programs that display it apart",
    ),
    "rings": Kind(
        NOTE,
        "Reversed ring orientation",
        "areas are right; reverse the rings for tools that enforce the right-hand rule (RFC "
        "7946, 3.1.6)",
    ),
    "other": Kind(NOTE, "Files that are not read", "add them if they are maps"),
    "repeat": Kind(
        NOTE, "Same polygons as on the date before", "check if the source was updated"
    ),
    "no-actor": Kind(
        NOTE,
        "Readers do not learn who holds the territory",
        "pass --actor-name, or write actor_name under [reading] in controlmap.toml",
    ),
    "no-title": Kind(
        NOTE,
        "Readers see no title of yours",
        "pass --title, or write title in controlmap.toml",
    ),
    "no-source": Kind(
        NOTE,
        "Readers do not learn where the data comes from",
        "pass --source with the publisher and a link, or write source_name under [reading] in "
        "controlmap.toml",
    ),
}

COLUMNS = (
    "severity",
    "kind",
    "file",
    "row",
    "date",
    "until",
    ACTOR,
    STATUS,
    "lon",
    "lat",
    "km2",
    "finding",
    "remedy",
)


@dataclass(frozen=True)
class Finding:
    """A finding from `date` up to, not including, `until`; "" if it has no end."""

    kind: str
    description: str
    file: str = ""
    row: int | None = None
    date: str = ""
    until: str = ""
    actor: str = ""
    status: str = ""
    place: Place | None = None
    km2: float | None = None


class RowNames:
    """File, row, actor, status and dates of the rows of a table, for findings, by position."""

    def __init__(self, table: gpd.GeoDataFrame) -> None:
        """Use the sources of a table that was not read from files in place of these."""
        file = FILE if FILE in table.columns else SOURCE
        self.file = _texts(table[file])
        numbers = table[FILE_ROW] if FILE_ROW in table.columns else [None] * len(table)
        self.row = [None if pd.isna(row) else int(row) for row in numbers]
        self.actor, self.status = _texts(table[ACTOR]), _texts(table[STATUS])
        self.start, self.end = _texts(table[START_TEXT]), _texts(table[END_TEXT])

    def finding(
        self,
        kind: str,
        position: int,
        description: str,
        *,
        date: str | None = None,
        until: str = "",
        place: Place | None = None,
        km2: float | None = None,
    ) -> Finding:
        """A finding about the row at `position`; `date` is its start by default."""
        return Finding(
            kind,
            description,
            self.file[position],
            self.row[position],
            self.start[position] if date is None else date,
            until,
            self.actor[position],
            self.status[position],
            place,
            km2,
        )

    def file_and_row(self, position: int | None) -> tuple[str, int | None]:
        """File and row of the row at `position`; empty if that is None."""
        if position is None:
            return "", None
        return self.file[position], self.row[position]

    def sort_key(self, position: int) -> tuple[str, int, str, str]:
        """A key for an order of rows that does not depend on that of the table."""
        row = self.row[position] or 0
        return self.file[position], row, self.actor[position], self.status[position]

    def label(self, position: int) -> str:
        """File and row in one text: `world.geojson, row 3`."""
        row = self.row[position]
        return self.file[position] + ("" if row is None else f", row {row}")


def finding_title(kind: str) -> str:
    """The title of findings of `kind`, above a list of them: `The area jumps`."""
    return KINDS[kind].title


def findings_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """Findings as a table, errors first, each kind in the order given.

    Columns `severity`, `kind`, `file`, `row` (Int64, from 1), `date`, `until`, `actor`, `status`,
    `lon`, `lat` (degrees), `km2`, `finding`, `remedy`.
    """
    order = list(KINDS)
    rows = sorted(findings, key=lambda finding: order.index(finding.kind))
    lon, lat = ([_axis(row.place, axis) for row in rows] for axis in (0, 1))
    columns = {
        "severity": [KINDS[row.kind].severity for row in rows],
        "kind": [row.kind for row in rows],
        "file": [row.file for row in rows],
        "row": pd.array([row.row for row in rows], dtype="Int64"),
        "date": [row.date for row in rows],
        "until": [row.until for row in rows],
        ACTOR: [row.actor for row in rows],
        STATUS: [row.status for row in rows],
        "lon": np.array(lon, dtype=float),
        "lat": np.array(lat, dtype=float),
        "km2": np.array(
            [np.nan if row.km2 is None else row.km2 for row in rows], dtype=float
        ),
        "finding": [row.description for row in rows],
        "remedy": [KINDS[row.kind].remedy for row in rows],
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def point_inside(shape: BaseGeometry) -> Place | None:
    """A point within `shape`, None if it is empty."""
    if shape.is_empty:
        return None
    point = shape.representative_point()
    return float(point.x), float(point.y)


def _axis(place: Place | None, axis: int) -> float:
    return np.nan if place is None else place[axis]


def _texts(values: "pd.Series[str]") -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values]
