"""What the page's script needs, as plain data."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from geo.table import CONTROL, UNNAMED
from layers.content import (
    SECONDS_PER_DAY,
    SOLID,
    Familiar,
    Outlines,
    Packed,
    Territory,
    Timeline,
    Town,
    claims,
    events,
    patterns,
    ranges,
    scenes,
)
from layers.language import ACTOR, STATUS

# Places of a rank beyond this are written only where the map is zoomed in as far as their rank.
WIDELY_KNOWN = 7
NEAR_DEGREES = 0.5  # within which two towns of one name are one

WITHOUT_ERA = 1000  # from this year on no date says of which era it is

# Columns of rows whose neighbours are alike: written as their first value and the steps after it.
STEPPED = ("shape", "from", "to", "source", "place", "row")

# What a reader sees of a status that the source did not name.
PLAIN = {CONTROL: "ground held"}


def payload(
    times: Timeline,
    ground: Territory,
    plan: Outlines | None,
    rows: Mapping[str, Any],
    pieces: Sequence[Mapping[str, Any] | None],
    about: Mapping[str, Any],
    familiar: Sequence[Familiar] = (),
) -> dict[str, Any]:
    """Words, figures and shapes of one page; `layers/assets/data.mjs` unfolds it.

    `words` are plain data, of which the page carries many dates in few bytes once they are
    zipped; `ground` and `plan` are zipped already.
    """
    sizes = {size: None for one in times.series for size in one.sizes}
    usual = _usual(times)
    words = {
        "seconds": _steps([round(day * SECONDS_PER_DAY) for day in times.days]),
        "texts": None if usual else times.texts,
        "labels": None if usual else times.labels,
        "actors": _actors(times, ground, about.get("actors", {})),
        "statuses": _statuses(times, about.get("statuses", {})),
        "series": _series(times, list(sizes), pieces, about),
        "sizes": list(sizes),
        "significant": about.get("significant"),
        "claims": claims(about, times),
        "events": events(about, times),
        "scenes": scenes(about, times),
        "list": about.get("list"),
        "rows": {
            name: _steps(column) if name in STEPPED else column
            for name, column in rows.items()
        },
        "shapes": [_steps(column) for column in ground.shapes],
        "bounds": ground.bounds,
        "towns": _towns(plan, about),
        "familiar": [
            {
                "name": times.words.phrase(one.name),
                "km2": one.km2,
                "rings": one.rings,
            }
            for one in familiar
        ],
    }
    return {
        "words": words,
        "ground": _packed(ground.ground),
        "plan": (
            {
                "areas": _packed(plan.areas, index=True),
                "lines": _packed(plan.lines, index=True),
            }
            if plan
            else None
        ),
    }


def without_map(data: Mapping[str, Any]) -> dict[str, Any]:
    """What a page needs that has the chart alone: no shapes, and of rows their sources."""
    words = data["words"]
    shapes = [
        _steps([0 if km2 else -1 for km2 in one["km2"]]) for one in words["series"]
    ]
    kept = ("words", "source")
    rows = {name: column for name, column in words["rows"].items() if name in kept}
    series = [{**one, "pieces": None} for one in words["series"]]
    less = {"shapes": shapes, "rows": rows, "series": series, "towns": []}
    return {"words": {**words, **less, "familiar": []}, "ground": None, "plan": None}


def _usual(times: Timeline) -> bool:
    """True where the script can tell all texts and labels from the days: "8 July 2024"."""
    for day, text in zip(times.days, times.texts, strict=True):
        try:
            date = datetime.date.fromisoformat(text)
        except ValueError:
            return False
        if (date - datetime.date(1970, 1, 1)).days != day:
            return False
        if date.year < WITHOUT_ERA or str(date) != text:
            return False
    return True


def _steps(column: Sequence[int]) -> list[int]:
    """The first of `column`, and each of the rest less the one before it."""
    return [*column[:1], *(after - before for before, after in pairwise(column))]


def _actors(
    times: Timeline, ground: Territory, names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    return [
        {
            "name": times.words.name(names.get(actor, actor), ACTOR),
            "key": actor,
            "light": ground.colours[actor].light,
            "dark": ground.colours[actor].dark,
            "nameless": actor == UNNAMED,
        }
        for actor in times.actors
    ]


def _statuses(times: Timeline, names: Mapping[str, Any]) -> list[dict[str, Any]]:
    drawn = patterns(times.statuses)
    return [
        {
            "name": times.words.name(
                names.get(status, PLAIN.get(status, status)), STATUS
            ),
            "key": status,
            "pattern": drawn[status],
            "firm": drawn[status] == SOLID,
        }
        for status in times.statuses
    ]


def _series(
    times: Timeline,
    sizes: list[str],
    pieces: Sequence[Mapping[str, Any] | None],
    about: Mapping[str, Any],
) -> list[dict[str, Any]]:
    actors, statuses = times.actors, times.statuses
    known = ranges(about, times)
    place = {size: number for number, size in enumerate(sizes)}
    return [
        {
            "actor": actors.index(one.actor),
            "status": statuses.index(one.status),
            "km2": one.km2,
            "sizes": [place[size] for size in one.sizes],
            "ranges": known.get((one.actor, one.status)),
            "pieces": own,
        }
        for one, own in zip(times.series, pieces, strict=True)
    ]


def _towns(plan: Outlines | None, about: Mapping[str, Any]) -> list[list[Any]]:
    """Name, latitude, longitude, 1 for a capital, and the zoom from which it is written."""
    places = [_town(place) for place in about.get("places", [])]
    told = sorted(places, key=lambda town: town.rank)
    near = [town.rank if town.rank > WIDELY_KNOWN else 0 for town in told]
    towns = plan.towns if plan else ()
    capitals = {town.name for town in (*told, *towns) if town.capital}
    always = [own for own, zoom in zip(told, near) if not zoom]
    others = [town for town in towns if not any(_same(town, own) for own in always)]
    return [
        [town.name, town.lat, town.lon, int(town.name in capitals), zoom]
        for town, zoom in zip((*told, *others), (*near, *(0 for _ in others)))
    ]


def _same(town: Town, own: Town) -> bool:
    """True of a town that the table has under that name, though not at the very spot."""
    away = max(abs(town.lat - own.lat), abs(town.lon - own.lon))
    return town.name == own.name and away < NEAR_DEGREES


def _town(place: Mapping[str, Any]) -> Town:
    """A place as a table's words give it; without a rank it is the last of the widely known."""
    rank = place.get("rank")
    return Town(**{**place, "rank": WIDELY_KNOWN if pd.isna(rank) else rank})


def _packed(packed: Packed, index: bool = False) -> dict[str, Any]:
    found = {"digits": packed.digits, "data": packed.data}
    return {**found, "index": packed.index} if index else found
