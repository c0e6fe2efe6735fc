"""Parts of a worksheet, and the facts, charts and maps that its questions use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import shapely

from layers.content import Bounds, Series, Summary, Timeline, claim_date
from layers.language import DATA, Language
from layers.pictures import (
    GREYS,
    LINEAR,
    Canvas,
    Chart,
    Look,
    MapPanel,
    Maps,
    ghost_rows,
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
    """A question, its answer, and the number of lines to write on."""

    text: str
    answer: str
    lines: int = 1


@dataclass(frozen=True)
class Figure:
    """A drawing as SVG with its text alternative; small ones stand in a row."""

    svg: str
    alt: str
    caption: str = ""
    width_mm: float = WIDE_MM
    legend: Sequence[tuple[str, str]] = ()  # swatches, as SVG, with labels

    @property
    def small(self) -> bool:
        return self.width_mm == SMALL_MM


@dataclass(frozen=True)
class ChartFigure:
    """A chart as SVG, and its scale."""

    svg: str
    step_km2: float  # from one numbered line to the next
    fine_km2: float  # from one line to the next
    km2_per_mm: float  # of height, on paper


@dataclass(frozen=True)
class Part:
    """A part of a worksheet: introduction, figures or a table, and questions."""

    title: str
    lead: Sequence[str]
    questions: Sequence[Question]
    figures: Sequence[Figure] = ()
    head: Sequence[str] = ()  # of a table
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[float] = ()  # of its columns, to each other


@dataclass(frozen=True)
class Facts:
    """Facts of a summary that the questions are about."""

    summary: Summary

    @property
    def table(self) -> gpd.GeoDataFrame:
        return self.summary.table

    @property
    def times(self) -> Timeline:
        return self.summary.times

    @property
    def language(self) -> Language:
        return self.summary.language

    @property
    def main(self) -> Series:
        """The leading series: the questions are about it."""
        return self.summary.leading

    @property
    def wide(self) -> Series | None:
        """The series of the same actor with the largest area among its other statuses."""
        same_actor = self.series_of(self.main.actor)
        return max(same_actor[1:], key=lambda series: max(series.km2), default=None)

    @property
    def peak(self) -> int:
        return self.summary.peak

    @property
    def last(self) -> int:
        return self.summary.last

    def first_below(self, share: float) -> int | None:
        """Position of the first date after the peak with less than `share` of its area.

        Only of dates with an entry of its actor on which the area is counted as at the peak.
        """
        most = self.main.km2[self.peak]
        later = range(
            self.peak, self.summary.breaks.counted_alike(self.main, self.peak).stop
        )
        below = (i for i in later if self.main.km2[i] < share * most)
        first = next(below, None)
        return None if first is None or self.no_entry(first) else first

    def no_entry(self, index: int) -> str:
        """ "no entry under this name after 1900", of the main series on a date after that."""
        return self.times.no_entry(self.main.actor, index)

    @property
    def last_held(self) -> int:
        """Position of the last date on which the main series has an area."""
        return max(i for i, km2 in enumerate(self.main.km2) if km2 > 0)

    @property
    def key_dates(self) -> list[int]:
        """Positions of the peak, of the first date below a third of it, and of the last area."""
        third = self.first_below(1 / 3)
        dates = {self.peak, self.last_held, self.peak if third is None else third}
        return sorted(dates)

    @cached_property
    def maps(self) -> Maps:
        return make_maps(
            self.summary, grey_looks(self.times.pairs, self.times.uncounted_statuses)
        )

    @property
    def view(self) -> Bounds:
        """The part of the plane that all maps of a worksheet show, in metres."""
        return self.maps.fit_view(self.maps.aspect(1.0, 2.5))

    def series_of(self, actor: str) -> list[Series]:
        """The series of an actor, in the order of the summary."""
        return [series for series in self.times.series if series.actor == actor]

    def actor(self, series: Series) -> str:
        return self.summary.actor_name(series.actor)

    def name(self, series: Series) -> str:
        """Label of a series that distinguishes it from the others of the table."""
        status = self.summary.statuses[series.status].name
        if len(self.times.actors) == 1:
            return status
        if len(self.series_of(series.actor)) == 1:
            return self.actor(series)
        return self.language.phrase(", ").join((self.actor(series), status))

    def area(self, km2: float) -> str:
        return self.language.area(km2, self.summary.significant)

    def percent(self, share: float) -> str:
        """A share in per cent; small ones have one decimal place: "38 %", "0.5 %"."""
        number = self.language.number(100 * share, most=0 if share >= 0.095 else 1)
        if 0 < share < 0.0005:
            number = self.language.number(float(f"{100 * share:.1g}"))
        return self.language.phrase("{n} %", n=number)

    def date(self, index: int) -> str:
        return self.times.labels[index]

    def claim_date(self, claim: Mapping[str, Any]) -> str:
        """Label of the date of a published statement, with the precision of its source."""
        return claim_date(claim, self.language)

    def text(self, given: object) -> str:
        """A text of the data, in the language of the worksheet if it came with it."""
        return self.language.phrase(str(given or ""), DATA)

    def isolate(self, text: object) -> str:
        """Text of the data, with a direction of its own in a line from right to left (UAX 9)."""
        return f"\u2068{text}\u2069" if self.language.direction == "rtl" else str(text)

    def territory(self, index: int) -> shapely.Geometry:
        """Territory of the main series on a date, in metres on the plane of the maps."""
        pair = self.main.actor, self.main.status
        by_pair = self.maps.territory(index, 0.0)
        geometry: shapely.Geometry = by_pair.get(pair, shapely.Polygon())
        return geometry

    def chart(self, alt: str) -> ChartFigure:
        """Chart of the first series, with lines to read areas off."""
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
        """Map of a date as SVG, always of the same view; without a grid it is a small one.

        Small maps of one actor have the largest extent in pale grey below later dates.
        """
        width_mm = SMALL_MM if grid_km is None else MAP_MM
        west, south, east, north = self.view
        canvas = self._canvas(width_mm, width_mm * (north - south) / (east - west))
        box = (0, 0, canvas.width, canvas.height)
        panel = MapPanel(canvas, self.maps, box, 0.75, self.view)
        panel.draw_basemap()
        if grid_km is None and self.has_ghost(index):
            panel.draw_ghost(self.peak)
        panel.draw_territory(index)
        panel.draw_border()
        if grid_km is None:
            return canvas.inline_svg(f"map{index}", alt)
        panel.draw_grid(grid_km)
        panel.draw_names(LETTERS, most=TOWNS)
        return canvas.inline_svg(f"grid{index}", alt)

    def has_ghost(self, index: int) -> bool:
        """True of a date below whose territory a small map shows the largest extent."""
        return index != self.peak and not self.summary.several

    def ghost_legend(self) -> list[tuple[str, str]]:
        """Swatch, as SVG, and name of the largest extent below other dates."""
        return [
            (_swatch(look, "ghost"), name) for look, name in ghost_rows(self.summary)
        ]

    def _canvas(self, width_mm: float, height_mm: float) -> Canvas:
        return Canvas(
            round(width_mm * PIXELS_PER_MM),
            round(height_mm * PIXELS_PER_MM),
            paper=None,
            right=self.summary.right,
            selectable=True,
        )

    def legend(
        self, key: str, most: int, index: int | None = None
    ) -> list[tuple[str, str]]:
        """Swatches, as SVG, and names of the first `most` series.

        For the map of a date, given by its position, with what is drawn on it and not counted.
        """
        rows = [(series, self.name(series)) for series in self.times.series[:most]]
        if index is not None:
            drawn = {one.status: one for one in self.times.uncounted if one.km2[index]}
            statuses = self.summary.statuses
            rows += [(drawn[name], statuses[name].name) for name in sorted(drawn)]
        return [
            (
                _swatch(
                    self.maps.looks[series.actor, series.status], f"{key}{position}"
                ),
                name,
            )
            for position, (series, name) in enumerate(rows)
        ]


def _swatch(look: Look, key: str) -> str:
    canvas = Canvas(24, 15, paper=None)
    canvas.draw_swatch(0.5, 13.6, 17, look)
    return canvas.inline_svg(key, "")
