"""Dates in words, as people write them: 8 July 2024, März 2014, about 1200, 323 BCE.

Names of months are those of the languages below, as CLDR has them (through Babel); none of them
means one month here and another there. What is not a date in words is left as it is.
"""

import re
from functools import cache, lru_cache

from babel import Locale

from geo.dates.formatting import year_text

# Syria and Iraq call months otherwise than Egypt does.
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


def _one_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_CIRCA = re.compile(rf"(?:{_one_of(_ABOUT)})\s+(?P<rest>.+)")
_ERA_AFTER = re.compile(
    rf"(?P<rest>.*\d)\s*(?:(?P<before>{_one_of(_BEFORE)})|(?:{_one_of(_SINCE)}))"
)
_ERA_FIRST = re.compile(r"(?:ad|a\.d\.)\s*(?P<rest>\d.*)")
_DECADE = re.compile(r"(?:the\s+)?(\d{3})0['’]?s")
_IN_WORDS = re.compile(r"[^\W\d_]{2}|\bc\.|\d{3}0['’]?s", re.IGNORECASE)
_ORDINAL = r"(?:st|nd|rd|th|er|º)?"
_BETWEEN = r"[\s,./-]*(?:\b(?:of|de|del)\b[\s]*)?"
_OF_YEAR = r"(?:\s*(?:року|р\.|года|г\.))?"


@lru_cache(maxsize=100_000)
def in_digits(text: str) -> str:
    """`text` in ISO 8601 or EDTF if it is a date in words; else `text` as it is.

    `8 July 2024` and `July 8, 2024` become `2024-07-08`, `March 2014` becomes `2014-03`, `about
    1200` becomes `1200~`, `323 BCE` becomes `-0322` and `the 1890s` becomes `189X`. A day that the
    calendar does not have is written all the same, for whoever reads it to refuse.
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
    found = _digits_of(plain, before, told=bool(era or mark))
    return text if found is None else found + mark


def _digits_of(plain: str, before: bool, told: bool) -> str | None:
    """ISO text of a year, if `told` that it is one, or of a date with the name of a month."""
    if told and re.fullmatch(r"\d{1,6}", plain):
        return _year(plain, before)
    for language in LANGUAGES:  # each takes some time to be known
        for pattern in _patterns(language, 1 if told else 3):
            if found := pattern.fullmatch(plain):
                year = _year(found["year"], before)
                if year is None or year.startswith("Y"):
                    return None
                parts = [year, f"{_months(language)[found['month']]:02d}"]
                if day := found.groupdict().get("day"):
                    parts.append(day.zfill(2))
                return "-".join(parts)
    return None


def _year(digits: str, before: bool) -> str | None:
    """Text of a year counted from 1 CE, or from 1 BCE back; None for the year 0, which was not."""
    number = int(digits)
    if number == 0:
        return None
    return year_text(1 - number if before else number)


@cache
def _patterns(language: str, least: int) -> tuple[re.Pattern[str], ...]:
    """Dates with the name of a month, and a year of at least so many digits."""
    month = f"(?P<month>{_one_of(tuple(_months(language)))})"
    day, year = rf"(?P<day>\d\d?){_ORDINAL}", rf"(?P<year>\d{{{least},6}})"
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
    """Numbers of months by their names in small letters, long and short."""
    found = {"sept": 9} if language == "en" else {}
    calendar = Locale.parse(language).months
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in calendar[context][width].items():
                found[str(name).casefold().rstrip(".")] = number
    return found


@cache
def _digits() -> dict[int, str]:
    """Arabic-Indic and Persian digits as those of ISO 8601."""
    return {
        ord(digit): str(number)
        for script in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
        for number, digit in enumerate(script)
    }
