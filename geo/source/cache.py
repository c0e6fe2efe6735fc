"""What was read of a source, kept for the next time, so that a daily update reads one day.

Reading a source gives the layers of its files. Where that took long they are kept as GeoParquet,
compressed with zstd, in the user's folder for such things: many files of one source in one file
of ours, because neighbouring days are alike, and a day that repeats most of the one before it
costs almost nothing. The next run asks for each file by a hash of its bytes, of how it is to be
read and of the programs that read it. What has changed in any of these is simply not found.

Nothing kept is believed for its name alone: a file of ours carries the hash of its own content
in its name and is read only if the two agree. Any other is removed, and read from the source
again; so is what does not come back from Parquet as it went in. A folder that cannot be written
to costs time and nothing else.
"""

import contextlib
import errno
import json
import logging
import os
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import platformdirs
import pyarrow
import pyarrow.parquet
import pyogrio
import pyproj
import shapely
import shapely.errors

from geo.files import Digests, File, draft, pieces, tidy
from geo.formats import Layer, Shapes
from geo.formats import layers as read_layers

log = logging.getLogger(__name__)

FOLDER = "CONTROLMAP_CACHE"  # the environment variable that names another folder
SLOW_S = 1.0  # what takes less is read again in the time in which it would be looked up
LARGEST_BYTES = 2**30  # of all files kept
# How much of coordinates goes into one file of ours: it is in memory as a whole when it is read,
# and some times over when it is written. Four times as much takes 2 % less of the disk.
PART_BYTES = 2**24

# To be raised whenever a file would be read in another way.
_READER = 3
_PROGRAMS = (
    _READER,
    pyogrio.__gdal_version_string__,
    pyproj.proj_version_str,
    shapely.geos_version_string,
    pd.__version__,
)
_OURS = re.compile(r"[0-9a-f]{16}-(?P<hash>[0-9a-f]{64})\.parquet")
_DRAFT = "kept"  # of which the names of files are made that are not whole yet
_OPEN = 4  # of our files in memory at a time: one for each kind of layer a source alternates
_ABOUT = b"controlmap"
_GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
# What reading a file of ours may raise: it may be another program's, or an older one of this one.
_UNFIT = (
    pyarrow.ArrowException,
    shapely.errors.ShapelyError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)


def folder() -> Path:
    """Where layers are kept: CONTROLMAP_CACHE, or the user's folder for what may be lost.

    Raises
    ------
    OSError
        If the user has no such folder, for want of a home.
    """
    if named := os.environ.get(FOLDER):
        return Path(named)
    try:
        found = platformdirs.user_cache_path("controlmap", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, str(error)) from error
    if not found.is_absolute():  # of a home that is not known
        raise FileNotFoundError(errno.ENOENT, "no home", str(found))
    return found


class _New(NamedTuple):
    """A file that was read in this run: what it was like before, and its layers."""

    file: File
    stamp: tuple[Any, ...]
    layers: list[Layer]


