"""Build the control table from the layers of a source, and report how it was read.

The files that `read.py` found are read one by one; `geo/columns/rows.py` decides for each layer
what its columns mean.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.base import CallError, Limits, NoShapes, ReadError, RowError, counted
from geo.columns import (
    FROM_NAMES,
    LOST,
    NAT,
    NO_POLYGON,
    OPEN_END,
    DateOptions,
    LayerRows,
    NameOptions,
    ReadOptions,
    Rejections,
    read_rows,
    settle_ends,
)
from geo.dates import (
    CALENDARS,
    DAY_FIRST,
    MONTH_FIRST,
    NAME_FORMS,
    SourceNames,
    iso_text,
    label,
    normalize_day,
    read_date,
)
from geo.files import Digests, File, Found, unchanged
from geo.finding import Finding
from geo.formats import Layer, layers
from geo.source import frames, place_ends, places, snapshots, story
from geo.source.cache import LayerCache, shrink
from geo.source.failed_days import failed_days, unfinished
from geo.source.inner_dates import settle_inner_dates
from geo.source.name_forms import join_names
from geo.source.project import PROJECT, Project
from geo.source.report import (
    COUNTS,
    LAST_END,
    LETTERS,
    Counts,
    count_rows,
    on_unread,
    sentences,
)
from geo.source.sanitize_table import Sanitizer
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
    SNAPSHOTS,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
)

IS_INCLUSIVE = {"inclusive": True, "exclusive": False}  # values of the option `ends`
# Options that do not apply to snapshots.
_FOR_INTERVALS = ("ends", "last_end", "unknown_start")

# Up to this number of files, the names are not checked before all are read.
_PROBED_FROM = 10

Texts = dict[np.datetime64, str]

LayersOf = Callable[[File], list[Layer]]


def build_from_files(
    source: str | Path | None,
    found: Found,
    options: Mapping[str, Any],
    progress: Callable[[list[File]], Iterable[File]] | None,
    cache: bool,
    refused: list[Finding] | None,
    bad_archives: Iterable[tuple[str, ReadError]],
) -> gpd.GeoDataFrame:
    """Control table of the files `found` in a source, read with the keyword arguments `options`.

    `bad_archives` are archives in it that cannot be unpacked, for `refused`; see
    `geo.read_control`.

    Raises
    ------
    ReadError
        If anything in the files cannot be read, or is not a dated polygon.
    """
    files, unread, file_messages = found
    layer, crs = options["layer"], options["crs"]
    reading = read_options(options, files)
    rejections = None if refused is None else Rejections(refused)
    if rejections is not None:
        for name, error in bad_archives:
            rejections.add_layer(name, error)
    left_out = [name for name in unread if Path(name).name != PROJECT]
    digests = Digests()
    layers_of: LayersOf = partial(layers, layer=layer, crs=crs)
    if cache and source:
        layers_of = LayerCache(digests, layer=layer, crs=crs).layers
    if options["keep"] is None and rejections is None and len(files) > _PROBED_FROM:
        _require_one_snapshot(files, layers_of, reading)
    sanitizer = Sanitizer()
    not_maps: list[tuple[File, NoShapes]] = []
    all_layers = _read_layers(
        progress(files) if progress else files,
        layers_of,
        digests,
        not_maps,
        rejections,
        alone=len(files) == 1,
    )
    layer_rows = read_rows(
        map(sanitizer.sanitize_layer, all_layers), reading, rejections
    )
    left_out += [file.label for file, _ in not_maps]
    failed = _refuse_failed(files, unread, not_maps, layer_rows, rejections)
    left_out = [name for name in left_out if name not in failed]
    if cache and source:
        shrink()
    table = build_from_rows(
        source, layer_rows, options, sanitizer, rejections, left_out, file_messages
    )
    # a file that is refused as too large is not read for its hash either
    table.attrs[INPUT] = digests.source(
        file for file in files if file.label not in left_out
    )
    if source is None:
        table.attrs[ABOUT] = story.about()
    return table


def build_from_rows(
    source: str | Path | None,
    layer_rows: list[LayerRows],
    options: Mapping[str, Any],
    sanitizer: Sanitizer,
    rejections: Rejections | None,
    left_out: Sequence[str] = (),
    messages: Sequence[str] = (),
    *,
    kind: str = "file",
) -> gpd.GeoDataFrame:
    """Control table of the rows of layers, with the report on how they were read.

    `sanitizer` is the one that sanitized their texts. `left_out` are labels of files that were not
    read, and `messages` are added to the report, which counts the source by the noun `kind`.

    Raises
    ------
    ReadError
        If there is no polygon, if the meaning of ends is in doubt, if a date has several snapshots
        that differ, or if two layers show one date and neither names an actor.
    """
    keep = options["keep"]
    last_ends = settle_ends(layer_rows, read_options(options).dates, rejections)
    is_series = bool(layer_rows) and all(
        rows.snapshots or rows.undated is not None for rows in layer_rows
    )
    for option in _FOR_INTERVALS:
        if options[option] is not None and is_series:
            raise CallError(
                f"{source}: --{option.replace('_', '-')} does not apply to snapshots; leave it "
                "out"
            )
    if keep is not None and not any(rows.snapshots for rows in layer_rows):
        raise CallError(f"{source}: --keep applies only to snapshots; leave it out")
    refuse = None if rejections is None else rejections.add_layer
    refuse_undated = None
    if rejections is not None:
        refuse_undated = partial(_refuse_rows, layer_rows, rejections)
    decisions = snapshots.settle_undated(layer_rows, refuse_undated)
    if not any(map(len, layer_rows)):
        if rejections and rejections.worst:
            raise rejections.worst
        _raise_empty(source, layer_rows, left_out)
    decisions += settle_inner_dates(layer_rows, refuse)
    decisions += snapshots.settle(layer_rows, keep, refuse)
    series: Texts = {}
    for rows in layer_rows:
        series.update(
            {day: text for day, text in rows.dates.items() if day not in series}
        )
    if keep != snapshots.ALL:
        _require_distinct_actors(
            [rows for rows in layer_rows if rows.snapshots], rejections
        )
    table, joined = join_names(_build_table(layer_rows, series))
    letters = sanitizer.report(pd.unique(table[[ACTOR, STATUS]].to_numpy().ravel()))
    table.attrs[READING] = [
        *sentences(
            layer_rows, table, series, left_out, options["statuses"] or {}, kind
        ),
        *decisions,
        *filter(None, [last_ends.sentence]),
        *letters["sentences"],
        *joined,
        *messages,
    ]
    table.attrs[COUNTS] = count_rows(layer_rows, table, series, left_out)
    table.attrs[COUNTS][LAST_END] = last_ends.doubt
    table.attrs[COUNTS][LETTERS] = letters
    table.attrs[SNAPSHOTS] = all(rows.snapshots for rows in layer_rows if len(rows))
    return table


def _read_layers(
    files: Iterable[File],
    layers_of: LayersOf,
    digests: Digests,
    not_maps: list[tuple[File, NoShapes]],
    rejections: Rejections | None,
    *,
    alone: bool,
) -> Iterator[Layer]:
    """Layers of the files; one that is not a map is added to `not_maps`, unless it is `alone`.

    A file that cannot be read is added to `rejections`, or raised if that is None.
    """
    for file in files:
        try:
            with unchanged(file):
                file_layers = layers_of(file)
                digests.add(file)
        except NoShapes as error:
            if alone:
                raise
            not_maps.append((file, error))
        except ReadError as error:
            if rejections is None:
                raise
            rejections.add_layer(file.label, error)
        else:
            yield from _with_siblings(file_layers)


def _refuse_rows(
    layer_rows: list[LayerRows], rejections: Rejections, name: str, error: ReadError
) -> None:
    """Reject the layer called `name`, whose polygons are checked all the same."""
    rejections.add_layer(name, error)
    for rows in layer_rows:
        if rows.label == name and len(rows):
            numbers = rows.columns[FILE_ROW]
            rejections.add_shapes(name, rows.shapes, numbers, rows.unclosed)


def _refuse_failed(
    files: list[File],
    unread: list[str],
    not_maps: list[tuple[File, NoShapes]],
    layer_rows: list[LayerRows],
    rejections: Rejections | None,
) -> set[str]:
    """Names of files that would be maps, had they not failed.

    They are added to `rejections`; the first is raised if that is None.
    """
    others = {file.label for file, _ in not_maps}
    maps = [file for file in files if file.label not in others]
    dates = {day for rows in layer_rows for day in rows.dates}
    failures = [
        *unfinished(unread, {file.label for file in files}),
        *failed_days(not_maps, maps, dates),
    ]
    for name, failure in failures:
        if rejections is None:
            raise failure
        rejections.add_layer(name, failure)
    return {name for name, _ in failures}


def _with_siblings(file_layers: list[Layer]) -> list[Layer]:
    """The layers of a file, each with the names of all."""
    if len(file_layers) < 2:
        return file_layers
    names = tuple(layer.name for layer in file_layers)
    return [replace(layer, siblings=names) for layer in file_layers]


def _require_one_snapshot(
    files: Sequence[File], layers_of: LayersOf, options: ReadOptions
) -> None:
    """Raise ReadError early if the names of files show several snapshots of a date."""
    dates = options.dates
    if dates.date is None and dates.start is None and dates.end is None:
        snapshots.require_one_snapshot(
            files,
            lambda file: dates.names.date(file.names, dates.order),
            lambda file: read_rows(_with_siblings(layers_of(file)), options),
        )


def read_options(options: Mapping[str, Any], files: Sequence[File] = ()) -> ReadOptions:
    """Keyword arguments of `read_control` as options of `geo.columns`."""
    ends, calendar, date = options["ends"], options["calendar"], options["date"]
    keep = options["keep"]
    if keep not in (None, *snapshots.KEEP):
        raise CallError(f"--keep {keep}: write one of {', '.join(snapshots.KEEP)}")
    if ends not in (None, *IS_INCLUSIVE):
        raise CallError(f"--ends {ends}: write inclusive or exclusive")
    if calendar not in (None, *CALENDARS):
        raise CallError(f"--calendar {calendar}: write one of {', '.join(CALENDARS)}")
    last_end = options["last_end"]
    if last_end not in (None, OPEN_END, LOST):
        raise CallError(f"--last-end {last_end}: write {OPEN_END} or {LOST}")
    order = {None: None, True: DAY_FIRST, False: MONTH_FIRST}[options["day_first"]]
    from_names = date in FROM_NAMES
    dates = DateOptions(
        None if from_names else date,
        options["start"],
        options["end"],
        inclusive=None if ends is None else IS_INCLUSIVE[ends],
        order=order,
        calendar=calendar,
        names=SourceNames(
            dict.fromkeys(name for file in files for name in file.names),
            date if date in NAME_FORMS else None,
        ),
        from_names=from_names,
        skip_undated=bool(options["skip_undated"]),
        unknown_start=_unknown_start(options["unknown_start"]),
        last_end=last_end,
    )
    names = NameOptions(
        options["actor"],
        options["status"],
        options["source_column"],
        dict(options["statuses"] or {}),
    )
    return ReadOptions(dates, names)


def _unknown_start(date: str | None) -> str | None:
    """The date of the option `unknown_start`, which is a date text."""
    if date is None:
        return None
    text = normalize_day(date)
    try:
        read_date(text)
    except ReadError as error:
        raise CallError(f"--unknown-start {error}") from error
    return text


def _raise_empty(
    source: str | Path | None, layer_rows: list[LayerRows], left_out: Sequence[str]
) -> NoReturn:
    """Raise ReadError for a source without a polygon."""
    reasons = sum((rows.left_out for rows in layer_rows), Counter[str]())
    problem = "no row with a shape" if reasons else "no features in it"
    if NO_POLYGON in reasons:
        problem = "no row with a polygon"
    if not layer_rows:
        problem = f"no map in it (not read: {', '.join(left_out[:5])})"
    raise ReadError(f"{source or 'the story'}: {problem}")


def build_from_places(
    path: Path,
    options: Mapping[str, Any],
    limits: Limits,
    refused: list[Finding] | None = None,
    left_out: Sequence[str] = (),
) -> gpd.GeoDataFrame:
    """Control table of a list of places with dates, a CSV file; see `geo.source.places`.

    Rows that cannot be read are added to `refused`. `left_out` are names of files beside it.
    """
    if options["frame"] is not None:
        frames.require_frame(options["frame"])
    listed = _read_listed(path, options, limits, refused)
    held = int(listed[START].notna().sum())
    if not held:
        raise ReadError(f"{path.name}: no place was ever held; fill in held_from")
    frame, frame_name = frames.read_frame(options["frame"], listed, limits)
    inside = shapely.contains_xy(frame, listed["lon"], listed["lat"])
    if not inside.any():
        raise ReadError(
            f"{path.name}: none of its places lies in {frame_name}; pass another --frame"
        )
    table = places.territory(listed, frame)
    messages = [
        f"{counted(len(listed), 'row')} of places, {held} of them held at some time",
        f"clipped to {frame_name}; --frame chooses another area",
        f"held: within {places.TOWN_REACH_KM:g} km of a town, less of smaller places; "
        "claimed: all that is nearer to a place than to any other",
    ]
    messages += [
        listed.attrs[name]
        for name in (
            places.NOTES,
            places.ORDER,
            place_ends.OPENED,
            place_ends.ENDS,
            places.WITHIN_DAY,
        )
        if name in listed.attrs
    ]
    messages += listed.attrs[places.LETTERS]["sentences"]
    if not inside.all():
        outside = dict.fromkeys(listed["place"][~inside])
        messages.append(
            f"outside, with only the part of their territory inside: {', '.join(outside)}"
        )
    if held == len(listed):
        messages.append(
            "no place that was never held: claimed territory reaches to the edge"
        )
    table["row"] = table[FILE_ROW]
    table.attrs[READING] = [*messages, *on_unread(left_out)]
    table.attrs[COUNTS] = Counts(
        files=1,
        layers=1,
        rows=len(listed),
        used=len(listed),
        left_out=[],
        unread=list(left_out),
    )
    table.attrs[COUNTS][LETTERS] = listed.attrs[places.LETTERS]
    table.attrs[INPUT] = {"sha256": Digests().of(path), "files": 1}
    table.attrs[ABOUT] = story.About(list=path.name, places=places.place_labels(listed))
    return table


def _read_listed(
    path: Path,
    options: Mapping[str, Any],
    limits: Limits,
    refused: list[Finding] | None,
) -> pd.DataFrame:
    """The rows of a list of places that can be read; the others are added to `refused`."""
    without: set[int] = set()
    first: RowError | None = None
    while True:
        try:
            listed = places.read_places(
                path,
                day_first=options["day_first"],
                ends=options["ends"],
                limits=limits,
                without=without,
            )
            break
        except RowError as error:
            if refused is None:
                raise
            first = first or error
            for each in (error, *error.others):
                refused.append(Finding("refused", each.problem, path.name, each.row))
                without.add(each.row)
    if first is not None and listed.empty:
        raise first
    return listed


def _require_distinct_actors(
    layer_rows: list[LayerRows], rejections: Rejections | None
) -> None:
    """Raise ReadError if two layers have polygons of one date and neither names an actor.

    With `rejections` the second one is added to these, and loses its rows.
    """
    layer_of: dict[np.datetime64, str] = {}
    for rows in layer_rows:
        if rows.actor_column is not None or rows.layer_actor is not None:
            continue
        if not len(rows):
            continue
        for day, text in rows.dates.items():
            if day in layer_of:
                error = ReadError(
                    f"{layer_of[day]} and {rows.label} both show {label(text)} and name no actor; "
                    "keep one of them, or name the actor in a column"
                )
                if rejections is None:
                    raise error
                rejections.add_layer(rows.label, error)
                numbers = rows.columns[FILE_ROW]
                rejections.add_shapes(rows.label, rows.shapes, numbers, rows.unclosed)
                rows.clear()
                break
            layer_of[day] = rows.label


def _build_table(layer_rows: list[LayerRows], series: Texts) -> gpd.GeoDataFrame:
    """All rows in one control table; snapshots last until the next date of `series`."""
    days = sorted(series)
    following = dict(zip(days, days[1:]))
    with_rows = [rows for rows in layer_rows if len(rows)]
    columns: dict[str, list[Any]] = {name: [] for name in (*COLUMNS, *PROVENANCE)}
    for rows in with_rows:
        for name, values in rows.columns.items():
            columns[name].extend(values)
        if rows.snapshots:
            ends = [following.get(day, NAT) for day in rows.columns[START]]
            columns[END].extend(ends)
            columns[END_TEXT].extend(series.get(day, "") for day in ends)
    # in seconds, as pandas would choose a unit that does not reach before 1678
    dates = {name: np.array(columns[name], "datetime64[s]") for name in (START, END)}
    table = pd.DataFrame({**columns, **dates})
    for name in (ACTOR, STATUS, START_TEXT, END_TEXT, SOURCE, FILE):
        table[name] = table[name].astype(str)
    if any(len(rows.other_columns.columns) for rows in with_rows):
        others = pd.concat(
            [rows.other_columns for rows in with_rows], ignore_index=True
        )
        table = pd.concat([table, others], axis=1)
    shapes = np.concatenate([rows.shapes for rows in with_rows])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def add_project(table: gpd.GeoDataFrame, project: Project) -> None:
    """Put into `attrs` of `table` the texts of a project file.

    Raises
    ------
    ReadError
        If a scene lies outside the dates of the table.
    """
    _require_scenes_within(table, project)
    about = {**table.attrs.get(ABOUT, {}), **project.about}
    table.attrs[ABOUT] = story.About(about)
    project_hash = sha256(project.path.read_bytes()).hexdigest()
    table.attrs[INPUT] = {**table.attrs.get(INPUT, {}), "project": project_hash}
    messages = [f"read with the options of {project.path.name}"]
    for name, column in (("actors", ACTOR), ("statuses", STATUS)):
        known = set(table[column])
        messages += [
            f"{project.path.name}: {name}: “{key}” has no polygon in the source"
            for key in project.about.get(name, {})
            if key not in known
        ]
    table.attrs[READING] = [*table.attrs.get(READING, []), *messages]


def _require_scenes_within(table: gpd.GeoDataFrame, project: Project) -> None:
    starts, ends = table[START].to_numpy(), table[END].to_numpy()
    first, last = starts.min(), np.nanmax([starts.max(), *ends[~np.isnat(ends)]])
    for number, scene in enumerate(project.about.get("scenes", []), 1):
        day = read_date(scene["date"])
        if not first <= day <= last:
            where = f"{project.path.name}: scenes: entry {number}"
            dates = " to ".join(label(iso_text(moment)) for moment in (first, last))
            raise ReadError(
                f"{where}: {label(scene['date'])} lies outside the data ({dates}); correct it"
            )
