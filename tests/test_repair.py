import gc

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from tables import control, square

import geo
from geo import repair


def quietly(table):
    with pytest.warns(geo.RepairWarning):
        return geo.repaired(table)


def test_a_sound_table_comes_back_as_it_is():
    table = control(("red", "2020", None, square(0)))
    assert geo.repaired(table) is table


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
    quietly(spoiled)  # what is invalid is told each time
    asked.clear()
    del table, spoiled
    gc.collect()
    assert len(repair._VALID) == known


def test_the_warning_says_where_what_and_how_much():
    outside = shapely.Polygon(square(0).exterior, [square(2).exterior])
    table = control(("red", "2020", None, outside))
    with pytest.warns(geo.RepairWarning) as told:
        mended = geo.repaired(table)
    (sentence,) = [str(warning.message) for warning in told]
    assert sentence.startswith(
        "drawn 0: red (control, 2020): hole lies outside shell at 3 0; "
    )
    assert sentence.endswith("0.000 km2 as drawn, 24,616.928 km2 as mended")
    assert mended.geometry.iloc[0].equals(square(0) | square(2))


def test_the_argument_stays_as_it_was():
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    table = control(("red", "2020", None, bow_tie), ("red", "2020", None, square(5)))
    mended = quietly(table)
    assert table.geometry.iloc[0] is bow_tie
    assert mended.geometry.iloc[1] is table.geometry.iloc[1]
    assert mended.columns.tolist() == table.columns.tolist()


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(corner, min_size=4, max_size=9))
def test_whatever_the_ring_the_mended_polygon_is_sound_and_stays_so(corners):
    table = control(("red", "2020", None, shapely.Polygon(corners)))
    if table.geometry.is_valid.all():
        return
    mended = quietly(table)
    assert mended.geometry.is_valid.all()
    assert geo.repaired(mended) is mended
    assert set(shapely.get_type_id(mended.geometry.to_numpy())) <= {3, 6}
    assert isinstance(mended, gpd.GeoDataFrame)
    ground = shapely.union_all([mended.geometry.iloc[0], shapely.box(-1, -1, 7, 7)])
    assert np.isclose(ground.area, 64)


def test_mends_too_small_to_show_are_counted():
    spike = shapely.Polygon([(0, 0), (1, 0), (1, 1), (1, 2), (1, 1), (0, 1)])
    table = control(("red", "2020", None, spike), ("blue", "2020", None, spike))
    with pytest.warns(
        geo.RepairWarning, match="^2 invalid polygons mended without a change of"
    ):
        mended = geo.repaired(table)
    assert mended.geometry.iloc[0].equals(square(0))
