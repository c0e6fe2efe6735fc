"""One layer of a file as it was read: rows, shapes and names, without any meaning yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from geo.files import File, Name
from geo.formats.text.geojson_fast import Shapes


@dataclass(frozen=True)
class Layer:
    """Rows of one layer of a file as the file has them, and what was noticed.

    `shapes` are in EPSG:4326 and two dimensions, one for each row of `frame`, which has the
    columns beside them; None where a row has no shape. `several` tells whether the file has
    other layers with shapes, `above` how the folders inside the file are called that the layer
    lies in, the innermost first. `counted` are the numbers of its rows where they are not counted
    from 1.
    """

    file: File
    name: str
    several: bool
    shapes: Shapes
    frame: pd.DataFrame
    noticed: list[str] = field(default_factory=list)
    above: tuple[str, ...] = ()
    counted: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """What to call the layer."""
        return called(self.file, self.name, self.several)

    @property
    def numbers(self) -> Sequence[int]:
        """Numbers of its rows, as people count them who look at the file."""
        return self.counted or range(1, len(self.shapes) + 1)

    @property
    def names(self) -> tuple[Name, ...]:
        """The names in which its date may stand, the most telling first."""
        own = [("layer", self.name), *(("folder", name) for name in self.above)]
        if self.several:
            return (*own, *self.file.names)
        return (self.file.names[0], *own, *self.file.names[1:])


def called(file: File, layer: str, several: bool) -> str:
    """What to call a layer of a file: like the file, if it has no other."""
    return f"{file.label} ({layer})" if several else file.label
