"""Count the vertices of shapes in WKB before a library builds them.

GEOS crashes on deeply nested shapes (100,000 collections within each other end in a segmentation
fault), and a few bytes can announce two hundred million vertices. The numbers of parts and
vertices stand before them, so no coordinate is read.

Source: OGC 06-103r4, 8.2 (also ISO 19125), its kinds of curves and surfaces from ISO/IEC 13249-3,
and the flags for heights, measures and SRID that PostGIS adds to the kind.
"""

from struct import Struct
from struct import error as StructError

_POINT, _LINES, _RINGS = 1, (2, 8), (3, 17)
_PARTS = (4, 5, 6, 7, 9, 10, 11, 12, 15, 16)
_ARC, _CURVED_POLYGON, _TRIANGLES, _LAST_PLAIN = 8, 10, (15, 16, 17), 7
_Z, _M, _SRID, _FLAGS = 0x80000000, 0x40000000, 0x20000000, 0xF0000000
_INTEGER = (Struct(">I").unpack_from, Struct("<I").unpack_from)
# The shortest part: byte order, kind, number of members.
_SHORTEST = 9


class WkbError(ValueError):
    """Bytes that are not a shape; the message follows the row."""


def vertices(wkb: bytes, nesting: int, start: int = 0, *, plain: bool = False) -> int:
    """Number of vertices of a shape that is complete in `wkb` from byte `start` on.

    With `plain` curves of any kind are refused.

    Raises
    ------
    WkbError
        If it is cut off, is nested deeper than `nesting`, or has no area of its own: a surface of
        triangles, a polygon with arcs.
    """
    size, at, total = len(wkb), start, 0
    open_parts = [1]  # parts still to come, of the shape and of those within it
    kinds: list[int] = []  # of the shapes that these are part of
    try:
        while open_parts:
            if not open_parts[-1]:
                open_parts.pop()
                if kinds:
                    kinds.pop()
                continue
            open_parts[-1] -= 1
            integer = _INTEGER[wkb[at]]
            (code,) = integer(wkb, at + 1)
            at += 9 if code & _SRID else 5
            thousands, kind = divmod(code & ~_FLAGS, 1000)
            heights = bool(code & _Z) or thousands in (1, 3)
            measures = bool(code & _M) or thousands in (2, 3)
            width = 8 * (2 + heights + measures)
            if kind == _POINT and thousands < 4:
                at, total = at + width, total + 1
                if at > size:
                    raise WkbError("its shape is cut off; repair or remove it")
                continue
            if kind > _LAST_PLAIN:
                _require_plain(kind, kinds, plain)
            (number,) = integer(wkb, at)
            at += 4
            if kind in _RINGS and thousands < 4:
                for _ in range(number):
                    (length,) = integer(wkb, at)
                    at, total = at + 4 + length * width, total + length
                    if at > size:
                        break
            elif kind in _LINES and thousands < 4:
                at, total = at + number * width, total + number
            elif kind in _PARTS and thousands < 4:
                if len(open_parts) >= nesting:
                    raise WkbError(
                        f"more than {nesting} shapes within each other; repair or remove it"
                    )
                open_parts.append(number)
                kinds.append(kind)
                if number * _SHORTEST > size - at:
                    raise WkbError(_cut_off(number, "parts"))
            else:
                raise WkbError(f"a shape of unknown kind {code}; repair or remove it")
            if at > size:
                raise WkbError(_cut_off(total, "vertices"))
    except (IndexError, StructError) as error:
        raise WkbError(
            "its shape is cut off, or not WKB; repair or remove it"
        ) from error
    return total


def _require_plain(kind: int, around: list[int], plain: bool) -> None:
    """Raise WkbError if a shape of this kind has no straight edges.

    `around` are the kinds of the shapes that it is part of.
    """
    if kind in _TRIANGLES:
        raise WkbError("a surface of triangles or faces; save it as polygons")
    if kind == _ARC and _CURVED_POLYGON in around:
        raise WkbError("a polygon with arcs; save it with straight edges")
    if plain and kind in (*_PARTS, *_LINES):
        raise WkbError("a curve; save it as a polygon with straight edges")


def _cut_off(number: int, what: str) -> str:
    return f"its shape announces {number:,} {what}, but is cut off before them"
