"""SVG within a page: no styles, ids of its own, short paths."""

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from drawings import SVG, draw_map
from hypothesis import given
from hypothesis import strategies as st

from layers.pictures import svg


def test_an_svg_within_a_page_has_no_styles_and_its_own_ids():
    """The security policy of a page forbids styles in attributes, and ids are its own."""
    for key in ("one", "other"):
        text = draw_map(paper=None, selectable=True).inline_svg(key, 'a "map" <of> &')
        root = ElementTree.fromstring(text)
        assert root.get("aria-label") == 'a "map" <of> &'
        assert not [one for one in root.iter() if "style" in one.attrib]
        assert not list(root.iter(f"{SVG}style"))
        ids = re.findall(r' id="([^"]*)"', text)
        assert len(ids) == len(set(ids)) >= 3
        assert all(name.startswith(f"{key}-") for name in ids)
        assert set(re.findall(r"url\(#([^)]*)\)", text)) == set(ids)


coordinates = st.integers(-20_000, 20_000).map(lambda tenths: tenths / 10)


rings = st.lists(
    st.lists(st.tuples(coordinates, coordinates), min_size=2, max_size=6, unique=True),
    min_size=1,
    max_size=4,
)


@given(rings)
def test_short_paths_lead_through_the_same_points(rings):
    path = " ".join(
        " ".join(f"{'L' if n else 'M'} {x} {y}" for n, (x, y) in enumerate(ring)) + " z"
        for ring in rings
    )
    short = svg.compact(f'<svg xmlns="{SVG[1:-1]}"><path d="{path}"/></svg>', "k")[0]
    found = []
    for ring in re.findall(r"M([^z]*)z", short.get("d")):
        numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", ring)]
        points = np.array(numbers).reshape(-1, 2)
        found.append(points.cumsum(axis=0))
    assert len(found) == len(rings)
    for points, ring in zip(found, rings, strict=True):
        assert points == pytest.approx(np.array(ring), abs=1e-6)


def test_dots_are_a_small_tile_that_repeats():
    text = draw_map(paper=None).inline_svg("k", "map")
    root = ElementTree.fromstring(text)
    (tile,) = [
        pattern
        for pattern in root.iter(f"{SVG}pattern")
        if pattern.find(f".//{SVG}circle") is not None
    ]
    side = float(tile.get("width"))
    at = {
        (round(float(one.get("cx")), 2), round(float(one.get("cy")), 2))
        for one in tile.iter(f"{SVG}circle")
    }
    assert 10 < side < 40
    for x, y in at:
        assert y > 0.01 or (x, round(side, 2)) in at, "the last row is the first again"
    assert len(ElementTree.tostring(tile)) < 4_000
