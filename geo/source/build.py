"""The layers of a source put together: the control table, and how it came to be.

What `read.py` has found is read here, file by file, and what each file says is settled layer
by layer (see `geo/columns/rows.py`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.base import CallError, Limits, NoShapes, ReadError, counted
from geo.columns import NAT, NO_POLYGON, Asked, Part, Refusals, Told, Words, read_parts
from geo.dates import CALENDARS, DAY_FIRST, MONTH_FIRST, iso_text, label, read_date
from geo.files import Digests, File, Found, unchanged
from geo.finding import Finding
from geo.formats import Layer, layers
from geo.source import frames, places, story
from geo.source.cache import LayerCache, shrink
from geo.source.project import PROJECT, Project
from geo.source.report import COUNTS, LETTERS, Counts, counts, sentences
from geo.source.sanitize_table import Legible
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
)

ENDS = {"inclusive": True, "exclusive": False}  # whether an end is still held

Texts = dict[np.datetime64, str]

LayersOf = Callable[[File], list[Layer]]


def of_polygons(
    source: str | Path | None,
    listed: Found,
    given: Mapping[str, Any],
    progress: Callable[[list[File]], Iterable[File]] | None,
    cache: bool,
    refused: list[Finding] | None,
    closed: Iterable[tuple[str, ReadError]],
) -> gpd.GeoDataFrame:
    """Control table of the files `listed` of a source, read with the keywords `given`.

    `closed` are archives in it that cannot be unpacked, for `refused`; see `geo.read_control`.

    Raises
    ------
    ReadError
        If anything in the files cannot be read, or is not a dated polygon.
    """
    found, unread, noticed = listed
    layer, crs, ends = given["layer"], given["crs"], given["ends"]
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
    if gathered is not None:
        for name, error in closed:
            gathered.whole(name, error)
    left_out = [one for one in unread if Path(one).name != PROJECT]
    digests = Digests()
    layers_of: LayersOf = partial(layers, layer=layer, crs=crs)
    if cache and source:
        layers_of = LayerCache(digests, layer=layer, crs=crs).layers
    each = progress(found) if progress else found
    texts = Legible()
    read = _maps(each, layers_of, digests, left_out, gathered, alone=len(found) == 1)
    parts = read_parts(map(texts.layer, read), asked, gathered)
    origin: dict[str, Any] = {}
    # what is refused as too large is not read for its hash either
    if any(map(len, parts)):
        used = (one for one in found if one.label not in left_out)
        origin = digests.source(used)
    if cache and source:
        shrink()
    if ends is not None and all(one.snapshots for one in parts):
        raise CallError(f"{source}: --ends says nothing of snapshots; leave it out")
    if not any(map(len, parts)):
        if gathered and gathered.first:
            raise gathered.first
        reasons = sum((one.left_out for one in parts), Counter[str]())
        found_none = "no row with a shape" if reasons else "no features in it"
        if NO_POLYGON in reasons:
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


def _maps(
    found: Iterable[File],
    layers_of: LayersOf,
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
            with unchanged(file):
                read = layers_of(file)
                digests.add(file)
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


def _told(given: Mapping[str, Any]) -> Told:
    """What the caller told of the dates, in the words of `geo.columns.row_dates`."""
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


def of_places(path: Path, given: Mapping[str, Any], limits: Limits) -> gpd.GeoDataFrame:
    """Control table of a list of places with dates, a CSV file; see `geo.source.places`."""
    if given["frame"] is not None:
        frames.require_frame(given["frame"])
    listed = places.read_places(path, day_first=given["day_first"], limits=limits)
    held = int(listed[START].notna().sum())
    if not held:
        raise ReadError(f"{path.name}: no place was ever held; fill in held_from")
    ground, name = frames.frame(given["frame"], listed, limits)
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
    said += [
        listed.attrs[name]
        for name in (places.ORDER, places.WITHIN_DAY)
        if name in listed.attrs
    ]
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


def tell(table: gpd.GeoDataFrame, project: Project) -> None:
    """Put into `attrs` of `table` what the project says of it.

    Raises
    ------
    ReadError
        If a scene lies outside the dates of the table.
    """
    _require_scenes_within(table, project)
    about = {**table.attrs.get(ABOUT, {}), **project.about}
    table.attrs[ABOUT] = story.About(about)
    words = sha256(project.path.read_bytes()).hexdigest()
    table.attrs[INPUT] = {**table.attrs.get(INPUT, {}), "project": words}
    sentences = [f"read as {project.path.name} says"]
    for name, column in (("actors", ACTOR), ("statuses", STATUS)):
        known = set(table[column])
        sentences += [
            f"{project.path.name}: {name}: no ground of “{key}” in the source"
            for key in project.about.get(name, {})
            if key not in known
        ]
    table.attrs[READING] = [*table.attrs.get(READING, []), *sentences]


def _require_scenes_within(table: gpd.GeoDataFrame, project: Project) -> None:
    starts, ends = table[START].to_numpy(), table[END].to_numpy()
    first, last = starts.min(), np.nanmax([starts.max(), *ends[~np.isnat(ends)]])
    for number, scene in enumerate(project.about.get("scenes", []), 1):
        day = read_date(scene["date"])
        if not first <= day <= last:
            where = f"{project.path.name}: scenes: entry {number}"
            reach = " to ".join(label(iso_text(moment)) for moment in (first, last))
            raise ReadError(
                f"{where}: {label(scene['date'])} lies outside the data ({reach})"
            )
