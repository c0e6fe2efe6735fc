"""A GeoDataFrame is read as a file with the same rows, whatever it is like otherwise."""

import datetime
import json
import subprocess
import sys
import types
from decimal import Decimal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import control, data_findings, square

import geo
import layers
from geo.finding import Finding

WEST, EAST = square(30, 50), square(31, 50)
ZONE = (
    "Asia/Tashkent"  # five hours ahead of UTC: its evening is the same day there only
)


def frame(shapes=(WEST, EAST), **columns):
    columns = columns or {"date": ["2024-07-08", "2024-07-09"]}
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326")


def read(source, **options):
    """The table of a frame, which must stay as it was."""
    before = source.copy(deep=True)
    table = geo.read_control(source, **options)
    pd.testing.assert_frame_equal(source, before)
    return table


def dates(table):
    return table["start_text"].tolist()


def message(source, **options):
    with pytest.raises(geo.ControlError) as caught:
        read(source, **options)
    return str(caught.value)


def as_geojson(source, path):
    """The same rows as a GeoJSON file, with dates as text and empty cells as null."""
    columns = pd.DataFrame(source.drop(columns=source.geometry.name))
    features = [
        {
            "type": "Feature",
            "properties": {
                name: None if pd.isna(value) else value for name, value in row.items()
            },
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for row, shape in zip(columns.to_dict("records"), source.geometry)
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document, default=str), encoding="utf-8")
    return path


def as_table(text):
    """A sentence on a file, as it is on a frame."""
    return text.replace("control.geojson", "table").replace("1 file,", "1 table,")


SNAPSHOTS = frame(
    [WEST, EAST, WEST, None],
    date=["2024-07-08", "2024-07-08", "2024-07-10", "2024-07-10"],
    actor=["Red", "Blue", None, "Red"],
    status=["control", "claimed", "control", "control"],
    note=["a", None, "c", "d"],
    people=[1, 2, None, 4],
)
INTERVALS = frame(
    [WEST, shapely.box(30, 50, 32, 51), EAST],
    valid_from=["2014", "2015-06", "2016-01-02"],
    valid_to=["2015-06", None, "2016-01-09"],
    name=["Red", "Red", "Blue"],
    source=["map 1", "map 2", "map 3"],
)
CROSSED = shapely.Polygon([(30, 50), (31, 51), (31, 50), (30, 51), (30, 50)])
DOUBTFUL = frame(
    [CROSSED, WEST, square(30.5, 50), shapely.Point(30, 50)],
    year=[1914, 1914, 1915, 1915],
    actor=["Red", "Blue", "Re\u202ed", "Blue"],
)


@pytest.mark.parametrize("source", [SNAPSHOTS, INTERVALS, DOUBTFUL])
@pytest.mark.filterwarnings("ignore::geo.base.RepairWarning")
def test_a_frame_and_a_file_of_the_same_rows_give_the_same(source, tmp_path):
    expected = geo.read_control(as_geojson(source, tmp_path / "control.geojson"))
    table = read(source)
    renamed = {"file": "table", "source": expected["source"].map(as_table)}
    assert_geodataframe_equal(table, expected.assign(**renamed))
    sentences = [as_table(text) for text in expected.attrs["reading"]]
    assert table.attrs["reading"] == sentences
    pd.testing.assert_frame_equal(geo.areas(table), geo.areas(expected))
    pd.testing.assert_frame_equal(geo.changes(table), geo.changes(expected))
    found = data_findings(expected)
    renamed = {name: found[name].map(as_table) for name in ("file", "finding")}
    found = found.assign(**renamed)
    pd.testing.assert_frame_equal(data_findings(table), found)
    counts = {**geo.reading(expected), "files": 0}
    assert as_table(json.dumps(counts)) == json.dumps(geo.reading(table))


