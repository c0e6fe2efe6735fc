"""Files to control table: any dated polygons in, one row per actor, status and spell out.

What a source leaves open is settled by rules that `attrs["reading"]` tells in sentences; what it
lacks (a date, a CRS, a polygon) is refused.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import delimited, files, formats, frames, places, rows, story
from geo.cache import Kept
from geo.calendars import CALENDARS
from geo.dates import label
from geo.dayorder import DAY_FIRST, MONTH_FIRST
from geo.digest import Digests
from geo.errors import CallError, NoShapes, ReadError
from geo.finding import Finding
from geo.layer import Layer
from geo.leftovers import scratch
from geo.legible import Legible
from geo.letters import words
from geo.limits import Limits
from geo.naming import Words
from geo.project import NAME, Project, project_of, told
from geo.reading import COUNTS, LETTERS, Counts, counts, sentences
from geo.refusals import Refusals
from geo.rowdates import NAT, Told
from geo.rows import Asked, Part
from geo.sourcepath import source_path
from geo.story import STORY
from geo.table import (
    ABOUT,
    ACTOR,
    COLUMNS,
    CRS,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    INPUT,
    PROVENANCE,
    READING,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    counted,
)

log = logging.getLogger(__name__)

ENDS = {"inclusive": True, "exclusive": False}  # whether an end is still held

# What is told of a source letter for letter; all else is words, which are made legible.
_EXACT = ("layer", "crs", "frame")

Texts = dict[np.datetime64, str]


def read_control(
    source: str | Path | None = None,
    *,
    date: str | None = None,
    start: str | None = None,
    end: str | None = None,
    ends: str | None = None,
    day_first: bool | None = None,
    calendar: str | None = None,
    actor: str | None = None,
    status: str | None = None,
    source_column: str | None = None,
    statuses: Mapping[str, str] | None = None,
    layer: str | None = None,
    crs: str | None = None,
    frame: str | Path | None = None,
    progress: Callable[[list[files.File]], Iterable[files.File]] | None = None,
    cache: bool = False,
    refused: list[Finding] | None = None,
    limits: Limits | Mapping[str, int] | None = None,
) -> gpd.GeoDataFrame:
    """Control table of a file, folder, glob or archive; of `story` or nothing, the built-in one.

    A `controlmap.toml`, or a folder that holds one, is read as that file says (see
    `geo/project.py`); what is told here goes before it.

    Reads GeoJSON (also one feature a line), TopoJSON, GeoPackage, Shapefile, FlatGeobuf,
    GeoParquet, KML, KMZ and CSV with a column of shapes (WKT, GeoJSON or WKB), also in zip,
    tar and gzip, mixed as they come; and a CSV list of places with dates (see
    `geo.read_places`). Rows with a start column are spells; rows with a date column, or with a
    date in the name of their layer, file or folder, are snapshots, and each holds until the
    next date of the series, even if the ground is the same. An actor without ground on a date
    of the series holds none from then on. Ends are exclusive unless the source is known to
    mean its last day. Coordinates come out in EPSG:4326 without heights.

    Parameters
    ----------
    date, start, end, actor, status, source_column
        Names of columns, where the source uses others than those listed in
        `geo/conventions.py`. `date` may be a date itself, for a file that tells none.
    ends
        `inclusive` or `exclusive`: whether the day, month or year that an end names is still
        held, where the source does not mean what it is known to mean, or is not known.
    day_first
        Whether `08/07/2024` is a day of July. Without it such dates are read where those of the
        whole source, in one column or in its names, admit no other order.
    calendar
        `julian`, `islamic` or `persian`, where dates in columns are of such; see
        `geo/calendars.py`.
    statuses
        Classes of control to use for the source's own words. Where no column has classes, the
        words are looked for in the names of layers and files.
    layer
        The one layer to read of files with several; without it all are read.
    crs
        CRS of the coordinates, whatever the files say.
    frame
        For a list of places only: the ground it is cut to, see `geo.frames`.
    progress
        Wraps the files while they are read, to show a bar.
    cache
        Whether to keep what was read in the user's cache folder, if reading took long, and to
        read only files that changed since; see `geo/cache.py`. The table is the same.
    refused
        A list that is given what cannot be read, file by file and row by row, for `findings`; the
        table is then of the rest. Without it the first of these is raised.
    limits
        The largest files and archives to read, see `geo.Limits`; or only those of the limits
        that are to be others, by name. A source beyond them is refused before it takes memory.

    Returns
    -------
    GeoDataFrame
        The control table. `attrs["reading"]` tells in sentences how the source was read and
        which rows were left out.

    Raises
    ------
    ReadError
        If anything in the source cannot be read, or is not a dated polygon.
    """
    given = {
        "date": date,
        "start": start,
        "end": end,
        "ends": ends,
        "day_first": day_first,
        "calendar": calendar,
        "actor": actor,
        "status": status,
        "source_column": source_column,
        "statuses": statuses and dict(statuses),
        "layer": layer,
        "crs": crs,
        "frame": frame,
    }
    if str(source) == STORY and not Path(STORY).exists():
        source = None
    # columns and words are legible when they are looked for
    given = {
        name: value if name in _EXACT else words(value) for name, value in given.items()
    }
    project = project_of(source)
    if project is None:
        bounds = _limits(limits, {})
        table = _read(source, given, progress, cache, refused, bounds)
    else:
        bounds = _limits(limits, project.limits)
        said = _with(given, project)
        table = _read(project.source, said, progress, cache, refused, bounds)
        told(table, project)
    for sentence in table.attrs[READING]:
        log.info("%s", sentence)
    return table


def _with(given: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """What the caller told, and for the rest what the project says."""
    said = dict(project.reading)
    if given["date"] is not None:  # a date and a spell exclude each other
        said = {name: said[name] for name in said if name not in ("start", "end")}
    elif given["start"] is not None or given["end"] is not None:
        said.pop("date", None)
    return {
        name: said.get(name) if value is None else value
        for name, value in given.items()
    }


def _limits(
    given: Limits | Mapping[str, int] | None, said: Mapping[str, int]
) -> Limits:
    """The limits that the caller told, and for the rest those that the project says."""
    if isinstance(given, Limits):
        return given
    return Limits().with_({**said, **(given or {})})


def _read(
    source: str | Path | None,
    given: Mapping[str, Any],
    progress: Callable[[list[files.File]], Iterable[files.File]] | None,
    cache: bool,
    refused: list[Finding] | None,
    limits: Limits,
) -> gpd.GeoDataFrame:
    """Control table of a source, read with the keywords `given`."""
    if str(source) == STORY:
        source = None
    layer, crs, ends = given["layer"], given["crs"], given["ends"]
    if source is not None and _is_list(source_path(source), limits):
        fit = ("frame", "day_first")
        unfit = {name: given[name] for name in given if name not in fit}
        _require_unset(source, unfit, "a list of places")
        return _of_places(Path(source), given["frame"], given["day_first"])
    frame = {"frame": given["frame"]}
    _require_unset(source or "the story", frame, "a source of polygons")
    asked = Asked(
        _told(given),
        Words(
            given["actor"],
            given["status"],
            given["source_column"],
            dict(given["statuses"] or {}),
        ),
    )
    gathered = None if refused is None else Refusals(refused)
    with _files(source, limits, gathered) as (found, unread, noticed):
        left_out = [one for one in unread if Path(one).name != NAME]
        digests = Digests()
        kept = None
        if cache and source:
            kept = Kept(source, digests, layer=layer, crs=crs)
        anew = partial(formats.layers, layer=layer, crs=crs)
        layers_of = kept.layers if kept else anew
        each = progress(found) if progress else found
        texts = Legible()
        read = _maps(
            each, layers_of, digests, left_out, gathered, alone=len(found) == 1
        )
        parts = rows.parts(map(texts.layer, read), asked, gathered)
        origin: dict[str, Any] = {}
        # what is refused as too large is not read for its hash either
        if any(map(len, parts)):
            used = (one for one in found if one.label not in left_out)
            origin = digests.source(used)
        if kept:
            kept.close()
    if ends is not None and all(one.snapshots for one in parts):
        raise CallError(f"{source}: --ends says nothing of snapshots; leave it out")
    if not any(map(len, parts)):
        if gathered and gathered.first:
            raise gathered.first
        reasons = sum((one.left_out for one in parts), Counter[str]())
        found_none = "no row with a shape" if reasons else "no features in it"
        if rows.NO_POLYGON in reasons:
            found_none = "no row with a polygon"
        if not parts:
            found_none = f"no map in it (not read: {', '.join(left_out[:5])})"
        raise ReadError(f"{source or 'the story'}: {found_none}")
    series: Texts = {}
    for one in parts:
        series.update(
            {day: text for day, text in one.dates.items() if day not in series}
        )
    _require_told_apart([one for one in parts if one.snapshots])
    table = _table(parts, series)
    letters = texts.told(pd.unique(table[[ACTOR, STATUS]].to_numpy().ravel()))
    table.attrs[READING] = [
        *sentences(parts, table, series, left_out, asked.names.statuses),
        *letters["sentences"],
        *noticed,
    ]
    table.attrs[COUNTS] = counts(parts, table, series, left_out)
    table.attrs[COUNTS][LETTERS] = letters
    table.attrs[INPUT] = origin
    if source is None:
        table.attrs[ABOUT] = story.about()
    return table


def _is_list(path: Path, limits: Limits) -> bool:
    """Whether a source is a list of places: a table without shapes."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    return not delimited.has_shapes(path, limits)


