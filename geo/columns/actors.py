"""Whose ground the rows of one layer show, of which class of control, and by which source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from geo.base import counted
from geo.columns import conventions, matching
from geo.columns.conventions import Convention
from geo.columns.matching import Columns, Trait
from geo.files import Name
from geo.table import CONTROL, TERRITORY, UNNAMED

# So many values of a column, and letters of them, are shown where it is told what is in it.
_FEW, _SHOWN = 4, 60


@dataclass(frozen=True)
class Words:
    """What the caller told of names: columns, and classes of control for the source's words."""

    actor: str | None = None
    status: str | None = None
    source: str | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Named:
    """Names of the rows of a layer, one for each: `actors`, `statuses`, `sources`.

    `column` is that of the actors, `whose` the one actor that the layer's name tells instead;
    `nameless` counts rows without an actor. `lost` is true for rows that show ground no longer
    held, which `reason` says in words. `renamed` are the source's words that the caller's own
    replaced, `used` the columns that were read, `traits` and `said` what there is to say.
    """

    label: str
    actors: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    lost: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    reason: str = ""
    column: str | None = None
    whose: str | None = None
    nameless: int = 0
    renamed: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    traits: list[Trait] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def named(
    label: str, given: Columns, number: int, names: Sequence[Name], told: Words
) -> Named:
    """Names of the `number` rows of a layer, from its columns or else from its own names.

    Raises
    ------
    CallError
        If a column that the caller named is not there.
    """
    found = Named(label)
    known = conventions.of_layer([name for _, name in names])
    parts = matching.change(given)
    found.actors = _actors(found, given, number, told, known)
    found.statuses = _statuses(found, given, number, told, known, names, parts)
    found.sources = _sources(found, given, number, told)
    found.lost = np.zeros(number, bool)
    if parts is not None:
        _lost(found, given, *parts)
    return found


def _actors(
    found: Named, given: Columns, number: int, told: Words, known: Convention | None
) -> list[str]:
    if told.actor is not None:
        found.column = matching.asked(given, told.actor, "actor", found.label)
    elif known is not None and known.actor is not None:
        # what a known layer is about says more than a name in it, which may be that of a place
        found.whose = known.actor
        where = "the name of the layer"
        found.traits.append(Trait("actor", known.actor, where, known.documented))
        return [known.actor] * number
    else:
        found.column = matching.find_column(given, matching.ACTORS)
    if found.column is None:
        found.traits.append(Trait("actor", f"none: called “{TERRITORY}”", "nowhere"))
        return [TERRITORY] * number
    found.used.add(found.column)
    actors = matching.cell_names(given[found.column])
    found.nameless = actors.count(None)
    found.traits.append(_trait("actor", actors, found.column, told.actor))
    return [actor or UNNAMED for actor in actors]


def _statuses(
    found: Named,
    given: Columns,
    number: int,
    told: Words,
    known: Convention | None,
    names: Sequence[Name],
    parts: tuple[str, str] | None,
) -> list[str]:
    if told.status is not None:
        column: str | None = matching.asked(given, told.status, "status", found.label)
    else:
        taken = {found.column, parts[0] if parts else None}
        free = {name: values for name, values in given.items() if name not in taken}
        column = matching.find_column(free, matching.STATUSES)
    if column is None:
        return [_status_of_layer(found, told, known, names)] * number
    found.used.add(column)
    statuses = matching.cell_names(given[column])
    if without := statuses.count(None):
        found.said.append(
            f"{counted(without, 'row')} without {column}: kept as “{CONTROL}”"
        )
    found.renamed |= {one for one in statuses if one is not None} & {*told.statuses}
    ours = [one and told.statuses.get(one, one) for one in statuses]
    found.traits.append(_trait("class of control", ours, column, told.status))
    return [status or CONTROL for status in ours]


def _status_of_layer(
    found: Named, told: Words, known: Convention | None, names: Sequence[Name]
) -> str:
    """The class of control of a layer without a column for it."""
    for _, name in names:
        for word, status in told.statuses.items():
            if word.casefold() in name.casefold():
                found.renamed.add(word)
                where = f"“{word}” in the name, as told"
                found.traits.append(Trait("class of control", status, where))
                return status
    if known is not None and known.status is not None:
        where = "the name of the layer"
        found.traits.append(
            Trait("class of control", known.status, where, known.documented)
        )
        return known.status
    none = f"none: kept as “{CONTROL}”"
    found.traits.append(Trait("class of control", none, "nowhere"))
    return CONTROL


def _sources(found: Named, given: Columns, number: int, told: Words) -> list[str]:
    if told.source is not None:
        column: str | None = matching.asked(
            given, told.source, "source-column", found.label
        )
    else:
        free = {name: given[name] for name in given if name not in found.used}
        column = matching.find_column(free, matching.SOURCES)
    if column is None:
        found.traits.append(Trait("source", "the file", "its name"))
        return [found.label] * number
    found.used.add(column)
    sources = matching.cell_names(given[column])
    found.traits.append(_trait("source", sources, column, told.source))
    return [source or found.label for source in sources]


def _lost(found: Named, given: Columns, column: str, word: str) -> None:
    """Mark the rows of ground no longer held, where rows are parts of a day's ground."""
    values = [(value or "").casefold() for value in matching.cell_names(given[column])]
    found.lost = np.array([value == word for value in values], bool)
    found.reason = f"of ground no longer held ({column}: {word})"
    parts = ", ".join(sorted({value for value in values if value}))
    documented = next(conventions.of(conventions.CHANGE)).documented
    found.traits.append(
        Trait("part of a day's ground", parts, f"column {column}", documented)
    )


def _trait(
    what: str, values: Sequence[str | None], column: str, told: str | None
) -> Trait:
    """How a column tells something: which values it has, and who documents it."""
    different = sorted({value for value in values if value is not None})
    few = next(
        number
        for number in range(min(_FEW, len(different)), -1, -1)
        if number < 2 or len(", ".join(different[:number])) <= _SHOWN
    )
    shown = ", ".join(different[:few])
    if different[few:]:
        shown += f" and {len(different) - few:,d} more"
    if told is not None:
        return Trait(what, shown or "nothing", f"column {column}, as told")
    documented = conventions.documented(column)
    return Trait(what, shown or "nothing", f"column {column}", documented)
