"""A daily update is one command, lists the differences, and leaves unchanged files alone."""

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.cli.commands import main
from layers.cli.update import compare_versions, read_figures


def write(folder, day, size, actor="red"):
    folder.mkdir(exist_ok=True)
    shape = shapely.geometry.mapping(shapely.box(30, 50, 30 + size, 51))
    row = {"type": "Feature", "properties": {"party": actor}, "geometry": shape}
    document = {"type": "FeatureCollection", "features": [row]}
    (folder / f"{day}.geojson").write_text(json.dumps(document), encoding="utf-8")


def run(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    return done.stderr


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A project of three days, which is the folder in which commands are called."""
    for day, size in {"20240707": 1, "20240708": 2, "20240709": 3}.items():
        write(tmp_path / "days", day, size)
    (tmp_path / "controlmap.toml").write_text(
        'source = "days"\n[output]\nmap = "map.html"\nareas = "areas.csv"\n'
        'changes = "changes.csv"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


OUTPUTS = {"map": "map.html", "areas": "areas.csv", "changes": "changes.csv"}
CHANGES = ("added since", "changed since", "removed since", "no date", "unchanged")


def changes(stderr):
    return [line for line in stderr.splitlines() if line.startswith(CHANGES)]


@pytest.mark.parametrize("command", OUTPUTS)
def test_the_first_time_lists_no_differences(folder, command):
    assert changes(run(command)) == []


@pytest.mark.parametrize("command", OUTPUTS)
def test_an_unchanged_output_is_not_written_again(folder, command):
    run(command)
    path = Path(OUTPUTS[command])
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino
    assert changes(run(command)) == ["unchanged; the file is left as it was"]
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == before
    assert not list(folder.glob(".*.html")) and not list(folder.glob(".*.csv"))


@pytest.mark.parametrize("command", OUTPUTS)
def test_an_added_day_is_listed(folder, command):
    run(command)
    write(folder / "days", "20240710", 2)
    assert changes(run(command)) == ["added since the last version: 10 July 2024"]


@pytest.mark.parametrize("command", ["map", "areas"])
def test_a_new_actor_changes_no_day_before(folder, command):
    run(command)
    write(folder / "days", "20240710", 2, actor="blue")
    assert changes(run(command)) == ["added since the last version: 10 July 2024"]


@pytest.mark.parametrize("command", ["map", "areas"])
def test_changed_and_removed_days_are_listed(folder, command):
    run(command)
    write(folder / "days", "20240708", 2.5)
    (folder / "days" / "20240709.geojson").unlink()
    for day in range(11, 16):
        write(folder / "days", f"202407{day}", 1)
    assert changes(run(command)) == [
        "added since the last version: 5 dates, 11 July 2024 to 15 July 2024",
        "changed since the last version: 8 July 2024",
        "removed since the last version: 9 July 2024",
    ]


def test_a_page_with_another_title_has_no_different_date(folder):
    run("map")
    assert changes(run("map", "--title", "Another")) == [
        "no date added, changed or removed since the last version"
    ]


@pytest.mark.parametrize("ending", [".csv", ".json", ".parquet", ".xlsx"])
def test_tables_of_every_format_are_compared(folder, ending):
    path = f"out{ending}"
    run("areas", "-o", path)
    write(folder / "days", "20240710", 2)
    assert changes(run("areas", "-o", path)) == [
        "added since the last version: 10 July 2024"
    ]


def test_dates_before_our_era_are_compared(tmp_path):
    for name, size in {"world_bc323": 1, "world_1815": 2}.items():
        write(tmp_path / "maps", name, size)
    for output in ("map.html", "areas.csv"):
        command = "map" if output == "map.html" else "areas"
        run(command, tmp_path / "maps", "-o", tmp_path / output)
        assert set(read_figures(tmp_path / output)) == {"-0322", "1815"}


def test_the_page_and_the_table_have_the_same_figures(folder):
    run("map")
    run("areas")
    assert read_figures(Path("map.html")) == read_figures(Path("areas.csv"))
    assert len(read_figures(Path("map.html"))) == 3


def test_other_files_have_no_figures(tmp_path):
    contents = {
        "a.csv": "date,actor,status,finding\n2024-07-08,a,b,c\n",
        "b.csv": "date,actor,status,area_km2\nsoon,a,b,1\n",
        "c.csv": "\x00\x00",
        "d.html": '<script type="application/json" class="data">{"words": "AAAA"}</script>',
        "e.html": "<p>",
        "f.json": "[1, 2]",
        "g.xlsx": "no workbook",
        "h.parquet": "PAR1",
        "i.txt": "",
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert read_figures(tmp_path / name) == {}, name
    assert read_figures(tmp_path / "none.csv") == {}
    assert read_figures(tmp_path) == {}


sizes = st.dictionaries(st.integers(1, 9), st.integers(0, 3), min_size=1)


@settings(max_examples=12)
@given(before=sizes, after=sizes)
def test_every_date_is_added_changed_removed_or_the_same(
    tmp_path_factory, before, after
):
    path = tmp_path_factory.mktemp("update") / "areas.csv"

    def table(series):
        rows = [(f"2024-07-0{day}", "a", "b", km2) for day, km2 in series.items()]
        names = ["date", "actor", "status", "area_km2"]
        return pd.DataFrame(sorted(rows), columns=names).to_csv(index=False)

    path.write_text(table(before))
    with compare_versions(path) as sentences:
        path.unlink()
        path.write_text(table(after))
    added = [day for day in sorted(after) if day not in before]
    changed = [d for d in sorted(after) if d in before and before[d] != after[d]]
    removed = [day for day in sorted(before) if day not in after]
    expected = {"added": added, "changed": changed, "removed": removed}
    for word, days in expected.items():
        [line] = [one for one in sentences if one.startswith(word)] or [""]
        assert bool(line) == bool(days)
        if 0 < len(days) <= 3:
            named = ", ".join(f"{day} July 2024" for day in days)
            assert line.endswith(f": {named}")
    assert sentences
