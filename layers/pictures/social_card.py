"""The card that social networks show of a page."""

from pathlib import Path

from layers.pictures.canvas import INK, QUIET, Sheet
from layers.pictures.legend import capital, held, kinds_of_ground, legend, since
from layers.pictures.map import Atlas, Panel

SIZE = (1200, 630)  # pixels that networks show of a page
_SMALL = 27  # of 1,200 pixels: on a telephone the card is 360 wide
_EDGE = 44
_WIDE = 2.2  # ground so much wider than high stands below its words


def poster(atlas: Atlas, path: Path) -> None:
    """The map of the most telling date, what was held then, and the title."""
    west, south, east, north = atlas.bounds
    if atlas.flat.world or (east - west) / (north - south) > _WIDE:
        _below(atlas, path)
    else:
        _beside(atlas, path)


def _beside(atlas: Atlas, path: Path) -> None:
    subject = atlas.subject
    sheet = Sheet(*SIZE, right=subject.right, made=subject.made)
    index = subject.telling
    split = 560
    panel = Panel(sheet, atlas, (split, 0, *SIZE), 2.2)
    panel.lay()
    panel.show(index)
    panel.scale_bar(24)
    panel.name(24, most=5)
    room = split - 2 * _EDGE
    y = sheet.column(_EDGE, 38, subject.title, 38, room, bold=True, most=4)
    y = max(y + 18, 240)
    label = subject.times.labels[index]
    if subject.several:
        y = sheet.column(_EDGE, y, label, 38, room, most=1) + 8
    else:
        y = sheet.column(_EDGE, y, label, _SMALL, room, ink=QUIET, most=1)
        km2 = subject.area(subject.leading.km2[index])
        sizes = (76, 68, 60, 52, 44)
        size = next((s for s in sizes if sheet.measure(km2, s, True) <= room), 38)
        y = sheet.column(_EDGE, y + 2, km2, size, room, bold=True, most=1)
        if compared := subject.leading.sizes[index]:
            y = sheet.column(_EDGE, y, capital(compared), _SMALL, room, most=2)
        y += 12
    for pattern, colour, words in held(subject, index):
        if y > SIZE[1] - 60:
            break
        y = sheet.row(_EDGE, y + _SMALL, words, _SMALL, room, pattern, colour, most=2)
        y += _SMALL * 0.3 + 6
    if not subject.several and y < SIZE[1] - 80:
        sheet.column(_EDGE, y + 10, since(subject), _SMALL, room, most=2, ink=QUIET)
    sheet.png(path)


def _below(atlas: Atlas, path: Path) -> None:
    subject = atlas.subject
    sheet = Sheet(*SIZE, right=subject.right, made=subject.made)
    index = subject.telling
    room = SIZE[0] - 2 * _EDGE
    label = subject.times.labels[index]
    y = sheet.column(_EDGE, 20, subject.title, 38, room, bold=True, most=1)
    head = (
        label
        if subject.several
        else subject.words.phrase(
            "{name}: {what}",
            name=label,
            what=subject.area(subject.leading.km2[index]),
        )
    )
    y = sheet.column(_EDGE, y, head, 32, room, most=1, ink=INK)
    rows = held(subject, index) if subject.several else kinds_of_ground(subject)
    y = legend(
        sheet, _EDGE, y + 4, SIZE[0] - _EDGE, _two_lines(sheet, rows, room), _SMALL
    )
    panel = Panel(sheet, atlas, (0, y, *SIZE), 2.0)
    panel.lay()
    panel.show(index)
    panel.scale_bar(24)
    panel.name(24, most=4)
    sheet.png(path)


def _two_lines(
    sheet: Sheet, rows: list[tuple[str, str, str]], room: float
) -> list[tuple[str, str, str]]:
    """As many rows as find room on two lines of a legend."""
    kept, used = [], 0.0
    for row in rows:
        used += _SMALL * 2.75 + sheet.measure(row[2], _SMALL)
        if used > 1.8 * room:
            break
        kept.append(row)
    return kept
