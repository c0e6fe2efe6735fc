"""The page: a Folium map and what stands round it, as one file that asks nobody for anything.

What a page carries is in `carried`, the document round the map in `document`.
"""

import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import folium
import geopandas as gpd

from geo.base import CallError, ControlError, legible
from geo.source import legible_table
from geo.table import ABOUT, READING, SOURCE
from layers.content import Timeline, familiar, measured
from layers.content import outlines as natural_earth
from layers.content import territory, timeline
from layers.language import Language
from layers.language import language as known_language
from layers.output import made, write_file
from layers.page.document import Assets, Kind, Page
from layers.page.notebook import bundle
from layers.page.pairs import pairs
from layers.page.payload import payload
from layers.page.spots import spots

LISTED_SOURCES = 12  # more are counted, and listed behind their number
MAX_ZOOM = 16


def control_map(
    table: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    standfirst: str | None = None,
    tiles: str | folium.TileLayer | None = None,
    outlines: bool = True,
    language: str | Language = "en",
) -> folium.Map:
    """A Folium map of `table` in its page: polygons of each date under a chart that is the slider.

    `title` and `standfirst` stand above the map; without them the table's own words are used.
    Other Folium layers can be added to the map before `save`. `tiles` lays Folium's tiles under
    the ground in place of our outlines: such a page asks the tiles' host for them. Without
    `outlines` the ground lies on an empty map, in a page of some 100 kB less.

    `language` is that of the page: en, ar, de, es, fr or uk. Names and words of the data are told
    as they are, but for those that a catalogue knows or that the data give by language.

    A reader who picks a spot is told which rows lie there; where the table has them, the columns
    `place`, `row` (its number in the list that the table was made from), `from_precision`,
    `to_precision` (day, month or year), `coord_source` and `verified` (yes, partial or no) are
    told too. Places can be looked up by name, and familiar areas that compare with the ground laid
    over it at their true size.

    What `table.attrs["about"]` holds is shown; every key may be missing:

    - `title`, `standfirst`, `credits` (list of sentences);
    - `actors`, `statuses`: names to show in place of those in the table; a name may be a dict of
      names by code of the language;
    - `significant`: figures are told to so many digits;
    - `places`: dicts of `name`, `lat`, `lon` and `rank` (small = important; beyond 7 the zoom
      from which the name is written), to find one's way by;
    - `list`: the name of the list that `row` counts in;
    - `claims`: published figures, dicts of `date`, `date_precision` (day, month or year),
      `area_km2_low`, `area_km2_high`, `as_stated`, `publisher`, `title`, `url`, `definition` and
      `scope` (what was counted), `note`, `basis`, `slip` (of units), `verified`, `actor`, and
      `plotted`: False where the figure is only to be listed. Where the table has ground `held` and
      `claimed`, each is shown beside what `geo.compared` measures of the same ground;
    - `events`: dicts of `date`, `title`, `sentence`, `place`, `source`, `verified`;
    - `ranges`: dicts of `date`, `actor`, `status`, `low_km2`, `high_km2`, each in force until the
      next of its actor and status;
    - `scenes`: stops of a talk, dicts of `date`, `caption`, `source` and `view` ([west, south,
      east, north]; without one all of the ground is shown).

    Raises
    ------
    CheckError
        If `table` is not a control table or holds no ground at all.
    CallError
        If there is no such language.
    """
    spoken = known_language(language)
    table = legible_table(table)
    times = timeline(table, spoken)
    ground = territory(table, times.dates, times.pairs)
    about = dict(table.attrs.get(ABOUT, {}))
    about["claims"] = measured(table, about)
    west, south, east, north = ground.bounds
    m = ControlMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=tiles,
        zoom_start=5,
        max_zoom=MAX_ZOOM,
        maxZoom=MAX_ZOOM,  # the other is that of tiles; this is the map's own
        zoom_snap=0.25,
    )
    # Folium would link ten files on four hosts; `save` inlines the one that is needed.
    m.default_js, m.default_css = [], []
    known = {place["name"] for place in about.get("places", [])}
    rows = spots(table, times, ground.rows, known)
    since = min(times.dates)
    plan = None
    if outlines and not tiles:
        plan = natural_earth(ground.bounds, since=since, pocket=ground.pocket)
    sizes = familiar(
        (area for one in times.series for area in one.km2), outlines=outlines
    )
    words = {
        "title": legible(title or "")
        or spoken.phrase(about.get("title") or "")
        or _title(times),
        "standfirst": legible(standfirst or "")
        or spoken.phrase(about.get("standfirst") or ""),
        "credits": [spoken.phrase(one) for one in about.get("credits", [])],
        "reading": [one[:1].upper() + one[1:] for one in table.attrs.get(READING, [])],
        "sources": _sources(table, spoken),
        "familiar": spoken.phrase("; ").join(
            spoken.phrase(
                "{name} {area} ({source})",
                name=spoken.phrase(one.name),
                area=spoken.phrase("{n} km²", n=spoken.number(one.km2)),
                source=spoken.phrase(one.source),
            )
            for one in sizes
        ),
        "error_m": spoken.number(_rounded_up(ground.ground.error_m)),
        "error_km2": _error(ground.ground.error_km2, spoken),
        "lost": ground.ground.lost,
        "span": _span(times),
        "last": times.labels[-1],
        "made": made(table),
    }
    known_pieces = pairs(table, times)
    data = payload(times, ground, plan, rows, known_pieces, about, sizes)
    Page(words, data, spoken).add_child(m)
    m.table, m.about = table, about
    return m


