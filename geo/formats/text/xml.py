"""KML documents: the XML of a KML file, or of each in a KMZ archive, without entities and bounded.

A few hundred bytes of XML can stand for gigabytes, and lead to any file or address. Nothing of
that is asked for here: what declares a document type is refused, and the rest is counted before
it is taken into memory.
"""

import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from geo.base import ReadError
from geo.files import DAMAGED, Budget, File, Zip, content, open_zip, short_name


def documents(file: File) -> dict[str, bytes]:
    """The KML documents of a file by their names, the first one first."""
    if not _packed(file):
        return {f"{file.path.stem}.kml": content(file)}
    with _opened(file) as (archive, inside):
        # the document of an archive is doc.kml; those it links to stand beside it
        inside.sort(key=lambda one: one.filename != "doc.kml")
        return {one.filename: b"".join(archive.chunks(one)) for one in inside}


def require_bounded(file: File) -> None:
    """Raise what `documents` would raise of a KMZ by what it says of its documents."""
    if _packed(file):
        with _opened(file):
            pass


def _packed(file: File) -> bool:
    return file.path.suffix.lower() == ".kmz"


@contextmanager
def _opened(file: File) -> Iterator[tuple[Zip, list[zipfile.ZipInfo]]]:
    """A KMZ and those of its members that are documents, none of them too large."""
    try:
        with open_zip(file.path, file.label, file.limits) as archive:
            inside = [
                one for one in archive.members if one.filename.lower().endswith(".kml")
            ]
            _require_small(file, inside)
            if not inside:
                raise ReadError(f"{file.label}: no .kml file in this KMZ")
            yield archive, inside
    except DAMAGED as error:
        raise ReadError(
            f"{file.label}: not readable as KMZ; the file may be cut off"
        ) from error


def _require_small(file: File, inside: list[zipfile.ZipInfo]) -> None:
    """Raise ReadError if the documents of a KMZ are large, or two of them have one name."""
    size = sum(one.file_size for one in inside)
    packed = file.path.stat().st_size
    Budget(file.limits, file.label, packed, size).check(file.label, size, packed)
    file.limits.require("size", size, file.label)
    for name, number in Counter(one.filename for one in inside).items():
        if number > 1:
            raise ReadError(
                f"{file.label}: two files are named {short_name(name)}; keep one of them"
            )


def parsed(document: bytes, file: File) -> Element:
    """The root of an XML document; prefixes need not be declared, and often are not.

    Raises
    ------
    ReadError
        If it is no XML, declares entities or another document to go by, of which KML has none,
        or is larger or nested deeper than the limits of its file allow.
    """
    _require_countable(document, file)
    builder = TreeBuilder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > file.limits.nesting:
            raise file.limits.exceeded("nesting", file.label)
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    def declared(*_: object) -> None:
        # a few entities within each other stand for gigabytes, others for any file or address
        raise ReadError(
            f"{file.label}: declares a document type (DOCTYPE), which KML has no need of and "
            "which can be used to do harm; take it out of the file"
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(document, True)
        return builder.close()
    except expat.ExpatError as error:
        raise ReadError(
            f"{file.label}: not readable as KML ({error}); the file may be cut off"
        ) from error
    except (ValueError, LookupError) as error:
        raise ReadError(
            f"{file.label}: not readable as KML (in an encoding that is not read); save it as "
            "UTF-8"
        ) from error


def _require_countable(document: bytes, file: File) -> None:
    """Raise LimitError if a document has more in it than the limits of its file allow.

    A vertex has two commas at most, a row stands in one element, and costs as much as forty
    elements or attributes that are no rows.
    """
    limits, label = file.limits, file.label
    limits.require("rows", document.count(b"<Placemark"), label)
    limits.require("vertices", document.count(b",") // 2, label)
    parts = document.count(b"<") // 2 + document.count(b'="')
    limits.require("rows", parts // 40, label, f"{parts:,} elements and attributes")
