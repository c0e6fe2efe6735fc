"""Limits: how large a source may be, how that is told, and how it is raised."""

from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

import geo
import geo.base
import geo.files
from geo.base import Limits
from geo.base.limits import LimitError, format_count
from layers.cli.commands import main

README = Path(geo.__file__).parent / "README.md"


def markdown_table():
    """All limits with their defaults, as in geo/README.md."""
    lines = ["| limit | default | counts | reason |", "| --- | --- | --- | --- |"]
    for each in fields(Limits):
        texts = each.metadata["texts"]
        default = format_count(each.default, texts)
        lines.append(f"| `{each.name}` | {default} | {texts.counts} | {texts.reason} |")
    return "\n".join(lines)


def test_the_limits_of_the_documentation_are_those_of_the_code():
    text = README.read_text(encoding="utf-8")
    written = text.partition("<!-- limits, from geo/base/limits.py -->\n")[2]
    assert written.partition("\n\n")[0].strip() == markdown_table()


@pytest.mark.parametrize(
    "name, found, expected",
    [
        (
            "files",
            250_000,
            "250,000 files in it; at most 100,000 are unpacked; .*=500000",
        ),
        ("unpacked", 10**11, "unpacks to 100 GB; at most 20 GB are unpacked; .*=100G"),
        ("ratio", 1030, "unpacks to 1,030 times its size; at most 200 times .*=2000"),
        ("archives", 6, "6 archives within each other; at most 5 are opened; .*=10"),
        ("size", 2.5e9, "2.5 GB of text in one file; at most 2 GB are read at .*=5G"),
        ("rows", 5_000_001, "5,000,001 rows; at most 5,000,000 are read; .*=10M"),
        ("vertices", 2 * 10**8, "200,000,000 vertices; at most 50,000,000 .*=200M"),
        ("nesting", 5000, "5,000 levels within each other; at most 100 .*=5000"),
    ],
)
def test_a_refusal_has_what_was_found_the_limit_and_what_raises_it(
    name, found, expected
):
    bounds = geo.base.Limits()
    bounds.require(name, getattr(bounds, name), "front.zip")
    with pytest.raises(LimitError, match=f"^front.zip: {expected} if you trust it$"):
        bounds.require(name, found, "front.zip")


@pytest.mark.parametrize("name", [one.name for one in fields(geo.base.Limits)])
def test_what_a_refusal_says_to_pass_is_enough(name):
    bounds = geo.base.Limits()
    for found in (getattr(bounds, name) + 1, 10**12 + 7):
        with pytest.raises(LimitError) as refusal:
            bounds.require(name, found, "a")
        said = str(refusal.value).partition("--limit ")[2].partition(" ")[0]
        raised = bounds.with_(dict([said.split("=")]))
        raised.require(name, found, "a")
    assert f"--limit {name}=" in str(bounds.exceeded(name, "a"))
    assert "more than" in str(bounds.exceeded(name, "a"))


@pytest.mark.parametrize(
    "written, number",
    [
        ("200M", 200_000_000),
        ("1.5 G", 1_500_000_000),
        ("7k", 7000),
        ("2T", 2 * 10**12),
        ("200_000", 200_000),
        (12, 12),
    ],
)
def test_limits_are_written_with_letters_or_without(written, number):
    assert geo.base.Limits().with_({"vertices": written}).vertices == number


@pytest.mark.parametrize(
    "option, expected",
    [
        ("vertices", "--limit vertices: write it as NAME=NUMBER"),
        ("vertics=3", "--limit: no limit vertics; did you mean vertices?"),
        ("zzz=3", "--limit: no limit zzz; known are files, unpacked, "),
        ("rows=many", "--limit: rows: 'many' is not a positive integer; write it as"),
        ("rows=-1", "'-1' is not a positive integer"),
        ("rows=0", "'0' is not a positive integer"),
        ("rows=0.2", "'0' is not a positive integer"),
        ("rows=9" + "9" * 400, "is not a positive integer"),
    ],
)
def test_an_option_that_is_no_limit_ends_with_exit_code_2(option, expected):
    done = CliRunner().invoke(main, ["areas", "--limit", option])
    assert done.exit_code == 2
    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 1


def limits_read(monkeypatch, source, *options, call=None, **how):
    """The limits on the files that a command, or `geo.read_control`, reads."""
    seen = []
    find = geo.files.find

    def found(*args, **kwargs):
        read = find(*args, **kwargs)
        seen.extend(one.limits for one in read.files)
        return read

    monkeypatch.setattr("geo.source.read.find", found)
    if call is None:
        assert CliRunner().invoke(main, ["areas", str(source), *options]).exit_code == 0
    else:
        call(source, **how)
    return set(seen)


SQUARE = (
    '{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": '
    "[[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}}"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "2014-06-09.geojson").write_text(SQUARE)
    return tmp_path


def test_every_file_carries_the_limits_that_were_told(folder, monkeypatch):
    assert limits_read(monkeypatch, folder) == {geo.base.Limits()}
    told = ("--limit", "rows=7", "--limit", "vertices=200M")
    expected = geo.base.Limits(rows=7, vertices=200_000_000)
    assert limits_read(monkeypatch, folder, *told) == {expected}
    read = {"call": geo.read_control}
    for one in (geo.base.Limits(rows=9), {"rows": 9}):
        found = limits_read(monkeypatch, folder, **read, limits=one)
        assert found == {geo.base.Limits(rows=9)}


def test_the_project_file_raises_limits_and_an_option_goes_before_it(
    folder, monkeypatch
):
    text = '[limits]\nvertices = "200M"\nrows = 1_000\n'
    (folder / "controlmap.toml").write_text(text)
    expected = geo.base.Limits(vertices=200_000_000, rows=1000)
    assert limits_read(monkeypatch, folder) == {expected}
    expected = geo.base.Limits(vertices=200_000_000, rows=3)
    assert limits_read(monkeypatch, folder, "--limit", "rows=3") == {expected}


@pytest.mark.parametrize(
    "line, expected",
    [
        ("vertics = 3", "limits: unknown key vertics; did you mean vertices?"),
        ('rows = "many"', "limits: rows: 'many' is not a positive integer"),
        ("rows = -3", "limits: rows: '-3' is not a positive integer"),
        ("rows = true", "limits: rows: 'True' is not a positive integer"),
    ],
)
def test_a_project_file_with_other_limits_is_refused(folder, line, expected):
    (folder / "controlmap.toml").write_text(f"[limits]\n{line}\n")
    done = CliRunner().invoke(main, ["areas", str(folder)])
    assert done.exit_code == 1
    assert f"controlmap.toml: {expected}" in done.stderr
