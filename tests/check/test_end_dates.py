"""Gaps of one day, month or year between intervals, and ends that may be inclusive."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import geo
import geo.check
from geo.dates import read_date

WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
NORTH = shapely.box(0, 1, 1, 2)


def control(*rows):
    """A control table made by hand of rows of actor, start, end and shape."""
    starts, ends = (
        np.array([read_date(row[i]) if row[i] else "NaT" for row in rows], "M8[s]")
        for i in (1, 2)
    )
    columns = {
        "actor": [row[0] for row in rows],
        "status": "control",
        "start": starts,
        "end": ends,
        "start_text": [row[1] for row in rows],
        "end_text": [row[2] or "" for row in rows],
        "source": "test",
    }
    return gpd.GeoDataFrame(columns, geometry=[row[3] for row in rows], crs=4326)


def gaps(table):
    return geo.findings(table).query("kind == 'ends'")


def test_a_gap_of_one_day_in_an_unbroken_cover_is_an_error():
    days = ["2014-01-01", "2014-02-01", "2014-03-01", "2014-04-01", "2014-05-01"]
    rows = [("red", *pair, WEST) for pair in zip(days, [*days[1:], None])]
    assert gaps(control(*rows)).empty
    rows[2] = ("red", "2014-03-01", "2014-03-31", WEST)
    (gap,) = gaps(control(*rows)).itertuples()
    assert (gap.severity, gap.date, gap.until) == ("error", "2014-03-31", "2014-04-01")
    assert gap.finding == (
        "ends (31 March 2014) one day before the next start on its territory, which nobody holds "
        "on that day"
    )
    # another actor holds it on that day
    rows.append(("blue", "2014-03-15", "2014-04-15", WEST))
    assert gaps(control(*rows)).empty


@pytest.mark.parametrize("number", [3, 30])
def test_inclusive_ends_read_as_exclusive_are_errors(number):
    days = [np.datetime64("2014-01-01") + 10 * i for i in range(number + 1)]
    rows = [
        ("red" if i % 2 else "blue", str(a), str(a + 9), WEST)
        for i, a in enumerate(days)
    ]
    found = gaps(control(*rows))
    assert len(found) == (3 if number == 3 else 1)
    if number == 30:
        assert "; so do 29 other rows" in found["finding"].iloc[0]


def test_gaps_of_other_lengths_are_no_errors():
    rows = [
        ("red", "2014-01-01", "2014-01-05", WEST),
        ("red", "2014-01-06", "2014-02-05", WEST),
        ("red", "2014-03-01", "2014-03-05", WEST),
        ("red", "2014-04-01", "2014-04-05", WEST),
        ("red", "2014-05-01", "2014-05-05", WEST),
    ]
    assert gaps(control(*rows)).empty  # one in four: the cover is broken anyway
    assert len(gaps(control(*rows[:2]))) == 1


def test_years_in_which_nobody_holds_it_are_errors_only_where_most_ends_are_such():
    rows = [
        ("red", "1900", "1910", WEST),
        ("red", "1910", "1920", WEST),
        ("red", "1920", "1930", WEST),
        ("red", "1931", None, WEST),
    ]
    assert gaps(control(*rows)).empty
    rows[0], rows[1] = ("red", "1900", "1909", WEST), ("red", "1910", "1919", WEST)
    assert len(gaps(control(*rows))) == 3


def test_snapshots_have_no_such_gaps(tmp_path):
    for day, shapes in (("01", [WEST, EAST]), ("02", [EAST]), ("03", [WEST, EAST])):
        frame = gpd.GeoDataFrame(
            {"actor": ["red" if shape is WEST else "blue" for shape in shapes]},
            geometry=shapes,
            crs=4326,
        )
        frame.to_file(tmp_path / f"front_202401{day}.geojson")
    table = geo.read_control(tmp_path)
    assert gaps(table).empty
    assert len(gaps(table.drop(columns="file"))) == 1  # as nothing shows what they are


def write(path, *rows):
    """A file of rows of actor, start, end and shape."""
    columns = dict(zip(("actor", "from", "to"), zip(*rows)))
    shapes = [row[3] for row in rows]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)


def test_ends_that_nobody_documents_are_one_finding_of_all_files(tmp_path):
    write(
        tmp_path / "a.geojson",
        ("blue", "1817-07-08", "1817-07-08T20:00", EAST),  # that day in any case
        ("red", "1815", "1820", WEST),
        ("red", "1820", "1821-06", NORTH),
        ("red", "1817", None, EAST),
    )
    write(tmp_path / "b.geojson", *2 * [("grey", "1830", "1840", WEST)])
    found = geo.check.assumed_ends(geo.read_control(tmp_path))
    assert (found.file, found.file_row, found.intervals) == ("a.geojson", 2, 4)
    # 1820 (WEST for a year more), June 1821, in which NORTH would be held, and 1840
    assert found.dates == 3
    assert (
        "4 intervals would end later, and areas would differ on 3 dates "
        "(in 2 layers, this one first)"
    ) in found.description
    for ends in ("inclusive", "exclusive"):
        assert geo.check.assumed_ends(geo.read_control(tmp_path, ends=ends)) is None


def test_ends_without_effect_on_areas_are_said_to_have_none(tmp_path):
    path = tmp_path / "a.geojson"
    write(path, ("red", "1815", "1820", WEST), ("red", "1817", None, WEST))
    found = geo.check.assumed_ends(geo.read_control(path))
    assert found.dates == 0 and "layers" not in found.description
