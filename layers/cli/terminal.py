"""Tables as text, in the width of a terminal."""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from geo.base import sanitize_line

if TYPE_CHECKING:
    import pandas as pd

# Narrower columns break most words; longer lines are hard to follow.
_MIN_COLUMN, _MAX_LINE = 10, 120
_GAP = "  "


def format_table(frame: "pd.DataFrame", width: int | None = None) -> str:
    """`frame` as text under its column names, wrapped to `width` or that of the terminal.

    Empty columns are left out.
    """
    width = min(width or shutil.get_terminal_size((100, 24)).columns, _MAX_LINE)
    texts = frame.astype(str)
    texts = texts.loc[:, (texts != "").any()]
    if texts.empty:
        return ""
    names = [str(name) for name in texts.columns]
    rows = [names, *texts.itertuples(index=False, name=None)]
    cells = [[sanitize_line(text) for text in row] for row in rows]
    full_widths = [max(map(text_width, column)) for column in zip(*cells)]
    return "\n".join(format_lines(cells, _column_widths(full_widths, width)))


def _column_widths(full_widths: list[int], width: int) -> list[int]:
    """Widths of columns that fit in `width`, the widest narrowed first."""
    widths = list(full_widths)
    available = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > available and max(widths) > _MIN_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def format_lines(rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of `rows`, each cell wrapped to the width of its column."""
    for row in rows:
        columns = [wrap(text, width) for text, width in zip(row, widths, strict=True)]
        for line in zip_longest(*columns, fillvalue=""):
            yield _GAP.join(
                text + " " * (width - text_width(text))
                for text, width in zip(line, widths, strict=True)
            ).rstrip()


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken between words if possible."""
    lines, line = [], ""
    for word in text.split(" "):
        while word:
            longer = f"{line} {word}" if line else word
            if text_width(longer) <= width:
                line, word = longer, ""
            elif line and (text_width(word) <= width or width - text_width(line) < 8):
                lines.append(line)
                line = ""
            else:
                cut = _break_point(word, width - (text_width(line) + 1 if line else 0))
                lines.append(f"{line} {word[:cut]}" if line else word[:cut])
                line, word = "", word[cut:]
    return [*lines, line] if line or not lines else lines


def _break_point(word: str, width: int) -> int:
    """How many characters of `word` fit in `width` columns, at least one; best after `_-./`."""
    cut = 1
    while cut < len(word) and text_width(word[: cut + 1]) <= width:
        cut += 1
    marks = [n + 1 for n in range(cut // 2, cut) if word[n] in "_-./"]
    return marks[-1] if marks else cut


def text_width(text: str) -> int:
    """Number of columns of a terminal that `text` takes."""
    return sum(
        (
            0
            if unicodedata.combining(character)
            else 1 + (unicodedata.east_asian_width(character) in "WF")
        )
        for character in text
    )
