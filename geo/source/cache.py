"""Keep the layers of slow files as GeoParquet in the user's cache folder.

A file in the cache holds one layer of a file of the source. Its name begins with a hash of the
bytes of that file, of the options it is read with and of the versions of the libraries that read
it, so that nothing outdated is found; it ends with a hash of the cached file's own content, so
that nothing damaged is used. What does not come back from Parquet as it was is not kept.

GeoJSON is not kept: reading it again is as quick. A folder that cannot be written to costs time
and nothing else.
"""

import contextlib
import errno
import json
import logging
import os
import re
import time
from collections import defaultdict
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import platformdirs
import pyarrow
import pyarrow.parquet
import pyogrio
import pyproj
import shapely
import shapely.errors

from geo.files import Digests, File, component_files, draft, tidy
from geo.formats import Columns, Layer, Shapes, format_of, frame_columns, join_columns
from geo.formats import layers as read_layers

log = logging.getLogger(__name__)

FOLDER = "CONTROLMAP_CACHE"  # the environment variable that names another folder
SLOW_S = 1.0  # a source that is read in less is not kept
LARGEST_BYTES = 2**30  # of all files in the cache

# Seconds of the processor for 100 files of 60 to 160 kB: GeoJSON 0.6 read again, 0.5 from the
# cache, which takes another 0.6 to fill; other formats 0.9 (CSV) to 4.1 (GeoParquet) read again.
_QUICK = {"GeoJSON"}
# To be raised whenever a file would be read in another way.
_READER = 6
_VERSIONS = (
    _READER,
    pyogrio.__gdal_version_string__,
    pyproj.proj_version_str,
    shapely.geos_version_string,
    pd.__version__,
    pyarrow.__version__,
)
_NAME = re.compile(r"(?P<key>[0-9a-f]{32})-\d{5}-(?P<content>[0-9a-f]{64})\.parquet")
_DRAFT = "kept"  # the name that drafts of files in the cache are made from
_LAYER = b"controlmap"  # metadata of a layer beside its columns
_GEO = {
    "version": "1.0.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
# What a damaged file in the cache may raise, or one of another program.
_UNREADABLE = (
    pyarrow.ArrowException,
    shapely.errors.ShapelyError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
)


def folder() -> Path:
    """Return the cache folder: CONTROLMAP_CACHE, or that of the user.

    Raises
    ------
    OSError
        If the user has no home.
    """
    if named := os.environ.get(FOLDER):
        return Path(named)
    try:
        path = platformdirs.user_cache_path("controlmap", appauthor=False)
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, str(error)) from error
    if not path.is_absolute():  # below an unknown home
        raise FileNotFoundError(errno.ENOENT, "no home", str(path))
    return path


class LayerCache:
    """Layers of the files of a source, read from the cache where they are in it."""

    def __init__(self, digests: Digests, *, layer: str | None, crs: str | None) -> None:
        self._digests, self._layer, self._crs = digests, layer, crs
        self._seconds = 0.0
        self._pending: list[tuple[File, tuple[Any, ...], list[Layer]]] = []
        self._paths: dict[str, list[Path]] = defaultdict(list)
        for path in sorted(_cached_files()):
            self._paths[path.name.partition("-")[0]].append(path)

    def layers(self, file: File) -> list[Layer]:
        """The layers of `file`, as `read_layers` returns them; raises the same errors."""
        if format_of(file.path).name in _QUICK:
            return read_layers(file, layer=self._layer, crs=self._crs)
        if self._paths and (cached := self._cached(file)):
            return cached
        stamp = _stamp(file)
        started = time.perf_counter()
        layers = read_layers(file, layer=self._layer, crs=self._crs)
        self._seconds += time.perf_counter() - started
        self._pending.append((file, stamp, layers))
        if self._seconds > SLOW_S:
            self._write()
        return layers

    def _cached(self, file: File) -> list[Layer]:
        """The layers of `file` in the cache; none if they are not all there and sound."""
        layers = []
        expected = 0
        with contextlib.suppress(OSError):
            for path in self._paths.get(self._key(file), []):
                try:
                    info, shapes, columns = _decoded(_content(path))
                    layers.append(
                        Layer(
                            file,
                            info["name"],
                            info["several"],
                            shapes,
                            columns,
                            info["noticed"],
                            tuple(info["above"]),
                            tuple(info["counted"]),
                            unclosed=tuple(info["unclosed"]),
                        )
                    )
                    expected = info["layers"]
                    os.utime(path)
                except _UNREADABLE:
                    _remove(path)
        return layers if len(layers) == expected else []

    def _key(self, file: File) -> str:
        """A hash of the bytes of `file`, of the options and of the versions of libraries."""
        # what higher limits allow is refused by lower ones, in the cache or not
        limits = astuple(file.limits)
        options = [*_VERSIONS, file.path.name, self._layer, self._crs, limits]
        key = sha256(json.dumps(options).encode())
        for path in component_files(file):
            key.update(f"{path.suffix} {self._digests.of(path)} ".encode())
        return key.hexdigest()[:32]

    def _write(self) -> None:
        """Write the layers that were read into the cache."""
        for file, stamp, layers in self._pending:
            with contextlib.suppress(OSError):
                key = self._key(file)
                if stamp == _stamp(file):  # else the key may be of other bytes
                    for number, layer in enumerate(layers):
                        _write_layer(layer, len(layers), f"{key}-{number:05d}")
        self._pending = []


