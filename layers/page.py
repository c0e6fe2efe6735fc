"""The page: a Folium map and what stands round it, as one file that asks nobody for anything.

This room alone knows Jinja, the assets, Folium's workings and the writing of files.
"""

import base64
import gzip
import importlib.metadata
import json
import math
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import branca.element
import folium
import geopandas as gpd
import jinja2
from markupsafe import Markup, escape

import geo
from layers.familiar import familiar
from layers.files import replacing
from layers.language import Language
from layers.language import language as known_language
from layers.links import Linked, linked
from layers.notes import measured
from layers.outlines import outlines as natural_earth
from layers.pairs import pairs
from layers.payload import payload, without_map
from layers.shown import bundle
from layers.spots import spots
from layers.territory import territory
from layers.timeline import Timeline, timeline

LEAFLET = "django-js-lib-leaflet"  # the package that carries Leaflet; it is read, never imported
ENTRY = "timeline.mjs"
LOADER = "load.mjs"
# Each page of a document runs the modules for itself, with the Leaflet that it was given.
OURS = """(function (root) {{
"use strict";
const {{ L }} = root;
{modules}
start(root, root.querySelector(":scope > .data"));
}})(document.currentScript.parentElement);
"""
Assets = Literal["inline", "cdn"]
Kind = Literal["map", "timeline", "story"]
STYLES = (
    "page.css",
    "map.css",
    "chart.css",
    "panel.css",
    "media.css",
    "modes.css",
    "print.css",
)
# Of each kind of page its template, the classes it has besides, and stylesheets after the others.
PAGES = {"map": "page.html", "timeline": "timeline.html", "story": "story.html"}
CLASSES = {"map": "", "timeline": " chartonly", "story": " storied"}
STYLES_OF = {"timeline": ("chartonly.css",), "story": ("story.css",)}
LISTED_SOURCES = 12  # more are counted, and listed behind their number
MAX_ZOOM = 16

_JSON: dict[str, Any] = {
    "separators": (",", ":"),
    "ensure_ascii": False,
    "allow_nan": False,  # browsers do not read it
}
_IMPORT = re.compile(
    r'^import\s*\{[^}]*\}\s*from\s*"\./([\w-]+\.mjs)";\n', re.MULTILINE
)
# Comments that have their lines to themselves: a fifth of the page's own script when it is zipped.
_COMMENT = re.compile(r"^ *(?://.*|/\*(?:[^*]|\*(?!/))*\*/)\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(async )?function|const|class)", re.MULTILINE)
_HEAD_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Time layers of Folium's ask the window for a variable, which here is that of a function.
_LAYER_OF_THIS = re.compile(r"(?<=\.addControl)\(this\.(?=timeDimensionControl\))")
_VALUE = re.compile(r"\{(\w+)\}")
_FOLIUM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")


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
    times = timeline(table, spoken)
    ground = territory(table, times.dates, times.pairs)
    about = dict(table.attrs.get(geo.ABOUT, {}))
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
        "title": title or spoken.phrase(about.get("title") or "") or _title(times),
        "standfirst": standfirst or spoken.phrase(about.get("standfirst") or ""),
        "credits": [spoken.phrase(one) for one in about.get("credits", [])],
        "reading": [
            one[:1].upper() + one[1:] for one in table.attrs.get(geo.READING, [])
        ],
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
    }
    known_pieces = pairs(table, times)
    data = payload(times, ground, plan, rows, known_pieces, about, sizes)
    Page(words, data, spoken).add_child(m)
    m.table = table
    return m


def save(
    m: folium.Map,
    path: str | os.PathLike[str],
    *,
    assets: Assets = "inline",
    kind: Kind = "map",
    card: str = "",
    elsewhere: Mapping[str, str] | None = None,
) -> None:
    """Write the page of a map from `control_map` to `path`, whole or not at all.

    `kind` says which page: `map`; `timeline`, the chart alone in a small file, which runs no code
    of a map and carries no layers; or `story`, the scenes of the table to scroll through beside
    the map. `card` is markup for the head, as `layers.embed.card` gives it. `elsewhere` are files
    beside `path` with the same page in other languages, by their codes: an address that ends in
    `?lang=ar` is led there.

    The same table, layers and installed packages always give the same bytes.

    Layers of Folium's may need scripts and stylesheets beside Leaflet. Those that an installed
    package has are carried in the page. With `assets="cdn"` the page has readers' browsers fetch
    the rest from jsDelivr, each at one version, and run it only if it has the hash written down
    here; pictures and fonts that a stylesheet names come without one.

    Raises
    ------
    ControlError
        If `m` did not come from `control_map`, or holds a layer that needs a file which no
        installed package carries and `assets` does not let browsers fetch.
    """
    page = m.get_root()
    if not isinstance(page, Page):
        raise geo.ControlError("not a map of control: make it with layers.control_map")
    if assets not in get_args(Assets):
        raise geo.CallError(f"{assets!r}: not a way to carry assets; inline or cdn")
    if kind not in get_args(Kind):
        kinds = ", ".join(get_args(Kind))
        raise geo.CallError(f"{kind!r}: not a kind of page; {kinds}")
    text = page.render(assets=assets, kind=kind, card=card, elsewhere=elsewhere)
    with replacing(Path(path)) as draft:
        draft.write_bytes(text.encode("utf-8"))


