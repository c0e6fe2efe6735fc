"""Date texts: what they name, how they are shown, and that writing and reading agree."""

import string

import edtf
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo.base.errors import ReadError
from geo.dates.edtf import seconds_between
from geo.dates.file_names import date_in_name
from geo.dates.formatting import (
    label,
    next_date,
    next_text,
    normalize_day,
    precision,
    read_date,
)
from geo.dates.iso import iso_text, year_text

years = st.integers(-123_000, 9_999)
days = st.integers(-45_650_000, 2_932_896).map(lambda day: np.datetime64(day, "D"))


def day(text):
    return np.datetime64(text, "s")


@pytest.mark.parametrize(
    "text, first, after",
    [
        ("2024-07-08", "2024-07-08", "2024-07-09"),
        ("2014-06", "2014-06-01", "2014-07-01"),
        ("2014-12", "2014-12-01", "2015-01-01"),
        ("1815", "1815-01-01", "1816-01-01"),
        ("0000", "0000-01-01", "0001-01-01"),
        ("-0001", "-0001-01-01", "0000-01-01"),
        ("-0322", "-0322-01-01", "-0321-01-01"),
        ("-0322-06-01", "-0322-06-01", "-0322-06-02"),
        ("Y-123000", "-123000-01-01", "-122999-01-01"),
        ("-12000-03-04", "-12000-03-04", "-12000-03-05"),
        ("20240708", "2024-07-08", "2024-07-09"),
        ("2024/07/08", "2024-07-08", "2024-07-09"),
        (" 2024-07-08 ", "2024-07-08", "2024-07-09"),
        ("2024-07-08T23:30:00+05:00", "2024-07-08", "2024-07-09"),
        ("2024-07-08 12:00", "2024-07-08", "2024-07-09"),
        ("20240708T120000Z", "2024-07-08", "2024-07-09"),
        ("2014?", "2014-01-01", "2015-01-01"),
        ("1200~", "1200-01-01", "1201-01-01"),
        ("1200%", "1200-01-01", "1201-01-01"),
        ("2014-06~", "2014-06-01", "2014-07-01"),
        ("2014-06?-05", "2014-06-05", "2014-06-06"),
        ("2014-21", "2014-03-01", "2014-06-01"),
        ("2014-24", "2014-12-01", "2015-03-01"),
        ("2015-24", "2015-12-01", "2016-03-01"),
        ("2014-33", "2014-01-01", "2014-04-01"),
        ("201X", "2010-01-01", "2020-01-01"),
        ("20XX", "2000-01-01", "2100-01-01"),
        ("-032X", "-0329-01-01", "-0319-01-01"),
        ("2014-XX", "2014-01-01", "2015-01-01"),
        ("2014-06-XX", "2014-06-01", "2014-07-01"),
        ("2014-XX-31", "2014-01-31", "2015-01-01"),
        ("156X-12-XX", "1560-12-01", "1570-01-01"),
        ("1X56", "1056-01-01", "1957-01-01"),
        ("2014-1X", "2014-10-01", "2015-01-01"),
        ("2014-02-2X", "2014-02-20", "2014-03-01"),
        ("20XX-02-29", "2000-02-29", "2096-03-01"),
        ("2014-XX-XX", "2014-01-01", "2015-01-01"),
        ("?2014-06-?05", "2014-06-05", "2014-06-06"),
        ("1984?~", "1984-01-01", "1985-01-01"),
        ("Y-12E3", "-12000-01-01", "-11999-01-01"),
        ("1950S2", "1950-01-01", "1951-01-01"),
        ("1906/1908", "1906-01-01", "1909-01-01"),
        ("2014-06-20/2014-07~", "2014-06-20", "2014-08-01"),
        ("2014-06-01T10:00/2014-06-02T12:00Z", "2014-06-01", "2014-06-03"),
        ("[1906..1908]", "1906-01-01", "1909-01-01"),
        ("[1667,1668,1670..1672]", "1667-01-01", "1673-01-01"),
        ("[2014]", "2014-01-01", "2015-01-01"),
    ],
)
def test_a_text_names_a_period(text, first, after):
    assert read_date(text) == day(first)
    assert next_date(text) == day(after)
    assert read_date(text).dtype == next_date(text).dtype == "datetime64[s]"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022-13-01",
        "2023-02-29",
        "1900-02-29",
        "2014-06-31",
        "2014-00",
        "2014-13",
        "2014-06-00",
        "20241399",
        "-0000",
        "XXXX",
        "2014..2016",
        "/",
        "[..]",
        "[]",
        "2014/2015/2016",
        "2014??",
        "2014~-06-1~5",
        "1950S5",
        "2014-1XX",
        "08.07.2024",
        "07/08/2024",
        "July 2014",
        "12000",
        "2014-02-3X",
        "2014-XX-32",
        "2024-07-08T25:00",
        "2024-07T12:00",
        "2022-13-01T12:00",
        "2024-07-08T12:00 about",
        "1815.5",
        "unknown",
        "None",
        "٢٠٢٤-07-08",
    ],
)
def test_anything_else_is_refused_by_its_text(text):
    with pytest.raises(ReadError) as refusal:
        read_date(text)
    assert str(refusal.value).startswith(f"{text or '(empty)'}: not a date")


