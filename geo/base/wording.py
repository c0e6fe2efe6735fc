"""Numbers and names formatted for sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence

_LONGEST_LIST = 300  # characters


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,641 files"."""
    return f"{number:,d} {noun}{'' if number == 1 else 's'}"


def in_bytes(number: float) -> str:
    """A number of bytes in a readable unit: "2.5 GB"."""
    units = ("kB", "MB", "GB", "TB", "PB", "EB")
    for power, unit in reversed(list(enumerate(units, 1))):
        if number >= 1000**power:
            return f"{number / 1000**power:,.3g} {unit}"
    return f"{number:,.0f} bytes"


def number_duplicates(names: Sequence[str]) -> list[str]:
    """`names` made unique: the second of one name has "(#2)" behind it, as GDAL names layers."""
    counts: Counter[str] = Counter()
    unique = []
    for name in names:
        counts[name] += 1
        unique.append(name if counts[name] == 1 else f"{name} (#{counts[name]})")
    return unique


def list_columns(columns: Iterable[str]) -> str:
    """List the columns of a layer for a message: the first ones where they are many or long."""
    columns = list(columns)
    names = ", ".join(columns)
    if len(names) > _LONGEST_LIST:
        start = names[:_LONGEST_LIST]
        names = f"{start.rpartition(', ')[0] or start}, ..."
    return f"columns: {names}" if columns else "it has no columns"
