"""Check the first bytes of a file before a library opens it.

GDAL chooses a driver by content, whatever the name: without this check a file of any name could
open each of its drivers, and some of them (VRT, WFS) make network requests.
"""

import re

from geo.base import ReadError, sanitize_line
from geo.files import File
from geo.formats.registry import Format, format_of

_START = 2048  # bytes of a file in which a title is looked for
_LONGEST = 100  # characters of a title or message
_LFS_POINTER = b"version https://git-lfs"
_HTML = re.compile(
    r"<(?:!--.*?-->\s*<)?(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_PAGE = "an HTML page"
_TITLE = re.compile(r"<title[^>]*>([^<]+)", re.I)
_MESSAGE = re.compile(
    r"<(?:\w+:)?(?:ExceptionText|ServiceException|Message|Reason)\b[^>]*>([^<]+)", re.I
)
# First bytes of archives, by the ending that the name of one lacks.
_ARCHIVES = {"gz": b"\x1f\x8b", "zip": b"PK\x03\x04"}


def check_signature(file: File) -> None:
    """Raise ReadError if a file is empty, lacks its parts or begins like another format."""
    kind = format_of(file.path)
    try:
        with file.path.open("rb") as stream:
            start = stream.read(_START)
    except OSError as error:
        raise ReadError(f"{file.label}: cannot be opened ({error.strerror})") from error
    # a file of blanks is as empty
    if not start.strip() and len(start) < _START:
        raise ReadError(
            f"{file.label}: the file is empty; download it again, or delete it"
        )
    if start.startswith(_LFS_POINTER):
        raise ReadError(
            f"{file.label}: a pointer of Git LFS, not the file itself; run git lfs pull, or "
            "download the file"
        )
    page = _page(start)
    # a KML file begins as any XML does
    if page is not None and (page.startswith(_HTML_PAGE) or ".kml" not in kind.endings):
        raise ReadError(
            f"{file.label}: content is {page}, not {kind.name}; download it again, or delete it"
        )
    for ending, signature in _ARCHIVES.items():
        # a KMZ is a zip
        if start.startswith(signature) and file.path.suffix.lower() != ".kmz":
            raise ReadError(
                f"{file.label}: content is {ending}, not {kind.name}; add .{ending} to its name"
            )
    if not start.startswith(kind.signature):
        raise ReadError(
            f"{file.label}: content is not {kind.name}; correct the ending of its name"
        )
    _check_parts(file, kind)


def _page(start: bytes) -> str | None:
    """What a text is that begins as HTML or XML does, with its title or message; else None."""
    text = start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        return None
    is_page = _HTML.match(text) is not None
    match = (_TITLE if is_page else _MESSAGE).search(text)
    words = sanitize_line(" ".join(match[1].split()))[:_LONGEST] if match else ""
    return (_HTML_PAGE if is_page else "XML") + (f" ({words})" if words else "")


def _check_parts(file: File, kind: Format) -> None:
    if not kind.parts:
        return
    stem = file.path.stem
    endings = {
        path.suffix.lower() for path in file.path.parent.iterdir() if path.stem == stem
    }
    for ending in kind.parts:
        if ending not in endings:
            raise ReadError(
                f"{file.label}: its {ending} file is missing; put {', '.join(kind.parts)} beside "
                "it"
            )
