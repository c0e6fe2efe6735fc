"""The view that a page opens with, as a drawing and in figures.

It stands in the page until its script runs, and in its place where none does: in an old browser,
or in a frame whose policy forbids scripts. The drawing is simplified; figures never come from it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from layers.content import (
    AREAL,
    DASHED,
    SOLID,
    Bounds,
    Projection,
    Series,
    Summary,
    basemap_shapes,
    choose_projection,
    town_labels,
)

WIDTH = 480  # of the drawing in its own units, which are its smallest step
MOST_LETTERS = 8_000  # of the drawing: it is drawn more coarsely until it is no longer
COARSEST = 16.0  # units
ASPECTS = (0.8, 1.8)  # least and most width over height
AROUND = 0.35  # of the view that is drawn beyond each side, as maps have other aspects
POINTS = 40  # on each side of a box in degrees: its sides bend on the map
RING = 8  # units: smaller territory gets a ring around it
TOWNS, LETTER, LINE = 6, 6.5, 14  # names at most; width and height of their letters
NEARLY_ALL = 0.99  # of the largest extent, which is then not drawn below, as on the map
TEXTURES = {"hatch": 45, "counter": -45, "dots": 30}  # degrees, as in dom.mjs

Shapes = NDArray[np.object_]


@dataclass(frozen=True)
class Figure:
    """An area in words, with what it is as large as and, if it needs one, its date."""

    number: str
    unit: str
    size: str
    date: str = ""


@dataclass(frozen=True)
class Opening:
    """What a page shows at first: a drawing, and areas beside those at the height."""

    date: str
    then: str
    who: str
    rows: tuple[tuple[str, Figure, Figure], ...]  # status, at the height, on the date
    drawing: Markup


def describe_opening(
    summary: Summary, index: int, *, drawn: bool = True, outlines: bool = True
) -> Opening:
    """The opening view on a date, with a drawing if `drawn`, on land if `outlines`."""
    times = summary.times
    held = [series.actor for series in times.series if series.km2[index] > 0]
    actor = min(held or [times.series[0].actor], key=times.actors.index)
    rows = summary.series(actor)
    first = next((i for i, km2 in enumerate(rows[0].km2) if km2 > 0), 0)
    peak = int(np.argmax(rows[0].km2))
    beside = first if index == peak and index > first else None

    def figure(series: Series, at: int, dated: bool = False) -> Figure:
        size = series.sizes[at]
        number, unit = _number_and_unit(summary.area(series.km2[at]))
        date = times.labels[at] if dated and series.km2[at] else ""
        return Figure(number, unit, size[:1].upper() + size[1:], date)

    def then(series: Series) -> Figure:
        return figure(
            series,
            int(np.argmax(series.km2)) if beside is None else beside,
            beside is None,
        )

    phrase = summary.language.phrase
    return Opening(
        date=times.labels[index],
        then=phrase("At its height") if beside is None else times.labels[beside],
        who=summary.actor_name(actor) if summary.several else "",
        rows=tuple(
            (summary.statuses[series.status].name, then(series), figure(series, index))
            for series in rows
        ),
        drawing=_drawing(summary, index, outlines) if drawn else Markup(),
    )


def _number_and_unit(area: str) -> tuple[str, str]:
    """ "95,700" and " km²"; the unit is smaller."""
    end = max(
        (i for i, letter in enumerate(area, start=1) if letter.isdecimal()), default=0
    )
    return area[:end], area[end:]


def _drawing(summary: Summary, index: int, outlines: bool) -> Markup:
    """The map of a date as an SVG element."""
    plane = _Plane(summary)
    step = 1.0
    while True:
        land = _land(summary, plane, step) if outlines else ()
        names = _names(summary, plane, outlines)
        inside = Markup("").join(
            [*land, *_territory(summary, plane, index, step), *names]
        )
        if len(inside) <= MOST_LETTERS or step >= COARSEST:
            break
        step *= 2
    label = summary.language.phrase("Map of {date}", date=summary.times.labels[index])
    return Markup(
        '<svg class="opening" role="img" aria-label="{}" viewBox="0 0 {} {}">{}</svg>'
    ).format(label, WIDTH, plane.height, inside)


class _Plane:
    """The view of all the territory, in units of the drawing."""

    def __init__(self, summary: Summary) -> None:
        self.projection: Projection = choose_projection(summary.bounds)
        west, south, east, north = summary.bounds
        lon, lat = (
            np.linspace(*ends, POINTS) for ends in ((west, east), (south, north))
        )
        x, y = self.projection.project_points(*map(np.ravel, np.meshgrid(lon, lat)))
        width, height = float(np.ptp(x)) or 1.0, float(np.ptp(y)) or 1.0
        aspect = min(max(width / height, ASPECTS[0]), ASPECTS[1])
        self.scale = WIDTH / (1.08 * max(width, height * aspect))
        self.height = round(WIDTH / aspect)
        self.middle = (float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2)

    @property
    def drawn(self) -> Bounds:
        """The box that is drawn, in units."""
        wide, high = AROUND * WIDTH, AROUND * self.height
        return -wide, -high, WIDTH + wide, self.height + high

    @property
    def degrees(self) -> Bounds:
        """A box in degrees that holds all that is drawn."""
        left, top, right, bottom = self.drawn
        (x, y), half = self.middle, (WIDTH / 2, self.height / 2)
        return self.projection.degrees(
            (
                x + (left - half[0]) / self.scale,
                y - (bottom - half[1]) / self.scale,
                x + (right - half[0]) / self.scale,
                y - (top - half[1]) / self.scale,
            )
        )

    def units(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = (metres - self.middle) * (self.scale, -self.scale)
        return np.asarray(moved + (WIDTH / 2, self.height / 2))

    def shapes(self, shapes: Shapes, step: float) -> Shapes:
        """`shapes` in degrees as far as they are drawn, in units, in steps of `step`."""
        near = shapely.clip_by_rect(shapes, *self.degrees)
        metres = self.projection.project(near, step / self.scale)
        units = shapely.transform(metres, self.units)
        return np.asarray(shapely.clip_by_rect(units, *self.drawn), dtype=object)


def _path(shape: Any, step: float) -> str:
    """The path of a shape in units, in steps from vertex to vertex."""
    parts = shapely.get_parts(shape)
    polygons = [part for part in parts if part.geom_type == "Polygon"]
    rings = list(shapely.get_rings(polygons)) if polygons else []
    lines = [part for part in parts if part.geom_type == "LineString"]
    return "".join(
        [
            *(_line(ring, step, 4, "z") for ring in rings),
            *(_line(line, step, 2) for line in lines),
        ]
    )


def _line(line: Any, step: float, least: int, end: str = "") -> str:
    """A line of no fewer than `least` vertices, or nothing."""
    vertices = shapely.get_coordinates(line)
    if not np.isfinite(vertices).all():
        return ""
    whole = (np.rint(vertices / step) * step).astype(int)
    moves = np.diff(whole, axis=0)
    moves = moves[(moves != 0).any(axis=1)]
    if len(moves) + 1 < least:
        return ""
    if end:
        moves = moves[:-1]
    numbers = "".join(f" {n}" if n >= 0 else str(n) for n in moves.ravel().tolist())
    return f"M{whole[0][0]} {whole[0][1]}l{numbers.lstrip()}{end}"


def _element(name: str, path: str, **more: object) -> Markup:
    if not path:
        return Markup()
    attributes = Markup("").join(
        Markup(' {}="{}"').format(key.replace("_", "-"), value)
        for key, value in more.items()
    )
    return Markup('<path class="{}"{} d="{}"/>').format(name, attributes, path)


def _land(summary: Summary, plane: _Plane, step: float) -> Iterator[Markup]:
    """Land, lakes and borders."""
    base, _, _ = basemap_shapes(
        summary.bounds,
        since=summary.begins,
        pocket=summary.territory.pocket,
        course=summary.course,
    )
    for kind in (*AREAL, "borders", "disputed"):
        for shape in plane.shapes(np.array([base[kind]], dtype=object), step):
            # Old browsers do not read the style of lines.
            line = {} if kind in AREAL else {"fill": "none", "stroke": "#8d9194"}
            yield _element(kind, _path(shape, step), **line)


def _territory(
    summary: Summary, plane: _Plane, index: int, step: float
) -> Iterator[Markup]:
    """The largest extent of a single actor, the territory, and a ring around little."""
    times = summary.times
    drawn = [*times.series, *times.uncounted]

    def shapes_on(at: int) -> dict[int, Any]:
        held = summary.territory.held[:, at]
        places = [place for place in range(len(drawn)) if held[place] >= 0]
        shapes = plane.shapes(summary.territory.shapes[held[places]], step)
        return dict(zip(places, shapes, strict=True))

    km2 = summary.leading.km2
    if not summary.several and km2[index] < NEARLY_ALL * max(km2):
        largest = shapes_on(summary.peak)
        counted = [
            shape for place, shape in largest.items() if place < len(times.series)
        ]
        yield _element("ghost", "".join(_path(shape, step) for shape in counted))
    shapes = shapes_on(index)
    firm = {place: summary.statuses[one.status].firm for place, one in enumerate(drawn)}
    ring = None
    for place in sorted(shapes, key=lambda place: (firm[place], -place)):
        series, shape = drawn[place], shapes[place]
        yield from _filled(summary, series, _path(shape, step))
        if firm[place] and not summary.several:
            ring = shapely.bounds(shape)
    if ring is not None and max(ring[2] - ring[0], ring[3] - ring[1]) < RING:
        x, y = (ring[0] + ring[2]) / 2, (ring[1] + ring[3]) / 2
        yield Markup('<circle class="pocket" cx="{:.0f}" cy="{:.0f}" r="{}"/>').format(
            x, y, RING
        )


def _filled(summary: Summary, series: Series, path: str) -> Iterator[Markup]:
    """A shape in the colour of its actor and the pattern of its status."""
    pattern = summary.statuses[series.status].pattern
    colour = summary.actors[series.actor].colour.light
    if pattern in (SOLID, DASHED) or not path:
        fill = "none" if pattern == DASHED else colour
        name = "held dashed" if pattern == DASHED else "held"
        yield _element(name, path, fill=fill, stroke=colour)
        return
    number = summary.times.actors.index(series.actor)
    name = f"opening-{pattern}-{number}"
    mark = 'r="1" cx="2.5" cy="2.5"' if pattern == "dots" else 'width="1.4" height="5"'
    element = "circle" if pattern == "dots" else "rect"
    yield Markup(
        '<pattern id="{}" width="5" height="5" patternUnits="userSpaceOnUse" fill="{}" '
        'patternTransform="rotate({})"><path fill-opacity=".2" d="M0 0h5v5H0z"/>'
        '<{} fill-opacity=".6" {}/></pattern>'
    ).format(name, colour, TEXTURES[pattern], Markup(element), Markup(mark))
    yield _element("held", path, fill=f"url(#{name})", stroke=colour)


def _names(summary: Summary, plane: _Plane, outlines: bool) -> Iterator[Markup]:
    """Names of a few towns, none over another; without outlines those of the data alone."""
    nearby = summary.nearby_towns if outlines else ()
    labels = [
        label
        for label in town_labels(summary.about, nearby, summary.place_names)
        if not label.zoom
    ]
    if not labels:
        return
    lon, lat = (
        np.array([getattr(one, key) for one in labels]) for key in ("lon", "lat")
    )
    places = plane.units(np.column_stack(plane.projection.project_points(lon, lat)))
    taken: list[tuple[float, float, float]] = []
    for label, (x, y) in zip(labels, places.tolist(), strict=True):
        end = x + 6 + LETTER * len(label.name)
        inside = 4 < x and end < WIDTH and LINE < y < plane.height - LINE
        free = all(
            end < left or right < x or abs(y - line) > LINE
            for left, right, line in taken
        )
        if len(taken) == TOWNS or not inside or not free:
            continue
        taken.append((x, end, y))
        yield Markup(
            '<circle cx="{0:.0f}" cy="{1:.0f}" r="2"/><text x="{2:.0f}" y="{3:.0f}">{4}</text>'
        ).format(x, y, x + 5, y + 4, label.name)
