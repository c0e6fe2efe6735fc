"""Build the control table from a GeoDataFrame, or from a table of districts and their polygons.

The frame is one layer without a name, read by the same rules as that of a file.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.base import CallError, ControlError, Limits, RowError
from geo.columns import Rejections, read_rows
from geo.finding import Finding
from geo.formats import TABLE, dataframe_layer
from geo.source.build import build_from_rows
from geo.source.build_units import build_from_units
from geo.source.read_options import read_options
from geo.source.report import COUNTS
from geo.source.sanitize_table import Sanitizer
from geo.table import INPUT
from geo.units import frame_layer

# Options in messages, which are written for the command line, as keywords; and advice that only
# helps where there is a file.
_KEYWORDS = (
    (", or put the date in the file name", ""),
    (", or pass --layer", ""),
    ("--day-first", "day_first=True"),
    ("--month-first", "day_first=False"),
    (
        r"--(\w+) (EPSG:\d+|inclusive|exclusive|none|julian|islamic|persian)\b",
        r'\1="\2"',
    ),
    (r"--last-end (open|lost)", r'last_end="\1"'),
    (r"--keep (first|last|all)\b", r'keep="\1"'),
    ("--skip-undated", "skip_undated=True"),
    (r"--source\b(?!-)", "source_name="),
    # the name of a column behind it
    (r"(?<=ass | or )--(\w+) (?!(?:or|if|with|exclude)\b|\()", r"\1="),
    (r"--(\w+)-(\w+)", r"\1_\2="),
    (r"--(\w+)", r"\1="),
)


def build_from_dataframe(
    frame: object,
    options: Mapping[str, Any],
    limits: Limits,
    refused: list[Finding] | None,
) -> gpd.GeoDataFrame:
    """Control table of `frame`, read with the keyword arguments of `geo.read_control`.

    With the option `units`, of a table of districts; see `geo/units`.

    Raises
    ------
    ReadError
        If anything in it cannot be read, or is not a dated polygon.
    """
    if not isinstance(frame, pd.DataFrame):
        raise CallError(
            f"the source is a value of type {type(frame).__name__}; pass a GeoDataFrame of "
            "geopandas"
        )
    with _messages_in_python(frame, refused):
        rejections = None if refused is None else Rejections(refused)
        if options["units"] is not None:
            return build_from_units(*frame_layer(frame), options, limits, rejections)
        if options["key"] is not None:
            raise CallError(f"{TABLE}: --key goes with --units; pass both")
        layer, digest = dataframe_layer(frame, TABLE, options["crs"])
        sanitizer = Sanitizer()
        layer_rows = read_rows(
            [sanitizer.sanitize_layer(layer)], read_options(options), rejections
        )
        table = build_from_rows(
            TABLE, layer_rows, options, sanitizer, rejections, kind="table"
        )
    table.attrs[COUNTS]["files"] = 0
    table.attrs[INPUT] = {"sha256": digest, "files": 0}
    return table


@contextmanager
def _messages_in_python(
    frame: pd.DataFrame, refused: list[Finding] | None
) -> Iterator[None]:
    """Write options in errors and in new findings of `refused` as they are written in Python."""
    known = 0 if refused is None else len(refused)
    try:
        yield
    except ControlError as error:
        error.args = (_in_python(str(error)) + _on_index(frame, str(error)),)
        if isinstance(error, RowError):
            error.problem = _in_python(error.problem)
        raise
    finally:
        if refused is not None:
            refused[known:] = [
                replace(finding, description=_in_python(finding.description))
                for finding in refused[known:]
            ]


def _in_python(message: str) -> str:
    for pattern, replacement in _KEYWORDS:
        message = re.sub(pattern, replacement, message)
    return message


def _on_index(frame: pd.DataFrame, message: str) -> str:
    """What to do if a column was not found and the index of `frame` has names."""
    names = [str(name) for name in frame.index.names if name is not None]
    wanted = re.search(r"no date found|no column (?!of shapes)", message)
    if names and wanted:
        return f"; its index ({', '.join(names)}) is not read; frame.reset_index() makes columns"
    return ""
