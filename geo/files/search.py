"""Find the files of a source: a file, a folder, a glob or an archive.

Links to files in a folder are followed: whoever names the folder controls them. Links to folders
are not followed, since they may form circles, and are reported.
"""

import glob
import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from geo.base import CallError, Limits, ReadError, sanitize_line
from geo.files.answers import START
from geo.files.archives import is_single, unpack
from geo.files.extraction import DEVICE, Budget, Reason, is_hidden, skip_messages
from geo.files.suffixes import ARCHIVES

# Files that belong to another file: never read by themselves, and not reported.
_COMPANIONS = {
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
    ".dat",
    ".map",
    ".id",
    ".ind",
    ".mid",
    ".xsd",
    ".gfs",
}
# How a map begins in files of which most are none.
_MAPS = {
    ".txt": re.compile(rb"(?:\xef\xbb\xbf)?\s*\{"),
    ".js": re.compile(rb".{0,1000}=\s*\{\s*\"(?:type|features|crs|name)\"\s*:", re.S),
}
# Folders that are one file: an Esri File Geodatabase.
_FOLDERS = {".gdb"}
# Share of the free disk that a source may use: a few bytes can unpack to any size.
_DISK_SHARE = 0.5
Refuse = Callable[[str, ReadError], None]
Name = tuple[str, str]  # what is named (file, layer, folder, archive), and its name


@dataclass(frozen=True)
class File:
    """A file to read: its label in messages, names that may hold its date, and its limits."""

    path: Path
    label: str
    names: tuple[Name, ...]
    limits: Limits = Limits()


class Found(NamedTuple):
    """The files of a source, names of files in no readable format, and messages on the rest."""

    files: list[File]
    left_out: list[str]
    messages: list[str]


def find(
    source: str | Path,
    scratch: Path,
    readable: Mapping[str, str],
    limits: Limits = Limits(),
    refuse: Refuse | None = None,
) -> Found:
    """Find the files of `source`, in order of name, each to be read by `limits`.

    `readable` has the names of formats that can be read, by the endings of file names.

    Archives are unpacked into `scratch`. Where one cannot be unpacked, `refuse` is called with its
    label and the error, and the others are unpacked.

    Raises
    ------
    ReadError
        If there is no such file, nothing readable in the folder, archive or glob, or more in an
        archive than `limits` or half of the free disk allow. With `refuse`, an archive raises
        only where nothing else is found.
    """
    path = Path(source).expanduser()
    search = _Search(scratch, readable, limits, refuse)
    names = ", ".join(dict.fromkeys(readable.values()))
    expected = f"expected {names}, or an archive of these"
    if path.is_dir() and _is_file(path):
        search.add(path, sanitize_line(path.name))
    elif path.is_dir():
        search.add_folder(path)
    elif path.is_file():
        search.add(path, sanitize_line(path.name))
        if not search.found.files and path.suffix.lower() not in ARCHIVES:
            raise ReadError(f"{path.name}: not a format that can be read ({expected})")
    elif glob.has_magic(str(path)):
        search.add_matches(str(path))
    else:
        raise CallError(f"{source}: no such file or folder")
    if not search.found.files:
        if search.first_error is not None:
            raise search.first_error
        messages = search.found.messages
        reason = messages[0].removeprefix(f"{path.name}: ") if messages else expected
        raise ReadError(f"{source}: no file in it can be read ({reason})")
    return search.found


