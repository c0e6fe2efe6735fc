"""Whose dependency an actor is: as the source, or the project file, has it."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd

from geo.table import ACTOR, UNNAMED

# Columns with the sovereign, which `geo` keeps: of historical-basemaps and of Natural Earth.
COLUMNS = ("SUBJECTO", "SOVEREIGNT")


def sovereigns(table: gpd.GeoDataFrame, about: Mapping[str, Any]) -> dict[str, str]:
    """The sovereign of each actor of `table` that has one other than itself.

    That of most rows, the first of several; `sovereign` of `about` comes before the columns. The
    sovereign of a sovereign is that of its dependencies too.
    """
    own = dict(about.get("sovereign", {}))
    known = dict.fromkeys(table[ACTOR])
    lords = {
        **_written(table),
        **{actor: own[actor] for actor in own if actor in known},
    }
    return {
        actor: top
        for actor in lords
        if actor != UNNAMED and (top := _top(actor, lords)) != actor
    }


def _written(table: gpd.GeoDataFrame) -> dict[str, str]:
    """The sovereign of each actor as the columns of the source have it."""
    lords: dict[str, str] = {}
    names = {str(name).upper(): name for name in table.columns}
    for column in [names[name] for name in COLUMNS if name in names]:
        texts = table[column].dropna().astype(str).str.strip()
        rows = table[[ACTOR]].loc[texts.index].assign(lord=texts)
        rows = rows[rows["lord"] != ""]
        counts = rows.groupby([ACTOR, "lord"], sort=False).size()
        often = counts.sort_values(ascending=False, kind="stable")
        for actor, lord in often.index:
            lords.setdefault(actor, lord)
    return lords


def _top(actor: str, lords: Mapping[str, str]) -> str:
    """The last sovereign of a chain; the one before it closes, if it is a circle."""
    passed = {actor}
    while (lord := lords.get(actor, actor)) not in passed:
        passed.add(lord)
        actor = lord
    return actor
