"""Members of GeoJSON and TopoJSON beside the features: what a server or desk says of the whole."""

from collections.abc import Iterator, Mapping
from typing import Any

# Members with a meaning of their own. A kit's `provenance` has the dates of its making.
_OTHERS = {"type", "crs", "bbox", "features", "links", "provenance", "geometry"}
_OTHERS |= {"arcs", "objects", "transform"}  # of TopoJSON
_DEEPEST = 3  # as in metadata.time.date
_MOST = 50  # members, of which a few may be dates
_LONGEST = 200  # characters of a text with a date

Member = tuple[str, str | int | float]


def read_members(document: Mapping[str, Any]) -> tuple[Member, ...]:
    """Texts and numbers beside the features, by the path of their names: `metadata.date`."""
    members = _members(document, "", _DEEPEST)
    return tuple(member for member, _ in zip(members, range(_MOST)))


def _members(value: Mapping[str, Any], path: str, depth: int) -> Iterator[Member]:
    for name in value:
        member = value[name]
        if name in _OTHERS or name.startswith("@"):
            continue
        if isinstance(member, str):
            if 0 < len(member) <= _LONGEST:
                yield path + name, member
        elif isinstance(member, int | float) and not isinstance(member, bool):
            yield path + name, member
        elif depth > 1 and isinstance(member, Mapping):
            yield from _members(member, f"{path}{name}.", depth - 1)
