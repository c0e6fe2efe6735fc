"""Write the files of an archive into a folder: how many bytes and files, under which names.

Sizes that an archive announces are checked before anything is written, and bytes are counted again
while they are written.
"""

import errno
import os
import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from geo.base import Limits, ReadError, counted, in_bytes, sanitize_line

CHUNK = 2**20  # bytes in memory at a time

# Below this size the ratio is not checked: small archives do no harm.
_SMALL = 50 * 10**6
# What file systems accept: of one name (ext4, NTFS, APFS), and of all names with their folders.
_NAME_BYTES, _PATH_BYTES = 255, 1000
_FOLDERS = 50  # around a file; a series by year, month and day needs 3
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_DRIVE = re.compile("[A-Za-z]:")
_NAMES = 3  # in a message
_NAME_LENGTH = 60  # characters of a name in a message

# Why a member is left out: noun and rest of a message that begins with their number.
Reason = tuple[str, str]
LINK: Reason = ("link", "not followed")
DEVICE: Reason = ("device", "not read")
UNKNOWN: Reason = ("member", "of an unknown kind not read")
_OUTSIDE: Reason = ("name", "outside of the archive not read")
_UNPRINTABLE: Reason = ("name", "with control characters not read")
_LONG: Reason = ("name", "too long for a file system not read")


class Budget:
    """Bytes and files that an archive may unpack to, with the archives in it.

    `packed` is the size of the outermost archive, `label` its name in messages, `free` how many
    bytes of the disk may be used.
    """

    def __init__(self, limits: Limits, label: str, packed: int, free: int) -> None:
        self.limits = limits
        self._label, self._packed, self._free = label, packed, free
        self._files = self._bytes = 0

    def add_file(self) -> None:
        """Count one file, folder or link."""
        self._files += 1
        if self._files > self.limits.files:
            raise self.limits.exceeded("files", self._label)

    def add_bytes(self, number: int) -> None:
        """Count bytes that were written."""
        self._bytes += number
        self.check(self._label, self._bytes, self._packed, more=True)

    def check(self, label: str, size: int, packed: int, *, more: bool = False) -> None:
        """Raise ReadError if `packed` bytes of an archive unpack to too many.

        `size` is announced or counted; with `more`, more bytes may follow.
        """
        text = f"unpacks to {'more than ' if more else ''}{in_bytes(size)}"
        self.limits.require("unpacked", size, label, text)
        if size > _SMALL:
            ratio = size / max(packed, 1)
            text = f"{text}, {ratio:,.0f} times its size"
            self.limits.require("ratio", ratio, label, text)
        if size > self._free:
            raise ReadError(
                f"{label}: unpacks to more than half of the free disk ({in_bytes(self._free)}); "
                "unpack it on another disk and pass the folder as SOURCE"
            )


class Extraction:
    """Files of one archive, written into a folder."""

    def __init__(self, label: str, into: Path, budget: Budget) -> None:
        self.label, self.budget = label, budget
        self._into = into
        self._targets: dict[str, Path] = {}
        self._names: dict[str, str] = {}  # by the name that ignores case
        self._folders: set[str] = set()
        self._skipped: dict[Reason, list[str]] = defaultdict(list)

    def target(self, name: str) -> Path | None:
        """Return where to write the file `name`; None if it is left out or hidden.

        Raises
        ------
        ReadError
            If an earlier file has this name, or one that differs only in case: programs and
            systems differ in which of them they keep.
        """
        # archives made on Windows may separate folders by backslashes
        path = PurePosixPath(name.replace("\\", "/"))
        if reason := _name_problem(name, path):
            self.skip(name, reason)
            return None
        if is_hidden(path) or not path.parts:
            return None
        key = _ignore_case(path)
        earlier = self._names.get(key)
        if earlier is not None:
            shown = short_name(path.as_posix())
            names = (
                f"two files are named {shown}"
                if earlier == path.as_posix()
                else f"names that differ only in case ({shown}, {short_name(earlier)})"
            )
            raise ReadError(f"{self.label}: {names}; keep one of them")
        parents = [_ignore_case(parent) for parent in path.parents][:-1]
        if key in self._folders or any(parent in self._names for parent in parents):
            raise ReadError(
                f"{self.label}: a file and a folder have the same name "
                f"({short_name(path.as_posix())}); rename one of them"
            )
        for parent in parents:
            if parent not in self._folders:
                self.budget.add_file()  # a folder costs as much
                self._folders.add(parent)
        target = self._into.joinpath(*path.parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._names[key], self._targets[path.as_posix()] = path.as_posix(), target
        return target

    def earlier(self, name: str) -> Path | None:
        """Return where the file `name` was written; None if it was not."""
        return self._targets.get(PurePosixPath(name).as_posix())

    def skip(self, name: str, reason: Reason) -> None:
        """Leave the member `name` out, for a message."""
        self._skipped[reason].append(name)

    def write(self, target: Path, chunks: Iterable[bytes]) -> None:
        """Write a file, and count its bytes."""
        try:
            with target.open("wb") as out:
                for chunk in chunks:
                    self.budget.add_bytes(len(chunk))
                    out.write(chunk)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise ReadError(
                f"{self.label}: not enough disk space to unpack it; unpack it on another disk "
                "and pass the folder as SOURCE"
            ) from error

    def link(self, target: Path, file: Path) -> None:
        """Give a file that was written before a second name."""
        self.budget.add_bytes(file.stat().st_size)
        try:
            os.link(file, target)
        except OSError:  # not every file system has hard links
            shutil.copyfile(file, target)

    def messages(self) -> list[str]:
        """Messages on what was left out."""
        return skip_messages(self.label, self._skipped)


def skip_messages(label: str, skipped: Mapping[Reason, list[str]]) -> list[str]:
    """Messages on what is left out of an archive or folder: number, reason and first names."""
    return [
        f"{label}: {counted(len(names), noun)} {rest} ({_first(names)})"
        for (noun, rest), names in skipped.items()
    ]


def is_hidden(path: PurePosixPath | Path) -> bool:
    """Return whether a file is hidden, or one that macOS adds to archives."""
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def short_name(name: str, length: int = _NAME_LENGTH) -> str:
    """`name` for a message: at most `length` characters, none of them a control character."""
    name = sanitize_line(name)
    return name if len(name) <= length else f"{name[:length]}..."


def _name_problem(name: str, path: PurePosixPath) -> Reason | None:
    """Why no file may have this name; None if one may."""
    if _CONTROL.search(name):
        return _UNPRINTABLE
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name):
        return _OUTSIDE
    sizes = [len(part.encode()) for part in path.parts]
    if max(sizes, default=0) > _NAME_BYTES or sum(sizes) > _PATH_BYTES:
        return _LONG
    return _LONG if len(sizes) > _FOLDERS else None


def _ignore_case(path: PurePosixPath) -> str:
    """A name as file systems compare it that ignore case and the form of accents."""
    return unicodedata.normalize("NFC", path.as_posix()).casefold()


def _first(names: list[str]) -> str:
    more = ", ..." if len(names) > _NAMES else ""
    return ", ".join(map(short_name, names[:_NAMES])) + more
