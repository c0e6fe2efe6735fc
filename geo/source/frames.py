"""Frames to which a list of places is clipped: countries, or the polygons of a file."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import CallError, Limits, ReadError
from geo.files import find, scratch, source_path
from geo.formats import READABLE, layers

_COUNTRIES = Path(__file__).parents[1] / "data" / "countries.fgb"


def read_frame(
    frame: str | Path | None, places: pd.DataFrame, limits: Limits = Limits()
) -> tuple[BaseGeometry, str]:
    """The polygon to which `places` are clipped, in longitude and latitude, and its name.

    Parameters
    ----------
    frame
        Countries by their names in Natural Earth or by ISO 3166-1 alpha-3 code, with commas
        (`Syria,IRQ`), or a file of polygons. By default all countries around the places.
    limits
        Limits for such a file.

    Raises
    ------
    CallError
        If there is no such country or file.
    ReadError
        If the file has no polygons, or none of the places lies in a country.
    """
    if frame is None:
        points = np.asarray(
            shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
        )
        all_countries = countries()
        containing, _ = shapely.STRtree(points).query(
            np.asarray(all_countries.geometry), predicate="contains"
        )
        chosen = all_countries.iloc[np.unique(containing)]
        if chosen.empty:
            raise ReadError(
                "no place lies in a country; pass --frame with a file of polygons"
            )
        return chosen.union_all(), f"{_credit(chosen)}, where the places lie"
    if str(frame) and source_path(frame).exists():
        return _read_polygons(Path(frame), limits), Path(frame).name
    positions = [_find_country(name.strip()) for name in str(frame).split(",")]
    chosen = countries().iloc[positions]
    return chosen.union_all(), _credit(chosen)


def read_inhabited(path: str | Path, limits: Limits = Limits()) -> BaseGeometry:
    """The polygons where people live, in longitude and latitude.

    Raises
    ------
    CallError
        If there is no such file.
    ReadError
        If it has no polygons.
    """
    if not (str(path) and source_path(path).exists()):
        raise CallError(f"--inhabited {path}: no such file; give a file of polygons")
    return _read_polygons(Path(path), limits)


def require_frame(frame: str | Path) -> None:
    """Raise CallError if `frame` is neither a file nor countries, before anything is read."""
    if not (str(frame) and source_path(frame).exists()):
        for name in str(frame).split(","):
            _find_country(name.strip())


def _credit(chosen: gpd.GeoDataFrame) -> str:
    return f"{' and '.join(chosen['name'])} (borders of Natural Earth)"


def _find_country(name: str) -> int:
    """Position of a country in the file; CallError if there is none of that name or code."""
    all_countries = countries()
    same = (all_countries["name"].str.casefold() == name.casefold()) | (
        all_countries["iso"] == name.upper()
    )
    if not same.any():
        near = get_close_matches(name, all_countries["name"], n=1)
        hint = (
            f"did you mean {near[0]}?"
            if near
            else "give a country, or a file of polygons"
        )
        raise CallError(f"--frame {name}: no such country or file; {hint}")
    return int(np.flatnonzero(same)[0])


def _read_polygons(path: Path, limits: Limits) -> BaseGeometry:
    """All polygons of a file, or of the files of a folder or zip, as one shape."""
    with scratch() as folder:
        files = find(path, folder, READABLE, limits).files
        shapes = np.concatenate(
            [layer.shapes for file in files for layer in layers(file)]
        )
    shapes = shapes[~shapely.is_missing(shapes)]
    union: BaseGeometry = shapely.union_all(
        shapely.make_valid(shapes, method="structure")
    )
    if union.geom_type not in ("Polygon", "MultiPolygon"):
        raise ReadError(
            f"{path.name}: no polygons ({union.geom_type}); choose another file"
        )
    return union


@cache
def countries() -> gpd.GeoDataFrame:
    """Countries of Natural Earth (1:50m): `name`, `iso` (alpha-3) and `geometry`, EPSG:4326."""
    return gpd.read_file(_COUNTRIES)
