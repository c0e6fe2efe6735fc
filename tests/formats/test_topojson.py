"""TopoJSON: arcs that neighbours share, grids, and objects that are layers."""

import copy
import json

import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo

# Two squares side by side: arc 0 is the edge between them, 1 the rest of the left one, 2 that of
# the right one.
ARCS = [
    [[1, 0], [1, 1]],
    [[1, 1], [0, 1], [0, 0], [1, 0]],
    [[1, 0], [2, 0], [2, 1], [1, 1]],
]
WEST = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"actor": "west"}}
EAST = {"type": "Polygon", "arcs": [[-1, 2]], "properties": {"actor": "east"}}


def collection(*geometries):
    return {"type": "GeometryCollection", "geometries": list(geometries)}


def topology(arcs=ARCS, **objects):
    named = {name.strip("_"): one for name, one in objects.items()}
    return {"type": "Topology", "arcs": copy.deepcopy(arcs), "objects": named}


@pytest.fixture
def read(tmp_path):
    def read_whole(whole, name="front.topojson", **options):
        (tmp_path / name).write_text(json.dumps(whole), encoding="utf-8")
        return geo.read_control(tmp_path / name, **options)

    return read_whole


def test_neighbours_share_an_arc_that_one_draws_backwards(read):
    table = read(topology(front_2014=collection(WEST, EAST)))
    assert list(table["actor"]) == ["west", "east"]
    west, east = table.geometry
    assert west.equals(shapely.box(0, 0, 1, 1)) and east.equals(shapely.box(1, 0, 2, 1))
    assert list(table["start_text"]) == ["2014", "2014"]


def test_objects_are_layers_that_may_have_their_own_dates(read):
    whole = topology(_2014=collection(WEST, EAST), _2015=WEST)
    table = read(whole)
    assert list(zip(table["actor"], table["start_text"])) == [
        ("west", "2014"),
        ("east", "2014"),
        ("west", "2015"),
    ]
    assert set(table["source"]) == {"front.topojson (2014)", "front.topojson (2015)"}
    assert list(read(whole, layer="2015")["start_text"]) == ["2015"]
    with pytest.raises(geo.CallError, match=r"no layer 2016 \(layers: 2014, 2015\)"):
        read(whole, layer="2016")


def test_json_by_another_name(read):
    assert len(read(topology(_2014=collection(WEST, EAST)), name="front.json")) == 2


def test_a_grid_is_reported_with_its_width(read):
    # the same squares in steps of a hundredth of a degree, from 10 20
    whole = topology(
        [
            [[100, 0], [0, 100]],
            [[100, 100], [-100, 0], [0, -100], [100, 0]],
            [[100, 0], [100, 0], [0, 100], [-100, 0]],
        ],
        _2014=collection(WEST, EAST),
    )
    whole["transform"] = {"scale": [0.01, 0.01], "translate": [10, 20]}
    table = read(whole)
    assert table.geometry[0].equals_exact(
        shapely.box(10, 20, 11, 21), 1e-12, normalize=True
    )
    said = "quantized: its coordinates lie on a grid of 0.01 degrees (up to 1.11e+03 m)"
    assert f"front.topojson: {said}" in table.attrs["reading"]


def test_rings_smaller_than_the_grid_are_left_out_and_reported(read):
    arcs = [
        [[0, 0], [4, 0], [0, 4], [-4, 0], [0, -4]],
        [[1, 1], [0, 0]],  # a hole and an island of one step of the grid
        [[8, 8], [1, 0], [-1, 0]],
    ]
    parts = {"type": "MultiPolygon", "arcs": [[[0], [1]], [[2]]]}
    whole = topology(arcs, _2014=collection(parts))
    whole["transform"] = {"scale": [1, 1], "translate": [0, 0]}
    table = read(whole)
    assert table.geometry[0].equals(shapely.box(0, 0, 4, 4))
    said = "front.topojson: 2 rings as narrow as the grid left out"
    assert said in table.attrs["reading"]
    del whole["transform"]
    with pytest.raises(geo.ReadError, match="row 1: not a polygon .a ring"):
        read(whole)


def test_parts_holes_and_what_is_no_polygon(read):
    hole = [[0.25, 0.25], [0.75, 0.25], [0.5, 0.75], [0.25, 0.25]]
    parts = {"type": "MultiPolygon", "arcs": [[[0, 1], [3]], [[~0, 2]]]}
    others = [
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]},
        {"type": "LineString", "arcs": [0]},
        {"type": "MultiLineString", "arcs": [[0, 1], [2]]},
        {"type": None},
        collection(WEST),
    ]
    table = read(topology([*ARCS, hole], _2014=collection(parts, *others)))
    shape, gathered = table.geometry
    expected = shapely.union_all([shapely.box(0, 0, 2, 1)]).difference(
        shapely.Polygon(hole)
    )
    assert shapely.union_all([shape]).equals(expected)
    assert gathered.equals(shapely.box(0, 0, 1, 1))
    assert table.attrs["reading"][0].startswith("1 file, 7 rows (5 left out)")


