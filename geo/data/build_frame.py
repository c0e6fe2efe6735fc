"""Build `frame.geojson`, to which the built-in story is clipped, from Natural Earth.

    python geo/data/build_frame.py FOLDER

FOLDER holds Natural Earth's 1:10m `ne_10m_admin_0_boundary_lines_land.shp` and
`ne_10m_land.shp`, at any depth. Boundary lines and coasts are joined to one network on a grid of
1e-6 degree (0.1 m), and the face around a town of each country is that country: neighbours share
every vertex of their border by construction. Nothing is simplified. See FRAME.md.
"""

import json
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import shapely

# An undisputed point in each country: Palmyra and Baghdad.
COUNTRIES = {"IRQ": ("Iraq", 44.36, 33.31), "SYR": ("Syria", 38.28, 34.55)}
GRID = 1e-6  # degree
AROUND = shapely.box(
    30, 25, 52, 40
)  # both countries with all their neighbours' borders
INSIDE_ONE_STATE = "Overlay limit"  # lines such as that of the UN zone on the Golan


def read_shapefile(folder: Path, name: str) -> gpd.GeoDataFrame:
    """The shapefile `name`, of which there must be exactly one under `folder`."""
    paths = sorted(folder.rglob(name))
    if len(paths) != 1:
        raise SystemExit(f"{folder}: {len(paths)} files named {name}, expected 1")
    with warnings.catch_warnings():
        # The land of some versions has reversed rings, which the reader corrects.
        warnings.filterwarnings(
            "ignore", message=".*winding order", category=RuntimeWarning
        )
        return gpd.read_file(paths[0], bbox=AROUND.bounds)


def faces(folder: Path) -> list[shapely.Polygon]:
    """The polygons between borders and coasts, with lakes filled."""
    borders = read_shapefile(folder, "ne_10m_admin_0_boundary_lines_land.shp")
    lines = borders.geometry[borders["featurecla"] != INSIDE_ONE_STATE]
    shores = read_shapefile(folder, "ne_10m_land.shp").boundary.clip(AROUND)
    net = shapely.union_all([*lines, *shores], grid_size=GRID)
    pieces = shapely.get_parts(shapely.polygonize([net]))
    return [shapely.Polygon(piece.exterior) for piece in pieces]


def feature(iso: str, pieces: list[shapely.Polygon]) -> str:
    """One line of GeoJSON: the polygon around the town of `iso`."""
    name, longitude, latitude = COUNTRIES[iso]
    town = shapely.Point(longitude, latitude)
    around = [piece for piece in pieces if piece.contains(town)]
    ground = shapely.normalize(max(around, key=lambda piece: piece.area))
    ring = [[round(x, 6), round(y, 6)] for x, y in reversed(ground.exterior.coords)]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    properties = {"iso": iso, "name": name}
    return json.dumps(
        {"type": "Feature", "properties": properties, "geometry": geometry},
        separators=(",", ":"),
    )


def main(folder: Path) -> None:
    """Write `frame.geojson` beside this file."""
    pieces = faces(folder)
    lines = ",\n".join(feature(iso, pieces) for iso in COUNTRIES)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    Path(__file__).with_name("frame.geojson").write_text(
        text, encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