@pytest.mark.parametrize(
    "text, reason",
    [
        ("1917-04-31", "not a date: April 1917 has 30 days; correct it"),
        ("1900-02-29", "not a date: February 1900 has 28 days; correct it"),
        ("-0001-02-29", "not a date: February -0001 has 28 days; correct it"),
        ("31.06.2024", "not a date: June 2024 has 30 days; correct it"),
        ("20240631", "not a date: June 2024 has 30 days; correct it"),
        ("2022-13-15", "not a date: there is no month 13; correct it"),
        (
            "2022-15-03",
            "not a date: there is no month 15; if the day is before the month, write 2022-03-15",
        ),
        (
            "2022-13-01",
            "not a date: there is no month 13; if the day is before the month, write 2022-01-13",
        ),
        ("13/2024", "not a date: there is no month 13; correct it"),
        ("-0322-13", "not a date: there is no month 13; correct it"),
        (
            "1914-18",
            "not a date: there is no month 18; if these are two years, write 1914/1918",
        ),
        (
            "2024-07-08T25:00",
            "not a date: there is no such time of day; write it as YYYY-MM-DDThh:mm",
        ),
        (
            "2019-02-22 18:00:16.000 America/Nowhere",
            "not a date: time zone America/Nowhere is unknown; write its offset, as +00:00, or "
            "leave it out",
        ),
        ("2024-W60", "not a date: 2024 has no week 60; correct it"),
        ("2023-366", "not a date: 2023 has no day 366; correct it"),
        (
            "Tue, 8 Jul 2024",
            "not a date: 2024-07-08 is a Monday; correct one of the two",
        ),
        (
            "8 listopada 2024",
            "not a date: listopada is November in Polish and October in Croatian; write the "
            "month in digits",
        ),
        ("1900s", "not a date: a decade or a century; write 190X or 19XX"),
        (
            "0000-00-00",
            "not a date: an empty date, as databases write it; leave the cell empty",
        ),
        (
            "-9999999",
            "not a date, but a number for missing values; leave the cell empty",
        ),
        (
            "before 1917",
            "a date with no earliest day; write the time in which it lies, as [1907..1916]",
        ),
        (
            "nach 1917",
            "a date with no latest day; write the time in which it lies, as [1918..1927]",
        ),
        ("8 July", "a date without a year; write it as YYYY-MM-DD"),
        (
            "08.07.24",
            "a year of two digits, or a day without a year; write it as YYYY-MM-DD",
        ),
        (
            "spring 2014",
            "not a date; write the months, as 2014-03/2014-05, or 2014-21 (March to May)",
        ),
        ("500", "not a date; write a year with four digits, as 0500"),
        ("-44", "not a date; write a year with four digits, as -0044"),
        (
            "['2018-01','2018-02']",
            "several dates; give each a row of its own",
        ),
        ("['2018-01']", "a list of one date; write 2018-01"),
        ("['2018-21']", "a list of one date; write 2018-21"),
        ("July 2014", "not a date in this place; write 2014-07"),
    ],
)
def test_a_refusal_has_its_reason(text, reason):
    with pytest.raises(ReadError) as refusal:
        read_date(text)
    assert str(refusal.value) == f"{text}: {reason}"


@pytest.mark.parametrize(
    "text, found",
    [
        ("Y17E7", "not a date; years reach from -999999 to 999998"),
        ("Y9E999999999", "not a date; years reach"),
        ("Y999999", "not a date; years reach"),
        ("2014/..", "an interval with an open end"),
        ("/1800", "an interval with an open end"),
        ("[..1800]", "a set with an open end"),
        ("[1667,1670..]", "a set with an open end"),
        ("2016/2014", "an interval that ends before it begins"),
        ("{1667,1668}", "several dates; give each a row of its own"),
    ],
)
def test_time_without_bounds_is_refused_by_its_reason(text, found):
    with pytest.raises(ReadError) as refusal:
        read_date(text)
    assert str(refusal.value).startswith(f"{text}: {found}")


