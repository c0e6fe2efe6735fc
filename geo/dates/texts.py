"""Texts in forms beside ISO 8601 and EDTF, as texts of these standards."""

import re
from functools import lru_cache

from geo.base import ReadError
from geo.dates.edtf import NotADateError, parse_period

# Nothing else needs to be known of these, which are most texts.
_ISO = re.compile(
    r"-?\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
    r"(?:(?<=-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


@lru_cache(maxsize=100_000)
def words_to_iso(text: str) -> str:
    """`text` in ISO 8601 or EDTF if it is a date in words or another form; else unchanged.

    See `geo.dates.words` for the forms. A text that may be two dates stays as it is, and
    `geo.dates.refusals` has the reason. The result may be a day that the calendar does not have.
    """
    if _ISO.fullmatch(text):
        return text
    from geo.dates.words import convert  # its patterns are seldom needed

    try:
        parse_period(text)
    except NotADateError:
        try:
            return convert(text) or text
        except ReadError:
            return text
    except ReadError:  # EDTF with an open end
        return text
    return text
