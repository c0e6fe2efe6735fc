"""Read GeoJSON with one feature a line, or records separated by RS (RFC 8142).

GDAL leaves out lines that are cut off, without a message.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geo.base import ReadError
from geo.files import File, content
from geo.formats.crs import from_degrees
from geo.formats.layer import Layer, wanted_layers
from geo.formats.text.features import build
from geo.formats.text.json_limits import parse, require_bounded


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a file with one feature a line."""
    data = content(file)
    require_bounded(data, file)
    return read_lines(data, file, layer, crs)


def read_lines(
    data: bytes, file: File, layer: str | None, crs: str | None
) -> list[Layer]:
    """The layer of a text with one feature a line."""
    shapes, columns, unclosed = build(_features(data, file))
    messages: list[str] = []
    shapes = from_degrees(shapes, file.label, crs, messages)
    own = Layer(
        file, file.path.stem, False, shapes, columns, messages, unclosed=unclosed
    )
    return wanted_layers(file, layer, [own])


def _features(data: bytes, file: File) -> Iterator[tuple[str, Any]]:
    """Each feature after its line, for messages."""
    records = data.split(b"\x1e" if b"\x1e" in data else b"\n")
    for number, record in enumerate(records, 1):
        if not record.strip():
            continue
        line = replace(file, label=f"{file.label}, line {number}")
        try:
            feature = parse(record, line, "GeoJSON")
        except json.JSONDecodeError as error:
            raise ReadError(
                f"{line.label}: not readable as JSON ({error.msg}); the file may be cut off"
            ) from error
        yield line.label, feature