@pytest.mark.parametrize(
    "text", ["{'a': 1}", '{"from": "1/2"}', "{}", "['red' 'blue']"]
)
def test_a_list_or_a_record_is_told_from_a_set(text):
    said = "a list or record, not a date; put the date into a column of its own"
    with pytest.raises(ReadError) as refusal:
        read_date(text)
    assert str(refusal.value) == f"{text}: {said}"


def test_a_month_without_its_hyphen_is_told_how_to_write_it():
    with pytest.raises(ReadError, match="201406: not a date; write a month as YYYY-MM"):
        read_date("201406")


def test_a_short_year_is_told_how_to_write_it():
    with pytest.raises(
        ReadError, match="815: not a date; write a year with four digits"
    ):
        read_date("815")


def test_a_long_text_is_shown_in_part():
    with pytest.raises(ReadError) as refusal:
        read_date("x" * 10_000)
    assert len(str(refusal.value)) < 120


@given(days)
@example(np.datetime64("-123000-01-01", "D"))
@example(np.datetime64("9999-12-31", "D"))
@example(np.datetime64("-0001-02-28", "D"))
def test_a_day_survives_writing_and_reading(date):
    text = iso_text(date)
    assert read_date(text) == date
    assert next_date(text) == date + np.timedelta64(1, "D")
    assert precision(text) == "day"
    assert read_date(iso_text(date, "month")) == date.astype("datetime64[M]")
    assert read_date(iso_text(date, "year")) == date.astype("datetime64[Y]")


@given(years)
def test_a_year_survives_writing_and_reading(year):
    text = year_text(year)
    assert precision(text) == "year"
    assert read_date(text).astype("datetime64[Y]").astype(int) + 1970 == year
    assert next_text(text) == year_text(year + 1)


parts = {
    "year": r"(-?[0-9]{4}|-?[0-9]{1,3}X{1,3}|Y-?[1-9][0-9]{4,5}|[0-9]{4}S[1-4])",
    "month": r"([01][0-9]|2[1-9]|3[0-9]|4[01]|XX|1X|0X)",
    "day": r"([0-3][0-9]|XX|[0-3]X)",
    "mark": r"[?~%]?",
}
single = "{year}{mark}(-{month}{mark}(-{day}{mark})?)?".format(**parts)
edtf_texts = st.one_of(
    st.from_regex(single, fullmatch=True),
    st.from_regex(f"{single}/{single}", fullmatch=True),
    st.from_regex(rf"\[{single}(,{single})?(\.\.{single})?\]", fullmatch=True),
)


@given(edtf_texts)
def test_edtf_agrees_wherever_it_reaches(text):
    """Dates with marks, unspecified digits, intervals: the bounds are those of another parser."""
    try:
        first, after = read_date(text), next_date(text)
    except ReadError:
        return
    if "-" in text.strip("[]")[:1] or "S" in text or precision(text) == "season":
        return  # it counts unspecified months before 0 backwards, and its winter ends in December
    if "/" in text or "[" in text or "Y" in text:
        return  # it reads no marks, digits or seasons inside
    if "-0X" in text or "-1X" in text:
        return  # it fails at months with one unspecified digit
    theirs = edtf.parse_edtf(text.translate({ord(mark): None for mark in "?~%"}))
    lower, upper = theirs.lower_strict(), theirs.upper_strict()
    assert np.datetime64(
        (lower.tm_year - 1970) * 12 + lower.tm_mon - 1, "M"
    ) == first.astype("datetime64[M]")
    last = after - np.timedelta64(1, "D")
    assert upper.tm_year == last.astype("datetime64[Y]").astype(int) + 1970


@given(edtf_texts)
def test_what_an_edtf_date_names_has_a_first_day_a_day_after_and_words(text):
    try:
        first, after = read_date(text), next_date(text)
    except ReadError as refusal:
        assert str(refusal).startswith(f"{text}: ")
        return
    assert first < after
    assert label(text)
    assert read_date(next_text(text)) == after


@given(st.text("0123456789XYSE?~%-+/.,[]{},TZ: " + string.ascii_letters, max_size=16))
def test_any_text_is_a_date_or_one_sentence(text):
    try:
        assert read_date(text) < next_date(text)
        assert label(text)
        assert read_date(next_text(text)) == next_date(text)
    except ReadError as refusal:
        assert str(refusal).startswith(f"{text or '(empty)'}: ")


