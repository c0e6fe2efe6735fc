"""Rows for the page: who held a spot, from when to when, and by which source."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import area_km2, repair_table
from geo.table import ACTOR, END, SOURCE, START, STATUS, indicative_rows
from layers.content import Timeline

PLACE = "place"
ROW = "row"
# Columns that a table may have: what the page's script calls them.
_MORE = {
    "from_precision": "begun",
    "to_precision": "ended",
    "coord_source": "located",
    "verified": "verified",
}
# The list of the built-in story has a place once for each interval.
_SPELL = re.compile(r" \((?:[^()]* spell|roamed)\)$")


def spots(
    table: gpd.GeoDataFrame,
    times: Timeline,
    shapes: Sequence[int],
    known: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The rows of `table` as columns for the page's script, and the spots of their places.

    `shapes` are positions of the rows' drawings. Texts are stored once, in `words`; columns of
    texts hold positions in it, -1 where a row has none. `from` and `to` are positions in the
    timeline, `to` -1 where the row still holds at the end; `indicative` has the positions of rows
    whose shape is indicative, if there are any. `found` has the name, latitude and
    longitude of a spot in the territory of each named place that is not yet `known`. `names` are
    those of places in the language of the page, by name in the table.
    """
    names = names or {}
    place_of = {date: place for place, date in enumerate(times.dates)}
    pairs = {pair: place for place, pair in enumerate(times.pairs)}
    starts, ends = (
        table[name].to_numpy(dtype="datetime64[s]") for name in (START, END)
    )
    texts: dict[str, int] = {}
    columns = {
        "series": [
            pairs[pair] for pair in zip(table[ACTOR], table[STATUS], strict=True)
        ],
        "shape": list(shapes),
        "from": [place_of[date] for date in starts],
        "to": [place_of.get(date, -1) for date in ends],
        "source": _positions(table[SOURCE], texts),
    }
    if PLACE in table:
        places = _places(table).map(lambda name: names.get(name, name))
        columns[PLACE] = _positions(places, texts)
    if ROW in table:
        rows = pd.to_numeric(table[ROW], errors="coerce").fillna(-1)
        columns[ROW] = rows.astype(int).to_list()
    for name, short in _MORE.items():
        if name in table:
            columns[short] = _positions(table[name], texts)
    if any(indicative := indicative_rows(table)):
        columns["indicative"] = np.flatnonzero(indicative).tolist()
    found = [
        (names.get(name, name), *spot) for name, *spot in _place_spots(table, known)
    ]
    return {"words": list(texts), "places": found, **columns}


def _places(table: gpd.GeoDataFrame) -> pd.Series:
    return table[PLACE].map(lambda name: _SPELL.sub("", str(name)), na_action="ignore")


def _positions(column: pd.Series, texts: dict[str, int]) -> list[int]:
    """Position in `texts` of each text of `column`, added where it is new; -1 for none."""
    return [
        texts.setdefault(str(text), len(texts)) if known and str(text) else -1
        for text, known in zip(column, column.notna(), strict=True)
    ]


def _place_spots(
    table: gpd.GeoDataFrame, known: Collection[str]
) -> list[tuple[str, float, float]]:
    """A spot in the smallest polygon of each named place but the `known`, in order of name."""
    if PLACE not in table:
        return []
    shapes = repair_table(table).geometry
    named = pd.DataFrame(
        {"name": _places(table), "shape": shapes, "size": area_km2(shapes)}
    )
    named = named[named["name"].notna() & ~shapes.is_empty]
    named = named[~named["name"].isin(list(known))]
    named = named.sort_values("size", kind="stable").drop_duplicates("name")
    named = named.sort_values("name", kind="stable")
    spots = shapely.point_on_surface(named["shape"].to_numpy())
    return [
        (str(name), round(float(spot.y), 4), round(float(spot.x), 4))
        for name, spot in zip(named["name"], spots, strict=True)
    ]
