"""Which columns have the dates of rows: by their names in many languages, and by their values."""

import json

import geopandas as gpd
import pytest
import shapely

import geo
from geo.columns.date_words import read_name

SQUARES = [shapely.box(x, 0, x + 1, 1) for x in range(4)]


@pytest.fixture
def read(tmp_path):
    """Reads GeoJSON whose rows have these properties, each with a square of its own."""

    def read_rows(*rows, name="front", **options):
        features = [
            {
                "type": "Feature",
                "properties": row,
                "geometry": shapely.geometry.mapping(square),
            }
            for row, square in zip(rows, SQUARES)
        ]
        path = tmp_path / f"{name}.geojson"
        collection = {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(collection), encoding="utf-8")
        return geo.read_control(path, **options)

    return read_rows


def intervals(table):
    days = table[["start", "end"]].to_numpy().astype("datetime64[D]").astype(str)
    return [tuple(row) for row in days]


def reading(table):
    return "\n".join(table.attrs["reading"])


PAIRS = [
    *("from_year to_year", "StartYear EndYear", "begin_year end_year", "von bis"),
    *("desde hasta", "date_debut date_fin", "beginDate endDate", "startDate endDate"),
    *("start_time end_time", "dateStart dateEnd", "data_inizio data_fine", "من إلى"),
    *("start_datetime end_datetime", "first_date last_date", "StartDate EndDate"),
    *(
        "begin_date end_date",
        "date_start date_end",
        "start_yr end_yr",
        "validFrom validTo",
    ),
    *("valid:from valid:to", "valid.from valid.to", "VALIDFROM VALIDTO", "since until"),
    *(
        "start until",
        "from till",
        "from thru",
        "begin stop",
        "first last",
        "from_date expires",
    ),
    *(
        "valid_from valid_unti",
        "effective_date expiry_date",
        "start finish",
        "start ceased",
    ),
    *(
        "datum_von datum_bis",
        "gültig_ab gültig_bis",
        "gueltigVon gueltigBis",
        "seit ende",
    ),
    *("fecha_inicio fecha_fin", "fecha_inic fecha_fina", "date_de_début date_de_fin"),
    *("début fin", "data_início data_fim", "data_od data_do", "dal al", "vanaf tot"),
    *("дата_начала дата_окончания", "с по", "від до", "початок кінець", "от до"),
    *(
        "تاريخ_البداية تاريخ_النهاية",
        "开始日期 结束日期",
        "開始日 終了日",
        "시작일 종료일",
    ),
    *("başlangıç_tarihi bitiş_tarihi", "εναρξη ληξη", "startdato sluttdato"),
    *("BgnDate EndDate", "startdatestr enddatestr", "control_start control_end"),
    *("held_since held_until", "DTStart DTEnd"),
    *(
        "sdate edate",
        "S_YEAR E_YEAR",
        "dt_ini dt_fim",
        "t_start t_end",
        "eff_from eff_to",
    ),
    *("data_początkowa data_końcowa", "ημερομηνία_έναρξης ημερομηνία_λήξης"),
    *("start_date_1 end_date_1", "Start Date|End Date", " start - end "),
]


@pytest.mark.parametrize("pair", PAIRS)
def test_columns_of_starts_and_ends_are_known_by_their_words(read, pair):
    first, last = pair.split("|") if "|" in pair else pair.split(maxsplit=1)
    if pair == " start - end ":
        first, last = " start ", "- end"
    table = read(
        {"holder": "red", last: "2014-09-01", first: "2014-06-10", "name": "A"},
        {"holder": "red", last: "2015-01-01", first: "2014-09-01", "name": "B"},
        ends="exclusive",
    )
    assert intervals(table) == [
        ("2014-06-10", "2014-09-01"),
        ("2014-09-01", "2015-01-01"),
    ]
    areas = geo.areas(table).set_index("date")["area_km2"]
    assert areas.iloc[0] == areas.iloc[1] == pytest.approx(12308.4639, abs=1e-3)
    assert areas.iloc[2] == 0


@pytest.mark.parametrize("pair", ["from_year to_year", "von bis", "START_YR END_YR"])
def test_years_may_be_numbers(read, pair):
    first, last = pair.split()
    table = read({first: 1914, last: 1918}, {first: 117, last: None}, ends="inclusive")
    assert intervals(table) == [("1914-01-01", "1919-01-01"), ("0117-01-01", "NaT")]


