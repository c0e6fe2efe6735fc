"""Zip archives: what lies in one, looked over before any of it is unpacked.

The standard library reads them, and believes them: it takes memory for as many members as there
are, and members may share their bytes, so that a small file holds any number of large ones (D.
Fifield, "A better zip bomb", WOOT 2019). The layout is that of PKWARE's APPNOTE.TXT 6.3.10, of
which the numbers in brackets are sections.
"""

import stat
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from geo.base import Limits, ReadError
from geo.files.extraction import CHUNK, DEVICE, LINK, Reason, shown

# Beginning and size of the record at the end of a zip (4.3.16), of its larger sister (4.3.14) with
# what leads to it (4.3.15), and of the entry of a member (4.3.12).
_END, _END_BYTES = b"PK\x05\x06", 22
_END64, _END64_BYTES = b"PK\x06\x06", 56
_LOCATOR, _LOCATOR_BYTES = b"PK\x06\x07", 20
_ENTRY, _ENTRY_BYTES = b"PK\x01\x02", 46
_LOCAL_BYTES = 30  # before each member (4.3.7), without its name
_COMMENT_BYTES = 2**16 - 1  # at most, after the end
_LOCKED = 0x1 | 0x40 | 0x2000  # flags (4.4.4)

# Methods of packing (4.4.5) that are read: by the others, memory cannot be bounded.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_OTHERS = {9: "Deflate64", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
# bzip2 gives all that it makes of what it is given, up to 20,000 times as much.
_BITE = 2**12


class _End(NamedTuple):
    """Where the list of members begins and ends, and what lies behind the archive."""

    start: int
    stop: int
    behind: int


class Zip:
    """An opened zip: its members, and how many bytes before and behind it belong to none."""

    def __init__(self, archive: zipfile.ZipFile, label: str, behind: int) -> None:
        self.members = archive.infolist()
        self._archive, self._label = archive, label
        first = min((one.header_offset for one in self.members), default=0)
        self.astray = {"before": first, "behind": behind}
        self._require_apart()

    @property
    def size(self) -> int:
        """Bytes of all members, as it says."""
        return sum(one.file_size for one in self.members)

    def noticed(self) -> list[str]:
        """What of the file is not read."""
        return [
            f"{self._label}: {number:,} bytes {where} the archive not read"
            for where, number in self.astray.items()
            if number
        ]

    def pieces(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """What is in a member, piece by piece.

        Raises
        ------
        ReadError
            If it is locked, packed in a way that is not read, or of another size than it says.
        """
        name = f"{self._label}: {shown(member.filename)} in it"
        if member.flag_bits & _LOCKED:
            raise ReadError(
                f"{name} is locked with a password; unpack it and name the folder"
            )
        if member.compress_type not in _METHODS:
            method = _OTHERS.get(member.compress_type, f"method {member.compress_type}")
            raise ReadError(
                f"{name} is packed by {method}, which is not read; unpack it and name the folder"
            )
        bite = _BITE if member.compress_type == zipfile.ZIP_BZIP2 else CHUNK
        written = 0
        with self._archive.open(member) as stream:
            while piece := stream.read(bite):
                written += len(piece)
                yield piece
        if written != member.file_size:
            raise ReadError(
                f"{name} has {written:,} bytes and says {member.file_size:,}; it is damaged"
            )

    def _require_apart(self) -> None:
        """Raise ReadError if members share their bytes, or lie in the list of members."""
        placed = sorted(self.members, key=lambda one: one.header_offset)
        ends = [
            # at least: before a member stands its name, too
            one.header_offset + _LOCAL_BYTES + one.compress_size
            for one in placed
        ]
        starts = [one.header_offset for one in placed[1:]] + [self._archive.start_dir]
        if placed and placed[0].header_offset < 0:
            raise zipfile.BadZipFile("its list of members points elsewhere")
        for one, end, start in zip(placed, ends, starts):
            if end > start:
                raise ReadError(
                    f"{self._label}: {shown(one.filename)} in it shares its bytes with what "
                    "follows, as in archives made to fill disks; it is not unpacked"
                )


@contextmanager
def opened(path: Path, label: str, limits: Limits) -> Iterator[Zip]:
    """A zip, with its members looked over.

    Raises
    ------
    ReadError
        If there are too many, or some share their bytes.
    zipfile.BadZipFile
        And others of the standard library, if it is damaged.
    """
    with path.open("rb") as stream:
        end = _end(stream)
        if end is not None:
            _require_few(stream, end, label, limits)
        with zipfile.ZipFile(stream) as archive:
            yield Zip(archive, label, end.behind if end else 0)


def unread(member: zipfile.ZipInfo) -> Reason | None:
    """Why a member is no file, if it is none; folders are not asked."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return LINK
    return DEVICE if kind not in (0, stat.S_IFREG, stat.S_IFDIR) else None


def _end(stream: IO[bytes]) -> _End | None:
    """The end of a zip, as the standard library finds it; None if there is none."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END_BYTES - _COMMENT_BYTES))
    tail = stream.read()
    at = len(tail) - _END_BYTES
    plain = at >= 0 and tail.startswith(_END, at) and tail.endswith(b"\0\0")
    if not plain and (at := tail.rfind(_END)) < 0:
        return None
    record = tail[at : at + _END_BYTES]
    if len(record) < _END_BYTES:
        return None
    listed, _, comment = struct.unpack("<12xLLH", record)
    place = size - len(tail) + at
    behind = max(0, size - place - _END_BYTES - comment)
    wide = place - _LOCATOR_BYTES - _END64_BYTES
    if wide >= 0:
        stream.seek(wide)
        found = stream.read(_END64_BYTES + _LOCATOR_BYTES)
        if found.startswith(_LOCATOR, _END64_BYTES) and found.startswith(_END64):
            place, listed = wide, struct.unpack_from("<Q", found, 40)[0]
    return _End(place - listed, place, behind)


def _require_few(stream: IO[bytes], end: _End, label: str, limits: Limits) -> None:
    """Raise LimitError if the list of members is long: the library would take it in whole."""
    at, count = end.start, 0
    while 0 <= at < end.stop:
        stream.seek(at)
        entry = stream.read(_ENTRY_BYTES)
        if len(entry) < _ENTRY_BYTES or not entry.startswith(_ENTRY):
            return  # damaged, which the library tells
        count += 1
        if count > limits.files:
            raise limits.exceeded("files", label)
        at += _ENTRY_BYTES + sum(struct.unpack_from("<HHH", entry, 28))
