"""Ends of the intervals of places: those that are open, and whether they are inclusive."""

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from geo.base import ReadError
from geo.columns import (
    count_evidence,
    find_evidence,
    is_missing,
    report_open,
    shows_inclusive,
    without_sentinels,
    without_words,
)
from geo.dates import next_date, next_text
from geo.source.options import is_inclusive
from geo.table import ACTOR, END, END_TEXT, START, START_TEXT

# The keys in `attrs` of a list for sentences on ends that were read as open, and as inclusive.
OPENED = "opened"
ENDS = "ends"


def open_words(rows: pd.DataFrame) -> "Counter[str]":
    """Empty the dates of `rows` that stand for none, and return the ends that were open."""
    opened: Counter[str] = Counter()
    rows[START_TEXT] = ["" if is_missing(text) else text for text in rows[START_TEXT]]
    ends = without_words([text or None for text in rows[END_TEXT]], opened)
    for start, text, end in zip(rows[START_TEXT], rows[END_TEXT], ends):
        if not start and text and end is None:  # a place that was never held
            opened[text] -= 1
    rows[END_TEXT] = [text or "" for text in ends]
    return +opened


def open_sentinels(rows: pd.DataFrame, opened: "Counter[str]") -> None:
    """Empty the ends of `rows` that are far dates, and report all that were `opened`."""
    texts = [text or None for text in rows[END_TEXT]]
    ends = without_sentinels(texts, list(rows[START].to_numpy()), opened)
    rows[END_TEXT] = [text or "" for text in ends]
    if opened:
        rows.attrs[OPENED] = "; ".join(report_open(opened))


def settle_ends(
    path: Path, rows: pd.DataFrame, within_day: list[bool], ends: str | None
) -> None:
    """Decide whether the ends of `rows` are inclusive, and move those that are.

    They are exclusive, unless `ends` says otherwise, or the next interval of the same place shows
    it: its start is the day after.

    Raises
    ------
    ReadError
        If some show that they are inclusive, and others that they are not.
    """
    requested = is_inclusive(ends)
    texts = [
        None if within else text or None
        for text, within in zip(rows[END_TEXT], within_day)
    ]
    actors = rows[ACTOR] if ACTOR in rows.columns else [""] * len(rows)
    points = np.asarray(shapely.points(rows["lon"], rows["lat"]))
    evidence = find_evidence(rows[START].to_numpy(), texts, points, list(actors))
    shown = shows_inclusive(evidence)
    counts = count_evidence(evidence, texts)
    if requested is None and shown is None and evidence.inclusive:
        raise ReadError(
            f"{path.name}: ends may be inclusive or exclusive: {counts}; pass --ends inclusive "
            "if the last day is still held, or --ends exclusive"
        )
    if not (shown if requested is None else requested):
        return
    reason = counts if requested is None else "as requested"
    rows.attrs[ENDS] = f"ends are the last day held: {reason}"
    moved = [text is not None for text in texts]
    named = rows.loc[moved, END_TEXT]
    rows.loc[moved, END] = np.array([next_date(text) for text in named], "M8[s]")
    rows.loc[moved, END_TEXT] = [next_text(text) for text in named]
