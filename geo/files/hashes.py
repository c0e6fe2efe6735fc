"""What a source was, as a hash of its bytes, for whoever asks later what a figure was made of.

Of one file it is its SHA-256. Of several it is that of the list that the program sha256sum prints
of them, in order of name: a line for each file with its hash, two blanks, and its path below the
folder that holds them all. So it does not depend on where the files lie, nor in which order they
were read, and a folder and an archive of the same files have the same.
"""

import contextlib
import glob
from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

from geo.files.search import File


class Digests:
    """Hashes of files, each taken once, though several may ask for it."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], str]] = {}

    def of(self, path: Path) -> str:
        """SHA-256 of the file at `path`, taken anew if it was written to since."""
        stat = path.stat()
        stamp = stat.st_size, stat.st_mtime_ns
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            with path.open("rb") as stream:
                known = stamp, file_digest(stream, "sha256").hexdigest()
            self._known[path] = known
        return known[1]

    def take(self, file: File) -> None:
        """Take the hash of a file that was just read, while the system has its bytes at hand."""
        with contextlib.suppress(OSError):  # told where it is read
            for path in pieces(file):
                self.of(path)

    def source(self, files: Iterable[File]) -> dict[str, Any]:
        """The `sha256` of all these `files` as one source, and how many `files` they are."""
        hashes = {}
        for file in files:
            folder = PurePosixPath(file.label).parent
            for path in pieces(file):
                # what was packed alone is called like its archive
                name = file.label if path == file.path else str(folder / path.name)
                try:
                    hashes[name] = self.of(path)
                except OSError:  # told where it is read
                    hashes[name] = "unread"
        if len(hashes) == 1:
            return {"sha256": next(iter(hashes.values())), "files": 1}
        above = _common(list(hashes))
        lines = [f"{hashes[name]}  {name[above:]}\n" for name in sorted(hashes)]
        whole = "".join(lines).encode("utf-8")
        return {"sha256": sha256(whole).hexdigest(), "files": len(hashes)}


def pieces(file: File) -> list[Path]:
    """The files that are read with a file: a shapefile is several, a GeoPackage may be."""
    if file.path.suffix.lower() == ".shp":
        return sorted(file.path.parent.glob(f"{glob.escape(file.path.stem)}.*"))
    beside = file.path.with_name(f"{file.path.name}-wal")
    return [file.path, beside] if beside.exists() else [file.path]


def _common(names: list[str]) -> int:
    """How many signs the path of the folder that holds all of `names` has, with its slash."""
    parts = [PurePosixPath(name).parent.parts for name in names]
    shared = 0
    for level in zip(*parts):
        if len(set(level)) > 1:
            break
        shared += len(level[0]) + 1
    return shared
