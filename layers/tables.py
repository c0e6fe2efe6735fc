"""Numbers written as files: CSV, JSON, XLSX and Parquet."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

import geo
from layers.files import replacing

FORMATS = (".csv", ".json", ".parquet", ".xlsx")

# Of a square kilometre: enough for a tenth of a square metre.
_DECIMALS = 7


def as_written(frame: pd.DataFrame, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """`frame` with its dates as the source of `table` wrote them: `-0322`, `2024-07-08`.

    Dates that are none of the table's own are written as days. Where `frame` has the rows of
    `table`, each is dated as it was. Numbers are rounded to a tenth of a square metre.
    """
    texts = geo.timeline(table).set_index("date")["date_text"].to_dict()
    columns = {
        name: [texts.get(date) or _day(date) for date in frame[name]]
        for name in frame.columns
        if frame[name].dtype.kind == "M"
    }
    for name, own in ((geo.START, geo.START_TEXT), (geo.END, geo.END_TEXT)):
        if name in columns and _same(frame[name], table[name]):
            columns[name] = [a or b for a, b in zip(table[own], columns[name])]
    return frame.assign(**columns).round(_DECIMALS)


def to_csv(frame: pd.DataFrame) -> str:
    """`frame` as CSV with a head and unix line ends."""
    return frame.to_csv(index=False, lineterminator="\n")


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` to `path`, in the format that its ending names.

    Raises
    ------
    ControlError
        If the ending is unknown, a library for it is missing, or the file cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise geo.ControlError(
            f"{path}: unknown ending; write one of {', '.join(FORMATS)}"
        )
    with replacing(path) as draft:
        match path.suffix.lower():
            case ".csv":
                draft.write_text(to_csv(frame), encoding="utf-8", newline="\n")
            case ".json":
                text = frame.to_json(
                    orient="records", force_ascii=False, indent=1, double_precision=10
                )
                draft.write_text(text + "\n", encoding="utf-8", newline="\n")
            case ".parquet":
                frame.to_parquet(draft, index=False)
            case _:
                _to_xlsx(frame, draft)


def _to_xlsx(frame: pd.DataFrame, path: Path) -> None:
    try:
        frame.to_excel(path, index=False, engine="openpyxl")
    except ImportError as error:
        raise geo.ControlError(
            f"{path.name}: openpyxl is needed to write it; run python -m pip install openpyxl"
        ) from error


def _same(these: "pd.Series[Any]", those: "pd.Series[Any]") -> bool:
    return these.reset_index(drop=True).equals(those.reset_index(drop=True))


def _day(date: pd.Timestamp) -> str:
    return "" if pd.isna(date) else geo.written(date.to_datetime64())
