"""What is inside archives: zip, gzip and tar, unpacked into a folder for as long as it is read."""

import gzip
import shutil
import tarfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from geo.errors import ReadError
from geo.suffixes import ARCHIVES, GZIP, ZIP

# What the libraries raise on an archive that is damaged, locked or packed in an unknown way.
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
# How much of what is free on the disk an archive may take: a few bytes can unpack to any size.
_SHARE = 0.5
_CHUNK = 2**20


class _TooLarge(Exception):
    """An archive that unpacks to more than there is room for."""


def unpack(path: Path, label: str, into: Path) -> None:
    """Write what is in the archive `path` into the folder `into`, nothing outside of it.

    Raises
    ------
    ReadError
        If it is damaged or locked, or unpacks to more than half of what is free on the disk.
    """
    kind = ARCHIVES[path.suffix.lower()]
    room = int(shutil.disk_usage(into).free * _SHARE)
    try:
        if kind == ZIP:
            _unzip(path, into, room)
        elif kind == GZIP:
            with gzip.open(path) as stream:
                inner = (
                    f"{path.stem}.tar" if path.suffix.lower() == ".tgz" else path.stem
                )
                _copy(stream, into / inner, room)
        else:
            _untar(path, into, room)
    except _TooLarge as error:
        raise ReadError(
            f"{label}: unpacks to more than half of the free disk ({room / 1e9:,.1f} GB); unpack "
            "it elsewhere and name the folder"
        ) from error
    except DAMAGED as error:
        why = getattr(error, "strerror", None) or error
        raise ReadError(f"{label}: not readable as a {kind} archive ({why})") from error


def _unzip(path: Path, into: Path, room: int) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(one.file_size for one in archive.infolist()) > room:
            raise _TooLarge
        archive.extractall(into)


def _untar(path: Path, into: Path, room: int) -> None:
    """Unpack the files of a tar; links and devices are no data."""
    with tarfile.open(path) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            parts = [
                part
                for part in PurePosixPath(member.name).parts
                if part not in ("/", "..")
            ]
            if stream is None or not parts:
                continue
            target = into.joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            room -= _copy(stream, target, room)
        # Python takes a file that was cut off between two members for a whole one
        end = archive.offset
    with path.open("rb") as whole:
        whole.seek(end)
        if whole.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
            raise tarfile.ReadError("no mark at its end")


def _copy(stream: IO[bytes] | gzip.GzipFile, target: Path, room: int) -> int:
    """Write what comes out of `stream`, at most `room` bytes; how many it were."""
    written = 0
    with target.open("wb") as out:
        while chunk := stream.read(_CHUNK):
            written += len(chunk)
            if written > room:
                raise _TooLarge
            out.write(chunk)
    return written