def test_years_months_and_days_in_columns_of_their_own_are_one_date(read):
    row = {"start_year": 2014, "start_month": 6, "start_day": 10}
    table = read(row | {"endyear": 2015, "endmonth": 1}, ends="exclusive")
    assert intervals(table) == [("2014-06-10", "2015-01-01")]
    table = read({"jahr": 2014, "monat": 6, "tag": 10})
    assert intervals(table) == [("2014-06-10", "NaT")]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "report_date",
            "reportDate",
            "observed",
            "as_of",
            "As of",
            "valid_on",
            "obs_date",
        ),
        *(
            "image_date",
            "snapshot_date",
            "date_of_map",
            "reference_date",
            "Stand",
            "fecha",
        ),
        *("تاريخ", "дата", "tarih", "日期", "survey_date", "datetime", "time", "DATE_"),
    ],
)
def test_columns_of_snapshots_are_known_by_their_words(read, name):
    table = read(
        {"holder": "red", name: "2024-07-08"}, {"holder": "red", name: "2024-07-15"}
    )
    assert intervals(table) == [("2024-07-08", "2024-07-15"), ("2024-07-15", "NaT")]
    assert f"dates from column {name}" in reading(table)


@pytest.mark.parametrize(
    "row",
    [
        {"from": "Raqqa", "to": "Mosul"},
        {"first": "Ada", "last": "Lovelace"},
        {"first_name": "2014", "last_name": "2015"},
        {"start_lat": 2014, "end_lat": 2015},
        {"end_status": "2014", "start_status": "2013"},
        {"from": 48.5, "to": 49.25},
        {"from": 12, "to": 14},
        {"start": True, "end": False},
        {"updated": "2014-01-01", "created": "2013-01-01"},
        {"lastUpdate": "2014-01-01"},
        {"beginLifespanVersion": "2014-01-01"},
        {"data": 1815},
        {"time": "10:00"},
        {"datum": "WGS 84"},
        {"day": "Monday"},
        {"today": "2014-01-01"},
        {"x": 37.5, "y": 48.25, "from_y": 1914, "to_y": 1918},
        {"start_time": "10:00", "end_time": "11:00"},
        {"mon": 12.5, "an": "A7", "observed": "3 times", "map_date": "none"},
        {"start_range": 1500.5, "end_range": 1600.5},
        {"closed_by": "Red 2014", "opened_by": "Blue"},
        {"population": 1914, "id": 2014},
    ],
)
def test_columns_with_other_things_are_never_dates(read, row):
    table = read(row, row, name="front_20240708")
    assert intervals(table) == [("2024-07-08", "NaT")] * 2
    assert "from the file name" in reading(table)


def test_a_column_of_places_beside_one_of_dates_is_not_read(read):
    row = {"from": "Raqqa", "to": "Mosul", "date": "2014-06-10"}
    assert intervals(read(row)) == [("2014-06-10", "NaT")]


def test_names_of_dates_of_editing_are_listed_where_nothing_else_dates_a_row(read):
    with pytest.raises(
        geo.ReadError, match="; updated is when rows were edited; pass "
    ):
        read({"updated": "2014-01-01"})
    assert intervals(read({"updated": "2014-01-01"}, date="updated"))[0][0] == (
        "2014-01-01"
    )


def test_dates_that_cannot_be_read_are_errors_of_their_rows(read):
    with pytest.raises(geo.ReadError, match="row 2: 2014-13-01: not a date"):
        read({"validFrom": "2014-01-01"}, {"validFrom": "2014-13-01"})
    with pytest.raises(geo.ReadError, match="row 1: soon: not a date"):
        read({"validFrom": "soon"})
    # what is meant as a date is not left for that in the name of the file
    with pytest.raises(geo.ReadError, match="row 1: 2014-13-01: not a date"):
        read({"validFrom": "2014-13-01"}, name="front_20240708")


def test_two_columns_of_starts_with_different_dates_are_refused(read):
    row = {"von": "2014-06-10", "first_seen": "2013-01-01"}
    with pytest.raises(
        geo.ReadError,
        match="columns von and first_seen may both be the start, and have different dates; "
        "pass --start von or --start first_seen",
    ):
        read(row)
    assert intervals(read(row, start="von", end="none")) == [("2014-06-10", "NaT")]
    row = {"observed": "2014-06-10", "report_date": "2014-06-12"}
    with pytest.raises(
        geo.ReadError, match="observed and report_date may both be the d"
    ):
        read(row)


def test_two_columns_of_one_start_are_read_for_the_finer(read):
    row = {"start_yr": 2014, "von": "2014-06-10", "bis": "2015-01-01", "to_yr": 2015}
    assert intervals(read(row, ends="exclusive")) == [("2014-06-10", "2015-01-01")]


