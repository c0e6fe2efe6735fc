"""Replace a folder as a whole or not at all.

The new folder is made beside the old one, which is moved aside for it. A run killed between
these two renames leaves both folders complete beside each other and none at the name asked for;
the next run begins by moving the old one back.
"""

import glob
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from geo.base import CallError, ControlError
from geo.files import cleaning_up
from layers.output.atomic_files import flush_to_disk, require_writable_folder

MARK = ".controlmap-kit"  # the file in a folder of ours that lists the others

_FILE_MANAGERS = {".DS_Store", "Thumbs.db", "desktop.ini"}  # files that they leave


@contextmanager
def replace_folder(path: Path) -> Iterator[Path]:
    """Yield a folder beside `path` to write files to, which then takes the place of `path`.

    If the block raises, or the run is killed, the folder at `path` stays as it was. What killed
    runs left is removed by the next one. A folder at `path` is replaced only if it is empty or was
    written by this function, and holds nothing but what was written then.

    Raises
    ------
    CallError
        If `path` is a file, a folder with other things in it, or is being written by another run.
    ControlError
        If the folder beside it cannot be made or written to, or the disk is full.
    """
    named = path
    path = Path(os.path.realpath(path))
    try:
        _require_ours(path, named)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path, named):
            _tidy(path)
            with cleaning_up(partial(_tidy, path)):
                draft = path.with_name(f".{path.name}.new-{secrets.token_hex(4)}")
                draft.mkdir()
                with _renamed_errors(named, draft):
                    yield draft
                names = sorted(file.name for file in draft.iterdir())
                (draft / MARK).write_text("\n".join([*names, ""]), encoding="utf-8")
                for file in (*draft.iterdir(), draft):
                    flush_to_disk(file)
                _require_ours(
                    path, named
                )  # something may have been put there meanwhile
                _replace(path, draft)
                flush_to_disk(path.parent)
    except OSError as error:
        raise ControlError(
            f"{named}: cannot be written ({error.strerror or error})"
        ) from error


def require_replaceable(path: Path) -> None:
    """Raise CallError unless `replace_folder` can write at `path`; changes nothing."""
    real = Path(os.path.realpath(path))
    _require_ours(real, path)
    require_writable_folder(real.parent, path)


def _require_ours(path: Path, named: Path) -> None:
    """Raise CallError if replacing `path` would lose anything but an earlier kit."""
    if not path.exists():
        return
    if not path.is_dir():
        raise CallError(f"{named}: is a file; name a folder for the kit")
    names = {file.name for file in path.iterdir()} - _FILE_MANAGERS
    if not names:
        return
    if MARK not in names:
        raise CallError(
            f"{named}: a folder with other things in it ({_some(names)}); "
            "name one that is empty or does not exist"
        )
    own = set((path / MARK).read_text(encoding="utf-8").splitlines())
    if others := names - own - {MARK}:
        raise CallError(
            f"{named}: holds {_some(others)} beside the kit, which is replaced as a whole; "
            "move it elsewhere"
        )


def _some(names: set[str]) -> str:
    first, *more = sorted(names)
    return f"{first} and {len(more):,} more" if more else first


@contextmanager
def _renamed_errors(named: Path, draft: Path) -> Iterator[None]:
    """Raise errors of files in `draft` as of files in `named`, the name that the user knows."""
    try:
        yield
    except ControlError as error:
        raise type(error)(str(error).replace(str(draft), str(named))) from error
    except OSError as error:
        name = getattr(error, "filename", None)
        if name is None or Path(name).parent != draft:
            raise
        raise ControlError(
            f"{named / Path(name).name}: cannot be written ({error.strerror or error})"
        ) from error


@contextmanager
def _locked(path: Path, named: Path) -> Iterator[None]:
    """Hold a lock beside `path`, which ends with the process however that ends."""
    # Loaded here, since commands that only print help or a table need none.
    from filelock import FileLock, Timeout

    lock = FileLock(path.parent / f".{path.name}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise CallError(
            f"{named}: another run is writing it; wait until it has ended"
        ) from None
    try:
        # on Windows no open file can be removed, and the release removes it
        remove = partial(Path(lock.lock_file).unlink, missing_ok=True)
        with cleaning_up(remove if os.name == "posix" else lock.release):
            yield
    finally:
        lock.release()


def _tidy(path: Path) -> None:
    """Move back a folder that a killed run moved aside, and remove what else it left."""
    for old in sorted(path.parent.glob(f".{glob.escape(path.name)}.old-*")):
        if not path.exists():
            old.rename(path)
    for kind in ("new", "old"):
        for left in path.parent.glob(f".{glob.escape(path.name)}.{kind}-*"):
            shutil.rmtree(left, ignore_errors=True)


def _replace(path: Path, draft: Path) -> None:
    """Move `draft` to `path`, and remove what was there."""
    if not path.exists():
        draft.rename(path)
        return
    aside = path.with_name(f".{path.name}.old-{secrets.token_hex(4)}")
    path.rename(aside)
    try:
        draft.rename(path)
    except OSError:
        aside.rename(path)
        raise
    shutil.rmtree(aside, ignore_errors=True)
