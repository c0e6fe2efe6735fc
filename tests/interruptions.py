"""Kill commands that write, at random moments.

python interruptions.py FOLDER SEED SIGNAL KIND=TIMES ... SIGNAL KIND=TIMES ...

kills children that write outputs of these kinds again and again, each at a moment of chance by
the signal before them, and prints a line of JSON for each kind: how often what lay there was the
old or the new (`whole`), of several files each the old or the new (`each whole`), or neither
(`half`), and how often a draft was left beside it.
"""

import contextlib
import itertools
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from layers.cli.main import _handle_signals

_LONGEST_S = 100  # a child that was not killed by then never will be


def sources(folder: Path) -> list[Path]:
    """Two small sources of the same name and form, and different territory."""
    paths = []
    for number in (0, 1):
        path = folder / f"source{number}" / "front.geojson"
        path.parent.mkdir()
        rows = [
            {
                "type": "Feature",
                "properties": {"date": f"2022-03-0{day}", "actor": actor},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [_square(30 + 2 * place, day + number)],
                },
            }
            for day in range(1, 7)
            for place, actor in enumerate(("red", "blue"))
        ]
        document = {"type": "FeatureCollection", "features": rows}
        path.write_text(json.dumps(document))
        paths.append(path)
    return paths


def _square(x: float, size: float) -> list[tuple[float, float]]:
    y, size = 50, size / 8
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]


def exit_code(words: list[str]) -> int:
    """Exit code of a command, called in this process."""
    from layers.cli.commands import main

    try:
        main(words, prog_name="controlmap")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    return 0


def contents(folder: Path) -> dict[str, str]:
    """What lies in a folder and below, but for the file managers' hidden names of ours."""
    return {
        str(path.relative_to(folder)): path.read_bytes().hex()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not _ours(path.relative_to(folder))
    }


def left(folder: Path) -> list[str]:
    """What lies in a folder that no reader was to see."""
    return [path.name for path in folder.iterdir() if _ours(path.relative_to(folder))]


def _ours(path: Path) -> bool:
    return path.parts[0].startswith(".")


@contextlib.contextmanager
def nowhere() -> Iterator[None]:
    """Nothing is printed meanwhile."""
    with open(os.devnull, "w") as stream:
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            yield


def writers(folder: Path) -> dict[str, Callable[[int], object]]:
    """What writes one of two contents into `out` below `folder`, by kind."""
    import geo
    from geo.source import cache
    from layers import worksheet
    from layers.kit.kit import write_kit
    from layers.output.tables import as_written, write_table
    from layers.page.page import control_map, save

    cache.SLOW_S, cache._QUICK = -1.0, set()  # everything is slow enough to be kept
    cache.LARGEST_BYTES = 4_000  # one of the two sources, not both
    os.environ["CONTROLMAP_CACHE"] = str(folder / "out")
    both = sources(folder)
    tables = [geo.read_control(path) for path in both]
    out = folder / "out"

    def table_writer(
        measured: Callable[..., object], name: str
    ) -> Callable[[int], object]:
        frames = [as_written(measured(table), table) for table in tables]
        return lambda number: write_table(frames[number], out / name)

    maps = [control_map(table, outlines=False) for table in tables]
    sheets = [worksheet(table) for table in tables]
    names = ("sheet", "sheet-answers")

    def read_cached(number: int) -> None:
        path = folder / "front.geojson"
        path.write_bytes(both[number].read_bytes())
        assert geo.read_control(path, cache=True).equals(tables[number])

    def command(number: int) -> None:
        words = ["areas", "-o", str(out / "areas.csv"), "--no-cache"]
        assert exit_code([*words, str(both[number])]) == 0

    return {
        "csv": table_writer(geo.areas, "areas.csv"),
        "json": table_writer(geo.changes, "changes.json"),
        "xlsx": table_writer(geo.findings, "check.xlsx"),
        "parquet": table_writer(geo.areas, "areas.parquet"),
        "map": lambda number: save(maps[number], out / "map.html"),
        "worksheet": lambda number: sheets[number].save_both(
            *(out / f"{name}.html" for name in names)
        ),
        "pdf": lambda number: sheets[number].save_both(
            *(out / f"{name}.pdf" for name in names)
        ),
        "kit": lambda number: write_kit(tables[number], out / "kit"),
        "cache": read_cached,
        "command": command,
    }


def kills(
    write: Callable[[int], object],
    out: Path,
    times: int,
    chance: random.Random,
    how: signal.Signals,
) -> dict[str, object]:
    """Kill a child that writes one thing again and again; how `out` was found each time."""
    known, seconds = [], []
    for number in (0, 1, 0, 1):
        started = time.perf_counter()
        write(number)
        seconds.append(time.perf_counter() - started)
        known.append(contents(out))
    assert known[0] != known[1] and known[:2] == known[2:]
    if how != signal.SIGKILL:
        # in the background of a script Ctrl-C is not heard, and a child begins like its parent
        signal.signal(how, signal.SIG_DFL)
    outcomes: Counter[str] = Counter()
    for _ in range(times):
        child = os.fork()
        if not child:
            with contextlib.suppress(BaseException):
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                signal.alarm(_LONGEST_S)
                if how != signal.SIGKILL:
                    _handle_signals()
                for number in itertools.cycle((0, 1)):
                    write(number)
            os._exit(70)
        time.sleep(chance.uniform(0, 2 * sum(seconds[2:])))
        os.kill(child, how)
        status = os.waitpid(child, 0)[1]
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == how, status
        outcomes[_judged(contents(out), *known[:2])] += 1
        outcomes["left beside"] += bool(left(out))
    write(0)
    outcomes["right in the end"] = contents(out) == known[0] and not left(out)
    return dict(outcomes)


def _judged(content: dict[str, str], *known: dict[str, str]) -> str:
    if content in known:
        return "whole"
    names = set(known[0]) | set(known[1])
    one_by_one = all(
        content.get(name) in [version.get(name) for version in known] for name in names
    )
    return "each whole" if one_by_one and set(content) <= names else "half"


def main(folder: str, seed: str, *words: str) -> None:
    chance = random.Random(int(seed))
    with nowhere():
        known = writers(Path(folder))
    how = ""
    for word in words:
        kind, is_kind, times = word.partition("=")
        if not is_kind:
            how = word
            continue
        started = time.process_time()
        out = Path(folder) / "out"
        with nowhere():
            result = kills(known[kind], out, int(times), chance, signal.Signals[how])
        shutil.rmtree(out)
        result["seconds"] = round(time.process_time() - started, 1)
        print(json.dumps({"how": how, "kind": kind, **result}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
