"""Dates that a feature has beside its properties, or in the record `when`, as columns.

Sources: github.com/kgeographer/geojson-t (GeoJSON-T); LinkedPasts/linked-places-format, when and
timespans.
"""

from collections.abc import Mapping
from typing import Any

_WHEN = "when"
# Members of a feature that are dates, where its properties have none of that name.
MEMBERS = {
    _WHEN,
    "date",
    "datetime",
    "timestamp",
    "start",
    "end",
    "start_date",
    "end_date",
}
_EXACT = ("in", "earliest", "latest", "date", "value")


def with_dates(row: dict[str, Any], feature: Mapping[str, Any]) -> dict[str, Any]:
    """The properties `row` of a feature, with its dates; a record `when` as `start` and `end`."""
    for name in sorted(MEMBERS):
        if name in feature and name not in row:
            row = {**row, name: feature[name]}
    when = row.get(_WHEN)
    if isinstance(when, list) and len(when) == 1:
        when = when[0]
    if not isinstance(when, dict):
        return row
    spans = when.get("timespans", when.get("timespan"))
    if isinstance(spans, list) and len(spans) == 1:
        spans = spans[0]
    span = spans if isinstance(spans, dict) else when
    dates = {name: _date(span.get(name)) for name in ("start", "end") if name in span}
    if not dates or isinstance(spans, list) or {*dates} & {*row}:
        return row
    return {**{name: value for name, value in row.items() if name != _WHEN}, **dates}


def _date(value: Any) -> Any:
    """A date, or the one in a record of it: `{"in": "1914"}`."""
    if isinstance(value, dict):
        return next((value[name] for name in _EXACT if value.get(name)), None)
    return value
