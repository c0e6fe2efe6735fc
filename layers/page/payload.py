"""The data of one page, as plain lists and dicts; `layers/assets/data.mjs` unfolds it."""

import datetime
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from layers.content import (
    SECONDS_PER_DAY,
    Projection,
    Summary,
    Timeline,
    TownLabel,
    choose_projection,
    town_labels,
)
from layers.page.pack import Packed
from layers.page.shapes import PackedBasemap, PackedTerritory

WITHOUT_ERA = 1000  # from this year on dates are written without an era

NAMES = ("towns", "aliases", "countries", "familiar")  # of the map alone

# Columns of rows whose neighbours are alike: written as their first value and the steps after it.
STEPPED = ("shape", "from", "to", "source", "place", "row", "indicative")


# Of a scene, what the script reads; its words stand in the page of the story.
SCENE_KEYS = (
    *("index", "exact", "label", "title", "caption", "source", "view"),
    *("hidden", "actor", "beside", "grid_km"),
)


def payload(
    summary: Summary,
    territory: PackedTerritory,
    basemap: PackedBasemap | None,
    rows: Mapping[str, Any],
    pieces: Sequence[Mapping[str, Any] | None],
    *,
    outlines: bool,
) -> dict[str, Any]:
    """Words, figures and shapes of one page.

    `words` are plain data, which takes few bytes for many dates once it is zipped; `territory` and
    `plan` are zipped already. Without `outlines` familiar areas are squares.
    """
    times = summary.times
    sizes = list(
        dict.fromkeys(size for series in times.series for size in series.sizes)
    )
    usual = _usual(times)
    nearby = summary.nearby_towns if basemap else ()
    labels = town_labels(summary.about, nearby, summary.place_names)
    words = {
        "seconds": _steps([round(day * SECONDS_PER_DAY) for day in times.days]),
        "texts": None if usual else times.texts,
        "labels": None if usual else times.labels,
        "actors": [
            {
                "name": actor.name,
                "key": actor.key,
                "light": actor.colour.light,
                "dark": actor.colour.dark,
                "nameless": actor.nameless,
                "last": times.last_entries.get(actor.key),
            }
            for actor in summary.actors.values()
        ],
        "statuses": [
            {
                "name": status.name,
                "key": status.key,
                "pattern": status.pattern,
                "firm": status.firm,
            }
            for status in summary.statuses.values()
        ],
        "series": _series(summary, sizes, pieces),
        "uncounted": [
            {
                "actor": times.actors.index(series.actor),
                "status": times.statuses.index(series.status),
                "km2": series.km2,
            }
            for series in times.uncounted
        ],
        "sparse": times.sparse,
        "opening": summary.opening,
        "untitled": summary.names_holder,
        "sizes": sizes,
        "significant": summary.about.get("significant"),
        "claims": summary.claims,
        "events": summary.events,
        "breaks": summary.breaks.marks(times.pairs),
        "scenes": _scenes(summary),
        "list": summary.about.get("list"),
        "rows": {
            name: _steps(column) if name in STEPPED else column
            for name, column in rows.items()
        },
        "shapes": [_steps(column) for column in territory.shapes],
        "bounds": summary.bounds,
        "projection": _projection(choose_projection(summary.bounds)),
        "towns": [_town(label) for label in labels],
        "aliases": _aliases(labels),
        "countries": [
            {"name": country.name, "rings": country.rings}
            for country in (summary.countries if basemap else ())
        ],
        "familiar": [
            {
                "name": summary.language.phrase(area.name),
                "km2": area.km2,
                "rings": area.rings if outlines else (),
            }
            for area in summary.familiar
        ],
    }
    return {
        "words": words,
        "territory": _plain(territory.packed),
        "plan": (
            {
                "areas": _plain(basemap.areas, index=True),
                "lines": _plain(basemap.lines, index=True),
            }
            if basemap
            else None
        ),
    }


def _scenes(summary: Summary) -> list[dict[str, Any]]:
    """The scenes, with places in the lists of the page in place of names."""
    times, familiar = summary.times, [area.name for area in summary.familiar]
    scenes = []
    for scene in summary.scenes:
        own = {key: scene[key] for key in SCENE_KEYS if key in scene}
        if "actor" in own:
            own["actor"] = times.actors.index(own["actor"])
        if "beside" in own:
            own["beside"] = familiar.index(own["beside"])
        scenes.append(own)
    return scenes


def without_map(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a page with the chart alone: no shapes, and of rows only their sources."""
    words = data["words"]
    shapes = [
        _steps([0 if km2 else -1 for km2 in series["km2"]])
        for series in (*words["series"], *words["uncounted"])
    ]
    kept = ("words", "source")
    rows = {name: column for name, column in words["rows"].items() if name in kept}
    series = [{**one, "pieces": None} for one in words["series"]]
    less = {"shapes": shapes, "rows": rows, "series": series}
    names: dict[str, Any] = dict.fromkeys(NAMES, [])
    return {"words": {**words, **less, **names}, "territory": None, "plan": None}


def _usual(times: Timeline) -> bool:
    """True where the script can derive all texts and labels from the days: "8 July 2024"."""
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
    """The first value of `column`, then the differences from each to the next."""
    return [*column[:1], *(after - before for before, after in pairwise(column))]


def _series(
    summary: Summary,
    sizes: list[str],
    pieces: Sequence[Mapping[str, Any] | None],
) -> list[dict[str, Any]]:
    times = summary.times
    actors, statuses = times.actors, times.statuses
    place = {size: number for number, size in enumerate(sizes)}
    return [
        {
            "actor": actors.index(series.actor),
            "status": statuses.index(series.status),
            "km2": series.km2,
            "sizes": [place[size] for size in series.sizes],
            "ranges": summary.ranges.get((series.actor, series.status)),
            "pieces": own,
        }
        for series, own in zip(times.series, pieces, strict=True)
    ]


def _town(label: TownLabel) -> list[Any]:
    """Name, latitude, longitude, 1 for a capital, the zoom from which it is written; 1 if own."""
    own = [1] if label.own else []
    return [label.name, label.lat, label.lon, int(label.capital), label.zoom, *own]


def _aliases(labels: Sequence[TownLabel]) -> list[tuple[str, str]]:
    """Names in the data under which its places and capitals can be looked up too, each with that
    on the page: those of all towns around would take 3 kB more."""
    kept = (label for label in labels if label.own or label.capital)
    return [(label.key, label.name) for label in kept if label.key != label.name]


def _projection(chosen: Projection) -> dict[str, Any]:
    return {"kind": chosen.kind, "lon": chosen.lon, "lat": chosen.lat}


def _plain(packed: Packed, index: bool = False) -> dict[str, Any]:
    data = {"digits": packed.digits, "data": packed.data}
    return {**data, "index": packed.index} if index else data
