"""Collect all files, layers and rows that cannot be read, if the caller asks for a list.

Otherwise the first row that cannot be read is raised, and a file with many errors has to be
corrected one row at a time.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from geo.base import CallError, ReadError, Refusals, RowError, counted
from geo.dates import OpenOrderError
from geo.finding import Finding
from geo.formats import Layer, Shapes, select_rows

# Rows of a layer that are listed; more of them are counted.
_MOST_ROWS = 1_000
# Times that a layer is read again without the rows that cannot be read. Rows with one kind of
# error are found together, so that it is read as often as there are kinds.
_MOST_PASSES = 50

# How a message begins on one row of a layer that is refused as a whole.
_ROW = re.compile(r"row (\d+): ")

T = TypeVar("T")


class Rejections:
    """Findings on files, layers and rows that cannot be read, in the order of the source."""

    def __init__(self, findings: list[Finding]) -> None:
        """Add new findings to `findings`; also the shapes of layers if these are Refusals."""
        self.findings = findings
        self.first: ReadError | None = None
        self._first_of_data: ReadError | None = None

    @property
    def worst(self) -> ReadError | None:
        """The first error of the data; that of the call if there is no other."""
        return self._first_of_data or self.first

    def _note(self, error: ReadError) -> None:
        self.first = self.first or error
        if not isinstance(error, CallError):
            self._first_of_data = self._first_of_data or error

    def add_layer(self, label: str, error: ReadError, row: int | None = None) -> None:
        """Reject a whole file or layer; `row` is the first row of it with an error."""
        self._note(error)
        problem = error.problem if isinstance(error, RowError) else str(error)
        problem = problem.removeprefix(f"{label}: ").removeprefix(f"{label}, ")
        if match := _ROW.match(problem):
            row, problem = int(match[1]), problem[match.end() :]
        self.findings.append(Finding("refused", problem, label, row))

    def add_shapes(
        self,
        label: str,
        shapes: Shapes,
        numbers: Iterable[int],
        unclosed: Iterable[int] = (),
    ) -> None:
        """Keep the shapes of a rejected layer, whose polygons are checked all the same."""
        if isinstance(self.findings, Refusals):
            self.findings.add_layer(label, shapes, numbers, unclosed)

    def add_fault(self, label: str, fault: str) -> None:
        """Report what a file lacks, whose rows are read."""
        self._note(ReadError(f"{label}: {fault}"))
        self.findings.append(Finding("incomplete", fault, label))

    def read_valid_rows(
        self,
        layer: Layer,
        read: Callable[[Layer], T],
        other_errors: Callable[[Layer], Iterable[ReadError]] = lambda _: (),
    ) -> tuple[T, int] | None:
        """Call `read` with the rows of a layer that can be read; its result, and their number.

        None if the whole layer cannot be read. `other_errors` are then all that is wrong with it.

        Raises
        ------
        OpenOrderError
            It needs the dates of other layers.
        """
        errors: list[RowError] = []
        every, of_file = layer, layer.numbers
        for _ in range(_MOST_PASSES):
            try:
                result = read(layer)
                self.add_rows(layer.label, errors)
                return result, len(layer.shapes)
            except OpenOrderError:
                raise
            except RowError as error:
                errors += [error, *error.others]
                bad = {each.row for each in (error, *error.others)}
                numbers = np.array(layer.numbers)
                kept = ~np.isin(numbers, list(bad))
                if not kept.any():
                    break
                layer = replace(
                    layer,
                    shapes=layer.shapes[kept],
                    columns=select_rows(layer.columns, kept),
                    row_numbers=tuple(numbers[kept].tolist()),
                )
            except ReadError as error:
                self.add_rows(layer.label, errors)
                self.add_layer(layer.label, error)
                self._add_others(layer, [error, *errors], other_errors)
                return None
        self.add_rows(layer.label, errors)
        if rest := len(of_file) - len(errors):
            problem = f"{counted(rest, 'other row')} not read, after so many errors"
            self.findings.append(Finding("refused", problem, layer.label))
        self._add_others(every, errors, other_errors)
        return None

    def _add_others(
        self,
        layer: Layer,
        known: Iterable[ReadError],
        other_errors: Callable[[Layer], Iterable[ReadError]],
    ) -> None:
        """What else is wrong with a layer that is refused for the errors `known`."""
        messages = {str(error) for error in known}
        for error in other_errors(layer):
            if str(error) in messages:
                continue
            if isinstance(error, RowError):
                others = [e for e in (error, *error.others) if str(e) not in messages]
                self.add_rows(layer.label, others)
            else:
                self.add_layer(layer.label, error)
        self.add_shapes(layer.label, layer.shapes, layer.numbers, layer.unclosed)

    def add_rows(self, label: str, errors: list[RowError]) -> None:
        """Report rows in their order."""
        if errors:
            self._note(errors[0])
        errors = sorted(errors, key=lambda each: each.row)
        for error in errors[:_MOST_ROWS]:
            self.findings.append(Finding("refused", error.problem, label, error.row))
        if more := errors[_MOST_ROWS:]:
            problem = f"{counted(len(more), 'other row')} cannot be read either"
            self.findings.append(Finding("refused", problem, label, more[0].row))
