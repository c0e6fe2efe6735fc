"""The date that a document has beside its rows: `date`, `metadata.date`, `name` of GeoJSON."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from geo.base import ReadError
from geo.columns import date_words
from geo.columns.date_words import read_name
from geo.columns.matching import date_texts
from geo.dates import (
    DAY,
    DAY_FIRST,
    MONTH,
    OpenOrderError,
    date_in_name,
    interval,
    next_date,
    precision,
    read_date,
    require_order,
    year_first,
)

Members = Sequence[tuple[str, str | int | float]]

_NAMES = ("name", "title")
# When an answer was made, or the state of a database that it shows.
_STAMPS = {"timestamp", "time", "timestamp_osm_base"}
# An answer with one of these is a selection of stored rows; its time says nothing of them.
_OF_AN_ANSWER = {"numbermatched", "numberreturned", "totalfeatures"}


class MemberDate(NamedTuple):
    """A date text, the path of its member, and whether it dates the map beyond doubt."""

    text: str
    path: str
    sure: bool


def member_date(members: Members, label: str, order: str | None) -> MemberDate | None:
    """The date of the whole layer `label` in the members beside its rows; None if none.

    `order` is that of day and month. A time at which the document was made (`generated`) counts
    for nothing, and a `timestamp` only if nothing else has a date.

    Raises
    ------
    ReadError
        If two members have different dates.
    OpenOrderError
        If the order of day and month is ambiguous, and `order` is not given.
    """
    keys = {path: path.rpartition(".")[2].lower() for path, _ in members}
    dates, names, stamps = [], [], []
    for path, value in members:
        key = keys[path]
        name = read_name(path.rpartition(".")[2])
        if key in _NAMES:
            if text := _in_name(str(value), order):
                sure = precision(text) in (DAY, MONTH)
                names.append(MemberDate(text, path, sure))
        elif key in _STAMPS:
            if text := _text(path, value, label, order):
                stamps.append(MemberDate(text, path, False))
        elif name.role == date_words.DATE and not name.vague:
            if text := _text(path, value, label, order):
                dates.append(MemberDate(text, path, True))
    if _OF_AN_ANSWER & {*keys.values()}:
        stamps = []
    return _only(dates, label) or _only(names, label) or _only(stamps, label)


def editing_member(members: Members) -> tuple[str, str] | None:
    """A member with the time at which a document was made, and its text; None if none."""
    for path, value in members:
        key = path.rpartition(".")[2]
        if read_name(key).role == date_words.EDITED or key.lower() in _STAMPS:
            if text := _text(path, value, "", DAY_FIRST):
                return path, text
    return None


def same_date(text: str, other: str) -> bool:
    """Whether one of two date texts names a time within that of the other."""
    (first, after), (begin, end) = (
        (read_date(each), next_date(each)) for each in (text, other)
    )
    return bool(first <= begin < end <= after or begin <= first < after <= end)


def _only(dates: list[MemberDate], label: str) -> MemberDate | None:
    """The most precise of dates that agree; None if there is none."""
    if not dates:
        return None
    chosen = min(dates, key=lambda each: next_date(each.text) - read_date(each.text))
    for other in dates:
        if not same_date(chosen.text, other.text):
            raise ReadError(
                f"{label}: its members {chosen.path} and {other.path} have different dates "
                f"({chosen.text}, {other.text}); correct one of the two, or pass --date"
            )
    return chosen


def _in_name(text: str, order: str | None) -> str | None:
    """The one date in a name or title; None if it has none, or several."""
    try:
        return date_in_name(text, order)
    except ReadError:
        return None


def _text(path: str, value: str | int | float, label: str, order: str | None) -> str:
    """The date text of a member; empty if it has no date."""
    try:
        (text,) = date_texts({path: pd.Series([value])}, [path], label)
    except ReadError:
        return ""
    if text is None:
        return ""
    if order is None:
        try:
            require_order([(1, text)], label, f"member {path}")
        except OpenOrderError as error:
            message = str(error).replace(", row 1:", f", member {path}:", 1)
            raise OpenOrderError(message, error.where, error.only) from error
    text = year_first(text, order or DAY_FIRST)
    try:
        read_date(text)
    except ReadError:
        return ""
    return "" if interval(text) else text
