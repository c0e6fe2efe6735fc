"""What a worksheet is made of, and what its questions ask of a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely

from geo.dates import iso_text, read_date
from layers.content import Bounds, Series, Summary, Timeline
from layers.language import Language, date_label
from layers.pictures import (
    GREYS,
    LINEAR,
    Canvas,
    Chart,
    Look,
    MapPanel,
    Maps,
    grey_looks,
    make_maps,
)

WIDE_MM, MAP_MM, SMALL_MM = 170.0, 150.0, 54.0  # of drawings on paper
IN_CHART, ON_MAP = 3, GREYS  # series, at most: no more looks stay apart on paper
CHART_MM = 86.0  # high
LINES = 8  # across the chart, at most; between two of them are FINE steps
FINE = 5
LETTERS = 12  # pixels
TOWNS = 12  # named on a map
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
class ChartFigure:
    """A chart as SVG, and what can be read off it."""

    svg: str
    step_km2: float  # from one numbered line to the next
    fine_km2: float  # from one line to the next
    km2_per_mm: float  # of height, on paper


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
    def maps(self) -> Maps:
        return make_maps(self.summary, grey_looks(self.times.pairs))

    @property
    def view(self) -> Bounds:
        """The part of the plane that all maps of a worksheet show, in metres."""
        return self.maps.fit_view(self.maps.aspect(1.0, 2.5))

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
        """The main series on a date, in metres on the plane of the maps."""
        pair = self.main.actor, self.main.status
        territory = self.maps.territory(index, 0.0)
        ground: shapely.Geometry = territory.get(pair, shapely.Polygon())
        return ground

    def chart(self, alt: str) -> ChartFigure:
        """The area of the first series, under lines from which figures can be read off."""
        canvas = self._canvas(WIDE_MM, CHART_MM)
        chart = Chart(
            canvas,
            self.summary,
            (0, 0, canvas.width - 2, canvas.height),
            LETTERS,
            LINEAR,
            ticks=LINES,
            fine=FINE,
            series=self.times.series[:IN_CHART],
            looks=self.maps.looks,
        )
        pixels_per_km2 = (chart.floor - chart.top) / chart.axis.high
        return ChartFigure(
            canvas.inline_svg("chart", alt),
            step_km2=chart.axis.ticks[1],
            fine_km2=chart.axis.ticks[1] / FINE,
            km2_per_mm=PIXELS_PER_MM / pixels_per_km2,
        )

    def map(self, index: int, alt: str, *, grid_km: float | None = None) -> str:
        """The map of a date as SVG, all of one view; without a grid it is to be printed small."""
        width_mm = SMALL_MM if grid_km is None else MAP_MM
        west, south, east, north = self.view
        canvas = self._canvas(width_mm, width_mm * (north - south) / (east - west))
        box = (0, 0, canvas.width, canvas.height)
        panel = MapPanel(canvas, self.maps, box, 0.75, self.view)
        panel.draw_basemap()
        panel.draw_territory(index)
        panel.draw_frame(self.view)
        if grid_km is None:
            return canvas.inline_svg(f"map{index}", alt)
        panel.draw_grid(grid_km)
        panel.draw_names(LETTERS, most=TOWNS)
        return canvas.inline_svg(f"grid{index}", alt)

    def _canvas(self, width_mm: float, height_mm: float) -> Canvas:
        return Canvas(
            round(width_mm * PIXELS_PER_MM),
            round(height_mm * PIXELS_PER_MM),
            paper=None,
            right=self.summary.right,
            selectable=True,
        )

    def legend(self, key: str, most: int) -> list[tuple[str, str]]:
        """A swatch, as SVG, and a name for each of the `most` first series."""
        return [
            (
                _swatch(self.maps.looks[one.actor, one.status], f"{key}{place}"),
                self.name(one),
            )
            for place, one in enumerate(self.times.series[:most])
        ]


def _swatch(look: Look, key: str) -> str:
    canvas = Canvas(24, 15, paper=None)
    canvas.draw_swatch(0.5, 13.6, 17, look)
    return canvas.inline_svg(key, "")
