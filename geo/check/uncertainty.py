"""Ranges of areas from dates known to the month, places known to kilometres, and definitions."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.dates import iso_text, next_date, read_date
from geo.measure import areas_on
from geo.source import territory
from geo.table import ACTOR, DATE, END, START, STATUS, pairs, timeline

LOW = "low_km2"
HIGH = "high_km2"

_DEGREE_KM = 111.2  # a degree of latitude: enough to move a point by a few kilometres
_TWENTIETH = 0.05

Times = npt.NDArray[np.datetime64]


def area_range(
    places: pd.DataFrame,
    frame: BaseGeometry,
    *,
    inhabited: Sequence[BaseGeometry] = (),
    left_bank: BaseGeometry | None = None,
    draws: int = 100,
    seed: int = 0,
) -> pd.DataFrame:
    """Lowest and highest possible area on each date of a list of places.

    For the lowest area every interval begins on the last day and ends on the first day that the
    precision of its dates allows, for the highest area the reverse. Points are moved `draws`
    times, each to a random position within its `coord_km`, each time with the next of the
    definitions of inhabited land; the lowest and the highest twentieth of the areas are left out.

    Parameters
    ----------
    places
        As for `territory`, with `from_precision` and `to_precision` (`day`, `month` or
        `year`) and `coord_km`, the distance in km that a point may be off.
    frame
        Polygon in longitude and latitude that all territory is clipped to.
    inhabited
        Land where people live by several definitions, the published one first.
    left_bank
        As for `territory`.

    Returns
    -------
    DataFrame
        `date`, `actor`, `status`, `low_km2`, `high_km2`; the same for the same `seed`.
    """
    definitions: list[BaseGeometry | None] = [*inhabited] or [None]
    unmoved = territory(places, frame, inhabited=definitions[0], left_bank=left_bank)
    dates = timeline(unmoved)[DATE].to_numpy()
    first, last = _ends(places[START], places["from_precision"])
    until, no_later = _ends(places[END], places["to_precision"])
    random = np.random.default_rng(seed)
    low: dict[tuple[str, str], list[npt.NDArray[np.float64]]] = {}
    high: dict[tuple[str, str], list[npt.NDArray[np.float64]]] = {}
    for draw in range(draws):
        table = territory(
            _move_points(places, random),
            frame,
            inhabited=definitions[draw % len(definitions)],
            left_bank=left_bank,
        )
        row = table["row"].to_numpy()
        for areas_of, start, end in ((low, last, until), (high, first, no_later)):
            dated = table.assign(**{START: start[row], END: end[row]})
            for pair in pairs(unmoved):
                rows = dated[(dated[ACTOR] == pair[0]) & (dated[STATUS] == pair[1])]
                areas_of.setdefault(pair, []).append(areas_on(rows, dates))
    blocks = [
        pd.DataFrame(
            {
                DATE: dates,
                ACTOR: pair[0],
                STATUS: pair[1],
                LOW: np.quantile(low[pair], _TWENTIETH, axis=0),
                HIGH: np.quantile(high[pair], 1 - _TWENTIETH, axis=0),
            }
        )
        for pair in pairs(unmoved)
    ]
    return pd.concat(blocks).sort_values([DATE, ACTOR, STATUS], ignore_index=True)


def _ends(moments: pd.Series, precision: pd.Series) -> tuple[Times, Times]:
    """First and last possible day of each date, by its precision."""
    first = moments.to_numpy().astype("datetime64[s]").copy()
    last = first.copy()
    for i, (moment, exact) in enumerate(zip(first.copy(), precision, strict=True)):
        if np.isnat(moment) or exact not in ("month", "year"):
            continue
        period = iso_text(moment, exact)
        first[i] = read_date(period)
        last[i] = next_date(period) - np.timedelta64(1, "D")
    return first, last


def _move_points(places: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """`places` with points moved within their `coord_km`, the same for all rows of a place."""
    points = places[["lat", "lon", "coord_km"]].drop_duplicates(["lat", "lon"])
    angle = random.uniform(0, 2 * np.pi, len(points))
    km = points["coord_km"].to_numpy() * np.sqrt(random.uniform(0, 1, len(points)))
    north = km * np.sin(angle) / _DEGREE_KM
    east = (
        km * np.cos(angle) / (_DEGREE_KM * np.cos(np.radians(points["lat"].to_numpy())))
    )
    shifts = points[["lat", "lon"]].assign(north=north, east=east)
    shift = places[["lat", "lon"]].merge(shifts, on=["lat", "lon"], how="left")
    return places.assign(
        lat=places["lat"].to_numpy() + shift["north"].to_numpy(),
        lon=places["lon"].to_numpy() + shift["east"].to_numpy(),
    )
