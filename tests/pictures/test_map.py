"""Maps: true sizes, what is tiny, the part that changed, a grid."""

import re

import numpy as np
import pytest
import shapely
from drawings import bare, inked, pixels_of, shrinking, summary_of
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo.dates
import geo.measure
from layers.content import GAINED, LOST, channels, choose_projection
from layers.content.summary import summarize
from layers.pictures.canvas import Canvas
from layers.pictures.legend import change_rows
from layers.pictures.looks import GREYS, grey_looks
from layers.pictures.map import MapPanel
from layers.pictures.map_shapes import make_maps
from layers.pictures.projection import fit_view, scale_length_km


@pytest.mark.parametrize("lat", [0, 35, 60])
def test_territory_is_drawn_at_its_true_size(lat):
    one = summary_of(("x", "2022-03-04", None, square(40, lat, size=2)))
    canvas = Canvas(800, 600)
    panel = MapPanel(canvas, bare(make_maps(one)), (0, 0, 800, 600), 1.0)
    panel.draw_territory(0)
    drawn = inked(pixels_of(canvas)) * panel.metres_per_pixel**2
    assert drawn / 1e6 == pytest.approx(
        geo.measure.area_km2([square(40, lat, size=2)])[0], rel=0.01
    )


@pytest.mark.parametrize(
    "bounds", [(38, 33, 46, 37), (20, 60, 40, 72), (-179, -60, 179, 80)]
)
def test_projections_keep_areas(bounds):
    west, south, east, north = bounds
    plane = choose_projection(bounds)
    boxes = np.array(
        [
            square(west + (east - west) * share, south + (north - south) * share * 0.8)
            for share in (0.0, 0.3, 0.6, 0.9)
        ],
        dtype=object,
    )
    on_paper = shapely.area(plane.project(shapely.segmentize(boxes, 0.02))) / 1e6
    assert on_paper == pytest.approx(geo.measure.area_km2(boxes), rel=1e-3)


def test_territory_too_small_to_be_seen_gets_a_ring():
    one = shrinking(steps=7)
    panel = MapPanel(Canvas(400, 300), bare(make_maps(one)), (0, 0, 400, 300), 1.0)
    rings = [
        any(type(shape).__name__ == "Circle" for shape in panel.draw_territory(index))
        for index in (0, 1, 6)
    ]
    assert rings == [False, False, True]


def test_the_part_that_changed_most_is_found():
    whole = square(30, 10, size=5)
    bulge = square(35, 12, size=0.5)
    one = summary_of(
        ("x", "2024-07-08", "2024-07-09", whole),
        ("x", "2024-07-09", None, shapely.union(whole, bulge)),
    )
    found = make_maps(one)
    west, south, east, north = found.busiest_part(0, 1, 1.5)
    x, y = found.projection.project_points(np.array([35.25]), np.array([12.25]))
    assert west < x[0] < east and south < y[0] < north
    assert (east - west) / (north - south) == pytest.approx(1.5)


def test_lost_and_gained_have_the_colours_of_the_legend_and_no_hatch():
    one = summary_of(
        ("x", "2024-07-08", "2024-07-09", square(30, 10, size=2)),
        ("x", "2024-07-09", None, square(31, 10, size=2)),
    )
    canvas = Canvas(800, 600)
    panel = MapPanel(canvas, bare(make_maps(one)), (0, 0, 800, 600), 2.0)
    panel.draw_changes(0, 1)
    pixels = pixels_of(canvas)
    for (look, _), colour in zip(change_rows(one, 0), (GAINED, LOST), strict=True):
        assert look.colour == colour.light
        assert (pixels == channels(colour.light)).all(axis=2).sum() > 2000
    stripes = (pixels == channels(LOST.light)).all(axis=2).mean(axis=1)
    rows = stripes[stripes > 0.1]
    assert len(rows) > 40 and np.ptp(rows) < 0.02, "level from side to side"
    striped = (stripes > 0)[np.flatnonzero(stripes)[0] : np.flatnonzero(stripes)[-1]]
    assert 0.4 < striped.mean() < 0.9, "with gaps"


def test_a_round_scale_takes_a_fifth_of_the_width():
    assert [scale_length_km(km) for km in (5, 26, 120, 999)] == [1, 5, 20, 100]
    assert fit_view((0, 0, 10, 10), 2.0) == pytest.approx((-6, -0.5, 16, 10.5))


