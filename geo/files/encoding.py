"""Files of text: their bytes, if they are not too many, and the letters that these stand for."""

from geo.base import ReadError
from geo.files.search import File

_MARK = (
    "\ufeff"  # says in which order the bytes of UTF-16 are; in UTF-8 it says nothing
)


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


def utf8(found: bytes, label: str, must: str) -> str:
    """The text of `found`, without a mark of byte order; `must` says which format is UTF-8.

    Raises
    ------
    ReadError
        If it is text in another encoding, or no text.
    """
    # UTF-16 and UTF-32 without a mark are valid UTF-8, with a zero for every other letter
    if b"\0" in found[:4]:
        raise ReadError(f"{label}: not UTF-8 text, which {must} must be")
    try:
        text = found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError(f"{label}: not UTF-8 text, which {must} must be") from error
    if text.startswith(_MARK):
        raise ReadError(
            f"{label}: two marks of byte order at its start; save it as UTF-8 anew"
        )
    return text
