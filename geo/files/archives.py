"""Unpack archives: zip, tar, gzip, xz and bzip2, into a folder."""

import bz2
import errno
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from geo.base import ReadError
from geo.files import zips
from geo.files.answers import START, require_no_answer
from geo.files.extraction import CHUNK, Budget, Extraction, short_name
from geo.files.suffixes import ARCHIVES, BZIP2, GZIP, SINGLE, TAR, XZ, ZIP
from geo.files.tars import untar

# What the standard library raises on an archive that is damaged or made to confuse it.
DAMAGED = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
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
# First bytes: RFC 1952, 2.3.1; The .xz File Format, 2.1.1.1; bzip2.
_SIGNATURES = {GZIP: b"\x1f\x8b", XZ: b"\xfd7zXZ\0", BZIP2: b"BZh"}
# Bytes that unpacking xz may take: its highest preset takes 65 MB, a file may ask for 4 GB.
_XZ_MEMORY = 100 * 10**6
_REASON_LENGTH = 100  # characters of an error of a library in a message


def is_single(path: Path) -> bool:
    """Return whether an archive holds one file that is named like itself."""
    return ARCHIVES[path.suffix.lower()] in SINGLE and not _is_tar(path)


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
        chunks = _unpack_single(path, label, kind, budget)
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
    """Return whether an archive of one file holds a tar, by its name."""
    name = path.name.lower()
    return name.endswith((".tgz", ".txz", ".tbz2")) or Path(name).stem.endswith(".tar")


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


def _unpack_single(
    path: Path, label: str, kind: str, budget: Budget
) -> Iterator[bytes]:
    """Yield the content of an archive of one file, whose size is known when it is unpacked."""
    signature = _SIGNATURES[kind]
    unpack_stream = _gunzip if kind == GZIP else _decompress
    with path.open("rb") as packed:
        start = packed.read(len(signature))
        if start and start != signature:
            raise ReadError(
                f"{label}: not a {kind} archive; correct the ending of its name"
            )
        packed.seek(0)
        size = 0
        try:
            if not start:
                raise EOFError
            for chunk in unpack_stream(packed, kind):
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


def _gunzip(packed: BinaryIO, _: str) -> Iterator[bytes]:
    with gzip.open(packed) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _decompress(packed: BinaryIO, kind: str) -> Iterator[bytes]:
    """Yield the content of one or several streams of xz or bzip2, within bounded memory.

    The classes of the standard library for files take as much memory as a file asks for.
    """
    data = b""
    while data := data or packed.read(CHUNK):
        one: Any = (
            bz2.BZ2Decompressor()
            if kind == BZIP2
            else lzma.LZMADecompressor(lzma.FORMAT_XZ, _XZ_MEMORY)
        )
        while not one.eof:
            if one.needs_input and not data:
                if not (data := packed.read(CHUNK)):
                    raise EOFError
            chunk = one.decompress(data, CHUNK)
            data = b""
            if chunk:
                yield chunk
        data = one.unused_data.lstrip(b"\0")  # xz may be filled up with zeros


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
