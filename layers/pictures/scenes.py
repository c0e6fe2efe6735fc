"""The picture of a scene: the map of its date, with what the scene adds, and a legend.

It stands in the page of the story for readers without scripts, and on paper.
"""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from PIL import Image

from layers.content import Bounds, FamiliarArea, channels
from layers.pictures.actor_names import draw_actor_names
from layers.pictures.canvas import Canvas
from layers.pictures.legend import Row, draw_legend, ghost_rows, held_rows
from layers.pictures.looks import Look
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import Maps
from layers.pictures.projection import fit_view

SCENE_SIZE = (640, 480)
_COLOURS = 16  # of a picture: fewer bytes, and no difference to be seen
_SMALL = 15
_LEGEND = 52  # pixels below the map
_POINTS = 12  # of each side of a view, which bends on the plane
_GAP = 0.06  # between territory and outline, as a share of the larger
_NEARLY_ALL = 0.99  # of the largest extent: near it there is no ghost, as on the page
_NAMES = 8


def scene_webp(maps: Maps, scene: Mapping[str, Any]) -> bytes:
    """The picture of one of `Summary.scenes` in few bytes: ten of them are in a page."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(draw_scene(maps, scene).png())) as picture:
        few = _few_colours(picture.convert("RGB"), maps)
        few.save(buffer, format="webp", lossless=True, method=6)
    return buffer.getvalue()


def _few_colours(picture: Image.Image, maps: Maps) -> Image.Image:
    """`picture` in its commonest colours and those of the actors, of which little may be left."""
    few = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
    own = sorted({look.colour for look in maps.looks.values()})
    palette = [*(few.getpalette() or [])[: 3 * _COLOURS], *sum(map(channels, own), ())]
    few.putpalette(palette[: 3 * 256])
    return picture.quantize(palette=few, dither=Image.Dither.NONE).convert("RGB")


def draw_scene(maps: Maps, scene: Mapping[str, Any]) -> Canvas:
    summary, index = maps.summary, scene["index"]
    canvas = Canvas(*SCENE_SIZE, right=summary.right, made=summary.made)
    width, height = SCENE_SIZE[0], SCENE_SIZE[1] - _LEGEND
    box = _view(maps, scene)
    beside = _beside(maps, scene, width / height)
    if beside is not None:
        west, south, east, north = shapely.bounds(beside)
        box = (
            min(box[0], west),
            min(box[1], south),
            max(box[2], east),
            max(box[3], north),
        )
    view = fit_view(box, width / height)
    panel = MapPanel(canvas, maps, (0, 0, width, height), 1.3, view)
    panel.draw_basemap()
    hidden = {summary.times.statuses[place] for place in scene.get("hidden", ())}
    has_ghost = not summary.several and not _is_largest(maps, index)
    if has_ghost:
        panel.draw_ghost(summary.peak, hidden)
    panel.draw_territory(index, hidden)
    if beside is not None:
        panel.draw_outline(beside, scene["beside"], _SMALL)
    if "grid_km" in scene:
        panel.draw_grid(scene["grid_km"])
    panel.draw_scale_bar(_SMALL)
    draw_actor_names(panel, index)
    panel.draw_names(_SMALL, most=_NAMES)
    rows = [*_rows(maps, index, hidden), *(ghost_rows(summary) if has_ghost else [])]
    draw_legend(canvas, 0, height + 4, width, rows, _SMALL)
    return canvas


def _view(maps: Maps, scene: Mapping[str, Any]) -> Bounds:
    """The view of a scene in metres; all of the territory without one."""
    if "view" not in scene:
        return maps.bounds
    west, south, east, north = scene["view"]
    lon, lat = np.linspace(west, east, _POINTS), np.linspace(south, north, _POINTS)
    x, y = maps.projection.project_points(*map(np.ravel, np.meshgrid(lon, lat)))
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _beside(maps: Maps, scene: Mapping[str, Any], aspect: float) -> Any:
    """The outline of a familiar area in metres, where both are largest; None without one."""
    if "beside" not in scene:
        return None
    (area,) = (one for one in maps.summary.familiar if one.name == scene["beside"])
    shape = _outline(area)
    _, south, _, north = shapely.bounds(shape)
    own_west, _, own_east, _ = shapely.bounds(shape)
    width, height = own_east - own_west, north - south
    box = maps.bounds
    across, down = box[2] - box[0], box[3] - box[1]
    gap = _GAP * max(across, down, width, height)
    right = max((across + gap + width) / aspect, down, height)
    below = max(across / aspect, width / aspect, down + gap + height)
    x, y = (
        (box[2] + gap + width / 2, (box[1] + box[3]) / 2)
        if right <= below
        else ((box[0] + box[2]) / 2, box[1] - gap - height / 2)
    )
    move = np.array([x - (own_west + own_east) / 2, y - (south + north) / 2])
    return shapely.transform(shape, lambda vertices: vertices + move)


def _outline(area: FamiliarArea) -> Any:
    """The outline of an area in metres, with exactly its area; a square without one."""
    side = np.sqrt(area.km2) * 1000
    if not area.rings:
        return shapely.box(0, 0, side, side)
    rings = (np.cumsum(np.reshape(ring, (-1, 2)), axis=0) for ring in area.rings)
    shape = shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])
    scale = side / np.sqrt(shapely.area(shape))
    return shapely.transform(shape, lambda vertices: vertices * scale)


def _is_largest(maps: Maps, index: int) -> bool:
    km2 = maps.summary.leading.km2
    return km2[index] >= _NEARLY_ALL * km2[maps.summary.peak]


def _rows(maps: Maps, index: int, hidden: set[str]) -> list[Row]:
    """What is drawn on the date; of several actors the largest."""
    summary = maps.summary
    if summary.several:
        return held_rows(summary, index)[:4]
    looks: Mapping[Any, Look] = maps.looks
    return [
        (looks[series.actor, series.status], summary.label(series))
        for series in summary.times.drawn
        if series.km2[index] > 0 and series.status not in hidden
    ]
