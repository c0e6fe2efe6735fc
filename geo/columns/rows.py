"""Read the rows of one layer into columns of the control table: actor, status, start, end.

Snapshots have no end yet: it is the next date of the whole series.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.base import ReadError, counted
from geo.columns.actors import LayerNames, NameOptions, read_names
from geo.columns.date_columns import read_date_of_empty_layer, read_dates
from geo.columns.matching import Origin
from geo.columns.polygons import has_polygons, read_polygons
from geo.columns.rejections import Rejections
from geo.columns.row_dates import (
    NAT,
    DateOptions,
    LayerDates,
    LayerEnds,
    NoDateError,
    date_array,
)
from geo.columns.where import Condition, keep_rows
from geo.columns.wide import unpivot
from geo.dates import NameDate, OpenOrderError, common_order, series_key
from geo.files import Name
from geo.formats import Columns, Layer, Shapes, select_rows
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

Bools = npt.NDArray[np.bool_]

NO_POLYGON = "in a layer without polygons"
REFUSED = "that cannot be read"


@dataclass(frozen=True)
class ReadOptions:
    """Options for dates and for names, and conditions that rows have to satisfy."""

    dates: DateOptions = DateOptions()
    names: NameOptions = NameOptions()
    where: tuple[Condition, ...] = ()


@dataclass
class LayerRows:
    """Rows of one layer in the columns of the table, and how they were read.

    Attributes
    ----------
    label, file
        Name of the layer and of its file, for messages.
    shapes
        Polygons, one for each row.
    columns
        Columns of the control table, without END for snapshots.
    source_columns, used_columns, new_names
        All columns of the source, those that were read, and new names of others, which are kept
        unchanged.
    row_count
        Number of rows of the layer in the source.
    left_out, first_left_out
        Numbers of rows that are not in `shapes`, by reason, and the number of the first of them.
    snapshots, dates
        Whether rows are snapshots, and all their dates, also of those without a polygon.
    date_source, end_meaning
        Where the dates come from, and the meaning of ends, in words.
    ends
        Ends in a column of their own, until `end_meaning.py` puts them into `columns`.
    undocumented_ends, within_day
        If it was assumed whether ends are inclusive: how many rows would be a "day", "month" or
        "year" longer if they were, and the numbers of rows that would not, as they start and end
        at times of one day.
    inferred
        How dates were read by a rule that may not be that of the source.
    unclosed
        Numbers of the rows with a ring that was not closed.
    actor_column, layer_actor
        Column of the actors; or else the actor that the layer's name stands for.
    unnamed
        Number of rows without an actor.
    moments, name_date, from_name, date_column
        See `LayerDates`.
    unit, series
        The file, layer or folder whose territory is one snapshot of its date, and what its name
        has in common with those of the same series.
    names
        Names of the layer, its file and the folders around it.
    undated
        The error of a layer that has no date and may be left out; None for all others.
    renamed
        The source's words that classes of control given by the caller replaced.
    origins, messages
        Where values come from, as rows of a table, and notes on the rows.
    """

    label: str
    shapes: Shapes
    source_columns: Columns
    columns: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    row_count: int = 0
    date_source: str = ""
    end_meaning: str = ""
    snapshots: bool = False
    dates: dict[np.datetime64, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    used_columns: set[str] = field(default_factory=set)
    new_names: dict[str, str] = field(default_factory=dict)
    actor_column: str | None = None
    layer_actor: str | None = None
    unnamed: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    first_left_out: dict[str, int] = field(default_factory=dict)
    ends: LayerEnds | None = None
    undocumented_ends: Counter[str] = field(default_factory=Counter)
    within_day: set[int] = field(default_factory=set)
    inferred: list[str] = field(default_factory=list)
    unclosed: list[int] = field(default_factory=list)
    renamed: set[str] = field(default_factory=set)
    origins: list[Origin] = field(default_factory=list)
    moments: list[str] = field(default_factory=list)
    name_date: NameDate | None = None
    from_name: bool = False
    date_column: str = ""
    unit: str = ""
    series: tuple[str, str] = ("", "")
    names: tuple[Name, ...] = ()
    undated: ReadError | None = None

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.shapes)

    @property
    def other_names(self) -> list[str]:
        """Columns of the source that were not read."""
        return [name for name in self.source_columns if name not in self.used_columns]

    def clear(self) -> None:
        """Leave out all rows, because the layer is refused."""
        self.left_out[REFUSED] += len(self)
        self.select(slice(0))
        self.columns, self.unclosed, self.ends = {}, [], None

    def leave_out(self, reasons: Mapping[int, str]) -> None:
        """Remove rows by their positions, and count them by their `reasons`."""
        if not reasons:
            return
        numbers = self.columns[FILE_ROW]
        for row, reason in sorted(reasons.items()):
            self.left_out[reason] += 1
            self.first_left_out.setdefault(reason, numbers[row])
        kept = np.ones(len(self), bool)
        kept[list(reasons)] = False
        self.select(kept)
        self.select_columns(kept)
        if self.unclosed:
            self.unclosed = sorted({*self.unclosed} & {*self.columns[FILE_ROW]})

    def select(self, kept: Bools | slice) -> None:
        """Keep these shapes and the values of their rows in the source."""
        self.shapes = self.shapes[kept]
        self.source_columns = select_rows(self.source_columns, kept)

    def select_columns(self, kept: Bools) -> None:
        """Keep the values of these rows in `columns` and `ends`."""
        self.columns = {
            name: list(compress(values, kept)) for name, values in self.columns.items()
        }
        self.moments = list(compress(self.moments, kept))
        if self.ends is not None:
            self.ends = self.ends.select(kept)


def read_rows(
    layers: Iterable[Layer], options: ReadOptions, rejections: Rejections | None = None
) -> list[LayerRows]:
    """The rows of each of `layers`, in their order.

    What cannot be read is added to `rejections`, or raised if that is None.

    Layers with ambiguous dates like 08/07/2024 are read last: those in one place, a column or the
    file names, in the only order in which all are valid.

    Raises
    ------
    ReadError
        If a row is not a polygon, or has no date or an invalid one, or if several orders of day
        and month are possible, or none.
    """
    layer_rows: dict[int, LayerRows] = {}
    ambiguous: dict[int, tuple[Layer, OpenOrderError]] = {}
    shapes_by_hash: dict[int, list[Any]] = {}
    for position, layer in enumerate(layers):
        try:
            layer_rows[position] = _read_valid_rows(
                layer, options, rejections, shapes_by_hash
            )
        except OpenOrderError as error:
            ambiguous[position] = layer, error
    for where in dict.fromkeys(error.where for _, error in ambiguous.values()):
        errors = [error for _, error in ambiguous.values() if error.where == where]
        try:
            order, date = common_order(errors)
        except ReadError as error:
            if rejections is None:
                raise
            if error not in errors:  # one of all layers
                rejections.add_layer(where, error)
            for position, (layer, open_order) in ambiguous.items():
                if open_order.where == where:
                    if error in errors:
                        rejections.add_layer(layer.label, open_order)
                    layer_rows[position] = _without_rows(layer)
                    rejections.add_shapes(
                        layer.label, layer.shapes, layer.numbers, layer.unclosed
                    )
            continue
        reason = f"as {date} is only valid that way"
        dates = replace(options.dates, order=order, order_reason=reason)
        ordered = replace(options, dates=dates)
        for position, (layer, open_order) in ambiguous.items():
            if open_order.where == where:
                layer_rows[position] = _read_valid_rows(
                    layer, ordered, rejections, shapes_by_hash
                )
    return [layer_rows[position] for position in sorted(layer_rows)]


def _read_valid_rows(
    layer: Layer,
    options: ReadOptions,
    rejections: Rejections | None,
    shapes_by_hash: dict[int, list[Any]],
) -> LayerRows:
    """Read the rows of `layer` that can be read, and share equal shapes."""
    number_in_file = len(layer.shapes)
    wide = unpivot(layer, options.dates)
    of_cells = wide is not layer
    layer = keep_rows(wide, options.where)
    for fault in layer.faults:
        if rejections is None:
            raise ReadError(f"{layer.label}: {fault}")
        rejections.add_fault(layer.label, fault)
    if rejections is None:
        rows = read_layer_rows(layer, options)
    else:
        rows, number = rejections.read_valid_rows(
            layer,
            lambda valid: read_layer_rows(valid, options),
            lambda refused: _errors(refused, options),
        ) or (
            LayerRows(
                layer.label, layer.shapes[:0], select_rows(layer.columns, slice(0))
            ),
            0,
        )
        rows.file, rows.row_count = layer.file.label, len(layer.shapes)
        if rejected := rows.row_count - number:
            rows.left_out[REFUSED] = rejected
    for reason, number, first in layer.excluded:
        rows.row_count += number
        rows.left_out[reason] += number
        rows.first_left_out.setdefault(reason, first)
    if of_cells:
        _count_in_file(rows, number_in_file)
    _share_equal_shapes(rows, shapes_by_hash)
    return rows


def _count_in_file(rows: LayerRows, number: int) -> None:
    """Count rows of a table with a column for each date, of which each cell was read as a row."""
    rows.row_count = number
    rest = number - len({*rows.columns[FILE_ROW]} if len(rows) else ())
    for reason, cells in rows.left_out.items():
        rows.left_out[reason] = min(cells, rest)
        rest -= rows.left_out[reason]
    rows.left_out = +rows.left_out


def _without_rows(layer: Layer) -> LayerRows:
    """No rows of a layer that is refused as a whole."""
    rows = LayerRows(
        layer.label, layer.shapes[:0], select_rows(layer.columns, slice(0))
    )
    rows.file, rows.row_count = layer.file.label, len(layer.shapes)
    rows.left_out[REFUSED] = rows.row_count
    return rows


def _errors(layer: Layer, options: ReadOptions) -> Iterator[ReadError]:
    """What is wrong with the dates of a layer, and with its shapes, one beside the other."""
    try:
        read_dates(
            layer.label,
            layer.columns,
            layer.numbers,
            layer.names,
            options.dates,
            layer.members,
            layer.siblings,
        )
    except OpenOrderError as error:
        if not error.only:
            yield error
    except ReadError as error:
        yield error
    try:
        read_polygons(layer.shapes, layer.label, layer.numbers)
    except ReadError as error:
        yield error


def _share_equal_shapes(rows: LayerRows, shapes_by_hash: dict[int, list[Any]]) -> None:
    """Replace each shape by an equal one of an earlier row, so that it is in memory once.

    Shapes are then equal only if they are the same object. `shapes_by_hash` has earlier shapes
    by a hash of their coordinates.
    """
    # units of a table are one object in all of their rows
    first_rows = {id(shape): row for row, shape in enumerate(rows.shapes)}
    once = rows.shapes[[*first_rows.values()]]
    ends = np.cumsum(shapely.get_num_coordinates(once)).tolist()
    vertices = shapely.get_coordinates(once)
    shared = once.copy()
    for row, (start, end) in enumerate(zip([0, *ends], ends)):
        candidates = shapes_by_hash.setdefault(hash(vertices[start:end].tobytes()), [])
        for candidate in candidates:
            if shapely.equals_identical(candidate, shared[row]):
                shared[row] = candidate
                break
        else:
            candidates.append(shared[row])
    of = dict(zip(first_rows, shared))
    all_shapes = rows.shapes.copy()
    all_shapes[:] = [of[id(shape)] for shape in rows.shapes]
    rows.shapes = all_shapes


def read_layer_rows(layer: Layer, options: ReadOptions) -> LayerRows:
    """The rows of `layer` as rows of a control table, without END if they are snapshots.

    Raises
    ------
    ReadError
        If a row is not a polygon, or has no date or an invalid one.
    """
    rows = LayerRows(
        layer.label, layer.shapes, layer.columns, messages=list(layer.messages)
    )
    rows.file, rows.row_count = layer.file.label, len(layer.shapes)
    rows.names = layer.names
    if not len(rows):
        if dates := read_date_of_empty_layer(
            rows.label, layer.names, options.dates, layer.members, layer.siblings
        ):
            _add_dates(rows, dates, layer)
        elif _may_be_undated(layer, options.dates):
            rows.undated = ReadError(f"{rows.label}: no features in it")
        elif layer.several or layer.excluded:
            rows.messages.append("no features in it")
        else:
            raise ReadError(f"{rows.label}: no features in it")
        return rows
    if layer.several and not has_polygons(rows.shapes):
        rows.messages.append(f"{counted(len(rows), 'row')} left out: none is a polygon")
        rows.left_out[NO_POLYGON] = len(rows)
        rows.first_left_out[NO_POLYGON] = layer.numbers[0]
        rows.select(slice(0))
        return rows
    names = read_names(rows.label, layer.columns, len(rows), layer.names, options.names)
    _add_names(rows, names)
    try:
        dates = read_dates(
            rows.label,
            layer.columns,
            layer.numbers,
            layer.names,
            options.dates,
            layer.members,
            layer.siblings,
        )
    except NoDateError as error:
        if not _may_be_undated(layer, options.dates):
            raise
        rows.undated = error
        dates = LayerDates(rows.label, layer.numbers)
        dates.columns = {
            START: date_array([NAT] * len(rows)),
            START_TEXT: [""] * len(rows),
        }
    _add_dates(rows, dates, layer)
    columns: dict[str, Any] = {
        ACTOR: names.actors,
        STATUS: names.statuses,
        **dates.columns,
        SOURCE: names.sources,
        FILE: [rows.label] * len(rows),
        FILE_ROW: layer.numbers,
    }
    polygons = read_polygons(layer.shapes, layer.label, layer.numbers)
    empty = shapely.is_missing(layer.shapes) | shapely.is_empty(layer.shapes)
    for reason, excluded in (
        ("without a readable shape", ~polygons.kept & empty),
        ("of points or lines", ~polygons.kept & ~empty),
        (names.lost_reason, polygons.kept & names.lost),
    ):
        if excluded.any():
            rows.left_out[reason] = int(excluded.sum())
            rows.first_left_out[reason] = layer.numbers[int(excluded.argmax())]
    kept = polygons.kept & ~names.lost
    rows.shapes = polygons.shapes[~names.lost[polygons.kept]]
    rows.messages += polygons.messages
    if lost := rows.left_out[names.lost_reason]:
        rows.messages.append(
            f"{counted(lost, 'row')} {names.lost_reason}, not measured"
        )
    rows.columns, rows.new_names = columns, _new_names(rows, rows.other_names)
    if not kept.all():
        rows.source_columns = select_rows(rows.source_columns, kept)
        rows.select_columns(kept)
    if layer.unclosed:
        rows.unclosed = sorted({*layer.unclosed} & {*rows.columns[FILE_ROW]})
    return rows


def _new_names(rows: LayerRows, names: list[str]) -> dict[str, str]:
    """New names for columns of the source with the name of a column of the control table."""
    new_names: dict[str, str] = {}
    for name in names:
        if name in (*COLUMNS, *PROVENANCE):
            new_name = f"{name}_in_source"
            while new_name in names:  # a table that was written and read again, twice
                new_name += "_in_source"
            new_names[name] = new_name
            rows.messages.append(f"column {name} kept as {new_name}")
    return new_names


_LATEST = re.compile(
    r"(?<![^\W_])(?:latest|current|currently|newest|today|now|live|aktuell|heute|neueste|actuel"
    r"|actuelle|actual|hoy|oggi|последн\w*|сегодня|текущ\w*|останн\w*|поточн\w*|сьогодні"
    r"|آخر|أحدث|最新)(?![^\W_])",
    re.IGNORECASE,
)


def _may_be_undated(layer: Layer, options: DateOptions) -> bool:
    """Whether a layer without a date may be left out: as requested, or as its name says."""
    return options.skip_undated or any(
        kind in ("file", "layer") and _LATEST.search(name) for kind, name in layer.names
    )


def _unit(layer: Layer, dates: LayerDates) -> tuple[str, tuple[str, str]]:
    """The file, layer or folder of one snapshot, and its folder and name without the date."""
    file, name = layer.file.label, dates.name_date
    folder = file.rpartition("/")[0]
    if name is None:
        return file, (folder, series_key(layer.file.names[0][1]))
    own = len(layer.names) - len(layer.file.names)
    depth = name.position - own
    if not dates.from_name or name.kind == "file":
        return file, (folder, name.key)
    if name.kind == "layer":
        return layer.label, (file, name.key)
    if depth < 1:  # a folder inside the file
        return f"{file}/{layer.names[name.position][1]}", (file, name.key)
    path = file.split("/")[:-depth]
    return "/".join(path), ("/".join(path[:-1]), name.key)


def _add_dates(rows: LayerRows, dates: LayerDates, layer: Layer) -> None:
    """Put into `rows` how their dates were read."""
    rows.name_date, rows.from_name = dates.name_date, dates.from_name
    rows.moments, rows.date_column = dates.moments, dates.date_column
    rows.unit, rows.series = _unit(layer, dates)
    rows.date_source, rows.end_meaning = dates.date_source, dates.end_meaning
    rows.snapshots, rows.dates = dates.snapshots, dates.dates
    rows.messages += dates.messages
    rows.used_columns |= dates.used_columns
    rows.ends = dates.ends
    rows.inferred = dates.reading.inferred
    rows.origins += dates.origins


def _add_names(rows: LayerRows, names: LayerNames) -> None:
    """Put into `rows` how their names were read."""
    rows.actor_column, rows.layer_actor = names.actor_column, names.layer_actor
    rows.unnamed, rows.renamed = names.unnamed, names.renamed
    rows.messages += names.messages
    rows.used_columns |= names.used_columns
    rows.origins += names.origins
