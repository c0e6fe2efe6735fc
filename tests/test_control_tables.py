"""What every function that takes a control table says about anything else."""

import importlib
import inspect
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from tables import control, square

import geo
import geo.table
import layers

ROOT = Path(__file__).resolve().parents[1]
DOORS = [
    ".".join(door.parent.relative_to(ROOT).parts)
    for top in ("geo", "layers")
    for door in sorted((ROOT / top).rglob("__init__.pyi"))
]
TABLE = "table"  # the name of a parameter that is a control table
# Parameters with shapes under another name, and why they need not be a control table.
OTHER_FRAMES = {
    "rows": "some rows of a control table, inside of a loop",
    "source": "what a control table is made of",
    "units": "polygons without dates",
    "units_of": "a function of some rows",
}
# Classes hold a table that one of the functions has accepted.
CLASSES = {"layers.content.Summary"}
# Values for the other parameters of these functions.
VALUES = {
    "after": "2021",
    "before": "2020",
    "date": "2020",
    "frame": pd.DataFrame(),
    "path": Path("nothing is written"),
    "series": pd.DataFrame(),
}


def functions():
    """The functions of all doors, by dotted name, each once, with their signatures."""
    known = {}
    for door in DOORS:
        module = importlib.import_module(door)
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function) or inspect.isclass(function):
                known.setdefault(id(function), (f"{door}.{name}", function))
    for name, function in known.values():
        try:
            yield name, function, inspect.signature(function).parameters
        except ValueError:  # a class of Python's own
            continue


TAKERS = {
    name: function
    for name, function, parameters in functions()
    if TABLE in parameters and name not in CLASSES
}
TAKERS["geo.table.timeline"] = geo.table.timeline


def call(function, table):
    parameters = inspect.signature(function).parameters.values()
    needed = {
        each.name: VALUES[each.name]
        for each in parameters
        if each.default is each.empty and each.name != TABLE
    }
    return function(**{TABLE: table}, **needed)


def table():
    return control(("red", "2020", "2021", square(0)), ("red", "2021", None, square(1)))


def frame():
    shapes = {"name": ["red"], "geom": [square(0)]}
    return gpd.GeoDataFrame(shapes, geometry="geom", crs="EPSG:4326")


def message(function, value):
    with pytest.raises(geo.ControlError) as caught:
        call(function, value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_functions_of_a_notebook_are_among_them():
    assert {"geo.areas", "geo.changes", "geo.findings", "geo.reading"} <= set(TAKERS)
    assert {"layers.control_map", "layers.worksheet", "layers.kit.write_kit"} <= set(
        TAKERS
    )


def test_every_other_parameter_with_a_frame_is_known():
    """A control table is called `table`; what is called otherwise is none, for a reason."""
    for name, _, parameters in functions():
        for parameter in parameters.values():
            if "GeoDataFrame" in str(parameter.annotation) and name not in CLASSES:
                assert parameter.name in {TABLE, *OTHER_FRAMES}, f"{name}: {parameter}"


@pytest.fixture(autouse=True)
def in_another_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


# a kit takes seconds, and has tests of its own
@pytest.mark.parametrize("name", sorted(set(TAKERS) - {"layers.kit.write_kit"}))
def test_a_control_table_is_accepted(name):
    try:
        call(TAKERS[name], table())
    except geo.ControlError as error:
        assert "control table" not in str(error)
    except (KeyError, AttributeError, IndexError):
        pass  # of an empty table beside it


@pytest.mark.parametrize("name", TAKERS)
def test_a_frame_that_was_not_read_is_refused_with_the_call_that_reads_it(name):
    text = message(TAKERS[name], frame())
    assert text == (
        "not a control table: no column actor, status, start, end, start_text, end_text, source "
        "(columns: name, geom); make one with geo.read_control(frame, date=..., actor=...)"
    )


@pytest.mark.parametrize("name", TAKERS)
@pytest.mark.parametrize(
    "value, problem, call_to_make",
    [
        (None, "None", "geo.read_control(source)"),
        ([table()], "a value of type list", "geo.read_control(source)"),
        ("front.gpkg", "a path ('front.gpkg')", "geo.read_control('front.gpkg')"),
        (Path("front.gpkg"), "a path ('front.gpkg')", "geo.read_control('front.gpkg')"),
        (
            pd.DataFrame({"code": [1]}),
            "a DataFrame without shapes (columns: code)",
            "geo.read_control(frame, units=..., key=...)",
        ),
        (
            gpd.GeoSeries([square(0)], crs="EPSG:4326"),
            "a GeoSeries",
            "geo.read_control(series.to_frame(), date=...)",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_frame_of_shapes_is_refused(name, value, problem, call_to_make):
    text = message(TAKERS[name], value)
    assert text.startswith(f"not a control table but {problem}; ")
    assert f"make one with {call_to_make}" in text


@pytest.mark.parametrize("name", TAKERS)
def test_a_control_table_in_another_crs_is_refused(name):
    text = message(TAKERS[name], table().to_crs("EPSG:3857"))
    assert text == (
        "not a control table: its CRS is EPSG:3857, expected EPSG:4326; convert it with "
        'table.to_crs("EPSG:4326")'
    )
    text = message(TAKERS[name], table().set_crs(None, allow_override=True))
    assert "no CRS, expected EPSG:4326" in text


@pytest.mark.parametrize("name", TAKERS)
def test_dates_as_text_are_refused(name):
    text = message(TAKERS[name], table().assign(start=["2020", "2021"]))
    assert text.startswith("not a control table: column start has no dates (")


@pytest.mark.parametrize("name", TAKERS)
def test_a_table_that_lost_its_column_of_shapes_is_refused(name):
    text = message(TAKERS[name], table().rename(columns={"geometry": "shape"}))
    assert "no column of shapes" in text


def test_a_map_that_is_no_control_map_is_not_saved(tmp_path):
    for value in (table(), None, "map.html"):
        with pytest.raises(geo.ControlError, match="make it with layers.control_map"):
            layers.save(value, tmp_path / "map.html")
    assert not list(tmp_path.iterdir())


def test_a_row_without_an_actor_is_refused_with_its_number():
    with pytest.raises(geo.CheckError, match="row 2: no actor; give every row one"):
        geo.areas(table().assign(actor=["red", np.nan]))
