"""Values of text formats as columns with one type each.

In KML and CSV all values are texts, in JSON each has its own type. A column of numbers becomes one
of numbers, so that a year means the same in every format.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from geo.base import sanitize_text
from geo.formats.table_columns import Array, frame_columns

# As programs write numbers: 0815 and +3 are codes or years, whose digits must stay.
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})", re.ASCII)
_NUMBER = re.compile(
    r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,17})?(?:[eE][-+]?\d\d?)?", re.ASCII
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# Whole numbers up to here are the same as floating-point numbers.
_EXACT = 2**53
# So many texts take less memory, and not much more time, in the type that pandas has for them.
_MANY = 1000


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, Array]:
    """One column for each key of `rows`, in order of first appearance; None where missing."""
    names = dict.fromkeys(name for row in rows for name in row)
    made = {_text(name): column([row.get(name) for row in rows]) for name in names}
    if len(rows) < _MANY:
        return made
    return dict(frame_columns(pd.DataFrame(made)))


def column(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """`values` as whole numbers, numbers or truth values if all are, else as texts and None.

    Whole numbers with gaps become floating-point numbers, as in pandas; a list or an object
    becomes its JSON.
    """
    types = {type(value) for value in values}
    present = types - {type(None)}
    if present and present <= {int, float}:
        if all(abs(value) < _EXACT for value in values if type(value) is int):
            if types == {int}:
                return np.array(values, np.int64)
            numbers = [np.nan if value is None else value for value in values]
            return np.array(numbers, float)
    if types == {bool}:
        return np.array(values, bool)
    texts = np.empty(len(values), object)
    texts[:] = [None if value is None else _text(value) for value in values]
    return texts


def parse_texts(texts: Sequence[str | None]) -> list[Any]:
    """`texts` as numbers if all are written as such; None for an empty one."""
    filled = [text for text in texts if text]
    convert: type = str
    if all(map(_WHOLE.fullmatch, filled)):
        convert = int
    elif all(map(_NUMBER.fullmatch, filled)):
        convert = float
    return [convert(text) if text else None for text in texts]


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # no column can hold half of a character, which JSON allows
    return text if _SURROGATE.search(text) is None else sanitize_text(text)
