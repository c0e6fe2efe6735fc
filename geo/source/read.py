"""Read a source: dated polygons in, the control table with a row per actor and interval out.

What a source leaves open is decided by rules, which `attrs["reading"]` reports in sentences; a
source without a date, a CRS or a polygon is refused.

This module finds the files of a source, unpacks archives and refuses harmful files. It imports
little, so that this takes no time; the rest is in `geo/source/build.py`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.base import CallError, Limits, ReadError, sanitize_value
from geo.files import STORY, File, Found, find, scratch, source_path
from geo.formats import READABLE, check_signature, has_shapes
from geo.source.project import Project, project_of

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.finding import Finding

log = logging.getLogger(__name__)

# Options that are passed on unchanged; the texts of all others are sanitized.
_EXACT = ("layer", "crs", "frame")
# Options for a list of places. Of these only `frame` does not apply to polygons.
_FOR_PLACES = ("frame", "day_first")

Progress = Callable[[list[File]], Iterable[File]]
# The name of an archive that cannot be unpacked, and the error.
BadArchive = tuple[str, ReadError]


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
    progress: Progress | None = None,
    cache: bool = False,
    refused: "list[Finding] | None" = None,
    limits: Limits | Mapping[str, int] | None = None,
) -> "gpd.GeoDataFrame":
    """Control table of a file, folder, glob or archive; by default of the built-in story.

    A `controlmap.toml`, or a folder with one, is read with the options in that file (see
    `geo/source/project.py`); arguments take precedence.

    Reads GeoJSON (also one feature a line), TopoJSON, GeoPackage, Shapefile, FlatGeobuf,
    GeoParquet, KML, KMZ and CSV with a column of shapes (WKT, GeoJSON or WKB), also in zip,
    tar and gzip, also mixed; and a CSV list of places with dates (see `geo.read_places`). Rows
    with a start column are intervals; rows with a date column, or with a date in the name of
    their layer, file or folder, are snapshots, and each lasts until the next date of the series,
    even if the territory is the same. An actor without a polygon on a date of the series holds
    no territory from then on. Ends are exclusive unless the source is known to have inclusive
    ends. Coordinates are returned in EPSG:4326 without heights.

    Parameters
    ----------
    date, start, end, actor, status, source_column
        Names of columns, if they are not in `geo/columns/conventions.py` and do not say what they
        are. `date` may be a date itself, for a file without one, and `end` may be `none`, for
        intervals that last to the end of the data.
    ends
        `inclusive` or `exclusive`: whether the day, month or year of an end is still held, if the
        source is unknown or differs from its documentation.
    day_first
        Whether `08/07/2024` is a day of July. By default inferred from the other dates of the
        source in the same column, or in its names, if they are valid in one order only.
    calendar
        `julian`, `islamic` or `persian`, for dates in columns; see `geo/dates/calendars.py`.
    statuses
        Classes of control to use for the source's own words. If no column has classes, the names
        of layers and files are searched for the words.
    layer
        The one layer to read of files with several; by default all.
    crs
        CRS of the coordinates, instead of that in the files.
    frame
        For a list of places only: the area to which it is clipped, see `geo.source.frames`.
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
    """
    options: dict[str, Any] = {
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
    # columns and texts of the source are sanitized, too, and have to match
    options = {
        name: value if name in _EXACT else sanitize_value(value)
        for name, value in options.items()
    }
    project = project_of(source)
    all_limits = _merge_limits(limits, project.limits if project else {})
    if project is not None:
        source, options = project.source, _merge_options(options, project)
    if str(source) == STORY:
        source = None
    is_list = source is not None and _is_list_of_places(source_path(source), all_limits)
    _require_applicable(source or "the story", options, is_list=is_list)
    if source is not None and is_list:
        from geo.source.build import build_from_places

        table = build_from_places(Path(source), options, all_limits)
    else:
        table = _read_polygons(source, options, all_limits, progress, cache, refused)
    if project is not None:
        from geo.source.build import add_project

        add_project(table, project)
    for sentence in table.attrs["reading"]:
        log.info("%s", sentence)
    return table


def _read_polygons(
    source: str | Path | None,
    options: Mapping[str, Any],
    limits: Limits,
    progress: Progress | None,
    cache: bool,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame":
    """Control table of files of polygons; None is the story."""
    bad_archives: list[BadArchive] = []
    with _find_files(
        source, limits, None if refused is None else bad_archives
    ) as found:
        if len(found.files) == 1:
            check_signature(found.files[0])
        # takes a second to import
        from geo.source.build import build_from_files

        return build_from_files(
            source, found, options, progress, cache, refused, bad_archives
        )


def _merge_options(options: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """The options given by the caller, and those of the project for the rest."""
    defaults = dict(project.reading)
    if options["date"] is not None:  # a date and an interval exclude each other
        defaults = {
            name: defaults[name] for name in defaults if name not in ("start", "end")
        }
    elif options["start"] is not None or options["end"] is not None:
        defaults.pop("date", None)
    return {
        name: defaults.get(name) if value is None else value
        for name, value in options.items()
    }


def _merge_limits(
    limits: Limits | Mapping[str, int] | None, defaults: Mapping[str, int]
) -> Limits:
    """The limits given by the caller, and those of the project for the rest."""
    if isinstance(limits, Limits):
        return limits
    return Limits().with_({**defaults, **(limits or {})})


def _is_list_of_places(path: Path, limits: Limits) -> bool:
    """Whether a source is a list of places: a table without shapes."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    return not has_shapes(path, limits)


def _require_applicable(
    source: str | Path, options: Mapping[str, Any], *, is_list: bool
) -> None:
    """Raise CallError if an option was given that does not apply to such a source."""
    excluded, kind = ["frame"], "a source of polygons"
    if is_list:
        excluded = [name for name in options if name not in _FOR_PLACES]
        kind = "a list of places"
    for option in excluded:
        if options[option] is not None:
            raise CallError(
                f"{source}: --{option.replace('_', '-')} does not go with {kind}; leave it out"
            )


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
