"""Plain GeoJSON, read fast: to the last bit what the general reader and GDAL read, or nothing."""

import json
import random

import numpy as np
import pandas as pd
import pyogrio.raw
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geo
from geo.formats.text.geojson_fast import read_fast

pytest.importorskip("simdjson", reason="no build of simdjson for this Python")

RING = "[[0,0],[1,0],[1,1],[0,0]]"
SQUARE = f'{{"type":"Polygon","coordinates":[{RING}]}}'


def feature(geometry=SQUARE, properties="{}", more=""):
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}{more}}}'


def collection(*features, more=""):
    return f'{{"type":"FeatureCollection"{more},"features":[{",".join(features)}]}}'


def polygon(coordinates, kind="Polygon"):
    return f'{{"type":"{kind}","coordinates":{coordinates}}}'


def outcome(path):
    """The table that a file gives, or the sentence in which it is refused."""
    try:
        return geo.read_control(path, date="2014")
    except geo.ReadError as error:
        return str(error)


@pytest.fixture
def both(tmp_path, monkeypatch):
    """Reads a document with the fast reader and without it; both give the same."""

    def read(text):
        path = tmp_path / "front.geojson"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        fast = outcome(path)
        with monkeypatch.context() as patch:
            patch.setattr("geo.formats.text.geojson.read_fast", lambda _: None)
            slow = outcome(path)
        assert isinstance(fast, str) == isinstance(slow, str), (fast, slow)
        if isinstance(fast, str):
            assert fast == slow
            return
        assert fast.attrs == slow.attrs
        wkb = [shapely.to_wkb(np.asarray(one.geometry)) for one in (fast, slow)]
        assert list(wkb[0]) == list(wkb[1])
        pd.testing.assert_frame_equal(
            pd.DataFrame(fast.drop(columns="geometry")),
            pd.DataFrame(slow.drop(columns="geometry")),
        )

    return read


degrees = st.floats(-90, 90).map(lambda number: round(number, 15))
numbers = st.one_of(
    st.integers(-180, 180).map(str),
    degrees.map(repr),
    st.decimals(-90, 90, places=7, allow_nan=False).map(str),
    st.tuples(degrees, st.sampled_from(["e", "E"])).map(
        lambda pair: f"{pair[0]:.18e}".replace("e", pair[1])
    ),
    st.sampled_from(["-0.0", "0", "1E1", "4.35", "1.1e-99", "0.1e1"]),
)
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0[")
names = st.text(letters, max_size=1)
texts = st.one_of(
    st.text(letters, max_size=4),
    st.sampled_from(
        [
            "2014",
            "2014-06-01",
            "2014/06/01",
            "2014-06-01T06:00:00Z",
            "[,]",
            "[5",
            "null",
        ]
    ),
)
values = st.one_of(
    *(st.none(), texts, st.booleans(), st.floats(allow_nan=False)),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-5, 5),
)
blanks = st.sampled_from(["", " ", "\n\t", "\r\n"])

