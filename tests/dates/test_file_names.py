"""Dates in names of files and folders: read as meant, or refused, never cut down to the year."""

import re

import pytest

from geo.base import ReadError
from geo.dates import NAME_FORMS, OpenOrderError, SourceNames, date_in_name

CERTAIN = {
    # days, in the digits of many scripts, with what stands around them
    "deepstatemap_data_20240708": "2024-07-08",
    "UkraineControlMapAO08JUL2024": "2024-07-08",
    "2024-07-08 (1)": "2024-07-08",
    "2024-07-08 - Copy": "2024-07-08",
    "2024–07–08": "2024-07-08",
    "٢٠٢٤-٠٧-٠٨": "2024-07-08",
    "2024年7月8日": "2024-07-08",
    "2024년 7월 8일": "2024-07-08",
    "2024年7月": "2024-07",
    # with a time of day
    "front_2024-07-08_06-00": "2024-07-08",
    "2024-07-08T06:00:00Z": "2024-07-08",
    "20240708T060000+0300": "2024-07-08",
    "20240708T060000": "2024-07-08",
    "2024-07-08 6pm": "2024-07-08",
    "2024-07-08 18 Uhr": "2024-07-08",
    "2024070806": "2024-07-08",
    "202407080600": "2024-07-08",
    # month words
    "8 липня 2024": "2024-07-08",
    "8_июля_2024": "2024-07-08",
    "8. Juli 2024": "2024-07-08",
    "Montag, 8. Juli 2024": "2024-07-08",
    "понеділок_8_липня_2024": "2024-07-08",
    "Mon 8 July 2024": "2024-07-08",
    "8th of July 2024": "2024-07-08",
    "8 de julio de 2024": "2024-07-08",
    "8_juillet_2024_v2": "2024-07-08",
    "8July2024": "2024-07-08",
    "2024-Jul-08": "2024-07-08",
    "July_08_2024": "2024-07-08",
    "sector 1-2, 8 July 2024": "2024-07-08",
    "٨ يوليو ٢٠٢٤": "2024-07-08",
    "липень 2024": "2024-07",
    "8_lipca_2024": "2024-07-08",
    "8_lipnja_2024": "2024-06-08",
    "8 Temmuz 2024": "2024-07-08",
    "8 ביולי 2024": "2024-07-08",
    "8 Ιουλίου 2024": "2024-07-08",
    "8. července 2024": "2024-07-08",
    "8 luglio 2024": "2024-07-08",
    "März_2024": "2024-03",
    # words that are months only elsewhere
    "data_set_2024": "2024",
    "gen_2024": "2024",
    # months, weeks, parts of years
    "2024-7": "2024-07",
    "2024 07": "2024-07",
    "07.2024": "2024-07",
    "2024-W28": "2024-07-08",
    "2024W28": "2024-07-08",
    "front_2024_w28_v2": "2024-07-08",
    "2024-W28-3": "2024-07-10",
    "KW28_2024": "2024-07-08",
    "2020-W53": "2020-12-28",
    "2024-Q3": "2024-35",
    "Q3 2024": "2024-35",
    "2024H1": "2024-40",
    "spring_2024": "2024-21",
    "summer_2024": "2024-22",
    "autumn_2024": "2024-23",
    "fall_2024": "2024-23",
    # years, decades and ranges of years
    "world_1815": "1815",
    "world_bc123000": "Y-122999",
    "323 до н. е.": "-0322",
    "карта_2_323 до н. е.": "-0322",
    "borders_1890s": "189X",
    "1890er": "189X",
    "années_1890": "189X",
    "germany_1914-1918": "1914/1918",
    "germany_1914–1918": "1914/1918",
    "germany_1914_to_1918": "1914/1918",
    # Unix time
    "1648989208": "2022-04-03",
    "1648989208123": "2022-04-03",
    # no dates
    "front": None,
    "front_100": None,
    "front_12345": None,
    "sector 12": None,
    "5551234567": None,
    "1280x1024": None,
}
REFUSED = {
    "front_20241399": "20241399: not a date",
    "2024-W54": "no such week",
    "week 28 2024": "write an ISO week as 2024-W28",
    "winter_2024": "of which of two years",
    "1914-18": "not a date; write a month as YYYY-MM or, for years, 1914-1918",
    "2024-190": "the day of a year, or a number",
    "2024-07_08": "write it as YYYY-MM-DD",
    "8 qwertz 2024": "not a month that is known",
    "2024 qwertz 8": "not a month that is known",
    "5th до н. е.": "not a date",
    "2024-07-08_2024-07-15": r"more than one date in the name \(2024-07-08, 2024-07-15\)",
    "240708": "240708: 8 July 2024 or 24 July 2008.*--date YYMMDD or --date DDMMYY",
    "08.07.24": "8 July 2024 or 7 August 2024.*--date DDMMYY or --date MMDDYY",
    "08-07-24": "24 July 2008 or 8 July 2024 or 7 August 2024",
    "8 listopada 2024": "listopada 2024: November in Polish and October in Croatian",
    "listopad_2024": "listopad 2024: November in Polish and October in Croatian",
    "1789030": "March 1789 or 30 January 1789.*--date YYYYMMN or --date YYYYDDD",
    "20240708_20240715": r"more than one date in the name \(2024-07-08, 2024-07-15\)",
    "rome_323-31bce": "323-31bce: more than one year in the name; keep one",
    "rome_bc323-31": "bc323-31: more than one year in the name",
    "8-15 July 2024": "more than one day in the name",
    "July 8-15 2024": "more than one date, or none; write it as YYYY-MM-DD",
    "30_february_2024": "2024-02-30: not a date",
}


