"""The maps of a poster: a territory at its height, what was left from near, and the end.

All maps but those from near are of one scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from layers.content import Summary
from layers.pictures.canvas import LINE_HEIGHT, Canvas
from layers.pictures.chart import changed_little
from layers.pictures.legend import (
    Row,
    changed_areas,
    front_rows,
    ghost_rows,
    held_series,
    territory_rows,
)
from layers.pictures.looks import GAINED_LOOK, LOST_LOOK, Look
from layers.pictures.map import Box, MapPanel
from layers.pictures.map_shapes import Maps
from layers.pictures.pocket import draw_leader, draw_near, mark_view, pocket_view

_HIGHER = 1.2  # than both ends of a series: a peak that has a map of its own
_GAP = 22  # pixels between maps
_DATE, _LARGE, _MEDIUM, _SMALL = 30, 43, 31, 23  # pixels of letters; many see a quarter
_SWATCH = 0.75  # of the size of the letters beside it
_SCALE = 1.7  # pixels to one of the page
_FLATTEST = 1.9  # width over height of a map of the world


@dataclass(frozen=True)
class Part:
    """One map of a poster: a date, from near or not, with what changed `since` another date."""

    index: int
    near: bool = False
    since: int | None = None


def choose_parts(maps: Maps) -> list[Part]:
    """The maps that show the course of the only actor, in order; none where one map is enough.

    Of a fall they are the peak, the date that the page opens on or the last one with territory,
    and the last; of a front, all of it and the part in which most changed; else the first date,
    the peak, if it stands out, and the last. What is a point on the whole map is shown from near.
    """
    summary = maps.summary
    if summary.several or summary.last == 0:
        return []
    if changed_little(summary):
        return [Part(summary.last), Part(summary.last, near=True, since=0)]
    dates = _fall(summary) if summary.fallen else _course(summary)
    parts = [
        Part(index, near=pocket_view(maps, index, 1.0) is not None) for index in dates
    ]
    # What is seen from near needs a map of all of it beside it.
    return parts if len(parts) > 1 and not parts[0].near else []


def _fall(summary: Summary) -> list[int]:
    peak, last = summary.peak, summary.last
    held = [index for index in range(peak + 1, last) if held_series(summary, index)]
    between = [summary.opening] if summary.opening in held else []
    if not between and not held_series(summary, last):
        between = held[-1:]
    return [peak, *between, last]


def _course(summary: Summary) -> list[int]:
    km2, peak, last = summary.leading.km2, summary.peak, summary.last
    stands_out = km2[peak] > _HIGHER * max(km2[0], km2[last])
    dates = [0, *([peak] if stands_out else []), last]
    return [index for index in dict.fromkeys(dates) if held_series(summary, index)]


def poster_rows(maps: Maps, parts: Sequence[Part]) -> list[Row]:
    """The legend of the maps."""
    summary = maps.summary
    for part in parts:
        if part.since is not None:
            return front_rows(summary, part.since)
    rows = territory_rows(summary, estimate=False)
    return [
        *rows,
        *(ghost_rows(summary) if any(_has_ghost(maps, one) for one in parts) else []),
    ]


def draw_parts(canvas: Canvas, maps: Maps, parts: Sequence[Part], box: Box) -> None:
    """The maps side by side in a part of a canvas, each below its date and its figures."""
    left, top, right, bottom = box
    width = (right - left - _GAP * (len(parts) - 1)) / len(parts)
    figures = [_figures(maps, part) for part in parts]
    head = top + (_DATE + _LARGE + (max(map(len, figures)) - 1) * _MEDIUM) * LINE_HEIGHT
    if maps.projection.world:
        bottom = min(bottom, head + width / _FLATTEST)
    panels = []
    for place, part in enumerate(parts):
        at = len(parts) - 1 - place if canvas.right else place
        x = left + at * (width + _GAP)
        label = maps.summary.times.labels[part.index]
        if part.since is not None:
            label = maps.summary.span
        _write_head(canvas, label, figures[place], (x, top), width)
        panels.append(_draw_map(canvas, maps, part, (x, head, x + width, bottom)))
    _draw_marks(canvas, parts, panels)
    for place, (part, panel) in enumerate(zip(parts, panels, strict=True)):
        if not part.near:
            panel.draw_scale_bar(_SMALL)
            panel.draw_names(_SMALL, most=2 if place else 3)


def _figures(maps: Maps, part: Part) -> list[tuple[Look | None, str]]:
    """The areas of a map, each with its look."""
    summary = maps.summary
    if part.since is not None:
        if changed := changed_areas(summary, part.since, part.index):
            areas = (summary.area(km2) for km2 in changed)
            return list(zip((GAINED_LOOK, LOST_LOOK), areas, strict=True))
    held = held_series(summary, part.index)
    shown = held or [one for one in summary.times.uncounted if one.km2[part.index] > 0]
    rows: list[tuple[Look | None, str]] = [
        (maps.looks[series.actor, series.status], summary.area(series.km2[part.index]))
        for series in shown
    ]
    return rows if held else [(None, summary.area(0)), *rows]


def _write_head(
    canvas: Canvas,
    label: str,
    figures: Sequence[tuple[Look | None, str]],
    corner: tuple[float, float],
    width: float,
) -> None:
    x, y = corner
    counted = figures[0][0] is not None
    size = canvas.fit_size(label, _DATE, width, bold=True)
    canvas.draw_line(x, y + _DATE, label, size, width, bold=True)
    y += _DATE * LINE_HEIGHT
    for place, (look, text) in enumerate(figures):
        letters = _MEDIUM if place else _LARGE
        swatch = letters * _SWATCH
        indent = swatch * 1.75 if look else 0.0
        if look:
            left = x + width - swatch * 1.35 if canvas.right else x
            canvas.draw_swatch(left, y + letters, swatch, look)
        start = x if canvas.right else x + indent
        size = canvas.fit_size(text, letters, width - indent, bold=True)
        bold = place == 0 or counted
        canvas.draw_line(start, y + letters, text, size, width - indent, bold=bold)
        y += letters * LINE_HEIGHT


def _draw_map(canvas: Canvas, maps: Maps, part: Part, box: Box) -> MapPanel:
    aspect = (box[2] - box[0]) / (box[3] - box[1])
    if part.near:
        view = (
            pocket_view(maps, part.index, aspect)
            if part.since is None
            else maps.busiest_part(part.since, part.index, aspect)
        )
        assert view is not None
        return draw_near(
            *(canvas, maps, box, _SCALE, view, part.index, _SMALL),
            since=part.since,
            heading=1.8 * _SMALL,
        )
    panel = MapPanel(canvas, maps, box, _SCALE)
    panel.draw_basemap()
    if _has_ghost(maps, part):
        panel.draw_ghost(maps.summary.peak)
    panel.draw_territory(part.index)
    return panel


def _has_ghost(maps: Maps, part: Part) -> bool:
    return part.since is None and part.index > maps.summary.peak and maps.summary.fallen


def _draw_marks(
    canvas: Canvas, parts: Sequence[Part], panels: Sequence[MapPanel]
) -> None:
    """Where on the first map those from near lie, and lines from there to the one beside it."""
    whole = panels[0]
    for place, (part, panel) in enumerate(zip(parts, panels, strict=True)):
        if not part.near:
            continue
        mark = mark_view(whole, panel.view)
        _write_enlargement(canvas, whole, panel)
        if place != 1:
            continue
        near, far = (panel.box[2], mark[0]) if canvas.right else (panel.box[0], mark[2])
        for side in (1, 3):
            draw_leader(whole, (far, mark[side]), (near, panel.box[side]))


def _write_enlargement(canvas: Canvas, whole: MapPanel, near: MapPanel) -> None:
    """How many times longer all is on a map from near."""
    times = float(f"{whole.metres_per_pixel / near.metres_per_pixel:.2g}")
    words = near.maps.summary.language
    text = words.plural("enlarged {n} time", "enlarged {n} times", round(times))
    left, top, right, _ = near.box
    x, align = (
        (right - _SMALL * 0.5, "right")
        if canvas.right
        else (left + _SMALL * 0.5, "left")
    )
    y = top + _SMALL * 1.3
    canvas.draw_text(x, y, text, _SMALL, bold=True, align=align, halo=_SMALL * 0.2)
