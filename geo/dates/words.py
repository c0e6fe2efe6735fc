"""Dates as people write them: 8 July 2024, März 2014, about 1200, 323 BCE, 19th century, 2024-W28.

They become ISO 8601 or EDTF; `geo.dates.texts` decides which texts are looked at here.
"""

import re

import numpy as np

from geo.base import ReadError
from geo.dates.clock import split_time
from geo.dates.day_order import DAY_FIRST, MONTH_FIRST, year_first
from geo.dates.digit_forms import digits_to_iso
from geo.dates.iso import year_text
from geo.dates.month_names import (
    AMBIGUOUS_MONTHS,
    month_number,
    plain_words,
    roman_month,
    weekday_numbers,
)

# Words are compared as `plain_words` writes them; those for eras without spaces and full stops.
_BEFORE = frozenset(
    "bce bc beforechrist vchr vuz vorunsererzeitrechnung vorchristus avjc avantjesuschrist ac aec "
    "antesdecristo avanticristo дон.э донэ доне донашоиери mo milattanonce ic pne przednasza "
    "przednaszaera voorchristus vchr przednchr prnl prednasimletopoctem πχ προχριστου לפנהס "
    "לפניהספירה קם قم قبلالميلاد قبلازميلاد fkr forekristus forkristus ihr ien inaintedehristos "
    "ईसापूरव 公元前 紀元前 前 기원전 ekr ie krisztuselott прхр преихриста prkr prijekrista пне "
    "преновеере pzr".split()
)
_SINCE = frozenset(
    "ce ad annodomini nchr nachchristus apjc aprjc apresjesuschrist dc despuesdecristo "
    "depoisdecristo dopocristo нэ не нашоиери ms milattansonra ne naszejery nachristus nl "
    "naseholetopoctu μχ μεταχριστον לספירה م ميلادي ميلادية ekr. efterkristus etterkristus dhr en "
    "dupahristos ईसवी 公元 西暦 서기 jkr isz слхр pokr poslijekrista".split()
)
_ABOUT = (
    *("about", "around", "circa", "ca.", "ca", "c.", "approximately", "approx."),
    *("um", "etwa", "vers", "environ", "hacia", "alrededor de", "близько", "бл."),
    *("около", "ок.", "حوالي", "نحو", "verso il", "verso", "intorno al", "cerca de"),
    *("por volta de", "yaklasik", "około", "ok.", "omstreeks", "rond", "kolem", "asi"),
    *("περιπου", "בערך", "حدود", "omkring", "cirka", "c:a", "in jur de", "aprox."),
    *("लगभग", "约", "約", "大约", "약", "~", "≈", "±"),
)
_CENTURY = (
    *("century", "cent.", "c.", "jahrhundert", "jahrhunderts", "jh.", "jhd.", "siecle"),
    *(
        "siglo",
        "secolo",
        "seculo",
        "век",
        "века",
        "в.",
        "столетие",
        "столiття",
        "століття",
    ),
    *("ст.", "wiek", "wieku", "w.", "eeuw", "yuzyil", "stoleti", "αιωνας", "secolul"),
    *("arhundradet", "sekel", "世纪", "世紀", "세기", "القرن", "המאה ה-", "המאה"),
)


def _alternatives(words: tuple[str, ...]) -> str:
    plain = {plain_words(word) for word in words}
    return "|".join(re.escape(word) for word in sorted(plain, key=len, reverse=True))


