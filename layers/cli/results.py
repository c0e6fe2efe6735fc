"""Results of commands: tables printed or written, and what is told of them."""

import json
from pathlib import Path
from shutil import get_terminal_size

import geopandas as gpd
import pandas as pd

from geo.base import counted, in_sentence
from geo.check import against, farthest_apart
from geo.dates import label
from geo.table import timeline
from layers.cli.messages import TOLD, put, say
from layers.cli.report import SEVERITIES, report, tally, to_json
from layers.cli.update import updating
from layers.output import as_written, made, to_csv, write_table


def show(frame: pd.DataFrame, table: gpd.GeoDataFrame, output: Path | None) -> None:
    """Print `frame` as CSV, or write it to `output` and say so."""
    frame = as_written(frame, table)
    if output is None:
        put(to_csv(frame))
        return
    with updating(output) as news:
        write_table(frame, output, made(table))
    say(f"{output}  {counted(len(frame), 'row')}")
    for sentence in news:
        say(sentence)


def compare(table: gpd.GeoDataFrame, series: pd.DataFrame, output: Path | None) -> None:
    """Show a published series beside ours, and tell where they are farthest apart."""
    beside = against(table, series)
    dated = beside.assign(date=beside["date_text"]).drop(columns="date_text")
    show(dated, table, output)
    answered = beside[beside["ratio"] > 0]
    for (actor, status), rows in answered.groupby(["actor", "measured_as"]):
        ratios = rows["ratio"]
        say(
            f"{actor}, {status}: {counted(len(rows), 'figure')} beside ours, published over "
            f"measured {ratios.min():.2f} to {ratios.max():.2f}, in the middle "
            f"{ratios.median():.2f}; farthest apart:"
        )
        for sentence in farthest_apart(rows):
            say(f"  {sentence}")
    for note, number in beside["note"][beside["note"] != ""].value_counts().items():
        say(f"{counted(number, 'figure')} without an answer: {note}")


def summary(table: gpd.GeoDataFrame, measured: pd.DataFrame) -> None:
    """First, largest and last area of the largest actors, on stderr."""
    texts = timeline(table).set_index("date")["date_text"].map(label)
    peaks = (
        measured.groupby(["actor", "status"])["area_km2"]
        .max()
        .sort_values(ascending=False)
    )
    for actor, status in peaks.index[:TOLD]:
        rows = measured[(measured["actor"] == actor) & (measured["status"] == status)]
        peak = rows.loc[rows["area_km2"].idxmax()]
        first, last = rows.iloc[0], rows.iloc[-1]
        name = actor if status == "control" else f"{actor}, {status}"
        say(
            f"{name}: first {size(first, texts)}, at most {size(peak, texts)}, "
            f"last {size(last, texts)}"
        )
    if len(peaks) > TOLD:
        say(f"and {len(peaks) - TOLD} more; controlmap areas lists them all")


def size(row: pd.Series, texts: pd.Series) -> str:
    """`91,658.60 km2 (31 August 2014)`."""
    return f"{row['area_km2']:,.2f} km2 ({texts[row['date']]})"


def put_json(found: pd.DataFrame, table: gpd.GeoDataFrame, source: str | None) -> None:
    """Print findings in `table` as JSON, with what they were found in."""
    about = {
        "source": source and in_sentence(Path(source).name),
        "provenance": made(table).plain,
        "reading": list(table.attrs.get("reading", ())),
        "rows": len(table),
    }
    put(to_json(found, **about, **tally(found)), lambda one: json.dumps(one)[1:-1])


def put_report(found: pd.DataFrame, *, everything: bool) -> None:
    """Print findings for people, in the width of their terminal."""
    width = get_terminal_size((100, 24)).columns
    put(report(found, width=width, everything=everything))


def say_tally(found: pd.DataFrame) -> int:
    """Tell how many findings there are of each severity; the number of errors."""
    counts = tally(found)
    say(", ".join(counted(counts[f"{name}s"], name) for name in SEVERITIES))
    return counts["errors"]
