"""Texts of a source made legible, and what there is to say of it; see `geo.base.sanitize`."""

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
    number_duplicates,
    sanitize_line,
    sanitize_text,
    sanitize_value,
    text_problems,
)
from geo.finding import Finding
from geo.formats import Layer
from geo.table import ABOUT, READING

# Of longer texts nobody asks whether two of them are one name.
_NAME = 200
_SHOWN = 60  # letters of a text that a finding shows
_FEW = 3  # names that one sentence lists
# What `letters.seen` leaves in the name of a file, which is made legible where files are found.
_SEEN = re.compile("[\u2400-\u2421]|‹(?:U[+][0-9A-F]{4,6}|[0-9,]+ more marks)›")


@dataclass
class Legible:
    """Makes the texts of a source legible, one layer after another, and keeps what was found.

    `found` are findings of kind `letters`: one for the name of a file or layer, one for each
    column of a layer. `forms` are names as they are read, each with the forms in which it stood
    in the source.
    """

    found: list[Finding] = field(default_factory=list)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def layer(self, layer: Layer) -> Layer:
        """`layer` with its own names, those of its columns, and all its texts legible."""
        better = replace(
            layer,
            name=sanitize_line(layer.name),
            folders=tuple(sanitize_line(one) for one in layer.folders),
            messages=[sanitize_text(one) for one in layer.messages],
        )
        names = (layer.file.label, layer.name, *layer.folders)
        if any(text_problems(one) or _SEEN.search(one) for one in names):
            what = "a name of the file or layer has signs that steer or hide"
            self.found.append(Finding("letters", what, better.label))
        frame = self.frame(layer.frame, better.label, layer.numbers)
        return better if frame is layer.frame else replace(better, frame=frame)

    def told(self, names: Iterable[str]) -> dict[str, Any]:
        """`found` in plain values, `file`, `row` and `what` of each, and the `sentences`."""
        found = [
            {"file": one.file, "row": one.row, "what": one.what} for one in self.found
        ]
        return {"found": found, "sentences": self.sentences(names)}

    def sentences(self, names: Iterable[str]) -> list[str]:
        """What to tell of a source whose actors and statuses are `names`."""
        told = []
        if self.found:
            first, more = self.found[0], len(self.found) - 1
            others = f" (and in {counted(more, 'other place')})" if more else ""
            told.append(
                "signs that steer or hide are shown as codes and not obeyed: "
                f"{_where(first)}: {first.what}{others}"
            )
        joined = [name for name in names if len(self.forms.get(name, ())) > 1]
        if joined:
            shown = ", ".join(f"“{name}”" for name in joined[:_FEW])
            more = len(joined) - _FEW
            rest = f" and {counted(more, 'other name')}" if more > 0 else ""
            verb = "stands" if len(joined) == 1 else "stand"
            told.append(
                f"{shown}{rest} {verb} there in several Unicode forms, read as one"
            )
        return told

    def frame(
        self, frame: pd.DataFrame, label: str, numbers: Sequence[int]
    ) -> pd.DataFrame:
        """`frame` with the names and texts of its columns legible; itself if they are so."""
        heads = [str(name) for name in frame.columns]
        better = [join_lines(sanitize_text(name)) for name in heads]
        columns = {}
        for place, name in enumerate(better):
            values = frame.iloc[:, place]
            if said := " and ".join(text_problems(heads[place])):
                what = f"the name of column {_short(name)} has {said}"
                self.found.append(Finding("letters", what, label))
            if (
                texts := self._texts(values, f"column {_short(name)}", label, numbers)
            ) is None:
                continue
            columns[place] = texts
        if better == heads and not columns:
            return frame
        made = {
            name: columns.get(place, frame.iloc[:, place])
            for place, name in enumerate(number_duplicates(better))
        }
        return pd.DataFrame(made, index=frame.index)

    def _texts(
        self, values: "pd.Series[Any]", whose: str, label: str, numbers: Sequence[int]
    ) -> Any:
        """`values` legible; None where they are so already. What is found is kept."""
        if values.dtype.kind in "biufcmM":
            return None
        raw = values.tolist()
        made: list[Any] = []
        bad: list[int] = []
        for row, value in enumerate(raw):
            if isinstance(value, str):
                text = sanitize_text(value)
                if not text.isascii() and len(text) <= _NAME:
                    self.forms[text].add(value)
                if text != value and text_problems(value):
                    bad.append(row)
                value = text
            made.append(value)
        if bad:
            shown = _short(join_lines(made[bad[0]]))
            others = (
                f" (and in {counted(len(bad) - 1, 'other row')})" if bad[1:] else ""
            )
            what = f"{whose} has {' and '.join(text_problems(raw[bad[0]]))}: “{shown}”{others}"
            self.found.append(Finding("letters", what, label, numbers[bad[0]]))
        if all(one is other for one, other in zip(raw, made)):
            return None
        found = np.empty(len(made), object)
        found[:] = made
        return found if values.dtype == object else _of_kind(found, values)


def legible_table(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`table` with all its texts legible, and its words and sentences; itself if they are so.

    Tables that were read are. In others a name may steer or hide: what it does then is shown as
    its code, as in one that was read.
    """
    plain = pd.DataFrame(table.drop(columns=table.geometry.name))
    texts = Legible().frame(plain, "", range(1, len(table) + 1))
    attrs = {
        name: sanitize_value(table.attrs[name]) if name in (ABOUT, READING) else value
        for name, value in table.attrs.items()
    }
    if texts is plain and attrs == table.attrs:
        return table
    made = gpd.GeoDataFrame(texts, geometry=table.geometry, crs=table.crs)
    made.attrs = attrs
    return made


def _of_kind(found: Any, values: "pd.Series[Any]") -> Any:
    """`found` as the kind of column that `values` are; what has categories becomes plain."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return found
    return pd.array(found, dtype=values.dtype)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _where(one: Finding) -> str:
    return one.file if one.row is None else f"{one.file}, row {one.row}"
