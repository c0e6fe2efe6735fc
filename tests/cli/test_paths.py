"""Paths of a call that cannot be read or written: exit code 2, before anything is read."""

import os
import sys

import pytest
from click.testing import CliRunner

from geo.source import PROJECT
from layers.cli import commands as cli
from layers.output import require_replaceable, require_writable

TOWNS = "place,lat,lon,held_from,held_to\nA,35,38,2024-07-08,2024-07-09\n"
COMMANDS = {
    "map": "html",
    "areas": "csv",
    "changes": "parquet",
    "check": "json",
    "claims": "csv",
    "worksheet": "html",
    "kit": "",
}


@pytest.fixture
def refuse(monkeypatch, tmp_path):
    """The message with which a call is refused that must not read its source."""

    def fail(*_, **__):
        raise AssertionError("the source was read")

    monkeypatch.setattr(cli, "read", fail)
    monkeypatch.chdir(tmp_path)

    def message(*words):
        done = CliRunner().invoke(cli.main, [str(word) for word in words])
        assert done.exit_code == 2, done.output
        assert done.stdout == ""
        return done.stderr.splitlines()[-1]

    return message


def name(command, stem="result"):
    return f"{stem}.{COMMANDS[command]}".rstrip(".")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_in_the_place_of_a_folder(refuse, tmp_path, command):
    (tmp_path / "notes").write_text("")
    output = f"notes/deep/{name(command)}"
    assert refuse(command, "-o", output) == (
        f"Error: {output}: cannot be written (notes is a file); choose another output path"
    )


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files")
def test_a_folder_that_takes_no_files(refuse, command):
    output = f"/proc/{name(command)}"
    assert refuse(command, "-o", output).startswith(
        f"Error: {output}: cannot be written ("
    )


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "kit"])
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_in_the_place_of_an_output(refuse, tmp_path, command):
    os.mkfifo(tmp_path / name(command))
    assert "not a regular file; choose another output path" in refuse(
        command, "-o", name(command)
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_or_folder_in_the_place_of_the_other(refuse, tmp_path, command):
    path = tmp_path / name(command)
    path.write_text("") if command == "kit" else path.mkdir()
    assert refuse(command, "-o", path.name).startswith("Error: Invalid value for '-o'")


def test_answers_that_cannot_be_written(refuse, tmp_path):
    (tmp_path / "sheet-answers.html").mkdir()
    assert refuse("worksheet", "-o", "sheet.html") == (
        "Error: sheet-answers.html: is a folder; name a file"
    )


def test_a_kit_in_a_folder_of_other_things(refuse, tmp_path):
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "article.docx").write_text("")
    assert "kit: a folder with other things in it" in refuse("kit", "-o", "kit")


@pytest.mark.parametrize("command", ["map", "areas", "changes", "kit"])
def test_an_output_of_a_project_file(refuse, tmp_path, command):
    (tmp_path / "notes").write_text("")
    (tmp_path / "front.geojson").write_text("")
    (tmp_path / PROJECT).write_text(
        f'source = "front.geojson"\noutput.{command} = "notes/{name(command)}"\n'
    )
    assert "cannot be written (notes is a file)" in refuse(command)


def test_a_writable_path_is_left_as_it_was(tmp_path):
    require_writable(tmp_path / "new" / "areas.csv", None)
    require_replaceable(tmp_path / "new" / "kit")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "make, problem",
    [(None, "file not found"), ("mkdir", "is a folder; name a file")],
)
def test_a_published_series_that_is_not_there(refuse, tmp_path, make, problem):
    if make:
        (tmp_path / "series.csv").mkdir()
    message = refuse("areas", "--against", "series.csv")
    assert message == f"Error: --against series.csv: {problem}"


def test_a_frame_that_is_not_there(tmp_path, monkeypatch):
    """No row of the places is read."""
    path = tmp_path / "towns.csv"
    path.write_text(TOWNS)
    monkeypatch.setattr("geo.source.places.read_places", None)
    words = ["areas", str(path), "--frame", "nowhere.gpkg"]
    done = CliRunner().invoke(cli.main, words)
    assert done.exit_code == 2
    assert "--frame nowhere.gpkg: no such country or file" in done.stderr


@pytest.mark.parametrize("command", ["map", "areas", "changes", "check", "kit"])
def test_a_source_that_is_not_there(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.main, [command, "nowhere.geojson"])
    assert (done.exit_code, done.stderr) == (
        2,
        "Error: nowhere.geojson: no such file or folder\n",
    )
    (tmp_path / PROJECT).write_text('source = "nowhere.geojson"\n')
    done = CliRunner().invoke(cli.main, [command])
    assert done.exit_code == 2
    assert "nowhere.geojson: no such file or folder" in done.stderr
