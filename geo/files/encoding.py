"""Read text files: their bytes, if they are not too many, and their text."""

from geo.base import ReadError
from geo.files.search import File

_MARK = "\ufeff"  # the byte order of UTF-16; without meaning in UTF-8


def content(file: File) -> bytes:
    """The bytes of a file that is read as one text.

    Raises
    ------
    ReadError
        If it cannot be opened, or has more bytes than its limits allow.
    """
    try:
        file.limits.require("size", file.path.stat().st_size, file.label)
        return file.path.read_bytes()
    except OSError as error:
        raise ReadError(f"{file.label}: cannot be opened ({error.strerror})") from error


def utf8(data: bytes, label: str, format_name: str) -> str:
    """The text of `data`, without a byte order mark; `format_name` is for messages.

    Raises
    ------
    ReadError
        If it is not UTF-8.
    """
    # UTF-16 and UTF-32 without a mark are valid UTF-8, with a zero for every other character
    if b"\0" in data[:4]:
        raise ReadError(f"{label}: not UTF-8 text, which {format_name} must be")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(
            f"{label}: not UTF-8 text, which {format_name} must be"
        ) from error
    if text.startswith(_MARK):
        raise ReadError(
            f"{label}: two byte order marks at its start; save it as UTF-8 again"
        )
    return text
