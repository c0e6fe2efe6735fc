"""Messages, numbers and lists in the language of a page.

A message is written in English where it is used, and looked up in the catalogue of the
language, `locale/<code>.po`, which Babel reads as it is: there is nothing to compile. Where a
message counts, it has a form for each of the language's plural categories, in the order of CLDR
(zero, one, two, few, many, other); unlike those of gettext, they distinguish 1.5 from 2 and 5.

    words = language("uk")
    words.phrase("about the size of {name}", name="Уельс")
    words.plural("{n} day", "{n} days", 21)          # 21 день
    words.area(14_816, significant=3)                # 14 800 км²

A text that is in no catalogue stays as it is: names and words of the data pass through `phrase`.
`locale/collect.py` writes new messages of the code into the catalogues; a test fails while one of
them has no translation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files

import babel
from babel.lists import format_list
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from geo.base import CallError

ENGLISH = "en"
# Each by the name that its readers use.
LANGUAGES = {
    ENGLISH: "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "uk": "Українська",
}
# Message contexts of names in the data, and of its other texts, which bring their translations.
ACTOR, STATUS, DATA = "actor", "status", "data"
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
# Dates of English pages are British: 8 July 2024.
_LOCALES = {ENGLISH: "en_GB"}
# CLDR has European digits for Arabic without a country, and these for Syria, Iraq and Egypt.
_DIGITS = {"ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")}
_BROWSER_TAGS = {"ar": "ar-u-nu-arab"}
_NUMBERING = {"ar": "arab"}
# The first day of a month; CLDR writes it like any other day.
_FIRST_OF_MONTH = {"fr": "1er"}
_VALUE = re.compile(r"\{(\w+)\}")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# UAX 9: text between them keeps its own direction.
_ISOLATE, _END = "\u2068", "\u2069"
_LEAST_KM2 = 5e-7  # what has six decimal places is none
_RIGHT_MARK = "\u200f"  # a line that begins with it runs from right to left

# The text of a message, or its texts by plural category.
Forms = str | Mapping[str, str]
Key = tuple[str, str]  # context and English text


@dataclass(frozen=True)
class Language:
    """A language, with its messages by context and English text; see `language`."""

    code: str
    messages: Mapping[Key, Forms] = field(default_factory=dict, repr=False)
    # English texts of the messages that scripts of the page use.
    script_texts: frozenset[str] = field(default_factory=frozenset, repr=False)

    @cached_property
    def locale(self) -> babel.Locale:
        return babel.Locale.parse(_LOCALES.get(self.code, self.code))

    @property
    def direction(self) -> str:
        """Direction of writing, rtl or ltr: the value of `dir` in HTML."""
        return self.locale.text_direction

    @property
    def english(self) -> bool:
        """True if messages stay as they stand in the code."""
        return self.code == ENGLISH and not self.messages

    def with_data(self, texts: Mapping[str, str]) -> "Language":
        """This language with translations of texts of some data, by their English text."""
        own = {(DATA, text): translation for text, translation in texts.items()}
        if not own:
            return self
        return replace(self, messages={**self.messages, **own})

    def phrase(self, text: str, context: str = "", **values: object) -> str:
        """`text` in this language, with `values` for its {names}.

        A text without a translation stays in English.
        """
        translation = self.messages.get((context, text), text)
        return self._fill(translation if isinstance(translation, str) else text, values)

    def name(self, name: object, kind: str = "") -> str:
        """A name of the data, translated if a catalogue has it.

        `name` may be a mapping of names by language code. `kind` is ACTOR, STATUS, or DATA for
        other texts. Only actors of the built-in story have translations: otherwise one country
        of many would stand in another language than the rest.
        """
        if isinstance(name, Mapping):
            name = name.get(self.code) or next(iter(name.values()), "")
        return self.phrase(str(name), kind)

    def plural(
        self, singular: str, several: str, count: float | Decimal, **values: object
    ) -> str:
        """The form of a message for `count`; {n} is the count unless `values` has it."""
        default = {"one": singular, "other": several}
        forms = self.messages.get(("", singular), default)
        category = self.locale.plural_form(count)
        text = (
            forms
            if isinstance(forms, str)
            else forms.get(category, forms.get("other", singular))
        )
        return self._fill(text, {"n": self.number(count), **values})

    def number(
        self,
        value: float | Decimal,
        *,
        least: int = 0,
        most: int = 6,
        group: bool = True,
    ) -> str:
        """A number with `least` to `most` decimal places: "109,361", "109 361"."""
        size = abs(float(value))
        value = 0 if size < 0.5 * 10**-most else value  # no "-0"
        places = f".{'0' * least}{'#' * (most - least)}" if most else ""
        # Babel groups four digits too; Spanish, and browsers, write 1234.
        grouped = group and not (self.code == "es" and size < 9999.5)
        system = _NUMBERING.get(self.code, "latn")
        text = format_decimal(
            value,
            ("#,##0" if grouped else "0") + places,
            locale=self.locale,
            numbering_system=system,
        )
        return self.digits(text)  # Babel takes only the signs of the numbering system

    def area(self, km2: float, significant: int | None = None) -> str:
        """An area with its unit, "109,361 km²" or "4.02 km²"; small areas have more places.

        With `significant`, it is rounded to so many digits and has no zeros at the end.
        """
        if abs(km2) < _LEAST_KM2:
            km2 = 0.0
        rounded = float(f"{km2:.{significant}g}") if significant else km2
        size = abs(rounded)
        most = next(
            (
                places
                for least, places in ((100, 0), (10, 1), (0.1, 2), (0.001, 4))
                if size >= least
            ),
            6,
        )
        least = 0 if significant or not km2 else min(most, 2)
        digits = self.number(rounded, least=least, most=most if km2 else 0)
        return self.phrase("{n} km²", n=digits)

    def join_list(self, parts: Sequence[str]) -> str:
        """Parts of a sentence as a list: "a, b and c"."""
        return format_list(list(parts), locale=self.locale)

    def digits(self, text: str) -> str:
        """`text` with the digits of this language."""
        return text.translate(_DIGITS.get(self.code, {}))

    @property
    def first_of_month(self) -> str:
        """The number of the first day of a month, as it stands before the month's name."""
        return _FIRST_OF_MONTH.get(self.code, self.digits("1"))

    def script_data(self) -> dict[str, object] | None:
        """Data of this language for `assets/base/language.mjs`; None for English."""
        if self.english:
            return None
        messages = {
            text: forms
            for (context, text), forms in self.messages.items()
            if text in self.script_texts and not context
        }
        tag = _BROWSER_TAGS.get(self.code, _LOCALES.get(self.code, self.code))
        return {
            "tag": tag.replace("_", "-"),
            "first": _FIRST_OF_MONTH.get(self.code),
            "right": self.direction == "rtl",
            "messages": messages,
        }

    def _fill(self, text: str, values: Mapping[str, object]) -> str:
        def replacement(match: re.Match[str]) -> str:
            if match[1] not in values:
                return match[0]
            value = str(values[match[1]])
            if value.endswith(".") and text.startswith(".", match.end()):
                value = value[:-1]  # one full stop ends both abbreviation and sentence
            # In a line from right to left, Latin names would reorder punctuation and numbers.
            if self.direction == "rtl" and _LATIN.search(value):
                return f"{_ISOLATE}{value}{_END}"
            return value

        if not values:
            return text
        line = _VALUE.sub(replacement, text)
        # A line that begins with an isolate has no letter of its own to set its direction.
        return _RIGHT_MARK + line if line.startswith(_ISOLATE) else line


