"""What a shapefile says of itself: its parts, its length, and the encoding of its text."""

import glob
from pathlib import Path

from geo.errors import ReadError
from geo.files import File

# Bytes of the .dbf: where it names an encoding, and how long its head is (dBASE level 5).
_LANGUAGE, _HEAD = 29, slice(8, 10)


def require_parts(file: File, head: bytes) -> None:
    """Raise ReadError if a shapefile lacks a part, or is shorter than its own `head` says."""
    parts = _parts(file.path)
    for suffix in (".dbf", ".shx"):
        if suffix not in parts:
            raise ReadError(
                f"{file.label}: its {suffix} file is missing; a shapefile is .shp, .shx, .dbf "
                "and .prj together"
            )
    # GDAL reads what is there of a shapefile that was cut off, and no more
    if file.path.stat().st_size < 2 * int.from_bytes(head[24:28], "big"):
        raise ReadError(f"{file.label}: shorter than it says; the file may be cut off")


def encoding(path: Path, noticed: list[str]) -> str | None:
    """The encoding of the text of a shapefile, where GDAL would take it for another.

    None where the shapefile names one, or has no letters beyond ASCII. Without a .cpg file GDAL
    takes text for ISO-8859-1; but bytes that are UTF-8 by chance are next to none. What is taken
    for granted goes to `noticed`.
    """
    parts = _parts(path)
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


def _parts(path: Path) -> dict[str, Path]:
    """The files of a shapefile by their suffixes."""
    beside = path.parent.glob(f"{glob.escape(path.stem)}.*")
    return {part.suffix.lower(): part for part in beside}
