"""The argument SOURCE of a command, the options that say how to read it, and its reading."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

import geo.check
import geo.measure
import geo.source
from geo.base import CallError, Limits
from geo.dates import CALENDARS
from layers.cli.messages import MAX_LISTED, print_lines, print_message, progress_bar
from layers.cli.terminal import format_table
from layers.output import TABLES

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.finding import Finding

P = ParamSpec("P")


def source_options(command: Callable[P, None]) -> Callable[P, None]:
    """The argument SOURCE, and the options that say how to read it."""
    for option in (
        click.option(
            "--no-cache",
            is_flag=True,
            help="Read every file again, and store none in the cache folder.",
        ),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="NAME=NUMBER",
            help="Raise a limit for a trusted file: vertices=200M; the error names the limit.",
        ),
        click.option(
            "--frame",
            metavar="COUNTRIES",
            help="Clip a list of places to countries (Syria,Iraq) or to the polygons of a file.",
        ),
        click.option(
            "--inhabited",
            metavar="FILE",
            help="Polygons where people live: held is what a list of places claims inside them.",
        ),
        click.option(
            "--place",
            metavar="COLUMN",
            help="Column with the names of a list of places.",
        ),
        click.option(
            "--coordinates",
            metavar="COLUMN",
            help="Column with latitude and longitude of a list of places, or two as lat,lon.",
        ),
        click.option(
            "--units",
            metavar="FILE",
            help="Polygons of districts, of which SOURCE is a table of holders; see --key.",
        ),
        click.option(
            "--key",
            metavar="COLUMN",
            help="Column with the codes of districts in both, or two as code=ADM2_CODE.",
        ),
        click.option(
            "--missing",
            type=click.Choice(["same", "unknown", "lost"]),
            help="What holds where a district has no row on a date; shown by the rows if omitted.",
        ),
        click.option(
            "--where",
            multiple=True,
            metavar="CONDITION",
            help='Rows to read, as "status != contested"; may be repeated, and all must be met.',
        ),
        click.option(
            "--alias",
            "aliases",
            multiple=True,
            metavar="NAME=ACTOR",
            help="Another name of an actor, and the one to use; may be repeated.",
        ),
        click.option(
            "--explain",
            is_flag=True,
            help="Show where each value was found in SOURCE, and by which rule.",
        ),
        click.option(
            "--crs",
            help="Coordinate system (CRS) of a source that names none, e.g. EPSG:32637.",
        ),
        click.option(
            "--layer",
            help="Layer to read of a file with several; without it, all are read.",
        ),
        click.option(
            "--source",
            "source_name",
            metavar="TEXT",
            help="Publisher and link to show as the source, in place of the names of files.",
        ),
        click.option(
            "--actor-name",
            metavar="NAME",
            help="Name of the actor, for a source that names none.",
        ),
        click.option(
            "--source-column",
            metavar="COLUMN",
            help="Column with the source of each polygon.",
        ),
        click.option(
            "--status",
            metavar="COLUMN",
            help="Column with the status: the class of control.",
        ),
        click.option(
            "--actor",
            metavar="COLUMN",
            help="Column with the actor's name; or file-name, layer-name or folder-name.",
        ),
        click.option(
            "--calendar",
            type=click.Choice(CALENDARS),
            help="Calendar of the dates in columns, if not the Gregorian.",
        ),
        click.option(
            "--day-first/--month-first",
            "day_first",
            default=None,
            help="Order of day and month in 08/07/2024; inferred from the other dates if omitted.",
        ),
        click.option(
            "--skip-undated",
            is_flag=True,
            default=None,
            help="Leave out files without a date where others have one.",
        ),
        click.option(
            "--keep",
            type=click.Choice(["first", "last", "all"]),
            help="Of several snapshots of one date: the first, the last, or all as parts.",
        ),
        click.option(
            "--ends",
            type=click.Choice(["inclusive", "exclusive"]),
            help="Whether the end of an interval, a day, month or year, is still held.",
        ),
        click.option(
            "--last-end",
            type=click.Choice(["open", "lost"]),
            help="Whether the last end of all is the end of the data (open) or a loss.",
        ),
        click.option(
            "--unknown-start",
            metavar="DATE",
            help="Date from which rows without a start hold.",
        ),
        click.option(
            "--end",
            metavar="COLUMN",
            help="Column with the end of an interval, or none if no column has ends.",
        ),
        click.option(
            "--start",
            metavar="COLUMN",
            help="Column with the start of an interval, the first day held.",
        ),
        click.option(
            "--date",
            metavar="COLUMN",
            help="Column with the date of a snapshot, the date itself, or file-name.",
        ),
        click.argument("source", required=False),
    ):
        command = option(command)
    return command


def title_option(command: Callable[P, None]) -> Callable[P, None]:
    """The option for the title of all that is made for readers; `read` takes it."""
    return click.option(
        "--title",
        help="Headline of pages, pictures and lessons.  [default: that of the project file, or "
        "who holds the territory and when]",
    )(command)


def source_or_project(source: str | None) -> str | None:
    """`source`, or the project file of this folder if there is no `source`."""
    return (
        geo.source.PROJECT
        if source is None and Path(geo.source.PROJECT).is_file()
        else source
    )


def project_output(command: str, source: str | None) -> Path | None:
    """The output path that the project file of `source` has for a command."""
    project = geo.source.project_of(source_or_project(source))
    path = project.output.get(command) if project else None
    if path and command != "kit":
        _require_suffix(path, command)
    return path


def read(
    source: str | None,
    reading: dict[str, Any],
    *,
    repair: bool = True,
    readers: bool = False,
    refused: "list[Finding] | None" = None,
) -> "gpd.GeoDataFrame":
    """The control table of `source`; how it was read is reported on stderr.

    `reading` are options of the command line, and perhaps the title for the table. With `repair`,
    polygons are repaired, and errors that no repair corrects are reported. For `readers`, names
    that they would miss are reported.
    """
    if source is None and (source := source_or_project(None)) is not None:
        print_message(f"{source} of this folder is read; see --help for other sources")
    options = dict(reading)
    cache = not options.pop("no_cache", False)
    explain = options.pop("explain", False)
    title = options.pop("title", None)
    options["limits"] = _limits(options.get("limits", ()))
    options["where"] = options.get("where") or None
    options["aliases"] = _aliases(options.get("aliases", ())) or None
    table = geo.source.read_control(
        source, **options, progress=progress_bar, cache=cache, refused=refused
    )
    if title:
        about = table.attrs.get("about", {})
        table.attrs["about"] = geo.source.About(about, title=title)
    for sentence in table.attrs.get("reading", ()):
        print_message(sentence)
    for sentence in geo.check.missing(table) if readers else ():
        print_message(sentence)
    if explain:
        print_lines(f"\n{format_table(geo.source.origins(table))}\n")
    if not repair:
        return table
    for sentence in geo.check.unrepairable(table):
        print_message(sentence)
    doubts = geo.check.name_doubts(table)
    for sentence in doubts[:MAX_LISTED]:
        print_message(sentence)
    if len(doubts) > MAX_LISTED:
        more = len(doubts) - MAX_LISTED
        print_message(f"and {more} more such names; controlmap check lists them")
    return geo.measure.repair_table(table)


def _limits(options: Iterable[str]) -> dict[str, Any]:
    """Limits by name, from options as `NAME=NUMBER`."""
    limits = {}
    for option in options:
        name, equals, number = option.partition("=")
        if not equals:
            raise CallError(f"--limit {option}: write it as NAME=NUMBER")
        limits[name.strip()] = number.strip()
    Limits().with_(limits, "--limit")
    return limits


def _aliases(options: Iterable[str]) -> dict[str, str]:
    """Names to use by the names in the source, from options as `NAME=ACTOR`."""
    aliases = {}
    for option in options:
        name, equals, actor = option.rpartition("=")
        if not (equals and name.strip() and actor.strip()):
            raise CallError(f"--alias {option}: write it as NAME=ACTOR")
        aliases[name.strip()] = actor.strip()
    return aliases


def _require_suffix(path: Path, command: str) -> None:
    allowed = (".html", ".htm") if command == "map" else TABLES
    if path.suffix.lower() not in allowed:
        raise CallError(
            f"{geo.source.PROJECT}: output: {command}: {path.name}: unknown ending; write one of "
            f"{', '.join(allowed)}"
        )
