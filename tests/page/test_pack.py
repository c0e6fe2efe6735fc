import base64
import gzip

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import square

import geo.measure
from layers.page.pack import METRES_PER_DEGREE, pack

REST, PART_ENDS, COARSE, FINE = range(4)


def integers(data):
    """What the page's own reader does, written again for the tests."""
    raw = gzip.decompress(base64.b64decode(data))
    count = len(raw) // 4
    values = (
        sum(raw[i + plane * count] << 8 * plane for plane in range(4))
        for i in range(count)
    )
    return [(value >> 1) ^ -(value & 1) for value in values]


def unpacked(packed):
    """Places of all vertices on the grid, and each shape given as a list of rings of them.

    The slow twin: one vertex at a time, as described at the top of layers/page/pack.py.
    """
    stream = integers(packed.data)
    vertices, shapes, longest = stream[:3]
    steps = list(zip(stream[3 : 3 + vertices], stream[3 + vertices : 3 + 2 * vertices]))
    edits = iter(stream[3 + 2 * vertices :])
    places, texts = [(0, 0)], [[]]
    grid, last = 1, 0
    for _ in range(shapes):
        before, text, ended = texts[-1], [], 0
        while (head := next(edits)) != REST:
            count, kind = divmod(head, 4)
            if head in (COARSE, FINE):
                grid = 10 if head == COARSE else 1
            elif head == PART_ENDS:
                text.append(0)
            elif kind == 0:
                ended += next(edits)
                text += before[ended : ended + count]
                ended += count
            elif kind == 1:
                for _ in range(count):
                    back = next((number for number in reversed(text) if number), last)
                    step = steps[len(places) - 1]
                    text.append(len(places))
                    places.append(
                        tuple(
                            grid * (a // grid + b) for a, b in zip(places[back], step)
                        )
                    )
            else:
                first = (text[-1] if text else 0) + next(edits)
                way = 1 if kind == 2 else -1
                text += range(first, first + way * count, way)
        text += before[ended + next(edits) :]
        assert len(text) <= longest
        last = next((vertex for vertex in reversed(text) if vertex), last)
        texts.append(text)
    assert next(edits, None) is None, "nothing may be left over"
    assert len(places) == vertices + 1 == len(set(places[1:])) + 1, "no vertex twice"
    drawings = [rings(text, places) for text in texts[1:]]
    return places[1:], [drawings[place] for place in packed.index]


def rings(text, places):
    closed, walk = [], []
    for number in text:
        if number:
            walk.append(places[number])
        else:
            closed.append(walk)
            walk = []
    assert walk == []
    return closed


def filled(parts, digits):
    """The territory inside `parts`, by the even-odd rule, as the page fills it."""
    area = shapely.Polygon()
    for part in parts:
        ring = shapely.Polygon(np.array(part) / 10**digits)
        area = shapely.symmetric_difference(area, ring)
    return area


def same(shape, other):
    return shapely.symmetric_difference(shape, other).area == pytest.approx(
        0, abs=1e-12
    )


def test_a_square_comes_back():
    packed = pack([square(30, 50)], digits=5)
    vertices, (parts,) = unpacked(packed)
    assert len(vertices) == 4
    assert same(filled(parts, 5), square(30, 50))
    assert packed.error_m == packed.error_km2 == 0


def test_vertices_of_a_border_of_two_neighbours_are_stored_once():
    vertices, shapes = unpacked(pack([square(0), square(1)], digits=5))
    assert len(vertices) == 6
    for x, parts in enumerate(shapes):
        assert same(filled(parts, 5), square(x))


def test_a_front_that_moves_in_one_place_uses_the_rest_again():
    coast = [(x / 10, np.sin(x)) for x in range(100)]
    before = shapely.Polygon([*coast, (10, 5), (0, 5)])
    after = shapely.Polygon([*coast[:50], (5, 3), *coast[51:], (10, 5), (0, 5)])
    single = len(integers(pack([before], digits=5).data))
    packed = pack([before, after], digits=5)
    assert len(integers(packed.data)) < single + 40
    _, drawings = unpacked(packed)
    for shape, parts in zip((before, after), drawings, strict=True):
        assert filled(parts, 5).area == pytest.approx(shape.area, rel=1e-5)
        corners = np.rint(shapely.get_coordinates(shape) * 1e5)
        assert {*map(tuple, corners.tolist())} == {
            place for part in parts for place in part
        }


def test_equal_shapes_are_stored_once():
    packed = pack([square(0), square(5), square(0)], digits=5)
    assert packed.index == (0, 1, 0)


def test_holes_and_islands_come_back():
    ring = shapely.difference(square(0, size=3), square(1, 1))
    shape = shapely.union(ring, square(5))
    _, (parts,) = unpacked(pack([shape], digits=5))
    assert len(parts) == 3
    assert same(filled(parts, 5), shape)


def test_rings_that_touch_in_one_point_come_back():
    bowtie = shapely.MultiPolygon([square(0), square(1, 1)])
    _, (parts,) = unpacked(pack([bowtie], digits=5))
    assert same(filled(parts, 5), bowtie)


def test_a_ring_that_turns_back_on_itself_comes_back():
    corners = [(0, 0), (0, 1), (1, 0), (0, 2), (0, 0), (0, 1), (0, 0), (1, 0), (0, 0)]
    _, ((ring,),) = unpacked(pack([shapely.Polygon(corners)], digits=0))
    assert sorted(ring) == sorted(corners[1:])


def test_an_island_drawn_from_another_vertex_is_the_same_island():
    corners = [(0, 0), (2, 0), (2, 1), (0, 1)]
    turned = shapely.Polygon(corners[2:] + corners[:2])
    back = shapely.Polygon(corners[::-1])
    packed = pack([shapely.Polygon(corners), turned, back], digits=5)
    assert packed.index == (0, 0, 0)


def test_lines_keep_their_ends():
    line = shapely.LineString([(0, 0), (1, 2), (3, 4)])
    loop = shapely.LineString([(5, 5), (6, 6), (7, 5), (5, 5)])
    _, shapes = unpacked(pack([line, loop], digits=1))
    assert shapes == [
        [[(0, 0), (10, 20), (30, 40)]],
        [[(50, 50), (60, 60), (70, 50), (50, 50)]],
    ]


def test_nothing_packs_to_nothing():
    vertices, shapes = unpacked(pack([shapely.Polygon()], digits=5))
    assert (vertices, shapes) == ([], [[]])
    assert unpacked(pack([], digits=5)) == ([], [])


def test_slivers_below_the_grid_are_left_out_and_counted():
    sliver = shapely.Polygon([(3, 3), (3.000001, 3), (3, 3.000001)])
    packed = pack([square(0), sliver], digits=5)
    assert packed.lost == 1
    assert unpacked(packed)[1][1] == []


def test_the_error_is_how_far_rounding_moved_a_vertex():
    off = shapely.transform(square(0), lambda points: points + [4e-6, 0])
    packed = pack([off], digits=5)
    assert packed.error_m == pytest.approx(4e-6 * METRES_PER_DEGREE, rel=1e-6)


def test_a_grid_finer_than_the_script_can_hold_is_refused():
    with pytest.raises(ValueError, match="7 decimal places"):
        pack([square(0)], digits=7)


def test_equal_shapes_give_equal_bytes():
    shapes = [square(0), square(1), square(0, size=2)]
    assert pack(shapes, digits=5) == pack(list(shapes), digits=5)


cells = st.sets(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), max_size=20)


