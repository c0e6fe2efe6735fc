"""Read GML as servers of maps (WFS) return it, after its XML was checked.

GDAL follows references to other documents, and takes the columns from a schema beside the file,
which may be another one's; here it sees the document alone.

Source: OGC 07-036, Geography Markup Language 3.2.1; OGC 09-025, Web Feature Service 2.0.
"""

import re
from collections import Counter
from xml.parsers import expat

from geo.base import ReadError, RowError
from geo.files import File, content
from geo.formats.drivers import alone, read_by_driver, require_plain
from geo.formats.layer import Layer

_SETTINGS = {"GML_SKIP_RESOLVE_ELEMS": "ALL", "GML_FETCH_ALL_GEOMETRIES": "NO"}
_OPTIONS = {"DOWNLOAD_SCHEMA": "NO", "WRITE_GFS": "NO", "EXPOSE_FID": "NO"}
_MEMBERS = {"featuremember", "featuremembers", "member"}
# Elements whose text is numbers, and what is no part of one.
_NUMBERS = {"coordinates", "posList", "pos"}
_NO_NUMBER = re.compile(r"[^\d\s.,+\-eE]")
# Segments of curves that GDAL draws straight, or at most by a few lines.
_CURVED = re.compile(r"Arc|Circle|Clothoid|GeodesicString|.*Spline|Bezier|OffsetCurve")
_ROOTS = ("FeatureCollection", "GMLFeatureCollection")


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """Each type of features of a GML document as a layer.

    Raises
    ------
    ReadError
        If it is not GML, has a document type, or its features cannot be read.
    LimitError
        If it has more rows, vertices or bytes, or is nested deeper than its limits allow.
    """
    document = content(file)
    require_plain(file, document)
    rows = _count(document, file)
    with alone(file) as path:
        return read_by_driver(
            file,
            path,
            "GML",
            layer,
            crs,
            rows=rows,
            settings=_SETTINGS,
            options=_OPTIONS,
        )


def _count(document: bytes, file: File) -> Counter[str]:
    """The number of features of each type; raise if the document is too large, or not GML."""
    limits = file.limits
    limits.require("vertices", document.count(b" ") // 8, file.label)
    rows: Counter[str] = Counter()
    around: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, _: object) -> None:
        local = name.rpartition(":")[2]
        if not around and local not in _ROOTS:
            raise ReadError(f"{file.label}: not GML (begins with <{name[:40]}>)")
        if around and around[-1].lower() in _MEMBERS:
            rows[local] += 1
            limits.require("rows", rows[local], file.label)
        if _CURVED.match(local):
            raise RowError(
                file.label,
                max(1, rows.total()),
                f"a curve ({local}); save it with straight edges",
            )
        around.append(local)
        if len(around) > limits.nesting:
            raise limits.exceeded("nesting", file.label)

    def text(value: str) -> None:
        if around and around[-1] in _NUMBERS and (match := _NO_NUMBER.search(value)):
            problem = f"coordinates that are no numbers ({match[0]!r}); correct them"
            raise RowError(file.label, max(1, rows.total()), problem)

    def start_doctype(*_: object) -> None:
        raise ReadError(
            f"{file.label}: has a document type (DOCTYPE), which GML does not need and which can "
            "do harm; remove it from the file"
        )

    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = lambda _: around.pop()
    parser.StartDoctypeDeclHandler = start_doctype
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise ReadError(
            f"{file.label}: not readable as GML ({error}); the file may be cut off"
        ) from error
    return rows
