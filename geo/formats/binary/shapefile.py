"""What a shapefile says of itself: its parts, their lengths, and the encoding of its text.

Source: ESRI Shapefile Technical Description, July 1998; dBASE level 5.
"""

import glob
import mmap
from pathlib import Path
from typing import Any

import numpy as np

from geo.base import ReadError
from geo.files import File

# Bytes of the .dbf: where it names an encoding, how many rows it says it has, how long its head
# and each row are.
_LANGUAGE, _ROWS, _HEAD, _ROW = 29, slice(4, 8), slice(8, 10), slice(10, 12)
# The .shx: a head of 100 bytes, then offset and length of each shape in words of two bytes.
_INDEX_HEAD, _ENTRY, _WORD = 100, 8, 2
# Bytes of a shape of each kind before its parts and points: none, points, lines and polygons,
# multipoints, all with heights and measures, and patches. The last four of these are the number of
# points, where there may be several, and the four before them that of parts.
_FIXED = {
    0: 4,
    **dict.fromkeys((1, 11, 21), 20),
    **dict.fromkeys((3, 5, 13, 15, 23, 25, 31), 44),
    **dict.fromkeys((8, 18, 28), 40),
}
_PARTS_AT, _POINTS_AT, _PATCHES = 36, 40, 31
_BYTES_OF_CORNER = 16
# A .prj or .cpg is a line of text.
_LONGEST_LINE = 65_536

Integers = np.ndarray[Any, np.dtype[np.int64]]


def require_parts(file: File, head: bytes) -> None:
    """Raise ReadError if a shapefile lacks a part, or is shorter than its own `head` says."""
    parts = together(file.path)
    for suffix in (".dbf", ".shx"):
        if suffix not in parts:
            raise ReadError(
                f"{file.label}: its {suffix} file is missing; a shapefile is .shp, .shx, .dbf "
                "and .prj together"
            )
    for suffix in (".prj", ".cpg"):
        if suffix in parts and parts[suffix].stat().st_size > _LONGEST_LINE:
            raise ReadError(
                f"{file.label}: its {suffix} file is no line of text; remove it and pass --crs"
                if suffix == ".prj"
                else f"{file.label}: its {suffix} file is no line of text; remove it"
            )
    # GDAL reads what is there of a shapefile that was cut off, and no more
    if file.path.stat().st_size < 2 * int.from_bytes(head[24:28], "big"):
        raise ReadError(f"{file.label}: shorter than it says; the file may be cut off")


def rows(file: File) -> int:
    """Number of rows of a shapefile, each of which stands whole in its files.

    Raises
    ------
    ReadError
        If an entry of the index leads outside of the shapes, or several to one; if a shape has
        fewer bytes than its points need; if the table has more or fewer rows than the index.
    LimitError
        If it has more rows, vertices, rings in one shape or bytes of text than its limits allow.
    """
    parts = together(file.path)
    entries = (parts[".shx"].stat().st_size - _INDEX_HEAD) // _ENTRY
    if entries < 0:
        raise ReadError(f"{file.label}: its .shx file is cut off")
    file.limits.require("rows", entries, file.label)
    _require_table(file, parts[".dbf"], entries)
    if not entries:
        return 0
    index = np.fromfile(parts[".shx"], ">i4", 2 * entries, offset=_INDEX_HEAD)
    starts, lengths = index.astype(np.int64).reshape(-1, 2).T * _WORD
    size = file.path.stat().st_size
    wrong = (starts < _INDEX_HEAD) | (lengths < 4) | (starts + 8 + lengths > size)
    if wrong.any():
        raise ReadError(
            f"{file.label}, row {wrong.argmax() + 1}: its .shx file leads to a place outside of "
            "the .shp file; one of the two may be cut off or of another shapefile"
        )
    if (lengths + 8).sum() > size:
        raise ReadError(
            f"{file.label}: its .shx file leads to one shape several times; save the layer anew"
        )
    corners = _corners(file, _heads(file.path, starts + 8), lengths)
    file.limits.require("vertices", int(corners.sum()), file.label)
    return int(entries)


