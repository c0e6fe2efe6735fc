"""Scenes for a talk or a story: dates worth a stop, each with a view and words."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.base import ControlError
from geo.dates import read_date, written
from layers.content.series import SECONDS_PER_DAY, Series, Timeline
from layers.language import date_label

FALLS = 3  # of the largest losses from one date to the next, where no scenes are given
_WORTH = 0.05  # of the peak: what is lost between two dates is a scene from here on
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def scenes(about: Mapping[str, Any], times: Timeline) -> list[dict[str, Any]]:
    """The scenes that `about` lists, in order of date; without any, those of the data themselves.

    Each has `index`, the date of the table in force then, which is its own where `exact`; `label`,
    its date as told; `caption`; and where they are known `source` and `view`, which is [west,
    south, east, north] in degrees.
    Scenes of the data are the first date with ground of the largest actor, its peak, the largest
    losses from one date to the next, and the last date.

    Raises
    ------
    ControlError
        If a scene has no date, one that cannot be read, or a view that is none.
    """
    given = about.get("scenes")
    rows = given.to_dict("records") if isinstance(given, pd.DataFrame) else given
    if rows is None or not len(rows):
        return _of_data(times)
    found = [_scene(row, number, times) for number, row in enumerate(rows, 1)]
    ordered = sorted(found, key=lambda one: float(one["day"]))
    return [{key: one[key] for key in one if key != "day"} for one in ordered]


def _scene(row: Mapping[str, Any], number: int, times: Timeline) -> dict[str, Any]:
    known = {key: value for key, value in row.items() if not _missing(value)}
    date = known.get("date")
    if date is None:
        raise ControlError(f"scene {number}: no date; give it one, as 2017-07-10")
    if not isinstance(date, str):
        date = written(pd.Timestamp(date).to_datetime64())
    moment = read_date(date)
    day = int(moment.astype("datetime64[s]").astype("int64")) / SECONDS_PER_DAY
    index = max(bisect_right(times.days, day) - 1, 0)
    told = {
        "index": index,
        "exact": times.days[index] == day,
        "label": date_label(date, times.words),
        "caption": str(known.get("caption", "")).strip(),
        "day": day,
    }
    if source := str(known.get("source", "")).strip():
        told["source"] = source
    if "view" in known:
        told["view"] = _view(known["view"], f"scene {number} ({date})")
    return told


def _view(given: object, whose: str) -> list[float]:
    """West, south, east and north of a list or a text of four numbers."""
    if isinstance(given, str):
        numbers = [float(one) for one in _NUMBER.findall(given)]
    elif isinstance(given, Sequence):
        numbers = [float(one) for one in given]
    else:
        numbers = []
    if len(numbers) == 4:
        west, south, east, north = numbers
        if west < east and -90 <= south < north <= 90:
            return numbers
    raise ControlError(
        f"{whose}: {given!r} is no view; give west, south, east and north in degrees"
    )


def _of_data(times: Timeline) -> list[dict[str, Any]]:
    """The first date, the peak, the largest losses and the last date of the largest actor."""
    one = times.series[0]
    phrase = times.words.phrase
    peak = max(one.km2)
    if not peak:
        return []
    first = next(index for index, km2 in enumerate(one.km2) if km2)
    top, last = one.km2.index(peak), len(one.km2) - 1
    captions = {index: _loss(one, index, times) for index in _losses(one.km2)}
    captions[first] = phrase("The series begins here.")
    captions[top] = phrase("The largest extent in the series.")
    if last != top and one.km2[last]:
        captions[last] = phrase("The last date of the series.")
    elif last != top:
        captions[last] = phrase(
            "The last date of the series: nothing is held any more."
        )
    return [
        {
            "index": index,
            "exact": True,
            "label": times.labels[index],
            "caption": captions[index],
        }
        for index in sorted(captions)
    ]


def _losses(km2: Sequence[float]) -> list[int]:
    """Indices of the dates by which most was lost since the date before."""
    lost = {index: km2[index - 1] - km2[index] for index in range(1, len(km2))}
    worth = [index for index, one in lost.items() if one >= _WORTH * max(km2)]
    return sorted(worth, key=lambda index: -lost[index])[:FALLS]


def _loss(one: Series, index: int, times: Timeline) -> str:
    before, now = one.km2[index - 1], one.km2[index]
    since = times.labels[index - 1]
    phrase = times.words.phrase
    if not now:
        return phrase(
            "All that was left on the date before, {date}, is lost.", date=since
        )
    share = min(max(round(100 * (before - now) / before), 1), 99)
    return phrase(
        "One of the largest losses: {share} % since the date before, {date}.",
        share=times.words.number(share),
        date=since,
    )


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)
