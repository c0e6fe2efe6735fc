"""Build the control table from a list of places with dates; see `geo.source.places`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.base import Limits, ReadError, RowError, counted
from geo.files import Digests
from geo.finding import Finding
from geo.measure import area_km2
from geo.source import (
    frames,
    place_cells,
    place_ends,
    place_holding,
    places,
    story,
)
from geo.source.given_names import require_without_source
from geo.source.report import COUNTS, LETTERS, SPARSE, Counts, on_unread
from geo.table import (
    ABOUT,
    FILE,
    FILE_ROW,
    INPUT,
    READING,
    ROAMED,
    SOURCE,
    START,
    STATUS,
    UNCOUNTED,
)

# How `held` is found without polygons of inhabited land.
_WITHIN_REACH = (
    f"within {place_cells.TOWN_REACH_KM:g} km of a town, less of smaller places, "
    "as it is not known where people live (--inhabited)"
)
# The area of a circle of 100 km: no place stands for land so far away.
_WIDEST_KM2 = 31_416


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
    inhabited, held_where = None, _WITHIN_REACH
    if options["inhabited"] is not None:
        inhabited = frames.read_inhabited(options["inhabited"], limits)
        held_where = f"in the inhabited land of {Path(options['inhabited']).name}"
    listed = _read_listed(path, options, limits, refused)
    require_without_source(path.name, listed[SOURCE].tolist(), options)
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
        listed.assign(**{STATUS: statuses.mask(roams, ROAMED)}),
        frame,
        inhabited=inhabited,
    )
    widest = _widest_cell(table)
    roamed_rows = table[STATUS] == ROAMED
    table.loc[roamed_rows, STATUS] = statuses.to_numpy()[table["row"][roamed_rows]]
    number = listed.attrs[places.ROWS]
    messages = [
        f"{counted(number, 'row')} of places, {held} of them held at some time"
        + (f", {roamed} roamed and not held" if roamed else ""),
        f"clipped to {frame_name}; --frame chooses another area",
        f"held: {held_where}; claimed: all that is nearer to a place than to any other",
    ]
    messages += _sentences(listed, inside)
    if widest is not None:
        messages.append(widest[2])
    table["row"] = table[FILE_ROW]
    table.attrs[READING] = [*messages, *on_unread(left_out)]
    table.attrs[COUNTS] = Counts(
        files=1,
        layers=1,
        rows=number,
        used=number,
        left_out=[],
        unread=list(left_out),
    )
    table.attrs[COUNTS][SPARSE] = widest
    table.attrs[COUNTS][LETTERS] = listed.attrs[places.LETTERS]
    table.attrs[INPUT] = {"sha256": Digests().of(path), "files": 1}
    table.attrs[ABOUT] = story.About(list=path.name, places=places.place_labels(listed))
    return table


def _sentences(listed: pd.DataFrame, inside: npt.NDArray[np.bool_]) -> list[str]:
    """How the dates of a list were read, and which of its places the frame leaves out."""
    rules = (
        places.NOTES,
        places.ORDER,
        place_ends.OPENED,
        place_ends.ENDS,
        place_holding.HOLDING,
        places.WITHIN_DAY,
    )
    sentences = [*listed.attrs[places.COLUMN_NOTES]]
    sentences += [listed.attrs[name] for name in rules if listed.attrs.get(name)]
    sentences += listed.attrs[places.LETTERS]["sentences"]
    if not inside.all():
        outside = dict.fromkeys(listed["place"][~inside])
        sentences.append(
            f"outside, with only the part of their territory inside: {', '.join(outside)}"
        )
    if listed[START].notna().all():
        sentences.append(
            "no place that was never held: claimed territory reaches to the edge"
        )
    return sentences


def _widest_cell(table: gpd.GeoDataFrame) -> tuple[str, int, str] | None:
    """File, row and description of the largest cell, if the list is too sparse for its frame."""
    cells = area_km2(table.geometry.to_numpy())
    widest = int(cells.argmax())
    if cells[widest] <= _WIDEST_KM2:
        return None
    row = table.iloc[widest]
    description = (
        f"{row['place']} stands for {cells[widest]:,.0f} km2: few places for this frame"
    )
    return row[FILE], int(row[FILE_ROW]), description


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
                actor=options["actor_name"],
                source=options["source_name"],
                day_first=options["day_first"],
                ends=options["ends"],
                limits=limits,
                without=without,
                columns=options,
                where=options["where"] or (),
                missing=options["missing"],
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
