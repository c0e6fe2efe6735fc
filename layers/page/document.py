"""The document round a map: what Folium makes of it, set into a template of ours.

This room alone knows Folium's workings.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import branca.element
import folium
import folium.plugins
from folium import raster_layers
from markupsafe import Markup, escape

from geo.base import ControlError
from layers.language import Language
from layers.output import PLACE, SILENT, asked_for, host, parsed, policy
from layers.page.bundle import (
    LOADER,
    leaflet_css,
    pins,
    script,
    scripts,
    style,
    template,
    zipped,
)
from layers.page.leaflet import licence
from layers.page.libraries import Linked, linked
from layers.page.payload import without_map

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

# Folium's map and the caller's layers, which run once Leaflet is there.
LAYERS = """(function (root, pins) {{
const {{ L }} = root;
// Folium's layers build popups with jQuery, of which they use two words; here they are.
const $ = window.jQuery ?? function (what) {{
  if (what === document) return {{ ready: (then) => then() }};
  return new DOMParser().parseFromString(what, "text/html").body.childNodes;
}};
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions(pins);
try {{
{layers}
}} finally {{
  // A layer that did not come leaves the map as it is.
  root.querySelector(".folium-map").leaflet = {map_id};
}}
}})(document.currentScript.parentElement, {pins});
"""

_HEAD_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
_HEAD_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Code in markup: a script, or a handler in an attribute.
_CODE = re.compile(r"<script\b|<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE)
# Time layers of Folium's ask the window for a variable, which here is that of a function.
_LAYER_OF_THIS = re.compile(r"(?<=\.addControl)\(this\.(?=timeDimensionControl\))")
# What would end an element of script, or hide its end, inside a text of a layer's.
_ENDING = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(https?:)?//", re.IGNORECASE)
_VALUE = re.compile(r"\{(\w+)\}")
_FOLIUM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")


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
        hosts: Sequence[str] = (),
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
        head = "\n".join([*(one.style() for one in styles), *heads])
        beside = {
            name: child.render()
            for name, child in self.html._children.items()
            if mapped and name not in own
        }
        _require_no_code({"the head": head, **beside})
        # Without layers of the caller's there are no markers, and no control of layers.
        bare = not beside and all(
            isinstance(one, folium.TileLayer) for one in m._children.values()
        )
        fetched = [] if not mapped else _fetched([*more, *styles], elements, hosts)
        data = self.data if mapped else without_map(self.data)
        css = style((*STYLES, *STYLES_OF.get(kind, ())))
        lists_css = leaflet_css(pictures=not bare) if mapped else ""
        packed_scripts, runs = scripts(tuple(more), mapped)
        load = f"{script(LOADER)}\nload();\n"
        layers = self._layers(early, m.get_name(), {} if bare else pins())
        text = template(PAGES[kind]).render(
            kind=CLASSES[kind],
            card=Markup(card),
            mapped=mapped,
            alone=not fetched,
            **_said_in(self.spoken),
            words=self.words,
            data=data["words"],
            packed=self._packed(data, elsewhere or {}),
            map_id=m.get_name(),
            policy=PLACE,
            silent=SILENT,
            head=Markup(head),
            map=Markup(self.html.render()),
            layers=Markup(layers),
            notice=Markup(licence()),
            leaflet_css=Markup(lists_css),
            css=Markup(css),
            load=Markup(load),
            scripts=packed_scripts,
        )
        text = parsed(text)
        number = _numbers(text, elements)
        told = policy(
            scripts=[*map(number, [parsed(load), *([parsed(layers)] * mapped)]), *runs],
            styles=map(
                number,
                map(parsed, filter(None, [lists_css, *_HEAD_STYLE.findall(head), css])),
            ),
            more=_sources(fetched, elements if mapped else [], bare or not mapped),
        )
        return number(text).replace(str(PLACE), told, 1)

    def _layers(self, early: list[str], map_id: str, pictures: dict[str, str]) -> str:
        """The script of the map and its layers, as it stands in the page."""
        own = _LAYER_OF_THIS.sub("(", "\n".join([*early, self.script.render()]))
        made = LAYERS.format(layers=own, map_id=map_id, pins=json.dumps(pictures))
        return _ENDING.sub(r"\\x3C", made)

    def _packed(
        self, data: dict[str, Any], elsewhere: Mapping[str, str]
    ) -> dict[str, Any]:
        """The data as the page carries them; messages come with them where it is not English."""
        packed = {**data, "words": zipped(data["words"])}
        if elsewhere:
            packed["elsewhere"] = dict(elsewhere)
        messages = self.spoken.for_page()
        return packed if messages is None else {**packed, "language": zipped(messages)}


def _require_no_code(markup: Mapping[str, str]) -> None:
    """Raises where markup of a layer, by the name of its element, has code that would not run."""
    for name, text in markup.items():
        if _CODE.search(text):
            raise ControlError(
                f"{re.sub(r'_[0-9a-f]{32}$', '', name)}: its markup has code in it, which the "
                "page's policy does not run; add code to m.get_root().script, or leave it out"
            )


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


def _walk(element: branca.element.Element) -> Iterator[branca.element.Element]:
    """`element` and all below it, in the order of the document."""
    yield element
    for room in ("header", "html", "script"):
        inside = getattr(element, room, None)
        if isinstance(inside, branca.element.Element):
            yield from _walk(inside)
    for child in list(element._children.values()):
        yield from _walk(child)


def _fetched(
    files: Sequence[Linked],
    elements: Sequence[branca.element.Element],
    hosts: Sequence[str],
) -> list[tuple[str, str]]:
    """What the page may fetch from elsewhere: directives of a policy, each with a source.

    An address in the markup of a popup admits nothing: it may have come with the data.
    """
    found = [rule for one in files for rule in one.rules()]
    for directive, address, words in _addresses(elements):
        found.append((directive, host(address, words)))
    for named in hosts:
        source = asked_for(named)
        found += [(rule, source) for rule in ("img-src", "media-src", "connect-src")]
    return [(directive, one) for directive, one in found if one != "data:"]


def _addresses(
    elements: Sequence[branca.element.Element],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """What layers fetch by themselves: a directive, the address, and what its words stand for."""
    for element in elements:
        icon = getattr(getattr(element, "marker", element), "icon", element)
        options = getattr(element, "options", {})
        if isinstance(element, folium.TileLayer):
            yield "img-src", element.tiles, options
        elif isinstance(element, folium.WmsTileLayer | raster_layers.ImageOverlay):
            yield "img-src", element.url, options
        elif isinstance(element, raster_layers.VideoOverlay):
            yield "media-src", element.video_url, options
        elif isinstance(element, folium.plugins.FloatImage):
            yield "img-src", element.image, {}
        if isinstance(icon, folium.CustomIcon):
            for value in icon.options.values():
                if isinstance(value, str) and _ELSEWHERE.match(value):
                    yield "img-src", value, {}


def _sources(
    fetched: Sequence[tuple[str, str]],
    elements: Sequence[branca.element.Element],
    bare: bool,
) -> dict[str, list[str]]:
    """What a policy admits beside scripts and styles by their hash."""
    rules: dict[str, list[str]] = {}
    if not bare:  # Folium gives elements of popups a style, and plugins theirs
        rules["style-src-attr"] = ["'unsafe-inline'"]
    if not bare or any(isinstance(one, folium.TileLayer) for one in elements):
        rules["img-src"] = ["data:"]  # pins, and what Leaflet empties a tile with
    if any(isinstance(one, branca.element.IFrame) for one in elements):
        rules["frame-src"] = ["data:"]  # it is held to the same policy
    for directive, source in fetched:
        rules.setdefault(directive, []).append(source)
    return rules


def _numbers(text: str, elements: list[branca.element.Element]) -> Callable[[str], str]:
    """Replaces Folium's random ids by their order of appearance in `text`."""
    random = {element._id for element in elements}
    seen = dict.fromkeys(one for one in _FOLIUM_ID.findall(text) if one in random)
    order = {one: str(place) for place, one in enumerate(seen, start=1)}
    return lambda part: _FOLIUM_ID.sub(
        lambda found: order.get(found[0], found[0]), part
    )
