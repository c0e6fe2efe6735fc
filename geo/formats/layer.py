"""One layer of a file: rows, shapes and names, before any column has a meaning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geo.base import CallError, sanitize_text
from geo.files import File, Name
from geo.formats.table_columns import Columns

Shapes = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Layer:
    """Rows of one layer of a file, and messages on how it was read.

    `shapes` are in EPSG:4326 and two dimensions, one for each row of the other `columns`; None
    where a row has no shape. `several` is true if the file has other layers with
    shapes, `folders` are the names of the folders inside the file around the layer, the innermost
    first. `row_numbers` are the numbers of its rows where these do not count from 1. `members` are
    texts and numbers beside its rows, each after its name. `unclosed` are the numbers of the rows
    with a ring that was not closed, and is now. `faults` are what makes the file incomplete, and
    what to do; the rows are those that are there. `siblings` are the names of all layers of the
    file. `excluded` are rows that are left out of it: reason, number of rows, number of the first.
    """

    file: File
    name: str
    several: bool
    shapes: Shapes
    columns: Columns
    messages: list[str] = field(default_factory=list)
    folders: tuple[str, ...] = ()
    row_numbers: tuple[int, ...] = ()
    members: tuple[tuple[str, str | int | float], ...] = ()
    unclosed: Sequence[int] = ()
    faults: Sequence[str] = ()
    siblings: tuple[str, ...] = ()
    excluded: tuple[tuple[str, int, int], ...] = ()

    @property
    def label(self) -> str:
        """The layer in messages."""
        return layer_label(self.file, self.name, self.several)

    @property
    def numbers(self) -> Sequence[int]:
        """Numbers of its rows, as a reader of the file counts them."""
        return self.row_numbers or range(1, len(self.shapes) + 1)

    @property
    def names(self) -> tuple[Name, ...]:
        """Names that may hold its date, the most specific first."""
        own = [("layer", self.name), *(("folder", name) for name in self.folders)]
        if self.several:
            return (*own, *self.file.names)
        return (self.file.names[0], *own, *self.file.names[1:])


def layer_label(file: File, name: str, several: bool) -> str:
    """A layer in messages: the file, and the layer if the file has several."""
    return f"{file.label} ({name})" if several else file.label


def is_wanted(layer: str | None, name: str) -> bool:
    """Whether the caller asked for the layer `name`: for all, if `layer` is None."""
    return layer is None or sanitize_text(name) == sanitize_text(layer)


def require_layer(file: File, layer: str | None, names: Iterable[str]) -> None:
    """Raise CallError if the caller asked for a layer that is not one of `names`."""
    if not any(is_wanted(layer, name) for name in names):
        if layer is not None:
            raise CallError(
                f"{file.label}: no layer {layer} (layers: {', '.join(names)})"
            )


def wanted_layers(file: File, layer: str | None, layers: list[Layer]) -> list[Layer]:
    """Of `layers` the one that the caller asked for, or all."""
    require_layer(file, layer, [each.name for each in layers])
    return [each for each in layers if is_wanted(layer, each.name)]
