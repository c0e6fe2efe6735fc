"""Pictures for print and slides, drawn without a browser; letters are read from the back row."""

from pathlib import Path

import numpy as np

from layers.content import Summary
from layers.pictures import legend as words
from layers.pictures.canvas import QUIET, Sheet
from layers.pictures.chart import CLOSE, LOG, Curve, changed_little, drawn_series, kinds
from layers.pictures.map import Atlas, Panel

SLIDE = (1920, 1080)  # 16:9
PANELS = 8  # of small multiples
_WIDEST = 2.1  # of a map, by its height
_EDGE = 60


def areas_chart(subject: Summary) -> Sheet:
    """The areas over time; a second chart by ratio where one alone cannot be read."""
    sheet = Sheet(*SLIDE, right=subject.right, made=subject.made)
    large, medium, small = 52, 34, 28
    right = SLIDE[0] - _EDGE
    y = sheet.column(_EDGE, 36, subject.title, large, right - _EDGE, bold=True, most=2)
    rows = words.kinds_of_ground(subject)
    y = words.legend(sheet, _EDGE, y + 10, right, rows, medium)
    scales = kinds(subject)
    bottom = SLIDE[1] - 78
    split = y + (bottom - y) * (0.6 if len(scales) > 1 else 1.0)
    box = (_EDGE, y, right, split)
    first = Curve(sheet, subject, box, small, scales[0], claims=True)
    if len(scales) > 1:
        box = (_EDGE, split + 20, right, bottom)
        Curve(sheet, subject, box, small, LOG, claims=True)
    _figures(sheet, subject, first, medium)
    notes = []
    if scales[0] != CLOSE and any(one.get("plotted") for one in subject.claims):
        notes.append(words.claims_note(subject))
    if subject.others:
        notes.append(words.thin_lines(subject))
    notes.append(words.ellipsoid_note(subject))
    sheet.line(_EDGE, SLIDE[1] - 30, " ".join(notes), small, right - _EDGE, ink=QUIET)
    return sheet


def small_multiples(atlas: Atlas) -> Sheet:
    """One map a date, all of one scale, so that ground that shrinks is seen to shrink.

    Where the ground hardly changed, all show the part in which most of it did.
    """
    subject = atlas.subject
    near = changed_little(subject)
    sheet = Sheet(*SLIDE, right=subject.right, made=subject.made)
    large, medium, small = 46, 28, 24
    right = SLIDE[0] - _EDGE
    y = sheet.column(_EDGE, 30, subject.title, large, right - _EDGE, bold=True, most=1)
    rows = words.changed_rows(subject, 0) if near else words.kinds_of_ground(subject)
    y = words.legend(sheet, _EDGE, y + 6, right, rows, medium)
    chosen = words.moments(subject, PANELS, LOG in kinds(subject))
    floor, gap, head = SLIDE[1] - 56, 24, 2 * small * 1.3 + 14
    west, south, east, north = atlas.bounds
    aspect = min(max((east - west) / (north - south), 0.6), _WIDEST)
    columns = _columns(len(chosen), right - _EDGE, floor - y, aspect, head)
    lines = -(-len(chosen) // columns)
    pitch = (right - _EDGE + gap) / columns
    high = (floor - y - gap * (lines - 1)) / lines - head
    wide = min(pitch - gap, high * _WIDEST)
    seen = atlas.busiest(0, subject.last, wide / high) if near else None
    for place, index in enumerate(chosen):
        left = _EDGE + (place % columns) * pitch
        top = y + (place // columns) * (high + head + gap)
        label = subject.times.labels[index]
        sheet.line(left, top + small, label, small, wide, bold=True)
        told = words.headline(subject, index)
        sheet.line(left, top + small * 2.3, told, small, wide, ink=QUIET)
        at = (left, top + head, left + wide, top + head + high)
        panel = Panel(sheet, atlas, at, 1.6, seen)
        panel.lay()
        if near:
            panel.show_changed(0, index)
        else:
            if not subject.several:
                panel.ghost(subject.peak)
            panel.show(index)
        if place == 0:
            panel.scale_bar(small)
            if near:
                panel.name(small * 0.8, most=3)
    note = words.scales_note(subject)
    if not subject.several and not near:
        note += f" {words.ghost_note(subject, subject.peak)}"
    sheet.line(_EDGE, SLIDE[1] - 22, note, small, right - _EDGE, ink=QUIET)
    return sheet


def before_after(atlas: Atlas, path: Path) -> None:
    """Two dates beside each other, and what was gained and lost between them.

    Where the ground hardly changed: all of it, and beside it the part in which most of it did.
    """
    subject = atlas.subject
    near = changed_little(subject)
    sheet = Sheet(*SLIDE, right=subject.right, made=subject.made)
    large, medium, small = 46, 34, 28
    right, gap = SLIDE[0] - _EDGE, 32
    before, after = subject.pair
    y = sheet.column(_EDGE, 30, subject.title, large, right - _EDGE, bold=True, most=1)
    rows = (
        words.changed_rows(subject, before) if near else words.kinds_of_ground(subject)
    )
    y = words.legend(sheet, _EDGE, y + 6, right, rows, small)
    wide = (right - _EDGE - gap) / 2
    top = y + 2.6 * medium
    high = min(SLIDE[1] - 96 - top, wide)
    if atlas.flat.world:
        high = min(high, wide / 1.9)
    for place, index in enumerate((before, after)):
        left = _EDGE + place * (wide + gap)
        label = subject.times.labels[index]
        sheet.line(left, y + medium, label, medium, wide, bold=True)
        told = words.headline(subject, index)
        sheet.line(left, y + 2.2 * medium, told, medium, wide, ink=QUIET)
        seen = atlas.busiest(before, after, wide / high) if near and place else None
        panel = Panel(sheet, atlas, (left, top, left + wide, top + high), 2.0, seen)
        panel.lay()
        if near and place:
            panel.show_changed(before, after)
        else:
            if place and not subject.several:
                panel.ghost(before)
            panel.show(index)
        if near and not place:
            panel.frame(atlas.busiest(before, after, wide / high))
        if near or not place:
            panel.scale_bar(small)
        panel.name(small * 0.86, most=8)
    at = top + high + 12
    for line in (
        words.gained_and_lost(subject, before, after) if before != after else []
    ):
        if at + small * 1.5 > SLIDE[1]:
            break
        at = sheet.column(_EDGE, at, line, small, right - _EDGE, most=2)
    sheet.png(path)


def _figures(sheet: Sheet, subject: Summary, curve: Curve, size: float) -> None:
    """The largest and the last area of each line, written beside them where they have room."""
    taken: list[tuple[float, float, float, float]] = []

    def put(x: float, y: float, text: str) -> None:
        wide = sheet.measure(text, size, True)
        left = min(max(x - wide / 2, curve.left + 4), curve.right - wide)
        box = (left, y - size, left + wide, y + size * 0.2)
        if not any(
            box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3]
            for o in taken
        ):
            taken.append(box)
            sheet.write(left, y, text, size, bold=True, halo=5)

    for one in drawn_series(subject):
        peak, last = int(np.argmax(one.km2)), subject.last
        for index in dict.fromkeys((peak, last)):
            if one.km2[index] > 0:
                x, y = curve.point(one, index)
                put(x, y - size * 0.4, subject.area(one.km2[index]))


def _columns(
    number: int, width: float, height: float, aspect: float, head: float
) -> int:
    """How many maps in a row give the largest maps."""

    def side(columns: int) -> float:
        lines = -(-number // columns)
        return float(min(width / columns, (height / lines - head) * aspect))

    return max(range(1, number + 1), key=side)
