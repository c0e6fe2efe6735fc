"""Dates in the names of files, layers and folders."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import NamedTuple

from geo.base import ReadError
from geo.dates.edtf import DAY, MONTH, YEAR
from geo.dates.formatting import precision
from geo.dates.month_names import AMBIGUOUS_MONTHS
from geo.dates.name_forms import (
    DatePart,
    certain_dates,
    has_day_and_month,
    normalize_name,
)
from geo.dates.name_series import NameSeries, OpenNumberError, name_key

Name = tuple[str, str]  # what is named (file, layer, folder, archive), and its name

_NO_SERIES = NameSeries(())


class NameDate(NamedTuple):
    """The date in the names of a layer.

    Attributes
    ----------
    text
        Date text; an EDTF interval where the name has a range of years.
    kind, position
        What is so named, and its position in the names; of several names, the innermost.
    time
        Time of day as HH:MM or HH:MM:SS; empty if the names have none.
    key
        The name without its date: names that agree in it are snapshots of one series.
    form
        The form of the date in words, where it is not obvious.
    folders
        Whether names of several folders and the file together are the date.
    unused
        A date in another of the names that is not used; empty if there is none.
    """

    text: str
    kind: str
    position: int
    time: str = ""
    key: str = ""
    form: str = ""
    folders: bool = False
    unused: str = ""


class SourceNames:
    """Names of all files and folders of a source, by kind, which are read together.

    `form` is one of `geo.dates.NAME_FORMS`, as requested by the caller. `several` is whether there
    are several files.
    """

    def __init__(self, names: Iterable[Name] = (), form: str | None = None) -> None:
        """Use all `names` of the source."""
        by_kind: dict[str, list[str]] = {}
        for kind, name in names:
            by_kind.setdefault(kind, []).append(name)
        self._form = form
        self._series: Mapping[str, NameSeries] = {
            kind: NameSeries(each, form) for kind, each in by_kind.items()
        }
        self.several = len(by_kind.get("file", [])) > 1
        self._names = [name for each in by_kind.values() for name in each]

    @cached_property
    def ranges_meet(self) -> bool:
        """Whether ranges of years in the names end with the first year of the next one.

        Raises
        ------
        ReadError
            If some do, and others end with the year before.
        """
        ranges: set[tuple[int, int]] = set()
        for name in set(self._names):
            with suppress(ReadError):
                for part in certain_dates(normalize_name(name), None):
                    if re.fullmatch(r"\d{4}/\d{4}", part.text):
                        first, last = map(int, part.text.split("/"))
                        ranges.add((first, last))
        firsts = {first for first, _ in ranges}
        meet = [each for each in ranges if each[1] in firsts]
        follow = [each for each in ranges if each[1] + 1 in firsts]
        if meet and follow:
            texts = ["-".join(map(str, min(each))) for each in (meet, follow)]
            raise ReadError(
                f"{texts[0]} ends with the first year of another name, and {texts[1]} with the "
                "year before; pass --ends inclusive or --ends exclusive"
            )
        return bool(meet)

    def date(
        self,
        names: Sequence[Name],
        order: str | None = None,
        layers: Sequence[str] = (),
    ) -> NameDate | None:
        """The date in the names of a layer, the most specific first; None if there is none.

        `order` is that of day and month in `08-07-2024`. `layers` are the names of all layers of
        its file.

        Raises
        ------
        ReadError
            If a part of a name looks like a date but is invalid, or can be read as two dates.
        OpenOrderError
            If the order of day and month is ambiguous, and `order` is not given.
        """
        series = {**self._series, "layer": NameSeries(layers, self._form)}
        nested = _nested_date(names)
        dates: list[NameDate] = []
        problem: OpenNumberError | None = None
        open_at = 0
        for position, (kind, name) in enumerate(names):
            if nested is not None and position >= nested.position:
                dates.append(nested)
                break
            try:
                part = _date_of(name, order, series.get(kind, _NO_SERIES))
            except OpenNumberError as error:
                if problem is None:
                    problem, open_at = error, position
                continue
            except ReadError:
                if dates:  # a name around one with a date
                    continue
                raise
            if part is not None:
                dates.append(_name_date(kind, name, position, part))
        if problem is not None:
            for part in problem.readings:
                if any(_is_finer(part.text, each.text) for each in dates):
                    dates.insert(0, _name_date(*names[open_at], open_at, part))
                    break
            else:
                if not any(precision(each.text) == DAY for each in dates):
                    raise problem
        return _together(names, dates, order) if dates else None


def _together(
    names: Sequence[Name], dates: Sequence[NameDate], order: str | None
) -> NameDate:
    """The date of a layer from `dates` in its names, the most specific first."""
    first, *outer = dates
    inner = names[first.position][1]
    finer = next((each for each in outer if _is_finer(each.text, first.text)), None)
    day = next((each for each in outer if precision(each.text) == DAY), None)
    if finer is not None and not first.folders:
        first = finer
    elif day is not None and _is_time(inner) and precision(first.text) == YEAR:
        # 1800 in a folder of a day is a time of day, not a year
        return day._replace(
            time=_time_alone(inner), kind=first.kind, position=first.position, key=""
        )
    for each in outer:
        if not _agree(each.text, first.text):
            unused = f"{each.text} in the name of the {each.kind}"
            first = first._replace(unused=first.unused or unused)
    if first.position == 0:
        return first
    for position, (kind, name) in enumerate(names[: first.position]):
        dated = any(each.position == position for each in dates)
        if dated or kind not in ("file", "layer"):
            continue
        if precision(first.text) == DAY and (time := _time_alone(name)):
            return first._replace(time=time, kind=kind, position=position, key="")
        if precision(first.text) in (YEAR, MONTH):
            joint = f"{first.text}-{name}" if first.text[4:] else f"{name}_{first.text}"
            part = _date_of(joint, order, _NO_SERIES)
            if part is not None and _is_finer(part.text, first.text):
                date = _name_date(kind, joint, position, part)
                return date._replace(folders=True, unused=first.unused)
    return first


def _name_date(kind: str, name: str, position: int, part: DatePart) -> NameDate:
    key = name_key(normalize_name(name), part.start, part.end)
    unused = _number_beside(normalize_name(name), part)
    return NameDate(part.text, kind, position, part.time, key, part.form, False, unused)


def _number_beside(plain: str, part: DatePart) -> str:
    """A number beside a year that may be a month or a day, for a finding; empty if none."""
    if part.form or not plain[part.start : part.end].isdigit() or len(part.text) != 4:
        return ""
    before = re.search(r"(?<![\d.])(\d\d?)[-_ ]$", plain[: part.start])
    after = re.match(r"[-_ ](\d{1,3})(?![\d.])", plain[part.end :])
    number = before or after
    return f"{number[1]} beside {part.text}" if number else ""


def date_in_name(stem: str, order: str | None = None) -> str | None:
    """Date text in a file name without its suffix; None if there is none.

    `front_20240708`, `2024-07-08`, `2024_07` and `8 липня 2024` are days and months, `world_1815`
    is a year, `1890s` a decade, `bc323` and `323bce` are `-0322`, `2024-W28` is the Monday of
    that week. `order` is that of day and month in `08-07-2024`; see `geo.dates.day_order`.

    Raises
    ------
    ReadError
        If a number looks like a date but is invalid (20241399), or if there are two dates.
    OpenOrderError
        If the order of day and month is ambiguous, and `order` is not given.
    """
    part = _date_of(stem, order, NameSeries([stem]))
    return None if part is None else part.text


def _date_of(name: str, order: str | None, series: NameSeries) -> DatePart | None:
    """The date in one name."""
    plain = normalize_name(name)
    parts = certain_dates(plain, order)
    texts = sorted({part.text for part in parts})
    if len(texts) > 1:
        raise ReadError(
            f"more than one date in the name ({', '.join(texts)}); keep one"
        )
    if parts and all(
        part.text.isdigit() and series.covers(plain, part.start) for part in parts
    ):
        parts = ()
    if parts:
        part = max(parts, key=lambda each: each.time)
        _require_whole(plain, part)
        return part
    return series.date(plain, order)


def _require_whole(plain: str, part: DatePart) -> None:
    """Raise ReadError if a name has a day beside a month that is not known, and a year."""
    if precision(part.text) != "year" or not plain[part.start : part.end].isdigit():
        return
    if has_day_and_month(plain):
        raise ReadError(f"{plain}: more than one date, or none; write it as YYYY-MM-DD")
    beside = re.search(r"([^\W\d_]{4,})[-_ .]{0,2}$", plain[: part.start]) or re.match(
        r"[-_ .]{0,2}([^\W\d_]{4,})", plain[part.end :]
    )
    if beside and beside[1] in AMBIGUOUS_MONTHS:
        raise ReadError(
            f"{beside[1]} {part.text}: {AMBIGUOUS_MONTHS[beside[1]]}; write it as YYYY-MM-DD"
        )
    before = re.search(
        r"(?<![\d.])(\d\d?)[-_ .]{1,2}([^\W\d_]{3,})[-_ .]{1,2}$", plain[: part.start]
    )
    after = re.match(
        r"[-_ .]{1,2}([^\W\d_]{3,})[-_ .]{1,2}(\d\d?)(?!\d)", plain[part.end :]
    )
    if before and any(
        plain[: before.start()].rstrip("-_ .").endswith(word) for word in _NOT_A_MONTH
    ):
        before = None
    day, word = (
        before.groups() if before else after.groups()[::-1] if after else ("", "")
    )
    if day and 1 <= int(day) <= 31 and word not in _NOT_A_MONTH:
        text = plain[part.start - (len(before[0]) if before else 0) : part.end]
        text += after[0] if after and not before else ""
        raise ReadError(f"{text}: not a month that is known; write it as YYYY-MM-DD")


# Words between a number and a year that number parts, not days.
_NOT_A_MONTH = frozenset(
    "admin adm level part sector zone region area map layer version draft front fronts".split()
)

_KEY = re.compile(r"^(?:year|month|day|hour)=")
_PATH = re.compile(r"(\d{4})[/-](\d\d?|[^\W\d_]{3,})(?:[/-](\d\d?))?")


def _nested_date(names: Sequence[Name]) -> NameDate | None:
    """The date in the names of nested folders and a file, as `2024/07/08`; None if none.

    Folders may be called `year=2024` and so on. `position` is that of the innermost of them.

    Raises
    ------
    ReadError
        If the calendar does not have that day.
    """
    places = [i for i, (kind, _) in enumerate(names) if kind in ("file", "folder")]
    parts = [_KEY.sub("", normalize_name(names[i][1])) for i in places]
    for inner in range(len(parts)):
        for count in (3, 2):
            path = "/".join(reversed(parts[inner : inner + count]))
            if inner + count > len(parts) or not (match := _PATH.fullmatch(path)):
                continue
            text = "-".join(part.zfill(2) for part in match.groups() if part)
            try:
                date = _date_of(text, None, _NO_SERIES)
            except ReadError:
                if match[2].isdigit():
                    raise
                date = None
            if date is not None and precision(date.text) in (DAY, MONTH):
                kind = names[places[inner]][0]
                return NameDate(date.text, kind, places[inner], folders=True)
    return None


_TIME_ALONE = re.compile(
    r"(?:^|.*[_ -])([01]\d|2[0-3])(?:[-_.:h]|(?<=^\d\d)|(?<=[_ -]\d\d))([0-5]\d)"
    r"(?:[-_.:]?([0-5]\d))?z?"
)


def _time_alone(name: str) -> str:
    """The time of day at the end of a name without a day, as HH:MM; empty if it has none."""
    match = _TIME_ALONE.fullmatch(normalize_name(name))
    return ":".join(filter(None, match.groups())) if match else ""


def _is_time(name: str) -> bool:
    """Whether a name may be a time of day, as 0600 or front_1800."""
    return bool(_time_alone(name)) and bool(re.search(r"\d{4}$|\d\d\D\d\d$", name))


def _is_finer(text: str, coarse: str) -> bool:
    """Whether `text` is within the year or month `coarse`, and more precise."""
    return text.startswith(f"{coarse}-")


def _agree(text: str, other: str) -> bool:
    """Whether one of two date texts lies within the other."""
    return text == other or _is_finer(text, other) or _is_finer(other, text)
