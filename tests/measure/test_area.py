import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

import geo.measure

WGS84 = Geod(ellps="WGS84")


def oracle_km2(shape, step):
    """Area by GeographicLib, whose edges are geodesics: exact once edges are short.

    Rings are densified as lines: GEOS buffers a polygon that densifying makes invalid, and may
    lose it.
    """
    total = 0
    for part in shapely.get_parts(shape):
        for number, ring in enumerate([part.exterior, *part.interiors]):
            line = shapely.segmentize(shapely.LineString(ring), step)
            lon, lat = shapely.get_coordinates(line)[:-1].T
            area = abs(WGS84.polygon_area_perimeter(lon, lat)[0]) / 1e6
            total += -area if number else area
    return total


def twin_km2(shape):
    """Area by Gauss's rule on the textbook's territory per radian, edge by edge: slow."""
    a, f = 6_378_137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    total = 0
    for part in shapely.get_parts(shape):
        for number, ring in enumerate([part.exterior, *part.interiors]):
            corners = shapely.get_coordinates(ring)
            lam, lat = (corners - [corners[0, 0], 0]).T
            sums = []
            for i in range(len(lat) - 1):
                pieces = int(abs(lat[i + 1] - lat[i]) // 5) + 1
                cut = (np.arange(pieces)[:, None] + (1 + nodes) / 2) / pieces
                phi = np.radians(lat[i] + cut * (lat[i + 1] - lat[i]))
                w2 = 1 - e2 * np.sin(phi) ** 2
                meridian, vertical = a * (1 - e2) / w2**1.5, a / np.sqrt(w2)
                territory = meridian * vertical * np.cos(phi)
                along = np.radians(lam[i] + cut * (lam[i + 1] - lam[i]))
                mean = (along * territory * weights).sum() / 2 / pieces
                sums.append(mean * np.radians(lat[i + 1] - lat[i]))
            area = abs(math.fsum(sums)) / 1e6
            total += -area if number else area
    return total


def assert_agrees(shape, step, rel):
    assert geo.measure.area_km2([shape])[0] == pytest.approx(
        oracle_km2(shape, step), rel=rel
    )


def test_one_degree_square_at_the_equator():
    # Between the equator and 1 N the ellipsoid has 12,308.463 894 km2 per degree of longitude.
    assert geo.measure.area_km2([shapely.box(0, 0, 1, 1)])[0] == pytest.approx(
        12_308.463_894, abs=1e-6
    )


def test_the_whole_globe_has_the_area_of_the_ellipsoid():
    assert geo.measure.area_km2([shapely.box(-180, -90, 180, 90)])[0] == pytest.approx(
        510_065_621.724_089, rel=1e-13
    )


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(37, 47, 37.001, 47.001),
        shapely.Polygon([(35, 33), (44, 37), (48, 30)]),
        shapely.Polygon([(-9, 36), (3, 43.7), (-9, 43.7)]),
        shapely.Polygon([(0, 0), (10, 60), (80, 10)]),
        shapely.box(-20, -35, 50, 37),
        shapely.box(170, 60, 180, 89),
    ],
    ids=["0.01 km2", "Iraq", "Spain", "Asia", "Africa", "Arctic"],
)
def test_agrees_with_geographiclib_on_densified_edges(shape):
    assert_agrees(shape, 0.001 if shape.area > 1 else 0.0001, rel=1e-9)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(37, 47, 37.001, 47.001),
        shapely.Polygon([(44.4, 33.3), (44.401, 33.302), (44.399, 33.301)]),
        shapely.Polygon([(25, 71), (31, 60), (38, 47.04), (37, 47), (27.3, 59)]),
        shapely.Polygon([(0, 0), (10, 60), (80, 10)]),
        shapely.box(-20, -35, 50, 37),
        shapely.box(-180, 89, 180, 90),
        shapely.Point(37, 47).buffer(0.001),
        shapely.Point(0, 0).buffer(1),
        shapely.Point(0, 0).buffer(70, quad_segs=200),
    ],
)
def test_agrees_with_the_slow_way_to_eleven_digits(shape):
    assert geo.measure.area_km2([shape])[0] == pytest.approx(twin_km2(shape), rel=1e-11)


def test_a_ring_longer_than_what_is_worked_on_at_once():
    """So many vertices that they are summed in several runs, between others that are not."""
    disc = shapely.Point(30, 50).buffer(3, quad_segs=10_000)
    shapes = [shapely.box(0, 0, 1, 1), disc, shapely.box(0, 0, 1, 2), None]
    found = geo.measure.area_km2(shapes * 3)
    assert found.tolist() == 3 * found[:4].tolist()
    assert found[:3] == pytest.approx([twin_km2(shape) for shape in shapes[:3]], 1e-11)


