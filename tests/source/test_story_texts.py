"""Texts of the built-in story in other languages say what the English ones do."""

import re
import unicodedata
from collections import Counter

import babel
import pytest

import geo
from geo.source import story

CODES = ("ar", "de", "es", "fr", "uk")
# The columns of each table that a reader sees as sentences or names of definitions.
TEXTS = {
    "events": ("title", "sentence", "place"),
    "scenes": ("title", "caption", "place", "source"),
    "breaks": ("reason", "source"),
    "claims": ("as_stated", "scope", "definition", "note"),
}
MONTHS = 12
WORDS = re.compile(r" via |as relayed by|citing|coalition|officials|spokesman")
TITLE = "Northern Iraq offensive (June 2014)"  # the same in every language


def english():
    """Every text of the story that has translations."""
    about = story.about()
    names = ("title", "standfirst", "source", "definitions")
    texts = [*(about[name] for name in names), *about["credits"]]
    for name, columns in TEXTS.items():
        texts += [row[column] for row in about[name] for column in columns]
    return {text for text in texts if text}


def publishers():
    """Publishers of statements, and of them those whose name has words beside names."""
    names = {row["publisher"] for row in story.about()["claims"]}
    return names, {name for name in names if WORDS.search(name)}


def numbers(text):
    """The numbers of a text by their digits, whatever separates those: 95,700 and 95 700."""
    text = re.sub(r"https?://\S+|(?<=[Kk]m)2", "", text)
    found = re.findall(r"[0-9٠-٩]+(?:[.,٬٫\u00a0\u202f](?=[0-9٠-٩])[0-9٠-٩]+)*", text)
    digits = (
        "".join(str(unicodedata.digit(sign)) for sign in number if sign.isdigit())
        for number in found
    )
    return Counter(digits)


def months(text, code):
    """How often a text names each month, in any of the forms of its language."""
    names = babel.Locale.parse(code).months
    counts, text = Counter(), text.replace(TITLE, "")
    for month in range(1, MONTHS + 1):
        alone = {names["stand-alone"]["wide"][month]}
        forms = {
            names[kind][width][month]
            for kind in ("format", "stand-alone")
            for width in ("wide", *(("abbreviated",) if code == "en" else ()))
        }
        whole = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
        if code == "uk":  # which has more cases than CLDR lists
            (stem,) = {re.sub("(?:ень|ий|)$", "", name) for name in alone}
            cases = "[аіу]?|ом" if stem in alone else r"ень|н\w+|ий|ого|ому"
            whole = f"{stem}(?:{cases})"
        before = "(?<!\\w)(?:[وبل]|ال)?" if code == "ar" else r"\b"
        counts[month] = len(re.findall(rf"{before}(?:{whole})\b", text))
    return counts


@pytest.fixture(scope="module", params=CODES)
def translations(request):
    return request.param, story.translations()[request.param]


def test_every_text_of_the_story_is_translated_and_no_other(translations):
    code, texts = translations
    names, worded = publishers()
    assert set(texts) - names == english() and worded <= set(texts), code
    assert all(text.strip() for text in texts.values()), code


def test_numbers_and_dates_of_a_translation_are_those_of_the_english_text(translations):
    code, texts = translations
    for text, translation in texts.items():
        assert numbers(translation) == numbers(text), (code, text, translation)
        assert months(translation, code) == months(text, "en"), (
            code,
            text,
            translation,
        )


def test_the_story_comes_with_its_texts_in_every_language():
    assert geo.read_control().attrs["about"]["translations"].keys() == set(CODES)
