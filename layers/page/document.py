"""The document around a map: Folium's elements in our template, with a security policy.

Only this module depends on how Folium works inside.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import branca.element
import folium
from folium import raster_layers
from markupsafe import Markup, escape

from geo.base import ControlError
from layers.content import Summary
from layers.language import Language
from layers.output import (
    NO_REFERRER,
    PLACEHOLDER,
    as_parsed,
    host,
    named_host,
    policy,
    template,
)
from layers.page.bundle import (
    LOADER,
    script,
    scripts,
    style,
    zip_json,
)
from layers.page.libraries import (
    Linked,
    leaflet_css,
    leaflet_licence,
    linked_files,
    pins,
)
from layers.page.opening import describe_opening
from layers.page.payload import without_map

Assets = Literal["inline", "cdn"]
Kind = Literal["map", "timeline", "story"]
STYLES = (
    "page.css",
    "map.css",
    "ledger.css",
    "chart.css",
    "panel.css",
    "media.css",
    "modes.css",
    "print.css",
)
# Layers made of squares of web Mercator.
TILES = (folium.TileLayer, folium.WmsTileLayer)
# Template, additional classes and additional stylesheets of each kind of page.
PAGES = {"map": "page.html", "timeline": "timeline.html", "story": "story.html"}
CLASSES = {"map": "", "timeline": " chartonly", "story": " storied"}
STYLES_OF = {"timeline": ("chartonly.css",), "story": ("story.css",)}

# Folium's map and the caller's layers, which run once Leaflet is loaded.
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
# Folium's time layers look in the window for a variable that is local to a function here.
_LAYER_OF_THIS = re.compile(r"(?<=\.addControl)\(this\.(?=timeDimensionControl\))")
# What would end a script element, or hide its end, inside a text of a layer.
_ENDING = re.compile(r"<(?=/script|!--)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(https?:)?//", re.IGNORECASE)
_VALUE = re.compile(r"\{(\w+)\}")
_FOLIUM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")


@dataclass(frozen=True)
class _Layers:
    """What Folium's map and the caller's layers add to the document."""

    map_id: str
    elements: list[branca.element.Element]
    linked_scripts: list[Linked]
    linked_styles: list[Linked]
    head: str  # markup, without the scripts in it
    script: str
    bare: bool  # no layers of the caller's: no markers, and no control of layers


class Page(branca.element.Figure):
    """The document around a map."""

    def __init__(
        self, words: dict[str, Any], data: dict[str, Any], summary: Summary
    ) -> None:
        super().__init__(ratio="75%")
        self.words = words
        self.data = data
        self.summary = summary
        self.language = summary.language

    def render(
        self,
        *,
        assets: Assets = "inline",
        kind: Kind = "map",
        card: str = "",
        elsewhere: Mapping[str, str] | None = None,
        hosts: Sequence[str] = (),
        explore: str = "",
        pictures: Sequence[str] = (),
        address: str = "",
        **kwargs: Any,
    ) -> str:
        """The whole document, see `layers.save` for the options."""
        for child in self._children.values():
            child.render(**kwargs)
        mapped = kind != "timeline"
        layers = self._layers(mapped, fetch=assets == "cdn")
        fetched = _fetch_rules(layers, hosts) if mapped else []
        css = style((*STYLES, *STYLES_OF.get(kind, ())))
        leaflet_styles = leaflet_css(pictures=not layers.bare) if mapped else ""
        load = f"{script(LOADER)}\nload();\n"
        packed_scripts, runs = scripts(
            tuple(layers.linked_scripts), leaflet_styles, mapped
        )
        text = template(PAGES[kind]).render(
            **self._template_values(kind, elsewhere or {}),
            card=Markup(card),
            explore=explore,
            address=address,
            pictures=pictures,
            alone=not fetched,
            map_id=layers.map_id,
            policy=PLACEHOLDER,
            silent=NO_REFERRER,
            head=Markup(layers.head),
            map=Markup(self.html.render()),
            layers=Markup(layers.script),
            notice=Markup(leaflet_licence()),
            css=Markup(css),
            load=Markup(load),
            scripts=packed_scripts,
        )
        text = as_parsed(text)
        number = _number_ids(text, layers.elements)
        own = [load, layers.script] if mapped else [load]
        styles = filter(None, [leaflet_styles, *_HEAD_STYLE.findall(layers.head), css])
        rules = policy(
            scripts=[*(number(as_parsed(code)) for code in own), *runs],
            styles=[number(as_parsed(code)) for code in styles],
            more=_sources(
                fetched,
                layers.elements if mapped else [],
                layers.bare,
                pictures=bool(pictures),
                mapped=mapped,
            ),
        )
        return number(text).replace(str(PLACEHOLDER), rules, 1)

    def _layers(self, mapped: bool, *, fetch: bool) -> _Layers:
        """What the rendered elements add to a page with a map or without, see `linked_files`."""
        elements = list(_walk(self))
        linked_scripts, linked_styles = linked_files(
            elements if mapped else [], fetch=fetch
        )
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
        early = [script for head in heads for script in _HEAD_SCRIPT.findall(head)]
        heads = [_HEAD_SCRIPT.sub("", head) for head in heads]
        head = "\n".join([*(file.style() for file in linked_styles), *heads])
        beside = {
            name: child.render()
            for name, child in self.html._children.items()
            if mapped and name not in own
        }
        _require_no_code({"the head": head, **beside})
        bare = not mapped or (
            not beside
            and all(
                isinstance(child, folium.TileLayer) for child in m._children.values()
            )
        )
        code = self._layer_script(early, m.get_name(), {} if bare else pins())
        return _Layers(
            m.get_name(), elements, linked_scripts, linked_styles, head, code, bare
        )

    def _layer_script(
        self, early: list[str], map_id: str, pictures: dict[str, str]
    ) -> str:
        """The script of the map and its layers, with `pictures` of markers."""
        own = _LAYER_OF_THIS.sub("(", "\n".join([*early, self.script.render()]))
        script = LAYERS.format(layers=own, map_id=map_id, pins=json.dumps(pictures))
        return _ENDING.sub(r"\\x3C", script)

    def _template_values(
        self, kind: Kind, elsewhere: Mapping[str, str]
    ) -> dict[str, Any]:
        """Texts and data for the template, and functions that translate."""
        mapped = kind != "timeline"
        data = self.data if mapped else without_map(self.data)
        return {
            **_template_functions(self.language),
            "kind": CLASSES[kind],
            "mapped": mapped,
            "words": self.words,
            "opening": describe_opening(
                self.summary,
                self._opening_date(kind),
                drawn=mapped,
                outlines=self.data["plan"] is not None,
            ),
            "data": data["words"],
            "packed": self._pack(data, elsewhere) | self._tiled(),
        }

    def _opening_date(self, kind: Kind) -> int:
        """The date that a page opens with: a story with that of its first scene."""
        scenes = self.summary.scenes if kind == "story" else []
        return int(scenes[0]["index"]) if scenes else self.summary.opening

    def _tiled(self) -> dict[str, bool]:
        """That the map has tiles, which are made for web Mercator."""
        tiled = any(isinstance(element, TILES) for element in _walk(self))
        return {"tiled": True} if tiled else {}

    def _pack(
        self, data: dict[str, Any], elsewhere: Mapping[str, str]
    ) -> dict[str, Any]:
        """The data as the page contains them, with messages where it is not English."""
        packed = {**data, "words": zip_json(data["words"])}
        if elsewhere:
            packed["elsewhere"] = dict(elsewhere)
        messages = self.language.script_data()
        return (
            packed if messages is None else {**packed, "language": zip_json(messages)}
        )


def _require_no_code(markup: Mapping[str, str]) -> None:
    """Raise where the markup of a layer, by the name of its element, contains code."""
    for name, text in markup.items():
        if _CODE.search(text):
            raise ControlError(
                f"{re.sub(r'_[0-9a-f]{32}$', '', name)}: code in its markup, which the page's "
                "security policy blocks; add code to m.get_root().script, or leave it out"
            )


def _template_functions(language: Language) -> dict[str, Any]:
    """Functions that translate in the template; values may be elements from `marked`."""

    def fill(text: str, values: dict[str, Any]) -> Markup:
        # In one go: a value may have braces of its own.
        return Markup(
            _VALUE.sub(
                lambda match: str(escape(values.get(match[1], match[0]))),
                str(escape(text)),
            )
        )

    def phrase(text: str, **values: Any) -> Markup:
        return fill(language.phrase(text), values)

    def plural(one: str, several: str, count: int, **values: Any) -> Markup:
        return fill(language.plural(one, several, count), values)

    def marked(element: str, *values: object) -> Markup:
        return Markup(element).format(*values)

    return {
        "_": phrase,
        "plural": plural,
        "marked": marked,
        "code": language.code,
        "right": language.direction == "rtl",
    }


def _walk(element: branca.element.Element) -> Iterator[branca.element.Element]:
    """`element` and all below it, in the order of the document."""
    yield element
    for name in ("header", "html", "script"):
        part = getattr(element, name, None)
        if isinstance(part, branca.element.Element):
            yield from _walk(part)
    for child in list(element._children.values()):
        yield from _walk(child)


def _fetch_rules(layers: _Layers, hosts: Sequence[str]) -> list[tuple[str, str]]:
    """Directives of a policy, each with a source from which the page may fetch.

    An address in the markup of a popup is not one: it may have come with the data.
    """
    files = [*layers.linked_scripts, *layers.linked_styles]
    rules = [rule for file in files for rule in file.rules()]
    for directive, address, values in _addresses(layers.elements):
        rules.append((directive, host(address, values)))
    for address in hosts:
        source = named_host(address)
        rules += [(name, source) for name in ("img-src", "media-src", "connect-src")]
    return [(directive, source) for directive, source in rules if source != "data:"]


def _addresses(
    elements: Sequence[branca.element.Element],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Addresses that layers fetch from: a directive, the address, and values for its {names}."""
    plugins = sys.modules.get("folium.plugins")  # to load them takes 0.1 s
    for element in elements:
        icon = getattr(getattr(element, "marker", element), "icon", element)
        options = getattr(element, "options", {})
        if isinstance(element, folium.TileLayer):
            yield "img-src", element.tiles, options
        elif isinstance(element, folium.WmsTileLayer | raster_layers.ImageOverlay):
            yield "img-src", element.url, options
        elif isinstance(element, raster_layers.VideoOverlay):
            yield "media-src", element.video_url, options
        elif plugins and isinstance(element, plugins.FloatImage):
            yield "img-src", element.image, {}
        if isinstance(icon, folium.CustomIcon):
            for value in icon.options.values():
                if isinstance(value, str) and _ELSEWHERE.match(value):
                    yield "img-src", value, {}


