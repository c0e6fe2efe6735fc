"""Files written whole or not at all.

What is written is first whole in memory, then in a draft beside its place, then on the disk, and
takes its place only then, in one step. However a run ends, there is the old file or the new one;
so there is after a power cut, on file systems that keep their word. What killed runs left is
removed by the next one that writes the same file. Of two runs that write one file at once, the
last to end has its way.
"""

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import geo.files
from geo.base import CallError, ControlError

# The ends of the names of tables that are written, see `layers/output/tables.py`.
TABLES = (".csv", ".json", ".parquet", ".xlsx")


def put(path: Path, content: bytes) -> None:
    """Write `content` to `path`; see `put_all`."""
    put_all({path: content})


def put_all(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together: all are whole on the disk before the first is seen.

    Then they take their places one right after the other, which a reader may see between two of
    them. A file that has these bytes is left as it was. Of a link, what it leads to is written,
    and an older file gives the new one its mode.

    Raises
    ------
    CallError
        If at a path there is something else than a file.
    ControlError
        If a folder cannot be made or written to, or the disk is full.
    """
    told = Path()
    try:
        with contextlib.ExitStack() as stack:
            moves = []
            for told, content in contents.items():
                path = Path(os.path.realpath(told))
                mode = _mode(path, told)
                _make(path.parent)
                geo.files.tidy(path)
                if mode is not None and _same(path, content):
                    continue
                # never to be read by more people than the old one, not for a moment
                draft, stream = stack.enter_context(
                    geo.files.draft(path, *() if mode is None else (0o600,))
                )
                if mode is not None:
                    os.chmod(draft, mode)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
                moves.append((draft, path, told, stream))
            for draft, path, told, stream in moves:
                if sys.platform == "win32":  # where no open file can be moved
                    stream.close()
                os.replace(draft, path)
            for folder in {path.parent for _, path, _, _ in moves}:
                settle(folder)
    except OSError as error:
        raise ControlError(
            f"{told}: cannot be written ({error.strerror or error})"
        ) from error


def require_writable(*paths: Path | None) -> None:
    """Raise CallError unless a file can be written at each of `paths`; None is stdout."""
    for path in filter(None, paths):
        real = Path(os.path.realpath(path))
        try:
            _mode(real, path)
        except OSError as error:
            raise _not_writable(path, error) from error
        require_writable_folder(real.parent, path)


def require_writable_folder(folder: Path, output: Path) -> None:
    """Raise CallError, which names `output`, unless `folder` takes files or can be made."""
    while not os.path.lexists(folder):
        folder = folder.parent
    try:
        if not folder.is_dir():
            raise _no_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _not_writable(output, error) from error


def _not_writable(path: Path, error: OSError) -> CallError:
    reason = error.strerror or error
    return CallError(
        f"{path}: cannot be written ({reason}); choose another output path"
    )


def settle(path: Path) -> None:
    """Have the disk hold what the file or folder `path` holds; no more than a try."""
    # Not every system opens folders, and not every file system knows what is asked of it.
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        files = [one for one in (folder, *folder.parents) if one.is_file()]
        raise _no_folder(files[0] if files else folder) from error


def _no_folder(path: Path) -> NotADirectoryError:
    return NotADirectoryError(errno.ENOTDIR, f"{path.name} is a file")


def _mode(path: Path, told: Path) -> int | None:
    """Permissions of the file at `path`; None where there is none."""
    try:
        found = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(found):
        raise CallError(f"{told}: is a folder; name a file")
    if not stat.S_ISREG(found):
        raise CallError(f"{told}: is no file but a device or a pipe; name a file")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    return stat.S_IMODE(found)


def _same(path: Path, content: bytes) -> bool:
    """Whether the file at `path` holds `content`."""
    with contextlib.suppress(OSError):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return False