_CIRCA = re.compile(
    rf"(?:{_alternatives(_ABOUT)})(?:\s+|(?<=[.~≈±])|(?<=[^\x00-\u024f]))(?P<rest>\S.*)"
)
_ROUGHLY = re.compile(r"(?P<rest>\d.*?)\s*(?:頃|ごろ|경|\(?\bca\.\)?|\(approx\.?\))")
_ERA = re.compile(
    r"(?P<first>[^\d]*?)\s*(?P<rest>\d(?:.*\d)?|\b[ivx]+e?\b)(?P<last>[^\d]*)"
)
_DECADE = re.compile(
    r"(?:the\s+|annees\s+|anni\s+|anos\s+|decada de\s+|jaren\s+|lata\s+)?"
    r"(?P<decade>\d{3})0(?:['’]?s|er(?:\s+jahre)?|-(?:е|х|ти|тi|ті)(?:\s+(?:годы|годов|роки))?"
    r"|-tal(?:et)?|年代|년대|['’]?l[ae]r)?"
)
_ARTICLE = re.compile(r"(?:the|den|der|dem|le|el|il|am|on)\s+(?P<rest>\d.*)")
_YEAR_WORD = re.compile(
    r"(?P<year>\d{3,6})\s?(?:г|год|года|р|рiк|рік|року|roku|yili|م)\.?"
)
_DECADE_WORD = re.compile(r"[^\d\s]")
_ORDINAL_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
    "twenty-first"
).split()
_ROMAN = re.compile(r"(x{0,2})(ix|iv|v?i{0,3})")
_COUNT = (
    r"(?:(?P<number>\d\d?)(?:st|nd|rd|th|e|eme|er|ος|o|-й|-го|-те)?\.?"
    r"|(?P<roman>[ivx]+)(?:e|eme|-й|-го|-те)?\.?|(?P<word>[a-z]+(?:-[a-z]+)?))"
)
_CENTURIES = re.compile(
    rf"(?:the\s+)?(?:{_COUNT}[\s-]*(?:{_alternatives(_CENTURY)})"
    rf"|(?:{_alternatives(_CENTURY)})\s*{_COUNT.replace('P<', 'P<_')})"
)
_CENTURY_WORD = re.compile(_alternatives(_CENTURY))
_CJK = re.compile(
    r"(?P<year>\d{1,4})\s?[年년]\s?(?:(?P<month>\d\d?)\s?[月월]\s?(?:(?P<day>\d\d?)\s?[日일号號]?)?)?"
)
_ENDASH_YEARS = re.compile(r"(\d{1,4})\s?[-\u2013\u2014]\s?(\d{1,4})")

_ORDINAL = r"(?:st|nd|rd|th|er|re|eme|ten|og|o|a|ª|-?го|-?е|η)?\.?"
_OF_YEAR = r"[.,]?\s?(?:року|рік|р|года|год|г|roku|rok|r|yili|ev|म)?\.?"
_BETWEEN = r"[\s,./-]*"
_WORD = r"(?P<month>[^\W\d_][^\d]*?)"
_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:(?P<day>\d\d?){_ORDINAL}{_BETWEEN})?{_WORD}{_BETWEEN}(?P<year>\d{{1,6}}){_OF_YEAR}",
        rf"{_WORD}\s(?P<day>\d\d?){_ORDINAL},?\s(?P<year>\d{{1,6}}){_OF_YEAR}",
        rf"(?P<year>\d{{1,6}}){_BETWEEN}{_WORD}(?:{_BETWEEN}(?P<day>\d\d?)\.?)?",
    )
)
_CONNECTORS = re.compile(
    r"(?:^|(?<=\s))(?:of|del|de|di|den|dem|der|al|the)(?=\s|$)|\bd['’]"
)
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_ISO = re.compile(
    r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII
)
_DAY = re.compile(r"-?\d{4,6}-\d\d-\d\d", re.ASCII)
_ISO_TIME = re.compile(r"-?\d{4}-?\d\d-?\d\d[T ]\d\d:?\d[\d:.,Zz+-]*", re.ASCII)


