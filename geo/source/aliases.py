"""Names of one actor joined by the option `aliases`: “Kingdom of France” read as “France”."""

from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geo.base import ReadError, counted
from geo.columns import fold
from geo.dates import label
from geo.measure import area_km2, overlapping_pairs, repair_polygons, spans, valid
from geo.table import ACTOR, START, START_TEXT

Positions = npt.NDArray[np.intp]

# Of the smaller of two areas: an overlap below that is a border drawn twice, not land held twice.
_SLIVER = 0.01


Refuse = Callable[[str, ReadError], None]


def join_aliases(
    table: gpd.GeoDataFrame,
    aliases: Mapping[str, str],
    source: str | Path | None,
    refuse: Refuse | None = None,
) -> tuple[gpd.GeoDataFrame, list[str], list[str]]:
    """`table` with the names of `aliases` replaced, sentences on that, and names that no row has.

    With `refuse`, an error is passed to it with the name of the `source`, and no names are joined.

    Raises
    ------
    ReadError
        If a name is both replaced and used for another, or if two names joined hold the same land
        at one time, and so are not one actor under two names.
    """
    try:
        return _join(table, aliases)
    except ReadError as error:
        name = Path(source).name if source else "the story"
        named = ReadError(f"{name}: {error}")
        if refuse is None:
            raise named from error
        refuse(name, named)
        return table, [], []


def _join(
    table: gpd.GeoDataFrame, aliases: Mapping[str, str]
) -> tuple[gpd.GeoDataFrame, list[str], list[str]]:
    for name, other in aliases.items():
        if other in aliases:
            raise ReadError(
                f"aliases: “{name}” is read as “{other}”, which is itself read as "
                f"“{aliases[other]}”; write “{aliases[other]}” for both"
            )
    names = table[ACTOR].to_numpy()
    # as they are spelled in the table
    spelled = {fold(name): name for name in names}
    aliases = {spelled.get(fold(name), name): other for name, other in aliases.items()}
    joined = np.array([aliases.get(name, name) for name in names], dtype=object)
    _require_apart(table, names, joined, set(aliases.values()))
    sentences = []
    for name, other in aliases.items():
        number = int((names == name).sum())
        if number:
            sentences.append(
                f"{counted(number, 'row')} of “{name}” read as of “{other}”, by aliases"
            )
        else:
            sentences.append(
                f"aliases: no row is “{name}”, which was to be read as “{other}”"
            )
    unused = [name for name in aliases if name not in set(names)]
    return table.assign(**{ACTOR: joined.tolist()}), sentences, unused


def _require_apart(
    table: gpd.GeoDataFrame,
    names: npt.NDArray[np.object_],
    joined: npt.NDArray[np.object_],
    actors: set[str],
) -> None:
    """Raise ReadError if rows of `actors` with different names share land on one date."""
    own = np.flatnonzero(np.isin(joined, list(actors)))
    rows, names, joined = table.iloc[own], names[own], joined[own]
    shapes = rows.geometry.to_numpy().copy()
    bad = ~valid(shapes)
    shapes[bad] = repair_polygons(shapes[bad])
    first, last = spans(rows, np.unique(rows[START].to_numpy()))

    def related(a: Positions, b: Positions) -> npt.NDArray[np.bool_]:
        return np.asarray((joined[a] == joined[b]) & (names[a] != names[b]))

    met = overlapping_pairs(shapes, first, last, related)
    if not len(met):
        return
    shared = area_km2(shapely.intersection(*shapes[met].T))
    enough = shared > _SLIVER * area_km2(shapes)[met].min(axis=1)
    for (a, b), km2 in zip(met[enough], shared[enough]):
        later = max(a, b, key=lambda row: rows[START].iloc[row])
        raise ReadError(
            f"aliases: “{names[a]}” and “{names[b]}” both hold {km2:,.0f} km2 on "
            f"{label(rows[START_TEXT].iloc[later])}, and are to be read as “{joined[a]}”; "
            "join only names of one actor that follow one another"
        )
