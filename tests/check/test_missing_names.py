"""What a source does not say and readers will miss: the actor, a title, the source."""

import geopandas as gpd
import pytest
from click.testing import CliRunner
from tables import control, square

import geo
from layers.cli.commands import main

KINDS = ["no-actor", "no-title", "no-source"]
OPTIONS = {"--actor-name": "Russia", "--source": "A paper", "--title": "The front"}


@pytest.fixture
def front(tmp_path):
    path = tmp_path / "20240708.geojson"
    gpd.GeoDataFrame(geometry=[square(30, 50)], crs=4326).to_file(path)
    return path


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def missing(table):
    rows = geo.findings(table)
    return rows["kind"][rows["kind"].isin(KINDS)].tolist()


def test_what_readers_miss_is_noted(front):
    table = geo.read_control(front)
    assert missing(table) == KINDS
    notes = geo.findings(table).set_index("kind").loc[KINDS]
    assert set(notes["severity"]) == {"note"}
    assert notes["finding"].tolist() == [
        "no row names an actor: titles, legends and texts do not say who holds the territory",
        "no title: pages and pictures are headed “Territory” and the dates",
        "no row names its source: readers see “20240708.geojson”, not who published it",
    ]


def test_an_actor_is_title_enough_and_a_title_names_no_actor(front):
    assert missing(geo.read_control(front, actor_name="Russia")) == ["no-source"]
    project = front.parent / "controlmap.toml"
    project.write_text('title = "The front"', encoding="utf-8")
    assert missing(geo.read_control(project)) == ["no-actor", "no-source"]
    project.write_text('credits = ["Drawn by hand."]', encoding="utf-8")
    assert missing(geo.read_control(project)) == ["no-actor", "no-title"]
    project.write_text(
        '[[actors]]\nkey = "territory"\nname = "Russia"', encoding="utf-8"
    )
    assert missing(geo.read_control(project)) == ["no-source"]


def test_the_story_and_tables_made_by_hand_lack_no_name():
    assert missing(geo.read_control()) == []
    assert missing(control(("territory", "2024", None, square(30, 50)))) == []


def test_check_takes_the_options_that_its_notes_name(front):
    done = run("check", front)
    assert all(f"pass {option}" in done.stdout for option in OPTIONS)
    assert "0 errors, 0 doubts, 3 notes" in done.stderr
    words = [word for option in OPTIONS.items() for word in option]
    assert run("check", front, *words).stdout.startswith("Nothing wrong")


@pytest.mark.parametrize("command", ["map", "worksheet"])
def test_commands_for_readers_report_what_they_will_miss(front, command):
    output = front.parent / "out" / "page.html"
    told = [f"pass {option}" for option in OPTIONS]
    plain = run(command, front, "-o", output)
    assert plain.exit_code == 0
    lines = plain.stderr.splitlines()
    assert [sum(words in line for line in lines) for words in told] == [1, 1, 1]
    assert "Territory, 8 July 2024" in output.read_text(encoding="utf-8")
    words = [word for option in OPTIONS.items() for word in option]
    named = run(command, front, "-o", output, *words)
    assert not any(words in named.stderr for words in told)
    page = output.read_text(encoding="utf-8")
    assert all(word in page for word in ("The front", "A paper"))
    assert "pass --" not in run("areas", front).stderr, "a table is not for readers"


def test_the_title_of_the_call_precedes_that_of_the_project(front):
    project = front.parent / "controlmap.toml"
    project.write_text('title = "Of the project"', encoding="utf-8")
    output = front.parent / "page.html"
    for words, title in ((), "Of the project"), (
        ("--title", "Of the call"),
        "Of the call",
    ):
        assert run("map", project, "-o", output, *words).exit_code == 0
        assert f"<title>{title}</title>" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--actor-name", "--source"])
def test_a_name_that_the_source_has_is_refused_with_one_sentence(option):
    done = run("areas", option, "A name")
    assert done.exit_code == 2 and done.stdout == ""
    (line,) = [each for each in done.stderr.splitlines() if each]
    assert line.startswith("Error: the story: ") and f"leave {option} out" in line