def test_ids_and_properties_are_columns(read):
    rows = [
        {
            **WEST,
            "id": "w",
            "properties": {"date": 1815, "people": 3, "by": ["a", "é"]},
        },
        {**EAST, "id": "e", "properties": {"date": 1816, "people": None}},
    ]
    table = read(topology(front=collection(*rows)))
    assert list(table["start_text"]) == ["1815", "1816"]
    assert list(table["id"]) == ["w", "e"]
    assert table["by"].iloc[0] == '["a", "é"]' and table["people"].iloc[0] == 3
    assert table[["by", "people"]].isna().iloc[1].all()


def test_whole_numbers_keep_their_digits(read):
    large = 2**53 + 1
    rows = [{**WEST, "properties": {"code": large}}, {**EAST, "properties": {}}]
    table = read(topology(_2014=collection(*rows)))
    assert table["code"].iloc[0] == str(large)


def test_half_of_a_character_is_shown_as_its_code(read):
    rows = [{**WEST, "properties": {"actor": "a\ud800", "\udc00": 1}}, EAST]
    table = read(topology(_2014=collection(*rows)))
    assert list(table["actor"]) == ["a‹U+D800›", "east"]
    assert "‹U+DC00›" in table.columns


WHOLE = topology(_2014=collection(WEST, EAST))


@pytest.mark.parametrize(
    "change, found",
    [
        ({"type": "FeatureCollection"}, r"not TopoJSON \(expected a Topology\)"),
        ({"arcs": None}, "a Topology without arcs"),
        ({"objects": []}, "a Topology without objects"),
        ({"objects": {}}, "no objects in it"),
        ({"objects": {"2014": collection()}}, "no features in it"),
        ({"arcs": ARCS[:2]}, "row 2: refers to arc 2, and the last one is 1"),
        ({"arcs": [[["a", "b"]]]}, "arc 1: not a TopoJSON arc"),
        (
            {"transform": {"translate": [0, 0]}},
            "arc 1: not a TopoJSON arc .no scale",
        ),
        (
            {"objects": {"2014": collection(WEST, {"type": "Polygon"})}},
            "row 2: not a TopoJSON geometry .no arcs",
        ),
        (
            {"objects": {"2014": collection({"type": "Circle"})}},
            "row 1: not a TopoJSON geometry .type Circle",
        ),
        ({"objects": {"2014": collection("a")}}, "row 1: not a TopoJSON geometry"),
        (
            {"objects": {"2014": collection({"type": "Polygon", "arcs": [[0, 0]]})}},
            "row 1: not a TopoJSON geometry .arcs that do not meet",
        ),
    ],
)
def test_what_is_wrong_is_named(read, change, found):
    with pytest.raises(geo.ReadError, match=f"front.topojson.*{found}") as refusal:
        read(WHOLE | change)
    assert "\n" not in str(refusal.value)


texts = json.dumps(WHOLE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, len(texts) - 1))
def test_a_file_cut_anywhere_is_refused(tmp_path, length):
    (tmp_path / "2014.topojson").write_text(texts[:length])
    with pytest.raises(geo.ReadError, match="^2014.topojson: not readable as JSON"):
        geo.read_control(tmp_path / "2014.topojson")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["type", "arcs", "geometries"]), inner, max_size=3
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["arcs", "objects", "transform", "object", "row"]),
    json_values,
)
def test_any_value_anywhere_is_read_or_refused_in_one_sentence(tmp_path, where, value):
    whole = copy.deepcopy(WHOLE)
    if where == "object":
        whole["objects"]["2014"] = value
    elif where == "row":
        whole["objects"]["2014"]["geometries"][1] = value
    else:
        whole[where] = value
    path = tmp_path / "2014.topojson"
    path.write_text(json.dumps(whole))
    try:
        geo.read_control(path)
    except geo.ReadError as error:
        assert str(error).startswith(("2014.topojson", str(path)))


corner = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(corner, min_size=3, max_size=8, unique=True), st.integers(1, 7))
def test_rings_cut_anywhere_are_those_that_gdal_reads(tmp_path, corners, cut):
    ring = [list(one) for one in [*corners, corners[0]]]
    cut = min(cut, len(ring) - 2)
    steps = [
        [[b - a for a, b in zip(before, after)] for before, after in zip(arc, arc[1:])]
        for arc in (ring[: cut + 1], ring[cut:])
    ]
    arcs = [[ring[0], *steps[0]], [ring[cut], *steps[1]]]
    one = {"type": "Polygon", "arcs": [[0, 1]], "properties": {"actor": "a"}}
    whole = topology(arcs, _2014=collection(one))
    whole["transform"] = {"scale": [0.5, 0.25], "translate": [-3, 7]}
    path = tmp_path / "2014.topojson"
    path.write_text(json.dumps(whole))
    (found,) = geo.read_control(path).geometry
    (expected,) = pyogrio.read_dataframe(path).geometry
    assert shapely.equals_identical(found, expected)
