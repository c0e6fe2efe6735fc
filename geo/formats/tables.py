"""Read tables without shapes, such as those of districts and their holders.

In: one file. Out: each table in it, with typed columns and the numbers of its rows.
"""

from typing import NamedTuple

from geo.base import CallError, ReadError
from geo.files import File
from geo.formats.registry import TABLES
from geo.formats.signatures import check_signature
from geo.formats.table_columns import Columns
from geo.formats.text.csv import read_table
from geo.formats.text.table_shapes import TextTable, typed_columns
from geo.formats.text.xlsx import read_sheets

_TEXT, _WORKBOOK, _PARQUET = (".csv", ".tsv"), ".xlsx", ".parquet"


class Table(NamedTuple):
    """A table: its name in the file, its columns, and the numbers of its rows in the file."""

    name: str
    columns: Columns
    numbers: tuple[int, ...]


def read_tables(file: File) -> list[Table]:
    """The tables of a file: one, or those of the sheets of a workbook.

    Raises
    ------
    ReadError
        If it cannot be read.
    CallError
        If its format has no tables without shapes.
    """
    ending = file.path.suffix.lower()
    if ending not in TABLES:
        raise CallError(
            f"{file.label}: not a table; pass one that ends in {', '.join(TABLES)}"
        )
    check_signature(file)
    if ending not in (*_TEXT, _WORKBOOK):
        from geo.formats.binary import feather, geoparquet

        reader = geoparquet if ending == _PARQUET else feather
        columns = reader.read_columns(file)
        rows = len(next(iter(columns.values()), ()))
        return [Table(file.path.stem, columns, tuple(range(1, rows + 1)))]
    sheets = (
        read_sheets(file)
        if ending == _WORKBOOK
        else {file.path.stem: read_table(file.path, file.label, file.limits)}
    )
    if not sheets:
        raise ReadError(f"{file.label}: no rows in it")
    return [_typed(name, sheet) for name, sheet in sheets.items()]


def _typed(name: str, table: TextTable) -> Table:
    return Table(name, typed_columns(table), tuple(table.numbers))
