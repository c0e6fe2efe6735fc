"""Names of countries on the base map, each with the land in which it may be written."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from babel import Locale
from babel.core import get_global

from geo.source import countries
from layers.content.basemap import MODERN, WORLD_DEGREES, basemap_box
from layers.content.territory import Bounds

STEPS = 200.0  # a span of the territory is drawn in at most so many steps: names stand well inside
SMALL_PART = 0.05  # islands of a smaller share of a country are left out
UNITS = 100  # to a degree

Rings = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Country:
    """The name of a country, and the outline of its larger parts near a territory."""

    name: str
    # Longitude and latitude of the first vertex in UNITS, and of each other one less those of the
    # one before.
    rings: Rings


def countries_near(
    bounds: Bounds, *, since: np.datetime64, locale: Locale
) -> list[Country]:
    """Countries in and around `bounds`; none before 1946, or on a map of the world.

    Of territories that are disputed as a whole, which have no code of ISO 3166, none is named.
    """
    near, span = basemap_box(bounds)
    if since < MODERN or span > WORLD_DEGREES:
        return []
    rows = countries().cx[near[0] : near[2], near[1] : near[3]]
    rows = rows[rows["iso"] != ""]
    parts = shapely.clip_by_rect(rows.geometry.to_numpy(), *near)
    drawn = shapely.simplify(parts, span / STEPS)
    named = [
        Country(_name(row, locale), _rings(shape))
        for (_, row), shape in zip(rows.iterrows(), drawn, strict=True)
    ]
    return [country for country in named if country.rings]


def _name(row: pd.Series, locale: Locale) -> str:
    """Natural Earth's name in English unless it is abbreviated; other names are those of CLDR."""
    name = str(row["name"])
    if locale.language == "en" and "." not in name:
        return name
    codes = get_global("territory_aliases").get(row["iso"], ())
    names = locale.territories
    return next((names[code] for code in codes if code in names), name)


def _rings(shape: shapely.Geometry) -> Rings:
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    least = SMALL_PART * max((part.area for part in parts), default=0)
    return tuple(
        _steps(ring)
        for part in parts
        if part.area >= least
        for ring in (part.exterior, *part.interiors)
    )


def _steps(ring: shapely.LinearRing) -> tuple[int, ...]:
    units = np.rint(shapely.get_coordinates(ring)[:-1] * UNITS).astype(int)
    return tuple(np.diff(units, axis=0, prepend=0).ravel().tolist())