@given(st.lists(cells, max_size=5))
def test_any_territory_comes_back_whole(days):
    shapes = [shapely.union_all([square(x, y) for x, y in day]) for day in days]
    shapes = [shape if shape.area else shapely.Polygon() for shape in shapes]
    _, drawings = unpacked(pack(shapes, digits=2))
    for shape, parts in zip(shapes, drawings, strict=True):
        assert same(filled(parts, 2), shape)


@given(cells, st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), max_size=8))
def test_territory_that_changes_by_one_cell_a_day_comes_back_whole(first, changed):
    days = [first]
    for cell in changed:
        days.append(days[-1] ^ {cell})
    shapes = [shapely.union_all([square(x, y) for x, y in day]) for day in days]
    shapes = [shape if shape.area else shapely.Polygon() for shape in shapes]
    _, drawings = unpacked(pack(shapes, digits=2))
    for shape, parts in zip(shapes, drawings, strict=True):
        assert same(filled(parts, 2), shape)


coordinates = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(st.lists(coordinates, min_size=3, max_size=8), max_size=4))
def test_no_ring_however_hostile_breaks_the_stream(rings):
    shapes = [shapely.Polygon(ring) for ring in rings]
    packed = pack(shapes, digits=6)
    _, drawings = unpacked(packed)
    assert sum(map(len, drawings)) == len(shapes) - packed.lost


@given(st.lists(cells, min_size=1, max_size=5), st.sets(st.integers(0, 4)))
def test_shapes_on_two_grids_come_back_each_from_its_own(days, which):
    shapes = [
        shapely.union_all([square(x * 1.14, y * 1.14) for x, y in day]) for day in days
    ]
    finer = np.array([number in which for number in range(len(shapes))])
    packed = pack(shapes, digits=1, finer=finer)
    assert packed.digits == 1 + finer.any()
    _, drawings = unpacked(packed)
    for shape, parts, fine in zip(shapes, drawings, finer, strict=True):
        places = 1 + int(fine)
        want = shapely.transform(shape, lambda xy: np.rint(xy * 10**places))
        corners = {tuple(map(int, xy)) for xy in shapely.get_coordinates(want)}
        scale = 10 ** (packed.digits - places)
        assert {(x // scale, y // scale) for part in parts for x, y in part} == corners


@given(st.lists(st.floats(-0.004, 0.004), min_size=4, max_size=4))
def test_the_error_of_an_area_is_what_rounding_changed(moved):
    west, south, east, north = np.array([30, 50, 30.2, 50.1]) + moved
    shape = shapely.box(west, south, east, north)
    rounded = shapely.transform(shape, lambda xy: np.rint(xy * 100) / 100)
    before, after, moved_km2 = geo.measure.area_km2(
        [shape, rounded, shape.symmetric_difference(rounded)]
    )
    change = pack([shape], digits=2).error_km2
    # What one side wins another may lose, of which a ten-thousandth is left as well.
    slack = max(1e-4 * moved_km2, 1e-6)
    assert change == pytest.approx(abs(after - before), rel=0.02, abs=slack)


def test_two_months_of_a_real_front_take_less_than_22_kb(samples):
    files = sorted((samples / "ukraine-daily").glob("*.geojson"))
    shapes = [gpd.read_file(path).geometry.iloc[0] for path in files]
    packed = pack(shapes, digits=5)
    assert len(packed.data) < 22_000
    assert packed.error_m < 0.8
    _, drawings = unpacked(packed)
    for shape, parts in zip(shapes[::20], drawings[::20], strict=True):
        assert filled(parts, 5).area == pytest.approx(shape.area, rel=1e-6)
