"""Sanitize the texts of a source, and report what was found; see `geo.base.sanitize`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.base import (
    counted,
    join_lines,
    join_spaces,
    number_duplicates,
    sanitize_line,
    sanitize_text,
    sanitize_value,
    text_problems,
)
from geo.finding import Finding
from geo.formats import Array, Columns, Layer, frame_columns
from geo.table import ABOUT, READING, require_columns

# Longer texts are not compared as names.
_LONGEST_NAME = 200
_LONGEST_EXAMPLE = 60  # characters of a text in a finding
_MOST_NAMES = 3  # in one sentence
# What `sanitize_line` leaves in the name of a file, which is sanitized when files are found.
_SANITIZED = re.compile("[\u2400-\u2421]|‹(?:U[+][0-9A-F]{4,6}|[0-9,]+ more marks)›")


@dataclass
class Sanitizer:
    """Sanitizes the texts of a source, one layer after another, and collects findings.

    `findings` are of kind `letters`: one for the name of a file or layer, one for each column of
    a layer. `forms` are sanitized names, each with its forms in the source.
    """

    findings: list[Finding] = field(default_factory=list)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def sanitize_layer(self, layer: Layer) -> Layer:
        """`layer` with its own names, those of its columns, and all its texts sanitized."""
        sanitized = replace(
            layer,
            name=sanitize_line(layer.name),
            folders=tuple(sanitize_line(name) for name in layer.folders),
            messages=[sanitize_text(message) for message in layer.messages],
            members=tuple(
                (sanitize_line(name), sanitize_value(value))
                for name, value in layer.members
            ),
        )
        names = (layer.file.label, layer.name, *layer.folders)
        if any(text_problems(name) or _SANITIZED.search(name) for name in names):
            problem = "a name of the file or layer has control or invisible characters"
            self.findings.append(Finding("letters", problem, sanitized.label))
        columns = self.sanitize_columns(layer.columns, sanitized.label, layer.numbers)
        return replace(sanitized, columns=columns)

    def report(self, names: Iterable[str]) -> dict[str, Any]:
        """`findings` in plain values, `file`, `row` and `what` of each, and the `sentences`."""
        findings = [
            {"file": finding.file, "row": finding.row, "what": finding.description}
            for finding in self.findings
        ]
        return {"found": findings, "sentences": self.sentences(names)}

    def sentences(self, names: Iterable[str]) -> list[str]:
        """Report on a source whose actors and statuses are `names`."""
        sentences = []
        if self.findings:
            first, more = self.findings[0], len(self.findings) - 1
            others = f" (and in {counted(more, 'other place')})" if more else ""
            sentences.append(
                "control or invisible characters are shown as codes and have no effect: "
                f"{_where(first)}: {first.description}{others}"
            )
        joined = [name for name in names if len(self.forms.get(name, ())) > 1]
        if joined:
            examples = ", ".join(f"“{name}”" for name in joined[:_MOST_NAMES])
            more = len(joined) - _MOST_NAMES
            rest = f" and {counted(more, 'other name')}" if more > 0 else ""
            verb = "has" if len(joined) == 1 else "have"
            sentences.append(
                f"{examples}{rest} {verb} several forms (spaces or Unicode), read as one"
            )
        return sentences

    def sanitize_frame(
        self, frame: pd.DataFrame, label: str, numbers: Sequence[int]
    ) -> pd.DataFrame:
        """`frame` with the names and texts of its columns sanitized; itself if unchanged."""
        columns = frame_columns(frame)
        sanitized = self.sanitize_columns(columns, label, numbers)
        if sanitized is columns:
            return frame
        return pd.DataFrame(sanitized, index=frame.index)

    def sanitize_columns(
        self, columns: Columns, label: str, numbers: Sequence[int]
    ) -> Columns:
        """`columns` with their names and texts sanitized; themselves if unchanged."""
        names, sanitized_names, sanitized = [*columns], [], {}
        for name, values in columns.items():
            sanitized_names.append(join_lines(sanitize_text(name)))
            shown = _shorten(sanitized_names[-1])
            if problems := " and ".join(text_problems(name)):
                description = f"the name of column {shown} has {problems}"
                self.findings.append(Finding("letters", description, label))
            texts = self._sanitize_column(values, f"column {shown}", label, numbers)
            if texts is not None:
                sanitized[name] = texts
        if sanitized_names == names and not sanitized:
            return columns
        return dict(
            zip(
                number_duplicates(sanitized_names),
                (sanitized.get(name, values) for name, values in columns.items()),
            )
        )

    def _sanitize_column(
        self, values: Array, name: str, label: str, numbers: Sequence[int]
    ) -> Any:
        """`values` sanitized, or None if unchanged; adds findings."""
        if values.dtype.kind in "biufcmM":
            return None
        raw = values.tolist()
        sanitized: list[Any] = []
        bad_rows: list[int] = []
        for row, value in enumerate(raw):
            if isinstance(value, str):
                text = sanitize_text(value)
                is_word = text.isascii() and text.isalnum()
                if not is_word and len(text) <= _LONGEST_NAME:
                    self.forms[join_spaces(text)].add(value)
                if text != value and text_problems(value):
                    bad_rows.append(row)
                value = text
            sanitized.append(value)
        if bad_rows:
            first = bad_rows[0]
            example = _shorten(join_lines(sanitized[first]))
            more = len(bad_rows) - 1
            others = f" (and in {counted(more, 'other row')})" if more else ""
            problems = " and ".join(text_problems(raw[first]))
            description = f"{name} has {problems}: “{example}”{others}"
            self.findings.append(Finding("letters", description, label, numbers[first]))
        if all(new is old for new, old in zip(sanitized, raw)):
            return None
        array = np.empty(len(sanitized), object)
        array[:] = sanitized
        return array if values.dtype == object else _with_type_of(values, array)


def sanitized_table(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`table` with all its texts sanitized, in columns and `attrs`; itself if unchanged.

    Tables that were read are sanitized already; others may have control characters in names.
    """
    require_columns(table)
    plain = pd.DataFrame(table.drop(columns=table.geometry.name))
    sanitized = Sanitizer().sanitize_frame(plain, "", range(1, len(table) + 1))
    attrs = {
        name: sanitize_value(value) if name in (ABOUT, READING) else value
        for name, value in table.attrs.items()
    }
    if sanitized is plain and attrs == table.attrs:
        return table
    result = gpd.GeoDataFrame(sanitized, geometry=table.geometry, crs=table.crs)
    result.attrs = attrs
    return result


def _with_type_of(values: Array, array: Any) -> Any:
    """`array` with the type of the column `values`; a categorical column becomes plain."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return array
    return pd.array(array, dtype=values.dtype)


def _shorten(text: str) -> str:
    longest = _LONGEST_EXAMPLE
    return text if len(text) <= longest else f"{text[:longest]}…"


def _where(finding: Finding) -> str:
    return finding.file if finding.row is None else f"{finding.file}, row {finding.row}"
