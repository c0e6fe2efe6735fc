"""What is inside archives: zip, gzip and tar, unpacked into a folder for as long as it is read."""

import errno
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from geo.base import ReadError
from geo.files import gzips, zips
from geo.files.extraction import CHUNK, Members, Room, shown
from geo.files.suffixes import ARCHIVES, GZIP, TAR, ZIP
from geo.files.tars import untar

# What the libraries raise on an archive that is damaged or made to confuse them.
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    struct.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
# What the system says where files cannot grow: not the archive's fault.
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LONGEST = 100  # letters of what a library says


def holds_one(path: Path) -> bool:
    """Whether an archive has but one file in it, called like itself."""
    return ARCHIVES[path.suffix.lower()] == GZIP and not _is_tar(path)


def unpack(path: Path, label: str, into: Path, room: Room) -> list[str]:
    """Write what is in the archive `path` into the folder `into`, nothing outside of it.

    Gives sentences on what of it is left out: links, devices, names that lead elsewhere.

    Raises
    ------
    ReadError
        If it is damaged or locked, unpacks to more than `room` has, or holds two files of one
        name.
    """
    kind = ARCHIVES[path.suffix.lower()]
    members = Members(label, into, room)
    try:
        if kind == ZIP:
            return _unzip(path, members)
        packed = path.stat().st_size
        if kind == TAR:
            return untar(_pieces(path), members, packed)
        pieces = gzips.gunzipped(path, label, room)
        if _is_tar(path):
            return untar(pieces, members, packed)
        room.file()
        members.write(into / path.stem, pieces)
        return []
    except RecursionError as error:
        raise ReadError(
            f"{label}: not readable as a {kind} archive (heads within heads without end)"
        ) from error
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise ReadError(
                f"{label}: no room to unpack it ({error.strerror}); set TMPDIR to a folder with "
                "more"
            ) from error
        why = str(getattr(error, "strerror", None) or error)
        why = shown(why, _LONGEST)
        raise ReadError(f"{label}: not readable as a {kind} archive ({why})") from error


def _is_tar(path: Path) -> bool:
    """Whether a gzip holds a tar, by its name."""
    name = path.name.lower()
    return name.endswith((".tgz", ".tar.gz"))


def _unzip(path: Path, members: Members) -> list[str]:
    with zips.opened(path, members.label, members.room.limits) as archive:
        size = archive.size
        members.room.expect(members.label, size, path.stat().st_size, size)
        for one in archive.members:
            members.room.file()
            if one.is_dir():
                continue
            if reason := zips.unread(one):
                members.leave(one.filename, reason)
            # Python ends a name where others may go on
            elif target := members.place(one.orig_filename):
                members.write(target, archive.pieces(one))
        return [*members.noticed(), *archive.noticed()]


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece
