"""Numbers written as files: CSV, JSON, XLSX and Parquet; no cell of them runs as a formula."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow
import pyarrow.parquet

import geo.dates
from geo.base import ControlError
from geo.dates import read_date
from geo.table import END, END_TEXT, START, START_TEXT, timeline
from layers.output import atomic_files
from layers.output.provenance import Made

# Of a square kilometre: enough for a tenth of a square metre.
_DECIMALS = 7

# What spreadsheets take for a formula. After a sign that is all but a number.
_RUNS = re.compile(r"[=@\t\r\n]")
_SIGNED = re.compile(r"[+-](?![\d.,]*$)")
_QUOTE = "'"
_CLOCK = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_STAMP = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell


def as_written(frame: pd.DataFrame, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """`frame` with its dates as the source of `table` wrote them: `-0322`, `2024-07-08`.

    Dates that are none of the table's own are written as days. Where `frame` has the rows of
    `table`, each is dated as it was. Numbers are rounded to a tenth of a square metre.
    """
    texts = timeline(table).set_index("date")["date_text"].to_dict()
    columns = {
        name: [texts.get(date) or _day(date) for date in frame[name]]
        for name in frame.columns
        if frame[name].dtype.kind == "M"
    }
    for name, own in ((START, START_TEXT), (END, END_TEXT)):
        if name in columns and _same(frame[name], table[name]):
            columns[name] = [a or b for a, b in zip(table[own], columns[name])]
    return frame.assign(**columns).round(_DECIMALS)


def to_csv(frame: pd.DataFrame) -> str:
    """`frame` as CSV with a head and unix line ends.

    A text that a spreadsheet would run as a formula, a head too, has a quote before it. Numbers
    have none, and neither have dates before the year 0, which programs read as they stand.
    """
    return _with_texts(frame, _guarded).to_csv(index=False, lineterminator="\n")


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` to `path` as `to_csv` gives it."""
    atomic_files.put(path, to_csv(frame).encode("utf-8"))


def put(cell: Any, value: Any) -> Any:
    """`value` in a cell of a workbook, as what it is: a text that looks like a formula stays text.

    Signs that no workbook may hold are left out.
    """
    value = _legible(value)
    cell.value = value
    if _runs(value):
        cell.data_type = "s"
        cell.quotePrefix = True
    return cell


def sign(book: Any, made: Made | None) -> None:
    """Put into the properties of a workbook what it was `made` of."""
    if made is not None:
        book.properties.creator = made.program
        book.properties.description = made.sentence


def write_table(frame: pd.DataFrame, path: Path, made: Made | None = None) -> None:
    """Write `frame` to `path`, in the format that its ending names.

    What it was `made` of is written along, but into CSV, which has no place for it that programs
    would not read as a row: JSON is an object of `provenance` and `rows`, XLSX has it in its
    properties, Parquet in the metadata `controlmap`.

    Raises
    ------
    ControlError
        If the ending is unknown, a library for it is missing, or the file cannot be written.
    """
    if path.suffix.lower() not in atomic_files.TABLES:
        raise ControlError(
            f"{path}: unknown ending; write one of {', '.join(atomic_files.TABLES)}"
        )
    atomic_files.put(path, _written(frame, path, made))


def _written(frame: pd.DataFrame, path: Path, made: Made | None) -> bytes:
    """What `path` is to hold. Libraries write to memory: a full disk is ours to tell of."""
    match path.suffix.lower():
        case ".csv":
            return to_csv(frame).encode("utf-8")
        case ".json":
            return _as_json(frame, made).encode()
        case ".parquet":
            return _as_parquet(frame, made)
        case _:
            return _as_xlsx(frame, path, made)


def _as_json(frame: pd.DataFrame, made: Made | None) -> str:
    """An object of `provenance` and `rows`; without the first a list of the rows."""
    rows = frame.to_json(
        orient="records", force_ascii=False, indent=1, double_precision=10
    )
    if made is None:
        return f"{rows}\n"
    return f'{{"provenance": {made.json},\n"rows": {rows}}}\n'


def _as_parquet(frame: pd.DataFrame, made: Made | None) -> bytes:
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    if made is not None:
        known = table.schema.metadata or {}
        table = table.replace_schema_metadata({**known, "controlmap": made.json})
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    return bytes(sink.getvalue())


def _as_xlsx(frame: pd.DataFrame, path: Path, made: Made | None) -> bytes:
    memory = io.BytesIO()
    try:
        with pd.ExcelWriter(memory, engine="openpyxl") as book:
            _with_texts(frame, _legible).to_excel(book, index=False)
            sign(book.book, made)
            for row in book.book.worksheets[0].iter_rows():
                for cell in row:
                    put(cell, cell.value)
    except ImportError as error:
        raise ControlError(
            f"{path.name}: openpyxl is needed to write it; run python -m pip install openpyxl"
        ) from error
    except OSError as error:  # openpyxl keeps rows in the folder for temporary files
        raise ControlError(
            f"{path}: cannot be written ({error.strerror or error})"
        ) from error
    return without_clock(memory)


def _with_texts(frame: pd.DataFrame, written: Callable[[Any], Any]) -> pd.DataFrame:
    """`frame` with its cells that are no numbers, and its heads, as `written` gives them."""
    columns = {
        name: [written(one) for one in frame[name]]
        for name in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[name])
    }
    return frame.assign(**columns).rename(columns=written)


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # A return by itself would end the row, and no writer of CSV quotes it.
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"{_QUOTE}{value}" if _runs(value) else value


def _legible(value: Any) -> Any:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value


def _runs(value: Any) -> bool:
    """Whether a spreadsheet would take `value` for a formula."""
    if not isinstance(value, str):
        return False
    return bool(_RUNS.match(value) or _SIGNED.match(value) and not _dated(value))


def _dated(text: str) -> bool:
    """Whether `text` is a date: before the year 0 they begin with a sign."""
    try:
        read_date(text)
    except ControlError:
        return False
    return True


def _same(these: "pd.Series[Any]", those: "pd.Series[Any]") -> bool:
    return these.reset_index(drop=True).equals(those.reset_index(drop=True))


def _day(date: pd.Timestamp) -> str:
    return "" if pd.isna(date) else geo.dates.written(date.to_datetime64())


def without_clock(memory: io.BytesIO) -> bytes:
    """The workbook in `memory` without the time at which it was made."""
    settled = io.BytesIO()
    with zipfile.ZipFile(memory) as made, zipfile.ZipFile(settled, "w") as out:
        for name in sorted(made.namelist()):
            content = _CLOCK.sub(b"", made.read(name))
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
    return settled.getvalue()
