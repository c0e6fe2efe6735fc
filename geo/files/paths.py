"""The path of a source."""

import stat
from pathlib import Path

from geo.base import CallError, sanitize_line

STORY = "story"  # the name of the built-in source
_NAME_LENGTH = 100  # characters of the name of a source in a message


def source_path(source: str | Path) -> Path:
    """Return the path of a source: a file, a folder, or nothing, as a glob may be.

    Pipes and devices are not opened: they may wait for a writer, or never end.

    Raises
    ------
    CallError
        If it is neither a file nor a folder, or not a valid name of a file.
    """
    if source == "":  # which pathlib takes for the current folder
        raise CallError("the name of the source is empty; write . for this folder")
    name = sanitize_line(str(source))
    if len(name) > _NAME_LENGTH:
        name = f"{name[:_NAME_LENGTH]}…"
    try:
        path = Path(source).expanduser()
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return path
    except OSError as error:
        raise CallError(f"{name}: cannot be opened ({error.strerror})") from error
    except (ValueError, RuntimeError) as error:  # a zero byte, or an unknown home
        raise CallError(f"{name}: no such file or folder") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise CallError(f"{name}: neither a file nor a folder; pass one of them")
    return path


def existing_file(path: str | Path, option: str) -> Path:
    """The path of the file that `option`, as `--against`, names.

    Raises
    ------
    CallError
        If there is no such file.
    """
    path = source_path(path)
    if not path.is_file():
        problem = "is a folder; name a file" if path.is_dir() else "file not found"
        raise CallError(f"{option} {sanitize_line(str(path))}: {problem}")
    return path
