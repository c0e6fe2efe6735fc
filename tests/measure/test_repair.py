import gc

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo
import geo.base
import geo.measure
from geo.measure import repair


def quietly(table):
    with pytest.warns(geo.base.RepairWarning):
        return geo.measure.repair_table(table)


def test_a_sound_table_comes_back_as_it_is():
    table = control(("red", "2020", None, square(0)))
    assert geo.measure.repair_table(table) is table


def test_a_shape_is_asked_about_once_and_forgotten_with_its_table(monkeypatch):
    asked = []
    valid = shapely.is_valid
    monkeypatch.setattr(
        shapely, "is_valid", lambda shapes: asked.extend(shapes) or valid(shapes)
    )
    gc.collect()  # what other tests left behind
    known = len(repair._VALID)
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    table = control(("red", "2020", None, square(0)), ("blue", "2020", None, square(1)))
    geo.areas(table)
    geo.changes(table[::-1].copy())
    assert len(asked) == 2
    spoiled = table.set_geometry([bow_tie, table.geometry.iloc[1]])
    quietly(spoiled)
    quietly(spoiled)  # what is invalid is reported each time
    asked.clear()
    del table, spoiled
    gc.collect()
    assert len(repair._VALID) == known


def test_the_warning_says_where_what_and_how_much():
    outside = shapely.Polygon(square(0).exterior, [square(2).exterior])
    table = control(("red", "2020", None, outside))
    with pytest.warns(geo.base.RepairWarning) as reported:
        repaired = geo.measure.repair_table(table)
    (sentence,) = [str(warning.message) for warning in reported]
    assert sentence.startswith(
        "drawn 0: red (control, 2020): hole lies outside shell at 3 0; "
    )
    assert sentence.endswith("0.000 km2 as drawn, 24,616.928 km2 after repair")
    assert repaired.geometry.iloc[0].equals(square(0) | square(2))


def test_a_hole_that_touches_its_shell_from_outside_is_territory_too():
    """Two squares side by side, the rings of one polygon; then the first one is flat."""
    line = [(0, 0), (1, 0), (1, 0), (0, 0)]
    for shell, both in ((square(0).exterior, 2), (line, 1)):
        neighbours = shapely.Polygon(shell, [square(1).exterior])
        repaired = quietly(control(("red", "2020", None, neighbours)))
        assert repaired.geometry.iloc[0].equals(shapely.box(2 - both, 0, 2, 1))


@pytest.mark.parametrize(
    "hole, left",
    [
        (square(1), 15),  # within: taken out
        (shapely.box(3, 1, 5, 2), 15),  # half outside: only what is within is taken out
        (square(4), 17),  # beside: territory itself
    ],
)
def test_a_hole_of_an_invalid_polygon_is_taken_out_where_it_shares_territory(
    hole, left
):
    """The shell of 16 square degrees has a spike, which makes it invalid."""
    shell = [(0, 0), (4, 0), (4, 4), (2, 4), (2, 6), (2, 4), (0, 4)]
    drawn = shapely.Polygon(shell, [hole.exterior])
    assert not drawn.is_valid
    (sound,) = quietly(control(("red", "2020", None, drawn))).geometry
    assert sound.is_valid and sound.area == pytest.approx(left)
    assert sound.contains(hole) == (left == 17)


def test_a_ring_that_folds_back_on_itself_keeps_its_territory():
    """Of the 36,921 km2 that it goes round a buffer of width 0 (GEOS 3.14) leaves nothing."""
    ring = [(2, -2), (3, -3), (-1, 1), (-3, -3), (-1, 2), (3, -3), (2, -2)]
    around = shapely.Polygon([(-3, -3), (-1, 1), (3, -3), (-1, 2)])
    repaired = quietly(control(("red", "2020", None, shapely.Polygon(ring))))
    assert repaired.geometry.iloc[0].equals(around)
    assert geo.measure.area_km2(repaired.geometry)[0] == pytest.approx(
        36_920.830_561, abs=1e-6
    )


def test_corners_as_near_to_0_as_numbers_go():
    """Products of such coordinates are 0, and no library sees any more which edges cross."""
    step = 1e-9
    ring = [
        (3, -0.0),
        (-2, 3),
        (0, -1e-300),
        (-3, -1e-300),
        (-1, 2),
        (-2, -2),
        (3, -0.0),
    ]
    drawn, shown = (
        shapely.Polygon([(size * x, size * y if abs(y) > 0.1 else y) for x, y in ring])
        for size in (step, 1)
    )
    repaired = quietly(
        control(("red", "2020", None, drawn), ("blue", "2020", None, shown))
    )
    small, large = geo.measure.area_km2(repaired.geometry)
    assert small / step**2 == pytest.approx(large, rel=2e-3)