def _sources(
    fetched: Sequence[tuple[str, str]],
    elements: Sequence[branca.element.Element],
    bare: bool,
    *,
    pictures: bool,
    mapped: bool,
) -> dict[str, list[str]]:
    """What a policy allows beside scripts and styles by their hash."""
    rules: dict[str, list[str]] = {}
    if not bare:  # Folium and its plugins set styles in attributes
        rules["style-src-attr"] = ["'unsafe-inline'"]
    tiled = any(isinstance(layer, folium.TileLayer) for layer in elements)
    if not bare or tiled or pictures:
        rules["img-src"] = ["data:"]  # pins, and what Leaflet empties a tile with
    if (
        mapped
    ):  # a picture that the page made, where a sandbox may forbid to download it
        rules.setdefault("img-src", []).append("blob:")
    if any(isinstance(layer, branca.element.IFrame) for layer in elements):
        rules["frame-src"] = ["data:"]  # the same policy applies inside
    for directive, source in fetched:
        rules.setdefault(directive, []).append(source)
    return rules


def _number_ids(
    text: str, elements: list[branca.element.Element]
) -> Callable[[str], str]:
    """A function that replaces Folium's random ids by their order in `text`."""
    random = {element._id for element in elements}
    used = dict.fromkeys(name for name in _FOLIUM_ID.findall(text) if name in random)
    order = {name: str(place) for place, name in enumerate(used, start=1)}
    return lambda part: _FOLIUM_ID.sub(
        lambda match: order.get(match[0], match[0]), part
    )
