"""Read shapefiles, after their parts were compared, and find the encoding of their text.

GDAL reads what is there of a shapefile that was cut off, and fewer rows than it has shapes where
its table has fewer. It takes minutes for a shape of 50,000 rings.

Source: ESRI Shapefile Technical Description, July 1998; dBASE level 5.
"""

import glob
from pathlib import Path
from typing import Any

import numpy as np

from geo.base import ReadError
from geo.files import File
from geo.formats.gdal import layer_name, local_name, read_layer, require_bytes
from geo.formats.layer import Layer, require_layer

# Bytes of the .dbf: the encoding, the number of rows, the lengths of the header and of a row.
_LANGUAGE, _ROWS, _HEADER, _ROW = 29, slice(4, 8), slice(8, 10), slice(10, 12)
_DBF_BYTES = 32
# The .shx: a header of 100 bytes, then offset and length of each shape in words of two bytes.
_INDEX_HEADER, _ENTRY, _WORD = 100, 8, 2
_LENGTH = slice(24, 28)
# Kinds of shapes with parts: lines and polygons, with heights or measures, and patches. The
# number of their parts stands 36 bytes behind their kind.
_PARTED = (3, 5, 13, 15, 23, 25, 31)
_PARTS_AT = 36
_LONGEST_LINE = 65_536  # of a .prj or .cpg, which is a line of text

Integers = np.ndarray[Any, np.dtype[np.int64]]


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a shapefile.

    Raises
    ------
    ReadError
        If a part is missing or cut off, the index leads outside of the shapes or twice to one, or
        the table has more or fewer rows than the index.
    LimitError
        If it has more rows, vertices, rings in one shape or bytes of text than its limits allow.
    """
    parts = shapefile_parts(file.path)
    _check_parts(file, parts)
    has_shape = _check_index(file, parts)
    messages: list[str] = []
    encoding = _encoding(parts, messages)
    with local_name(file.path, parts) as path:
        name = layer_name(file, path)
        require_layer(file, layer, [name])
        return [
            read_layer(
                file,
                path,
                "ESRI Shapefile",
                name,
                has_shape,
                crs,
                encoding=encoding,
                messages=messages,
            )
        ]


def _check_parts(file: File, parts: dict[str, Path]) -> None:
    for ending in (".prj", ".cpg"):
        if ending in parts and parts[ending].stat().st_size > _LONGEST_LINE:
            advice = "remove it" + (" and pass --crs" if ending == ".prj" else "")
            raise ReadError(
                f"{file.label}: its {ending} file is not a line of text; {advice}"
            )
    with file.path.open("rb") as stream:
        words = int.from_bytes(stream.read(_INDEX_HEADER)[_LENGTH], "big")
    if file.path.stat().st_size < _WORD * words:
        raise ReadError(
            f"{file.label}: shorter than it announces; the file may be cut off"
        )


def _check_index(
    file: File, parts: dict[str, Path]
) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Which rows have a shape, by the index; raise if it does not agree with the other parts."""
    rows = (parts[".shx"].stat().st_size - _INDEX_HEADER) // _ENTRY
    if rows < 0:
        raise ReadError(f"{file.label}: its .shx file is cut off")
    file.limits.require("rows", rows, file.label)
    _check_table(file, parts[".dbf"], rows)
    if not rows:
        return np.zeros(0, bool)
    index = np.fromfile(parts[".shx"], ">i4", 2 * rows, offset=_INDEX_HEADER)
    starts, lengths = index.astype(np.int64).reshape(-1, 2).T * _WORD
    size = file.path.stat().st_size
    wrong = (starts < _INDEX_HEADER) | (lengths < 4) | (starts + 8 + lengths > size)
    if wrong.any():
        raise ReadError(
            f"{file.label}, row {wrong.argmax() + 1}: its .shx file points outside of the .shp "
            "file; one of the two may be cut off or belong to another shapefile"
        )
    if (lengths + 8).sum() > size:
        raise ReadError(
            f"{file.label}: its .shx file points to one shape several times; save the layer again"
        )
    require_bytes(file, int(lengths.sum()))
    kinds = _numbers(file.path, starts + 8)
    rings = np.zeros(rows, np.int64)
    parted = np.isin(kinds, _PARTED) & (lengths >= _PARTS_AT + 8)
    rings[parted] = _numbers(file.path, starts[parted] + 8 + _PARTS_AT)
    most = int(rings.argmax())
    file.limits.require("rings", int(rings[most]), f"{file.label}, row {most + 1}")
    # shapes of no rings are empty
    empty: np.ndarray[Any, np.dtype[np.bool_]] = (kinds == 0) | (parted & (rings == 0))
    return ~empty


def _numbers(path: Path, places: Integers) -> Integers:
    """The numbers of four bytes at these places of a file."""
    if not len(places):
        return np.zeros(0, np.int64)
    data = np.memmap(path, np.uint8, "r")
    numbers: Integers = (
        data[places[:, None] + np.arange(4)].view("<i4").astype(np.int64)
    )
    return numbers[:, 0]


def _check_table(file: File, table: Path, shapes: int) -> None:
    """Raise ReadError if the .dbf file has not as many rows as there are shapes."""
    with table.open("rb") as stream:
        header = stream.read(_DBF_BYTES)
    if len(header) < _DBF_BYTES:
        raise ReadError(f"{file.label}: its .dbf file is cut off")
    rows, start, length = (
        int.from_bytes(header[part], "little") for part in (_ROWS, _HEADER, _ROW)
    )
    if rows != shapes:
        raise ReadError(
            f"{file.label}: its .dbf file has {rows:,} rows, but its .shx file {shapes:,} shapes; "
            "they may belong to different shapefiles"
        )
    file.limits.require("size", rows * length, file.label)
    if start + rows * length > table.stat().st_size:
        raise ReadError(
            f"{file.label}: its .dbf file is shorter than it announces; it may be cut off"
        )


def _encoding(parts: dict[str, Path], messages: list[str]) -> str | None:
    """The encoding of the text, where GDAL would take it for another.

    None where the shapefile names one, or all its text is ASCII. Without a .cpg file GDAL takes
    text for ISO-8859-1; but text in ISO-8859-1 is hardly ever valid UTF-8. An assumption is added
    to `messages`.
    """
    if ".cpg" in parts:
        return None
    data = parts[".dbf"].read_bytes()
    rows = data[int.from_bytes(data[_HEADER], "little") :]
    if data[_LANGUAGE : _LANGUAGE + 1] != b"\0" or rows.isascii():
        return None
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError:
        messages.append(
            "no .cpg file names the encoding of its text, read as ISO-8859-1; if names are wrong, "
            "write CP1251, CP1256 or what it is into a .cpg file beside it"
        )
        return None
    messages.append("no .cpg file names the encoding of its text, read as UTF-8")
    return "UTF-8"


def shapefile_parts(path: Path) -> dict[str, Path]:
    """The files of a shapefile by their endings; GDAL prefers .dbf to .DBF."""
    beside = sorted(path.parent.glob(f"{glob.escape(path.stem)}.*"))
    return {part.suffix.lower(): part for part in beside if part.stem == path.stem}
