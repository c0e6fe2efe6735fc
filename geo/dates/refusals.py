"""Why a text is not a date, and what to write instead."""

import calendar
import re

from geo.base import ReadError
from geo.dates.clock import split_time
from geo.dates.day_order import DAY_FIRST, MONTH_FIRST, year_first
from geo.dates.edtf import parse_period
from geo.dates.iso import MONTHS
from geo.dates.month_names import month_number, plain_words
from geo.dates.words import convert

_DAY = re.compile(
    r"(?P<year>-?\d{4,6})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?P<time>[T ]\d.*)?"
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_LIST = re.compile(r"\s*(?:[\[(].*[\])]|\{.*\})\s*", re.DOTALL)
_QUOTED = re.compile(r"""["']([^"']+)["']""")
_BEFORE = (
    *(
        "before",
        "until",
        "till",
        "by",
        "pre",
        "ante",
        "vor",
        "bis",
        "avant",
        "jusqu",
        "antes",
    ),
    *(
        "hasta",
        "prima",
        "fino",
        "до",
        "перед",
        "قبل",
        "przed",
        "voor",
        "tot",
        "pred",
        "oncesi",
    ),
)
_AFTER = (
    *(
        "after",
        "since",
        "from",
        "post",
        "nach",
        "seit",
        "ab",
        "apres",
        "depuis",
        "despues",
    ),
    *("desde", "dopo", "после", "після", "بعد", "منذ", "po", "na", "sonrasi"),
)
_OPEN = re.compile(
    rf"(?:(?P<before>{'|'.join(_BEFORE)}|<)|(?P<after>{'|'.join(_AFTER)}|>))[\s.]*(?P<date>\d.*)"
)
_PART = re.compile(
    r"(?P<part>early|mid|late|beginning|end|middle|first|second|anfang|ende|mitte|debut|fin)\b.*"
)
_SEASON = re.compile(
    r"(?:early |late )?(?P<season>spring|summer|autumn|fall|winter)(?: of)?,?\s+(?P<year>\d{4})"
)
_SEASONS = {
    "spring": "21 (March to May)",
    "summer": "22 (June to August)",
    "autumn": "23 (September to November)",
    "fall": "23 (September to November)",
    "winter": "24 (December to February)",
}
_TWO_DIGITS = re.compile(
    r"\d\d?[-./]\s?\d\d?[-./]\s?\d\d|(?:\d\d?[-./\s]\s?)?[^\W\d_]+\.?[-./\s]?\s?['’]?\d\d"
)
_ZONE = re.compile(r"(?P<time>.*\d:\d\d\S*)\s+(?P<zone>[A-Z]\S*)", re.DOTALL)


def why_not_a_date(text: str) -> str:
    """The problem of `text`, which is not a date in ISO 8601 or EDTF, and what to do."""
    plain = text.strip()
    for find in (_number, _list, _day, _form, _open_ended, _words):
        if problem := find(plain):
            return problem
    if plain and digits_only(plain):
        return "not a date; write it as YYYY-MM-DD, and a year as YYYY"
    return "not a date; write it as YYYY-MM-DD"


def digits_only(text: str) -> bool:
    """Whether `text` is a number."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) is not None


def _number(plain: str) -> str | None:
    if re.fullmatch(r"-?\d{1,3}", plain, re.ASCII):
        year = int(plain)
        text = f"{year:05d}" if plain.startswith("-") else f"{year:04d}"
        return f"not a date; write a year with four digits, as {text.replace('-0000', '0000')}"
    if re.fullmatch(r"\d{6}", plain, re.ASCII):
        return "not a date; write a month as YYYY-MM, as 2014-06"
    if re.fullmatch(r"\d{5}", plain, re.ASCII):
        return (
            "not a date; write a day as YYYY-MM-DD (a spreadsheet counts days so), and the year "
            f"as Y{plain}"
        )
    if re.fullmatch(r"-?9{5,}", plain, re.ASCII):
        return "not a date, but a number for missing values; leave the cell empty"
    if re.fullmatch(r"\d{9,}", plain, re.ASCII):
        return "not a date, but perhaps a count of seconds; write it as YYYY-MM-DD"
    return None


def _list(plain: str) -> str | None:
    """The problem of a list or record, as programs write it into a cell, in place of a date."""
    if not _LIST.fullmatch(plain):
        return None
    values = _QUOTED.findall(plain)
    if not values and plain != "{}":
        return None
    if plain[0] in "[(" and len(values) > 1 and all(map(_is_date, values)):
        return "several dates; give each a row of its own"
    if plain[0] in "[(" and len(values) == 1 and _is_date(values[0]):
        return f"a list of one date; write {values[0]}"
    return "a list or record, not a date; put the date into a column of its own"


def _is_date(text: str) -> bool:
    try:
        parse_period(convert(text) or text)
    except ReadError:
        return False
    return True


def _day(plain: str) -> str | None:
    """The problem of a day, month or time of day that does not exist."""
    iso = plain
    if compact := _COMPACT.fullmatch(plain):
        iso = "-".join(compact.groups())
    elif (swapped := _in_some_order(plain)) is not None:
        iso = swapped
    else:
        try:
            iso = convert(plain) or plain
        except ReadError:
            return None
    match = _DAY.fullmatch(iso)
    if match is None:
        return None
    year, month, day, time = match.group("year", "month", "day", "time")
    if not 1 <= int(month) <= 12:
        if day is None and 21 <= int(month) <= 41:
            return None
        if day is not None and 1 <= int(day) <= 12 and 13 <= int(month) <= 31:
            return (
                f"not a date: there is no month {month}; if the day is before the month, write "
                f"{year}-{day}-{month}"
            )
        return f"not a date: there is no month {month}; correct it"
    if day is not None:
        last = calendar.monthrange(_like_year(int(year)), int(month))[1]
        if not 1 <= int(day) <= last:
            name = f"{MONTHS[int(month) - 1]} {year.lstrip('0')}"
            return f"not a date: {name} has {last} days; correct it"
    if time and (day is None or split_time(iso) is None):
        zone = _ZONE.fullmatch(iso)
        if zone and day is not None:
            return (
                f"not a date: time zone {zone['zone']} is unknown; write its offset, as "
                "+00:00, or leave it out"
            )
        return "not a date: there is no such time of day; write it as YYYY-MM-DDThh:mm"
    return None


def _like_year(year: int) -> int:
    """A year of the Common Era with the same leap day."""
    return year % 400 + 400


def _in_some_order(plain: str) -> str | None:
    """A day that ends in its year, with its year first; None if `plain` is something else.

    Such a text is only refused if the calendar has no such day in the order of the others.
    """
    orders = [year_first(plain, order) for order in (DAY_FIRST, MONTH_FIRST)]
    if orders[0] == plain:
        return None
    return next((iso for iso in orders if 1 <= int(iso[5:7]) <= 12), orders[0])


def _form(plain: str) -> str | None:
    """The problem of a text with a known form, for what it means is no date."""
    try:
        iso = convert(plain)
    except ReadError as error:
        return f"not a date: {error}"
    if iso is not None and iso != plain and _is_date(iso):
        return f"not a date in this place; write {iso}"
    return None


def _open_ended(plain: str) -> str | None:
    """The problem of "before 1917", which has no first day, and of "after 1917"."""
    match = _OPEN.fullmatch(plain_words(plain))
    if match is None:
        return None
    date = match["date"]
    year = date if re.fullmatch(r"\d{4}", date) else "1917"
    if match["before"]:
        return (
            f"a date with no earliest day; write the time in which it lies, as "
            f"[{int(year) - 10:04d}..{int(year) - 1:04d}]"
        )
    return (
        f"a date with no latest day; write the time in which it lies, as "
        f"[{int(year) + 1:04d}..{int(year) + 10:04d}]"
    )


def _words(plain: str) -> str | None:
    """The problem of words that say less than a date, or that no calendar has."""
    words = plain_words(plain)
    if season := _SEASON.fullmatch(words):
        number = _SEASONS[season["season"]]
        return f"not a date; write the months, as 2014-03/2014-05, or {season['year']}-{number}"
    if _PART.fullmatch(words) and re.search(r"\d|centur", words):
        return "not a date; write its years, as [1801..1830]"
    if _TWO_DIGITS.fullmatch(plain) and _has_month_or_is_digits(plain):
        return "a year of two digits, or a day without a year; write it as YYYY-MM-DD"
    day_and_month = re.fullmatch(r"(?:\d\d?\W{1,2})?([^\W\d_]+)\.?(?:\W\d\d?)?", plain)
    if day_and_month and month_number(day_and_month[1]):
        return "a date without a year; write it as YYYY-MM-DD"
    return None


def _has_month_or_is_digits(plain: str) -> bool:
    names = re.findall(r"[^\W\d_]+", plain)
    return all(month_number(name) is not None for name in names)
