"""Base map and territory on grids: the nearer they are looked at, the finer."""

import pytest
from tables import control, square

from layers.content.summary import summarize
from layers.page.pack import METRES_PER_DEGREE
from layers.page.shapes import pack_basemap


@pytest.mark.parametrize(
    "degrees, areas, lines", [(0.2, 4, 4), (8, 3, 4), (70, 3, 3)], ids=str
)
def test_the_base_map_is_as_fine_as_what_is_shown(degrees, areas, lines):
    table = control(("red", "2014", None, square(8, 0, size=degrees)))
    basemap = pack_basemap(summarize(table))
    for packed, digits in ((basemap.areas, areas), (basemap.lines, lines)):
        assert packed.digits == digits
        assert packed.error_m < METRES_PER_DEGREE / 10**digits  # half a step each way
