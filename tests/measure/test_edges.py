import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

import geo.measure
from geo.measure import edges
from geo.measure.edges import Ledger, chains, faces, faces_by_dates, winding


def rest(after, before):
    """What is left of one shape's edges less another's: ends and times."""
    drawn = chains(np.array([before, after], dtype=object))
    left = Ledger(drawn).rest(np.array([1]), np.array([0]))
    return drawn.ends[left.edge], left.times, left.share


def moved(after, before):
    """Gained and lost territory as two shapes."""
    ends, times, _ = rest(after, before)
    if not len(ends):
        return shapely.Polygon(), shapely.Polygon()
    found, _, turns = faces(ends, times, np.zeros(len(ends), dtype=np.intp))
    return shapely.union_all(found[turns == 1]), shapely.union_all(found[turns == -1])


def test_edges_that_two_shapes_share_cancel():
    """A square grows by its right half: three new edges, one gone, two cut by new corners."""
    square, wide = shapely.box(0, 0, 1, 1), shapely.box(0, 0, 2, 1)
    ends, times, share = rest(wide, square)
    assert len(ends) == 6
    assert share == 6 / 8
    assert set(times) == {-1, 1}
    assert rest(wide, wide)[2] == 0


def test_where_a_ring_starts_and_which_way_it_runs_does_not_matter():
    ring = [(0, 0), (4, 0), (4, 3), (1, 5), (0, 0)]
    hole = [(1, 1), (2, 1), (2, 2), (1, 1)]
    drawn = shapely.Polygon(ring, [hole])
    turned = shapely.Polygon([*ring[2:], *ring[1:3]][::-1], [hole[::-1]])
    assert rest(turned, drawn)[2] == 0


def test_neighbours_have_no_edge_between_them():
    whole = shapely.Polygon([(0, 0), (1, 0), (2, 0), (2, 1), (1, 1), (0, 1)])
    halves = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    drawn = chains(np.array([whole, *halves], dtype=object))
    assert not len(Ledger(drawn).rest(np.array([1, 2]), np.array([0])).edge)


def test_territory_taken_over_is_walked_twice():
    """West of a border before, east of it after: the border is left, two times."""
    west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    _, times, _ = rest(east, west)
    assert sorted(np.abs(times)) == [1] * 6 + [2]
    won, gone = moved(east, west)
    assert won.equals(east) and gone.equals(west)


def test_shapes_without_edges_have_empty_chains():
    drawn = chains(np.array([None, shapely.Polygon()], dtype=object))
    assert not len(drawn.ends)
    assert not len(Ledger(drawn).rest(np.array([1]), np.array([0])).edge)


def slow_winding(point, ring):
    """The angle that the ring turns about the point, in turns."""
    arms = np.asarray(ring) - point
    angle = np.arctan2(arms[:, 1], arms[:, 0])
    step = np.diff(np.append(angle, angle[0]))
    return round(((step + np.pi) % (2 * np.pi) - np.pi).sum() / (2 * np.pi))


corners = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=12
)


@given(corners, st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11))))
def test_winding_is_the_angle_turned_whatever_the_ring(ring, cells):
    points = np.array([(x + 0.5, y + 0.47) for x, y in cells]).reshape(-1, 2)
    line = shapely.LineString([*ring, ring[0]])
    away = shapely.distance(shapely.points(points), line) > 1e-9
    points = points[away]
    ends = np.array([(*a, *b) for a, b in zip(ring, ring[1:] + ring[:1])], dtype=float)
    found = winding(points, ends, np.ones(len(ends), dtype=np.int16))
    assert found.tolist() == [slow_winding(point, ring) for point in points]


# Degrees: in floating point the slow way may lose territory. Along a front of a few hundred
# degrees the grid moves a square metre or some, which is why it is compared to ten.
GRID = 1e-12


def territory(ring):
    whole = shapely.make_valid(shapely.Polygon(ring), method="structure")
    parts = shapely.get_parts(whole)
    return shapely.union_all(parts[shapely.get_type_id(parts) == 3])


territories = corners.map(territory)


@given(territories, territories, st.sampled_from([0, 0.1, 1 / 3]))
def test_faces_with_a_turn_are_what_set_operations_give(before, after, offset):
    """Holes, islands that touch at a point, fronts that cross, edges shared in part."""
    after = shapely.transform(after, lambda c: c + [offset, offset / 2])
    won, gone = moved(after, before)
    for found, slow in (
        (won, shapely.difference(after, before, grid_size=GRID)),
        (gone, shapely.difference(before, after, grid_size=GRID)),
    ):
        assert shapely.symmetric_difference(found, slow, grid_size=GRID).area < 1e-9


@given(st.lists(territories, min_size=1, max_size=6))
def test_faces_by_dates_add_up_to_every_pair(shapes):
    shapes = np.array(shapes, dtype=object)
    drawn = chains(shapes)
    assume(len(drawn.ends))
    sizes, table = faces_by_dates(drawn, [np.array([i]) for i in range(len(shapes))])
    for i, before in enumerate(shapes):
        for j, after in enumerate(shapes):
            both = shapely.difference(after, before, grid_size=GRID)
            slow = geo.measure.area_km2([both])[0]
            assert sizes @ (table[:, j] * (1 - table[:, i])) == pytest.approx(
                slow, rel=1e-10, abs=1e-5
            )


def test_faces_held_twice_are_refused():
    shapes = np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)], dtype=object)
    assert faces_by_dates(chains(shapes), [np.array([0, 1])]) is None


def test_edges_in_a_row_are_one_line_up_to_where_others_meet_them():
    """A ring of any direction is one line; a street and a lane that cross it are cut there."""
    ring = np.array([[0, 0], [1, 0], [2, 0], [2, 2], [0, 2], [0, 0]], float)
    forth = np.hstack([ring[:-1], ring[1:]])
    mixed = np.where(
        [[True], [False], [True], [True], [False]], forth, forth[:, [2, 3, 0, 1]]
    )
    lane = np.array([[1.0, 0, 1, -1], [1, -1, 1, -2]])
    for around in (forth, mixed):
        (line,), _ = edges._lines(around, np.zeros(5, np.intp))
        assert line.equals(shapely.LinearRing(ring))
        ends = np.concatenate([around, lane, around])
        group = np.repeat([0, 0, 1], [5, 2, 5])
        lines, _ = edges._lines(ends[:7], group[:7])
        assert shapely.length(lines).tolist() == [1, 7, 2]
        lines, owner = edges._lines(ends, group)
        assert owner.tolist() == sorted(owner) and set(owner) == {0, 1}
        total = np.bincount(owner, weights=shapely.length(lines))
        assert total.tolist() == [10, 8]
    lines, owner = edges._lines(lane, np.array([0, 1]))
    assert shapely.length(lines).tolist() == [1, 1] and owner.tolist() == [0, 1]
