"""Read a source: dated polygons in, the control table with a row per actor and interval out.

What a source leaves open is decided by rules, which `attrs["reading"]` reports in sentences; a
source without a date, a CRS or a polygon is refused.

This module finds the files of a source, unpacks archives and refuses harmful files. It imports
little, so that this takes no time; the rest is in `geo/source/build.py`.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.base import CallError, Limits, ReadError, sanitize_line
from geo.files import STORY, File, Found, find, scratch, source_path
from geo.formats import READABLE, TABLES, check_signature, has_shapes
from geo.source.options import (
    merge_limits,
    merge_options,
    require_applicable,
    sanitize_options,
)
from geo.source.project import project_of

if TYPE_CHECKING:
    import datetime

    import geopandas as gpd
    import pandas as pd

    from geo.finding import Finding

log = logging.getLogger(__name__)

# The only options for a list of places; of these `frame` does not apply to polygons.
_FOR_PLACES = (
    *("frame", "inhabited", "day_first", "ends", "uncounted"),
    *("actor_name", "source_name", "where", "missing"),
    *("place", "coordinates", "date", "start", "end"),
    *("actor", "status", "source_column"),
)
_OF_PLACES = ("frame", "inhabited", "place", "coordinates")
# Options that choose among files and layers, or the area of a list of places.
_FOR_FILES = ("layer", *_OF_PLACES, "skip_undated")

Progress = Callable[[list[File]], Iterable[File]]
# The name of an archive that cannot be unpacked, and the error.
BadArchive = tuple[str, ReadError]


def read_control(
    source: "str | Path | pd.DataFrame | gpd.GeoDataFrame | None" = None,
    *,
    date: "str | datetime.date | None" = None,
    start: str | None = None,
    end: str | None = None,
    ends: str | None = None,
    keep: str | None = None,
    skip_undated: bool | None = None,
    last_end: str | None = None,
    unknown_start: str | None = None,
    day_first: bool | None = None,
    calendar: str | None = None,
    actor: str | None = None,
    status: str | None = None,
    source_column: str | None = None,
    actor_name: str | None = None,
    source_name: str | None = None,
    statuses: Mapping[str, str] | None = None,
    aliases: Mapping[str, str] | None = None,
    where: str | Sequence[str] | None = None,
    layer: str | None = None,
    crs: str | None = None,
    frame: str | Path | None = None,
    inhabited: str | Path | None = None,
    place: str | None = None,
    coordinates: str | None = None,
    units: "str | Path | gpd.GeoDataFrame | None" = None,
    key: str | None = None,
    missing: str | None = None,
    progress: Progress | None = None,
    cache: bool = False,
    refused: "list[Finding] | None" = None,
    limits: Limits | Mapping[str, int] | None = None,
) -> "gpd.GeoDataFrame":
    """Control table of a file, folder, glob, archive or frame; by default of the built-in story.

    Rows with a start column are intervals. Rows with a date column, or with a date in the name of
    their layer, file or folder, are snapshots, and each lasts until the next date of the series;
    an actor without a polygon on a date holds no territory from then on. Ends are exclusive unless
    the source is known to have inclusive ones. `geo/README.md` has formats and conventions.

    Rows with a start column are intervals. Rows with a date column, or with a date in the name of
    their layer, file or folder, are snapshots, and each lasts until the next date of the series;
    an actor without a polygon on a date holds no territory from then on. Whether ends are
    inclusive is shown by those that meet the start of a later interval on the same territory, or
    else by the source. `geo/README.md` has formats and conventions.

    A `controlmap.toml`, or a folder with one, is read with the options in that file; arguments
    take precedence. A GeoDataFrame, in any CRS, is read like a file with the same rows, and stays
    unchanged; messages call it “table” and count its rows from 1 by their place.

    Parameters
    ----------
    date, start, end, actor, status, source_column
        Names of columns, if they are not in `geo/columns/conventions.py` and do not say what they
        are. `date` may be a date itself, for a source without one; `file-name`, if the dates of
        names count and not those inside; or the form of a number in names, one of
        `geo.dates.NAME_FORMS`, as `YYMMDD`. `end` may be `none`, for intervals that last to the
        end of the data.
    ends
        `inclusive` or `exclusive`: whether the day, month or year of an end is still held, if the
        data does not show it, or shows both.
    last_end
        `open` if the last end of all is the end of the data, and what is held then is not lost;
        `lost` if it is. By default `open` if several actors end together.
    unknown_start
        The date from which rows without a start hold; by default they are refused.
    keep
        Which of several snapshots of one date to use: the `first` or `last` of them, by their
        times of day or else their names; or `all`, if they are parts of one map.
    skip_undated
        Whether to leave out files without a date, with a report, where others have one.
    day_first
        Whether `08/07/2024` is a day of July. By default inferred from the other dates of the
        source in the same column, or in its names, if they are valid in one order only.
    calendar
        `julian`, `islamic` or `persian`, for dates in columns; see `geo/dates/calendars.py`.
    actor_name
        The name of the actor, for a source that names none; by default “territory”.
    source_name
        The publisher of the source, with a link or other text: the `source` of rows that have
        none in a column, in place of the name of their file.
    statuses
        Classes of control to use for the source's own words. If no column has classes, the names
        of layers and files are searched for the words.
    aliases
        The name to use for another name of the same actor, which it had before or after:
        `{"Kingdom of France": "France"}`. Names of one actor do not hold the same land at one
        time.
    where
        Conditions that rows have to satisfy, as `"status != contested"`: a column, one of
        `= != < <= > >=` and a value. Others are left out and counted. They are compared, and never
        evaluated.
    layer
        The one layer to read of files with several; by default all.
    crs
        CRS of the coordinates, instead of that in the source.
    frame
        For a list of places only: the area to which it is clipped, see `geo.source.frames`.
    inhabited
        For a list of places only: a file of polygons where people live. The part of the territory
        inside them is `held`, instead of the part within reach of a place.
    place, coordinates
        For a list of places only: the column with their names, and that with their latitude and
        longitude, or two as `lat,lon`.
    units, key
        For a table of districts and their holders, a file (CSV, Excel, Parquet, Feather) or a
        DataFrame: the polygons of the districts, a GeoDataFrame or a file, and the column with
        their codes, which both have; `code=ADM2_CODE` if it has two names.
    missing
        What holds on a date on which a district has no row: `same` in a table of changes,
        `unknown` in one of snapshots, in both of which the holder before is kept, or `lost` in a
        list of what is held. By default the rows show it, and the report says which it is.
    progress
        Wraps the files while they are read, to show a progress bar.
    cache
        Whether to keep files in slow formats in the user's cache folder, if reading them took
        more than a second, and to read only files that changed since; see
        `geo/source/cache.py`. The table is the same.
    refused
        A list to which files and rows that cannot be read are appended, for `findings`; the table
        has the rest. By default the first of these is raised.
    limits
        Limits on files and archives, see `geo.base.Limits`; or changes of single limits, by name.
        A source that exceeds one is refused before it takes memory.

    Returns
    -------
    GeoDataFrame
        The control table. `attrs["reading"]` reports in sentences how the source was read and
        which rows were left out.

    Raises
    ------
    ReadError
        If anything in the source cannot be read, or is not a dated polygon.
    CallError
        If an option does not apply to the source: `actor_name` where rows name their actor, or
        `source_name` where all name their source.
    """
    options = sanitize_options(
        {
            "date": date,
            "start": start,
            "end": end,
            "ends": ends,
            "keep": keep,
            "skip_undated": skip_undated,
            "last_end": last_end,
            "unknown_start": unknown_start,
            "day_first": day_first,
            "calendar": calendar,
            "actor": actor,
            "status": status,
            "source_column": source_column,
            "actor_name": actor_name,
            "source_name": source_name,
            "statuses": statuses and dict(statuses),
            "aliases": aliases and dict(aliases),
            "layer": layer,
            "crs": crs,
            "frame": frame,
            "inhabited": inhabited,
            "place": place,
            "coordinates": coordinates,
            "units": units,
            "key": key,
            "missing": missing,
            "where": [where] if isinstance(where, str) else where,
        }
    )
    if hasattr(source, "iloc"):  # a frame, without loading pandas to see it
        table = _read_dataframe(source, options, limits, refused)
    else:
        path = _require_path(source)
        table = _read_path(path, options, limits, progress, cache, refused)
    for sentence in table.attrs["reading"]:
        log.info("%s", sentence)
    return table


def _read_dataframe(
    frame: Any,
    options: Mapping[str, Any],
    limits: Limits | Mapping[str, int] | None,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame":
    """Control table of a GeoDataFrame, or of a table of districts."""
    if not hasattr(frame, "columns"):
        raise CallError("a GeoSeries has no dates; pass series.to_frame() and date=...")
    for name in _FOR_FILES:
        if options[name] is not None:
            raise CallError(f"table: {name} does not go with a frame; leave it out")
    # takes a second to import, which was done for the frame
    from geo.source.dataframes import build_from_dataframe

    return build_from_dataframe(frame, options, merge_limits(limits, {}), refused)


def _require_path(source: object) -> str | Path | None:
    """The path of a source that is no frame; None is the story."""
    if source is None or isinstance(source, str | Path):
        return source
    if isinstance(source, os.PathLike):
        return Path(os.fspath(source))
    raise CallError(
        f"the source is a value of type {type(source).__name__}; pass a path, or a "
        "GeoDataFrame with polygons and dates"
    )


def _read_path(
    source: str | Path | None,
    options: Mapping[str, Any],
    limits: Limits | Mapping[str, int] | None,
    progress: Progress | None,
    cache: bool,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame":
    """Control table of a file, a folder or the story, with the options of a project file."""
    if hasattr(options["frame"], "iloc"):
        raise CallError(
            "frame is the area of a list of places; pass a GeoDataFrame as the source: "
            "geo.read_control(frame, date=..., actor=...)"
        )
    project = project_of(source)
    all_limits = merge_limits(limits, project.limits if project else {})
    if project is not None:
        source, options = project.source, merge_options(options, project)
        if "uncounted" in project.about:
            options["uncounted"] = project.about["uncounted"]
    if str(source) == STORY:
        source = None
    if options["units"] is not None:
        table = _read_tables(source, options, all_limits, refused)
    elif options["key"] is not None:
        raise CallError(f"{source or 'the story'}: --key goes with --units; pass both")
    elif source is not None and _is_list_of_places(source_path(source), all_limits):
        _require_for_places(source, options)
        from geo.source.build_places import build_from_places

        table = build_from_places(Path(source), options, all_limits, refused)
    else:
        table = _read_polygons(source, options, all_limits, progress, cache, refused)
    if project is not None:
        from geo.source.build import add_project

        try:
            add_project(table, project)
        except ReadError as error:
            if refused is None:
                raise
            _add_refused(refused, project.path.name, error)
    return table


def _add_refused(refused: "list[Finding]", name: str, error: ReadError) -> None:
    """Add an error in the file `name` to `refused`."""
    from geo.finding import Finding

    problem = str(error).removeprefix(f"{name}: ")
    refused.append(Finding("refused", problem, name))


def _read_tables(
    source: str | Path | None,
    options: Mapping[str, Any],
    limits: Limits,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame":
    """Control table of tables of units and their holders."""
    require_applicable(
        source or "the story", options, (*_OF_PLACES, "layer"), "--units"
    )
    if source is None:
        raise CallError("the story: --units goes with a table; pass it as SOURCE")
    from geo.source.build_units import build_from_tables

    readable = {ending: READABLE[ending] for ending in TABLES}
    with scratch() as folder:
        found = find(source, folder, readable, limits)
        return build_from_tables(found, options, limits, refused)


def _read_polygons(
    source: str | Path | None,
    options: Mapping[str, Any],
    limits: Limits,
    progress: Progress | None,
    cache: bool,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame":
    """Control table of files of polygons, or of the only list of places; None is the story."""
    bad_archives: list[BadArchive] = []
    with _find_files(
        source, limits, None if refused is None else bad_archives
    ) as found:
        if len(found.files) == 1:
            (file,) = found.files
            check_signature(file)
            if source is not None and _is_list_of_places(file.path, limits):
                from geo.source.build_places import build_from_places

                _require_for_places(source, options)
                table = build_from_places(
                    file.path, options, limits, refused, found.left_out
                )
                table.attrs["reading"] += found.messages
                return table
        require_applicable(
            source or "the story",
            options,
            _OF_PLACES,
            "a source of polygons",
        )
        # takes a second to import
        from geo.source.build import build_from_files

        number = len(refused or ())
        try:
            return build_from_files(
                source, found, options, progress, cache, refused, bad_archives
            )
        except ReadError:
            if source is None or not _has_points(found):
                raise
            listed: list[Finding] = []
            collected = None if refused is None else listed
            of_points = _read_points(found, options, limits, collected)
            if of_points is None:
                raise
            if refused is not None:
                refused[number:] = listed
            return of_points


def _read_points(
    found: Found,
    options: Mapping[str, Any],
    limits: Limits,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame | None":
    """Control table of the only file, a map of points; None if it is no list of places."""
    from geo.source.build_places import build_from_places
    from geo.source.places import NoColumnError

    (file,) = found.files
    try:
        _require_for_places(file.label, options)
        return build_from_places(file.path, options, limits, refused, found.left_out)
    except (NoColumnError, CallError):
        return None


def _has_points(found: Found) -> bool:
    """Whether there is one file, and all shapes of its one layer are points."""
    import shapely

    from geo.formats import layers

    with suppress(ReadError):
        all_layers = layers(*found.files) if len(found.files) == 1 else []
        kinds = (
            {*shapely.get_type_id(all_layers[0].shapes)} if len(all_layers) == 1 else {}
        )
        return kinds == {shapely.GeometryType.POINT}
    return False


def _require_for_places(source: str | Path, options: Mapping[str, Any]) -> None:
    """Raise CallError if an option does not go with a list of places."""
    excluded = tuple(name for name in options if name not in _FOR_PLACES)
    require_applicable(source, options, excluded, "a list of places")


def _is_list_of_places(path: Path, limits: Limits) -> bool:
    """Whether a source is a list of places: a table without shapes."""
    if path.suffix.lower() not in (".csv", ".tsv", ".xlsx") or not path.is_file():
        return False
    check_signature(File(path, sanitize_line(path.name), ()))
    return not has_shapes(path, limits)


@contextmanager
def _find_files(
    source: str | Path | None, limits: Limits, bad_archives: list[BadArchive] | None
) -> Iterator[Found]:
    """The files of a source; unpacked archives are deleted at the end of the context.

    An archive that cannot be unpacked is appended to `bad_archives`, or raised if that is None.
    """
    with scratch() as folder:
        if source is not None:
            refuse = (
                None
                if bad_archives is None
                else lambda *archive: bad_archives.append(archive)
            )
            yield find(source, folder, READABLE, limits, refuse)
            return
        story = resources.files("geo") / "data" / "story.geojson"
        with resources.as_file(story) as path:
            yield find(path, folder, READABLE, limits)
