"""Published figures beside ours: the same date, the same ground, the same kind of count."""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.area import area_km2
from geo.errors import CheckError
from geo.measure import ground
from geo.places import CLAIMED, HELD
from geo.repair import repaired
from geo.story import LAST_POCKET, claims
from geo.table import DATE, STATUS, require_columns, timeline

# What part of the frame a scope of `claims.csv` names. Pockets and regions that no border
# encloses are not measured, but for those that were all that was left.
_COUNTRIES = {
    "Syria+Iraq": ("SYR", "IRQ"),
    "Syria+Iraq (mostly)": ("SYR", "IRQ"),
    "Syria": ("SYR",),
    "Iraq": ("IRQ",),
}
_LAST_POCKET_FROM = np.datetime64("2018-09-01")

# Words of a definition that count empty desert, or all that was claimed, rather than the ground
# around towns and roads.
_WITH_DESERT = ("incl. desert", "claimed", "dominated", "whole territory")

# Definitions that count something else than ground held on the day: a length, a rate, a sum of
# ground taken back over years. They are listed, not compared.
_NOT_GROUND = (
    "liberated",
    "lost",
    "length",
    "rate of",
    "position",
    "event",
    "roaming",
    "no figure",
)


def compared(
    table: gpd.GeoDataFrame, published: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Published areas beside the area measured on the same date, scope and kind of count.

    The measured area is that of `claimed` where the definition counts desert or what was claimed,
    of `held` otherwise, within the countries that the scope names; of the last pocket, all ground
    held. It is missing where the scope has no border to measure within, where what was counted is
    not ground held on the day, and after the end of the data.

    Parameters
    ----------
    table
        Control table with the statuses `held` and `claimed`.
    published
        Statements shaped like `claims`, which they are by default.

    Returns
    -------
    DataFrame
        The statements with `measured_km2`, `measured_as` (the status that was measured) and
        `ratio`, the published area (the middle of a range) over the measured one.
    """
    require_columns(table)
    missing = {HELD, CLAIMED} - set(table[STATUS])
    if missing:
        raise CheckError(
            f"no ground of status {missing.pop()}: published areas count one or both"
        )
    sound = repaired(table)
    said = claims() if published is None else published
    measured_as = np.where(
        said["definition"].map(lambda words: _any(words, _WITH_DESERT)), CLAIMED, HELD
    )
    dates = timeline(sound)[DATE].to_numpy()
    ground_of = {status: sound[sound[STATUS] == status] for status in (HELD, CLAIMED)}
    measured = [
        _measured(ground_of[status], dates, date, scope, definition)
        for date, scope, definition, status in zip(
            said["date"].to_numpy(),
            said["scope"],
            said["definition"],
            measured_as,
            strict=True,
        )
    ]
    middle = said[["area_km2_low", "area_km2_high"]].mean(axis=1)
    area = pd.Series(measured, index=said.index, dtype=float)
    ratio = (middle / area).where(area > 0)
    return said.assign(measured_km2=area, measured_as=measured_as, ratio=ratio)


def _measured(
    rows: gpd.GeoDataFrame,
    dates: npt.NDArray[np.datetime64],
    date: np.datetime64,
    scope: str,
    definition: str,
) -> float:
    """Area in km2 of `rows` that answers a statement; NaN where nothing does."""
    if _any(definition, _NOT_GROUND) or not len(dates) or date < dates[0]:
        return np.nan
    if scope in LAST_POCKET:
        countries: tuple[str, ...] = ("SYR",) if date >= _LAST_POCKET_FROM else ()
    else:
        countries = _COUNTRIES.get(scope, ())
    if not countries:
        return np.nan
    found = ground(rows, date)
    if found.empty and date > dates[-1]:
        return np.nan
    within = shapely.intersection(np.asarray(found.geometry), _frame(countries))
    return float(area_km2(within).sum())


def _any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


@cache
def _frame(countries: tuple[str, ...]) -> BaseGeometry:
    outlines = gpd.read_file(Path(__file__).parent / "data" / "frame.geojson")
    return outlines[outlines["iso"].isin(countries)].union_all()
