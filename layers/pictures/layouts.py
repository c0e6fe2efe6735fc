"""Pictures for print, slides and notebooks; the letters of slides are read from the back row."""

import numpy as np

from layers.content import Bounds, Summary
from layers.pictures import legend
from layers.pictures.actor_names import draw_actor_names
from layers.pictures.axis import CLOSE, LOG
from layers.pictures.canvas import LINE_HEIGHT, Canvas
from layers.pictures.chart import Chart, axis_kinds, changed_little, own_series
from layers.pictures.chart_labels import label_areas
from layers.pictures.looks import QUIET
from layers.pictures.map import Box, MapPanel, overlap
from layers.pictures.map_shapes import Maps
from layers.pictures.pocket import (
    draw_leader,
    draw_locator,
    draw_near,
    free_corner,
    pocket_view,
)

SLIDE = (1920, 1080)  # 16:9
PANELS = 8  # of small multiples
_WIDEST = 2.1  # of a map, by its height
_EDGE, _GAP = 60, 32
_TITLE, _TEXT, _FIGURES, _FINE = 46, 34, 31, 28  # pixels of letters
_SCALE = 2.0  # pixels to one of the page
_INSET = (240, 190)
_WORLD = 1.9  # width over height of a map of the world


def areas_chart(summary: Summary) -> Canvas:
    """The areas over time; a second, logarithmic chart where one alone cannot be read.

    Areas have their names on them; with several actors, or where one has no space, in a legend.
    """
    canvas = None if summary.several else _areas_chart(summary, legend_rows=[])
    rows = legend.territory_rows(summary, uncounted=False)
    canvas = canvas or _areas_chart(summary, legend_rows=rows)
    assert canvas
    return canvas


def _areas_chart(summary: Summary, legend_rows: list[legend.Row]) -> Canvas | None:
    """With a legend, or with names on the areas; None where one of these has no space."""
    canvas = Canvas(*SLIDE, right=summary.right, made=summary.made)
    large, medium, small = 52, 34, 28
    right = SLIDE[0] - _EDGE
    width = right - _EDGE
    y = canvas.draw_paragraph(_EDGE, 36, summary.title, large, width, bold=True, most=2)
    y = legend.draw_legend(canvas, _EDGE, y + 10, right, legend_rows, medium)
    kinds = axis_kinds(summary)
    bottom = SLIDE[1] - 78
    split = y + (bottom - y) * (0.64 if len(kinds) > 1 else 1.0)
    box = (_EDGE, y, right, split)
    chart = Chart(canvas, summary, box, small, kinds[0], claims=True, events=True)
    if len(kinds) > 1:
        box = (_EDGE, split + 20, right, bottom)
        Chart(canvas, summary, box, small, LOG, claims=True)
    _draw_figures(canvas, summary, chart, medium)
    if not (legend_rows or summary.several or label_areas(chart)):
        return None
    phrase = summary.language.phrase
    notes = []
    if kinds[0] != CLOSE and any(claim.get("plotted") for claim in summary.claims):
        notes.append(phrase("Dots, bars and arrows: published figures."))
    if summary.others:
        others = legend.others_label(summary)
        notes.append(phrase("Thin lines: {others}.", others=others))
    notes.append(phrase("Areas on the WGS 84 ellipsoid."))
    notes += filter(None, [summary.source_line])
    _draw_note(canvas, " ".join(notes), SLIDE[1] - 30)
    return canvas


