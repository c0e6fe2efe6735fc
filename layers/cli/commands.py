"""The commands. Each reads its arguments, calls the library and prints a result.

What a result takes is loaded once its source was read: a source that is refused is so at once.
"""

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

import geo.check
import geo.measure
import geo.source
from geo.base import CallError, ControlError
from layers.cli.messages import Commands, bar, say, warnings_told
from layers.cli.source_options import planned, read, sought, source_options
from layers.language import LANGUAGES
from layers.output import TABLES

if TYPE_CHECKING:
    from geo.finding import Finding

P = ParamSpec("P")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="controlmap", message="%(prog)s %(version)s")
def main() -> None:
    """Maps of who claims to control what, and when.

    SOURCE is a file of dated polygons (GeoJSON, TopoJSON, GeoPackage, Shapefile, FlatGeobuf,
    GeoParquet, KML, KMZ, or CSV with shapes), a folder, a glob, or a zip, tar or gzip of
    these; or a CSV list of places with dates; or a controlmap.toml, or the folder it lies in,
    which says all that is to be said of a source. Without it, the controlmap.toml of this
    folder is used or, where there is none, the built-in story: the ground held by the Islamic
    State in Syria and Iraq, 2013 to 2019.
    """


class CallProblem(click.ClickException):
    """A call that asks for what is not there: exit code 2."""

    exit_code = 2


