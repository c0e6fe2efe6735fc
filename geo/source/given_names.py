"""Names of a source without them: those of its files, and those that the caller gives."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import shapely

from geo.base import CallError
from geo.columns import NAMED_BY, LayerRows, actor_of, is_actor
from geo.measure import repair_polygons
from geo.table import ACTOR, SOURCE, START, UNNAMED

_MOST_NAMES = 5  # in one sentence
_MOST_DATES = 10  # on which maps are compared
# Two maps of one date that overlap by more of the smaller one are versions.
_OVERLAP = 0.01


def apply_given_names(
    source: object, layer_rows: Sequence[LayerRows], options: Mapping[str, Any]
) -> None:
    """Name the actor of rows in a column without any name by the option `actor_name`.

    Rows without a column have that name already, as they have that of the source.

    Raises
    ------
    CallError
        If rows name an actor of their own, or all of them a source, as a name given for all would
        then be wrong or have no effect.
    """
    with_rows = [rows for rows in layer_rows if len(rows)]
    if (name := options["actor_name"]) is not None:
        for rows in with_rows:
            if rows.actor_column is not None:
                require_unnamed(source, rows.columns[ACTOR], rows.actor_column)
                rows.columns[ACTOR] = [name] * len(rows)
                rows.actor_column, rows.unnamed = None, 0
            elif rows.layer_actor is not None:
                raise CallError(
                    f"{source}: the name of {rows.label} stands for “{rows.layer_actor}”; leave "
                    "--actor-name out"
                )
    require_without_source(
        source, (each for rows in with_rows for each in rows.columns[SOURCE]), options
    )


def require_unnamed(source: object, actors: Iterable[str], column: str) -> None:
    """Raise CallError if `actors`, those of `column`, have a name: `actor_name` is for none."""
    names = sorted({*actors} - {UNNAMED, ""})
    if names:
        raise CallError(
            f"{source}: column {column} names actors (“{names[0]}”"
            f"{' and others' if names[1:] else ''}); leave --actor-name out, or give a name to "
            "show by [[actors]] in controlmap.toml"
        )


def require_without_source(
    source: object, sources: Iterable[str], options: Mapping[str, Any]
) -> None:
    """Raise CallError if no row has the option `source_name`, as all name a source."""
    name = options["source_name"]
    if name is not None and name not in sources:
        raise CallError(
            f"{source}: every row names its source in a column; leave --source out"
        )


def name_by_files(
    layer_rows: Sequence[LayerRows], options: Mapping[str, Any]
) -> list[str]:
    """Name actors by files, layers or folders that hold on the same dates, if nothing else does.

    `2016-01_rebels` and `2016-01_government` are of two actors. Names that say what else a file
    is, a class of control or a part of a map, are no actors.
    """
    with_rows = [rows for rows in layer_rows if len(rows)]
    given = options["actor"] or options["actor_name"] or options["keep"]
    if given or any(rows.actor_column or rows.layer_actor for rows in with_rows):
        return []
    for option, kind in NAMED_BY.items():
        actors = [actor_of(rows.names, kind) for rows in with_rows]
        if all(map(is_actor, actors)) and _hold_together(with_rows, actors):
            for rows, actor in zip(with_rows, actors):
                rows.layer_actor = actor
                rows.columns[ACTOR] = [actor] * len(rows)
            names = ", ".join(sorted({*actors})[:_MOST_NAMES])
            more = ", ..." if len({*actors}) > _MOST_NAMES else ""
            return [
                f"actors by the names of {kind}s ({names}{more}), as --actor {option} would read "
                "them; --actor-name if they are parts of one actor"
            ]
    return []


def _hold_together(with_rows: Sequence[LayerRows], actors: Sequence[str]) -> bool:
    """Whether each date has one map of each of several actors, or, of intervals, each one map.

    Maps that overlap are versions of one, and not of two actors.
    """
    maps: dict[Any, list[tuple[str, LayerRows]]] = defaultdict(list)
    for rows, actor in zip(with_rows, actors):
        for day in rows.dates if rows.snapshots else [None]:
            maps[day].append((actor, rows))
    for same in maps.values():
        if len(same) < 2 or len({actor for actor, _ in same}) < len(same):
            return False
    compared = [*maps.items()][:_MOST_DATES]
    return not any(
        _overlap(day, *pair)
        for day, same in compared
        for pair in combinations([rows for _, rows in same], 2)
    )


def _overlap(day: Any, first: LayerRows, second: LayerRows) -> bool:
    """Whether the territory of two layers on a date is partly the same."""
    unions = []
    for rows in (first, second):
        shapes = rows.shapes
        if day is not None:
            shapes = shapes[[start == day for start in rows.columns[START]]]
        unions.append(shapely.union_all(repair_polygons(shapes)))
    shared = unions[0].intersection(unions[1]).area
    return bool(shared > _OVERLAP * min(union.area for union in unions))
