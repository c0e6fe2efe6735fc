"""Dates in one name of a file, folder or layer that are certain without other names.

`geo.dates.file_names` reads names with them; `geo.dates.name_series` has the numbers that are
dates only among other names.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from geo.base import ReadError
from geo.dates.day_order import DAY_FIRST, require_order_in_name, year_first
from geo.dates.formatting import read_date
from geo.dates.iso import MONTHS, iso_text, year_text
from geo.dates.month_names import month_number
from geo.dates.texts import words_to_iso


class DatePart(NamedTuple):
    """A date in a name: its text, the place of the part, its time of day, its form in words."""

    text: str
    start: int
    end: int
    time: str = ""
    form: str = ""


_YEAR = r"(?:0\d{3}|1\d{3}|20\d\d)"
_HOUR, _MINUTE = r"(?:[01]?\d|2[0-3])", r"[0-5]\d"
# A time of day after a day; an hour alone only as 06h, 6am or 06z.
_TIME = rf"""(?:(?:t|[_ .,-]{{0,3}})(?!\d{{4}}[-_. ]?\d\d[-_. ]?\d\d(?!\d))(?:
    (?P<time>(?:[01]\d|2[0-3])[-_.:h]?{_MINUTE}(?:[-_.:]?{_MINUTE})?)
        (?:[ _]?(?:z|utc|gmt|uhr)(?![a-z])|\+\d\d[-:]?(?:\d\d)?)?
    | (?P<half>{_HOUR}(?:[-_.:]?{_MINUTE})?)[ _]?(?P<noon>am|pm)(?![a-z])
    | (?P<hour>{_HOUR})(?:[ _]?(?:h|uhr|utc|z)|(?<=t\d\d))(?![a-z\d])
    )(?!\d))?"""
_NAME = re.compile(
    rf"""
    (?<!\d)(?P<hours>(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])
        (?:[01]\d|2[0-3]))(?!\d)
    | (?<!\d)(?P<day>\d{{4}}(?:\d{{4}}|(?P<sep>[-_. ])\d\d?(?P=sep)\d\d?)){_TIME}(?!\d)
    | (?<!\d)(?P<mixed>\d{{4}}[-_.]\d\d[-_.]\d\d)(?!\d)
    | (?<!\d)(?P<range>{_YEAR}(?:[ ]?-[ ]?|[-_ ](?:to|until|till|bis|до|по)[-_ ]){_YEAR})
        (?![-_.]?\d)
    | (?<!\d)(?P<ordinal>(?:1[89]|20)\d\d-[0-3]\d\d)(?![-_.]?\d)
    | (?<!\d)(?P<week>\d{{4}}[-_ ]?k?w[-_ ]?\d\d?(?:-?[1-7])?)(?!\d)
    | (?<![a-z\d])(?P<week_>k?w[-_ ]?\d\d?[-_ ./]\d{{4}})(?!\d)
    | (?<!\d)(?P<part>\d{{4}}[-_ ]?(?:q[1-4]|h[12]))(?![\da-z])
    | (?<![a-z\d])(?P<part_>(?:q[1-4]|h[12])[-_ ]?\d{{4}})(?!\d)
    | (?<!\d)(?P<decade>[12]\d\d0['’-]?(?:s|er|ers|е|х|их|ті))(?![^\W_])
    | (?P<decade_>(?:années|annees|años|anos|anni|decade)[-_ ][12]\d\d0)(?!\d)
    | (?<!\d)(?P<cjk>\d{{4}}[ ]?[年년][ ]?\d\d?[ ]?[月월](?:[ ]?\d\d?[ ]?[日일])?)
    | (?<!\d)(?P<swapped>\d\d?[-_.]\d\d?[-_.]\d{{4}}){_TIME.replace("?P<", "?P<s_")}
        (?![-_.]?\d)
    | (?<!\d)(?P<year_last>(?:0[1-9]|1[0-2])_\d{{4}} | (?:0?[1-9]|1[0-2])[-.]\d{{4}})
        (?![-_.]?\d)
    | (?<!\d)(?P<month>\d{{4}}(?:[-_. ]\d\d|[-.]\d))(?!\d)
    | (?<![a-z])(?P<era>bce?|ad|ce)[-_ ]?(?P<year>\d{{1,6}})(?![\da-z])
    | (?<!\d)(?P<year_>\d{{1,6}})[-_ ]?(?P<era_>bce?|ad|ce)(?![a-z])
    | (?:^|(?<=[_ ]))(?P<iso>-\d{{4,6}}(?:-\d\d(?:-\d\d)?)?)(?!\d)
    | (?<![a-z\d])(?P<long>y-?\d{{5,6}})(?!\d)
    | (?<![\dx])(?<!epsg)(?<!epsg[-_: ])(?P<plain>{_YEAR})(?![\da-z])
    """,
    re.VERBOSE | re.ASCII,
)
_DAYS = ("hours", "day", "swapped", "cjk")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_CONNECTORS = re.compile(r"[-_ .,’'/]{0,3}")
_TOKEN = re.compile(
    r"(?P<number>\d+)(?P<ordinal>st|nd|rd|th|er|º)?(?![^\W\d_])|(?P<word>[^\W\d_]+)|\d+"
)
_WEEK_WORD = re.compile(
    r"(?<![^\W_])(?:week|woche|semaine|semana|settimana|неделя|тиждень|tydzień)[-_ ]?\d\d?(?!\d)"
)
_SEASON = re.compile(
    r"(?<![^\W_])(spring|summer|autumn|fall|winter)[-_ ]?(\d{4})(?!\d)"
)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23}


def normalize_name(name: str) -> str:
    """`name` in lower case, with ASCII digits and hyphens in place of those of other scripts."""
    plain = unicodedata.normalize("NFC", name).lower().translate(_DASHES)
    if plain.isascii():
        return plain
    return "".join(
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        for letter in plain
    )


@lru_cache(maxsize=100_000)
def certain_dates(plain: str, order: str | None) -> tuple[DatePart, ...]:
    """Dates in the normalized name `plain`, without those that another has in more detail.

    Raises
    ------
    ReadError
        If a part looks like a date but is invalid, or can be read as two dates.
    OpenOrderError
        If the order of day and month is ambiguous, and `order` is not given.
    """
    matches = list(_NAME.finditer(plain))
    # tables of month names take time to load, and days in digits need none
    is_day = any(match[group] for match in matches for group in _DAYS)
    words = [] if is_day else list(_dates_in_words(plain))
    parts = list(words)
    for match in matches:
        covered = any(
            match.start() < word.end and word.start < match.end() for word in words
        )
        if not covered:
            parts.append(_date_part(match, order))
    return tuple(
        part
        for part in parts
        if not any(
            other.text != part.text and _is_within(part.text, other.text)
            for other in parts
        )
    )


def _is_within(text: str, finer: str) -> bool:
    """Whether `finer` is a month or day of the year or month `text`."""
    return finer.startswith(f"{text}-")


def _date_part(match: re.Match[str], order: str | None) -> DatePart:
    """The date of a match of _NAME; ReadError if it is not a date."""
    time = _time_of(match, "") or _time_of(match, "s_")
    text, form = _date_text(match, order)
    return DatePart(text, match.start(), match.end(), time, form)


def _time_of(match: re.Match[str], prefix: str) -> str:
    """The time of day of a match as HH:MM or HH:MM:SS; empty if there is none."""
    if hours := match["hours"]:
        return f"{hours[8:]}:00"
    if time := match[f"{prefix}time"]:
        digits = re.sub(r"\D", "", time)
    elif half := match[f"{prefix}half"]:
        digits = re.sub(r"\D", "", half)
        digits = digits.zfill(4) if len(digits) > 2 else digits.zfill(2) + "00"
        hour = int(digits[:2]) % 12 + (12 if match[f"{prefix}noon"] == "pm" else 0)
        digits = f"{hour:02d}{digits[2:]}"
    elif hour_text := match[f"{prefix}hour"]:
        digits = hour_text.zfill(2) + "00"
    else:
        return ""
    return ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))


def _date_text(match: re.Match[str], order: str | None) -> tuple[str, str]:
    """Date text of a match of _NAME, and its form in words where that is not obvious."""
    text = match[0]
    if hours := match["hours"]:
        return _valid("-".join((hours[:4], hours[4:6], hours[6:8]))), "as YYYYMMDDHH"
    if day := match["day"]:
        return _day(day, order)
    if match["mixed"]:
        raise ReadError(f"{text}: not a date; write it as YYYY-MM-DD")
    if match["range"]:
        return _year_range(text), "as a range of years"
    if match["ordinal"]:
        raise ReadError(
            f"{text}: the day of a year, or a number? write it as YYYY-MM-DD"
        )
    if match["week"] or match["week_"]:
        return _week(text), "as an ISO week, by its Monday"
    if match["part"] or match["part_"]:
        year = re.search(r"\d{4}", text)
        part = re.search(r"[qh]\d", text)
        assert year and part
        number = {"q": 32, "h": 39}[part[0][0]] + int(part[0][1])
        return f"{year[0]}-{number}", "as a part of a year"
    if match["decade"] or match["decade_"]:
        digits = re.search(r"\d{3}", text)
        assert digits
        return f"{digits[0]}X", ""
    if match["cjk"]:
        numbers = re.findall(r"\d+", text)
        return _valid("-".join(number.zfill(2) for number in numbers)), ""
    if swapped := match["swapped"] or match["year_last"]:
        return _year_last(swapped, order), ""
    if number_text := match["year"] or match["year_"]:
        if int(number_text) == 0:
            raise ReadError(f"{text}: no such year; 1 BCE is followed by 1 CE")
        _require_no_range(match)
        before = (match["era"] or match["era_"]).startswith("bc")
        return year_text(1 - int(number_text) if before else int(number_text)), ""
    if month := match["month"]:
        return _month(month), ""
    return _valid(text.upper().replace("_", "-").replace(".", "-")), ""


def _require_no_range(match: re.Match[str]) -> None:
    """Raise ReadError if a year with an era is the start or the end of a range: 323-31bce."""
    before = re.search(r"(?<!\d)(\d{1,6}) ?- ?$", match.string[: match.start()])
    after = re.match(r" ?- ?(\d{1,6})(?!\d)", match.string[match.end() :])
    if before or after:
        text = (before[0] if before else "") + match[0] + (after[0] if after else "")
        raise ReadError(f"{text}: more than one year in the name; keep one")


def _valid(text: str) -> str:
    """`text`, if it is a date."""
    read_date(text)
    return text


def _day(text: str, order: str | None) -> tuple[str, str]:
    """Date text of a day that begins with its year, or of eight digits that end in it."""
    parts = re.split(r"[-_. ]", text)
    iso = "-".join(part.zfill(2) for part in parts)
    try:
        return iso_text(read_date(iso)), ""
    except ReadError:
        day = f"{text[:2]}-{text[2:4]}-{text[4:]}"
        if len(parts) > 1 or not re.fullmatch(_YEAR, text[4:]) or not _is_a_day(day):
            raise
    if order is None:
        require_order_in_name(day)
    return _valid(year_first(day, order or DAY_FIRST)), ""


def _is_a_day(text: str) -> bool:
    """Whether `text`, a day that ends in its year, is one in some order."""
    first, second, year = map(int, text.split("-"))
    return any(
        _is_date(f"{year:04d}-{month:02d}-{day:02d}")
        for day, month in ((first, second), (second, first))
    )


def _is_date(text: str) -> bool:
    try:
        read_date(text)
    except ReadError:
        return False
    return True


def _year_range(text: str) -> str:
    """EDTF interval of two years."""
    first, last = re.findall(r"\d{4}", text)
    if first >= last:
        raise ReadError(f"more than one date in the name ({first}, {last}); keep one")
    return f"{first}/{last}"


def _week(text: str) -> str:
    """The Monday of an ISO week, or the day of it that `text` names."""
    year_digits = re.search(r"\d{4}", text)
    week = re.search(r"w[-_ ]?(\d\d?)(?:-?([1-7])(?!\d))?", text)
    assert year_digits and week
    year, number, day = int(year_digits[0]), int(week[1]), int(week[2] or 1)
    if text.startswith(("w", "kw")):
        day = 1
    try:
        return date.fromisocalendar(year, number, day).isoformat()
    except ValueError as error:
        raise ReadError(
            f"{text}: no such week; write it as YYYY-Www, as 2024-W28"
        ) from error


def _month(text: str) -> str:
    year, number = re.split(r"[-_. ]", text)
    if int(number) > 12:
        hint = ""
        if int(number) > int(year[2:]):
            hint = f" or, for years, {year}-{year[:2]}{number}"
        raise ReadError(f"{text}: not a date; write a month as YYYY-MM{hint}")
    return _valid(f"{year}-{number.zfill(2)}")


def _year_last(text: str, order: str | None) -> str:
    """Date text of a day or month that ends in its year."""
    parts = re.split(r"[-_.]", text)
    if len(parts) == 2:
        if order is None and "_" in text:
            raise ReadError(f"{text}: ambiguous date; write it as YYYY-MM-DD")
        return _valid("-".join((parts[1], parts[0].zfill(2))))
    day = "-".join(parts)
    if order is None:
        require_order_in_name(day)
    return _valid(year_first(day, order or DAY_FIRST))


def _dates_in_words(plain: str) -> Iterator[DatePart]:
    """Dates with the name of a month, or another word of a date, in any language known."""
    if season := _SEASON.search(plain):
        if season[1] == "winter":
            raise ReadError(
                f"{season[0]}: of which of two years? write a month as YYYY-MM"
            )
        yield DatePart(
            f"{season[2]}-{_SEASONS[season[1]]}", season.start(), season.end()
        )
        return
    if week := _WEEK_WORD.search(plain):
        raise ReadError(
            f"{week[0]}: a week, counted how? write an ISO week as 2024-W28"
        )
    tokens = list(_TOKEN.finditer(plain))
    words = [token for token in tokens if token["word"]]
    if not any(_is_month(token[0]) for token in words):
        yield from _eras(plain, tokens)
        return
    position = 0
    while position < len(tokens):
        for length in range(min(7, len(tokens) - position), 1, -1):
            window = tokens[position : position + length]
            if part := _date_of_window(plain, window):
                yield part
                position += length
                break
        else:
            position += 1


def _date_of_window(plain: str, window: list[re.Match[str]]) -> DatePart | None:
    """The date that some words and numbers in a row are; None if they are not a date."""
    months = [token for token in window if token["word"] and _is_month(token[0])]
    numbers = [token for token in window if token["number"]]
    if not months or len(numbers) > 2:
        return None
    if not any(len(token["number"]) == 4 for token in numbers):
        return None
    between = (
        plain[first.end() : second.start()] for first, second in zip(window, window[1:])
    )
    if not all(_CONNECTORS.fullmatch(text) for text in between):
        return None
    short = months[0][0].isascii() and len(months[0][0]) <= 3
    if short and months[0][0] not in _ENGLISH:
        # "set", "out", "ara" are months, too, and words of other names
        day_first = window[0]["number"] and len(window[0]["number"]) < 3
        if len(numbers) < 2 or not day_first:
            return None
    text = " ".join(token[0] for token in window)
    if (
        re.search(r"(?<!\d)\d\d? ?- ?$", plain[: window[0].start()])
        and len(numbers) > 1
    ):
        raise ReadError(f"{plain}: more than one day in the name; keep one")
    iso = words_to_iso(text)
    if iso == text or not re.fullmatch(r"-?\d{4}-\d\d(-\d\d)?", iso):
        return None
    return DatePart(_valid(iso), window[0].start(), window[-1].end())


_ENGLISH = {name[:3].lower() for name in MONTHS}


def has_day_and_month(plain: str) -> bool:
    """Whether a normalized name has the name of a month beside the number of a day."""
    tokens = [token[0] for token in _TOKEN.finditer(plain)]
    return any(
        (_is_month(one) and _is_day_number(other))
        or (_is_day_number(one) and _is_month(other))
        for one, other in zip(tokens, tokens[1:])
    )


def _is_day_number(token: str) -> bool:
    return len(token) < 3 and token.isdecimal() and 1 <= int(token) <= 31


@lru_cache(maxsize=10_000)
def _is_month(word: str) -> bool:
    """Whether a word is the name of a month in a language known."""
    return len(word) > 1 and month_number(word) is not None


def _eras(plain: str, tokens: list[re.Match[str]]) -> Iterator[DatePart]:
    """Years with an era in another language than English: 323 до н. е."""
    if plain.isascii():
        return
    for token in tokens:
        if not token["number"] or len(token["number"]) > 6:
            continue
        rest = re.match(
            r"[-_ ]?([^\W\d_]+\.?(?:[-_ ]?[^\W\d_]+\.?){0,2})", plain[token.end() :]
        )
        if rest is None or rest[1].isascii():
            continue
        era = re.sub(r"[-_ ]+", " ", rest[1])
        if _is_era(era):
            yield DatePart(
                _valid(words_to_iso(f"{token[0]} {era}")),
                token.start(),
                token.end() + rest.end(),
            )
            return


@lru_cache(maxsize=10_000)
def _is_era(words: str) -> bool:
    return words_to_iso(f"100 {words}") in ("0100", "-0099")
