"""Labels of dates and familiar sizes in each language."""

import re

import pytest

import geo
import geo.measure
from layers.language import language
from layers.language.dates import (
    IN_SENTENCE,
    date_label,
    since_label,
    size_label,
    span_label,
    when_label,
)

DATES = {
    "2024-07-01": "1. Juli 2024|1er juillet 2024|1 de julio de 2024|1 липня 2024 р.|١ يوليو ٢٠٢٤",
    "2014-06": "Juni 2014|juin 2014|junio de 2014|червень 2014 р.|يونيو ٢٠١٤",
    "1815": "1815|1815|1815|1815 р.|١٨١٥",
    "-0322": "323 v. Chr.|323 av. J.-C.|323 a. C.|323 р. до н. е.|٣٢٣ ق.م",
    "-0322-06-10": "10. Juni 323 v. Chr.|10 juin 323 av. J.-C.|10 de junio de 323 a. C."
    "|10 червня 323 р. до н. е.|١٠ يونيو ٣٢٣ ق.م",
    "1200~": "um 1200|vers 1200|hacia 1200|приблизно 1200 р.|نحو ١٢٠٠",
    "2014?": "vielleicht 2014|peut-être 2014|quizá 2014|можливо, 2014 р.|ربما ٢٠١٤",
    "2014-21": "Frühjahr 2014|printemps 2014|primavera de 2014|весна 2014 р.|ربيع ٢٠١٤",
    "1810/1812": "zwischen 1810 und 1812|entre 1810 et 1812|entre 1810 y 1812"
    "|між 1810 р. і 1812 р.|بين ١٨١٠ و١٨١٢",
}


@pytest.mark.parametrize("text", DATES)
def test_dates_have_the_order_and_words_of_each_language(text):
    labels = [
        re.sub(r"\s", " ", date_label(text, language(code)))
        for code in ("de", "fr", "es", "uk", "ar")
    ]
    assert labels == DATES[text].split("|")
    assert date_label(text, language()) == geo.label(text)


@pytest.mark.parametrize(
    "first, last, label",
    [
        ("2024-07-08", "2024-09-09", "8 July to 9 September 2024"),
        ("2024-07-08", "2025-07-08", "8 July 2024 to 8 July 2025"),
        ("2024-07-08", "2024-07-08", "8 July 2024"),
        ("-0322-06-10", "-0322-07-01", "10 June to 1 July 323 BCE"),
        ("2024-05", "2024-07-08", "May 2024 to 8 July 2024"),
        ("2024-07-08?", "2024-09-09", "possibly 8 July 2024 to 9 September 2024"),
        ("2014", "2016", "2014 to 2016"),
    ],
)
def test_the_year_of_two_days_stands_once(first, last, label):
    assert span_label(first, last, language()) == label
    french = re.sub(r"\s", " ", span_label("2024-07-01", "2024-08-01", language("fr")))
    assert french == "1er juillet – 1er août 2024"


def test_names_of_familiar_sizes_have_their_form_in_a_sentence():
    assert size_label(41_000, language("de")) == "etwa so groß wie die Schweiz"
    assert size_label(41_000, language("fr")) == "à peu près aussi grand que la Suisse"
    assert (
        size_label(52_000, language("es"))
        == "mayor que Dinamarca y menor que Virginia Occidental, en EE. UU."
    )
    assert (
        size_label(44_000, language("fr")) == "à peu près aussi grand que le Danemark"
    )
    assert size_label(493, language("de")) == "etwas größer als Andorra"
    assert size_label(444, language("uk")) == "трохи менше, ніж Андорра"
    assert size_label(41_000, language()) == geo.size_sentence(41_000)
    assert size_label(0, language("uk")) == ""
    assert geo.measure.near_in_size(52_000) == (("Denmark", "West Virginia"), 0)


def test_dates_have_the_preposition_of_their_precision():
    assert when_label("2024-07-08", "8 July 2024", language()) == "on 8 July 2024"
    assert when_label("-0322", "323 BCE", language()) == "in 323 BCE"
    assert when_label("-0322-05-01", "1 May 323 BCE", language()) == "on 1 May 323 BCE"
    assert when_label("2014-06", "June 2014", language()) == "in June 2014"


def test_a_month_after_a_preposition_has_its_case():
    labels = {
        code: since_label(
            "2014-06", date_label("2014-06", language(code)), language(code)
        )
        for code in ("uk", "de", "en")
    }
    assert {code: re.sub(r"\s", " ", label) for code, label in labels.items()} == {
        "uk": "з червня 2014 р.",
        "de": "seit Juni 2014",
        "en": "since June 2014",
    }
    year = since_label("2014", date_label("2014", language("uk")), language("uk"))
    assert re.sub(r"\s", " ", year) == "з 2014 р."


def test_names_of_areas_have_a_form_for_lists_and_one_for_sentences():
    words = language("de")
    assert words.phrase("Switzerland") == "Schweiz"
    assert words.phrase("Switzerland", IN_SENTENCE) == "die Schweiz"
