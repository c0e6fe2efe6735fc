"""Dates of a table and one series of figures for each actor and status."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

import geo.measure
import geo.table
from geo.dates import read_date
from geo.table import ACTOR, DATE, DATE_TEXT, STATUS, UNNAMED
from layers.content.style import firmest_first
from layers.language import Language, date_label
from layers.language import language as known_language
from layers.language import size_label

SECONDS_PER_DAY = 86_400
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
    """The dates of a table, and the area of every series on each."""

    dates: tuple[np.datetime64, ...]
    days: tuple[float, ...]  # since 1970-01-01, proleptic Gregorian
    texts: tuple[str, ...]  # as the source wrote it: 2024-07-08, -0322
    labels: tuple[str, ...]  # for people, in their language: 8 July 2024, 323 BCE
    series: tuple[Series, ...]  # the largest actor first; of each, the firmest first
    language: Language

    @property
    def actors(self) -> list[str]:
        return list(dict.fromkeys(series.actor for series in self.series))

    @property
    def statuses(self) -> list[str]:
        return firmest_first({series.status for series in self.series})

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(series.actor, series.status) for series in self.series]


def timeline(
    table: gpd.GeoDataFrame,
    language: Language | None = None,
    areas: pd.DataFrame | None = None,
) -> Timeline:
    """Dates, areas and comparisons of `table`, in English unless `language` is another.

    `areas` are those of `geo.areas`, which measures them where they are not given.
    """
    language = language or known_language()
    areas = geo.measure.areas(table) if areas is None else areas
    moments = geo.table.timeline(table)
    dates = list(moments[DATE].to_numpy().astype("datetime64[s]"))
    texts = [str(text) for text in moments[DATE_TEXT]]
    return Timeline(
        dates=tuple(dates),
        days=tuple(_short(_days(date)) for date in dates),
        texts=tuple(texts),
        labels=tuple(date_label(text, language) for text in texts),
        series=tuple(_rank(_series(areas, dates, language))),
        language=language,
    )


def days_since_1970(date: str) -> float:
    """Days from 1970-01-01 to the first day of an ISO date."""
    return _days(read_date(date).astype("datetime64[s]"))


def _days(date: np.datetime64) -> float:
    return int(date.astype(np.int64)) / SECONDS_PER_DAY


def _series(
    areas: pd.DataFrame, dates: Sequence[np.datetime64], language: Language
) -> list[Series]:
    all_series = []
    for (actor, status), rows in areas.groupby([ACTOR, STATUS], sort=True):
        rows = rows.sort_values(DATE)
        if len(rows) != len(dates):
            raise ValueError(
                f"{actor}, {status}: {len(rows)} areas for {len(dates)} dates"
            )
        exact = rows["area_km2"].to_numpy()
        km2 = tuple(_short(round(float(area), DECIMALS)) for area in exact)
        sizes = tuple(size_label(area, language) for area in km2)
        all_series.append(Series(str(actor), str(status), km2, sizes))
    return all_series


def _rank(all_series: list[Series]) -> list[Series]:
    """Largest actor first, so that the page opens on it; territory without a name last."""
    peak: dict[str, float] = {}
    for series in all_series:
        peak[series.actor] = max(peak.get(series.actor, 0.0), *series.km2)
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
