"""Names of months and weekdays in many languages, from CLDR (through Babel).

Names are compared in lower case, without accents and full stops. They are loaded language by
language, and only for texts with words: dates in digits need none of them.
"""

import pickle
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

# English first, as the most frequent; the order has no effect on what a word means. Syria, Iraq
# and the Maghreb have other month names than Egypt.
LANGUAGES = (
    *("en", "ar", "ar_SY", "ar_DZ", "ar_MA", "de", "es", "fr", "ru", "uk", "it", "tr"),
    *("pt", "pl", "nl", "cs", "el", "he", "fa", "sv", "ro", "hi", "zh", "ja", "ko"),
    *("da", "nb", "fi", "hu", "bg", "hr", "sr", "sk", "id", "ku", "ca", "be"),
)

# Words that are another month in another language: November in Polish and Czech is called as
# October is in Croatian. A test finds all of them.
AMBIGUOUS_MONTHS = {
    "lip": "July in Polish and June in Croatian",
    "lis": "November in Polish and October in Croatian",
    "listopad": "November in Polish and October in Croatian",
    "listopada": "November in Polish and October in Croatian",
    "srp": "August in Czech and July in Croatian",
}

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_MORE_MONTHS = {"sept": 9}  # the other abbreviation in English
_WIDTHS = ("wide", "abbreviated", "short")
_STRIPPED = " .,'’׳ー"


@lru_cache(maxsize=100_000)
def plain_words(text: str) -> str:
    """`text` in lower case, without accents, with digits of all scripts as 0 to 9.

    Spaces are single. Turkish İ and ı are i.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace("ı", "i")
    letters = [
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in decomposed
        if not unicodedata.combining(letter)
    ]
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).split())


def month_number(word: str) -> int | None:
    """The number of the month that `word` names, of 1 to 12; None if it names none, or two.

    Names are long or short, in one of LANGUAGES. As in Arabic newspapers, two names of one month
    may stand beside each other: تموز/يوليو.
    """
    numbers = {_month_number(part) for part in plain_words(word).split("/")}
    return numbers.pop() if len(numbers) == 1 else None


def _month_number(plain: str) -> int | None:
    name = plain.strip(_STRIPPED)
    if name in AMBIGUOUS_MONTHS or not name:
        return None
    for language in LANGUAGES:
        numbers = _numbers(language, "months")
        for variant in _variants(name):
            if months := numbers.get(variant):
                return next(iter(months))
    return _MORE_MONTHS.get(name)


def _variants(name: str) -> Iterator[str]:
    """`name`, and without the Hebrew "in" before it."""
    yield name
    if name.startswith("ב"):
        yield name[1:]


def roman_month(word: str) -> int | None:
    """The number of a month in Roman digits, `VII`; None if `word` is none."""
    name = word.casefold()
    return _ROMAN.index(name) + 1 if name in _ROMAN else None


def weekday_numbers(word: str) -> frozenset[int]:
    """The weekdays that `word` names in any language, Monday is 0; empty if it names none."""
    name = plain_words(word).strip(_STRIPPED + "()")
    if not name:
        return frozenset()
    languages = (_numbers(language, "days") for language in LANGUAGES)
    return frozenset(day for numbers in languages for day in numbers.get(name, ()))


@cache
def _numbers(language: str, kind: str) -> dict[str, set[int]]:
    """Numbers of months or weekdays by their names in `language`, long and short."""
    from babel.localedata import resolve_locale_filename  # slow, and seldom needed

    # The file of the language alone: Babel's own tables are shared by all languages, and a look
    # into them may give one language the names of another.
    with open(resolve_locale_filename(language), "rb") as file:
        contexts = pickle.load(file).get(kind, {})
    numbers: dict[str, set[int]] = {}
    for widths in contexts.values():
        for width in _WIDTHS:
            names = widths.get(width)
            names = names[1] if isinstance(names, tuple) else names
            if isinstance(names, dict):
                for number, name in names.items():
                    key = plain_words(name).strip(_STRIPPED)
                    numbers.setdefault(key, set()).add(number)
    return numbers
