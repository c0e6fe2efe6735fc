"""Temporary files and folders that no run leaves behind, however it ends.

A temporary file is locked by the run that writes it, and the system releases the lock when that
run ends. So a temporary file without a lock is one of a killed run: `tidy` removes it, and none of
a run that is alive. A run that is ended by a signal removes its own first (`clean_up`).
"""

import contextlib
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

_MODE = 0o666  # less the user's umask
# File systems allow names of 255 bytes, of which the name of a draft needs some more.
_NAME_BYTES = 200
_TOKEN = r"[0-9a-f]{8}"
_PREFIX = "controlmap-"

_callbacks: list[Callable[[], object]] = []


@contextmanager
def cleaning_up(callback: Callable[[], object]) -> Iterator[None]:
    """Call `callback` when the block ends, or when `clean_up` is called inside it."""
    _callbacks.append(callback)
    try:
        yield
    finally:
        _callbacks.remove(callback)
        callback()


def clean_up() -> None:
    """Do now what all open blocks of `cleaning_up` do at their ends."""
    for callback in reversed(_callbacks):
        with contextlib.suppress(OSError):
            callback()


@contextmanager
def draft(path: Path, mode: int = _MODE) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a new, locked file beside `path` for writing; remove it at the end if still there.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    beside = path.with_name(f"{_draft_prefix(path)}{secrets.token_hex(4)}")
    with cleaning_up(lambda: beside.unlink(missing_ok=True)):
        with open(_create_locked(beside, mode), "wb") as stream:
            yield beside, stream


def tidy(path: Path) -> None:
    """Remove drafts beside `path` that killed runs left."""
    for left in _matching(path.parent, re.escape(_draft_prefix(path)) + _TOKEN):
        _remove_if_left(left)


@contextmanager
def scratch() -> Iterator[Path]:
    """Make an empty temporary folder of this run, and remove it at the end.

    Raises
    ------
    ReadError
        If none can be made.
    """
    with contextlib.ExitStack() as stack:
        try:
            folder = stack.enter_context(_locked_folder(Path(tempfile.gettempdir())))
        except OSError as error:
            raise ReadError(
                f"no temporary folder can be made ({error.strerror}); "
                "set TMPDIR to a folder that can be written to"
            ) from error
        yield folder


def lock(handle: int) -> bool | None:
    """Lock an open file, without waiting; None where the file system has no locks.

    False if another run has locked it. The lock ends when the file is closed.
    """
    from filelock import lock_descriptor

    try:
        return lock_descriptor(handle, blocking=False)
    except OSError:
        return None


@contextmanager
def _locked_folder(parent: Path) -> Iterator[Path]:
    """A folder in `parent`, with a lock beside it."""
    for left in _matching(parent, rf"{_PREFIX}{_TOKEN}\.lock"):
        _remove_if_left(left, left.with_suffix(""))
    folder = parent / f"{_PREFIX}{secrets.token_hex(4)}"
    lock_file = folder.with_suffix(".lock")

    def remove() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        lock_file.unlink(missing_ok=True)

    with cleaning_up(remove):
        with open(_create_locked(lock_file, 0o600), "wb"):
            folder.mkdir(mode=0o700)
            yield folder


def _draft_prefix(path: Path) -> str:
    """How the names of drafts of `path` begin."""
    name = path.name
    if len(os.fsencode(name)) > _NAME_BYTES:
        name = sha256(os.fsencode(name)).hexdigest()
    return f".{name}.{_PREFIX}"


def _create_locked(path: Path, mode: int) -> int:
    """Create a file, open and locked."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        handle = os.open(path, flags, mode)
        # a run that tidies may lock it before this one does, and then remove it
        if lock(handle) is not False and _is_at(handle, path):
            return handle
        os.close(handle)


def _is_at(handle: int, path: Path) -> bool:
    """Return whether an open file is the one at `path`."""
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def _matching(folder: Path, pattern: str) -> list[Path]:
    """Files in `folder` by their names; none where it cannot be read."""
    with contextlib.suppress(OSError):
        return [path for path in folder.iterdir() if re.fullmatch(pattern, path.name)]
    return []


def _remove_if_left(path: Path, folder: Path | None = None) -> None:
    """Remove our file `path`, and `folder` before it, if no run has locked it."""
    with contextlib.suppress(OSError):
        # not through a link that another user put there
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            left = lock(handle) is True and _is_at(handle, path)
            if hasattr(os, "geteuid"):
                left = left and os.fstat(handle).st_uid == os.geteuid()
            if left and folder:
                shutil.rmtree(folder, ignore_errors=True)
            if left and sys.platform != "win32":
                path.unlink()
        finally:
            os.close(handle)
        if left and sys.platform == "win32":  # where no open file can be removed
            path.unlink()
