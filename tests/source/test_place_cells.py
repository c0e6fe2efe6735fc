"""Cells of places: where people live, and on one bank of a river."""

import pandas as pd
import pytest
import shapely

import geo
from geo.measure import area_km2
from geo.source import territory

FRAME = shapely.box(40, 34, 42, 35)
DAY = pd.Timestamp("2020-01-01")


def places(*rows):
    """A list of places from `(name, lon, lat, status, bank)`, held from one day on."""
    table = pd.DataFrame(rows, columns=["place", "lon", "lat", "status", "bank"])
    dates = {"start": DAY, "end": pd.NaT, "start_text": "2020-01-01", "end_text": ""}
    table = table.assign(kind="town", actor="A", source="test", **dates)
    table.loc[table["status"] == "never", "start"] = pd.NaT
    return table


def shape(table, status, place):
    rows = table[(table["status"] == status) & (table["place"] == place)]
    return rows.geometry.iloc[0] if len(rows) else shapely.Polygon()


def test_the_part_of_a_cell_where_people_live_is_held():
    listed = places(("West", 40.5, 34.5, "held", ""), ("East", 41.5, 34.5, "never", ""))
    inhabited = shapely.box(40.2, 34.2, 41.2, 34.4)
    table = territory(listed, FRAME, inhabited=inhabited)
    cell, held = shape(table, "claimed", "West"), shape(table, "held", "West")
    assert cell.bounds == pytest.approx((40, 34, 41, 35), abs=1e-6)
    assert held.symmetric_difference(cell.intersection(inhabited)).area < 1e-9
    assert area_km2([held]) < area_km2([cell]) / 5


def test_a_cell_where_nobody_lives_is_claimed_and_not_held():
    listed = places(("West", 40.5, 34.5, "held", ""))
    table = territory(listed, FRAME, inhabited=shapely.box(50, 50, 51, 51))
    assert table["status"].tolist() == ["claimed"]


def test_the_extents_of_contested_places_differ_by_empty_land_alone():
    listed = places(("West", 40.5, 34.5, "contested", ""))
    assert territory(listed, FRAME)["status"].tolist() == ["claimed"]
    table = territory(listed, FRAME, inhabited=FRAME)
    assert table["status"].tolist() == ["claimed", "held"]


def test_roamed_places_hold_nothing_where_people_live():
    listed = places(
        ("West", 40.5, 34.5, "held", ""), ("East", 41.5, 34.5, "roamed", "")
    )
    table = territory(listed, FRAME, inhabited=FRAME)
    assert table["status"].tolist() == ["claimed", "roamed", "held"]


RIVER = shapely.box(40, 34.5, 42, 36)  # its lower edge is the river


def test_a_cell_ends_at_the_river_that_its_place_lies_on():
    listed = places(
        ("North", 41, 34.6, "held", "left"), ("South", 41, 34.35, "never", "right")
    )
    free = territory(listed.assign(bank=""), FRAME)
    assert shape(free, "claimed", "North").area > 1.01  # some of it beyond the river
    table = territory(listed, FRAME, left_bank=RIVER)
    cell = shape(table, "claimed", "North")
    assert cell.symmetric_difference(shapely.box(40, 34.5, 42, 35)).area < 1e-9


def test_other_places_may_hold_land_on_both_banks():
    listed = places(
        ("North", 41, 34.9, "never", "left"), ("Bridge", 41, 34.51, "held", "")
    )
    cell = shape(territory(listed, FRAME, left_bank=RIVER), "claimed", "Bridge")
    assert cell.bounds[1] == 34 and cell.bounds[3] > 34.6


def test_cells_on_both_banks_are_one_coverage():
    listed = places(
        ("a", 40.4, 34.55, "held", "left"),
        ("b", 41.6, 34.8, "held", ""),
        ("c", 41, 34.45, "held", "right"),
    )
    table = territory(listed, FRAME, left_bank=RIVER)
    cells = table[table["status"] == "claimed"].geometry
    assert shapely.coverage_is_valid(cells.to_numpy())
    assert area_km2(cells).sum() == pytest.approx(area_km2([FRAME])[0], rel=1e-9)


def test_a_point_on_both_banks_is_refused():
    listed = places(("a", 41, 34.6, "held", "left"), ("a", 41, 34.6, "held", "right"))
    with pytest.raises(geo.base.ReadError, match="a: listed with two banks"):
        territory(listed, FRAME, left_bank=RIVER)


TOWNS = (
    "place,lat,lon,held_from,held_to\nWest,34.5,40.5,2020-01-01,\nEast,34.5,41.5,,\n"
)


def write(path, shape):
    path.write_text(shapely.to_geojson(shape), encoding="utf-8")
    return path


@pytest.fixture
def towns(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(TOWNS, encoding="utf-8")
    write(tmp_path / "frame.geojson", FRAME)
    write(tmp_path / "settled.geojson", shapely.box(40.2, 34.2, 41.2, 34.4))
    return path


def test_the_report_says_by_what_land_is_held(towns, tmp_path):
    options = {"frame": tmp_path / "frame.geojson"}
    plain = geo.read_control(towns, **options)
    assert "as it is not known where people live (--inhabited)" in " ".join(
        geo.source.reading(plain)["sentences"]
    )
    table = geo.read_control(towns, inhabited=tmp_path / "settled.geojson", **options)
    assert "held: in the inhabited land of settled.geojson" in " ".join(
        geo.source.reading(table)["sentences"]
    )
    held = geo.areas(table).set_index("status")["area_km2"]["held"]
    expected = area_km2([shapely.box(40.2, 34.2, 41, 34.4)])[0]
    assert held == pytest.approx(expected, rel=1e-6)


def test_a_project_names_the_inhabited_land_beside_it(towns, tmp_path):
    project = tmp_path / "controlmap.toml"
    project.write_text(
        'source = "towns.csv"\n[reading]\nframe = "frame.geojson"\n'
        'inhabited = "settled.geojson"\n',
        encoding="utf-8",
    )
    sentences = geo.source.reading(geo.read_control(project))["sentences"]
    assert any("settled.geojson" in sentence for sentence in sentences)


def test_a_missing_file_of_inhabited_land_is_refused(towns):
    with pytest.raises(
        geo.base.CallError, match="--inhabited nope.geojson: no such file"
    ):
        geo.read_control(towns, inhabited="nope.geojson")


@pytest.mark.parametrize(("width", "found"), [(2, []), (10, ["sparse"])])
def test_two_towns_do_not_stand_for_a_country_in_silence(towns, tmp_path, width, found):
    frame = write(
        tmp_path / "wide.geojson", shapely.box(41 - width / 2, 34, 41 + width / 2, 35)
    )
    table = geo.read_control(towns, frame=frame)
    findings = geo.findings(table)
    kinds = [kind for kind in findings["kind"] if kind == "sparse"]
    assert kinds == found
    messages = " ".join(geo.source.reading(table)["sentences"])
    assert ("West stands for" in messages) == bool(found)
