"""Shapes of which only the area is known: soft on the map, with a note."""

import json

import numpy as np
import pytest
import shapely
from reader import data_in, pixels, point
from tables import control, square

import geo
import layers

pytestmark = pytest.mark.browser

SENTENCE = "Shape indicative, area published."


@pytest.fixture
def table():
    """A square whose shape is known, then one that is indicative; claims all around."""
    return control(
        (("IS", "claimed"), "2014-01-01", "2018-01-01", square(40, 34, size=3)),
        (("IS", "held"), "2014-01-01", "2016-01-01", square(41, 35)),
        (("IS", "held"), "2016-01-01", "2017-01-01", square(41, 35)),
        (("IS", "held"), "2017-01-01", "2018-01-01", square(41, 35, size=0.8)),
    ).assign(shape=[None, "known", "indicative", "indicative"])


def test_edges_are_soft_while_the_shape_is_indicative(opened, table):
    table = table[table["status"] == "held"]
    reader = opened(table, "#date=2014-01-01")
    crisp = fades(reader)
    reader.page.locator(".next").click()
    soft = fades(reader)
    assert crisp <= 3 < 6 <= soft <= 24
    reader.page.locator(".previous").click()
    assert fades(reader) == crisp, "the same shape, crisp again"
    assert reader.errors == []


def fades(reader):
    """How many pixels the western edge at 35.4 degrees takes from nothing to the full fill."""
    x, y = point(reader.page, 41, 35.4)
    canvas = reader.page.locator("canvas.controlmap-territory").bounding_box()
    across = pixels(reader)[round(y - canvas["y"]), :, 3]
    near = across[round(x - canvas["x"]) - 30 :][:60]
    assert near[0] == 0 and near[-1] > 200
    return int(((near > 3) & (near < near[-1] - 3)).sum())


def test_a_step_draws_the_same_soft_edges_as_a_fresh_page(opened, table):
    reader = opened(table, "#date=2016-01-01")
    reader.page.locator(".next").click()
    stepped = pixels(reader)
    fresh = pixels(opened(table, "#date=2017-01-01"))
    assert (np.abs(stepped - fresh).sum(axis=2) > 60).sum() <= 4


def test_a_hatch_fades_as_well(opened, table):
    table["shape"] = ["indicative", None, None, None]
    reader = opened(table, "#date=2014-01-01")
    x, y = point(reader.page, 40, 36)
    canvas = reader.page.locator("canvas.controlmap-territory").bounding_box()
    left = round(x - canvas["x"])
    rows = pixels(reader)[round(y - canvas["y"]) - 40 :][:80]
    assert rows[:, left + 30, 3].std() > 20, "lines with gaps"
    mean = rows[:, left - 12 : left + 12, 3].mean(axis=0)
    assert mean[0] < 0.1 * mean[-1]
    assert 0.3 * mean[-1] < mean[12] < 0.7 * mean[-1], "half of it on the edge"


def test_the_panel_says_so_on_those_dates_alone(opened, table):
    reader = opened(table, "#date=2014-01-01")
    assert reader.text(".shape") == ""
    reader.page.locator(".next").click()
    assert reader.text(".shape") == SENTENCE
    reader.page.locator(".next").click()
    assert reader.text(".shape") == SENTENCE
    reader.page.locator(".next").click()
    assert reader.text(".shape") == ""


def test_of_another_status_alone_it_is_named(opened, table):
    table["shape"] = ["indicative", None, None, None]
    reader = opened(table, "#date=2014-01-01")
    assert reader.text(".shape") == "Claimed: shape indicative, area published."


def test_the_spot_panel_says_so_of_its_own_rows(opened, table):
    page = opened(table, "#date=2016-01-01").page
    page.mouse.click(*point(page, 41.3, 35.3))
    items = page.locator(".spot li").all_text_contents()
    indicative = [text for text in items if SENTENCE in text]
    assert len(items) == 3 and len(indicative) == 1
    assert "1 January 2016 to 1 January 2018" in indicative[0]


def test_parts_of_a_comparison_have_no_outline(opened, table):
    known = table.assign(shape=None)
    address = "#date=2017-01-01&with=2016-01-01"
    edges = []
    for rows in (known, table):
        reader = opened(rows, address)
        x, y = point(reader.page, 41, 35.4)
        canvas = reader.page.locator("canvas.controlmap-territory").bounding_box()
        line = pixels(reader)[round(y - canvas["y"]), :, 3]
        x = round(x - canvas["x"])
        edges.append(int(line[x - 3 : x + 4].max()) - int(line[x + 20]))
        assert reader.errors == []
    assert edges[0] > 10, "an outline, darker than the fill"
    assert abs(edges[1]) <= 1


def test_the_outline_of_a_date_that_is_not_compared_is_soft(opened, table):
    table.attrs["about"] = {"breaks": [{"date": "2017-01-01", "reason": "Changed."}]}
    lines = []
    for rows in (table.assign(shape=None), table):
        reader = opened(rows, "#date=2017-01-01&with=2016-01-01")
        x, y = point(reader.page, 42, 35.9)
        canvas = reader.page.locator("canvas.controlmap-territory").bounding_box()
        line = pixels(reader)[round(y - canvas["y"]), :, :3].sum(axis=1)
        x = round(x - canvas["x"])
        lines.append(line[x + 12] - line[x - 8 : x + 9])  # darker than the claims
        assert reader.errors == []
    crisp, soft = lines
    assert soft.max() < crisp.max()
    assert (soft > 20).sum() >= (crisp > 20).sum() + 3


def test_a_file_with_such_a_column_has_such_a_page(tmp_path):
    row = {"type": "Feature", "geometry": shapely.geometry.mapping(square(40, 34))}
    facts = {"actor": "red", "start": "2020-01-01", "end": "2021-01-01"}
    rows = [
        {**row, "properties": {**facts, "shape": shape}}
        for shape in (None, "indicative")
    ]
    text = json.dumps({"type": "FeatureCollection", "features": rows})
    (tmp_path / "front.geojson").write_text(text)
    path = tmp_path / "map.html"
    for kind, rows in (("map", [1]), ("timeline", None)):
        table = geo.read_control(tmp_path / "front.geojson")
        layers.save(layers.control_map(table), path, kind=kind)
        assert data_in(path.read_text())["rows"].get("indicative") == rows