def test_documented_columns_come_first(read):
    row = {"start": "2014-06-10", "end": "2015-01-01", "validFrom": "2000-01-01"}
    table = read(row | {"validTo": "2030-01-01"}, ends="exclusive")
    assert intervals(table) == [("2014-06-10", "2015-01-01")]


@pytest.mark.parametrize(
    "end",
    [
        *(
            "until",
            "validTo",
            "to",
            "valid_until",
            "till",
            "thru",
            "through",
            "last_day",
        ),
        *(
            "end_dt",
            "ended",
            "endDate",
            "date_to",
            "closing_date",
            "expires",
            "expiration",
        ),
        *(
            "ceased",
            "terminated",
            "termination_date",
            "stop_date",
            "finish",
            "final_date",
        ),
        *(
            "dissolved",
            "abolished",
            "upto",
            "up_to",
            "bis",
            "hasta",
            "fin",
            "fine",
            "конец",
        ),
        *("date_end", "to_year", "held_to", "Valid Until", "VALID_TO", "t/m", "endyr"),
    ],
)
def test_a_start_is_never_read_without_the_end_beside_it(read, end):
    rows = [
        {"held_from": "2014-06-10", end: "2014-09-01"},
        {"held_from": "2014-09-01", end: None},
    ]
    try:
        table = read(*rows, ends="exclusive")
    except geo.ReadError as error:
        assert f"--end {end}" in str(error)
    else:
        assert intervals(table)[0] == ("2014-06-10", "2014-09-01")


@pytest.mark.parametrize(
    "values",
    [
        ("2014-09-01", None),
        ("2014-09-01", "present"),
        ("2014-09-01", "9999-12-31"),
        ("1 September 2014", "2015"),
    ],
)
def test_dates_after_the_starts_in_a_column_of_any_name_are_refused(read, values):
    rows = [
        {"start": start, "lost_it": value}
        for start, value in zip(("2014-06-10", "2014-09-01"), values)
    ]
    with pytest.raises(
        geo.ReadError,
        match="column start has starts, and no column of ends is known, but lost_it has dates "
        "after them; pass --end lost_it if they are the ends, or --end none if every row",
    ):
        read(*rows)
    assert intervals(read(*rows[:1], end="lost_it", ends="exclusive"))[0][1] != "NaT"
    table = read(*rows, end="none")
    assert [end for _, end in intervals(table)] == ["NaT", "NaT"]
    assert "no column of ends, as requested" in reading(table)


def test_years_after_starts_in_years_are_refused_and_other_numbers_are_not(read):
    rows = {"start": 1914, "gone": 1918}, {"start": 1918, "gone": 1939}
    with pytest.raises(geo.ReadError, match="pass --end gone"):
        read(*rows)
    for start, other in (
        (1914, 23_000),
        (1914, 12),
        (1914, 1900),
        ("2014-06-10", 2100),
    ):
        table = read(
            {"start": start, "people": other}, {"start": start, "people": other}
        )
        assert intervals(table)[0][1] == "NaT"


@pytest.mark.parametrize(
    "other",
    [
        {"updated": "2024-01-01"},
        {"start_text": "2014-06"},
        {"source_date": "2020-01-01"},
        {"code": "2014-06-10"},  # the same date
        {"code": "2010-01-01"},
        {"code": "A-12"},
    ],
)
def test_other_dates_beside_a_start_are_no_ends(read, other):
    table = read({"start": "2014-06-10", **other})
    assert intervals(table) == [("2014-06-10", "NaT")]


def test_a_date_and_an_end_are_an_interval(read):
    rows = (
        {"holder": "red", "date": "2014-01-01", "end": "2014-12-31"},
        {"holder": "red", "date": "2015-01-01", "end": "2015-12-31"},
    )
    table = read(*rows, ends="inclusive")
    assert intervals(table) == [
        ("2014-01-01", "2015-01-01"),
        ("2015-01-01", "2016-01-01"),
    ]
    assert "dates from columns date and end" in reading(table)
    snapshots = read(*rows, end="none")
    assert intervals(snapshots) == [("2014-01-01", "2015-01-01"), ("2015-01-01", "NaT")]
    acquired = read({"acquired": "1803", "until": "1850"}, ends="exclusive")
    assert intervals(acquired) == [("1803-01-01", "1850-01-01")]


def test_when_territory_was_taken_is_a_start_or_a_snapshot_as_requested(read):
    rows = {"name": "a", "acquired": "1803"}, {"name": "b", "acquired": "1783"}
    with pytest.raises(geo.ReadError, match="Pass --date acquired or --start acquired"):
        read(*rows)
    assert intervals(read(*rows, start="acquired"))[1] == ("1783-01-01", "NaT")
    assert intervals(read(*rows, date="acquired"))[1] == ("1783-01-01", "1803-01-01")
    # one date is the same either way
    assert intervals(read({"acq_date": "2024-07-08"})) == [("2024-07-08", "NaT")]