# Pieces that must not pass for what stands in their place.
NUMBERS = [
    "-0",
    "NaN",
    "Infinity",
    "1e400",
    '"1"',
    "null",
    "true",
    "01",
    "1.",
    "+1",
    "1 2",
]
NUMBERS += ["1e-400", "5e-324", "0." + 400 * "0" + "1", f"0.{250 * '0'}1e-60"]
NUMBERS += ["9007199254740993", "18446744073709551616", "1000", "[1]", "{}", "", "-"]
POSITIONS = ["[0]", "[]", "[0,0,7]", "[[0,0]]", "[[0,0],[1,1]]", "3", "null"]
POSITIONS += [
    '["0","0"]',
    "[0,null]",
    "[0,[0]]",
    '{"0":0}',
    "[[0,0],1]",
    "[0,0],5,[[1,2],3]",
]
RINGS = [
    "[]",
    "[[0,0]]",
    "[[0,0],[1,1],[0,0]]",
    "[[0,0],[1,0],[1,1],[0,1]]",
    "null",
    "[0,0]",
]
RINGS += ["[1,[[2,3]],[4,5],[0,0]]", "[[],[[1,2],[3,4]],[],[]]"]
RINGS += ["[[1,2,3],[1],[2,2],[1,2]]"]
GEOMETRIES = [
    "null",
    "{}",
    "[]",
    '"POINT (0 0)"',
    polygon("[0,0]", "Point"),
    polygon(RING, "LineString"),
    polygon(f"[{RING}]", "MultiPolygon"),
    polygon(f"[[{RING}]]"),
    polygon(f"[{RING}]", "polygon"),
    polygon("[]"),
    polygon("[[]]"),
    polygon("[]", "MultiPolygon"),
    polygon("[[]]", "MultiPolygon"),
    polygon("null"),
    polygon("{}"),
    '{"type":"Polygon"}',
    f'{{"coordinates":[{RING}]}}',
    f'{{"type":"GeometryCollection","geometries":[{SQUARE}]}}',
    f'{{"type":"Polygon","bbox":[0,0,1,1],"coordinates":[{RING}]}}',
    f'{{"type":"Point","type":"Polygon","coordinates":[{RING}]}}',
    f'{{"type":"Polygon","coordinates":[{RING}],"coordinates":[0,0]}}',
    f'{{"type":null,"coordinates":[{RING}]}}',
]
PROPERTIES = [
    "null",
    "[]",
    "7",
    '{"a":{"b":1}}',
    '{"a":[1,2]}',
    '{"a":[[1,2]]}',
    '{"a":"x\\u0000y"}',
    '{"a":"\\ud800"}',
    '{"a":1,"a":2}',
    '{"geometry":1}',
    '{"id":"x"}',
    '{"a":1e400}',
    '{"a":-0}',
    '{"b":1,"a":2}',
    '{"a":9223372036854775808}',
    '{"type":"x","crs":1}',
    '{"a":[]}',
    '{"a":{}}',
    '{"a":["x",null,true,{"b":[3]}]}',
    '{"a":["[,]"]}',
    '{"a":["[5"]}',
    r'{"a":["\u005b,]"]}',
    r'{"a":["\ud800"]}',
    r'{"a":["\ud836\udc00",{"\u00e9":"é"}]}',
    r'{"a":["\u0000\n\"\\"]}',
    '{"a":[{"b":1,"b":2}]}',
    '{"a":[1E2,1.0,0.10,5e-324,1e22,123456789.123456789,-0.0,-0]}',
    '{"a":[-0,2,3]}',
    '{"a":[1e400,2,3]}',
    '{"a":[NaN]}',
    '{"a":[9223372036854775808]}',
    '{"a":[18446744073709551616]}',
    '{"a":[[[[1]]]]}',
    f'{{"a":{50 * "["}{50 * "]"}}}',
]
FEATURES = [
    "null",
    "[]",
    SQUARE,
    '{"type":"Feature"}',
    f'{{"type":"Feature","geometry":{SQUARE}}}',
    '{"type":"Feature","properties":{}}',
    feature(more=',"id":"x"'),
    feature(more=',"id":7'),
    feature(more=',"id":-1'),
    feature(more=',"id":2147483648'),
    feature(more=',"id":1.5'),
    feature(more=',"id":null'),
    feature(more=',"id":true'),
    feature(more=',"id":7', properties='{"id":8}'),
    feature(more=',"id":7', properties='{"ID":8}'),
    feature(more=',"id":7', properties='{"fid":8}'),
    feature(more=',"bbox":[0,0,1,1]'),
    feature(more=',"bbox":[0,0]'),
    feature(more=',"a":1'),
    feature(more=',"a":"[,]"'),
    feature(more=',"a":1,"a":2'),
    feature(more=',"bbox":[0,0,1,1],"when":{"a":[{"in":"1800"}]},"@id":"x"'),
    feature(more=',"when":[{"a":{"b":[[[1]]]}}]'),
    feature(more=',"date":"2015-05-05"'),
    feature(more=',"features":[]'),
    feature(more=',"features":[],"geometryType":"x"'),
    feature(more=',"crs":{"type":"name","properties":{"name":"EPSG:3857"}}'),
    feature(more=',"type":"Point"'),
    feature(more=',"properties":{"a":1}'),
    feature(more=',"geometry":null'),
    feature().replace('"Feature"', '"feature"'),
]


def crs(name):
    return f',"crs":{{"type":"name","properties":{{"name":{name}}}}}'


MEMBERS = [
    ',"name":7',
    ',"name":null',
    ',"bbox":[0,0]',
    ',"bbox":[0,0,1,1]',
    ',"features":[]',
    ',"features":null',
    ',"type":"Feature"',
    ',"geometry":null',
    ',"properties":{"a":1}',
    ',"generator":"[,]"',
    ',"crs":7',
    ',"crs":{}',
    ',"crs":{"type":"name"}',
    ',"crs":{"type":"EPSG","properties":{"code":4326}}',
    crs('"urn:ogc:def:crs:EPSG::4326"'),
    crs('"urn:ogc:def:crs:EPSG::3857"'),
    crs('"EPSG:4326"'),
    crs('"nonsense"'),
    crs("null"),
    crs('"urn:ogc:def:crs:OGC:1.3:CRS84"') + crs('"EPSG:3857"'),
]
CRS84 = crs('"urn:ogc:def:crs:OGC:1.3:CRS84"')


