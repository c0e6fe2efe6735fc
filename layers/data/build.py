"""Build the outlines that the page draws, from Natural Earth.

    python layers/data/build.py FOLDER

FOLDER holds the inputs named below, at any depth; README.md says where they come from and what
the outputs hold. Equal input gives equal bytes.
"""

import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).parent
SPELLINGS = HERE / "spellings.csv"  # names that differ from those of Natural Earth 2.0
LAND = "ne_10m_land.shp"
LAND_WORLD = "ne_50m_land.shp"
BORDERS = "ne_10m_admin_0_boundary_lines_land.shp"
RIVERS = "ne_10m_rivers_lake_centerlines.shp"
CITIES = "ne_10m_populated_places_simple.shp"
# Its layers `disputed_borders`, `countries` and `states_provinces` are Natural Earth's of those
# themes; the latter two simplified by QGIS.
DISPUTED = "world_map.gpkg"
COUNTRIES = "countries-10m.json"

GRID = 2.0**-14  # degree, 7 m: a binary fraction, so that coordinates compress well
COAST = 0.01  # degree, as the other tolerances: about 1 km
POLAR_COAST = 0.03  # islands wholly beyond 66 degrees, and Antarctica
BORDER = 0.002
RIVER = (
    0.001  # the last territory of the built-in story is some 700 m of one river's bank
)
WORLD = 0.1
ISLAND_KM2, ISLAND_WORLD_KM2 = 1, 100
LAKE_KM2, LAKE_WORLD_KM2 = 10, 2000
RIVER_RANK = 6

# Holes in Natural Earth's land are lakes, except this sea.
CASPIAN = shapely.Point(51, 42)

# Zones within one state and leased bases: not borders.
NOT_BORDERS = ("Overlay limit", "Lease limit")
ORDINARY = "International boundary"
# Claims are dropped where they run along another line, within this many degrees.
ALONG = 0.01

# Where the line between Ukraine and Crimea leaves and reaches the sea, with a margin.
PEREKOP = shapely.box(33.4, 45.6, 35.2, 46.3)
# Down the middle of the Kerch strait, placed by eye between the coasts of LAND; no source at hand
# has it. Accurate to about 1 km.
KERCH = shapely.LineString(
    [
        (36.700, 45.500),
        (36.660, 45.420),
        (36.645, 45.385),
        (36.655, 45.345),
        (36.620, 45.260),
        (36.520, 45.200),
        (36.500, 45.130),
        (36.520, 45.050),
    ]
)

# Capitals in Natural Earth whose state or status is disputed: ordinary cities here.
NO_CAPITALS = ("Hargeysa", "Jerusalem", "Pristina", "Taipei")

# Areas of geo/data/reference_areas.csv with an outline. Islands: a point on each.
ISLANDS = {
    "Great Britain": (-1.5, 52.5),
    "Ireland (island)": (-8.0, 53.0),
    "Sri Lanka": (80.7, 7.5),
    "Cyprus": (33.0, 35.0),
    "Isle of Man": (-4.5, 54.2),
    "Jersey": (-2.1, 49.2),
    "Manhattan": (-73.97, 40.78),
}
# Parts of countries: the column of `states_provinces` that identifies them, and its value.
REGIONS = {
    "England": ("gu_a3", "ENG"),
    "Wales": ("gu_a3", "WLS"),
    "West Virginia": ("fips", "US54"),
    "Greater London": ("gn_name", "Greater London"),
}
STATES = (
    *("Sweden", "Iraq", "Paraguay", "Germany", "Italy", "United Kingdom", "Romania"),
    *("Syria", "North Korea", "Iceland", "Hungary", "Portugal", "Jordan", "Austria"),
    *("Czechia", "Ireland", "Latvia", "Denmark", "Switzerland", "Belgium", "Slovenia"),
    *("Qatar", "Lebanon", "Luxembourg", "Hong Kong", "Andorra", "Malta"),
    *("Liechtenstein", "San Marino", "Bermuda"),
)
FAMILIAR_VERTICES = 140  # drawn some 200 pixels wide
SMALL_PART = 0.01  # of the whole: smaller islands are left out


