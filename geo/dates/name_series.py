"""Numbers in names that are dates only among the other names of a source: 240708, world_100.

A number is read in the one form in which all names that differ in nothing else are dates. Where
several forms remain, it is refused: no form is a habit of all people.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache

from geo.base import ReadError
from geo.dates.day_order import DAY_FIRST, MONTH_FIRST
from geo.dates.edtf import YEAR
from geo.dates.formatting import label, precision, read_date
from geo.dates.name_forms import DatePart, certain_dates, normalize_name

# Forms of a number that a caller may ask for as `--date`; N is a number that is no date.
NAME_FORMS = ("YYMMDD", "DDMMYY", "MMDDYY", "YYYYMM", "YYYYMMN", "YYYYDDD")

_NUMBER = re.compile(
    r"""
    (?<![\da-z])(?P<short>\d\d?(?P<sep>[-_.])\d\d?(?P=sep)\d\d?)(?![-_.]?\d)
    | (?<![\dx])(?<!epsg)(?<!epsg[-_: ])(?P<digits>\d{13}|\d{10}|\d{7}|\d{6})(?!\d)
    | (?<![\dx])(?P<year>[1-9]\d\d)(?![\da-z])
    """,
    re.VERBOSE | re.ASCII,
)
_TIME = re.compile(
    r"[t_ -]([01]\d|2[0-3])[-_.:h]?([0-5]\d)(?:[-_.:]?([0-5]\d))?z?(?![\da-z])",
    re.ASCII,
)
_COPY = re.compile(
    r"""[-_ ]*\(\d+\)
    | [-_ ]+(?:v|ver|version|rev)[-_ .]?\d+(?![\da-z]) | (?<=\d)v\d+(?![\da-z])
    | (?<![^\W_])(?:copy|kopie|copie|copia|kopia|копия|копія|final|new|old|neu|alt)
        (?:[-_ ]?\d+)?(?![^\W_])""",
    re.VERBOSE,
)
# Seconds since 1970, from 2001 to 2026. Ten digits from 1900 on are a day and an hour.
_SECONDS = range(10**9, 18 * 10**8)


class OpenNumberError(ReadError):
    """A number in a name can be read as several dates: `readings`."""

    def __init__(self, message: str, readings: Iterable[DatePart] = ()) -> None:
        super().__init__(message)
        self.readings = tuple(readings)


def name_key(plain: str, start: int, end: int) -> str:
    """A normalized name without its date, which is `plain[start:end]`, and marks of a copy."""
    rest = _COPY.sub(" ", f"{plain[:start]}#{plain[end:]}")
    rest = re.sub(r"[-_ .,]+", " ", rest).strip()
    return re.sub(r"(?<=#) \d\d?$", "", rest)  # as macOS calls a copy


def series_key(name: str) -> str:
    """A name without marks of a copy: names that agree in it are versions of one file."""
    return name_key(normalize_name(name), 0, 0)


class NameSeries:
    """All names of one kind in a source; reads the numbers that are dates among these names."""

    def __init__(self, names: Iterable[str], form: str | None = None) -> None:
        """Use `form`, one of NAME_FORMS, if it is given, and else what all `names` admit."""
        self._names = tuple(dict.fromkeys(map(normalize_name, names)))
        self._form = form

    def date(self, plain: str, order: str | None) -> DatePart | None:
        """The date that a number in the normalized name `plain` is; None if there is none.

        Raises
        ------
        ReadError
            If several forms are possible.
        """
        for match in _NUMBER.finditer(plain):
            try:
                if match["digits"]:
                    text, form = self._digits(plain, match, order)
                elif match["short"]:
                    text, form = self._short(plain, match, order)
                else:
                    text, form = self._year(plain, match), "as a year"
            except OpenNumberError as error:
                readings = (
                    _with_time(plain, match, each.text, each.form)
                    for each in error.readings
                )
                raise OpenNumberError(str(error), readings) from error
            if text is not None:
                return _with_time(plain, match, text, form)
        return None

    def covers(self, plain: str, start: int) -> bool:
        """Whether what stands at `start` is the time of day after a number that may be a date."""
        return any(
            match["digits"]
            and (after := _TIME.match(plain, match.end()))
            and match.end() <= start < after.end()
            for match in _NUMBER.finditer(plain)
        )

    def _digits(
        self, plain: str, match: re.Match[str], order: str | None
    ) -> tuple[str | None, str]:
        """Date text of a number of 6, 7, 10 or 13 digits, and its form."""
        digits = match["digits"]
        if len(digits) in (10, 13):
            seconds = int(digits[:10])
            if seconds not in _SECONDS:
                return None, ""
            unit = "seconds" if len(digits) == 10 else "milliseconds"
            day = datetime.fromtimestamp(seconds, UTC).date()
            return day.isoformat(), f"as Unix {unit}, the day in UTC"
        forms = tuple(form for form in NAME_FORMS if len(form) == len(digits))
        return self._decide(self._like(plain, match), digits, forms, order)

    def _short(
        self, plain: str, match: re.Match[str], order: str | None
    ) -> tuple[str | None, str]:
        """Date text of day, month and a year of two digits, and its form."""
        padded = _padded(match)
        # with full stops the year is last
        forms = NAME_FORMS[1:3] if match["sep"] == "." else NAME_FORMS[:3]
        admitted = tuple(form for form in forms if _admits(match, form))
        text, form = self._decide(self._like(plain, match), padded, admitted, order)
        sep = match["sep"]
        return text, form and "as " + sep.join(
            form.removeprefix("as ")[i : i + 2] for i in (0, 2, 4)
        )

    def _like(self, plain: str, match: re.Match[str]) -> tuple[str, ...]:
        """The digits at this place in all names that differ in nothing else."""
        key = _key(plain, match)
        group = "digits" if match["digits"] else "short"
        return self._by_key.get((group, len(_padded(match)), key), (_padded(match),))

    @cached_property
    def _by_key(self) -> dict[tuple[str, int, str], tuple[str, ...]]:
        """Different digits of all numbers that may be dates, by the rest of their names."""
        by_key: dict[tuple[str, int, str], dict[str, None]] = {}
        for name in self._names:
            for match in _NUMBER.finditer(name):
                group = next(g for g in ("digits", "short", "year") if match[g])
                digits = _padded(match)
                key = group, len(digits), _key(name, match)
                by_key.setdefault(key, {})[digits] = None
        return {key: tuple(digits) for key, digits in by_key.items()}

    def _decide(
        self,
        numbers: tuple[str, ...],
        digits: str,
        forms: tuple[str, ...],
        order: str | None,
    ) -> tuple[str | None, str]:
        """Date text of `digits` in the one of `forms` in which all `numbers` are dates."""
        if self._form is not None:
            if self._form not in forms:
                return None, ""
            text = read_form(digits, self._form)
            if text is None:
                raise ReadError(f"{digits}: not a date as {self._form}, as requested")
            return text, f"as {self._form}, as requested"
        valid = _valid_forms(numbers, forms)
        if len(valid) > 1 and order is not None:
            by_order = {DAY_FIRST: "DDMMYY", MONTH_FIRST: "MMDDYY"}[order]
            valid = (by_order,) if by_order in valid else valid
        if not valid:
            return None, ""
        # a month and a number, or a day of the year, are never certain
        if len(valid) > 1 or len(digits) == 7:
            texts = {form: read_form(digits, form) or "" for form in valid}
            readings = " or ".join(map(label, texts.values()))
            options = " or ".join(f"--date {form}" for form in valid)
            if len(valid) == 1:
                readings += ", or a number"
            raise OpenNumberError(
                f"{digits}: {readings}? Names with such numbers can be read so; write the date as "
                f"YYYY-MM-DD, or pass {options}",
                [
                    DatePart(text, 0, 0, "", f"as {form}")
                    for form, text in texts.items()
                ],
            )
        return read_form(digits, valid[0]), f"as {valid[0]}"

    def _year(self, plain: str, match: re.Match[str]) -> str | None:
        """Date text of a year of three digits, if names that differ in it have other years."""
        key = _key(plain, match)
        if key in self._keys_of_years:
            return match[0].zfill(4)
        if len(self._by_key.get(("year", 3, key), ())) > 1:
            raise OpenNumberError(
                f"{match[0]}: a year, or a number? write years with four digits, as {match[0]:0>4}"
            )
        return None

    @cached_property
    def _keys_of_years(self) -> set[str]:
        """Names without their date, of those with a year that is certain."""
        keys = set()
        for name in self._names:
            try:
                parts = certain_dates(name, DAY_FIRST)
            except ReadError:
                continue
            if len(parts) == 1 and precision(parts[0].text) == YEAR:
                keys.add(name_key(name, parts[0].start, parts[0].end))
        return keys


def _with_time(plain: str, match: re.Match[str], text: str, form: str) -> DatePart:
    """The date `text` of a number, with the time of day that the number or what follows is."""
    time = "" if match["year"] else _instant(match["digits"] or "")
    end = match.end()
    if not time and (after := _TIME.match(plain, end)):
        time, end = ":".join(filter(None, after.groups())), after.end()
    return DatePart(text, match.start(), end, time, form)


@lru_cache(maxsize=64)
def _valid_forms(numbers: tuple[str, ...], forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms in which all `numbers` are dates."""
    return tuple(
        form for form in forms if all(read_form(each, form) for each in numbers)
    )


