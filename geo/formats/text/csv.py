"""Read tables as text (CSV), with shapes in one of their columns.

GDAL reads a row with too few values without a message.
"""

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.base import LimitError, Limits, ReadError, number_duplicates
from geo.files import START, File, require_no_answer
from geo.formats.text import xlsx
from geo.formats.text.table_shapes import TextTable, shape_column, table_layer

if TYPE_CHECKING:
    from geo.formats.layer import Layer

_POLYGON = re.compile(rb"polygon|\"coordinates", re.I)
_SEPARATORS = ",;\t|"
_MOST_COLUMNS = 16_384  # of Excel and LibreOffice


def read(file: File, layer: str | None, crs: str | None) -> "list[Layer]":
    """A table with shapes as a layer.

    Values are separated by commas, semicolons, tabs or bars, in UTF-8 or UTF-16. Rows are counted
    as a spreadsheet does; blank ones are not rows.

    Raises
    ------
    NoShapes
        If no column has shapes.
    ReadError
        If the table or one of its shapes cannot be read, or a row has more or fewer values than
        there are columns.
    """
    from geo.formats.layer import wanted_layers

    table = read_table(file.path, file.label, file.limits)
    return wanted_layers(
        file, layer, [table_layer(file, file.path.stem, False, table, crs)]
    )


def has_shapes(path: Path, limits: Limits = Limits()) -> bool:
    """Whether a table has polygons, or seems to have some where it cannot be read.

    Raises LimitError if it is larger than `limits` allow.
    """
    try:
        if path.suffix.lower() == ".xlsx":
            file = File(path, path.name, (), limits)
            sheets = xlsx.read_sheets(file).values()
            return any(shape_column(sheet, only_polygons=True) for sheet in sheets)
        table = read_table(path, path.name, limits)
        return shape_column(table, only_polygons=True) is not None
    except LimitError:
        raise
    except ReadError:
        return _POLYGON.search(path.read_bytes()) is not None


def read_table(
    path: Path, label: str, limits: Limits = Limits(), *, fill: bool = False
) -> TextTable:
    """All values of a table as texts, without blanks around them.

    With `fill` a row may end before its last columns, which are then empty.

    Raises
    ------
    ReadError
        If it is not a table of text, has rows of another length than its header, or is larger
        than `limits` allow.
    """
    try:
        limits.require("size", path.stat().st_size, label)
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{label}: cannot be opened ({error.strerror})") from error
    require_no_answer(data[:START], label, "CSV")
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_utf16 and b"\0" in data:
        raise ReadError(f"{label}: zeros in its text; save it as CSV UTF-8")
    try:
        records = _records(data, "utf-16" if is_utf16 else "utf-8-sig", label, limits)
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text; save it as CSV UTF-8") from error
    if not records:
        raise ReadError(f"{label}: the file is empty")
    _, header = records.pop(0)
    for number, record in records:
        if fill:
            record += [""] * (len(header) - len(record))
        if len(record) != len(header):
            raise ReadError(
                f"{label}, row {number}: {len(record)} values for {len(header)} columns; correct "
                "the row, or the file may be cut off"
            )
    names = number_duplicates(
        [name or f"column {at}" for at, name in enumerate(header, 1)]
    )
    columns = {
        name: [record[at] for _, record in records] for at, name in enumerate(names)
    }
    return TextTable(columns, [number for number, _ in records])


def _records(
    data: bytes, encoding: str, label: str, limits: Limits
) -> list[tuple[int, list[str]]]:
    """Numbers and values of the rows that are not blank; the first of the file is row 1.

    All are read at once, because the limit of the csv module is that of the whole program.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")
    separator = _separator(lines.readline())
    lines.seek(0)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = []
    longest = csv.field_size_limit(len(data) + 1)  # a polygon may be long
    try:
        for row in reader:
            if len(row) > _MOST_COLUMNS:
                raise ReadError(
                    f"{label}, row {len(rows) + 1}: more than {_MOST_COLUMNS:,} columns, the most "
                    "of a spreadsheet; correct the row"
                )
            if len(rows) > limits.rows:
                raise limits.exceeded("rows", label)
            rows.append([value.strip() for value in row])
    except csv.Error as error:
        raise ReadError(
            f"{label}, line {reader.line_num}: not readable as CSV ({error}); it may be cut off"
        ) from error
    finally:
        csv.field_size_limit(longest)
    return [(number, values) for number, values in enumerate(rows, 1) if any(values)]


def _separator(header: str) -> str:
    """The separator between the names of the columns; a comma if there is only one name."""
    return max(_SEPARATORS, key=header.count)
