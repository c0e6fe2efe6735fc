"""Values of formats that keep no types, as columns of the types that others give them.

In KML and CSV everything is text, in JSON each value has a type of its own. A column of numbers
becomes one of numbers, so that a year means the same in every format.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

# As a program writes numbers: 0815 and +3 are codes or years, whose digits must stay.
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})", re.ASCII)
_NUMBER = re.compile(
    r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?(?:[eE][-+]?\d\d?)?", re.ASCII
)
# Whole numbers up to here are the same as floating-point numbers.
_EXACT = 2**53


def columns(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """One column for each key of `rows`, in the order in which they come up; None where none."""
    names = dict.fromkeys(name for row in rows for name in row)
    found = {name: column([row.get(name) for row in rows]) for name in names}
    return pd.DataFrame(found, index=pd.RangeIndex(len(rows)))


def column(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """`values` as whole numbers, numbers or truth values if all are, else as texts and None.

    Whole numbers with gaps are floating-point numbers, as pandas has them; a list or an object is
    its JSON.
    """
    kinds = {type(value) for value in values}
    told = kinds - {type(None)}
    if told and told <= {int, float}:
        if all(abs(value) < _EXACT for value in values if type(value) is int):
            if kinds == {int}:
                return np.array(values, np.int64)
            return np.array([np.nan if one is None else one for one in values], float)
    if kinds == {bool}:
        return np.array(values, bool)
    found = np.empty(len(values), object)
    found[:] = [
        value if value is None or isinstance(value, str) else _json(value)
        for value in values
    ]
    return found


def typed(texts: Sequence[str | None]) -> list[Any]:
    """`texts` as numbers if all of them are written as such; an empty one is None."""
    told = [text for text in texts if text]
    read: type = str
    if all(map(_WHOLE.fullmatch, told)):
        read = int
    elif all(map(_NUMBER.fullmatch, told)):
        read = float
    return [read(text) if text else None for text in texts]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
