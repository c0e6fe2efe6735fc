"""Numbers that are dates: serial numbers of spreadsheets, and counts of seconds since 1970.

A number alone may be anything. A column is read as such numbers only if all of its values are, and
lie between 1900 and the present; four-digit numbers are years, and eight digits may be a day.
"""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geo.base import ReadError, RowError
from geo.dates import iso_text, read_date, words_to_iso

_NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)
_MONTH = re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])", re.ASCII)
_DATE_TIME = re.compile(r"([12]\d{3}\d{4})(\d\d)(\d\d)(\d\d)?", re.ASCII)
_SECONDS_A_DAY = 86_400
_SPREADSHEET_EPOCH = np.datetime64("1899-12-30", "s")
_FIRST_SERIAL = 10_000  # 1927-05-18; smaller numbers may be years
_FIRST_DAY = np.datetime64("1900-01-01", "D")
_LAST_DAY = np.datetime64("9999-12-31", "D")  # how databases write an end that is open
_SERIAL, _COMPACT, _DATE = "serial", "compact", "date"


class _Unit(NamedTuple):
    """A unit of counts since 1970: its name, how many are a second, and which are expected.

    Numbers below `least` may be something else. One of a column must reach `evidence`, some day
    of 1973, as smaller ones may be counts of a larger unit.
    """

    name: str
    per_second: int
    least: int
    evidence: int


_UNITS = {
    unit.name: unit
    for unit in (
        _Unit("Unix seconds", 1, 10**6, 10**8),
        _Unit("Unix milliseconds", 10**3, 10**10, 10**11),
        _Unit("Unix microseconds", 10**6, 10**13, 10**14),
        _Unit("Unix nanoseconds", 10**9, 10**16, 10**17),
    )
}
_NAMES = {
    _SERIAL: "spreadsheet serial numbers",
    _COMPACT: "date-times in digits",
    **{name: name for name in _UNITS},
}


class NumberDates(NamedTuple):
    """Date texts of a column of numbers, and how they were read, for the report.

    They are `doubtful` if all are times that may be midnight in another time zone.
    """

    texts: list[str | None]
    note: str
    doubtful: bool


def may_count_days(name: str | None) -> bool:
    """Whether the first value of a column may be a serial number or a count of seconds."""
    match = _NUMBER.fullmatch(name or "")
    return bool(match and len(match[2]) > 4 and _DATE not in _kinds(match[0]))


def read_numbers(
    names: Sequence[str | None],
    label: str,
    column: str,
    numbers: Sequence[int],
    *,
    times: bool = False,
) -> NumberDates | None:
    """Date texts of `names`, the values of `column`, None for an empty one.

    None if the values are no such numbers. `numbers` are those of the rows, for messages; with
    `times`, texts have the time of day unless it is midnight.

    Raises
    ------
    RowError
        If some values are such numbers, and others are not.
    ReadError
        If the values can be read in two ways.
    """
    kinds = {name: _kinds(name) for name in dict.fromkeys(names) if name is not None}
    counts = Counter(kind for name in names if name for kind in kinds[name])
    for unit in _UNITS.values():
        if not any(
            unit.name in kinds[name] and _size(name) >= unit.evidence for name in kinds
        ):
            del counts[unit.name]
    filled = [row for row, name in enumerate(names) if name is not None]
    possible = [kind for kind in _NAMES if counts[kind] == len(filled)]
    if not filled or counts[_DATE] == len(filled) or not any(map(counts.get, _NAMES)):
        return None
    if len(possible) > 1:
        readings = " or ".join(_NAMES[kind] for kind in possible)
        raise ReadError(
            f"{label}: column {column} has {names[filled[0]]}: {readings}? Write its dates as "
            "YYYY-MM-DD"
        )
    if not possible:
        _raise_mixed(names, kinds, counts, label, column, numbers)
    return _convert(names, possible[0], times)


def _raise_mixed(
    names: Sequence[str | None],
    kinds: dict[str, set[str]],
    counts: "Counter[str]",
    label: str,
    column: str,
    numbers: Sequence[int],
) -> None:
    """Raise RowError for the first row that is unlike most others of its column."""
    usual = max((_DATE, *_NAMES), key=lambda kind: counts[kind])
    for row, name in enumerate(names):
        if name is None or usual in kinds[name]:
            continue
        others = _NAMES.get(usual, "dates and years")
        number = next((kind for kind in _NAMES if kind in kinds[name]), None)
        advice = "write the date as YYYY-MM-DD"
        if number is not None:
            day = _convert([name], number, times=False).texts[0]
            advice = f"write {day} if it is one of {_NAMES[number]}"
        problem = f"{name}: among {others} in column {column}; {advice}"
        place = numbers[row] if len(numbers) == len(names) else row + 1
        raise RowError(label, place, problem)


