"""Files to control table: any dated polygons in, one row per actor, status and spell out.

What a source leaves open is settled by rules that `attrs["reading"]` tells in sentences; what it
lacks (a date, a CRS, a polygon) is refused.
"""

import logging
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import files, formats, frames, places, rows, story
from geo.cache import Kept
from geo.dates import label, precision
from geo.dating import NAT, Told
from geo.dayorder import DAY_FIRST, MONTH_FIRST
from geo.errors import CallError, ReadError
from geo.periods import DAY, MONTH, YEAR
from geo.rows import Asked, Part
from geo.table import (
    ABOUT,
    ACTOR,
    COLUMNS,
    CRS,
    END,
    END_TEXT,
    FILE,
    FILE_ROW,
    PROVENANCE,
    READING,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
    TERRITORY,
    UNNAMED,
    counted,
)

log = logging.getLogger(__name__)

STORY = "story"  # the name of the built-in source

ENDS = {"inclusive": True, "exclusive": False}  # whether an end is still held

Texts = dict[np.datetime64, str]


def read_control(
    source: str | Path | None = None,
    *,
    date: str | None = None,
    start: str | None = None,
    end: str | None = None,
    ends: str | None = None,
    day_first: bool | None = None,
    actor: str | None = None,
    status: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    frame: str | Path | None = None,
    progress: Callable[[list[files.File]], Iterable[files.File]] | None = None,
    cache: bool = False,
) -> gpd.GeoDataFrame:
    """Control table of a file, a folder, a glob or a zip; of `story` or nothing, the built-in one.

    Reads GeoJSON (also one feature a line), GeoPackage, Shapefile, FlatGeobuf, GeoParquet, KML
    and KMZ, and a CSV list of places with dates (see `geo.read_places`). Rows with a start column
    are spells; rows with a date column, or with a date in the name of their layer, file or folder,
    are snapshots, and each holds until the next date of the series, even if the ground is the
    same. An actor without ground on a date of the series holds none from then on. Ends are
    exclusive unless the source is known to mean its last day. Coordinates come out in EPSG:4326
    without heights.

    Parameters
    ----------
    date, start, end, actor, status
        Names of columns, where the source uses others than those listed in `geo/columns.py`.
        `date` may be a date itself, for a file that tells none.
    ends
        `inclusive` or `exclusive`: whether the day, month or year that an end names is still
        held, where the source does not mean what it is known to mean, or is not known.
    day_first
        Whether `08/07/2024` is a day of July. Without it such dates are read where those of the
        whole source, in one column or in its names, admit no other order.
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
    if str(source) == STORY and not Path(STORY).exists():
        source = None
    if source is not None and Path(source).suffix.lower() == ".csv":
        given = {
            "date": date,
            "start": start,
            "end": end,
            "ends": ends,
            "day-first": day_first,
            "actor": actor,
            "status": status,
        }
        _require_unset(source, given | {"layer": layer, "crs": crs}, "a list of places")
        return _of_places(Path(source), frame)
    _require_unset(source or "the story", {"frame": frame}, "a source of polygons")
    asked = Asked(_told(date, start, end, ends, day_first), actor, status)
    with _files(source) as (found, left_out):
        kept = Kept(source, layer=layer, crs=crs) if cache and source else None
        anew = partial(formats.layers, layer=layer, crs=crs)
        layers_of = kept.layers if kept else anew
        each = progress(found) if progress else found
        parts = rows.parts((read for file in each for read in layers_of(file)), asked)
        if kept:
            kept.close()
    if ends is not None and all(one.snapshots for one in parts):
        raise CallError(f"{source}: --ends says nothing of snapshots; leave it out")
    if not any(map(len, parts)):
        shapeless = sum(one.left_out for one in parts)
        found_none = "no row with a shape" if shapeless else "no features in it"
        raise ReadError(f"{source or 'the story'}: {found_none}")
    series: Texts = {}
    for one in parts:
        series.update(
            {day: text for day, text in one.dates.items() if day not in series}
        )
    _require_told_apart([one for one in parts if one.snapshots])
    table = _table(parts, series)
    table.attrs[READING] = [
        *_summary(parts, table, len(found)),
        *_on_actors(parts),
        *_on_ends(parts),
        *_on_series([one for one in parts if one.snapshots], series),
        *_said(parts),
        *_on_left_out(left_out),
    ]
    if source is None:
        table.attrs[ABOUT] = story.about()
    for sentence in table.attrs[READING]:
        log.info("%s", sentence)
    return table


def _require_unset(source: str | Path, given: dict[str, Any], what: str) -> None:
    """Raise CallError if an option was given that says nothing about such a source."""
    for option, value in given.items():
        if value is not None:
            raise CallError(
                f"{source}: --{option} does not go with {what}; leave it out"
            )


def _told(
    date: str | None,
    start: str | None,
    end: str | None,
    ends: str | None,
    day_first: bool | None,
) -> Told:
    """What the caller told of the dates, in the words of `geo.dating`."""
    if ends not in (None, *ENDS):
        raise CallError(f"--ends {ends}: write inclusive or exclusive")
    order = {None: None, True: DAY_FIRST, False: MONTH_FIRST}[day_first]
    return Told(date, start, end, None if ends is None else ENDS[ends], order)


def _of_places(path: Path, given: str | Path | None) -> gpd.GeoDataFrame:
    """Control table of a list of places with dates, a CSV file; see `geo.places`."""
    if not path.is_file():
        raise CallError(f"{path}: no such file or folder")
    listed = places.read_places(path)
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
    if not inside.all():
        outside = dict.fromkeys(listed["place"][~inside])
        said.append(
            f"outside, with only that part of their ground: {', '.join(outside)}"
        )
    if held == len(listed):
        said.append("no place that was never held: what is claimed reaches to the edge")
    table["row"] = table[FILE_ROW]
    table.attrs[READING] = said
    table.attrs[ABOUT] = story.About(list=path.name, places=places.place_labels(listed))
    return table


@contextmanager
def _files(source: str | Path | None) -> Iterator[tuple[list[files.File], list[str]]]:
    """The files of a source for as long as they are read: archives are unpacked meanwhile."""
    with tempfile.TemporaryDirectory(prefix="controlmap-") as scratch:
        if source is not None:
            yield files.find(source, Path(scratch))
            return
        with resources.as_file(
            resources.files("geo") / "data" / "story.geojson"
        ) as path:
            yield files.find(path, Path(scratch))


def _require_told_apart(parts: list[Part]) -> None:
    """Raise ReadError if two layers give ground of one date and neither says whose it is."""
    seen: dict[np.datetime64, str] = {}
    for one in parts:
        if one.actor is not None or not len(one):
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


def _summary(parts: list[Part], table: gpd.GeoDataFrame, number: int) -> list[str]:
    """How much was read, where the dates come from and how far they reach."""
    hows = Counter(one.how for one in parts)
    texts = {
        **dict(zip(table[END], table[END_TEXT])),
        **dict(zip(table[START], table[START_TEXT])),
    }
    dates = sorted((day, text) for day, text in texts.items() if text)
    first, last = label(dates[0][1]), label(dates[-1][1])
    reach = first if first == last else f"{first} to {last}"
    left_out = sum(one.left_out for one in parts)
    start = f"{counted(number, 'file')}, {counted(len(table) + left_out, 'row')}"
    if left_out:
        start += f" ({left_out:,d} left out)"
    if len(hows) == 1:
        return [f"{start}, {next(iter(hows))}, {reach}"]
    return [f"{start}, {reach}"] + [
        f"{counted(times, 'layer')}: {how}" for how, times in hows.most_common()
    ]


def _on_actors(parts: list[Part]) -> list[str]:
    """Which column names the actors, and what became of rows that name none."""
    sentences = []
    columns = Counter(one.actor for one in parts if len(one))
    for column, times in columns.items():
        where = "" if len(columns) == 1 else f" in {counted(times, 'layer')}"
        if column is None:
            nobody = [one.others.columns for one in parts if one.actor is None]
            choice = dict.fromkeys(name for names in nobody for name in names)
            hint = f" (columns: {', '.join(choice)}; pass --actor)" if choice else ""
            sentences.append(f"no actor named{where}{hint}: called “{TERRITORY}”")
        else:
            sentences.append(f"actors from column {column}{where}")
    nameless: Counter[str | None] = Counter()
    for one in parts:
        nameless[one.actor] += one.nameless
    return sentences + [
        f"{counted(number, 'row')} without {column}: kept as “{UNNAMED}”"
        for column, number in nameless.items()
        if number
    ]


def _on_ends(parts: list[Part]) -> list[str]:
    """What would change if ends that nobody documents were still held."""
    found: Counter[str] = sum((one.assumed for one in parts), Counter())
    longer = [
        f"{counted(found[length], 'row')} a {length} longer"
        for length in (YEAR, MONTH, DAY)
        if found[length]
    ]
    if not longer:
        return []
    sentence = f"--ends inclusive would hold {' and '.join(longer)}"
    if found["meet"]:
        sentence += f": {found['meet']:,d} of them up to the next start of their actor"
    if found["overlap"]:
        verb = "meets" if found["overlap"] == 1 else "meet"
        sentence += (
            f"; as read, {found['overlap']:,d} {verb} the next start of their actor"
        )
    return [sentence + "; --ends exclusive says that it is right as read"]


def _on_series(parts: list[Part], series: Texts) -> list[str]:
    """What a series of snapshots lacks and repeats."""
    days = sorted(series)
    if len(days) < 2:
        return []
    sentences = []
    gaps = np.diff(np.array(days)).astype("timedelta64[D]").astype(int)
    daily = (
        min(Counter(gaps.tolist()).items(), key=lambda gap: (-gap[1], gap[0]))[0] == 1
    )
    if daily and all(precision(text) == DAY for text in series.values()):
        if missing := int((gaps - 1).sum()):
            sentences.append(f"{counted(missing, 'day')} missing")
    held = _held(parts)
    if repeats := sum(held[day] == held[before] for before, day in pairwise(days)):
        verb = "repeats" if repeats == 1 else "repeat"
        sentences.append(f"{counted(repeats, 'date')} {verb} the one before")
    if empty := [label(series[day]) for day in days if not held[day]]:
        more = f" and {counted(len(empty) - 1, 'other date')}" if empty[1:] else ""
        sentences.append(f"nothing held on {empty[0]}{more}")
    whose = {day: {who[:2] for who in held[day]} for day in days}
    everybody = set().union(*whose.values())
    if absent := sum(whose[day] != everybody for day in days if whose[day]):
        sentences.append(
            f"on {absent} of {len(days)} dates not every actor has ground: read as holding none"
        )
    layers = Counter(day for one in parts for day in one.dates)
    if shared := sum(times > 1 for times in layers.values()):
        sentences.append(
            f"{counted(shared, 'date')} in more than one layer: ground of one actor is joined"
        )
    return sentences


def _held(parts: list[Part]) -> dict[np.datetime64, set[tuple[str, str, int]]]:
    """For each date, who holds what: actor, status and which shape."""
    held = defaultdict(set)
    for one in (one for one in parts if len(one)):
        for day, actor, status, shape in zip(
            one.own[START], one.own[ACTOR], one.own[STATUS], one.shapes
        ):
            held[day].add((actor, status, id(shape)))
    return held


def _said(parts: list[Part]) -> list[str]:
    """What was noticed in single layers, each thing once."""
    where: dict[str, list[str]] = {}
    for one in parts:
        for sentence in one.said:
            where.setdefault(sentence, []).append(one.label)
    return [
        f"{labels[0] if len(labels) == 1 else f'{len(labels):,d} layers'}: {sentence}"
        for sentence, labels in where.items()
    ]


def _on_left_out(labels: list[str]) -> list[str]:
    """Which files of a folder were not read."""
    if not labels:
        return []
    shown = ", ".join(labels[:5]) + (", ..." if len(labels) > 5 else "")
    return [f"{counted(len(labels), 'other file')} not read: {shown}"]
