"""A hostile file: how it is made, which command reads it, and what must happen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Makes the files of a case in an empty folder, from which the command is then called; returns
# SOURCE, as it is written in the call.
Make = Callable[[Path], str]
Content = str | bytes | Callable[[], str | bytes]


@dataclass(frozen=True)
class Case:
    """One hostile or broken file, or several that belong together.

    `says` is a pattern in the error message or, where the file is read (`code` 0), in the output.
    `code` is the exit code of `command`, `checked` that of `controlmap check` if it is another:
    `check` goes on after a row that is refused, and reports a repaired polygon as an error.
    """

    name: str
    make: Make
    says: str
    code: int = 1
    checked: int | None = None
    command: str = "areas"
    options: tuple[str, ...] = ()  # of both calls
    own: tuple[str, ...] = ()  # of `command` alone


@dataclass(frozen=True)
class Kind:
    """Cases of one class: its title in the documentation, and what happens to its files.

    The message for the first case is the example in the documentation: choose one without words
    of a library, because these change with its version.
    """

    title: str
    happens: str
    cases: Sequence[Case]


def file(name: str, content: Content) -> Make:
    """Makes one file of this name. Large content is better made by a function, when needed."""

    def make(folder: Path) -> str:
        made = content() if callable(content) else content
        (folder / name).write_bytes(
            made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made
        )
        return name

    return make


def no_file(source: str) -> Make:
    """Makes no file: the call itself is hostile."""
    return lambda folder: source
