"""Frames that a list of places is cut to: countries by name or code, or polygons of a file."""

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


def frame(
    given: str | Path | None, places: pd.DataFrame, limits: Limits = Limits()
) -> tuple[BaseGeometry, str]:
    """The ground that `places` are cut to, in longitude and latitude, and what it is.

    Parameters
    ----------
    given
        Countries as Natural Earth names them or by ISO 3166-1 alpha-3 code, separated by commas
        (`Syria,IRQ`), or a file of polygons. Without it, every country that holds one of the
        places.
    limits
        The largest files to read of such polygons.

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
        shapes = countries()
        hit, _ = shapely.STRtree(points).query(
            np.asarray(shapes.geometry), predicate="contains"
        )
        found = shapes.iloc[np.unique(hit)]
        if found.empty:
            raise ReadError(
                "no place lies in a country; pass --frame with a file of polygons"
            )
        return found.union_all(), f"{_named(found)}, where the places lie"
    if str(given) and source_path(given).exists():
        return _of_file(Path(given), limits), Path(given).name
    chosen = [_country(name.strip()) for name in str(given).split(",")]
    found = countries().iloc[chosen]
    return found.union_all(), _named(found)


def require_frame(given: str | Path) -> None:
    """Raise CallError if `given` is neither a file nor countries, before anything is read."""
    if not (str(given) and source_path(given).exists()):
        for name in str(given).split(","):
            _country(name.strip())


def _named(found: gpd.GeoDataFrame) -> str:
    them = "it" if len(found) == 1 else "them"
    return f"{' and '.join(found['name'])} as Natural Earth draws {them}"


def _country(name: str) -> int:
    """Position of a country in the file; CallError if there is none of that name or code."""
    shapes = countries()
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


def _of_file(path: Path, limits: Limits) -> BaseGeometry:
    """All polygons of a file, or of the files of a folder or zip, as one shape."""
    with scratch() as folder:
        found = find(path, folder, READABLE, limits).files
        read = [layer.shapes for file in found for layer in layers(file)]
    shapes = np.concatenate(read)
    shapes = shapes[~shapely.is_missing(shapes)]
    union: BaseGeometry = shapely.union_all(
        shapely.make_valid(shapes, method="structure")
    )
    if union.geom_type not in ("Polygon", "MultiPolygon"):
        raise ReadError(
            f"{path.name}: a frame is made of polygons, found {union.geom_type}"
        )
    return union


@cache
def countries() -> gpd.GeoDataFrame:
    """Countries of Natural Earth (1:50m): `name`, `iso` (alpha-3) and `geometry`, EPSG:4326."""
    return gpd.read_file(_COUNTRIES)