@given(
    st.floats(-170, 150), st.floats(-75, 58), st.floats(0.001, 25), st.floats(0.3, 3)
)
def test_every_part_of_the_world_is_drawn_to_scale_and_whole(west, south, size, aspect):
    box = square(west, south, size)
    projection = choose_projection(box.bounds)
    (plane,) = projection.project(np.array([box]))
    assert plane.area / 1e6 == pytest.approx(
        float(geo.measure.area_km2([box])[0]), rel=2e-3
    )
    left, low, right, high = fit_view(plane.bounds, aspect)
    assert shapely.box(left, low, right, high).contains_properly(plane)
    assert (right - left) / (high - low) == pytest.approx(aspect)


@pytest.mark.parametrize("status", ["held", "claimed"])
def test_an_indicative_shape_has_a_soft_edge(status):
    wide = (("x", status), "2022-03-04", None, square(40, 0, size=2))
    firm = (("x", "held"), "2022-03-04", None, square(41.9, 1.9, size=0.05))
    pictures = []
    for shape in ("exact", "indicative"):
        one = summarize(control(wide, firm).assign(shape=shape))
        canvas = Canvas(800, 600)
        panel = MapPanel(canvas, bare(make_maps(one)), (0, 0, 800, 600), 1.0)
        panel.draw_territory(0)
        pictures.append(pixels_of(canvas).astype(int).sum(axis=2)[300])
    crisp, soft = (row[: len(row) // 2] for row in pictures)  # across the western edge
    reach = [np.flatnonzero(line != line[0])[0] for line in (crisp, soft)]
    assert 2 <= reach[0] - reach[1] <= 5
    fade = soft[reach[1] : reach[0]]
    assert (np.diff(fade) < 0).all(), "darker from pixel to pixel"
    inside = slice(reach[0] + 3, None)
    assert (soft[inside] == crisp[inside]).all()


def test_a_narrow_indicative_shape_stays_narrow():
    strip = shapely.box(40, 0, 42, 0.01)
    drawn = []
    for shape in ("exact", "indicative"):
        table = control((("x", "held"), "2022-03-04", None, strip)).assign(shape=shape)
        canvas = Canvas(800, 600)
        maps = bare(make_maps(summarize(table)))
        MapPanel(canvas, maps, (0, 0, 800, 600), 1.0).draw_territory(0)
        drawn.append(np.ptp(np.flatnonzero(inked_rows(canvas))))
    assert drawn[1] <= drawn[0] + 4


def inked_rows(canvas):
    pixels = pixels_of(canvas).astype(int)
    return (pixels != pixels[0, 0]).any(axis=(1, 2))


def test_territory_of_no_width_is_still_a_mark():
    one = summary_of(
        ("red", "2014-01-01", "2015-01-01", square(30, 30, size=9)),
        ("red", "2015-01-01", None, square(40, 34, size=0.00001)),
    )
    canvas = Canvas(800, 800)
    MapPanel(canvas, bare(make_maps(one)), (0, 0, 800, 800), 1.0).draw_territory(1)
    reddish = pixels_of(canvas).astype(int)
    assert (reddish[:, :, 0] - reddish[:, :, 2] > 40).any()


def test_the_grid_is_of_squares_of_so_many_kilometres():
    one = summary_of(("x", "2022-03-04", None, square(40, 34, size=2)))
    canvas = Canvas(500, 400, paper=None)
    panel = MapPanel(canvas, bare(make_maps(one)), (0, 0, 500, 400), 1.0)
    panel.draw_grid(25)
    lines = re.findall(r"M([\d.]+) 288l0-288", canvas.inline_svg("k", "grid"))
    steps = np.diff(np.array(lines[: len(lines) // 2], dtype=float)) / 0.72
    assert len(steps) > 4
    assert steps * panel.metres_per_pixel / 1e3 == pytest.approx(25, abs=0.3)


def test_looks_for_paper_differ_for_the_first_actors():
    pairs = [(name, "held") for name in "abcdefg"]
    looks = list(grey_looks(pairs).values())
    assert len(set(looks[:GREYS])) == GREYS
    assert looks[GREYS] == looks[-1]
