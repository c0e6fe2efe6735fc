"""Files to control table: any dated polygons in, one row per actor, status and spell out.

What a source leaves open is settled by rules that `attrs["reading"]` tells in sentences; what it
lacks (a date, a CRS, a polygon) is refused.

Here the files of a source are found, archives unpacked, and what is made to do harm refused: this
room loads little, so that it is done at once. The rest is in `geo/source/build.py`.
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

# What is told of a source letter for letter; all else is words, which are made legible.
_EXACT = ("layer", "crs", "frame")
# What may be told of a list of places. Of these only `frame` says nothing of polygons.
_OF_PLACES = ("frame", "day_first")

Progress = Callable[[list[File]], Iterable[File]]
# What an archive is called that cannot be unpacked, and why.
Closed = tuple[str, ReadError]


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
    """Control table of a file, folder, glob or archive; of `story` or nothing, the built-in one.

    A `controlmap.toml`, or a folder that holds one, is read as that file says (see
    `geo/source/project.py`); what is told here goes before it.

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
        `geo/columns/conventions.py`. `date` may be a date itself, for a file that tells none.
    ends
        `inclusive` or `exclusive`: whether the day, month or year that an end names is still
        held, where the source does not mean what it is known to mean, or is not known.
    day_first
        Whether `08/07/2024` is a day of July. Without it such dates are read where those of the
        whole source, in one column or in its names, admit no other order.
    calendar
        `julian`, `islamic` or `persian`, where dates in columns are of such; see
        `geo/dates/calendars.py`.
    statuses
        Classes of control to use for the source's own words. Where no column has classes, the
        words are looked for in the names of layers and files.
    layer
        The one layer to read of files with several; without it all are read.
    crs
        CRS of the coordinates, whatever the files say.
    frame
        For a list of places only: the ground it is cut to, see `geo.source.frames`.
    progress
        Wraps the files while they are read, to show a bar.
    cache
        Whether to keep files in slow formats in the user's cache folder, if reading them took
        more than a second, and to read only files that changed since; see
        `geo/source/cache.py`. The table is the same.
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
    given: dict[str, Any] = {
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
    # columns and words are legible when they are looked for
    given = {
        name: value if name in _EXACT else sanitize_value(value)
        for name, value in given.items()
    }
    project = project_of(source)
    bounds = _limits(limits, project.limits if project else {})
    if project is not None:
        source, given = project.source, _with(given, project)
    if str(source) == STORY:
        source = None
    listed = source is not None and _is_list(source_path(source), bounds)
    _require_fitting(source or "the story", given, listed=listed)
    if source is not None and listed:
        from geo.source.build import build_from_places

        table = build_from_places(Path(source), given, bounds)
    else:
        table = _of_polygons(source, given, bounds, progress, cache, refused)
    if project is not None:
        from geo.source.build import add_project

        add_project(table, project)
    for sentence in table.attrs["reading"]:
        log.info("%s", sentence)
    return table


def _of_polygons(
    source: str | Path | None,
    given: Mapping[str, Any],
    limits: Limits,
    progress: Progress | None,
    cache: bool,
    refused: "list[Finding] | None",
) -> "gpd.GeoDataFrame":
    """Control table of files of polygons; None is the story."""
    closed: list[Closed] = []
    with _files(source, limits, None if refused is None else closed) as found:
        if len(found.files) == 1:
            check_signature(found.files[0])
        # what reads and measures shapes takes a second to load
        from geo.source.build import build_from_files

        return build_from_files(source, found, given, progress, cache, refused, closed)


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


def _is_list(path: Path, limits: Limits) -> bool:
    """Whether a source is a list of places: a table without shapes."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    return not has_shapes(path, limits)


def _require_fitting(
    source: str | Path, given: Mapping[str, Any], *, listed: bool
) -> None:
    """Raise CallError if an option was given that says nothing about such a source."""
    unfit = [name for name in given if name not in _OF_PLACES] if listed else ["frame"]
    what = "a list of places" if listed else "a source of polygons"
    for option in unfit:
        if given[option] is not None:
            raise CallError(
                f"{source}: --{option.replace('_', '-')} does not go with {what}; leave it out"
            )


@contextmanager
def _files(
    source: str | Path | None, limits: Limits, closed: list[Closed] | None
) -> Iterator[Found]:
    """The files of a source, for as long as they are read: archives are unpacked meanwhile.

    An archive that cannot be unpacked goes to `closed`, where somebody wants to be told of all.
    """
    with scratch() as folder:
        if source is not None:
            refuse = None if closed is None else lambda *one: closed.append(one)
            yield find(source, folder, READABLE, limits, refuse)
            return
        story = resources.files("geo") / "data" / "story.geojson"
        with resources.as_file(story) as path:
            yield find(path, folder, READABLE, limits)