class Kept:
    """The layers of a source: those of an earlier run where nothing changed, else read anew.

    `close` keeps what was read anew for the next run, if it took long.
    """

    def __init__(
        self,
        source: str | Path,
        digests: Digests,
        *,
        layer: str | None,
        crs: str | None,
    ) -> None:
        self._layer, self._crs = layer, crs
        self._digests = digests
        asked = [str(Path(source).expanduser().absolute()), layer, crs]
        self._called = sha256(json.dumps(asked).encode()).hexdigest()[:16]
        self._seconds = 0.0
        self._new: list[_New] = []
        self._new_bytes = 0
        # what our files hold, and in which of them, and where in it, the layers of a key are
        self._sheets: dict[Path, list[dict[str, Any]]] = {}
        self._places: dict[str, list[tuple[Path, int]]] = defaultdict(list)
        self._open: dict[Path, list[tuple[Shapes, pd.DataFrame]]] = {}
        self._used: set[Path] = set()
        for path in sorted(_found(f"{self._called}-*")):
            for number, sheet in enumerate(self._described(path)):
                self._places[sheet["key"]].append((path, number))

    def layers(self, file: File) -> list[Layer]:
        """The layers of `file`, as `formats.layers` gives them; it raises the same errors."""
        if self._places and (found := self._again(file)) is not None:
            return found
        stamp = _stamp(file)
        started = time.perf_counter()
        read = read_layers(file, layer=self._layer, crs=self._crs)
        self._seconds += time.perf_counter() - started
        self._new.append(_New(file, stamp, read))
        corners = sum(
            int(shapely.get_num_coordinates(one.shapes).sum()) for one in read
        )
        self._new_bytes += 16 * corners
        if self._seconds > SLOW_S and self._new_bytes > PART_BYTES:
            self._keep()
        return read

    def close(self) -> None:
        """Keep what was read anew if it took long, and remove what no file asked for."""
        if self._seconds > SLOW_S:
            self._keep()
        for path in self._sheets:
            with contextlib.suppress(OSError):
                os.utime(path) if path in self._used else path.unlink()
        _shrink()

    def _described(self, path: Path) -> list[dict[str, Any]]:
        """What one of our files holds; nothing if it is unfit, and then it is removed."""
        try:
            schema = pyarrow.parquet.read_schema(pyarrow.BufferReader(_content(path)))
            sheets: list[dict[str, Any]] = json.loads(schema.metadata[_ABOUT])
        except _UNFIT:
            _remove(path)
            return []
        self._sheets[path] = sheets
        return sheets

    def _again(self, file: File) -> list[Layer] | None:
        """The layers of a file as they were kept; None if they are not, or not any more."""
        try:
            places = self._places.get(self._key(file), [])
            found = {}
            for path, number in places:
                sheet = self._sheets[path][number]
                shapes, frame = self._opened(path)[number]
                noticed = list(sheet["noticed"])
                found[sheet["number"]] = Layer(
                    file,
                    sheet["name"],
                    sheet["several"],
                    shapes,
                    frame,
                    noticed,
                    tuple(sheet["above"]),
                    tuple(sheet["counted"]),
                )
        except _UNFIT:
            return None
        if not places or len(found) != self._sheets[places[0][0]][places[0][1]]["of"]:
            return None
        self._used |= {path for path, _ in places}
        return [found[number] for number in sorted(found)]

    def _opened(self, path: Path) -> list[tuple[Shapes, pd.DataFrame]]:
        """Shapes and columns of each layer in one of our files."""
        if path not in self._open:
            if len(self._open) == _OPEN:
                del self._open[next(iter(self._open))]
            try:
                self._open[path] = _layers(_content(path), self._sheets[path])
            except _UNFIT:
                _remove(path)
                raise
        return self._open[path]

    def _key(self, file: File) -> str:
        """What a file is called here: its bytes, how it is to be read, and by which programs."""
        # what was read by higher limits is refused by lower ones, whether it is kept or not
        bounds = astuple(file.limits)
        told = [*_PROGRAMS, file.path.name, self._layer, self._crs, bounds]
        mark = sha256(json.dumps(told).encode())
        for path in pieces(file):
            mark.update(f"{path.suffix} {self._digests.of(path)} ".encode())
        return mark.hexdigest()

    def _keep(self) -> None:
        """Write what was read anew: layers with the same columns into one file."""
        groups = defaultdict(list)
        with contextlib.suppress(OSError):
            for file, stamp, layers in self._new:
                key = self._key(file)
                if stamp != _stamp(file):
                    continue  # it changed meanwhile, and its key may be of what was not read
                for number, one in enumerate(layers):
                    kinds = tuple(zip(one.frame.columns, map(str, one.frame.dtypes)))
                    sheet = {"key": key, "number": number, "of": len(layers)}
                    groups[kinds].append((sheet, one))
            for group in groups.values():
                self._write(group)
        self._new, self._new_bytes = [], 0

    def _write(self, group: list[tuple[dict[str, Any], Layer]]) -> None:
        sheets = [
            {
                **sheet,
                "name": one.name,
                "several": one.several,
                "noticed": one.noticed,
                "above": one.above,
                "counted": one.counted,
                "rows": len(one.shapes),
            }
            for sheet, one in group
        ]
        frame = pd.concat([one.frame for _, one in group], ignore_index=True)
        shapes = np.concatenate([one.shapes for _, one in group])
        try:
            content = _encoded(frame, shapes, sheets)
            again = _frames(_table(content), sheets)
            same = all(_same(one.frame, back) for (_, one), back in zip(group, again))
        except _UNFIT as error:
            log.debug("not kept: %s", error)
            return
        if same:
            _put(f"{self._called}-{sha256(content).hexdigest()}.parquet", content)


