"""controlmap.toml: all of it reaches the table and the page, and slips are refused by key."""

import json
import tomllib
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import geo
import geo.source.project
import layers
from geo.table import uncounted_statuses
from layers.cli.commands import main

SQUARE = shapely.box(30, 50, 31, 51)
NORTH = shapely.box(30, 51, 31, 52)

TOML = """
title = "The front"
standfirst = "Two parties, two days."
credits = ["Drawn by hand."]
language = "uk"
significant = 4
source = "days/*.geojson"

[columns]
actor = "wer"
status = "art"

[statuses]
"fest" = "confirmed"
"angeblich" = "claimed"

[status_names]
confirmed = "held for certain"

[[actors]]
key = "rot"
name = "The Reds"
colour = "#112233"

[[actors]]
key = "blau"
name = "The Blues"
colour = "#445566"
colour_dark = "#778899"

[sovereign]
blau = "rot"

[[events]]
date = 2024-07-09
title = "A bridge falls"
sentence = "It fell in the night."
source = "A newspaper"

[[breaks]]
date = "2024-07-09"
reason = "Roads count too."
actor = "rot"
source = "A newspaper"

[[claims]]
date = "2024-07"
km2 = 7000
publisher = "A ministry"
url = "https://example.org/areas"

[[claims]]
date = "2024-07-09"
low_km2 = 6000
high_km2 = 8000
publisher = "A think tank"

[[claims]]
date = "peak"
km2 = 9000
publisher = "A minister"

[[scenes]]
date = "2024-07-09"
title = "A bridge"
place = "Bridgetown"
caption = "The bridge is down."
view = [30, 50, 31, 52]
actor = "rot"
figure = "confirmed"
statuses = ["confirmed"]
beside = "Wales"
grid_km = 5
source = "A newspaper"

[output]
map = "out/front.html"
areas = "out/areas.csv"
"""


