"""Write tables as XLSX workbooks, in which no cell runs as a formula."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from layers.output.atomic_files import write_file
from layers.output.formulas import is_formula
from layers.output.provenance import Provenance

# Excel counts a 29 February 1900, so dates are reliable from the first of March on.
_FIRST_DAY = datetime.date(1900, 3, 1)
_EXACT = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER_FORMATS = {"_km2": "#,##0.00", "ratio": "0.00"}
_WIDEST = 60  # characters of a column
_MEASURED_ROWS = 200  # to find the width of a column
_CLOCK = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest date of a member of a zip

Column = tuple[str, list[Any], str]  # head, cells, number format


def write_workbook(
    sheets: Mapping[str, pd.DataFrame],
    notes: Sequence[tuple[str, str]],
    path: Path,
    provenance: Provenance | None = None,
) -> None:
    """Write `sheets` by name, and a sheet of `notes`, for people.

    Headers have units. Columns named `date...` become dates where every cell is a day that Excel
    knows, from 1 March 1900 on; else they stay text, as the source wrote them. The same tables
    give the same bytes. The properties of the workbook hold its provenance.
    """
    book = _new_book(provenance)
    for name, frame in sheets.items():
        columns = [_column(str(head), list(cells)) for head, cells in frame.items()]
        sheet = _add_sheet(book, name, columns)
        sheet.freeze_panes = "A2"
        for place, (head, cells, _) in enumerate(columns, start=1):
            lengths = [len(str(cell)) for cell in (head, *cells[:_MEASURED_ROWS])]
            width = min(max(lengths) + 3, _WIDEST)
            sheet.column_dimensions[get_column_letter(place)].width = width
    sheet = book.create_sheet("Notes")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 100
    for row, (subject, text) in enumerate(notes, start=1):
        cell = _fill(sheet.cell(row, 1), subject)
        cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
        cell = _fill(sheet.cell(row, 2), text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    write_file(path, _content(book))


def as_workbook(frame: pd.DataFrame, provenance: Provenance | None = None) -> bytes:
    """The content of a workbook with one sheet, for programs: heads and values as they are."""
    book = _new_book(provenance)
    columns = [(str(head), _plain(cells), "") for head, cells in frame.items()]
    _add_sheet(book, "Sheet1", columns)
    return _content(book)


def _new_book(provenance: Provenance | None) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    if provenance is not None:
        book.properties.creator = provenance.program
        book.properties.description = provenance.sentence
    return book


def _add_sheet(book: openpyxl.Workbook, name: str, columns: list[Column]) -> Any:
    sheet = book.create_sheet(name)
    for place, (head, cells, number_format) in enumerate(columns, start=1):
        _fill(sheet.cell(1, place), head).font = Font(bold=True)
        for row, value in enumerate(cells, start=2):
            cell = _fill(sheet.cell(row, place), value)
            if number_format:
                cell.number_format = number_format
    return sheet


def _fill(cell: Any, value: Any) -> Any:
    """Put `value` into a cell: a text that looks like a formula stays a text.

    Characters that no workbook may hold are left out.
    """
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = value
    if is_formula(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def _content(book: openpyxl.Workbook) -> bytes:
    """The bytes of a workbook, without the time at which it was provenance."""
    saved, timeless = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as archive, zipfile.ZipFile(timeless, "w") as out:
        for name in sorted(archive.namelist()):
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(member, _CLOCK.sub(b"", archive.read(name)))
    return timeless.getvalue()


def _column(head: str, values: list[Any]) -> Column:
    """Head with its unit, cells and number format of a column."""
    if head.startswith("date"):
        days = [_day(value) for value in values]
        if all(day is not None for day in days):
            return head, days, "yyyy-mm-dd"
        return head, _plain(values), ""
    style = next(
        (style for end, style in _NUMBER_FORMATS.items() if head.endswith(end)), ""
    )
    if head.endswith("_km2"):
        head = f"{head.removesuffix('_km2')} (km²)"
    return head, _plain(values), style


def _day(text: object) -> datetime.date | None:
    if not isinstance(text, str) or not _EXACT.fullmatch(text):
        return None
    day = datetime.date.fromisoformat(text)
    return day if day >= _FIRST_DAY else None


def _plain(values: Iterable[Any]) -> list[Any]:
    """Values of a column as Python's own types; None where one is missing."""
    return [
        (
            None
            if pd.api.types.is_scalar(value) and pd.isna(value)
            else value.item() if hasattr(value, "item") else value
        )
        for value in values
    ]
