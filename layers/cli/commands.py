"""The commands: each reads its arguments, calls the library and prints or writes a result.

Modules that make a result are imported after its source is read, so that errors come sooner.
"""

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

import geo.check
import geo.files
import geo.measure
import geo.source
from geo.base import CallError, ControlError, ReadError, Refusals
from layers.cli.messages import (
    CommandGroup,
    print_message,
    print_warnings,
    progress_bar,
)
from layers.cli.source_options import (
    project_output,
    read,
    source_options,
    source_or_project,
    title_option,
)
from layers.language import LANGUAGES
from layers.output import TABLES, require_replaceable, require_writable

P = ParamSpec("P")


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="controlmap", message="%(prog)s %(version)s")
def main() -> None:
    """Maps of who claims to control what, and when.

    SOURCE is a file of dated polygons (GeoJSON, TopoJSON, GeoPackage, Shapefile, FlatGeobuf,
    GeoParquet, KML, KMZ, or CSV with shapes), a folder, a glob, or a zip, tar or gzip of
    these; or a CSV list of places with dates; or a project file, controlmap.toml, or the
    folder it is in, which describes a source and its outputs. Without SOURCE, the
    controlmap.toml of this folder is used or, if there is none, the built-in story: the
    territory of the Islamic State in Syria and Iraq, 2013 to 2019.
    """


class InvalidCall(click.ClickException):
    """A call that names what does not exist, or options that exclude each other: exit code 2."""

    exit_code = 2


def report_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn errors into one line on stderr; exit code 2 if the call is at fault, 1 if the data."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with print_warnings():
                command(*args, **kwargs)
        except ControlError as error:
            is_call = isinstance(error, CallError)
            exception = InvalidCall if is_call else click.ClickException
            raise exception(str(error)) from error

    return run


def suffix_check(
    *allowed: str,
) -> Callable[[click.Context, click.Parameter, Path | None], Path | None]:
    """Callback of an option that requires one of the suffixes `allowed`."""

    def check_suffix(
        _: click.Context, __: click.Parameter, path: Path | None
    ) -> Path | None:
        if path is not None and path.suffix.lower() not in allowed:
            raise click.BadParameter(
                f"{path}: unknown ending; write one of {', '.join(allowed)}"
            )
        return path

    return check_suffix


output_option = click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=suffix_check(*TABLES),
    help="File to write: .csv, .json, .xlsx or .parquet. Without it, CSV is printed.",
)

all_dates_option = click.option(
    "--all",
    "all_dates",
    is_flag=True,
    help="List every actor on every date, also where its territory stays the same or is none.",
)


def language_option(output: str) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """The option for the language of `output`."""
    return click.option(
        "--language",
        type=click.Choice(list(LANGUAGES)),
        help=f"Language of {output}.  [default: that of the project file, or en]",
    )


def chosen_language(language: str | None, source: str | None) -> str:
    """The language of the option, of the project file, or English."""
    project = geo.source.project_of(source_or_project(source))
    return language or (project and project.language) or "en"


@main.command("map")
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=suffix_check(".html", ".htm"),
    help="Page to write.  [default: that of the project file, or outputs/map.html]",
)
@title_option
@language_option("the page")
@report_errors
def map_(
    source: str | None,
    output: Path | None,
    language: str | None,
    **reading: Any,
) -> None:
    """Write the interactive map as one HTML file.

    The file is self-contained and makes no network requests.
    """
    output = output or project_output("map", source) or Path("outputs/map.html")
    require_writable(output)
    language = chosen_language(language, source)
    table = read(source, reading, readers=True)
    from layers.cli.results import print_summary
    from layers.cli.update import compare_versions
    from layers.page import control_map, save

    with compare_versions(output) as differences:
        m = control_map(table, language=language)
        save(m, output)
    print_message(f"{output}  {output.stat().st_size / 1e3:,.0f} kB")
    for sentence in differences:
        print_message(sentence)
    print_summary(table, m.summary.areas)


@main.command()
@source_options
@output_option
@click.option(
    "--rows", is_flag=True, help="List the polygons of the source one by one instead."
)
@all_dates_option
@click.option(
    "--against",
    metavar="FILE",
    help="Compare with a published series, a CSV file of dates, and areas in a column named after "
    "their unit: area_km2, area_sq_mi, area_ha or area_acres. The date peak stands for the time "
    "of the largest area.",
)
@report_errors
def areas(
    source: str | None,
    output: Path | None,
    rows: bool,
    all_dates: bool,
    against: str | None,
    **reading: Any,
) -> None:
    """List areas by date, actor and status.

    In square kilometres on the WGS 84 ellipsoid. Of intervals, each actor on the dates on which
    its territory changes; of a series of snapshots, each actor on every date.
    """
    exclusive = {"--rows": rows, "--all": all_dates, "--against": against is not None}
    passed = [name for name, given in exclusive.items() if given]
    if len(passed) > 1:
        raise CallError(f"{passed[0]} and {passed[1]} exclude each other; pass one")
    if against is not None:
        require_writable(output)
        path = geo.files.existing_file(against, "--against")
        series = geo.source.read_published(path)
        table = read(source, reading)
        from layers.cli.results import print_comparison

        print_comparison(table, series, output)
        return
    output = output or project_output("areas", source)
    require_writable(output)
    table = read(source, reading)
    from layers.cli.results import output_table, print_summary

    measured = geo.measure.areas(table, all_dates=all_dates)
    output_table(geo.measure.row_areas(table) if rows else measured, table, output)
    if output:
        print_summary(table, measured)


