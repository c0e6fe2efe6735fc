"""Forms of tables of units, as the documentation lists them, and what is held on each date."""

from typing import NamedTuple

import pandas as pd

RED, BLUE = "Red", "Blue"


class Form(NamedTuple):
    """A form of tables: what it has and how it is read, an example, and the units held by date."""

    has: str
    read_as: str
    rows: list[dict[str, object]]
    held: dict[tuple[str, str], int]

    @property
    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self.rows)


def _rows(text: str, *names: str) -> list[dict[str, object]]:
    return [
        dict(zip(names, (value.strip() or None for value in row.split(","))))
        for row in text.strip().splitlines()
    ]


_DATES = ("code", "date", "holder")
FORMS = (
    Form(
        "a row for each unit and date, with all units on each date",
        "snapshots",
        _rows("1,2020,Red\n2,2020,Blue\n1,2021,Red\n2,2021,Red", *_DATES),
        {("2020", RED): 1, ("2020", BLUE): 1, ("2021", RED): 2},
    ),
    Form(
        "a row where the holder changes, and no row that repeats the one before of its unit",
        "changes: each row holds until the next one of its unit",
        _rows("1,2020,Red\n2,2020,Blue\n2,2021,Red", *_DATES),
        {("2020", RED): 1, ("2020", BLUE): 1, ("2021", RED): 2},
    ),
    Form(
        "rows for most units and dates, of several holders",
        "snapshots; what has no row is unknown, not lost: the holder before is kept until the "
        "next row, and `check` reports it",
        _rows("1,2020,Red\n2,2020,Blue\n1,2021,Red\n1,2022,Red\n2,2022,Red", *_DATES),
        {("2020", RED): 1, ("2021", BLUE): 1, ("2021", RED): 1, ("2022", RED): 2},
    ),
    Form(
        "rows of one holder, and not of all units on each date",
        "a list of what is held: what is not listed is no longer held",
        _rows("1,2020,Red\n2,2020,Red\n1,2021,Red", *_DATES),
        {("2020", RED): 2, ("2021", RED): 1},
    ),
    Form(
        "a start, or a start and an end",
        "intervals; starts alone last until the next one of the unit",
        _rows("1,2020,Red\n2,2020,Blue\n2,2021,Red", "code", "start", "holder"),
        {("2020", RED): 1, ("2020", BLUE): 1, ("2021", RED): 2},
    ),
    Form(
        "a column for each date (`1914`, `X2014`, `holder_2024-07-08`)",
        "a row for each of its cells; empty ones are left out",
        _rows("1,Red,Red\n2,Blue,Red\n3,,", "code", "2020", "2021"),
        {("2020", RED): 1, ("2020", BLUE): 1, ("2021", RED): 2},
    ),
)
