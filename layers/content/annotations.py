"""Annotations of a timeline: published figures, events and ranges of uncertainty."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

import geo.check
from geo.dates import iso_text, read_date
from geo.source import PEAK
from geo.table import ACTOR, STATUS
from layers.content.series import Timeline, days_since_1970
from layers.language import DATA, Language, date_label
from layers.output import link

COUNTS = ("held", "claimed")  # statuses that a published area may have counted
NAMED_EVENTS = 5  # whose titles a chart has space for
DAYS = {"year": 365, "month": 30}  # over which a date of this precision reaches

# Of a claim: names that are the same in every language, and texts that may have translations.
_NAMES = ("title", "basis")
_TEXTS = ("publisher", "as_stated", "definition", "scope", "note")

Row = Mapping[str, Any]


def measure_claims(table: gpd.GeoDataFrame, about: Row) -> list[dict[str, Any]]:
    """The claims of `about`, each with the area measured by the same definition.

    `measured_km2`, `measured_as`, the status that was measured, and `measured_date` are those of
    `geo.compared`, None where nothing in `table` corresponds. A claim about an actor is measured
    on the territory of that actor alone, any other on that of all.
    """
    unmeasured = {"measured_km2": None, "measured_as": None, "measured_date": None}
    claims = [{**claim, **unmeasured} for claim in _rows(about, "claims")]
    for actor in dict.fromkeys(claim.get("actor") for claim in claims):
        rows = table if actor is None else table[table[ACTOR] == str(actor)]
        if not set(COUNTS) <= set(rows[STATUS]):
            continue
        of_actor = [claim for claim in claims if claim.get("actor") == actor]
        compared = geo.check.compared(rows, _claims_table(of_actor))
        for place in np.flatnonzero(compared["measured_km2"].notna()):
            claim = of_actor[place]
            claim["measured_km2"] = _six_digits(compared["measured_km2"].iloc[place])
            claim["measured_as"] = str(compared["measured_as"].iloc[place])
            measured_date = compared["measured_date"].iloc[place]
            claim["measured_date"] = iso_text(measured_date.to_datetime64())
    return claims


def claim_marks(claims: Sequence[Row], times: Timeline) -> list[dict[str, Any]]:
    """Claims, as `measure_claims` gives them, in order of date as marks of a chart.

    `day` and `days`: the first day, and over how many days the date is uncertain; `low`, `high`:
    km2, one of them None where only the other was published; `measured` and `measured_as`: the
    measured area in km2, and the position of the status that was measured; `plotted`: may stand on
    the chart; `part`: other claims are about a region of which that of this one is a part. Claims
    about the peak come first: their `day` is None, and `measured_on` is the date
    of the largest area. Texts and flags that a claim lacks are left out.
    """
    marks = []
    regions = {str(claim.get("scope") or "") for claim in claims}
    for claim in claims:
        precision = str(claim.get("date_precision"))
        is_peak = precision == PEAK
        measured_date = claim.get("measured_date") if is_peak else None
        low, high = claim.get("area_km2_low"), claim.get("area_km2_high")
        optional: dict[str, str | bool | None] = {
            **{name: str(claim.get(name) or "") for name in _NAMES},
            **{name: _text(claim, name, times.language) for name in _TEXTS},
            "url": link(claim.get("url")),
            "measured_on": measured_date and date_label(measured_date, times.language),
            "part": any(str(claim.get("scope")) in wide for wide in _wider(regions)),
            "slip": bool(claim.get("slip")),
            "unchecked": claim.get("verified") == "no",
            "plotted": bool(claim.get("plotted", True))
            and (low is not None or high is not None),
        }
        marks.append(
            {
                "day": None if is_peak else days_since_1970(claim["date"]),
                "days": DAYS.get(precision, 0),
                "label": claim_date(claim, times.language),
                "low": low,
                "high": high,
                "measured": claim.get("measured_km2"),
                "measured_as": _index(times.statuses, claim.get("measured_as")),
                "actor": _index(times.actors, claim.get("actor")),
                **{name: value for name, value in optional.items() if value},
            }
        )
    return sorted(marks, key=lambda mark: (mark["day"] is not None, mark["day"] or 0))


def claim_date(claim: Row, language: Language) -> str:
    """Label of the date of a claim, with the precision of its source."""
    precision = str(claim.get("date_precision"))
    if precision == PEAK:
        return language.phrase("At its height")
    text = str(claim["date"])
    if precision in DAYS:  # one that its source wrote in short stays as it is
        text = min(text, iso_text(read_date(text), precision), key=len)
    return date_label(text, language)


def events(about: Row, times: Timeline) -> list[dict[str, Any]]:
    """The events of `about` in order of date.

    `index` is the first date of the table on or after the event, None after the last. `named` are
    those whose title stands on the chart: the first five that `about` marks so; if it marks none,
    all of up to five, else the five on whose dates the leading series differs most from the date
    before, one for each date.
    """
    marks: list[dict[str, Any]] = []
    for event in _rows(about, "events"):
        day = days_since_1970(event["date"])
        index = bisect_left(times.days, day)
        texts = ("title", "sentence", "place", "source")
        marks.append(
            {
                **{name: _text(event, name, times.language) for name in texts},
                "day": day,
                "label": date_label(event["date"], times.language),
                "index": index if index < len(times.days) else None,
                "unchecked": event.get("verified") == "no",
                **({"named": True} if event.get("named") in (True, "yes") else {}),
            }
        )
    marks.sort(key=lambda mark: mark["day"])
    named = [mark for mark in marks if mark.pop("named", False)]
    for mark in (named or _most_changed(marks, times))[:NAMED_EVENTS]:
        mark["named"] = True
    return marks


def _most_changed(marks: Sequence[dict[str, Any]], times: Timeline) -> list[Any]:
    """Of many events the first on each date, those of the largest change of area first."""
    if len(marks) <= NAMED_EVENTS:
        return list(marks)
    first = {mark["index"]: mark for mark in reversed(marks) if mark["index"]}
    km2 = times.series[0].km2
    return sorted(
        first.values(),
        key=lambda mark: (
            -abs(km2[mark["index"]] - km2[mark["index"] - 1]),
            mark["day"],
        ),
    )


def opening_date(about: Row, times: Timeline) -> int | None:
    """The date of the table in force on the date that `about` names to open with, None without."""
    if not about.get("opening"):
        return None
    day = days_since_1970(str(about["opening"]))
    return max(bisect_right(times.days, day) - 1, 0)


def ranges(
    about: Row, times: Timeline
) -> dict[tuple[str, str], list[tuple[float, float] | None]]:
    """Lowest and highest area on every date, by actor and status; None where unknown.

    A range of `about` holds until the next one of the same actor and status.
    """
    steps: dict[tuple[str, str], list[tuple[float, tuple[float, float] | None]]] = {}
    for row in _rows(about, "ranges"):
        low, high = row.get("low_km2"), row.get("high_km2")
        span = None
        if low is not None and high is not None:
            span = _six_digits(low), _six_digits(high)
        pair = str(row["actor"]), str(row["status"])
        steps.setdefault(pair, []).append((days_since_1970(row["date"]), span))
    in_force = {}
    for pair, changes in steps.items():
        changes.sort(key=lambda step: step[0])
        starts = [day for day, _ in changes]
        counts = [bisect_right(starts, day) for day in times.days]
        in_force[pair] = [changes[n - 1][1] if n else None for n in counts]
    return in_force


def _rows(about: Row, name: str) -> Iterator[dict[str, Any]]:
    """The dicts that `about` lists under `name`, with dates as text, without missing values.

    Rows of a DataFrame have NaN and NaT where they have nothing, and dates that are no text.
    """
    for row in about.get(name, []):
        known = {key: value for key, value in row.items() if not _missing(value)}
        date = known.get("date", "")
        if not isinstance(date, str):
            known["date"] = iso_text(pd.Timestamp(date).to_datetime64())
        yield known


def _claims_table(claims: Sequence[Row]) -> pd.DataFrame:
    """Claims in the columns of `geo.claims`."""
    dates = [
        read_date(claim["date"]) if claim.get("date") else np.datetime64("NaT")
        for claim in claims
    ]
    texts = {
        name: [str(claim.get(name, "")) for claim in claims]
        for name in ("date_precision", "scope", "definition")
    }
    km2 = {
        name: np.array([claim.get(name) for claim in claims], dtype=float)
        for name in ("area_km2_low", "area_km2_high")
    }
    return pd.DataFrame({"date": np.array(dates, "datetime64[s]"), **texts, **km2})


def _wider(regions: Collection[str]) -> list[list[str]]:
    """The parts of those `regions` that have several: "Syria+Iraq"."""
    return [region.split("+") for region in regions if "+" in region]


def _text(row: Row, name: str, language: Language) -> str:
    """A text of a claim or an event, in the language of the page if it came with it."""
    return language.phrase(str(row.get(name) or ""), DATA)


def _missing(value: object) -> bool:
    infinite = isinstance(value, float) and not np.isfinite(value)
    return infinite or value is None or value is pd.NaT or value is pd.NA


def _six_digits(km2: float) -> float:
    """More than the ends of a range, or a comparison, can bear."""
    return float(f"{km2:.6g}")


def _index(names: Sequence[str], name: object) -> int | None:
    return names.index(str(name)) if name in names else None