def read_layer(folder: Path, name: str, **options: Any) -> gpd.GeoDataFrame:
    """The file `name`, of which there must be exactly one under `folder`."""
    paths = sorted(folder.rglob(name))
    if len(paths) != 1:
        raise SystemExit(f"{folder}: {len(paths)} files named {name}, expected 1")
    with warnings.catch_warnings():
        # The land has reversed rings, which the reader corrects.
        warnings.filterwarnings(
            "ignore", message=".*winding order", category=RuntimeWarning
        )
        table: gpd.GeoDataFrame = gpd.read_file(paths[0], **options)
    return table


def from_km2(shapes: gpd.GeoSeries, least: float) -> NDArray[np.bool_]:
    """True for the shapes that are large enough to draw."""
    areas = shapes.to_crs("ESRI:54034").area.to_numpy()
    return np.asarray(areas >= least * 1e6)


def large(shapes: gpd.GeoSeries, least: float) -> gpd.GeoSeries:
    """The shapes that are large enough to draw."""
    return gpd.GeoSeries(shapes.to_numpy()[from_km2(shapes, least)], crs=shapes.crs)


def gridded(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """The single parts of `shapes` on the grid, without those that collapse there."""
    snapped = shapely.get_parts(shapely.set_precision(shapes.to_numpy(), GRID))
    drawn = shapely.normalize(snapped[~shapely.is_empty(snapped)])
    return gpd.GeoSeries(drawn, crs=shapes.crs)


def holes(part: BaseGeometry) -> list[shapely.Polygon]:
    """The holes of a polygon, as polygons."""
    assert isinstance(part, shapely.Polygon)
    return [shapely.Polygon(ring) for ring in part.interiors]


def shell(part: BaseGeometry) -> shapely.Polygon:
    """A polygon without its holes."""
    assert isinstance(part, shapely.Polygon)
    return shapely.Polygon(part.exterior)


def land_and_lakes(table: gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """Land without holes except the Caspian Sea, and the lakes without their islands."""
    parts = table.geometry.explode(ignore_index=True)
    rings = [
        hole for part in parts for hole in holes(part) if not hole.contains(CASPIAN)
    ]
    lakes = gpd.GeoSeries(rings, crs=parts.crs)
    inner, outer = lakes.sindex.query(parts.representative_point(), predicate="within")
    for lake in np.unique(outer):
        islands = shapely.union_all(parts.to_numpy()[inner[outer == lake]])
        lakes.iloc[lake] = rings[lake].difference(islands)
    dry = parts.drop(index=parts.index[np.unique(inner)])
    return filled(dry, below_km2=np.inf), lakes


def filled(land: gpd.GeoSeries, *, below_km2: float) -> gpd.GeoSeries:
    """`land` without its lakes smaller than `below_km2`; the Caspian Sea is not a lake."""
    kept = []
    for ground in land:
        water = gpd.GeoSeries(holes(ground), crs=land.crs)
        stays = water.contains(CASPIAN).to_numpy() | from_km2(water, below_km2)
        rings = shapely.get_exterior_ring(water.to_numpy()[stays])
        kept.append(shapely.Polygon(shapely.get_exterior_ring(ground), rings))
    return gpd.GeoSeries(kept, crs=land.crs)


def coasts(land: gpd.GeoSeries) -> gpd.GeoSeries:
    """Land for a map of a region: islands down to ISLAND_KM2, coasts accurate to about 1 km."""
    land = large(land, ISLAND_KM2)
    south, north = land.bounds["miny"], land.bounds["maxy"]
    polar = (south > 66) | (north < -60)
    return gridded(land.simplify(COAST).where(~polar, land.simplify(POLAR_COAST)))


def borders(folder: Path) -> gpd.GeoDataFrame:
    """Border lines, `disputed` is True for all but ordinary international boundaries."""
    table = read_layer(folder, BORDERS)
    table = table[~table["featurecla"].isin(NOT_BORDERS)]
    ordinary = table["featurecla"].str.startswith(ORDINARY)
    claims = read_layer(folder, DISPUTED, layer="disputed_borders").geometry
    extra = added([*claims, perekop(folder), KERCH], onto=table.union_all())
    return lines(table.geometry[ordinary], [*table.geometry[~ordinary], *extra], BORDER)


def perekop(folder: Path) -> BaseGeometry:
    """The line between Crimea and the rest of Ukraine."""
    countries = (
        read_layer(folder, COUNTRIES, layer="countries").set_index("name").geometry
    )
    line = countries["Ukraine"].intersection(countries["Russia"]).intersection(PEREKOP)
    return shapely.line_merge(line)


def added(claims: Iterable[BaseGeometry], *, onto: BaseGeometry) -> list[BaseGeometry]:
    """The parts of `claims` that are not in `onto` or in an earlier claim."""
    fresh: list[BaseGeometry] = []
    for claim in claims:
        beside = shapely.clip_by_rect(onto, *claim.buffer(2 * ALONG).bounds)
        near = shapely.get_parts(
            shapely.line_merge(claim.intersection(beside.buffer(ALONG)))
        )
        # Short pieces are where a claim only touches or crosses a line.
        drawn = shapely.union_all([piece for piece in near if piece.length > 5 * ALONG])
        rest = shapely.line_merge(claim.difference(drawn.buffer(GRID / 2)))
        pieces = [line for line in shapely.get_parts(rest) if line.length > 2 * ALONG]
        fresh.extend(pieces)
        onto = shapely.union_all([onto, *pieces])
    return fresh


def lines(
    ordinary: Iterable[BaseGeometry],
    disputed: Iterable[BaseGeometry],
    tolerance: float,
) -> gpd.GeoDataFrame:
    """Both kinds as lines merged end to end, simplified and on the grid."""
    kinds = []
    for flag, shapes in ((False, ordinary), (True, disputed)):
        whole = shapely.line_merge(shapely.union_all(list(shapes)))
        merged = gridded(
            gpd.GeoSeries([whole], crs="EPSG:4326").explode().simplify(tolerance)
        )
        kinds.append(
            gpd.GeoDataFrame({"disputed": flag}, index=merged.index, geometry=merged)
        )
    return pd.concat(kinds, ignore_index=True)


def world_borders(detailed: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same for a map of the world; without disputed lines shorter than half a degree."""
    long = shapely.length(detailed.geometry) > 0.5  # degree
    kept = detailed[~detailed["disputed"] | long]
    shapes, disputed = kept.geometry, kept["disputed"]
    return lines(shapes[~disputed], shapes[disputed], WORLD)


def rivers(folder: Path, lakes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Rivers between the lakes, `rank` 0 for the greatest."""
    table = read_layer(folder, RIVERS)
    table = table[table["scalerank"] <= RIVER_RANK]
    dry = table.geometry.difference(lakes.union_all())
    drawn = gpd.GeoDataFrame({"rank": table["scalerank"].astype("int32")}, geometry=dry)
    drawn = drawn[~drawn.is_empty].dissolve("rank", as_index=False)
    drawn.geometry = drawn.geometry.line_merge()
    drawn = drawn.explode(ignore_index=True)
    drawn.geometry = drawn.simplify(RIVER).set_precision(GRID).normalize()
    return drawn[~drawn.is_empty]


def cities(folder: Path) -> gpd.GeoDataFrame:
    """Places by `rank`, 0 for the greatest, then by name."""
    # The names are encoded in windows-1252 without a .cpg file: their ž is the byte 0x9E.
    table = read_layer(folder, CITIES, encoding="windows-1252")
    spellings = pd.read_csv(SPELLINGS, index_col=["country", "natural_earth"])["name"]
    names = [
        spellings.get((state, name), name)
        for state, name in zip(table["adm0_a3"], table["name"], strict=True)
    ]
    columns = {
        "name": names,
        "rank": table["scalerank"].astype("int32"),
        "capital": (table["adm0cap"] == 1) & ~table["name"].isin(NO_CAPITALS),
    }
    places = gpd.GeoDataFrame(columns, geometry=table.geometry.set_precision(GRID))
    return places.sort_values(["rank", "name"], kind="stable", ignore_index=True)


def familiar(folder: Path, land: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Outlines of familiar areas, by the names of geo's reference areas."""
    provinces = read_layer(folder, DISPUTED, layer="states_provinces")
    states = read_layer(folder, DISPUTED, layer="countries")
    outlines = {
        name: land[land.contains(shapely.Point(at))] for name, at in ISLANDS.items()
    }
    for name, (column, value) in REGIONS.items():
        outlines[name] = provinces.geometry[provinces[column] == value]
    for name in STATES:
        outlines[name] = states.geometry[states["NAME"] == name]
    if missing := [name for name, shapes in outlines.items() if shapes.empty]:
        raise SystemExit(f"no outline found: {', '.join(missing)}")
    # Rings of neighbours touch, and some cross themselves.
    drawn = [
        sketched(shapely.union_all(shapely.make_valid(np.asarray(shapes))))
        for shapes in outlines.values()
    ]
    return gpd.GeoDataFrame({"name": list(outlines)}, geometry=drawn, crs="EPSG:4326")


def sketched(shape: BaseGeometry) -> BaseGeometry:
    """`shape` in at most FAMILIAR_VERTICES vertices, without small islands and lakes."""
    middle = shape.centroid
    plane = f"+proj=laea +lat_0={middle.y} +lon_0={middle.x}"  # no coast is favoured
    flat = gpd.GeoSeries([shape], crs="EPSG:4326").to_crs(plane).iloc[0]
    parts = flat.geoms if isinstance(flat, shapely.MultiPolygon) else [flat]
    large = [shell(part) for part in parts if part.area >= SMALL_PART * flat.area]
    whole = shapely.MultiPolygon(large)
    thin: BaseGeometry = whole
    tolerance = np.sqrt(flat.area) / 400
    while shapely.get_num_coordinates(thin) > FAMILIAR_VERTICES:
        # By area (Visvalingam and Whyatt), which avoids spikes at bays and headlands.
        thin = shapely.coverage_simplify([whole], tolerance)[0]
        tolerance *= 1.1
    back = gpd.GeoSeries([thin], crs=plane).to_crs("EPSG:4326")
    drawn: BaseGeometry = back.set_precision(GRID / 8).normalize().iloc[0]
    return drawn


def write(table: gpd.GeoDataFrame | gpd.GeoSeries, name: str) -> None:
    """Write one FlatGeobuf file beside this script, without index: it is read whole."""
    path = HERE / name
    table.to_file(path, driver="FlatGeobuf", engine="pyogrio", SPATIAL_INDEX="NO")
    print(f"{name}: {len(table)} features, {path.stat().st_size / 1000:.0f} kB")


def main(folder: Path) -> None:
    """Write every outline."""
    land, lakes = land_and_lakes(read_layer(folder, LAND))
    lakes = large(lakes, LAKE_KM2)
    write(coasts(land), "land.fgb")
    write(gridded(lakes.simplify(COAST)), "lakes.fgb")
    detailed = borders(folder)
    write(detailed, "borders.fgb")
    write(rivers(folder, lakes), "rivers.fgb")
    write(cities(folder), "cities.fgb")
    world = filled(
        read_layer(folder, LAND_WORLD).explode().geometry, below_km2=LAKE_WORLD_KM2
    )
    write(gridded(large(world, ISLAND_WORLD_KM2).simplify(WORLD)), "land_world.fgb")
    write(world_borders(detailed), "borders_world.fgb")
    write(familiar(folder, land), "familiar.fgb")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))
