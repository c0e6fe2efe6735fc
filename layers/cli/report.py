"""Findings told to people, as a table in a terminal, and to machines, as JSON."""

import json
import textwrap
from typing import Any

import click
import pandas as pd

from geo.base import in_sentence
from geo.dates import label
from geo.finding import finding_title
from geo.table import CONTROL
from layers.cli.terminal import breadth, lines_of

# So many findings of a kind are shown before the rest are counted.
_SHOWN = 8

_COLOURS = {"error": "red", "doubt": "yellow", "note": "cyan"}
SEVERITIES = tuple(_COLOURS)

# Of the line: how much of it where, when and who may take, and how much is left for the finding
# if "where" can give it.
_SHARES = (0.42, 0.22, 0.2)
_LEFT = 0.4

# Kinds whose sentence says where.
_SAYS_WHERE = ("invalid", "antimeridian", "pole", "outside")


def report(found: pd.DataFrame, *, width: int, everything: bool = False) -> str:
    """`found`, as `geo.findings` gives it, as a text of lines of at most `width` signs.

    The findings of each kind stand together, with what to do about them. Of more than eight of a
    kind those about the most ground are shown and the rest counted, unless `everything` is asked
    for.
    """
    if found.empty:
        return "Nothing wrong or doubtful found.\n"
    lines: list[str] = []
    for kind, rows in found.groupby("kind", sort=False):
        severity = rows["severity"].iloc[0]
        mark = click.style(severity.upper(), fg=_COLOURS[severity], bold=True)
        times = "" if len(rows) == 1 else f" ({len(rows):,d})"
        title = click.style(finding_title(str(kind)), bold=True)
        lines += [f"{mark}  {title}{times}"]
        lines += textwrap.wrap(
            f"What to do: {rows['remedy'].iloc[0]}.",
            width,
            initial_indent="  ",
            subsequent_indent="  ",
        )
        shown = rows if everything else _largest(rows)
        lines += _table([_cells(row) for row in shown.to_dict("records")], width)
        if len(shown) < len(rows):
            lines.append(
                f"  and {len(rows) - len(shown):,d} more; --all shows them, -o FILE writes them"
            )
        lines.append("")
    return "\n".join(lines[:-1]) + "\n"


def to_json(found: pd.DataFrame, **about: Any) -> str:
    """`found` as a JSON object: what is said `about` it, and its rows as `findings`.

    What a finding does not have is null.
    """
    rows = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in found.round(7).to_dict("records")
    ]
    whole = {**about, "findings": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def tally(found: pd.DataFrame) -> dict[str, int]:
    """How many errors, doubts and notes there are: `{"errors": 0, "doubts": 2, "notes": 1}`."""
    return {
        f"{severity}s": int((found["severity"] == severity).sum())
        for severity in SEVERITIES
    }


def _largest(rows: pd.DataFrame) -> pd.DataFrame:
    """The findings that are about the most ground, in the order in which they were."""
    if len(rows) <= _SHOWN:
        return rows
    order = rows["km2"].fillna(0).sort_values(ascending=False, kind="stable").index
    return rows.loc[sorted(order[:_SHOWN])]


def _cells(row: dict[Any, Any]) -> list[str]:
    """Where, when, who and what of a finding."""
    where = row["file"]
    if not pd.isna(row["row"]):
        where += f", row {row['row']}"
    when = label(row["date"]) if row["date"] else ""
    if row["until"]:
        when += f" until {label(row['until'])}"
    who = row["actor"]
    if who and row["status"] != CONTROL:
        who += f", {row['status']}"
    what = row["finding"]
    if not pd.isna(row["lon"]) and row["kind"] not in _SAYS_WHERE:
        what += f" (near {row['lon']:.3f} {row['lat']:.3f})"
    return [in_sentence(cell) for cell in (where, when, who, what)]


def _table(cells: list[list[str]], width: int) -> list[str]:
    """Rows of cells under each other, in columns as wide as they need and `width` allows."""
    used = [n for n in range(4) if any(row[n] for row in cells)]
    caps = [int(width * share) for share in _SHARES]
    widths = [
        min(max(breadth(row[n]) for row in cells), caps[n]) for n in used if n < 3
    ]
    rest = width - 2 - sum(widths) - 2 * len(widths)
    if widths and rest < _LEFT * width:
        given = min(int(_LEFT * width) - rest, max(0, widths[0] - int(0.28 * width)))
        widths[0] -= given
        rest = max(20, rest + given)
    kept = [[row[n] for n in used] for row in cells]
    return [f"  {line}" for line in lines_of(kept, [*widths, rest])]
