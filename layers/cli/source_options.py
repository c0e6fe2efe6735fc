"""SOURCE of a command: the options that say how to read it, and its reading, told on stderr."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

import geo.check
import geo.measure
import geo.source
from geo.base import CallError, Limits
from geo.dates import CALENDARS
from geo.source import PROJECT
from layers.cli.messages import bar, say, say_lines
from layers.cli.terminal import printed
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
            help="Read every file anew, and keep nothing for the next time.",
        ),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="NAME=NUMBER",
            help="Read more of a file that you trust: vertices=200M; a refusal says which.",
        ),
        click.option(
            "--frame",
            metavar="COUNTRIES",
            help="What a list of places is cut to: Syria,Iraq or a file of polygons.",
        ),
        click.option(
            "--explain",
            is_flag=True,
            help="Tell of everything where in SOURCE it was found, by which rule.",
        ),
        click.option(
            "--crs", help="Coordinate system of a source that names none: EPSG:32637."
        ),
        click.option("--layer", help="Layer to read from a file that has several."),
        click.option(
            "--source-column",
            metavar="COLUMN",
            help="Column with the source of each polygon.",
        ),
        click.option(
            "--status", metavar="COLUMN", help="Column with the class of control."
        ),
        click.option(
            "--actor", metavar="COLUMN", help="Column with the name of who holds."
        ),
        click.option(
            "--calendar",
            type=click.Choice(CALENDARS),
            help="Calendar of dates in columns, if it is not the Gregorian.",
        ),
        click.option(
            "--day-first/--month-first",
            "day_first",
            default=None,
            help="What 08/07/2024 means; without it, what all dates beside it admit.",
        ),
        click.option(
            "--ends",
            type=click.Choice(["inclusive", "exclusive"]),
            help="Whether the last day, month or year named is still held.",
        ),
        click.option("--end", metavar="COLUMN", help="Column with the end of a spell."),
        click.option(
            "--start", metavar="COLUMN", help="Column with the first day held."
        ),
        click.option(
            "--date", metavar="COLUMN", help="Column with the date of a snapshot."
        ),
        click.argument("source", required=False),
    ):
        command = option(command)
    return command


def sought(source: str | None) -> str | None:
    """`source`, or the project file of this folder where none is given and there is one."""
    return PROJECT if source is None and Path(PROJECT).is_file() else source


def planned(command: str, source: str | None) -> Path | None:
    """Where the project file of `source` has the result of a command go."""
    project = geo.source.project_of(sought(source))
    path = project.output.get(command) if project else None
    return ending_of(path, command) if path and command != "kit" else path


def read(
    source: str | None,
    reading: dict[str, Any],
    *,
    repair: bool = True,
    refused: "list[Finding] | None" = None,
) -> "gpd.GeoDataFrame":
    """The control table of `source`, with how it was read told on stderr."""
    if source is None and (source := sought(None)) is not None:
        say(f"{source} in this folder; --help tells how to read something else")
    ours = ("no_cache", "explain")
    options = {name: value for name, value in reading.items() if name not in ours}
    options["limits"] = _limits(options.get("limits", ()))
    cache = not reading.get("no_cache", False)
    table = geo.source.read_control(
        source, **options, progress=bar, cache=cache, refused=refused
    )
    for sentence in table.attrs.get("reading", ()):
        say(sentence)
    if reading.get("explain"):
        say_lines(f"\n{printed(geo.source.explained(table))}\n")
    if not repair:
        return table
    for sentence in geo.check.unmended(table):
        say(sentence)
    return geo.measure.repaired(table)


def _limits(given: Iterable[str]) -> dict[str, Any]:
    """The limits told as `NAME=NUMBER`, by name."""
    told = {}
    for one in given:
        name, equals, number = one.partition("=")
        if not equals:
            raise CallError(f"--limit {one}: write it as NAME=NUMBER")
        told[name.strip()] = number.strip()
    Limits().with_(told, "--limit")
    return told


def ending_of(path: Path, command: str) -> Path:
    """`path` if its name has an ending that `command` writes."""
    allowed = (".html", ".htm") if command == "map" else TABLES
    if path.suffix.lower() not in allowed:
        raise CallError(
            f"{PROJECT}: output: {command}: {path.name}: unknown ending; write one of "
            f"{', '.join(allowed)}"
        )
    return path
