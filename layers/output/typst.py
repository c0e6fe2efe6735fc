"""PDF and PNG by Typst, where the extra `classroom` is installed: one wheel, no system libraries.

Fonts come from the package alone and never from the machine, and no time is written into a file:
the same input gives the same bytes on every machine with the same version of Typst.
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
    """Whether PDF and PNG can be made here."""
    return importlib.util.find_spec("typst") is not None


def png(svg: str) -> bytes:
    """A picture of an SVG, nine pixels to eight of its own."""
    files = {"main.typ": _SHEET, "picture.svg": svg.encode("utf-8")}
    return _made(files, "png", ppi=PIXELS_PER_INCH)


def pdf(files: Mapping[str, bytes]) -> bytes:
    """The document of `files` by name, of which `main.typ` is in Typst and reads the others.

    Raises
    ------
    ControlError
        If Typst is not installed.
    """
    return _made(files, "pdf")


def _made(
    files: Mapping[str, bytes], kind: Literal["pdf", "png"], ppi: float | None = None
) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise ControlError(
            "typst is needed to make a PDF; run python -m pip install typst"
        ) from error
    # From memory, so that a full disk is nothing to it; the types of the package lag behind.
    main: Any = dict(files)
    made: bytes = typst.compile(
        main,
        format=kind,
        ppi=ppi,
        font_paths=_fonts(),
        ignore_system_fonts=True,
    )
    return made


def _fonts() -> list[str]:
    """Folders with letters that Typst's own fonts lack, such as Arabic ones."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        return []
    return [str(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf")]
