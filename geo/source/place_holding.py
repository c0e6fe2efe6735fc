"""Give rows of places with a date, and no end, their ends: the next row of the place."""

import numpy as np
import pandas as pd

from geo.source.place_columns import DATED
from geo.table import ACTOR, END, END_TEXT, FILE_ROW, START, START_TEXT, STATUS
from geo.units import LOST, find_holding

# The key in `attrs` of a list for how its rows were read.
HOLDING = "holding"


def hold_places(rows: pd.DataFrame, missing: str | None) -> pd.DataFrame:
    """`rows` of a list with the ends that their places show, if it has dates and no ends.

    Rows that repeat the row of their place before are one with it. A row without an actor is a
    place that nobody holds from then on.
    """
    dated = rows[rows[START].notna()]
    if not rows.attrs[DATED] or dated.empty:
        return rows
    holders = _holders(dated)
    places = list(zip(dated["place"], dated["lat"], dated["lon"]))
    starts = dated[START].to_numpy()
    texts = dated[START_TEXT].tolist()
    holding = find_holding(_numbers(places), starts, texts, holders, missing)
    days = np.unique(starts)
    following = dict(zip(days, [*days[1:], np.datetime64("NaT", "s")]))
    ends = holding.ends
    if holding.kind in ("", LOST):
        ends = np.array([following[day] for day in starts], "datetime64[s]")
    text_of = dict(zip(starts, texts))
    dated = dated.copy()
    dated[END], dated[END_TEXT] = ends, [text_of.get(end, "") for end in ends]
    order = sorted(range(len(dated)), key=lambda row: (places[row], starts[row]))
    kept: list[int] = []
    last: list[int] = []
    for row in order:
        before = last[-1] if last else row
        same = (places[before], holders[before]) == (places[row], holders[row])
        if last and same and ends[before] == starts[row]:
            last[-1] = row
        else:
            kept.append(row)
            last.append(row)
    merged = dated.iloc[kept].copy()
    for name in (END, END_TEXT):
        merged[name] = dated[name].to_numpy()[last]
    if ACTOR in rows.columns:
        nobody = merged[ACTOR] == ""
        merged.loc[nobody, [START, END]] = np.datetime64("NaT", "s")
        merged.loc[nobody, [START_TEXT, END_TEXT]] = ""
    result = pd.concat([merged, rows[rows[START].isna()]]).sort_values(
        FILE_ROW, kind="stable"
    )
    result = result.reset_index(drop=True)
    result.attrs = {
        **rows.attrs,
        HOLDING: holding.sentence.replace("district", "place"),
    }
    return result


def _holders(dated: pd.DataFrame) -> list[tuple[str, str]]:
    names = [
        dated[name] if name in dated else [""] * len(dated) for name in (ACTOR, STATUS)
    ]
    return list(zip(*names))


def _numbers(places: list[tuple[str, float, float]]) -> list[str]:
    """One name for each place: its own, with its coordinates if another has that name."""
    several: dict[str, set[tuple[str, float, float]]] = {}
    for place in places:
        several.setdefault(place[0], set()).add(place)
    return [
        (
            place[0]
            if len(several[place[0]]) == 1
            else f"{place[0]} ({place[1]}, {place[2]})"
        )
        for place in places
    ]
