"""Unpack archives: zip, gzip and tar, into a folder."""

import errno
import gzip
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from geo.base import ReadError
from geo.files import zips
from geo.files.answers import START, require_no_answer
from geo.files.extraction import CHUNK, Budget, Extraction, short_name
from geo.files.suffixes import ARCHIVES, GZIP, TAR, ZIP
from geo.files.tars import untar

# What the standard library raises on an archive that is damaged or made to confuse it.
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
# Errors of a disk on which files cannot grow: the archive may be sound.
_FULL = {errno.ENOSPC, errno.EFBIG, errno.EROFS, getattr(errno, "EDQUOT", errno.ENOSPC)}
_GZIP = b"\x1f\x8b"  # RFC 1952, 2.3.1
_REASON_LENGTH = 100  # characters of an error of a library in a message


def is_single(path: Path) -> bool:
    """Return whether an archive holds one file that is named like itself."""
    return ARCHIVES[path.suffix.lower()] == GZIP and not _is_tar(path)


def unpack(path: Path, label: str, into: Path, budget: Budget) -> list[str]:
    """Write the files of the archive `path` into the folder `into`, none outside of it.

    Returns messages on what is left out: links, devices, names outside of the archive.

    Raises
    ------
    ReadError
        If it is damaged or encrypted, exceeds the `budget`, or has two files of one name.
    """
    kind = ARCHIVES[path.suffix.lower()]
    _require_no_answer(path, label, kind)
    extraction = Extraction(label, into, budget)
    try:
        if kind == ZIP:
            return _unzip(path, extraction)
        packed = path.stat().st_size
        if kind == TAR:
            return untar(_chunks(path), extraction, packed)
        chunks = _gunzip(path, label, budget)
        if _is_tar(path):
            return untar(chunks, extraction, packed)
        budget.add_file()
        extraction.write(into / path.stem, chunks)
        return []
    except RecursionError as error:
        raise ReadError(
            f"{label}: not readable as a {kind} archive (nested extended headers)"
        ) from error
    except DAMAGED as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise ReadError(
                f"{label}: not enough disk space to unpack it ({error.strerror}); set TMPDIR to "
                "a folder on another disk"
            ) from error
        reason = str(getattr(error, "strerror", None) or error)
        reason = short_name(reason, _REASON_LENGTH)
        raise ReadError(
            f"{label}: not readable as a {kind} archive ({reason})"
        ) from error


def _require_no_answer(path: Path, label: str, kind: str) -> None:
    """Raise ReadError if a server answered something else in place of an archive."""
    try:
        with path.open("rb") as stream:
            start = stream.read(START)
    except OSError:  # is raised again, with the archive
        return
    require_no_answer(start, label, f"a {kind} archive")


def _is_tar(path: Path) -> bool:
    """Return whether a gzip holds a tar, by its name."""
    return path.name.lower().endswith((".tgz", ".tar.gz"))


def _unzip(path: Path, extraction: Extraction) -> list[str]:
    label, budget = extraction.label, extraction.budget
    with zips.open_zip(path, label, budget.limits) as archive:
        budget.check(label, archive.size, path.stat().st_size)
        for member in archive.members:
            budget.add_file()
            if member.is_dir():
                continue
            if reason := zips.skip_reason(member):
                extraction.skip(member.filename, reason)
            # zipfile ends a name at a zero byte, other programs do not
            elif target := extraction.target(member.orig_filename):
                extraction.write(target, archive.chunks(member))
        return [*extraction.messages(), *archive.messages()]


def _gunzip(path: Path, label: str, budget: Budget) -> Iterator[bytes]:
    """Yield the content of a gzip, whose size is known only when it is unpacked."""
    with path.open("rb") as packed:
        start = packed.read(len(_GZIP))
        if start and start != _GZIP:
            raise ReadError(
                f"{label}: not a gzip archive; correct the ending of its name"
            )
        packed.seek(0)
        size = 0
        try:
            if not start:
                raise EOFError
            with gzip.open(packed) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    budget.check(label, size, packed.tell(), more=True)
                    yield chunk
        except EOFError as error:
            raise ReadError(
                f"{label}: cut off before its end; download it again"
            ) from error
        except gzip.BadGzipFile as error:
            raise ReadError(
                f"{label}: not readable as a gzip archive (damaged, or something else follows "
                "it); download it again"
            ) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
