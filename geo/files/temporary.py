"""What a run would leave behind if it were killed: drafts of files, and folders for a while.

A draft is locked by the run that writes it, and the system takes the lock away however that run
ends. So a draft without a lock is a dead run's: `tidy` removes it, and touches none of a run that
is alive. No clock is asked. A run that is ended by a signal which it hears removes its own first
(`undo`).
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from geo.base import ReadError

_PLAIN_FILE = 0o666  # less what the user's mask takes away
# File systems hold names of 255 bytes, of which a draft's takes some for itself.
_LONGEST = 200
_MARK = r"[0-9a-f]{8}"
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK}
# Windows locks bytes and not files, so one is locked that no file has.
_BYTE = 2**30
_SCRATCH = "controlmap-"

_undone: list[Callable[[], object]] = []


@contextmanager
def undone(how: Callable[[], object]) -> Iterator[None]:
    """Calls `how` when the block ends, or when `undo` is called in the midst of it."""
    _undone.append(how)
    try:
        yield
    finally:
        _undone.remove(how)
        how()


def undo() -> None:
    """What all open blocks of `undone` would do at their ends, for a run that ends now."""
    for how in reversed(_undone):
        with contextlib.suppress(OSError):
            how()


@contextmanager
def draft(path: Path, mode: int = _PLAIN_FILE) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside `path`, locked and open for writing; removed at the end if still there.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    beside = path.with_name(f"{_begun(path)}{secrets.token_hex(4)}")
    with undone(lambda: beside.unlink(missing_ok=True)):
        with open(_opened(beside, mode), "wb") as stream:
            yield beside, stream


def tidy(path: Path) -> None:
    """Remove the drafts beside `path` of runs that are no more."""
    for one in _called(path.parent, re.escape(_begun(path)) + _MARK):
        with _dead(one):
            pass


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder of this run's own, removed at the end with all that is in it.

    Raises
    ------
    ReadError
        If there is no place for one.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(_folder(Path(tempfile.gettempdir())))
        except OSError as error:
            raise ReadError(
                f"no folder for what is read can be made ({error.strerror}); "
                "set TMPDIR to a folder that can be written to"
            ) from error
        yield folder


def locked(handle: int) -> bool | None:
    """Lock an open file for this run, without waiting; None where there are no locks.

    False if another run has locked it. The lock ends when the file is closed.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _BUSY else None
    return True


def is_at(handle: int, path: Path) -> bool:
    """Whether an open file is the one at `path`."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """A folder in `place`, with a lock beside it that lives as long."""
    for lock in _called(place, rf"{_SCRATCH}{_MARK}\.lock"):
        with _dead(lock) as dead:
            if dead:
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
    folder = place / f"{_SCRATCH}{secrets.token_hex(4)}"
    lock = folder.with_suffix(".lock")

    def remove() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        lock.unlink(missing_ok=True)

    with undone(remove):
        with open(_opened(lock, 0o600), "wb"):
            folder.mkdir(mode=0o700)
            yield folder


def _begun(path: Path) -> str:
    """How the names of drafts of `path` begin."""
    name = path.name
    if len(os.fsencode(name)) > _LONGEST:
        name = sha256(os.fsencode(name)).hexdigest()
    return f".{name}.controlmap-"


def _opened(path: Path, mode: int) -> int:
    """A new file, open and locked."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        handle = os.open(path, flags, mode)
        # A run that tidies may lock it before this one does, and remove it then.
        if locked(handle) is not False and is_at(handle, path):
            return handle
        os.close(handle)


def _called(folder: Path, pattern: str) -> list[Path]:
    """What in `folder` is called so; nothing where nobody may look."""
    with contextlib.suppress(OSError):
        return [one for one in folder.iterdir() if re.fullmatch(pattern, one.name)]
    return []


@contextmanager
def _dead(path: Path) -> Iterator[bool]:
    """Whether no run has locked our file `path`, which is removed at the end if so."""
    handle = -1
    with contextlib.suppress(OSError):
        # not through a link that somebody else put there
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        dead = handle != -1 and locked(handle) is True and is_at(handle, path)
        if dead and hasattr(os, "geteuid"):
            dead = os.fstat(handle).st_uid == os.geteuid()
        yield dead
        if dead and sys.platform != "win32":
            with contextlib.suppress(OSError):
                path.unlink()
    finally:
        if handle != -1:
            os.close(handle)
    if dead and sys.platform == "win32":  # where no open file can be removed
        with contextlib.suppress(OSError):
            path.unlink()