def shrink() -> None:
    """Remove the files that were not used for longest, until the rest is small enough."""
    with contextlib.suppress(OSError):
        tidy(folder() / _DRAFT)
        files = [(path.stat(), path) for path in _cached_files()]
        total = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda pair: pair[0].st_mtime_ns):
            if total <= LARGEST_BYTES:
                break
            _remove(path)
            total -= stat.st_size


def _write_layer(layer: Layer, layers: int, name: str) -> None:
    try:
        content = _encoded(layer, layers)
        _, _, columns = _decoded(content)
    except _UNREADABLE as error:
        log.debug("not cached: %s", error)
        return
    number = len(layer.shapes)
    if not _is_same(
        *(join_columns([(each, number)]) for each in (layer.columns, columns))
    ):
        return
    folder().mkdir(parents=True, exist_ok=True)
    with draft(folder() / _DRAFT, 0o600) as (path, stream):
        stream.write(content)
        stream.close()
        os.replace(path, folder() / f"{name}-{sha256(content).hexdigest()}.parquet")


def _encoded(layer: Layer, layers: int) -> bytes:
    """A layer of a file that has so many `layers` as GeoParquet."""
    table = pyarrow.Table.from_pandas(
        join_columns([(layer.columns, len(layer.shapes))]), preserve_index=False
    )
    info = {
        "name": layer.name,
        "several": layer.several,
        "noticed": layer.messages,
        "above": layer.folders,
        "counted": layer.row_numbers,
        "unclosed": list(layer.unclosed),
        "layers": layers,
    }
    metadata = {
        **(table.schema.metadata or {}),
        b"geo": json.dumps(_GEO),
        _LAYER: json.dumps(info),
    }
    wkb = pyarrow.array(shapely.to_wkb(layer.shapes), pyarrow.binary())
    table = pyarrow.table(
        [*table.columns, wkb], [*table.column_names, "geometry"], metadata=metadata
    )
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(
        table, sink, compression="zstd", use_dictionary=False, write_statistics=False
    )
    return bytes(sink.getvalue())


def _decoded(content: bytes) -> tuple[dict[str, Any], Shapes, Columns]:
    """Metadata, shapes and columns of a layer."""
    file = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content))
    table = file.read(use_threads=False)
    info = json.loads(table.schema.metadata[_LAYER])
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    return info, shapes, frame_columns(table.drop_columns(["geometry"]).to_pandas())


def _is_same(frame: pd.DataFrame, back: pd.DataFrame) -> bool:
    """Return whether what came back from Parquet is equal, to the types of values and gaps."""
    if not back.equals(frame) or list(back.columns) != list(frame.columns):
        return False
    return all(
        list(map(type, frame[name])) == list(map(type, back[name]))
        for name in frame.columns[frame.dtypes == object]
    )


def _stamp(file: File) -> tuple[Any, ...]:
    """What changes when a file is written to; empty where it cannot be seen."""
    try:
        stats = [(path, path.stat()) for path in component_files(file)]
    except OSError:
        return ()
    return tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def _cached_files() -> list[Path]:
    """Files in the cache folder that this user wrote, by the form of their names."""
    with contextlib.suppress(OSError):
        return [
            path
            for path in folder().iterdir()
            if _NAME.fullmatch(path.name) and _is_own(path)
        ]
    return []


def _is_own(path: Path) -> bool:
    """Return whether a file is this user's, where the system has users."""
    return not hasattr(os, "geteuid") or path.lstat().st_uid == os.geteuid()


def _content(path: Path) -> bytes:
    """Bytes of a file in the cache; ValueError if they are not those that were written."""
    content = path.read_bytes()
    match = _NAME.fullmatch(path.name)
    if match is None or sha256(content).hexdigest() != match["content"]:
        raise ValueError("not the content that its name has the hash of")
    return content


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
