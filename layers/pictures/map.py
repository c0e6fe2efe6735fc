"""The map of a date on a sheet: the ground on land and water, borders, names and a scale."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from layers.content import Bounds, Drawn, Summary, ground_plan
from layers.pictures.canvas import (
    BORDER,
    INK,
    LAND,
    PAPER,
    RIVER,
    WATER,
    Sheet,
    fill,
    isolated,
    mixed,
    patch,
)
from layers.pictures.projection import Flat, flat, scale_km, step, view

POCKET = (
    14  # pixels of the page: ground that looks smaller than this gets a ring round it
)
GHOST = mixed("#8b8d90", LAND, 0.3)  # ground of another date
_GROUND = (
    10  # order in which it is painted: after land, before rivers, borders and names
)
_KEPT = 8  # dates whose ground is kept at hand
_NAME_PIXELS = 14_000  # of the page, to a name
_NARROWER = 5.0  # than all of the ground: the part in which most of it changed
_LOOKED_AT = 200  # pieces gained or lost that are tried as its middle
_QUIET = 0.3  # of the colour of ground held on both dates
_NEAR = (
    0.25  # by which a name near the ground comes earlier than by its importance alone
)
_GAP = 4

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels


@dataclass
class Atlas:
    """Maps of one subject, all on one plane."""

    subject: Summary
    flat: Flat
    bounds: Bounds  # of all ground, in metres on the plane
    hull: Any  # convex, round all of it
    plan: Drawn
    _ground: dict[tuple[int, float], dict[tuple[str, str], Any]] = field(
        default_factory=dict
    )

    def view(self, aspect: float) -> Bounds:
        return view(self.bounds, aspect)

    def ground(self, index: int, metres: float) -> dict[tuple[str, str], Any]:
        """The shape of each actor and status on a date, on the plane."""
        key = index, metres
        if key not in self._ground:
            if len(self._ground) >= _KEPT:
                self._ground.pop(next(iter(self._ground)))
            rows = self.subject.ground(index)
            shapes = self.flat.shapes(
                np.asarray(rows.geometry.to_numpy(), dtype=object), metres
            )
            names = zip(rows["actor"], rows["status"], strict=True)
            self._ground[key] = dict(zip(names, shapes, strict=True))
        self._ground[key] = found = self._ground.pop(
            key
        )  # what is asked for again stays
        return found

    def busiest(self, before: int, after: int, aspect: float) -> Bounds:
        """The part of the map, so much narrower than all of it, in which most was gained or lost.

        Of the leading series between two dates.
        """
        metres = step(self.view(aspect))
        pair = self.subject.times.pairs[0]
        then, now = (
            self.ground(one, metres).get(pair, shapely.Polygon())
            for one in (before, after)
        )
        changed = shapely.get_parts(shapely.symmetric_difference(then, now))
        west, south, east, north = self.view(aspect)
        wide, high = (east - west) / _NARROWER, (north - south) / _NARROWER
        if not len(changed):
            return self.view(aspect)
        sizes = shapely.area(changed)
        x, y = shapely.get_coordinates(shapely.centroid(changed)).T

        def within(place: int) -> float:
            near = (np.abs(x - x[place]) < wide / 2) & (np.abs(y - y[place]) < high / 2)
            return float(sizes[near].sum())

        largest = np.argsort(-sizes)[:_LOOKED_AT]
        best = max(largest, key=within)
        near = (np.abs(x - x[best]) < wide / 2) & (np.abs(y - y[best]) < high / 2)
        at_x = float(np.average(x[near], weights=sizes[near]))
        at_y = float(np.average(y[near], weights=sizes[near]))
        return at_x - wide / 2, at_y - high / 2, at_x + wide / 2, at_y + high / 2


def atlas(subject: Summary) -> Atlas:
    shapes = np.asarray(subject.table.geometry.to_numpy(), dtype=object)
    west, south, east, north = shapely.total_bounds(shapes)
    found = flat((float(west), float(south), float(east), float(north)))
    on_paper = found.shapes(shapes)
    corners = shapely.total_bounds(on_paper)
    hull = shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(on_paper)))
    since = min(subject.times.dates)
    plan, _, _ = ground_plan((west, south, east, north), since=since)
    left, low, right, high = map(float, corners)
    return Atlas(subject, found, (left, low, right, high), hull, plan)


class Panel:
    """A map in a part of a sheet, from which it takes its size."""

    def __init__(
        self,
        sheet: Sheet,
        atlas: Atlas,
        box: Box,
        scale: float,
        seen: Bounds | None = None,
    ) -> None:
        left, top, right, bottom = box
        self.sheet, self.atlas, self.box, self.scale = sheet, atlas, box, scale
        self.size = right - left, bottom - top
        self.seen = seen or atlas.view(self.size[0] / self.size[1])
        self.metres = step(self.seen)
        self.taken: list[Box] = []  # where names may not stand
        west, south, east, north = self.seen
        self.axes: Axes = sheet.room(left, top, *self.size)
        self.axes.set_xlim(west, east)
        self.axes.set_ylim(south, north)
        back = sheet.room(left, top, *self.size)
        back.set_zorder(-1)
        back.set_xlim(0, 1)
        back.set_ylim(0, 1)
        back.axvspan(0, 1, color=PAPER if atlas.flat.world else WATER, linewidth=0)

    @property
    def lines(self) -> list[Artist]:
        """What of the map itself lies above the ground: rivers and borders."""
        return [one for one in self.axes.get_children() if one.get_zorder() > _GROUND]

    @property
    def above(self) -> list[Artist]:
        """These, and all that is written on the sheet."""
        return [*self.lines, *self.sheet.page.get_children()]

    @property
    def metres_a_pixel(self) -> float:
        return (self.seen[2] - self.seen[0]) / self.size[0]

    def lay(self) -> None:
        """Land, lakes and rivers, below what is drawn next."""
        flat, plan = self.atlas.flat, self.atlas.plan
        if flat.world:
            globe = np.array([shapely.box(-180, -90, 180, 90)], dtype=object)
            self._add(globe, 0, facecolor=WATER, linewidth=0)
        thin = 0.75 * self.scale * 0.72
        self._add(self._cut(plan["land"]), 1, facecolor=LAND, linewidth=0)
        self._add(self._cut(plan["lakes"]), 2, facecolor=WATER, linewidth=0)
        for kind, colour, dashes in (
            ("rivers", RIVER, "solid"),
            ("borders", BORDER, "solid"),
            ("disputed", BORDER, (0, (3, 2.5))),
        ):
            self._add(
                self._cut(plan[kind]),
                _GROUND + 10,
                facecolor="none",
                edgecolor=colour,
                linewidth=thin,
                linestyle=dashes,
            )

    def show(self, index: int) -> list[Artist]:
        """The ground of a date; gives what was drawn, to be removed again."""
        subject = self.atlas.subject
        found = self.atlas.ground(index, self.metres)
        order = {one: place for place, one in enumerate(subject.times.pairs)}
        firm = {key for key, one in subject.statuses.items() if one.firm}
        added: list[Artist] = []
        # What is firm covers what is loose, the largest actor what the others claim.
        for actor, status in sorted(
            found, key=lambda one: (one[1] in firm, -order[one])
        ):
            how = fill(
                subject.statuses[status].pattern, subject.colour(actor), self.scale
            )
            shape = np.array([found[actor, status]], dtype=object)
            if drawn := patch(shape, zorder=_GROUND, **how):
                if subject.actors[actor].nameless:
                    drawn.set_alpha(0.4)
                added.append(self.axes.add_artist(drawn))
        if ring := self._ring(index):
            added.append(self.axes.add_artist(ring))
        return added

    def ghost(self, index: int) -> None:
        """The ground of another date, as a quiet shape below that of the date shown."""
        shapes = list(self.atlas.ground(index, self.metres).values())
        whole = shapely.union_all(shapely.make_valid(shapes)) if shapes else None
        if whole is not None and (
            drawn := patch(np.array([whole]), zorder=5, facecolor=GHOST, linewidth=0)
        ):
            self.axes.add_artist(drawn)

    def show_changed(self, before: int, after: int) -> list[Artist]:
        """What the leading series holds on both dates, quietly; what it gained and lost."""
        series = self.atlas.subject.leading
        pair = series.actor, series.status
        colour = self.atlas.subject.colour(series.actor)
        then, now = (
            self.atlas.ground(one, self.metres).get(pair, shapely.Polygon())
            for one in (before, after)
        )
        quiet = {"facecolor": mixed(colour, LAND, _QUIET), "linewidth": 0}
        added: list[Artist] = []
        for shape, how in (
            (shapely.intersection(then, now), quiet),
            (shapely.difference(then, now), fill("hatch", colour, self.scale)),
            (shapely.difference(now, then), {"facecolor": colour, "linewidth": 0}),
        ):
            if drawn := patch(np.array([shape], dtype=object), zorder=_GROUND, **how):
                added.append(self.axes.add_artist(drawn))
        return added

    def frame(self, part: Bounds) -> None:
        """A box round a part of the view that is shown larger elsewhere."""
        west, south, east, north = part
        self.axes.add_artist(
            Rectangle(
                (west, south),
                east - west,
                north - south,
                fill=False,
                edgecolor=INK,
                linewidth=1.2 * self.scale,
                zorder=31,
            )
        )

    def _ring(self, index: int) -> Circle | None:
        subject = self.atlas.subject
        if subject.several:
            return None
        found = self.atlas.ground(index, self.metres)
        mine = [one for one in subject.times.pairs if one in found]
        if not mine:
            return None
        west, south, east, north = shapely.bounds(found[mine[0]])
        least = POCKET * self.scale * self.metres_a_pixel
        if max(east - west, north - south) > least:
            return None
        middle = ((west + east) / 2, (south + north) / 2)
        return Circle(
            middle,
            least,
            fill=False,
            edgecolor=INK,
            linewidth=1.2 * self.scale,
            zorder=_GROUND,
        )

    def name(self, size: float, most: int | None = None) -> None:
        """Names of towns that find room, the more important first."""
        towns = self.atlas.subject.towns
        if not towns:
            return
        lon = np.array([one[2] for one in towns])
        lat = np.array([one[1] for one in towns])
        xs, ys = self.atlas.flat.points(lon, lat)
        # Where many have no room, those that were fought over come before their neighbours.
        near = shapely.contains_xy(self.atlas.hull, xs, ys)
        order = np.argsort(
            np.arange(len(towns)) * np.where(near, _NEAR, 1), kind="stable"
        )
        west, _, _, north = self.seen
        if most is None:
            area = self.size[0] * self.size[1] / self.scale**2
            most = max(4, round(area / _NAME_PIXELS))
        seen: set[str] = set()
        for place in order:
            (name, _, _, capital), x, y = towns[place], xs[place], ys[place]
            if len(seen) >= most:
                break
            at = (x - west) / self.metres_a_pixel, (north - y) / self.metres_a_pixel
            if name not in seen and self._write(isolated(name), at, size, capital):
                seen.add(name)

    def _write(
        self, name: str, at: tuple[float, float], size: float, capital: bool
    ) -> bool:
        x, y = at
        if not (0 <= x <= self.size[0] and 0 <= y <= self.size[1]):
            return False
        wide = self.sheet.measure(name, size, capital)
        away = size * 0.4
        for side in (1, -1):
            left = x + away if side > 0 else x - away - wide
            box = (left - _GAP, y - size * 0.75, left + wide + _GAP, y + size * 0.75)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.size[0]
            if (
                not inside
                or box[3] > self.size[1]
                or any(_meet(box, one) for one in self.taken)
            ):
                continue
            self.taken.append(box)
            self.taken.append((x - _GAP, y - _GAP, x + _GAP, y + _GAP))
            left_of_sheet, top_of_sheet = self.box[0], self.box[1]
            self.sheet.page.add_artist(
                Circle(
                    (left_of_sheet + x, top_of_sheet + y),
                    size * (0.18 if capital else 0.13),
                    facecolor=INK,
                    edgecolor=LAND,
                    linewidth=0.5,
                )
            )
            self.sheet.write(
                left_of_sheet + left,
                top_of_sheet + y + size * 0.35,
                name,
                size,
                bold=capital,
                halo=size * 0.14,
            )
            return True
        return False

    def scale_bar(self, size: float) -> None:
        """A scale at the bottom left; on a map of the world no scale is true of all of it."""
        if self.atlas.flat.world:
            return
        km = scale_km(self.size[0] * self.metres_a_pixel / 1000)
        wide = km * 1000 / self.metres_a_pixel
        x, y = self.box[0] + size, self.box[3] - size
        self.sheet.page.plot(
            [x, x, x + wide, x + wide],
            [y - size * 0.4, y, y, y - size * 0.4],
            color=INK,
            linewidth=1.2 * self.scale * 0.72,
            solid_joinstyle="miter",
        )
        words = self.atlas.subject.words
        told = words.phrase("{n} km", n=words.number(km))
        self.sheet.write(x, y - size * 0.7, told, size, halo=size * 0.14)
        left, top = self.box[0], self.box[1]
        self.taken.append(
            (x - left, y - top - 2 * size, x - left + wide + size, y - top)
        )

    def keep_free(self, box: Box) -> None:
        """No names in a part of the sheet."""
        left, top = self.box[0], self.box[1]
        self.taken.append((box[0] - left, box[1] - top, box[2] - left, box[3] - top))

    def _cut(self, shape: Any) -> Any:
        if self.atlas.flat.world:
            return np.array([shape], dtype=object)
        west, south, east, north = self.atlas.flat.degrees(self.seen)
        parts = shapely.get_parts(shape)
        return shapely.clip_by_rect(
            parts, west - 0.1, south - 0.1, east + 0.1, north + 0.1
        )

    def _add(self, shapes: Any, order: int, **how: Any) -> None:
        flat = self.atlas.flat.shapes(shapes, self.metres)
        if drawn := patch(flat, zorder=order, **how):
            self.axes.add_artist(drawn)


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] < other[2]
        and other[0] < one[2]
        and one[1] < other[3]
        and other[1] < one[3]
    )
