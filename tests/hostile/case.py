"""A hostile file: how it is made, how a command is called on it, and what has to come of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Makes what a case is about in an empty folder, from which the command is then called; gives
# SOURCE, as it is written in the call.
Make = Callable[[Path], str]
Content = str | bytes | Callable[[], str | bytes]


@dataclass(frozen=True)
class Case:
    """One hostile or broken file, or several that belong together.

    `says` is a pattern that must be found in the sentence of a refusal or, where the file is read
    (`code` 0), in what is told on the terminal. `code` is the exit code of `command`, `checked`
    that of `controlmap check` where it is another: a row that is refused among others does not
    keep `check` from the rest, and a polygon that was mended is an error to it.
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
    """Cases of one class: what it is called in the documentation, and what becomes of them.

    The sentence that the first case gets is the example in the documentation: choose one in
    which no library has a word, for their words change with their versions.
    """

    title: str
    happens: str
    cases: Sequence[Case]


def file(name: str, content: Content) -> Make:
    """Makes one file of this name. Large content is better made by a function, when it is due."""

    def make(folder: Path) -> str:
        made = content() if callable(content) else content
        (folder / name).write_bytes(
            made.encode("utf-8", "surrogatepass") if isinstance(made, str) else made
        )
        return name

    return make


def no_file(source: str) -> Make:
    """Makes nothing: the call itself is hostile."""
    return lambda folder: source
