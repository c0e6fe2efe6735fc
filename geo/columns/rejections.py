"""Collect all files, layers and rows that cannot be read, if the caller asks for a list.

Otherwise the first row that cannot be read is raised, and a file with many errors has to be
corrected one row at a time.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from geo.base import CallError, ReadError, RowError
from geo.dates import OpenOrderError
from geo.finding import Finding
from geo.formats import Layer

# Up to this number, rows of a layer are listed; with more, the layer is rejected as a whole.
_MOST_ROWS = 20

T = TypeVar("T")


class Rejections:
    """Findings on files, layers and rows that cannot be read, in the order of the source."""

    def __init__(self, findings: list[Finding]) -> None:
        """Add new findings to `findings`."""
        self.findings = findings
        self.first: ReadError | None = None

    def add_layer(self, label: str, error: ReadError, row: int | None = None) -> None:
        """Reject a whole file or layer; `row` is the first row of it with an error."""
        self.first = self.first or error
        problem = error.problem if isinstance(error, RowError) else str(error)
        problem = problem.removeprefix(f"{label}: ").removeprefix(f"{label}, ")
        self.findings.append(Finding("refused", problem, label, row))

    def add_fault(self, label: str, fault: str) -> None:
        """Report what a file lacks, whose rows are read."""
        self.first = self.first or ReadError(f"{label}: {fault}")
        self.findings.append(Finding("incomplete", fault, label))

    def read_valid_rows(
        self, layer: Layer, read: Callable[[Layer], T]
    ) -> tuple[T, int] | None:
        """Call `read` with the rows of a layer that can be read; its result, and their number.

        None if the whole layer cannot be read, or more than a few of its rows.

        Raises
        ------
        CallError, OpenOrderError
            These need another option, or the dates of other layers.
        """
        errors: list[RowError] = []
        while True:
            try:
                result = read(layer)
                break
            except (CallError, OpenOrderError):
                raise
            except RowError as error:
                errors.append(error)
                numbers = np.array(layer.numbers)
                kept = numbers != error.row
                if not kept.any() or len(errors) > _MOST_ROWS:
                    self._add_layer_of_rows(layer.label, errors, every=not kept.any())
                    return None
                layer = replace(
                    layer,
                    shapes=layer.shapes[kept],
                    frame=layer.frame[kept].reset_index(drop=True),
                    row_numbers=tuple(numbers[kept].tolist()),
                )
            except ReadError as error:
                self._add_rows(layer.label, errors)
                self.add_layer(layer.label, error)
                return None
        self._add_rows(layer.label, errors)
        return result, len(layer.shapes)

    def _add_rows(self, label: str, errors: list[RowError]) -> None:
        for error in sorted(errors, key=lambda each: each.row):
            self.first = self.first or error
            self.findings.append(Finding("refused", error.problem, label, error.row))

    def _add_layer_of_rows(
        self, label: str, errors: list[RowError], *, every: bool
    ) -> None:
        error = errors[0]
        self.first = self.first or error
        if len(errors) > 1:
            rows = f"{len(errors)} rows" if every else f"more than {_MOST_ROWS} rows"
            problem = f"{error.problem} ({rows} cannot be read: all rows are left out)"
            error = RowError(label, error.row, problem)
        self.add_layer(label, error, error.row)
