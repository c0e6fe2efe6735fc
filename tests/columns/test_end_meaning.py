"""Whether ends are inclusive: what the data shows, what is known, what is refused."""

import json
import random

import numpy as np
import pytest
import shapely

import geo
import geo.check
import geo.measure
from geo.columns import find_evidence

WHOLE, WEST, EAST = (shapely.box(a, 0, b, 1) for a, b in ((0, 2), (0, 1), (1, 2)))
FAR = shapely.box(50, 0, 51, 1)
NAMES = ("start", "end"), ("start_date", "end_date"), ("START_DATE", "END_DATE")


def write(path, *rows, names=("start", "end"), **more):
    """GeoJSON of rows of shape, actor, start and end."""
    features = [
        {
            "type": "Feature",
            "properties": {"holder": actor, names[0]: start, names[1]: end, **more},
            "geometry": shapely.geometry.mapping(shape),
        }
        for shape, actor, start, end in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def ends(table):
    days = table["end"].to_numpy().astype("datetime64[D]").astype(str)
    return ["" if day == "NaT" else day for day in days]


def reading(table):
    return "\n".join(table.attrs["reading"])


INCLUSIVE = [
    (WHOLE, "red", "2014-06-10", "2014-08-31"),
    (WEST, "red", "2014-09-01", "2014-12-31"),
    (EAST, "blue", "2014-09-01", "2014-11-30"),
]
EXCLUSIVE = [
    (WHOLE, "red", "2014-06-10", "2014-09-01"),
    (WEST, "red", "2014-09-01", "2014-12-31"),
    (EAST, "blue", "2014-09-01", "2014-11-30"),
]


@pytest.mark.parametrize("names", [*NAMES, ("from", "to"), ("held_from", "held_to")])
def test_ends_that_meet_the_next_start_a_day_later_are_inclusive(tmp_path, names):
    table = geo.read_control(write(tmp_path / "a.geojson", *INCLUSIVE, names=names))
    assert ends(table) == ["2014-09-01", "2015-01-01", "2014-12-01"]
    assert list(table["end_text"]) == ["2014-09-01", "2015-01-01", "2014-12-01"]
    assert (
        "ends are the last day or year held: 1 meets the next start a day later, 0 on the day"
        in reading(table)
    )
    assert geo.check.assumed_ends(table) is None
    areas = geo.areas(table).set_index(["date", "actor"])["area_km2"]
    assert areas["2014-09-01", "red"] == geo.measure.area_km2([WEST])[0]


@pytest.mark.parametrize("names", [*NAMES, ("from", "to")])
def test_ends_that_meet_the_next_start_on_the_day_are_exclusive(tmp_path, names):
    table = geo.read_control(write(tmp_path / "a.geojson", *EXCLUSIVE, names=names))
    assert ends(table) == ["2014-09-01", "2014-12-31", "2014-11-30"]
    assert (
        "ends are the first day no longer held: 1 meets the next start on the day, 0 a day later"
        in reading(table)
    )
    assert geo.check.assumed_ends(table) is None


@pytest.mark.parametrize(
    "end, start, held, unit",
    [
        ("1991", "1992", "1992-01-01", "a year later"),
        ("1991", "1991", "1991-01-01", "in the same year"),
        ("1991-12", "1992-01", "1992-01-01", "a month later"),
        ("1991-12", "1991-12", "1991-12-01", "in the same month"),
        ("1991-12-31", "1992", "1992-01-01", "a day later"),
        ("1991", "1992-01-01", "1992-01-01", "a year later"),
        ("-0322", "-0321", "-321-01-01", "a year later"),
        ("-0001", "0000", "0000-01-01", "a year later"),
        ("1992-02-29", "1992-03-01", "1992-03-01", "a day later"),
        ("1991-12-31T23:59:59", "1992-01-01T00:00:00", "1992-01-01", "a day later"),
    ],
)
def test_the_next_start_is_a_day_month_or_year_later_as_the_text_says(
    tmp_path, end, start, held, unit
):
    rows = (WHOLE, "red", "-0500", end), (WHOLE, "red", start, None)
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert ends(table) == [held, ""]
    assert f"1 meets the next start {unit}" in reading(table)


def test_an_interval_of_one_year_is_that_year(tmp_path):
    rows = (WHOLE, "red", 1914, 1914), (WEST, "red", 1920, 1925)
    path = write(tmp_path / "a.geojson", *rows, names=("from", "to"))
    table = geo.read_control(path)
    assert ends(table) == ["1915-01-01", "1926-01-01"]
    assert "year held: 1 starts and ends in the same year" in reading(table)
    assert "zero duration" not in reading(table)


@pytest.mark.parametrize(
    "start, end", [("2014-07-08", "2014-07"), ("2014-07-08", "2014")]
)
def test_an_interval_that_ends_in_the_period_of_its_start_is_not_backwards(
    tmp_path, start, end
):
    table = geo.read_control(write(tmp_path / "a.geojson", (WEST, "red", start, end)))
    assert table["end"].iloc[0] > table["start"].iloc[0]
    assert "ends are the last day or year held" in reading(table)


def test_the_evidence_of_single_rows_in_many_files_counts_together(tmp_path):
    for number in range(100):
        first = np.datetime64("2000-01-01") + 10 * number
        box = shapely.box(0, 0, 1 + number % 3, 1)
        row = box, "red", str(first), str(first + 9)
        write(tmp_path / "in" / f"{number}.geojson", row)
    table = geo.read_control(tmp_path / "in")
    assert "99 meet the next start a day later, 0 on the day" in reading(table)
    assert len(geo.areas(table)) == 101
    assert geo.check.assumed_ends(table) is None


def test_a_few_ends_to_the_contrary_are_slips(tmp_path):
    days = [np.datetime64("2000-01-01") + 10 * number for number in range(41)]
    rows = [(WEST, "red", str(day), str(day + 9)) for day in days]
    slip = (WEST, "red", str(days[20]), str(days[21]))
    path = write(tmp_path / "a.geojson", *rows[:20], slip, *rows[21:])
    table = geo.read_control(path)
    assert "39 meet the next start a day later, 1 on the day" in reading(table)
    slips = [(WEST, "red", row[2], str(np.datetime64(row[3]) + 1)) for row in rows[:3]]
    path = write(tmp_path / "b.geojson", *slips, *rows[3:])
    with pytest.raises(geo.ReadError) as error:
        geo.read_control(path)
    assert str(error.value) == (
        "b.geojson: ends may be inclusive or exclusive: 37 meet the next start a day later, 3 on "
        "the day (b.geojson, row 4 (2000-02-09) as inclusive; b.geojson, row 1 (2000-01-11) as "
        "exclusive); pass --ends inclusive if the last day or year is still held, or --ends "
        "exclusive"
    )
    refused = []
    with pytest.raises(geo.ReadError):
        geo.read_control(path, refused=refused)
    assert [finding.file for finding in refused] == ["b.geojson"]
    assert ends(geo.read_control(path, ends="inclusive"))[3] == "2000-02-10"
    assert ends(geo.read_control(path, ends="exclusive"))[3] == "2000-02-09"


def test_neighbours_that_begin_by_accident_show_nothing(tmp_path):
    rows = [
        (WEST, "red", "2014-06-10", "2014-08-31"),
        (EAST, "blue", "2014-09-01", "2014-12-01"),  # another territory
        (FAR, "red", "2014-08-31", "2014-12-01"),
        # borders drawn twice overlap in a sliver
        (shapely.box(0.995, 0, 2, 1), "green", "2014-08-31", "2014-12-01"),
    ]
    table = geo.read_control(write(tmp_path / "a.geojson", *rows), last_end="lost")
    assert "nothing in the data shows it" in reading(table)
    assert geo.check.assumed_ends(table).intervals == 4


def test_one_actor_outweighs_another_that_begins_on_the_day(tmp_path):
    rows = [*INCLUSIVE[:2], (WHOLE, "blue", "2014-08-31", None)]
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert "nothing in the data shows it" in reading(table)  # both, for one end
    rows.append((FAR, "red", "2014-01-01", "2014-01-31"))
    rows.append((FAR, "red", "2014-02-01", "2014-03-31"))
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert ends(table)[0] == "2014-09-01"


def test_a_chain_of_days_is_exclusive(tmp_path):
    """The day after each end is a start, too, and so is the end itself."""
    days = [f"2014-09-{day:02d}" for day in range(1, 8)]
    rows = [(WEST, "red", *pair) for pair in zip(days, days[1:])]
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert ends(table)[:2] == ["2014-09-02", "2014-09-03"]
    assert "5 meet the next start on the day, 0 a day later" in reading(table)


def test_single_days_are_inclusive(tmp_path):
    days = [f"2014-09-{day:02d}" for day in range(1, 8)]
    rows = [(WEST, "red", day, day) for day in days]
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert ends(table)[:2] == ["2014-09-02", "2014-09-03"]


def test_intervals_that_overlap_at_random_show_nothing(tmp_path):
    chance = random.Random(5)
    rows = []
    for _ in range(300):
        first = chance.randrange(60)
        last = first + chance.randrange(2, 30)
        first, last = (np.datetime64("2014-01-01") + day for day in (first, last))
        rows.append((WEST, chance.choice(["red", "blue"]), str(first), str(last)))
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert "nothing in the data shows it" in reading(table)


def test_a_known_source_that_its_data_contradicts_is_refused(tmp_path):
    rows = (WEST, "Rome", 100, 200), (WEST, "Rome", 200, 300)
    names = ("FromYear", "ToYear")
    path = write(tmp_path / "a.geojson", *rows, names=names)
    with pytest.raises(
        geo.ReadError, match="Cliopatria documents the last day or year held, but 1 m"
    ):
        geo.read_control(path)
    assert ends(geo.read_control(path, ends="exclusive"))[0] == "0200-01-01"
    rows = (WEST, "Rome", -200, -101), (WEST, "Rome", -100, -1), (WEST, "Rome", 1, 9)
    path = write(tmp_path / "b.geojson", *rows, names=names)
    table = geo.read_control(path)
    assert ends(table) == ["-099-01-01", "0001-01-01", "0010-01-01"]
    assert "as in Cliopatria" in reading(table)


def test_a_control_table_as_we_write_it_is_exclusive(tmp_path):
    row = (WEST, "red", "2014-06-10", "2014-12-31")
    path = write(tmp_path / "a.geojson", row, start_text="2014-06-10", end_text="2014")
    table = geo.read_control(path)
    assert ends(table) == ["2014-12-31"]
    assert "as in the control table" in reading(table)
    assert geo.check.assumed_ends(table) is None
    path = write(tmp_path / "b.geojson", *INCLUSIVE, start_text="", end_text="")
    with pytest.raises(geo.ReadError, match="the control table documents the first"):
        geo.read_control(path)


def test_the_option_decides_and_the_contradiction_is_reported(tmp_path):
    path = write(tmp_path / "a.geojson", *INCLUSIVE)
    table = geo.read_control(path, ends="exclusive")
    assert ends(table)[0] == "2014-08-31"
    assert "as requested; the control table means" not in reading(table)
    assert "the data shows the opposite: 1 meets the next start a day later" in (
        reading(table)
    )


def test_an_end_before_its_start_is_refused_by_its_row_in_every_reading(tmp_path):
    rows = [*EXCLUSIVE, (FAR, "red", "2014-07-02", "2014-07-01")]
    path = write(tmp_path / "a.geojson", *rows)
    said = r"a.geojson, row 4: it ends \(2014-07-01\) before it starts \(2014-07-02\)"
    with pytest.raises(geo.ReadError, match=said):
        geo.read_control(path)
    refused = []
    table = geo.read_control(path, refused=refused)
    assert len(table) == 3
    assert [finding.row for finding in refused] == [4]
    counts = geo.reading(table)
    assert counts["rows"] == 4 and counts["used"] == 3


def test_every_link_of_five_thousand_chains_is_found():
    x, y = (part.ravel() for part in np.indices((200, 100)))
    cells = shapely.segmentize(shapely.box(x, y, x + 1.0, y + 1.0), 0.05)
    shapes = np.array([cells[i // 4] for i in range(20_000)], object)
    starts = np.array(
        [np.datetime64(f"{1900 + 10 * (i % 4)}-01-01", "s") for i in range(20_000)]
    )
    texts = [f"{1909 + 10 * (i % 4)}-12-31" for i in range(20_000)]
    evidence = find_evidence(starts, texts, shapes, [i // 4 for i in range(20_000)])
    assert len(evidence.same_later) == 15_000 and not evidence.exclusive


@pytest.mark.parametrize("shared, met", [(0.2, (0,)), (0.05, ())])
def test_intervals_meet_if_they_share_a_tenth_of_the_smaller_polygon(shared, met):
    shapes = [shapely.box(0, 0, 1, 1), shapely.box(1 - shared, 0, 2 - shared, 1)]
    evidence = find_evidence(
        np.array(["1914-01-01", "1918-01-01"], "datetime64[s]"),
        ["1917-12-31", None],
        np.array(shapes),
        ["red", "blue"],
    )
    assert evidence.later == met and evidence.on_day == ()