def _kinds(name: str) -> set[str]:
    """What a value may be: _DATE, as all that is not a number or a date in digits, or a count."""
    match = _NUMBER.fullmatch(name)
    if match is None or _MONTH.fullmatch(name):
        return {_DATE}
    digits, fraction = match.group(2, 3)
    if len(digits) <= 4 and not fraction or len(digits) == 8 and _is_date(name):
        return {_DATE}
    if len(digits) > 20:  # no count, and thousands of digits are not converted
        return {_DATE}
    kinds = set()
    if not match[1]:
        if compact := not fraction and _DATE_TIME.fullmatch(digits):
            hour, minute, second = compact.group(2, 3, 4)
            if _is_date(compact[1]) and int(hour) < 24 and int(minute) < 60:
                kinds |= {_COMPACT} if int(second or 0) < 60 else set()
        if _FIRST_SERIAL <= int(digits) < 10**7 and _is_expected(
            _moment(name, _SERIAL)
        ):
            kinds.add(_SERIAL)
    for unit in _UNITS.values():
        if unit.least <= int(digits) < 10**20 and _is_expected(
            _moment(name, unit.name)
        ):
            kinds.add(unit.name)
    return kinds


def _is_date(digits: str) -> bool:
    try:
        read_date(words_to_iso(digits))
    except ReadError:
        return False
    return True


def _size(name: str) -> int:
    return abs(int(name.partition(".")[0]))


def _is_expected(moment: np.datetime64) -> bool:
    """Whether a moment lies between 1900 and a year from now, or is the last day of 9999."""
    day = moment.astype("datetime64[D]")
    today = np.datetime64(datetime.date.today(), "D")
    return bool(_FIRST_DAY <= day <= today + 366 or day == _LAST_DAY)


def _moment(name: str, kind: str) -> np.datetime64:
    """The moment that a number counts to, as datetime64[s]."""
    if kind == _COMPACT:
        day, hour, minute, second = _DATE_TIME.fullmatch(name).groups()  # type: ignore[union-attr]
        time = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
        return read_date(words_to_iso(day)) + np.timedelta64(time, "s")
    if kind == _SERIAL:
        days, _, fraction = name.partition(".")
        time = round(float(f"0.{fraction or 0}") * _SECONDS_A_DAY)
        seconds = int(days) * _SECONDS_A_DAY + time
        return _SPREADSHEET_EPOCH + np.timedelta64(seconds, "s")
    whole, _, fraction = name.partition(".")
    seconds = int(whole) // _UNITS[kind].per_second
    if fraction and whole.startswith("-") and int(fraction):
        seconds = (int(whole) - 1) // _UNITS[kind].per_second
    return np.datetime64(seconds, "s")


def _convert(names: Sequence[str | None], kind: str, times: bool) -> NumberDates:
    moments = {name: _moment(name, kind) for name in dict.fromkeys(names) if name}
    zone = "Z" if kind in _UNITS else ""
    texts: dict[str | None, str | None] = {None: None}
    for name, moment in moments.items():
        time = str(moment).partition("T")[2]
        shown = (
            times and time != "00:00:00" and moment.astype("datetime64[D]") != _LAST_DAY
        )
        texts[name] = iso_text(moment) + (f"T{time}{zone}" if shown else "")
    note = f"{_NAMES[kind]}, read as {'UTC days' if zone else 'days'}"
    time = _other_midnight(list(moments.values())) if zone else ""
    if time:
        note += f", all at {time} UTC: where that is midnight, it is another day"
    return NumberDates([texts[name] for name in names], note, bool(time))


def _other_midnight(moments: list[np.datetime64]) -> str:
    """The time of day of all `moments` if it may be midnight in another time zone; else "".

    In a zone with summer time there are two, an hour apart.
    """
    seconds = {
        int(moment.astype(int)) % _SECONDS_A_DAY
        for moment in moments
        if moment.astype("datetime64[D]") != _LAST_DAY
    }
    noon = _SECONDS_A_DAY // 2
    if not seconds or seconds & {0, noon} or any(time % 900 for time in seconds):
        return ""
    if len(seconds) > 2 or max(seconds) - min(seconds) not in (0, 3600):
        return ""
    clock = (f"{time // 3600:02d}:{time % 3600 // 60:02d}" for time in sorted(seconds))
    return " or ".join(clock)
