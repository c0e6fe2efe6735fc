"""The map of a date on a canvas: territory on land and water, borders, names and a scale."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from layers.content import LAND, Bounds
from layers.pictures.canvas import Canvas, patch
from layers.pictures.looks import (
    BORDER,
    GAINED_LOOK,
    GHOST,
    INK,
    LOST_LOOK,
    POINT,
    RIVER,
    WATER,
    Pair,
    kept_look,
)
from layers.pictures.map_shapes import Maps
from layers.pictures.projection import scale_length_km, smallest_step
from layers.pictures.text import isolate

RING_PIXELS = 14  # of the page: territory that looks smaller gets a ring around it
# Order of painting: land, ghost, territory, then rivers and borders; names are above all axes.
_LAND, _LAKES, _GHOST, _TERRITORY, _LINES, _FRAME = 1, 2, 5, 10, 20, 31
_PIXELS_PER_NAME = 14_000  # of the page
_NEAR = 0.25  # by which a name near the territory ranks before its importance alone
_GAP = 4
_FRAME_PIXELS = 1.2  # of the page

Point = tuple[float, float]  # in pixels
Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


class MapPanel:
    """A map in a part of a canvas; `scale` is pixels of the picture to one of the page."""

    def __init__(
        self,
        canvas: Canvas,
        maps: Maps,
        box: Box,
        scale: float,
        view: Bounds | None = None,
    ) -> None:
        left, top, right, bottom = box
        self.canvas, self.maps, self.box, self.scale = canvas, maps, box, scale
        self.size = right - left, bottom - top
        self.view = view or maps.fit_view(self.size[0] / self.size[1])
        self.step = smallest_step(self.metres_per_pixel)
        self.taken: list[Box] = []  # where no name may stand
        west, south, east, north = self.view
        self.axes: Axes = canvas.add_axes(left, top, *self.size)
        self.axes.set_xlim(west, east)
        self.axes.set_ylim(south, north)

    @property
    def lines(self) -> list[Artist]:
        """What of the map lies above the territory: rivers and borders."""
        artists = self.axes.get_children()
        return [artist for artist in artists if artist.get_zorder() > _TERRITORY]

    @property
    def above(self) -> list[Artist]:
        """These, and all that is written on the canvas."""
        return [*self.lines, *self.canvas.page.get_children()]

    @property
    def metres_per_pixel(self) -> float:
        return (self.view[2] - self.view[0]) / self.size[0]

    @property
    def ring_radius(self) -> float:
        """Pixels of a ring around territory that would be overlooked."""
        return RING_PIXELS * self.scale

    def middle(self, view: Bounds) -> tuple[float, float]:
        """The middle of a view, in pixels of the canvas."""
        x = (view[0] + view[2]) / 2 - self.view[0]
        y = self.view[3] - (view[1] + view[3]) / 2
        size = self.metres_per_pixel
        return self.box[0] + x / size, self.box[1] + y / size

    def leader(self, view: Bounds, box: Box) -> tuple[Point, Point]:
        """Ends of a line from the ring around a small view to the nearest point of a box."""
        middle = np.array(self.middle(view))
        end = np.clip(middle, box[:2], box[2:])
        way = end - middle
        length = max(float(np.hypot(*way)), 1.0)
        start = middle + way * min(1.0, self.ring_radius / length)
        return (float(start[0]), float(start[1])), (float(end[0]), float(end[1]))

    def draw_basemap(self) -> None:
        """Land, lakes, rivers and borders."""
        basemap = self.maps.basemap
        if self.maps.projection.world:
            globe = np.array([shapely.box(-180, -90, 180, 90)], dtype=object)
            self._add(globe, 0, facecolor=WATER, linewidth=0)
        else:
            self._add_box(self.view, 0, facecolor=WATER, linewidth=0)
        self._add(self._clip(basemap["land"]), _LAND, facecolor=LAND, linewidth=0)
        self._add(self._clip(basemap["lakes"]), _LAKES, facecolor=WATER, linewidth=0)
        for kind, colour, dashes in (
            ("rivers", RIVER, "solid"),
            ("borders", BORDER, "solid"),
            ("disputed", BORDER, (0, (3, 2.5))),
        ):
            self._add(
                self._clip(basemap[kind]),
                _LINES,
                facecolor="none",
                edgecolor=colour,
                linewidth=0.75 * self.scale * POINT,
                linestyle=dashes,
            )

    def draw_territory(self, index: int, hidden: Collection[str] = ()) -> list[Artist]:
        """The territory of a date without `hidden` statuses; returns it, to be removed again."""
        territory = {
            pair: shape
            for pair, shape in self.maps.territory(index, self.step).items()
            if pair[1] not in hidden
        }
        looks = self.maps.looks
        order = {
            pair: place for place, pair in enumerate(self.maps.summary.times.pairs)
        }
        firm = {
            key for key, status in self.maps.summary.statuses.items() if status.firm
        }
        indicative = self.maps.summary.indicative_on(index)
        added: list[Artist] = []
        # Firm control covers claims, and the largest actor covers the others.
        for pair in sorted(territory, key=lambda pair: (pair[1] in firm, -order[pair])):
            shape = np.array([territory[pair]], dtype=object)
            fill = looks[pair].fill(self.scale)
            edges = []
            if pair in indicative:
                width = 2 * float(shapely.area(shape)[0] / shapely.length(shape)[0])
                edges = looks[pair].soft_edge(self.scale, width / self.metres_per_pixel)
                fill["linewidth"] = 0 if edges else fill["linewidth"]
            for properties in (*edges, fill):
                if drawn := patch(shape, zorder=_TERRITORY, **properties):
                    added.append(self.axes.add_artist(drawn))
        if ring := self._ring(territory):
            added.append(self.axes.add_artist(ring))
        return added

    def draw_ghost(self, index: int, hidden: Collection[str] = ()) -> None:
        """The territory of another date, as a quiet shape below that of the date shown."""
        uncounted = {*self.maps.summary.times.uncounted_statuses, *hidden}
        shapes = [
            shape
            for (_, status), shape in self.maps.territory(index, self.step).items()
            if status not in uncounted
        ]
        whole = shapely.union_all(shapely.make_valid(shapes)) if shapes else None
        if whole is not None and (
            drawn := patch(
                np.array([whole]), zorder=_GHOST, facecolor=GHOST, linewidth=0
            )
        ):
            self.axes.add_artist(drawn)

    def draw_changes(self, before: int, after: int) -> list[Artist]:
        """What the leading series held on both dates, quietly; what it gained and lost."""
        pair = self.maps.summary.times.pairs[0]
        colour = self.maps.looks[pair].colour
        then, now = self.maps.leading(before, after, self.metres_per_pixel)
        quiet = kept_look(colour).fill(self.scale) | {"linewidth": 0}
        added: list[Artist] = []
        for shape, fill in (
            (shapely.intersection(then, now), quiet),
            (shapely.difference(then, now), LOST_LOOK.fill(self.scale)),
            (shapely.difference(now, then), GAINED_LOOK.fill(self.scale)),
        ):
            shapes = np.array([shape], dtype=object)
            if drawn := patch(shapes, zorder=_TERRITORY, **fill):
                added.append(self.axes.add_artist(drawn))
        return added

    def draw_border(self) -> None:
        """A frame around a map that lies on another, or beside one that it is a part of."""
        left, top, right, bottom = self.box
        width = _FRAME_PIXELS * self.scale
        self.canvas.page.add_artist(
            Rectangle(
                (left + width / 2, top + width / 2),
                right - left - width,
                bottom - top - width,
                fill=False,
                edgecolor=INK,
                linewidth=width * POINT,
            )
        )

    def draw_grid(self, km: float) -> None:
        """Squares of so many kilometres, from the upper left corner of the view."""
        for black, width in ((False, 1.5), (True, 0.45)):
            # A black line within a white one is seen on every tone of grey.
            style: dict[str, Any] = {
                "colors": "#000000" if black else "#ffffff",
                "linewidths": width * self.scale * POINT,
                "zorder": _FRAME,
            }
            west, south, east, north = self.view
            self.axes.vlines(np.arange(west, east, km * 1e3)[1:], south, north, **style)
            self.axes.hlines(
                np.arange(north, south, -km * 1e3)[1:], west, east, **style
            )

    def draw_outline(self, shape: Any, name: str, size: float) -> None:
        """A shape in metres above the territory, with its name in the middle."""
        shapes = np.array([shape], dtype=object)
        style = {"facecolor": "none", "edgecolor": INK}
        if drawn := patch(
            shapes, zorder=_FRAME, linewidth=1.3 * self.scale * POINT, **style
        ):
            self.axes.add_artist(drawn)
        west, south, east, north = shapely.bounds(shape)
        x = ((west + east) / 2 - self.view[0]) / self.metres_per_pixel
        y = (self.view[3] - (south + north) / 2) / self.metres_per_pixel
        half = self.canvas.text_width(name, size, True) / 2
        self.taken.append((x - half, y - size, x + half, y + size))
        left, top = self.box[0], self.box[1]
        place = (left + x, top + y, isolate(name), size)
        self.canvas.draw_text(*place, bold=True, align="center", halo=size * 0.2)

    def draw_names(self, size: float, most: int | None = None) -> None:
        """Names of towns that fit in, the more important first."""
        towns = self.maps.summary.towns
        if not towns:
            return
        lon = np.array([town[2] for town in towns])
        lat = np.array([town[1] for town in towns])
        xs, ys = self.maps.projection.project_points(lon, lat)
        # Where not all fit in, those that were fought over come before their neighbours.
        near = shapely.contains_xy(self.maps.hull, xs, ys)
        order = np.argsort(
            np.arange(len(towns)) * np.where(near, _NEAR, 1), kind="stable"
        )
        west, _, _, north = self.view
        if most is None:
            area = self.size[0] * self.size[1] / self.scale**2
            most = max(4, round(area / _PIXELS_PER_NAME))
        written: set[str] = set()
        for place in order:
            name, _, _, capital = towns[place]
            if len(written) >= most:
                break
            x = (xs[place] - west) / self.metres_per_pixel
            y = (north - ys[place]) / self.metres_per_pixel
            if name not in written and self._draw_name(
                isolate(name), x, y, size, capital
            ):
                written.add(name)

    def _draw_name(
        self, name: str, x: float, y: float, size: float, capital: bool
    ) -> bool:
        """A dot and its name right or left of it; False where neither fits in."""
        width, height = self.size
        if not (0 <= x <= width and 0 <= y <= height):
            return False
        length = self.canvas.text_width(name, size, capital)
        for left in (x + size * 0.4, x - size * 0.4 - length):
            box = (left - _GAP, y - size * 0.75, left + length + _GAP, y + size * 0.75)
            inside = (
                box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
            )
            if not inside or any(overlap(box, other) for other in self.taken):
                continue
            self.taken.append(box)
            self.taken.append((x - _GAP, y - _GAP, x + _GAP, y + _GAP))
            self.canvas.page.add_artist(
                Circle(
                    (self.box[0] + x, self.box[1] + y),
                    size * (0.18 if capital else 0.13),
                    facecolor=INK,
                    edgecolor=LAND,
                    linewidth=0.5,
                )
            )
            self.canvas.draw_text(
                self.box[0] + left,
                self.box[1] + y + size * 0.35,
                name,
                size,
                bold=capital,
                halo=size * 0.14,
            )
            return True
        return False

    def draw_scale_bar(self, size: float) -> None:
        """A scale at the bottom left; on a map of the world no scale is true of all of it."""
        if self.maps.projection.world:
            return
        km = scale_length_km(self.size[0] * self.metres_per_pixel / 1000)
        length = km * 1000 / self.metres_per_pixel
        x, y = self.box[0] + size, self.box[3] - size
        self.canvas.page.plot(
            [x, x, x + length, x + length],
            [y - size * 0.4, y, y, y - size * 0.4],
            color=INK,
            linewidth=1.2 * self.scale * POINT,
            solid_joinstyle="miter",
        )
        words = self.maps.summary.language
        label = words.phrase("{n} km", n=words.number(km))
        self.canvas.draw_text(x, y - size * 0.7, label, size, halo=size * 0.14)
        left, top = self.box[0], self.box[1]
        self.taken.append(
            (x - left, y - top - 2 * size, x - left + length + size, y - top)
        )

    def _ring(self, territory: Mapping[Pair, Any]) -> Circle | None:
        """A ring around the only actor's territory, where it would be overlooked."""
        summary = self.maps.summary
        counted = summary.times.pairs[: len(summary.times.series)]
        pair = next((pair for pair in counted if pair in territory), None)
        if summary.several or pair is None:
            return None
        west, south, east, north = shapely.bounds(territory[pair])
        radius = self.ring_radius * self.metres_per_pixel
        if max(east - west, north - south) > radius:
            return None
        return Circle(
            ((west + east) / 2, (south + north) / 2),
            radius,
            fill=False,
            edgecolor=INK,
            linewidth=1.2 * self.scale,
            zorder=_TERRITORY,
        )

    def _clip(self, shape: Any) -> Any:
        if self.maps.projection.world:
            return np.array([shape], dtype=object)
        west, south, east, north = self.maps.projection.degrees(self.view)
        parts = shapely.get_parts(shape)
        return shapely.clip_by_rect(
            parts, west - 0.1, south - 0.1, east + 0.1, north + 0.1
        )

    def _add_box(self, box: Bounds, order: int, **properties: Any) -> None:
        west, south, east, north = box
        size = east - west, north - south
        self.axes.add_artist(
            Rectangle((west, south), *size, zorder=order, **properties)
        )

    def _add(self, shapes: Any, order: int, **properties: Any) -> None:
        plane = self.maps.projection.project(shapes, self.step)
        parts = shapely.get_parts(plane)
        speck = shapely.length(parts) < 2 * self.step
        plane = parts[~speck]
        if drawn := patch(plane, zorder=order, **properties):
            self.axes.add_artist(drawn)


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes have a point in common."""
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )
