"""Dates whose order is left open: `08/07/2024` is a day of July or of August.

They are read where the caller says which, or where the dates that stand together, in one column of
a source or in the names of its files, admit no other order.
"""

import re
from collections.abc import Iterable

from geo.base import ReadError

DAY_FIRST, MONTH_FIRST = "day first", "month first"

_OPEN = re.compile(
    r"(?P<one>\d\d?)(?P<sep>[-./_])(?P<two>\d\d?)(?P=sep)(?P<year>\d{4})(?P<time>[T ]\d.*)?",
    re.ASCII,
)


class OpenOrderError(ReadError):
    """Dates of a layer, not told which of day and month comes first.

    `where` they stand ("column date"), and `only`: for an order, a date that admits no other.
    """

    def __init__(self, sentence: str, where: str, only: dict[str, str]) -> None:
        super().__init__(sentence)
        self.where = where
        self.only = only


def ordered(text: str, order: str) -> str:
    """`text` with its year first if it is a day that ends in its year; else as it is.

    `order` is DAY_FIRST or MONTH_FIRST. The result may be a day that the calendar does not have.
    """
    found = _OPEN.fullmatch(text.strip())
    if found is None:
        return text
    day, month = found["one"], found["two"]
    if order == MONTH_FIRST:
        day, month = month, day
    return f"{found['year']}-{month:0>2}-{day:0>2}{found['time'] or ''}"


def require_order(
    texts: Iterable[tuple[int, str | None]], label: str, where: str
) -> None:
    """Raise OpenOrderError if one of `texts`, by rows of `label`, can be read two ways."""
    only: dict[str, str] = {}
    first = None
    for row, text in texts:
        if text is not None and (orders := _orders(text)):
            first = first or f"{label}, row {row}: {text.strip()}"
            if len(orders) == 1:
                only.setdefault(orders[0], text.strip())
    if first is not None:
        raise OpenOrderError(_question(first, where), where, only)


def require_order_in_name(text: str) -> None:
    """Raise OpenOrderError if `text`, found in the name of a file, can be read two ways."""
    if orders := _orders(text):
        where = "the names"
        only = {orders[0]: text} if len(orders) == 1 else {}
        raise OpenOrderError(_question(text, where), where, only)


def _orders(text: str) -> list[str]:
    """Orders of day and month in which a date has a month; empty where there is no choice."""
    found = _OPEN.fullmatch(text.strip())
    if found is None or int(found["one"]) == int(found["two"]):
        return []
    day_first = [DAY_FIRST] if int(found["two"]) <= 12 else []
    month_first = [MONTH_FIRST] if int(found["one"]) <= 12 else []
    return day_first + month_first


def one_order(found: Iterable[OpenOrderError]) -> tuple[str, str]:
    """The one order that all dates of these layers admit, and a date that admits no other.

    Raises
    ------
    ReadError
        If they admit both, or none.
    """
    only: dict[str, str] = {}
    errors = list(found)
    for error in errors:
        only = error.only | only
    if not only:
        raise errors[0]
    if len(only) > 1:
        raise ReadError(
            f"{errors[0].where}: {only[DAY_FIRST]} has its day first and {only[MONTH_FIRST]} its "
            "month; write all dates as YYYY-MM-DD"
        )
    return next(iter(only.items()))


def _question(date: str, where: str) -> str:
    return (
        f"{date}: day or month first? All dates of {where} can be read both ways; pass "
        "--day-first or --month-first"
    )
