"""Compare published figures with measured areas of the same date, scope and definition."""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from geo.base import CheckError
from geo.measure import own_areas, repair_table
from geo.source import CLAIMED, HELD, LAST_POCKET, NOT_TERRITORY, PEAK, claims
from geo.table import DATE, STATUS, in_force, require_columns, timeline

# Countries of each scope of `claims.csv`. Pockets and regions without a border are not measured,
# except the last pocket, which was all that was left.
_COUNTRIES = {
    "Syria+Iraq": ("SYR", "IRQ"),
    "Syria+Iraq (mostly)": ("SYR", "IRQ"),
    "Syria": ("SYR",),
    "Iraq": ("IRQ",),
}
_LAST_POCKET_FROM = np.datetime64("2018-09-01")
_UNMEASURED = np.nan, np.datetime64("NaT")

# Words in definitions that include empty desert, or all claimed territory, rather than the
# territory around towns and roads.
_WITH_DESERT = ("incl. desert", "claimed", "dominated", "whole territory")

Floats = npt.NDArray[np.float64]


def compared(
    table: gpd.GeoDataFrame, published: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Published areas beside the area measured on the same date, scope and kind of count.

    The measured area is that of `claimed` if the definition includes desert or claimed territory,
    of `held` otherwise, within the countries of the scope; of the last pocket, all territory
    held. A statement about the peak, without a date, is compared with the largest area of all
    dates. The measured area is missing if the scope has no border, if the definition is not of
    territory held on the day, and after the end of the data.

    Parameters
    ----------
    table
        Control table with the statuses `held` and `claimed`.
    published
        Statements with the columns of `claims`, which is the default. `date_precision` may be
        missing; only `peak` makes a difference.

    Returns
    -------
    DataFrame
        The statements with `measured_km2`, `measured_as` (the status that was measured),
        `measured_date` (that of the statement, or of the largest area) and `ratio`, the published
        area (the middle of a range) over the measured one.
    """
    require_columns(table)
    missing = {HELD, CLAIMED} - set(table[STATUS])
    if missing:
        raise CheckError(
            f"no territory of status {missing.pop()}; published areas need {HELD} and {CLAIMED}"
        )
    repaired = repair_table(table)
    statements = claims() if published is None else published
    measured_as = np.where(
        statements["definition"].map(lambda text: _has_any(text, _WITH_DESERT)),
        CLAIMED,
        HELD,
    )
    dates = timeline(repaired)[DATE].to_numpy()
    rows = repaired[repaired[STATUS].isin([HELD, CLAIMED])]
    still_held = set(rows[STATUS][in_force(rows, dates[-1])])

    @cache
    def areas_within(countries: tuple[str, ...]) -> dict[str, Floats]:
        """Area in km2 of all actors from each of `dates`, by status."""
        own = own_areas(rows.set_geometry(rows.intersection(_frame(countries))))
        return {
            status: sum(
                (areas.on(dates) for (_, kind), areas in own.items() if kind == status),
                start=np.zeros(len(dates)),
            )
            for status in (HELD, CLAIMED)
        }

    def measured(
        status: str, date: np.datetime64, precision: str, scope: str, definition: str
    ) -> tuple[float, np.datetime64]:
        """Area in km2 to compare with a statement, and its date; NaN and NaT if there is none."""
        countries = _countries(scope, definition, date)
        if not countries or date < dates[0]:
            return _UNMEASURED
        if date > dates[-1] and status not in still_held:
            return _UNMEASURED
        km2 = areas_within(countries)[status]
        if precision == PEAK:
            place = int(np.argmax(km2))
            return km2[place], dates[place]
        return km2[np.searchsorted(dates, date, side="right") - 1], date

    figures = zip(
        measured_as,
        statements["date"].to_numpy(),
        statements.get("date_precision", pd.Series("", statements.index)),
        statements["scope"],
        statements["definition"],
        strict=True,
    )
    middle = statements[["area_km2_low", "area_km2_high"]].mean(axis=1)
    results = [measured(*row) for row in figures]
    km2 = pd.Series([km2 for km2, _ in results], index=statements.index, dtype=float)
    return statements.assign(
        measured_km2=km2,
        measured_as=measured_as,
        measured_date=np.array([date for _, date in results], dtype="datetime64[s]"),
        ratio=(middle / km2).where(km2 > 0),
    )


def _countries(scope: str, definition: str, date: np.datetime64) -> tuple[str, ...]:
    """Countries that a statement is about; empty if it cannot be measured."""
    if _has_any(definition, NOT_TERRITORY):
        return ()
    if scope in LAST_POCKET:
        return ("SYR",) if date >= _LAST_POCKET_FROM else ()
    return _COUNTRIES.get(scope, ())


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


@cache
def _frame(countries: tuple[str, ...]) -> BaseGeometry:
    outlines = gpd.read_file(Path(__file__).parents[1] / "data" / "frame.geojson")
    return outlines[outlines["iso"].isin(countries)].union_all()
