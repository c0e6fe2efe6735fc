"""Files of a source that are no maps, and were to be: a day would be missing silently.

README.md, style.css or a table of numbers beside the maps does no harm. A file has failed if its
name is that of an unfinished download, or if it has the format of the maps, a date in its name as
they have, and no map shows that date.
"""

import re
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from geo.base import NoShapes, ReadError
from geo.dates import (
    DAY_FIRST,
    SourceNames,
    label,
    read_date,
)
from geo.files import ARCHIVES, File
from geo.formats import READABLE, format_of

# What browsers, wget, aria2 and rsync add to the name of a file that is not complete.
_UNFINISHED = re.compile(
    r"(?P<whole>.+(?P<ending>\.\w+))\.(?:part|partial|crdownload|opdownload|download|tmp|aria2)",
    re.I,
)

Failure = tuple[str, ReadError]  # the file in messages, and the error


def unfinished(unread: Iterable[str], read: Collection[str]) -> Iterator[Failure]:
    """Unfinished downloads among files of no known format; `read` are the labels of the others."""
    for name in unread:
        match = _UNFINISHED.fullmatch(name)
        if match is None or match["whole"] in read:
            continue
        if match["ending"].lower() in {*READABLE, *ARCHIVES}:
            yield name, ReadError(
                f"{name}: an unfinished download; download it again, or delete it"
            )


def failed_days(
    not_maps: Iterable[tuple[File, NoShapes]],
    maps: Iterable[File],
    dates: Collection[np.datetime64],
) -> Iterator[Failure]:
    """Files that are not maps, but named like those that are.

    `maps` are the files that were read, `dates` those of all maps.
    """
    not_maps, maps = list(not_maps), list(maps)
    if not not_maps:
        return
    files = [*maps, *(file for file, _ in not_maps)]
    names = SourceNames(dict.fromkeys(name for file in files for name in file.names))
    formats = {format_of(file.path).name for file in maps}
    named = {read_date(text) for file in maps if (text := _date(file, names))}
    if not named:
        return
    for file, error in not_maps:
        text = _date(file, names)
        if text is None or format_of(file.path).name not in formats:
            continue
        if read_date(text) in {*dates, *named}:
            continue
        reason = str(error).removeprefix(f"{file.label}: ").partition(" (")[0]
        yield file.label, ReadError(
            f"{file.label}: {reason}, and no other file shows {label(text)}; download it "
            "again, or delete it"
        )


def _date(file: File, names: SourceNames) -> str | None:
    """The text of the date in the names of a file and its folders; None without one."""
    try:
        date = names.date(file.names, DAY_FIRST)
        if date is None or not (date.folders or date.kind == "file"):
            return None
        return date.text
    except ReadError:
        return None
