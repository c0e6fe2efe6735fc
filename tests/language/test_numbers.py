"""English labels of areas."""

import pytest

from layers.language.numbers import area_label, area_number


@pytest.mark.parametrize(
    "km2, text",
    [
        (0, "0"),
        (-0.0, "0"),
        (-1e-9, "0"),
        (109_361.407, "109,361"),
        (51.84, "51.8"),
        (51.0, "51.0"),
        (4.02, "4.02"),
        (0.00701, "0.007"),
    ],
)
def test_small_areas_have_more_decimal_places(km2, text):
    assert area_number(km2) == text


def test_areas_are_rounded_to_significant_digits():
    assert area_label(94_412, significant=3) == "94,400 km²"
    assert area_label(4.0249, significant=3) == "4.02 km²"
