"""Dates as texts of ISO 8601, with long years as EDTF has them."""

import numpy as np

from geo.base import ReadError
from geo.dates.edtf import DAY, LONGEST_YEAR, MONTH, YEAR, civil, month_of

MONTHS = (
    "January February March April May June July August September October November December"
).split()


def iso_text(date: np.datetime64, precision: str = DAY) -> str:
    """ISO text of a date: `2024-07-08`, `2024-07`, `-0322`; `Y-12000` as EDTF has long years."""
    year, month, day = civil(date)
    text = f"{year:05d}" if year < 0 else f"{year:04d}"
    if abs(year) > 9999:
        if precision == YEAR:
            return f"Y{year}"
        text = f"{year:+d}"
    if precision == MONTH:
        return f"{text}-{month:02d}"
    return f"{text}-{month:02d}-{day:02d}" if precision == DAY else text


def year_text(year: int) -> str:
    """Date text of an astronomical year: `0815`, `-0322`, `Y-12000`."""
    if abs(year) > LONGEST_YEAR:
        raise ReadError(f"{year}: not a year; write dates as YYYY-MM-DD")
    return iso_text(month_of(year, 1).astype("datetime64[D]"), YEAR)