def write(path, *rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": shapely.geometry.mapping(shape),
        }
        for shape, properties in rows
    ]
    document = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    rows = [
        (SQUARE, {"wer": "rot", "art": "fest"}),
        (NORTH, {"wer": "blau", "art": "angeblich"}),
    ]
    write(tmp_path / "days" / "20240708.geojson", *rows)
    write(tmp_path / "days" / "20240709.geojson", *rows[:1])
    (tmp_path / "controlmap.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize("source", ["", "controlmap.toml"])
def test_a_project_is_read_as_it_says(folder, source):
    table = geo.read_control(folder / source)
    assert sorted(zip(table["actor"], table["status"], table["start_text"])) == [
        ("blau", "claimed", "2024-07-08"),
        ("rot", "confirmed", "2024-07-08"),
        ("rot", "confirmed", "2024-07-09"),
    ]
    about = table.attrs["about"]
    assert about["title"] == "The front" and about["credits"] == ["Drawn by hand."]
    assert about["actors"] == {"rot": "The Reds", "blau": "The Blues"}
    assert about["statuses"] == {"confirmed": "held for certain"}
    assert about["sovereign"] == {"blau": "rot"}
    assert about["events"][0]["date"] == "2024-07-09"
    (change,) = geo.changes(table[table["actor"] == "rot"]).to_dict("records")
    assert change["reason"] == "Roads count too."
    assert about["scenes"] == [
        {
            "date": "2024-07-09",
            "title": "A bridge",
            "place": "Bridgetown",
            "caption": "The bridge is down.",
            "view": [30, 50, 31, 52],
            "actor": "rot",
            "figure": "confirmed",
            "statuses": ["confirmed"],
            "beside": "Wales",
            "grid_km": 5.0,
            "source": "A newspaper",
        }
    ]
    first, second, third = about["claims"]
    assert (first["date"], first["date_precision"]) == ("2024-07-01", "month")
    assert first["area_km2_low"] == first["area_km2_high"] == 7000
    assert (second["area_km2_low"], second["area_km2_high"]) == (6000, 8000)
    assert (third["date"], third["date_precision"]) == (None, "peak")
    assert "read with the options of controlmap.toml" in table.attrs["reading"]
    assert geo.reading(table)["unread"] == []


def test_what_is_told_goes_before_the_project(folder):
    table = geo.read_control(folder, actor="art", statuses={"fest": "held"})
    assert set(table["actor"]) == {"fest", "angeblich"}
    dated = geo.read_control(folder / "days" / "20240708.geojson", actor="wer")
    assert "about" not in dated.attrs


def test_names_by_language_are_kept_the_usual_one_first(folder):
    toml = TOML.replace('name = "The Reds"', 'names = {ar = "الحمر", en = "Reds"}')
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    names = geo.read_control(folder).attrs["about"]["actors"]["rot"]
    assert list(names.items()) == [("uk", "rot"), ("ar", "الحمر"), ("en", "Reds")]


@pytest.mark.browser
def test_the_page_shows_what_the_project_says(folder, opened):
    reader = opened(geo.read_control(folder))
    text = reader.page.inner_text("body")
    assert reader.page.inner_text("h1") == "The front"
    for words in ("Two parties, two days.", "The Reds", "Drawn by hand."):
        assert words in text
    assert "held for certain" in text


def test_actors_have_the_colours_of_the_project(folder):
    table = geo.read_control(folder)
    m = layers.control_map(table)
    actors = {one["key"]: one for one in m.get_root().data["words"]["actors"]}
    assert actors["blau"]["light"] == "#445566" and actors["blau"]["dark"] == "#778899"
    # a third of the way to white: 0x11 + (0xff - 0x11) / 3
    assert actors["rot"]["light"] == "#112233" and actors["rot"]["dark"] == "#606c77"


def test_a_project_without_a_source_is_that_of_its_folder(folder):
    for day in (folder / "days").iterdir():
        day.rename(folder / day.name)
    toml = TOML.replace('source = "days/*.geojson"', "")
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    assert len(geo.read_control(folder)) == 3


def test_a_project_may_tell_of_the_story(tmp_path):
    path = tmp_path / "lesson.toml"
    path.write_text('source = "story"\ntitle = "For class 9"', encoding="utf-8")
    about = geo.read_control(path).attrs["about"]
    assert about["title"] == "For class 9" and about["events"]


def test_a_project_may_tell_of_places(tmp_path):
    (tmp_path / "towns.csv").write_text(
        "place,lat,lon,held_from,held_to\nKharkiv,50,36.2,2022-02-24,\n"
        "Izium,49.2,37.3,2022-04-01,2022-09-10\nLyman,49,37.8,,\n",
        encoding="utf-8",
    )
    (tmp_path / "controlmap.toml").write_text(
        'source = "towns.csv"\ntitle = "Towns"\n[reading]\nframe = "Ukraine"',
        encoding="utf-8",
    )
    about = geo.read_control(tmp_path).attrs["about"]
    assert about["title"] == "Towns" and about["list"] == "towns.csv"


def test_a_project_names_what_is_not_counted_in_a_list_of_places(tmp_path):
    (tmp_path / "towns.csv").write_text(
        "place,lat,lon,held_from,held_to,status\nKharkiv,50,36.2,2022-02-24,,\n"
        "Izium,49.2,37.3,2022-04-01,,patrolled\nLyman,49,37.8,2022-05-01,,roamed\n"
        "Sumy,50.9,34.8,,,\n",
        encoding="utf-8",
    )
    project = tmp_path / "controlmap.toml"
    head = 'uncounted = ["patrolled"]\n'
    rest = 'source = "towns.csv"\n[reading]\nframe = "Ukraine"'
    project.write_text(head + rest, encoding="utf-8")
    for source in (tmp_path, project):
        table = geo.read_control(source)
        assert sorted(zip(table["place"], table["status"])) == [
            ("Izium", "patrolled"),
            ("Kharkiv", "claimed"),
            ("Kharkiv", "held"),
            ("Lyman", "roamed"),
        ]
        line = "4 rows of places, 1 of them held at some time, 2 roamed and not held"
        assert geo.reading(table)["sentences"][0] == line
    project.write_text(rest, encoding="utf-8")
    assert "patrolled" not in set(geo.read_control(tmp_path)["status"])


def test_actors_of_the_project_that_are_not_there_are_said(folder):
    toml = TOML.replace('key = "blau"', 'key = "grün"').replace("blau =", "blua =")
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    reading = geo.read_control(folder).attrs["reading"]
    for key in ("actors: “grün”", "sovereign: “blua”"):
        assert f"controlmap.toml: {key} has no polygon in the source" in reading


WRONG = {
    "tilte = 1": "unknown key tilte; did you mean title?",
    "xyz = 1": "unknown key xyz; known are actors, aliases, bre",
    "title = 3": "title: 3: write some text in quotes",
    "title = '   '": "title: '   ': write some text in quotes",
    "credits = 'me'": "credits: 'me': write a list in brackets",
    "language = '<b>'": "language: '<b>': write the code of a language",
    "significant = 2.5": "significant: 2.5: write a number of digits",
    "[columns]\nactr = 'x'": "columns: unknown key actr; did you mean actor?",
    "[reading]\nends = 'both'": "reading: ends: 'both': write one of inclusive, excl",
    "[reading]\nday_first = 'yes'": "reading: day_first: 'yes': write true or false",
    "[statuses]\nfest = 1": "statuses: fest: 1: write some text in quotes",
    "[sovereign]\nblau = 1": "sovereign: blau: 1: write some text in quotes",
    "sovereign = 'rot'": "sovereign: ",
    "[[actors]]\nname = 'Reds'": "actors: entry 1: no key; every entry has one",
    "[[actors]]\nkey = 'a'\n[[actors]]\nkey = 'b'\ncolour = 'red'": (
        "actors: entry 2: colour: 'red': write a colour as #b5485c"
    ),
    "[[actors]]\nkey = 'a'\ncolour = '#112233;}b'": "actors: entry 1: colour: '#112233;}b': wr",
    "[[events]]\ndate = '2024-02-30'\ntitle = 'x'": (
        "events: entry 1: date: 2024-02-30: not a date"
    ),
    "[[events]]\ndate = true\ntitle = 'x'": "events: entry 1: date: True: write some text",
    "[[breaks]]\ndate = 2024-07-09": "breaks: entry 1: no reason; every entry has one",
    "[[breaks]]\ndate = 'soon'\nreason = 'x'": "breaks: entry 1: date: soon: not a date",
    "[[breaks]]\ndate = 2034-07-09\nreason = 'x'": (
        "breaks: entry 1: 9 July 2034 lies outside the data (8 July 2024 to 9 July 2024)"
    ),
    "[[claims]]\ndate = 2014\nkm2 = '7000'\npublisher = 'x'": (
        "claims: entry 1: km2: '7000': write square kilometres"
    ),
    "[[claims]]\ndate = 2014\nkm2 = nan\npublisher = 'x'": "claims: entry 1: km2: nan: write",
    "[[claims]]\ndate = 2014\nlow_km2 = 2\nhigh_km2 = 1\npublisher = 'x'": (
        "claims: entry 1: low_km2 is more than high_km2"
    ),
    "[[claims]]\ndate = 2014\nkm2 = 2\nhigh_km2 = 1\npublisher = 'x'": (
        "claims: entry 1: km2 beside low_km2 or high_km2"
    ),
    "[[scenes]]\ndate = 2014\ncaption = 'x'": "scenes: entry 1: no source; every entry has one",
    "[[scenes]]\ndate = 2014\ncaption = 'x'\nsource = 'y'\nview = [1, 2, 3]": (
        "scenes: entry 1: view: [1, 2, 3]: write west, south, east and north"
    ),
    "[[scenes]]\ndate = 2014\ncaption = 'x'\nsource = 'y'\ngrid_km = -1": (
        "scenes: entry 1: grid_km: -1: write kilometres, as 1"
    ),
    "[[scenes]]\ndate = 1914\ncaption = 'x'\nsource = 'y'": (
        "scenes: entry 1: 1914 lies outside the data (8 July 2024 to 9 July 2024)"
    ),
    "title = ": "not TOML: Invalid value (at end of document)",
    "uncounted = 'roamed'": "uncounted: 'roamed': write a list in brackets",
    "scenes = 3": "scenes: 3: write a list in brackets",
    "actors = ['a']": "actors: entry 1: 'a': write a table of keys and values",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_slip_is_refused_by_file_and_key(folder, text):
    toml = f'source = "days"\n{text}'
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    done = run("areas", folder)
    assert done.exit_code == 1
    assert f"Error: controlmap.toml: {WRONG[text]}" in done.stderr
    assert len(done.stderr.splitlines()) <= 2 and "Traceback" not in done.stderr


values = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["key", "date", "title"]), inner, max_size=3),
    ),
    max_leaves=6,
)
KEYS = sorted(geo.source.project._FILE)


