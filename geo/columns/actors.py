"""Actor, class of control and source of the rows of one layer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo.base import CallError, counted
from geo.columns import conventions, matching
from geo.columns.conventions import Convention
from geo.columns.matching import Origin
from geo.columns.name_actors import NAMED_BY, actor_of
from geo.files import Name
from geo.formats import Columns
from geo.table import CONTROL, TERRITORY, UNNAMED

# The number of values of a column that a report lists, and their characters in all.
_MOST_VALUES, _MOST_CHARACTERS = 4, 60


@dataclass(frozen=True)
class NameOptions:
    """Options for names: columns, classes of control for the source's own words, and names.

    `actor_name` and `source_name` are those of rows for which no column has one.
    """

    actor: str | None = None
    status: str | None = None
    source: str | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    actor_name: str | None = None
    source_name: str | None = None


@dataclass
class LayerNames:
    """Names of the rows of a layer: `actors`, `statuses` and `sources`, one for each row.

    Attributes
    ----------
    label
        Name of the layer, for messages.
    lost, lost_reason
        True for rows of territory no longer held, and the reason in words.
    actor_column, layer_actor
        Column of the actors; or else the actor that the layer's name stands for.
    unnamed
        Number of rows without an actor.
    renamed
        The source's words that classes of control given by the caller replaced.
    used_columns
        Columns that were read.
    origins, messages
        Where names come from, as rows of a table, and notes on the rows.
    """

    label: str
    actors: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    lost: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    lost_reason: str = ""
    actor_column: str | None = None
    layer_actor: str | None = None
    unnamed: int = 0
    renamed: set[str] = field(default_factory=set)
    used_columns: set[str] = field(default_factory=set)
    origins: list[Origin] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def read_names(
    label: str,
    columns: Columns,
    number: int,
    layer_names: Sequence[Name],
    options: NameOptions,
) -> LayerNames:
    """Names of the `number` rows of a layer, from its columns or else from its own names.

    Raises
    ------
    CallError
        If a column given by the caller does not exist.
    """
    names = LayerNames(label)
    convention = conventions.layer_convention([name for _, name in layer_names])
    change = matching.find_change_column(columns)
    names.actors = _read_actors(
        names, columns, number, options, convention, layer_names
    )
    names.statuses = _read_statuses(
        names, columns, number, options, convention, layer_names, change
    )
    names.sources = _read_sources(names, columns, number, options)
    names.lost = np.zeros(number, bool)
    if change is not None:
        _mark_lost(names, columns, *change)
    return names


def _read_actors(
    names: LayerNames,
    columns: Columns,
    number: int,
    options: NameOptions,
    convention: Convention | None,
    layer_names: Sequence[Name],
) -> list[str]:
    kind = NAMED_BY.get(options.actor or "")
    if (
        kind is not None
        and matching.find_column(columns, [options.actor or ""]) is None
    ):
        actor = actor_of(layer_names, kind)
        if not actor:
            raise CallError(
                f"{names.label}: no actor in the name of its {kind}; leave --actor "
                f"{options.actor} out"
            )
        names.layer_actor = actor
        names.origins.append(
            Origin("actor", actor, f"the name of the {kind}, as requested")
        )
        return [actor] * number
    if options.actor is not None:
        column: str | None = matching.require_column(
            columns, options.actor, "actor", names.label
        )
    elif convention is not None and convention.actor is not None:
        # the subject of a known layer is surer than a name in it, which may be a place
        names.layer_actor = convention.actor
        where = "the name of the layer"
        names.origins.append(
            Origin("actor", convention.actor, where, convention.documented)
        )
        return [convention.actor] * number
    else:
        column = matching.find_column(columns, matching.ACTORS)
    names.actor_column = column
    if column is None:
        name = options.actor_name or TERRITORY
        where = "nowhere" if options.actor_name is None else "as requested"
        names.origins.append(Origin("actor", f"none: called “{name}”", where))
        return [name] * number
    names.used_columns.add(column)
    actors = matching.cell_names(columns[column])
    names.unnamed = actors.count(None)
    names.origins.append(_column_origin("actor", actors, column, options.actor))
    return [actor or UNNAMED for actor in actors]


def _read_statuses(
    names: LayerNames,
    columns: Columns,
    number: int,
    options: NameOptions,
    convention: Convention | None,
    layer_names: Sequence[Name],
    change: tuple[str, str] | None,
) -> list[str]:
    if options.status is not None:
        column: str | None = matching.require_column(
            columns, options.status, "status", names.label
        )
    else:
        taken = {names.actor_column, change[0] if change else None}
        free = {name: values for name, values in columns.items() if name not in taken}
        column = matching.find_column(free, matching.STATUSES)
    if column is None:
        status = _status_of_layer(names, options, convention, layer_names)
        return [status] * number
    names.used_columns.add(column)
    source_statuses = matching.cell_names(columns[column])
    if without := source_statuses.count(None):
        names.messages.append(
            f"{counted(without, 'row')} without {column}: kept as “{CONTROL}”"
        )
    given = {status for status in source_statuses if status is not None}
    names.renamed |= given & {*options.statuses}
    statuses = [
        status and options.statuses.get(status, status) for status in source_statuses
    ]
    names.origins.append(
        _column_origin("class of control", statuses, column, options.status)
    )
    return [status or CONTROL for status in statuses]


def _status_of_layer(
    names: LayerNames,
    options: NameOptions,
    convention: Convention | None,
    layer_names: Sequence[Name],
) -> str:
    """The class of control of a layer without a column for it."""
    for _, name in layer_names:
        for word, status in options.statuses.items():
            if word.casefold() in name.casefold():
                names.renamed.add(word)
                where = f"“{word}” in the name, as requested"
                names.origins.append(Origin("class of control", status, where))
                return status
    if convention is not None and convention.status is not None:
        where = "the name of the layer"
        names.origins.append(
            Origin("class of control", convention.status, where, convention.documented)
        )
        return convention.status
    value = f"none: kept as “{CONTROL}”"
    names.origins.append(Origin("class of control", value, "nowhere"))
    return CONTROL


def _read_sources(
    names: LayerNames, columns: Columns, number: int, options: NameOptions
) -> list[str]:
    if options.source is not None:
        column: str | None = matching.require_column(
            columns, options.source, "source-column", names.label
        )
    else:
        free = {
            name: columns[name] for name in columns if name not in names.used_columns
        }
        column = matching.find_column(free, matching.SOURCES)
    default = options.source_name or names.label
    if column is None:
        origin = ("the file", "its name")
        if options.source_name is not None:
            origin = (options.source_name, "as requested")
        names.origins.append(Origin("source", *origin))
        return [default] * number
    names.used_columns.add(column)
    sources = matching.cell_names(columns[column])
    names.origins.append(_column_origin("source", sources, column, options.source))
    return [source or default for source in sources]


def _mark_lost(
    names: LayerNames, columns: Columns, column: str, lost_value: str
) -> None:
    """Mark rows of territory no longer held, if rows are parts of a day's territory."""
    values = [
        (value or "").casefold() for value in matching.cell_names(columns[column])
    ]
    names.lost = np.array([value == lost_value for value in values], bool)
    names.lost_reason = f"of territory no longer held ({column}: {lost_value})"
    parts = ", ".join(sorted({value for value in values if value}))
    documented = next(conventions.with_role(conventions.CHANGE)).documented
    names.origins.append(
        Origin("part of a day's territory", parts, f"column {column}", documented)
    )


def _column_origin(
    topic: str, values: Sequence[str | None], column: str, requested: str | None
) -> Origin:
    """The origin of names in a column: its values, and their documentation."""
    different = sorted({value for value in values if value is not None})
    count = next(
        number
        for number in range(min(_MOST_VALUES, len(different)), -1, -1)
        if number < 2 or len(", ".join(different[:number])) <= _MOST_CHARACTERS
    )
    examples = ", ".join(different[:count])
    if different[count:]:
        examples += f" and {len(different) - count:,d} more"
    if requested is not None:
        return Origin(topic, examples or "nothing", f"column {column}, as requested")
    documented = conventions.documentation(column)
    return Origin(topic, examples or "nothing", f"column {column}", documented)