def read_form(digits: str, form: str) -> str | None:
    """Date text of `digits` in one of NAME_FORMS; None if they are no date in it."""
    if form == "YYYYDDD":
        return _ordinal(digits)
    fields = {
        letter: "".join(d for d, f in zip(digits, form) if f == letter)
        for letter in "YMD"
    }
    year = fields["Y"]
    if len(year) == 2:
        # of the latest hundred years, as in columns
        year = ("20" if int(year) <= date.today().year % 100 else "19") + year
    if not "1000" <= year < "2100" or not "01" <= fields["M"] <= "12":
        return None
    text = "-".join(filter(None, (year, fields["M"], fields["D"])))
    try:
        read_date(text)
    except ReadError:
        return None
    return text


def _ordinal(digits: str) -> str | None:
    """The day of a year and its number; None if the year has no such day."""
    year, number = int(digits[:4]), int(digits[4:])
    if not 1000 <= year < 2100 or not 1 <= number <= 366:
        return None
    day = date.fromordinal(date(year, 1, 1).toordinal() + number - 1)
    return day.isoformat() if day.year == year else None


def _admits(match: re.Match[str], form: str) -> bool:
    """Whether the year of a date with separators has two digits in `form`."""
    parts = match["short"].split(match["sep"])
    return len(parts[form.index("Y") // 2]) == 2


def _padded(match: re.Match[str]) -> str:
    if match["short"]:
        return "".join(part.zfill(2) for part in match["short"].split(match["sep"]))
    return match[0]


def _key(plain: str, match: re.Match[str]) -> str:
    """`name_key` of a name whose date is `match`, with its other numbers as one digit."""
    end = match.end()
    if after := _TIME.match(plain, end):
        end = after.end()
    rest = name_key(plain, match.start(), end)
    return re.sub(r"\d+", "0", rest)


def _instant(digits: str) -> str:
    """The time of day of Unix seconds or milliseconds; empty for any other number."""
    if len(digits) not in (10, 13):
        return ""
    return f"{datetime.fromtimestamp(int(digits[:10]), UTC):%H:%M:%S}"
