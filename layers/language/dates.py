"""Labels of dates and familiar sizes in a language."""

import datetime
import re

from babel.dates import format_date, format_skeleton

import geo.dates
from geo.dates import Period, civil
from geo.measure import near_in_size, size_sentence
from layers.language.catalogue import Language

# Parts of a year, by the numbers that EDTF has for them.
SEASONS = {
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
# Uncertain and approximate dates, by the characters of EDTF.
QUALIFIERS = {
    "?": "possibly {date}",
    "~": "about {date}",
    "%": "possibly about {date}",
}
# Years that are written without an era, as in `geo.dates.label`.
_FIRST_PLAIN, _LAST_PLAIN = 1000, 9999
_ANY_LEAP_YEAR = 2000
# As in `when` of `assets/base/words.mjs`.
_FORMS = {
    "day": re.compile(r"-?\d+-\d\d-\d\d"),
    "month": re.compile(r"-?\d+-(0\d|1[0-2])"),
    "year": re.compile(r"[Yy]?-?\d+"),
}

# Message context of names of areas with their article.
IN_SENTENCE = "in a sentence"

CivilDate = tuple[int, int, int]  # year (0 is 1 BCE), month and day


def date_label(text: str, words: Language) -> str:
    """Label of a date in a language: "8. Juli 2024", "323 av. J.-C.".

    In English it is that of `geo.dates.label`; other languages have their own words and order.
    """
    if words.english:
        return geo.dates.label(text)
    return _period_label(geo.dates.period(text), words)


def span_label(first: str, last: str, words: Language) -> str:
    """Two dates in a language: "3 May 2014 to 8 July 2024", "8 July to 9 September 2024".

    One date is written once, and so is the year of two days.
    """
    labels = [date_label(text, words) for text in (first, last)]
    if labels[0] == labels[1]:
        return labels[0]
    if _kind(first) == _kind(last) == "day":
        days = [civil(geo.dates.read_date(text)) for text in (first, last)]
        if days[0][0] == days[1][0]:
            labels[0] = _month_and_day(days[0], words)
    return words.phrase("{first} to {last}", first=labels[0], last=labels[1])


def size_label(km2: float, words: Language) -> str:
    """Comparison of an area with familiar ones, "etwa so groß wie Wales"; "" if none is near.

    See `geo.measure.size_sentence`.
    """
    if words.english:
        return size_sentence(km2)
    near, difference = near_in_size(km2)
    names = [words.phrase(name, IN_SENTENCE) for name in near]
    if not names:
        return ""
    if len(names) == 2:
        return words.phrase(
            "between {smaller} and {larger} in size", smaller=names[0], larger=names[1]
        )
    if difference > 0:
        return words.phrase("somewhat larger than {name}", name=names[0])
    if difference < 0:
        return words.phrase("somewhat smaller than {name}", name=names[0])
    return words.phrase("about the size of {name}", name=names[0])


def short_label(text: str, words: Language, *, year: bool) -> str:
    """Short label of a day or a month: "8 Jul", "Apr", "Jan 2014"."""
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
    """Label of an astronomical year (323 BCE is -322); with `era`, early years have CE."""
    if year < 1 or (era and year < _FIRST_PLAIN):
        return _year(year, words)
    return words.digits(str(year))


def when_label(text: str, label: str, words: Language) -> str:
    """A date with its preposition: "on 8 July 2024", "in June 2014", "in 323 BCE".

    `text` is the date as the source wrote it, `label` its `date_label`.
    """
    match _kind(text):
        case "day":
            return words.phrase("on {date}", date=label)
        case "month":
            return words.phrase("in {date}", date=label)
        case "year":
            return words.phrase("in {year}", year=label)
    return words.phrase("in {words}", words=label)


def since_label(text: str, label: str, words: Language) -> str:
    """A start date: "since 8 July 2024", "since June 2014"; parameters as of `when_label`."""
    match _kind(text):
        case "day":
            return words.phrase("since {date}", date=label)
        case "month":
            return words.phrase(
                "since {month}", month=_month_in_date(text, label, words)
            )
        case "year":
            return words.phrase("since {year}", year=label)
    return words.phrase("since {words}", words=label)


def _month_in_date(text: str, label: str, words: Language) -> str:
    """`label` of a month as it stands in a date: Ukrainian has another case there."""
    names, month = words.locale.months, int(text[-2:])
    return label.replace(
        names["stand-alone"]["wide"][month], names["format"]["wide"][month]
    )


def _kind(text: str) -> str:
    """Precision of a plain date text: "day", "month" or "year"; "" for other forms."""
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(text)), "")


def _period_label(period: Period, words: Language) -> str:
    label = _plain_label(period, words)
    return words.phrase(QUALIFIERS[period.mark], date=label) if period.mark else label


def _plain_label(period: Period, words: Language) -> str:
    """Label of a period without its qualifier."""
    year, month, _ = date = civil(period.first)
    if period.precision == "decade" and year >= _FIRST_PLAIN:
        return words.phrase("{year}s", year=words.digits(str(year)))
    if period.between is not None:
        first, last = (_period_label(end, words) for end in period.between)
        return words.phrase("between {first} and {last}", first=first, last=last)
    if period.precision == "day":
        return _day(date, words)
    if period.precision == "month":
        return _month(year, month, words)
    label = _year(year, words)
    if period.precision == "season":
        return words.phrase(SEASONS[period.season], year=label)
    plain = year >= _FIRST_PLAIN
    return words.phrase("year {year}", year=label) if plain else label


def _day(civil_date: CivilDate, words: Language) -> str:
    year, month, day = civil_date
    if _FIRST_PLAIN <= year <= _LAST_PLAIN:
        date = datetime.date(year, month, day)
        label = words.digits(format_date(date, "long", words.locale))
    else:
        return words.phrase(
            "{date} {year}",
            date=_month_and_day(civil_date, words),
            year=_year(year, words),
        )
    return _with_first(label, day, words)


def _month_and_day(civil_date: CivilDate, words: Language) -> str:
    """A day without its year: "8 July"."""
    _, month, day = civil_date
    date = datetime.date(_ANY_LEAP_YEAR, month, day)
    label = format_skeleton("MMMMd", date, locale=words.locale)
    return _with_first(words.digits(label), day, words)


def _with_first(label: str, day: int, words: Language) -> str:
    """`label` of a day with the number of the first of a month as its language has it."""
    return re.sub(r"^1(?=\s)", words.first_of_month, label) if day == 1 else label


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
