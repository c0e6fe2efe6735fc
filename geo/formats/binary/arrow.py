"""Tables of Arrow, as Parquet and Feather hold them, with or without shapes in a column.

Without GeoParquet metadata, the column of shapes is known by its values, as in a table of texts.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow

from geo.base import NoShapes, ReadError, list_columns
from geo.files import File
from geo.formats.gdal import frame_layer
from geo.formats.layer import Layer
from geo.formats.table_columns import Columns, frame_columns
from geo.formats.text.table_shapes import TextTable, read_shapes, shape_column
from geo.formats.unclosed import shapes_from_wkb
from geo.formats.wkb import WkbError
from geo.formats.wkb import vertices as count_vertices
from geo.table import CRS


def plain_layer(
    file: File, table: pyarrow.Table, crs: str | None, messages: list[str]
) -> Layer:
    """A table without metadata on its shapes as a layer.

    Raises
    ------
    NoShapes
        If no column has shapes.
    ReadError
        If a shape cannot be read.
    """
    name, shapes, unclosed = _shapes(file, table)
    messages.append(f"shapes from column {name}")
    if crs is None:
        messages[-1] += ", taken for longitude and latitude (or pass --crs)"
    frame = gpd.GeoDataFrame(
        _frame(table.drop_columns([name])),
        geometry=shapes,
        crs=CRS if not crs else None,
    )
    return frame_layer(
        file, file.path.stem, frame, crs, messages=messages, unclosed=unclosed
    )


def columns(table: pyarrow.Table) -> Columns:
    """The columns of a table without shapes."""
    return frame_columns(_frame(table))


def check_shapes(file: File, row: int, shape: Any, total: int) -> int:
    """`total` and the vertices of a shape in WKB; raise if it is damaged, or they are too many."""
    try:
        total += count_vertices(shape, file.limits.nesting, plain=True)
    except WkbError as error:
        raise ReadError(f"{file.label}, row {row}: {error}") from error
    file.limits.require("vertices", total, file.label)
    return total


def _shapes(file: File, table: pyarrow.Table) -> tuple[str, Any, list[int]]:
    """The column of shapes, these, and the numbers of rows with a ring that was not closed."""
    for field in table.schema:
        if _is_binary(field.type):
            wkb = table[field.name].to_numpy(zero_copy_only=False)
            total = 0
            try:
                for row, shape in enumerate(wkb, 1):
                    if shape is not None:
                        total = check_shapes(file, row, shape, total)
            except ReadError:
                if total:
                    raise
                continue  # bytes of another kind
            if not total:
                continue
            return field.name, *shapes_from_wkb(wkb)
    texts = {
        field.name: [
            "" if value is None else value for value in table[field.name].to_pylist()
        ]
        for field in table.schema
        if pyarrow.types.is_string(field.type)
        or pyarrow.types.is_large_string(field.type)
    }
    text_table = TextTable(texts, list(range(1, table.num_rows + 1)))
    name = shape_column(text_table)
    if name is None:
        raise NoShapes(
            f"{file.label}: a table without shapes ({list_columns(table.column_names)}); a table "
            "of districts and their holders needs --units and --key"
        )
    unclosed: list[int] = []
    return name, read_shapes(text_table, name, file.label, file, unclosed), unclosed


def _is_binary(kind: pyarrow.DataType) -> bool:
    return bool(pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind))


def _frame(table: pyarrow.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=True)
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = np.asarray(frame[name].astype(object))
    return frame
