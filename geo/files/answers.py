"""Recognize what a server answers in place of a file: a page, an error, a pointer to the file."""

import re

from geo.base import ReadError, sanitize_line

START = 2048  # bytes of a file in which a title or message is looked for
_LFS_POINTER = b"version https://git-lfs"

_LONGEST = 100  # characters of a title or message
_HTML = re.compile(
    r"<(?:!--.*?-->\s*<)?(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TITLE = re.compile(r"<title[^>]*>([^<]+)", re.I)
_MESSAGE = re.compile(
    r"<(?:\w+:)?(?:ExceptionText|ServiceException|Message|Reason)\b[^>]*>([^<]+)", re.I
)
_JSON_MESSAGE = re.compile(r'"(?:message|error|detail)"\s*:\s*"([^"\\]+)', re.I)


def require_no_answer(start: bytes, label: str, expected: str) -> None:
    """Raise ReadError if a file that begins with `start` is what a server answers in its place.

    That is an HTML page, a message in XML or JSON, or a pointer of Git LFS. `expected` is the
    format in messages.
    """
    if start.startswith(_LFS_POINTER):
        raise ReadError(
            f"{label}: a pointer of Git LFS, not the file itself; run git lfs pull, or download "
            "the file"
        )
    text = start.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    kind, pattern = "JSON", _JSON_MESSAGE
    if text.startswith("<"):
        is_page = _HTML.match(text) is not None
        kind, pattern = ("an HTML page", _TITLE) if is_page else ("XML", _MESSAGE)
    elif not text.startswith("{"):
        return
    match = pattern.search(text)
    words = sanitize_line(" ".join(match[1].split()))[:_LONGEST] if match else ""
    if words or pattern is _TITLE:
        raise ReadError(
            f"{label}: content is {kind}{words and f' ({words})'}, not {expected}; download it "
            "again, or delete it"
        )
