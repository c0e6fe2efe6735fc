"""Dates and familiar sizes as readers of a language say them."""

import datetime
import re

from babel.dates import format_date, format_skeleton

import geo.dates
from geo.dates import Period, civil
from geo.measure import near_in_size, size_sentence
from layers.language.catalogue import Language

# What a date text says of a part of a year, by EDTF's numbers.
PARTS = {
    21: "spring {year}",
    22: "summer {year}",
    23: "autumn {year}",
    24: "winter {year}",
    25: "spring {year}",
    26: "summer {year}",
    27: "autumn {year}",
    28: "winter {year}",
    29: "southern spring {year}",
    30: "southern summer {year}",
    31: "southern autumn {year}",
    32: "southern winter {year}",
    33: "first quarter of {year}",
    34: "second quarter of {year}",
    35: "third quarter of {year}",
    36: "last quarter of {year}",
    37: "first third of {year}",
    38: "second third of {year}",
    39: "last third of {year}",
    40: "first half of {year}",
    41: "second half of {year}",
}
MARKS = {
    "?": "possibly {date}",
    "~": "about {date}",
    "%": "possibly about {date}",
}
# Years in which dates are written without an era, as in `geo.label`.
_FIRST_PLAIN, _LAST_PLAIN = 1000, 9999
_ANY_LEAP_YEAR = 2000
# As `when` in `assets/base/words.mjs`.
_FORMS = {
    "day": re.compile(r"-?\d+-\d\d-\d\d"),
    "month": re.compile(r"-?\d+-(0\d|1[0-2])"),
    "year": re.compile(r"[Yy]?-?\d+"),
}

# Context of names of areas, with the article that they have there.
IN_SENTENCE = "in a sentence"

Parts = tuple[int, int, int]  # year (0 is 1 BCE), month and day


def date_label(text: str, words: Language) -> str:
    """What a reader is shown for a date text: "8. Juli 2024", "323 av. J.-C.".

    In English what `geo.label` gives, and the same in the words and the order of other languages.
    """
    if words.english:
        return geo.dates.label(text)
    return _marked(geo.dates.period(text), words)


def size_label(km2: float, words: Language) -> str:
    """What an area is about as large as, "etwa so groß wie Wales"; see `geo.size_sentence`."""
    if words.english:
        return size_sentence(km2)
    names = [words.phrase(name, IN_SENTENCE) for name in near_in_size(km2)]
    if not names:
        return ""
    if len(names) == 1:
        return words.phrase("about the size of {name}", name=names[0])
    return words.phrase(
        "between {smaller} and {larger} in size", smaller=names[0], larger=names[1]
    )


def short_label(text: str, words: Language, *, year: bool) -> str:
    """A day or a month where there is little room: "8 Jul", "Apr", "Jan 2014"."""
    period = geo.dates.period(text)
    number, month, day = civil(period.first)
    date = datetime.date(_ANY_LEAP_YEAR, month, day)
    if period.precision == "day":
        short = words.digits(format_skeleton("MMMd", date, locale=words.locale))
    else:
        short = words.locale.months["stand-alone"]["abbreviated"][month]
    # British English has four letters for September, and three for all other months.
    short = short.replace("Sept", "Sep") if words.english else short
    if not year:
        return short
    return words.phrase("{date} {year}", date=short, year=_year(number, words))


def year_label(year: int, words: Language, *, era: bool) -> str:
    """A year by astronomers' count: 323 BCE is -322; with `era`, early ones say CE too."""
    if year < 1 or (era and year < _FIRST_PLAIN):
        return _year(year, words)
    return words.digits(str(year))


def when(text: str, label: str, words: Language) -> str:
    """ "on 8 July 2024", "in June 2014", "in 323 BCE"; `text` is as the source wrote it."""
    match _kind(text):
        case "day":
            return words.phrase("on {date}", date=label)
        case "month":
            return words.phrase("in {date}", date=label)
        case "year":
            return words.phrase("in {year}", year=label)
    return words.phrase("in {words}", words=label)


def since(text: str, label: str, words: Language) -> str:
    """ "since 8 July 2024", "since June 2014": `when`, of what has begun then."""
    match _kind(text):
        case "day":
            return words.phrase("since {date}", date=label)
        case "month":
            return words.phrase("since {month}", month=label)
        case "year":
            return words.phrase("since {year}", year=label)
    return words.phrase("since {words}", words=label)


def _kind(text: str) -> str:
    """What a date text names: a day, a month or a year; nothing where it is told in words."""
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(text)), "")


def _marked(found: Period, words: Language) -> str:
    told = _told(found, words)
    return words.phrase(MARKS[found.mark], date=told) if found.mark else told


def _told(found: Period, words: Language) -> str:
    year, month, _ = parts = civil(found.first)
    if found.precision == "decade" and year >= _FIRST_PLAIN:
        return words.phrase("{year}s", year=words.digits(str(year)))
    if found.between is not None:
        first, last = (_marked(end, words) for end in found.between)
        return words.phrase("between {first} and {last}", first=first, last=last)
    if found.precision == "day":
        return _day(parts, words)
    if found.precision == "month":
        return _month(year, month, words)
    told = _year(year, words)
    if found.precision == "season":
        return words.phrase(PARTS[found.season], year=told)
    plain = year >= _FIRST_PLAIN
    return words.phrase("year {year}", year=told) if plain else told


def _day(parts: Parts, words: Language) -> str:
    year, month, day = parts
    if _FIRST_PLAIN <= year <= _LAST_PLAIN:
        date = datetime.date(year, month, day)
        told = words.digits(format_date(date, "long", words.locale))
    else:
        date = datetime.date(_ANY_LEAP_YEAR, month, day)
        skeleton = format_skeleton("MMMMd", date, locale=words.locale)
        told = words.phrase(
            "{date} {year}", date=words.digits(skeleton), year=_year(year, words)
        )
    if day == 1:
        told = re.sub(r"^1(?=\s)", words.first_of_month, told)
    return told


def _month(year: int, month: int, words: Language) -> str:
    if _FIRST_PLAIN <= year <= _LAST_PLAIN:
        date = datetime.date(year, month, 1)
        return words.digits(format_skeleton("yMMMM", date, locale=words.locale))
    name = words.locale.months["stand-alone"]["wide"][month]
    return words.phrase("{date} {year}", date=name, year=_year(year, words))


def _year(year: int, words: Language) -> str:
    number = year if year > 0 else 1 - year
    digits = words.number(number, most=0, group=number > _LAST_PLAIN)
    if year <= 0:
        return words.phrase("{year} BCE", year=digits)
    return words.phrase("{year} CE", year=digits) if year < _FIRST_PLAIN else digits
