"""Times of KML placemarks as written: GDAL reads full dates only and says nothing of the rest."""

import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from geo.errors import ReadError
from geo.files import DAMAGED

TIMES = ("timestamp", "begin", "end")


class Mark(NamedTuple):
    """A placemark: its name, and its times by the names GDAL has for them."""

    name: str | None
    times: dict[str, str]


def placemarks(path: Path, label: str) -> list[Mark]:
    """Name and times of each placemark, in the order of the file.

    Raises
    ------
    ReadError
        If the file is not KML, or a KMZ without KML in it.
    """
    found = []
    for document in _documents(path, label):
        try:
            root = ElementTree.fromstring(document)
        except ElementTree.ParseError as error:
            raise ReadError(
                f"{label}: not readable as KML ({error}); the file may be cut off"
            ) from error
        if _local(root) not in ("kml", "Document", "Folder", "Placemark"):
            raise ReadError(f"{label}: not KML; it begins with <{_local(root)}>")
        found += [_placemark(one) for one in root.iter() if _local(one) == "Placemark"]
    return found


def _documents(path: Path, label: str) -> list[bytes]:
    if path.suffix.lower() != ".kmz":
        return [path.read_bytes()]
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [
                name for name in archive.namelist() if name.lower().endswith(".kml")
            ]
            if not inside:
                raise ReadError(f"{label}: no .kml file in this KMZ")
            inside.sort(
                key=lambda name: name != "doc.kml"
            )  # the others stand in its order
            return [archive.read(name) for name in inside]
    except DAMAGED as error:
        raise ReadError(
            f"{label}: not readable as KMZ; the file may be cut off"
        ) from error


def _placemark(element: ElementTree.Element) -> Mark:
    name = None
    times: dict[str, str] = {}
    for child in element:
        if _local(child) == "name":
            name = _text(child)
        if _local(child) in ("TimeStamp", "TimeSpan"):
            for time in child:
                kind = "timestamp" if _local(time) == "when" else _local(time)
                if text := _text(time):
                    times[kind] = text
    return Mark(name, times)


def _text(element: ElementTree.Element) -> str | None:
    return (element.text or "").strip() or None


def _local(element: ElementTree.Element) -> str:
    """Tag without its namespace."""
    return str(element.tag).rpartition("}")[2]
