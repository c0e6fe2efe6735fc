"""Read all layers of a file by one driver of GDAL, from a folder without other files.

GDAL follows what lies beside a file: schemas, indexes, tables that a table names. So the files
that belong together are linked into a folder of their own, and what GDAL writes beside them stays
there.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import pyogrio.errors
import pyogrio.raw

from geo.base import NoShapes, ReadError
from geo.files import File
from geo.formats.gdal import frame_layer, library_errors, link
from geo.formats.layer import Layer, is_wanted, require_layer
from geo.formats.unclosed import shapes_from_wkb

# What one of the drivers takes for a reason to open another file, or an address.
_OTHERS = (
    *(b"OGRVRTDataSource", b"OGRVRTLayer", b"OGRWFSDataSource", b"VRTDataset"),
    *(b"GDAL_WMS", b"GDALG", b"gdal_streamed_alg"),
)
_START = 100_000  # bytes in which a driver looks for them


def require_plain(file: File, start: bytes | None = None) -> None:
    """Raise ReadError if a text asks GDAL for another file than itself."""
    if start is None:
        with file.path.open("rb") as stream:
            start = stream.read(_START)
    if any(word in start for word in _OTHERS):
        raise ReadError(f"{file.label}: refers to other files; pass these themselves")


@contextmanager
def alone(file: File, parts: Mapping[str, Path] = {}) -> Iterator[Path]:
    """A path of `file` in a folder with nothing but its `parts`, by the endings of their names."""
    with tempfile.TemporaryDirectory(prefix="controlmap-") as folder:
        path = Path(folder, f"source{file.path.suffix.lower()}")
        for ending, part in {**parts, path.suffix: file.path}.items():
            link(part.absolute(), path.with_suffix(ending))
        yield path


def read_by_driver(
    file: File,
    path: Path,
    driver: str,
    layer: str | None,
    crs: str | None,
    *,
    rows: Mapping[str, int] | None = None,
    settings: Mapping[str, str] = {},
    options: Mapping[str, str] = {},
    layers: tuple[str, ...] = (),
    encoding: str | None = None,
) -> list[Layer]:
    """The layers of `path` with shapes, by the `driver`; those called `layers`, if any are given.

    `rows` are the numbers of rows by layer, as counted in the file itself. `settings` are those of
    GDAL, `options` those of the driver.

    Raises
    ------
    NoShapes
        If it has no layer with shapes.
    ReadError
        If another driver opens it, or not all rows of a layer can be read.
    """
    before = {name: pyogrio.get_gdal_config_option(name) for name in settings}
    pyogrio.set_gdal_config_options(dict(settings))
    try:
        with library_errors(file.label, [], path):
            listed = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
            names = [
                name for name, kind in listed if kind and (not layers or name in layers)
            ]
            if names and pyogrio.read_info(path, layer=names[0])["driver"] != driver:
                raise ReadError(
                    f"{file.label}: content is not {driver}; correct its name"
                )
        if not names:
            raise NoShapes(f"{file.label}: no layer with shapes in it")
        shown = {name: file.path.stem if name == path.stem else name for name in names}
        require_layer(file, layer, shown.values())
        return [
            _read(
                file,
                path,
                name,
                shown[name],
                len(names) > 1,
                crs,
                rows,
                options,
                encoding,
            )
            for name in names
            if is_wanted(layer, shown[name])
        ]
    finally:
        pyogrio.set_gdal_config_options(before)


def _read(
    file: File,
    path: Path,
    name: str,
    shown: str,
    several: bool,
    crs: str | None,
    rows: Mapping[str, int] | None,
    options: Mapping[str, str],
    encoding: str | None,
) -> Layer:
    messages: list[str] = []
    how: dict[str, Any] = {"layer": name, "encoding": encoding, **options}
    with library_errors(file.label, messages, path):
        number = pyogrio.read_info(path, force_feature_count=True, **how)["features"]
        file.limits.require("rows", number, file.label)
        frame = pyogrio.read_dataframe(
            path, datetime_as_string=True, on_invalid="ignore", **how
        )
        _, _, wkb, _ = pyogrio.raw.read(path, columns=[], **how)
        shapes, unclosed = shapes_from_wkb(wkb)
    if rows is not None and len(frame) != rows.get(name, len(frame)):
        raise ReadError(
            f"{file.label}: only {len(frame):,} of its {rows[name]:,} rows can be read; it may be "
            "damaged"
        )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise NoShapes(f"{file.label}: a table of {len(frame)} rows without polygons")
    read = gpd.GeoDataFrame(
        frame.drop(columns=frame.active_geometry_name),
        geometry=np.asarray(shapes),
        crs=frame.crs,
    )
    return frame_layer(
        file, shown, read, crs, several=several, messages=messages, unclosed=unclosed
    )
