import pytest

import geo
import geo.measure


@pytest.mark.parametrize(
    ("area_km2", "sentence"),
    [
        (209_331, "about the size of the island of Great Britain"),
        (243_610, "about the size of the United Kingdom"),
        (218_000, "about the size of the island of Great Britain"),
        (52, "about the size of Bermuda"),
        (55, "about the size of Bermuda"),
        (493, "somewhat larger than Andorra"),
        (444, "somewhat smaller than Andorra"),
        (59, "about the size of the borough of Manhattan"),
        (4, "about the size of Golden Gate Park in San Francisco"),
        (0, ""),
        (1e9, ""),
        (1e-9, ""),
    ],
)
def test_the_nearest_familiar_size(area_km2, sentence):
    assert geo.size_sentence(area_km2) == sentence


def test_between_two_where_nothing_is_near():
    assert geo.size_sentence(15_500) == "between Qatar and Slovenia in size"


def test_only_figures_seen_in_a_source_are_compared_with():
    gibraltar = geo.measure.reference_areas().set_index("name").loc["Gibraltar"]
    assert gibraltar["verified"] == "no"
    assert "Gibraltar" not in geo.size_sentence(gibraltar["area_km2"])


def test_every_reference_names_its_source():
    table = geo.measure.reference_areas()
    assert table["source"].str.len().min() > 3
    assert table["area_km2"].is_monotonic_decreasing


@pytest.mark.parametrize("area_km2", [-1, 0, 1e-12, 1e12])
def test_nothing_is_near_in_size_to_no_area_or_one_beyond_all(area_km2):
    assert geo.measure.near_in_size(area_km2) == ((), 0)
