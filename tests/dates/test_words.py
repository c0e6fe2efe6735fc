"""Dates in the forms of people and programs become ISO 8601 or EDTF, and stay as precise."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.base import ReadError
from geo.dates import next_date, normalize_day, read_date, words_to_iso
from geo.dates.clock import split_time
from geo.dates.day_order import DAY_FIRST, MONTH_FIRST, year_first
from geo.dates.digit_forms import require_months
from geo.dates.month_names import month_number, roman_month, weekday_numbers
from geo.dates.short_years import with_full_years


@pytest.mark.parametrize(
    "text, iso",
    [
        ("8 luglio 2024", "2024-07-08"),
        ("8 Temmuz 2024", "2024-07-08"),
        ("8 KASIM 2024", "2024-11-08"),
        ("8 de julho de 2024", "2024-07-08"),
        ("1º de julho de 2024", "2024-07-01"),
        ("8 lipca 2024 r.", "2024-07-08"),
        ("lipiec 2024", "2024-07"),
        ("8 juli 2024", "2024-07-08"),
        ("8. července 2024", "2024-07-08"),
        ("8 Ιουλίου 2024", "2024-07-08"),
        ("8 ביולי 2024", "2024-07-08"),
        ("۸ ژوئیهٔ ۲۰۲۴", "2024-07-08"),
        ("8 iulie 2024", "2024-07-08"),
        ("8 जुलाई 2024", "2024-07-08"),
        ("2024. július 8.", "2024-07-08"),
        ("8 تموز/يوليو 2024", "2024-07-08"),
        ("8 جويلية 2024", "2024-07-08"),
        ("1er fevrier 2024", "2024-02-01"),
        ("2024年7月8日", "2024-07-08"),
        ("2024年7月", "2024-07"),
        ("2024年", "2024"),
        ("２０２４年７月８日", "2024-07-08"),
        ("2024년 7월 8일", "2024-07-08"),
        ("2024 년 7 월 8 일", "2024-07-08"),
        ("公元前500年", "-0499"),
        ("기원전 500년", "-0499"),
        ("500BC", "-0499"),
        ("44 a.C.", "-0043"),
        ("44 p.n.e.", "-0043"),
        ("M.Ö. 44", "-0043"),
        ("1917 г.", "1917"),
        ("le 8 juillet 2024", "2024-07-08"),
        ("2024-W28", "[2024-07-08..2024-07-14]"),
        ("2024W28", "[2024-07-08..2024-07-14]"),
        ("2024-W28-1", "2024-07-08"),
        ("2020-W53-7", "2021-01-03"),
        ("2024-190", "2024-07-08"),
        ("1890s", "189X"),
        ("1890er Jahre", "189X"),
        ("1890年代", "189X"),
        ("19th century", "[1801..1900]"),
        ("nineteenth century", "[1801..1900]"),
        ("XIX век", "[1801..1900]"),
        ("siglo XIX", "[1801..1900]"),
        ("19. Jahrhundert", "[1801..1900]"),
        ("5th century BC", "[-0499..-0400]"),
        ("V в. до н. э.", "[-0499..-0400]"),
        ("Ve siècle av. J.-C.", "[-0499..-0400]"),
        ("1st century", "[0001..0100]"),
        ("c. 19th century", "[1801~..1900~]"),
        ("2024-Q3", "2024-35"),
        ("Q3 2024", "2024-35"),
        ("2024Q3", "2024-35"),
        ("2024-H2", "2024-41"),
        ("1914-1918", "1914/1918"),
        ("1914 – 1918", "1914/1918"),
        ("1914–18", "1914/1918"),
        ("c. 1914-1918", "1914~/1918~"),
        ("323-31 BC", "-0322/-0030"),
        ("1914-07/08", "1914-07/1914-08"),
        ("2024-07-08/15", "2024-07-08/2024-07-15"),
        ("2024-07-08 – 2024-07-15", "2024-07-08/2024-07-15"),
        ("2018/05", "2018-05"),
        ("2018/12", "2018-12"),
        ("07/2024", "2024-07"),
        ("7.2024", "2024-07"),
        ("2024-7", "2024-07"),
        ("1821:08:23", "1821-08-23"),
        ("1821:08:23 10:30:00", "1821-08-23T10:30:00"),
        ("2024/7/8", "2024-07-08"),
        ("2024. 7. 8.", "2024-07-08"),
        ("8.VII.2024", "2024-07-08"),
        ("VII 2024", "2024-07"),
        ("Mon, 8 Jul 2024", "2024-07-08"),
        ("Montag, den 8. Juli 2024", "2024-07-08"),
        ("lunes, 8 de julio de 2024", "2024-07-08"),
        ("2024年7月8日(月)", "2024-07-08"),
        ("Mon 08/07/2024", "2024-07-08"),
        ("Wed 08/07/2024", "2024-08-07"),
        ("Mon, 08 Jul 2024 12:00:00 GMT", "2024-07-08T12:00:00Z"),
        (
            "Mon Jul 08 2024 02:00:00 GMT+0200 (Central European Summer Time)",
            "2024-07-08T02:00:00+0200",
        ),
        ("July 8, 2024, 2:30 PM", "2024-07-08T14:30"),
        ("2024-07-08 12:00:00 AM", "2024-07-08"),
        ("2024-07-08 12:00:00 PM", "2024-07-08T12:00:00"),
        (
            "2019-02-22 18:00:16.000 America/New_York",
            "2019-02-22T18:00:16.000-05:00",
        ),
        ("2024-07-08Z", "2024-07-08"),
        ("2024-07-08+02:00", "2024-07-08"),
        ("19999999", "1999"),
        ("1999-99-99", "1999"),
        ("19990799", "1999-07"),
        ("1999-00-00", "1999"),
        ("1999-07-00", "1999-07"),
        ("1999-00", "1999"),
        ("99 July 1999", "1999-07"),
    ],
)
def test_a_form_becomes_iso_8601_or_edtf(text, iso):
    assert words_to_iso(text) == iso
    assert read_date(iso) < next_date(iso)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-07-08T12:00:00Z", "201X", "189X", "19XX", "~-8411-08", "1984?~"),
        *("1906/1908", "[1906..1908]", "2014/..", "-0322", "Y-12000", "1950S2"),
        # what is not one date
        *("08.07.2024", "7/8/2024 12:00:00 AM", "08.07.24", "Jul-24", "24-07-08"),
        *("before 1917", "8 July", "1900s", "1914-18", "2024-W60", "13/2024"),
        *("8 listopada 2024", "Tue, 8 Jul 2024", "0000-00-00", "1999-99-15"),
        *("2024-07-08 18:00 America/Nowhere", "early 1890s", "1435 هـ", "1914/15"),
    ],
)
def test_edtf_and_what_is_no_date_stay_as_they_are(text):
    assert words_to_iso(text) == text


# Ways to write a day that need no other day of the column.
WAYS = (
    "{0:%Y/%-m/%-d}",
    "{0:%Y:%m:%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y-%m-%d}Z",
    "{0:%Y-%m-%d}+02:00",
    "{0:%Y-%m-%d} 12:00:00 AM",
    "{0:%Y-%j}",
    "{0:%G-W%V-%u}",
    "{0:%-d %B %Y}",
    "{0:%B %-d, %Y}",
    "{0:%d-%b-%Y}",
    "{0:%a, %d %b %Y 00:00:00} GMT",
    "{0:%A} {0:%d/%m/%Y}",
    "{0:%Y}年{0:%-m}月{0:%-d}日",
    "{0:%Y}년 {0:%-m}월 {0:%-d}일",
    "{0:%-d}.{1}.{0:%Y}",
)
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()


@pytest.mark.parametrize("way", WAYS)
def test_every_day_of_two_years_is_read_back_in_each_way(way):
    """Of a leap year and one of 53 weeks; weekdays may leave the order of numbers open."""
    for first in (datetime.date(2020, 1, 1), datetime.date(1915, 1, 1)):
        for number in range(366):
            day = first + datetime.timedelta(number)
            text = way.format(day, ROMAN[day.month - 1])
            read = words_to_iso(normalize_day(text))
            if "%A" in way and read == text:
                swapped = year_first(text.partition(" ")[2], MONTH_FIRST)
                other = datetime.date.fromisoformat(swapped)
                assert other != day and other.weekday() == day.weekday()
            else:
                assert read == str(day)


@given(st.dates(datetime.date(1000, 1, 1)), st.sampled_from([DAY_FIRST, MONTH_FIRST]))
def test_a_day_that_ends_in_its_year_is_read_back_in_its_order(day, order):
    numbers = "{0:%d/%m/%Y}" if order == DAY_FIRST else "{0:%m/%d/%Y}"
    for time, iso in ((" 12:00:00 AM", ""), ("", ""), (" 2:30 PM", "T14:30")):
        assert year_first(numbers.format(day) + time, order) == f"{day}{iso}"


@given(st.dates(datetime.date(1000, 1, 1)))
def test_a_week_has_the_seven_days_from_its_monday(day):
    year, week, weekday = day.isocalendar()
    text = words_to_iso(f"{year:04d}-W{week:02d}")
    if year < 10_000 and next_date(text) <= np.datetime64("9999-12-31"):
        assert next_date(text) - read_date(text) == np.timedelta64(7 * 86_400, "s")
        assert read_date(text).astype("datetime64[D]") == np.datetime64(day, "D") - (
            weekday - 1
        )


@pytest.mark.parametrize(
    "column, texts, said",
    [
        (["08.07.24", "15.07.24"], ["08.07.2024", "15.07.2024"], "as 2024, year last"),
        (["8/7/24 14:00"], ["8/7/2024 14:00"], "as 2024, year last"),
        (["1.9.39", "8.5.45"], ["1.9.1939", "8.5.1945"], "as 1939 to 1945, year last"),
        (["98-07-08", "99-01-31"], ["1998-07-08", "1999-01-31"], "to 1999, year first"),
        (["Jul-24", "Aug '24"], ["Jul-2024", "Aug 2024"], "as 2024, year last"),
        (
            ["8-Jul-24", "08 AUG 24"],
            ["8-Jul-2024", "08 AUG 2024"],
            "as 2024, year last",
        ),
        (["8.VII.24", None], ["8.VII.2024", None], "as 2024, year last"),
    ],
)
def test_years_of_two_digits_are_those_of_one_century(column, texts, said):
    read = with_full_years(column, "date", present=2026)
    assert read.texts == texts
    assert read.note == f"years of two digits, read {said}" or said in read.note


@pytest.mark.parametrize(
    "column, problem",
    [
        (
            ["1.9.39", "1.9.14"],
            r"in two centuries \(1.9.14, 1.9.39\); write all with f",
        ),
        (["08.07.24", "08.07.1924"], "years of two digits .08.07.24. and of four"),
        (["24-07-08"], "is the year first or last in 24-07-08"),
        (["98/07/08", "08/07/98"], "is the year first or last in 98/07/08"),
    ],
)
def test_years_of_two_digits_that_nothing_settles_are_refused(column, problem):
    with pytest.raises(ReadError, match=problem):
        with_full_years(column, "date", present=2026)


@pytest.mark.parametrize(
    "column",
    [["2024-07-08"], ["Jul 24"], ["24-Jul"], ["v1.8.24"], [None], ["45.12.99"]],
)
def test_all_else_has_no_years_of_two_digits(column):
    assert with_full_years(column, "date", present=2026) is None


def test_months_that_may_all_be_two_years_are_refused_by_the_first():
    with pytest.raises(ReadError, match="has 2004/05: .* Write 2004-05 or 2004/2005$"):
        require_months(["2004/05", None, "2005/06"], "held")
    require_months(["2004/05", "2005/08"], "held")


def test_a_time_of_day_stands_behind_a_date():
    assert split_time("7/8/2024 12:00:00 AM") == ("7/8/2024", "")
    assert split_time("7/8/2024 0:00") == ("7/8/2024", "")
    assert split_time("7/8/2024 11:59:59 PM") == ("7/8/2024", "T23:59:59")
    assert split_time("7/8/2024 13:00 PM") is None
    assert split_time("7/8/2024 25:00") is None
    assert split_time("7/8/2024") is None


def test_names_are_those_of_months_and_weekdays():
    assert month_number("VII") is None and roman_month("VII") == 7
    assert month_number("Juli") == month_number("JUIL.") == month_number("июля") == 7
    assert month_number("lis") is None
    assert weekday_numbers("Monday") == weekday_numbers("lunes") == {0}
    assert weekday_numbers("Sa") == {1, 5}  # Saturday in German, Tuesday in Turkish
    assert weekday_numbers("soon") == set()
