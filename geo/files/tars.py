"""Unpack tar archives, read once from beginning to end.

`tarfile` reads an extended header into memory whatever its length (a header of 2 GB takes 3.9 GB
and 30 s), goes round in circles where a member ends before it begins, and accepts an archive that
is cut off between two members. It reads from a stream that does not allow the first two; the last
block is checked for the third.
"""

import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

from geo.files.extraction import CHUNK, DEVICE, LINK, UNKNOWN, Extraction, Reason

_LAST_BLOCK = bytes(tarfile.BLOCKSIZE)


class _Stream:
    """A stream of chunks that is read and skipped forward, a megabyte at a time at most."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self._position = 0
        self.last = b""  # what was read last

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer at the end."""
        if not 0 <= size <= CHUNK:
            raise tarfile.ReadError("a header is too long")
        data = bytearray()
        while len(data) < size and (part := self._next(size - len(data))):
            data += part
        self.last = bytes(data)
        return self.last

    def seek(self, position: int) -> None:
        """Skip to `position`, or to the end if that comes first."""
        if position < self._position:
            raise tarfile.ReadError("a member ends before it begins")
        while self._position < position and self._next(position - self._position):
            pass

    def tell(self) -> int:
        """The number of bytes read or skipped."""
        return self._position

    def remaining(self) -> int:
        """Read to the end; the number of bytes from the first that is not zero."""
        number = 0
        while rest := self._next(CHUNK):
            number += len(rest) if number else len(bytes(rest).lstrip(b"\0"))
        return number

    def _next(self, size: int) -> memoryview:
        """At most `size` of the next bytes; none at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        part, self._rest = self._rest[:size], self._rest[size:]
        self._position += len(part)
        return part


def untar(chunks: Iterable[bytes], extraction: Extraction, packed: int) -> list[str]:
    """Unpack the files of a tar of `packed` bytes; returns messages on what is left out.

    A hard link to a file before it in the archive is a file; other links are left out.

    Raises
    ------
    ReadError
        If it exceeds the budget, or has two files of one name.
    tarfile.ReadError
        And others of the standard library, if it is damaged.
    """
    stream, announced = _Stream(chunks), 0
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r:") as archive:
        while (member := archive.next()) is not None:
            # it would keep all headers in memory; typeshed does not know the attribute
            archive.members = []  # type: ignore[attr-defined]
            extraction.budget.add_file()
            if member.isdir():
                continue
            name = _decoded(member.name)
            linked = None
            if member.islnk():
                linked = extraction.earlier(_decoded(member.linkname))
            if linked is None and (reason := _skip_reason(member)):
                extraction.skip(name, reason)
                continue
            target = extraction.target(name)
            if target is None:
                continue
            if linked:
                extraction.link(target, linked)
                continue
            announced += member.size
            extraction.budget.check(extraction.label, announced, packed)
            extraction.write(target, _content(archive, member, stream))
    if stream.last != _LAST_BLOCK:
        raise tarfile.ReadError("no end of the archive")
    remaining = stream.remaining()
    message = f"{extraction.label}: {remaining:,} bytes behind the archive not read"
    return [*extraction.messages(), *([message] if remaining else [])]


def _skip_reason(member: tarfile.TarInfo) -> Reason | None:
    """Why a member is not a file; None if it is one."""
    if member.issym() or member.islnk():
        return LINK
    if member.isdev():
        return DEVICE
    return None if member.isfile() else UNKNOWN


def _content(
    archive: tarfile.TarFile, member: tarfile.TarInfo, stream: _Stream
) -> Iterator[bytes]:
    if member.issparse():
        sparse = archive.extractfile(member)
        while sparse is not None and (chunk := sparse.read(CHUNK)):
            yield chunk
        return
    stream.seek(member.offset_data)
    left = member.size
    while left:
        chunk = stream.read(min(left, CHUNK))
        if not chunk:
            raise tarfile.ReadError("unexpected end of data")
        left -= len(chunk)
        yield chunk


def _decoded(name: str) -> str:
    """A name whose bytes may be of another encoding than UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
