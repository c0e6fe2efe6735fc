"""Read MapInfo files: TAB, which is several files, and its interchange format MIF.

A .tab file may name other tables, on other disks or servers: only tables of its own are read.

Source: MapInfo Data Interchange Format, appendix J of the MapInfo Professional User Guide; dBASE.
"""

import re
from pathlib import Path

from geo.base import ReadError
from geo.files import File, content
from geo.formats.binary.shapefile import shapefile_parts
from geo.formats.drivers import alone, read_by_driver, require_plain
from geo.formats.layer import Layer

_DRIVER = "MapInfo File"
_PARTS = (".dat", ".map", ".id")  # of a .tab file
_NATIVE = re.compile(rb"^\s*type\s+native\b", re.I | re.M)
_ROWS = slice(4, 8)  # bytes of a .dat file
_LONGEST_TABLE = 100_000  # bytes of a .tab file
# What begins a row of MIF, in a line of its own.
_OBJECT = re.compile(
    rb"^[ \t]*(?:none|point|line|pline|region|arc|text|rect|roundrect|ellipse|multipoint)\b",
    re.I | re.M,
)
_DATA = re.compile(rb"^\s*data\s*$", re.I | re.M)


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """The one layer of a MapInfo file.

    Raises
    ------
    ReadError
        If it is damaged, or a TAB file that names other tables.
    LimitError
        If it has more rows, vertices or bytes than its limits allow.
    """
    require_plain(file)
    parts = shapefile_parts(file.path)
    is_tab = file.path.suffix.lower() == ".tab"
    for ending in _PARTS if is_tab else ():
        if ending not in parts:
            raise ReadError(
                f"{file.label}: its {ending} file is missing; put {', '.join(_PARTS)} beside it"
            )
    for path in parts.values():
        file.limits.require("size", path.stat().st_size, file.label)
    wanted: tuple[str, ...] = (*_PARTS, ".ind") if is_tab else (".mid",)
    number = _tab_rows(file, parts[".dat"]) if is_tab else _mif_rows(file)
    beside = {ending: parts[ending] for ending in wanted if ending in parts}
    with alone(file, beside) as path:
        rows = None if number is None else {path.stem: number}
        return read_by_driver(file, path, _DRIVER, layer, crs, rows=rows)


def _tab_rows(file: File, table: Path) -> int:
    """The number of rows of a TAB file; ReadError if these are in other tables."""
    if file.path.stat().st_size > _LONGEST_TABLE or not _NATIVE.search(content(file)):
        raise ReadError(
            f"{file.label}: not a table of its own (Type NATIVE); save it as a TAB file again"
        )
    with table.open("rb") as stream:
        number = int.from_bytes(stream.read(32)[_ROWS], "little")
    file.limits.require("rows", number, file.label)
    return number


def _mif_rows(file: File) -> int | None:
    """The number of rows of a MIF file; None if it has collections, within which are others."""
    text = content(file)
    start = _DATA.search(text)
    if start is None:
        raise ReadError(f"{file.label}: not MIF (no line Data); it may be cut off")
    if re.search(rb"^\s*collection\b", text, re.I | re.M):
        return None
    number = len(_OBJECT.findall(text, start.end()))
    file.limits.require("rows", number, file.label)
    return number
