"""Files of a source: a file, a folder, a glob or an archive, and what may be read of it."""

import glob
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from geo.archives import unpack
from geo.errors import CallError, ReadError
from geo.letters import in_sentence
from geo.limits import Limits
from geo.suffixes import ARCHIVES, FORMATS, GZIP

READABLE = (
    "GeoJSON, TopoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet, KML, KMZ, CSV with shapes, "
    "or a zip, tar or gzip of these"
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
# Archives in archives beyond this many hold each other, and would be unpacked without end.
_DEEPEST = 5

Name = tuple[str, str]  # what is called so (file, layer, folder, archive), and how


@dataclass(frozen=True)
class File:
    """A file to read, what to call it, the names in which its date may stand, and its limits."""

    path: Path
    label: str
    names: tuple[Name, ...]
    limits: Limits = Limits()

    @property
    def format(self) -> str:
        """Format by the suffix of its name."""
        return FORMATS[self.path.suffix.lower()]


def find(
    source: str | Path, scratch: Path, limits: Limits = Limits()
) -> tuple[list[File], list[str]]:
    """The files of `source` in order of name, and the names of those left out as unreadable.

    Archives are unpacked into `scratch`. Each file is to be read by `limits`.

    Raises
    ------
    ReadError
        If there is no such file, or nothing readable in the folder, archive or glob.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        found, left_out = _inside(path, (), scratch)
    elif path.is_file():
        found, left_out = _expanded(path, in_sentence(path.name), (), scratch)
        if not found and path.suffix.lower() not in ARCHIVES:
            raise ReadError(
                f"{path.name}: not a format that can be read (expected {READABLE})"
            )
    elif glob.has_magic(str(path)):
        found, left_out = _matching(str(path), scratch)
    else:
        raise CallError(f"{source}: no such file or folder")
    if not found:
        raise ReadError(f"{source}: no file in it can be read (expected {READABLE})")
    return [replace(one, limits=limits) for one in found], left_out


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
    folder: Path, names: tuple[Name, ...], scratch: Path, depth: int = 0
) -> tuple[list[File], list[str]]:
    """Files in a folder and in the folders in it."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return _all(paths, folder, names, scratch, depth)


def _all(
    paths: list[Path],
    root: Path,
    names: tuple[Name, ...],
    scratch: Path,
    depth: int = 0,
) -> tuple[list[File], list[str]]:
    """These files, called by their place under `root`; hidden and macOS' own ones are not seen."""
    found: list[File] = []
    left_out: list[str] = []
    for path in paths:
        inner = path.relative_to(root)
        label = in_sentence(inner.as_posix())
        if any(part.startswith((".", "__MACOSX")) for part in inner.parts):
            continue
        above = tuple(("folder", part) for part in reversed(inner.parts[:-1]))
        more, less = _expanded(path, label, above + names, scratch, depth)
        found, left_out = found + more, left_out + less
    return found, left_out


def _expanded(
    path: Path, label: str, names: tuple[Name, ...], scratch: Path, depth: int = 0
) -> tuple[list[File], list[str]]:
    """A file by itself, or the files in it if it is an archive."""
    suffix = path.suffix.lower()
    if suffix in FORMATS:
        return [File(path, label, (("file", path.stem), *names))], []
    if suffix not in ARCHIVES:
        return [], [] if suffix in BESIDE else [label]
    if depth == _DEEPEST:
        raise ReadError(
            f"{label}: more than {_DEEPEST} archives within each other; unpack it first"
        )
    folder = Path(tempfile.mkdtemp(dir=scratch))
    unpack(path, label, folder)
    if ARCHIVES[suffix] == GZIP:  # one file, called like the archive
        (inner,) = folder.iterdir()
        return _expanded(inner, label, names, scratch, depth + 1)
    above = (("archive", path.stem), *names)
    found, left_out = _inside(folder, above, scratch, depth + 1)
    return [
        File(one.path, f"{label}/{one.label}", one.names) for one in found
    ], left_out
