"""The page: a Folium map with its chart and texts in one file without network requests.

The document around the map is in `document`, what is packed into it in `payload` and `carried`.
"""

import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import folium
import geopandas as gpd
from markupsafe import Markup

from geo.base import CallError, ControlError
from layers.content import Summary, summarize
from layers.language import Language
from layers.output import write_file
from layers.page.document import Assets, Kind, Page
from layers.page.folium_map import ControlMap
from layers.page.pack import Packed
from layers.page.pairs import pack_pieces
from layers.page.payload import payload
from layers.page.shapes import pack_basemap, pack_territory
from layers.page.spots import spots

MAX_ZOOM = 16

# Addresses in a text, without the dot or bracket behind them.
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]])")
_LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')


def control_map(
    table: gpd.GeoDataFrame,
    *,
    title: str | None = None,
    standfirst: str | None = None,
    tiles: str | folium.TileLayer | None = None,
    outlines: bool = True,
    language: str | Language = "en",
) -> ControlMap:
    """A Folium map of `table` in its page: polygons of each date, and a chart as the slider.

    `title` and `standfirst` stand above the map; without them those of the table are used.
    Other Folium layers can be added to the map before `save`. `tiles` draws Folium's tiles under
    the territory in place of our outlines: such a page requests them from their host. Without
    `outlines` the map is empty under the territory, and the page some 100 kB smaller.

    `language` is that of the page: en, ar, de, es, fr or uk. Names and texts of the data are shown
    as they are, except those that a catalogue has or that the data give by language.

    A reader who picks a spot sees which rows cover it; where the table has them, with the columns
    `place`, `row` (its number in the list that the table was made from), `from_precision`,
    `to_precision` (day, month or year), `coord_source` and `verified` (yes, partial or no).
    Rows whose column `shape` is `indicative` are drawn with soft edges, and the page says so.
    Places can be looked up by name, and familiar areas of similar size laid over the map at their
    true size.

    The page shows what `table.attrs["about"]` holds; every key may be missing:

    - `title`, `standfirst`, `credits` (list of sentences); `definitions`, what each status counts,
      for alt texts and images that readers save; `source`, which pictures and alt texts
      name in place of the sources of the rows;
    - `actors`, `statuses`: names to show in place of those in the table; a name may be a dict of
      names by code of the language;
    - `colours`: a dict of `light` and `dark` (#rrggbb) by actor; `sovereign`: by actor that of
      which it is a dependency, to share a hue; before columns `SUBJECTO` and `SOVEREIGNT`;
    - `uncounted`: statuses that stand for no possession, beside `roamed`: drawn with a dashed
      outline, and in no total, chart or comparison;
    - `significant`: figures are rounded to so many digits;
    - `places`: dicts of `name`, `lat`, `lon` and `rank` (small = important; beyond 7 the zoom
      from which the name is written), for orientation;
    - `place_names`: by name of a place a dict of its names by code of the language;
    - `translations`: by code of the language a dict of texts, each by the text that stands here:
      of `title`, `standfirst`, `credits`, `claims`, `events`, `breaks` and `scenes`;
    - `list`: the name of the list that `row` counts in;
    - `claims`: published figures, dicts of `date`, `date_precision` (day, month, year, or peak for
      a figure without a date, "at its height"), `area_km2_low`, `area_km2_high`, `as_stated`,
      `publisher`, `title`, `url`, `definition` and `scope` (what was counted), `note`, `basis`,
      `slip` (of units), `verified`, `actor`, and `plotted`: False where the figure is only to be
      listed. Where the table has the statuses
      `held` and `claimed`, each is shown beside what `geo.compared` measures alike;
    - `events`: dicts of `date`, `title`, `sentence`, `place`, `source`, `verified`, and `named`:
      True for those, five at most, whose titles stand on the chart; without any it names the five
      at which the area changed most; those of
      `places` that an event names ("Raqqa, Syria") are named on every map, before others;
    - `breaks`: dates from which on areas are counted in another way, so that they are not
      compared with those before: dicts of `date`, `reason` (a sentence), `source`, `actor` and
      `status`, without which it is so for all;
    - `ranges`: dicts of `date`, `actor`, `status`, `low_km2`, `high_km2`, each in force until the
      next of its actor and status;
    - `scenes`: stops of a talk or a story, in their order, dicts of `date`, `caption` (some 30
      words at most), `source`, and if they are given `title`, `place` (its name), `view` ([west,
      south, east, north]; without one all of the territory is shown), `actor` and `figure` (the
      status whose area is named, by default the firmest of the largest actor), `statuses` (those
      drawn, by default all: what a scene adds to the one before on the same date fades in),
      `beside` (a familiar area whose outline lies beside the territory, as "Great Britain") and
      `grid_km` (the side of the squares of a grid over the territory).

    Raises
    ------
    CheckError
        If `table` is not a control table or has no territory at all.
    CallError
        If there is no such language.
    """
    summary = summarize(table, title=title, standfirst=standfirst, language=language)
    return build_map(summary, tiles=tiles, outlines=outlines)


