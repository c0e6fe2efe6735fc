"""What stands beside the polygons: published figures, events, and how far areas could be off."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

import geo
from geo.dates import read_date
from layers.timeline import SECONDS_PER_DAY, Timeline

# How much of an ISO date is known, and over how many days it then reaches.
PRECISIONS = {"year": (4, 365), "month": (7, 30), "day": (10, 0)}
SCHEMES = ("http", "https")  # of links that the page offers

_WORDS = ("publisher", "title", "as_stated", "definition", "scope", "note", "basis")

Notes = Mapping[str, Any]


def claims(about: Notes, times: Timeline) -> list[dict[str, Any]]:
    """The published figures of `about`, in order of date, as the page's script takes them.

    `day` and `days`: from when, and over how many days the date is uncertain; `low`, `high`: km2,
    either of them None where only the other was said; `plotted`: may stand on the chart. Words and
    marks that a claim lacks are left out.
    """
    found = []
    for claim in about.get("claims", []):
        digits, days = PRECISIONS.get(str(claim.get("date_precision")), (10, 0))
        date = str(claim["date"])
        low, high = claim.get("area_km2_low"), claim.get("area_km2_high")
        found.append(
            {
                "day": _day(date),
                "days": days,
                "label": geo.label(date[:digits]),
                "low": low,
                "high": high,
                "actor": _place(times.actors, claim.get("actor")),
                **_said(
                    {name: str(claim.get(name) or "") for name in _WORDS}
                    | {
                        "url": _link(claim.get("url")),
                        "slip": bool(claim.get("slip")),
                        "unchecked": claim.get("verified") == "no",
                        "plotted": bool(claim.get("plotted", True))
                        and (low is not None or high is not None),
                    }
                ),
            }
        )
    return sorted(found, key=lambda claim: claim["day"])


def events(about: Notes, times: Timeline) -> list[dict[str, Any]]:
    """The events of `about` in order; `index` is the first date of the table on or after each."""
    found = []
    for event in about.get("events", []):
        date = str(event["date"])
        day = _day(date)
        index = bisect_left(times.days, day)
        found.append(
            {
                **{
                    name: str(event.get(name) or "")
                    for name in ("title", "sentence", "place", "source")
                },
                "day": day,
                "label": geo.label(date),
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
    for row in about.get("ranges", []):
        low, high = row.get("low_km2"), row.get("high_km2")
        known = None if low is None or high is None else (_told(low), _told(high))
        pair = str(row["actor"]), str(row["status"])
        steps.setdefault(pair, []).append((_day(str(row["date"])), known))
    found = {}
    for pair, said in steps.items():
        said.sort(key=lambda step: step[0])
        starts = [day for day, _ in said]
        now = [bisect_right(starts, day) for day in times.days]
        found[pair] = [said[at - 1][1] if at else None for at in now]
    return found


def _said(notes: dict[str, str | bool]) -> dict[str, str | bool]:
    return {name: what for name, what in notes.items() if what}


def _day(date: str) -> float:
    """Days from 1970-01-01 to the first day of an ISO date."""
    moment: np.datetime64 = read_date(date)
    return int(moment.astype("datetime64[s]").astype(np.int64)) / SECONDS_PER_DAY


def _link(address: object) -> str:
    """An address that a reader may follow; empty for anything that is no web page."""
    text = str(address or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in SCHEMES and parts.netloc else ""


def _told(km2: float) -> float:
    """Five digits: more than the ends of a range can bear."""
    return float(f"{km2:.5g}")


def _place(names: Sequence[str], name: object) -> int | None:
    return names.index(str(name)) if name in names else None
