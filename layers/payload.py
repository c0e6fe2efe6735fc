"""What the page's script needs, as plain data."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

import geo
from layers.notes import claims, events, ranges
from layers.outlines import Outlines, Town
from layers.pack import Packed
from layers.style import SOLID, patterns
from layers.territory import Territory
from layers.timeline import Timeline

# Places of a rank beyond this are written only where the map is zoomed in as far as their rank.
WIDELY_KNOWN = 7

# What a reader sees of a status that the source did not name.
PLAIN = {geo.CONTROL: "ground held"}


def payload(
    times: Timeline,
    ground: Territory,
    plan: Outlines | None,
    rows: Mapping[str, Any],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Dates, series, shapes and notes of one page; `layers/assets/timeline.mjs` reads it."""
    sizes = list(dict.fromkeys(size for one in times.series for size in one.sizes))
    return {
        "days": times.days,
        "texts": times.texts,
        "labels": times.labels,
        "actors": _actors(times, ground, about.get("actors", {})),
        "statuses": _statuses(times, about.get("statuses", {})),
        "series": _series(times, sizes, about),
        "sizes": sizes,
        "significant": about.get("significant"),
        "claims": claims(about, times),
        "events": events(about, times),
        "list": about.get("list"),
        "rows": rows,
        "frames": ground.frames,
        "bounds": ground.bounds,
        "ground": _packed(ground.ground),
        "plan": (
            {"areas": _packed(plan.areas), "lines": _packed(plan.lines)}
            if plan
            else None
        ),
        "towns": _towns(plan, about),
    }


def _actors(
    times: Timeline, ground: Territory, names: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": str(names.get(actor, actor)),
            "key": actor,
            "light": ground.colours[actor].light,
            "dark": ground.colours[actor].dark,
            "nameless": actor == geo.UNNAMED,
        }
        for actor in times.actors
    ]


def _statuses(times: Timeline, names: Mapping[str, str]) -> list[dict[str, Any]]:
    drawn = patterns(times.statuses)
    return [
        {
            "name": str(names.get(status, PLAIN.get(status, status))),
            "key": status,
            "pattern": drawn[status],
            "firm": drawn[status] == SOLID,
        }
        for status in times.statuses
    ]


def _series(
    times: Timeline, sizes: list[str], about: Mapping[str, Any]
) -> list[dict[str, Any]]:
    actors, statuses = times.actors, times.statuses
    known = ranges(about, times)
    return [
        {
            "actor": actors.index(one.actor),
            "status": statuses.index(one.status),
            "km2": one.km2,
            "sizes": [sizes.index(size) for size in one.sizes],
            "ranges": known.get((one.actor, one.status)),
        }
        for one in times.series
    ]


def _towns(plan: Outlines | None, about: Mapping[str, Any]) -> list[list[Any]]:
    """Name, latitude, longitude, 1 for a capital, and the zoom from which it is written."""
    places = [_town(place) for place in about.get("places", [])]
    told = sorted(places, key=lambda town: town.rank)
    near = [town.rank if town.rank > WIDELY_KNOWN else 0 for town in told]
    towns = plan.towns if plan else ()
    capitals = {town.name for town in (*told, *towns) if town.capital}
    return [
        [town.name, town.lat, town.lon, int(town.name in capitals), zoom]
        for town, zoom in zip((*told, *towns), (*near, *(0 for _ in towns)))
    ]


def _town(place: Mapping[str, Any]) -> Town:
    """A place as a table's words give it; without a rank it is the last of the widely known."""
    rank = place.get("rank")
    return Town(**{**place, "rank": WIDELY_KNOWN if pd.isna(rank) else rank})


def _packed(packed: Packed) -> dict[str, Any]:
    return {"digits": packed.digits, "index": packed.index, "data": packed.data}
