"""Build the control table from tables of units and their holders; see `geo.units`."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import geopandas as gpd

from geo.base import Limits, counted
from geo.columns import Rejections, cell_names, read_rows
from geo.files import Digests, File, Found
from geo.finding import Finding
from geo.formats import TABLE, Layer, join_hashes, offline
from geo.source.build import build_from_rows
from geo.source.read_options import read_options
from geo.source.report import COUNTS, UNITS
from geo.source.sanitize_table import Sanitizer
from geo.table import INPUT, READING
from geo.units import (
    hold,
    in_periods,
    join_units,
    read_polygons,
    split_key,
    table_layers,
)

_NO_POLYGON = "of districts that have no polygon at that time"


def build_from_tables(
    found: Found,
    options: Mapping[str, Any],
    limits: Limits,
    refused: list[Finding] | None,
) -> gpd.GeoDataFrame:
    """Control table of the files `found` in a source, which are tables of units.

    Raises
    ------
    ReadError
        If anything in them cannot be read, or is not of a unit in the option `units`.
    """
    table = build_from_units(
        table_layers(found.files),
        Digests().source(found.files)["sha256"],
        options,
        limits,
        None if refused is None else Rejections(refused),
        found,
    )
    table.attrs[INPUT]["files"] = len(found.files)
    return table


def build_from_units(
    layers: Sequence[Layer],
    digest: str,
    options: Mapping[str, Any],
    limits: Limits,
    rejections: Rejections | None,
    found: Found | None = None,
) -> gpd.GeoDataFrame:
    """Control table of layers without shapes, whose rows are of the option `units`.

    `digest` is the hash of their source, of which the files were `found`; without, it is a frame.
    """
    files: Sequence[File] = found.files if found else ()
    own, other = split_key(options["key"], layers[0])
    sanitizer = Sanitizer()
    layers = [sanitizer.sanitize_layer(layer) for layer in layers]
    polygons = read_polygons(options["units"], other, options["crs"], limits)
    joined = join_units(layers, polygons, own, rejections)
    with offline():
        rows = read_rows(joined.layers, read_options(options, files), rejections)

    def codes(table: gpd.GeoDataFrame) -> list[str | None]:
        return cell_names(table[joined.column].array)

    table = build_from_rows(
        layers[0].file.label if found else TABLE,
        rows,
        options,
        sanitizer,
        rejections,
        found.left_out if found else (),
        found.messages if found else (),
        kind="file" if found else "table",
        hold_rows=partial(hold, codes, options["missing"], polygons),
    )
    counts = table.attrs[COUNTS]
    if joined.unheld:
        counts[UNITS].append(("unmatched", layers[0].label, None, joined.unheld))
    if polygons.have_periods:
        table, without = in_periods(table, polygons, codes(table))
        if without:
            _leave_out(table, without)
    if not found:
        counts["files"] = 0
    table.attrs[INPUT] = {"sha256": join_hashes(digest, polygons.sha256), "files": 0}
    return table


def _leave_out(table: gpd.GeoDataFrame, rows: Sequence[tuple[str, int]]) -> None:
    """Report the rows, each as its file and number, that have no polygon at their time."""
    where, number = rows[0]
    counts = table.attrs[COUNTS]
    counts["used"] -= len(rows)
    counts["left_out"].append(
        {
            "reason": _NO_POLYGON,
            "rows": len(rows),
            "where": where,
            "layers": 1,
            "first": (where, number),
        }
    )
    table.attrs[READING].append(
        f"{counted(len(rows), 'row')} {_NO_POLYGON} left out (first: row {number})"
    )