def save(
    m: folium.Map,
    path: str | os.PathLike[str],
    *,
    assets: Assets = "inline",
    kind: Kind = "map",
    card: str = "",
    elsewhere: Mapping[str, str] | None = None,
    hosts: Sequence[str] = (),
) -> None:
    """Write the page of a map from `control_map` to `path`, whole or not at all.

    `kind` says which page: `map`; `timeline`, the chart alone in a small file, which runs no code
    of a map and carries no layers; or `story`, the scenes of the table to scroll through beside
    the map. `card` is markup for the head, as `card.py` gives it. `elsewhere` are files
    beside `path` with the same page in other languages, by their codes: an address that ends in
    `?lang=ar` is led there.

    The same table, layers and installed packages always give the same bytes.

    Layers of Folium's may need scripts and stylesheets beside Leaflet. Those that an installed
    package has are carried in the page. With `assets="cdn"` the page has readers' browsers fetch
    the rest from jsDelivr, each at one version, and run it only if it has the hash written down
    here; pictures and fonts that a stylesheet names come without one.

    The page's Content-Security-Policy admits its own scripts and styles by their hash, and of
    other hosts those alone that tiles, pictures laid over the map and linked files come from.
    `hosts` are addresses of more, for pictures in popups and what plugins ask for.

    Raises
    ------
    ControlError
        If `m` did not come from `control_map`, or holds a layer that needs a file which no
        installed package carries and `assets` does not let browsers fetch.
    CallError
        If `assets` or `kind` are unknown, or one of `hosts` is no address of a host.
    """
    page = m.get_root()
    if not isinstance(page, Page):
        raise ControlError("not a map of control: make it with layers.control_map")
    if assets not in get_args(Assets):
        raise CallError(f"{assets!r}: not a way to carry assets; inline or cdn")
    if kind not in get_args(Kind):
        kinds = ", ".join(get_args(Kind))
        raise CallError(f"{kind!r}: not a kind of page; {kinds}")
    text = page.render(
        assets=assets, kind=kind, card=card, elsewhere=elsewhere, hosts=hosts
    )
    write_file(Path(path), text.encode("utf-8"))


class ControlMap(folium.Map):
    """A Folium map that a notebook shows as its page, and as a picture where no script runs."""

    table: gpd.GeoDataFrame
    about: dict[str, Any]  # what came with it, claims beside what is measured

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        page = self.get_root()
        if not isinstance(page, Page):  # it was put into a figure of the caller's
            return {"text/html": super()._repr_html_()}
        return bundle(page.render(), self.table, page.words["title"], page.spoken)

    def _repr_html_(self, **_: Any) -> str:
        shown, *_rest = self._repr_mimebundle_()
        return str(shown["text/html"])


def _span(times: Timeline) -> str:
    first, last = times.labels[0], times.labels[-1]
    if first == last:
        return first
    return times.words.phrase("{first} to {last}", first=first, last=last)


def _title(times: Timeline) -> str:
    phrase = times.words.phrase
    if len(times.actors) == 1:
        return phrase("Ground held, {dates}", dates=_span(times))
    return phrase("Who held what, {dates}", dates=_span(times))


def _error(km2: float, spoken: Language) -> tuple[float, str]:
    """How far ground may be off, for the script and for the reader."""
    most = _rounded_up(km2, 2)
    return most, spoken.phrase("{n}\u00a0km²", n=spoken.number(most))


def _sources(table: gpd.GeoDataFrame, spoken: Language) -> dict[str, Any]:
    """The sources of the rows; where they are many, what they are, and the script lists them."""
    named = sorted(
        {str(source) for source in table[SOURCE].dropna() if str(source).strip()}
    )
    if len(named) <= LISTED_SOURCES:
        return {"listed": named, "many": None}
    ends = {"first": named[0], "last": named[-1]}
    if all(re.search(r"\.\w{3,10}$", name) for name in named):
        many = spoken.plural(
            "{n} file, in order of name from “{first}” to “{last}”",
            "{n} files, in order of name from “{first}” to “{last}”",
            len(named),
            **ends,
        )
    else:
        many = spoken.plural(
            "{n} source, in order of name from “{first}” to “{last}”",
            "{n} sources, in order of name from “{first}” to “{last}”",
            len(named),
            **ends,
        )
    return {"listed": [], "many": many}


def _rounded_up(number: float, places: int = 1) -> float:
    """So many decimal places, never less than it is."""
    return float(math.ceil(number * 10**places) / 10**places)
