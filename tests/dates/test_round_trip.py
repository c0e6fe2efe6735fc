"""Dates of every form are read, measured, shown, written and read again, and stay as they were."""

import io
import json
import math
import random
from pathlib import Path

import date_forms
import numpy as np
import pandas as pd
import pytest
import shapely
from date_forms import IN_COLUMNS, IN_NAMES
from reader import data_in, rest_long, until

import geo
import geo.dates
import geo.measure
import geo.table
import layers
from geo.dates.formatting import next_text, precision
from geo.dates.iso import year_text
from layers.output.tables import as_written, to_csv

SQUARE = shapely.box(0, 0, 1, 1)
# A 360th part of a zone of the WGS 84 ellipsoid by its closed form: the edges of the square are
# straight in longitude and latitude, as the zone's are.
ECCENTRICITY = math.sqrt(298.257223563**-1 * (2 - 298.257223563**-1))
SINE = math.sin(math.radians(1))
SQUARE_KM2 = (
    (math.pi / 180)
    * (6378.137 * (1 - 298.257223563**-1)) ** 2
    / 2
    * (
        SINE / (1 - (ECCENTRICITY * SINE) ** 2)
        + math.atanh(ECCENTRICITY * SINE) / ECCENTRICITY
    )
)
SOME, MANY = 1_000, 10_000
SEED = 20_260_412

# What readers are shown for the dates of `date_forms`.
SHOWN = {
    "2024-07-08": "8 July 2024",
    "2024-07": "July 2024",
    "2024-35": "third quarter of 2024",
    "2024": "2024",
    "2024-07-08T23:30:00+05:00": "8 July 2024",
    "2024-07-13": "13 July 2024",
    "2014-03": "March 2014",
    "-0322": "323 BCE",
    "1200~": "about 1200",
    "189X": "1890s",
    "1917-11-07": "7 November 1917",
    "0800": "800 CE",
    "0815": "815 CE",
    "0000": "1 BCE",
    "-0322-06": "June 323 BCE",
    "-0322-06-01": "1 June 323 BCE",
    "Y-12000": "12,001 BCE",
    "-12000-06-01": "1 June 12,001 BCE",
    "2014-06?": "possibly June 2014",
    "2014%": "possibly about 2014",
    "201X": "2010s",
    "2014-21": "spring 2014",
    "2014-XX-03": "between 3 January and 3 December 2014",
    "[1906..1908]": "between 1906 and 1908",
    "1906/1908": "between 1906 and 1908",
    "1914": "1914",
    "1849~": "about 1849",
    "1821-08-23": "23 August 1821",
    "2019-02-22T18:00:16-05:00": "22 February 2019",
    "2018-05": "May 2018",
    "1999": "1999",
    "1999-07": "July 1999",
    "[2024-07-08..2024-07-14]": "between 8 July and 14 July 2024",
    "2024-35": "third quarter of 2024",
    "1914-07": "July 1914",
    "[1801..1900]": "between 1801 and 1900",
}


