"""Numbers and names as sentences have them."""

from collections import Counter
from collections.abc import Iterable, Sequence

_LONGEST_LIST = 300  # characters


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,641 files"."""
    return f"{number:,d} {noun}{'' if number == 1 else 's'}"


def in_bytes(number: float) -> str:
    """A number of bytes for people, in the unit that suits it."""
    units = ("kB", "MB", "GB", "TB", "PB", "EB")
    for power, unit in reversed(list(enumerate(units, 1))):
        if number >= 1000**power:
            return f"{number / 1000**power:,.3g} {unit}"
    return f"{number:,.0f} bytes"


def told_apart(names: Sequence[str]) -> list[str]:
    """`names`, the second of one name with "(#2)" behind it, as GDAL does with layers."""
    before: Counter[str] = Counter()
    found = []
    for name in names:
        before[name] += 1
        found.append(name if before[name] == 1 else f"{name} (#{before[name]})")
    return found


def list_columns(columns: Iterable[str]) -> str:
    """List the columns of a layer for a message: the first ones where they are many or long."""
    columns = list(columns)
    names = ", ".join(columns)
    if len(names) > _LONGEST_LIST:
        start = names[:_LONGEST_LIST]
        names = f"{start.rpartition(', ')[0] or start}, ..."
    return f"columns: {names}" if columns else "it has no columns"
