"""Read KML and KMZ from their XML: every placemark, its times as written, and its data.

GDAL reads only full dates of a TimeSpan, does not report in which folders a placemark lies, and
reads NaN as a place. A few hundred bytes of XML can stand for gigabytes, or point to any file or
address: a document type is refused, and elements are counted before they are in memory.

Source: OGC 12-007r2, KML 2.3.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError, counted, number_duplicates
from geo.files import DAMAGED, Budget, File, Zip, content, open_zip, short_name
from geo.formats.crs import from_degrees
from geo.formats.layer import Layer, layer_label, wanted_layers
from geo.formats.table_columns import Array
from geo.formats.text import values
from geo.formats.text.rings import Positions, join, polygon

_CONTAINERS = ("Document", "Folder")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
_TIMES = ("TimeStamp", "TimeSpan")
# Columns other than ExtendedData, by the names that GDAL has for them.
_OWN = ("id", "Name", "description", "style", "timestamp", "begin", "end")
# Other elements of a folder: noun and rest of a message that begins with their number.
_NOT_READ = {
    "NetworkLink": ("link", "to other files not followed"),
    "GroundOverlay": ("picture", "laid over the ground not read"),
    "PhotoOverlay": ("picture", "in the view not read"),
    "ScreenOverlay": ("picture", "on the screen not read"),
}

_AFTER_COMMA = re.compile(r",\s+")
# Numbers as in XML Schema (double); NaN and infinity are refused later, with their row.
_NUMBER = re.compile(
    r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)", re.A | re.I
)

Times = dict[str, str]


class _Placemark(NamedTuple):
    """A placemark with its times: its own, or those of the folder around it."""

    element: Element
    times: Times


@dataclass
class _Reading:
    """A placemark that is read: the words for it in messages, also in `unclosed` if a ring is."""

    where: str
    unclosed: set[str] = field(default_factory=set)


@dataclass
class _Folder:
    """Placemarks directly in one folder; `parents` are the folders around it, innermost first."""

    name: str
    parents: tuple[str, ...] = ()
    placemarks: list[_Placemark] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    has_link: bool = False  # to another document of the archive


def read(file: File, layer: str | None, crs: str | None) -> list[Layer]:
    """Each folder of a KML file or KMZ archive as a layer, with its placemarks as rows.

    Columns are `id`, `Name`, `description`, `style`, `timestamp`, `begin`, `end` and the names of
    ExtendedData, where a placemark has them. Times are texts as written; a placemark without its
    own has those of the folder it lies in. A folder with nothing in it is a layer without rows.

    Raises
    ------
    ReadError
        If the file is not KML, a KMZ has no KML in it, or a shape cannot be built.
    """
    folders: list[_Folder] = []
    documents = _documents(file)
    for name, document in documents.items():
        root = _parse(document, file)
        if _tag(root) not in ("kml", "Placemark", *_CONTAINERS):
            raise ReadError(f"{file.label}: not KML (begins with <{_tag(root)}>)")
        try:
            stem = name.rpartition("/")[2].removesuffix(".kml")
            folder = _Folder(file.path.stem if stem == "doc" else stem)
            folders += _folders(root, folder, {}, documents)
        except RecursionError as error:
            raise ReadError(
                f"{file.label}: not KML (folders are nested too deeply)"
            ) from error
    names = number_duplicates([folder.name for folder in folders])
    several = len(folders) > 1
    layers = [
        _layer(folder, file, name, several, crs) for name, folder in zip(names, folders)
    ]
    return wanted_layers(file, layer, layers)


def _layer(
    folder: _Folder, file: File, name: str, several: bool, crs: str | None
) -> Layer:
    label = layer_label(file, name, several)
    shapes = np.empty(len(folder.placemarks), object)
    unclosed: list[int] = []
    with np.errstate(all="ignore"):  # NaN is refused later, with its row
        for row, placemark in enumerate(folder.placemarks):
            reading = _Reading(f"{label}, row {row + 1}")
            shapes[row] = _shape(placemark.element, reading)
            if reading.unclosed:
                unclosed.append(row + 1)
    kinds = [_NOT_READ[kind] for kind in folder.not_read]
    messages = [
        f"{counted(kinds.count(kind), kind[0])} {kind[1]}"
        for kind in dict.fromkeys(kinds)
    ]
    columns = _columns([_row(placemark) for placemark in folder.placemarks])
    shapes = from_degrees(shapes, label, crs, messages)
    return Layer(
        file,
        name,
        several,
        shapes,
        columns,
        messages,
        folder.parents,
        unclosed=unclosed,
    )


def _folders(
    element: Element, folder: _Folder, times: Times, documents: Collection[str]
) -> list[_Folder]:
    """`folder`, filled with what lies directly in `element`, and the folders within."""
    times = _times(element) or times
    within = []
    for child in element if _tag(element) != "Placemark" else [element]:
        kind = _tag(child)
        if kind == "Placemark":
            folder.placemarks.append(_Placemark(child, _times(child) or times))
        elif kind in _CONTAINERS:
            # a Document has the name of the whole file, which may hold another date
            is_folder = _tag(element) == "Folder"
            parents = (folder.name, *folder.parents) if is_folder else folder.parents
            name = _child_text(child, "name") or folder.name
            within += _folders(child, _Folder(name, parents), times, documents)
        elif kind == "NetworkLink" and _address(child) in documents:
            folder.has_link = True  # every document of an archive is read
        elif kind in _NOT_READ:
            folder.not_read.append(kind)
    is_leaf = not any(_tag(child) in _CONTAINERS for child in element)
    has_own = folder.placemarks or folder.not_read or (is_leaf and not folder.has_link)
    return [folder, *within] if has_own else within


def _address(link: Element) -> str | None:
    addresses = (
        _child_text(child, "href") for child in link if _tag(child) in ("Link", "Url")
    )
    return next(addresses, None)


def _row(placemark: _Placemark) -> dict[str, str]:
    """Values of a placemark other than its shape."""
    element, times = placemark
    row = {
        "id": element.get("id"),
        "Name": _child_text(element, "name"),
        "description": _child_text(element, "description"),
        "style": (_child_text(element, "styleUrl") or "").rpartition("#")[2],
        **times,
    }
    texts = {name: text for name, text in row.items() if text}
    for name, text in _extended(element):
        texts[f"{name}_in_data" if name in texts else name] = text
    return texts


def _extended(element: Element) -> list[tuple[str, str]]:
    """Names and values of the ExtendedData of a placemark, in any of its three forms."""
    pairs = []
    for data in (child for child in element if _tag(child) == "ExtendedData"):
        for child in data:
            if _tag(child) == "SchemaData":
                for simple in child:
                    pairs.append((simple.get("name"), _text(simple)))
            elif _tag(child) == "Data":
                pairs.append((child.get("name"), _child_text(child, "value")))
            else:
                pairs.append((_tag(child), _text(child)))
    return [(name, text) for name, text in pairs if name and text]


def _columns(rows: list[dict[str, str]]) -> dict[str, Array]:
    """Rows as columns, those that KML itself names first and as they are written."""
    names = dict.fromkeys(name for row in rows for name in row)
    order = [
        *(name for name in _OWN if name in names),
        *(name for name in names if name not in _OWN),
    ]
    columns = {}
    for name in order:
        texts = [row.get(name) for row in rows]
        columns[name] = values.column(
            texts if name in _OWN else values.parse_texts(texts)
        )
    return columns


def _times(element: Element) -> Times:
    """Times of a placemark or folder, by the names that GDAL has for them."""
    return {
        "timestamp" if _tag(time) == "when" else _tag(time): text
        for child in element
        if _tag(child) in _TIMES
        for time in child
        if (text := _text(time))
    }


def _shape(element: Element, reading: _Reading) -> BaseGeometry | None:
    """The shapes of a placemark as one; None if it has none, or a model or track."""
    shapes = [_geometry(child, reading) for child in element if _tag(child) in _SHAPES]
    return shapes[0] if len(shapes) == 1 else join(shapes)


def _geometry(element: Element, reading: _Reading) -> BaseGeometry | None:
    kind = _tag(element)
    if kind == "MultiGeometry":
        return join(
            [_geometry(child, reading) for child in element if _tag(child) in _SHAPES]
        )
    if kind == "Polygon":
        sides = ("outerBoundaryIs", "innerBoundaryIs")
        rings = [
            (_tag(side), _positions(ring, reading.where))
            for side in element
            if _tag(side) in sides
            for ring in side
        ]
        rings.sort(key=lambda ring: sides.index(ring[0]))
        if not rings or rings[0][0] != sides[0]:
            return None
        return polygon(
            [positions for _, positions in rings], reading.where, reading.unclosed
        )
    positions = _positions(element, reading.where)
    if kind == "Point":
        return shapely.Point(positions[0]) if len(positions) else None
    return shapely.LineString(positions) if len(positions) > 1 else None


def _positions(element: Element, where: str) -> Positions:
    """Longitude and latitude of the tuples in an element's coordinates; heights are left out."""
    # blanks separate tuples, but people put them behind commas too
    text = _AFTER_COMMA.sub(",", _child_text(element, "coordinates") or "")
    tuples = [part.split(",") for part in text.split()]
    try:
        if not {len(numbers) for numbers in tuples} <= {2, 3}:
            raise ValueError("two or three numbers expected between blanks")
        for number in (number for numbers in tuples for number in numbers[:2]):
            # Python would also read 1_0, and digits of any script
            if _NUMBER.fullmatch(number) is None:
                raise ValueError(f"{number[:40]!r} is not a number")
        pairs = [numbers[:2] for numbers in tuples]
        return np.array(pairs, float).reshape(-1, 2)
    except ValueError as error:
        raise ReadError(
            f"{where}: coordinates are not longitude and latitude ({error})"
        ) from error


