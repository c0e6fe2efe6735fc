"""What is left of a territory, from near: beside a map on which it is a point."""

from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from layers.content import POCKET, Bounds
from layers.pictures.canvas import Canvas
from layers.pictures.looks import HALO, INK, POINT
from layers.pictures.map import Box, MapPanel
from layers.pictures.map_shapes import Maps

_AROUND = 3.0  # sides of a pocket that are shown from near, as on the page
# Share of the view that a pocket may have before the view changes, as on the page.
_LARGEST, _SMALLEST = 0.8, 0.15
_FRAME = 1.2  # pixels of the page: width of a frame, and of a line that leads to it
_MARK = 7.0  # pixels of the page: half a side of a mark, at least
_NAMES = 2
_TO_EDGE = 9.0  # pixels of the page: from an inset to the edges of the map
_PART = (
    0.5  # of the whole: a map of less is located on it, one of more on its surroundings
)
_AROUND_ALL = 5.0  # sides of the whole that these show
_STEPS = 40  # along a line, where no name may stand


def pocket_view(
    maps: Maps, index: int, aspect: float, before: Bounds | None = None
) -> Bounds | None:
    """A view of what the only actor holds on a date, where that is a point on the whole map.

    None where more is held, or nothing. The view of the date `before` stays while what is held is
    well seen in it.
    """
    pocket = None if maps.summary.several else _extent(maps, index)
    if pocket is None:
        return None
    west, south, east, north = pocket
    whole = maps.bounds
    widest = max(whole[2] - whole[0], whole[3] - whole[1])
    if max(east - west, north - south) > POCKET * widest:
        return None
    longest = max(east - west, (north - south) * aspect)
    if before and _is_well_seen(pocket, longest, before):
        return before
    width = _AROUND * longest
    x, y, height = (west + east) / 2, (south + north) / 2, width / aspect
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _extent(maps: Maps, index: int) -> Bounds | None:
    """Bounds in metres of the firmest territory of a date."""
    rows = maps.summary.territory_on(index)
    statuses = [series.status for series in maps.summary.times.series]
    held = next(
        (rows[rows["status"] == one] for one in statuses if one in {*rows["status"]}),
        None,
    )
    if held is None:
        return None
    shapes = np.asarray(held.geometry.to_numpy(), dtype=object)
    boxes = maps.projection.project(shapely.envelope(shapes))
    west, south, east, north = map(float, shapely.total_bounds(boxes))
    return (west, south, east, north) if east > west else None


def _is_well_seen(pocket: Bounds, longest: float, view: Bounds) -> bool:
    share = longest / (view[2] - view[0])
    inside = (
        pocket[0] >= view[0]
        and pocket[1] >= view[1]
        and pocket[2] <= view[2]
        and pocket[3] <= view[3]
    )
    return inside and _SMALLEST < share < _LARGEST


def draw_near(
    canvas: Canvas,
    maps: Maps,
    box: Box,
    scale: float,
    view: Bounds,
    index: int,
    size: float,
    *,
    since: int | None = None,
    heading: float = 0.0,
) -> MapPanel:
    """A view from near in a part of a canvas: with a frame, a scale and names of `size`.

    It shows the territory of a date above the largest extent, or what was gained and lost `since`.
    No name stands in the uppermost `heading` pixels.
    """
    panel = MapPanel(canvas, maps, box, scale, view)
    panel.draw_basemap()
    if since is not None:
        panel.draw_changes(since, index)
    else:
        panel.draw_ghost(maps.summary.peak)
        panel.draw_territory(index)
    panel.draw_scale_bar(size)
    panel.taken.append((0, 0, panel.size[0], heading))
    panel.draw_names(size, most=_NAMES)
    panel.draw_border()
    return panel


def draw_locator(
    canvas: Canvas, maps: Maps, box: Box, scale: float, view: Bounds, index: int
) -> None:
    """A small map in a part of a canvas, with a frame where a `view` lies.

    It shows all of the territory of a date, or what lies around, where the view shows that.
    """
    aspect = (box[2] - box[0]) / (box[3] - box[1])
    west, south, east, north = whole = maps.fit_view(aspect)
    if _PART * (east - west) < view[2] - view[0]:
        x, y = (_AROUND_ALL - 1) / 2 * np.array([east - west, north - south])
        whole = west - x, south - y, east + x, north + y
    panel = MapPanel(canvas, maps, box, scale, whole)
    panel.draw_basemap()
    panel.draw_territory(index)
    mark_view(panel, view)
    panel.draw_border()


def free_corner(
    panel: MapPanel, size: tuple[float, float], land: Any
) -> tuple[float, float]:
    """The corner of a map with the least `land`, for an inset: its left and top on the canvas.

    None of the scale; no name is written there.
    """
    (width, height), (across, down) = size, panel.size
    edge = _TO_EDGE * panel.scale
    right, bottom = across - width - edge, down - height - edge
    west, _, _, north = panel.view

    def covered(corner: tuple[float, float]) -> float:
        left, top = np.array(corner) * panel.metres_per_pixel
        wide, high = np.array(size) * panel.metres_per_pixel
        box = (west + left, north - top - high, west + left + wide, north - top)
        return float(shapely.clip_by_rect(land, *box).area)

    left, top = min(((right, bottom), (edge, edge), (right, edge)), key=covered)
    panel.taken.append((left, top, left + width, top + height))
    return panel.box[0] + left, panel.box[1] + top


def mark_view(panel: MapPanel, view: Bounds) -> Box:
    """Draw a box where a view lies on a map; returns it, in pixels of the canvas."""
    x, y = panel.middle(view)
    sides = np.array([view[2] - view[0], view[3] - view[1]]) / panel.metres_per_pixel
    across, down = map(float, np.maximum(_MARK * panel.scale, sides / 2))
    box = (x - across, y - down, x + across, y + down)
    left, top = panel.box[:2]
    panel.taken.append((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
    for ink, width in ((HALO, 3.0), (INK, 1.0)):
        panel.canvas.page.add_artist(
            Rectangle(
                box[:2],
                2 * across,
                2 * down,
                fill=False,
                edgecolor=ink,
                linewidth=width * _FRAME * panel.scale * POINT,
            )
        )
    return box


def draw_leader(
    panel: MapPanel, start: tuple[float, float], end: tuple[float, float]
) -> list[Artist]:
    """A line on the canvas on which no name of the map may stand; returns it, to be removed."""
    left, top = panel.box[:2]
    size = 2 * _FRAME * panel.scale
    for x, y in np.linspace(start, end, _STEPS) - (left, top):
        panel.taken.append((x - size, y - size, x + size, y + size))
    return [
        panel.canvas.page.add_artist(
            Line2D(
                [start[0], end[0]],
                [start[1], end[1]],
                color=ink,
                linewidth=width * _FRAME * panel.scale * POINT,
                zorder=2,
            )
        )
        for ink, width in ((HALO, 2.5), (INK, 0.8))
    ]
