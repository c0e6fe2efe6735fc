"""Actors' names on their land in pictures."""

import pytest
import shapely
from drawings import bare, summary_of

from layers.pictures.actor_names import draw_actor_names
from layers.pictures.canvas import Canvas
from layers.pictures.looks import POINT
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import make_maps

LONG = "Kingdom of the Western Lakes"
ROWS = (
    ("Realm", "1910-01-01", None, shapely.box(10, 0, 20, 10)),
    (LONG, "1910-01-01", None, shapely.box(7.5, 0, 10, 10)),
    ("Tiny", "1910-01-01", None, shapely.box(21, 0, 21.2, 0.2)),
    ("Ox", "1910-01-01", None, shapely.box(21, 4, 22, 5)),
    ("Below", "1910-01-01", None, shapely.box(12, 2, 16, 6)),
)


def written(*rows, scale=1.0, taken=()):
    """Each text on a map: its line, its size in pixels, and longitude and latitude."""
    canvas = Canvas(800, 600)
    panel = MapPanel(
        canvas, bare(make_maps(summary_of(*rows))), (0, 0, 800, 600), scale
    )
    panel.taken.extend(taken)
    draw_actor_names(panel, 0)
    west, _, _, north = panel.view
    texts = {}
    for text in canvas.page.texts:
        x, y = text.get_position()
        at = west + x * panel.metres_per_pixel, north - y * panel.metres_per_pixel
        lon, lat, _, _ = panel.maps.projection.degrees((*at, *at))
        name = text.get_text().strip("\u2068\u2069")
        texts[name] = (text.get_size(), shapely.Point(lon, lat))
    return texts


def test_actors_are_named_on_the_largest_part_of_their_land():
    texts = written(*ROWS)
    assert set(texts) == {"Realm", "Kingdom of the", "Western Lakes", "Ox"}
    for name, (_, _, _, land) in zip(("Realm", "Kingdom of the"), ROWS):
        assert land.contains(texts[name][1])
    assert texts["Ox"][0] == pytest.approx(11 * POINT), "little land, small letters"
    assert texts["Realm"][0] > texts["Kingdom of the"][0], "more land, larger letters"


def test_one_actor_needs_no_name_and_names_keep_off_what_is_there():
    assert written(ROWS[0]) == {}
    assert written(*ROWS, taken=[(0, 0, 800, 600)]) == {}


def test_letters_grow_with_the_scale_of_a_picture():
    (small, _), (large, _) = (
        written(*ROWS, scale=scale)["Realm"] for scale in (1.0, 1.2)
    )
    assert large == pytest.approx(small * 1.2)