@given(st.sampled_from(KEYS), values)
def test_any_value_is_taken_or_refused_in_a_sentence(key, value):
    try:
        geo.source.project_values.check_key(key, geo.source.project._FILE[key], value)
    except geo.source.project_values.ValueProblem as error:
        assert str(error).startswith(key)


@pytest.mark.browser
def test_hostile_words_stay_words(folder, opened):
    toml = TOML.replace("The Reds", "<img src=x onerror=alert(1)>")
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    reader = opened(geo.read_control(folder))
    assert "<img src=x" in reader.page.inner_text("body")
    assert reader.page.locator("img[src=x]").count() == 0


def test_the_project_of_the_folder_is_used_and_told(folder, monkeypatch):
    monkeypatch.chdir(folder)
    done = run("map")
    assert done.exit_code == 0
    assert done.stderr.startswith("controlmap.toml of this folder is read")
    assert Path("out/front.html").is_file()
    assert run("areas").stdout == ""
    assert len(Path("out/areas.csv").read_text().splitlines()) == 5
    elsewhere = run("areas", "-o", "mine.csv")
    assert elsewhere.exit_code == 0 and Path("mine.csv").is_file()


def test_statuses_that_are_not_counted_are_those_of_the_project_and_roamed(folder):
    toml = TOML.replace(
        "significant", 'uncounted = ["claimed", "misspelt"]\nsignificant'
    )
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    table = geo.read_control(folder)
    assert uncounted_statuses(table) == {"roamed", "claimed", "misspelt"}
    line = "controlmap.toml: uncounted: “misspelt” has no polygon in the source"
    assert line in geo.reading(table)["sentences"]


