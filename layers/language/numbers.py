"""English labels of areas for outputs without a script; the page has its own in `units.mjs`."""

# Smallest areas with so many decimal places, as in `assets/base/units.mjs`.
_PLACES = ((100.0, 0), (10.0, 1), (0.1, 2), (0.001, 4))
_PLACES_OF_DUST = 6


def area_number(km2: float, significant: int | None = None) -> str:
    """An area without its unit, as the page rounds it: "109,361", "51.8", "4.02", "0".

    With `significant`, it is rounded to so many digits.
    """
    if abs(km2) < 0.5 * 10**-_PLACES_OF_DUST:
        return "0"
    rounded = float(f"{km2:.{significant}g}") if significant else km2
    size = abs(rounded)
    most = next((places for least, places in _PLACES if size >= least), _PLACES_OF_DUST)
    text = f"{rounded:,.{most}f}"
    least = 0 if significant else min(most, 2)
    whole, _, decimals = text.partition(".")
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def area_label(km2: float, significant: int | None = None) -> str:
    """An area with its unit: "109,361 km²"."""
    return f"{area_number(km2, significant)} km²"
