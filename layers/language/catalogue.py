"""What readers are told, in their language: messages, numbers, lists.

A message is written in English where it is used, and looked up in the catalogue of the
language, `locale/<code>.po`, which Babel reads as it is: there is nothing to compile. Where a
message counts, it has a form for each of the language's plural categories, in the order of CLDR
(zero, one, two, few, many, other); unlike gettext's own, these tell 1.5 hectares from 2 and 5.

    words = language("uk")
    words.phrase("about the size of {name}", name="Уельс")
    words.plural("{n} day", "{n} days", 21)          # 21 день
    words.area(14_816, significant=3)                # 14 800 км²

What the catalogues do not know is told as it is: names and words of the data pass through
`phrase`. `locale/collect.py` writes new messages of the code into the catalogues; a test fails
while one of them has no translation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
# Their languages in their own words, for those who choose one.
LANGUAGES = {
    ENGLISH: "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "uk": "Українська",
}
# Contexts of names that data have.
ACTOR, STATUS = "actor", "status"
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
# Dates of English pages are British: 8 July 2024.
_LOCALES = {ENGLISH: "en_GB"}
# CLDR writes Arabic of no country in European digits, that of Syria, Iraq and Egypt in these.
_DIGITS = {"ar": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")}
_BROWSER_TAGS = {"ar": "ar-u-nu-arab"}
_NUMBERING = {"ar": "arab"}
# The first of a month, which CLDR writes as any other day.
_FIRST = {"fr": "1er"}
_VALUE = re.compile(r"\{(\w+)\}")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_ISOLATE, _END = (
    "\u2068",
    "\u2069",
)  # UAX 9: what is between them keeps its own direction

Forms = (
    str | Mapping[str, str]
)  # of one message: its text, or a text by plural category
Key = tuple[str, str]  # context and English text


@dataclass(frozen=True)
class Language:
    """A language, with its messages by context and English text; see `language`."""

    code: str
    messages: Mapping[Key, Forms] = field(default_factory=dict, repr=False)
    # Those that the page's script tells.
    scripted: frozenset[str] = field(default_factory=frozenset, repr=False)

    @cached_property
    def locale(self) -> babel.Locale:
        return babel.Locale.parse(_LOCALES.get(self.code, self.code))

    @property
    def direction(self) -> str:
        """rtl or ltr, for `dir` in HTML."""
        return self.locale.text_direction

    @property
    def english(self) -> bool:
        """True where all is told as it stands in the code."""
        return self.code == ENGLISH and not self.messages

    def phrase(self, text: str, context: str = "", **values: object) -> str:
        """`text` in this language, with `values` for its {names}; as it is where unknown."""
        known = self.messages.get((context, text), text)
        return self._filled(known if isinstance(known, str) else text, values)

    def name(self, name: object, kind: str = "") -> str:
        """A name of the data, or the one of several by language; translated where it is known.

        `kind` is ACTOR or STATUS, or nothing for other words. Of actors only those of the built-in
        story are known, or one country of many would be told in another language than the rest.
        """
        if isinstance(name, Mapping):
            name = name.get(self.code) or next(iter(name.values()), "")
        return self.phrase(str(name), kind)

    def plural(
        self, one: str, several: str, count: float | Decimal, **values: object
    ) -> str:
        """`one` or `several` in this language, as `count` asks; {n} is the count unless given."""
        forms = self.messages.get(("", one), {"one": one, "other": several})
        kind = self.locale.plural_form(count)
        text = (
            forms
            if isinstance(forms, str)
            else forms.get(kind, forms.get("other", one))
        )
        return self._filled(text, {"n": self.number(count), **values})

    def number(
        self,
        value: float | Decimal,
        *,
        least: int = 0,
        most: int = 6,
        group: bool = True,
    ) -> str:
        """A number with at least and at most so many places: "109,361", "109 361"."""
        size = abs(float(value))
        places = f".{'0' * least}{'#' * (most - least)}" if most else ""
        # Babel groups four digits too, where Spanish writes 1234 as browsers do.
        grouped = group and not (self.code == "es" and size < 9999.5)
        system = _NUMBERING.get(self.code, "latn")
        told = format_decimal(
            value,
            ("#,##0" if grouped else "0") + places,
            locale=self.locale,
            numbering_system=system,
        )
        return self.digits(told)  # of the system Babel takes but its signs

    def area(self, km2: float, significant: int | None = None) -> str:
        """An area, "109,361 km²" or "4.02 km²": with as many places as its size bears.

        To `significant` digits where that is given, and then without zeros at the end.
        """
        told = float(f"{km2:.{significant}g}") if significant else km2
        size = abs(told)
        most = next(
            (
                places
                for least, places in ((100, 0), (10, 1), (0.1, 2), (0.001, 4))
                if size >= least
            ),
            6,
        )
        least = 0 if significant or not km2 else min(most, 2)
        digits = self.number(told, least=least, most=most if km2 else 0)
        return self.phrase("{n} km²", n=digits)

    def listed(self, parts: Sequence[str]) -> str:
        """Parts of a sentence: "a, b and c"."""
        return format_list(list(parts), locale=self.locale)

    def digits(self, text: str) -> str:
        """`text` with the digits of this language."""
        return text.translate(_DIGITS.get(self.code, {}))

    @property
    def first_of_month(self) -> str:
        """How the first day of a month is written before its name."""
        return _FIRST.get(self.code, self.digits("1"))

    def for_page(self) -> dict[str, object] | None:
        """What `assets/base/language.mjs` needs; None for English, which it has."""
        if self.english:
            return None
        told = {
            text: forms
            for (context, text), forms in self.messages.items()
            if text in self.scripted and not context
        }
        tag = _BROWSER_TAGS.get(self.code, _LOCALES.get(self.code, self.code))
        return {
            "tag": tag.replace("_", "-"),
            "first": _FIRST.get(self.code),
            "right": self.direction == "rtl",
            "messages": told,
        }

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        def value(found: re.Match[str]) -> str:
            if found[1] not in values:
                return found[0]
            told = str(values[found[1]])
            if told.endswith(".") and text.startswith(".", found.end()):
                told = told[:-1]  # the full stop ends an abbreviation and the sentence
            # In a line from right to left, Latin names take signs and figures beside them along.
            if self.direction == "rtl" and _LATIN.search(told):
                return f"{_ISOLATE}{told}{_END}"
            return told

        return _VALUE.sub(value, text) if values else text


def language(code: str | Language = ENGLISH) -> Language:
    """The language of a code: en, ar, de, es, fr or uk.

    Raises
    ------
    CallError
        If it is none of these.
    """
    return code if isinstance(code, Language) else _known(code)


def marked(text: str) -> str:
    """`text` as it is: a message that is looked up where the language is known."""
    return text


def categories(code: str) -> list[str]:
    """The plural categories of a language, in the order in which its catalogue has their forms."""
    known = {*babel.Locale.parse(_LOCALES.get(code, code)).plural_form.tags, "other"}
    return [one for one in CATEGORIES if one in known]


@cache
def _known(code: str) -> Language:
    if code == ENGLISH:
        return Language(code)
    if code not in LANGUAGES:
        raise CallError(f"{code}: not a language; one of {', '.join(LANGUAGES)}")
    with (files("layers") / "locale" / f"{code}.po").open("rb") as file:
        found = read_po(file, locale=code, abort_invalid=True)
    kinds = categories(code)
    messages = {_key(one): _forms(one, kinds) for one in found if one.id}
    return Language(code, messages, scripted(found))


def scripted(messages: Iterable[Message]) -> frozenset[str]:
    """The English texts that modules of the page tell, by the places that a catalogue names."""
    return frozenset(
        _key(one)[1]
        for one in messages
        if any(place.endswith(".mjs") for place, _ in one.locations)
    )


def _key(message: Message) -> Key:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", first


def _forms(message: Message, kinds: Sequence[str]) -> Forms:
    """The text of a message, or its texts by category; a missing text stays in English."""
    texts = message.string or ""
    if isinstance(texts, str):
        return texts or _key(message)[1]
    return {kind: text for kind, text in zip(kinds, texts, strict=False) if text}
