"""Keep the rows of a layer that satisfy conditions of the caller: `status != contested`.

A condition is a column, a comparison and a value. It is compared, and never evaluated as code.
"""

import operator
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from geo.base import CallError, ReadError, counted, join_spaces, without_marks
from geo.columns.matching import cell_names, require_column
from geo.dates import normalize_day, read_date, words_to_iso
from geo.formats import Layer, select_rows

# The reason of rows that are left out, before the condition.
UNMET = "left out by the condition"

_CONDITION = re.compile(r"(?P<column>.+?)\s*(?P<sign>!=|<=|>=|==?|<|>)\s*(?P<value>.*)")
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Condition(NamedTuple):
    """A column, one of `_SIGNS`, and a value; `text` is the condition as written."""

    column: str
    sign: str
    value: str
    text: str


def read_condition(text: str) -> Condition:
    """The condition in a text; CallError if it is none."""
    match = _CONDITION.fullmatch(join_spaces(text))
    if match is None:
        raise CallError(
            f"--where {text}: write a column, a comparison (= != < <= > >=) and a value, as "
            '"status != contested"'
        )
    return Condition(
        _without_quotes(match["column"]),
        "=" if match["sign"] == "==" else match["sign"],
        _without_quotes(match["value"]),
        match[0],
    )


def keep_rows(layer: Layer, conditions: Sequence[Condition]) -> Layer:
    """`layer` with the rows that satisfy all `conditions`; the others are counted in it.

    Names are compared without regard to case, kinds of blanks and invisible characters; numbers
    and dates by their values. A cell without a value, or with one of another kind, is only
    unequal.

    Raises
    ------
    CallError
        If it has no such column.
    """
    for condition in conditions:
        name = require_column(layer.columns, condition.column, "where", layer.label)
        matches = {
            value: satisfies(value, condition)
            for value in dict.fromkeys(cell_names(layer.columns[name]))
        }
        kept = np.array(
            [matches[value] for value in cell_names(layer.columns[name])], bool
        )
        if kept.all():
            continue
        numbers = np.array(layer.numbers)
        reason = f"{UNMET} {condition.text}"
        first = int(numbers[~kept][0])
        layer = replace(
            layer,
            shapes=layer.shapes[kept],
            columns=select_rows(layer.columns, kept),
            row_numbers=tuple(numbers[kept].tolist()),
            unclosed=sorted({*layer.unclosed} & {*numbers[kept].tolist()}),
            excluded=(*layer.excluded, (reason, int((~kept).sum()), first)),
            messages=[
                *layer.messages,
                f"{counted(int((~kept).sum()), 'row')} {reason}",
            ],
        )
    return layer


def satisfies(cell: str | None, condition: Condition) -> bool:
    """Whether a cell satisfies a condition."""
    compare = _SIGNS[condition.sign]
    if condition.sign in ("=", "!="):
        values = (fold(cell or ""), fold(condition.value))
        if _number(cell) is not None and _number(condition.value) is not None:
            return bool(compare(_number(cell), _number(condition.value)))
        return bool(compare(*values))
    for read in (_number, _date):
        own, other = read(cell), read(condition.value)
        if own is not None and other is not None:
            return bool(compare(own, other))
    return False


def fold(name: str) -> str:
    """A name as it is compared: without case, kinds of blanks, widths and invisible characters."""
    return unicodedata.normalize("NFKC", without_marks(join_spaces(name)).casefold())


def _without_quotes(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`"
    return text[1:-1] if quoted else text


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None


def _date(text: str | None) -> Any:
    try:
        return read_date(words_to_iso(normalize_day(text or "")))
    except ReadError:
        return None
