"""Scenes for a talk or a story: dates worth a stop, each with a view and a caption."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from geo.base import ControlError
from geo.dates import iso_text
from geo.measure import Break, breaks_between
from layers.content.series import Series, Timeline, days_since_1970
from layers.language import date_label

LARGEST_LOSSES = 3  # from one date to the next, where no scenes are given
LEAST_LOSS = 0.05  # of the peak: a smaller loss is no scene
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def scenes(
    about: Mapping[str, Any], times: Timeline, breaks: Sequence[Break] = ()
) -> list[dict[str, Any]]:
    """The scenes that `about` lists, in order of date, or without any those of the data.

    Each has `index`, the date of the table in force then, which is its own where `exact`; `label`,
    its date for readers; `caption`; and where they are known `source` and `view`, which is [west,
    south, east, north] in degrees.
    Scenes of the data are the first date of the largest actor, its peak, the largest losses from
    one date to the next, and the last date. No loss is one across `breaks`.

    Raises
    ------
    ControlError
        If a scene has no date, one that cannot be read, or a view that is none.
    """
    given = about.get("scenes")
    rows = given.to_dict("records") if isinstance(given, pd.DataFrame) else given
    if rows is None or not len(rows):
        return _scenes_of_data(times, breaks)
    days_and_scenes = [_scene(row, number, times) for number, row in enumerate(rows, 1)]
    return [scene for _, scene in sorted(days_and_scenes, key=lambda pair: pair[0])]


def _scene(
    row: Mapping[str, Any], number: int, times: Timeline
) -> tuple[float, dict[str, Any]]:
    """The day of a scene, and the scene."""
    known = {key: value for key, value in row.items() if not _missing(value)}
    date = known.get("date")
    if date is None:
        raise ControlError(f"scene {number}: no date; give it one, as 2017-07-10")
    if not isinstance(date, str):
        date = iso_text(pd.Timestamp(date).to_datetime64())
    day = days_since_1970(date)
    index = max(bisect_right(times.days, day) - 1, 0)
    scene = {
        "index": index,
        "exact": times.days[index] == day,
        "label": date_label(date, times.language),
        "caption": str(known.get("caption", "")).strip(),
    }
    if source := str(known.get("source", "")).strip():
        scene["source"] = source
    if "view" in known:
        scene["view"] = _view(known["view"], f"scene {number} ({date})")
    return day, scene


def _view(given: object, scene: str) -> list[float]:
    """West, south, east and north of a list or a text of four numbers."""
    if isinstance(given, str):
        numbers = [float(number) for number in _NUMBER.findall(given)]
    elif isinstance(given, Sequence):
        numbers = [float(number) for number in given]
    else:
        numbers = []
    if len(numbers) == 4:
        west, south, east, north = numbers
        if west < east and -90 <= south < north <= 90:
            return numbers
    raise ControlError(
        f"{scene}: not a view ({given!r}); give west, south, east and north in degrees"
    )


def _scenes_of_data(times: Timeline, breaks: Sequence[Break]) -> list[dict[str, Any]]:
    leading = times.series[0]
    km2 = leading.km2
    phrase = times.language.phrase
    peak = max(km2)
    if not peak:
        return []
    first = next(index for index, area in enumerate(km2) if area)
    top, last = km2.index(peak), len(km2) - 1
    captions = {
        index: _loss_caption(leading, index, times)
        for index in _largest_losses(leading, times, breaks)
    }
    captions[first] = phrase("The series begins here.")
    pair = leading.actor, leading.status
    captions[top] = (
        phrase(
            "The largest figure in the series, which is not counted alike throughout."
        )
        if breaks_between(breaks, *pair, times.dates[0], times.dates[last])
        else phrase("The largest extent in the series.")
    )
    if ended := times.no_entry(leading.actor, last):
        captions[last] = phrase("{sentence}.", sentence=ended[:1].upper() + ended[1:])
    elif last != top and km2[last]:
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


def _largest_losses(
    series: Series, times: Timeline, breaks: Sequence[Break]
) -> list[int]:
    """Indices of the dates by which most was lost since the date before, counted alike."""
    km2, pair = series.km2, (series.actor, series.status)
    lost = {
        index: km2[index - 1] - km2[index]
        for index in range(1, len(km2))
        if not times.no_entry(series.actor, index)
        and not breaks_between(
            breaks, *pair, times.dates[index - 1], times.dates[index]
        )
    }
    large = [index for index, loss in lost.items() if loss >= LEAST_LOSS * max(km2)]
    return sorted(large, key=lambda index: -lost[index])[:LARGEST_LOSSES]


def _loss_caption(series: Series, index: int, times: Timeline) -> str:
    before, after = series.km2[index - 1], series.km2[index]
    date = times.labels[index - 1]
    phrase = times.language.phrase
    if not after:
        return phrase(
            "All that was left on the date before, {date}, is lost.", date=date
        )
    share = min(max(round(100 * (before - after) / before), 1), 99)
    return phrase(
        "One of the largest losses: {share} % since the date before, {date}.",
        share=times.language.number(share),
        date=date,
    )


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)