def _child_text(element: Element, name: str) -> str | None:
    """Text of the first child of this name; None if it has none."""
    return next((_text(child) for child in element if _tag(child) == name), None)


def _text(element: Element) -> str | None:
    return (element.text or "").strip() or None


def _tag(element: Element) -> str:
    """Tag without its prefix."""
    return str(element.tag).rpartition(":")[2]


def _documents(file: File) -> dict[str, bytes]:
    """The KML documents of a file by their names, the first one first."""
    if file.path.suffix.lower() != ".kmz":
        return {f"{file.path.stem}.kml": content(file)}
    with _open_kmz(file) as (archive, members):
        # the document of an archive is doc.kml; those that it links to stand beside it
        members.sort(key=lambda member: member.filename != "doc.kml")
        return {member.filename: b"".join(archive.chunks(member)) for member in members}


@contextmanager
def _open_kmz(file: File) -> Iterator[tuple[Zip, list[zipfile.ZipInfo]]]:
    """A KMZ and its members that are documents, if none of them is too large."""
    try:
        with open_zip(file.path, file.label, file.limits) as archive:
            members = [
                member
                for member in archive.members
                if member.filename.lower().endswith(".kml")
            ]
            _require_small(file, members)
            if not members:
                raise ReadError(f"{file.label}: no .kml file in this KMZ")
            yield archive, members
    except DAMAGED as error:
        raise ReadError(
            f"{file.label}: not readable as KMZ; the file may be cut off"
        ) from error


