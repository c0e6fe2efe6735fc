"""Views and scales on the plane of a projection."""

import numpy as np

from layers.content import Bounds

_FINEST = 0.6  # of a pixel: smaller bends are left out
_MARGIN = 0.05  # of the territory's span, around it


def fit_view(bounds: Bounds, aspect: float) -> Bounds:
    """A box in metres around `bounds`, with a margin, of width over height `aspect`."""
    west, south, east, north = bounds
    margin = _MARGIN * max(east - west, north - south)
    width, height = east - west + 2 * margin, north - south + 2 * margin
    width, height = max(width, height * aspect), max(height, width / aspect)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def smallest_step(metres_per_pixel: float) -> float:
    """Metres below which no bend is seen: a power of two, so that similar maps share shapes."""
    return float(2.0 ** np.floor(np.log2(metres_per_pixel * _FINEST)))


def scale_length_km(width_km: float) -> float:
    """The length of a scale bar: 1, 2 or 5 times a power of ten, at most a fifth of a width."""
    power = 10.0 ** np.floor(np.log10(width_km / 5))
    return float(max(n * power for n in (1, 2, 5) if n * power <= width_km / 5))
