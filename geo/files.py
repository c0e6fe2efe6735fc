"""Files of a source: a file, a folder, a glob or an archive, and what may be read of it."""

import glob
import os
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from geo.errors import CallError, ReadError

GEOJSON, LINES, GEOPACKAGE, SHAPEFILE = (
    "GeoJSON",
    "GeoJSONSeq",
    "GPKG",
    "ESRI Shapefile",
)
FLATGEOBUF, KML, PARQUET = "FlatGeobuf", "LIBKML", "GeoParquet"
FORMATS = {
    ".geojson": GEOJSON,
    ".json": GEOJSON,
    ".geojsonl": LINES,
    ".geojsons": LINES,
    ".ndjson": LINES,
    ".jsonl": LINES,
    ".gpkg": GEOPACKAGE,
    ".shp": SHAPEFILE,
    ".fgb": FLATGEOBUF,
    ".kml": KML,
    ".kmz": KML,
    ".parquet": PARQUET,
    ".geoparquet": PARQUET,
}
READABLE = (
    "GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, KML, KMZ or a zip of these"
)
# Companions of a file: never read by themselves, never worth a word.
BESIDE = {
    ".dbf",
    ".shx",
    ".prj",
    ".cpg",
    ".qix",
    ".sbn",
    ".sbx",
    ".qpj",
    ".qmd",
    ".xml",
    ".idx",
}
# What zipfile raises on an archive that is damaged, locked or packed in a way it does not know.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)

Name = tuple[str, str]  # what is called so (file, layer, folder, archive), and how


@dataclass(frozen=True)
class File:
    """A file to read, what to call it, and the names in which its date may stand."""

    path: Path
    label: str
    names: tuple[Name, ...]

    @property
    def format(self) -> str:
        """Format by the suffix of its name."""
        return FORMATS[self.path.suffix.lower()]


def find(source: str | Path, scratch: Path) -> tuple[list[File], list[str]]:
    """The files of `source` in order of name, and the names of those left out as unreadable.

    Archives are unpacked into `scratch`.

    Raises
    ------
    ReadError
        If there is no such file, or nothing readable in the folder, archive or glob.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        found, left_out = _inside(path, (), scratch)
    elif path.is_file():
        found, left_out = _expanded(path, path.name, (), scratch)
        if not found and path.suffix.lower() != ".zip":
            raise ReadError(
                f"{path.name}: not a format that can be read (expected {READABLE})"
            )
    elif glob.has_magic(str(path)):
        found, left_out = _matching(str(path), scratch)
    else:
        raise CallError(f"{source}: no such file or folder")
    if not found:
        raise ReadError(f"{source}: no file in it can be read (expected {READABLE})")
    return found, left_out


def _matching(pattern: str, scratch: Path) -> tuple[list[File], list[str]]:
    """Files that match a glob; of a folder that matches, the files in it."""
    matches = sorted(Path(match) for match in glob.glob(pattern, recursive=True))
    if not matches:
        raise CallError(f"{pattern}: no file matches")
    paths = [path for path in matches if path.is_file()]
    for folder in (path for path in matches if path.is_dir()):
        if not any(folder in path.parents for path in paths):
            paths += [path for path in sorted(folder.rglob("*")) if path.is_file()]
    root = (
        Path(os.path.commonpath([path.parent for path in paths])) if paths else Path()
    )
    return _all(paths, root, (), scratch)


def _inside(
    folder: Path, names: tuple[Name, ...], scratch: Path
) -> tuple[list[File], list[str]]:
    """Files in a folder and in the folders in it."""
    return _all(
        [p for p in sorted(folder.rglob("*")) if p.is_file()], folder, names, scratch
    )


def _all(
    paths: list[Path], root: Path, names: tuple[Name, ...], scratch: Path
) -> tuple[list[File], list[str]]:
    """These files, called by their place under `root`; hidden and macOS' own ones are not seen."""
    found: list[File] = []
    left_out: list[str] = []
    for path in paths:
        inner = path.relative_to(root)
        if any(part.startswith((".", "__MACOSX")) for part in inner.parts):
            continue
        above = tuple(("folder", part) for part in reversed(inner.parts[:-1]))
        more, less = _expanded(path, inner.as_posix(), above + names, scratch)
        found, left_out = found + more, left_out + less
    return found, left_out


def _expanded(
    path: Path, label: str, names: tuple[Name, ...], scratch: Path
) -> tuple[list[File], list[str]]:
    """A file by itself, or the files in it if it is an archive."""
    suffix = path.suffix.lower()
    if suffix in FORMATS:
        return [File(path, label, (("file", path.stem), *names))], []
    if suffix != ".zip":
        return [], [] if suffix in BESIDE else [label]
    folder = scratch / str(len(list(scratch.iterdir())))
    folder.mkdir()
    try:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    except DAMAGED as error:
        raise ReadError(f"{label}: not readable as a zip archive ({error})") from error
    found, left_out = _inside(folder, (("archive", path.stem), *names), scratch)
    return [
        File(one.path, f"{label}/{one.label}", one.names) for one in found
    ], left_out
