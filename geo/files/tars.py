"""Tar archives, read from their beginning to their end and never back.

The standard library takes the head of a member into memory whatever its length, and in some
versions goes round in circles where a member ends before it begins. It gets an archive through a
stream that does neither.
"""

import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, cast

from geo.files.extraction import CHUNK, DEVICE, LINK, ODD, Members, Reason

_END = bytes(tarfile.BLOCKSIZE)


class Forward:
    """A stream of pieces that is read on and skipped, a megabyte at a time."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")
        self._at = 0
        self.last = b""  # what was read last

    def read(self, size: int) -> bytes:
        """The next `size` bytes; fewer at the end."""
        if not 0 <= size <= CHUNK:
            raise tarfile.ReadError("the head of a member is too long")
        found = bytearray()
        while len(found) < size and (taken := self._next(size - len(found))):
            found += taken
        self.last = bytes(found)
        return self.last

    def seek(self, place: int) -> None:
        """Go on to `place`, or to the end if that comes before."""
        if place < self._at:
            raise tarfile.ReadError("a member ends before it begins")
        while self._at < place and self._next(place - self._at):
            pass

    def tell(self) -> int:
        """How many bytes are behind."""
        return self._at

    def astray(self) -> int:
        """How many bytes are left, from the first on that is not zero."""
        found = 0
        while rest := self._next(CHUNK):
            found += len(rest) if found else len(bytes(rest).lstrip(b"\0"))
        return found

    def _next(self, size: int) -> memoryview:
        """Some of what comes next, at most `size` bytes; nothing at the end."""
        if not self._rest:
            self._rest = memoryview(next(self._pieces, b""))
        taken, self._rest = self._rest[:size], self._rest[size:]
        self._at += len(taken)
        return taken


def untar(pieces: Iterable[bytes], members: Members, packed: int) -> list[str]:
    """Unpack the files of a tar of `packed` bytes, and say what of it was not read.

    Hard links to files that stand before them in the archive are files; it has no others.

    Raises
    ------
    ReadError
        If it unpacks to more than there is room for, or has two files of one name.
    tarfile.ReadError
        And others of the standard library, if it is damaged.
    """
    stream, said = Forward(pieces), 0
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r:") as archive:
        while (member := archive.next()) is not None:
            # it would keep the heads of all; typeshed does not know of it
            archive.members = []  # type: ignore[attr-defined]
            members.room.file()
            if member.isdir():
                continue
            name = _legible(member.name)
            link = members.placed(_legible(member.linkname)) if member.islnk() else None
            if link is None and (reason := _unread(member)):
                members.leave(name, reason)
                continue
            target = members.place(name)
            if target is None:
                continue
            size = link.stat().st_size if link else member.size
            said += size
            members.room.expect(members.label, said, packed, size)
            if link:
                members.repeat(target, link)
            else:
                members.write(target, _content(archive, member, stream))
    # Python takes a file that was cut off between two members for a whole one
    if stream.last != _END:
        raise tarfile.ReadError("no mark at its end")
    astray = stream.astray()
    said_so = f"{members.label}: {astray:,} bytes behind the archive not read"
    return [*members.noticed(), *([said_so] if astray else [])]


def _unread(member: tarfile.TarInfo) -> Reason | None:
    """Why a member is no file, if it is none."""
    if member.issym() or member.islnk():
        return LINK
    if member.isdev():
        return DEVICE
    return None if member.isfile() else ODD


def _content(
    archive: tarfile.TarFile, member: tarfile.TarInfo, stream: Forward
) -> Iterator[bytes]:
    if member.issparse():
        sparse = archive.extractfile(member)
        while sparse is not None and (piece := sparse.read(CHUNK)):
            yield piece
        return
    stream.seek(member.offset_data)
    left = member.size
    while left:
        piece = stream.read(min(left, CHUNK))
        if not piece:
            raise tarfile.ReadError("unexpected end of data")
        left -= len(piece)
        yield piece


def _legible(name: str) -> str:
    """A name whose bytes may have been of another encoding than UTF-8."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
