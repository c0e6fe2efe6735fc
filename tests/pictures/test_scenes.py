"""Pictures of the scenes of a story."""

import io

import numpy as np
import pytest
import shapely
from PIL import Image
from tables import control, square

import geo.table
from layers.content import summarize
from layers.pictures import make_maps, scene_webp
from layers.pictures.scenes import SCENE_SIZE, _beside, _outline


@pytest.fixture(scope="module")
def maps():
    rows = [
        (("red", "claimed"), "2014-06-01", "2015-06-01", square(40, 33, size=4)),
        (("red", "held"), "2014-06-01", "2015-06-01", square(40, 33, size=2)),
        (("red", "held"), "2015-06-01", None, square(40, 33, size=0.05)),
    ]
    table = control(*rows)
    day = {"date": "2014-06-01", "caption": "A.", "beside": "Great Britain"}
    near = {"view": [39.9, 32.9, 40.2, 33.2], "grid_km": 10}
    table.attrs[geo.table.ABOUT] = {
        "scenes": [
            day,
            {"date": "2014-06-01", "caption": "B.", "statuses": ["held"]},
            {"date": "2014-06-01", "caption": "C."},
            {"date": "2015-06-01", "caption": "D.", **near},
        ]
    }
    return make_maps(summarize(table))


def pixels(maps, number):
    with Image.open(io.BytesIO(scene_webp(maps, maps.summary.scenes[number]))) as image:
        assert image.size == SCENE_SIZE and image.format == "WEBP"
        return np.asarray(image.convert("RGB")).astype(int)


def test_a_picture_draws_only_what_its_scene_draws(maps):
    colour = maps.looks["red", "held"].colour
    red = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)])
    ink = [(np.abs(pixels(maps, number) - red).sum(axis=2) < 12) for number in (1, 2)]
    held, both = (np.ptp(np.flatnonzero(one[:400].any(axis=0))) for one in ink)
    assert both > 1.7 * held, "the claimed land, which is twice as wide"


def test_a_picture_is_small_and_the_same_each_time(maps):
    first, again = (scene_webp(maps, maps.summary.scenes[3]) for _ in range(2))
    assert first == again and len(first) < 30_000


def test_an_outline_has_its_true_area_and_lies_beside_the_territory(maps):
    (britain,) = (
        area for area in maps.summary.familiar if area.name == "Great Britain"
    )
    assert shapely.area(_outline(britain)) / 1e6 == pytest.approx(britain.km2)
    shape = _beside(maps, maps.summary.scenes[0], 1.5)
    assert shapely.area(shape) / 1e6 == pytest.approx(britain.km2)
    assert not shapely.intersects(shape, shapely.box(*maps.bounds))
    assert _beside(maps, maps.summary.scenes[1], 1.5) is None