DAYS = pd.to_datetime(["2024-07-08", "2024-07-09"])
EVENINGS = pd.to_datetime(["2024-07-08 23:30", "2024-07-09 23:30"])
TYPES = {
    "text": ["2024-07-08", "2024-07-09"],
    "text of pandas": pd.array(["2024-07-08", "2024-07-09"], "string"),
    "text of arrow": pd.array(["2024-07-08", "2024-07-09"], "string[pyarrow]"),
    "categories": pd.Categorical(["2024-07-08", "2024-07-09"]),
    "categories of timestamps": pd.Categorical(DAYS),
    "timestamps": DAYS,
    "timestamps in seconds": DAYS.astype("datetime64[s]"),
    "timestamps of arrow": pd.array(DAYS, "timestamp[ns][pyarrow]"),
    "evenings": EVENINGS,
    "evenings in a zone": EVENINGS.tz_localize(ZONE),
    "evenings in a zone, of arrow": pd.array(
        EVENINGS.tz_localize(ZONE), f"timestamp[us, tz={ZONE}][pyarrow]"
    ),
    "evenings as objects": np.array(list(EVENINGS.tz_localize(ZONE)), object),
    "days of Python": [datetime.date(2024, 7, 8), datetime.date(2024, 7, 9)],
    "times of Python": np.array(EVENINGS.to_pydatetime(), object),
    "days of arrow": pd.array(
        [datetime.date(2024, 7, 8), datetime.date(2024, 7, 9)], "date32[day][pyarrow]"
    ),
    "days of numpy as objects": np.array([np.datetime64(day) for day in DAYS], object),
    "periods": pd.period_range("2024-07-08", periods=2, freq="D"),
    "integers": [20240708, 20240709],
    "floats": [20240708.0, 20240709.0],
    "integers of pandas": pd.array([20240708, 20240709], "Int64"),
    "integers of arrow": pd.array([20240708, 20240709], "int64[pyarrow]"),
    "decimals, as of databases": [Decimal("20240708"), Decimal("20240709")],
    "text, day first": ["08.07.2024", "09.07.2024"],
}


VALUES = st.none() | st.booleans() | st.integers(-9, 2**60) | st.text(max_size=5)
NUMBERS = st.none() | st.integers(-9, 2**60) | st.floats(-1e9, 1e9)


@given(
    columns=st.lists(
        st.lists(VALUES, min_size=2, max_size=2)
        | st.lists(NUMBERS, min_size=2, max_size=2),
        max_size=4,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_other_columns_are_those_of_a_file(columns, tmp_path):
    named = {
        f"x{number}": pd.Series(c, dtype=object) for number, c in enumerate(columns)
    }
    source = frame(date=TYPES["text"], **named)
    properties = [
        {name: each.iloc[row] for name, each in named.items()} for row in range(2)
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"date": day, **values},
            "geometry": shapely.geometry.mapping(shape),
        }
        for day, values, shape in zip(TYPES["text"], properties, (WEST, EAST))
    ]
    path = tmp_path / "control.geojson"
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    names = ["actor", *named]
    table, expected = geo.read_control(source), geo.read_control(path)
    pd.testing.assert_frame_equal(
        pd.DataFrame(table[names]), pd.DataFrame(expected[names])
    )


def test_a_control_table_is_read_as_itself():
    table = control(
        ("red", "-0322", "2020-01-02", WEST), (("blue", "claimed"), "2019", None, EAST)
    )
    again = read(table)
    pd.testing.assert_frame_equal(
        pd.DataFrame(again[table.columns]), pd.DataFrame(table), check_dtype=False
    )


@pytest.mark.parametrize("kind", TYPES)
def test_days_of_every_type_are_read(kind):
    options = {"day_first": True} if kind == "text, day first" else {}
    table = read(frame(date=TYPES[kind]), **options)
    assert dates(table) == ["2024-07-08", "2024-07-09"]
    assert table["start"].dtype == "datetime64[s]"
    assert table["end"].astype(str).tolist()[0] == "2024-07-09"


