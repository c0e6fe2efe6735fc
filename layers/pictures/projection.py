"""The globe on paper: projections that keep areas, for pictures in which ground is compared."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.content import Bounds

Shapes = NDArray[np.object_]
Corners = NDArray[np.float64]

# Ground wider than this is drawn on a map of the world.
WORLD_DEGREES = 100.0
# An edge is straight in longitude and latitude and bends on paper: it is drawn in pieces of at
# most this share of the ground's span.
_PIECES = 60.0
_STEPS = 1_600.0  # a span of the view is drawn in at least so many steps
_ROOM = 0.05  # of the ground's span left free around it


@dataclass(frozen=True)
class Flat:
    """A plane in metres on which equal areas are equal."""

    proj: str
    name: str
    span: float  # of the ground, in degrees
    world: bool

    @cached_property
    def _onto(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("EPSG:4326", self.proj, always_xy=True)

    def shapes(self, shapes: Shapes, step: float = 0.0) -> Shapes:
        """`shapes` in degrees, in metres on the plane, in steps of at least `step` metres."""
        fine = shapely.segmentize(shapes, self.span / _PIECES)
        flat = shapely.transform(fine, self._project)
        return np.asarray(shapely.simplify(flat, step) if step else flat, dtype=object)

    def _project(self, corners: Corners) -> Corners:
        return np.column_stack(self._onto.transform(*corners.T))

    def points(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        x, y = self._onto.transform(lon, lat)
        return np.asarray(x), np.asarray(y)

    def degrees(self, view: Bounds) -> Bounds:
        """A box in degrees that holds all of a `view` in metres."""
        west, south, east, north = view
        x = np.concatenate([np.linspace(west, east, 40)] * 40)
        y = np.repeat(np.linspace(south, north, 40), 40)
        lon, lat = self._onto.transform(x, y, direction="INVERSE")
        inside = np.isfinite(lon) & np.isfinite(lat)
        if self.world or not inside.all():
            return -180.0, -90.0, 180.0, 90.0
        low, high = float(lat.min()), float(lat.max())
        if (
            float(lon.max() - lon.min()) > 180
        ):  # a pole, or the antimeridian, is in view
            return -180.0, min(low, 0.0), 180.0, high
        return float(lon.min()), low, float(lon.max()), high


def flat(bounds: Bounds) -> Flat:
    """The plane for ground within `bounds` in degrees.

    Lambert's azimuthal equal-area projection round the middle of the ground, or of the world
    Equal Earth (Savric, Patterson and Jenny, 2018).
    """
    west, south, east, north = bounds
    span = max(east - west, north - south, 1e-3)
    if span > WORLD_DEGREES:
        return Flat("+proj=eqearth +datum=WGS84", "Equal Earth", span, True)
    lon, lat = round((west + east) / 2, 1), round((south + north) / 2, 1)
    name = (
        f"Lambert azimuthal equal-area, centred on {abs(lat):g}° {'NS'[lat < 0]} "
        f"{abs(lon):g}° {'EW'[lon < 0]}"
    )
    return Flat(f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84", name, span, False)


def view(bounds: Bounds, aspect: float) -> Bounds:
    """A box in metres of width over height `aspect` round `bounds`, with some room."""
    west, south, east, north = bounds
    room = _ROOM * max(east - west, north - south)
    width, height = east - west + 2 * room, north - south + 2 * room
    width, height = max(width, height * aspect), max(height, width / aspect)
    x, y = (west + east) / 2, (south + north) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def step(seen: Bounds) -> float:
    """Metres that nobody sees in a picture of the view `seen`: a power of two.

    So views that are nearly as wide share what is drawn in them.
    """
    wide = max(seen[2] - seen[0], seen[3] - seen[1])
    return float(2.0 ** np.floor(np.log2(wide / _STEPS)))


def scale_km(width_km: float) -> float:
    """A round length for a scale bar: 1, 2 or 5 times a power of ten, up to a fifth of a width."""
    power = 10.0 ** np.floor(np.log10(width_km / 5))
    return float(max(one * power for one in (1, 2, 5) if one * power <= width_km / 5))
