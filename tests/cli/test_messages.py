"""No control characters of data, file names or the call reach a terminal of any encoding."""

import json
import os
import subprocess
import sys
import unicodedata

import pytest
import shapely
from click.testing import CliRunner
from reader import rest_long
from tables import square

from layers.cli.commands import main

# Escapes that clear the screen, set a title and a link; a bell, a return, a change of direction.
CONTROL = "\x1b[2J\x1b]0;t\x07\x1b]8;;http://example.org\x1b\\x\r\u202ey\x9b2J"


def control_characters(text):
    """The characters of `text` that a terminal would obey."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    characters = {one for one in text if unicodedata.category(one) in kinds}
    return characters - {"\n"}


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """A file with control characters in its name and in all its texts."""
    monkeypatch.chdir(tmp_path)
    names = ("red" + CONTROL, "blue" + CONTROL, "blu" + CONTROL)
    features = [
        {
            "type": "Feature",
            "properties": {"actor": name, "source": CONTROL, f"col{CONTROL}": CONTROL}
            | {"date": "2024-01-01"},
            "geometry": shapely.geometry.mapping(square(place / 2)),
        }
        for place, name in enumerate(names)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    path = tmp_path / f"front{CONTROL.replace('/', '')}.geojson"
    path.write_text(json.dumps(whole), encoding="utf-8")
    (tmp_path / f"memo{CONTROL.replace('/', '')}.txt").write_text("none")
    return path.name


@pytest.mark.parametrize(
    "call",
    [
        ("areas", "."),
        ("areas", ".", "--explain"),
        ("changes", "."),
        ("check", ".", "--all"),
        ("check", ".", "--json"),
        ("map", ".", "-o", f"page{CONTROL.replace('/', '')}.html"),
        ("areas", ".", "--actor", f"no{CONTROL}"),
        ("areas", ".", "--layer", f"no{CONTROL}"),
        ("areas", f"no{CONTROL}"),
        ("areas", ".", "-o", f"no{CONTROL}.txt"),
        ("areas", ".", f"--no{CONTROL}"),
        (f"no{CONTROL}",),
        ("areas", ".", f"more{CONTROL}"),
        ("check", ".", "--jump", CONTROL),
        ("areas", ".", "--date", CONTROL),
        ("areas", ".", "--crs", CONTROL),
        ("kit", ".", "--url", CONTROL),
    ],
    ids=lambda call: " ".join(call).split("\x1b")[0],
)
def test_no_command_prints_control_characters_of_data_or_call(hostile, call):
    done = CliRunner().invoke(main, call)
    assert control_characters(done.stdout) == set()
    assert control_characters(done.stderr) == set()
    assert "Traceback" not in done.stderr
    assert not isinstance(done.exception, (UnicodeError, ValueError))


def test_no_command_prints_control_characters_of_a_project_file(hostile, tmp_path):
    for text in (f'ti{json.dumps(CONTROL)[1:-1]}tle = "x"', 'title = "\x1b[2J"'):
        (tmp_path / "controlmap.toml").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(main, ["areas", "."])
        assert done.exit_code == 1 and control_characters(done.stderr) == set()
    escaped = json.dumps(CONTROL)
    (tmp_path / "controlmap.toml").write_text(
        f'title = {escaped}\n[[actors]]\nkey = {escaped}\nname = "x"\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(main, ["areas", "."])
    assert done.exit_code == 0 and control_characters(done.stderr) == set()
    (tmp_path / "controlmap.toml").write_text(f"{escaped} = 1\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["areas", "."])
    assert done.exit_code == 1 and control_characters(done.stderr) == set()


RUN = "import sys; from layers.cli.commands import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize("encoding", rest_long("cp866", "ascii", "cp1252"))
def test_characters_that_an_encoding_lacks_are_printed_as_codes(tmp_path, encoding):
    feature = {
        "type": "Feature",
        "properties": {"actor": "Село 語\x1b😀", "date": "2024-01-01"},
        "geometry": shapely.geometry.mapping(square(0)),
    }
    whole = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "a.geojson").write_text(json.dumps(whole), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"{RUN}", "check", "a.geojson", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=120,
    )
    stderr = done.stderr.decode(encoding)
    assert done.returncode == 0, stderr
    finding, *_ = json.loads(done.stdout.decode(encoding))["findings"]
    assert "“Село 語␛😀”" in finding["finding"]
    assert f"\\u0436 stand for characters that {encoding} lacks" in stderr
