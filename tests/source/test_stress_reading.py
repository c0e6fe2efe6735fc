"""Reading under stress: what is drawn comes back to the last digit, or one sentence says why not.

Shapes are those of `invalid_shapes`, written as every format of text. And honest files are spoilt
byte by byte: whatever comes of it is a table, or one sentence.
"""

import re

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from invalid_shapes import frame, shape, tapes
from stress import drawn
from text_formats import FORMATS

import geo

pytestmark = pytest.mark.stress


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stress")


def outcome(path, *named):
    """The table of a file, or the sentence that refuses it and names it; nothing else comes."""
    try:
        table = geo.read_control(path)
    except geo.ControlError as error:
        sentence = str(error)
        assert sentence.strip() and "\n" not in sentence and len(sentence) < 700
        assert any(name in sentence for name in named)
        return sentence
    assert len(table) and not table["start"].isna().any()
    return table


@drawn(9.5)
@given(tapes)
def test_shapes_are_read_to_the_last_digit_or_refused(folder, tape):
    ending = tape.one(list(FORMATS))
    shapes = [shape(tape, *frame(tape)) for _ in range(1 + tape.number(2))]
    days = ["2014-06-10", "2014-06-29"]
    rows = [
        ({"actor": "red", "start": day}, one)
        for day, one in zip(days, shapes, strict=False)
    ]
    path = folder / f"front.{ending}"
    path.write_text(FORMATS[ending](rows), encoding="utf-8")
    read = outcome(path, path.name)
    every = np.array(
        [at for one in shapes for part in one for ring in part for at in ring]
    )
    off = np.abs(every) > [360, 90.000001]
    if off.any():
        assert isinstance(read, str) and "is not on the globe" in read
        return
    assert not isinstance(read, str), read
    assert len(read) == len(rows)
    for one, found in zip(shapes, read.geometry, strict=True):
        parts = [
            [shapely.get_coordinates(ring).tolist() for ring in shapely.get_rings(part)]
            for part in shapely.get_parts(found)
        ]
        assert parts == [
            [[[x, y if abs(y) > 1e-30 else 0] for x, y in ring] for ring in part]
            for part in one
        ]


SQUARE = [[(38.0, 35.0), (39.5, 35.0), (39.5, 36.25), (38.0, 36.25), (38.0, 35.0)]]
ROWS = [
    ({"actor": "red", "start": "2014-06-10", "end": "2014-06-29"}, [SQUARE]),
    ({"actor": "Блакитні", "start": "2014-06-29", "end": ""}, [SQUARE, SQUARE]),
]
PLACES = """place,lat,lon,held_from,held_to,kind
Raqqa,35.95,39.01,2014-01-14,2017-10-17,city
Mosul,36.34,43.13,2014-06-10,2017-07-10,city
Kobane,36.89,38.35,,,town
"""
HONEST = {f"front.{ending}": write(ROWS) for ending, write in FORMATS.items()} | {
    "places.csv": PLACES
}
PROJECT = """source = "front.geojson"
title = "Front"
language = "uk"
[columns]
start = "start"
actor = "actor"
[limits]
rows = 1000
[[actors]]
key = "red"
colour = "#b5485c"
names = {uk = "Red"}
[[events]]
date = 2014-06-29
title = "Event"
[[claims]]
date = "2014-06"
publisher = "Paper"
km2 = 91000
"""
# What stands in the way of readers: of numbers, of structure, of text.
TOKENS = [
    *(
        "",
        "0",
        "-1",
        "1e999",
        "NaN",
        "Infinity",
        "-0",
        "1e-320",
        "999999999999999999999",
    ),
    *("null", "true", "{}", "[]", "[[]]", '""', "[", "]", "{", "}", "<", ">", "&", '"'),
    *("'", ",", ";", "\t", "\n", "\r\n", "\\", "\\u0000", "\\ud800", "\0", "\ufeff"),
    *("\u202e", "\x1b[31m", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<![CDATA[", "%s"),
    *(
        "POLYGON",
        "EMPTY",
        "POINT (0 0)",
        "Polygon",
        "Feature",
        "../x",
        "C:\\x",
        "0001-",
    ),
    *(
        "13/13/2014",
        "2014-02-30",
        "-9999",
        "99999-01-01",
        "24:00",
        "5e8 5e8",
        " ",
        "actor",
    ),
]
# A word, a number, a text between quotes, blanks, a sign.
PIECE = re.compile(rb'"[^"]*"|[-+.\w]+|\s+|.', re.DOTALL)
edits = st.lists(
    st.tuples(
        st.integers(0, 2**16 - 1),  # which piece, as a share of the file
        st.sampled_from(["instead", "within", "before", "gone", "twice", "rest"]),
        st.sampled_from(TOKENS).map(str.encode) | st.binary(max_size=2),
    ),
    min_size=1,
    max_size=3,
)


def spoilt(data, edits):
    """A file of which some pieces gave way to others."""
    for where, how, new in edits:
        pieces = [found[0] for found in PIECE.finditer(data)] or [b""]
        at = where * len(pieces) >> 16
        old = pieces[at]
        pieces[at] = {
            "instead": new,
            "within": old[:1] + new + old[-1:] if old.startswith(b'"') else new,
            "before": new + old,
            "gone": b"",
            "twice": old + old,
            "rest": old[: len(old) // 2],
        }[how]
        data = b"".join(pieces)
        if how == "rest" and not len(new):  # cut off
            data = b"".join(pieces[: at + 1])
    return data


@drawn(9.5)
@given(st.sampled_from(sorted(HONEST)), edits)
def test_a_spoilt_file_is_a_table_or_one_sentence(folder, name, edits):
    path = folder / name
    path.write_bytes(spoilt(HONEST[name].encode(), edits))
    outcome(path, name)


@drawn(0.5)
@given(edits)
def test_a_spoilt_project_file_is_one_sentence_or_none(folder, edits):
    inside = folder / "project"
    inside.mkdir(exist_ok=True)
    (inside / "front.geojson").write_text(HONEST["front.geojson"], encoding="utf-8")
    path = inside / "controlmap.toml"
    path.write_bytes(spoilt(PROJECT.encode(), edits))
    outcome(path, "controlmap.toml", "front.geojson", "project")
