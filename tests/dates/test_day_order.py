"""Which of two orders of day and month a date can have."""

import pytest

from geo.base import ReadError
from geo.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    OpenOrderError,
    common_order,
    require_order,
)


def opened(text):
    """The error of a column with nothing but `text`."""
    with pytest.raises(OpenOrderError) as error:
        require_order([(1, text)], "front.csv", "column date")
    return error.value


@pytest.mark.parametrize(
    "text, order",
    [("12/31/2024", MONTH_FIRST), ("31/12/2024", DAY_FIRST), ("13/1/2024", DAY_FIRST)],
)
def test_a_month_of_13_to_31_is_a_day(text, order):
    assert common_order([opened(text)]) == (order, text)


def test_dates_that_are_valid_in_both_orders_are_refused():
    with pytest.raises(ReadError, match="8/7/2024"):
        common_order([opened("8/7/2024")])