def build_map(
    summary: Summary,
    *,
    tiles: str | folium.TileLayer | None = None,
    outlines: bool = True,
) -> ControlMap:
    """The map of a summary in its page, see `control_map`."""
    west, south, east, north = summary.bounds
    m = ControlMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=tiles,
        zoom_start=5,
        max_zoom=MAX_ZOOM,
        maxZoom=MAX_ZOOM,  # the other is that of tiles; this is the map's own
        zoom_snap=0.25,
    )
    # Folium would link ten files on four hosts; `save` inlines those that are needed.
    m.default_js, m.default_css = [], []
    m.summary = summary
    table, times = summary.table, summary.times
    territory = pack_territory(summary)
    basemap = pack_basemap(summary) if outlines and not tiles else None
    places = {place["name"] for place in summary.about.get("places", [])}
    rows = spots(table, times, territory.rows, places, summary.place_names)
    data = payload(
        summary, territory, basemap, rows, pack_pieces(table, times), outlines=outlines
    )
    words = _words(summary, territory.packed)
    Page(words, data, summary).add_child(m)
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
    explore: str = "",
    pictures: Sequence[str] = (),
    address: str = "",
) -> None:
    """Write the page of a map from `control_map` to `path`, completely or not at all.

    `kind` is the kind of page: `map`; `timeline`, the chart alone in a small file without a map or
    its layers; or `story`, the scenes of the table to scroll through beside the map. `card` is
    markup for the head, as `layers.page.card` gives it. `elsewhere` are files beside `path` with
    the same page in other languages, by their codes: an address that ends in `?lang=ar` leads to
    the Arabic one. Of a story, `explore` is the file of the map beside `path`, to which each scene
    leads, and `pictures` are addresses (`data:`) of a picture for each scene, which stand in for
    the map on paper and without scripts; `controlmap kit` gives both. `address` is where the page
    will be on the web: a frame in which no script runs leads there.

    The same table, layers and installed packages always give the same bytes.

    Folium's layers may need scripts and stylesheets beside Leaflet. Those that an installed
    package contains are put into the page. With `assets="cdn"` readers' browsers fetch the others
    from jsDelivr, each at one version, and run it only if its hash is the pinned one; pictures and
    fonts that a stylesheet names have no hash.

    The page's Content-Security-Policy allows its own scripts and styles by their hash, and of
    other hosts only those of tiles, image overlays and linked files. `hosts` are addresses of
    more, for pictures in popups and requests of plugins.

    Raises
    ------
    ControlError
        If `m` did not come from `control_map`, or has a layer that needs a file which no
        installed package contains and `assets` does not let browsers fetch.
    CallError
        If `assets` or `kind` are unknown, or one of `hosts` is not the address of a host.
    """
    page = m.get_root() if isinstance(m, folium.Map) else None
    if not isinstance(page, Page):
        raise ControlError("not a control map; make it with layers.control_map")
    if assets not in get_args(Assets):
        raise CallError(f"assets: unknown value ({assets!r}); use inline or cdn")
    if kind not in get_args(Kind):
        kinds = ", ".join(get_args(Kind))
        raise CallError(f"kind: unknown value ({kind!r}); use one of {kinds}")
    text = page.render(
        assets=assets,
        kind=kind,
        card=card,
        elsewhere=elsewhere,
        hosts=hosts,
        explore=explore,
        pictures=pictures,
        address=address,
    )
    write_file(Path(path), text.encode("utf-8"))


def _words(summary: Summary, packed: Packed) -> dict[str, Any]:
    """Texts for the template of the page."""
    language = summary.language
    error_km2 = _round_up(packed.error_km2, 2)
    many = summary.many_sources
    return {
        "title": summary.title,
        "standfirst": summary.standfirst,
        "definitions": summary.definitions,
        "tints": summary.tints,
        "credits": summary.credits,
        "scenes": summary.scenes,
        "reading": [text[:1].upper() + text[1:] for text in summary.reading],
        "sources": {
            "listed": [] if many else [_with_links(text) for text in summary.sources],
            "many": many or None,
            "count": 0 if summary.sources_are_files else len(summary.sources),
        },
        "familiar": language.phrase("; ").join(
            language.phrase(
                "{name} {area} ({source})",
                name=language.phrase(area.name),
                area=language.phrase("{n} km²", n=language.number(area.km2)),
                source=language.phrase(area.source),
            )
            for area in summary.familiar
        ),
        "error_m": language.number(_round_up(packed.error_m)),
        "error_km2": (
            error_km2,
            language.phrase("{n}\u00a0km²", n=language.number(error_km2)),
        ),
        "lost": packed.lost,
        "span": summary.span,
        "last": summary.times.labels[-1],
        "made": summary.made,
    }


def _with_links(source: str) -> Markup:
    """The text of a source, in which addresses lead to their pages."""
    parts = _ADDRESS.split(source)
    return Markup("").join(
        _LINK.format(part, part) if place % 2 else part
        for place, part in enumerate(parts)
    )


def _round_up(number: float, places: int = 1) -> float:
    """So many decimal places, never less than it is."""
    return float(math.ceil(number * 10**places) / 10**places)
