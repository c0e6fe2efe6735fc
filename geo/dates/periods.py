"""The period of time that a date text names, or why it names none."""

from functools import lru_cache

from geo.base import ReadError
from geo.dates.edtf import NotADateError, Period, parse_period, shorten


@lru_cache(maxsize=100_000)
def period(text: str) -> Period:
    """The period named by `text`, in ISO 8601 or EDTF.

    Raises
    ------
    ReadError
        If `text` is not a date, names a day that the calendar does not have, or has an open end.
    """
    try:
        return parse_period(text)
    except NotADateError as error:
        from geo.dates.refusals import why_not_a_date  # its patterns are seldom needed

        raise ReadError(f"{shorten(text)}: {why_not_a_date(text)}") from error