class ControlMap(folium.Map):
    """A Folium map that a notebook shows as its page, and as a picture where no script runs."""

    table: gpd.GeoDataFrame

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        page = self.get_root()
        if not isinstance(page, Page):  # it was put into a figure of the caller's
            return {"text/html": super()._repr_html_()}
        return bundle(page.render(), self.table, page.words["title"], page.spoken)

    def _repr_html_(self, **_: Any) -> str:
        shown, *_rest = self._repr_mimebundle_()
        return str(shown["text/html"])


class Page(branca.element.Figure):
    """The document round a map. Notebooks that show the map show the same page."""

    def __init__(
        self, words: dict[str, Any], data: dict[str, Any], spoken: Language
    ) -> None:
        super().__init__(ratio="75%")
        self.words = words
        self.data = data
        self.spoken = spoken

    def render(
        self,
        *,
        assets: Assets = "inline",
        kind: Kind = "map",
        card: str = "",
        elsewhere: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> str:
        """The whole document, from the doctype to the end."""
        for child in self._children.values():
            child.render(**kwargs)
        elements = list(_walk(self))
        mapped = kind != "timeline"
        more, styles = linked(elements if mapped else [], fetch=assets == "cdn")
        (m,) = (
            child for child in self._children.values() if isinstance(child, folium.Map)
        )
        # Folium's own head forbids zooming, and what is linked comes with its hash.
        own = ("meta_http", m.get_name())
        heads = [
            child.render()
            for name, child in self.header._children.items()
            if name not in own and not isinstance(child, branca.element.Link)
        ]
        early = [one for head in heads for one in _HEAD_SCRIPT.findall(head)]
        heads = [_HEAD_SCRIPT.sub("", head) for head in heads]
        # Without layers of the caller's there are no markers, and no control of layers.
        bare = all(isinstance(one, folium.TileLayer) for one in m._children.values())
        tiled = any(isinstance(one, folium.TileLayer) for one in elements)
        data = self.data if mapped else without_map(self.data)
        text = template(PAGES[kind]).render(
            kind=CLASSES[kind],
            card=Markup(card),
            mapped=mapped,
            alone=not tiled and all(one.text is not None for one in (*more, *styles)),
            **_said_in(self.spoken),
            words=self.words,
            data=data["words"],
            packed=self._packed(data, elsewhere or {}),
            map_id=m.get_name(),
            head=Markup("\n".join([*(one.style() for one in styles), *heads])),
            map=Markup(self.html.render()),
            layers=Markup(
                _LAYER_OF_THIS.sub("(", "\n".join([*early, self.script.render()]))
            ),
            leaflet_css=Markup(leaflet_css(pictures=not bare) if mapped else ""),
            pins={} if bare else _pins(),
            css=Markup(style((*STYLES, *STYLES_OF.get(kind, ())))),
            load=Markup(script(LOADER)),
            scripts=_scripts(tuple(more), mapped),
        )
        return _numbered(text, elements)

    def _packed(
        self, data: dict[str, Any], elsewhere: Mapping[str, str]
    ) -> dict[str, Any]:
        """The data as the page carries them; messages come with them where it is not English."""
        packed = {**data, "words": _zipped(data["words"])}
        if elsewhere:
            packed["elsewhere"] = dict(elsewhere)
        messages = self.spoken.for_page()
        return packed if messages is None else {**packed, "language": _zipped(messages)}


def _said_in(spoken: Language) -> dict[str, Any]:
    """What the template says its sentences with; values may be elements that `marked` made."""

    def filled(text: str, values: dict[str, Any]) -> Markup:
        # In one go: a value may have braces of its own.
        return Markup(
            _VALUE.sub(
                lambda found: str(escape(values.get(found[1], found[0]))),
                str(escape(text)),
            )
        )

    def phrase(text: str, **values: Any) -> Markup:
        return filled(spoken.phrase(text), values)

    def plural(one: str, several: str, count: int, **values: Any) -> Markup:
        return filled(spoken.plural(one, several, count), values)

    def marked(element: str, *values: object) -> Markup:
        return Markup(element).format(*values)

    return {
        "_": phrase,
        "plural": plural,
        "marked": marked,
        "code": spoken.code,
        "right": spoken.direction == "rtl",
    }


def style(names: Sequence[str]) -> str:
    """Our stylesheets as one, without comments and indents: they are not zipped, for they stand
    in the page before its script runs."""
    lines = "\n".join(_COMMENT.sub("", asset(name)) for name in names).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def script(entry: str = ENTRY) -> str:
    """Our modules as one, each after those it imports, without import, export and comments.

    The rules that make this safe: modules import by name from files beside them, without `as`, no
    two of them use the same name at top level, and a line that begins like a comment is one (tests
    hold them to it).
    """
    done: dict[str, str] = {}

    def add(name: str) -> None:
        text = asset(name)
        for other in _IMPORT.findall(text):
            if other not in done:
                add(other)
        done[name] = _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))

    add(entry)
    return "\n".join(done.values())