@main.command()
@source_options
@output_option
@all_dates_option
@report_errors
def changes(
    source: str | None, output: Path | None, all_dates: bool, **reading: Any
) -> None:
    """List areas gained, lost and held.

    From each date to the next, by actor and status, in square kilometres. Of intervals, each
    actor where its territory changes; of a series of snapshots, each actor from every date.
    Where the way of counting changes between two dates, there is a reason instead.
    """
    output = output or project_output("changes", source)
    require_writable(output)
    table = read(source, reading)
    from layers.cli.results import output_table

    output_table(geo.measure.changes(table, all_dates=all_dates), table, output)


@main.command()
@source_options
@output_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--all", "everything", is_flag=True, help="Show all findings of each kind."
)
@click.option(
    "--jump",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Report an area that changes by this share from one date to the next.",
)
@title_option
@report_errors
def check(
    source: str | None,
    output: Path | None,
    as_json: bool,
    everything: bool,
    jump: float,
    **reading: Any,
) -> None:
    """List errors and doubts in SOURCE.

    The exit code is 1 if there is an error.
    """
    require_writable(output)
    refused = Refusals()
    try:
        table = read(source, reading, repair=False, refused=refused)
    except ReadError as error:
        from geo.table import empty_table

        table = empty_table()
        _require_listed(error, refused, is_written=as_json or output is not None)
    findings = geo.check.findings(table, jump=jump, refused=refused)
    from layers.cli import results

    if as_json:
        results.print_json(findings, table, source)
    elif output is None:
        results.print_findings(findings, everything=everything)
    if output is not None:
        results.output_table(findings, table, output)
    raise SystemExit(1 if results.print_counts(findings) else 0)


def _require_listed(error: ReadError, refused: Refusals, *, is_written: bool) -> None:
    """Add `error`, for which no row was read, to `refused`, or raise it if it is the only one.

    One error is a sentence, as in other commands, unless findings are written for a program; of
    several `check` makes a table. A call at fault is raised.
    """
    if isinstance(error, CallError):
        raise error
    from geo.finding import Finding
    from geo.table import empty_table

    if not any(str(error).endswith(each.description) for each in refused):
        refused.insert(0, Finding("refused", str(error)))
    found = geo.check.findings(empty_table(), refused=refused)
    if found["finding"].nunique() <= 1 and not is_written:
        raise error


@main.command("worksheet")
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=suffix_check(".html", ".pdf"),
    default=Path("outputs/worksheet.html"),
    show_default=True,
    help="Worksheet to write, .html or .pdf; the answers go into a file beside it.",
)
@title_option
@language_option("the sheet")
@report_errors
def worksheet_(
    source: str | None,
    output: Path,
    language: str | None,
    **reading: Any,
) -> None:
    """Write a worksheet for a class, and its answers."""
    answers = output.with_stem(f"{output.stem}-answers")
    require_writable(output, answers)
    language = chosen_language(language, source)
    table = read(source, reading, readers=True)
    from layers.lesson import worksheet

    sheet = worksheet(table, language=language)
    sheet.save_both(output, answers)
    for path in (output, answers):
        print_message(f"{path}  {path.stat().st_size / 1e3:,.0f} kB")


@main.command()
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write; an older kit there is replaced.  [default: that of the project file, "
    "or outputs/kit]",
)
@title_option
@click.option(
    "--url",
    help="Web address that the folder will have, for previews of links on social networks: "
    "https://example.org/maps/front/.",
)
@language_option("pages, pictures and texts")
@click.option(
    "--also",
    type=click.Choice(list(LANGUAGES)),
    multiple=True,
    help="Another language for the pages, opened by ?lang=CODE; may be repeated.",
)
@report_errors
def kit(
    source: str | None,
    output: Path | None,
    url: str | None,
    language: str | None,
    also: tuple[str, ...],
    **reading: Any,
) -> None:
    """Write a folder for an article or a lesson.

    The map, pictures, a film, tables, the polygons, alt text and credits; README.txt describes
    each file.
    """
    output = output or project_output("kit", source) or Path("outputs/kit")
    require_replaceable(output)
    from layers.page import folder_url

    folder = folder_url(url)
    table = read(source, reading, repair=False, readers=True)
    from layers.kit import write_kit

    names = write_kit(
        table,
        output,
        language=chosen_language(language, source),
        also=also,
        source=source_or_project(source),
        url=folder,
        progress=partial(progress_bar, label="Making"),
    )
    for name in names:
        path = output / name
        print_message(f"{path}  {max(path.stat().st_size / 1e3, 1):,.0f} kB")


@main.command()
@output_option
@report_errors
def claims(output: Path | None) -> None:
    """Compare published and measured areas.

    Of the built-in story, each with its publisher, its date and what was counted; `ratio` is the
    published area divided by the measured one.
    """
    require_writable(output)
    table = read("story", {})
    from layers.cli.results import output_table

    output_table(geo.check.compared(table), table, output)
