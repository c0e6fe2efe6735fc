"""Dates in words become dates in digits, and nothing else does."""

import json

import pytest
import shapely
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.dates.month_names import (
    AMBIGUOUS_MONTHS,
    LANGUAGES,
    _numbers,
    plain_words,
)
from geo.dates.texts import words_to_iso


@pytest.mark.parametrize(
    "text, digits",
    [
        ("8 July 2024", "2024-07-08"),
        ("July 8, 2024", "2024-07-08"),
        ("8-Jul-2024", "2024-07-08"),
        ("8th of July 2024", "2024-07-08"),
        ("  8  JULY  2024 ", "2024-07-08"),
        ("July 2014", "2014-07"),
        ("Sept. 2014", "2014-09"),
        ("2014 March 3", "2014-03-03"),
        ("8. Juli 2024", "2024-07-08"),
        ("März 2014", "2014-03"),
        ("1er août 2014", "2014-08-01"),
        ("8 de julio de 2024", "2024-07-08"),
        ("8 липня 2024 р.", "2024-07-08"),
        ("липень 2024", "2024-07"),
        ("8 июля 2024 года", "2024-07-08"),
        ("5 يناير 2015", "2015-01-05"),
        ("٨ تموز ٢٠٢٤", "2024-07-08"),
        ("كانون الثاني 2015", "2015-01"),
        ("about 1200", "1200~"),
        ("c. 800", "0800~"),
        ("circa 14 July 1849", "1849-07-14~"),
        ("um 1200", "1200~"),
        ("323 BCE", "-0322"),
        ("323 B.C.", "-0322"),
        ("300 v. Chr.", "-0299"),
        ("44 av. J.-C.", "-0043"),
        ("15 March 44 BC", "-0043-03-15"),
        ("about 300 BCE", "-0299~"),
        ("AD 800", "0800"),
        ("800 CE", "0800"),
        ("123000 BCE", "Y-122999"),
        ("the 1890s", "189X"),
        ("31 February 2014", "2014-02-31"),
    ],
)
def test_a_date_in_words_becomes_one_in_digits(text, digits):
    assert words_to_iso(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2024-07-08",
            "2024-07-08T12:00:00Z",
            "20XX",
            "2014-XX-03",
            "Y-12000",
            "1200~",
        ),
        *(
            "July",
            "8 July",
            "8 July 24",
            "unknown",
            "about",
            "None",
            "0 BCE",
            "May be 2014",
        ),
        *("July 2014 to May 2015", "first quarter of 2014", "Room 1200", "", "1200"),
    ],
)
def test_all_else_stays_as_it_is(text):
    assert words_to_iso(text) == text


SPELLED = [language for language in LANGUAGES if language not in ("ja", "ko")]


@given(st.dates(), st.sampled_from(SPELLED), st.sampled_from(["wide", "abbreviated"]))
def test_every_day_with_the_name_of_its_month_is_found(date, language, width):
    name = Locale.parse(language).months["format"][width][date.month]
    if date.year < 100 or name[0].isdigit():
        return
    if plain_words(name) in AMBIGUOUS_MONTHS:
        return
    for text in (
        f"{date.day} {name} {date.year}",
        f"{date.day}-{name.upper()}-{date.year}",
    ):
        assert words_to_iso(text) == str(date)


def months_by_name():
    """The months that names in any language mean."""
    found = {}
    for language in LANGUAGES:
        for name, numbers in _numbers(language, "months").items():
            found.setdefault(name, set()).update(numbers)
    return found


def test_names_of_two_months_are_known_and_read_as_neither():
    several = {name for name, numbers in months_by_name().items() if len(numbers) > 1}
    assert several == set(AMBIGUOUS_MONTHS)
    for name in several:
        assert words_to_iso(f"8 {name} 2024") == f"8 {name} 2024"


@given(st.text(max_size=30))
def test_any_text_comes_back_as_text(text):
    assert isinstance(words_to_iso(text), str)


def write(path, *rows):
    shape = shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    features = [
        {"type": "Feature", "properties": row, "geometry": shape} for row in rows
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize(
    "row, text, label",
    [
        ({"date": "8 July 2024"}, "2024-07-08", "8 July 2024"),
        ({"date": "c. 1200"}, "1200~", "about 1200"),
        ({"year": 2024, "month": "July", "day": 8}, "2024-07-08", "8 July 2024"),
        ({"start": "323 BCE", "end": "31 BCE"}, "-0322", "323 BCE"),
    ],
)
def test_a_source_may_write_its_dates_in_words(tmp_path, row, text, label):
    table = geo.read_control(write(tmp_path / "a.geojson", row))
    assert table["start_text"].tolist() == [text]
    assert geo.label(text) == label


def test_a_day_in_words_that_is_none_is_refused_by_its_row(tmp_path):
    source = write(tmp_path / "a.geojson", {"date": "31 February 2014"})
    with pytest.raises(
        geo.ReadError, match="row 1: 31 February 2014: .* 2014 has 28 days"
    ):
        geo.read_control(source)


LIST = "place,lat,lon,held_from,held_to\nRaqqa,35.9,39.0,{},{}\nMosul,36.3,43.1,{},\n"


@pytest.mark.parametrize(
    "dates",
    [
        ("13/01/2014", "17/10/2017", "10/06/2014"),
        ("13 January 2014", "17 October 2017", "June 10, 2014"),
        ("13.1.2014", "17.10.2017", "10.6.2014"),
        ("1/13/2014", "10/17/2017", "6/10/2014"),
    ],
)
def test_a_list_of_places_may_have_them_too(tmp_path, dates):
    path = tmp_path / "towns.csv"
    path.write_text(LIST.format(*(f'"{date}"' for date in dates)))
    table = geo.read_control(path)
    assert sorted(set(table["start_text"])) == ["2014-01-13", "2014-06-10"]
    assert set(table["end_text"]) == {"2017-10-17", ""}
    if dates[0] == "13/01/2014":
        said = "dates read day first, as 13/01/2014 is only valid that way"
        assert said in table.attrs["reading"]


def test_a_list_of_places_that_can_be_read_both_ways_is_refused(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text(LIST.format("08/07/2014", "09/10/2017", "10/06/2014"))
    with pytest.raises(geo.ReadError, match=r"towns.csv, row 2: 08/07/2014: day or mo"):
        geo.read_control(path)
    table = geo.read_control(path, day_first=True)
    assert sorted(set(table["start_text"])) == ["2014-06-10", "2014-07-08"]
