"""What may come out of archives: how much, how many, and what it may be called.

What an archive says of itself is believed where it says too much, and never where it says little:
bytes are counted again while they are written.
"""

import errno
import os
import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from geo.base import Limits, ReadError, counted, in_bytes, in_sentence

CHUNK = 2**20  # bytes that are in memory at a time

# Up to here nobody asks how well an archive is packed: what is small does no harm.
_JUDGED = 50 * 10**6
# What file systems take: of one name (ext4, NTFS, APFS), and of all names with their folders.
_NAME_BYTES, _PATH_BYTES = 255, 1000
_FOLDERS = 50  # around a file; a series by year, month and day needs 3
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
_SHOWN = 3  # names in a sentence
_LONGEST = 60  # letters of a name in a sentence

# Reasons to leave a member out, as the first of them stand in a sentence with the number.
LINK = ("link", "not followed")
DEVICE = ("device", "not read")
ODD = ("member", "of an unknown kind not read")
_OUTSIDE = ("name", "outside of the archive not read")
_UNPRINTED = ("name", "with control characters not read")
_LONG = ("name", "longer than a file system takes not read")

Reason = tuple[str, str]


class Room:
    """What may still come out of an archive and of the archives in it.

    `packed` is the size of the outermost one, `label` what it is called, `free` what may be taken
    of the disk.
    """

    def __init__(self, limits: Limits, label: str, packed: int, free: int) -> None:
        self.limits = limits
        self._label, self._packed, self._free = label, max(packed, 1), free
        self._files = 0
        self._written = 0

    def file(self) -> None:
        """One more file, folder or link is in it."""
        self._files += 1
        if self._files > self.limits.files:
            raise self.limits.exceeded("files", self._label)

    def expect(self, label: str, size: int, packed: int, coming: int) -> None:
        """An archive of `packed` bytes says that it unpacks to `size`, `coming` of it now.

        Raises
        ------
        ReadError
            If that is more than is unpacked. Nothing was written then.
        """
        self._require(label, size, packed, "")
        self._require(self._label, self._written + coming, self._packed, "")

    def take(self, size: int) -> None:
        """So many bytes more came out."""
        self._written += size
        self._require(self._label, self._written, self._packed, "more than ")

    def running(self, label: str, size: int, packed: int) -> None:
        """`size` bytes came out of the first `packed` of an archive, and more will follow."""
        self._require(label, size, packed, "more than ")

    def _require(self, label: str, size: int, packed: int, more: str) -> None:
        what = f"unpacks to {more}{in_bytes(size)}"
        self.limits.require("unpacked", size, label, what)
        if size > _JUDGED:
            ratio = size / max(packed, 1)
            what = f"{what}, {ratio:,.0f} times its size"
            self.limits.require("ratio", ratio, label, what)
        if size > self._free:
            raise ReadError(
                f"{label}: unpacks to more than half of the free disk ({in_bytes(self._free)}); "
                "unpack it elsewhere and name the folder"
            )


class Members:
    """Files that come out of one archive into a folder, each under a name of its own."""

    def __init__(self, label: str, into: Path, room: Room) -> None:
        self.label, self.room = label, room
        self._into = into
        self._placed: dict[str, Path] = {}
        self._names: dict[str, str] = {}
        self._folders: set[str] = set()
        self._left: dict[Reason, list[str]] = defaultdict(list)

    def place(self, name: str) -> Path | None:
        """Where a file of this name goes; None if it is left out, or hidden.

        Raises
        ------
        ReadError
            If there was a file of this name before, or of one that differs in capitals only: which
            of them is meant differs from program to program, and from system to system.
        """
        # archives made on Windows may have its own sign between folders
        path = PurePosixPath(name.replace("\\", "/"))
        if reason := _unfit(name, path):
            self.leave(name, reason)
            return None
        if hidden(path) or not path.parts:
            return None
        key = _folded(path)
        before = self._names.get(key)
        if before is not None:
            same = before == path.as_posix()
            what = (
                "stands in it twice"
                if same
                else f"and {shown(before)} differ in capitals only"
            )
            raise ReadError(
                f"{self.label}: {shown(path.as_posix())} {what}; keep one of them"
            )
        above = [_folded(one) for one in path.parents][:-1]
        if key in self._folders or any(one in self._names for one in above):
            raise ReadError(
                f"{self.label}: a file and a folder in it have the same name, "
                f"{shown(path.as_posix())}; rename one of them"
            )
        for one in above:
            if one not in self._folders:
                self.room.file()  # folders cost as much
                self._folders.add(one)
        target = self._into.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._names[key], self._placed[path.as_posix()] = path.as_posix(), target
        return target

    def placed(self, name: str) -> Path | None:
        """Where the file of this name went before; None if none did."""
        return self._placed.get(PurePosixPath(name).as_posix())

    def leave(self, name: str, reason: Reason) -> None:
        """Note that the member of this name is left out."""
        self._left[reason].append(name)

    def write(self, target: Path, pieces: Iterable[bytes]) -> None:
        """Write a file to where it was placed, and count it."""
        try:
            with target.open("wb") as out:
                for piece in pieces:
                    self.room.take(len(piece))
                    out.write(piece)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise ReadError(
                f"{self.label}: no room left on the disk to unpack it; unpack it elsewhere and "
                "name the folder"
            ) from error

    def repeat(self, target: Path, file: Path) -> None:
        """Have the content of `file`, which was written before, under another name too."""
        self.room.take(file.stat().st_size)
        try:
            os.link(file, target)
        except OSError:  # some file systems have no such links
            shutil.copyfile(file, target)

    def noticed(self) -> list[str]:
        """What was left out, by reason, with the number and the first names."""
        return told(self.label, self._left)


def told(label: str, left: Mapping[Reason, list[str]]) -> list[str]:
    """Sentences on what is left out of an archive or folder, by reason."""
    return [
        f"{label}: {counted(len(names), what)} {why} ({_first(names)})"
        for (what, why), names in left.items()
    ]


def hidden(path: PurePosixPath | Path) -> bool:
    """Whether a file is hidden, or one that macOS adds to archives."""
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def shown(name: str, longest: int = _LONGEST) -> str:
    """A name in a sentence: nothing in it steers, and it is not too long."""
    name = in_sentence(name)
    return name if len(name) <= longest else f"{name[:longest]}..."


def _unfit(name: str, path: PurePosixPath) -> Reason | None:
    """Why no file may be called so; None if it may."""
    if _CONTROL.search(name):
        return _UNPRINTED
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        return _OUTSIDE
    sizes = [len(part.encode()) for part in path.parts]
    if max(sizes, default=0) > _NAME_BYTES or sum(sizes) > _PATH_BYTES:
        return _LONG
    return _LONG if len(sizes) > _FOLDERS else None


def _folded(path: PurePosixPath) -> str:
    """A name as systems compare it that do not tell capitals from small letters."""
    return unicodedata.normalize("NFC", path.as_posix()).casefold()


def _first(names: list[str]) -> str:
    more = ", ..." if len(names) > _SHOWN else ""
    return ", ".join(map(shown, names[:_SHOWN])) + more