@st.composite
def documents(draw, hostile):
    """GeoJSON as text; of a hostile one about every second has a piece that does not fit."""
    spoilt = st.integers(0, 40) if hostile else st.just(1)

    def one(pieces, otherwise):
        return draw(st.sampled_from(pieces) if draw(spoilt) == 0 else otherwise)

    def listed(items):
        blank = draw(blanks)
        return f"[{blank}{f'{blank},'.join(items)}{blank}]"

    def position():
        return one(POSITIONS, st.just("")) or listed(
            one(NUMBERS, numbers) for _ in range(2)
        )

    def ring():
        first = position()
        inner = [position() for _ in range(draw(st.integers(2, 5)))]
        return one(RINGS, st.just("")) or listed([first, *inner, first])

    def parts():
        return listed(ring() for _ in range(draw(st.integers(1, 2))))

    def geometry():
        if draw(st.booleans()):
            drawn = polygon(parts())
        else:
            several = listed(parts() for _ in range(draw(st.integers(1, 2))))
            drawn = polygon(several, "MultiPolygon")
        return one(GEOMETRIES, st.just(drawn))

    called = draw(st.sampled_from(["", "a", "ba", "cA"])) + draw(names)
    columns = {name: draw(st.sampled_from(PLAIN_VALUES)) for name in called}
    made = []
    ids = draw(st.one_of(st.none(), st.permutations(range(5))))
    for number in range(draw(st.integers(1, 3))):
        told = {name: draw(kind) for name, kind in columns.items()}
        if hostile and draw(spoilt) == 0:
            told = {
                name: draw(values) for name in draw(st.sampled_from(["", "a", "ab"]))
            }
        properties = one(PROPERTIES, st.just(json.dumps(told, ensure_ascii=hostile)))
        own = f',"id":{ids[number]}' if ids else ""
        made.append(one(FEATURES, st.just(feature(geometry(), properties, own))))
    usual = st.sampled_from(
        ["", CRS84, crs('"EPSG:4326"'), ',"name":"x"', ',"crs":null']
    )
    if draw(st.integers(0, 4)) == 0:
        return made[0]
    return collection(*made, more=one(MEMBERS, usual))


# One type of values a property, with gaps.
PLAIN_VALUES = [
    st.none(),
    st.one_of(st.none(), texts),
    st.one_of(st.none(), st.integers(-(2**53) + 1, 2**53 - 1), degrees, st.just(1e300)),
    st.integers(-5, 5),
    st.integers(-(2**31) - 3, -(2**31) + 3),
    st.booleans(),
]
quietly = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@quietly
@given(documents(hostile=False))
def test_plain_documents_are_read_fast_and_to_the_last_bit(both, text):
    if '"[,]' not in text and '"[5' not in text:  # text that looks like a list
        assert read_fast(text.encode()) is not None
    both(text)


@quietly
@given(documents(hostile=False))
def test_shapes_are_those_that_gdal_reads(tmp_path, text):
    path = tmp_path / "front.geojson"
    path.write_text(text, encoding="utf-8")
    expected = pyogrio.raw.read(path, columns=[])[2]
    fast = read_fast(text.encode())
    if fast is not None:
        assert list(shapely.to_wkb(fast.shapes)) == list(expected)


@quietly
@given(documents(hostile=True))
def test_hostile_documents_are_read_or_refused_as_without_it(both, text):
    both(text)


@quietly
@given(documents(hostile=False), st.data())
def test_a_document_with_one_other_byte_is_read_or_refused_as_without_it(
    both, text, data
):
    spoilt = bytearray(text.encode())
    place = data.draw(st.integers(0, len(spoilt) - 1))
    spoilt[place] = data.draw(st.sampled_from(b'0123456789-+.eE[]{},:" \n\\x\x00\xff'))
    both(bytes(spoilt))


def all_pieces():
    for piece in NUMBERS:
        yield feature(polygon(f"[[[{piece},0],[1,0],[1,1],[{piece},0]]]"))
    for piece in POSITIONS:
        yield feature(polygon(f"[[[0,0],{piece},[1,1],[2,1],[0,0]]]"))
    yield from (feature(polygon(f"[{piece}]")) for piece in RINGS)
    yield from map(feature, GEOMETRIES)
    yield from (feature(properties=piece) for piece in PROPERTIES)
    yield from FEATURES


