"""How the rows of a source are dated: by columns or names, in which order, and until when."""

import json

import numpy as np
import pytest
import shapely

import geo

SQUARE = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
NORTH = shapely.geometry.mapping(shapely.box(0, 1, 1, 2))


def write(path, *rows):
    """A FeatureCollection with a square for each of `rows`, which are properties."""
    features = [
        {"type": "Feature", "properties": row, "geometry": (SQUARE, NORTH)[i % 2]}
        for i, row in enumerate(rows)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def times(table):
    """Start and end of each row as days."""
    days = table[["start", "end"]].to_numpy().astype("datetime64[D]").astype(str)
    return [tuple(row) for row in days]


def texts(table):
    return list(zip(table["start_text"], table["end_text"]))


def reading(table):
    return "\n".join(table.attrs["reading"])


@pytest.mark.parametrize(
    "days, said",
    [
        (
            ["08.07.2024", "13.07.2024"],
            "(day first, as 13.07.2024 is only valid that way)",
        ),
        (
            ["07/08/2024", "07/13/2024 12:00"],
            "(month first, as 07/13/2024 12:00 is only valid that way)",
        ),
        (["8-7-2024", "13-7-2024"], "(day first, as 13-7-2024 is only valid that way)"),
    ],
)
def test_a_column_that_admits_one_order_is_read_in_it(tmp_path, days, said):
    source = write(tmp_path / "a.geojson", *({"date": day} for day in days))
    table = geo.read_control(source)
    assert times(table) == [("2024-07-08", "2024-07-13"), ("2024-07-13", "NaT")]
    assert said in reading(table)
    assert set(table["start_text"]) <= {"2024-07-08", "2024-07-13", "2024-07-13T12:00"}


def test_a_column_that_can_be_read_both_ways_is_refused(tmp_path):
    rows = {"date": "07.07.2024"}, {"date": "08.07.2024"}
    source = write(tmp_path / "a.geojson", *rows)
    with pytest.raises(geo.ReadError, match=r"row 2: 08.07.2024: day or month first\?"):
        geo.read_control(source)
    day_first = geo.read_control(source, day_first=True)
    month_first = geo.read_control(source, day_first=False)
    assert times(day_first)[1][0] == "2024-07-08"
    assert times(month_first)[1][0] == "2024-08-07"
    assert "(day first, as requested)" in reading(day_first)


def test_a_day_that_is_the_number_of_its_month_needs_no_order(tmp_path):
    table = geo.read_control(write(tmp_path / "a.geojson", {"date": "07.07.2024"}))
    assert times(table) == [("2024-07-07", "NaT")]


def test_the_whole_source_tells_the_order_of_a_column(tmp_path):
    write(tmp_path / "in" / "a.geojson", {"date": "08/07/2024"})
    write(tmp_path / "in" / "b.geojson", {"date": "13/07/2024"})
    write(tmp_path / "in" / "c.geojson", {"date": "01/08/2024"})
    table = geo.read_control(tmp_path / "in")
    assert [start for start, _ in times(table)] == [
        *("2024-07-08", "2024-07-13", "2024-08-01")
    ]
    assert list(table["file"]) == ["a.geojson", "b.geojson", "c.geojson"]


def test_dates_in_both_orders_are_refused(tmp_path):
    rows = {"date": "13/07/2024"}, {"date": "07/13/2024"}
    source = write(tmp_path / "a.geojson", *rows)
    with pytest.raises(geo.ReadError, match="13/07/2024 is day first and 07/13/2"):
        geo.read_control(source)


def test_start_and_end_tell_the_order_together(tmp_path):
    row = {"actor": "red", "start": "08.07.2024", "end": "31.07.2024"}
    table = geo.read_control(write(tmp_path / "a.geojson", row))
    assert times(table) == [("2024-07-08", "2024-07-31")]


def test_an_impossible_day_is_refused_by_its_row(tmp_path):
    rows = {"date": "13.07.2024"}, {"date": "31.06.2024"}
    with pytest.raises(
        geo.ReadError, match="row 2: 31.06.2024: .* June 2024 has 30 days"
    ):
        geo.read_control(write(tmp_path / "a.geojson", *rows))


def test_names_of_a_folder_tell_their_order_together(tmp_path):
    for name in ("front_08-07-2024", "front_13-07-2024"):
        write(tmp_path / "in" / f"{name}.geojson", {})
    table = geo.read_control(tmp_path / "in")
    assert times(table) == [("2024-07-08", "2024-07-13"), ("2024-07-13", "NaT")]
    assert "(day first, as 13-07-2024 is only valid that way)" in reading(table)
    write(tmp_path / "one" / "front_08-07-2024.geojson", {})
    with pytest.raises(
        geo.ReadError, match="front_08-07-2024.geojson: 08-07-2024: day"
    ):
        geo.read_control(tmp_path / "one")
    assert times(geo.read_control(tmp_path / "one", day_first=False)) == [
        ("2024-08-07", "NaT")
    ]


@pytest.mark.parametrize(
    "paths, days",
    [
        (["2024/07/08", "2024/07/9"], ["2024-07-08", "2024-07-09"]),
        (["2024/07/08/front", "2024/07/09/front"], ["2024-07-08", "2024-07-09"]),
        (["2024/07-08", "2024/07-09"], ["2024-07-08", "2024-07-09"]),
        (["2024-07/08", "2024-07/09"], ["2024-07-08", "2024-07-09"]),
        (["2024/July/08", "2024/August/01"], ["2024-07-08", "2024-08-01"]),
        (["2024/July", "2024/August"], ["2024-07-01", "2024-08-01"]),
        (["year=2024/month=07/front", "2024/08/front"], ["2024-07-01", "2024-08-01"]),
        (["2024/front_20230708", "2024/front_20230709"], ["2023-07-08", "2023-07-09"]),
        (["323bc/map", "1815/map"], ["-322-01-01", "1815-01-01"]),
    ],
)
def test_folders_and_files_tell_a_date_together(tmp_path, paths, days):
    for path in paths:
        write(tmp_path / "in" / f"{path}.geojson", {})
    table = geo.read_control(tmp_path / "in")
    assert sorted(start for start, _ in times(table)) == sorted(days)


def test_a_folder_with_a_day_that_is_none_is_refused(tmp_path):
    write(tmp_path / "in" / "2023" / "02" / "29.geojson", {})
    with pytest.raises(geo.ReadError, match="2023/02/29.geojson: 2023-02-29: not a da"):
        geo.read_control(tmp_path / "in")


def test_an_interval_in_a_column_of_dates_is_a_spell(tmp_path):
    source = write(
        tmp_path / "a.geojson",
        {"date": "2014-06/2014-08-15"},
        {"date": "1906~/1908~"},
        {"date": "2015/.."},
        {"date": "2016-02"},
    )
    table = geo.read_control(source)
    assert times(table) == [
        ("2014-06-01", "2014-08-16"),
        ("1906-01-01", "1909-01-01"),
        ("2015-01-01", "NaT"),
        ("2016-02-01", "2016-03-01"),
    ]
    assert texts(table) == [
        ("2014-06", "2014-08-16"),
        ("1906~", "1909~"),
        ("2015", ""),
        ("2016-02", "2016-03"),
    ]
    assert "start and end in one" in reading(table)
    assert "ends are the last day or year held, as in EDTF" in reading(table)
    assert times(geo.read_control(source, ends="exclusive")) == [
        ("2014-06-01", "2014-08-15"),
        ("1906-01-01", "1908-01-01"),
        ("2015-01-01", "NaT"),
        ("2016-02-01", "2016-03-01"),  # a single date holds for the time that it names
    ]


def test_an_interval_without_a_beginning_is_refused(tmp_path):
    with pytest.raises(
        geo.ReadError, match="row 1: ../1920: an interval without a start"
    ):
        geo.read_control(write(tmp_path / "a.geojson", {"date": "../1920"}))


def test_some_time_between_two_dates_begins_a_spell_at_the_earlier(tmp_path):
    row = {"actor": "red", "start": "1906/1908", "end": "[1914..1916]"}
    table = geo.read_control(write(tmp_path / "a.geojson", row))
    assert times(table) == [("1906-01-01", "1914-01-01")]
    assert geo.label(table["start_text"].iloc[0]) == "between 1906 and 1908"


SPELLS = (
    {"country": "red", "from": 1815, "to": 1819},
    {"country": "red", "from": 1820, "to": 1829},
    {"country": "red", "from": 1830, "to": 1839},
    {"country": "blue", "from": 1817, "to": 1825},
    {"country": "blue", "from": 1827, "to": None},
)


def test_ends_that_nobody_documents_are_told_with_what_would_change(tmp_path):
    table = geo.read_control(write(tmp_path / "a.geojson", *SPELLS[3:]))
    assert times(table)[0] == ("1817-01-01", "1825-01-01")
    assert (
        "ends are taken as the first day no longer held; nothing in the data shows it\n"
        "--ends inclusive would make 1 row a year longer; --ends exclusive confirms the dates as "
        "read"
    ) in reading(table)


def test_ends_are_as_told_and_then_nothing_is_assumed(tmp_path):
    source = write(tmp_path / "a.geojson", *SPELLS)
    inclusive = geo.read_control(source, ends="inclusive")
    assert times(inclusive)[:2] == [
        ("1815-01-01", "1820-01-01"),
        ("1820-01-01", "1830-01-01"),
    ]
    assert texts(inclusive)[0] == ("1815", "1820")
    assert "ends are the last day or year held, as requested" in reading(inclusive)
    assert "--ends" not in reading(inclusive)
    exclusive = geo.read_control(source, ends="exclusive")
    assert times(exclusive)[0] == ("1815-01-01", "1819-01-01")
    assert "--ends" not in reading(exclusive)


def test_what_is_told_of_ends_goes_before_what_is_known_of_a_source(tmp_path):
    row = {"name": "Rome", "start_date": "1815-06-09", "end_date": "1815-06-12"}
    source = write(tmp_path / "a.geojson", row)
    assert times(geo.read_control(source)) == [("1815-06-09", "1815-06-12")]
    told = geo.read_control(source, ends="inclusive")
    assert times(told) == [("1815-06-09", "1815-06-13")]
    assert (
        "ends are the last day or year held, as requested; OpenHistoricalMap means the first "
        "day no "
        "longer held"
    ) in reading(told)


def test_ends_say_nothing_of_snapshots(tmp_path):
    source = write(tmp_path / "a.geojson", {"date": "2024-07-08"})
    with pytest.raises(geo.CallError, match="--ends does not apply to snapshots"):
        geo.read_control(source, ends="inclusive")
    with pytest.raises(geo.CallError, match="--ends open: write inclusive or exclusiv"):
        geo.read_control(source, ends="open")


def test_rows_that_would_hold_a_day_a_month_or_a_year_longer_are_counted(tmp_path):
    source = write(
        tmp_path / "a.geojson",
        {"from": "2014-06-09", "to": "2014-06-12"},
        {"from": "2014-06-09", "to": "2014-07"},
        {"from": "2014-06-09", "to": "2015"},
    )
    longer = geo.read_control(source, ends="inclusive")["end"].to_numpy()
    held = geo.read_control(source)["end"].to_numpy()
    assert list((longer - held).astype("timedelta64[D]")) == [
        np.timedelta64(days, "D") for days in (1, 31, 365)
    ]
    assert (
        "would make 1 row a year longer and 1 row a month longer and 1 row a day longer"
        in reading(geo.read_control(source))
    )


def test_a_text_of_another_date_than_the_row_has_is_left_out_and_told(tmp_path):
    rows = (
        {"actor": "red", "start": "2014-06-01", "start_text": "2014-06"},
        {"actor": "red", "start": "2015-06-01", "start_text": "2016"},
    )
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert list(table["start_text"]) == ["2014-06", "2015-06-01"]
    assert "1 row with another date in start_text than in start, which counts" in (
        reading(table)
    )


@pytest.mark.parametrize(
    "row, text, said",
    [
        (
            {"FromYear": -323},
            "-0322",
            "FromYear, negative years are BCE (-1 is 1 BCE), no",
        ),
        ({"gwsdate": "01.02.1886"}, "1886-02-01", "(day first, as in CShapes)"),
        ({"start_date": "1849", "start_date:edtf": "1849~"}, "1849~", "from column st"),
    ],
)
def test_a_source_without_its_ends_writes_its_starts_as_ever(tmp_path, row, text, said):
    table = geo.read_control(write(tmp_path / "a.geojson", {"Name": "Rome", **row}))
    assert list(table["start_text"]) == [text]
    assert times(table)[0][1] == "NaT"
    assert said in reading(table)


@pytest.mark.parametrize("months", [[201406, 201412], ["201406", "201412"]])
def test_six_digits_are_months_where_the_whole_column_is_so_written(tmp_path, months):
    table = geo.read_control(
        write(tmp_path / "a.geojson", *({"date": month} for month in months))
    )
    assert times(table) == [("2014-06-01", "2014-12-01"), ("2014-12-01", "NaT")]
    assert list(table["start_text"]) == ["2014-06", "2014-12"]


def test_months_of_six_digits_may_begin_and_end_spells(tmp_path):
    rows = {"start": 201406, "end": 201412}, {"start": 201412, "end": None}
    table = geo.read_control(write(tmp_path / "a.geojson", *rows), ends="inclusive")
    assert times(table) == [("2014-06-01", "2015-01-01"), ("2014-12-01", "NaT")]


@pytest.mark.parametrize(
    "column, found",
    [
        ([201406, 201413], "201406"),  # no month 13
        ([2014, 201407], "201407"),
        ([240708, 240715], "240708"),  # days as YYMMDD
        ([201406, "unknown"], "201406"),
        ([123000], "123000"),  # a year far from now, or a typo
    ],
)
def test_other_six_digits_are_refused_and_never_a_far_year(tmp_path, column, found):
    source = write(tmp_path / "a.geojson", *({"date": one} for one in column))
    said = f"^a.geojson: column date has {found}; six digits are a month, as 201406, only if"
    with pytest.raises(geo.ReadError, match=said):
        geo.read_control(source)
    refused = []
    with pytest.raises(geo.ReadError):
        geo.read_control(source, refused=refused)
    (finding,) = refused  # of the whole layer, not of one row after another
    assert finding.row is None


def test_years_before_1_may_have_six_digits(tmp_path):
    rows = {"year": -123000}, {"year": 2014}
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert list(table["start_text"]) == ["Y-123000", "2014"]


def test_a_record_in_place_of_a_date_is_refused_by_its_row(tmp_path):
    source = write(tmp_path / "a.geojson", {"date": "2014"}, {"date": {"a": 1}})
    said = r"row 2: \{.*\}: a list or record, not a date; put the date into a column of"
    with pytest.raises(geo.ReadError, match=said):
        geo.read_control(source)


def test_a_refusal_quotes_the_source(tmp_path):
    for date, quoted in (
        ("31/6/2024 12:00:00 AM", "31/6/2024 12:00:00 AM: not a date: June 2024 has"),
        ("31 June 2024", "31 June 2024: not a date: June 2024 has 30 days"),
        (19991399, "19991399: not a date: there is no month 13"),
        (45481000, "45481000: not a date"),
        ("31.6.24", "31.6.24: not a date: June 2024 has 30 days"),
        ("2014" * 100, f"{'2014' * 15}"[:57] + "...: not a date"),
        (
            "2019-02-22 18:00:16.000 America/Nowhere",
            "2019-02-22 18:00:16.000 America/Nowhere: not a date: time zone",
        ),
    ):
        source = write(tmp_path / "a.geojson", {"date": date})
        with pytest.raises(geo.ReadError) as error:
            geo.read_control(source)
        assert str(error.value).startswith(f"a.geojson, row 1: {quoted}")


def test_a_date_in_an_option_may_be_in_words(tmp_path):
    source = write(tmp_path / "a.geojson", {"name": "red"})
    for date, text in (
        ("8 July 2024", "2024-07-08"),
        ("2024/7/8", "2024-07-08"),
        ("2024-W28", "[2024-07-08..2024-07-14]"),
    ):
        assert list(geo.read_control(source, date=date)["start_text"]) == [text]


def test_unknown_months_and_days_are_left_out_and_reported(tmp_path):
    said = "(00 and 99 as unknown months and days)"
    rows = {"date": 19999999}, {"date": 20010799}, {"date": 20020715}
    table = geo.read_control(write(tmp_path / "a.geojson", *rows))
    assert list(table["start_text"]) == ["1999", "2001-07", "2002-07-15"]
    assert said in reading(table)
    rows = (
        {"year": 1999, "month": 0, "day": 0},
        {"year": 2001, "month": "July", "day": 99},
        {"year": 2002, "month": 7, "day": 15},
    )
    table = geo.read_control(write(tmp_path / "b.geojson", *rows))
    assert list(table["start_text"]) == ["1999", "2001-07", "2002-07-15"]
    assert said in reading(table)


def test_months_that_may_be_two_years_are_refused(tmp_path):
    rows = {"date": "2004/05"}, {"date": "2005/06"}
    with pytest.raises(
        geo.ReadError,
        match="has 2004/05: a month or two years. Write 2004-05 or 2004/2",
    ):
        geo.read_control(write(tmp_path / "a.geojson", *rows))
    source = write(tmp_path / "a.geojson", *rows, {"date": "2005/08"})
    assert times(geo.read_control(source))[0][0] == "2004-05-01"
