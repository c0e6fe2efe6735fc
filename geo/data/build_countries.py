"""Build `countries.fgb`, frames for lists of places, from Natural Earth 1:50m.

    python geo/data/build_countries.py FILE

FILE is `countries-50m.json` of the npm package world-atlas 2.0.2, Natural Earth 4.1 as TopoJSON
(SHA-256 in FRAME.md). Neighbours share the vertices of their border; rings that cross themselves
are mended, coordinates rounded to 1e-5 degree (1 m). ISO codes come from the package pycountry.
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pycountry
import shapely
import shapely.affinity

HERE = Path(__file__).parent
GRID = 1e-5  # degree
# A point of each piece of ground that Natural Earth counts to one of two states; others that are
# disputed, such as Western Sahara, it draws by themselves.
DISPUTED = {"Crimea": (34.1, 45.0)}


def countries(path: Path) -> gpd.GeoDataFrame:
    """Name, ISO 3166-1 alpha-3 code (empty where there is none) and outline of each country."""
    read = gpd.read_file(path, layer="countries")
    shapes = _valid(np.array([_on_the_plane(shape) for shape in read.geometry]))
    rounded = _valid(shapely.set_precision(shapes, GRID, mode="pointwise"))
    data = {"name": read["name"], "iso": [_code(number) for number in read["id"]]}
    found = gpd.GeoDataFrame(data, geometry=rounded, crs="EPSG:4326")
    return _told_apart(found).sort_values("name", ignore_index=True)


def _on_the_plane(shape: shapely.Geometry) -> shapely.Geometry:
    """`shape`, drawn for a globe, cut where longitude leaps from 180 to -180.

    TopoJSON for a globe joins what lies on both sides of that line. A ring that goes around a pole
    is closed by way of it.
    """
    corners = shapely.get_coordinates(shape)
    if np.ptp(corners[:, 0]) <= 180:
        return shape
    found = []
    for polygon in shapely.get_parts(shape):
        around = [_unrolled(np.asarray(one.coords)) for one in _rings(polygon)]
        rings = [
            shapely.make_valid(shapely.Polygon(one), method="structure")
            for one, _ in around
        ]
        poles = any(turned for _, turned in around)
        whole = (
            shapely.union_all(rings)
            if poles
            else shapely.difference(rings[0], shapely.union_all(rings[1:]))
        )
        for turn in (-360, 0, 360):
            world = shapely.box(-180 - turn, -90, 180 - turn, 90)
            part = shapely.intersection(whole, world)
            found += list(shapely.get_parts(shapely.affinity.translate(part, turn)))
    # what merely touches the line is no ground
    return shapely.union_all([one for one in found if one.geom_type == "Polygon"])


def _rings(polygon: shapely.Polygon) -> list[shapely.LinearRing]:
    return [polygon.exterior, *polygon.interiors]


def _unrolled(
    corners: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], bool]:
    """A ring without leaps, its longitudes beyond 180 where need be; whether it met a pole."""
    step = (np.diff(corners[:, 0]) + 180) % 360 - 180
    lon = corners[0, 0] + np.concatenate([[0.0], np.cumsum(step)])
    ring = np.column_stack([lon, corners[:, 1]])
    if abs(lon[-1] - lon[0]) < 180:
        return ring, False
    pole = 90.0 if corners[:, 1].mean() > 0 else -90.0
    return np.vstack([ring, [lon[-1], pole], [lon[0], pole], ring[:1]]), True


def _told_apart(found: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ground that two states call theirs as a row of its own, so that no side is taken."""
    rows = found.explode(ignore_index=True)
    for name, (lon, lat) in DISPUTED.items():
        rows.loc[rows.contains(shapely.Point(lon, lat)), ["name", "iso"]] = name, ""
    return rows.dissolve(["name", "iso"], as_index=False)


def _valid(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    return np.asarray(
        shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    )


def _code(number: object) -> str:
    country = pycountry.countries.get(numeric=str(number).zfill(3))
    return country.alpha_3 if country else ""


if __name__ == "__main__":
    countries(Path(sys.argv[1])).to_file(HERE / "countries.fgb", driver="FlatGeobuf")
