"""Dates with an ambiguous order: `08/07/2024` is a day of July or of August.

The order is an option, or inferred from the other dates of one column, or of the file names, where
one of them is valid in one order only.
"""

import re
from collections.abc import Iterable, Mapping

from geo.base import ReadError
from geo.dates.clock import split_time

DAY_FIRST, MONTH_FIRST = "day first", "month first"

_AMBIGUOUS = re.compile(
    r"(?P<first>\d\d?)(?P<sep>[-_]|[./]\s?)(?P<second>\d\d?)(?P=sep)(?P<year>\d{4})\.?",
    re.ASCII,
)


class OpenOrderError(ReadError):
    """The order of day and month in the dates of a layer is ambiguous.

    Attributes
    ----------
    where
        The place of the dates, as in "column date".
    only
        For an order, a date that is valid in that order only.
    """

    def __init__(self, message: str, where: str, only: dict[str, str]) -> None:
        super().__init__(message)
        self.where = where
        self.only = only


def year_first(text: str, order: str) -> str:
    """`text` with its year first if it is a day that ends in its year; else unchanged.

    `order` is DAY_FIRST or MONTH_FIRST. The result may be a day that the calendar does not have.
    """
    date, time = _split(text)
    match = _AMBIGUOUS.fullmatch(date)
    if match is None:
        return text
    day, month = match["first"], match["second"]
    if order == MONTH_FIRST:
        day, month = month, day
    return f"{match['year']}-{month:0>2}-{day:0>2}{time}"


def _split(text: str) -> tuple[str, str]:
    """The date of `text`, and the time of day behind it if there is one."""
    plain = text.strip()
    return ":" in plain and split_time(plain) or (plain, "")


def require_order(
    texts: Iterable[tuple[int, str | None]],
    label: str,
    where: str,
    written: Mapping[str, str] | None = None,
) -> None:
    """Raise OpenOrderError if a text is ambiguous; `texts` are rows of `label` and their texts.

    `written` has texts as they stand in the source, for messages.
    """
    only: dict[str, str] = {}
    first = None
    for row, text in texts:
        if text is not None and (orders := _orders(text)):
            shown = (written or {}).get(text, text).strip()
            first = first or f"{label}, row {row}: {shown}"
            if len(orders) == 1:
                only.setdefault(orders[0], shown)
    if first is not None:
        raise OpenOrderError(_message(first, where), where, only)


def require_order_in_name(text: str) -> None:
    """Raise OpenOrderError if `text`, part of a file name, is ambiguous."""
    if orders := _orders(text):
        where = "the file names"
        only = {orders[0]: text} if len(orders) == 1 else {}
        raise OpenOrderError(_message(text, where), where, only)


def _orders(text: str) -> list[str]:
    """Orders in which `text` has a valid month; empty if the order makes no difference."""
    match = _AMBIGUOUS.fullmatch(_split(text)[0])
    if match is None or int(match["first"]) == int(match["second"]):
        return []
    day_first = [DAY_FIRST] if int(match["second"]) <= 12 else []
    month_first = [MONTH_FIRST] if int(match["first"]) <= 12 else []
    return day_first + month_first


def common_order(ambiguous: Iterable[OpenOrderError]) -> tuple[str, str]:
    """The only order in which all dates are valid, and a date that is valid in no other.

    Raises
    ------
    ReadError
        If both orders are possible, or none.
    """
    only: dict[str, str] = {}
    errors = list(ambiguous)
    for error in errors:
        only = error.only | only
    if not only:
        raise errors[0]
    if len(only) > 1:
        raise ReadError(
            f"{errors[0].where}: {only[DAY_FIRST]} is day first and {only[MONTH_FIRST]} month "
            "first; write all dates as YYYY-MM-DD"
        )
    return next(iter(only.items()))


def _message(date: str, where: str) -> str:
    return (
        f"{date}: day or month first? All dates of {where} are ambiguous; pass "
        "--day-first or --month-first"
    )
