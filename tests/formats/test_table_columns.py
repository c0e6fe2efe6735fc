"""Columns of layers in one frame: as if each layer had one of its own."""

import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo.formats import frame_columns, join_columns, select_rows


def texts(*values):
    array = np.empty(len(values), object)
    array[:] = values
    return array


# Columns of a layer of two rows, of all types that a format gives.
LAYERS = [
    {"a": texts("x", None), "b": np.array([1, 2])},
    {"a": texts("y", "z"), "b": np.array([3, 4])},
    {"a": texts(None, None), "b": np.array([1.5, np.nan])},
    {"a": np.array([7, 8]), "b": texts("1", "2")},
    {"b": np.array([True, False]), "a": texts("x", "y")},
    {"c": pd.array(["x", None], dtype="str")},
    {"c": pd.Categorical(["x", "y"])},
    {"c": pd.Categorical(["z", "z"])},
    {"c": pd.array(np.array(["2014-06-01", "NaT"], "datetime64[s]"))},
    {"c": pd.DatetimeIndex(["2014-06-01", "2014-06-02"], tz="Asia/Damascus").array},
    {"c": texts([1], {"d": 2})},
    {},
]


@pytest.mark.parametrize("shift", range(len(LAYERS)))
@pytest.mark.parametrize("number", [1, 2, 3, len(LAYERS)])
def test_columns_of_layers_become_those_of_their_frames(shift, number):
    layers = [*LAYERS[shift:], *LAYERS[:shift]][:number]
    layers = [layer for layer in layers for _ in range(2)]
    frames = [pd.DataFrame(layer, index=pd.RangeIndex(2)) for layer in layers]
    joined = join_columns([(layer, 2) for layer in layers])
    pd.testing.assert_frame_equal(joined, pd.concat(frames, ignore_index=True))
    again = join_columns([(frame_columns(frame), 2) for frame in frames])
    pd.testing.assert_frame_equal(again, joined)


def test_rows_are_selected_in_columns_of_every_type():
    for layer in LAYERS:
        first = select_rows(layer, np.array([True, False]))
        assert {name: values.tolist() for name, values in first.items()} == {
            name: values.tolist()[:1] for name, values in layer.items()
        }


PROPERTIES = [
    '"start":"2014","end":"2015","name":"a","code":7',
    '"start":"2015","end":"2016","name":"a","code":8',
    '"start":"2014","end":"2016","name":"b","code":"07"',
    '"start":"2014","end":"2016","name":"c","code":null',
    '"start":"2014","end":"2016","name":"c","parents":[{"id":1}]',
    '"start":2014,"end":2016,"name":"d","code":1.5',
    '"start":"soon","end":"2016","name":"e","code":7',
    '"start":"2014","end":"2016","name":"f\\u202e","code":7',
    '"start":"2014","end":"2016","name":"a","code":7',
]


def test_a_folder_of_files_of_one_row_is_read_as_each_of_them_alone(tmp_path):
    for number, properties in enumerate(PROPERTIES):
        ring = [[number, 0], [number + 1, 0], [number + 1, 1], [number, 0]]
        (tmp_path / f"{number}.geojson").write_text(
            f'{{"type":"Feature","properties":{{{properties}}},'
            f'"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}'
        )
    refused, alone, tables = [], [], []
    options = {"ends": "exclusive", "last_end": "lost"}
    table = geo.read_control(tmp_path, refused=refused, **options)
    for path in sorted(tmp_path.iterdir()):
        try:
            tables.append(geo.read_control(path, refused=alone, **options))
        except geo.ReadError:
            assert path.stem == "6"
    assert [(each.file, each.row) for each in refused] == [("6.geojson", 1)]
    assert refused == alone
    pd.testing.assert_frame_equal(
        pd.DataFrame(table).drop(columns="geometry"),
        pd.concat(
            [pd.DataFrame(each).drop(columns="geometry") for each in tables],
            ignore_index=True,
        ),
    )
    assert shapely.equals_identical(
        table.geometry, np.concatenate([each.geometry for each in tables])
    ).all()
    assert table["file_row"].tolist() == [1] * 8
    assert "7.geojson" in "".join(table.attrs["reading"])
