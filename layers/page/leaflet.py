"""Leaflet as it was published: the files that pages carry, each by its hash, and its licence.

What a page runs goes into newspapers. It comes from an installed package, so a file that anybody
changed there, or that another release brings, would go into every page unseen: it is refused.
"""

import hashlib
import importlib.metadata
from functools import cache
from pathlib import Path

from geo.base import ControlError

PACKAGE = "django-js-lib-leaflet"  # carries Leaflet; it is read, never imported
VERSION, RELEASE = "1.9.4", "1.9.4.1"  # of Leaflet, and of the package with it
# SHA-256 of the files of that version; its makers publish those of the script and the stylesheet,
# in base64, on their page of downloads.
PUBLISHED = {
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


_REINSTALL = f"run python -m pip install --force-reinstall {PACKAGE}=={RELEASE}"


@cache
def published(name: str) -> bytes:
    """A file of Leaflet's, one of PUBLISHED.

    Raises
    ------
    ControlError
        If the installed package lacks the file, or has another under its name.
    """
    content = _installed("/static/", f"/{name}")
    found = hashlib.sha256(content).hexdigest()
    if found != PUBLISHED[name]:
        raise ControlError(
            f"{name} in the installed package {PACKAGE}: not the file that Leaflet {VERSION} was "
            f"published with (its SHA-256 begins with {found[:12]}, expected "
            f"{PUBLISHED[name][:12]}); {_REINSTALL}"
        )
    return content


@cache
def licence() -> str:
    """Its notice, which has to go with every copy: copyright, conditions and disclaimer."""
    return _installed(".dist-info/", "/LICENSE").decode("utf-8").strip()


def _installed(folder: str, end: str) -> bytes:
    """The file of the package that lies in `folder`, found through the package's own list."""
    for file in importlib.metadata.files(PACKAGE) or ():
        path = f"/{file.as_posix()}"
        if folder in path and path.endswith(end):
            try:
                return Path(str(file.locate())).read_bytes()
            except FileNotFoundError:
                break
    name = end.lstrip("/")
    raise ControlError(
        f"{name}: missing from the installed package {PACKAGE}; {_REINSTALL}"
    )
