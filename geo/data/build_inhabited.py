"""Build `inhabited.geojson`, the land where people live, to which held territory is limited.

    python geo/data/build_inhabited.py

Land is inhabited where at least a fifth of the land around is not barren, or within 10 km of
the Euphrates or the Tigris, or within 10 km of a place of `places.csv`. "Around" is a Gaussian of
5 km; land cover is that of MODIS for 2019 in cells of 0.05 degree (`landcover_2019.asc`). None of
the numbers is fitted to a published area; `README.md` shows what others would give.
"""

import functools
import json
from itertools import product
from pathlib import Path
from typing import Any

import contourpy
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent
WATER, BARREN = 0, 16  # classes of IGBP

SHARE, RIVER_KM, PLACE_KM = 1 / 5, 10, 10
# Others that an editor could have chosen as well.
SHARES, DISTANCES_KM = (1 / 3, 1 / 5, 1 / 7), (8, 10, 12)

_GAUSSIAN_KM = 5.0
_DEGREE_KM = 111.2  # of latitude
_FINER = 2  # values between the cells, so that contours are smooth
_TOLERANCE_M = 500  # a tenth of a cell
_PROJECT = pyproj.Proj(proj="laea", lat_0=33.5, lon_0=41.5, ellps="WGS84")

Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def inhabited(
    facts: Path = HERE,
    share: float = SHARE,
    river_km: float = RIVER_KM,
    place_km: float = PLACE_KM,
) -> BaseGeometry:
    """The inhabited land in and around the frame, in longitude and latitude."""
    rivers = pd.read_csv(facts / "rivers.csv")
    courses = [
        shapely.LineString(part[["lon", "lat"]])
        for _, part in rivers.groupby(["river", "part"])
        if len(part) > 1
    ]
    places = pd.read_csv(facts / "places.csv").drop_duplicates(["lat", "lon"])
    points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
    green = settled(facts / "landcover_2019.asc", share)
    around = shapely.union_all(
        [
            *_flat([green]),
            *shapely.buffer(_flat(courses), 1e3 * river_km),
            *shapely.buffer(_flat(points), 1e3 * place_km),
        ]
    )
    cell_m2 = (1e3 * _DEGREE_KM * 0.05) ** 2
    simple = shapely.simplify(_without_small(around, cell_m2), _TOLERANCE_M)
    return shapely.transform(
        simple,
        lambda xy: np.column_stack(_PROJECT(xy[:, 0], xy[:, 1], inverse=True)).round(5),
    )


def variants(facts: Path = HERE) -> list[BaseGeometry]:
    """The inhabited land by each combination of numbers that could be chosen, ours first."""
    chosen = (SHARE, RIVER_KM, PLACE_KM)
    numbers = product(SHARES, DISTANCES_KM, DISTANCES_KM)
    others = [each for each in numbers if each != chosen]
    return [inhabited(facts, *each) for each in (chosen, *others)]


def settled(path: Path, share: float) -> BaseGeometry:
    """Land with at least this share of other land than barren around it."""
    x, y, field = _shares(path.read_text(encoding="ascii"))
    generator = contourpy.contour_generator(
        x=x, y=y, z=field, fill_type=contourpy.FillType.OuterOffset
    )
    polygons = [
        shapely.Polygon(points[rings[0] : rings[1]], _holes(points, rings))
        for points, rings in zip(*generator.filled(share, 2.0), strict=True)
    ]
    area: BaseGeometry = shapely.union_all(shapely.make_valid(polygons))
    return area


# Once for all shares that are tried.
@functools.lru_cache(maxsize=1)
def _shares(raster: str) -> tuple[Floats, Floats, Floats]:
    """Shares of other land than barren around points at these longitudes and latitudes."""
    lines = raster.splitlines()
    header = dict(line.split() for line in lines[:6])
    cells = np.array([line.split() for line in lines[6:]], dtype=int)[::-1]
    step, west, south = (
        float(header[name]) for name in ("cellsize", "xllcorner", "yllcorner")
    )
    lon = west + step * (np.arange(cells.shape[1]) + 0.5)
    lat = south + step * (np.arange(len(cells)) + 0.5)
    is_land = cells != WATER
    finer = [
        axis[0] + step / _FINER * np.arange(_FINER * (len(axis) - 1) + 1)
        for axis in (lon, lat)
    ]
    both = [(is_land & (cells != BARREN)).astype(float), is_land.astype(float)]
    not_barren, land = _blurred(both, lon, lat, *finer)
    return finer[0], finer[1], not_barren / np.maximum(land, 1e-9)


def _holes(points: Floats, rings: npt.NDArray[np.uint32]) -> list[Floats]:
    return [points[a:b] for a, b in zip(rings[1:-1], rings[2:])]


def _blurred(grids: list[Floats], lon: Any, lat: Any, x: Any, y: Any) -> list[Floats]:
    """Gaussian sums of cells at `lon` and `lat`, taken at `x` and `y`."""
    north = np.exp(-(((y[:, None] - lat) * _DEGREE_KM / _GAUSSIAN_KM) ** 2) / 2)
    rows = [north @ values for values in grids]
    degree_km = _DEGREE_KM * np.cos(np.radians(y))
    blurred = [np.empty((len(y), len(x))) for _ in grids]
    for row, km in enumerate(degree_km):
        east = np.exp(-(((x[:, None] - lon) * km / _GAUSSIAN_KM) ** 2) / 2)
        for sums, values in zip(blurred, rows, strict=True):
            sums[row] = east @ values[row]
    return blurred


def _without_small(area: BaseGeometry, m2: float) -> BaseGeometry:
    """`area` without pieces and holes under `m2`, which the grid cannot show."""
    polygons = []
    for part in shapely.get_parts(area):
        holes = [ring for ring in part.interiors if shapely.Polygon(ring).area >= m2]
        filled = shapely.Polygon(part.exterior, holes)
        if filled.area >= m2:
            polygons.append(filled)
    return shapely.MultiPolygon(polygons)


def _flat(shapes: Any) -> Shapes:
    return shapely.transform(
        np.asarray(shapes), lambda xy: np.column_stack(_PROJECT(*xy.T))
    )


def main() -> None:
    """Write `inhabited.geojson` beside this file."""
    area = shapely.orient_polygons(shapely.normalize(inhabited()))
    geometry = json.loads(shapely.to_geojson(area))
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    text = json.dumps(feature, separators=(",", ":")) + "\n"
    (HERE / "inhabited.geojson").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