def write(path, rows):
    """A FeatureCollection with one square for each of `rows`, which are properties."""
    shape = shapely.geometry.mapping(SQUARE)
    features = [
        {"type": "Feature", "properties": row, "geometry": shape} for row in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def written_again(table, tmp_path):
    """The date texts of the areas of `table` as CSV has them, and a source dated by them."""
    text = to_csv(as_written(geo.areas(table), table))
    read = pd.read_csv(io.StringIO(text), dtype={"date": str})
    assert read["area_km2"].iloc[0] == pytest.approx(SQUARE_KM2, rel=1e-9)
    rows = [{"start": date} for date in read["date"]]
    return list(read["date"]), geo.read_control(write(tmp_path / "again.geojson", rows))


def assert_survives(table, text, label, tmp_path):
    assert len(table) == 1
    assert table["start_text"].iloc[0] == text
    dates, again = written_again(table, tmp_path)
    assert dates[0] == text
    assert again["start"].iloc[0] == table["start"].iloc[0]
    assert again["start_text"].iloc[0] == text
    assert geo.label(text) == label


@pytest.mark.parametrize("form", IN_COLUMNS, ids=lambda form: form.example)
def test_a_date_in_a_column_survives(tmp_path, form):
    source = write(tmp_path / "source.geojson", [dict(form.row)])
    table = geo.read_control(source, **form.options)
    assert_survives(table, form.text, SHOWN[form.text], tmp_path)


@pytest.mark.parametrize("form", IN_NAMES, ids=lambda form: form.example)
def test_a_date_in_a_name_survives(tmp_path, form):
    write(tmp_path / "in" / f"{form.file_name}.geojson", [{}])
    table = geo.read_control(tmp_path / "in")
    assert_survives(table, form.text, SHOWN[form.text], tmp_path)


def test_the_forms_in_the_documentation_are_those_of_the_code():
    text = (Path(geo.__file__).parent / "README.md").read_text(encoding="utf-8")
    documented = text.partition("<!-- dates, from tests/date_forms.py -->\n")[2]
    assert documented.partition("\n\n")[0].strip() == date_forms.table().strip()


def test_the_table_of_forms_has_the_days_between_which_a_date_lies():
    rows = [line.strip("| ").split(" | ") for line in date_forms.table().splitlines()]
    days = {row[1]: tuple(row[2:4]) for row in rows[2:]}
    assert days["`date`: `2024-07`"] == ("2024-07-01", "2024-07-31")
    assert days["`date`: `201X`"] == ("2010-01-01", "2019-12-31")
    assert days["`start`: `1906/1908`"] == ("1906-01-01", "1908-12-31")
    assert days["`year`: `-322`"] == ("-0322-01-01", "-0322-12-31")


def shown_together():
    """The texts of all forms that can stand in one series: each begins on a day of its own."""
    firsts = {}
    for form in (*IN_COLUMNS, *IN_NAMES):
        shown = form.text, SHOWN[form.text]
        firsts.setdefault(geo.dates.read_date(form.text), shown)
    return [firsts[day] for day in sorted(firsts)]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of all forms, one after another."""
    folder = tmp_path_factory.mktemp("forms")
    rows = [{"start": text} for text, _ in shown_together()]
    table = geo.read_control(write(folder / "forms.geojson", rows))
    layers.save(layers.control_map(table), folder / "map.html")
    return folder / "map.html"


def test_the_page_carries_every_date_as_it_was_written_and_its_label(page):
    words = data_in(page.read_text(encoding="utf-8"))
    shown = dict(zip(words["texts"], words["labels"]))
    for text, label in shown_together():
        assert shown[text] == label


@pytest.mark.browser
def test_the_page_opens_at_every_date_as_it_was_written_and_names_it(page, opened):
    reader = opened(page)
    for text, label in shown_together():
        fragment = json.dumps(f"#date={text.replace('%', '%25')}")
        reader.page.evaluate(f"location.hash = {fragment}")
        until(
            reader.page,
            "([slider, label]) => slider.getAttribute('aria-valuetext').startsWith(label)",
            arg=[reader.slider.element_handle(), label],
        )
    assert reader.errors == []


def edtf(chance):
    """An EDTF date, interval or set, or a year, that is one or another in the course of time."""
    kind = chance.randrange(8)
    if kind == 0:
        return year_text(chance.randint(-123_000, 9_999))
    if kind == 1:
        first, last = sorted(chance.randint(-9_999, 9_999) for _ in range(2))
        marks = [chance.choice(["", "?", "~", "%"]) for _ in range(2)]
        ends = f"{year_text(first)}{marks[0]}", f"{year_text(last)}{marks[1]}"
        return chance.choice(["{}/{}", "[{}..{}]"]).format(*ends)
    day = np.datetime64(chance.randint(-4_371_000, 2_932_896), "D")
    text = geo.dates.iso_text(day, chance.choice(["day", "month", "year"]))
    if kind == 2:
        text = (
            f"{text[:-len('-01')]}-{chance.randint(21, 41)}"
            if text[-3] == "-"
            else text
        )
    if kind == 3:
        text = text[:-1] + "X"
    if kind == 4:
        text = text[:-2] + "XX"
    if kind == 5 and text[-3] == "-":
        text = (
            chance.choice("?~%") + text[:-3] + chance.choice(["", "?", "~"]) + text[-3:]
        )
    if kind == 6:
        return f"{text[:5] if text[0] == '-' else text[:4]}S{chance.randint(1, 4)}"
    return text + chance.choice(["", "", "?", "~", "%"])


@pytest.fixture(scope="module", params=rest_long(SOME, MANY))
def dates(request):
    """Texts, no two the same, each with the day that it names."""
    chance = random.Random(SEED)
    found = {}
    while len(found) < request.param:
        text = edtf(chance)
        try:
            found[text] = geo.dates.read_date(text)
        except geo.ReadError:  # 29 February, a month 13: chance knows no calendar
            continue
    return found


def test_dates_of_all_kinds_survive(dates, tmp_path):
    rows = [{"start": text, "end": next_text(text)} for text in dates]
    table = geo.read_control(write(tmp_path / "many.geojson", rows), ends="exclusive")
    assert len(table) == len(dates)
    assert {precision(text) for text in dates} == {
        *("day", "month", "season", "year", "decade", "span")
    }
    assert list(table["start_text"]) == list(dates)
    assert list(table["start"].to_numpy()) == list(dates.values())
    text = to_csv(as_written(geo.measure.row_areas(table), table))
    columns = pd.read_csv(io.StringIO(text), dtype={"start": str, "end": str})
    assert columns["area_km2"].to_numpy() == pytest.approx(SQUARE_KM2, rel=1e-9)
    rows = columns[["start", "end"]].to_dict("records")
    again = geo.read_control(write(tmp_path / "again.geojson", rows), ends="exclusive")
    for name in ("start", "end", "start_text", "end_text"):
        assert list(again[name]) == list(table[name])
    assert list(map(geo.label, again["start_text"])) == list(map(geo.label, dates))


def test_dates_are_in_the_timeline_each_by_the_text_that_says_most(dates, tmp_path):
    rows = [{"start": text} for text in dates]
    table = geo.read_control(write(tmp_path / "many.geojson", rows))
    timeline = geo.table.timeline(table)
    assert set(timeline["date"].to_numpy()) == set(dates.values())
    for day, text in zip(timeline["date"].to_numpy(), timeline["date_text"]):
        assert dates[text] == day


@pytest.mark.parametrize(
    "texts, said",
    [
        (["2014", "2014-01", "[2014..2016]", "201X"], "2014-01"),
        (["2014~", "2014", "2014?"], "2014"),
        (["2014-01-01~", "2014-01"], "2014-01-01~"),
        (["19XX", "190X"], "190X"),
    ],
)
def test_of_texts_for_one_date_the_most_exact_is_shown(tmp_path, texts, said):
    rows = [{"start": text} for text in texts]
    table = geo.read_control(write(tmp_path / "a.geojson", rows))
    shown = geo.table.timeline(table).set_index("date")["date_text"]
    assert shown[geo.dates.read_date(said)] == said
