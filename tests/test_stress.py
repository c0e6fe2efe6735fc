"""Numbers under stress: rings of every sickness give the right area, or a finding.

What is right is told by `scanlines`, which shares nothing with the code and with GEOS.
"""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scanlines import Meant
from sick import built, days, shapes, tapes, turned
from stress import drawn

import geo
from geo import change, measure
from geo.repair import mended

pytestmark = pytest.mark.stress


def sound(shape):
    """The shape mended if it is invalid, as `geo.repaired` does."""
    whole = built(shape)
    return whole if whole.is_valid else mended(np.array([whole], dtype=object))[0]


@drawn(60)
@given(shapes, st.integers(0, 9), st.booleans())
def test_the_area_of_any_shape_is_that_of_what_its_rings_go_round(shape, by, back):
    meant = Meant([shape])
    assume(not meant.doubtful)
    whole = sound(shape)
    assert whole.is_valid
    assert whole.geom_type in ("Polygon", "MultiPolygon")
    (km2,) = geo.area_km2([whole])
    assert math.isfinite(km2) and km2 >= 0
    (right,) = meant.areas()
    assert km2 == pytest.approx(right, rel=0, abs=meant.rounding_km2())
    (other,) = geo.area_km2([sound(turned(shape, by, back))])
    assert other == pytest.approx(km2, rel=0, abs=2 * meant.rounding_km2())


@drawn(20)
@given(tapes.map(days))
def test_changes_are_what_was_held_on_one_day_only(series):
    found, held = series
    meant = Meant(found)
    assume(not meant.doubtful)

    def rules(ground):
        was, now = (
            np.any([g for g, (a, b) in zip(ground, held) if a <= day < b], axis=0)
            | np.zeros_like(ground[0])
            for day in (0, 1)
        )
        return [was, now, now & ~was, was & ~now, was & now]

    right = meant.areas(rules)
    whole = np.array([sound(shape) for shape in found], dtype=object)
    first, last = np.array(held, dtype=np.intp).T
    met = measure.overlapping(whole, first, last)
    sizes = measure.union_areas(whole, first, last, met, 2)
    one = change._Series(whole, first, last, met, sizes)
    won, gone = change._one_by_one(one, np.array([[0, 1]]))
    told = [*sizes, won[0], gone[0], sizes[0] - gone[0]]
    assert told == pytest.approx(right, rel=0, abs=2 * meant.rounding_km2())
    assert min(told) >= -meant.rounding_km2()
    assert won[0] - gone[0] == pytest.approx(
        sizes[1] - sizes[0], rel=0, abs=1e-12 * max(sizes)
    )
