"""Scripts and stylesheets of other people's that Folium's layers link.

Each is carried in the page where an installed package has the very file; else readers' browsers
can be asked to fetch it, at one version and with the hash of what it must hold.
"""

import base64
import hashlib
import importlib.metadata
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import branca.element
import folium
from markupsafe import Markup

from geo.base import ControlError

# Made by data/build_links.py; addresses as Folium writes them.
_TABLE = "data/links.json"
_OWN = re.compile(
    r"/python-visualization/folium(?:@\w+)?/(folium/templates/[\w.-]+)$"
)  # a file of Folium's
_PICTURE = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")
_PACKAGE = re.compile(r"(/npm/(?:@[^/]+/)?[^/]+/).*")
_TYPES = {".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml"}
# Layers that count on what Folium's map links for all.
_WITH_ICONS = ("FastMarkerCluster",)
_WITH_JQUERY = ("HeatMapWithTime", "TimeSliderChoropleth")
_TURNED = re.compile(r"fa-rotate-(?!0$)")


@dataclass(frozen=True)
class Linked:
    """A script or stylesheet: its text, or where it lies and the hash of what lies there."""

    text: str | None
    src: str = ""
    integrity: str = ""

    def script(self) -> dict[str, str]:
        """What the page's loader runs."""
        if self.text is not None:
            return {"text": self.text}
        return {"src": self.src, "integrity": self.integrity}

    def style(self) -> Markup:
        """The element for the page's head."""
        if self.text is not None:
            return Markup("<style>\n{}\n</style>").format(Markup(self.text))
        return Markup(
            '<link rel="stylesheet" href="{}" integrity="{}" crossorigin="anonymous" />'
        ).format(self.src, self.integrity)

    def rules(self) -> list[tuple[str, str]]:
        """What a policy has to admit: the file itself, and what a stylesheet names beside it."""
        if self.text is not None:
            return []
        if not _is_style(self.src):
            return [("script-src", self.src)]
        beside = _PACKAGE.sub(r"\1", self.src)
        return [
            ("style-src", self.src),
            ("img-src", beside),
            ("font-src", beside),
        ]


def linked(
    elements: Sequence[branca.element.Element], *, fetch: bool
) -> tuple[list[Linked], list[Linked]]:
    """The scripts and stylesheets that `elements` link, in their order.

    Raises
    ------
    ControlError
        If a layer needs a file that no installed package carries, and `fetch` is false or no
        pinned copy of it is known.
    """
    needs = dict(_needs(elements))
    found = {address: _found(address) for address in needs}
    unknown = {address for address, file in found.items() if file is None}
    if unknown:
        raise ControlError(
            f"{_told(needs, unknown)}, of which no installed package and no pinned copy is "
            "known: leave it out"
        )
    files = {address: file for address, file in found.items() if file is not None}
    away = {address for address, file in files.items() if file.text is None}
    if away and not fetch:
        raise ControlError(
            f"{_told(needs, away)}, which no installed package carries: leave it out, or have "
            'readers\' browsers fetch it with layers.save(m, path, assets="cdn")'
        )
    scripts = [files[one] for one in files if not _is_style(one)]
    return scripts, [files[one] for one in files if _is_style(one)]


def _needs(
    elements: Sequence[branca.element.Element],
) -> Iterator[tuple[str, str]]:
    """Each address that is linked, and the layer that needs it."""
    for element in elements:
        name = type(element).__name__
        # The marker of a GeoJson is a pattern for others, and no part of the tree itself.
        icon = getattr(getattr(element, "marker", element), "icon", element)
        own = isinstance(icon, folium.CustomIcon)  # a picture, without a sign on it
        if isinstance(icon, folium.Icon) and not own:
            for address in _of_icon(icon):
                yield address, "folium.Icon"
        if name in _WITH_ICONS:
            for address in _of_icon(folium.Icon()):
                yield address, name
        if name in _WITH_JQUERY:
            yield dict(folium.Map.default_js)["jquery"], name
    owners = {
        address: type(one).__name__
        for one in elements
        for _, address in (
            *getattr(one, "default_js", ()),
            *getattr(one, "default_css", ()),
        )
    }
    for element in elements:
        if isinstance(element, branca.element.Link):
            yield element.url, owners.get(element.url, "a layer")


def _of_icon(icon: folium.Icon) -> Iterator[str]:
    """What Folium's map would have linked for an icon: the marker, and the font of its sign."""
    scripts, styles = dict(folium.Map.default_js), dict(folium.Map.default_css)
    yield scripts["awesome_markers"]
    yield styles["awesome_markers_css"]
    fonts = {"glyphicon": "glyphicons_css", "fa": "awesome_markers_font_css"}
    prefix = str(icon.options.get("prefix"))
    if prefix in fonts:
        yield styles[fonts[prefix]]
    if _TURNED.match(str(icon.options.get("extra_classes", ""))):
        yield styles["awesome_rotate_css"]


def _told(needs: dict[str, str], missing: Iterable[str]) -> str:
    """`MarkerCluster needs https://one and https://two, Fullscreen needs https://three`."""
    layers: dict[str, list[str]] = {}
    for address, layer in needs.items():
        if address in missing:
            layers.setdefault(layer, []).append(address)
    return ", ".join(
        f"{layer} needs {' and '.join(addresses)}"
        for layer, addresses in layers.items()
    )


def _is_style(address: str) -> bool:
    return address.endswith(".css")


@cache
def _found(address: str) -> Linked | None:
    """The file at `address`, from an installed package or as it is pinned; None for neither."""
    if own := _OWN.search(address):
        for file in importlib.metadata.files("folium") or ():
            if file.as_posix() == own[1]:
                return Linked(Path(str(file.locate())).read_text(encoding="utf-8"))
    pinned = _table().get(address)
    if pinned is None:
        return None
    name = pinned["src"].rpartition("/")[2]
    return Linked(_carried(name, pinned["integrity"]), **pinned)


def _carried(name: str, integrity: str) -> str | None:
    """The text of the file of that name and hash in whichever package is installed, or None."""
    for package in importlib.metadata.distributions():
        for file in package.files or ():
            if file.name != name:
                continue
            path = Path(str(file.locate()))
            if path.is_file() and _hash(path.read_bytes()) == integrity:
                text = _with_pictures(path)
                if text is not None:
                    return text
    return None


def _with_pictures(path: Path) -> str | None:
    """The text of a file; pictures of a stylesheet are put into it, None if one is missing."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".css":
        return text
    if "</style" in text.lower():
        return None
    for address in set(_PICTURE.findall(text)):
        if address.startswith(("data:", "#")):
            continue
        picture = path.parent / re.sub(r"[?#].*", "", address)
        if picture.suffix not in _TYPES or not picture.is_file():
            return None
        content = base64.b64encode(picture.read_bytes()).decode("ascii")
        text = text.replace(address, f"data:{_TYPES[picture.suffix]};base64,{content}")
    return text


def _hash(content: bytes) -> str:
    digest = hashlib.sha384(content).digest()
    return f"sha384-{base64.b64encode(digest).decode('ascii')}"


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads(
        (files("layers") / _TABLE).read_text(encoding="utf-8")
    )
    return table
