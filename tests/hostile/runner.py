"""Calls the commands on hostile files, each file in a process of its own.

One process imports everything; for each file it forks a child, which may take so much time and
memory and no more, and calls the very commands. A crash of a library takes the child alone. Where
a system cannot fork, the one process calls the commands itself, without limits.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CPU_S = 10  # of the processor, whatever else the machine does
WALL_S = 60  # of waiting, which takes no processor
MEMORY_MB = 300  # above what the program takes to read an ordinary file
_RESERVED = (
    4 * 2**30
)  # addresses: what takes more ends before the machine has no memory left
_WRITTEN = 2**30  # bytes of one file: what writes more ends before the disk is full


@dataclass(frozen=True)
class Answer:
    """Exit code and output of one call."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Run:
    """Answers of the calls on one file, and the signal that ended the process, if any."""

    answers: list[Answer]
    killed: str
    memory_mb: float
    cpu_s: float


class Runner:
    """The process that has everything imported, and waits for files."""

    def __init__(self) -> None:
        here = Path(__file__).resolve().parents[1]
        path = os.pathsep.join([str(here), str(here.parent)])
        self._process = subprocess.Popen(
            # from Python 3.12 on it warns of forks beside threads, which have no work here
            [sys.executable, "-W", "ignore", "-m", "hostile.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"},
        )

    def run(self, folder: Path, scratch: Path, calls: list[list[str]]) -> Run:
        """Call the command line from `folder` with each of `calls`; `scratch` is its TMPDIR."""
        asked = {"folder": str(folder), "scratch": str(scratch), "calls": calls}
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        assert line, "the process that calls the commands has ended"
        found = json.loads(line)
        answers = [Answer(**one) for one in found.pop("answers")]
        return Run(answers, **found)

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()


def serve() -> None:
    """Answer each line on stdin with one on stdout."""
    from layers.cli.commands import main

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    own = tempfile.gettempdir()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "2014.geojson"
        path.write_text(_ORDINARY)
        calls = [["areas", str(path)], ["check", str(path)]]
        ordinary = {"folder": place, "scratch": place, "calls": calls}
        # load once what the commands load when first called
        drawn = ["map", "-o", str(Path(place, "map.html")), str(path)]
        _call(main, ordinary | {"calls": [*calls, drawn]}, Path(place))
        os.chdir(own)
        usual_mb = _run(main, ordinary, Path(place))["memory_mb"]
    # garbage collection in a child would copy all pages of what is loaded
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        with tempfile.TemporaryDirectory(dir=own) as kept:
            found = _run(main, json.loads(line), Path(kept))
        found["memory_mb"] -= usual_mb
        print(json.dumps(found), file=answers, flush=True)


_ORDINARY = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
    '"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}}]}'
)


def _run(main: Any, request: dict[str, Any], kept: Path) -> dict[str, Any]:
    if not hasattr(os, "fork"):
        _call(main, request, kept)
        return {"answers": _kept(kept), "killed": "", "memory_mb": 0.0, "cpu_s": 0.0}
    child = os.fork()
    if not child:
        try:
            _limit()
            _call(main, request, kept)
        except BaseException:  # noqa: B902 - a child that goes on would serve as well
            traceback.print_exc()
        finally:
            os._exit(0)
    _, status, used = os.wait4(child, 0)
    killed = ""
    if os.WIFSIGNALED(status):
        killed = signal.Signals(os.WTERMSIG(status)).name
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return {
        "answers": _kept(kept),
        "killed": killed,
        "memory_mb": used.ru_maxrss / unit,
        "cpu_s": used.ru_utime + used.ru_stime,
    }


def _limit() -> None:
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (_WRITTEN, hard))
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        own = pages * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (own + _RESERVED,) * 2)
    except OSError:  # not Linux: memory is measured all the same
        pass
    signal.alarm(WALL_S)


def _call(main: Any, request: dict[str, Any], kept: Path) -> None:
    """Make each call, with its output in files."""
    os.chdir(request["folder"])
    os.environ["TMPDIR"] = request["scratch"]
    os.environ["CONTROLMAP_CACHE"] = str(kept / "cache")
    tempfile.tempdir = None  # to be found anew
    before = [os.dup(one) for one in (1, 2)]
    streams = sys.stdout, sys.stderr
    for number, arguments in enumerate(request["calls"]):
        for handle, name in ((1, "out"), (2, "err")):
            to = os.open(kept / f"{number}.{name}", os.O_WRONLY | os.O_CREAT, 0o666)
            os.dup2(to, handle)
            os.close(to)
        sys.stdout, sys.stderr = (
            open(one, "w", encoding="utf-8", closefd=False) for one in (1, 2)
        )
        code = _code(main, arguments)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        (kept / f"{number}.code").write_text(str(code))
    for handle, own in enumerate(before, 1):
        os.dup2(own, handle)
        os.close(own)
    sys.stdout, sys.stderr = streams


def _code(main: Any, arguments: list[str]) -> int:
    """Exit code of a call, as the interpreter would give it."""
    try:
        main(arguments, prog_name="controlmap")
    except SystemExit as ended:
        return (
            ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        )
    except BaseException:  # noqa: B902 - as the interpreter does
        traceback.print_exc()
        return 1
    return 0


def _kept(kept: Path) -> list[dict[str, Any]]:
    """Answers of all calls; one that ended with its process has the code -1."""
    found = []
    for path in sorted(kept.glob("*.out"), key=lambda one: int(one.stem)):
        code = path.with_suffix(".code")
        found.append(
            {
                "code": int(code.read_text()) if code.exists() else -1,
                "out": path.read_text(encoding="utf-8", errors="surrogateescape"),
                "err": path.with_suffix(".err").read_text(
                    encoding="utf-8", errors="surrogateescape"
                ),
            }
        )
    return found


if __name__ == "__main__":
    serve()
