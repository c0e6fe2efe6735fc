"""A list of findings on what cannot be read, which also keeps the shapes of what is refused.

It imports nothing, so that a command has one before the libraries are loaded.
"""

from collections.abc import Iterable
from typing import Any


class Refusals(list[Any]):
    """Findings on what cannot be read, with the shapes of layers that are refused.

    So other faults of a layer are found as well, although it is refused for its dates or names.
    `layers` are labels, shapes, numbers of the rows, and numbers of those with open rings.
    """

    def __init__(self) -> None:
        """Begin without findings."""
        super().__init__()
        self.layers: list[tuple[str, Any, list[int], set[int]]] = []

    def add_layer(
        self, label: str, shapes: Any, numbers: Iterable[int], unclosed: Iterable[int]
    ) -> None:
        """Add the shapes of a layer."""
        self.layers.append((label, shapes, list(numbers), set(unclosed)))
