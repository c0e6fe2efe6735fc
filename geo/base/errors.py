"""Exceptions, each with a message for users; only the command line turns them into exit codes."""

from collections.abc import Iterable
from itertools import islice

# Errors of rows that are raised together; each takes about a kilobyte.
MOST_ROW_ERRORS = 10_000


class ControlError(Exception):
    """A problem with the user's data, described in one sentence."""


class ReadError(ControlError):
    """A source cannot be read as dated polygons of control."""


class RowError(ReadError):
    """A row of a layer cannot be read; others may be.

    Attributes
    ----------
    row
        Number of the row in its file.
    problem
        What is wrong with the row, and what to do.
    others
        Errors of other rows that were found with it.
    """

    def __init__(self, label: str, row: int, problem: str) -> None:
        """Make the message from the file's `label`, the row and the problem."""
        super().__init__(f"{label}, row {row}: {problem}")
        self.row = row
        self.problem = problem
        self.others: tuple[RowError, ...] = ()


def raise_row_errors(errors: Iterable[RowError]) -> None:
    """Raise the first of `errors`, if there is one, with the others, up to a large number."""
    listed = list(islice(errors, MOST_ROW_ERRORS))
    if listed:
        listed[0].others = tuple(listed[1:])
        raise listed[0]


class NoShapes(ReadError):
    """A valid file that is not a map: a table of numbers, settings."""


class CallError(ReadError):
    """An argument names something that does not exist: a file, a column, a layer."""


class CheckError(ControlError):
    """A control table breaks a rule that the next step relies on."""


class RepairWarning(UserWarning):
    """An invalid polygon was repaired before measuring."""
