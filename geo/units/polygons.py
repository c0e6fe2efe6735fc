"""Read the polygons of units: one for each code, or several with a start and an end each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.base import CallError, Limits, ReadError, counted
from geo.columns import (
    NAT,
    DateOptions,
    LayerRows,
    ReadOptions,
    find_interval_columns,
    read_rows,
    settle_ends,
)
from geo.files import Digests, find, scratch
from geo.formats import READABLE, Layer, dataframe_layer, layers
from geo.table import END, END_TEXT, FILE_ROW, START, START_TEXT
from geo.units.codes import codes_of, key_column

Units = str | Path | pd.DataFrame

_LABEL = "units"
_BEGIN, _FOREVER = np.datetime64(-(2**62), "s"), np.datetime64(2**62, "s")


@dataclass(frozen=True)
class Version:
    """A polygon of a unit, and the period in which it is valid, with its texts."""

    shape: Any
    where: str
    start: np.datetime64 = _BEGIN
    end: np.datetime64 = _FOREVER
    start_text: str = ""
    end_text: str = ""


@dataclass(frozen=True)
class UnitPolygons:
    """The polygons of units by their codes, the label of their source, and messages."""

    label: str
    sha256: str
    messages: list[str]
    versions: dict[str, list[Version]] = field(default_factory=dict)

    @property
    def codes(self) -> Iterable[str]:
        """The codes of all units."""
        return self.versions.keys()

    @property
    def have_periods(self) -> bool:
        """Whether polygons have a start and an end."""
        return any(
            version.start != _BEGIN
            for versions in self.versions.values()
            for version in versions
        )

    def exists(self, code: str, days: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """On which of `days` a unit has a polygon."""
        found = np.zeros(len(days), bool)
        for version in self.versions.get(code, ()):
            found |= (days >= version.start) & (days < version.end)
        return found


def read_polygons(
    units: Units, key: str, crs: str | None, limits: Limits
) -> UnitPolygons:
    """The polygons of `units`, a GeoDataFrame or the path of a file, by the codes in `key`.

    Where a code has several polygons, each has a start and an end in columns of its own; their
    periods do not overlap.

    Raises
    ------
    ReadError
        If the file cannot be read, or two polygons of a code have no dates that distinguish them.
    CallError
        If it has no such column.
    """
    if isinstance(units, pd.DataFrame):
        layer, digest = dataframe_layer(units, _LABEL, crs)
        return _by_code([layer], key, _LABEL, digest)
    if not isinstance(units, str | Path):
        raise CallError(
            f"--units: a value of type {type(units).__name__}; pass a GeoDataFrame or a path"
        )
    with scratch() as folder:
        files = find(units, folder, READABLE, limits).files
        all_layers = [layer for file in files for layer in layers(file, crs=crs)]
        digest = Digests().source(files)["sha256"]
    return _by_code(all_layers, key, Path(units).name, digest)


def _by_code(
    all_layers: Sequence[Layer], key: str, label: str, digest: str
) -> UnitPolygons:
    versions: dict[str, list[Version]] = defaultdict(list)
    messages: list[str] = []
    for layer in _with_key(all_layers, key):
        column = key_column(layer.columns, key, layer.label)
        codes = codes_of(layer.columns[column])
        if without := codes.count(None):
            messages.append(
                f"{counted(without, 'row')} of {layer.label} without {column}"
            )
        repeated = len({*codes} - {None}) < len(codes) - without
        periods = _periods(layer) if repeated else {}
        for code, shape, number in zip(codes, layer.shapes, layer.numbers):
            if code is None or (periods and number not in periods):
                continue
            where = f"{layer.label}, row {number}"
            version = Version(shape, where, *periods.get(number, ()))
            _require_one(versions[code], version, code, column)
            versions[code].append(version)
        messages += [f"{layer.label}: {message}" for message in layer.messages]
    if not versions:
        raise ReadError(f"{label}: no district in it")
    joined = f"polygons of {counted(len(versions), 'district')} from {label}, by {key}"
    polygons = UnitPolygons(label, digest, [joined, *messages], dict(versions))
    if polygons.have_periods:
        number = sum(map(len, versions.values()))
        polygons.messages.append(
            f"{label}: {number:,d} polygons of {counted(len(versions), 'district')}, each from "
            "its start to its end"
        )
    return polygons


def _with_key(all_layers: Sequence[Layer], key: str) -> Sequence[Layer]:
    """The layers with the column `key`; of several, as levels of districts, the one it is of."""
    if len(all_layers) < 2:
        return all_layers
    with_key = []
    for layer in all_layers:
        with suppress(CallError):
            with_key.append((layer, key_column(layer.columns, key, layer.label)))
    unique = [
        layer
        for layer, column in with_key
        if len({*codes_of(layer.columns[column])}) == len(layer.shapes)
    ]
    return unique or [layer for layer, _ in with_key] or all_layers[:1]


def _require_one(
    versions: Sequence[Version], version: Version, code: str, column: str
) -> None:
    """Raise ReadError if a code has another polygon in the period of `version`."""
    for other in versions:
        if version.start < other.end and other.start < version.end:
            raise ReadError(
                f"{version.where}: “{code}” of column {column} again, after {other.where}; keep "
                f'one row of each, for example by units.dissolve("{column}", as_index=False), or '
                "give each a start and an end that do not overlap"
            )


def _periods(layer: Layer) -> dict[int, tuple[np.datetime64, np.datetime64, str, str]]:
    """Start and end of the rows with a polygon, by their numbers; empty if it has none."""
    try:
        if find_interval_columns(layer.columns, layer.label) is None:
            return {}
    except (ReadError, CallError):
        return {}
    rows: list[LayerRows] = read_rows([layer], ReadOptions())
    settle_ends(rows, DateOptions(), None)
    columns = rows[0].columns
    names = (FILE_ROW, START, END, START_TEXT, END_TEXT)
    return {
        number: (start, _FOREVER if np.isnat(end) else end, start_text, end_text or "")
        for number, start, end, start_text, end_text in zip(
            *(columns[name] for name in names)
        )
    }


def pieces(
    versions: Sequence[Version], start: np.datetime64, end: np.datetime64
) -> list[tuple[Version, np.datetime64, np.datetime64]]:
    """The polygons of a unit that are valid from `start` to `end` (NaT: open), and when."""
    until = _FOREVER if np.isnat(end) else end
    found = []
    for version in sorted(versions, key=lambda each: each.start):
        first, last = max(version.start, start), min(version.end, until)
        if first < last:
            found.append((version, first, NAT if last == _FOREVER else last))
    return found
