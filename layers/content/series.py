"""Dates of a table and one series of figures for each actor and status."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

import geo.measure
import geo.table
from geo.dates import read_date
from geo.table import (
    DATE,
    DATE_TEXT,
    SNAPSHOTS,
    UNNAMED,
    require_columns,
    uncounted_statuses,
)
from layers.content.style import firmest_first
from layers.language import Language, date_label
from layers.language import language as known_language
from layers.language import size_label

SECONDS_PER_DAY = 86_400
# Between snapshots, in the median. With more, about a generation, nobody knows what happened from
# one to the next: areas are drawn as points, not as steps.
SPARSE_DAYS = 20 * 365.2425
DECIMALS = 7  # of a square kilometre, as in the tables that the commands write


@dataclass(frozen=True)
class Series:
    """Area of one actor's territory of one status on every date."""

    actor: str
    status: str
    km2: tuple[float, ...]
    sizes: tuple[str, ...]  # "about the size of Wales"; empty where nothing compares


@dataclass(frozen=True)
class Timeline:
    """The dates of a table, and the area of every series on each.

    `series` are those that count as possession: every total, peak, chart and comparison is of
    them. Those `uncounted` (see `geo.table`) are drawn, named and listed beside them.
    """

    dates: tuple[np.datetime64, ...]
    days: tuple[float, ...]  # since 1970-01-01, proleptic Gregorian
    texts: tuple[str, ...]  # as the source wrote it: 2024-07-08, -0322
    labels: tuple[str, ...]  # for people, in their language: 8 July 2024, 323 BCE
    series: tuple[Series, ...]  # the largest actor first; of each, the firmest first
    language: Language
    uncounted: tuple[Series, ...] = ()
    snapshots: bool = False  # a series of snapshots

    @property
    def sparse(self) -> bool:
        """True where the dates are snapshots too far apart to draw steps from one to the next."""
        if not self.snapshots or len(self.days) < 2:
            return False
        return bool(np.median(np.diff(self.days)) > SPARSE_DAYS)

    @cached_property
    def last_entries(self) -> Mapping[str, int]:
        """The last date of each actor whose name ends in a series of snapshots, by its position.

        It may have been renamed: its land is not lost with its name. One actor alone has none, as
        its end is a loss.
        """
        if not self.snapshots or len(self.actors) < 2:
            return {}
        last: dict[str, int] = {}
        for series in self.drawn:
            held = np.flatnonzero(series.km2)
            latest = int(held[-1]) if len(held) else 0
            last[series.actor] = max(last.get(series.actor, 0), latest)
        end = len(self.dates) - 1
        return {
            actor: index
            for actor, index in last.items()
            if index < end and actor != UNNAMED
        }

    def has_entry(self, series: Series, index: int) -> bool:
        """False where snapshots of several actors have nothing of a series: not even 0 km2."""
        return not self.snapshots or len(self.actors) < 2 or series.km2[index] > 0

    def no_entry(self, actor: str, index: int) -> str:
        """ "no entry under this name after 1900", of an actor on a date after its last entry."""
        last = self.last_entries.get(actor, index)
        if index <= last:
            return ""
        return self.language.phrase(
            "no entry under this name after {date}", date=self.labels[last]
        )

    @property
    def drawn(self) -> tuple[Series, ...]:
        """All series, those that are not counted last."""
        return (*self.series, *self.uncounted)

    @property
    def actors(self) -> list[str]:
        return list(dict.fromkeys(series.actor for series in self.drawn))

    @property
    def uncounted_statuses(self) -> set[str]:
        return {series.status for series in self.uncounted}

    @property
    def statuses(self) -> list[str]:
        statuses = {series.status for series in self.drawn}
        return firmest_first(statuses, self.uncounted_statuses)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Actor and status of all series, those that are not counted last."""
        return [(series.actor, series.status) for series in self.drawn]


def timeline(
    table: gpd.GeoDataFrame,
    language: Language | None = None,
    own: Mapping[tuple[str, str], geo.measure.OwnAreas] | None = None,
) -> Timeline:
    """Dates, areas and comparisons of `table`, in English unless `language` is another.

    `own` are areas of it that are known, see `geo.measure.own_areas`; without them they are
    computed, and invalid polygons repaired, each with a `RepairWarning`.
    """
    language = language or known_language()
    require_columns(table)
    own = own or geo.measure.own_areas(geo.measure.repair_table(table))
    moments = geo.table.timeline(table)
    dates = list(moments[DATE].to_numpy().astype("datetime64[s]"))
    texts = [str(text) for text in moments[DATE_TEXT]]
    uncounted = uncounted_statuses(table)
    ranked = _rank(
        _series(own, moments[DATE].to_numpy(), language, uncounted), uncounted
    )
    return Timeline(
        dates=tuple(dates),
        days=tuple(_short(_days(date)) for date in dates),
        texts=tuple(texts),
        labels=tuple(date_label(text, language) for text in texts),
        series=tuple(series for series in ranked if series.status not in uncounted),
        language=language,
        uncounted=tuple(series for series in ranked if series.status in uncounted),
        snapshots=bool(table.attrs.get(SNAPSHOTS)),
    )


def days_since_1970(date: str) -> float:
    """Days from 1970-01-01 to the first day of an ISO date."""
    return _days(read_date(date).astype("datetime64[s]"))


def _days(date: np.datetime64) -> float:
    return int(date.astype(np.int64)) / SECONDS_PER_DAY


def _series(
    own_areas: Mapping[tuple[str, str], geo.measure.OwnAreas],
    dates: NDArray[np.datetime64],
    language: Language,
    uncounted: Collection[str],
) -> list[Series]:
    """Figures on all dates; those of one date of its own are made once for each series.

    The areas of `uncounted` statuses are compared with nothing.
    """
    all_series = []
    for (actor, status), own in own_areas.items():
        km2 = [0, *(_short(round(float(area), DECIMALS)) for area in own.km2)]
        compared = status not in uncounted
        sizes = [size_label(area, language) if compared else "" for area in km2]
        place = np.searchsorted(own.dates, dates, side="right").tolist()
        all_series.append(
            Series(
                str(actor),
                str(status),
                tuple(km2[at] for at in place),
                tuple(sizes[at] for at in place),
            )
        )
    return all_series


def _rank(all_series: list[Series], uncounted: Collection[str]) -> list[Series]:
    """Largest actor first, so that the page opens on it; territory without a name last."""
    peak = {series.actor: 0.0 for series in all_series}
    for series in all_series:
        if series.status not in uncounted:
            peak[series.actor] = max(peak[series.actor], *series.km2)
    statuses = firmest_first(series.status for series in all_series)
    rank = {status: place for place, status in enumerate(statuses)}
    return sorted(
        all_series,
        key=lambda series: (
            series.actor == UNNAMED,
            -peak[series.actor],
            series.actor,
            rank[series.status],
        ),
    )


def _short(number: float) -> float:
    """An integer where nothing is lost: fewer bytes in the page."""
    return int(number) if number == int(number) else number
