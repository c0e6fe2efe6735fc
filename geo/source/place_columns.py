"""Find the columns of a list of places, and bring them to those of `places.REQUIRED`.

Lists have many shapes: an interval or a date in a row, a column for each date, latitude and
longitude in two columns or in one, or as points of a map.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo.base import CallError, Limits, ReadError, counted, list_columns, sanitize_line
from geo.columns import (
    UNMET,
    cell_names,
    dated_columns,
    find_date_columns,
    find_interval_columns,
    read_condition,
    satisfies,
)
from geo.files import File
from geo.formats import layers, read_table, read_tables
from geo.source.coordinates import read_degrees, read_pair
from geo.table import ACTOR, STATUS

# Column names of other lists, and those used here.
ALIASES = {
    **dict.fromkeys(
        ("name", "town", "settlement", "city", "village", "locality", "location"),
        "place",
    ),
    **dict.fromkeys(("asciiname", "place_name", "placename", "toponym"), "place"),
    **dict.fromkeys(("latitude", "y", "lat_dd", "breite"), "lat"),
    **dict.fromkeys(("longitude", "lng", "long", "x", "lon_dd", "länge"), "lon"),
    "from": "held_from",
    "start": "held_from",
    "to": "held_to",
    "end": "held_to",
    **dict.fromkeys(("holder", "party", "controller", "side", "faction"), ACTOR),
    **dict.fromkeys(
        ("held by", "held_by", "controlled by", "controlled_by", "occupied_by"), ACTOR
    ),
    "type": "kind",
}
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_PAIRS = {
    *(
        "coordinates",
        "coords",
        "coord",
        "latlon",
        "lat_lon",
        "latlng",
        "lat, lon",
        "lat/lon",
    ),
    *(
        "lonlat",
        "lon_lat",
        "geo",
        "point",
        "geom",
        "geometry",
        "wkt",
        "position",
        "koordinaten",
    ),
}
PLACE, LAT, LON, FROM, TO = "place", "lat", "lon", "held_from", "held_to"
# The key in `attrs` of a list with a row for each place and date.
DATED = "dated"
# Options with the name of a column.
COLUMN_OPTIONS = (
    *("place", "coordinates", "date", "start", "end"),
    *("actor", "status", "source_column"),
)
_CLASSES = {
    "held",
    "control",
    "controlled",
    "claimed",
    "contested",
    "roamed",
    "confirmed",
}


def read_listed(
    path: Path,
    options: Mapping[str, str | None],
    where: Sequence[str],
    limits: Limits,
) -> tuple[pd.DataFrame, list[int], list[str]]:
    """The columns of a list as texts under the names used here, the numbers of its rows, notes.

    Rows have to satisfy the conditions `where`. `options` has columns by `place`,
    `coordinates`, `date`, `start`, `end`, `actor`, `status` and `source_column`.

    Raises
    ------
    ReadError
        If the list cannot be read, or two of its columns mean the same.
    CallError
        If it has no column of an option.
    """
    columns, numbers = _texts(path, limits)
    notes: list[str] = []
    names = _requested(columns, options, path.name)
    columns, numbers = _rows_of_dates(columns, numbers, names, notes)
    names |= _known(columns, names, path.name)
    frame = pd.DataFrame(columns, dtype=str).rename(columns=names)
    kept = _meets(frame, names, where, path.name)
    if not kept.all():
        notes.append(f"{counted(int((~kept).sum()), 'row')} {UNMET}s of --where")
        frame = frame[kept].reset_index(drop=True)
        numbers = [number for number, keep in zip(numbers, kept) if keep]
    frame = _with_coordinates(frame, notes)
    dated = FROM in frame.columns and TO not in frame.columns
    if dated:
        frame[TO] = ""
        words = {*frame.get(STATUS, pd.Series(dtype=str)).str.casefold()} - {
            "",
            *_CLASSES,
        }
        if ACTOR not in frame.columns and words:
            frame = frame.rename(columns={STATUS: ACTOR})
            notes.append(
                "holders from column status, as its words are no classes of control"
            )
    frame.attrs[DATED] = dated
    return frame, numbers, notes


def _meets(
    frame: pd.DataFrame, new: Mapping[str, str], conditions: Sequence[str], label: str
) -> "pd.Series[bool]":
    """Which rows of a list of texts satisfy all conditions, by the old or `new` names."""
    kept = pd.Series(True, index=frame.index)
    for text in conditions:
        condition = read_condition(text)
        names = {str(name).casefold(): str(name) for name in frame.columns}
        names |= {name.casefold(): other for name, other in new.items()}
        name = names.get(condition.column.casefold())
        if name is None:
            raise CallError(
                f"{label}: no column {condition.column} for --where "
                f"({list_columns(new)})"
            )
        met = [satisfies(value or None, condition) for value in frame[name]]
        kept &= np.array(met, bool)
    return kept


def _texts(path: Path, limits: Limits) -> tuple[dict[str, list[str]], list[int]]:
    """All columns of a file as texts, with those of its points, and the numbers of its rows."""
    if path.suffix.lower() in (".csv", ".tsv"):
        table = read_table(path, path.name, limits, fill=True)
        return table.columns, table.numbers
    file = File(path, sanitize_line(path.name), (("file", path.stem),), limits)
    if path.suffix.lower() == ".xlsx":
        sheet = read_tables(file)[0]
        columns = sheet.columns
        return _as_texts(columns), [*sheet.numbers]
    layer = layers(file)[0]
    points = np.asarray(shapely.centroid(layer.shapes))
    texts = _as_texts(layer.columns)
    for name, values in ((LAT, shapely.get_y(points)), (LON, shapely.get_x(points))):
        texts[name] = [repr(float(value)) for value in values]
    return texts, [*layer.numbers]


def _as_texts(columns: Mapping[str, object]) -> dict[str, list[str]]:
    return {
        name: [value or "" for value in cell_names(values)]
        for name, values in columns.items()
    }


def _requested(
    columns: Mapping[str, object], options: Mapping[str, str | None], label: str
) -> dict[str, str]:
    """New names of the columns that the caller names."""
    spelled = {str(name).casefold(): str(name) for name in columns}
    wanted = [
        (options["place"], "place", [PLACE]),
        (options["date"] or options["start"], "date", [FROM]),
        (options["end"], "end", [TO]),
        (options["actor"], "actor", [ACTOR]),
        (options["status"], "status", [STATUS]),
        (options["source_column"], "source-column", ["source"]),
        (options["coordinates"], "coordinates", [LAT, LON]),
    ]
    names = {}
    for value, option, targets in wanted:
        if value is None:
            continue
        parts = [value] if value.casefold() in spelled else value.split(",")
        if len(parts) == 1 and len(targets) == 2:
            targets = ["coordinates"]
        for part, target in zip(parts, targets):
            name = spelled.get(part.strip().casefold())
            if name is None:
                raise CallError(
                    f"{label}: no column {part.strip()} for --{option} ({list_columns(columns)})"
                )
            names[name] = target
    return names


def _known(
    columns: Mapping[str, list[str]], requested: Mapping[str, str], label: str
) -> dict[str, str]:
    """New names of the columns whose names say what they are, of those not requested."""
    taken = {*requested.values()}
    plain = {name: name.strip().casefold() for name in columns}
    own = {name for name in plain.values()}
    names: dict[str, str] = {}
    for name, word in plain.items():
        new = ALIASES.get(word, word)
        if name in requested or new in taken or (new != word and new in own):
            continue
        names[name] = new
    for new in {*names.values()}:
        same = [name for name, other in names.items() if other == new]
        if len(same) > 1:
            raise ReadError(
                f"{label}: columns {' and '.join(same)} all mean {new}; keep one of them"
            )
    if FROM not in {*names.values(), *taken}:
        names |= _dates(columns, label)
    if not {LAT, LON, "coordinates"} & {*names.values(), *taken}:
        pair = next((name for name, word in plain.items() if word in _PAIRS), None)
        if pair is not None:
            names[pair] = "coordinates"
    return names


def _dates(columns: Mapping[str, list[str]], label: str) -> dict[str, str]:
    """New names of columns of dates by the names of other sources."""
    arrays = {name: np.array(values, object) for name, values in columns.items()}
    interval = find_interval_columns(arrays, label)
    if interval is not None and len(interval.start) == 1:
        return dict(zip((*interval.start, *interval.end), (FROM, TO)))
    dates = find_date_columns(arrays, label)
    return {dates[0]: FROM} if len(dates) == 1 else {}


def _rows_of_dates(
    columns: dict[str, list[str]],
    numbers: list[int],
    names: dict[str, str],
    notes: list[str],
) -> tuple[dict[str, list[str]], list[int]]:
    """A row for each cell, if there is a column of holders for each date."""
    arrays = {name: np.array(values, object) for name, values in columns.items()}
    dates = {} if FROM in names.values() else dated_columns(arrays)
    if not dates:
        return columns, numbers
    notes.append(
        f"a column for each of {len(dates)} dates: each of their cells is read as a row"
    )
    others = [name for name in columns if name not in dates]
    rows = {name: columns[name] * len(dates) for name in others}
    rows[FROM] = [text for text in dates.values() for _ in numbers]
    rows[ACTOR] = [cell for name in dates for cell in columns[name]]
    return rows, numbers * len(dates)


def _with_coordinates(frame: pd.DataFrame, notes: list[str]) -> pd.DataFrame:
    """`frame` with latitude and longitude as decimal degrees, where they can be read."""
    if "coordinates" in frame.columns:
        texts = frame["coordinates"]
        pairs = [read_pair(text) for text in texts]
        first = [pair[0] for pair in pairs]
        if any(abs(read_degrees(text) or 0) > 90 for text in first):
            pairs = [read_pair(text, longitude_first=True) for text in texts]
        frame = frame.assign(
            lat=[lat for lat, _ in pairs], lon=[lon for _, lon in pairs]
        )
        notes.append("latitude and longitude from one column")
    for name in (LAT, LON):
        if name in frame.columns:
            degrees = [read_degrees(text) for text in frame[name]]
            frame[name] = [
                text if value is None or _PLAIN.fullmatch(text) else repr(value)
                for text, value in zip(frame[name], degrees)
            ]
    return frame