def _require_small(file: File, members: list[zipfile.ZipInfo]) -> None:
    """Raise ReadError if documents of a KMZ are large, or two of them have one name."""
    size = sum(member.file_size for member in members)
    packed = file.path.stat().st_size
    Budget(file.limits, file.label, packed, size).check(file.label, size, packed)
    file.limits.require("size", size, file.label)
    for name, number in Counter(member.filename for member in members).items():
        if number > 1:
            raise ReadError(
                f"{file.label}: two files are named {short_name(name)}; keep one of them"
            )


def _parse(document: bytes, file: File) -> Element:
    """The root of an XML document; prefixes need not be declared, and often are not.

    Raises
    ------
    ReadError
        If it is not XML, has a document type, or is larger or nested deeper than the limits of
        its file allow.
    """
    _require_bounded(document, file)
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

    def start_doctype(*_: object) -> None:
        raise ReadError(
            f"{file.label}: has a document type (DOCTYPE), which KML does not need and which can "
            "do harm; remove it from the file"
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = start_doctype
    try:
        parser.Parse(document, True)
        return builder.close()
    except expat.ExpatError as error:
        raise ReadError(
            f"{file.label}: not readable as KML ({error}); the file may be cut off"
        ) from error
    except (ValueError, LookupError) as error:
        raise ReadError(
            f"{file.label}: not readable as KML (unsupported encoding); save it as UTF-8"
        ) from error


def _require_bounded(document: bytes, file: File) -> None:
    """Raise LimitError if a document has more in it than the limits of its file allow.

    A vertex has two commas at most, a row stands in one element, and costs as much as forty other
    elements or attributes.
    """
    limits, label = file.limits, file.label
    limits.require("rows", document.count(b"<Placemark"), label)
    limits.require("vertices", document.count(b",") // 2, label)
    parts = document.count(b"<") // 2 + document.count(b'="')
    limits.require("rows", parts // 40, label, f"{parts:,} elements and attributes")
