"""Base map and territory on grids: the nearer they are looked at, the finer."""

import pytest
from tables import control, square

from layers.content.summary import summarize
from layers.page.pack import METRES_PER_DEGREE
from layers.page.shapes import TERRITORY_DIGITS, pack_basemap, pack_territory


@pytest.mark.parametrize(
    "degrees, areas, lines", [(0.2, 4, 4), (8, 3, 4), (70, 3, 3)], ids=str
)
def test_the_base_map_is_as_fine_as_what_is_shown(degrees, areas, lines):
    table = control(("red", "2014", None, square(8, 0, size=degrees)))
    basemap = pack_basemap(summarize(table))
    for packed, digits in ((basemap.areas, areas), (basemap.lines, lines)):
        assert packed.digits == digits
        assert packed.error_m < METRES_PER_DEGREE / 10**digits  # half a step each way


@pytest.mark.parametrize("status, finer", [("roamed", 1), ("claimed", 0)])
def test_little_territory_is_drawn_finely_beside_much_that_is_not_counted(
    status, finer
):
    table = control(
        (("red", "held"), "2014", None, square(8, 0, size=0.01)),
        (("red", status), "2014", None, square(9, 0, size=2)),
    )
    packed = pack_territory(summarize(table)).packed
    assert packed.digits == TERRITORY_DIGITS + finer
