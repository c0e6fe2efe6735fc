"""Files of a source: a file, a folder, a glob or an archive, and what may be read of it.

In folders, links to files are read as these files: whoever names a folder has put them there, or
looked. Links to folders are not followed, since they may lead round in circles, and are told.
"""

import glob
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from geo.base import CallError, Limits, ReadError, in_sentence
from geo.files.archives import holds_one, unpack
from geo.files.extraction import DEVICE, Reason, Room, hidden, told
from geo.files.suffixes import ARCHIVES, FORMATS

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
# How much of what is free on the disk a source may take: a few bytes can unpack to any size.
_SHARE = 0.5
Refuse = Callable[[str, ReadError], None]
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


class Found(NamedTuple):
    """The files of a source, names of those left out as unreadable, and sentences on the rest."""

    files: list[File]
    left_out: list[str]
    noticed: list[str]


def find(
    source: str | Path,
    scratch: Path,
    limits: Limits = Limits(),
    refuse: Refuse | None = None,
) -> Found:
    """The files of `source` in order of name, each to be read by `limits`.

    Archives are unpacked into `scratch`. One that cannot be unpacked is told to `refuse`, with
    what it is called, and the others are unpacked.

    Raises
    ------
    ReadError
        If there is no such file, nothing readable in the folder, archive or glob, or more in an
        archive than `limits` or half of the free disk allow. If there is a `refuse`, an archive
        raises only where nothing else is found.
    """
    path = Path(source).expanduser()
    search = _Search(scratch, limits, refuse)
    if path.is_dir():
        search.folder(path)
    elif path.is_file():
        search.one(path, in_sentence(path.name))
        if not search.found.files and path.suffix.lower() not in ARCHIVES:
            raise ReadError(
                f"{path.name}: not a format that can be read (expected {READABLE})"
            )
    elif glob.has_magic(str(path)):
        search.matching(str(path))
    else:
        raise CallError(f"{source}: no such file or folder")
    if not search.found.files:
        if search.first is not None:
            raise search.first
        told = [one.removeprefix(f"{path.name}: ") for one in search.found.noticed]
        why = told[0] if told else f"expected {READABLE}"
        raise ReadError(f"{source}: no file in it can be read ({why})")
    return search.found


