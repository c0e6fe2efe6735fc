"""What can go wrong, in one sentence each; only the command line turns these into exit codes."""


class ControlError(Exception):
    """A problem with the user's data, told in one sentence."""


class ReadError(ControlError):
    """A source cannot be read as dated polygons of control."""


class RowError(ReadError):
    """One row of a layer cannot be read; others may be. `row` is its number in the file."""

    def __init__(self, label: str, row: int, what: str) -> None:
        """`what` was found in the row, and what to do."""
        super().__init__(f"{label}, row {row}: {what}")
        self.row = row
        self.what = what


class NoShapes(ReadError):
    """A file is whole, and of another kind than a source: a table of numbers, settings."""


class CallError(ReadError):
    """What was asked for is not there: a file, a column, a layer."""


class CheckError(ControlError):
    """A control table breaks a rule that the next step relies on."""


class RepairWarning(UserWarning):
    """An invalid polygon was mended on the way to a number."""
