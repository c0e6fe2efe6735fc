"""Killed runs, signals, full disks and closed streams: the old file or the new, one sentence."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from layers.cli.commands import main

HERE = Path(__file__).resolve().parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="processes that fork")
# Each of these writers has its own way to a file; a few moments in every run, at other times 200.
FEW = {
    "csv": 3,
    "json": 2,
    "xlsx": 2,
    "parquet": 3,
    "map": 2,
    "worksheet": 2,
    "pdf": 1,
    "cache": 2,
    "command": 1,
}
FEWEST = {"csv": 3, "parquet": 2, "worksheet": 1}
TIMES = {
    "csv": 35,
    "json": 30,
    "xlsx": 25,
    "parquet": 35,
    "map": 20,
    "worksheet": 25,
    "pdf": 5,
    "cache": 20,
    "command": 5,
}
LINE = "interrupted; no partial files were left\n"
TOGETHER = {"worksheet", "pdf", "cache"}  # several files


def python(*words, **how):
    return subprocess.run(
        [sys.executable, "-W", "ignore", *map(str, words)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]),
        },
        capture_output=True,
        text=True,
        **how,
    )


def killed(folder, seed, plan):
    """Results of runs killed by each signal of `plan`, which has the times of each kind."""
    words = []
    for how, times in plan.items():
        words += [how, *(f"{kind}={number}" for kind, number in times.items())]
    done = python(HERE / "interruptions.py", folder, seed, *words)
    assert done.returncode == 0, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    return {how: [one for one in results if one["how"] == how] for how in plan}


def require_whole(results, times):
    assert [result["kind"] for result in results] == list(times)
    for result in results:
        kind = result["kind"]
        whole = result.get("whole", 0) + result.get("each whole", 0) * (
            kind in TOGETHER
        )
        assert (whole, result["right in the end"]) == (times[kind], True), result


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Results of a few runs killed by each signal, at other moments each time."""
    plan = {"SIGKILL": FEW, "SIGTERM": FEWEST, "SIGINT": FEWEST}
    return killed(tmp_path_factory.mktemp("few"), random.randrange(10**6), plan)


@posix
def test_a_write_killed_at_any_moment_leaves_the_old_file_or_the_new_one(few):
    require_whole(few["SIGKILL"], FEW)


@posix
@pytest.mark.long
def test_a_write_killed_at_200_moments_leaves_the_old_file_or_the_new_one(tmp_path):
    results = killed(tmp_path, 7, {"SIGKILL": TIMES})["SIGKILL"]
    assert sum(TIMES.values()) == 200
    require_whole(results, TIMES)
    # else no moment was one of those that matter
    assert sum(result["left beside"] for result in results) > 10


@posix
@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT"])
def test_a_run_that_is_asked_to_end_leaves_nothing_beside_its_output(few, how):
    require_whole(few[how], FEWEST)
    assert sum(result["left beside"] for result in few[how]) == 0


@posix
@pytest.mark.long
def test_thousands_of_kills_and_some_of_whole_kits(tmp_path):
    times = {kind: 10 * number for kind, number in TIMES.items()} | {"kit": 20}
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        require_whole(killed(folder, seed, {"SIGKILL": times})["SIGKILL"], times)


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """A source, small and quick to read."""
    ring = [[30, 50], [31, 50], [31, 51], [30, 51], [30, 50]]
    row = {
        "type": "Feature",
        "properties": {"date": "2022-03-04"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path_factory.mktemp("front") / "front.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [row]}))
    return path


def controlmap(*words, shell):
    """The command as a shell calls it, with what follows it there."""
    call = " ".join(["exec", sys.executable, "-m", "layers.cli.main", *map(str, words)])
    return subprocess.run(
        ["bash", "-c", f"{call} {shell}"],
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
    )


@posix
@pytest.mark.parametrize(
    "shell, why",
    [(">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")],
)
def test_a_result_that_cannot_be_printed_is_reported_and_fails(front, shell, why):
    if shell == ">/dev/full" and not os.path.exists("/dev/full"):
        shell, why = ">&-", "Bad file descriptor"
    done = controlmap("areas", front, shell=shell)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == f"Error: cannot write to standard output ({why})"
    assert "Traceback" not in done.stderr


@posix
def test_a_pipe_that_is_closed_after_the_first_line_gives_no_error():
    done = controlmap("areas", "story", shell="| head -1")
    assert done.stdout == "date,actor,status,area_km2\n"
    assert "Traceback" not in done.stderr and "Broken pipe" not in done.stderr


@posix
def test_files_are_written_though_standard_error_is_closed(front, tmp_path):
    done = controlmap("areas", front, "-o", tmp_path / "a.csv", shell="2>&- >&-")
    assert done.returncode == 0
    assert (tmp_path / "a.csv").read_text().startswith("date,actor")


@posix
@pytest.mark.parametrize("moment", [0.15, 0.6, 2.5])
def test_a_run_that_is_ended_at_any_moment_prints_one_line(tmp_path, moment):
    """Before the libraries are loaded, while they are, and in the midst of the work."""
    run = subprocess.Popen(
        [sys.executable, "-m", "layers.cli.main", "kit", "-o", tmp_path / "kit"],
        env={
            **os.environ,
            "PYTHONPATH": str(HERE.parent),
            "TMPDIR": str(tmp_path),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(moment)
    run.send_signal(signal.SIGTERM)
    out, errors = run.communicate()
    assert run.returncode == -signal.SIGTERM  # 143, as shells count
    assert out == ""
    # Python itself may not have begun to run the command
    assert errors in ("", LINE) if moment < 0.5 else errors.endswith(LINE)
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def failures():
    """What each writer says and leaves where the disk is full and where the folder is locked."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # the user that root becomes needs access
        done = python(HERE / "failing_writers.py", folder)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(results) == 20, done.stderr
    return results


@posix
def test_on_a_full_disk_each_writer_raises_one_sentence_and_leaves_the_old_file(
    failures,
):
    results = [result for result in failures if result["how"] == "full"]
    assert len(results) == 10
    for result in results:
        reason = "No space left on device" if result["disk"] else "File too large"
        assert result["message"].endswith(f"cannot be written ({reason})"), result
        assert result["incomplete"] == [], result
        name = result["name"].split(" in ")[0]
        assert result["message"].startswith(("kit", name.split(".")[0])), result


@posix
def test_in_a_read_only_folder_each_writer_reports_it_and_changes_nothing(failures):
    results = [result for result in failures if result["how"] == "locked"]
    assert len(results) == 10
    for result in results:
        assert result["message"].endswith(
            "cannot be written (Permission denied)"
        ), result
        assert result["incomplete"] == [], result


@posix
def test_of_two_runs_at_once_one_wins_whole(front, tmp_path):
    other = tmp_path / "front.geojson"
    other.write_text(front.read_text().replace("2022-03-04", "2023-05-06"))
    alone = []
    for number, source in enumerate((front, other)):
        path = tmp_path / f"{number}.csv"
        done = CliRunner().invoke(main, ["areas", str(source), "-o", str(path)])
        assert done.exit_code == 0, done.stderr
        alone.append(path.read_bytes())
    assert alone[0] != alone[1]
    path = tmp_path / "both" / "areas.csv"
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "layers.cli.main", "areas", source, "-o", path],
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for source in (front, other)
    ]
    errors = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], errors
    assert path.read_bytes() in alone
    assert [file.name for file in path.parent.iterdir()] == ["areas.csv"]
