"""Provenance of an output: the version that made it, the method, and a hash of its input.

A figure that is doubted years later can be made again from the same input. Equal input gives equal
bytes: no user, machine or time is recorded.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.base import counted
from geo.table import (
    ACTOR,
    END_TEXT,
    INPUT,
    SOURCE,
    START_TEXT,
    STATUS,
    require_columns,
)
from layers.language import Language

METHOD = (
    "true areas on the WGS 84 ellipsoid, of edges straight in longitude and latitude; ground of "
    "one actor and status counts once"
)


@dataclass(frozen=True)
class Provenance:
    """Version, method and hash of the input of an output.

    `sha256` is that of the `files` of the source (`geo/files/hashes.py`); of a table that was
    not read from files, that of its polygons with their dates. `project` is that of a
    controlmap.toml, where there was one.
    """

    program: str
    sha256: str
    files: int = 0
    project: str = ""

    @property
    def input(self) -> str:
        """The hash and what it is of, such as `SHA-256 1a2b… of 3 files`."""
        of = counted(self.files, "file") if self.files else "its polygons and dates"
        more = f"; controlmap.toml: SHA-256 {self.project}" if self.project else ""
        return f"SHA-256 {self.sha256} of {of}{more}"

    @property
    def sentence(self) -> str:
        """All of it in one line, for formats with a text property."""
        return f"{self.program}; method: {METHOD}; input: {self.input}"

    @property
    def record(self) -> dict[str, Any]:
        """All of it for programs."""
        hashes = {
            "sha256": self.sha256,
            "files": self.files,
            "controlmap.toml": self.project,
        }
        known = {name: value for name, value in hashes.items() if value}
        return {"program": self.program, "method": METHOD, "input": known}

    def credit(self, language: Language) -> str:
        """Version and hash for readers, in their language."""
        return language.phrase(
            "Made with {program}. SHA-256 of the input: {hash}.",
            program=self.program,
            hash=self.sha256,
        )

    @property
    def json(self) -> str:
        """The record as one line of JSON."""
        return json.dumps(self.record, ensure_ascii=False)


def table_provenance(table: gpd.GeoDataFrame) -> Provenance:
    """Provenance of an output that is made from `table`."""
    require_columns(table)
    known = table.attrs.get(INPUT, {})
    return Provenance(
        f"controlmap {version('controlmap')}",
        known.get("sha256") or fingerprint(table),
        known.get("files", 0),
        known.get("project", ""),
    )


def fingerprint(table: gpd.GeoDataFrame) -> str:
    """SHA-256 of actors, statuses, dates, sources and polygons, whatever the order of rows."""
    require_columns(table)
    columns = [ACTOR, STATUS, START_TEXT, END_TEXT, SOURCE]
    texts = table[columns].astype(str).to_numpy()
    shapes = shapely.to_wkb(np.asarray(table.geometry.to_numpy(), dtype=object))
    rows = sorted(
        sha256("\0".join(row).encode() + b"\0" + (shape or b"")).digest()
        for row, shape in zip(texts, shapes, strict=True)
    )
    return sha256(b"".join(rows)).hexdigest()
