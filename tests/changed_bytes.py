"""Honest files of the binary formats, and what becomes of them when bytes are changed.

Each changed file is made by its number, so that one which fails can be made again. They are read
in a forked child, since a library that fails takes Python with it; the child tells before each
file which one it is about to read.
"""

import os
import random
import resource
import shutil
import signal
import struct
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

import geo
import geo.source.build  # noqa: F401 - loaded once, and not by each child

CPU_S = 10  # of the processor, for one file
MEMORY_MB = 300  # above what the process has before it reads
_BATCH = 100
# Numbers at which something ends: of signs, of bytes, of what can be counted.
_EDGES = (0, 1, 2, 7, 127, 128, 255, 256, 32_767, 65_535, 2**24, 2**31 - 1, 2**31)
_EDGES += (2**32 - 1, 2**40, 2**63 - 1, 2**63, 2**64 - 1, 200_000_000)


@dataclass(frozen=True)
class Failure:
    """A changed file that was neither read nor refused in one sentence."""

    kind: str
    number: int
    problem: str


def _frame() -> gpd.GeoDataFrame:
    ring = shapely.Polygon(
        shapely.box(10, 10, 14, 14).exterior, [shapely.box(11, 11, 12, 12).exterior]
    )
    shapes = [
        shapely.box(0, 0, 1, 1),
        shapely.MultiPolygon([shapely.box(3, 3, 4, 4), shapely.box(5, 5, 6, 7)]),
        ring,
        None,
        shapely.Point(20, 20).buffer(1, quad_segs=4),
    ]
    columns = {
        "actor": ["red", "blue", "räd", None, "red"],
        "people": [1, 2, 3, 4, 5],
        "share": [0.5, None, 0.25, 1.0, 0.0],
        "sure": [True, False, True, True, False],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def originals(folder: Path) -> dict[str, Path]:
    """An honest file of each kind, by a name for the kind."""
    frame = _frame()
    paths = {}

    def place(kind: str, suffix: str) -> Path:
        (folder / kind).mkdir(parents=True)
        paths[kind] = folder / kind / f"2014{suffix}"
        return paths[kind]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = place("gpkg", ".gpkg")
        pyogrio.write_dataframe(frame, path, layer="one")
        pyogrio.write_dataframe(frame, path, layer="two", append=True)
        whole = frame.dropna()
        pyogrio.write_dataframe(whole, place("fgb with index", ".fgb"))
        parts = {"SPATIAL_INDEX": "NO", "geometry_type": "Unknown"}
        pyogrio.write_dataframe(frame, place("fgb", ".fgb"), **parts)
        pyogrio.write_dataframe(frame, place("shp", ".shp"))
        frame.to_parquet(place("parquet", ".parquet"))
        frame.to_parquet(
            place("parquet, zstd", ".parquet"),
            compression="zstd",
            row_group_size=2,
            data_page_version="2.0",
            write_covering_bbox=True,
        )
        whole = whole[whole.geom_type == "Polygon"]
        whole.to_parquet(
            place("parquet, geoarrow", ".parquet"),
            compression=None,
            geometry_encoding="geoarrow",
            use_dictionary=False,
        )
    return paths


def changed(original: Path, number: int, folder: Path) -> Path:
    """The file `original` with its bytes changed, as the one with this number."""
    chance = random.Random(f"{original.suffix} {number}")
    beside = sorted(original.parent.glob(f"{original.stem}.*"))
    for path in beside:
        shutil.copy(path, folder)
    sizes = [min(path.stat().st_size, 5_000) for path in beside]
    path = folder / chance.choices(beside, sizes)[0].name
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        data = _change(data, chance)
    path.write_bytes(data)
    return folder / original.name


def _change(data: bytearray, chance: random.Random) -> bytearray:
    size = len(data)
    if not size:
        return data
    # what says where things are stands at the beginning or at the end
    spot = chance.choice((0, 0, 1, 2))
    near = min(size, 2_000)
    at = chance.randrange(near) if spot == 0 else chance.randrange(size)
    if spot == 1:
        at = size - 1 - chance.randrange(near)
    how = chance.randrange(8)
    if how == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif how == 1:
        data[at] = chance.choice((0, 1, 127, 128, 254, 255))
    elif how in (2, 3):
        order = chance.choice("<>")
        width = chance.choice((2, 4, 4, 8))
        edge = chance.choice(_EDGES) % 2 ** (8 * width)
        kind = {2: "H", 4: "I", 8: "Q"}[width]
        data[at : at + width] = struct.pack(order + kind, edge)
    elif how == 4:
        length = chance.choice((size, chance.randrange(1, 64)))
        del data[at : at + length]
    elif how == 5:
        length = chance.randrange(1, 64)
        data[at:at] = data[at : at + length]
    elif how == 6:
        other, length = chance.randrange(size), chance.randrange(1, 64)
        data[at : at + length] = data[other : other + length]
    else:
        length = chance.randrange(1, 64)
        data[at : at + length] = chance.randbytes(length)
    return data


def failures(kind: str, original: Path, numbers: Iterable[int]) -> Iterator[Failure]:
    """What fails of the changed files with these numbers."""
    todo = list(numbers)
    while todo:
        batch, todo = todo[:_BATCH], todo[_BATCH:]
        done = 0
        while done < len(batch):
            read, output = _child(original, batch[done:])
            problems, number, end = _outcome(read, output, batch, done)
            done = number
            for file, problem in problems:
                yield Failure(kind, file, problem)
            if end:
                yield Failure(kind, batch[done], end)
                done += 1


def _outcome(
    status: int, output: str, batch: list[int], done: int
) -> tuple[list[tuple[int, str]], int, str]:
    """Files told as wrong, how many were read, and what ended the child with the next."""
    problems = []
    for line in output.splitlines():
        word, _, rest = line.partition(" ")
        if word == "done":
            done += 1
        elif word == "wrong":
            problems.append((batch[done], rest))
    if done == len(batch) and not status:
        return problems, done, ""
    if os.WIFSIGNALED(status):
        return problems, done, signal.Signals(os.WTERMSIG(status)).name
    return problems, done, f"exit code {os.waitstatus_to_exitcode(status)}"


def _child(original: Path, numbers: list[int]) -> tuple[int, str]:
    """How a child ended that reads these files, and what it said of them."""
    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.flush()
        child = os.fork()
        if not child:
            os.close(reading)
            try:
                _read_all(original, numbers, Path(folder), writing)
            finally:
                os._exit(3)
        os.close(writing)
        with open(reading, encoding="utf-8", errors="replace") as stream:
            output = stream.read()
        _, status = os.waitpid(child, 0)
    return status, output


def _read_all(original: Path, numbers: list[int], folder: Path, writing: int) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    usual = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in numbers:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, CPU_S)
        place = folder / str(number)
        place.mkdir()
        wrong = _read(changed(original, number, place))
        taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - usual) / 1024
        if not wrong and taken > MEMORY_MB:
            wrong = f"{taken:.0f} MB"
            usual = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        shutil.rmtree(place)
        if wrong:
            os.write(writing, f"wrong {wrong}\n".encode("utf-8", "replace"))
        os.write(writing, b"done\n")
    os._exit(0)


def _read(path: Path) -> str:
    """What is wrong with how a file was read or refused; nothing if all is well."""
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            table = geo.read_control(path)
            if not np.isfinite(table.total_bounds).all():
                return "coordinates that are no numbers"
    except geo.ReadError as error:
        message = str(error)
        if not message.startswith("2014.") and "/2014." not in message:
            return f"does not name the file: {message!r}"
        if "\n" in message or len(message) > 400 or "/tmp" in message.partition(":")[2]:
            return f"no sentence: {message!r}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
    if {file.name: file.read_bytes() for file in path.parent.iterdir()} != before:
        return "the file is not what it was"
    return ""


def main(arguments: list[str]) -> int:
    """python tests/changed_bytes.py FIRST NUMBER [KIND ...]: changed files from FIRST on."""
    first, number = map(int, arguments[:2])
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, path in originals(Path(folder)).items():
            if arguments[2:] and kind not in arguments[2:]:
                continue
            for failure in failures(kind, path, range(first, first + number)):
                failed += 1
                print(f"{failure.kind} {failure.number}: {failure.problem}", flush=True)
            print(f"{kind}: {number} read", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
