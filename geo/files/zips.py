"""Members of a zip archive, with the checks that the standard library leaves out.

`zipfile` reads the list of members into memory whatever its length (a million members are 550 MB),
unpacks bzip2 and LZMA without a bound on memory, accepts a member that is shorter than announced,
and ignores bytes before and behind the archive. Members that share their bytes are left to the
budget of bytes. Numbers in brackets are sections of PKWARE's APPNOTE.TXT 6.3.10.
"""

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.base import Limits, ReadError
from geo.files.extraction import CHUNK, DEVICE, LINK, Reason, short_name

_END, _END_BYTES = b"PK\x05\x06", 22  # the record at the end (4.3.16)
_COMMENT_BYTES = 2**16 - 1  # the longest comment behind it
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags (4.4.4)

# Methods (4.4.5) that unpack within bounded memory.
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2}
_OTHERS = {9: "Deflate64", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
# zipfile returns all that bzip2 makes of what it reads, up to 20,000 times as much.
_BZIP2_CHUNK = 2**12
# Bytes of the list of members for each file of the limit: an entry has 46, its name and times.
_ENTRY_BYTES = 200


class Zip:
    """An open zip archive."""

    def __init__(self, stream: io.BufferedReader, label: str) -> None:
        self._archive = zipfile.ZipFile(stream)
        self._stream, self._label = stream, label
        self.members = self._archive.infolist()

    @property
    def size(self) -> int:
        """Bytes of all members, as announced."""
        return sum(member.file_size for member in self.members)

    def messages(self) -> list[str]:
        """Messages on bytes of the file that belong to no member."""
        before = min((member.header_offset for member in self.members), default=0)
        end = self._stream.seek(0, io.SEEK_END)
        self._stream.seek(max(0, end - _END_BYTES - _COMMENT_BYTES))
        last = self._stream.read()
        record = _END_BYTES + len(self._archive.comment)
        after = len(last) - last.rfind(_END) - record
        return [
            f"{self._label}: {number:,} bytes {where} the archive not read"
            for where, number in (("before", before), ("behind", after))
            if number > 0
        ]

    def chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield the content of a member.

        Raises
        ------
        ReadError
            If it is encrypted, packed by another method, or not as long as announced.
        """
        name = f"{self._label}: {short_name(member.filename)} in it"
        if member.flag_bits & _ENCRYPTED:
            raise ReadError(
                f"{name} is encrypted; unpack it and pass the folder as SOURCE"
            )
        method = member.compress_type
        if method not in _METHODS:
            raise ReadError(
                f"{name} is packed by an unsupported method "
                f"({_OTHERS.get(method, method)}); unpack it and pass the folder as SOURCE"
            )
        size = _BZIP2_CHUNK if method == zipfile.ZIP_BZIP2 else CHUNK
        written = 0
        with self._archive.open(member) as stream:
            while chunk := stream.read(size):
                written += len(chunk)
                yield chunk
        if written != member.file_size:
            raise ReadError(
                f"{name} is damaged ({written:,} bytes, not {member.file_size:,})"
            )


class _Reader(io.BufferedReader):
    """A file of which no large part is read at once, as `zipfile` reads the list of members."""

    def __init__(self, path: Path, label: str, limits: Limits) -> None:
        super().__init__(io.FileIO(path))
        self._label, self._limits = label, limits

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > max(CHUNK, self._limits.files * _ENTRY_BYTES):
            raise self._limits.exceeded("files", self._label)
        return super().read(size)


@contextmanager
def open_zip(path: Path, label: str, limits: Limits) -> Iterator[Zip]:
    """Open a zip archive.

    Raises
    ------
    LimitError
        If it has too many members.
    zipfile.BadZipFile
        And others of the standard library, if it is damaged.
    """
    with _Reader(path, label, limits) as stream:
        archive = Zip(stream, label)
        if len(archive.members) > limits.files:
            raise limits.exceeded("files", label)
        yield archive


def skip_reason(member: zipfile.ZipInfo) -> Reason | None:
    """Why a member is not a file; None if it is one, or a folder."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return LINK
    return DEVICE if kind not in (0, stat.S_IFREG, stat.S_IFDIR) else None
