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
# A point in each disputed territory that Natural Earth assigns to one of two states; others, such
# as Western Sahara, are separate polygons there.
DISPUTED = {"Crimea": (34.1, 45.0)}


def countries(path: Path) -> gpd.GeoDataFrame:
    """Name, ISO 3166-1 alpha-3 code (empty if it has none) and outline of each country."""
    table = gpd.read_file(path, layer="countries")
    shapes = _valid(np.array([_cut_at_antimeridian(shape) for shape in table.geometry]))
    rounded = _valid(shapely.set_precision(shapes, GRID, mode="pointwise"))
    data = {"name": table["name"], "iso": [_code(number) for number in table["id"]]}
    outlines = gpd.GeoDataFrame(data, geometry=rounded, crs="EPSG:4326")
    return _separate_disputed(outlines).sort_values("name", ignore_index=True)


def _cut_at_antimeridian(shape: shapely.Geometry) -> shapely.Geometry:
    """`shape` cut at the antimeridian, where longitude jumps from 180 to -180.

    TopoJSON for a globe joins polygons across that line. A ring around a pole is closed along the
    pole.
    """
    vertices = shapely.get_coordinates(shape)
    if np.ptp(vertices[:, 0]) <= 180:
        return shape
    parts = []
    for polygon in shapely.get_parts(shape):
        around = [_unroll(np.asarray(ring.coords)) for ring in _rings(polygon)]
        rings = [
            shapely.make_valid(shapely.Polygon(ring), method="structure")
            for ring, _ in around
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
            parts += list(shapely.get_parts(shapely.affinity.translate(part, turn)))
    # without points and lines on the antimeridian
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _rings(polygon: shapely.Polygon) -> list[shapely.LinearRing]:
    return [polygon.exterior, *polygon.interiors]


def _unroll(
    vertices: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], bool]:
    """A ring without jumps, with longitudes beyond 180; and whether it goes around a pole."""
    step = (np.diff(vertices[:, 0]) + 180) % 360 - 180
    lon = vertices[0, 0] + np.concatenate([[0.0], np.cumsum(step)])
    ring = np.column_stack([lon, vertices[:, 1]])
    if abs(lon[-1] - lon[0]) < 180:
        return ring, False
    pole = 90.0 if vertices[:, 1].mean() > 0 else -90.0
    return np.vstack([ring, [lon[-1], pole], [lon[0], pole], ring[:1]]), True


def _separate_disputed(outlines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Disputed territories as separate rows, which takes no position."""
    rows = outlines.explode(ignore_index=True)
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
