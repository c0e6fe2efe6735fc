"""Join tables of units and their holders to the polygons of the units.

Such a table has a row for each unit and date, or interval, and no shapes; the polygons are in a
second source, and both have a column with the codes of the units.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.base import CallError, ReadError, RowError, counted, list_columns
from geo.columns import Rejections, cell_names
from geo.files import File
from geo.formats import TABLE, Array, Layer, memory_layer, plain_columns, read_tables
from geo.units.codes import Nearest, codes_of, key_column
from geo.units.polygons import UnitPolygons

# Columns that name a territory, which in a table of units may be the unit and not its holder.
_NAMES = {"name", "shapename", "admin", "country", "name_0"}
_UNIT = "unit_"  # before the name of a column that would be read as that of an actor
_MOST_NAMES = 5  # in one sentence


class Joined(NamedTuple):
    """Layers with the polygons of their rows, and the column of all of them with the codes.

    `unheld` reports on units that are in no row, with the nearest codes in the table.
    """

    layers: list[Layer]
    column: str
    unheld: str


def table_layers(files: Sequence[File]) -> list[Layer]:
    """The tables of `files` as layers without shapes."""
    found = []
    for file in files:
        all_tables = read_tables(file)
        for table in all_tables:
            shapes = np.full(len(table.numbers), None, object)
            several = len(all_tables) > 1
            found.append(
                Layer(
                    file,
                    table.name,
                    several,
                    shapes,
                    table.columns,
                    row_numbers=table.numbers,
                )
            )
    return found


def frame_layer(frame: pd.DataFrame) -> tuple[list[Layer], str]:
    """The rows of `frame` as the one layer of a source, without shapes, and their SHA-256."""
    rows, digest = plain_columns(frame, TABLE)
    shapes = np.full(len(rows), None, object)
    return [memory_layer(TABLE, shapes, rows, [])], digest


def join_units(
    all_layers: Sequence[Layer],
    polygons: UnitPolygons,
    key: str,
    rejections: Rejections | None,
) -> Joined:
    """`all_layers`, each row with the polygon of its unit, the first one if it has several.

    `key` is the column with the codes, which are compared as texts, so that 7 and 7.0 are the same
    and 7 and 07 are not. Only the polygons are taken from `polygons`, as other columns there are
    not about the dates of a table. A name that each unit has one of is not read as an actor.

    Raises
    ------
    ReadError
        If a row has no code or that of no unit; with `rejections` it is added to these.
    CallError
        If there is no such column.
    """
    joined: list[Layer] = []
    all_codes: set[str | None] = set()
    nearest = Nearest([*polygons.codes])
    name = ""
    for layer in all_layers:
        column = key_column(layer.columns, key, layer.label)
        codes = codes_of(layer.columns[column])
        all_codes.update(codes)
        _reject_unknown(layer, codes, column, polygons, nearest, rejections)
        shapes = np.empty(len(codes), object)
        shapes[:] = [
            polygons.versions[code][0].shape if code in polygons.versions else None
            for code in codes
        ]
        columns = {
            _UNIT + other if _is_unit_name(other, values, codes) else other: values
            for other, values in layer.columns.items()
        }
        if (own := next(key for key in columns if key in (column, _UNIT + column))) != (
            name := name or own
        ):
            columns = {
                name if other == own else other: columns[other] for other in columns
            }
        joined.append(replace(layer, shapes=shapes, columns=columns))
    unheld = _unheld(polygons, all_codes)
    if joined:
        messages = [*joined[0].messages, *polygons.messages, *filter(None, [unheld])]
        joined[0] = replace(joined[0], messages=messages)
    return Joined(joined, name, unheld)


def split_key(key: str | None, layer: Layer) -> tuple[str, str]:
    """The columns with the codes in a table and in the polygons: `code`, or `code=ADM2_CODE`.

    Raises CallError if the option `key` is missing, or the table has no such column.
    """
    if key is None:
        raise CallError(
            f"{layer.label}: --units without --key; pass the column that both have "
            f"({list_columns(layer.columns)})"
        )
    own, _, other = map(str.strip, key.partition("="))
    key_column(layer.columns, own, layer.label)
    return own, other or own


def _is_unit_name(column: str, values: Array, codes: Sequence[str | None]) -> bool:
    """Whether a column has names of the units: each has one, and no two have the same."""
    if column.casefold() not in _NAMES:
        return False
    pairs = {*zip(codes, cell_names(values))}
    of_code = dict(pairs)
    return len(pairs) == len(of_code) == len({*of_code.values()})


def _reject_unknown(
    layer: Layer,
    codes: Sequence[str | None],
    column: str,
    polygons: UnitPolygons,
    nearest: Nearest,
    rejections: Rejections | None,
) -> None:
    """Reject the rows of no known unit, the first of each code for all."""
    unknown = Counter(code for code in codes if code not in polygons.versions)
    first_rows = dict(zip(reversed(codes), reversed(layer.numbers)))
    if codes and len(unknown) == len(first_rows):
        code = next(iter(unknown))
        other = next(iter(polygons.codes))
        error = ReadError(
            f"{layer.label}: none of the codes in column {column} (first: “{code or ''}”) is in "
            f"{polygons.label} (there: “{other}”); pass the columns with the same codes as --key"
        )
        if rejections is None:
            raise error
        rejections.add_layer(layer.label, error)
        return
    errors = []
    for code, number in unknown.items():
        problem = f"no code in column {column}; fill it in"
        if code is not None:
            where = f"column {column} is not in {polygons.label}"
            problem = f"“{code}” of {where}{nearest.hint(code)}; correct one of the two"
        if number > 1:
            problem += f" (so in {number:,d} rows)"
        errors.append(RowError(layer.label, first_rows[code], problem))
    if errors and rejections is None:
        more = [code or "no code" for code in [*unknown][1 : 1 + _MOST_NAMES]]
        others = (
            f"; {counted(len(errors) - 1, 'other code')} as well ({', '.join(more)}"
        )
        others += ", ...)" if len(errors) - 1 > _MOST_NAMES else ")"
        first = errors[0]
        raise RowError(layer.label, first.row, first.problem + (others if more else ""))
    if rejections is not None:
        for error in errors:
            rejections.add_layer(layer.label, error, error.row)


def _unheld(polygons: UnitPolygons, codes: set[str | None]) -> str:
    """Report on the units that are in no row, with the unknown codes that are near to them."""
    absent = sorted({*polygons.codes} - codes)
    if not absent:
        return ""
    nearest = Nearest([code for code in codes - {*polygons.codes} if code])
    listed = absent[:_MOST_NAMES]
    names = [code + nearest.hint(code).replace("; the", ", the") for code in listed]
    more = ", ..." if absent[_MOST_NAMES:] else ""
    return (
        f"{len(absent):,d} of {counted(len(polygons.versions), 'district')} in {polygons.label} "
        f"are in no row ({', '.join(names)}{more})"
    )
