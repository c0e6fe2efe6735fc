"""Compute dated territory from a list of places with dates, actors and kinds.

Each place stands for the area that is nearer to it than to any other place of the list (its
Voronoi cell), clipped to a frame. Places not held by any listed actor are as important as those
that were: they limit the territory. From this follow two extents, which differ as published
figures do:

- `claimed`: the whole cell of every place held, empty desert included;
- `held`: the part of the cell where people live; without polygons of inhabited land, the part
  within reach of the place, a distance that depends on its kind.

A place where armed groups move but hold nothing is in neither: its cell is `roamed`.

The cells are one coverage: they share their edges to the last digit, do not overlap, and fill the
frame. Every row of the result has the columns of its row in the list.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import ReadError
from geo.table import (
    ACTOR,
    CRS,
    END,
    END_TEXT,
    PROVENANCE,
    ROAMED,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
)

CLAIMED = "claimed"
HELD = "held"

# Kilometres around a town that its holder is assumed to hold, if it is not known where people
# live; and the share of that distance for places of another kind. Fitted on one figure only, the
# 90,800 km2 that IHS published for January 2015 of the built-in story.
TOWN_REACH_KM = 32.5
REACH = {
    "city": 1.0,
    "town": 1.0,
    "village": 1 / 2,
    "dam": 1 / 3,
    "oilfield": 1 / 3,
    "airbase": 1 / 3,
    "crossing": 1 / 3,
    "desert": 0.0,
}

# Values of the column `bank`: on which side of a river a place and all of its territory lie.
BANK = "bank"
LEFT, RIGHT = "left", "right"

# Coordinates of the coverage are multiples of this many degrees: a millimetre.
_GRID = 1e-8

_CIRCLE_POINTS = 120

# Degrees of longitude beyond which an equal-area projection distorts distances too much.
_WIDEST = 120.0

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def territory(
    places: pd.DataFrame,
    frame: BaseGeometry,
    *,
    inhabited: BaseGeometry | None = None,
    left_bank: BaseGeometry | None = None,
    town_reach_km: float = TOWN_REACH_KM,
    reach: Mapping[str, float] = REACH,
) -> gpd.GeoDataFrame:
    """Control table of the territory that follows from the dates and actors of places.

    Parameters
    ----------
    places
        One row per place and interval: `place`, `lat`, `lon` (degrees, WGS 84), `kind`, `actor`,
        `start`, `end` (datetime64[s], end exclusive), `start_text`, `end_text`, `status`,
        `source`. A row without `start` is a place that no actor of interest held. A row whose
        `status` is `roamed` counts for neither extent; one that is `contested` for `claimed`
        only, unless `inhabited` is given: then the extents differ by empty land alone.
        `bank` is optional, see `left_bank`.
    frame
        Polygon in longitude and latitude to which all territory is clipped.
    inhabited
        Polygons in longitude and latitude where people live: the part of a cell inside them is
        `held`. Without them `held` is the part within reach of the place.
    left_bank
        Polygon with a river as its edge. Cells of places whose `bank` is `left` lie inside it,
        those of places whose `bank` is `right` outside; other cells may lie on both sides.
    town_reach_km, reach
        Reach of a town in km, and the share of it for each `kind`; not used with `inhabited`.

    Returns
    -------
    GeoDataFrame
        Two rows per place and interval, `status` `claimed` and `held`; `place`, `kind` and `row`
        (position in `places`, from 0) are kept, and `file` and `file_row` if there are any.
        Places with nothing held have no `held` row. Roamed places have one row, `status`
        `roamed`, with their whole cell.

    Raises
    ------
    ReadError
        If a place has a kind that is not in `reach`, or a point has two kinds or banks.
    """
    unknown = sorted(set(places["kind"]) - set(reach))
    if unknown:
        known = ", ".join(sorted(reach))
        raise ReadError(
            f"kind {unknown[0]}: unknown, without a reach; write one of {known}"
        )
    banks = places[BANK] if BANK in places else pd.Series("", index=places.index)
    columns = places[["lat", "lon", "kind"]].assign(**{BANK: banks.fillna("")})
    sites = columns.drop_duplicates(["lat", "lon"]).reset_index(drop=True)
    site = columns[["lat", "lon"]].merge(
        sites.reset_index(), on=["lat", "lon"], how="left", validate="many_to_one"
    )["index"]
    for name in ("kind", BANK):
        several = columns.groupby(site.to_numpy())[name].nunique() > 1
        if several.any():
            place = places["place"][(site == several.idxmax()).to_numpy()].iloc[0]
            raise ReadError(f"{place}: listed with two {name}s; keep one")
    lon, lat = sites["lon"].to_numpy(), sites["lat"].to_numpy()
    if inhabited is None:
        distance = town_reach_km * np.array([reach[kind] for kind in sites["kind"]])
        around = circles(lon, lat, distance)
    else:
        around = np.full(len(sites), inhabited, dtype=object)
    sides = None
    if left_bank is not None:
        bank = sites[BANK].to_numpy()
        sides = [
            (left_bank, bank != RIGHT),
            (frame.difference(left_bank), bank != LEFT),
        ]
    cells, within = coverage(lon, lat, around, frame, sides)

    is_held = places[START].notna().to_numpy()
    held = places[is_held]
    rows = pd.DataFrame(
        {
            ACTOR: held[ACTOR],
            START: held[START],
            END: held[END],
            START_TEXT: held[START_TEXT],
            END_TEXT: held[END_TEXT],
            SOURCE: held[SOURCE],
            "place": held["place"],
            "kind": held["kind"],
            "row": np.flatnonzero(is_held),
            **{name: held[name] for name in PROVENANCE if name in held},
        }
    )
    where = site[is_held].to_numpy()
    roamed = (held[STATUS] == ROAMED).to_numpy()
    status = np.where(roamed, ROAMED, CLAIMED)
    whole = rows.assign(**{STATUS: status, "geometry": cells[where]})
    near = rows.assign(**{STATUS: HELD, "geometry": within[where]})
    left_out = [ROAMED] if inhabited is not None else [ROAMED, "contested"]
    table = pd.concat([whole, near[~held[STATUS].isin(left_out).to_numpy()]])
    table = table[~shapely.is_empty(table["geometry"].to_numpy())]
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry="geometry", crs=CRS)


def coverage(
    lon: Floats,
    lat: Floats,
    around: Shapes,
    frame: BaseGeometry,
    sides: list[tuple[BaseGeometry, Bools]] | None = None,
) -> tuple[Shapes, Shapes]:
    """The cell of each point, and the part of it inside its shape of `around`, as one coverage.

    The nearest point is that in an equal-area projection centred on the frame (Lambert, WGS 84).
    Frame, edges of cells and edges of `around` are noded together, so that neighbours share every
    vertex; each face between the lines belongs to the nearest point. A point outside the frame
    keeps the part of its cell that lies inside. `sides` are areas that fill the frame, each with
    the points that faces in it may belong to; by default all, everywhere.
    """
    projection = _equal_area(frame)
    x, y = projection(lon, lat)
    west, _, east, _ = frame.bounds
    if east - west > _WIDEST or not (np.isfinite(x) & np.isfinite(y)).all():
        raise ReadError(
            "the places are too far apart for one projection; pass a smaller --frame"
        )
    points = shapely.points(x, y)
    sides = sides or [(frame, np.ones(len(points), dtype=bool))]
    edges = [
        shapely.intersection(_voronoi_edges(points[of_side], frame, projection), area)
        for area, of_side in sides
    ]
    shapes = np.array(list({id(shape): shape for shape in around}.values()))
    shapely.prepare(shapes)
    outlines = shapely.boundary([frame, *shapes, *(area for area, _ in sides)])
    noded = shapely.union_all([*outlines, *np.concatenate(edges)], grid_size=_GRID)
    faces = np.asarray(shapely.get_parts(shapely.polygonize([noded])))
    inner = shapely.point_on_surface(faces)
    inside = shapely.contains(frame, inner)
    faces, inner = faces[inside], inner[inside]

    projected = shapely.points(*projection(shapely.get_x(inner), shapely.get_y(inner)))
    nearest = np.zeros(len(faces), dtype=np.intp)
    for area, of_side in sides:
        there = shapely.contains(area, inner)
        tree = shapely.STRtree(points[of_side])
        nearest[there] = np.flatnonzero(of_side)[tree.nearest(projected[there])]
    near = shapely.contains(around[nearest], inner)
    cells = [_union(faces[nearest == i]) for i in range(len(points))]
    within = [_union(faces[(nearest == i) & near]) for i in range(len(points))]
    return np.array(cells, dtype=object), np.array(within, dtype=object)


def circles(lon: Floats, lat: Floats, radius_km: Floats) -> Shapes:
    """The circle of `radius_km` around each point, along geodesics; empty if the radius is 0."""
    azimuth = np.linspace(0, 360, _CIRCLE_POINTS, endpoint=False)
    x, y, bearing, metres = np.broadcast_arrays(
        lon[:, None], lat[:, None], azimuth, 1e3 * radius_km[:, None]
    )
    east, north, _ = pyproj.Geod(ellps="WGS84").fwd(x, y, bearing, metres)
    rings = np.array(shapely.polygons(np.stack([east, north], axis=-1)))
    rings[radius_km == 0] = shapely.Polygon()
    return rings


def _voronoi_edges(
    points: Shapes, frame: BaseGeometry, projection: pyproj.Proj
) -> Shapes:
    """Edges between the Voronoi cells of projected `points`, in longitude and latitude."""
    around = shapely.transform(frame, lambda xy: np.column_stack(projection(*xy.T)))
    edges = shapely.voronoi_polygons(
        shapely.multipoints(points), extend_to=around.buffer(1e5), only_edges=True
    )
    degrees = shapely.transform(
        edges, lambda xy: np.column_stack(projection(xy[:, 0], xy[:, 1], inverse=True))
    )
    return np.asarray(shapely.get_parts(degrees))


def _equal_area(frame: BaseGeometry) -> pyproj.Proj:
    centre = frame.envelope.centroid
    return pyproj.Proj(proj="laea", lon_0=centre.x, lat_0=centre.y, ellps="WGS84")


def _union(faces: Shapes) -> BaseGeometry:
    if not len(faces):
        return shapely.Polygon()
    return shapely.normalize(shapely.coverage_union_all(faces))
