"""Rows of one layer in the columns of the control table: who, what, from when, until when.

Snapshots (rows of one date) do not know yet how long they hold: that takes the whole series.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.base import ReadError, counted
from geo.columns.actors import Named, Words, named
from geo.columns.date_columns import dated, without_rows
from geo.columns.matching import Trait
from geo.columns.polygons import has_polygons, polygons
from geo.columns.rejections import Refusals
from geo.columns.row_dates import Dated, Told
from geo.dates import OpenOrderError, common_order
from geo.formats import Layer, Shapes
from geo.table import (
    ACTOR,
    COLUMNS,
    FILE,
    FILE_ROW,
    PROVENANCE,
    SOURCE,
    START,
    START_TEXT,
    STATUS,
)

NO_POLYGON = "in a layer without polygons"
REFUSED = "that cannot be read"


@dataclass(frozen=True)
class Asked:
    """What the caller told of the dates, and of names."""

    dates: Told = Told()
    names: Words = Words()


@dataclass
class Part:
    """Rows of one layer in the columns of the table, and what there is to say about them.

    `own` are the columns that every table has (without END where the rows are snapshots),
    `others` those that pass through; both have one entry for each of `shapes`. `dates` are those
    of a layer of snapshots, whether or not a row has ground on them; spells have none. `nameless`
    counts rows without an actor under the column that should name one (`actor`); `whose` is the
    actor that the layer's name tells. `how` and `ends` say where dates come from and what ends
    mean, `traits` all that as a table; `assumed` what would change if ends meant something else
    (see `row_dates.py`). `rows` are all that the layer has, `left_out` counts those that are not
    in `shapes`, by reason, `first` are the numbers of the first of them. `renamed` are words for
    classes that the caller's own replaced.
    """

    label: str
    shapes: Shapes
    others: pd.DataFrame
    own: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    rows: int = 0
    how: str = ""
    ends: str = ""
    snapshots: bool = False
    dates: dict[np.datetime64, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    actor: str | None = None
    whose: str | None = None
    nameless: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)
    assumed: Counter[str] = field(default_factory=Counter)
    within_day: set[int] = field(default_factory=set)
    renamed: set[str] = field(default_factory=set)
    traits: list[Trait] = field(default_factory=list)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.shapes)


def read_parts(
    layers: Iterable[Layer], asked: Asked, refused: Refusals | None = None
) -> list[Part]:
    """The rows of each of `layers`, in their order.

    What cannot be read goes to `refused` where there is one, and is raised else.

    Layers with dates like 08/07/2024, of which nobody told the order, wait until all are seen:
    those that stand in one place, a column or the names, are read in the order that all admit.

    Raises
    ------
    ReadError
        If a row is no polygon, or has no date or an impossible one, or if several orders or none
        would do.
    """
    found: dict[int, Part] = {}
    waiting: dict[int, tuple[Layer, OpenOrderError]] = {}
    seen: dict[int, list[Any]] = {}
    for place, layer in enumerate(layers):
        try:
            found[place] = _part(layer, asked, refused, seen)
        except OpenOrderError as error:
            waiting[place] = layer, error
    for where in dict.fromkeys(doubt.where for _, doubt in waiting.values()):
        doubts = [doubt for _, doubt in waiting.values() if doubt.where == where]
        order, date = common_order(doubts)
        told = replace(asked.dates, order=order, because=f"{date} admits nothing else")
        for place, (layer, doubt) in waiting.items():
            if doubt.where == where:
                found[place] = _part(layer, replace(asked, dates=told), refused, seen)
    return [found[place] for place in sorted(found)]


def _part(
    layer: Layer, asked: Asked, refused: Refusals | None, seen: dict[int, list[Any]]
) -> Part:
    """`part` of the rows of `layer` that can be read, its shapes shared."""
    if refused is None:
        one = part(layer, asked)
    else:
        one, number = refused.rows(layer, lambda rows: part(rows, asked)) or (
            Part(layer.label, layer.shapes[:0], layer.frame[:0]),
            0,
        )
        one.file, one.rows = layer.file.label, len(layer.shapes)
        if lost := one.rows - number:
            one.left_out[REFUSED] = lost
    _share(one, seen)
    return one


def _share(one: Part, seen: dict[int, list[Any]]) -> None:
    """Let a shape of `one` that was seen before be that very object: equal ground is held once.

    What is not the same object is not equal, then. `seen` are shapes by a hash of their
    coordinates.
    """
    ends = np.cumsum(shapely.get_num_coordinates(one.shapes)).tolist()
    corners = shapely.get_coordinates(one.shapes)
    shared = one.shapes.copy()
    for row, (start, end) in enumerate(zip([0, *ends], ends)):
        alike = seen.setdefault(hash(corners[start:end].tobytes()), [])
        for other in alike:
            if shapely.equals_identical(other, shared[row]):
                shared[row] = other
                break
        else:
            alike.append(shared[row])
    one.shapes = shared


def part(layer: Layer, asked: Asked) -> Part:
    """The rows of `layer` as rows of a control table, without END where they are snapshots.

    Raises
    ------
    ReadError
        If a row is no polygon, or has no date or an impossible one.
    """
    found = Part(layer.label, layer.shapes, layer.frame, said=list(layer.messages))
    found.file, found.rows = layer.file.label, len(layer.shapes)
    if not len(found):
        if times := without_rows(found.label, layer.names, asked.dates):
            _take(found, times)
        elif layer.several:
            found.said.append("nothing in it")
        else:
            raise ReadError(f"{found.label}: no features in it")
        return found
    if layer.several and not has_polygons(found.shapes):
        found.said.append(f"{counted(len(found), 'row')} left out: none is a polygon")
        found.left_out[NO_POLYGON] = len(found)
        found.first[NO_POLYGON] = layer.numbers[0]
        found.shapes, found.others = found.shapes[:0], found.others[:0]
        return found
    given = {str(name): layer.frame[name] for name in layer.frame.columns}
    names = named(found.label, given, len(found), layer.names, asked.names)
    _call(found, names)
    own: dict[str, Any] = {
        ACTOR: names.actors,
        STATUS: names.statuses,
        **_take(
            found,
            dated(
                found.label,
                given,
                layer.numbers,
                layer.names,
                asked.dates,
                names.actors,
            ),
        ),
        SOURCE: names.sources,
        FILE: [found.label] * len(found),
        FILE_ROW: layer.numbers,
    }
    if found.snapshots:
        _require_one_time(found, own)
    drawn = polygons(layer.shapes, layer.label, layer.numbers)
    bare = shapely.is_missing(layer.shapes) | shapely.is_empty(layer.shapes)
    for reason, gone in (
        ("without a readable shape", ~drawn.kept & bare),
        ("of points or lines", ~drawn.kept & ~bare),
        (names.reason, drawn.kept & names.lost),
    ):
        if gone.any():
            found.left_out[reason] = int(gone.sum())
            found.first[reason] = layer.numbers[int(gone.argmax())]
    kept = drawn.kept & ~names.lost
    found.shapes = drawn.shapes[~names.lost[drawn.kept]]
    found.said += drawn.said
    if lost := found.left_out[names.reason]:
        found.said.append(f"{counted(lost, 'row')} {names.reason}, not measured")
    others = layer.frame
    if found.used:
        others = others.drop(columns=list(found.used))
    others = others.rename(columns=_aside(found, list(others.columns)))
    if not kept.all():
        others = others[kept]
        own = {
            name: [value for value, keep in zip(values, kept) if keep]
            for name, values in own.items()
        }
    found.own, found.others = own, others
    return found


def _aside(found: Part, names: list[str]) -> dict[str, str]:
    """New names for columns of the source that are called like columns of ours."""
    aside: dict[str, str] = {}
    for name in names:
        if name in (*COLUMNS, *PROVENANCE):
            new = f"{name}_in_source"
            while new in names:  # a table that was written and read again, twice
                new += "_in_source"
            aside[name] = new
            found.said.append(f"column {name} kept as {new}")
    return aside


def _take(found: Part, times: Dated) -> dict[str, Any]:
    """Columns of dates; what else is known of them goes into `found`."""
    found.how, found.snapshots, found.dates = times.how, times.snapshots, times.dates
    found.said += times.said
    found.used |= times.used
    found.assumed, found.ends = times.assumed, times.ends
    found.within_day = times.within_day
    found.traits += times.traits
    return times.rows


def _call(found: Part, names: Named) -> None:
    """Put into `found` what is known of names beside the names themselves."""
    found.actor, found.whose = names.column, names.whose
    found.nameless, found.renamed = names.nameless, names.renamed
    found.said += names.said
    found.used |= names.used
    found.traits += names.traits


def _require_one_time(found: Part, rows: dict[str, Any]) -> None:
    """Raise ReadError if one actor has ground of two times of one day: neither is the day's."""
    seen: dict[tuple[str, ...], str] = {}
    for actor, status, day, text in zip(
        rows[ACTOR], rows[STATUS], rows[START], rows[START_TEXT]
    ):
        first = seen.setdefault((actor, status, str(day)), text)
        if ":" in text + first and text != first:
            raise ReadError(
                f"{found.label}: {actor} has ground of {first} and of {text}, one day; keep one "
                "time a day"
            )
