"""What is made to do harm is refused before the libraries that read shapes are loaded."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.corpus import kinds

import geo
from geo.base.errors import ReadError
from geo.base.limits import LimitError
from geo.files.search import find
from geo.formats import signatures

# Loading these takes a second.
HEAVY = {"pandas", "geopandas", "fiona", "pyogrio", "pyproj", "folium", "matplotlib"}
BOMBS = "archives that unpack to more than anybody has"
HEADS = {
    "XML with a document type: the billion laughs and their kin",
    "shapes that say they have 200 million vertices",
}
# These are no smaller than they say, and looking at them twice would take time.
READ = {
    "a member that lies in the list of members",
    "a sparse file whose parts lie before it",
    "FlatGeobuf as long as it says",
    "a shapefile as long as it says",
}
CALLER = """
import json, os, sys
from layers.cli import main

told = []
for folder, words in json.load(sys.stdin):
    os.chdir(folder)
    try:
        main(["areas", *words], prog_name="controlmap")
    except SystemExit as ended:
        told.append([ended.code, sorted(set(sys.modules))])
print(json.dumps(told))
"""


def _called(calls):
    """Exit code of each call, one process making all of them, and what was loaded by then."""
    found = subprocess.run(
        [sys.executable, "-c", CALLER],
        input=json.dumps(calls),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=True,
    )
    told = [(code, HEAVY & set(names)) for code, names in json.loads(found.stdout)]
    return told, found.stderr


def test_what_is_made_to_do_harm_is_refused_before_anything_heavy_is_loaded(tmp_path):
    cases = [
        case
        for kind in kinds()
        if kind.title in {BOMBS, *HEADS}
        for case in kind.cases[:12]
        if case.code and case.name not in READ
    ]
    assert len(cases) > 25
    calls = []
    for number, case in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        calls.append((str(folder), [*case.options, "--", case.make(folder)]))
    told, said = _called(calls)
    loaded = {case.name: one for case, one in zip(cases, told, strict=True)}
    assert {name: one for name, one in loaded.items() if one != (1, set())} == {}
    assert said.count("Error: ") == len(cases)


def test_an_honest_file_loads_what_reads_it(tmp_path):
    (tmp_path / "2014.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}'
    )
    told, said = _called([(str(tmp_path), ["-o", "out.csv", "2014.geojson"])])
    ((code, loaded),) = told
    assert (
        code == 0 and "1 row" in said and {"pandas", "geopandas", "pyogrio"} <= loaded
    )


@pytest.mark.parametrize("title", sorted(HEADS))
def test_what_is_said_at_once_is_what_reading_says(tmp_path, monkeypatch, title):
    (kind,) = [one for one in kinds() if one.title == title]
    asked = [case for case in kind.cases if case.code and case.name not in READ]
    differing = []
    for number, case in enumerate(asked):
        folder = tmp_path / str(number)
        folder.mkdir()
        source = folder / case.make(folder)
        with pytest.raises(ReadError) as at_once:
            geo.read_control(source)
        with monkeypatch.context() as patch, pytest.raises(ReadError) as when_read:
            patch.setattr(signatures, "look", lambda *_: None)
            geo.read_control(source)
        if str(at_once.value) != str(when_read.value):
            differing.append((case.name, str(at_once.value), str(when_read.value)))
    assert differing == []


def test_a_limit_that_was_raised_holds_for_the_look_too(tmp_path):
    (kind,) = [one for one in kinds() if one.title.startswith("shapes that say")]
    case = next(
        one for one in kind.cases if one.name == "FlatGeobuf as long as it says"
    )
    (file,) = find(tmp_path / case.make(tmp_path), tmp_path).files
    signatures.look(file)  # it is large, and left to be read
    with pytest.raises(LimitError):
        geo.read_control(file.path)


def test_a_room_has_no_name_of_what_the_front_door_gives():
    rooms = {one.name for one in pkgutil.iter_modules([str(Path(geo.__file__).parent)])}
    assert rooms & set(geo.__all__) == {"leftovers"}  # which is a room


def test_the_front_door_gives_all_that_it_lists_and_nothing_else():
    for name in geo.__all__:
        assert getattr(geo, name) is not None
    assert {*geo._ROOM_OF, "leftovers"} == set(geo.__all__)
    assert set(geo.__all__) <= set(dir(geo))
    with pytest.raises(AttributeError, match="has no attribute 'area'"):
        geo.__getattr__("area")


def test_what_arrow_raises_is_left_to_the_reading(tmp_path, monkeypatch):
    path = tmp_path / "2014.parquet"
    path.write_bytes(b"PAR1" + bytes(99))
    (file,) = find(path, tmp_path).files

    def spoilt(_):
        raise ValueError("Couldn't deserialize thrift")

    monkeypatch.setattr("geo.formats.binary.geoparquet.require", spoilt)
    signatures.look(file)
    with pytest.raises(ReadError, match="^2014.parquet: cannot be read; it may be cut"):
        geo.read_control(path)
