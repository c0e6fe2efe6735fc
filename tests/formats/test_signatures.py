"""Files that begin like another format are refused before any library is loaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.binary import BEGINNINGS, OTHERS
from hostile.corpus import kinds

import geo
from geo.files import find
from geo.formats import READABLE, check_signature

# Loading these takes a second.
HEAVY = {"pandas", "geopandas", "fiona", "pyogrio", "pyproj", "folium", "matplotlib"}
CALLER = """
import json, os, sys
from layers.cli.commands import main

ends = []
for folder, words in json.load(sys.stdin):
    os.chdir(folder)
    try:
        main(["areas", *words], prog_name="controlmap")
    except SystemExit as end:
        ends.append([end.code, sorted(set(sys.modules))])
print(json.dumps(ends))
"""


def call(calls):
    """Exit codes of calls, made by one process, and which libraries were loaded by then."""
    process = subprocess.run(
        [sys.executable, "-c", CALLER],
        input=json.dumps(calls),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
    )
    ends = [(code, HEAVY & set(names)) for code, names in json.loads(process.stdout)]
    return ends, process.stderr


def test_bombs_and_disguised_files_are_refused_before_libraries_are_loaded(tmp_path):
    bombs = next(
        kind.cases for kind in kinds() if kind.title.startswith("archives that unpack")
    )
    # the last two of each begin as their format does
    disguised = OTHERS[: -2 * len(BEGINNINGS)]
    # one of these is an archive of several files, of which one is empty
    whole = [case for case in bombs[:12] if "lies in the list" not in case.name]
    cases = [case for case in (*whole, *disguised) if case.code]
    assert len(cases) > 25
    calls = []
    for number, case in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        calls.append((str(folder), [*case.options, "--", case.make(folder)]))
    ends, errors = call(calls)
    loaded = {case.name: end for case, end in zip(cases, ends, strict=True)}
    assert {name: end for name, end in loaded.items() if end != (1, set())} == {}
    assert errors.count("Error: ") == len(cases)


def test_an_ordinary_file_loads_what_reads_it(tmp_path):
    (tmp_path / "2014.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'
    )
    ends, errors = call([(str(tmp_path), ["-o", "out.csv", "2014.geojson"])])
    ((code, loaded),) = ends
    assert code == 0 and "1 row" in errors and {"pandas", "geopandas"} <= loaded


@pytest.mark.parametrize(
    "name, content, message",
    [
        ("2014.gpkg", b"", "the file is empty"),
        ("2014.geojson", b"\x1f\x8b\x08", "content is gz, not GeoJSON; add .gz to its"),
        ("2014.csv", b"PK\3\4", "content is zip, not CSV with shapes; add .zip to its"),
        ("2014.fgb", b"fgc", "content is not FlatGeobuf; correct the ending"),
        (
            "2014.shp",
            b"\0\0\x27\x0a",
            "its .dbf file is missing; put .dbf, .shx beside",
        ),
    ],
)
def test_the_message_says_what_is_wrong(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    (file,) = find(tmp_path / name, tmp_path, READABLE).files
    with pytest.raises(geo.ReadError, match=f"^{name}: {message}"):
        check_signature(file)


@pytest.mark.parametrize("ending", BEGINNINGS)
def test_every_binary_format_has_a_signature(tmp_path, ending):
    path = Path(tmp_path, f"2014{ending}")
    path.write_bytes(BEGINNINGS[ending] + bytes(9))
    for part in (".dbf", ".shx"):
        path.with_suffix(part).touch()
    (file,) = find(path, tmp_path, READABLE).files
    check_signature(file)
    path.write_bytes(b"x" + BEGINNINGS[ending])
    with pytest.raises(geo.ReadError, match="correct the ending"):
        check_signature(file)