def test_an_output_with_another_ending_is_refused(folder):
    toml = TOML.replace("out/areas.csv", "out/areas.txt")
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    done = run("areas", folder)
    assert done.exit_code == 2
    assert "controlmap.toml: output: areas: areas.txt: unknown ending" in done.stderr


def test_the_example_of_the_documentation_is_taken_and_has_every_key():
    text = (Path(geo.__file__).parent / "README.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    said = geo.source.project_values.table(geo.source.project._FILE)(
        tomllib.loads(example)
    )
    assert set(said) == set(geo.source.project._FILE)
    for name in ("columns", "reading", "output"):
        line = next(one for one in example.splitlines() if one.startswith(f"[{name}]"))
        for key in SUBKEYS[name]:
            assert key in line


SUBKEYS = {
    "columns": geo.source.project._COLUMNS,
    "reading": geo.source.project._READING,
    "output": geo.source.project._OUTPUT,
}


def test_names_by_language_reach_the_page(folder):
    toml = TOML.replace('name = "The Reds"', 'names = {ar = "الحمر", en = "Reds"}')
    (folder / "controlmap.toml").write_text(toml, encoding="utf-8")
    table = geo.read_control(folder)
    for code, name in {"en": "Reds", "ar": "الحمر", "de": "rot"}.items():
        data = layers.control_map(table, language=code).get_root().data
        names = {one["key"]: one["name"] for one in data["words"]["actors"]}
        assert names["rot"] == name


def test_the_page_speaks_the_language_of_the_project(folder, monkeypatch):
    monkeypatch.chdir(folder)
    assert run("map").exit_code == 0
    assert '<html lang="uk"' in Path("out/front.html").read_text(encoding="utf-8")
    assert run("map", "--language", "de").exit_code == 0
    assert '<html lang="de"' in Path("out/front.html").read_text(encoding="utf-8")
