"""Read DXF drawings: closed polylines and hatches; a drawing has no dates, and names no CRS.

Blocks are not inserted: blocks within blocks can stand for billions of lines.
"""

import re

from geo.base import ReadError
from geo.files import File, content
from geo.formats.drivers import alone, read_by_driver, require_plain
from geo.formats.layer import Layer

_SETTINGS = {
    "DXF_CLOSED_LINE_AS_POLYGON": "TRUE",
    "DXF_INLINE_BLOCKS": "FALSE",
    "DXF_MERGE_BLOCK_GEOMETRIES": "FALSE",
}
_BEGIN = re.compile(rb"(?:\s*999\s*\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION", re.I)


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The entities of a drawing as a layer, with the layer of the drawing in a column.

    Raises
    ------
    ReadError
        If it is damaged, or `crs` is not given.
    LimitError
        If it has more rows, vertices or bytes than its limits allow.
    """
    require_plain(file)
    text = content(file)
    if not _BEGIN.match(text):
        raise ReadError(f"{file.label}: not DXF as text; save it as ASCII DXF")
    file.limits.require("vertices", text.count(b"\n") // 4, file.label)
    with alone(file) as path:
        layers = read_by_driver(
            file, path, "DXF", layer, crs, settings=_SETTINGS, layers=("entities",)
        )
    return layers
