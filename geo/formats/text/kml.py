"""KML and KMZ read from their XML: every placemark, its times as written, and its data.

GDAL reads KML too, but of a TimeSpan only full dates, and it forgets which of several placemarks
with one name it read, and which folders it lay in. All of these tell dates. The format is that of
OGC 12-007r2 (KML 2.3).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError, counted, number_duplicates
from geo.files import File
from geo.formats.layer import Layer, called
from geo.formats.text import values
from geo.formats.text.rings import Positions, joined, polygon
from geo.formats.text.xml import documents, parsed

_CONTAINERS = ("Document", "Folder")
_SHAPES = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry")
_TIMES = ("TimeStamp", "TimeSpan")
# Columns that are no ExtendedData, by the names that GDAL has for them.
_OWN = ("id", "Name", "description", "style", "timestamp", "begin", "end")
# What else may stand in a folder, and what becomes of it.
_NOT_READ = {
    "NetworkLink": ("link", "to other files not followed"),
    "GroundOverlay": ("picture", "laid over the ground not read"),
    "PhotoOverlay": ("picture", "in the view not read"),
    "ScreenOverlay": ("picture", "on the screen not read"),
}

_AFTER_COMMA = re.compile(r",\s+")
# As XML Schema has numbers (double); what is none of them is told of as a coordinate later.
_NUMBER = re.compile(
    r"[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|inf|nan)", re.A | re.I
)

Times = dict[str, str]


class _Mark(NamedTuple):
    """A placemark, and its times: its own, or those of the folder it lies in."""

    element: Element
    times: Times


@dataclass
class _Folder:
    """What lies directly in one folder, and how the folders around it are called."""

    name: str
    above: tuple[str, ...] = ()
    marks: list[_Mark] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    followed: bool = False  # whether it links to another document of the archive


def placemarks(file: File) -> list[Layer]:
    """The placemarks of each folder of a KML file or KMZ archive, as rows of a layer.

    Columns are `id`, `Name`, `description`, `style`, `timestamp`, `begin`, `end` and the names of
    ExtendedData, where a placemark has them. Times are texts as written; a placemark without its
    own has those of the folder it lies in. A folder with nothing in it is a layer without rows.

    Raises
    ------
    ReadError
        If the file is not KML, a KMZ has no KML in it, or a shape cannot be built.
    """
    folders: list[_Folder] = []
    inside = documents(file)
    for name, document in inside.items():
        root = parsed(document, file)
        if _local(root) not in ("kml", "Placemark", *_CONTAINERS):
            raise ReadError(f"{file.label}: not KML; it begins with <{_local(root)}>")
        try:
            stem = name.rpartition("/")[2].removesuffix(".kml")
            own = _Folder(file.path.stem if stem == "doc" else stem)
            folders += _folders(root, own, {}, inside)
        except RecursionError as error:
            raise ReadError(
                f"{file.label}: not KML (folders within folders without end)"
            ) from error
    names = number_duplicates([folder.name for folder in folders])
    several = len(folders) > 1
    return [_layer(folder, file, name, several) for name, folder in zip(names, folders)]


def _layer(folder: _Folder, file: File, name: str, several: bool) -> Layer:
    label = called(file, name, several)
    shapes = np.empty(len(folder.marks), object)
    for row, mark in enumerate(folder.marks):
        shapes[row] = _shape(mark.element, f"{label}, row {row + 1}")
    kinds = [_NOT_READ[kind] for kind in folder.not_read]
    noticed = [
        f"{counted(kinds.count(kind), kind[0])} {kind[1]}"
        for kind in dict.fromkeys(kinds)
    ]
    frame = _frame([_row(mark) for mark in folder.marks])
    return Layer(file, name, several, shapes, frame, noticed, folder.above)


def _folders(
    element: Element, own: _Folder, times: Times, documents: Collection[str]
) -> list[_Folder]:
    """`own`, filled with what lies directly in `element`, and the folders within."""
    times = _times(element) or times
    within = []
    for child in element if _local(element) != "Placemark" else [element]:
        kind = _local(child)
        if kind == "Placemark":
            own.marks.append(_Mark(child, _times(child) or times))
        elif kind in _CONTAINERS:
            # a Document is called like the whole, which may tell another date
            outer = (own.name, *own.above) if _local(element) == "Folder" else own.above
            name = _text_of(child, "name") or own.name
            within += _folders(child, _Folder(name, outer), times, documents)
        elif kind == "NetworkLink" and _address(child) in documents:
            own.followed = True  # every document of an archive is read
        elif kind in _NOT_READ:
            own.not_read.append(kind)
    leaf = not any(_local(child) in _CONTAINERS for child in element)
    has_own = own.marks or own.not_read or (leaf and not own.followed)
    return [own, *within] if has_own else within


def _address(link: Element) -> str | None:
    found = (_text_of(one, "href") for one in link if _local(one) in ("Link", "Url"))
    return next(found, None)


def _row(mark: _Mark) -> dict[str, str]:
    """What a placemark says beside its shape."""
    element, times = mark
    row = {
        "id": element.get("id"),
        "Name": _text_of(element, "name"),
        "description": _text_of(element, "description"),
        "style": (_text_of(element, "styleUrl") or "").rpartition("#")[2],
        **times,
    }
    found = {name: text for name, text in row.items() if text}
    for name, text in _extended(element):
        found[f"{name}_in_data" if name in found else name] = text
    return found


def _extended(element: Element) -> list[tuple[str, str]]:
    """Names and values of the ExtendedData of a placemark, in any of its three forms."""
    found = []
    for data in (one for one in element if _local(one) == "ExtendedData"):
        for child in data:
            if _local(child) == "SchemaData":
                for simple in child:
                    found.append((simple.get("name"), _text(simple)))
            elif _local(child) == "Data":
                found.append((child.get("name"), _text_of(child, "value")))
            else:
                found.append((_local(child), _text(child)))
    return [(name, text) for name, text in found if name and text]


def _frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    """Rows as columns, those that KML itself names first and as they are written."""
    names = dict.fromkeys(name for row in rows for name in row)
    order = [
        *(name for name in _OWN if name in names),
        *(n for n in names if n not in _OWN),
    ]
    found = {}
    for name in order:
        texts = [row.get(name) for row in rows]
        found[name] = values.column(texts if name in _OWN else values.typed(texts))
    return pd.DataFrame(found, index=pd.RangeIndex(len(rows)))


def _times(element: Element) -> Times:
    """Times of a placemark or folder, by the names that GDAL has for them."""
    return {
        "timestamp" if _local(time) == "when" else _local(time): text
        for child in element
        if _local(child) in _TIMES
        for time in child
        if (text := _text(time))
    }


def _shape(element: Element, where: str) -> BaseGeometry | None:
    """The shapes of a placemark as one; None where it has none, or a model or track."""
    found = [_geometry(one, where) for one in element if _local(one) in _SHAPES]
    return found[0] if len(found) == 1 else joined(found)


def _geometry(element: Element, where: str) -> BaseGeometry | None:
    kind = _local(element)
    if kind == "MultiGeometry":
        return joined(
            [_geometry(one, where) for one in element if _local(one) in _SHAPES]
        )
    if kind == "Polygon":
        sides = ("outerBoundaryIs", "innerBoundaryIs")
        rings = [
            (_local(side), _positions(ring, where))
            for side in element
            if _local(side) in sides
            for ring in side
        ]
        rings.sort(key=lambda one: sides.index(one[0]))
        if not rings or rings[0][0] != sides[0]:
            return None
        return polygon([ring for _, ring in rings], where)
    positions = _positions(element, where)
    if kind == "Point":
        return shapely.Point(positions[0]) if len(positions) else None
    return shapely.LineString(positions) if len(positions) > 1 else None


def _positions(element: Element, where: str) -> Positions:
    """Longitude and latitude of the tuples in an element's coordinates; heights are left out."""
    # blanks set tuples apart, but people put them behind commas too
    text = _AFTER_COMMA.sub(",", _text_of(element, "coordinates") or "")
    tuples = [one.split(",") for one in text.split()]
    try:
        if not {len(one) for one in tuples} <= {2, 3}:
            raise ValueError("two or three numbers expected between blanks")
        for number in (number for one in tuples for number in one[:2]):
            # Python would read 1_0 as well, and digits of any writing
            if _NUMBER.fullmatch(number) is None:
                raise ValueError(f"{number[:40]!r} is no number")
        return np.array([one[:2] for one in tuples], float).reshape(-1, 2)
    except ValueError as error:
        raise ReadError(
            f"{where}: coordinates that are no longitude and latitude ({error})"
        ) from error


def _text_of(element: Element, name: str) -> str | None:
    """Text of the first child of this name; None if it has none."""
    return next((_text(child) for child in element if _local(child) == name), None)


def _text(element: Element) -> str | None:
    return (element.text or "").strip() or None


def _local(element: Element) -> str:
    """Tag without its prefix."""
    return str(element.tag).rpartition(":")[2]