def convert(text: str) -> str | None:
    """`text` in ISO 8601 or EDTF; None if it has none of the forms that are read.

    `8 July 2024` and `July 8, 2024` become `2024-07-08`, `March 2014` becomes `2014-03`, `about
    1200` becomes `1200~`, `323 BCE` becomes `-0322`, `the 1890s` becomes `189X`; for forms in
    digits see `digits_to_iso`.

    Raises
    ------
    ReadError
        If it has such a form and is no date, or more than one. The message is the problem and
        what to do, without the text.
    """
    plain = text.strip()
    if not any(letter.isdecimal() for letter in plain):
        words = plain_words(plain)
        return _convert_words(words) if _CENTURY_WORD.search(words) else None
    if _ISO_TIME.fullmatch(plain) or plain[0] in "[{":
        return None
    if iso := digits_to_iso(plain):
        return iso
    words = plain_words(plain)
    if words != plain:
        if iso := _ISO.fullmatch(words) and words or digits_to_iso(words):
            return iso
    if ":" in plain and (parts := split_time(plain)):
        date, time = parts
        iso = date if _DAY.fullmatch(date) else convert(date)
        return iso + time if iso and _DAY.fullmatch(iso) else None
    return _convert_words(words)


def _convert_words(plain: str) -> str | None:
    if about := _CIRCA.fullmatch(plain) or _ROUGHLY.fullmatch(plain):
        iso = _ISO.fullmatch(about["rest"]) and about["rest"]
        iso = iso or _iso_text(about["rest"], is_year=True)
        iso = iso or digits_to_iso(about["rest"])
        return None if iso is None else _approximate(iso)
    return _iso_text(plain)


def _approximate(iso: str) -> str:
    """`iso` with the mark of an approximate date, each of several dates with its own."""
    return re.sub(r"(?<=[\dX])(?=$|/|\]|\.\.)", "~", iso)


def _iso_text(plain: str, *, is_year: bool = False) -> str | None:
    """ISO text of a year if `is_year`, of a decade, a century, or a date with a month's name."""
    if is_year and re.fullmatch(r"\d{1,6}", plain):
        return _year(plain, False)
    if _DECADE_WORD.search(plain) and (decade := _DECADE.fullmatch(plain)):
        if decade["decade"].endswith("0"):
            first = f"{decade['decade']}0"
            raise ReadError(
                f"a decade or a century; write {first[:3]}X or {first[:2]}XX"
            )
        return f"{decade['decade']}X"
    if article := _ARTICLE.fullmatch(plain):
        plain = article["rest"]
    if match := _CJK.fullmatch(plain):
        return _date(match["year"], match["month"], match["day"], False)
    if weekday := _weekday(plain):
        return weekday
    before = False
    if (era := _ERA.fullmatch(plain)) and (found := _era(era)):
        plain, before = found
        is_year = True
    if iso := _century(plain, before):
        return iso
    if is_year and re.fullmatch(r"\d{1,6}", plain):
        return _year(plain, before)
    if match := _YEAR_WORD.fullmatch(plain):
        return _year(match["year"], before)
    if is_year and (years := _ENDASH_YEARS.fullmatch(plain)):
        return "/".join(filter(None, (_year(year, before) for year in years.groups())))
    if match := _CJK.fullmatch(plain):
        return _date(match["year"], match["month"], match["day"], before)
    for pattern in _NAMED:
        if match := pattern.fullmatch(plain):
            month = _named_month(match["month"])
            if month is not None and len(match["year"]) >= (1 if is_year else 3):
                return _date(match["year"], str(month), match["day"], before)
    return None


def _named_month(words: str) -> int | None:
    name = " ".join(_CONNECTORS.sub(" ", words).split()).strip(" .,/-")
    if name in AMBIGUOUS_MONTHS:
        raise ReadError(
            f"{name} is {AMBIGUOUS_MONTHS[name]}; write the month in digits"
        )
    return month_number(name) or roman_month(name)


