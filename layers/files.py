"""Files written whole or not at all."""

import filecmp
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geo


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to; in the end it takes the place of `path`.

    If the block raises, the new file is removed and an older one is left as it was; so it is if
    the new one has the same bytes.

    Raises
    ------
    ControlError
        If the folder cannot be made or written to, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix
        )
        os.close(handle)
    except OSError as error:
        raise geo.ControlError(
            f"{path}: cannot be written ({error.strerror})"
        ) from error
    draft = Path(name)
    try:
        yield draft
        if path.is_file() and filecmp.cmp(draft, path, shallow=False):
            return
        os.chmod(draft, 0o666 & ~umask())
        os.replace(draft, path)
    except OSError as error:
        raise geo.ControlError(
            f"{path}: cannot be written ({error.strerror})"
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def umask() -> int:
    """The mask of new files; asking for it means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
