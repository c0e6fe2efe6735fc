"""What commands tell: results on stdout, and on stderr sentences, warnings, how far they are.

All of it passes here, so that nothing in data, names of files or the call steers a terminal, and
no letter stops a command whose terminal does not have it.
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

from geo.base import in_sentence

# So many of a kind are told one by one before the rest are counted.
TOLD = 5
# Paths and hashes are shorter; of longer words and sentences nobody reads more than the ends.
_ENDLESS = re.compile(r"\S{300,}")
_WORD = 60
_LONGEST = 2_000
_SHOWN = 900
_AN_OTHER = "\u0436"  # a letter that not all encodings have


class Commands(click.Group):
    """Commands whose problems are told legibly, those of the call too, and a full stdout."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command, and end the program."""
        try:
            return super().main(*args, **kwargs)
        except OSError as error:
            if not _printing(error):
                raise
            say(f"Error: standard output cannot be written to ({error.strerror})")
        with suppress(OSError):  # or Python would try again when it ends
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
        raise SystemExit(1)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """The call as it was read."""
        with _legibly():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was called."""
        with _legibly():
            return super().invoke(ctx)


@contextmanager
def _legibly() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        shown = _readable(error.message or "")
        error.message = shown  # type: ignore[misc]  # Click says the text itself
        raise


def _printing(error: OSError) -> bool:
    """Whether an error came of printing, whoever printed: Click prints its help by itself."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_code is click.echo.__code__ for frame, _ in frames)


def _readable(sentence: str) -> str:
    """`sentence` in one line, the middle of it left out where it is of a strange length."""
    text = _ENDLESS.sub(_shortened, in_sentence(sentence))
    if len(text) <= _LONGEST:
        return text
    left_out = len(text) - 2 * _SHOWN
    return f"{text[:_SHOWN]}… ({left_out:,d} more signs) …{text[-_SHOWN:]}"


def _shortened(found: "re.Match[str]") -> str:
    return f"{found[0][:_WORD]}… ({len(found[0]) - _WORD:,d} more signs)"


def say(sentence: str) -> None:
    """Tell one sentence on stderr, legible, in one line, and no longer than people read."""
    say_lines(_readable(sentence))


def say_lines(text: str) -> None:
    """Tell a text on stderr whose lines are ours and its cells legible, as those of `printed`."""
    with suppress(OSError):  # nobody listens: no reason to leave the work undone
        click.echo(_fitting(text, sys.stderr), err=True)


def code_of(sign: str) -> str:
    """A letter that a terminal does not have, as it can write it."""
    return f"<U+{ord(sign):04X}>"


def put(result: str, code: Callable[[str], str] = code_of) -> None:
    """Print a result on stdout; letters that its encoding lacks as `code` gives them."""
    text = _fitting(result, sys.stdout, code)
    click.echo(text, nl=False)
    if text != result:
        say(
            f"codes such as {code(_AN_OTHER)} stand for letters that {sys.stdout.encoding} does "
            "not have; set PYTHONIOENCODING=utf-8, or write a file with -o"
        )


def _fitting(text: str, stream: TextIO, code: Callable[[str], str] = code_of) -> str:
    """`text` with codes for the letters that the encoding of `stream` does not have."""
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(one if _has(encoding, one) else code(one) for one in text)
    return text


def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def warnings_told() -> Iterator[None]:
    """Warnings as plain sentences on stderr: the first repairs, and how many more there were."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for warning in caught[:TOLD]:
                say(str(warning.message))
            if len(caught) > TOLD:
                say(
                    f"and {len(caught) - TOLD} more of the kind; controlmap check lists them"
                )


def bar(files: Iterable[Any], label: str = "Reading") -> Iterator[Any]:
    """`files`, with a progress bar where a terminal is watching."""
    if not sys.stderr.isatty():
        yield from files
        return
    with click.progressbar(files, label=label, file=sys.stderr) as progress:
        yield from progress
