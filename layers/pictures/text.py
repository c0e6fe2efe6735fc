"""Text of a picture: one line, in the order in which its scripts are read."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import matplotlib
from matplotlib.font_manager import FontProperties, get_font

# DejaVu Sans, which matplotlib brings along, has Latin, Cyrillic, Greek and Arabic.
_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_REGULAR, _BOLD = _FONTS / "DejaVuSans.ttf", _FONTS / "DejaVuSans-Bold.ttf"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc]")
_ISOLATE, _END = "\u2068", "\u2069"
LEFT_MARK, RIGHT_MARK = "\u200e", "\u200f"


@lru_cache(maxsize=64)
def font(points: float, bold: bool) -> FontProperties:
    return FontProperties(fname=str(_BOLD if bold else _REGULAR), size=points)


def missing_glyphs(texts: list[str]) -> str:
    """Characters of `texts` that the font does not have, each once."""
    known = get_font(str(_REGULAR)).get_charmap()
    return "".join(
        sorted(
            character
            for character in {c for text in texts for c in single_line(text)}
            if ord(character) not in known
            and unicodedata.category(character) not in ("Cf", "Zs")
        )
    )


def single_line(text: str) -> str:
    """`text` without line ends and without control characters."""
    spaced = " ".join(re.split(r"[^\S\u00a0\u202f]+", str(text).strip()))
    return "".join(
        c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs", "Cn")
    )


def isolate(text: str) -> str:
    """`text` for use within a sentence: numbers beside it keep their order (UAX 9)."""
    return f"{_ISOLATE}{text}{_END}" if _RIGHT_TO_LEFT.search(text) else text


def is_right_to_left(text: str) -> bool:
    """True if the first letter of `text` outside an isolate is of a script written leftwards."""
    depth = 0
    for character in text:
        depth += (character == _ISOLATE) - (character == _END)
        if not depth and unicodedata.category(character)[0] == "L":
            return bool(_RIGHT_TO_LEFT.match(character))
    return False


def keep_direction(lines: list[str], text: str, right: bool) -> list[str]:
    """`lines` of a wrapped `text`, each in the direction of the whole and with whole isolates.

    With `right`, that direction is right to left, whatever its letters are.
    """
    if not right and not _RIGHT_TO_LEFT.search(text):
        return lines
    mark = RIGHT_MARK if right or is_right_to_left(text) else LEFT_MARK
    marked = []
    depth = 0
    for line in lines:
        opening = _ISOLATE * depth
        depth += line.count(_ISOLATE) - line.count(_END)
        marked.append(f"{mark}{opening}{line}{_END * depth}")
    return marked