@pytest.mark.parametrize("name, text", CERTAIN.items())
def test_a_name_is_read_as_the_date_meant(name, text):
    assert date_in_name(name) == text


@pytest.mark.parametrize("name, message", REFUSED.items())
def test_a_name_that_may_mean_another_date_is_refused(name, message):
    with pytest.raises(ReadError, match=message):
        date_in_name(name)


def read(*paths, of=None, form=None, order=None):
    """The dates of files below folders, which are all of a source unless `of` names those."""
    names = [names_of(path) for path in paths]
    source = SourceNames((name for each in names for name in each), form)
    dates = [source.date(names_of(path), order) for path in of or paths]
    return [date and date.text for date in dates]


def names_of(path):
    *folders, file = path.split("/")
    return [("file", file), *(("folder", folder) for folder in reversed(folders))]


BASEMAPS = [-123000, -10000, -8000, -5000, -4000, -3000, -2000, -1500, -1000, -700]
BASEMAPS += [-500, -400, -323, -300, -200, -100, -1, 100, 200, 300, 400, 500, 600]
BASEMAPS += [700, 800, 900, 1000, 1100, 1200, 1279, 1300, 1400, 1492, 1500, 1530]
BASEMAPS += [1600, 1650, 1700, 1715, 1783, 1800, 1815, 1880, 1900, 1914, 1920, 1930]
BASEMAPS += [1938, 1945, 1960, 1994, 2000, 2010]


def test_years_of_three_digits_are_read_beside_other_years():
    names = [f"world_{year}" if year > 0 else f"world_bc{-year}" for year in BASEMAPS]
    assert len(names) == 53
    texts = read(*names)
    assert texts[:2] == ["Y-122999", "-9999"]
    assert texts[16:19] == ["0000", "0100", "0200"]
    assert texts[26:] == [str(year) for year in BASEMAPS[26:]]
    assert texts[18:26] == [f"0{year}" for year in BASEMAPS[18:26]]


def test_numbers_of_three_digits_without_another_year_are_refused():
    with pytest.raises(ReadError, match="100: a year, or a number.*as 0100"):
        read("world_100", "world_200")
    assert read("front_2024", "sector_100", "sector_100_b", of=["sector_100"]) == [None]


def test_numbers_are_read_in_the_only_form_that_all_names_admit():
    assert read("front_990708", "front_990815") == ["1999-07-08", "1999-08-15"]
    assert read("310124", "010224", "150399") == [
        "2024-01-31",
        "2024-02-01",
        "1999-03-15",
    ]
    assert read("202407", "202408") == ["2024-07", "2024-08"]
    assert read("31.01.24", "01.02.24", "15.03.99") == [
        *("2024-01-31", "2024-02-01", "1999-03-15")
    ]
    with pytest.raises(ReadError, match="pass --date YYMMDD or --date DDMMYY"):
        read("front_240708", "front_240715")


def test_names_that_differ_in_more_than_the_number_do_not_decide_for_each_other():
    with pytest.raises(ReadError, match="240708: "):
        read("front_240708", "town_990708", of=["front_240708"])


def test_a_time_of_day_after_six_digits_is_no_year():
    names = "front_990708_0600", "front_990708_1800"
    source = SourceNames([("file", name) for name in names])
    dates = [source.date([("file", name)]) for name in names]
    assert [(date.text, date.time) for date in dates] == [
        ("1999-07-08", "06:00"),
        ("1999-07-08", "18:00"),
    ]


@pytest.mark.parametrize(
    "form, name, text",
    [
        ("YYMMDD", "240708", "2024-07-08"),
        ("DDMMYY", "080724", "2024-07-08"),
        ("MMDDYY", "070824", "2024-07-08"),
        ("DDMMYY", "08.07.24", "2024-07-08"),
        ("YYYYMM", "201012", "2010-12"),
        ("YYYYMMN", "1789030", "1789-03"),
        ("YYYYDDD", "1789030", "1789-01-30"),
        ("YYYYDDD", "2024366", "2024-12-31"),
    ],
)
def test_a_number_is_read_in_the_form_requested(form, name, text):
    assert form in NAME_FORMS
    assert read(f"front_{name}", form=form) == [text]


def test_a_number_that_is_no_date_in_the_form_requested_is_refused():
    with pytest.raises(ReadError, match="2023366: not a date as YYYYDDD, as requested"):
        read("2023366", form="YYYYDDD")