def told(command: Callable[P, None]) -> Callable[P, None]:
    """Turns a problem into one sentence; exit code 2 if it is the call's, 1 if the data's."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with warnings_told():
                command(*args, **kwargs)
        except ControlError as error:
            problem = (
                CallProblem if isinstance(error, CallError) else click.ClickException
            )
            raise problem(str(error)) from error

    return run


def ending(
    *allowed: str,
) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    """A check that the name of an output ends in one of `allowed`, before anything is read."""

    def checked(
        _: click.Context, __: click.Parameter, path: Path | None
    ) -> Path | None:
        if path is not None and path.suffix.lower() not in allowed:
            raise click.BadParameter(
                f"{path}: unknown ending; write one of {', '.join(allowed)}"
            )
        return path

    return checked


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending(*TABLES),
    help="File to write: .csv, .json, .xlsx or .parquet. Without it, CSV is printed.",
)


def language_option(what: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """The option for the language of what a command writes."""
    return click.option(
        "--language",
        type=click.Choice(list(LANGUAGES)),
        help=f"Language of {what}; without it, what the project file says or en.",
    )


@main.command("map")
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending(".html", ".htm"),
    help="The page to write; without it, what the project file says or outputs/map.html.",
)
@click.option("--title", help="Headline of the page.")
@language_option("the page")
@told
def map_(
    source: str | None,
    output: Path | None,
    title: str | None,
    language: str | None,
    **reading: Any,
) -> None:
    """Write the interactive map, one HTML file that asks nobody for anything."""
    output = output or planned("map", source) or Path("outputs/map.html")
    project = geo.source.project_of(sought(source))
    language = language or (project and project.language) or "en"
    table = read(source, reading)
    from layers.cli.results import summary
    from layers.cli.update import updating
    from layers.page import control_map, save

    with updating(output) as news:
        save(control_map(table, title=title, language=language), output)
    say(f"{output}  {output.stat().st_size / 1e3:,.0f} kB")
    for sentence in news:
        say(sentence)
    summary(table, geo.measure.areas(table))


@main.command()
@source_options
@output_option
@click.option(
    "--rows", is_flag=True, help="One line for each polygon of the source instead."
)
@click.option(
    "--against",
    metavar="FILE",
    help="A published series (CSV) to set beside ours: dates, and areas with their unit.",
)
@told
def areas(
    source: str | None,
    output: Path | None,
    rows: bool,
    against: str | None,
    **reading: Any,
) -> None:
    """Square kilometres on each date, of each actor and status."""
    if against is not None:
        if rows:
            raise CallError("--rows and --against exclude each other; pass one")
        table = read(source, reading)
        from layers.cli.results import compare

        compare(table, geo.source.read_published(against), output)
        return
    output = output or planned("areas", source)
    table = read(source, reading)
    from layers.cli.results import show, summary

    measured = geo.measure.areas(table)
    show(geo.measure.row_areas(table) if rows else measured, table, output)
    if output:
        summary(table, measured)


@main.command()
@source_options
@output_option
@told
def changes(source: str | None, output: Path | None, **reading: Any) -> None:
    """Square kilometres gained, lost and held from each date to the next."""
    output = output or planned("changes", source)
    table = read(source, reading)
    from layers.cli.results import show

    show(geo.measure.changes(table), table, output)


@main.command()
@source_options
@output_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
@click.option("--all", "everything", is_flag=True, help="Show all of each kind.")
@click.option(
    "--jump",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Change of an area from one date to the next, as a share, that is worth telling.",
)
@told
def check(
    source: str | None,
    output: Path | None,
    as_json: bool,
    everything: bool,
    jump: float,
    **reading: Any,
) -> None:
    """List what is wrong or doubtful in SOURCE; exit code 1 if anything is wrong."""
    refused: list[Finding] = []
    table = read(source, reading, repair=False, refused=refused)
    found = geo.check.findings(table, jump=jump, refused=refused)
    from layers.cli import results

    if as_json:
        results.put_json(found, table, source)
    elif output is None:
        results.put_report(found, everything=everything)
    if output is not None:
        results.show(found, table, output)
    raise SystemExit(1 if results.say_tally(found) else 0)


@main.command("worksheet")
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=ending(".html", ".pdf"),
    default=Path("outputs/worksheet.html"),
    show_default=True,
    help="The sheet to write, .html or .pdf; the answers go into a file beside it.",
)
@click.option("--title", help="Headline of the sheet.")
@language_option("the sheet")
@told
def worksheet_(
    source: str | None,
    output: Path,
    title: str | None,
    language: str | None,
    **reading: Any,
) -> None:
    """Write a worksheet for a class about SOURCE, and the answers to it."""
    project = geo.source.project_of(sought(source))
    language = language or (project and project.language) or "en"
    table = read(source, reading)
    from layers.lesson import worksheet

    sheet = worksheet(table, title=title, language=language)
    answers = output.with_stem(f"{output.stem}-answers")
    sheet.save_both(output, answers)
    for path in (output, answers):
        say(f"{path}  {path.stat().st_size / 1e3:,.0f} kB")


@main.command()
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write, replaced if it is a kit; without it, what the project file says "
    "or outputs/kit.",
)
@click.option("--title", help="Headline of the page and the pictures.")
@click.option(
    "--url",
    help="Where the folder will lie on the web, for networks that show what is linked: "
    "https://example.org/maps/front/.",
)
@language_option("pages, pictures and texts")
@click.option(
    "--also",
    type=click.Choice(list(LANGUAGES)),
    multiple=True,
    help="A language in which the pages are written too, where ?lang= leads; repeat it for more.",
)
@told
def kit(
    source: str | None,
    output: Path | None,
    title: str | None,
    url: str | None,
    language: str | None,
    also: tuple[str, ...],
    **reading: Any,
) -> None:
    """Write everything an article or a lesson needs into one folder.

    The map, pictures, a film, tables, the polygons, alt text and credits; README.txt says what
    each file is for.
    """
    write_kit = kit_maker()
    from layers.page import folder_url

    folder = folder_url(url)
    output = output or planned("kit", source) or Path("outputs/kit")
    project = geo.source.project_of(sought(source))
    names = write_kit(
        read(source, reading, repair=False),
        output,
        title=title,
        language=language or (project and project.language) or "en",
        also=also,
        source=sought(source),
        url=folder,
        progress=partial(bar, label="Making"),
    )
    for name in names:
        path = output / name
        say(f"{path}  {max(path.stat().st_size / 1e3, 1):,.0f} kB")


def kit_maker() -> Callable[..., list[str]]:
    """`layers.kit.kit.write_kit`, whose libraries only this command needs."""
    try:
        import openpyxl  # noqa: F401

        from layers.kit import write_kit
    except ImportError as error:
        raise CallError(
            f"{error.name} is needed to make a kit; "
            "run python -m pip install matplotlib openpyxl"
        ) from error
    return write_kit


@main.command()
@output_option
@told
def claims(output: Path | None) -> None:
    """Published areas of the built-in story beside the measured ones.

    Each with who said it, for which date and what was counted; `ratio` is the published area over
    the measured one.
    """
    table = read("story", {})
    from layers.cli.results import show

    show(geo.check.compared(table), table, output)
