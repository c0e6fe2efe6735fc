"""The shapes of all maps of one summary, on one plane and in the same looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from layers.content import (
    BasemapShapes,
    Bounds,
    Projection,
    Summary,
    basemap_shapes,
    choose_projection,
)
from layers.pictures.looks import Look, Pair, colour_looks
from layers.pictures.projection import fit_view, smallest_step

Shapes = NDArray[np.object_]

_CACHED = 8  # dates whose territory is kept
_NARROWER = 5.0  # than the whole view: the part in which most of it changed
_TRIED = 4  # places of it that are tried, to its own width and height


@dataclass
class Maps:
    """Maps of one summary, all on one projection and in the same looks."""

    summary: Summary
    looks: Mapping[Pair, Look]
    projection: Projection
    bounds: Bounds  # of the territory of all dates, in metres on the plane
    basemap: BasemapShapes
    hull: Any  # convex, around all of it
    _territory: dict[tuple[int, float], dict[Pair, Any]] = field(default_factory=dict)

    def fit_view(self, aspect: float) -> Bounds:
        return fit_view(self.bounds, aspect)

    def aspect(self, least: float, most: float) -> float:
        """Width over height of the territory, within limits."""
        west, south, east, north = self.bounds
        return min(max((east - west) / max(north - south, 1e-9), least), most)

    def territory(self, index: int, step: float) -> dict[Pair, Any]:
        """The shape of each actor and status on a date, in metres, in steps of `step`."""
        key = index, step
        if key not in self._territory:
            if len(self._territory) >= _CACHED:
                self._territory.pop(next(iter(self._territory)))
            rows = self.summary.territory_on(index)
            shapes = self.projection.project(
                np.asarray(rows.geometry.to_numpy(), dtype=object), step
            )
            pairs = zip(rows["actor"], rows["status"], strict=True)
            self._territory[key] = dict(zip(pairs, _visible(shapes, step), strict=True))
        # What was used last is dropped last.
        self._territory[key] = territory = self._territory.pop(key)
        return territory

    def land(self, dates: Sequence[int], metres_per_pixel: float) -> Any:
        """All territory of some dates."""
        step = smallest_step(metres_per_pixel)
        drawn = [
            shape for date in dates for shape in self.territory(date, step).values()
        ]
        return (
            shapely.union_all(shapely.make_valid(drawn)) if drawn else shapely.Polygon()
        )

    def changed(self, before: int, after: int, metres_per_pixel: float) -> Any:
        """What the leading series gained or lost between two dates."""
        return shapely.symmetric_difference(
            *self.leading(before, after, metres_per_pixel)
        )

    def busiest_part(self, before: int, after: int, aspect: float) -> Bounds:
        """The part of the view in which most was gained or lost between two dates.

        Of the leading series; so much narrower than the whole view.
        """
        west, south, east, north = whole = self.fit_view(aspect)
        changed = self.changed(before, after, (east - west) / 1000)
        width, height = (east - west) / _NARROWER, (north - south) / _NARROWER
        xs = np.arange(west, east, width / _TRIED)
        ys = np.arange(south, north, height / _TRIED)
        areas = np.array(
            [
                [
                    shapely.clip_by_rect(
                        changed, x, y, x + width / _TRIED, y + height / _TRIED
                    ).area
                    for x in xs
                ]
                for y in ys
            ]
        )
        if not areas.any():
            return whole
        sums = sliding_window_view(areas, (_TRIED, _TRIED)).sum(axis=(2, 3))
        row, column = np.unravel_index(int(sums.argmax()), sums.shape)
        box = xs[column], ys[row], xs[column] + width, ys[row] + height
        middle = shapely.clip_by_rect(changed, *map(float, box)).centroid
        left = min(max(middle.x - width / 2, west), east - width)
        floor = min(max(middle.y - height / 2, south), north - height)
        return left, floor, left + width, floor + height

    def leading(self, before: int, after: int, metres_per_pixel: float) -> list[Any]:
        """The territory of the leading series on two dates."""
        step = smallest_step(metres_per_pixel)
        pair = self.summary.times.pairs[0]
        return [
            self.territory(index, step).get(pair, shapely.Polygon())
            for index in (before, after)
        ]


def make_maps(summary: Summary, looks: Mapping[Pair, Look] | None = None) -> Maps:
    """Maps of `summary`, in colour unless `looks` are given."""
    projection = choose_projection(summary.bounds)
    shapes = projection.project(
        np.asarray(summary.table.geometry.to_numpy(), dtype=object)
    )
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    hull = shapely.convex_hull(shapely.geometrycollections(shapely.convex_hull(shapes)))
    basemap, _, _ = basemap_shapes(
        summary.bounds,
        since=summary.begins,
        pocket=summary.territory.pocket,
        course=summary.course,
    )
    return Maps(
        summary,
        looks or colour_looks(summary),
        projection,
        (west, south, east, north),
        basemap,
        hull,
    )


def _visible(shapes: Shapes, step: float) -> Shapes:
    """`shapes`, with a square of `step` in place of each that is smaller."""
    west, south, east, north = shapely.bounds(shapes).T
    tiny = np.maximum(east - west, north - south) < step
    x, y, half = (west + east)[tiny] / 2, (south + north)[tiny] / 2, step / 2
    visible = shapes.copy()
    visible[tiny] = shapely.box(x - half, y - half, x + half, y + half)
    return visible
