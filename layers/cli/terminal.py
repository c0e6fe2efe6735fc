"""Tables for people, set in the width of a terminal."""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from geo.base import in_sentence

if TYPE_CHECKING:
    import pandas as pd

# Narrower columns break words, and a terminal wider than this is read like a page.
_NARROWEST, _WIDEST = 10, 120
_GAP = "  "


def printed(frame: "pd.DataFrame", width: int | None = None) -> str:
    """`frame` as plain text with a head, its columns wrapped to `width` characters in all.

    Without a width, that of the terminal. Columns that hold nothing are left out.
    """
    room = min(width or shutil.get_terminal_size((100, 24)).columns, _WIDEST)
    texts = frame.astype(str)
    texts = texts.loc[:, (texts != "").any()]
    if texts.empty:
        return ""
    heads = [str(name) for name in texts.columns]
    rows = [heads, *texts.itertuples(index=False, name=None)]
    cells = [[in_sentence(text) for text in row] for row in rows]
    widths = _widths([max(map(breadth, column)) for column in zip(*cells)], room)
    return "\n".join(lines_of(cells, widths))


def _widths(wanted: list[int], room: int) -> list[int]:
    """A width for each column: as wanted, or less of the widest where there is no room."""
    widths = list(wanted)
    room -= len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def lines_of(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of `rows`, each cell wrapped in its column, of `widths`."""
    for row in rows:
        columns = [
            wrapped(text, width) for text, width in zip(row, widths, strict=True)
        ]
        for line in zip_longest(*columns, fillvalue=""):
            yield _GAP.join(
                text + " " * (width - breadth(text))
                for text, width in zip(line, widths, strict=True)
            ).rstrip()


def wrapped(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken between words where that is possible."""
    lines, line = [], ""
    for word in text.split(" "):
        while word:
            longer = f"{line} {word}" if line else word
            if breadth(longer) <= width:
                line, word = longer, ""
            elif line and (breadth(word) <= width or width - breadth(line) < 8):
                lines.append(line)
                line = ""
            else:
                room = width - (breadth(line) + 1 if line else 0)
                cut = _fitting(word, room)
                lines.append(f"{line} {word[:cut]}" if line else word[:cut])
                line, word = "", word[cut:]
    return [*lines, line] if line or not lines else lines


def _fitting(word: str, width: int) -> int:
    """How many signs of `word` fit in `width` columns, at least one; after a mark if there is."""
    cut = 1
    while cut < len(word) and breadth(word[: cut + 1]) <= width:
        cut += 1
    marks = [n + 1 for n in range(cut // 2, cut) if word[n] in "_-./"]
    return marks[-1] if marks else cut


def breadth(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return sum(
        (
            0
            if unicodedata.combining(sign)
            else 1 + (unicodedata.east_asian_width(sign) in "WF")
        )
        for sign in text
    )
