"""What commands print: results on stdout; messages, warnings and progress on stderr.

Everything printed passes through here, so that control characters in data, file names or the call
do not reach a terminal, and characters that its encoding lacks do not stop a command.
"""

import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

import click

from geo.base import sanitize_line

# So many messages of a kind are printed before the rest are counted.
MAX_LISTED = 5
# Paths and hashes are shorter than 300 characters; of longer words the beginning is shown.
_LONG_WORD = re.compile(r"\S{300,}")
_WORD_LENGTH = 60
_MESSAGE_LENGTH = 2_000
_END_LENGTH = 900  # of a longer message, shown of its beginning and of its end
_EXAMPLE = "\u0436"  # a letter that not all encodings have


class CommandGroup(click.Group):
    """Commands whose errors are printed legibly, including those of Click and of stdout."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command, and end the program."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if not _is_from_printing(error):
                raise
            print_message(f"Error: cannot write to standard output ({error.strerror})")
        with suppress(OSError):  # or Python would flush stdout again when it exits
            null_device = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null_device, sys.stdout.fileno())
        raise SystemExit(1)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the arguments."""
        with _legible_errors():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with _legible_errors():
            return super().invoke(ctx)


@contextmanager
def _legible_errors() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        text = _legible(error.message or "")
        error.message = text  # type: ignore[misc]  # Click prints it itself
        raise


def _is_from_printing(error: OSError) -> bool:
    """Whether an error was raised in printing, by Click too, as when it prints its help."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code is click.echo.__code__ for frame, _ in frames)


def _legible(message: str) -> str:
    """`message` in one line, without control characters, shortened if it is very long."""
    text = _LONG_WORD.sub(_shorten_word, sanitize_line(message))
    if len(text) <= _MESSAGE_LENGTH:
        return text
    left_out = len(text) - 2 * _END_LENGTH
    return (
        f"{text[:_END_LENGTH]}… ({left_out:,d} more characters) …{text[-_END_LENGTH:]}"
    )


def _shorten_word(match: "re.Match[str]") -> str:
    word = match[0]
    left_out = len(word) - _WORD_LENGTH
    return f"{word[:_WORD_LENGTH]}… ({left_out:,d} more characters)"


def print_message(message: str) -> None:
    """Print one line on stderr, legible and of a readable length."""
    print_lines(_legible(message))


def print_lines(text: str) -> None:
    """Print lines on stderr whose values are legible already, as those of `format_table`."""
    with suppress(OSError):  # a closed stderr is no reason to stop
        click.echo(_encodable(text, sys.stderr), err=True)


def code_point(character: str) -> str:
    """A character as `<U+0436>`."""
    return f"<U+{ord(character):04X}>"


def print_result(result: str, escape: Callable[[str], str] = code_point) -> None:
    """Print a result on stdout; `escape` writes characters that its encoding lacks."""
    text = _encodable(result, sys.stdout, escape)
    click.echo(text, nl=False)
    if text != result:
        print_message(
            f"codes such as {escape(_EXAMPLE)} stand for characters that {sys.stdout.encoding} "
            "lacks; set PYTHONIOENCODING=utf-8, or write a file with -o"
        )


def _encodable(
    text: str, stream: TextIO, escape: Callable[[str], str] = code_point
) -> str:
    """`text` with the characters escaped that the encoding of `stream` lacks."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(
            character if _is_encodable(character, encoding) else escape(character)
            for character in text
        )
    return text


def _is_encodable(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def print_warnings() -> Iterator[None]:
    """Print warnings on stderr as plain lines: the first ones, and how many more there are."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for warning in caught[:MAX_LISTED]:
                print_message(str(warning.message))
            if len(caught) > MAX_LISTED:
                print_message(
                    f"and {len(caught) - MAX_LISTED} more warnings; controlmap check lists them"
                )


def progress_bar(items: Iterable[Any], label: str = "Reading") -> Iterator[Any]:
    """`items`, with a progress bar if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as progress:
        yield from progress
