"""Third-party scripts and stylesheets: Leaflet, and what Folium's layers link.

A page contains a file where an installed package has exactly that file, which its hash decides;
whatever a page runs goes into newspapers. Otherwise readers' browsers can fetch it, at one version
and with the same hash. Nothing of it is copied into this repository.
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
from rcssmin import cssmin

from geo.base import ControlError

LEAFLET_PACKAGE = "django-js-lib-leaflet"  # it is read, never imported
LEAFLET_VERSION, LEAFLET_RELEASE = "1.9.4", "1.9.4.1"  # of Leaflet and of the package
# SHA-256 of the files of that version; Leaflet publishes those of the script and the stylesheet,
# in base64, on its page of downloads.
LEAFLET_FILES = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
    "images/layers.png": "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
    "images/layers-2x.png": "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf",
    "images/marker-icon.png": "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437",
    "images/marker-icon-2x.png": (
        "00179c4c1ee830d3a108412ae0d294f55776cfeb085c60129a39aa6fc4ae2528"
    ),
    "images/marker-shadow.png": "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da",
}
_REINSTALL = (
    f"run python -m pip install --force-reinstall {LEAFLET_PACKAGE}=={LEAFLET_RELEASE}"
)

# Made by data/build_links.py; addresses as Folium writes them.
_TABLE = "data/links.json"
_FOLIUM_FILE = re.compile(
    r"/python-visualization/folium(?:@\w+)?/(folium/templates/[\w.-]+)$"
)
_PICTURE = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")
_PACKAGE = re.compile(r"(/npm/(?:@[^/]+/)?[^/]+/).*")
_TYPES = {".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml"}
# Layers that need what Folium's map links for all.
_WITH_ICONS = ("FastMarkerCluster",)
_WITH_JQUERY = ("HeatMapWithTime", "TimeSliderChoropleth")
_ROTATED = re.compile(r"fa-rotate-(?!0$)")


def leaflet_js() -> str:
    """Leaflet's script, without the address of its source map."""
    return re.sub(
        r"//# sourceMappingURL=.*", "", leaflet_file("leaflet.js").decode("utf-8")
    )


def leaflet_css(pictures: bool = True) -> str:
    """Leaflet's stylesheet, minified, with its pictures as data unless `pictures` is false."""

    def picture(match: re.Match[str]) -> str:
        return f"url({_leaflet_picture(match[1])})" if pictures else "none"

    css = leaflet_file("leaflet.css").decode("utf-8")
    return re.sub(r"url\((images/[\w.-]+)\)", picture, str(cssmin(css)))


def pins() -> dict[str, str]:
    """Pictures of Leaflet's default marker, which it would look for beside its stylesheet."""
    return {
        "iconUrl": _leaflet_picture("images/marker-icon.png"),
        "iconRetinaUrl": _leaflet_picture("images/marker-icon-2x.png"),
        "shadowUrl": _leaflet_picture("images/marker-shadow.png"),
    }


@cache
def leaflet_licence() -> str:
    """Leaflet's copyright, conditions and disclaimer, which have to go with every copy."""
    return _leaflet_path(".dist-info/LICENSE").read_text(encoding="utf-8").strip()


@cache
def leaflet_file(name: str) -> bytes:
    """The content of one of LEAFLET_FILES.

    Raises
    ------
    ControlError
        If the installed package lacks the file, or has another under its name.
    """
    content = _leaflet_path(f"/{name}").read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != LEAFLET_FILES[name]:
        raise ControlError(
            f"{name}: not the file of Leaflet {LEAFLET_VERSION} (SHA-256 {digest[:12]}..., "
            f"expected {LEAFLET_FILES[name][:12]}...); {_REINSTALL}"
        )
    return content


def _leaflet_path(end: str) -> Path:
    """The installed file of Leaflet's package whose path has that end."""
    for file in importlib.metadata.files(LEAFLET_PACKAGE) or ():
        path = Path(str(file.locate()))
        if file.as_posix().endswith(end) and path.is_file():
            return path
    raise ControlError(
        f"{Path(end).name}: missing from the installed package {LEAFLET_PACKAGE}; {_REINSTALL}"
    )


def _leaflet_picture(name: str) -> str:
    content = base64.b64encode(leaflet_file(name)).decode("ascii")
    return f"data:image/png;base64,{content}"


