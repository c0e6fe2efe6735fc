"""Dates for the slider and one series of figures per actor and status."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

import geo.measure
import geo.table
from geo.table import ACTOR, DATE, DATE_TEXT, STATUS, UNNAMED
from layers.content.style import firmest_first
from layers.language import Language, date_label, language, size_label

SECONDS_PER_DAY = 86_400
DECIMALS = 7  # of a square kilometre, as in the tables that the commands write


@dataclass(frozen=True)
class Series:
    """Area of one actor's ground of one status on every date."""

    actor: str
    status: str
    km2: tuple[float, ...]
    sizes: tuple[str, ...]  # "about the size of Wales"; empty where nothing compares


@dataclass(frozen=True)
class Timeline:
    """The dates of a table, and what was held on each."""

    dates: tuple[np.datetime64, ...]
    days: tuple[float, ...]  # since 1970-01-01, proleptic Gregorian
    texts: tuple[str, ...]  # as the source wrote it: 2024-07-08, -0322
    labels: tuple[str, ...]  # for people, in their language: 8 July 2024, 323 BCE
    series: tuple[
        Series, ...
    ]  # by actor, the largest first; within one, the firmest first
    words: Language

    @property
    def actors(self) -> list[str]:
        return list(dict.fromkeys(one.actor for one in self.series))

    @property
    def statuses(self) -> list[str]:
        return firmest_first({one.status for one in self.series})

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(one.actor, one.status) for one in self.series]


def timeline(table: gpd.GeoDataFrame, words: Language | None = None) -> Timeline:
    """Dates, areas and comparisons of `table`, measured on the polygons as they are.

    Told in the language of `words`, without which in English.
    """
    words = words or language()
    moments = geo.table.timeline(table)
    dates = list(moments[DATE].to_numpy().astype("datetime64[s]"))
    days = [_short(int(date.astype(np.int64)) / SECONDS_PER_DAY) for date in dates]
    texts = [str(text) for text in moments[DATE_TEXT]]
    return Timeline(
        dates=tuple(dates),
        days=tuple(days),
        texts=tuple(texts),
        labels=tuple(date_label(text, words) for text in texts),
        series=tuple(_ranked(_series(geo.measure.areas(table), dates, words))),
        words=words,
    )


def _series(
    areas: pd.DataFrame, dates: Sequence[np.datetime64], words: Language
) -> list[Series]:
    found = []
    for (actor, status), rows in areas.groupby([ACTOR, STATUS], sort=True):
        rows = rows.sort_values(DATE)
        if len(rows) != len(dates):
            raise ValueError(
                f"{actor}, {status}: {len(rows)} areas for {len(dates)} dates"
            )
        exact = rows["area_km2"].to_numpy()
        km2 = tuple(_short(round(float(area), DECIMALS)) for area in exact)
        sizes = tuple(size_label(area, words) for area in km2)
        found.append(Series(str(actor), str(status), km2, sizes))
    return found


def _ranked(series: list[Series]) -> list[Series]:
    """Largest actor first, so that the page opens on it; ground without a name last."""
    peak: dict[str, float] = {}
    for one in series:
        peak[one.actor] = max(peak.get(one.actor, 0.0), *one.km2)
    rank = {
        status: place
        for place, status in enumerate(firmest_first(s.status for s in series))
    }
    return sorted(
        series,
        key=lambda one: (
            one.actor == UNNAMED,
            -peak[one.actor],
            one.actor,
            rank[one.status],
        ),
    )


def _short(number: float) -> float:
    """An integer where nothing is lost: fewer bytes in the page."""
    return int(number) if number == int(number) else number