@pytest.mark.parametrize(
    "values, expected",
    [
        (pd.period_range("2024-07", periods=2, freq="M"), ["2024-07", "2024-08"]),
        (pd.period_range("0815", periods=2, freq="Y"), ["0815", "0816"]),
        ([pd.Period(year=-322, freq="Y"), pd.Period(year=-321, freq="Y")], None),
        (
            pd.period_range("2024-07-01", periods=2, freq="W"),
            ["[2024-07-01..2024-07-07]", "[2024-07-08..2024-07-14]"],
        ),
        (
            pd.period_range("2024-07", periods=2, freq="Q"),
            ["[2024-07-01..2024-09-30]", "[2024-10-01..2024-12-31]"],
        ),
        (
            [pd.Period("0815-06-01", "D"), pd.Period("0816-06-01", "D")],
            ["0815-06-01", "0816-06-01"],
        ),
        ([2014, 2015], ["2014", "2015"]),
        ([201406, 201407], ["2014-06", "2014-07"]),
        (np.array(["-0322-01-01", "-0321-01-01"], "datetime64[s]"), "days"),
    ],
    ids=str,
)
def test_dates_are_as_precise_as_their_type(values, expected):
    expected = {None: ["-0322", "-0321"], "days": ["-0322-01-01", "-0321-01-01"]}.get(
        expected if expected in (None, "days") else "", expected
    )
    assert dates(read(frame(date=values))) == expected


@pytest.mark.parametrize(
    "ends",
    [
        ["2024-07-09", None],
        ["2024-07-09", np.nan],
        pd.to_datetime(["2024-07-09", None]),
        pd.to_datetime(["2024-07-09", None]).tz_localize(ZONE),
        np.array([pd.Timestamp("2024-07-09"), pd.NaT], object),
        np.array([datetime.date(2024, 7, 9), None], object),
        pd.array([20240709, None], "Int64"),
        pd.array([20240709, None], "int64[pyarrow]"),
        pd.array(["2024-07-09", None], "string"),
        pd.array([datetime.date(2024, 7, 9), None], "date32[day][pyarrow]"),
        pd.Categorical(["2024-07-09", None]),
        pd.PeriodIndex(["2024-07-09", None], freq="D"),
        [20240709, np.nan],
    ],
    ids=lambda values: str(getattr(values, "dtype", values)),
)
def test_an_empty_cell_of_every_type_is_an_open_end(ends):
    table = read(frame(start=["2024-07-08", "2024-07-08"], end=ends))
    assert table["end_text"].tolist() == ["2024-07-09", ""]
    assert table["end"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "actors",
    [
        pd.Categorical(["Red", None]),
        pd.array(["Red", None], "string"),
        pd.array(["Red", None], "string[pyarrow]"),
        ["Red", np.nan],
        ["Red", pd.NA],
    ],
    ids=str,
)
def test_actors_of_every_type_are_names_and_a_row_without_one_is_reported(actors):
    table = read(frame(date=TYPES["text"], actor=actors))
    assert table["actor"].tolist() == ["Red", "unnamed"]
    assert "1 row without actor: kept as “unnamed”" in table.attrs["reading"]


def test_other_columns_of_every_type_have_the_types_of_files():
    others = {
        "share": [Decimal("0.5"), Decimal("2")],
        "tags": [["a", 1], None],
        "vector": [np.array([1, 2]), np.array([3])],
        "json": [{"é": None}, {"b": [1]}],
        "flag": pd.array([True, None], "boolean"),
        "count": pd.array([1, None], "Int64"),
        "part": pd.Categorical(["x", None]),
        "month": pd.PeriodIndex(["2024-07", None], freq="M"),
        "wait": pd.to_timedelta(["1h", None]),
    }
    table = read(frame(date=TYPES["text"], **others))
    plain = {
        name: table[name].astype(object).where(table[name].notna(), None).tolist()
        for name in others
    }
    assert plain == {
        "share": [0.5, 2.0],
        "tags": ['["a", 1]', None],
        "vector": ["[1, 2]", "[3]"],
        "json": ['{"é": null}', '{"b": [1]}'],
        "flag": ["true", None],
        "count": [1.0, None],
        "part": ["x", None],
        "month": ["2024-07", None],
        "wait": ["0 days 01:00:00", None],
    }


def test_codes_of_actors_are_the_same_as_integers_floats_and_nullable():
    for codes in ([365, 365], [365.0, 365.0], pd.array([365, 365], "Int64")):
        table = read(frame(date=TYPES["text"], side=codes), actor="side")
        assert table["actor"].tolist() == ["365", "365"]


