"""What can be found in a control table, in one list: how bad it is and what to do about it.

A finding says where it is (file, row, place, date), what was found and how much ground it is
about; its kind says the rest, the same for all findings of that kind.
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
    """How bad findings of a kind are, what they are called, and what to do about them."""

    severity: str
    title: str
    remedy: str


# In the order in which they are told. Errors are rows whose numbers would be wrong or are none.
KINDS: Mapping[str, Kind] = {
    "refused": Kind(
        ERROR, "Cannot be read", "mend the file; until then its ground counts nowhere"
    ),
    "undated": Kind(ERROR, "No start date", "give the row a date"),
    "backwards": Kind(ERROR, "End not after the start", "correct one of the two dates"),
    "empty": Kind(ERROR, "No ground", "draw the polygon or remove the row"),
    "outside": Kind(
        ERROR,
        "Coordinates outside the globe",
        "give longitude, latitude in degrees, longitude first; or name their CRS",
    ),
    "invalid": Kind(
        ERROR, "Invalid polygon", "areas are taken from the repaired polygon"
    ),
    "antimeridian": Kind(
        ERROR,
        "An edge the long way round the globe",
        "cut the polygon at 180 degrees; if it is meant so, give the edge a corner in between",
    ),
    "pole": Kind(
        ERROR,
        "Ground around a pole",
        "lead the ring along 180 degrees to the pole and back",
    ),
    "swapped": Kind(
        DOUBT,
        "Longitude and latitude may be swapped",
        "write longitude first, latitude second",
    ),
    "left-out": Kind(
        DOUBT,
        "Rows left out",
        "mend them if they are ground; as read they count nowhere",
    ),
    "letters": Kind(
        DOUBT,
        "Signs that steer or hide",
        "see what is meant and take the signs out; they are shown as codes and do nothing",
    ),
    "assumed": Kind(
        DOUBT,
        "Ends of which nobody says whether they are held",
        "pass --ends inclusive if they are, --ends exclusive if they are not (as read)",
    ),
    "duplicate": Kind(
        DOUBT, "The same row twice", "remove one; areas count the ground once"
    ),
    "double": Kind(
        DOUBT,
        "One actor holds the same ground twice",
        "see which row is right; areas count the ground once",
    ),
    "rivals": Kind(
        DOUBT,
        "Ground that two actors hold",
        "see who holds it; areas count it for both",
    ),
    "spelling": Kind(
        DOUBT,
        "Names that are nearly alike",
        "write one name if one is meant; areas count them apart",
    ),
    "alphabets": Kind(
        DOUBT,
        "Letters of two alphabets in one word",
        "write the word in one alphabet; areas count it apart from the name that it looks like",
    ),
    "gap": Kind(
        DOUBT,
        "Dates missing from the series",
        "add them; until then the ground of the date before is taken to hold",
    ),
    "vanished": Kind(
        DOUBT, "Holds nothing, and ground again later", "make sure that none is missing"
    ),
    "jump": Kind(DOUBT, "The area jumps", "make sure that both dates are right"),
    "beyond": Kind(
        NOTE,
        "Ground written beyond 180 degrees",
        "areas are right; cut it at 180 degrees for programs that show it apart",
    ),
    "rings": Kind(
        NOTE,
        "Rings that run the wrong way round",
        "areas are right; turn them for programs that take what is on the left (RFC 7946, 3.1.6)",
    ),
    "other": Kind(
        NOTE, "Files that are not read", "see that none of them is a map of the series"
    ),
    "repeat": Kind(
        NOTE, "The same ground as on the date before", "see if the source was updated"
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
    """One thing found. `until` is the first date on which it is so no longer, "" if it is none."""

    kind: str
    what: str
    file: str = ""
    row: int | None = None
    date: str = ""
    until: str = ""
    actor: str = ""
    status: str = ""
    place: Place | None = None
    km2: float | None = None


class Named:
    """The rows of a table by what findings call them, asked for by position."""

    def __init__(self, table: gpd.GeoDataFrame) -> None:
        """Tables that were made and not read have no files: their sources stand in."""
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
        what: str,
        *,
        date: str | None = None,
        until: str = "",
        place: Place | None = None,
        km2: float | None = None,
    ) -> Finding:
        """A finding about the row at `position`, on its first date unless told."""
        return Finding(
            kind,
            what,
            self.file[position],
            self.row[position],
            self.start[position] if date is None else date,
            until,
            self.actor[position],
            self.status[position],
            place,
            km2,
        )

    def whereabouts(self, position: int | None) -> tuple[str, int | None]:
        """File and row of a position; of none, neither."""
        return (
            ("", None)
            if position is None
            else (self.file[position], self.row[position])
        )

    def place_in_files(self, position: int) -> tuple[str, int, str, str]:
        """What rows are ordered by, whatever their order in the table."""
        row = self.row[position] or 0
        return self.file[position], row, self.actor[position], self.status[position]

    def called(self, position: int) -> str:
        """`world.geojson, row 3`."""
        row = self.row[position]
        return self.file[position] + ("" if row is None else f", row {row}")


def finding_title(kind: str) -> str:
    """What findings of `kind` are called above a list of them: `The area jumps`."""
    return KINDS[kind].title


def listed(found: Sequence[Finding]) -> pd.DataFrame:
    """Findings as a table, errors first, each kind in the order in which it was found.

    Columns `severity`, `kind`, `file`, `row` (Int64, from 1), `date`, `until`, `actor`, `status`,
    `lon`, `lat` (degrees), `km2`, `finding`, `remedy`.
    """
    order = list(KINDS)
    rows = sorted(found, key=lambda one: order.index(one.kind))
    lon, lat = ([_axis(one.place, axis) for one in rows] for axis in (0, 1))
    columns = {
        "severity": [KINDS[one.kind].severity for one in rows],
        "kind": [one.kind for one in rows],
        "file": [one.file for one in rows],
        "row": pd.array([one.row for one in rows], dtype="Int64"),
        "date": [one.date for one in rows],
        "until": [one.until for one in rows],
        ACTOR: [one.actor for one in rows],
        STATUS: [one.status for one in rows],
        "lon": np.array(lon, dtype=float),
        "lat": np.array(lat, dtype=float),
        "km2": np.array(
            [np.nan if one.km2 is None else one.km2 for one in rows], dtype=float
        ),
        "finding": [one.what for one in rows],
        "remedy": [KINDS[one.kind].remedy for one in rows],
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def inside(shape: BaseGeometry) -> Place | None:
    """A point within `shape`, None if it is empty."""
    if shape.is_empty:
        return None
    point = shape.representative_point()
    return float(point.x), float(point.y)


def _axis(place: Place | None, axis: int) -> float:
    return np.nan if place is None else place[axis]


def _texts(values: "pd.Series[str]") -> list[str]:
    return ["" if pd.isna(value) else str(value) for value in values]