@pytest.mark.parametrize(
    "text, shown",
    [
        ("2024-07-08", "8 July 2024"),
        ("2024-07-08T12:00:00Z", "8 July 2024"),
        ("2014-06", "June 2014"),
        ("1815", "1815"),
        ("0800", "800 CE"),
        ("0001", "1 CE"),
        ("0999", "999 CE"),
        ("1000", "1000"),
        ("9999", "9999"),
        ("Y10000", "10,000"),
        ("0000", "1 BCE"),
        ("-0322", "323 BCE"),
        ("-0322-06-01", "1 June 323 BCE"),
        ("Y-12000", "12,001 BCE"),
        ("1200~", "about 1200"),
        ("2014?", "possibly 2014"),
        ("1200%", "possibly about 1200"),
        ("2014-21", "spring 2014"),
        ("2014-36", "last quarter of 2014"),
        ("201X", "2010s"),
        ("20XX", "between 2000 and 2099"),
        ("-032X", "between 330 and 321 BCE"),
        ("000X", "between 1 BCE and 9 CE"),
        ("156X-12-XX", "between December 1560 and December 1569"),
        ("2014-1X", "between October and December 2014"),
        ("2014-XX-31", "between 31 January and 31 December 2014"),
        ("1906/1908", "between 1906 and 1908"),
        ("[1906..1908]", "between 1906 and 1908"),
        ("-0029/-0026", "between 30 and 27 BCE"),
        ("-0029/0014", "between 30 BCE and 14 CE"),
        ("1906~/1908?", "between about 1906 and possibly 1908"),
        ("2014-21/2014-06", "between spring and June 2014"),
        ("2014-06-20/2014", "between 20 June 2014 and 2014"),
        ("1950S2", "about 1950"),
    ],
)
def test_a_label_says_as_much_as_is_known(text, shown):
    assert label(text) == shown


