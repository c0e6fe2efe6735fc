"""Frames that a list of places is cut to: countries by name or code, or polygons of a file."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import CallError, ReadError
from geo.table import CRS

_COUNTRIES = Path(__file__).parent / "data" / "countries.fgb"


def frame(given: str | Path | None, places: pd.DataFrame) -> tuple[BaseGeometry, str]:
    """The ground that `places` are cut to, in longitude and latitude, and its name.

    Parameters
    ----------
    given
        Countries as Natural Earth names them or by ISO 3166-1 alpha-3 code, separated by commas
        (`Syria,IRQ`), or a file of polygons. Without it, every country that holds one of the
        places.

    Raises
    ------
    CallError
        If there is no such country or file.
    ReadError
        If the file holds no polygons, or none of the places lies in a country.
    """
    if given is None:
        points = np.asarray(
            shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
        )
        shapes = _countries()
        hit, _ = shapely.STRtree(points).query(
            np.asarray(shapes.geometry), predicate="contains"
        )
        found = shapes.iloc[np.unique(hit)]
        if found.empty:
            raise ReadError(
                "no place lies in a country; pass --frame with a file of polygons"
            )
        return found.union_all(), " and ".join(found["name"])
    if Path(given).exists():
        return _of_file(Path(given)), Path(given).name
    chosen = [_country(name.strip()) for name in str(given).split(",")]
    found = _countries().iloc[chosen]
    return found.union_all(), " and ".join(found["name"])


def _country(name: str) -> int:
    """Position of a country in the file; CallError if there is none of that name or code."""
    shapes = _countries()
    same = (shapes["name"].str.casefold() == name.casefold()) | (
        shapes["iso"] == name.upper()
    )
    if not same.any():
        near = get_close_matches(name, shapes["name"], n=1)
        hint = (
            f"did you mean {near[0]}?"
            if near
            else "give a country, or a file of polygons"
        )
        raise CallError(f"--frame {name}: no such country or file; {hint}")
    return int(np.flatnonzero(same)[0])


def _of_file(path: Path) -> BaseGeometry:
    try:
        shapes = gpd.read_file(path)
    except (pyogrio.errors.DataSourceError, OSError) as error:
        raise ReadError(f"{path.name}: cannot be read as polygons") from error
    if not isinstance(shapes, gpd.GeoDataFrame) or shapes.crs is None:
        raise ReadError(f"{path.name}: no polygons with a CRS in it")
    union: BaseGeometry = shapes.to_crs(CRS).union_all()
    if union.geom_type not in ("Polygon", "MultiPolygon"):
        raise ReadError(
            f"{path.name}: a frame is made of polygons, found {union.geom_type}"
        )
    return union


@cache
def _countries() -> gpd.GeoDataFrame:
    return gpd.read_file(_COUNTRIES)