def test_a_column_called_none_may_be_that_of_ends(read):
    row = {"start": "2014", "none": "2015"}
    assert intervals(read(row, end="none", ends="exclusive")) == [
        ("2014-01-01", "2015-01-01")
    ]


def test_a_project_may_say_that_there_are_no_ends(read, tmp_path):
    read({"start": "2014", "gone": "2015"}, end="none")
    (tmp_path / "controlmap.toml").write_text('[columns]\nend = "none"\n')
    assert intervals(geo.read_control(tmp_path)) == [("2014-01-01", "NaT")]


def test_names_cut_off_in_a_shapefile_are_known(tmp_path):
    columns = {"valid_from": ["2014-06-10"], "valid_unti": ["2014-09-01"]}
    frame = gpd.GeoDataFrame(columns, geometry=SQUARES[:1], crs=4326)
    frame.to_file(tmp_path / "a.shp")
    table = geo.read_control(tmp_path / "a.shp", ends="exclusive")
    assert intervals(table) == [("2014-06-10", "2014-09-01")]


@pytest.mark.parametrize("name", ["weekend", "today", "mandate", "total", "stop_name"])
def test_words_within_other_words_mean_nothing(name):
    assert read_name(name).role == ""


def test_ends_that_are_no_dates_are_errors_beside_a_start(read):
    with pytest.raises(geo.ReadError, match="row 1: Raqqa: not a date"):
        read({"start": "2014", "end": "Raqqa"})
    table = read({"from": "2014", "last": "Smith"})
    assert "column last is not read as ends" in reading(table)


def test_ends_before_the_dates_beside_them_are_reported(read):
    table = read({"date": "2024-07-08", "until": "2024-07-01"})
    assert intervals(table) == [("2024-07-08", "NaT")]
    assert "front.geojson: column until is not read as ends" in reading(table)
    table = read({"start": "2014", "end": "2015", "until": "2016"}, ends="exclusive")
    assert "column until is not read as ends" in reading(table)


def test_starts_that_are_also_dates_may_be_snapshots(read):
    rows = [{"start": day, "date": day} for day in ("2014", "2015")]
    with pytest.raises(
        geo.ReadError, match="start and date have the same dates: pass --d"
    ):
        read(*rows)
    assert intervals(read(*rows, date="date"))[0] == ("2014-01-01", "2015-01-01")
    assert intervals(read(*rows, end="none"))[0] == ("2014-01-01", "NaT")
    with pytest.raises(
        geo.ReadError, match="--end date if they are the ends, --date date"
    ):
        read({"start": "2014", "date": "2016"})
    assert intervals(read(rows[0]))[0] == ("2014-01-01", "NaT")  # the same either way


def test_a_column_of_dates_of_any_name_is_listed_where_nothing_dates_a_row(read):
    with pytest.raises(
        geo.ReadError, match="; founded has dates; pass --date or --start"
    ):
        read({"name": "A 2014", "founded": "2014-06-10"})


@pytest.mark.parametrize("name", ["since", "start_date", "start", "validFrom"])
def test_starts_without_ends_in_a_file_with_a_date_in_its_name_are_refused(read, name):
    rows = {name: "2022-03-01"}, {name: "2023-05-01"}
    with pytest.raises(
        geo.ReadError,
        match=f"column {name} has starts, and the name of the file has the date 2024-07-08; pass "
        "--date file-name if all rows are held on that date, or --end none if every row holds",
    ):
        read(*rows, name="front_20240708")
    table = read(*rows, name="front_20240708", date="file-name")
    assert intervals(table)[0] == ("2024-07-08", "NaT")
    table = read(*rows, name="front_20240708", end="none")
    assert intervals(table)[0] == ("2022-03-01", "NaT")
    pairs = [row | {"until": "2024-01-01"} for row in rows]
    table = read(*pairs, name="front_20240708", ends="exclusive")
    assert intervals(table)[0] == ("2022-03-01", "2024-01-01")


def test_an_end_belongs_to_the_start_with_the_same_words(read):
    row = {"von": "2014", "bis": "2015", "valid_to": "2016"}
    assert intervals(read(row, ends="exclusive")) == [("2014-01-01", "2015-01-01")]
    row = {"valid_from": "2014", "bis": "2015", "valid_to": "2016"}
    table = read(row, ends="exclusive")
    assert intervals(table) == [("2014-01-01", "2016-01-01")]
    assert "column bis is not read as ends" in reading(table)
