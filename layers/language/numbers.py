"""Areas and dates as words, for what is read outside the page; its script has its own."""

import math

# Figures that bear so many places after the point, as in `assets/base/units.mjs`.
_PLACES = ((100.0, 0), (10.0, 1), (0.1, 2), (0.001, 4))


def figure(km2: float, significant: int | None = None) -> str:
    """An area without its unit: "109,361", "51.8", "4.02", "0.49"; `0` is just that.

    In as many digits as the page tells it: to `significant` figures where that is set.
    """
    if km2 == 0:
        return "0"
    rounded = float(f"{km2:.{significant}g}") if significant else km2
    size = abs(rounded)
    most = next((places for least, places in _PLACES if size >= least), 6)
    text = f"{rounded:,.{most}f}"
    least = 0 if significant else min(most, 2)
    whole, _, part = text.partition(".")
    part = part[:least] + part[least:].rstrip("0")
    return f"{whole}.{part}" if part else whole


def area(km2: float, significant: int | None = None) -> str:
    """ "109,361 km²"."""
    return f"{figure(km2, significant)} km²"


def percent_less(now: float, before: float) -> str:
    """ "98 %", "99.996 %": how much of `before` is gone; never 100 while anything is left."""
    left = now / before
    places = max(0, math.ceil(-math.log10(left)) - 2) if left > 0 else 0
    return f"{100 * (1 - left):.{places}f} %"