def _date(year: str, month: str | None, day: str | None, before: bool) -> str | None:
    iso = _year(year, before)
    if iso is None or month is None:
        return iso
    if iso.startswith("Y"):
        return None
    if day is not None and int(day) in (0, 99):  # unknown
        return f"{iso}-{month:0>2}"
    return f"{iso}-{month:0>2}" + (f"-{day:0>2}" if day else "")


def _year(digits: str, before: bool) -> str | None:
    """Text of a year of the Common Era, or `before` it; None for 0, which is not a year."""
    number = int(digits)
    if number == 0:
        return None
    return year_text(1 - number if before else number)


def _era(match: re.Match[str]) -> tuple[str, bool] | None:
    """What stands beside the name of an era, and whether it is that before the year 1."""
    first, rest, last = match.group("first", "rest", "last")
    for words, others in ((last, first + rest), (first, rest + last)):
        # a century has its word between number and era: 5th century BC
        parts = words.split(" ")
        for count in range(len(parts)):
            name = re.sub(r"[\s.'’״\"-]", "", "".join(parts[count:]))
            is_before = name in _BEFORE
            if is_before or name in _SINCE:
                kept = " ".join(parts[:count])
                others = others + kept if words is last else others
                return others.strip(), is_before
    return None


def _century(plain: str, before: bool) -> str | None:
    """The years of a century: the 19th has 1801 to 1900, the 5th before Christ 500 to 401."""
    match = _CENTURIES.fullmatch(plain)
    if match is None:
        return None
    groups = match.groupdict()
    number, roman, word = (
        groups[name] or groups[f"_{name}"] for name in ("number", "roman", "word")
    )
    if word in _ORDINAL_WORDS:
        count = _ORDINAL_WORDS.index(word) + 1
    elif roman and (digits := _ROMAN.fullmatch(roman)):
        tens, ones = digits.groups()
        values = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
        count = 10 * len(tens) + values.index(ones)
    elif number:
        count = int(number)
    else:
        return None
    if count == 0:
        return None
    first, last = 100 * count - 99, 100 * count
    if before:
        first, last = 1 - last, 1 - first
    return f"[{year_text(first)}..{year_text(last)}]"


def _weekday(plain: str) -> str | None:
    """The date beside the name of a weekday; ReadError if it is another day of the week."""
    words = re.sub(r"\s*[(（]", " (", plain).split(" ")
    for count in (1, 2):
        for name, rest in (
            (words[:count], words[count:]),
            (words[-count:], words[:-count]),
        ):
            if not rest or re.search(r"\d", "".join(name)):
                continue
            if weekdays := weekday_numbers(" ".join(name).strip("()（）,.")):
                iso = _on_weekday(" ".join(rest).strip(" ,"), weekdays)
                if iso is not None:
                    return iso
    return None


def _on_weekday(rest: str, weekdays: frozenset[int]) -> str | None:
    """The day that `rest` names, on one of `weekdays`; None if it does not name a day.

    The weekday tells whether 08/07/2024 is a day of July or of August.
    """
    days = [convert(rest) or rest]
    if year_first(rest, DAY_FIRST) != rest:
        days = [year_first(rest, order) for order in (DAY_FIRST, MONTH_FIRST)]
    known = {day: _weekday_of(day) for day in days if _DAY.fullmatch(day)}
    known = {day: weekday for day, weekday in known.items() if weekday is not None}
    # 08/08/2024 is one day in both orders
    matching = [day for day, weekday in known.items() if weekday in weekdays]
    if len(matching) == 1:
        return matching[0]
    if known and not matching:
        day, weekday = next(iter(known.items()))
        raise ReadError(f"{day} is a {_WEEKDAYS[weekday or 0]}; correct one of the two")
    return None


def _weekday_of(day: str) -> int | None:
    """The weekday of a day as YYYY-MM-DD, Monday is 0; None if the calendar does not have it."""
    try:
        date = np.datetime64(day, "D")
    except ValueError:
        return None
    return int((date.astype(int) + 3) % 7)  # 1 January 1970 was a Thursday