def small_multiples(maps: Maps) -> Canvas:
    """One map a date, all of one scale, so that a territory that shrinks is seen to shrink.

    Where it hardly changed, all show the part in which most of it did.
    """
    summary = maps.summary
    near = changed_little(summary)
    canvas = Canvas(*SLIDE, right=summary.right, made=summary.made)
    large, medium, small = 46, 28, 24
    right = SLIDE[0] - _EDGE
    y = canvas.draw_paragraph(
        _EDGE, 30, summary.title, large, right - _EDGE, bold=True, most=1
    )
    rows = (
        legend.front_rows(summary, 0, whole=False)
        if near
        else legend.territory_rows(summary)
    )
    y = legend.draw_legend(canvas, _EDGE, y + 6, right, rows, medium)
    chosen = legend.choose_dates(summary, PANELS, LOG in axis_kinds(summary))
    floor, gap, header = SLIDE[1] - 56, 24, 2 * small * 1.3 + 14
    columns = _columns(
        len(chosen), right - _EDGE, floor - y, maps.aspect(0.6, _WIDEST), header
    )
    lines = -(-len(chosen) // columns)
    pitch = (right - _EDGE + gap) / columns
    height = (floor - y - gap * (lines - 1)) / lines - header
    width = min(pitch - gap, height * _WIDEST)
    view = maps.busiest_part(0, summary.last, width / height) if near else None
    for place, index in enumerate(chosen):
        column = place % columns
        left = _EDGE + (columns - 1 - column if canvas.right else column) * pitch
        top = y + (place // columns) * (height + header + gap)
        label = summary.times.labels[index]
        canvas.draw_line(left, top + small, label, small, width, bold=True)
        headline = (
            legend.moved_since_first(summary, index)
            if near and index
            else legend.headline(summary, index)
        )
        canvas.draw_line(left, top + small * 2.3, headline, small, width, ink=QUIET)
        box = (left, top + header, left + width, top + header + height)
        panel = MapPanel(canvas, maps, box, 1.6, view)
        panel.draw_basemap()
        if near:
            panel.draw_changes(0, index)
        else:
            if not summary.several:
                panel.draw_ghost(summary.peak)
            panel.draw_territory(index)
        if place == 0:
            panel.draw_scale_bar(small)
            if near:
                panel.draw_names(small * 0.8, most=3)
        if not near:
            draw_actor_names(panel, index)
    note = summary.language.phrase(
        "All maps are of one scale, on a projection that keeps areas."
    )
    if not summary.several and not near:
        note += f" {legend.ghost_note(summary, summary.peak)}"
    note = f"{note} {summary.source_line}"
    _draw_note(canvas, note, SLIDE[1] - 22)
    return canvas


def before_after(maps: Maps) -> Canvas:
    """Two dates beside each other at one scale, and what was gained and lost between them.

    A small map shows where they lie. Where the territory hardly changed, both maps are of the part
    in which most of it did.
    """
    summary = maps.summary
    near = changed_little(summary)
    canvas = Canvas(*SLIDE, right=summary.right, made=summary.made)
    right = SLIDE[0] - _EDGE
    before, after = summary.picture_dates
    y = canvas.draw_paragraph(
        _EDGE, 30, summary.title, _TITLE, right - _EDGE, bold=True, most=1
    )
    y = legend.draw_legend(canvas, _EDGE, y + 6, right, _two_rows(maps), _FINE)
    width = (right - _EDGE - _GAP) / 2
    top = y + 2.6 * _TEXT
    sentences = _changes(summary)
    lines = min(len(sentences), 3) * LINE_HEIGHT
    height = min(SLIDE[1] - 26 - lines * _FINE - top, width)
    if maps.projection.world:
        height = min(height, width / _WORLD)
    view = maps.busiest_part(before, after, width / height) if near else None
    for place, index in enumerate((before, after)):
        left = _EDGE + (1 - place if canvas.right else place) * (width + _GAP)
        _write_head(canvas, summary, index, (left, y), width)
        box = (left, top, left + width, top + height)
        _draw_one_of_two(canvas, maps, (before, after), place, box, view)
    y = top + height + 10
    for sentence in sentences:
        if y + _FINE * LINE_HEIGHT > SLIDE[1]:
            break
        y = canvas.draw_paragraph(_EDGE, y, sentence, _FINE, right - _EDGE, most=2)
    return canvas


def _changes(summary: Summary) -> list[str]:
    """What changed, what zero leaves out, and the source."""
    before, after = summary.picture_dates
    changes = legend.change_sentences(summary, before, after) if before != after else []
    sentences = [*changes, legend.omitted(summary, after), summary.source_line]
    return [sentence for sentence in sentences if sentence]


def _two_rows(maps: Maps) -> list[legend.Row]:
    summary = maps.summary
    before, _ = summary.picture_dates
    if changed_little(summary):
        return legend.front_rows(summary, before)
    rows = legend.territory_rows(summary)
    return rows if summary.several else [*rows, *legend.ghost_rows(summary, before)]


def _write_head(
    canvas: Canvas,
    summary: Summary,
    index: int,
    corner: tuple[float, float],
    width: float,
) -> None:
    """The date, and the area of each status; of several actors, the largest."""
    left, y = corner
    label = summary.times.labels[index]
    canvas.draw_line(left, y + _TEXT, label, _TEXT, width, bold=True)
    figures = legend.figures(summary, index)
    size = min(_FIGURES, 0.98 * _FIGURES * width / canvas.text_width(figures, _FIGURES))
    canvas.draw_line(left, y + 2.2 * _TEXT, figures, size, width, ink=QUIET)


def _draw_one_of_two(
    canvas: Canvas,
    maps: Maps,
    dates: tuple[int, int],
    place: int,
    box: Box,
    view: Bounds | None,
) -> None:
    """The map of the first or the second date; `view` is of the part in which most changed."""
    before, after = dates
    panel = MapPanel(canvas, maps, box, _SCALE, view)
    panel.draw_basemap()
    if view and place:
        panel.draw_changes(before, after)
    else:
        if place and not maps.summary.several:
            panel.draw_ghost(before)
        panel.draw_territory(dates[place])
    panel.draw_scale_bar(_FINE)
    if place:
        _draw_pocket(panel, after)
    elif not maps.projection.world:
        size = panel.metres_per_pixel
        land = maps.changed(before, after, size) if view else maps.land([before], size)
        left, top = free_corner(panel, _INSET, land)
        corner = (left, top, left + _INSET[0], top + _INSET[1])
        draw_locator(canvas, maps, corner, _SCALE, panel.view, before)
    if not view:
        draw_actor_names(panel, dates[place])
    panel.draw_names(_FINE * 0.86, most=8)


def _draw_pocket(panel: MapPanel, index: int) -> None:
    """What is left on a date from near, in a corner of its map."""
    maps = panel.maps
    view = pocket_view(maps, index, _INSET[0] / _INSET[1])
    if view is None:
        return
    dates = (maps.summary.peak, index)
    left, top = free_corner(panel, _INSET, maps.land(dates, panel.metres_per_pixel))
    box = (left, top, left + _INSET[0], top + _INSET[1])
    draw_leader(panel, *panel.leader(view, box))
    draw_near(panel.canvas, maps, box, _SCALE, view, index, _FINE * 0.8)


def single_map(maps: Maps, index: int, rows: list[legend.Row]) -> Canvas:
    """The map of one date, with its `rows` of a legend below: for a notebook."""
    summary = maps.summary
    width, size, row_height = 1080, 18, 27
    top = 3 * row_height
    height = round(width / maps.aspect(1.0, 2.5))
    canvas = Canvas(
        width,
        top + height + row_height * len(rows) + 12,
        right=summary.right,
        made=summary.made,
    )
    canvas.draw_line(0, row_height, summary.title, 25, width, bold=True)
    canvas.draw_line(0, 2.2 * row_height, summary.times.labels[index], 20, width)
    panel = MapPanel(canvas, maps, (0, top, width, top + height), width / 960)
    panel.draw_basemap()
    panel.draw_territory(index)
    panel.draw_scale_bar(size)
    draw_actor_names(panel, index)
    panel.draw_names(size * 0.9)
    for place, (look, text) in enumerate(rows, start=1):
        y = top + height + place * row_height
        canvas.draw_legend_row(0, y, text, size, width, look)
    return canvas


def _draw_note(canvas: Canvas, text: str, y: float) -> None:
    """A line at the foot of a slide, as large as it fits."""
    width = SLIDE[0] - 2 * _EDGE
    size = canvas.fit_size(text, 24, width, least=0.7)
    canvas.draw_line(_EDGE, y, text, size, width, ink=QUIET)


def _draw_figures(canvas: Canvas, summary: Summary, chart: Chart, size: float) -> None:
    """The largest and the last area of each line, written beside them where they fit in."""

    def draw_figure(x: float, y: float, text: str) -> None:
        width = canvas.text_width(text, size, True)
        left = min(max(x - width / 2, chart.left + 4), chart.right - width)
        box = (left, y - size, left + width, y + size * 0.2)
        if not any(overlap(box, other) for other in chart.taken):
            chart.taken.append(box)
            canvas.draw_text(left, y, text, size, bold=True, halo=5)

    # From the foot of an axis that does not begin at zero, differences are seen.
    is_close = chart.axis.kind == CLOSE
    area = summary.exact_area if is_close else summary.area
    for series in own_series(summary):
        peak = int(np.argmax(series.km2))
        for index in dict.fromkeys((peak, summary.last, *((0,) if is_close else ()))):
            if series.km2[index] > 0:
                x, y = chart.point(series, index)
                rises = index == 0 and series.km2[-1] > series.km2[0]
                away = size * 1.1 if rises else -size * 0.4  # of the line that follows
                draw_figure(x, y + away, area(series.km2[index]))


def _columns(
    number: int, width: float, height: float, aspect: float, header: float
) -> int:
    """How many maps in a row give the largest maps."""

    def map_width(columns: int) -> float:
        lines = -(-number // columns)
        return float(min(width / columns, (height / lines - header) * aspect))

    return max(range(1, number + 1), key=map_width)
