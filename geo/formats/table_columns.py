"""Columns of a layer by name, each an array with a value for each row.

A data frame of one row takes longer to make than its polygon to parse, and a folder may have
thousands of such files. So the rows of all of them become one frame at the end (`join_columns`).
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from geo.base import number_duplicates

# An array of numpy, or of pandas for types that numpy does not have.
Array = Any
Columns = Mapping[str, Array]


def frame_columns(frame: pd.DataFrame) -> Columns:
    """The columns of `frame`."""
    names = number_duplicates([str(name) for name in frame.columns])
    return {name: _array(values) for name, (_, values) in zip(names, frame.items())}


def select_rows(columns: Columns, kept: Any) -> Columns:
    """Some rows of `columns`, by a mask or a slice."""
    return {name: values[kept] for name, values in columns.items()}


def join_columns(layers: Iterable[tuple[Columns, int]]) -> pd.DataFrame:
    """The columns of several layers in one frame, each given with its number of rows.

    A column has the type that pandas gives it in a frame of each layer, and all of them together.
    """
    frames = []
    for types, run in groupby(layers, lambda layer: _types(layer[0])):
        same = list(run)
        joined = {name: _joined([each[name] for each, _ in same]) for name, _ in types}
        number = sum(number for _, number in same)
        frames.append(pd.DataFrame(joined, index=pd.RangeIndex(number)))
    return pd.concat(frames, ignore_index=True)


def _array(values: "pd.Series[Any]") -> Array:
    """The array of a column, without the wrapper of pandas around one of numpy."""
    array = values.array
    plain = isinstance(array, pd.arrays.NumpyExtensionArray)
    return array.to_numpy() if plain else array


def _types(columns: Columns) -> list[tuple[str, str]]:
    """Names of columns and their types in a frame, where texts have one of their own."""
    return [
        (
            name,
            (
                pd.api.types.infer_dtype(values, skipna=True)
                if values.dtype == object
                else str(values.dtype)
            ),
        )
        for name, values in columns.items()
    ]


def _joined(arrays: list[Array]) -> Array:
    if all(isinstance(values, np.ndarray) for values in arrays):
        return np.concatenate(arrays)
    return pd.concat([pd.Series(values) for values in arrays], ignore_index=True).array