def _maps(
    found: Iterable[files.File],
    layers_of: Callable[[files.File], list[Layer]],
    digests: Digests,
    left_out: list[str],
    gathered: Refusals | None,
    *,
    alone: bool,
) -> Iterator[Layer]:
    """Layers of the files; one that is no map is left out, unless it is `alone`.

    What cannot be read is gathered where somebody gathers it.
    """
    for file in found:
        try:
            with files.steady(file):
                read = layers_of(file)
                digests.take(file)
        except NoShapes:
            if alone:
                raise
            left_out.append(file.label)
        except CallError:
            raise
        except ReadError as error:
            if gathered is None:
                raise
            gathered.whole(file.label, error)
        else:
            yield from read


def _require_unset(source: str | Path, given: dict[str, Any], what: str) -> None:
    """Raise CallError if an option was given that says nothing about such a source."""
    for option, value in given.items():
        if value is not None:
            raise CallError(
                f"{source}: --{option.replace('_', '-')} does not go with {what}; leave it out"
            )


def _told(given: Mapping[str, Any]) -> Told:
    """What the caller told of the dates, in the words of `geo.rowdates`."""
    ends, calendar = given["ends"], given["calendar"]
    if ends not in (None, *ENDS):
        raise CallError(f"--ends {ends}: write inclusive or exclusive")
    if calendar not in (None, *CALENDARS):
        raise CallError(f"--calendar {calendar}: write one of {', '.join(CALENDARS)}")
    order = {None: None, True: DAY_FIRST, False: MONTH_FIRST}[given["day_first"]]
    return Told(
        given["date"],
        given["start"],
        given["end"],
        inclusive=None if ends is None else ENDS[ends],
        order=order,
        calendar=calendar,
    )


