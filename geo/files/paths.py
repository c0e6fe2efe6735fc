"""The path that a source is called by: what is no file and no folder is not opened."""

import stat
from pathlib import Path

from geo.base import CallError, in_sentence

STORY = "story"  # the name of the built-in source

_LONGEST = 100  # letters of a name that a sentence shows


def source_path(source: str | Path) -> Path:
    """The path of a source: that of a file or a folder, or of nothing, as a pattern may be.

    Pipes wait for a writer, devices such as /dev/zero never end: neither is opened.

    Raises
    ------
    CallError
        If it is neither a file nor a folder, or no name that a file can have.
    """
    if source == "":  # which Python takes for this folder
        raise CallError("the name of the source is empty; write . for this folder")
    name = in_sentence(str(source))
    if len(name) > _LONGEST:
        name = f"{name[:_LONGEST]}…"
    try:
        path = Path(source).expanduser()
        kind = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return path
    except OSError as error:
        raise CallError(f"{name}: cannot be opened ({error.strerror})") from error
    except (ValueError, RuntimeError) as error:  # a zero in it, or the home of nobody
        raise CallError(f"{name}: no such file or folder") from error
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise CallError(f"{name}: neither a file nor a folder, and is not read")
    return path