def leaflet_css(pictures: bool = True) -> str:
    """Leaflet's stylesheet with its pictures inside, or none."""

    def picture(found: re.Match[str]) -> str:
        return f"url({_picture(found[1])})" if pictures else "none"

    css = _leaflet("leaflet.css").decode("utf-8")
    return re.sub(r"url\((images/[\w.-]+)\)", picture, css)


def leaflet_js() -> str:
    """Leaflet's script, without the address of its source map."""
    return re.sub(
        r"//# sourceMappingURL=.*", "", _leaflet("leaflet.js").decode("utf-8")
    )


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
        {str(source) for source in table[geo.SOURCE].dropna() if str(source).strip()}
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


def _walk(element: branca.element.Element) -> Iterator[branca.element.Element]:
    """`element` and all below it, in the order of the document."""
    yield element
    for room in ("header", "html", "script"):
        inside = getattr(element, room, None)
        if isinstance(inside, branca.element.Element):
            yield from _walk(inside)
    for child in list(element._children.values()):
        yield from _walk(child)


def _numbered(text: str, elements: list[branca.element.Element]) -> str:
    """`text` with Folium's random ids replaced by their order of appearance."""
    random = {element._id for element in elements}
    order: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        if found[0] not in random:
            return found[0]
        return order.setdefault(found[0], str(len(order) + 1))

    return _FOLIUM_ID.sub(number, text)


def _zipped(data: dict[str, Any]) -> str:
    """`data` as JSON, gzipped, in base64."""
    text = json.dumps(data, **_JSON).encode("utf-8")
    return base64.b64encode(gzip.compress(text, 9, mtime=0)).decode("ascii")


@cache
def _scripts(more: tuple[Linked, ...], mapped: bool = True) -> str:
    """Leaflet, what layers need beside it and our modules, zipped: else half of all the page.

    Of a page without a map our modules alone.
    """
    leaflet = leaflet_js()
    (version,) = re.findall(r"\* Leaflet ([\d.]+),", leaflet)
    leaflet = leaflet if mapped else ""
    ours = OURS.format(modules=script())
    beside = [one.script() for one in more]
    return _zipped(
        {"leaflet": leaflet, "version": version, "more": beside, "ours": ours}
    )


@cache
def template(name: str) -> jinja2.Template:
    """A template of the assets; what it is filled with is escaped unless it is Markup."""
    room = jinja2.Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FunctionLoader(asset),
    )
    room.policies["json.dumps_kwargs"] = _JSON
    return room.get_template(name)


def asset(name: str) -> str:
    """The text of a file of the assets."""
    return (files("layers") / "assets" / name).read_text(encoding="utf-8")


@cache
def _leaflet(name: str) -> bytes:
    """A file of Leaflet's, found through the installed package's own list."""
    for file in importlib.metadata.files(LEAFLET) or ():
        if file.as_posix().endswith(f"/{name}") and "/static/" in f"/{file.as_posix()}":
            return Path(str(file.locate())).read_bytes()
    raise FileNotFoundError(f"{name}: not in the installed package {LEAFLET}")


def _picture(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_leaflet(name)).decode("ascii")


def _pins() -> dict[str, str]:
    """Pictures of Leaflet's default marker, which it would look for beside its stylesheet."""
    return {
        "iconUrl": _picture("images/marker-icon.png"),
        "iconRetinaUrl": _picture("images/marker-icon-2x.png"),
        "shadowUrl": _picture("images/marker-shadow.png"),
    }
