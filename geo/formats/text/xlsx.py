"""Read the sheets of an Excel workbook as tables of texts, after its sizes were checked.

A workbook is a zip of XML: a kilobyte can stand for gigabytes, and one cell can announce a million
rows of 16,384 columns. Formulas are not computed: their last results are stored beside them.

Source: ECMA-376-1, Office Open XML File Formats.
"""

import datetime
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from geo.base import NoShapes, ReadError, in_bytes, number_duplicates
from geo.files import DAMAGED, File, open_zip
from geo.formats.text.table_shapes import TextTable, shape_column, table_layer

if TYPE_CHECKING:
    from geo.formats.layer import Layer

_DOCTYPE = b"<!DOCTYPE"
_MOST_COLUMNS = 16_384  # of a sheet
_LONGEST_CELL = 32_767
_NO_XML = "not readable as an Excel workbook; save it again as .xlsx, or as CSV UTF-8"


def read(file: File, layer: str | None, crs: str | None) -> "list[Layer]":
    """Each sheet with shapes in a column as a layer.

    Raises
    ------
    NoShapes
        If no sheet has such a column.
    ReadError
        If it is not a workbook, or one of its shapes cannot be read.
    """
    from geo.formats.layer import wanted_layers

    sheets = read_sheets(file)
    with_shapes = {name: sheet for name, sheet in sheets.items() if shape_column(sheet)}
    several = len(with_shapes or sheets) > 1
    layers = [
        table_layer(file, name, several, sheet, crs)
        for name, sheet in (with_shapes or sheets).items()
    ]
    if not layers:
        raise NoShapes(f"{file.label}: no rows in its sheets")
    return wanted_layers(file, layer, layers)


def read_sheets(file: File) -> dict[str, TextTable]:
    """All values of the sheets that have rows as texts, by the names of the sheets.

    Rows are counted as in the sheet, where the first one with values has the names of columns.

    Raises
    ------
    ReadError
        If it is not a workbook.
    LimitError
        If it has more rows or bytes than its limits allow.
    """
    import openpyxl

    _require_bounded(file)
    sheets = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on styles, which are not read
            book = openpyxl.load_workbook(
                file.path, read_only=True, data_only=True, keep_links=False
            )
            try:
                for sheet in book.worksheets:
                    if table := _table(file, sheet):
                        sheets[sheet.title] = table
            finally:
                book.close()
    except ReadError:
        raise
    except (*DAMAGED, TypeError, SyntaxError) as error:  # SyntaxError of XML
        raise ReadError(f"{file.label}: {_NO_XML}") from error
    return sheets


def _require_bounded(file: File) -> None:
    """Raise unless the parts of a workbook are small enough, and without a document type."""
    try:
        with open_zip(file.path, file.label, file.limits) as archive:
            text = f"unpacks to {in_bytes(archive.size)}"
            file.limits.require("size", archive.size, file.label, text)
            for member in archive.members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                before = b""
                for chunk in archive.chunks(member):
                    if not before and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                        raise ReadError(f"{file.label}: {_NO_XML}")
                    if _DOCTYPE in (before + chunk).upper():
                        raise ReadError(
                            f"{file.label}: has a document type (DOCTYPE), which can do harm; "
                            "save it again"
                        )
                    before = chunk[-len(_DOCTYPE) :]
    except zipfile.BadZipFile as error:
        raise ReadError(f"{file.label}: {_NO_XML}") from error


def _table(file: File, sheet: Any) -> TextTable | None:
    """The rows of a sheet; None if it is empty."""
    sheet.reset_dimensions()  # which it announces
    header: list[str] = []
    records: list[tuple[int, list[str]]] = []
    cells = sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)
    for number, values in enumerate(cells, 1):
        file.limits.require("rows", number - 1, file.label)
        texts = [_text(value) for value in values[: len(header) or None]]
        if not any(texts):
            continue
        if _LONGEST_CELL in map(len, texts):
            raise ReadError(
                f"{file.label}, row {number}: a text of {_LONGEST_CELL:,} characters, the most of "
                "a cell; it is cut off there, save the table as CSV from where it was made"
            )
        if header:
            records.append((number, texts + [""] * (len(header) - len(texts))))
        else:
            while not texts[-1]:
                texts.pop()
            header = number_duplicates(
                [name or f"column {at}" for at, name in enumerate(texts, 1)]
            )
    if not header:
        return None
    columns = {
        name: [texts[at] for _, texts in records] for at, name in enumerate(header)
    }
    return TextTable(columns, [number for number, _ in records])


def _text(value: Any) -> str:
    """A cell as a table of text has it."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        text = value.isoformat(timespec="seconds")
        return text.removesuffix("T00:00:00")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
