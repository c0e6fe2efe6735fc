"""Towns that a map names: those that come with a table, then those of Natural Earth around it."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from layers.content.basemap import Town

# A map names places of a rank beyond this only where it is zoomed in as far as their rank.
WIDELY_KNOWN = 7
NEAR_DEGREES = 0.5  # within which two towns of one name are one


@dataclass(frozen=True)
class TownLabel:
    """The name of a town on a map."""

    name: str
    lat: float
    lon: float
    capital: bool
    zoom: float  # from which the name is written; 0 for every map


def town_labels(about: Mapping[str, Any], nearby: Sequence[Town]) -> list[TownLabel]:
    """Labels of the `places` of a table, the best known first, then of other towns `nearby`.

    Places of the events come first, and are written on every map.
    """
    own = sorted(map(_town, about.get("places", [])), key=lambda town: town.rank)
    scenes = _scenes(about, own)
    own = [*scenes, *(town for town in own if not any(_at(town, one) for one in scenes))]
    zooms = [town.rank if town.rank > WIDELY_KNOWN else 0 for town in own]
    capitals = {town.name for town in (*own, *nearby) if town.capital}
    always = [town for town, zoom in zip(own, zooms) if not zoom]
    others = [town for town in nearby if not any(_same(town, one) for one in always)]
    return [
        TownLabel(town.name, town.lat, town.lon, town.name in capitals, zoom)
        for town, zoom in zip((*own, *others), (*zooms, *(0 for _ in others)))
    ]


def _scenes(about: Mapping[str, Any], own: Sequence[Town]) -> list[Town]:
    """Places of the events ("Raqqa, Syria"), those of most events first, where `own` has them."""
    named = Counter(
        place.split(",")[0].strip()
        for place in (event.get("place") for event in about.get("events", []))
        if isinstance(place, str) and place
    )
    found = ((name, _find(name, own)) for name, _ in named.most_common())
    return [replace(town, name=name, rank=0) for name, town in found if town]


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
