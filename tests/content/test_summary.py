"""What page, pictures and lesson show is made once, and by no map."""

import re
import subprocess
import sys

import pytest
import shapely
from tables import control, square

import layers
from geo.base import RepairWarning
from layers.content.summary import summarize
from layers.output.provenance import fingerprint

WORKSHEET = """
import sys
import geo, layers
layers.worksheet(geo.read_control({source!r})).html()
print(*(name for name in ("branca", "folium") if name in sys.modules))
"""


@pytest.fixture
def table():
    return control(
        (("red", "held"), "2014-01-01", None, square(40, 34)),
        (("red", "claimed"), "2014-01-01", None, square(40, 34, size=2)),
        (("blue", "claimed"), "2014-02-01", None, square(50, 34)),
    )


def test_page_and_worksheet_have_the_title_of_the_summary(table, tmp_path):
    title = summarize(table).title
    assert title == "Who held what, 1 January to 1 February 2014"
    layers.save(layers.control_map(table, outlines=False), tmp_path / "map.html")
    assert f"<h1>{title}</h1>" in (tmp_path / "map.html").read_text("utf-8")
    assert layers.worksheet(table).title == title


def test_a_series_is_called_by_its_actor_its_status_or_both(table):
    summary = summarize(table)
    names = {pair: summary.label(series) for pair, series in
             zip(summary.times.pairs, summary.times.series, strict=True)}  # fmt: skip
    assert names == {
        ("red", "held"): "red",
        ("red", "claimed"): "red, claimed",
        ("blue", "claimed"): "blue",
    }
    alone = summarize(table[table["actor"] == "red"])
    assert [alone.label(series) for series in alone.times.series] == ["held", "claimed"]


TITLES = {
    "en": ["Territory, 8 July to 9 September 2024", "Territory held by Red, 8 July"],
    "de": [
        "Gebiet, 8. Juli bis 9. September 2024",
        "Red: kontrolliertes Gebiet, 8. Juli",
    ],
    "fr": [
        "Territoire, 8 juillet – 9 septembre 2024",
        "Red : territoire sous contrôle, 8 juil",
    ],
    "es": [
        "Territorio, de 8 de julio a 9 de septiembre de 2024",
        "Territorio bajo control de",
    ],
    "uk": [
        "Територія, 8 липня – 9 вересня 2024 р.",
        "Red: підконтрольна територія, 8 лип",
    ],
    "ar": [
        "الأراضي، من ٨ يوليو إلى ٩ سبتمبر ٢٠٢٤",
        "مناطق سيطرة \u2068Red\u2069،",
    ],
}


def front(actor):
    days = ["2024-07-08", "2024-09-09", None]
    return control(
        *((actor, *step, square(30, 50)) for step in zip(days, days[1:], strict=False))
    )


@pytest.mark.parametrize("code", TITLES)
def test_a_title_has_the_holder_as_far_as_it_is_known_and_the_dates(code):
    nameless, named = TITLES[code]

    def title(actor):
        return re.sub(r"\s", " ", summarize(front(actor), language=code).title)

    assert title("territory") == title("unnamed") == nameless
    assert title("Red").startswith(named)


def test_a_title_does_not_say_that_what_is_claimed_is_held():
    title = summarize(front(("Red", "claimed"))).title
    assert title == "Red, 8 July to 9 September 2024"


def test_areas_have_the_digits_that_a_headline_bears():
    def areas(language="en", **about):
        table = front("Rome")
        table.attrs["about"] = about
        summary = summarize(table, language=language)
        return [summary.area(km2) for km2 in (21_588_991, 109_945.5, 9_999.4, 4.02)]

    assert areas() == ["21.6\u00a0million km²", "109,900 km²", "9,999 km²", "4.02 km²"]
    assert areas(significant=2)[1:] == ["110,000 km²", "10,000 km²", "4 km²"]
    assert areas("de")[:2] == ["21,6\u00a0Mio. km²", "109.900\u00a0km²"]


def test_the_legend_of_one_actor_has_its_name():
    def label(actor, **about):
        table = front(actor)
        table.attrs["about"] = about
        summary = summarize(table)
        return summary.label(summary.leading)

    assert label("territory") == "held"
    assert label("Red") == "held by Red"
    assert label("Red", statuses={"control": "occupied"}) == "occupied"
    assert label("Red", statuses={"control": "occupied"}, title="War") == "Red"
    names = {"territory": "Reds"}
    assert label("territory", actors=names, title="War") == "held by Reds"


def test_a_publisher_is_the_only_source_and_no_file(table):
    for sources, line in (
        (["A paper"], "Source: A paper"),
        (["DeepStateMap.Live"], "Source: DeepStateMap.Live"),
        (["front.geojson"], ""),
        (["A paper", "B"], ""),
    ):
        table["source"] = [sources[0], sources[-1], sources[-1]]
        assert summarize(table).source_line == line
    assert summarize(table.assign(source="B", file="B")).source_line == ""


def test_sources_stand_once_in_order_of_name(table):
    table["source"] = [" b.csv", "a.csv ", "b.csv"]
    assert summarize(table).sources == ["a.csv", "b.csv"]
    table["source"] = ["", " ", "b.csv"]
    assert summarize(table).sources == ["b.csv"]


@pytest.mark.parametrize("end, kind", [(".csv", "files"), ("", "sources")])
def test_many_sources_are_counted(end, kind):
    days = [f"2014-01-{day:02}" for day in range(1, 14)]
    rows = [
        ("red", day, "2015-01-01", square(0, size=1 + n)) for n, day in enumerate(days)
    ]
    table = control(*rows)
    table["source"] = [f"{day}{end}" for day in days]
    sources = summarize(table).many_sources
    assert (
        sources
        == f"13 {kind}, in order of name from “2014-01-01{end}” to “2014-01-13{end}”"
    )
    assert layers.worksheet(table).sources == (sources,)
    assert summarize(table[:12]).many_sources == ""


def test_the_hash_is_that_of_the_table_as_it_was_given():
    bowtie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    table = control(("red", "2014-01-01", None, bowtie))
    with pytest.warns(RepairWarning):
        summary = summarize(table)
    assert summary.table.geometry.is_valid.all()
    assert summary.made.sha256 == fingerprint(table) != fingerprint(summary.table)


def test_words_and_figures_need_no_shapes_of_the_page(table, monkeypatch):
    monkeypatch.delattr("layers.content.summary.territory")
    summary = summarize(table)
    labels = [summary.label(series) for series in summary.times.series]
    assert len(labels) == 3 and summary.claims == [] and summary.scenes
    with pytest.raises(NameError):
        assert summary.actors  # whose colours depend on who is whose neighbour


def test_a_worksheet_loads_no_folium(table, tmp_path):
    source = tmp_path / "control.geojson"
    rows = table.assign(start=["2014-01-01", "2014-01-01", "2014-02-01"])
    rows[["actor", "status", "start", "geometry"]].to_file(source)
    code = WORKSHEET.format(source=str(source))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
