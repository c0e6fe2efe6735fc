"""Tables in one workbook: typed cells, units in the head, and notes on a sheet of their own."""

import datetime
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from layers.output import atomic_files
from layers.output.provenance import Made
from layers.output.tables import put, sign, without_clock

# Excel counts a 29 February 1900, so days are sure from the first of March on.
_FIRST_DAY = datetime.date(1900, 3, 1)
_EXACT = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERS = {"_km2": "#,##0.00", "ratio": "0.00"}
_WIDEST = 60  # characters of a column


def write_workbook(
    sheets: Mapping[str, pd.DataFrame],
    notes: Sequence[tuple[str, str]],
    path: Path,
    made: Made | None = None,
) -> None:
    """`sheets` by name, and a sheet of `notes`; ImportError without openpyxl.

    Columns named `date...` become dates where every cell is a day that Excel knows, from 1 March
    1900 on; else they stay text, as the source wrote them. The same tables give the same bytes.
    Its properties tell what it was `made` of.
    """
    import openpyxl
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sign(book, made)
    for name, frame in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        columns = [_column(str(head), frame[head].tolist()) for head in frame.columns]
        for place, (head, cells, style) in enumerate(columns, start=1):
            put(sheet.cell(1, place), head).font = Font(bold=True)
            for row, value in enumerate(cells, start=2):
                cell = put(sheet.cell(row, place), value)
                if style:
                    cell.number_format = style
            widest = max((len(str(one)) for one in [head, *cells[:200]]), default=0)
            letter = get_column_letter(place)
            sheet.column_dimensions[letter].width = min(widest + 3, _WIDEST)
    sheet = book.create_sheet("Notes")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 100
    for row, (subject, words) in enumerate(notes, start=1):
        put(sheet.cell(row, 1), subject).font = Font(bold=True)
        put(sheet.cell(row, 2), words).alignment = Alignment(
            wrap_text=True, vertical="top"
        )
        sheet.cell(row, 1).alignment = Alignment(vertical="top")
    memory = io.BytesIO()
    book.save(memory)
    atomic_files.put(path, without_clock(memory))


def _column(head: str, values: list[Any]) -> tuple[str, list[Any], str]:
    """Head with its unit, cells and number format of a column."""
    if head.startswith("date"):
        days = [_day(one) for one in values]
        if all(day is not None for day in days):
            return head, days, "yyyy-mm-dd"
        return head, [_plain(one) for one in values], ""
    style = next((style for end, style in _NUMBERS.items() if head.endswith(end)), "")
    named = head.removesuffix("_km2") + " (km²)" if head.endswith("_km2") else head
    return named, [_plain(one) for one in values], style


def _day(text: object) -> datetime.date | None:
    if not isinstance(text, str) or not _EXACT.fullmatch(text):
        return None
    day = datetime.date.fromisoformat(text)
    return day if day >= _FIRST_DAY else None


def _plain(value: Any) -> Any:
    if (
        value is None
        or value is pd.NaT
        or (isinstance(value, float) and value != value)
    ):
        return None
    return value.item() if hasattr(value, "item") else value
