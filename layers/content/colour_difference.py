"""How different two colours look: CIEDE2000, from their CIELAB coordinates.

Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula: implementation notes, supplementary
test data, and mathematical observations", 2005. Distances in CIELAB itself are too long between
saturated colours.
"""

from collections.abc import Iterable
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt


def ciede2000(one: Iterable[float], other: Iterable[float]) -> float:
    """The difference; 2 to 3 are just seen side by side."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    share = _saturation((hypot(a1, b1) + hypot(a2, b2)) / 2)
    a1, a2 = a1 * (1.5 - share / 2), a2 * (1.5 - share / 2)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 and c2 else 0.0
    hue = radians(h1 + turn / 2 if c1 and c2 else h1 + h2)
    lightness, chroma = (l1 + l2) / 2 - 50, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * cos(hue - radians(30))
        + 0.24 * cos(2 * hue)
        + 0.32 * cos(3 * hue + radians(6))
        - 0.20 * cos(4 * hue - radians(63))
    )
    across = ((degrees(hue) % 360 - 275) / 25) ** 2
    twist = -sin(radians(60 * exp(-across))) * 2 * _saturation(chroma)
    dl = (l2 - l1) / (1 + 0.015 * lightness**2 / sqrt(20 + lightness**2))
    dc = (c2 - c1) / (1 + 0.045 * chroma)
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    return sqrt(dl**2 + dc**2 + dh**2 + twist * dc * dh)


def _saturation(chroma: float) -> float:
    """0 for grey to almost 1."""
    return sqrt(chroma**7 / (chroma**7 + 25.0**7))
