"""Actors' names on their land, where a map shows several: the rule of the page's map."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from layers.pictures.canvas import Canvas
from layers.pictures.map import Box, MapPanel, overlap
from layers.pictures.text import isolate

# As in layers/assets/map: pixels of the page of a name, and the root of the area of the land in
# view from which it is as large.
_SIZES = ((20, 300), (17, 190), (15, 120), (13, 70), (11, 0))
_LEADING, _LETTERS = 1.15, 0.75  # from line to line, and of a line, in sizes
_MARGIN = 1.5


@dataclass(frozen=True)
class _Name:
    """A name on its land, about its middle, in pixels of the panel."""

    lines: tuple[str, ...]
    size: float
    x: float
    y: float
    box: Box


def draw_actor_names(panel: MapPanel, index: int) -> None:
    """Names that fit within the largest part in view of what each actor holds on a date."""
    summary = panel.maps.summary
    if not summary.several:
        return
    for actor, part in _lands(panel, index):
        name = _name_within(panel, actor, part)
        if name is None or any(overlap(name.box, box) for box in panel.taken):
            continue
        panel.taken.append(name.box)
        _write(panel, name)


def _lands(panel: MapPanel, index: int) -> list[tuple[str, Any]]:
    """The name of each actor and the largest part of its land in view, in pixels."""
    summary, (west, south, east, north) = panel.maps.summary, panel.view
    counted = {(series.actor, series.status) for series in summary.times.series}
    largest: dict[str, Any] = {}
    for pair, shape in panel.maps.territory(index, panel.step).items():
        if pair not in counted or summary.actors[pair[0]].nameless:
            continue
        seen = shapely.clip_by_rect(shapely.make_valid(shape), west, south, east, north)
        if seen.area > largest.get(pair[0], shapely.Point()).area:
            largest[pair[0]] = seen
    # In the order of actors: the earlier cover the later.
    shapes = [
        (actor.name, largest[key])
        for key, actor in summary.actors.items()
        if key in largest
    ]
    tree = shapely.STRtree([shape for _, shape in shapes])
    lands = []
    for place, (name, shape) in enumerate(shapes):
        above = tree.query(shape, predicate="intersects")
        covered = shapely.union_all(tree.geometries[above[above < place]])
        parts = shapely.get_parts(shapely.difference(shape, covered))
        part = max(parts, key=lambda part: float(part.area), default=None)
        if isinstance(part, shapely.Polygon) and part.area:
            lands.append((name, _in_pixels(panel, part)))
    return sorted(lands, key=lambda land: -float(land[1].area))


def _in_pixels(panel: MapPanel, shape: Any) -> Any:
    west, _, _, north = panel.view
    return shapely.transform(
        shape, lambda at: (at - (west, north)) * (1, -1) / panel.metres_per_pixel
    )


def _name_within(panel: MapPanel, name: str, part: Any) -> _Name | None:
    """`name` on one line or two, whichever can be larger."""
    side = float(np.sqrt(part.area)) / panel.scale
    sizes = [size * panel.scale for size, least in _SIZES if side >= least]
    best = None
    for lines in _layouts(name):
        width, height = _extent(panel.canvas, lines, sizes[0])
        middles = [(part.centroid.x, part.centroid.y), _middle(part, width / height)]
        for size, (x, y) in itertools.product(sizes, middles):
            width, height = _extent(panel.canvas, lines, size)
            box = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            if part.contains(shapely.box(*box)):
                if best is None or size > best.size:
                    best = _Name(lines, size, x, y, box)
                break
    return best


def _layouts(name: str) -> Iterator[tuple[str, ...]]:
    yield (name,)
    words = name.split(" ")
    if words[1:]:
        halves = [
            (" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))
        ]
        yield min(halves, key=lambda lines: max(map(len, lines)))


def _extent(canvas: Canvas, lines: tuple[str, ...], size: float) -> tuple[float, float]:
    widest = max(canvas.text_width(line, size, True) for line in lines)
    height = ((len(lines) - 1) * _LEADING + _LETTERS) * size
    return widest + 2 * _MARGIN, height + 2 * _MARGIN


def _middle(part: Any, aspect: float) -> tuple[float, float]:
    """The middle of the largest ellipse, so many times as wide as it is high, within `part`."""
    narrow = shapely.transform(part, lambda at: at / (aspect, 1))
    circle = shapely.maximum_inscribed_circle(narrow, tolerance=1)
    x, y = shapely.get_coordinates(circle)[0]
    return float(x * aspect), float(y)


def _write(panel: MapPanel, name: _Name) -> None:
    first = name.y + name.size * (_LETTERS - (len(name.lines) - 1) * _LEADING) / 2
    for place, line in enumerate(name.lines):
        panel.canvas.draw_text(
            panel.box[0] + name.x,
            panel.box[1] + first + place * name.size * _LEADING,
            isolate(line),
            name.size,
            bold=True,
            align="center",
            halo=name.size * 0.14,
        )
