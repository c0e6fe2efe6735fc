"""Towns that a map names: those that come with a table, then those of Natural Earth around it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from layers.content.basemap import Town

GREAT = (
    2  # cities of Natural Earth up to this rank come before places of a single event
)
# A map names places of a rank beyond this only where it is zoomed in as far as their rank.
WIDELY_KNOWN = 7
NEAR_DEGREES = 0.5  # within which two towns of one name are one


@dataclass(frozen=True)
class TownLabel:
    """The name of a town on a map."""

    name: str  # in the language of the map
    lat: float
    lon: float
    capital: bool
    zoom: float  # from which the name is written; 0 for every map
    own: bool  # it came with the table
    key: str  # its name in the data


def town_labels(
    about: Mapping[str, Any],
    nearby: Sequence[Town],
    names: Mapping[str, str] | None = None,
) -> list[TownLabel]:
    """Labels of the `places` of a table, the best known first, then of other towns `nearby`.

    `names` are those of places in the language of the map, by name in the table; other places are
    called as the town `nearby` of the same name.

    Places of the events come before them, and are written on every map; before those of one event
    come great cities, and before all capitals.
    """
    own = sorted(map(_town, about.get("places", [])), key=lambda town: town.rank)
    often, once = _event_places(about, own)
    own = [town for town in own if not any(_at(town, one) for one in (*often, *once))]
    always = [town for town in (*often, *once, *own) if not _zoom(town)]
    others = [town for town in nearby if not any(_same(town, one) for one in always)]
    great = [town for town in others if (often or once) and town.rank <= GREAT]
    rest = [town for town in others if town not in great]
    capitals = {town.name for town in (*own, *nearby) if town.capital}
    first = [*often, *great, *once]
    first.sort(key=lambda town: town.name not in capitals)
    labelled = (
        *((town, 0) for town in first),
        *((town, _zoom(town)) for town in own),
        *((town, 0) for town in rest),
    )
    around = set(nearby)
    return [
        TownLabel(
            _local(town, names or {}, nearby),
            town.lat,
            town.lon,
            town.name in capitals,
            zoom,
            town not in around,
            town.name,
        )
        for town, zoom in labelled
    ]


def _local(town: Town, names: Mapping[str, str], nearby: Sequence[Town]) -> str:
    """What a town is called in the language of the map."""
    if name := names.get(town.name) or town.local:
        return name
    called = (other.local for other in nearby if other.local and _same(other, town))
    return next(called, town.name)


def _zoom(town: Town) -> float:
    """The zoom from which a place of a table is written; 0 for every map."""
    return town.rank if town.rank > WIDELY_KNOWN else 0


def _event_places(
    about: Mapping[str, Any], own: Sequence[Town]
) -> tuple[list[Town], list[Town]]:
    """Places of the events ("Raqqa, Syria") that `own` has: those of several, and of one each."""
    named = Counter(
        place.split(",")[0].strip()
        for place in (event.get("place") for event in about.get("events", []))
        if isinstance(place, str) and place
    )
    found = [(_find(name, own), name, count) for name, count in named.most_common()]
    places = [
        (replace(town, name=name, rank=0), count) for town, name, count in found if town
    ]
    often = [town for town, count in places if count > 1]
    return often, [town for town, count in places if count == 1]


def _find(name: str, own: Sequence[Town]) -> Town | None:
    """The place of that name; else a part of it: "Mosul (east)", "Baghouz camp"."""
    whole = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
    parts = (town for town in own if whole.search(town.name))
    return next((town for town in own if town.name == name), next(parts, None))


def _at(town: Town, other: Town) -> bool:
    return (town.lat, town.lon) == (other.lat, other.lon)


def _same(town: Town, own: Town) -> bool:
    """True of a town that the table has under that name, though not at the very spot."""
    away = max(abs(town.lat - own.lat), abs(town.lon - own.lon))
    return town.name == own.name and away < NEAR_DEGREES


def _town(place: Mapping[str, Any]) -> Town:
    """A place of a table; without a rank it is the last of the widely known."""
    rank = place.get("rank")
    return Town(**{**place, "rank": WIDELY_KNOWN if pd.isna(rank) else rank})
