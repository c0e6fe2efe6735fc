"""Write tables of numbers as CSV, JSON, XLSX and Parquet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet

from geo.base import ControlError
from geo.dates import iso_text
from geo.table import END, END_TEXT, START, START_TEXT, require_columns, timeline
from layers.output.atomic_files import TABLES, write_file
from layers.output.formulas import is_formula
from layers.output.provenance import Provenance

_DECIMALS = 7  # of a square kilometre: a tenth of a square metre
_QUOTE = "'"


def as_written(frame: pd.DataFrame, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """`frame` with its dates as the source of `table` wrote them: `-0322`, `2024-07-08`.

    Dates that are not in the source are written as days. Where `frame` has the rows of `table`,
    each has the dates of its own row. Numbers are rounded to a tenth of a square metre.
    """
    require_columns(table)
    texts = timeline(table).set_index("date")["date_text"].to_dict()
    columns = {
        name: _mapped(frame[name], lambda date: texts.get(date) or _day(date))
        for name in frame.columns
        if frame[name].dtype.kind == "M"
    }
    for name, text in ((START, START_TEXT), (END, END_TEXT)):
        if name in columns and _is_equal(frame[name], table[name]):
            columns[name] = [a or b for a, b in zip(table[text], columns[name])]
    return frame.assign(**columns).round(_DECIMALS)


def to_csv(frame: pd.DataFrame) -> str:
    """`frame` as CSV with a header and unix line ends.

    A text or header that a spreadsheet would run as a formula gets a quote before it. Numbers do
    not, and neither do dates before the year 0.
    """
    return _with_texts(frame, _quoted).to_csv(index=False, lineterminator="\n")


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` to `path` as `to_csv` returns it."""
    write_file(path, to_csv(frame).encode("utf-8"))


def write_table(
    frame: pd.DataFrame, path: Path, provenance: Provenance | None = None
) -> None:
    """Write `frame` to `path`, in the format that its ending names.

    Provenance goes into every format but CSV, where programs would read it as a row: JSON is an
    object of `provenance` and `rows`, XLSX has it in its properties, Parquet in the metadata
    `controlmap`.

    Raises
    ------
    ControlError
        If the ending is unknown, or the file cannot be written.
    """
    if path.suffix.lower() not in TABLES:
        raise ControlError(f"{path}: unknown ending; write one of {', '.join(TABLES)}")
    write_file(path, _content(frame, path, provenance))


def _content(frame: pd.DataFrame, path: Path, provenance: Provenance | None) -> bytes:
    """The content of `path`. Libraries write to memory, so that a full disk is our error."""
    match path.suffix.lower():
        case ".csv":
            return to_csv(frame).encode("utf-8")
        case ".json":
            return _as_json(frame, provenance).encode()
        case ".parquet":
            return _as_parquet(frame, provenance)
        case _:
            return _as_xlsx(frame, path, provenance)


def _as_json(frame: pd.DataFrame, provenance: Provenance | None) -> str:
    """An object of `provenance` and `rows`; without provenance a list of the rows."""
    rows = frame.to_json(
        orient="records", force_ascii=False, indent=1, double_precision=10
    )
    if provenance is None:
        return f"{rows}\n"
    return f'{{"provenance": {provenance.json},\n"rows": {rows}}}\n'


def _as_parquet(frame: pd.DataFrame, provenance: Provenance | None) -> bytes:
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    if provenance is not None:
        metadata = table.schema.metadata or {}
        table = table.replace_schema_metadata(
            {**metadata, "controlmap": provenance.json}
        )
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table, sink)
    return bytes(sink.getvalue())


def _as_xlsx(frame: pd.DataFrame, path: Path, provenance: Provenance | None) -> bytes:
    from layers.output.workbook import as_workbook  # openpyxl takes a while to load

    try:
        return as_workbook(frame, provenance)
    except OSError as error:  # openpyxl writes to the folder for temporary files
        raise ControlError(
            f"{path}: cannot be written ({error.strerror or error})"
        ) from error


def _with_texts(frame: pd.DataFrame, change: Callable[[Any], Any]) -> pd.DataFrame:
    """`frame` with `change` applied to its header and to all columns that are not numbers."""
    columns = {
        name: _mapped(frame[name], change)
        for name in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[name])
    }
    return frame.assign(**columns).rename(columns=change)


def _mapped(column: "pd.Series[Any]", change: Callable[[Any], Any]) -> Any:
    """The values of `column` with `change` applied, once to each where they can be compared."""
    try:
        codes, values = pd.factorize(column, use_na_sentinel=False)
    except TypeError:  # lists and other values that have no hash
        return [change(value) for value in column]
    changed = np.empty(len(values), dtype=object)
    changed[:] = [change(value) for value in values]
    return changed[codes]


def _quoted(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # a carriage return alone would end the row, and no writer of CSV quotes it
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"{_QUOTE}{value}" if is_formula(value) else value


def _is_equal(column: "pd.Series[Any]", other: "pd.Series[Any]") -> bool:
    return column.reset_index(drop=True).equals(other.reset_index(drop=True))


def _day(date: pd.Timestamp) -> str:
    return "" if pd.isna(date) else iso_text(date.to_datetime64())
