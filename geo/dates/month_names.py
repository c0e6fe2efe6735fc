"""Dates in words, as people write them: 8 July 2024, März 2014, about 1200, 323 BCE.

Month names are those of CLDR (through Babel) in the languages below; no name means different
months in two of them. Any other text is left unchanged.
"""

import re
from functools import cache, lru_cache

from babel import Locale

from geo.dates.formatting import year_text

# Syria and Iraq have other month names than Egypt.
LANGUAGES = ("en", "ar", "ar_SY", "de", "es", "fr", "ru", "uk")

_BEFORE = (
    *("bce", "bc", "b.c.e.", "b.c.", "v. chr.", "v.chr.", "av. j.-c.", "a. c.", "a.c."),
    *("до н. е.", "до н.е.", "до н. э.", "до н.э.", "ق.م", "ق. م."),
)
_SINCE = (
    *("ce", "ad", "c.e.", "a.d.", "n. chr.", "n.chr.", "apr. j.-c.", "d. c.", "d.c."),
    *("н. е.", "н.е.", "н. э.", "н.э."),
)
_ABOUT = (
    *("about", "around", "circa", "ca.", "ca", "c.", "approximately", "approx."),
    *("um", "etwa", "vers", "environ", "hacia", "alrededor de", "близько", "бл."),
    *("около", "ок.", "حوالي", "نحو"),
)


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CIRCA = re.compile(rf"(?:{_alternatives(_ABOUT)})\s+(?P<rest>.+)")
_ERA_AFTER = re.compile(
    rf"(?P<rest>.*\d)\s*(?:(?P<before>{_alternatives(_BEFORE)})|(?:{_alternatives(_SINCE)}))"
)
_ERA_FIRST = re.compile(r"(?:ad|a\.d\.)\s*(?P<rest>\d.*)")
_DECADE = re.compile(r"(?:the\s+)?(\d{3})0['’]?s")
_IN_WORDS = re.compile(r"[^\W\d_]{2}|\bc\.|\d{3}0['’]?s", re.IGNORECASE)
_ORDINAL = r"(?:st|nd|rd|th|er|º)?"
_BETWEEN = r"[\s,./-]*(?:\b(?:of|de|del)\b[\s]*)?"
_OF_YEAR = r"(?:\s*(?:року|р\.|года|г\.))?"


@lru_cache(maxsize=100_000)
def words_to_iso(text: str) -> str:
    """`text` in ISO 8601 or EDTF if it is a date in words; else unchanged.

    `8 July 2024` and `July 8, 2024` become `2024-07-08`, `March 2014` becomes `2014-03`, `about
    1200` becomes `1200~`, `323 BCE` becomes `-0322` and `the 1890s` becomes `189X`. The result
    may be a day that the calendar does not have.
    """
    if not _IN_WORDS.search(text):
        return text
    plain = " ".join(text.casefold().translate(_digits()).split())
    mark = ""
    if about := _CIRCA.fullmatch(plain):
        plain, mark = about["rest"], "~"
    if decade := _DECADE.fullmatch(plain):
        return f"{decade[1]}X{mark}"
    era = _ERA_AFTER.fullmatch(plain) or _ERA_FIRST.fullmatch(plain)
    before = era is not None and era.groupdict().get("before") is not None
    if era:
        plain = era["rest"]
    iso = _iso_text(plain, before, is_year=bool(era or mark))
    return text if iso is None else iso + mark


def _iso_text(plain: str, before: bool, is_year: bool) -> str | None:
    """ISO text of a year, if `is_year`, or of a date with the name of a month."""
    if is_year and re.fullmatch(r"\d{1,6}", plain):
        return _year(plain, before)
    for language in LANGUAGES:
        for pattern in _patterns(language, 1 if is_year else 3):
            if match := pattern.fullmatch(plain):
                year = _year(match["year"], before)
                if year is None or year.startswith("Y"):
                    return None
                parts = [year, f"{_months(language)[match['month']]:02d}"]
                if day := match.groupdict().get("day"):
                    parts.append(day.zfill(2))
                return "-".join(parts)
    return None


def _year(digits: str, before: bool) -> str | None:
    """Text of a year of the Common Era, or `before` it; None for 0, which is not a year."""
    number = int(digits)
    if number == 0:
        return None
    return year_text(1 - number if before else number)


@cache
def _patterns(language: str, year_digits: int) -> tuple[re.Pattern[str], ...]:
    """Patterns of dates with a month name, and a year of at least `year_digits` digits."""
    month = f"(?P<month>{_alternatives(tuple(_months(language)))})"
    day, year = rf"(?P<day>\d\d?){_ORDINAL}", rf"(?P<year>\d{{{year_digits},6}})"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?:{day}{_BETWEEN})?{month}{_BETWEEN}{year}{_OF_YEAR}",
            rf"{month}\s{day},?\s{year}",
            rf"{year}{_BETWEEN}{month}(?:{_BETWEEN}{day})?",
        )
    )


@cache
def _months(language: str) -> dict[str, int]:
    """Numbers of months by their names in lower case, long and short."""
    numbers = {"sept": 9} if language == "en" else {}
    calendar = Locale.parse(language).months
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in calendar[context][width].items():
                numbers[str(name).casefold().rstrip(".")] = number
    return numbers


@cache
def _digits() -> dict[int, str]:
    """Translation of Arabic-Indic and Persian digits to those of ISO 8601."""
    return {
        ord(digit): str(number)
        for script in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
        for number, digit in enumerate(script)
    }
