"""Times of KML placemarks as written: GDAL reads full dates only and says nothing of the rest."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

from geo.errors import ReadError

TIMES = ("timestamp", "begin", "end")


def placemarks(path: Path, label: str) -> list[dict[str, str | None]]:
    """Name and times of each placemark with a shape, in the order of the file.

    Raises
    ------
    ReadError
        If the file is not KML, or a KMZ without KML in it.
    """
    try:
        root = ElementTree.fromstring(_document(path, label))
    except ElementTree.ParseError as error:
        raise ReadError(
            f"{label}: not readable as KML ({error}); the file may be cut off"
        ) from error
    if _local(root) not in ("kml", "Document", "Folder", "Placemark"):
        raise ReadError(f"{label}: not KML; it begins with <{_local(root)}>")
    return [_placemark(one) for one in root.iter() if _local(one) == "Placemark"]


def _document(path: Path, label: str) -> bytes:
    if path.suffix.lower() != ".kmz":
        return path.read_bytes()
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [
                name for name in archive.namelist() if name.lower().endswith(".kml")
            ]
            if not inside:
                raise ReadError(f"{label}: no .kml file in this KMZ")
            return archive.read("doc.kml" if "doc.kml" in inside else inside[0])
    except zipfile.BadZipFile as error:
        raise ReadError(
            f"{label}: not readable as KMZ; the file may be cut off"
        ) from error


def _placemark(element: ElementTree.Element) -> dict[str, str | None]:
    found: dict[str, str | None] = dict.fromkeys(("Name", *TIMES))
    for child in element:
        if _local(child) == "name":
            found["Name"] = _text(child)
        if _local(child) in ("TimeStamp", "TimeSpan"):
            for time in child:
                kind = "timestamp" if _local(time) == "when" else _local(time)
                if kind in TIMES:
                    found[kind] = _text(time)
    return found


def _text(element: ElementTree.Element) -> str | None:
    return (element.text or "").strip() or None


def _local(element: ElementTree.Element) -> str:
    """Tag without its namespace."""
    return str(element.tag).rpartition("}")[2]
