"""What every output says of itself: by which version it was made, by which method, of what.

A figure that is doubted years later can be made again, and seen to be of the same input. Nothing
here tells who made it, on which machine or when: equal input gives equal bytes.
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
from geo.table import ACTOR, END_TEXT, INPUT, SOURCE, START_TEXT, STATUS
from layers.language import Language

METHOD = (
    "true areas on the WGS 84 ellipsoid, of edges straight in longitude and latitude; ground of "
    "one actor and status counts once"
)


@dataclass(frozen=True)
class Made:
    """Version, method and hash of the input of an output.

    `sha256` is that of the `files` of the source (`geo/files/hashes.py`); of a table that was made
    and not read, which has none, of its polygons with their dates. `project` is that of a
    controlmap.toml, where there was one.
    """

    program: str
    sha256: str
    files: int = 0
    project: str = ""

    @property
    def input(self) -> str:
        """The hash and what it is of: `SHA-256 1a2b… of 3 files`."""
        of = counted(self.files, "file") if self.files else "its polygons and dates"
        more = f"; controlmap.toml: SHA-256 {self.project}" if self.project else ""
        return f"SHA-256 {self.sha256} of {of}{more}"

    @property
    def sentence(self) -> str:
        """All of it in one line, for formats that have one for it."""
        return f"{self.program}; method: {METHOD}; input: {self.input}"

    @property
    def plain(self) -> dict[str, Any]:
        """All of it for machines."""
        told = {
            "sha256": self.sha256,
            "files": self.files,
            "controlmap.toml": self.project,
        }
        known = {name: one for name, one in told.items() if one}
        return {"program": self.program, "method": METHOD, "input": known}

    def told(self, words: Language) -> str:
        """Version and hash for people, in their language."""
        return words.phrase(
            "Made with {program}. SHA-256 of the input: {hash}.",
            program=self.program,
            hash=self.sha256,
        )

    @property
    def json(self) -> str:
        """`plain` as one line of JSON."""
        return json.dumps(self.plain, ensure_ascii=False)


def made(table: gpd.GeoDataFrame) -> Made:
    """What an output says of itself that was made from `table`."""
    known = table.attrs.get(INPUT, {})
    return Made(
        f"controlmap {version('controlmap')}",
        known.get("sha256") or fingerprint(table),
        known.get("files", 0),
        known.get("project", ""),
    )


def fingerprint(table: gpd.GeoDataFrame) -> str:
    """SHA-256 of actors, statuses, dates, sources and polygons, whatever the order of rows."""
    columns = [ACTOR, STATUS, START_TEXT, END_TEXT, SOURCE]
    words = table[columns].astype(str).to_numpy()
    shapes = shapely.to_wkb(np.asarray(table.geometry.to_numpy(), dtype=object))
    rows = sorted(
        sha256("\0".join(text).encode() + b"\0" + (shape or b"")).digest()
        for text, shape in zip(words, shapes, strict=True)
    )
    return sha256(b"".join(rows)).hexdigest()
