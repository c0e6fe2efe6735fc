"""What stands beside the polygons: published figures, events, and how far areas could be off."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.check import compared
from geo.dates import read_date, written
from geo.table import ACTOR, STATUS
from layers.content.series import SECONDS_PER_DAY, Timeline
from layers.language import date_label
from layers.output import link

COUNTS = ("held", "claimed")  # statuses that a published area may have counted
DAYS = {"year": 365, "month": 30}  # over which a date of this precision reaches

_WORDS = ("publisher", "title", "as_stated", "definition", "scope", "note", "basis")

Notes = Mapping[str, Any]


def claims(about: Notes, times: Timeline) -> list[dict[str, Any]]:
    """The published figures of `about`, in order of date, as the page's script takes them.

    `day` and `days`: from when, and over how many days the date is uncertain; `low`, `high`: km2,
    either of them None where only the other was said; `measured` and `measured_as`: what answers
    it, in km2, and the status that was measured; `plotted`: may stand on the chart. Words and
    marks that a claim lacks are left out.
    """
    found = []
    for claim in _rows(about, "claims"):
        exactness = str(claim.get("date_precision"))
        low, high = claim.get("area_km2_low"), claim.get("area_km2_high")
        found.append(
            {
                "day": _day(claim["date"]),
                "days": DAYS.get(exactness, 0),
                "label": date_label(_known(claim["date"], exactness), times.words),
                "low": low,
                "high": high,
                "measured": claim.get("measured_km2"),
                "measured_as": _place(times.statuses, claim.get("measured_as")),
                "actor": _place(times.actors, claim.get("actor")),
                **_said(
                    {
                        **{name: str(claim.get(name) or "") for name in _WORDS},
                        "url": link(claim.get("url")),
                        "slip": bool(claim.get("slip")),
                        "unchecked": claim.get("verified") == "no",
                        "plotted": bool(claim.get("plotted", True))
                        and (low is not None or high is not None),
                    }
                ),
            }
        )
    return sorted(found, key=lambda claim: claim["day"])


def measured(table: gpd.GeoDataFrame, about: Notes) -> list[dict[str, Any]]:
    """The claims of `about`, each with what is measured of the same ground by the same count.

    `measured_km2` and `measured_as`, the status that was measured, are those of `geo.compared`,
    None where nothing in `table` answers a claim. A claim about an actor is measured on the
    ground of that actor alone, another on that of all.
    """
    said = list(_rows(about, "claims"))
    found = [{**claim, "measured_km2": None, "measured_as": None} for claim in said]
    for actor in dict.fromkeys(claim.get("actor") for claim in said):
        held = table if actor is None else table[table[ACTOR] == str(actor)]
        if not set(COUNTS) <= set(held[STATUS]):
            continue
        mine = [one for one in found if one.get("actor") == actor]
        beside = compared(held, _statements(mine))
        known = beside["measured_km2"].notna()
        for place in np.flatnonzero(known):
            mine[place]["measured_km2"] = _told(beside["measured_km2"].iloc[place])
            mine[place]["measured_as"] = str(beside["measured_as"].iloc[place])
    return found


def events(about: Notes, times: Timeline) -> list[dict[str, Any]]:
    """The events of `about` in order; `index` is the first date of the table on or after each."""
    found = []
    for event in _rows(about, "events"):
        date = event["date"]
        day = _day(date)
        index = bisect_left(times.days, day)
        found.append(
            {
                **{
                    name: str(event.get(name) or "")
                    for name in ("title", "sentence", "place", "source")
                },
                "day": day,
                "label": date_label(date, times.words),
                "index": index if index < len(times.days) else None,
                "unchecked": event.get("verified") == "no",
            }
        )
    return sorted(found, key=lambda event: event["day"])


def ranges(
    about: Notes, times: Timeline
) -> dict[tuple[str, str], list[tuple[float, float] | None]]:
    """Lowest and highest area of each actor and status on every date; None where not known.

    A range of `about` holds until the next one of the same actor and status.
    """
    steps: dict[tuple[str, str], list[tuple[float, tuple[float, float] | None]]] = {}
    for row in _rows(about, "ranges"):
        low, high = row.get("low_km2"), row.get("high_km2")
        known = None if low is None or high is None else (_told(low), _told(high))
        pair = str(row["actor"]), str(row["status"])
        steps.setdefault(pair, []).append((_day(row["date"]), known))
    found = {}
    for pair, said in steps.items():
        said.sort(key=lambda step: step[0])
        starts = [day for day, _ in said]
        now = [bisect_right(starts, day) for day in times.days]
        found[pair] = [said[at - 1][1] if at else None for at in now]
    return found


def _rows(about: Notes, name: str) -> Iterator[dict[str, Any]]:
    """The dicts that `about` lists under `name`, with dates as text, without what is missing.

    Rows of a DataFrame have NaN and NaT where they have nothing, and dates that are no text.
    """
    for row in about.get(name, []):
        known = {key: value for key, value in row.items() if not _missing(value)}
        date = known.get("date", "")
        if not isinstance(date, str):
            known["date"] = written(pd.Timestamp(date).to_datetime64())
        yield known


def _statements(said: Sequence[Notes]) -> pd.DataFrame:
    """Claims shaped like `geo.claims`."""
    dates = np.array([read_date(one["date"]) for one in said])
    words = {
        name: [str(one.get(name, "")) for one in said]
        for name in ("scope", "definition")
    }
    km2 = {
        name: np.array([one.get(name) for one in said], dtype=float)
        for name in ("area_km2_low", "area_km2_high")
    }
    return pd.DataFrame({"date": dates.astype("datetime64[s]"), **words, **km2})


def _missing(value: object) -> bool:
    infinite = isinstance(value, float) and not np.isfinite(value)
    return infinite or value is None or value is pd.NaT or value is pd.NA


def _known(date: str, exactness: str) -> str:
    """As much of a date as is known; one that its source wrote in short stays as it is."""
    if exactness not in DAYS:
        return date
    return min(date, written(read_date(date), exactness), key=len)


def _said(notes: dict[str, str | bool]) -> dict[str, str | bool]:
    return {name: what for name, what in notes.items() if what}


def _day(date: str) -> float:
    """Days from 1970-01-01 to the first day of an ISO date."""
    moment: np.datetime64 = read_date(date)
    return int(moment.astype("datetime64[s]").astype(np.int64)) / SECONDS_PER_DAY


def _told(km2: float) -> float:
    """Six digits: more than the ends of a range, or a comparison, can bear."""
    return float(f"{km2:.6g}")


def _place(names: Sequence[str], name: object) -> int | None:
    return names.index(str(name)) if name in names else None
