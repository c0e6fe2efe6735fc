"""What commands tell on stderr: sentences, warnings and how far they are."""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

# So many of a kind are told one by one before the rest are counted.
TOLD = 5


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


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
