"""What a worksheet is made of, and what its questions ask of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely

import geo.measure
from geo.dates import iso_text, read_date
from geo.table import ACTOR, STATUS
from layers.content import Series, Summary, Timeline
from layers.language import Language, date_label
from layers.pictures import (
    Graph,
    Look,
    Pair,
    View,
    defs,
    graph,
    in_grey,
    paint,
    svg,
    view,
)

WIDE_MM, MAP_MM, SMALL_MM = 170.0, 150.0, 54.0  # of drawings on paper
IN_CHART, ON_MAP = 3, 5  # series, at most: there are no more patterns that stay apart
CHART_MM = 86.0  # high
PIXELS_PER_MM = 3.8


@dataclass(frozen=True)
class Question:
    """A question, what a right answer says, and how many lines to write on."""

    text: str
    answer: str
    lines: int = 1


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG, read out as `alt`; those that are `small` stand in a row."""

    svg: str
    alt: str
    caption: str = ""
    width_mm: float = WIDE_MM
    legend: Sequence[tuple[str, str]] = ()  # a swatch, as SVG, and what it stands for

    @property
    def small(self) -> bool:
        return self.width_mm == SMALL_MM


@dataclass(frozen=True)
class Part:
    """A part of a worksheet: what to know, what to look at, and what to answer."""

    title: str
    lead: Sequence[str]
    questions: Sequence[Question]
    figures: Sequence[Figure] = ()
    head: Sequence[str] = ()  # of a table
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[float] = ()  # of its columns, to each other


@dataclass(frozen=True)
class Facts:
    """What the questions ask of a summary."""

    summary: Summary

    @property
    def table(self) -> gpd.GeoDataFrame:
        return self.summary.table

    @property
    def times(self) -> Timeline:
        return self.summary.times

    @property
    def words(self) -> Language:
        return self.summary.words

    @property
    def main(self) -> Series:
        """The firmest ground of the largest actor: what the questions are about."""
        return self.summary.leading

    @property
    def wide(self) -> Series | None:
        """The same actor's ground by the definition that gives most, if there is another."""
        mine = [one for one in self.times.series if one.actor == self.main.actor]
        return max(mine[1:], key=lambda one: max(one.km2), default=None)

    @property
    def peak(self) -> int:
        return self.summary.peak

    @property
    def last(self) -> int:
        return self.summary.last

    def fallen(self, share: float) -> int | None:
        """The first date after the peak with less than `share` of it."""
        most = self.main.km2[self.peak]
        later = range(self.peak, self.last + 1)
        return next((one for one in later if self.main.km2[one] < share * most), None)

    @property
    def remnant(self) -> int:
        """The last date on which anything was held."""
        return max(one for one, km2 in enumerate(self.main.km2) if km2 > 0)

    @property
    def telling(self) -> list[int]:
        """Dates that tell the story: the peak, a third of it left, and the last of the ground."""
        third = self.fallen(1 / 3)
        return sorted({self.peak, self.peak if third is None else third, self.remnant})

    @cached_property
    def looks(self) -> dict[Pair, Look]:
        return in_grey(self.times.pairs)

    @cached_property
    def view(self) -> View:
        return self._view(MAP_MM)

    @cached_property
    def small_view(self) -> View:
        return self._view(SMALL_MM)

    def actor(self, one: Series) -> str:
        return self.summary.actor_name(one.actor)

    def name(self, one: Series) -> str:
        """What a series is called beside the others of this table."""
        status = self.summary.statuses[one.status].name
        if len(self.times.actors) == 1:
            return status
        mine = [other for other in self.times.series if other.actor == one.actor]
        return (
            self.actor(one)
            if len(mine) == 1
            else self.words.phrase(", ").join((self.actor(one), status))
        )

    def area(self, km2: float) -> str:
        return self.words.area(km2, self.summary.significant)

    def percent(self, share: float) -> str:
        """Per cent of a share, of little with a place more: "38 %", "0.5 %"."""
        number = self.words.number(100 * share, most=0 if share >= 0.095 else 1)
        if 0 < share < 0.0005:
            number = self.words.number(float(f"{100 * share:.1g}"))
        return self.words.phrase("{n} %", n=number)

    def date(self, index: int) -> str:
        return self.times.labels[index]

    def day(self, claim: Mapping[str, Any]) -> str:
        """The date of a published statement, as exactly as it is known."""
        text, exact = str(claim["date"]), claim.get("date_precision")
        if exact in ("month", "year"):
            text = min(text, iso_text(read_date(text), str(exact)), key=len)
        return date_label(text, self.words)

    def said(self, text: object) -> str:
        """Words of the data as they are, with a direction of their own (UAX 9)."""
        return f"\u2068{text}\u2069" if self.words.direction == "rtl" else str(text)

    def ground(self, index: int) -> shapely.Geometry:
        """The main series on a date."""
        rows = self.table[
            (self.table[ACTOR] == self.main.actor)
            & (self.table[STATUS] == self.main.status)
        ]
        found = geo.measure.territory_on(rows, self.times.dates[index])
        return found.geometry.iloc[0] if len(found) else shapely.Polygon()

    def chart(self, alt: str) -> Graph:
        return graph(
            self.times,
            range(min(IN_CHART, len(self.times.series))),
            self.looks,
            self.words,
            width=WIDE_MM * PIXELS_PER_MM,
            height=CHART_MM * PIXELS_PER_MM,
            width_mm=WIDE_MM,
            alt=alt,
            key="chart",
        )

    def map(self, index: int, alt: str, *, grid_km: float | None = None) -> str:
        """The map of a date, all of one view; without a grid it is to be printed small."""
        return svg(
            self.table,
            self.times.dates[index],
            self.small_view if grid_km is None else self.view,
            self.looks,
            alt=alt,
            key=f"map{index}" if grid_km is None else f"grid{index}",
            grid_km=grid_km,
            towns=grid_km is not None,
            size=12,
        )

    def legend(self, key: str, most: int) -> list[tuple[str, str]]:
        """A swatch, as SVG, and a name for each of the `most` first series."""
        return [
            (
                _swatch(self.looks[one.actor, one.status], f"{key}{place}"),
                self.name(one),
            )
            for place, one in enumerate(self.times.series[:most])
        ]

    def _view(self, width_mm: float) -> View:
        west, south, east, north = map(float, self.table.total_bounds)
        return view((west, south, east, north), width_mm * PIXELS_PER_MM)


def _swatch(look: Look, key: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 14" width="26" height="14"'
        f' aria-hidden="true"><defs>{defs({look}, key)}</defs><path d="M.5 .5h25v13h-25Z"'
        f' fill="{paint(look, key)}" stroke="#111"/></svg>'
    )
