"""The shapes of all maps of one summary, on one plane and in the same looks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
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
_CANDIDATES = 200  # pieces gained or lost that are tried as its middle


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

    def busiest_part(self, before: int, after: int, aspect: float) -> Bounds:
        """The part of the view in which most was gained or lost between two dates.

        Of the leading series; so much narrower than the whole view.
        """
        west, south, east, north = self.fit_view(aspect)
        then, now = self.leading(before, after, (east - west) / 1000)
        changed = shapely.get_parts(shapely.symmetric_difference(then, now))
        if not len(changed):
            return west, south, east, north
        width, height = (east - west) / _NARROWER, (north - south) / _NARROWER
        sizes = shapely.area(changed)
        x, y = shapely.get_coordinates(shapely.centroid(changed)).T

        def near(place: int) -> Any:
            return (np.abs(x - x[place]) < width / 2) & (
                np.abs(y - y[place]) < height / 2
            )

        largest = np.argsort(-sizes)[:_CANDIDATES]
        best = near(max(largest, key=lambda place: float(sizes[near(place)].sum())))
        middle_x = float(np.average(x[best], weights=sizes[best]))
        middle_y = float(np.average(y[best], weights=sizes[best]))
        return (
            middle_x - width / 2,
            middle_y - height / 2,
            middle_x + width / 2,
            middle_y + height / 2,
        )

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
        summary.bounds, since=summary.begins, course=summary.course
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
