"""One frame of a film: map, figures, caption and chart, read on a telephone."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist

from layers.content import Bounds
from layers.pictures.canvas import LINE_HEIGHT, Canvas, Frozen
from layers.pictures.chart import Chart, axis_kinds, changed_little
from layers.pictures.film_files import SIZE, Pixels
from layers.pictures.legend import (
    Row,
    front_rows,
    ghost_rows,
    headline,
    moved_since_first,
    series_name,
    territory_rows,
)
from layers.pictures.looks import QUIET
from layers.pictures.map import Box, MapPanel
from layers.pictures.map_shapes import Maps
from layers.pictures.pocket import (
    draw_leader,
    draw_locator,
    draw_near,
    free_corner,
    pocket_view,
)

# Pixels of letters; on a telephone a film is 360 wide, and has two sevenths of them.
_TITLE, _DATE, _CAPTION, _LARGE, _MEDIUM, _SMALL, _NOTE, _SOURCE = (
    30,
    42,
    36,
    46,
    34,
    25,
    22,
    18,
)
_EDGE, _SPLIT, _TOP, _FLOOR = 30, 722, 62, 528
_SCALE = 1.5  # pixels to one of the page
_INSET = (250, 200)


class FilmFrame:
    """The frame of a film: what stays is drawn once, what moves on each of `dates`.

    Where the territory hardly changes, the part in which most of it does is the map, and all of it
    in a corner; else what is left is shown from near there, once it is a point on the map.
    """

    def __init__(self, maps: Maps, dates: Sequence[int]) -> None:
        self.maps, self.summary = maps, maps.summary
        self.close = changed_little(maps.summary)
        self.canvas = Canvas(*SIZE, right=maps.summary.right, made=maps.summary.made)
        self.view: Bounds | None = None  # of the pocket shown last
        self.insets: dict[tuple[int, Bounds], Pixels] = {}
        canvas, right = self.canvas, SIZE[0] - _EDGE
        canvas.draw_paragraph(
            _EDGE, 10, self.summary.title, _TITLE, right - _EDGE, bold=True, most=1
        )
        self.panel = self._map()
        near = self.close or any(pocket_view(maps, index, 1.0) for index in dates)
        self.corner = self._corner() if near else None
        self.inset = self._whole() if self.corner and self.close else None
        self.panel.draw_scale_bar(_SMALL)
        self.panel.draw_names(_SMALL * 0.9, most=7)
        self.left, self.width = _SPLIT + 26, right - _SPLIT - 26
        self.below = self._legend(_TOP + _DATE + 14)
        box = (_EDGE, _FLOOR + 8, right, SIZE[1] - 34)
        kind = axis_kinds(self.summary)[0]
        self.chart = Chart(canvas, self.summary, box, 20, kind, ticks=3)
        source = self.summary.source_line
        canvas.draw_line(_EDGE, SIZE[1] - 11, source, _SOURCE, right - _EDGE, ink=QUIET)
        self.frozen: Frozen = canvas.freeze(self.panel.above)

    def draw(self, index: int, caption: str) -> Pixels:
        """The picture of a date."""
        moving = self._move(index)
        moving += [*self.chart.draw_cursor(index), *self._write(index, caption)]
        inset = self._inset(index, moving)
        pixels = self.frozen.compose(moving)
        if inset is not None and self.corner:
            left, top = self.corner
            pixels[top : top + inset.shape[0], left : left + inset.shape[1]] = inset
        for artist in moving:
            artist.remove()
        return pixels

    # -- the map

    def _map(self) -> MapPanel:
        box = (0, _TOP, _SPLIT, _FLOOR)
        view = None
        if self.close:
            aspect = _SPLIT / (_FLOOR - _TOP)
            view = self.maps.busiest_part(0, self.summary.last, aspect)
        panel = MapPanel(self.canvas, self.maps, box, _SCALE, view)
        panel.draw_basemap()
        if not self.summary.several and not self.close:
            panel.draw_ghost(self.summary.peak)
        return panel

    def _move(self, index: int) -> list[Artist]:
        if self.close:
            return self.panel.draw_changes(0, index)
        return self.panel.draw_territory(index)

    def _corner(self) -> tuple[int, int]:
        dates, size = (
            self.summary.peak,
            self.summary.last,
        ), self.panel.metres_per_pixel
        land = (
            self.maps.changed(0, self.summary.last, size)
            if self.close
            else self.maps.land(dates, size)
        )
        left, top = free_corner(self.panel, _INSET, land)
        return round(left), round(top)

    # -- its corner

    def _whole(self) -> Pixels:
        """All of the territory, with a frame where the map lies."""
        canvas = Canvas(*_INSET)
        view, last = self.panel.view, self.summary.last
        draw_locator(canvas, self.maps, (0, 0, *_INSET), _SCALE, view, last)
        return _pixels(canvas)

    def _inset(self, index: int, moving: list[Artist]) -> Pixels | None:
        """The corner on a date; a line to it from the ring is added to what is `moving`."""
        if self.inset is not None or self.corner is None:
            return self.inset
        aspect = _INSET[0] / _INSET[1]
        self.view = pocket_view(self.maps, index, aspect, self.view)
        if self.view is None:
            return None
        key = index, self.view
        if key not in self.insets:
            canvas = Canvas(*_INSET, right=self.summary.right)
            near: Box = (0, 0, *_INSET)
            draw_near(canvas, self.maps, near, _SCALE, self.view, index, _SMALL * 0.9)
            self.insets = {key: _pixels(canvas)}
        left, top = self.corner
        box = (left, top, left + _INSET[0], top + _INSET[1])
        moving += draw_leader(self.panel, *self.panel.leader(self.view, box))
        return self.insets[key]

    # -- the column beside it

    def _legend(self, y: float) -> float:
        """What the figures count, each below its own, and the rest; returns where that ends."""
        canvas, summary = self.canvas, self.summary
        if summary.several:
            y += 2 * _MEDIUM * LINE_HEIGHT
            return self._rows(territory_rows(summary), y, _FLOOR)
        # Where it would not fit beside one name, none says that it is an estimate.
        estimate = all(
            canvas.text_width(series_name(summary, series), _SMALL) <= self.width
            for series in summary.times.series
        )
        for place, series in enumerate(summary.times.series):
            y += (_MEDIUM if place else _LARGE) * LINE_HEIGHT
            name = series_name(summary, series, estimate)
            canvas.draw_line(self.left, y + _SMALL, name, _SMALL, self.width, ink=QUIET)
            y += _SMALL * LINE_HEIGHT + 6
        if self.close:
            rows = front_rows(summary, 0, whole=False)
        else:
            drawn = territory_rows(summary, estimate=estimate)[
                len(summary.times.series) :
            ]
            rows = [*drawn, *ghost_rows(summary)]
        return self._rows(rows, y + 4, _TOP + 330)

    def _rows(self, rows: list[Row], y: float, floor: float) -> float:
        for look, text in rows:
            if y + _SMALL > floor:
                break
            size = self.canvas.fit_size(text, _SMALL, self.width - 1.75 * _SMALL)
            self.canvas.draw_legend_row(
                self.left, y + _SMALL, text, size, self.width, look
            )
            y += _SMALL * LINE_HEIGHT + 2
        return y

    def _write(self, index: int, caption: str) -> list[Artist]:
        """Date, figures and caption."""
        canvas, left, width = self.canvas, self.left, self.width
        label = self.summary.times.labels[index]
        size = canvas.fit_size(label, _DATE, width, bold=True)
        y: float = _TOP + _DATE
        drawn = [canvas.draw_line(left, y - 4, label, size, width, bold=True)]
        drawn += self._figures(index, y + 14)
        y = self.below + 10
        if self.close and index and not caption:
            first = self.summary.times.labels[0]
            caption = moved_since_first(self.summary, index)
            caption = caption.replace(first, first.replace(" ", "\u00a0"))
        for line in canvas.wrap_text(caption, _CAPTION, width, bold=True, most=3):
            if line:
                drawn.append(
                    canvas.draw_line(
                        left, y + _CAPTION, line, _CAPTION, width, bold=True
                    )
                )
            y += _CAPTION * LINE_HEIGHT
        note, size = self.summary.omitted(index), _NOTE
        lines = canvas.wrap_text(note, size, width)
        if len(lines) > 2:
            size = _SOURCE
            lines = canvas.wrap_text(note, size, width)
        for line in filter(None, lines):
            y += size * LINE_HEIGHT
            drawn.append(canvas.draw_line(left, y, line, size, width, ink=QUIET))
        return drawn

    def _figures(self, index: int, y: float) -> list[Artist]:
        canvas, summary = self.canvas, self.summary
        if summary.several:
            text = headline(summary, index)
            lines = canvas.wrap_text(text, _MEDIUM, self.width, most=2)
            return [
                canvas.draw_line(
                    self.left,
                    y + (place + 0.8) * _MEDIUM * LINE_HEIGHT,
                    line,
                    _MEDIUM,
                    self.width,
                )
                for place, line in enumerate(lines)
            ]
        drawn: list[Artist] = []
        for place, series in enumerate(summary.times.series):
            size = _MEDIUM if place else _LARGE
            look = self.maps.looks[series.actor, series.status]
            swatch = size * 0.75
            x = self.left + (self.width - swatch * 1.35 if canvas.right else 0.0)
            drawn.append(canvas.draw_swatch(x, y + size, swatch, look))
            start = self.left + (0.0 if canvas.right else swatch * 1.75)
            text, width = summary.area(series.km2[index]), self.width - swatch * 1.75
            drawn.append(
                canvas.draw_line(start, y + size, text, size, width, bold=True)
            )
            y += size * LINE_HEIGHT + _SMALL * LINE_HEIGHT + 6
        return drawn


def _pixels(canvas: Canvas) -> Pixels:
    canvas.agg.draw()
    return np.asarray(canvas.agg.buffer_rgba())[:, :, :3].copy()
