"""Findings as a text for the terminal and as JSON."""

import json
import textwrap
from typing import Any

import click
import pandas as pd

from geo.base import sanitize_line
from geo.dates import label
from geo.finding import finding_title
from geo.table import CONTROL
from layers.cli.terminal import format_lines, text_width

_MAX_SHOWN = 8  # findings of a kind; the rest are counted

_COLOURS = {"error": "red", "doubt": "yellow", "note": "cyan"}
SEVERITIES = tuple(_COLOURS)

# Largest shares of the width for the columns place, dates and actor, and the least for the
# finding, if the place can be narrowed for it.
_SHARES = (0.42, 0.22, 0.2)
_FINDING_SHARE = 0.4
_NARROW_PLACE_SHARE = 0.28

# Kinds whose finding names coordinates itself.
_NAMES_COORDINATES = ("invalid", "antimeridian", "pole", "outside")


def findings_text(
    findings: pd.DataFrame, *, width: int, everything: bool = False
) -> str:
    """`findings`, as of `geo.findings`, in lines of at most `width` characters.

    Findings are grouped by kind, with a remedy. Of more than eight of a kind, those about the
    largest areas are shown and the rest counted, unless `everything` is asked for.
    """
    if findings.empty:
        return "Nothing wrong or doubtful found.\n"
    lines: list[str] = []
    for kind, rows in findings.groupby("kind", sort=False):
        severity = rows["severity"].iloc[0]
        label = click.style(severity.upper(), fg=_COLOURS[severity], bold=True)
        number = "" if len(rows) == 1 else f" ({len(rows):,d})"
        title = click.style(finding_title(str(kind)), bold=True)
        lines += [f"{label}  {title}{number}"]
        lines += textwrap.wrap(
            f"What to do: {rows['remedy'].iloc[0]}.",
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )
        shown = rows if everything else _largest(rows)
        lines += _columns([_cells(row) for row in shown.to_dict("records")], width)
        if len(shown) < len(rows):
            lines.append(
                f"  and {len(rows) - len(shown):,d} more; --all shows them, -o FILE writes them"
            )
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def findings_json(findings: pd.DataFrame, **about: Any) -> str:
    """A JSON object of the values `about` and of `findings`; missing values are null."""
    rows = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in findings.round(7).to_dict("records")
    ]
    document = {**about, "findings": rows}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def count_severities(findings: pd.DataFrame) -> dict[str, int]:
    """Number of findings by severity, as `{"errors": 0, "doubts": 2, "notes": 1}`."""
    return {
        f"{severity}s": int((findings["severity"] == severity).sum())
        for severity in SEVERITIES
    }


def _largest(rows: pd.DataFrame) -> pd.DataFrame:
    """The findings about the largest areas, in their order."""
    if len(rows) <= _MAX_SHOWN:
        return rows
    order = rows["km2"].fillna(0).sort_values(ascending=False, kind="stable").index
    return rows.loc[sorted(order[:_MAX_SHOWN])]


def _cells(row: dict[Any, Any]) -> list[str]:
    """Place, dates, actor and text of a finding."""
    place = row["file"]
    if not pd.isna(row["row"]):
        place += f", row {row['row']}"
    dates = label(row["date"]) if row["date"] else ""
    if row["until"]:
        dates += f" until {label(row['until'])}"
    actor = row["actor"]
    if actor and row["status"] != CONTROL:
        actor += f", {row['status']}"
    text = row["finding"]
    if not pd.isna(row["lon"]) and row["kind"] not in _NAMES_COORDINATES:
        text += f" (near {row['lon']:.3f} {row['lat']:.3f})"
    return [sanitize_line(cell) for cell in (place, dates, actor, text)]


def _columns(cells: list[list[str]], width: int) -> list[str]:
    """Lines of the rows of `cells`, in columns as wide as they need and `width` allows."""
    used = [n for n in range(4) if any(row[n] for row in cells)]
    limits = [int(width * share) for share in _SHARES]
    widths = [
        min(max(text_width(row[n]) for row in cells), limits[n]) for n in used if n < 3
    ]
    rest = width - 2 - sum(widths) - 2 * len(widths)
    if widths and rest < _FINDING_SHARE * width:
        spare = max(0, widths[0] - int(_NARROW_PLACE_SHARE * width))
        taken = min(int(_FINDING_SHARE * width) - rest, spare)
        widths[0] -= taken
        rest = max(20, rest + taken)
    rows = [[row[n] for n in used] for row in cells]
    return [f"  {line}" for line in format_lines(rows, [*widths, rest])]