@pytest.mark.parametrize(
    "index",
    [
        [7, 7],
        ["b", "a"],
        pd.MultiIndex.from_tuples([("x", 1), ("x", 1)], names=["a", "b"]),
        DAYS,
        pd.Index([2, 1], name="actor"),
    ],
    ids=str,
)
def test_the_index_changes_nothing(index):
    source = frame(date=TYPES["text"], actor=["Red", "Blue"])
    expected = read(source)
    table = read(source.set_index(pd.Index(index)))
    assert_geodataframe_equal(table, expected)
    assert table.attrs == expected.attrs


def test_a_date_in_the_index_is_asked_for():
    text = message(frame(date=TYPES["text"], actor=["Red", "Blue"]).set_index("date"))
    assert text == (
        "table: no date found (columns: actor; pass date= or start=); its index (date) is not "
        "read; frame.reset_index() makes columns"
    )


def test_the_column_of_shapes_may_have_any_name():
    expected = read(frame())
    renamed = [
        frame().rename_geometry("geom"),
        frame().rename(columns={"geometry": "shape"}),  # geopandas forgets it
        frame().rename_geometry(5),
        pd.DataFrame(frame()),  # as pandas.merge returns it
    ]
    for source in renamed:
        assert_geodataframe_equal(read(source), expected)


def test_other_columns_of_shapes_are_left_out_and_reported():
    centres = gpd.GeoSeries([shapely.Point(30.5, 50.5)] * 2, crs="EPSG:4326")
    table = read(frame(date=TYPES["text"], centre=centres))
    assert "centre" not in table
    assert "table: column centre of other shapes left out" in table.attrs["reading"]
    assert table.geometry.geom_type.tolist() == ["Polygon", "Polygon"]
    text = message(pd.DataFrame(frame(date=TYPES["text"], centre=centres)))
    assert text == (
        "table: several columns of shapes (centre, geometry); choose one by frame.set_geometry"
    )


def test_columns_may_have_names_of_any_type():
    by_number = frame(date=TYPES["text"], who=["Red", "Blue"]).set_axis(
        [0, 1, "geometry"], axis=1
    )
    table = read(by_number.set_geometry("geometry"), date=0, actor=1)
    assert table["actor"].tolist() == ["Red", "Blue"]
    levels = [("when", "date"), ("who", "name"), ("geometry", "")]
    of_levels = pd.DataFrame(frame(date=TYPES["text"], who=["Red", "Blue"]))
    of_levels.columns = pd.MultiIndex.from_tuples(levels)
    table = read(of_levels, date=("when", "date"), actor="who name")
    assert table["actor"].tolist() == ["Red", "Blue"]
    twice = frame(date=TYPES["text"], note=["a", "b"], more=["c", "d"])
    twice.columns = ["date", "note", "note", "geometry"]
    table = read(twice.set_geometry("geometry"))
    assert table["note (#2)"].tolist() == ["c", "d"]


def test_every_crs_is_brought_to_degrees_and_reported():
    expected = geo.areas(read(frame()))
    for code in (3857, 32636, 4258):
        table = read(frame().to_crs(code))
        assert table.crs == "EPSG:4326"
        np.testing.assert_allclose(
            geo.areas(table)["area_km2"], expected["area_km2"], rtol=1e-6
        )
    assert any("converted from ETRS89" in text for text in table.attrs["reading"])


def test_a_frame_without_a_crs_is_refused_unless_one_is_passed():
    bare = frame().set_crs(None, allow_override=True)
    assert message(bare) == 'table: no CRS; pass crs=, for example crs="EPSG:4326"'
    expected = read(frame())
    assert_geodataframe_equal(read(bare, crs="EPSG:4326"), expected)
    assert message(bare, crs="mine") == "crs= mine: not a CRS; write it as EPSG:4326"


