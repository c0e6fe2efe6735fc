"""What a file says of itself, looked at before the libraries that read it are loaded.

These take a second to load. Files that are made to do harm are small, and what is wrong with them
stands in the first bytes that anybody would read: so it is told at once.
"""

from contextlib import suppress
from functools import partial

from geo.base import ReadError, sanitize_text
from geo.files import DELIMITED, FLATGEOBUF, GEOPACKAGE, KML, PARQUET, SHAPEFILE, File
from geo.formats.binary import flatgeobuf, geopackage, shapefile
from geo.formats.text import csv, xml

# How files of a format begin. GDAL goes by the content whatever the name: without this a name
# could open any of its drivers, some of which follow addresses on the network.
STARTS = {
    GEOPACKAGE: b"SQLite format 3",
    FLATGEOBUF: b"fgb",
    SHAPEFILE: b"\x00\x00\x27\x0a",
    PARQUET: b"PAR1",
}
# How archives begin, by the ending that their name lacks.
PACKED = {"gz": b"\x1f\x8b", "zip": b"PK\x03\x04"}
# Bytes of a file that is looked at twice, here and when it is read: it takes some milliseconds.
_SMALL = 10**6


def look(file: File, layer: str | None = None) -> None:
    """Raise what the reading of a small file would raise of what it says of itself.

    It promises nothing of files that pass, or are large: when they are read, all are looked at.

    Raises
    ------
    ReadError
        If it is empty or begins like another format, does not hold what it says, or says that it
        holds more than its limits allow.
    """
    require_whole(file)
    kind = file.format
    if kind == KML:
        xml.require_bounded(file)
    if file.path.stat().st_size > _SMALL:
        return
    if kind == GEOPACKAGE:
        geopackage.rows(file, partial(is_asked, layer))
    elif kind == FLATGEOBUF:
        flatgeobuf.rows(file)
    elif kind == SHAPEFILE:
        shapefile.rows(file)
    elif kind == KML:
        for document in xml.documents(file).values():
            if len(document) <= _SMALL:
                xml.parsed(document, file)
    elif kind == DELIMITED:
        table = csv.text_table(file.path, file.label, file.limits)
        if (name := csv.shape_column(table)) is not None:
            csv.require_bounded(table, name, file)
    elif kind == PARQUET:
        # it loads Arrow, which is a quarter of all that is to be loaded
        from geo.formats.binary import geoparquet

        # the reading finds the words for what Arrow raises
        with suppress(*geoparquet.UNREADABLE):
            geoparquet.require(file)


def is_asked(layer: str | None, name: str) -> bool:
    """Whether the caller asked for the layer of this name: all are, if none is named."""
    return layer is None or sanitize_text(name) == sanitize_text(layer)


def require_whole(file: File) -> None:
    """Raise ReadError if a file is empty, lacks its companions or begins like another format."""
    try:
        with file.path.open("rb") as stream:
            head = stream.read(64)
    except OSError as error:
        raise ReadError(f"{file.label}: cannot be opened ({error.strerror})") from error
    if not head:
        raise ReadError(f"{file.label}: the file is empty")
    for packed, start in PACKED.items():
        # a KMZ is a zip by another name, and is not asked here
        if head.startswith(start) and file.path.suffix.lower() != ".kmz":
            raise ReadError(
                f"{file.label}: {packed} inside, though its name says {file.format}; add "
                f".{packed} to its name"
            )
    start = STARTS.get(file.format, b"")
    if not head.startswith(start):
        raise ReadError(
            f"{file.label}: not {file.format} inside, though its name says so"
        )
    if file.format == SHAPEFILE:
        shapefile.require_parts(file, head)
