"""Equal-area projections, on which territories can be compared by eye."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.content import Bounds

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]

WORLD_DEGREES = 100.0  # a wider territory is drawn on a map of the world
# An edge is straight in longitude and latitude and bends on the plane: it is drawn in pieces of at
# most this share of the territory's span.
_PIECES = 60.0
_FINEST = 0.6  # of a pixel: smaller bends are left out
_MARGIN = 0.05  # of the territory's span, around it


@dataclass(frozen=True)
class Projection:
    """A plane in metres on which equal areas are equal."""

    proj: str
    name: str
    span: float  # of the territory, in degrees
    world: bool

    @cached_property
    def _transformer(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("EPSG:4326", self.proj, always_xy=True)

    def project(self, shapes: Shapes, step: float = 0.0) -> Shapes:
        """`shapes` in degrees, in metres on the plane, simplified to steps of `step` metres."""
        segments = shapely.segmentize(shapes, self.span / _PIECES)
        plane = shapely.transform(segments, self._project_vertices)
        return np.asarray(
            shapely.simplify(plane, step) if step else plane, dtype=object
        )

    def _project_vertices(self, vertices: Floats) -> Floats:
        return np.column_stack(self._transformer.transform(*vertices.T))

    def project_points(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        x, y = self._transformer.transform(lon, lat)
        return np.asarray(x), np.asarray(y)

    def degrees(self, view: Bounds) -> Bounds:
        """A box in degrees that holds all of a `view` in metres."""
        west, south, east, north = view
        x = np.concatenate([np.linspace(west, east, 40)] * 40)
        y = np.repeat(np.linspace(south, north, 40), 40)
        lon, lat = self._transformer.transform(x, y, direction="INVERSE")
        inside = np.isfinite(lon) & np.isfinite(lat)
        if self.world or not inside.all():
            return -180.0, -90.0, 180.0, 90.0
        low, high = float(lat.min()), float(lat.max())
        if float(lon.max() - lon.min()) > 180:  # a pole, or the antimeridian
            return -180.0, min(low, 0.0), 180.0, high
        return float(lon.min()), low, float(lon.max()), high


def choose_projection(bounds: Bounds) -> Projection:
    """The projection for a territory within `bounds` in degrees.

    Lambert's azimuthal equal-area projection around its middle, or for the world Equal Earth
    (Savric, Patterson and Jenny, 2018).
    """
    west, south, east, north = bounds
    span = max(east - west, north - south, 1e-3)
    if span > WORLD_DEGREES:
        return Projection("+proj=eqearth +datum=WGS84", "Equal Earth", span, True)
    lon, lat = round((west + east) / 2, 1), round((south + north) / 2, 1)
    name = (
        f"Lambert azimuthal equal-area, centred on {abs(lat):g}° {'NS'[lat < 0]} "
        f"{abs(lon):g}° {'EW'[lon < 0]}"
    )
    proj = f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84"
    return Projection(proj, name, span, False)


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