def _encoded(
    frame: pd.DataFrame, shapes: Shapes, sheets: list[dict[str, Any]]
) -> bytes:
    """A GeoParquet file with these rows."""
    wkb = pyarrow.array(shapely.to_wkb(shapes), pyarrow.binary())
    table = pyarrow.Table.from_pandas(frame, preserve_index=False)
    metadata = {
        **(table.schema.metadata or {}),
        b"geo": json.dumps(_GEO),
        _ABOUT: json.dumps(sheets),
    }
    if len(frame.columns):
        table = table.append_column("geometry", wkb)
    else:
        table = pyarrow.table({"geometry": wkb})
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(
        table.replace_schema_metadata(metadata),
        sink,
        compression="zstd",
        # zstd looks back over several days only within a page
        data_page_size=PART_BYTES,
        use_dictionary=False,
        write_statistics=False,
    )
    return bytes(sink.getvalue())


def _table(content: bytes) -> pyarrow.Table:
    return pyarrow.parquet.read_table(pyarrow.BufferReader(content))


def _layers(
    content: bytes, sheets: list[dict[str, Any]]
) -> list[tuple[Shapes, pd.DataFrame]]:
    """Shapes and columns of each layer in the content of one of our files."""
    table = _table(content)
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    ends = np.cumsum([sheet["rows"] for sheet in sheets])
    if ends[-1] != len(shapes):
        raise ValueError("not as many rows as it says")
    return list(zip(np.split(shapes, ends[:-1]), _frames(table, sheets)))


def _frames(
    table: pyarrow.Table, sheets: list[dict[str, Any]]
) -> Iterator[pd.DataFrame]:
    """Columns of each layer, without its shapes."""
    frame = table.drop_columns(["geometry"]).to_pandas()
    if not len(frame.columns):
        frame = pd.DataFrame(index=pd.RangeIndex(table.num_rows))
    end = 0
    for sheet in sheets:
        start, end = end, end + sheet["rows"]
        yield frame.iloc[start:end].reset_index(drop=True)


def _same(frame: pd.DataFrame, back: pd.DataFrame) -> bool:
    """Whether what came back from Parquet is what went in, to the kinds of values and gaps."""
    if not back.equals(frame) or list(back.columns) != list(frame.columns):
        return False
    return all(
        list(map(type, frame[name])) == list(map(type, back[name]))
        for name in frame.columns[frame.dtypes == object]
    )


def _stamp(file: File) -> tuple[Any, ...]:
    """What changes when a file is written to; nothing where it cannot be seen."""
    try:
        seen = [(path, path.stat()) for path in pieces(file)]
    except OSError:
        return ()
    return tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in seen)


def _found(pattern: str) -> list[Path]:
    """Files of ours, by the form of their names; those of other users are not."""
    with contextlib.suppress(OSError):
        return [
            path
            for path in folder().glob(pattern)
            if _OURS.fullmatch(path.name) and _own(path)
        ]
    return []


def _own(path: Path) -> bool:
    """Whether a file is this user's, as far as the system knows users."""
    return not hasattr(os, "geteuid") or path.lstat().st_uid == os.geteuid()


def _content(path: Path) -> bytes:
    """Bytes of a file of ours; ValueError if they are not those it was written with."""
    content = path.read_bytes()
    named = _OURS.fullmatch(path.name)
    if named is None or sha256(content).hexdigest() != named["hash"]:
        raise ValueError("not what its name says")
    return content


def _put(name: str, content: bytes) -> None:
    """Write a file of ours beside its place and move it there, so that it is never seen half.

    What a power cut leaves of it is not what its name says, and is removed by the next run.
    """
    folder().mkdir(parents=True, exist_ok=True)
    with draft(folder() / _DRAFT, 0o600) as (path, stream):
        stream.write(content)
        stream.close()
        os.replace(path, folder() / name)


def _shrink() -> None:
    """Remove what was not used for longest until the rest is small enough, and leftovers."""
    with contextlib.suppress(OSError):
        tidy(folder() / _DRAFT)
        seen = [(path.stat(), path) for path in _found("*")]
        total = sum(stat.st_size for stat, _ in seen)
        for stat, path in sorted(seen, key=lambda one: one[0].st_mtime_ns):
            if total <= LARGEST_BYTES:
                break
            _remove(path)
            total -= stat.st_size


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
