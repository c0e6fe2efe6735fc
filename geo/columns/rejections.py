"""What of a source cannot be read, gathered where the caller wants to be told of all of it.

Without it the first row that cannot be read ends the reading, and people who mend a file are told
of one row after another.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from geo.base import CallError, ReadError, RowError
from geo.dates import OpenOrderError
from geo.finding import Finding
from geo.formats import Layer

# So many rows of a layer are told one by one; a layer with more of them is told as one.
_ROWS = 20

T = TypeVar("T")


class Refusals:
    """Findings on files, layers and rows that cannot be read, in the order of the source."""

    def __init__(self, found: list[Finding]) -> None:
        """New findings are added to `found`."""
        self.found = found
        self.first: ReadError | None = None

    def whole(self, label: str, error: ReadError, row: int | None = None) -> None:
        """Note that all of a file or layer cannot be read, its row `row` being the first."""
        self.first = self.first or error
        what = error.problem if isinstance(error, RowError) else str(error)
        what = what.removeprefix(f"{label}: ").removeprefix(f"{label}, ")
        self.found.append(Finding("refused", what, label, row))

    def rows(self, layer: Layer, read: Callable[[Layer], T]) -> tuple[T, int] | None:
        """`read` of the rows of a layer that can be read, and how many they are.

        None if the whole layer cannot be read, or more than a few of its rows.

        Raises
        ------
        CallError, OpenOrderError
            For these the caller, or the other layers, have to say something first.
        """
        told: list[RowError] = []
        while True:
            try:
                found = read(layer)
                break
            except (CallError, OpenOrderError):
                raise
            except RowError as error:
                told.append(error)
                numbers = np.array(layer.numbers)
                kept = numbers != error.row
                if not kept.any() or len(told) > _ROWS:
                    self._most(layer.label, told, every=not kept.any())
                    return None
                layer = replace(
                    layer,
                    shapes=layer.shapes[kept],
                    frame=layer.frame[kept].reset_index(drop=True),
                    row_numbers=tuple(numbers[kept].tolist()),
                )
            except ReadError as error:
                self._each(layer.label, told)
                self.whole(layer.label, error)
                return None
        self._each(layer.label, told)
        return found, len(layer.shapes)

    def _each(self, label: str, told: list[RowError]) -> None:
        for error in sorted(told, key=lambda one: one.row):
            self.first = self.first or error
            self.found.append(Finding("refused", error.problem, label, error.row))

    def _most(self, label: str, told: list[RowError], *, every: bool) -> None:
        error = told[0]
        self.first = self.first or error
        if len(told) > 1:
            such = f"{len(told)} rows" if every else f"more than {_ROWS} rows"
            what = f"{error.problem} ({such} cannot be read: none of its rows is)"
            error = RowError(label, error.row, what)
        self.whole(label, error, error.row)
