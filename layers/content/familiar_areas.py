"""FamiliarArea areas to lay over the map at true size, as outlines or squares."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.measure import area_km2, reference_areas

MOST = 12
FITTING = 30  # times as large as the territory, or as small
# An outline whose area differs by a larger share is that of something else.
SAME = 0.2
# A figure that was not seen in a source is used where the outline measures the same.
MEASURED = 0.01
OUTLINED = "its outline measures as much"  # in place of its source
STEPS = 250  # to the side of a square of the same area: a shape is drawn some 200 pixels wide
# Most readers can picture these; of those alike in size they come first.
BEST_KNOWN = (
    *("Great Britain", "Wales", "Manhattan", "Central Park", "Germany", "Iceland"),
    *("Switzerland", "Cyprus", "Luxembourg", "Greater London", "Malta", "Vatican City"),
    *("Ireland (island)", "New York City", "Golden Gate Park"),
)
Rings = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class FamiliarArea:
    """An area that readers know."""

    name: str
    km2: float
    source: str  # of the figure
    # About its middle, in an equal-area plane: x and y of the first vertex, east and north, and of
    # each other one less those of the one before. Empty for a square.
    rings: Rings


def familiar_areas(
    areas_km2: Iterable[float], also: Collection[str] = ()
) -> list[FamiliarArea]:
    """At most MOST familiar areas, largest first, that compare with one of `areas_km2`.

    None is more than FITTING times as large as all of these, or as small; within that they lie as
    evenly as may be, by ratio. Those named in `also` are added whatever their size.
    """
    held = [area for area in areas_km2 if area > 0]
    if not held:
        return []
    known = _known_areas()
    fits = (known["area_km2"] >= min(held) / FITTING) & (
        known["area_km2"] <= max(held) * FITTING
    )
    chosen = known[
        known["name"].isin([*_spread(known[fits])["name"], *also]).to_numpy()
    ]
    columns = (chosen[name] for name in known.columns)
    return [
        FamiliarArea(name, area, source, () if shape is None else _rings(shape))
        for name, area, source, shape, _ in zip(*columns, strict=True)
    ]


def familiar_names() -> set[str]:
    """The names of all familiar areas."""
    return set(_known_areas()["name"])


def _spread(known: pd.DataFrame) -> pd.DataFrame:
    """At most MOST of `known`, the best known first, as far apart in ratio as leaves so many."""
    size = np.log(known["area_km2"].to_numpy(dtype=float))
    order = np.argsort(known["rank"].to_numpy(), kind="stable")
    apart = float(np.ptp(size)) if len(size) else 0.0
    taken: list[int] = []
    while len(taken) < min(MOST, len(known)):
        apart = apart * 0.8 if apart > 0.01 else -1.0
        taken = []
        for place in order:
            if len(taken) < MOST and all(
                abs(size[place] - size[other]) > apart for other in taken
            ):
                taken.append(int(place))
    return known.iloc[sorted(taken)]


@cache
def _known_areas() -> pd.DataFrame:
    """Areas whose figure was seen in a source, or that their outline confirms; largest first."""
    rows = []
    shapes = _outlines()
    for area in reference_areas().to_dict("records"):
        name, km2 = str(area["name"]), float(area["area_km2"])
        shape, measured = shapes.get(name, (None, math.nan))
        unseen = area["verified"] == "no"
        if unseen and not abs(measured / km2 - 1) <= MEASURED:
            continue
        if not abs(measured / km2 - 1) <= SAME:
            shape = None
        source = OUTLINED if unseen else str(area["source"])
        rank = _rank(name, drawn=shape is not None)
        rows.append((name, km2, source, shape, rank))
    columns = ["name", "area_km2", "source", "shape", "rank"]
    return pd.DataFrame(rows, columns=columns)


def _rank(name: str, *, drawn: bool) -> int:
    if name in BEST_KNOWN:
        return BEST_KNOWN.index(name)
    return len(BEST_KNOWN) + (0 if drawn else 1)


@cache
def _outlines() -> dict[str, tuple[shapely.Geometry, float]]:
    """The outlines by name, in degrees, and their areas in km2."""
    with as_file(files("layers") / "data" / "familiar.fgb") as path:
        table = gpd.read_file(path)
    shapes = table.geometry.to_numpy()
    areas = area_km2(shapes)
    return dict(zip(table["name"], zip(shapes, areas, strict=True), strict=True))


def _rings(shape: shapely.Geometry) -> Rings:
    """The outer rings of `shape` about its middle, on a grid of STEPS."""
    lon, lat = shapely.get_coordinates(shapely.centroid(shape))[0]
    plane = pyproj.Proj(proj="laea", lat_0=lat, lon_0=lon, ellps="WGS84")
    flat = shapely.transform(shape, lambda xy: np.column_stack(plane(*xy.T)))
    middle = shapely.get_coordinates(shapely.centroid(flat))[0]
    step = math.sqrt(shapely.area(flat)) / STEPS
    rings = []
    for part in shapely.get_parts(flat):
        corners = shapely.get_coordinates(part.exterior)[:-1]
        grid = np.rint((corners - middle) / step).astype(int)
        rings.append(tuple(np.diff(grid, axis=0, prepend=[[0, 0]]).ravel().tolist()))
    return tuple(rings)