def _of_places(
    path: Path, given: str | Path | None, day_first: bool | None
) -> gpd.GeoDataFrame:
    """Control table of a list of places with dates, a CSV file; see `geo.places`."""
    if not path.is_file():
        raise CallError(f"{path}: no such file or folder")
    listed = places.read_places(path, day_first=day_first)
    held = int(listed[START].notna().sum())
    if not held:
        raise ReadError(f"{path.name}: no place was ever held; fill in held_from")
    ground, name = frames.frame(given, listed)
    inside = shapely.contains_xy(ground, listed["lon"], listed["lat"])
    if not inside.any():
        raise ReadError(
            f"{path.name}: none of its places lies in {name}; pass another --frame"
        )
    table = places.territory(listed, ground)
    said = [
        f"{counted(len(listed), 'row')} of places, {held} of them held at some time",
        f"cut to {name}; --frame gives other ground",
        f"held: within {places.TOWN_REACH_KM:g} km of a town, less of smaller places; "
        "claimed: all that is nearer to a place than to any other",
    ]
    if places.ORDER in listed.attrs:
        said.append(listed.attrs[places.ORDER])
    said += listed.attrs[places.LETTERS]["sentences"]
    if not inside.all():
        outside = dict.fromkeys(listed["place"][~inside])
        said.append(
            f"outside, with only that part of their ground: {', '.join(outside)}"
        )
    if held == len(listed):
        said.append("no place that was never held: what is claimed reaches to the edge")
    table["row"] = table[FILE_ROW]
    table.attrs[READING] = said
    table.attrs[COUNTS] = Counts(
        files=1, layers=1, rows=len(listed), used=len(listed), left_out=[]
    )
    table.attrs[COUNTS][LETTERS] = listed.attrs[places.LETTERS]
    table.attrs[INPUT] = {"sha256": Digests().of(path), "files": 1}
    table.attrs[ABOUT] = story.About(list=path.name, places=places.place_labels(listed))
    return table


