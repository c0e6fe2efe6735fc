"""How many rows a source has, counted without the code under test."""

import json
from pathlib import Path

import pyogrio

LARGEST_BYTES = 2_000_000  # larger files are counted by the tests that are about them


def rows_in(source: Path) -> int | None:
    """Rows of a file or of the files in a folder; None where that is not easily told."""
    if source.is_dir():
        files = [path for path in sorted(source.rglob("*")) if path.is_file()]
        counts = [rows_in(path) for path in files]
        return None if None in counts else sum(filter(None, counts))
    if not source.is_file() or source.stat().st_size > LARGEST_BYTES:
        return None
    if source.suffix == ".geojson":
        try:
            whole = json.loads(source.read_text(encoding="utf-8-sig"))
        except ValueError:  # not counted: GDAL reads more than JSON allows
            return None
        if not isinstance(whole, dict) or "type" not in whole:
            return None
        if whole["type"] != "FeatureCollection":
            return 1
        return len(whole["features"])
    if source.suffix in (".gpkg", ".fgb", ".shp"):
        layers = [name for name, kind in pyogrio.list_layers(source) if kind]
        layer_info = [pyogrio.read_info(source, layer=name) for name in layers]
        return sum(info["features"] for info in layer_info)
    return None
