import gzip
import json
from dataclasses import asdict

import numpy as np
import pytest
import shapely

from layers.content.familiar_areas import FITTING, MOST, familiar_areas


def drawn(area):
    """The polygons of an area on its grid."""
    rings = [np.reshape(ring, (-1, 2)).cumsum(axis=0) for ring in area.rings]
    return shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])


def test_the_story_offers_what_its_readers_have_heard_of():
    offered = {area.name: area for area in familiar_areas([109_361, 210_000, 0.49, 0])}
    assert {"Great Britain", "Wales", "Manhattan", "Central Park"} <= set(offered)
    assert len(offered) == MOST
    assert offered["Wales"].km2 == 20_766 and offered["Wales"].rings
    assert offered["Central Park"].rings == (), "no outline is at hand: a square"


@pytest.mark.parametrize("held", [(4,), (110_000, 108_000), (3e7, 1e3), (0.49, 2e5)])
def test_areas_offered_compare_with_what_is_held(held):
    offered = [area.km2 for area in familiar_areas(held)]
    assert 8 < len(offered) <= MOST
    assert offered == sorted(offered, reverse=True)
    assert min(held) / FITTING <= offered[-1] < offered[0] <= max(held) * FITTING


def test_nothing_is_offered_where_nothing_compares():
    assert (
        familiar_areas([])
        == familiar_areas([0])
        == familiar_areas([1e-9])
        == familiar_areas([1e12])
        == []
    )


def test_an_outline_is_true_to_the_shape_of_the_land():
    """Natural Earth's Great Britain, of 209,331 km2 here, reaches over some 950 km."""
    (island,) = (
        drawn(area) for area in familiar_areas([2e5]) if area.name == "Great Britain"
    )
    step = (209_331 / island.area) ** 0.5
    west, south, east, north = island.bounds
    assert (north - south) * step == pytest.approx(950, rel=0.05)
    assert (east - west) * step == pytest.approx(490, rel=0.1)
    assert island.is_valid
    assert shapely.distance(island.centroid, shapely.Point(0, 0)) < 3


def test_outlines_take_few_bytes():
    offered = familiar_areas([110_000, 108_000])
    text = json.dumps([asdict(area) for area in offered]).encode()
    assert len(gzip.compress(text)) * 4 / 3 < 6000
