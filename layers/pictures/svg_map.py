"""The ground of one date as a still map: an SVG that needs no script, for paper and for notebooks.

The plane is equal-area (Lambert, centred on the view), so that squares of one map, and maps of one
view, can be counted against each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from markupsafe import escape
from numpy.typing import NDArray

from geo.measure import territory_on
from geo.table import ACTOR, START, STATUS, UNNAMED
from layers.content import (
    ACCENT,
    NEUTRAL,
    PALETTE,
    SOLID,
    Bounds,
    Town,
    around,
    patterns,
)

# Straight to the eye in a plane for a part of the world; the whole of it has a plane of its own.
WIDEST_DEGREES = 100.0
MARGIN = 0.04  # of the wider side of the ground, around it
NARROWEST_DEGREES = 0.02  # of a view: some two kilometres
FINEST = 0.35  # of a pixel: bends of less are left out
TOWNS = 12
SPECK = 8.0  # pixels: ground that looks smaller has a ring round it
LETTER = 0.56  # width of a letter, of the size of the type
TYPE = "Libertinus Serif, Georgia, Times New Roman, serif"
OTHERS = "#dedede"  # on paper, of all that have no pattern of their own

Pair = tuple[str, str]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """How the ground of one actor and status is filled: `solid`, or a pattern of lines or dots."""

    pattern: str
    ink: str


# What stays apart on a grey copy of a copy: tones far from each other, and patterns between them.
GREY = (
    Look(SOLID, "#6b6b6b"),
    Look("hatch", "#1a1a1a"),
    Look("dots", "#1a1a1a"),
    Look(SOLID, "#b4b4b4"),
    Look("counter", "#1a1a1a"),
)


def in_grey(pairs: Sequence[Pair]) -> dict[Pair, Look]:
    """Looks for paper, in the order of `pairs`; beyond those of GREY all are light grey."""
    rest = Look(SOLID, OTHERS)
    return {
        pair: GREY[place] if place < len(GREY) else rest
        for place, pair in enumerate(pairs)
    }


def in_colour(pairs: Sequence[Pair]) -> dict[Pair, Look]:
    """Looks for a screen, in the order of `pairs`: a hue for each actor, a pattern by status."""
    actors = list(dict.fromkeys(actor for actor, _ in pairs if actor != UNNAMED))
    drawn = patterns([status for _, status in pairs])
    hues = dict.fromkeys([UNNAMED], NEUTRAL)
    for place, actor in enumerate(actors):
        hues[actor] = PALETTE[place % len(PALETTE)] if len(actors) > 1 else ACCENT
    return {pair: Look(drawn[pair[1]], hues[pair[0]].light) for pair in pairs}


@dataclass(frozen=True)
class View:
    """A part of the world on a sheet of `width` by `height` pixels; `bounds` in degrees."""

    bounds: Bounds
    width: float
    height: float
    km_per_pixel: float

    @cached_property
    def _plane(self) -> pyproj.Proj:
        return _plane(self.bounds)

    def placed(self, shapes: object) -> NDArray[np.object_]:
        """`shapes` in pixels from the upper left corner; what lies beyond the sheet goes on."""
        west, south, east, north = self.bounds
        x, y = self._plane(*_rim(self.bounds))
        middle = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
        metres = 1e3 * self.km_per_pixel

        def at(degrees: Floats) -> Floats:
            across, up = self._plane(degrees[:, 0], degrees[:, 1])
            return np.column_stack(
                [
                    (across - middle[0]) / metres + self.width / 2,
                    (middle[1] - up) / metres + self.height / 2,
                ]
            )

        found: NDArray[np.object_] = shapely.transform(
            np.atleast_1d(np.asarray(shapes, dtype=object)), at
        )
        return found


def view(bounds: Bounds, width: float, height: float | None = None) -> View:
    """The view that shows all of `bounds` on a sheet, with a margin.

    Without `height`, as high as the ground asks for, from four tenths of `width` to all of it.
    """
    west, south, east, north = bounds
    margin = MARGIN * max(east - west, north - south, NARROWEST_DEGREES / MARGIN)
    wide = (
        max(west - margin, -180.0),
        max(south - margin, -85.0),
        min(east + margin, 180.0),
        min(north + margin, 85.0),
    )
    x, y = _plane(wide)(*_rim(wide))
    across, up = float(np.ptp(x)), float(np.ptp(y))
    if height is None:
        height = round(width * min(max(up / across, 0.4), 1.0))
    scale = max(across / width, up / height) / 1e3
    return View(wide, width, height, scale)


def svg(
    table: gpd.GeoDataFrame,
    date: np.datetime64,
    on: View,
    looks: Mapping[Pair, Look],
    *,
    alt: str,
    key: str,
    grid_km: float | None = None,
    towns: bool = True,
    size: float = 11.0,
) -> str:
    """The map of `table` on `date` as the text of an SVG.

    `alt` is read out in its place. `key` begins the names of its patterns, of which a document
    has each only once. With `grid_km`, a grid of squares of so many kilometres lies over it.
    `size` is that of the type, in pixels. Expects valid polygons (`geo.measure.repair_table`).
    """
    plan, known = around(on.bounds, since=table[START].to_numpy().min())
    held = territory_on(table, date)
    shapes = dict(zip(zip(held[ACTOR], held[STATUS]), held.geometry))
    parts = [
        _area(on, plan["land"], 'fill="#f6f4ef" stroke="#9a9da0" stroke-width=".6"'),
        _area(on, plan["lakes"], 'fill="#e6ebee"'),
        _line(on, plan["rivers"], 'stroke="#b9c4ca" stroke-width=".7"'),
    ]
    for pair in reversed(list(looks)):
        if pair in shapes:
            parts.append(_ground(on, shapes[pair], looks[pair], key))
    parts += [
        _line(on, plan["borders"], 'stroke="#55585b" stroke-width=".7"'),
        _line(
            on,
            plan["disputed"],
            'stroke="#55585b" stroke-width=".7" stroke-dasharray="3 2"',
        ),
    ]
    parts.append(_ring(on, [shapes[pair] for pair in looks if pair in shapes]))
    if grid_km is not None:
        parts.append(_grid(on, grid_km))
    if towns:
        parts.append(_towns(on, known, size))
    width, height = _short(on.width), _short(on.height)
    used = {looks[pair] for pair in shapes if pair in looks}
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}" role="img" aria-label="{escape(alt)}">'
        f"<defs>{defs(used, key)}"
        f'<clipPath id="{key}-sheet"><path d="M0 0H{width}V{height}H0Z"/></clipPath></defs>'
        f'<g clip-path="url(#{key}-sheet)"><path d="M0 0H{width}V{height}H0Z" fill="#e6ebee"/>'
        f"{''.join(parts)}</g>"
        f'<path d="M.5 .5H{_short(on.width - 0.5)}V{_short(on.height - 0.5)}H.5Z" fill="none"'
        ' stroke="#55585b"/></svg>\n'
    )


def defs(looks: set[Look], key: str) -> str:
    """The patterns that `looks` need, as SVG."""
    lines = {
        "hatch": '<path d="M0 0V5" stroke="{ink}" stroke-width="1.6"/>',
        "counter": '<path d="M0 0V5" stroke="{ink}" stroke-width="1.6"/>',
        "dots": '<circle cx="1.5" cy="1.5" r="1" fill="{ink}"/>',
    }
    turned = {"hatch": 45, "counter": -45, "dots": 0}
    return "".join(
        f'<pattern id="{_name(look, key)}" width="5" height="5" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate({turned[look.pattern]})">'
        f"{lines[look.pattern].format(ink=look.ink)}</pattern>"
        for look in sorted(looks, key=lambda look: (look.pattern, look.ink))
        if look.pattern != SOLID
    )


def paint(look: Look, key: str) -> str:
    """The value of `fill` for a look; its pattern must be among the `defs` of `key`."""
    return look.ink if look.pattern == SOLID else f"url(#{_name(look, key)})"


def _name(look: Look, key: str) -> str:
    return f"{key}-{look.pattern}-{look.ink.lstrip('#')}"


def _plane(bounds: Bounds) -> pyproj.Proj:
    west, south, east, north = bounds
    middle = (west + east) / 2
    if east - west > WIDEST_DEGREES:
        return pyproj.Proj(proj="eqearth", lon_0=middle, ellps="WGS84")
    lat = (south + north) / 2
    return pyproj.Proj(proj="laea", lon_0=middle, lat_0=lat, ellps="WGS84")


def _rim(bounds: Bounds) -> tuple[Floats, Floats]:
    """Points along the four sides of `bounds`: in a plane they bend."""
    west, south, east, north = bounds
    lon, lat = np.linspace(west, east, 33), np.linspace(south, north, 33)
    same = np.ones(33)
    return (
        np.concatenate([lon, lon, west * same, east * same]),
        np.concatenate([south * same, north * same, lat, lat]),
    )


def _area(on: View, shape: shapely.Geometry, style: str) -> str:
    path = _path(on, shape)
    return f'<path {style} d="{path}"/>' if path else ""


def _line(on: View, shape: shapely.Geometry, style: str) -> str:
    return _area(on, shape, f'fill="none" {style}')


def _ground(on: View, shape: shapely.Geometry, look: Look, key: str) -> str:
    """Ground with an edge of its own: so little of it that it has no width is a dot."""
    edge = f'stroke="{look.ink}" stroke-width="1" stroke-linejoin="round" stroke-linecap="round"'
    under = "" if look.pattern == SOLID else _area(on, shape, 'fill="#fff"')
    return under + _area(
        on, shape, f'fill="{paint(look, key)}" fill-rule="evenodd" {edge}'
    )


def _ring(on: View, shapes: Sequence[shapely.Geometry]) -> str:
    """A ring round the first of `shapes` where it would be overlooked."""
    if not shapes:
        return ""
    west, north, east, south = on.placed(shapes[0])[0].bounds
    if max(east - west, south - north) >= SPECK:
        return ""
    x, y = _short((west + east) / 2), _short((north + south) / 2)
    style = 'fill="none" stroke="#111" stroke-width="1.2"'
    return f'<circle cx="{x}" cy="{y}" r="{SPECK:g}" {style}/>'


def _path(on: View, shape: shapely.Geometry) -> str:
    """The rings and lines of `shape` that meet the sheet, as the `d` of a path."""
    parts = shapely.get_parts(shapely.get_parts([shape]))
    placed = shapely.simplify(on.placed(parts), FINEST, preserve_topology=False)
    thin = shapely.is_empty(placed)
    placed[thin] = shapely.centroid(on.placed(parts[thin])) if thin.any() else None
    sheet = shapely.box(-9, -9, on.width + 9, on.height + 9)
    placed = placed[shapely.intersects(placed, sheet)]
    found = []
    for one in placed:
        rings = [one.exterior, *one.interiors] if one.geom_type == "Polygon" else [one]
        for ring in rings:
            corners = np.round(shapely.get_coordinates(ring), 1)
            first, *rest = [f"{_short(x)} {_short(y)}" for x, y in corners]
            steps = "L".join(rest) or "h.1"
            found.append(f"M{first}{steps}" if not rest else f"M{first}L{steps}")
            if one.geom_type == "Polygon":
                found.append("Z")
    return "".join(found)


def _grid(on: View, km: float) -> str:
    step = km / on.km_per_pixel
    across = np.arange(step, on.width, step)
    down = np.arange(step, on.height, step)
    lines = [f"M{_short(x)} 0V{_short(on.height)}" for x in across]
    lines += [f"M0 {_short(y)}H{_short(on.width)}" for y in down]
    path = f'<path d="{"".join(lines)}" fill="none"'
    # A line of black in one of white is seen on every tone of grey.
    return f'{path} stroke="#fff" stroke-width="1.5"/>{path} stroke="#000" stroke-width=".45"/>'


def _towns(on: View, towns: Sequence[Town], size: float) -> str:
    """The most important towns that find room, a dot and a name each."""
    if not towns:
        return ""
    points = shapely.points([town.lon for town in towns], [town.lat for town in towns])
    taken: list[shapely.Geometry] = []
    found = []
    for town, (x, y) in zip(towns, shapely.get_coordinates(on.placed(points))):
        wide = LETTER * size * len(town.name)
        room = shapely.box(x - 3, y - size, x + 6 + wide, y + size / 2)
        inside = 3 < x and x + 6 + wide < on.width and size < y < on.height - size / 2
        if not inside or any(room.intersects(other) for other in taken):
            continue
        taken.append(room)
        at = f'x="{_short(x + 4)}" y="{_short(y + size * 0.35)}"'
        found.append(
            f'<circle cx="{_short(x)}" cy="{_short(y)}" r="1.6"/><text {at} stroke="#fff"'
            f' stroke-width="3.2" stroke-linejoin="round">{escape(town.name)}</text>'
            f"<text {at}>{escape(town.name)}</text>"
        )
        if len(taken) == TOWNS:
            break
    return f'<g font-size="{_short(size)}" fill="#111">{"".join(found)}</g>'


def _short(number: float) -> str:
    return f"{round(float(number), 1):g}"
