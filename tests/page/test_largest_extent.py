"""The largest extent, in grey below the territory of other dates."""

import numpy as np
import pandas as pd
import pytest
import shapely
from reader import compare, pixels
from tables import control

pytestmark = pytest.mark.browser

GREY = [220, 218, 214, 255]
FIRST = shapely.box(40, 34, 44, 36)


@pytest.fixture
def table():
    """A block held, of which a quarter is left, beside a quarter that is claimed."""
    return control(
        (("IS", "held"), "2014-01-01", "2015-01-01", FIRST),
        (("IS", "held"), "2015-01-01", "2016-01-01", shapely.box(40, 34, 41, 36)),
        (("IS", "claimed"), "2015-01-01", "2016-01-01", shapely.box(41, 34, 42, 36)),
        (("IS", "held"), "2016-01-01", "2017-01-01", shapely.box(40, 34, 40.5, 36)),
    )


def rows(page):
    return page.locator(".legend .name").all_text_contents()


def colours(reader, *shares):
    return [reader.ink(share, 0.5) for share in shares]


def test_it_lies_where_nothing_is_left(opened, table):
    reader = opened(table, "#date=2015-01-01")
    held, claimed, lost = colours(reader, 1 / 8, 3 / 8, 3 / 4)
    assert lost == [GREY]
    assert len(held) == 1 and held != lost
    assert GREY not in claimed and min(alpha for *_, alpha in claimed) < 100, "no grey"
    assert rows(reader.page)[-1] == "largest extent, 1 January 2014"
    assert reader.errors == []


def test_its_own_date_comparisons_and_shades_do_without(opened, table):
    reader = opened(table, "#date=2014-01-01")
    page = reader.page
    assert rows(page) == ["held", "claimed"]
    assert [GREY] not in colours(reader, 1 / 8, 3 / 4)
    page.locator(".next").click()
    assert "largest extent, 1 January 2014" in rows(page)
    page.locator(".shade").select_option("held")
    assert not [row for row in rows(page) if "largest" in row]
    page.locator(".shade").select_option(index=0)
    assert reader.ink(3 / 4, 0.5) == [GREY]
    compare(page, "peak")
    assert not [row for row in rows(page) if "largest" in row]
    assert [GREY] not in colours(reader, 3 / 8, 3 / 4)


def seen(picture):
    """Colours as far as they cover what is below: a hardly visible pixel has any of them."""
    colours, alpha = picture[..., :3], picture[..., 3:]
    return np.dstack([colours * alpha / 255, alpha])


def test_steps_draw_it_as_a_fresh_page_does(opened, table):
    reader = opened(table, "#date=2014-01-01")
    for date in ("2015-01-01", "2016-01-01", "2017-01-01"):
        reader.page.locator(".next").click()
        stepped = pixels(reader)
        fresh = pixels(opened(table, f"#date={date}"))
        assert (np.abs(seen(stepped) - seen(fresh)).sum(axis=-1) > 60).sum() <= 4
        assert (fresh == GREY).all(axis=-1).sum() > 5_000


def test_indicative_shapes_have_soft_edges_in_it(opened, table):
    shapes = ["known", "known", None, "indicative"]
    reader = opened(table.assign(shape=shapes), "#date=2016-01-01")
    held, lost = colours(reader, 1 / 16, 3 / 4)
    assert lost == [GREY] and GREY not in held
    assert reader.errors == []


def test_it_is_visible_in_every_colour_scheme(opened, table):
    for scheme in ({"color_scheme": "dark"}, {"forced_colors": "active"}, {}):
        reader = opened(table, "#date=2017-01-01", **scheme)
        ((*ghost, alpha),) = reader.ink(0.5, 0.5)
        land = reader.page.locator("path.land").evaluate(
            "element => getComputedStyle(element).fill.match(/\\d+/g).map(Number)"
        )
        assert alpha == 255
        assert 15 < max(np.abs(np.subtract(ghost, land))) < 90, "quiet"


def test_among_several_actors_it_is_of_the_one_chosen(opened, table):
    other = control(("Blue", "2014-01-01", None, shapely.box(40, 30, 44, 33)))
    reader = opened(pd.concat([table, other]), "#date=2016-01-01")
    page = reader.page
    assert not [row for row in rows(page) if "largest" in row]
    page.locator(".legend button", has_text="IS").first.click()
    assert rows(page)[-1] == "IS: largest extent, 1 January 2014"
    page.locator(".legend button", has_text="Blue").click()
    assert not [row for row in rows(page) if "largest" in row], "as large as ever"
