"""Hash the files of a source, so that a figure can be traced to its input.

The hash of one file is its SHA-256. That of several is the SHA-256 of the list that sha256sum
prints of them, in order of name: a line for each file with its hash, two blanks, and its path
below the folder that holds them all. It depends neither on where the files are nor on the order in
which they were read; a folder and an archive of the same files have the same hash.
"""

import contextlib
import glob
from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from typing import Any

from geo.files.search import File


class Digests:
    """Hashes of files, each computed once."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, int], str]] = {}

    def of(self, path: Path) -> str:
        """SHA-256 of the file at `path`, computed again if it was written to since."""
        stat = path.stat()
        stamp = stat.st_size, stat.st_mtime_ns
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            with path.open("rb") as stream:
                known = stamp, file_digest(stream, "sha256").hexdigest()
            self._known[path] = known
        return known[1]

    def add(self, file: File) -> None:
        """Hash a file that was just read, while the system has its bytes in memory."""
        with contextlib.suppress(OSError):  # reported where the file is read
            for path in component_files(file):
                self.of(path)

    def source(self, files: Iterable[File]) -> dict[str, Any]:
        """The `sha256` of `files` as one source, and the number of `files`."""
        hashes = {}
        for file in files:
            folder = PurePosixPath(file.label).parent
            for path in component_files(file):
                # a file that was packed alone is named like its archive
                name = file.label if path == file.path else str(folder / path.name)
                try:
                    hashes[name] = self.of(path)
                except OSError:  # reported where the file is read
                    hashes[name] = "unread"
        if len(hashes) == 1:
            return {"sha256": next(iter(hashes.values())), "files": 1}
        start = _common_length(list(hashes))
        lines = [f"{hashes[name]}  {name[start:]}\n" for name in sorted(hashes)]
        listing = "".join(lines).encode("utf-8")
        return {"sha256": sha256(listing).hexdigest(), "files": len(hashes)}


def component_files(file: File) -> list[Path]:
    """The files that a file consists of: a shapefile is several, a geodatabase a folder."""
    if file.path.is_dir():
        return sorted(path for path in file.path.rglob("*") if path.is_file())
    if file.path.suffix.lower() in (".shp", ".tab", ".mif"):
        return sorted(file.path.parent.glob(f"{glob.escape(file.path.stem)}.*"))
    beside = file.path.with_name(f"{file.path.name}-wal")
    return [file.path, beside] if beside.exists() else [file.path]


def _common_length(names: list[str]) -> int:
    """Length of the path of the folder that holds all of `names`, with its slash."""
    parts = [PurePosixPath(name).parent.parts for name in names]
    shared = 0
    for level in zip(*parts):
        if len(set(level)) > 1:
            break
        shared += len(level[0]) + 1
    return shared