def with_piece(piece):
    """Documents of a hostile piece: itself, in an object, and in a collection.

    In one it is alone, after another feature, or after one with an id.
    """
    before = [], [feature()], [feature(more=',"id":7')]
    collections = [collection(*features, piece) for features in before]
    return [piece, f'{{"a":{piece}}}', *collections]


@pytest.mark.parametrize("piece", list(all_pieces()))
def test_each_hostile_piece_is_read_or_refused_as_without_it(both, piece):
    both(random.choice(with_piece(piece)))


@pytest.mark.long
@pytest.mark.parametrize("piece", list(all_pieces()))
def test_each_hostile_piece_is_read_or_refused_wherever_it_stands(both, piece):
    for text in with_piece(piece):
        both(text)


@pytest.mark.parametrize("member", MEMBERS)
def test_each_unusual_member_is_read_or_refused_as_without_it(both, member):
    both(collection(feature(), more=member))


@pytest.mark.parametrize(
    "text",
    [
        "",
        feature(),
        SQUARE,
        "[]",
        "null",
        collection(),
        f"{feature()}\n{feature()}",
        collection(feature()) + collection(feature()),
        collection(feature()) + "\n",
        collection(feature(properties=r'{"name":"\ud836\udc00"}')),
        b"\xef\xbb\xbf" + collection(feature()).encode(),
        collection(feature()).encode("utf-16"),
        collection(feature())[:-5],
        collection(feature()).replace("[0,0]", "[0,/**/0]"),
    ],
)
def test_other_documents_are_read_or_refused_as_without_it(both, text):
    both(text)


@pytest.mark.parametrize(
    "text",
    [
        feature(),
        feature(properties='{"a":[{"b":1},{"b":2}]}'),
        feature(more=',"bbox":[0,0,1,1],"when":{"a":[{"in":"1800"}]},"@id":"x"'),
    ],
)
def test_one_feature_is_read_fast_also_with_lists_beside_its_shape(text):
    assert read_fast(text.encode()) is not None
    assert read_fast(f'{{"a":{text}}}'.encode()) is None  # it is no map


def test_numbers_that_add_up_to_pairs_are_not_taken_for_pairs():
    for ring in (*RINGS, "[1,[[2,3]],[4,5],[6,7]]", "[[0,0],[0,0,7,8],[1,1],[0,0]]"):
        text = collection(feature(), feature(polygon(f"[{ring}]")))
        assert read_fast(text.encode()) is None


def test_a_list_in_a_property_does_not_make_up_for_a_position(both):
    shape = polygon("[[[0,0],5,[[1,2],3],[1,1],[0,0]]]")
    text = feature(shape, properties='{"a":[1,2]}')
    assert read_fast(text.encode()) is None
    both(text)


def test_without_the_parser_the_general_reader_reads(both, monkeypatch):
    monkeypatch.setattr("geo.formats.text.geojson_fast.simdjson", None)
    assert read_fast(collection(feature()).encode()) is None
    both(collection(feature()))


def test_equal_ground_of_several_dates_is_held_once(tmp_path):
    for day in (1, 2, 3):
        shape = polygon(f"[[[0,0],[1,0],[1,{1 + day // 3}],[0,0]]]")
        (tmp_path / f"2014-06-0{day}.geojson").write_text(collection(feature(shape)))
    first, second, third = geo.read_control(tmp_path).geometry
    assert first is second
    assert not shapely.equals(second, third)


def test_a_reference_system_that_the_caller_names_is_heeded(tmp_path):
    metres = polygon("[[[500000,0],[600000,0],[600000,90000],[500000,0]]]")
    (tmp_path / "2014.geojson").write_text(collection(feature(metres)))
    table = geo.read_control(tmp_path / "2014.geojson", crs="EPSG:32637")
    assert table.geometry.iloc[0].bounds[0] == pytest.approx(39)
    assert "its CRS is WGS 84, read as WGS 84 / UTM zone 37N" in "".join(
        table.attrs["reading"]
    )


def test_real_archives_are_read_to_the_last_bit(samples, monkeypatch):
    for folder in ("ukraine-daily", "world-history"):
        fast = geo.read_control(samples / folder)
        with monkeypatch.context() as patch:
            patch.setattr("geo.formats.text.geojson.read_fast", lambda _: None)
            slow = geo.read_control(samples / folder)
        for path in (samples / folder).iterdir():
            assert read_fast(path.read_bytes()) is not None
        pd.testing.assert_frame_equal(pd.DataFrame(fast), pd.DataFrame(slow))
        assert shapely.equals_identical(fast.geometry, slow.geometry).all()
        assert fast.attrs == slow.attrs
