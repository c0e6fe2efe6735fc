"""The document round a map: what Folium makes of it, set into a template of ours.

This room alone knows Folium's workings.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import branca.element
import folium
from markupsafe import Markup, escape

from layers.carried import (
    LOADER,
    leaflet_css,
    pins,
    script,
    scripts,
    style,
    template,
    zipped,
)
from layers.language import Language
from layers.links import linked
from layers.payload import without_map

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

_HEAD_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Time layers of Folium's ask the window for a variable, which here is that of a function.
_LAYER_OF_THIS = re.compile(r"(?<=\.addControl)\(this\.(?=timeDimensionControl\))")
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
            pins={} if bare else pins(),
            css=Markup(style((*STYLES, *STYLES_OF.get(kind, ())))),
            load=Markup(script(LOADER)),
            scripts=scripts(tuple(more), mapped),
        )
        return _numbered(text, elements)

    def _packed(
        self, data: dict[str, Any], elsewhere: Mapping[str, str]
    ) -> dict[str, Any]:
        """The data as the page carries them; messages come with them where it is not English."""
        packed = {**data, "words": zipped(data["words"])}
        if elsewhere:
            packed["elsewhere"] = dict(elsewhere)
        messages = self.spoken.for_page()
        return packed if messages is None else {**packed, "language": zipped(messages)}


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


def _numbered(text: str, elements: list[branca.element.Element]) -> str:
    """`text` with Folium's random ids replaced by their order of appearance."""
    random = {element._id for element in elements}
    order: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        if found[0] not in random:
            return found[0]
        return order.setdefault(found[0], str(len(order) + 1))

    return _FOLIUM_ID.sub(number, text)