def assert_all_agree(shapes):
    """Relative difference at most 1e-8, wherever the oracle itself has converged."""
    shapes = shapes[shapely.is_valid(shapes)]
    compared = 0
    for shape, km2 in zip(shapes, geo.measure.area_km2(shapes), strict=True):
        coarse, fine = oracle_km2(shape, 0.002), oracle_km2(shape, 0.001)
        if coarse == pytest.approx(fine, rel=1e-8):
            compared += 1
            # GeographicLib rounds to some 0.1 m2 (Karney 2013, section 6).
            assert km2 == pytest.approx(fine, rel=1e-8, abs=1e-7)
    assert compared > 0.8 * len(shapes)


def sample_polygons(samples):
    paths = sorted(samples.glob("*/*.geojson"))
    return pd.concat([gpd.read_file(path).geometry for path in paths]).to_numpy()


def test_agrees_with_geographiclib_on_sample_polygons(samples):
    assert_all_agree(sample_polygons(samples)[::60])


@pytest.mark.long
def test_agrees_with_geographiclib_on_every_sample_polygon(samples):
    assert_all_agree(sample_polygons(samples))


def test_a_hole_is_taken_out():
    shell, hole = shapely.box(0, 0, 2, 2), shapely.box(0.5, 0.5, 1, 1)
    holed = shapely.Polygon(shell.exterior, [hole.exterior])
    whole, gap, rest = geo.measure.area_km2([shell, hole, holed])
    assert rest == pytest.approx(whole - gap, rel=1e-14)


def test_the_way_round_does_not_matter():
    box = shapely.box(10, 50, 11, 51)
    assert geo.measure.area_km2([box]) == pytest.approx(
        geo.measure.area_km2([box.reverse()]), rel=1e-14
    )


def test_points_lines_and_missing_shapes_count_nothing():
    mixed = shapely.GeometryCollection([shapely.box(0, 0, 1, 1), shapely.Point(5, 5)])
    shapes = [
        shapely.Point(1, 1),
        shapely.LineString([(0, 0), (1, 1)]),
        None,
        shapely.Polygon(),
    ]
    assert geo.measure.area_km2(shapes).tolist() == [0, 0, 0, 0]
    assert geo.measure.area_km2([mixed]) == pytest.approx(
        geo.measure.area_km2([shapely.box(0, 0, 1, 1)])
    )
    assert geo.measure.area_km2([]).shape == (0,)


corners = st.tuples(st.floats(-179, 179), st.floats(-89, 89))


@given(st.tuples(corners, corners, corners), st.floats(0.01, 0.99))
def test_a_polygon_and_its_two_halves_agree(triangle, share):
    """An edge straight in longitude and latitude can be cut anywhere on it."""
    a, b, c = (np.array(corner) for corner in triangle)
    cut = a + share * (b - a)
    whole, one, two = geo.measure.area_km2(
        [shapely.Polygon(ring) for ring in ([a, b, c], [a, cut, c], [cut, b, c])]
    )
    assert one + two == pytest.approx(whole, rel=1e-9, abs=1e-3)


@given(
    st.lists(st.lists(corners, min_size=3, max_size=9), min_size=1, max_size=4),
    st.sampled_from([1, 0.01, 1e-5]),
)
def test_whatever_the_rings_the_slow_way_agrees(rings, scale):
    """Rings that cross themselves, run along parallels or fold back: the sum is the same."""
    shells = [np.array([(scale * x, scale * y) for x, y in ring]) for ring in rings]
    shapes = [shapely.Polygon(shell) for shell in shells]
    shapes.append(shapely.Polygon(shells[0], shells[1:]))
    shapes.append(shapely.MultiPolygon(shapes[:-1]))
    for shape, km2 in zip(shapes, geo.measure.area_km2(shapes), strict=True):
        west, south, east, north = shape.bounds
        # Where a ring folds back on itself, what is left is rounding of what it swept.
        swept = 12_400 * (east - west) * (north - south) * len(rings)
        assert km2 == pytest.approx(twin_km2(shape), rel=1e-11, abs=1e-12 * swept)


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(1e-4, 5))
def test_longitude_does_not_matter(lon, lat, size):
    here, there = geo.measure.area_km2(
        [
            shapely.box(lon, lat, lon + size, lat + size),
            shapely.box(0, lat, size, lat + size),
        ]
    )
    assert here == pytest.approx(there, rel=1e-8)
