"""Breaks in the way of counting, in words and as marks of a chart."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from geo.dates import iso_text, read_date
from geo.measure import Break
from layers.content.series import Timeline, days_since_1970
from layers.language import Language, date_label, since_label, when_label


def break_marks(breaks: Sequence[Break], times: Timeline) -> list[dict[str, Any]]:
    """Breaks between two dates of a table, in order of date, as marks of a chart.

    `index` is the first date of the table counted the new way; `label` and `since` are the date of
    the break, `month` its month, for a mark of several. `actor` and `status` are left out for all.
    """
    marks = []
    for one in breaks:
        text = one.date_text
        index = bisect_left(times.days, days_since_1970(text))
        if not 0 < index < len(times.days):
            continue
        month = min(text, iso_text(read_date(text), "month"), key=len)
        mark = {
            "index": index,
            "label": date_label(text, times.language),
            "since": _since(text, times.language),
            "when": when_label(text, date_label(text, times.language), times.language),
            "month": _since(month, times.language),
            "reason": one.reason,
            "source": one.source,
            "actor": times.actors.index(one.actor) if one.actor in times.actors else "",
            "status": (
                times.statuses.index(one.status) if one.status in times.statuses else ""
            ),
        }
        marks.append({name: value for name, value in mark.items() if value != ""})
    return marks


def not_compared(breaks: Sequence[Break], language: Language) -> str:
    """Why two dates with these breaks between them are not compared; empty without any.

    "not compared: counted differently since 9 December 2018"
    """
    if not breaks:
        return ""
    return language.phrase(
        "not compared: {why}", why=counted_differently(breaks, language)
    )


def counted_differently(breaks: Sequence[Break], language: Language) -> str:
    """ "counted differently since 9 December 2018"; of several, how many and the last."""
    text = breaks[-1].date_text
    if len(breaks) == 1:
        since = _since(text, language)
        return language.phrase("counted differently {since}", since=since)
    return language.plural(
        "the way of counting changed {n} time, last {when}",
        "the way of counting changed {n} times, last {when}",
        len(breaks),
        when=when_label(text, date_label(text, language), language),
    )


def _since(text: str, language: Language) -> str:
    return since_label(text, date_label(text, language), language)
