"""Check the first bytes of a file before a library opens it.

GDAL chooses a driver by content, whatever the name: without this check a file of any name could
open each of its drivers, and some of them (VRT, WFS) make network requests.
"""

from geo.base import ReadError
from geo.files import START, File, require_no_answer
from geo.formats.registry import Format, format_of

# First bytes of archives, by the ending that the name of one lacks.
_ARCHIVES = {"gz": b"\x1f\x8b", "zip": b"PK\x03\x04"}


def check_signature(file: File) -> None:
    """Raise ReadError if a file is empty, lacks its parts or begins like another format."""
    kind = format_of(file.path)
    if file.path.is_dir():  # is checked by its reader
        return
    try:
        with file.path.open("rb") as stream:
            start = stream.read(START)
    except OSError as error:
        raise ReadError(f"{file.label}: cannot be opened ({error.strerror})") from error
    # a file of blanks is as empty
    if not start.strip() and len(start) < START:
        raise ReadError(
            f"{file.label}: the file is empty; download it again, or delete it"
        )
    # a map in JSON may have a message, too
    if kind.signature or not start.lstrip().startswith(b"{"):
        require_no_answer(start, file.label, kind.name)
    for ending, signature in _ARCHIVES.items():
        # a KMZ and a workbook are zips
        is_zip = kind.signature == signature or file.path.suffix.lower() == ".kmz"
        if start.startswith(signature) and not is_zip:
            raise ReadError(
                f"{file.label}: content is {ending}, not {kind.name}; add .{ending} to its name"
            )
    if not start.startswith(kind.signature) or _is_other_xml(start, kind):
        raise ReadError(
            f"{file.label}: content is not {kind.name}; correct the ending of its name"
        )
    _check_parts(file, kind)


def _is_other_xml(start: bytes, kind: Format) -> bool:
    """Whether a text is XML, where JSON is expected."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return ".json" in kind.endings and text.startswith(b"<")


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
