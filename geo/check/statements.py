"""Published figures beside ours: the same date, the same territory, the same kind of count."""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.base import CheckError
from geo.measure import area_km2, repair_table, territory_on
from geo.source import CLAIMED, HELD, LAST_POCKET, claims
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

# Words of a definition that count empty desert, or all that was claimed, rather than the territory
# around towns and roads.
_WITH_DESERT = ("incl. desert", "claimed", "dominated", "whole territory")

# Definitions that count something else than territory held on the day: a length, a rate, a sum of
# territory taken back over years. They are listed, not compared.
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
    of `held` otherwise, within the countries that the scope names; of the last pocket, all
    territory held. It is missing where the scope has no border to measure within, where what was
    counted is not territory held on the day, and after the end of the data.

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
            f"no territory of status {missing.pop()}: published areas count one or both"
        )
    sound = repair_table(table)
    said = claims() if published is None else published
    measured_as = np.where(
        said["definition"].map(lambda words: _any(words, _WITH_DESERT)), CLAIMED, HELD
    )
    dates = timeline(sound)[DATE].to_numpy()
    territory_of = {
        status: sound[sound[STATUS] == status] for status in (HELD, CLAIMED)
    }

    @cache  # figures were published of the same date, or of two between which nothing changed
    def area(
        status: str, latest: np.datetime64, countries: tuple[str, ...]
    ) -> float | None:
        found = territory_on(territory_of[status], latest)
        within = shapely.intersection(np.asarray(found.geometry), _frame(countries))
        return None if found.empty else float(area_km2(within).sum())

    def measured(
        status: str, date: np.datetime64, scope: str, definition: str
    ) -> float:
        """Area in km2 that answers a statement; NaN where nothing does."""
        countries = _countries(scope, definition, date)
        if not countries or not len(dates) or date < dates[0]:
            return np.nan
        latest = dates[np.searchsorted(dates, date, side="right") - 1]
        found = area(status, latest, countries)
        if found is None:
            return np.nan if date > dates[-1] else 0.0
        return found

    figures = zip(
        measured_as,
        said["date"].to_numpy(),
        said["scope"],
        said["definition"],
        strict=True,
    )
    middle = said[["area_km2_low", "area_km2_high"]].mean(axis=1)
    km2 = pd.Series([measured(*one) for one in figures], index=said.index, dtype=float)
    ratio = (middle / km2).where(km2 > 0)
    return said.assign(measured_km2=km2, measured_as=measured_as, ratio=ratio)


def _countries(scope: str, definition: str, date: np.datetime64) -> tuple[str, ...]:
    """The part of the frame that a statement is about; none where it cannot be measured."""
    if _any(definition, _NOT_GROUND):
        return ()
    if scope in LAST_POCKET:
        return ("SYR",) if date >= _LAST_POCKET_FROM else ()
    return _COUNTRIES.get(scope, ())


def _any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


@cache
def _frame(countries: tuple[str, ...]) -> BaseGeometry:
    outlines = gpd.read_file(Path(__file__).parents[1] / "data" / "frame.geojson")
    return outlines[outlines["iso"].isin(countries)].union_all()