def test_the_srid_of_shapes_is_their_crs_where_the_frame_has_none():
    mercator = shapely.set_srid(frame().to_crs(3857).geometry.array, 3857)
    bare = gpd.GeoDataFrame({"date": TYPES["text"]}, geometry=list(mercator))
    table = read(bare)
    assert table.total_bounds == pytest.approx([30, 50, 32, 51])
    assert set(shapely.get_srid(table.geometry.array)) == {0}
    two = [shapely.set_srid(WEST, 4326), shapely.set_srid(EAST, 3857)]
    several = gpd.GeoDataFrame({"date": TYPES["text"]}, geometry=two)
    areas = geo.areas(read(several, crs="EPSG:4326"))
    pd.testing.assert_frame_equal(areas, geo.areas(read(frame())))
    text = message(several)
    assert text == "table: shapes of several CRS (SRID 3857 and 4326); keep only one"
    unknown = shapely.set_srid([WEST, EAST], 999_999)
    text = message(gpd.GeoDataFrame({"date": TYPES["text"]}, geometry=list(unknown)))
    assert text == "table: unknown SRID in it; pass crs="


def test_shapes_of_every_kind_are_read_as_those_of_files():
    collection = shapely.GeometryCollection([WEST, shapely.Point(30, 50)])
    high = shapely.force_3d(EAST, 5)
    shapes = [collection, high, None, shapely.Polygon(), shapely.Point(0, 0), WEST]
    days = [f"2024-07-0{day}" for day in range(1, 7)]
    table = read(frame(shapes, date=days))
    assert dates(table) == ["2024-07-01", "2024-07-02", "2024-07-06"]
    assert table["file_row"].tolist() == [1, 2, 6]
    assert not table.geometry.has_z.any()
    text = "\n".join(table.attrs["reading"])
    assert "2 rows without a readable shape left out (first: row 3)" in text
    assert "1 row of points or lines left out (first: row 5," in text
    kinds = geo.findings(table)["kind"].tolist()
    assert kinds.count("left-out") == 2


