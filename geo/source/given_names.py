"""Names that the caller gives a source without them: that of its actor, and its publisher."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geo.base import CallError
from geo.columns import LayerRows
from geo.table import ACTOR, SOURCE, UNNAMED


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