@dataclass(frozen=True)
class Linked:
    """A script or stylesheet: its text, or its address and hash."""

    text: str | None
    src: str = ""
    integrity: str = ""

    def script(self) -> dict[str, str]:
        """What the page's loader takes."""
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
        """Sources that a policy has to allow: the file, and what a stylesheet names beside it."""
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


def linked_files(
    elements: Sequence[branca.element.Element], *, fetch: bool
) -> tuple[list[Linked], list[Linked]]:
    """The scripts and stylesheets that `elements` link, in their order.

    Raises
    ------
    ControlError
        If a layer needs a file that no installed package contains, and `fetch` is false or no
        pinned copy of it is known.
    """
    needs = dict(_needs(elements))
    files = {address: _linked_file(address) for address in needs}
    unknown = {address for address, file in files.items() if file is None}
    if unknown:
        raise ControlError(
            f"{_list_needs(needs, unknown)}: in no installed package, and not pinned; leave it out"
        )
    known = {address: file for address, file in files.items() if file is not None}
    remote = {address for address, file in known.items() if file.text is None}
    if remote and not fetch:
        raise ControlError(
            f"{_list_needs(needs, remote)}: in no installed package; leave it out, or have "
            'readers\' browsers fetch it with layers.save(m, path, assets="cdn")'
        )
    scripts = [file for address, file in known.items() if not _is_style(address)]
    return scripts, [file for address, file in known.items() if _is_style(address)]


def _needs(
    elements: Sequence[branca.element.Element],
) -> Iterator[tuple[str, str]]:
    """Each address that is linked, and the layer that needs it."""
    for element in elements:
        name = type(element).__name__
        # The marker of a GeoJson is a template for others, and not in the tree itself.
        icon = getattr(getattr(element, "marker", element), "icon", element)
        drawn = isinstance(icon, folium.CustomIcon)  # a picture, without a font
        if isinstance(icon, folium.Icon) and not drawn:
            for address in _icon_files(icon):
                yield address, "folium.Icon"
        if name in _WITH_ICONS:
            for address in _icon_files(folium.Icon()):
                yield address, name
        if name in _WITH_JQUERY:
            yield dict(folium.Map.default_js)["jquery"], name
    owners = {
        address: type(element).__name__
        for element in elements
        for _, address in (
            *getattr(element, "default_js", ()),
            *getattr(element, "default_css", ()),
        )
    }
    for element in elements:
        if isinstance(element, branca.element.Link):
            yield element.url, owners.get(element.url, "a layer")


def _icon_files(icon: folium.Icon) -> Iterator[str]:
    """What Folium's map would have linked for an icon: the marker, and the font of its symbol."""
    scripts, styles = dict(folium.Map.default_js), dict(folium.Map.default_css)
    yield scripts["awesome_markers"]
    yield styles["awesome_markers_css"]
    fonts = {"glyphicon": "glyphicons_css", "fa": "awesome_markers_font_css"}
    prefix = str(icon.options.get("prefix"))
    if prefix in fonts:
        yield styles[fonts[prefix]]
    if _ROTATED.match(str(icon.options.get("extra_classes", ""))):
        yield styles["awesome_rotate_css"]


def _list_needs(needs: dict[str, str], missing: Iterable[str]) -> str:
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
def _linked_file(address: str) -> Linked | None:
    """The file at `address`, from an installed package or as it is pinned; None for neither."""
    if match := _FOLIUM_FILE.search(address):
        for file in importlib.metadata.files("folium") or ():
            if file.as_posix() == match[1]:
                return Linked(Path(str(file.locate())).read_text(encoding="utf-8"))
    pinned = _table().get(address)
    if pinned is None:
        return None
    name = pinned["src"].rpartition("/")[2]
    return Linked(_installed_text(name, pinned["integrity"]), **pinned)


def _installed_text(name: str, integrity: str) -> str | None:
    """The text of the file of that name and hash in any installed package, or None."""
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
    """The text of a file, with the pictures of a stylesheet as data; None if one is missing."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".css":
        return text
    if "</style" in text.lower():
        return None
    # the longest first: icon.png may be the end of img/icon.png
    for address in sorted(set(_PICTURE.findall(text)), key=len, reverse=True):
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
