"""Make PDF with Typst, where the extra `classroom` is installed.

Fonts come from the packages and never from the machine, and no time is written into a file: the
same input gives the same bytes on every machine with the same version of Typst.
"""

import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from geo.base import ControlError


def installed() -> bool:
    """Return whether Typst is installed, so that PDF can be made."""
    return importlib.util.find_spec("typst") is not None


def pdf(files: Mapping[str, bytes]) -> bytes:
    """The document of `files` by name, of which `main.typ` is in Typst and reads the others.

    Raises
    ------
    ControlError
        If Typst is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise ControlError(
            "typst is needed to make a PDF; run python -m pip install typst"
        ) from error
    contents: Any = dict(files)  # the types of the package know of paths only
    document: bytes = typst.compile(
        contents, format="pdf", font_paths=_fonts(), ignore_system_fonts=True
    )
    return document


def _fonts() -> list[str]:
    """Folders with scripts that Typst's own fonts lack, such as Arabic."""
    matplotlib = importlib.util.find_spec("matplotlib")
    if matplotlib is None or matplotlib.origin is None:
        return []
    return [str(Path(matplotlib.origin).parent / "mpl-data" / "fonts" / "ttf")]
