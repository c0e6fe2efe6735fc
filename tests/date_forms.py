"""Forms of dates that are read: an example of each, and the period of time that it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from geo.dates.formatting import label, next_date, read_date
from geo.dates.iso import iso_text


@dataclass(frozen=True)
class Form:
    """A way to write a date: its description, an example, and the date `text` it becomes.

    The example is a row, columns by their names, or else the name of a file without its suffix
    and with the folders around it. `options` are those of `read_control`. Where a row has a start
    and an end, `text` is its start.
    """

    description: str
    text: str
    row: Mapping[str, object] = field(default_factory=dict)
    file_name: str = ""
    options: Mapping[str, object] = field(default_factory=dict)

    @property
    def example(self) -> str:
        """The example as Markdown: what stands in which column, or in the name of a file."""
        if self.file_name:
            return f"`{self.file_name}.geojson`"
        parts = [f"`{column}`: `{value}`" for column, value in self.row.items()]
        parts += [_option(keyword, value) for keyword, value in self.options.items()]
        return ", ".join(parts)


def _option(keyword: str, value: object) -> str:
    option = keyword.replace("_", "-")
    return f"with `--{option}`" if value is True else f"with `--{option} {value}`"


IN_COLUMNS = (
    Form("day", "2024-07-08", {"date": "2024-07-08"}),
    Form("month", "2024-07", {"date": "2024-07"}),
    Form("year", "2024", {"date": "2024"}),
    Form("year as a number", "2024", {"date": 2024}),
    Form("day as a number", "2024-07-08", {"date": 20240708}),
    Form("month as a number, where all of the column are", "2024-07", {"date": 202407}),
    Form("day with slashes, year first", "2024-07-08", {"date": "2024/07/08"}),
    Form("midnight", "2024-07-08", {"date": "2024-07-08T00:00:00Z"}),
    Form(
        "time of day: the day as written",
        "2024-07-08T23:30:00+05:00",
        {"date": "2024-07-08T23:30:00+05:00"},
    ),
    Form(
        "day first, where a date of the source cannot be read otherwise",
        "2024-07-13",
        {"date": "13.07.2024"},
    ),
    Form(
        "month first, where a date of the source cannot be read otherwise",
        "2024-07-13",
        {"date": "07/13/2024"},
    ),
    Form(
        "day first, by an option",
        "2024-07-08",
        {"date": "08/07/2024"},
        options={"day_first": True},
    ),
    Form(
        "columns for year, month and day",
        "2024-07-08",
        {"year": 2024, "month": 7, "day": 8},
    ),
    Form("day without zeros, year first", "2024-07-08", {"date": "2024/7/8"}),
    Form("day with colons", "1821-08-23", {"date": "1821:08:23"}),
    Form("day with a time zone", "2024-07-08", {"date": "2024-07-08+02:00"}),
    Form(
        "time of day with AM or PM, and the name of a time zone",
        "2019-02-22T18:00:16-05:00",
        {"date": "2019-02-22 6:00:16 PM America/New_York"},
    ),
    Form("month with a slash", "2018-05", {"date": "2018/05"}),
    Form("month before its year", "2018-05", {"date": "05/2018"}),
    Form("day with its month in Roman digits", "2024-07-08", {"date": "8.VII.2024"}),
    Form("unknown month and day, as 99 or 00", "1999", {"date": 19999999}),
    Form("unknown day, as 99 or 00", "1999-07", {"date": "1999-07-00"}),
    Form("week of ISO 8601", "[2024-07-08..2024-07-14]", {"date": "2024-W28"}),
    Form("day of a week of ISO 8601", "2024-07-08", {"date": "2024-W28-1"}),
    Form("day of the year, of ISO 8601", "2024-07-08", {"date": "2024-190"}),
    Form("quarter", "2024-35", {"date": "2024-Q3"}),
    Form("range of years in a column of dates: its start", "1914", {"date": "1914–18"}),
    Form(
        "range of months in a column of dates: its start",
        "1914-07",
        {"date": "1914-07/08"},
    ),
    Form("serial number of a spreadsheet", "2024-07-08", {"date": 45481}),
    Form("seconds since 1970", "2024-07-08", {"date": 1720396800}),
    Form("milliseconds since 1970", "2024-07-08", {"date": 1720396800000}),
    Form(
        "year of two digits, of the latest hundred years, the same for a column",
        "2024-07-13",
        {"date": "13.07.24"},
    ),
    Form("month and year of two digits", "2024-07", {"date": "Jul-24"}),
    Form(
        "day in words, in one of some thirty languages",
        "2024-07-08",
        {"date": "8 липня 2024"},
    ),
    Form("day with its weekday", "2024-07-08", {"date": "Mon, 8 Jul 2024"}),
    Form("day in Chinese, Japanese or Korean", "2024-07-08", {"date": "2024年7月8日"}),
    Form("month in words", "2014-03", {"date": "March 2014"}),
    Form("year in words", "-0322", {"date": "323 BCE"}),
    Form("about a year, in words", "1200~", {"date": "c. 1200"}),
    Form("decade in words", "189X", {"date": "the 1890s"}),
    Form("century in words", "[1801..1900]", {"date": "19th century"}),
    Form(
        "day of the Julian calendar, by an option",
        "1917-11-07",
        {"date": "1917-10-25"},
        options={"calendar": "julian"},
    ),
    Form("year before 1: 0 is 1 BCE", "-0322", {"year": -322}),
    Form("year before 1000", "0815", {"date": "0815"}),
    Form("year before 1000, as a number", "0815", {"date": 815}),
    Form("the year 0", "0000", {"date": "0000"}),
    Form("month before 1", "-0322-06", {"date": "-0322-06"}),
    Form("day before 1", "-0322-06-01", {"date": "-0322-06-01"}),
    Form("year of five digits or six", "Y-12000", {"date": "Y-12000"}),
    Form("day in such a year", "-12000-06-01", {"date": "-12000-06-01"}),
    Form("EDTF: approximate", "1200~", {"date": "1200~"}),
    Form("EDTF: uncertain", "2014-06?", {"date": "2014-06?"}),
    Form("EDTF: both", "2014%", {"date": "2014%"}),
    Form("EDTF: unspecified digits", "201X", {"date": "201X"}),
    Form("EDTF: season", "2014-21", {"date": "2014-21"}),
    Form("EDTF: unspecified month", "2014-XX-03", {"date": "2014-XX-03"}),
    Form("EDTF: one of several", "[1906..1908]", {"date": "[1906..1908]"}),
    Form(
        "EDTF interval in a column of starts: begun some time in it",
        "1906/1908",
        {"start": "1906/1908"},
    ),
    Form(
        "EDTF interval in a column of dates: its start",
        "1914",
        {"date": "1914/1918"},
    ),
    Form(
        "interval in years where -1 is 1 BCE (Cliopatria); its start",
        "-0322",
        {"fromyear": -323, "toyear": -31},
    ),
    Form(
        "interval in two columns; its start",
        "1849~",
        {"start_date": "1849~", "end_date": "1850"},
    ),
)
IN_NAMES = (
    Form("day in a name", "2024-07-08", file_name="front_20240708"),
    Form("month in a name", "2024-07", file_name="front_2024-07"),
    Form("year before 1 in a name", "-0322", file_name="world_bc323"),
    Form("year in a name", "0800", file_name="world_0800"),
    Form("day in a name, in words", "2024-07-08", file_name="8 липня 2024"),
    Form("day in a name, with a time", "2024-07-08", file_name="front_20240708_1530"),
    Form("ISO week in a name: its Monday", "2024-07-08", file_name="front_2024-W28"),
    Form("quarter in a name", "2024-35", file_name="front_2024-Q3"),
    Form("decade in a name", "189X", file_name="borders_1890s"),
    Form("range of years in a name: its start", "1914", file_name="germany_1914-1918"),
    Form("Unix time in a name: the day in UTC", "2024-07-08", file_name="1720396800"),
    Form(
        "day first in a name, where a name of the source cannot be read otherwise",
        "2024-07-13",
        file_name="front_13-07-2024",
    ),
    Form("day in the names of folders", "2024-07-08", file_name="2024/07/08"),
)


def table() -> str:
    """The forms as a Markdown table, as the documentation has them."""
    header = "form", "example", "first day", "last day", "shown to readers"
    lines = [f"| {' | '.join(header)} |", "| --- " * len(header) + "|"]
    for form in (*IN_COLUMNS, *IN_NAMES):
        last = next_date(form.text) - np.timedelta64(1, "D")
        days = f"{iso_text(read_date(form.text))} | {iso_text(last)}"
        cells = f"{form.description} | {form.example} | {days} | {label(form.text)}"
        lines.append(f"| {cells} |")
    return "\n".join(lines) + "\n"
