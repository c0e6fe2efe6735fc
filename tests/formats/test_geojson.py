"""GeoJSON that is not plain: other shapes, foreign members, one feature a line."""

import json

import numpy as np
import pytest
import shapely

import geo

RING = [[0, 0], [1, 0], [1, 1], [0, 0]]
TRIANGLE = {"type": "Polygon", "coordinates": [RING]}


def feature(geometry=TRIANGLE, properties=None, **members):
    properties = {} if properties is None else properties
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": geometry,
        **members,
    }


@pytest.fixture
def read(tmp_path):
    def read_features(*features, name="2014.geojson", **members):
        document = {"type": "FeatureCollection", "features": list(features), **members}
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
        return geo.read_control(tmp_path / name)

    return read_features


@pytest.fixture
def read_lines(tmp_path):
    def read_text(text, name="2014.geojsonl"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return geo.read_control(tmp_path / name)

    return read_text


def test_heights_are_left_out(read):
    ring = [[0, 0, 5], [1, 0, 5], [1, 1], [0, 0, 5]]
    (shape,) = read(feature({"type": "Polygon", "coordinates": [ring]})).geometry
    assert not shape.has_z and shape.equals(shapely.Polygon(RING))


def test_polygons_of_a_collection_are_one_shape_and_points_are_left_out(read):
    point = {"type": "Point", "coordinates": [5, 5]}
    east = {"type": "Polygon", "coordinates": [[[x + 2, y] for x, y in RING]]}
    both = {"type": "GeometryCollection", "geometries": [TRIANGLE, east]}
    table = read(feature(both), feature(point))
    assert len(table) == 1 and shapely.area(table.geometry[0]) == 1
    assert any("points or lines left out" in one for one in table.attrs["reading"])


def test_a_row_without_a_shape_as_postgis_writes_it_is_left_out_and_reported(read):
    table = read(feature(), feature({"type": None}))
    assert table["file_row"].tolist() == [1]
    text = "1 row without a readable shape left out (first: row 2)"
    assert f"2014.geojson: {text}" in table.attrs["reading"]


@pytest.mark.filterwarnings("ignore::geo.base.RepairWarning")
def test_a_ring_that_was_simplified_to_a_line_has_no_area(read):
    line = [[0.2, 0.1], [0.4, 0.1], [0.2, 0.1]]
    with_hole = {"type": "Polygon", "coordinates": [RING, line]}
    beside = {"type": "MultiPolygon", "coordinates": [[RING], [line]]}
    whole, hole, part = (
        geo.areas(read(feature(shape)))["area_km2"].item()
        for shape in (TRIANGLE, with_hole, beside)
    )
    assert whole > 0
    assert [hole, part] == pytest.approx([whole, whole], rel=1e-12)


def test_ids_that_are_names_are_a_column_and_numbers_are_not(read):
    table = read(feature(id="x", bbox=[0, 0, 1, 1]), feature(id=3))
    assert list(table["id"]) == ["x", "3"]
    assert "id" not in read(feature(id=1, bbox=[0, 0, 1, 1]), feature(id=1)).columns


def test_members_beside_the_geometry_are_properties_where_there_are_no_others(read):
    row = {"type": "Feature", "geometry": TRIANGLE, "actor": "red", "bbox": [0, 0]}
    table = read(row)
    assert list(table["actor"]) == ["red"] and "bbox" not in table.columns
    assert read(feature(actor="red"))["actor"][0] == "territory"


def test_properties_keep_their_values(read):
    rows = [
        {"n": 1, "code": 2**60, "by": ["a", "é"], "sure": True},
        {"n": None, "code": 5, "sure": None},
    ]
    table = read(*(feature(properties=row) for row in rows))
    np.testing.assert_array_equal(table["n"], [1, np.nan])
    assert list(table["code"]) == [str(2**60), "5"]
    assert table["by"][0] == '["a", "é"]' and table["sure"][0] == "true"


def test_a_collection_that_is_the_only_member_of_an_object_is_read(tmp_path):
    point = feature({"type": "Point", "coordinates": [0, 0]})
    for rows in ([feature()], [feature(), point]):
        collection = {"type": "FeatureCollection", "features": rows}
        path = tmp_path / "2014.json"
        path.write_text(json.dumps({"value": collection}))
        table = geo.read_control(path)
        assert len(table) == 1
        message = "2014.json: the map is the member “value” of it"
        assert message in table.attrs["reading"]


def test_a_reference_system_that_it_names_is_converted(read):
    ring = [[500_000, 0], [600_000, 0], [600_000, 90_000], [500_000, 0]]
    utm = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    table = read(feature({"type": "Polygon", "coordinates": [ring]}), crs=utm)
    assert table.geometry[0].bounds[0] == pytest.approx(39)
    assert any("converted from WGS 84 / UTM" in one for one in table.attrs["reading"])


@pytest.mark.parametrize(
    "geometry, message",
    [
        ({"type": "Polygon"}, "not a GeoJSON geometry (no coordinates)"),
        ({"type": "Blob", "coordinates": []}, "not a GeoJSON geometry (unknown type B"),
        ({"type": "Polygon", "coordinates": [RING[:2]]}, "not a polygon (a ring of 2"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [0, 0], [0, 1]]]},
            "not a polygon (a ring is not closed: it ends at 0 1)",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], ["1", 0], [1, 1], [0, 0]]]},
            "not a GeoJSON geometry (a position of something else than numbers)",
        ),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [10**400, 0], [1, 1]]]},
            "a number is too large",
        ),
    ],
)
def test_a_shape_that_cannot_be_built_is_refused_with_its_row(read, geometry, message):
    with pytest.raises(geo.ReadError) as refused:
        read(feature(), feature(geometry))
    assert str(refused.value).startswith(f"2014.geojson, row 2: {message}")


@pytest.mark.parametrize("separator", ["\n", "\n\n", "\x1e"])
def test_one_feature_a_line_may_be_named_json(read_lines, separator):
    rows = [feature(properties={"actor": name}) for name in ("red", "blue")]
    text = separator.join(map(json.dumps, rows))
    for name in ("2014.geojsonl", "2014.json"):
        if name.endswith("l") or separator != "\x1e":
            assert list(read_lines(text, name)["actor"]) == ["red", "blue"]


def test_a_line_that_is_cut_off_is_refused_with_its_number(read_lines):
    row = json.dumps(feature())
    with pytest.raises(geo.ReadError, match="^2014.geojsonl, line 3: not readable as"):
        read_lines(f"{row}\n\n{row[:-9]}\n")
    with pytest.raises(geo.ReadError, match="^2014.geojsonl, line 2: not a GeoJSON Fe"):
        read_lines(f"{row}\n{json.dumps(TRIANGLE)}\n")
    with pytest.raises(geo.ReadError, match="^2014.geojsonl, line 1: not readable as"):
        read_lines(f"{row} {row}\n")
