"""Build the control table from a list of places with dates; see `geo.source.places`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geo.base import Limits, ReadError, RowError, counted
from geo.files import Digests
from geo.finding import Finding
from geo.source import frames, place_cells, place_ends, places, story
from geo.source.report import COUNTS, LETTERS, Counts, on_unread
from geo.table import (
    ABOUT,
    FILE_ROW,
    INPUT,
    READING,
    ROAMED,
    START,
    STATUS,
    UNCOUNTED,
)


def build_from_places(
    path: Path,
    options: Mapping[str, Any],
    limits: Limits,
    refused: list[Finding] | None = None,
    left_out: Sequence[str] = (),
) -> gpd.GeoDataFrame:
    """Control table of a list of places with dates, a CSV file.

    Rows that cannot be read are added to `refused`. `left_out` are names of files beside it.
    """
    if options["frame"] is not None:
        frames.require_frame(options["frame"])
    listed = _read_listed(path, options, limits, refused)
    statuses = listed[STATUS]
    roams = statuses.isin({ROAMED, *options.get(UNCOUNTED, ())})
    dated = listed[START].notna()
    held, roamed = int((dated & ~roams).sum()), int((dated & roams).sum())
    if not dated.any():
        raise ReadError(f"{path.name}: no place was ever held; fill in held_from")
    frame, frame_name = frames.read_frame(options["frame"], listed, limits)
    inside = shapely.contains_xy(frame, listed["lon"], listed["lat"])
    if not inside.any():
        raise ReadError(
            f"{path.name}: none of its places lies in {frame_name}; pass another --frame"
        )
    table = place_cells.territory(
        listed.assign(**{STATUS: statuses.mask(roams, ROAMED)}), frame
    )
    roamed_rows = table[STATUS] == ROAMED
    table.loc[roamed_rows, STATUS] = statuses.to_numpy()[table["row"][roamed_rows]]
    messages = [
        f"{counted(len(listed), 'row')} of places, {held} of them held at some time"
        + (f", {roamed} roamed and not held" if roamed else ""),
        f"clipped to {frame_name}; --frame chooses another area",
        f"held: within {place_cells.TOWN_REACH_KM:g} km of a town, less of smaller places; "
        "claimed: all that is nearer to a place than to any other",
    ]
    messages += [
        listed.attrs[name]
        for name in (
            places.NOTES,
            places.ORDER,
            place_ends.OPENED,
            place_ends.ENDS,
            places.WITHIN_DAY,
        )
        if name in listed.attrs
    ]
    messages += listed.attrs[places.LETTERS]["sentences"]
    if not inside.all():
        outside = dict.fromkeys(listed["place"][~inside])
        messages.append(
            f"outside, with only the part of their territory inside: {', '.join(outside)}"
        )
    if dated.all():
        messages.append(
            "no place that was never held: claimed territory reaches to the edge"
        )
    table["row"] = table[FILE_ROW]
    table.attrs[READING] = [*messages, *on_unread(left_out)]
    table.attrs[COUNTS] = Counts(
        files=1,
        layers=1,
        rows=len(listed),
        used=len(listed),
        left_out=[],
        unread=list(left_out),
    )
    table.attrs[COUNTS][LETTERS] = listed.attrs[places.LETTERS]
    table.attrs[INPUT] = {"sha256": Digests().of(path), "files": 1}
    table.attrs[ABOUT] = story.About(list=path.name, places=places.place_labels(listed))
    return table


def _read_listed(
    path: Path,
    options: Mapping[str, Any],
    limits: Limits,
    refused: list[Finding] | None,
) -> pd.DataFrame:
    """The rows of a list of places that can be read; the others are added to `refused`."""
    without: set[int] = set()
    first: RowError | None = None
    while True:
        try:
            listed = places.read_places(
                path,
                day_first=options["day_first"],
                ends=options["ends"],
                limits=limits,
                without=without,
            )
            break
        except RowError as error:
            if refused is None:
                raise
            first = first or error
            for each in (error, *error.others):
                refused.append(Finding("refused", each.problem, path.name, each.row))
                without.add(each.row)
    if first is not None and listed.empty:
        raise first
    return listed
