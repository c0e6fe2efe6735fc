"""Join a table of districts and their holders to the polygons of the districts.

Such a table has a row for each district and date, or interval, and no shapes; the polygons are in
a second source, and both have a column `key` with the codes of the districts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import (
    CallError,
    Limits,
    ReadError,
    RowError,
    counted,
    list_columns,
    sanitize_text,
)
from geo.columns import Rejections, cell_names
from geo.dates import label
from geo.files import Digests, find, scratch
from geo.formats import (
    READABLE,
    TABLE,
    Array,
    FrameLayer,
    Layer,
    dataframe_layer,
    join_hashes,
    layers,
    memory_layer,
    plain_columns,
)
from geo.table import SNAPSHOTS, START, START_TEXT

Units = str | Path | pd.DataFrame

_LABEL = "units"
_MOST_NAMES = 5  # in one sentence


class _Districts(NamedTuple):
    """The polygon of each district by its code, the label of their source, and messages."""

    shapes: dict[str, Any]
    label: str
    sha256: str
    messages: list[str]


def units_layer(
    frame: pd.DataFrame,
    units: Units,
    key: str | None,
    crs: str | None,
    limits: Limits,
    rejections: Rejections | None,
) -> FrameLayer:
    """The rows of `frame`, each with the polygon of its district, as a layer.

    `units` is a GeoDataFrame or the path of a file, `key` the column that both have; codes are
    compared as texts, so that 7 and 7.0 are the same and 7 and 07 are not. Only the polygons are
    taken from `units`, as its other columns are not about the dates of the table. Districts in no
    row are reported. Rows of no known district are added to `rejections`, or the first of them is
    raised if that is None.

    Raises
    ------
    ReadError
        If a row has no code or that of no district, or `units` has two rows of one code.
    CallError
        If there is no `key`, or no such column in one of the two.
    """
    rows, digest = plain_columns(frame, TABLE)
    if key is None:
        raise CallError(
            f"{TABLE}: --units without --key; pass the column that both have "
            f"({list_columns(rows.columns)})"
        )
    codes = _codes(rows[_column(rows.columns, key, TABLE)])
    districts = _read_districts(units, key, crs, limits)
    _reject_unknown(codes, key, districts, rejections)
    shapes = np.empty(len(rows), object)
    shapes[:] = [districts.shapes.get(code or "") for code in codes]
    messages = [*districts.messages, *_unheld(districts, codes)]
    layer = memory_layer(TABLE, shapes, rows, messages)
    return FrameLayer(layer, join_hashes(digest, districts.sha256))


def incomplete_dates(table: gpd.GeoDataFrame, key: str) -> list[str]:
    """Report on snapshots without a row for some of the districts of `table`.

    They may list only the districts that changed, and are read as if the others were lost.
    """
    names = [name for name in table.columns if str(name).casefold() == key.casefold()]
    if not table.attrs[SNAPSHOTS] or not names:
        return []
    counts = table.groupby(START)[names[0]].nunique()
    number = table[names[0]].nunique()
    incomplete = counts[counts < number]
    if incomplete.empty:
        return []
    first = table[START_TEXT][table[START] == incomplete.index[0]].iloc[0]
    return [
        f"{counted(len(incomplete), 'date')} of {len(counts):,d} without a row for some districts "
        f"(first: {label(first)}, {incomplete.iloc[0]:,d} of {number:,d}); there no territory is "
        "held then"
    ]


def _reject_unknown(
    codes: Sequence[str | None],
    key: str,
    districts: _Districts,
    rejections: Rejections | None,
) -> None:
    """Reject the rows of no known district, the first of each code for all."""
    unknown = Counter(code for code in codes if code not in districts.shapes)
    for code, number in unknown.items():
        row = codes.index(code) + 1
        problem = f"no code in column {key}; fill it in"
        if code is not None:
            where = f"column {key} is not in {districts.label}"
            problem = f"“{code}” of {where}; correct one of the two"
        if number > 1:
            problem += f" (so in {number:,d} rows)"
        error = RowError(TABLE, row, problem)
        if rejections is None:
            raise error
        rejections.add_layer(TABLE, error, row)


def _unheld(districts: _Districts, codes: Sequence[str | None]) -> list[str]:
    """Report on the districts that are in no row."""
    absent = sorted({*districts.shapes} - {*codes})
    if not absent:
        return []
    more = ", ..." if absent[_MOST_NAMES:] else ""
    return [
        f"{len(absent):,d} of {counted(len(districts.shapes), 'district')} in {districts.label} "
        f"are in no row ({', '.join(absent[:_MOST_NAMES])}{more})"
    ]


def _read_districts(
    units: Units, key: str, crs: str | None, limits: Limits
) -> _Districts:
    if isinstance(units, pd.DataFrame):
        layer, digest = dataframe_layer(units, _LABEL, crs)
        return _districts([layer], key, _LABEL, digest)
    if not isinstance(units, str | Path):
        raise CallError(
            f"--units: a value of type {type(units).__name__}; pass a GeoDataFrame or a path"
        )
    with scratch() as folder:
        files = find(units, folder, READABLE, limits).files
        all_layers = [layer for file in files for layer in layers(file, crs=crs)]
        digest = Digests().source(files)["sha256"]
    return _districts(all_layers, key, Path(units).name, digest)


def _districts(
    all_layers: Sequence[Layer], key: str, label: str, digest: str
) -> _Districts:
    """The districts of layers, all of which have a column `key`."""
    shapes: dict[str, Any] = {}
    origin: dict[str, str] = {}
    messages: list[str] = []
    for layer in all_layers:
        column = _column(layer.columns, key, layer.label)
        codes = _codes(layer.columns[column])
        if without := codes.count(None):
            messages.append(
                f"{counted(without, 'row')} of {layer.label} without {column}"
            )
        for code, shape, number in zip(codes, layer.shapes, layer.numbers):
            if code is None:
                continue
            where = f"{layer.label}, row {number}"
            if code in shapes:
                raise ReadError(
                    f"{where}: “{code}” of column {column} again, after {origin[code]}; keep one "
                    f'row of each, for example by units.dissolve("{column}", as_index=False)'
                )
            shapes[code], origin[code] = shape, where
        messages += [f"{layer.label}: {message}" for message in layer.messages]
    if not shapes:
        raise ReadError(f"{label}: no district in it")
    joined = f"polygons of {counted(len(shapes), 'district')} from {label}, by {key}"
    return _Districts(shapes, label, digest, [joined, *messages])


def _codes(column: Array) -> list[str | None]:
    """The code of each row as text, None where it is empty."""
    return [code and sanitize_text(code) for code in cell_names(column)]


def _column(columns: Iterable[str], key: str, label: str) -> str:
    """The column `key`, in this spelling or else in another case."""
    names = [str(name) for name in columns]
    for spelling in (str, str.casefold):
        for name in names:
            if spelling(sanitize_text(name)) == spelling(key):
                return name
    raise CallError(f"{label}: no column {key} for --key ({list_columns(names)})")
