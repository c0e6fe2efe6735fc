"""Equal-area projections, on which territories can be compared by eye."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.content.territory import Bounds

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]

LAEA, EQUAL_EARTH = "laea", "eqearth"
WIDEST_DEGREES = 100.0  # a wider territory is drawn on a map of the world
# An edge is straight in longitude and latitude and bends on the plane: it is drawn in pieces of at
# most this share of the territory's span.
_PIECES = 60.0
_POLEWARD = 89.9  # degrees: at the pole itself east has no direction


@dataclass(frozen=True)
class Projection:
    """A plane in metres on which equal areas are equal."""

    kind: str  # LAEA or EQUAL_EARTH, in the words of PROJ
    lon: float  # of its centre
    lat: float
    span: float  # of the territory, in degrees

    @property
    def world(self) -> bool:
        return self.kind == EQUAL_EARTH

    @property
    def proj(self) -> str:
        return f"+proj={self.kind} +lat_0={self.lat} +lon_0={self.lon} +datum=WGS84"

    @property
    def name(self) -> str:
        if self.world:
            return "Equal Earth"
        return (
            f"Lambert azimuthal equal-area, centred on {abs(self.lat):g}° {'NS'[self.lat < 0]} "
            f"{abs(self.lon):g}° {'EW'[self.lon < 0]}"
        )

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
    if span > WIDEST_DEGREES:
        return Projection(EQUAL_EARTH, 0.0, 0.0, span)
    lon, lat = round((west + east) / 2, 1), round((south + north) / 2, 1)
    return Projection(LAEA, lon, max(-_POLEWARD, min(lat, _POLEWARD)), span)