def _require_table(file: File, table: Path, entries: int) -> None:
    """Raise ReadError if the .dbf file has not as many rows as there are shapes."""
    with table.open("rb") as stream:
        head = stream.read(32)
    if len(head) < 32:
        raise ReadError(f"{file.label}: its .dbf file is cut off")
    rows, start, row = (
        int.from_bytes(head[one], "little") for one in (_ROWS, _HEAD, _ROW)
    )
    if rows != entries:
        raise ReadError(
            f"{file.label}: its .dbf file has {rows:,} rows, and its .shx file {entries:,} "
            "shapes; they may be of different shapefiles"
        )
    file.limits.require("size", rows * row, file.label)
    if start + rows * row > table.stat().st_size:
        raise ReadError(
            f"{file.label}: its .dbf file is shorter than it says; it may be cut off"
        )


def _heads(path: Path, starts: Integers) -> Integers:
    """The first numbers of each shape, of four bytes each; zeros where a file has ended."""
    size = max(_FIXED.values())
    with path.open("rb") as stream:
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            heads = [whole[at : at + size].ljust(size, b"\0") for at in starts.tolist()]
    found = np.frombuffer(b"".join(heads), "<i4").reshape(len(heads), -1)
    return found.astype(np.int64)


def _corners(file: File, heads: Integers, lengths: Integers) -> Integers:
    """Number of vertices of each shape, none of which has more than its bytes."""
    kinds = heads[:, 0]
    unknown = ~np.isin(kinds, list(_FIXED))
    if unknown.any():
        row = int(unknown.argmax())
        raise ReadError(
            f"{file.label}, row {row + 1}: a shape of kind {kinds[row]}, which shapefiles "
            "do not have; mend or remove it"
        )
    fixed = np.select([kinds == kind for kind in _FIXED], list(_FIXED.values()))
    several, parted = fixed >= _POINTS_AT, fixed > _POINTS_AT
    points = np.where(parted, heads[:, _POINTS_AT // 4], heads[:, _PARTS_AT // 4])
    points = np.where(several, points, 0)
    parts = np.where(parted, heads[:, _PARTS_AT // 4], 0)
    each = np.where(kinds == _PATCHES, 8, 4)
    needed = fixed + each * parts + _BYTES_OF_CORNER * points
    wrong = (points < 0) | (parts < 0) | (needed > lengths)
    if wrong.any():
        row = int(wrong.argmax())
        raise ReadError(
            f"{file.label}, row {row + 1}: its shape says that it has {points[row]:,} vertices "
            f"and {parts[row]:,} rings, and is {lengths[row]:,} bytes long; mend or remove it"
        )
    most = int(parts.argmax())
    file.limits.require("rings", int(parts[most]), f"{file.label}, row {most + 1}")
    found: Integers = points
    return found


def encoding(path: Path, noticed: list[str]) -> str | None:
    """The encoding of the text of a shapefile, where GDAL would take it for another.

    None where the shapefile names one, or has no letters beyond ASCII. Without a .cpg file GDAL
    takes text for ISO-8859-1; but bytes that are UTF-8 by chance are next to none. What is taken
    for granted goes to `noticed`.
    """
    parts = together(path)
    if ".cpg" in parts:
        return None
    data = parts[".dbf"].read_bytes()
    rows = data[int.from_bytes(data[_HEAD], "little") :]
    if data[_LANGUAGE : _LANGUAGE + 1] != b"\0" or rows.isascii():
        return None
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError:
        noticed.append(
            "no .cpg file tells the encoding of its text, read as ISO-8859-1; if names are spoilt "
            "write CP1251, CP1256 or what it is into a .cpg file beside it"
        )
        return None
    noticed.append("no .cpg file tells the encoding of its text, read as UTF-8")
    return "UTF-8"


def together(path: Path) -> dict[str, Path]:
    """The files of a shapefile by their suffixes; GDAL takes .dbf before .DBF."""
    beside = sorted(path.parent.glob(f"{glob.escape(path.stem)}.*"))
    return {part.suffix.lower(): part for part in beside if part.stem == path.stem}
