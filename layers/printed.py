"""Tables for people, set in the width of a terminal."""

import shutil
import textwrap
from collections.abc import Sequence

import pandas as pd

# Narrower columns break words, and a terminal wider than this is read like a page.
_NARROWEST, _WIDEST = 10, 120
_GAP = "  "


def printed(frame: pd.DataFrame, width: int | None = None) -> str:
    """`frame` as plain text with a head, its columns wrapped to `width` characters in all.

    Without a width, that of the terminal. Columns that hold nothing are left out.
    """
    room = min(width or shutil.get_terminal_size((100, 24)).columns, _WIDEST)
    texts = frame.astype(str)
    texts = texts.loc[:, (texts != "").any()]
    if texts.empty:
        return ""
    heads = [str(name) for name in texts.columns]
    cells = [heads, *texts.itertuples(index=False, name=None)]
    widths = _widths([max(map(len, column)) for column in zip(*cells)], room)
    return "\n".join(line for row in cells for line in _set(row, widths))


def _widths(wanted: list[int], room: int) -> list[int]:
    """A width for each column: as wanted, or less of the widest where there is no room."""
    widths = list(wanted)
    room -= len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _set(row: Sequence[str], widths: list[int]) -> list[str]:
    """The lines of one row."""
    wrapped = [
        textwrap.wrap(text, width) or [""]
        for text, width in zip(row, widths, strict=True)
    ]
    height = max(map(len, wrapped))
    columns = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return [
        _GAP.join(
            text.ljust(width) for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in zip(*columns, strict=True)
    ]
