"""Nothing in data, names of files or the call steers the terminal, whatever letters it has."""

import json
import os
import subprocess
import sys
import unicodedata

import pytest
import shapely
from click.testing import CliRunner
from tables import square

from layers.cli.commands import main

# An escape that clears the screen, a title, a link, a bell, a return, a turn of the writing.
STEER = "\x1b[2J\x1b]0;t\x07\x1b]8;;http://example.org\x1b\\x\r\u202ey\x9b2J"


def steering(text):
    """The signs of `text` that a terminal would obey."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {one for one in text if unicodedata.category(one) in kinds} - {"\n"}


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """A file whose name and texts steer wherever a name can."""
    monkeypatch.chdir(tmp_path)
    names = ("red" + STEER, "blue" + STEER, "blu" + STEER)
    features = [
        {
            "type": "Feature",
            "properties": {"actor": name, "source": STEER, f"col{STEER}": STEER}
            | {"date": "2024-01-01"},
            "geometry": shapely.geometry.mapping(square(place / 2)),
        }
        for place, name in enumerate(names)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    path = tmp_path / f"front{STEER.replace('/', '')}.geojson"
    path.write_text(json.dumps(whole), encoding="utf-8")
    (tmp_path / f"memo{STEER.replace('/', '')}.txt").write_text("none")
    return path.name


@pytest.mark.parametrize(
    "call",
    [
        ("areas", "."),
        ("areas", ".", "--explain"),
        ("changes", "."),
        ("check", ".", "--all"),
        ("check", ".", "--json"),
        ("map", ".", "-o", f"page{STEER.replace('/', '')}.html"),
        ("areas", ".", "--actor", f"no{STEER}"),
        ("areas", ".", "--layer", f"no{STEER}"),
        ("areas", f"no{STEER}"),
        ("areas", ".", "-o", f"no{STEER}.txt"),
        ("areas", ".", f"--no{STEER}"),
        (f"no{STEER}",),
        ("areas", ".", f"more{STEER}"),
        ("check", ".", "--jump", STEER),
        ("areas", ".", "--date", STEER),
        ("areas", ".", "--crs", STEER),
        ("kit", ".", "--url", STEER),
    ],
    ids=lambda call: " ".join(call).split("\x1b")[0],
)
def test_no_command_lets_data_or_call_steer_the_terminal(hostile, call):
    done = CliRunner().invoke(main, call)
    assert steering(done.stdout) == set()
    assert steering(done.stderr) == set()
    assert "Traceback" not in done.stderr
    assert not isinstance(done.exception, (UnicodeError, ValueError))


def test_a_project_file_does_not_steer_the_terminal(hostile, tmp_path):
    for text in (f'ti{json.dumps(STEER)[1:-1]}tle = "x"', 'title = "\x1b[2J"'):
        (tmp_path / "controlmap.toml").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(main, ["areas", "."])
        assert done.exit_code == 1 and steering(done.stderr) == set()
    escaped = json.dumps(STEER)
    (tmp_path / "controlmap.toml").write_text(
        f'title = {escaped}\n[[actors]]\nkey = {escaped}\nname = "x"\n',
        encoding="utf-8",
    )
    done = CliRunner().invoke(main, ["areas", "."])
    assert done.exit_code == 0 and steering(done.stderr) == set()
    (tmp_path / "controlmap.toml").write_text(f"{escaped} = 1\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["areas", "."])
    assert done.exit_code == 1 and steering(done.stderr) == set()


RUN = "import sys; from layers.cli.commands import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp866"])
def test_a_terminal_without_the_letters_is_given_their_codes(tmp_path, encoding):
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
    said = done.stderr.decode(encoding)
    assert done.returncode == 0, said
    (finding,) = json.loads(done.stdout.decode(encoding))["findings"]
    assert "“Село 語␛😀”" in finding["finding"]
    assert f"\\u0436 stand for characters that {encoding} lacks" in said
