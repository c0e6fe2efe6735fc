"""Results of commands: tables printed or written, and summaries of them on stderr."""

import json
from pathlib import Path
from shutil import get_terminal_size

import geopandas as gpd
import pandas as pd

from geo.base import counted, sanitize_line
from geo.check import against, largest_differences
from geo.dates import label
from geo.measure import breaks, breaks_between
from geo.table import SNAPSHOTS, UNNAMED, timeline, uncounted_statuses
from layers.cli.messages import MAX_LISTED, print_message, print_result
from layers.cli.report import SEVERITIES, count_severities, findings_json, findings_text
from layers.cli.update import compare_versions
from layers.output import as_written, table_provenance, to_csv, write_table


def output_table(
    frame: pd.DataFrame, table: gpd.GeoDataFrame, output: Path | None
) -> None:
    """Print `frame`, a result of the control table `table`, as CSV, or write it to `output`."""
    frame = as_written(frame, table)
    if output is None:
        print_result(to_csv(frame))
        return
    with compare_versions(output) as differences:
        write_table(frame, output, table_provenance(table))
    print_message(f"{output}  {counted(len(frame), 'row')}")
    for sentence in differences:
        print_message(sentence)


def print_comparison(
    table: gpd.GeoDataFrame, series: pd.DataFrame, output: Path | None
) -> None:
    """Output a published series beside measured areas, and print the largest differences."""
    comparison = against(table, series)
    dated = comparison.assign(date=comparison["date_text"]).drop(columns="date_text")
    output_table(dated, table, output)
    compared = comparison[comparison["ratio"] > 0]
    for (actor, status), rows in compared.groupby(["actor", "measured_as"]):
        ratios = rows["ratio"]
        print_message(
            f"{actor}, {status}: {counted(len(rows), 'figure')} compared; published / "
            f"measured {ratios.min():.2f} to {ratios.max():.2f}, median {ratios.median():.2f}; "
            "largest differences:"
        )
        for sentence in largest_differences(rows):
            print_message(f"  {sentence}")
    notes = comparison["note"][comparison["note"] != ""].value_counts()
    for note, number in notes.items():
        print_message(f"{counted(number, 'figure')} not compared: {note}")


def print_summary(table: gpd.GeoDataFrame, measured: pd.DataFrame) -> None:
    """Print the first, largest and last area of the largest actors on stderr.

    `measured` are those of `geo.areas`, for all dates or not. Land that nobody holds is left out.
    """
    last_entries = _last_entries(table, measured)
    measured = measured[~measured["status"].isin(uncounted_statuses(table))]
    if measured.empty:
        return
    texts = timeline(table).set_index("date")["date_text"]
    ends = texts.index[[0, -1]]
    peaks = (
        measured.groupby(["actor", "status"])["area_km2"]
        .max()
        .sort_values(ascending=False)
    )
    known = breaks(table)
    for actor, status in peaks.index[:MAX_LISTED]:
        rows = measured[(measured["actor"] == actor) & (measured["status"] == status)]
        peak = rows.loc[rows["area_km2"].idxmax()]
        first, last = rows["area_km2"].iloc[[0, -1]]
        first = first if rows["date"].iloc[0] == ends[0] else 0.0
        name = actor if status == "control" else f"{actor}, {status}"
        recounted = breaks_between(
            known, actor, status, *texts.index.to_numpy()[[0, -1]]
        )
        note = "".join(
            f"; counted differently since {label(one.date_text)}"
            for one in recounted[-1:]
        )
        end = f"last {_area_text(last, texts[ends[1]])}"
        if actor in last_entries:
            entry = label(texts[last_entries[actor]])
            end = f"no entry under this name after {entry}"
        print_message(
            f"{name}: first {_area_text(first, texts[ends[0]])}, "
            f"at most {_area_text(peak['area_km2'], texts[peak['date']])}, {end}{note}"
        )
    if len(peaks) > MAX_LISTED:
        print_message(
            f"and {len(peaks) - MAX_LISTED} more; controlmap areas lists them all"
        )


def _last_entries(
    table: gpd.GeoDataFrame, measured: pd.DataFrame
) -> dict[str, pd.Timestamp]:
    """The last date of each actor whose name ends in snapshots of several: it may be renamed."""
    if not table.attrs.get(SNAPSHOTS) or measured["actor"].nunique() < 2:
        return {}
    held = measured[measured["area_km2"] > 0].groupby("actor")["date"].max()
    ended = held[(held < measured["date"].max()) & (held.index != UNNAMED)]
    return dict(ended.items())


def _area_text(km2: float, date: str) -> str:
    """`91,658.60 km2 (31 August 2014)`."""
    return f"{km2:,.2f} km2 ({label(date)})"


def print_json(
    findings: pd.DataFrame, table: gpd.GeoDataFrame, source: str | None
) -> None:
    """Print `findings` in `table` as JSON, with their source."""
    about = {
        "source": source and sanitize_line(Path(source).name),
        "provenance": table_provenance(table).record,
        "reading": list(table.attrs.get("reading", ())),
        "rows": len(table),
    }
    text = findings_json(findings, **about, **count_severities(findings))
    print_result(text, lambda character: json.dumps(character)[1:-1])


def print_findings(findings: pd.DataFrame, *, everything: bool) -> None:
    """Print `findings` as a text in the width of the terminal."""
    width = get_terminal_size((100, 24)).columns
    print_result(findings_text(findings, width=width, everything=everything))


def print_counts(findings: pd.DataFrame) -> int:
    """Print the number of findings of each severity on stderr; return that of errors."""
    counts = count_severities(findings)
    print_message(", ".join(counted(counts[f"{name}s"], name) for name in SEVERITIES))
    return counts["errors"]
