"""A whole run in a process of its own, so that its memory is its own.

    python -m bench.whole ours FOLDER PAGE

reads FOLDER, writes PAGE and prints one line of JSON: seconds of each step, of all of them
(imports not counted, as both ways need much the same), bytes of the page, and memory in MB: at
the start, when all is imported, and at its peak.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from bench import peers

import geo
import layers

T = TypeVar("T")


class Clock:
    """Seconds of each step of a run."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def __call__(self, step: str, call: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = call()
        self.steps[step] = time.perf_counter() - start
        return result


def ours(folder: Path, page: Path, clock: Clock) -> None:
    """Files to areas, changes and the page, without a base map as the known way has none."""
    table = clock("read", lambda: geo.read_control(folder))
    clock("areas", lambda: geo.areas(table).to_csv(page.with_suffix(".areas.csv")))
    changes = page.with_suffix(".changes.csv")
    clock("changes", lambda: geo.changes(table).to_csv(changes))
    clock(
        "page",
        lambda: layers.save(layers.control_map(table, outlines=False), page),
    )


def ours_page(folder: Path, page: Path, clock: Clock) -> None:
    """Our page alone, with the outlines of land and borders that it has by itself."""
    table = geo.read_control(folder)
    clock("page", lambda: layers.save(layers.control_map(table), page))


def known(folder: Path, page: Path, clock: Clock) -> None:
    """What people do today; see `bench.peers`."""
    paths = sorted(folder.glob("*.geojson"))
    frame = clock("read", lambda: peers.read(paths))

    def areas() -> None:
        frame["area_km2"] = peers.by_projection(frame)
        numbers = frame.drop(columns="geometry")
        numbers.to_csv(page.with_suffix(".areas.csv"))

    clock("areas", areas)
    changes = page.with_suffix(".changes.csv")
    clock("changes", lambda: peers.changes(frame).to_csv(changes))
    clock("page", lambda: peers.feature_groups(frame).save(page))


def _peers_page(name: str) -> Callable[[Path, Path, Clock], None]:
    def write(folder: Path, page: Path, clock: Clock) -> None:
        frame = peers.read(sorted(folder.glob("*.geojson")))
        clock("page", lambda: peers.PAGES[name](frame).save(page))

    return write


WAYS: dict[str, Callable[[Path, Path, Clock], None]] = {
    "ours": ours,
    "ours_page": ours_page,
    "known": known,
    **{name: _peers_page(name) for name in peers.PAGES},
}


def run(way: str, folder: Path, page: Path) -> dict[str, float]:
    """What `main` prints, of a run in a new process that finds what this one finds."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.whole", way, folder, page],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def in_turns(
    ways: Mapping[str, Path], folder: Path, repeats: int
) -> dict[str, dict[str, float]]:
    """For each way, which writes to its page, the run that took the least time."""
    least: dict[str, dict[str, float]] = {}
    for _ in range(repeats):
        for way, page in ways.items():
            found = run(way, folder, page)
            if way not in least or found["seconds"] < least[way]["seconds"]:
                least[way] = found
    return least


def main(way: str, folder: str, page: str) -> None:
    clock, start_mb = Clock(), _peak_mb()
    WAYS[way](Path(folder), Path(page), clock)
    found = {
        **clock.steps,
        "seconds": sum(clock.steps.values()),
        "bytes": Path(page).stat().st_size,
        "start_mb": start_mb,
        "peak_mb": _peak_mb(),
    }
    print(json.dumps(found))


def _peak_mb() -> float:
    """The most memory this process has held, in MB of 1e6 bytes.

    Linux hands the peak of the parent on to its child through `getrusage`, so its own count for
    this program alone is read where there is one.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    except (OSError, IndexError):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
