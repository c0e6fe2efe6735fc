"""Build the control table from the layers of a source, and report how it was read.

The files that `read.py` found are read one by one; `geo/columns/rows.py` decides for each layer
what its columns mean.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import CallError, NoShapes, ReadError
from geo.columns import (
    NAT,
    NO_POLYGON,
    LayerRows,
    NoDateError,
    ReadOptions,
    Rejections,
    read_rows,
    settle_ends,
)
from geo.dates import iso_text, label, read_date
from geo.files import Digests, File, Found, unchanged
from geo.finding import Finding
from geo.formats import TABLES, Layer, join_columns, layers, offline
from geo.source import snapshots, story
from geo.source.aliases import join_aliases
from geo.source.cache import LayerCache, shrink
from geo.source.failed_days import failed_days, unfinished
from geo.source.given_names import apply_given_names, name_by_files
from geo.source.inner_dates import settle_inner_dates
from geo.source.name_forms import join_names
from geo.source.project import PROJECT, Project
from geo.source.read_options import read_options
from geo.source.report import (
    COUNTS,
    LAST_END,
    LETTERS,
    UNITS,
    UNUSED_ALIASES,
    count_rows,
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
    UNCOUNTED,
)
from geo.units import SAME, UNKNOWN, Holding, hold

# Options that do not apply to snapshots.
_FOR_INTERVALS = ("ends", "last_end", "unknown_start")

# Up to this number of files, the names are not checked before all are read.
_PROBED_FROM = 10

Texts = dict[np.datetime64, str]

LayersOf = Callable[[File], list[Layer]]
Hold = Callable[..., tuple[gpd.GeoDataFrame, Holding]]


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
    try:
        with offline():
            layer_rows = read_rows(
                map(sanitizer.sanitize_layer, all_layers), reading, rejections
            )
    except NoDateError as error:
        beside = [file for file in files if file.path.suffix.lower() in TABLES]
        if not beside:
            raise
        raise ReadError(
            f"{error}; if {beside[0].label} names the holders of its polygons, pass that as "
            "SOURCE, with --units and --key"
        ) from error
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
    hold_rows: Hold | None = None,
) -> gpd.GeoDataFrame:
    """Control table of the rows of layers, with the report on how they were read.

    `sanitizer` is the one that sanitized their texts. `left_out` are labels of files that were not
    read, and `messages` are added to the report, which counts the source by the noun `kind`.
    `hold_rows` gives rows the ends that their units show, see `geo.units.hold`.

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
    apply_given_names(source or "the story", layer_rows, options)
    decisions += name_by_files(layer_rows, options)
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
    hold_rows = hold_rows or _hold_equal_shapes(layer_rows, options["missing"])
    table, holding = hold_rows(_build_table(layer_rows, series), snapshots=is_series)
    if holding.kind in (SAME, UNKNOWN):
        series = {}  # whose dates do not have all units
    table, joined = join_names(table)
    table, aliases, unused_aliases = join_aliases(
        table, options["aliases"] or {}, source, refuse
    )
    letters = sanitizer.report(pd.unique(table[[ACTOR, STATUS]].to_numpy().ravel()))
    table.attrs[READING] = [
        *sentences(
            layer_rows, table, series, left_out, options["statuses"] or {}, kind
        ),
        *decisions,
        *filter(None, [holding.sentence, last_ends.sentence]),
        *letters["sentences"],
        *joined,
        *aliases,
        *messages,
    ]
    table.attrs[COUNTS] = count_rows(layer_rows, table, series, left_out)
    table.attrs[COUNTS][LAST_END] = last_ends.doubt
    table.attrs[COUNTS][LETTERS] = letters
    table.attrs[COUNTS][UNUSED_ALIASES] = unused_aliases
    table.attrs[COUNTS][UNITS] = [*holding.findings]
    table.attrs[SNAPSHOTS] = all(rows.snapshots for rows in layer_rows if len(rows))
    return table


def _hold_equal_shapes(layer_rows: Sequence[LayerRows], missing: str | None) -> Hold:
    """Let equal shapes of one layer with a column of dates be units; of others, none are."""
    with_rows = [rows for rows in layer_rows if len(rows)]
    if missing or (len(with_rows) == 1 and not with_rows[0].from_name):
        return partial(hold, lambda table: [*map(id, table.geometry)], missing, None)
    return lambda table, snapshots: (table, Holding())


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
                    "keep one of them, or name the actor in a column, or pass --actor file-name, "
                    "layer-name or folder-name"
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
    if any(rows.other_names for rows in with_rows):
        table = pd.concat([table, _other_columns(with_rows)], axis=1)
    shapes = np.concatenate([rows.shapes for rows in with_rows])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _other_columns(layer_rows: list[LayerRows]) -> pd.DataFrame:
    """The columns of the source that were not read.

    They are selected once for all layers of one form: of each file it would take as long as to
    parse it.
    """
    frames = []
    for (used, new_names), same in groupby(
        layer_rows, lambda rows: (rows.used_columns, rows.new_names)
    ):
        frame = join_columns((rows.source_columns, len(rows)) for rows in same)
        frames.append(frame.drop(columns=list(used)).rename(columns=new_names))
    return pd.concat(frames, ignore_index=True)


def add_project(table: gpd.GeoDataFrame, project: Project) -> None:
    """Put into `attrs` of `table` the texts of a project file.

    Raises
    ------
    ReadError
        If a scene or a break lies outside the dates of the table.
    """
    _require_within(table, project, "scenes")
    _require_within(table, project, "breaks")
    about = {**table.attrs.get(ABOUT, {}), **project.about}
    table.attrs[ABOUT] = story.About(about)
    project_hash = sha256(project.path.read_bytes()).hexdigest()
    table.attrs[INPUT] = {**table.attrs.get(INPUT, {}), "project": project_hash}
    messages = [f"read with the options of {project.path.name}"]
    for name, column in (
        ("actors", ACTOR),
        ("sovereign", ACTOR),
        ("statuses", STATUS),
        (UNCOUNTED, STATUS),
    ):
        known = set(table[column])
        messages += [
            f"{project.path.name}: {name}: “{key}” has no polygon in the source"
            for key in project.about.get(name, ())
            if key not in known
        ]
    table.attrs[READING] = [*table.attrs.get(READING, []), *messages]


def _require_within(table: gpd.GeoDataFrame, project: Project, name: str) -> None:
    """Raise ReadError unless all entries of a list lie between the first and the last date."""
    starts, ends = table[START].to_numpy(), table[END].to_numpy()
    first, last = starts.min(), np.nanmax([starts.max(), *ends[~np.isnat(ends)]])
    for number, entry in enumerate(project.about.get(name, []), 1):
        day = read_date(entry["date"])
        if not first <= day <= last:
            where = f"{project.path.name}: {name}: entry {number}"
            dates = " to ".join(label(iso_text(moment)) for moment in (first, last))
            raise ReadError(
                f"{where}: {label(entry['date'])} lies outside the data ({dates}); correct it"
            )
