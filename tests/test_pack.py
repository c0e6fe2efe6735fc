import base64
import gzip

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import square

from layers.pack import METRES_PER_DEGREE, pack


def integers(data):
    """What the page's own reader does, written again for the tests."""
    found, value, shift = [], 0, 0
    for byte in gzip.decompress(base64.b64decode(data)):
        value |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            found.append((value >> 1) ^ -(value & 1))
            value = shift = 0
    return found


def unpacked(packed):
    """Arcs as lists of grid points, and each shape given as a list of rings of grid points."""
    stream = iter(integers(packed.data))
    x = y = reference = 0
    arcs = []
    for _ in range(next(stream)):
        arc = []
        for _ in range(next(stream)):
            x, y = x + next(stream), y + next(stream)
            arc.append((x, y))
        arcs.append(arc)
    drawings = []
    for _ in range(next(stream)):
        parts = []
        for _ in range(next(stream)):
            walk = []
            for _ in range(next(stream)):
                reference += next(stream)
                arc = arcs[reference >> 1][:: -1 if reference & 1 else 1]
                assert not walk or walk[-1] == arc[0], "arcs of a ring must join"
                walk += arc[1 if walk else 0 :]
            parts.append(walk)
        drawings.append(parts)
    assert next(stream, None) is None, "nothing may be left over"
    return arcs, [drawings[place] for place in packed.index]


def filled(parts, digits):
    """The ground inside `parts`, by the even-odd rule, as the page fills it."""
    ground = shapely.Polygon()
    for part in parts:
        ring = shapely.Polygon(np.array(part) / 10**digits)
        ground = shapely.symmetric_difference(ground, ring)
    return ground


def same(one, other):
    return shapely.symmetric_difference(one, other).area == pytest.approx(0, abs=1e-12)


def test_a_square_comes_back():
    packed = pack([square(30, 50)], digits=5)
    arcs, (parts,) = unpacked(packed)
    assert len(arcs) == 1
    assert same(filled(parts, 5), square(30, 50))
    assert packed.error_m == 0


def test_a_border_of_two_neighbours_is_stored_once():
    arcs, shapes = unpacked(pack([square(0), square(1)], digits=5))
    assert len(arcs) == 3
    edges = [frozenset(pair) for arc in arcs for pair in zip(arc, arc[1:])]
    assert len(edges) == len(set(edges)) == 7
    assert [same(filled(parts, 5), square(x)) for x, parts in enumerate(shapes)] == [
        True,
        True,
    ]


def test_a_front_that_moves_in_one_place_uses_the_rest_again():
    coast = [(x / 10, np.sin(x)) for x in range(100)]
    before = shapely.Polygon([*coast, (10, 5), (0, 5)])
    after = shapely.Polygon([*coast[:50], (5, 3), *coast[51:], (10, 5), (0, 5)])
    one = len(integers(pack([before], digits=5).data))
    both = len(integers(pack([before, after], digits=5).data))
    assert both < one + 40


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
    assert sorted(map(tuple, ring)) == sorted(corners)


def test_an_island_drawn_from_another_vertex_is_the_same_island():
    corners = [(0, 0), (2, 0), (2, 1), (0, 1)]
    turned = shapely.Polygon(corners[2:] + corners[:2])
    back = shapely.Polygon(corners[::-1])
    arcs, _ = unpacked(pack([shapely.Polygon(corners), turned, back], digits=5))
    assert len(arcs) == 1


def test_lines_keep_their_ends():
    line = shapely.LineString([(0, 0), (1, 2), (3, 4)])
    loop = shapely.LineString([(5, 5), (6, 6), (7, 5), (5, 5)])
    _, shapes = unpacked(pack([line, loop], digits=1))
    assert shapes == [
        [[(0, 0), (10, 20), (30, 40)]],
        [[(50, 50), (60, 60), (70, 50), (50, 50)]],
    ]


def test_nothing_packs_to_nothing():
    arcs, shapes = unpacked(pack([shapely.Polygon()], digits=5))
    assert (arcs, shapes) == ([], [[]])
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
def test_any_ground_comes_back_whole(days):
    shapes = [shapely.union_all([square(x, y) for x, y in day]) for day in days]
    shapes = [shape if shape.area else shapely.Polygon() for shape in shapes]
    arcs, found = unpacked(pack(shapes, digits=2))
    edges = [frozenset(pair) for arc in arcs for pair in zip(arc, arc[1:])]
    assert len(edges) == len(set(edges)), "no edge may be stored twice"
    for shape, parts in zip(shapes, found, strict=True):
        assert same(filled(parts, 2), shape)


coordinates = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(st.lists(coordinates, min_size=3, max_size=8), max_size=4))
def test_no_ring_however_hostile_breaks_the_stream(rings):
    shapes = [shapely.Polygon(ring) for ring in rings]
    packed = pack(shapes, digits=6)
    _, found = unpacked(packed)
    assert sum(map(len, found)) == len(shapes) - packed.lost


def test_two_months_of_a_real_front_take_less_than_30_kb(samples):
    files = sorted((samples / "ukraine-daily").glob("*.geojson"))
    shapes = [gpd.read_file(path).geometry.iloc[0] for path in files]
    packed = pack(shapes, digits=5)
    assert len(packed.data) < 30_000
    assert packed.error_m < 0.8
    _, found = unpacked(packed)
    for shape, parts in zip(shapes[::20], found[::20], strict=True):
        assert filled(parts, 5).area == pytest.approx(shape.area, rel=1e-6)
