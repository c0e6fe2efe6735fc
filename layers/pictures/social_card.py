"""The card that social networks show of a page."""

from collections.abc import Sequence

from layers.content import Summary
from layers.pictures.actor_names import draw_actor_names
from layers.pictures.canvas import LINE_HEIGHT, Canvas
from layers.pictures.legend import (
    Row,
    capitalize,
    draw_legend,
    held_rows,
    is_estimate,
    largest_others,
    legend_lines,
    net_change,
    territory_rows,
)
from layers.pictures.looks import INK, QUIET
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import Maps
from layers.pictures.poster import Part, choose_parts, draw_parts, poster_rows

SIZE = (1200, 630)  # pixels that networks show of a page
_SMALL = 27  # of 1,200 pixels: on a telephone the card is 360 wide
_SOURCE = 20
_EDGE = 44
_NARROW_EDGE = 32
_NOTE = 19
_WIDE = 2.2  # a territory so much wider than high stands below its text


def draw_social_card(maps: Maps) -> Canvas:
    """The title, and maps of the dates that matter most, with what was held on each."""
    if parts := choose_parts(maps):
        return _maps_side_by_side(maps, parts)
    west, south, east, north = maps.bounds
    if maps.projection.world or (east - west) / (north - south) > _WIDE:
        return _map_below(maps)
    return _map_beside(maps)


def _maps_side_by_side(maps: Maps, parts: Sequence[Part]) -> Canvas:
    summary = maps.summary
    canvas = Canvas(*SIZE, right=summary.right, made=summary.made)
    edge, width = _NARROW_EDGE, SIZE[0] - 2 * _NARROW_EDGE
    size = canvas.fit_size(summary.title, 50, width, bold=True, least=0.6)
    y = canvas.draw_paragraph(edge, 14, summary.title, size, width, bold=True, most=2)
    rows, right = poster_rows(maps, parts), SIZE[0] - edge
    letters = next(
        size
        for size in (27, 25, 23)
        if len(legend_lines(canvas, rows, size, width)) < 3 or size < 25
    )
    y = draw_legend(canvas, edge, y + 2, right, rows, letters, step=1.35)
    notes = canvas.wrap_text(_notes(summary), _NOTE, width, most=2)
    bottom = SIZE[1] - 12 - len(notes) * _NOTE * LINE_HEIGHT
    draw_parts(canvas, maps, parts, (edge, y - 10, SIZE[0] - edge, bottom))
    for place, line in enumerate(notes):
        at = bottom + 4 + _NOTE * (1 + place * LINE_HEIGHT)
        canvas.draw_line(edge, at, line, _NOTE, width, ink=QUIET)
    return canvas


def _notes(summary: Summary) -> str:
    """What is to be known of the figures, and the source."""
    phrase = summary.language.phrase
    sentences = [
        phrase("{sentence}.", sentence=capitalize(text))
        for text in largest_others(summary)
    ]
    if any(is_estimate(summary, series) for series in summary.times.series):
        sentences.insert(0, phrase("Estimates."))
    return " ".join(filter(None, [*sentences, summary.source_line]))


def _map_beside(maps: Maps) -> Canvas:
    summary = maps.summary
    canvas = Canvas(*SIZE, right=summary.right, made=summary.made)
    index = summary.picture_date
    split = 560
    panel = MapPanel(canvas, maps, (split, 0, *SIZE), 2.2)
    panel.draw_basemap()
    panel.draw_territory(index)
    panel.draw_scale_bar(24)
    draw_actor_names(panel, index)
    panel.draw_names(24, most=5)
    width = split - 2 * _EDGE
    y = canvas.draw_paragraph(_EDGE, 38, summary.title, 38, width, bold=True, most=4)
    y = max(y + 18, 240)
    label = summary.times.labels[index]
    if summary.several:
        y = canvas.draw_paragraph(_EDGE, y, label, 38, width, most=1) + 8
    else:
        y = canvas.draw_paragraph(_EDGE, y, label, _SMALL, width, ink=QUIET, most=1)
        km2 = summary.area(summary.leading.km2[index])
        sizes = (76, 68, 60, 52, 44)
        size = next((s for s in sizes if canvas.text_width(km2, s, True) <= width), 38)
        y = canvas.draw_paragraph(_EDGE, y + 2, km2, size, width, bold=True, most=1)
        if comparison := summary.leading.sizes[index]:
            comparison = capitalize(comparison)
            y = canvas.draw_paragraph(_EDGE, y, comparison, _SMALL, width, most=2)
        y += 12
    for look, text in held_rows(summary, index):
        if y > SIZE[1] - 60:
            break
        y = canvas.draw_legend_row(_EDGE, y + _SMALL, text, _SMALL, width, look, most=2)
        y += _SMALL * 0.3 + 6
    if not summary.several and y < SIZE[1] - 80:
        change = net_change(summary)
        y = canvas.draw_paragraph(
            _EDGE, y + 10, change, _SMALL, width, most=2, ink=QUIET
        )
    if y < SIZE[1] - 3 * _SOURCE:
        at = SIZE[1] - 1.5 * _SOURCE
        canvas.draw_line(_EDGE, at, summary.source_line, _SOURCE, width, ink=QUIET)
    return canvas


def _map_below(maps: Maps) -> Canvas:
    summary = maps.summary
    canvas = Canvas(*SIZE, right=summary.right, made=summary.made)
    index = summary.picture_date
    width = SIZE[0] - 2 * _EDGE
    label = summary.times.labels[index]
    y = canvas.draw_paragraph(_EDGE, 20, summary.title, 38, width, bold=True, most=1)
    heading = (
        label
        if summary.several
        else summary.language.phrase(
            "{name}: {what}",
            name=label,
            what=summary.area(summary.leading.km2[index]),
        )
    )
    y = canvas.draw_paragraph(_EDGE, y, heading, 32, width, most=1, ink=INK)
    rows = held_rows(summary, index) if summary.several else territory_rows(summary)
    rows = _first_two_lines(canvas, rows, width)
    y = draw_legend(canvas, _EDGE, y + 4, SIZE[0] - _EDGE, rows, _SMALL)
    panel = MapPanel(canvas, maps, (0, y, *SIZE), 2.0)
    panel.draw_basemap()
    panel.draw_territory(index)
    panel.draw_scale_bar(24)
    draw_actor_names(panel, index)
    panel.draw_names(24, most=4)
    return canvas


def _first_two_lines(canvas: Canvas, rows: list[Row], width: float) -> list[Row]:
    """As many rows as fit on two lines of a legend."""
    kept, used = [], 0.0
    for row in rows:
        used += _SMALL * 2.75 + canvas.text_width(row[1], _SMALL)
        if used > 1.8 * width:
            break
        kept.append(row)
    return kept
