"""Scenes for a talk or a story: dates worth a stop, each with a view and a caption."""

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from geo.base import ControlError
from geo.dates import iso_text
from geo.measure import Break, breaks_between
from layers.content.familiar_areas import familiar_names
from layers.content.series import Series, Timeline, days_since_1970
from layers.language import DATA, date_label, since_label

LARGEST_LOSSES = 3  # from one date to the next, where no scenes are given
LEAST_LOSS = 0.05  # of the peak: a smaller loss is no scene
MOST_GRID_KM = 1000
MOST_NAMES = 20  # in a message
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def scenes(
    about: Mapping[str, Any], times: Timeline, breaks: Sequence[Break] = ()
) -> list[dict[str, Any]]:
    """The scenes that `about` lists, in its order, or without any those of the data.

    Each has `index`, the date of the table in force then, which is its own where `exact`; `label`,
    the date asked for, for readers; `when`, the same with the date since which nothing changed;
    `shown`, that date as the source wrote it; `caption`; and `series`, the place in `times.series`
    of the figure. Where they are known it has `title`, `place`, `source`, `view`, which is [west,
    south, east, north] in degrees, `hidden`, the statuses not drawn by their place in
    `times.statuses`, `actor`, `beside` and `grid_km`, see `layers.control_map`.

    Scenes of the data are the first date of the largest actor, its peak, the largest losses from
    one date to the next, and the last date. No loss is one across `breaks`.

    Raises
    ------
    ControlError
        If a scene has no date, one that cannot be read, or names what is not there.
    """
    given = about.get("scenes")
    rows = given.to_dict("records") if isinstance(given, pd.DataFrame) else given
    if rows is None or not len(rows):
        return _scenes_of_data(times, breaks)
    return [_scene(row, number, times) for number, row in enumerate(rows, 1)]


def _scene(row: Mapping[str, Any], number: int, times: Timeline) -> dict[str, Any]:
    known = {key: value for key, value in row.items() if not _missing(value)}
    date = known.get("date")
    if date is None:
        raise ControlError(f"scene {number}: no date; give it one, as 2017-07-10")
    if not isinstance(date, str):
        date = iso_text(pd.Timestamp(date).to_datetime64())
    day = days_since_1970(date)
    index = max(bisect_right(times.days, day) - 1, 0)
    name = f"scene {number} ({date})"
    label = date_label(date, times.language)
    scene = {
        "index": index,
        "exact": times.days[index] == day,
        "label": label,
        "shown": times.texts[index],
        "when": _when(label, index, times, exact=times.days[index] == day),
        "caption": _words(known, "caption", times),
        "series": _figure(known, name, times),
    }
    for key in ("title", "place", "source"):
        if text := _words(known, key, times):
            scene[key] = text
    if "view" in known:
        scene["view"] = _view(known["view"], name)
    if drawn := _drawn(known.get("statuses", ()), name, times):
        statuses = enumerate(times.statuses)
        scene["hidden"] = [place for place, key in statuses if key not in drawn]
    if "actor" in known:
        scene["actor"] = str(known["actor"])
    if beside := str(known.get("beside", "")).strip():
        _require_known(beside, familiar_names(), f"{name}: beside")
        scene["beside"] = beside
    if "grid_km" in known:
        scene["grid_km"] = _grid_km(known["grid_km"], name)
    return scene


def _when(label: str, index: int, times: Timeline, *, exact: bool) -> str:
    """The date asked for, and the one of the table that is shown in its place."""
    shown, phrase = times.labels[index], times.language.phrase
    if exact:
        return label
    if times.snapshots:  # between two of them nobody knows
        return phrase("{date}; shown as on {shown}", date=label, shown=shown)
    since = since_label(times.texts[index], shown, times.language)
    return phrase("{date}, unchanged {since}", date=label, since=since)


def _words(known: Mapping[str, Any], key: str, times: Timeline) -> str:
    """A text of a scene, in the language of the page if it came with it."""
    return times.language.phrase(str(known.get(key, "")).strip(), DATA)


def _figure(known: Mapping[str, Any], scene: str, times: Timeline) -> int:
    """Place in `times.series` of the series whose area a scene names."""
    actor = str(known.get("actor", times.series[0].actor))
    own = [place for place, one in enumerate(times.series) if one.actor == actor]
    _require_known(actor, {one.actor for one in times.series}, f"{scene}: actor")
    if "figure" not in known:
        return own[0]
    statuses = {times.series[place].status: place for place in own}
    status = str(known["figure"]).strip()
    _require_known(status, set(statuses), f"{scene}: figure")
    return statuses[status]


def _drawn(given: object, scene: str, times: Timeline) -> set[str]:
    """The statuses of a list, or of a text with semicolons; none if there are none."""
    texts = given.split(";") if isinstance(given, str) else given
    if not isinstance(texts, Sequence):
        raise ControlError(f"{scene}: statuses: not a list ({given!r}); write one")
    drawn = {str(text).strip() for text in texts} - {""}
    for status in sorted(drawn):
        _require_known(status, set(times.statuses), f"{scene}: statuses")
    return drawn


def _grid_km(given: Any, scene: str) -> float:
    try:
        km = float(given)
    except (TypeError, ValueError):
        km = -1.0
    if 0 < km < MOST_GRID_KM:
        return int(km) if km == int(km) else km
    raise ControlError(
        f"{scene}: grid_km: not the side of a square ({given!r}); give kilometres, as 1"
    )


def _require_known(text: str, known: Collection[str], what: str) -> None:
    if text not in known:
        names = ", ".join(sorted(known)[:MOST_NAMES])
        raise ControlError(f"{what}: unknown name ({text!r}); use one of: {names}")


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
            "when": times.labels[index],
            "shown": times.texts[index],
            "caption": captions[index],
            "series": 0,
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