def test_eight_digits_that_end_in_their_year_are_read_in_the_only_order():
    with pytest.raises(OpenOrderError) as error:
        read("front08072024")
    assert not error.value.only
    with pytest.raises(OpenOrderError) as error:
        read("front15072024")
    assert error.value.only == {"day first": "15-07-2024"}
    assert read("front08072024", order="day first") == ["2024-07-08"]
    assert read("front08072024", order="month first") == ["2024-08-07"]


FOLDERS = {
    "2024/07/08": ("2024-07-08", ""),
    "2024/07/08/front": ("2024-07-08", ""),
    "2024/07/08/front_v2": ("2024-07-08", ""),
    "2024/07/08/0600": ("2024-07-08", "06:00"),
    "2024/07/08/1815": ("2024-07-08", "18:15"),
    "2024-07-08/front_18-00": ("2024-07-08", "18:00"),
    "2024-07-08_06-00/north": ("2024-07-08", "06:00"),
    "2024-07-08/front_2024": ("2024-07-08", ""),
    "2024/front_20230708": ("2023-07-08", ""),
    "2024/front_8_july": ("2024-07-08", ""),
    "2024/front_8_липня": ("2024-07-08", ""),
    "2024/July/08": ("2024-07-08", ""),
    "2024/липень": ("2024-07", ""),
    "2024/07/front": ("2024-07", ""),
    "2024/W28": ("2024-07-08", ""),
    "2024/240708": ("2024-07-08", ""),
    "2024/kharkiv_2022/240708": ("2024-07-08", ""),
    "2024/listopad/front_20241108": ("2024-11-08", ""),
    "year=2024/month=07/day=08/part-0": ("2024-07-08", ""),
    "323bc/map": ("-0322", ""),
}


@pytest.mark.parametrize("path, expected", FOLDERS.items())
def test_folders_and_files_are_a_date_together(path, expected):
    names = names_of(path)
    date = SourceNames(names).date(names)
    assert (date.text, date.time) == expected


def test_the_time_of_a_file_counts_for_a_layer_that_is_named_after_a_year():
    names = [("layer", "front_2024"), *names_of("2024-07-08/front_18-00")]
    date = SourceNames(names).date(names)
    assert (date.text, date.time) == ("2024-07-08", "18:00")


@pytest.mark.parametrize(
    "path, unused",
    [
        ("2024/front_20230708", "2024 in the name of the folder"),
        ("sector_2_2024", "2 beside 2024"),
        ("2024_190", "190 beside 2024"),
        ("2024_7", "7 beside 2024"),
        ("2024/07/08/front", ""),
        ("world_1815", ""),
    ],
)
def test_a_part_that_looks_like_a_date_and_is_not_used_is_kept_for_a_finding(
    path, unused
):
    names = names_of(path)
    assert SourceNames(names).date(names).unused == unused


@pytest.mark.parametrize(
    "name, time",
    [
        ("2024-07-08_06-00", "06:00"),
        ("2024-07-08_0600", "06:00"),
        ("2024-07-08 06.00", "06:00"),
        ("20240708T153000Z", "15:30:00"),
        ("2024-07-08_6am", "06:00"),
        ("2024-07-08_12am", "00:00"),
        ("2024-07-08_6pm", "18:00"),
        ("2024-07-08_6h", "06:00"),
        ("2024-07-08T06", "06:00"),
        ("20240708T06Z", "06:00"),
        ("2024070818", "18:00"),
        ("13-07-2024_0600", "06:00"),
        ("1648989208", "12:33:28"),
        ("2024-07-08", ""),
        ("2024-07-08_v2", ""),
    ],
)
def test_a_time_of_day_is_read_beside_its_day(name, time):
    names = names_of(name)
    assert SourceNames(names).date(names, "day first").time == time


def test_names_that_differ_by_date_time_and_copy_are_of_one_series():
    names = [
        "front_2024-07-08",
        "front_2024-07-08 (1)",
        "front_2024-07-08_v2",
        "front_2024-07-09_0600",
        "front_2024-07-08 - Copy",
    ]
    source = SourceNames([("file", name) for name in names])
    assert {source.date([("file", name)]).key for name in names} == {"front #"}


def test_ranges_of_years_that_meet_end_where_the_next_one_begins():
    def source(*names):
        return SourceNames([("file", name) for name in names])

    assert source("a_1914-1918", "a_1918-1933").ranges_meet
    assert not source("a_1914-1918", "a_1919-1933").ranges_meet
    with pytest.raises(ReadError, match="pass --ends inclusive or --ends exclusive"):
        _ = source("a_1914-1918", "a_1918-1933", "a_1934-1938").ranges_meet


def test_no_form_of_a_name_is_cut_down_to_its_year():
    for name, text in CERTAIN.items():
        digits = len(re.findall(r"\d", name))
        if text and re.fullmatch(r"\d{4}", text):
            assert digits == 4