# The numbers that EDTF has for parts of a year, as the Library of Congress lists them.
PARTS = {
    "spring": (21, 25, "2014-03-01", "2014-06-01"),
    "summer": (22, 26, "2014-06-01", "2014-09-01"),
    "autumn": (23, 27, "2014-09-01", "2014-12-01"),
    "winter": (24, 28, "2014-12-01", "2015-03-01"),
    "southern spring": (29, 29, "2014-09-01", "2014-12-01"),
    "southern summer": (30, 30, "2014-12-01", "2015-03-01"),
    "southern autumn": (31, 31, "2014-03-01", "2014-06-01"),
    "southern winter": (32, 32, "2014-06-01", "2014-09-01"),
    "first quarter of": (33, 33, "2014-01-01", "2014-04-01"),
    "second quarter of": (34, 34, "2014-04-01", "2014-07-01"),
    "third quarter of": (35, 35, "2014-07-01", "2014-10-01"),
    "last quarter of": (36, 36, "2014-10-01", "2015-01-01"),
    "first third of": (37, 37, "2014-01-01", "2014-05-01"),
    "second third of": (38, 38, "2014-05-01", "2014-09-01"),
    "last third of": (39, 39, "2014-09-01", "2015-01-01"),
    "first half of": (40, 40, "2014-01-01", "2014-07-01"),
    "second half of": (41, 41, "2014-07-01", "2015-01-01"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_a_year_has_its_number_its_months_and_its_name(name):
    *numbers, first, after = PARTS[name]
    for number in numbers:
        text = f"2014-{number}"
        assert (read_date(text), next_date(text)) == (day(first), day(after))
        assert label(text) == f"{name} 2014"


@pytest.mark.parametrize("number", [0, 13, 20, 42, 99])
def test_no_other_number_is_a_month_or_a_part_of_a_year(number):
    with pytest.raises(ReadError):
        read_date(f"2014-{number:02}")


def test_what_follows_a_period_is_as_exact_and_as_certain():
    assert next_text("201X~") == "2020~"
    assert next_text("2014-21?") == "2014-06?"
    assert next_text("1906/1908") == "1909"


@pytest.mark.parametrize(
    "last, first_not",
    [
        ("1815", "1816"),
        ("-0001", "0000"),
        ("1815~", "1816~"),
        ("2014-12", "2015-01"),
        ("2024-02-29", "2024-03-01"),
        ("2014-21", "2014-06"),
        ("201X", "2020"),
        ("20XX", "2100"),
        ("1906/1908~", "1909~"),
        ("[2014-06..2014-08-15]", "2014-08-16"),
        ("Y-10000", "-9999"),
    ],
)
def test_the_text_after_is_as_exact(last, first_not):
    assert next_text(last) == first_not


@pytest.mark.parametrize(
    "text, tidied",
    [
        ("20240708", "2024-07-08"),
        ("2024/07/08", "2024-07-08"),
        ("2024-07-08T00:00:00", "2024-07-08"),
        ("2024-07-08T00:00:00+02:00", "2024-07-08"),
        ("2024-07-08T00:30:00Z", "2024-07-08T00:30:00Z"),
        ("2014-06~", "2014-06~"),
    ],
)
def test_a_day_is_tidied_and_nothing_else(text, tidied):
    assert normalize_day(text) == tidied


@pytest.mark.parametrize(
    "name, text",
    [
        ("deepstatemap_data_20240708", "2024-07-08"),
        ("2024-07-08", "2024-07-08"),
        ("2024_07_08", "2024-07-08"),
        ("2022.2.24", "2022-02-24"),
        ("20240708_1530", "2024-07-08"),
        ("20240708T153000Z", "2024-07-08"),
        ("20240708153000", "2024-07-08"),
        ("20240708 (1)", "2024-07-08"),
        ("20240708v2", "2024-07-08"),
        ("12_2024-07-08", "2024-07-08"),
        ("2024_front_2024-07-08", "2024-07-08"),
        ("front 2024-07", "2024-07"),
        ("8_July_2024", "2024-07-08"),
        ("Sept 2024", "2024-09"),
        ("2024-Jul-08", "2024-07-08"),
        ("july 8, 2024", "2024-07-08"),
        ("mariupol_2024", "2024"),
        ("32_mariupol_2024", "2024"),
        ("world_1815", "1815"),
        ("world_0800", "0800"),
        ("world_bc323", "-0322"),
        ("WORLD_BC_323", "-0322"),
        ("323bc", "-0322"),
        ("323bce", "-0322"),
        ("world_bc1", "0000"),
        ("bc123000", "Y-122999"),
        ("ad800", "0800"),
        ("800ce", "0800"),
        ("-0322", "-0322"),
        ("Y-12000", "Y-12000"),
        ("front", None),
        ("front_01", None),
        ("front_4326", None),
        ("front_epsg_2039", None),
        ("1920x1080", None),
        ("1000km", None),
        ("1720396800", "2024-07-08"),
        ("may_day", None),
    ],
)
def test_a_date_is_found_in_a_name(name, text):
    assert date_in_name(name) == text


@pytest.mark.parametrize(
    "name, found",
    [
        ("front_20241399", "20241399: not a date"),
        ("front_2023-02-29", "2023-02-29: not a date"),
        ("front_2024-13", "2024-13: not a date"),
        ("31_february_2024", "2024-02-31: not a date"),
        ("front_08-07-2024", "08-07-2024: day or month first?"),
        ("07_2024", "07_2024: ambiguous date"),
        ("bc0", "no such year"),
        (
            "20240708_20240709",
            r"more than one date in the name \(2024-07-08, 2024-07-09\)",
        ),
        ("war_2014_2016", r"more than one date in the name \(2014, 2016\)"),
    ],
)
def test_a_name_that_is_not_clear_is_refused(name, found):
    with pytest.raises(ReadError, match=found):
        date_in_name(name)


@given(days)
def test_a_day_of_our_era_is_found_in_any_name_it_is_written_in(date):
    if date < np.datetime64("1000-01-01"):
        return
    text = iso_text(date)
    for name in (
        text,
        f"front_{text.replace('-', '')}",
        f"{text.replace('-', '_')} map",
    ):
        assert date_in_name(name) == text


@pytest.mark.parametrize(
    "start, end, seconds",
    [
        ("2024-07-08T10:00", "2024-07-08T20:00", 36_000),
        ("2024-07-08T20:00", "2024-07-08T10:00", -36_000),
        ("2024-07-08T10:00:30", "2024-07-08T10:01:00,5", 30.5),
        ("2024-07-08", "2024-07-08T01:00", 3_600),
        ("2024-07-08T10:00", "2024-07-08", 0),
        ("2024-07-08T10:00Z", "2024-07-08T10:00+02:00", -7_200),
        ("2024-07-08T10:00Z", "2024-07-08T10:00-0330", 12_600),
        ("2024-07-08T10:00+02", "2024-07-08T10:00Z", 7_200),
        ("2024-07-08T10:00+02:00", "2024-07-08T11:00", 3_600),  # one without a zone
        ("2024-07-08T10:00", "2024-07-08T11:00+02:00", 3_600),
    ],
)
def test_seconds_between_two_times_of_a_day_heed_their_zones(start, end, seconds):
    assert seconds_between(start, end) == seconds
