"""Summaries to draw, and what is seen of their pictures."""

import io

import numpy as np
import shapely
from PIL import Image
from tables import control, square

from layers.content.basemap import KINDS
from layers.content.style import ACCENT
from layers.content.summary import summarize
from layers.pictures.canvas import Canvas
from layers.pictures.looks import grey_looks
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import make_maps

SVG = "{http://www.w3.org/2000/svg}"


INK = tuple(int(ACCENT.light[at : at + 2], 16) for at in (1, 3, 5))


def summary_of(*rows, **how):
    return summarize(control(*rows, **how))


def shrinking(steps=4, side=2.0):
    """Territory whose sides are halved from date to date."""
    days = [f"{2014 + step}-01-01" for step in range(steps + 1)]
    return summary_of(
        *(
            ("Rome", days[step], days[step + 1], square(30, 10, size=side / 2**step))
            for step in range(steps)
        )
    )


def inked(pixels, box=None):
    left, top, right, bottom = box or (0, 0, pixels.shape[1], pixels.shape[0])
    part = pixels[int(top) : int(bottom), int(left) : int(right)]
    return int((np.abs(part.astype(int) - INK).sum(axis=2) < 60).sum())


def pixels_of(canvas):
    with Image.open(io.BytesIO(canvas.png())) as picture:
        return np.asarray(picture.convert("RGB"))


def bare(maps):
    """Maps without land and borders, so that nothing covers the territory."""
    maps.basemap = dict.fromkeys(KINDS, shapely.GeometryCollection())
    return maps


def draw_map(**options):
    canvas = Canvas(300, 200, **options)
    summary = summary_of(
        (("red", "held"), "2014-01-01", "2015-01-01", square(40, 34)),
        (("red", "claimed"), "2014-01-01", "2015-01-01", square(40, 34, size=2)),
        (("red", "influence"), "2014-01-01", "2015-01-01", square(41, 34, size=2)),
    )
    maps = make_maps(summary, grey_looks(summary.times.pairs))
    panel = MapPanel(canvas, maps, (0, 0, 300, 200), 1.0)
    panel.draw_basemap()
    panel.draw_territory(0)
    panel.draw_names(12)
    return canvas
