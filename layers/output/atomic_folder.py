"""Folders written whole or not at all.

The new folder is made beside the old one and takes its place in one step where the system has
such a step: Linux (`renameat2`, RENAME_EXCHANGE) and macOS (`renamex_np`, RENAME_SWAP), on most
of their file systems. Elsewhere, as on Windows, the old one is first moved aside. A run that is
killed between these two renames leaves both folders whole beside each other and none at the name
asked for; the next run begins by putting the old one back.
"""

import ctypes
import errno
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import geo.files
from geo.base import CallError, ControlError
from layers.output.atomic_files import require_writable_folder, settle

MARK = ".controlmap-kit"  # the file in a folder of ours that lists the others

_BESIDE = {".DS_Store", "Thumbs.db", "desktop.ini"}  # what file managers leave behind
_AT_CWD = -100  # AT_FDCWD: paths as the process sees them
_SWAP = 2  # RENAME_EXCHANGE on Linux, RENAME_SWAP on macOS
_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A folder beside `path` to write files to; in the end it takes the place of `path`.

    If the block raises, or the run is killed, the folder at `path` stays as it was. What killed
    runs left behind is removed by the next one. A folder at `path` is replaced only if it is empty
    or was written by this function, and holds nothing but what was written then.

    Raises
    ------
    CallError
        If `path` is a file, a folder with other things in it, or is being written by another run.
    ControlError
        If the folder beside it cannot be made or written to, or the disk is full.
    """
    told = path
    path = Path(os.path.realpath(path))
    try:
        _require_ours(path, told)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path, told):
            _tidy(path)
            with geo.files.undone(partial(_tidy, path)):
                draft = path.with_name(f".{path.name}.new-{secrets.token_hex(4)}")
                draft.mkdir()
                with _called(told, draft):
                    yield draft
                names = sorted(one.name for one in draft.iterdir())
                (draft / MARK).write_text("\n".join([*names, ""]), encoding="utf-8")
                for one in (*draft.iterdir(), draft):
                    settle(one)
                _require_ours(path, told)  # something may have been put there meanwhile
                _put(draft, path)
                settle(path.parent)
    except OSError as error:
        raise ControlError(
            f"{told}: cannot be written ({error.strerror or error})"
        ) from error


def require_replaceable(path: Path) -> None:
    """Raise CallError unless `replacing_folder` can write at `path`; changes nothing."""
    real = Path(os.path.realpath(path))
    _require_ours(real, path)
    require_writable_folder(real.parent, path)


def _require_ours(path: Path, told: Path) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise CallError(f"{told}: is a file; name a folder for the kit")
    found = {one.name for one in path.iterdir()} - _BESIDE
    if not found:
        return
    if MARK not in found:
        raise CallError(
            f"{told}: a folder with other things in it ({_some(found)}); "
            "name one that is empty or not there yet"
        )
    own = set((path / MARK).read_text(encoding="utf-8").splitlines())
    if more := found - own - {MARK}:
        raise CallError(
            f"{told}: holds {_some(more)} beside the kit, which is replaced as a whole; "
            "move it elsewhere"
        )


def _some(names: set[str]) -> str:
    first, *more = sorted(names)
    return f"{first} and {len(more):,} more" if more else first


@contextmanager
def _called(told: Path, draft: Path) -> Iterator[None]:
    """Problems of files in `draft` as those of files in `told`, the name that people know."""
    try:
        yield
    except ControlError as error:
        raise type(error)(str(error).replace(str(draft), str(told))) from error
    except OSError as error:
        name = getattr(error, "filename", None)
        if name is None or Path(name).parent != draft:
            raise
        raise ControlError(
            f"{told / Path(name).name}: cannot be written ({error.strerror or error})"
        ) from error


@contextmanager
def _alone(path: Path, told: Path) -> Iterator[None]:
    """Holds a lock beside `path`, which ends with the process however that ends."""
    lock = path.parent / f".{path.name}.lock"
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        if geo.files.locked(handle) is False:
            os.close(handle)
            raise CallError(f"{told}: another run is writing it; wait for its end")
        # The run that had it may have removed it between the opening and the locking.
        if geo.files.is_at(handle, lock):
            break
        os.close(handle)
    try:
        if sys.platform == "win32":  # where no open file can be removed
            yield
        else:
            with geo.files.undone(partial(lock.unlink, missing_ok=True)):
                yield
    finally:
        os.close(handle)
        if sys.platform == "win32":
            lock.unlink(missing_ok=True)


def _tidy(path: Path) -> None:
    """Puts back a folder that a killed run moved aside, and removes what else it left."""
    for old in sorted(path.parent.glob(f".{_plain(path.name)}.old-*")):
        if not path.exists():
            old.rename(path)
    for kind in ("new", "old"):
        for left in path.parent.glob(f".{_plain(path.name)}.{kind}-*"):
            shutil.rmtree(left, ignore_errors=True)


def _plain(name: str) -> str:
    """`name` for a glob that means its every letter."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _put(draft: Path, path: Path) -> None:
    """`draft` at `path`, and what was at `path` at `draft`, or nowhere."""
    if not path.exists():
        draft.rename(path)
    elif not _exchanged(draft, path):
        aside = path.with_name(f".{path.name}.old-{secrets.token_hex(4)}")
        path.rename(aside)
        try:
            draft.rename(path)
        except OSError:
            aside.rename(path)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Two folders change places in one step; False where the system has no such step."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = libc.renamex_np(*names, _SWAP)
        else:
            failed = libc.renameat2(_AT_CWD, names[0], _AT_CWD, names[1], _SWAP)
    except (AttributeError, OSError, TypeError):  # no such function, or no such library
        return False
    if not failed:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))
