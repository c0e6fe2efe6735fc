"""Read Esri File Geodatabases, which are folders that end in .gdb, or zips of one."""

from geo.base import ReadError
from geo.files import File
from geo.formats.drivers import read_by_driver
from geo.formats.gdal import local_name
from geo.formats.layer import Layer

_REQUIRED = (
    "a00000001.gdbtable",
    "a00000004.gdbtable",
)  # its lists of tables and items


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """Each layer with shapes, or the one asked for.

    Raises
    ------
    ReadError
        If the folder lacks tables, or a layer cannot be read.
    LimitError
        If it has more rows, vertices or bytes than its limits allow.
    """
    names = {path.name.lower(): path for path in file.path.iterdir()}
    for name in _REQUIRED:
        if name not in names:
            raise ReadError(
                f"{file.label}: no {name} in this folder; copy the whole geodatabase again"
            )
    size = sum(path.lstat().st_size for path in names.values())
    file.limits.require("size", size, file.label)
    if any(path.is_symlink() for path in names.values()):
        raise ReadError(f"{file.label}: links to other files in it; copy it again")
    with local_name(file.path) as path:
        return read_by_driver(file, path, "OpenFileGDB", layer, crs)