class _Search:
    """Collects what is found, and unpacks archives on the way."""

    def __init__(self, scratch: Path, limits: Limits, refuse: Refuse | None) -> None:
        self.found = Found([], [], [])
        self.first: ReadError | None = None  # of those that were refused
        self._refuse = refuse
        self._scratch, self._limits = scratch, limits
        self._free = int(shutil.disk_usage(scratch).free * _SHARE)

    def matching(self, pattern: str) -> None:
        """Files that match a glob; of a folder that matches, the files in it."""
        matches = sorted(set(_matches(pattern)))
        if not matches:
            raise CallError(f"{pattern}: no file matches")
        paths = [path for path in matches if path.is_file()]
        for folder in (path for path in matches if path.is_dir()):
            if not any(folder in path.parents for path in paths):
                paths += self._inside(folder, in_sentence(folder.name))
        root = (
            Path(os.path.commonpath([path.parent for path in paths]))
            if paths
            else Path()
        )
        self._each(paths, root)

    def folder(self, path: Path) -> None:
        """Files in a folder and in the folders in it."""
        self._each(self._inside(path, in_sentence(path.name)), path)

    def one(
        self,
        path: Path,
        label: str,
        names: tuple[Name, ...] = (),
        depth: int = 0,
        room: Room | None = None,
    ) -> None:
        """A file by itself, or the files in it if it is an archive.

        `depth` archives are around it, of which the outermost has so much `room`.
        """
        suffix = path.suffix.lower()
        if suffix in FORMATS:
            own = (("file", path.stem), *names)
            self.found.files.append(File(path, label, own, self._limits))
        elif suffix not in ARCHIVES:
            if suffix not in BESIDE:
                self.found.left_out.append(label)
        else:
            self._limits.require("archives", depth + 1, label)
            if room is None:
                packed = path.stat().st_size
                room = Room(self._limits, label, packed, self._free)
            files, left_out, noticed = self.found
            before = len(files), len(left_out), len(noticed)
            try:
                self._archive(path, label, names, depth + 1, room)
            except ReadError as error:
                if self._refuse is None or depth:
                    raise
                # with all that was found in it: an archive is whole or it is nothing
                del files[before[0] :], left_out[before[1] :], noticed[before[2] :]
                self._refuse(label, error)
                self.first = self.first or error

    def _archive(
        self, path: Path, label: str, names: tuple[Name, ...], depth: int, room: Room
    ) -> None:
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        self.found.noticed.extend(unpack(path, label, folder, room))
        if holds_one(path):
            (inner,) = folder.iterdir()
            self.one(inner, label, names, depth, room)
            return
        paths = sorted(one for one in folder.rglob("*") if one.is_file())
        stem = path.stem.removesuffix(".tar")
        above = (("archive", stem), *names)
        self._each(paths, folder, above, depth, room, f"{label}/")

    def _each(
        self,
        paths: Iterable[Path],
        root: Path,
        names: tuple[Name, ...] = (),
        depth: int = 0,
        room: Room | None = None,
        before: str = "",
    ) -> None:
        """These files, called by their place under `root`; hidden ones are not seen."""
        for path in paths:
            inner = path.relative_to(root)
            if hidden(inner):
                continue
            folders = tuple(("folder", part) for part in reversed(inner.parts[:-1]))
            label = f"{before}{in_sentence(inner.as_posix())}"
            self.one(path, label, folders + names, depth, room)

    def _inside(self, folder: Path, label: str) -> list[Path]:
        """All files in a folder; links to folders, and links to nothing, are told."""
        found = []
        astray: dict[Reason, list[str]] = defaultdict(list)
        for above, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(folders):
                if os.path.islink(os.path.join(above, name)):
                    astray["link", "to a folder not followed"].append(name)
            for name in sorted(files):
                path = Path(above, name)
                if path.is_file():
                    found.append(path)
                elif path.is_symlink():
                    astray["link", "to nothing not followed"].append(name)
                else:
                    astray[DEVICE].append(name)
        self.found.noticed.extend(told(label, astray))
        return sorted(found)


def _matches(pattern: str) -> Iterator[Path]:
    """Files and folders that match a glob, in which ** stands for folders in folders.

    The standard library would follow links to folders, and such links to links without end.
    """
    before, deep, after = pattern.partition("**")
    if (
        not deep
        or before.rstrip("/\\") == before != ""
        or after[:1] not in ("", "/", os.sep)
    ):
        yield from map(Path, glob.glob(pattern))
        return
    starts = glob.glob(before) if glob.has_magic(before) else [before or os.curdir]
    for start in starts:
        for above, folders, files in os.walk(start):
            folders[:] = [one for one in folders if not one.startswith(".")]
            inside = os.path.join(glob.escape(above), after.lstrip("/\\"))
            if after.strip("/\\"):
                yield from _matches(inside)
            else:
                yield from (Path(above, one) for one in files)


@contextmanager
def steady(file: File) -> Iterator[None]:
    """While `file` is read: a file is read whole as it was when that began, or not at all.

    Raises
    ------
    ReadError
        If it is no more, cannot be looked at, or was written to meanwhile.
    """
    before = _stamp(file)
    yield
    if _stamp(file) != before:
        raise ReadError(
            f"{file.label}: changed while it was read; run again when it is whole"
        )


def _stamp(file: File) -> tuple[int, int, int]:
    """What changes when a file is written to, or another takes its place."""
    try:
        found = file.path.stat()
    except OSError as error:
        raise ReadError(
            f"{file.label}: cannot be read any more ({error.strerror}); run again"
        ) from error
    return found.st_ino, found.st_size, found.st_mtime_ns
