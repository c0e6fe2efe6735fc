"""Columns of a layer by name, each an array with a value for each row.

A data frame of one row takes longer to make than its polygon to parse, and a folder may have
thousands of such files. So the rows of all of them become one frame at the end (`join_columns`).
"""

from collections.abc import Iterable, Mapping
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
    runs: list[tuple[dict[str, str], list[Columns], int]] = []
    for columns, number in layers:
        types = {name: _type(values) for name, values in columns.items()}
        if runs and list(runs[-1][0].items()) == list(types.items()):
            runs[-1][1].append(columns)
            runs[-1] = (*runs[-1][:2], runs[-1][2] + number)
        else:
            runs.append((types, [columns], number))
    frames = [
        pd.DataFrame(
            {name: _joined([columns[name] for columns in same]) for name in types},
            index=pd.RangeIndex(number),
        )
        for types, same, number in runs
    ]
    return pd.concat(frames, ignore_index=True)


def _array(values: "pd.Series[Any]") -> Array:
    """The array of a column, without the wrapper of pandas around one of numpy."""
    array = values.array
    plain = isinstance(array, pd.arrays.NumpyExtensionArray)
    return array.to_numpy() if plain else array


def _type(values: Array) -> str:
    """The type of an array in a frame, where texts have a type of their own."""
    if values.dtype == object:
        return str(pd.api.types.infer_dtype(values, skipna=True))
    return str(values.dtype)


def _joined(arrays: list[Array]) -> Array:
    if all(isinstance(values, np.ndarray) for values in arrays):
        return np.concatenate(arrays)
    return pd.concat([pd.Series(values) for values in arrays], ignore_index=True).array