def language(code: str | Language = ENGLISH) -> Language:
    """The language of a code: en, ar, de, es, fr or uk.

    Raises
    ------
    CallError
        If there is no catalogue for `code`.
    """
    return code if isinstance(code, Language) else _load(code)


def mark_message(text: str) -> str:
    """Return `text` unchanged, and mark it as a message that is translated later."""
    return text


def plural_categories(code: str) -> list[str]:
    """Plural categories of a language, in the order of the forms in its catalogue."""
    tags = {*babel.Locale.parse(_LOCALES.get(code, code)).plural_form.tags, "other"}
    return [category for category in CATEGORIES if category in tags]


@cache
def _load(code: str) -> Language:
    if code == ENGLISH:
        return Language(code)
    if code not in LANGUAGES:
        raise CallError(f"{code}: not a language; one of {', '.join(LANGUAGES)}")
    with (files("layers") / "locale" / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    categories = plural_categories(code)
    messages = {
        _key(message): _forms(message, categories)
        for message in catalogue
        if message.id
    }
    return Language(code, messages, _script_texts(catalogue))


def _script_texts(messages: Iterable[Message]) -> frozenset[str]:
    """English texts of the messages whose locations in a catalogue include a script."""
    return frozenset(
        _key(message)[1]
        for message in messages
        if any(path.endswith(".mjs") for path, _ in message.locations)
    )


def _key(message: Message) -> Key:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", first


def _forms(message: Message, categories: Sequence[str]) -> Forms:
    """The text of a message, or its texts by category; English where one is missing."""
    texts = message.string or ""
    if isinstance(texts, str):
        return texts or _key(message)[1]
    return {
        category: text
        for category, text in zip(categories, texts, strict=False)
        if text
    }
