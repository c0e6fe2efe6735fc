"""Make PDF and PNG with Typst, where the extra `classroom` is installed.

Fonts come from the packages and never from the machine, and no time is written into a file: the
same input gives the same bytes on every machine with the same version of Typst.
"""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from geo.base import ControlError

PIXELS_PER_INCH = 108  # of pictures; an SVG has 96
_SHEET = b"""
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image("picture.svg")
"""


def installed() -> bool:
    """Return whether Typst is installed, so that PDF and PNG can be made."""
    return importlib.util.find_spec("typst") is not None


def png(svg: str) -> bytes:
    """A picture of an SVG, nine pixels for eight of its own."""
    files = {"main.typ": _SHEET, "picture.svg": svg.encode("utf-8")}
    return _compiled(files, "png", ppi=PIXELS_PER_INCH)


def pdf(files: Mapping[str, bytes]) -> bytes:
    """The document of `files` by name, of which `main.typ` is in Typst and reads the others.

    Raises
    ------
    ControlError
        If Typst is not installed.
    """
    return _compiled(files, "pdf")


def _compiled(
    files: Mapping[str, bytes], kind: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise ControlError(
            "typst is needed to make a PDF (extra classroom); run python -m pip install typst"
        ) from error
    contents: Any = dict(files)  # the types of the package know of paths only
    result: bytes = typst.compile(
        contents,
        format=kind,
        ppi=ppi,
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    return result


def _fonts() -> list[str]:
    """Folders with scripts that Typst's own fonts lack, such as Arabic."""
    matplotlib = importlib.util.find_spec("matplotlib")
    if matplotlib is None or matplotlib.origin is None:
        return []
    return [str(Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf")]
