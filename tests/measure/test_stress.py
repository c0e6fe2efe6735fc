"""Numbers under stress: rings of every sickness give the right area, or a finding.

What is right comes from `scanlines`, which shares nothing with the code and with GEOS.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invalid_shapes import built, days, shapes, tapes, turned
from scanlines import Meant
from stress import drawn

import geo.measure
from geo.columns.polygons import zero_tiny_coordinates
from geo.measure import area_table, change
from geo.measure.repair import repair_polygons

pytestmark = pytest.mark.stress

MM2 = 1e-12  # km2: less is no territory, and less than the grid of differences


def sound(shape):
    """The shape as read, repaired if it is invalid, as `geo.measure.repair_table` does."""
    (whole,) = read = zero_tiny_coordinates(np.array([built(shape)], dtype=object))
    return whole if whole.is_valid else repair_polygons(read)[0]


@drawn(60)
@given(shapes, st.integers(0, 9), st.booleans())
def test_the_area_of_any_shape_is_that_of_what_its_rings_go_round(shape, by, back):
    meant = Meant([shape])
    if meant.doubtful:
        return
    whole = sound(shape)
    assert whole.is_valid
    assert whole.geom_type in ("Polygon", "MultiPolygon")
    (km2,) = geo.measure.area_km2([whole])
    assert math.isfinite(km2) and km2 >= 0
    (right,) = meant.areas()
    assert km2 == pytest.approx(right, rel=0, abs=meant.rounding_km2())
    (other,) = geo.measure.area_km2([sound(turned(shape, by, back))])
    assert other == pytest.approx(km2, rel=0, abs=2 * meant.rounding_km2())


@drawn(20)
@given(tapes.map(days))
def test_changes_are_what_was_held_on_one_day_only(series):
    found, held = series
    meant = Meant(found)
    if meant.doubtful:
        return

    def rules(territory):
        was, now = (
            np.any([g for g, (a, b) in zip(territory, held) if a <= day < b], axis=0)
            | np.zeros_like(territory[0])
            for day in (0, 1)
        )
        return [was, now, now & ~was, was & ~now, was & now]

    right = meant.areas(rules)
    whole = np.array([sound(shape) for shape in found], dtype=object)
    first, last = np.array(held, dtype=np.intp).T
    met = area_table.overlapping_pairs(whole, first, last)
    sizes = area_table.union_areas(whole, first, last, met, 2)
    one = change._Series(whole, first, last, met, sizes)
    won, gone = change._one_by_one(one, np.array([[0, 1]]))
    reported = [*sizes, won[0], gone[0], sizes[0] - gone[0]]
    assert reported == pytest.approx(right, rel=0, abs=2 * meant.rounding_km2())
    assert min(reported) >= -meant.rounding_km2()
    trace = 2e-9 * max(sizes) + MM2
    assert won[0] - gone[0] == pytest.approx(sizes[1] - sizes[0], rel=0, abs=trace)