def test_a_polygon_whose_corners_are_no_numbers_has_no_territory():
    with np.errstate(invalid="ignore"):
        endless = shapely.from_wkt("POLYGON ((0 0, 1 nan, 1 1, 0 0))")
    table = control(("red", "2020", None, endless), ("red", "2020", None, square(0)))
    assert quietly(table).geometry.is_empty.tolist() == [True, False]
    assert len(geo.findings(table)) >= 1


def test_territory_written_a_turn_apart_counts_once():
    """Fiji at 178 to 182 degrees, and from the other side at -182 to -178."""
    east, west = shapely.box(178, -20, 182, -15), shapely.box(-182, -20, -178, -15)
    apart = control(("red", "2020", "2021", east), ("red", "2020", None, west))
    with pytest.warns(geo.base.RepairWarning, match="territory past 180 .2 rows."):
        areas = geo.areas(apart)["area_km2"].tolist()
    assert areas == pytest.approx(geo.measure.area_km2([east]).tolist() * 2)
    with pytest.warns(geo.base.RepairWarning):
        (step,) = geo.changes(apart).itertuples()
    assert (step.gained_km2, step.lost_km2) == (0, 0)
    alone = control(("red", "2020", None, east))
    assert geo.measure.repair_table(alone) is alone


def test_what_is_wider_than_the_globe_counts_once():
    wide = control(("red", "2020", None, shapely.box(-360, -90, 360, 90)))
    with pytest.warns(geo.base.RepairWarning):
        (km2,) = geo.areas(wide)["area_km2"]
    assert km2 == pytest.approx(510_065_621.724)


def test_the_argument_stays_as_it_was():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    table = control(("red", "2020", None, bow_tie), ("red", "2020", None, square(5)))
    repaired = quietly(table)
    assert table.geometry.iloc[0] is bow_tie
    assert repaired.geometry.iloc[1] is table.geometry.iloc[1]
    assert repaired.columns.tolist() == table.columns.tolist()


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(corner, min_size=4, max_size=9))
def test_whatever_the_ring_the_repaired_polygon_is_sound_and_stays_so(corners):
    table = control(("red", "2020", None, shapely.Polygon(corners)))
    if table.geometry.is_valid.all():
        return
    repaired = quietly(table)
    assert repaired.geometry.is_valid.all()
    assert geo.measure.repair_table(repaired) is repaired
    assert set(shapely.get_type_id(repaired.geometry.to_numpy())) <= {3, 6}
    assert isinstance(repaired, gpd.GeoDataFrame)
    territory = shapely.union_all(
        [repaired.geometry.iloc[0], shapely.box(-1, -1, 7, 7)]
    )
    assert np.isclose(territory.area, 64)


def test_mends_too_small_to_show_are_counted():
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)])
    table = control(("red", "2020", None, spike), ("blue", "2020", None, spike))
    with pytest.warns(
        geo.base.RepairWarning,
        match="^2 invalid polygons repaired, each changing its area by less",
    ):
        repaired = geo.measure.repair_table(table)
    assert repaired.geometry.iloc[0].equals(square(0))


def test_mends_of_more_than_a_thousandth_of_a_square_kilometre_are_shown():
    """Two triangles of together some 0.006 km2; then of a hundredth of that."""
    for size, shown in ((0.001, True), (0.0001, False)):
        bow_tie = shapely.Polygon([(0, 0), (size, size), (size, 0), (0, size)])
        with pytest.warns(geo.base.RepairWarning) as caught:
            geo.measure.repair_table(control(("red", "2020", None, bow_tie)))
        (sentence,) = [str(warning.message) for warning in caught]
        assert ("km2 as drawn" in sentence) == shown


def test_a_warning_points_to_the_call():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)])
    east, west = shapely.box(178, -20, 182, -15), shapely.box(-182, -20, -178, -15)
    for shapes in ([bow_tie], [spike], [east, west]):
        table = control(*(("red", "2020", None, shape) for shape in shapes))
        with pytest.warns(geo.base.RepairWarning) as caught:
            geo.measure.repair_table(table)
        assert [warning.filename for warning in caught] == [__file__]