class _Search:
    """Collects the files that are found, and unpacks archives on the way."""

    def __init__(
        self,
        scratch: Path,
        readable: Mapping[str, str],
        limits: Limits,
        refuse: Refuse | None,
    ) -> None:
        self.found = Found([], [], [])
        self.first_error: ReadError | None = None  # that was passed to `refuse`
        self._refuse = refuse
        self._readable = readable
        self._scratch, self._limits = scratch, limits
        self._free = int(shutil.disk_usage(scratch).free * _DISK_SHARE)

    def add_matches(self, pattern: str) -> None:
        """Add the files that match a glob; of a folder that matches, the files in it."""
        matches = sorted(set(_matches(pattern)))
        if not matches:
            raise CallError(f"{pattern}: no file matches")
        paths = [path for path in matches if path.is_file() or _is_file(path)]
        for folder in (
            path for path in matches if path.is_dir() and not _is_file(path)
        ):
            if not any(folder in path.parents for path in paths):
                paths += self._files_in(folder, sanitize_line(folder.name))
        root = (
            Path(os.path.commonpath([path.parent for path in paths]))
            if paths
            else Path()
        )
        self._add_all(paths, root)

    def add_folder(self, path: Path) -> None:
        """Add the files in a folder and in the folders in it."""
        self._add_all(self._files_in(path, sanitize_line(path.name)), path)

    def add(
        self,
        path: Path,
        label: str,
        names: tuple[Name, ...] = (),
        depth: int = 0,
        budget: Budget | None = None,
    ) -> None:
        """Add a file, or the files in it if it is an archive.

        `depth` archives are around it; `budget` is that of the outermost.
        """
        suffix = path.suffix.lower()
        if suffix in self._readable and _may_be_map(path):
            own_names = (("file", path.stem), *names)
            self.found.files.append(File(path, label, own_names, self._limits))
        elif suffix not in ARCHIVES:
            if suffix not in _COMPANIONS:
                self.found.left_out.append(label)
        else:
            self._limits.require("archives", depth + 1, label)
            if budget is None:
                packed = path.stat().st_size
                budget = Budget(self._limits, label, packed, self._free)
            files, left_out, messages = self.found
            before = len(files), len(left_out), len(messages)
            try:
                self._add_archive(path, label, names, depth + 1, budget)
            except ReadError as error:
                if self._refuse is None or depth:
                    raise
                # an archive is read whole or not at all
                del files[before[0] :], left_out[before[1] :], messages[before[2] :]
                self._refuse(label, error)
                self.first_error = self.first_error or error

    def _add_archive(
        self,
        path: Path,
        label: str,
        names: tuple[Name, ...],
        depth: int,
        budget: Budget,
    ) -> None:
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        self.found.messages.extend(unpack(path, label, folder, budget))
        if is_single(path):
            (inner,) = folder.iterdir()
            self.add(inner, label, names, depth, budget)
            return
        inside = [*folder.rglob("*")]
        whole = {path for path in inside if path.is_dir() and _is_file(path)}
        paths = sorted(
            whole
            | {
                path
                for path in inside
                if path.is_file() and not whole.intersection(path.parents)
            }
        )
        stem = path.stem.removesuffix(".tar")
        around = (("archive", stem), *names)
        self._add_all(paths, folder, around, depth, budget, f"{label}/")

    def _add_all(
        self,
        paths: Iterable[Path],
        root: Path,
        names: tuple[Name, ...] = (),
        depth: int = 0,
        budget: Budget | None = None,
        prefix: str = "",
    ) -> None:
        """Add files, labelled by their paths below `root`, without hidden ones."""
        for path in paths:
            inner = path.relative_to(root)
            if is_hidden(inner):
                continue
            folders = tuple(("folder", part) for part in reversed(inner.parts[:-1]))
            label = f"{prefix}{sanitize_line(inner.as_posix())}"
            self.add(path, label, folders + names, depth, budget)

    def _files_in(self, folder: Path, label: str) -> list[Path]:
        """All files in a folder; links that are not followed are reported."""
        paths = []
        skipped: dict[Reason, list[str]] = defaultdict(list)
        for parent, folders, files in os.walk(folder):
            folders.sort()
            for name in sorted(folders):
                if os.path.islink(os.path.join(parent, name)):
                    skipped["link", "to a folder not followed"].append(name)
                elif _is_file(Path(name)):
                    paths.append(Path(parent, name))
            folders[:] = [name for name in folders if not _is_file(Path(name))]
            for name in sorted(files):
                path = Path(parent, name)
                if path.is_file():
                    paths.append(path)
                elif path.is_symlink():
                    skipped["link", "to nothing not followed"].append(name)
                else:
                    skipped[DEVICE].append(name)
        self.found.messages.extend(skip_messages(label, skipped))
        return sorted(paths)


def _may_be_map(path: Path) -> bool:
    """Whether a file of an ending that others have, too, begins as a map does."""
    pattern = _MAPS.get(path.suffix.lower())
    if pattern is None:
        return True
    try:
        with path.open("rb") as stream:
            return pattern.match(stream.read(START)) is not None
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    """Whether a folder is one file by the ending of its name."""
    return path.suffix.lower() in _FOLDERS


def _matches(pattern: str) -> Iterator[Path]:
    """Files and folders that match a glob, in which ** stands for folders in folders.

    The standard library would follow links to folders, also in circles.
    """
    before, recursive, after = pattern.partition("**")
    if (
        not recursive
        or before.rstrip("/\\") == before != ""
        or after[:1] not in ("", "/", os.sep)
    ):
        yield from map(Path, glob.glob(pattern))
        return
    starts = glob.glob(before) if glob.has_magic(before) else [before or os.curdir]
    for start in starts:
        for parent, folders, files in os.walk(start):
            folders[:] = [folder for folder in folders if not folder.startswith(".")]
            inside = os.path.join(glob.escape(parent), after.lstrip("/\\"))
            if after.strip("/\\"):
                yield from _matches(inside)
            else:
                yield from (Path(parent, file) for file in files)


@contextmanager
def unchanged(file: File) -> Iterator[None]:
    """Require that `file` does not change while it is read in this block.

    Raises
    ------
    ReadError
        If it is gone, cannot be opened, or was written to meanwhile.
    """
    before = _stamp(file)
    yield
    if _stamp(file) != before:
        raise ReadError(
            f"{file.label}: changed while it was read; run again when it is complete"
        )


def _stamp(file: File) -> tuple[int, int, int]:
    """What changes when a file is written to or replaced."""
    try:
        stat = file.path.stat()
    except OSError as error:
        raise ReadError(
            f"{file.label}: cannot be read any more ({error.strerror}); run again"
        ) from error
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