@contextmanager
def _files(
    source: str | Path | None, limits: Limits, gathered: Refusals | None
) -> Iterator[files.Found]:
    """The files of a source, for as long as they are read: archives are unpacked meanwhile.

    An archive that cannot be unpacked is gathered where somebody gathers it.
    """
    with scratch() as folder:
        if source is not None:
            refuse = gathered.whole if gathered else None
            yield files.find(source, folder, limits, refuse)
            return
        with resources.as_file(
            resources.files("geo") / "data" / "story.geojson"
        ) as path:
            yield files.find(path, folder, limits)


def _require_told_apart(parts: list[Part]) -> None:
    """Raise ReadError if two layers give ground of one date and neither says whose it is."""
    seen: dict[np.datetime64, str] = {}
    for one in parts:
        if one.actor is not None or one.whose is not None or not len(one):
            continue
        for day, text in one.dates.items():
            if day in seen:
                raise ReadError(
                    f"{seen[day]} and {one.label} both show {label(text)} and name no actor; keep "
                    "one of them, or name the actor in a column"
                )
            seen[day] = one.label


def _table(parts: list[Part], series: Texts) -> gpd.GeoDataFrame:
    """All rows in one control table; snapshots hold until the next date of `series`."""
    days = sorted(series)
    following = dict(zip(days, days[1:]))
    drawn = [one for one in parts if len(one)]
    own: dict[str, list[Any]] = {name: [] for name in (*COLUMNS, *PROVENANCE)}
    for one in drawn:
        for name, values in one.own.items():
            own[name].extend(values)
        if one.snapshots:
            ends = [following.get(day, NAT) for day in one.own[START]]
            own[END].extend(ends)
            own[END_TEXT].extend(series.get(day, "") for day in ends)
    # in so many seconds, or pandas chooses a unit that does not reach before 1678
    dates = {name: np.array(own[name], "datetime64[s]") for name in (START, END)}
    table = pd.DataFrame({**own, **dates})
    for name in (ACTOR, STATUS, START_TEXT, END_TEXT, SOURCE, FILE):
        table[name] = table[name].astype(str)
    if any(len(one.others.columns) for one in drawn):
        others = pd.concat([one.others for one in drawn], ignore_index=True)
        table = pd.concat([table, others], axis=1)
    shapes = np.concatenate([one.shapes for one in drawn])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)