@pytest.mark.parametrize(
    "source, problem",
    [
        (gpd.GeoDataFrame(), "table: no rows in it"),
        (frame()[:0], "table: no rows in it"),
        (
            pd.DataFrame({"code": [1]}),
            "pass a GeoDataFrame, or units= with the polygons",
        ),
        (
            pd.DataFrame({"date": [2014], "geom": [WEST.wkt]}),
            "geometry=geopandas.GeoSeries.from_wkt(frame['geom']), crs=...)",
        ),
        (
            pd.DataFrame({"date": [2014], "geom": [WEST.wkb]}),
            "geometry=geopandas.GeoSeries.from_wkb(frame['geom']), crs=...)",
        ),
        (
            pd.DataFrame({"date": [2014], "geom": [bytearray(WEST.wkb)]}),
            "GeoSeries.from_wkb(frame['geom'].map(bytes)), crs=...)",
        ),
        (frame([shapely.Point(0, 0)] * 2), "table, row 1: a Point where a polygon was"),
        (frame(note=["a", "b"]), "no date found (columns: note; pass date= or start=)"),
        (frame(date=["2024-07-08", None]), "table, row 2: no date in column date"),
        (
            frame(date=["2024-07-08", "soon"]),
            "table, row 2: soon: not a date; write it",
        ),
        (
            frame(date=["08/07/2024", "09/07/2024"]),
            "are ambiguous; pass day_first=True or day_first=False",
        ),
        (
            frame([WEST, square(300, 95)]),
            "table, row 2: 301 95 is not on the globe; pass the CRS of the coordinates as crs=",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_with_the_row_and_in_words_of_python(
    source, problem
):
    text = message(source)
    assert problem in text
    assert "--" not in text


@pytest.mark.parametrize(
    "options, problem",
    [
        ({"ends": "open"}, "ends= open: write inclusive or exclusive"),
        (
            {"ends": "inclusive"},
            "table: ends= does not apply to snapshots; leave it out",
        ),
        (
            {"date": "x", "start": "y"},
            "date= and start= or end= exclude each other; pass",
        ),
        (
            {"end": "date"},
            "table: end= date without a start; pass start= (columns: date)",
        ),
        ({"calendar": "mayan"}, "calendar= mayan: write one of "),
        ({"actor": "who"}, "table: no column who for actor= (columns: date)"),
        (
            {"source_column": "x"},
            "table: no column x for source_column= (columns: date)",
        ),
    ],
    ids=str,
)
def test_options_are_named_as_in_python(options, problem):
    assert message(frame(), **options).startswith(problem)


def test_rows_that_cannot_be_read_are_listed_on_request():
    refused: list[Finding] = []
    table = read(frame(date=["2024-07-08", "soon"]), refused=refused)
    assert dates(table) == ["2024-07-08"]
    assert [(finding.file, finding.row) for finding in refused] == [("table", 2)]
    found = data_findings(table, refused=refused)
    assert found["kind"].tolist() == ["refused"]


def test_options_that_choose_a_part_of_a_file_are_refused():
    assert message(frame(), layer="x").startswith("table: layer does not go with a fr")
    assert message(frame(), skip_undated=True).startswith("table: skip_undated does")
    assert message(frame(), frame="Syria").startswith("table: frame does not go with")
    table = read(frame(), cache=True, progress=iter, limits={"rows": 1})
    assert len(table) == 2, "limits are for files, and a frame is in memory already"


@pytest.mark.parametrize(
    "source, problem",
    [
        (
            frame().geometry,
            "a GeoSeries has no dates; pass series.to_frame() and date=",
        ),
        (
            [frame()],
            "the source is a value of type list; pass a path, or a GeoDataFrame",
        ),
        (
            types.SimpleNamespace(
                iloc=None, columns=[]
            ),  # as frames of other libraries
            "the source is a value of type SimpleNamespace; pass a GeoDataFrame of geopandas",
        ),
        (5, "the source is a value of type int; pass a path, or a GeoDataFrame"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_neither_a_path_nor_a_frame_is_refused(source, problem):
    with pytest.raises(geo.CallError) as caught:
        geo.read_control(source)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    "date, expected",
    [
        (datetime.date(2024, 7, 8), "2024-07-08"),
        (pd.Timestamp("2024-07-08"), "2024-07-08"),
        (np.datetime64("2024-07-08"), "2024-07-08"),
        (np.datetime64("2024-07-08", "ns"), "2024-07-08"),
        (datetime.datetime(2024, 7, 8), "2024-07-08"),
        (pd.Period("2024-07", "M"), "2024-07"),
        (2024, "2024"),
        ("July 2024", "2024-07"),
    ],
    ids=repr,
)
def test_the_date_of_a_frame_without_one_may_be_passed(date, expected):
    if date == "July 2024":
        date = "2024-07"
    assert dates(read(frame(note=["a", "b"]), date=date)) == [expected] * 2


def test_the_hash_is_that_of_the_content():
    def hash_of(source):
        known = read(source).attrs["input"]
        assert known["files"] == 0
        return known["sha256"]

    first = hash_of(frame(date=TYPES["text"], n=[1, 2]))
    same = [
        frame(date=TYPES["text"], n=[1, 2]).set_index(pd.Index([9, 9])),
        frame(date=TYPES["text"], n=[1.0, 2.0]),
        frame(date=DAYS, n=pd.array([1, 2], "Int64")),
        frame(date=TYPES["days of Python"], n=[1, 2]).rename_geometry("geom"),
    ]
    assert [hash_of(source) for source in same] == [first] * len(same)
    other = [
        frame(date=TYPES["text"], n=[1, 3]),
        frame(date=TYPES["text"], m=[1, 2]),
        frame([WEST, WEST], date=TYPES["text"], n=[1, 2]),
        frame(date=TYPES["text"], n=[1, 2])[::-1],
        frame(date=TYPES["text"], n=[1, 2]).set_crs(4258, allow_override=True),
    ]
    assert len({first, *map(hash_of, other)}) == len(other) + 1


def test_a_frame_under_the_name_of_another_option_is_refused():
    with pytest.raises(geo.CallError, match="pass a GeoDataFrame as the source: geo"):
        geo.read_control(frame=frame())


def test_equal_frames_give_equal_pages(tmp_path):
    source = frame(date=TYPES["text"], actor=["Red", "Blue"])
    pages = []
    for each in (source, source.set_index(pd.Index(["b", "a"]))):
        layers.save(layers.control_map(geo.read_control(each)), tmp_path / "map.html")
        pages.append((tmp_path / "map.html").read_bytes())
    assert pages[0] == pages[1]
    assert geo.read_control(source).attrs["input"]["sha256"].encode() in pages[0]


def test_a_frame_is_recognized_without_loading_pandas():
    code = (
        "import sys, geo.source.read; print({'pandas', 'geopandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "set()\n"
