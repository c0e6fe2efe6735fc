"""Write files as a whole or not at all.

The content is complete in memory, then in a draft beside the file, then on the disk, and takes the
place of the file only then, in one step. However a run ends, also by a power cut where the file
system keeps its promises, the old file is there or the new one. Drafts that killed runs left are
removed by the next run that writes the same file. Of two runs that write one file at once, the
last to end wins.
"""

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from geo.base import CallError, ControlError
from geo.files import draft, tidy

# Endings of the names of tables that can be written, see `tables.py`.
TABLES = (".csv", ".json", ".parquet", ".xlsx")


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path`; see `write_files`."""
    write_files({path: content})


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together: all are on the disk before the first is visible.

    Then they take their places one right after the other. A file that has these bytes already is
    not touched. A link stays a link, and a new file has the mode of the old one.

    Raises
    ------
    CallError
        If a path is that of something else than a file.
    ControlError
        If a folder cannot be made or written to, or the disk is full.
    """
    named = Path()
    try:
        with contextlib.ExitStack() as stack:
            moves = []
            for named, content in contents.items():
                path = Path(os.path.realpath(named))
                mode = _mode(path, named)
                _make_folder(path.parent)
                tidy(path)
                if mode is not None and _holds(path, content):
                    continue
                # never readable by more users than the old file, not for a moment
                temporary, stream = stack.enter_context(
                    draft(path, *() if mode is None else (0o600,))
                )
                if mode is not None:
                    os.chmod(temporary, mode)
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
                moves.append((temporary, path, named, stream))
            for temporary, path, named, stream in moves:
                if sys.platform == "win32":  # where no open file can be moved
                    stream.close()
                os.replace(temporary, path)
            for folder in {path.parent for _, path, _, _ in moves}:
                flush_to_disk(folder)
    except OSError as error:
        raise ControlError(
            f"{named}: cannot be written ({error.strerror or error})"
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


def flush_to_disk(path: Path) -> None:
    """Try to have the disk hold what the file or folder `path` holds."""
    # not every system opens folders, and not every file system can flush them
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        files = [path for path in (folder, *folder.parents) if path.is_file()]
        raise _no_folder(files[0] if files else folder) from error


def _no_folder(path: Path) -> NotADirectoryError:
    return NotADirectoryError(errno.ENOTDIR, f"{path.name} is a file")


def _mode(path: Path, named: Path) -> int | None:
    """Permissions of the file at `path`; None where there is none."""
    try:
        mode = os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(mode):
        raise CallError(f"{named}: is a folder; name a file")
    if not stat.S_ISREG(mode):
        raise CallError(f"{named}: not a regular file; choose another output path")
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is write-protected")
    return stat.S_IMODE(mode)


def _holds(path: Path, content: bytes) -> bool:
    """Return whether the file at `path` holds `content`."""
    with contextlib.suppress(OSError):
        return path.stat().st_size == len(content) and path.read_bytes() == content
    return False
