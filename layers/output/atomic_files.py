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
        name = files[0].name if files else folder.name
        raise NotADirectoryError(errno.ENOTDIR, f"{name} is a file") from error


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
